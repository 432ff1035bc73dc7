//! What is written, and in which forms, as it can be typed.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TripsKept {
    /// Those of the replication that --replication names
    First,
    /// Those of all replications
    All,
}

/// A form of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TableForm {
    /// Text that every program reads
    Csv,
    /// An object a line, for programs that read a table row by row
    Jsonl,
    /// Typed columns with their units, for DuckDB, Polars, pandas and R
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TableForm {
    /// The file of a table in this form.
    pub(super) fn file(self, table: &str) -> String {
        match self {
            TableForm::Csv => format!("{table}.csv"),
            TableForm::Jsonl => format!("{table}.jsonl"),
            #[cfg(feature = "parquet")]
            TableForm::Parquet => format!("{table}.parquet"),
        }
    }
}

/// What a trace prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TraceForm {
    /// Every event in words
    #[default]
    Text,
    /// The same words, an object a line
    Json,
    /// A typed record for each event, as `noria run --events` writes them: text that every program reads
    Csv,
    /// The same records, an object a line
    Jsonl,
    /// The same records, in typed columns
    #[cfg(feature = "parquet")]
    Parquet,
}

impl TraceForm {
    /// The form of the table of events, if it is that.
    pub(super) fn table(self) -> Option<TableForm> {
        match self {
            TraceForm::Text | TraceForm::Json => None,
            TraceForm::Csv => Some(TableForm::Csv),
            TraceForm::Jsonl => Some(TableForm::Jsonl),
            #[cfg(feature = "parquet")]
            TraceForm::Parquet => Some(TableForm::Parquet),
        }
    }
}

/// Of which replications events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum EventsKept {
    /// Of one.
    Of(u64),
    /// Of all.
    All,
}

impl FromStr for EventsKept {
    type Err = String;

    fn from_str(text: &str) -> Result<EventsKept, String> {
        match text {
            "all" => Ok(EventsKept::All),
            number => number.parse().map(EventsKept::Of).map_err(|_| {
                "give the number of a replication, as in --events 0, or `all`; the first is 0".to_owned()
            }),
        }
    }
}

impl fmt::Display for EventsKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventsKept::Of(number) => write!(f, "{number}"),
            EventsKept::All => f.write_str("all"),
        }
    }
}

impl Serialize for EventsKept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventsKept {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<EventsKept, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}
