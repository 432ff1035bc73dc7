//! What vehicles cost.

/// What the vehicles of a fleet cost, in whatever money the scenario counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Costs {
    /// For each vehicle of the fleet, those who join later included, whether it is used or not.
    pub per_vehicle: f64,
    /// For each hour that a vehicle is in service: from when it is there and ready until it stands down,
    /// leaves or is lost; waiting, rests and repairs included.
    pub per_hour: f64,
    /// For each kilometre that a vehicle drives.
    pub per_km: f64,
}
