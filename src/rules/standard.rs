//! The table of GB 3838-2002 as data: which item has which limit for which class and kind of water.

use jiff::civil::Date;

/// The table that ships with the program.
const SHIPPED: &str = include_str!("../../assets/standards/gb3838-2002.toml");

/// Classes in the order of the columns.
pub const CLASSES: [&str; 5] = ["I", "II", "III", "IV", "V"];

/// The class of a value: Ⅰ to Ⅴ, or worse than Ⅴ. A greater one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(u8);

impl Grade {
    /// Class I.
    pub const BEST: Self = Self(0);
    /// Worse than class V (劣Ⅴ类).
    pub const WORSE: Self = Self(CLASSES.len() as u8);
}

impl std::fmt::Display for Grade {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const LABELS: [&str; 5] = ["Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类", "Ⅴ类"];
        formatter.write_str(LABELS.get(usize::from(self.0)).unwrap_or(&"劣Ⅴ类"))
    }
}

/// Which row of an item applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaterKind {
    /// Rivers.
    River,
    /// Lakes and reservoirs.
    Lake,
}

impl WaterKind {
    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::River => "河流",
            Self::Lake => "湖库",
        }
    }
}

/// A water-quality standard.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Number, as cited.
    pub document: String,
    /// Title.
    pub title: String,
    /// First day in force.
    pub valid_from: Date,
    #[serde(rename = "item")]
    items: Vec<Item>,
}

/// One item of the standard.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Short name used in data.
    pub id: String,
    /// Chinese name.
    pub name: String,
    #[serde(default)]
    aliases: Vec<String>,
    at_most: Option<Columns>,
    at_least: Option<Columns>,
    range: Option<[f64; 2]>,
    source_limit: Option<f64>,
    #[serde(default = "rated")]
    rated: bool,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    river: Option<[f64; 5]>,
    lake: Option<[f64; 5]>,
}

const fn rated() -> bool {
    true
}

/// The limit of one item for one target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Not more than.
    AtMost(f64),
    /// Not less than.
    AtLeast(f64),
    /// Between both, ends included.
    Range(f64, f64),
}

/// The standard could not be read.
#[derive(Debug, thiserror::Error)]
#[error("水质标准数据有误")]
pub struct StandardError(#[from] toml::de::Error);

impl Standard {
    /// GB 3838-2002.
    pub fn gb3838() -> Result<Self, StandardError> {
        Ok(toml::from_str(SHIPPED)?)
    }

    /// The edition in force on `day`; `None` before the first one.
    pub fn in_force_on(day: Date) -> Result<Option<Self>, StandardError> {
        let standard = Self::gb3838()?;
        Ok((standard.valid_from <= day).then_some(standard))
    }

    /// Every item, in the order of the table.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter()
    }

    /// The item that `text` names: id, Chinese name or another usual spelling, without case.
    pub fn item(&self, text: &str) -> Option<&Item> {
        let text = text.trim();
        self.items.iter().find(|item| {
            item.id.eq_ignore_ascii_case(text)
                || item.name == text
                || item
                    .aliases
                    .iter()
                    .any(|alias| alias.eq_ignore_ascii_case(text))
        })
    }
}

impl Item {
    /// Whether it takes part in evaluations at all.
    pub const fn is_rated(&self) -> bool {
        self.rated
    }

    /// Whether it is one of table 2, for drinking-water sources only and without classes.
    pub const fn is_of_table_two(&self) -> bool {
        self.source_limit.is_some()
    }

    /// The best class whose limit `value` keeps; `None` when the item has no classes for this water.
    pub fn grade(&self, value: f64, water: WaterKind) -> Option<Grade> {
        if self.is_of_table_two() {
            return None;
        }
        let mut known = false;
        for (place, class) in CLASSES.iter().enumerate() {
            if let Some(limit) = self.limit(class, water, false) {
                known = true;
                if limit.holds(value) {
                    return Some(Grade(place as u8));
                }
            }
        }
        known.then_some(Grade::WORSE)
    }

    /// Its limit for the class `target` (`I` … `V`); `None` when it is not rated there. Items of
    /// table 2 are rated for drinking-water zones only.
    pub fn limit(&self, target: &str, water: WaterKind, drinking: bool) -> Option<Limit> {
        if !self.rated {
            return None;
        }
        let column = CLASSES.iter().position(|class| *class == target)?;
        let of = |columns: &Columns| match water {
            WaterKind::River => columns.river.map(|row| row[column]),
            WaterKind::Lake => columns.lake.map(|row| row[column]),
        };
        if let Some([low, high]) = self.range {
            return Some(Limit::Range(low, high));
        }
        if let Some(limit) = self.source_limit {
            return drinking.then_some(Limit::AtMost(limit));
        }
        self.at_most
            .as_ref()
            .and_then(of)
            .map(Limit::AtMost)
            .or_else(|| self.at_least.as_ref().and_then(of).map(Limit::AtLeast))
    }
}

impl Limit {
    /// Whether `value` keeps it.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Range(low, high) => (low..=high).contains(&value),
        }
    }

    /// By how much `value` is beyond the limit, as a share of the limit: C/Cs − 1, for a least value
    /// (Cs − C)/Cs. `None` when it keeps the limit, for a range and for a limit of zero.
    pub fn excess(self, value: f64) -> Option<f64> {
        if self.holds(value) {
            return None;
        }
        match self {
            Self::AtMost(limit) if limit > 0.0 => Some(value / limit - 1.0),
            Self::AtLeast(limit) if limit > 0.0 => Some((limit - value) / limit),
            _ => None,
        }
    }

    /// As a person reads it.
    pub fn text(self) -> String {
        match self {
            Self::AtMost(limit) => format!("≤{limit}"),
            Self::AtLeast(limit) => format!("≥{limit}"),
            Self::Range(low, high) => format!("{low}~{high}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_printed_table() {
        let standard = Standard::gb3838().unwrap();
        let limit = |item: &str, class: &str, water| {
            standard.item(item).unwrap().limit(class, water, false)
        };
        assert_eq!(
            limit("总磷", "III", WaterKind::River),
            Some(Limit::AtMost(0.2))
        );
        assert_eq!(
            limit("TP", "III", WaterKind::Lake),
            Some(Limit::AtMost(0.05))
        );
        assert_eq!(
            limit("NH3-N", "II", WaterKind::River),
            Some(Limit::AtMost(0.5))
        );
        assert_eq!(
            limit("DO", "III", WaterKind::River),
            Some(Limit::AtLeast(5.0))
        );
        assert_eq!(limit("TN", "III", WaterKind::Lake), None);
        assert!(standard.item("不存在的项目").is_none());
    }

    #[test]
    fn items_of_table_two_are_rated_for_drinking_zones_only() {
        let standard = Standard::gb3838().unwrap();
        let iron = standard.item("铁").unwrap();
        assert_eq!(iron.limit("II", WaterKind::River, false), None);
        assert_eq!(
            iron.limit("II", WaterKind::River, true),
            Some(Limit::AtMost(0.3))
        );
    }
}
