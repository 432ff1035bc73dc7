//! A strip of a page as pixels, on which shapes are put.
//!
//! A page is drawn strip by strip, so that what is worked on lies near the processor, and strips can be drawn side by
//! side. On each all shapes of the page are put that reach into it, in their order: whatever strips there are, the
//! page is the same.

use std::convert::Infallible;
use std::ops::Range;

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

use super::slab;

/// A colour: eight bits each of red, green and blue, the last of them blue.
pub(super) type Colour = u32;

/// The colour of these parts of red, green and blue.
pub(super) fn colour((red, green, blue): (u8, u8, u8)) -> Colour {
    u32::from_be_bytes([0, red, green, blue])
}

/// From this opacity on nothing is seen of what lies behind a single pixel.
const OPAQUE: f64 = 1.0 - 1.0 / 256.0;

/// The rows of a page from one to another.
pub(super) struct Canvas {
    /// The whole page.
    size: (u32, u32),
    rows: Range<i32>,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// No rows of a page of this size.
    pub(super) fn new(size: (u32, u32)) -> Canvas {
        Canvas { size, rows: 0..0, pixels: Vec::new() }
    }

    /// Goes over to these rows, all of one colour.
    pub(super) fn begin(&mut self, rows: Range<u32>, paper: Colour) {
        self.pixels.clear();
        self.pixels.resize(self.size.0 as usize * rows.len(), paper);
        self.rows = rows.start.cast_signed()..rows.end.cast_signed();
    }

    /// The rows that it has.
    pub(super) fn rows(&self) -> &Range<i32> {
        &self.rows
    }

    /// Its pixels, row by row.
    pub(super) fn pixels(&self) -> &[Colour] {
        &self.pixels
    }

    fn width(&self) -> i32 {
        self.size.0.cast_signed()
    }

    /// Where a pixel is, if the strip has it.
    fn place(&self, (x, y): BackendCoord) -> Option<usize> {
        let is_here = (0..self.width()).contains(&x) && self.rows.contains(&y);
        is_here.then(|| ((y - self.rows.start) * self.width() + x) as usize)
    }

    /// Puts a colour into pixels of a row.
    pub(super) fn row(&mut self, row: i32, columns: Range<i32>, by: &mut Brush) {
        let (from, to) = (columns.start.max(0), columns.end.min(self.width()));
        if let Some(place) = self.place((from, row)).filter(|_| from < to) {
            by.put_all(&mut self.pixels[place..place + (to - from) as usize]);
        }
    }

    /// Puts a colour into pixels of a column.
    pub(super) fn column(&mut self, column: i32, rows: Range<i32>, by: &mut Brush) {
        let (from, to) = (rows.start.max(self.rows.start), rows.end.min(self.rows.end));
        let Some(mut place) = self.place((column, from)) else { return };
        for _ in from..to {
            by.put(&mut self.pixels[place]);
            place += self.size.0 as usize;
        }
    }

    /// Puts a colour into a pixel.
    pub(super) fn pixel(&mut self, at: BackendCoord, colour: Colour, opacity: f64) {
        if opacity > 0.0
            && let Some(place) = self.place(at)
        {
            let opacity = if opacity >= OPAQUE { 1.0 } else { opacity };
            let pixel = &mut self.pixels[place];
            *pixel = mixed(*pixel, colour, share(opacity));
        }
    }
}

/// What puts a colour into pixels.
pub(super) struct Brush {
    colour: Colour,
    /// In how many parts of 256 it is mixed into what is there.
    share: u32,
    /// What was there last, and what became of it: most neighbours are alike.
    last: (Colour, Colour),
}

/// An opacity in parts of 256.
fn share(opacity: f64) -> u32 {
    (256.0 * opacity.clamp(0.0, 1.0)) as u32
}

impl Brush {
    pub(super) fn new(colour: Colour, opacity: f64) -> Brush {
        let share = share(opacity);
        Brush { colour, share, last: (0, mixed(0, colour, share)) }
    }

    #[inline]
    fn put(&mut self, pixel: &mut Colour) {
        if *pixel != self.last.0 {
            self.last = (*pixel, mixed(*pixel, self.colour, self.share));
        }
        *pixel = self.last.1;
    }

    fn put_all(&mut self, pixels: &mut [Colour]) {
        match self.share {
            256 => pixels.fill(self.colour),
            _ => pixels.iter_mut().for_each(|pixel| self.put(pixel)),
        }
    }
}

/// A colour with so many parts of 256 of another: what is left over stays as it was.
fn mixed(old: Colour, new: Colour, share: u32) -> Colour {
    let mut parts = old.to_be_bytes();
    for (old, new) in parts.iter_mut().zip(new.to_be_bytes()) {
        let by = (u32::from(new.abs_diff(*old)) * share / 256) as u8;
        *old = if new > *old { *old + by } else { *old - by };
    }
    u32::from_be_bytes(parts)
}

/// What plotters needs, to make pixels and straight lines of discs and words.
impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_pixel(
        &mut self,
        at: BackendCoord,
        ink: BackendColor,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.pixel(at, colour(ink.rgb), ink.alpha);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let is_straight = from.0 == to.0 || from.1 == to.1;
        if !is_straight || style.stroke_width() != 1 || style.color().alpha < 1.0 {
            return plotters_backend::rasterizer::draw_line(self, from, to, style);
        }
        slab::straight(self, from, to, &mut Brush::new(colour(style.color().rgb), 1.0));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_mixed_in_by_its_share_and_what_is_left_over_stays() {
        let grey = colour((100, 100, 100));
        assert_eq!(mixed(grey, colour((200, 0, 101)), 128), colour((150, 50, 100)));
        assert_eq!(mixed(grey, colour((200, 0, 101)), 256), colour((200, 0, 101)));
        assert_eq!(mixed(grey, 0, 0), grey);
    }

    #[test]
    fn what_lies_beside_a_strip_is_left_out() {
        let mut canvas = Canvas::new((4, 10));
        canvas.begin(2..4, 0);
        let mut brush = Brush::new(7, 1.0);
        canvas.row(1, 0..4, &mut brush);
        canvas.row(2, -3..2, &mut brush);
        canvas.column(3, -5..50, &mut brush);
        canvas.column(4, 0..50, &mut brush);
        canvas.pixel((2, 3), 7, 0.999);
        canvas.pixel((2, 4), 7, 1.0);
        assert_eq!(canvas.pixels(), [7, 7, 0, 7, 0, 0, 7, 7]);
    }
}
