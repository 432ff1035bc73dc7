//! Groups of people.

use super::dice::{Dice, list};
use super::{Group, World, laws};

/// The file that people arrive by.
pub(super) const CURVE: &str = "time,people\n0 min,0\n20 min,30\n3 h,70\n5 h,90\n";

pub(super) fn people(dice: &mut Dice, world: &mut World) -> String {
    let number = dice.between(1, 4);
    for place in 1..=number {
        let lies = dice.one_in(3);
        world.groups.push(Group {
            id: if lies { format!("l{place}") } else { format!("g{place}") },
            at: dice.one(&world.pickups).clone(),
            to: dice.some(&world.drop_offs),
            lies,
            onward: world.hospital && dice.one_in(3),
        });
    }
    world.groups.clone().iter().map(|group| row(dice, world, group)).collect()
}

fn row(dice: &mut Dice, world: &World, group: &Group) -> String {
    let to = if group.to.len() == 1 { format!("\"{}\"", group.to[0]) } else { list(&group.to) };
    let mut text = format!("[people.{}]\nat = \"{}\"\nto = {to}\n", group.id, group.at);
    text += &size(dice, world);
    if group.lies {
        text += "needs = \"stretcher\"\n";
        text += &dice.maybe(3, |dice| format!("companions = {}\n", laws::count(dice, 0, 3, "party")));
    } else {
        text += &dice.maybe(6, |_| "needs = \"seat\"\n".to_owned());
    }
    text += &dice.maybe(8, |_| "title = \"People\"\n".to_owned());
    text += &dice.maybe(3, |dice| format!("urgency = {}\n", dice.below(5) as i64 - 2));
    text += &dice.maybe(3, |dice| format!("party = {}\n", laws::count(dice, 1, 6, "party")));
    text += &dice.maybe(5, |dice| format!("refuses = 0.{}\n", dice.below(10)));
    text += &dice.maybe(5, |dice| format!("already_out = {{ {} = {} }}\n", group.to[0], dice.between(1, 20)));
    text += &dice.maybe(5, |dice| {
        let (share, window) = (dice.between(0, 10), dice.window(300));
        let share = format!("{}.{}", share / 10, share % 10);
        format!("own_cars = {{ share = {share}, people_per_car = {}.5, {window} }}\n", dice.between(1, 6))
    });
    text += &dice.maybe(4, |dice| hazards(dice, world, group));
    if group.onward {
        let to = if dice.one_in(2) { "\"hospital\"" } else { "[\"hospital\"]" };
        text += &format!("onward = {{ share = 0.{}, to = {to} }}\n", dice.between(1, 9));
    }
    text
}

/// How many they are, and when they appear.
fn size(dice: &mut Dice, world: &World) -> String {
    let count = |dice: &mut Dice| {
        let most = *dice.one(&[5, 30, 120]);
        format!("count = {}\n", laws::count(dice, dice_low(most), most, "seats"))
    };
    match dice.below(9) {
        0 => count(dice) + &format!("arrivals = {{ evenly = {{ {} }} }}\n", dice.window(400)),
        1 => format!(
            "arrivals = {{ poisson = {{ per_hour = {}, {} }} }}\n",
            dice.between(1, 60),
            dice.window(300)
        ),
        2 => format!(
            "arrivals = {{ poisson = {{ per_hour = {{ \"06:00\" = {}, \"20:00\" = 3.5 }}, {} }} }}\n",
            dice.below(40),
            dice.window(300)
        ),
        3 if world.ends => format!("arrivals = {{ poisson = {{ per_hour = 0.{} }} }}\n", dice.between(1, 9)),
        4 => {
            let (one, two) = (dice.instant(100), dice.below(60));
            format!(
                "arrivals = {{ times = [{{ at = {one}, people = {two} }}, {{ at = \"{} min\", people = 9 }}] }}\n",
                dice.between(120, 400)
            )
        }
        5 => count(dice) + "arrivals = { curve = \"curve.csv\" }\n",
        _ => count(dice),
    }
}

/// A least number for a most one.
fn dice_low(most: u64) -> u64 {
    most / 4
}

fn hazards(dice: &mut Dice, world: &World, group: &Group) -> String {
    let mut rates: Vec<String> = Vec::new();
    for what in ["giving_up", "dying", "dying_aboard"] {
        if dice.one_in(2) {
            rates.push(format!("{what} = 0.{:02}", dice.below(60)));
        }
    }
    let there = |other: &&Group| other.at == group.at && other.lies && !group.lies;
    if let Some(worse) = world.groups.iter().find(there) {
        rates.push(format!("worsening = {{ per_hour = 0.{}, to = \"{}\" }}", dice.below(9), worse.id));
    }
    if rates.is_empty() { String::new() } else { format!("hazards = {{ {} }}\n", rates.join(", ")) }
}
