//! Changes of a scenario that options say: `--set`, and `--travel` and `--demand`, which are short for it.

use std::collections::BTreeSet;

use super::args::{CheckArgs, Command, CompareArgs, RunArgs, ScenarioArgs, SweepArgs, TraceArgs};
use super::commands::calibrate::CalibrateArgs;
use super::commands::fleet::FleetArgs;
use super::commands::sheets::SheetsArgs;
use super::failure::Failure;

impl ScenarioArgs {
    /// Spells what-ifs out as changes of the scenario, in which they are for whoever reads on.
    ///
    /// # Errors
    /// If one is given twice: of two factors nobody knows which is meant, or whether both are.
    fn spell_out(&mut self) -> Result<(), Failure> {
        for (option, what_ifs) in [("--travel", &mut self.travel), ("--demand", &mut self.demand)] {
            let mut met = BTreeSet::new();
            if let Some((path, _)) = what_ifs.iter().find(|(path, _)| !met.insert(path)) {
                let of = path.split('.').nth(2).map_or(String::new(), |id| format!(" for `{id}`"));
                return Err(Failure::Usage(format!(
                    "error: {option} is given twice{of}\n  = help: give one factor; of two that hold together, their product"
                )));
            }
            self.set.append(what_ifs);
        }
        Ok(())
    }
}

impl Command {
    /// The same command with its what-ifs spelt out.
    ///
    /// # Errors
    /// If a what-if is given twice.
    pub(super) fn spelt_out(mut self) -> Result<Command, Failure> {
        match &mut self {
            Command::Run(RunArgs { scenario, .. })
            | Command::Compare(CompareArgs { scenario, .. })
            | Command::Sweep(SweepArgs { scenario, .. })
            | Command::Fleet(FleetArgs { scenario, .. })
            | Command::Calibrate(CalibrateArgs { scenario, .. })
            | Command::Check(CheckArgs { scenario, .. })
            | Command::Trace(TraceArgs { scenario, .. })
            | Command::Sheets(SheetsArgs { scenario, .. }) => scenario.spell_out()?,
            Command::Merge(_)
            | Command::New(_)
            | Command::Schema
            | Command::Completions { .. }
            | Command::Explain(_)
            | Command::Metrics(_)
            | Command::Man(_) => {}
        }
        Ok(self)
    }
}

pub(super) fn travel(text: &str) -> Result<(String, String), String> {
    what_if(text, ["travel", "routes"], "1.3 or corridor=1.3")
}

pub(super) fn demand(text: &str) -> Result<(String, String), String> {
    what_if(text, ["demand", "groups"], "1.2 or wounded=2")
}

/// A factor on everything, or on one row, as a change of the scenario.
fn what_if(text: &str, [all, some]: [&str; 2], example: &str) -> Result<(String, String), String> {
    let (id, factor) = text.rsplit_once('=').map_or((None, text), |(id, factor)| (Some(id.trim()), factor));
    let path = match id {
        Some(id) => format!("what_if.{some}.{id}"),
        None => format!("what_if.{all}"),
    };
    let factor = factor.trim();
    match factor.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((path, factor.to_owned())),
        _ => Err(format!("write a factor, as in {example}")),
    }
}

/// `PATH=VALUE`.
pub(super) fn path_and_value(text: &str) -> Result<(String, String), String> {
    let (path, value) = text.split_once('=').ok_or("write PATH=VALUE, as in fleets.buses.count=30")?;
    Ok((path.trim().to_owned(), value.trim().to_owned()))
}
