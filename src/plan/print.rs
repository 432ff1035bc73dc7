//! What tells a plan from all others.

use std::fmt::{self, Write};

use xxhash_rust::xxh64::Xxh64;

use super::{Discipline, Plan};

/// A number made of everything that is in a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanPrint(pub u64);

impl Plan {
    /// What tells this plan from all others, those included that code changed after they were read. None where rules of
    /// the user's own are part of it: nobody can tell what they do.
    #[must_use]
    pub fn print(&self) -> Option<PlanPrint> {
        let own = |rule: &Discipline| matches!(rule, Discipline::Custom(_));
        let mut phases = self.movements.rows().iter().flat_map(|movement| &movement.phases);
        if phases.any(|phase| own(&phase.outbound) || own(&phase.back)) {
            return None;
        }
        let mut words = Words(Xxh64::new(0));
        // A plan says all that is in it, numbers to their last digit; a hash takes any words.
        let _ = write!(words, "{self:?}");
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
