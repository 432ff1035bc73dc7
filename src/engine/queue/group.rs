//! Eight keys of the winner tree, of which the soonest goes up.

use wide::f64x2;

/// Keys of a group.
pub(super) const WIDTH: usize = 8;

/// Eight keys in a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Group(pub(super) [f64; WIDTH]);

/// One of several soonest keys.
pub(super) struct Tie(pub(super) f64);

/// For each place of a group, keys that are later than all others there and sooner than all elsewhere.
static WITHOUT: [Group; WIDTH] = {
    let mut groups = [Group([0.0; WIDTH]); WIDTH];
    let mut place = 0;
    while place < WIDTH {
        groups[place].0[place] = f64::INFINITY;
        place += 1;
    }
    groups
};

/// Whether two keys differ in nothing but their last bits, which name the actor.
#[inline]
pub(super) fn tied(key: f64, other: f64, actor_mask: u64) -> bool {
    key.to_bits() ^ other.to_bits() <= actor_mask
}

#[inline]
fn min(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline]
fn max(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

impl Group {
    /// The keys but for the one at a place.
    ///
    /// They are read before a new one is written there: a processor that reads in a vector what it has just written
    /// alone has to wait for it.
    #[inline]
    fn without(&self, place: usize) -> [f64x2; WIDTH / 2] {
        let pairs = |keys: &[f64; WIDTH]| {
            let [a, b, c, d, e, f, g, h] = *keys;
            [[a, b], [c, d], [e, f], [g, h]].map(f64x2::new)
        };
        let ([a, b, c, d], without) = (pairs(&self.0), pairs(&WITHOUT[place % WIDTH].0));
        [a.fast_max(without[0]), b.fast_max(without[1]), c.fast_max(without[2]), d.fast_max(without[3])]
    }

    /// Puts a key into its place where none are ever tied. Returns the soonest of the keys.
    #[inline]
    pub(super) fn put(&mut self, place: usize, key: f64) -> f64 {
        let [a, b, c, d] = self.without(place);
        self.0[place % WIDTH] = key;
        let [one, other] = a.fast_min(b).fast_min(c.fast_min(d)).to_array();
        min(key, min(one, other))
    }

    /// Puts a key into its place. Returns the soonest of the keys, or that another one is tied with it.
    #[inline]
    pub(super) fn put_tied(&mut self, place: usize, key: f64, actor_mask: u64) -> Result<f64, Tie> {
        let [a, b, c, d] = self.without(place);
        self.0[place % WIDTH] = key;
        let (winners, losers) = ([a.fast_min(b), c.fast_min(d)], [a.fast_max(b), c.fast_max(d)]);
        let beaten = winners[0].fast_max(winners[1]).fast_min(losers[0].fast_min(losers[1])).to_array();
        let [one, other] = winners[0].fast_min(winners[1]).to_array();
        let soonest_other = min(one, other);
        let next_other = min(max(one, other), min(beaten[0], beaten[1]));
        let (soonest, next) = (min(key, soonest_other), min(max(key, soonest_other), next_other));
        if tied(soonest, next, actor_mask) { Err(Tie(soonest)) } else { Ok(soonest) }
    }
}
