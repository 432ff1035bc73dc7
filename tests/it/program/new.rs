use std::fs;
use std::path::Path;

use super::commands::{noria, text};

/// What a command says in a folder: its exit code, its words, and what it complains of.
fn typed(folder: &Path, line: &[&str]) -> (Option<i32>, String, String) {
    let output = noria().current_dir(folder).args(line).output().unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn files(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn every_kind_is_right_without_a_doubt_and_runs() {
    let home = tempfile::tempdir().unwrap();
    for kind in ["villages", "night", "district", "ambulances"] {
        let (code, said, wrong) = typed(home.path(), &["new", "--like", kind]);
        assert_eq!((code, &*wrong), (Some(0), ""), "{kind}");
        assert!(said.contains(&format!("wrote {kind}.toml")), "{said}");
        let file = format!("{kind}.toml");
        let (code, said, wrong) = typed(home.path(), &["check", &file]);
        assert_eq!((code, &*wrong), (Some(0), ""), "{kind}");
        assert!(said.starts_with(&format!("{kind} is right.\n")) && !said.contains("warning"), "{said}");
        let run = ["run", &file, "-n", "20", "--audit", "--quiet", "--no-plots"];
        let (code, _, wrong) = typed(home.path(), &run);
        assert_eq!(code, Some(0), "{kind}: {wrong}");
        let summary = fs::read_to_string(home.path().join(format!("out/{kind}/summary.json"))).unwrap();
        assert!(summary.contains("\"goal_met\""), "{kind}");
    }
    // With another name, its table has that name, too.
    assert_eq!(typed(home.path(), &["new", "--like", "district", "town"]).0, Some(0));
    assert!(fs::read_to_string(home.path().join("town.toml")).unwrap().contains("csv  = \"town-times.csv\""));
    assert_eq!(typed(home.path(), &["check", "town.toml"]).0, Some(0));
}

#[test]
fn shipped_scenarios_are_written_with_their_files() {
    let home = tempfile::tempdir().unwrap();
    let (code, said, _) = typed(home.path(), &["new", "--from", "district-exercise"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("wrote district-exercise.toml, with district-exercise.csv"), "{said}");
    let shipped = fs::read("scenarios/district-exercise.toml").unwrap();
    assert_eq!(fs::read(home.path().join("district-exercise.toml")).unwrap(), shipped);
    // Another name, with the same table, which is there already.
    assert_eq!(typed(home.path(), &["new", "--from", "district-exercise.toml", "mine"]).0, Some(0));
    let (code, said, wrong) = typed(home.path(), &["check", "mine.toml"]);
    assert_eq!(code, Some(0), "{wrong}");
    assert!(said.starts_with("mine is right"), "{said}");
    assert_eq!(files(home.path()), ["district-exercise.csv", "district-exercise.toml", "mine.toml"]);
    // Nothing is written over, and then nothing at all is written.
    assert_eq!(typed(home.path(), &["new", "--from", "district-exercise"]).0, Some(5));
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("times.csv"), "my own").unwrap();
    let (code, _, wrong) = typed(other.path(), &["new", "--from", "reference"]);
    assert_eq!(code, Some(5));
    assert!(wrong.contains("`times.csv` could not be written"), "{wrong}");
    assert_eq!(files(other.path()), ["times.csv"]);
    assert_eq!(fs::read_to_string(other.path().join("times.csv")).unwrap(), "my own");
}

#[test]
fn what_is_asked_for_and_is_not_there_is_told() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, wrong) = typed(home.path(), &["new", "--from", "aleppo-2016-nigth"]);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("did you mean `aleppo-2016-night`?") && wrong.contains("reference"), "{wrong}");
    for (line, says) in [
        (&["new"] as &[&str], "<NAME>"),
        (
            &["new", "--like", "village"],
            "[possible values: villages, night, district, ambulances, from-table]",
        ),
        (&["new", "--like", "from-table"], "--like from-table needs a file"),
        (&["new", "x", "--like", "night", "--from", "minimal"], "cannot be used with"),
        (&["new", "a b", "--like", "night"], "`a b` cannot be a scenario's name"),
    ] {
        let (code, _, wrong) = typed(home.path(), line);
        assert_eq!(code, Some(2), "{line:?}");
        assert!(wrong.contains(says), "{line:?}: {wrong}");
    }
    let (code, _, wrong) = typed(home.path(), &["new", "--from-table", "nowhere.csv"]);
    assert_eq!(code, Some(5));
    assert!(wrong.contains("\"nowhere.csv\" cannot be read: there is no such file"), "{wrong}");
    fs::write(home.path().join("odd.csv"), "Ort;Zahl\nA;1\n").unwrap();
    let (code, _, wrong) = typed(home.path(), &["new", "--from-table", "odd.csv"]);
    assert_eq!(code, Some(3));
    assert!(wrong.contains("has no sheet whose headings are known"), "{wrong}");
    assert_eq!(files(home.path()), ["odd.csv"]);
    for (text, says) in [("", "headings are known"), ("Name,cuont\nA,1\n", "`cuont`: did you mean `count`?")]
    {
        fs::write(home.path().join("odd.csv"), text).unwrap();
        let (code, _, wrong) = typed(home.path(), &["new", "--from-table", "odd.csv"]);
        assert_eq!(code, Some(3), "{text}");
        assert!(wrong.contains(says), "{text}: {wrong}");
    }
}

