//! Fleets: one that takes everybody, others that take some, and one for each who go on.

use super::dice::{Dice, list};
use super::{Fleet, Group, World, laws, network};

/// A mark in the text of a fleet, for what is asked of roads that are not yet there.
const ROADS: &str = "# roads\n";

pub(super) fn fleets(dice: &mut Dice, world: &mut World) -> String {
    let mut text = everybody(dice, world);
    for number in 1..=dice.below(4) {
        let group = dice.one(&world.groups).clone();
        text += &some(dice, world, &format!("f{number}"), &group);
    }
    for group in world.groups.clone().iter().filter(|group| group.onward) {
        let id = format!("on-{}", group.id);
        let count = dice.between(1, 3);
        text += &format!(
            "[fleets.{id}]\ncount = {count}\nseats = 8\nstretchers = 2\nstart = \"{}\"\ntakes = [\"{}\"]\nserves = {}\n",
            group.to[0],
            group.id,
            list(&group.to)
        );
        world.fleets.push(Fleet { id, itinerary: false });
    }
    text
}

/// A fleet that has places for all and goes everywhere.
fn everybody(dice: &mut Dice, world: &mut World) -> String {
    let (count, start) = (dice.between(1, 5), dice.one(&network::all(world)).clone());
    let mut text = format!("[fleets.every]\ncount = {count}\nstart = \"{start}\"\n");
    text += &format!("seats = {}\n", laws::count(dice, 6, 30, "seats"));
    if world.groups.iter().any(|group| group.lies) {
        text += &format!("stretchers = {}\n", laws::count(dice, 1, 4, "party"));
    }
    world.fleets.push(Fleet { id: "every".to_owned(), itinerary: false });
    text += &service(dice);
    text += &changes(dice, world, count, &world.groups.clone());
    text
}

/// A fleet for one group, by dispatch or by an itinerary.
fn some(dice: &mut Dice, world: &mut World, id: &str, group: &Group) -> String {
    let count = dice.below(5);
    let start = dice.one(&[group.at.clone(), group.to[0].clone()]).clone();
    let mut text =
        format!("[fleets.{id}]\ncount = {count}\nstart = \"{start}\"\ntakes = [\"{}\"]\n", group.id);
    if group.lies {
        text += &format!("stretchers = {}\n", laws::count(dice, 1, 3, "party"));
    }
    if !group.lies || dice.one_in(2) {
        text += &format!("seats = {}\n", laws::count(dice, 3, 20, "seats"));
    }
    let itinerary = dice.one_in(4);
    if itinerary {
        let rounds = dice.between(1, 3) as usize;
        let stops = [group.at.clone(), dice.one(&group.to).clone()];
        text += &format!("itinerary = {}\n", list(&vec![stops; rounds].concat()));
    } else {
        text += &dice.maybe(2, |_| format!("serves = [\"{}\"]\n", group.at));
    }
    world.fleets.push(Fleet { id: id.to_owned(), itinerary });
    text += &service(dice);
    text += &changes(dice, world, count, std::slice::from_ref(group));
    text
}

fn service(dice: &mut Dice) -> String {
    let mut text = String::new();
    for key in ["boarding", "alighting"] {
        text += &dice.maybe(2, |dice| {
            let minutes = dice.between(0, 12);
            let dwell = laws::duration(dice, minutes);
            let person = dice.maybe(2, |dice| format!(", per_person = \"{} s\"", dice.below(40)));
            format!("{key} = {{ dwell = {dwell}{person} }}\n")
        });
    }
    text += &dice.maybe(8, |_| "title = \"Vehicles\"\n".to_owned());
    text += &dice.maybe(3, |dice| format!("max_wait = \"{} min\"\n", dice.below(30)));
    text += &dice.maybe(5, |dice| format!("time_factor = {}.{}\n", dice.below(2), dice.between(1, 9)));
    text += &dice.maybe(2, |dice| {
        format!("dispatch = \"{}\"\n", dice.one(&["most-waiting", "nearest", "fixed", "in-turn"]))
    });
    text += &dice.maybe(5, |dice| {
        let minutes = dice.between(1, 90);
        format!("ready = {}\n", laws::duration(dice, minutes))
    });
    text += &dice.maybe(5, duty);
    text + ROADS
}

