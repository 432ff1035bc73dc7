//! Input that means ill: names that are no text, full disks, control characters, and numbers that are too much.

use std::fs;
use std::process::Command;

use crate::program::resume::{noria, text};

const MINIMAL: &str = include_str!("../../../scenarios/minimal.toml");

/// A scenario file with this text, and its folder.
pub fn written(scenario: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("case.toml");
    fs::write(&path, scenario).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (dir, path)
}

#[test]
fn numbers_at_their_largest_are_refused_or_run_without_a_panic() {
    let most = MINIMAL.replace("count = 4", "count = 10_000_000");
    let (_dir, path) = written(&most);
    assert_eq!(noria(&["check", &path]).output().unwrap().status.code(), Some(3));
    let dir = tempfile::tempdir().unwrap();
    for set in ["people.pupils.count=2000000000", "fleets.buses.seats=2000000000"] {
        let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "1", "-q", "--set", set]);
        command.args(["--set", "clock={ end = \"3 h\" }", "--out"]).arg(dir.path().join("out"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{set}: {}", text(&output.stderr));
    }
}

#[test]
fn a_hundred_thousand_threads_are_not_made() {
    let dir = tempfile::tempdir().unwrap();
    for jobs in ["100000", "18446744073709551615"] {
        let mut command =
            noria(&["run", "scenarios/minimal.toml", "-n", "64", "-q", "--no-plots", "--jobs", jobs]);
        let output = command.arg("--out").arg(dir.path().join("out")).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        let run: serde_json::Value =
            serde_json::from_slice(&fs::read(dir.path().join("out/run.json")).unwrap()).unwrap();
        assert!(run["threads"].as_u64().unwrap() <= 4);
    }
}

/// Stacks of 64 TiB: the system gives no thread, as where a user has too many already.
#[test]
fn without_any_thread_the_work_is_done_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let made = |name: &str, stack: Option<&str>, jobs: &[&str]| {
        let out = dir.path().join(name);
        let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "64", "-q", "--no-plots"]);
        command.args(jobs).arg("--out").arg(&out);
        stack.map(|stack| command.env("RUST_MIN_STACK", stack));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        fs::read_to_string(out.join("replications.csv")).unwrap()
    };
    let whole = made("whole", None, &[]);
    assert_eq!(made("alone", Some("70368744177664"), &[]), whole);
    assert_eq!(made("asked", Some("70368744177664"), &["--jobs", "3"]), whole);
}

#[test]
fn no_more_threads_are_made_than_help_whoever_asks_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let args = ["run", "scenarios/minimal.toml", "-n", "2000", "-q", "--no-plots"];
    let mut command = noria(&args);
    command.env("RAYON_NUM_THREADS", "100").arg("--out").arg(dir.path().join("out"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("out/run.json")).unwrap()).unwrap();
    let processors = std::thread::available_parallelism().unwrap().get() as u64;
    assert!(run["threads"].as_u64().unwrap() <= processors.max(16), "{run}");
    for jobs in ["0", "-1", "many", "1.5"] {
        let output = noria(&[&args[..], &[&format!("--jobs={jobs}")]].concat()).output().unwrap();
        let says = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(says.contains("give a whole number from 1 on") && !says.contains("zero"), "{says}");
    }
}

/// A scenario with all that may be named, each named as badly as can be.
const NASTY: &str = r#"
format = 1
title = "A\u001b]0;pwned\u0007\u001b[31mRED\u009b31m\u202eabc\u0000\nnew</text><script>alert(1)</script>&amp;\"'\uFFFF"
sites = { school = { title = "=cmd|' /C calc'!A0\u001b[31m" }, stadium = { title = "<img src=x>\r\n\u2028" } }
routes.road = { title = "]]>&lt;", from = "school", to = "stadium", both_ways = true, time = "20 min", checkpoints = [{ name = "a,b\"c\n\u001b[2J<\u009b", at = 0.5, time = "1 min" }] }
people."-1" = { title = "-1+1\u0000\u0001\uFFFF", at = "school", to = "stadium", count = 60 }
[fleets."-2"]
title = "@SUM(A1)\u2028"
count = 4
seats = 50
start = "school"
"#;

