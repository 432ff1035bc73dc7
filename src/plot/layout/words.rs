//! Fits words into the room there is: cleans, wraps and shortens them.

use crate::scenario::is_unseen;

/// Knows how wide words are.
pub(in crate::plot) trait Ruler {
    /// The width of a line of text in letters of this size.
    fn width(&self, text: &str, size: f64, bold: bool) -> f64;
}

/// More letters than any line has room for: titles may have a million.
const MOST_LETTERS: usize = 2000;

/// The text without what no file may hold: control characters become spaces, and each run of spaces
/// becomes one. What no line has room for is left out.
pub(in crate::plot) fn clean(text: &str) -> String {
    let visible = text.chars().take(MOST_LETTERS).map(|c| if is_unseen(c) { ' ' } else { c });
    visible.collect::<String>().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The same on the spot: spaces stay as they are.
pub(super) fn seen(text: &str) -> String {
    text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect()
}

/// The text on one line: its end is left out if it is too wide.
pub(super) fn shorten(text: &str, fits: &dyn Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.into();
    }
    let cuts: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
    let cut = |place: &usize| format!("{}…", text[..*place].trim_end());
    // The more is left out, the sooner it fits: the last cut that does is found without trying all.
    let fitting = cuts.partition_point(|place| fits(&cut(place)));
    fitting.checked_sub(1).map(|last| cut(&cuts[last])).unwrap_or_default()
}

/// The text on at most `most` lines; what does not fit is left out at the end.
pub(super) fn wrap(text: &str, most: usize, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| shorten(line, fits)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten(text: &str) -> bool {
        text.chars().count() <= 10
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("the night of east Aleppo", 3, &ten), ["the night", "of east", "Aleppo"]);
    }

    #[test]
    fn what_does_not_fit_is_left_out_at_the_end() {
        assert_eq!(wrap("the night of east Aleppo", 2, &ten), ["the night", "of east A…"]);
        assert_eq!(wrap("evacuations", 2, &ten), ["evacuatio…"]);
        assert_eq!(shorten("wide", &|_| false), "");
    }

    #[test]
    fn control_characters_and_runs_of_spaces_go() {
        assert_eq!(clean(" a\u{0}b\n c  "), "a b c");
    }

    #[test]
    fn a_long_text_is_measured_a_few_times_only() {
        let measured = std::cell::Cell::new(0);
        let fits = |line: &str| {
            measured.set(measured.get() + line.chars().count());
            ten(line)
        };
        let letters = |text: &str| {
            measured.set(0);
            let lines = wrap(&clean(text), 2, &fits);
            (lines, measured.get())
        };
        let (lines, few) = letters(&"n".repeat(2_000));
        assert_eq!(lines, ["nnnnnnnnn…"]);
        let (same, many) = letters(&"n".repeat(1_000_000));
        assert_eq!((same, many), (lines, few));
        assert!(few < 30_000, "{few} letters were measured");
        assert!(letters(&"word ".repeat(200_000)).1 < 60_000);
    }
}
