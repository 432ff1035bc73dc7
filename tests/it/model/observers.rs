//! Observers, worked out on paper: an hour's road from `a` to `b` and back, buses of ten seats that board in ten
//! minutes and alight in five. One bus for 25 people sets 10 down at 75 minutes, 10 at 210 and 5 at 345.

use noria::engine::Engine;
use noria::plan::{ObserverId, Plan};
use noria::record::{Auditor, Fingerprint, Metrics, Notice, Recorder, metric_names};
use noria::units::{MINUTE, Tick};

use crate::plan;

/// Everything that is told of observers: reports, and who passed.
#[derive(Default)]
struct Heard {
    /// Of each report: observer, minute it was counted, minute it was told, people, truth.
    reports: Vec<(u16, u64, u64, u64, u64)>,
    late: Vec<bool>,
    truth: Vec<i64>,
}

impl Recorder for Heard {
    fn record(&mut self, _now: Tick, notice: &Notice) {
        let row = |observer: ObserverId| usize::from(observer.0);
        self.truth.resize(self.truth.len().max(16), 0);
        match *notice {
            Notice::Reported { observer, counted, told, people, truth, late, .. } => {
                self.reports.push((observer.0, counted.0 / MINUTE, told.0 / MINUTE, people, truth));
                self.late.push(late);
            }
            Notice::Passed { observer, people } => self.truth[row(observer)] += i64::from(people),
            Notice::CrossedOff { observer, people } => self.truth[row(observer)] -= i64::from(people),
            _ => {}
        }
    }
}

fn heard(plan: &Plan, replication: u64) -> Heard {
    let mut engine = Engine::new(plan, (Heard::default(), Auditor::new(plan)));
    engine.run(replication).unwrap();
    let (heard, auditor) = engine.recorder_mut();
    assert_eq!(auditor.fault(), None);
    std::mem::take(heard)
}

/// What is said of an observer: minute it was told, people.
fn told(plan: &Plan, observer: u16) -> Vec<(u64, u64)> {
    let heard = heard(plan, 0).reports;
    heard.into_iter().filter(|row| row.0 == observer).map(|row| (row.2, row.3)).collect()
}

fn metric(plan: &Plan, replication: u64, name: &str, of: &str) -> f64 {
    let mut engine = Engine::new(plan, Metrics::new(plan));
    engine.run(replication).unwrap();
    let place = metric_names(plan).iter().position(|row| row.name == name && row.group == of);
    engine.recorder().values()[place.unwrap_or_else(|| panic!("no {name}[{of}]"))]
}

const BUS: &str = "[fleets.buses]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"10 min\" }\n\
                   alighting = { dwell = \"5 min\" }\n";

fn case(rest: &str) -> Plan {
    plan(&format!("people.everyone = {{ at = \"a\", to = \"b\", count = 25 }}\n{BUS}{rest}"))
}

#[test]
fn who_counts_all_at_once_reports_the_truth_event_by_event() {
    let plan = case("[observers.register]\n");
    assert_eq!(told(&plan, 0), [(75, 10), (210, 20), (345, 25)]);
    assert_eq!(metric(&plan, 0, "report_error", "register"), 0.0);
    assert_eq!(metric(&plan, 0, "known_from", "register"), 75.0 * 60.0);
    assert_eq!(metric(&plan, 0, "passed", "register"), 25.0);
}

/// All are out at minute 75, and a run without an end could be over, but for a vehicle with an itinerary that comes into
/// service at minute 90 and drives all the same.
#[test]
fn a_vehicle_that_comes_once_all_are_out_turns_no_clock_back() {
    let late = "[fleets.late]\ncount = 1\nseats = 1\nstart = \"a\"\nready = \"90 min\"\nitinerary = [\"a\", \"b\"]\n";
    let plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = 10 }}\n{BUS}{late}[observers.register]\n"
    ));
    // The auditor in `heard` sees to it that time never goes back.
    let heard = heard(&plan, 0);
    assert_eq!(heard.reports, [(0, 75, 75, 10, 10)]);
    assert_eq!(heard.late, [false]);
}

