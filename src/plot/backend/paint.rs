//! The back end: puts the shapes of a page into SVG or PNG by way of plotters. Nothing else in this
//! room knows plotters, but for the font that measures words.

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, RGBColor, ShapeStyle};

use super::font::{HEIGHT, face};
use crate::plot::PlotError;
use crate::plot::figure::Ink;
use crate::plot::layout::scene::{Anchor, Point, Scene, Shape};
use crate::plot::layout::words::{Ruler, clean};
use crate::plot::style::{Letters, PAPER};

/// Steps of an SVG's coordinates per unit: whole numbers keep its bytes the same everywhere.
const FINE: f64 = 10.0;
/// Pixels of a PNG per unit.
const PIXELS: u32 = 2;
/// Pixels drawn, in each direction, for one that is kept: the mean of them has smooth edges.
const DRAWN: u32 = 2;

/// How a back end counts.
struct Pen {
    /// Its pixels per unit.
    scale: f64,
    /// The height that it must be told for letters of size 1.
    height: f64,
    /// How far below the upper edge of letters of size 1 it draws the line on which they stand.
    ascent: f64,
    /// Whether broad lines must be put together of pieces.
    pieces: bool,
}

/// The page as SVG.
pub(in crate::plot) fn svg(
    scene: &Scene,
    ruler: &dyn Ruler,
    title: &str,
    description: &str,
) -> Result<String, PlotError> {
    let pen = Pen { scale: FINE, height: 1.24, ascent: 0.76, pieces: false };
    let mut drawn = String::new();
    let size = ((scene.width * FINE) as u32, (scene.height * FINE) as u32);
    pen.page(scene, &mut SVGBackend::with_string(&mut drawn, size))?;
    let (width, height) = (scene.width, scene.height);
    let (title, description) = (escaped(&clean(title)), escaped(&clean(description)));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
         role=\"img\" stroke-linejoin=\"round\">\n<title>{title}</title>\n<desc>{description}</desc>\n",
        size.0, size.1
    );
    svg.push_str(&tidied(&drawn, &mut widths(scene, ruler)));
    Ok(svg)
}

/// What plotters wrote, without its first line, and without line breaks around words, which some
/// viewers show as spaces. Words get their widths: whatever the font that they are shown in, they take the room that
/// they were given.
fn tidied(drawn: &str, widths: &mut dyn Iterator<Item = u32>) -> String {
    let body = drawn.split_once('\n').map_or("", |(_, body)| body);
    let mut tidy = String::with_capacity(body.len());
    let mut in_text = false;
    for line in body.lines() {
        in_text = (in_text || line.starts_with("<text")) && line != "</text>";
        let line = line.trim_end();
        match line.strip_prefix("<text ").map(|rest| (rest, widths.next())) {
            Some((rest, Some(width))) if width > 0 => {
                tidy.push_str(&format!(
                    "<text textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" {rest}"
                ));
            }
            _ => tidy.push_str(line),
        }
        if !in_text {
            tidy.push('\n');
        }
    }
    tidy
}

/// How wide the words of a page are, in the order in which they are drawn.
fn widths<'s>(scene: &'s Scene, ruler: &'s dyn Ruler) -> impl Iterator<Item = u32> + 's {
    scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Text { text, letters, .. } => {
            Some((ruler.width(text, letters.size, letters.bold) * FINE).round() as u32)
        }
        _ => None,
    })
}

/// Text as XML wants it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The page as PNG.
pub(in crate::plot) fn png(scene: &Scene) -> Result<Vec<u8>, PlotError> {
    let scale = PIXELS * DRAWN;
    let (width, height) = (scene.width as u32 * PIXELS, scene.height as u32 * PIXELS);
    let drawn = (width * DRAWN, height * DRAWN);
    let mut pixels = vec![0; drawn.0 as usize * drawn.1 as usize * 3];
    let pen = Pen { scale: f64::from(scale), height: HEIGHT, ascent: HEIGHT / 2.0, pieces: true };
    pen.page(scene, &mut BitMapBackend::with_buffer(&mut pixels, drawn))?;
    encoded(&smooth(&pixels, drawn.0 as usize), width, height)
}

/// The means of squares of pixels.
fn smooth(pixels: &[u8], width: usize) -> Vec<u8> {
    let (side, row) = (DRAWN as usize, width * 3);
    let mut means = Vec::with_capacity(pixels.len() / (side * side));
    for rows in pixels.chunks_exact(row * side) {
        for left in (0..row).step_by(3 * side) {
            for channel in left..left + 3 {
                let square = (0..side * side).map(|n| rows[n / side * row + channel + n % side * 3]);
                means.push((square.map(usize::from).sum::<usize>() / (side * side)) as u8);
            }
        }
    }
    means
}

