//! From a scenario file to a plan: what each key comes to.

use noria::plan::{
    Arrivals, Between, Caught, ChangeKind, DutyEnd, GroupId, Id, Need, Part, PhaseEnd, Plan, Reported,
    SiteId, SuspendedWhen,
};
use noria::scenario::Scenario;
use noria::units::{HOUR, MINUTE, Span, Tick};

const REFERENCE: &str = include_str!("../../../scenarios/reference.toml");

fn reference() -> Scenario {
    Scenario::read("scenarios/reference.toml").expect("the reference can be read")
}

fn plan() -> Plan {
    reference().plan().unwrap_or_else(|problems| panic!("{problems}"))
}

fn hours(hours: f64) -> Tick {
    Tick((hours * HOUR as f64) as u64)
}

#[test]
fn the_clock_the_study_and_the_goal_are_read() {
    let plan = plan();
    assert_eq!((plan.name.as_str(), plan.title.as_str()), ("reference", "Every key of the format"));
    assert_eq!(plan.clock.rfc3339(Tick::START), "2016-12-15T14:00:00+02:00");
    assert_eq!((plan.end, plan.seed, plan.replications), (Some(hours(46.0)), 2016, 200));
    let goal = plan.goal.unwrap();
    assert_eq!((goal.by, goal.out.unwrap().share, goal.probability), (hours(20.0), 0.99, 0.9));
    assert_eq!(plan.groups[goal.group().unwrap()].id, "patients");
}

#[test]
fn rows_keep_the_order_of_the_file() {
    let plan = plan();
    let sites: Vec<&str> = plan.sites.rows().iter().map(|site| site.id.as_str()).collect();
    assert_eq!(sites, ["square", "clinic", "shelter", "school", "hospital", "depot"]);
    assert_eq!(plan.sites.rows()[0].title, "The square, a pickup");
    assert_eq!((plan.sites.rows()[0].berths, plan.sites.rows()[1].berths), (Some(20), None));
    let groups: Vec<&str> = plan.whole_groups().map(|(_, group)| group.id.as_str()).collect();
    assert_eq!(groups, ["families", "late", "steady", "brought", "walkers", "patients", "lying"]);
}

#[test]
fn a_route_for_both_ways_is_two_rows_with_luck_of_their_own() {
    let plan = plan();
    let [out, back] = &plan.routes.rows()[..2] else { panic!("two rows") };
    assert_eq!((out.id.as_str(), back.id.as_str()), ("corridor", "corridor"));
    assert_eq!((out.from, out.to), (back.to, back.from));
    assert_ne!(out.entity, back.entity);
    assert_eq!(out.time.bounds(), (42.0 * MINUTE as f64, 62.0 * MINUTE as f64));
    assert_eq!(out.by_hour.at(Span(23 * HOUR)).0, 1.25);
    assert_eq!(plan.routes.len(), 8 + 2 + 9, "those of the file, the way to the hospital, the table's");
}

#[test]
fn people_come_when_the_scenario_says() {
    let plan = plan();
    let arrivals: Vec<&Arrivals> = plan.groups.rows().iter().map(|group| &group.arrivals).collect();
    assert_eq!(arrivals[0], &Arrivals::Evenly(hours(0.0), hours(6.0)));
    let late = [(2.0, 0.0), (6.0, 120.0), (16.0, 170.0), (18.0, 230.0)];
    assert_eq!(arrivals[1], &Arrivals::Poisson(late.map(|(at, people)| (hours(at), people)).to_vec()));
    assert_eq!(arrivals[2], &Arrivals::Poisson(vec![(hours(0.0), 0.0), (hours(46.0), 575.0)]));
    let brought = [(1.0, 0.0), (1.0, 40.0), (12.0, 40.0), (12.0, 100.0)];
    assert_eq!(arrivals[3], &Arrivals::Curve(brought.map(|(at, people)| (hours(at), people)).to_vec()));
    let walkers = [(0.5, 0.0), (8.0, 100.0), (12.0, 250.0), (18.0, 400.0)];
    assert_eq!(arrivals[4], &Arrivals::Curve(walkers.map(|(at, people)| (hours(at), people)).to_vec()));
    let jump = [(0.0, 0.0), (0.0, 50.0)];
    assert_eq!(arrivals[5], &Arrivals::Curve(jump.map(|(at, people)| (hours(at), people)).to_vec()));
    assert_eq!(arrivals[6], &Arrivals::AtStart);
    let sizes: Vec<Option<f64>> =
        plan.whole_groups().map(|(_, group)| group.size.as_ref().map(|size| size.mean().round())).collect();
    assert_eq!(sizes, [Some(4500.0), None, None, Some(100.0), Some(400.0), Some(50.0), Some(20.0)]);
}

