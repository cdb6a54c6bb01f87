//! Stories of one year of samples.

use jiff::civil::date;

use crate::rules::quality::{MethodBook, Rating, Rules, Sample, Target, Verdict, rate};
use crate::rules::standard::{Standard, WaterKind};

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
