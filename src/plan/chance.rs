//! Whether anything in a plan is left to chance.
//!
//! Each row that a run may draw from is taken apart field by field: one more field does not compile until
//! somebody has said here whether it is random.

use super::{
    Arrivals, Checkpoint, Count, Coverage, Discipline, Duty, Fleet, FuelRange, Group, Handling, Observer,
    Onward, Phase, Plan, Reports, Route, SuspendedWhen, Suspension,
};
use crate::stats::Distribution;

impl Plan {
    /// Whether nothing in a run is random: then all replications are the same one.
    ///
    /// It says no when in doubt: breakdowns, hazards, own cars, gradual phases and rules of the library
    /// user's own count as random, though luck may never come to bear.
    ///
    /// ```
    /// # use noria::scenario::Scenario;
    /// let town = "format = 1\nsites = { town = {}, camp = {} }\n\
    ///             people.everyone = { at = \"town\", to = \"camp\", count = 100 }\n\
    ///             fleets.buses = { count = 2, seats = 50, start = \"town\" }\n";
    /// let plan = |time: &str| {
    ///     let road = format!("routes.road = {{ from = \"town\", to = \"camp\", both_ways = true, time = {time} }}");
    ///     Scenario::parse("town.toml", &format!("{town}{road}"))?.plan()
    /// };
    /// assert!(plan("\"1 h\"")?.is_deterministic());
    /// assert!(!plan("{ uniform = [\"50 min\", \"70 min\"] }")?.is_deterministic());
    /// # Ok::<(), noria::scenario::Problems>(())
    /// ```
    #[must_use]
    pub fn is_deterministic(&self) -> bool {
        let Plan {
            name: _,
            title: _,
            clock: _,
            end: _,
            seed: _,
            replications: _,
            sites: _,
            routes,
            checkpoints,
            suspensions,
            groups,
            fleets,
            movements,
            observers,
            goal: _,
            public_figures: _,
            costs: _,
        } = self;
        routes.rows().iter().all(route)
            && checkpoints.rows().iter().all(checkpoint)
            && suspensions.rows().iter().all(suspension)
            && groups.rows().iter().all(group)
            && fleets.rows().iter().all(fleet)
            && movements.rows().iter().flat_map(|movement| &movement.phases).all(phase)
            && observers.rows().iter().all(observer)
    }
}

fn fixed(law: &Distribution) -> bool {
    law.as_fixed().is_some()
}

fn route(route: &Route) -> bool {
    let Route {
        id: _,
        from: _,
        to: _,
        km: _,
        time,
        speeds: _,
        conditions,
        by_hour: _,
        by_fleet: _,
        factor: _,
        stations: _,
        headway: _,
        entity: _,
    } = route;
    fixed(time) && conditions.as_ref().is_none_or(fixed)
}

fn checkpoint(checkpoint: &Checkpoint) -> bool {
    let Checkpoint { id: _, lanes: _, per_convoy: _, time, hours: _ } = checkpoint;
    fixed(time)
}

fn suspension(suspension: &Suspension) -> bool {
    let Suspension { label: _, routes: _, sites: _, checkpoints: _, caught: _, when, hours: _, entity: _ } =
        suspension;
    match when {
        SuspendedWhen::Window(..) => true,
        SuspendedWhen::Out { lasts, .. } => fixed(lasts),
        SuspendedWhen::Random { .. } => false,
    }
}

fn observer(observer: &Observer) -> bool {
    let Observer {
        id: _,
        title: _,
        post: _,
        hours: _,
        scope: _,
        own_cars: _,
        coverage,
        double_counting,
        count,
        lasting_bias,
        reports,
        entity: _,
    } = observer;
    let Coverage { convoy, alone, by_hour, crowding, counters: _ } = coverage;
    let Reports { when: _, delay, round_to: _, bound: _ } = reports;
    let sure = |chance: &f64| *chance == 0.0 || *chance == 1.0;
    let estimates = |count: &Count| matches!(count, Count::Estimate(factor) if !fixed(factor));
    [convoy, alone, crowding, double_counting].into_iter().all(sure)
        && by_hour.is_flat()
        && !estimates(count)
        && fixed(lasting_bias)
        && fixed(delay)
}

fn group(group: &Group) -> bool {
    let Group {
        id: _,
        title: _,
        part: _,
        at: _,
        to: _,
        size,
        need: _,
        urgency: _,
        party,
        companions,
        arrivals,
        refuses,
        onward,
        own_cars,
        hazards,
        already_out: _,
        entity: _,
    } = group;
    let all_or_nobody = |share: f64| share == 0.0 || share == 1.0;
    size.as_ref().is_none_or(fixed)
        && fixed(party)
        && companions.as_ref().is_none_or(fixed)
        && matches!(arrivals, Arrivals::AtStart | Arrivals::Evenly(..) | Arrivals::Curve(_))
        && all_or_nobody(*refuses)
        && onward.as_ref().is_none_or(|Onward { share, parts: _ }| all_or_nobody(*share))
        && own_cars.is_none()
        && hazards.are_none()
}

fn fleet(fleet: &Fleet) -> bool {
    let Fleet {
        id: _,
        title: _,
        own_cars_of: _,
        vehicles: _,
        places,
        start: _,
        ready,
        serves: _,
        takes: _,
        itinerary: _,
        boarding,
        alighting,
        max_wait: _,
        time_factor: _,
        speeds: _,
        dispatch: _,
        movement: _,
        breakdown,
        duty,
        range,
        changes: _,
        under_way: _,
        entity: _,
    } = fleet;
    let handling = |Handling { dwell, per_person }: &Handling| fixed(dwell) && fixed(per_person);
    let rest = |Duty { driving: _, on_duty: _, rest, at_end: _ }: &Duty| fixed(rest);
    let refuel = |FuelRange { km: _, refuel }: &FuelRange| fixed(refuel);
    places.iter().chain(ready).all(fixed)
        && handling(boarding)
        && handling(alighting)
        && breakdown.is_none()
        && duty.as_ref().is_none_or(rest)
        && range.as_ref().is_none_or(refuel)
}

fn phase(phase: &Phase) -> bool {
    let Phase { outbound, back, ends: _, gradual } = phase;
    // Nobody knows whether a rule without words of its own draws lots.
    let known = |discipline: &Discipline| discipline.rule().print().is_some();
    known(outbound) && known(back) && gradual.is_none()
}
