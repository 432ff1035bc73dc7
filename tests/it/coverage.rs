use noria::observe::{MetricKind, MetricName};
use noria::stats::{Moments, normal_quantile, unit};
use noria::study::Paired;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Three standard errors of a share of 0.95 in a thousand.
const OFF: f64 = 3.0 * 0.0069;

#[test]
fn intervals_of_means_and_of_paired_differences_hold_as_often_as_they_say() {
    let mut generator = ChaCha8Rng::seed_from_u64(95);
    let mut draw = || normal_quantile(unit(generator.next_u64()));
    let name = MetricName { name: "m".into(), group: "all".into(), unit: "s", kind: MetricKind::Instant };
    let holds = |interval: Option<(f64, f64)>, truth: f64| {
        usize::from(interval.is_some_and(|(low, high)| low <= truth && truth <= high))
    };
    let (mut of_mean, mut of_pairs) = (0, 0);
    for _ in 0..1000 {
        // What two settings share is three times as strong as what they don't.
        let pairs: Vec<(f64, f64)> = (0..10)
            .map(|_| {
                let shared = 3.0 * draw();
                (100.0 + shared + draw(), 98.0 + shared + draw())
            })
            .collect();
        let (base, other): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        of_mean += holds(base.iter().copied().collect::<Moments>().interval(0.95), 100.0);
        of_pairs +=
            holds(Paired::of(&name, &base, &other, 0.95).difference.and_then(|told| told.interval), -2.0);
    }
    for (held, what) in [(of_mean, "means"), (of_pairs, "paired differences")] {
        assert!((held as f64 / 1000.0 - 0.95).abs() < OFF, "{what}: {held} of 1000");
    }
}
