//! The engine: the loop over events and the transitions of vehicles, people and phases.
//!
//! Every transition has the same three beats: change the truth, tell the observers, schedule what
//! follows. What a transition sets free (a berth, a place in a convoy, a vehicle without work) is
//! noted and dealt with in `Engine::settle`, always in the same order, before time moves on.
//!
//! What happens on every trip is compiled into the loop as one piece (`#[inline(always)]`), and what few
//! plans ask for is called: with that, and with fewer looks at the same rows, an event of the shuttle
//! workload at S went from 1119 to some 770 instructions, and from 3.4 to between 2.2 and 2.5 times the floor.
//!
//! The engine knows nothing of files, threads or statistics. It allocates when it is made; in the
//! loop only lists of people who wait in parties, or along a curve, and of vehicles that stand with
//! people on a road may grow to their greatest length.

mod assembly;
mod deadlock;
mod demand;
mod dispatching;
mod pending;
mod prefetch;
pub mod queue;
mod rng;
mod road;
mod stops;
#[cfg(test)]
mod tape;
mod transitions;

pub use deadlock::{Stall, Waiter};
pub use rng::leg_draws::{Draws, Place};
pub use rng::luck::{Luck, Purpose, RESULTS_VERSION, Stream};

use crate::desk::Desk;
use crate::dispatch::{Candidate, Dispatcher, Offer};
use crate::observe::{Event, Moment, Observer};
use crate::plan::{
    Actors, FleetId, GroupId, MovementId, Network, PickupId, Plan, RouteId, SiteId, Table, VehicleId,
};
use crate::units::{HORIZON, Tick};
use crate::world::{NONE, State, Vehicle, World};
use assembly::phases::Phases;
use assembly::points::Points;
use demand::arrivals::Coming;
use demand::hazards::Exposure;
use demand::own_cars::Drivers;
use demand::splitting::Hopes;
use dispatching::duty::Shifts;
use dispatching::fleet_changes::Service;
use dispatching::hindered::Hindrance;
use dispatching::no_fit::Misfits;
use dispatching::outlook::Outlook;
use pending::{Task, Unsettled};
use queue::{Due, Queue, Tournament};
use road::breakdowns::Crews;
use road::checkpoints::{Columns, Posts};
use road::suspensions::Closures;
use road::travel_time::Roads;
use stops::shelters::Shelters;

const _: () =
    assert!(crate::plan::MOST_ACTORS <= queue::MOST_ACTORS, "what the check allows, a queue must hold");

/// The rank of the scenario's clocks among the events of one tick.
const CLOCKS: u8 = 0;
/// The rank of people who appear: all of one instant are there before anybody decides.
const PEOPLE: u8 = 1;
/// The rank of vehicles, own cars among them, and of what happens to people.
const VEHICLES: u8 = 2;

/// Runs replications of one plan, one after the other, in the same memory.
#[derive(Debug)]
pub struct Engine<'p, O, Q = Tournament> {
    plan: &'p Plan,
    actors: Actors,
    /// How many vehicles there are: they are the first actors.
    vehicles: u32,
    /// Whose event came last.
    last_actor: u32,
    network: Network,
    dispatcher: Dispatcher,
    observer: O,
    queue: Q,
    now: Tick,
    luck: Luck,
    draws: Draws,
    world: World,
    desk: Desk,
    roads: Roads,
    /// Places of each fleet's vehicles, unless they are drawn for every trip.
    fixed_places: Table<FleetId, Option<[u32; 2]>>,
    offers: Table<PickupId, Offer>,
    arrivals: Table<GroupId, Coming>,
    points: Points,
    phases: Table<MovementId, Phases>,
    /// Whether phases end other than gradually.
    phases_end_by_deeds: bool,
    /// Whether any phase comes gradually.
    phases_come_gradually: bool,
    /// When each vehicle breaks away into the next phase; empty if none comes gradually.
    breaks: Table<VehicleId, Tick>,
    /// Whether anything can happen to vehicles on their way, or between two trips.
    eventful: bool,
    posts: Posts,
    columns: Columns,
    closures: Closures,
    crews: Crews,
    service: Service,
    shifts: Shifts,
    shelters: Shelters,
    drivers: Table<GroupId, Drivers>,
    exposure: Table<GroupId, Exposure>,
    convoys: u32,
    unsettled: Unsettled,
    misfits: Misfits,
    hindered: Vec<Hindrance>,
    outlook: Outlook,
    /// Whether people are to come after the start.
    people_come: bool,
    hopes: Hopes,
    /// Scratch: whom the vehicle at a berth has just claimed.
    claims: Vec<(GroupId, Tick, u32)>,
    /// Scratch: the pickups among which a vehicle chooses.
    candidates: Vec<Candidate>,
    /// Scratch: places on offer that come too late for a vehicle that chooses.
    late: Vec<(PickupId, [u64; 2])>,
    /// Scratch: who leaves together.
    column: Vec<(VehicleId, RouteId, f64)>,
    choices: u64,
    replication: u64,
}

