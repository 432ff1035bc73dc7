//! What can run out, or is there for all: berths, places in a shelter, repair crews.

/// How many there are that nobody has; or as many as are needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Supply(Option<u32>);

impl Supply {
    /// So many, or as many as are needed.
    #[must_use]
    pub fn of(limit: Option<u32>) -> Supply {
        Supply(limit)
    }

    /// Whether there are so many.
    #[inline]
    #[must_use]
    pub fn has(self, many: u32) -> bool {
        self.0.is_none_or(|left| left >= many)
    }

    /// How many are left of those asked for once there has been given what there is.
    #[inline]
    #[must_use]
    pub fn lacking(self, asked: u32) -> u32 {
        self.0.map_or(0, |left| asked.saturating_sub(left))
    }

    /// The most that can be had.
    #[inline]
    #[must_use]
    pub fn most(self) -> u32 {
        self.0.unwrap_or(u32::MAX)
    }

    /// Takes so many, or all if there are fewer. Returns whether none was left by that.
    #[inline]
    pub fn take(&mut self, many: u32) -> bool {
        let Some(left) = &mut self.0 else { return false };
        let before = std::mem::replace(left, left.saturating_sub(many));
        before > 0 && *left == 0
    }

    /// Gives so many back. Returns whether there had been none.
    #[inline]
    pub fn give_back(&mut self, many: u32) -> bool {
        let Some(left) = &mut self.0 else { return false };
        let before = std::mem::replace(left, *left + many);
        before == 0 && many > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_limited_runs_out_and_comes_back() {
        let mut two = Supply::of(Some(2));
        assert!(two.has(2) && !two.has(3) && two.lacking(5) == 3 && two.most() == 2);
        assert!(!two.take(1) && two.take(3) && !two.take(1) && !two.has(1));
        assert!(!two.give_back(0) && two.give_back(1) && !two.give_back(1));
        assert_eq!(two, Supply::of(Some(2)));
        let mut enough = Supply::default();
        assert!(enough.has(u32::MAX) && enough.lacking(7) == 0 && !enough.take(9) && !enough.give_back(1));
        assert_eq!(enough, Supply::of(None));
    }
}
