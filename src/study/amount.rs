//! Decimal amounts with a unit, as they are typed and reckoned in ranges: 0.1 and 0.2 make 0.3.

use std::fmt;
use std::str::FromStr;

/// Most digits that are read behind a point.
const MOST_DECIMALS: usize = 9;

/// A decimal number with a unit, which may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub digits: i128,
    pub decimals: u32,
    pub unit: String,
}

impl FromStr for Amount {
    type Err = ();

    fn from_str(text: &str) -> Result<Amount, ()> {
        let text = text.trim();
        let end =
            text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let shown = unsigned.len() + part.len();
        if !digits(unsigned)
            || !digits(part)
            || unsigned.is_empty()
            || shown > 18
            || part.len() > MOST_DECIMALS
        {
            return Err(());
        }
        Ok(Amount {
            digits: format!("{whole}{part}").parse().map_err(|_| ())?,
            decimals: part.len() as u32,
            unit: unit.trim().to_owned(),
        })
    }
}

/// The number without zeros at its end, and the unit.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_i128.pow(self.decimals);
        let sign = if self.digits < 0 { "-" } else { "" };
        let (whole, part) = (self.digits.abs() / scale, self.digits.abs() % scale);
        let part = format!("{part:0width$}", width = self.decimals as usize);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        let space = if self.unit.is_empty() { "" } else { " " };
        write!(f, "{sign}{whole}{point}{part}{space}{}", self.unit)
    }
}

impl Amount {
    /// The digits of this amount with so many decimals, which are not fewer than its own.
    pub fn digits_at(&self, decimals: u32) -> i128 {
        self.digits * 10_i128.pow(decimals - self.decimals)
    }

    /// The same amount in another unit, if both are units of time and the number stays exact.
    fn in_unit(&self, unit: &str) -> Option<Amount> {
        if self.unit == unit {
            return Some(self.clone());
        }
        let (mine, other) = (milliseconds(&self.unit)?, milliseconds(unit)?);
        // Units are whole multiples of smaller ones, so that going down is exact.
        (mine % other == 0).then(|| Amount {
            digits: self.digits * (mine / other),
            decimals: self.decimals,
            unit: unit.to_owned(),
        })
    }
}

fn milliseconds(unit: &str) -> Option<i128> {
    crate::scenario::unit_of_time(unit).map(i128::from)
}

/// Amounts in the smallest of their units, with the same number of decimals.
pub(super) fn alike(amounts: &[&Amount]) -> Result<(Vec<i128>, u32, String), String> {
    let finest =
        amounts.iter().min_by_key(|amount| milliseconds(&amount.unit)).map_or("", |amount| &amount.unit);
    let same: Option<Vec<Amount>> = amounts.iter().map(|amount| amount.in_unit(finest)).collect();
    let same = same.ok_or_else(|| {
        let units: Vec<String> = amounts.iter().map(|amount| format!("`{amount}`")).collect();
        format!("{} don't have units that go together: give each the same", units.join(", "))
    })?;
    let decimals = same.iter().map(|amount| amount.decimals).max().unwrap_or(0);
    Ok((same.iter().map(|amount| amount.digits_at(decimals)).collect(), decimals, finest.to_owned()))
}
