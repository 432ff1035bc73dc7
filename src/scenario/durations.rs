//! Durations as people write them: "40 min", "1.5 h", "1h 30m", "2 days".

use super::problems::Wrong;
use crate::units::{DAY, HORIZON, HOUR, MINUTE, SECOND, Span};

/// The units and their milliseconds.
const UNITS: &[(&[&str], u64)] = &[
    (&["ms", "millisecond", "milliseconds"], 1),
    (&["s", "sec", "secs", "second", "seconds"], SECOND),
    (&["m", "min", "mins", "minute", "minutes"], MINUTE),
    (&["h", "hr", "hrs", "hour", "hours"], HOUR),
    (&["d", "day", "days"], DAY),
    (&["w", "week", "weeks"], 7 * DAY),
];

/// Reads a duration, rounded once to milliseconds, half up.
///
/// # Errors
/// If it is not one, is negative, or is longer than any run may be.
pub(super) fn parse(text: &str) -> Result<Span, Wrong> {
    read(text).map_err(|wrong| match help(text) {
        Some(help) => Wrong { help, ..wrong },
        None => wrong,
    })
}

fn read(text: &str) -> Result<Span, Wrong> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(Wrong::new("is empty", "give a duration such as \"40 min\""));
    }
    if rest.contains(',') {
        return Err(Wrong::new("has a comma", "write decimals with a point, as in \"1.5 h\""));
    }
    // In millionths of a millisecond, so that decimals add up before they are rounded.
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let (number, behind) = split(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, behind) = split(behind.trim_start(), char::is_alphabetic);
        total = total.saturating_add(millionths(text, number, unit)?);
        rest = behind.trim_start();
    }
    let milliseconds = total.saturating_add(MILLION / 2) / MILLION;
    if milliseconds > u128::from(HORIZON.0) {
        return Err(Wrong::new("is longer than ten years", "give a shorter duration"));
    }
    Ok(Span(milliseconds as u64))
}

const MILLION: u128 = 1_000_000;

/// One number with its unit in millionths of a millisecond.
fn millionths(text: &str, number: &str, unit: &str) -> Result<u128, Wrong> {
    if number.is_empty() {
        return Err(no_number(text));
    }
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || decimals.is_empty() || decimals.contains('.') {
        return Err(Wrong::new(format!("has no number that can be read: {number}"), "write it like 1.5"));
    }
    if unit.is_empty() {
        return Err(Wrong::new("has no unit", "write a number and a unit, such as \"40 min\""));
    }
    let scale = u128::from(milliseconds(unit)?) * MILLION;
    let whole = whole.parse::<u128>().unwrap_or(u128::MAX).saturating_mul(scale);
    // Twelve decimals of a week are less than a millionth of a millisecond.
    let decimals = &decimals[..decimals.len().min(18)];
    let part = decimals.parse::<u128>().unwrap_or(0) * scale / 10_u128.pow(decimals.len() as u32);
    Ok(whole.saturating_add(part))
}

/// All units, as they are written.
pub(super) fn units() -> impl Iterator<Item = &'static str> {
    UNITS.iter().flat_map(|(names, _)| *names).copied()
}

/// The milliseconds of a unit.
pub(super) fn milliseconds(unit: &str) -> Result<u64, Wrong> {
    if let Some((_, ms)) = UNITS.iter().find(|(names, _)| names.contains(&unit)) {
        return Ok(*ms);
    }
    let help = "the units are ms, s, min, h, days and weeks";
    if ["M", "mo", "month", "months", "y", "year", "years"].contains(&unit) {
        return Err(Wrong::new(format!("is in {unit}, which have no fixed length"), help));
    }
    Err(Wrong::new(format!("has an unknown unit, `{unit}`"), help))
}

/// What somebody meant who wrote something else, each as it would be right, without quotes.
pub(super) fn meant(text: &str) -> Vec<String> {
    let text = text.trim();
    let told = of_clock(text).or_else(|| of_iso(text)).or_else(|| of_points(text));
    let mut right = told.unwrap_or_else(|| vec![format!("{text} min")]);
    right.retain(|text| read(text).is_ok());
    right.dedup();
    right
}

/// The way out, of what was meant.
fn help(text: &str) -> Option<String> {
    let right = meant(text);
    let how = if right == [format!("{} min", text.trim())] { "give a unit:" } else { "write" };
    let quoted: Vec<String> = right.iter().map(|text| format!("\"{text}\"")).collect();
    (!quoted.is_empty()).then(|| format!("{how} {}", quoted.join(", or ")))
}

/// A comma in place of a point, or between thousands; a point without a digit before or behind it.
fn of_points(text: &str) -> Option<Vec<String>> {
    let (number, unit) = split(text, |c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if let Some((whole, decimals)) = number.split_once(',') {
        let pointed = format!("{whole}.{decimals}{unit}");
        let is_group = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        return Some(if is_group {
            vec![format!("{whole}{decimals}{unit}"), pointed]
        } else {
            vec![pointed]
        });
    }
    match number.strip_prefix('.') {
        Some(decimals) => Some(vec![format!("0.{decimals}{unit}")]),
        None => number.strip_suffix('.').map(|whole| vec![format!("{whole}{unit}")]),
    }
}

/// A clock's way of writing it: hours, minutes and seconds, or only two of them, which may be either.
fn of_clock(text: &str) -> Option<Vec<String>> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let parts = digits.split(':').map(|part| part.parse::<u32>().ok()).collect::<Option<Vec<u32>>>()?;
    let below_sixty = parts.iter().skip(1).all(|&part| part < 60);
    match *parts.as_slice() {
        _ if !below_sixty => None,
        [first, second] => Some(vec![in_units([first, second, 0]), in_units([0, first, second])]),
        [hours, minutes, seconds] => Some(vec![in_units([hours, minutes, seconds])]),
        _ => None,
    }
}

