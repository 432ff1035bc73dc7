//! Tables of text: rows become entries, and what is wrong with a cell is told with its place.

use noria::plan::{Arrivals, Plan};
use noria::scenario::{Place, Problems, Scenario};
use noria::units::{HOUR, MINUTE, Tick};

/// A scenario of two sites and buses between them, with tables: what it says of them, and their files.
fn scenario(tables: &str, files: &[(&str, &str)]) -> Scenario {
    let text = format!(
        "format = 1\n[clock]\nstart = 2016-12-15T14:00:00+02:00\n[tables]\n{tables}\n\
         [sites.mill]\ntitle = \"Old Mill\"\n[sites.hall]\ntitle = \"Town hall, upper\"\n[sites.camp]\n\
         [routes.road]\nfrom = \"mill\"\nto = \"hall\"\nboth_ways = true\ntime = \"20 min\"\n\
         [people.first]\nat = \"mill\"\nto = \"hall\"\ncount = 10\n\
         [fleets.buses]\ncount = 2\nseats = 20\nstart = \"hall\"\n"
    );
    let scenario = Scenario::parse("case.toml", &text).unwrap_or_else(|told| panic!("{told}"));
    files.iter().fold(scenario, |scenario, (name, text)| scenario.with_file(name, *text))
}

fn plan(tables: &str, files: &[(&str, &str)]) -> Plan {
    scenario(tables, files).plan().unwrap_or_else(|told| panic!("{told}"))
}

fn told(tables: &str, files: &[(&str, &str)]) -> Problems {
    scenario(tables, files).plan().map(|_| ()).expect_err(tables)
}

/// What is said of a table of people that is not right, in short.
fn said(text: &str) -> Vec<String> {
    let told = told("people = \"p.csv\"", &[("p.csv", text)]);
    let place = |place: &Place| match place {
        Place::Cell(cell) => cell.name(),
        _ => "file".to_owned(),
    };
    told.list().iter().map(|problem| format!("{}: {}", place(&problem.place), problem.says)).collect()
}

/// Each group: its id, its title, where it waits, and how many it is.
fn groups(plan: &Plan) -> Vec<String> {
    let group = |group: &noria::plan::Group| {
        let count = group.size.as_ref().map_or(-1.0, |size| size.mean());
        format!("{} {:?} {} {count}", group.id, group.title, plan.sites[group.at].id)
    };
    plan.groups.rows().iter().map(group).collect()
}

#[test]
fn rows_are_groups_whatever_parts_their_cells() {
    for text in [
        "id,title,at,to,count\nb,Two,mill,hall,1240\n",
        "id;title;at;to;count\r\nb;Two;mill;hall;1240\r\n",
        "\u{feff}id\ttitle\tat\tto\tcount\nb\tTwo\tmill\thall\t1240",
        "sep=|\nid|title|at|to|count\nb|Two|mill|hall|1 240\n",
        "A title above, with a comma\n\nid,title,at,to,count\n\n,,,,\nb,Two,mill,hall,\"1,240\"\n",
    ] {
        assert_eq!(
            groups(&plan("people = \"p.csv\"", &[("p.csv", text)])),
            ["first \"first\" mill 10", "b \"Two\" mill 1240"],
            "{text}"
        );
    }
}

#[test]
fn names_make_ids_and_are_found_again() {
    let text = "Name,At,To,People\nSankt Jörg,old mill,\"Town hall, upper\",5\nحلب,Mill,hall,6\n";
    let plan = plan("people = \"p.csv\"", &[("p.csv", text)]);
    assert_eq!(
        groups(&plan),
        ["first \"first\" mill 10", "sankt_joerg \"Sankt Jörg\" mill 5", "people_3 \"حلب\" mill 6"]
    );
}

#[test]
fn names_in_any_script_are_found_again() {
    let tables = "sites = \"s.csv\"\npeople = \"p.csv\"\nroutes = \"r.csv\"";
    let files = [
        ("s.csv", "name\nالراموسة\nحلب\nСело 2\n2\n"),
        ("p.csv", "name,at,to,count\nحلب,,Село 2,5\nالراموسة,حلب,hall,6\n"),
        ("r.csv", "from,to,both ways,time [min]\nحلب,Село 2,yes,5\nmill,Село 2,yes,5\nحلب,hall,yes,5\n"),
    ];
    let plan = plan(tables, &files);
    assert_eq!(
        groups(&plan),
        ["first \"first\" mill 10", "people_2 \"حلب\" sites_3 5", "people_3 \"الراموسة\" sites_3 6"]
    );
    let told = told("people = \"p.csv\"", &[("p.csv", "name,at,to,count\nA,حلب,hall,5\n")]);
    assert!(told.list()[0].help.contains("add a column `id`"), "{told}");
}

