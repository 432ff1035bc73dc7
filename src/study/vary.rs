//! The values over which something is varied: `10..40:5`, `5,10,20`, `30 min..60 min:10 min`, `18:00..02:00:1h`.
//!
//! A value is what `--set PATH=VALUE` takes, so that a setting is nothing but some overrides. Ranges
//! are reckoned in decimals, as they were typed: 0.1 and 0.2 make 0.3.

use std::ops::Range;

use super::amount::{Amount, alike};
use super::clock_range::ClockRange;

/// Most settings of a grid or a design.
pub const MOST_SETTINGS: usize = 1_000_000;
/// Decimals of a value between two ends, when a design asks for any.
const DECIMALS: u32 = 6;

/// The values of an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Values {
    /// These, in this order.
    Listed(Vec<String>),
    /// All between two ends: `10..40`. In whole steps if both ends are whole and have no unit.
    Between(Between),
    /// All whole seconds between two clock times: `18:00..02:00`.
    Times(ClockRange),
}

/// All values between two ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    low: Amount,
    high: Amount,
}

/// A value, or a range, that stands alone.
pub(super) fn one_item(text: &str) -> Result<Values, String> {
    match ClockRange::read(text).transpose()? {
        Some((times, None)) => return Ok(Values::Times(times)),
        Some(_) => return listed(&[text]).map(Values::Listed),
        None => {}
    }
    match range(text)? {
        Some((low, high, None)) => Ok(Values::Between(Between::new(low, high)?)),
        _ => listed(&[text]).map(Values::Listed),
    }
}

/// The values of a list whose items are values and ranges with a step.
pub(super) fn listed(items: &[&str]) -> Result<Vec<String>, String> {
    let mut values = Vec::new();
    for item in items {
        if let Some((times, step)) = ClockRange::read(item).transpose()? {
            let step = step.ok_or_else(|| times.without_a_step())?;
            values.extend(times.in_steps(step, MOST_SETTINGS)?);
            continue;
        }
        match range(item)? {
            None => values.push((*item).to_owned()),
            Some((low, high, Some(step))) => values.extend(steps(&low, &high, &step)?),
            Some((low, high, None)) => values.extend(Between::new(low, high)?.in_whole_steps()?),
        }
        if let Some(empty) = values.iter().find(|value| value.is_empty()) {
            return Err(format!("one of the values is {empty:?}: write them like 5,10,20"));
        }
    }
    Ok(values)
}

/// The signs of a text that stand in no brackets or quotes, each with its place.
pub(super) fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut depth, mut quote) = (0_i32, None);
    text.char_indices().filter(move |&(_, sign)| {
        match (quote, sign) {
            (Some(open), _) if open == sign => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(sign),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => return depth == 0,
        }
        false
    })
}

/// The items between commas that stand in no brackets or quotes.
pub(super) fn split(text: &str) -> Vec<&str> {
    let (mut items, mut from) = (Vec::new(), 0);
    for (at, _) in outside(text).filter(|(_, sign)| *sign == ',') {
        items.push(text[from..at].trim());
        from = at + 1;
    }
    items.push(text[from..].trim());
    items
}

type Bounds = (Amount, Amount, Option<Amount>);

/// A range with or without a step; none if the text is a value.
fn range(text: &str) -> Result<Option<Bounds>, String> {
    // What does not begin like a number is a text, such as the path of a file.
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    let Some((low, rest)) = text.split_once("..").filter(|_| is_number) else {
        return not_with_a_dash(text).map(|()| None);
    };
    // Numbers have no colon: it is a time that there is not.
    if low.contains(':') {
        return Err(format!("`{low}` in `{text}` is not a time as `18:00` is: hours go from 00 to 23"));
    }
    let (high, step) = rest.split_once(':').map_or((rest, None), |(high, step)| (high, Some(step)));
    let read = |part: &str| {
        part.parse::<Amount>().map_err(|()| {
            format!(
                "`{part}` in `{text}` is not a number: write a range like 10..40:5 or 30 min..60 min:10 min"
            )
        })
    };
    Ok(Some((read(low)?, read(high)?, step.map(read).transpose()?)))
}

/// Refuses two whole numbers with a dash between them: somebody means a range.
fn not_with_a_dash(text: &str) -> Result<(), String> {
    let is_whole = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once(['-', '–']).map(|(low, high)| (low.trim(), high.trim())) {
        Some((low, high)) if is_whole(low) && is_whole(high) => {
            Err(format!("`{text}` is no number: write a range with two dots, as in {low}..{high}"))
        }
        _ => Ok(()),
    }
}

/// The bytes of `PATH=VALUES` in which a value stands, or the range that it comes from.
pub(super) fn place_alone(text: &str, value: &str) -> Range<usize> {
    let mut from = text.find('=').map_or(0, |at| at + 1);
    let whole = from..text.len();
    for item in split(&text[from..]) {
        let at = from + text[from..].find(item).unwrap_or(0);
        from = at + item.len();
        if item == value || listed(&[item]).is_ok_and(|values| values.iter().any(|one| one == value)) {
            return at..from;
        }
    }
    whole
}

