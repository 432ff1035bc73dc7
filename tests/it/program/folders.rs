//! What is done with output folders: only what noria wrote is replaced, and what cannot work is found at once.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::resume::{assert_same, done, killed, noria, text};

/// A run of a few replications into a folder, without plots.
fn run(out: &Path, more: &[&str]) -> Output {
    let mut command = noria(&["run", "scenarios/minimal.toml", "-q", "--no-plots", "--out"]);
    command.arg(out).args(more);
    if !more.contains(&"-n") {
        command.args(["-n", "5"]);
    }
    command.output().unwrap()
}

fn ran(out: &Path, more: &[&str]) {
    let output = run(out, more);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// What a failed run says; it says it with exit code 5.
fn refused(output: Output) -> String {
    let says = text(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{says}");
    assert!(says.contains("help: "), "{says}");
    says
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn own_files_in_an_output_folder_stay() {
    let dir = tempfile::tempdir().unwrap();
    let [mine, fresh] = ["mine", "fresh"].map(|name| dir.path().join(name));
    ran(&mine, &[]);
    fs::write(mine.join("notes.txt"), "precious").unwrap();
    fs::create_dir_all(mine.join("sub/deep")).unwrap();
    fs::write(mine.join("sub/deep/y"), "y").unwrap();
    for more in [&["-n", "6"][..], &["-n", "7", "--tables", "csv"], &["-n", "6"]] {
        ran(&mine, more);
        assert_eq!(fs::read_to_string(mine.join("notes.txt")).unwrap(), "precious");
        assert_eq!(fs::read_to_string(mine.join("sub/deep/y")).unwrap(), "y");
    }
    ran(&fresh, &["-n", "6"]);
    fs::remove_file(mine.join("notes.txt")).unwrap();
    fs::remove_dir_all(mine.join("sub")).unwrap();
    assert_same(&fresh, &mine);
    assert_eq!(names(dir.path()), ["fresh", "mine"]);
}

#[test]
fn files_that_the_new_making_does_not_have_go_and_only_those() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let plots = Command::new(env!("CARGO_BIN_EXE_noria"))
        .args(["run", "scenarios/minimal.toml", "-n", "5", "-q", "--out"])
        .arg(&out)
        .status();
    assert!(plots.unwrap().success());
    fs::write(out.join("own.png"), "mine").unwrap();
    ran(&out, &[]);
    let usual = [
        "headcount.csv",
        "manifest.json",
        "own.png",
        "replications.csv",
        "run.json",
        "summary.json",
        "trips.csv",
    ];
    assert_eq!(names(&out), usual);
}

#[test]
fn what_was_changed_since_is_in_the_way_and_named() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["summary.json", "run.json", "manifest.json", "trips.csv"] {
        let out = dir.path().join(name.replace('.', "-"));
        ran(&out, &[]);
        let changed = fs::read_to_string(out.join(name)).unwrap().replacen("noria", "noria ", 1) + " ";
        fs::write(out.join(name), &changed).unwrap();
        let says = refused(run(&out, &["-n", "6"]));
        assert!(says.contains(name) || says.contains("was not written by noria"), "{says}");
        assert_eq!(fs::read_to_string(out.join(name)).unwrap(), changed);
        fs::rename(out.join(name), dir.path().join(format!("away-{name}"))).unwrap();
        if name != "manifest.json" {
            ran(&out, &["-n", "6"]);
        }
    }
}

#[test]
fn a_file_of_ones_own_under_a_name_that_is_needed_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    ran(&out, &[]);
    fs::write(out.join("trips.parquet"), "mine").unwrap();
    ran(&out, &["-n", "6"]);
    if cfg!(feature = "parquet") {
        let before = fs::read(out.join("summary.json")).unwrap();
        let says = refused(run(&out, &["-n", "7", "--tables", "parquet"]));
        assert!(says.contains("trips.parquet` is in the way"), "{says}");
        assert_eq!(fs::read(out.join("summary.json")).unwrap(), before, "the old result is whole");
    }
    assert_eq!(fs::read_to_string(out.join("trips.parquet")).unwrap(), "mine");
    assert_eq!(names(dir.path()), ["out"]);
    assert!(!names(&out).iter().any(|name| name.starts_with(".noria")), "{:?}", names(&out));
}

