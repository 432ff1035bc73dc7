//! What independence costs in knowledge and gains in time: the night of Aleppo with the vehicles breaking away from
//! their convoys sooner or later, and how wrong the count at 06:00 then is.
//!
//! `cargo run --release --example knowledge` writes `knowledge.csv`, `knowledge.svg` and `knowledge.png` into
//! `out/knowledge`; another folder may be given, and `--quick` makes few runs.

use std::fmt::Write;
use std::path::Path;

use noria::plan::Plan;
use noria::plot::{Axis, Curve, Figure, Ink, Key, Look, Mark, Notch, Panel, Ribbon, Room, Sample};
use noria::record::observed_series;
use noria::scenario::{Scenario, ScenarioError};
use noria::study::{Ensemble, Study, Trips};

/// When the window of eight hours begins in which vehicles break away; all in convoy first, nobody last.
const SWITCHES: [(&str, &str); 9] = [
    ("convoy all night", "2016-12-17T09:00:00+02:00"),
    ("from 04:00", "2016-12-16T04:00:00+02:00"),
    ("from 02:00", "2016-12-16T02:00:00+02:00"),
    ("from 00:00", "2016-12-16T00:00:00+02:00"),
    ("from 22:00", "2016-12-15T22:00:00+02:00"),
    ("from 20:00, as it was", "2016-12-15T20:00:00+02:00"),
    ("from 18:00", "2016-12-15T18:00:00+02:00"),
    ("from 16:00", "2016-12-15T16:00:00+02:00"),
    ("independent from the start", "start"),
];
/// Whose counts are looked at, and how they are drawn.
const WHO: [(&str, Look); 2] = [
    ("reception", Look { ink: Ink(0xD0, 0x5F, 0x12), width: 2.2, dash: None }),
    ("doctor", Look { ink: Ink(0x1B, 0x8A, 0x6B), width: 2.2, dash: Some((9.0, 4.0)) }),
];
const TRUTH: Look = Look { ink: Ink(0x0B, 0x4A, 0x86), width: 2.6, dash: None };
/// The night's end is put off, so that everybody is out in every run.
const END: &str = "2016-12-17T12:00:00+02:00";
const AT: &str = "{ at = [2016-12-16T06:00:00+02:00] }";

/// A setting, and what came of it.
struct Row {
    switch: &'static str,
    /// Hours after the start until everybody is out, on average, with the ends of its interval.
    clearance: (f64, (f64, f64)),
    /// Of each observer: bias and root mean square of the error of its count at 06:00.
    errors: [(f64, f64); WHO.len()],
    ensemble: Ensemble,
    plan: Plan,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let replications = if args.iter().any(|arg| arg == "--quick") { 32 } else { 2000 };
    let folder = args.iter().find(|arg| !arg.starts_with("--")).map_or("out/knowledge", String::as_str);
    let night = Scenario::read("scenarios/aleppo-2016-night.toml")?;
    let rows = SWITCHES.iter().map(|switch| row(&night, *switch, replications));
    let rows = rows.collect::<Result<Vec<Row>, Box<dyn std::error::Error>>>()?;
    let figure = figure(&rows, replications);
    let (svg, png) = (figure.svg()?, figure.png()?);
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("knowledge.csv"), table(&rows))?;
    std::fs::write(folder.join("knowledge.svg"), svg)?;
    std::fs::write(folder.join("knowledge.png"), png)?;
    print!("{}", table(&rows));
    Ok(())
}

/// The night with its switch at another time, and observers who report at 06:00 alone.
fn plan(night: &Scenario, from: &str) -> Result<Plan, ScenarioError> {
    let mut night = night.clone().set("clock.end", END)?;
    for (who, _) in WHO {
        night = night.set(&format!("observers.{who}.reports"), AT)?;
    }
    if from == "start" {
        for way in ["outbound", "return"] {
            night = night.set(&format!("movement.0.{way}"), "\"independent\"")?;
        }
        return Ok(night.plan()?);
    }
    let from =
        night.set("movement.1.gradual", format!("{{ from = {from}, to = {} }}", eight_hours_later(from)))?;
    Ok(from.plan()?)
}

/// The end of the window that begins at an instant; what begins on the last morning ends with the run.
fn eight_hours_later(from: &str) -> String {
    let hour: u32 = from[11..13].parse().unwrap_or(0);
    let day: u32 = from[8..10].parse().unwrap_or(15);
    match from.starts_with("2016-12-17") {
        true => "2016-12-17T11:00:00+02:00".to_owned(),
        false => format!("2016-12-{:02}T{:02}:00:00+02:00", day + (hour + 8) / 24, (hour + 8) % 24),
    }
}

