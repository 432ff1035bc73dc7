use noria::output::tables::{self, trip_columns};
use noria::output::{CsvTable, ParquetTable, Table};
use noria::plan::Plan;
use noria::record::Trip;
use noria::scenario::Scenario;
use noria::study::{
    Axis, Ensemble, RunOptions, Setting, Study, Swept, Trips, Variants, grid, index_settings, indices,
};
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
        Field::TimestampMillis(instant) => {
            let told: jiff::Timestamp = cell.parse().unwrap();
            told.as_millisecond() == *instant
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
        for ((name, field), (cell, head)) in row.get_column_iter().zip(cells.iter().zip(&rows[0])) {
            assert_eq!(name, head);
            assert!(agrees(field, cell), "{name}: {field} and {cell}");
        }
        assert_eq!(row.len(), cells.len());
    }
    assert!(read.next().is_none());
    let schema = reader.metadata().file_metadata().schema_descr();
    assert!(schema.columns().iter().map(|column| column.name()).eq(&rows[0]));
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
    let (units, rows) = told(|| tables::sweep(&settings, &found));
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
