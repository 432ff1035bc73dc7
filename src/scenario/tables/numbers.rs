//! Numbers as people type them: with decimal commas or points, and with or without signs between thousands.

/// The sign before decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Point,
    Comma,
}

/// What a text can mean as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// One number, whatever stands before decimals.
    Plain(f64),
    /// One number; it shows which sign stands before decimals.
    Sure(f64, Sign),
    /// A single sign with three digits behind it: before decimals, or between thousands.
    Either { point: f64, comma: f64 },
}

/// Which signs the numbers of a column, or of a file, show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    point: bool,
    comma: bool,
}

impl Shown {
    /// Learns from a number; `fits` says whether it can be what its column takes.
    pub fn learn(&mut self, reading: Reading, fits: impl Fn(f64) -> bool) {
        let sign = match reading {
            Reading::Plain(_) => return,
            Reading::Sure(_, sign) => sign,
            Reading::Either { point, comma } => match (fits(point), fits(comma)) {
                (true, false) => Sign::Point,
                (false, true) => Sign::Comma,
                _ => return,
            },
        };
        self.point |= sign == Sign::Point;
        self.comma |= sign == Sign::Comma;
    }

    /// What both show.
    pub fn and(self, other: Shown) -> Shown {
        Shown { point: self.point || other.point, comma: self.comma || other.comma }
    }

    /// The sign, if they agree on one.
    pub fn sign(self) -> Option<Sign> {
        match (self.point, self.comma) {
            (true, false) => Some(Sign::Point),
            (false, true) => Some(Sign::Comma),
            _ => None,
        }
    }

    /// Whether nothing was shown.
    pub fn is_silent(self) -> bool {
        self == Shown::default()
    }
}

impl Reading {
    /// The number, if the sign before decimals is this one; without one, if it need not be known.
    pub fn number(self, sign: Option<Sign>) -> Option<f64> {
        match (self, sign) {
            (Reading::Plain(number) | Reading::Sure(number, _), _) => Some(number),
            (Reading::Either { point, .. }, Some(Sign::Point)) => Some(point),
            (Reading::Either { comma, .. }, Some(Sign::Comma)) => Some(comma),
            (Reading::Either { .. }, None) => None,
        }
    }
}

/// Reads a text; a `%` behind it is its hundredth. None if it is no number.
pub(super) fn read(text: &str) -> Option<Reading> {
    let text = text.trim();
    if let Some(number) = text.strip_suffix('%') {
        let hundredth = |number: f64| format!("{number}e-2").parse().unwrap_or(number / 100.0);
        return Some(match read(number)? {
            Reading::Plain(number) => Reading::Plain(hundredth(number)),
            Reading::Sure(number, sign) => Reading::Sure(hundredth(number), sign),
            Reading::Either { point, comma } => {
                Reading::Either { point: hundredth(point), comma: hundredth(comma) }
            }
        });
    }
    let (minus, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.contains(['e', 'E']) && digits.starts_with(|sign: char| sign.is_ascii_digit()) {
        return digits.parse().ok().filter(|number: &f64| number.is_finite()).map(Reading::Plain);
    }
    let (digits, grouped) = ungrouped(digits)?;
    of_digits(minus, &digits, grouped)
}

/// A number without the signs between thousands that are never decimal, and whether it had any.
fn ungrouped(digits: &str) -> Option<(String, bool)> {
    let is_gap = |sign: char| matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}');
    let whole = digits.split(['.', ',']).next().unwrap_or_default();
    let groups: Vec<&str> = whole.split(is_gap).collect();
    if groups.len() > 1 && !are_thousands(&groups) {
        return None;
    }
    let plain: String = groups.concat() + &digits[whole.len()..];
    plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        .then_some((plain, groups.len() > 1))
}

/// Whether groups of digits are those between signs for thousands.
fn are_thousands(groups: &[&str]) -> bool {
    let all_digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let first = groups.first().is_some_and(|group| (1..=3).contains(&group.len()) && !group.starts_with('0'));
    all_digits && first && groups[1..].iter().all(|group| group.len() == 3)
}

