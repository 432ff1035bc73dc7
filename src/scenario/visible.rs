//! Text from outside as it may be shown: on a terminal, control characters move the cursor, change colours and
//! turn lines round.

/// Stands for what cannot be shown.
const UNSEEN: char = '\u{fffd}';

/// Whether a character does something other than to stand in a line.
#[must_use]
pub fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(sign, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// So many characters of a line are shown on a terminal.
const WIDEST: usize = 2000;

/// A text for a terminal: its lines stay lines, and what else is unseen is shown to be there. A line without end, such as
/// a title of a million letters, is cut, and it is said that it is.
#[must_use]
pub fn visible(text: &str) -> String {
    let shown = |sign: char| if is_unseen(sign) { UNSEEN } else { sign };
    let mut all = String::with_capacity(text.len().min(1 << 20));
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        all.extend(line.chars().take(WIDEST).map(shown));
        // Fewer bytes cannot be more characters.
        let more = if line.len() > WIDEST { line.chars().count().saturating_sub(WIDEST) } else { 0 };
        if more > 0 {
            all.push_str(&format!(" … (cut: {more} characters more)"));
        }
        all.push_str(end);
    }
    all
}

/// A name that a scenario gives, on one line: what is unseen in it becomes a space.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|sign| if is_unseen(sign) { ' ' } else { sign }).collect()
}

/// A line of a file of which places are shown: as many bytes as before.
pub(super) fn of_same_length(line: &str) -> String {
    let shown = |sign: char| match sign.len_utf8() {
        // Those of one byte the renderer shows itself.
        2 if is_unseen(sign) => '¿',
        3 if is_unseen(sign) => UNSEEN,
        _ => sign,
    };
    line.chars().map(shown).collect()
}

/// JSON for a terminal: what is unseen is written with its number, which means the same.
#[must_use]
pub fn visible_json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign != '\n' && is_unseen(sign) {
            shown.push_str(&format!("\\u{:04x}", u32::from(sign)));
        } else {
            shown.push(sign);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_cursor_is_left() {
        let nasty = "A\u{1b}[31m\u{9b}1m\u{202e}b\u{7f}\u{0}\n\ttab\u{2028}é→";
        assert_eq!(visible(nasty), "A�[31m�1m�b��\n�tab�é→");
        assert_eq!(on_one_line(nasty), "A [31m 1m b    tab é→");
        assert_eq!(of_same_length(nasty).len(), nasty.len());
        let json = serde_json::to_string(nasty).unwrap();
        assert_eq!(serde_json::from_str::<String>(&visible_json(&json)).unwrap(), nasty);
        assert!(!visible_json(&json).chars().any(is_unseen));
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let (fits, longer) = ("é".repeat(WIDEST), "é".repeat(WIDEST + 7));
        assert_eq!(
            visible(&format!("{fits}\n{longer}\nend")),
            format!("{fits}\n{fits} … (cut: 7 characters more)\nend")
        );
        assert_eq!(visible("a\n\n"), "a\n\n");
        assert_eq!(visible(""), "");
    }
}
