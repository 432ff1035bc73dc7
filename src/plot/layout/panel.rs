//! Draws one panel: frame, notches, marks, curves and the words at their ends.

use super::labels::{Berth, in_lanes, spread, thinned};
use super::scene::{Anchor, Point, Scene, Shape, without_level_points};
use super::words::{Ruler, clean, shorten};
use crate::plot::figure::{Axis, Curve, Mark, Notch, Panel};
use crate::plot::style::{CAPTION, FAINT, INK, Letters, MARK, NOTCH, PAPER, REMARK, SHADE, TITLE};

/// How high a lane of words above a panel is.
const LANE: f64 = 16.0;
/// From one label in the margin to the next.
const LABEL_GAP: f64 = 15.0;
/// From a curve's end to its label.
const LEADER: f64 = 14.0;
/// A panel that is less wide is narrow.
const NARROW: f64 = 280.0;
/// Between names on an axis.
const NOTCHES_APART: f64 = 5.0;
/// Which share of a panel's width names may take, on its left and on its right.
const NAMED: f64 = 0.34;
const TOLD: f64 = 0.3;
/// Between words in a lane.
const APART: f64 = 14.0;

/// Half as high as the line along the middle of a bar is, and how high bars are at least that have one.
pub(super) const STRIPE: f64 = 1.1;
const LEAST_STRIPED: f64 = 4.5;

/// Where a panel stands, and how high its data area is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    /// How many lanes of words are kept free above the data area.
    pub lanes: usize,
    /// The least room for what is named on the vertical axis.
    pub names: f64,
}

/// The data area on the page.
#[derive(Clone, Copy, Debug)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// The left and the right end of what belongs to the panel.
    edges: (f64, f64),
}

impl Frame {
    fn x(&self, axis: &Axis, value: f64) -> f64 {
        self.left + axis.share(value) * (self.right - self.left)
    }

    fn y(&self, axis: &Axis, value: f64) -> f64 {
        self.bottom - axis.share(value) * (self.bottom - self.top)
    }
}

/// How many lanes the words at a panel's marks need.
pub(super) fn lanes(panel: &Panel, width: f64, ruler: &dyn Ruler) -> usize {
    let size = Size { left: 0.0, top: 0.0, width, height: 0.0, lanes: 0, names: 0.0 };
    let frame = frame(panel, size, ruler);
    let said = remarks(panel, frame, ruler).into_iter().filter(|(text, _)| !text.is_empty());
    said.map(|(_, berth)| berth.lane + 1).max().unwrap_or(0)
}

/// Draws a panel; returns where it ends below.
pub(super) fn draw(panel: &Panel, size: Size, scene: &mut Scene, ruler: &dyn Ruler) -> f64 {
    let frame = frame(panel, size, ruler);
    title(panel, size, scene, ruler);
    windows(panel, frame, scene);
    grid(panel, frame, scene, ruler);
    turns(panel, frame, scene, ruler);
    bars(panel, frame, scene);
    for curve in &panel.curves {
        bands(panel, curve, frame, scene);
    }
    for curve in &panel.curves {
        line(panel, curve, frame, scene);
    }
    said(panel, frame, scene);
    rings(panel, frame, scene);
    ends(panel, frame, scene, ruler);
    words(panel, frame, scene, ruler);
    frame.bottom + if panel.x.notches.iter().any(|notch| !notch.below.is_empty()) { 34.0 } else { 20.0 }
}

/// How much room the names on a panel's vertical axis take.
pub(super) fn names(panel: &Panel, ruler: &dyn Ruler) -> f64 {
    widest(&mut panel.y.notches.iter().map(|notch| &notch.label), NOTCH, ruler)
}

fn widest(labels: &mut dyn Iterator<Item = &String>, letters: Letters, ruler: &dyn Ruler) -> f64 {
    labels.map(|label| ruler.width(label, letters.size, letters.bold)).fold(0.0, f64::max)
}

