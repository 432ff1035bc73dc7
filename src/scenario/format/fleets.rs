//! Fleets.

use super::amounts::{COUNTS, DURATIONS};
use super::{
    Bounds, Choice, Form, Key, Kind, MOST_VEHICLES, Target, default, form, not_yet, optional, required, word,
};

const SITE: Kind = Kind::Id(Target::Site);
const GROUP: Kind = Kind::Id(Target::Group);

/// Vehicles of one class.
pub static FLEET: Form = form(&FLEET_KEYS);
static FLEET_KEYS: [Key; 19] = [
    optional("title", Kind::Text, "What it is called in tables and figures; its id if left out."),
    required("count", Kind::Whole(0, MOST_VEHICLES), "count = 20", "How many vehicles it has."),
    default("seats", Kind::OneOf(&COUNTS), "0", "Seats for people; a distribution is drawn for each trip."),
    default("stretchers", Kind::OneOf(&COUNTS), "0", "Places to lie; a distribution is drawn for each trip."),
    required("start", SITE, "start = \"a site\"", "Where its vehicles stand at the start."),
    optional(
        "serves",
        Kind::List(&SITE, 1, 10_000),
        "The pickups it serves; all those of the groups it takes if left out.",
    ),
    optional(
        "takes",
        Kind::List(&GROUP, 1, 1_000),
        "The groups it takes; all it has places for if left out.",
    ),
    optional("boarding", Kind::Table(&HANDLING), "How long boarding lasts; no time if left out."),
    optional("alighting", Kind::Table(&HANDLING), "How long alighting lasts; no time if left out."),
    default(
        "max_wait",
        Kind::Duration,
        "0 min",
        "How long a vehicle that is not full waits at its berth for more people.",
    ),
    default(
        "time_factor",
        Kind::Number(Bounds { most: 1_000.0, ..Bounds::POSITIVE }),
        "1.0",
        "Its driving times are those of the route times this.",
    ),
    default(
        "dispatch",
        Kind::OneOf(&DISPATCH),
        "most-waiting",
        "How a vehicle chooses among the pickups it serves.",
    ),
    not_yet("breakdown", "breakdowns"),
    not_yet("duty", "drivers' hours"),
    not_yet("range", "refuelling"),
    not_yet("itinerary", "itineraries"),
    not_yet("joins", "vehicles that join later"),
    not_yet("leaves", "vehicles that leave"),
    not_yet("lost", "vehicles that are lost"),
];

static HANDLING: Form = form(&HANDLING_KEYS);
static HANDLING_KEYS: [Key; 2] = [
    default("dwell", Kind::OneOf(&DURATIONS), "0 min", "Time for the stop, however many people there are."),
    default("per_person", Kind::OneOf(&DURATIONS), "0 s", "Time more for each person."),
];

static DISPATCH: Choice = Choice {
    name: "dispatch",
    called: "a dispatch rule",
    plain: &[],
    words: &[
        word("most-waiting", "Where most people wait per vehicle there or bound for it."),
        word("nearest", "The least mean driving time away."),
        word("fixed", "The first of its list that wants a vehicle."),
        word("in-turn", "The next of its list after the one it served last."),
    ],
    tags: &[],
};
