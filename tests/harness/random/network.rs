//! Sites, the roads between them, and what stands on these.

use super::World;
use super::dice::{Dice, list};
use super::laws;

/// The roads as they are written, and the file of the matrix, if there is one.
pub(super) struct Roads {
    pub(super) text: String,
    pub(super) matrix: Option<String>,
}

pub(super) fn sites(dice: &mut Dice, world: &mut World) -> String {
    world.pickups = (1..=dice.between(1, 3)).map(|number| format!("p{number}")).collect();
    world.drop_offs = (1..=dice.between(1, 3)).map(|number| format!("d{number}")).collect();
    (world.hospital, world.depot) = (dice.one_in(2), dice.one_in(3));
    // Whether a matrix gives times without lengths is settled here, since fleets ask for lengths.
    world.lengths = !dice.one_in(4);
    let mut text = String::new();
    for id in all(world) {
        text += &format!("[sites.{id}]\n");
        text += &dice.maybe(8, |_| "title = \"A place\"\n".to_owned());
        text += &dice.maybe(3, |dice| format!("berths = {}\n", dice.between(1, 4)));
        text += &dice.maybe(8, |dice| format!("position = [{}.5, -{}]\n", dice.below(89), dice.below(170)));
        text += &dice.maybe(6, |dice| format!("hours = {}\n", dice.hours()));
        if id.starts_with('d') {
            text += &dice.maybe(4, |dice| format!("capacity = {}\n", dice.between(30, 300)));
        }
    }
    text
}

/// All sites.
pub(super) fn all(world: &World) -> Vec<String> {
    let mut all = [world.pickups.clone(), world.drop_offs.clone()].concat();
    all.extend(world.hospital.then(|| "hospital".to_owned()));
    all.extend(world.depot.then(|| "depot".to_owned()));
    all
}

pub(super) fn routes(dice: &mut Dice, world: &mut World) -> Roads {
    let sites = all(world);
    let mut text = String::new();
    for (number, from) in sites.iter().enumerate() {
        for to in &sites[number + 1..] {
            if !world.lengths && dice.one_in(3) {
                continue;
            }
            let (from, to) = if dice.one_in(4) { (to, from) } else { (from, to) };
            let both_ways = !dice.one_in(5);
            text += &route(dice, world, from, to, both_ways);
            if !both_ways {
                text += &route(dice, world, to, from, false);
            }
        }
    }
    let matrix = (!world.lengths).then(|| matrix(dice, &sites));
    if matrix.is_some() {
        text = format!("[matrix]\ncsv = \"matrix.csv\"\nunit = \"min\"\n{text}");
    }
    Roads { text, matrix }
}

fn route(dice: &mut Dice, world: &mut World, from: &str, to: &str, both_ways: bool) -> String {
    let id = format!("{from}-{to}");
    world.routes.push(id.clone());
    let mut text = format!("[routes.{id}]\nfrom = \"{from}\"\nto = \"{to}\"\n");
    if both_ways {
        text += "both_ways = true\n";
    }
    text += &dice.maybe(8, |_| "title = \"A road\"\n".to_owned());
    let minutes = dice.between(2, 70);
    if dice.one_in(6) {
        world.speeds = true;
        text += &match dice.below(2) {
            0 => format!("km = {minutes}\nspeed = {}\n", dice.between(10, 90)),
            _ => format!("km = {minutes}.5\nspeed = {{ empty = {}, loaded = 25.5 }}\n", dice.between(26, 90)),
        };
    } else {
        if world.lengths || dice.one_in(2) {
            text += &format!("km = {minutes}\n");
        }
        text += &format!("time = {}\n", laws::duration(dice, minutes));
    }
    text += &dice.maybe(5, |dice| format!("conditions = {}\n", laws::factor(dice)));
    text += &dice.maybe(6, |dice| {
        format!(
            "by_hour = {{ \"0{}:00\" = 1.{}, \"2{}:30\" = 0.7 }}\n",
            dice.below(9),
            dice.below(9),
            dice.below(4)
        )
    });
    let fleets = world.fleets.clone();
    text +=
        &dice.maybe(6, |dice| format!("by_fleet = {{ {} = 1.{} }}\n", dice.one(&fleets).id, dice.below(9)));
    text += &dice.maybe(6, |dice| format!("headway = \"{} s\"\n", dice.between(1, 200)));
    if dice.one_in(5) {
        text += &checkpoints(dice, world, both_ways);
    }
    text
}

