//! Spreadsheets as people make them, and as nobody should: `tests/tables/make.py` makes the valley, and LibreOffice has
//! saved it again.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use noria::plan::{Arrivals, Plan};
use noria::scenario::Scenario;
use noria::units::{HOUR, MINUTE, Span, Tick};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const SCENARIO: &str = include_str!("../../tables/valley.toml");

fn read(file: &str) -> Vec<u8> {
    fs::read(format!("tests/tables/{file}")).unwrap()
}

/// What becomes of the scenario with these bytes in place of its spreadsheet.
fn with(name: &str, bytes: &[u8], scenario: &str) -> Result<Plan, String> {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(name), bytes).unwrap();
    fs::write(home.path().join("valley.toml"), scenario.replace("valley.xlsx", name)).unwrap();
    let scenario = Scenario::read(home.path().join("valley.toml")).unwrap();
    scenario.plan().map_err(|told| told.to_string().replace(&format!("{}/", home.path().display()), ""))
}

fn plan(file: &str) -> Plan {
    with(file, &read(file), SCENARIO).unwrap_or_else(|told| panic!("{file}: {told}"))
}

/// A spreadsheet whose parts are changed.
fn edited(file: &str, edit: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(read(file))).unwrap();
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        packed.start_file(&name, SimpleFileOptions::default()).unwrap();
        packed.write_all(&edit(&name, bytes)).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

/// What is said if a text in some part is another one.
fn told(file: &str, from: &str, to: &str) -> String {
    let change = |_: &str, bytes: Vec<u8>| match String::from_utf8(bytes) {
        Ok(text) => text.replace(from, to).into_bytes(),
        Err(other) => other.into_bytes(),
    };
    let bytes = edited(file, change);
    assert!(bytes != edited(file, |_, bytes| bytes), "{from} is not in {file}");
    with(file, &bytes, SCENARIO).map(|_| ()).expect_err(to)
}

#[test]
fn all_forms_and_both_systems_of_dates_say_the_same() {
    let shown = |plan: &Plan| {
        let (sites, routes, groups) = (plan.sites.rows(), plan.routes.rows(), plan.groups.rows());
        format!("{sites:?}\n{routes:?}\n{groups:?}\n{:?}", plan.fleets.rows())
    };
    let first = shown(&plan("valley.xlsx"));
    assert_eq!(shown(&plan("valley-1904.xlsx")), first);
    assert_eq!(shown(&plan("valley.ods")), first);
    // As LibreOffice 7.4 saves it, and as it does with `PrettyPrinting`.
    for file in ["libreoffice.ods", "libreoffice-indented.ods", "libreoffice.xlsx"] {
        assert_eq!(shown(&plan(file)), first, "{file}");
    }
}

#[test]
fn cells_are_what_they_look_like() {
    let plan = plan("valley.xlsx");
    let berths: Vec<_> = plan.sites.rows().iter().map(|site| site.berths).collect();
    assert_eq!(berths.len(), 3);
    assert_eq!(plan.sites.rows()[1].title, "Church");
    let times: Vec<f64> = plan.routes.rows().iter().map(|route| route.time.mean() / MINUTE as f64).collect();
    assert!([25.0, 20.0, 70.0].iter().all(|time| times.contains(time)), "{times:?}");
    assert_eq!(plan.routes.rows()[0].km, Some(12.5));
    // Text that looks like a number, a whole number with a point, and a cell merged over rows.
    let counts: Vec<_> =
        plan.groups.rows()[..2].iter().map(|group| group.size.as_ref().unwrap().mean()).collect();
    assert_eq!(counts, [120.0, 1240.0]);
    assert!(plan.groups.rows().iter().all(|group| group.to == plan.groups.rows()[0].to));
    assert_eq!(plan.groups.rows()[0].refuses, 0.025);
    assert_eq!(plan.fleets.rows()[0].max_wait, Span(26 * HOUR));
    let Arrivals::Curve(curve) = &plan.groups.rows()[2].arrivals else {
        panic!("{:?}", plan.groups.rows()[2])
    };
    let times: Vec<Tick> = curve.iter().map(|point| point.0).collect();
    for minutes in [480, 570, 600, 690] {
        assert!(times.contains(&Tick(minutes * MINUTE)), "{minutes}: {times:?}");
    }
}

#[test]
fn formulas_without_a_result_and_errors_are_told() {
    let cell = "<c r=\"D2\" t=\"n\"><v>120</v></c>";
    insta::assert_snapshot!("formula", told("valley.xlsx", cell, "<c r=\"D2\"><f>60*2</f><v /></c>"));
    insta::assert_snapshot!("error", told("valley.xlsx", cell, "<c r=\"D2\" t=\"e\"><v>#REF!</v></c>"));
    let young = told("valley.xlsx", cell, "<c r=\"D2\" t=\"e\"><v>#SPILL!</v></c>");
    assert!(young.contains("has the error #SPILL! in sheet People, behind cell C2"), "{young}");
    let result = "<c r=\"D2\"><f>60*2</f><v>120</v></c>";
    let bytes = edited("valley.xlsx", |_, bytes| match String::from_utf8(bytes) {
        Ok(text) => text.replace(cell, result).into_bytes(),
        Err(other) => other.into_bytes(),
    });
    assert_eq!(
        with("valley.xlsx", &bytes, SCENARIO).unwrap().groups.rows()[0].size.as_ref().unwrap().mean(),
        120.0
    );
}

