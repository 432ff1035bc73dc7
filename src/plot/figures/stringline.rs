//! The stringline figure: each vehicle's way in time and space, as railways draw their trains. Time runs
//! to the right, the way from one site to the other upwards.

use super::convoys::{all_are_kept, apart, brief, convoys, room};
use super::happening::{bounds, last_deed, with_room};
use crate::plan::{Fleet, FleetId, Id, Plan, RouteId, SiteId};
use crate::plot::axes::hours::time_axis;
use crate::plot::figure::{Axis, Curve, Figure, Ink, Key, Look, Mark, Notch, Panel, Room, Sample, Word};
use crate::plot::style::{CARS, GREY, INK, MARK, SHADE, of_fleet, pale};
use crate::record::{Journal, Way};
use crate::study::Picked;
use crate::units::Tick;

/// Most corridors that are shown; of more, the busiest.
const MOST_CORRIDORS: usize = 4;
/// How high a panel is, alone and with others.
const ALONE: f64 = 430.0;
const HIGH: f64 = 260.0;
/// How far the axis along a corridor goes beyond its sites, on the page: there is room for numbers.
const BEYOND: f64 = 17.0;
/// Most letters of a site's or checkpoint's name.
const NAME: usize = 20;
/// From one name at a corridor to the next.
const LABEL: f64 = 13.0;
/// The widths of lines: a vehicle alone, and how much more for each doubling of those who go together.
const LOADED: f64 = 1.3;
const EMPTY: f64 = 0.9;
const DOUBLED: f64 = 0.75;
/// Lines of which more would hide each other: they are then drawn narrower.
const MANY: f64 = 300.0;

/// Two sites with the routes between them.
struct Corridor {
    /// The lower and the upper one.
    ends: (SiteId, SiteId),
    legs: usize,
}

/// The ways of the run that a journal was kept of.
#[must_use]
pub fn stringline(plan: &Plan, picked: &Picked, journal: &Journal) -> Figure {
    let mut corridors = corridors(plan, journal);
    let left_out = corridors.len().saturating_sub(MOST_CORRIDORS);
    corridors.truncate(MOST_CORRIDORS);
    let height = if corridors.len() > 1 { HIGH } else { ALONE };
    let panels: Vec<Panel> =
        corridors.iter().map(|corridor| panel(plan, journal, corridor, height)).collect();
    let is_window = |mark: &Mark| matches!(mark, Mark::Window { .. });
    let suspended = panels.iter().any(|panel| panel.marks.iter().any(is_window));
    let others = match left_out {
        0 => String::new(),
        1 => "; one quieter road is not shown".to_owned(),
        more => format!("; {more} quieter roads are not shown"),
    };
    let kept: usize = journal.kept().iter().map(std::iter::ExactSizeIterator::len).sum();
    let all = plan.vehicle_count() as usize;
    let some = if kept < all { format!("; {kept} of {all} vehicles") } else { String::new() };
    Figure {
        title: plan.title.clone(),
        subtitle: format!("Each vehicle on its way: {}{some}{others}", of_replication(plan, picked)),
        legend: legend(plan, journal, suspended),
        panels,
        told: Vec::new(),
        notes: Vec::new(),
    }
}

/// Which run it is, in words.
pub(super) fn of_replication(plan: &Plan, picked: &Picked) -> String {
    format!("{picked}, seed {}", plan.seed)
}

/// All corridors on which somebody drove, the busiest first.
fn corridors(plan: &Plan, journal: &Journal) -> Vec<Corridor> {
    let mut corridors: Vec<Corridor> = Vec::new();
    for way in journal.ways() {
        let route = &plan.routes[way.route];
        let (a, b) = (route.from, route.to);
        match corridors.iter_mut().find(|row| row.ends == (a, b) || row.ends == (b, a)) {
            Some(corridor) => corridor.legs += 1,
            // People come from below: the first who drive a corridor mostly bring somebody, or go to.
            None => corridors.push(Corridor { ends: if way.people > 0 { (a, b) } else { (b, a) }, legs: 1 }),
        }
    }
    corridors.sort_by_key(|corridor| std::cmp::Reverse(corridor.legs));
    corridors
}

