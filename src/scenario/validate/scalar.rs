//! Single values.

use super::*;
use crate::scenario::document::Value;
use crate::scenario::durations;
use crate::scenario::format::LARGEST;

/// What is wrong with a value that does not even look like its kind.
pub(super) fn other_shape(value: &Value, kind: Kind) -> Wrong {
    let wanted = kind.wanted();
    match (value, kind) {
        (Value::Whole(_) | Value::Number(_), Kind::Duration) => {
            let with_unit = format!("{value} min");
            let help = match durations::parse(&with_unit) {
                Ok(_) => format!("give a unit: \"{with_unit}\""),
                Err(_) => format!("give {wanted}"),
            };
            Wrong::new(format!("is {value}, without a unit"), help)
        }
        // Whether there is such an id is another question; a number may be an hour or a time after the start.
        (_, Kind::Id(_) | Kind::Again(_))
        | (Value::Whole(_) | Value::Number(_), Kind::Start | Kind::Instant | Kind::TimeOfDay) => {
            Wrong::new(format!("is {value}"), format!("give {wanted}"))
        }
        (Value::Text(text), _) => match meant::meant(kind, text).as_slice() {
            [] => Wrong::new(format!("is {value}"), format!("give {wanted}")),
            [same] if same == text.trim() => {
                Wrong::new(format!("is the text {value}"), format!("write {same}, without quotes"))
            }
            told => Wrong::new(format!("is {value}"), format!("write {}", told.join(", or "))),
        },
        (Value::Whole(_) | Value::Number(_) | Value::Flag(_), _) => {
            let help = meant::help(&meant::meant(kind, &value.to_string()));
            Wrong::new(format!("is {value}"), help.unwrap_or_else(|| format!("give {wanted}")))
        }
        _ => Wrong::new(format!("is {value}"), format!("give {wanted}")),
    }
}

/// Checks a value that has the shape of its kind.
pub(super) fn check(kind: Kind, node: &Node, known: &Known<'_>) -> Result<(), Wrong> {
    let fits = match (kind, &node.value) {
        (Kind::Name, Value::Text(text)) => is_name(text),
        (Kind::File, Value::Text(text)) => !text.is_empty(),
        (Kind::Whole(least, most), _) => node.whole::<i64>().is_some_and(|n| least <= n && n <= most),
        (Kind::Number(bounds), _) => node.number().is_some_and(|number| bounds.contain(number)),
        (Kind::Duration, Value::Text(text)) => {
            return durations::parse(text).map(drop).map_err(|wrong| quoted(text, wrong));
        }
        (Kind::Id(target) | Kind::Again(target), Value::Text(text)) => return known.ids.check(target, text),
        (Kind::Start, value) => return start(value).map(drop),
        (Kind::Instant, value) => return instant(node, value, known),
        (Kind::TimeOfDay, value) => time_of_day_of(value).is_some(),
        _ => true,
    };
    if fits { Ok(()) } else { Err(outside(kind, &node.value)) }
}

/// A value that looks right but is too large, too small or not whole.
fn outside(kind: Kind, value: &Value) -> Wrong {
    let help = match (kind, value) {
        (Kind::Number(bounds), _) if bounds.most >= LARGEST && above(value, LARGEST) => {
            format!("give a number up to {}", bounds.most)
        }
        // Less is hardly meant as a percentage.
        (Kind::Number(bounds), _) if bounds.most == 1.0 && above(value, 1.99) => {
            match meant::meant(kind, &format!("{value} %")).first() {
                Some(share) => format!("write {share} if you mean {value} %; or give {}", kind.wanted()),
                None => format!("give {}", kind.wanted()),
            }
        }
        _ => format!("give {}", kind.wanted()),
    };
    Wrong::new(format!("is {value}"), help)
}

fn above(value: &Value, most: f64) -> bool {
    match *value {
        Value::Whole(number) => number as f64 > most,
        Value::Number(number) => number > most,
        _ => false,
    }
}

fn instant(node: &Node, value: &Value, known: &Known<'_>) -> Result<(), Wrong> {
    let timeline = known.timeline.unwrap_or(Timeline::UNSAID);
    match timeline.instant(node) {
        Err(_) if known.timeline.is_none() && matches!(value, Value::Time(_)) => Ok(()),
        Err(wrong) => Err(Wrong { says: format!("is {value}, which {}", wrong.says), ..wrong }),
        Ok(_) => Ok(()),
    }
}

/// The timeline that a start begins.
pub fn start(value: &Value) -> Result<Timeline, Wrong> {
    let read = match value {
        Value::Time(time) => Some(*time),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    match read {
        Some(time) => Timeline::starting(&time)
            .map_err(|wrong| Wrong { says: format!("is {value}, which {}", wrong.says), ..wrong }),
        None => Err(Wrong::new(format!("is {value}"), format!("give {}", Kind::Start.wanted()))),
    }
}

fn quoted(text: &str, wrong: Wrong) -> Wrong {
    Wrong { says: format!("is {}, which {}", Value::Text(text.to_owned()), wrong.says), ..wrong }
}

/// Fit for a folder on every system, and not hidden.
pub fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&text.len()) && !text.starts_with('.') && text.bytes().all(fits)
}
