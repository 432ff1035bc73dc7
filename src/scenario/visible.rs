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

/// A text for a terminal: its lines stay lines, and what else is unseen is shown to be there.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().map(|sign| if sign != '\n' && is_unseen(sign) { UNSEEN } else { sign }).collect()
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
}
