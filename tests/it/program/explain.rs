//! `noria explain`, as a user asks: everything that there is has an answer, in at most 80 columns.

use std::collections::BTreeSet;

use noria::record::{every_metric, states_of_people};
use noria::world::State;

use crate::program::commands::{noria, text};

/// What is said of something.
fn explained(asked: &str) -> String {
    let output = noria().args(["explain", asked]).output().unwrap();
    assert!(output.status.success(), "{asked}: {}", text(&output.stderr));
    let told = text(&output.stdout);
    let wide = told.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None, "{asked}");
    told
}

fn refused(asked: &str) -> String {
    let output = noria().args(["explain", asked]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{asked}");
    assert!(output.stdout.is_empty(), "{asked}");
    text(&output.stderr)
}

#[test]
fn the_table_of_a_search_says_its_columns() {
    let told = explained("candidates.csv");
    for part in ["candidates.csv  (a table of results)", "low95", "how many runs its test took", "decision"] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[test]
fn a_key_says_what_it_takes_and_what_it_is_if_left_out() {
    let count = explained("fleets.buses.count");
    for part in [
        "fleets.ID.count  (a key of scenarios)",
        "How many vehicles it has at the start.",
        "takes       a whole number from 0 to 8_000_000",
        "left out    it must be given",
        "example     count = ",
        "`noria explain fleets`",
    ] {
        assert!(count.contains(part), "{part} is not in\n{count}");
    }
    for path in ["fleets.ID.count", "fleets.count", "[fleets.buses].count"] {
        assert_eq!(explained(path), count, "{path}");
    }
    assert!(explained("max_wait").contains("as if 0 min were written"));
    assert!(explained("dispatch").contains("\"in-turn\""));
    assert!(explained("study").contains("as if each of its keys were left out"));
    assert!(explained("fleets").contains("count *"));
    assert!(explained("movement.1.gradual.from").contains("movement.N.gradual.from"));
}

#[test]
fn a_name_of_several_keys_lists_their_places() {
    let count = explained("count");
    for path in ["people.ID.count", "fleets.ID.count", "observers.ID.count"] {
        assert!(count.contains(path), "{count}");
    }
    let of_laws = explained("triangular");
    for path in ["routes.ID.time.triangular", "fleets.ID.ready.triangular", "people.ID.count.triangular"] {
        assert!(of_laws.contains(path), "{of_laws}");
    }
}

#[test]
fn words_metrics_states_codes_tables_and_columns_are_explained() {
    let turn = explained("turn-back");
    for typed in ["under_way = \"turn-back\"", "suspensions.0.under_way=turn-back"] {
        assert_eq!(explained(typed), turn);
    }
    assert!(turn.contains("They drive back to where they came from."), "{turn}");
    assert!(explained("wait_mean[wounded]").contains("until they had boarded, on average."));
    assert!(explained("hours_boarding").contains("People are boarding."));
    assert!(explained("4").contains("The goal cannot be reached"));
    assert!(explained("trips.csv").contains("departed_s"));
    assert!(explained("trips").ends_with(&explained("trips.csv")));
    assert!(explained("departed_s").contains("in          trips.csv\n"));
    assert!(explained("trips.departed_s").contains("When it departed."));
}

/// The overview as JSON is every name that can be explained; each is.
#[test]
fn every_name_has_an_explanation() {
    let output = noria().args(["explain", "--format", "json"]).output().unwrap();
    let names: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    let known: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let metrics = every_metric();
    let metrics = metrics.iter().map(|metric| &*metric.name);
    let people = states_of_people().map(|(name, _)| name);
    for name in metrics.chain(State::ALL.map(State::name)).chain(people).chain(["130", "headcount.csv"]) {
        assert!(known.contains(name), "{name}");
    }
    // Laws are alike wherever they stand.
    let laws =
        ["uniform", "triangular", "lognormal", "gamma", "weibull", "normal", "values", "exponential", "csv"];
    let is_of_law = |name: &str| name.split('.').any(|step| laws.contains(&step));
    let asked: Vec<&str> =
        known.into_iter().filter(|name| !is_of_law(name) || name.starts_with("fleets.ID.seats")).collect();
    assert!(asked.len() > 250, "{}", asked.len());
    for asked in asked {
        let told = explained(asked);
        assert!(told.contains("\n  see "), "{asked}:\n{told}");
    }
}

#[test]
fn json_has_what_the_words_say() {
    let output = noria().args(["explain", "max_wait", "--format", "json"]).output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = told["found"].as_array().unwrap();
    assert_eq!(found[0]["name"], "fleets.ID.max_wait");
    assert_eq!(found[0]["facts"]["left_out"], "as if 0 min were written");
    assert!(found[0]["about"].as_str().unwrap().starts_with("How long a vehicle"));
}

/// Whoever follows the hint of what was meant is answered.
#[test]
fn a_slip_is_told_what_was_meant() {
    for (asked, meant) in [
        ("fleets.buses.cuont", "fleets.buses.count"),
        ("flets.buses.count", "fleets.buses.count"),
        ("max_wiat", "max_wait"),
        ("turnback", "turn-back"),
        ("out_9", "out_90"),
        ("wait", "wait_mean"),
        ("queued", "queued_to_board"),
    ] {
        let told = refused(asked);
        assert!(told.contains(&format!("`{meant}`")) || told.contains(&format!(" {meant}`")), "{told}");
        let follow = told.split("`noria explain ").nth(1).unwrap().split('`').next().unwrap();
        explained(follow);
    }
    assert!(refused("xyzzy").contains("`noria explain` alone"));
    assert!(noria().arg("explain").output().unwrap().status.success());
}

#[test]
fn the_page_of_commands_says_of_exit_codes_what_is_explained() {
    let page = std::fs::read_to_string("docs/commands.md").unwrap();
    let rows = page
        .split("## Exit codes")
        .nth(1)
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("---"));
    let mut rows = rows.map(|line| line.trim_matches(['|', ' ']).split_once(" | ").unwrap()).skip(1);
    let listed = explained("0");
    let squeezed: String = listed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        rows.clone().count() == 7 && rows.all(|(code, says)| squeezed.contains(&format!("{code} {says}"))),
        "{listed}"
    );
}

/// Figures are told by any of their files; a name of a table and a figure is both.
#[test]
fn figures_are_explained() {
    for (asked, says) in [
        ("vehicles.pdf", "in one replication (`--replication`)"),
        ("stringline", "convoys have the numbers of trips.csv"),
        ("headcount", "those that miss the"),
        ("difference.csv", "a table of results"),
    ] {
        let output = noria().args(["explain", asked]).output().unwrap();
        assert!(output.status.success(), "{asked}");
        let told = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(says), "{asked}: {told}");
        assert_eq!(told.contains("a figure of results"), asked != "difference.csv", "{asked}: {told}");
    }
    assert!(!noria().args(["explain", "vehicles.jpg"]).output().unwrap().status.success());
}
