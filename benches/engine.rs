//! Time per event of the engine, whoever watches and however large the operation, and of the floors
//! beside it. `benches/ratio.rs` prints the ratios, measured turn by turn.
//!
//! ```text
//! cargo bench --bench engine                         # all but the largest: about two minutes
//! cargo bench --bench engine -- "nothing recorded"   # one group
//! NORIA_LARGE=1 cargo bench --bench engine           # with L and City: 100 000 and 1 000 000 vehicles
//! cargo test --bench engine                          # each once, and nobody has more than a few vehicles
//! ```
//!
//! Throughput is told in events as the [shuttle] workload counts them: four a trip, those counted in by
//! which the last vehicles would come back.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use noria::engine::Engine;
use noria::plan::{FleetId, Plan};
use noria::record::{Event, Headcount, Notice, Recorder, TripLog};
use noria::stats::Distribution;
use noria::units::{MINUTE, Tick};

mod shuttle;

use shuttle::addressed::AddressedFloor;
use shuttle::fast::FastFloor;
use shuttle::{CITY, L, M, PLACES, S, Size, TINY, measures};

/// Everybody begins at once: a site, no line before its berths, and all dwells over at nearly the same time.
const CROWDED_START: Size = Size {
    name: "crowded start",
    vehicles: [80_000, 20_000],
    berths: [100_000; 2],
    people: [4_000_000, 40_000],
};

/// The sizes that are measured: all, where the largest are asked for; as a test, a tiny one.
fn sizes() -> Vec<Size> {
    let large = std::env::var_os("NORIA_LARGE").is_some();
    match (measures(), large) {
        (false, _) => vec![TINY],
        (true, false) => vec![S, M],
        (true, true) => vec![S, M, L, CITY],
    }
}

/// One replication after the other in the same memory.
fn bench(c: &mut Criterion, (group, name): (&str, &str), events: u64, mut run: impl FnMut(u64)) {
    let mut group = c.benchmark_group(group);
    group.throughput(Throughput::Elements(events)).sampling_mode(SamplingMode::Flat);
    let mut replication = 0;
    group.bench_function(BenchmarkId::from_parameter(name), |b| {
        b.iter(|| {
            replication += 1;
            run(replication);
        });
    });
}

/// A size, watched by somebody.
fn watched<'p, O: Recorder>(c: &mut Criterion, group: &str, (size, plan): (&Size, &'p Plan), recorder: O) {
    let mut engine = Engine::<'p, O>::new(plan, recorder);
    bench(c, (group, size.name), size.events(), |replication| {
        _ = black_box(engine.run(replication));
    });
}

fn engine(c: &mut Criterion) {
    for size in &sizes() {
        let plan = &size.plan();
        watched(c, "nothing recorded", (size, plan), ());
        watched(c, "headcounts recorded", (size, plan), Headcount::new(plan));
        watched(c, "headcounts and trips recorded", (size, plan), (Headcount::new(plan), TripLog::new(plan)));
    }
}

/// With dwells that are drawn, and with equal ones, which are over at the same tick.
fn crowded_start(c: &mut Criterion) {
    let size = if measures() { CROWDED_START } else { TINY };
    let (drawn, mut equal) = (size.plan(), size.plan());
    for kind in 0..2 {
        equal.fleets[FleetId(kind)].boarding.dwell =
            Distribution::fixed(20.0 * MINUTE as f64).expect("twenty minutes are a time");
    }
    for (dwells, plan) in [("drawn dwells", &drawn), ("equal dwells", &equal)] {
        watched(c, "everybody begins at once", (&Size { name: dwells, ..size }, plan), ());
    }
}

/// Tells how long a run takes after so many events.
struct Tail {
    /// Events before it.
    before: u64,
    events: u64,
    begun: Instant,
    /// How long it took, and how many events it had.
    took: (Duration, u64),
}

impl Tail {
    fn after(before: u64) -> Tail {
        Tail { before, events: 0, begun: Instant::now(), took: (Duration::ZERO, 0) }
    }
}

impl Recorder for Tail {
    fn begin(&mut self, _replication: u64) {
        self.events = 0;
        self.begun = Instant::now();
    }

    fn record(&mut self, _now: Tick, _notice: &Notice) {}

    #[inline]
    fn on_event(&mut self, _event: &Event) {
        self.events += 1;
        if self.events == self.before {
            self.begun = Instant::now();
        }
    }

    fn end(&mut self, _now: Tick) {
        self.took = (self.begun.elapsed(), self.events - self.before);
    }
}

/// Ten ambulances go on for years: alone, and when a million buses have each brought one load and have
/// been done since the first day. Time per event of the ambulances.
fn stragglers(c: &mut Criterion) {
    let (many, trips) = if measures() { (1_000_000, 10_000) } else { (100, 200) };
    for (name, buses) in [("alone", 0), ("after a million", many)] {
        let size = Size {
            name,
            vehicles: [buses, 10],
            berths: [buses + 10; 2],
            people: [PLACES[0] * buses, PLACES[1] * 10 * trips],
        };
        let plan = size.plan();
        // A bus that is not asked for again has three events; meanwhile few ambulances have many more.
        let mut engine = Engine::<Tail>::new(&plan, Tail::after(3 * u64::from(buses) + 1000));
        let mut group = c.benchmark_group("stragglers");
        group.throughput(Throughput::Elements(1)).sampling_mode(SamplingMode::Flat);
        group.bench_function(name, |b| {
            b.iter_custom(|wanted| per_event(&mut engine, wanted));
        });
    }
}

/// So many events of a tail, each as long as those of one run are on average.
fn per_event(engine: &mut Engine<'_, Tail>, wanted: u64) -> Duration {
    engine.run(1).expect("nobody waits for anybody");
    let (took, events) = engine.recorder().took;
    took.mul_f64(wanted as f64 / events as f64)
}

fn floors(c: &mut Criterion) {
    for size in &sizes() {
        let (mut fast, mut addressed) = (FastFloor::new(size), AddressedFloor::new(size));
        bench(c, ("floor, as fast as it can", size.name), size.events(), |replication| {
            black_box(fast.run(replication));
        });
        bench(c, ("floor, by noria's addresses", size.name), size.events(), |replication| {
            black_box(addressed.run(replication));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = engine, crowded_start, stragglers, floors
}
criterion_main!(benches);
