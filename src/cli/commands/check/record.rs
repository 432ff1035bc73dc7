//! What a check finds, for programs.

use std::path::Path;

use serde_json::json;

use super::{clearance, warnings};
use crate::cli::failure::Failure;
use crate::cli::print_json;
use crate::cli::usage::metric_for_path;
use crate::cli::words::goal::{Verdict, goal_met};
use crate::cli::words::waits::waits;
use crate::plan::Plan;
use crate::study::{Bounds, Ensemble, StudyError};

/// Tells why there is no plan: every problem with its place, or that the file cannot be read.
pub(super) fn of_failure(path: &Path, mut failure: Failure) -> Result<(), Failure> {
    let file = path.display().to_string();
    let problems = match &mut failure {
        Failure::Scenario(problems) => {
            problems.help_with_paths(metric_for_path);
            problems.records()
        }
        Failure::Io(message) => {
            let (message, help) = message.split_once("\n  = help: ").unwrap_or((message, ""));
            let message = message.trim_start_matches("error: ");
            vec![json!({ "file": file, "line": null, "column": null, "message": message, "help": help })]
        }
        _ => return Err(failure),
    };
    print_json(&format!("{:#}\n", json!({ "file": file, "problems": problems })))?;
    Err(Failure::Told(Box::new(failure)))
}

/// What a scenario means.
pub(super) fn of_plan(
    plan: &Plan,
    bounds: &Bounds,
    runs: &Result<Option<Ensemble>, StudyError>,
) -> serde_json::Value {
    let few = runs.as_ref().ok().and_then(Option::as_ref);
    let goal = few.and_then(|runs| Some((Verdict::of(plan, runs)?, goal_met(runs)?)));
    json!({
        "scenario": plan.name,
        "problems": [],
        "people": bounds.everybody(),
        "trips_needed": { "seat": bounds.trips[0], "stretcher": bounds.trips[1] },
        "cycles_h": bounds.rounds.iter().map(|round| (plan.fleets[round.fleet].id.clone(), json!(round.hours)))
            .collect::<serde_json::Map<_, _>>(),
        "servers": bounds.servers.iter().map(|server| json!({ "name": server.name, "hours": server.hours }))
            .collect::<Vec<_>>(),
        "clearance_h": bounds.clearance,
        "goal": goal.map(|(verdict, met)| json!({ "met": met.mean, "verdict": verdict.name() })),
        "warnings": warnings(plan, bounds),
        "runs": few.map(|runs| json!({
            "replications": runs.replications,
            "clearance_h_median": clearance(runs),
            "waits": waits(plan, runs).into_iter().map(|(what, share)| json!({ "what": what, "share": share }))
                .collect::<Vec<_>>(),
        })),
    })
}
