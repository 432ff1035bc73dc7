//! From shapes to pixels: a page is drawn finer than it is kept, strip by strip.

use plotters::backend::DrawingBackend;
use rayon::prelude::*;

use super::canvas::{Brush, Canvas, Colour, colour};
use super::font::HEIGHT;
use super::paint::{Drawn, Pen, filled, told};
use super::slab;
use crate::plot::PlotError;
use crate::plot::figure::Ink;
use crate::plot::layout::scene::{Point, Scene, Shape};
use crate::plot::style::PAPER;

/// Pixels of a PNG per unit.
const PIXELS: u32 = 2;
/// Pixels drawn, in each direction, for one that is kept: the mean of them has smooth edges.
const DRAWN: u32 = 2;
/// Rows of a PNG in a strip: what is drawn for them lies in a processor's second cache.
const STRIP: u32 = 32;

/// How far words reach above and below the line on which they stand, at most, for letters of size 1.
const ABOVE: f64 = 1.5;
const BELOW: f64 = 1.0;

/// A page as rows of red, green and blue, with its width and height.
pub(super) struct Image {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) parts: Vec<u8>,
}

impl Image {
    /// The page of a scene.
    pub(super) fn of(scene: &Scene) -> Result<Image, PlotError> {
        let (width, height) = (scene.width as u32 * PIXELS, scene.height as u32 * PIXELS);
        let size = (width * DRAWN, height * DRAWN);
        let mut parts = vec![0; (width * height * 3) as usize];
        let strips = parts.par_chunks_mut((width * STRIP * 3) as usize).enumerate();
        strips.try_for_each_init(
            || Canvas::new(size),
            |canvas, (number, strip)| {
                let (first, rows) = (number as u32 * STRIP, strip.len() as u32 / (width * 3));
                canvas.begin(first * DRAWN..(first + rows) * DRAWN, of(PAPER));
                scene.shapes.iter().try_for_each(|shape| draw(shape, canvas)).map_err(told)?;
                smooth(canvas, size.0 as usize, strip);
                Ok(())
            },
        )?;
        Ok(Image { width, height, parts })
    }
}

/// The means of squares of pixels.
fn smooth(canvas: &Canvas, width: usize, means: &mut [u8]) {
    const { assert!(DRAWN == 2) };
    let (rows, kept) = (canvas.pixels().chunks_exact(2 * width), means.chunks_exact_mut(width / 2 * 3));
    for (rows, kept) in rows.zip(kept) {
        let (upper, lower) = rows.split_at(width);
        let pieces = upper.chunks(PIECE).zip(lower.chunks(PIECE));
        pieces
            .zip(kept.chunks_mut(PIECE / 2 * 3))
            .for_each(|((upper, lower), kept)| mean(upper, lower, kept));
    }
}

/// Drawn pixels of a row that are looked at together: most of a page is of one colour.
const PIECE: usize = 16;

/// The means of squares of pixels of two rows.
fn mean(upper: &[Colour], lower: &[Colour], kept: &mut [u8]) {
    let (first, kept) = (upper[0], kept.as_chunks_mut::<3>().0);
    let differ = upper.iter().zip(lower).fold(0, |differ, (a, b)| differ | (a ^ first) | (b ^ first));
    if differ == 0 {
        return kept.fill(mean_of(first, first, first, first));
    }
    let squares = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
    for ((upper, lower), mean) in squares.zip(kept) {
        *mean = mean_of(upper[0], upper[1], lower[0], lower[1]);
    }
}

/// The mean of four pixels, part by part.
#[inline]
fn mean_of(a: Colour, b: Colour, c: Colour, d: Colour) -> [u8; 3] {
    // Red and blue are added up side by side: between them is room.
    const OUTER: u32 = 0x00ff_00ff;
    let outer = ((a & OUTER) + (b & OUTER) + (c & OUTER) + (d & OUTER)) >> 2;
    let [a, b, c, d] = [a, b, c, d].map(|pixel| pixel >> 8 & 0xff);
    [(outer >> 16) as u8, ((a + b + c + d) >> 2) as u8, outer as u8]
}

/// The pen that counts in drawn pixels.
const PEN: Pen = Pen { scale: (PIXELS * DRAWN) as f64, height: HEIGHT, ascent: HEIGHT / 2.0 };

/// Puts a shape on a strip, if it reaches into it.
fn draw(shape: &Shape, canvas: &mut Canvas) -> Drawn<Canvas> {
    match shape {
        Shape::Line { points, ink, width } => line(points, *ink, *width, canvas),
        Shape::Area { edges, ink, opacity } => {
            let mut brush = Brush::new(of(*ink), *opacity);
            edges.windows(2).for_each(|pair| area((pair[0], pair[1]), &mut brush, canvas));
            Ok(())
        }
        Shape::Disc { at, radius, ink } if reaches(canvas, at.1 - radius, at.1 + radius) => {
            PEN.disc(*at, *radius, *ink, canvas)
        }
        Shape::Text { at, text, anchor, letters }
            if reaches(canvas, at.1 - ABOVE * letters.size, at.1 + BELOW * letters.size) =>
        {
            PEN.text(*at, text, *anchor, *letters, canvas)
        }
        Shape::Disc { .. } | Shape::Text { .. } => Ok(()),
    }
}

fn of(Ink(red, green, blue): Ink) -> Colour {
    colour((red, green, blue))
}

