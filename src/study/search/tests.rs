//! Searches among candidates whose probabilities are known.

use super::*;
use crate::stats::one_stage;

/// Candidates that meet the goal with known probabilities.
struct Known<'p> {
    probabilities: &'p [f64],
    seed: u64,
    /// Whether all candidates have the same luck.
    common: bool,
}

/// A number between 0 and 1 made of other numbers (SplitMix64).
fn unit(seed: u64, candidate: u64, replication: u64) -> f64 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(candidate.wrapping_mul(0xd1b5_4a32_d192_ed03))
        .wrapping_add(replication.wrapping_mul(0x8cb9_2ba7_2f3d_8dd7));
    for factor in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
        z = (z ^ (z >> 30)).wrapping_mul(factor);
        z ^= z >> 29;
    }
    (z >> 11) as f64 / (1_u64 << 53) as f64
}

impl Trials for Known<'_> {
    type Failure = ();

    fn met(&mut self, candidate: usize, replications: Range<u64>) -> Result<Option<Runs<bool>>, ()> {
        let whose = if self.common { 0 } else { candidate as u64 + 1 };
        let met = replications.map(|k| unit(self.seed, whose, k) < self.probabilities[candidate]);
        Ok(Some(met.collect()))
    }
}

/// Whether an answer is right, as the search promises it.
fn is_right(space: &Space, promise: &Promise, probabilities: &[f64], answer: Option<usize>) -> bool {
    let does = |candidate: usize| probabilities[candidate] >= promise.high();
    let smaller = |candidate: usize| answer.is_none_or(|answer| space.size(candidate) < space.size(answer));
    answer.is_none_or(|answer| probabilities[answer] > promise.low())
        && !(0..space.len()).any(|candidate| does(candidate) && smaller(candidate))
}

/// The share of `searches` that were right, and the replications of a search in the mean.
fn tried(space: &Space, probabilities: &[f64], common: bool, searches: u64) -> (f64, f64) {
    let promise = Promise::usual(0.95);
    let test = SequentialTest::new(promise.question(space.len(), true));
    let (mut right, mut made) = (0, 0);
    for seed in 0..searches {
        let mut trials = Known { probabilities, seed, common };
        let found = search(space, &test, Scope::Answer, &mut trials).unwrap();
        right += u64::from(is_right(space, &promise, probabilities, found.answer));
        made += found.replications;
    }
    (right as f64 / searches as f64, made as f64 / searches as f64)
}

/// What a full grid of tests of a fixed size takes for the same promise.
fn full_grid(space: &Space) -> f64 {
    (one_stage(Promise::usual(0.95).question(space.len(), true)).trials * space.len() as u64) as f64
}

/// Buses from 10 to 40 with the probability that everybody is out in time: an S with its knee at 22.
fn s_curve() -> (Space, Vec<f64>) {
    let buses: Vec<f64> = (10..=40).map(f64::from).collect();
    let probabilities = buses.iter().map(|n| 1.0 / (1.0 + (-0.9 * (n - 22.0)).exp())).collect();
    (Space::of_amounts(&[buses]), probabilities)
}

#[test]
fn it_is_right_as_often_as_promised_with_a_fifth_of_the_replications_of_a_full_grid() {
    let (space, probabilities) = s_curve();
    let searches = 500;
    let three_standard_errors = 3.0 * (0.95 * 0.05 / searches as f64).sqrt();
    for common in [false, true] {
        let (right, made) = tried(&space, &probabilities, common, searches);
        assert!(right >= 0.95 - three_standard_errors, "right in {right}");
        let full = full_grid(&space);
        assert!(made <= full / 5.0, "{made} replications, a full grid {full}");
    }
}

#[test]
fn the_hardest_cases_are_right_as_often_as_promised() {
    // All but one at the very edge of what may not be accepted, or of what may not be rejected.
    let amounts: Vec<f64> = (1..=8).map(f64::from).collect();
    let space = Space::of_amounts(&[amounts]);
    // At p − δ a candidate may not be the answer; a rounding error above it may.
    let low = 0.94 - 1e-9;
    let mut all_low = [low; 8];
    all_low[7] = 1.0;
    let high_then_low = [0.5, 0.96, low, low, low, low, low, low];
    for probabilities in [&all_low[..], &high_then_low[..]] {
        let (right, _) = tried(&space, probabilities, false, 200);
        assert!(right >= 0.95 - 3.0 * (0.95 * 0.05 / 200.0_f64).sqrt(), "right in {right}");
    }
}

