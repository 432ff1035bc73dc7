//! Files: the scenario itself, and the tables that it names, as text or as spreadsheets.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::base64::{decoded, encoded};
use super::problems::Wrong;

/// No scenario is larger, and no file beside one.
const LARGEST: u64 = 16 << 20;

/// What is said of a file that is no text.
const NO_TEXT: &str = "it is not a text in UTF-8";

/// The texts of the files that a scenario names, or why there is none. A spreadsheet is kept as text, too.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    folder: PathBuf,
    read: BTreeMap<String, Result<String, String>>,
}

impl Files {
    /// The files beside the scenario at `path`; none is read yet.
    pub fn beside(path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Files { folder, read: BTreeMap::new() }
    }

    /// Reads those of the named files that have not been read before.
    pub fn read(&mut self, names: &[String]) {
        self.read_with(names, |bytes| String::from_utf8(bytes).ok());
    }

    /// The same of files that may be spreadsheets, or texts as spreadsheets write them.
    pub fn read_tables(&mut self, names: &[String]) {
        self.read_with(names, |bytes| match bytes.as_slice() {
            [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(encoded(&bytes)),
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
            _ => String::from_utf8(bytes).ok(),
        });
    }

    fn read_with(&mut self, names: &[String], text: impl Fn(Vec<u8>) -> Option<String>) {
        for name in names {
            let path = self.folder.join(name);
            let read = || {
                let bytes = read_file(&path).map_err(|error| reason(&error).0)?;
                text(bytes).ok_or_else(|| reason(&io::ErrorKind::InvalidData.into()).0)
            };
            self.read.entry(name.clone()).or_insert_with(read);
        }
    }

    /// Forgets all but the named files.
    pub fn keep(&mut self, names: &[String]) {
        self.read.retain(|name, _| names.contains(name));
    }

    /// A file's name with the folder of the scenario, as whoever types sees it.
    pub fn shown(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Puts a text in the place of a file.
    pub fn put(&mut self, name: &str, text: String) {
        self.read.insert(name.to_owned(), Ok(text));
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Result<&str, Wrong> {
        match self.read.get(name) {
            Some(Ok(text)) => Ok(text),
            Some(Err(reason)) => {
                let help = match reason.ends_with(NO_TEXT) {
                    true if name.ends_with(".json") => {
                        "save what the service answered as it is, not packed, in UTF-8"
                    }
                    true => "save it in UTF-8: Excel calls that \"CSV UTF-8\"",
                    false => "names are relative to the scenario's folder",
                };
                Err(Wrong::new(format!("cannot be read: {reason}"), help))
            }
            None => Err(Wrong::new("was not read", "names are relative to the scenario's folder")),
        }
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.read.keys().map(String::as_str)
    }

    /// The names and texts of all that could be read.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.read.iter().filter_map(|(name, text)| Some((name.as_str(), text.as_deref().ok()?)))
    }
}

/// The bytes of a file as it is: those of a spreadsheet that is kept as text, or of the text.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    decoded(text).unwrap_or_else(|| text.as_bytes().to_vec())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).collect::<Result<String, _>>().ok().filter(|_| rest.is_empty())
}

/// Reads a file that is one. What it is not, such as a pipe, may have no end, or wait for ever.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.is_file() { read_bytes(path) } else { Err(no_file(path)) }
}

fn no_file(path: &Path) -> io::Error {
    if path.is_dir() {
        io::ErrorKind::IsADirectory.into()
    } else {
        io::Error::other("it is not a file, but a pipe or a device")
    }
}

/// Reads a text file of bearable size.
pub(super) fn read(path: &Path) -> io::Result<String> {
    String::from_utf8(read_bytes(path)?).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.len() > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    // A file without a length, such as a pipe, can still be too large.
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// Why a file could not be read, and the way out.
pub(super) fn reason(error: &io::Error) -> (String, &'static str) {
    let (reason, help) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file", "check its name and folder"),
        io::ErrorKind::PermissionDenied => ("this user may not read it", "change its permissions"),
        io::ErrorKind::IsADirectory => ("it is a folder", "name a file in it"),
        io::ErrorKind::FileTooLarge => ("it is larger than 16 MiB", "check that it is the right file"),
        io::ErrorKind::InvalidData => (NO_TEXT, "check that it is the right file"),
        _ => return (error.to_string(), "check the file"),
    };
    (reason.to_owned(), help)
}
