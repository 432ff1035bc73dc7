//! Suspensions: times in which something is closed.

use super::amounts::DURATIONS;
use super::{
    Choice, Form, Key, Kind, MOST_PEOPLE, REPORTED_BY, Target, default, form, optional, required, word,
};

const ROUTE: Kind = Kind::Id(Target::Route);
const SITE: Kind = Kind::Id(Target::Site);
const CHECKPOINT: Kind = Kind::Id(Target::Checkpoint);

/// A time in which something is closed.
pub static SUSPENSION: Form = form(&SUSPENSION_KEYS);
static SUSPENSION_KEYS: [Key; 12] = [
    optional(
        "routes",
        Kind::List(&ROUTE, 1, 100_000),
        "Routes on which nobody sets out, in either direction.",
    ),
    optional("sites", Kind::List(&SITE, 1, 10_000), "Sites where no berths are given."),
    optional(
        "checkpoints",
        Kind::List(&CHECKPOINT, 1, 10_000),
        "Checkpoints, by name, where nobody is checked.",
    ),
    default("everything", Kind::Flag, "false", "Whether all routes, sites and checkpoints are closed."),
    default(
        "under_way",
        Kind::OneOf(&CAUGHT),
        "finish",
        "What vehicles do that are on a suspended route when it begins.",
    ),
    optional(
        "from",
        Kind::Instant,
        "When it begins; of one that comes again and again, its earliest beginning. Given as times of day, \
         `from` and `to` mean every day.",
    ),
    optional(
        "to",
        Kind::Instant,
        "When it ends; of one that comes again and again, its latest beginning. Given as times of day, `from` \
         and `to` mean every day.",
    ),
    optional(
        "hours",
        Kind::List(&HOURS, 1, 1_000),
        "Only in these hours of each day between `from` and `to`, by local time; of one that comes again and \
         again, when it may begin.",
    ),
    optional(
        "every",
        Kind::Duration,
        "The mean time from the end of one to the next, if it comes at random.",
    ),
    optional("lasts", Kind::OneOf(&DURATIONS), "How long each lasts; goes with `every` and `out`."),
    optional(
        "out",
        Kind::Whole(1, MOST_PEOPLE),
        "How many people are out, by what is reported, when it begins.",
    ),
    REPORTED_BY,
];

const HOURS: Kind = Kind::Table(&HOURS_FORM);
static HOURS_FORM: Form = form(&HOURS_KEYS);
static HOURS_KEYS: [Key; 2] = [
    required("from", Kind::TimeOfDay, "from = 22:00:00", "The time of day from which it is closed."),
    required(
        "to",
        Kind::TimeOfDay,
        "to = 05:00:00",
        "The time of day until which it is closed, perhaps past midnight.",
    ),
];

static CAUGHT: Choice = Choice {
    name: "caught",
    called: "a way to end up",
    plain: &[],
    words: &[
        word("finish", "They drive on; only departures are held."),
        word("halt", "They stand still until it ends."),
        word("turn-back", "They drive back to where they came from."),
    ],
    tags: &[],
};