/// Whether what lies between two heights, or near to them, is on a strip.
fn reaches(canvas: &Canvas, high: f64, low: f64) -> bool {
    let near = 2.0;
    let rows = canvas.rows();
    f64::from(rows.start) < low * PEN.scale + near && high * PEN.scale - near < f64::from(rows.end)
}

/// A broad line as a row of slabs with round joints: drawn in one piece, sharp turns would leave
/// holes in it.
fn line(points: &[Point], ink: Ink, width: f64, canvas: &mut Canvas) -> Drawn<Canvas> {
    for ends in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (ends[0], ends[1]);
        if !reaches(canvas, y0.min(y1) - width, y0.max(y1) + width) {
            continue;
        }
        let reach = width / 2.0 / (x1 - x0).hypot(y1 - y0).max(f64::MIN_POSITIVE);
        let (dx, dy) = ((y1 - y0) * reach, (x0 - x1) * reach);
        let corners = [(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)];
        slab::cover(canvas, corners.map(|corner| PEN.at(corner)), of(ink));
    }
    if width <= 1.5 {
        return Ok(());
    }
    let inner = points.iter().skip(1).take(points.len().saturating_sub(2));
    for &joint in inner.filter(|joint| reaches(canvas, joint.1 - width, joint.1 + width)).collect::<Vec<_>>()
    {
        let radius = (width * PEN.scale / 2.0) as u32;
        canvas.draw_circle(PEN.at(joint), radius, &filled(ink), true)?;
    }
    Ok(())
}

/// The area between two places of its edges, each pixel once.
fn area(((x0, high0, low0), (x1, high1, low1)): Stretch, brush: &mut Brush, canvas: &mut Canvas) {
    if !reaches(canvas, high0.min(high1), low0.max(low1)) {
        return;
    }
    let (from, to) = (PEN.at((x0, 0.0)).0, PEN.at((x1, 0.0)).0);
    let row = |height: f64| PEN.at((0.0, height)).1;
    if high0 == high1 && low0 == low1 {
        let (high, low) = (row(high0).max(canvas.rows().start), row(low0).min(canvas.rows().end));
        return (high..low).for_each(|row| canvas.row(row, from..to, brush));
    }
    for column in from..to {
        let share = f64::from(column - from) / f64::from(to - from);
        let (high, low) = (row(high0 + share * (high1 - high0)), row(low0 + share * (low1 - low0)));
        canvas.column(column, high..low, brush);
    }
}

/// Two places of an area's edges.
type Stretch = ((f64, f64, f64), (f64, f64, f64));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::backend::font::Fonts;
    use crate::plot::layout::scene::Anchor;
    use crate::plot::style::{HEADLINE, INK};

    /// A page with each kind of shape.
    fn scene() -> Scene {
        let text =
            |at, text: &str| Shape::Text { at, text: text.into(), anchor: Anchor::Middle, letters: HEADLINE };
        let shapes = vec![
            Shape::Area {
                edges: vec![(5.0, 10.0, 60.0), (50.0, 25.3, 70.0), (90.0, 25.3, 70.0)],
                ink: INK,
                opacity: 0.3,
            },
            Shape::Area {
                edges: vec![(5.0, 30.0, 75.0), (95.0, 30.0, 75.0)],
                ink: Ink(9, 90, 200),
                opacity: 0.5,
            },
            Shape::Line {
                points: vec![(3.0, 3.0), (40.0, 77.0), (90.0, 4.0)],
                ink: Ink(200, 9, 9),
                width: 3.3,
            },
            Shape::Line { points: vec![(0.0, 40.0), (99.0, 40.0)], ink: INK, width: 0.8 },
            Shape::Disc { at: (70.0, 33.0), radius: 7.0, ink: Ink(9, 200, 9) },
            text((50.0, 36.0), "Éþjg"),
            text((20.0, 78.0), "gone"),
        ];
        Scene { width: 100.0, height: 80.0, shapes }
    }

    fn drawn(canvas: &mut Canvas, rows: std::ops::Range<u32>) -> Vec<Colour> {
        canvas.begin(rows, of(PAPER));
        scene().shapes.iter().for_each(|shape| draw(shape, canvas).unwrap());
        canvas.pixels().to_vec()
    }

    #[test]
    fn a_page_is_the_same_in_any_strips() {
        Fonts::ready().unwrap();
        let mut canvas = Canvas::new((400, 320));
        let whole = drawn(&mut canvas, 0..320);
        for strip in [1, 7, 64] {
            let strips = (0..320).step_by(strip).map(|first| first..(first + strip as u32).min(320));
            assert!(strips.flat_map(|rows| drawn(&mut canvas, rows)).eq(whole.iter().copied()), "{strip}");
        }
        assert!(whole.iter().filter(|&&pixel| pixel != of(PAPER)).count() > 20_000);
    }

    #[test]
    fn a_pixel_that_is_kept_is_the_mean_of_four() {
        let mut canvas = Canvas::new((20, 2));
        canvas.begin(0..2, 0x0000_0004);
        canvas.pixel((18, 1), 0x00ff_0803, 1.0);
        let mut means = [0; 30];
        smooth(&canvas, 20, &mut means);
        assert_eq!(means[..27], [0, 0, 4].repeat(9));
        assert_eq!(means[27..], [63, 2, 3]);
    }
}
