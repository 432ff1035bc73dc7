//! No answer is lost: that to another question goes to a folder of its own.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

const TOWN: &str = r#"
format = 1
name = "town"
clock = { end = "6 h" }
study = { replications = 5 }
sites = { town = {}, camp = {} }
routes.road = { from = "town", to = "camp", both_ways = true, time = { uniform = ["10 min", "14 min"] } }
people.folk = { at = "town", to = "camp", count = 60 }
fleets.buses = { count = 2, seats = 10, start = "town" }
goal = { share = 1.0, by = "5 h", probability = 0.5 }
public_figures = [{ who = "a reporter", at = "1 h", people = 60, bound = "about" }]
"#;

fn home() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("town.toml"), TOWN).unwrap();
    folder
}

/// What a command says in a folder: to standard output, and to standard error.
fn says(home: &Path, words: &str) -> [String; 2] {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_noria"))
        .env("NO_COLOR", "1")
        .current_dir(home)
        .args(words.split(' '))
        .arg("--no-plots")
        .output()
        .unwrap();
    let said = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(status.success(), "{words}: {}", said[1]);
    said
}

fn folders(home: &Path) -> Vec<String> {
    let entries = fs::read_dir(home.join("out")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const COMMANDS: [&str; 5] = [
    "run town.toml",
    "compare town.toml --against fleets.buses.count=3",
    "sweep town.toml --vary fleets.buses.count=1,2",
    "fleet town.toml --vary fleets.buses.count=1..3",
    "calibrate town.toml --vary fleets.buses.count=1..4 --particles 20",
];

#[test]
fn another_question_goes_beside_and_the_same_in_its_place() {
    for command in COMMANDS {
        let home = home();
        let ask = |more: &str| says(home.path(), &format!("{command}{more}"));
        let [said, note] = ask("");
        assert!(!note.contains("note:"), "{note}");
        let [usual] = &folders(home.path())[..] else { panic!("{command}: {:?}", folders(home.path())) };
        assert!(said.contains(&format!("written to out/{usual}")), "{said}");
        let manifest = home.path().join("out").join(usual).join("manifest.json");
        let kept = fs::read(&manifest).unwrap();

        let [said, note] = ask(" --seed 7");
        let beside = format!("{usual}-2");
        assert!(said.contains(&format!("written to out/{beside}")), "{said}");
        let stays = format!(
            "note: `out/{usual}` holds the results of other options or another scenario and stays; these go to `out/{beside}`"
        );
        assert!(note.contains(&stays), "{note}");
        assert_eq!(fs::read(&manifest).unwrap(), kept, "{command}");

        // Who asks again what was asked, in whatever form, gets the same folder.
        let [_, again] = ask(" --jobs 1");
        assert!(!again.contains("note:"), "{again}");
        ask(" --seed 7 --format json");
        ask(" --quiet");
        assert_eq!(folders(home.path()), [usual.clone(), beside.clone()], "{command}");

        let text = TOWN.replace("count = 60", "count = 70");
        fs::write(home.path().join("town.toml"), text).unwrap();
        ask("");
        assert_eq!(folders(home.path()), [usual.clone(), beside, format!("{usual}-3")], "{command}");
    }
}

#[test]
fn what_noria_did_not_write_is_left_where_it_is() {
    let home = home();
    fs::create_dir_all(home.path().join("out/town")).unwrap();
    fs::write(home.path().join("out/town/letter.txt"), "mine").unwrap();
    says(home.path(), "run town.toml");
    assert_eq!(folders(home.path()), ["town", "town-2"]);
    assert_eq!(fs::read_dir(home.path().join("out/town")).unwrap().count(), 1);
}

#[test]
fn a_folder_that_is_asked_for_is_replaced_and_that_is_said() {
    let home = home();
    let ask = |more: &str| says(home.path(), &format!("run town.toml --out out/here{more}"));
    assert!(!ask("")[1].contains("note:"));
    assert!(!ask("")[1].contains("note:"));
    let note = "note: `out/here` holds the results of other options or another scenario; they are replaced";
    assert!(ask(" --set fleets.buses.count=3")[1].contains(note));
    assert!(!ask(" --set fleets.buses.count=4 --quiet")[1].contains("note:"));
    assert_eq!(folders(home.path()), ["here"]);
}

#[test]
fn joined_parts_are_the_answer_to_what_one_machine_was_asked() {
    let home = home();
    says(home.path(), "run town.toml");
    says(home.path(), "run town.toml --shard 1/2 --out parts/1");
    says(home.path(), "run town.toml --shard 2/2 --out parts/2");
    let merge = Command::new(env!("CARGO_BIN_EXE_noria"))
        .current_dir(home.path())
        .args(["merge", "parts/1", "parts/2"])
        .output()
        .unwrap();
    assert!(merge.status.success(), "{}", String::from_utf8_lossy(&merge.stderr));
    // The parts were made without plots, as the whole was.
    assert_eq!(folders(home.path()), ["town"]);
}

#[test]
fn two_questions_at_once_do_not_take_each_others_place() {
    let home = home();
    let children = ["0.9", "1.1", "1.2"].map(|factor| {
        std::process::Command::new(env!("CARGO_BIN_EXE_noria"))
            .current_dir(home.path())
            .args(["run", "town.toml", "-n", "4000", "--jobs", "1", "--no-plots", "--travel", factor])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    });
    let mut places: Vec<String> = children
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            said.lines().find_map(|line| line.strip_prefix("written to ")).unwrap().to_owned()
        })
        .to_vec();
    places.sort();
    assert_eq!(places, ["out/town", "out/town-2", "out/town-3"]);
    let factors: std::collections::BTreeSet<String> = places
        .iter()
        .map(|place| fs::read_to_string(home.path().join(place).join("manifest.json")).unwrap())
        .map(|manifest| {
            serde_json::from_str::<serde_json::Value>(&manifest).unwrap()["overrides"].to_string()
        })
        .collect();
    assert_eq!(factors.len(), 3, "{factors:?}");
}

#[test]
fn a_part_never_takes_the_place_of_whole_results() {
    let home = home();
    says(home.path(), "run town.toml");
    let before = fs::read(home.path().join("out/town/summary.json")).unwrap();
    for out in [&[] as &[&str], &["--out", "out/town"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_noria"))
            .current_dir(home.path())
            .args(["run", "town.toml", "--shard", "1/2"])
            .args(out)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{told}");
        assert!(
            told.contains("holds whole results, and this is part 1/2") && told.contains("--out"),
            "{told}"
        );
    }
    assert_eq!(fs::read(home.path().join("out/town/summary.json")).unwrap(), before);
}
