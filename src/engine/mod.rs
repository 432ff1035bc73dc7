//! The engine: the loop over events and the transitions of vehicles, people and phases.
//!
//! Every transition has the same three beats: change the truth, tell the recorders, schedule what
//! follows. What a transition sets free (a berth, a place in a convoy, a vehicle without work) is
//! noted and dealt with in `Engine::settle`, always in the same order, before time moves on.
//!
//! Handlers stand in rooms, in the order in which a vehicle lives. Each room has one state with private fields;
//! what other rooms may do is an entrance, marked `pub(in crate::engine)`. The number is the storey: a room uses the
//! types of lower storeys only, and a test keeps it so.
//!
//! ```text
//! 3 transitions  which event goes to which handler
//! 3 deadlock     a run that cannot go on, and who waits for whom
//! 3 prefetch     memory is fetched before it is needed
//! 2 demand       who appears, hazards, own cars
//! 2 dispatching  where next, itineraries, rests, fleet changes
//! 2 stops        berths, boarding, alighting, shelters
//! 2 assembly     who leaves together: points, phases, convoys
//! 1 observing    who counts people, and what they report
//! 1 road         travel, headway, checkpoints, suspensions, breakdowns, turning back
//! 0 rng          random numbers by address
//! 0 queue        who is next
//! 0 pending      what transitions set free
//! ```
//!
//! What happens on every trip is compiled into the loop as one piece (`#[inline(always)]`), and what few
//! plans ask for is called; `docs/speed.md` says what that is worth.
//!
//! The engine knows nothing of files, threads or statistics. It allocates when it is made; in the
//! loop only lists of people who wait in parties, or along a curve, and of vehicles that stand with
//! people on a road may grow to their greatest length.

mod assembly;
mod deadlock;
mod demand;
mod dispatching;
#[cfg(test)]
mod growth;
mod observing;
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
pub use rng::{LegDraws, Luck, Place, Purpose, RESULTS_VERSION, Stream};

use crate::desk::Desk;
use crate::plan::{Actors, FleetId, Network, Plan, SiteId, VehicleId};
use crate::record::{Event, Notice, Recorder};
use crate::units::{HORIZON, Tick};
use crate::world::{State, Vehicle, World};
use assembly::Assembly;
use demand::Demand;
use dispatching::Dispatching;
use observing::Observing;
use pending::{Pending, Task};
use queue::{Due, Queue, WinnerTree};
use rng::Rng;
use road::Road;
use stops::Stops;

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
pub struct Engine<'p, R, Q = WinnerTree> {
    plan: &'p Plan,
    network: Network,
    actors: Actors,
    recorder: R,
    queue: Q,
    now: Tick,
    replication: u64,
    rng: Rng,
    world: World,
    desk: Desk,
    demand: Demand,
    dispatching: Dispatching,
    stops: Stops,
    assembly: Assembly,
    road: Road,
    observing: Observing,
    pending: Pending,
    /// Whose event came last.
    last_actor: u32,
}

impl<'p, R: Recorder> Engine<'p, R> {
    /// An engine for a plan, with what records its runs: `()` if nothing does.
    ///
    /// # Panics
    /// If the plan has more [`Actors`] than a queue can hold: a plan that was checked never has.
    #[must_use]
    pub fn new(plan: &'p Plan, recorder: R) -> Self {
        Self::with_queue(plan, recorder)
    }
}

impl<'p, R: Recorder, Q: Queue> Engine<'p, R, Q> {
    /// The same with a queue of another kind.
    ///
    /// # Panics
    /// As [`new`](Engine::new).
    #[must_use]
    pub fn with_queue(plan: &'p Plan, recorder: R) -> Self {
        let (network, actors) = (Network::new(plan), Actors::new(plan));
        let mut engine = Engine {
            plan,
            recorder,
            queue: Q::with_actors(actors.len()),
            actors,
            now: Tick::START,
            replication: 0,
            rng: Rng::new(plan),
            world: World::new(plan),
            desk: Desk::new(plan.observers.len()),
            demand: Demand::new(plan),
            dispatching: Dispatching::new(plan, &network),
            stops: Stops::new(plan, &network),
            assembly: Assembly::new(plan),
            road: Road::new(plan),
            observing: Observing::new(plan),
            pending: Pending::default(),
            last_actor: 0,
            network,
        };
        engine.world.keep_rosters(plan, engine.dispatching.dispatcher().rosters());
        engine.know_limits();
        engine
    }

    /// Who watches.
    pub fn recorder(&self) -> &R {
        &self.recorder
    }

    /// Who watches, to be changed between runs.
    pub fn recorder_mut(&mut self) -> &mut R {
        &mut self.recorder
    }

    /// How often a vehicle has compared all pickups of its fleet, in all runs: together with the events, what runs cost.
    #[must_use]
    pub fn choices(&self) -> u64 {
        self.dispatching.choices()
    }

