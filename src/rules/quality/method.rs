//! Evaluation methods as data: which items, which yearly rule, from which source.

use crate::rules::standard::{Item, Standard};

const SHIPPED: &str = include_str!("../../../assets/standards/methods.toml");

/// Key of the project setting that holds the id of the method.
pub const SETTING: &str = "quality_method";

/// The methods that this program knows, and the rules of the year that they share.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodBook {
    default: String,
    /// The rule of the year.
    pub yearly: Yearly,
    /// The rule of the year for drinking-water zones.
    pub drinking: Drinking,
    /// When a zone is dry.
    pub dry: Dry,
    #[serde(rename = "method")]
    methods: Vec<Method>,
}

/// Frequency or mean.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yearly {
    /// Months with samples from which the frequency method applies.
    pub frequency_min: usize,
    /// Share of passing months that a passing zone needs, 0 to 1.
    pub passing_share: f64,
    /// Where both come from.
    pub source: String,
    /// Whether they were compared with it.
    pub verified: bool,
}

/// Drinking-water zones are judged month by month, never by a mean.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drinking {
    /// Share of passing months that a passing zone needs, 0 to 1.
    pub passing_share: f64,
    /// Where it comes from.
    pub source: String,
    /// Whether it was compared with it.
    pub verified: bool,
}

/// Zones without water leave the denominator.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dry {
    /// What stands in the item field of a dry month.
    pub items: Vec<String>,
    /// Consecutive dry months from which the zone is not assessed.
    pub months: usize,
    /// Where it comes from.
    pub source: String,
    /// Whether it was compared with it.
    pub verified: bool,
}

/// Which items are judged.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Id, as in the project setting and on the command line.
    pub id: String,
    /// What a person reads.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// Whether it was compared with it.
    pub verified: bool,
    #[serde(default)]
    measured: bool,
    #[serde(default)]
    at_least: Vec<Vec<String>>,
    table2: bool,
    #[serde(default)]
    sets: Vec<ItemSet>,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemSet {
    targets: Vec<String>,
    items: Vec<String>,
}

/// Why there is no method.
#[derive(Debug, thiserror::Error)]
pub enum MethodError {
    /// The shipped data is broken.
    #[error("水质评价方法数据有误")]
    Data(#[from] toml::de::Error),
    /// No method has this id.
    #[error("没有水质评价方法「{id}」，可用：{known}")]
    Unknown {
        /// As given.
        id: String,
        /// What there is.
        known: String,
    },
}

impl MethodBook {
    /// The methods that ship with the program.
    pub fn shipped() -> Result<Self, MethodError> {
        Ok(toml::from_str(SHIPPED)?)
    }

    /// The method called `id`; the default one for `None` or a blank.
    pub fn find(&self, id: Option<&str>) -> Result<&Method, MethodError> {
        let id = id.map(str::trim).filter(|id| !id.is_empty());
        let id = id.unwrap_or(&self.default);
        self.methods
            .iter()
            .find(|method| method.id == id)
            .ok_or_else(|| MethodError::Unknown {
                id: id.to_owned(),
                known: self.ids().join("、"),
            })
    }

    /// The ids of all methods, the order of the data.
    pub fn ids(&self) -> Vec<&str> {
        self.methods
            .iter()
            .map(|method| method.id.as_str())
            .collect()
    }

    /// Whether `item` marks a dry month.
    pub fn is_dry(&self, item: &str) -> bool {
        let item = item.trim();
        self.dry
            .items
            .iter()
            .any(|known| known.eq_ignore_ascii_case(item))
    }
}

impl Method {
    /// Title, id and mark, as printed with every verdict.
    pub fn text(&self) -> String {
        let mark = if self.verified { "" } else { " [依据待核]" };
        format!("{}({}){mark}", self.title, self.id)
    }

    /// Whether every measured item is judged, so that an item that nobody knows may hide a failure.
    pub const fn judges_all(&self) -> bool {
        self.measured
    }

    /// Whether `item` is judged for the class `target`.
    pub fn judges(&self, item: &Item, target: &str, drinking: bool) -> bool {
        if item.is_of_table_two() {
            return self.table2 && drinking;
        }
        self.measured
            || self
                .set(target)
                .is_some_and(|set| set.items.contains(&item.id))
    }

    /// Chinese names of what must be measured for a pass and is not in `measured` (ids); groups of
    /// which one item is enough are joined by 或.
    pub fn lacking(&self, target: &str, measured: &[&str], standard: &Standard) -> Vec<String> {
        let name = |id: &String| {
            let item = standard.item(id);
            item.map_or_else(|| id.clone(), |item| item.name.clone())
        };
        let has = |id: &String| measured.contains(&id.as_str());
        let groups = self
            .at_least
            .iter()
            .filter(|group| !group.iter().any(has))
            .map(|group| group.iter().map(name).collect::<Vec<_>>().join("或"));
        let set = self.set(target).map(|set| set.items.as_slice());
        let singles = set.unwrap_or_default().iter().filter(|id| !has(id));
        groups.chain(singles.map(name)).collect()
    }

    fn set(&self, target: &str) -> Option<&ItemSet> {
        self.sets
            .iter()
            .find(|set| set.targets.iter().any(|class| class == target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::standard::CLASSES;

    #[test]
    fn every_method_has_items_for_every_target_and_the_standard_knows_them() {
        let (book, standard) = (MethodBook::shipped().unwrap(), Standard::gb3838().unwrap());
        assert!(book.find(None).is_ok());
        for method in &book.methods {
            for target in CLASSES {
                assert!(
                    !method.lacking(target, &[], &standard).is_empty(),
                    "{} passes without any sample",
                    method.id
                );
            }
            for id in method.sets.iter().flat_map(|set| &set.items) {
                assert!(standard.item(id).is_some_and(|item| item.id == *id), "{id}");
            }
        }
    }

    #[test]
    fn the_full_set_is_table_one_without_temperature_nitrogen_and_coliforms() {
        let (book, standard) = (MethodBook::shipped().unwrap(), Standard::gb3838().unwrap());
        let full = book.find(Some("full")).unwrap();
        let set = &full.set("III").unwrap().items;
        let rated: Vec<_> = standard
            .items()
            .filter(|item| item.is_rated() && !item.is_of_table_two())
            .map(|item| &item.id)
            .collect();
        assert_eq!(rated.len(), 21);
        assert!(rated.iter().all(|id| set.contains(id)) && set.len() == rated.len());
    }

    #[test]
    fn an_unknown_method_is_an_error_that_lists_the_known() {
        let book = MethodBook::shipped().unwrap();
        let error = book.find(Some("best")).unwrap_err().to_string();
        assert!(
            error.contains("best") && error.contains("two-cod"),
            "{error}"
        );
    }
}
