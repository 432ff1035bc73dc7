//! A study of 1000 replications of the shipped night.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use noria::scenario::Scenario;
use noria::study::{Settings, replicate};

fn night(c: &mut Criterion) {
    let scenario = Scenario::read("scenarios/aleppo-2016-night.toml").expect("the shipped night can be read");
    let plan = scenario.plan().expect("the shipped night is right");
    let settings = Settings { replications: Some(1000), ..Settings::default() };
    let mut group = c.benchmark_group("study");
    group.throughput(Throughput::Elements(1000));
    group.bench_function("night", |b| {
        b.iter(|| black_box(replicate(&plan, &settings, &(), &mut |_, _| {})));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5));
    targets = night
}
criterion_main!(benches);
