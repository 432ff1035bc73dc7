//! The ids that a scenario gives, and what was meant by one that it does not give.

use std::collections::BTreeMap;

use super::document::Node;
use super::problems::Wrong;

/// How many names a message lists.
const LISTED: usize = 12;

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Site,
    Group,
    Fleet,
    Route,
    Checkpoint,
    Observer,
}

impl Target {
    /// The table whose keys the ids are.
    pub const fn table(self) -> &'static str {
        match self {
            Target::Site => "sites",
            Target::Group => "people",
            Target::Fleet => "fleets",
            Target::Route | Target::Checkpoint => "routes",
            Target::Observer => "observers",
        }
    }

    /// One of them, with its article.
    pub fn one(self) -> String {
        let noun = self.nouns().0;
        let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {noun}")
    }

    /// One of them, and many.
    pub const fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Target::Site => ("site", "sites"),
            Target::Group => ("group of people", "groups of people"),
            Target::Fleet => ("fleet", "fleets"),
            Target::Route => ("route", "routes"),
            Target::Checkpoint => ("checkpoint", "checkpoints"),
            Target::Observer => ("observer", "observers"),
        }
    }
}

/// The ids of one table, each with its place in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    rows: BTreeMap<&'a str, usize>,
    list: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(document: &'a Node, target: Target) -> Self {
        let table = document.table().and_then(|fields| fields.get(target.table())).and_then(Node::table);
        let entries = table.into_iter().flat_map(|ids| &ids.0);
        match target {
            Target::Checkpoint => Names::each_once(entries.flat_map(|route| checkpoints(&route.node))),
            _ => Names::each_once(entries.map(|entry| &*entry.key)),
        }
    }

    /// Names in the order in which they are first met.
    fn each_once(names: impl Iterator<Item = &'a str>) -> Self {
        let mut all = Names::default();
        for name in names {
            let next = all.list.len();
            if *all.rows.entry(name).or_insert(next) == next {
                all.list.push(name);
            }
        }
        all
    }

    pub fn row(&self, id: &str) -> Option<usize> {
        self.rows.get(id).copied()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn list(&self) -> &[&'a str] {
        &self.list
    }
}

/// The names of the checkpoints on a route.
fn checkpoints(route: &Node) -> impl Iterator<Item = &str> {
    let list = route.table().and_then(|route| route.get("checkpoints")).and_then(Node::list);
    list.unwrap_or_default().iter().filter_map(|node| node.table()?.get("name")?.text())
}

/// All ids of a scenario.
#[derive(Debug, Default)]
pub(super) struct Ids<'a> {
    sites: Names<'a>,
    groups: Names<'a>,
    fleets: Names<'a>,
    routes: Names<'a>,
    checkpoints: Names<'a>,
    observers: Names<'a>,
}

impl<'a> Ids<'a> {
    pub fn of(document: &'a Node) -> Self {
        Ids {
            sites: Names::of(document, Target::Site),
            groups: Names::of(document, Target::Group),
            fleets: Names::of(document, Target::Fleet),
            routes: Names::of(document, Target::Route),
            checkpoints: Names::of(document, Target::Checkpoint),
            observers: Names::of(document, Target::Observer),
        }
    }

    pub fn names(&self, target: Target) -> &Names<'a> {
        match target {
            Target::Site => &self.sites,
            Target::Group => &self.groups,
            Target::Fleet => &self.fleets,
            Target::Route => &self.routes,
            Target::Checkpoint => &self.checkpoints,
            Target::Observer => &self.observers,
        }
    }
}

impl Ids<'_> {
    /// Whether an id is given.
    pub fn check(&self, target: Target, id: &str) -> Result<(), Wrong> {
        let (names, (noun, nouns)) = (self.names(target), target.nouns());
        if names.row(id).is_some() {
            return Ok(());
        }
        let help = match names.len() {
            0 if target == Target::Checkpoint => "give a route `checkpoints`".to_owned(),
            0 => format!("add a table [{}.an_id]", target.table()),
            1 => suggest(id, names.list(), "there is only"),
            _ => suggest(id, names.list(), &format!("the {nouns} are")),
        };
        // Of names in other scripts no ids are made.
        let help = match id.chars().any(|sign| sign.is_alphabetic() && !sign.is_ascii()) {
            true => format!(
                "{help}; if it is a name in a spreadsheet, add a column `id` there, and write ids here"
            ),
            false => help,
        };
        Err(Wrong::new(format!("is {id:?}, but there is no such {noun}"), help))
    }
}

/// The way out for somebody who wrote `word` where one of `known` was needed.
pub(super) fn suggest(word: &str, known: &[&str], are: &str) -> String {
    match closest(word, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("{are} {}", list(known)),
    }
}

/// The name that differs least from `word`, if it differs by little enough to be a slip.
pub(crate) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = near(word, known);
    near.min_by_key(|&(_, distance)| distance).map(|(name, _)| name)
}

/// All names that differ from `word` by little enough, the nearest first.
#[cfg(feature = "cli")]
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Vec<&'a str> {
    let mut near: Vec<_> = near(word, known).collect();
    near.sort_by_key(|&(_, distance)| distance);
    near.into_iter().map(|(name, _)| name).collect()
}

/// Names that differ from `word` by little enough to be a slip, with by how much.
fn near<'a>(word: &str, known: &[&'a str]) -> impl Iterator<Item = (&'a str, usize)> {
    let lower = word.to_lowercase();
    let distance = move |name: &str| strsim::damerau_levenshtein(&lower, &name.to_lowercase());
    let similar = known.iter().filter(move |name| name.len().abs_diff(word.len()) <= 8);
    similar
        .map(move |&name| (name, distance(name)))
        .filter(move |&(name, distance)| distance <= 1 + name.chars().count().min(word.len()) / 3)
}

/// Names in a row: "`a`, `b` and `c`".
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{}`", name.as_ref())).collect();
    match (names.len().saturating_sub(LISTED), quoted.split_last()) {
        (0, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (0, _) => quoted.join(", "),
        (more, _) => format!("{} and {more} more", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognized_and_strange_words_are_not() {
        let known = ["berths", "title", "at"];
        assert_eq!(closest("bert", &known), Some("berths"));
        assert_eq!(closest("Title", &known), Some("title"));
        assert_eq!(closest("hospital", &known), None);
        assert_eq!(closest("xy", &known), None);
        assert_eq!(closest("xy", &[]), None);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(list(&many).ends_with("`11` and 8 more"), "{}", list(&many));
    }
}