#[test]
fn nothing_is_taken_for_granted_because_more_ought_to_help() {
    // A longer convoy does worse: 12 would do, 13 to 15 would not, 16 would.
    let amounts: Vec<f64> = (10..=17).map(f64::from).collect();
    let space = Space::of_amounts(&[amounts]);
    let probabilities = [0.2, 0.8, 1.0, 0.7, 0.6, 0.8, 1.0, 1.0];
    let test = SequentialTest::new(Promise::usual(0.95).question(space.len(), true));
    let mut trials = Known { probabilities: &probabilities, seed: 7, common: true };
    let found = search(&space, &test, Scope::Neighbours, &mut trials).unwrap();
    assert_eq!(found.answer, Some(2));
    assert_eq!(found.of(3).map(Tested::is_accepted), Some(false), "its neighbour is told");
    assert_eq!(found.frontier, [2]);
}

#[test]
fn of_two_values_the_least_sum_is_found_and_the_frontier_told() {
    // Enough if a + b ≥ 5, where neither may be below 1; amounts from 0.
    let amounts: Vec<f64> = (0..=5).map(f64::from).collect();
    let space = Space::of_amounts(&[amounts.clone(), amounts]);
    let does =
        |candidate: usize| matches!(space.places(candidate)[..], [a, b] if a + b >= 5 && a.min(b) >= 1);
    let probabilities: Vec<f64> =
        (0..space.len()).map(|candidate| if does(candidate) { 1.0 } else { 0.3 }).collect();
    let test = SequentialTest::new(Promise::usual(0.95).question(space.len(), true));
    let mut trials = Known { probabilities: &probabilities, seed: 1, common: true };
    let found = search(&space, &test, Scope::Frontier, &mut trials).unwrap();
    let places = |candidate: usize| space.places(candidate);
    assert_eq!(found.answer.map(places), Some(vec![1, 4]));
    let frontier: Vec<Vec<usize>> = found.frontier.iter().map(|&candidate| places(candidate)).collect();
    assert_eq!(frontier, [[1, 4], [2, 3], [3, 2], [4, 1]]);
    let smaller = (0..space.len()).filter(|&candidate| space.size(candidate) < 5.0);
    for candidate in smaller {
        assert_eq!(found.of(candidate).map(Tested::is_accepted), Some(false), "{:?}", places(candidate));
    }
}

#[test]
fn where_nothing_does_all_have_been_rejected() {
    let space = Space::of_amounts(&[vec![1.0, 2.0, 3.0]]);
    let test = SequentialTest::new(Promise::usual(0.95).question(3, true));
    let mut trials = Known { probabilities: &[0.0, 0.1, 0.2], seed: 1, common: true };
    let found = search(&space, &test, Scope::Frontier, &mut trials).unwrap();
    assert_eq!((found.answer, found.tested.len(), found.complete), (None, 3, true));
}

/// Stops after so many calls.
struct Stopped(u32);

impl Trials for Stopped {
    type Failure = ();

    fn met(&mut self, _candidate: usize, replications: Range<u64>) -> Result<Option<Runs<bool>>, ()> {
        self.0 = self.0.saturating_sub(1);
        Ok((self.0 > 0).then(|| replications.map(|_| false).collect()))
    }
}

#[test]
fn a_stopped_search_gives_no_answer_and_keeps_what_it_knows() {
    let space = Space::of_amounts(&[vec![1.0, 2.0, 3.0]]);
    let test = SequentialTest::new(Promise::usual(0.95).question(3, true));
    let found = search(&space, &test, Scope::Answer, &mut Stopped(3)).unwrap();
    assert_eq!((found.answer, found.complete, found.tested.len()), (None, false, 3));
    assert_eq!(found.tested[2].course.verdict, None);
}

#[test]
fn the_usual_indifference_leaves_room_below_certainty() {
    assert_eq!(Promise::usual(0.95).indifference, 0.01);
    let sure = Promise::usual(0.999);
    assert!(sure.high() < 1.0 && sure.low() > 0.998);
}
