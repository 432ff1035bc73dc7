//! Everything that a program can use of the library, read from the source: `docs/public-api.txt` lists it, so that no
//! change of it goes unseen. The source is formatted in one way, so that its lines say enough.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::assert_made;

/// Every file of the source, with its text.
static SOURCE: LazyLock<Vec<(PathBuf, String)>> = LazyLock::new(|| {
    let mut all = Vec::new();
    crate::architecture::files(Path::new("src"), &mut all);
    all.sort();
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).unwrap());
    all.into_iter().map(read).collect()
});

/// A file of a module, and the folder in which its modules stand.
struct Module {
    path: String,
    text: String,
    inside: PathBuf,
}

impl Module {
    fn read(path: &str, parent: &Path, name: &str) -> Module {
        let (file, inside) = (parent.join(format!("{name}.rs")), parent.join(name));
        let file = if file.exists() { file } else { inside.join("mod.rs") };
        let text = fs::read_to_string(&file).unwrap_or_else(|_| panic!("no module {}", file.display()));
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
        Module { path: path.to_owned(), text, inside }
    }

    fn inner(&self, name: &str) -> Module {
        Module::read(&format!("{}::{name}", self.path), &self.inside, name)
    }

    /// Where the public item of a name is declared: its first line.
    fn line_of(&self, name: &str) -> Option<usize> {
        self.text.lines().position(|line| declared(line).is_some_and(|(_, declared)| declared == name))
    }

    /// An item of this module or of one that it hands on: the declaration with all that is public of it.
    fn item(&self, name: &str) -> Option<String> {
        if let Some(line) = self.line_of(name) {
            return Some(self.told(line));
        }
        let handed = self.handed_on();
        let (from, _) = handed.into_iter().find(|(_, handed)| handed == name)?;
        from.iter()
            .fold(None, |module: Option<Module>, step| Some(module.as_ref().unwrap_or(self).inner(step)))?
            .item(name)
    }

    /// What `pub use` hands on: from which modules, and the name.
    fn handed_on(&self) -> Vec<(Vec<String>, String)> {
        let uses = self.text.split("\npub use ").skip(1).map(|rest| rest.split(';').next().unwrap());
        let one = |used: &str| -> Vec<(Vec<String>, String)> {
            let (path, names) = used.rsplit_once("::").unwrap_or(("", used));
            let (path, names) = match used.split_once("::{") {
                Some((path, names)) => (path, names.trim_end_matches('}')),
                None => (path, names),
            };
            let path: Vec<String> =
                path.split("::").filter(|step| *step != "self").map(str::to_owned).collect();
            names
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(|name| leaf(&path, name))
                .collect()
        };
        uses.flat_map(one).collect()
    }

    /// An item as it is declared at a line, without comments and what is private.
    fn told(&self, line: usize) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        let grows =
            lines[..line].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        let open =
            if grows.clone().any(|line| *line == "#[non_exhaustive]") { "#[non_exhaustive] " } else { "" };
        let (kind, name) = declared(lines[line]).unwrap();
        let mut told = format!("{open}{}\n", signature(&lines[line..]));
        let body = || lines[line + 1..].iter().take_while(|line| **line != "}");
        let has_body = !lines[line].ends_with(';') && !lines[line].ends_with('}');
        match kind {
            "struct" if has_body => body().filter(|line| line.starts_with("    pub ")).for_each(|line| {
                told += &format!("    {}\n", line.trim());
            }),
            "enum" if has_body => body().filter(|line| is_code(line)).for_each(|line| {
                told += &format!("{line}\n");
            }),
            "trait" => told += &functions(&lines[line + 1..], &["    fn ", "    const ", "    type "]),
            _ => {}
        }
        told + &self.methods(name)
    }

    /// The public functions that files of the same room give a type.
    fn methods(&self, name: &str) -> String {
        let room = self.path.split("::").nth(1).unwrap_or_default();
        let in_room = |path: &Path| {
            path.strip_prefix("src")
                .is_ok_and(|path| path.starts_with(room) || path == Path::new(&format!("{room}.rs")))
        };
        let mut told = String::new();
        for (_, text) in SOURCE.iter().filter(|(path, _)| in_room(path)) {
            let lines: Vec<&str> = text.lines().collect();
            let places = (0..lines.len()).filter(|&place| is_impl_of(lines[place], name));
            places.for_each(|place| {
                told +=
                    &functions(&lines[place + 1..], &["    pub fn ", "    pub const fn ", "    pub const "]);
            });
        }
        told
    }
}

