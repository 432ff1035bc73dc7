//! What must hold of any scenario: it is refused in words, or it runs and its books balance, whichever queue
//! the engine has, however often it is run, and with however many threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use noria::engine::{Engine, queue::Heap, queue::Queue, queue::WinnerTree};
use noria::plan::{
    Caught, Duty, DutyEnd, Entity, FuelRange, Plan, RouteId, SuspendedWhen, Suspension, Table,
};
use noria::record::{Auditor, Fingerprint, MetricName, Metrics, Notice, Recorder, Trip, metric_names};
use noria::scenario::Scenario;
use noria::stats::Distribution;
use noria::study::{Study, Trips};
use noria::units::{HOUR, Span, Tick};

use super::Written;

/// So many events of one replication are looked at; what takes more is too long for an attack.
const MOST_EVENTS: u64 = 150_000;
/// More vehicles take their time merely to be set up.
const MOST_VEHICLES: u32 = 20_000;

/// What never comes about would come about in this year, had a run no end of its own before.
const NEVER: Tick = Tick(9 * 365 * 24 * HOUR);

/// How many scenarios were judged: while it rises, nothing hangs.
pub static JUDGED: AtomicU64 = AtomicU64::new(0);

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is refused, in these words.
    Refused(String),
    /// It runs, and all is well.
    Sound,
    /// Vehicles wait for others who never come, and it says so.
    Stalled,
    /// It is more than is looked at here.
    TooLong,
    /// Something that must not be: what kind of thing, and the whole of it.
    Fault(String, String),
}

impl Verdict {
    /// The word of it; of a fault, its kind.
    pub fn kind(&self) -> &str {
        match self {
            Verdict::Refused(_) => "refused",
            Verdict::Sound => "sound",
            Verdict::Stalled => "stalled",
            Verdict::TooLong => "too long",
            Verdict::Fault(kind, _) => kind,
        }
    }
}

/// A fault, or another early end.
type Found<T> = Result<T, Verdict>;

fn fault<T>(kind: &str, says: impl Into<String>) -> Found<T> {
    Err(Verdict::Fault(kind.to_owned(), says.into()))
}

/// Reads, checks and runs a scenario.
pub fn judge(written: &Written) -> Verdict {
    JUDGED.fetch_add(1, Ordering::Relaxed);
    match catch_unwind(AssertUnwindSafe(|| judged(written))) {
        Ok(Ok(verdict) | Err(verdict)) => verdict,
        Err(panic) => {
            let says = panic.downcast_ref::<String>().cloned();
            let says = says.or_else(|| panic.downcast_ref::<&str>().map(|&says| says.to_owned()));
            Verdict::Fault("panic".to_owned(), says.unwrap_or_default())
        }
    }
}

fn judged(written: &Written) -> Found<Verdict> {
    let plan = planned(written)?;
    if plan.vehicle_count() > MOST_VEHICLES {
        return Ok(Verdict::TooLong);
    }
    let (first, events) = run::<WinnerTree>(&plan, &[0, 1])?;
    if run::<Heap>(&plan, &[0, 1])?.0 != first {
        return fault("queues differ", "the two queues give other results");
    }
    let again = run::<WinnerTree>(&plan, &[1, 0])?.0;
    if again[0] != first[1] || again[1] != first[0] {
        return fault("order differs", "a replication depends on what was run before it");
    }
    for what in 0..3 {
        if first[0].end < NEVER {
            beside(&plan, what, &first[0])?;
        }
    }
    if events < 20_000 {
        studied(&plan)?;
    }
    Ok(Verdict::Sound)
}

pub fn planned(written: &Written) -> Found<Plan> {
    let refused = |says: String| {
        let in_words =
            says.contains("error: ") && says.contains("help: ") && !says.contains("cannot say why");
        if in_words && says.len() < 200_000 {
            Verdict::Refused(says)
        } else {
            Verdict::Fault("refused without words".to_owned(), says)
        }
    };
    let mut scenario = Scenario::parse("tests/harness/none/random.toml", &written.text)
        .map_err(|problems| refused(problems.to_string()))?;
    for (name, text) in &written.files {
        scenario = scenario.with_file(name, text.as_str());
    }
    scenario.plan().map_err(|problems| refused(problems.to_string()))
}

/// When a run ended.
struct Ended(Tick);