#[test]
fn a_scenario_that_reads_a_table_assumes_what_is_not_there() {
    let home = tempfile::tempdir().unwrap();
    fs::copy("examples/planner/villages.csv", home.path().join("villages.csv")).unwrap();
    let (code, said, _) = typed(home.path(), &["new", "valley", "--from-table", "villages.csv"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!("assumed", said);
    let written = fs::read_to_string(home.path().join("valley.toml")).unwrap();
    insta::assert_snapshot!("from_table", written);
    let (code, said, wrong) = typed(home.path(), &["check", "valley.toml"]);
    assert_eq!(code, Some(0), "{wrong}");
    for line in ["Süd: 387 people", "3 groups of people are read from villages.csv, rows 3 to 5."] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert_eq!(typed(home.path(), &["check", "--files", "valley.toml"]).1, "valley.toml\nvillages.csv\n");
    // The file in place of the name.
    assert_eq!(typed(home.path(), &["new", "--like", "from-table", "villages.csv"]).0, Some(0));
    assert!(home.path().join("villages.toml").is_file());
}

/// Whatever a table says of people or ways, what is written with it is right.
#[test]
fn tables_that_say_little_make_whole_scenarios() {
    let home = tempfile::tempdir().unwrap();
    for (name, text, assumed, checked) in [
        (
            "roads",
            "from,to,time [min]\nA,B,12\n",
            "all routes can be driven both ways",
            "everybody: 100 people",
        ),
        ("ring", "from,to,time [min]\nA,B,12\nB,C,5\nC,A,5\n", "100", "everybody: 100 people"),
        ("blank", "name,at,count\nNorth side,,100\nSouth,,50\n", "2 routes", "North side: 100 people"),
        ("arabic", "name,count\nحلب,100\nالراموسة,50\n", "2 routes", "حلب: 100 people"),
        ("at", "name,at,count\nحلب,حلب,100\nحلب ٢,,50\nSite 1,,5\n", "3 routes", "Site 1: 5 people"),
        (
            "ways",
            "from,to,time [min]\nحلب,Город,12\n",
            "all routes can be driven both ways",
            "everybody: 100 people",
        ),
    ] {
        let (table, file) = (format!("{name}.csv"), format!("{name}.toml"));
        fs::write(home.path().join(&table), text).unwrap();
        let (code, said, wrong) = typed(home.path(), &["new", "--from-table", &table]);
        assert_eq!(code, Some(0), "{name}: {wrong}");
        assert!(said.contains(assumed) && !said.contains("lacks"), "{name}: {said}");
        let (code, said, wrong) = typed(home.path(), &["check", &file]);
        assert_eq!(code, Some(0), "{name}: {wrong}");
        assert!(said.contains(checked), "{name}: {said}");
    }
}

/// A spreadsheet that has all that is needed.
#[cfg(feature = "spreadsheets")]
#[test]
fn a_spreadsheet_is_run_searched_and_made_again() {
    let home = tempfile::tempdir().unwrap();
    fs::copy("examples/planner/valley.xlsx", home.path().join("valley.xlsx")).unwrap();
    let (_, said, _) = typed(home.path(), &["new", "--from-table", "valley.xlsx"]);
    assert_eq!(said.matches("assumed").count(), 1, "{said}");
    let run = ["run", "valley.toml", "-n", "4", "-q", "--no-plots", "--set", "people.ashby.count=400"];
    assert_eq!(typed(home.path(), &run).0, Some(0));
    let manifest = fs::read_to_string(home.path().join("out/valley/manifest.json")).unwrap();
    assert!(manifest.contains("\"valley.xlsx\": \"base64:UEsDB"), "{}", &manifest[..300]);
    // Parts travel with what they read.
    for part in ["1/2", "2/2"] {
        let out = format!("part-{}", &part[..1]);
        let run = [
            "run",
            "valley.toml",
            "-n",
            "4",
            "-q",
            "--shard",
            part,
            "--out",
            &out,
            "--set",
            "people.ashby.count=400",
        ];
        assert_eq!(typed(home.path(), &run).0, Some(0));
    }
    fs::remove_file(home.path().join("valley.xlsx")).unwrap();
    let merge = ["merge", "part-1", "part-2", "-q", "--out", "merged"];
    let (code, _, wrong) = typed(home.path(), &merge);
    assert_eq!(code, Some(0), "{wrong}");
    for file in ["replications.csv", "headcount.csv", "trips.csv"] {
        let read = |folder: &str| fs::read(home.path().join(folder).join(file)).unwrap();
        assert!(read("merged") == read("out/valley"), "{file}");
    }
}

#[test]
fn what_was_begun_of_a_shipped_file_goes_with_the_next() {
    let home = tempfile::tempdir().unwrap();
    let times = fs::read_to_string("scenarios/district-exercise.csv").unwrap();
    fs::write(home.path().join(".noria-new-a1B2c3"), &times[..40]).unwrap();
    fs::write(home.path().join(".noria-new-diary"), "my own").unwrap();
    assert_eq!(typed(home.path(), &["new", "--from", "district-exercise"]).0, Some(0));
    assert_eq!(files(home.path()), [".noria-new-diary", "district-exercise.csv", "district-exercise.toml"]);
}

/// What a sheet is called says what it holds; what people's rows say of sites is read, whatever it is called.
#[cfg(feature = "spreadsheets")]
#[test]
fn no_name_of_a_sheet_makes_a_broken_scenario() {
    let home = tempfile::tempdir().unwrap();
    let people: &[[&str; 2]] = &[["name", "count"], ["North", "100"], ["حلب", "50"]];
    let shelters: &[[&str; 2]] = &[["name", "capacity"], ["School", "500"], ["", ""]];
    for (at, sheets) in [
        &[("Register", people)][..],
        &[("People", people)],
        &[("People", people), ("Shelters", shelters)],
        &[("Register", people), ("Sites", shelters)],
    ]
    .into_iter()
    .enumerate()
    {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, rows) in sheets {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            for (at, cells) in rows.iter().enumerate() {
                let row = u32::try_from(at).unwrap();
                sheet.write(row, 0, cells[0]).unwrap();
                sheet.write(row, 1, cells[1]).unwrap();
            }
        }
        let (table, file) = (format!("book-{at}.xlsx"), format!("book-{at}.toml"));
        book.save(home.path().join(&table)).unwrap();
        let (code, said, wrong) = typed(home.path(), &["new", "--from-table", &table]);
        assert_eq!(code, Some(0), "{sheets:?}: {wrong}");
        assert!(said.contains("2 routes") && !said.contains("lacks"), "{sheets:?}: {said}");
        assert_eq!(said.contains("a site `shelter`"), sheets.len() == 1, "{sheets:?}: {said}");
        let (code, said, wrong) = typed(home.path(), &["check", &file]);
        assert_eq!(code, Some(0), "{sheets:?}: {wrong}");
        assert!(said.contains("North: 100 people") && said.contains("حلب: 50 people"), "{said}");
    }
}
