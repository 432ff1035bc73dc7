//! What lies around a study: scenarios read and checked, tables and figures written to memory.
//!
//! ```text
//! cargo bench --bench files              # about half a minute
//! cargo bench --bench files -- reading   # reading alone
//! cargo test --bench files               # each once
//! ```

use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use noria::output::{summary, tables};
use noria::plot;
use noria::scenario::Scenario;
use noria::study::Study;

const NIGHT: &str = "scenarios/aleppo-2016-night.toml";

fn read(path: &str) -> Scenario {
    Scenario::read(path).expect("shipped scenarios can be read")
}

/// A scenario of a thousand sites in danger, each with a road and people of its own, and a camp.
fn thousand_sites() -> String {
    let mut text = "format = 1\n[sites]\ncamp = {}\n".to_owned();
    let mut each = |table: &str, row: &dyn Fn(u32) -> String| {
        text.push_str(table);
        (0..1000).for_each(|site| writeln!(text, "{}", row(site)).expect("memory can be written to"));
    };
    each("", &|site| format!("s{site} = {{ berths = 2 }}"));
    each("[routes]\n", &|site| {
        format!(
            "r{site} = {{ from = \"s{site}\", to = \"camp\", both_ways = true, time = \"{} min\" }}",
            20 + site % 60
        )
    });
    each("[people]\n", &|site| {
        format!("g{site} = {{ at = \"s{site}\", to = \"camp\", count = {} }}", 50 + site)
    });
    text + "[fleets.buses]\ncount = 500\nseats = 50\nstart = \"s0\"\n"
}

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("reading");
    for (name, path) in [("night", NIGHT), ("reference", "scenarios/reference.toml")] {
        group.bench_function(name, |b| b.iter(|| black_box(read(path).plan())));
    }
    let text = thousand_sites();
    let parse = || Scenario::parse("thousand.toml", &text).and_then(|scenario| scenario.plan());
    assert_eq!(parse().map(|plan| plan.sites.len()).ok(), Some(1001), "the thousand sites are right");
    group.bench_function("a thousand sites", |b| b.iter(|| black_box(parse())));
}

fn writing(c: &mut Criterion) {
    let scenario = read(NIGHT);
    let plan = scenario.plan().expect("the shipped night is right");
    let study = Study::of(&plan).replications(100).run().expect("the night goes well");
    let figure = plot::headcount(&plan, &study);
    let hash = scenario.hash();
    let mut group = c.benchmark_group("writing");
    group.bench_function("replications.csv", |b| {
        b.iter(|| black_box(tables::replications(&study).csv(Vec::new())));
    });
    group.bench_function("headcount.csv", |b| {
        b.iter(|| black_box(tables::headcount(&plan, &study).csv(Vec::new())));
    });
    group.bench_function("summary.json", |b| {
        b.iter(|| black_box(format!("{:#}", summary(&plan, &hash, &study))));
    });
    group.bench_function("headcount.svg", |b| b.iter(|| black_box(figure.svg())));
    group.bench_function("headcount.png", |b| b.iter(|| black_box(figure.png())));
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = reading, writing
}
criterion_main!(benches);
