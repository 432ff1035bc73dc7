//! People, who are moved and never added.

/// A number of people somewhere.
///
/// They can be taken from one place and absorbed in another, but not copied or made up, so that
/// nobody is lost or doubled by arithmetic. They come into being only where the plan says so.
#[must_use = "people who are not absorbed anywhere are lost"]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct People(u32);

impl People {
    /// Nobody.
    pub const NOBODY: People = People(0);

    /// People who appear in the world for the first time.
    pub(crate) fn appear(count: u32) -> People {
        People(count)
    }

    /// How many they are.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0
    }

    /// Whether nobody is here.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Takes `count` of them away.
    ///
    /// # Panics
    /// If there are not so many.
    #[inline]
    pub fn take(&mut self, count: u32) -> People {
        assert!(count <= self.0, "{count} people cannot be taken from {}", self.0);
        self.0 -= count;
        People(count)
    }

    /// Takes all of them away.
    #[inline]
    pub fn take_all(&mut self) -> People {
        People(std::mem::take(&mut self.0))
    }

    /// Joins others to these.
    ///
    /// # Panics
    /// If there were more than 2^32 of them; a checked plan keeps far below.
    #[inline]
    pub fn absorb(&mut self, others: People) {
        self.0 = self.0.checked_add(others.0).expect("the check keeps all people below 2^32");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_and_absorbing_keeps_the_sum() {
        let mut here = People::appear(10);
        let mut there = People::NOBODY;
        there.absorb(here.take(3));
        assert_eq!((here.len(), there.len()), (7, 3));
        there.absorb(here.take_all());
        assert!(here.is_empty());
        assert_eq!(there.len(), 10);
    }

    #[test]
    #[should_panic(expected = "4 people cannot be taken from 3")]
    fn more_than_there_are_cannot_be_taken() {
        drop(People::appear(3).take(4));
    }
}
