//! The way to a value, as an override would name it.

use std::fmt;

/// Where a value lies within the document. Only written out for messages, so that a list of a
/// million items costs nothing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'a> {
    /// The document itself.
    Root,
    /// Under a key of a table.
    Key(&'a Path<'a>, &'a str),
    /// An item of a list.
    Item(&'a Path<'a>, usize),
}

/// Keys joined by dots, in quotes where TOML wants them.
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Key(above, key) if is_bare(key) => write!(f, "{}{key}", Dotted(above)),
            Path::Key(above, key) => write!(f, "{}{key:?}", Dotted(above)),
            Path::Item(above, index) => write!(f, "{}{index}", Dotted(above)),
        }
    }
}

/// A path with the dot that follows it.
struct Dotted<'a>(&'a Path<'a>);

impl fmt::Display for Dotted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Path::Root => Ok(()),
            path => write!(f, "{path}."),
        }
    }
}

/// Whether TOML takes a key without quotes. Ids are such keys.
pub(super) fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_overrides_take_them() {
        let movement = Path::Key(&Path::Root, "movement");
        let second = Path::Item(&movement, 1);
        assert_eq!(Path::Key(&second, "from").to_string(), "movement.1.from");
        assert_eq!(Path::Key(&second, "18:00").to_string(), "movement.1.\"18:00\"");
    }
}
