//! Changes of a scenario that options say: `--set`, and `--travel` and `--demand`, which are short for it.

use super::args::{CheckArgs, Command, CompareArgs, RunArgs, ScenarioArgs, SweepArgs, TraceArgs};
use super::commands::calibrate::CalibrateArgs;
use super::commands::fleet::FleetArgs;
use super::commands::sheets::SheetsArgs;

impl ScenarioArgs {
    /// Spells what-ifs out as changes of the scenario, in which they are for whoever reads on.
    fn spell_out(&mut self) {
        let what_ifs = self.travel.drain(..).chain(self.demand.drain(..));
        self.set.extend(what_ifs);
    }
}

impl Command {
    /// The same command with its what-ifs spelt out.
    pub(super) fn spelt_out(mut self) -> Command {
        match &mut self {
            Command::Run(RunArgs { scenario, .. })
            | Command::Compare(CompareArgs { scenario, .. })
            | Command::Sweep(SweepArgs { scenario, .. })
            | Command::Fleet(FleetArgs { scenario, .. })
            | Command::Calibrate(CalibrateArgs { scenario, .. })
            | Command::Check(CheckArgs { scenario, .. })
            | Command::Trace(TraceArgs { scenario, .. })
            | Command::Sheets(SheetsArgs { scenario, .. }) => scenario.spell_out(),
            Command::Merge(_)
            | Command::New(_)
            | Command::Schema
            | Command::Completions { .. }
            | Command::Explain(_)
            | Command::Metrics(_)
            | Command::Man(_) => {}
        }
        self
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
