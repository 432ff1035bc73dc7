//! What was meant by a value that is not of its kind, as TOML would write it. Nothing is told but what is right.

use crate::scenario::document::{Value, parse_value};
use crate::scenario::durations;
use crate::scenario::format::{Bounds, Choice, Kind};
use crate::scenario::problems::Place;
use crate::scenario::timeline::{time_of_day, two_digits};

/// What somebody may have meant who wrote `text`, with quotes or without, where this kind is needed; the likeliest first.
pub(in crate::scenario) fn meant(kind: Kind, text: &str) -> Vec<String> {
    let text = text.trim();
    let mut told = match kind {
        Kind::Whole(least, most) => whole(text, least, most),
        Kind::Number(bounds) => numbers(text, bounds),
        Kind::Flag => flag(text).map(str::to_owned).into_iter().collect(),
        Kind::Duration => of_durations(text),
        Kind::Instant => of_times(text).map_or_else(|| of_durations(text), |time| vec![time]),
        Kind::TimeOfDay => of_times(text).into_iter().collect(),
        Kind::Start => of_dates(text).into_iter().collect(),
        Kind::Text | Kind::File => quoted(text).into_iter().collect(),
        Kind::Name => quoted(text).filter(|_| super::is_name(text)).into_iter().collect(),
        // Whether there is such an id is not known here, but none begins with what is no letter or digit.
        Kind::Id(_) | Kind::Again(_) => quoted(text).filter(|_| is_word(text)).into_iter().collect(),
        Kind::OneOf(choice) => of_choice(text, choice),
        _ => Vec::new(),
    };
    let mut known = std::collections::BTreeSet::new();
    told.retain(|value| known.insert(value.clone()));
    told
}

/// What to do, of what was meant; none if nobody knows that.
pub(in crate::scenario) fn help(told: &[String]) -> Option<String> {
    (!told.is_empty()).then(|| format!("write {}", told.join(", or ")))
}

fn of_choice(text: &str, choice: &Choice) -> Vec<String> {
    let word = choice.words.iter().find(|word| word.word.eq_ignore_ascii_case(text));
    let words = word.map(|word| format!("\"{}\"", word.word));
    words.into_iter().chain(choice.plain.iter().flat_map(|kind| meant(*kind, text))).collect()
}

fn flag(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some("true"),
        "false" | "no" | "off" | "0" => Some("false"),
        _ => None,
    }
}

fn of_durations(text: &str) -> Vec<String> {
    match durations::parse(text) {
        Ok(_) => quoted(text).into_iter().collect(),
        Err(_) => durations::meant(text).into_iter().map(|text| format!("\"{text}\"")).collect(),
    }
}

fn of_times(text: &str) -> Option<String> {
    let right = if time_of_day(text).is_some() { Some(text.to_owned()) } else { two_digits(text) };
    right.map(|time| format!("\"{time}\""))
}

/// A date and a time that only lost, or gained, its quotes.
fn of_dates(text: &str) -> Option<String> {
    matches!(parse_value(text, &|span| Place::File(span)).value, Value::Time(_)).then(|| text.to_owned())
}

fn quoted(text: &str) -> Option<String> {
    let plain = !text.is_empty() && !text.contains(['"', '\\', '\'']) && !text.contains(char::is_control);
    plain.then(|| format!("\"{text}\""))
}

/// Whether a text is like an id, and not like a number or a time.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && crate::scenario::path::is_bare(text)
}

fn whole(text: &str, least: i64, most: i64) -> Vec<String> {
    let (number, unit) = split(text);
    let numbers = readings(number).into_iter().filter(|_| unit.is_empty());
    let whole = numbers.filter_map(|number| without_zeros(&number).parse::<i64>().ok());
    whole.filter(|number| (least..=most).contains(number)).map(|number| number.to_string()).collect()
}

/// A number without decimals that are all zero. Three of them are as likely thousands.
fn without_zeros(number: &str) -> &str {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if decimals.len() != 3 && decimals.bytes().all(|digit| digit == b'0') { whole } else { number }
}

