//! Bytes as text: how a file that is no text stands beside those that are, in manifests and parts.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// What such a text begins with.
const HEAD: &str = "base64:";

/// Bytes as text, told from others by how it begins.
pub(super) fn encoded(bytes: &[u8]) -> String {
    let mut text = HEAD.to_owned();
    BASE64_STANDARD.encode_string(bytes, &mut text);
    text
}

/// The bytes of such a text; none of any other.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text.strip_prefix(HEAD)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back() {
        for (bytes, text) in [
            (&b""[..], "base64:"),
            (b"f", "base64:Zg=="),
            (b"fo", "base64:Zm8="),
            (b"foo", "base64:Zm9v"),
            (b"foob", "base64:Zm9vYg=="),
            (b"\xff\x00\xfe", "base64:/wD+"),
        ] {
            assert_eq!(encoded(bytes), text);
            assert_eq!(decoded(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn other_texts_are_none() {
        assert_eq!(decoded("id,count\n"), None);
        assert_eq!(decoded("base64:Zm9v!"), None);
    }
}