#[test]
fn departures_arrivals_and_checkpoints_are_counted_where_they_are() {
    let plan = crate::plan_of(&format!(
        "format = 1\nsites = {{ a = {{}}, b = {{}} }}\n[routes.road]\nfrom = \"a\"\nto = \"b\"\nboth_ways = true\n\
         time = \"60 min\"\ncheckpoints = [{{ name = \"gate\", at = 0.5, ways = \"both\", time = \"4 min\" }}]\n\
         [people.everyone]\nat = \"a\"\nto = \"b\"\ncount = 15\n{BUS}\
         [observers.left]\npost = {{ departures = \"a\" }}\n\
         [observers.gate]\npost = {{ checkpoint = \"gate\" }}\n\
         [observers.came]\npost = {{ arrivals = [\"b\"] }}\n"
    ));
    // Out at 10, through the gate at 40 to 44, there at 74, empty at 79; back through the gate, empty and not
    // counted, at 143; boarded at 153, through the gate at 187, there at 217, empty at 222.
    assert_eq!(told(&plan, 0), [(10, 10), (153, 15)]);
    assert_eq!(told(&plan, 1), [(44, 10), (187, 15)]);
    assert_eq!(told(&plan, 2), [(79, 10), (222, 15)]);
}

#[test]
fn reports_at_times_are_closed_then_rounded_and_told_later() {
    let plan = case(
        "[observers.doctor]\nreports = { at = [\"210 min\", \"100 min\"], delay = \"30 min\", round_to = 7, bound = \"about\" }\n\
         [observers.least]\nreports = { at = [\"100 min\", \"210 min\"], round_to = 7, bound = \"at-least\" }\n",
    );
    // 10 is nearest to 7, and at least 7; 20, counted at the very minute, is nearest to 21, and at least 14.
    assert_eq!(told(&plan, 0), [(130, 7), (240, 21)]);
    assert_eq!(told(&plan, 1), [(100, 7), (210, 14)]);
    let truths: Vec<(u64, u64)> =
        heard(&plan, 0).reports.iter().filter(|row| row.0 == 0).map(|row| (row.1, row.4)).collect();
    assert_eq!(truths, [(100, 10), (210, 20)]);
}

#[test]
fn reports_at_intervals_end_with_the_first_that_has_everything() {
    let plan = case("[observers.hourly]\nreports = { every = \"2 h\" }\n");
    assert_eq!(told(&plan, 0), [(120, 10), (240, 20), (360, 25)]);
    assert_eq!(heard(&plan, 0).late, [false, false, true]);
    let plan = case("[observers.hourly]\nreports = { every = \"2 h\", from = \"75 min\" }\n");
    assert_eq!(told(&plan, 0), [(75, 10), (195, 10), (315, 20), (435, 25)]);
}

#[test]
fn a_final_assessment_is_told_once_after_the_end() {
    let plan = case("[observers.commission]\nreports = { withheld = true, delay = \"2 h\" }\n");
    assert_eq!(told(&plan, 0), [(345 + 120, 25)]);
    assert_eq!(metric(&plan, 0, "reported", "commission"), 25.0);
    // It was right, but nobody knew before the end.
    assert_eq!(metric(&plan, 0, "known_from", "commission"), f64::INFINITY);
    assert_eq!(metric(&plan, 0, "report_within_5", "commission"), 1.0);
}

#[test]
fn where_the_run_ends_early_reports_due_later_are_still_made() {
    let plan = plan(&format!(
        "clock.end = \"220 min\"\npeople.everyone = {{ at = \"a\", to = \"b\", count = 25 }}\n{BUS}\
         [observers.late]\nreports = {{ at = [\"100 min\", \"300 min\"], delay = \"150 min\" }}\n"
    ));
    assert_eq!(told(&plan, 0), [(250, 10), (450, 20)]);
    assert_eq!(heard(&plan, 0).late, [true, true]);
}

#[test]
fn hours_scope_and_own_cars_say_who_is_counted() {
    let plan = plan(&format!(
        "clock.start = 2020-01-01T06:00:00Z\n\
         people.sick = {{ at = \"a\", to = \"b\", count = 4, urgency = 1 }}\n\
         people.others = {{ at = \"a\", to = \"b\", count = 16 }}\n{BUS}\
         [observers.day]\nhours = [{{ from = 06:00:00, to = 08:00:00 }}]\n\
         [observers.sick]\nscope = [\"sick\"]\n"
    ));
    // The second arrival, at 9:30, is after hours: but it happened.
    assert_eq!(told(&plan, 0), [(75, 10)]);
    assert_eq!(heard(&plan, 0).truth[..2], [20, 4]);
    assert_eq!(told(&plan, 1), [(75, 4)]);
}

