use noria::engine::Engine;
use noria::plan::{
    Between, Breakdown, Caught, ChangeKind, Checkpoint, CheckpointId, Duty, DutyEnd, Entity, Fleet,
    FleetChange, FleetId, FuelRange, Group, GroupId, Hazards, Need, Onward, OwnCars, Part, Plan, RouteId,
    SiteId, Station, SuspendedWhen, Suspension, Table, UnderWay,
};
use noria::record::{
    Auditor, Event, EventLog, Headcount, Journal, Metrics, Notice, Outcome, Recorder, TripLog, metric_names,
    rendered_series,
};
use noria::stats::Distribution;
use noria::units::{HOUR, MINUTE, Span, Tick};
use proptest::prelude::*;

use super::event_log::assert_rebuilt;
use crate::plan_of;

const AT: SiteId = SiteId(0);
const CAMP: SiteId = SiteId(1);
const CLINIC: SiteId = SiteId(2);

fn minutes(n: u64) -> Tick {
    Tick(n * MINUTE)
}

fn fixed(value: f64) -> Distribution {
    Distribution::fixed(value).unwrap()
}

/// What happens in a case, beside people being moved.
#[derive(Clone, Copy, Debug, Default)]
struct Case {
    seed: u64,
    end: Option<u64>,
    convoy: bool,
    suspended: Option<Caught>,
    again_and_again: bool,
    checkpoint: bool,
    headway: bool,
    breakdowns: bool,
    takeover: bool,
    duty: bool,
    range: bool,
    changes: bool,
    onward: bool,
    own_cars: bool,
    hazards: bool,
    refuses: bool,
    out_before: bool,
    shelter: bool,
    under_way: bool,
    companions: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let caught = prop_oneof![
        Just(None),
        Just(Some(Caught::Finish)),
        Just(Some(Caught::Halt)),
        Just(Some(Caught::TurnBack))
    ];
    let end = prop_oneof![Just(Some(600)), Just(Some(300))];
    (0..1000_u64, end, caught, proptest::array::uniform17(prop::bool::weighted(0.35))).prop_map(
        |(seed, end, suspended, flags)| {
            let [
                convoy,
                again_and_again,
                checkpoint,
                headway,
                breakdowns,
                takeover,
                duty,
                range,
                changes,
                rest @ ..,
            ] = flags;
            let [onward, own_cars, hazards, refuses, out_before, shelter, under_way, companions] = rest;
            Case {
                seed,
                end,
                convoy,
                suspended,
                again_and_again,
                checkpoint,
                headway,
                breakdowns,
                takeover,
                duty,
                range,
                changes,
                onward,
                own_cars,
                hazards,
                refuses,
                out_before,
                shelter,
                under_way,
                companions,
            }
        },
    )
}

impl Case {
    fn plan(&self) -> Plan {
        let end = self.end.map_or(String::new(), |end| format!("clock.end = \"{end} min\"\n"));
        let movement =
            if self.convoy { "[[movement]]\noutbound = \"convoy\"\nreturn = \"convoy\"\n" } else { "" };
        let mut plan = plan_of(&format!(
            "format = 1\nname = \"case\"\nstudy.seed = {}\n{end}\
             sites = {{ a = {{ berths = 2 }}, camp = {{ berths = 3 }}, clinic = {{}} }}\n\
             [routes]\nout = {{ from = \"a\", to = \"camp\", both_ways = true, km = 30, time = {{ triangular = [\"30 min\", \"40 min\", \"70 min\"] }} }}\n\
             on = {{ from = \"camp\", to = \"clinic\", both_ways = true, km = 20, time = \"25 min\" }}\n\
             [people]\nwalkers = {{ at = \"a\", to = \"camp\", count = 120, party = {{ uniform = [1, 4] }} }}\n\
             lying = {{ at = \"a\", to = \"camp\", count = 12, needs = \"stretcher\", urgency = 1, arrivals = {{ evenly = {{ from = \"0 min\", to = \"2 h\" }} }} }}\n\
             [fleets.buses]\ncount = 4\nseats = 12\nstart = \"a\"\nmax_wait = \"5 min\"\nboarding = {{ dwell = \"5 min\", per_person = \"20 s\" }}\nalighting = {{ dwell = \"5 min\" }}\n\
             [fleets.vans]\ncount = 2\nseats = 2\nstretchers = 2\nstart = \"a\"\nboarding = {{ dwell = \"5 min\" }}\nalighting = {{ dwell = \"5 min\" }}\n\
             [fleets.nurses]\ncount = 1\nseats = 3\nstart = \"camp\"\ntakes = [\"walkers\"]\nboarding = {{ dwell = \"5 min\" }}\n{movement}",
            self.seed
        ));
        self.bend_roads(&mut plan);
        self.bend_fleets(&mut plan);
        self.bend_people(&mut plan);
        plan
    }

