use noria::output::tables::{self, trip_columns};
use noria::output::{CsvTable, ParquetTable, Table};
use noria::plan::{LocalClock, Plan};
use noria::record::Trip;
use noria::scenario::Scenario;
use noria::study::{
    Axis, Ensemble, RunOptions, Setting, Study, Swept, Trips, Variants, grid, index_settings, indices,
};
use noria::units::Tick;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

fn studied(plan: Plan) -> (Plan, Ensemble, Vec<(u64, Vec<Trip>)>) {
    let settings = RunOptions { replications: Some(6), trips: Trips::All, ..RunOptions::default() };
    let mut trips = Vec::new();
    let mut sink = |replication, rows: &[Trip]| trips.push((replication, rows.to_vec()));
    let ensemble = Study::of(&plan).with(&settings).trips(Trips::All, &mut sink).run().unwrap();
    (plan, ensemble, trips)
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A cell of Parquet says what the cell of CSV says, as far as that is told.
fn agrees(field: &Field, cell: &str) -> bool {
    match field {
        Field::Null => cell.is_empty(),
        Field::Str(text) => text == cell,
        Field::Long(number) => cell == number.to_string(),
        Field::Double(number) => cell.parse::<f64>().is_ok_and(|cell| (cell - number).abs() < 5.1e-4),
        Field::TimestampMicros(instant) => {
            let told: jiff::Timestamp = cell.parse().unwrap();
            told.as_microsecond() == *instant
        }
        _ => false,
    }
}

/// Both files hold the same table. Returns the units.
fn assert_same(csv: &[u8], parquet: Vec<u8>) -> Vec<(String, String)> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(parquet)).unwrap();
    let rows = csv_rows(csv);
    let mut read = reader.get_row_iter(None).unwrap();
    for cells in &rows[1..] {
        let row = read.next().unwrap().unwrap();
        let told = row.get_column_iter().filter(|(name, _)| rows[0].contains(name));
        for ((name, field), (cell, head)) in told.zip(cells.iter().zip(&rows[0])) {
            assert_eq!(name, head);
            assert!(agrees(field, cell), "{name}: {field} and {cell}");
        }
    }
    assert!(read.next().is_none());
    let schema = reader.metadata().file_metadata().schema_descr();
    let is_beside = |name: &&str| name.ends_with("_utc") || name.ends_with("_local");
    assert!(schema.columns().iter().map(|column| column.name()).filter(|name| !is_beside(name)).eq(&rows[0]));
    let metadata = reader.metadata().file_metadata().key_value_metadata().into_iter().flatten();
    metadata.map(|pair| (pair.key.clone(), pair.value.clone().unwrap())).collect()
}

#[test]
fn parquet_says_what_csv_says_and_the_units() {
    let night = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap();
    let (plan, ensemble, trips) = studied(night.plan().unwrap());
    let (units, _) = told(|| tables::replications(&ensemble));
    assert!(has(&units, "out_90[all]", "s") && has(&units, "out[wounded]", "people"), "{units:?}");

    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    tables::headcount(&plan, &ensemble).csv(&mut csv).unwrap();
    tables::headcount(&plan, &ensemble).parquet(&mut parquet).unwrap();
    assert!(parquet.len() < csv.len() / 4, "{} and {}", parquet.len(), csv.len());
    assert!(has(&assert_same(&csv, parquet), "q50", "people"));

    assert!(has(&trips_told(&plan, &trips), "departed_s", "s"));
}

/// Each row of Parquet as names and cells.
fn parquet_rows(bytes: Vec<u8>) -> Vec<Vec<(String, Field)>> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect())
        .collect()
}

fn cell(row: &[(String, Field)], name: &str) -> Field {
    row.iter()
        .find(|(known, _)| known == name)
        .map_or_else(|| panic!("no {name}"), |(_, field)| field.clone())
}

/// An instant in microseconds since 1970 of a clock; none if the cell is empty.
fn micros(row: &[(String, Field)], name: &str) -> Option<i64> {
    match cell(row, name) {
        Field::TimestampMicros(micros) => Some(micros),
        Field::Null => None,
        other => panic!("{name} is {other}"),
    }
}

fn trips_as_parquet(plan: &Plan, trips: &[(u64, Vec<Trip>)]) -> Vec<u8> {
    let mut parquet = Vec::new();
    let mut columns = ParquetTable::new(trip_columns(plan), &mut parquet).unwrap();
    for (replication, trips) in trips {
        columns.write(&trips.iter().map(|trip| (*replication, *trip)).collect::<Vec<_>>()).unwrap();
    }
    columns.finish().unwrap();
    parquet
}

