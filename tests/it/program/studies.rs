//! `noria compare` and `noria sweep`, as a user runs them.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use super::flat;

fn noria(args: &[&str], out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    command.env("NO_COLOR", "1").args(args).arg("--out").arg(out).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const MINIMAL: &str = "scenarios/minimal.toml";

#[test]
fn a_comparison_says_which_is_better_by_how_much_and_how_sure() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let args = ["compare", MINIMAL, "--against", "fleets.buses.count=5", "-n", "40"];
    let output = noria(&args, &out);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("fleets.buses.count=5 has everybody out "), "{said}");
    assert!(said.contains(" earlier (95 %: "), "{said}");
    assert!(said.contains(" of 40 pairs"), "{said}");
    assert!(said.contains("\neverybody out ") && !said.contains("clearance_time"), "{said}");
    for file in ["compare.csv", "compare.json", "difference.csv", "manifest.json", "run.json"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    #[cfg(feature = "plots")]
    assert!(fs::read_to_string(out.join("difference.svg")).unwrap().contains("More people out than with"));
    let table = fs::read_to_string(out.join("compare.csv")).unwrap();
    assert!(table.starts_with("setting,base,metric,group,unit,pairs,reached_base,"), "{table}");
    assert!(table.contains("\nfleets.buses.count=5,minimal,clearance_time,all,s,40,40,40,40,"), "{table}");
}

/// Who reads a table or a figure sees what was changed in the scenario.
#[test]
fn what_set_changes_is_said_in_headings_and_figures() {
    let dir = tempfile::tempdir().unwrap();
    let set = ["--set", "fleets.buses.seats=31", "--set", "goal={ by = '12 h' }"];
    let said = "\nwith fleets.buses.seats = 31, goal = { by = '12 h' }\n";
    let drawn = "; with fleets.buses.seats = 31";
    let vary = ["--vary", "fleets.buses.count=4..5"];
    for (command, more, figure) in [
        ("run", &["-n", "4"][..], "headcount"),
        ("sweep", &[&["-n", "4"], &vary[..]].concat(), "sweep"),
        ("compare", &["-n", "4", "--against", "fleets.buses.count=5"], "difference"),
        ("fleet", &[&["--no-travel", "--indifference", "0.04"], &vary[..]].concat(), "fleet"),
    ] {
        let out = dir.path().join(command);
        let output = noria(&[&[command, MINIMAL], more, &set[..]].concat(), &out);
        assert!(text(&output.stdout).contains(said), "{command}: {output:?}");
        if cfg!(feature = "plots") {
            let svg = fs::read_to_string(out.join(format!("{figure}.svg"))).unwrap();
            assert!(svg.contains(drawn), "{command}");
        }
    }
}

#[test]
fn an_indifference_that_reaches_certainty_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let goal = ["--set", "goal={ by = '12 h', probability = 0.95 }", "--indifference", "0.05"];
    let args = [&["fleet", MINIMAL, "--vary", "fleets.buses.count=4..5"], &goal[..]].concat();
    let output = noria(&args, &dir.path().join("out"));
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("must be probabilities"), "{output:?}");
}

#[test]
fn a_plan_that_fails_is_told_so_and_has_no_number_that_looks_fast() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let args =
        ["compare", MINIMAL, "--against", "fleets.buses.count=2", "--set", "clock.end=5 h", "-n", "20"];
    let said = text(&noria(&[&args[..], &["--no-plots"]].concat(), &out).stdout);
    let told = flat(&said);
    assert!(told.contains("leaves people waiting at the end of 20 of 20 runs, minimal of 0"), "{said}");
    let (_, row) = told.split_once(" everybody out (0 pairs) ").unwrap_or_else(|| panic!("{said}"));
    let cells: Vec<&str> = row.split_whitespace().take(7).collect();
    assert_eq!(cells[1..], ["–", "–", "–", "0", "of", "20"], "{said}");
    assert!(said.contains("\n(… pairs): the difference is over those"), "{said}");
    let table = fs::read_to_string(out.join("compare.csv")).unwrap();
    let row = table.lines().find(|row| row.contains(",minimal,out_90,all,")).unwrap();
    let headings: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let cell = |name| row.split(',').nth(headings.iter().position(|it| *it == name).unwrap()).unwrap();
    assert_eq!(["q05", "q50", "q95", "lower", "higher"].map(cell), ["", "", "", "0", "20"]);
}

