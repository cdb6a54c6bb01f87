//! Whether a zone met its quality target in one year. Samples are judged month by month: a month
//! passes when every judged value of it passes, at every station. Many months: share of passing months
//! (频次法); few: the yearly mean of every item at every station (均值法).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::rules::facts::plain_number;
use crate::rules::quality::class::{Classed, classify};
use crate::rules::quality::method::{Method, MethodBook};
use crate::rules::standard::{Item, Limit, Standard, WaterKind};

/// One measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Day of sampling.
    pub day: Date,
    /// Station; empty when the row names none.
    pub station: String,
    /// Item as stored; empty when the row names none.
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
    /// Whether it is a drinking-water zone: judged monthly, table 2 too.
    pub drinking: bool,
}

/// What values are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The limits.
    pub standard: &'a Standard,
    /// The rules of the year.
    pub book: &'a MethodBook,
    /// Which items are judged.
    pub method: &'a Method,
}

/// An item over its limit.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Exceeded {
    /// Chinese name.
    pub item: String,
    /// Share of its values over the limit, 0 to 1.
    pub share: f64,
    /// The figure that is farthest beyond the limit; with the mean method the mean.
    pub worst: f64,
    /// The limit, as text.
    pub limit: String,
    /// By how much `worst` is beyond the limit (0.5 = half as much again); `None` for pH.
    pub excess: Option<f64>,
}

impl Exceeded {
    /// As findings say it: `氨氮 2(限值 ≤1.5)`.
    pub fn text(&self) -> String {
        format!(
            "{} {}(限值 {})",
            self.item,
            plain_number(self.worst),
            self.limit
        )
    }

    /// As the yearly form has it: `氨氮(50%)[4.2]`.
    pub fn form_text(&self) -> String {
        let percent = self.share * 100.0;
        format!("{}({percent:.0}%)[{}]", self.item, plain_number(self.worst))
    }
}

/// What a month or a year comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Meets the target.
    Pass,
    /// Fails it.
    Fail,
    /// The data cannot tell.
    Undecided,
    /// Dry too long to be assessed.
    Dry,
}

impl Verdict {
    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pass => "达标",
            Self::Fail => "不达标",
            Self::Undecided => "无法判定",
            Self::Dry => "干涸不评",
        }
    }
}

/// One month with samples.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct MonthRating {
    /// 1 to 12.
    pub month: i8,
    /// What it comes to.
    pub verdict: Verdict,
    /// Class of all its values together; `None` when none has a class.
    pub class: Option<String>,
    /// Items that decide the class.
    pub class_by: Vec<String>,
}

/// The verdict of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// What the year comes to.
    pub verdict: Verdict,
    /// The method with its figures, as printed.
    pub method: String,
    /// The months that were judged.
    pub months: Vec<MonthRating>,
    /// Class of the yearly means; `None` when no item has a class.
    pub class: Option<Classed>,
    /// Items over their limit, the most frequent first.
    pub exceeded: Vec<Exceeded>,
    /// What keeps the data from telling.
    pub missing: Vec<String>,
}

impl Rating {
    /// How many months came to `verdict`.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.months
            .iter()
            .filter(|month| month.verdict == verdict)
            .count()
    }

    /// Something that keeps a pass from being certain, though never a failure.
    pub fn doubt(&mut self, missing: String) {
        self.missing.push(missing);
        if self.verdict == Verdict::Pass {
            self.verdict = Verdict::Undecided;
        }
    }
}