/// Whether a terminal would do something other than to show it.
fn is_hidden(sign: char) -> bool {
    (sign.is_control() && sign != '\n') || matches!(sign, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn control_characters_never_reach_a_terminal() {
    let (dir, path) = written(NASTY);
    let out = dir.path().join("o\u{1b}[31m");
    let out = out.to_str().unwrap();
    let set = "fleets.-2.count=3";
    for args in [
        vec!["check", &path],
        vec!["check", &path, "--format", "json"],
        vec!["check", &path, "--set", "title=\u{1b}[31mred\u{9b}", "--set", "people.x\u{1b}[2Jy=3"],
        vec!["check", "none\u{1b}[31m.toml"],
        vec!["trace", &path],
        vec!["trace", &path, "--format", "json"],
        vec!["run", &path, "-n", "3", "--no-plots", "--set", "title=\"\u{9b}31m\"", "--out", out],
        vec!["run", &path, "-n", "3", "--no-plots", "--format", "json", "--out", out],
        vec!["run", &path, "-n", "3", "--no-plots", "--precision", "out_90[\u{1b}[2J]=1%", "--out", out],
        vec!["compare", &path, "--against", set, "-n", "3", "--no-plots", "--out", out],
        vec!["sweep", &path, "--vary", "fleets.\u{1b}[2J.count=3", "--out", out],
    ] {
        let output = noria(&args).output().unwrap();
        let shown = text(&output.stdout) + &text(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 2 | 3 | 5)), "{args:?}: {shown}");
        let hidden: String = shown.chars().filter(|&sign| is_hidden(sign)).collect();
        assert!(hidden.is_empty(), "{args:?}: {hidden:?} in {shown:?}");
    }
}

