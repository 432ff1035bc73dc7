use noria::units::MINUTE;

use crate::{plan_of, trips};

/// When everybody of each trip was out, in minutes, and how many they were, in that order.
fn outs(text: &str) -> Vec<(u64, u32)> {
    let plan = plan_of(&format!("format = 1\n{text}"));
    let mut outs: Vec<(u64, u32)> =
        trips(&plan, 0).iter().filter_map(|trip| Some((trip.alighted?.0 / MINUTE, trip.people))).collect();
    outs.sort_unstable();
    outs
}

fn road(name: &str, from: &str, to: &str, minutes: u32) -> String {
    format!(
        "routes.{name} = {{ from = \"{from}\", to = \"{to}\", both_ways = true, time = \"{minutes} min\" }}\n"
    )
}

fn closed(what: &str, from: &str, to: &str) -> String {
    format!("[[suspensions]]\n{what}\nfrom = \"{from}\"\nto = \"{to}\"\n")
}

/// Two families of four wait and one more person is due at one o'clock; three cars of three seats have parked.
#[test]
fn parked_cars_keep_no_places_from_families_whom_they_cannot_take() {
    let case = |cars: &str| {
        "sites = { a = {}, b = {} }\n".to_owned()
            + &road("ab", "a", "b", 10)
            + "people.singles = { at = \"a\", to = \"b\", arrivals = { times = [{ at = \"1 h\", people = 1 }] } }\n\
               people.families = { at = \"a\", to = \"b\", count = 8, party = 4 }\n\
               fleets.van = { count = 1, seats = 4, start = \"b\", ready = \"30 min\" }\n"
            + cars
    };
    let parked = case("fleets.cars = { count = 3, seats = 3, start = \"a\" }\n");
    assert_eq!(outs(&parked), [(50, 4), (70, 1), (70, 4)]);
    // Those that are still on their way keep none either.
    let coming = case("fleets.cars = { count = 3, seats = 3, start = \"far\" }\n")
        .replace("b = {} }", "b = {}, far = {} }")
        + &road("far", "far", "a", 55);
    assert_eq!(outs(&coming), [(50, 4), (70, 1), (70, 4)]);
}

/// Vehicle `one`, ten minutes away behind a closed road, and `two`, ten minutes away on an open one.
fn competing(closed: &str) -> String {
    "sites = { a = {}, b = {}, c = {} }\n".to_owned()
        + &road("ab", "a", "b", 10)
        + &road("ac", "a", "c", 10)
        + &road("bc", "b", "c", 10)
        + "people.p = { at = \"a\", to = \"c\", count = 10 }\n\
           fleets.one = { count = 1, seats = 10, start = \"b\" }\n\
           fleets.two = { count = 1, seats = 10, start = \"c\" }\n"
        + closed
}

#[test]
fn who_is_held_or_halted_keeps_nobody_from_a_vehicle_that_comes_sooner() {
    for under_way in ["finish", "halt", "turn-back"] {
        let caught = format!("under_way = \"{under_way}\"\n");
        let held = closed("routes = [\"ab\"]", "0 min", "10 h") + &caught;
        assert_eq!(outs(&competing(&held)), [(20, 10)], "{under_way} from the start");
    }
    let halted = closed("routes = [\"ab\"]", "5 min", "10 h") + "under_way = \"halt\"\n";
    assert_eq!(outs(&competing(&halted)), [(25, 10)]);
    let turned = closed("routes = [\"ab\"]", "5 min", "10 h") + "under_way = \"turn-back\"\n";
    assert_eq!(outs(&competing(&turned)), [(25, 10)]);
}

#[test]
fn who_stands_at_a_closed_checkpoint_keeps_nobody_from_another() {
    let gate = "checkpoints = [{ name = \"gate\", at = 0.5, ways = \"both\", time = \"1 min\" }]";
    let case = competing(&closed("checkpoints = [\"gate\"]", "1 min", "10 h")).replace(
        "routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }",
        &format!("routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\", {gate} }}"),
    );
    assert_eq!(outs(&case), [(25, 10)]);
}

