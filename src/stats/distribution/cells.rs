//! Quantiles of a smooth law, ready for millions of draws.
//!
//! Between 2^-16 and 1 - 2^-16 the quantile function is cut into cells, eight for every halving of the
//! distance from the nearer end, and each cell holds a polynomial of degree five. A draw is then a look
//! into a table and eleven operations, whatever the law.
//!
//! The polynomials run through the exact function at six points of each cell, both ends among them, so
//! that cells meet and a larger number never gives a smaller value, but for the last bits. The relative
//! error is below [`ALLOWED`]: a table that cannot keep to that is not made. Only additions and
//! multiplications in a stated order are used, so that tables are the same bits on every platform.

use std::sync::{Arc, OnceLock};

/// The greatest relative error of a draw: a hundredth of a millisecond in three months.
const ALLOWED: f64 = 1e-9;

/// Cells for every halving, by the power of two.
const CELL_BITS: u32 = 3;
/// Halvings that are tabled.
const HALVINGS: u32 = 15;
/// Cells from 2^-16 to a half, and as many from there to the other end.
const SIDE: usize = (HALVINGS << CELL_BITS) as usize;
/// Bits of a floating-point number's fraction.
const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
/// The upper bits of 2^-16, from which cells are counted.
const FIRST: u64 = (1023 - 16) << CELL_BITS;

/// Where in a cell, from -1/2 to 1/2, the polynomial meets the function: the extremes of Chebyshev's
/// polynomial of degree five.
const NODES: [f64; 6] = [
    -0.5,
    -0.404_508_497_187_473_7,
    -0.154_508_497_187_473_7,
    0.154_508_497_187_473_7,
    0.404_508_497_187_473_7,
    0.5,
];

/// A polynomial's coefficients, from the constant on.
type Cell = [f64; 6];

/// The cells of a law: those below the median by the number, those above by its distance from 1.
#[derive(Debug)]
struct Cells([[Cell; SIDE]; 2]);

/// The cells of a smooth law, made when they are first asked for; none if they would not be exact enough.
/// Copies of a law share them.
///
/// They follow from the law, so that two laws are equal whether or not they have theirs.
#[derive(Clone)]
pub(super) struct Prepared(Option<Arc<OnceLock<Option<Box<Cells>>>>>);

impl Prepared {
    /// For laws that are drawn without a table.
    pub(super) const NEVER: Prepared = Prepared(None);

    /// For laws that nobody has drawn from yet.
    pub(super) fn not_yet() -> Prepared {
        Prepared(Some(Arc::default()))
    }

    /// What the table says at `u`; none if there is none, or `u` lies beyond it.
    #[inline]
    pub(super) fn quantile(&self, u: f64) -> Option<f64> {
        let cells = self.0.as_ref()?.get()?.as_ref()?;
        let upper = u >= 0.5;
        let end = if upper { 1.0 - u } else { u };
        let bits = end.to_bits();
        let cell = (bits >> (FRACTION_BITS - CELL_BITS)).wrapping_sub(FIRST) as usize;
        let side = &cells.0[usize::from(upper)];
        side.get(cell).map(|cell| value(cell, within(bits)))
    }

    /// Makes the table of the law whose exact quantile function is `exact`, if it is to have one and it has
    /// not been tried.
    pub(super) fn prepare(&self, exact: impl Fn(f64) -> f64) {
        if let Some(cells) = &self.0 {
            cells.get_or_init(|| Cells::of(&exact).map(Box::new));
        }
    }
}

impl PartialEq for Prepared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prepared")
    }
}

/// Where a number lies in its cell, from -1/2 to 1/2: the fraction's bits after those that name the cell.
#[inline]
fn within(bits: u64) -> f64 {
    const FRACTION: u64 = (1 << FRACTION_BITS) - 1;
    f64::from_bits(bits << CELL_BITS & FRACTION | 1_f64.to_bits()) - 1.5
}

/// The polynomial of a cell, in pairs (Estrin's order), which do not wait for each other.
#[inline]
fn value(c: &Cell, x: f64) -> f64 {
    let square = x * x;
    let (low, middle, high) = (c[0] + c[1] * x, c[2] + c[3] * x, c[4] + c[5] * x);
    (low + middle * square) + high * (square * square)
}