/// Whether a text is XML that a parser takes: characters that XML knows, tags that close, references that there are.
#[cfg(feature = "plots")]
fn is_well_formed(svg: &str) -> bool {
    let known =
        |sign: char| matches!(sign, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    let is_text = |text: &str| {
        let refers =
            |part: &str| ["amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|name| part.starts_with(name));
        text.split('&').skip(1).all(refers) && text.chars().all(known) && !text.contains("]]>")
    };
    while let Some((before, tag)) = rest.split_once('<') {
        let Some((tag, after)) = tag.split_once('>') else { return false };
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        let is_right = match name.strip_prefix('/') {
            Some(name) => open.pop() == Some(name),
            None if tag.ends_with('/') => true,
            None => {
                open.push(name);
                true
            }
        };
        if !is_right || !is_text(before) || !is_text(tag) || tag.matches('"').count() % 2 == 1 {
            return false;
        }
        rest = after;
    }
    open.is_empty() && rest.trim().is_empty()
}

/// An attribute of a tag, as a number.
#[cfg(feature = "plots")]
fn number(tag: &str, attribute: &str) -> Option<f64> {
    let value = tag.split_once(&format!(" {attribute}=\""))?.1;
    value.split('"').next()?.parse().ok()
}

/// Every text of a figure takes the room that it was given, whatever font it is shown in, and stays on the page.
#[cfg(feature = "plots")]
fn assert_texts_fit(svg: &str) {
    let texts: Vec<&str> = svg.split("<text").skip(1).collect();
    assert!(!texts.is_empty());
    for text in texts {
        let (width, x) = (number(text, "textLength"), number(text, "x").unwrap());
        let (Some(width), true) = (width, text.contains("lengthAdjust=\"spacingAndGlyphs\"")) else {
            panic!("no width: {text:.300}")
        };
        let share =
            if text.contains("\"middle\"") { 0.5 } else { f64::from(u8::from(text.contains("\"end\""))) };
        let (left, right) = (x - share * width, x + (1.0 - share) * width);
        assert!(left >= -1.0 && right <= 10_001.0, "{left} to {right}: {text:.300}");
    }
}

#[cfg(feature = "plots")]
#[test]
fn every_figure_is_well_formed_and_its_words_stay_on_the_page() {
    let long = "n".repeat(4000);
    let wide =
        NASTY.replace("pwned", &long).replace("@SUM", &long).replace("-1+1", &long).replace("calc", &long);
    let words = NASTY.replace("RED", &"WWWW wwww ".repeat(400)).replace("img", &"word ".repeat(900));
    for scenario in
        [NASTY, &wide, &words, &MINIMAL.replace("format = 1", &format!("format = 1\ntitle = \"{long}\""))]
    {
        let (dir, path) = written(scenario);
        let fleet = if scenario.contains("-2") { "fleets.-2.count" } else { "fleets.buses.count" };
        let vary = format!("{fleet}=3,4");
        for (command, more) in [
            ("run", vec![]),
            ("sweep", vec!["--vary", &vary]),
            ("compare", vec!["--against", &vary[..vary.len() - 2]]),
        ] {
            let out = dir.path().join(command);
            let output = noria(&[command, &path, "-n", "3", "-q"]).args(more).arg("--out").arg(&out).output();
            let output = output.unwrap();
            assert!(output.status.success(), "{command}: {}", text(&output.stderr));
            let mut figures = 0;
            for entry in fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.extension().is_some_and(|ending| ending == "svg") {
                    let svg = fs::read_to_string(&entry).unwrap();
                    assert!(is_well_formed(&svg), "{}: {svg:.2000}", entry.display());
                    assert!(svg.len() < 1_000_000);
                    assert_texts_fit(&svg);
                    figures += 1;
                }
            }
            assert!(figures > 0, "{command}");
        }
        let svg = fs::read_to_string(dir.path().join("run/headcount.svg")).unwrap();
        assert_eq!(svg.contains("words for which there is no room"), scenario != NASTY);
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    /// Runs a script of the shell in which `$N` is the program.
    fn script(dir: &std::path::Path, script: &str) -> std::process::Output {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(dir).env("N", env!("CARGO_BIN_EXE_noria"));
        command.env("S", fs::canonicalize("scenarios/minimal.toml").unwrap());
        command.output().unwrap()
    }

    #[test]
    fn names_that_are_no_text_are_names() {
        let dir = tempfile::tempdir().unwrap();
        let odd = dir.path().join(OsStr::from_bytes(b"o\xff"));
        fs::create_dir(&odd).unwrap();
        let scenario =
            MINIMAL.replace("\"10 min\"", "{ csv = { file = \"t.csv\", column = \"a\", unit = \"min\" } }");
        fs::write(odd.join("s\u{e9}.toml"), scenario).unwrap();
        fs::write(odd.join("t.csv"), "a\n10\n12\n").unwrap();
        let file = odd.join("s\u{e9}.toml");
        for (command, out, more) in [
            ("run", &b"a\xfe"[..], &[][..]),
            ("run", b"p\xfe", &["--shard", "1/1"]),
            ("sweep", b"s\xfe", &["--vary", "fleets.buses.count=3,4"]),
            ("compare", b"c\xfe", &["--against", "fleets.buses.count=3"]),
        ] {
            let mut program = noria(&[command]);
            program.arg(&file).args(["-n", "2", "-q", "--no-plots", "--out"]);
            let output = program.arg(odd.join(OsStr::from_bytes(out))).args(more).output().unwrap();
            assert!(output.status.success(), "{command}: {}", text(&output.stderr));
        }
        let mut merge = noria(&["merge", "-q", "--out"]);
        merge.arg(odd.join(OsStr::from_bytes(b"m\xfe"))).arg(odd.join(OsStr::from_bytes(b"p\xfe")));
        assert!(merge.output().unwrap().status.success());
        for args in [&["check"][..], &["trace"], &["new"], &["merge"], &["run", "x", "--set"]] {
            let output = noria(args).arg(OsStr::from_bytes(b"\xff=\xff")).output().unwrap();
            assert!(matches!(output.status.code(), Some(2 | 5)), "{args:?}: {}", text(&output.stderr));
        }
    }

    #[test]
    fn where_nobody_can_be_told_the_exit_code_tells() {
        let dir = tempfile::tempdir().unwrap();
        for (line, code) in [
            ("$N check nope.toml 2>/dev/full", 5),
            ("$N check $S --set fleets.buses.cuont=3 2>/dev/full", 3),
            ("$N run 2>/dev/full", 2),
            ("$N run $S -n 1 --no-plots --out o >/dev/full 2>/dev/full", 5),
            ("$N run $S -n 1 --no-plots -q --out o 2>/dev/full", 0),
            ("$N --help >/dev/full", 5),
            ("$N schema >/dev/full", 5),
            ("$N check $S >&- 2>&-", 0),
        ] {
            let output = script(dir.path(), line);
            assert_eq!(output.status.code(), Some(code), "{line}: {}", text(&output.stderr));
        }
    }

    #[test]
    fn a_limit_on_files_is_a_failed_write_and_not_a_signal() {
        let dir = tempfile::tempdir().unwrap();
        for line in [
            "ulimit -f 16; exec $N run $S -n 200 -q --no-plots --out o",
            "ulimit -f 16; exec $N run $S -n 2000 -q --no-plots --trips all --out o",
            "ulimit -f 0; exec $N new harbour",
            "ulimit -f 0; exec $N run $S -n 5 -q --no-plots --out o",
            "ulimit -f 0; exec $N run $S -n 5 -q --shard 1/2 --out o",
        ] {
            let output = script(dir.path(), line);
            assert_eq!(output.status.code(), Some(5), "{line}: {}", text(&output.stderr));
            let left = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
            let left: Vec<_> = left.filter(|name| name != "o.partial").collect();
            assert!(left.is_empty(), "{line}: {left:?}");
        }
    }
}
