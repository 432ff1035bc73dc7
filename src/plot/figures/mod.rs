//! The figures, one a file: in goes what a study says, out comes a [`Figure`](crate::plot::Figure).
//!
//! `headcount`, `distributions` and `reported` stand for a run, `vehicles` and `stringline` for one replication, `curves` and `difference` for a comparison,
//! `sweep`, `bars` and `uncertainty` for the questions of a sweep, `fleet` for the search for the least fleet,
//! `posterior` and `truth` for a calibration.

mod bars;
mod convoys;
mod curves;
mod difference;
mod distributions;
mod fleet;
mod happening;
mod headcount;
mod paired;
mod posterior;
mod reported;
mod said;
mod stringline;
mod sweep;
mod truth;
mod uncertainty;
mod vehicles;

pub use bars::{indices, tornado};
pub use curves::curves;
pub use difference::difference;
pub use distributions::distributions;
pub use fleet::FleetView;
pub use headcount::headcount;
pub use posterior::PosteriorView;
pub use reported::reported;
pub use stringline::stringline;
pub use sweep::SweepView;
pub use truth::TruthView;
pub use uncertainty::UncertaintyView;
pub use vehicles::vehicles;
