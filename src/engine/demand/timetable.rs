//! When people come along a curve.

use crate::plan::Arrivals;
use crate::units::Tick;

/// Sums of shares that were rounded differ by less than this share of the whole.
const ROUNDED: f64 = 1e-12;

/// The first instant at which a cumulated curve has reached `weight`; its end if it never does.
pub(super) fn reach(curve: &[(Tick, f64)], weight: f64) -> Tick {
    let total = curve.last().map_or(0.0, |&(_, weight)| weight);
    let weight = weight - total * ROUNDED;
    let after = curve.partition_point(|&(_, cumulated)| cumulated < weight);
    match (after.checked_sub(1).map(|before| curve[before]), curve.get(after)) {
        (Some((from, low)), Some(&(to, high))) => between((from, to), (weight - low) / (high - low)),
        (None, Some(&(to, _))) => to,
        (_, None) => curve.last().map_or(Tick::START, |&(end, _)| end),
    }
}

/// The instant at a share of a window.
pub(super) fn between((from, to): (Tick, Tick), share: f64) -> Tick {
    Tick(from.0 + (share * (to.0 - from.0) as f64 + 0.5) as u64)
}

/// When the next party comes of a group that follows a curve, and how many it is: `people`, or fewer if
/// those who come at one instant are fewer. So many of all have come.
///
/// It comes when the curve lets its last one come, so that nobody is ahead of it.
pub(super) fn party(curve: &[(Tick, f64)], (come, all): (u32, u32), people: u32) -> (Tick, u32) {
    let weight = |number: u32| {
        let total = curve.last().map_or(0.0, |&(_, weight)| weight);
        f64::from(number) * total / f64::from(all)
    };
    let [first, last] = [1, people].map(|number| reach(curve, weight(come + number)));
    if first == last || !jumps(curve, first) {
        return (last, people);
    }
    // Those of a jump are whole parties: the last of them ends with it.
    let (mut within, mut beyond) = (1, people);
    while beyond - within > 1 {
        let middle = within.midpoint(beyond);
        if reach(curve, weight(come + middle)) == first { within = middle } else { beyond = middle }
    }
    (first, within)
}

/// How many a party of so many is, of a group of whom so many of all have come: fewer where a jump of its curve cuts it.
pub(super) fn cut(arrivals: &Arrivals, come_of_all: (u32, u32), people: u32) -> u32 {
    match arrivals {
        Arrivals::Curve(curve) => party(curve, come_of_all, people).1,
        _ => people,
    }
}

/// Whether a curve jumps at an instant.
fn jumps(curve: &[(Tick, f64)], at: Tick) -> bool {
    let from = curve.partition_point(|&(tick, _)| tick < at);
    let at_once = curve[from..].iter().take_while(|&&(tick, _)| tick == at);
    let (least, most) = at_once.fold((f64::INFINITY, 0.0), |(least, most), &(_, weight)| {
        (f64::min(least, weight), f64::max(most, weight))
    });
    most > least
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 50 until 100, 30 at once, 20 more until 200.
    const JUMP: [(Tick, f64); 4] = [(Tick(0), 0.0), (Tick(100), 50.0), (Tick(100), 80.0), (Tick(200), 100.0)];

    #[test]
    fn a_curve_is_followed_to_the_tick() {
        for (weight, tick) in
            [(0.0, 0), (25.0, 50), (50.0, 100), (79.0, 100), (80.0, 100), (90.0, 150), (100.0, 200)]
        {
            assert_eq!(reach(&JUMP, weight), Tick(tick), "{weight}");
        }
    }

    /// How many have come by each of some instants, in parties of one size.
    fn come(curve: &[(Tick, f64)], (all, size): (u32, u32), by: &[u64]) -> Vec<u32> {
        let (mut parties, mut so_far) = (Vec::new(), 0);
        while so_far < all {
            let (tick, people) = party(curve, (so_far, all), size.min(all - so_far));
            so_far += people;
            parties.push((tick, people));
        }
        let until =
            |&end: &u64| parties.iter().filter(|(tick, _)| tick.0 <= end).map(|(_, people)| people).sum();
        by.iter().map(until).collect()
    }

    #[test]
    fn a_curve_lets_as_many_come_as_it_says_at_its_own_times() {
        assert_eq!(come(&JUMP, (100, 1), &[0, 1, 2, 99, 100, 199, 200]), [0, 0, 1, 49, 80, 99, 100]);
        assert_eq!(come(&JUMP, (50, 1), &[4, 99, 100, 200]), [1, 24, 40, 50]);
        let tenths: Vec<_> = (0..=10).map(|hour| (Tick(hour * 1000), hour as f64 * 0.1)).collect();
        let by: Vec<_> = (0..=10).map(|hour| hour * 1000).collect();
        assert_eq!(come(&tenths, (70, 1), &by), [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70]);
    }

    #[test]
    fn families_are_never_ahead_of_a_curve_and_those_of_a_jump_come_together() {
        assert_eq!(come(&JUMP, (100, 3), &[0, 99, 100, 200]), [0, 48, 80, 100]);
        let jumps = [(Tick(0), 0.0), (Tick(0), 20.0), (Tick(60), 20.0), (Tick(60), 40.0)];
        assert_eq!(come(&jumps, (40, 3), &[0, 59, 60]), [20, 20, 40]);
    }
}
