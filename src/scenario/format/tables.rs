//! Tables: files whose rows are entries of the scenario.

use super::{Choice, Form, Key, Kind, MOST_PEOPLE, Target, form, optional, required, word};

/// Which entries come from tables.
pub static TABLES: Form = form(&TABLES_KEYS);
static TABLES_KEYS: [Key; 6] = [
    optional(
        "sites",
        SOME,
        "Where sites are listed: a row for each, with its id in a column `id` or `name`; a column for each key.",
    ),
    optional(
        "routes",
        SOME,
        "Where routes are listed: a row for each, with columns `from` and `to`, and a column for each other key.",
    ),
    optional("people", SOME, "Where groups of people are listed: a row for each, a column for each key."),
    optional("fleets", SOME, "Where fleets are listed: a row for each, a column for each key."),
    optional(
        "arrivals",
        SOME,
        "Where arrivals are listed: a row for each time of a group, with columns `group`, `at` and `people`.",
    ),
    optional(
        "itineraries",
        SOME,
        "Where itineraries are listed: a row for each stop, one after the other, with columns `fleet` and `stop`.",
    ),
];

const SOME: Kind = Kind::OneOf(&SOURCES);

static SOURCES: Choice = Choice {
    name: "tables",
    called: "a table or a list of tables",
    plain: &[Kind::File, Kind::Table(&TABLE), Kind::List(&Kind::OneOf(&SOURCE), 1, 100)],
    words: &[],
    tags: &[],
};

static SOURCE: Choice = Choice {
    name: "table",
    called: "a table",
    plain: &[Kind::File, Kind::Table(&TABLE)],
    words: &[],
    tags: &[],
};

/// How a table is read.
static TABLE: Form = form(&TABLE_KEYS);
static TABLE_KEYS: [Key; 5] = [
    required("file", Kind::File, "file = \"villages.xlsx\"", "A file beside the scenario: CSV, XLSX or ODS."),
    optional("sheet", Kind::Text, "Which of its sheets; the only one, or the one of this name, if left out."),
    optional(
        "decimal",
        Kind::OneOf(&DECIMAL),
        "The sign before decimals in numbers that are text; told from the numbers themselves if left out.",
    ),
    optional(
        "columns",
        Kind::Free,
        "The headings of columns that are not called as their keys, as in { count = \"Residents\" }; \"\" leaves a key out.",
    ),
    optional(
        "all",
        Kind::Free,
        "What holds for all rows that do not say otherwise, as in { to = \"shelter\" }.",
    ),
];

static DECIMAL: Choice = Choice {
    name: "decimal",
    called: "a sign before decimals",
    plain: &[],
    words: &[word("comma", "A comma, as in 1.234,5."), word("point", "A point, as in 1,234.5.")],
    tags: &[],
};

/// A row of a table of arrivals.
pub static ARRIVAL: Form = form(&ARRIVAL_KEYS);
static ARRIVAL_KEYS: [Key; 3] = [
    required("group", Kind::Id(Target::Group), "group = \"a group\"", "Who they are."),
    required("at", Kind::Instant, "at = \"2 h\"", "When they appear."),
    required("people", Kind::Whole(0, MOST_PEOPLE), "people = 100", "How many appear then."),
];

/// A row of a table of itineraries.
pub static STOP: Form = form(&STOP_KEYS);
static STOP_KEYS: [Key; 2] = [
    required("fleet", Kind::Id(Target::Fleet), "fleet = \"a fleet\"", "Whose stop it is."),
    required("stop", Kind::Again(Target::Site), "stop = \"a site\"", "Where it stops."),
];
