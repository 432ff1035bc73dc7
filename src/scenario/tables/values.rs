//! A cell as a value of the document: what its key takes says how it is read.
//!
//! What cannot be read stays as it was typed, and the walk says what is wrong with it as it would of a value in the
//! scenario. Told here is only what the walk cannot know: signs before decimals, units, errors of formulas.

use toml::value::Datetime;

use super::grid::Datum;
use super::headings::Column;
use super::ids::Named;
use super::numbers::{self, Reading, Sign};
use super::units::{Unit, single};
use crate::scenario::document::{Node, Value, parse_value};
use crate::scenario::durations;
use crate::scenario::format::{Choice, Kind};
use crate::scenario::names::Target;
use crate::scenario::place::Place;
use crate::scenario::problems::Wrong;
use crate::scenario::timeline::two_digits;
use crate::scenario::validate::meant::factor;
use crate::units::DAY;

/// How the cells of a column are read.
pub(super) struct Reader<'r> {
    pub column: &'r Column,
    pub named: &'r Named,
    /// The sign before decimals, if it is known.
    pub sign: Option<Sign>,
    /// Whether the scenario says it: then numbers with another one are wrong.
    pub is_said: bool,
}

impl Reader<'_> {
    /// The value of a cell at its place.
    ///
    /// # Errors
    /// What is wrong with it, if only who reads it knows that.
    pub fn value(&self, datum: &Datum, place: &Place) -> Result<Node, Wrong> {
        self.of_kind(self.column.kind, datum, place).map(|value| Node { value, place: place.clone() })
    }

    fn of_kind(&self, kind: Kind, datum: &Datum, place: &Place) -> Result<Value, Wrong> {
        match datum {
            Datum::Fault(fault) => {
                let help = "mend the formula, or type its value";
                return Err(Wrong::new(format!("has the error {fault}"), help));
            }
            Datum::Unreckoned => {
                let help = "open the file in a spreadsheet program and save it there, or type the value";
                return Err(Wrong::new("has a formula, but its result is not in the file", help));
            }
            _ => {}
        }
        if let Datum::Text(text) = datum
            && let Some(value) = as_toml(kind, text, place)
        {
            return Ok(value);
        }
        match kind {
            Kind::Text | Kind::Name | Kind::File => Ok(Value::Text(datum.to_string())),
            Kind::Id(target) | Kind::Again(target) => Ok(Value::Text(self.id(target, &datum.to_string()))),
            Kind::Flag => Ok(flag(datum)),
            Kind::Whole(..) | Kind::Number(_) => self.number(kind, datum),
            Kind::Duration => self.duration(datum),
            Kind::Instant | Kind::Start => self.instant(datum),
            Kind::TimeOfDay => Ok(time_of_day(datum)),
            Kind::List(item, ..) => self.list(*item, datum, place),
            Kind::OneOf(choice) => self.choice(choice, datum, place),
            Kind::ByHour(_) | Kind::ById(..) | Kind::Rows(..) | Kind::Table(_) | Kind::Free => {
                Ok(plain(datum))
            }
        }
    }

    fn id(&self, target: Target, text: &str) -> String {
        self.named.id(target, text).unwrap_or(text).to_owned()
    }

    fn choice(&self, choice: &Choice, datum: &Datum, place: &Place) -> Result<Value, Wrong> {
        let said = datum.to_string().to_lowercase().replace([' ', '_'], "-");
        if let Some(word) = choice.words.iter().find(|word| word.word == said) {
            return Ok(Value::Text(word.word.to_owned()));
        }
        let lists = choice.plain.iter().find(|kind| matches!(kind, Kind::List(..)));
        match (choice.plain, lists) {
            ([first @ Kind::Id(target), ..], Some(list)) => {
                let text = datum.to_string();
                let is_one = self.named.id(*target, &text).is_some() || !text.contains([',', ';']);
                self.of_kind(if is_one { *first } else { *list }, datum, place)
            }
            ([first, ..], _) => self.of_kind(*first, datum, place),
            ([], _) => Ok(plain(datum)),
        }
    }

    /// A list in one cell: items with semicolons between them, or else commas.
    fn list(&self, item: Kind, datum: &Datum, place: &Place) -> Result<Value, Wrong> {
        let Datum::Text(text) = datum else {
            let only = self.of_kind(item, datum, place)?;
            return Ok(Value::List(vec![Node { value: only, place: place.clone() }]));
        };
        let is_one = match item {
            Kind::Id(target) | Kind::Again(target) => self.named.id(target, text).is_some(),
            _ => false,
        };
        let sign = if text.contains(';') { ';' } else { ',' };
        let parts: Vec<&str> = if is_one { vec![text] } else { text.split(sign).collect() };
        let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
        let items = parts.map(|part| {
            let value = self.of_kind(item, &Datum::Text(part.to_owned()), place)?;
            Ok(Node { value, place: place.clone() })
        });
        items.collect::<Result<Vec<Node>, Wrong>>().map(Value::List)
    }

    fn number(&self, kind: Kind, datum: &Datum) -> Result<Value, Wrong> {
        let scale = match self.column.unit {
            Unit::Factor(factor) => factor,
            _ => 1.0,
        };
        match datum {
            Datum::Number(number) => Ok(scaled(*number, scale)),
            Datum::Text(text) => match (numbers::read(text), kind) {
                (Some(reading), _) if text.trim().ends_with('%') => Ok(scaled(self.one(reading, text)?, 1.0)),
                (Some(reading), _) => Ok(scaled(self.one(reading, text)?, scale)),
                // A number with its unit behind it.
                (None, Kind::Number(bounds)) => {
                    let (number, unit) = parted(text);
                    match (numbers::read(number), factor(unit, bounds.unit)) {
                        (Some(reading), Some(factor)) => Ok(scaled(self.one(reading, text)?, factor)),
                        _ => Ok(plain(datum)),
                    }
                }
                (None, _) => Ok(plain(datum)),
            },
            _ => Ok(plain(datum)),
        }
    }

    /// The number that a text means.
    fn one(&self, reading: Reading, text: &str) -> Result<f64, Wrong> {
        let name = self.column.name();
        match (reading, self.sign) {
            (Reading::Sure(_, shown), Some(sign)) if self.is_said && shown != sign => {
                let said = if sign == Sign::Comma { "a comma" } else { "a point" };
                let says = format!("is {text:?}, but the scenario says that {said} stands before decimals");
                Err(Wrong::new(says, format!("write it with {said}, or say otherwise: decimal = \"…\"")))
            }
            (Reading::Either { point, comma }, None) => Err(Wrong::new(
                format!("is {text:?}, which can be {point} or {comma}"),
                format!(
                    "no other number of `{name}` shows what stands before decimals: say it where the file is named, \
                     as in {{ file = …, decimal = \"comma\" }}"
                ),
            )),
            (reading, sign) => {
                reading.number(sign).ok_or_else(|| Wrong::new("is no number", "give a number"))
            }
        }
    }

    fn duration(&self, datum: &Datum) -> Result<Value, Wrong> {
        match datum {
            Datum::Time(ms) => Ok(Value::Text(milliseconds(*ms as f64))),
            Datum::Number(number) => self.timed(*number, datum),
            Datum::Text(text) => {
                if let Some(reading) = numbers::read(text).filter(|_| self.column.unit != Unit::Clock) {
                    return self.timed(self.one(reading, text)?, datum);
                }
                if matches!(self.column.unit, Unit::Clock | Unit::Time(_))
                    && let Some(ms) = clock(text)
                {
                    return Ok(Value::Text(milliseconds(ms)));
                }
                let (number, unit) = parted(text);
                match (numbers::read(number), durations::milliseconds(unit)) {
                    (Some(reading), Ok(_)) => Ok(Value::Text(format!("{} {unit}", self.one(reading, text)?))),
                    _ => Ok(plain(datum)),
                }
            }
            _ => Ok(plain(datum)),
        }
    }

    /// A number of the unit of the column.
    fn timed(&self, number: f64, datum: &Datum) -> Result<Value, Wrong> {
        match self.column.unit {
            Unit::Time(ms) if number >= 0.0 => Ok(Value::Text(milliseconds(number * ms as f64))),
            Unit::Time(_) => Ok(Value::Text(format!("{number} min"))),
            _ => {
                let name = self.column.path.last().map_or("time", String::as_str);
                let help = format!(
                    "write it as \"{datum} min\", or give all of them their unit in the heading: `{name} [min]`"
                );
                Err(Wrong::new(format!("is {datum}, without a unit"), help))
            }
        }
    }

    fn instant(&self, datum: &Datum) -> Result<Value, Wrong> {
        match (datum, self.column.unit) {
            (Datum::Date(date), _) => Ok(date.parse().map_or_else(|_| plain(datum), Value::Time)),
            (Datum::Time(_), Unit::Clock | Unit::Time(_)) => self.duration(datum),
            (Datum::Time(ms), _) if *ms >= DAY => self.duration(datum),
            (Datum::Time(_), _) => Ok(time_of_day(datum)),
            (Datum::Number(_), Unit::Time(_)) => self.duration(datum),
            (Datum::Text(text), unit) => {
                if let Some(value) = dated(text) {
                    return Ok(value);
                }
                if two_digits(text).is_some() && unit == Unit::Unsaid {
                    return Ok(time_of_day(datum));
                }
                let is_number = numbers::read(text).is_some();
                if unit == Unit::Unsaid && is_number { Ok(plain(datum)) } else { self.duration(datum) }
            }
            _ => Ok(plain(datum)),
        }
    }
}

