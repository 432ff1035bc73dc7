//! What a figure shows, as data: panels with axes, curves and their bands, marks, and a legend.
//!
//! A figure knows no pixels, no fonts and no back end. It does not know what its numbers mean either:
//! whoever builds one says so in its words.

/// A colour by its red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

/// How a curve is drawn. Curves of one panel should differ in more than colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The colour of its line, its bands and its label.
    pub ink: Ink,
    /// How wide its line is, in the unit in which a figure is 1000 wide.
    pub width: f64,
    /// How long its strokes and the gaps between them are; none: a line without gaps.
    pub dash: Option<(f64, f64)>,
}

/// A place on an axis that is named.
#[derive(Clone, Debug, PartialEq)]
pub struct Notch {
    /// Where.
    pub at: f64,
    /// What stands next to it.
    pub label: String,
    /// What stands below that, such as the date where a day begins; often nothing.
    pub below: String,
}

/// The range of a panel in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What it measures.
    pub caption: String,
    /// The least value.
    pub from: f64,
    /// The greatest value.
    pub to: f64,
    /// The places that are named.
    pub notches: Vec<Notch>,
}

impl Axis {
    /// Where a value lies between the axis's ends, from 0 to 1. An axis without length has all in the
    /// middle.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let length = self.to - self.from;
        if length > 0.0 { ((value - self.from) / length).clamp(0.0, 1.0) } else { 0.5 }
    }
}

/// A range around a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Ribbon {
    /// Along the horizontal axis: the place, the lower and the upper edge.
    pub edges: Vec<(f64, f64, f64)>,
    /// How much of what lies behind it is covered, from 0 to 1.
    pub opacity: f64,
}

/// A line with the bands around it, and the words at its right end.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What is written at its end; nothing if empty.
    pub label: String,
    /// The line, from left to right.
    pub line: Vec<(f64, f64)>,
    /// The bands; later ones lie on top of earlier ones.
    pub ribbons: Vec<Ribbon>,
    /// How it is drawn.
    pub look: Look,
}

/// Something of which only the place along the horizontal axis matters.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// An instant at which something changes: a thin line.
    Turn {
        /// Where.
        at: f64,
        /// What happens; may be empty.
        label: String,
    },
    /// A time in which something goes on: a shade behind the curves.
    Window {
        /// Where it begins.
        from: f64,
        /// Where it ends.
        to: f64,
        /// What goes on; may be empty.
        label: String,
    },
    /// Something that is to be reached: a dashed line with a ring at the height that is wanted.
    Target {
        /// Where.
        at: f64,
        /// How high.
        height: f64,
        /// What is wanted; may be empty.
        label: String,
    },
    /// A number that somebody said: a disc, or a ring if it is not about all, with how wrong it may be, and a number by
    /// which a note names it.
    Said {
        /// Where.
        at: f64,
        /// How high.
        height: f64,
        /// The ends of a line through it; the second is open above if it is a least number.
        spread: (f64, Option<f64>),
        /// Whether it is about all that the curves are about.
        of_all: bool,
        /// The number of the note.
        note: usize,
    },
}

impl Mark {
    /// The words at the mark.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Mark::Turn { label, .. } | Mark::Window { label, .. } | Mark::Target { label, .. } => label,
            Mark::Said { .. } => "",
        }
    }

    /// The middle of the mark.
    #[must_use]
    pub fn middle(&self) -> f64 {
        match self {
            Mark::Turn { at, .. } | Mark::Target { at, .. } | Mark::Said { at, .. } => *at,
            Mark::Window { from, to, .. } => f64::midpoint(*from, *to),
        }
    }
}

/// Something that lasts, in a row of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its lower and its upper edge along the vertical axis.
    pub row: (f64, f64),
    /// Where it begins and ends along the horizontal axis.
    pub span: (f64, f64),
    /// Its colour.
    pub ink: Ink,
    /// The colour of a line along its middle; none: it is plain.
    pub stripe: Option<Ink>,
}

/// Words in the middle of a place, such as a number in a cell of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The place.
    pub at: (f64, f64),
    /// What is written.
    pub text: String,
    /// The colour of its letters.
    pub ink: Ink,
    /// What is written where there is no room for that; often nothing.
    pub or: String,
    /// How much room there is along the horizontal axis.
    pub room: f64,
}

/// How much room a panel is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Room {
    /// The full width of the figure.
    Full,
    /// The full width, and so high, in the unit in which a figure is 1000 wide.
    High(f64),
    /// A part of the width; such panels stand side by side.
    Small,
}

/// One pair of axes with what is drawn between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What it is about.
    pub title: String,
    /// How much room it is given.
    pub room: Room,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, the last on top.
    pub curves: Vec<Curve>,
    /// Marks, behind the curves.
    pub marks: Vec<Mark>,
    /// Bars, behind the curves and on top of the marks.
    pub bars: Vec<Bar>,
    /// Words, on top of all.
    pub words: Vec<Word>,
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// What it stands for.
    pub label: String,
    /// What is shown beside the words.
    pub sample: Sample,
}

/// What a legend shows beside the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// Nothing: the words say what other words mean.
    None,
    /// A piece of a line.
    Line(Look),
    /// A piece of a band: its colour and how much it covers.
    Band(Ink, f64),
    /// A piece of a bar: its colour, that of the line along its middle, and which share of a row it is high.
    Bar(Ink, Option<Ink>, f64),
    /// A disc: its rim and its middle.
    Disc(Ink, Ink),
}

/// A figure, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its headline.
    pub title: String,
    /// What the lines and bands are, and of how many replications.
    pub subtitle: String,
    /// The entries of the legend, which stands above the panels.
    pub legend: Vec<Key>,
    /// Its panels, from top to bottom and from left to right.
    pub panels: Vec<Panel>,
    /// What else is to be said, below the panels.
    pub notes: Vec<String>,
    /// What it says, for who cannot see it: in the files, and not in the picture.
    pub told: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_shares_of_the_axis_and_never_outside() {
        let axis = |from, to| Axis { caption: String::new(), from, to, notches: Vec::new() };
        assert_eq!(axis(10.0, 20.0).share(12.5), 0.25);
        assert_eq!(axis(10.0, 20.0).share(30.0), 1.0);
        assert_eq!(axis(10.0, 10.0).share(10.0), 0.5);
    }
}
