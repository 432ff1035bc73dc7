//! What the event log says of a run by hand.

use super::super::example::{CAR, FIRST, SECOND, minute, plan, show, story};
use super::*;

/// Minutes, kinds, states and causes of what was told of a vehicle.
fn told(log: &EventLog<'_>, vehicle: VehicleId, kind: LoggedKind) -> Vec<String> {
    let rows = log.rows().iter().filter(|row| row.vehicle == Some(vehicle) && row.kind == kind);
    rows.map(|row| {
        let state = row.state.map_or("", State::name);
        let cause = row.cause.map_or("", Cause::name);
        format!("{} {state} {cause}", row.tick.0 / crate::units::MINUTE)
    })
    .collect()
}

#[test]
fn what_vehicles_wait_for_is_told() {
    let plan = plan();
    let mut log = EventLog::new(&plan);
    show(&story(), &mut log);
    assert_eq!(told(&log, FIRST, LoggedKind::State)[..2], ["0 queued_to_board ", "0 boarding "]);
    let second = told(&log, SECOND, LoggedKind::State);
    assert_eq!(second[0], "0 queued_to_board berths_taken");
    assert!(second.contains(&"72 turning_back suspension".to_owned()), "{second:?}");
    assert_eq!(second.last().unwrap(), "190 absent lost_vehicle");
    assert_eq!(
        told(&log, SECOND, LoggedKind::SetBack),
        ["131  suspension", "190  lost_vehicle"],
        "those who turned back, and those whom it left when it was lost"
    );
    assert_eq!(told(&log, CAR, LoggedKind::TurnedBack), ["72  suspension"]);
    let checked = log.rows().iter().find(|row| row.state == Some(State::BeingChecked)).unwrap();
    assert_eq!((checked.tick, checked.checkpoint), (minute(40), Some(CheckpointId(0))));
}

#[test]
fn people_leave_one_state_and_enter_another() {
    let plan = plan();
    let mut log = EventLog::new(&plan);
    show(&story(), &mut log);
    let sum = |kind: SeriesKind| -> i64 {
        let of = |row: &LoggedEvent, state: Option<SeriesKind>| {
            i64::from(state == Some(kind)) * i64::from(row.people.unwrap_or(0))
        };
        log.rows().iter().map(|row| of(row, row.enters) - of(row, row.leaves)).sum()
    };
    for (kind, people) in [
        (SeriesKind::Waiting, 4),
        (SeriesKind::Aboard, 0),
        (SeriesKind::Arrived, 8),
        (SeriesKind::HandedOn, 4),
        (SeriesKind::PrivateArrived, 4),
        (SeriesKind::OnFoot, 1),
        (SeriesKind::Dead, 2),
        (SeriesKind::Refused, 2),
    ] {
        assert_eq!(sum(kind), people, "{}", kind.name());
    }
}