#[test]
fn own_cars_are_counted_if_they_are_asked_for() {
    let text = "people.everyone = { at = \"a\", to = \"b\", count = 8, own_cars = { share = 1.0, from = \"0 min\", \
                to = \"1 min\", people_per_car = 4 } }\n";
    let plan = plan(&format!(
        "{text}{BUS}[observers.everybody]\npost = {{ arrivals = \"b\" }}\n\
         [observers.fleets]\npost = {{ arrivals = \"b\" }}\nown_cars = false\n\
         [observers.gate]\npost = {{ departures = \"a\" }}\ncount = {{ nominal = {{ buses = 50 }}, per_own_car = 2.5 }}\n"
    ));
    assert_eq!(heard(&plan, 0).truth[..3], [8, 0, 8]);
    assert_eq!(told(&plan, 0).last().unwrap().1, 8);
    assert_eq!(told(&plan, 1), []);
    // Two cars of 2.5 each.
    assert_eq!(told(&plan, 2).last().unwrap().1, 5);
}

#[test]
fn nominal_counts_are_by_vehicle_however_full() {
    let plan = case("[observers.clerk]\ncount = { nominal = { buses = 50 } }\n");
    assert_eq!(told(&plan, 0), [(75, 50), (210, 100), (345, 150)]);
    assert_eq!(metric(&plan, 0, "report_error", "clerk"), 5.0);
}

#[test]
fn a_biased_estimate_is_wrong_by_its_bias_and_twice_counted_is_twice() {
    let plan = case(
        "[observers.eye]\ncount = { estimate = { bias = 0.2 } }\n[observers.twice]\ndouble_counting = 1.0\n\
         [observers.blind]\ncoverage = 0.0\n",
    );
    assert_eq!(told(&plan, 0), [(75, 12), (210, 24), (345, 30)]);
    assert_eq!(told(&plan, 1), [(75, 20), (210, 40), (345, 50)]);
    assert_eq!(told(&plan, 2), []);
}

#[test]
fn who_adds_up_reports_hears_them_late_and_twice() {
    let plan = case(
        "[observers.gate]\npost = { departures = \"a\" }\nreports = { every = \"2 h\" }\n\
         [observers.camp]\nreports = { every = \"2 h\" }\n\
         [observers.ministry]\npost = { reports = [\"gate\", \"camp\"] }\nreports = { at = [\"120 min\", \"250 min\"], delay = \"1 h\" }\n\
         [observers.confused]\npost = { reports = [\"camp\"] }\ndouble_counting = 1.0\n",
    );
    // Departures at 10, 145, 280; arrivals at 75, 210, 345. At 120 the two say 10 and 10, at 240 20 and 20: it hears
    // what is told at the very minute.
    assert_eq!(told(&plan, 2), [(180, 20), (310, 40)]);
    // Each new 10 twice; the last report has 5 more.
    assert_eq!(told(&plan, 3), [(120, 20), (240, 40), (360, 50)]);
}

#[test]
fn a_convoy_is_seen_and_single_vehicles_are_not() {
    let two = "[fleets.buses]\ncount = 2\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"10 min\" }\n\
               alighting = { dwell = \"5 min\" }\n";
    let plan = |movement: &str| {
        plan(&format!(
            "people.everyone = {{ at = \"a\", to = \"b\", count = 40 }}\n{two}{movement}\
             [observers.convoys]\ncoverage = {{ convoy = 1.0, alone = 0.0 }}\n\
             [observers.singles]\ncoverage = {{ convoy = 0.0, alone = 1.0 }}\n"
        ))
    };
    let convoy = plan("[[movement]]\noutbound = \"convoy\"\n");
    assert_eq!(told(&convoy, 0).last().unwrap().1, 40);
    assert_eq!(told(&convoy, 1), []);
    let alone = plan("");
    assert_eq!(told(&alone, 0), []);
    assert_eq!(told(&alone, 1).last().unwrap().1, 40);
}