/// The values of `low..high:step`; `high` is one of them if whole steps lead there.
fn steps(low: &Amount, high: &Amount, step: &Amount) -> Result<Vec<String>, String> {
    let (digits, decimals, unit) = alike(&[low, high, step])?;
    let (from, to, by) = (digits[0], digits[1], digits[2]);
    if by <= 0 || from > to {
        return Err(format!("{low}..{high}:{step} does not go up: write it like 10..40:5"));
    }
    if (to - from) / by >= MOST_SETTINGS as i128 {
        return Err(format!("{low}..{high}:{step} has more than {MOST_SETTINGS} values: give a larger step"));
    }
    let values = (0..=(to - from) / by).map(|number| from + number * by);
    Ok(values.map(|digits| Amount { digits, decimals, unit: unit.clone() }.to_string()).collect())
}

impl Between {
    fn new(low: Amount, high: Amount) -> Result<Between, String> {
        let (digits, decimals, unit) = alike(&[&low, &high])?;
        if digits[0] >= digits[1] {
            return Err(format!("{low}..{high} does not go up: write it like 10..40"));
        }
        let amount = |digits| Amount { digits, decimals, unit: unit.clone() };
        Ok(Between { low: amount(digits[0]), high: amount(digits[1]) })
    }

    /// Whether only whole numbers lie between the ends.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.low.decimals == 0 && self.low.unit.is_empty()
    }

    /// The value at a share of the way, from 0 to before 1. Whole numbers are all alike likely.
    #[must_use]
    pub fn at(&self, share: f64) -> String {
        let length = self.high.digits - self.low.digits;
        let (steps, decimals) = match self.is_whole() {
            true => (length + 1, 0),
            false => (length * 10_i128.pow(DECIMALS), self.low.decimals + DECIMALS),
        };
        let way = ((steps as f64 * share).floor() as i128).clamp(0, steps - 1);
        let digits = self.low.digits_at(decimals) + way;
        Amount { digits, decimals, unit: self.low.unit.clone() }.to_string()
    }

    /// The ends.
    #[must_use]
    pub fn ends(&self) -> (String, String) {
        (self.low.to_string(), self.high.to_string())
    }

    fn in_whole_steps(&self) -> Result<Vec<String>, String> {
        let (low, high) = (&self.low, &self.high);
        if !self.is_whole() {
            return Err(format!("{low}..{high} needs a step: write it like 0.5..1.5:0.25"));
        }
        steps(low, high, &Amount { digits: 1, decimals: 0, unit: String::new() })
    }
}

impl Values {
    /// The values for a full grid.
    ///
    /// # Errors
    /// If they lie between two ends that are not whole, so that a step is missing.
    pub fn listed(&self) -> Result<Vec<String>, String> {
        match self {
            Values::Listed(values) => Ok(values.clone()),
            Values::Between(between) => between.in_whole_steps(),
            Values::Times(times) => Err(times.without_a_step()),
        }
    }

    /// The first and the last value.
    #[must_use]
    pub fn ends(&self) -> (String, String) {
        match self {
            Values::Between(between) => between.ends(),
            Values::Times(times) => times.ends(),
            Values::Listed(values) => {
                (values.first().cloned().unwrap_or_default(), values.last().cloned().unwrap_or_default())
            }
        }
    }

