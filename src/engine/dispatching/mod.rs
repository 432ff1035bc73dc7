//! Dispatching: where vehicles go next, and when they enter service, rest and leave it.

mod assignment;
mod choice;
mod destination;
mod duty;
mod fleet_changes;
mod hindered;
mod itinerary;
mod no_fit;
mod outlook;
mod rests;

use crate::dispatch::{Candidate, Dispatcher, Offer};
use crate::plan::{FleetId, Need, Network, PickupId, Plan, Table, Wanting};
use duty::Shifts;
use fleet_changes::Service;
use hindered::Hindrance;
use no_fit::NoFit;
use outlook::Outlook;

/// What decides where vehicles go.
#[derive(Debug)]
pub(super) struct Dispatching {
    dispatcher: Dispatcher,
    /// The places that vehicles offer at each pickup.
    offers: Table<PickupId, Offer>,
    /// Places of each fleet's vehicles, unless they are drawn for every trip.
    fixed_places: Table<FleetId, Option<[u32; 2]>>,
    no_fit: NoFit,
    hindered: Vec<Hindrance>,
    outlook: Outlook,
    service: Service,
    shifts: Shifts,
    /// Scratch: the pickups among which a vehicle chooses.
    candidates: Vec<Candidate>,
    /// Scratch: those that are shown to a rule.
    wanting: Vec<Wanting>,
    /// Scratch: places on offer that come too late for a vehicle that chooses.
    late: Vec<(PickupId, [u64; 2])>,
    choices: u64,
}

/// What it costs to look at a pickup, and through one suspension on the ways there and on, in events of a small scenario.
const A_PICKUP: f64 = 0.1;
const A_SUSPENSION: f64 = 0.5;

impl Dispatching {
    pub(super) fn new(plan: &Plan, network: &Network) -> Dispatching {
        let dispatcher = Dispatcher::new(plan, network);
        Dispatching {
            offers: dispatcher.no_offers(),
            dispatcher,
            fixed_places: assignment::fixed_places(plan),
            no_fit: NoFit::new(),
            hindered: Vec::new(),
            outlook: Outlook::new(plan),
            service: Service::new(plan),
            shifts: Shifts::new(plan),
            candidates: Vec::new(),
            wanting: Vec::new(),
            late: Vec::new(),
            choices: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.offers.reset(Offer::default());
        self.no_fit.clear();
        self.hindered.clear();
        self.shifts.reset();
    }

    /// The pickups of the plan, and who serves them.
    #[inline]
    pub(super) fn dispatcher(&self) -> &Dispatcher {
        &self.dispatcher
    }

    /// Whether it is known that roads or doors will be closed, so that ways must be chosen by when they open.
    #[inline]
    pub(super) fn foresees_closures(&self) -> bool {
        self.outlook.closes
    }

    /// The places of a fleet's vehicles; none if they are drawn for every trip.
    pub(super) fn fixed_places(&self, fleet: FleetId) -> Option<[u32; 2]> {
        self.fixed_places[fleet]
    }

    /// So many places that were on offer at a pickup have been taken: for what a group needs, and by companions.
    #[inline]
    pub(super) fn places_are_taken(
        &mut self,
        pickup: PickupId,
        need: Need,
        (people, companions): (u32, u32),
    ) {
        let places = &mut self.offers[self.dispatcher.pickup(pickup).offer].places;
        places[need.index()] -= u64::from(people);
        places[Need::Seat.index()] -= u64::from(companions);
    }

    /// A place is on offer again at a pickup.
    pub(super) fn place_is_free(&mut self, pickup: PickupId, need: Need) {
        self.offers[self.dispatcher.pickup(pickup).offer].places[need.index()] += 1;
    }

    /// How often a vehicle has compared all pickups of its fleet.
    pub(super) fn choices(&self) -> u64 {
        self.choices
    }

    /// What a choice costs, in events of a small scenario: at each pickup a vehicle looks through what may be closed.
    pub(super) fn work_of_a_choice(&self, plan: &Plan) -> f64 {
        let pickups = plan.fleets.ids().map(|fleet| self.dispatcher.pickups(fleet).len()).max();
        pickups.unwrap_or(0) as f64 * (A_PICKUP + A_SUSPENSION * plan.suspensions.len() as f64)
    }
}
