//! Settings of one scenario, and their plans: each setting is some overrides.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use rayon::prelude::*;

use super::axis::{Axis, Move, place_of};
use super::vary::{MOST_SETTINGS, split};
use super::{BLOCK, Plans, Unplanned};
use crate::plan::Plan;
use crate::scenario::{Problems, Scenario};

/// Some overrides of a scenario: paths with values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The overrides, in order.
    pub edits: Vec<(String, String)>,
}

impl Setting {
    /// Whether it sets when the scenario starts, so that its times are on a clock of its own.
    #[must_use]
    pub fn sets_the_start(&self) -> bool {
        self.edits.iter().any(|(path, _)| path == "clock.start")
    }
}

/// As it could be typed: `fleets.buses.count=20, fleets.ambulances.count=17`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.edits.is_empty() {
            return f.write_str("as it is");
        }
        let edits: Vec<String> = self.edits.iter().map(|(path, value)| format!("{path}={value}")).collect();
        f.write_str(&edits.join(", "))
    }
}

/// As it is typed: `fleets.buses.count=20, fleets.ambulances.count=17`.
impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Setting, String> {
        let edit = |item: &&str| {
            let (path, value) = item.split_once('=').ok_or_else(|| no_edit(item, text))?;
            Ok((path.trim().to_owned(), value.trim().to_owned()))
        };
        Ok(Setting { edits: split(text).iter().map(edit).collect::<Result<_, String>>()? })
    }
}

/// What is wrong with an item of a setting, such as the second of `fleets.buses.count=4,5`.
fn no_edit(item: &str, text: &str) -> String {
    let says = format!("`{item}` in `{text}` is not PATH=VALUE");
    match text.split_once('=') {
        Some((path, values)) if !values.contains('=') => format!(
            "{says}\n  = help: a setting has one value of each; repeat --against for another, as in --against \
             {path}={item}, or try all with `noria sweep --vary {text}`"
        ),
        _ => format!("{says}\n  = help: write it like fleets.buses.count=30"),
    }
}

/// The full grid over some axes: the last axis changes fastest.
///
/// # Errors
/// If an axis has no list of values, a path is varied twice, or there are more than a million settings.
pub fn grid(axes: &[Axis]) -> Result<Vec<Setting>, String> {
    let mut settings: Vec<Vec<Move>> = vec![Vec::new()];
    let mut paths: Vec<&str> = axes.iter().flat_map(Axis::paths).collect();
    paths.sort_unstable();
    if let Some(twice) = paths.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("`{}` is varied twice: give all its values at once", twice[0]));
    }
    for axis in axes {
        let moves = axis.moves()?;
        if settings.len().saturating_mul(moves.len()) > MOST_SETTINGS {
            return Err(format!(
                "there are more than {MOST_SETTINGS} settings: give fewer values, or a design"
            ));
        }
        let with = |setting: &[Move], next: &Move| [setting, std::slice::from_ref(next)].concat();
        settings =
            settings.iter().flat_map(|setting| moves.iter().map(move |next| with(setting, next))).collect();
    }
    Ok(settings.into_iter().map(Setting::of).collect())
}

impl Setting {
    /// The setting at which axes are when each has made a move: first what each axis is about, in their order, then what
    /// moves with it.
    pub(super) fn of(moves: Vec<Move>) -> Setting {
        let (mut edits, mut rest) = (Vec::new(), Vec::new());
        for one in moves {
            let mut one = one.into_iter();
            edits.extend(one.next());
            rest.extend(one);
        }
        edits.append(&mut rest);
        Setting { edits }
    }
}

/// A scenario with settings that have been checked. Plans are made when they are asked for, so that
/// memory does not grow with the number of settings.
#[derive(Clone, Debug)]
pub struct Variants {
    scenario: Scenario,
    settings: Vec<Setting>,
    seed: Option<u64>,
    /// The seed of each setting; none of one that is impossible.
    seeds: Vec<Option<u64>>,
    /// Why settings are impossible, in a line.
    impossible: BTreeMap<usize, String>,
    apart: u64,
}

/// Settings whose scenario is wrong.
#[derive(Clone, Debug)]
pub struct WrongSettings {
    /// How many settings there are in all.
    pub of: usize,
    /// The settings that are wrong: their number from 0, and what they set.
    pub settings: Vec<(usize, Setting)>,
    /// All that is wrong with the first of them.
    pub problems: Box<Problems>,
}

/// Wrong settings that are named; the rest is counted.
const NAMED: usize = 5;

/// The problems of the first wrong setting in full, then which others are wrong.
impl fmt::Display for WrongSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.problems, self.which())
    }
}

