//! A sweep: what each of many settings says, as rows of summaries.

use super::many::Many;
use super::{
    Answer, Comparison, Ended, Ensemble, Finding, ManyError, MetricSummary, Paired, Plans, level_of_each,
    paired,
};
use crate::record::MetricName;
use crate::stats::NestedVariance;

/// What one setting says.
#[derive(Clone, Debug)]
pub struct SweptRow {
    /// The setting, counted from 0.
    pub setting: usize,
    /// How many replications it has.
    pub replications: u64,
    /// XXH64 over the replications' fingerprints, in order.
    pub fingerprint: u64,
    /// Whether the asked precision was reached; none if none was asked.
    pub precise: Option<bool>,
    /// The metrics.
    pub metrics: Vec<MetricSummary>,
    /// How they differ from those of the first setting, pair by pair; empty of that itself, and where there are no
    /// pairs ([`Swept::level`]).
    pub paired: Vec<Paired>,
}

/// Beyond so many settings differences are left out: they take as much memory as all the rest.
const MOST_PAIRED: usize = 10_000;

/// What all settings say.
#[derive(Clone, Debug)]
pub struct Swept {
    /// A row for each complete setting, in order.
    pub rows: Vec<SweptRow>,
    /// The settings that are impossible, in order.
    pub impossible: Vec<Impossible>,
    /// How it ended.
    pub ended: Ended,
    /// The level of each interval of the differences from the first setting, so that those of a metric hold together
    /// with 95 % (Bonferroni). None where settings have luck of their own, or there are more than 10 000.
    pub level: Option<f64>,
}

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// The setting, counted from 0.
    pub setting: usize,
    /// Why, in a line.
    pub problem: String,
}

impl Impossible {
    /// Those among the settings of a study.
    #[must_use]
    pub fn among(plans: &dyn Plans) -> Vec<Impossible> {
        let of = |setting| Some(Impossible { setting, problem: plans.why_impossible(setting)?.to_owned() });
        (0..plans.count()).filter_map(of).collect()
    }
}

/// Studies all settings that are possible; headcounts should be left out. What is kept of a setting are its summaries.
///
/// # Errors
/// For the first replication that stalled or failed its audit, in the order of settings.
pub(super) fn sweep(many: Many<'_>) -> Result<Swept, ManyError> {
    let (mut rows, mut base) = (Vec::new(), None);
    let impossible = Impossible::among(many.plans);
    let level = level(many.plans, impossible.len());
    let ended = many.run(&mut |finding: Finding| {
        let Some(mut row) = SweptRow::of(finding.setting, &finding.ensemble) else { return };
        match (&base, level) {
            (_, None) => {}
            (None, _) => base = Some(finding.ensemble),
            (Some(base), Some(level)) => row.paired = differences(base, &finding.ensemble, level),
        }
        rows.push(row);
    })?;
    Ok(Swept { rows, impossible, ended, level })
}

/// How a setting differs from the first one; exactly where nothing is random.
fn differences(base: &Ensemble, other: &Ensemble, level: f64) -> Vec<Paired> {
    let paired = paired(base, other, level);
    let certain = base.frame.certain && other.frame.certain;
    if certain { paired.into_iter().map(Paired::exact).collect() } else { paired }
}

/// The level of differences from the first setting, if there are some and they have pairs.
fn level(plans: &dyn Plans, impossible: usize) -> Option<f64> {
    let others = plans.count().saturating_sub(impossible + 1);
    let luck = plans.first_replication(0);
    let shared = (1..plans.count()).all(|setting| plans.first_replication(setting) == luck);
    ((1..MOST_PAIRED).contains(&others) && shared).then(|| level_of_each(others))
}

impl SweptRow {
    /// The row of a setting; none if it is not complete.
    fn of(setting: usize, ensemble: &Ensemble) -> Option<SweptRow> {
        (!ensemble.interrupted).then(|| SweptRow {
            setting,
            replications: ensemble.replications,
            fingerprint: ensemble.fingerprint,
            precise: ensemble.precise,
            metrics: ensemble.summaries().to_vec(),
            paired: Vec::new(),
        })
    }

    /// A metric of this setting.
    #[must_use]
    pub fn metric(&self, name: &str, group: &str) -> Option<&MetricSummary> {
        self.metrics.iter().find(|row| row.name.name == name && row.name.group == group)
    }
}

