//! What routing services answer when they are asked for travel times between many places: OSRM's `table`, and the
//! matrices of openrouteservice and Valhalla, as these write them.
//!
//! Read from their documentation, and from answers of pyvalhalla 3.9.1 (both of its forms). All answer in seconds. OSRM
//! and openrouteservice have distances in metres unless another unit was asked for, Valhalla in kilometres or miles.
//!
//! `written` has the forms of all, `places` finds the sites that rows and columns are about.

mod places;
mod written;

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use serde_json::error::Category;

use super::problems::Wrong;
use super::{Scenario, edit};
use crate::plan::Plan;
use places::{by_position, lies_there};
use written::Written;

/// No way is longer, in metres.
const FARTHEST: f64 = 1e8;

/// A site that an answer may be about.
#[derive(Clone, Copy, Debug)]
pub(super) struct SiteAt<'a> {
    /// Its id.
    pub id: &'a str,
    /// Latitude and longitude in degrees, if they are known.
    pub position: Option<(f64, f64)>,
}

/// The travel time between two sites, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub from: usize,
    pub to: usize,
    pub seconds: f64,
    pub metres: Option<NonZeroU32>,
}

/// Which site each row and each column is about; none where the service found no place for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    rows: Vec<Option<usize>>,
    columns: Vec<Option<usize>>,
}

type Grid = Vec<Vec<Option<f64>>>;
/// Latitude and longitude of a place that the service found.
type Location = Option<(f64, f64)>;

/// An answer: travel times, from rows to columns.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Who answered.
    pub service: &'static str,
    seconds: Grid,
    metres: Option<Grid>,
    /// Where rows and columns lie, where the answer tells.
    rows: Option<Vec<Location>>,
    columns: Option<Vec<Location>>,
    /// The cells whose times were guessed from the distance as the crow flies, by row and column.
    guessed: BTreeSet<[usize; 2]>,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// If it is none, or one that says that something went wrong.
    pub fn read(text: &str) -> Result<Answer, Wrong> {
        let document: Written = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let what = match error.classify() {
                Category::Data => "is JSON, but not as a routing service answers",
                _ => "is no JSON",
            };
            let help = "save what the service answered as it is: OSRM's `table`, or the matrix of openrouteservice or Valhalla";
            let (line, column) = (error.line().max(1), error.column().max(1));
            Wrong::new(format!("{what}: see line {line}, column {column}"), help)
        })?;
        document.failure()?;
        let answer = document.answer()?;
        answer.check_shape()?;
        Ok(answer)
    }

    fn check_shape(&self) -> Result<(), Wrong> {
        let columns = self.seconds.first().map_or(0, Vec::len);
        if columns == 0 {
            return Err(Wrong::new("has no travel times", "ask for sources and destinations"));
        }
        let ragged =
            |grid: &Grid| grid.len() != self.seconds.len() || grid.iter().any(|row| row.len() != columns);
        let unlike = |locations: &Option<Vec<Location>>, count: usize| {
            locations.as_ref().is_some_and(|locations| locations.len() != count)
        };
        if ragged(&self.seconds)
            || self.metres.as_ref().is_some_and(ragged)
            || unlike(&self.rows, self.seconds.len())
            || unlike(&self.columns, columns)
        {
            let help = "save what the service answered as it is, with all rows and columns";
            return Err(Wrong::new("has rows of different lengths", help));
        }
        let metres = self.metres.iter().flatten().flatten().flatten();
        match metres.copied().find(|metres| !(0.0..=FARTHEST).contains(metres)) {
            Some(metres) => {
                let says = format!("has a distance of {:e} km", metres / 1000.0);
                Err(Wrong::new(says, "distances lie between 0 and 100 000 km: see what the service answered"))
            }
            None => Ok(()),
        }
    }

    /// Finds the sites of rows and columns: as they are listed, or by where they lie.
    ///
    /// # Errors
    /// If they cannot be found, or do not lie where the answer says.
    pub fn placed(&self, sites: &[SiteAt<'_>], listed: Option<&[usize]>) -> Result<Placed, Wrong> {
        let (rows, columns) = (self.seconds.len(), self.seconds[0].len());
        let Some(listed) = listed else {
            let rows = by_position(sites, self.rows.as_deref())?;
            return Ok(Placed { rows, columns: by_position(sites, self.columns.as_deref())? });
        };
        if [rows, columns] != [listed.len(); 2] {
            let (row, column) =
                (if rows == 1 { "row" } else { "rows" }, if columns == 1 { "column" } else { "columns" });
            let says =
                format!("has {rows} {row} and {columns} {column}, where `sites` lists {}", listed.len());
            let help = match rows == columns {
                true => "list the sites in the order in which the service was asked, each once",
                false => {
                    "ask for all sites both as sources and as destinations; or leave `sites` out where the answer says \
                          where its places are, and give sites their `position`"
                }
            };
            return Err(Wrong::new(says, help));
        }
        if let Some(place) = (1..listed.len()).find(|&place| listed[..place].contains(&listed[place])) {
            let says =
                format!("has a row for each site, where `sites` lists `{}` twice", sites[listed[place]].id);
            return Err(Wrong::new(says, "list each site once"));
        }
        for locations in [&self.rows, &self.columns].into_iter().flatten() {
            for (&site, location) in listed.iter().zip(locations) {
                lies_there(sites, site, *location)?;
            }
        }
        let all: Vec<Option<usize>> = listed.iter().copied().map(Some).collect();
        Ok(Placed { rows: all.clone(), columns: all })
    }

    /// All travel times between two sites, row by row.
    pub fn pairs<'p>(&'p self, placed: &'p Placed) -> impl Iterator<Item = Pair> + 'p {
        self.cells(placed).filter_map(|(from, to, row, column)| {
            let seconds = self.seconds[row][column]?;
            let metres = self.metres.as_ref().and_then(|metres| metres[row][column]);
            let metres = metres.and_then(|metres| NonZeroU32::new(metres.round() as u32));
            Some(Pair { from, to, seconds, metres })
        })
    }

    /// The pairs of sites between which the service knows no way.
    pub fn without_way<'p>(&'p self, placed: &'p Placed) -> impl Iterator<Item = (usize, usize)> + 'p {
        self.cells(placed)
            .filter_map(|(from, to, row, column)| self.seconds[row][column].is_none().then_some((from, to)))
    }

    /// How many times between two sites were guessed.
    fn guesses(&self, placed: &Placed) -> usize {
        self.cells(placed).filter(|&(.., row, column)| self.guessed.contains(&[row, column])).count()
    }

    /// All cells of two different sites, with these.
    fn cells<'p>(&self, placed: &'p Placed) -> impl Iterator<Item = (usize, usize, usize, usize)> + use<'p> {
        placed.rows.iter().enumerate().filter_map(|(row, site)| Some((row, (*site)?))).flat_map(
            |(row, from)| {
                let columns = placed.columns.iter().enumerate();
                let other = move |(column, to): (usize, &Option<usize>)| Some((from, (*to)?, row, column));
                columns.filter_map(other).filter(|(from, to, ..)| from != to)
            },
        )
    }
}

