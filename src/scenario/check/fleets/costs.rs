//! What vehicles cost.

use crate::plan::{Costs, FleetId, Id, Table};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;

/// What the vehicles of a fleet cost, with where it is said.
pub(in crate::scenario::check) struct CostRow<'a> {
    pub fleet: FleetId,
    pub costs: Costs,
    pub sheet: Sheet<'a>,
}

/// Reads the costs. What is malformed counts as nothing: the walk has told, and no plan is made. A fleet
/// that costs nothing needs no table, so one without a figure has been forgotten half-way.
pub(in crate::scenario::check) fn costs<'a>(root: &Sheet<'a>) -> Vec<CostRow<'a>> {
    let fleets = root.reading.known.ids.names(Target::Fleet);
    let rows = root.rows("costs").filter_map(|row| {
        if row.sheet.table.table().is_some_and(|fields| fields.0.is_empty()) {
            let help = "give it `per_vehicle`, `per_hour` or `per_km`, or leave it out";
            row.sheet.wrong_at(&row.sheet.table.place, &row.sheet.path, Wrong::new("is empty", help));
        }
        let amount = |key| row.sheet.read(key, 0.0, Node::number).unwrap_or(0.0);
        let costs = Costs {
            per_vehicle: amount("per_vehicle"),
            per_hour: amount("per_hour"),
            per_km: amount("per_km"),
        };
        Some(CostRow { fleet: FleetId::from_index(fleets.row(row.id)?), costs, sheet: row.sheet })
    });
    rows.collect()
}

/// The costs of all fleets; none if the scenario says none.
pub(in crate::scenario::check) fn table(
    rows: &[CostRow<'_>],
    fleets: usize,
) -> Option<Table<FleetId, Costs>> {
    let mut table = Table::filled(fleets, Costs::default());
    rows.iter().for_each(|row| table[row.fleet] = row.costs);
    (!rows.is_empty()).then_some(table)
}
