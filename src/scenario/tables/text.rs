//! Tables in text files: CSV with whatever sign parts its cells.

use std::sync::Arc;

use super::grid::{Cells, Datum, Grid};
use crate::scenario::problems::Wrong;
use crate::scenario::quotes;

/// Signs that part cells, the likeliest first.
const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// So many rows are read to find out which sign parts the cells.
const TRIED: usize = 100;

/// Reads a text; of the signs that may part its cells that one is taken with which `known` knows most headings.
///
/// # Errors
/// If it is too large, or a quote is not closed.
pub(super) fn read(file: &Arc<str>, text: &str, known: impl Fn(&Grid) -> usize) -> Result<Grid, Wrong> {
    let text = text.trim_start_matches('\u{feff}');
    // Excel writes, and heeds, a first line that says it.
    let (sign, text, before) = match said(text) {
        Some((sign, rest)) => (Some(sign), rest, 1),
        None => (None, text, 0),
    };
    let grid = |sign, most| Ok(cells(text, sign, before, most)?.grid(Arc::clone(file), None));
    let mut best = (0, sign.unwrap_or(SIGNS[0]));
    for sign in SIGNS.into_iter().filter(|_| sign.is_none()) {
        let score = known(&grid(sign, TRIED)?);
        if score > best.0 {
            best = (score, sign);
        }
    }
    // Where no headings are known, nobody knows the sign: then quotes are wrong only if they are with each.
    let tried: &[u8] = if best.0 > 0 || sign.is_some() { &[best.1] } else { &SIGNS };
    let wrong: Option<Vec<Wrong>> =
        tried.iter().map(|sign| quotes::check(text, *sign, before).err()).collect();
    match wrong.and_then(|wrong| wrong.into_iter().next()) {
        Some(wrong) => Err(wrong),
        None => grid(best.1, usize::MAX),
    }
}

/// The sign of a first line `sep=;`, and what follows it.
fn said(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let sign = line.trim_end_matches('\r').strip_prefix("sep=")?;
    if let [sign] = sign.as_bytes() { Some((*sign, rest)) } else { None }
}

fn cells(text: &str, sign: u8, before: usize, most: usize) -> Result<Cells, Wrong> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(sign)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut cells, mut record) = (Cells::default(), csv::StringRecord::new());
    let (mut row, mut begun) = (before, 0);
    // The text is UTF-8 and rows may be of any length: nothing else can be wrong.
    while row < most.saturating_add(before) && reader.read_record(&mut record).unwrap_or(false) {
        let mut end = reader.position().byte() as usize;
        // Of the two signs that end a line on Windows, the reader leaves the second for the next.
        if end > 0 && text.as_bytes().get(end - 1..=end) == Some(b"\r\n") {
            end += 1;
        }
        row += blank(text.get(begun..end).unwrap_or_default());
        begun = end;
        for (column, cell) in record.iter().enumerate() {
            cells.add(row, column, Datum::Text(cell.trim().to_owned()))?;
        }
        row += 1;
    }
    Ok(cells)
}

/// How many blank lines a text begins with: spreadsheets count them as rows.
fn blank(text: &str) -> usize {
    let ends = &text[..text.len() - text.trim_start_matches(['\r', '\n']).len()];
    if ends.contains('\n') { ends.matches('\n').count() } else { ends.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells as text, each with its name.
    fn shown(text: &str) -> Vec<String> {
        let known = |grid: &Grid| grid.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let grid = read(&"t.csv".into(), text, known).unwrap();
        let name = |place: &crate::scenario::place::Place| match place {
            crate::scenario::place::Place::Cell(cell) => cell.name(),
            _ => String::new(),
        };
        let cells = grid.rows.iter().flat_map(|row| &row.cells);
        cells.map(|cell| format!("{} {}", name(&cell.place), cell.datum)).collect()
    }

    #[test]
    fn every_sign_parts_cells_and_every_line_ends() {
        for text in
            ["id,n\na,1\n", "id;n\r\na;1\r\n", "\u{feff}id\tn\ra\t1", "id|n\n\"a\"|\"1\"", "sep=;\nid;n\n"]
        {
            let cells = shown(text);
            assert!(cells.iter().any(|cell| cell.ends_with("id")), "{text:?}: {cells:?}");
            assert!(cells.len().is_multiple_of(2), "{text:?}: {cells:?}");
        }
        assert_eq!(shown("sep=;\nid;n\na;1\n"), ["A2 id", "B2 n", "A3 a", "B3 1"]);
    }

    #[test]
    fn rows_are_counted_as_spreadsheets_count_them() {
        let text = "A title\n\n\r\nid,n\n\"two\nlines\",1\n\n,\nb,2\n";
        let cells = ["A1 A title", "A4 id", "B4 n", "A5 two lines", "B5 1", "A8 b", "B8 2"];
        assert_eq!(shown(text), cells);
        // As Windows ends lines.
        let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        assert_eq!(shown(&text), cells);
        assert_eq!(shown("id,n\r\na,1\r\nb,2\r\n"), ["A1 id", "B1 n", "A2 a", "B2 1", "A3 b", "B3 2"]);
    }
}
