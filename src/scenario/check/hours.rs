//! Opening hours.

use super::sheet::Sheet;
use crate::plan::Hours;
use crate::scenario::problems::Wrong;
use crate::scenario::timeline::time_of_day_of;
use crate::units::{DAY, Span};

/// Reads the `hours` of a place; none: it is always open.
pub(super) fn hours(sheet: &Sheet<'_>) -> Option<Option<Hours>> {
    if sheet.node("hours").is_none() {
        return Some(None);
    }
    let mut windows = Vec::new();
    for item in sheet.items("hours") {
        windows.extend(window(&item)?);
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
fn window(sheet: &Sheet<'_>) -> Option<Vec<(Span, Span)>> {
    let time = |key: &str| time_of_day_of(&sheet.node(key)?.value);
    let (from, to) = (time("from")?, time("to")?);
    if from == to {
        let help = "give another time, or leave `hours` out: then it is always open";
        sheet.wrong("to", Wrong::new("is when it opens, too", help));
        return None;
    }
    Some(match from < to {
        true => vec![(from, to)],
        false if to == Span::ZERO => vec![(from, Span(DAY))],
        false => vec![(from, Span(DAY)), (Span::ZERO, to)],
    })
}

/// Windows that touch are one.
fn joined(windows: Vec<(Span, Span)>) -> Vec<(Span, Span)> {
    let mut apart: Vec<(Span, Span)> = Vec::with_capacity(windows.len());
    for (from, to) in windows {
        match apart.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => apart.push((from, to)),
        }
    }
    apart
}