fn numbers(text: &str, bounds: Bounds) -> Vec<String> {
    let (number, unit) = split(text);
    let read = readings(number).into_iter().filter_map(|number| in_unit(&number, unit, bounds));
    read.filter(|number| bounds.contain(*number)).map(|number| number.to_string()).collect()
}

/// A number with the unit that stands behind it, in that of the key.
fn in_unit(number: &str, unit: &str, bounds: Bounds) -> Option<f64> {
    if unit.is_empty() {
        return number.parse().ok();
    }
    if unit == "%" && bounds.unit.is_empty() {
        return format!("{number}e-2").parse().ok();
    }
    let factor = factor(unit, bounds.unit)?;
    let told = number.parse::<f64>().ok()? * factor;
    // What is reckoned from another unit has no more digits than anybody needs.
    if factor == 1.0 { Some(told) } else { format!("{told:.3}").parse().ok() }
}

/// How much of one unit another one is, if both are of the same kind.
pub(in crate::scenario) fn factor(unit: &str, of: &str) -> Option<f64> {
    let unit = unit.to_lowercase();
    let known = UNITS.iter().find(|(known, names, _)| *known == of && names.contains(&&*unit));
    known.map(|(_, _, factor)| *factor)
}

/// Units of numbers, how people write them and others like them, and how much of it one of those is.
const UNITS: [(&str, &[&str], f64); 7] = [
    ("degrees", &["degrees", "degree", "deg", "°", "decimal degrees", "wgs84", "wgs 84", "epsg:4326"], 1.0),
    ("km/h", &["km/h", "kmh", "kph", "km/hr", "kmph", "km per hour", "kilometres per hour"], 1.0),
    ("km/h", &["m/s"], 3.6),
    ("km/h", &["mph", "mi/h", "miles per hour"], 1.609_344),
    ("km", &["km", "kms", "kilometres", "kilometers", "kilometre", "kilometer"], 1.0),
    ("km", &["m", "metres", "meters"], 0.001),
    ("km", &["mi", "mile", "miles"], 1.609_344),
];

/// Signs that part thousands.
const BLANKS: [char; 6] = [' ', '\'', '_', '\u{a0}', '\u{2009}', '\u{202f}'];

/// A number and what stands behind it.
fn split(text: &str) -> (&str, &str) {
    let belongs = |c: char| c.is_ascii_digit() || "+-.,".contains(c) || BLANKS.contains(&c);
    let (number, unit) = text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()));
    (number.trim(), unit.trim())
}

/// The numbers that a text may mean, with a point and without signs that part thousands.
fn readings(text: &str) -> Vec<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let points = |sign: char| digits.matches(sign).count();
    let told = match (points(','), points('.')) {
        (0, 0) => vec![thousands(digits, &BLANKS)],
        // Which of the two it is depends on where one lives.
        (1, 0) => vec![thousands(digits, &[',']), decimals(digits, ',', &BLANKS)],
        (0, 1) => vec![decimals(digits, '.', &BLANKS), thousands(digits, &['.'])],
        (_, 0) => vec![thousands(digits, &[','])],
        (0, _) => vec![thousands(digits, &['.'])],
        // The last sign is the point.
        _ if digits.rfind(',') > digits.rfind('.') => vec![decimals(digits, ',', &['.'])],
        _ => vec![decimals(digits, '.', &[','])],
    };
    told.into_iter().flatten().map(|number| format!("{sign}{number}")).collect()
}

