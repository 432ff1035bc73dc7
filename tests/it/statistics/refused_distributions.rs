//! What a planner reads when numbers do not describe a distribution, whole.

use std::f64::consts::PI;

use noria::stats::{Distribution, DistributionError};

const NAN: f64 = f64::NAN;
const ENDLESS: f64 = f64::INFINITY;

fn refused(found: Result<Distribution, DistributionError>, expected: &str) {
    match found {
        Ok(law) => panic!("accepted {law:?}, but expected: {expected}"),
        Err(error) => assert_eq!(error.to_string(), expected),
    }
}

#[test]
fn numbers_without_meaning_are_refused() {
    refused(Distribution::fixed(NAN), "the value is NaN, but must be a finite number");
    refused(Distribution::fixed(-1.5), "the value is -1.5, but must not be below zero");
    refused(Distribution::exponential(ENDLESS), "the mean is inf, but must be a finite number");
    refused(Distribution::exponential(0.0), "the mean is 0, but must be above zero");
    refused(Distribution::normal(-3.0, 1.0), "the mean is -3, but must be above zero");
    refused(Distribution::normal(3.0, 0.0), "the standard deviation is 0, but must be above zero");
}

#[test]
fn ranges_that_are_none_are_refused() {
    refused(Distribution::uniform(-2.0, 5.0), "the least value is -2, but must not be below zero");
    refused(Distribution::uniform(30.0, 20.0), "the least value, 30, is above the largest, 20");
    refused(Distribution::uniform(0.0, NAN), "the largest value is NaN, but must be a finite number");
    refused(Distribution::whole_uniform(4, 3), "the least value, 4, is above the largest, 3");
    refused(
        Distribution::whole_uniform(0, i64::MAX),
        "the largest whole value is 9223372036854775807, but must be at most 9007199254740992",
    );
    refused(
        Distribution::triangular(10.0, 40.0, 30.0),
        "the most likely value, 40, does not lie between the least, 10, and the largest, 30",
    );
    refused(
        Distribution::triangular(10.0, NAN, 30.0),
        "the most likely value is NaN, but must be a finite number",
    );
}

#[test]
fn spreads_out_of_range_are_refused() {
    for law in [Distribution::lognormal, Distribution::gamma, Distribution::weibull] {
        refused(law(0.0, 1.0), "the mean is 0, but must be above zero");
        refused(law(1.0, NAN), "the coefficient of variation is NaN, but must be a finite number");
        refused(law(1.0, 0.0), "the coefficient of variation is 0, but must be above zero");
        refused(law(1.0, 10.5), "the coefficient of variation is 10.5, but must lie between 0.000001 and 10");
    }
}

#[test]
fn quantiles_that_do_not_rise_are_refused() {
    refused(
        Distribution::lognormal_quantiles((0.0, 10.0), (0.9, 20.0)),
        "the probability of a quantile is 0, but must lie between 0 and 1, both excluded",
    );
    refused(
        Distribution::lognormal_quantiles((0.1, 0.0), (0.9, 20.0)),
        "the quantile is 0, but must be above zero",
    );
    refused(
        Distribution::lognormal_quantiles((0.9, 10.0), (0.1, 20.0)),
        "the quantile at 0.9 is 10, but must be above 20, the quantile at 0.1",
    );
    refused(
        Distribution::lognormal_quantiles((0.5, 1.0), (0.5000001, PI)),
        "the mean of what would be drawn is inf, but must be a finite number",
    );
}

#[test]
fn lists_without_weight_are_refused() {
    refused(Distribution::values(&[]), "there are 0 values to draw from, but at least 1 is needed");
    refused(Distribution::values(&[(-1.0, 1.0)]), "the value is -1, but must not be below zero");
    refused(Distribution::values(&[(1.0, -1.0)]), "the weight is -1, but must not be below zero");
    refused(
        Distribution::values(&[(1.0, 0.0), (2.0, 0.0)]),
        "the weights of all 2 values are 0, but at least one must be above zero",
    );
    refused(
        Distribution::values(&[(1.0, f64::MAX), (2.0, f64::MAX)]),
        "the sum of the weights is inf, but must be a finite number",
    );
}
