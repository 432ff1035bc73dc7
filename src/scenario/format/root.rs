//! The document itself, the clock, the study and the goal.

use super::amounts::UNITS;
use super::fleets::FLEET;
use super::movement::PHASE;
use super::network::{ROUTE, SITE};
use super::observers::OBSERVER_FORM;
use super::people::GROUP;
use super::public_figures::PUBLIC_FIGURE;
use super::suspensions::SUSPENSION;
use super::tables::TABLES;
use super::{Bounds, Form, Key, Kind, Target, default, form, optional, required};

/// A whole scenario.
pub static ROOT: Form = form(&DOCUMENT);

static DOCUMENT: [Key; 18] = [
    required("format", Kind::Whole(1, i64::MAX), "format = 1", "The version of this format, 1."),
    optional("name", Kind::Name, "A short name, fit for a folder; the file's name if left out."),
    optional("title", Kind::Text, "What the scenario is, in a line."),
    optional("clock", Kind::Table(&CLOCK), "When the scenario starts and ends."),
    optional("study", Kind::Table(&STUDY), "How many times it is run, and with which random numbers."),
    required(
        "sites",
        Kind::Rows(Target::Site, &SITE, 10_000),
        "[sites.shelter]",
        "Places: pickups, drop-offs, hospitals, depots.",
    ),
    optional("routes", Kind::Rows(Target::Route, &ROUTE, 100_000), "Ways between two sites."),
    optional(
        "matrix",
        Kind::Table(&MATRIX),
        "Travel times between sites, in a CSV file or as a routing service answered; `routes` take precedence over them.",
    ),
    required(
        "people",
        Kind::Rows(Target::Group, &GROUP, 1_000),
        "[people.civilians]",
        "Groups of people who must leave.",
    ),
    required("fleets", Kind::Rows(Target::Fleet, &FLEET, 1_000), "[fleets.buses]", "Vehicles, by class."),
    optional(
        "movement",
        Kind::List(&PHASES, 0, 10_000),
        "Who leaves with whom, phase after phase; each vehicle on its own if left out.",
    ),
    optional("goal", Kind::Table(&GOAL), "What the planner wants."),
    optional(
        "suspensions",
        Kind::List(&SUSPENSIONS, 0, 10_000),
        "Times in which routes, sites or checkpoints are closed.",
    ),
    optional(
        "observers",
        Kind::Rows(Target::Observer, &OBSERVER_FORM, 1_000),
        "Who counts people, and what they report.",
    ),
    optional(
        "public_figures",
        Kind::List(&FIGURES, 0, 10_000),
        "What was said in public of the people who were out. No run depends on it; `noria calibrate` starts from it.",
    ),
    optional(
        "what_if",
        Kind::Table(&WHAT_IF),
        "Factors on drives and people, to try what would happen; `--travel` and `--demand` set them.",
    ),
    optional(
        "costs",
        Kind::ById(Target::Fleet, &COSTS),
        "What vehicles cost, by fleet, in any currency; a fleet left out costs nothing.",
    ),
    optional(
        "tables",
        Kind::Table(&TABLES),
        "Tables in files (CSV, XLSX, ODS) whose rows are entries of the scenario, beside those that stand here.",
    ),
];

static WHAT_IF: Form = form(&WHAT_IF_KEYS);
static WHAT_IF_KEYS: [Key; 4] = [
    default("travel", TIMES, "1.0", "So many times as long every drive takes, own cars included."),
    optional(
        "routes",
        Kind::ById(Target::Route, &TIMES),
        "So many times as long drives on some routes take, beside `travel`.",
    ),
    default("demand", TIMES, "1.0", "So many times as many people come, of every group."),
    optional(
        "groups",
        Kind::ById(Target::Group, &TIMES),
        "So many times as many people of some groups come, beside `demand`.",
    ),
];
const TIMES: Kind = Kind::Number(Bounds { most: 100.0, ..Bounds::POSITIVE });

const PHASES: Kind = Kind::Table(&PHASE);
const SUSPENSIONS: Kind = Kind::Table(&SUSPENSION);
const FIGURES: Kind = Kind::Table(&PUBLIC_FIGURE);

const COSTS: Kind = Kind::Table(&COSTS_FORM);
static COSTS_FORM: Form = form(&COSTS_KEYS);
static COSTS_KEYS: [Key; 3] = [
    default("per_vehicle", COST, "0", "For each vehicle, used or not, also for those that join later."),
    default(
        "per_hour",
        COST,
        "0",
        "For each hour that a vehicle is in service, waiting and repairs included.",
    ),
    default("per_km", COST, "0", "For each kilometre that a vehicle drives."),
];
const COST: Kind = Kind::Number(Bounds::NOT_NEGATIVE);

static MATRIX: Form = form(&MATRIX_KEYS);
static MATRIX_KEYS: [Key; 4] = [
    optional(
        "csv",
        Kind::File,
        "A CSV file beside the scenario: ids of sites as headings and in the first column; an empty cell is no route.",
    ),
    optional("unit", Kind::OneOf(&UNITS), "The unit of the table's travel times."),
    optional(
        "answer",
        Kind::File,
        "The answer of a routing service for pairs that the table leaves out, as JSON beside the scenario: OSRM's `table`, or \
         the matrix of openrouteservice or Valhalla. Distances give the routes' kilometres.",
    ),
    optional(
        "sites",
        Kind::List(&Kind::Id(Target::Site), 1, 10_000),
        "The sites of the answer's rows and columns, in the order in which the service was asked; else they are found by \
         their `position`.",
    ),
];

static CLOCK: Form = form(&CLOCK_KEYS);
static CLOCK_KEYS: [Key; 2] = [
    default(
        "start",
        Kind::Start,
        "2000-01-01T00:00:00Z",
        "When the run begins; without an offset, the clock is that of UTC.",
    ),
    optional("end", Kind::Instant, "When every run ends at the latest; if left out, as long as it takes."),
];

static STUDY: Form = form(&STUDY_KEYS);
static STUDY_KEYS: [Key; 2] = [
    default(
        "seed",
        Kind::Whole(0, i64::MAX),
        "1",
        "The seed of all random numbers: the same seed gives the same numbers.",
    ),
    default("replications", Kind::Whole(1, 10_000_000), "1000", "How many times the scenario is run."),
];

static GOAL: Form = form(&GOAL_KEYS);
static GOAL_KEYS: [Key; 6] = [
    optional("group", Kind::Id(Target::Group), "Whose goal it is; everybody's if left out."),
    default(
        "share",
        Kind::Number(Bounds::SHARE),
        "1.0",
        "Which share of them should be out; with an `observer` nobody has to be, if both are left out.",
    ),
    optional("observer", Kind::Id(Target::Observer), "Whose last report by then must be right."),
    optional(
        "within",
        Kind::Number(Bounds::SHARE),
        "With `observer`: by which part of the truth its report may be wrong; 0.05 is 5 %.",
    ),
    required("by", Kind::Instant, "by = \"12 h\"", "By when."),
    default("probability", Kind::Number(Bounds::PROBABILITY), "0.95", "How surely."),
];