#[test]
fn what_is_not_a_log_stays_beside_a_folder_and_in_a_store() {
    let dir = tempfile::tempdir().unwrap();
    let (out, partial) = (dir.path().join("out"), dir.path().join("out.partial"));
    fs::create_dir(&partial).unwrap();
    fs::write(partial.join("diary.blocks"), "mine").unwrap();
    fs::create_dir(partial.join("photos.blocks")).unwrap();
    ran(&out, &[]);
    ran(&out, &["--fresh"]);
    assert_eq!(names(&partial), ["diary.blocks", "photos.blocks"]);
    ran(&out, &["--store", partial.to_str().unwrap(), "--fresh"]);
    assert_eq!(names(&partial).len(), 3);
    assert_eq!(fs::read_to_string(partial.join("diary.blocks")).unwrap(), "mine");
}

#[test]
fn another_part_is_never_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("part");
    ran(&out, &["-n", "200", "--shard", "2/3"]);
    let before = fs::read(out.join("blocks.bin")).unwrap();
    for part in ["1/3", "2/2", "1/1"] {
        let says = refused(run(&out, &["-n", "200", "--shard", part]));
        assert!(says.contains("holds part 2/3"), "{says}");
    }
    assert_eq!(fs::read(out.join("blocks.bin")).unwrap(), before);
    ran(&out, &["-n", "300", "--shard", "2/3"]);
    assert!(
        fs::read(out.join("blocks.bin")).unwrap() != before,
        "of another study the same part is made anew"
    );
}

#[test]
fn a_part_that_is_there_already_is_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("part");
    let part = |more: &[&str]| {
        let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "200", "--shard", "1/2", "--out"]);
        command.arg(&out).args(more);
        text(&done(command).stdout)
    };
    assert!(part(&[]).contains("written to"));
    let record = fs::read(out.join("run.json")).unwrap();
    assert!(part(&[]).contains("part 1/2: 104 replications in 7 blocks, there already, in"), "{}", part(&[]));
    assert_eq!(fs::read(out.join("run.json")).unwrap(), record);
    let left = out.join(".noria-AbCdEf");
    fs::create_dir_all(left.join("new")).unwrap();
    fs::write(left.join("lock"), "").unwrap();
    assert!(
        part(&[]).contains("there already") && !left.exists(),
        "what a killed process left is cleaned up"
    );
    assert!(part(&["--fresh"]).contains("written to"));
    let blocks = fs::read(out.join("blocks.bin")).unwrap();
    fs::write(out.join("blocks.bin"), &blocks[..blocks.len() - 9]).unwrap();
    let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "200", "--shard", "1/2", "--out"]);
    command.arg(&out);
    let says = refused(command.output().unwrap());
    assert!(says.contains("blocks.bin` is in the way"), "{says}");
}

