use noria::engine::Engine;
use noria::stats::Moments;

use crate::shuttle::addressed::AddressedFloor;
use crate::shuttle::fast::FastFloor;
use crate::shuttle::{Arrived, S, Size};

fn size(vehicles: [u32; 2], berths: [u32; 2], people: [u32; 2]) -> Size {
    Size { name: "test", vehicles, berths, people }
}

#[test]
fn a_lean_loop_with_the_same_luck_arrives_at_the_same_ticks() {
    for size in [S, size([3, 1], [1, 1], [900, 20]), size([40, 20], [8, 3], [9_000, 100])] {
        let plan = size.plan();
        let mut engine = Engine::new(&plan, Arrived::default());
        let mut floor = AddressedFloor::new(&size);
        for replication in 0..20 {
            engine.run(replication).unwrap();
            floor.run(replication);
            let arrived: Vec<(u64, u32)> =
                engine.recorder().0.iter().map(|&(tick, people)| (tick.0, people)).collect();
            assert_eq!(arrived, floor.arrived(), "replication {replication} of {size:?}");
        }
    }
}

/// Other engines find 1703.0 min (± 0.4) for the mean last arrival of all at size S. Three standard
/// errors of both are allowed.
#[test]
fn the_mean_last_arrival_is_that_of_other_engines() {
    let minutes = |ticks: u64| ticks as f64 / 60_000.0;
    let plan = S.plan();
    let mut engine = Engine::new(&plan, Arrived::default());
    let mut floor = FastFloor::new(&S);
    let ours: Moments = (0..1000)
        .map(|replication| {
            engine.run(replication).unwrap();
            minutes(engine.recorder().last().0)
        })
        .collect();
    let floors: Moments = (0..1000).map(|replication| minutes(floor.run(replication))).collect();
    for (who, moments) in [("noria", ours), ("floor", floors)] {
        let error = moments.sd().unwrap() / 1000f64.sqrt();
        let mean = moments.mean().unwrap();
        assert!((mean - 1703.0).abs() < 3.0 * error.hypot(0.4), "{who}: {mean} ± {error}");
    }
}
