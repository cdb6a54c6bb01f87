//! Whether a zone met its quality target in one year. Samples are judged month by month: a month
//! passes when every judged value of it passes, at every station. Many months: share of passing months
//! (频次法); few: the yearly mean of every item at every station (均值法).

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::quality::class::{Classed, classify};
use crate::rules::quality::method::MethodBook;
use crate::rules::quality::rating::{
    Exceeded, MonthRating, Rating, Rules, Sample, Target, Verdict,
};
use crate::rules::standard::{Item, Limit, WaterKind};

struct Value<'a> {
    item: &'a Item,
    limit: Limit,
    station: &'a str,
    figure: f64,
}

#[derive(Default)]
struct Month<'a> {
    values: Vec<Value<'a>>,
    unusable: bool,
    dry: bool,
}

type Months<'a> = BTreeMap<i8, Month<'a>>;

/// Rates the samples of one year. Rows that cannot be used never help a zone to pass.
pub fn rate(samples: &[Sample], target: Target<'_>, rules: Rules<'_>) -> Rating {
    let mut missing = Vec::new();
    let mut months = sorted(samples, target, rules, &mut missing);
    let dry_months = longest_run(
        months
            .iter()
            .filter(|(_, month)| month.dry)
            .map(|(at, _)| *at),
    );
    months.retain(|_, month| !month.values.is_empty() || month.unusable);
    let scope = format!(
        "{}，{} 表1 {}限值 {}类，单因子评价",
        rules.method.text(),
        rules.standard.document,
        target.water.label(),
        target.class
    );
    let dry = &rules.book.dry;
    if dry_months >= dry.months {
        return Rating {
            verdict: Verdict::Dry,
            method: format!(
                "{scope}，连续干涸 {dry_months} 个月(不少于 {} 个月不参评，{})",
                dry.months,
                marked(&dry.source, dry.verified)
            ),
            months: Vec::new(),
            class: None,
            exceeded: Vec::new(),
            missing: Vec::new(),
        };
    }
    let mut rated = Vec::new();
    for (number, month) in &months {
        rated.push(rated_month(*number, month, target, rules, &mut missing));
    }
    missing.sort();
    missing.dedup();
    let mut rating = Rating {
        verdict: Verdict::Undecided,
        method: scope,
        class: yearly_class(&months, target.water),
        months: rated,
        exceeded: Vec::new(),
        missing,
    };
    let by_share = target.drinking || rating.months.len() >= rules.book.yearly.frequency_min;
    if months.values().all(|month| month.values.is_empty()) {
        rating.missing.push("没有可以评价的水质监测数据".to_owned());
    } else if by_share {
        by_frequency(&mut rating, &months, target, rules.book);
    } else {
        by_mean(&mut rating, &months, rules.book);
    }
    rating
}

/// Values by month; what cannot be used is said in `missing` and marks its month.
fn sorted<'a>(
    samples: &'a [Sample],
    target: Target<'_>,
    rules: Rules<'a>,
    missing: &mut Vec<String>,
) -> Months<'a> {
    let mut months = Months::new();
    for sample in samples {
        let month = months.entry(sample.day.month()).or_default();
        let name = sample.item.trim();
        if rules.book.is_dry(name) {
            month.dry = true;
            continue;
        }
        let Some(item) = rules.standard.item(name) else {
            // It may be a judged item that is misspelt, unless the method names what it judges.
            if name.is_empty() || rules.method.judges_all() {
                month.unusable = true;
                missing.push(match name {
                    "" => format!("{} 的监测数据没有填项目", sample.day),
                    _ => format!(
                        "监测项目“{name}”不在 {} 内，无法评价",
                        rules.standard.document
                    ),
                });
            }
            continue;
        };
        let limit = item.limit(target.class, target.water, target.drinking);
        let Some(limit) =
            limit.filter(|_| rules.method.judges(item, target.class, target.drinking))
        else {
            continue;
        };
        match sample.value {
            Some(value) if value.is_finite() && value >= 0.0 => month.values.push(Value {
                item,
                limit,
                station: sample.station.trim(),
                figure: value,
            }),
            Some(value) => {
                month.unusable = true;
                missing.push(format!("{} 的{}测值 {value} 不合理", sample.day, item.name));
            }
            None => {
                month.unusable = true;
                missing.push(format!("{} 的{}没有测值", sample.day, item.name));
            }
        }
    }
    months
}

