//! Axes whose values rise.

use super::Space;
use crate::study::amount::{Amount, alike};
use crate::study::{Axis, Values, hours_apart};

/// Puts the values of each axis in rising order, without doubles, and gives the space of their
/// combinations. [`grid`](crate::study::grid) of these axes gives the settings in the same order.
///
/// Values that are not numbers with units that go together stand as they were listed, the first taken
/// for the least, with amounts of 0, 1, 2, …
///
/// # Errors
/// If an axis has no list of values.
pub fn rising(axes: &[Axis]) -> Result<(Vec<Axis>, Space), String> {
    let (mut rising, mut amounts) = (Vec::new(), Vec::new());
    for axis in axes {
        let (axis, amount) = if axis.with.is_empty() { sorted(axis)? } else { together(axis)? };
        rising.push(axis);
        amounts.push(amount);
    }
    Ok((rising, Space::of_amounts(&amounts)))
}

/// The values of an axis with which no other moves, and their amounts.
fn sorted(axis: &Axis) -> Result<(Axis, Vec<f64>), String> {
    let mut values = with_amounts(axis.values.listed()?);
    values.sort_by(|a, b| a.1.total_cmp(&b.1));
    values.dedup_by(|a, b| a.1 == b.1);
    let (listed, amounts) = values.into_iter().unzip();
    Ok((Axis { values: Values::Listed(listed), ..axis.clone() }, amounts))
}

/// An axis of paths that move together, and the sums of their amounts. More is more only if none of them falls.
fn together(axis: &Axis) -> Result<(Axis, Vec<f64>), String> {
    let moves = axis.moves()?;
    let column = |place: usize| moves.iter().map(|one| one[place].1.clone()).collect::<Vec<String>>();
    let columns: Vec<Vec<String>> = (0..=axis.with.len()).map(column).collect();
    let amounts: Vec<Vec<f64>> = columns
        .iter()
        .map(|values| with_amounts(values.clone()).into_iter().map(|(_, amount)| amount).collect())
        .collect();
    let falls = |amounts: &&Vec<f64>| amounts.windows(2).any(|pair| pair[0] > pair[1]);
    let stands = |place: usize| amounts.iter().all(|amounts| amounts[place] == amounts[place + 1]);
    if amounts.iter().find(falls).is_some() || (0..moves.len().saturating_sub(1)).any(stands) {
        return Err(format!(
            "`{}`: a search goes from less to more: give values that move together so that none falls and one rises",
            axis.caption()
        ));
    }
    let mut listed = axis.clone();
    for (one, values) in std::iter::once(&mut listed.values)
        .chain(listed.with.iter_mut().map(|with| &mut with.values))
        .zip(columns)
    {
        *one = Values::Listed(values);
    }
    let sum = |place: usize| amounts.iter().map(|amounts| amounts[place]).sum();
    Ok((listed, (0..moves.len()).map(sum).collect()))
}

fn with_amounts(values: Vec<String>) -> Vec<(String, f64)> {
    let amounts = reckoned(&values).unwrap_or_else(|| (0..values.len()).map(|place| place as f64).collect());
    values.into_iter().zip(amounts).collect()
}

/// The numbers of values in the smallest of their units, if they all are numbers; of clock times, hours through the night.
fn reckoned(values: &[String]) -> Option<Vec<f64>> {
    if let Some(hours) = hours_apart(values.iter().map(String::as_str)) {
        return Some(hours);
    }
    // Durations are texts, and may come in the quotes of TOML.
    let read = |value: &String| value.trim_matches(['"', '\'']).parse::<Amount>().ok();
    let amounts: Vec<Amount> = values.iter().map(read).collect::<Option<_>>()?;
    let (digits, decimals, _) = alike(&amounts.iter().collect::<Vec<_>>()).ok()?;
    let scale = 10_i128.pow(decimals) as f64;
    Some(digits.into_iter().map(|digits| digits as f64 / scale).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_together_rises_together() {
        let read = |text: &str| rising(&[text.parse().unwrap()]);
        let (axes, space) = read("a=5..15:5 with b=1,1,2").unwrap();
        assert_eq!([0, 1, 2].map(|candidate| space.size(candidate)), [6.0, 11.0, 17.0]);
        assert_eq!(
            axes[0].moves().unwrap()[2],
            [("a".to_owned(), "15".to_owned()), ("b".to_owned(), "2".to_owned())]
        );
        assert!(read("a=20:00,01:00 with b=4,5").is_ok());
        for text in ["a=5,10 with b=2,1", "a=10,5 with b=1,2", "a=1 h,60 min with b=1,1"] {
            assert!(read(text).unwrap_err().contains("so that none falls and one rises"), "{text}");
        }
    }

    #[test]
    fn values_rise_and_words_stand_as_listed() {
        let read = |text: &str| {
            let (axes, space) = rising(&[text.parse().unwrap()]).unwrap();
            let amounts: Vec<f64> = (0..space.len()).map(|candidate| space.size(candidate)).collect();
            (axes[0].values.listed().unwrap(), amounts)
        };
        for (text, values, amounts) in [
            ("p=20,5,10", &["5", "10", "20"] as &[&str], &[5.0, 10.0, 20.0] as &[f64]),
            ("p=1 h,30 min,60 min", &["30 min", "1 h"], &[30.0, 60.0]),
            ("p=23:00..02:00:1h", &["23:00", "00:00", "01:00", "02:00"], &[0.0, 1.0, 2.0, 3.0]),
            ("p=00:30,22:00", &["22:00", "00:30"], &[0.0, 2.5]),
            ("p=1 h,30 min", &["30 min", "1 h"], &[30.0, 60.0]),
            ("p=0.2,0.05", &["0.05", "0.2"], &[0.05, 0.2]),
            ("p=convoy,independent", &["convoy", "independent"], &[0.0, 1.0]),
        ] {
            let (listed, reckoned) = read(text);
            assert_eq!(
                (&listed[..], &reckoned[..]),
                (&values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>()[..], amounts),
                "{text}"
            );
        }
    }
}
