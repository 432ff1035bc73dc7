//! A scenario's text with other values in place of some of its own: comments and all else stay.

use toml::de::{DeTable, DeValue};

use super::Scenario;
use super::document::{Node, Value, parse};
use super::edit;
use super::problems::{Bytes, Place};

impl Scenario {
    /// The text of the file with its overrides and these values written into it, paths with values as
    /// [`set`](Scenario::set) takes them, and with lines of comment at its head. None if a value cannot be put into the
    /// text, such as one inside a table that is given in several places.
    #[must_use]
    pub fn rewritten(&self, values: &[(String, String)], head: &[String]) -> Option<String> {
        let mut edits = self.overrides.iter().chain(values);
        let body = edits.try_fold(self.text.clone(), |text, (path, value)| with(&text, path, value))?;
        let lines: String = head.iter().map(|line| format!("# {line}\n")).collect();
        // What an editor reads of the first line stays there.
        let (first, rest) = match body.strip_prefix("#:").and_then(|_| body.split_once('\n')) {
            Some((first, rest)) => (format!("{first}\n"), rest),
            None => (String::new(), body.as_str()),
        };
        Some(format!("{first}{lines}{rest}"))
    }
}

/// A text with one value.
fn with(text: &str, path: &str, value: &str) -> Option<String> {
    let (document, value) = (parse(text).ok()?, as_toml(value));
    if let Some(node) = edit::find(&document, path) {
        let span = span_of(node)?;
        let is_given_in_parts = matches!(node.value, Value::Table(_)) && !text[span.clone()].starts_with('{')
            || matches!(node.value, Value::List(_)) && text[span.clone()].starts_with("[[");
        return (!is_given_in_parts).then(|| spliced(text, span.start, span.end, &value));
    }
    let keys = edit::keys(path)?;
    let (above, below) = (1..keys.len())
        .rev()
        .find_map(|depth| {
            let (above, below) = (keys[..depth].join("."), keys[depth..].join("."));
            edit::find(&document, &above).map(|node| (Some((node, above)), below))
        })
        .unwrap_or((None, keys.join(".")));
    match above {
        None => Some(at_top(text, &format!("{below} = {value}"))),
        Some((node, name)) => {
            let entry = format!("{below} = {value}");
            // A table that is given by dotted keys alone goes on as it began, if that is at the top.
            let more = || Some(at_top(text, &format!("{name}.{entry}"))).filter(|text| parse(text).is_ok());
            beside(text, node, &name, &entry).or_else(more)
        }
    }
}

/// A text with an entry behind the comments that it begins with.
fn at_top(text: &str, entry: &str) -> String {
    let head = text.lines().take_while(|line| line.starts_with('#'));
    let at = head.map(|line| line.len() + 1).sum::<usize>().min(text.len());
    spliced(text, at, at, &format!("{entry}\n"))
}

/// A text with an entry in a table that has none of this name yet.
fn beside(text: &str, table: &Node, name: &str, entry: &str) -> Option<String> {
    table.table()?;
    let span = span_of(table)?;
    if text[span.clone()].starts_with('{') {
        let inside = text[span.start + 1..span.end - 1].trim_end();
        let comma = if inside.trim().is_empty() { "" } else { "," };
        let at = span.start + 1 + inside.len();
        return Some(spliced(text, at, span.end - 1, &format!("{comma} {entry} ")));
    }
    // Behind the line of its header.
    let is_header = |line: &str| {
        let line = line.split('#').next().unwrap_or_default();
        line.split_whitespace().collect::<String>() == format!("[{name}]")
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if is_header(line) {
            let end = if line.ends_with('\n') { "" } else { "\n" };
            return Some(spliced(text, at, at, &format!("{end}{entry}\n")));
        }
    }
    None
}

fn span_of(node: &Node) -> Option<std::ops::Range<usize>> {
    match node.place {
        Place::File(Bytes { start, end }) => Some(start..end),
        Place::Cell(_) | Place::Override(..) => None,
    }
}

fn spliced(text: &str, from: usize, to: usize, with: &str) -> String {
    format!("{}{with}{}", &text[..from], &text[to..])
}

/// A value as it is written into a file: what is no TOML is a text without its quotes.
fn as_toml(value: &str) -> String {
    let is_one = |line: &str| DeTable::parse(line).is_ok_and(|table| table.get_ref().len() == 1);
    match DeValue::parse(value).is_ok() && is_one(&format!("v = {value}")) {
        true => value.trim().to_owned(),
        false => serde_json::Value::from(value).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "#:schema x\nname = \"a\"  # why\n[fleets.buses]  # said\ncount = 20 # ICRC\nboarding = { dwell = \"10 min\" }\n\
                        ready = {}\n[[movement]]\noutbound = \"convoy\"\n";

    fn rewritten(path: &str, value: &str) -> Option<String> {
        let scenario = Scenario::parse("x.toml", TEXT).unwrap();
        scenario.rewritten(&[(path.to_owned(), value.to_owned())], &[])
    }

    #[test]
    fn values_are_put_where_they_belong_and_comments_stay() {
        for (path, value, line) in [
            ("fleets.buses.count", "25", "count = 25 # ICRC\n"),
            ("name", "b c", "name = \"b c\"  # why\n"),
            ("fleets.buses.seats", "{ values = [1, 2] }", "# said\nseats = { values = [1, 2] }\ncount"),
            ("fleets.buses.boarding.dwell", "300000 ms", "dwell = \"300000 ms\" }"),
            ("fleets.buses.boarding.per_person", "2 s", "{ dwell = \"10 min\", per_person = \"2 s\" }"),
            ("fleets.buses.ready.uniform", "[1, 2]", "{ uniform = [1, 2] }"),
            ("movement.0.outbound", "independent", "outbound = \"independent\"\n"),
            ("title", "T", "#:schema x\ntitle = \"T\"\nname"),
        ] {
            let text = rewritten(path, value).expect(path);
            assert!(text.contains(line), "{path}: {text}");
            assert!(Scenario::parse("x.toml", &text).is_ok(), "{text}");
        }
    }

    #[test]
    fn several_values_of_a_new_table_go_together() {
        let scenario = Scenario::parse("x.toml", TEXT).unwrap();
        let factors = [("what_if.travel", "1.2"), ("what_if.demand", "1.5"), ("what_if.groups.p", "2")];
        let factors = factors.map(|(path, value)| (path.to_owned(), value.to_owned()));
        let text = scenario.rewritten(&factors, &[]).unwrap();
        assert!(
            text.starts_with(
                "#:schema x\nwhat_if.groups.p = 2\nwhat_if.demand = 1.5\nwhat_if.travel = 1.2\n"
            ),
            "{text}"
        );
        assert!(Scenario::parse("x.toml", &text).is_ok(), "{text}");
    }

    #[test]
    fn what_is_given_in_parts_is_not_replaced() {
        assert_eq!(rewritten("fleets.buses", "{ count = 3 }"), None);
        assert_eq!(rewritten("movement", "[]"), None);
    }

    #[test]
    fn a_head_stands_behind_what_editors_read() {
        let scenario = Scenario::parse("x.toml", TEXT).unwrap().set("fleets.buses.count", 7).unwrap();
        let text = scenario.rewritten(&[], &["made".to_owned()]).unwrap();
        assert!(text.starts_with("#:schema x\n# made\nname") && text.contains("count = 7 # ICRC"), "{text}");
    }
}
