//! Many processes at once on one folder and one store.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::program::resume::{assert_same, done, noria, text};

fn start(args: &[&str], out: &Path, more: &[&str]) -> Child {
    let mut command = noria(args);
    command.arg("--out").arg(out).args(more);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ends_well(child: Child) {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

const PART: &[&str] =
    &["run", "scenarios/minimal.toml", "-n", "6000", "--no-plots", "-q", "--shard", "1/2", "-j", "1"];

#[test]
fn two_that_make_one_part_both_end_well() {
    let dir = tempfile::tempdir().unwrap();
    let [alone, out] = ["alone", "out"].map(|name| dir.path().join(name));
    ends_well(start(PART, &alone, &[]));
    // One is killed on the way; the next two both go on from its blocks, one a little later than the other.
    let mut killed = start(PART, &out, &[]);
    std::thread::sleep(Duration::from_millis(150));
    killed.kill().unwrap();
    killed.wait().unwrap();
    for pause in [0, 40, 120] {
        let first = start(PART, &out, &["--fresh"]);
        std::thread::sleep(Duration::from_millis(pause));
        let second = start(PART, &out, &[]);
        ends_well(first);
        ends_well(second);
        let blocks = [&alone, &out].map(|folder| fs::read(folder.join("blocks.bin")).unwrap());
        assert!(blocks[0] == blocks[1]);
    }
    assert!(!dir.path().join("out.partial").exists(), "the last one tidies up");
}

#[test]
fn eight_on_one_folder_and_one_store_all_end_well() {
    let dir = tempfile::tempdir().unwrap();
    let [alone, out, store] = ["alone", "out", "store"].map(|name| dir.path().join(name));
    let args = ["run", "scenarios/minimal.toml", "-n", "600", "--no-plots", "-q", "-j", "1"];
    ends_well(start(&args, &alone, &[]));
    for notes in [false, true] {
        if notes {
            fs::write(out.join("notes"), "mine").unwrap();
        }
        let all: Vec<Child> =
            (0..8).map(|_| start(&args, &out, &["--store", store.to_str().unwrap()])).collect();
        all.into_iter().for_each(ends_well);
        if notes {
            assert_eq!(fs::read_to_string(out.join("notes")).unwrap(), "mine");
            fs::remove_file(out.join("notes")).unwrap();
        }
        assert_same(&alone, &out);
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "nothing is left beside");
}

#[test]
fn merge_passes_over_what_is_unfinished_beside_what_is_complete() {
    let dir = tempfile::tempdir().unwrap();
    let part = |number: u32| dir.path().join(format!("part-{number}"));
    for number in [1, 2] {
        let shard = format!("{number}/2");
        let args = ["run", "scenarios/minimal.toml", "-n", "200", "--no-plots", "-q", "--shard", &shard];
        ends_well(start(&args, &part(number), &[]));
    }
    let partial = dir.path().join("part-1.partial");
    fs::create_dir(&partial).unwrap();
    fs::write(partial.join("x.blocks"), "noria blocks 2\n").unwrap();
    let merge = |folders: &[&Path]| {
        let mut command = noria(&["merge"]);
        command.args(folders).arg("--out").arg(dir.path().join("out"));
        command
    };
    let output = done(merge(&[&part(1), &partial, &part(2)]));
    assert!(text(&output.stderr).contains("ignoring "), "{}", text(&output.stderr));
    let output = merge(&[&partial, &part(2)]).output().unwrap();
    let says = text(&output.stderr);
    assert_eq!(output.status.code(), Some(5));
    assert!(says.contains("which is not complete or was not named"), "{says}");
}