#[test]
fn a_crowd_at_the_post_hides_vehicles() {
    // With `crowding = 1` a vehicle is seen only if no other stands there. Two buses board together and leave
    // together at 10, when both stand there; a third of another fleet leaves at 30, alone.
    let fleets = "[fleets.buses]\ncount = 2\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"10 min\" }\n\
                  [fleets.slow]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"30 min\" }\n";
    let plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = 30 }}\n{fleets}\
         [observers.guard]\npost = {{ departures = \"a\" }}\ncoverage = {{ crowding = 1.0 }}\n"
    ));
    // At 10 the first leaves two behind, the second one; at 30 nobody else is there.
    assert_eq!(told(&plan, 0), [(30, 10)]);
}

#[test]
fn people_who_are_brought_back_are_crossed_off() {
    let plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = 10 }}\n{BUS}\
         [[suspensions]]\nroutes = [\"road\"]\nfrom = \"40 min\"\nto = \"100 min\"\nunder_way = \"turn-back\"\n\
         [observers.gate]\npost = {{ departures = \"a\" }}\n"
    ));
    // It leaves at 10, turns back at 40 and is back at 70; people have got off at 75. It leaves again at 100.
    assert_eq!(told(&plan, 0), [(10, 10), (70, 0), (100, 10)]);
}

#[test]
fn those_who_are_out_before_the_run_are_known() {
    let plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = 10, already_out = {{ b = 30 }} }}\n{BUS}\
         [observers.register]\n"
    ));
    assert_eq!(told(&plan, 0), [(0, 30), (75, 40)]);
}

#[test]
fn observers_change_no_run_that_no_rule_ties_to_them() {
    let text = "people.everyone = { at = \"a\", to = \"b\", count = { uniform = [80, 120] } }\n\
                [fleets.buses]\ncount = 3\nseats = 10\nstart = \"a\"\nboarding = { dwell = { triangular = [\"5 min\", \"10 min\", \"20 min\"] } }\n";
    let observers = "[observers.some]\ncoverage = { convoy = 0.9, alone = 0.5, crowding = 0.1, counters = 2 }\n\
                     double_counting = 0.1\ncount = { estimate = { bias = 0.1, cv = 0.3 } }\nlasting_bias = 0.2\n\
                     reports = { every = \"10 min\", delay = { exponential = \"20 min\" }, round_to = 5, bound = \"about\" }\n\
                     [observers.sum]\npost = { reports = [\"some\"] }\nreports = { every = \"1 h\" }\n";
    let prints = |plan: &Plan| -> Vec<u64> {
        let mut engine = Engine::new(plan, Fingerprint::default());
        let print = |replication| {
            engine.run(replication).unwrap();
            engine.recorder().value()
        };
        (0..20).map(print).collect()
    };
    assert_eq!(prints(&plan(text)), prints(&plan(&format!("{text}{observers}"))));
}

#[test]
fn a_vehicle_is_seen_by_the_same_luck_whatever_else_is_there() {
    // The second observer, and the second fleet, leave the first observer's luck with the first fleet alone.
    let base = "people.everyone = { at = \"a\", to = \"b\", count = 60 }\n[fleets.buses]\ncount = 2\nseats = 10\n\
                start = \"a\"\nboarding = { dwell = \"10 min\" }\n";
    let one = "[observers.gate]\npost = { departures = \"a\" }\ncoverage = 0.5\n";
    let other = "[observers.also]\ncoverage = 0.5\n";
    let (alone, beside) = (plan(&format!("{base}{one}")), plan(&format!("{base}{other}{one}")));
    for replication in 0..10 {
        let of = |plan: &Plan, observer| -> Vec<u64> {
            heard(plan, replication).reports.iter().filter(|row| row.0 == observer).map(|row| row.3).collect()
        };
        assert_eq!(of(&alone, 0), of(&beside, 1));
    }
}