#[test]
fn where_nothing_is_random_no_interval_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("town.toml"), dir.path().join("out"));
    let town = "format = 1\nsites = { town = {}, camp = {} }\npeople.everyone = { at = \"town\", to = \"camp\", count = 100 }\n\
                routes.road = { from = \"town\", to = \"camp\", both_ways = true, time = \"1 h\" }\n\
                fleets.buses = { count = 2, seats = 50, start = \"town\" }\ngoal = { by = \"2 h\" }\n";
    fs::write(&file, town).unwrap();
    let path = file.to_str().unwrap();
    let said = |args: &[&str]| {
        let output = noria(&[args, &["--no-plots", "-n", "5"]].concat(), &out);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let (run, rest) = (said(&["run", path]), ["--against", "fleets.buses.count=1"]);
    assert!(run.contains("nothing in this scenario is random"), "{run}");
    assert!(run.contains("\ngoal: 100 % of all out by 2:00\nmet in the only possible run\n"), "{run}");
    let compared = said(&[&["compare", path][..], &rest].concat());
    assert!(compared.contains("nothing in these scenarios is random"), "{compared}");
    assert!(
        flat(&compared).contains("meets the goal 100.0 points less often, better in 0 of 5 pairs"),
        "{compared}"
    );
    assert!(!compared.contains("(95 %") && !compared.contains(" … "), "{compared}");
    let table = fs::read_to_string(out.join("compare.csv")).unwrap();
    let row = table.lines().find(|row| row.contains(",goal_met,")).unwrap();
    assert!(row.contains(",-1.000000,,,-1.000000,,,"), "{row}");
    // One of two in which something is random is enough.
    let random = ["--against", "routes.road.time={ uniform = ['50 min', '70 min'] }"];
    assert!(!said(&[&["compare", path][..], &random].concat()).contains("is random"));
}

#[test]
fn a_comparison_is_the_same_bytes_on_any_number_of_threads_and_its_sides_are_runs() {
    let dir = tempfile::tempdir().unwrap();
    let [one, four, run] = ["one", "four", "run"].map(|name| dir.path().join(name));
    let args = [
        "compare",
        MINIMAL,
        "--against",
        "fleets.buses.count=5",
        "--against",
        "fleets.buses.seats=60",
        "-n",
        "40",
    ];
    let with =
        |jobs: &str, out: &Path| noria(&[&args[..], &["--jobs", jobs, "--format", "json"]].concat(), out);
    let (first, second) = (with("1", &one), with("4", &four));
    assert!(first.status.success() && first.stdout == second.stdout, "{}", text(&first.stderr));
    for file in ["compare.csv", "compare.json", "difference.csv", "manifest.json"] {
        assert!(fs::read(one.join(file)).unwrap() == fs::read(four.join(file)).unwrap(), "{file}");
    }
    let compared: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    // Two comparisons, so that each has 97.5 %.
    assert_eq!(compared["level"], 0.975);
    noria(&["run", MINIMAL, "--set", "fleets.buses.count=5", "-n", "40", "-q", "--no-plots"], &run);
    let alone: serde_json::Value =
        serde_json::from_slice(&fs::read(run.join("summary.json")).unwrap()).unwrap();
    assert_eq!(compared["others"][0]["fingerprint"], alone["fingerprint"]);
    assert_eq!(compared["others"][0]["scenario_hash"], alone["scenario_hash"]);
}

#[test]
fn a_comparison_with_nothing_or_with_something_wrong_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    for (more, code, says) in [
        (&[] as &[&str], 2, "there is nothing to compare the scenario with"),
        (&["--against", "fleets.buses"], 2, "is not PATH=VALUE"),
        (&["--against", "fleets.buses.count=-1"], 3, "--set fleets.buses.count=-1"),
        (&["no.toml"], 5, "no.toml cannot be read"),
    ] {
        let output = noria(&[&["compare", MINIMAL], more].concat(), &out);
        assert_eq!(output.status.code(), Some(code), "{more:?}");
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
        assert!(!out.exists());
    }
}