#[test]
fn a_row_adds_to_what_the_scenario_says() {
    let text = "id,needs,urgency\nfirst,,3\n";
    let plan = plan("people = \"p.csv\"", &[("p.csv", text)]);
    assert_eq!((plan.groups.len(), plan.groups.rows()[0].urgency), (1, 3));
    assert_eq!(
        said("id,count\nfirst,11\n"),
        ["B2: `people.first.count` is given here, and in the scenario, too"]
    );
}

#[test]
fn what_holds_for_all_rows_is_said_once() {
    let tables =
        "people = { file = \"p.csv\", all = { at = \"mill\", to = \"hall\", count = 7, party = 2 } }";
    let both = plan(tables, &[("p.csv", "id,count\na,\nb,3\n")]);
    assert_eq!(groups(&both), ["first \"first\" mill 10", "a \"a\" mill 7", "b \"b\" mill 3"]);
    let wrong = tables.replace("party = 2", "partie = 2");
    let told = told(&wrong, &[("p.csv", "id,count\na,\nb,3\n")]);
    assert_eq!(told.list().len(), 1, "{told}");
}

#[test]
fn columns_that_are_called_otherwise_are_named() {
    let tables = "people = { file = \"p.csv\", columns = { id = \"Ort\", at = \"Sammelpunkt\", count = \"Personen\" }, all = { to = \"hall\" } }";
    let text = "Ort;Sammelpunkt;Personen (2024);Bemerkung\nNord;mill;12;x\n";
    assert_eq!(groups(&plan(tables, &[("p.csv", text)]))[1], "Nord \"Nord\" mill 12");
    let told = told(&tables.replace("Personen", "Personnen"), &[("p.csv", text)]);
    assert_eq!(
        told.list()[0].help,
        "its columns are `Ort`, `Sammelpunkt`, `Personen (2024)` and `Bemerkung`"
    );
}

#[test]
fn hashtags_are_no_row_and_name_columns() {
    let text = "Localité,Site,Vers,Personnes touchées\n#loc+name,#x_at,#x_to,#affected\nNord,mill,hall,40\n";
    let tables = "people = { file = \"p.csv\", columns = { at = \"Site\", to = \"Vers\" } }";
    assert_eq!(groups(&plan(tables, &[("p.csv", text)]))[1], "nord \"Nord\" mill 40");
}

#[test]
fn decimal_commas_are_told_from_thousands_by_column_and_by_file() {
    let routes = |text: &str| {
        let plan = scenario("routes = \"r.csv\"", &[("r.csv", text)]).plan()?;
        let km = |id: &str| plan.routes.rows().iter().find(|route| route.id == id).and_then(|route| route.km);
        Ok::<_, Problems>((km("a"), km("b")))
    };
    let head = "id;from;to;km;time [min]\n";
    for (rows, km) in [
        ("a;mill;camp;1,234;20\nb;hall;camp;2,5;20\n", (1.234, 2.5)),
        ("a;mill;camp;1.234;20\nb;hall;camp;2,5;20\n", (1234.0, 2.5)),
        ("a;mill;camp;1.234;20,5\nb;hall;camp;2;20\n", (1234.0, 2.0)),
        ("a;mill;camp;1.234.567,5;20\nb;hall;camp;2;20\n", (1_234_567.5, 2.0)),
    ] {
        let fits = if km.0 > 100_000.0 { None } else { Some((Some(km.0), Some(km.1))) };
        assert_eq!(routes(&format!("{head}{rows}")).ok(), fits, "{rows}");
    }
    let unclear = routes(&format!("{head}a;mill;camp;1.234;20\nb;hall;camp;2;20\n")).unwrap_err();
    assert_eq!(unclear.list()[0].says, "`km` is \"1.234\", which can be 1.234 or 1234");
    // Said by the scenario, it is clear; and what says otherwise is wrong.
    let said = "routes = { file = \"r.csv\", decimal = \"point\" }";
    let text = format!("{head}a;mill;camp;1.234;20\nb;hall;camp;2,5;20\n");
    let told = told(said, &[("r.csv", &text)]);
    assert_eq!(told.list().len(), 1, "{told}");
    assert!(told.list()[0].says.contains("says that a point stands before decimals"), "{told}");
    // Only one of two readings can be how many people there are.
    let text = "id,at,to,count\na,mill,hall,\"1,234\"\nb,mill,hall,\"2,000\"\n";
    assert_eq!(groups(&plan("people = \"p.csv\"", &[("p.csv", text)]))[2], "b \"b\" mill 2000");
    assert_eq!(
        self::said("id;at;to;count\nb;mill;hall;2.000\n"),
        ["D2: `count` is \"2.000\", which can be 2 or 2000"]
    );
}

