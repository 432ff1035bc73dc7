//! How time per event grows with vehicles and with people: a table, a figure and a page.
//!
//! `cargo run --release --example scaling` writes `docs/scaling.md` with all that belongs to it, in some
//! minutes; `-- --quick FOLDER` writes the same of small sizes elsewhere, at once.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use noria::engine::Engine;
use noria::plot::{Axis, Curve, Figure, Ink, Key, Look, Notch, Panel, Room, Sample};
use noria::record::{Event, Headcount, Notice, Recorder};
use noria::units::Tick;

/// The shuttle workload, which the benches share.
#[path = "../benches/shuttle/mod.rs"]
mod shuttle;

use shuttle::addressed::AddressedFloor;
use shuttle::{PLACES, Size};

/// Who is timed, and how they are drawn.
const WHO: [(&str, Look); 3] = [
    ("headcounts recorded", Look { ink: Ink(0xD0, 0x5F, 0x12), width: 2.2, dash: Some((9.0, 4.0)) }),
    ("nothing recorded", Look { ink: Ink(0x0B, 0x4A, 0x86), width: 2.6, dash: None }),
    (
        "lean loop with the same draws",
        Look { ink: Ink(0x5C, 0x64, 0x6E), width: 1.8, dash: Some((2.5, 2.5)) },
    ),
];
/// A measurement goes on until it has seen so many events.
const EVENTS: u64 = 1_000_000;
/// Turns, the first of which warms up; the median of the others counts.
const TURNS: usize = 4;

/// What the figures say, whatever they are in detail.
const WORDS: &str = "
## What bends the curves

- **Few vehicles, few people**: few events share the cost of starting a run (every vehicle put in its place, the first
  row of headcounts). Setting up a thousand vehicles for a thousand people costs more than bringing the people.
- **More vehicles, deeper queue**: every event plays the matches on one path of the queue's tree, a level for each
  eightfold: two at 30 vehicles, seven at a million.
- **More vehicles, caches too small**: `tests/memory.rs` bounds what one vehicle holds. Some thousand vehicles hold more
  than the second-level cache, some hundred thousand more than the third-level cache. Vehicles come up in the order
  of time, which is no order in memory. So from some thousand vehicles on noria asks for each vehicle's memory some
  events before its turn. The lean loop with the same draws holds less of
  each vehicle, but waits for what it holds.
- **People** are counted, never simulated one by one: a hundred million cost no more time an event than a hundred
  thousand. With them comes only the number of trips.
";

/// Nanoseconds an event of each of [`WHO`], at one size.
struct Row {
    vehicles: u32,
    people: u32,
    events: u64,
    nanoseconds: [f64; WHO.len()],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let quick = args.iter().any(|arg| arg == "--quick");
    let folder = args.iter().find(|arg| !arg.starts_with("--")).map_or("docs", String::as_str);
    if quick && folder == "docs" {
        return Err("say where a quick look goes: --quick FOLDER".into());
    }
    let (vehicles, people) = (by_vehicles(quick), by_people(quick));
    let figure = figure(&vehicles, &people);
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("scaling.csv"), table(&vehicles, &people))?;
    std::fs::write(folder.join("scaling.svg"), figure.svg()?)?;
    std::fs::write(folder.join("scaling.png"), figure.png()?)?;
    std::fs::write(folder.join("scaling.md"), page(&vehicles, &people))?;
    Ok(())
}

/// From 10 vehicles to a million, two loads each.
fn by_vehicles(quick: bool) -> Vec<Row> {
    let most = if quick { 100 } else { 1_000_000 };
    let tens = steps(1, most / 10);
    tens.map(|tens| measure(&size(tens, [16 * tens, 4 * tens]), quick)).collect()
}

