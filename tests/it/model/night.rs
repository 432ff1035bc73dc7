use noria::scenario::Scenario;
use noria::study::{RunOptions, Study, Trips};
use noria::units::{HOUR, MINUTE, Tick};

const START: u64 = 14 * HOUR;

fn at(hour: u64) -> Tick {
    Tick(hour * HOUR - START)
}

#[test]
fn the_night_looks_like_the_night() {
    let plan = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap().plan().unwrap();
    let mut likely = 0;
    let mut sink = |replication: u64, trips: &[noria::record::Trip]| {
        let first = trips.iter().map(|trip| trip.departed).min().unwrap();
        let off = first.0.abs_diff(30 * MINUTE);
        assert!(off <= 15 * MINUTE, "replication {replication} departs first at {first}");
        let window_ends = at(28);
        let mut convoys: Vec<u32> =
            trips.iter().filter(|trip| trip.departed < window_ends).filter_map(|trip| trip.convoy).collect();
        convoys.dedup();
        assert!(convoys.len() >= 4, "replication {replication} has {} convoys", convoys.len());
        let alone = trips.iter().filter(|trip| trip.phase == 1 && trip.departed < window_ends).count();
        assert!(alone > 0, "in replication {replication} nobody breaks away inside the window");
        let out_at = |tick: Tick, wounded: bool| -> u32 {
            let of = |trip: &&noria::record::Trip| {
                let ambulance = plan.fleet_of(trip.vehicle).0 == 1;
                (!wounded || ambulance) && trip.alighted.is_some_and(|alighted| alighted <= tick)
            };
            trips.iter().filter(of).map(|trip| trip.people).sum()
        };
        assert!((150..=250).contains(&out_at(at(31), true)), "replication {replication}");
        likely += u32::from((6000..=8500).contains(&out_at(at(34), false)));
    };
    let study = Study::of(&plan).replications(400).audited().trips(Trips::All, &mut sink).run().unwrap();
    assert!(u64::from(likely) * 10 >= study.replications * 9, "{likely} of {}", study.replications);
}

#[test]
fn independent_return_is_faster_than_a_convoy_and_the_night_lies_between() {
    let out_90 = |name: &str| {
        let plan = Scenario::read(format!("scenarios/{name}.toml")).unwrap().plan().unwrap();
        let settings = RunOptions { replications: Some(200), ..RunOptions::default() };
        let study = Study::of(&plan).with(&settings).run().unwrap();
        study.metric("out_90", "all").unwrap().quantiles[2].unwrap()
    };
    let (convoy, night, alone) = (
        out_90("aleppo-2016-night-convoy"),
        out_90("aleppo-2016-night"),
        out_90("aleppo-2016-night-independent"),
    );
    assert!(alone < night && night < convoy, "{alone} {night} {convoy}");
}
