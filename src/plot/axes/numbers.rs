//! Numbers on axes: round steps, and how counts and shares are written.

use crate::plot::figure::{Axis, Notch};

/// Between groups of three digits: a thin space.
const THIN: char = '\u{2009}';
/// Before a percent sign: a space at which no line breaks.
const FIXED: char = '\u{a0}';

/// A count of people with its thousands apart.
pub(in crate::plot) fn people(count: f64) -> String {
    let digits = format!("{:.0}", count.max(0.0));
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage, with at most one decimal.
pub(in crate::plot) fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() / 10.0;
    format!("{tenths}{FIXED}%")
}

/// The vertical axis for counts up to `greatest`, with about as many steps as asked for; it ends on
/// a notch, so that nothing touches the frame's upper edge unnamed.
pub(in crate::plot) fn people_axis(greatest: f64, steps: u32) -> Axis {
    let step = round_step(greatest.max(1.0) / f64::from(steps.max(1)));
    let count = (greatest.max(1.0) / step).ceil() as u32;
    let notch = |place: u32| {
        let at = f64::from(place) * step;
        Notch { at, label: people(at), below: String::new() }
    };
    let notches = (0..=count).map(notch).collect();
    Axis { caption: "people".into(), from: 0.0, to: f64::from(count) * step, notches }
}

/// An axis for numbers on both sides of zero, with about as many steps as asked for; it begins and ends on
/// a notch.
pub(in crate::plot) fn signed_axis(caption: &str, low: f64, high: f64, steps: u32) -> Axis {
    let step = round_step((high - low).max(1.0) / f64::from(steps.max(1)));
    let (first, last) = ((low / step).floor() as i64, ((high / step).ceil() as i64).max(1));
    let notch = |place: i64| {
        let at = place as f64 * step;
        let sign = if at < 0.0 { "\u{2212}" } else { "" };
        Notch { at, label: format!("{sign}{}", people(at.abs())), below: String::new() }
    };
    let notches = (first..=last).map(notch).collect();
    Axis { caption: caption.into(), from: first as f64 * step, to: last as f64 * step, notches }
}

/// An axis on both sides of zero whose notches are told in units of `scale`.
pub(in crate::plot) fn scaled_axis(low: f64, high: f64, scale: f64, unit: &str) -> Axis {
    let mut axis = signed_axis("", low / scale, high / scale, 8);
    for notch in &mut axis.notches {
        let sign = if notch.at < 0.0 { "\u{2212}" } else { "" };
        notch.label = format!("{sign}{}{unit}", people(notch.at.abs()));
        notch.at *= scale;
    }
    (axis.from, axis.to) = (axis.from * scale, axis.to * scale);
    axis
}

/// An axis for numbers of any size, with about as many steps as asked for.
pub(in crate::plot) fn number_axis(low: f64, high: f64, steps: u32) -> Axis {
    let least = ((high - low) / f64::from(steps.max(1))).max(1e-9);
    // Steps below 1 are found among larger numbers.
    let mut scale = 1.0;
    while least * scale < 1.0 {
        scale *= 10.0;
    }
    let step = round_step(least * scale) / scale;
    let decimals = if step < 1.0 { (-libm::log10(step)).ceil() as usize } else { 0 };
    let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
    let notch = |place: i64| {
        let at = place as f64 * step;
        let sign = if at < 0.0 { "\u{2212}" } else { "" };
        let label = if decimals == 0 { people(at.abs()) } else { format!("{:.decimals$}", at.abs()) };
        Notch { at, label: format!("{sign}{label}"), below: String::new() }
    };
    Axis { caption: String::new(), from: low, to: high, notches: (first..=last).map(notch).collect() }
}

/// The least of 1, 2 and 5 times a power of ten that is not below `least`; at least 1, as there are no
/// half people.
fn round_step(least: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 < least {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|&step| step >= least)
        .unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (count, text) in
            [(0.0, "0"), (999.4, "999"), (1000.0, "1\u{2009}000"), (1e8, "100\u{2009}000\u{2009}000")]
        {
            assert_eq!(people(count), text);
        }
    }

    #[test]
    fn shares_are_written_without_needless_decimals() {
        assert_eq!(percent(1.0), "100\u{a0}%");
        assert_eq!(percent(0.975), "97.5\u{a0}%");
        assert_eq!(percent(0.333_333), "33.3\u{a0}%");
    }

    #[test]
    fn numbers_on_both_sides_of_zero_have_their_sign() {
        let axis = signed_axis("more or fewer", -180.0, 420.0, 6);
        let labels: Vec<&str> = axis.notches.iter().map(|notch| notch.label.as_str()).collect();
        assert_eq!(labels, ["\u{2212}200", "\u{2212}100", "0", "100", "200", "300", "400", "500"]);
        assert_eq!(signed_axis("", 0.0, 0.0, 6).notches.len(), 2);
    }

    #[test]
    fn counts_go_in_steps_of_1_2_or_5_and_end_on_a_notch() {
        for (greatest, steps, top, notches) in [
            (0.0, 5, 1.0, 2),
            (1.0, 5, 1.0, 2),
            (7.0, 5, 8.0, 5),
            (4990.0, 5, 5000.0, 6),
            (7720.0, 5, 8000.0, 5),
            (1e8, 5, 1e8, 6),
            (4_294_967_295.0, 5, 5e9, 6),
        ] {
            let axis = people_axis(greatest, steps);
            assert_eq!((axis.to, axis.notches.len()), (top, notches), "{greatest}");
        }
    }
}