fn legend(plan: &Plan, journal: &Journal, suspended: bool) -> Vec<Key> {
    let line = |label: String, ink, width| {
        let sample = Sample::Line(Look { ink, width, dash: None });
        Key { label, sample }
    };
    let of = |(id, fleet): (FleetId, &Fleet)| {
        let (ink, dash) = of_fleet(id.index());
        let sample = Sample::Line(Look { ink, width: LOADED + DOUBLED, dash });
        Key { label: fleet.title.clone(), sample }
    };
    let mut keys: Vec<Key> = plan.shuttles().map(of).collect();
    let drives = |way: &Way| plan.fleets[plan.fleet_of(way.vehicle)].own_cars_of.is_some();
    if journal.ways().iter().any(drives) {
        keys.push(line("own cars".into(), CARS, LOADED));
    }
    keys.push(line("paler: empty".into(), pale(GREY), EMPTY + DOUBLED));
    if journal.ways().iter().any(|way| way.convoy.is_some()) {
        keys.push(line("broader: several together".into(), GREY, LOADED + 4.0 * DOUBLED));
    }
    if !convoys(journal.ways().iter()).is_empty() {
        let counted = all_are_kept(plan.vehicle_count(), journal);
        let label = if counted { "1 (9): convoy 1, of 9 vehicles, leaves" } else { "1: convoy 1 leaves" };
        keys.push(Key { label: label.into(), sample: Sample::None });
    }
    if suspended {
        keys.push(Key { label: "road suspended".into(), sample: Sample::Band(SHADE, 1.0) });
    }
    keys
}

fn panel(plan: &Plan, journal: &Journal, corridor: &Corridor, height: f64) -> Panel {
    let (low, high) = corridor.ends;
    let until = until(journal);
    Panel {
        title: format!("{} – {}", plan.sites[low].title, plan.sites[high].title),
        words: numbers(plan, journal, corridor, (until, height)),
        room: Room::High(height),
        x: time_axis(plan.clock, until, 12),
        y: axis(plan, corridor, height),
        curves: curves(plan, journal, corridor),
        marks: suspensions(plan, journal, (corridor, until)).chain(bounds(plan, until)).collect(),
        bars: Vec::new(),
    }
}

/// Until when is drawn.
fn until(journal: &Journal) -> Tick {
    with_room(last_deed(journal), journal.ended())
}

/// The numbers of convoys where they leave, where there is room.
fn numbers(plan: &Plan, journal: &Journal, corridor: &Corridor, (until, height): (Tick, f64)) -> Vec<Word> {
    let counted = all_are_kept(plan.vehicle_count(), journal);
    let here = journal.ways().iter().filter(|way| leads_up(plan, corridor, way.route).is_some());
    let mut words: Vec<(bool, Word)> = Vec::new();
    for convoy in convoys(here) {
        let Some(up) = leads_up(plan, corridor, convoy.ways[0].route) else { continue };
        let text = convoy.words(counted);
        let beyond = f64::midpoint(0.0, beyond(height));
        let at = (convoy.departs().0 as f64, if up { -beyond } else { 1.0 + beyond });
        let room = room(&text, until);
        words.push((up, Word { at, text, or: convoy.number.to_string(), ink: INK, room }));
    }
    let on = |side: bool| {
        let side: Vec<&Word> = words.iter().filter(|(up, _)| *up == side).map(|(_, word)| word).collect();
        let kept = apart(side.iter().map(|word| (word.at.0, word.room)).collect());
        side.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(word, _)| word.clone()).collect::<Vec<_>>()
    };
    [on(true), on(false)].concat()
}

/// How far the axis goes beyond the sites, as a share of the way between them.
fn beyond(height: f64) -> f64 {
    BEYOND / (height - 2.0 * BEYOND)
}

/// Whether a route leads up or down a corridor; none if it is another road.
fn leads_up(plan: &Plan, corridor: &Corridor, route: RouteId) -> Option<bool> {
    let ends = (plan.routes[route].from, plan.routes[route].to);
    if ends == corridor.ends {
        Some(true)
    } else if ends == (corridor.ends.1, corridor.ends.0) {
        Some(false)
    } else {
        None
    }
}

/// The axis along the corridor: its sites and, where there is room for their names, its checkpoints.
fn axis(plan: &Plan, corridor: &Corridor, height: f64) -> Axis {
    let notch = |at: f64, label: &str| Notch { at, label: label.to_owned(), below: String::new() };
    let [low, high] = [corridor.ends.0, corridor.ends.1].map(|site| brief(&plan.sites[site].title, NAME));
    let mut notches = vec![notch(0.0, &low), notch(1.0, &high)];
    for (id, route) in plan.routes.iter() {
        let Some(up) = leads_up(plan, corridor, id) else { continue };
        for station in &route.stations {
            let at = if up { station.at } else { 1.0 - station.at };
            let label = &brief(&plan.checkpoints[station.checkpoint].id.replace('_', " "), NAME);
            let near = |other: &Notch| (other.at - at).abs() * height < LABEL;
            if notches.iter().any(|other| other.label == *label && near(other)) {
                continue;
            }
            let crowded = notches.iter().any(|other| near(other) && !other.label.is_empty());
            notches.push(notch(at, if crowded { "" } else { label }));
        }
    }
    Axis { caption: String::new(), from: -beyond(height), to: 1.0 + beyond(height), notches }
}

/// A line with all who drive it.
struct Line<'j> {
    way: &'j Way,
    up: bool,
    /// How many vehicles of each fleet.
    fleets: Vec<(FleetId, u32)>,
}

