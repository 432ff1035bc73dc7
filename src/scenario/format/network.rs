//! Sites and routes.

use super::amounts::{DURATIONS, FACTORS};
use super::{Bounds, Form, Key, Kind, Target, default, form, not_yet, optional, required};

/// A place.
pub static SITE: Form = form(&SITE_KEYS);
static SITE_KEYS: [Key; 5] = [
    optional("title", Kind::Text, "What it is called in tables and figures; its id if left out."),
    optional(
        "berths",
        Kind::Whole(1, 10_000_000),
        "How many vehicles can board or alight people at once; as many as come if left out.",
    ),
    not_yet("position", "maps"),
    not_yet("hours", "opening hours"),
    not_yet("capacity", "sites that fill up"),
];

const FACTOR: Kind = Kind::Number(Bounds::POSITIVE);

/// A way between two sites.
pub static ROUTE: Form = form(&ROUTE_KEYS);
static ROUTE_KEYS: [Key; 12] = [
    optional("title", Kind::Text, "What it is called in tables and figures; its id if left out."),
    required("from", Kind::Id(Target::Site), "from = \"a site\"", "Where it begins."),
    required("to", Kind::Id(Target::Site), "to = \"a site\"", "Where it ends."),
    default("both_ways", Kind::Flag, "false", "Whether vehicles can drive it in both directions."),
    optional("km", Kind::Number(Bounds { most: 100_000.0, ..Bounds::POSITIVE }), "Its length in kilometres."),
    required(
        "time",
        Kind::OneOf(&DURATIONS),
        "time = \"50 min\"",
        "How long one vehicle takes, drawn for each drive.",
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
    not_yet("checkpoints", "checkpoints"),
    not_yet("headway", "headways"),
    not_yet("speed", "speeds"),
    not_yet("suspensions", "suspensions of traffic"),
];
