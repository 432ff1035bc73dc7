//! Whose waits have been added, for the case that they are brought back and wait on.

use crate::plan::{ChangeKind, GroupId, Id, Plan, Table, VehicleId};
use crate::units::Tick;

use super::names::turns_back;

/// People whom a vehicle has claimed at one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) group: GroupId,
    pub(super) people: u32,
    pub(super) since: Tick,
    pub(super) aboard: Tick,
}

/// The claims of those who are in vehicles, by vehicle, in order; empty where nobody leaves one before
/// they are out.
#[derive(Debug)]
pub(super) struct Claims(Table<VehicleId, Vec<Claim>>);

impl Claims {
    pub(super) fn new(plan: &Plan) -> Claims {
        let loses = plan.fleets.rows().iter().flat_map(|fleet| &fleet.changes);
        let mut loses = loses.map(|change| matches!(change.kind, ChangeKind::Lost(_)));
        let in_danger = plan.groups.rows().iter().any(|group| !group.hazards.are_none());
        let needed = in_danger || turns_back(plan) || loses.any(|lost| lost);
        Claims(Table::filled(if needed { plan.vehicle_count() as usize } else { 0 }, Vec::new()))
    }

    pub(super) fn clear(&mut self) {
        self.0.rows_mut().iter_mut().for_each(Vec::clear);
    }

    /// Whether anything is written down at all.
    #[inline]
    pub(super) fn are_kept(&self) -> bool {
        !self.0.is_empty()
    }

    pub(super) fn add(&mut self, vehicle: VehicleId, claim: Claim) {
        self.0[vehicle].push(claim);
    }

    /// People of a group are not in a vehicle any more; those first claimed go first.
    pub(super) fn gone(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        self.take(vehicle, people, |claim| claim.group == group, |_| {});
    }

    /// One of those who were claimed last, having waited `since`, does not come along. Returns their claim.
    pub(super) fn got_off(&mut self, vehicle: VehicleId, (group, since): (GroupId, Tick)) -> Option<Claim> {
        let claims = self.0.rows_mut().get_mut(vehicle.index())?;
        let last = claims.iter().rposition(|claim| claim.group == group && claim.since == since)?;
        let claim = Claim { people: 1, ..claims[last] };
        claims[last].people -= 1;
        if claims[last].people == 0 {
            claims.remove(last);
        }
        Some(claim)
    }

    /// People have gone over to another vehicle.
    pub(super) fn move_over(&mut self, (from, to): (VehicleId, VehicleId), group: GroupId, people: u32) {
        let mut moved = Vec::new();
        self.take(from, people, |claim| claim.group == group, |claim| moved.push(claim));
        if self.are_kept() {
            self.0[to].extend(moved);
        }
    }

    /// People who have waited `since` are set back; what had been claimed is told to `saw`.
    pub(super) fn set_back(
        &mut self,
        vehicle: VehicleId,
        (group, since): (GroupId, Tick),
        people: u32,
        saw: impl FnMut(Claim),
    ) {
        self.take(vehicle, people, |claim| claim.group == group && claim.since == since, saw);
    }

    fn take(
        &mut self,
        vehicle: VehicleId,
        mut people: u32,
        which: impl Fn(&Claim) -> bool,
        mut saw: impl FnMut(Claim),
    ) {
        let Some(claims) = self.0.rows_mut().get_mut(vehicle.index()) else { return };
        for claim in claims.iter_mut().filter(|claim| which(claim)) {
            let taken = people.min(claim.people);
            (claim.people, people) = (claim.people - taken, people - taken);
            if taken > 0 {
                saw(Claim { people: taken, ..*claim });
            }
        }
        claims.retain(|claim| claim.people > 0);
    }
}
