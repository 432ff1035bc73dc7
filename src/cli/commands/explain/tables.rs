//! The tables of results, read from the page that the code which writes them makes.

/// The page of columns. A test makes it from the tables, and sees that it is as they are.
const PAGE: &str = include_str!("../../../../docs/columns.md");

/// A table of results.
pub(super) struct Table {
    /// The name of its file, without the ending.
    pub(super) name: &'static str,
    pub(super) columns: Vec<Column>,
}

/// A column of a table.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) kind: &'static str,
    pub(super) unit: &'static str,
}

/// All tables, in the order of the page.
pub(super) fn all() -> Vec<Table> {
    PAGE.split("\n## `").skip(1).filter_map(table).collect()
}

fn table(text: &'static str) -> Option<Table> {
    let (name, rest) = text.split_once(".csv`")?;
    Some(Table { name, columns: rest.lines().filter_map(column).collect() })
}

fn column(line: &'static str) -> Option<Column> {
    let mut cells = line.strip_prefix("| `")?.split(" | ");
    let name = cells.next()?.trim_end_matches('`');
    let (about, kind) = (cells.next()?, cells.next()?);
    let unit = cells.next().unwrap_or_default().trim_end_matches('|').trim();
    Some(Column { name, about, kind, unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_page_is_a_column() {
        let tables = all();
        let rows = PAGE.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(tables.iter().map(|table| table.columns.len()).sum::<usize>(), rows);
        assert_eq!(tables.len(), PAGE.matches("\n## ").count());
        let kinds = ["text", "as typed", "whole number", "number", "time"];
        for column in tables.iter().flat_map(|table| &table.columns) {
            assert!(kinds.contains(&column.kind) && !column.name.contains('`'), "{}", column.name);
        }
        let trips = tables.iter().find(|table| table.name == "trips").unwrap();
        let departed = trips.columns.iter().find(|column| column.name == "departed_s").unwrap();
        assert_eq!((departed.kind, departed.unit), ("number", "s"));
    }
}