impl Cells {
    /// The cells of a law; none if the law bends too sharply for them.
    fn of(exact: &impl Fn(f64) -> f64) -> Option<Cells> {
        let mut cells = [[[0.0; 6]; SIDE]; 2];
        for (side, row) in cells.iter_mut().enumerate() {
            for (number, cell) in row.iter_mut().enumerate() {
                let at = |x: f64| {
                    let end = place(number, x);
                    exact(if side == 1 { 1.0 - end } else { end })
                };
                *cell = through(NODES.map(at));
                // Between the two middle nodes the polynomial strays farthest.
                if (cell[0] - at(0.0)).abs() > ALLOWED * cell[0] {
                    return None;
                }
            }
        }
        Some(Cells(cells))
    }
}

/// The number that lies at `x`, from -1/2 to 1/2, of a cell.
fn place(cell: usize, x: f64) -> f64 {
    let start = f64::from_bits((FIRST + cell as u64) << (FRACTION_BITS - CELL_BITS));
    let next = f64::from_bits((FIRST + cell as u64 + 1) << (FRACTION_BITS - CELL_BITS));
    start + (next - start) * (x + 0.5)
}

/// The polynomial that has these values at the nodes: Newton's divided differences, multiplied out.
fn through(values: [f64; 6]) -> Cell {
    let mut differences = values;
    for order in 1..6 {
        for place in (order..6).rev() {
            let rise = differences[place] - differences[place - 1];
            differences[place] = rise / (NODES[place] - NODES[place - order]);
        }
    }
    let mut cell = [0.0; 6];
    for place in (0..6).rev() {
        for power in (1..6).rev() {
            cell[power] = cell[power - 1] - NODES[place] * cell[power];
        }
        cell[0] = differences[place] - NODES[place] * cell[0];
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::super::Distribution;
    use super::*;

    fn laws() -> Vec<Distribution> {
        let mut laws = vec![
            Distribution::exponential(30.0),
            Distribution::lognormal_quantiles((0.1, 12.0), (0.95, 40.0)),
            Distribution::normal(30.0, 8.0),
            Distribution::normal(1.0, 2.0),
        ];
        for cv in [1e-6, 0.05, 0.3, 1.0, 3.0, 10.0] {
            laws.extend([Distribution::lognormal(45.0, cv), Distribution::gamma(45.0, cv)]);
            laws.push(Distribution::weibull(45.0, cv));
        }
        laws.into_iter().map(Result::unwrap).collect()
    }

    /// Numbers that crowd at both ends.
    fn numbers() -> impl Iterator<Item = f64> {
        (0..4000_u32).flat_map(|n| {
            let near = libm::exp2(-f64::from(n) / 100.0) * 0.5;
            [near, 1.0 - near, (f64::from(n) + 0.3) / 4000.0]
        })
    }

    #[test]
    fn draws_are_quantiles() {
        for law in laws() {
            for u in numbers().filter(|&u| u > 0.0 && u < 1.0) {
                let (drawn, exact) = (law.draw(u), law.quantile(u));
                assert!((drawn - exact).abs() <= 1e-9 * exact, "{law:?} at {u}: {drawn} for {exact}");
            }
        }
    }

    #[test]
    fn larger_numbers_never_draw_less() {
        for law in laws() {
            let mut numbers: Vec<f64> = numbers().filter(|&u| u > 0.0 && u < 1.0).collect();
            numbers.sort_unstable_by(f64::total_cmp);
            let drawn: Vec<f64> = numbers.iter().map(|&u| law.draw(u)).collect();
            let steps = drawn.windows(2);
            for (step, u) in steps.zip(&numbers) {
                assert!(step[1] >= step[0] * (1.0 - 1e-15), "{law:?} falls at {u}");
            }
        }
    }

    #[test]
    fn the_usual_laws_have_cells() {
        for law in ["lognormal", "gamma", "weibull"] {
            for cv in [0.05, 0.3, 1.0] {
                let prepared = match law {
                    "lognormal" => Cells::of(&|u| Distribution::lognormal(45.0, cv).unwrap().quantile(u)),
                    "gamma" => Cells::of(&|u| Distribution::gamma(45.0, cv).unwrap().quantile(u)),
                    _ => Cells::of(&|u| Distribution::weibull(45.0, cv).unwrap().quantile(u)),
                };
                assert!(prepared.is_some(), "{law} of spread {cv}");
            }
        }
    }
}
