//! The tables of what observers say: `reported`, `reports`, `report_errors`.

use super::{SHARE, band};
use crate::output::columns::{Column, Table, six, three};
use crate::plan::{ObserverId, Plan, Table as Rows};
use crate::record::{Observed, Report, observed_series};
use crate::stats::Moments;
use crate::study::{Band, Ensemble};
use crate::units::Tick;

/// A row of `reported`: what an observer has said by an instant, or how many there were.
pub struct ReportedRow<'a> {
    observer: ObserverId,
    count: &'static str,
    tick: Tick,
    band: &'a Band,
}

/// `reported`: mean and bands of what each observer has reported, beside the truth, on the grid of the headcounts.
#[must_use]
pub fn reported<'a>(plan: &'a Plan, ensemble: &'a Ensemble) -> Table<'a, ReportedRow<'a>> {
    let bands = &ensemble.bands;
    let observed = observed_series(plan).into_iter().filter(|_| !bands.is_empty());
    let both = observed.flat_map(|Observed { observer, reported, truth }| {
        [(observer, "reported", reported), (observer, "truth", truth)]
    });
    let rows = both.flat_map(|(observer, count, series)| {
        let points = bands.of(series).iter().enumerate();
        points.map(move |(point, band)| ReportedRow { observer, count, tick: bands.grid().at(point), band })
    });
    let mut columns = vec![
        Column::time("time", "the instant", plan.clock, |row: &ReportedRow<'_>| row.tick),
        Column::seconds("seconds", "the same in seconds since the start", |row: &ReportedRow<'_>| {
            Some(row.tick)
        }),
        Column::text("observer", "who reports", |row: &ReportedRow<'a>| {
            Some(&*plan.observers[row.observer].id)
        }),
        Column::text(
            "count",
            "what the observer has `reported`, or the `truth`: who passed its post",
            |row: &ReportedRow<'a>| Some(row.count),
        ),
    ];
    columns.extend(band("how many people that is, on average", |row: &ReportedRow<'a>| row.band));
    Table { name: "reported", columns, rows: rows.collect() }
}

/// `reports`: a row a report of an observer that reports at times of its own.
#[must_use]
pub fn reports<'a>(plan: &'a Plan, ensemble: &'a Ensemble) -> Table<'a, (u64, Report)> {
    let clock = plan.clock;
    let columns = vec![
        Column::whole("replication", "the replication", |&(replication, _): &(u64, Report)| {
            Some(replication as i64)
        }),
        Column::text("observer", "who reports", |(_, report): &(u64, Report)| {
            Some(&*plan.observers[report.observer].id)
        }),
        Column::whole(
            "report",
            "the number of the observer's report, from 1",
            |(_, report): &(u64, Report)| Some(i64::from(report.number) + 1),
        ),
        Column::time("time", "when it was told", clock, |(_, report): &(u64, Report)| report.told),
        Column::instant("counted_s", "when the count was closed", clock, |(_, report): &(u64, Report)| {
            Some(report.counted)
        }),
        Column::seconds("told_s", "when it was told; after the end, too", |(_, report): &(u64, Report)| {
            Some(report.told)
        }),
        Column::text(
            "bound",
            "what the number is said to be: exact, about, at-least",
            |(_, report): &(u64, Report)| Some(plan.observers[report.observer].reports.bound.word()),
        ),
        Column::whole("people", "how many people it says", |(_, report): &(u64, Report)| {
            Some(report.people as i64)
        })
        .in_unit("people"),
        Column::whole(
            "truth",
            "how many had passed the observer's post when it was told",
            |(_, report): &(u64, Report)| Some(report.truth as i64),
        )
        .in_unit("people"),
        Column::number(
            "error",
            "by which part of the truth it is too high",
            |(_, report): &(u64, Report)| six(report.error()),
        )
        .in_unit(SHARE),
    ];
    Table { name: "reports", columns, rows: ensemble.reports.clone() }
}

/// What the replications say of one report of an observer.
pub struct ErrorRow {
    observer: ObserverId,
    number: u32,
    reports: Vec<Report>,
}

impl ErrorRow {
    fn moments(&self, of: impl Fn(&Report) -> f64) -> Moments {
        self.reports.iter().map(of).filter(|value| value.is_finite()).collect()
    }

    /// The share of the reports that are wrong by no more than a part of the truth.
    fn within(&self, part: f64) -> f64 {
        let right = self.reports.iter().filter(|report| report.error().abs() <= part).count();
        right as f64 / self.reports.len() as f64
    }
}

/// `report_errors`: how wrong each report of each observer is, over the replications.
#[must_use]
pub fn report_errors<'a>(plan: &'a Plan, ensemble: &Ensemble) -> Table<'a, ErrorRow> {
    let number = |name, about, cell: fn(&ErrorRow) -> Option<f64>| {
        Column::number(name, about, move |row: &ErrorRow| six(cell(row)))
    };
    let people = |name, about, of: fn(&Report) -> f64| {
        Column::number(name, about, move |row: &ErrorRow| three(row.moments(of).mean())).in_unit("people")
    };
    let columns = vec![
        Column::text("observer", "who reports", |row: &ErrorRow| Some(&*plan.observers[row.observer].id)),
        Column::whole("report", "the number of the observer's report, from 1", |row: &ErrorRow| {
            Some(i64::from(row.number) + 1)
        }),
        Column::whole("replications", "in how many runs it was made", |row: &ErrorRow| {
            Some(row.reports.len() as i64)
        }),
        number("told_s", "when it was told, on average, in seconds since the start", |row| {
            row.moments(|report| report.told.seconds()).mean()
        })
        .in_unit("s"),
        people("people", "how many people it says, on average", |report| report.people as f64),
        people("truth", "how many had passed the observer's post, on average", |report| report.truth as f64),
        number("bias", "by which part of the truth it is too high, on average", |row| {
            row.moments(Report::error).mean()
        })
        .in_unit(SHARE),
        number("spread", "the standard deviation of that over the runs", |row| {
            row.moments(Report::error).sd()
        })
        .in_unit(SHARE),
        number("within_5", "the share of runs in which it is at most 5 % wrong", |row| {
            Some(row.within(0.05))
        })
        .in_unit(SHARE),
        number("within_10", "the share of runs in which it is at most 10 % wrong", |row| {
            Some(row.within(0.1))
        })
        .in_unit(SHARE),
    ];
    Table { name: "report_errors", columns, rows: by_number(plan, ensemble) }
}

/// The reports of all replications by their observer and number.
fn by_number(plan: &Plan, ensemble: &Ensemble) -> Vec<ErrorRow> {
    let mut rows: Rows<ObserverId, Vec<ErrorRow>> = plan.observers.ids().map(|_| Vec::new()).collect();
    for &(_, report) in &ensemble.reports {
        let of = &mut rows[report.observer];
        while of.len() <= report.number as usize {
            let number = of.len() as u32;
            of.push(ErrorRow { observer: report.observer, number, reports: Vec::new() });
        }
        of[report.number as usize].reports.push(report);
    }
    let mut all = Vec::new();
    for observer in plan.observers.ids() {
        all.extend(std::mem::take(&mut rows[observer]).into_iter().filter(|row| !row.reports.is_empty()));
    }
    all
}
