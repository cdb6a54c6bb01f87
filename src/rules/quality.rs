//! Whether a zone met its quality target in one year: single-factor evaluation, frequency or mean.
//!
//! Six or more samplings a year: the zone passes when at least 80 % of them pass (频次法); fewer: the
//! yearly mean of every item is judged (均值法). Method after SL 395-2007, its text not yet read.

use std::collections::BTreeMap;

use crate::rules::standard::{Item, Limit, Standard, WaterKind};

/// Samplings from which the frequency method applies.
const FREQUENCY_MIN: usize = 6;
/// Share of passing samplings that a passing zone needs.
const PASSING_SHARE: f64 = 0.8;

/// One measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Day and station, equal for values of the same sampling.
    pub sampling: String,
    /// Item as stored.
    pub item: String,
    /// Value in the unit of the standard; `None` when the row has none.
    pub value: Option<f64>,
}

/// What the zone must meet.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Class `I` … `V`.
    pub class: &'a str,
    /// Which rows apply.
    pub water: WaterKind,
    /// Whether it is a drinking-water zone (table 2 applies).
    pub drinking: bool,
}

/// The verdict of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// `Some(true)` meets the target, `Some(false)` fails; `None` when the data cannot tell.
    pub meets: Option<bool>,
    /// The method with its figures, as printed.
    pub method: String,
    /// Items over their limit with the worst figure; empty when none.
    pub exceeded: Vec<String>,
    /// What keeps the data from telling.
    pub missing: Vec<String>,
}

/// Rates one year of samples. Rows that cannot be used never help a zone to pass.
pub fn rate(samples: &[Sample], target: Target<'_>, standard: &Standard) -> Rating {
    let mut unusable = Vec::new();
    let mut samplings: BTreeMap<&str, Vec<(&Item, Limit, f64)>> = BTreeMap::new();
    for sample in samples {
        let Some(item) = standard.item(&sample.item) else {
            unusable.push(format!(
                "监测项目“{}”不在 {} 内，无法评价",
                sample.item, standard.document
            ));
            continue;
        };
        let Some(limit) = item.limit(target.class, target.water, target.drinking) else {
            continue;
        };
        match sample.value {
            Some(value) if value.is_finite() => samplings
                .entry(&sample.sampling)
                .or_default()
                .push((item, limit, value)),
            _ => unusable.push(format!("{} 的{}没有测值", sample.sampling, item.name)),
        }
    }
    unusable.sort();
    unusable.dedup();
    let scope = format!(
        "{} 表1 {}限值 {}类，单因子评价",
        standard.document,
        target.water.label(),
        target.class
    );
    if samplings.is_empty() {
        unusable.push("没有可以评价的水质监测数据".to_owned());
        return Rating {
            meets: None,
            method: scope,
            exceeded: Vec::new(),
            missing: unusable,
        };
    }
    let (meets, figures, exceeded) = if samplings.len() >= FREQUENCY_MIN {
        by_frequency(&samplings)
    } else {
        by_mean(&samplings)
    };
    Rating {
        // What could not be used might have failed: it can only take a pass away.
        meets: if meets && !unusable.is_empty() {
            None
        } else {
            Some(meets)
        },
        method: format!("{scope},{figures}"),
        exceeded,
        missing: unusable,
    }
}

