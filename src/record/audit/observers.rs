//! The auditor's books of observers: how many passed each post, and that nobody reports more than there was to see.

use super::{Auditor, Notice};
use crate::plan::{Count, ObserverId, Plan, Post};

/// The books of one observer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Watched {
    /// How many have passed its post.
    truth: u64,
    /// The most that ever had.
    most: u64,
}

impl Auditor<'_> {
    pub(super) fn see_observers(&mut self, notice: &Notice) {
        match *notice {
            Notice::Passed { observer, people } => {
                let watched = &mut self.watched[observer];
                watched.truth += u64::from(people);
                watched.most = watched.most.max(watched.truth);
            }
            Notice::CrossedOff { observer, people } => {
                let truth = &mut self.watched[observer].truth;
                let left = truth.checked_sub(u64::from(people));
                *truth = left.unwrap_or(0);
                self.require(left.is_some(), |plan| {
                    format!("more are crossed off by {} than had passed", plan.observers[observer].id)
                });
            }
            Notice::Reported { observer, people, truth, counted, told, .. } => {
                let Watched { truth: known, most } = self.watched[observer];
                let id = |plan: &Plan| plan.observers[observer].id.clone();
                self.require(known == truth, |plan| format!("{known} have passed {}, not {truth}", id(plan)));
                self.require(counted <= told, |plan| {
                    format!("{} told a count before it was closed", id(plan))
                });
                if let Some(room) = room(self.plan, observer) {
                    self.require(people <= most + room, |plan| {
                        format!("{} reports {people}, but at most {most} had passed", id(plan))
                    });
                }
            }
            _ => {}
        }
    }

    /// Whoever counts everybody who is out finds as many as are.
    pub(super) fn compare_observers(&mut self) {
        for observer in self.plan.observers.ids() {
            let row = &self.plan.observers[observer];
            let all = row.scope.is_none() && row.own_cars && matches!(row.post, Post::Out | Post::Reports(_));
            let (truth, out) = (self.watched[observer].truth, self.ever_out);
            self.require(!all || truth == out, |plan| {
                format!("{out} are out, but {truth} have passed {}", plan.observers[observer].id)
            });
        }
    }
}

/// By how much the reports of an observer who counts no more than it sees may be too high by rounding; none of one who
/// may count more.
fn room(plan: &Plan, observer: ObserverId) -> Option<u64> {
    let row = &plan.observers[observer];
    let honest = row.count == Count::Exact
        && row.double_counting == 0.0
        && row.lasting_bias.as_fixed() == Some(1.0)
        && !matches!(row.post, Post::Reports(_));
    honest.then(|| row.reports.round_to / 2 + 1)
}
