//! Rows that are totals of those above them: counted as places, they would double everybody.

use super::entries::called;
use super::ids::Named;
use super::numbers::Sign;
use super::rows::Read;
use super::source::What;
use super::values::Reader;
use crate::scenario::document::Value;
use crate::scenario::problems::Wrong;

/// Words that name a total, if a name begins with one.
const WORDS: [&str; 61] = [
    "total",
    "totals",
    "totale",
    "totaal",
    "totalt",
    "totaux",
    "sum",
    "subtotal",
    "sub-total",
    "grand total",
    "gran total",
    "gesamt",
    "gesamtsumme",
    "gesamtzahl",
    "gesamtbevölkerung",
    "zwischensumme",
    "im ganzen",
    "alle orte",
    "all places",
    "all villages",
    "overall",
    "spolu",
    "kokku",
    "yhteensä",
    "jumlah",
    "genel toplam",
    "sous-total",
    "subtotale",
    "tổng cộng",
    "총계",
    "جمع کل",
    "insgesamt",
    "zusammen",
    "summe",
    "somme",
    "razem",
    "ogółem",
    "celkem",
    "ukupno",
    "összesen",
    "toplam",
    "σ",
    "σύνολο",
    "всего",
    "итого",
    "итог",
    "сумма",
    "всього",
    "усього",
    "разом",
    "загалом",
    "الإجمالي",
    "الاجمالي",
    "إجمالي",
    "اجمالي",
    "المجموع",
    "مجموع",
    "合计",
    "合計",
    "总计",
    "總計",
];

/// How many rows with people must stand above a last one that has as many as all of them: with fewer, that may be chance.
const LEAST: usize = 3;

/// Whether a name is that of a total, such as `Total`, `Total population` or `Σ 2024`; not `Totalville`.
pub(super) fn is_named_so(name: &str) -> bool {
    // Such as `* Total`, `(Total)` or `Grand-total`.
    let name = name.trim().trim_start_matches(['*', '(', '[', '-', '–', '=', ' ', '#']);
    let name = name.to_lowercase().replace("grand-", "grand ");
    let goes_on = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '\'' | '\u{2019}');
    let begins = |word: &str| {
        // Chinese has no signs between words.
        let is_apart = |rest: &str| !rest.starts_with(goes_on) || word.contains(['合', '总', '總']);
        name.strip_prefix(word).is_some_and(is_apart)
    };
    name.starts_with('∑') || WORDS.iter().any(|word| begins(word))
}

/// The last row with a number of people, if that is what all above it have together: the row's number, and how many.
pub(super) fn last(read: &Read<'_>, signs: &[Option<Sign>]) -> Option<(usize, i128)> {
    if read.source.what != What::People {
        return None;
    }
    let at = read.headings.columns.iter().position(|column| column.path == ["count"])?;
    let (column, named) = (&read.headings.columns[at], Named::default());
    let sign = signs.get(at).copied().flatten();
    let reader = Reader { column, named: &named, sign, is_said: read.source.decimal.is_some() };
    let mut counts = Vec::new();
    for row in read.body() {
        let Some(cell) = row.cell(column.column) else { continue };
        if called(read, row).is_some_and(|(.., name)| !is_named_so(&name)) {
            // What is no number has no sum.
            let Ok(Value::Whole(count)) = reader.value(&cell.datum, &cell.place).map(|node| node.value)
            else {
                return None;
            };
            counts.push((row.number, count));
        }
    }
    let (last, above) = counts.split_last()?;
    let (with_people, sum) = above
        .iter()
        .filter(|(_, count)| *count > 0)
        .fold((0, 0_i128), |(rows, sum), (_, count)| (rows + 1, sum.saturating_add(*count)));
    (with_people >= LEAST && last.1 == sum).then_some(*last)
}

/// What is wrong with a row that is named as a total; it follows the name.
pub(super) fn named_so(one: &str) -> Wrong {
    let help = "delete the row, if it is; a place of this name is kept by an id of its own, in a column `id`";
    Wrong::new(format!("looks like a sum of other rows, not like {one}"), help)
}

/// What is wrong with a last row that has as many people as all above it; it follows the name.
pub(super) fn adds_up(count: i128) -> Wrong {
    let says = format!("has as many people as all rows above it together, {count}: it looks like their sum");
    let help =
        "delete the row, if it is; a place of its own is kept by moving it up: only the last row is taken so";
    Wrong::new(says, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_begin_with_a_word_for_them() {
        for name in [
            "Total",
            "TOTAL:",
            "Total population",
            "Grand total",
            "Total/Gesamt",
            "Insgesamt",
            "Zusammen 2024",
            "Σ",
            "Σ: all",
            "∑ people",
            "Всего",
            "ИТОГО:",
            "Σύνολο",
            "Загалом",
            "الإجمالي",
            "المجموع الكلي",
            "合计",
            "合计人数",
            "总计",
            "Toplam nüfus",
            "Gesamtsumme",
            "Zwischensumme Tal",
            "* Total",
            "(Total)",
            "Grand-total",
            "총계",
        ] {
            assert!(is_named_so(name), "{name}");
        }
        for name in [
            "Totalville",
            "Tottenham",
            "Sumatra",
            "Soma",
            "Sumy",
            "Somme-Leuze",
            "Gesamtschule Nord",
            "total_station",
            "Old Total",
            "",
        ] {
            assert!(!is_named_so(name), "{name}");
        }
    }
}