fn frame(panel: &Panel, size: Size, ruler: &dyn Ruler) -> Frame {
    let numbers = names(panel, ruler).max(size.names).min(NAMED * size.width);
    let labels = widest(&mut panel.curves.iter().map(|curve| &curve.label), TITLE, ruler);
    // The last time on the axis may reach beyond the frame.
    let right = f64::max(labels.min(TOLD * size.width) + LEADER + 2.0, 18.0);
    let top = size.top + 22.0 + size.lanes as f64 * LANE;
    Frame {
        left: (size.left + numbers + 8.0).round(),
        right: (size.left + size.width - right).round(),
        top,
        bottom: top + size.height,
        edges: (size.left, size.left + size.width),
    }
}

fn title(panel: &Panel, size: Size, scene: &mut Scene, ruler: &dyn Ruler) {
    let caption = ruler.width(&panel.y.caption, CAPTION.size, false);
    let whole = ruler.width(&panel.title, TITLE.size, true) <= size.width - caption - 10.0;
    // A narrow panel needs its title more than what its axis measures.
    let caption = if whole || size.width > NARROW { caption } else { 0.0 };
    let room = size.width - caption - 10.0;
    let text = shorten(&clean(&panel.title), &|text| ruler.width(text, TITLE.size, true) <= room);
    let width = ruler.width(&text, TITLE.size, true);
    let y = size.top + 11.0;
    scene.text((size.left, y), Anchor::Start, text, TITLE);
    let indent = if width > 0.0 { width + 7.0 } else { 0.0 };
    if caption > 0.0 {
        scene.text((size.left + indent, y), Anchor::Start, &panel.y.caption, CAPTION);
    }
}

fn windows(panel: &Panel, frame: Frame, scene: &mut Scene) {
    for mark in &panel.marks {
        if let Mark::Window { from, to, .. } = *mark {
            let (from, to) = (frame.x(&panel.x, from), frame.x(&panel.x, to));
            scene.rectangle((from, frame.top), (to, frame.bottom), SHADE, 1.0);
        }
    }
}

/// Level lines at the counts, and the names on both axes.
fn grid(panel: &Panel, frame: Frame, scene: &mut Scene, ruler: &dyn Ruler) {
    for notch in &panel.y.notches {
        let y = frame.y(&panel.y, notch.at);
        scene.line(&[(frame.left, y), (frame.right, y)], FAINT, 1.0);
        let fits =
            |text: &str| ruler.width(text, NOTCH.size, false) <= frame.left - 8.0 - frame.edges.0 + 0.5;
        scene.text((frame.left - 8.0, y + 4.0), Anchor::End, shorten(&notch.label, &fits), NOTCH);
    }
    let wide = |text: &str, bold: bool| ruler.width(text, NOTCH.size, bold);
    let room = |notch: &Notch| wide(&notch.label, false).max(wide(&notch.below, true)) + NOTCHES_APART;
    for notch in thinned(&panel.x.notches, &|at| frame.x(&panel.x, at), &room) {
        time(panel, &notch, frame, scene);
    }
    scene.line(&[(frame.left, frame.bottom), (frame.right, frame.bottom)], MARK, 1.2);
}

fn time(panel: &Panel, notch: &Notch, frame: Frame, scene: &mut Scene) {
    let x = frame.x(&panel.x, notch.at);
    scene.line(&[(x, frame.bottom), (x, frame.bottom + 4.0)], MARK, 1.0);
    scene.text((x, frame.bottom + 16.0), Anchor::Middle, &notch.label, NOTCH);
    scene.text((x, frame.bottom + 30.0), Anchor::Middle, &notch.below, Letters { bold: true, ..NOTCH });
}