impl<'p, O: Observer, Q: Queue> Engine<'p, O, Q> {
    /// An engine for a plan, with somebody who watches.
    ///
    /// # Panics
    /// If the plan has more [`Actors`] than a queue can hold: a plan that was checked never has.
    #[must_use]
    pub fn new(plan: &'p Plan, observer: O) -> Self {
        let network = Network::new(plan);
        let dispatcher = Dispatcher::new(plan, &network);
        let actors = Actors::new(plan);
        let mut engine = Engine {
            plan,
            observer,
            queue: Q::with_actors(actors.len()),
            actors,
            vehicles: plan.vehicle_count(),
            last_actor: 0,
            now: Tick::START,
            luck: Luck::new(plan.seed, 0),
            draws: Draws::new(plan),
            world: World::new(plan),
            desk: Desk::default(),
            roads: Roads::new(plan),
            fixed_places: dispatching::assignment::fixed_places(plan),
            offers: dispatcher.no_offers(),
            arrivals: plan.groups.ids().map(|group| Coming::new(plan, group)).collect(),
            points: Points::new(plan),
            phases: plan.movements.ids().map(|_| Phases::default()).collect(),
            phases_end_by_deeds: assembly::phases::some_end_by_deeds(plan),
            phases_come_gradually: assembly::phases::some_come_gradually(plan),
            breaks: assembly::phases::no_breaks(plan),
            eventful: crate::world::is_eventful(plan),
            posts: Posts::new(plan),
            columns: Columns::default(),
            closures: Closures::new(plan),
            crews: Crews::new(plan),
            service: Service::new(plan),
            shifts: Shifts::new(plan),
            shelters: Shelters::new(plan, &network),
            drivers: demand::own_cars::drivers(plan),
            exposure: demand::hazards::exposure(plan),
            convoys: 0,
            unsettled: Unsettled::default(),
            misfits: Misfits::new(),
            hindered: Vec::new(),
            outlook: Outlook::new(plan),
            people_come: demand::appearing::some_come(plan),
            hopes: Hopes::new(plan),
            claims: Vec::new(),
            candidates: Vec::new(),
            late: Vec::new(),
            column: Vec::new(),
            choices: 0,
            replication: 0,
            network,
            dispatcher,
        };
        engine.know_limits();
        engine
    }

    /// Who watches.
    pub fn observer(&self) -> &O {
        &self.observer
    }

    /// Who watches, to be changed between runs.
    pub fn observer_mut(&mut self) -> &mut O {
        &mut self.observer
    }

    /// How often a vehicle has compared all pickups of its fleet, in all runs: together with the events, what runs cost.
    #[must_use]
    pub fn choices(&self) -> u64 {
        self.choices
    }

    /// Makes one replication from the start to its end. Returns when it ended: at the scenario's end,
    /// or, where there is none, with the last event before nobody was left to move.
    ///
    /// # Errors
    /// A [`Stall`] if every vehicle that could still move somebody waits for another one.
    pub fn run(&mut self, replication: u64) -> Result<Tick, Stall> {
        self.go(replication, || true)
    }

    /// The same as far as so many events go. Returns how many there were; none if there were more.
    ///
    /// # Errors
    /// As of [`run`](Self::run).
    pub fn run_within(&mut self, replication: u64, events: u64) -> Result<Option<u64>, Stall> {
        let mut left = events;
        let mut spent = false;
        self.go(replication, || {
            spent = left == 0;
            left = left.saturating_sub(1);
            !spent
        })?;
        Ok((!spent).then(|| events - left))
    }

    /// Goes on as long as `more` says so.
    #[inline(always)]
    fn go(&mut self, replication: u64, mut more: impl FnMut() -> bool) -> Result<Tick, Stall> {
        self.begin(replication);
        let end = self.plan.end.unwrap_or(HORIZON);
        while let Some(Due { tick, rank, actor }) = self.queue.pop() {
            if !more() {
                return Ok(self.now);
            }
            let at_rest = rank == CLOCKS && self.unsettled.is_empty();
            if tick > end || at_rest && self.is_over_by(actor) {
                return Ok(self.finish(self.plan.end.unwrap_or(self.now)));
            }
            if at_rest && self.goes_on_in_vain(actor) {
                break;
            }
            debug_assert!(tick >= self.now, "time ran backwards");
            self.now = tick;
            let (kind, count) = self.transition(actor);
            // What clocks and people bring about at one instant is seen together.
            if rank == VEHICLES || !self.queue.comes_by(tick, PEOPLE) {
                self.settle();
                self.heed_hazards();
            }
            self.observer.dealt_with(&Event { tick, rank, actor, kind, count });
        }
        match self.stall() {
            Some(stall) => Err(stall),
            None => Ok(self.finish(self.plan.end.unwrap_or(self.now))),
        }
    }

