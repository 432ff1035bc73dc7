//! Runs worked out on paper for drop-offs that fill up, and for who comes to them by other ways than in a vehicle
//! that took them on during the run.

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Notice, Recorder};
use noria::scenario::Scenario;
use noria::units::{MINUTE, Tick};

use crate::plan_of;

/// Keeps all that it sees.
#[derive(Default)]
struct Diary(Vec<(Tick, Notice)>);

impl Recorder for Diary {
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.0.push((now, *notice));
    }
}

fn diary_of(plan: &Plan, replication: u64) -> Vec<(Tick, Notice)> {
    let mut engine = Engine::new(plan, (Diary::default(), Auditor::new(plan)));
    engine.run(replication).unwrap_or_else(|stall| panic!("{stall}"));
    assert_eq!(engine.recorder().1.fault(), None);
    std::mem::take(&mut engine.recorder_mut().0.0)
}

/// A pickup `a`, a drop-off `b` an hour away, and `c` an hour and a half from both; `b` has places for so many.
fn plan(capacity: u32, rest: &str) -> Plan {
    plan_of(&format!(
        "format = 1\nname = \"sheltered\"\nsites.a = {{}}\nsites.b.capacity = {capacity}\nsites.c = {{}}\n\
         routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, time = \"1 h\" }}\n\
         routes.ac = {{ from = \"a\", to = \"c\", both_ways = true, time = \"90 min\" }}\n\
         routes.bc = {{ from = \"b\", to = \"c\", both_ways = true, time = \"90 min\" }}\n{rest}"
    ))
}

/// People who all have cars for four and leave as they come: so many at each minute. The one bus does not take
/// them.
fn drivers(to: &str, times: &[(u32, u32)]) -> String {
    let people: u32 = times.iter().map(|(_, people)| people).sum();
    let time = |(at, people): &(u32, u32)| format!("{{ at = \"{at} min\", people = {people} }}");
    let times: Vec<String> = times.iter().map(time).collect();
    format!(
        "people.cars = {{ at = \"a\", to = {to}, count = {people}, party = 4, arrivals = {{ times = [{}] }}, \
         own_cars = {{ share = 1.0, people_per_car = 4, from = \"0 min\", to = \"1 min\" }} }}\n\
         [fleets.bus]\ncount = 1\nseats = 4\nstart = \"a\"\nboarding = {{ dwell = \"10 min\" }}\n\
         alighting = {{ dwell = \"5 min\" }}\n",
        times.join(", ")
    )
}

/// The minute at which people come to a site, and how many.
type Come = (u64, u16, u32);

/// When cars set out, and with how many people; and when these come where.
fn ways_of_cars(diary: &[(Tick, Notice)]) -> (Vec<(u64, u32)>, Vec<Come>) {
    let minute = |now: &Tick| {
        assert_eq!(now.0 % MINUTE, 0, "worked out in whole minutes");
        now.0 / MINUTE
    };
    let (mut off, mut home) = (Vec::new(), Vec::new());
    for (now, notice) in diary {
        match *notice {
            Notice::DroveOff { people, .. } => off.push((minute(now), people)),
            Notice::DroveIn { site, people, .. } => home.push((minute(now), site.0, people)),
            _ => {}
        }
    }
    (off, home)
}

#[test]
fn own_cars_go_on_to_the_nearest_drop_off_that_has_room_for_all_in_them() {
    // Nine places at `b`: for two cars, and one place that is of no use to the third.
    let plan = plan(9, &drivers("[\"b\", \"c\"]", &[(10, 4), (20, 4), (30, 4)]));
    let (off, home) = ways_of_cars(&diary_of(&plan, 0));
    assert_eq!(off, [(10, 4), (20, 4), (30, 4)]);
    assert_eq!(home, [(70, 1, 4), (80, 1, 4), (120, 2, 4)]);
}

#[test]
fn a_car_without_room_anywhere_waits_and_is_in_nobodys_way() {
    // Six places: the second car waits for ever, the last one with two people does not wait for it.
    let hours = "sites.b.hours = [{ from = 00:00:00, to = 23:00:00 }]\n";
    for opening in ["", hours] {
        let text = drivers("\"b\"", &[(10, 4), (20, 4), (30, 2)]);
        let plan = plan(6, &format!("{opening}{text}"));
        let (off, home) = ways_of_cars(&diary_of(&plan, 0));
        assert_eq!(off, [(10, 4), (30, 2)], "and the run ends");
        assert_eq!(home, [(70, 1, 4), (90, 1, 2)]);
    }
}

