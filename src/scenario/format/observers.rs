//! Observers: who counts people, where, how well, and when they report.

use super::amounts::DURATIONS;
use super::network::{OPENING, SITES};
use super::public_figures::BOUND;
use super::{Bounds, Choice, Form, Key, Kind, MOST_PEOPLE, Tag, Target, default, form, optional, tag, word};

const GROUP: Kind = Kind::Id(Target::Group);
const OBSERVER: Kind = Kind::Id(Target::Observer);
const CHANCE: Kind = Kind::Number(Bounds::PART);
const FACTOR: Kind = Kind::Number(Bounds::POSITIVE);

/// Somebody who counts people and reports.
pub static OBSERVER_FORM: Form = form(&KEYS);
static KEYS: [Key; 10] = [
    optional("title", Kind::Text, "What the observer is called in figures; the id if left out."),
    optional(
        "post",
        Kind::OneOf(&POST),
        "Where it counts; everybody who is out, at whichever drop-off, if left out.",
    ),
    optional(
        "hours",
        Kind::List(&OPENING, 1, 1_000),
        "When it is there, by the local time of each day; always if left out.",
    ),
    optional("scope", Kind::List(&GROUP, 1, 1_000), "Which groups it counts; all if left out."),
    default("own_cars", Kind::Flag, "true", "Whether it counts people in their own cars."),
    default("coverage", Kind::OneOf(&COVERAGE), "1.0", "The chance that it sees a vehicle that passes."),
    default(
        "double_counting",
        CHANCE,
        "0.0",
        "The chance that it counts a vehicle twice that it has seen, or adds a report twice.",
    ),
    default("count", Kind::OneOf(&COUNT), "exact", "How it counts the people in a vehicle."),
    default(
        "lasting_bias",
        Kind::Number(Bounds { most: 10.0, ..Bounds::NOT_NEGATIVE }),
        "0.0",
        "The coefficient of variation of a lognormal factor of mean 1, drawn once a replication, by which all that \
         it counts is wrong.",
    ),
    optional(
        "reports",
        Kind::Table(&REPORTS),
        "When it reports, and how; whenever it has counted something, as it counted it, if left out.",
    ),
];

static POST: Choice = Choice {
    name: "post",
    called: "a post",
    plain: &[],
    words: &[],
    tags: &[
        tag("departures", Kind::OneOf(&SITES), "Vehicles that depart from this site, or these, with people."),
        tag("arrivals", Kind::OneOf(&SITES), "People who are set down at this site, or these."),
        tag("checkpoint", Kind::Id(Target::Checkpoint), "Vehicles with people that pass this checkpoint."),
        tag(
            "reports",
            Kind::List(&OBSERVER, 1, 1_000),
            "It adds up what these observers report; `coverage` is the chance that it hears a report.",
        ),
    ],
};

static COVERAGE: Choice = Choice {
    name: "coverage",
    called: "a chance or a table of chances",
    plain: &[CHANCE, Kind::Table(&COVERAGE_FORM)],
    words: &[],
    tags: &[],
};
static COVERAGE_FORM: Form = form(&COVERAGE_KEYS);
static COVERAGE_KEYS: [Key; 5] = [
    default("convoy", CHANCE, "1.0", "The chance that one counter sees a vehicle that left in a convoy."),
    default("alone", CHANCE, "1.0", "The chance that one counter sees a vehicle that left alone."),
    optional(
        "by_hour",
        Kind::ByHour(&FACTOR),
        "Factors for the chance over the day, each from its time of day on until the next; a chance above 1 is 1.",
    ),
    default(
        "crowding",
        CHANCE,
        "0.0",
        "Which part of the chance each further vehicle takes away that is at the post at the same time.",
    ),
    default(
        "counters",
        Kind::Whole(0, 1_000),
        "1",
        "How many counters there are, each of whom may see a vehicle.",
    ),
];

static COUNT: Choice = Choice {
    name: "count",
    called: "a way to count",
    plain: &[],
    words: &[word("exact", "One by one.")],
    tags: &[
        Tag {
            key: optional(
                "nominal",
                Kind::ById(Target::Fleet, &LOAD),
                "So many people for each vehicle of a fleet, however many are in it; other fleets are not counted.",
            ),
            beside: &NOMINAL_BESIDE,
        },
        tag("estimate", Kind::Table(&ESTIMATE), "By eye, each vehicle anew."),
    ],
};
const LOAD: Kind = Kind::Number(Bounds { most: 1e6, ..Bounds::NOT_NEGATIVE });
static NOMINAL_BESIDE: [Key; 1] =
    [default("per_own_car", LOAD, "0.0", "So many people for each own car, however many are in it.")];
static ESTIMATE: Form = form(&ESTIMATE_KEYS);
static ESTIMATE_KEYS: [Key; 2] = [
    default(
        "bias",
        Kind::Number(Bounds { includes_least: false, ..Bounds::between(-1.0, 10.0) }),
        "0.0",
        "By which part the estimate is too high on average: 0.1 is 10 % too high.",
    ),
    default(
        "cv",
        Kind::Number(Bounds { most: 10.0, ..Bounds::NOT_NEGATIVE }),
        "0.0",
        "The coefficient of variation of the estimates of one load; they are lognormal.",
    ),
];

static REPORTS: Form = form(&REPORTS_KEYS);
static REPORTS_KEYS: [Key; 7] = [
    optional("at", Kind::List(&Kind::Instant, 1, 10_000), "When it closes its counts; after the end, too."),
    optional("every", Kind::Duration, "How long it is from one count to the next."),
    optional(
        "from",
        Kind::Instant,
        "With `every`: when it closes the first count; so long after the start if left out.",
    ),
    default(
        "withheld",
        Kind::Flag,
        "false",
        "Whether it keeps its count to itself until the run is over, and reports once: a final assessment.",
    ),
    optional("delay", Kind::OneOf(&DURATIONS), "How much later a count is told; at once if left out."),
    default("round_to", Kind::Whole(1, MOST_PEOPLE), "1", "The step to which it rounds what it reports."),
    default("bound", Kind::OneOf(&BOUND), "exact", "What it says the number is."),
];
