//! Columns side by side, in lines of at most 80 columns.

use super::fold::WIDE;

/// The narrowest that the first column is made so that a table fits.
const NARROWEST: usize = 20;

/// Columns side by side: the first to the left, the rest to the right. Where a line would be wider than [`WIDE`], what stands
/// in the first column is broken between words.
pub(in crate::cli) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..N).map(width).collect();
    let others: usize = widths[1..].iter().map(|width| width + 2).sum();
    let room = WIDE.saturating_sub(others).max(NARROWEST);
    let titles: Vec<Vec<String>> = rows.iter().map(|row| broken(&row[0], room)).collect();
    widths[0] = titles.iter().flatten().map(|line| line.chars().count()).max().unwrap_or(0);
    let line = |(row, title): (&[String; N], &Vec<String>)| {
        let (last, first) = title.split_last().map_or(("", &[][..]), |(last, first)| (last.as_str(), first));
        let mut text: String = first.iter().map(|line| format!("{line}\n")).collect();
        let mut line = format!("{last:<0$}", widths[0]);
        for column in 1..N {
            line.push_str(&format!("  {:>1$}", row[column], widths[column]));
        }
        text.push_str(line.trim_end());
        text + "\n"
    };
    rows.iter().zip(&titles).map(line).collect()
}

/// A title in lines of at most `room` columns, those behind the first indented; a word is not cut.
fn broken(title: &str, room: usize) -> Vec<String> {
    if title.chars().count() <= room {
        return vec![title.to_owned()];
    }
    let lead = title.len() - title.trim_start().len();
    let indent = " ".repeat(lead + 2);
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(format!("{}{word}", &indent[..lead])),
            Some(_) => lines.push(format!("{indent}{word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_broken_where_its_line_would_be_too_wide() {
        let row = |title: &str| [title.to_owned(), "1".repeat(30), "2".repeat(24)];
        let told = aligned(&[
            row("short"),
            row("error of the reception's register"),
            row("  inside of a thing that is long"),
        ]);
        let tail = format!("  {}  {}", "1".repeat(30), "2".repeat(24));
        let lines = [
            format!("short                 {tail}"),
            "error of the".to_owned(),
            format!("  reception's register{tail}"),
            "  inside of a thing".to_owned(),
            format!("    that is long      {tail}"),
        ];
        assert_eq!(told.lines().collect::<Vec<_>>(), lines);
        assert!(told.lines().all(|line| line.chars().count() <= WIDE));
        // What fits stays as it is.
        let [wide, narrow] = ["a title of thirty-odd columns here", "b"].map(str::to_owned);
        assert_eq!(aligned(&[[wide.clone(), narrow]]), format!("{wide}  b\n"));
    }
}
