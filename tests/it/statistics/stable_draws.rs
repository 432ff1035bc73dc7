//! The first eight draws of each law from one seed. They are compared bit for bit, on every platform.
//!
//! A change here changes the results of every plan that draws, and is a release note.

use noria::stats::{Distribution, DistributionError, poisson_quantile, unit};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The first eight numbers between 0 and 1 from the seed.
fn units() -> [f64; 8] {
    let mut generator = ChaCha8Rng::seed_from_u64(2016);
    std::array::from_fn(|_| unit(generator.next_u64()))
}

/// Fails unless each number is exactly the one written. Rust writes as many digits as tell a
/// number from all others.
fn assert_written(found: [f64; 8], expected: &str, what: &str) {
    assert_eq!(found.map(|x| format!("{x:?}")).join(" "), expected, "{what}");
}

#[test]
fn numbers_between_0_and_1_stay() {
    let expected = "0.5133479652083991 0.359707263245007 0.33434925235434865 0.007651533868944793 \
        0.39421528555929963 0.9656024723400313 0.9997123260222415 0.5588223682753438";
    assert_written(units(), expected, "units");
}

#[test]
fn draws_stay() {
    for (law, expected) in laws() {
        let law = law.unwrap();
        assert_written(units().map(|u| law.quantile(u)), expected, &format!("{law:?}"));
    }
}

#[test]
fn poisson_draws_stay() {
    let laws = [
        (0.5, [0, 0, 0, 0, 0, 2, 4, 0]),
        (12.0, [12, 11, 10, 5, 11, 19, 26, 12]),
        (1000000.0, [1000033, 999641, 999572, 997576, 999731, 1001820, 1003445, 1000148]),
    ];
    for (mean, expected) in laws {
        assert_eq!(units().map(|u| poisson_quantile(mean, u)), expected, "mean {mean}");
    }
}

fn laws() -> [(Result<Distribution, DistributionError>, &'static str); 11] {
    [
        (
            Distribution::uniform(20.0, 30.0),
            "25.13347965208399 23.59707263245007 23.343492523543485 20.076515338689447 \
             23.942152855592997 29.656024723400314 29.997123260222416 25.588223682753437",
        ),
        (Distribution::whole_uniform(3, 12), "8.0 6.0 6.0 3.0 6.0 12.0 12.0 8.0"),
        (
            Distribution::triangular(10.0, 12.0, 30.0),
            "16.763885293448975 14.817596197182823 14.519875027880605 10.55322812180672 \
             15.232383496357574 26.481035669747598 29.678188514821066 17.397462659413534",
        ),
        (
            Distribution::exponential(15.0),
            "10.803088783448267 6.6874470903716245 6.1048522338526965 0.11521435557846155 \
             7.518459190949206 50.54655881302992 122.30524111080896 12.274615374122913",
        ),
        (
            Distribution::lognormal(25.0, 0.4),
            "23.513110939258453 20.211807100060394 19.68392944960525 9.119165351345309 \
             20.93209147713327 46.79308387637218 87.45144092058256 24.57371048039978",
        ),
        (
            Distribution::lognormal_quantiles((0.1, 12.0), (0.95, 40.0)),
            "20.613096999056243 17.537838178511517 17.049127655582026 7.496382996493204 \
             18.206075022349278 42.98452960176653 83.81885720101383 21.607531455570257",
        ),
        (
            Distribution::gamma(25.0, 0.5),
            "23.350397022941614 18.94358886801926 18.235981068418226 4.754057196120014 \
             19.908375603133663 51.91650879593038 91.37746169083368 24.754624374758514",
        ),
        (
            Distribution::gamma(2.0, 2.0),
            "0.3897653782705794 0.09122735508676016 0.06793942535455703 1.8508377229340275e-8 \
             0.13213870782458081 11.829889296215894 43.81851204177158 0.55633260288879",
        ),
        (
            Distribution::weibull(10.0, 0.6),
            "9.263806042428662 7.006261268242097 6.644045286625483 0.6581218728619732 \
             7.500863547486623 22.75462300360081 38.06809104392796 9.979031131983621",
        ),
        (
            Distribution::normal(10.0, 8.0),
            "11.304444220839704 8.535083114440267 8.069884858734504 0.29298679877210887 \
             9.160572635137141 24.957520327921863 37.78447054544874 12.139476100966252",
        ),
        (Distribution::values(&[(5.0, 1.0), (2.5, 3.0), (40.0, 0.5)]), "2.5 2.5 2.5 2.5 2.5 40.0 40.0 2.5"),
    ]
}
