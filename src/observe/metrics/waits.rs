//! Waits of people, from appearing until aboard.

use crate::units::{MINUTE, Span};

/// Minutes that are counted together, too.
pub(super) const HOUR: usize = 60;

/// Waits of one group.
#[derive(Clone, Debug, Default)]
pub(super) struct Waits {
    /// People by their wait in whole minutes, rounded up.
    minutes: Vec<u32>,
    /// The same by `HOUR` minutes, so that quantiles are soon found.
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
            self.hours.resize(minute / HOUR + 1, 0);
        }
        self.minutes[minute] += people;
        self.hours[minute / HOUR] += people;
        self.people += u64::from(people);
        self.sum += u128::from(wait.0) * u128::from(people);
        self.longest = self.longest.max(wait);
    }

    /// People wait again whose wait had been added. The longest needs no look: theirs runs on, and will
    /// be longer.
    pub(super) fn take_back(&mut self, wait: Span, people: u32) {
        let minute = wait.0.div_ceil(MINUTE) as usize;
        if let (Some(count), Some(hour)) = (self.minutes.get_mut(minute), self.hours.get_mut(minute / HOUR)) {
            (*count, *hour) = (count.saturating_sub(people), hour.saturating_sub(people));
        }
        self.people = self.people.saturating_sub(u64::from(people));
        self.sum = self.sum.saturating_sub(u128::from(wait.0) * u128::from(people));
    }

    /// How many waits were of so many minutes, rounded up.
    pub(super) fn of_minute(&self, minute: usize) -> u64 {
        self.minutes.get(minute).map_or(0, |&people| u64::from(people))
    }

    /// How many waits were of the minutes of an hour: from `HOUR` times so many to less than one more.
    pub(super) fn of_hour(&self, hour: usize) -> u64 {
        self.hours.get(hour).map_or(0, |&people| u64::from(people))
    }

    /// More minutes than any wait had.
    pub(super) fn minutes(&self) -> usize {
        self.minutes.len().min(self.longest.0.div_ceil(MINUTE) as usize + 1)
    }
}
