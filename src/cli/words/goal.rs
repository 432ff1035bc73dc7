//! Whether a goal is met, in a planner's words, and who misses it.

use super::fold::wrapped;
use super::table::{COUNTED, goal_in_words, mean, moment, number, to_be_moved};
use super::waits::what_limits_those;
use crate::plan::{Arrivals, Goal, GroupId, Plan, SiteId};
use crate::record::{MetricName, Subject};
use crate::study::{Bounds, Ensemble, MetricSummary};
use crate::units::{MINUTE, Tick};

/// Groups that are named at the most.
const MOST_GROUPS: usize = 12;
/// Fewer people than this are not worth a word, on average.
const SOME: f64 = 0.05;
/// Where people are who are neither waiting at a site nor out, and what is said of them.
const ELSEWHERE: [(&str, &str); 4] =
    [("aboard", "in vehicles"), ("private", "in own cars"), ("on_foot", "gone on foot"), ("dead", "dead")];

/// Whether runs show that a goal is met as often as is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Verdict {
    /// It is.
    Met,
    /// It is not.
    Missed,
    /// The runs are too few to tell.
    NotSure,
}

impl Verdict {
    /// What the runs show of a plan's goal; none without a goal or without runs.
    pub(in crate::cli) fn of(plan: &Plan, runs: &Ensemble) -> Option<Verdict> {
        let (wanted, share) = (plan.goal.as_ref()?.probability, goal_met(runs)?);
        let (low, high) = match share.ci95 {
            Some(interval) if !plan.is_deterministic() => interval,
            _ => (share.mean?, share.mean?),
        };
        Some(match () {
            () if low >= wanted => Verdict::Met,
            () if high < wanted => Verdict::Missed,
            () => Verdict::NotSure,
        })
    }

    fn words(self) -> &'static str {
        match self {
            Verdict::Met => "yes",
            Verdict::Missed => "no",
            Verdict::NotSure => "not sure yet",
        }
    }

    /// Its name in records.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Missed => "missed",
            Verdict::NotSure => "not sure",
        }
    }
}

/// How often the goal was met.
pub(in crate::cli) fn goal_met(runs: &Ensemble) -> Option<&MetricSummary> {
    runs.summaries().iter().find(|row| row.name.name == "goal_met")
}

/// The verdict on a plan's goal, and who is not out where it is not met, or where there is no goal and some are left.
pub(super) fn verdict(plan: &Plan, runs: &Ensemble) -> String {
    let asked = plan.goal.as_ref().zip(Verdict::of(plan, runs)).zip(goal_met(runs));
    let left = |late: Late| late.words().map_or(String::new(), |words| words + "\n");
    let Some(((goal, verdict), share)) = asked else {
        return left(Late::at_the_end(plan, runs));
    };
    let mut text =
        format!("{}\n{}\n\n", goal_in_words(plan, goal, runs), how_often(plan, goal, (verdict, share)));
    if goal.out.is_some() && verdict != Verdict::Met {
        text.push_str(&left(Late::by_goal(plan, runs, goal)));
    }
    text
}

/// What is said of a goal that will be missed: a few runs show it, or where there are none what is reckoned from means.
pub(in crate::cli) fn foreseen(plan: &Plan, bounds: &Bounds, runs: Option<&Ensemble>) -> Option<String> {
    let goal = plan.goal.as_ref()?;
    let Some(runs) = runs else {
        let of_all = goal.out.is_some_and(|out| out.group.is_none() && out.share >= 1.0);
        let out = Tick((bounds.clearance * 60.0).round() as u64 * MINUTE);
        let when = plan.clock.day_and_time(out);
        return (of_all && out > goal.by)
            .then(|| format!("the goal will be missed: with mean values everybody is out at {when}."));
    };
    let met = goal_met(runs)?.mean? * runs.replications as f64;
    (Verdict::of(plan, runs)? == Verdict::Missed).then(|| match runs.replications {
        _ if plan.is_deterministic() => "the goal will be missed: a run shows it.".to_owned(),
        all => format!("the goal will be missed: {met:.0} of {all} runs meet it."),
    })
}

/// Who is not out by the goal's time, where a few runs show that the goal is missed; nothing else.
pub(in crate::cli) fn who_misses(plan: &Plan, runs: &Ensemble) -> String {
    let goal = plan.goal.as_ref().filter(|goal| goal.out.is_some());
    let missed = goal.filter(|_| Verdict::of(plan, runs) == Some(Verdict::Missed));
    missed.and_then(|goal| Late::by_goal(plan, runs, goal).words()).unwrap_or_default()
}

