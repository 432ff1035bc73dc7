//! The figure of what is reported: each observer's count beside the truth, over local clock time.

use super::happening::{last_change, with_room};
use crate::plan::{Bound, ObserverId, Plan, PublicFigure, ReportTimes};
use crate::plot::axes::hours::time_axis;
use crate::plot::axes::numbers::{people, people_axis};
use crate::plot::figure::{Curve, Figure, Ink, Key, Look, Mark, Panel, Ribbon, Room, Sample};
use crate::plot::figures::said;
use crate::plot::style::{GREY, NARROW, OUT, WIDE};
use crate::record::{Observed, observed_series};
use crate::study::{Band, Ensemble};
use crate::units::Tick;

/// Most observers that are drawn; of more, the first of the scenario.
const MOST_OBSERVERS: usize = 9;
/// How observers' lines look, in their order; after the last the first comes again.
const LOOKS: [Look; 5] = [
    Look { ink: Ink(0xD0, 0x5F, 0x12), width: 2.0, dash: None },
    Look { ink: Ink(0x1B, 0x8A, 0x6B), width: 2.0, dash: Some((9.0, 4.0)) },
    Look { ink: Ink(0x7A, 0x3E, 0x9D), width: 2.0, dash: Some((2.5, 2.5)) },
    Look { ink: Ink(0xB0, 0x2E, 0x4C), width: 2.0, dash: Some((12.0, 6.0)) },
    Look { ink: Ink(0x8A, 0x6A, 0x1F), width: 2.0, dash: Some((5.0, 2.0)) },
];

fn look(place: usize) -> Look {
    LOOKS[place % LOOKS.len()]
}

/// What observers report in a study, against the truth: all together, and each apart.
#[must_use]
pub fn reported(plan: &Plan, ensemble: &Ensemble) -> Figure {
    let several = ensemble.replications > 1;
    let observed = observed_series(plan);
    let drawn = &observed[..observed.len().min(MOST_OBSERVERS)];
    let until = until(plan, ensemble, drawn);
    let mut panels = vec![together(plan, ensemble, drawn, until)];
    let in_run = drawn.iter().enumerate().filter(|(_, row)| !is_withheld(plan, row.observer));
    panels.extend(in_run.map(|(place, row)| apart(plan, ensemble, place, (*row, until))));
    let left_out = observed.len() - drawn.len();
    let left_out = (left_out > 0).then(|| format!("{left_out} more observers are not drawn."));
    let runs = match several {
        true => format!("{} replications", people(ensemble.replications as f64)),
        false => "1 replication".into(),
    };
    Figure {
        title: plan.title.clone(),
        subtitle: format!("What is reported beside the truth; {runs}, seed {}", plan.seed),
        legend: legend(plan, drawn, several),
        panels,
        told: Vec::new(),
        notes: after_the_end(plan, ensemble)
            .into_iter()
            .chain(sources(plan, ensemble))
            .chain(left_out)
            .collect(),
    }
}

/// Until when is drawn: until nothing changes any more, and the last public figure was told.
fn until(plan: &Plan, ensemble: &Ensemble, drawn: &[Observed]) -> Tick {
    let grid = ensemble.bands.grid();
    let observed = drawn.iter().flat_map(|row| [row.reported, row.truth]).map(|row| ensemble.bands.of(row));
    let out = ensemble.headcount(plan, "all", "out");
    let told = public(plan, ensemble).map(|figure| figure.at).max().unwrap_or(Tick::START);
    with_room(last_change(grid, observed.chain(out)).max(told), grid.end)
}

fn legend(plan: &Plan, drawn: &[Observed], several: bool) -> Vec<Key> {
    let median = if several { " (median)" } else { "" };
    let line = |label: String, look| Key { label, sample: Sample::Line(look) };
    let mut keys = vec![line(format!("the truth{median}"), OUT)];
    let observers = drawn.iter().take(LOOKS.len()).enumerate();
    keys.extend(observers.map(|(place, row)| line(title(plan, row.observer), look(place))));
    if several {
        keys.push(Key { label: "25–75 % of runs".into(), sample: Sample::Band(GREY, WIDE + NARROW) });
        keys.push(Key { label: "5–95 %".into(), sample: Sample::Band(GREY, WIDE) });
    }
    keys
}