fn duty(dice: &mut Dice) -> String {
    let limits = match dice.below(3) {
        0 => format!("driving = \"{} min\"", dice.between(10, 300)),
        1 => format!("on_duty = \"{} min\"", dice.between(30, 600)),
        _ => format!("driving = \"{} min\", on_duty = \"9 h\"", dice.between(10, 300)),
    };
    let minutes = dice.between(5, 200);
    let rest = laws::duration(dice, minutes);
    let end = dice.maybe(2, |dice| format!(", at_end = \"{}\"", dice.one(&["after-trip", "at-once"])));
    format!("duty = {{ {limits}, rest = {rest}{end} }}\n")
}

/// Who joins, leaves, is lost and is under way.
fn changes(dice: &mut Dice, world: &World, count: u64, takes: &[Group]) -> String {
    let mut text = String::new();
    text += &dice.maybe(6, |dice| {
        format!("joins = [{{ at = {}, vehicles = {} }}]\n", dice.instant(300), dice.between(1, 3))
    });
    if count == 0 {
        return text;
    }
    text += &dice.maybe(6, |dice| format!("leaves = [{{ at = {}, vehicles = 1 }}]\n", dice.instant(400)));
    text += &dice.maybe(6, |dice| {
        let place = match dice.below(3) {
            0 => ", people = \"pickup\"".to_owned(),
            1 => format!(", people = \"{}\"", dice.one(&world.pickups)),
            _ => String::new(),
        };
        format!("lost = [{{ at = {}, vehicles = 1{place} }}]\n", dice.instant(400))
    });
    text += &dice.maybe(6, |dice| {
        let (group, arrives) = (dice.one(takes), dice.instant(60));
        let (at, to) = (&group.at, &group.to[0]);
        match dice.below(2) {
            0 => format!("under_way = [{{ vehicles = 1, from = \"{to}\", to = \"{at}\", arrives = {arrives} }}]\n"),
            _ => format!(
                "under_way = [{{ vehicles = 1, from = \"{at}\", to = \"{to}\", arrives = {arrives}, people = {{ {} = 1 }} }}]\n",
                group.id
            ),
        }
    });
    text
}

/// The text of fleets with what they ask of roads, now that these are known.
pub(super) fn with_roads(dice: &mut Dice, world: &World, fleets: &str) -> String {
    let mut parts = fleets.split(ROADS);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if world.speeds {
            text += &dice.maybe(3, |dice| match dice.below(2) {
                0 => format!("speed = {}\n", dice.between(20, 80)),
                _ => format!("speed = {{ empty = {}, loaded = 30 }}\n", dice.between(30, 80)),
            });
        }
        text += &dice.maybe(4, |dice| breakdown(dice, world.lengths));
        if world.lengths {
            text += &dice.maybe(5, |dice| {
                format!("range = {{ km = {}, refuel = \"20 min\" }}\n", dice.between(71, 400))
            });
        }
        text += part;
    }
    text
}

fn breakdown(dice: &mut Dice, lengths: bool) -> String {
    let every = match lengths && dice.one_in(2) {
        true => format!("every_km = {}.5", dice.between(20, 300)),
        false => format!("every = \"{} min\"", dice.between(20, 400)),
    };
    let minutes = dice.between(3, 120);
    let repair = laws::duration(dice, minutes);
    let crews = dice.maybe(2, |dice| format!(", crews = {}", dice.between(1, 2)));
    let takeover = dice.maybe(2, |dice| format!(", takeover = {}", dice.one_in(2)));
    format!("breakdown = {{ {every}, repair = {repair}{crews}{takeover} }}\n")
}
