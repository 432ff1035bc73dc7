//! What has been reported so far: the only knowledge that rules may act on.
//!
//! Without observers the desk has an exact register that is told at once.

/// The desk's register of people who are out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    expected: u64,
    out: u64,
}

impl Desk {
    /// A desk that expects this many people in all.
    #[must_use]
    pub fn expecting(people: u64) -> Desk {
        Desk { expected: people, out: 0 }
    }

    /// Hears that `people` more are out.
    #[inline]
    pub fn report_out(&mut self, people: u32) {
        self.out += u64::from(people);
    }

    /// How many are out, as far as it knows.
    #[inline]
    #[must_use]
    pub fn out(&self) -> u64 {
        self.out
    }

    /// How many people it expects in all.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected
    }
}