#[test]
fn fleets_take_and_serve_what_they_can_unless_told() {
    let plan = plan();
    let [buses, ambulances, vans, ..] = plan.fleets.rows() else { panic!("three fleets") };
    assert_eq!(
        (buses.vehicles.clone(), ambulances.vehicles.clone(), vans.vehicles.clone()),
        (0..20, 20..37, 37..44)
    );
    let taken = |fleet: &noria::plan::Fleet| {
        fleet.takes.iter().map(|&id| plan.groups[id].id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(taken(buses), ["families", "late", "steady", "walkers"]);
    assert_eq!(taken(ambulances), ["brought", "patients", "lying", "lying"], "and those of a lost taxi");
    assert_eq!(taken(vans), ["families", "late", "steady", "walkers"]);
    assert_eq!(
        ambulances.serves.iter().map(|&id| plan.sites[id].id.as_str()).collect::<Vec<_>>(),
        ["clinic", "square"]
    );
    assert_eq!(buses.places[Need::Seat.index()].bounds(), (47.0, 60.0));
    assert_eq!(buses.boarding.per_person.as_fixed(), Some(20_000.0));
    assert_eq!((buses.max_wait, buses.time_factor), (Span::minutes(15), 1.1));
    assert_eq!(vans.alighting.dwell.as_fixed(), Some(0.0));
}

#[test]
fn phases_of_the_same_fleets_are_one_list() {
    let plan = plan();
    let ruled: Vec<usize> = plan.fleets.rows().iter().map(|fleet| fleet.movement.index()).collect();
    assert_eq!(ruled, [0, 0, 1, 1, 1, 1, 1]);
    let [first, free] = plan.movements.rows() else { panic!("two lists") };
    assert_eq!(first.label, "movement.0");
    let ends: Vec<_> = first.phases.iter().map(|phase| phase.ends).collect();
    let by = Some(noria::plan::ObserverId(0));
    let (out, half) = (Reported { out: 1000, by }, Reported { out: 0.5, by });
    let ten_to_eight = Some(PhaseEnd::At(hours(6.0)));
    let told =
        [Some(PhaseEnd::Convoys(2)), ten_to_eight, Some(PhaseEnd::Out(out)), Some(PhaseEnd::ShareOut(half))];
    assert_eq!(ends[..4], told);
    assert_eq!(ends[4..], [None, None]);
    assert_eq!(first.phases[5].gradual, Some((hours(8.0), hours(14.0))));
    let rules = [&first.phases[0].back, &first.phases[1].outbound, &free.phases[0].outbound];
    assert_eq!(
        rules.map(|rule| (rule.rule().name(), rule.rule().waits_for())),
        [("convoy", Some(10)), ("platoon", Some(5)), ("independent", None)]
    );
}

#[test]
fn overrides_reach_every_kind_of_value() {
    let plan = reference()
        .set("fleets.buses.count", 30)
        .and_then(|scenario| scenario.set("routes.\"corridor\".time", "30 min"))
        .and_then(|scenario| scenario.set("routes.corridor.by_hour.\"22:00\"", 1.5))
        .and_then(|scenario| scenario.set("movement.5.gradual.from", "2016-12-15T21:00:00+02:00"))
        .and_then(|scenario| scenario.set("people.patients.count", "{ uniform = [10, 20] }"))
        .and_then(|scenario| scenario.set("sites.school.title", "School"))
        .and_then(|scenario| scenario.set("title", "Hello"))
        .and_then(|scenario| scenario.set("people.brought.arrivals.times.2", "{ at = \"13 h\", people = 5 }"))
        .unwrap()
        .plan()
        .unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(plan.title, "Hello");
    assert_eq!(plan.fleets.rows()[0].count(), 30);
    assert_eq!(plan.routes.rows()[0].time.as_fixed(), Some(30.0 * MINUTE as f64));
    assert_eq!(plan.routes.rows()[0].by_hour.at(Span(23 * HOUR)).0, 1.5);
    assert_eq!(plan.movements.rows()[0].phases[5].gradual, Some((hours(7.0), hours(14.0))));
    assert_eq!(plan.groups.rows()[5].size.as_ref().unwrap().bounds(), (10.0, 20.0));
    assert_eq!(plan.groups.rows()[3].size.as_ref().unwrap().as_fixed(), Some(105.0));
    assert_eq!(plan.sites.rows()[3].title, "School");
}

#[test]
fn a_scenario_without_a_file_can_bring_its_tables() {
    let names = ["sites", "routes", "people", "fleets", "arrivals", "itineraries"];
    let names = names.map(|name| format!("reference-{name}.csv"));
    let scenario = Scenario::parse("elsewhere/reference.toml", REFERENCE).unwrap();
    let with = |scenario: Scenario, name: &String| {
        scenario.with_file(name, std::fs::read_to_string(format!("scenarios/{name}")).unwrap())
    };
    let scenario = names
        .iter()
        .fold(scenario, with)
        .with_file("times.csv", "minutes,seats\n40,60\n")
        .with_file("reference-times.csv", include_str!("../../../scenarios/reference-times.csv"))
        .with_file("reference-answer.json", include_str!("../../../scenarios/reference-answer.json"))
        .with_file("curve.csv", "time,people\n1 h,10\n2 h,30\n");
    let plan = scenario.plan().unwrap_or_else(|problems| panic!("{problems}"));
    let jump = vec![(hours(1.0), 0.0), (hours(1.0), 10.0), (hours(2.0), 30.0)];
    assert_eq!(plan.groups.rows()[4].arrivals, Arrivals::Curve(jump));
    assert_eq!(
        scenario
            .files()
            .map(|(name, _)| name)
            .filter(|name| !names.contains(&(*name).to_owned()))
            .collect::<Vec<_>>(),
        ["curve.csv", "reference-answer.json", "reference-times.csv", "times.csv"]
    );
}

#[test]
fn the_hash_is_of_all_that_was_said() {
    let hash = reference().hash();
    assert_eq!((hash.len(), hash.clone()), (64, reference().hash()));
    assert_ne!(reference().set("study.seed", 2016).unwrap().hash(), hash);
    assert_ne!(reference().with_file("times.csv", "minutes,seats\n1,1\n").hash(), hash);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let error = Scenario::read("tests/no such file.toml").unwrap_err();
    assert_eq!(
        error.to_string(),
        "error: tests/no such file.toml cannot be read: there is no such file\n  = help: check its name and folder"
    );
    assert!(Scenario::read("tests").unwrap_err().to_string().contains("it is a folder"));
}

#[test]
fn what_happens_around_the_trips_is_read() {
    let plan = plan();
    let fleet = |id: &str| plan.fleets.rows().iter().find(|fleet| fleet.id == id).unwrap();
    let (taxis, coach) = (fleet("taxis"), fleet("coach"));
    assert_eq!((taxis.count(), taxis.joiners()), (8, 2), "those who join are the last of the fleet");
    let changes: Vec<_> = taxis.changes.iter().map(|change| (change.at, &change.kind)).collect();
    assert_eq!(changes[0], (hours(2.0), &ChangeKind::Join));
    let ChangeKind::Lost(Some(stranded)) = changes[1].1 else { panic!("{changes:?}") };
    let clinic = SiteId(1);
    let stranded: Vec<_> =
        stranded.iter().map(|&group| (plan.groups[group].part, plan.groups[group].at)).collect();
    assert!(stranded.contains(&(Part::Stranded(GroupId(6)), clinic)), "{stranded:?}");
    assert_eq!(taxis.breakdown.as_ref().unwrap().every, Between::Driving(150.0 * HOUR as f64));
    assert_eq!(coach.breakdown.as_ref().unwrap().every, Between::Km(20_000.0));
    assert_eq!(taxis.duty.as_ref().unwrap().at_end, DutyEnd::AtOnce);
    assert_eq!(coach.itinerary.as_ref().unwrap().len(), 4);
    assert_eq!(taxis.under_way[0].people, [(GroupId(6), 1)]);
    let lying = &plan.groups[GroupId(6)];
    let onward = lying.onward.as_ref().unwrap();
    assert_eq!(plan.groups[onward.parts[0].1].part, Part::Onward(GroupId(6)));
    assert!(taxis.takes.contains(&onward.parts[0].1), "it serves the shelter, where they wait to go on");
    assert_eq!(plan.fleets.rows().last().unwrap().own_cars_of, Some(GroupId(0)), "own cars come last");
    assert_eq!(plan.groups[GroupId(0)].hazards.worsening, Some((0.001, GroupId(6))));
    assert_eq!(plan.groups[GroupId(0)].already_out, [(SiteId(3), 120)]);
}

#[test]
fn checkpoints_stand_where_the_route_meets_them() {
    let plan = plan();
    let ways: Vec<_> = plan.routes.rows().iter().filter(|route| route.id == "to_hospital").collect();
    let stations = |way: usize| -> Vec<(f64, &str)> {
        let stations = ways[way].stations.iter();
        stations.map(|station| (station.at, plan.checkpoints[station.checkpoint].id.as_str())).collect()
    };
    assert_eq!(stations(0), [(0.3, "bridge"), (0.9, "border")]);
    assert_eq!(stations(1), [(0.7, "bridge")], "the way back meets it at the other share");
    assert_eq!(ways[0].speeds.unwrap().loaded, 50.0);
    let bridge = &plan.checkpoints.rows()[0];
    assert_eq!((bridge.lanes, bridge.per_convoy), (2, false));
    let open = |hour: u64| bridge.hours.as_ref().unwrap().at(Span(hour * HOUR)).0;
    assert_eq!([1, 3, 7, 23].map(open), [true, false, true, true], "hours past midnight are two windows");
}

#[test]
fn suspensions_are_read_by_what_and_when() {
    let plan = plan();
    let [window, random, nightly, told] = plan.suspensions.rows() else { panic!("four suspensions") };
    assert_eq!((window.routes.len(), window.sites.len(), window.checkpoints.len()), (2, 1, 1));
    assert_eq!(window.when, SuspendedWhen::Window(hours(12.0), Some(hours(14.0))));
    assert_eq!(window.caught, Caught::TurnBack);
    assert_eq!(random.routes.len(), plan.routes.len(), "everything is closed");
    assert!(matches!(random.when, SuspendedWhen::Random { every, .. } if every == 20.0 * HOUR as f64));
    // Of 23:00 to 1:30, what lies between 22:00 and 0:30.
    assert_eq!(nightly.when, SuspendedWhen::Window(hours(0.0), None));
    let both = nightly.hours.as_ref().unwrap().windows();
    assert_eq!(both, [(Span(23 * HOUR), Span(HOUR / 2))]);
    assert!(matches!(told.when, SuspendedWhen::Out { people: 2000, reported_by: Some(_), .. }));
}

/// A whole scenario of two pickups, a shelter between them and a table of travel times.
fn with_matrix(table: &str, rest: &str) -> Scenario {
    let text = format!(
        "format = 1\nmatrix = {{ csv = \"m.csv\", unit = \"min\" }}\n\
         sites = {{ a-b = {{}}, c = {{}}, a = {{}}, b-c = {{}} }}\n\
         people.everyone = {{ at = \"a\", to = \"c\", count = 10 }}\n{rest}"
    );
    Scenario::parse("case.toml", &text).unwrap().with_file("m.csv", table)
}

#[test]
fn a_table_of_travel_times_fills_in_what_routes_leave_out() {
    let table = ",a-b,c,a,b-c\na-b,0,5,,\nc,1.5,0,7,\na,,8,0,9\nb-c,,,9,0\n";
    let fleet = "fleets.vans = { count = 1, seats = 5, start = \"a\" }\n";
    let road = "routes.road = { from = \"c\", to = \"a\", time = \"1 h\" }\n";
    let plan = with_matrix(table, &format!("{road}{fleet}")).plan().unwrap_or_else(|no| panic!("{no}"));
    let minutes: Vec<(u16, u16, f64)> = plan
        .routes
        .rows()
        .iter()
        .map(|route| (route.from.0, route.to.0, route.time.mean() / MINUTE as f64))
        .collect();
    assert_eq!(
        minutes,
        [(1, 2, 60.0), (0, 1, 5.0), (1, 0, 1.5), (2, 1, 8.0), (2, 3, 9.0), (3, 2, 9.0)],
        "ids that read alike when joined are no trouble"
    );
}

#[test]
fn quotes_in_tables_of_numbers_are_closed() {
    for (table, end) in [
        (",a,c\na,0,5\nc,5,\"0\n", "line 3 and never closed"),
        (",a,c\na,0,5\nc,\"5\"0,0\n", "line 3 and closed with text behind it"),
    ] {
        let told = with_matrix(table, "").plan().map(|_| ()).unwrap_err();
        let begins = "names \"m.csv\", which has a quote that is opened in";
        assert!(told.list().iter().any(|no| no.says.contains(&format!("{begins} {end}"))), "{told}");
    }
    let fleet = "fleets.vans = { count = 1, seats = { csv = { file = \"s.csv\", column = \"n\" } }, start = \"a\" }\n";
    let scenario = with_matrix(",a,c\na,0,5\nc,5,0\n", fleet).with_file("s.csv", "n\n5\n\"6\n7\n");
    let told = scenario.plan().map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("names \"s.csv\", which has a quote that is opened in line 3 and never"), "{told}");
}

#[test]
fn kilometres_count_only_on_roads_that_a_fleet_drives() {
    let table = ",c,a,b-c\nc,0,,3\na,,0,\nb-c,3,,0\n";
    let road = "routes.road = { from = \"a\", to = \"c\", both_ways = true, km = 30, time = \"1 h\" }\n";
    let vans = |range: u32| {
        let range = format!("range = {{ km = {range}, refuel = \"5 min\" }}");
        let fleet = format!("fleets.vans = {{ count = 1, seats = 5, start = \"a\", {range} }}\n");
        with_matrix(table, &format!("{road}{fleet}")).plan()
    };
    assert!(vans(30).is_ok(), "the table's roads have no length, but nobody drives them");
    assert!(vans(29).unwrap_err().to_string().contains("is 29 km, but `routes.road` is 30 km long"));
}

#[test]
fn who_all_have_cars_need_no_fleet_of_their_own() {
    let text = "format = 1\nsites = { a = {}, b = {} }\n\
        routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"1 h\" }\n\
        people.riders = { at = \"a\", to = \"b\", count = 10 }\n\
        people.lying = { at = \"a\", to = \"b\", count = 25, needs = \"stretcher\", \
            own_cars = { share = 1, people_per_car = 2.5, from = \"0 h\", to = \"1 h\" } }\n\
        fleets.vans = { count = 1, seats = 5, start = \"a\" }\n";
    let plan = Scenario::parse("case.toml", text).unwrap().plan().unwrap_or_else(|no| panic!("{no}"));
    let cars = plan.fleets.rows().last().unwrap();
    assert_eq!(
        (cars.own_cars_of, cars.vehicles.clone()),
        (Some(GroupId(1)), 1..15),
        "two in each, one to spare"
    );
    assert_eq!(plan.movements.rows()[cars.movement.index()].label, "no movement");
    assert_eq!(plan.groups[GroupId(1)].own_cars.as_ref().unwrap().window, (hours(0.0), hours(1.0)));
}

#[test]
fn people_in_vehicles_count_among_all() {
    let text = "format = 1\nsites = { a = {}, b = {} }\n\
        routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"1 h\" }\n\
        people.everyone = { at = \"a\", to = \"b\", count = 10 }\n\
        fleets.f = { count = 100, seats = 1_000_000_000, start = \"a\", under_way = [{ vehicles = 100, \
            from = \"a\", to = \"b\", arrives = \"10 min\", people = { everyone = 1_000_000_000 } }] }\n";
    let told = Scenario::parse("case.toml", text).unwrap().plan().map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("can be 100_000_000_010 in all"), "{told}");
}