#[test]
fn a_sweep_has_a_row_a_setting_each_as_a_run_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let [one, four, run] = ["one", "four", "run"].map(|name| dir.path().join(name));
    let vary = [
        "sweep",
        MINIMAL,
        "--vary",
        "fleets.buses.count=3..5",
        "--vary",
        "fleets.buses.seats=40,50",
        "-n",
        "20",
    ];
    let with = |jobs: &str, out: &Path| noria(&[&vary[..], &["--jobs", jobs]].concat(), out);
    let (first, second) = (with("1", &one), with("4", &four));
    assert!(first.status.success() && second.status.success(), "{}", text(&first.stderr));
    let mut files = vec!["sweep.csv", "sweep.json", "manifest.json"];
    if cfg!(feature = "plots") {
        files.push("sweep.svg");
    }
    for file in files {
        assert!(fs::read(one.join(file)).unwrap() == fs::read(four.join(file)).unwrap(), "{file}");
    }
    let table = fs::read_to_string(one.join("sweep.csv")).unwrap();
    assert!(table.starts_with("setting,fleets.buses.count,fleets.buses.seats,replications,"), "{table}");
    assert_eq!(table.lines().count(), 7);
    assert!(table.lines().nth(4).unwrap().starts_with("3,4,50,20,"), "{table}");
    let record = fs::read_to_string(one.join("sweep.json")).unwrap();
    let swept: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record, format!("{swept:#}\n"), "keys stand in the order of the alphabet");
    let sets = ["--set", "fleets.buses.count=4", "--set", "fleets.buses.seats=50"];
    noria(&[&["run", MINIMAL, "-n", "20", "-q", "--no-plots"], &sets[..]].concat(), &run);
    let alone: serde_json::Value =
        serde_json::from_slice(&fs::read(run.join("summary.json")).unwrap()).unwrap();
    assert_eq!(swept["settings"][3]["fingerprint"], alone["fingerprint"]);
    assert_eq!(swept["settings"][3]["metrics"], alone["metrics"]);
}

#[test]
fn designs_and_precision_work_in_a_sweep() {
    let dir = tempfile::tempdir().unwrap();
    let axes = ["--vary", "fleets.buses.count=3..6", "--vary", "fleets.buses.boarding.dwell=5 min..20 min"];
    for (number, design) in ["lhs:8", "sobol:8"].iter().enumerate() {
        let out = dir.path().join(number.to_string());
        let args = [&["sweep", MINIMAL, "--design", design, "-n", "4"], &axes[..]].concat();
        let output = noria(&args, &out);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(out.join("sweep.csv")).unwrap().lines().count(), 9);
    }
    let args =
        ["sweep", MINIMAL, "--vary", "fleets.buses.count=3,4", "--precision", "out_90=1%", "--no-plots"];
    let output = noria(&args, &dir.path().join("precise"));
    assert!(text(&output.stdout).contains("4 (128 runs)"), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("\n“everybody out” over fleets.buses.count:\n"));
    let args = [&args[..4], &["--metric", "wait_mean", "-n", "20", "--no-plots"]].concat();
    let output = noria(&args, &dir.path().join("waits"));
    assert!(text(&output.stdout).contains(" min – "), "{}", text(&output.stdout));
}

