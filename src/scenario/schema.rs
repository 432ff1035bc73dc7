//! The JSON Schema of scenario files, for editors: made of the format, so that the two agree.

use serde_json::{Map, Value, json};

use super::durations;
use super::format::{Bounds, Choice, Form, Key, Kind, Need, ROOT, TABLES};

/// The schema, of draft 7.
pub(super) fn schema() -> Value {
    let mut writer = Writer::default();
    let Value::Object(mut schema) = writer.table(&ROOT) else { return Value::Null };
    without_tables(&mut schema);
    // Reading goes on where a file is of another version, to say so; an editor can say it at once.
    schema["properties"]["format"]["const"] = 1.into();
    schema.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
    schema.insert("title".into(), "noria scenario".into());
    // Shipped files keep to TOML 1.0, so editors should say where one does not.
    schema.insert("x-tombi-toml-version".into(), "v1.0.0".into());
    writer.definitions.insert("duration".into(), duration());
    writer.definitions.insert("instant".into(), instant());
    writer.definitions.insert("start".into(), start());
    writer.definitions.insert("time_of_day".into(), time_of_day());
    schema.insert("definitions".into(), Value::Object(writer.definitions));
    Value::Object(schema)
}

/// Rows may lie in tables, or a part of what each says: what must be said is only asked for where there are none.
fn without_tables(schema: &mut Map<String, Value>) {
    let (mut asked, mut rows) = (Map::new(), Map::new());
    let may_lie_there = |name: &str| TABLES.key(name).is_some();
    for key in ROOT.keys.iter().filter(|key| may_lie_there(key.name)) {
        let row = &mut schema["properties"][key.name]["patternProperties"][ID];
        if let Some(required) = row.as_object_mut().and_then(|row| row.remove("required")) {
            let row = opened(json!({ "required": required }));
            rows.insert(key.name.into(), opened(json!({ "patternProperties": { ID: row } })));
        }
    }
    let all = schema["required"].as_array().cloned().unwrap_or_default();
    let (some, always): (Vec<Value>, Vec<Value>) =
        all.into_iter().partition(|name| name.as_str().is_some_and(may_lie_there));
    schema.insert("required".into(), always.into());
    asked.insert("required".into(), some.into());
    asked.insert("properties".into(), rows.into());
    schema.insert("if".into(), opened(json!({ "required": ["tables"] })));
    schema.insert("else".into(), opened(asked.into()));
}

/// What only adds to what is said of a table elsewhere: else editors (tombi 1.9.6) warn of every key that it leaves out.
fn opened(mut schema: Value) -> Value {
    schema["additionalProperties"] = true.into();
    schema
}

/// What an id is.
const ID: &str = "^[A-Za-z0-9_-]{1,64}$";

/// Writes kinds, and keeps what is said more than once as definitions.
#[derive(Default)]
struct Writer {
    definitions: Map<String, Value>,
}