    /// Makes one replication from the start to its end. Returns when it ended: at the scenario's end,
    /// or, where there is none, with the last event before nobody was left to move.
    ///
    /// # Errors
    /// A [`Stall`] if every vehicle that could still move somebody waits for another one.
    pub fn run(&mut self, replication: u64) -> Result<Tick, Stall> {
        self.go(replication, |_| true)
    }

    /// The same as long as `more` says so of the recorder, which is asked before each event. A run that is stopped so has no
    /// end: its recorder is not told of one.
    ///
    /// # Errors
    /// As of [`run`](Self::run), if it comes so far.
    pub fn run_while(&mut self, replication: u64, mut more: impl FnMut(&R) -> bool) -> Result<Tick, Stall> {
        self.go(replication, |engine| more(&engine.recorder))
    }

    /// The same as far as so much work goes. An event is one piece of work; where a vehicle chooses among many pickups, or
    /// looks ahead through many suspensions, its choice is some more. Returns how much there was; none if there was more.
    ///
    /// # Errors
    /// As of [`run`](Self::run).
    pub fn run_within(&mut self, replication: u64, work: u64) -> Result<Option<u64>, Stall> {
        let (before, a_choice) = (self.choices(), self.dispatching.work_of_a_choice(self.plan));
        // Before the first event every vehicle looks for work.
        if f64::from(self.plan.vehicle_count()) * a_choice > work as f64 {
            return Ok(None);
        }
        let (mut events, mut spent) = (0, false);
        let done =
            |engine: &Self, events: u64| events + ((engine.choices() - before) as f64 * a_choice) as u64;
        self.go(replication, |engine| {
            spent = done(engine, events) >= work;
            events += u64::from(!spent);
            !spent
        })?;
        Ok((!spent).then(|| done(self, events)))
    }

    /// Goes on as long as `more` says so.
    #[inline(always)]
    fn go(&mut self, replication: u64, mut more: impl FnMut(&Self) -> bool) -> Result<Tick, Stall> {
        self.begin(replication);
        let end = self.plan.end.unwrap_or(HORIZON);
        while let Some(Due { tick, rank, actor }) = self.next_event(end) {
            if !more(self) {
                return Ok(self.now);
            }
            let at_rest = rank == CLOCKS && self.pending.is_empty();
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
            self.recorder.on_event(&Event { tick, rank, actor, kind, count });
        }
        match self.stall() {
            Some(stall) => Err(stall),
            None => Ok(self.finish(self.plan.end.unwrap_or(self.now))),
        }
    }

    /// The next event. Reports that are due before it are told first: after all that happens at their instant.
    #[inline(always)]
    fn next_event(&mut self, end: Tick) -> Option<Due> {
        self.report_what_is_due(end);
        self.queue.pop()
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
        self.road.closures().go_on_for_ever() && self.only_clocks_go_on()
    }

    /// Whether nobody is left to move and all vehicles are settled, so that only clocks would go on.
    fn is_over(&self) -> bool {
        let idle =
            |vehicle: &Vehicle| matches!(vehicle.state, State::StoodDown | State::Parked | State::Absent);
        let crowds = || self.world.crowds().rows().iter();
        crowds().all(|crowd| crowd.to_come() == 0)
            && !self.plan.groups.ids().any(|group| self.some_still_drive(group))
            && self.world.vehicles.rows().iter().all(idle)
            && (!self.more_vehicles_come() || crowds().all(|crowd| crowd.unclaimed() == 0))
    }

    fn finish(&mut self, end: Tick) -> Tick {
        self.now = end;
        self.tell_splits();
        self.report_the_rest(end);
        self.recorder.end(end);
        end
    }

    fn begin(&mut self, replication: u64) {
        self.replication = replication;
        self.now = Tick::START;
        self.queue.clear();
        self.rng.begin(self.plan.seed, replication);
        self.world.reset(self.plan);
        self.reset_prospects();
        self.dispatching.reset();
        self.stops.reset(self.plan);
        self.assembly.reset();
        self.road.reset(self.plan);
        self.recorder.begin(replication);
        self.begin_exposure();
        self.expect_people();
        self.begin_observing();
        self.begin_phases();
        self.begin_closures();
        self.place_those_under_way();
        self.suspend_from_the_start();
        self.begin_service();
        self.end_phases();
        self.check_triggers();
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
            match self.pending.next() {
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
                None => match self.assembly.next_unjudged() {
                    Some(point) => self.judge(point),
                    None => {
                        debug_assert!(self.world.rosters_are_right(), "a sum of people is wrong");
                        return;
                    }
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
        self.assembly.follow(self.dispatching.dispatcher(), (vehicle, row), (from, stood));
        if self.observing.counts_crowds() {
            self.follow_crowds((from, stood), (to, site));
        }
        let row = &self.world.vehicles[vehicle];
        let journey = self.world.journeys.get(vehicle);
        if journey.is_some_and(|journey| row.offered || journey.hindered.is_some()) {
            self.heed_hindrance(vehicle);
        }
        self.recorder.record(self.now, &Notice::Changed { vehicle, from, since, to, site });
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
