//! Events in the order of time: each actor has at most one live event.
//!
//! The order is total: (tick, rank, serial), serial being the order of scheduling, so that queues
//! are interchangeable. [`WinnerTree`] is the one that runs; [`Heap`] is the plain one it is tested
//! against. Nothing here knows what an actor is.

mod group;
mod heap;
mod winner_tree;

pub use heap::Heap;
pub use winner_tree::WinnerTree;

use crate::units::Tick;

/// Bits that name an actor.
const ACTOR_BITS: u32 = 23;

/// The greatest number of actors that a queue can hold.
pub const MOST_ACTORS: usize = (1 << ACTOR_BITS) - 1;

/// Whose event it is: a number below the queue's size.
pub type Actor = u32;

/// An event whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When it happens.
    pub tick: Tick,
    /// Its rank among the events of one tick.
    pub rank: u8,
    /// Whose it is.
    pub actor: Actor,
}

/// Pending events, one an actor at the most.
pub trait Queue {
    /// An empty queue for the actors `0..actors`.
    ///
    /// # Panics
    /// If there are more than [`MOST_ACTORS`].
    fn with_actors(actors: usize) -> Self;

    /// Gives `actor` its event, in place of one that it may still have.
    fn schedule(&mut self, tick: Tick, rank: u8, actor: Actor);

    /// Takes back the event of `actor`, if it has one.
    fn cancel(&mut self, actor: Actor);

    /// Whether `actor` has an event. One whose event was popped has none until it is given another.
    fn is_pending(&self, actor: Actor) -> bool;

    /// Whether the first event of all comes no later than this tick and rank.
    fn comes_by(&mut self, tick: Tick, rank: u8) -> bool;

    /// Takes the first event of all.
    fn pop(&mut self) -> Option<Due>;

    /// Somebody whose event may well be among the next few, now that another one's has been dealt with. A
    /// guess, for those who fetch ahead.
    fn foresee(&self, _after: Actor) -> Option<Actor> {
        None
    }

    /// Has what is kept of an actor fetched.
    fn fetch(&self, _actor: Actor) {}

    /// Forgets all events and begins counting serials anew; keeps the memory.
    fn clear(&mut self);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Schedule { after: u64, rank: u8, actor: Actor },
        Cancel(Actor),
        Pop,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0u64..4, 0u8..2, 0u32..37).prop_map(|(after, rank, actor)| Step::Schedule { after, rank, actor }),
            1 => (0u32..37).prop_map(Step::Cancel),
            3 => Just(Step::Pop),
        ]
    }

    fn pops(mut queue: impl Queue, steps: &[Step]) -> Vec<Option<Due>> {
        let (mut now, mut popped) = (Tick(0), Vec::new());
        for step in steps {
            match *step {
                Step::Schedule { after, rank, actor } => queue.schedule(Tick(now.0 + after), rank, actor),
                Step::Cancel(actor) => queue.cancel(actor),
                Step::Pop => {
                    let due = queue.pop();
                    now = due.map_or(now, |due| due.tick);
                    popped.push(due);
                }
            }
        }
        popped.extend(std::iter::from_fn(|| queue.pop()).map(Some));
        popped
    }

    proptest! {
        #[test]
        fn the_tournament_pops_what_the_heap_pops(steps in prop::collection::vec(step(), 0..400)) {
            let wanted = pops(Heap::with_actors(37), &steps);
            // Few actors have turns, many do not.
            for actors in [37, 64, 1024, 1025, 5000] {
                prop_assert_eq!(&pops(WinnerTree::with_actors(actors), &steps), &wanted, "of {}", actors);
            }
            prop_assert_eq!(&pops(WinnerTree::with_few_turns(37), &steps), &wanted);
        }
    }

    #[test]
    fn equal_times_come_out_by_rank_and_then_first_in_first_out() {
        let mut queue = WinnerTree::with_actors(5);
        for (rank, actor) in [(0, 4), (1, 0), (0, 2), (0, 3), (0, 1)] {
            queue.schedule(Tick(7), rank, actor);
        }
        let order: Vec<Actor> = std::iter::from_fn(|| queue.pop()).map(|due| due.actor).collect();
        assert_eq!(order, [4, 2, 3, 1, 0]);
    }
}
