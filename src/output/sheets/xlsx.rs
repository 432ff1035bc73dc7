//! Sheets as a workbook: an overview, and a sheet for each vehicle. The same bytes whenever it is made.

use std::collections::BTreeSet;
use std::io;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{ACTUAL, NOT_SURE, Words, day};
use crate::plan::{LocalClock, Plan};
use crate::study::{Expected, Sheet, SheetStop, Sheets};
use crate::units::Tick;

/// A workbook with a sheet for each vehicle.
///
/// # Errors
/// If there is more than a workbook holds.
pub fn sheets_xlsx(plan: &Plan, sheets: &Sheets) -> io::Result<Vec<u8>> {
    workbook(&Words { plan, sheets }).map_err(io::Error::other)
}

fn workbook(words: &Words<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day of its making would make it another file every time.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(words.title()).set_author("noria");
    book.set_properties(&properties.set_creation_datetime(&made));
    let looks = Looks::new();
    let mut taken = BTreeSet::new();
    overview(words, &looks, book.add_worksheet().set_name(name("Overview", &mut taken))?)?;
    for sheet in &words.sheets.sheets {
        let page = book.add_worksheet();
        page.set_name(name(&words.vehicle(sheet), &mut taken))?;
        of_vehicle(words, sheet, &looks, page)?;
    }
    book.save_to_buffer()
}

/// Letters that a sheet's name may have at the most.
const LONGEST: usize = 31;

/// A name for a sheet that no other has: of 31 letters at the most, and without those that a workbook keeps to itself.
fn name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let fit = |letter: char| if "[]:*?/\\'".contains(letter) { '-' } else { letter };
    // A workbook counts halves of letters beyond the most common ones.
    let cut = |text: &str, longest: usize| {
        let mut left = longest;
        let fits = |letter: &char| left.checked_sub(letter.len_utf16()).map(|rest| left = rest).is_some();
        text.chars().take_while(fits).collect::<String>()
    };
    let whole: String = wanted.chars().map(fit).collect();
    // `History` is kept, too.
    let whole =
        if whole.trim().is_empty() || whole.eq_ignore_ascii_case("history") { whole + "-" } else { whole };
    let numbered = (2_u64..).map(|number| {
        let behind = format!(" ~{number}");
        cut(&whole, LONGEST - behind.len()) + &behind
    });
    let mut names = std::iter::once(cut(&whole, LONGEST)).chain(numbered);
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}

/// How cells look.
struct Looks {
    title: Format,
    plain: Format,
    head: Format,
    cell: Format,
    time: Format,
    day_and_time: Format,
    since_start: Format,
}

impl Looks {
    fn new() -> Looks {
        let cell = || {
            let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap();
            cell.set_align(FormatAlign::VerticalCenter).set_font_size(12)
        };
        let right = || cell().set_align(FormatAlign::Right);
        Looks {
            title: Format::new().set_bold().set_font_size(18),
            plain: Format::new().set_font_size(11),
            head: cell().set_bold().set_background_color("E4E4E4"),
            cell: cell(),
            time: right().set_num_format("hh:mm"),
            day_and_time: right().set_num_format("d mmm hh:mm"),
            since_start: right().set_num_format("[h]:mm"),
        }
    }
}

/// The days from the first day of workbooks to that of clocks.
const DAYS_TO_1970: f64 = 25_569.0;

/// The first day that all programs count alike.
const FIRST_DAY: f64 = 61.0;

/// The first day that no workbook knows.
const DAYS: f64 = 2_958_466.0;

/// An instant as workbooks count days, if they know it.
fn serial(clock: LocalClock, tick: Tick) -> Option<f64> {
    let days = clock.local_micros(tick)? as f64 / 86_400e6 + DAYS_TO_1970;
    (FIRST_DAY..DAYS).contains(&days).then_some(days)
}

/// Writes a time as one, so that it can be reckoned with.
fn put_time(
    words: &Words<'_>,
    looks: &Looks,
    (page, row, column): (&mut Worksheet, u32, u16),
    tick: Option<Tick>,
) -> Result<(), XlsxError> {
    let clock = words.plan.clock;
    let of = |tick: Tick| match clock.is_said() {
        false => Some((tick.seconds() / 86_400.0, &looks.since_start)),
        true if day(clock, tick) == day(clock, Tick::START) => Some((serial(clock, tick)?, &looks.time)),
        true => Some((serial(clock, tick)?, &looks.day_and_time)),
    };
    match tick.and_then(of) {
        Some((days, look)) => page.write_number_with_format(row, column, days, look)?,
        None => page.write_string_with_format(row, column, words.time(tick), &looks.cell)?,
    };
    Ok(())
}

/// What every sheet begins with. Returns the row behind it.
fn head(words: &Words<'_>, looks: &Looks, page: &mut Worksheet, title: &str) -> Result<u32, XlsxError> {
    page.set_landscape().set_print_fit_to_pages(1, 0).set_footer("&L&A&RPage &P of &N");
    page.write_string_with_format(0, 0, title, &looks.title)?;
    let mut row = 1;
    for line in words.how_to_read() {
        page.write_string_with_format(row, 0, line, &looks.plain)?;
        row += 1;
    }
    Ok(row + 1)
}

/// The heads of columns, each with its width.
fn columns(looks: &Looks, page: &mut Worksheet, row: u32, heads: &[(&str, f64)]) -> Result<(), XlsxError> {
    for (column, (head, width)) in (0..).zip(heads) {
        page.set_column_width(column, *width)?;
        page.write_string_with_format(row, column, *head, &looks.head)?;
    }
    page.set_freeze_panes(row + 1, 0)?.set_repeat_rows(row, row)?;
    Ok(())
}