/// A thousand vehicles, and from a thousand people to a hundred million.
fn by_people(quick: bool) -> Vec<Row> {
    let most = if quick { 10_000 } else { 100_000_000 };
    // One person in a hundred lies; 5 loads of the one kind go with 20 of the other.
    let loads = |people: u32| [people / 100 * 99 / PLACES[0], people / 100 / PLACES[1]];
    steps(1_000, most).map(|people| measure(&size(100, loads(people)), quick)).collect()
}

/// 1, 3, 10, 30 and so on times `least`, up to `most`.
fn steps(least: u32, most: u32) -> impl Iterator<Item = u32> {
    let next = |&step: &u32| {
        let one = step.to_string().starts_with('1');
        step.checked_mul(if one { 3 } else { 10 }).map(|more| if one { more } else { more / 3 })
    };
    std::iter::successors(Some(least), next).take_while(move |&step| step <= most)
}

/// So many times ten vehicles, with berths for a fifth of them at each end, and loads of both kinds.
fn size(tens: u32, loads: [u32; 2]) -> Size {
    Size {
        name: "scaling",
        vehicles: [8 * tens, 2 * tens],
        berths: [2 * tens; 2],
        people: [0, 1].map(|kind| loads[kind] * PLACES[kind]),
    }
}

/// Lets all take turns at one size.
fn measure(size: &Size, quick: bool) -> Row {
    let plan = size.plan();
    let events = events(size);
    let (runs, turns) = if quick { (1, 2) } else { (EVENTS.div_ceil(events), TURNS) };
    let mut counts = Engine::new(&plan, Headcount::new(&plan));
    let mut bare = Engine::new(&plan, ());
    let mut lean = AddressedFloor::new(size);
    let mut who: [Box<dyn FnMut(u64) + '_>; WHO.len()] = [
        Box::new(|replication| _ = counts.run(replication)),
        Box::new(|replication| _ = bare.run(replication)),
        Box::new(|replication| _ = lean.run(replication)),
    ];
    let mut times = [const { Vec::new() }; WHO.len()];
    for turn in 0..turns as u64 {
        for (run, times) in who.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            (turn * runs..(turn + 1) * runs).for_each(&mut *run);
            times.push(begun.elapsed().as_nanos() as f64 / (runs * events) as f64);
        }
    }
    let row = Row {
        vehicles: size.fleet(),
        people: size.people.iter().sum(),
        events,
        nanoseconds: times.map(|times| median(&times[1..])),
    };
    eprintln!("{:>9} vehicles {:>11} people: {:.0?} ns", row.vehicles, row.people, row.nanoseconds);
    row
}

/// Counts the events of a run.
struct Count(u64);

impl Recorder for Count {
    fn record(&mut self, _now: Tick, _notice: &Notice) {}
    fn on_event(&mut self, _event: &Event) {
        self.0 += 1;
    }
}

