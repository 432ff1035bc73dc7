//! The table `candidates` of a search for the least fleet: a row a candidate that was tested.

use super::SHARE;
use super::sweep::{in_seconds, paths_of, value_of};
use crate::output::columns::{Column, Number, Table, TypedKind, six};
use crate::plan::LocalClock;
use crate::study::Setting;
use crate::study::search::{FleetFound, Losses, Tested};

/// A row of `candidates`: a candidate, and what its test came to.
pub struct CandidateRow<'a> {
    tested: &'a Tested,
    setting: &'a Setting,
    decision: &'static str,
    cost: Option<f64>,
    losses: Losses,
}

type Row<'a> = CandidateRow<'a>;

/// `candidates`: a row a candidate, in the order of tests: its values, its replications, how many of them met the goal,
/// and what was decided; where the scenario has costs, what it costs; where people may be lost, how many are.
///
/// `probability` is how often the goal is wanted to be met.
#[must_use]
pub fn candidates<'a>(
    clock: LocalClock,
    settings: &'a [Setting],
    probability: f64,
    found: &'a FleetFound,
) -> Table<'a, Row<'a>> {
    let row = |tested: &'a Tested| CandidateRow {
        tested,
        setting: &settings[tested.candidate],
        decision: tested.decision(probability),
        cost: found.mean_cost(tested.candidate),
        losses: found.losses.get(&tested.candidate).copied().unwrap_or_default(),
    };
    let rows: Vec<Row<'a>> = found.found.tested.iter().map(row).collect();
    let mut columns = Vec::new();
    for path in paths_of(settings) {
        columns.extend(of_path(path, settings, clock));
    }
    columns.extend(of_test());
    if found.costs.is_some() {
        columns.push(number("cost", "what it costs on average", |row| six(row.cost)));
    }
    if !found.losses.is_empty() {
        let dead = number("dead", "how many die on average", |row| six(row.losses.dead()));
        let on_foot = number("on_foot", "how many go on foot on average, having given up", |row| {
            six(row.losses.on_foot())
        });
        columns.extend([dead, on_foot].map(|column| column.in_unit("people")));
    }
    Table { name: "candidates", columns, rows }
}

/// What a path is set to; of times, the same in seconds beside it.
fn of_path<'a>(
    path: &'a str,
    settings: &'a [Setting],
    clock: LocalClock,
) -> impl Iterator<Item = Column<'a, Row<'a>>> {
    let values = || settings.iter().filter_map(move |setting| value_of(setting, path));
    let cell = move |row: &Row<'a>| value_of(row.setting, path);
    let about = "what the candidate sets this value to";
    // Where the start is varied, instants have no common start.
    let clock = Some(clock).filter(|_| !settings.iter().any(Setting::sets_the_start));
    let typed = Column::typed(path, about, TypedKind::of(values()), cell).like("path");
    std::iter::once(typed).chain(in_seconds((path, values()), clock, cell))
}

fn of_test<'a>() -> impl Iterator<Item = Column<'a, Row<'a>>> {
    let whole = |name, about, cell: fn(&Row<'a>) -> u64| {
        Column::whole(name, about, move |row: &Row<'a>| i64::try_from(cell(row)).ok())
    };
    // Of no run there is no share.
    let share = |name, about, cell: fn(&Row<'a>) -> Option<Number>| {
        number(name, about, move |row: &Row<'a>| cell(row).filter(|_| row.tested.course.trials > 0))
            .in_unit(SHARE)
    };
    let counts = [
        whole("replications", "how many runs its test took", |row| row.tested.course.trials),
        whole("met", "in how many of them the goal was met", |row| row.tested.course.successes),
    ];
    let shares = [
        share("share", "in what share of them the goal was met", |row| six(row.tested.share())),
        share("low95", "the lower end of its interval, which holds however often one looks", |row| {
            six(row.tested.interval(0.95).0)
        }),
        share("high95", "the upper end of its interval", |row| six(row.tested.interval(0.95).1)),
    ];
    let decision = Column::text("decision", "what the test came to", |row: &Row<'a>| Some(row.decision));
    counts.into_iter().chain(shares).chain([decision])
}

fn number<'a>(
    name: &'static str,
    about: &'static str,
    cell: impl Fn(&Row<'a>) -> Option<Number> + 'a,
) -> Column<'a, Row<'a>> {
    Column::number(name, about, cell)
}