/// One or two, new or known by name.
fn checkpoints(dice: &mut Dice, world: &mut World, both_ways: bool) -> String {
    let mut rows = Vec::new();
    let mut here: Vec<String> = Vec::new();
    for place in 1..=dice.between(1, 2) {
        let known: Vec<String> =
            world.checkpoints.iter().filter(|name| !here.contains(name)).cloned().collect();
        let at = format!("at = 0.{}", place * 4);
        let ways = dice.maybe(2, |dice| {
            format!(
                ", ways = \"{}\"",
                dice.one(if both_ways { &["both", "out", "back"] } else { &["both", "out", "out"] })
            )
        });
        if !known.is_empty() && dice.one_in(3) {
            let name = dice.one(&known).clone();
            rows.push(format!("{{ name = \"{name}\", {at}{ways} }}"));
            here.push(name);
            continue;
        }
        let name = format!("post {}", world.checkpoints.len() + 1);
        let more = [
            dice.maybe(2, |dice| format!(", lanes = {}", dice.between(1, 3))),
            dice.maybe(2, |dice| format!(", per = \"{}\"", dice.one(&["vehicle", "convoy"]))),
            dice.maybe(4, |dice| format!(", hours = {}", dice.hours())),
        ];
        let minutes = dice.between(0, 9);
        let time = laws::duration(dice, minutes);
        rows.push(format!("{{ name = \"{name}\", {at}, time = {time}{ways}{} }}", more.concat()));
        here.push(name.clone());
        world.checkpoints.push(name);
    }
    format!("checkpoints = [{}]\n", rows.join(", "))
}

/// Travel times between all sites.
fn matrix(dice: &mut Dice, sites: &[String]) -> String {
    let mut text = format!(",{}\n", sites.join(","));
    for from in sites {
        let cell = |to| if from == to { String::new() } else { dice.between(1, 60).to_string() };
        text += &format!("{from},{}\n", sites.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    text
}

/// Now and then, the same travel times as OSRM would answer, in place of the table.
pub(super) fn answered(dice: &mut Dice, text: &mut String, table: String) -> (String, String) {
    if !dice.one_in(3) {
        return ("matrix.csv".to_owned(), table);
    }
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    let seconds = |minutes: &&str| {
        minutes.parse::<u64>().map_or("null".to_owned(), |minutes| (minutes * 60).to_string())
    };
    let row =
        |cells: &Vec<&str>| format!("[{}]", cells[1..].iter().map(seconds).collect::<Vec<_>>().join(","));
    let rows: Vec<String> = lines[1..].iter().map(row).collect();
    let sites: Vec<String> = lines[0][1..].iter().map(|site| (*site).to_owned()).collect();
    let named = format!("answer = \"answer.json\"\nsites = {}\n", list(&sites));
    *text = text.replacen("csv = \"matrix.csv\"\nunit = \"min\"\n", &named, 1);
    ("answer.json".to_owned(), format!("{{\"code\":\"Ok\",\"durations\":[{}]}}", rows.join(",")))
}

/// What a suspension closes.
pub(super) fn closed(dice: &mut Dice, world: &World) -> String {
    if dice.one_in(5) || world.routes.is_empty() {
        return "everything = true\n".to_owned();
    }
    let mut text = format!("routes = {}\n", list(&dice.some(&world.routes)));
    text += &dice.maybe(3, |dice| format!("sites = {}\n", list(&dice.some(&all(world)))));
    if !world.checkpoints.is_empty() {
        text += &dice.maybe(3, |dice| format!("checkpoints = {}\n", list(&dice.some(&world.checkpoints))));
    }
    text
}
