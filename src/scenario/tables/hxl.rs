//! Rows of hashtags: what the Humanitarian Exchange Language puts under headings to say what is in a column.

use super::grid::Row;
use super::source::What;

/// Whether a row is one of hashtags: nothing else is in it.
pub(super) fn is_tags(row: &Row) -> bool {
    row.cells.iter().all(|cell| {
        let text = cell.datum.to_string();
        let name = text.strip_prefix('#').unwrap_or_default();
        name.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-_ ".contains(&byte))
    })
}

/// The path of the key that a tag is of, and how well it is: the lesser, the better.
pub(super) fn key(what: What, tag: &str) -> Option<(&'static str, usize)> {
    let tag: String = tag.to_lowercase().split_whitespace().collect();
    let mut parts = tag.strip_prefix('#')?.split('+');
    let name = parts.next()?;
    let attributes: Vec<&str> = parts.collect();
    let has = |wanted: &[&str]| attributes.iter().any(|attribute| wanted.contains(attribute));
    let is_whole = attributes.iter().all(|attribute| ["ind", "total", "num", "all"].contains(attribute));
    let position = || match (has(&["lat"]), has(&["lon", "long"])) {
        (true, false) => Some(("position.0", 0)),
        (false, true) => Some(("position.1", 0)),
        _ => None,
    };
    let place = |depth: usize| if has(&["code", "id"]) { ("id", depth) } else { ("name", depth) };
    match (what, name) {
        (What::Sites, "geo") => position(),
        (What::Sites | What::People, "loc") => Some(place(0)),
        (What::Sites | What::People, name) if name.starts_with("adm") => {
            let level: usize = name[3..].parse().ok()?;
            // The deeper the level, the smaller the place.
            Some(place(10_usize.checked_sub(level)?))
        }
        (What::Sites, "capacity") if is_whole => Some(("capacity", 0)),
        (What::People, "affected") if is_whole => Some(("count", 0)),
        (What::People, "inneed") if is_whole => Some(("count", 1)),
        (What::People, "population") if is_whole => Some(("count", 2)),
        (What::Fleets, "capacity") if is_whole => Some(("seats", 0)),
        (What::Arrivals, "date") => Some(("at", 0)),
        (What::Arrivals, "affected" | "reached") if is_whole => Some(("people", 0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_keys_of_what_they_are_of() {
        for (what, tag, path) in [
            (What::Sites, "#adm3+name", Some(("name", 7))),
            (What::Sites, "#adm1 +name +v_pcode", Some(("name", 9))),
            (What::Sites, "#loc+code", Some(("id", 0))),
            (What::Sites, "#geo+lat", Some(("position.0", 0))),
            (What::Sites, "#geo+lon", Some(("position.1", 0))),
            (What::Sites, "#geo+coord", None),
            (What::People, "#affected", Some(("count", 0))),
            (What::People, "#affected+ind", Some(("count", 0))),
            (What::People, "#affected+f", None),
            (What::People, "#population", Some(("count", 2))),
            (What::Fleets, "#affected", None),
            (What::Arrivals, "#date+occurred", Some(("at", 0))),
        ] {
            assert_eq!(key(what, tag), path, "{tag}");
        }
    }
}