impl Writer {
    fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Text | Kind::Id(_) | Kind::Again(_) => json!({ "type": "string" }),
            Kind::File => json!({ "type": "string", "minLength": 1 }),
            Kind::Name => json!({ "type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$" }),
            Kind::Flag => json!({ "type": "boolean" }),
            Kind::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Kind::Number(bounds) => number(bounds),
            Kind::Duration => reference("duration"),
            Kind::Start => reference("start"),
            Kind::Instant => reference("instant"),
            Kind::TimeOfDay => reference("time_of_day"),
            Kind::List(item, least, most) => {
                json!({ "type": "array", "items": self.kind(*item), "minItems": least, "maxItems": most })
            }
            Kind::ByHour(factor) => self.keyed("^([01][0-9]|2[0-3]):[0-5][0-9]$", Kind::clone(factor)),
            Kind::ById(_, item) => self.keyed(ID, Kind::clone(item)),
            Kind::Rows(_, form, most) => {
                let mut rows = self.keyed(ID, Kind::Table(form));
                rows["maxProperties"] = most.into();
                rows
            }
            Kind::Table(form) => self.table(form),
            Kind::Free => opened(json!({ "type": "object" })),
            Kind::OneOf(choice) => self.choice(choice),
        }
    }

    /// A table whose keys are free within a pattern.
    fn keyed(&mut self, pattern: &str, kind: Kind) -> Value {
        let inside = self.kind(kind);
        json!({ "type": "object", "patternProperties": { pattern: inside }, "additionalProperties": false, "minProperties": 1 })
    }

    fn table(&mut self, form: &Form) -> Value {
        let known = form.keys.iter();
        let mut table = self.object(known);
        if let Some(kind) = form.quantiles {
            table["patternProperties"] = json!({ "^q(0[1-9]|[1-9][0-9])$": self.kind(kind) });
        }
        table
    }

    fn object<'k>(&mut self, keys: impl Iterator<Item = &'k Key>) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for key in keys {
            properties.insert(key.name.into(), self.key(key));
            if matches!(key.need, Need::Required(_)) {
                required.push(key.name);
            }
        }
        let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        object
    }

    fn key(&mut self, key: &Key) -> Value {
        let mut schema = self.kind(key.kind);
        if schema.get("$ref").is_some() {
            // What stands beside a reference is ignored in this draft.
            schema = json!({ "allOf": [schema] });
        }
        schema["description"] = key.doc.into();
        if let Need::Default(text) = key.need {
            schema["default"] = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        }
        schema
    }

    fn choice(&mut self, choice: &Choice) -> Value {
        if !self.definitions.contains_key(choice.name) {
            let mut ways: Vec<Value> = choice.plain.iter().map(|kind| self.kind(*kind)).collect();
            ways.extend(
                choice.words.iter().map(|word| json!({ "const": word.word, "description": word.doc })),
            );
            ways.extend(choice.tags.iter().map(|tag| {
                let mut way = self.object(std::iter::once(&tag.key).chain(tag.beside));
                way["required"] = json!([tag.key.name]);
                way
            }));
            self.definitions.insert(choice.name.into(), json!({ "anyOf": ways }));
        }
        reference(choice.name)
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn number(bounds: Bounds) -> Value {
    let least = if bounds.includes_least { "minimum" } else { "exclusiveMinimum" };
    let most = if bounds.includes_most { "maximum" } else { "exclusiveMaximum" };
    json!({ "type": "number", least: bounds.least, most: bounds.most })
}

/// A duration as text: numbers, each with a unit, at most one decimal point in each.
fn duration_pattern() -> String {
    let units: Vec<&str> = durations::units().collect();
    format!("([0-9]+(\\.[0-9]+)?\\s*({})\\s*)+", units.join("|"))
}

const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?";
const DATE: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
/// An offset from UTC, or none.
const OFFSET: &str = "([Zz]|[+-][0-9]{2}:[0-9]{2})?";

fn duration() -> Value {
    json!({
        "type": "string",
        "pattern": format!("^\\s*{}$", duration_pattern()),
        "description": "A duration with its unit, such as \"40 min\", \"1.5 h\" or \"1h 30m\".",
    })
}

/// Something that may be written as text or as one of TOML's own kinds of time.
///
/// JSON has no times. Of those of TOML, taplo 0.9.3 and check-jsonschema 0.39.0 hand over their text, and tombi 1.9.6
/// takes them where the format of a string names their kind alone. The first two take all formats for the same, so it
/// must be `anyOf`.
fn said_or_typed(pattern: &str, kinds: &[&str], description: &str) -> Value {
    let text = json!({ "type": "string", "pattern": pattern });
    let typed = kinds.iter().map(|kind| json!({ "type": "string", "pattern": pattern, "format": kind }));
    json!({ "anyOf": std::iter::once(text).chain(typed).collect::<Vec<_>>(), "description": description })
}

const DATE_TIMES: [&str; 2] = ["date-time", "date-time-local"];
const TIME_OF_DAY: &str = "time-local";

fn start() -> Value {
    let pattern = format!("^\\s*{DATE}[Tt ]{TIME}{OFFSET}\\s*$");
    said_or_typed(&pattern, &DATE_TIMES, "A date and time, such as 2016-12-15T14:00:00+02:00.")
}

fn time_of_day() -> Value {
    // check-jsonschema 0.39.0 hands over a time of day with a Z behind it.
    said_or_typed(&format!("^\\s*{TIME}[Zz]?\\s*$"), &[TIME_OF_DAY], "A time of day, such as \"18:00\".")
}

fn instant() -> Value {
    let [first, second] = DATE_TIMES;
    said_or_typed(
        &format!("^\\s*(({DATE}[Tt ])?{TIME}{OFFSET}\\s*|{})$", duration_pattern()),
        &[first, second, TIME_OF_DAY],
        "A date and time, a time of day (the first such one after the start; of a suspension with both `from` and `to`, every day) or a duration after the start.",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::scenario::document::{self, Node};
    use crate::scenario::{check, validate};

    const REFERENCE: &str = include_str!("../../scenarios/reference.toml");

    /// A document as editors hand it to a validator.
    fn json(node: &Node) -> Value {
        match &node.value {
            document::Value::Text(text) => json!(text),
            document::Value::Whole(number) => json!(i64::try_from(*number).unwrap()),
            document::Value::Number(number) => json!(number),
            document::Value::Flag(flag) => json!(flag),
            document::Value::Time(time) => json!(time.to_string()),
            document::Value::List(items) => items.iter().map(json).collect(),
            document::Value::Table(fields) => {
                fields.0.iter().map(|entry| (entry.key.clone(), json(&entry.node))).collect()
            }
        }
    }

    fn is_valid(text: &str) -> bool {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        validator.is_valid(&json(&document::parse(text).unwrap()))
    }

    #[test]
    fn the_schema_takes_the_reference() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let reference = json(&document::parse(REFERENCE).unwrap());
        let errors: Vec<String> = validator.iter_errors(&reference).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn the_schema_refuses_what_the_walk_refuses() {
        assert!(is_valid(REFERENCE));
        for (from, to) in [
            ("berths = 20", "bert = 20"),
            ("berths = 20", "berths = 0"),
            ("berths = 20", "capazity = 20"),
            ("both_ways = true", "both_ways = \"true\""),
            ("max_wait = \"15 min\"", "max_wait = 15"),
            ("time_factor = 1.1", "time_factor = 0"),
            ("{ exponential = 2.5 }", "{ exponent = 2.5 }"),
            ("{ platoon = 5 }", "{ platoon = 5, convoy = {} }"),
            ("\"18:00\" = 1.1", "\"18 h\" = 1.1"),
            ("[fleets.vans]", "[fleets.\"the vans\"]"),
            ("format = 1", ""),
            ("format = 1", "format = 2"),
            ("\"15 min\"", "\"15 parsecs\""),
            ("\"15 min\"", "\"1.5.5 min\""),
            ("start = 2016-12-15T14:00:00+02:00", "start = 2016-12-15"),
            ("start = 2016-12-15T14:00:00+02:00", "start = 14:00:00"),
            ("from = 05:00:00", "from = \"five\""),
            ("from = 05:00:00", "from = 2016-12-16T05:00:00"),
            ("by = 2016-12-16T10:00:00+02:00", "by = \"soon\""),
            ("by = 2016-12-16T10:00:00+02:00", "by = 2016-12-17"),
        ] {
            assert!(!is_valid(&REFERENCE.replacen(from, to, 1)), "{to}");
        }
    }

    #[test]
    fn what_must_be_said_may_lie_in_tables() {
        let row = "people.a = { at = \"x\" }\nfleets.b = { count = 1, start = \"x\" }\n";
        assert!(is_valid(&format!("format = 1\ntables.sites = \"s.csv\"\n{row}")));
        assert!(!is_valid(&format!("format = 1\nsites.x = {{}}\n{row}")));
        assert!(!is_valid(&format!("format = 1\n{row}").replace("{ at =", "{ to = \"x\", at =")));
        assert!(is_valid(
            &format!("format = 1\nsites.x = {{}}\n{row}").replace("{ at =", "{ to = \"x\", at =")
        ));
    }

    /// What is said of every key below a kind; it tells keys of one name apart.
    fn docs(kind: Kind, known: &mut BTreeSet<&'static str>) {
        let keys: Vec<&'static Key> = match kind {
            Kind::Table(form) | Kind::Rows(_, form, _) => form.keys.iter().collect(),
            Kind::List(item, ..) | Kind::ByHour(item) | Kind::ById(_, item) => return docs(*item, known),
            Kind::OneOf(choice) => {
                choice.plain.iter().for_each(|kind| docs(*kind, known));
                choice.keys().collect()
            }
            _ => return,
        };
        for key in keys {
            known.insert(key.doc);
            docs(key.kind, known);
        }
    }

    #[test]
    fn the_reference_uses_every_key() {
        let document = document::parse(REFERENCE).unwrap();
        let found = validate::walk(&document, &check::known(&document));
        let used: BTreeSet<&str> = found.keys.iter().map(|(key, _)| key.doc).collect();
        let mut known = BTreeSet::new();
        docs(Kind::Table(&ROOT), &mut known);
        assert_eq!(known.difference(&used).collect::<Vec<_>>(), [] as [&&str; 0]);
    }
}
