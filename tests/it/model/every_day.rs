//! What is closed in the same hours of every day, and clocks that other offsets are told to, as worked out
//! on paper: an hour's road from `a` to `b` and back, a bus of ten seats that boards and alights at once.

use noria::plan::{Plan, SuspendedWhen};
use noria::scenario::Scenario;
use noria::units::{HOUR, MINUTE};

use crate::{plan_of, trips};

/// A bus for so many people, from a time of the tenth of March on.
fn shuttle(start: &str, people: u32, rest: &str) -> String {
    format!(
        "format = 1\nname = \"case\"\nclock = {{ start = 2026-03-10T{start} }}\n\
         sites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }}\n\
         people.everyone = {{ at = \"a\", to = \"b\", count = {people} }}\n\
         fleets.buses = {{ count = 1, seats = 10, start = \"a\" }}\n{rest}"
    )
}

/// How many hours after the start the loaded bus left.
fn departures(plan: &Plan) -> Vec<f64> {
    trips(plan, 0).iter().map(|trip| trip.departed.0 as f64 / HOUR as f64).collect()
}

fn closed(start: &str, people: u32, suspension: &str) -> Vec<f64> {
    departures(&plan_of(&shuttle(start, people, &format!("[[suspensions]]\n{suspension}\n"))))
}

#[test]
fn times_of_day_mean_every_day() {
    // It leaves at 20:00 and is back at 22:00, when the road closes until 5:00. The next night finds it at b.
    let road = "routes = [\"road\"]\nfrom = 22:00:00\nto = 05:00:00";
    let days = closed("20:00:00", 140, road);
    assert_eq!(days, [0., 9., 11., 13., 15., 17., 19., 21., 23., 25., 34., 36., 38., 40.]);
    assert_eq!(closed("20:00:00", 140, "routes = [\"road\"]\nfrom = \"22:00\"\nto = \"05:00\""), days);
    assert_eq!(
        closed("20:00:00", 140, "routes = [\"road\"]\nhours = [{ from = 22:00:00, to = 05:00:00 }]"),
        days
    );
}

#[test]
fn dates_mean_once() {
    let road = "routes = [\"road\"]\nfrom = 2026-03-10T22:00:00\nto = 2026-03-11T05:00:00";
    assert_eq!(closed("20:00:00", 150, road).len(), 15);
    assert_eq!(closed("20:00:00", 150, road)[1..], Vec::from_iter((0..14).map(|n| 9.0 + 2.0 * f64::from(n))));
}

#[test]
fn a_start_within_the_hours_finds_it_closed_and_one_at_their_end_does_not() {
    let road = "routes = [\"road\"]\nfrom = 22:00:00\nto = 05:00:00";
    assert_eq!(closed("23:30:00", 10, road), [5.5]);
    assert_eq!(closed("22:00:00", 10, road), [7.0]);
    assert_eq!(closed("05:00:00", 10, road), [0.0]);
    assert_eq!(closed("00:00:00", 10, road), [5.0]);
}

#[test]
fn sites_and_checkpoints_are_closed_every_day_too() {
    // The bus stands at a from 22 on.
    let site = "sites = [\"a\"]\nfrom = 21:00:00\nto = 00:00:00";
    assert_eq!(closed("20:00:00", 130, site), [0., 4., 6., 8., 10., 12., 14., 16., 18., 20., 22., 24., 28.]);
    let gate = "[[suspensions]]\ncheckpoints = [\"gate\"]\nfrom = 20:15:00\nto = 21:15:00\n";
    let road = "time = \"60 min\"";
    let checked = format!("{road}, checkpoints = [{{ name = \"gate\", at = 0.5, time = \"0 min\" }}]");
    let plan = plan_of(&shuttle("20:00:00", 130, gate).replace(road, &checked));
    let arrived: Vec<_> = trips(&plan, 0).iter().filter_map(|trip| trip.arrived).collect();
    // At the gate at 20:30, and next day, on its way back, at 20:15, just as it closes.
    assert_eq!([arrived[0].0, arrived[12].0], [105 * MINUTE, 26 * HOUR + 45 * MINUTE]);
}

