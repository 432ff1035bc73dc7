//! What the model does: runs worked out by hand, known answers, random plans.

/// Runs worked out on paper, minute by minute.
pub mod by_hand;
/// The event log says all that the headcounts say.
pub mod event_log;
/// What is closed in the same hours of every day.
pub mod every_day;
/// Vehicles that do not keep up with those they left with.
pub mod fallen_behind;
/// The lean loop of the benches gives the same answers.
pub mod floor;
/// Nothing grows faster than the work.
pub mod growth;
/// What befalls people who are not aboard yet.
pub mod hazards;
/// Runs worked out on paper for all that can happen around the trips.
pub mod incidents_by_hand;
/// What happens at one instant is seen together.
pub mod instants;
/// Legs that something interrupts.
pub mod interrupted_legs;
/// What must hold whatever the scenario.
pub mod invariants;
/// Itineraries over several roads, and fuel for all of a round.
pub mod itineraries;
/// Cases whose answers are known.
pub mod known_answers;
/// Networks of queues, crews and plans whose answers are known.
pub mod known_networks;
/// The largest numbers run or are refused.
pub mod limits;
/// Many groups where few would do give the same.
pub mod many_groups;
/// The shipped night looks like the night.
pub mod night;
/// Who counts people, and what they report.
pub mod observers;
/// Drivers' hours that end while a vehicle waits.
pub mod on_duty;
/// Rules of the user's own: who leaves, and where next.
pub mod own_rules;
/// Parties travel together.
pub mod parties;
/// What each party draws for itself.
pub mod party_draws;
/// The order in a file changes nothing.
pub mod permuted;
/// The plain path and the full one give the same.
pub mod plain_and_full_road;
/// Promises of vehicles hold as long as they can be kept, worked out on paper.
pub mod promises;
/// Random plans that mix everything: nobody is lost.
pub mod random_plans;
/// Random whole scenarios: what the harness tries by the hundred thousand, a few hundred times.
pub mod random_scenarios;
/// Those who watch the whole world agree.
pub mod recorders_agree;
/// Drop-offs that fill up, worked out on paper.
pub mod shelters;
/// Every shipped scenario gives the same, whatever the threads.
pub mod shipped;
/// Who takes people over stays the same.
pub mod takeovers;
/// Who turns back, stands and leaves the road.
pub mod turn_back;
/// Who waits for what, and when in vain.
pub mod waiting_and_stalls;
/// What if drives took longer, or more people came.
pub mod what_if;
