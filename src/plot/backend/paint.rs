//! The back end: puts the shapes of a page into SVG by way of plotters, or into PNG.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, RGBColor, ShapeStyle};
use png::DeflateCompression;

use super::font::face;
use super::raster::Image;
use crate::plot::PlotError;
use crate::plot::figure::Ink;
use crate::plot::layout::scene::{Anchor, Point, Scene, Shape};
use crate::plot::layout::words::{Ruler, clean};
use crate::plot::sheet::Width;
use crate::plot::style::{Letters, PAPER};

/// Steps of an SVG's coordinates per unit: whole numbers keep its bytes the same everywhere.
const FINE: f64 = 10.0;

/// How a back end counts.
pub(super) struct Pen {
    /// Its pixels per unit.
    pub(super) scale: f64,
    /// The height that it must be told for letters of size 1.
    pub(super) height: f64,
    /// How far below the upper edge of letters of size 1 it draws the line on which they stand.
    pub(super) ascent: f64,
}

/// The page as SVG.
pub(in crate::plot) fn svg(
    scene: &Scene,
    ruler: &dyn Ruler,
    paper: Width,
    (title, description): (&str, &str),
) -> Result<String, PlotError> {
    let pen = Pen { scale: FINE, height: 1.24, ascent: 0.76 };
    let mut drawn = String::new();
    let size = ((scene.width * FINE) as u32, (scene.height * FINE) as u32);
    pen.page(scene, &mut SVGBackend::with_string(&mut drawn, size))?;
    let [width, height] = [scene.width, scene.height].map(|units| paper.length(units));
    let title = escaped(&clean(title));
    let description = description.lines().map(|line| escaped(&clean(line))).collect::<Vec<_>>().join("\n");
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
pub(in crate::plot) fn png(scene: &Scene, paper: Width) -> Result<Vec<u8>, PlotError> {
    let usual = Width::USUAL.pixels();
    let Image { width, height, parts } = match paper.pixels() {
        pixels if pixels == usual => Image::of(scene),
        pixels => Image::of(&scene.scaled(pixels / usual)),
    }?;
    encoded(&parts, (width, height), paper.pixels_per_metre())
}

/// How hard it is tried to make a PNG small. The first step takes a fifth of the time of the usual one, for half as
/// many bytes again, if rows are told by what they differ in from the one above.
const EFFORT: DeflateCompression = DeflateCompression::Level(1);

fn encoded(pixels: &[u8], (width, height): (u32, u32), per_metre: Option<u32>) -> Result<Vec<u8>, PlotError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    let metre = |pixels| png::PixelDimensions { xppu: pixels, yppu: pixels, unit: png::Unit::Meter };
    encoder.set_pixel_dims(per_metre.map(metre));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_deflate_compression(EFFORT);
    encoder.set_filter(png::Filter::Up);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(pixels));
    written.map_err(|error| PlotError::Drawing(error.to_string()))?;
    Ok(bytes)
}

impl Pen {
    fn page<B: DrawingBackend>(&self, scene: &Scene, backend: &mut B) -> Result<(), PlotError> {
        let corner = self.at((scene.width, scene.height));
        backend.draw_rect((0, 0), corner, &filled(PAPER), true).map_err(told)?;
        scene.shapes.iter().try_for_each(|shape| self.shape(shape, backend)).map_err(told)?;
        backend.present().map_err(told)
    }

    pub(super) fn at(&self, (x, y): Point) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    fn shape<B: DrawingBackend>(&self, shape: &Shape, backend: &mut B) -> Drawn<B> {
        match shape {
            Shape::Line { points, ink, width } => {
                let stroke_width = (width * self.scale).round() as u32;
                let style = ShapeStyle { stroke_width, ..filled(*ink) };
                backend.draw_path(points.iter().map(|&point| self.at(point)), &style)
            }
            Shape::Area { edges, ink, opacity } => {
                let upper = edges.iter().map(|&(x, high, _)| self.at((x, high)));
                let lower = edges.iter().rev().map(|&(x, _, low)| self.at((x, low)));
                let color = opaque(*ink).mix(*opacity);
                backend.fill_polygon(upper.chain(lower), &ShapeStyle { color, ..filled(*ink) })
            }
            Shape::Disc { at, radius, ink } => self.disc(*at, *radius, *ink, backend),
            Shape::Text { at, text, anchor, letters } => self.text(*at, text, *anchor, *letters, backend),
        }
    }

    pub(super) fn disc<B: DrawingBackend>(
        &self,
        at: Point,
        radius: f64,
        ink: Ink,
        backend: &mut B,
    ) -> Drawn<B> {
        let radius = (radius * self.scale).round() as u32;
        backend.draw_circle(self.at(at), radius, &filled(ink), true)
    }

    pub(super) fn text<B: DrawingBackend>(
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
}

/// A colour that covers what lies behind it.
pub(super) fn filled(ink: Ink) -> ShapeStyle {
    ShapeStyle { color: opaque(ink), filled: true, stroke_width: 1 }
}

/// What a back end failed in.
pub(super) fn told(error: impl std::fmt::Display) -> PlotError {
    PlotError::Drawing(error.to_string())
}

/// What a back end says of a shape it drew.
pub(super) type Drawn<B> = Result<(), plotters_backend::DrawingErrorKind<<B as DrawingBackend>::ErrorType>>;

fn opaque(Ink(red, green, blue): Ink) -> RGBAColor {
    RGBColor(red, green, blue).to_rgba()
}
