//! What is too large is told in little time.

use std::fs;
use std::time::{Duration, Instant};

use crate::program::hostile::written;
use crate::program::resume::{noria, text};

const MINIMAL: &str = include_str!("../../../scenarios/minimal.toml");
/// A program for tests takes a second or two, and twenty times as long on a machine that is busy with other things; what
/// does too much work takes many minutes.
const LONGEST: Duration = Duration::from_secs(90);

/// What a check says and how long it took.
fn checked(scenario: &str) -> (Option<i32>, String, Duration) {
    let (_dir, path) = written(scenario);
    let begun = Instant::now();
    let output = noria(&["check", &path]).output().unwrap();
    (output.status.code(), text(&output.stdout) + &text(&output.stderr), begun.elapsed())
}

#[test]
fn errors_of_syntax_are_told_up_to_a_thousand_however_many_there_are() {
    for line in ["=\n", "a = \n", "a = 1\n", "]\n", "x = \"\\q\"\n", "= ", "a=[1 2]\n", "\0\n"] {
        let (code, says, took) = checked(&line.repeat(4_000_000 / line.len()));
        assert_eq!(code, Some(3), "{line:?}");
        assert!(says.ends_with("nothing was run\n") && says.len() < 100_000, "{line:?}: {}", says.len());
        assert!(took < LONGEST, "{line:?}: {took:?}");
    }
    let values = format!("{MINIMAL}\nx = [{}]\n", "1, ".repeat(400_000));
    assert!(checked(&values).1.contains("the scenario is too large: it has more than 300000 of the signs"));
    let late = format!("{}{}", "# nothing wrong here\n".repeat(100_000), "=\n".repeat(5000));
    assert!(checked(&late).1.contains("1000 or more problems"));
    let few = format!("=\n{}=\n", "# nothing wrong here\n".repeat(200_000));
    assert!(checked(&few).1.contains("2 problems in"), "all is looked through where little is wrong");
}

#[test]
fn a_check_tries_no_more_than_it_can_in_little_time() {
    let crowd = "format = 1\nsites = { school = {}, stadium = {} }\n\
        routes.road = { from = \"school\", to = \"stadium\", both_ways = true, time = \"20 min\" }\n\
        people.pupils = { at = \"school\", to = \"stadium\", needs = \"stretcher\", count = 2000, \
        companions = { values = [0, 65535] } }\n\
        fleets.buses = { count = 40, seats = 50, stretchers = 1, start = \"school\" }\n";
    let crowds = MINIMAL.replace("count = 600", "count = 2_000_000_000");
    let fleet = MINIMAL.replace("count = 4", "count = 8_000_000");
    let stream = MINIMAL
        .replace("count = 600", "arrivals.poisson = { per_hour = 1e8, from = \"0 h\", to = \"10 h\" }");
    let lots = MINIMAL.replace("count = 600", "count = 15_000_000, refuses = 0.5");
    let nights = "[[suspensions]]\neverything = true\nfrom = 22:00:00\nto = 05:00:00\n";
    let nights = format!("{MINIMAL}\n{}", nights.repeat(5000));
    let closed = "[[suspensions]]\neverything = true\nevery = \"3 h\"\nlasts = \"10 min\"\n";
    let closed = format!("{MINIMAL}\n{}", closed.repeat(9000));
    for (scenario, too_large) in [
        (crowd, true),
        (&crowds, true),
        (&lots, true),
        (&closed, true),
        (&nights, true),
        (&groups_and_fleets(), true),
        (&pickups(900, 3000), true),
        (&pickups(50, 50), false),
        (&fleet, true),
        (&stream, true),
        (MINIMAL, false),
    ] {
        let (code, says, took) = checked(scenario);
        assert_eq!(code, Some(0), "{says}");
        assert_eq!(says.contains("than `noria check` tries"), too_large, "{says}");
        assert_eq!(says.contains("In 20 runs"), !too_large, "{says}");
        assert!(took < LONGEST, "{took:?}: {says}");
    }
}

#[test]
fn a_fleet_that_takes_a_thousand_groups_is_told_in_few_words() {
    let (code, says, _) = checked(&groups_and_fleets());
    assert_eq!(code, Some(0));
    assert!(says.contains("p18, p19 and 980 more.") && !says.contains("p20,"), "{says:.3000}");
    assert!(says.len() < 500_000, "{}", says.len());
}

