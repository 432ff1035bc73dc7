//! What the answer of a search hangs on: whose people are out last, what one more of each fleet would change, and what each
//! fleet costs.

use serde_json::{Value, json};

use super::found::stalled;
use crate::cli::words::table::{aligned, number};
use crate::cli::words::waits::what_limits_those;
use crate::engine::Stall;
use crate::plan::{GroupId, Plan};
use crate::record::MetricName;
use crate::study::search::{COST_REPLICATIONS, FleetFound, Limits};
use crate::study::{
    Ensemble, Estimate, Paired, RunOptions, Setting, Study, StudyError, Variants, Watch, level_of_each,
    paired, time_in_words,
};

/// What the answer hangs on, or the best candidate where there is no answer.
pub(super) struct Why {
    /// The groups of which somebody was out last, and in how many runs; the most often first.
    last: Vec<(String, u64)>,
    /// What the vehicles that take the first of them do, and the places on their ways.
    theirs: Vec<String>,
    runs: u64,
    more: Vec<OneMore>,
    level: f64,
    costs: Vec<Costs>,
}

/// What one more vehicle of a fleet changes.
struct OneMore {
    fleet: String,
    found: Result<Changed, Stall>,
}

/// How the goal, and when the goal's people are out, differ with it.
struct Changed {
    goal: Option<Paired>,
    out: Option<Paired>,
}

/// What each fleet of a candidate costs on average: for its vehicles, its hours and its kilometres.
struct Costs {
    candidate: usize,
    /// Over how many runs.
    replications: u64,
    fleets: Vec<(String, [f64; 3])>,
}

/// A setting in which a run failed.
type Failed = (Setting, StudyError);

/// The metrics of what a fleet costs.
const KINDS: [&str; 3] = ["cost_vehicles", "cost_hours", "cost_km"];

impl Why {
    /// Finds it out by some runs; none if it was stopped, or no candidate is possible.
    ///
    /// # Errors
    /// The setting in which a run failed, and how. One that stalls is told of.
    pub(super) fn of(
        found: &FleetFound,
        variants: &Variants,
        settings: &RunOptions,
        watch: &dyn Watch,
    ) -> Result<Option<Why>, Failed> {
        let Some(limits) = &found.limits else {
            // Of what is impossible there is nothing to say.
            let nothing = Why {
                last: Vec::new(),
                theirs: Vec::new(),
                runs: 0,
                more: Vec::new(),
                level: 0.95,
                costs: Vec::new(),
            };
            return Ok(found.is_complete().then_some(nothing));
        };
        let settings = RunOptions {
            replications: Some(limits.ensemble.replications),
            jobs: settings.jobs,
            audit: settings.audit,
            no_headcounts: true,
            ..RunOptions::default()
        };
        let level = level_of_each(limits.plan.shuttles().count());
        let runs = Runs { limits, variants, settings: &settings, watch, level };
        let last = last_out(&limits.plan, &limits.ensemble);
        let Some((more, costs)) = runs.one_more()?.zip(runs.costs(found)?) else { return Ok(None) };
        Ok(Some(Why {
            theirs: theirs(&limits.plan, &limits.ensemble, &last),
            last,
            runs: limits.ensemble.replications,
            more,
            level,
            costs,
        }))
    }

    pub(super) fn last_record(&self) -> Value {
        let row = |(group, runs): &(String, u64)| json!({ "group": group, "runs": runs, "of": self.runs });
        self.last.iter().map(row).collect()
    }

    pub(super) fn more_record(&self) -> Value {
        let told = |paired: &Option<Paired>| {
            let difference = paired.as_ref().and_then(difference);
            difference.map(
                |told| json!({ "difference": told.value, "interval": told.interval.map(|(l, h)| [l, h]) }),
            )
        };
        let row = |row: &OneMore| match &row.found {
            Err(stall) => json!({ "fleet": row.fleet, "stall": stalled(stall) }),
            Ok(changed) => json!({
                "fleet": row.fleet,
                "goal_met": told(&changed.goal),
                "clearance_s": told(&changed.out),
                "level": self.level,
            }),
        };
        self.more.iter().map(row).collect()
    }

