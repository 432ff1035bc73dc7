use noria::engine::{Engine, queue::Heap, queue::Queue, queue::WinnerTree};
use noria::plan::Plan;
use noria::record::{Auditor, Fingerprint, Metrics};
use proptest::prelude::*;

use crate::{events, plan_of, trips};

pub(super) fn scenario() -> impl Strategy<Value = String> {
    let movement = prop_oneof![
        Just("\"independent\"".to_owned()),
        Just("\"convoy\"".to_owned()),
        (1u32..3).prop_map(|n| format!("{{ platoon = {n} }}")),
        (1u32..4).prop_map(|n| format!("{{ convoy = {{ largest = {n} }} }}")),
        Just("{ convoy = { max_wait = \"7 min\" } }".to_owned()),
        Just("{ convoy = { share = 0.5 } }".to_owned()),
    ];
    let arrivals = prop_oneof![
        Just("count = 90".to_owned()),
        Just("count = { uniform = [0, 120] }".to_owned()),
        Just("count = 60, arrivals = { evenly = { from = \"0 min\", to = \"5 h\" } }".to_owned()),
        Just("arrivals = { poisson = { per_hour = 20, from = \"0 min\", to = \"4 h\" } }".to_owned()),
    ];
    let end = prop_oneof![Just(""), Just("clock.end = \"6 h\"\n")];
    (
        (1u32..5, 0u32..4, 1u32..4),
        (movement.clone(), movement.clone(), movement),
        (arrivals.clone(), arrivals),
        (1u32..7, 0u64..1000, end, prop::bool::ANY),
    )
        .prop_map(|((buses, vans, berths), (out, back, then), (a, b), (party, seed, end, gradual))| {
            let ends = if gradual { "" } else { "ends = { share_out = 0.3 }\n" };
            let next = if gradual { "gradual = { from = \"1 h\", to = \"4 h\" }\n" } else { "" };
            format!(
                "format = 1\nstudy.seed = {seed}\n{end}\
                 sites = {{ a = {{ berths = {berths} }}, b = {{ berths = 2 }}, c = {{}} }}\n\
                 [routes]\nab = {{ from = \"a\", to = \"b\", both_ways = true, time = {{ lognormal = {{ mean = \"40 min\", cv = 0.4 }} }}, conditions = {{ gamma = {{ mean = 1, cv = 0.2 }} }} }}\n\
                 cb = {{ from = \"c\", to = \"b\", both_ways = true, time = {{ uniform = [\"10 min\", \"20 min\"] }} }}\n\
                 ac = {{ from = \"a\", to = \"c\", both_ways = true, time = \"15 min\" }}\n\
                 [people]\nones = {{ at = \"a\", to = \"b\", {a}, party = {{ uniform = [1, {party}] }} }}\n\
                 twos = {{ at = \"c\", to = \"b\", {b} }}\n\
                 lying = {{ at = \"a\", to = \"b\", count = 9, needs = \"stretcher\", urgency = 2 }}\n\
                 [fleets.buses]\ncount = {buses}\nseats = {{ uniform = [5, 9] }}\nstart = \"a\"\nmax_wait = \"4 min\"\n\
                 boarding = {{ dwell = {{ exponential = \"5 min\" }}, per_person = \"20 s\" }}\n\
                 [fleets.vans]\ncount = {vans}\nseats = 3\nstretchers = 1\nstart = \"c\"\ndispatch = \"nearest\"\n\
                 alighting = {{ dwell = \"2 min\" }}\n\
                 [fleets.ambulances]\ncount = 1\nstretchers = 2\nstart = \"b\"\n\
                 [[movement]]\noutbound = {out}\nreturn = {back}\n{ends}\
                 [[movement]]\noutbound = {then}\n{next}"
            )
        })
}