/// The words at the marks, with their places.
fn remarks(panel: &Panel, frame: Frame, ruler: &dyn Ruler) -> Vec<(String, Berth)> {
    let room = frame.right - frame.left;
    let width = |text: &str| ruler.width(text, REMARK.size, false);
    let words: Vec<String> =
        panel.marks.iter().map(|mark| shorten(&clean(mark.label()), &|text| width(text) <= room)).collect();
    let middles = panel.marks.iter().map(|mark| frame.x(&panel.x, mark.middle()));
    let labels: Vec<(f64, f64)> = middles.zip(&words).map(|(middle, text)| (middle, width(text))).collect();
    let said = words.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(|(place, _)| place);
    let said: Vec<usize> = said.collect();
    let berths =
        in_lanes(&said.iter().map(|&n| labels[n]).collect::<Vec<_>>(), frame.left, frame.right, APART);
    let mut all: Vec<(String, Berth)> =
        words.into_iter().map(|text| (text, Berth { left: 0.0, lane: 0 })).collect();
    said.into_iter().zip(berths).for_each(|(place, berth)| all[place].1 = berth);
    all
}

/// Lines at instants, up to the words about them.
fn turns(panel: &Panel, frame: Frame, scene: &mut Scene, ruler: &dyn Ruler) {
    for (mark, (text, berth)) in panel.marks.iter().zip(remarks(panel, frame, ruler)) {
        let base = frame.top - 6.0 - berth.lane as f64 * LANE;
        let x = frame.x(&panel.x, mark.middle());
        let top = if text.is_empty() { frame.top } else { base + 3.0 };
        match mark {
            Mark::Turn { .. } => scene.line(&[(x, top), (x, frame.bottom)], MARK, 1.2),
            Mark::Target { .. } => scene.dashed(&[(x, frame.bottom), (x, top)], INK, 1.2, Some((5.0, 3.0))),
            Mark::Window { .. } if berth.lane > 0 => scene.line(&[(x, top), (x, frame.top)], FAINT, 1.0),
            Mark::Window { .. } | Mark::Said { .. } => {}
        }
        scene.text((berth.left, base), Anchor::Start, text, REMARK);
    }
}

/// Bars, each at least so long that it can be seen.
fn bars(panel: &Panel, frame: Frame, scene: &mut Scene) {
    for bar in &panel.bars {
        let (left, right) = (frame.x(&panel.x, bar.span.0), frame.x(&panel.x, bar.span.1));
        let (low, high) = (frame.y(&panel.y, bar.row.0), frame.y(&panel.y, bar.row.1));
        let right = right.max(left + 0.4);
        scene.rectangle((left, high), (right, low), bar.ink, 1.0);
        let middle = f64::midpoint(high, low);
        if let Some(stripe) = bar.stripe.filter(|_| low - high >= LEAST_STRIPED) {
            scene.rectangle((left, middle - STRIPE), (right, middle + STRIPE), stripe, 1.0);
        }
    }
}

/// Words in the middle of their places, where there is room for them.
fn words(panel: &Panel, frame: Frame, scene: &mut Scene, ruler: &dyn Ruler) {
    for word in &panel.words {
        let room = (panel.x.share(word.at.0 + word.room / 2.0) - panel.x.share(word.at.0 - word.room / 2.0))
            * (frame.right - frame.left);
        let fits = |text: &&String| ruler.width(text, NOTCH.size, false) <= room;
        if let Some(text) = [&word.text, &word.or].into_iter().find(fits) {
            let at = (frame.x(&panel.x, word.at.0), frame.y(&panel.y, word.at.1) + 4.0);
            scene.text(at, Anchor::Middle, text, Letters { ink: word.ink, ..NOTCH });
        }
    }
}

fn bands(panel: &Panel, curve: &Curve, frame: Frame, scene: &mut Scene) {
    for ribbon in &curve.ribbons {
        let same = |a: &(f64, f64, f64), b: &(f64, f64, f64)| (a.1, a.2) == (b.1, b.2);
        let edges = without_level_points(&ribbon.edges, same);
        let place = |(x, low, high)| (frame.x(&panel.x, x), frame.y(&panel.y, high), frame.y(&panel.y, low));
        let edges: Vec<_> = edges.into_iter().map(place).collect();
        scene.shapes.push(Shape::Area { edges, ink: curve.look.ink, opacity: ribbon.opacity });
    }
}

