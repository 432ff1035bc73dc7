//! The tables of a run as CSV.

use std::io::{self, Write};

use crate::plan::{Discipline, Fleet, Plan};
use crate::record::{MetricKind, Outcome, Trip};
use crate::study::Ensemble;
use crate::units::Tick;

/// `replications.csv`: a row a replication, a column a metric.
///
/// # Errors
/// If `out` cannot be written to.
pub fn replications_table(ensemble: &Ensemble, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let names = ensemble.names.iter().map(|name| format!("{}[{}]", name.name, name.group));
    table.write_record(std::iter::once("replication".to_owned()).chain(names))?;
    for replication in 0..ensemble.replications as usize {
        table.write_field(replication.to_string())?;
        for (name, values) in ensemble.names.iter().zip(&ensemble.values) {
            table.write_field(cell(name.kind, values[replication]))?;
        }
        table.write_record(None::<&[u8]>)?;
    }
    table.flush()
}

/// A value as a table holds it: empty where it did not happen.
fn cell(kind: MetricKind, value: f64) -> String {
    match kind {
        _ if !value.is_finite() => String::new(),
        MetricKind::Instant | MetricKind::Duration => format!("{value:.3}"),
        MetricKind::Share | MetricKind::Count => format!("{value}"),
        MetricKind::Number => format!("{value:.6}"),
    }
}

/// `headcount.csv`: mean and bands of every headcount on the time grid.
///
/// # Errors
/// If `out` cannot be written to.
pub fn headcount_table(plan: &Plan, ensemble: &Ensemble, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "time", "seconds", "group", "site", "state", "mean", "q05", "q25", "q50", "q75", "q95",
    ])?;
    let grid = ensemble.bands.grid();
    let instants: Vec<(String, String)> = (0..grid.len())
        .map(|point| grid.at(point))
        .map(|tick| (plan.clock.rfc3339(tick), seconds(tick)))
        .collect();
    for subject in ensemble.subjects.iter().filter(|_| !ensemble.bands.is_empty()) {
        let group = subject.group.map_or("all", |group| &plan.groups[group].id);
        let site = subject.site.map_or("all", |site| &plan.sites[site].id);
        for ((time, seconds), band) in instants.iter().zip(ensemble.bands.of(subject.series)) {
            let numbers = band.quantiles.map(|value| value.to_string());
            let mean = format!("{:.3}", band.mean);
            let row = [time, seconds, group, site, subject.state, &mean];
            table.write_record(row.into_iter().chain(numbers.iter().map(String::as_str)))?;
        }
    }
    table.flush()
}

/// An instant in seconds since the start with three decimals.
pub(super) fn seconds(tick: Tick) -> String {
    format!("{}.{:03}", tick.0 / 1000, tick.0 % 1000)
}

/// `trips.csv`, written a replication at a time. How trips end is told where they may end in several
/// ways.
#[derive(Debug)]
pub struct TripTable<'p, W: Write> {
    plan: &'p Plan,
    table: csv::Writer<W>,
    outcomes: bool,
}

impl<'p, W: Write> TripTable<'p, W> {
    /// Begins the table with its header.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn new(plan: &'p Plan, out: W) -> io::Result<TripTable<'p, W>> {
        let mut table = csv::Writer::from_writer(out);
        let outcomes = Outcome::differ(plan);
        let columns = [
            "replication",
            "fleet",
            "vehicle",
            "trip",
            "movement",
            "convoy",
            "from",
            "to",
            "people",
            "queued_s",
            "boarding_s",
            "departed_s",
            "arrived_s",
            "alighting_s",
            "alighted_s",
            "returned_s",
        ];
        table.write_record(columns.into_iter().chain(outcomes.then_some("outcome")))?;
        Ok(TripTable { plan, table, outcomes })
    }

    /// Writes the trips of one replication.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, replication: u64, trips: &[Trip]) -> io::Result<()> {
        for trip in trips {
            let whole = [trip.queued, trip.boarding, trip.departed].map(Some);
            let rest = [trip.arrived, trip.alighting, trip.alighted, trip.returned];
            let times = whole.into_iter().chain(rest).map(|tick| tick.map_or(String::new(), seconds));
            let fleet = &self.plan.fleets[self.plan.fleet_of(trip.vehicle)];
            let phase = &self.plan.movements[fleet.movement].phases[trip.phase as usize];
            let words = [
                replication.to_string(),
                fleet_name(fleet),
                self.plan.number_of(trip.vehicle).to_string(),
                trip.number.to_string(),
                discipline_name(&phase.outbound).to_owned(),
                trip.convoy.map_or(String::new(), |convoy| convoy.to_string()),
                self.plan.sites[trip.from].id.clone(),
                self.plan.sites[trip.to].id.clone(),
                trip.people.to_string(),
            ];
            let outcome = || trip.outcome.map_or("", Outcome::name).to_owned();
            self.table.write_record(words.into_iter().chain(times).chain(self.outcomes.then(outcome)))?;
        }
        Ok(())
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// If the last rows cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.table.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// What a fleet is called in tables.
pub(super) fn fleet_name(fleet: &Fleet) -> String {
    if fleet.own_cars_of.is_some() { format!("{} (own cars)", fleet.id) } else { fleet.id.clone() }
}

/// A discipline in one word.
pub(super) fn discipline_name(discipline: &Discipline) -> &str {
    match discipline {
        Discipline::Independent => "independent",
        Discipline::Platoon(_) => "platoon",
        Discipline::Convoy(_) => "convoy",
        Discipline::Custom(rule) => rule.name(),
    }
}
