//! The check: from a document to the plan, or to every problem.
//!
//! The walk has found what is malformed. Here values are read, rules that span several of them are
//! applied, and rows become tables. What was malformed reads as nothing, without another word: so
//! one mistake is told once, and what it hides is not guessed at. Where an override is of something that
//! is not there, nobody knows which plan was meant, and no rule is applied.
//!
//! The number is the storey: a part uses lower storeys only, and a test keeps it so.
//!
//! ```text
//! 5 whole        whether all parts can be run together
//! 4 movement     who may leave, and with whom
//! 3 fleets       vehicles, what may happen to them, costs
//! 4 observers    who counts people, and what they report
//! 3 public_figures  what was said of who is out
//! 3 suspensions  when a road is not to be driven
//! 2 people       groups, when they appear, own cars
//! 1 network      sites, routes, checkpoints
//! 1 goal         what is to be reached
//! 0 reading      a table, key by key; amounts, hours, columns
//! ```

mod fleets;
mod goal;
mod movement;
mod network;
mod observers;
mod people;
mod public_figures;
mod reading;
mod suspensions;
mod whole;

use std::cell::RefCell;

use super::document::{Fields, Node, Value};
use super::files::Files;
use super::names::Ids;
use super::problems::{Problem, Wrong};
use super::timeline::Timeline;
use super::validate::{self, Known};
use super::visible::on_one_line;
use crate::plan::{Id, Plan, Table};
use crate::stats::Distribution;
use crate::units::Tick;
use fleets::{costs, losses};
pub(super) use reading::amounts::Measure;
use reading::{amounts, sheet::Sheet};
use whole::{lengths, limits, roads, sense};

/// What every part of the check may ask, and where it leaves what it finds.
struct Reading<'a> {
    known: &'a Known<'a>,
    files: &'a Files,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Reading<'a> {
    /// The table of the clock, if there is one.
    fn clock(&self) -> Option<&'a Fields> {
        self.known.document.table()?.get("clock")?.table()
    }
}

/// Why there is no plan.
pub(super) struct Refused {
    /// Every problem.
    pub problems: Vec<Problem>,
    /// Whether something is said that no scenario may say; else all is well said, and what it says together is
    /// not possible.
    pub malformed: bool,
}

/// Checks a document; `stem` is the name of a scenario that does not give itself one.
///
/// # Errors
/// Every problem.
pub(super) fn check(document: &Node, files: &Files, stem: &str) -> Result<Plan, Refused> {
    if let Some(problem) = other_format(document) {
        return Err(Refused { problems: vec![problem], malformed: true });
    }
    let known = known(document);
    let found = validate::walk(document, &known);
    if found.hopeless {
        return Err(Refused { problems: found.problems, malformed: true });
    }
    let malformed = !found.problems.is_empty();
    let reading = Reading { known: &known, files, problems: RefCell::new(found.problems) };
    let root = Sheet::root(&reading, document);
    let plan = plan(&root, stem);
    if reading.problems.borrow().is_empty() {
        plan.iter().for_each(|plan| limits::together(&root, plan));
    }
    let problems = reading.problems.into_inner();
    match plan {
        Some(plan) if problems.is_empty() => Ok(plan),
        None if problems.is_empty() => Err(Refused { problems: vec![unexplained(document)], malformed }),
        _ => Err(Refused { problems, malformed }),
    }
}

/// What is known of a document before it is held against anything.
pub(super) fn known(document: &Node) -> Known<'_> {
    let clock = document.table().and_then(|root| root.get("clock")).and_then(Node::table);
    let timeline = match clock.and_then(|clock| clock.get("start")) {
        Some(start) => validate::start(&start.value).ok(),
        None => Some(Timeline::UNSAID),
    };
    Known { document, ids: Ids::of(document), timeline }
}