#[test]
fn times_are_told_in_utc_and_by_the_local_clock() {
    let night = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap();
    let (plan, ensemble, trips) = studied(night.plan().unwrap());
    let ahead = i64::from(plan.clock.offset()) * 60_000_000;
    assert_eq!(ahead, 7_200_000_000, "it is two hours ahead of UTC");
    let start = plan.clock.start() * 1000;
    let rows = parquet_rows(trips_as_parquet(&plan, &trips));
    for row in &rows {
        for name in ["queued", "departed", "arrived", "returned"] {
            let since = match cell(row, &format!("{name}_s")) {
                Field::Double(seconds) => Some(start + (seconds * 1e6).round() as i64),
                _ => None,
            };
            assert_eq!(micros(row, &format!("{name}_local")), since, "{row:?}");
            assert_eq!(micros(row, &format!("{name}_utc")), since.map(|local| local - ahead), "{row:?}");
        }
    }
    assert!(rows.iter().any(|row| cell(row, "returned_utc") == Field::Null));

    let mut bytes = Vec::new();
    tables::headcount(&plan, &ensemble).parquet(&mut bytes).unwrap();
    let schema = SerializedFileReader::new(bytes::Bytes::from(bytes.clone())).unwrap();
    let schema = schema.metadata().file_metadata().schema_descr_ptr();
    let logical = |name: &str| {
        let column = schema.columns().iter().find(|column| column.name() == name);
        format!("{:?}", column.unwrap().logical_type_ref())
    };
    assert!(logical("time").contains("is_adjusted_to_u_t_c: true"), "{}", logical("time"));
    assert!(logical("time_local").contains("is_adjusted_to_u_t_c: false"), "{}", logical("time_local"));
    // What an offset was is not in an instant of UTC.
    assert_eq!(start_of(&bytes), Some(plan.clock.rfc3339(Tick::START)));
    assert_eq!(start_of(&trips_as_parquet(&plan, &trips)), start_of(&bytes));
    for row in parquet_rows(bytes) {
        assert_eq!(micros(&row, "time_local").unwrap() - micros(&row, "time").unwrap(), ahead);
    }
}

/// The start of the clock as a file's metadata says it.
fn start_of(bytes: &[u8]) -> Option<String> {
    let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap();
    let pairs = reader.metadata().file_metadata().key_value_metadata()?;
    pairs.iter().find(|pair| pair.key == "clock.start")?.value.clone()
}

#[test]
fn without_a_start_there_are_no_times_beside() {
    let (plan, _, trips) = studied(Scenario::read("scenarios/minimal.toml").unwrap().plan().unwrap());
    let unsaid = Plan { clock: LocalClock::UNSAID, ..plan };
    let row = &parquet_rows(trips_as_parquet(&unsaid, &trips))[0];
    assert_eq!(start_of(&trips_as_parquet(&unsaid, &trips)), None);
    assert!(row.iter().all(|(name, _)| !name.ends_with("_utc") && !name.ends_with("_local")), "{row:?}");
}

#[test]
fn what_is_varied_has_numbers_in_seconds() {
    let axes = ["fleets.buses.count=2,3", "routes.road.time=20 min,0.5 h", "clock.end=18:00,19:30"]
        .map(|axis| axis.parse().unwrap());
    let settings = grid(&axes).unwrap();
    let found = swept(&settings, false);
    // It starts at half past five.
    let clock = LocalClock::new(17 * 3_600_000 + 1_800_000, 0);
    let (units, rows) = told(|| tables::sweep_long(clock, &settings, &found));
    assert!(rows > 100 && has(&units, "routes.road.time_s", "s"), "{units:?}");
    let mut bytes = Vec::new();
    tables::sweep_long(clock, &settings, &found).parquet(&mut bytes).unwrap();
    let rows = parquet_rows(bytes);
    let last = rows.last().unwrap();
    assert_eq!(cell(last, "fleets.buses.count"), Field::Double(3.0));
    assert_eq!(cell(last, "routes.road.time_s"), Field::Double(1800.0));
    assert_eq!(cell(last, "clock.end_s"), Field::Double(7200.0));
    // Beside what was typed, in the wide table.
    let mut bytes = Vec::new();
    tables::sweep(clock, &settings, &found).parquet(&mut bytes).unwrap();
    let rows = parquet_rows(bytes);
    assert_eq!(cell(&rows[7], "routes.road.time"), Field::Str("0.5 h".to_owned()));
    assert_eq!(cell(&rows[7], "routes.road.time_s"), Field::Double(1800.0));
}