/// `met in 82.0 % of runs (95 %: 79.5 – 84.3); wanted in 95 %: no`.
fn how_often(plan: &Plan, goal: &Goal, (verdict, share): (Verdict, &MetricSummary)) -> String {
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let wanted = (goal.probability * 1e8).round() / 1e6;
    if plan.is_deterministic() {
        return format!(
            "{} in the only possible run",
            if verdict == Verdict::Met { "met" } else { "missed" }
        );
    }
    let interval = share
        .ci95
        .map_or(String::new(), |(low, high)| format!(" (95 %: {} – {})", percent(low), percent(high)));
    let mean = share.mean.map_or("–".to_owned(), percent);
    format!("met in {mean} % of runs{interval}; wanted in {wanted} %: {}", verdict.words())
}

/// Who is not out at some time.
struct Late<'a> {
    plan: &'a Plan,
    runs: &'a Ensemble,
    /// The time; none: the end of the run.
    by: Option<Tick>,
    /// Groups with people who are not, and how many on average, the most first.
    groups: Vec<(GroupId, f64)>,
}

impl<'a> Late<'a> {
    fn by_goal(plan: &'a Plan, runs: &'a Ensemble, goal: &Goal) -> Late<'a> {
        let asked = |id: &GroupId| goal.group().is_none_or(|group| group == *id);
        Late::of(plan, runs, Some(goal.by), &asked)
    }

    fn at_the_end(plan: &'a Plan, runs: &'a Ensemble) -> Late<'a> {
        Late::of(plan, runs, None, &|_| true)
    }

    fn of(
        plan: &'a Plan,
        runs: &'a Ensemble,
        by: Option<Tick>,
        asked: &dyn Fn(&GroupId) -> bool,
    ) -> Late<'a> {
        let mut late = Late { plan, runs, by, groups: Vec::new() };
        let groups = plan.whole_groups().map(|(id, _)| id).filter(asked);
        late.groups = groups.map(|id| (id, late.not_out(id))).filter(|(_, people)| *people >= SOME).collect();
        late.groups.sort_by(|a, b| b.1.total_cmp(&a.1));
        late
    }

    fn id(&self, group: GroupId) -> &'a str {
        &self.plan.groups[group].id
    }

    fn to_be_moved(&self, group: GroupId) -> f64 {
        to_be_moved(self.plan, self.runs, self.id(group))
    }

    /// The values of a metric of a group, by run.
    fn values(&self, metric: &str, group: GroupId) -> Option<&'a [f64]> {
        let is_this = |name: &MetricName| name.name == metric && name.group == self.id(group);
        self.runs.names.iter().position(is_this).map(|place| &*self.runs.values[place])
    }

    /// The runs in which some of a group are not out by the time, as far as runs tell.
    fn late_runs(&self, group: GroupId) -> Vec<usize> {
        let by = self.by.map_or(f64::MAX, Tick::seconds);
        let out = self.values("clearance_time", group).unwrap_or_default();
        (0..out.len()).filter(|&run| out[run] > by).collect()
    }

    /// How many of a group are to be moved on average of those runs.
    fn to_be_moved_then(&self, group: GroupId) -> f64 {
        let late = self.late_runs(group);
        if late.is_empty() || late.len() as u64 == self.runs.replications {
            return self.to_be_moved(group);
        }
        let counted = COUNTED.iter().filter_map(|metric| self.values(metric, group));
        let all: f64 = counted.map(|values| late.iter().map(|&run| values[run]).sum::<f64>()).sum();
        all / late.len() as f64
    }

    fn not_out(&self, group: GroupId) -> f64 {
        let out = if self.by.is_some() { "out_by_goal" } else { "out" };
        self.to_be_moved(group) - mean(self.runs, out, self.id(group))
    }

    /// A headcount at the time, on average.
    fn curve(&self, group: GroupId, site: Option<SiteId>, state: &str) -> f64 {
        self.at(Some(group), site, state)
    }

    /// The same of a group, or of everybody.
    fn at(&self, group: Option<GroupId>, site: Option<SiteId>, state: &str) -> f64 {
        let is_asked =
            |subject: &&Subject| (subject.group, subject.site, subject.state) == (group, site, state);
        let Some(subject) = self.runs.subjects.iter().find(is_asked) else { return 0.0 };
        let bands = self.runs.bands.of(subject.series);
        let grid = self.runs.bands.grid();
        let place = self.by.map_or(bands.len(), |by| (by.0 / grid.step.0) as usize);
        bands.get(place.min(bands.len().saturating_sub(1))).map_or(0.0, |band| band.mean)
    }

    /// By how much more there are in those runs than on average of all.
    fn in_those_runs(&self, group: GroupId) -> f64 {
        match self.late_runs(group).len() {
            0 => 1.0,
            some => self.runs.replications as f64 / some as f64,
        }
    }

    /// Where those of a group are who are not out, on average of the runs with some; nothing where runs
    /// kept no headcounts, or people may come to be of another group until the end.
    fn where_they_are(&self, group: GroupId) -> String {
        let may_worsen = self.plan.groups.rows().iter().any(|row| row.hazards.worsening.is_some());
        if self.runs.bands.is_empty() || may_worsen {
            return String::new();
        }
        let share = self.in_those_runs(group);
        let waiting = self.plan.sites.iter().map(|(site, row)| {
            (self.curve(group, Some(site), "waiting"), format!("waiting at {}", row.title))
        });
        let elsewhere =
            ELSEWHERE.iter().map(|(state, what)| (self.curve(group, None, state), (*what).to_owned()));
        let mut parts: Vec<(f64, String)> = waiting.chain(elsewhere).collect();
        let known = parts.iter().map(|(people, _)| people).sum();
        parts.push((self.still_to_come(group, known), "not come yet".to_owned()));
        parts.retain(|(people, _)| people * share >= SOME);
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let told = |(people, what): (f64, String)| format!("{} {what}", number(rounded(people * share)));
        parts.into_iter().map(told).collect::<Vec<_>>().join(", ")
    }

    /// How many of a group who come over time have not come, beside so many who are known.
    fn still_to_come(&self, group: GroupId, known: f64) -> f64 {
        match self.plan.groups[group].arrivals {
            Arrivals::AtStart => 0.0,
            _ => self.to_be_moved(group) - self.curve(group, None, "out") - known,
        }
    }

    fn line(&self, &(group, people): &(GroupId, f64)) -> String {
        let (title, all) = (&self.plan.groups[group].title, self.to_be_moved_then(group));
        let [people, all] = [people * self.in_those_runs(group), all].map(|people| number(rounded(people)));
        let runs = match (self.late_runs(group).len() as u64, self.runs.replications) {
            _ if self.plan.is_deterministic() => String::new(),
            (some, all) if some == all => " in every run".to_owned(),
            (some, all) => format!(" in {some} of {all} runs"),
        };
        let places = self.where_they_are(group);
        let places = if places.is_empty() { places } else { format!(": {places}") };
        format!("  {title}: {people} of {all}{runs}{places}")
    }

    /// Who is not out, where they are, and why; nothing where everybody is.
    fn words(&self) -> Option<String> {
        if self.groups.is_empty() {
            return None;
        }
        let when =
            self.by.map_or("at the end".to_owned(), |by| format!("by {}", moment(self.plan, by.seconds())));
        let certain = if self.plan.is_deterministic() { "" } else { ", on average of the runs with some" };
        let order = if self.groups.len() > 1 { ", the most first" } else { "" };
        let mut lines = vec![format!("not out {when}{certain}{order}:")];
        lines.extend(self.groups.iter().take(MOST_GROUPS).map(|group| self.line(group)));
        if let Some(more) = self.groups.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
            let people: f64 = self.groups[MOST_GROUPS..].iter().map(|(_, people)| people).sum();
            lines.push(format!("  and {} of {more} other groups", number(rounded(people))));
        }
        lines.extend(self.why());
        Some(lines.iter().map(|line| wrapped(line, 4)).collect())
    }

    /// Shelters that are full at the time, and what the vehicles that they wait for do over the whole run.
    fn why(&self) -> Vec<String> {
        let groups: Vec<GroupId> = self.groups.iter().map(|&(group, _)| group).collect();
        let limits = what_limits_those(self.plan, self.runs, &groups).into_iter().take(3);
        let told: Vec<String> =
            limits.map(|(what, share)| format!("{what} {:.0} %", share * 100.0)).collect();
        let vehicles =
            (!told.is_empty()).then(|| format!("  their vehicles, over the whole run: {}", told.join("; ")));
        self.full(&groups).into_iter().chain(vehicles).collect()
    }

    /// That no shelter of theirs has room, where that is so in the mean.
    fn full(&self, groups: &[GroupId]) -> Option<String> {
        let mut sites: Vec<SiteId> =
            groups.iter().flat_map(|&group| self.plan.groups[group].to.iter().copied()).collect();
        sites.sort_unstable();
        sites.dedup();
        let is_full = |&site: &SiteId| {
            self.plan.sites[site]
                .capacity
                .is_some_and(|room| self.at(None, Some(site), "out") > f64::from(room) * 0.99)
        };
        if self.runs.bands.is_empty() || sites.is_empty() || !sites.iter().all(is_full) {
            return None;
        }
        let told: Vec<String> = sites
            .iter()
            .filter_map(|&site| {
                Some(format!("{} ({} places)", self.plan.sites[site].title, self.plan.sites[site].capacity?))
            })
            .collect();
        Some(format!("  no room for more at {}", told.join(", ")))
    }
}

fn rounded(people: f64) -> f64 {
    (people * 10.0).round() / 10.0
}
