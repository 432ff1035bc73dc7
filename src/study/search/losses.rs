//! People who die or give up: a goal of less than everybody has room for some, so a search tells them apart.

/// Who was lost over some replications of one candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    replications: u64,
    dead: f64,
    on_foot: f64,
}

impl Losses {
    /// Takes in a replication with so many dead, and so many gone on foot.
    pub(super) fn record(&mut self, [dead, on_foot]: [f64; 2]) {
        self.replications += 1;
        self.dead += dead;
        self.on_foot += on_foot;
    }

    /// How many die on average.
    #[must_use]
    pub fn dead(&self) -> f64 {
        self.dead / self.replications.max(1) as f64
    }

    /// How many go on foot on average, having given up waiting.
    #[must_use]
    pub fn on_foot(&self) -> f64 {
        self.on_foot / self.replications.max(1) as f64
    }

    /// Whether somebody was lost at all.
    #[must_use]
    pub fn are_some(&self) -> bool {
        self.dead + self.on_foot > 0.0
    }
}
