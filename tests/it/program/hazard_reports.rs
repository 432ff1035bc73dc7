//! People who die, go on foot, refuse or drive themselves are told of. A goal counts all but those who refuse.

use std::fs;

use assert_cmd::Command;

use super::flat;

/// 200 people, 2 buses; who waits may die or give up, some refuse, some have cars.
const HARSH: &str = "
format = 1
name = \"harsh\"
clock = { start = 2026-05-02T22:00:00+02:00 }
study = { seed = 1, replications = 4 }
sites = { a = {}, b = {} }
routes.r = { from = \"a\", to = \"b\", both_ways = true, km = 10, time = \"20 min\" }
[people.p]
at = \"a\"
to = \"b\"
count = 200
refuses = 0.1
hazards = { dying = 0.5, giving_up = 0.3 }
own_cars = { share = 0.1, people_per_car = 2, from = '10 min', to = '60 min' }
[fleets.bus]
count = 2
seats = 10
start = \"a\"
boarding = { dwell = \"5 min\", per_person = \"30 s\" }
alighting = { dwell = \"2 min\", per_person = \"6 s\" }
[goal]
by = \"12 h\"
share = 1.0
probability = 0.9
";

/// What a command says about a scenario.
fn said(text: &str, args: &[&str]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let (scenario, out) = (dir.path().join("harsh.toml"), dir.path().join("out"));
    fs::write(&scenario, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    command.env("NO_COLOR", "1").arg(args[0]).arg(&scenario).args(&args[1..]);
    let output = command.args(["--no-plots", "-o"]).arg(out).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_table_of_a_run_tells_of_all_who_are_not_out_and_of_whom_shares_are() {
    let table = said(HARSH, &["run"]);
    for row in [
        "goal: 100 % of all to be moved, out by 3 May 10:00\nmet in 0.0 % of runs",
        "\nnot out by 3 May 10:00, on average of the runs with some:\n  p: ",
        " dead, ",
        " gone on foot\n",
        "\npeople dead  ",
        "\npeople gone on foot  ",
        "\npeople who refused  ",
        "\npeople arrived in own cars  ",
        "\n“everybody” and shares mean those to be moved: ",
        " of 200 people on average, without ",
        " refusing\n",
        "\npeople who died or went on foot count as never out, in times, shares and goals\n",
    ] {
        assert!(flat(&table).contains(&flat(row)), "no {row} in\n{table}");
    }
    assert!(!table.contains("aboard at the end"), "{table}");
    let cut = HARSH.replace("clock = {", "clock = { end = \"25 min\",");
    let cut = cut.replace("by = \"12 h\"", "by = \"20 min\"");
    assert!(said(&cut, &["run"]).contains("\naboard at the end  "));
    // Where nobody can be left out, nothing is said of it.
    let mild = HARSH.replace("refuses = 0.1\nhazards = { dying = 0.5, giving_up = 0.3 }\n", "");
    let table = said(&mild, &["run"]);
    assert!(!table.contains("to be moved") && !table.contains("dead"), "{table}");
}

#[test]
fn a_search_warns_of_the_dead_for_whom_its_goal_has_room() {
    let args = ["fleet", "--vary", "fleets.bus.count=2..4", "--indifference", "0.09", "--no-travel"];
    // With a goal of everybody no fleet does.
    let words = said(&HARSH.replace("share = 1.0", "share = 0.3"), &args);
    let careful = "Careful: people who die or go on foot are never out, and the goal may allow some of them. With fleets.bus.count = 2 on average ";
    let told = flat(&words);
    assert!(told.contains(careful.trim_end()), "{words}");
    let tested: Vec<&str> = told.split(": met in ").skip(1).collect();
    assert!(tested.len() == 2 && tested.iter().all(|line| line.contains(" die and ")), "{words}");
}

#[test]
fn a_comparison_tells_of_the_dead() {
    let words = said(HARSH, &["compare", "--against", "fleets.bus.count=6"]);
    assert!(words.contains("- fleets.bus.count=6 lets ") && words.contains(" fewer people die ("), "{words}");
}