/// A whole number in groups of three.
fn thousands(text: &str, parts: &[char]) -> Option<String> {
    let groups: Vec<&str> = text.split(parts).collect();
    let (first, rest) = groups.split_first()?;
    let is_right = rest.is_empty()
        || ((1..=3).contains(&first.len())
            && !first.starts_with('0')
            && rest.iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    (is_right && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn decimals(text: &str, point: char, parts: &[char]) -> Option<String> {
    let (whole, decimals) = text.split_once(point)?;
    let is_right = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
    is_right.then(|| thousands(whole, parts)).flatten().map(|whole| format!("{whole}.{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::format::MOST_PEOPLE;

    const PEOPLE: Kind = Kind::Whole(0, MOST_PEOPLE);
    const ANY: Kind = Kind::Number(Bounds::POSITIVE);
    const SHARE: Kind = Kind::Number(Bounds::SHARE);
    const SPEED: Kind = Kind::Number(Bounds { unit: "km/h", ..Bounds::POSITIVE });
    const LENGTH: Kind = Kind::Number(Bounds { unit: "km", ..Bounds::POSITIVE });

    #[test]
    fn numbers_are_meant_as_people_write_them() {
        for (kind, text, right) in [
            (PEOPLE, "12", "12"),
            (PEOPLE, "1,240", "1240"),
            (PEOPLE, "1.240", "1240"),
            (PEOPLE, "1 240", "1240"),
            (PEOPLE, "1'240'000", "1240000"),
            (PEOPLE, "12,5", ""),
            (PEOPLE, "1,000", "1000"),
            (PEOPLE, "1.240,0", "1240"),
            (PEOPLE, "12 buses", ""),
            (PEOPLE, "95 %", ""),
            (PEOPLE, "-3", ""),
            (ANY, "12,5", "12.5"),
            (ANY, "1,240", "1240, or 1.24"),
            (ANY, "1.240", "1.24, or 1240"),
            (ANY, "0,125", "0.125"),
            (ANY, "1.240,5", "1240.5"),
            (ANY, "1,240.5", "1240.5"),
            (ANY, "1,24,5", ""),
            (SHARE, "95 %", "0.95"),
            (SHARE, "57,3%", "0.573"),
            (SHARE, "120 %", ""),
            (SPEED, "60 km/h", "60"),
            (SPEED, "10 m/s", "36"),
            (SPEED, "37,5 mph", "60.35"),
            (SPEED, "60 km", ""),
            (SPEED, "60 %", ""),
            (LENGTH, "800 m", "0.8"),
            (LENGTH, "12 km", "12"),
            (LENGTH, "", ""),
        ] {
            assert_eq!(meant(kind, text).join(", or "), right, "{text}");
        }
    }

    #[test]
    fn other_kinds_are_meant_as_toml_writes_them() {
        for (kind, text, right) in [
            (Kind::Flag, "Yes", "true"),
            (Kind::Flag, "perhaps", ""),
            (Kind::Duration, "5 min", "\"5 min\""),
            (Kind::Duration, "1,5 h", "\"1.5 h\""),
            (Kind::Duration, "0:10", "\"10 min\", or \"10 s\""),
            (Kind::Instant, "9:00", "\"09:00\""),
            (Kind::Instant, "6 h", "\"6 h\""),
            (Kind::TimeOfDay, "6:00", "\"06:00\""),
            (Kind::Text, "two \"words\"", ""),
            (Kind::Name, "harbour", "\"harbour\""),
            (Kind::Start, "2026-05-02T08:00:00+02:00", "2026-05-02T08:00:00+02:00"),
        ] {
            assert_eq!(meant(kind, text).join(", or "), right, "{text}");
        }
    }

    proptest::proptest! {
        /// Whatever is told is TOML, and of the kind.
        #[test]
        fn what_is_told_is_right(text in "[0-9.,' kmh/%:-]{0,12}") {
            for value in meant(ANY, &text).into_iter().chain(meant(PEOPLE, &text)).chain(meant(SPEED, &text)) {
                let read = parse_value(&value, &|span| Place::File(span)).value;
                proptest::prop_assert!(matches!(read, Value::Whole(_) | Value::Number(_)), "{text}: {value}");
            }
            for value in meant(Kind::Duration, &text) {
                proptest::prop_assert!(durations::parse(value.trim_matches('"')).is_ok(), "{text}: {value}");
            }
        }
    }
}
