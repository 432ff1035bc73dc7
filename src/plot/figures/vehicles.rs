//! The vehicles figure: what each vehicle did over local clock time, a row a vehicle.

use super::stringline::of_replication;
use crate::plan::{Fleet, FleetId, Id, Plan};
use crate::plot::axes::hours::time_axis;
use crate::plot::figure::{Axis, Bar, Figure, Key, Notch, Panel, Room, Sample};
use crate::plot::style::of_state;
use crate::record::Journal;
use crate::study::Picked;
use crate::world::State;

/// How high all rows may be together, and each of them.
const HEIGHT: f64 = 840.0;
const ROW: (f64, f64) = (2.0, 22.0);
/// Between two fleets, in rows or so high, whichever is more.
const BETWEEN: f64 = 6.0;
/// How much of a row its bar fills, where there is room.
const FILLED: f64 = 0.84;
/// From one label to the next.
const LABEL: f64 = 13.0;

/// What each vehicle did in the run that a journal was kept of. Own cars are left out.
#[must_use]
pub fn vehicles(plan: &Plan, picked: &Picked, journal: &Journal) -> Figure {
    let rows = Rows::new(plan, journal);
    let occurs = |state: &State| journal.stays().iter().any(|stay| stay.state == *state);
    let shown = State::ALL.into_iter().filter(|state| *state != State::Absent).filter(occurs);
    let legend = shown.map(|state| Key {
        label: state.name().replace('_', " "),
        sample: Sample::Band(of_state(state), 1.0),
    });
    Figure {
        title: plan.title.clone(),
        subtitle: format!("What each vehicle did: {}{}", of_replication(plan, picked), rows.left_out()),
        legend: legend.collect(),
        panels: vec![Panel {
            title: String::new(),
            room: Room::High(rows.height),
            x: time_axis(plan.clock, journal.ended(), 12),
            y: rows.axis(),
            curves: Vec::new(),
            marks: Vec::new(),
            bars: bars(journal, &rows),
        }],
        notes: Vec::new(),
    }
}

fn bars(journal: &Journal, rows: &Rows) -> Vec<Bar> {
    let mut bars: Vec<(u32, Bar)> = Vec::new();
    for stay in journal.stays().iter().filter(|stay| stay.state != State::Absent) {
        if let Some(row) = rows.row(stay.vehicle.0) {
            let span = (stay.from.0 as f64, stay.to.0 as f64);
            bars.push((stay.vehicle.0, Bar { row, span, ink: of_state(stay.state) }));
        }
    }
    // Longer ones first: where a short one is drawn wider than it is, it stays in sight.
    bars.sort_by(|(a, one), (b, other)| {
        let length = |bar: &Bar| bar.span.1 - bar.span.0;
        a.cmp(b).then(length(other).total_cmp(&length(one)))
    });
    bars.into_iter().map(|(_, bar)| bar).collect()
}

/// Where the row of every vehicle is, from the top.
struct Rows<'p> {
    /// Each fleet that is shown: how many of its vehicles are, and where the first row is.
    fleets: Vec<(&'p Fleet, u32, f64)>,
    /// How high a row is.
    row: f64,
    height: f64,
}

impl<'p> Rows<'p> {
    fn new(plan: &'p Plan, journal: &Journal) -> Rows<'p> {
        let shown = |id: FleetId| journal.kept()[id.index()].len() as u32;
        let fleets: Vec<(&Fleet, u32)> =
            plan.shuttles().map(|(id, fleet)| (fleet, shown(id))).filter(|&(_, shown)| shown > 0).collect();
        let vehicles: u32 = fleets.iter().map(|&(_, shown)| shown).sum();
        let row = (HEIGHT / f64::from(vehicles.max(1))).clamp(ROW.0, ROW.1);
        let between = row.max(BETWEEN);
        let mut top = 0.0;
        let placed = fleets.into_iter().map(|(fleet, shown)| {
            let first = top;
            // A fleet of few has room for its name all the same.
            top += f64::max(f64::from(shown) * row, LABEL - between) + between;
            (fleet, shown, first)
        });
        let fleets = placed.collect();
        Rows { fleets, row, height: f64::max(top - between, ROW.1) }
    }

    /// The row of a vehicle, from the bottom of the panel; none if it is not shown.
    fn row(&self, vehicle: u32) -> Option<(f64, f64)> {
        let of = |(fleet, shown, _): &&(&Fleet, u32, f64)| {
            let first = fleet.vehicles.start;
            (first..first + shown).contains(&vehicle)
        };
        let &(fleet, _, first) = self.fleets.iter().find(of)?;
        let top = self.height - first - f64::from(vehicle - fleet.vehicles.start) * self.row;
        let filled = if self.row < 5.0 { 1.0 } else { FILLED };
        let rim = self.row * (1.0 - filled) / 2.0;
        Some((top - self.row + rim, top - rim))
    }

    /// The axis: its unit is that of the page. The first vehicle of each fleet is named, then as many as
    /// there is room for.
    fn axis(&self) -> Axis {
        let every = [1, 2, 5, 10, 20, 50, 100, 200, 500];
        let every = every.into_iter().find(|&n| f64::from(n) * self.row >= LABEL).unwrap_or(1000);
        let mut notches = Vec::new();
        for (fleet, shown, first) in &self.fleets {
            let named = |number: &u32| {
                let apart = f64::from(number - 1) * self.row >= LABEL;
                *number == 1 || number.is_multiple_of(every) && apart
            };
            for number in (1..=*shown).filter(named) {
                let at = self.height - first - (f64::from(number) - 0.5) * self.row;
                let label = if number == 1 { format!("{} 1", fleet.id) } else { number.to_string() };
                notches.push(Notch { at, label, below: String::new() });
            }
        }
        Axis { caption: "vehicle".into(), from: 0.0, to: self.height, notches }
    }

    /// What the subtitle says of vehicles that are not shown.
    fn left_out(&self) -> String {
        let all: u32 = self.fleets.iter().map(|(fleet, ..)| fleet.count()).sum();
        let shown: u32 = self.fleets.iter().map(|(_, shown, _)| shown).sum();
        if shown < all { format!("; the first of each fleet, {shown} of {all}") } else { String::new() }
    }
}
