//! Whose reports decide.

use super::sheet::Sheet;
use crate::plan::ObserverId;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;

/// Reads `reported_by` beside `key`, which is about people who are reported to be out; none: the exact register.
///
/// Where people observe, nobody knows the register: then it must be said by whom.
pub(in crate::scenario::check) fn reporter(sheet: &Sheet<'_>, key: &str) -> Option<Option<ObserverId>> {
    let observers = sheet.reading.known.ids.names(Target::Observer);
    if sheet.node("reported_by").is_none()
        && let Some(first) = observers.list().first()
    {
        let help = format!(
            "add `reported_by = {first:?}`, or an observer who counts everything at once: [observers.register]"
        );
        sheet.wrong(key, Wrong::new("does not say by whose reports, though there are observers", help));
        return None;
    }
    sheet.optional("reported_by", |node| sheet.id(Target::Observer, node))
}