#[test]
fn what_matters_is_told_three_ways() {
    let dir = tempfile::tempdir().unwrap();
    let axes = ["--vary", "fleets.buses.count=3..6", "--vary", "fleets.buses.seats=49..51"];
    let told = |more: &[&str], name: &str, file: &str| {
        let out = dir.path().join(name);
        let output = noria(&[&["sweep", MINIMAL, "-n", "8"], more].concat(), &out);
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), fs::read_to_string(out.join(file)).unwrap())
    };
    let (words, table) = told(&[&["--sensitivity"], &axes[..]].concat(), "one", "tornado.csv");
    assert!(words.contains("fleets.buses.count=6") && words.contains("98.8 % interval"), "{words}");
    assert!(flat(&words).contains(" “everybody out”, one value at a time "), "{words}");
    assert!(table.contains("clearance_time,all,s,fleets.buses.count,3,8,8,"), "{table}");
    let (words, table) = told(&[&["--sobol-indices", "16"], &axes[..]].concat(), "two", "indices.csv");
    assert!(words.contains("of a single run's variance"), "{words}");
    assert!(flat(&words).contains(" share of the variance of “everybody out” "), "{words}");
    let first =
        table.lines().find(|row| row.starts_with("clearance_time,all,s,fleets.buses.count,")).unwrap();
    let total: f64 = first.split(',').nth(7).unwrap().parse().unwrap();
    assert!(total > 0.7, "{first}");
    let outer = ["--outer", "people.pupils.count={ uniform = [300, 900] }", "--samples", "10"];
    let (words, table) = told(&outer, "three", "uncertainty.csv");
    assert!(words.contains("unknown"), "{words}");
    // What is missing in the table is named with the reason.
    assert!(
        words.contains("\ncannot be split, as it is the same in all runs: “first departure”, “convoys”, "),
        "{words}"
    );
    assert!(!words.contains("as it did not happen"), "{words}");
    let early = [&outer[..], &["--set", "clock.end=2 h", "--no-plots"]].concat();
    let (words, _) = told(&early, "early", "uncertainty.csv");
    assert!(
        words.contains("\ncannot be split, as it did not happen in all runs: “everybody out”"),
        "{words}"
    );
    let row = table.lines().find(|row| row.starts_with("clearance_time,all,")).unwrap();
    let share: f64 = row.split(',').nth(5).unwrap().parse().unwrap();
    assert!((0.5..1.0).contains(&share), "{row}");
    for (folder, figure) in [("one", "tornado"), ("two", "indices"), ("three", "uncertainty")] {
        for ending in ["svg", "png"] {
            let drawn = dir.path().join(folder).join(figure).with_extension(ending);
            assert_eq!(drawn.exists(), cfg!(feature = "plots"), "{}", drawn.display());
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn every_study_writes_the_forms_of_tables_that_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let axis = ["--vary", "fleets.buses.count=3..6"];
    let outer = ["--outer", "people.pupils.count={ uniform = [300, 900] }", "--samples", "2"];
    for (study, asked, tables) in [
        ("sweep", [&["--sensitivity"], &axis[..]].concat(), ["sweep", "tornado"]),
        ("sweep", [&["--sobol-indices", "2"], &axis[..]].concat(), ["sweep", "indices"]),
        ("sweep", outer.to_vec(), ["sweep", "uncertainty"]),
        ("compare", vec!["--against", "fleets.buses.count=5"], ["compare", "difference"]),
    ] {
        for (forms, csv, parquet) in [("parquet", false, true), ("csv,parquet", true, true)] {
            let out = dir.path().join(format!("{} {forms}", tables[1]));
            let rest = ["-n", "2", "--no-plots", "--tables", forms];
            let output = noria(&[&[study, MINIMAL], &asked[..], &rest].concat(), &out);
            assert!(output.status.success(), "{}", text(&output.stderr));
            let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
            for (table, (ending, asked)) in
                tables.iter().flat_map(|table| [("csv", csv), ("parquet", parquet)].map(|form| (table, form)))
            {
                let file = format!("{table}.{ending}");
                assert_eq!((out.join(&file).exists(), manifest.contains(&file)), (asked, asked), "{file}");
            }
        }
    }
}

#[test]
fn a_sweep_that_cannot_be_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    for (more, code, says) in [
        (&[] as &[&str], 2, "nothing is varied"),
        (&["--vary", "fleets.buses.count=5..1:1"], 2, "does not go up"),
        (&["--vary", "fleets.buses.count=0"], 3, "1 of 1 settings are wrong"),
        (&["--vary", "fleets.buses.count=-1..2"], 3, " --vary fleets.buses.count=-1..2\n"),
        (&["--vary", "fleets.busses.count=1..2"], 3, "did you mean `buses`?"),
        (&["--vary", "fleets.buses.count=1..2", "--metric", "odd"], 2, "no metric `odd`"),
        (&["--vary", "fleets.buses.count=1..2", "--design", "cube:3"], 2, "lhs:N or sobol:N"),
        (&["--outer", "people.pupils.count"], 2, "has only one value"),
    ] {
        let output = noria(&[&["sweep", MINIMAL], more].concat(), &out);
        assert_eq!(output.status.code(), Some(code), "{more:?} {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
        assert!(!out.exists());
    }
}

#[test]
fn a_search_makes_as_many_replications_as_it_needs() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let args = ["fleet", MINIMAL, "--vary", "fleets.buses.count=2..6", "--goal", "by=5 h", "-n", "50"];
    let refused = noria(&args, &out);
    assert_eq!(refused.status.code(), Some(2));
    let says = text(&refused.stderr);
    assert!(says.contains("a search makes as many") && says.contains("help: leave it out"), "{says}");
    assert!(!out.exists());
    for (command, has) in [("fleet", false), ("compare", true)] {
        let help = Command::new(env!("CARGO_BIN_EXE_noria")).args([command, "--help"]).output().unwrap();
        assert_eq!(text(&help.stdout).contains("--replications"), has, "{command}");
    }
}

