//! What a search for the least fleet found: in words and as a record.

use serde_json::{Value, json};

use crate::cli::words::fold::wrapped;
use crate::cli::words::overrides;
use crate::cli::words::waits::what_limits;
use crate::engine::Stall;
use crate::plan::Plan;
use crate::study::search::{FleetFound, Found, Losses, Promise, Tested};
use crate::study::{Setting, Variants};

use super::why::Why;

/// Candidates shown on standard output; the rest is in the file.
const SHOWN: usize = 30;

/// A search that has been made.
pub(super) struct Made {
    pub plan: Plan,
    pub variants: Variants,
    pub promise: Promise,
    pub found: FleetFound,
    /// What the answer hangs on; none if it was stopped before that was known.
    pub why: Option<Why>,
}

/// A candidate as it would be set.
pub(super) fn said(setting: &Setting) -> String {
    setting.edits.iter().map(|(path, value)| format!("{path} = {value}")).collect::<Vec<_>>().join(", ")
}

/// Why a run stalled, in a line: who waits, and for whom the first of them waits.
pub(super) fn stalled(stall: &Stall) -> String {
    stall.to_string().lines().take(2).map(str::trim).collect::<Vec<_>>().join("; ")
}

/// How many die and go on foot, in words.
fn lost(losses: &Losses) -> String {
    let told = [(losses.dead(), "die"), (losses.on_foot(), "go on foot")];
    let told: Vec<String> = told
        .iter()
        .filter(|(count, _)| *count > 0.0)
        .map(|(count, what)| format!("{count:.1} {what}"))
        .collect();
    if told.is_empty() { "nobody is lost".to_owned() } else { told.join(" and ") }
}

impl Made {
    /// Whether everything came to its end.
    pub(super) fn is_complete(&self) -> bool {
        self.found.is_complete() && self.why.is_some()
    }

