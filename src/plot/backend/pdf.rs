//! The back end for PDF: one page of the shapes, with the letters that are used taken from the embedded font, so that
//! words can be searched and copied. Nothing in it depends on when or where it is made.

use std::collections::{BTreeMap, BTreeSet};

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, LineJoinStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Name, Pdf, Rect, Ref, Str, TextStr};
use ttf_parser::{Face, GlyphId};

use super::font;
use crate::plot::PlotError;
use crate::plot::figure::Ink;
use crate::plot::layout::scene::{Anchor, Point, Scene, Shape};
use crate::plot::layout::words::clean;
use crate::plot::style::Letters;

/// How hard it is tried to make it small.
const EFFORT: u8 = 6;
/// From the middle of a quarter of a circle to the handles of its curve, in radii.
const HANDLE: f64 = 0.552_284_75;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
/// The first number of the faces, of which each has five objects.
const FACES: i32 = 10;
/// The first number of the opacities.
const OPACITIES: i32 = 20;

/// What letters are called for who takes them from this file only.
const FONT: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The page as PDF; a unit of it is so many points of a printer.
pub(in crate::plot) fn pdf(scene: &Scene, points: f64, title: &str) -> Result<Vec<u8>, PlotError> {
    let mut page = Page {
        faces: [TypeFace::of(false)?, TypeFace::of(true)?],
        content: Content::new(),
        opacities: BTreeSet::new(),
        height: scene.height,
        points,
    };
    page.content.set_line_join(LineJoinStyle::RoundJoin);
    scene.shapes.iter().for_each(|shape| page.shape(shape));
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES).viewer_preferences().display_doc_title(true);
    pdf.pages(PAGES).kids([PAGE]).count(1);
    pdf.document_info(INFO).title(TextStr(&clean(title))).producer(TextStr("noria"));
    let size = [scene.width, scene.height].map(|length| (length * points) as f32);
    {
        let mut written = pdf.page(PAGE);
        written.parent(PAGES).media_box(Rect::new(0.0, 0.0, size[0], size[1])).contents(CONTENT);
        let mut resources = written.resources();
        let mut fonts = resources.fonts();
        for face in page.faces.iter().filter(|face| face.is_used()) {
            fonts.pair(face.name(), face.number(0));
        }
        drop(fonts);
        let mut states = resources.ext_g_states();
        for &opacity in &page.opacities {
            states.pair(Name(state(opacity).as_bytes()), Ref::new(OPACITIES + i32::from(opacity)));
        }
    }
    for &opacity in &page.opacities {
        let share = f32::from(opacity) / 255.0;
        pdf.ext_graphics(Ref::new(OPACITIES + i32::from(opacity))).non_stroking_alpha(share);
    }
    page.faces.iter().filter(|face| face.is_used()).for_each(|face| face.write(&mut pdf));
    let content = compress_to_vec_zlib(&page.content.finish(), EFFORT);
    pdf.stream(CONTENT, &content).filter(Filter::FlateDecode);
    Ok(pdf.finish())
}

/// What an opacity is called on the page.
fn state(opacity: u8) -> String {
    format!("O{opacity}")
}

/// A page that fills.
struct Page {
    faces: [TypeFace; 2],
    content: Content,
    /// The opacities that are used, in parts of 255.
    opacities: BTreeSet<u8>,
    height: f64,
    points: f64,
}

impl Page {
    /// A place, from the lower left corner; whole hundredths of a point keep the bytes the same everywhere.
    fn at(&self, (x, y): Point) -> (f32, f32) {
        (self.length(x), self.length(self.height - y))
    }

    fn length(&self, units: f64) -> f32 {
        ((units * self.points * 100.0).round() / 100.0) as f32
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { points, ink, width } => self.line(points, *ink, *width),
            Shape::Area { edges, ink, opacity } => self.area(edges, *ink, *opacity),
            Shape::Disc { at, radius, ink } => self.disc(*at, *radius, *ink),
            Shape::Text { at, text, anchor, letters } => self.text(*at, text, *anchor, *letters),
        }
    }

    fn line(&mut self, points: &[Point], Ink(red, green, blue): Ink, width: f64) {
        let [red, green, blue] = [red, green, blue].map(part);
        let width = self.length(width);
        self.content.set_stroke_rgb(red, green, blue).set_line_width(width);
        self.path(points.iter().copied());
        self.content.stroke();
    }

    fn path(&mut self, points: impl Iterator<Item = Point>) {
        for (place, point) in points.enumerate() {
            let (x, y) = self.at(point);
            if place == 0 {
                self.content.move_to(x, y)
            } else {
                self.content.line_to(x, y)
            };
        }
    }

    fn fill(&mut self, Ink(red, green, blue): Ink) {
        let [red, green, blue] = [red, green, blue].map(part);
        self.content.set_fill_rgb(red, green, blue);
    }

    fn area(&mut self, edges: &[(f64, f64, f64)], ink: Ink, opacity: f64) {
        let opacity = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
        let is_pale = opacity < 255;
        if is_pale {
            self.opacities.insert(opacity);
            self.content.save_state().set_parameters(Name(state(opacity).as_bytes()));
        }
        self.fill(ink);
        let upper = edges.iter().map(|&(x, high, _)| (x, high));
        let lower = edges.iter().rev().map(|&(x, _, low)| (x, low));
        self.path(upper.chain(lower));
        self.content.close_path().fill_nonzero();
        if is_pale {
            self.content.restore_state();
        }
    }

    fn disc(&mut self, (x, y): Point, radius: f64, ink: Ink) {
        self.fill(ink);
        let handle = radius * HANDLE;
        let (start_x, start_y) = self.at((x + radius, y));
        self.content.move_to(start_x, start_y);
        // A quarter at a time, from one direction to the next.
        for (from, to) in [
            ((1.0, 0.0), (0.0, 1.0)),
            ((0.0, 1.0), (-1.0, 0.0)),
            ((-1.0, 0.0), (0.0, -1.0)),
            ((0.0, -1.0), (1.0, 0.0)),
        ] {
            let place =
                |(a, b): Point, (c, d): Point| (x + a * radius + c * handle, y + b * radius + d * handle);
            let ends = [place(from, to), place(to, from), (x + to.0 * radius, y + to.1 * radius)];
            let [(x1, y1), (x2, y2), (x3, y3)] = ends.map(|end| self.at(end));
            self.content.cubic_to(x1, y1, x2, y2, x3, y3);
        }
        self.content.fill_nonzero();
    }

    fn text(&mut self, (x, y): Point, text: &str, anchor: Anchor, letters: Letters) {
        let face = &mut self.faces[usize::from(letters.bold)];
        let (glyphs, width) = face.glyphs(text);
        let width = width * letters.size;
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        let name = face.name();
        self.fill(letters.ink);
        let ((x, y), size) = (self.at((left, y)), self.length(letters.size));
        self.content.begin_text().set_font(name, size).next_line(x, y).show(Str(&glyphs)).end_text();
    }
}