impl Line<'_> {
    fn is_loaded(&self) -> bool {
        self.way.people > 0
    }

    fn vehicles(&self) -> u32 {
        self.fleets.iter().map(|&(_, vehicles)| vehicles).sum()
    }

    /// Whether a vehicle goes with those of the line.
    fn carries(&self, way: &Way) -> bool {
        let loaded = way.people > 0;
        self.way.route == way.route && self.is_loaded() == loaded && self.way.places == way.places
    }

    fn add(&mut self, fleet: FleetId) {
        match self.fleets.iter_mut().find(|(known, _)| *known == fleet) {
            Some((_, vehicles)) => *vehicles += 1,
            None => self.fleets.push((fleet, 1)),
        }
    }

    /// The line in the colour of each fleet, narrower ones on top of broader ones; `scale` times as broad
    /// as they would be among few.
    fn curves(&self, plan: &Plan, scale: f64) -> Vec<Curve> {
        let at = |share: f64| if self.up { share } else { 1.0 - share };
        let line: Vec<(f64, f64)> =
            self.way.places.iter().map(|&(tick, share)| (tick.0 as f64, at(share))).collect();
        let width = if self.is_loaded() { LOADED } else { EMPTY };
        let width = scale * (width + DOUBLED * libm::log2(f64::from(self.vehicles())));
        let mut fleets = self.fleets.clone();
        fleets.sort_by_key(|&(_, vehicles)| std::cmp::Reverse(vehicles));
        let of = |(place, &(fleet, _)): (usize, &(FleetId, u32))| {
            let (ink, dash) = ink(plan, fleet);
            let ink = if self.is_loaded() { ink } else { pale(ink) };
            let width = width * (fleets.len() - place) as f64 / fleets.len() as f64;
            let look = Look { ink, width, dash };
            Curve { label: String::new(), line: line.clone(), ribbons: Vec::new(), look }
        };
        fleets.iter().enumerate().map(of).collect()
    }
}

/// The lines of a corridor: empty ones first, then the broad ones of many, then those of few.
fn curves(plan: &Plan, journal: &Journal, corridor: &Corridor) -> Vec<Curve> {
    let mut lines: Vec<Line> = Vec::new();
    for way in journal.ways() {
        let Some(up) = leads_up(plan, corridor, way.route) else { continue };
        let fleet = plan.fleet_of(way.vehicle);
        // Those who leave at one instant follow each other in the journal.
        let together = lines.iter_mut().rev().take_while(|line| line.way.places[0].0 == way.places[0].0);
        match { together }.find(|line| line.carries(way)) {
            Some(line) => line.add(fleet),
            None => lines.push(Line { way, up, fleets: vec![(fleet, 1)] }),
        }
    }
    lines.sort_by_key(|line| (line.is_loaded(), std::cmp::Reverse(line.vehicles())));
    let scale = (MANY / lines.len().max(1) as f64).sqrt().clamp(0.4, 1.0);
    let sites = [0.0, 1.0].map(|at| site(at, until(journal).0 as f64));
    sites.into_iter().chain(lines.iter().flat_map(|line| line.curves(plan, scale))).collect()
}

/// The line of a site along the time axis.
fn site(at: f64, end: f64) -> Curve {
    Curve {
        label: String::new(),
        line: vec![(0.0, at), (end, at)],
        ribbons: Vec::new(),
        look: Look { ink: MARK, width: 1.0, dash: None },
    }
}

fn ink(plan: &Plan, fleet: FleetId) -> (Ink, Option<(f64, f64)>) {
    let own_cars = plan.fleets[fleet].own_cars_of.is_some();
    if own_cars { (CARS, None) } else { of_fleet(fleet.index()) }
}

/// The times in which a road of the corridor was suspended, as far as they are drawn.
fn suspensions(
    plan: &Plan,
    journal: &Journal,
    (corridor, until): (&Corridor, Tick),
) -> impl Iterator<Item = Mark> {
    let here = |route: &RouteId| leads_up(plan, corridor, *route).is_some();
    let closures = journal
        .closures()
        .iter()
        .filter(move |(id, from, _)| *from < until && plan.suspensions[*id].routes.iter().any(here));
    closures.map(move |&(_, from, to)| Mark::Window {
        from: from.0 as f64,
        to: to.unwrap_or(journal.ended()).min(until).0 as f64,
        label: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::example;

    #[test]
    fn the_figures_of_a_run_in_which_much_happens() {
        let plan = example::plan();
        let mut journal = Journal::new(&plan, 400);
        example::show(&example::story(), &mut journal);
        for (name, figure) in [
            ("stringline", stringline(&plan, &Picked::default(), &journal)),
            ("vehicles", crate::plot::vehicles(&plan, &Picked::default(), &journal)),
        ] {
            insta::assert_snapshot!(name, figure.svg().unwrap());
        }
    }
}