#[test]
fn coverage_is_binomial_in_vehicles() {
    // Twenty loads of ten people, each seen with 0.3: mean 60, variance 20 × 0.3 × 0.7 × 10².
    let plan = plan(
        "people.everyone = { at = \"a\", to = \"b\", count = 200 }\n[fleets.buses]\ncount = 20\nseats = 10\nstart = \"a\"\n\
         [observers.gate]\npost = { departures = \"a\" }\ncoverage = 0.3\nreports = { withheld = true }\n",
    );
    let mut engine = Engine::new(&plan, Heard::default());
    let runs = 4000;
    let mut values = Vec::new();
    for replication in 0..runs {
        engine.run(replication).unwrap();
        values.push(engine.recorder_mut().reports.pop().unwrap().3 as f64);
    }
    let mean = values.iter().sum::<f64>() / runs as f64;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (runs - 1) as f64;
    let theory = 20.0 * 0.3 * 0.7 * 100.0;
    // Four standard errors: of the mean, and of a variance of nearly normal values.
    assert!((mean - 60.0).abs() < 4.0 * (theory / runs as f64).sqrt(), "mean {mean}");
    assert!((variance - theory).abs() < 4.0 * theory * (2.0 / runs as f64).sqrt(), "variance {variance}");
}

#[test]
fn a_lasting_bias_is_drawn_once_a_replication_and_is_right_on_average() {
    let plan =
        case("[observers.eye]\nlasting_bias = 0.2\nreports = { at = [\"80 min\", \"4 h\", \"10 h\"] }\n");
    let runs = 2000;
    let factors: Vec<f64> = (0..runs)
        .map(|replication| {
            let said: Vec<f64> = heard(&plan, replication).reports.iter().map(|row| row.3 as f64).collect();
            // One factor for all: 10, 20 and 25 people, rounded.
            assert!(
                (said[0] * 2.0 - said[1]).abs() <= 1.5 && (said[1] * 1.25 - said[2]).abs() <= 1.5,
                "{said:?}"
            );
            said[2] / 25.0
        })
        .collect();
    let mean = factors.iter().sum::<f64>() / runs as f64;
    assert!((mean - 1.0).abs() < 4.0 * 0.2 / (runs as f64).sqrt(), "{mean}");
}

#[test]
fn phases_suspensions_and_vehicles_wait_for_reports() {
    // The report of the 20 who are out at 210 is told at 240: by then the bus has boarded and left at 280 only.
    let late = "[observers.gate]\npost = { arrivals = \"b\" }\nreports = { every = \"2 h\" }\n";
    let shut = case(&format!(
        "[[suspensions]]\nroutes = [\"road\"]\nout = 10\nreported_by = \"gate\"\nlasts = \"100 min\"\n{late}"
    ));
    // Ten are out at 75, told at 120: the road is closed until 220. The bus set out for home at 75 and has boarded at
    // 145; it leaves at 220 with the next ten.
    let departed: Vec<u64> = crate::trips(&shut, 0).iter().map(|trip| trip.departed.0 / MINUTE).collect();
    assert_eq!(departed[..2], [10, 220]);
    let register = case("[[suspensions]]\nroutes = [\"road\"]\nout = 10\nlasts = \"100 min\"\n");
    // The register is told at once: the bus that is empty at 75 waits until 175.
    let departed: Vec<u64> = crate::trips(&register, 0).iter().map(|trip| trip.departed.0 / MINUTE).collect();
    assert_eq!(departed[..2], [10, 245]);
}

#[test]
fn more_vehicles_are_called_if_too_few_are_reported() {
    let calls = |limit: u32| {
        let plan = case(&format!(
            "joins = [{{ at = \"130 min\", vehicles = 2, if_fewer_out = {limit}, reported_by = \"gate\" }}]\n\
             [observers.gate]\nreports = {{ every = \"2 h\" }}\n"
        ));
        let vehicles: Vec<u32> = crate::trips(&plan, 0).iter().map(|trip| trip.vehicle.0).collect();
        vehicles
    };
    // Ten are reported at 120.
    assert_eq!(calls(10), [0, 0, 0]);
    assert_eq!(calls(11).len(), 3);
    assert!(calls(11).iter().any(|&vehicle| vehicle > 0), "{:?}", calls(11));
}