/// Each of 502 sites has a time to each other: 251 502 routes.
#[test]
fn a_check_makes_no_run_of_a_table_of_hundreds_of_sites() {
    let ids = || 0..502;
    let (dir, path) = written(
        &(String::from("format = 1\nmatrix = { csv = \"matrix.csv\", unit = \"min\" }\n")
            + "people.p = { at = \"s0\", to = \"s1\", count = 9 }\n"
            + "fleets.f = { count = 4, seats = 50, start = \"s0\" }\n"
            + &ids().map(|id| format!("sites.s{id} = {{}}\n")).collect::<String>()),
    );
    let heads: String = ids().map(|id| format!(",s{id}")).collect();
    let line = |id| format!("s{id}{}\n", ",7".repeat(502));
    fs::write(dir.path().join("matrix.csv"), heads + "\n" + &ids().map(line).collect::<String>()).unwrap();
    let output = noria(&["check", &path]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("more vehicles, routes or events than `noria check` tries"));
}

/// A thousand groups, and a thousand fleets that take them all.
fn groups_and_fleets() -> String {
    let group = |number| format!("people.p{number} = {{ at = \"school\", to = \"stadium\", count = 60 }}\n");
    let fleet = |number| format!("fleets.f{number} = {{ count = 4, seats = 50, start = \"school\" }}\n");
    let head = "format = 1\nsites = { school = {}, stadium = {} }\n\
        routes.road = { from = \"school\", to = \"stadium\", both_ways = true, time = \"20 min\" }\n";
    head.to_owned() + &(0..1000).map(group).collect::<String>() + &(0..1000).map(fleet).collect::<String>()
}

/// A fleet that has the choice among many pickups.
fn pickups(many: u32, vehicles: u32) -> String {
    let table = |of: &dyn Fn(u32) -> String| (0..many).map(of).collect::<String>();
    let sites = table(&|number| format!("sites.a{number} = {{}}\n"));
    let routes = table(&|number| {
        format!(
            "routes.r{number} = {{ from = \"a{number}\", to = \"b\", both_ways = true, time = \"20 min\" }}\n"
        )
    });
    let people =
        table(&|number| format!("people.p{number} = {{ at = \"a{number}\", to = \"b\", count = 100 }}\n"));
    let fleet = format!("fleets.f = {{ count = {vehicles}, seats = 50, start = \"b\" }}\n");
    format!("format = 1\nsites.b = {{}}\n{sites}{routes}{people}{fleet}")
}

#[test]
fn more_people_than_can_be_drawn_one_by_one_are_refused() {
    for lots in ["refuses = 0.5", "party = 2, refuses = 0.1"] {
        let (code, says, took) =
            checked(&MINIMAL.replace("count = 600", &format!("count = 20_000_001, {lots}")));
        assert_eq!(code, Some(3), "{says}");
        assert!(says.contains("at most 20_000_000 are possible") && took < LONGEST, "{took:?}: {says}");
    }
    assert_eq!(checked(&MINIMAL.replace("count = 600", "count = 2_000_000_000, refuses = 0")).0, Some(0));
}

#[test]
fn more_people_than_a_poisson_number_is_exact_for_are_refused() {
    for (per_hour, code) in [("1.5e9", 3), ("1e9", 0), ("{ \"00:00\" = 1.5e9 }", 3)] {
        let arrivals =
            format!("arrivals.poisson = {{ per_hour = {per_hour}, from = \"0 h\", to = \"1 h\" }}");
        let (found, says, _) = checked(&MINIMAL.replace("count = 600", &arrivals));
        assert_eq!(found, Some(code), "{says}");
        assert_eq!(says.contains("at most 1_000_000_000 are possible in one group"), code == 3, "{says}");
    }
}

#[test]
fn a_title_of_a_million_letters_is_cut_on_a_terminal() {
    let titled = MINIMAL.replace("format = 1", &format!("format = 1\ntitle = \"{}\"", "x".repeat(1_000_000)));
    let (code, says, _) = checked(&titled);
    assert_eq!(code, Some(0), "{says:.2000}");
    assert!(says.contains("(cut: 998000 characters more)") && says.len() < 10_000, "{}", says.len());
}

#[test]
fn tables_far_too_large_are_told_and_not_looked_through() {
    for table in ["sites", "people", "fleets", "routes"] {
        let rows: String = (0..101_000).map(|number| format!("[{table}.x{number}]\n")).collect();
        let opened =
            MINIMAL.replace("sites = { school = {}, stadium = {} }", "sites.school = {}\nsites.stadium = {}");
        let (code, says, took) = checked(&(opened + "\n" + &rows));
        assert_eq!(code, Some(3), "{says:.2000}");
        assert!(says.contains(&format!("`{table}` has 101")), "{says:.2000}");
        assert!(says.contains("are possible") && took < LONGEST, "{took:?} {says:.2000}");
    }
}
