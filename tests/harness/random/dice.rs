//! What decides.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Throws that are the same for the same number.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn of(number: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(number))
    }

    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.0.next_u64() % most
    }

    pub(super) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    pub(super) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }

    /// Some of a list, in its order: at least one.
    pub(super) fn some<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        let sure = self.below(of.len() as u64) as usize;
        let picked = of.iter().enumerate().filter(|(place, _)| *place == sure || self.one_in(2));
        picked.map(|(_, item)| item.clone()).collect()
    }

    /// A text, or none.
    pub(super) fn maybe(&mut self, many: u64, text: impl FnOnce(&mut Dice) -> String) -> String {
        if self.one_in(many) { text(self) } else { String::new() }
    }

    /// An instant within the first hours, in one of the ways of giving one.
    pub(super) fn instant(&mut self, most_minutes: u64) -> String {
        let minutes = self.below(most_minutes + 1);
        match self.below(4) {
            0 => format!("\"{} h\"", minutes / 60),
            1 => format!("\"{} h {} min\"", minutes / 60, minutes % 60),
            _ => format!("\"{minutes} min\""),
        }
    }

    /// A window, as `from = …, to = …`.
    pub(super) fn window(&mut self, most_minutes: u64) -> String {
        let from = self.below(most_minutes);
        format!("from = \"{from} min\", to = \"{} min\"", from + self.between(1, most_minutes))
    }

    /// Hours of the day, as a list of windows.
    pub(super) fn hours(&mut self) -> String {
        let from = self.below(24);
        let to = (from + self.between(4, 20)) % 24;
        format!("[{{ from = {from:02}:00:00, to = {to:02}:30:00 }}]")
    }
}

/// Ids as a list of TOML.
pub(super) fn list(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
