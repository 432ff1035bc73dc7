use std::sync::{Arc, Mutex};

use noria::plan::{
    Choice, Discipline, Dispatch, DispatchRule, Id, Independent, MovementRule, Plan, Platoon, Ready, Release,
    Stop, Wanting, Way,
};
use noria::units::{MINUTE, Tick};

use crate::{plan_of, trips};

/// A garage, two villages 10 and 20 minutes from it, and a town 30 minutes from all.
fn villages([of_near, of_far]: [u32; 2], buses: &str) -> Plan {
    let road = |name: &str, [from, to]: [&str; 2], minutes: u32| {
        format!(
            "routes.{name} = {{ from = \"{from}\", to = \"{to}\", both_ways = true, time = \"{minutes} min\" }}\n"
        )
    };
    let roads = [
        road("r1", ["garage", "near"], 10),
        road("r2", ["garage", "far"], 20),
        road("r3", ["near", "town"], 30),
        road("r4", ["far", "town"], 30),
        road("r5", ["garage", "town"], 30),
    ];
    plan_of(&format!(
        "format = 1\nname = \"case\"\nsites = {{ garage = {{}}, near = {{}}, far = {{}}, town = {{}} }}\n{}\
         people.of_near = {{ at = \"near\", to = \"town\", count = {of_near} }}\n\
         people.of_far = {{ at = \"far\", to = \"town\", count = {of_far} }}\n\
         [fleets.bus]\nseats = 10\nstart = \"garage\"\n{buses}",
        roads.concat()
    ))
}

/// From which sites the trips of a run leave, and when, in minutes.
fn departures(plan: &Plan) -> Vec<(&str, u64)> {
    let rows = trips(plan, 0).into_iter();
    rows.map(|trip| (&*plan.sites[trip.from].id, trip.departed.0 / MINUTE)).collect()
}

/// What a dispatch rule was told: the minute, the place of the last pickup, and the pickups.
type Told = (u64, Option<usize>, Vec<Wanting>);

/// Goes to the last of those offered, and keeps what it was told.
#[derive(Debug, Default)]
struct LastOffered(Arc<Mutex<Vec<Told>>>);

impl DispatchRule for LastOffered {
    fn name(&self) -> &str {
        "last offered"
    }

    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting {
        let told = (choice.now.0 / MINUTE, choice.last, choice.pickups.to_vec());
        self.0.lock().unwrap().push(told);
        choice.pickups.last().unwrap()
    }
}

#[test]
fn a_dispatch_rule_of_ones_own_chooses_among_what_wants_the_vehicle() {
    let mut plan = villages([20, 10], "count = 1\nserves = [\"near\", \"far\"]");
    // Most wait at the near village: there first; then ten wait in each, and the first of the list comes first.
    assert_eq!(departures(&plan), [("near", 10), ("near", 70), ("far", 130)]);
    let rule = LastOffered::default();
    let told = Arc::clone(&rule.0);
    plan.dispatch_by(rule);
    assert_eq!(departures(&plan), [("far", 20), ("near", 80), ("near", 140)]);
    let told = told.lock().unwrap();
    // It is asked at the start alone: after that one village is left.
    let [(now, last, pickups)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*now, *last), (0, None));
    let seen: Vec<_> = pickups
        .iter()
        .map(|pickup| {
            let site = &*plan.sites[pickup.site].id;
            (site, pickup.place, pickup.when.0 / MINUTE, pickup.waiting, pickup.vehicles)
        })
        .collect();
    assert_eq!(seen, [("near", 0, 10, 20, 0), ("far", 1, 20, 10, 0)]);
}

#[test]
fn a_dispatch_rule_is_told_of_other_vehicles_and_of_what_was_served_last() {
    let mut plan = villages([20, 10], "count = 2\nserves = [\"near\", \"far\"]");
    let rule = LastOffered::default();
    let told = Arc::clone(&rule.0);
    plan.dispatch_by(rule);
    // The first bus goes to the far village, the second has one village left.
    assert_eq!(departures(&plan), [("near", 10), ("far", 20), ("near", 70)]);
    assert_eq!(told.lock().unwrap().len(), 1);
    let mut plan = villages([20, 20], "count = 1\nserves = [\"near\", \"far\"]");
    let rule = LastOffered::default();
    let told = Arc::clone(&rule.0);
    plan.dispatch_by(rule);
    assert_eq!(departures(&plan), [("far", 20), ("far", 80), ("near", 140), ("near", 200)]);
    let asked: Vec<_> = told.lock().unwrap().iter().map(|&(now, last, _)| (now, last)).collect();
    assert_eq!(asked, [(0, None), (50, Some(1))]);
}

