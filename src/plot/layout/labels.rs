//! Keeps words apart: labels along a margin, and labels in lanes above a panel.

use crate::plot::figure::Notch;

/// Moves heights as little as it takes to be `gap` apart and to stay between `top` and `bottom`.
/// They keep their order; of equal ones, the first stays above.
pub(super) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut piles: Vec<Pile> = Vec::new();
    for &label in &order {
        let mut pile = Pile { middle: wanted[label].clamp(top, bottom), labels: 1 };
        pile.keep_within(gap, top, bottom);
        while let Some(above) = piles.pop_if(|above| above.end(gap) + gap > pile.start(gap)) {
            pile = pile.joined(above);
            pile.keep_within(gap, top, bottom);
        }
        piles.push(pile);
    }
    let heights = piles.iter().flat_map(|pile| (0..pile.labels).map(|n| pile.start(gap) + n as f64 * gap));
    let mut placed = vec![0.0; wanted.len()];
    order.into_iter().zip(heights).for_each(|(label, height)| placed[label] = height);
    placed
}

/// Labels that stand right below each other.
struct Pile {
    middle: f64,
    labels: usize,
}

impl Pile {
    fn half(&self, gap: f64) -> f64 {
        (self.labels as f64 - 1.0) * gap / 2.0
    }

    fn start(&self, gap: f64) -> f64 {
        self.middle - self.half(gap)
    }

    fn end(&self, gap: f64) -> f64 {
        self.middle + self.half(gap)
    }

    fn joined(&self, other: Pile) -> Pile {
        let labels = self.labels + other.labels;
        let sum = self.middle * self.labels as f64 + other.middle * other.labels as f64;
        Pile { middle: sum / labels as f64, labels }
    }

    /// Where there is not enough room for all, the upper edge wins.
    fn keep_within(&mut self, gap: f64, top: f64, bottom: f64) {
        self.middle = self.middle.min(bottom - self.half(gap)).max(top + self.half(gap));
    }
}

/// A label that stands above a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Berth {
    /// Its left end.
    pub left: f64,
    /// Its lane, counted from the panel upwards.
    pub lane: usize,
}

/// Places labels, given as middles and widths, between `left` and `right`: each as near to its middle
/// as it can be, in the lowest lane where it is `gap` away from all others.
pub(super) fn in_lanes(labels: &[(f64, f64)], left: f64, right: f64, gap: f64) -> Vec<Berth> {
    let mut lanes: Vec<Vec<(f64, f64)>> = Vec::new();
    let place = |&(middle, width): &(f64, f64)| {
        let start = (middle - width / 2.0).min(right - width).max(left);
        let end = start + width;
        let is_free =
            |lane: &Vec<(f64, f64)>| lane.iter().all(|&(from, to)| end + gap <= from || to + gap <= start);
        let lane = lanes.iter().position(is_free).unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[lane].push((start, end));
        Berth { left: start, lane }
    };
    labels.iter().map(place).collect()
}

/// Notches with the places of their words, of which so many are left out, evenly, that none meet: `wide` is how much room
/// the words of one take. What stands below a notch that goes, stands below the next that stays.
pub(super) fn thinned(
    notches: &[Notch],
    place: &dyn Fn(f64) -> f64,
    wide: &dyn Fn(&Notch) -> f64,
) -> Vec<Notch> {
    let is_free = |kept: &[Notch]| {
        kept.windows(2).all(|pair| {
            let apart = (place(pair[1].at) - place(pair[0].at)).abs();
            apart >= f64::midpoint(wide(&pair[0]), wide(&pair[1]))
        })
    };
    let marked = |kept: &[Notch]| kept.iter().filter(|notch| !notch.below.is_empty()).count();
    for every in 1..notches.len().max(1) {
        let all = (0..every).map(|first| every_nth(notches, first, every));
        // Of equals the first.
        let best =
            all.filter(|kept| is_free(kept)).reduce(|a, b| if marked(&b) > marked(&a) { b } else { a });
        if let Some(kept) = best {
            return kept;
        }
    }
    notches.iter().take(1).cloned().collect()
}

fn every_nth(notches: &[Notch], first: usize, every: usize) -> Vec<Notch> {
    let (mut kept, mut below) = (Vec::new(), String::new());
    for (number, notch) in notches.iter().enumerate() {
        if !notch.below.is_empty() {
            below.clone_from(&notch.below);
        }
        if number % every == first {
            kept.push(Notch { below: std::mem::take(&mut below), ..notch.clone() });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(every: usize) -> String {
        let hours = [("20:00", "15 Dec"), ("22:00", ""), ("00:00", "16 Dec"), ("02:00", ""), ("04:00", "")];
        let notch = |(place, (label, below)): (usize, &(&str, &str))| Notch {
            at: place as f64,
            label: (*label).into(),
            below: (*below).into(),
        };
        let notches: Vec<Notch> = hours.iter().enumerate().map(notch).collect();
        let kept = thinned(&notches, &|at| at * 10.0, &|_| every as f64);
        kept.iter().map(|notch| format!("{}/{} ", notch.label, notch.below)).collect()
    }

    #[test]
    fn notches_thin_out_until_none_meet_and_days_keep_their_names() {
        assert_eq!(hours(10), "20:00/15 Dec 22:00/ 00:00/16 Dec 02:00/ 04:00/ ");
        assert_eq!(hours(20), "20:00/15 Dec 00:00/16 Dec 04:00/ ");
        assert_eq!(hours(25), "20:00/15 Dec 02:00/16 Dec ");
        // If there is room for one only, it is one that names a day.
        assert_eq!(hours(500), "00:00/16 Dec ");
    }

    #[test]
    fn labels_far_from_each_other_stay_where_they_are() {
        assert_eq!(spread(&[80.0, 10.0, 40.0], 12.0, 0.0, 100.0), [80.0, 10.0, 40.0]);
    }

    #[test]
    fn labels_at_one_height_are_moved_apart_evenly() {
        assert_eq!(spread(&[50.0, 50.0, 50.0], 10.0, 0.0, 100.0), [40.0, 50.0, 60.0]);
    }

    #[test]
    fn labels_at_the_edge_are_moved_inwards() {
        assert_eq!(spread(&[100.0, 100.0, 85.0], 10.0, 0.0, 100.0), [90.0, 100.0, 80.0]);
        assert_eq!(spread(&[-5.0, 0.0], 10.0, 0.0, 100.0), [0.0, 10.0]);
    }

    #[test]
    fn whatever_is_wanted_nothing_overlaps() {
        let wanted: Vec<f64> = (0..9_u32).map(|n| f64::from(n * n * 7 % 50)).collect();
        let mut placed = spread(&wanted, 11.0, 0.0, 120.0);
        placed.sort_by(f64::total_cmp);
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] > 10.999), "{placed:?}");
        assert!(placed[0] >= 0.0 && placed[8] <= 120.0, "{placed:?}");
    }

    #[test]
    fn labels_that_would_meet_go_up_a_lane() {
        let placed = in_lanes(&[(50.0, 40.0), (80.0, 40.0), (150.0, 40.0)], 0.0, 160.0, 5.0);
        assert_eq!(placed.iter().map(|berth| berth.lane).collect::<Vec<_>>(), [0, 1, 0]);
        assert_eq!(placed.iter().map(|berth| berth.left).collect::<Vec<_>>(), [30.0, 60.0, 120.0]);
    }

    #[test]
    fn a_label_wider_than_its_panel_begins_at_the_left_edge() {
        assert_eq!(in_lanes(&[(50.0, 400.0)], 10.0, 100.0, 5.0), [Berth { left: 10.0, lane: 0 }]);
    }
}