/// A table, a list or an amount as the scenario writes it, where text alone is not what the key takes.
fn as_toml(kind: Kind, text: &str, place: &Place) -> Option<Value> {
    let is_text = matches!(kind, Kind::Text | Kind::Name | Kind::File | Kind::Id(_) | Kind::Again(_));
    let value =
        (!is_text && text.starts_with(['{', '['])).then(|| parse_value(text, &|_| place.clone()).value)?;
    matches!(value, Value::List(_) | Value::Table(_)).then_some(value)
}

/// A cell as it is, for a key that takes something else.
fn plain(datum: &Datum) -> Value {
    match datum {
        Datum::Number(number) => scaled(*number, 1.0),
        Datum::Flag(flag) => Value::Flag(*flag),
        other => Value::Text(other.to_string()),
    }
}

fn scaled(number: f64, scale: f64) -> Value {
    // What is reckoned from another unit has no more digits than were typed.
    let number =
        if scale == 1.0 { number } else { format!("{:.12e}", number * scale).parse().unwrap_or(number) };
    let is_whole = number.fract() == 0.0 && number.abs() < 1e15;
    if is_whole { Value::Whole(number as i128) } else { Value::Number(number) }
}

fn flag(datum: &Datum) -> Value {
    match datum.to_string().to_lowercase().as_str() {
        "true" | "yes" | "y" | "x" | "1" => Value::Flag(true),
        "false" | "no" | "n" | "0" => Value::Flag(false),
        _ => plain(datum),
    }
}

