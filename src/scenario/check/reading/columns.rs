//! Columns of CSV files.

use crate::scenario::files::Files;
use crate::scenario::lines::line_of;
use crate::scenario::names::suggest;
use crate::scenario::problems::Wrong;
use crate::scenario::quotes;

/// A line's number, from 1, and its cells.
pub(super) type Line<const N: usize> = (u64, [String; N]);

/// Reads the columns of these names from a CSV file with a header line.
///
/// # Errors
/// What is wrong with the file; it follows the file's key.
pub(in crate::scenario::check) fn read<const N: usize>(
    files: &Files,
    name: &str,
    wanted: [&str; N],
) -> Result<Vec<Line<N>>, Wrong> {
    let text = files.text(name).map(|text| text.trim_start_matches('\u{feff}'));
    let text = text
        .and_then(|text| quotes::check(text, b',', 0).map(|()| text))
        .map_err(|wrong| Wrong { says: format!("names {name:?}, which {}", wrong.says), ..wrong })?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| unreadable((name, text), &error))?.clone();
    let mut places = [0; N];
    for (place, wanted) in places.iter_mut().zip(wanted) {
        *place = headings.iter().position(|heading| heading == wanted).ok_or_else(|| {
            let known: Vec<&str> = headings.iter().collect();
            Wrong::new(
                format!("names {name:?}, which has no column `{wanted}`"),
                suggest(wanted, &known, "its columns are"),
            )
        })?;
    }
    let lines: Result<Vec<_>, Wrong> = reader
        .records()
        .map(|record| {
            let record = record.map_err(|error| unreadable((name, text), &error))?;
            Ok((
                line_of(text, record.position()),
                places.map(|place| record.get(place).unwrap_or_default().to_owned()),
            ))
        })
        .collect();
    lines.and_then(|lines| if lines.is_empty() { Err(empty(name)) } else { Ok(lines) })
}

fn empty(name: &str) -> Wrong {
    Wrong::new(format!("names {name:?}, which has no lines below its headings"), "add some")
}

fn unreadable((name, text): (&str, &str), error: &csv::Error) -> Wrong {
    let line = line_of(text, error.position());
    let says = format!("names {name:?}, whose line {line} does not have as many cells as the headings");
    Wrong::new(says, "separate cells by commas, and quote those that hold one")
}
