//! The walk: a document held against the format, every difference a problem.
//!
//! What it lets pass is well-formed; whether it makes sense together is not judged here.

mod choice;
pub(super) mod meant;
mod scalar;

use super::document::{Entry, Fields, Node};
use super::format::{Form, Key, Kind, Need, ROOT};
use super::names::{Ids, Target, list, suggest};
use super::path::{Path, is_bare};
use super::problems::{MOST_TOLD, Place, Problem, Wrong};
pub(super) use scalar::{is_name, start};

use super::timeline::{Timeline, time_of_day, time_of_day_of, two_digits};

/// What the walk knows of the document before it begins.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub document: &'a Node,
    pub ids: Ids<'a>,
    /// None if the start itself is wrong.
    pub timeline: Option<Timeline>,
}

/// What the walk has found.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub problems: Vec<Problem>,
    /// Every key of the format that was met, with its value.
    pub keys: Vec<(&'static Key, &'a Node)>,
    /// Whether there is no sense in looking further: an override is of a row that nothing gives, so that nobody knows
    /// what was meant, or a table is far larger than any scenario's.
    pub hopeless: bool,
}

/// Holds a document against the format.
pub(super) fn walk<'a>(document: &'a Node, known: &Known<'_>) -> Found<'a> {
    let mut walk = Walk { known, found: Found::default() };
    walk.table(document, &ROOT, &Path::Root);
    walk.found
}

struct Walk<'k, 'a> {
    known: &'k Known<'k>,
    found: Found<'a>,
}

