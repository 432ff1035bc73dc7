//! A study of 1000 replications of the shipped night.
//!
//! `cargo bench --bench study` takes ten seconds; as a test a few replications are made once.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use noria::scenario::Scenario;
use noria::study::Study;

mod shuttle;

fn night(c: &mut Criterion) {
    let scenario = Scenario::read("scenarios/aleppo-2016-night.toml").expect("the shipped night can be read");
    let plan = scenario.plan().expect("the shipped night is right");
    let replications = if shuttle::measures() { 1000 } else { 20 };
    let mut group = c.benchmark_group("study");
    group.throughput(Throughput::Elements(replications));
    group.bench_function("night", |b| {
        b.iter(|| black_box(Study::of(&plan).replications(replications).run()));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5));
    targets = night
}
criterion_main!(benches);