fn title(plan: &Plan, observer: ObserverId) -> String {
    plan.observers[observer].title.clone()
}

/// Everybody who is out, and what each observer has said, in the median.
fn together(plan: &Plan, ensemble: &Ensemble, drawn: &[Observed], until: Tick) -> Panel {
    let out = ensemble.headcount(plan, "all", "out").unwrap_or(&[]);
    let in_run = |(_, row): &(usize, &Observed)| !is_withheld(plan, row.observer);
    let reports = drawn.iter().take(LOOKS.len()).enumerate().filter(in_run);
    let mut curves = vec![curve(ensemble, (out, until), (OUT, "out"), true)];
    curves.extend(reports.map(|(place, row)| {
        let bands = ensemble.bands.of(row.reported);
        Curve {
            ribbons: Vec::new(),
            ..curve(ensemble, (bands, until), (look(place), &plan.observers[row.observer].title), false)
        }
    }));
    let series = drawn.iter().map(|row| ensemble.bands.of(row.reported));
    let marks = assessments(plan, ensemble, drawn, until);
    let told = public(plan, ensemble).map(|figure| figure.people as u32).max().unwrap_or(0);
    let highest = marks.iter().map(|(_, height)| *height as u32).max().unwrap_or(0);
    let most = most(series.chain([out])).max(highest).max(told);
    let mut panel = panel(plan, "Out, and reported".into(), (Room::Full, until), curves, most);
    panel.marks = marks.into_iter().map(|(mark, _)| mark).collect();
    panel.marks.extend(public(plan, ensemble).enumerate().map(|(place, figure)| mark(figure, place + 1)));
    panel
}

/// The public figures of the time that is drawn.
fn public<'p>(plan: &'p Plan, ensemble: &Ensemble) -> impl Iterator<Item = &'p PublicFigure> {
    let end = ensemble.bands.grid().end;
    plan.public_figures.iter().filter(move |figure| figure.at <= end)
}

/// 1.96 standard deviations of its error on each side of a figure: 95 % of a normal error.
const SPREAD: f64 = 1.96;

/// A public figure, with the note that says whose it is.
fn mark(figure: &PublicFigure, note: usize) -> Mark {
    let height = figure.people as f64;
    let factor = libm::exp(SPREAD * figure.spread);
    let high = (figure.bound != Bound::AtLeast).then_some(height * factor);
    let of_all = figure.scope.is_empty() && figure.site.is_none();
    Mark::Said { at: figure.at.0 as f64, height, spread: (height / factor, high), of_all, note }
}

/// Who said each public figure, of whom, and when.
fn sources(plan: &Plan, ensemble: &Ensemble) -> Vec<String> {
    let told = said::sources(plan, public(plan, ensemble));
    let about =
        "Public figures: a ring is of a part of the people, a line holds 95 % by the figure's spread.";
    let about = (!told.is_empty()).then(|| about.to_owned());
    about.into_iter().chain(told).collect()
}

/// Whether an observer says nothing before the run is over.
fn is_withheld(plan: &Plan, observer: ObserverId) -> bool {
    plan.observers[observer].reports.when == ReportTimes::AtEnd
}

/// The median of what each observer said who kept it until the end, at the end of the axis.
fn assessments(plan: &Plan, ensemble: &Ensemble, drawn: &[Observed], until: Tick) -> Vec<(Mark, f64)> {
    let end = until.0 as f64;
    let withheld = drawn.iter().filter(|row| is_withheld(plan, row.observer));
    let marks = withheld.filter_map(|row| {
        let height = median(plan, ensemble, row.observer)?;
        let label = format!("{}: {}", title(plan, row.observer), people(height));
        Some((Mark::Target { at: end, height, label }, height))
    });
    marks.collect()
}