    pub(super) fn costs_record(&self, setting: impl Fn(usize) -> serde_json::Map<String, Value>) -> Value {
        let fleet = |(fleet, [vehicles, hours, km]): &(String, [f64; 3])| json!({ "fleet": fleet, "cost_vehicles": vehicles, "cost_hours": hours, "cost_km": km });
        let row = |row: &Costs| {
            let fleets: Vec<Value> = row.fleets.iter().map(fleet).collect();
            json!({ "setting": setting(row.candidate), "replications": row.replications, "fleets": fleets })
        };
        self.costs.iter().map(row).collect()
    }

    /// What candidates cost, by fleet and kind, as lines of a table.
    pub(super) fn costs_in_words(&self, said: impl Fn(usize) -> String) -> Vec<String> {
        if self.costs.is_empty() {
            return Vec::new();
        }
        let runs = self.costs.iter().map(|costs| costs.replications).max().unwrap_or(1);
        let of = if runs == 1 { String::new() } else { format!(", mean of {runs} runs") };
        let head = [&format!("what it costs{of}"), "vehicles", "hours", "km", "all"].map(str::to_owned);
        let mut rows = vec![head];
        for costs in &self.costs {
            rows.push([said(costs.candidate), String::new(), String::new(), String::new(), String::new()]);
            for (fleet, kinds) in &costs.fleets {
                let [vehicles, hours, km] = kinds.map(|cost| number(cost.round()));
                rows.push([
                    format!("  {fleet}"),
                    vehicles,
                    hours,
                    km,
                    number(kinds.iter().sum::<f64>().round()),
                ]);
            }
        }
        let table = aligned(&rows);
        std::iter::once(String::new())
            .chain(table.lines().map(str::to_owned))
            .chain([String::new()])
            .collect()
    }

    /// Whose people are out last, and what one more of each fleet changes, a sentence each.
    pub(super) fn words(&self, plan: &Plan) -> Vec<String> {
        let mut lines = Vec::new();
        if plan.whole_groups().count() > 1 && !self.last.is_empty() {
            let told = self.last.iter().map(|(group, runs)| match self.runs {
                1 => group.clone(),
                _ => format!("{group} in {runs}"),
            });
            let runs = if self.runs == 1 { String::new() } else { format!(", in {} runs", self.runs) };
            let line = format!("out last{runs}: {}", told.collect::<Vec<_>>().join(", "));
            lines.push(line);
            if !self.theirs.is_empty() {
                lines.push(format!("  what takes {}: {}", self.last[0].0, self.theirs.join("; ")));
            }
        }
        if !self.more.is_empty() {
            let same =
                if self.runs == 1 { String::new() } else { format!(", in the same {} runs", self.runs) };
            lines.push(format!("with one more vehicle{same}{}:", self.sure()));
            lines.extend(self.more.iter().map(|row| format!("  {}: {}", row.fleet, self.change(row, plan))));
        }
        lines
    }

    /// What the intervals are, where there are some.
    fn sure(&self) -> String {
        let is_sure = |row: &OneMore| {
            let changed = row.found.as_ref().ok();
            changed.and_then(|changed| changed.out.as_ref()).is_none_or(|paired| paired.certain)
        };
        match self.more.iter().all(is_sure) {
            true => String::new(),
            false if self.more.len() == 1 => " (95 % intervals)".to_owned(),
            false => format!(" ({:.1} % intervals, which hold together with 95 %)", self.level * 100.0),
        }
    }

    fn change(&self, row: &OneMore, plan: &Plan) -> String {
        let changed = match &row.found {
            Ok(changed) => changed,
            Err(stall) => return format!("a run stalls: {}", stalled(stall)),
        };
        let all = [&changed.out, &changed.goal];
        if all.into_iter().flatten().all(|paired| paired.order[1] == paired.pairs) {
            return "no difference in any run".to_owned();
        }
        let who = plan.goal.as_ref().and_then(|goal| goal.group());
        let who = who.map_or("everybody", |group| plan.groups[group].id.as_str());
        let out = changed.out.as_ref().and_then(difference).map(|told| format!("{who} out {}", time(told)));
        let goal = changed.goal.as_ref().and_then(difference).filter(|told| told.value != 0.0);
        let goal = goal.map(points);
        let told: Vec<String> = out.into_iter().chain(goal).collect();
        if told.is_empty() { "too few runs to tell".to_owned() } else { told.join("; ") }
    }
}

