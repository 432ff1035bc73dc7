//! A table of travel times between sites, in a CSV file.

use csv::StringRecord;

use super::{MOST_ROUTES, Way};
use crate::plan::{Id, SiteId};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::durations;
use crate::scenario::lines::line_of;
use crate::scenario::names::{Target, suggest};
use crate::scenario::problems::{MOST_TOLD, Wrong};
use crate::scenario::quotes;
use crate::stats::Distribution;
use crate::units::HORIZON;

/// Reads the ways of the table, the first cell of each line being where they begin. Nothing if it is
/// malformed in any way, which is told.
pub(super) fn ways(sheet: &Sheet<'_>) -> Option<Vec<Way>> {
    let name = sheet.node("csv")?.text()?;
    let scale = durations::milliseconds(sheet.node("unit")?.text()?).ok()? as f64;
    let wrong = |says: String, help: String| sheet.wrong("csv", Wrong::new(says, help));
    let text = sheet.reading.files.text(name).map(|text| text.trim_start_matches('\u{feff}'));
    let text = match text.and_then(|text| quotes::check(text, b',', 0).map(|()| text)) {
        Ok(text) => text,
        Err(no) => {
            wrong(format!("names {name:?}, which {}", no.says), no.help);
            return None;
        }
    };
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).has_headers(false).from_reader(text.as_bytes());
    let lines: Vec<StringRecord> = match reader.records().collect() {
        Ok(lines) => lines,
        Err(error) => {
            let line = line_of(text, error.position());
            let says = format!("names {name:?}, whose line {line} does not have as many cells as the first");
            wrong(says, "separate cells by commas".to_owned());
            return None;
        }
    };
    let lines: Vec<Line> = lines.into_iter().map(|cells| (line_of(text, cells.position()), cells)).collect();
    Times { sheet, name, scale, sound: true }.read(&lines)
}

/// A line's number, from 1, and its cells.
type Line = (u64, StringRecord);

struct Times<'t, 'a> {
    sheet: &'t Sheet<'a>,
    name: &'t str,
    scale: f64,
    /// Whether nothing was wrong so far.
    sound: bool,
}

impl Times<'_, '_> {
    fn read(mut self, lines: &[Line]) -> Option<Vec<Way>> {
        let Some(((first, headings), lines)) = lines.split_first().filter(|(_, lines)| !lines.is_empty())
        else {
            let says = format!("names {:?}, which has no lines below its headings", self.name);
            self.sheet.wrong("csv", Wrong::new(says, "add a line for each site"));
            return None;
        };
        let to = self.sites(headings.iter().enumerate().skip(1).map(|(column, id)| ((*first, column), id)));
        let firsts = lines.iter().map(|(line, cells)| ((*line, 0), &cells[0]));
        let from = self.sites(firsts);
        let mut ways = Vec::with_capacity(self.times(lines, (&from, &to))?);
        for ((line, cells), &from) in lines.iter().zip(&from) {
            for (column, cell) in cells.iter().enumerate().skip(1).filter(|(_, cell)| !cell.is_empty()) {
                let time = self.time((*line, column), cell);
                if let (Some(from), Some(to), Some(time)) = (from, to[column - 1], time)
                    && from != to
                {
                    ways.push(Way { from, to, time: Distribution::fixed(time).ok()?, metres: None });
                }
            }
        }
        self.sound.then_some(ways)
    }

    /// How many travel times there are; nothing if more than can be routes. Counted before they are made, which takes its
    /// time.
    fn times(&self, lines: &[Line], (from, to): (&[Option<SiteId>], &[Option<SiteId>])) -> Option<usize> {
        let of_line = |((_, cells), from): (&Line, &Option<SiteId>)| {
            cells.iter().skip(1).zip(to).filter(|(cell, to)| !cell.is_empty() && *to != from).count()
        };
        let times: usize = lines.iter().zip(from).map(of_line).sum();
        if times > MOST_ROUTES {
            let says = format!("names {:?}, which has {times} travel times", self.name);
            self.sheet.wrong("csv", Wrong::new(says, format!("at most {MOST_ROUTES} are possible")));
        }
        (times <= MOST_ROUTES).then_some(times)
    }

    /// The sites that the cells of a heading or of the first column name, each once.
    fn sites<'c>(&mut self, cells: impl Iterator<Item = ((u64, usize), &'c str)>) -> Vec<Option<SiteId>> {
        let names = self.sheet.reading.known.ids.names(Target::Site);
        let mut met = std::collections::BTreeSet::new();
        let sites = cells.map(|(at, id)| {
            let site = names.row(id).map(SiteId::from_index);
            if site.is_none() {
                self.wrong(
                    at,
                    format!("{id:?}, which is not a site"),
                    suggest(id, names.list(), "the sites are"),
                );
            } else if !met.insert(site) {
                self.wrong(at, format!("`{id}` again"), "keep one of the two".to_owned());
            }
            site
        });
        sites.collect()
    }

    fn time(&mut self, at: (u64, usize), cell: &str) -> Option<f64> {
        let time = cell.parse::<f64>().ok().map(|time| time * self.scale);
        let time = time.filter(|time| (0.0..=HORIZON.0 as f64).contains(time));
        if time.is_none() {
            let help = "travel times are numbers from 0 on, with a decimal point; leave the cell empty where no route is";
            self.wrong(at, format!("{cell:?}"), help.to_owned());
        }
        time
    }

    /// Tells what is wrong with a cell; columns are counted from 0.
    fn wrong(&mut self, (line, column): (u64, usize), has: String, help: String) {
        self.sound = false;
        if self.sheet.reading.problems.borrow().len() < MOST_TOLD {
            let says = format!("names {:?}, where line {line}, column {} has {has}", self.name, column + 1);
            self.sheet.wrong("csv", Wrong::new(says, help));
        }
    }
}
