//! One value of a scenario replaced by one at a limit, or left out: most are refused, in words; some run.

use toml::{Table, Value};

use super::Written;
use super::dice::Dice;

/// Numbers at which something ends, or just beyond.
const WHOLE: &[i64] = &[
    0,
    1,
    2,
    255,
    65_535,
    65_536,
    1_000_000,
    8_000_000,
    10_000_000,
    2_000_000_000,
    i32::MAX as i64,
    u32::MAX as i64,
    i64::MAX,
    -1,
    -1_000_000,
];
const NUMBERS: &[f64] = &[0.0, 1e-12, 1e-6, 0.999_999_999, 1.0, 10.0, 1000.0, 1e9, 1e12, 1e13, -0.0, -1.0];
const TEXTS: &[&str] = &[
    "0 s",
    "1 ms",
    "1 s",
    "23 h 59 min",
    "24 h",
    "52 weeks",
    "520 weeks",
    "3650 days",
    "",
    "convoy",
    "at-once",
    "all",
];

/// The scenario with one or two values at a limit.
pub(super) fn twist(dice: &mut Dice, written: Written) -> Written {
    let Ok(Value::Table(mut table)) = written.text.parse::<Table>().map(Value::Table) else { return written };
    for _ in 0..dice.between(1, 2) {
        let mut places = Vec::new();
        places_of(&Value::Table(table.clone()), &mut Vec::new(), &mut places);
        let place = dice.one(&places).clone();
        let leave_out = dice.one_in(8);
        let mut whole = Value::Table(table);
        change(dice, &mut whole, &place, leave_out);
        let Value::Table(changed) = whole else { return written };
        table = changed;
    }
    match toml::to_string(&table) {
        Ok(text) => Written { text, ..written },
        Err(_) => written,
    }
}

/// A way to a value: keys of tables, and numbers in lists as digits.
pub(super) type Way = Vec<String>;

/// The ways to all values that hold no others.
fn places_of(value: &Value, way: &mut Way, found: &mut Vec<Way>) {
    let mut follow = |key: String, value: &Value| {
        way.push(key);
        places_of(value, way, found);
        way.pop();
    };
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| follow(key.clone(), value)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(number, value)| follow(number.to_string(), value));
        }
        _ => found.push(way.clone()),
    }
}

/// What a way leads to.
pub(super) fn at<'a>(value: &'a mut Value, way: &[String]) -> Option<&'a mut Value> {
    way.iter().try_fold(value, |value, key| match value {
        Value::Table(table) => table.get_mut(key),
        Value::Array(list) => list.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Takes what a way leads to out of what it is in.
pub(super) fn leave_out(value: &mut Value, way: &[String]) {
    let Some((last, before)) = way.split_last() else { return };
    match at(value, before) {
        Some(Value::Table(table)) => {
            table.remove(last);
        }
        Some(Value::Array(list)) => {
            if let Some(number) = last.parse::<usize>().ok().filter(|&number| number < list.len()) {
                list.remove(number);
            }
        }
        _ => {}
    }
}

fn change(dice: &mut Dice, whole: &mut Value, way: &Way, leave: bool) {
    if leave {
        return leave_out(whole, way);
    }
    let Some(value) = at(whole, way) else { return };
    *value = match value {
        Value::Integer(_) => Value::Integer(*dice.one(WHOLE)),
        Value::Float(_) => Value::Float(*dice.one(NUMBERS)),
        Value::Boolean(flag) => Value::Boolean(!*flag),
        Value::Datetime(_) => {
            match dice.one(&["00:00:00", "23:59:59.999", "12:00:00", "9999-12-31T23:59:59Z"]).parse() {
                Ok(time) => Value::Datetime(time),
                Err(_) => return,
            }
        }
        _ => Value::String((*dice.one(TEXTS)).to_owned()),
    };
}
