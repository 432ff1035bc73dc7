//! The standard normal distribution function and its inverse.

use std::f64::consts::FRAC_1_SQRT_2;

use super::{assert_probability, polynomial};

/// Half the width, in probability, of the region around the median that needs no logarithm.
const CENTRE: f64 = 0.425;
const CENTRE_TOP: [f64; 8] = [
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854,
];

const SHOULDER_TOP: [f64; 8] = [
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414,
];
const SHOULDER_BOTTOM: [f64; 8] = [
    1.0,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-9,
];

const TAIL_TOP: [f64; 8] = [
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876e-5,
    2.0103343992922881e-7,
];
const TAIL_BOTTOM: [f64; 8] = [
    1.0,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-5,
    1.421511758316446e-7,
    2.0442631033899397e-15,
];

/// The standard normal quantile: the `z` with probability `p` below it.
///
/// Relative error below 1e-15, so monotone up to the last bits, for every `p` down to 1e-300; 85 % of all `p` take a path without
/// logarithm or square root. Source: M. J. Wichura, Algorithm AS 241 (routine PPND16), Applied
/// Statistics 37 (1988).
///
/// # Panics
/// If `p` is not between 0 and 1, both excluded.
#[inline]
pub fn normal_quantile(p: f64) -> f64 {
    let off_centre = p - 0.5;
    if off_centre.abs() <= CENTRE {
        let r = CENTRE * CENTRE - off_centre * off_centre;
        off_centre * (polynomial(&CENTRE_TOP, r) / polynomial(&CENTRE_BOTTOM, r))
    } else {
        outer_quantile(p)
    }
}

/// The quantile away from the median. Checks `p`, so that the centre need not.
fn outer_quantile(p: f64) -> f64 {
    assert_probability(p);
    let depth = (-libm::log(p.min(1.0 - p))).sqrt();
    let size = if depth <= 5.0 {
        let r = depth - 1.6;
        polynomial(&SHOULDER_TOP, r) / polynomial(&SHOULDER_BOTTOM, r)
    } else {
        let r = depth - 5.0;
        polynomial(&TAIL_TOP, r) / polynomial(&TAIL_BOTTOM, r)
    };
    size.copysign(p - 0.5)
}

/// The standard normal distribution function: the probability of a value of at most `z`.
///
/// Keeps its relative precision in the lower tail (1e-13 at `z` = -37); the upper tail is
/// `normal_cdf(-z)`.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::super::close::assert_close;
    use super::*;

    #[test]
    fn quantiles_are_right_from_tail_to_tail() {
        for (p, expected) in [
            (1e-300, -37.0470962993612),
            (1e-100, -21.273453560965326),
            (1e-16, -8.222082216130435),
            (1e-11, -6.706023155495136),
            (1e-5, -4.264890793922825),
            (0.025, -1.9599639845400543),
            (0.07499, -1.4396021182393162),
            (0.0751, -1.43882539275254),
            (0.3, -0.5244005127080408),
            (0.5, 0.0),
            (0.5000001, 2.506628273311648e-7),
            (0.6, 0.2533471031357997),
            (0.975, 1.9599639845400538),
            (0.9999999, 5.199337582290661),
        ] {
            assert_close(normal_quantile(p), expected, 1e-15, &format!("quantile at {p}"));
        }
    }

    #[test]
    fn masses_are_right_from_tail_to_tail() {
        for (z, expected) in [
            (-37.0, 5.725571222524577e-300),
            (-20.0, 2.7536241186062337e-89),
            (-8.25, 7.919726314642477e-17),
            (-1.5, 0.06680720126885807),
            (0.0, 0.5),
            (0.5, 0.6914624612740131),
            (2.0, 0.9772498680518208),
            (6.0, 0.9999999990134123),
        ] {
            assert_close(normal_cdf(z), expected, 2e-13, &format!("mass below {z}"));
        }
    }

    #[test]
    fn formulas_meet_without_a_step_back() {
        for meeting in [0.075, 0.925, libm::exp(-25.0), 1.0 - libm::exp(-25.0)] {
            let start = meeting * (1.0 - 1e-12);
            let step = meeting * 1e-14;
            let around = (0..200).map(|n| normal_quantile(start + f64::from(n) * step));
            assert!(around.is_sorted_by(|a, b| b - a >= -4e-16 * a.abs()), "around {meeting}");
        }
    }

    #[test]
    #[should_panic(expected = "not 1")]
    fn probability_one_is_refused() {
        normal_quantile(1.0);
    }
}
