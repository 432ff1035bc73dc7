//! The reference scenario uses every key of the format.

use std::collections::BTreeSet;

use super::format::{Choice, Form, Key, Kind, ROOT};
use super::{check, document, validate};

const REFERENCE: &str = include_str!("../../scenarios/reference.toml");

/// Choices of laws: each way of giving one needs to be shown once, whatever it is a law of.
const LAWS: [&str; 3] = ["durations", "counts", "factors"];

/// All keys that a scenario may hold: by what they are, or, of laws, by their names.
#[derive(Default)]
struct Keys {
    forms: Vec<*const Form>,
    own: Vec<&'static Key>,
    of_laws: BTreeSet<&'static str>,
}

impl Keys {
    fn add_form(&mut self, form: &'static Form) {
        if self.forms.iter().any(|&known| std::ptr::eq(known, form)) {
            return;
        }
        self.forms.push(form);
        for key in form.keys.iter() {
            self.own.push(key);
            self.add(key.kind);
        }
    }

    fn add(&mut self, kind: Kind) {
        match kind {
            Kind::Table(form) | Kind::Rows(_, form, _) => self.add_form(form),
            Kind::List(item, ..) | Kind::ByHour(item) | Kind::ById(_, item) => self.add(*item),
            Kind::OneOf(choice) => self.add_choice(choice),
            _ => {}
        }
    }

    fn add_choice(&mut self, choice: &'static Choice) {
        if LAWS.contains(&choice.name) {
            self.of_laws.extend(choice.keys().map(|key| key.name));
            return;
        }
        choice.plain.iter().for_each(|&kind| self.add(kind));
        for key in choice.keys() {
            self.own.push(key);
            self.add(key.kind);
        }
    }
}

#[test]
fn the_reference_uses_every_key() {
    let document = document::parse(REFERENCE).expect("the reference is TOML");
    let known = check::known(&document);
    let met = validate::walk(&document, &known).keys;
    let mut all = Keys::default();
    all.add_form(&ROOT);
    let is_met = |key: &&Key| met.iter().any(|(other, _)| std::ptr::eq(*other, *key));
    let missing: Vec<(&str, &str)> =
        all.own.iter().filter(|key| !is_met(key)).map(|key| (key.name, key.doc)).collect();
    assert!(missing.is_empty(), "the reference lacks {missing:#?}");
    let laws = all.of_laws.iter().filter(|name| !met.iter().any(|(key, _)| key.name == **name));
    assert_eq!(laws.collect::<Vec<_>>(), [&""; 0], "the reference lacks ways of giving a law");
}
