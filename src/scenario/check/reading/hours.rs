//! Opening hours.

use super::sheet::Sheet;
use crate::plan::{DayProfile, Hours};
use crate::scenario::document::Node;
use crate::scenario::problems::Wrong;
use crate::scenario::timeline::{time_of_day, time_of_day_of};
use crate::units::{DAY, Span};

/// How it is said that hours have no end, for a place that opens and for one that is closed.
pub(in crate::scenario::check) struct Words {
    begins: &'static str,
    otherwise: &'static str,
}

/// Of a place that opens.
pub(in crate::scenario::check) const OPEN: Words =
    Words { begins: "is when it opens, too", otherwise: "leave `hours` out: then it is always open" };

/// Of something that is closed.
pub(in crate::scenario::check) const SUSPENDED: Words =
    Words { begins: "is when it begins, too", otherwise: "give dates if it is closed for days" };

/// Reads the `hours` of a table; none: always.
pub(in crate::scenario::check) fn hours(sheet: &Sheet<'_>, words: &Words) -> Option<Option<Hours>> {
    if sheet.node("hours").is_none() {
        return Some(None);
    }
    let mut windows = Vec::new();
    for item in sheet.items("hours") {
        let time = |key: &str| time_of_day_of(&item.node(key)?.value);
        windows.extend(window(&item, (time("from")?, time("to")?), words)?);
    }
    windows.sort_unstable();
    if windows.is_empty() || windows.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        sheet.wrong("hours", Wrong::new("has windows that overlap", "make one of them, or shorten one"));
        return None;
    }
    let windows = joined(windows);
    let always = windows == [(Span::ZERO, Span(DAY))];
    Some((!always).then(|| Hours::new(windows)))
}

/// A window within the day; one past midnight is two.
pub(in crate::scenario::check) fn window(
    sheet: &Sheet<'_>,
    (from, to): (Span, Span),
    words: &Words,
) -> Option<Vec<(Span, Span)>> {
    if from == to {
        sheet.wrong("to", Wrong::new(words.begins, format!("give another time, or {}", words.otherwise)));
        return None;
    }
    Some(match from < to {
        true => vec![(from, to)],
        false if to == Span::ZERO => vec![(from, Span(DAY))],
        false => vec![(Span::ZERO, to), (from, Span(DAY))],
    })
}

/// Windows that touch are one.
pub(in crate::scenario::check) fn joined(windows: Vec<(Span, Span)>) -> Vec<(Span, Span)> {
    let mut apart: Vec<(Span, Span)> = Vec::with_capacity(windows.len());
    for (from, to) in windows {
        match apart.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => apart.push((from, to)),
        }
    }
    apart
}

pub(in crate::scenario::check) fn day_profile(node: &Node) -> Option<DayProfile> {
    let steps = node.table()?.0.iter().map(|step| Some((time_of_day(&step.key)?, step.node.number()?)));
    let mut steps = steps.collect::<Option<Vec<_>>>()?;
    if steps.iter().any(|&(_, factor)| !(factor > 0.0 && factor.is_finite())) {
        return None;
    }
    steps.sort_by_key(|&(from, _)| from);
    Some(DayProfile::new(steps))
}
