//! Groups of people: who they are, when they appear and what may befall them.

use super::{Entity, FleetId, GroupId, SiteId};
use crate::stats::Distribution;
use crate::units::Tick;

/// What a person needs in a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Need {
    /// A seat.
    Seat,
    /// A place to lie.
    Stretcher,
}

impl Need {
    /// Both needs, in the order of their [`index`](Need::index).
    pub const ALL: [Need; 2] = [Need::Seat, Need::Stretcher];

    /// 0 for a seat, 1 for a stretcher.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// People of one kind at one site.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The key in the scenario; of a part, that of the whole.
    pub id: String,
    /// In words.
    pub title: String,
    /// Whether these are a group of the scenario, or some of one who wait elsewhere.
    pub part: Part,
    /// Where they wait.
    pub at: SiteId,
    /// Where they may be set down; the nearest with room is taken.
    pub to: Vec<SiteId>,
    /// How many people, companions not counted; drawn once a replication. A Poisson stream without a
    /// number has none.
    pub size: Option<Distribution>,
    /// What each of them needs; companions need a seat.
    pub need: Need,
    /// Who is more urgent boards first.
    pub urgency: i64,
    /// How many travel together, drawn for each party.
    pub party: Distribution,
    /// How many companions come with a party, drawn for each; none: nobody.
    pub companions: Option<Distribution>,
    /// When they appear.
    pub arrivals: Arrivals,
    /// The chance of each party to refuse to go, as it appears.
    pub refuses: f64,
    /// Those who go on from their drop-off.
    pub onward: Option<Onward>,
    /// Those who leave in their own cars.
    pub own_cars: Option<OwnCars>,
    /// What may befall them.
    pub hazards: Hazards,
    /// How many are out before the run begins, beside those of `size`, and where.
    pub already_out: Vec<(SiteId, u32)>,
    /// Whose luck their parties and arrivals are.
    pub entity: Entity,
}

impl Group {
    /// So many people at a site who need a seat, travel alone, are there from the start and are bound for another.
    #[must_use]
    pub fn plain(id: &str, (at, to): (SiteId, SiteId), size: Distribution) -> Group {
        Group {
            id: id.to_owned(),
            title: id.to_owned(),
            part: Part::Whole,
            at,
            to: vec![to],
            size: Some(size),
            need: Need::Seat,
            urgency: 0,
            party: Distribution::ONE,
            companions: None,
            arrivals: Arrivals::AtStart,
            refuses: 0.0,
            onward: None,
            own_cars: None,
            hazards: Hazards::default(),
            already_out: Vec::new(),
            entity: Entity::named("people", id),
        }
    }
}

impl Group {
    /// How many parties so many people come in, in the mean.
    #[must_use]
    pub fn mean_parties(&self, people: f64) -> f64 {
        match self.party.as_fixed() {
            // The last party may be smaller.
            Some(size) => (people / size.max(1.0)).ceil(),
            None => people / self.party.mean().max(1.0),
        }
    }
}

/// Which people of a scenario's group a row of the plan stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The group itself.
    Whole,
    /// Those of a group who have been set down at this row's site and go on from there.
    Onward(GroupId),
    /// Those of a group whom a lost vehicle has left waiting at this row's site.
    Stranded(GroupId),
}

impl Part {
    /// The scenario's group that a row belongs to, `row` being its own id.
    #[inline]
    #[must_use]
    pub fn of(self, row: GroupId) -> GroupId {
        match self {
            Part::Whole => row,
            Part::Onward(group) | Part::Stranded(group) => group,
        }
    }
}

/// Those of a group who go on to another site from where they are set down.
#[derive(Clone, Debug, PartialEq)]
pub struct Onward {
    /// The chance of each party.
    pub share: f64,
    /// The rows of the plan for those who wait to go on, by drop-off.
    pub parts: Vec<(SiteId, GroupId)>,
}

/// Those of a group who leave in their own cars.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnCars {
    /// The chance of each party.
    pub share: f64,
    /// People in a car on average: 12.5 means 12 or 13, by a draw for each car.
    pub people_per_car: f64,
    /// Each party's time to leave is anywhere in this window alike, but not before it appears.
    pub window: (Tick, Tick),
    /// The row of the plan for the cars.
    pub fleet: FleetId,
}

/// What may befall each person of a group, per hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hazards {
    /// Getting worse while waiting: becoming one of another group at the same site.
    pub worsening: Option<(f64, GroupId)>,
    /// Giving up while waiting, and leaving on foot.
    pub giving_up: f64,
    /// Dying while waiting.
    pub dying: f64,
    /// Dying aboard.
    pub dying_aboard: f64,
}

impl Hazards {
    /// Events per hour and person who waits.
    #[must_use]
    pub fn waiting(&self) -> f64 {
        self.worsening.map_or(0.0, |(rate, _)| rate) + self.giving_up + self.dying
    }

    /// Whether nothing can befall anybody.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.waiting() + self.dying_aboard == 0.0
    }
}

/// When the people of a group appear.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Arrivals {
    /// All at the start.
    AtStart,
    /// One after the other, as far apart as each other, the first at the first instant and the last as long
    /// before the second.
    Evenly(Tick, Tick),
    /// Along a curve: at each instant, the cumulated weight of those who have appeared. Both columns
    /// never fall, the weight ends above zero; two points at one instant are a jump. Only the shape
    /// counts: the group's size gives the number. Nobody comes before the curve says so, and a party comes
    /// when its last one does; one that begins within a jump ends with it.
    Curve(Vec<(Tick, f64)>),
    /// As a Poisson stream of people; the points are the expected number of people by each instant.
    Poisson(Vec<(Tick, f64)>),
}

impl Arrivals {
    /// The share of the people who appear after an instant, in the mean.
    #[must_use]
    pub fn share_after(&self, instant: Tick) -> f64 {
        let points = match self {
            Arrivals::AtStart => return 0.0,
            Arrivals::Evenly(from, to) => &vec![(*from, 0.0), (*to, 1.0)],
            Arrivals::Curve(points) | Arrivals::Poisson(points) => points,
        };
        let all = points.last().map_or(0.0, |&(_, all)| all);
        let behind = points.partition_point(|&(at, _)| at <= instant);
        let so_far = match (behind.checked_sub(1).map(|last| points[last]), points.get(behind)) {
            (Some((from, low)), Some(&(to, high))) => {
                low + (high - low) * ((instant - from).0 as f64 / (to - from).0 as f64)
            }
            (Some((_, all)), None) => all,
            (None, _) => 0.0,
        };
        if all > 0.0 { (all - so_far) / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_after_an_instant_is_told_by_the_curve() {
        let points = vec![(Tick(10), 0.0), (Tick(20), 4.0), (Tick(20), 6.0), (Tick(40), 8.0)];
        for arrivals in [Arrivals::Curve(points.clone()), Arrivals::Poisson(points)] {
            for (instant, after) in
                [(0, 1.0), (10, 1.0), (15, 0.75), (20, 0.25), (30, 0.125), (40, 0.0), (50, 0.0)]
            {
                assert_eq!(arrivals.share_after(Tick(instant)), after, "{instant}");
            }
        }
        assert_eq!(Arrivals::Evenly(Tick(10), Tick(30)).share_after(Tick(15)), 0.75);
        assert_eq!(Arrivals::AtStart.share_after(Tick::START), 0.0);
    }
}
