use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The storeys of the rooms, as the front page draws them.
fn map() -> BTreeMap<String, u32> {
    let front = fs::read_to_string("src/lib.rs").unwrap();
    let rooms = front.lines().filter_map(|line| {
        let mut words = line.strip_prefix("//! ")?.split_whitespace();
        let storey = words.next()?.parse().ok()?;
        Some((words.next()?.to_owned(), storey))
    });
    rooms.collect()
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

fn room(path: &Path) -> String {
    let inside = path.strip_prefix("src").unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn the_map_shows_every_room_and_arrows_go_down() {
    let map = map();
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    for path in all.iter().filter(|path| !path.ends_with("lib.rs") && !path.ends_with("main.rs")) {
        let here = room(path);
        let storey = *map.get(&here).unwrap_or_else(|| panic!("{here} is not on the map"));
        let text = fs::read_to_string(path).unwrap();
        for used in text.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if let Some(&other) = map.get(&used).filter(|_| used != here) {
                assert!(other < storey, "{} uses {used}, which is not below it", path.display());
            }
        }
    }
    let rooms: Vec<String> = all.iter().map(|path| room(path)).collect();
    assert!(map.keys().all(|name| rooms.contains(name)), "the map shows a room that is not there");
}

#[test]
fn every_file_says_first_what_it_is_and_stays_readable() {
    let mut all = Vec::new();
    files(Path::new("src"), &mut all);
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not say what it is", path.display());
        let lines = text.lines().count();
        assert!(lines <= 440, "{} has {lines} lines", path.display());
    }
}