    fn bend_roads(&self, plan: &mut Plan) {
        if self.checkpoint {
            plan.checkpoints = Table::new(vec![Checkpoint {
                id: "post".to_owned(),
                lanes: 1,
                per_convoy: self.seed.is_multiple_of(2),
                time: fixed(2.0 * MINUTE as f64),
                hours: None,
            }]);
            for route in [RouteId(0), RouteId(1)] {
                plan.routes[route].stations = vec![Station { at: 0.4, checkpoint: CheckpointId(0) }];
            }
        }
        if self.headway {
            plan.routes[RouteId(0)].headway = Some(Span(2 * MINUTE));
        }
        if let Some(caught) = self.suspended {
            let when = if self.again_and_again {
                let lasts = Distribution::exponential(20.0 * MINUTE as f64).unwrap();
                SuspendedWhen::Random { from: minutes(30), to: None, every: HOUR as f64, lasts }
            } else {
                SuspendedWhen::Window(minutes(60 + self.seed % 50), Some(minutes(150)))
            };
            plan.suspensions = Table::new(vec![Suspension {
                label: "suspensions.0".to_owned(),
                routes: vec![RouteId(0), RouteId(1)],
                sites: if self.seed.is_multiple_of(3) { vec![CAMP] } else { Vec::new() },
                checkpoints: Vec::new(),
                caught,
                when,
                hours: None,
                entity: Entity::named("suspensions", "0"),
            }]);
        }
        if self.shelter {
            plan.sites[CAMP].capacity = Some(60);
        }
    }

    fn bend_fleets(&self, plan: &mut Plan) {
        let buses = &mut plan.fleets[FleetId(0)];
        if self.breakdowns {
            buses.breakdown = Some(Breakdown {
                every: if self.seed.is_multiple_of(2) {
                    Between::Driving(HOUR as f64)
                } else {
                    Between::Km(50.0)
                },
                repair: fixed(40.0 * MINUTE as f64),
                crews: Some(1),
                takeover: self.takeover,
            });
        }
        if self.duty {
            let at_end = if self.seed.is_multiple_of(2) { DutyEnd::AtOnce } else { DutyEnd::AfterTrip };
            let driving = Some(Span(2 * HOUR));
            buses.duty = Some(Duty { driving, on_duty: None, rest: fixed(HOUR as f64), at_end });
        }
        if self.range {
            buses.range = Some(FuelRange { km: 100.0, refuel: fixed(15.0 * MINUTE as f64) });
        }
        if self.changes {
            let change = |at, kind| FleetChange { at: minutes(at), vehicles: 1, kind, only_if: None };
            buses.changes = vec![
                change(50, ChangeKind::Join),
                change(70 + self.seed % 60, ChangeKind::Lost(None)),
                change(140, ChangeKind::Leave),
            ];
        }
        if self.under_way {
            let people = vec![(GroupId(0), 5)];
            let (from, to) = (AT, CAMP);
            buses.under_way = vec![UnderWay { vehicles: 1, from, to, arrives: minutes(20), people }];
        }
    }

    fn bend_people(&self, plan: &mut Plan) {
        let mut groups = plan.groups.rows().to_vec();
        if self.hazards {
            groups[0].hazards = Hazards {
                worsening: Some((0.05, GroupId(1))),
                giving_up: 0.03,
                dying: 0.02,
                dying_aboard: 0.05,
            };
        }
        groups[0].refuses = if self.refuses { 0.1 } else { 0.0 };
        if self.out_before {
            groups[0].already_out = vec![(CAMP, 7)];
        }
        if self.companions {
            groups[1].companions = Some(fixed(1.0));
        }
        if self.onward {
            let part = GroupId(groups.len() as u32);
            groups[0].onward = Some(Onward { share: 0.3, parts: vec![(CAMP, part)] });
            let part_of = Part::Onward(GroupId(0));
            let mut row =
                Group { part: part_of, ..Group::plain("walkers", (CAMP, CLINIC), Distribution::ZERO) };
            row.size = None;
            groups.push(row);
            let nurses = &mut plan.fleets[FleetId(2)];
            (nurses.takes, nurses.serves) = (vec![part], vec![CAMP]);
        }
        if self.own_cars {
            let fleet = FleetId(plan.fleets.len() as u16);
            let window = (minutes(20), minutes(100));
            groups[0].own_cars = Some(OwnCars { share: 0.2, people_per_car: 3.5, window, fleet });
            let first = plan.vehicle_count();
            let cars =
                Fleet { own_cars_of: Some(GroupId(0)), ..Fleet::plain("walkers", first..first + 12, AT) };
            let mut fleets = plan.fleets.rows().to_vec();
            fleets.push(Fleet { serves: Vec::new(), ..cars });
            plan.fleets = Table::new(fleets);
        }
        assert!(groups.iter().all(|group| group.need == Need::Seat || group.need == Need::Stretcher));
        plan.groups = Table::new(groups);
    }
}

/// Adds up what was told of people out, so that all can be compared with it.
#[derive(Debug, Default)]
struct Told {
    expected: u64,
    out: u64,
    delivered: u64,
}

