//! The figures of results, and how they are read.

/// The endings of their files.
pub(super) const ENDINGS: [&str; 3] = ["svg", "png", "pdf"];

/// Each figure, and what it shows.
pub(super) const ALL: [(&str, &str); 14] = [
    (
        "headcount",
        "How many people wait, are aboard and are out over local time: everybody, and groups apart; those that miss the \
         goal stand first. Lines are medians, bands hold half and 90 % of the runs.",
    ),
    (
        "distributions",
        "How each metric of the table is spread over the runs: bars are runs, above them the median and the range of half \
         and of 90 % of the runs; the mean has its 95 % interval.",
    ),
    ("reported", "What each observer has reported over time, beside the truth, and public figures."),
    (
        "stringline",
        "Each vehicle's way in time and space, in one replication (`--replication`). Paler lines are empty vehicles, broader \
         ones several together; convoys have the numbers of trips.csv.",
    ),
    (
        "vehicles",
        "What each vehicle did when, in one replication (`--replication`), a row for each. The higher a bar, the more it \
         does: driving, working, waiting, nothing. Vehicles of a convoy are joined.",
    ),
    (
        "curves",
        "`noria compare`: who is out over time with each setting, on common axes, everybody and by group.",
    ),
    ("difference", "`noria compare`: how many more people are out than in the base, pair by pair."),
    (
        "sweep",
        "`noria sweep`: the metric over the values that are varied: a curve, a map with numbers, or points.",
    ),
    ("tradeoff", "`noria sweep`, with costs: what an earlier end costs, a point for each setting."),
    (
        "tornado",
        "`noria sweep --sensitivity`: what each value, at its first and its last, makes of the metric.",
    ),
    ("indices", "`noria sweep --sobol-indices`: which share of the metric's variance each value causes."),
    ("uncertainty", "`noria sweep --outer`: what is due to what nobody knows, and what to chance."),
    (
        "posterior",
        "`noria calibrate`: what is thought of each value before and after the public figures are heard.",
    ),
    ("truth", "`noria calibrate`: how many were truly out over time, beside what was said."),
];

/// A figure by its name, with or without an ending of its files.
pub(super) fn of(asked: &str) -> Option<(&'static str, &'static str)> {
    let (name, ending) = asked.rsplit_once('.').unwrap_or((asked, "svg"));
    ALL.into_iter().find(|(known, _)| *known == name && ENDINGS.contains(&ending))
}
