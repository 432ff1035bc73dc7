//! Groups of people and their arrivals.

use super::amounts::COUNTS;
use super::network::SITES;
use super::{
    Bounds, Choice, Form, Key, Kind, LONGEST, MOST_PEOPLE, Target, default, form, optional, required, tag,
    word,
};

/// People of one kind at one site.
pub static GROUP: Form = form(&GROUP_KEYS);
static GROUP_KEYS: [Key; 14] = [
    optional("title", Kind::Text, "What they are called in tables and figures; their id if left out."),
    required("at", Kind::Id(Target::Site), "at = \"a site\"", "Where they wait."),
    required(
        "to",
        Kind::OneOf(&SITES),
        "to = \"a site\"",
        "Where they may be set down; the nearest is taken.",
    ),
    optional("count", Kind::OneOf(&COUNTS), "How many they are; drawn once a replication."),
    default("needs", Kind::OneOf(&NEEDS), "seat", "What each of them needs in a vehicle."),
    default("urgency", Kind::Whole(-1_000_000, 1_000_000), "0", "Who is more urgent boards first."),
    default("party", Kind::OneOf(&COUNTS), "1", "How many travel together, drawn for each party."),
    optional("arrivals", Kind::OneOf(&ARRIVALS), "When they appear; all at the start if left out."),
    optional(
        "companions",
        Kind::OneOf(&COUNTS),
        "How many people come with each party and need a seat; only of groups that need stretchers.",
    ),
    optional("onward", Kind::Table(&ONWARD), "Who goes on from where they are set down."),
    optional(
        "own_cars",
        Kind::Table(&OWN_CARS),
        "Who leaves in their own cars: each car goes to the nearest drop-off with room for all in it, and waits while none has.",
    ),
    optional("hazards", Kind::Table(&HAZARDS), "What may happen to them."),
    default("refuses", Kind::Number(Bounds::PART), "0.0", "The chance of each party to refuse to go."),
    optional(
        "already_out",
        Kind::ById(Target::Site, &Kind::Whole(1, MOST_PEOPLE)),
        "How many are at their drop-offs before the run begins, beside those of `count`.",
    ),
];

static ONWARD: Form = form(&ONWARD_KEYS);
static ONWARD_KEYS: [Key; 2] = [
    required("share", Kind::Number(Bounds::PART), "share = 0.3", "The chance of each party to go on."),
    required(
        "to",
        Kind::OneOf(&SITES),
        "to = \"a site\"",
        "Where they are taken on to; the nearest with room.",
    ),
];

static OWN_CARS: Form = form(&OWN_CARS_KEYS);
static OWN_CARS_KEYS: [Key; 4] = [
    required("share", Kind::Number(Bounds::PART), "share = 0.1", "The chance of each party to have a car."),
    required(
        "people_per_car",
        Kind::Number(Bounds::between(1.0, 1_000.0)),
        "people_per_car = 4",
        "People in a car on average; 12.5 means 12 or 13.",
    ),
    required("from", Kind::Instant, "from = \"2 h\"", "When the first of them may leave."),
    required("to", Kind::Instant, "to = \"4 h\"", "When the last of them leave, unless they appear later."),
];

const RATE_A_PERSON: Kind = Kind::Number(Bounds { most: 1_000.0, ..Bounds::NOT_NEGATIVE });

static HAZARDS: Form = form(&HAZARDS_KEYS);
static HAZARDS_KEYS: [Key; 4] = [
    optional("worsening", Kind::Table(&WORSENING), "Getting worse while waiting."),
    default(
        "giving_up",
        RATE_A_PERSON,
        "0.0",
        "Giving up while waiting and leaving on foot, per hour and person.",
    ),
    default("dying", RATE_A_PERSON, "0.0", "Dying while waiting, per hour and person."),
    default("dying_aboard", RATE_A_PERSON, "0.0", "Dying aboard, per hour and person."),
];

static WORSENING: Form = form(&WORSENING_KEYS);
static WORSENING_KEYS: [Key; 2] = [
    required("per_hour", RATE_A_PERSON, "per_hour = 0.01", "How often, per hour and person."),
    required(
        "to",
        Kind::Id(Target::Group),
        "to = \"a group\"",
        "The group that they belong to from then on; it must wait at the same site.",
    ),
];

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
        tag("times", Kind::List(&TIME, 1, LONGEST), "This many people at each of these instants."),
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
