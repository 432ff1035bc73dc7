//! Amounts that may be drawn: from tagged tables to distributions.

use super::columns;
use super::sheet::Sheet;
use crate::scenario::document::{Entry, Node};
use crate::scenario::durations;
use crate::scenario::format::{Bounds, MOST_PEOPLE};
use crate::scenario::problems::Wrong;
use crate::scenario::validate::quantile;
use crate::stats::{Distribution, DistributionError};
use crate::units::{DAY, HOUR, MINUTE, SECOND};

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Measure {
    /// Milliseconds.
    Durations,
    /// Whole numbers.
    Counts,
    Factors,
}

type Made = Result<Distribution, DistributionError>;

/// Reads an amount, plain or tagged, and tells what is wrong with its numbers.
pub(in crate::scenario::check) fn read(
    sheet: &Sheet<'_>,
    key: &str,
    node: &Node,
    measure: Measure,
) -> Option<Distribution> {
    let made = match node.table() {
        None => Distribution::fixed(measure.amount(node)?),
        Some(fields) => {
            let entry = fields.0.first()?;
            let inside = Sheet { reading: sheet.reading, table: node, path: sheet.path_of(key) };
            tagged(&inside, fields.0.iter().find(|entry| entry.key == "values").unwrap_or(entry), measure)?
        }
    };
    made.map_err(|error| sheet.wrong_at(&node.place, &sheet.path_of(key), measure.explain(&error))).ok()
}

fn tagged(sheet: &Sheet<'_>, entry: &Entry, measure: Measure) -> Option<Made> {
    let node = &entry.node;
    let inside = |key: &str| measure.amount(node.table()?.get(key)?);
    let cv = || coefficient(node.table()?.get("cv")?);
    Some(match entry.key.as_str() {
        "uniform" => uniform(node, measure)?,
        "triangular" => match *measure.list(node)? {
            [least, mode, most] => Distribution::triangular(least, mode, most),
            _ => return None,
        },
        "exponential" => Distribution::exponential(measure.amount(node)?),
        "lognormal" => lognormal(sheet, node, measure)?,
        "gamma" => Distribution::gamma(inside("mean")?, cv()?),
        "weibull" => Distribution::weibull(inside("mean")?, cv()?),
        "normal" => Distribution::normal(inside("mean")?, inside("sd")?),
        "values" => values(sheet, node, measure)?,
        "csv" => Distribution::values(&column(sheet, node, measure)?),
        _ => return None,
    })
}

fn uniform(node: &Node, measure: Measure) -> Option<Made> {
    match (measure, node.list()?) {
        (Measure::Counts, [least, most]) => Some(Distribution::whole_uniform(whole(least)?, whole(most)?)),
        (_, [least, most]) => Some(Distribution::uniform(measure.amount(least)?, measure.amount(most)?)),
        _ => None,
    }
}

fn lognormal(sheet: &Sheet<'_>, node: &Node, measure: Measure) -> Option<Made> {
    let fields = node.table()?;
    let quantiles: Vec<(f64, &Node)> =
        fields.0.iter().filter_map(|entry| Some((quantile(&entry.key)?, &entry.node))).collect();
    match (fields.get("mean"), fields.get("cv"), quantiles.as_slice()) {
        (Some(mean), Some(cv), []) => Some(Distribution::lognormal(measure.amount(mean)?, coefficient(cv)?)),
        (None, None, &[(p, one), (q, other)]) => {
            Some(Distribution::lognormal_quantiles((p, measure.amount(one)?), (q, measure.amount(other)?)))
        }
        _ => {
            let help = "give `mean` and `cv`, or two quantiles such as `q05` and `q95`, and nothing else";
            let wrong = Wrong::new("does not say which lognormal is meant", help);
            sheet.wrong_at(&node.place, &sheet.path_of("lognormal"), wrong);
            None
        }
    }
}

fn values(sheet: &Sheet<'_>, node: &Node, measure: Measure) -> Option<Made> {
    let values = measure.list(node)?;
    let weights = match sheet.node("weights") {
        Some(weights) => weights.list()?.iter().map(weight).collect::<Option<Vec<f64>>>()?,
        None => vec![1.0; values.len()],
    };
    if weights.len() != values.len() {
        let says = format!("has {} weights for {} values", weights.len(), values.len());
        sheet.wrong("weights", Wrong::new(says, "give one weight for each value"));
        return None;
    }
    Some(Distribution::values(&values.into_iter().zip(weights).collect::<Vec<_>>()))
}

