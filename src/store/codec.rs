//! Blocks as bytes and back.
//!
//! Whole numbers are written seven bits a byte, the low ones first; fingerprints and metrics as their
//! eight bytes. Headcounts change little from one instant to the next: each is written as its
//! difference from the one before, and runs of zeros as their length.

use crate::plan::{ObserverId, PlanPrint, SiteId, VehicleId};
use crate::record::{Grid, Outcome, Report, Trip};
use crate::study::{Block, Counts};
use crate::units::{Span, Tick};

/// The bytes of a block.
pub(super) fn encode(block: &Block) -> Vec<u8> {
    let mut out = Vec::with_capacity(block.counts.iter().map(|counts| counts.rows.len()).sum());
    out.extend(block.plan.0.to_le_bytes());
    put(&mut out, block.len());
    block.fingerprints.iter().for_each(|fingerprint| out.extend(fingerprint.to_le_bytes()));
    put(&mut out, block.metrics.len() as u64);
    block.metrics.iter().for_each(|value| out.extend(value.to_bits().to_le_bytes()));
    put(&mut out, block.counts.len() as u64);
    block.counts.iter().for_each(|counts| put_counts(&mut out, counts));
    put(&mut out, block.trips.len() as u64);
    for (replication, trips) in &block.trips {
        put(&mut out, *replication);
        put(&mut out, trips.len() as u64);
        trips.iter().for_each(|trip| put_trip(&mut out, trip));
    }
    // Of a plan without observers nothing is written: its blocks are those of versions without observers.
    for (replication, report) in &block.reports {
        let Report { observer, number, counted, told, people, truth, late } = *report;
        let row =
            [*replication, observer.0.into(), number.into(), counted.0, told.0, people, truth, late.into()];
        row.into_iter().for_each(|number| put(&mut out, number));
    }
    out
}

/// The block of these bytes; none if they are not a block's, or are one's that has more headcounts than there is room
/// for: a few bytes can stand for very many. All else takes at most some ten times as much memory as bytes.
pub(super) fn decode(bytes: &[u8], mut room: u64) -> Option<Block> {
    let mut from = Bytes(bytes);
    let mut block = Block { plan: PlanPrint(from.eight()?), ..Block::default() };
    for _ in 0..from.number()? {
        block.fingerprints.push(from.eight()?);
    }
    for _ in 0..from.number()? {
        block.metrics.push(f64::from_bits(from.eight()?));
    }
    for _ in 0..from.number()? {
        let counts = from.counts(room)?;
        room -= counts.rows.len() as u64;
        block.counts.push(counts);
    }
    for _ in 0..from.number()? {
        let replication = from.number()?;
        let trips = (0..from.number()?).map(|_| from.trip()).collect::<Option<Vec<Trip>>>()?;
        block.trips.push((replication, trips));
    }
    while !from.0.is_empty() {
        block.reports.push((from.number()?, from.report()?));
    }
    Some(block)
}

#[inline]
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_counts(out: &mut Vec<u8>, counts: &Counts) {
    let Counts { grid, rows } = counts;
    let width = rows.len() / grid.len();
    [grid.step.0, grid.end.0, width as u64].into_iter().for_each(|number| put(out, number));
    let (first, mut zeros) = (vec![0; width], 0);
    let before = std::iter::once(&first[..]).chain(rows.chunks_exact(width.max(1)));
    for (row, before) in rows.chunks_exact(width.max(1)).zip(before) {
        if row == before {
            zeros += width as u64;
            continue;
        }
        for (value, before) in row.iter().zip(before) {
            if value == before {
                zeros += 1;
                continue;
            }
            put_zeros(out, std::mem::take(&mut zeros));
            let difference = value.wrapping_sub(*before).cast_signed();
            put(out, u64::from(((difference << 1) ^ (difference >> 31)).cast_unsigned()));
        }
    }
    put_zeros(out, zeros);
}

/// A run of zeros: a zero and how many more there are.
#[inline]
fn put_zeros(out: &mut Vec<u8>, zeros: u64) {
    if let Some(more) = zeros.checked_sub(1) {
        put(out, 0);
        put(out, more);
    }
}

fn put_trip(out: &mut Vec<u8>, trip: &Trip) {
    let Trip { vehicle, number, phase, convoy, from, to, people, .. } = *trip;
    // Nothing is 0 and something is one more than it is.
    let convoy = convoy.map_or(0, |convoy| u64::from(convoy) + 1);
    [vehicle.0, number, phase, from.0.into(), to.0.into(), people]
        .into_iter()
        .for_each(|number| put(out, number.into()));
    put(out, convoy);
    [trip.queued, trip.boarding, trip.departed].into_iter().for_each(|tick| put(out, tick.0));
    [trip.arrived, trip.alighting, trip.alighted, trip.returned]
        .into_iter()
        .for_each(|tick| put(out, tick.map_or(0, |tick| tick.0 + 1)));
    put(out, trip.outcome.map_or(0, |outcome| outcome as u64 + 1));
}