fn part(part: u8) -> f32 {
    f32::from(part) / 255.0
}

/// One of the two faces of the font, with the letters that are used.
struct TypeFace {
    bold: bool,
    face: Face<'static>,
    bytes: &'static [u8],
    used: BTreeMap<u16, char>,
}

impl TypeFace {
    fn of(bold: bool) -> Result<TypeFace, PlotError> {
        let bytes = font::bytes(bold);
        let face = Face::parse(bytes, 0).map_err(|_| PlotError::Font)?;
        Ok(TypeFace { bold, face, bytes, used: BTreeMap::new() })
    }

    fn is_used(&self) -> bool {
        !self.used.is_empty()
    }

    fn name(&self) -> Name<'static> {
        Name(if self.bold { b"B" } else { b"R" })
    }

    /// The number of one of its objects.
    fn number(&self, object: i32) -> Ref {
        Ref::new(FACES + 5 * i32::from(self.bold) + object)
    }

    /// What the face is called: six letters say that it is a part of a font.
    fn font_name(&self) -> &'static [u8] {
        if self.bold { b"NORIAB+Arimo-Bold" } else { b"NORIAR+Arimo" }
    }

    /// A length of the font in thousandths of its size.
    fn thousandths(&self, length: f64) -> f32 {
        (length * 1000.0 / f64::from(self.face.units_per_em())) as f32
    }

    /// The numbers of the letters of a text, two bytes each, and its width in letters of size 1.
    fn glyphs(&mut self, text: &str) -> (Vec<u8>, f64) {
        let (mut bytes, mut width) = (Vec::new(), 0.0);
        for letter in text.chars() {
            let glyph = self.face.glyph_index(letter).unwrap_or(GlyphId(0));
            self.used.entry(glyph.0).or_insert(letter);
            bytes.extend(glyph.0.to_be_bytes());
            width += f64::from(self.face.glyph_hor_advance(glyph).unwrap_or(0));
        }
        (bytes, width / f64::from(self.face.units_per_em()))
    }

    fn write(&self, pdf: &mut Pdf) {
        let [whole, letters, descriptor, file, meanings] = [0, 1, 2, 3, 4].map(|object| self.number(object));
        pdf.type0_font(whole)
            .base_font(Name(self.font_name()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(letters)
            .to_unicode(meanings);
        {
            let mut cid = pdf.cid_font(letters);
            cid.subtype(CidFontType::Type2)
                .base_font(Name(self.font_name()))
                .system_info(FONT)
                .font_descriptor(descriptor)
                .cid_to_gid_map_predefined(Name(b"Identity"));
            let mut widths = cid.widths();
            for &glyph in self.used.keys() {
                let advance = self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
                widths.consecutive(glyph, [self.thousandths(f64::from(advance))]);
            }
        }
        let bounds = self.face.global_bounding_box();
        let [left, low, right, high] = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
            .map(|end| self.thousandths(f64::from(end)));
        pdf.font_descriptor(descriptor)
            .name(Name(self.font_name()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(left, low, right, high))
            .italic_angle(0.0)
            .ascent(self.thousandths(f64::from(self.face.ascender())))
            .descent(self.thousandths(f64::from(self.face.descender())))
            .cap_height(
                self.thousandths(f64::from(self.face.capital_height().unwrap_or(self.face.ascender()))),
            )
            .stem_v(if self.bold { 140.0 } else { 80.0 })
            .font_file2(file);
        let bytes = compress_to_vec_zlib(self.bytes, EFFORT);
        pdf.stream(file, &bytes).filter(Filter::FlateDecode).pair(Name(b"Length1"), self.bytes.len() as i32);
        let mut cmap = UnicodeCmap::new(Name(b"Letters"), FONT);
        self.used.iter().for_each(|(&glyph, &letter)| cmap.pair(glyph, letter));
        pdf.cmap(meanings, &cmap.finish());
    }
}
