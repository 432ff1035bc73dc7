//! Vehicles times their mean load.

use super::Counted;
use crate::stats::{Moments, student_quantile};

/// Of which vehicles loads are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loads {
    /// Of some of those that are counted, each as likely as any other.
    OfSome,
    /// Of others like them, such as those of another day.
    OfOthers,
}

/// How many people so many vehicles carried, from the loads of some vehicles: the number times the mean load. None from
/// fewer than two loads, or where more loads are of them than there are vehicles.
///
/// All vehicles must have been counted, each once. The variance of a sample among them is that of a finite population (W.
/// G. Cochran, *Sampling Techniques*, 3rd edition, 1977, equations 2.20 and 2.21): who has counted all loads knows the sum.
/// From the loads of others also the vehicles' own loads vary: the variance is that of a prediction.
///
/// ```
/// use noria::stats::headcounts::{Loads, by_vehicles};
///
/// let people = by_vehicles(88, &[72.0, 75.0, 69.0, 76.0], Loads::OfSome, 0.95).expect("there are loads");
/// assert_eq!(people.value, 88.0 * 73.0);
/// ```
#[must_use]
pub fn by_vehicles(vehicles: u64, loads: &[f64], of: Loads, level: f64) -> Option<Counted> {
    let (n, all) = (loads.len() as f64, vehicles as f64);
    let mut moments = Moments::default();
    loads.iter().for_each(|&load| moments.push(load));
    let (mean, sd) = (moments.mean()?, moments.sd()?);
    let variance = match of {
        Loads::OfSome if n > all => return None,
        Loads::OfSome => all * all * (1.0 - n / all) * sd * sd / n,
        Loads::OfOthers => all * all * sd * sd / n + all * sd * sd,
    };
    let value = all * mean;
    let reach = student_quantile(f64::midpoint(level, 1.0), n - 1.0) * libm::sqrt(variance);
    Some(Counted { value, variance, interval: ((value - reach).max(0.0), value + reach) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: four loads with mean 73 and variance (1 + 4 + 16 + 9) / 3 = 10.
    #[test]
    fn the_variance_is_that_of_a_finite_population() {
        let loads = [72.0, 75.0, 69.0, 76.0];
        let some = by_vehicles(40, &loads, Loads::OfSome, 0.95).unwrap();
        assert_eq!(some.value, 2920.0);
        // 1600 × 0.9 × 10 / 4.
        assert!((some.variance - 3600.0).abs() < 1e-9);
        // Student's quantile with three degrees of freedom is 3.182446.
        assert!((some.interval.1 - 2920.0 - 3.182_446 * 60.0).abs() < 1e-3);
        let others = by_vehicles(40, &loads, Loads::OfOthers, 0.95).unwrap();
        assert!((others.variance - (4000.0 + 400.0)).abs() < 1e-9);
    }

    #[test]
    fn who_counted_all_loads_knows_the_sum() {
        let all = by_vehicles(3, &[40.0, 50.0, 60.0], Loads::OfSome, 0.95).unwrap();
        assert_eq!((all.value, all.variance, all.interval), (150.0, 0.0, (150.0, 150.0)));
        assert_eq!(by_vehicles(3, &[40.0, 50.0, 60.0, 70.0], Loads::OfSome, 0.95), None);
        assert_eq!(by_vehicles(3, &[40.0], Loads::OfOthers, 0.95), None);
    }
}