#[test]
fn a_killed_run_leaves_nothing_that_the_next_does_not_clean_up() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    for folder in [dir.path(), &out] {
        // What a process leaves that is killed while it writes: nobody holds the lock any more.
        let left = folder.join(".noria-AbCdEf");
        fs::create_dir_all(left.join("new")).unwrap();
        fs::write(left.join("lock"), "").unwrap();
        fs::write(left.join("new/trips.csv"), "half").unwrap();
    }
    let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "100000", "--out"]);
    command.arg(&out);
    killed(command, 300);
    ran(&out, &[]);
    assert!(names(dir.path()).iter().all(|name| !name.starts_with(".noria")), "{:?}", names(dir.path()));
    assert!(names(&out).iter().all(|name| !name.starts_with(".noria")), "{:?}", names(&out));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let [real, link, file] = ["real", "link", "file"].map(|name| dir.path().join(name));
        fs::create_dir(&real).unwrap();
        symlink("real", &link).unwrap();
        for replications in ["5", "6"] {
            ran(&link, &["-n", replications]);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            let summary = fs::read_to_string(real.join("summary.json")).unwrap();
            assert!(summary.contains(&format!("\"replications\": {replications}")), "{summary}");
        }
        symlink("nowhere", &file).unwrap();
        assert!(refused(run(&file, &[])).contains("leads nowhere"));
        fs::remove_file(&file).unwrap();
        symlink(&file, &file).unwrap();
        refused(run(&file, &[]));
        assert_eq!(names(dir.path()), ["file", "link", "real"]);
    }

    #[test]
    fn a_link_to_anothers_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let [theirs, link] = ["theirs", "link"].map(|name| dir.path().join(name));
        fs::create_dir(&theirs).unwrap();
        fs::write(theirs.join("x"), "x").unwrap();
        symlink(&theirs, &link).unwrap();
        assert!(refused(run(&link, &[])).contains("was not written by noria"));
        assert_eq!(names(&theirs), ["x"]);
    }

    #[test]
    fn a_folder_keeps_its_mode_and_a_new_one_obeys_umask() {
        let dir = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|name| dir.path().join(name));
        fs::create_dir(&old).unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o2750)).unwrap();
        ran(&old, &[]);
        assert_eq!(mode(&old), 0o2750);
        ran(&old, &["-n", "6"]);
        fs::write(old.join("notes"), "mine").unwrap();
        ran(&old, &["-n", "7"]);
        assert_eq!(mode(&old), 0o2750);
        for (umask, folder) in [("077", 0o700), ("002", 0o775), ("022", 0o755)] {
            let out = new.join(umask);
            let script = format!(
                "umask {umask}; exec \"$0\" run scenarios/minimal.toml -n 2 -q --no-plots --out \"$1\""
            );
            let status =
                Command::new("sh").args(["-c", &script, env!("CARGO_BIN_EXE_noria")]).arg(&out).status();
            assert!(status.unwrap().success());
            assert_eq!((mode(&out), mode(&out.join("summary.json"))), (folder, folder & 0o666));
        }
    }

    #[test]
    fn a_folder_that_the_user_stands_in_stays_the_same_folder() {
        let dir = tempfile::tempdir().unwrap();
        let scenario = fs::canonicalize("scenarios/minimal.toml").unwrap();
        let here = |out: &str| {
            let mut command = noria(&["run"]);
            command
                .arg(&scenario)
                .args(["-n", "3", "-q", "--no-plots", "--out", out])
                .current_dir(dir.path());
            done(command)
        };
        let before = fs::metadata(dir.path()).unwrap().ino();
        here(".");
        here("./.");
        assert_eq!(fs::metadata(dir.path()).unwrap().ino(), before);
        assert!(names(dir.path()).contains(&"summary.json".to_owned()));
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("x/.");
        ran(&out, &[]);
        ran(&out, &["-n", "6"]);
        assert_eq!(names(dir.path()), ["x"]);
    }

    #[test]
    fn a_path_that_cannot_work_is_found_before_the_work() {
        let dir = tempfile::tempdir().unwrap();
        let begun = std::time::Instant::now();
        fs::write(dir.path().join("file"), "x").unwrap();
        for out in [
            Path::new("/proc/noria/x").to_owned(),
            Path::new("/dev/null").to_owned(),
            dir.path().join("file/x"),
            dir.path().join("gone/.."),
            dir.path().join("n".repeat(300)),
            Path::new("").to_owned(),
        ] {
            let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "10000000", "-q", "--out"]);
            command.arg(&out);
            let output = command.output().unwrap();
            assert!(
                matches!(output.status.code(), Some(2 | 5)),
                "{}: {}",
                out.display(),
                text(&output.stderr)
            );
        }
        assert!(begun.elapsed().as_secs() < 20);
        assert_eq!(names(dir.path()), ["file"]);
    }

    #[test]
    fn a_store_that_vanishes_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let (store, out) = (dir.path().join("store"), dir.path().join("out"));
        let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "100000", "--no-plots", "--store"]);
        command.arg(&store).arg("--out").arg(&out).args(["--precision", "clearance_time=0.05%"]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
        let child = command.spawn().unwrap();
        while !fs::read_dir(&store).is_ok_and(|logs| logs.count() > 0) {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        fs::remove_dir_all(&store).unwrap();
        let output = child.wait_with_output().unwrap();
        let says = text(&output.stderr);
        assert!(output.status.success() && says.contains("removed while noria worked"), "{says}");
    }

    #[test]
    fn pipes_and_devices_are_refused_where_files_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = |name: &str| {
            let path = dir.path().join(name);
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            path
        };
        let csv = pipe("times.csv");
        let minimal = fs::read_to_string("scenarios/minimal.toml").unwrap();
        let scenario = dir.path().join("s.toml");
        for name in ["times.csv", "/dev/zero", "."] {
            fs::write(
                &scenario,
                format!(
                    "{minimal}ready = {{ csv = {{ file = \"{name}\", column = \"x\", unit = \"min\" }} }}\n"
                ),
            )
            .unwrap();
            let output = noria(&["check", scenario.to_str().unwrap()]).output().unwrap();
            let says = text(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "{says}");
            assert!(says.contains("cannot be read: it is "), "{says}");
        }
        let store = dir.path().join("store");
        fs::create_dir(&store).unwrap();
        pipe("store/x.blocks");
        ran(&dir.path().join("out"), &["--store", store.to_str().unwrap()]);
        assert!(store.join("x.blocks").exists());
        refused(run(&dir.path().join("out"), &["--store", csv.to_str().unwrap()]));
        let shard = dir.path().join("shard");
        fs::create_dir(&shard).unwrap();
        pipe("shard/manifest.json");
        refused(noria(&["merge", shard.to_str().unwrap()]).output().unwrap());
        refused(run(&shard, &["--shard", "1/2"]));
    }
}