#[test]
fn the_least_fleet_comes_with_its_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let (night, vary) = ("scenarios/aleppo-2016-night-independent.toml", "fleets.ambulances.count=10..14");
    let search = |goal: &str| noria(&["fleet", night, "--vary", vary, "--goal", goal, "--no-travel"], &out);
    let found = search("probability=0.9");
    let words = text(&found.stdout);
    assert_eq!(found.status.code(), Some(0), "{words}");
    assert!(words.contains("The least that does: fleets.ambulances.count = 13"), "{words}");
    assert!(words.contains("the smallest first; each interval holds with 95 % however long"), "{words}");
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("fleet.json")).unwrap()).unwrap();
    assert_eq!(
        (&record["answer"]["fleets.ambulances.count"], &record["certain"]),
        (&"13".into(), &false.into())
    );
    let tested = record["tested"].as_array().unwrap();
    assert!(tested.iter().take(3).all(|row| row["accepted"] == false), "all smaller ones are rejected");
    for figure in ["fleet.svg", "fleet.png"] {
        assert_eq!(out.join(figure).exists(), cfg!(feature = "plots"), "{figure}");
    }
    let table = fs::read_to_string(out.join("candidates.csv")).unwrap();
    let forms = ["--tables", "csv,jsonl"];
    let asked = ["fleet", night, "--vary", vary, "--goal", "probability=0.9", "--no-travel"];
    assert!(noria(&[&asked[..], &forms].concat(), &out).status.success());
    assert_eq!(fs::read_to_string(out.join("candidates.csv")).unwrap(), table);
    let lines = fs::read_to_string(out.join("candidates.jsonl")).unwrap();
    assert_eq!(lines.lines().count() + 1, table.lines().count());
    assert!(lines.starts_with("{\"fleets.ambulances.count\":"), "{lines}");
    assert!(
        table.starts_with("fleets.ambulances.count,replications,met,share,low95,high95,decision\n"),
        "{table}"
    );
    // Nobody is out an hour after the start.
    let none = search("by=\"1 h\"");
    assert_eq!(none.status.code(), Some(4));
    assert!(text(&none.stderr).contains("no candidate meets the goal"), "{}", text(&none.stderr));
}

const COLUMNS_WITH_COST: &str =
    "fleets.buses.count,fleets.vans.count,replications,met,share,low95,high95,decision,cost\n";