/// The road opens after five minutes: who waits for it is sooner than another an hour away.
#[test]
fn who_is_held_for_a_while_keeps_his_promise_to_people_whom_nobody_fetches_sooner() {
    let case = competing(&closed("routes = [\"ab\"]", "0 min", "5 min")).replace(
        "routes.ac = { from = \"a\", to = \"c\", both_ways = true, time = \"10 min\" }",
        "routes.ac = { from = \"a\", to = \"c\", both_ways = true, time = \"60 min\" }",
    );
    // `one` is at a at 15 and out an hour later; `two` never moves.
    let plan = plan_of(&format!("format = 1\n{case}"));
    let rows = trips(&plan, 0);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].vehicle.0, rows[0].alighted.unwrap().0 / MINUTE), (0, 75));
}

/// Drop-off b is ten minutes away, c fifteen.
fn shelters(rest: &str) -> String {
    "sites = { a = {}, b = {}, c = {} }\n".to_owned()
        + &road("ab", "a", "b", 10)
        + &road("ac", "a", "c", 15)
        + &road("bc", "b", "c", 15)
        + "people.p = { at = \"a\", to = [\"b\", \"c\"], count = 10 }\n\
           fleets.bus = { count = 1, seats = 10, start = \"a\" }\n"
        + rest
}

#[test]
fn people_are_taken_where_they_are_expected_to_be_out_first() {
    assert_eq!(outs(&shelters("")), [(10, 10)]);
    assert_eq!(outs(&shelters(&closed("sites = [\"b\"]", "0 min", "10 h"))), [(15, 10)]);
    assert_eq!(outs(&shelters(&closed("routes = [\"ab\"]", "0 min", "10 h"))), [(15, 10)]);
    // It opens soon enough to be sooner all the same.
    assert_eq!(outs(&shelters(&closed("sites = [\"b\"]", "0 min", "12 min"))), [(12, 10)]);
    // Both are shut, c opens first.
    let both = closed("sites = [\"b\"]", "0 min", "10 h") + &closed("routes = [\"ac\"]", "0 min", "2 h");
    assert_eq!(outs(&shelters(&both)), [(135, 10)]);
    // Hours say the same.
    let hours = shelters("clock.start = 2026-03-02T20:00:00\n")
        .replace("b = {}", "b = { hours = [{ from = 08:00:00, to = 20:00:00 }] }");
    assert_eq!(
        outs(&format!(
            "clock.start = 2026-03-02T20:00:00\n{}",
            hours.replace("clock.start = 2026-03-02T20:00:00\n", "")
        )),
        [(15, 10)]
    );
    // And so it is where shelters fill up.
    let full = |rest: &str| shelters(rest).replace("b = {}", "b = { capacity = 50 }");
    assert_eq!(outs(&full(&closed("sites = [\"b\"]", "0 min", "10 h"))), [(15, 10)]);
    assert_eq!(outs(&full(&closed("routes = [\"ab\"]", "0 min", "10 h"))), [(15, 10)]);
}

/// It shuts while the bus is on its way, nobody knew: the bus drives on to the open one.
#[test]
fn a_bus_before_a_door_that_has_shut_drives_on_to_an_open_one() {
    let people = "people.first = { at = \"b\", to = \"c\", count = 1 }\nfleets.first = { count = 1, seats = 1, start = \"b\", takes = [\"first\"] }\n";
    let near = shelters(people).replace(&road("bc", "b", "c", 15), &road("bc", "b", "c", 5));
    let case = near + "[[suspensions]]\nsites = [\"b\"]\nout = 1\nlasts = \"10 h\"\n";
    assert_eq!(outs(&case), [(5, 1), (15, 10)]);
}

#[test]
fn nobody_waits_for_people_due_in_hours_while_others_wait_near_by() {
    let case = |start: &str| {
        "sites = { a = {}, d = {}, b = {} }\n".to_owned()
            + &road("ab", "a", "b", 10)
            + &road("db", "d", "b", 10)
            + &road("ad", "a", "d", 10)
            + "people.p = { at = \"a\", to = \"b\", arrivals = { times = [{ at = \"20 h\", people = 10 }] } }\n\
               people.u = { at = \"d\", to = \"b\", count = 50, urgency = 5 }\n"
            + &format!("fleets.bus = {{ count = 1, seats = 10, start = \"{start}\" }}\n")
    };
    let expected = [(20, 10), (40, 10), (60, 10), (80, 10), (100, 10), (1210, 10)];
    assert_eq!(outs(&case("a")), expected);
    assert_eq!(outs(&case("b")), expected);
    // The others may be just as patient, or come while the bus has parked.
    let later = case("a")
        .replace("count = 50, urgency = 5", "arrivals = { times = [{ at = \"1 h\", people = 10 }] }");
    assert_eq!(outs(&later), [(70, 10), (1210, 10)]);
}