/// A distribution, read on its own; none if it is malformed.
pub(super) fn law(node: &Node, files: &Files, measure: Measure) -> Option<Distribution> {
    let known = known(node);
    let reading = Reading { known: &known, files, problems: RefCell::new(Vec::new()) };
    let read = amounts::read(&Sheet::root(&reading, node), "", node, measure);
    read.filter(|_| reading.problems.borrow().is_empty())
}

fn plan(root: &Sheet<'_>, stem: &str) -> Option<Plan> {
    let end = end(root);
    let network = network::Network::read(root);
    let mut people = people::People::read(root, end.flatten());
    let mut fleets = fleets::Fleets::read(root, &people, end.flatten());
    losses::strand(&mut people, &mut fleets);
    let suspensions = suspensions::suspensions(root, &network, &people, end.flatten());
    let movement = movement::Movements::read(root, &fleets, &people);
    let observers = observers::observers(root, &people, &fleets, end.flatten());
    let goal = goal::goal(root, end.flatten());
    let figures = public_figures::figures(root, &people, end.flatten());
    let costs = costs::costs(root);
    sense::check(root, &network, &people, &fleets);
    lengths::check(&network, &people, &fleets, &costs);
    roads::check(root, &network, &people, &fleets);
    limits::check(root, &network, &people, &fleets);
    let fleets = rows(movement.assign(fleets, &people));
    let (name, study) = (root.read("name", stem.to_owned(), text)?, root.sheet("study"));
    Some(Plan {
        title: root.read("title", name.clone(), text)?,
        name,
        clock: root.reading.known.timeline?.clock(),
        end: end?,
        seed: study.as_ref().map_or(Some(1), |study| study.read("seed", 1, Node::whole))?,
        replications: study
            .as_ref()
            .map_or(Some(1000), |study| study.read("replications", 1000, Node::whole))?,
        sites: rows(network.sites)?,
        routes: rows(network.routes)?,
        checkpoints: rows(network.checkpoints)?,
        suspensions: rows(suspensions)?,
        costs: costs::table(&costs, fleets.as_ref()?.len()),
        fleets: fleets?,
        groups: rows(people.rows.into_iter().map(|row| row.group))?,
        movements: rows(movement.lists)?,
        observers: rows(observers)?,
        goal: goal?,
        public_figures: figures.into_iter().collect::<Option<_>>()?,
    })
}

/// What is wrong with the version of the format, if that is so. Then nothing else can be judged: a
/// later format may mean something else by the same words.
fn other_format(document: &Node) -> Option<Problem> {
    let format =
        document.table()?.get("format").filter(|format| format.whole().is_some_and(|n: i64| n > 1))?;
    let wrong =
        Wrong::new(format!("is {}, but this noria reads format 1", format.value), "use a newer noria");
    Some(wrong.at(&format.place, "`format`"))
}

/// When every run ends; nothing if that cannot be read.
fn end(root: &Sheet<'_>) -> Option<Option<Tick>> {
    let Some(clock) = root.sheet("clock") else { return Some(None) };
    let end = clock.optional("end", |node| clock.instant_of(node))?;
    if end == Some(Tick::START) {
        clock.wrong("end", Wrong::new("is the start itself", "give a later instant"));
        return None;
    }
    Some(end)
}

/// All rows, if none was malformed.
fn rows<I: Id, T>(rows: impl IntoIterator<Item = Option<T>>) -> Option<Table<I, T>> {
    rows.into_iter().collect::<Option<Vec<T>>>().map(Table::new)
}

fn text(node: &Node) -> Option<String> {
    node.text().map(on_one_line)
}

/// A malformed value that nobody complained of would be a mistake of this program: still better
/// said than run.
fn unexplained(document: &Node) -> Problem {
    Problem::new(
        &document.place,
        "this scenario cannot be read, and noria cannot say why",
        "please report it",
    )
}

/// A value as it was typed, in the middle of a sentence.
fn said(node: &Node) -> &Value {
    &node.value
}
