//! What tells a plan from all others.

use std::fmt::{self, Write};

use xxhash_rust::xxh64::Xxh64;

use super::Plan;

/// A number made of everything that is in a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanPrint(pub u64);

impl Plan {
    /// What tells this plan from all others, those included that code changed after they were read. None where a rule is
    /// part of it that has no words to tell it from others.
    #[must_use]
    pub fn print(&self) -> Option<PlanPrint> {
        let phases = self.movements.rows().iter().flat_map(|movement| &movement.phases);
        let movement =
            phases.flat_map(|phase| [&phase.outbound, &phase.back]).map(|rule| rule.rule().print());
        let dispatch = self.fleets.rows().iter().map(|fleet| fleet.dispatch.rule().print());
        let rules: Vec<String> = movement.chain(dispatch).collect::<Option<_>>()?;
        let mut words = Words(Xxh64::new(0));
        // A plan says all that is in it, numbers to their last digit; a hash takes any words.
        let _ = write!(words, "{rules:?}{self:?}");
        Some(PlanPrint(words.0.digest()))
    }
}

/// Takes words into a hash.
struct Words(Xxh64);

impl Write for Words {
    fn write_str(&mut self, words: &str) -> fmt::Result {
        self.0.update(words.as_bytes());
        Ok(())
    }
}
