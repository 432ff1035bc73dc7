//! Axes whose values rise.

use super::Space;
use crate::study::amount::{Amount, alike};
use crate::study::{Axis, Values};

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
        let mut values = with_amounts(axis.values.listed()?);
        values.sort_by(|a, b| a.1.total_cmp(&b.1));
        values.dedup_by(|a, b| a.1 == b.1);
        let (listed, reckoned) = values.into_iter().unzip();
        rising.push(Axis { path: axis.path.clone(), values: Values::Listed(listed) });
        amounts.push(reckoned);
    }
    Ok((rising, Space::of_amounts(&amounts)))
}

fn with_amounts(values: Vec<String>) -> Vec<(String, f64)> {
    let amounts = reckoned(&values).unwrap_or_else(|| (0..values.len()).map(|place| place as f64).collect());
    values.into_iter().zip(amounts).collect()
}

/// The numbers of values in the smallest of their units, if they all are numbers.
fn reckoned(values: &[String]) -> Option<Vec<f64>> {
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
    fn values_rise_and_words_stand_as_listed() {
        let read = |text: &str| {
            let (axes, space) = rising(&[text.parse().unwrap()]).unwrap();
            let amounts: Vec<f64> = (0..space.len()).map(|candidate| space.size(candidate)).collect();
            (axes[0].values.listed().unwrap(), amounts)
        };
        for (text, values, amounts) in [
            ("p=20,5,10,5", &["5", "10", "20"] as &[&str], &[5.0, 10.0, 20.0] as &[f64]),
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