impl Recorder for Told {
    fn begin(&mut self, _replication: u64) {
        *self = Told::default();
    }

    fn record(&mut self, _now: Tick, notice: &Notice) {
        match *notice {
            Notice::Expected { people, .. } => self.expected += u64::from(people),
            Notice::AlreadyOut { people, .. } | Notice::DroveIn { people, .. } => {
                self.out += u64::from(people)
            }
            Notice::Alighted { people, site, .. } => {
                self.delivered += u64::from(people);
                self.out += u64::from(if site == CAMP { people } else { 0 });
            }
            _ => {}
        }
    }

    fn on_event(&mut self, _event: &Event) {}
}

fn check(case: Case) {
    let plan = case.plan();
    let watchers = (
        (Auditor::new(&plan), Metrics::new(&plan)),
        (Headcount::new(&plan), (TripLog::new(&plan), Journal::new(&plan, 400))),
    );
    let mut engine = Engine::new(&plan, (watchers, (Told::default(), EventLog::new(&plan))));
    let Ok(end) = engine.run(case.seed % 5) else { return };
    let (((auditor, metrics), (headcount, (log, journal))), (told, events)) = engine.recorder();
    assert_eq!(auditor.fault(), None, "{case:?}");
    assert_rebuilt(&plan, headcount, events.rows());

    let names = metric_names(&plan);
    let metric = |name: &str| {
        let place = names.iter().position(|row| row.name == name && row.group == "all");
        place.map_or(0.0, |place| metrics.values()[place])
    };
    let series = rendered_series(&plan);
    let counted = |state: &str| {
        let row = series.iter().find(|row| row.state == state && row.group.is_none() && row.site.is_none());
        row.map_or(0.0, |row| f64::from(headcount.last()[row.series]))
    };
    assert_eq!(counted("out"), told.out as f64, "{case:?}");
    for (name, state) in [
        ("out", "out"),
        ("dead", "dead"),
        ("on_foot", "on_foot"),
        ("refused", "refused"),
        ("handed_on", "handed_on"),
        ("private_arrived", "private_arrived"),
    ] {
        assert_eq!(metric(name), counted(state), "{name} of {case:?}");
    }
    let exclusive: f64 = series
        .iter()
        .filter(|row| row.group.is_none() && row.site.is_none() && row.state != "out")
        .map(|row| f64::from(headcount.last()[row.series]))
        .sum();
    let still_due = metric("waiting_at_end") - counted("waiting");
    assert_eq!(exclusive + still_due, told.expected as f64, "{case:?}");

    for vehicle in plan.fleets.rows().iter().flat_map(|fleet| fleet.vehicles.clone()) {
        let mut now = Tick::START;
        for stay in journal.stays().iter().filter(|stay| stay.vehicle.0 == vehicle) {
            assert_eq!(stay.from, now, "{stay:?} of {case:?}");
            now = stay.to;
        }
        assert_eq!(now, end, "{case:?}");
    }
    let steady = |places: &[(Tick, f64)]| {
        places.windows(2).all(|pair| pair[0].0 <= pair[1].0)
            && places.iter().all(|at| (0.0..=1.0).contains(&at.1))
    };
    assert!(journal.ways().iter().all(|way| steady(&way.places)), "{case:?}");
    let km: f64 = journal
        .ways()
        .iter()
        .filter(|way| plan.fleets[plan.fleet_of(way.vehicle)].own_cars_of.is_none())
        .map(|way| {
            let driven = way.places.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).sum::<f64>();
            driven * plan.routes[way.route].km.unwrap()
        })
        .sum();
    assert!((km - metric("vehicle_km")).abs() < 1e-3, "{km} km, {} of {case:?}", metric("vehicle_km"));

    let ended = |outcome| log.rows().iter().filter(|trip| trip.outcome == Some(outcome)).count();
    assert!(ended(Outcome::TurnedBack) == 0 || case.suspended == Some(Caught::TurnBack), "{case:?}");
    assert!(ended(Outcome::TakenOver) == 0 || case.takeover, "{case:?}");
    for trip in log.rows() {
        let times = [Some(trip.departed), trip.arrived, trip.alighting, trip.alighted, trip.returned];
        let times: Vec<Tick> = times.into_iter().flatten().collect();
        assert!(times.is_sorted(), "{trip:?} of {case:?}");
        if trip.outcome == Some(Outcome::Delivered) {
            assert!(trip.alighted.is_some(), "{trip:?} of {case:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens, all who watch say the same, and the auditor finds nothing.
    #[test]
    fn all_who_watch_agree(case in case()) {
        check(case);
    }
}

/// A bus that is under way when the run begins breaks down, drives on, and is lost on the road.
#[test]
fn who_is_under_way_at_the_start_drives_only_the_rest_of_the_way() {
    check(Case {
        seed: 563,
        end: Some(600),
        convoy: true,
        breakdowns: true,
        changes: true,
        under_way: true,
        ..Case::default()
    });
}
