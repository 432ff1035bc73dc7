//! Wrong scenarios: what a planner is told, word for word.

use std::fs;

use noria::scenario::Scenario;

/// What is said of a wrong file, or of a wrong override of a good one.
fn told(path: &str) -> String {
    match Scenario::read(path) {
        Ok(scenario) => scenario.plan().map(|_| ()).expect_err(path).to_string(),
        Err(error) => error.to_string(),
    }
}

fn overridden(path: &str, value: &str) -> String {
    let scenario = Scenario::read("scenarios/reference.toml").expect("the reference can be read");
    match scenario.set(path, value) {
        Ok(scenario) => scenario.plan().map(|_| ()).expect_err(path).to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_wrong_file_is_told_why_and_how_to_go_on() {
    let mut files: Vec<String> = fs::read_dir("tests/bad")
        .unwrap()
        .map(|entry| format!("tests/bad/{}", entry.unwrap().file_name().to_str().unwrap()))
        .filter(|path| path.ends_with(".toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 25, "{} files", files.len());
    for path in files {
        let name = path.trim_start_matches("tests/bad/").trim_end_matches(".toml").to_owned();
        insta::assert_snapshot!(name, told(&path));
    }
}

/// Nothing is refused that might come about.
#[test]
fn phases_that_may_end_are_accepted() {
    let reads = |rest: &str| {
        let text = format!(
            "format = 1\nsites = {{ a = {{}}, b = {{}}, c = {{}} }}\n\
             routes.ac = {{ from = \"a\", to = \"c\", both_ways = true, time = \"1 h\" }}\n\
             routes.bc = {{ from = \"b\", to = \"c\", both_ways = true, time = \"1 h\" }}\n\
             routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, time = \"1 h\" }}\n\
             people.x = {{ at = \"a\", to = \"c\", count = 10, refuses = 0.25, already_out = {{ c = 5 }} }}\n\
             people.y = {{ at = \"b\", to = \"c\", count = {{ uniform = [1, 7] }} }}\n\
             fleets.van = {{ count = 1, seats = 4, start = \"a\", under_way = [{{ vehicles = 1, from = \"a\", \
             to = \"c\", arrives = \"9 min\", people = {{ x = 4 }} }}] }}\n\
             fleets.bus.count = 1\nfleets.bus.seats = 4\nfleets.bus.start = \"b\"\nfleets.bus.serves = [\"b\"]\n{rest}"
        );
        Scenario::parse("case.toml", &text).unwrap().plan().map(|_| ()).map_err(|told| told.to_string())
    };
    // The van and the bus may meet at `b`, where a third may join them.
    let two =
        "[[movement]]\noutbound = { convoy = { vehicles = 1 } }\nends = { convoys = 9 }\n[[movement]]\n";
    let joins = "fleets.bus.joins = [{ at = \"1 h\", vehicles = 1 }]\n[[movement]]\nfleets = [\"bus\"]\n\
                 outbound = { platoon = 3 }\n";
    assert_eq!(reads(two), Ok(()));
    assert!(reads(joins).is_err(), "a platoon of three of two vehicles");
    assert_eq!(reads(&joins.replace("platoon = 3", "platoon = 2")), Ok(()));
    // Ten of whom a quarter may refuse, or nobody, five, four under way and at most seven: 26 at the most.
    let out = |people: u32| reads(&format!("[[movement]]\nends = {{ out = {people} }}\n[[movement]]\n"));
    assert_eq!(out(26), Ok(()));
    assert!(out(27).is_err_and(|told| told.contains("waits for 27 people out, but at most 26 can be")));
}

#[test]
fn six_different_mistakes_are_told_at_once() {
    let told = told("tests/bad/six_mistakes.toml");
    for line in [3, 11, 16, 19, 25, 27] {
        assert!(told.contains(&format!("six_mistakes.toml:{line}:")), "line {line} is missing:\n{told}");
    }
    assert!(told.ends_with("6 problems in tests/bad/six_mistakes.toml; nothing was run"), "{told}");
}

#[test]
fn wrong_overrides_are_shown_as_they_were_typed() {
    insta::assert_snapshot!("override_value", overridden("fleets.buses.count", "many"));
    insta::assert_snapshot!("override_key", overridden("fleets.buses.cuont", "3"));
    insta::assert_snapshot!("override_item", overridden("movement.9.return", "convoy"));
    insta::assert_snapshot!("override_path", overridden("fleets..count", "3"));
    insta::assert_snapshot!(
        "override_inside",
        overridden("routes.corridor.time", "{ uniform = [\"50 min\", \"40\"] }")
    );
}

#[test]
fn overrides_of_what_has_another_name_add_nothing() {
    insta::assert_snapshot!("override_fleet", overridden("fleets.busses.count", "20"));
    insta::assert_snapshot!("override_site", overridden("sites.market.berths", "3"));
    insta::assert_snapshot!("override_group", overridden("people.patiens.count", "30"));
    insta::assert_snapshot!("override_route", overridden("routes.coridor.by_hour.\"22:00\"", "1.5"));
}

#[test]
fn only_a_whole_row_adds_one() {
    let reference = || Scenario::read("scenarios/reference.toml").expect("the reference can be read");
    let whole = "{ count = 2, seats = 8, start = 'school' }";
    let piecemeal = [("fleets.cars.count", "2"), ("fleets.cars.seats", "8"), ("fleets.cars.start", "school")];
    let fleets = |edits: &[(&str, &str)]| {
        let edits: Vec<_> = edits.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect();
        let plan = reference().set_all(&edits).unwrap().plan();
        plan.map(|plan| plan.fleets.len()).map_err(|problems| problems.list().len())
    };
    let given = reference().plan().unwrap().fleets.len();
    assert_eq!(fleets(&[("fleets.cars", whole)]), Ok(given + 1));
    assert_eq!(fleets(&[("fleets.cars", whole), ("fleets.cars.count", "3")]), Ok(given + 1));
    assert_eq!(fleets(&[("fleets.cars.count", "3"), ("fleets.cars", whole)]), Ok(given + 1));
    assert_eq!(fleets(&piecemeal), Err(1), "the slip is told once");
    assert_eq!(fleets(&[("sites", "{ market.berths = 3 }")]).map_err(|told| told > 1), Err(true));
}

#[test]
fn colours_are_for_terminals() {
    let problems = Scenario::read("tests/bad/unknown_key.toml").unwrap().plan().map(|_| ()).unwrap_err();
    assert!(problems.styled().contains("\u{1b}["));
    assert!(!problems.to_string().contains('\u{1b}'));
    assert_eq!(problems.list().len(), 1);
}