    /// Whether the run is over when a clock's event comes. The hours of a vehicle that is at work end in any run:
    /// then nobody needs to be asked.
    #[inline(never)]
    fn is_over_by(&self, clock: u32) -> bool {
        (self.next_to_rest_is_idle() || !self.is_end_of_duty(clock)) && self.is_over()
    }

    /// Whether clocks, and rests, would go on for ever while nothing else comes to pass.
    #[inline(never)]
    fn goes_on_in_vain(&mut self, clock: u32) -> bool {
        if self.is_end_of_duty(clock) {
            return self.only_rests_go_on();
        }
        self.closures.go_on_for_ever() && self.only_clocks_go_on()
    }

    /// Whether nobody is left to move and all vehicles are settled, so that only clocks would go on.
    fn is_over(&self) -> bool {
        let idle =
            |vehicle: &Vehicle| matches!(vehicle.state, State::StoodDown | State::Parked | State::Absent);
        let crowds = || self.world.crowds.rows().iter();
        crowds().all(|crowd| crowd.to_come() == 0)
            && !self.plan.groups.ids().any(|group| self.some_still_drive(group))
            && self.world.vehicles.rows().iter().all(idle)
            && (!self.more_vehicles_come() || crowds().all(|crowd| crowd.unclaimed() == 0))
    }

    fn finish(&mut self, end: Tick) -> Tick {
        self.now = end;
        self.tell_splits();
        self.observer.end(end);
        end
    }

    fn begin(&mut self, replication: u64) {
        self.replication = replication;
        self.luck = Luck::new(self.plan.seed, replication);
        self.now = Tick::START;
        self.convoys = 0;
        self.queue.clear();
        self.world.reset(self.plan);
        self.draws.reset(self.luck);
        self.roads.reset();
        self.points.reset();
        self.offers.reset(Offer::default());
        self.misfits.clear();
        self.hindered.clear();
        self.begin_hopes();
        if self.eventful {
            self.posts.reset(self.plan);
            self.columns.reset();
            self.crews.reset(self.plan);
            self.shifts.reset();
        }
        self.closures.reset();
        self.shelters.reset(self.plan);
        self.observer.begin(replication);
        self.begin_exposure();
        self.expect_people();
        self.begin_phases();
        self.begin_closures();
        self.place_those_under_way();
        self.suspend_from_the_start();
        self.begin_service();
        self.end_phases();
        self.heed_the_desk();
        self.settle_the_start();
        self.heed_hazards();
    }

    #[inline(never)]
    fn settle_the_start(&mut self) {
        self.settle();
    }

    /// Deals with all that the last transition set free, until nothing is left.
    #[inline(always)]
    fn settle(&mut self) {
        loop {
            match self.unsettled.next() {
                Some(Task::Come(group)) => self.welcome(group),
                Some(Task::Deserted(site)) => self.send_away(site),
                Some(Task::Fading(group)) => self.split_parties(group),
                Some(Task::Room(site)) => self.let_cars_go(site),
                Some(Task::Wanting(site)) => self.call(site),
                Some(Task::Berths(site)) => self.give_berths(site),
                Some(Task::Shut(site)) => self.heed_shut_door(site),
                Some(Task::Reopened) => self.ask_those_shut_out(),
                Some(Task::Opened(route)) => self.release_held(route),
                Some(Task::Leaving) => self.leave_alone(),
                None => match self.points.next_unjudged() {
                    Some(point) => self.judge(point),
                    None => return,
                },
            }
        }
    }

    /// A vehicle does something else from now on, where it is.
    #[inline(always)]
    fn enter(&mut self, vehicle: VehicleId, to: State) {
        let site = self.world.vehicles[vehicle].site;
        self.enter_at(vehicle, to, site);
    }

    /// A vehicle does something else from now on, at a site or bound for it. All changes of state pass
    /// here: whoever waits for this vehicle is asked again if it is no longer coming.
    #[inline(always)]
    fn enter_at(&mut self, vehicle: VehicleId, to: State, site: SiteId) {
        let row = &mut self.world.vehicles[vehicle];
        let (from, since, stood) = (row.state, row.since, row.site);
        (row.state, row.since, row.site) = (to, self.now, site);
        if self.points.tracks(row.fleet) && !assembly::points::go_on_being_awaited(row, from, stood) {
            self.points.expect_again(&self.dispatcher, (vehicle, row));
        }
        if self.eventful && (row.offered || self.world.journeys[vehicle].hindered.is_some()) {
            self.heed_hindrance(vehicle);
        }
        self.observer.see(self.now, &Moment::Changed { vehicle, from, since, to, site });
    }

    #[inline(always)]
    fn schedule(&mut self, vehicle: VehicleId, tick: Tick) {
        self.queue.schedule(tick, VEHICLES, vehicle.0);
    }

    /// The fleet of a vehicle, as the plan has it.
    #[inline]
    fn fleet(&self, vehicle: VehicleId) -> (FleetId, &'p crate::plan::Fleet) {
        let fleet = self.world.vehicles[vehicle].fleet;
        (fleet, &self.plan.fleets[fleet])
    }
}
