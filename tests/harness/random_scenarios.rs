//! Tries any number of random scenarios, and shows those that fail as small as they can be made.
//!
//!     cargo run --profile attack --example random_scenarios -- NUMBER [FIRST [FOLDER]]
//!
//! `tests/harness/attack scenarios` runs it. A scenario goes by its number: `-- 1 4711` tries that one alone.
//! `-- write NUMBER FIRST FOLDER` only writes them, each into a folder of its own: `tests/harness/same_bytes` runs them.

#![allow(clippy::unwrap_used)]

#[path = "random/mod.rs"]
mod random;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

use random::{JUDGED, Verdict, Written, judge, reduce, scenario};

/// A scenario that takes the processor longer hangs. The clock says nothing: other work may leave a run hardly any time.
const LONGEST: Duration = Duration::from_secs(300);
/// So many that fail of one kind are made small; the others are counted.
const SHOWN: u64 = 3;

static NOW: AtomicU64 = AtomicU64::new(0);

fn main() {
    let mut args = std::env::args().skip(1).peekable();
    let only_writes = args.next_if(|arg| arg == "write").is_some();
    let mut number = |unless| args.next().map_or(unless, |text| text.parse().unwrap());
    let (many, first) = (number(1000_u64), number(0_u64));
    let folder = args.next().map(PathBuf::from);
    if only_writes {
        let folder = folder.expect("the folder to write them into");
        return (first..first + many).for_each(|number| write(number, &scenario(number), &folder));
    }
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("scenario {}: {panic}", NOW.load(Ordering::Relaxed));
    }));
    NOW.store(first, Ordering::Relaxed);
    thread::spawn(watch);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut faults = 0;
    for number in first..first + many {
        NOW.store(number, Ordering::Relaxed);
        let written = scenario(number);
        let verdict = judge(&written);
        let seen = counts.entry(verdict.kind().to_owned()).or_default();
        *seen += 1;
        if let (Verdict::Refused(says), 1) = (&verdict, many) {
            println!("{}\n{says}", written.text);
        }
        if let Verdict::Fault(kind, says) = &verdict {
            faults += 1;
            println!("scenario {number}: {kind}: {says}");
            if *seen <= SHOWN {
                let smaller = reduce(&written, 1500, |smaller| judge(smaller).kind() == kind);
                show(number, &smaller, folder.as_deref());
            }
        }
    }
    let counts: Vec<String> = counts.iter().map(|(kind, many)| format!("{many} {kind}")).collect();
    println!("{many} scenarios from {first}: {}", counts.join(", "));
    process::exit(i32::from(faults > 0));
}

/// Ends the program where one scenario takes too long.
fn watch() {
    let begun = Instant::now();
    let (mut last, mut since) = (0, Duration::ZERO);
    loop {
        thread::sleep(Duration::from_secs(1));
        let (now, judged) = (NOW.load(Ordering::Relaxed), JUDGED.load(Ordering::Relaxed));
        let worked = worked().unwrap_or(begun.elapsed());
        if judged != last {
            (last, since) = (judged, worked);
        }
        if worked.saturating_sub(since) > LONGEST {
            println!("scenario {now} hangs:\n{}", scenario(now).text);
            process::exit(1);
        }
    }
}

/// How long the processor has worked for this program, where Linux says it: in hundredths of a second, behind the name in
/// brackets.
fn worked() -> Option<Duration> {
    let says = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, numbers) = says.rsplit_once(')')?;
    let numbers: Vec<&str> = numbers.split_whitespace().collect();
    let hundredths: u64 =
        [11, 12].into_iter().map(|place| numbers.get(place)?.parse::<u64>().ok()).sum::<Option<u64>>()?;
    Some(Duration::from_millis(10 * hundredths))
}

/// Prints a scenario, and writes it.
fn show(number: u64, written: &Written, folder: Option<&Path>) {
    println!("{}", written.text);
    if let Some(folder) = folder {
        write(number, written, folder);
    }
}

/// Puts a scenario with its files into a folder of its own.
fn write(number: u64, written: &Written, folder: &Path) {
    let folder = folder.join(number.to_string());
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("scenario.toml"), &written.text).unwrap();
    for (name, text) in &written.files {
        fs::write(folder.join(name), text).unwrap();
    }
}
