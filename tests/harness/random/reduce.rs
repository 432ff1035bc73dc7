//! What makes a scenario that fails as small as can be: it takes away, and makes smaller, whatever it can while
//! the scenario still fails in the same way.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::Written;
use super::twist::{Way, at, leave_out};

/// The smallest scenario found that still fails as `is_alike` says, in at most so many trials.
pub fn reduce(written: &Written, trials: usize, is_alike: impl Fn(&Written) -> bool) -> Written {
    let mut left = trials;
    let mut fails = |candidate: &Value| {
        let Value::Table(table) = candidate else { return None };
        left = left.checked_sub(1)?;
        let text = toml::to_string(table).ok()?;
        let smaller = Written { text, files: written.files.clone() };
        is_alike(&smaller).then_some(smaller)
    };
    let Ok(mut whole) = written.text.parse::<Table>().map(Value::Table) else { return written.clone() };
    let Some(mut best) = fails(&whole) else { return written.clone() };
    loop {
        let before = whole.clone();
        for step in steps(&whole) {
            let mut candidate = whole.clone();
            step.apply(&mut candidate);
            if candidate != whole
                && let Some(smaller) = fails(&candidate)
            {
                (whole, best) = (candidate, smaller);
            }
        }
        if whole == before {
            return best;
        }
    }
}

/// One way of making a scenario smaller.
#[derive(Debug)]
enum Step {
    /// Leaves out what is here.
    LeaveOut(Way),
    /// Leaves out a row and all that names it.
    Forget(String),
    /// Puts something simpler here.
    Simplify(Way, Value),
}

impl Step {
    fn apply(&self, whole: &mut Value) {
        match self {
            Step::LeaveOut(way) => leave_out(whole, way),
            Step::Forget(id) => forget(whole, id),
            Step::Simplify(way, simpler) => {
                if let Some(value) = at(whole, way) {
                    *value = simpler.clone();
                }
            }
        }
    }
}

/// All steps from a scenario: large ones first, and of a list its last items first, so that numbers stay true.
fn steps(whole: &Value) -> Vec<Step> {
    let mut ids = BTreeSet::new();
    for kind in ["sites", "fleets", "people", "routes"] {
        if let Some(Value::Table(rows)) = whole.get(kind) {
            ids.extend(rows.keys().cloned());
        }
    }
    let mut steps: Vec<Step> = ids.into_iter().map(Step::Forget).collect();
    let mut ways = Vec::new();
    walk(whole, &mut Vec::new(), &mut ways);
    ways.sort_by_key(|(way, _)| way.len());
    steps.extend(ways.iter().rev().map(|(way, _)| Step::LeaveOut(way.clone())).rev());
    for (way, value) in &ways {
        steps.extend(simpler(value).into_iter().map(|simpler| Step::Simplify(way.clone(), simpler)));
    }
    steps
}

fn walk(value: &Value, way: &mut Way, found: &mut Vec<(Way, Value)>) {
    let mut follow = |key: String, value: &Value| {
        way.push(key);
        walk(value, way, found);
        found.push((way.clone(), value.clone()));
        way.pop();
    };
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| follow(key.clone(), value)),
        Value::Array(list) => {
            list.iter().enumerate().rev().for_each(|(number, value)| follow(number.to_string(), value));
        }
        _ => {}
    }
}

fn simpler(value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(number) if *number > 1 => vec![Value::Integer(1), Value::Integer(number / 2)],
        Value::String(text) if text.contains(' ') && text != "10 min" => {
            vec![Value::String("10 min".to_owned())]
        }
        // A law becomes one of what it is made of.
        Value::Table(table) if table.len() <= 2 => {
            let mut inside: Vec<Value> = table.values().cloned().collect();
            if let Some(Value::Array(list)) = inside.first() {
                inside = list.first().cloned().into_iter().collect();
            }
            inside.retain(|value| !value.is_table());
            inside.extend([Value::Integer(1), Value::String("10 min".to_owned())]);
            inside
        }
        _ => Vec::new(),
    }
}

/// Takes an id out of tables and lists, wherever it is.
fn forget(value: &mut Value, id: &str) {
    let names = |value: &Value| value.as_str() == Some(id);
    match value {
        Value::Table(table) => {
            table.remove(id);
            let ends: Vec<String> = table
                .iter()
                .filter(|(_, row)| ["from", "to"].iter().any(|end| row.get(end).is_some_and(names)))
                .map(|(key, _)| key.clone())
                .collect();
            ends.iter().for_each(|key| drop(table.remove(key)));
            table.iter_mut().for_each(|(_, value)| forget(value, id));
        }
        Value::Array(list) => {
            list.retain(|item| !names(item));
            list.iter_mut().for_each(|item| forget(item, id));
        }
        _ => {}
    }
}