#[test]
fn a_phase_ends_by_reports_and_a_rule_sees_them() {
    let two = "[fleets.buses]\ncount = 2\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"10 min\" }\n\
               alighting = { dwell = \"5 min\" }\n[fleets.slow]\ncount = 1\nseats = 10\nstart = \"a\"\n\
               boarding = { dwell = \"50 min\" }\n";
    let phases = "[[movement]]\noutbound = \"convoy\"\nends = { out = 30, reported_by = \"gate\" }\n[[movement]]\n\
                  outbound = \"independent\"\n[observers.gate]\nreports = { at = [\"150 min\", \"190 min\"] }\n";
    let plan = plan(&format!("people.everyone = {{ at = \"a\", to = \"b\", count = 60 }}\n{two}{phases}"));
    // All leave at 50, are there at 110, empty at 110 and 115. Told at 150: phase over. The buses are back at 175 and
    // leave at 185 each on its own, without waiting for the slow one, which has boarded at 220.
    let departed: Vec<u64> = crate::trips(&plan, 0).iter().map(|trip| trip.departed.0 / MINUTE).collect();
    assert_eq!(departed, [50, 50, 50, 185, 185, 220]);
}

/// A road with a gate half-way, where each vehicle is checked for four minutes, in both directions.
const GATED: &str = "format = 1\nsites = { a = {}, b = {} }\n[routes.road]\nfrom = \"a\"\nto = \"b\"\nboth_ways = true\n\
                     time = \"60 min\"\ncheckpoints = [{ name = \"gate\", at = 0.5, ways = \"both\", time = \"4 min\" }]\n";

#[test]
fn who_is_out_is_not_crossed_off_when_the_vehicle_is_lost_later() {
    for lost in ["5 h", "100 min", "140 min"] {
        let plan = crate::plan_of(&format!(
            "{GATED}[people.everyone]\nat = \"a\"\nto = \"b\"\ncount = 25\n[fleets.buses]\ncount = 2\nseats = 10\n\
             start = \"a\"\nboarding = {{ dwell = \"10 min\" }}\nalighting = {{ dwell = \"5 min\" }}\n\
             lost = [{{ at = \"{lost}\", vehicles = 1 }}]\n[observers.gate]\npost = {{ checkpoint = \"gate\" }}\n\
             [observers.left]\npost = {{ departures = \"a\" }}\n"
        ));
        assert_eq!(heard(&plan, 0).truth[..2], [25, 25], "lost after {lost}");
    }
}

#[test]
fn people_who_stay_aboard_a_vehicle_that_turned_back_are_counted_once() {
    let plan = crate::plan_of(
        "format = 1\nsites = { a = {}, b = {}, c = {} }\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }\n\
         [routes.bc]\nfrom = \"b\"\nto = \"c\"\nboth_ways = true\ntime = \"60 min\"\n\
         checkpoints = [{ name = \"gate\", at = 0.25, ways = \"out\", time = \"1 min\" }]\n\
         [people.one]\nat = \"a\"\nto = \"c\"\ncount = 10\n[fleets.coach]\ncount = 1\nseats = 40\nstart = \"a\"\n\
         itinerary = [\"a\", \"b\", \"c\"]\nboarding = { dwell = \"10 min\" }\nalighting = { dwell = \"5 min\" }\n\
         [[suspensions]]\nroutes = [\"bc\"]\nfrom = \"120 min\"\nto = \"200 min\"\nunder_way = \"turn-back\"\n\
         [observers.gate]\npost = { checkpoint = \"gate\" }\n[observers.b]\npost = { departures = \"b\" }\n",
    );
    let heard = heard(&plan, 0);
    assert_eq!(heard.truth[..2], [10, 10]);
    // Back at b with all aboard until the road opens at 200.
    let b: Vec<(u64, u64)> =
        heard.reports.iter().filter(|row| row.0 == 1).map(|row| (row.2, row.3)).collect();
    assert!(b.windows(2).any(|pair| pair[0].1 == 0 && pair[1] == (200, 10)), "{b:?}");
}

#[test]
fn own_cars_that_turn_back_are_crossed_off() {
    let plan = plan(&format!(
        "people.drivers = {{ at = \"a\", to = \"b\", count = 4, own_cars = {{ share = 1.0, from = \"10 min\", \
         to = \"11 min\", people_per_car = 4 }} }}\n{BUS}\
         [[suspensions]]\nroutes = [\"road\"]\nfrom = \"40 min\"\nto = \"100 min\"\nunder_way = \"turn-back\"\n\
         [observers.cars]\npost = {{ departures = \"a\" }}\n"
    ));
    assert_eq!(heard(&plan, 0).truth[0], 4);
    assert_eq!(told(&plan, 0).last().unwrap().1, 4);
}

