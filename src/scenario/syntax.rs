//! Errors of syntax, said in the planner's words.

use std::collections::BTreeSet;

use toml::de::Error;

use super::format::{Kind, kinds_of};
use super::problems::{Bytes, MOST_TOLD, Place, Problem};
use super::validate::meant::{help, meant};

/// What the parser says, what it means, and the way out. The first that fits is taken.
const SAYINGS: &[(&str, &str, &str)] = &[
    ("string values must be quoted", "text must stand in quotes", "write it as \"…\""),
    ("duplicate key", "this key was given before", "keep one of the two"),
    ("missing comma", "a comma or a closing bracket is missing", "close the list with `]`"),
    ("unclosed array", "this list is never closed", "close it with `]`"),
    ("unclosed inline table", "this table is never closed", "close it with `}`"),
    ("unclosed table", "this header is never closed", "close it with `]`"),
    ("invalid basic string", "this text is never closed", "close it with a quote on the same line"),
    ("invalid literal string", "this text is never closed", "close it with a quote on the same line"),
    ("missing value", "there is no value after the `=`", "give one, or leave the key out"),
];

/// Errors of syntax as problems: one for each line, since what follows on a line is mostly a
/// consequence; and one for lists that were not closed, which swallow what comes after them.
pub(super) fn problems(text: &str, errors: &[Error]) -> Vec<Problem> {
    let (mut lines, mut in_list) = (BTreeSet::new(), false);
    let ends: Vec<usize> = text.match_indices('\n').map(|(place, _)| place).collect();
    let mut problems = Vec::new();
    for error in errors {
        if problems.len() >= MOST_TOLD {
            break;
        }
        let span = Bytes::from(error.span().unwrap_or(0..0));
        let line = ends.partition_point(|&end| end < span.start);
        let about_list = error.message().contains("array");
        if (in_list && about_list) || !lines.insert(line) {
            continue;
        }
        in_list |= about_list;
        problems
            .push(unwritten(text, span, error.message()).unwrap_or_else(|| problem(error.message(), span)));
    }
    problems
}

/// The longest value of which it is told how it would be right, in letters.
const LONGEST: usize = 60;

/// The problem of a value that is not written as TOML writes it, such as `12,5`, `60 km/h` or `yes`: where it is known
/// what its key takes, and so what was meant.
fn unwritten(text: &str, at: Bytes, message: &str) -> Option<Problem> {
    let begins = text.get(..at.start)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[begins..].split('\n').next()?.trim_end_matches('\r');
    let sign = line.get(..at.end.clamp(begins, begins + line.len()) - begins)?.rfind('=')?;
    let key = line[..sign].trim_end().rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()?;
    let written = value(&line[sign + 1..]);
    let is_quoted = written.starts_with('\'') || written.contains(['"', '[', '{']);
    if written.is_empty() || is_quoted || written.chars().nth(LONGEST).is_some() {
        return None;
    }
    let told: BTreeSet<String> = kinds_of(key).into_iter().flat_map(|kind| meant(kind, written)).collect();
    let mut told: Vec<String> = told.into_iter().collect();
    if told.is_empty() && message.starts_with("string values must be quoted") {
        told = meant(Kind::Text, written);
    }
    // A number is likelier than a text that looks like one.
    told.sort_by_key(|value| value.starts_with('"'));
    let start = begins + sign + 1 + line[sign + 1..].find(written)?;
    let place = Place::File(Bytes { start, end: start + written.len() });
    Some(Problem::new(&place, format!("`{written}` is not written as a value"), help(&told)?))
}

/// What stands behind a `=`: until a comment, the end of a table, or the next key.
fn value(rest: &str) -> &str {
    let rest = rest.split(['#', '}']).next().unwrap_or_default();
    let is_key = |text: &str| {
        let name = text.trim_start();
        let behind =
            name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        behind.len() < name.len() && behind.trim_start().starts_with('=')
    };
    let next = rest.match_indices(',').find(|(place, _)| is_key(&rest[place + 1..]));
    next.map_or(rest, |(place, _)| &rest[..place]).trim()
}

fn problem(message: &str, span: Bytes) -> Problem {
    let (says, help) = match SAYINGS.iter().find(|(start, ..)| message.starts_with(start)) {
        Some((_, says, help)) => ((*says).to_owned(), (*help).to_owned()),
        None => plain(message),
    };
    Problem::new(&Place::File(span), says, help)
}

/// The parser's own words; what it expected becomes the way out.
fn plain(message: &str) -> (String, String) {
    match message.split_once(", expected ") {
        Some((says, "nothing")) => (says.to_owned(), "leave it out".to_owned()),
        Some((says, expected)) => (says.to_owned(), format!("expected here: {expected}")),
        None => (message.to_owned(), "see https://toml.io for how TOML is written".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_problems_are_told_than_anybody_reads() {
        let text = "=\n".repeat(5000);
        let (_, errors) = toml::de::DeTable::parse_recoverable(&text);
        let found = problems(&text, &errors);
        assert_eq!(found.len(), MOST_TOLD);
        assert_eq!(found[999].place, Place::File(Bytes { start: 1998, end: 1998 }));
    }
}