#[test]
fn cars_and_vehicles_count_each_others_places() {
    // The bus claims four of ten places at once, the first car has four, the second waits for ever.
    let plan = plan(
        10,
        &format!(
            "people.seated = {{ at = \"a\", to = \"b\", count = 4 }}\n{}",
            drivers("\"b\"", &[(2, 4), (3, 4)])
        ),
    );
    assert_eq!(ways_of_cars(&diary_of(&plan, 0)).1, [(62, 1, 4)]);
}

#[test]
fn a_car_that_waits_leaves_when_others_go_on_from_the_shelter() {
    // Eight places: four for those in the bus, who are at `b` at 75 and board a van there, which takes ten
    // minutes; four for the first car. The second leaves when the van has boarded them.
    let plan = plan(
        8,
        &format!(
            "people.seated = {{ at = \"a\", to = \"b\", count = 4, onward = {{ share = 1.0, to = \"c\" }} }}\n{}\
             serves = [\"a\"]\n[fleets.van]\ncount = 1\nseats = 4\nstart = \"b\"\nserves = [\"b\"]\n\
             boarding = {{ dwell = \"10 min\" }}\n",
            drivers("\"b\"", &[(2, 4), (3, 4)])
        ),
    );
    let (off, home) = ways_of_cars(&diary_of(&plan, 0));
    assert_eq!(off, [(2, 4), (85, 4)]);
    assert_eq!(home, [(62, 1, 4), (145, 1, 4)]);
}

/// Five are out at `b`, and a bus with four is on its way there, half an hour from it.
fn full_from_the_start(capacity: u32) -> String {
    format!(
        "format = 1\nname = \"full\"\nsites.a = {{}}\nsites.b.capacity = {capacity}\n\
         routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, time = \"1 h\" }}\n\
         people.everyone = {{ at = \"a\", to = \"b\", count = 3, already_out = {{ b = 5 }} }}\n\
         [fleets.bus]\ncount = 1\nseats = 4\nstart = \"a\"\n\
         under_way = [{{ vehicles = 1, from = \"a\", to = \"b\", arrives = \"30 min\", people = {{ everyone = 4 }} }}]\n"
    )
}

#[test]
fn who_is_out_or_under_way_at_the_start_has_room() {
    let refused =
        Scenario::parse("case.toml", &full_from_the_start(8)).unwrap().plan().unwrap_err().to_string();
    let says = "`sites.b.capacity` is 8, but 5 people are there already and 4 under way to it";
    assert!(refused.contains(says), "{refused}");
    // Nine just fit: the three at `a` stay. With ten places one of them is brought.
    for (capacity, out) in [(9, vec![(30, 4)]), (10, vec![(30, 4), (150, 1)])] {
        let diary = diary_of(&plan_of(&full_from_the_start(capacity)), 0);
        let down = diary.iter().filter_map(|(now, notice)| match notice {
            Notice::Alighted { people, .. } => Some((now.0 / MINUTE, *people)),
            _ => None,
        });
        assert_eq!(down.collect::<Vec<_>>(), out);
    }
}

/// A bus with four is on its way to `b`, half an hour from it; a van takes those who go on from there to `c`.
/// Nobody waits at `a`.
fn under_way_to_go_on(party: u32, share: f64) -> Plan {
    plan(
        100,
        &format!(
            "people.everyone = {{ at = \"a\", to = \"b\", count = 0, party = {party}, onward = {{ share = {share:?}, to = \"c\" }} }}\n\
             [fleets.bus]\ncount = 1\nseats = 4\nstart = \"a\"\nserves = [\"a\"]\n\
             under_way = [{{ vehicles = 1, from = \"a\", to = \"b\", arrives = \"30 min\", people = {{ everyone = 4 }} }}]\n\
             [fleets.van]\ncount = 1\nseats = 4\nstart = \"b\"\nserves = [\"b\"]\nboarding = {{ dwell = \"10 min\" }}\n"
        ),
    )
}

/// When people are set down, where, and how many.
fn set_down(plan: &Plan, replication: u64) -> Vec<Come> {
    let told = |(now, notice): &(Tick, Notice)| match *notice {
        Notice::Alighted { site, people, .. } => Some((now.0 / MINUTE, site.0, people)),
        _ => None,
    };
    diary_of(plan, replication).iter().filter_map(told).collect()
}