/// Lets those go who are full, each group of them at once, and everybody once nobody else can come.
#[derive(Debug)]
struct FullOnes(u32);

impl MovementRule for FullOnes {
    fn name(&self) -> &str {
        "full ones"
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        let full = |ready: &Ready| ready.load >= self.0;
        match stop.coming {
            0 => Release::Everyone,
            _ => Release::These(
                stop.vehicles().iter().filter(|ready| full(ready)).map(|ready| ready.vehicle).collect(),
            ),
        }
    }
}

#[test]
fn a_movement_rule_of_ones_own_can_pick_vehicles_out_of_the_middle() {
    let scenario = "format = 1\nname = \"case\"\nsites = { a = {}, b = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }\n\
         people.everyone = { at = \"a\", to = \"b\", count = 22 }\n\
         [fleets.small]\ncount = 1\nseats = 4\nstart = \"a\"\nboarding = { dwell = \"10 min\" }\n\
         [fleets.large]\ncount = 1\nseats = 8\nstart = \"a\"\nboarding = { dwell = \"20 min\" }\n\
         [fleets.slow]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"45 min\" }\n";
    let mut plan = plan_of(scenario);
    let departed = |plan: &Plan| {
        let rows = trips(plan, 0).into_iter();
        rows.map(|trip| (trip.vehicle.index(), trip.departed.0 / MINUTE, trip.convoy)).collect::<Vec<_>>()
    };
    assert_eq!(departed(&plan), [(0, 10, None), (1, 20, None), (2, 45, None)]);
    plan.leave_by(Way::Outbound, FullOnes(8));
    // The small one is ready first and is held; the large one goes past it; with the last one all go.
    assert_eq!(departed(&plan), [(1, 20, None), (0, 45, Some(1)), (2, 45, Some(1))]);
}

/// Answers with something that makes no sense.
#[derive(Debug)]
struct Confused(Release);

impl MovementRule for Confused {
    fn name(&self) -> &str {
        "confused"
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        if stop.coming == 0 { Release::Everyone } else { self.0.clone() }
    }
}

#[test]
fn answers_that_name_nobody_who_stands_ready_let_nobody_go() {
    use noria::plan::VehicleId;
    for answer in [Release::First(0), Release::These(Vec::new()), Release::These(vec![VehicleId(7)])] {
        let buses = "count = 2\nserves = [\"near\", \"far\"]\nboarding = { dwell = \"5 min\" }";
        let mut plan = villages([20, 0], buses);
        plan.leave_by(Way::Outbound, Confused(answer));
        assert_eq!(departures(&plan), [("near", 15), ("near", 15)], "both leave when nobody else can come");
    }
}

#[test]
fn rules_that_can_be_told_apart_make_plans_that_can_be_told_apart() {
    let plan = villages([20, 10], "count = 1\nserves = [\"near\", \"far\"]");
    let print_with = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan.clone();
        change(&mut plan);
        plan.print()
    };
    let prints = [
        print_with(&|_| {}),
        print_with(&|plan| plan.leave_by(Way::Outbound, Platoon(2))),
        print_with(&|plan| plan.leave_by(Way::Outbound, Platoon(3))),
        print_with(&|plan| plan.leave_by(Way::Back, Platoon(3))),
        print_with(&|plan| plan.dispatch_by(noria::plan::Nearest)),
        print_with(&|plan| plan.dispatch_by(noria::plan::Fixed)),
    ];
    for (number, print) in prints.iter().enumerate() {
        assert!(print.is_some() && !prints[..number].contains(print), "{number}");
    }
    assert_eq!(print_with(&|plan| plan.leave_by(Way::Outbound, Independent)), prints[0]);
    assert_eq!(print_with(&|plan| plan.dispatch_by(LastOffered::default())), None);
    assert_eq!(print_with(&|plan| plan.leave_by(Way::Back, FullOnes(8))), None);
    let same = |one: &Dispatch, other: &Dispatch| one == other;
    let own = Dispatch::by(LastOffered::default());
    assert!(same(&own, &own.clone()) && !same(&own, &Dispatch::by(LastOffered::default())));
    assert_eq!(Discipline::of(Platoon(3)).to_string(), "in platoons of 3");
    let stop = Stop::new((plan.fleets.rows()[0].start, Way::Back), (Tick(0), Tick(5)), (2, 0), &Vec::new);
    assert_eq!(Platoon(3).release(&stop), Release::Everyone);
}