fn whole(node: &Node) -> Option<i64> {
    node.whole::<u32>().map(i64::from)
}

fn coefficient(node: &Node) -> Option<f64> {
    node.number().filter(|&cv| Bounds::COEFFICIENT.contain(cv))
}

fn weight(node: &Node) -> Option<f64> {
    node.number().filter(|&weight| Bounds::NOT_NEGATIVE.contain(weight))
}

/// The values of a CSV column, all alike.
fn column(sheet: &Sheet<'_>, node: &Node, measure: Measure) -> Option<Vec<(f64, f64)>> {
    let fields = node.table()?;
    let (file, column) = (fields.get("file")?, fields.get("column")?.text()?);
    let scale = match (measure, fields.get("unit").and_then(Node::text)) {
        (Measure::Durations, unit) => durations::milliseconds(unit?).ok()? as f64,
        _ => 1.0,
    };
    let wrong = |wrong| sheet.wrong_at(&file.place, &sheet.path_of("csv.file"), wrong);
    let lines = columns::read(sheet.reading.files, file.text()?, [column]).map_err(wrong).ok()?;
    let mut values = Vec::with_capacity(lines.len());
    for (line, [cell]) in lines {
        match cell.parse::<f64>().ok().filter(|&value| value.is_finite() && value >= 0.0) {
            Some(value) => values.push((value * scale, 1.0)),
            None => {
                let says = format!("has {cell:?} in line {line}");
                wrong(Wrong::new(says, "its values must be numbers from 0 on, with a decimal point"));
                return None;
            }
        }
    }
    Some(values)
}

impl Measure {
    /// A single amount.
    fn amount(self, node: &Node) -> Option<f64> {
        match self {
            Measure::Durations => Some(durations::parse(node.text()?).ok()?.0 as f64),
            Measure::Counts => node.number().filter(|count| (0.0..=MOST_PEOPLE as f64).contains(count)),
            Measure::Factors => node.number().filter(|&factor| Bounds::POSITIVE.contain(factor)),
        }
    }

    fn list(self, node: &Node) -> Option<Vec<f64>> {
        node.list()?.iter().map(|item| self.amount(item)).collect()
    }

    /// An amount as a planner writes it.
    fn said(self, amount: f64) -> String {
        if self != Measure::Durations {
            return amount.to_string();
        }
        let units = [(DAY, "days"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"), (1, "ms")];
        // The largest unit in which it is whole reads best: 90 min rather than 1.5 h.
        let whole = units.iter().find(|(ms, _)| amount > 0.0 && amount % *ms as f64 == 0.0);
        let (ms, unit) = whole.unwrap_or(&(MINUTE, "min"));
        format!("{} {unit}", amount / *ms as f64)
    }

    /// What is wrong with the numbers of a distribution.
    fn explain(self, error: &DistributionError) -> Wrong {
        use DistributionError as Error;
        let said = |amount: &f64| self.said(*amount);
        match error {
            Error::Reversed { min, max } => {
                Wrong::new(format!("runs from {} to {}", said(min), said(max)), "put the smaller one first")
            }
            Error::ModeOutside { min, mode, max } => Wrong::new(
                format!(
                    "has its most likely value, {}, outside of {} to {}",
                    said(mode),
                    said(min),
                    said(max)
                ),
                "put the least first, then the most likely, then the largest",
            ),
            Error::NotPositive { what, value } => {
                Wrong::new(format!("has a {what} of {}", said(value)), "give one above zero")
            }
            Error::QuantilesNotRising { low_p, low, high_p, high } => Wrong::new(
                format!(
                    "says that {} % are below {}, and {} % below {}",
                    low_p * 100.0,
                    said(low),
                    high_p * 100.0,
                    said(high)
                ),
                "the larger quantile needs the larger value",
            ),
            Error::NoWeight { .. } => Wrong::new("has only weights of 0", "make at least one larger"),
            Error::NoValues => Wrong::new("has no values", "give at least one"),
            other => Wrong::new(format!("cannot be drawn from: {other}"), "check its numbers"),
        }
    }
}
