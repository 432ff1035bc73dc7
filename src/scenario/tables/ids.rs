//! Names of a table made into ids, and ids found again by the names that other tables use.

use std::collections::BTreeMap;

use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::path::is_bare;

/// The longest id.
const LONGEST: usize = 64;

/// The id that a name makes: small letters without accents, digits, and `_` for all between them. Empty if the name has
/// none of these, or letters of another script: an id of the rest would be that of many names.
pub(super) fn of_name(name: &str) -> String {
    let mut id = String::new();
    for sign in name.trim().chars() {
        match plain(sign) {
            Some(letters) => id.push_str(letters),
            None if sign.is_ascii_alphanumeric() => id.push(sign.to_ascii_lowercase()),
            None if sign == '-' => id.push('-'),
            // An apostrophe parts no words.
            None if matches!(sign, '\'' | '\u{2019}') => {}
            None if sign.is_alphanumeric() => return String::new(),
            None if !id.ends_with('_') && !id.is_empty() => id.push('_'),
            None => {}
        }
    }
    id.truncate(LONGEST);
    id.trim_matches(['_', '-']).to_owned()
}

/// Letters of Latin alphabets without their accents, each as people write it who have none.
const PLAIN: [(&str, &str); 39] = [
    ("äæ", "ae"),
    ("öœ", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("åàáâãāăą", "a"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľł", "l"),
    ("ñńņň", "n"),
    ("òóôõøōŏőơ", "o"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûũūŭůűųư", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
    ("ạảấầẩẫậắằẳẵặ", "a"),
    ("ẹẻẽếềểễệ", "e"),
    ("ỉị", "i"),
    ("ọỏốồổỗộớờởỡợ", "o"),
    ("ụủứừửữự", "u"),
    ("ỳỵỷỹ", "y"),
    ("ḥ", "h"),
    ("ṭ", "t"),
    ("ṣ", "s"),
    ("ḍ", "d"),
    ("ẓ", "z"),
    ("ġ", "g"),
    ("ʿʾ", ""),
    ("ə", "e"),
    ("ẇ", "w"),
];

fn plain(sign: char) -> Option<&'static str> {
    if sign.is_ascii() {
        return None;
    }
    let small = sign.to_lowercase().next()?;
    PLAIN.iter().find(|(letters, _)| letters.contains(small)).map(|(_, plain)| *plain)
}

/// An id as it stands in a column of ids: as typed, if it can be one, else what it makes.
pub(super) fn of_column(text: &str) -> String {
    if text.len() <= LONGEST && is_bare(text) { text.to_owned() } else { of_name(text) }
}

/// The ids of a scenario by themselves, by their titles, and by what their titles make.
#[derive(Debug, Default)]
pub(super) struct Named(BTreeMap<(&'static str, String), Option<String>>);

const TARGETS: [Target; 4] = [Target::Site, Target::Route, Target::Group, Target::Fleet];

impl Named {
    /// Those of a document.
    pub fn of(document: &Node) -> Named {
        let mut named = Named::default();
        let rows =
            |target: Target| document.table().and_then(|root| root.get(target.table())).and_then(Node::table);
        for target in TARGETS {
            for row in rows(target).into_iter().flat_map(|rows| &rows.0) {
                let title = row.node.table().and_then(|row| row.get("title")).and_then(Node::text);
                title.into_iter().for_each(|title| named.add(target, title, &row.key));
            }
        }
        // What is an id is no title of another.
        for target in TARGETS {
            for row in rows(target).into_iter().flat_map(|rows| &rows.0) {
                named.0.insert((target.table(), row.key.clone()), Some(row.key.clone()));
            }
        }
        named
    }

    /// A title that two have is the name of neither.
    fn add(&mut self, target: Target, title: &str, id: &str) {
        let entry = self.0.entry((target.table(), folded(title)));
        entry.and_modify(|known| *known = None).or_insert_with(|| Some(id.to_owned()));
    }

    /// The id that a text names.
    pub fn id(&self, target: Target, text: &str) -> Option<&str> {
        let table = target.table();
        let find = |name: String| self.0.get(&(table, name)).and_then(Option::as_deref);
        find(text.to_owned()).or_else(|| find(folded(text))).or_else(|| find(of_name(text)))
    }
}

/// A name as it is compared with others.
pub(super) fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse;

    #[test]
    fn names_make_ids() {
        for (name, id) in [
            ("North village", "north_village"),
            ("  St. John's (upper) ", "st_johns_upper"),
            ("Żółw-Łódź", "zolw-lodz"),
            ("Österå", "oestera"),
            ("Đồng Nai", "dong_nai"),
            ("حلب", ""),
            ("حلب 2", ""),
            ("Село-2", ""),
            ("12", "12"),
        ] {
            assert_eq!(of_name(name), id, "{name}");
        }
        assert_eq!(of_name(&"a b".repeat(50)).len(), 64);
        assert_eq!(of_column("North-1"), "North-1");
        assert_eq!(of_column("North 1"), "north_1");
    }

    #[test]
    fn ids_are_found_by_whatever_names_them() {
        let text = "[sites.a]\ntitle = \"Old Town\"\n[sites.b]\ntitle = \"Hall\"\n[sites.c]\ntitle = \"hall\"\n[sites.hall_d]\n[sites.x]\ntitle = \"a\"\n";
        let document = parse(text).unwrap();
        let named = Named::of(&document);
        for (text, id) in [
            ("a", Some("a")),
            ("old  town", Some("a")),
            ("Hall", None),
            ("Hall D", Some("hall_d")),
            ("d", None),
        ] {
            assert_eq!(named.id(Target::Site, text), id, "{text}");
        }
        assert_eq!(named.id(Target::Fleet, "a"), None);
    }
}