/// Files of every kind, with a slip in their third line, as Linux and as Windows end lines.
#[test]
fn a_slip_is_told_in_the_line_that_an_editor_shows() {
    let town = "format = 1\nsites = { a = {}, b = {} }\nfleets.f = { count = 1, seats = 50, start = \"a\" }\n\
                matrix = { csv = \"m.csv\", unit = \"min\" }\n";
    let cases = [
        ("m.csv", ["", "a,b", ""].join(","), "a,,5\nb,x,", "count = 1", "line 3, column 2"),
        ("m.csv", ["", "a,b"].join(","), "a,,5\nb,3", "count = 1", "whose line 3"),
        ("c.csv", "n".into(), "5\nx", "count.csv = { file = \"c.csv\", column = \"n\" }", "line 3"),
        ("c.csv", "time,people".into(), "1 h,5\n2 h,x", "count = 9, arrivals.curve = \"c.csv\"", "line 3"),
    ];
    for (file, head, rows, count, says) in cases {
        let head = head.trim_end_matches(',').to_owned();
        let text = format!("{town}people.p = {{ at = \"a\", to = \"b\", {count} }}\n");
        for end in ["\n", "\r\n"] {
            let table = format!("{head}\n{rows}\n").replace('\n', end);
            let scenario = Scenario::parse("case.toml", &text).unwrap();
            let scenario = scenario.with_file("m.csv", ",a,b\na,,5\nb,3,\n").with_file(file, table);
            let told = scenario.plan().map(|_| ()).unwrap_err().to_string();
            assert!(told.contains(says), "{end:?}: {says} is not in\n{told}");
        }
    }
}
