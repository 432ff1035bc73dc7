//! The tables of a calibration: `posterior`, `truth`, `figures`.

use super::sweep::in_seconds;
use super::{SHARE, quantiles};
use crate::output::columns::{Column, Table, TypedKind, exact, six, three};
use crate::plan::{LocalClock, Plan, PublicFigure};
use crate::study::calibrate::{FigureCheck, Particle, Truth, TruthBand};
use crate::units::Tick;

/// A row of `posterior`: a particle with its values.
pub struct PosteriorRow<'a> {
    particle: &'a Particle,
    values: &'a [(String, String)],
}

/// `posterior`: a row a particle: its weight, the values that nobody knew, and how many people had been set down for each
/// figure. `values` are those of each particle, paths with values.
#[must_use]
pub fn posterior<'a>(
    clock: LocalClock,
    particles: &'a [Particle],
    values: &'a [Vec<(String, String)>],
) -> Table<'a, PosteriorRow<'a>> {
    let rows: Vec<PosteriorRow<'a>> =
        particles.iter().zip(values).map(|(particle, values)| PosteriorRow { particle, values }).collect();
    let mut columns = vec![
        Column::whole(
            "attempt",
            "the attempt's number, which is that of its run",
            |row: &PosteriorRow<'_>| Some(row.particle.attempt as i64),
        ),
        Column::number("weight", "its weight; all add up to 1", |row: &PosteriorRow<'_>| {
            exact(row.particle.weight)
        }),
    ];
    let paths = values.first().map_or(&[][..], Vec::as_slice).iter().enumerate();
    for (place, (path, _)) in paths {
        let values = || rows.iter().map(move |row| row.values[place].1.as_str());
        let cell = move |row: &PosteriorRow<'a>| Some(row.values[place].1.as_str());
        let typed = Column::typed(path.as_str(), "what this value is", TypedKind::of(values()), cell);
        columns.push(typed.like("path"));
        columns.extend(in_seconds((path, values()), Some(clock), cell));
    }
    let figures = 0..particles.first().map_or(0, |particle| particle.counts.len());
    columns.extend(figures.map(|place| {
        let cell = move |row: &PosteriorRow<'_>| Some(row.particle.counts[place] as i64);
        Column::whole(format!("truth.{place}"), "how many people a figure should have said", cell)
            .in_unit("people")
            .like("truth.figure")
    }));
    Table { name: "posterior", columns, rows }
}

/// A row of `truth`: how many people of a group were out at an instant.
pub struct TruthRow<'a> {
    group: &'a str,
    tick: Tick,
    band: TruthBand,
}

/// `truth`: mean and bands of the true headcount of those who are out, on the time grid.
#[must_use]
pub fn truth<'a>(plan: &'a Plan, truth: &'a Truth) -> Table<'a, TruthRow<'a>> {
    let rows = truth.curves.iter().flat_map(|curve| {
        let group = curve.group.map_or("all", |group| &*plan.groups[group].id);
        let points = curve.bands.iter().enumerate();
        points.map(move |(point, &band)| TruthRow { group, tick: truth.grid.at(point), band })
    });
    let mut columns = vec![
        Column::time("time", "the instant", plan.clock, |row: &TruthRow<'_>| row.tick),
        Column::seconds("seconds", "the same in seconds since the start", |row: &TruthRow<'_>| {
            Some(row.tick)
        }),
        Column::text("group", "whose headcount it is, or `all`", |row: &TruthRow<'a>| Some(row.group)),
    ];
    columns.extend(band_columns(|row: &TruthRow<'_>| row.band));
    Table { name: "truth", columns, rows: rows.collect() }
}

/// Mean and quantiles of a number of people.
fn band_columns<'a, R: 'a>(of: impl Fn(&R) -> TruthBand + Copy + 'a) -> Vec<Column<'a, R>> {
    let mean = Column::number("mean", "how many are out, on average", move |row: &R| three(of(row).mean));
    let quantile = |name, about, place: usize| {
        Column::whole(name, about, move |row: &R| Some(of(row).quantiles[place] as i64)).in_unit("people")
    };
    std::iter::once(mean.in_unit("people")).chain(quantiles(quantile)).collect()
}

/// A row of `figures`: a figure, and what the runs that could be the true one say of it.
pub struct FigureRow<'a> {
    number: usize,
    figure: &'a PublicFigure,
    check: &'a FigureCheck,
}

/// `figures`: each public figure beside how many people there were in truth.
#[must_use]
pub fn figures<'a>(
    plan: &'a Plan,
    figures: &'a [PublicFigure],
    checks: &'a [FigureCheck],
) -> Table<'a, FigureRow<'a>> {
    type Row<'a> = FigureRow<'a>;
    let rows = figures.iter().zip(checks).enumerate();
    let scope = |row: &Row<'a>| {
        let ids = row.figure.scope.iter().map(|&group| plan.groups[group].id.as_str());
        let ids: Vec<&str> = ids.collect();
        Some(if ids.is_empty() { "all".to_owned() } else { ids.join(" ") })
    };
    let before = |name, about, place: usize| {
        Column::whole(name, about, move |row: &Row<'_>| Some(row.check.before.quantiles[place] as i64))
            .in_unit("people")
    };
    let mut columns = vec![
        Column::whole("figure", "its number, from 0", |row: &Row<'_>| Some(row.number as i64)),
        Column::text("who", "who said it", |row: &Row<'a>| Some(row.figure.who.as_str())),
        Column::time("time", "of which instant", plan.clock, |row: &Row<'_>| row.figure.at),
        Column::seconds("seconds", "the same in seconds since the start", |row: &Row<'_>| {
            Some(row.figure.at)
        }),
        Column::text("scope", "which groups are counted, or `all`", scope),
        Column::text("site", "where they were counted, or `all`", |row: &Row<'a>| {
            Some(row.figure.site.map_or("all", |site| &*plan.sites[site].id))
        }),
        Column::text("bound", "how it is meant", |row: &Row<'_>| Some(row.figure.bound.word())),
        Column::whole("said", "how many were said", |row: &Row<'_>| Some(row.figure.people as i64))
            .in_unit("people"),
        Column::number("spread", "the standard deviation of its error, on a log scale", |row: &Row<'_>| {
            six(row.figure.spread)
        }),
        before(
            "before_q05",
            "what was thought of the truth before any figure was looked at: its quantile at 5 %",
            0,
        ),
        before("before_q50", "the same, its median", 2),
        before("before_q95", "the same, its quantile at 95 %", 4),
    ];
    columns.extend(band_columns(|row: &Row<'_>| row.check.after));
    columns.push(
        Column::number(
            "as_many",
            "the chance that its reporter says as many or more, errors being as stated; of a lower bound, that it holds",
            |row: &Row<'_>| six(row.check.as_many),
        )
        .in_unit(SHARE),
    );
    let rows = rows.map(|(number, (figure, check))| FigureRow { number, figure, check });
    Table { name: "figures", columns, rows: rows.collect() }
}