fn of_digits(minus: &str, digits: &str, grouped: bool) -> Option<Reading> {
    let number = |text: &str| format!("{minus}{text}").parse::<f64>().ok().filter(|n| n.is_finite());
    let of = |byte: u8| if byte == b',' { (Sign::Comma, ',') } else { (Sign::Point, '.') };
    let Some(last) = digits.rfind(['.', ',']) else {
        return (!digits.is_empty()).then(|| number(digits))?.map(Reading::Plain);
    };
    let (sign, letter) = of(digits.as_bytes()[last]);
    let (other, other_letter) = if letter == ',' { of(b'.') } else { of(b',') };
    let (whole, decimals) = (&digits[..last], &digits[last + 1..]);
    let decimal = |whole: &str| (!decimals.is_empty()).then(|| number(&format!("{whole}.{decimals}")))?;
    if whole.contains(other_letter) {
        let groups: Vec<&str> = whole.split(other_letter).collect();
        let fits = !grouped && are_thousands(&groups);
        return decimal(&groups.concat()).filter(|_| fits).map(|n| Reading::Sure(n, sign));
    }
    if whole.contains(letter) {
        let groups: Vec<&str> = digits.split(letter).collect();
        let fits = !grouped && are_thousands(&groups);
        return number(&groups.concat()).filter(|_| fits).map(|n| Reading::Sure(n, other));
    }
    if grouped || !are_thousands(&[whole, decimals]) {
        return decimal(if whole.is_empty() { "0" } else { whole }).map(|n| Reading::Sure(n, sign));
    }
    let (small, large) = (decimal(whole)?, number(&format!("{whole}{decimals}"))?);
    Some(match sign {
        Sign::Point => Reading::Either { point: small, comma: large },
        Sign::Comma => Reading::Either { point: large, comma: small },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        use Reading::{Either, Plain, Sure};
        use Sign::{Comma, Point};
        for (text, reading) in [
            ("12", Some(Plain(12.0))),
            (" 1 234 567 ", Some(Plain(1_234_567.0))),
            ("1'234", Some(Plain(1234.0))),
            ("1\u{202f}234,5", Some(Sure(1234.5, Comma))),
            ("1 234,567", Some(Sure(1234.567, Comma))),
            ("1,5", Some(Sure(1.5, Comma))),
            ("1.5", Some(Sure(1.5, Point))),
            (",5", Some(Sure(0.5, Comma))),
            ("0,125", Some(Sure(0.125, Comma))),
            ("1,234", Some(Either { point: 1234.0, comma: 1.234 })),
            ("1.234", Some(Either { point: 1.234, comma: 1234.0 })),
            ("-1.234", Some(Either { point: -1.234, comma: -1234.0 })),
            ("1.234,5", Some(Sure(1234.5, Comma))),
            ("1,234.5", Some(Sure(1234.5, Point))),
            ("1,234,567", Some(Sure(1_234_567.0, Point))),
            ("1.234.567,89", Some(Sure(1_234_567.89, Comma))),
            ("12,5 %", Some(Sure(0.125, Comma))),
            ("30%", Some(Plain(0.3))),
            ("1.5e3", Some(Plain(1500.0))),
            ("", None),
            ("-", None),
            ("1,2,3", None),
            ("1.2.3", None),
            ("12 34", None),
            ("1,234 567", None),
            ("1.", None),
            ("many", None),
            ("12 km", None),
            ("1e999", None),
        ] {
            assert_eq!(read(text), reading, "{text:?}");
        }
    }

    #[test]
    fn what_fits_shows_the_sign() {
        let mut shown = Shown::default();
        shown.learn(read("1.234").unwrap(), |number| number.fract() == 0.0);
        assert_eq!(shown.sign(), Some(Sign::Comma));
        shown.learn(read("1.5").unwrap(), |_| true);
        assert_eq!(shown.sign(), None);
        assert!(!shown.is_silent());
    }
}