/// What a scenario takes from the answer of a routing service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingAnswer {
    /// The file's name.
    pub file: String,
    /// Who answered.
    pub service: &'static str,
    /// How many travel times it has between two different sites.
    pub times: usize,
    /// The ids of sites between which the service knows no way, from the first to the second.
    pub without_way: Vec<[String; 2]>,
    /// How many of its times are guessed from the distance as the crow flies.
    pub guessed: usize,
}

impl Scenario {
    /// What the scenario takes from the answer of a routing service; none if it names none. `plan` is that of the scenario.
    #[must_use]
    pub fn routing_answer(&self, plan: &Plan) -> Option<RoutingAnswer> {
        let text = |path: &str| edit::find(&self.document, path)?.text();
        let file = text("matrix.answer")?;
        let answer = Answer::read(self.files.text(file).ok()?).ok()?;
        let sites: Vec<SiteAt<'_>> =
            plan.sites.rows().iter().map(|site| SiteAt { id: &site.id, position: site.position }).collect();
        let place = |id: &str| sites.iter().position(|site| site.id == id);
        let listed = match edit::find(&self.document, "matrix.sites") {
            Some(list) => {
                Some(list.list()?.iter().map(|id| place(id.text()?)).collect::<Option<Vec<usize>>>()?)
            }
            None => None,
        };
        let placed = answer.placed(&sites, listed.as_deref()).ok()?;
        let named = |(from, to): (usize, usize)| [from, to].map(|site| sites[site].id.to_owned());
        Some(RoutingAnswer {
            file: file.to_owned(),
            service: answer.service,
            times: answer.pairs(&placed).count(),
            without_way: answer.without_way(&placed).map(named).collect(),
            guessed: answer.guesses(&placed),
        })
    }
}
