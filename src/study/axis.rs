//! What is varied: paths with the values they take, `PATH=10..40:5`, and paths that move together,
//! `PATH=10..40:10 with PATH=1..4`.

use std::collections::HashSet;
use std::ops::Range;
use std::str::FromStr;

use super::clock_range::ClockTime;
use super::vary::{Values, listed, one_item, outside, place_alone, split};

/// A path with the values it takes, and others that move with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The path, as `--set` takes it.
    pub path: String,
    /// The values.
    pub values: Values,
    /// Paths that move together with this one, each with its values: the first with the first, and so on. They have
    /// none of their own.
    pub with: Vec<Axis>,
}

/// What stands between paths that move together.
const WITH: &str = " with ";

impl FromStr for Axis {
    type Err = String;

    /// Reads `PATH=VALUES`, or `PATH=VALUES with PATH=VALUES …`.
    fn from_str(text: &str) -> Result<Axis, String> {
        let words = text.trim();
        if words.starts_with(WITH.trim_start()) || words.ends_with(WITH.trim_end()) {
            return Err(format!(
                "`{text}`: something must stand on both sides of `with`: write PATH=VALUES with PATH=VALUES"
            ));
        }
        let mut parts = together(text).into_iter().map(|part| Axis::alone(&text[part]));
        let first = parts.next().unwrap_or_else(|| Axis::alone(text))?;
        Axis { with: parts.collect::<Result<_, _>>()?, ..first }.of_one_length()?.without_repeats()
    }
}

impl Axis {
    /// Reads `PATH=VALUES`.
    fn alone(text: &str) -> Result<Axis, String> {
        let (path, values) = text.split_once('=').ok_or_else(|| {
            format!("`{text}` has no values: write PATH=VALUES, as in fleets.buses.count=10..40:5")
        })?;
        let (path, values) = (path.trim(), values.trim());
        if path.is_empty() || values.is_empty() {
            return Err(format!("`{text}`: write PATH=VALUES, as in fleets.buses.count=10..40:5"));
        }
        let items = split(values);
        let values = match items.as_slice() {
            [one] => one_item(one)?,
            several => Values::Listed(listed(several)?),
        };
        Ok(Axis { path: path.to_owned(), values, with: Vec::new() })
    }

    /// All that move together, this one first.
    fn all(&self) -> impl Iterator<Item = &Axis> + Clone {
        std::iter::once(self).chain(&self.with)
    }

    /// Refuses lists of different lengths.
    fn of_one_length(self) -> Result<Axis, String> {
        let length = |axis: &Axis| match &axis.values {
            Values::Listed(values) => Some(values.len()),
            _ => None,
        };
        self.all().filter_map(|axis| Some((axis, length(axis)?))).try_fold(None, alike)?;
        Ok(self)
    }

    /// Refuses a setting that is listed twice, which would be made twice and told twice.
    fn without_repeats(self) -> Result<Axis, String> {
        // What lies between two ends has no setting twice.
        let moves = self.moves().unwrap_or_default();
        let mut seen = HashSet::new();
        let alike = |made: &Move| made.iter().map(|(_, value)| plainest(value)).collect::<Vec<String>>();
        match moves.iter().find(|made| !seen.insert(alike(made))) {
            Some(twice) => {
                let said: Vec<String> = twice.iter().map(|(path, value)| format!("{path}={value}")).collect();
                Err(format!("`{}` is there twice: leave one out", said.join(WITH)))
            }
            None => Ok(self),
        }
    }

    /// What is varied, in words: `fleets.buses.count with fleets.ambulances.count`.
    #[must_use]
    pub fn caption(&self) -> String {
        self.all().map(|axis| axis.path.as_str()).collect::<Vec<_>>().join(WITH)
    }

    /// The paths that move together.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.all().map(|axis| axis.path.as_str())
    }

    /// What is set at each place of a full grid.
    ///
    /// # Errors
    /// If the values lie between two ends, so that a step is missing.
    pub fn moves(&self) -> Result<Vec<Move>, String> {
        let listed = |axis: &Axis| axis.values.listed();
        let columns: Vec<Vec<String>> = self.all().map(listed).collect::<Result<_, _>>()?;
        self.all().zip(columns.iter().map(Vec::len)).try_fold(None, alike)?;
        let at = |place: usize| {
            let values = columns.iter().map(|values| values[place].clone());
            self.paths().map(str::to_owned).zip(values).collect()
        };
        Ok((0..columns[0].len()).map(at).collect())
    }

    /// What is set at a share of the way, from 0 to before 1.
    #[must_use]
    pub fn move_at(&self, share: f64) -> Move {
        self.all().map(|axis| (axis.path.clone(), axis.values.at(share))).collect()
    }

    /// What is set at either end.
    #[must_use]
    pub fn ends(&self) -> [Move; 2] {
        let ends = |axis: &Axis| (axis.path.clone(), axis.values.ends());
        let ends: Vec<_> = self.all().map(ends).collect();
        let first = ends.iter().map(|(path, (first, _))| (path.clone(), first.clone())).collect();
        [first, ends.into_iter().map(|(path, (_, last))| (path, last)).collect()]
    }
}

