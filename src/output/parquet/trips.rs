//! The trips of a run as columns, written as they come.

use std::io::{self, Write};

use super::{Cells, Column, ParquetTable};
use crate::output::tables::{discipline_name, fleet_name};
use crate::plan::Plan;
use crate::record::{Outcome, Trip};
use crate::units::Tick;

/// Rows that are written at once.
const ROWS: usize = 1 << 16;

/// `trips.parquet`, written a group of rows at a time.
pub struct TripColumns<'p, W: Write + Send> {
    plan: &'p Plan,
    table: ParquetTable<W>,
    /// The trips that are not written yet, and their replications.
    rows: Vec<(u64, Trip)>,
}

impl<'p, W: Write + Send> TripColumns<'p, W> {
    /// Begins the table.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn new(plan: &'p Plan, out: W) -> io::Result<TripColumns<'p, W>> {
        let table = ParquetTable::new(&columns(plan, &[]), out)?;
        Ok(TripColumns { plan, table, rows: Vec::new() })
    }

    /// Writes the trips of one replication.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, replication: u64, trips: &[Trip]) -> io::Result<()> {
        self.rows.extend(trips.iter().map(|trip| (replication, *trip)));
        if self.rows.len() >= ROWS { self.write_rows() } else { Ok(()) }
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// If the last rows cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_rows()?;
        self.table.finish()
    }

    fn write_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.table.write(&columns(self.plan, &rows))
    }
}

/// The columns of `trips.csv`.
fn columns(plan: &Plan, rows: &[(u64, Trip)]) -> Vec<Column> {
    let text =
        |cell: &dyn Fn(&Trip) -> String| Cells::Text(rows.iter().map(|(_, trip)| Some(cell(trip))).collect());
    let whole = |cell: &dyn Fn(&Trip) -> Option<u32>| {
        Cells::Whole(rows.iter().map(|(_, trip)| cell(trip).map(i64::from)).collect())
    };
    let instant = |name: &str, cell: &dyn Fn(&Trip) -> Option<Tick>| {
        let cells = rows.iter().map(|(_, trip)| cell(trip).map(Tick::seconds)).collect();
        Column::new(name, Some("s"), Cells::Number(cells))
    };
    let fleet = |trip: &Trip| &plan.fleets[plan.fleet_of(trip.vehicle)];
    let movement = |trip: &Trip| &plan.movements[fleet(trip).movement].phases[trip.phase as usize].outbound;
    let replications = rows.iter().map(|(replication, _)| Some(*replication as i64)).collect();
    let mut columns = vec![
        Column::new("replication", None, Cells::Whole(replications)),
        Column::new("fleet", None, text(&|trip| fleet_name(fleet(trip)))),
        Column::new("vehicle", None, whole(&|trip| Some(plan.number_of(trip.vehicle)))),
        Column::new("trip", None, whole(&|trip| Some(trip.number))),
        Column::new("movement", None, text(&|trip| discipline_name(movement(trip)).to_owned())),
        Column::new("convoy", None, whole(&|trip| trip.convoy)),
        Column::new("from", None, text(&|trip| plan.sites[trip.from].id.clone())),
        Column::new("to", None, text(&|trip| plan.sites[trip.to].id.clone())),
        Column::new("people", Some("people"), whole(&|trip| Some(trip.people))),
        instant("queued_s", &|trip| Some(trip.queued)),
        instant("boarding_s", &|trip| Some(trip.boarding)),
        instant("departed_s", &|trip| Some(trip.departed)),
        instant("arrived_s", &|trip| trip.arrived),
        instant("alighting_s", &|trip| trip.alighting),
        instant("alighted_s", &|trip| trip.alighted),
        instant("returned_s", &|trip| trip.returned),
    ];
    if Outcome::differ(plan) {
        let outcomes = rows.iter().map(|(_, trip)| trip.outcome.map(|outcome| outcome.name().to_owned()));
        columns.push(Column::new("outcome", None, Cells::Text(outcomes.collect())));
    }
    columns
}
