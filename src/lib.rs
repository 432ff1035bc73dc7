//! noria simulates shuttle evacuations: buses and ambulances that go round between danger and safety,
//! in convoy or each for itself. In disaster medicine a *noria* is that endless round.
//!
//! A scenario file says what there is; a plan is the scenario, checked; an engine makes one run of it; a
//! study makes many and says how many people were out by when, and how sure that is.
//!
//! ```
//! use noria::scenario::Scenario;
//! use noria::study::Study;
//!
//! let plan = Scenario::read("scenarios/minimal.toml")?.set("fleets.buses.count", 3)?.plan()?;
//! let study = Study::of(&plan).run()?;
//! let out = study.headcount(&plan, "all", "out").expect("everybody's headcount is always kept");
//! for (point, band) in out.iter().enumerate() {
//!     println!("{}  {:.0} people", plan.clock.time(study.bands.grid().at(point)), band.mean);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Map of the house
//!
//! Rooms are the order in which a value lives: typed, checked, moving, observed, repeated, shown. The
//! number is the storey; a room uses rooms of lower storeys only, and a test keeps it so.
//!
//! ```text
//! 7 cli        words, progress, exit codes
//! 6 output     the folder: tables, summary, manifest
//! 6 plot       figures
//! 6 store      finished blocks on disk: going on, shards
//! 5 study      replications, threads, bands, precision, bounds
//! 4 engine     the loop and its transitions, queue, draws
//! 3 record     headcounts, metrics, trips, trace, fingerprint, audit
//! 3 dispatch   where next
//! 2 scenario   files: read, edited, checked
//! 2 world      what is true: people, vehicles, berths
//! 2 desk       what has been reported
//! 1 plan       the checked input: ids, tables, clock
//! 0 stats      distributions, intervals, quantiles
//! 0 units      ticks and spans
//! ```

#[cfg(feature = "cli")]
pub mod cli;
pub mod desk;
pub mod dispatch;
pub mod engine;
pub mod output;
pub mod plan;
#[cfg(feature = "plots")]
pub mod plot;
pub mod record;
pub mod scenario;
pub mod stats;
pub mod store;
pub mod study;
pub mod units;
pub mod world;