#[test]
fn with_costs_the_cheapest_fleet_is_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("town.toml"), dir.path().join("out"));
    let town = "format = 1\nsites = { town = {}, camp = {} }\npeople.everyone = { at = \"town\", to = \"camp\", count = 100 }\n\
                routes.road = { from = \"town\", to = \"camp\", both_ways = true, km = 30, time = \"1 h\" }\n\
                fleets.buses = { count = 0, seats = 50, start = \"town\" }\n\
                fleets.vans = { count = 0, seats = 20, start = \"town\" }\ngoal = { by = \"2 h\" }\n";
    let vary = ["--vary", "fleets.buses.count=1..3", "--vary", "fleets.vans.count=0..5"];
    let answer = |costs: &str| {
        fs::write(&file, format!("{town}{costs}")).unwrap();
        let start = ["fleet", file.to_str().unwrap(), "--no-travel", "--no-plots"];
        let found = noria(&[&start[..], &vary].concat(), &out);
        assert_eq!(found.status.code(), Some(0), "{}", text(&found.stderr));
        let record: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("fleet.json")).unwrap()).unwrap();
        let words = text(&found.stdout);
        let wanted = if costs.is_empty() { "The least that does: " } else { "The cheapest that does: " };
        assert!(words.contains(wanted), "{words}");
        assert!(words.contains("nothing in this scenario is random"), "{words}");
        assert_eq!(record["certain"], true);
        assert!(!out.join("fleet.svg").exists(), "no plots were asked for");
        let table = fs::read_to_string(out.join("candidates.csv")).unwrap();
        assert_eq!(table.starts_with(COLUMNS_WITH_COST), !costs.is_empty(), "{table}");
        if !costs.is_empty() {
            assert!(words.contains("fleets.buses.count = 1, fleets.vans.count = 3 for "), "{words}");
            assert!(words.contains("tested, the cheapest first:\n"), "no interval is told: {words}");
            let rows = words.lines().filter(|line| line.starts_with("  fleets."));
            let cost = |row: &str| row.split_once(" for ")?.1.split(':').next()?.parse::<f64>().ok();
            let told: Vec<f64> = rows.map(|row| cost(row).unwrap()).collect();
            assert!(told.len() > 2 && told.is_sorted(), "{words}");
        }
        let answer = &record["answer"];
        (answer["fleets.buses.count"].clone(), answer["fleets.vans.count"].clone())
    };
    assert_eq!(answer(""), ("2".into(), "0".into()), "the fewest vehicles");
    let dear =
        "costs.buses = { per_vehicle = 100, per_km = 10 }\ncosts.vans = { per_vehicle = 10, per_km = 1 }\n";
    assert_eq!(answer(dear), ("1".into(), "3".into()), "vans are a tenth of the price of a bus");
}

#[test]
fn slips_are_answered_with_what_was_meant() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let counts = ["--vary", "fleets.buses.count=2..3"];
    for (args, code, says) in [
        (
            vec!["compare", MINIMAL, "--against", "fleets.buses.count=4,5,7"],
            2,
            "try all with `noria sweep --vary fleets.buses.count=4,5,7`",
        ),
        (
            vec!["compare", MINIMAL, "--against", "fleets.buses.count"],
            2,
            "help: write it like fleets.buses.count=30",
        ),
        (
            [&["sweep", MINIMAL, "--metric", "clearence"], &counts[..]].concat(),
            2,
            "did you mean `clearance_time`?",
        ),
        ([&["sweep", MINIMAL, "--metric", "out_09"], &counts[..]].concat(), 2, "did you mean `out_90`?"),
        (
            [&["sweep", MINIMAL, "--metric", "out_90[teachers]"], &counts[..]].concat(),
            2,
            "there is out_90 of all, pupils",
        ),
        (vec!["run", MINIMAL, "--precision", "wait=2%"], 2, "did you mean `wait_mean`?"),
        (
            [&["fleet", MINIMAL, "--goal", "by=25:00"], &counts[..]].concat(),
            3,
            "times of day go from 00:00 to 23:59",
        ),
    ] {
        let refused = noria(&args, &out);
        let message = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(code), "{args:?}: {message}");
        assert!(message.contains(says), "{args:?}: {message}");
    }
}

