//! Phases of movement, and what is suspended.

use super::dice::{Dice, list};
use super::{Fleet, World, laws, network};

pub(super) fn movement(dice: &mut Dice, world: &World) -> String {
    let convoys: Vec<Fleet> = world.fleets.iter().filter(|fleet| !fleet.itinerary).cloned().collect();
    match dice.below(3) {
        0 => String::new(),
        1 => phases(dice, &[]),
        _ => {
            let ids: Vec<String> = convoys.iter().map(|fleet| fleet.id.clone()).collect();
            let (one, two) = ids.split_at(dice.between(1, ids.len() as u64) as usize);
            let mut text = phases(dice, one);
            if !two.is_empty() && dice.one_in(2) {
                text += &phases(dice, two);
            }
            text
        }
    }
}

/// One to three phases, one after the other, of some fleets or of all.
fn phases(dice: &mut Dice, fleets: &[String]) -> String {
    let number = dice.between(1, 3);
    let mut text = String::new();
    let mut gradual = String::new();
    for place in 1..=number {
        text += "[[movement]]\n";
        if place == 1 && !fleets.is_empty() {
            text += &format!("fleets = {}\n", list(fleets));
        }
        if gradual.is_empty() || dice.one_in(3) {
            text += &dice.maybe(1, |dice| format!("outbound = {}\n", discipline(dice)));
            text += &dice.maybe(2, |dice| format!("return = {}\n", discipline(dice)));
        }
        text += &gradual;
        gradual.clear();
        if place < number {
            match dice.one_in(3) {
                true => {
                    let from = place * 60;
                    gradual = format!("gradual = {{ from = \"{from} min\", to = \"{} min\" }}\n", from + 50);
                }
                false => text += &end(dice, place),
            }
        }
    }
    text
}

fn discipline(dice: &mut Dice) -> String {
    let (few, minutes) = (dice.between(1, 3), dice.between(1, 90));
    match dice.below(8) {
        0 => "\"independent\"".to_owned(),
        1 | 2 => "\"convoy\"".to_owned(),
        3 => format!("{{ platoon = {few} }}"),
        4 => format!("{{ convoy = {{ vehicles = {few} }} }}"),
        5 => format!("{{ convoy = {{ share = 0.{}, max_wait = \"{minutes} min\" }} }}", dice.between(1, 9)),
        6 => format!("{{ convoy = {{ largest = {few} }} }}"),
        _ => format!("{{ convoy = {{ max_wait = \"{minutes} min\" }} }}"),
    }
}

fn end(dice: &mut Dice, place: u64) -> String {
    match dice.below(4) {
        0 => format!("ends = {{ at = \"{} min\" }}\n", place * 60 + dice.below(50)),
        1 => format!("ends = {{ convoys = {} }}\n", dice.between(1, 3)),
        2 => format!("ends = {{ out = {} }}\n", dice.between(1, 40)),
        _ => format!("ends = {{ share_out = 0.{} }}\n", dice.between(1, 9)),
    }
}

pub(super) fn suspensions(dice: &mut Dice, world: &World) -> String {
    let number = if dice.one_in(2) { 0 } else { dice.between(1, 2) };
    (0..number).map(|_| suspension(dice, world)).collect()
}

fn suspension(dice: &mut Dice, world: &World) -> String {
    let mut text = format!("[[suspensions]]\n{}", network::closed(dice, world));
    text +=
        &dice.maybe(2, |dice| format!("under_way = \"{}\"\n", dice.one(&["finish", "halt", "turn-back"])));
    let minutes = dice.between(1, 90);
    match dice.below(6) {
        0 => {
            let lasts = laws::duration(dice, minutes);
            text += &format!("every = \"{} min\"\nlasts = {lasts}\n", dice.between(20, 500));
            text += &dice.maybe(2, |dice| dice.window(400).replace(", ", "\n") + "\n");
        }
        1 => {
            let lasts = laws::duration(dice, minutes);
            text += &format!("out = {}\nlasts = {lasts}\n", dice.between(1, 40));
        }
        2 => text += &format!("from = {:02}:00:00\nto = {:02}:30:00\n", dice.below(24), dice.below(24)),
        3 if world.ends => text += &format!("from = {}\n", dice.instant(300)),
        _ => {
            text += &(dice.window(400).replace(", ", "\n") + "\n");
            text += &dice.maybe(4, |dice| format!("hours = {}\n", dice.hours()));
        }
    }
    text
}