fn in_units(parts: [u32; 3]) -> String {
    let told = parts.into_iter().zip(["h", "min", "s"]).filter(|(number, _)| *number > 0);
    let told: Vec<String> = told.map(|(number, unit)| format!("{number} {unit}")).collect();
    if told.is_empty() { "0 min".to_owned() } else { told.join(" ") }
}

/// The way of ISO 8601: `PT1H30M`, `P2D`. Months and years have no fixed length.
fn of_iso(text: &str) -> Option<Vec<String>> {
    let (days, time) = text.strip_prefix(['P', 'p'])?.split_once(['T', 't']).unwrap_or((&text[1..], ""));
    let mut told = Vec::new();
    for (part, units) in [
        (days, [('W', "weeks"), ('D', "days"), ('D', "days")]),
        (time, [('H', "h"), ('M', "min"), ('S', "s")]),
    ] {
        let mut rest = part;
        while !rest.is_empty() {
            let (number, behind) = split(rest, |c| c.is_ascii_digit() || c == '.');
            let letter = behind.chars().next()?.to_ascii_uppercase();
            let (_, unit) = units.into_iter().find(|(known, _)| *known == letter)?;
            told.push(format!("{number} {unit}"));
            rest = &behind[1..];
        }
    }
    (!told.is_empty()).then(|| vec![told.join(" ")])
}

fn no_number(text: &str) -> Wrong {
    if text.trim_start().starts_with('-') {
        return Wrong::new("is negative", "durations are zero or longer");
    }
    Wrong::new("is not a duration", "write a number and a unit, such as \"40 min\", \"1.5 h\" or \"1h 30m\"")
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, ms) in [
            ("40 min", 40 * MINUTE),
            ("1.5 h", 90 * MINUTE),
            ("1h 30m", 90 * MINUTE),
            ("1h30m", 90 * MINUTE),
            ("2 days", 2 * DAY),
            (" 1 week ", 7 * DAY),
            ("0 s", 0),
            ("0.3333 h", 1_199_880),
            ("0.0005 s", 1),
            ("0.0004 s", 0),
            ("0.4 ms 0.4 ms", 1),
        ] {
            assert_eq!(parse(text), Ok(Span(ms)), "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_told_as_it_is_right() {
        for (text, help) in [
            ("0:10", "write \"10 min\", or \"10 s\""),
            ("0:10 min", "write \"10 min\", or \"10 s\""),
            ("1:30", "write \"1 h 30 min\", or \"1 min 30 s\""),
            ("01:30:05", "write \"1 h 30 min 5 s\""),
            ("0:00", "write \"0 min\""),
            ("PT10M", "write \"10 min\""),
            ("P1DT2H", "write \"1 days 2 h\""),
            ("pt1.5h", "write \"1.5 h\""),
            ("90", "give a unit: \"90 min\""),
            ("1h 30", "give a unit: \"1h 30 min\""),
            (".5 h", "write \"0.5 h\""),
            ("5. h", "write \"5 h\""),
            ("2,5 h", "write \"2.5 h\""),
            ("1,240 min", "write \"1240 min\", or \"1.240 min\""),
            ("P1M", "write a number and a unit, such as \"40 min\", \"1.5 h\" or \"1h 30m\""),
            ("0:90", "write a number and a unit, such as \"40 min\""),
            ("10_000", "write a number and a unit, such as \"40 min\""),
            ("99999999", "write a number and a unit, such as \"40 min\""),
        ] {
            assert_eq!(parse(text).map_err(|wrong| wrong.help), Err(help.to_owned()), "{text}");
        }
    }

    proptest::proptest! {
        /// Whoever follows a hint is not refused again.
        #[test]
        fn a_hint_that_is_followed_is_right(text in "[0-9:.,hmsdPTHM _-]{0,12}") {
            let help = parse(&text).map_or_else(|wrong| wrong.help, |_| String::new());
            for quoted in help.split('"').skip(1).step_by(2) {
                proptest::prop_assert!(parse(quoted).is_ok(), "{text:?}: {help}");
            }
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, says) in [
            ("", "is empty"),
            ("90", "has no unit"),
            ("1h 30", "has no unit"),
            ("1,5 h", "has a comma"),
            ("5 m²", "is not a duration"),
            ("3 months", "is in months, which have no fixed length"),
            ("3 parsecs", "has an unknown unit, `parsecs`"),
            ("-5 min", "is negative"),
            ("soon", "is not a duration"),
            ("1.2.3 h", "has no number that can be read: 1.2.3"),
            (".5 h", "has no number that can be read: .5"),
            ("11 years", "is in years, which have no fixed length"),
            ("3651 days", "is longer than ten years"),
            ("99999999999999999999999999999999999999999999 weeks", "is longer than ten years"),
        ] {
            assert_eq!(parse(text).map_err(|wrong| wrong.says), Err(says.to_owned()), "{text}");
        }
    }
}