fn overview(words: &Words<'_>, looks: &Looks, page: &mut Worksheet) -> Result<(), XlsxError> {
    let mut row = head(words, looks, page, &words.title())?;
    let heads = [
        ("Vehicle", 22.0),
        ("Stops", 8.0),
        ("First stop", 28.0),
        ("about", 14.0),
        ("Last stop", 28.0),
        ("about", 14.0),
    ];
    columns(looks, page, row, &heads)?;
    for sheet in &words.sheets.sheets {
        row += 1;
        page.write_string_with_format(row, 0, words.vehicle(sheet), &looks.cell)?;
        page.write_number_with_format(row, 1, sheet.stops.len() as f64, &looks.cell)?;
        for (column, stop) in [(2, sheet.stops.first()), (4, sheet.stops.last())] {
            let site = stop.map_or_else(String::new, |stop| words.site(stop));
            page.write_string_with_format(row, column, site, &looks.cell)?;
            match stop {
                Some(stop) => put_time(words, looks, (page, row, column + 1), words.times(stop.arrives)[0])?,
                None => _ = page.write_string_with_format(row, column + 1, NOT_SURE, &looks.cell)?,
            }
        }
    }
    Ok(())
}

/// The columns of a vehicle's sheet.
const HEADS: [(&str, f64); 14] = [
    ("Stop", 6.0),
    ("What", 10.0),
    ("Where", 26.0),
    ("In runs", 22.0),
    ("People", 9.0),
    ("9 of 10 runs", 12.0),
    ("People, ACTUAL", 10.0),
    ("Arrive about", 13.0),
    ("Arrive by", 13.0),
    ("Arrive, ACTUAL", 12.0),
    ("Leave about", 13.0),
    ("Leave by", 13.0),
    ("Leave, ACTUAL", 12.0),
    ("Remarks", 30.0),
];

/// Rows for stops that nobody expects.
const BLANK_ROWS: u32 = 3;

fn of_vehicle(
    words: &Words<'_>,
    sheet: &Sheet,
    looks: &Looks,
    page: &mut Worksheet,
) -> Result<(), XlsxError> {
    let title = format!("{}: {}", words.vehicle(sheet), words.title());
    let mut row = head(words, looks, page, &title)?;
    let heads = HEADS.map(|(head, width)| (head.replace("ACTUAL", ACTUAL), width));
    columns(looks, page, row, &heads.each_ref().map(|(head, width)| (&**head, *width)))?;
    if sheet.stops.is_empty() {
        row += 1;
        page.write_string_with_format(
            row,
            0,
            "No stop is expected of this vehicle: stand by.",
            &looks.plain,
        )?;
    }
    for stop in &sheet.stops {
        row += 1;
        put_stop(words, stop, looks, (page, row))?;
    }
    for blank in row + 1..=row + BLANK_ROWS {
        page.set_row_height(blank, 24)?;
        for column in 0..HEADS.len() as u16 {
            page.write_blank(blank, column, &looks.cell)?;
        }
    }
    Ok(())
}

fn put_stop(
    words: &Words<'_>,
    stop: &SheetStop,
    looks: &Looks,
    (page, row): (&mut Worksheet, u32),
) -> Result<(), XlsxError> {
    page.set_row_height(row, 24)?;
    page.write_number_with_format(row, 0, f64::from(stop.number), &looks.cell)?;
    let share = words.share(stop).unwrap_or_else(|| "all".to_owned());
    for (column, text) in (1..).zip([stop.kind.name().to_owned(), words.site(stop), share]) {
        page.write_string_with_format(row, column, text, &looks.cell)?;
    }
    page.write_number_with_format(row, 4, f64::from(stop.people[1]), &looks.cell)?;
    page.write_string_with_format(row, 5, words.people(stop).1.unwrap_or_default(), &looks.cell)?;
    let mut times = |column: u16, expected: Expected| -> Result<(), XlsxError> {
        let [about, by] = words.times(expected);
        put_time(words, looks, (page, row, column), about)?;
        put_time(words, looks, (page, row, column + 1), by)
    };
    times(7, stop.arrives)?;
    times(10, stop.leaves)?;
    for column in [6, 9, 12, 13] {
        page.write_blank(row, column, &looks.cell)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    #[test]
    fn names_of_sheets_fit_and_differ() {
        let mut taken = BTreeSet::new();
        let mut named = |wanted: &str| name(wanted, &mut taken);
        assert_eq!(named("buses 1"), "buses 1");
        assert_eq!(named("BUSES 1"), "BUSES 1 ~2");
        assert_eq!(named("a/b[c]:*?\\'"), "a-b-c------");
        assert_eq!(named("history"), "history-");
        let long = "a very long name of a fleet of buses 12";
        assert_eq!(named(long), long[..31]);
        assert_eq!(named(long), format!("{} ~2", &long[..28]));
        assert!(named(&"🚌".repeat(40)).encode_utf16().count() <= 31);
        assert_eq!(named(""), "-");
    }

    #[test]
    fn times_are_days_as_workbooks_count_them() {
        // 2016-12-15T18:00 is 42719.75 there.
        let clock = LocalClock::new(1_481_824_800_000, 120);
        assert_eq!(serial(clock, Tick(0)), Some(42_719.75));
        assert_eq!(serial(clock, Tick(6 * HOUR)), Some(42_720.0));
        assert_eq!(serial(LocalClock::new(-2_209_000_000_000, 0), Tick(0)), None, "they know no such day");
    }
}
