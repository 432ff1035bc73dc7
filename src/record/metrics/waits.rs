//! Waits of people, from appearing until aboard.

use crate::units::{MINUTE, Span};

/// Minutes that are counted together, too.
pub(super) const MINUTES_AN_HOUR: usize = 60;

/// Waits of one group.
#[derive(Clone, Debug, Default)]
pub(super) struct Waits {
    /// People by their wait in whole minutes, rounded up.
    minutes: Vec<u32>,
    /// The same by hours, so that quantiles are soon found.
    hours: Vec<u32>,
    pub(super) people: u64,
    pub(super) sum: u128,
    pub(super) longest: Span,
}

impl Waits {
    pub(super) fn clear(&mut self) {
        self.minutes.fill(0);
        self.hours.fill(0);
        (self.people, self.sum, self.longest) = (0, 0, Span::ZERO);
    }

    #[inline]
    pub(super) fn add(&mut self, wait: Span, people: u32) {
        let minute = wait.0.div_ceil(MINUTE) as usize;
        if minute >= self.minutes.len() {
            self.minutes.resize(minute + 1, 0);
            self.hours.resize(minute / MINUTES_AN_HOUR + 1, 0);
        }
        self.minutes[minute] += people;
        self.hours[minute / MINUTES_AN_HOUR] += people;
        self.people += u64::from(people);
        self.sum += u128::from(wait.0) * u128::from(people);
        self.longest = self.longest.max(wait);
    }

    /// People wait again, or do not come along, whose wait had been added. The longest is looked for again only if it
    /// was theirs alone: it is then known to the minute.
    pub(super) fn take_back(&mut self, wait: Span, people: u32) {
        let minute = wait.0.div_ceil(MINUTE) as usize;
        if let (Some(count), Some(hour)) =
            (self.minutes.get_mut(minute), self.hours.get_mut(minute / MINUTES_AN_HOUR))
        {
            (*count, *hour) = (count.saturating_sub(people), hour.saturating_sub(people));
        }
        if wait == self.longest && self.of_minute(minute) == 0 {
            self.longest = Span::minutes(self.longest_minute() as u64);
        }
        self.people = self.people.saturating_sub(u64::from(people));
        self.sum = self.sum.saturating_sub(u128::from(wait.0) * u128::from(people));
    }

    /// The whole minutes of the longest wait. It is looked for by hours first: of ten years there are many minutes.
    fn longest_minute(&self) -> usize {
        let hour = self.hours.iter().rposition(|&people| people > 0).unwrap_or(0);
        let mut minutes = (hour * MINUTES_AN_HOUR..(hour + 1) * MINUTES_AN_HOUR).rev();
        minutes.find(|&minute| self.of_minute(minute) > 0).unwrap_or(0)
    }

    /// How many waits were of so many minutes, rounded up.
    fn of_minute(&self, minute: usize) -> u64 {
        self.minutes.get(minute).map_or(0, |&people| u64::from(people))
    }

    /// How many waits were of the minutes of an hour.
    fn of_hour(&self, hour: usize) -> u64 {
        self.hours.get(hour).map_or(0, |&people| u64::from(people))
    }

    /// More minutes than any wait had.
    fn minutes(&self) -> usize {
        self.minutes.len().min(self.longest.0.div_ceil(MINUTE) as usize + 1)
    }
}

/// The whole minutes, rounded up, of the wait that is the `rank`th from the shortest on among those of some groups;
/// none if there are fewer.
///
/// Counted from the longest wait down, first in hours: most waits are shorter than those that are looked for.
pub(super) fn minute_of(waits: &[Waits], rank: u64) -> Option<usize> {
    let mut until = waits.iter().map(|waits| waits.people).sum::<u64>();
    if until < rank {
        return None;
    }
    let mut holds = |people: u64| {
        let found = until - people < rank;
        until -= if found { 0 } else { people };
        found
    };
    let most = waits.iter().map(Waits::minutes).max()?;
    let mut hours = (0..most.div_ceil(MINUTES_AN_HOUR)).rev();
    let hour = hours.find(|&hour| holds(waits.iter().map(|waits| waits.of_hour(hour)).sum()))?;
    let mut minutes = (hour * MINUTES_AN_HOUR..(hour + 1) * MINUTES_AN_HOUR).rev();
    minutes.find(|&minute| holds(waits.iter().map(|waits| waits.of_minute(minute)).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_of_a_rank_is_found_by_hours_and_minutes_as_in_a_sorted_list() {
        let (mut groups, mut all) = ([Waits::default(), Waits::default()], Vec::new());
        for (place, minutes) in [0, 1, 59, 60, 60, 61, 119, 120, 121, 300, 301].into_iter().enumerate() {
            let people = 1 + place as u32 % 3;
            groups[place % 2].add(Span::minutes(minutes), people);
            all.extend(std::iter::repeat_n(minutes as usize, people as usize));
        }
        groups[0].add(Span::minutes(90), 4);
        groups[0].take_back(Span::minutes(90), 4);
        // The longest is taken back: the next is known to the minute, in its hour or an earlier one.
        for (minutes, longest) in [(302, 301), (900, 301)] {
            groups[1].add(Span::minutes(minutes), 2);
            groups[1].take_back(Span::minutes(minutes), 2);
            assert_eq!(groups[0].longest.max(groups[1].longest), Span::minutes(longest));
        }
        for (place, &minutes) in all.iter().enumerate() {
            assert_eq!(minute_of(&groups, place as u64 + 1), Some(minutes), "rank {}", place + 1);
        }
        assert_eq!(minute_of(&groups, all.len() as u64 + 1), None);
        assert_eq!(minute_of(&[], 1), None);
    }
}
