//! Bounds of classes for the numbers of a layer. Knows numbers only.

use crate::carto::style::Method;

/// Natural breaks look at no more different numbers than this; of more, every n-th in order is taken,
/// and the smallest and the largest always. The bounds then lie within 1 / 20 000 of the ranking.
pub const SAMPLE: usize = 20_000;
/// More classes than this cannot be told apart on a map.
pub const MAX_CLASSES: usize = 12;

/// The upper bounds of up to `classes` classes, ascending and without doubles; the last is the largest
/// number. Fewer come back where there are fewer different numbers. `numbers` in any order; what is
/// not finite is left out. Empty for no numbers and for [`Method::Manual`].
pub fn upper_bounds(numbers: &[f64], method: Method, classes: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = numbers.iter().copied().filter(|n| n.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let classes = classes.clamp(1, MAX_CLASSES);
    let (Some(low), Some(high)) = (sorted.first().copied(), sorted.last().copied()) else {
        return Vec::new();
    };
    let mut bounds = match method {
        Method::Quantile => quantiles(&sorted, classes),
        Method::EqualInterval => (1..=classes)
            .map(|step| low + (high - low) * step as f64 / classes as f64)
            .collect(),
        Method::NaturalBreaks => natural_breaks(&sorted, classes),
        Method::Pretty => pretty(low, high, classes),
        Method::Manual => return Vec::new(),
    };
    if let Some(last) = bounds.last_mut() {
        // Sums of fractions may miss the largest number by a hair.
        *last = last.max(high);
    }
    bounds.dedup();
    bounds
}

/// The number below which each share lies, between ranks in proportion (type 7 of Hyndman and Fan, as
/// in R and QGIS).
fn quantiles(sorted: &[f64], classes: usize) -> Vec<f64> {
    let last = sorted.len() - 1;
    (1..=classes)
        .map(|step| {
            let rank = last as f64 * step as f64 / classes as f64;
            let (below, share) = (rank.floor() as usize, rank.fract());
            let above = sorted[(below + 1).min(last)];
            sorted[below] + (above - sorted[below]) * share
        })
        .collect()
}

/// Fisher's exact optimum: the classes whose sum of squared distances from their means is least. The
/// table is filled by halves: the best start of a class never moves back when its end moves on.
fn natural_breaks(sorted: &[f64], classes: usize) -> Vec<f64> {
    let groups = Groups::of(sorted);
    let count = groups.values.len();
    let classes = classes.min(count);
    // costs[end]: least cost of the first `end + 1` values in the classes so far.
    let mut costs: Vec<f64> = (0..count).map(|end| groups.cost(0, end)).collect();
    let mut starts: Vec<Vec<usize>> = Vec::with_capacity(classes);
    for class in 1..classes {
        let mut next = vec![f64::INFINITY; count];
        let mut start = vec![class; count];
        let mut open = vec![(class, count - 1, class, count - 1)];
        while let Some((from, to, low, high)) = open.pop() {
            let end = usize::midpoint(from, to);
            let mut best = (f64::INFINITY, low);
            for first in low..=high.min(end) {
                let cost = costs[first - 1] + groups.cost(first, end);
                if cost < best.0 {
                    best = (cost, first);
                }
            }
            (next[end], start[end]) = best;
            if end > from {
                open.push((from, end - 1, low, best.1));
            }
            if end < to {
                open.push((end + 1, to, best.1, high));
            }
        }
        costs = next;
        starts.push(start);
    }
    let mut bounds = vec![groups.values[count - 1]];
    let mut end = count - 1;
    for start in starts.iter().rev() {
        end = start[end] - 1;
        bounds.push(groups.values[end]);
    }
    bounds.reverse();
    bounds
}

/// Different numbers with running sums over the features that have them.
struct Groups {
    values: Vec<f64>,
    counts: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Groups {
    fn of(sorted: &[f64]) -> Self {
        let mut different: Vec<(f64, f64)> = Vec::new();
        for value in sorted {
            match different.last_mut() {
                Some((last, count)) if last == value => *count += 1.0,
                _ => different.push((*value, 1.0)),
            }
        }
        let step = different.len().div_ceil(SAMPLE).max(1);
        let last = different.len() - 1;
        let taken = different
            .iter()
            .enumerate()
            .filter(|(index, _)| index % step == 0 || *index == last);
        let mut groups = Self {
            values: Vec::new(),
            counts: vec![0.0],
            sums: vec![0.0],
            squares: vec![0.0],
        };
        // Sums of squares of large numbers that lie close together would drown their differences.
        let origin = sorted[sorted.len() / 2];
        let (mut counted, mut sum, mut square) = (0.0, 0.0, 0.0);
        for (_, (value, count)) in taken {
            let off = value - origin;
            counted += count;
            sum += count * off;
            square += count * off * off;
            groups.values.push(*value);
            groups.counts.push(counted);
            groups.sums.push(sum);
            groups.squares.push(square);
        }
        groups
    }

    /// Squared distances from the mean of the values from `first` to `last`.
    fn cost(&self, first: usize, last: usize) -> f64 {
        let count = self.counts[last + 1] - self.counts[first];
        let sum = self.sums[last + 1] - self.sums[first];
        let square = self.squares[last + 1] - self.squares[first];
        (square - sum * sum / count).max(0.0)
    }
}

/// Multiples of 1, 2 or 5 times a power of ten, about `classes` of them, that cover low to high.
fn pretty(low: f64, high: f64, classes: usize) -> Vec<f64> {
    let span = high - low;
    if span <= 0.0 {
        return vec![high];
    }
    let raw = span / classes as f64;
    let power = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .min_by(|a, b| (a - raw).abs().total_cmp(&(b - raw).abs()))
        .unwrap_or(raw);
    let first = (low / step).floor() as i64 + 1;
    let last = (high / step).ceil() as i64;
    let decimals = (-step.log10().floor()).max(0.0) as i32 + 1;
    let round = |value: f64| {
        let scale = 10_f64.powi(decimals);
        (value * scale).round() / scale
    };
    (first..=last.max(first))
        .take(2 * MAX_CLASSES)
        .map(|multiple| round(multiple as f64 * step))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_intervals_and_quantiles_are_those_of_the_textbook() {
        let numbers: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(
            upper_bounds(&numbers, Method::EqualInterval, 4),
            [25.0, 50.0, 75.0, 100.0]
        );
        // R: quantile(c(1, 2, 4, 8, 16, 32), c(1/3, 2/3, 1)).
        let found = upper_bounds(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], Method::Quantile, 3);
        let expected = [3.333_333_333, 10.666_666_667, 32.0];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn natural_breaks_find_the_gaps() {
        let numbers = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 50.0, 51.0, 52.0];
        assert_eq!(
            upper_bounds(&numbers, Method::NaturalBreaks, 3),
            [3.0, 12.0, 52.0]
        );
        assert_eq!(upper_bounds(&[5.0; 9], Method::NaturalBreaks, 4), [5.0]);
    }

    /// Every way to cut, the long way round.
    fn least_cost(groups: &Groups, first: usize, classes: usize) -> f64 {
        let last = groups.values.len() - 1;
        if classes == 1 {
            return groups.cost(first, last);
        }
        (first..=last + 1 - classes)
            .map(|end| groups.cost(first, end) + least_cost(groups, end + 1, classes - 1))
            .fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn natural_breaks_are_the_best_of_all_ways_to_cut() {
        let mut seed = 7_u64;
        for round in 0..40 {
            let mut numbers: Vec<f64> = (0..14)
                .map(|_| {
                    seed = seed
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(round);
                    ((seed >> 40) % 500) as f64 + 1e6
                })
                .collect();
            numbers.sort_by(f64::total_cmp);
            let groups = Groups::of(&numbers);
            for classes in 2..=5.min(groups.values.len()) {
                let bounds = natural_breaks(&numbers, classes);
                let (mut cost, mut first) = (0.0, 0);
                for bound in &bounds {
                    let end = groups.values.iter().position(|v| v == bound).unwrap();
                    cost += groups.cost(first, end);
                    first = end + 1;
                }
                let best = least_cost(&groups, 0, classes);
                assert!((cost - best).abs() <= 1e-6 * best.max(1.0), "{cost} {best}");
            }
        }
    }

    #[test]
    fn pretty_bounds_are_round_and_cover_everything() {
        assert_eq!(
            upper_bounds(&[3.0, 97.0], Method::Pretty, 5),
            [20.0, 40.0, 60.0, 80.0, 100.0]
        );
        assert_eq!(
            upper_bounds(&[0.0, 0.9], Method::Pretty, 5),
            [0.2, 0.4, 0.6, 0.8, 1.0]
        );
        assert_eq!(upper_bounds(&[-1.0, 1.0], Method::Pretty, 2), [0.0, 1.0]);
    }

    #[test]
    fn the_largest_number_is_always_in_the_last_class() {
        let numbers = [0.1, 0.7, 12.3, 1e9, f64::NAN, f64::INFINITY];
        for method in [
            Method::Quantile,
            Method::EqualInterval,
            Method::NaturalBreaks,
            Method::Pretty,
        ] {
            let bounds = upper_bounds(&numbers, method, 4);
            assert!(*bounds.last().unwrap() >= 1e9, "{method:?} {bounds:?}");
            assert!(
                bounds.windows(2).all(|pair| pair[0] < pair[1]),
                "{bounds:?}"
            );
            assert!(upper_bounds(&[], method, 4).is_empty());
        }
    }
}
