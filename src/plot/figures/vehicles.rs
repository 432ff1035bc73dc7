//! The vehicles figure: what each vehicle did over local clock time, a row a vehicle.

use super::convoys::{Convoy, all_are_kept, brief, convoys, outline};
use super::happening::{bounds, last_deed, with_room};
use super::stringline::of_replication;
use crate::plan::{Fleet, FleetId, Id, Plan};
use crate::plot::axes::hours::time_axis;
use crate::plot::figure::{Axis, Bar, Curve, Figure, Key, Look, Notch, Panel, Room, Sample, Word};
use crate::plot::style::{Doing, INK, PAPER, of_state};
use crate::record::{Journal, Stay};
use crate::study::Picked;
use crate::units::Tick;
use crate::world::State;

/// How high all rows may be together, and each of them.
const HEIGHT: f64 = 840.0;
const ROW: (f64, f64) = (2.0, 22.0);
/// Between two fleets, in rows or so high, whichever is more.
const BETWEEN: f64 = 6.0;
/// How much of a row its bar fills, where there is room.
const FILLED: f64 = 0.84;
/// Most letters of a fleet's name.
const NAME: usize = 24;
/// Ends that are so near each other, as a share of the time that is drawn, are one.
const ALIKE: f64 = 0.004;
/// Most convoys whose blocks are joined by lines: more would cross too often.
const MOST_JOINED: usize = 16;
/// From one label to the next.
const LABEL: f64 = 13.0;

/// What each vehicle did in the run that a journal was kept of. Own cars are left out. Vehicles of a convoy are joined.
#[must_use]
pub fn vehicles(plan: &Plan, picked: &Picked, journal: &Journal) -> Figure {
    let rows = Rows::new(plan, journal);
    let until = with_room(last_deed(journal), journal.ended());
    let is_drawn = |stay: &&Stay| stay.state != State::Absent && stay.from < until;
    let stays: Vec<&Stay> = journal.stays().iter().filter(is_drawn).collect();
    let occurs = |state: &State| stays.iter().any(|stay| stay.state == *state);
    let shown = State::ALL.into_iter().filter(occurs);
    let key = |state: State| {
        let Doing { ink, stripe, share } = of_state(state);
        Key { label: state.name().replace('_', " "), sample: Sample::Bar(ink, stripe, share) }
    };
    let convoys = Joined::all(plan, journal, &rows, until);
    let of_convoys = (!convoys.is_empty()).then(|| Key {
        label: convoys.legend().into(),
        sample: Sample::Line(Look { ink: INK, width: 1.4, dash: None }),
    });
    Figure {
        title: plan.title.clone(),
        subtitle: format!("What each vehicle did: {}{}", of_replication(plan, picked), rows.left_out()),
        legend: shown.map(key).chain(of_convoys).collect(),
        panels: vec![Panel {
            title: String::new(),
            words: convoys.words(),
            room: Room::High(rows.height),
            x: time_axis(plan.clock, until, 12),
            y: rows.axis(),
            curves: convoys.outlines(),
            marks: bounds(plan, until),
            bars: bars(&stays, &rows).into_iter().chain(convoys.seams()).collect(),
        }],
        told: Vec::new(),
        notes: Vec::new(),
    }
}

fn bars(stays: &[&Stay], rows: &Rows) -> Vec<Bar> {
    let mut bars: Vec<(u32, Bar)> = Vec::new();
    for stay in stays {
        if let Some((low, high)) = rows.row(stay.vehicle.0) {
            let Doing { ink, stripe, share } = of_state(stay.state);
            let rim = (high - low) * (1.0 - share) / 2.0;
            let span = (stay.from.0 as f64, stay.to.0 as f64);
            bars.push((stay.vehicle.0, Bar { row: (low + rim, high - rim), span, ink, stripe }));
        }
    }
    // Longer ones first: where a short one is drawn wider than it is, it stays in sight.
    bars.sort_by(|(a, one), (b, other)| {
        let length = |bar: &Bar| bar.span.1 - bar.span.0;
        a.cmp(b).then(length(other).total_cmp(&length(one)))
    });
    bars.into_iter().map(|(_, bar)| bar).collect()
}

/// Rows of a convoy that are next to each other.
struct Block {
    /// From when to when, from the first departure to the last arrival.
    span: (f64, f64),
    /// Its lower and upper edge.
    row: (f64, f64),
    /// What lies between its rows: from edge to edge, and from when to when.
    gaps: Vec<((f64, f64), (f64, f64))>,
    /// Whether all of them drove through without a stop.
    smooth: bool,
}

/// The convoys, as blocks of rows.
struct Joined<'j> {
    convoys: Vec<(Convoy<'j>, Vec<Block>)>,
    until: Tick,
    counted: bool,
}