fn rated_month(
    number: i8,
    month: &Month<'_>,
    target: Target<'_>,
    rules: Rules<'_>,
    missing: &mut Vec<String>,
) -> MonthRating {
    let measured: Vec<_> = month
        .values
        .iter()
        .map(|value| value.item.id.as_str())
        .collect();
    let lacking = rules
        .method
        .lacking(target.class, &measured, rules.standard);
    if !lacking.is_empty() {
        missing.push(format!("{number}月缺测{}", lacking.join("、")));
    }
    let fails = month
        .values
        .iter()
        .any(|value| !value.limit.holds(value.figure));
    let verdict = if fails {
        Verdict::Fail
    } else if month.unusable || !lacking.is_empty() {
        Verdict::Undecided
    } else {
        Verdict::Pass
    };
    let values = month.values.iter().map(|value| (value.item, value.figure));
    let class = classify(values, target.water);
    MonthRating {
        month: number,
        verdict,
        class: class.as_ref().map(|class| class.grade.to_string()),
        class_by: class.map(|class| class.by).unwrap_or_default(),
    }
}

fn by_frequency(rating: &mut Rating, months: &Months<'_>, target: Target<'_>, book: &MethodBook) {
    let total = rating.months.len() as f64;
    let passing = rating.count(Verdict::Pass);
    let open = rating.count(Verdict::Undecided);
    let (needed, source, verified) = if target.drinking {
        let rule = &book.drinking;
        (rule.passing_share, &rule.source, rule.verified)
    } else {
        let rule = &book.yearly;
        (rule.passing_share, &rule.source, rule.verified)
    };
    // Open months may turn out either way: the verdict must hold for both.
    let least = passing as f64 / total;
    let most = (passing + open) as f64 / total;
    rating.verdict = if least >= needed {
        Verdict::Pass
    } else if most < needed {
        Verdict::Fail
    } else {
        Verdict::Undecided
    };
    let undecided = if open > 0 {
        format!("、无法判定 {open} 次")
    } else {
        String::new()
    };
    let figures = format!(
        "，{}：监测 {} 次、达标 {passing} 次{undecided}({:.0}%，不少于 {:.0}% 为达标，{})",
        if target.drinking {
            "按月评价"
        } else {
            "频次法"
        },
        rating.months.len(),
        least * 100.0,
        needed * 100.0,
        marked(source, verified)
    );
    rating.method.push_str(&figures);
    rating.exceeded = exceeded(months);
}

fn by_mean(rating: &mut Rating, months: &Months<'_>, book: &MethodBook) {
    let mut means: BTreeMap<(&str, &str), (&Item, Limit, Vec<f64>)> = BTreeMap::new();
    for value in months.values().flat_map(|month| &month.values) {
        means
            .entry((&value.item.id, value.station))
            .or_insert((value.item, value.limit, Vec::new()))
            .2
            .push(value.figure);
    }
    let mut found: BTreeMap<&str, Exceeded> = BTreeMap::new();
    let all = exceeded(months);
    for ((id, _), (item, limit, values)) in means {
        let mean = match limit {
            // Two bad values of acidity can make a good mean.
            Limit::Range(..) => farthest(limit, &values),
            Limit::AtMost(_) | Limit::AtLeast(_) => {
                values.iter().sum::<f64>() / values.len() as f64
            }
        };
        if limit.holds(mean) {
            continue;
        }
        let one = Exceeded {
            item: item.name.clone(),
            share: all
                .iter()
                .find(|one| one.item == item.name)
                .map_or(0.0, |one| one.share),
            worst: mean,
            limit: limit.text(),
            excess: limit.excess(mean),
        };
        let kept = found.entry(id).or_insert_with(|| one.clone());
        if beyond(limit, one.worst) > beyond(limit, kept.worst) {
            *kept = one;
        }
    }
    let figures = format!(
        "，均值法：监测 {} 次，不足 {} 次按年均值评价({})",
        rating.months.len(),
        book.yearly.frequency_min,
        marked(&book.yearly.source, book.yearly.verified)
    );
    rating.method.push_str(&figures);
    rating.exceeded = found.into_values().collect();
    rating.verdict = if !rating.exceeded.is_empty() {
        Verdict::Fail
    } else if rating.missing.is_empty() {
        Verdict::Pass
    } else {
        Verdict::Undecided
    };
}

