//! Which site a place is that a service found.

use super::{Location, SiteAt};
use crate::scenario::problems::Wrong;

/// The radius of the earth in metres, of a sphere of its volume.
const EARTH: f64 = 6_371_000.0;
/// How far from its site a service may have found the nearest road, in metres.
const NEAR: f64 = 1000.0;
/// Up to so far from its site, it is there.
const THERE: f64 = 100.0;

/// The site that lies nearest to each place that a service found.
pub(super) fn by_position(
    sites: &[SiteAt<'_>],
    locations: Option<&[Location]>,
) -> Result<Vec<Option<usize>>, Wrong> {
    let order = "add `sites` to the matrix: their ids in the order in which the service was asked";
    let Some(locations) = locations else {
        return Err(Wrong::new("does not say where its rows and columns lie", order));
    };
    let mut met: Vec<Option<usize>> = Vec::with_capacity(locations.len());
    for &location in locations {
        let site = match location {
            None => None,
            Some(location) => {
                let Some((site, metres)) = nearest(sites, location) else {
                    let help = format!("{order}; or give sites their `position`");
                    return Err(Wrong::new("is about places, where no site has a `position`", help));
                };
                if metres > NEAR {
                    let says = format!(
                        "is about {}, which is {} from `{}`, the nearest site with a `position`",
                        told(location),
                        far(metres),
                        sites[site].id
                    );
                    return Err(Wrong::new(
                        says,
                        swapped(sites, location).unwrap_or_else(|| order.to_owned()),
                    ));
                }
                Some(site)
            }
        };
        if site.is_some() && met.contains(&site) {
            let says = format!("is about two places near `{}`", site.map_or("", |site| sites[site].id));
            return Err(Wrong::new(says, order));
        }
        met.push(site);
    }
    Ok(met)
}

/// Refuses a place that is not at its site, if another site is much nearer or either is the wrong way round.
pub(super) fn lies_there(sites: &[SiteAt<'_>], site: usize, location: Location) -> Result<(), Wrong> {
    let (Some(location), Some(position)) = (location, sites[site].position) else { return Ok(()) };
    let metres = distance(location, position);
    if metres <= THERE {
        return Ok(());
    }
    let id = sites[site].id;
    let says = format!("has {} for `{id}`, {} from its `position`", told(location), far(metres));
    if metres > NEAR
        && let Some(help) = swapped(&sites[site..=site], location)
    {
        return Err(Wrong::new(says, help));
    }
    match nearest(sites, location) {
        // A road may be far from a place in the country.
        Some((other, others)) if other != site && others < metres / 4.0 => {
            let help = format!(
                "`{}` is nearer: see whether `sites` are in the order in which the service was asked, and whether the \
                 positions are right",
                sites[other].id
            );
            Err(Wrong::new(says, help))
        }
        _ => Ok(()),
    }
}

/// The way out, if a site's position is the wrong way round.
fn swapped(sites: &[SiteAt<'_>], location: (f64, f64)) -> Option<String> {
    let (site, metres) = nearest(sites, (location.1, location.0))?;
    (metres <= NEAR).then(|| {
        format!(
            "one of both has latitude and longitude swapped: the `position` of `{}` has the latitude first, and services \
             are asked for the longitude first",
            sites[site].id
        )
    })
}

/// The site nearest to a place, and its distance in metres.
fn nearest(sites: &[SiteAt<'_>], location: (f64, f64)) -> Option<(usize, f64)> {
    let known = sites.iter().enumerate().filter_map(|(site, place)| Some((site, place.position?)));
    known.map(|(site, position)| (site, distance(location, position))).min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Metres between two places along a great circle: the haversine formula (R. W. Sinnott, Sky and Telescope 68 (1984), 159).
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half_chord = |from: f64, to: f64| libm::sin((to - from).to_radians() / 2.0);
    let (north, east) = (half_chord(a.0, b.0), half_chord(a.1, b.1));
    let squared = north * north + libm::cos(a.0.to_radians()) * libm::cos(b.0.to_radians()) * east * east;
    2.0 * EARTH * libm::asin(squared.min(1.0).sqrt())
}

fn told((latitude, longitude): (f64, f64)) -> String {
    format!("{latitude}, {longitude}")
}

fn far(metres: f64) -> String {
    format!("{:.1} km", metres / 1000.0)
}
