//! What can be typed behind `noria new`.

use clap::{ValueEnum, ValueHint};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewArgs {
    /// The scenario's name; writes <NAME>.toml into this folder [default: that of what it is made from]
    #[arg(required_unless_present_any = ["like", "from", "from_table"])]
    pub(super) name: Option<String>,

    /// What it is to be like
    #[arg(long, value_enum, value_name = "KIND", conflicts_with_all = ["from", "from_table"])]
    pub(super) like: Option<Kind>,

    /// A scenario that is shipped with noria, to be written with its files, as in aleppo-2016-night
    #[arg(long, value_name = "SHIPPED", conflicts_with = "from_table")]
    pub(super) from: Option<String>,

    /// A spreadsheet (CSV, XLSX or ODS) whose people, sites, routes and fleets the scenario is to read
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) from_table: Option<String>,
}

/// What a new scenario is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Several villages, shelters with room for so many, wheelchairs, a bridge that is shut at night
    Villages,
    /// A night of convoys through a checkpoint, then each vehicle on its own
    Night,
    /// A district of a town with a table of travel times
    District,
    /// Patients of three degrees of urgency, and hospitals
    Ambulances,
    /// What a spreadsheet says: its file stands in place of the name
    FromTable,
}

impl Kind {
    pub(super) const ALL: [Kind; 5] =
        [Kind::Villages, Kind::Night, Kind::District, Kind::Ambulances, Kind::FromTable];

    /// The name of such a scenario, if it is given none.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::Villages => "villages",
            Kind::Night => "night",
            Kind::District => "district",
            Kind::Ambulances => "ambulances",
            Kind::FromTable => "",
        }
    }
}