impl WrongSettings {
    /// Shows the problems in what was typed behind an option: `PATH=VALUES`, as many as there are axes.
    #[must_use]
    pub fn as_typed(mut self, option: &str, texts: &[String]) -> WrongSettings {
        let edits = self.settings.first().map_or(&[][..], |(_, setting)| setting.edits.as_slice());
        for (path, value) in edits {
            let place = |text: &'_ String| Some((text.clone(), place_of(text, path, value)?));
            if let Some((text, place)) = texts.iter().find_map(place) {
                self.problems.show_as_typed(option, &text, place);
            }
        }
        self
    }

    /// Which settings are wrong, in words.
    #[must_use]
    pub fn which(&self) -> String {
        let named = |(number, setting): &(usize, Setting)| format!("  {} ({setting})", number + 1);
        let mut lines: Vec<String> = self.settings.iter().take(NAMED).map(named).collect();
        if self.settings.len() > NAMED {
            lines.push(format!("  … and {} more", self.settings.len() - NAMED));
        }
        let (wrong, of) = (self.settings.len(), self.of);
        format!("{wrong} of {of} settings are wrong; the above is of the first:\n{}", lines.join("\n"))
    }
}

impl std::error::Error for WrongSettings {}

impl Variants {
    /// Checks all settings of a scenario. A `seed` takes the place of the scenario's. What is well said but cannot
    /// be, such as a fleet without vehicles, makes a setting [impossible](Plans::why_impossible).
    ///
    /// # Errors
    /// All settings that are wrong, with the problems of the first, if one says what no scenario may say or none is
    /// possible.
    pub fn new(
        scenario: Scenario,
        settings: Vec<Setting>,
        seed: Option<u64>,
    ) -> Result<Variants, WrongSettings> {
        let (seeds, impossible) = (Vec::new(), BTreeMap::new());
        let mut variants = Variants { scenario, settings, seed, seeds, impossible, apart: 0 };
        let check = |number: usize| variants.planned(number).map(|plan| plan.seed);
        let count = variants.settings.len();
        let checked: Vec<Result<u64, Problems>> = (0..count).into_par_iter().map(check).collect();
        variants.seeds = checked.iter().map(|seed| seed.as_ref().ok().copied()).collect();
        let wrong = checked.into_iter().enumerate().filter_map(|(number, seed)| Some((number, seed.err()?)));
        let (mut of_form, of_sense): (Vec<_>, Vec<_>) =
            wrong.partition(|(_, problems)| problems.are_of_form());
        if of_form.is_empty() && of_sense.len() < count {
            let told = of_sense.into_iter().map(|(number, problems)| (number, problems.in_short()));
            variants.impossible = told.collect();
            return Ok(variants);
        }
        // A slip is told before what may be its consequence.
        let mut wrong = if of_form.is_empty() { of_sense } else { std::mem::take(&mut of_form) };
        let settings = wrong.iter().map(|&(number, _)| (number, variants.settings[number].clone())).collect();
        Err(WrongSettings { of: count, settings, problems: Box::new(wrong.swap_remove(0).1) })
    }

    /// The first setting that is possible, and its plan.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub fn first(&self) -> Result<(usize, Plan), Problems> {
        let first = self.seeds.iter().position(Option::is_some).unwrap_or(0);
        Ok((first, self.planned(first)?))
    }

    /// The settings that are impossible, with the reason of each in a line.
    pub fn impossible(&self) -> impl Iterator<Item = (usize, &str)> {
        self.impossible.iter().map(|(&setting, why)| (setting, why.as_str()))
    }

    /// How many settings are possible.
    #[must_use]
    pub fn possible_count(&self) -> usize {
        self.settings.len() - self.impossible.len()
    }

    /// Gives each setting luck of its own: `replications` that no other has. Then settings can't be
    /// compared pair by pair, but what they say is independent.
    #[must_use]
    pub fn with_own_luck(mut self, replications: u64) -> Variants {
        self.apart = replications.next_multiple_of(BLOCK);
        self
    }

    /// The settings, in order.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// The scenario that is varied.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The seed that all possible settings have; none if they have different ones.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        let mut seeds = self.seeds.iter().flatten();
        let first = *seeds.next()?;
        seeds.all(|&seed| seed == first).then_some(first)
    }

    /// The scenario of a setting, as `noria run` with these overrides would read it.
    ///
    /// # Errors
    /// If a path cannot be followed.
    pub fn scenario_of(&self, setting: usize) -> Result<Scenario, Problems> {
        self.scenario.clone().set_all(&self.settings[setting].edits)
    }

    /// What `tell` says of the scenario and the seed of each setting, in order.
    ///
    /// # Errors
    /// If a path cannot be followed.
    pub fn each<T: Send>(&self, tell: impl Fn(&Scenario, u64) -> T + Sync) -> Result<Vec<T>, Problems> {
        // An impossible setting has no seed, and is never asked for.
        let told = |(setting, &seed): (usize, &Option<u64>)| {
            Ok(tell(&self.scenario_of(setting)?, seed.unwrap_or_default()))
        };
        self.seeds.par_iter().enumerate().map(told).collect()
    }

    fn planned(&self, setting: usize) -> Result<Plan, Problems> {
        let mut plan = self.scenario_of(setting)?.plan()?;
        plan.seed = self.seed.unwrap_or(plan.seed);
        Ok(plan)
    }
}

