//! Laws that two plans have in common.

use super::{Fleet, Handling, Plan, Route};
use crate::stats::Distribution;

impl Plan {
    /// Takes over what another plan has worked out of the laws that both have at the same place: the tables from which they
    /// are drawn. Nothing else changes, and no draw does.
    pub fn share_laws(&mut self, other: &Plan) {
        let both = self.routes.rows_mut().iter_mut().zip(other.routes.rows());
        both.for_each(|(mine, theirs)| share_routes(mine, theirs));
        let both = self.fleets.rows_mut().iter_mut().zip(other.fleets.rows());
        both.for_each(|(mine, theirs)| share_fleets(mine, theirs));
        let both = self.checkpoints.rows_mut().iter_mut().zip(other.checkpoints.rows());
        both.for_each(|(mine, theirs)| mine.time.share(&theirs.time));
    }
}

fn share_routes(mine: &mut Route, theirs: &Route) {
    mine.time.share(&theirs.time);
    share_some(&mut mine.conditions, &theirs.conditions);
}

fn share_fleets(mine: &mut Fleet, theirs: &Fleet) {
    mine.places.iter_mut().zip(&theirs.places).for_each(|(mine, theirs)| mine.share(theirs));
    share_some(&mut mine.ready, &theirs.ready);
    let share = |mine: &mut Handling, theirs: &Handling| {
        mine.dwell.share(&theirs.dwell);
        mine.per_person.share(&theirs.per_person);
    };
    share(&mut mine.boarding, &theirs.boarding);
    share(&mut mine.alighting, &theirs.alighting);
}

fn share_some(mine: &mut Option<Distribution>, theirs: &Option<Distribution>) {
    if let (Some(mine), Some(theirs)) = (mine, theirs) {
        mine.share(theirs);
    }
}