fn line(panel: &Panel, curve: &Curve, frame: Frame, scene: &mut Scene) {
    let points = without_level_points(&curve.line, |a, b| a.1 == b.1);
    let points: Vec<Point> =
        points.iter().map(|&(x, y)| (frame.x(&panel.x, x), frame.y(&panel.y, y))).collect();
    match points[..] {
        [] => {}
        // A line of one point would not be seen.
        [at] => scene.shapes.push(Shape::Disc { at, radius: curve.look.width * 1.5, ink: curve.look.ink }),
        _ => scene.dashed(&points, curve.look.ink, curve.look.width, curve.look.dash),
    }
}

/// Numbers that somebody said: where they may have been, and by which note they are named.
fn said(panel: &Panel, frame: Frame, scene: &mut Scene) {
    for mark in &panel.marks {
        let Mark::Said { at, height, spread: (low, high), of_all, note } = *mark else { continue };
        let (x, y) = (frame.x(&panel.x, at), frame.y(&panel.y, height));
        let top = high.map_or(y - 22.0, |high| frame.y(&panel.y, high)).max(frame.top);
        scene.line(&[(x, frame.y(&panel.y, low)), (x, top)], INK, 1.2);
        match high {
            Some(_) => scene.line(&[(x - 3.0, top), (x + 3.0, top)], INK, 1.2),
            // Or more: an arrow.
            None => scene.line(&[(x - 4.0, top + 6.0), (x, top), (x + 4.0, top + 6.0)], INK, 1.2),
        }
        scene.shapes.push(Shape::Disc { at: (x, y), radius: 4.5, ink: INK });
        if !of_all {
            scene.shapes.push(Shape::Disc { at: (x, y), radius: 2.9, ink: PAPER });
        }
        let letters = Letters { bold: true, ..REMARK };
        scene.text((x - 6.0, y - 4.0), Anchor::End, note.to_string(), letters);
    }
}

fn rings(panel: &Panel, frame: Frame, scene: &mut Scene) {
    for mark in &panel.marks {
        if let Mark::Target { at, height, .. } = *mark {
            let at = (frame.x(&panel.x, at), frame.y(&panel.y, height));
            scene.shapes.push(Shape::Disc { at, radius: 5.5, ink: INK });
            scene.shapes.push(Shape::Disc { at, radius: 3.7, ink: PAPER });
        }
    }
}

/// The words at the curves' ends, in the right margin.
fn ends(panel: &Panel, frame: Frame, scene: &mut Scene, ruler: &dyn Ruler) {
    let told: Vec<(&Curve, Point)> =
        panel.curves.iter().filter_map(|curve| Some((curve, end_of(curve)?))).collect();
    let wanted: Vec<f64> = told.iter().map(|(_, end)| frame.y(&panel.y, end.1)).collect();
    let placed = spread(&wanted, LABEL_GAP, frame.top + 2.0, frame.bottom - 2.0);
    for (((curve, end), from), to) in told.into_iter().zip(wanted).zip(placed) {
        let start = frame.x(&panel.x, end.0) + 2.0;
        let points =
            [(start, from), (f64::max(start, frame.right) + 2.0, from), (frame.right + LEADER - 3.0, to)];
        scene.line(&points, MARK, 0.8);
        let letters = Letters { ink: curve.look.ink, ..TITLE };
        let room = frame.edges.1 - frame.right - LEADER + 0.5;
        let label = shorten(&curve.label, &|text| ruler.width(text, TITLE.size, true) <= room);
        scene.text((frame.right + LEADER, to + 4.5), Anchor::Start, label, letters);
    }
}

fn end_of(curve: &Curve) -> Option<Point> {
    curve.line.last().copied().filter(|_| !curve.label.is_empty())
}
