//! Lays out a page: headline, legend, panels in rows, notes.

use super::panel::{self, STRIPE, Size};
use super::scene::{Anchor, Scene, Shape};
use super::words::{Ruler, clean, shorten, wrap};
use crate::plot::figure::{Figure, Key, Panel, Room, Sample};
use crate::plot::style::{CAPTION, HEADLINE, INK, Letters};

/// How wide a page is for which all measures are made; a narrower one has less of what only looks well.
const USUAL: f64 = 1000.0;
/// A page is narrow where it is less wide: a column of a journal.
const NARROW: f64 = 600.0;
/// From the page's edges to what stands on it.
const MARGIN: [f64; 2] = [24.0, 9.0];
/// Between panels side by side, and between rows.
const GAP: f64 = 26.0;
/// The least width of a panel that stands beside others.
const LEAST_WIDTH: f64 = 160.0;
/// The least height of a page.
const LEAST_HEIGHT: f64 = 620.0;
/// How high the data area of a panel is.
const FULL_HEIGHT: f64 = 400.0;
const SMALL_HEIGHT: f64 = 130.0;
/// From one name on a vertical axis to the next.
const LINE: f64 = 13.0;
/// How long a sample in the legend is, and how far from its words and from the next.
const SAMPLE: f64 = 26.0;
const BESIDE: f64 = 7.0;
const BETWEEN: f64 = 24.0;

/// What is said where words are left out.
const CUT: &str = "… words for which there is no room are left out; the scenario has them whole";

/// A figure with everything in its place.
pub(in crate::plot) fn scene(figure: &Figure, ruler: &dyn Ruler, width: f64) -> Scene {
    // Panels one below the other that share a time axis begin at one place.
    let high = figure.panels.iter().filter(|panel| matches!(panel.room, Room::High(_)));
    let names = high.map(|panel| panel::names(panel, ruler)).fold(0.0, f64::max);
    let margin = MARGIN[usize::from(width < NARROW)];
    let mut page = Page { scene: Scene::new(width), ruler, margin, y: margin, names, cut: false };
    let headline = if width < NARROW { Letters { size: 15.0, ..HEADLINE } } else { HEADLINE };
    page.lines(&figure.title, headline, 2);
    page.lines(&figure.subtitle, CAPTION, 2);
    page.legend(&figure.legend);
    for row in rows(&figure.panels, figure.panels.len() == 1, width - 2.0 * margin) {
        page.row(&row);
    }
    page.y += if figure.notes.is_empty() { 0.0 } else { 10.0 };
    for note in &figure.notes {
        page.lines(note, CAPTION, 2);
    }
    if page.cut {
        page.lines(CUT, CAPTION, 1);
    }
    page.scene.height = (page.y + f64::max(margin, 12.0) - 6.0).ceil();
    page.scene
}

/// A page that fills from the top.
struct Page<'r> {
    scene: Scene,
    ruler: &'r dyn Ruler,
    /// From its edges to what stands on it.
    margin: f64,
    /// Down to here it is full.
    y: f64,
    /// The least room for what is named on the vertical axes of high panels.
    names: f64,
    /// Whether there was no room for all words.
    cut: bool,
}