#[test]
fn people_who_are_taken_over_are_crossed_off_with_who_took_them() {
    // `old` leaves with 10 and breaks down on the road; `new` with 3 takes them over, turns back with 13 and leaves
    // again.
    let plan = crate::plan_of(
        "format = 1\nsites = { a = {}, b = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\", km = 60 }\n\
         people.everyone = { at = \"a\", to = \"b\", count = 13 }\n[fleets.old]\ncount = 1\nseats = 10\nstart = \"a\"\n\
         boarding = { dwell = \"10 min\" }\nbreakdown = { every_km = 20, repair = \"5 h\", takeover = true }\n\
         [fleets.new]\ncount = 1\nseats = 20\nstart = \"a\"\nboarding = { dwell = \"30 min\" }\n\
         [[suspensions]]\nroutes = [\"road\"]\nfrom = \"80 min\"\nto = \"100 min\"\nunder_way = \"turn-back\"\n\
         [observers.gate]\npost = { departures = \"a\" }\n",
    );
    for replication in 0..8 {
        assert_eq!(heard(&plan, replication).truth[0], 13, "replication {replication}");
    }
}

#[test]
fn a_convoy_that_waits_for_its_check_is_a_crowd() {
    let plan = |per: &str| {
        crate::plan_of(&format!(
            "format = 1\nsites = {{ a = {{}}, b = {{}} }}\n[routes.road]\nfrom = \"a\"\nto = \"b\"\nboth_ways = true\n\
             time = \"60 min\"\ncheckpoints = [{{ name = \"gate\", at = 0.5, ways = \"out\", per = \"{per}\", lanes = 9, \
             time = \"4 min\" }}]\n[people.everyone]\nat = \"a\"\nto = \"b\"\ncount = 30\n[fleets.buses]\ncount = 3\n\
             seats = 10\nstart = \"a\"\nboarding = {{ dwell = \"10 min\" }}\n[[movement]]\noutbound = \"convoy\"\n\
             [observers.gate]\npost = {{ checkpoint = \"gate\" }}\ncoverage = {{ crowding = 1.0 }}\n"
        ))
    };
    // Of three that are there together the last that passes is seen.
    for per in ["convoy", "vehicle"] {
        assert_eq!(told(&plan(per), 0), [(44, 10)], "{per}");
    }
}

#[test]
fn a_car_that_comes_while_a_bus_stands_there_is_in_a_crowd() {
    let bus = BUS.replace("5 min", "100 min");
    let plan = plan(&format!(
        "people.bussed = {{ at = \"a\", to = \"b\", count = 10 }}\n\
         people.drivers = {{ at = \"a\", to = \"b\", count = 4, own_cars = {{ share = 1.0, from = \"30 min\", \
         to = \"31 min\", people_per_car = 4 }} }}\n{bus}[observers.came]\npost = {{ arrivals = \"b\" }}\n\
         scope = [\"drivers\"]\ncoverage = {{ crowding = 1.0 }}\n"
    ));
    assert_eq!(told(&plan, 0), []);
    assert_eq!(heard(&plan, 0).truth[0], 4);
}

#[test]
fn nothing_is_known_before_somebody_has_said_it() {
    let met = |by: &str| {
        let plan = case(&format!(
            "[observers.camp]\nreports = {{ every = \"30 min\" }}\n[goal]\nobserver = \"camp\"\nwithin = 0.05\nby = \"{by}\"\n"
        ));
        metric(&plan, 0, "goal_met", "camp")
    };
    // Nobody is out before 75 minutes, and that is said at 30.
    assert_eq!((met("30 min"), met("80 min"), met("90 min")), (1.0, 0.0, 1.0));
}