/// The median over the runs of what an observer reported last, after the end, too.
fn median(plan: &Plan, ensemble: &Ensemble, observer: ObserverId) -> Option<f64> {
    ensemble.metric("reported", &plan.observers[observer].id)?.quantiles[2]
}

/// One observer's reports beside what there was to report.
fn apart(plan: &Plan, ensemble: &Ensemble, place: usize, (row, until): (Observed, Tick)) -> Panel {
    let (said, truth) = (ensemble.bands.of(row.reported), ensemble.bands.of(row.truth));
    let curves = vec![
        curve(ensemble, (truth, until), (OUT, ""), true),
        curve(ensemble, (said, until), (look(place), ""), false),
    ];
    panel(plan, title(plan, row.observer), (Room::Small, until), curves, most([said, truth]))
}

fn panel(plan: &Plan, title: String, (room, until): (Room, Tick), curves: Vec<Curve>, most: u32) -> Panel {
    let small = room == Room::Small;
    Panel {
        title,
        words: Vec::new(),
        room,
        x: time_axis(plan.clock, until, if small { 5 } else { 12 }),
        y: people_axis(f64::from(most), if small { 3 } else { 6 }),
        curves,
        marks: Vec::new(),
        bars: Vec::new(),
    }
}

/// The greatest of some headcounts.
fn most<'e>(bands: impl IntoIterator<Item = &'e [Band]>) -> u32 {
    bands.into_iter().flatten().map(|band| band.quantiles[4]).max().unwrap_or(0)
}

/// A headcount with its bands; what is reported goes in steps.
fn curve(
    ensemble: &Ensemble,
    (bands, until): (&[Band], Tick),
    (look, label): (Look, &str),
    smooth: bool,
) -> Curve {
    let grid = ensemble.bands.grid();
    // The first point beyond stands at the end of the axis.
    let drawn = (0..bands.len()).take_while(|&point| point == 0 || grid.at(point - 1) < until).count();
    let bands = &bands[..drawn];
    let at = |point: usize| grid.at(point).min(until).0 as f64;
    let line = |of: &dyn Fn(&Band) -> f64| -> Vec<(f64, f64)> {
        let mut line: Vec<(f64, f64)> = Vec::with_capacity(bands.len());
        for (point, band) in bands.iter().enumerate() {
            let value = of(band);
            match line.last() {
                Some(&(_, before)) if !smooth && before != value => line.push((at(point), before)),
                _ => {}
            }
            line.push((at(point), value));
        }
        line
    };
    let quantile = |place: usize| move |band: &Band| f64::from(band.quantiles[place]);
    let ribbon = |low: usize, high: usize, opacity| {
        let edges = bands.iter().enumerate();
        let edges = edges.flat_map(|(point, band)| {
            let edge = |band: &Band| (f64::from(band.quantiles[low]), f64::from(band.quantiles[high]));
            let before = point.checked_sub(1).filter(|_| !smooth).map(|before| edge(&bands[before]));
            let here = edge(band);
            let step = before.filter(|before| *before != here);
            step.into_iter().chain([here]).map(move |(low, high)| (at(point), low, high))
        });
        Ribbon { edges: edges.collect(), opacity }
    };
    let several = ensemble.replications > 1;
    Curve {
        label: label.to_owned(),
        line: line(&quantile(2)),
        ribbons: if several { vec![ribbon(0, 4, WIDE), ribbon(1, 3, NARROW)] } else { Vec::new() },
        look,
    }
}

/// What is reported only when the run is over.
fn after_the_end(plan: &Plan, ensemble: &Ensemble) -> Option<String> {
    let is_late = |id| ensemble.reports.iter().any(|(_, report)| report.observer == id && report.late);
    let told = plan.observers.iter().filter(|(id, _)| is_late(*id)).filter_map(|(id, row)| {
        let said = median(plan, ensemble, id)?;
        Some(format!("{} said {}", row.title, people(said)))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("In the end, in the median: {}.", told.join("; ")))
}
