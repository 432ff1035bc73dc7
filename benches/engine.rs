//! Time per event of the engine, and of the floor beside it.
//!
//! `cargo bench --bench engine`; `benches/ratio.rs` prints the ratios, measured turn by turn.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use noria::engine::Engine;
use noria::observe::{Headcount, Observer, TripLog};

mod shuttle;

use shuttle::addressed::AddressedFloor;
use shuttle::fast::FastFloor;
use shuttle::{L, S, Size};

/// Ten thousand vehicles, two loads each.
const TEN_THOUSAND: Size =
    Size { name: "10000", vehicles: [8_000, 2_000], berths: [2_000; 2], people: [800_000, 8_000] };
/// A million vehicles, one load each.
const MILLION: Size = Size {
    name: "1000000",
    vehicles: [800_000, 200_000],
    berths: [200_000; 2],
    people: [40_000_000, 400_000],
};

/// One replication after the other, watched by somebody.
fn runs<O: Observer>(
    c: &mut Criterion,
    watched: &str,
    size: &Size,
    observer: impl Fn(&noria::plan::Plan) -> O,
) {
    let plan = size.plan();
    let mut engine = Engine::<O>::new(&plan, observer(&plan));
    let mut group = c.benchmark_group(watched);
    group.throughput(Throughput::Elements(size.events()));
    let mut replication = 0;
    group.bench_function(BenchmarkId::from_parameter(size.fleet()), |b| {
        b.iter(|| {
            replication += 1;
            black_box(engine.run(replication))
        });
    });
}

fn engine(c: &mut Criterion) {
    for size in [&S, &TEN_THOUSAND, &MILLION] {
        runs(c, "nothing recorded", size, |_| ());
    }
    for size in [&S, &TEN_THOUSAND] {
        let plan = size.plan();
        let mut engine = Engine::<_>::new(&plan, (Headcount::new(&plan), TripLog::new(&plan)));
        let mut group = c.benchmark_group("headcounts and trips recorded");
        group.throughput(Throughput::Elements(size.events()));
        let mut replication = 0;
        group.bench_function(BenchmarkId::from_parameter(size.fleet()), |b| {
            b.iter(|| {
                replication += 1;
                black_box(engine.run(replication))
            });
        });
    }
}

fn floors(c: &mut Criterion) {
    let mut group = c.benchmark_group("floor");
    for size in [&S, &L] {
        group.throughput(Throughput::Elements(size.events()));
        let (mut fast, mut addressed) = (FastFloor::new(size), AddressedFloor::new(size));
        let mut replication = 0;
        group.bench_function(BenchmarkId::new("as fast as it can", size.name), |b| {
            b.iter(|| {
                replication += 1;
                black_box(fast.run(replication))
            });
        });
        group.bench_function(BenchmarkId::new("by noria's addresses", size.name), |b| {
            b.iter(|| {
                replication += 1;
                black_box(addressed.run(replication))
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = engine, floors
}
criterion_main!(benches);
