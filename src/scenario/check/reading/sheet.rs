//! A table of the document, read key by key.
//!
//! Readers give `None` for what is malformed or missing although required; the walk has told.

use super::amounts;
use crate::plan::{Id, SiteId};
use crate::scenario::check::Reading;
use crate::scenario::document::{Entry, Node};
use crate::scenario::durations;
use crate::scenario::names::Target;
use crate::scenario::problems::{Place, Problem, Wrong};
use crate::stats::Distribution;
use crate::units::{Span, Tick};
use amounts::Measure;

/// A table with the way to it.
#[derive(Clone)]
pub(in crate::scenario::check) struct Sheet<'a> {
    pub reading: &'a Reading<'a>,
    pub table: &'a Node,
    pub path: String,
}

/// A row of a table of tables: its id and what it says.
pub(in crate::scenario::check) struct Row<'a> {
    pub id: &'a str,
    pub sheet: Sheet<'a>,
}

impl<'a> Sheet<'a> {
    pub fn root(reading: &'a Reading<'a>, document: &'a Node) -> Self {
        Sheet { reading, table: document, path: String::new() }
    }

    /// The value of a key.
    pub fn node(&self, key: &str) -> Option<&'a Node> {
        self.table.table()?.get(key)
    }

    /// The path of a key.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The table that is the value of a key.
    pub fn sheet(&self, key: &str) -> Option<Sheet<'a>> {
        self.node(key).filter(|node| node.table().is_some()).map(|node| self.inside(key, node))
    }

    /// A table somewhere inside.
    pub fn inside(&self, key: &str, table: &'a Node) -> Sheet<'a> {
        Sheet { reading: self.reading, table, path: self.path_of(key) }
    }

    /// The tables of a list, each with its path.
    pub fn items(&self, key: &str) -> impl Iterator<Item = Sheet<'a>> + use<'a> {
        let items = self.node(key).and_then(Node::list).unwrap_or_default();
        let (reading, path) = (self.reading, self.path_of(key));
        let items = items.iter().enumerate();
        items.map(move |(index, table)| Sheet { reading, table, path: format!("{path}.{index}") })
    }

    /// The rows of a table of tables, in the order of the file.
    pub fn rows(&self, key: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let entries: &[Entry] = self.node(key).and_then(Node::table).map_or(&[], |fields| &fields.0);
        let (reading, key) = (self.reading, key.to_owned());
        entries.iter().map(move |entry| {
            let path = format!("{key}.{}", entry.key);
            Row { id: &entry.key, sheet: Sheet { reading, table: &entry.node, path } }
        })
    }

    /// Reads a key, or takes the default if it was left out.
    pub fn read<T>(&self, key: &str, default: T, read: impl FnOnce(&'a Node) -> Option<T>) -> Option<T> {
        self.node(key).map_or(Some(default), read)
    }

    /// Reads a key that may be left out.
    pub fn optional<T>(&self, key: &str, read: impl FnOnce(&'a Node) -> Option<T>) -> Option<Option<T>> {
        self.node(key).map_or(Some(None), |node| read(node).map(Some))
    }

    pub fn duration(&self, key: &str, default: Span) -> Option<Span> {
        self.read(key, default, |node| durations::parse(node.text()?).ok())
    }

    /// An instant before the run has ended; one after it is told of.
    pub fn instant_by(&self, key: &str, end: Option<Tick>) -> Option<Tick> {
        let at = self.instant(key)?;
        if end.is_some_and(|end| at > end) {
            let help = "give an earlier instant, or end the run later";
            self.wrong(key, Wrong::new("is after the end of the run", help));
        }
        Some(at)
    }

    pub fn instant(&self, key: &str) -> Option<Tick> {
        self.instant_of(self.node(key)?)
    }

    pub fn instant_of(&self, node: &Node) -> Option<Tick> {
        self.reading.known.timeline?.instant(node).ok()
    }

    pub fn site(&self, key: &str) -> Option<SiteId> {
        self.id(Target::Site, self.node(key)?)
    }

    /// The row that an id names.
    pub fn id<I: Id>(&self, target: Target, node: &Node) -> Option<I> {
        self.reading.known.ids.names(target).row(node.text()?).map(I::from_index)
    }

    /// The rows that a list of ids names.
    pub fn ids<I: Id>(&self, target: Target, list: &Node) -> Option<Vec<I>> {
        list.list()?.iter().map(|node| self.id(target, node)).collect()
    }

    /// What stands for one of some words; the first is the default.
    pub fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Option<T> {
        let Some(node) = self.node(key) else { return words.first().map(|&(_, meaning)| meaning) };
        let text = node.text()?;
        words.iter().find(|(word, _)| *word == text).map(|&(_, meaning)| meaning)
    }

    /// A distribution, or always `default` if the key was left out.
    pub fn amount(&self, key: &str, measure: Measure, default: f64) -> Option<Distribution> {
        match self.node(key) {
            Some(node) => amounts::read(self, key, node, measure),
            None => Distribution::fixed(default).ok(),
        }
    }

    /// Tells what is wrong with the value of a key, or with the table if there is none.
    pub fn wrong(&self, key: &str, wrong: Wrong) {
        self.wrong_at(&self.node(key).unwrap_or(self.table).place, &self.path_of(key), wrong);
    }

    /// Tells what is wrong with the value called `path`.
    pub fn wrong_at(&self, place: &Place, path: &str, wrong: Wrong) {
        self.problem(wrong.at(place, format_args!("`{path}`")));
    }

    pub fn problem(&self, problem: Problem) {
        self.reading.problems.borrow_mut().push(problem);
    }
}
