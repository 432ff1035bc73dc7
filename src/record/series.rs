//! Which headcounts there are: of whom, where, in which state, and under which names.

use super::counted::counted;
use crate::plan::{Group, GroupId, Id, ObserverId, Plan, SiteId};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// Where people are. A person is in one of these at a time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum SeriesKind {
            $($(#[doc = $doc])* $name,)*
        }

        /// The states that are written, what they are made of, and what each is. Who has reached a drop-off is out.
        const STATES: [(&str, &[SeriesKind], &str); [$($text),*].len() + 1] = [
            $(($text, &[SeriesKind::$name], concat!($($doc),*)),)*
            (
                "out",
                OUT,
                "At a drop-off, or beyond: set down and staying there, on their way on from it, or come in their own cars.",
            ),
        ];
    };
}

kinds! {
    /// At their pickup, not yet aboard; or about to leave in their own car.
    Waiting = "waiting",
    /// Aboard a vehicle.
    Aboard = "aboard",
    /// Set down at a drop-off, and staying.
    Arrived = "arrived",
    /// Set down at a drop-off, and waiting to go on from there.
    WaitingOn = "waiting_on",
    /// Aboard a vehicle that takes them on from a drop-off.
    AboardOn = "aboard_on",
    /// Set down where they went on to.
    HandedOn = "handed_on",
    /// On the road in their own car.
    Private = "private",
    /// At a drop-off, in their own car.
    PrivateArrived = "private_arrived",
    /// Gone on foot, having given up waiting.
    OnFoot = "on_foot",
    /// Dead.
    Dead = "dead",
    /// Refusing to go.
    Refused = "refused",
}

/// Who is out.
const OUT: &[SeriesKind] = &[
    SeriesKind::Arrived,
    SeriesKind::WaitingOn,
    SeriesKind::AboardOn,
    SeriesKind::HandedOn,
    SeriesKind::PrivateArrived,
];

/// The states of people in `headcount.csv`, in their order, each with what it is.
pub fn states_of_people() -> impl Iterator<Item = (&'static str, &'static str)> {
    STATES.into_iter().map(|(name, _, about)| (name, about.trim()))
}

impl SeriesKind {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        STATES.iter().find(|(_, kinds, _)| *kinds == [self]).map_or("", |(name, ..)| name)
    }

    /// The state of the same kind of those who go on from where they are out, if it is they.
    pub(super) fn of(self, goes_on: bool) -> SeriesKind {
        match self {
            SeriesKind::Waiting if goes_on => SeriesKind::WaitingOn,
            SeriesKind::Aboard if goes_on => SeriesKind::AboardOn,
            SeriesKind::Arrived if goes_on => SeriesKind::HandedOn,
            as_ever => as_ever,
        }
    }
}

/// One count that changes together: people of one group of the scenario, in one state, at one site; on
/// the road there is none.
pub(super) type Cell = (GroupId, SeriesKind, Option<SiteId>);

/// A headcount that is recorded: the sum of some cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    pub(super) cells: Vec<Cell>,
}

/// Under which names a series is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// A group; none: everybody.
    pub group: Option<GroupId>,
    /// A site; none: all sites.
    pub site: Option<SiteId>,
    /// The state in words: `waiting`, `aboard`, `arrived` …, or `out`.
    pub state: &'static str,
    /// Which of the recorded series it is.
    pub series: usize,
}

/// The series that must be recorded for a plan: equal ones once. Those of the observers come last, two each.
#[must_use]
pub fn all_series(plan: &Plan) -> Vec<Series> {
    let mut series = named(plan).0;
    series.extend((0..2 * plan.observers.len()).map(|_| Series { cells: Vec::new() }));
    series
}

/// What is recorded of an observer: of which series it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Who.
    pub observer: ObserverId,
    /// How many it has reported.
    pub reported: usize,
    /// How many have passed its post.
    pub truth: usize,
}

/// The series of a plan's observers, in their order.
#[must_use]
pub fn observed_series(plan: &Plan) -> Vec<Observed> {
    let first = if plan.observers.is_empty() { 0 } else { named(plan).0.len() };
    let of = |observer: ObserverId| {
        let reported = first + 2 * observer.index();
        Observed { observer, reported, truth: reported + 1 }
    };
    plan.observers.ids().map(of).collect()
}

/// Every headcount of a plan with its names: everybody first, then each group of the scenario; all
/// sites first, then each site; the states in their order, `out` last. Those that cannot be under the
/// plan are left out.
#[must_use]
pub fn rendered_series(plan: &Plan) -> Vec<Subject> {
    named(plan).1
}

fn named(plan: &Plan) -> (Vec<Series>, Vec<Subject>) {
    let (mut series, mut subjects): (Vec<Series>, Vec<Subject>) = (Vec::new(), Vec::new());
    let all = all_cells(plan);
    for group in std::iter::once(None).chain(plan.whole_groups().map(|(id, _)| Some(id))) {
        let of_group: Vec<Cell> =
            all.iter().filter(|cell| group.is_none_or(|group| group == cell.0)).copied().collect();
        for site in std::iter::once(None).chain(plan.sites.ids().map(Some)) {
            let here: Vec<Cell> =
                of_group.iter().filter(|cell| site.is_none() || cell.2 == site).copied().collect();
            for (state, kinds, _) in STATES {
                let cells: Vec<Cell> = here.iter().filter(|cell| kinds.contains(&cell.1)).copied().collect();
                if cells.is_empty() {
                    continue;
                }
                let known = series.iter().position(|row| row.cells == cells);
                let place = known.unwrap_or(series.len());
                if known.is_none() {
                    series.push(Series { cells });
                }
                subjects.push(Subject { group, site, state, series: place });
            }
        }
    }
    (series, subjects)
}

/// The cells in which people can be under a plan, each once.
fn all_cells(plan: &Plan) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (row, counted) in plan.groups.rows().iter().zip(counted(plan).rows()) {
        for (kind, site) in cells_of(row, counted.goes_on) {
            let cell = (counted.whole, kind, site);
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
    }
    cells
}

/// In which states people of a row can be, and where.
fn cells_of(row: &Group, goes_on: bool) -> Vec<(SeriesKind, Option<SiteId>)> {
    use SeriesKind::{Aboard, Arrived, Dead, OnFoot, Private, PrivateArrived, Refused, Waiting};
    let here = Some(row.at);
    let mut cells = vec![(Waiting.of(goes_on), here), (Aboard.of(goes_on), None)];
    let mut add_if = |occurs: bool, kind, site| cells.extend(occurs.then_some((kind, site)));
    row.to.iter().for_each(|&site| add_if(true, Arrived.of(goes_on), Some(site)));
    row.already_out.iter().for_each(|&(site, _)| add_if(true, Arrived, Some(site)));
    let drives = row.own_cars.is_some();
    add_if(drives, Private, None);
    row.to.iter().for_each(|&site| add_if(drives, PrivateArrived, Some(site)));
    add_if(row.hazards.giving_up > 0.0, OnFoot, here);
    add_if(row.hazards.dying > 0.0, Dead, here);
    add_if(row.hazards.dying_aboard > 0.0, Dead, None);
    add_if(row.refuses > 0.0, Refused, here);
    cells
}
