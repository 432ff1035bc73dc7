//! Words that shells complete, where any other word may be typed as well.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use super::commands::explain;
use crate::record::every_metric;

/// Takes any text, and tells shells which words there are.
#[derive(Clone)]
pub(super) struct Any {
    words: fn() -> Vec<String>,
}

impl TypedValueParser for Any {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        // Shells take words apart at blanks.
        let words = (self.words)().into_iter().filter(|word| !word.contains([' ', '[', '\'']));
        Some(Box::new(words.map(PossibleValue::new)))
    }
}

/// Whatever can be explained.
pub(super) fn explained() -> Any {
    Any { words: explain::names }
}

/// The names of metrics.
pub(super) fn metrics() -> Any {
    Any { words: || every_metric().into_iter().map(|metric| metric.name).collect() }
}
