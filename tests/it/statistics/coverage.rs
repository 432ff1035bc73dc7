use noria::record::{MetricKind, MetricName};
use noria::stats::{Distribution, NestedVariance, Shape, normal_quantile, unit};
use noria::study::Paired;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Studies of each kind.
const STUDIES: usize = 1000;
/// Three standard errors of a share of 0.95 in a thousand.
const OFF: f64 = 3.0 * 0.0069;

fn holds(interval: Option<(f64, f64)>, truth: f64) -> bool {
    interval.is_some_and(|(low, high)| low <= truth && truth <= high)
}

#[test]
fn intervals_of_means_and_of_paired_differences_hold_as_often_as_they_say() {
    let mut generator = ChaCha8Rng::seed_from_u64(95);
    let mut draw = || normal_quantile(unit(generator.next_u64()));
    let name = MetricName { name: "m".into(), group: "all".into(), unit: "s", kind: MetricKind::Instant };
    let (mut of_mean, mut of_pairs) = (0, 0);
    for _ in 0..STUDIES {
        // What two settings share is three times as strong as what they don't.
        let pairs: Vec<(f64, f64)> = (0..40)
            .map(|_| {
                let shared = 3.0 * draw();
                (100.0 + shared + draw(), 98.0 + shared + draw())
            })
            .collect();
        let (base, other): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        of_mean += usize::from(holds(base.iter().copied().collect::<Shape>().interval(0.95), 100.0));
        let difference = Paired::of(&name, &base, &other, 0.95).difference;
        of_pairs += usize::from(holds(difference.and_then(|told| told.interval), -2.0));
    }
    for (held, what) in [(of_mean, "means"), (of_pairs, "paired differences")] {
        assert!((held as f64 / STUDIES as f64 - 0.95).abs() < OFF, "{what}: {held} of {STUDIES}");
    }
}

/// Laws of what replications say, from even to seldom and far.
fn laws() -> [(&'static str, Distribution); 6] {
    let seldom = |share: f64| Distribution::values(&[(0.0, 1.0 - share), (360_000.0, share)]).unwrap();
    [
        ("uniform", Distribution::uniform(0.0, 1.0).unwrap()),
        ("exponential", Distribution::exponential(1.0).unwrap()),
        ("lognormal, cv 2", Distribution::lognormal(1.0, 2.0).unwrap()),
        ("1 % late", seldom(0.01)),
        ("5 % late", seldom(0.05)),
        ("half late", seldom(0.5)),
    ]
}

#[test]
fn an_interval_that_is_told_is_seldom_wrong_whatever_the_law() {
    for (law, distribution) in laws() {
        for replications in [10, 30, 100, 1000] {
            let mut generator = ChaCha8Rng::seed_from_u64(replications);
            let mut study = || {
                let values = (0..replications).map(|_| distribution.draw(unit(generator.next_u64())));
                values.collect::<Shape>().interval(0.95)
            };
            let told: Vec<(f64, f64)> = (0..STUDIES).filter_map(|_| study()).collect();
            let wrong = told.iter().filter(|&&interval| !holds(Some(interval), distribution.mean())).count();
            assert!(wrong as f64 <= (0.07 + OFF) * STUDIES as f64, "{law}, {replications}: {wrong} wrong");
            if replications == 1000 && law != "1 % late" {
                assert!(told.len() * 5 >= STUDIES * 4, "{law}: told in {} of {STUDIES}", told.len());
            }
        }
    }
}

#[test]
fn the_share_of_what_nobody_knows_holds_whatever_its_law() {
    let luck = 1.0;
    for (law, distribution) in [
        ("normal", None),
        ("exponential", Some(Distribution::exponential(1.0).unwrap())),
        ("lognormal, cv 1", Some(Distribution::lognormal(1.0, 1.0).unwrap())),
    ] {
        let mut generator = ChaCha8Rng::seed_from_u64(7);
        let mut draw = || unit(generator.next_u64());
        let mut wrong = 0;
        for _ in 0..STUDIES {
            let groups: Vec<(f64, f64)> = (0..100)
                .map(|_| {
                    let u = draw();
                    let unknown = distribution.as_ref().map_or_else(|| normal_quantile(u), |law| law.draw(u));
                    let runs: noria::stats::Moments =
                        (0..8).map(|_| unknown + luck * normal_quantile(draw())).collect();
                    (runs.mean().unwrap(), runs.sd().unwrap().powi(2))
                })
                .collect();
            let interval = NestedVariance::of(&groups, 8, 0.95).unwrap().interval;
            wrong += usize::from(interval.is_some() && !holds(interval, 0.5));
        }
        assert!(wrong as f64 <= (0.07 + OFF) * STUDIES as f64, "{law}: {wrong} of {STUDIES} wrong");
    }
}