#[test]
fn the_more_urgent_pickup_comes_first_with_every_rule() {
    for rule in ["most-waiting", "nearest", "fixed", "in-turn"] {
        let case = "sites = { a = {}, d = {}, b = {} }\n".to_owned()
            + &road("ab", "a", "b", 10)
            + &road("db", "d", "b", 10)
            + &road("ad", "a", "d", 10)
            + "people.p = { at = \"a\", to = \"b\", count = 40 }\n\
               people.u = { at = \"d\", to = \"b\", count = 5, urgency = 5 }\n"
            + &format!("fleets.bus = {{ count = 1, seats = 10, start = \"b\", dispatch = \"{rule}\" }}\n");
        assert_eq!(outs(&case)[0], (20, 5), "{rule}");
    }
}

/// Far is open until ten: a bus would get there, but not out before five. Near is open all night.
#[test]
fn nobody_goes_for_what_is_shut_while_something_else_is_open() {
    for rule in ["most-waiting", "nearest", "fixed", "in-turn"] {
        let case = "clock = { start = 2026-03-10T21:30:00, end = 2026-03-11T10:00:00 }\n\
                    sites = { far = {}, near = {}, hall = {} }\n"
            .to_owned()
            + &road("far", "far", "hall", 40)
            + &road("near", "near", "hall", 10)
            + "people.far = { at = \"far\", to = \"hall\", count = 600 }\n\
               people.near = { at = \"near\", to = \"hall\", count = 150 }\n"
            + &format!(
                "fleets.buses = {{ count = 2, seats = 50, start = \"hall\", boarding = {{ dwell = \"5 min\" }}, dispatch = \"{rule}\" }}\n"
            )
            + "[[suspensions]]\nfrom = 2026-03-10T22:00:00\nto = 2026-03-11T05:00:00\nroutes = [\"far\"]\n";
        let first: Vec<_> = outs(&case).into_iter().take(4).collect();
        assert_eq!(first, [(25, 50), (25, 50), (50, 50), (480 + 10, 50)], "{rule}");
    }
}

/// Shelters of five and three places, and a car of eight: five get out at the one, three at the other.
#[test]
fn people_in_a_car_that_is_larger_than_every_shelter_part() {
    let plan = plan_of(
        "format = 1\nclock.end = \"5 h\"\nsites = { a = {}, b = { capacity = 5 }, c = { capacity = 3 } }\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         routes.ac = { from = \"a\", to = \"c\", both_ways = true, time = \"20 min\" }\n\
         people.p = { at = \"a\", to = [\"b\", \"c\"], count = 9, own_cars = { share = 1.0, people_per_car = 8, from = \"0 min\", to = \"1 min\" } }\n\
         fleets.bus = { count = 1, seats = 1, start = \"a\" }\n",
    );
    let settings = noria::study::RunOptions { replications: Some(1), audit: true, ..Default::default() };
    let study = noria::study::Study::of(&plan).with(&settings).run().unwrap();
    // Eight places for nine people: one waits.
    assert_eq!(study.metric("out", "all").unwrap().mean, Some(8.0));
}

#[test]
fn eight_groups_at_a_site_are_all_seen() {
    let few: String = (0..7)
        .map(|group| {
            format!(
                "people.g{group} = {{ at = \"a\", to = \"b\", count = 10, arrivals = {{ evenly = {{ from = \"22 h\", to = \"23 h\" }} }} }}\n\
                 fleets.f{group} = {{ count = 1, seats = 5000, start = \"a\", takes = [\"g{group}\"], max_wait = \"24 h\" }}\n"
            )
        })
        .collect();
    let case = "clock.end = \"24 h\"\nsites = { a = {}, b = {} }\n".to_owned()
        + &road("ab", "a", "b", 60)
        + &few
        + "people.g7 = { at = \"a\", to = \"b\", count = 1000 }\n\
           fleets.f7 = { count = 1, seats = 1, start = \"a\", takes = [\"g7\"] }\n\
           fleets.zbus = { count = 10, seats = 50, start = \"a\" }\n";
    let by_three: u32 =
        outs(&case).iter().filter(|(minute, _)| *minute <= 180).map(|(_, people)| people).sum();
    assert_eq!(by_three, 1000);
}
