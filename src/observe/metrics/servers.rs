//! How much of the time what vehicles queue for is in use.

use crate::units::Tick;

/// The berths of a site, or the lanes of a checkpoint.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Server {
    /// The instants at which places were given up, less those at which they were taken.
    busy: i64,
    in_use: i64,
}

impl Server {
    /// A place is taken, or given up.
    #[inline]
    pub(super) fn note(&mut self, now: Tick, taken: bool) {
        let (sign, now) = (if taken { 1 } else { -1 }, now.0.cast_signed());
        self.in_use += sign;
        self.busy -= sign * now;
    }

    /// The share of the time of `places` in use from the start to `end`.
    pub(super) fn share(&self, places: u32, end: Tick) -> f64 {
        let all = f64::from(places) * end.0 as f64;
        let busy = self.busy + self.in_use * end.0.cast_signed();
        if all > 0.0 { busy as f64 / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_is_counted_to_the_end() {
        let mut berths = Server::default();
        for (now, taken) in [(10, true), (20, true), (30, false), (50, false), (90, true)] {
            berths.note(Tick(now), taken);
        }
        assert_eq!(berths.share(2, Tick(100)), (20 + 30 + 10) as f64 / 200.0);
        assert_eq!(Server::default().share(2, Tick(0)), 0.0);
    }
}
