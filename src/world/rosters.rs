//! Groups in a fixed order, where they are many: whoever waits of them is not looked for group by group.
//!
//! A roster keeps of each of its groups how many wait, are due, and want a place, as sums in trees. Who is the next
//! that waits, and how many of the first so many want a place, is found in as many steps as the number of groups
//! has digits. [`World::change`] keeps every roster right.

use super::{Counts, Crowd, World};
use crate::plan::{GroupId, Need, Plan, Table};

/// More groups than this have a roster; fewer are sooner walked through.
pub const MANY_GROUPS: usize = 16;

/// A roster, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterId(pub u32);

/// People of one group, as a roster keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    waiting: u32,
    due: u32,
    wanting: u32,
    wanting_now: u32,
}

impl Share {
    fn of(crowd: &Crowd) -> Share {
        Share {
            waiting: crowd.waiting.len(),
            due: crowd.due,
            wanting: crowd.wanting(),
            wanting_now: crowd.wanting_now(),
        }
    }
}

/// The groups of one list with their sums.
#[derive(Clone, Debug)]
struct Roster {
    groups: Vec<(GroupId, Need)>,
    /// What the sums have of each group.
    shares: Vec<Share>,
    /// Who waits, by [`Need::index`].
    waiting: [Counts; 2],
    due: Counts,
    wanting: Counts,
    wanting_now: Counts,
}

/// All rosters; none where groups are few everywhere.
#[derive(Debug)]
pub struct Rosters {
    rosters: Vec<Roster>,
    /// In which rosters each group stands, and where there; empty if there are no rosters.
    of_group: Table<GroupId, Vec<(usize, usize)>>,
}

impl Roster {
    fn new(groups: Vec<(GroupId, Need)>) -> Roster {
        let nobody = Counts::of_nobody(groups.len());
        Roster {
            shares: vec![Share::default(); groups.len()],
            waiting: [nobody.clone(), nobody.clone()],
            due: nobody.clone(),
            wanting: nobody.clone(),
            wanting_now: nobody,
            groups,
        }
    }

    fn empty(&mut self) {
        self.shares.fill(Share::default());
        let [seated, lying] = &mut self.waiting;
        [seated, lying, &mut self.due, &mut self.wanting, &mut self.wanting_now]
            .into_iter()
            .for_each(Counts::empty);
    }

    fn put(&mut self, place: usize, now: Share) {
        let before = std::mem::replace(&mut self.shares[place], now);
        let need = self.groups[place].1.index();
        self.waiting[need].set(place, (before.waiting, now.waiting));
        self.due.set(place, (before.due, now.due));
        self.wanting.set(place, (before.wanting, now.wanting));
        self.wanting_now.set(place, (before.wanting_now, now.wanting_now));
    }
}

impl Rosters {
    /// No rosters.
    pub(super) fn none() -> Rosters {
        Rosters { rosters: Vec::new(), of_group: Table::new(Vec::new()) }
    }

    /// Whether people of any group of a roster wait or are due.
    #[must_use]
    pub fn has_somebody(&self, roster: RosterId) -> bool {
        let Roster { waiting: [seated, lying], due, .. } = self.roster(roster);
        [seated, lying, due].iter().any(|counts| counts.total() > 0)
    }

    /// How many people wait of all groups of a roster.
    #[must_use]
    pub fn waiting(&self, roster: RosterId) -> u64 {
        self.roster(roster).waiting.iter().map(|counts| u64::from(counts.total())).sum()
    }

    /// The first group from a place on of whom people wait, of those who need what is `looked_for`, by
    /// [`Need::index`]; where it stands in the roster.
    #[must_use]
    pub fn next_waiting(&self, roster: RosterId, from: usize, looked_for: [bool; 2]) -> Option<usize> {
        let waiting = self.roster(roster).waiting.iter().zip(looked_for);
        waiting.filter(|(_, looked_for)| *looked_for).filter_map(|(counts, _)| counts.next_from(from)).min()
    }

    /// The first group from a place on of whom people are due; where it stands in the roster.
    #[must_use]
    pub fn next_due(&self, roster: RosterId, from: usize) -> Option<usize> {
        self.roster(roster).due.next_from(from)
    }

    /// How many people of the first so many groups want a place.
    #[must_use]
    pub fn wanting(&self, roster: RosterId, groups: usize) -> u64 {
        u64::from(self.roster(roster).wanting.before(groups))
    }

    /// How many of these wait.
    #[must_use]
    pub fn wanting_now(&self, roster: RosterId, groups: usize) -> u64 {
        u64::from(self.roster(roster).wanting_now.before(groups))
    }

    fn roster(&self, roster: RosterId) -> &Roster {
        &self.rosters[roster.0 as usize]
    }

    /// Nobody is anywhere.
    pub(super) fn reset(&mut self) {
        self.rosters.iter_mut().for_each(Roster::empty);
    }
}

impl World {
    /// Keeps a roster of each of these lists of groups, by number, from the next [`reset`](World::reset) on.
    pub fn keep_rosters(&mut self, plan: &Plan, lists: &[Vec<GroupId>]) {
        if lists.is_empty() {
            return;
        }
        let mut of_group = Table::filled(plan.groups.len(), Vec::new());
        for (roster, list) in lists.iter().enumerate() {
            for (place, &group) in list.iter().enumerate() {
                of_group[group].push((roster, place));
            }
        }
        let with_needs =
            |list: &Vec<GroupId>| list.iter().map(|&group| (group, plan.groups[group].need)).collect();
        self.rosters =
            Rosters { rosters: lists.iter().map(|list| Roster::new(with_needs(list))).collect(), of_group };
    }

    /// The rosters that are kept.
    #[inline]
    #[must_use]
    pub fn rosters(&self) -> &Rosters {
        &self.rosters
    }

    /// Changes the people of a group. It is the only way to: so no roster ever tells what is no longer true.
    #[inline]
    pub fn change<T>(&mut self, group: GroupId, change: impl FnOnce(&mut Crowd) -> T) -> T {
        let changed = change(&mut self.crowds[group]);
        self.has_changed(group);
        changed
    }

    /// Tells the rosters that people of a group have come, or have been claimed.
    #[inline]
    pub(super) fn has_changed(&mut self, group: GroupId) {
        if !self.rosters.of_group.is_empty() {
            self.keep_right(group);
        }
    }

    #[inline(never)]
    fn keep_right(&mut self, group: GroupId) {
        let now = Share::of(&self.crowds[group]);
        for &(roster, place) in &self.rosters.of_group[group] {
            if self.rosters.rosters[roster].shares[place] != now {
                self.rosters.rosters[roster].put(place, now);
            }
        }
    }

    /// Whether every roster tells what is true: a check for builds with assertions, which looks at all groups.
    #[must_use]
    pub fn rosters_are_right(&self) -> bool {
        self.rosters.rosters.iter().all(|roster| {
            let shares = roster.groups.iter().zip(&roster.shares);
            shares.into_iter().all(|((group, _), share)| *share == Share::of(&self.crowds[*group]))
        })
    }
}
