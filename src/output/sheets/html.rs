//! Sheets as a page to be printed: self-contained, a sheet of paper for each vehicle.

use std::fmt::Write as _;

use super::{ACTUAL, Words};
use crate::plan::Plan;
use crate::study::{Sheet, SheetStop, Sheets};
use crate::units::Tick;

/// How it looks: on any paper, and without colours.
const STYLE: &str = include_str!("sheets.css");

/// How wide the columns of a sheet are.
const COLUMNS: &str = "<colgroup><col class=\"stop\"><col class=\"where\"><col class=\"number\"><col class=\"clock\">\
    <col class=\"clock\"><col class=\"clock\"><col class=\"actual\"><col class=\"clock\"><col class=\"clock\">\
    <col class=\"actual\"><col></colgroup>\n";

/// A page with a sheet for each vehicle, to be printed on paper of any size.
#[must_use]
pub fn sheets_html(plan: &Plan, sheets: &Sheets) -> String {
    let words = Words { plan, sheets };
    let title = escaped(&words.title());
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Sheets: {title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n"
    );
    overview(&words, &mut page);
    sheets.sheets.iter().for_each(|sheet| of_vehicle(&words, sheet, &mut page));
    page + "</body>\n</html>\n"
}

/// A text that says nothing to a browser.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

/// Adds words to the page; a text always takes them.
macro_rules! put {
    ($page:expr, $($words:tt)*) => {
        let _ = write!($page, $($words)*);
    };
}

/// All vehicles, each with its first and its last stop.
fn overview(words: &Words<'_>, page: &mut String) {
    put!(page, "<section>\n<h1>{}</h1>\n", escaped(&words.title()));
    words.how_to_read().iter().for_each(|line| {
        put!(page, "<p>{}</p>\n", escaped(line));
    });
    page.push_str(
        "<table class=\"overview\">\n<colgroup><col><col class=\"number\"><col class=\"site\"><col class=\"day\">\
         <col class=\"site\"><col class=\"day\"></colgroup>\n<thead><tr><th>Vehicle</th><th>Stops</th><th>First stop</th><th>about</th>\
         <th>Last stop</th><th>about</th></tr></thead>\n<tbody>\n",
    );
    for sheet in &words.sheets.sheets {
        put!(page, "<tr><td><b>{}</b></td><td>{}</td>", escaped(&words.vehicle(sheet)), sheet.stops.len());
        for stop in [sheet.stops.first(), sheet.stops.last()] {
            let site = stop.map_or_else(String::new, |stop| escaped(&words.site(stop)));
            let time = stop.map_or_else(String::new, |stop| words.time(words.times(stop.arrives)[0]));
            put!(page, "<td>{site}</td><td class=\"time\">{time}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

/// A time, below its day if that is another one than that of the start.
fn time(words: &Words<'_>, tick: Option<Tick>) -> String {
    let told = escaped(&words.time(tick));
    match told.rsplit_once(' ') {
        Some((day, time)) => format!("<small>{day}</small><br>{time}"),
        None => told,
    }
}

/// A sheet: its head is on every sheet of paper that it takes.
fn of_vehicle(words: &Words<'_>, sheet: &Sheet, page: &mut String) {
    let (vehicle, title) = (escaped(&words.vehicle(sheet)), escaped(&words.title()));
    put!(
        page,
        "<section>\n<table>\n{COLUMNS}<thead>\n<tr><th class=\"head\" colspan=\"11\"><span class=\"vehicle\">{vehicle}</span>\
         <span class=\"title\">{title}</span><br><span class=\"fill\">Driver:</span><span class=\"fill\">Plate:</span>\
         </th></tr>\n"
    );
    put!(
        page,
        "<tr><th rowspan=\"2\">Stop</th><th rowspan=\"2\">Where</th><th colspan=\"2\">People</th>\
         <th colspan=\"3\">Arrive</th><th colspan=\"3\">Leave</th><th rowspan=\"2\">Remarks</th></tr>\n\
         <tr><th>about</th><th>{ACTUAL}</th><th>about</th><th>by</th><th>{ACTUAL}</th>\
         <th>about</th><th>by</th><th>{ACTUAL}</th></tr>\n</thead>\n<tbody>\n"
    );
    if sheet.stops.is_empty() {
        page.push_str("<tr><td colspan=\"11\">No stop is expected of this vehicle: stand by.</td></tr>\n");
    }
    sheet.stops.iter().for_each(|stop| row(words, stop, page));
    // One more stop, on the same sheet of paper as the last.
    put!(page, "<tr class=\"more\">{}</tr>\n", "<td></td>".repeat(11));
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn row(words: &Words<'_>, stop: &SheetStop, page: &mut String) {
    let small = |text: Option<String>| {
        text.map_or_else(String::new, |text| format!("<br><small>{}</small>", escaped(&text)))
    };
    let (people, range) = words.people(stop);
    put!(
        page,
        "<tr><td>{}</td><td>{} <b>{}</b>{}</td><td class=\"people\">{people}{}</td><td></td>",
        stop.number,
        stop.kind.name(),
        escaped(&words.site(stop)),
        small(words.share(stop)),
        small(range)
    );
    for expected in [stop.arrives, stop.leaves] {
        let [about, by] = words.times(expected).map(|tick| time(words, tick));
        put!(page, "<td class=\"time\">{about}</td><td class=\"time\">{by}</td><td></td>");
    }
    page.push_str("<td></td></tr>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_name_holds_says_nothing_to_a_browser() {
        assert_eq!(escaped("<b>\"A&B's\"</b>"), "&lt;b&gt;&quot;A&amp;B&#39;s&quot;&lt;/b&gt;");
    }
}
