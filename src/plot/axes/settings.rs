//! What is varied: the values of settings along axes, and settings as the cells of a map.

use std::collections::BTreeMap;

use super::numbers::percent;
use crate::plot::figure::{Axis, Curve, Ink, Look, Notch, Ribbon, Word};
use crate::plot::style::readable_on;
use crate::study::{Setting, hours_apart};

/// From light to dark: told apart by the colour-blind and in grey print.
pub(in crate::plot) const SHADES: [Ink; 6] = [
    Ink(0xF7, 0xF3, 0xCF),
    Ink(0xC7, 0xE3, 0xB6),
    Ink(0x7F, 0xC4, 0xB8),
    Ink(0x41, 0x9C, 0xBE),
    Ink(0x22, 0x5E, 0xA8),
    Ink(0x0A, 0x26, 0x5C),
];
/// What has no value on the scale of shades.
pub(in crate::plot) const NEVER: Ink = Ink(0x55, 0x50, 0x50);
/// Most values that are named on an axis.
const MOST_NAMED: usize = 13;

/// What one value takes in some settings.
pub(in crate::plot) struct Values {
    /// Each in words, in the order of the settings.
    pub names: Vec<String>,
    /// Where each stands on an axis: its number, if all have one; of clock times, hours.
    pub places: Vec<f64>,
    /// Which of them each is.
    positions: BTreeMap<String, usize>,
}

impl Values {
    pub(in crate::plot) fn of(settings: &[Setting], axis: usize) -> Values {
        let (mut names, mut positions) = (Vec::new(), BTreeMap::new());
        for setting in settings {
            let value = &setting.edits[axis].1;
            if !positions.contains_key(value) {
                positions.insert(value.clone(), names.len());
                names.push(value.clone());
            }
        }
        let numbers = hours_apart(names.iter().map(String::as_str))
            .or_else(|| names.iter().map(|value| number(value)).collect());
        let places = numbers.unwrap_or_else(|| (0..names.len()).map(|place| place as f64).collect());
        Values { names, places, positions }
    }

    /// Which of them a setting has.
    pub(in crate::plot) fn position(&self, setting: &Setting, axis: usize) -> Option<usize> {
        self.positions.get(&setting.edits[axis].1).copied()
    }

    /// Where a setting stands.
    pub(in crate::plot) fn place(&self, setting: &Setting, axis: usize) -> Option<f64> {
        self.position(setting, axis).map(|position| self.places[position])
    }

    /// Those that stand from one place to another.
    pub(in crate::plot) fn between(&self, low: f64, high: f64) -> Values {
        let all = self.names.iter().cloned().zip(self.places.iter().copied());
        let (names, places): (Vec<String>, Vec<f64>) =
            all.filter(|(_, place)| (low..=high).contains(place)).unzip();
        let positions = names.iter().cloned().enumerate().map(|(position, name)| (name, position)).collect();
        Values { names, places, positions }
    }

    /// An axis with the values named where they stand; of many, some.
    pub(in crate::plot) fn axis(&self, path: &str) -> Axis {
        Axis {
            caption: path.to_owned(),
            from: self.places.iter().copied().fold(f64::INFINITY, f64::min),
            to: self.places.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            notches: notches(&self.names, &self.places),
        }
    }

    /// An axis of cells, one a value, named at their middles.
    pub(in crate::plot) fn cells(&self, path: &str) -> Axis {
        let middles: Vec<f64> = (0..self.names.len()).map(|place| place as f64 + 0.5).collect();
        let (to, notches) = (self.names.len() as f64, notches(&self.names, &middles));
        Axis { caption: path.to_owned(), from: 0.0, to, notches }
    }
}

fn notches(names: &[String], places: &[f64]) -> Vec<Notch> {
    let every = names.len().div_ceil(MOST_NAMED).max(1);
    let named = names.iter().zip(places).step_by(every);
    named.map(|(label, &at)| Notch { at, label: label.clone(), below: String::new() }).collect()
}

/// The number that a value begins with.
fn number(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// A line without words; a disc, if it is one point.
pub(in crate::plot) fn line(points: Vec<(f64, f64)>, look: Look) -> Curve {
    Curve { label: String::new(), line: points, ribbons: Vec::new(), look }
}

/// A cell of a map, by its column and row.
pub(in crate::plot) fn cell((column, row): (usize, usize), ink: Ink) -> Curve {
    let (x, y) = (column as f64, row as f64);
    let edges = vec![(x, y, y + 1.0), (x + 1.0, y, y + 1.0)];
    let look = Look { ink, width: 0.0, dash: None };
    Curve { ribbons: vec![Ribbon { edges, opacity: 1.0 }], ..line(Vec::new(), look) }
}

/// Most rows of a map whose cells are high enough for a number.
pub(in crate::plot) const MOST_NUMBERED: usize = 28;

/// What is written in a cell of a map that has this colour.
pub(in crate::plot) fn number_in((column, row): (usize, usize), text: String, on: Ink) -> Word {
    let at = (column as f64 + 0.5, row as f64 + 0.5);
    Word { at, text, or: String::new(), ink: readable_on(on), room: 0.94 }
}

/// From nothing to all.
pub(in crate::plot) fn share_axis(caption: &str) -> Axis {
    let notch = |step: u32| {
        let at = f64::from(step) / 5.0;
        Notch { at, label: percent(at), below: String::new() }
    };
    Axis { caption: caption.into(), from: 0.0, to: 1.0, notches: (0..=5).map(notch).collect() }
}
