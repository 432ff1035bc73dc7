//! Shapes on a page: what is left of a figure once everything has its place. A back end has to know
//! these four kinds only.

use super::words::seen;
use crate::plot::figure::Ink;
use crate::plot::style::Letters;

/// A place on the page, from its upper left corner.
pub(in crate::plot) type Point = (f64, f64);

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plot) enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::plot) enum Shape {
    /// A line through points, without gaps.
    Line { points: Vec<Point>, ink: Ink, width: f64 },
    /// The area between an upper and a lower edge.
    Area { edges: Vec<(f64, f64, f64)>, ink: Ink, opacity: f64 },
    /// A disc.
    Disc { at: Point, radius: f64, ink: Ink },
    /// One line of text, standing on the height of its place.
    Text { at: Point, text: String, anchor: Anchor, letters: Letters },
}

/// A page of shapes, the last on top.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::plot) struct Scene {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// An empty page; its height is known when all is on it.
    pub(super) fn new(width: f64) -> Scene {
        Scene { width, height: 0.0, shapes: Vec::new() }
    }

    /// The page, so many times as large in each direction.
    pub(in crate::plot) fn scaled(&self, by: f64) -> Scene {
        let place = |(x, y): Point| (x * by, y * by);
        let scaled = |shape: &Shape| match shape {
            Shape::Line { points, ink, width } => {
                let points = points.iter().map(|&point| place(point)).collect();
                Shape::Line { points, ink: *ink, width: width * by }
            }
            Shape::Area { edges, ink, opacity } => {
                let edges = edges.iter().map(|&(x, high, low)| (x * by, high * by, low * by)).collect();
                Shape::Area { edges, ink: *ink, opacity: *opacity }
            }
            Shape::Disc { at, radius, ink } => Shape::Disc { at: place(*at), radius: radius * by, ink: *ink },
            Shape::Text { at, text, anchor, letters } => {
                let letters = Letters { size: letters.size * by, ..*letters };
                Shape::Text { at: place(*at), text: text.clone(), anchor: *anchor, letters }
            }
        };
        let shapes = self.shapes.iter().map(scaled).collect();
        Scene { width: self.width * by, height: self.height * by, shapes }
    }

    pub(super) fn line(&mut self, points: &[Point], ink: Ink, width: f64) {
        self.shapes.push(Shape::Line { points: points.to_vec(), ink, width });
    }

    /// A line in strokes, where there is a pattern of stroke and gap.
    pub(super) fn dashed(&mut self, points: &[Point], ink: Ink, width: f64, dash: Option<(f64, f64)>) {
        match dash {
            None => self.line(points, ink, width),
            Some(dash) => strokes(points, dash).iter().for_each(|stroke| self.line(stroke, ink, width)),
        }
    }

    pub(super) fn rectangle(&mut self, from: Point, to: Point, ink: Ink, opacity: f64) {
        self.shapes.push(Shape::Area {
            edges: vec![(from.0, from.1, to.1), (to.0, from.1, to.1)],
            ink,
            opacity,
        });
    }

    pub(super) fn text(&mut self, at: Point, anchor: Anchor, text: impl Into<String>, letters: Letters) {
        let text = seen(&text.into());
        if !text.is_empty() {
            self.shapes.push(Shape::Text { at, text, anchor, letters });
        }
    }
}

/// A line without the points amid level stretches, which nobody would see.
pub(super) fn without_level_points<P: Copy>(points: &[P], same: impl Fn(&P, &P) -> bool) -> Vec<P> {
    let last = points.len().saturating_sub(1);
    let is_kept = |place: usize| {
        place == 0
            || place == last
            || !same(&points[place - 1], &points[place])
            || !same(&points[place], &points[place + 1])
    };
    (0..points.len()).filter(|&place| is_kept(place)).map(|place| points[place]).collect()
}

/// Cuts a line into strokes with gaps between them.
fn strokes(points: &[Point], (stroke, gap): (f64, f64)) -> Vec<Vec<Point>> {
    let mut cut = Vec::new();
    let Some(&first) = points.first() else { return cut };
    let (mut open, mut left) = (Some(vec![first]), stroke);
    for ends in points.windows(2) {
        let (mut from, to) = (ends[0], ends[1]);
        loop {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length <= left {
                left -= length;
                open.iter_mut().for_each(|line| line.push(to));
                break;
            }
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            open = match open.take() {
                Some(mut line) => {
                    line.push(from);
                    cut.push(line);
                    left = gap;
                    None
                }
                None => {
                    left = stroke;
                    Some(vec![from])
                }
            };
        }
    }
    cut.extend(open.filter(|line| line.len() > 1));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_go_round_corners_and_keep_their_length() {
        let cut = strokes(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], (6.0, 3.0));
        assert_eq!(cut.len(), 3);
        assert_eq!(cut[0], [(0.0, 0.0), (6.0, 0.0)]);
        assert_eq!(cut[1], [(9.0, 0.0), (10.0, 0.0), (10.0, 5.0)]);
        assert_eq!(cut[2], [(10.0, 8.0), (10.0, 10.0)]);
    }

    #[test]
    fn nothing_has_no_strokes() {
        assert!(strokes(&[], (6.0, 3.0)).is_empty());
        assert!(strokes(&[(1.0, 1.0), (1.0, 1.0)], (6.0, 3.0)).len() <= 1);
    }

    #[test]
    fn level_stretches_keep_their_ends() {
        let line = [(0, 5), (1, 5), (2, 5), (3, 7), (4, 7)];
        assert_eq!(without_level_points(&line, |a, b| a.1 == b.1), [(0, 5), (2, 5), (3, 7), (4, 7)]);
    }
}
