//! What was said in public, as notes below a figure.

use crate::plan::{Plan, PublicFigure};
use crate::plot::axes::numbers::people;

/// Figures that one note names: more would not fit into its lines.
const A_NOTE: usize = 3;

/// Who said each figure, of whom and when, with its number from 1.
pub(super) fn sources<'f>(plan: &Plan, figures: impl Iterator<Item = &'f PublicFigure>) -> Vec<String> {
    let words = |(place, figure): (usize, &PublicFigure)| {
        let many = people(figure.people as f64);
        let (bound, time) = (figure.bound.in_words(), plan.clock.day_and_time(figure.at));
        format!("{} {}: {bound}{many}{}, {time}", place + 1, figure.who, figure.whom(plan))
    };
    let told: Vec<String> = figures.enumerate().map(words).collect();
    told.chunks(A_NOTE).map(|some| format!("{}.", some.join("; "))).collect()
}