#[test]
fn hours_hold_between_dates() {
    // In the first of two nights alone.
    let road = "routes = [\"road\"]\nfrom = 2026-03-10T21:00:00\nto = 2026-03-11T12:00:00\n\
                hours = [{ from = 22:00:00, to = 05:00:00 }]";
    assert_eq!(closed("20:00:00", 110, road)[8..], [23.0, 25.0, 27.0]);
    // From the middle of a night on, and until the middle of one.
    let late = "routes = [\"road\"]\nfrom = \"3 h\"\nhours = [{ from = 22:00:00, to = 05:00:00 }]";
    assert_eq!(closed("20:00:00", 30, late), [0.0, 2.0, 10.0]);
    let early =
        "routes = [\"road\"]\nfrom = \"1 h\"\nto = \"5 h\"\nhours = [{ from = 22:00:00, to = 05:00:00 }]";
    assert_eq!(closed("20:00:00", 30, early), [0.0, 5.0, 7.0]);
}

#[test]
fn who_is_under_way_turns_back_or_stands_every_day() {
    for (under_way, first) in [("halt", 11.5), ("turn-back", 10.0)] {
        let road =
            format!("routes = [\"road\"]\nfrom = 21:30:00\nto = 06:00:00\nunder_way = \"{under_way}\"");
        // Half of its way back at 21:30.
        assert_eq!(closed("20:00:00", 20, &road)[1], first - if under_way == "halt" { 1.0 } else { -1.0 });
    }
}

#[test]
fn what_comes_at_random_begins_within_its_hours_of_any_day() {
    let road = "routes = [\"road\"]\nfrom = 22:00:00\nto = 02:00:00\nevery = \"2 h\"\nlasts = \"10 min\"";
    let text = shuttle("20:00:00", 1000, &format!("[[suspensions]]\n{road}\n"));
    let plan = plan_of(&text);
    assert!(matches!(plan.suspensions.rows()[0].when, SuspendedWhen::Random { .. }));
    let begins: Vec<u64> = crate::model::incidents_by_hand::diary_of(&plan, 3)
        .into_iter()
        .filter_map(|(now, notice)| match notice {
            noria::record::Notice::Suspended { begins: true, .. } => Some(now.0),
            _ => None,
        })
        .collect();
    let of_day = |tick: &u64| (tick + 20 * HOUR) % (24 * HOUR);
    assert!(begins.iter().map(of_day).all(|time| !(2 * HOUR..22 * HOUR).contains(&time)));
    let days: std::collections::BTreeSet<u64> =
        begins.iter().map(|tick| (tick + 8 * HOUR) / (24 * HOUR)).collect();
    assert!(days.len() >= 5, "{days:?}");
    // Four hours a night of one in some two hours, over eight nights and a part.
    assert!((8..32).contains(&begins.len()), "{}", begins.len());
}

#[test]
fn a_time_of_day_beside_an_instant_is_refused_with_the_way_out() {
    for (window, says) in [
        (
            "from = 22:00:00\nto = 2026-03-11T05:00:00",
            "`suspensions.0.from` is a time of day, which means every day, but `to` comes once",
        ),
        ("from = \"2 h\"\nto = 05:00:00", "`suspensions.0.to` is a time of day, which means every day"),
        ("from = 22:00:00\nto = 22:00:00", "`suspensions.0.to` is when it begins, too"),
    ] {
        let text = shuttle("20:00:00", 10, &format!("[[suspensions]]\nroutes = [\"road\"]\n{window}\n"));
        let problems = Scenario::parse("case.toml", &text).unwrap().plan().unwrap_err().to_string();
        assert!(problems.contains(says), "{problems}");
        assert_eq!(problems.contains("2026-03-10T22:00:00+00:00"), window.contains("2026"), "{problems}");
    }
}

