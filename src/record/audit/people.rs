//! The auditor's books of people.

use super::super::Fate;
use super::Auditor;
use crate::plan::{GroupId, Id, SiteId, VehicleId};

/// People of one row of the plan who are neither out nor gone, or who go on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Account {
    pub(super) waiting: u64,
    pub(super) aboard: u64,
}

/// What is counted of a whole group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Book {
    pub(super) expected: u64,
    /// All who have come up so far in whatever way.
    size: u64,
    arrived: u64,
    handed_on: u64,
    private: u64,
    private_arrived: u64,
    /// On foot, dead, refusing.
    gone: u64,
    /// How many were out at the last event, and how many of those out have died or left since.
    out: u64,
    out_no_more: u64,
}

impl Auditor<'_> {
    fn book(&mut self, group: GroupId) -> &mut Book {
        let whole = self.rows[group].whole;
        &mut self.books[whole]
    }

    pub(super) fn expected(&mut self, group: GroupId, people: u32) {
        self.book(group).expected += u64::from(people);
    }

    /// People appear: those who go on had arrived, the others come up now.
    pub(super) fn appeared(&mut self, group: GroupId, people: u32) {
        let people = u64::from(people);
        self.accounts[group].waiting += people;
        let goes_on = self.rows[group].goes_on;
        let book = self.book(group);
        if goes_on {
            let had_arrived = book.arrived >= people;
            book.arrived = book.arrived.saturating_sub(people);
            self.require(had_arrived, |plan| {
                format!("{people} of {group} go on who had not arrived", group = plan.groups[group].id)
            });
        } else {
            book.size += people;
        }
    }

    pub(super) fn refused(&mut self, group: GroupId, people: u32) {
        let book = self.book(group);
        book.size += u64::from(people);
        book.gone += u64::from(people);
    }

    pub(super) fn already_out(&mut self, group: GroupId, site: SiteId, people: u32) {
        let book = self.book(group);
        book.size += u64::from(people);
        book.arrived += u64::from(people);
        self.sites[site].sheltered += i64::from(people);
    }

    pub(super) fn boarded(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        let count = u64::from(people);
        let waited = self.accounts[group].waiting >= count;
        if waited {
            self.accounts[group].waiting -= count;
            self.accounts[group].aboard += count;
        }
        self.require(waited, |plan| {
            format!("{people} of {group} boarded who did not wait", group = plan.groups[group].id)
        });
        if self.rows[group].goes_on {
            let at = self.plan.groups[group].at;
            self.sites[at].sheltered -= i64::from(people);
        }
        self.get_in(vehicle, group, people);
    }

    pub(super) fn alighted(&mut self, vehicle: VehicleId, (group, people): (GroupId, u32), site: SiteId) {
        self.leave_vehicles(vehicle, (group, people));
        let goes_on = self.rows[group].goes_on;
        let book = self.book(group);
        if goes_on {
            book.handed_on += u64::from(people);
        } else {
            book.arrived += u64::from(people);
        }
        self.sites[site].sheltered += i64::from(people);
    }

    /// People are not aboard any more.
    fn leave_vehicles(&mut self, vehicle: VehicleId, (group, people): (GroupId, u32)) {
        let account = &mut self.accounts[group];
        let were_aboard = account.aboard >= u64::from(people);
        account.aboard = account.aboard.saturating_sub(u64::from(people));
        self.require(were_aboard, |plan| {
            format!("{people} of {group} got out who were not aboard", group = plan.groups[group].id)
        });
        self.get_out(vehicle, group, people);
    }

    pub(super) fn set_back(
        &mut self,
        vehicle: VehicleId,
        (group, waits_as): (GroupId, GroupId),
        (people, boarded): (u32, bool),
    ) {
        if boarded {
            self.leave_vehicles(vehicle, (group, people));
        } else {
            let account = &mut self.accounts[group];
            let waited = account.waiting >= u64::from(people);
            account.waiting = account.waiting.saturating_sub(u64::from(people));
            self.require(waited, |plan| {
                format!("{people} of {group} are set back who did not board", group = plan.groups[group].id)
            });
            self.give_up_claim(vehicle, group, people);
        }
        self.accounts[waits_as].waiting += u64::from(people);
        let (from, to) = (self.rows[group], self.rows[waits_as]);
        self.require(from == to, |plan| {
            format!(
                "{group} were set back as {waits_as}, who are others",
                group = plan.groups[group].id,
                waits_as = plan.groups[waits_as].id
            )
        });
        if to.goes_on {
            // They are back where their places may have been promised to others.
            let at = self.plan.groups[waits_as].at;
            self.sites[at].sheltered += i64::from(people);
            self.sites[at].over += i64::from(people);
        }
    }

    pub(super) fn drove_off(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        let account = &mut self.accounts[group];
        let waited = account.waiting >= u64::from(people);
        account.waiting = account.waiting.saturating_sub(u64::from(people));
        self.require(waited, |plan| {
            format!("{people} of {group} drove off who did not wait", group = plan.groups[group].id)
        });
        self.book(group).private += u64::from(people);
        self.vehicles[vehicle].aboard += u64::from(people);
    }

    pub(super) fn drove_in(&mut self, vehicle: VehicleId, (group, people): (GroupId, u32), site: SiteId) {
        let aboard = &mut self.vehicles[vehicle].aboard;
        let were_in_it = *aboard >= u64::from(people);
        *aboard = aboard.saturating_sub(u64::from(people));
        let book = self.book(group);
        book.private = book.private.saturating_sub(u64::from(people));
        book.private_arrived += u64::from(people);
        self.sites[site].sheltered += i64::from(people);
        self.require(were_in_it, |plan| {
            format!("{vehicle} brought {people} who were not in it", vehicle = plan.name_of(vehicle))
        });
    }

    pub(super) fn befell(&mut self, group: GroupId, fate: Fate) {
        if let Fate::DiedAboard(vehicle) = fate {
            self.leave_vehicles(vehicle, (group, 1));
        } else {
            let account = &mut self.accounts[group];
            let waited = account.waiting > 0;
            account.waiting = account.waiting.saturating_sub(1);
            let did = match fate {
                Fate::Worsened(_) => "got worse",
                Fate::OnFoot => "left on foot",
                Fate::Died | Fate::DiedAboard(_) => "died",
            };
            self.require(waited, |plan| format!("one of {} {did} who did not wait", plan.groups[group].id));
        }
        let counted = self.rows[group];
        if counted.goes_on {
            self.book(group).out_no_more += 1;
            if !matches!(fate, Fate::DiedAboard(_)) {
                let at = self.plan.groups[group].at;
                self.sites[at].sheltered -= 1;
            }
        }
        if let Fate::Worsened(to) = fate {
            let book = self.book(group);
            (book.size, book.expected) = (book.size.saturating_sub(1), book.expected.saturating_sub(1));
            let book = self.book(to);
            (book.size, book.expected) = (book.size + 1, book.expected + 1);
            self.accounts[to].waiting += 1;
        } else {
            self.book(group).gone += 1;
        }
    }

    /// Every group's states add up to its size so far, and nobody who was out is not any more.
    pub(super) fn balance(&mut self) {
        let nobody = (0, 0);
        self.sums.fill(nobody);
        for (id, counted) in self.rows.iter() {
            let Account { waiting, aboard } = self.accounts[id];
            let sum = &mut self.sums[counted.whole.index()];
            sum.0 += waiting + aboard;
            sum.1 += if counted.goes_on { waiting + aboard } else { 0 };
        }
        for index in 0..self.sums.len() {
            let group = GroupId::from_index(index);
            let (on_the_way, going_on) = self.sums[index];
            let book = self.books[group];
            let Book { expected, size, arrived, handed_on, private, private_arrived, gone, .. } = book;
            let total = on_the_way + arrived + handed_on + private + private_arrived + gone;
            self.require(total == size && size <= expected, |plan| {
                format!(
                    "{group}: {total} are accounted for of {size} so far, of {expected} in all",
                    group = plan.groups[group].id
                )
            });
            let out = arrived + handed_on + private_arrived + going_on;
            let falls = out + book.out_no_more < book.out;
            self.require(!falls, |plan| {
                format!("{group}: {out} are out, after {}", book.out, group = plan.groups[group].id)
            });
            (self.books[group].out, self.books[group].out_no_more) = (out, 0);
        }
    }
}
