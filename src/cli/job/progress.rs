//! The progress bar, and Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::study::Watch;

/// Shows replications done, rate and time left on standard error; vanishes without a terminal.
#[derive(Debug)]
pub(in crate::cli) struct Progress {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// A bar for so many replications; none is drawn if `quiet`.
    pub(in crate::cli) fn new(replications: u64, quiet: bool) -> Progress {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(replications) };
        bar.set_draw_target(if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        });
        let style = "{bar:30} {pos}/{len} replications, {per_sec}, {eta} left{msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        if !quiet {
            // A bar that cannot have a thread of its own moves when there is news.
            if std::thread::Builder::new().spawn(|| ()).is_ok() {
                bar.enable_steady_tick(Duration::from_millis(200));
            }
        }
        let stop = Arc::new(AtomicBool::new(false));
        listen(Arc::clone(&stop));
        Progress { bar, stop }
    }

    /// Takes the bar away.
    pub(in crate::cli) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The first Ctrl-C asks the study to stop with what is complete, the second ends the program.
fn listen(stop: Arc<AtomicBool>) {
    #[cfg(any(unix, windows))]
    let asked = move || {
        if stop.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    // Without a handler Ctrl-C ends the program at once, and an output folder is still whole or absent.
    #[cfg(any(unix, windows))]
    let _ = ctrlc::set_handler(asked);
    #[cfg(not(any(unix, windows)))]
    drop(stop);
}

impl Watch for Progress {
    fn done(&self, replications: u64) {
        self.bar.inc(replications);
    }

    fn at(&self, step: &str) {
        self.bar.set_message(format!("; {step}"));
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
