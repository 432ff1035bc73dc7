//! Factors that change with the time of day.

use crate::units::{DAY, Span};

/// A step function over the local day: from each time on, its factor holds until the next one's
/// time; the last holds past midnight until the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayProfile {
    steps: Vec<(Span, f64)>,
}

impl DayProfile {
    /// A profile with these steps: times of day with the factor that holds from then on.
    ///
    /// # Panics
    /// If a time is not before the end of the day, if times do not rise strictly, or if a factor is
    /// not a positive finite number.
    #[must_use]
    pub fn new(steps: Vec<(Span, f64)>) -> Self {
        assert!(steps.iter().all(|&(from, factor)| from.0 < DAY && factor > 0.0 && factor.is_finite()));
        assert!(steps.is_sorted_by(|a, b| a.0 < b.0), "times of day must rise");
        DayProfile { steps }
    }

    /// Whether the factor is 1 all day long.
    #[inline]
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.steps.is_empty()
    }

    /// The factor at a time of day, and how long it still holds.
    #[must_use]
    pub fn at(&self, time_of_day: Span) -> (f64, Span) {
        let Some(&(_, last)) = self.steps.last() else { return (1.0, Span(DAY)) };
        // A day has few steps: to count through them all needs no guess where to stop.
        let next: usize = self.steps.iter().map(|&(from, _)| usize::from(from <= time_of_day)).sum();
        let factor = if next == 0 { last } else { self.steps[next - 1].1 };
        let until = self.steps.get(next).map_or(DAY + self.steps[0].0.0, |&(from, _)| from.0);
        (factor, Span(until - time_of_day.0))
    }

    /// How long it takes, from a time of day on, to do `work` milliseconds of driving at factor 1.
    ///
    /// The work is integrated through the steps, so that who departs later never arrives earlier
    /// because of them. The result is in milliseconds, not yet rounded.
    #[must_use]
    pub fn elapsed(&self, time_of_day: Span, work: f64) -> f64 {
        if self.is_flat() {
            return work;
        }
        let (mut now, mut left, mut elapsed) = (time_of_day, work, 0.0);
        loop {
            let (factor, holds) = self.at(now);
            let holds_ms = holds.0 as f64;
            if left * factor <= holds_ms || elapsed > crate::units::HORIZON.0 as f64 {
                return elapsed + left * factor;
            }
            left -= holds_ms / factor;
            elapsed += holds_ms;
            now = Span((now.0 + holds.0) % DAY);
        }
    }

    /// The driving at factor 1, in milliseconds, that is done in a time from a time of day on: what
    /// [`elapsed`](Self::elapsed) takes that time for.
    #[must_use]
    pub fn work(&self, time_of_day: Span, time: Span) -> f64 {
        let (mut now, mut left, mut work) = (time_of_day, time.0, 0.0);
        loop {
            let (factor, holds) = self.at(now);
            if left <= holds.0 {
                return work + left as f64 / factor;
            }
            left -= holds.0;
            work += holds.0 as f64 / factor;
            now = Span((now.0 + holds.0) % DAY);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{HOUR, MINUTE};

    fn night() -> DayProfile {
        DayProfile::new(vec![(Span(6 * HOUR), 1.0), (Span(22 * HOUR), 2.0)])
    }

    #[test]
    fn the_last_step_holds_past_midnight() {
        assert_eq!(night().at(Span(23 * HOUR)), (2.0, Span(7 * HOUR)));
        assert_eq!(night().at(Span(HOUR)), (2.0, Span(5 * HOUR)));
        assert_eq!(night().at(Span(6 * HOUR)), (1.0, Span(16 * HOUR)));
    }

    #[test]
    fn work_is_done_at_the_pace_of_each_hour_that_it_meets() {
        let hour = HOUR as f64;
        assert_eq!(night().elapsed(Span(12 * HOUR), hour), hour);
        // Half of the work before 22:00, the other half at double the time.
        assert_eq!(night().elapsed(Span(21 * HOUR + 30 * MINUTE), hour), 1.5 * hour);
        // Leaving at 5:00 does half an hour's work by 6:00.
        assert_eq!(night().elapsed(Span(5 * HOUR), hour), 1.5 * hour);
    }

    #[test]
    fn the_work_of_a_time_takes_that_time() {
        for (from, time) in [(21 * HOUR, 3 * HOUR), (5 * HOUR, HOUR), (HOUR, 50 * HOUR), (22 * HOUR, 1)] {
            let work = night().work(Span(from), Span(time));
            assert_eq!(Span::from_drawn(night().elapsed(Span(from), work)), Span(time));
        }
        assert_eq!(night().work(Span(21 * HOUR), Span(3 * HOUR)), 2.0 * HOUR as f64);
    }

    #[test]
    fn who_departs_later_never_arrives_earlier() {
        let profile = DayProfile::new(vec![(Span(HOUR), 5.0), (Span(2 * HOUR), 0.2)]);
        let arrivals = (0..DAY / MINUTE).map(|m| {
            let departs = Span::minutes(m);
            departs + Span::from_drawn(profile.elapsed(departs, 40.0 * MINUTE as f64))
        });
        assert!(arrivals.is_sorted());
    }
}
