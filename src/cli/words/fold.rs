//! Sentences in lines of at most 80 columns.

/// The widest that a line may be.
pub(in crate::cli) const WIDE: usize = 80;

/// A text in lines of at most [`WIDE`] columns, each behind so many blanks; what is wider than a line is not cut.
pub(in crate::cli) fn folded(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && indent + line + 1 + word.chars().count() > WIDE {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let blanks = " ".repeat(indent);
    lines.iter().map(|line| format!("{blanks}{line}\n")).collect()
}

/// A line, broken between words where it is wider than [`WIDE`]; what follows is indented by so many.
pub(in crate::cli) fn wrapped(line: &str, indent: usize) -> String {
    let mut text = String::new();
    let mut width = 0;
    let lead = line.len() - line.trim_start().len();
    for word in line.trim_start().split(' ') {
        let long = word.chars().count();
        if width > 0 && width + 1 + long > WIDE {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            width = indent;
        } else if width > 0 {
            text.push(' ');
            width += 1;
        } else {
            text.push_str(&" ".repeat(lead));
            width = lead;
        }
        text.push_str(word);
        width += long;
    }
    text + "\n"
}

/// Lines, each broken between words where it is wider than [`WIDE`]; what follows hangs behind its beginning.
pub(in crate::cli) fn hanging(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len() + 2;
    text.lines().map(|line| wrapped(line, indent(line))).collect()
}

/// A name at an indent, and behind it what is said of it; on lines of its own where the name is long.
pub(in crate::cli) fn told(name: &str, says: &str, (indent, column): (usize, usize)) -> String {
    let begins = " ".repeat(indent) + name;
    let wide = begins.chars().count();
    let says = folded(says, column);
    if says.trim().is_empty() {
        return begins + "\n";
    }
    match wide + 1 < column {
        true => format!("{begins}{}{}", " ".repeat(column - wide), says.trim_start()),
        false => format!("{begins}\n{says}"),
    }
}

/// The column behind some names, which is at most so far to the right.
pub(in crate::cli) fn behind<'n>(names: impl Iterator<Item = &'n str>, indent: usize, most: usize) -> usize {
    let widest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    (indent + widest + 2).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_at_most_eighty_wide_and_nothing_is_lost() {
        let text = "word ".repeat(100) + &"x".repeat(90);
        let lines = folded(&text, 7);
        assert!(lines.lines().all(|line| line.chars().count() <= WIDE || line.contains("xxx")), "{lines}");
        assert_eq!(lines.split_whitespace().count(), 101);
        let two = format!("{}\n\n  short\n", text.trim());
        let lines = hanging(&two);
        assert!(lines.lines().all(|line| line.chars().count() <= WIDE || line.contains("xxx")), "{lines}");
        assert!(lines.lines().skip(1).take(5).all(|line| line.starts_with("  word")), "{lines}");
        assert!(lines.ends_with("xx\n\n  short\n"), "{lines}");
        assert_eq!(told("a", "b c", (2, 6)), "  a   b c\n");
        assert_eq!(told("long name", "b c", (2, 6)), "  long name\n      b c\n");
    }
}