/// A value in one of the spellings that it may have: 5.0 and 05 as 5, 16:00:00 as 16:00.
fn plainest(value: &str) -> String {
    match (value.parse::<f64>(), value.parse::<ClockTime>()) {
        (Ok(number), _) => number.to_string(),
        (_, Ok(time)) => time.to_string(),
        _ => value.to_owned(),
    }
}

/// A path, and how many values it has.
type Counted<'a> = (&'a Axis, usize);

/// Refuses a path that has not as many values as the one before it.
fn alike<'a>(before: Option<Counted<'a>>, next: Counted<'a>) -> Result<Option<Counted<'a>>, String> {
    match before {
        Some((first, many)) if many != next.1 => Err(format!(
            "`{}` has {many} values, and `{}`, which moves with it, has {}: give both as many",
            first.path, next.0.path, next.1
        )),
        _ => Ok(Some(next)),
    }
}

/// The values of paths that move together.
pub type Move = Vec<(String, String)>;

/// The bytes of the parts between the words ` with ` that stand in no brackets or quotes.
fn together(text: &str) -> Vec<Range<usize>> {
    let (mut parts, mut from) = (Vec::new(), 0);
    for (at, _) in outside(text).filter(|&(at, _)| text[at..].starts_with(WITH)) {
        parts.push(from..at);
        from = at + WITH.len();
    }
    parts.push(from..text.len());
    parts
}

/// The bytes of `PATH=VALUES` in which a path's value stands, or the range that it comes from; none if the path is not
/// set there.
pub(super) fn place_of(text: &str, path: &str, value: &str) -> Option<Range<usize>> {
    let sets = |part: &Range<usize>| {
        text[part.clone()].split_once('=').is_some_and(|(varied, _)| varied.trim() == path)
    };
    let part = together(text).into_iter().find(sets)?;
    let place = place_alone(&text[part.clone()], value);
    Some(part.start + place.start..part.start + place.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_together_has_as_many_values() {
        let told = |text: &str| text.parse::<Axis>().and_then(|axis| axis.moves());
        let moves = told("a=10..30:10 with b=5,\"x with y\",7 with c=1..3").unwrap();
        let second = [("a", "20"), ("b", "\"x with y\""), ("c", "2")];
        assert_eq!(moves[1], second.map(|(path, value)| (path.to_owned(), value.to_owned())));
        assert_eq!(moves.len(), 3);
        assert_eq!(told("a=1,1,2 with b=1,2,2").unwrap().len(), 3);
        let axis: Axis = "a=0.0..1.0 with b=10 min..20 min".parse().unwrap();
        assert_eq!(axis.move_at(0.5)[1].1, "15 min");
        assert_eq!((axis.ends()[1][1].1.as_str(), axis.caption().as_str()), ("20 min", "a with b"));
        for (text, says) in [
            (
                "a=1,2 with b=1,2,3",
                "`a` has 2 values, and `b`, which moves with it, has 3: give both as many",
            ),
            ("a=1,2 with b=0.0..1.0", "needs a step"),
            (
                "a=1..2 with b=1..3",
                "`a` has 2 values, and `b`, which moves with it, has 3: give both as many",
            ),
            ("a=1,2 with b", "write PATH=VALUES"),
            ("a=1,2,1", "`a=1` is there twice: leave one out"),
            ("a=5,1..9:2", "`a=5` is there twice"),
            ("a=2,2.0", "`a=2.0` is there twice"),
            ("a=16:00,16:00:00", "`a=16:00:00` is there twice"),
            ("a=1,2,1 with b=1,2,1", "`a=1 with b=1` is there twice"),
            ("a=1,2 with", "on both sides of `with`"),
            ("with b=1,2", "on both sides of `with`"),
        ] {
            assert!(told(text).unwrap_err().contains(says), "{text}: {:?}", told(text));
        }
    }

    #[test]
    fn values_that_move_together_are_found_where_they_were_typed() {
        assert_eq!(place_of("p=1,2 with q=2,3", "q", "2"), Some(13..14));
        assert_eq!(place_of("p=1,2 with q=2,3", "r", "2"), None);
    }
}