fn encoded(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, PlotError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(pixels));
    written.map_err(|error| PlotError::Drawing(error.to_string()))?;
    Ok(bytes)
}

impl Pen {
    fn page<B: DrawingBackend>(&self, scene: &Scene, backend: &mut B) -> Result<(), PlotError> {
        let corner = self.at((scene.width, scene.height));
        let told = |error: &dyn std::fmt::Display| PlotError::Drawing(error.to_string());
        backend.draw_rect((0, 0), corner, &filled(PAPER, 1.0), true).map_err(|error| told(&error))?;
        for shape in &scene.shapes {
            self.shape(shape, backend).map_err(|error| told(&error))?;
        }
        backend.present().map_err(|error| told(&error))
    }

    fn at(&self, (x, y): Point) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    fn shape<B: DrawingBackend>(&self, shape: &Shape, backend: &mut B) -> Drawn<B> {
        match shape {
            Shape::Line { points, ink, width } if self.pieces => self.pieces(points, *ink, *width, backend),
            Shape::Line { points, ink, width } => {
                let style =
                    ShapeStyle { stroke_width: (width * self.scale).round() as u32, ..filled(*ink, 1.0) };
                backend.draw_path(points.iter().map(|&point| self.at(point)), &style)
            }
            Shape::Area { edges, ink, opacity } if self.pieces => {
                self.columns(edges, *ink, *opacity, backend)
            }
            Shape::Area { edges, ink, opacity } => {
                let upper = edges.iter().map(|&(x, high, _)| self.at((x, high)));
                let lower = edges.iter().rev().map(|&(x, _, low)| self.at((x, low)));
                backend.fill_polygon(upper.chain(lower), &filled(*ink, *opacity))
            }
            Shape::Disc { at, radius, ink } => {
                let radius = (radius * self.scale).round() as u32;
                backend.draw_circle(self.at(*at), radius, &filled(*ink, 1.0), true)
            }
            Shape::Text { at, text, anchor, letters } => self.text(*at, text, *anchor, *letters, backend),
        }
    }

    fn text<B: DrawingBackend>(
        &self,
        (x, y): Point,
        text: &str,
        anchor: Anchor,
        letters: Letters,
        backend: &mut B,
    ) -> Drawn<B> {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = face(letters.size * self.height * self.scale, letters.bold);
        let style = font.color(&opaque(letters.ink)).pos(Pos::new(h_pos, VPos::Top));
        backend.draw_text(text, &style, self.at((x, y - self.ascent * letters.size)))
    }

    /// A broad line as a row of slabs with round joints: drawn in one piece, sharp turns would leave
    /// holes in it.
    fn pieces<B: DrawingBackend>(&self, points: &[Point], ink: Ink, width: f64, backend: &mut B) -> Drawn<B> {
        let style = filled(ink, 1.0);
        for ends in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (ends[0], ends[1]);
            let reach = width / 2.0 / (x1 - x0).hypot(y1 - y0).max(f64::MIN_POSITIVE);
            let (dx, dy) = ((y1 - y0) * reach, (x0 - x1) * reach);
            let slab = [(x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy)];
            backend.fill_polygon(slab.map(|corner| self.at(corner)), &style)?;
        }
        let inner = points.iter().skip(1).take(points.len().saturating_sub(2));
        for &joint in inner.filter(|_| width > 1.5) {
            backend.draw_circle(self.at(joint), (width * self.scale / 2.0) as u32, &style, true)?;
        }
        Ok(())
    }

    /// An area column by column, so that no pixel is covered twice.
    fn columns<B: DrawingBackend>(
        &self,
        edges: &[(f64, f64, f64)],
        ink: Ink,
        opacity: f64,
        backend: &mut B,
    ) -> Drawn<B> {
        let style = filled(ink, opacity);
        for pair in edges.windows(2) {
            let ((x0, high0, low0), (x1, high1, low1)) = (pair[0], pair[1]);
            let (from, to) = (self.at((x0, 0.0)).0, self.at((x1, 0.0)).0);
            for column in from..to {
                let share = f64::from(column - from) / f64::from(to - from);
                let (_, high) = self.at((0.0, high0 + share * (high1 - high0)));
                let (_, low) = self.at((0.0, low0 + share * (low1 - low0)));
                if high < low {
                    backend.draw_line((column, high), (column, low - 1), &style)?;
                }
            }
        }
        Ok(())
    }
}

/// What a back end says of a shape it drew.
type Drawn<B> = Result<(), plotters_backend::DrawingErrorKind<<B as DrawingBackend>::ErrorType>>;

fn opaque(Ink(red, green, blue): Ink) -> RGBAColor {
    RGBColor(red, green, blue).to_rgba()
}

fn filled(ink: Ink, opacity: f64) -> ShapeStyle {
    ShapeStyle { color: opaque(ink).mix(opacity), filled: true, stroke_width: 1 }
}
