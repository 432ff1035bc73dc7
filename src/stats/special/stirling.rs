//! The pieces that let large parameters keep their digits: how far a value lies from what was
//! expected, and what Stirling's formula leaves out.
//!
//! Written out, x^a e^-x / Γ(a+1) is a difference of numbers as large as `a ln a`, which leaves no
//! digits when `a` is a million. Source of the remedy: C. Loader, Fast and Accurate Computation of
//! Binomial Probabilities (2000).

use super::polynomial;

/// From here on [`stirling_rest`] is exact to the last bit.
pub(super) const LARGE: f64 = 10.0;

/// 1/3, 1/5, … 1/27: the series of the inverse hyperbolic tangent after its first term.
const ATANH: [f64; 13] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
    1.0 / 23.0,
    1.0 / 25.0,
    1.0 / 27.0,
];

/// B(2k) / (2k (2k-1)), the coefficients of Stirling's series in 1/a². Source: DLMF 5.11.1.
const STIRLING: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

/// x/a - 1 - ln(x/a): never negative, zero where `x` equals `a`, and precise around there.
pub(super) fn deviance(x: f64, a: f64) -> f64 {
    let off = (x - a) / a;
    let r = off / (2.0 + off);
    if r.abs() > 0.25 {
        let ratio = x / a;
        return ratio - 1.0 - libm::log(ratio);
    }
    // ln(1 + off) = 2 atanh r, and off - 2r = r off exactly.
    let square = r * r;
    r * (off - 2.0 * square * polynomial(&ATANH, square))
}

/// ln Γ(a) - ((a - ½) ln a - a + ½ ln 2π), for `a` of at least [`LARGE`].
pub(super) fn stirling_rest(a: f64) -> f64 {
    debug_assert!(a >= LARGE, "the series is not precise at {a}");
    polynomial(&STIRLING, 1.0 / (a * a)) / a
}

#[cfg(test)]
mod tests {
    use super::super::close::assert_close;
    use super::*;

    #[test]
    fn deviance_keeps_its_digits_near_one() {
        for (x, expected) in DEVIANCES {
            assert_close(deviance(x, 1.0), expected, 2e-15, &format!("deviance at {x}"));
        }
    }

    #[test]
    fn stirling_rest_is_what_log_gamma_lacks() {
        for (a, expected) in RESTS {
            assert_close(stirling_rest(a), expected, 4e-16, &format!("rest at {a}"));
        }
    }

    const DEVIANCES: [(f64, f64); 10] = [
        (0.05, 2.045732273553991),
        (0.6, 0.1108256237659907),
        (0.61, 0.10429632181478013),
        (0.999, 5.00333583533501e-7),
        (0.9999999, 5.000000328069799e-15),
        (1.000001, 4.999996665846501e-13),
        (1.3, 0.03763573553250896),
        (1.66, 0.1531823976315481),
        (1.67, 0.15717637357133624),
        (40.0, 35.31112054588606),
    ];

    const RESTS: [(f64, f64); 4] = [
        (10.0, 0.00833056343336287),
        (12.5, 0.006665247032707682),
        (100.0, 0.0008333305556349147),
        (1e6, 8.333333333333056e-8),
    ];
}
