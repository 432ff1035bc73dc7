//! Public figures: what was said of the people who were out.

use super::{Bounds, Choice, Form, Key, Kind, MOST_PEOPLE, Target, default, form, optional, required, word};

/// A public figure.
pub static PUBLIC_FIGURE: Form = form(&PUBLIC_FIGURE_KEYS);
static PUBLIC_FIGURE_KEYS: [Key; 7] = [
    required("who", Kind::Text, "who = \"the Red Cross\"", "Who said it."),
    required("at", Kind::Instant, "at = \"20 h\"", "Of which time it was said."),
    required(
        "people",
        Kind::Whole(1, MOST_PEOPLE),
        "people = 6000",
        "How many people were out by then, since the start.",
    ),
    optional("scope", Kind::OneOf(&SCOPE), "Which people are counted, by group; everybody if left out."),
    optional(
        "site",
        Kind::Id(Target::Site),
        "The drop-off at which they were counted; all drop-offs if left out.",
    ),
    default("bound", Kind::OneOf(&BOUND), "about", "How the figure is meant."),
    optional(
        "spread",
        Kind::Number(SPREAD),
        "The standard deviation of its error on a log scale: 0.1 is about 10 %. 0.05 if left out for an `exact` \
         figure, 0.15 for others.",
    ),
];

/// A spread that an error can have: less is no error, more says nothing.
const SPREAD: Bounds = Bounds::between(0.001, 3.0);

const GROUP: Kind = Kind::Id(Target::Group);
static SCOPE: Choice = Choice {
    name: "scope",
    called: "a group or a list of groups",
    plain: &[GROUP, Kind::List(&GROUP, 1, 1_000)],
    words: &[],
    tags: &[],
};

/// How a figure or a report is meant.
pub static BOUND: Choice = Choice {
    name: "bound",
    called: "a bound",
    plain: &[],
    words: &[
        word("about", "An estimate: more or fewer. Reports are rounded to the nearest step."),
        word("exact", "A count, with the error of a count. Reports are rounded to the nearest step."),
        word("at-least", "So many or more. Reports are rounded down."),
    ],
    tags: &[],
};