    /// The value at a share of the way through them, from 0 to before 1.
    #[must_use]
    pub fn at(&self, share: f64) -> String {
        match self {
            Values::Between(between) => between.at(share),
            Values::Times(times) => times.at(share),
            Values::Listed(values) => {
                let place = ((values.len() as f64 * share) as usize).min(values.len().saturating_sub(1));
                values.get(place).cloned().unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Axis;

    fn listed(text: &str) -> Vec<String> {
        format!("p={text}").parse::<Axis>().unwrap().values.listed().unwrap()
    }

    fn wrong(text: &str) -> String {
        text.parse::<Axis>().and_then(|axis| axis.values.listed().map(|_| String::new())).unwrap_err()
    }

    #[test]
    fn values_are_ranges_lists_and_whatever_set_takes() {
        for (text, values) in [
            ("10..40:10", &["10", "20", "30", "40"] as &[&str]),
            ("10..44:10", &["10", "20", "30", "40"]),
            ("3..5", &["3", "4", "5"]),
            ("-2..2:2", &["-2", "0", "2"]),
            ("0.1..0.3:0.1", &["0.1", "0.2", "0.3"]),
            ("0..1:0.25", &["0", "0.25", "0.5", "0.75", "1"]),
            ("5,10 , 20", &["5", "10", "20"]),
            ("1,10..30:10", &["1", "10", "20", "30"]),
            ("30 min..60 min:10 min", &["30 min", "40 min", "50 min", "60 min"]),
            ("1 h..2 h:30 min", &["60 min", "90 min", "120 min"]),
            ("0.5 h..1 h:0.25 h", &["0.5 h", "0.75 h", "1 h"]),
            ("independent,convoy", &["independent", "convoy"]),
            ("\"a, b\",\"c\"", &["\"a, b\"", "\"c\""]),
            ("{ uniform = [1, 2] }, 7", &["{ uniform = [1, 2] }", "7"]),
            ("18:00..02:00:4h", &["18:00", "22:00", "02:00"]),
            ("23:30..00:30:20 min", &["23:30", "23:50", "00:10", "00:30"]),
            ("18:00:00..18:01:00:30 s,20:00", &["18:00", "18:00:30", "18:01", "20:00"]),
            (
                "2016-12-31T23:00+02:00..2017-01-01T01:00+02:00:1 h",
                &["2016-12-31T23:00:00+02:00", "2017-01-01T00:00:00+02:00", "2017-01-01T01:00:00+02:00"],
            ),
            (
                "2016-12-15 18:00..2016-12-17 18:00:1 day",
                &["2016-12-15T18:00:00", "2016-12-16T18:00:00", "2016-12-17T18:00:00"],
            ),
            ("../a.csv", &["../a.csv"]),
            ("2016-12-15T22:00:00+02:00", &["2016-12-15T22:00:00+02:00"]),
        ] {
            assert_eq!(listed(text), values, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_the_way_out() {
        for (text, says) in [
            ("fleets.buses.count", "write PATH=VALUES"),
            ("=5", "write PATH=VALUES"),
            ("a=8-30", "write a range with two dots, as in 8..30"),
            ("a=5,8 – 30", "write a range with two dots, as in 8..30"),
            ("p=40..10:5", "does not go up"),
            ("p=10..40:0", "does not go up"),
            ("p=10..40:-5", "does not go up"),
            ("p=1..b:c", "`b` in `1..b:c` is not a number"),
            ("p=0.5..1.5", "needs a step"),
            ("p=1,,2", "write them like 5,10,20"),
            ("p=1 h..3:1", "give each the same"),
            ("p=1 h..3 apples:1 h", "give each the same"),
            ("p=0..9000000:1", "give a larger step"),
            ("p=18:00..02:00", "18:00..02:00 needs a step: write it like 18:00..02:00:1h"),
            ("p=18:00..26:00:1h", "`26:00` is not a time as `18:00` is"),
            ("p=25:00..26:00:1h", "`25:00` in `25:00..26:00:1h` is not a time as `18:00` is"),
            ("p=18:00..18:00:1h", "does not go up"),
            ("p=18:00..20:00:2", "`2` in 18:00..20:00:2 is not a duration of whole seconds"),
            ("p=18:00..20:00:-1h", "is not a duration of whole seconds"),
            ("p=18:00..2016-12-15T20:00:00:1h", "are not alike"),
            ("p=2016-12-15T20:00:00..2016-12-14T20:00:00:1h", "does not go up"),
            ("p=0001-01-01T00:00:00..9999-01-01T00:00:00:1 s", "give a larger step"),
            ("p=1..99999999999999999999:1", "is not a number"),
        ] {
            assert!(wrong(text).contains(says), "{text}: {}", wrong(text));
        }
    }

    #[test]
    fn values_are_found_where_they_were_typed() {
        for (text, value, place) in [
            ("p=5,10 , 20", "10", "10"),
            ("p= 5, 15, 5..10:5 ,7", "10", "5..10:5"),
            ("p={ uniform = [1, 2] }, 1, 2", "2", "2"),
            ("p=\"a, b\",\"c\"", "\"c\"", "\"c\""),
            ("p=0.0..1.0", "0.25", "0.0..1.0"),
        ] {
            assert_eq!(&text[place_alone(text, value)], place, "{text}");
        }
        assert_eq!(place_alone("p={ uniform = [1, 2] }, 1, 2", "2"), 27..28);
    }

    #[test]
    fn between_two_ends_lie_whole_numbers_or_all() {
        let axis = |text: &str| text.parse::<Axis>().unwrap().values;
        for (text, share, value) in [
            ("p=10..12", 0.0, "10"),
            ("p=10..12", 0.34, "11"),
            ("p=10..12", 0.999, "12"),
            ("p=0.0..1.0", 0.25, "0.25"),
            ("p=30 min..1 h", 0.5, "45 min"),
            ("p=18:00..02:00", 0.5, "22:00"),
            ("p=18:00..02:00", 0.999_999, "02:00"),
            ("p=18:00..02:00", 0.0, "18:00"),
            ("p=a,b,c", 0.99, "c"),
        ] {
            assert_eq!(axis(text).at(share), value, "{text} at {share}");
        }
    }
}