impl Page<'_> {
    /// How wide what stands on it may be.
    fn room(&self) -> f64 {
        self.scene.width - 2.0 * self.margin
    }

    /// Words on as many lines as they need, up to `most`, or as many more as the page is narrower than usual.
    fn lines(&mut self, text: &str, letters: Letters, most: usize) {
        let fits = |line: &str| self.ruler.width(line, letters.size, letters.bold) <= self.room();
        let most = (most as f64 * f64::max(USUAL / self.scene.width, 1.0)).ceil() as usize;
        let lines = wrap(&clean(text), most, &fits);
        self.cut |= lines.last().is_some_and(|line| line.ends_with('…')) && !text.ends_with('…');
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            self.y += (letters.size * 1.3).round();
            self.scene.text((self.margin, self.y - 3.0), Anchor::Start, line, letters);
        }
    }

    /// Samples with their words, in as many lines as they need.
    fn legend(&mut self, keys: &[Key]) {
        if keys.is_empty() {
            return;
        }
        self.y += 24.0;
        let mut x = self.margin;
        for key in keys {
            let fits =
                |label: &str| self.ruler.width(label, CAPTION.size, false) <= self.room() - SAMPLE - BESIDE;
            let label = shorten(&clean(&key.label), &fits);
            let beside = if key.sample == Sample::None { 0.0 } else { SAMPLE + BESIDE };
            let width = beside + self.ruler.width(&label, CAPTION.size, false);
            if x > self.margin && x + width > self.margin + self.room() {
                (x, self.y) = (self.margin, self.y + 19.0);
            }
            self.sample(key.sample, x);
            let at = (x + beside, self.y);
            self.scene.text(at, Anchor::Start, label, Letters { ink: INK, ..CAPTION });
            x += width + BETWEEN;
        }
        self.y += 8.0;
    }

    fn sample(&mut self, sample: Sample, x: f64) {
        let (middle, end) = (self.y - 4.5, x + SAMPLE);
        match sample {
            Sample::None => {}
            Sample::Line(look) => {
                self.scene.dashed(&[(x, middle), (end, middle)], look.ink, look.width, look.dash);
            }
            Sample::Band(ink, opacity) => {
                self.scene.rectangle((x, middle - 6.0), (end, middle + 6.0), ink, opacity);
            }
            Sample::Bar(ink, stripe, share) => {
                let half = f64::max(6.0 * share, 1.0);
                self.scene.rectangle((x, middle - half), (end, middle + half), ink, 1.0);
                if let Some(stripe) = stripe {
                    self.scene.rectangle((x, middle - STRIPE), (end, middle + STRIPE), stripe, 1.0);
                }
            }
            Sample::Disc(rim, inside) => {
                let at = (f64::midpoint(x, end), middle);
                self.scene.shapes.push(Shape::Disc { at, radius: 4.2, ink: rim });
                self.scene.shapes.push(Shape::Disc { at, radius: 2.6, ink: inside });
            }
        }
    }

    /// Panels side by side.
    fn row(&mut self, row: &Row<'_>) {
        self.y += if row.panels.first().is_some_and(|panel| panel.room == Room::Small) { GAP } else { 12.0 };
        let width = (self.room() - GAP * (row.columns as f64 - 1.0)) / row.columns as f64;
        let lanes = row.panels.iter().map(|panel| panel::lanes(panel, width, self.ruler)).max().unwrap_or(0);
        let mut end = self.y;
        for (column, panel) in row.panels.iter().enumerate() {
            let left = self.margin + column as f64 * (width + GAP);
            let names = if matches!(panel.room, Room::High(_)) { self.names } else { 0.0 };
            let height = self.height_of(panel, row.alone);
            let size = Size { left, top: self.y, width, height, lanes, names };
            end = f64::max(end, panel::draw(panel, size, &mut self.scene, self.ruler));
        }
        self.y = end;
    }

    fn height_of(&self, panel: &Panel, alone: bool) -> f64 {
        // What is named on the vertical axis keeps its distance.
        let names = (panel.y.notches.len() as f64 - 1.0) * LINE;
        let full = (FULL_HEIGHT * (0.4 + 0.6 * (self.scene.width / USUAL).min(1.0))).round();
        match (panel.room, alone && self.scene.width >= USUAL) {
            (Room::Small, _) => SMALL_HEIGHT,
            (Room::High(height), _) => height,
            (Room::Full, false) => f64::max(full, names),
            (Room::Full, true) => f64::max(full, LEAST_HEIGHT - self.y - 120.0).max(names).round(),
        }
    }
}

/// Panels that stand side by side.
struct Row<'f> {
    panels: Vec<&'f Panel>,
    columns: usize,
    alone: bool,
}

/// Full panels each in a row of their own; small ones that follow each other in rows as even as can be.
fn rows(panels: &[Panel], alone: bool, room: f64) -> Vec<Row<'_>> {
    let runs = panels.chunk_by(|a, b| a.room == Room::Small && b.room == Room::Small);
    let split = runs.flat_map(|run| {
        let columns = columns(run.len(), room);
        run.chunks(columns).map(move |row| Row { panels: row.iter().collect(), columns, alone })
    });
    split.collect()
}

fn columns(panels: usize, room: f64) -> usize {
    let most = (((room + GAP) / (LEAST_WIDTH + GAP)) as usize).max(1);
    let wanted = match panels {
        0 | 1 => 1,
        2 | 4 => 2,
        _ => 3,
    };
    wanted.min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_panels_stand_in_even_rows() {
        assert_eq!([1, 2, 3, 4, 5, 6].map(|panels| columns(panels, 952.0)), [1, 2, 3, 2, 3, 3]);
        // In a column of a journal.
        assert_eq!([1, 2, 3, 6].map(|panels| columns(panels, 384.0)), [1, 2, 2, 2]);
        assert_eq!(columns(6, 250.0), 1);
    }
}
