use noria::plan::Plan;
use noria::record::{Notice, Recorder};
use noria::scenario::Scenario;
use noria::study::{Setting, Study, Variants};
use noria::units::Tick;

/// Which replication it recorded, and how many people alighted.
#[derive(Clone, Debug, Default, PartialEq)]
struct Alighted {
    replication: u64,
    people: u64,
}

impl Recorder for Alighted {
    fn begin(&mut self, replication: u64) {
        self.replication = replication;
    }

    fn record(&mut self, _now: Tick, notice: &Notice) {
        if let Notice::Alighted { people, .. } = notice {
            self.people += u64::from(*people);
        }
    }
}

fn minimal() -> Scenario {
    Scenario::read("scenarios/minimal.toml").unwrap()
}

/// The 600 people of the small scenario get off once each; every recorder stands at the place of its replication.
fn assert_all_out(recorders: &[Alighted], replications: u64) {
    let expected: Vec<Alighted> =
        (0..replications).map(|replication| Alighted { replication, people: 600 }).collect();
    assert_eq!(recorders, expected);
}

#[test]
fn a_study_has_a_recorder_of_ones_own_for_each_replication_whatever_the_threads() {
    let plan = minimal().plan().unwrap();
    let plain = Study::of(&plan).replications(40).run().unwrap();
    for threads in [1, 3] {
        let study = Study::of(&plan).replications(40).threads(threads).record(Alighted::default);
        let (found, recorders) = study.run().unwrap();
        assert_eq!(found.fingerprint, plain.fingerprint);
        assert_all_out(&recorders, 40);
    }
}

#[test]
fn recorders_of_replications_that_precision_left_out_are_not_handed_over() {
    let plan = minimal().plan().unwrap();
    let study = Study::of(&plan).threads(2).until("50%".parse().unwrap()).record(Alighted::default);
    let (found, recorders) = study.run().unwrap();
    assert!(found.precise == Some(true) && found.replications < 1000, "{}", found.replications);
    assert_all_out(&recorders, found.replications);
}

#[test]
fn sweeps_and_comparisons_have_recorders_of_each_setting() {
    let settings: Vec<Setting> =
        ["fleets.buses.count=4", "fleets.buses.count=6"].map(|edit| edit.parse().unwrap()).into();
    let variants = Variants::new(minimal(), settings, None).unwrap();
    let (swept, recorders) = Study::of(&variants).replications(20).record(Alighted::default).sweep().unwrap();
    assert_eq!((swept.rows.len(), recorders.len()), (2, 2));
    recorders.iter().for_each(|of| assert_all_out(of, 20));

    let plans: Vec<Plan> =
        ["4", "6"].map(|count| minimal().set("fleets.buses.count", count).unwrap().plan().unwrap()).into();
    let study = Study::of(&plans).replications(20).record(Alighted::default);
    let (found, recorders) = study.compare().unwrap().unwrap();
    assert_eq!((found.others.len(), recorders.len()), (1, 2));
    recorders.iter().for_each(|of| assert_all_out(of, 20));
}
