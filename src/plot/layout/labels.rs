//! Keeps words apart: labels along a margin, and labels in lanes above a panel.

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

#[cfg(test)]
mod tests {
    use super::*;

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
