//! The table `sheets`: a row for each stop that is expected of a vehicle, with blanks for what happened.

use crate::output::columns::{Column, Table, six};
use crate::plan::{Plan, VehicleId};
use crate::study::{SheetStop, Sheets};
use crate::units::Tick;

/// A row of `sheets`: a stop of a vehicle.
pub type SheetRow<'a> = (VehicleId, &'a SheetStop);

type Row<'a> = SheetRow<'a>;

/// `sheets`: a row for each stop of each vehicle.
#[must_use]
pub fn sheets<'a>(plan: &'a Plan, sheets: &'a Sheets) -> Table<'a, SheetRow<'a>> {
    let rows = sheets.sheets.iter().flat_map(|sheet| sheet.stops.iter().map(|stop| (sheet.vehicle, stop)));
    let mut columns = Vec::from(which(plan));
    columns.extend(how_many());
    for (of, columns_of) in WHEN {
        for (name, about) in columns_of {
            columns.push(Column::instant(format!("{name}_s"), about, plan.clock, move |row: &Row<'a>| {
                of(row.1, name.ends_with("_by"))
            }));
        }
        if plan.clock.is_said() {
            for (name, about) in columns_of {
                let tick = move |row: &Row<'a>| of(row.1, name.ends_with("_by"));
                columns.push(Column::maybe_time(name, about, plan.clock, tick));
            }
        }
    }
    let blanks = ["actual_arrives", "actual_leaves", "actual_people", "remarks"];
    let blank = |name| Column::text(name, "blank: for what happened", |_: &Row<'a>| None::<&str>);
    columns.extend(blanks.map(blank));
    Table { name: "sheets", columns, rows: rows.collect() }
}

/// Tells about when something is expected, or by when it is nearly sure.
type When = fn(&SheetStop, bool) -> Option<Tick>;

/// What is told of coming and leaving.
const WHEN: [(When, [(&str, &str); 2]); 2] = [
    (
        |stop, is_by| if is_by { stop.arrives.by } else { stop.arrives.about },
        [
            ("arrives", "when it comes: the median of the runs that have the stop"),
            ("arrives_by", "by when it has come in 9 of 10 of all runs; empty if in fewer"),
        ],
    ),
    (
        |stop, is_by| if is_by { stop.leaves.by } else { stop.leaves.about },
        [
            ("leaves", "when it leaves: the median of the runs in which it does; empty if it mostly stays"),
            ("leaves_by", "by when it has left in 9 of 10 of all runs; empty if in fewer"),
        ],
    ),
];

fn which<'a>(plan: &'a Plan) -> [Column<'a, Row<'a>>; 5] {
    [
        Column::text("fleet", "the vehicle's fleet", |row: &Row<'a>| {
            Some(&*plan.fleets[plan.fleet_of(row.0)].id)
        }),
        Column::whole("vehicle", "the vehicle's number in its fleet", |row: &Row<'a>| {
            Some(plan.number_of(row.0).into())
        }),
        Column::whole("stop", "the number of the vehicle's stop, from 1", |row: &Row<'a>| {
            Some(row.1.number.into())
        }),
        Column::text("what", "what it stops for: pickup or drop-off", |row: &Row<'a>| {
            Some(row.1.kind.name())
        }),
        Column::text("site", "where, in most runs", |row: &Row<'a>| Some(&*plan.sites[row.1.site].id)),
    ]
}

fn how_many<'a>() -> [Column<'a, Row<'a>>; 5] {
    let share = |name, about, of: fn(&SheetStop) -> f64| {
        Column::number(name, about, move |row: &Row<'a>| six(of(row.1))).in_unit(super::SHARE)
    };
    let people = |name, about, place: usize| {
        Column::whole(name, about, move |row: &Row<'a>| Some(row.1.people[place].into())).in_unit("people")
    };
    [
        share("share", "the share of the runs in which the vehicle has this stop", |stop| stop.share),
        share("elsewhere", "the share in which its stop of this number is another one", |stop| {
            stop.elsewhere
        }),
        people(
            "people",
            "how many are aboard when it leaves a pickup, or get off at a drop-off: the median",
            1,
        ),
        people("people_q05", "its quantile at 5 %", 0),
        people("people_q95", "its quantile at 95 %", 2),
    ]
}
