//! Four-cornered pieces of lines, put on a canvas: the same pixels as plotters' polygons, without asking for memory
//! at each row.

use plotters_backend::BackendCoord;

use super::canvas::{Brush, Canvas, Colour};

/// A level or upright line, both of its ends covered; a level one that ends a pixel before it begins has none.
pub(super) fn straight(canvas: &mut Canvas, from: BackendCoord, to: BackendCoord, by: &mut Brush) {
    if from.1 == to.1 {
        canvas.row(from.1, from.0.min(to.0 + 1)..from.0.max(to.0 + 1), by);
    } else {
        canvas.column(from.0, from.1.min(to.1)..from.1.max(to.1) + 1, by);
    }
}

/// An edge of a slab, followed along the direction in which the slab is longer.
#[derive(Clone, Copy, Default)]
struct Edge {
    /// Where it begins and ends along the slab.
    along: (i32, i32),
    /// Where it begins and ends across.
    across: (i32, i32),
    /// Where it is across the slab, at the line that is looked at.
    at: f64,
}

impl Edge {
    fn of((from, to): (BackendCoord, BackendCoord)) -> Edge {
        let (from, to) = if from.0 > to.0 { (to, from) } else { (from, to) };
        Edge { along: (from.0, to.0), across: (from.1, to.1), at: f64::from(from.1) }
    }

    /// Moves on to a line.
    fn go_to(&mut self, line: i32) {
        let (length, gone) = (self.along.1 - self.along.0, line - self.along.0);
        let moved = i64::from(self.across.1 - self.across.0) * i64::from(gone);
        self.at = f64::from(self.across.0) + moved as f64 / f64::from(length);
    }
}

/// Covers a slab. Edges that are not whole pixels are mixed in.
pub(super) fn cover(canvas: &mut Canvas, corners: [BackendCoord; 4], colour: Colour) {
    let (columns, rows) = (span(corners.map(|(x, _)| x)), span(corners.map(|(_, y)| y)));
    if rows.1 < canvas.rows().start || canvas.rows().end <= rows.0 {
        return;
    }
    let mut brush = Brush::new(colour, 1.0);
    if columns.0 == columns.1 || rows.0 == rows.1 {
        return straight(canvas, (columns.0, rows.0), (columns.1, rows.1), &mut brush);
    }
    // Followed along the longer side; each line across is covered from edge to edge.
    let is_wide = columns.1 - columns.0 > rows.1 - rows.0;
    let corners = if is_wide { corners } else { corners.map(|(x, y)| (y, x)) };
    let mut edges = [0, 1, 2, 3].map(|corner| Edge::of((corners[corner], corners[(corner + 1) % 4])));
    edges.sort_by_key(|edge| edge.along.0);
    let (from, to) = if is_wide { columns } else { rows };
    // Of a slab along the rows only those count that the canvas has.
    let (first, last) =
        if is_wide { (from, to) } else { (from.max(canvas.rows().start), to.min(canvas.rows().end - 1)) };
    for line in first..=last {
        let mut met = Met { edges: [Edge::default(); 4], count: 0 };
        edges.iter().for_each(|edge| met.add(*edge, line));
        met.pairs(line, |from, to| across(canvas, (is_wide, line), (from, to), (colour, &mut brush)));
    }
}

/// The least and the greatest.
fn span(values: [i32; 4]) -> (i32, i32) {
    values.iter().fold((values[0], values[0]), |(least, most), &value| (least.min(value), most.max(value)))
}

/// The edges that a line meets, in their order across.
struct Met {
    edges: [Edge; 4],
    count: usize,
}

impl Met {
    fn add(&mut self, mut edge: Edge, line: i32) {
        let is_met = edge.along.0 < edge.along.1 && (edge.along.0..=edge.along.1).contains(&line);
        if !is_met {
            return;
        }
        edge.go_to(line);
        let place =
            self.edges[..self.count].iter().rposition(|met| met.at <= edge.at).map_or(0, |place| place + 1);
        self.edges.copy_within(place..self.count, place + 1);
        self.edges[place] = edge;
        self.count += 1;
    }

    /// From which edge to which the line is covered: where one ends at a corner, the next one there takes its place.
    fn pairs(&self, line: i32, mut found: impl FnMut(f64, f64)) {
        let ends = |edge: &Edge| edge.along.1 == line;
        let mut first: Option<&Edge> = None;
        for edge in &self.edges[..self.count] {
            let Some(before) = first.take() else {
                first = Some(edge);
                continue;
            };
            match (ends(before), ends(edge)) {
                (true, false) => first = Some(edge),
                (false, true) => first = Some(before),
                (true, true) if edge.at - before.at > 1.0 => {}
                _ => found(before.at, edge.at),
            }
        }
    }
}

/// Covers a line across a slab, from edge to edge.
fn across(
    canvas: &mut Canvas,
    (is_wide, line): (bool, i32),
    (from, to): (f64, f64),
    (colour, brush): (Colour, &mut Brush),
) {
    let (begin, end) = (Ends::of(from), Ends::of(to));
    let at = |place| if is_wide { (line, place) } else { (place, line) };
    straight(canvas, at(begin.ceil), at(end.floor), brush);
    canvas.pixel(at(begin.floor), colour, f64::from(begin.ceil) - from);
    if is_wide {
        canvas.pixel(at(end.ceil), colour, to - f64::from(end.floor));
    }
}

/// The whole numbers around a number.
struct Ends {
    floor: i32,
    ceil: i32,
}

impl Ends {
    fn of(number: f64) -> Ends {
        let cut = number as i32;
        let part = number - f64::from(cut);
        Ends { floor: cut - i32::from(part < 0.0), ceil: cut + i32::from(part > 0.0) }
    }
}

#[cfg(test)]
mod tests {
    use plotters_backend::{BackendColor, DrawingBackend};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_slab_is_the_polygon_that_plotters_draws(
            (x, y, dx, dy) in (-9..60_i32, -9..60_i32, -40..40_i32, -40..40_i32),
            (across, along) in (-9..9_i32, -9..9_i32),
            askew in 0..2_i32,
        ) {
            let corners =
                [(x, y), (x + dx, y + dy), (x + dx + across, y + dy + along + askew), (x + across, y + along)];
            let [mut ours, mut theirs] = [(); 2].map(|()| {
                let mut canvas = Canvas::new((60, 60));
                canvas.begin(10..50, 0x00ff_ffff);
                canvas
            });
            cover(&mut ours, corners, 0x0012_3456);
            let ink = BackendColor { alpha: 1.0, rgb: (0x12, 0x34, 0x56) };
            theirs.fill_polygon(corners, &ink).expect("a canvas never fails");
            prop_assert_eq!(ours.pixels(), theirs.pixels());
        }
    }
}