/// What `noria check` says of a scenario of one town.
fn checked(rest: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.toml");
    let town = "format = 1\nclock.start = 2026-05-02T19:00:00+02:00\nsites = { town = {}, camp = {} }\n\
                routes.road = { from = \"town\", to = \"camp\", both_ways = true, time = \"1 h\" }\n";
    fs::write(&file, format!("{town}{rest}")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_noria")).arg("check").arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_check_tells_companions_apart_and_a_goal_that_has_moved_to_the_next_day() {
    let said = checked(
        "people.lying = { at = \"town\", to = \"camp\", count = 5, needs = \"stretcher\", companions = 1 }\n\
         fleets.vans = { count = 2, seats = 4, stretchers = 2, start = \"town\" }\ngoal.by = 18:00:00\n",
    );
    assert!(said.contains("bound for camp. With 1 companion each, 10 people in all."), "{said}");
    assert!(
        said.contains("note: it starts after 18:00, so that the goal is of the next day, 3 May 18:00"),
        "{said}"
    );
    let later = "people.everyone = { at = \"town\", to = \"camp\", count = 5 }\n\
                 fleets.vans = { count = 2, seats = 4, start = \"town\" }\ngoal.by = 22:00:00\n";
    assert!(!checked(later).contains("note: "));
}

#[test]
fn what_a_check_reckons_is_held_against_its_runs_whichever_is_earlier() {
    let fleet =
        "fleets.vans = { count = 2, seats = 50, start = \"town\", boarding = { per_person = \"20 s\" } }\n";
    let said = |people: &str| {
        checked(&format!(
            "people.everyone = {{ at = \"town\", to = \"camp\", {people} }}\n{fleet}clock.end = \"6 h\"\n"
        ))
    };
    // One boards for 20 s, not fifty for 17 min.
    let one = said("count = 1");
    assert!(one.contains("a round takes 2:00 h with 1 person"), "{one}");
    assert!(
        one.contains("everybody is out 1:00 h after the start") && one.contains("): as computed"),
        "{one}"
    );
    let nobody = said("count = 0");
    assert!(nobody.contains("  nobody needs a vehicle") && !nobody.contains("if nothing waits"), "{nobody}");
    // As a rule there is nobody.
    let few = said("count = { values = [0, 400], weights = [9, 1] }");
    assert!(few.contains(" h earlier"), "{few}");
}

#[test]
fn a_check_says_the_whole_world_back() {
    let checked =
        Command::new(env!("CARGO_BIN_EXE_noria")).args(["check", "scenarios/aleppo-2016-week.toml"]).output();
    let week = text(&checked.unwrap().stdout);
    for said in [
        "53 % leave in own cars of 12.5",
        "15 % go on to Reyhanli, hospital across the border",
        "5 are lost on 18 Dec 15:00; 15 leave on 18 Dec 23:00",
        "a check at ramouseh after 20 % of it (2 lanes, 3 min, a convoy as one)",
        "Closed from 16 Dec 11:00 to 18 Dec 23:00: corridor; vehicles under way turn back.",
        "busiest: lanes at ramouseh",
        "In 20 runs not everybody is out by the end: ",
        " are dead, on average; the last who are brought come after ",
        "longest waits and busiest places: buses held ",
    ] {
        assert!(week.contains(said), "{said}\n{week}");
    }
    assert!(!week.contains(": 0 people"), "those who go on are no group of their own: {week}");
}

/// Two buses go twice: one berth at the town is taken four times ten minutes, the second bus waits for it once, and
/// the last people are out at 220 minutes, whenever the scenario ends.
#[test]
fn what_limits_a_fleet_is_told_for_as_long_as_people_are_moved() {
    let dir = tempfile::tempdir().unwrap();
    let (file, out) = (dir.path().join("town.toml"), dir.path().join("out"));
    for end in ["", "clock.end = \"2 days\"\n"] {
        let town = format!(
            "format = 1\n{end}sites = {{ town = {{ berths = 1 }}, camp = {{}} }}\n\
             people.everyone = {{ at = \"town\", to = \"camp\", count = 40 }}\n\
             routes.road = {{ from = \"town\", to = \"camp\", both_ways = true, time = \"1 h\" }}\n\
             [fleets.buses]\ncount = 1\nseats = 10\nstart = \"town\"\nboarding.dwell = \"10 min\"\n\
             alighting.dwell = \"5 min\"\n[goal]\nby = \"4 h\"\n"
        );
        fs::write(&file, town).unwrap();
        let args = [
            "fleet",
            file.to_str().unwrap(),
            "--vary",
            "fleets.buses.count=1..3",
            "--no-travel",
            "--no-plots",
        ];
        let words = text(&noria(&args, &out).stdout);
        let limits =
            "what limits it: buses at work 98 %; berths in use at town 18 %; buses queued to board 2 % ";
        assert!(words.contains("fleets.buses.count = 2\n") && flat(&words).contains(limits), "{words}");
    }
}

#[test]
fn a_setting_that_is_compared_may_have_a_name() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let compared = |against: &[&str]| {
        let settings = against.iter().flat_map(|setting| ["--against", setting]);
        let args: Vec<&str> =
            ["compare", MINIMAL, "-n", "8", "--no-plots"].into_iter().chain(settings).collect();
        noria(&args, &out)
    };
    let output = compared(&["more: fleets.buses.count=5,fleets.buses.seats=60", "fleets.buses.count=6"]);
    let said = text(&output.stdout);
    assert!(
        said.contains("- more has everybody out ") && said.contains("- fleets.buses.count=6 has "),
        "{said}"
    );
    let table = fs::read_to_string(out.join("compare.csv")).unwrap();
    assert!(table.contains("\nmore,minimal,clearance_time,all,"), "{table}");
    let rows = |output: Output| -> Vec<String> {
        let said = text(&output.stdout);
        said.lines().filter(|line| line.starts_with("everybody out")).map(str::to_owned).collect()
    };
    let [named, bare] = ["more: ", ""]
        .map(|name| rows(compared(&[&format!("{name}fleets.buses.count=5,fleets.buses.seats=60")])));
    assert_eq!((named.len(), &named), (1, &bare));
    for (wrong, told) in [
        (&["a: fleets.buses.count=5", "a: fleets.buses.count=6"][..], "there are two called \"a\""),
        (&["minimal: fleets.buses.count=5"], "there are two called \"minimal\""),
        (&["a: b"], "--against"),
    ] {
        let output = compared(wrong);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
    }
}

