//! Sites, routes and the checkpoints on them.

use super::amounts::{DURATIONS, FACTORS};
use super::{Bounds, Choice, Form, Key, Kind, MOST_PEOPLE, Target, default, form, optional, required, word};

/// A place.
pub static SITE: Form = form(&SITE_KEYS);
static SITE_KEYS: [Key; 5] = [
    optional("title", Kind::Text, "What it is called in tables and figures; its id if left out."),
    optional("position", Kind::List(&DEGREES, 2, 2), "Latitude and longitude in degrees, for maps."),
    optional(
        "berths",
        Kind::Whole(1, 10_000_000),
        "How many vehicles can board or alight people at once; as many as come if left out.",
    ),
    optional(
        "capacity",
        Kind::Whole(1, MOST_PEOPLE),
        "How many people it can shelter; as many as come if left out.",
    ),
    optional(
        "hours",
        Kind::List(&OPENING, 1, 1_000),
        "When berths are given, by the local time of each day; always if left out.",
    ),
];

const DEGREES: Kind = Kind::Number(Bounds { unit: "degrees", ..Bounds::between(-180.0, 180.0) });

const A_SITE: Kind = Kind::Id(Target::Site);

/// A site, or some.
pub static SITES: Choice = Choice {
    name: "sites",
    called: "a site or a list of sites",
    plain: &[A_SITE, Kind::List(&A_SITE, 1, 10_000)],
    words: &[],
    tags: &[],
};

pub const OPENING: Kind = Kind::Table(&OPENING_FORM);
static OPENING_FORM: Form = form(&OPENING_KEYS);
static OPENING_KEYS: [Key; 2] = [
    required("from", Kind::TimeOfDay, "from = 06:00:00", "The time of day at which it opens."),
    required(
        "to",
        Kind::TimeOfDay,
        "to = 20:00:00",
        "The time of day at which it closes, perhaps past midnight.",
    ),
];

const FACTOR: Kind = Kind::Number(Bounds::POSITIVE);

/// A way between two sites.
pub static ROUTE: Form = form(&ROUTE_KEYS);
static ROUTE_KEYS: [Key; 12] = [
    optional("title", Kind::Text, "What it is called in tables and figures; its id if left out."),
    required("from", Kind::Id(Target::Site), "from = \"a site\"", "Where it begins."),
    required("to", Kind::Id(Target::Site), "to = \"a site\"", "Where it ends."),
    default("both_ways", Kind::Flag, "false", "Whether vehicles can drive it in both directions."),
    optional(
        "km",
        Kind::Number(Bounds { most: 100_000.0, unit: "km", ..Bounds::POSITIVE }),
        "Its length in kilometres.",
    ),
    optional(
        "time",
        Kind::OneOf(&DURATIONS),
        "How long one vehicle takes, drawn for each drive; or else give `km` and `speed`.",
    ),
    optional(
        "speed",
        Kind::OneOf(&SPEED),
        "Kilometres per hour, in place of `time`; fleets may have speeds of their own.",
    ),
    optional(
        "conditions",
        Kind::OneOf(&FACTORS),
        "A factor of mean 1 for the time, drawn for each hour and direction and shared by all who depart in it.",
    ),
    optional(
        "by_hour",
        Kind::ByHour(&FACTOR),
        "Factors for the time over the day, each from its time of day on until the next.",
    ),
    optional(
        "by_fleet",
        Kind::ById(Target::Fleet, &FACTOR),
        "Factors for the time of some fleets on this route, beside their own everywhere.",
    ),
    optional(
        "checkpoints",
        Kind::List(&CHECKPOINT, 1, 1_000),
        "Where vehicles are stopped and checked on the way.",
    ),
    optional(
        "headway",
        Kind::Duration,
        "The least time between two vehicles that pass one place of it; they may overtake if left out.",
    ),
];

const KM_PER_HOUR: Kind = Kind::Number(Bounds { most: 1_000.0, unit: "km/h", ..Bounds::POSITIVE });

/// How fast vehicles drive.
pub static SPEED: Choice = Choice {
    name: "speed",
    called: "a speed",
    plain: &[KM_PER_HOUR, Kind::Table(&SPEEDS)],
    words: &[],
    tags: &[],
};

static SPEEDS: Form = form(&SPEEDS_KEYS);
static SPEEDS_KEYS: [Key; 2] = [
    required("empty", KM_PER_HOUR, "empty = 40", "Kilometres per hour without people."),
    required("loaded", KM_PER_HOUR, "loaded = 30", "Kilometres per hour with people aboard."),
];

const CHECKPOINT: Kind = Kind::Table(&CHECKPOINT_FORM);
static CHECKPOINT_FORM: Form = form(&CHECKPOINT_KEYS);
static CHECKPOINT_KEYS: [Key; 7] = [
    required(
        "name",
        Kind::Text,
        "name = \"Gate\"",
        "Its name. If a name is given again, with only its place, it is the same checkpoint, with one \
         queue for all.",
    ),
    required(
        "at",
        Kind::Number(Bounds::PROBABILITY),
        "at = 0.5",
        "The share of the way, from where the route begins, at which it stands.",
    ),
    default(
        "ways",
        Kind::OneOf(&WAYS),
        "both",
        "Which direction is checked; both share its lanes and its queue.",
    ),
    default("lanes", Kind::Whole(1, 1_000_000), "1", "How many are checked at once."),
    default("per", Kind::OneOf(&CHECKED), "vehicle", "What is checked as one."),
    optional("time", Kind::OneOf(&DURATIONS), "How long a check lasts."),
    optional(
        "hours",
        Kind::List(&OPENING, 1, 1_000),
        "When checks begin, by the local time of each day; always if left out.",
    ),
];

static WAYS: Choice = Choice {
    name: "ways",
    called: "a direction",
    plain: &[],
    words: &[
        word("both", "Whoever passes."),
        word("out", "Who drives from the route's beginning to its end."),
        word("back", "Who drives back."),
    ],
    tags: &[],
};

static CHECKED: Choice = Choice {
    name: "checked",
    called: "what is checked as one",
    plain: &[],
    words: &[
        word("vehicle", "Each vehicle."),
        word("convoy", "All vehicles that left together, as one; a vehicle that left alone, by itself."),
    ],
    tags: &[],
};
