//! Whatever is typed: an answer, never a panic.

use noria::scenario::{Scenario, ScenarioError};
use proptest::prelude::*;

const REFERENCE: &str = include_str!("../../../scenarios/reference.toml");

/// What people and editors leave behind in a file.
const SCRAPS: &[&str] = &[
    "0",
    "-1",
    "1e400",
    "nan",
    "-inf",
    "99999999999999999999",
    "\"\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[",
    "= =",
    "\n",
    "'",
    "\"é",
    "true",
    "0 min",
    "\"9999 weeks\"",
    "10:00:00",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:60-23:59",
    "1979-05-27",
    "square",
    "families",
    "buses",
    "{ uniform = [5, 1] }",
    "{ lognormal = { q01 = 1, q02 = 1 } }",
    "{ values = [0], weights = [0] }",
    "{ exponential = 0 }",
    "{ platoon = 1 }",
    "[movement]",
    "[sites]",
    "format = 1",
    "# \u{202e}",
    "{ poisson = { per_hour = 1e9 } }",
    "[{ from = 22:00:00, to = 22:00:00 }]",
    "[{ name = \"\", at = 0.5 }]",
    "[{ name = \"Gate\", at = 0.5, time = \"1 min\" }, { name = \"Gate\", at = 0.5, ways = \"back\" }]",
    "[{ at = \"1 h\", vehicles = 10_000_000 }]",
    "[{ at = \"1 h\", vehicles = 1, people = \"square\" }]",
    "[{ at = \"1 h\", vehicles = 1, people = \"depot\" }]",
    "[{ vehicles = 1, from = \"square\", to = \"shelter\", arrives = \"0 h\", people = { families = 2_000_000_000 } }]",
    "{ share = 1, to = \"hospital\" }",
    "{ share = 1, people_per_car = 1, from = \"1 h\", to = \"2 h\" }",
    "{ worsening = { per_hour = 1, to = \"families\" } }",
    "{ km = 1, refuel = \"0 s\" }",
    "{ every_km = 1e-9, repair = \"0 s\" }",
    "{ csv = \"times.csv\", unit = \"min\" }",
    "[\"square\", \"square\"]",
    "[\"depot\", \"square\", \"shelter\", \"square\"]",
    "[{ everything = true, every = \"1 s\", lasts = \"0 s\" }]",
    "[{ out = 1, lasts = \"1 h\", routes = [\"corridor\"] }]",
];

const PATHS: &[&str] = &[
    "format",
    "name",
    "clock",
    "clock.start",
    "clock.end",
    "study.seed",
    "sites",
    "sites.square",
    "routes.corridor.time",
    "routes.corridor.conditions",
    "routes.corridor.by_hour",
    "routes.corridor.both_ways",
    "people.families",
    "people.families.count",
    "people.families.arrivals",
    "people.families.to",
    "people.late.arrivals.poisson.per_hour",
    "people.brought.arrivals.times.0.at",
    "people.walkers.party",
    "people.patients.needs",
    "fleets.buses.count",
    "fleets.buses.seats",
    "fleets.buses.takes.0",
    "fleets.buses.boarding.dwell",
    "fleets.ambulances",
    "matrix",
    "suspensions",
    "suspensions.0.routes",
    "sites.square.hours",
    "sites.shelter.capacity",
    "sites.square.position",
    "routes.corridor.checkpoints",
    "routes.corridor.headway",
    "routes.corridor.km",
    "routes.corridor.speed",
    "routes.corridor.by_fleet",
    "people.families.own_cars",
    "people.families.hazards",
    "people.families.onward",
    "people.families.already_out",
    "people.families.refuses",
    "people.patients.companions",
    "people.patients.onward",
    "fleets.buses.speed",
    "fleets.buses.ready",
    "fleets.buses.breakdown",
    "fleets.buses.duty",
    "fleets.buses.range",
    "fleets.buses.itinerary",
    "fleets.buses.joins",
    "fleets.buses.leaves",
    "fleets.buses.lost",
    "fleets.buses.under_way",
    "fleets.ambulances.lost",
    "movement",
    "movement.0",
    "movement.0.outbound",
    "movement.5.gradual",
    "movement.1.ends",
    "goal",
    "goal.by",
    "a..b",
    "",
];

/// The answer must not be that noria cannot say why.
fn answer(scenario: Result<Scenario, ScenarioError>) {
    if let Err(error) = scenario.and_then(|scenario| Ok(scenario.plan()?)) {
        let told = error.to_string();
        assert!(told.contains("error: ") && !told.contains("cannot say why"), "{told}");
    }
}

fn parse(text: &str) -> Result<Scenario, ScenarioError> {
    Ok(Scenario::parse("tests/typed.toml", text)?)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(text in "(?s).{0,200}") {
        answer(parse(&text));
    }

    #[test]
    fn any_edit_of_a_scenario_is_answered(at in 0..REFERENCE.len(), cut in 0..80_usize, scrap in prop::sample::select(SCRAPS)) {
        let (before, after) = (REFERENCE.get(..at).unwrap_or_default(), REFERENCE.get(at + cut..).unwrap_or_default());
        answer(parse(&format!("{before}{scrap}{after}")));
    }

    #[test]
    fn any_value_anywhere_is_answered(line in 0..240_usize, scrap in prop::sample::select(SCRAPS)) {
        let lines = REFERENCE.lines().enumerate().map(|(number, text)| match text.split_once('=') {
            Some((key, _)) if number == line => format!("{key}= {scrap}\n"),
            _ => format!("{text}\n"),
        });
        answer(parse(&lines.collect::<String>()));
    }

    #[test]
    fn any_override_is_answered(
        edits in prop::collection::vec((prop::sample::select(PATHS), prop::sample::select(SCRAPS)), 1..4),
    ) {
        let edited = edits.iter().try_fold(parse(REFERENCE).unwrap(), |scenario, (path, value)| scenario.set(path, value));
        answer(edited);
    }
}