#[test]
fn sheets_are_found_or_asked_for() {
    let named = |people: &str| {
        let scenario = SCENARIO.replace("people = \"valley.xlsx\"", people);
        with("valley.xlsx", &read("valley.xlsx"), &scenario).map(|_| ())
    };
    assert_eq!(named("people = { file = \"valley.xlsx\", sheet = \"people \" }"), Ok(()));
    let slip = named("people = { file = \"valley.xlsx\", sheet = \"Poeple\" }").unwrap_err();
    assert!(slip.contains("has no sheet `Poeple`") && slip.contains("did you mean `People`?"), "{slip}");
    // A hidden sheet is read by whoever names it.
    let hidden = named("people = { file = \"valley.xlsx\", sheet = \"Old\" }").unwrap_err();
    assert!(hidden.contains("sheet Old, cell A2"), "{hidden}");
    let several = named("itineraries = \"valley.xlsx\"").unwrap_err();
    assert!(several.contains("has several sheets, and none is called `itineraries`"), "{several}");
}

#[test]
fn what_is_no_spreadsheet_is_told_what_it_is() {
    let said = |bytes: &[u8]| with("valley.xlsx", bytes, SCENARIO).map(|_| ()).unwrap_err();
    for (bytes, says) in [
        (&b"\xd0\xcf\x11\xe0 old"[..], "is a spreadsheet of the old form .xls, or has a password"),
        (&read("valley.xlsx")[..4000], "is damaged"),
        (b"\x00\x01\x02\xff", "it is not a text in UTF-8"),
        (b"", "has no row of headings"),
    ] {
        let told = said(bytes);
        assert!(told.contains(says), "{says}: {told}");
    }
    let bare = |name: &str| {
        let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
        packed.start_file(name, SimpleFileOptions::default()).unwrap();
        packed.finish().unwrap().into_inner()
    };
    assert!(said(&bare("xl/workbook.bin")).contains("is a spreadsheet in the form .xlsb"));
    assert!(said(&bare("photo.jpg")).contains("is a ZIP file, but no spreadsheet"));
    // A spreadsheet that is called as a text is one, and the other way round.
    assert!(with("valley.csv", &read("valley.xlsx"), SCENARIO).is_ok());
}

#[test]
fn a_file_that_grows_without_end_is_refused() {
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
    let much = vec![b' '; 1 << 20];
    (0..70).for_each(|_| packed.write_all(&much).unwrap());
    let bomb = packed.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    let large = with("valley.xlsx", &bomb, SCENARIO).map(|_| ()).unwrap_err();
    assert!(large.contains("is too large: unpacked it has more than 64 MiB"), "{large}");
    for (from, to) in [
        ("<c r=\"D2\"", "<c r=\"XFE2\""),
        ("<c r=\"D2\"", "<c r=\"D1048577\""),
        ("<mergeCell ref=\"C2:C5\"", "<mergeCell ref=\"C2:C1048577\""),
    ] {
        let told = told("valley.xlsx", from, to);
        assert!(told.contains("is damaged"), "{to}: {told}");
    }
}

/// Whatever a damaged file holds, it is read or told of.
#[test]
fn no_damage_ends_the_program() {
    let mut state = 1_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let signs = b"<>\"/=&;09Az -\x00\xff";
    for file in ["valley.xlsx", "valley.ods"] {
        let (mut read, whole) = (0, self::read(file));
        for case in 0..150 {
            let place = draw(usize::MAX >> 1);
            let sign = signs[draw(signs.len())];
            // Bytes of the file, and bytes of what is packed in it.
            let bytes = if case % 3 == 0 {
                let mut bytes = whole.clone();
                let at = place % bytes.len();
                bytes[at] = sign;
                bytes
            } else {
                let hits = draw(4) + 1;
                edited(file, |name, mut bytes| {
                    if !bytes.is_empty() && (name.contains("sheet") || name.contains("content") || hits == 1)
                    {
                        (0..hits).for_each(|hit| {
                            let at = place.wrapping_mul(hit * 31 + 7) % bytes.len();
                            bytes[at] = sign;
                        });
                    }
                    bytes
                })
            };
            read += usize::from(with(file, &bytes, SCENARIO).is_ok());
        }
        assert!(read < 150, "{file}: {read}");
    }
}

#[test]
fn a_manifest_holds_what_was_read() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("valley.xlsx"), read("valley.xlsx")).unwrap();
    let path = home.path().join("valley.toml");
    fs::write(&path, SCENARIO).unwrap();
    let scenario = Scenario::read(&path).unwrap();
    let kept: Vec<(String, String)> =
        scenario.files().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    assert_eq!(kept.len(), 1);
    // From what is kept, wherever that is, comes the same scenario.
    let again = Scenario::parse("valley.toml", scenario.text()).unwrap();
    assert!(!Path::new("valley.xlsx").exists() && again.plan().is_err());
    let again = again.with_file("valley.xlsx", kept[0].1.clone());
    assert_eq!(again.hash(), scenario.hash());
    assert_eq!(again.plan().unwrap().groups.rows(), scenario.plan().unwrap().groups.rows());
}
