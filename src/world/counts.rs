//! Counts by place, in a tree of partial sums: whoever is the n-th of all is found in as many steps as the number
//! of places has digits.

/// How many people there are at each of many places.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// At place `i` the sum of the places from `i & (i + 1)` to `i` (a Fenwick tree).
    sums: Vec<u32>,
    total: u32,
}

impl Counts {
    /// Nobody at so many places.
    #[must_use]
    pub fn of_nobody(places: usize) -> Counts {
        Counts { sums: vec![0; places], total: 0 }
    }

    /// How many people there are in all.
    #[inline]
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total
    }

    /// How many places there are.
    #[must_use]
    pub fn places(&self) -> usize {
        self.sums.len()
    }

    /// No places at all; the memory is kept.
    pub fn clear(&mut self) {
        self.sums.clear();
        self.total = 0;
    }

    /// Nobody anywhere, at as many places.
    pub fn empty(&mut self) {
        self.sums.fill(0);
        self.total = 0;
    }

    /// One more place, with so many people. Returns which.
    pub fn push(&mut self, people: u32) -> usize {
        let place = self.sums.len();
        let (mut sum, mut step) = (people, 1);
        while (place + 1) & step == 0 {
            sum += self.sums[place - step];
            step *= 2;
        }
        self.sums.push(sum);
        self.total += people;
        place
    }

    /// So many people come to a place.
    pub fn come(&mut self, place: usize, people: u32) {
        self.change(place, |sum| *sum += people);
        self.total += people;
    }

    /// So many people leave a place, where they are.
    pub fn go(&mut self, place: usize, people: u32) {
        self.change(place, |sum| *sum -= people);
        self.total -= people;
    }

    /// At a place where so many people were there are so many now.
    pub fn set(&mut self, place: usize, (before, now): (u32, u32)) {
        if now > before {
            self.come(place, now - before);
        } else if before > now {
            self.go(place, before - now);
        }
    }

    /// How many people there are at the first so many places.
    #[must_use]
    pub fn before(&self, mut places: usize) -> u32 {
        let mut people = 0;
        while places > 0 {
            super::count_look();
            people += self.sums[places - 1];
            places &= places - 1;
        }
        people
    }

    /// The first place from one on at which somebody is.
    #[must_use]
    pub fn next_from(&self, place: usize) -> Option<usize> {
        let before = self.before(place);
        (before < self.total).then(|| self.find(before))
    }

    fn change(&mut self, mut place: usize, change: impl Fn(&mut u32)) {
        while let Some(sum) = self.sums.get_mut(place) {
            super::count_look();
            change(sum);
            place |= place + 1;
        }
    }

    /// Where the n-th person is, from 0.
    ///
    /// # Panics
    /// If there are not so many.
    #[must_use]
    pub fn find(&self, mut number: u32) -> usize {
        assert!(number < self.total, "person {number} of {}", self.total);
        let mut before = 0;
        for step in (0..=self.sums.len().ilog2()).rev().map(|power| 1 << power) {
            super::count_look();
            if let Some(&sum) = self.sums.get(before + step - 1)
                && sum <= number
            {
                number -= sum;
                before += step;
            }
        }
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whoever is the n-th of all is where a look through all places finds them.
        #[test]
        fn everybody_is_found_where_they_are(
            pushed in proptest::collection::vec(0..4_u32, 0..40),
            changes in proptest::collection::vec((0..40_usize, 0..5_u32), 0..40),
        ) {
            let (mut counts, mut plain) = (Counts::default(), Vec::new());
            for people in pushed {
                prop_assert_eq!(counts.push(people), plain.len());
                plain.push(people);
            }
            for (place, people) in changes {
                if let Some(there) = plain.get_mut(place) {
                    if *there >= people {
                        counts.go(place, people);
                        *there -= people;
                    } else {
                        counts.set(place, (*there, *there + people));
                        *there += people;
                    }
                }
            }
            let all: Vec<usize> =
                plain.iter().enumerate().flat_map(|(place, &people)| vec![place; people as usize]).collect();
            let found: Vec<usize> = (0..counts.total()).map(|number| counts.find(number)).collect();
            prop_assert_eq!(found, all);
            for place in 0..=plain.len() {
                prop_assert_eq!(counts.before(place), plain[..place].iter().sum::<u32>());
                let next = (place..plain.len()).find(|&next| plain[next] > 0);
                prop_assert_eq!(counts.next_from(place), next);
            }
        }
    }
}