#[test]
fn who_is_under_way_at_the_start_goes_on_like_others() {
    assert_eq!(set_down(&under_way_to_go_on(1, 1.0), 0), [(30, 1, 4), (130, 2, 4)]);
    for party in [1, 2] {
        let plan = under_way_to_go_on(party, 0.5);
        let on = |replication| set_down(&plan, replication).get(1).map_or(0, |&(.., people)| people);
        let on: Vec<u32> = (0..400).map(on).collect();
        assert!(on.iter().all(|people| people % party == 0), "parties of {party} stay together");
        // A mean of two a run; its standard error is 1 / 20 for those alone, 1.42 / 20 for pairs.
        let mean = f64::from(on.iter().sum::<u32>()) / 400.0;
        assert!((mean - 2.0).abs() < 0.3, "{mean} of four go on in the mean, in parties of {party}");
    }
}

/// Two for `b` and two for `c` wait at `a`, and the bus would have seats for all.
#[test]
fn a_vehicle_goes_to_one_drop_off_where_room_is_ample() {
    let rest = "people.near = { at = \"a\", to = \"b\", count = 2 }\npeople.far = { at = \"a\", to = \"c\", count = 2 }\n\
                [fleets.bus]\ncount = 1\nseats = 4\nstart = \"a\"\n";
    assert_eq!(set_down(&plan(1000, rest), 0), [(60, 1, 2), (210, 2, 2)]);
}

/// A road that is closed only after years.
const IN_YEARS: &str = "[[suspensions]]\nroutes = [\"bc\"]\nfrom = \"70000 h\"\nto = \"70001 h\"\n";

/// One for `b`, which has a place for one, and one for `b` or `c`. The bus makes for `b` with the first, and so takes the
/// second along and on to `c`: at 60 minutes, and at 150. That a road is closed in years changes nothing.
#[test]
fn a_closure_in_years_does_not_change_who_is_taken_along() {
    let rest = "people.near = { at = \"a\", to = \"b\", count = 1 }\n\
                people.either = { at = \"a\", to = [\"b\", \"c\"], count = 1 }\n\
                [fleets.bus]\ncount = 1\nseats = 4\nstart = \"a\"\n";
    for rest in [rest, &format!("{rest}{IN_YEARS}")] {
        assert_eq!(set_down(&plan(1, rest), 0), [(60, 1, 1), (150, 2, 1)]);
    }
}

/// So many are on their way to `b`, there at half past, and go on from there to `c` at once. People for `b` or `c` come to
/// `a` one at a time; the bus boards them for an hour from the first.
fn one_by_one(before: u32, minutes: [u32; 2]) -> String {
    let [one, other] = minutes;
    format!(
        "people.before = {{ at = \"a\", to = \"b\", count = 0, onward = {{ share = 1.0, to = \"c\" }} }}\n\
         people.either = {{ at = \"a\", to = [\"b\", \"c\"], arrivals.times = [\
         {{ at = \"{one} min\", people = 1 }}, {{ at = \"{other} min\", people = 1 }}] }}\n\
         [fleets.early]\ncount = 1\nseats = {before}\nstart = \"a\"\ntakes = [\"before\"]\n\
         under_way = [{{ vehicles = 1, from = \"a\", to = \"b\", arrives = \"30 min\", people = {{ before = {before} }} }}]\n\
         [fleets.bus]\ncount = 1\nseats = 4\nstart = \"a\"\ntakes = [\"either\"]\nboarding = {{ dwell = \"1 h\" }}\n\
         [fleets.van]\ncount = 1\nseats = 4\nstart = \"b\"\nserves = [\"b\"]\ntakes = [\"before\"]\n"
    )
}

/// `b` has a place for one, which is free again at half past. The one who comes at once is promised `c`; the one who comes
/// at 45 minutes is promised `b`, the nearest. The bus leaves at an hour, is at `b` at two, and at `c` at three and a half.
#[test]
fn a_closure_in_years_does_not_change_where_those_go_who_come_later() {
    let rest = one_by_one(1, [0, 45]);
    for rest in [&rest, &format!("{rest}{IN_YEARS}")] {
        assert_eq!(set_down(&plan(1, rest), 0), [(30, 1, 1), (120, 2, 1), (120, 1, 1), (210, 2, 1)]);
    }
}

/// The same, but the road to `b` is closed until 85 minutes when the first one comes, at 35: at `c` by 125 and not at `b` by
/// 145, that one is promised `c`. Whoever comes at 90, with the road open and room at `b`, goes along: the bus leaves at 95.
#[test]
fn who_comes_later_follows_those_whom_a_closure_sent_elsewhere() {
    let closed = "[[suspensions]]\nroutes = [\"ab\"]\nfrom = \"1 min\"\nto = \"85 min\"\n";
    let rest = format!("{}{closed}", one_by_one(2, [35, 90]));
    assert_eq!(set_down(&plan(2, &rest), 0), [(30, 1, 2), (120, 2, 2), (185, 2, 2)]);
}
