//! Until when a figure is drawn: until the last thing that happens, however long the clock runs on.

use crate::plan::{Goal, Plan};
use crate::plot::axes::hours::instant;
use crate::plot::figure::Mark;
use crate::record::{Grid, Journal};
use crate::study::Band;
use crate::units::Tick;
use crate::world::State;

/// A little more than until the last thing happens, and not beyond the end.
pub(super) fn with_room(last: Tick, end: Tick) -> Tick {
    Tick((last.0 + last.0 / 40).min(end.0).max(last.0))
}

/// The last instant at which some headcounts change, as far as curves and bands show it.
pub(super) fn last_change<'e>(grid: Grid, series: impl Iterator<Item = &'e [Band]>) -> Tick {
    let of = |bands: &[Band]| {
        let last = bands.last()?.quantiles;
        bands.iter().rposition(|band| band.quantiles != last).map(|point| point + 1)
    };
    grid.at(series.filter_map(of).max().unwrap_or(grid.len() - 1))
}

/// The last instant at which some vehicle has anything to do.
pub(super) fn last_deed(journal: &Journal) -> Tick {
    let idle = [State::StoodDown, State::Absent, State::Parked];
    let stays = journal.stays().iter().filter(|stay| !idle.contains(&stay.state)).map(|stay| stay.to);
    let ways = journal.ways().iter().filter_map(|way| Some(way.places.last()?.0));
    stays.chain(ways).max().unwrap_or(journal.ended())
}

/// The time of the goal, and the end of the clock, where they are on the axis.
pub(super) fn bounds(plan: &Plan, until: Tick) -> Vec<Mark> {
    let by = |goal: &Goal| Mark::Turn {
        at: goal.by.0 as f64,
        label: format!("goal: by {}", instant(plan.clock, goal.by, until)),
    };
    let goal = plan.goal.as_ref().filter(|goal| goal.by <= until).map(by);
    goal.into_iter().chain(end(plan, until)).collect()
}

/// The end of the clock, where the axis reaches it.
pub(super) fn end(plan: &Plan, until: Tick) -> Option<Mark> {
    let end = plan.end.filter(|end| *end <= until)?;
    Some(Mark::Turn { at: end.0 as f64, label: "end".into() })
}
