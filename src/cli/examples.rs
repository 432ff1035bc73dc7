//! Examples of each command, which end its help and its page of the manual. A test runs every one of them, one
//! after the other in a folder in which `noria new harbour` was run.

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};

use super::args::Args;
use super::failure;

/// What is done, and what is typed, perhaps on two lines.
pub(super) type Example = (&'static str, &'static str);

/// The examples of each command, in the order of the commands.
const EXAMPLES: [(&str, &[Example]); 15] = [
    (
        "run",
        &[
            ("Run a scenario; tables and figures go to out/harbour", "noria run harbour.toml"),
            (
                "Ten buses, and as many replications as make the answer sure to 2 %",
                "noria run harbour.toml --set fleets.buses.count=10 --precision 2%",
            ),
            (
                "Tables for a program: long, typed, and with every event of replication 0",
                "noria run harbour.toml --tidy --events 0 --tables csv,jsonl",
            ),
            (
                "Figures for a journal, and the vehicles of the worst run",
                "noria run harbour.toml --figures pdf --width 85mm --replication worst",
            ),
        ],
    ),
    (
        "compare",
        &[(
            "Would two more buses help, or four?",
            "noria compare harbour.toml --against fleets.buses.count=8 \\\n    \
             --against fleets.buses.count=10",
        )],
    ),
    (
        "sweep",
        &[
            (
                "When is everybody out with 4, 6, 8 and 10 buses?",
                "noria sweep harbour.toml --vary fleets.buses.count=4..10:2 --metric clearance_time",
            ),
            (
                "Which matters more, the buses or the time of boarding?",
                "noria sweep harbour.toml --vary fleets.buses.count=4..8 \\\n    \
                 --vary fleets.buses.boarding.dwell=\"2 min..10 min\" --sensitivity -n 200",
            ),
        ],
    ),
    (
        "fleet",
        &[("How many buses meet the goal?", "noria fleet harbour.toml --vary fleets.buses.count=4..20")],
    ),
    (
        "calibrate",
        &[(
            "How many buses were there, if 600 people were said to be out by noon?",
            "noria calibrate harbour.toml --vary fleets.buses.count=2..8 --particles 50 \\\n    \
             --set 'public_figures=[{ who = \"radio\", at = \"4 h\", people = 600 }]'",
        )],
    ),
    (
        "check",
        &[
            ("What does the scenario mean, or what is wrong with it?", "noria check harbour.toml"),
            ("The same for a program", "noria check harbour.toml --format json"),
        ],
    ),
    (
        "trace",
        &[
            ("What happened in replication 3?", "noria trace harbour.toml --replication 3"),
            (
                "The same as a table, a typed record for each event",
                "noria trace harbour.toml --replication 3 --format csv --out events.csv",
            ),
            ("And in the worst of 200?", "noria trace harbour.toml --replication worst -n 200"),
        ],
    ),
    (
        "sheets",
        &[(
            "When should each vehicle be where? The folder out/harbour-sheets says it, to be printed",
            "noria sheets harbour.toml --replications 200",
        )],
    ),
    (
        "merge",
        &[
            ("On one machine", "noria run harbour.toml --shard 1/2 --out part-1"),
            ("On another", "noria run harbour.toml --shard 2/2 --out part-2"),
            ("Join the two", "noria merge part-1 part-2"),
        ],
    ),
    (
        "new",
        &[
            ("Write river.toml, with comments", "noria new river"),
            ("See that it is right", "noria check river.toml"),
            (
                "Villages, shelters with room for so many, a bridge that is shut at night",
                "noria new --like villages",
            ),
            ("A scenario that is shipped, with its files", "noria new --from district-exercise"),
            (
                "One that reads a spreadsheet; what is not in it is assumed, and said",
                "noria new valley --from-table villages.csv",
            ),
        ],
    ),
    (
        "explain",
        &[
            ("What is a key of a scenario, and what does it take?", "noria explain fleets.buses.max_wait"),
            ("What is this word, metric, state or column?", "noria explain turn-back"),
            ("What can be explained?", "noria explain"),
        ],
    ),
    ("metrics", &[("All metrics", "noria metrics"), ("Those of a scenario", "noria metrics harbour.toml")]),
    ("schema", &[("Let your editor complete and check keys", "noria schema > noria.schema.json")]),
    ("completions", &[("Complete what is typed in bash", "noria completions bash > noria.bash")]),
    (
        "man",
        &[("The page of a command", "noria man run > noria-run.1"), ("All pages", "noria man --out man")],
    ),
];

/// The examples of a command.
pub(super) fn of(command: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, list)| list)
}

/// What can be typed, with examples at the end of the help of each command.
pub(super) fn command() -> Command {
    let noria = Args::command().after_help(failure::codes());
    EXAMPLES.iter().fold(noria, |noria, (name, list)| {
        noria.mut_subcommand(name, |command| command.after_help(help(list)))
    })
}

/// What is typed, on one line.
pub(super) fn on_one_line(typed: &str) -> String {
    typed.replace("\\\n", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names of all commands.
pub(super) fn commands() -> PossibleValuesParser {
    PossibleValuesParser::new(EXAMPLES.iter().map(|(name, _)| *name))
}

fn help(list: &[Example]) -> String {
    let lines = list.iter().map(|(what, typed)| format!("\n  # {what}\n  {}", typed.replace('\n', "\n  ")));
    format!("Examples:{}", lines.collect::<String>())
}
