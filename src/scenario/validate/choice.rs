//! Values that can be said in several ways.

use super::super::format::Tag;
use super::*;
use crate::scenario::document::Value;
use crate::scenario::format::Choice;

impl<'a> Walk<'_, 'a> {
    /// Finds out which way was meant, and holds the value against it.
    pub(super) fn choice(&mut self, node: &'a Node, choice: &'static Choice, path: &Path<'_>) {
        if node.text().is_some_and(|text| choice.words.iter().any(|word| word.word == text)) {
            return;
        }
        if let Some(&kind) = choice.plain.iter().find(|kind| kind.has_shape_of(&node.value)) {
            return self.value(node, kind, path);
        }
        match &node.value {
            Value::Table(fields) if !choice.tags.is_empty() => self.tagged(node, fields, choice, path),
            Value::Text(text) if !choice.words.is_empty() => self.word(node, text, choice, path),
            Value::List(_) | Value::Table(_) => self.wrong(&node.place, path, not_this(&node.value, choice)),
            // The first plain way knows best what is wrong with a single value.
            _ if !choice.plain.is_empty() => self.value(node, choice.plain[0], path),
            value => self.wrong(&node.place, path, not_this(value, choice)),
        }
    }

    fn word(&mut self, node: &Node, text: &str, choice: &Choice, path: &Path<'_>) {
        let words: Vec<&str> = choice.words.iter().map(|word| word.word).collect();
        let help = match choice.tags.iter().find(|tag| tag.key.name == text) {
            Some(tag) => format!("it needs a value: {{ {text} = … }}, {}", tag.key.kind.wanted()),
            None => suggest(text, &words, "it can be"),
        };
        self.wrong(
            &node.place,
            path,
            Wrong::new(format!("is {:?}, which is not {}", text, choice.called), help),
        );
    }

    fn tagged(&mut self, node: &'a Node, fields: &'a Fields, choice: &'static Choice, path: &Path<'_>) {
        let mut tags = fields.0.iter().filter_map(|entry| tag(choice, &entry.key).map(|tag| (entry, tag)));
        let Some((entry, tag)) = tags.next() else { return self.untagged(node, fields, choice, path) };
        let others: Vec<_> = tags.map(|(entry, _)| entry).collect();
        for other in others {
            let says = format!("has both `{}` and `{}`", entry.key, other.key);
            self.wrong(&other.place, path, Wrong::new(says, "keep one of the two"));
        }
        self.entry(entry, &tag.key, path);
        for other in fields.0.iter().filter(|other| super::choice::tag(choice, &other.key).is_none()) {
            match tag.beside.iter().find(|key| key.name == other.key) {
                Some(key) => self.entry(other, key, path),
                None => self.astray(other, entry, choice, path),
            }
        }
    }

    /// A key that is not known beside a tag, but may be elsewhere.
    fn astray(&mut self, entry: &Entry, tagged: &Entry, choice: &'static Choice, path: &Path<'_>) {
        match choice.tags.iter().find(|tag| tag.beside.iter().any(|key| key.name == entry.key)) {
            Some(tag) => {
                let says = format!("has `{}` beside `{}`", entry.key, tagged.key);
                let help = format!("`{}` goes with `{}` only", entry.key, tag.key.name);
                self.wrong(&entry.place, path, Wrong::new(says, help));
            }
            None => self.unknown(entry, choice.keys(), path),
        }
    }

    fn untagged(&mut self, node: &Node, fields: &Fields, choice: &'static Choice, path: &Path<'_>) {
        if fields.0.is_empty() {
            return self.wrong(&node.place, path, not_this(&node.value, choice));
        }
        for entry in &fields.0 {
            self.unknown(entry, choice.keys(), path);
        }
    }
}

fn tag(choice: &'static Choice, name: &str) -> Option<&'static Tag> {
    choice.tags.iter().find(|tag| tag.key.name == name)
}

fn not_this(value: &Value, choice: &Choice) -> Wrong {
    Wrong::new(format!("is {value}, which is not {}", choice.called), format!("give {}", choice.wanted()))
}