struct Value<'a> {
    item: &'a Item,
    limit: Limit,
    station: &'a str,
    value: f64,
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
                value,
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
        .any(|value| !value.limit.holds(value.value));
    let verdict = if fails {
        Verdict::Fail
    } else if month.unusable || !lacking.is_empty() {
        Verdict::Undecided
    } else {
        Verdict::Pass
    };
    let values = month.values.iter().map(|value| (value.item, value.value));
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
            .push(value.value);
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
            .push(value.value);
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
            .push(value.value);
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TARGET: Target<'static> = Target {
        class: "III",
        water: WaterKind::River,
        drinking: false,
    };

    /// One value a month from January on.
    fn samples(item: &str, values: &[f64]) -> Vec<Sample> {
        values
            .iter()
            .zip(1..)
            .map(|(value, month)| Sample {
                day: date(2025, month, 5),
                station: "DM-1".to_owned(),
                item: item.to_owned(),
                value: Some(*value),
            })
            .collect()
    }

    /// With a good permanganate index in every month, so that only `samples` decide.
    fn with_index(mut samples: Vec<Sample>) -> Vec<Sample> {
        let others: Vec<_> = samples
            .iter()
            .map(|sample| Sample {
                day: date(2025, sample.day.month(), 12),
                item: "CODMn".to_owned(),
                value: Some(3.0),
                ..sample.clone()
            })
            .collect();
        samples.extend(others);
        samples
    }

    fn rated(samples: &[Sample], target: Target<'_>, method: &str) -> Rating {
        let (standard, book) = (Standard::gb3838().unwrap(), MethodBook::shipped().unwrap());
        let rules = Rules {
            standard: &standard,
            book: &book,
            method: book.find(Some(method)).unwrap(),
        };
        rate(samples, target, rules)
    }

    fn verdict(samples: &[Sample]) -> Verdict {
        rated(samples, TARGET, "measured").verdict
    }

    #[test]
    fn four_of_five_months_pass_by_frequency() {
        let mut values = vec![0.5; 8];
        values.extend([1.4, 1.2]);
        let rating = rated(&with_index(samples("NH3N", &values)), TARGET, "measured");
        assert_eq!(rating.verdict, Verdict::Pass);
        assert!(rating.method.contains("80%"), "{}", rating.method);
        values.push(1.1);
        let rating = rated(&with_index(samples("NH3N", &values)), TARGET, "measured");
        assert_eq!(rating.verdict, Verdict::Fail);
        let worst = &rating.exceeded[0];
        assert_eq!(worst.text(), "氨氮 1.4(限值 ≤1)");
        assert_eq!(worst.form_text(), "氨氮(27%)[1.4]");
        assert!((worst.excess.unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn items_sampled_on_different_days_are_one_month_and_dilute_nothing() {
        // Ammonia fails in half the months: counted by day, three of four samplings would pass.
        let values: Vec<_> = (0..12)
            .map(|month| if month % 2 == 0 { 2.0 } else { 0.2 })
            .collect();
        let rating = rated(&with_index(samples("NH3N", &values)), TARGET, "measured");
        assert_eq!((rating.months.len(), rating.count(Verdict::Pass)), (12, 6));
        assert_eq!(rating.verdict, Verdict::Fail);
    }

    #[test]
    fn few_months_are_judged_by_their_mean() {
        let rating = rated(
            &with_index(samples("NH3N", &[0.2, 1.9])),
            TARGET,
            "measured",
        );
        assert_eq!(rating.exceeded[0].text(), "氨氮 1.05(限值 ≤1)");
        assert_eq!(rating.verdict, Verdict::Fail);
        assert_eq!(
            verdict(&with_index(samples("NH3N", &[0.2, 1.7]))),
            Verdict::Pass
        );
    }

    #[test]
    fn a_clean_station_does_not_hide_a_bad_one_in_the_mean() {
        let mut both = with_index(samples("NH3N", &[1.2, 1.2]));
        let clean: Vec<_> = both
            .iter()
            .map(|sample| Sample {
                station: "DM-2".to_owned(),
                value: Some(0.1),
                ..sample.clone()
            })
            .collect();
        both.extend(clean);
        assert_eq!(verdict(&both), Verdict::Fail);
    }

    #[test]
    fn two_bad_acidities_make_no_good_mean() {
        let mut set = with_index(samples("NH3N", &[0.2, 0.2]));
        set.extend(samples("pH", &[5.0, 9.5]));
        assert_eq!(verdict(&set), Verdict::Fail);
    }

    #[test]
    fn an_unknown_item_takes_a_pass_away_but_never_a_failure() {
        let mut good = with_index(samples("NH3N", &[0.2, 0.2]));
        let mut bad = with_index(samples("NH3N", &[1.9, 1.9]));
        for set in [&mut good, &mut bad] {
            set.extend(samples("某新项目", &[1.0]));
        }
        let rating = rated(&good, TARGET, "measured");
        assert_eq!(rating.verdict, Verdict::Undecided);
        assert!(rating.missing[0].contains("某新项目"));
        assert_eq!(verdict(&bad), Verdict::Fail);
        // A method that names its items is not disturbed by another one.
        assert_eq!(rated(&good, TARGET, "two").verdict, Verdict::Pass);
    }

    #[test]
    fn open_months_count_only_when_they_could_turn_the_verdict() {
        let mut set = with_index(samples("NH3N", &[0.2; 10]));
        let blank = |month| Sample {
            day: date(2025, month, 20),
            station: String::new(),
            item: "NH3N".to_owned(),
            value: None,
        };
        set.push(blank(1));
        assert_eq!(
            verdict(&set),
            Verdict::Pass,
            "nine of ten pass whatever January was"
        );
        set.extend([blank(2), blank(3)]);
        assert_eq!(verdict(&set), Verdict::Undecided);
    }

    #[test]
    fn what_the_method_demands_must_be_measured() {
        let ammonia = samples("NH3N", &[0.2; 12]);
        for method in ["measured", "two", "two-cod", "two-by-target", "full"] {
            let rating = rated(&ammonia, TARGET, method);
            assert_eq!(rating.verdict, Verdict::Undecided, "{method}");
            assert!(
                rating.missing.iter().any(|text| text.contains("缺测")),
                "{method}"
            );
        }
        let pair = with_index(ammonia);
        assert_eq!(rated(&pair, TARGET, "two").verdict, Verdict::Pass);
        assert_eq!(rated(&pair, TARGET, "two-cod").verdict, Verdict::Undecided);
        let lax = Target {
            class: "IV",
            ..TARGET
        };
        assert_eq!(rated(&pair, TARGET, "two-by-target").verdict, Verdict::Pass);
        assert_eq!(
            rated(&pair, lax, "two-by-target").verdict,
            Verdict::Undecided
        );
        assert_eq!(rated(&pair, TARGET, "full").verdict, Verdict::Undecided);
    }

    #[test]
    fn the_methods_disagree_where_only_the_pair_is_clean() {
        let mut set = with_index(samples("NH3N", &[0.2; 12]));
        set.extend(samples("TP", &[0.9; 12]));
        assert_eq!(rated(&set, TARGET, "two").verdict, Verdict::Pass);
        assert_eq!(rated(&set, TARGET, "measured").verdict, Verdict::Fail);
        assert_eq!(rated(&set, TARGET, "full").verdict, Verdict::Fail);
    }

    #[test]
    fn drinking_zones_are_judged_by_month_and_by_table_two() {
        let drinking = Target {
            drinking: true,
            ..TARGET
        };
        let set = with_index(samples("NH3N", &[0.2, 1.7]));
        assert_eq!(verdict(&set), Verdict::Pass, "by the mean");
        let rating = rated(&set, drinking, "measured");
        assert_eq!(rating.verdict, Verdict::Fail);
        assert!(rating.method.contains("按月评价"), "{}", rating.method);
        let mut iron = with_index(samples("NH3N", &[0.2; 2]));
        iron.extend(samples("Fe", &[0.4, 0.4]));
        assert_eq!(rated(&iron, TARGET, "measured").verdict, Verdict::Pass);
        assert_eq!(rated(&iron, drinking, "measured").verdict, Verdict::Fail);
    }

    #[test]
    fn six_dry_months_in_a_row_leave_the_zone_out() {
        let dry = |count: usize| {
            let mut set = samples("干涸", &vec![0.0; count]);
            for sample in &mut set {
                sample.value = None;
            }
            set.extend(
                with_index(samples("NH3N", &[0.2; 12]))
                    .into_iter()
                    .filter(|sample| sample.day.month() > i8::try_from(count).unwrap()),
            );
            set
        };
        assert_eq!(verdict(&dry(6)), Verdict::Dry);
        assert_eq!(verdict(&dry(5)), Verdict::Pass);
    }

    #[test]
    fn no_rated_value_and_a_negative_one_decide_nothing() {
        assert_eq!(verdict(&[]), Verdict::Undecided);
        assert_eq!(verdict(&samples("TN", &[9.0])), Verdict::Undecided);
        let mut negative = with_index(samples("NH3N", &[0.2, 0.2]));
        negative[0].value = Some(-1.0);
        assert_eq!(verdict(&negative), Verdict::Undecided);
    }
}
