//! Amounts that may be drawn: durations, counts and factors.

use super::{Bounds, Choice, Form, Key, Kind, LONGEST, MOST_PEOPLE, Tag, optional, required, tag};

/// The distributions over one kind of amount. `$item` is what a single value takes, `$mean` what a
/// mean takes.
macro_rules! amounts {
    ($choice:ident, $name:literal, $called:literal, $item:expr, $mean:expr, $csv:expr) => {
        pub static $choice: Choice = {
            static MEAN_CV: Form = Form { keys: &MEAN_AND_CV, quantiles: None };
            static QUANTILES: Form = Form { keys: &MEAN_OR_QUANTILES, quantiles: Some($mean) };
            static MEAN_SD: Form = Form { keys: &MEAN_AND_SD, quantiles: None };
            static CSV: Form = Form { keys: &$csv, quantiles: None };
            static MEAN_AND_CV: [Key; 2] = mean_and_cv($mean);
            static MEAN_OR_QUANTILES: [Key; 2] = mean_or_quantiles($mean);
            static MEAN_AND_SD: [Key; 2] = mean_and_sd($mean);
            static WEIGHTS: [Key; 1] = [optional("weights", Kind::List(&WEIGHT, 1, LONGEST), "How likely each value is, compared with the others; all equal if left out.")];
            Choice {
                name: $name,
                called: $called,
                plain: &[$item],
                words: &[],
                tags: &[
                    tag("uniform", Kind::List(&$item, 2, 2), "Anything from the first to the second, equally likely; whole numbers include both."),
                    tag("triangular", Kind::List(&$mean, 3, 3), "Least, most likely and largest value."),
                    tag("exponential", $mean, "Exponential with this mean."),
                    tag("lognormal", Kind::Table(&QUANTILES), "Lognormal by mean and coefficient of variation, or by two quantiles such as q05 and q95."),
                    tag("gamma", Kind::Table(&MEAN_CV), "Gamma by mean and coefficient of variation."),
                    tag("weibull", Kind::Table(&MEAN_CV), "Weibull by mean and coefficient of variation."),
                    tag("normal", Kind::Table(&MEAN_SD), "Normal, cut at zero; mean and standard deviation are those before the cut."),
                    Tag { key: optional("values", Kind::List(&$item, 1, LONGEST), "One of these."), beside: &WEIGHTS },
                    tag("csv", Kind::Table(&CSV), "One of the values in a column of a CSV file, equally likely."),
                ],
            }
        };
    };
}

const WEIGHT: Kind = Kind::Number(Bounds::NOT_NEGATIVE);
const COEFFICIENT: Kind = Kind::Number(Bounds::COEFFICIENT);
const PEOPLE: Kind = Kind::Number(Bounds { most: MOST_PEOPLE as f64, ..Bounds::NOT_NEGATIVE });

const FILE: Key = required(
    "file",
    Kind::File,
    "file = \"times.csv\"",
    "A CSV file with a header line, beside the scenario.",
);
const COLUMN: Key = required("column", Kind::Text, "column = \"minutes\"", "The heading of the column.");
const UNIT: Key = required("unit", Kind::OneOf(&UNITS), "unit = \"min\"", "The unit of its numbers.");

/// Units of durations in a CSV file.
pub static UNITS: Choice = Choice {
    name: "unit",
    called: "a unit",
    plain: &[],
    words: &[
        super::word("ms", "Milliseconds."),
        super::word("s", "Seconds."),
        super::word("min", "Minutes."),
        super::word("h", "Hours."),
        super::word("days", "Days."),
    ],
    tags: &[],
};

static COLUMN_OF_DURATIONS: [Key; 3] = [FILE, COLUMN, UNIT];
static COLUMN_OF_NUMBERS: [Key; 2] = [FILE, COLUMN];

amounts!(
    DURATIONS,
    "durations",
    "a duration or a distribution of durations",
    Kind::Duration,
    Kind::Duration,
    COLUMN_OF_DURATIONS
);
amounts!(
    COUNTS,
    "counts",
    "a whole number or a distribution of counts",
    Kind::Whole(0, MOST_PEOPLE),
    PEOPLE,
    COLUMN_OF_NUMBERS
);
amounts!(
    FACTORS,
    "factors",
    "a factor or a distribution of factors",
    Kind::Number(Bounds::POSITIVE),
    Kind::Number(Bounds::POSITIVE),
    COLUMN_OF_NUMBERS
);

const fn mean_and_cv(amount: Kind) -> [Key; 2] {
    [
        mean(amount),
        required(
            "cv",
            COEFFICIENT,
            "cv = 0.2",
            "The coefficient of variation: standard deviation over mean.",
        ),
    ]
}

const fn mean_or_quantiles(amount: Kind) -> [Key; 2] {
    [
        optional("mean", amount, "The mean."),
        optional("cv", COEFFICIENT, "The coefficient of variation: standard deviation over mean."),
    ]
}

const fn mean_and_sd(amount: Kind) -> [Key; 2] {
    [mean(amount), required("sd", amount, "sd = …", "The standard deviation.")]
}

const fn mean(amount: Kind) -> Key {
    required("mean", amount, "mean = …", "The mean.")
}
