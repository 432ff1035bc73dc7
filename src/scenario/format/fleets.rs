//! Fleets.

use super::amounts::{COUNTS, DURATIONS};
use super::network::SPEED;
use super::{
    Bounds, Choice, Form, Key, Kind, MOST_PEOPLE, MOST_VEHICLES, REPORTED_BY, Target, default, form,
    optional, required, word,
};

const SITE: Kind = Kind::Id(Target::Site);
const GROUP: Kind = Kind::Id(Target::Group);

/// Vehicles of one class.
pub static FLEET: Form = form(&FLEET_KEYS);
static FLEET_KEYS: [Key; 22] = [
    optional("title", Kind::Text, "What it is called in tables and figures; its id if left out."),
    required("count", Kind::Whole(0, MOST_VEHICLES), "count = 20", "How many vehicles it has at the start."),
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
        "Its driving times are those of the route, multiplied by this.",
    ),
    default(
        "dispatch",
        Kind::OneOf(&DISPATCH),
        "most-waiting",
        "How a vehicle chooses among the pickups it serves.",
    ),
    optional(
        "ready",
        Kind::OneOf(&DURATIONS),
        "How long each of its vehicles needs until it can begin, from the start or from when it joins.",
    ),
    optional(
        "speed",
        Kind::OneOf(&SPEED),
        "Its own kilometres per hour on routes that have a `speed` in place of a `time`.",
    ),
    optional("breakdown", Kind::Table(&BREAKDOWN), "How its vehicles fail while they drive."),
    optional("duty", Kind::Table(&DUTY), "How long its drivers work before they rest."),
    optional("range", Kind::Table(&RANGE), "How far it drives on one filling."),
    optional(
        "itinerary",
        Kind::List(&Kind::Again(Target::Site), 1, 10_000),
        "The stops that each of its vehicles makes, one after the other, in place of dispatch; it waits for no other.",
    ),
    optional("joins", Kind::List(&CHANGE, 1, 10_000), "Vehicles that come later, beside those of `count`."),
    optional("leaves", Kind::List(&CHANGE, 1, 10_000), "Vehicles that finish their trip and leave."),
    optional("lost", Kind::List(&LOSS, 1, 10_000), "Vehicles that are gone at once."),
    optional(
        "under_way",
        Kind::List(&ON_THE_WAY, 1, 10_000),
        "Which of its vehicles are on their way when the run begins.",
    ),
];

const KILOMETRES: Kind = Kind::Number(Bounds { unit: "km", ..Bounds::POSITIVE });
const VEHICLES: Kind = Kind::Whole(1, MOST_VEHICLES);

static BREAKDOWN: Form = form(&BREAKDOWN_KEYS);
static BREAKDOWN_KEYS: [Key; 5] = [
    optional("every", Kind::Duration, "The mean driving time between two failures of a vehicle."),
    optional(
        "every_km",
        KILOMETRES,
        "The mean distance between two failures of a vehicle in kilometres, in place of `every`.",
    ),
    required("repair", Kind::OneOf(&DURATIONS), "repair = \"3 h\"", "How long a repair lasts."),
    optional("crews", VEHICLES, "How many can be repaired at once; as many as fail if left out."),
    default(
        "takeover",
        Kind::Flag,
        "false",
        "Whether the next vehicles with room take over the people of one that stands.",
    ),
];

static DUTY: Form = form(&DUTY_KEYS);
static DUTY_KEYS: [Key; 4] = [
    optional("driving", Kind::Duration, "The most driving between two rests."),
    optional("on_duty", Kind::Duration, "The most time between two rests."),
    required("rest", Kind::OneOf(&DURATIONS), "rest = \"8 h\"", "How long a rest lasts."),
    default("at_end", Kind::OneOf(&DUTY_END), "after-trip", "What a driver does when the hours are up."),
];

static DUTY_END: Choice = Choice {
    name: "duty_end",
    called: "an end of duty",
    plain: &[],
    words: &[
        word("after-trip", "Finishes the trip, the way back included, and rests there."),
        word("at-once", "Rests at the next site, people set down first."),
    ],
    tags: &[],
};

static RANGE: Form = form(&RANGE_KEYS);
static RANGE_KEYS: [Key; 2] = [
    required("km", KILOMETRES, "km = 400", "Kilometres on one filling."),
    required("refuel", Kind::OneOf(&DURATIONS), "refuel = \"20 min\"", "How long filling lasts."),
];

const CHANGE: Kind = Kind::Table(&CHANGE_FORM);
static CHANGE_FORM: Form = form(&CHANGE_KEYS);
static CHANGE_KEYS: [Key; 5] = [
    required("at", Kind::Instant, "at = \"2 h\"", "When they join or leave."),
    required("vehicles", VEHICLES, "vehicles = 5", "How many join or leave then."),
    optional(
        "if_out",
        Kind::Whole(1, MOST_PEOPLE),
        "They do so only if at least so many are reported to be out by then.",
    ),
    optional(
        "if_fewer_out",
        Kind::Whole(1, MOST_PEOPLE),
        "They do so only if fewer than so many are reported to be out by then.",
    ),
    REPORTED_BY,
];

const LOSS: Kind = Kind::Table(&LOSS_FORM);
static LOSS_FORM: Form = form(&LOSS_KEYS);
static LOSS_KEYS: [Key; 3] = [
    required("at", Kind::Instant, "at = \"2 h\"", "When they are lost."),
    required("vehicles", VEHICLES, "vehicles = 1", "How many are lost then."),
    default(
        "people",
        Kind::OneOf(&LEFT_BEHIND),
        "pickup",
        "Where the people of those vehicles wait then. Who was on the way on from a drop-off waits there again.",
    ),
];

static LEFT_BEHIND: Choice = Choice {
    name: "left_behind",
    called: "a place to wait",
    plain: &[SITE],
    words: &[word("pickup", "Where they got in.")],
    tags: &[],
};

const ON_THE_WAY: Kind = Kind::Table(&ON_THE_WAY_FORM);
static ON_THE_WAY_FORM: Form = form(&ON_THE_WAY_KEYS);
static ON_THE_WAY_KEYS: [Key; 5] = [
    required("vehicles", VEHICLES, "vehicles = 3", "How many of the fleet are on this way."),
    required("from", SITE, "from = \"a site\"", "Where they come from."),
    required(
        "to",
        SITE,
        "to = \"a site\"",
        "Where they are bound for: a drop-off with people, else a pickup.",
    ),
    required("arrives", Kind::Instant, "arrives = \"20 min\"", "When they will be there."),
    optional(
        "people",
        Kind::ById(Target::Group, &Kind::Whole(1, MOST_PEOPLE)),
        "How many of each group are in each of them, beside those of `count`.",
    ),
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
