//! The metrics of observers: what each said, and how right that was.

use super::knowledge::Knowledge;
use super::list::{INSTANT, PEOPLE, SHARE, Said, said};
use super::names::MetricKind;
use super::reckon::instant;

/// A metric of each observer.
pub(super) struct OfObservers {
    pub(super) said: Said,
    pub(super) value: fn(&Knowledge) -> f64,
}

/// The metrics of each observer.
pub(super) static OF_OBSERVERS: [OfObservers; 6] = [
    OfObservers {
        said: said(
            "passed",
            PEOPLE,
            "people who passed the observer",
            "how many people passed the observer's post, of those whom it counts",
        ),
        value: |known| known.truth() as f64,
    },
    OfObservers {
        said: said("reported", PEOPLE, "people reported", "how many people the observer reported last"),
        value: |known| known.said() as f64,
    },
    OfObservers {
        said: said(
            "report_error",
            SHARE,
            "error of the last report",
            "by which part of the truth the observer's last report is too high; negative where it is too low",
        ),
        value: Knowledge::error,
    },
    OfObservers {
        said: said(
            "report_within_5",
            ("share", MetricKind::Share),
            "last report right to 5 %",
            "1 where the observer's last report is at most 5 % too high or too low, else 0",
        ),
        value: |known| f64::from(u8::from(known.is_within(0.05))),
    },
    OfObservers {
        said: said(
            "report_within_10",
            ("share", MetricKind::Share),
            "last report right to 10 %",
            "1 where the observer's last report is at most 10 % too high or too low, else 0",
        ),
        value: |known| f64::from(u8::from(known.is_within(0.1))),
    },
    OfObservers {
        said: said(
            "known_from",
            INSTANT,
            "known to 10 % for good",
            "from when on what the observer had reported last was at most 10 % too high or too low, to the end of the \
             run",
        ),
        value: |known| instant(known.known_from()),
    },
];
