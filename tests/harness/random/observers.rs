//! Who counts people, and rules that act on what is reported. They have dice of their own, so that the rest of a
//! scenario is the same with and without them.

use std::fmt::Write as _;

use super::World;
use super::dice::{Dice, list};

/// With some luck a scenario has observers; then its rules name one of them.
pub(super) fn add(dice: &mut Dice, world: &World, text: &mut String) {
    if !dice.one_in(3) {
        return;
    }
    let ids: Vec<String> = (0..dice.between(1, 3)).map(|number| format!("counter_{number}")).collect();
    let reporter = format!("reported_by = \"{}\"", dice.one(&ids));
    *text = text.lines().map(|line| name(line, &reporter) + "\n").collect();
    if dice.one_in(3) {
        let known = format!("[goal]\nobserver = \"{}\"\nwithin = 0.{}\n", dice.one(&ids), dice.between(1, 9));
        *text = text.replacen("[goal]\n", &known, 1);
    }
    for (place, id) in ids.iter().enumerate() {
        let _ = writeln!(text, "[observers.{id}]");
        *text += &observer(dice, world, &ids[..place]);
    }
}

/// A line with the reporter named where people out are asked for.
fn name(line: &str, reporter: &str) -> String {
    if let Some(rest) = line.strip_prefix("out = ") {
        return format!("out = {rest}\n{reporter}");
    }
    for tag in ["ends = { out = ", "ends = { share_out = "] {
        if line.starts_with(tag) {
            return line.replace(" }", &format!(", {reporter} }}"));
        }
    }
    match line.strip_prefix("joins = [").and_then(|rest| rest.strip_suffix(" }]")) {
        Some(change) => format!("joins = [{change}, if_out = 1, if_fewer_out = 40, {reporter} }}]"),
        None => line.to_owned(),
    }
}

fn observer(dice: &mut Dice, world: &World, others: &[String]) -> String {
    let mut text = String::new();
    let adds_up = !others.is_empty() && dice.one_in(3);
    if adds_up {
        let _ = writeln!(text, "post = {{ reports = {} }}", list(others));
    } else {
        text += &post(dice, world);
        text += &dice.maybe(3, |dice| count(dice, world));
    }
    text += &dice.maybe(5, |_| "title = \"Somebody who counts\"\n".to_owned());
    text += &dice.maybe(5, |_| "hours = [{ from = 06:00:00, to = 21:00:00 }]\n".to_owned());
    text += &dice.maybe(4, |dice| format!("scope = [\"{}\"]\n", dice.one(&world.groups).id));
    text += &dice.maybe(4, |dice| format!("own_cars = {}\n", dice.one_in(2)));
    text += &dice.maybe(2, |dice| coverage(dice, adds_up));
    text += &dice.maybe(4, |dice| format!("double_counting = 0.{}\n", dice.between(0, 9)));
    text += &dice.maybe(4, |dice| format!("lasting_bias = 0.{}\n", dice.between(1, 9)));
    text += &dice.maybe(2, reports);
    text
}

fn post(dice: &mut Dice, world: &World) -> String {
    match dice.below(4) {
        0 => String::new(),
        1 => format!("post = {{ departures = \"{}\" }}\n", dice.one(&world.groups).at),
        2 if !world.checkpoints.is_empty() => {
            format!("post = {{ checkpoint = \"{}\" }}\n", dice.one(&world.checkpoints))
        }
        _ => format!("post = {{ arrivals = {} }}\n", list(&dice.one(&world.groups).to)),
    }
}

fn count(dice: &mut Dice, world: &World) -> String {
    match dice.below(3) {
        0 => "count = \"exact\"\n".to_owned(),
        1 => {
            let fleet = &dice.one(&world.fleets).id;
            format!("count = {{ nominal = {{ {fleet} = {} }}, per_own_car = 3.5 }}\n", dice.between(0, 60))
        }
        _ => {
            format!("count = {{ estimate = {{ bias = -0.{}, cv = 0.{} }} }}\n", dice.below(9), dice.below(9))
        }
    }
}

fn coverage(dice: &mut Dice, adds_up: bool) -> String {
    let (alone, counters) = (dice.between(0, 9), dice.between(0, 4));
    match dice.below(3) {
        0 => format!("coverage = 0.{alone}\n"),
        _ if adds_up => format!("coverage = {{ alone = 0.{alone}, counters = {counters} }}\n"),
        _ => format!(
            "coverage = {{ convoy = 0.{}, alone = 0.{alone}, by_hour = {{ \"20:00\" = 0.5, \"08:00\" = 1.5 }}, \
             crowding = 0.{}, counters = {counters} }}\n",
            dice.between(0, 9),
            dice.between(0, 9)
        ),
    }
}

fn reports(dice: &mut Dice) -> String {
    let when = match dice.below(4) {
        0 => String::new(),
        1 => format!("at = [\"{} min\", \"90 min\"], ", dice.between(91, 600)),
        2 => format!("every = \"{} min\", from = \"{} min\", ", dice.between(1, 200), dice.below(30)),
        _ => "withheld = true, ".to_owned(),
    };
    let delay = dice
        .maybe(2, |dice| format!("delay = {{ uniform = [\"0 min\", \"{} min\"] }}, ", dice.between(1, 90)));
    let bound = dice.one(&["exact", "about", "at-least"]).to_string();
    format!("reports = {{ {when}{delay}round_to = {}, bound = \"{bound}\" }}\n", dice.between(1, 20))
}
