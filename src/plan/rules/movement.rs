//! What a movement rule is: who may leave, and with whom.
//!
//! A rule sees what whoever stands there would see; it cannot touch time, people, vehicles or randomness. Vehicles that
//! go each on their own, platoons, convoys (in `disciplines.rs`) and a user's own rules are all made in this one way.

use std::fmt;
use std::sync::Arc;

use super::disciplines::Independent;
use crate::plan::{FleetId, SiteId, VehicleId};
use crate::units::Tick;

/// Which of the two departures of a trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Loaded, from a pickup.
    Outbound,
    /// Empty, from a drop-off.
    Back,
}

/// A vehicle that stands ready, as a rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ready {
    /// Which.
    pub vehicle: VehicleId,
    /// Its fleet.
    pub fleet: FleetId,
    /// People in it.
    pub load: u32,
    /// When it became ready.
    pub since: Tick,
}

impl Ready {
    /// A vehicle that stands ready.
    #[must_use]
    pub fn new(vehicle: VehicleId, fleet: FleetId, load: u32, since: Tick) -> Ready {
        Ready { vehicle, fleet, load, since }
    }
}

/// What a movement rule is told of the place where vehicles stand ready.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Stop<'a> {
    /// Where they stand.
    pub site: SiteId,
    /// Which departure is asked for.
    pub way: Way,
    /// The present.
    pub now: Tick,
    /// When the first of those ready became so.
    pub since: Tick,
    /// How many vehicles stand ready here; at least one.
    pub ready: u32,
    /// How many in service may still become ready here.
    pub coming: u32,
    /// How many people are out, as far as has been reported.
    pub reported_out: u64,
    list: &'a dyn Fn() -> Vec<Ready>,
}

impl<'a> Stop<'a> {
    /// What a rule is told where no vehicle is to be told from others: `ready` of them since `since`, while `coming` more
    /// may come. `list` names those ready, if the rule asks.
    #[must_use]
    pub fn new(
        (site, way): (SiteId, Way),
        (since, now): (Tick, Tick),
        (ready, coming): (u32, u32),
        list: &'a dyn Fn() -> Vec<Ready>,
    ) -> Stop<'a> {
        Stop { site, way, now, since, ready, coming, reported_out: 0, list }
    }

    /// Those who stand ready, in the order in which they became so.
    #[must_use]
    pub fn vehicles(&self) -> Vec<Ready> {
        (self.list)()
    }
}

/// What a rule answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Release {
    /// Nobody goes for now.
    Nobody,
    /// The first so many of those ready go together.
    First(u32),
    /// These of those ready go together.
    These(Vec<VehicleId>),
    /// Everybody who is ready goes together.
    Everyone,
}

/// A rule about who may leave. It is asked whenever a vehicle becomes ready, when one that was
/// coming no longer is, and at the moment it named itself.
///
/// The words that it says of itself by [`Debug`](fmt::Debug) tell it from other rules in messages.
pub trait MovementRule: fmt::Debug + Send + Sync {
    /// What it is called in tables and messages: a word.
    fn name(&self) -> &str;

    /// What it does, in a planner's words.
    fn words(&self) -> String {
        self.name().to_owned()
    }

    /// Who may leave now.
    fn release(&self, stop: &Stop<'_>) -> Release;

    /// When it wants to be asked again if nothing else happens; none: not before something does.
    fn review(&self, _stop: &Stop<'_>) -> Option<Tick> {
        None
    }

    /// Whether nobody ever waits under it: then it is not asked.
    fn lets_all_go(&self) -> bool {
        false
    }

    /// Whether under it, as a rule for the way back, those who left their pickup together wait for each other and for
    /// nobody else.
    fn returns_in_convoy(&self) -> bool {
        false
    }

    /// Whether nobody leaves under it as long as one more may come, and everybody once none may: then it is not asked
    /// before.
    fn waits_for_all(&self) -> bool {
        false
    }

    /// The most vehicles that ever leave together; none if there is no such number.
    fn most_together(&self) -> Option<u32> {
        None
    }

    /// How many vehicles it waits for; none if that is not always the same number.
    fn waits_for(&self) -> Option<u32> {
        None
    }

    /// Words that tell it from every other rule, and change whenever what it does changes: with them finished blocks may
    /// be kept and taken again. None: nobody can tell, and no block is kept.
    fn print(&self) -> Option<String> {
        None
    }
}

/// A movement rule that phases can share.
#[derive(Clone)]
pub struct Discipline(Arc<dyn MovementRule>);

impl Discipline {
    /// Under a rule.
    #[must_use]
    pub fn of(rule: impl MovementRule + 'static) -> Discipline {
        Discipline(Arc::new(rule))
    }

    /// Nobody waits for anybody.
    #[must_use]
    pub fn independent() -> Discipline {
        Discipline::of(Independent)
    }

    /// The rule.
    #[must_use]
    pub fn rule(&self) -> &dyn MovementRule {
        &*self.0
    }
}

/// In a planner's words: `in platoons of 3`.
impl fmt::Display for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.words())
    }
}

impl fmt::Debug for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