/// `11 min earlier (8 min to 14 min)`.
fn time(Estimate { value, interval }: Estimate) -> String {
    let way = |seconds: f64| if seconds <= 0.0 { "earlier" } else { "later" };
    let said = format!("{} {}", time_in_words(value), way(value));
    let Some((low, high)) = interval else { return said };
    let [near, far] = if value <= 0.0 { [high, low] } else { [low, high] };
    let [one, other] = [near, far].map(time_in_words);
    match way(near) == way(far) {
        true if low > 0.0 => format!("{said} ({one} to {other}): more does worse here"),
        true => format!("{said} ({one} to {other})"),
        false => format!("{said}, not surely ({one} {} to {other} {})", way(near), way(far)),
    }
}

/// `the goal met 2.0 points more often (0.1 to 3.9)`.
fn points(Estimate { value, interval }: Estimate) -> String {
    let (way, sign) = if value > 0.0 { ("more", 100.0) } else { ("less", -100.0) };
    let ends =
        interval.map(|(low, high)| if value > 0.0 { [low, high] } else { [high, low] }.map(|end| end * sign));
    let interval = ends.map_or(String::new(), |[low, high]| {
        let doubt = if low > 0.0 { "" } else { ", not surely" };
        format!("{doubt} ({} to {high:.1})", format!("{low:.1}").replace('-', "−"))
    });
    format!("the goal met {:.1} points {way} often{interval}", value * sign)
}

/// The difference over all runs; of an instant that did not happen in all, up to the end.
fn difference(paired: &Paired) -> Option<Estimate> {
    paired.difference.or_else(|| Some(paired.restricted?.difference))
}

/// The values of a metric in each run.
fn values<'e>(runs: &'e Ensemble, metric: &str, of: &str) -> Option<&'e [f64]> {
    let is_this = |name: &MetricName| name.name == metric && name.group == of;
    runs.names.iter().position(is_this).map(|place| &*runs.values[place])
}

/// The groups that the goal asks for of which somebody was out last, or never, and in how many runs.
fn last_out(plan: &Plan, runs: &Ensemble) -> Vec<(String, u64)> {
    let asked = plan.goal.as_ref().and_then(|goal| goal.group());
    let groups = plan.whole_groups().filter(|(id, _)| asked.is_none_or(|group| group == *id));
    let of = |id: &str| Some((id.to_owned(), values(runs, "clearance_time", id)?));
    let out: Vec<(String, &[f64])> = groups.filter_map(|(_, group)| of(&group.id)).collect();
    let latest = |run: usize| out.iter().map(|(_, values)| values[run]).fold(f64::NEG_INFINITY, f64::max);
    let many = out.first().map_or(0, |(_, values)| values.len());
    let count = |values: &[f64]| (0..many).filter(|&run| values[run] == latest(run)).count() as u64;
    let mut last: Vec<(String, u64)> = out.iter().map(|(id, values)| (id.clone(), count(values))).collect();
    last.retain(|(_, runs)| *runs > 0);
    last.sort_by_key(|(_, runs)| std::cmp::Reverse(*runs));
    last
}

/// What limits those who are out last most often.
fn theirs(plan: &Plan, runs: &Ensemble, last: &[(String, u64)]) -> Vec<String> {
    let groups = plan.whole_groups().filter(|(_, group)| last.first().is_some_and(|(id, _)| *id == group.id));
    let groups: Vec<GroupId> = groups.map(|(id, _)| id).collect();
    let limits = what_limits_those(plan, runs, &groups).into_iter().take(3);
    limits.map(|(what, share)| format!("{what} {:.0} %", share * 100.0)).collect()
}

/// Runs of candidates, and of others near them.
struct Runs<'a> {
    limits: &'a Limits,
    variants: &'a Variants,
    settings: &'a RunOptions,
    watch: &'a dyn Watch,
    level: f64,
}

