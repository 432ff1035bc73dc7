use noria::observe::Trip;
use noria::output::parquet::{
    TripColumns, headcount_columns, replications_columns, sweep_columns, write_parquet,
};
use noria::output::{TripTable, headcount_table, replications_table, sweep_table};
use noria::plan::Plan;
use noria::scenario::Scenario;
use noria::study::{Axis, Ensemble, Settings, Trips, Variants, grid, replicate, sweep};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

fn studied(plan: Plan) -> (Plan, Ensemble, Vec<(u64, Vec<Trip>)>) {
    let settings = Settings { replications: Some(6), trips: Trips::All, ..Settings::default() };
    let mut trips = Vec::new();
    let mut sink = |replication, rows: &[Trip]| trips.push((replication, rows.to_vec()));
    let ensemble = replicate(&plan, &settings, &(), &mut sink).unwrap();
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
    assert!(read.next().is_none() && rows.len() > 1);
    let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap();
    metadata.iter().map(|pair| (pair.key.clone(), pair.value.clone().unwrap())).collect()
}

#[test]
fn parquet_says_what_csv_says_and_the_units() {
    let night = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap();
    let (plan, ensemble, trips) = studied(night.plan().unwrap());
    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    replications_table(&ensemble, &mut csv).unwrap();
    write_parquet(&replications_columns(&ensemble), &mut parquet).unwrap();
    let units = assert_same(&csv, parquet);
    assert!(units.contains(&("unit.out_90[all]".into(), "s".into())), "{units:?}");
    assert!(units.contains(&("unit.out[wounded]".into(), "people".into())), "{units:?}");

    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    headcount_table(&plan, &ensemble, &mut csv).unwrap();
    write_parquet(&headcount_columns(&plan, &ensemble), &mut parquet).unwrap();
    assert!(parquet.len() < csv.len() / 4, "{} and {}", parquet.len(), csv.len());
    assert!(assert_same(&csv, parquet).contains(&("unit.q50".into(), "people".into())));

    assert!(trips_told(&plan, &trips).contains(&("unit.departed_s".into(), "s".into())));
}

fn trips_told(plan: &Plan, trips: &[(u64, Vec<Trip>)]) -> Vec<(String, String)> {
    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    let mut text = TripTable::new(plan, &mut csv).unwrap();
    let mut columns = TripColumns::new(plan, &mut parquet).unwrap();
    for (replication, rows) in trips {
        text.write(*replication, rows).unwrap();
        columns.write(*replication, rows).unwrap();
    }
    text.finish().unwrap();
    columns.finish().unwrap();
    assert_same(&csv, parquet)
}

#[test]
fn a_sweep_is_told_as_parquet_too() {
    let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
    let axes: Vec<Axis> =
        ["fleets.buses.count=2,3", "routes.road.time=20 min,30 min"].map(|axis| axis.parse().unwrap()).into();
    let settings = grid(&axes).unwrap();
    let variants = Variants::new(scenario, settings.clone(), None).unwrap();
    let few = Settings { replications: Some(4), ..Settings::default() };
    let found = sweep(&variants, &few, &(), &()).unwrap();
    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    sweep_table(&settings, &found, &mut csv).unwrap();
    write_parquet(&sweep_columns(&settings, &found), &mut parquet).unwrap();
    let units = assert_same(&csv, parquet);
    assert!(units.contains(&("unit.out_90[all].mean".into(), "s".into())), "{units:?}");
}
