//! What has been reported so far: the only knowledge that rules may act on.
//!
//! The desk has an exact register that is told at once, for rules that name nobody, and the last number that each
//! observer has reported.

use crate::plan::{ObserverId, Table};
use crate::units::Tick;

/// What the desk knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    expected: u64,
    out: u64,
    reported: Table<ObserverId, Report>,
    /// Who reported last.
    last: Option<ObserverId>,
}

/// The last that an observer has reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Report {
    people: u64,
    counted: Tick,
}

impl Desk {
    /// A desk to which so many observers report.
    #[must_use]
    pub fn new(observers: usize) -> Desk {
        Desk { expected: 0, out: 0, reported: Table::filled(observers, Report::default()), last: None }
    }

    /// A run begins: nothing has been reported, and this many people are expected in all.
    pub fn expect(&mut self, people: u64) {
        (self.expected, self.out, self.last) = (people, 0, None);
        self.reported.reset(Report::default());
    }

    /// The register hears that `people` more are out.
    #[inline]
    pub fn report_out(&mut self, people: u32) {
        self.out += u64::from(people);
    }

    /// An observer reports how many it had counted at an instant. Returns whether that is news: a report that comes
    /// after one of a later count changes nothing.
    pub fn hear(&mut self, observer: ObserverId, people: u64, counted: Tick) -> bool {
        let known = &mut self.reported[observer];
        if counted < known.counted {
            return false;
        }
        *known = Report { people, counted };
        self.last = Some(observer);
        true
    }

    /// How many are out, by the last report of an observer, or by the exact register.
    #[inline]
    #[must_use]
    pub fn reported_by(&self, observer: Option<ObserverId>) -> u64 {
        observer.map_or(self.out, |observer| self.reported[observer].people)
    }

    /// How many are out as far as it knows: by the last report of anybody; where nobody counts, by the exact register.
    #[inline]
    #[must_use]
    pub fn out(&self) -> u64 {
        match self.last {
            Some(last) => self.reported[last].people,
            None if self.reported.is_empty() => self.out,
            None => 0,
        }
    }

    /// How many each observer has reported last, in the order of the plan.
    #[must_use]
    pub fn reports(&self) -> Vec<u64> {
        self.reported.rows().iter().map(|report| report.people).collect()
    }

    /// How many people it expects in all.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Id;

    #[test]
    fn the_register_is_exact_and_an_observer_is_believed_for_its_latest_count() {
        let mut desk = Desk::new(2);
        desk.expect(100);
        desk.report_out(30);
        let [one, other] = [0, 1].map(ObserverId::from_index);
        assert_eq!((desk.out(), desk.reported_by(None), desk.reported_by(Some(one))), (0, 30, 0));
        assert!(desk.hear(one, 20, Tick(10)));
        assert!(desk.hear(other, 25, Tick(8)));
        assert!(!desk.hear(one, 15, Tick(9)), "an older count that comes late");
        assert_eq!((desk.out(), desk.reports()), (25, vec![20, 25]));
        desk.expect(90);
        assert_eq!((desk.out(), desk.reported_by(None), desk.expected()), (0, 0, 90));
    }

    #[test]
    fn where_nobody_counts_the_register_is_what_is_known() {
        let mut desk = Desk::new(0);
        desk.report_out(7);
        assert_eq!(desk.out(), 7);
    }
}