/// A duration as the scenario writes it.
fn milliseconds(ms: f64) -> String {
    let minutes = ms / 60_000.0;
    if minutes.fract() == 0.0 { format!("{minutes} min") } else { format!("{} ms", ms.round()) }
}

/// Hours and minutes, perhaps seconds, in milliseconds.
fn clock(text: &str) -> Option<f64> {
    let (hours, rest) = text.trim().split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
    let seconds = seconds.trim();
    let is_plain = seconds.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let (hours, minutes) = (hours.trim().parse::<u32>().ok()?, minutes.trim().parse::<u32>().ok()?);
    let seconds: f64 = seconds.parse().ok().filter(|_| is_plain)?;
    (minutes < 60 && seconds < 60.0)
        .then(|| (f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + seconds) * 1000.0)
}

/// A time of day, as a clock's time or as text, perhaps without its zeros.
fn time_of_day(datum: &Datum) -> Value {
    let text = match datum {
        Datum::Time(ms) if *ms < DAY => {
            let (seconds, part) = (ms / 1000, ms % 1000);
            format!("{:02}:{:02}:{:02}.{part:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        Datum::Text(text) => match two_digits(text) {
            Some(right) => format!("{right}:00"),
            None => return plain(datum),
        },
        _ => return plain(datum),
    };
    text.parse().map_or_else(|_| plain(datum), Value::Time)
}

/// A date and a time as TOML writes it, or with the day before the month and points between them, which nobody writes the
/// other way round.
fn dated(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.len() > 8
        && let Ok(time) = text.parse::<Datetime>()
    {
        return Some(Value::Time(time));
    }
    let (date, time) = text.split_once(' ')?;
    let time = two_digits(time.trim()).map_or_else(|| time.trim().to_owned(), |right| format!("{right}:00"));
    let parts: Vec<&str> = date.trim_end_matches(',').split('.').collect();
    let date = match *parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => date.to_owned(),
    };
    format!("{date}T{time}").parse().ok().map(Value::Time)
}

/// A number and what stands behind it.
fn parted(text: &str) -> (&str, &str) {
    let end = text.find(|sign: char| sign.is_alphabetic() || sign == '°').unwrap_or(text.len());
    (text[..end].trim(), text[end..].trim())
}

/// Whether the numbers of a column are told apart by signs before decimals, and what fits there.
pub(super) fn fits(column: &Column) -> Option<impl Fn(f64) -> bool + use<>> {
    let (kind, unit) = (single(column.kind), column.unit);
    let is_numeric = matches!(kind, Kind::Whole(..) | Kind::Number(_) | Kind::Duration | Kind::Instant);
    is_numeric.then_some(move |number: f64| {
        let number = if let Unit::Factor(factor) = unit { number * factor } else { number };
        match kind {
            Kind::Whole(least, most) => {
                number.fract() == 0.0 && number >= least as f64 && number <= most as f64
            }
            Kind::Number(bounds) => bounds.contain(number),
            _ => number >= 0.0,
        }
    })
}