impl<'a> Walk<'_, 'a> {
    fn value(&mut self, node: &'a Node, kind: Kind, path: &Path<'_>) {
        if !kind.has_shape_of(&node.value) {
            return self.wrong(&node.place, path, scalar::other_shape(&node.value, kind));
        }
        match kind {
            Kind::Table(form) => self.table(node, form, path),
            Kind::Rows(target, form, most) => self.rows(node, (target, form, most), path),
            Kind::ByHour(factor) => self.by_hour(node, *factor, path),
            Kind::ById(target, item) => self.by_id(node, target, *item, path),
            Kind::List(item, least, most) => self.list(node, *item, (least, most), path),
            Kind::OneOf(choice) => self.choice(node, choice, path),
            _ => {
                if let Err(wrong) = scalar::check(kind, node, self.known) {
                    self.wrong(&node.place, path, wrong);
                }
            }
        }
    }

    fn table(&mut self, node: &'a Node, form: &'static Form, path: &Path<'_>) {
        let Some(fields) = node.table() else { return };
        for entry in &fields.0 {
            match (form.key(&entry.key), form.quantiles) {
                (Some(key), _) => self.entry(entry, key, path),
                (None, Some(kind)) if quantile(&entry.key).is_some() => {
                    self.value(&entry.node, kind, &Path::Key(path, &entry.key));
                }
                (None, _) => self.unknown(entry, form.keys.iter(), path),
            }
        }
        self.missing(node, fields, form, path);
    }

    fn entry(&mut self, entry: &'a Entry, key: &'static Key, path: &Path<'_>) {
        self.found.keys.push((key, &entry.node));
        self.value(&entry.node, key.kind, &Path::Key(path, key.name));
    }

    fn unknown(&mut self, entry: &Entry, keys: impl Iterator<Item = &'static Key>, path: &Path<'_>) {
        // What is not told need not be looked for among all that there is.
        if self.found.problems.len() >= MOST_TOLD {
            return;
        }
        let names: Vec<&str> = keys.map(|key| key.name).collect();
        let says = match path {
            Path::Root => format!("there is no key `{}`", entry.key),
            _ => format!("there is no key `{}` in `{path}`", entry.key),
        };
        let whole = matches!(path, Path::Root).then(|| self.whole_paths(entry)).unwrap_or_default();
        let help = match whole.as_slice() {
            [] => suggest(&entry.key, &names, "known here:"),
            [one] => format!("did you mean `{one}`?"),
            several => format!("did you mean one of {}?", list(several)),
        };
        self.tell(Problem::new(&entry.place, says, help));
    }

    /// The paths of the scenario that end as an override's path, of which the beginning was left out.
    fn whole_paths(&self, entry: &Entry) -> Vec<String> {
        let Place::Override(..) = entry.place else { return Vec::new() };
        let mut steps = vec![entry.key.as_str()];
        let mut inside = entry;
        while let Some(next) =
            inside.node.table().filter(|_| inside.in_passing).and_then(|fields| fields.0.first())
        {
            steps.push(&next.key);
            inside = next;
        }
        let mut paths = Vec::new();
        ends(self.known.document, &steps, &mut Vec::new(), &mut paths);
        paths
    }

    fn missing(&mut self, node: &Node, fields: &Fields, form: &Form, path: &Path<'_>) {
        for key in form.keys {
            let Need::Required(example) = key.need else { continue };
            if fields.get(key.name).is_some() {
                continue;
            }
            let says = match path {
                Path::Root => format!("`{}` is missing", key.name),
                _ => format!("`{path}` has no `{}`", key.name),
            };
            let doc = lower_first(key.doc.trim_end_matches('.'));
            self.tell(Problem::new(&node.place, says, format!("add `{example}`: {doc}")));
        }
    }

    fn rows(
        &mut self,
        node: &'a Node,
        (target, form, most): (Target, &'static Form, usize),
        path: &Path<'_>,
    ) {
        let rows = node.table().map_or(&[][..], |fields| &fields.0);
        if rows.is_empty() {
            self.wrong(&node.place, path, Wrong::new("is empty", format!("add a table [{path}.an_id]")));
        } else if rows.len() > most {
            self.found.hopeless = true;
            let says = format!("has {} entries", rows.len());
            return self.wrong(&node.place, path, Wrong::new(says, format!("at most {most} are possible")));
        }
        for row in rows {
            if row.in_passing {
                self.found.hopeless = true;
                self.tell(misspelt(row, rows, target, form));
                continue;
            }
            let path = Path::Key(path, &row.key);
            if row.key.len() > 64 || !is_bare(&row.key) {
                let says = format!("{:?} cannot be an id", row.key);
                let help = "an id is 1 to 64 letters, digits, `_` and `-`";
                self.tell(Problem::new(&row.place, says, help));
            }
            if row.key == "all" && !matches!(target, Target::Route | Target::Checkpoint) {
                let says = format!("`all` cannot be the id of {}", target.one());
                let all = target.nouns().1;
                let help = format!("tables and metrics say `all` for all {all}: give it another id");
                self.tell(Problem::new(&row.place, says, help));
            }
            self.value(&row.node, Kind::Table(form), &path);
        }
    }

    fn by_hour(&mut self, node: &'a Node, factor: Kind, path: &Path<'_>) {
        let steps = node.table().map_or(&[][..], |fields| &fields.0);
        if steps.is_empty() {
            self.wrong(&node.place, path, Wrong::new("is empty", "add a time of day, or leave it out"));
        }
        for step in steps {
            if time_of_day(&step.key).is_none() {
                let says = format!("{:?} is not a time of day", step.key);
                let help = match two_digits(&step.key) {
                    Some(right) => format!("write it as \"{right}\""),
                    None => "write it as \"06:00\", from \"00:00\" to \"23:59\"".to_owned(),
                };
                self.tell(Problem::new(&step.place, says, help));
            }
            self.value(&step.node, factor, &Path::Key(path, &step.key));
        }
    }

    fn by_id(&mut self, node: &'a Node, target: Target, item: Kind, path: &Path<'_>) {
        let rows = node.table().map_or(&[][..], |fields| &fields.0);
        if rows.is_empty() {
            self.wrong(&node.place, path, Wrong::new("is empty", "leave it out"));
        }
        for row in rows {
            if let Err(Wrong { says, help }) = self.known.ids.check(target, &row.key) {
                let says = format!("`{path}` names {}", says.trim_start_matches("is "));
                self.tell(Problem::new(&row.place, says, help));
            }
            self.value(&row.node, item, &Path::Key(path, &row.key));
        }
    }

    fn list(&mut self, node: &'a Node, item: Kind, (least, most): (usize, usize), path: &Path<'_>) {
        let items = node.list().unwrap_or_default();
        if items.len() < least || items.len() > most {
            let says = format!("has {} items", items.len());
            let help = match (least, most) {
                _ if least == most => format!("give exactly {least}"),
                _ if items.len() < least => format!("give at least {least}, or leave it out"),
                _ => format!("at most {most} are possible"),
            };
            return self.wrong(&node.place, path, Wrong::new(says, help));
        }
        for (index, node) in items.iter().enumerate() {
            self.value(node, item, &Path::Item(path, index));
        }
        self.twice(items, item, path);
    }

    /// The same id twice in a list is a slip.
    fn twice(&mut self, items: &[Node], item: Kind, path: &Path<'_>) {
        if !matches!(item, Kind::Id(_)) {
            return;
        }
        let mut known = std::collections::BTreeSet::new();
        for (node, id) in items.iter().filter_map(|node| Some((node, node.text()?))) {
            if !known.insert(id) {
                let wrong = Wrong::new(format!("names `{id}` twice"), "leave one out");
                self.wrong(&node.place, path, wrong);
            }
        }
    }

    fn tell(&mut self, problem: Problem) {
        if self.found.problems.len() < MOST_TOLD {
            self.found.problems.push(problem);
        }
    }

    fn wrong(&mut self, place: &Place, path: &Path<'_>, wrong: Wrong) {
        self.tell(wrong.at(place, format_args!("`{path}`")));
    }
}

