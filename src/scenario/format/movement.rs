//! Movement: phases, disciplines and what ends a phase.

use super::{
    Bounds, Choice, Form, Key, Kind, MOST_PEOPLE, MOST_VEHICLES, REPORTED_BY, Tag, Target, default, form,
    optional, required, tag, word,
};

const FLEET: Kind = Kind::Id(Target::Fleet);
const VEHICLES: Kind = Kind::Whole(1, MOST_VEHICLES);

/// A time of one discipline.
pub static PHASE: Form = form(&PHASE_KEYS);
static PHASE_KEYS: [Key; 5] = [
    optional(
        "fleets",
        Kind::List(&FLEET, 1, 1_000),
        "Which fleets it rules; those of the entry before if left out, in the first all.",
    ),
    default("outbound", Kind::OneOf(&DISCIPLINE), "independent", "How loaded vehicles leave their pickups."),
    default("return", Kind::OneOf(&DISCIPLINE), "independent", "How empty vehicles go back."),
    optional("ends", Kind::OneOf(&END), "What ends it and begins the next."),
    optional(
        "gradual",
        Kind::Table(&WINDOW),
        "The window over which vehicles break away into it, one by one.",
    ),
];

static WINDOW: Form = form(&WINDOW_KEYS);
/// A window of time.
pub static WINDOW_KEYS: [Key; 2] = [
    required("from", Kind::Instant, "from = \"2 h\"", "When it begins."),
    required("to", Kind::Instant, "to = \"4 h\"", "When it is over."),
];

static DISCIPLINE: Choice = Choice {
    name: "discipline",
    called: "a discipline",
    plain: &[],
    words: &[
        word("independent", "Nobody waits for anybody."),
        word("convoy", "All vehicles in service wait for each other and leave together."),
    ],
    tags: &[
        tag(
            "platoon",
            VEHICLES,
            "Groups of this many, as they become ready; fewer where nobody else is on the way to where they stand.",
        ),
        tag("convoy", Kind::Table(&CONVOY), "All together, or by whichever of these comes first."),
    ],
};

static CONVOY: Form = form(&CONVOY_KEYS);
static CONVOY_KEYS: [Key; 4] = [
    optional("vehicles", VEHICLES, "It leaves when this many are ready."),
    optional(
        "share",
        Kind::Number(Bounds::SHARE),
        "It leaves when this share of those that can come is ready.",
    ),
    optional("max_wait", Kind::Duration, "It leaves when its first has waited this long."),
    optional("largest", VEHICLES, "It is full at this many, and leaves."),
];

static REPORTERS: [Key; 1] = [REPORTED_BY];

static END: Choice = Choice {
    name: "end",
    called: "an end of a phase",
    plain: &[],
    words: &[],
    tags: &[
        tag("at", Kind::Instant, "At this instant."),
        tag("convoys", Kind::Whole(1, 1_000_000), "When this many convoys have left."),
        Tag {
            key: optional(
                "out",
                Kind::Whole(1, MOST_PEOPLE),
                "When this many people are reported to be out.",
            ),
            beside: &REPORTERS,
        },
        Tag {
            key: optional(
                "share_out",
                Kind::Number(Bounds::SHARE),
                "When this share of the people is reported to be out.",
            ),
            beside: &REPORTERS,
        },
    ],
};
