//! The single-factor class of a sample: the class of its worst item.

use crate::rules::standard::{Grade, Item, WaterKind};

/// A class and what decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classed {
    /// The class of the worst item.
    pub grade: Grade,
    /// Names of the items of that class; empty for class I, which nothing spoils.
    pub by: Vec<String>,
}

/// The class of values measured together; `None` when no item of them has classes. Of limits that
/// several classes share the best class counts. Total nitrogen, temperature and coliforms never count.
pub fn classify<'a>(
    values: impl IntoIterator<Item = (&'a Item, f64)>,
    water: WaterKind,
) -> Option<Classed> {
    let mut worst: Option<Classed> = None;
    for (item, value) in values {
        let Some(grade) = item.grade(value, water) else {
            continue;
        };
        match &mut worst {
            Some(kept) if grade < kept.grade => {}
            Some(kept) if grade == kept.grade => kept.by.push(item.name.clone()),
            _ => {
                worst = Some(Classed {
                    grade,
                    by: vec![item.name.clone()],
                });
            }
        }
    }
    let mut worst = worst?;
    if worst.grade == Grade::BEST {
        worst.by.clear();
    }
    worst.by.sort();
    worst.by.dedup();
    Some(worst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::standard::Standard;

    fn class(values: &[(&str, f64)], water: WaterKind) -> Option<(String, Vec<String>)> {
        let standard = Standard::gb3838().unwrap();
        let values: Vec<_> = values
            .iter()
            .map(|(id, value)| (standard.item(id).unwrap(), *value))
            .collect();
        classify(values, water).map(|classed| (classed.grade.to_string(), classed.by))
    }

    #[test]
    fn the_worst_item_decides_and_is_named() {
        let river = WaterKind::River;
        let (grade, by) = class(&[("NH3N", 1.2), ("CODMn", 3.0), ("DO", 8.0)], river).unwrap();
        assert_eq!((grade.as_str(), by), ("Ⅳ类", vec!["氨氮".to_owned()]));
        assert_eq!(class(&[("NH3N", 2.1)], river).unwrap().0, "劣Ⅴ类");
    }

    #[test]
    fn equal_limits_give_the_best_class() {
        let (grade, by) = class(&[("COD", 15.0), ("BOD5", 3.0)], WaterKind::River).unwrap();
        assert_eq!((grade.as_str(), by.len()), ("Ⅰ类", 0));
        assert_eq!(class(&[("COD", 15.1)], WaterKind::River).unwrap().0, "Ⅲ类");
    }

    #[test]
    fn oxygen_counts_downwards_and_acidity_both_ways() {
        let river = WaterKind::River;
        assert_eq!(class(&[("DO", 7.5)], river).unwrap().0, "Ⅰ类");
        assert_eq!(class(&[("DO", 4.9)], river).unwrap().0, "Ⅳ类");
        assert_eq!(class(&[("DO", 1.9)], river).unwrap().0, "劣Ⅴ类");
        assert_eq!(class(&[("pH", 9.0)], river).unwrap().0, "Ⅰ类");
        assert_eq!(class(&[("pH", 9.1)], river).unwrap().0, "劣Ⅴ类");
        assert_eq!(class(&[("pH", 5.9)], river).unwrap().0, "劣Ⅴ类");
    }

    #[test]
    fn lakes_have_their_own_phosphorus_and_nitrogen_never_counts() {
        assert_eq!(class(&[("TP", 0.1)], WaterKind::River).unwrap().0, "Ⅱ类");
        assert_eq!(class(&[("TP", 0.1)], WaterKind::Lake).unwrap().0, "Ⅳ类");
        assert_eq!(class(&[("TN", 9.0)], WaterKind::River), None);
        assert_eq!(class(&[("TN", 9.0), ("Fe", 1.0)], WaterKind::Lake), None);
    }
}