#[test]
fn units_stand_in_headings() {
    let text = "id,from,to,length [m],time (h:mm),headway [s]\na,mill,camp,1500,1:30,45\nb,hall,camp,\"0,5 km\",20 min,\n";
    let plan = plan("routes = \"r.csv\"", &[("r.csv", text)]);
    let of = |id: &str| plan.routes.rows().iter().find(|route| route.id == id).unwrap();
    assert_eq!((of("a").km, of("b").km), (Some(1.5), Some(0.5)));
    assert_eq!(of("a").time.mean(), 90.0 * MINUTE as f64);
    let told = told("routes = \"r.csv\"", &[("r.csv", "id,from,to,km [nmi],time\na,mill,camp,3,20\n")]);
    let says: Vec<&str> = told.list().iter().map(|problem| &*problem.says).collect();
    assert_eq!(
        says,
        ["the heading `km [nmi]` says `nmi`, which is no unit of this", "`time` is 20, without a unit"]
    );
}

#[test]
fn clock_times_below_a_unit_are_durations() {
    let times = |head: &str, cells: [&str; 2]| {
        let text = format!("group,{head},people\nnew,{},5\nnew,{},5\n", cells[0], cells[1]);
        let files = [("a.csv", &*text), ("p.csv", "id,at,to\nnew,mill,hall\n")];
        let plan = plan("arrivals = \"a.csv\"\npeople = \"p.csv\"", &files);
        let Arrivals::Curve(curve) = &plan.groups.rows()[1].arrivals else { panic!("no curve") };
        curve.iter().map(|point| point.0.0 as f64 / MINUTE as f64).collect::<Vec<f64>>()
    };
    // Whatever else stands in the column, and with one digit as with two: the clock starts at 14:00.
    for (head, cells, minutes) in [
        ("at [h]", ["00:30", "1.5"], [30.0, 90.0]),
        ("at [min]", ["0:30", "01:30"], [30.0, 90.0]),
        ("at [h:mm]", ["0:30", "15:00"], [30.0, 900.0]),
        ("at [h]", ["00:30:30", "26:00:15.5"], [30.5, 1560.0 + 15.5 / 60.0]),
        ("at", ["15:00", "2:00"], [60.0, 720.0]),
    ] {
        let found = times(head, cells);
        assert!(minutes.iter().all(|time| found.contains(time)), "{head} {cells:?}: {found:?}");
    }
    let text = "id,from,to,time [hours],headway [min]\na,mill,camp,0:30,0:01:30\n";
    let plan = plan("routes = \"r.csv\"", &[("r.csv", text)]);
    let road = plan.routes.rows().iter().find(|route| route.id == "a").unwrap();
    assert_eq!(road.time.mean(), 30.0 * MINUTE as f64);
}

