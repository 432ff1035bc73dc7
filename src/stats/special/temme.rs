//! Temme's uniform expansion of the incomplete gamma function, for large parameters.
//!
//! Series and continued fraction need some √a terms around `x` = `a`; this needs the same few for
//! all `a`, which makes a Poisson law of mean 1e9 as cheap as one of mean 20. Source: A. Gil,
//! J. Segura and N. M. Temme, Efficient and accurate algorithms for the computation and inversion
//! of the incomplete gamma function ratios, SIAM J. Sci. Comput. 34 (2012), section 2.5.

use super::Tails;

/// The least `a` for which the expansion is used.
pub(super) const LEAST: f64 = 12.0;

/// The largest ½η² for which the expansion is used.
pub(super) const WIDEST: f64 = 0.5;

/// The coefficients of η / (λ - 1) in powers of η, where ½η² = λ - 1 - ln λ. Computed to sixty
/// digits by reverting that series, then rounded.
const RATIO: [f64; 28] = [
    1.0,
    -0.3333333333333333,
    0.08333333333333333,
    -0.014814814814814815,
    0.0011574074074074073,
    0.0003527336860670194,
    -0.0001787551440329218,
    3.919263178522438e-5,
    -2.185448510679992e-6,
    -1.85406221071516e-6,
    8.296711340953087e-7,
    -1.7665952736826078e-7,
    6.707853543401498e-9,
    1.0261809784240309e-8,
    -4.382036018453353e-9,
    9.14769958223679e-10,
    -2.5514193994946248e-11,
    -5.830772132550426e-11,
    2.4361948020667415e-11,
    -5.0276692801141755e-12,
    1.1004392031956135e-13,
    3.371763262400985e-13,
    -1.392388722418162e-13,
    2.8534893807047445e-14,
    -5.139111834242572e-16,
    -1.9752288294349442e-15,
    8.099521156704561e-16,
    -1.6522531216398162e-16,
];

/// The tails of the gamma law of shape `a` at `x`, given `half_square` = ½η² = the deviance of `x`
/// from `a`, and `kernel` = x^a e^-x / Γ(a+1).
pub(super) fn tails(a: f64, x: f64, half_square: f64, kernel: f64) -> Tails {
    let size = (2.0 * half_square).sqrt();
    let eta = if x < a { -size } else { size };
    let bulk = (a * half_square).sqrt().copysign(eta);
    let skew = kernel * correction(a, eta);
    Tails { lower: 0.5 * libm::erfc(-bulk) - skew, upper: 0.5 * libm::erfc(bulk) + skew }
}

/// Σ βₙ ηⁿ, where βₙ₋₁ = dₙ + (n+1)/a βₙ₊₁ runs downwards from the end of [`RATIO`].
fn correction(a: f64, eta: f64) -> f64 {
    let (mut sum, mut above, mut beta) = (0.0, 0.0, 0.0);
    for n in (1..RATIO.len()).rev() {
        let below = RATIO[n] + (n + 1) as f64 / a * above;
        (above, beta) = (beta, below);
        sum = sum * eta + beta;
    }
    sum
}
