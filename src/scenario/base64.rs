//! Bytes as text: how a file that is no text stands beside those that are, in manifests and parts.

/// What such a text begins with.
const HEAD: &str = "base64:";

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text, told from others by how it begins.
pub(super) fn encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(HEAD.len() + bytes.len().div_ceil(3) * 4);
    text.push_str(HEAD);
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    text
}

/// The bytes of such a text; none of any other.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let signs = text.strip_prefix(HEAD)?.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(signs.len() / 4 * 3 + 2);
    for chunk in signs.chunks(4) {
        let mut bits = 0;
        for (place, sign) in chunk.iter().enumerate() {
            bits |= value(*sign)? << (18 - 6 * place);
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

fn value(sign: u8) -> Option<u32> {
    let value = match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
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
