//! The settings of a sweep as columns.

use super::{Cells, Column};
use crate::output::sweep::{RESTRICTED, metrics_of, paths_of, restricted, value_of};
use crate::record::{MetricKind, MetricName};
use crate::study::{MetricSummary, Point, QUANTILES, Setting, Swept};

/// The columns of `sweep.csv`: a row a setting. What is set is a number where all settings set numbers.
#[must_use]
pub fn sweep_columns(settings: &[Setting], found: &Swept) -> Vec<Column> {
    let points: Vec<Point<'_>> = found.all().collect();
    let whole = |cell: &dyn Fn(&Point<'_>) -> u64| {
        Cells::Whole(points.iter().map(|point| Some(cell(point) as i64)).collect())
    };
    let set = |path: &str| {
        let values = points.iter().map(|point| value_of(&settings[point.setting()], path));
        Column::new(path, None, typed(&values.collect::<Vec<_>>()))
    };
    let problems = points.iter().map(|point| point.problem().map(str::to_owned)).collect();
    let mut columns = vec![Column::new("setting", None, whole(&|point| point.setting() as u64))];
    columns.extend(paths_of(settings).into_iter().map(set));
    columns.extend([
        Column::new("replications", None, whole(&|point| point.row().map_or(0, |row| row.replications))),
        Column::new("problem", None, Cells::Text(problems)),
    ]);
    columns.extend(metrics_of(found).into_iter().flat_map(|name| of_metric(name, &points)));
    columns
}

/// In how many replications a metric happened, its mean with the 95 % interval, and its quantiles.
fn of_metric(name: &MetricName, points: &[Point<'_>]) -> Vec<Column> {
    let metrics: Vec<Option<&MetricSummary>> =
        points.iter().map(|point| point.row()?.metric(&name.name, &name.group)).collect();
    let titled =
        |what: &str, unit, cells| Column::new(&format!("{}[{}].{what}", name.name, name.group), unit, cells);
    let number = |what: &str, cell: &dyn Fn(&MetricSummary) -> Option<f64>| {
        let finite = |metric: &MetricSummary| cell(metric).filter(|value| value.is_finite());
        let cells = metrics.iter().map(|metric| metric.and_then(finite)).collect();
        titled(what, Some(name.unit), Cells::Number(cells))
    };
    let reached = metrics.iter().map(|metric| metric.map(|metric| metric.reached as i64)).collect();
    let mut columns = vec![
        titled("reached", None, Cells::Whole(reached)),
        number("mean", &|metric| metric.mean),
        number("low", &|metric| metric.ci95.map(|(low, _)| low)),
        number("high", &|metric| metric.ci95.map(|(_, high)| high)),
    ];
    if name.kind == MetricKind::Instant {
        let told = RESTRICTED.iter().enumerate();
        columns.extend(told.map(|(place, what)| number(what, &|metric| restricted(metric)[place])));
    }
    for (place, p) in QUANTILES.iter().enumerate() {
        columns.push(number(&format!("q{:02.0}", p * 100.0), &|metric| metric.quantiles[place]));
    }
    columns
}

/// Values as whole numbers or as numbers if all of them are; else as they are typed.
fn typed(values: &[Option<&str>]) -> Cells {
    let whole: Option<Vec<Option<i64>>> = read(values);
    let number = || read::<f64>(values).filter(|cells| cells.iter().flatten().all(|cell| cell.is_finite()));
    let text = || values.iter().map(|value| value.map(str::to_owned)).collect();
    whole.map(Cells::Whole).or_else(|| number().map(Cells::Number)).unwrap_or_else(|| Cells::Text(text()))
}

/// All values read as numbers of a kind; none if one is no such number.
fn read<T: std::str::FromStr>(values: &[Option<&str>]) -> Option<Vec<Option<T>>> {
    values.iter().map(|value| value.map(str::parse).transpose().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_narrowest_kind_that_holds_all() {
        let whole = typed(&[Some("5"), None, Some("-7")]);
        assert_eq!(whole, Cells::Whole(vec![Some(5), None, Some(-7)]));
        assert_eq!(typed(&[Some("5"), Some("0.5")]), Cells::Number(vec![Some(5.0), Some(0.5)]));
        for text in ["30 min", "inf"] {
            assert_eq!(
                typed(&[Some("5"), Some(text)]),
                Cells::Text(vec![Some("5".into()), Some(text.into())])
            );
        }
    }
}