fn fingerprint<Q: Queue>(plan: &Plan, replication: u64) -> (u64, noria::units::Tick) {
    let watchers = (Fingerprint::default(), Auditor::new(plan));
    let mut engine: Engine<'_, _, Q> = Engine::with_queue(plan, watchers);
    let end = engine.run(replication).unwrap_or_else(|stall| panic!("{stall}"));
    let (fingerprint, auditor) = engine.recorder();
    assert_eq!(auditor.fault(), None);
    (fingerprint.value(), end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn books_balance_and_queues_are_interchangeable(text in scenario()) {
        let plan = plan_of(&text);
        for replication in 0..3 {
            prop_assert_eq!(fingerprint::<WinnerTree>(&plan, replication), fingerprint::<Heap>(&plan, replication));
        }
    }

    #[test]
    fn everybody_is_out_in_the_end_where_the_scenario_has_none(text in scenario()) {
        let plan = plan_of(&text.replace("clock.end = \"6 h\"\n", ""));
        let watchers = (noria::record::Metrics::new(&plan), ());
        let mut engine = Engine::new(&plan, watchers);
        engine.run(1).unwrap();
        let names = noria::record::metric_names(&plan);
        let waiting = names.iter().position(|name| name.name == "waiting_at_end").unwrap();
        prop_assert_eq!(engine.recorder().0.values()[waiting], 0.0);
    }
}

const CASE: &str = "format = 1\nsites = { a = { berths = 2 }, b = { berths = 1 } }\n\
    routes.road = { from = \"a\", to = \"b\", both_ways = true, time = { lognormal = { mean = \"40 min\", cv = 0.4 } } }\n\
    people.everyone = { at = \"a\", to = \"b\", count = 300 }\n";

fn buses(count: u32, movement: &str) -> Plan {
    plan_of(&format!(
        "{CASE}[fleets.buses]\ncount = {count}\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = {{ exponential = \"9 min\" }} }}\n{movement}"
    ))
}

#[test]
fn a_convoy_of_one_is_independent_event_by_event() {
    let independent = events(&buses(5, ""), 7);
    for one in ["{ platoon = 1 }", "{ convoy = { largest = 1 } }", "{ convoy = { vehicles = 1 } }"] {
        let rule = format!("[[movement]]\noutbound = {one}\nreturn = {one}\n");
        let traced = events(&buses(5, &rule), 7);
        let bare = |rows: &[noria::record::TraceRow]| rows.iter().map(|row| row.event).collect::<Vec<_>>();
        assert_eq!(bare(&traced), bare(&independent), "{one}");
    }
}

/// So many that the engine fetches ahead what it guesses to need next, and keeps its draws otherwise than
/// those of a few: 5000 vehicles, of which the way back and the alighting, always as long, tie many.
#[test]
fn thousands_of_vehicles_go_alike_through_either_queue() {
    let plan = plan_of(
        "format = 1\nsites = { a = { berths = 700 }, b = { berths = 400 } }\n\
         [routes]\nout = { from = \"a\", to = \"b\", time = { lognormal = { mean = \"40 min\", cv = 0.4 } } }\n\
         back = { from = \"b\", to = \"a\", time = \"30 min\" }\n\
         [people]\nones = { at = \"a\", to = \"b\", count = 36000, party = { uniform = [1, 3] } }\n\
         lying = { at = \"a\", to = \"b\", count = 2500, needs = \"stretcher\", urgency = 1 }\n\
         [fleets.buses]\ncount = 4000\nseats = { uniform = [4, 6] }\nstart = \"a\"\n\
         boarding = { dwell = { exponential = \"5 min\" } }\nalighting = { dwell = \"3 min\" }\n\
         breakdown = { every = \"9 h\", repair = \"1 h\" }\n\
         [fleets.vans]\ncount = 1000\nstretchers = 1\nstart = \"b\"\nboarding = { dwell = \"2 min\" }\n\
         [[movement]]\noutbound = { platoon = 3 }\nends = { share_out = 0.3 }\n[[movement]]\n",
    );
    assert_eq!(seen::<WinnerTree>(&plan), seen::<Heap>(&plan));
}

/// The fingerprint and the metrics, bit by bit, of two replications one after the other.
fn seen<Q: Queue>(plan: &Plan) -> (u64, Vec<u64>) {
    let watchers = (Fingerprint::default(), (Metrics::new(plan), Auditor::new(plan)));
    let mut engine: Engine<'_, _, Q> = Engine::with_queue(plan, watchers);
    let mut bits = Vec::new();
    for replication in 0..2 {
        engine.run(replication).unwrap_or_else(|stall| panic!("{stall}"));
        let (_, (metrics, auditor)) = engine.recorder();
        assert_eq!(auditor.fault(), None);
        bits.extend(metrics.values().iter().map(|value| value.to_bits()));
    }
    (engine.recorder().0.value(), bits)
}

/// On unlimited berths nobody meets another: the luck of each bus shows in its trips' durations.
#[test]
fn another_bus_leaves_the_luck_of_the_others_as_it_was() {
    let durations = |count: u32| {
        let plan = plan_of(&format!(
            "{}[fleets.buses]\ncount = {count}\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = {{ exponential = \"9 min\" }} }}\n",
            CASE.replace("{ berths = 2 }", "{}").replace("{ berths = 1 }", "{}")
        ));
        trips(&plan, 3)
            .iter()
            .filter(|trip| trip.vehicle.0 < 4 && trip.number <= 4)
            .map(|trip| (trip.vehicle, trip.number, trip.arrived.unwrap() - trip.departed))
            .collect::<std::collections::BTreeSet<_>>()
    };
    let (five, six) = (durations(5), durations(6));
    assert!(five.len() >= 16 && five == six, "{five:?}\n{six:?}");
}

#[test]
fn shifting_the_clock_shifts_nothing_but_the_clock() {
    let at = |start: &str| {
        let text =
            format!("{CASE}clock.start = {start}\n[fleets.buses]\ncount = 3\nseats = 10\nstart = \"a\"\n");
        fingerprint::<WinnerTree>(&plan_of(&text), 0)
    };
    assert_eq!(at("2020-01-01T00:00:00Z"), at("2021-06-05T13:00:00+02:00"));
}
