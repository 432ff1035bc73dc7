//! Quotes of CSV files: one that is not closed, or has text behind it, would swallow rows without a word.

use super::problems::Wrong;

/// Checks the quotes of a text whose cells are parted by this sign; `before` lines stand above it.
///
/// # Errors
/// If a quote that opens a cell is never closed, or what closes it is not the cell's end. It follows the file's name.
pub(super) fn check(text: &str, sign: u8, before: usize) -> Result<(), Wrong> {
    let bytes = text.as_bytes();
    let (mut at, mut line, mut opens) = (0, before + 1, true);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' && opens {
            let (end, last) = closed(bytes, at + 1, line).ok_or_else(|| never(line))?;
            let next = bytes.get(end);
            if next.is_some_and(|next| *next != sign && !matches!(next, b'\r' | b'\n')) {
                return Err(behind(line, last));
            }
            (at, line, opens) = (end, last, false);
            continue;
        }
        line += usize::from(is_end(bytes, at));
        opens = byte == sign || matches!(byte, b'\r' | b'\n');
        at += 1;
    }
    Ok(())
}

/// What stands behind the quote that closes a cell, and in which line that is.
fn closed(bytes: &[u8], mut at: usize, mut line: usize) -> Option<(usize, usize)> {
    loop {
        if *bytes.get(at)? == b'"' {
            if bytes.get(at + 1) != Some(&b'"') {
                return Some((at + 1, line));
            }
            at += 1;
        }
        line += usize::from(is_end(bytes, at));
        at += 1;
    }
}

/// Whether a line ends here: at a line feed, or a carriage return that none follows.
fn is_end(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

const HELP: &str = "close it at the end of its cell, or delete it; one that belongs to the text is doubled, and \
                    its cell quoted: \"the \"\"old\"\" mill\"";

fn never(line: usize) -> Wrong {
    Wrong::new(format!("has a quote that is opened in line {line} and never closed"), HELP)
}

fn behind(line: usize, last: usize) -> Wrong {
    let closed = if line == last { String::new() } else { format!(" in line {last}") };
    let says = format!("has a quote that is opened in line {line} and closed{closed} with text behind it");
    Wrong::new(says, HELP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_closed_where_their_cells_end() {
        for (text, says) in [
            ("a,b\n\"x\",\"y, z\"\n", None),
            ("a,b\r\n\"two\r\nlines\",\"\"\r\n\"\",1", None),
            ("a,b\nthe \"old\" mill,5\" pipe\n", None),
            ("a,b\n\"the \"\"old\"\" mill\",\"\"\"\"\n", None),
            ("a,b\n1,\"B\n2,C\n", Some("opened in line 2 and never closed")),
            ("a,b\r\n1,x\r\n2,\"C", Some("opened in line 3 and never closed")),
            ("a,b\r1,x\r2,\"C\r\r", Some("opened in line 3 and never closed")),
            ("a,b\n1,\"B\"\"\n", Some("opened in line 2 and never closed")),
            ("a,b\n\"B\"x,50\n", Some("opened in line 2 and closed with text behind it")),
            ("a,b\n1,\"B\n2,\"C\"\n", Some("opened in line 2 and closed in line 3 with text behind it")),
            ("a,b\n\"B\";50\n", Some("opened in line 2 and closed with text behind it")),
        ] {
            let found = check(text, b',', 0).err().map(|wrong| wrong.says);
            assert_eq!(found.is_some(), says.is_some(), "{text:?}: {found:?}");
            assert!(found.is_none_or(|found| found.ends_with(says.unwrap_or_default())), "{text:?}");
        }
        assert!(check("a\n\"b\";1\n", b';', 0).is_ok());
        assert!(check("\"b", b';', 1).is_err_and(|wrong| wrong.says.contains("in line 2")));
    }
}
