//! A movement rule of one's own: vehicles leave in pairs, but nobody waits longer than ten minutes.
//!
//! `cargo run --release --example own_rule`

use std::sync::Arc;

use noria::engine::Engine;
use noria::plan::{Discipline, Release, Rule, Stop};
use noria::record::TripLog;
use noria::scenario::Scenario;
use noria::units::{Span, Tick};

struct PatientPairs(Span);

impl Rule for PatientPairs {
    fn name(&self) -> &str {
        "patient pairs"
    }

    fn release(&self, stop: Stop) -> Release {
        match stop.ready {
            2.. => Release::First(2),
            _ if stop.coming == 0 || stop.now >= stop.since + self.0 => Release::First(1),
            _ => Release::Nobody,
        }
    }

    fn review(&self, stop: Stop) -> Option<Tick> {
        Some(stop.since + self.0)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut plan = Scenario::read("scenarios/minimal.toml")?.plan()?;
    plan.movements.rows_mut()[0].phases[0].outbound =
        Discipline::Custom(Arc::new(PatientPairs(Span::minutes(10))));
    let mut engine = Engine::new(&plan, TripLog::new(&plan));
    engine.run(0)?;
    let trips = engine.recorder().rows();
    let paired = trips.iter().filter(|trip| trip.convoy.is_some()).count();
    println!("{paired} of {} trips left in a pair", trips.len());
    assert!(paired >= 4 && trips.iter().map(|trip| trip.people).sum::<u32>() == 600);
    Ok(())
}
