//! Several processes that put folders into one place take turns: what one of them sees of a folder is not half of
//! what another one does to it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// How long somebody waits for their turn: much longer than a turn lasts. Whoever was stopped in it keeps nobody for
/// ever.
const LONGEST: Duration = Duration::from_secs(60);
/// How long between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// The turn of this process to look at folders in a place and to change them, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _place: Option<File>,
}

impl Turn {
    /// Waits for it. Where folders cannot be locked, as on some disks in networks, everybody goes at once.
    pub(super) fn take(place: &Path) -> Turn {
        let Ok(place) = File::open(place) else { return Turn { _place: None } };
        for _ in 0..LONGEST.as_millis() / PAUSE.as_millis() {
            match place.try_lock() {
                Ok(()) => return Turn { _place: Some(place) },
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
                Err(TryLockError::Error(_)) => break,
            }
        }
        Turn { _place: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn nobody_goes_before_the_other_has_ended() {
        let place = tempfile::tempdir().unwrap();
        let (tell, told) = channel();
        let mine = Turn::take(place.path());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let theirs = Turn::take(place.path());
                tell.send("theirs").unwrap();
                drop(theirs);
            });
            sleep(PAUSE * 8);
            tell.send("mine").unwrap();
            drop(mine);
        });
        drop(tell);
        assert_eq!(told.iter().collect::<Vec<_>>(), ["mine", "theirs"]);
    }
}