/// Vehicles that would have joined never come: a party that only they could take whole is split for those there are.
#[test]
fn nobody_waits_for_vehicles_that_were_not_called() {
    let plan = |limit: u32| {
        plan(&format!(
            "people.everyone = {{ at = \"a\", to = \"b\", count = 20, party = 10 }}\n\
             [fleets.vans]\ncount = 1\nseats = 5\nstart = \"a\"\n\
             [fleets.buses]\ncount = 0\nseats = 10\nstart = \"a\"\n\
             joins = [{{ at = \"2 h\", vehicles = 1, if_out = {limit}, reported_by = \"gate\" }}]\n[observers.gate]\n"
        ))
    };
    // Nobody is out before: the bus is never called, and the van takes both parties in four loads from then on.
    assert_eq!(metric(&plan(1), 0, "out", "all"), 20.0);
    assert_eq!(metric(&plan(1), 0, "parties_split", "all"), 2.0);
}

/// People who have been set down, go on and are left by a lost vehicle are out once, for the register, too.
#[test]
fn people_lost_on_their_way_on_wait_there_again_and_are_counted_once() {
    let plan = crate::plan_of(
        "format = 1\nsites = { a = {}, b = {}, c = {}, h = {} }\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }\n\
         routes.bh = { from = \"b\", to = \"h\", both_ways = true, time = \"60 min\" }\n\
         routes.ch = { from = \"c\", to = \"h\", both_ways = true, time = \"60 min\" }\n\
         routes.bc = { from = \"b\", to = \"c\", both_ways = true, time = \"60 min\" }\n\
         people.there = { at = \"c\", to = \"h\", count = 1, arrivals = { times = [{ at = \"19 h\", people = 1 }] } }\n\
         people.sick = { at = \"a\", to = \"b\", count = 10, onward = { to = \"h\", share = 1.0 } }\n\
         people.late = { at = \"a\", to = \"b\", count = 10, arrivals = { times = [{ at = \"20 h\", people = 10 }] } }\n\
         [fleets.buses]\ncount = 1\nseats = 10\nstart = \"a\"\nserves = [\"a\"]\n\
         [fleets.ambulances]\ncount = 1\nseats = 10\nstart = \"b\"\ntakes = [\"sick\"]\nserves = [\"b\"]\n\
         lost = [{ at = \"90 min\", vehicles = 1, people = \"c\" }]\n\
         [fleets.spare]\ncount = 1\nseats = 10\nstart = \"c\"\ntakes = [\"sick\", \"there\"]\nserves = [\"b\", \"c\"]\n\
         [[movement]]\noutbound = \"independent\"\nends = { out = 12 }\n[[movement]]\n",
    );
    #[derive(Default)]
    struct Began(Option<Tick>, u32);
    impl Recorder for Began {
        fn record(&mut self, now: Tick, notice: &Notice) {
            match notice {
                Notice::PhaseBegan { .. } => self.0 = Some(now),
                Notice::Alighted { people, .. } => self.1 += people,
                _ => {}
            }
        }
    }
    let mut engine = Engine::new(&plan, Began::default());
    engine.run(0).unwrap();
    let Began(began, alighted) = engine.recorder();
    // The sick are set down at b and, fetched there again after the loss, at h: 10 and 10; one from c; the late at b: 10 more.
    assert_eq!(*alighted, 31);
    // Ten are out at 1 h, one more at 20 h, and twelve only when the late are.
    assert!(began.is_some_and(|at| at.0 / MINUTE >= 21 * 60), "{began:?}");
}

#[test]
fn a_trace_tells_reports_behind_what_they_count() {
    let plan =
        case("[observers.doctor]\nreports = { at = [\"100 min\", \"210 min\"], delay = \"30 min\" }\n");
    let mut told = crate::events(&plan, 0).into_iter().flat_map(|row| {
        let at = row.event.tick.0 / MINUTE;
        row.then.into_iter().filter(|words| words.contains("counts")).map(move |words| (at, words))
    });
    // Told at 130 and 240 minutes: behind what happened last before, the bus being back at a and at b.
    let (before, words) = told.next().unwrap();
    assert!(before <= 130, "{before}");
    assert_eq!(words, "doctor counts 10 by 1:40, and says so at 2:10 (10 in truth)");
    let (before, words) = told.next().unwrap();
    assert!((210..=240).contains(&before), "{before}");
    assert_eq!(words, "doctor counts 20 by 3:30, and says so at 4:00 (20 in truth)");
    assert_eq!(told.next(), None);
}
