//! Special functions against `statrs`, over wide ranges. The oracle is itself good to about 1e-10
//! here; tables of forty-digit arithmetic, at the foot of each source file, test the last digits.

use noria::stats::{
    beta_i, beta_quantile, gamma_p, gamma_quantile, normal_cdf, normal_quantile, student_quantile,
};
use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal, StudentsT};

/// Probabilities from far in one tail to far in the other.
const PROBABILITIES: [f64; 13] =
    [1e-16, 1e-12, 1e-8, 1e-4, 0.01, 0.2, 0.5, 0.8, 0.99, 0.9999, 1.0 - 1e-8, 1.0 - 1e-12, 1.0 - 1e-15];

fn assert_close(found: f64, expected: f64, allowed: f64, what: &str) {
    let off = if found == expected { 0.0 } else { (found / expected - 1.0).abs() };
    assert!(off <= allowed, "{what}: found {found:e}, expected {expected:e}, off by {off:e}");
}

/// Fails unless the oracle's smaller tail at a quantile is what was asked for.
fn assert_tails(p: f64, below: f64, above: f64, allowed: f64, what: &str) {
    if p < 0.5 {
        assert_close(below, p, allowed, what);
    } else {
        assert_close(above, 1.0 - p, allowed, what);
    }
}

#[test]
fn normal_agrees() {
    let oracle = Normal::standard();
    for n in -370..=80 {
        let z = f64::from(n) / 10.0;
        assert_close(normal_cdf(z), oracle.cdf(z), 1e-10, &format!("mass below {z}"));
    }
    for p in PROBABILITIES {
        let z = normal_quantile(p);
        assert_tails(p, oracle.cdf(z), oracle.sf(z), 1e-9, &format!("quantile at {p}"));
    }
}

#[test]
fn gamma_agrees() {
    for shape in [0.001, 0.05, 0.4, 1.0, 1.7, 6.0, 11.0, 13.0, 45.0, 300.0, 1e4] {
        let oracle = Gamma::new(shape, 1.0).expect("the shape is positive");
        for ratio in [1e-3, 0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 5.0] {
            let x = shape * ratio;
            let expected = oracle.cdf(x);
            if expected > 1e-280 {
                assert_close(gamma_p(shape, x), expected, 1e-10, &format!("{shape} below {x}"));
            }
        }
    }
}

#[test]
fn gamma_quantiles_agree() {
    for shape in [0.05, 0.4, 1.0, 1.7, 6.0, 11.0, 13.0, 45.0, 300.0, 1e4] {
        let oracle = Gamma::new(shape, 1.0).expect("the shape is positive");
        for p in PROBABILITIES {
            let x = gamma_quantile(shape, p);
            if x > 0.0 {
                assert_tails(p, oracle.cdf(x), oracle.sf(x), 1e-9, &format!("{p} of {shape}"));
            }
        }
    }
}

#[test]
fn beta_agrees() {
    for (a, b) in [(0.5, 0.5), (0.2, 3.0), (1.0, 6.0), (4.0, 4.0), (15.0, 2.0), (200.0, 900.0)] {
        let oracle = Beta::new(a, b).expect("the shapes are positive");
        for x in [0.001, 0.05, 0.2, 0.5, 0.8, 0.99] {
            let expected = oracle.cdf(x);
            if expected > 1e-280 {
                assert_close(beta_i(a, b, x), expected, 1e-10, &format!("{a}, {b} below {x}"));
            }
        }
        for p in [1e-6, 0.025, 0.5, 0.9] {
            let x = beta_quantile(a, b, p);
            assert_close(oracle.cdf(x), p, 1e-9, &format!("{p} of {a}, {b}"));
        }
    }
}

#[test]
fn student_agrees() {
    for df in [1.0, 2.0, 4.5, 30.0, 999.0] {
        let oracle = StudentsT::new(0.0, 1.0, df).expect("the parameters are positive");
        for p in [1e-6, 0.001, 0.025, 0.3, 0.7, 0.95, 0.9995] {
            let t = student_quantile(p, df);
            assert_tails(p, oracle.cdf(t), oracle.sf(t), 1e-9, &format!("{p} of {df} degrees"));
        }
    }
}
