//! Rules: who may leave and with whom, and where a vehicle goes next.

mod disciplines;
mod dispatch;
mod movement;

pub use disciplines::{Convoy, Independent, Platoon};
pub use dispatch::{Choice, Dispatch, DispatchRule, Fixed, InTurn, MostWaiting, Nearest, Wanting};
pub use movement::{Discipline, MovementRule, Ready, Release, Stop, Way};

use super::Plan;

impl Plan {
    /// Lets all vehicles leave by a rule on one of their two ways, in every phase.
    pub fn leave_by(&mut self, way: Way, rule: impl MovementRule + 'static) {
        let discipline = Discipline::of(rule);
        for phase in self.movements.rows_mut().iter_mut().flat_map(|movement| &mut movement.phases) {
            match way {
                Way::Outbound => phase.outbound = discipline.clone(),
                Way::Back => phase.back = discipline.clone(),
            }
        }
    }

    /// Lets all vehicles choose their pickups by a rule.
    pub fn dispatch_by(&mut self, rule: impl DispatchRule + 'static) {
        let dispatch = Dispatch::by(rule);
        self.fleets.rows_mut().iter_mut().for_each(|fleet| fleet.dispatch = dispatch.clone());
    }
}