impl<'j> Joined<'j> {
    fn all(plan: &Plan, journal: &'j Journal, rows: &Rows, until: Tick) -> Joined<'j> {
        let drawn = journal.ways().iter().filter(|way| rows.row(way.vehicle.0).is_some());
        let convoys = convoys(drawn).into_iter().map(|convoy| {
            let blocks = blocks(&convoy, rows, until);
            (convoy, blocks)
        });
        let counted = all_are_kept(plan.vehicle_count(), journal);
        Joined { convoys: convoys.collect(), until, counted }
    }

    fn is_empty(&self) -> bool {
        self.convoys.is_empty()
    }

    fn legend(&self) -> &'static str {
        match (self.words().is_empty(), self.counted) {
            (true, _) => "outlined: a convoy",
            (false, true) => "outlined: a convoy, its number (vehicles)",
            (false, false) => "outlined: a convoy, its number",
        }
    }

    /// Fills what lies between the rows of a block.
    fn seams(&self) -> Vec<Bar> {
        let ink = of_state(State::DrivingLoaded).ink;
        let blocks = self.convoys.iter().flat_map(|(_, blocks)| blocks);
        blocks
            .flat_map(|block| block.gaps.iter())
            .map(|&(row, span)| Bar { row, span, ink, stripe: None })
            .collect()
    }

    /// Around each block, and from block to block when it leaves.
    fn outlines(&self) -> Vec<Curve> {
        let mut curves = Vec::new();
        for (convoy, blocks) in &self.convoys {
            for &Block { span: (from, to), row: (low, high), .. } in blocks {
                curves.push(outline(vec![(from, low), (from, high), (to, high), (to, low), (from, low)]));
            }
            if self.convoys.len() > MOST_JOINED {
                continue;
            }
            let at = convoy.departs().0 as f64;
            let joints = blocks.windows(2).map(|pair| vec![(at, pair[0].row.0), (at, pair[1].row.1)]);
            curves.extend(joints.map(outline));
        }
        curves
    }

    /// The numbers, in the highest block of each, where there is room.
    fn words(&self) -> Vec<Word> {
        let word = |(convoy, blocks): &(Convoy, Vec<Block>)| {
            let text = convoy.words(self.counted);
            let highest = blocks.iter().max_by(|a, b| (a.row.1 - a.row.0).total_cmp(&(b.row.1 - b.row.0)))?;
            let (from, to) = highest.span;
            let is_high = highest.row.1 - highest.row.0 >= LABEL;
            let is_seen = to <= self.until.0 as f64;
            (is_high && is_seen && highest.smooth).then(|| Word {
                at: (f64::midpoint(from, to), f64::midpoint(highest.row.0, highest.row.1)),
                text,
                or: convoy.number.to_string(),
                ink: PAPER,
                room: (to - from) * 0.9,
            })
        };
        self.convoys.iter().filter_map(word).collect()
    }
}

/// The rows of a convoy in blocks, from the top.
fn blocks(convoy: &Convoy, rows: &Rows, until: Tick) -> Vec<Block> {
    let alike = |a: f64, b: f64| (a - b).abs() <= until.0 as f64 * ALIKE;
    let mut blocks: Vec<(u32, Block)> = Vec::new();
    for way in &convoy.ways {
        let vehicle = way.vehicle.0;
        let smooth = convoy.is_smooth(way.vehicle);
        let (Some(row), Some(span)) = (rows.row(vehicle), convoy.span(way.vehicle)) else { continue };
        // Those who come apart on the way are not joined.
        let is_next = |(last, block): &&mut (u32, Block)| {
            let together = alike(block.span.0, span.0) && alike(block.span.1, span.1);
            *last + 1 == vehicle && rows.touch(block.row.0, row.1) && together
        };
        match blocks.last_mut().filter(is_next) {
            Some((last, block)) => {
                let both = (block.span.0.max(span.0), block.span.1.min(span.1));
                block.gaps.push(((row.1, block.row.0), both));
                block.span = (block.span.0.min(span.0), block.span.1.max(span.1));
                (*last, block.row.0) = (vehicle, row.0);
                block.smooth &= smooth;
            }
            None => blocks.push((vehicle, Block { span, row, gaps: Vec::new(), smooth })),
        }
    }
    blocks.into_iter().map(|(_, block)| block).collect()
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

    /// Whether nothing but the gap between two rows lies between a lower and an upper edge.
    fn touch(&self, lower: f64, upper: f64) -> bool {
        lower - upper < self.row / 2.0
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
                let label =
                    if number == 1 { format!("{} 1", brief(&fleet.title, NAME)) } else { number.to_string() };
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
