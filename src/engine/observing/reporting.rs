//! Reports: counts are closed, told to the desk, and added up by whoever reports others' reports.

use std::cmp::Reverse;

use super::{Closed, PLACES};
use crate::engine::queue::Queue;
use crate::engine::rng::Purpose;
use crate::engine::{Engine, VEHICLES};
use crate::plan::{ObserverId, Post, ReportTimes};
use crate::record::{Notice, Recorder};
use crate::units::{HORIZON, Span, Tick};

/// When reports are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    /// While the run goes on.
    InRun,
    /// The run is over; it ended at this instant.
    After(Tick),
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Tells the reports that are due before anything else happens, and by the scenario's end.
    #[inline(always)]
    pub(in crate::engine) fn report_what_is_due(&mut self, end: Tick) {
        while let Some(tick) = self.observing.next_by(end) {
            if self.queue.comes_by(tick, VEHICLES) || !self.on_reports(tick) {
                return;
            }
        }
    }

    /// It is time for reports. Returns false if nothing else is to come, and no report would change that: then the
    /// rest is told when the run is over.
    #[inline(never)]
    fn on_reports(&mut self, tick: Tick) -> bool {
        let over = self.is_over();
        let more_comes = self.queue.comes_by(HORIZON, VEHICLES);
        let ends_now = over && self.plan.end.is_none();
        if ends_now || !more_comes && (over || !self.a_report_may_matter()) {
            return false;
        }
        if !over {
            // Reports stayed untold while the run could have been over: a vehicle of an itinerary that came into service
            // took it on. They are told now.
            self.now = self.now.max(tick);
        }
        self.report(tick, Time::InRun);
        if !over && self.observing.is_heeded {
            self.end_phases();
            self.check_triggers();
            self.settle();
            self.heed_hazards();
        }
        true
    }

    /// Whether a rule acts on reports, and one is to come that says something new.
    pub(in crate::engine) fn a_report_may_matter(&self) -> bool {
        let news = |observer: ObserverId| {
            let (watch, row) = (&self.observing.watches[observer], &self.plan.observers[observer]);
            watch.next.is_some() && watch.people(row) != watch.said
        };
        self.observing.is_heeded && (!self.observing.closed.is_empty() || self.plan.observers.ids().any(news))
    }

    /// The run ended at an instant: what is still to be reported is, later.
    pub(in crate::engine) fn report_the_rest(&mut self, end: Tick) {
        if !self.observing.is_on() {
            return;
        }
        for (observer, row) in self.plan.observers.iter() {
            if row.reports.when == ReportTimes::AtEnd {
                self.observing.watches[observer].next = Some(end);
            }
        }
        self.observing.look_ahead();
        while let Some(tick) = self.observing.next {
            self.report(tick, Time::After(end));
        }
    }

    /// Closes and tells all that is due by an instant. Who adds up reports hears those told at the same instant.
    fn report(&mut self, tick: Tick, time: Time) {
        self.tell_closed(tick, time);
        for place in 0..self.observing.order.len() {
            let observer = self.observing.order[place];
            if self.observing.watches[observer].next.is_some_and(|next| next <= tick) {
                self.close(observer, tick, time);
                self.tell_closed(tick, time);
            }
        }
        self.observing.look_ahead();
    }

    /// An observer closes its count.
    fn close(&mut self, observer: ObserverId, tick: Tick, time: Time) {
        let (row, watch) = (&self.plan.observers[observer], &mut self.observing.watches[observer]);
        let (number, people) = (watch.number, watch.people(row));
        watch.number += 1;
        watch.said = people;
        watch.next = match &row.reports.when {
            ReportTimes::Always | ReportTimes::AtEnd => None,
            ReportTimes::At(times) => times.get(watch.number as usize).copied(),
            // The first count that is closed when the run is over has everything.
            ReportTimes::Every(_, step) => match time {
                Time::After(end) if tick >= end => None,
                _ => Some(tick + *step),
            },
        };
        let delay = match row.reports.delay.as_fixed() {
            Some(delay) => delay,
            None => {
                let place = PLACES as u64 * (1 + u64::from(number));
                row.reports.delay.quantile(self.rng.stream(row.entity, 0, Purpose::Observing).at(place))
            }
        };
        let told = tick + Span::from_drawn(delay);
        let serial = self.observing.serial;
        self.observing.serial += 1;
        self.observing.closed.push(Reverse(Closed { told, serial, observer, number, counted: tick, people }));
    }

    /// Tells what is closed and due by an instant: by the time of telling, and then as it was closed.
    fn tell_closed(&mut self, tick: Tick, time: Time) {
        while let Some(closed) = self.observing.next_to_tell(tick) {
            self.tell(closed, time);
        }
    }

    fn tell(&mut self, closed: Closed, time: Time) {
        let Closed { told, observer, number, counted, people, .. } = closed;
        let is_news = self.desk.hear(observer, people, counted);
        let truth = self.observing.watches[observer].truth;
        let late = matches!(time, Time::After(end) if told > end);
        let notice = Notice::Reported { observer, number, counted, told, people, truth, is_news, late };
        self.recorder.record(self.now, &notice);
        if is_news {
            self.hear_reports_of(observer, (number, people), told);
        }
    }

    /// Whoever adds up others' reports hears one of them, or misses it, or adds what is new in it twice.
    fn hear_reports_of(&mut self, source: ObserverId, (number, people): (u32, u64), now: Tick) {
        for (listener, row) in self.plan.observers.iter() {
            let Post::Reports(sources) = &row.post else { continue };
            let Some(place) = sources.iter().position(|&one| one == source) else { continue };
            let entity = row.entity.with(self.plan.observers[source].entity);
            let luck = |what: u64| {
                let place = PLACES as u64 * u64::from(number) + what;
                self.rng.stream(entity, 0, Purpose::Observing).at(place)
            };
            let is_so = |chance: f64, what: u64| chance >= 1.0 || chance > 0.0 && luck(what) < chance;
            let time_of_day = self.plan.clock.time_of_day(now);
            let listens = row.hours.as_ref().is_none_or(|hours| hours.at(time_of_day).0);
            if !listens || !is_so(row.coverage.chance(false, time_of_day, 0), 0) {
                continue;
            }
            let twice = is_so(row.double_counting, 1);
            let heard = &mut self.observing.watches[listener].heard[place];
            let more = people as f64 - heard.0 as f64;
            *heard = (people, heard.1 + if twice && more > 0.0 { 2.0 * more } else { more });
            if row.reports.when == ReportTimes::Always {
                self.observing.watches[listener].next = Some(now);
            }
        }
    }
}