#[test]
fn hours_that_never_come_are_refused() {
    let text = shuttle("20:00:00", 10, "clock.end = \"1 h\"\n")
        .replace("clock = { start = 2026-03-10T20:00:00 }", "clock.start = 2026-03-10T20:00:00");
    let text = text + "[[suspensions]]\nroutes = [\"road\"]\nfrom = 22:00:00\nto = 23:00:00\n";
    let problems = Scenario::parse("case.toml", &text).unwrap().plan().unwrap_err().to_string();
    assert!(
        problems.contains("`suspensions.0.from` gives hours that never come before the run ends"),
        "{problems}"
    );
}

/// Two roads lead out. Of one, two suspensions have all hours of a day between them until the fourth of their days
/// is over, when it opens at half past seven in the evening; the other opens for good at nine.
#[test]
fn a_road_that_is_shut_around_the_clock_opens_when_one_of_the_reasons_is_over() {
    let plan = plan_of(
        "format = 1\nclock = { start = 2026-03-10T00:00:00 }\nsites = { a = {}, b = {}, c = {} }\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         routes.ac = { from = \"a\", to = \"c\", both_ways = true, time = \"10 min\" }\n\
         people.everyone = { at = \"a\", to = [\"b\", \"c\"], count = 10 }\n\
         fleets.buses = { count = 1, seats = 10, start = \"a\" }\n\
         [[suspensions]]\nroutes = [\"ab\"]\nfrom = 2026-03-10T00:00:00\nto = 2026-03-14T00:00:00\n\
         hours = [{ from = 13:00:00, to = 09:30:00 }]\n\
         [[suspensions]]\nroutes = [\"ab\"]\nfrom = 00:00:00\nto = 19:30:00\n\
         [[suspensions]]\nroutes = [\"ac\"]\nfrom = 2026-03-10T00:00:00\nto = 2026-03-14T21:00:00\n",
    );
    assert_eq!(departures(&plan), [4.0 * 24.0 + 19.5]);
}

/// Vehicles of several kinds look again and again for a way round: what is never open is found out without a look at
/// each day of ten years each time.
#[test]
fn a_road_that_is_never_open_costs_no_more_than_its_clocks() {
    let plan = plan_of(
        "format = 1\nsites = { p = {}, d = {}, h = {} }\n\
         [routes]\npd = { from = \"p\", to = \"d\", time = { triangular = [\"33 min\", \"67 min\", \"135 min\"] } }\n\
         dp = { from = \"d\", to = \"p\", km = 11.5, speed = { empty = 64, loaded = 25.5 } }\n\
         ph = { from = \"p\", to = \"h\", time = \"40 min\" }\ndh = { from = \"d\", to = \"h\", time = \"34 min\" }\n\
         [people.lying]\nat = \"p\"\nto = \"d\"\nneeds = \"stretcher\"\n\
         arrivals = { times = [{ at = \"0 h\", people = 19 }, { at = \"196 min\", people = 9 }] }\n\
         [fleets]\nevery = { count = 4, start = \"p\", stretchers = { gamma = { mean = 2, cv = 0.3 } } }\n\
         none = { count = 0, start = \"d\", stretchers = { values = [1, 3] } }\n\
         vans = { count = 1, start = \"p\", stretchers = 1 }\n\
         [[suspensions]]\nroutes = [\"pd\", \"dh\"]\nfrom = 13:00:00\nto = 09:30:00\n\
         [[suspensions]]\nroutes = [\"pd\", \"ph\"]\nfrom = 00:00:00\nto = 19:30:00\n",
    );
    let begun = std::time::Instant::now();
    assert_eq!(departures(&plan), [0.0; 0]);
    assert!(begun.elapsed().as_secs() < 8, "{:?}", begun.elapsed());
}

/// People who may go to `b`, or to `c` by a road of so many minutes.
fn two_ways(minutes: u32, suspensions: &str) -> Plan {
    let text = shuttle("22:00:00", 10, suspensions)
        .replace("b = {} }", "b = {}, c = {} }")
        .replace("to = \"b\", count", "to = [\"b\", \"c\"], count");
    let road =
        format!("routes.long = {{ from = \"a\", to = \"c\", both_ways = true, time = \"{minutes} min\" }}\n");
    plan_of(&text.replace("people.everyone", &(road + "people.everyone")))
}

