//! Travel times as routing services answer.

use noria::scenario::Scenario;

const SITES: &str = "format = 1\n[sites]\na = { position = [36.20, 37.10] }\nb = { position = [36.21, 37.13] }\n\
    c = { position = [36.40, 37.40] }\n[people.p]\nat = \"a\"\nto = \"b\"\ncount = 10\n\
    [fleets.f]\ncount = 1\nseats = 50\nstart = \"a\"\n[matrix]\nanswer = \"answer.json\"\n";

/// Two places and one to which no road leads, longitude first.
const OSRM: &str = r#"{"code":"Ok",
    "durations":[[0,912.4,null],[897.1,0,null],[null,null,0]],"distances":[[0,9120.4,null],[9065.6,0,null],[null,null,0]],
    "sources":[{"location":[37.1001,36.2],"name":""},{"location":[37.13,36.2101],"name":"x"},{"location":[37.4,36.4],"name":""}],
    "destinations":[{"location":[37.1001,36.2],"name":""},{"location":[37.13,36.2101],"name":"x"},{"location":[37.4,36.4],"name":""}]}"#;

fn read(more: &str, answer: &str) -> Scenario {
    Scenario::parse("case.toml", &format!("{SITES}{more}")).unwrap().with_file("answer.json", answer)
}

/// All routes as `from-to`, with seconds and kilometres.
fn routes(more: &str, answer: &str) -> Vec<(String, f64, Option<f64>)> {
    let plan = read(more, answer).plan().unwrap_or_else(|problems| panic!("{problems}"));
    let rows = plan.routes.rows().iter();
    rows.map(|route| (route.id.clone(), route.time.mean() / 1000.0, route.km)).collect()
}

fn wrong(more: &str, answer: &str) -> String {
    read(more, answer).plan().map(|_| ()).unwrap_err().to_string()
}

fn known(km: [Option<f64>; 2]) -> Vec<(String, f64, Option<f64>)> {
    vec![("a-b".to_owned(), 912.4, km[0]), ("b-a".to_owned(), 897.1, km[1])]
}

