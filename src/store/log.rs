//! Logs of blocks: files to which records are only ever added.
//!
//! A log begins with a line that says what it is. A record is the length of its content (4 bytes), the
//! XXH64 of the content (8), and the content: the [`Address`] and the block. A log whose writer was
//! killed ends in a record cut short, which its checksum shows; all before it counts.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use xxhash_rust::xxh64::{Xxh64, xxh64};

/// The first line of every log.
pub(super) const HEAD: &[u8] = b"noria blocks 2\n";
/// How many letters and digits are drawn for the name of a log.
pub(super) const RANDOM: usize = 8;
/// A record's length and checksum.
const FRONT: usize = 4 + 8;
/// An address in bytes.
const ADDRESS: usize = 16 + 8 + 8;

/// What a study's setting depends on, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 16]);

/// Which block of which setting a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    pub key: Key,
    /// The block's first replication.
    pub first: u64,
    /// How many replications it has.
    pub length: u64,
}

impl Address {
    fn bytes(self) -> [u8; ADDRESS] {
        let mut bytes = [0; ADDRESS];
        bytes[..16].copy_from_slice(&self.key.0);
        bytes[16..24].copy_from_slice(&self.first.to_le_bytes());
        bytes[24..].copy_from_slice(&self.length.to_le_bytes());
        bytes
    }

    fn read(content: &[u8]) -> Option<Address> {
        let (key, rest) = content.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (length, _) = rest.split_first_chunk()?;
        let [first, length] = [first, length].map(|bytes| u64::from_le_bytes(*bytes));
        Some(Address { key: Key(*key), first, length })
    }
}

/// Where in a log a block is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    offset: u64,
    length: usize,
}

/// A record, to be added in one piece.
pub(super) fn record(address: Address, block: &[u8]) -> Vec<u8> {
    let length = ADDRESS + block.len();
    let mut record = vec![0; FRONT];
    record.reserve_exact(length);
    record.extend(address.bytes());
    record.extend(block);
    let sum = xxh64(&record[FRONT..], 0);
    // No block comes near 4 GiB: its headcounts alone have at most 400 points each.
    record[..4].copy_from_slice(&(length as u32).to_le_bytes());
    record[4..FRONT].copy_from_slice(&sum.to_le_bytes());
    record
}

/// A log that this process uses: as long as it does, no other process removes it.
#[derive(Debug)]
pub(super) struct Log {
    file: File,
    /// Where the next record goes.
    end: u64,
}

/// How a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// After a whole record.
    Whole,
    /// In a record cut short or changed, or it is no log at all.
    Broken,
}

impl Log {
    /// Opens a log and tells of every whole record, in order.
    pub fn open(path: &Path, mut found: impl FnMut(Address, Spot)) -> io::Result<(Log, End)> {
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        let file = File::open(path)?;
        // Where there are no locks others leave it alone, as they cannot prove that nobody uses it.
        let _ = file.try_lock_shared();
        let mut left = file.metadata()?.len();
        let mut from = BufReader::with_capacity(1 << 20, &file);
        let mut head = [0; HEAD.len()];
        let is_log = left >= HEAD.len() as u64 && from.read_exact(&mut head).is_ok() && head == HEAD;
        if !is_log {
            return Ok((Log { file, end: 0 }, End::Broken));
        }
        let mut offset = HEAD.len() as u64;
        left -= offset;
        while left > 0 {
            let Some((address, length)) = next(&mut from, left)? else {
                return Ok((Log { file, end: offset }, End::Broken));
            };
            let front = (FRONT + ADDRESS) as u64;
            found(address, Spot { offset: offset + front, length });
            offset += front + length as u64;
            left -= front + length as u64;
        }
        Ok((Log { file, end: offset }, End::Whole))
    }

    /// Begins a log in an empty file.
    pub fn begin(mut file: File) -> io::Result<Log> {
        let _ = file.try_lock_shared();
        file.write_all(HEAD)?;
        Ok(Log { file, end: HEAD.len() as u64 })
    }

    /// Adds a block.
    pub fn add(&mut self, address: Address, block: &[u8]) -> io::Result<Spot> {
        let record = record(address, block);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&record)?;
        let spot = Spot { offset: self.end + (FRONT + ADDRESS) as u64, length: block.len() };
        self.end += record.len() as u64;
        Ok(spot)
    }

    /// The bytes of a block.
    pub fn block(&mut self, spot: Spot) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; spot.length];
        self.file.seek(SeekFrom::Start(spot.offset))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// Reads the next record, and says the length of its block; none if there is no whole one. Its content goes by bit by
/// bit: a length that somebody made up takes no memory.
fn next(from: &mut impl BufRead, left: u64) -> io::Result<Option<(Address, usize)>> {
    if left < (FRONT + ADDRESS) as u64 {
        return Ok(None);
    }
    let (mut length, mut sum, mut address) = ([0; 4], [0; 8], [0; ADDRESS]);
    from.read_exact(&mut length)?;
    from.read_exact(&mut sum)?;
    from.read_exact(&mut address)?;
    let length = u32::from_le_bytes(length) as usize;
    if length < ADDRESS || length as u64 > left - FRONT as u64 {
        return Ok(None);
    }
    let mut found = Xxh64::new(0);
    found.update(&address);
    let mut rest = length - ADDRESS;
    while rest > 0 {
        let bytes = from.fill_buf()?;
        let bytes = &bytes[..bytes.len().min(rest)];
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        found.update(bytes);
        let read = bytes.len();
        from.consume(read);
        rest -= read;
    }
    let whole = found.digest() == u64::from_le_bytes(sum);
    Ok(Address::read(&address).filter(|_| whole).map(|address| (address, length - ADDRESS)))
}

/// Removes a log that nobody uses any more; what is no log stays. An `own` one, which this process made and has
/// closed, goes even where it cannot be proved that nobody else reads it.
pub(super) fn remove(path: &Path, own: bool) {
    if !is_log(path).unwrap_or(false) {
        return;
    }
    let is_free = match File::options().read(true).write(true).open(path).map(|file| (file.try_lock(), file))
    {
        Ok((Ok(()), _)) => true,
        Ok((Err(TryLockError::WouldBlock), _)) => false,
        Ok((Err(TryLockError::Error(_)), _)) | Err(_) => own,
    };
    if is_free {
        // What cannot be removed is in the way and does no harm.
        let _ = fs::remove_file(path);
    }
}

/// Whether noria wrote a file: it begins as logs do, or it has such a name as they have and was cut short before.
fn is_log(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD.len() as u64).read_to_end(&mut head)?;
    let name = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let is_drawn = name.len() == RANDOM && name.chars().all(|sign| sign.is_ascii_alphanumeric());
    Ok(head == HEAD || (is_drawn && HEAD.starts_with(&head)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_logs_that_nobody_uses_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let (free, used) = (file("a.blocks", HEAD), file("b.blocks", HEAD));
        let (cut, diary) = (file("x3GhZ9k0.blocks", &HEAD[..5]), file("diary.blocks", b"mine"));
        let empty = file("empty-.blocks", b"");
        let (log, _) = Log::open(&used, |_, _| {}).unwrap();
        let all = || [&free, &used, &cut, &diary, &empty].map(|path| path.exists());
        [&free, &used, &cut, &diary, &empty].into_iter().for_each(|path| remove(path, false));
        assert_eq!(all(), [false, true, false, true, true]);
        drop(log);
        remove(&used, false);
        assert!(!used.exists());
    }
}
