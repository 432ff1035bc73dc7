//! Lines of CSV files, counted as editors count them.

/// The number of the line, from 1, in which a record or an error stands.
///
/// The csv crate (1.4) tells where it began to look: before blank lines, and, where lines end as on Windows, before the
/// second sign of the last end.
pub(super) fn line_of(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 1 };
    let rest = text.get(position.byte() as usize..).unwrap_or_default();
    let skipped = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| *byte == b'\n');
    position.line() + skipped.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_an_editor_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,2", "", "\"two", "lines\",3", "4,5", ""].join(end);
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let lines: Vec<u64> =
                reader.records().map(|record| line_of(&text, record.unwrap().position())).collect();
            assert_eq!(lines, [1, 2, 4, 6], "{end:?}");
        }
    }
}
