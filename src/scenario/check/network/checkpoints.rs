//! Checkpoints: where they stand on each route, and what they are.

use crate::plan::{Checkpoint, CheckpointId, Id, Station};
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::hours::{OPEN, hours};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;

/// What says more of a checkpoint than where it stands.
const DEFINING: [&str; 4] = ["time", "lanes", "per", "hours"];

/// The stations on the way out and on the way back, in the order in which they are passed.
pub(super) type Stations = [Vec<Station>; 2];

/// All checkpoints, by their names in the order in which they are first met.
pub(super) struct Checkpoints<'a> {
    rows: Vec<Met<'a>>,
}

/// A checkpoint as far as it has been met.
#[derive(Default)]
struct Met<'a> {
    first: Option<Sheet<'a>>,
    /// Where it is said what it is, and what was read there.
    said: Option<(Sheet<'a>, Option<Checkpoint>)>,
}

impl<'a> Checkpoints<'a> {
    pub fn of(root: &Sheet<'a>) -> Self {
        let names = root.reading.known.ids.names(Target::Checkpoint).len();
        Checkpoints { rows: (0..names).map(|_| Met::default()).collect() }
    }

    /// Reads where checkpoints stand on a route.
    pub fn stations(&mut self, route: &Sheet<'a>, both_ways: bool) -> Option<Stations> {
        let mut ways = Stations::default();
        let mut complete = true;
        for sheet in route.items("checkpoints") {
            let directions = directions(&sheet, both_ways);
            match (self.meet(&sheet), sheet.node("at").and_then(Node::number), directions) {
                (Some(checkpoint), Some(at), Some([out, back])) => {
                    ways[0].extend(out.then_some(Station { at, checkpoint }));
                    ways[1].extend(back.then_some(Station { at: 1.0 - at, checkpoint }));
                }
                _ => complete = false,
            }
        }
        for stations in &mut ways {
            stations.sort_by(|a, b| a.at.total_cmp(&b.at));
        }
        check_places(route, &ways);
        complete.then_some(ways)
    }

    fn meet(&mut self, sheet: &Sheet<'a>) -> Option<CheckpointId> {
        let id: CheckpointId = sheet.id(Target::Checkpoint, sheet.node("name")?)?;
        let name = sheet.node("name").and_then(Node::text).unwrap_or_default();
        if name.trim().is_empty() {
            sheet.wrong("name", Wrong::new("is empty", "give it a name that no other one has"));
        } else if name == "all" {
            let help = "tables say `all` for everything: give it another name";
            sheet.wrong("name", Wrong::new("cannot be \"all\"", help));
        }
        let met = &mut self.rows[id.index()];
        met.first.get_or_insert_with(|| sheet.clone());
        let says_more = DEFINING.iter().find(|key| sheet.node(key).is_some());
        match (says_more, &met.said) {
            (Some(key), Some((other, _))) => {
                let says = format!("says again what `{name}` is: `{}` does so", other.path);
                let help =
                    "give `name` and `at` alone where the same checkpoint is met again, or another name";
                sheet.wrong(key, Wrong::new(says, help));
            }
            (Some(_), None) => met.said = Some((sheet.clone(), checkpoint(name, sheet))),
            (None, _) => {}
        }
        Some(id)
    }

    /// The rows of the plan.
    pub fn finish(self) -> Vec<Option<Checkpoint>> {
        let rows = self.rows.into_iter().map(|met| match (met.said, met.first) {
            (Some((_, checkpoint)), _) => checkpoint,
            (None, Some(first)) => {
                untimed(&first);
                None
            }
            (None, None) => None,
        });
        rows.collect()
    }
}

fn checkpoint(name: &str, sheet: &Sheet<'_>) -> Option<Checkpoint> {
    if sheet.node("time").is_none() {
        untimed(sheet);
    }
    let (time, hours) = (sheet.amount("time", Measure::Durations, 0.0), hours(sheet, &OPEN));
    Some(Checkpoint {
        id: name.to_owned(),
        lanes: sheet.read("lanes", 1, Node::whole)?,
        per_convoy: sheet.word("per", &[("vehicle", false), ("convoy", true)])?,
        time: time?,
        hours: hours?,
    })
}

fn untimed(sheet: &Sheet<'_>) {
    let wrong = Wrong::new("has no `time`", "add `time = \"2 min\"`: how long a check lasts");
    sheet.wrong_at(&sheet.table.place, &sheet.path, wrong);
}

/// Whether it is met on the way out, and on the way back.
fn directions(sheet: &Sheet<'_>, both_ways: bool) -> Option<[bool; 2]> {
    let [out, back] =
        sheet.word("ways", &[("both", [true, true]), ("out", [true, false]), ("back", [false, true])])?;
    if back && !out && !both_ways {
        let help = "add `both_ways = true` to the route, or check the way out";
        sheet.wrong("ways", Wrong::new("is \"back\", but nobody drives back here", help));
    }
    Some([out, back && both_ways])
}

/// Two checkpoints at one place would be passed in no order.
fn check_places(route: &Sheet<'_>, ways: &Stations) {
    if ways.iter().any(|stations| stations.windows(2).any(|pair| pair[0].at == pair[1].at)) {
        let help = "let them stand one behind the other: change one `at`";
        route.wrong("checkpoints", Wrong::new("has two checkpoints at one place", help));
    }
}