impl Runs<'_> {
    /// What one more vehicle of each fleet changes; none if it was stopped.
    fn one_more(&self) -> Result<Option<Vec<OneMore>>, Failed> {
        // Of a candidate that stalls at once there is nothing to compare with.
        if self.limits.ensemble.replications == 0 {
            return Ok(Some(Vec::new()));
        }
        let mut told = Vec::new();
        for (_, fleet) in self.limits.plan.shuttles() {
            let count = fleet.count() - fleet.joiners() + 1;
            let mut setting = self.variants.settings()[self.limits.candidate].clone();
            setting.edits.push((format!("fleets.{}.count", fleet.id), count.to_string()));
            // Where one more cannot be, there is nothing to tell.
            let Some(plan) = self.plan(&setting) else { continue };
            let found = match self.run(&plan, self.settings) {
                Ok(runs) if runs.interrupted => return Ok(None),
                Ok(runs) => Ok(self.changed(&runs)),
                Err(StudyError::Stalled(stall)) => Err(stall),
                Err(error) => return Err((setting, error)),
            };
            told.push(OneMore { fleet: fleet.id.clone(), found });
        }
        Ok(Some(told))
    }

    /// The plan of a setting, with the luck of the search, if it can be.
    fn plan(&self, setting: &Setting) -> Option<Plan> {
        let mut plan = self.variants.scenario().clone().set_all(&setting.edits).ok()?.plan().ok()?;
        plan.seed = self.limits.plan.seed;
        Some(plan)
    }

    fn run(&self, plan: &Plan, settings: &RunOptions) -> Result<Ensemble, StudyError> {
        Study::of(plan).with(settings).watched(self.watch).run()
    }

    fn changed(&self, runs: &Ensemble) -> Changed {
        let exact = self.limits.ensemble.frame.certain && runs.frame.certain;
        let paired = paired(&self.limits.ensemble, runs, self.level).into_iter();
        let all: Vec<Paired> = if exact { paired.map(Paired::exact).collect() } else { paired.collect() };
        let of = self.limits.plan.goal.as_ref().and_then(|goal| goal.group());
        let of = of.map_or("all", |group| &self.limits.plan.groups[group].id);
        let find = |metric: &str, of: Option<&str>| {
            let is_this = |row: &&Paired| row.name.name == metric && of.is_none_or(|of| row.name.group == of);
            all.iter().find(is_this).cloned()
        };
        Changed { goal: find("goal_met", None), out: find("clearance_time", Some(of)) }
    }

    /// What the answer costs, and what else is on the frontier, where the scenario has costs; none if it was stopped.
    fn costs(&self, found: &FleetFound) -> Result<Option<Vec<Costs>>, Failed> {
        if found.costs.is_none() {
            return Ok(Some(Vec::new()));
        }
        let others = found.found.frontier.iter().filter(|&&row| Some(row) != found.found.answer);
        let candidates = found.found.answer.into_iter().chain(others.copied());
        candidates.map(|candidate| self.costs_of(candidate)).collect()
    }

    fn costs_of(&self, candidate: usize) -> Result<Option<Costs>, Failed> {
        let setting = &self.variants.settings()[candidate];
        let Some(plan) = self.plan(setting) else { return Ok(None) };
        let replications = if plan.is_deterministic() { 1 } else { COST_REPLICATIONS };
        let settings = RunOptions { replications: Some(replications), ..self.settings.clone() };
        let runs = self.run(&plan, &settings).map_err(|error| (setting.clone(), error))?;
        let mean = |kind: &str, fleet: &str| {
            let values = values(&runs, kind, fleet).unwrap_or_default();
            values.iter().sum::<f64>() / values.len().max(1) as f64
        };
        let of = |fleet: &str| (fleet.to_owned(), KINDS.map(|kind| mean(kind, fleet)));
        let fleets = plan.shuttles().map(|(_, fleet)| of(&fleet.id)).collect();
        Ok((!runs.interrupted).then_some(Costs { candidate, replications, fleets }))
    }
}