/// Bytes that are left to read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn eight(&mut self) -> Option<u64> {
        let (eight, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*eight))
    }

    /// Headcounts, no more than there is room for.
    fn counts(&mut self, room: u64) -> Option<Counts> {
        let (step, end, width) = (self.number()?, self.number()?, self.number()?);
        let grid = Grid { step: Span(step), end: Tick(end) };
        let length = end.checked_div(step)?.checked_add(2)?.checked_mul(width)?;
        if length > room {
            return None;
        }
        let (width, length) = (width as usize, grid.len() * width as usize);
        let mut rows: Vec<u32> = Vec::with_capacity(length);
        while rows.len() < length {
            let code = self.small()?;
            let run = if code == 0 { self.number()?.checked_add(1)? } else { 1 };
            if run > (length - rows.len()) as u64 {
                return None;
            }
            let difference = (code >> 1).cast_signed() ^ -(code & 1).cast_signed();
            for _ in 0..run {
                let before = rows.len().checked_sub(width).map_or(0, |place| rows[place]);
                rows.push(before.wrapping_add_signed(difference));
            }
        }
        Some(Counts { grid, rows })
    }

    fn report(&mut self) -> Option<Report> {
        Some(Report {
            observer: ObserverId(self.number()?.try_into().ok()?),
            number: self.small()?,
            counted: Tick(self.number()?),
            told: Tick(self.number()?),
            people: self.number()?,
            truth: self.number()?,
            late: self.number()? > 0,
        })
    }

    fn trip(&mut self) -> Option<Trip> {
        let [vehicle, number, phase, from, to, people] =
            [self.small()?, self.small()?, self.small()?, self.small()?, self.small()?, self.small()?];
        let convoy = self.number()?.checked_sub(1);
        let [queued, boarding, departed] = [self.number()?, self.number()?, self.number()?].map(Tick);
        let [arrived, alighting, alighted, returned] =
            [self.number()?, self.number()?, self.number()?, self.number()?]
                .map(|tick| tick.checked_sub(1).map(Tick));
        let convoy = convoy.map(u32::try_from).transpose().ok()?;
        let outcome = match self.number()? {
            0 => None,
            known => Some(*Outcome::ALL.get(usize::try_from(known).ok()? - 1)?),
        };
        let (vehicle, from, to) =
            (VehicleId(vehicle), SiteId(from.try_into().ok()?), SiteId(to.try_into().ok()?));
        Some(Trip {
            vehicle,
            number,
            phase,
            convoy,
            from,
            to,
            people,
            queued,
            boarding,
            departed,
            arrived,
            alighting,
            alighted,
            returned,
            outcome,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts() -> impl Strategy<Value = Counts> {
        (0_u64..40, 0_usize..4).prop_flat_map(|(minutes, width)| {
            let grid = Grid::until(Tick(minutes * 60_000 + minutes % 3));
            let values = prop_oneof![3 => Just(0), 1 => 0..5_u32, 1 => any::<u32>()];
            proptest::collection::vec(values, grid.len() * width).prop_map(move |rows| Counts { grid, rows })
        })
    }

    fn trip() -> impl Strategy<Value = Trip> {
        let tick = || (0_u64..u64::MAX).prop_map(Tick);
        let maybe = || proptest::option::of((0_u64..u64::MAX).prop_map(Tick));
        (
            any::<[u32; 6]>(),
            proptest::option::of(any::<u32>()),
            [tick(), tick(), tick()],
            [maybe(), maybe(), maybe(), maybe()],
            proptest::option::of(proptest::sample::select(&Outcome::ALL[..])),
        )
            .prop_map(|(ids, convoy, whole, rest, outcome)| Trip {
                vehicle: VehicleId(ids[0]),
                number: ids[1],
                phase: ids[2],
                convoy,
                from: SiteId(ids[3] as u16),
                to: SiteId(ids[4] as u16),
                people: ids[5],
                queued: whole[0],
                boarding: whole[1],
                departed: whole[2],
                arrived: rest[0],
                alighting: rest[1],
                alighted: rest[2],
                returned: rest[3],
                outcome,
            })
    }

    fn block() -> impl Strategy<Value = Block> {
        let many = |n| 0..n;
        let trips = (any::<u64>(), proptest::collection::vec(trip(), many(5)));
        (
            any::<u64>().prop_map(PlanPrint),
            proptest::collection::vec(any::<u64>(), many(20)),
            proptest::collection::vec(any::<f64>(), many(50)),
            proptest::collection::vec(counts(), many(4)),
            proptest::collection::vec(trips, many(4)),
        )
            .prop_map(|(plan, fingerprints, metrics, counts, trips)| Block {
                plan,
                fingerprints,
                metrics,
                counts,
                trips,
                ..Block::default()
            })
    }

    /// A few bytes stand for hundreds of zeros: two such lists need room for both.
    #[test]
    fn all_headcounts_of_a_block_are_bounded_together() {
        let grid = Grid::until(Tick(999 * 60_000));
        let counts = Counts { grid, rows: vec![0; grid.len()] };
        let bytes = encode(&Block { counts: vec![counts.clone(), counts], ..Block::default() });
        let needed = 2 * (grid.end.0 / grid.step.0 + 2);
        assert!(bytes.len() < 60 && needed > 400, "{} bytes for {needed}", bytes.len());
        assert!(decode(&bytes, needed).is_some());
        assert!(decode(&bytes, needed / 2 + 1).is_none());
    }

    proptest! {
        #[test]
        fn a_block_comes_back_as_it_was(block in block()) {
            let back = decode(&encode(&block), u64::MAX).unwrap();
            prop_assert_eq!(back.plan, block.plan);
            prop_assert_eq!(&back.fingerprints, &block.fingerprints);
            let bits = |block: &Block| block.metrics.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back), bits(&block));
            prop_assert_eq!(&back.counts, &block.counts);
            prop_assert_eq!(&back.trips, &block.trips);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, 1 << 20);
        }

        #[test]
        fn a_block_cut_short_or_made_longer_is_none(block in block(), cut in any::<prop::sample::Index>()) {
            let bytes = encode(&block);
            prop_assert!(decode(&bytes[..cut.index(bytes.len())], u64::MAX).is_none());
            prop_assert!(decode(&[bytes, vec![0]].concat(), u64::MAX).is_none());
        }
    }
}
