//! The table `events`: a row an event of a replication, written as they come.

use super::trips::fleet_name;
use crate::output::columns::Column;
use crate::plan::{Fleet, Plan, SuspensionId, VehicleId};
use crate::record::{Cause, LoggedEvent, LoggedKind, SeriesKind};
use crate::world::State;

/// A row of `events`: a replication, the number of an event in it from 0, and the event.
pub type EventRow = (u64, u64, LoggedEvent);

type Row = EventRow;

/// The columns of `events`.
#[must_use]
pub fn event_columns(plan: &Plan) -> Vec<Column<'_, EventRow>> {
    let mut columns = Vec::from(when_and_what(plan));
    columns.extend(whose(plan));
    columns.extend(of_people(plan));
    columns.extend(where_and_why(plan));
    columns
}

fn when_and_what(plan: &Plan) -> [Column<'_, Row>; 5] {
    [
        Column::whole("replication", "the replication", |&(replication, ..): &Row| Some(replication as i64)),
        Column::whole(
            "event",
            "the number of the event in its replication, from 0",
            |&(_, event, _): &Row| Some(event as i64),
        ),
        Column::time("time", "the instant", plan.clock, |(.., event): &Row| event.tick),
        Column::seconds("seconds", "the same in seconds since the start", |(.., event): &Row| {
            Some(event.tick)
        }),
        Column::text("kind", "what kind of event it is", |(.., event): &Row| {
            Some(LoggedKind::name(event.kind))
        }),
    ]
}

fn whose(plan: &Plan) -> [Column<'_, Row>; 4] {
    let fleet = |vehicle: VehicleId| -> &Fleet { &plan.fleets[plan.fleet_of(vehicle)] };
    [
        Column::text("fleet", "the vehicle's fleet", move |(.., event): &Row| {
            Some(fleet_name(fleet(event.vehicle?)))
        }),
        Column::whole("vehicle", "the vehicle's number in its fleet", |(.., event): &Row| {
            Some(plan.number_of(event.vehicle?).into())
        }),
        Column::text("state", "what the vehicle does from now on, of kind `state`", |(.., event): &Row| {
            event.state.map(State::name)
        }),
        Column::whole("convoy", "the number of the vehicle's convoy; empty if it left alone", |row: &Row| {
            row.2.convoy.map(i64::from)
        }),
    ]
}

fn of_people(plan: &Plan) -> [Column<'_, Row>; 4] {
    [
        Column::text("group", "the group", |(.., event): &Row| Some(&*plan.groups[event.group?].id)),
        Column::whole("people", "how many people it is about", |(.., event): &Row| {
            event.people.map(i64::from)
        })
        .in_unit("people"),
        Column::text("leaves", "the state of `headcount` that these people leave", |(.., event): &Row| {
            event.leaves.map(SeriesKind::name)
        }),
        Column::text("enters", "the state of `headcount` that they enter", |(.., event): &Row| {
            event.enters.map(SeriesKind::name)
        }),
    ]
}

fn where_and_why(plan: &Plan) -> [Column<'_, Row>; 8] {
    let suspension = |id: SuspensionId| -> &str { &plan.suspensions[id].label };
    [
        Column::text("site", "the site, also where people leave or enter a state", |(.., event): &Row| {
            Some(&*plan.sites[event.site?].id)
        }),
        Column::text("route", "the route", |(.., event): &Row| Some(&*plan.routes[event.route?].id)),
        Column::text("checkpoint", "the checkpoint", |(.., event): &Row| {
            Some(&*plan.checkpoints[event.checkpoint?].id)
        }),
        Column::text("suspension", "the suspension", move |(.., event): &Row| {
            event.suspension.map(suspension)
        }),
        Column::text("observer", "the observer", |(.., event): &Row| {
            Some(&*plan.observers[event.observer?].id)
        }),
        Column::whole("phase", "the phase of movement, from 0", |(.., event): &Row| {
            event.phase.map(i64::from)
        }),
        Column::text("other", "the vehicle from which people are taken over", |(.., event): &Row| {
            Some(plan.name_of(event.other?))
        }),
        Column::text("cause", "why, where that is known", |(.., event): &Row| event.cause.map(Cause::name)),
    ]
}