#[test]
fn each_service_gives_times_and_kilometres_in_its_own_form() {
    let metres = [Some(9.120), Some(9.066)];
    assert_eq!(routes("", OSRM), known(metres));
    assert_eq!(routes("sites = [\"a\", \"b\", \"c\"]\n", OSRM), known(metres));

    let ors = |units: &str, scale: f64| {
        format!(
            r#"{{"durations":[[0.0,912.4],[897.1,0.0]],"distances":[[0.0,{}],[{},0.0]],
            "sources":[{{"location":[37.1,36.2],"snapped_distance":3.1}},{{"location":[37.13,36.21]}}],
            "destinations":[{{"location":[37.1,36.2]}},{{"location":[37.13,36.21]}}],
            "metadata":{{"service":"matrix","query":{{"profile":"driving-car","responseType":"json"{units}}}}}}}"#,
            9120.4 / scale,
            9065.6 / scale
        )
    };
    assert_eq!(routes("", &ors("", 1.0)), known(metres));
    assert_eq!(routes("", &ors(r#","units":"km""#, 1000.0)), known(metres));
    assert_eq!(routes("", &ors(r#","units":"mi""#, 1609.344)), known(metres));

    let record = |time: &str, distance: f64| format!(r#"{{"time":{time},"distance":{distance}}}"#);
    let verbose = |points: &str, units: &str, scale: f64| {
        let rows = [
            [record("0", 0.0), record("912.4", 9.120 / scale)],
            [record("897.1", 9.066 / scale), record("0", 0.0)],
        ];
        let rows = rows.map(|row| format!("[{}]", row.join(","))).join(",");
        format!(
            r#"{{"sources_to_targets":[{rows}],"sources":{points},"targets":{points},"units":"{units}"}}"#
        )
    };
    let flat = r#"[{"lat":36.2,"lon":37.1},{"lat":36.21,"lon":37.13}]"#;
    let nested = r#"[[{"lat":36.2,"lon":37.1}],[{"lat":36.21,"lon":37.13}]]"#;
    let listed = r#"[[{"lat":36.2,"lon":37.1},{"lat":36.21,"lon":37.13}]]"#;
    for points in [flat, nested, listed] {
        assert_eq!(routes("", &verbose(points, "kilometers", 1.0)), known(metres));
    }
    assert_eq!(routes("", &verbose(flat, "miles", 1.609_344)), known(metres));
    let terse = r#"{"sources_to_targets":{"durations":[[0,912.4],[897.1,0]],"distances":[[0.0,9.12],[9.066,0.0]]},
        "units":"kilometers","algorithm":"costmatrix"}"#;
    assert_eq!(routes("sites = [\"a\", \"b\"]\n", terse), known(metres));
    // Listed in another order, the times are of other pairs.
    assert_eq!(routes("sites = [\"b\", \"a\"]\n", terse)[0], ("b-a".to_owned(), 912.4, Some(9.12)));
}

#[test]
fn what_the_scenario_says_itself_takes_precedence() {
    let table = "csv = \"times.csv\"\nunit = \"min\"\n";
    let scenario = read(table, OSRM).with_file("times.csv", ",a,b\na,,3\n");
    let plan = scenario.plan().unwrap();
    let told =
        plan.routes.rows().iter().map(|route| (route.id.as_str(), route.time.mean())).collect::<Vec<_>>();
    assert_eq!(told, [("a-b", 180_000.0), ("b-a", 897_100.0)]);
    let road = "[routes.road]\nfrom = \"b\"\nto = \"a\"\ntime = \"1 min\"\n";
    let told = routes(road, OSRM);
    assert_eq!(told.iter().map(|(id, ..)| id.as_str()).collect::<Vec<_>>(), ["road", "a-b"]);
}

#[test]
fn the_kilometres_of_an_answer_can_be_paid_for() {
    let costs = "[costs.f]\nper_km = 1.0\n";
    assert!(read(costs, OSRM).plan().is_ok());
    let told = wrong(costs, &OSRM.replace("distances", "lengths"));
    assert!(told.contains("counts kilometres, but the matrix has none for `a-b`"), "{told}");
}

#[test]
fn pairs_without_a_way_are_told() {
    let scenario = read("", OSRM);
    let answered = scenario.routing_answer(&scenario.plan().unwrap()).unwrap();
    assert_eq!((answered.service, answered.times, answered.guessed), ("OSRM", 2, 0));
    let pairs: Vec<String> = answered.without_way.iter().map(|pair| pair.join("-")).collect();
    assert_eq!(pairs, ["a-c", "b-c", "c-a", "c-b"]);
    let guessed = OSRM.replace("\"code\"", "\"fallback_speed_cells\":[[0,1],[0,1],[2,2],[7,9]],\"code\"");
    let scenario = read("", &guessed);
    assert_eq!(scenario.routing_answer(&scenario.plan().unwrap()).unwrap().guessed, 1);
}

/// Valhalla's answer for one pair, whose record says that it is of this column.
fn verbose(column: &str, units: &str) -> String {
    let record = |column: &str| format!(r#"{{"time":1,"distance":1,"from_index":0,"to_index":{column}}}"#);
    let points = r#"[{"lat":36.2,"lon":37.1},{"lat":36.21,"lon":37.13}]"#;
    format!(
        r#"{{"sources_to_targets":[[{},{}]],"sources":[{{"lat":36.2,"lon":37.1}}],"targets":{points},"units":"{units}"}}"#,
        record("0"),
        record(column)
    )
}

#[test]
fn an_answer_need_not_be_square_where_it_says_where_its_places_are() {
    let back = "[routes.back]\nfrom = \"b\"\nto = \"a\"\ntime = \"9 min\"\n";
    assert_eq!(routes(back, &verbose("1", "kilometers"))[1], ("a-b".to_owned(), 1.0, Some(1.0)));
    let told = wrong("sites = [\"a\", \"b\"]\n", &verbose("1", "kilometers"));
    assert!(told.contains("has 1 row and 2 columns") && told.contains("or leave `sites` out"), "{told}");
}

#[test]
fn a_wrong_order_of_sites_that_lie_near_each_other_is_noticed() {
    let near = SITES.replace("36.21, 37.13", "36.205, 37.105");
    let answer = OSRM.replace("37.13,36.2101", "37.105,36.205");
    let read = |order: &str| {
        let text = format!("{near}sites = [{order}, \"c\"]\n");
        Scenario::parse("case.toml", &text)
            .unwrap()
            .with_file("answer.json", answer.as_str())
            .plan()
            .map(|_| ())
    };
    assert!(read("\"a\", \"b\"").is_ok());
    assert!(read("\"b\", \"a\"").unwrap_err().to_string().contains("`a` is nearer"));
}

#[test]
fn a_pair_that_the_service_does_not_know_is_told_as_such() {
    let told = wrong("", &OSRM.replace("912.4", "null"));
    assert!(told.contains("the answer of the routing service knows none either"), "{told}");
}

#[test]
fn what_does_not_go_together_is_said_with_the_way_out() {
    let listed = "sites = [\"a\", \"b\", \"c\"]\n";
    let cut = |from: &str, to: &str| OSRM.replacen(from, to, 1);
    for (more, answer, says) in [
        (
            listed.replace("\"a\", \"b\"", "\"b\", \"a\""),
            OSRM.to_owned(),
            "`a` is nearer: see whether `sites` are in the order",
        ),
        (
            "sites = [\"a\", \"b\"]\n".into(),
            OSRM.to_owned(),
            "has 3 rows and 3 columns, where `sites` lists 2",
        ),
        ("sites = [\"a\", \"b\", \"b\"]\n".into(), OSRM.to_owned(), "lists `b` twice"),
        ("sites = [\"a\", \"b\", \"d\"]\n".into(), OSRM.to_owned(), "is \"d\", but there is no such site"),
        (
            String::new(),
            cut("[37.4,36.4]", "[37.3,36.4]"),
            "9.0 km from `c`, the nearest site with a `position`",
        ),
        (String::new(), cut("[37.4,36.4]", "[37.1,36.2]"), "is about two places near `a`"),
        (
            String::new(),
            OSRM.replace("[37.4,36.4]", "[36.4,37.4]"),
            "one of both has latitude and longitude swapped: the `position` of `c`",
        ),
        (String::new(), cut("\"sources\"", "\"soucres\""), "does not say where its rows and columns lie"),
        (
            String::new(),
            cut("\"Ok\"", "\"InvalidQuery\",\"message\":\"Query string malformed\""),
            "InvalidQuery: Query string malformed",
        ),
        (
            String::new(),
            r#"{"error":{"code":6010,"message":"Point 3 not found"}}"#.into(),
            "could not answer: Point 3 not found",
        ),
        (
            String::new(),
            r#"{"error_code":442,"error":"No path could be found"}"#.into(),
            "could not answer: No path could be found",
        ),
        (String::new(), cut("\"durations\"", "\"hours\""), "has distances and no times"),
        (String::new(), "{}".into(), "has no `durations`"),
        (String::new(), r#"{"durations":[]}"#.into(), "has no travel times"),
        (String::new(), cut("[null,null,0]", "[null,0]"), "has rows of different lengths"),
        (String::new(), cut("9120.4", "-9120.4"), "has a distance of -9.1204e0 km"),
        (String::new(), cut("9120.4", "1e18"), "has a distance of 1e15 km"),
        (String::new(), verbose("0", "kilometers"), "has records in another order than their indices say"),
        (String::new(), verbose("1", "feet"), "has distances in \"feet\", an unknown unit"),
        (String::new(), cut("912.4", "-912.4"), "has -912.4 s from `a` to `b`"),
        (String::new(), cut("912.4", "\"912.4\""), "is JSON, but not as a routing service answers: see line"),
        (String::new(), "<html>busy</html>".into(), "is no JSON: see line 1, column 1"),
        ("unit = \"s\"\n".into(), OSRM.to_owned(), "services answer in seconds"),
    ] {
        let told = wrong(&more, &answer);
        assert!(told.contains(says) && told.contains("= help: "), "{says} is not in\n{told}");
    }
    let no_table =
        Scenario::parse("case.toml", &SITES.replace("answer = \"answer.json\"", "unit = \"min\"")).unwrap();
    let told = no_table.plan().unwrap_err().to_string();
    assert!(
        told.contains("`matrix.csv` is missing") && told.contains("`answer = \"answer.json\"`"),
        "{told}"
    );
    let without_unit =
        Scenario::parse("case.toml", &SITES.replace("answer = \"answer.json\"", "csv = \"t.csv\""));
    assert!(without_unit.unwrap().plan().unwrap_err().to_string().contains("add `unit = \"min\"`"));
}

#[test]
fn an_answer_that_is_no_text_is_not_called_a_table() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("case.toml"), SITES).unwrap();
    std::fs::write(dir.path().join("answer.json"), [0x1f, 0x8b, 8, 0, 0xff]).unwrap();
    let told =
        Scenario::read(dir.path().join("case.toml")).unwrap().plan().map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("not packed, in UTF-8"), "{told}");
}
