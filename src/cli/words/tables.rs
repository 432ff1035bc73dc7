//! What is read from tables, in words.

use super::in_a_row;
use crate::scenario::Scenario;

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
