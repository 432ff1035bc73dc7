//! What a key takes, in words.

use super::{Bounds, Choice, Kind, LARGEST};
use crate::scenario::document::Value;
use crate::scenario::names;

impl Kind {
    /// What must be given, as it follows "give".
    pub fn wanted(self) -> String {
        match self {
            Kind::Text => "text in quotes".to_owned(),
            Kind::Name => {
                "up to 64 letters, digits, `-`, `_` and `.` in quotes, not beginning with `.`".to_owned()
            }
            Kind::Flag => "true or false".to_owned(),
            Kind::Whole(least, most) => whole(least, most),
            Kind::Number(bounds) => bounds.wanted(),
            Kind::Duration => "a duration with its unit, such as \"40 min\" or \"1.5 h\"".to_owned(),
            Kind::Start => "a date and time, such as 2016-12-15T14:00:00+02:00".to_owned(),
            Kind::Instant => "a date and time (2016-12-15T22:00:00+02:00), a time of day (22:00:00) or a \
                              duration after the start (\"6 h\")"
                .to_owned(),
            Kind::TimeOfDay => "a time of day, such as 06:00:00".to_owned(),
            Kind::File => "the name of a file, in quotes".to_owned(),
            Kind::Id(target) | Kind::Again(target) => format!("the id of {}, in quotes", target.one()),
            Kind::List(item, least, most) if least == most => {
                format!("a list of {least}, each {}", item.wanted())
            }
            Kind::List(item, ..) => format!("a list; each item: {}", item.wanted()),
            Kind::ByHour(_) => {
                "a table of times of day, such as { \"06:00\" = 1.0, \"22:00\" = 1.25 }".to_owned()
            }
            Kind::ById(target, item) => {
                format!("a table from ids of {} to {}", target.nouns().1, item.wanted())
            }
            Kind::Rows(..) | Kind::Table(_) | Kind::Free => "a table".to_owned(),
            Kind::OneOf(choice) => choice.wanted(),
        }
    }

    /// Whether a value has the outer shape of this kind, right or wrong inside.
    pub fn has_shape_of(self, value: &Value) -> bool {
        match self {
            Kind::Text | Kind::Name | Kind::Duration | Kind::File | Kind::Id(_) | Kind::Again(_) => {
                matches!(value, Value::Text(_))
            }
            Kind::Flag => matches!(value, Value::Flag(_)),
            Kind::Whole(..) | Kind::Number(_) => matches!(value, Value::Whole(_) | Value::Number(_)),
            Kind::Start | Kind::Instant | Kind::TimeOfDay => matches!(value, Value::Time(_) | Value::Text(_)),
            Kind::List(..) => matches!(value, Value::List(_)),
            Kind::ByHour(_) | Kind::ById(..) | Kind::Rows(..) | Kind::Table(_) | Kind::Free => {
                matches!(value, Value::Table(_))
            }
            Kind::OneOf(_) => true,
        }
    }
}

fn whole(least: i64, most: i64) -> String {
    match most {
        i64::MAX => format!("a whole number from {} on", grouped(least)),
        _ => format!("a whole number from {} to {}", grouped(least), grouped(most)),
    }
}

/// A whole number that can be read, and copied into TOML: 10_000_000.
pub(in crate::scenario) fn grouped(number: i64) -> String {
    let (sign, digits) = (if number < 0 { "-" } else { "" }, number.unsigned_abs().to_string());
    if digits.len() < 5 {
        return number.to_string();
    }
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    format!("{sign}{}", groups.collect::<Vec<_>>().join("_"))
}

impl Bounds {
    fn wanted(self) -> String {
        let least = if self.includes_least {
            format!("from {} on", self.least)
        } else {
            format!("above {}", self.least)
        };
        let most = if self.includes_most {
            format!("at most {}", self.most)
        } else {
            format!("below {}", self.most)
        };
        let unit = if self.unit.is_empty() { String::new() } else { format!(", in {}", self.unit) };
        if self.most >= LARGEST {
            format!("a number {least}{unit}")
        } else {
            format!("a number {least} and {most}{unit}")
        }
    }
}

impl Choice {
    /// Every way of saying it.
    pub fn wanted(&self) -> String {
        let plain = self.plain.iter().map(|kind| kind.wanted());
        let words = self.words.iter().map(|word| format!("\"{}\"", word.word));
        let tags: Vec<&str> = self.tags.iter().map(|tag| tag.key.name).collect();
        let tags = (!tags.is_empty()).then(|| format!("a table with one of {}", names::list(&tags)));
        plain.chain(words).chain(tags).collect::<Vec<_>>().join(", or ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_said_in_words() {
        assert_eq!(Kind::Whole(1, 10_000_000).wanted(), "a whole number from 1 to 10_000_000");
        assert_eq!(Kind::Whole(-1_000_000, 9999).wanted(), "a whole number from -1_000_000 to 9999");
        assert_eq!(Kind::Number(Bounds::SHARE).wanted(), "a number above 0 and at most 1");
        assert_eq!(Kind::Number(Bounds::PROBABILITY).wanted(), "a number above 0 and below 1");
        assert_eq!(Kind::Number(Bounds::NOT_NEGATIVE).wanted(), "a number from 0 on");
    }

    #[test]
    fn long_numbers_are_grouped() {
        for (number, text) in [(0, "0"), (9999, "9999"), (10_000, "10_000"), (-123_456, "-123_456")] {
            assert_eq!(grouped(number), text);
        }
    }
}