/// The problem of an override inside a row that nothing gives: nearly always a slip in its id. Only a
/// whole row adds one, so that a slip never runs as a row of its own, however complete it looks.
fn misspelt(row: &Entry, rows: &[Entry], target: Target, form: &Form) -> Problem {
    let (noun, nouns) = target.nouns();
    let given: Vec<&str> = rows.iter().filter(|row| !row.in_passing).map(|row| &*row.key).collect();
    let meant = match given.as_slice() {
        [] => format!("there are no {nouns} yet"),
        [_] => suggest(&row.key, &given, "there is only"),
        _ => suggest(&row.key, &given, &format!("the {nouns} are")),
    };
    let required = form.keys.iter().filter_map(|key| match key.need {
        // Shells take quotes of one kind within those of the other.
        Need::Required(example) => Some(example.replace('"', "'") + ", "),
        _ => None,
    });
    let whole = format!("{}.{}={{ {}… }}", target.table(), row.key, required.collect::<String>());
    let one = target.one();
    let help = format!("{meant}\nto add {one}, give all of it at once, as in --set \"{whole}\"");
    Problem::new(&row.place, format!("there is no {noun} `{}`", row.key), help)
}

/// Adds the paths inside a table that end in these steps. What a path made on its way is none of them.
fn ends<'d>(node: &'d Node, steps: &[&str], above: &mut Vec<&'d str>, paths: &mut Vec<String>) {
    let Some(fields) = node.table().filter(|_| paths.len() < MOST_TOLD) else { return };
    if !above.is_empty() && steps.iter().try_fold(node, |node, step| node.table()?.get(step)).is_some() {
        paths.push([&above[..], steps].concat().join("."));
    }
    for entry in fields.0.iter().filter(|entry| !entry.in_passing) {
        above.push(&entry.key);
        ends(&entry.node, steps, above, paths);
        above.pop();
    }
}

/// A sentence, to go on in the middle of another.
fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// The probability that a key such as `q05` names.
pub(super) fn quantile(key: &str) -> Option<f64> {
    let digits = key.strip_prefix('q').filter(|digits| digits.len() == 2)?;
    let percent = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u8>().ok())??;
    (percent > 0).then_some(f64::from(percent) / 100.0)
}
