//! A movement rule of one's own: vehicles leave in pairs, but nobody waits longer than ten minutes.
//!
//! `cargo run --release --example own_rule`

use noria::engine::Engine;
use noria::plan::{MovementRule, Release, Stop, Way};
use noria::record::TripLog;
use noria::scenario::Scenario;
use noria::units::{Span, Tick};

#[derive(Debug)]
struct PatientPairs(Span);

impl MovementRule for PatientPairs {
    fn name(&self) -> &str {
        "patient pairs"
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        match stop.ready {
            2.. => Release::First(2),
            _ if stop.coming == 0 || stop.now >= stop.since + self.0 => Release::First(1),
            _ => Release::Nobody,
        }
    }

    fn review(&self, stop: &Stop<'_>) -> Option<Tick> {
        Some(stop.since + self.0)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut plan = Scenario::read("scenarios/minimal.toml")?.plan()?;
    plan.leave_by(Way::Outbound, PatientPairs(Span::minutes(10)));
    let mut engine = Engine::new(&plan, TripLog::new(&plan));
    engine.run(0)?;
    let trips = engine.recorder().rows();
    let paired = trips.iter().filter(|trip| trip.convoy.is_some()).count();
    println!("{paired} of {} trips left in a pair", trips.len());
    assert!(paired >= 4 && trips.iter().map(|trip| trip.people).sum::<u32>() == 600);
    Ok(())
}