impl Plans for Variants {
    fn count(&self) -> usize {
        self.settings.len()
    }

    fn why_impossible(&self, setting: usize) -> Option<&str> {
        self.impossible.get(&setting).map(String::as_str)
    }

    fn first_replication(&self, setting: usize) -> u64 {
        setting as u64 * self.apart
    }

    fn plan(&self, setting: usize) -> Result<Cow<'_, Plan>, Unplanned> {
        self.planned(setting).map(Cow::Owned).map_err(|problems| Unplanned(problems.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(texts: &[&str]) -> Vec<Axis> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_last_axis_of_a_grid_changes_fastest() {
        let settings = grid(&axes(&["a=1,2", "b=x,y"])).unwrap();
        let told: Vec<String> = settings.iter().map(Setting::to_string).collect();
        assert_eq!(told, ["a=1, b=x", "a=1, b=y", "a=2, b=x", "a=2, b=y"]);
        assert_eq!(grid(&[]).unwrap()[0].to_string(), "as it is");
    }

    #[test]
    fn grids_that_make_no_sense_are_refused() {
        assert!(grid(&axes(&["a=1,2", "a=3"])).unwrap_err().contains("varied twice"));
        assert!(grid(&axes(&["a=1..2000", "b=1..2000"])).unwrap_err().contains("more than 1000000"));
        assert!(grid(&axes(&["a=0.5..1.5"])).unwrap_err().contains("needs a step"));
    }

    #[test]
    fn problems_come_with_the_settings_that_have_them() {
        let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
        let settings = grid(&axes(&["fleets.buses.count=-1..1"])).unwrap();
        let wrong = Variants::new(scenario, settings, None).unwrap_err().to_string();
        assert!(wrong.contains("--set fleets.buses.count=-1"), "{wrong}");
        assert!(wrong.contains("1 of 3 settings are wrong; the above is of the first:"), "{wrong}");
        assert!(wrong.contains("  1 (fleets.buses.count=-1)"), "{wrong}");
    }

    #[test]
    fn what_is_well_said_and_cannot_be_is_impossible_unless_nothing_else_is_possible() {
        let new = |vary: &str| {
            let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
            Variants::new(scenario, grid(&axes(&[vary])).unwrap(), None)
        };
        let variants = new("fleets.buses.count=3,0,5").unwrap();
        let told: Vec<(usize, &str)> = variants.impossible().collect();
        assert!(matches!(told[..], [(1, why)] if !why.is_empty() && !why.contains('\n')), "{told:?}");
        assert_eq!((variants.count(), variants.possible_count()), (3, 2));
        assert_eq!(variants.why_impossible(0), None);
        assert!(variants.plan(1).is_err());
        assert_eq!(new("fleets.buses.count=0,3").unwrap().first().unwrap().0, 1);
        let none = new("fleets.buses.count=0").unwrap_err().to_string();
        assert!(none.contains("1 of 1 settings are wrong"), "{none}");
        // Text in place of a number is a slip, whatever the other settings are.
        assert!(new("fleets.buses.count=0,3,many").is_err());
    }

    #[test]
    fn problems_are_shown_in_what_was_typed() {
        let told = |texts: &[&str]| {
            let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
            let wrong = Variants::new(scenario, grid(&axes(texts)).unwrap(), None).unwrap_err();
            let typed: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
            wrong.as_typed("--vary", &typed).to_string()
        };
        for (text, shown) in [
            (
                "fleets.buses.count=5, -1 ,7",
                "--vary fleets.buses.count=5, -1 ,7\n |                              ^^\n",
            ),
            (
                "fleets.buses.count=-1..1",
                "--vary fleets.buses.count=-1..1\n |                           ^^^^^\n",
            ),
            (" fleets.buses.cont=1,2", "--vary  fleets.buses.cont=1,2\n |                      ^^^^\n"),
            ("fleets..count=1,2", "--vary fleets..count=1,2\n |        ^^^^^^^^^^^^^\n"),
        ] {
            let told = told(&["study.seed=1,2", text]);
            assert!(told.contains(shown), "{told}");
        }
    }
}