impl Recorder for Ended {
    fn record(&mut self, _now: Tick, _notice: &Notice) {}

    fn end(&mut self, now: Tick) {
        self.0 = now;
    }
}

/// What a replication gives: its fingerprint and its metrics, bit by bit.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    end: Tick,
    fingerprint: u64,
    metrics: Vec<u64>,
}

impl Seen {
    /// A metric of everybody; nothing if there is none.
    fn of_all(&self, plan: &Plan, name: &str) -> f64 {
        let place = metric_names(plan).iter().position(|metric| metric.name == name && metric.group == "all");
        place.map_or(0.0, |place| f64::from_bits(self.metrics[place]))
    }
}

/// Runs replications one after the other on one engine; how many events there were in all.
fn run<Q: Queue>(plan: &Plan, replications: &[u64]) -> Found<(Vec<Seen>, u64)> {
    let watchers = (Fingerprint::default(), ((Metrics::new(plan), Ended(Tick::START)), Auditor::new(plan)));
    let mut engine: Engine<'_, _, Q> = Engine::with_queue(plan, watchers);
    let (mut all, mut events) = (Vec::new(), 0);
    for &replication in replications {
        engine.recorder_mut().0 = Fingerprint::default();
        events += within(&mut engine, replication)?;
        let (fingerprint, ((metrics, _), auditor)) = engine.recorder();
        if let Some(says) = auditor.fault() {
            return fault("audit", format!("replication {replication}: {says}"));
        }
        let metrics: Vec<f64> = metrics.values().to_vec();
        sensible(plan, &metrics)?;
        all.push(Seen {
            end: engine.recorder().1.0.1.0,
            fingerprint: fingerprint.value(),
            metrics: metrics.iter().map(|value| value.to_bits()).collect(),
        });
    }
    Ok((all, events))
}

fn within<O: Recorder, Q: Queue>(engine: &mut Engine<'_, O, Q>, replication: u64) -> Found<u64> {
    match engine.run_within(replication, MOST_EVENTS) {
        Ok(Some(events)) => Ok(events),
        Ok(None) => Err(Verdict::TooLong),
        Err(stall) if stall.to_string().contains("wait for others who never come") => Err(Verdict::Stalled),
        Err(stall) => fault("stall without words", stall.to_string()),
    }
}

/// What holds between the metrics of any run.
fn sensible(plan: &Plan, values: &[f64]) -> Found<()> {
    let names = metric_names(plan);
    let of = |name: &str, group: &str| {
        let place = names.iter().position(|metric| metric.name == name && metric.group == group);
        place.map(|place| values[place])
    };
    for group in std::iter::once("all").chain(plan.whole_groups().map(|(_, group)| group.id.as_str())) {
        let times: Vec<f64> =
            ["out_50", "out_90", "out_95", "out_99"].iter().filter_map(|name| of(name, group)).collect();
        if times.windows(2).any(|pair| pair[0] > pair[1]) {
            return fault("shares out of order", format!("{group}: {times:?}"));
        }
    }
    let may_be_less = |name: &MetricName| name.name == "report_error";
    let bad = names.iter().zip(values).find(|(name, value)| **value < 0.0 && !may_be_less(name));
    match bad {
        Some((name, value)) => fault("below nothing", format!("{}[{}] is {value}", name.name, name.group)),
        None => Ok(()),
    }
}

/// The same plan beside something that never comes about: the same metrics.
fn beside(plan: &Plan, what: u8, first: &Seen) -> Found<()> {
    // A run that waits in vain ends with its last event, and what never comes about is one.
    let left = ["waiting_at_end", "aboard_at_end"].iter().any(|name| first.of_all(plan, name) > 0.0);
    if what > 0 && looks_years_ahead(plan) || left && plan.end.is_none() {
        return Ok(());
    }
    let Some(full) = with_idle(plan, what) else { return Ok(()) };
    let watchers = (Metrics::new(&full), Auditor::new(&full));
    let mut engine: Engine<'_, _, WinnerTree> = Engine::new(&full, watchers);
    let ended = within(&mut engine, 0);
    // Events of its own may make it too long, or stall where a clock would go on.
    if matches!(ended, Err(Verdict::TooLong)) {
        return Ok(());
    }
    ended?;
    let (metrics, auditor) = engine.recorder();
    if let Some(says) = auditor.fault() {
        return fault("audit beside idle", format!("{what}: {says}"));
    }
    let (names, others) = (metric_names(plan), metric_names(&full));
    let by_end = |name: &str| left && (name.starts_with("hours_") || name == "vehicle_hours");
    for (name, bits) in names.iter().zip(&first.metrics).filter(|(name, _)| !by_end(&name.name)) {
        let place = others.iter().position(|other| (&other.name, &other.group) == (&name.name, &name.group));
        let (one, two) = (f64::from_bits(*bits), place.map_or(f64::NAN, |place| metrics.values()[place]));
        let same = one == two || one.is_nan() && two.is_nan() || (one - two).abs() <= 1e-9 * one.abs();
        if !same {
            let says = format!("{}[{}] is {one}, and {two} beside idle {what}", name.name, name.group);
            return fault("what never comes about changes a result", says);
        }
    }
    Ok(())
}