/// Every item with a value over its limit, the most frequent first.
fn exceeded(months: &Months<'_>) -> Vec<Exceeded> {
    let mut by_item: BTreeMap<&str, (&Item, Limit, Vec<f64>)> = BTreeMap::new();
    for value in months.values().flat_map(|month| &month.values) {
        by_item
            .entry(&value.item.id)
            .or_insert((value.item, value.limit, Vec::new()))
            .2
            .push(value.figure);
    }
    let mut found: Vec<_> = by_item
        .into_values()
        .filter_map(|(item, limit, values)| {
            let over = values.iter().filter(|value| !limit.holds(**value)).count();
            (over > 0).then(|| {
                let worst = farthest(limit, &values);
                Exceeded {
                    item: item.name.clone(),
                    share: over as f64 / values.len() as f64,
                    worst,
                    limit: limit.text(),
                    excess: limit.excess(worst),
                }
            })
        })
        .collect();
    found.sort_by(|a, b| {
        b.share
            .total_cmp(&a.share)
            .then_with(|| a.item.cmp(&b.item))
    });
    found
}

/// How far `value` is on the bad side, in its own unit; below zero when it keeps the limit.
fn beyond(limit: Limit, value: f64) -> f64 {
    match limit {
        Limit::AtMost(most) => value - most,
        Limit::AtLeast(least) => least - value,
        Limit::Range(low, high) => (low - value).max(value - high),
    }
}

fn farthest(limit: Limit, values: &[f64]) -> f64 {
    values
        .iter()
        .copied()
        .max_by(|a, b| beyond(limit, *a).total_cmp(&beyond(limit, *b)))
        .unwrap_or(f64::NAN)
}

/// Class of the yearly means of the judged items; acidity by its worst value.
fn yearly_class(months: &Months<'_>, water: WaterKind) -> Option<Classed> {
    let mut by_item: BTreeMap<&str, (&Item, Limit, Vec<f64>)> = BTreeMap::new();
    for value in months.values().flat_map(|month| &month.values) {
        by_item
            .entry(&value.item.id)
            .or_insert((value.item, value.limit, Vec::new()))
            .2
            .push(value.figure);
    }
    let means = by_item.into_values().map(|(item, limit, values)| {
        let mean = match limit {
            Limit::Range(..) => farthest(limit, &values),
            Limit::AtMost(_) | Limit::AtLeast(_) => {
                values.iter().sum::<f64>() / values.len() as f64
            }
        };
        (item, mean)
    });
    classify(means, water)
}

fn longest_run(months: impl Iterator<Item = i8>) -> usize {
    let months: BTreeSet<i8> = months.collect();
    let (mut longest, mut run, mut last) = (0, 0, i8::MIN);
    for month in months {
        run = if last.checked_add(1) == Some(month) {
            run + 1
        } else {
            1
        };
        longest = longest.max(run);
        last = month;
    }
    longest
}

fn marked(source: &str, verified: bool) -> String {
    let mark = if verified { "" } else { " [依据待核]" };
    format!("{source}{mark}")
}