/// What is said of a setting.
#[derive(Clone, Copy, Debug)]
pub enum Point<'a> {
    /// What it gives.
    Row(&'a SweptRow),
    /// Why it cannot be.
    Impossible(&'a Impossible),
}

impl<'a> Point<'a> {
    /// The setting, counted from 0.
    #[must_use]
    pub fn setting(&self) -> usize {
        match self {
            Point::Row(row) => row.setting,
            Point::Impossible(point) => point.setting,
        }
    }

    /// What it gives, if it is possible.
    #[must_use]
    pub fn row(&self) -> Option<&'a SweptRow> {
        match self {
            Point::Row(row) => Some(row),
            Point::Impossible(_) => None,
        }
    }

    /// Why it cannot be, if it is impossible.
    #[must_use]
    pub fn problem(&self) -> Option<&'a str> {
        match self {
            Point::Row(_) => None,
            Point::Impossible(point) => Some(&point.problem),
        }
    }
}

impl Swept {
    /// What settings that were compared say each by itself. `settings` are the numbers of those that are possible,
    /// the base first; the others are `impossible`.
    #[must_use]
    pub fn of(compared: &Comparison, settings: &[usize], impossible: Vec<Impossible>) -> Swept {
        let others = compared.others.iter().map(|other| &other.ensemble);
        let all = settings.iter().zip(std::iter::once(&compared.base).chain(others));
        let rows = all.filter_map(|(&setting, ensemble)| SweptRow::of(setting, ensemble)).collect();
        Swept { rows, impossible, ended: compared.ended, level: None }
    }

    /// What is said of each setting that is complete or impossible, in the order of settings.
    pub fn all(&self) -> impl Iterator<Item = Point<'_>> {
        let rows = self.rows.iter().map(Point::Row);
        let mut points: Vec<Point<'_>> = rows.chain(self.impossible.iter().map(Point::Impossible)).collect();
        points.sort_by_key(Point::setting);
        points.into_iter()
    }

    /// The metrics that every setting has and reached in all its replications: only these have means that
    /// can be compared.
    #[must_use]
    pub fn always_reached(&self) -> Vec<MetricName> {
        let Some(first) = self.rows.first() else { return Vec::new() };
        let reached = |name: &&MetricName| {
            let row = |row: &SweptRow| row.metric(&name.name, &name.group).is_some_and(|m| m.mean.is_some());
            self.rows.iter().all(row)
        };
        first.metrics.iter().map(|metric| &metric.name).filter(reached).cloned().collect()
    }

    /// The mean of a metric in each setting with the variance of that mean; none where it was not always
    /// reached, or from fewer than two replications.
    #[must_use]
    pub fn answers(&self, metric: &MetricName) -> Option<Vec<Answer>> {
        let answer = |row: &SweptRow| {
            let summary = row.metric(&metric.name, &metric.group)?;
            let sd = summary.sd?;
            Some(Answer { mean: summary.mean?, noise: sd * sd / summary.n as f64 })
        };
        self.rows.iter().map(answer).collect()
    }

    /// Why a metric's variance has no parts, where it has none ([`Swept::nested`]): what follows “as”.
    #[must_use]
    pub fn why_not_nested(&self, metric: &MetricName) -> &'static str {
        match self.always_reached().contains(metric) {
            false => "it did not happen in all runs",
            true if !self.has_a_value_in_all(metric) => "it has no value in some runs",
            true if self.rows.len() < 2 => "only one draw is complete",
            true => "it is the same in all runs",
        }
    }

    /// Whether a metric has a value in every replication of every setting.
    fn has_a_value_in_all(&self, metric: &MetricName) -> bool {
        let told = |row: &SweptRow| row.metric(&metric.name, &metric.group).map(|summary| summary.n);
        self.rows.iter().all(|row| told(row) == Some(row.replications))
    }

    /// How much of a metric's variance is between settings and how much is luck within them, if each has
    /// the same number of replications of its own.
    #[must_use]
    pub fn nested(&self, metric: &MetricName, level: f64) -> Option<NestedVariance> {
        let size = self.rows.first()?.replications;
        let answers = self.answers(metric)?;
        let groups: Vec<(f64, f64)> =
            answers.iter().map(|answer| (answer.mean, answer.noise * size as f64)).collect();
        let alike = self.rows.iter().all(|row| row.replications == size);
        if alike && self.has_a_value_in_all(metric) { NestedVariance::of(&groups, size, level) } else { None }
    }
}
