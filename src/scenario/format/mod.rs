//! The format: what a scenario may say, described once as data.
//!
//! Unknown keys, values of the wrong kind, the JSON Schema and what editors show all come from
//! here. What values mean together is not said here.

mod amounts;
mod fleets;
mod movement;
mod network;
mod observers;
mod people;
mod public_figures;
mod root;
mod suspensions;
mod tables;
mod wanted;

pub(super) use wanted::grouped;

pub(super) use fleets::FLEET;
pub(super) use network::{ROUTE, SITE};
pub(super) use people::GROUP;
pub(super) use root::ROOT;
pub(super) use tables::{ARRIVAL, STOP, TABLES};

use super::names::Target;

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub name: &'static str,
    pub kind: Kind,
    /// A sentence for people and editors.
    pub doc: &'static str,
    pub need: Need,
}

/// What happens if a key is left out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Need {
    /// It must not be; here is how it could be written.
    Required(&'static str),
    /// As if this had been written.
    Default(&'static str),
    /// Then there is none.
    Optional,
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    /// Letters, digits, `-`, `_` and `.`: fit for a folder.
    Name,
    Flag,
    /// From the first to the second, both included.
    Whole(i64, i64),
    Number(Bounds),
    Duration,
    /// A date and a time.
    Start,
    /// An instant at or after the start.
    Instant,
    /// A time of the local day.
    TimeOfDay,
    /// A CSV file beside the scenario.
    File,
    /// The id of something in this scenario.
    Id(Target),
    /// The same, where a list may name it again.
    Again(Target),
    /// So many to so many items.
    List(&'static Kind, usize, usize),
    /// A table from times of day, `"HH:MM"`, to this.
    ByHour(&'static Kind),
    /// A table from ids of these to this.
    ById(Target, &'static Kind),
    /// A table from ids, which it gives to these, to tables; at most so many.
    Rows(Target, &'static Form, usize),
    Table(&'static Form),
    /// A table whose keys are those of what it is about, which says what is wrong with them.
    Free,
    /// One of several ways of saying it.
    OneOf(&'static Choice),
}

/// What a number must keep within.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub least: f64,
    pub most: f64,
    /// Whether the least is allowed itself.
    pub includes_least: bool,
    /// Whether the most is allowed itself.
    pub includes_most: bool,
    /// The unit that the number is in, where it has one that people write behind it.
    pub unit: &'static str,
}

/// What a table may hold.
#[derive(Debug)]
pub(super) struct Form {
    pub keys: &'static [Key],
    /// What quantiles (`q05`, `q95` …) take, where they are allowed.
    pub quantiles: Option<Kind>,
}

/// Several ways of saying one thing: plainly, by a word, or by a table with one of some tags.
#[derive(Debug)]
pub(super) struct Choice {
    /// The name of its definition in the schema.
    pub name: &'static str,
    /// What messages call it.
    pub called: &'static str,
    /// Kinds that can stand without a tag; each has another shape in TOML.
    pub plain: &'static [Kind],
    pub words: &'static [Word],
    pub tags: &'static [Tag],
}

/// A word of a [`Choice`].
#[derive(Debug)]
pub(super) struct Word {
    pub word: &'static str,
    pub doc: &'static str,
}

/// A key that says by itself which of several shapes a table has.
#[derive(Debug)]
pub(super) struct Tag {
    pub key: Key,
    /// Keys that may stand beside it.
    pub beside: &'static [Key],
}

const fn required(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, doc, need: Need::Required(example) }
}

const fn default(name: &'static str, kind: Kind, value: &'static str, doc: &'static str) -> Key {
    Key { name, kind, doc, need: Need::Default(value) }
}

const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, doc, need: Need::Optional }
}

const fn tag(name: &'static str, kind: Kind, doc: &'static str) -> Tag {
    Tag { key: optional(name, kind, doc), beside: &[] }
}

const fn word(word: &'static str, doc: &'static str) -> Word {
    Word { word, doc }
}

const fn form(keys: &'static [Key]) -> Form {
    Form { keys, quantiles: None }
}

/// Whose report decides.
const REPORTED_BY: Key = optional(
    "reported_by",
    Kind::Id(Target::Observer),
    "Whose reports decide; where nobody observes, an exact register that is told at once.",
);

impl Form {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Choice {
    /// The keys that a table of this choice may hold.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.tags.iter().flat_map(|tag| std::iter::once(&tag.key).chain(tag.beside))
    }
}

impl Bounds {
    /// Any number from zero on.
    pub const NOT_NEGATIVE: Bounds = Bounds::from(0.0, true);
    /// Any number above zero.
    pub const POSITIVE: Bounds = Bounds::from(0.0, false);
    /// A share of something that is not nothing.
    pub const SHARE: Bounds = Bounds { most: 1.0, ..Bounds::POSITIVE };
    /// A share that may be none or all.
    pub const PART: Bounds = Bounds { most: 1.0, ..Bounds::NOT_NEGATIVE };
    /// A probability that is neither never nor always.
    pub const PROBABILITY: Bounds = Bounds { includes_most: false, ..Bounds::SHARE };
    /// A coefficient of variation that can be drawn from.
    pub const COEFFICIENT: Bounds =
        Bounds { least: 1e-6, most: 10.0, includes_least: true, includes_most: true, unit: "" };

    const fn from(least: f64, includes_least: bool) -> Bounds {
        Bounds { least, most: LARGEST, includes_least, includes_most: true, unit: "" }
    }

    /// Any number from the first to the second, both included.
    pub const fn between(least: f64, most: f64) -> Bounds {
        Bounds { least, most, includes_least: true, includes_most: true, unit: "" }
    }

    pub fn contain(self, number: f64) -> bool {
        let above = if self.includes_least { number >= self.least } else { number > self.least };
        let below = if self.includes_most { number <= self.most } else { number < self.most };
        above && below
    }
}

/// Every kind that a key of this name takes, at whichever place.
pub(super) fn kinds_of(name: &str) -> Vec<Kind> {
    let mut kinds = Vec::new();
    kinds_in(Kind::Table(&ROOT), name, &mut kinds);
    kinds
}

fn kinds_in(kind: Kind, name: &str, kinds: &mut Vec<Kind>) {
    let keys: Vec<&'static Key> = match kind {
        Kind::Table(form) | Kind::Rows(_, form, _) => form.keys.iter().collect(),
        Kind::List(item, ..) | Kind::ByHour(item) | Kind::ById(_, item) => {
            return kinds_in(*item, name, kinds);
        }
        Kind::OneOf(choice) => {
            choice.plain.iter().for_each(|kind| kinds_in(*kind, name, kinds));
            choice.keys().collect()
        }
        _ => return,
    };
    for key in keys {
        if key.name == name {
            kinds.push(key.kind);
        }
        kinds_in(key.kind, name, kinds);
    }
}

/// The largest number that any key takes: more is a slip, and could overflow sums.
pub(super) const LARGEST: f64 = 1e12;

/// The most items that any list takes.
pub(super) const LONGEST: usize = 1_000_000;

/// The most people that a scenario may have in all.
pub(super) const MOST_PEOPLE: i64 = 2_000_000_000;

/// The most vehicles that a scenario may have in all.
pub(super) const MOST_VEHICLES: i64 = 8_000_000;
