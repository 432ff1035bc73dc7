//! Convoys, as figures of one replication show them: joined, and numbered as in `trips.csv`.

use std::collections::BTreeMap;

use crate::plan::VehicleId;
use crate::plot::figure::Curve;
use crate::plot::style::INK;
use crate::record::{Journal, Way};
use crate::units::Tick;

/// From one number to the next, and so much more for each of its signs, as shares of the time that is drawn.
const APART: f64 = 0.012;
const SIGN: f64 = 0.0078;

/// Vehicles that left together with people.
pub(super) struct Convoy<'j> {
    /// Its number.
    pub number: u32,
    /// The ways of its vehicles, in the order of vehicles.
    pub ways: Vec<&'j Way>,
}

impl Convoy<'_> {
    /// When it left.
    pub(super) fn departs(&self) -> Tick {
        self.ways.iter().map(|way| way.places[0].0).min().unwrap_or(Tick::START)
    }

    /// Its number, and how many vehicles it has, where all vehicles are looked at.
    pub(super) fn words(&self, all_are_kept: bool) -> String {
        if all_are_kept { format!("{} ({})", self.number, self.ways.len()) } else { self.number.to_string() }
    }

    /// Whether a vehicle of it drove through without a stop.
    pub(super) fn is_smooth(&self, vehicle: VehicleId) -> bool {
        self.ways.iter().any(|way| way.vehicle == vehicle && way.places.len() == 2)
    }

    /// When a vehicle of it left and when it was there; none if it is not of it.
    pub(super) fn span(&self, vehicle: VehicleId) -> Option<(f64, f64)> {
        let way = self.ways.iter().find(|way| way.vehicle == vehicle)?;
        Some((way.places[0].0.0 as f64, way.places.last()?.0.0 as f64))
    }
}

/// The convoys of two vehicles or more, in their order.
pub(super) fn convoys<'j>(ways: impl Iterator<Item = &'j Way>) -> Vec<Convoy<'j>> {
    let mut of: BTreeMap<u32, Vec<&Way>> = BTreeMap::new();
    for way in ways {
        if let Some(number) = way.convoy {
            of.entry(number).or_default().push(way);
        }
    }
    let convoys = of.into_iter().filter(|(_, ways)| ways.len() > 1).map(|(number, mut ways)| {
        ways.sort_by_key(|way| way.vehicle);
        Convoy { number, ways }
    });
    convoys.collect()
}

/// Whether all vehicles are looked at, so that those of a convoy can be counted.
pub(super) fn all_are_kept(vehicles: u32, journal: &Journal) -> bool {
    journal.kept().iter().map(std::iter::ExactSizeIterator::len).sum::<usize>() == vehicles as usize
}

/// How much room words take along a time axis until an instant, about.
pub(super) fn room(words: &str, until: Tick) -> f64 {
    (APART + SIGN * words.chars().count() as f64) * until.0 as f64
}

/// Those of some places, given with their room, that do not meet: the first stay.
pub(super) fn apart(places: Vec<(f64, f64)>) -> Vec<bool> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let is_free = |(at, room): (f64, f64)| {
        let meets = |&(other, theirs): &(f64, f64)| (at - other).abs() < f64::midpoint(room, theirs);
        let free = !kept.iter().any(meets);
        if free {
            kept.push((at, room));
        }
        free
    };
    places.into_iter().map(is_free).collect()
}

/// A thin dark line.
pub(super) fn outline(line: Vec<(f64, f64)>) -> Curve {
    let look = crate::plot::figure::Look { ink: INK, width: 1.4, dash: None };
    Curve { label: String::new(), line, ribbons: Vec::new(), look }
}

/// A name that leaves room for others: of a long one what stands before a comma, or so many letters.
pub(super) fn brief(title: &str, most: usize) -> String {
    let fits = |title: &&str| title.chars().count() <= most;
    let first = title.split(", ").next().unwrap_or(title);
    if let Some(name) = [title, first].into_iter().find(fits) {
        return name.to_owned();
    }
    let kept: String = title.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_numbers_that_would_meet_the_first_stay() {
        assert_eq!(
            apart(vec![(0.0, 10.0), (9.0, 10.0), (10.0, 10.0), (100.0, 10.0)]),
            [true, false, true, true]
        );
    }

    #[test]
    fn long_names_are_cut_where_a_letter_ends() {
        assert_eq!(brief("Ad-Dar", 10), "Ad-Dar");
        assert_eq!(brief("Ad-Dar al-Kabirah", 8), "Ad-Dar…");
        assert_eq!(brief("Homs, the old city", 10), "Homs");
        assert_eq!(brief("ééééé", 3), "éé…");
    }
}