fn trips_told(plan: &Plan, trips: &[(u64, Vec<Trip>)]) -> Vec<(String, String)> {
    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    let mut text = CsvTable::new(trip_columns(plan), &mut csv).unwrap();
    let mut columns = ParquetTable::new(trip_columns(plan), &mut parquet).unwrap();
    for (replication, trips) in trips {
        let rows: Vec<_> = trips.iter().map(|trip| (*replication, *trip)).collect();
        text.write(&rows).unwrap();
        columns.write(&rows).unwrap();
    }
    text.finish().unwrap();
    columns.finish().unwrap();
    assert_same(&csv, parquet)
}

/// Writes a table in both forms, which must say the same. Returns the units and how many rows there are.
fn told<'t, R>(table: impl Fn() -> Table<'t, R>) -> (Vec<(String, String)>, usize) {
    let (mut text, mut parquet) = (Vec::new(), Vec::new());
    table().csv(&mut text).unwrap();
    table().parquet(&mut parquet).unwrap();
    (assert_same(&text, parquet), csv_rows(&text).len() - 1)
}

fn has(units: &[(String, String)], column: &str, unit: &str) -> bool {
    units.contains(&(format!("unit.{column}"), unit.to_owned()))
}

/// Two values of a small scenario.
fn axes() -> Vec<Axis> {
    ["fleets.buses.count=2,3", "routes.road.time=20 min,30 min"].map(|axis| axis.parse().unwrap()).into()
}

/// What these settings of the small scenario give, each with luck of its own if asked.
fn swept(settings: &[Setting], own_luck: bool) -> Swept {
    let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
    let variants = Variants::new(scenario, settings.to_vec(), None).unwrap();
    let variants = if own_luck { variants.with_own_luck(4) } else { variants };
    let few = RunOptions { replications: Some(4), ..RunOptions::default() };
    Study::of(&variants).with(&few).sweep().unwrap()
}

#[test]
fn a_sweep_is_told_as_parquet_too() {
    let settings = grid(&axes()).unwrap();
    let found = swept(&settings, false);
    let (units, rows) = told(|| tables::sweep(LocalClock::UNSAID, &settings, &found));
    assert!(rows == 4 && has(&units, "out_90[all].mean", "s"), "{units:?}");
}

#[test]
fn which_values_matter_is_told_as_parquet_too() {
    let settings = index_settings(&axes(), 4, 1).unwrap();
    let found = swept(&settings, true);
    let paths = axes().into_iter().map(|axis| axis.path).collect::<Vec<_>>();
    let of = |name| Some((indices(&paths, &found.answers(&name)?, 1)?, name));
    let of_all: Vec<_> =
        found.always_reached().into_iter().filter_map(of).map(|(told, name)| (name, told)).collect();
    let (units, rows) = told(|| tables::indices(&of_all, 4));
    assert!(rows > 10 && has(&units, "total_high", "share"), "{units:?}");
    // Rows are in different units.
    assert!(units.iter().all(|(column, _)| column != "unit.variance"), "{units:?}");
    // Where nothing varies, the table has columns but no rows.
    assert_eq!(told(|| tables::indices(&[], 4)).1, 0);

    let parts = |name| Some((found.nested(&name, 0.95)?, name));
    let nested: Vec<_> =
        found.always_reached().into_iter().filter_map(parts).map(|(told, name)| (name, told)).collect();
    let (units, rows) = told(|| tables::uncertainty(&nested));
    assert!(rows > 5 && has(&units, "share_unknown", "share"), "{units:?}");
}

#[test]
fn a_comparison_and_a_tornado_are_told_as_parquet_too() {
    let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
    // With so few buses not all are out before the end, so that there are empty cells.
    let edits = ["fleets.buses.count=1", "fleets.buses.seats=60"];
    let settings: Vec<Setting> = edits.map(|edit| edit.parse().unwrap()).into();
    let other = |setting: &Setting| scenario.clone().set_all(&setting.edits).unwrap().plan().unwrap();
    let plans: Vec<Plan> =
        std::iter::once(scenario.plan().unwrap()).chain(settings.iter().map(other)).collect();
    let few = RunOptions { replications: Some(4), ..RunOptions::default() };
    let found = Study::of(&plans).with(&few).compare().unwrap().unwrap();

    let names = ["base", "one", "roomy"].map(str::to_owned);
    let (units, rows) = told(|| tables::comparison(&names, &found));
    assert!(rows > 20 && has(&units, "share_low", "share"), "{units:?}");
    let (units, rows) = told(|| tables::difference(&plans[0], &names, &found));
    assert!(rows > 20 && has(&units, "q05", "people") && has(&units, "seconds", "s"), "{units:?}");

    let differences: Vec<_> =
        settings.into_iter().zip(found.others.iter().map(|other| other.paired.clone())).collect();
    let (units, rows) = told(|| tables::tornado(&differences));
    assert!(rows > 20 && units.is_empty(), "{units:?}");
}
