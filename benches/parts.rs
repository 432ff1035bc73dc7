//! What an event is made of: the queue alone, and the numbers that are drawn.
//!
//! ```text
//! cargo bench --bench parts            # about a minute
//! cargo bench --bench parts -- queue   # the queues alone
//! cargo test --bench parts             # each once, with few events pending
//! ```

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use noria::engine::queue::{Heap, Queue, WinnerTree};
use noria::engine::{LegDraws, Luck, Place, Purpose};
use noria::plan::{FleetId, VehicleId};
use noria::stats::unit;
use noria::units::Tick;
use noria::world::{LaidUp, Numbers};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

mod shuttle;

use shuttle::{MINUTES, S, SEED, measures, time};

/// Numbers drawn ahead, so that drawing them is no part of what is measured.
const AHEAD: usize = 1 << 14;
/// Pops and pushes of one measured stretch.
const HOLDS: u64 = 1000;

fn generator() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(SEED)
}

/// Takes the first event and gives its actor another one, again and again; as many are pending as
/// there are actors.
fn hold<Q: Queue>(c: &mut Criterion, name: &str, actors: usize) {
    // The more are pending the longer are the delays: so events are equally far apart, hardly ever tied,
    // and no measurement comes to the horizon.
    let (law, mut generator) = (time(1.0).scaled(actors as f64 / 600.0), generator());
    let delays: Vec<u64> = (0..AHEAD).map(|_| law.draw(unit(generator.next_u64())) as u64).collect();
    let mut queue = Q::with_actors(actors);
    for actor in 0..actors {
        queue.schedule(Tick(delays[actor % AHEAD]), 1, actor as u32);
    }
    let mut group = c.benchmark_group(format!("queue, {actors} pending"));
    group.throughput(Throughput::Elements(HOLDS));
    let mut next = 0;
    group.bench_function(name, |b| {
        b.iter(|| {
            for _ in 0..HOLDS {
                let Some(first) = queue.pop() else { return };
                let tick = Tick(first.tick.0 + delays[next % AHEAD]);
                queue.schedule(tick, 1, first.actor);
                next += 1;
            }
        });
    });
}

fn queues(c: &mut Criterion) {
    let pending: &[usize] = if measures() { &[30, 250, 100_000, 1_000_000] } else { &[30] };
    for &actors in pending {
        hold::<WinnerTree>(c, "tournament", actors);
        hold::<Heap>(c, "heap", actors);
    }
}

/// Numbers by their addresses, and by the generator alone.
fn draws(c: &mut Criterion) {
    let plan = S.plan();
    let (luck, entity) = (Luck::new(SEED, 1), plan.fleets[FleetId(0)].entity);
    let law = time(MINUTES[1]);
    let mut group = c.benchmark_group("draws");
    let mut number = 0;
    group.bench_function("a lognormal at an address of its own", |b| {
        b.iter(|| {
            number += 1;
            law.draw(luck.stream(entity, number, Purpose::Once).draw())
        });
    });
    let (mut draws, mut numbers, mut filled) = (LegDraws::new(&plan), Numbers::BLANK, LaidUp::NOTHING);
    let mut leg = 0;
    group.bench_function("a block of a vehicle's legs", |b| {
        b.iter(|| {
            leg += 16;
            let laid_up = LaidUp { numbers: &mut numbers, filled: &mut filled, leg, fleet: FleetId(0) };
            draws.leg(VehicleId(7), laid_up, Place::Travel)
        });
    });
    group.bench_function("a u64 of ChaCha8", |b| {
        let mut generator = generator();
        b.iter(|| generator.next_u64());
    });
    group.throughput(Throughput::Elements(64));
    group.bench_function("64 lognormals of a vehicle's legs", |b| {
        b.iter(|| {
            leg += 64;
            (leg..leg + 64)
                .map(|leg| {
                    let laid_up =
                        LaidUp { numbers: &mut numbers, filled: &mut filled, leg, fleet: FleetId(0) };
                    law.draw(draws.leg(VehicleId(7), laid_up, Place::Travel))
                })
                .sum::<f64>()
        });
    });
}

/// A thousand numbers turned into times, by the table and by the inverse itself.
fn inversion(c: &mut Criterion) {
    let mut generator = generator();
    let units: Vec<f64> = (0..HOLDS).map(|_| unit(generator.next_u64())).collect();
    let law = time(MINUTES[1]);
    let mut group = c.benchmark_group("inversion of a lognormal");
    group.throughput(Throughput::Elements(HOLDS));
    for (name, invert) in [("by a table", true), ("exact", false)] {
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| {
                let turned = |&u: &f64| if invert { law.draw(u) } else { law.quantile(u) };
                black_box(&units).iter().map(turned).sum::<f64>()
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = queues, draws, inversion
}
criterion_main!(benches);