/// A name that may be followed by modules: `special::erf`.
fn leaf(path: &[String], name: &str) -> (Vec<String>, String) {
    let mut steps: Vec<String> = path.to_vec();
    let mut parts: Vec<&str> = name.split("::").collect();
    let name = parts.pop().unwrap_or_default().to_owned();
    steps.extend(parts.into_iter().map(str::to_owned));
    (steps, name)
}

/// The kind and the name of a public item that is declared in a line at the margin.
fn declared(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("pub ")?;
    let rest = rest.strip_prefix("const fn ").map_or(rest, |_| &rest["const ".len()..]);
    let (kind, rest) = rest.split_once(' ')?;
    let known = ["fn", "struct", "enum", "trait", "const", "type"].contains(&kind);
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    known.then_some((kind, &rest[..end]))
}

/// Whether a line begins what a type does by itself, not by a trait.
fn is_impl_of(line: &str, name: &str) -> bool {
    let Some(rest) = line.strip_prefix("impl") else { return false };
    let words = rest.split(" where").next().unwrap();
    let mut depth = 0_i32;
    let outside: String = words
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '<') - i32::from(*c == '>');
            depth == 0 && *c != '>'
        })
        .collect();
    outside.split_whitespace().eq([name, "{"]) || outside.split_whitespace().eq([name, "{}"])
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//") && !line.starts_with('#')
}

/// A declaration up to its body, in one line.
fn signature(lines: &[&str]) -> String {
    let mut all = String::new();
    for line in lines {
        let line = line.trim();
        all += line;
        if line.ends_with(['{', ';', '}']) {
            break;
        }
        all.push(' ');
    }
    let all = all.trim_end_matches(['{', ';']).trim_end();
    let all = if all.starts_with("pub const") { all.split(" = ").next().unwrap() } else { all };
    all.trim_start_matches("pub ").replace("( ", "(").replace(", )", ")").replace("< ", "<")
}

/// The functions in a body that begin so, each in a line.
fn functions(lines: &[&str], begin: &[&str]) -> String {
    let body = lines.iter().take_while(|line| **line != "}").count();
    let places = (0..body).filter(|&place| begin.iter().any(|begin| lines[place].starts_with(begin)));
    places.map(|place| format!("    {}\n", signature(&lines[place..body]))).collect()
}

/// Writes what is public in a module, and in the public modules in it.
fn list(module: &Module, page: &mut String) {
    *page += &format!("\n## {}\n\n", module.path);
    let own = module.text.lines().filter_map(declared).map(|(_, name)| name.to_owned());
    let handed = module.handed_on().into_iter().map(|(_, name)| name);
    for name in own.chain(handed).collect::<BTreeSet<String>>() {
        // What a macro declares has no line of its own.
        *page += &module.item(&name).unwrap_or_else(|| format!("{name} (declared by a macro)\n"));
    }
    for name in module.text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        list(&module.inner(name), page);
    }
}

#[test]
fn the_listing_of_the_public_library_is_as_the_source_says() {
    let text = fs::read_to_string("src/lib.rs").unwrap();
    let root = Module { path: "noria".to_owned(), text, inside: PathBuf::from("src") };
    let mut page = "What a program can use of the library, made from the source by a test.\n".to_owned();
    list(&root, &mut page);
    assert!(page.contains("fn run(&mut self, replication: u64)"), "the engine is not listed");
    assert_made("docs/public-api.txt", &page);
}
