//! Amounts in every way of giving one.

use super::dice::Dice;

/// The file of columns that laws draw from.
pub(super) const TIMES: &str = "minutes,seats,party,factor\n4,8,1,0.8\n11.5,12,2,1.1\n23,9,5,1.1\n";

/// A duration of about so many minutes.
pub(super) fn duration(dice: &mut Dice, minutes: u64) -> String {
    let mean = format!("\"{minutes} min\"");
    let (least, most) = (format!("\"{} min\"", minutes / 2), format!("\"{} min\"", minutes * 2 + 1));
    match dice.below(12) {
        0 => format!("{{ uniform = [{least}, {most}] }}"),
        1 => format!("{{ triangular = [{least}, {mean}, {most}] }}"),
        2 => format!("{{ exponential = \"{} min\" }}", minutes.max(1)),
        3 => format!(
            "{{ lognormal = {{ mean = \"{} min\", cv = 0.{} }} }}",
            minutes.max(1),
            dice.between(1, 9)
        ),
        4 => format!("{{ lognormal = {{ q05 = \"{} s\", q95 = {most} }} }}", minutes * 30 + 1),
        5 => format!("{{ gamma = {{ mean = \"{} min\", cv = 1.{} }} }}", minutes.max(1), dice.below(9)),
        6 => format!("{{ weibull = {{ mean = \"{} min\", cv = 0.7 }} }}", minutes.max(1)),
        7 => format!("{{ normal = {{ mean = {mean}, sd = \"{} min\" }} }}", minutes / 3 + 1),
        8 => format!("{{ values = [{least}, {mean}, {most}], weights = [1, {}, 0.5] }}", dice.below(4)),
        9 => "{ csv = { file = \"times.csv\", column = \"minutes\", unit = \"min\" } }".to_owned(),
        _ => mean,
    }
}

/// A whole number between two, or a law that gives about such numbers, and the column of CSV for it.
pub(super) fn count(dice: &mut Dice, least: u64, most: u64, column: &str) -> String {
    let middle = (least + most) / 2;
    match dice.below(12) {
        0 => format!("{{ uniform = [{least}, {most}] }}"),
        1 => format!("{{ triangular = [{least}, {middle}, {most}] }}"),
        2 => format!("{{ exponential = {}.5 }}", middle.max(1)),
        3 => format!("{{ lognormal = {{ mean = {}, cv = 0.4 }} }}", middle.max(1)),
        4 => format!("{{ gamma = {{ mean = {}, cv = 0.3 }} }}", middle.max(1)),
        5 => format!("{{ weibull = {{ mean = {}, cv = 0.5 }} }}", middle.max(1)),
        6 => format!("{{ normal = {{ mean = {middle}, sd = {} }} }}", (most - least) / 3 + 1),
        7 => format!("{{ values = [{least}, {most}] }}"),
        8 => format!("{{ csv = {{ file = \"times.csv\", column = \"{column}\" }} }}"),
        _ => dice.between(least, most).to_string(),
    }
}

/// A factor about 1, whose mean is 1.
pub(super) fn factor(dice: &mut Dice) -> String {
    let laws = [
        "{ lognormal = { mean = 1.0, cv = 0.2 } }",
        "{ gamma = { mean = 1, cv = 0.3 } }",
        "{ weibull = { mean = 1.0, cv = 0.5 } }",
        "{ uniform = [0.5, 1.5] }",
        "{ triangular = [0.5, 1.0, 1.5] }",
        "{ values = [0.5, 1.5] }",
        "{ values = [0.5, 2.0], weights = [2, 1] }",
        "{ exponential = 1 }",
        "{ csv = { file = \"times.csv\", column = \"factor\" } }",
    ];
    (*dice.one(&laws)).to_owned()
}