/// Where they are set down, and after how many minutes.
fn set_down(minutes: u32, suspensions: &str) -> Vec<(String, u64)> {
    let plan = two_ways(minutes, suspensions);
    let rows = trips(&plan, 0).into_iter();
    rows.map(|trip| (plan.sites[trip.to].id.clone(), trip.arrived.unwrap().0 / MINUTE)).collect()
}

/// Shut by night, by day, and by night again: for 31 hours. What is planned for the summer changes nothing.
#[test]
fn a_road_that_is_shut_for_more_than_a_day_is_known_to_open_when_the_reasons_are_over() {
    let day = "[[suspensions]]\nroutes = [\"road\"]\nfrom = 2026-03-11T05:00:00\nto = 2026-03-11T22:00:00\n";
    let nights = "[[suspensions]]\nroutes = [\"road\"]\nfrom = 22:00:00\nto = 05:00:00\n";
    let summer =
        "[[suspensions]]\nroutes = [\"road\"]\nfrom = 2026-06-01T00:00:00\nto = 2026-06-02T00:00:00\n";
    for suspensions in [[day, nights, summer], [summer, nights, day], [nights, day, ""]] {
        let suspensions = suspensions.concat();
        assert_eq!(set_down(48 * 60, &suspensions), [("b".to_owned(), 32 * 60)], "{suspensions}");
        assert_eq!(set_down(31 * 60, &suspensions), [("c".to_owned(), 31 * 60)], "{suspensions}");
    }
}

/// The road to `b` takes an hour and is open for half an hour a day, from ten in the evening, and who is on it when it closes
/// turns back: nobody comes through. If that ends after 74 hours, at midnight, they are through after 75.
#[test]
fn a_road_that_is_never_open_for_long_enough_is_no_way() {
    let suspended =
        |when| format!("[[suspensions]]\nroutes = [\"road\"]\nunder_way = \"turn-back\"\n{when}\n");
    let always = suspended("from = 22:30:00\nto = 22:00:00");
    assert_eq!(set_down(400 * 60, &always), [("c".to_owned(), 400 * 60)]);
    let days = suspended(
        "from = 2026-03-10T22:30:00\nto = 2026-03-14T00:00:00\nhours = [{ from = 22:30:00, to = 22:00:00 }]",
    );
    assert_eq!(set_down(74 * 60 + 30, &days), [("c".to_owned(), 74 * 60 + 30)]);
    let plan = two_ways(76 * 60, &days);
    assert_eq!(plan.sites[trips(&plan, 0)[0].to].id, "b");
}

/// On the way to `b` it would stand from 10 to 40 minutes, and then from 70 to 90: it would be there after 110. One halt
/// within another counts once.
#[test]
fn halts_on_the_way_are_foreseen_in_their_order_whatever_that_of_the_file() {
    let halt = |from: u32, to: u32| {
        format!(
            "[[suspensions]]\nroutes = [\"road\"]\nfrom = \"{from} min\"\nto = \"{to} min\"\nunder_way = \"halt\"\n"
        )
    };
    for halts in [[halt(10, 40), halt(70, 90)], [halt(70, 90), halt(10, 40)]] {
        assert_eq!(set_down(105, &halts.concat()), [("c".to_owned(), 105)]);
        assert_eq!(set_down(115, &halts.concat()), [("b".to_owned(), 110)]);
    }
    let within = halt(10, 40) + &halt(20, 35);
    assert_eq!(set_down(95, &within), [("b".to_owned(), 90)]);
    assert_eq!(set_down(85, &within), [("c".to_owned(), 85)]);
    let overlap = halt(20, 50) + &halt(10, 40);
    assert_eq!(set_down(105, &overlap), [("b".to_owned(), 100)]);
    assert_eq!(set_down(95, &overlap), [("c".to_owned(), 95)]);
}
