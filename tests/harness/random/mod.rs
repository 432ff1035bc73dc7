//! Random whole scenarios: every key of the format, small enough to run in milliseconds, now and then with a
//! value at a limit; a judge who finds what must not be; and what makes a scenario that fails as small as can be.
//!
//! Shared by the tests, which try some hundred, and by `tests/harness/random_scenarios.rs`, which tries any number.

mod dice;
mod fleets;
mod judge;
mod laws;
mod movement;
mod network;
mod observers;
mod people;
mod reduce;
mod twist;

use std::fmt::Write as _;

#[allow(unused_imports, reason = "one of the two programs that share this asks for plans")]
pub use judge::planned;
pub use judge::{JUDGED, Verdict, judge};
pub use reduce::reduce;

use dice::Dice;

/// A scenario as a file, and the tables beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The text of the scenario.
    pub text: String,
    /// CSV files, by name.
    pub files: Vec<(String, String)>,
}

/// What has been said so far, for what follows to refer to.
#[derive(Debug, Default)]
struct World {
    pickups: Vec<String>,
    drop_offs: Vec<String>,
    /// Where people are taken on to.
    hospital: bool,
    depot: bool,
    /// Whether the run has an end.
    ends: bool,
    /// Whether the length of every road is known.
    lengths: bool,
    /// Whether some road has a speed in place of a time.
    speeds: bool,
    routes: Vec<String>,
    checkpoints: Vec<String>,
    groups: Vec<Group>,
    fleets: Vec<Fleet>,
}

#[derive(Clone, Debug)]
struct Group {
    id: String,
    at: String,
    to: Vec<String>,
    lies: bool,
    onward: bool,
}

#[derive(Clone, Debug)]
struct Fleet {
    id: String,
    itinerary: bool,
}

/// A random scenario, by its number: the same number, the same scenario.
pub fn scenario(number: u64) -> Written {
    let dice = &mut Dice::of(number);
    let mut world = World::default();
    let mut text = String::from("format = 1\nname = \"random\"\n");
    if dice.one_in(4) {
        text += "title = \"A random scenario\"\n";
    }
    let movement = {
        let tables = [
            clock(dice, &mut world),
            network::sites(dice, &mut world),
            people::people(dice, &mut world),
            fleets::fleets(dice, &mut world),
        ];
        let routes = network::routes(dice, &mut world);
        text += &tables[..3].concat();
        text += &routes.text;
        text += &fleets::with_roads(dice, &world, &tables[3]);
        text += &goal_and_costs(dice, &world);
        text += &public_figures(dice, &world);
        (movement::movement(dice, &world) + &movement::suspensions(dice, &world), routes.matrix)
    };
    text += &movement.0;
    observers::add(&mut Dice::of(!number), &world, &mut text);
    text += &what_if(&mut Dice::of(number.rotate_left(32) ^ 0x5eed), &world);
    let mut files = vec![
        ("times.csv".to_owned(), laws::TIMES.to_owned()),
        ("curve.csv".to_owned(), people::CURVE.to_owned()),
    ];
    let luck = &mut Dice::of(number.rotate_left(17) ^ 0xa25);
    files.extend(movement.1.map(|table| network::answered(luck, &mut text, table)));
    let written = Written { text, files };
    if dice.one_in(6) { twist::twist(dice, written) } else { written }
}

fn clock(dice: &mut Dice, world: &mut World) -> String {
    world.ends = !dice.one_in(4);
    let mut text = format!("[study]\nseed = {}\nreplications = {}\n", dice.below(1000), dice.between(1, 9));
    if world.ends || dice.one_in(2) {
        text += "[clock]\n";
    }
    if text.contains("[clock]") && dice.one_in(2) {
        text += &format!(
            "start = 2016-12-{:02}T{:02}:00:00+0{}:00\n",
            dice.between(10, 20),
            dice.below(24),
            dice.below(4)
        );
    }
    if world.ends {
        let _ = writeln!(text, "end = \"{} min\"", dice.between(30, 3000));
    }
    text
}

fn what_if(dice: &mut Dice, world: &World) -> String {
    if !dice.one_in(5) {
        return String::new();
    }
    let factor = |of| format!("{of} = {}.{}\n", dice.below(3), dice.between(1, 9));
    let [travel, demand, road, group] = ["travel", "demand", "road", "group"].map(factor);
    let mut text = "[what_if]\n".to_owned();
    text += &dice.maybe(2, |_| travel);
    text += &dice.maybe(2, |_| demand);
    let route =
        world.routes.first().map_or(String::new(), |id| road.replace("road", &format!("routes.{id}")));
    text += &dice.maybe(2, |_| route);
    let id = dice.one(&world.groups).id.clone();
    text += &dice.maybe(2, |_| group.replace("group", &format!("groups.{id}")));
    text
}

fn public_figures(dice: &mut Dice, world: &World) -> String {
    let mut text = String::new();
    for number in 0..if dice.one_in(3) { dice.between(1, 4) } else { 0 } {
        let (at, people) = (dice.between(1, 29), dice.between(1, 5));
        text += &format!("[[public_figures]]\nwho = \"w{number}\"\nat = \"{at} min\"\npeople = {people}\n");
        let group = dice.one(&world.groups).clone();
        match dice.below(3) {
            0 => text += &format!("scope = \"{}\"\n", group.id),
            1 => text += &format!("scope = [\"{}\"]\n", group.id),
            _ => {}
        }
        if dice.one_in(3) {
            let _ = writeln!(text, "site = \"{}\"", dice.one(&group.to));
        }
        if dice.one_in(2) {
            let _ = writeln!(text, "bound = \"{}\"", dice.one(&["about", "exact", "at-least"]));
        }
        if dice.one_in(3) {
            let _ = writeln!(text, "spread = 0.{}", dice.between(1, 9));
        }
    }
    text
}

fn goal_and_costs(dice: &mut Dice, world: &World) -> String {
    let mut text = String::new();
    if dice.one_in(3) {
        text += &format!("[goal]\nby = \"{} min\"\n", dice.between(20, 900));
        if dice.one_in(2) {
            let _ = writeln!(text, "group = \"{}\"", dice.one(&world.groups).id);
        }
        if dice.one_in(2) {
            let _ = writeln!(text, "share = 0.{}", dice.between(1, 99));
        }
        if dice.one_in(2) {
            let _ = writeln!(text, "probability = 0.{}", dice.between(1, 99));
        }
    }
    if dice.one_in(3) {
        let fleet = &dice.one(&world.fleets).id;
        text += &format!("[costs.{fleet}]\nper_vehicle = {}\n", dice.below(300));
        if dice.one_in(2) {
            let _ = writeln!(text, "per_hour = {}.5", dice.below(90));
        }
        if world.lengths && dice.one_in(2) {
            text += "per_km = 1.25\n";
        }
    }
    text
}