type Samplings<'a> = BTreeMap<&'a str, Vec<(&'a Item, Limit, f64)>>;

fn by_frequency(samplings: &Samplings<'_>) -> (bool, String, Vec<String>) {
    let passing = samplings
        .values()
        .filter(|values| values.iter().all(|(_, limit, value)| limit.holds(*value)))
        .count();
    let share = passing as f64 / samplings.len() as f64;
    let mut worst: BTreeMap<&str, (&Item, Limit, f64)> = BTreeMap::new();
    for (item, limit, value) in samplings.values().flatten() {
        if limit.holds(*value) {
            continue;
        }
        worst
            .entry(&item.id)
            .and_modify(|kept| {
                let further = match limit {
                    Limit::AtLeast(_) => *value < kept.2,
                    Limit::AtMost(_) | Limit::Range(..) => *value > kept.2,
                };
                if further {
                    kept.2 = *value;
                }
            })
            .or_insert((item, *limit, *value));
    }
    let figures = format!(
        "频次法：监测 {} 次、达标 {passing} 次({:.0}%，不少于 {:.0}% 为达标)",
        samplings.len(),
        share * 100.0,
        PASSING_SHARE * 100.0
    );
    (share >= PASSING_SHARE, figures, named(worst.into_values()))
}

fn by_mean(samplings: &Samplings<'_>) -> (bool, String, Vec<String>) {
    let mut sums: BTreeMap<&str, (&Item, Limit, f64, f64)> = BTreeMap::new();
    for (item, limit, value) in samplings.values().flatten() {
        let entry = sums.entry(&item.id).or_insert((item, *limit, 0.0, 0.0));
        entry.2 += value;
        entry.3 += 1.0;
    }
    let exceeded: Vec<_> = sums
        .into_values()
        .map(|(item, limit, sum, count)| (item, limit, sum / count))
        .filter(|(_, limit, mean)| !limit.holds(*mean))
        .collect();
    let figures = format!(
        "均值法：监测 {} 次，不足 {FREQUENCY_MIN} 次按年均值评价",
        samplings.len()
    );
    (exceeded.is_empty(), figures, named(exceeded.into_iter()))
}

fn named<'a>(values: impl Iterator<Item = (&'a Item, Limit, f64)>) -> Vec<String> {
    values
        .map(|(item, limit, value)| {
            format!(
                "{} {}(限值 {})",
                item.name,
                crate::rules::facts::plain_number(value),
                limit.text()
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target<'static> = Target {
        class: "III",
        water: WaterKind::River,
        drinking: false,
    };

    fn samples(item: &str, values: &[f64]) -> Vec<Sample> {
        values
            .iter()
            .enumerate()
            .map(|(month, value)| Sample {
                sampling: format!("2025-{:02}-05", month + 1),
                item: item.to_owned(),
                value: Some(*value),
            })
            .collect()
    }

    fn rated(samples: &[Sample]) -> Rating {
        rate(samples, TARGET, &Standard::gb3838().unwrap())
    }

    #[test]
    fn four_of_five_samplings_in_ten_pass_by_frequency() {
        let mut values = vec![0.5; 8];
        values.extend([1.4, 1.2]);
        let rating = rated(&samples("NH3N", &values));
        assert_eq!(rating.meets, Some(true));
        assert!(rating.method.contains("80%"), "{}", rating.method);
        values.push(1.1);
        let rating = rated(&samples("NH3N", &values));
        assert_eq!(rating.meets, Some(false));
        assert_eq!(rating.exceeded, ["氨氮 1.4(限值 ≤1)"]);
    }

    #[test]
    fn few_samplings_are_judged_by_their_mean() {
        let rating = rated(&samples("NH3N", &[0.2, 1.9]));
        assert_eq!(rating.exceeded, ["氨氮 1.05(限值 ≤1)"]);
        assert_eq!(rating.meets, Some(false));
    }

    #[test]
    fn an_unknown_item_takes_a_pass_away_but_never_a_failure() {
        let mut good = samples("NH3N", &[0.2, 0.2]);
        let mut bad = samples("NH3N", &[1.9, 1.9]);
        for set in [&mut good, &mut bad] {
            set.extend(samples("某新项目", &[1.0]));
        }
        assert_eq!(rated(&good).meets, None);
        assert!(rated(&good).missing[0].contains("某新项目"));
        assert_eq!(rated(&bad).meets, Some(false));
    }

    #[test]
    fn no_rated_value_decides_nothing() {
        assert_eq!(rated(&[]).meets, None);
        assert_eq!(rated(&samples("TN", &[9.0])).meets, None);
    }
}
