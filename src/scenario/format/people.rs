//! Groups of people and their arrivals.

use super::amounts::COUNTS;
use super::{
    Bounds, Choice, Form, Key, Kind, LONGEST, MOST_PEOPLE, Target, default, form, not_yet, optional,
    required, tag, word,
};

/// People of one kind at one site.
pub static GROUP: Form = form(&GROUP_KEYS);
static GROUP_KEYS: [Key; 13] = [
    optional("title", Kind::Text, "What they are called in tables and figures; their id if left out."),
    required("at", Kind::Id(Target::Site), "at = \"a site\"", "Where they wait."),
    required(
        "to",
        Kind::OneOf(&DROP_OFFS),
        "to = \"a site\"",
        "Where they may be set down; the nearest is taken.",
    ),
    optional("count", Kind::OneOf(&COUNTS), "How many they are; drawn once a replication."),
    default("needs", Kind::OneOf(&NEEDS), "seat", "What each of them needs in a vehicle."),
    default("urgency", Kind::Whole(-1_000_000, 1_000_000), "0", "Who is more urgent boards first."),
    default("party", Kind::OneOf(&COUNTS), "1", "How many travel together, drawn for each party."),
    optional("arrivals", Kind::OneOf(&ARRIVALS), "When they appear; all at the start if left out."),
    not_yet("own_cars", "people who leave in their own cars"),
    not_yet("onward", "people who go on to another site"),
    not_yet("companions", "companions"),
    not_yet("hazards", "hazards while waiting"),
    not_yet("refuses", "people who refuse to go"),
];

const SITE: Kind = Kind::Id(Target::Site);

static DROP_OFFS: Choice = Choice {
    name: "drop_offs",
    called: "a site or a list of sites",
    plain: &[SITE, Kind::List(&SITE, 1, 10_000)],
    words: &[],
    tags: &[],
};

static NEEDS: Choice = Choice {
    name: "need",
    called: "a need",
    plain: &[],
    words: &[word("seat", "A seat."), word("stretcher", "A place to lie.")],
    tags: &[],
};

static ARRIVALS: Choice = Choice {
    name: "arrivals",
    called: "a way of arriving",
    plain: &[],
    words: &[],
    tags: &[
        tag("evenly", Kind::Table(&WINDOW), "Evenly over a window."),
        tag("poisson", Kind::Table(&STREAM), "One by one, at random, at a rate."),
        tag("times", Kind::List(&TIME, 1, LONGEST), "So many people at each of these instants."),
        tag("curve", Kind::File, "As the people column of a CSV file rises with its time column."),
    ],
};

static WINDOW: Form = form(&super::movement::WINDOW_KEYS);

static STREAM: Form = form(&STREAM_KEYS);
static STREAM_KEYS: [Key; 3] = [
    required("per_hour", Kind::OneOf(&RATE), "per_hour = 100", "How many people an hour, on average."),
    optional("from", Kind::Instant, "When they begin to appear; at the start if left out."),
    optional("to", Kind::Instant, "When no more appear; at the end if left out."),
];

const PER_HOUR: Kind = Kind::Number(Bounds { most: 1e9, ..Bounds::NOT_NEGATIVE });

static RATE: Choice = Choice {
    name: "rate",
    called: "a rate or a table of rates over the day",
    plain: &[PER_HOUR, Kind::ByHour(&PER_HOUR)],
    words: &[],
    tags: &[],
};

const TIME: Kind = Kind::Table(&TIME_FORM);

static TIME_FORM: Form = form(&TIME_KEYS);
static TIME_KEYS: [Key; 2] = [
    required("at", Kind::Instant, "at = \"2 h\"", "When they appear."),
    required("people", Kind::Whole(0, MOST_PEOPLE), "people = 100", "How many appear then."),
];