/// Whether vehicles that look ahead by mean times could look as far as nine years: what is closed then is foreseen.
fn looks_years_ahead(plan: &Plan) -> bool {
    let long = |mean: f64| mean > (90 * 24 * HOUR) as f64;
    let slowest = plan.fleets.rows().iter().map(|fleet| fleet.time_factor).fold(1.0, f64::max);
    let drives = plan.routes.rows().iter().any(|route| {
        let by_speed = route.speeds.zip(route.km).map_or(0.0, |(speeds, km)| speeds.time(km, true));
        let factor = plan
            .fleets
            .ids()
            .map(|fleet| route.factor(fleet))
            .fold(slowest, |all, factor| all * factor.max(1.0));
        long(route.time.mean().max(by_speed) * factor)
            || route.headway.is_some_and(|headway| long(headway.0 as f64))
    });
    drives
        || plan.fleets.rows().iter().any(|fleet| {
            let places: f64 = fleet.places.iter().map(Distribution::mean).sum();
            [&fleet.boarding, &fleet.alighting]
                .iter()
                .any(|handling| long(handling.dwell.mean() + handling.per_person.mean() * places))
        })
}

/// A plan with a tank that is never empty, a suspension in nine years, or hours that never end.
fn with_idle(plan: &Plan, what: u8) -> Option<Plan> {
    let mut full = plan.clone();
    match what {
        0 => {
            let known = plan.routes.rows().iter().all(|route| route.km.is_some());
            let fleet = full.fleets.rows_mut().first_mut()?;
            (known && fleet.range.is_none()).then_some(())?;
            fleet.range = Some(FuelRange { km: 1e9, refuel: Distribution::ZERO });
        }
        1 => {
            let mut rows = plan.suspensions.rows().to_vec();
            let label = format!("suspensions.{}", rows.len());
            (!plan.routes.is_empty()).then_some(())?;
            rows.push(Suspension {
                entity: Entity::named("suspensions", "never"),
                label,
                routes: vec![RouteId(0)],
                sites: Vec::new(),
                checkpoints: Vec::new(),
                caught: Caught::Halt,
                when: SuspendedWhen::Window(NEVER, Some(NEVER + Span(HOUR))),
                hours: None,
            });
            full.suspensions = Table::new(rows);
        }
        _ => {
            let fleet = full.fleets.rows_mut().first_mut().filter(|fleet| fleet.duty.is_none())?;
            let on_duty = Some(Span(NEVER.0));
            fleet.duty =
                Some(Duty { driving: on_duty, on_duty, rest: Distribution::ZERO, at_end: DutyEnd::AtOnce });
        }
    }
    Some(full)
}

/// A study by one thread and by two: the same, and each of its replications stands its audit.
fn studied(plan: &Plan) -> Found<()> {
    let study = |threads: usize| {
        let mut trips = String::new();
        let mut sink = |number, rows: &[Trip]| trips += &format!("{number} {rows:?}\n");
        let study = Study::of(plan).replications(3).threads(threads).audited();
        let ensemble = study.trips(Trips::All, &mut sink).run();
        ensemble.map(|ensemble| (ensemble.fingerprint, trips)).map_err(|error| match error {
            noria::study::StudyError::Stalled(_) => Verdict::Stalled,
            other => Verdict::Fault("audit".to_owned(), other.to_string()),
        })
    };
    if study(1)? != study(2)? {
        return fault("threads differ", "one thread and two give other results");
    }
    Ok(())
}
