//! The table `trips`, written as they come.

use std::borrow::Cow;

use crate::output::columns::Column;
use crate::plan::{Fleet, Plan};
use crate::record::{Outcome, Trip};

/// A row of `trips`: a replication and a trip in it.
pub type TripRow = (u64, Trip);

/// The columns of `trips`. How trips end is told where they may end in several ways.
#[must_use]
pub fn trip_columns(plan: &Plan) -> Vec<Column<'_, TripRow>> {
    let clock = plan.clock;
    let fleet = |trip: &Trip| &plan.fleets[plan.fleet_of(trip.vehicle)];
    let movement =
        move |trip: &Trip| &plan.movements[fleet(trip).movement].phases[trip.phase as usize].outbound;
    let outcome = Column::text("outcome", "how the loaded leg ended", |(_, trip): &TripRow| {
        trip.outcome.map(Outcome::name)
    });
    let mut columns = vec![
        Column::whole("replication", "the replication", |&(replication, _): &TripRow| {
            Some(replication as i64)
        }),
        Column::text("fleet", "the vehicle's fleet", move |(_, trip): &TripRow| {
            Some(fleet_name(fleet(trip)))
        }),
        Column::whole("vehicle", "the vehicle's number in its fleet", |(_, trip): &TripRow| {
            Some(plan.number_of(trip.vehicle).into())
        }),
        Column::whole("trip", "the number of the vehicle's trip, from 1", |(_, trip): &TripRow| {
            Some(trip.number.into())
        }),
        Column::text("movement", "the rule that let it depart", move |(_, trip): &TripRow| {
            Some(movement(trip).rule().name())
        }),
        Column::whole("convoy", "the number of its convoy; empty if it left alone", |(_, trip): &TripRow| {
            trip.convoy.map(i64::from)
        }),
        Column::text("from", "the pickup, or where it has set others down", |(_, trip): &TripRow| {
            Some(&*plan.sites[trip.from].id)
        }),
        Column::text("to", "the drop-off", |(_, trip): &TripRow| Some(&*plan.sites[trip.to].id)),
        Column::whole(
            "people",
            "how many people it set out with, and took over on its way",
            |(_, trip): &TripRow| Some(trip.people.into()),
        )
        .in_unit("people"),
        Column::instant("queued_s", "when it joined the line at the pickup", clock, |(_, trip): &TripRow| {
            Some(trip.queued)
        }),
        Column::instant("boarding_s", "when boarding began", clock, |(_, trip): &TripRow| {
            Some(trip.boarding)
        }),
        Column::instant("departed_s", "when it departed", clock, |(_, trip): &TripRow| Some(trip.departed)),
        Column::instant("arrived_s", "when it reached the drop-off", clock, |(_, trip): &TripRow| {
            trip.arrived
        }),
        Column::instant("alighting_s", "when it began to let people off", clock, |(_, trip): &TripRow| {
            trip.alighting
        }),
        Column::instant("alighted_s", "when it was empty", clock, |(_, trip): &TripRow| trip.alighted),
        Column::instant("returned_s", "when it was back", clock, |(_, trip): &TripRow| trip.returned),
    ];
    columns.extend(Outcome::differ(plan).then_some(outcome));
    columns
}

/// What a fleet is called in tables.
pub(super) fn fleet_name(fleet: &Fleet) -> Cow<'_, str> {
    match fleet.own_cars_of {
        Some(_) => format!("{} (own cars)", fleet.id).into(),
        None => (&*fleet.id).into(),
    }
}