#[test]
fn arrivals_and_itineraries_are_rows_of_their_own() {
    let tables = "arrivals = \"a.csv\"\nitineraries = \"i.csv\"\nfleets = \"f.csv\"\npeople = \"p.csv\"";
    let plan = plan(
        tables,
        &[
            (
                "a.csv",
                "group,at,people\nNew,15:00,4\nnew,15.12.2016 16:30,5\nnew,2016-12-16 02:00,6\nnew,20 h,7\n",
            ),
            ("i.csv", "fleet,stop\nline,Old Mill\nline,hall\nline,mill\nline,hall\n"),
            ("f.csv", "id,count,seats,start,takes\nline,1,9,mill,first; new\n"),
            ("p.csv", "id,at,to\nnew,mill,hall\n"),
        ],
    );
    let Arrivals::Curve(curve) = &plan.groups.rows()[1].arrivals else {
        panic!("{:?}", plan.groups.rows()[1])
    };
    let times: Vec<Tick> = curve.iter().map(|point| point.0).collect();
    for hours in [1.0, 2.5, 12.0, 20.0] {
        assert!(times.contains(&Tick((hours * HOUR as f64) as u64)), "{hours}: {times:?}");
    }
    let stops = plan.fleets.rows()[1].itinerary.as_ref().unwrap();
    assert_eq!(stops.len(), 4);
    let told = told("arrivals = \"a.csv\"", &[("a.csv", "group,at,people\nnobody,1 h,3\nfirst,,4\n")]);
    let says: Vec<&str> = told.list().iter().map(|problem| &*problem.says).collect();
    assert_eq!(says, ["`group` is \"nobody\", but there is no such group of people", "row 3 has no `at`"]);
}

#[test]
fn every_bad_cell_is_told_at_once_with_its_place() {
    assert_eq!(
        said(
            "id,at,to,count,urgncy,party\na,mil,hall,many,1,2\nb,mill,hall,-3,,\nTotal,,,12,,\n,mill,hall,3,,\na,mill,hall,3,,\n"
        ),
        [
            "E1: the heading `urgncy` is not a key of people",
            "B2: `people.a.at` is \"mil\", but there is no such site",
            "D2: `people.a.count` is \"many\"",
            "D3: `people.b.count` is -3",
            "A4: \"Total\" looks like a sum of other rows, not like a group of people",
            "B5: row 5 names no group of people",
            "A6: `people.a` is in p.csv, cell A2 already",
        ]
    );
    assert_eq!(said("a,b\n1,2\n"), ["file: p.csv has no row of headings: none has `id`, or `name`, or `at`"]);
    assert_eq!(said("id,at\n"), ["file: p.csv has no rows below its headings"]);
    assert_eq!(said(""), ["file: p.csv has no row of headings: none has `id`, or `name`, or `at`"]);
}

#[test]
fn a_cell_is_shown_with_its_row() {
    let told = told("people = \"p.csv\"", &[("p.csv", "id,at,to,count\na,mill,hall,\u{1b}many\n")]);
    insta::assert_snapshot!(told.to_string());
}

#[test]
fn overrides_are_of_rows_as_of_all_else() {
    let tables = "people = \"p.csv\"\nfleets = \"f.csv\"";
    let files =
        [("p.csv", "id,at,to,count\nb,mill,hall,5\n"), ("f.csv", "id,count,seats,start\nvans,1,9,mill\n")];
    let changed =
        scenario(tables, &files).set("people.b.count", 6).unwrap().set("fleets.vans.seats", 3).unwrap();
    assert_eq!(groups(&changed.plan().unwrap())[1], "b \"b\" mill 6");
    // Another file is another table; what was changed stays changed.
    let other = changed.clone().with_file("q.csv", "id,at,to,count\nb,mill,hall,7\nc,mill,hall,8\n");
    let other = other.set("tables.people", "q.csv").unwrap();
    assert_eq!(groups(&other.plan().unwrap())[1..], ["b \"b\" mill 6", "c \"c\" mill 8"]);
    assert_eq!(other.file_names().collect::<Vec<_>>(), ["f.csv", "q.csv"]);
    assert_ne!(other.hash(), changed.hash());
    let none = changed.set("people.d.count", 6).unwrap().plan().unwrap_err();
    assert!(none.list()[0].says.contains("there is no group of people `d`"), "{none}");
}

#[test]
fn texts_of_excel_are_read_in_utf_16_and_others_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let read = |bytes: &[u8]| {
        std::fs::write(home.path().join("p.csv"), bytes).unwrap();
        let path = home.path().join("case.toml");
        std::fs::write(&path, scenario("people = \"p.csv\"", &[]).text()).unwrap();
        Scenario::read(path).unwrap().plan().map_err(|told| told.to_string())
    };
    let text = "id\tname\tat\tto\tcount\r\nb\tSüd\tmill\thall\t5\r\n";
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let little = [&[0xff, 0xfe], &wide(u16::to_le_bytes)[..]].concat();
    let big = [&[0xfe, 0xff], &wide(u16::to_be_bytes)[..]].concat();
    for bytes in [text.as_bytes(), &little, &big] {
        assert_eq!(groups(&read(bytes).unwrap())[1], "b \"Süd\" mill 5");
    }
    let told = read(b"id;at\nS\xfcd;mill\n").unwrap_err();
    assert!(told.contains("it is not a text in UTF-8") && told.contains("CSV UTF-8"), "{told}");
}