fn events(size: &Size) -> u64 {
    let plan = size.plan();
    let mut engine = Engine::new(&plan, Count(0));
    engine.run(0).expect("nobody waits for anybody");
    engine.recorder().0
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The table of both series.
fn table(vehicles: &[Row], people: &[Row]) -> String {
    let mut text = "series,vehicles,people,events,headcounts_ns,nothing_ns,lean_ns\n".to_owned();
    for (series, rows) in [("vehicles", vehicles), ("people", people)] {
        for Row { vehicles, people, events, nanoseconds: [a, b, c] } in rows {
            _ = writeln!(text, "{series},{vehicles},{people},{events},{a:.1},{b:.1},{c:.1}");
        }
    }
    text
}

fn figure(vehicles: &[Row], people: &[Row]) -> Figure {
    let greatest = vehicles.iter().chain(people).flat_map(|row| row.nanoseconds).fold(0.0, f64::max);
    let key = |(label, look): (&str, Look)| Key { label: label.to_owned(), sample: Sample::Line(look) };
    Figure {
        title: "Time per event".into(),
        subtitle: "nanoseconds, median of three turns taken one after the other; vehicles and people on a \
                   logarithmic scale"
            .into(),
        legend: WHO.map(key).into(),
        panels: vec![
            panel("by vehicles, with two loads for each", "vehicles", vehicles, |row| row.vehicles, greatest),
            panel("by people, with a thousand vehicles", "people", people, |row| row.people, greatest),
        ],
        told: Vec::new(),
        notes: Vec::new(),
    }
}

fn panel(title: &str, caption: &str, rows: &[Row], of: fn(&Row) -> u32, greatest: f64) -> Panel {
    let power = |row: &Row| f64::from(of(row)).log10();
    let curve = |(place, (_, look)): (usize, (&str, Look))| Curve {
        label: String::new(),
        line: rows.iter().map(|row| (power(row), row.nanoseconds[place])).collect(),
        ribbons: Vec::new(),
        look,
    };
    let (from, to) = (rows.first().map_or(0.0, power), rows.last().map_or(1.0, power));
    let powers = from.ceil() as i32..=to.floor() as i32;
    let notch = |at: f64, label: String| Notch { at, label, below: String::new() };
    let step = if greatest > 500.0 { 200 } else { 50 };
    let top = (greatest / f64::from(step)).ceil() as u32;
    Panel {
        title: title.into(),
        words: Vec::new(),
        room: Room::High(300.0),
        x: Axis {
            caption: caption.into(),
            from,
            to,
            notches: powers
                .map(|power| notch(f64::from(power), thousands(10_u64.pow(power as u32))))
                .collect(),
        },
        y: Axis {
            caption: "ns per event".into(),
            from: 0.0,
            to: f64::from(top * step),
            notches: (0..=top).map(|n| notch(f64::from(n * step), (n * step).to_string())).collect(),
        },
        curves: WHO.into_iter().enumerate().map(curve).collect(),
        marks: Vec::new(),
        bars: Vec::new(),
    }
}

/// A number with its thousands apart.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let apart = |(place, digit): (usize, char)| {
        let gap = place > 0 && (digits.len() - place).is_multiple_of(3);
        gap.then_some('\u{2009}').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(apart).collect()
}

/// The page: the figure, the numbers, and what they say.
fn page(vehicles: &[Row], people: &[Row]) -> String {
    let mut text = format!(
        "# Time per event\n\nMade by `cargo run --release --example scaling` on {}. \
         The numbers are in [scaling.csv](scaling.csv).\n\n\
         ![Time per event by vehicles and by people](scaling.svg)\n",
        machine()
    );
    for (title, rows) in [("Vehicles: two loads each", vehicles), ("People: a thousand vehicles", people)] {
        _ = write!(
            text,
            "\n## {title}\n\n| vehicles | people | events | {} |\n| --: | --: | --: | --: | --: | --: |\n",
            WHO.map(|(who, _)| format!("{who}, ns")).join(" | ")
        );
        for Row { vehicles, people, events, nanoseconds: [a, b, c] } in rows {
            let [vehicles, people, events] =
                [u64::from(*vehicles), u64::from(*people), *events].map(thousands);
            _ = writeln!(text, "| {vehicles} | {people} | {events} | {a:.0} | {b:.0} | {c:.0} |");
        }
    }
    text + WORDS
}

/// What the figures depend on.
fn machine() -> String {
    let known = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = known.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let caches: Vec<String> = (0..4)
        .filter_map(|index| {
            let path = format!("/sys/devices/system/cpu/cpu0/cache/index{index}");
            let of = |name: &str| std::fs::read_to_string(format!("{path}/{name}")).ok();
            let (level, size) = (of("level")?, of("size")?);
            (level.trim() != "1").then(|| format!("L{} of {}", level.trim(), size.trim()))
        })
        .collect();
    let caches = if caches.is_empty() { String::new() } else { format!(" ({})", caches.join(", ")) };
    format!("{}{caches}, {} {}", model.unwrap_or("a processor"), std::env::consts::OS, std::env::consts::ARCH)
}