fn row(
    night: &Scenario,
    (switch, from): (&'static str, &str),
    replications: u64,
) -> Result<Row, Box<dyn std::error::Error>> {
    let plan = plan(night, from)?;
    let mut sink = |_, _: &[_]| {};
    let ensemble = Study::of(&plan).replications(replications).trips(Trips::First, &mut sink).run()?;
    let clearance = ensemble.metric("clearance_time", "all").ok_or("there is always a clearance time")?;
    let mean = clearance.mean.ok_or("some run does not end in time")?;
    let interval = clearance.ci95.unwrap_or((mean, mean));
    let hours = |seconds: f64| seconds / 3600.0;
    let errors = WHO.map(|(who, _)| errors(&plan, &ensemble, who));
    Ok(Row {
        switch,
        clearance: (hours(mean), (hours(interval.0), hours(interval.1))),
        errors,
        ensemble,
        plan,
    })
}

/// Bias and root mean square of the error of an observer's only report.
fn errors(plan: &Plan, ensemble: &Ensemble, who: &str) -> (f64, f64) {
    let of = |observer| plan.observers[observer].id == who;
    let errors: Vec<f64> = ensemble
        .reports
        .iter()
        .filter(|(_, report)| of(report.observer))
        .map(|(_, report)| report.error())
        .collect();
    let mean =
        |of: &dyn Fn(f64) -> f64| errors.iter().map(|&error| of(error)).sum::<f64>() / errors.len() as f64;
    (mean(&|error| error), mean(&|error| error * error).sqrt())
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from("switch,clearance_h,clearance_low,clearance_high");
    for (who, _) in WHO {
        _ = write!(text, ",bias_{who},rms_{who}");
    }
    for Row { switch, clearance: (mean, (low, high)), errors, .. } in rows {
        _ = write!(text, "\n\"{switch}\",{mean:.3},{low:.3},{high:.3}");
        errors.iter().for_each(|(bias, rms)| _ = write!(text, ",{bias:.4},{rms:.4}"));
    }
    text + "\n"
}

fn figure(rows: &[Row], replications: u64) -> Figure {
    let key = |(label, look): (&str, Look)| Key { label: label.to_owned(), sample: Sample::Line(look) };
    let title = |who: &str| {
        let row = rows[0].plan.observers.rows().iter().find(|row| row.id == who);
        row.map_or(who.to_owned(), |row| row.title.clone())
    };
    let mut legend: Vec<Key> = WHO.map(|(who, look)| key((&title(who), look))).into();
    legend.push(key(("the truth (below)", TRUTH)));
    let numbered = rows.iter().enumerate().map(|(place, row)| format!("{} {}", place + 1, row.switch));
    Figure {
        title: "What independence costs in knowledge and gains in time".into(),
        subtitle: format!(
            "the night of 15 to 16 December 2016, by when vehicles break away from their convoys; {replications} runs each"
        ),
        legend,
        panels: vec![trade_off(rows), side(rows, 0), side(rows, rows.len() - 1)],
        told: Vec::new(),
        notes: vec![
            format!(
                "Vehicles break away, one by one, over eight hours: {}.",
                numbered.collect::<Vec<_>>().join("; ")
            ),
            "How well the observers count is assumed; the scenario says what of it.".to_owned(),
        ],
    }
}

fn notch(at: f64, label: String) -> Notch {
    Notch { at, label, below: String::new() }
}

/// Error against time, a number a switch.
fn trade_off(rows: &[Row]) -> Panel {
    let hours: Vec<f64> = rows.iter().map(|row| row.clearance.0).collect();
    let (least, most) =
        (hours.iter().copied().fold(f64::MAX, f64::min), hours.iter().copied().fold(0.0, f64::max));
    let (from, to) = (least.floor() - 1.0, most.ceil() + 1.0);
    let greatest = rows.iter().flat_map(|row| row.errors.map(|(_, rms)| rms)).fold(0.0, f64::max);
    let top = (greatest * 20.0).ceil() / 20.0;
    let curve = |(place, (who, look)): (usize, (&str, Look))| {
        let mut line: Vec<(f64, f64)> =
            rows.iter().map(|row| (row.clearance.0, row.errors[place].1)).collect();
        line.sort_by(|one, other| one.0.total_cmp(&other.0));
        Curve { label: who.to_owned(), line, ribbons: Vec::new(), look }
    };
    let marks = WHO.iter().enumerate().flat_map(|(place, _)| {
        rows.iter().enumerate().map(move |(number, row)| {
            let height = row.errors[place].1;
            Mark::Said {
                at: row.clearance.0,
                height,
                spread: (height, Some(height)),
                of_all: true,
                note: number + 1,
            }
        })
    });
    Panel {
        title: "Error of the count at 06:00 (root mean square), by the time until everybody is out".into(),
        words: Vec::new(),
        room: Room::High(330.0),
        x: Axis {
            caption: "hours until everybody is out".into(),
            from,
            to,
            notches: (from as u32..=to as u32)
                .map(|hour| notch(f64::from(hour), format!("{hour} h")))
                .collect(),
        },
        y: Axis {
            caption: "of the truth".into(),
            from: 0.0,
            to: top,
            notches: (0..=(top * 20.0).round() as u32)
                .map(|step| notch(f64::from(step) / 20.0, format!("{} %", step * 5)))
                .collect(),
        },
        curves: WHO.into_iter().enumerate().map(curve).collect(),
        marks: marks.collect(),
        bars: Vec::new(),
    }
}

/// What is out, and what the observers have counted by 06:00, in one setting.
fn side(rows: &[Row], place: usize) -> Panel {
    let Row { switch, ensemble, plan, .. } = &rows[place];
    let out = ensemble.headcount(plan, "all", "out").unwrap_or(&[]);
    let grid = ensemble.bands.grid();
    let hour = |point: usize| grid.at(point).seconds() / 3600.0;
    let last = 24.0;
    let shown = |point: usize| hour(point) <= last;
    let band = |low: usize, high: usize, opacity| Ribbon {
        edges: out
            .iter()
            .enumerate()
            .filter(|(point, _)| shown(*point))
            .map(|(point, band)| {
                (hour(point), f64::from(band.quantiles[low]), f64::from(band.quantiles[high]))
            })
            .collect(),
        opacity,
    };
    let median = out.iter().enumerate().filter(|(point, _)| shown(*point));
    let truth = Curve {
        label: String::new(),
        line: median.map(|(point, band)| (hour(point), f64::from(band.quantiles[2]))).collect(),
        ribbons: vec![band(0, 4, 0.16), band(1, 3, 0.3)],
        look: TRUTH,
    };
    let mut curves = vec![truth];
    curves.extend(WHO.iter().map(|(who, look)| reported(rows, place, who, *look)));
    Panel {
        title: switch[..1].to_uppercase() + &switch[1..],
        words: Vec::new(),
        room: Room::Small,
        x: Axis {
            caption: String::new(),
            from: 0.0,
            to: last,
            notches: (0..=4)
                .map(|step| notch(f64::from(step * 6), format!("{:02}:00", (14 + step * 6) % 24)))
                .collect(),
        },
        y: Axis {
            caption: "people".into(),
            from: 0.0,
            to: 10_000.0,
            notches: (0..=2).map(|step| notch(f64::from(step) * 5000.0, (step * 5000).to_string())).collect(),
        },
        curves,
        marks: Vec::new(),
        bars: Vec::new(),
    }
}

/// What an observer has reported, in the median, with its bands.
fn reported(rows: &[Row], place: usize, who: &str, look: Look) -> Curve {
    let Row { ensemble, plan, .. } = &rows[place];
    let series = observed_series(plan).into_iter().find(|row| plan.observers[row.observer].id == who);
    let bands = series.map_or(&[][..], |row| ensemble.bands.of(row.reported));
    let grid = ensemble.bands.grid();
    let hour = |point: usize| grid.at(point).seconds() / 3600.0;
    let told: Vec<usize> = (0..bands.len()).filter(|&point| (16.0..=24.0).contains(&hour(point))).collect();
    let edges = told.iter().map(|&point| {
        (hour(point), f64::from(bands[point].quantiles[0]), f64::from(bands[point].quantiles[4]))
    });
    Curve {
        label: String::new(),
        line: told.iter().map(|&point| (hour(point), f64::from(bands[point].quantiles[2]))).collect(),
        ribbons: vec![Ribbon { edges: edges.collect(), opacity: 0.2 }],
        look,
    }
}