#[test]
fn settings_that_start_at_different_times_are_told_from_each_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.toml");
    let town = fs::read_to_string(MINIMAL).unwrap();
    fs::write(&file, format!("clock.start = 2026-05-02T16:00:00+02:00\n{town}")).unwrap();
    let town = file.to_str().unwrap();
    let late = "clock.start=2026-05-02T20:00:00+02:00";
    let rest = ["-n", "4", "--no-plots"];
    let vary = "clock.start=2026-05-02T16:00:00+02:00,2026-05-02T20:00:00+02:00";
    for asked in [vec!["sweep", town, "--vary", vary], vec!["compare", town, "--against", late]] {
        let said = text(&noria(&[&asked[..], &rest].concat(), &dir.path().join(asked[0])).stdout);
        assert!(flat(&said).contains("times are hours and minutes after each one's own start"), "{said}");
        // No time of a day that is not that of its setting.
        assert!(!said.contains("2 May"), "{said}");
    }
}

#[test]
fn an_answer_at_the_edge_says_that_less_was_not_tried() {
    let dir = tempfile::tempdir().unwrap();
    let search = |range: &str| {
        let vary = format!("fleets.buses.count={range}");
        let args = ["fleet", MINIMAL, "--vary", &vary, "--goal", "by=12 h", "--no-travel", "--no-plots"];
        flat(&text(&noria(&args, &dir.path().join("out")).stdout))
    };
    let edge = "The answer has the least fleets.buses.count that --vary names: less was not tried.";
    let found = search("6..9");
    assert!(found.contains("fleets.buses.count = 6") && found.contains(edge), "{found}");
    let inside = search("0..6");
    assert!(!inside.contains("less was not tried"), "{inside}");
}
