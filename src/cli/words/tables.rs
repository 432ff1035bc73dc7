//! What is read from tables, in words.

use super::in_a_row;
use crate::plan::Plan;
use crate::scenario::Scenario;

/// Pairs of sites without a way that are named.
const NAMED: usize = 6;

/// A sentence for each table: what is read, from where, and what is left out.
pub(in crate::cli) fn read(scenario: &Scenario) -> Vec<String> {
    let sentence = |table: &crate::scenario::Table| {
        let (count, first, last) = table.rows;
        let sheet = table.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet {sheet}"));
        let rows = if first == last { format!("row {first}") } else { format!("rows {first} to {last}") };
        let (one, many) = match table.what {
            "sites" => ("site", "sites"),
            "routes" => ("route", "routes"),
            "people" => ("group of people", "groups of people"),
            "fleets" => ("fleet", "fleets"),
            "arrivals" => ("arrival", "arrivals"),
            _ => ("stop", "stops"),
        };
        let what = if count == 1 { format!("1 {one} is") } else { format!("{count} {many} are") };
        let left: Vec<String> = table.left_out.iter().map(|heading| format!("{heading:?}")).collect();
        let left: Vec<&str> = left.iter().map(String::as_str).collect();
        let left = match left.len() {
            0 => String::new(),
            1 => format!(" Its column {} is left out.", left[0]),
            _ => format!(" Its columns {} are left out.", in_a_row(&left, ", ")),
        };
        format!("{what} read from {}{sheet}, {rows}.{left}", table.file)
    };
    scenario.tables().iter().map(sentence).collect()
}

/// What is read from the answer of a routing service, and between which sites it knows no way.
pub(in crate::cli) fn answered(scenario: &Scenario, plan: &Plan) -> Option<String> {
    let answer = scenario.routing_answer(plan)?;
    let mut text = format!(
        "{} travel times are read from {}, an answer of {}.",
        answer.times, answer.file, answer.service
    );
    let pairs: Vec<String> =
        answer.without_way.iter().take(NAMED).map(|[from, to]| format!("{from} to {to}")).collect();
    if !pairs.is_empty() {
        let rest = match answer.without_way.len().saturating_sub(NAMED) {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        text += &format!(" It knows no way from {}{rest}.", pairs.join(", "));
    }
    if answer.guessed > 0 {
        text += &format!(" {} of its times are guessed as the crow flies.", answer.guessed);
    }
    Some(text)
}
