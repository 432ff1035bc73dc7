use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The storeys of the rooms, as a front page draws them.
fn map(front: &str) -> BTreeMap<String, u32> {
    let front = fs::read_to_string(front).unwrap();
    let rooms = front.lines().filter_map(|line| {
        let mut words = line.strip_prefix("//! ")?.split_whitespace();
        let storey = words.next()?.parse().ok()?;
        Some((words.next()?.to_owned(), storey))
    });
    rooms.collect()
}

pub fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

fn room(path: &Path, house: &str) -> String {
    let inside = path.strip_prefix(house).unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn the_map_shows_every_room_and_arrows_go_down() {
    arrows_go_down("src", "src/lib.rs", "crate::");
}

#[test]
fn maps_inside_rooms_show_every_folder_and_arrows_go_down() {
    arrows_go_down("src/engine", "src/engine/mod.rs", "crate::engine::");
    arrows_go_down("src/plot", "src/plot/mod.rs", "crate::plot::");
    arrows_go_down("src/scenario/check", "src/scenario/check/mod.rs", "crate::scenario::check::");
}

/// Every file of a house is in a room of the map on its front page, and uses lower storeys only: what follows `prefix`
/// says which.
fn arrows_go_down(house: &str, front: &str, prefix: &str) {
    let map = map(front);
    let mut all = Vec::new();
    files(Path::new(house), &mut all);
    // Files of tests alone are in no room.
    let in_no_room = [front, "src/main.rs", "src/engine/tape.rs", "src/engine/growth.rs"];
    all.retain(|path| {
        house == "src" && path.starts_with("src/engine")
            || !in_no_room.iter().any(|file| path == Path::new(file))
    });
    for path in &all {
        let here = room(path, house);
        let storey = *map.get(&here).unwrap_or_else(|| panic!("{here} is not on the map"));
        let text = fs::read_to_string(path).unwrap();
        for used in text.split(prefix).skip(1).chain(text.split(&climb(path, house)).skip(1)) {
            let used: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if let Some(&other) = map.get(&used).filter(|_| used != here) {
                assert!(other < storey, "{} uses {used}, which is not below it", path.display());
            }
        }
    }
    let rooms: Vec<String> = all.iter().map(|path| room(path, house)).collect();
    assert!(map.keys().all(|name| rooms.contains(name)), "the map shows a room that is not there");
}

/// How a file names a room of its house without the whole path: `super::` for each folder up.
fn climb(path: &Path, house: &str) -> String {
    let inside = path.strip_prefix(house).unwrap().with_extension("");
    let names = inside.iter().filter(|name| *name != "mod").count();
    "super::".repeat(names)
}

#[test]
fn no_room_of_the_engine_reaches_into_the_state_of_another() {
    let map = map("src/engine/mod.rs");
    let mut all = Vec::new();
    files(Path::new("src/engine"), &mut all);
    for path in all {
        let (here, text) = (room(&path, "src/engine"), fs::read_to_string(&path).unwrap());
        for other in
            map.keys().filter(|other| **other != here && !["queue", "pending"].contains(&other.as_str()))
        {
            for used in text.split(&format!("self.{other}.")).skip(1) {
                let name: String =
                    used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let called = used[name.len()..].starts_with('(');
                assert!(called, "{} reads the field {name} of {other}", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_first_what_it_is_and_stays_readable() {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        let path = path.display();
        assert!(text.starts_with("//! "), "{path} does not say what it is: begin it with a line `//! …`");
        let lines = text.lines().count();
        assert!(
            lines <= 400,
            "{path} has {lines} lines, more than 400: move a part of it to a file beside it"
        );
    }
}
