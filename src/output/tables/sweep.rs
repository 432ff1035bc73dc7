//! The table `sweep`: a row a setting.

use super::quantiles;
use crate::output::columns::{Column, Table, TypedKind, exact, measured, three};
use crate::plan::LocalClock;
use crate::record::{MetricKind, MetricName};
use crate::scenario::seconds_of;
use crate::study::{MetricSummary, Point, Setting, Swept};

/// A row of `sweep`: a setting, and what it gives of each metric.
pub struct SweepRow<'a> {
    point: Point<'a>,
    setting: &'a Setting,
    metrics: Vec<Option<&'a MetricSummary>>,
}

type Row<'a> = SweepRow<'a>;

/// `sweep`: a row a setting: its values, its replications, and of every metric in how many it happened, the mean with
/// its 95 % interval, of an instant the same up to the end, and quantiles. A setting that is impossible has `problem`,
/// and nothing else.
#[must_use]
pub fn sweep<'a>(clock: LocalClock, settings: &'a [Setting], found: &'a Swept) -> Table<'a, Row<'a>> {
    let names = metrics_of(found);
    let row = |point: Point<'a>| SweepRow {
        setting: &settings[point.setting()],
        metrics: names.iter().map(|name| point.row()?.metric(&name.name, &name.group)).collect(),
        point,
    };
    let rows: Vec<Row<'a>> = found.all().map(row).collect();
    let mut columns =
        vec![Column::whole(
            "setting",
            "its number, from 0",
            |row: &Row<'a>| Some(row.point.setting() as i64),
        )];
    for path in paths_of(settings) {
        columns.push(set(path, &rows));
        let numbers = numeric(path, settings, clock, |row: &Row<'a>| row.setting);
        columns.extend(numbers.filter(|numbers| numbers.name != path));
    }
    columns.extend([
        Column::whole("replications", "how many runs were made of it", |row: &Row<'a>| {
            Some(row.point.row().map_or(0, |row| row.replications) as i64)
        }),
        Column::text("problem", "why it cannot be run, if that is so", |row: &Row<'a>| row.point.problem()),
    ]);
    columns.extend(names.into_iter().enumerate().flat_map(|(place, name)| of_metric(place, name)));
    Table { name: "sweep", columns, rows }
}

/// What a path is set to: in text as it was typed.
fn set<'a>(path: &'a str, rows: &[Row<'a>]) -> Column<'a, Row<'a>> {
    let kind = TypedKind::of(rows.iter().filter_map(|row| value_of(row.setting, path)));
    let cell = move |row: &Row<'a>| value_of(row.setting, path);
    Column::typed(path, "what the setting sets this value to", kind, cell).like("path")
}

/// What a path is set to as a number; of durations, and of instants since the start, in seconds. None if it is no number.
pub(super) fn numeric<'a, R>(
    path: &'a str,
    settings: &'a [Setting],
    clock: LocalClock,
    of: impl Fn(&R) -> &'a Setting + 'a,
) -> Option<Column<'a, R>> {
    let values = || settings.iter().filter_map(|setting| value_of(setting, path));
    if TypedKind::of(values()) != TypedKind::Text {
        let cell = move |row: &R| exact(value_of(of(row), path)?.parse().ok()?);
        return Some(Column::number(path, "what the setting sets this value to", cell).like("path"));
    }
    // Where the start is varied, instants have no common start.
    let starts = settings.iter().any(Setting::sets_the_start);
    let clock = Some(clock).filter(|_| !starts);
    in_seconds((path, values()), clock, move |row| value_of(of(row), path))
}

/// What was typed in seconds, if all of it is durations, or instants of a clock; else none.
pub(super) fn in_seconds<'a, 'v, R>(
    (path, mut values): (&str, impl Iterator<Item = &'v str> + Clone),
    clock: Option<LocalClock>,
    cell: impl Fn(&R) -> Option<&'a str> + 'a,
) -> Option<Column<'a, R>> {
    // Only instants have a colon.
    let known = move |text: &str| clock.is_some() || !text.contains(':');
    let seconds =
        move |text: &str| seconds_of(text, clock.unwrap_or(LocalClock::UNSAID)).filter(|_| known(text));
    let typed = TypedKind::of(values.clone()) == TypedKind::Text;
    (typed && values.all(|text| seconds(text).is_some())).then(|| {
        let about = "the same in seconds; of an instant, since the start";
        let cell = move |row: &R| three(seconds(cell(row)?));
        Column::number(format!("{path}_s"), about, cell).in_unit("s").like("path_s")
    })
}

/// In how many replications a metric happened, its mean with the 95 % interval, and its quantiles.
fn of_metric<'a>(place: usize, name: &'a MetricName) -> Vec<Column<'a, Row<'a>>> {
    let head = |what: &str| format!("{}[{}].{what}", name.name, name.group);
    let like = |what: &str| format!("metric[of].{what}");
    let reached = Column::whole(head("reached"), "in how many runs it happened", move |row: &Row<'a>| {
        Some(row.metrics[place]?.reached as i64)
    });
    let number = |what, about, cell: fn(&MetricSummary) -> Option<f64>| {
        Column::number(head(what), about, move |row: &Row<'a>| measured(name.kind, cell(row.metrics[place]?)))
            .in_unit(name.unit)
            .like(like(what))
    };
    let mut columns = vec![
        reached.like(like("reached")),
        number("mean", "its mean; empty where it did not always happen", |metric| metric.mean),
        number("low", "the lower end of its interval", |metric| Some(metric.ci95?.0)),
        number("high", "the upper end of its interval", |metric| Some(metric.ci95?.1)),
    ];
    if name.kind == MetricKind::Instant {
        columns.extend([
            number("restricted_mean", "of an instant, its mean up to the end", |metric| {
                Some(metric.restricted?.mean)
            }),
            number("restricted_low", "the lower end of its interval", |metric| {
                Some(metric.restricted?.ci95?.0)
            }),
            number("restricted_high", "the upper end of its interval", |metric| {
                Some(metric.restricted?.ci95?.1)
            }),
        ]);
    }
    columns.extend(quantiles(|what, about, quantile| {
        let cell = move |row: &Row<'a>| measured(name.kind, row.metrics[place]?.quantiles[quantile]);
        Column::number(head(what), about, cell).in_unit(name.unit).like(like(what))
    }));
    columns
}

/// The metrics of a sweep's settings: of those that only some have, each stands behind the one that it follows
/// there.
fn metrics_of(found: &Swept) -> Vec<&MetricName> {
    let mut names: Vec<&MetricName> = Vec::new();
    let same =
        |a: &[MetricSummary], b: &[MetricSummary]| a.iter().map(|a| &a.name).eq(b.iter().map(|b| &b.name));
    for rows in found.rows.chunk_by(|one, next| same(&one.metrics, &next.metrics)) {
        let (row, mut next) = (&rows[0], 0);
        for metric in &row.metrics {
            match names.iter().position(|known| **known == metric.name) {
                Some(place) => next = place + 1,
                None => {
                    names.insert(next, &metric.name);
                    next += 1;
                }
            }
        }
    }
    names
}

/// What any setting sets, in the order in which it comes.
pub(super) fn paths_of(settings: &[Setting]) -> Vec<&str> {
    let mut paths: Vec<&str> = Vec::new();
    for (path, _) in settings.iter().flat_map(|setting| &setting.edits) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    paths
}

/// What a setting sets a path to, if it does.
pub(super) fn value_of<'s>(setting: &'s Setting, path: &str) -> Option<&'s str> {
    setting.edits.iter().find(|(edited, _)| edited == path).map(|(_, value)| value.as_str())
}
