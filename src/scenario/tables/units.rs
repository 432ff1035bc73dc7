//! Units in headings: `time [min]`, `length (km)`.

use crate::scenario::durations;
use crate::scenario::format::{Choice, Kind};
use crate::scenario::problems::Wrong;
use crate::scenario::validate::meant::factor;

/// What a column's numbers are in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    /// Nothing says it.
    Unsaid,
    /// So many milliseconds.
    Time(u64),
    /// A clock's way of writing how long something takes: hours and minutes, perhaps seconds.
    Clock,
    /// So many of what the key takes.
    Factor(f64),
}

/// What a heading may say where its numbers are not those of people or vehicles.
const NO_COUNTS: [&str; 18] = [
    "%",
    "percent",
    "per cent",
    "‰",
    "share",
    "millions",
    "million",
    "families",
    "family",
    "households",
    "household",
    "hh",
    "familien",
    "haushalte",
    "ménages",
    "familles",
    "familias",
    "hogares",
];

/// A heading without its unit, and the unit.
pub(super) fn split(heading: &str) -> (&str, Option<&str>) {
    let heading = heading.trim();
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((name, unit)) = heading.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)) {
            return (name.trim(), Some(unit.trim()).filter(|unit| !unit.is_empty()));
        }
    }
    (heading, None)
}

/// What single values of a kind are: that of a choice is its first plain one.
pub(super) fn single(kind: Kind) -> Kind {
    match kind {
        Kind::OneOf(Choice { plain: [first, ..], .. }) => single(*first),
        Kind::List(item, ..) => single(*item),
        kind => kind,
    }
}

/// The unit of a column of this kind.
///
/// # Errors
/// If what is said cannot be a unit of it, and must be one.
pub(super) fn read(kind: Kind, unit: Option<&str>) -> Result<Unit, Wrong> {
    let Some(unit) = unit else { return Ok(Unit::Unsaid) };
    let plain = unit.trim_end_matches('.').to_lowercase();
    match single(kind) {
        Kind::Duration | Kind::Instant => Ok(match plain.as_str() {
            "h:mm" | "hh:mm" | "h:mm:ss" | "hh:mm:ss" => Unit::Clock,
            // What is no unit is a remark: numbers that have none are told of.
            _ => durations::milliseconds(&plain).map_or(Unit::Unsaid, Unit::Time),
        }),
        Kind::Number(bounds) if bounds.unit.is_empty() => {
            Ok(if plain == "%" { Unit::Factor(0.01) } else { Unit::Unsaid })
        }
        Kind::Number(bounds) => match factor(&plain, bounds.unit) {
            Some(factor) => Ok(Unit::Factor(factor)),
            None => {
                let help = format!("give numbers in {0}, and the heading as `… [{0}]`", bounds.unit);
                Err(Wrong::new(format!("says `{unit}`, which is no unit of this"), help))
            }
        },
        Kind::Whole(..) => match plain.trim_start_matches(['\'', '\u{2019}']) {
            "thousands" | "thousand" | "1000" | "1,000" | "000" | "000s" => Ok(Unit::Factor(1000.0)),
            of_others if NO_COUNTS.contains(&of_others) => {
                let help = "give the numbers of people, or of vehicles: multiply in the sheet, or in a column of its own";
                Err(Wrong::new(format!("says `{unit}`, which counts something else"), help))
            }
            _ => Ok(Unit::Unsaid),
        },
        _ => Ok(Unit::Unsaid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::format::Bounds;

    #[test]
    fn units_are_told_from_remarks() {
        let length = Kind::Number(Bounds { unit: "km", ..Bounds::POSITIVE });
        for (kind, heading, name, unit) in [
            (Kind::Duration, "Time [min]", "Time", Some(Unit::Time(60_000))),
            (Kind::Duration, "time (Min.)", "time", Some(Unit::Time(60_000))),
            (Kind::Duration, "time [h:mm]", "time", Some(Unit::Clock)),
            (Kind::Duration, "time (one way)", "time", Some(Unit::Unsaid)),
            (Kind::Instant, "at [h]", "at", Some(Unit::Time(3_600_000))),
            (length, "km", "km", Some(Unit::Unsaid)),
            (length, "length [m]", "length", Some(Unit::Factor(0.001))),
            (length, "length (nmi)", "length", None),
            (Kind::Number(Bounds::SHARE), "refuses [%]", "refuses", Some(Unit::Factor(0.01))),
            (Kind::Whole(0, 9), "people ('000)", "people", Some(Unit::Factor(1000.0))),
            (Kind::Whole(0, 9), "people (2020)", "people", Some(Unit::Unsaid)),
            (Kind::Whole(0, 9), "people (families)", "people", None),
            (Kind::Whole(0, 9), "people [%]", "people", None),
            (Kind::Text, "title (in English)", "title", Some(Unit::Unsaid)),
        ] {
            let (found, said) = split(heading);
            assert_eq!((found, read(kind, said).ok()), (name, unit), "{heading}");
        }
    }
}