    fn verdict(&self, tested: &Tested) -> &'static str {
        tested.decision(self.promise.probability)
    }

    /// Whether it is known of all candidates that they do not meet the goal, not only that no test shows it.
    fn all_surely_fail(&self) -> bool {
        self.found.found.tested.iter().all(|tested| tested.surely_fails(self.promise.probability))
    }

    fn setting(&self, candidate: usize) -> &Setting {
        &self.variants.settings()[candidate]
    }

    /// The mean cost of a candidate, where the scenario has costs and it does not stall.
    fn cost(&self, candidate: usize) -> Option<f64> {
        self.found.mean_cost(candidate)
    }

    /// What a candidate costs, in words that follow it; nothing where nothing does.
    fn costing(&self, candidate: usize) -> String {
        self.cost(candidate).map_or(String::new(), |cost| format!(" for {cost:.2}"))
    }

    /// Who is lost with a candidate, where somebody is with any.
    fn losses(&self, candidate: usize) -> Option<Losses> {
        let somebody = self.found.losses.values().any(Losses::are_some);
        self.found.losses.get(&candidate).copied().filter(|_| somebody)
    }

    /// Who is lost with a candidate, in words that follow its verdict.
    fn losing(&self, candidate: usize) -> String {
        self.losses(candidate).map_or(String::new(), |losses| format!("; {}", lost(&losses)))
    }

    pub(super) fn record(&self) -> Value {
        let found = &self.found.found;
        let candidate = |candidate: usize| {
            let edits = self.setting(candidate).edits.iter();
            edits.map(|(path, value)| (path.clone(), json!(value))).collect::<serde_json::Map<_, _>>()
        };
        let tested = found.tested.iter().map(|row| {
            let (low, high) = row.interval(0.95);
            json!({
                "setting": candidate(row.candidate),
                "replications": row.course.trials,
                "met": row.course.successes,
                "share": row.share(),
                "interval95": [low, high],
                "accepted": row.is_accepted(),
                "decision": self.verdict(row),
                "problem": row.problem,
                "stall": row.stall.as_ref().map(stalled),
                "cost": self.cost(row.candidate),
                "dead": self.found.losses.get(&row.candidate).map(Losses::dead),
                "on_foot": self.found.losses.get(&row.candidate).map(Losses::on_foot),
            })
        });
        let travel = self.found.travel.iter().map(|(factor, found)| {
            json!({ "factor": factor, "answer": found.answer.map(candidate), "replications": found.replications })
        });
        json!({
            "format": 1,
            "version": env!("CARGO_PKG_VERSION"),
            "name": self.plan.name,
            "seed": self.plan.seed,
            "promise": {
                "probability": self.promise.probability,
                "indifference": self.promise.indifference,
                "error": self.promise.error,
            },
            "answer": found.answer.map(candidate),
            "certain": self.found.is_certain(),
            "answer_stalls": self.found.answer_stalls().map(stalled),
            "tested": tested.collect::<Vec<_>>(),
            "frontier": found.frontier.iter().map(|&row| candidate(row)).collect::<Vec<_>>(),
            "travel": travel.collect::<Vec<_>>(),
            "replications": found.replications,
            "replications_of_a_full_grid": self.found.full_grid(),
            "limits": self.found.limits.as_ref().map(|limits| what_limits(&limits.plan, &limits.ensemble).into_iter()
                .map(|(what, share)| json!({ "what": what, "share": share })).collect::<Vec<_>>()),
            "last_out": self.why.as_ref().map(Why::last_record),
            "one_more": self.why.as_ref().map(Why::more_record),
            "costs": self.why.as_ref().map(|why| why.costs_record(candidate)),
            "complete": self.is_complete(),
        })
    }

    /// What is least, smallest and smaller here.
    fn order(&self) -> [&'static str; 3] {
        match self.found.costs {
            Some(_) => ["cheapest", "cheapest", "cheaper"],
            None => ["least", "smallest", "smaller"],
        }
    }

    /// The goal, the answer and how sure it is.
    pub(super) fn gist(&self) -> Vec<String> {
        let [least, ..] = self.order();
        let none = if self.all_surely_fail() { "None of these does." } else { "None of these is shown to." };
        let answer = self.found.found.answer.map_or(none.to_owned(), |answer| {
            format!("The {least} that does: {}{}", said(self.setting(answer)), self.costing(answer))
        });
        let more = self.careful().into_iter().chain(self.at_the_edge());
        [self.goal(), answer, self.certainty()].into_iter().chain(more).collect()
    }

    /// That smaller fleets were not tried, where the answer has the least of what was varied.
    fn at_the_edge(&self) -> Option<String> {
        let answer = &self.setting(self.found.found.answer?).edits;
        // The first candidate has the least of everything. There is no less than nothing, nor than a word or a time.
        let is_amount = |value: &str| value.parse::<f64>().is_ok_and(|amount| amount > 0.0);
        let least = answer.iter().zip(&self.setting(0).edits);
        let least = least.filter(|(one, least)| one == least && is_amount(&one.1));
        let paths: Vec<&str> = least.map(|((path, _), _)| path.as_str()).collect();
        (!paths.is_empty()).then(|| {
            format!(
                "The answer has the least {} that --vary names: less was not tried.",
                paths.join(" and the least ")
            )
        })
    }

    /// That people are lost, where some are with the answer, or with the best candidate where there is no answer.
    fn careful(&self) -> Option<String> {
        let candidate = self.found.found.answer.or_else(|| self.found.best())?;
        let losses = self.losses(candidate).filter(Losses::are_some)?;
        Some(format!(
            "Careful: people who die or go on foot are never out, and the goal may allow some of them. \
             With {} on average {}.",
            said(self.setting(candidate)),
            lost(&losses)
        ))
    }

    fn certainty(&self) -> String {
        if self.found.is_certain() {
            return "Certain: nothing in this scenario is random, and one run of each decides.".to_owned();
        }
        let [.., smaller] = self.order();
        let sure = format!("Right with {} % certainty", (1.0 - self.promise.error) * 100.0);
        let [low, high] = [self.promise.low(), self.promise.high()].map(|share| share * 100.0);
        match self.found.found.answer {
            Some(_) => format!(
                "{sure}: it meets the goal with at least {low:.1} %, and nothing {smaller} with {high:.1} % or more."
            ),
            None => format!("{sure}: nothing meets the goal with {high:.1} % or more."),
        }
    }

    pub(super) fn words(&self) -> String {
        let Found { answer, frontier, replications, .. } = &self.found.found;
        let [_, smallest, smaller] = self.order();
        let mut lines = self.gist();
        lines.insert(1, String::new());
        lines.splice(0..0, overrides::said(self.variants.scenario().overrides()));
        lines.insert(0, self.plan.title.clone());
        lines.push(String::new());
        lines.push(format!("tested, the {smallest} first{}:", self.intervals()));
        let rows = self.smallest_first();
        let answer_at = rows.iter().position(|row| Some(row.candidate) == *answer).unwrap_or(rows.len());
        let (left_out, shown) = rows.split_at(rows.len().saturating_sub(SHOWN).min(answer_at));
        lines.extend(shown.iter().map(|row| self.evidence(row)));
        if !left_out.is_empty() {
            lines
                .push(format!("  … and {} {smaller} ones, all rejected: see candidates.csv", left_out.len()));
        }
        let others = frontier.iter().filter(|&&row| Some(row) != *answer);
        let others: Vec<String> = others.map(|&row| said(self.setting(row))).collect();
        if !others.is_empty() {
            lines.push(format!("also does, with less of something: {}", others.join("; ")));
        }
        lines.extend(self.why.iter().flat_map(|why| why.costs_in_words(|row| said(self.setting(row)))));
        for (factor, found) in &self.found.travel {
            let then = found.answer.map_or("none of these".to_owned(), |row| said(self.setting(row)));
            lines.push(format!("if driving takes {:+.0} %: {then}", (factor - 1.0) * 100.0));
        }
        lines.extend(self.limits());
        lines.extend(self.why.iter().flat_map(|why| why.words(&self.plan)));
        lines.extend(self.found.answer_stalls().map(|stall| format!("careful: {}", stalled(stall))));
        for (small, large) in self.found.worse_with_more() {
            lines.push(format!(
                "more does worse here: {} than {}",
                said(self.setting(large)),
                said(self.setting(small))
            ));
        }
        lines.push(match self.found.is_certain() {
            true => format!("{replications} replications"),
            false => format!(
                "{replications} replications; a full grid of fixed size would take {} for the same promise",
                self.found.full_grid()
            ),
        });
        lines.iter().map(|line| wrapped(line, 4)).collect()
    }

    /// What has been tested, in the order of size or cost: it was not tested in this order where neighbours
    /// of the answer, or what stalled while costs were counted, came last.
    fn smallest_first(&self) -> Vec<&Tested> {
        let size = |row: &Tested| self.found.space.size(row.candidate);
        let mut rows: Vec<&Tested> = self.found.found.tested.iter().collect();
        rows.sort_by(|a, b| size(a).total_cmp(&size(b)).then(a.candidate.cmp(&b.candidate)));
        rows
    }

    /// What the intervals of the evidence are, where it has any.
    fn intervals(&self) -> &'static str {
        let has_one = |row: &Tested| !row.certain && row.stall.is_none() && row.problem.is_none();
        match self.found.found.tested.iter().any(has_one) {
            true => {
                "; each interval holds with 95 % however long the test goes on (wider than for a fixed number)"
            }
            false => "",
        }
    }

    fn goal(&self) -> String {
        self.plan.goal.as_ref().map_or(String::new(), |goal| {
            format!(
                "goal: {} by {} with {} %",
                goal.words(&self.plan, "everybody", ""),
                self.plan.clock.day_and_time(goal.by),
                goal.probability * 100.0
            )
        })
    }

    fn evidence(&self, tested: &Tested) -> String {
        let course = tested.course;
        if let Some(problem) = &tested.problem {
            return format!("  {}: impossible: {problem}", said(self.setting(tested.candidate)));
        }
        if let Some(stall) = &tested.stall {
            return format!("  {}: does not: {}", said(self.setting(tested.candidate)), stalled(stall));
        }
        if tested.certain && tested.course.verdict.is_some() {
            let (said, costing) = (said(self.setting(tested.candidate)), self.costing(tested.candidate));
            return format!("  {said}{costing}: {}{}", self.verdict(tested), self.losing(tested.candidate));
        }
        let (low, high) = tested.interval(0.95);
        format!(
            "  {}{}: met in {} of {} ({:.1} %, 95 %: {:.1} – {:.1}): {}{}",
            said(self.setting(tested.candidate)),
            self.costing(tested.candidate),
            course.successes,
            course.trials,
            tested.share() * 100.0,
            low * 100.0,
            high * 100.0,
            self.verdict(tested),
            self.losing(tested.candidate)
        )
    }

    /// What vehicles wait for most, and the busiest places.
    fn limits(&self) -> Option<String> {
        let limits = self.found.limits.as_ref()?;
        let told: Vec<String> = what_limits(&limits.plan, &limits.ensemble)
            .into_iter()
            .take(3)
            .map(|(what, share)| format!("{what} {:.0} %", share * 100.0))
            .collect();
        (!told.is_empty()).then(|| format!("what limits it: {}", told.join("; ")))
    }

    /// That no candidate makes the count right: more vehicles would not.
    fn count_is_wrong(&self, best: &str) -> String {
        format!(
            "error: no candidate {}: {best}\n  = help: vary how the observer counts (coverage, counters, posts, delay), or \
             ask for a later time or a wider `within`",
            if self.all_surely_fail() { "meets the goal" } else { "is shown to meet the goal" },
        )
    }

    /// Why no candidate does, and what would help.
    pub(super) fn why_not(&self) -> String {
        let best = self.found.best().map(|best| {
            let tested = self.found.found.of(best);
            if let Some(stall) = tested.and_then(|tested| tested.stall.as_ref()) {
                return format!("{} stalls: {}", said(self.setting(best)), stalled(stall));
            }
            if tested.is_some_and(|tested| tested.certain) {
                return format!(
                    "nothing in this scenario is random, and not even {} does",
                    said(self.setting(best))
                );
            }
            let share = tested.map_or(0.0, Tested::share);
            format!(
                "the best, {}, meets it in {:.1} % of its replications",
                said(self.setting(best)),
                share * 100.0
            )
        });
        let is_of_a_count = self.plan.goal.as_ref().is_some_and(|goal| goal.out.is_none());
        if is_of_a_count {
            return self.count_is_wrong(&best.unwrap_or_default());
        }
        let limits = self.limits().map(|limits| format!("\n  {limits}")).unwrap_or_default();
        format!(
            "error: no candidate {}: {}{limits}\n  = help: vary further, vary what limits it (berths, places, \
             movement), or ask for a later time or a smaller share",
            if self.all_surely_fail() { "meets the goal" } else { "is shown to meet the goal" },
            best.unwrap_or_default()
        )
    }
}