#[test]
fn a_text_has_one_sheet_and_several_tables_may_be_of_one_kind() {
    let tables = "people = [\"p.csv\", { file = \"q.csv\", sheet = \"q\" }]";
    let files = [("p.csv", "id,at,to,count\nb,mill,hall,5\n"), ("q.csv", "id,at,to,count\nc,mill,hall,6\n")];
    assert_eq!(groups(&plan(tables, &files)).len(), 3);
    let told = told(&tables.replace("\"q\" }", "\"People\" }"), &files);
    assert!(told.list()[0].says.contains("has no sheet `People`"), "{told}");
}

#[test]
fn quotes_that_would_swallow_rows_are_told() {
    let told = |text: &str| told("people = \"p.csv\"", &[("p.csv", text)]).list()[0].says.clone();
    let begins = "`tables.people` names \"p.csv\", which has a quote that is opened in line 3 and";
    assert_eq!(told("id,count\na,100\n\"b,50\nc,20\nd,30\n"), format!("{begins} never closed"));
    assert_eq!(told("count;id\n100;a\n50;\"b\"x\n"), format!("{begins} closed with text behind it"));
    assert_eq!(told("sep=;\ncount;id\n50;\"b\n"), format!("{begins} never closed"));
    let text = "name,at,to,count\n\"Two\nlines\",mill,hall,5\n\"The \"\"old\"\" mill\",mill,hall,6\n";
    let groups = groups(&plan("people = \"p.csv\"", &[("p.csv", text)]));
    assert_eq!(
        groups[1..],
        ["two_lines \"Two lines\" mill 5", "the_old_mill \"The \\\"old\\\" mill\" mill 6"]
    );
}

#[test]
fn totals_are_no_places() {
    let rows = |rows: &str| format!("name,at,to,count\n{rows}");
    let sum = "looks like a sum of other rows, not like a group of people";
    for name in ["Insgesamt", "Total population", "Σ", "المجموع"] {
        let text = rows(&format!("A,mill,hall,100\nB,mill,hall,50\n{name},mill,hall,150\n"));
        assert_eq!(said(&text), [format!("A4: {name:?} {sum}")]);
    }
    // Whatever it is called, the last that has as many as all above, titles of parts and their sums left out.
    let text = rows("North,,,\nA,mill,hall,\"1,000\"\nB,mill,hall,50\nC,mill,hall,5\nAlles,,,\"1,055\"\n");
    assert!(
        said(&text).contains(
            &"A6: \"Alles\" has as many people as all rows above it together, 1055: it looks like their sum"
                .to_owned()
        )
    );
    // Few rows add up by chance; a row that is not the last, or not the sum, is a place; and so is one with an id.
    for text in [
        rows("A,mill,hall,1\nB,mill,hall,2\nC,mill,hall,3\n"),
        rows("A,mill,hall,0\nB,mill,hall,2\nC,mill,hall,3\nD,mill,hall,5\n"),
        rows("D,mill,hall,6\nA,mill,hall,1\nB,mill,hall,2\nC,mill,hall,3\n"),
        rows("A,mill,hall,1\nB,mill,hall,2\nC,mill,hall,3\nD,mill,hall,7\n"),
        "id,name,at,to,count\na,A,mill,hall,1\nt,Total station,mill,hall,3\n".to_owned(),
    ] {
        plan("people = \"p.csv\"", &[("p.csv", &text)]);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    /// Whatever stands in a table, it is read or told of.
    #[test]
    fn no_text_is_too_strange(
        text in "(id|name|at|to|count|time \\[min\\]|km|#loc|;|,|\t|\n|\"|mill|hall|1\\.234|2,5|x|[{\\[]|=| |é){0,60}",
        what in "(sites|routes|people|fleets|arrivals|itineraries)",
    ) {
        let _ = scenario(&format!("{what} = \"t.csv\""), &[("t.csv", &text)]).plan();
    }
}
