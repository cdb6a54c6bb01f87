//! The legend: the categories of a layer that occur, drawn with the very symbols of the map.

use crate::carto::scene::SceneLayer;
use crate::carto::style::{StyleSheet, Symbol};
use crate::domain::{GeometryKind, Language, Layer};

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// Index of the category in the layer's style.
    pub category: usize,
    /// What the user reads.
    pub label: String,
    /// How features of it look.
    pub symbol: Symbol,
    /// Which part of the symbol to show.
    pub geometry: GeometryKind,
    /// Number of features; `None` where no data was given.
    pub count: Option<usize>,
}

/// What a legend lists.
#[derive(Clone, Copy, Debug)]
pub enum Listed<'a> {
    /// Every category, with no counts.
    Sheet,
    /// Every category, with the numbers of features in the project.
    All(&'a SceneLayer),
    /// What occurs in the project.
    Occurring(&'a SceneLayer),
    /// What is on the map: present among `counts` (of the view), and drawn at 1 : `denominator`.
    OnMap {
        /// Features in view, per category.
        counts: &'a [usize],
        /// The scale.
        denominator: f64,
    },
}

/// The legend of `layer`. Empty for tables without geometry.
pub fn legend(
    styles: &StyleSheet,
    layer: Layer,
    listed: Listed<'_>,
    language: Language,
) -> Vec<LegendEntry> {
    let (Some(style), Some(geometry)) = (styles.layer(layer), layer.geometry()) else {
        return Vec::new();
    };
    let count_of = |category: usize| match listed {
        Listed::Sheet => None,
        Listed::All(data) | Listed::Occurring(data) => {
            Some(data.category_counts.get(category).copied().unwrap_or(0))
        }
        Listed::OnMap { counts, .. } => Some(counts.get(category).copied().unwrap_or(0)),
    };
    let is_listed = |category: usize, count: Option<usize>| match listed {
        Listed::Sheet | Listed::All(_) => true,
        Listed::Occurring(_) => count != Some(0),
        Listed::OnMap { denominator, .. } => {
            count != Some(0) && style.is_drawn(category as u16, denominator)
        }
    };
    style
        .categories
        .iter()
        .enumerate()
        .map(|(category, entry)| (category, entry, count_of(category)))
        .filter(|(category, _, count)| is_listed(*category, *count))
        .map(|(category, entry, count)| LegendEntry {
            category,
            label: entry.label(language).to_owned(),
            symbol: entry.symbol,
            geometry,
            count,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use geo::{Geometry, Point};

    use super::*;
    use crate::carto::scene::SceneFeature;

    #[test]
    fn every_layer_with_geometry_has_a_legend_in_both_languages() {
        let styles = StyleSheet::shipped().unwrap();
        for layer in Layer::spatial() {
            for language in [Language::Zh, Language::En] {
                let entries = legend(&styles, layer, Listed::Sheet, language);
                assert!(!entries.is_empty(), "{}", layer.name());
                let mut labels: Vec<_> = entries.iter().map(|entry| &entry.label).collect();
                labels.sort();
                labels.dedup();
                assert_eq!(
                    labels.len(),
                    entries.len(),
                    "{} repeats a label",
                    layer.name()
                );
            }
        }
    }

    #[test]
    fn only_what_occurs_is_listed_when_there_is_data() {
        let styles = StyleSheet::shipped().unwrap();
        let feature = SceneFeature {
            id: 1,
            code: "W1".into(),
            name: "".into(),
            category: 1,
            geometry: Geometry::Point(Point::new(1.0, 2.0)).into(),
        };
        let categories = styles.layer(Layer::Well).unwrap().categories.len();
        let data = SceneLayer::new(Layer::Well, vec![feature], categories);
        let entries = legend(&styles, Layer::Well, Listed::Occurring(&data), Language::Zh);
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].category, entries[0].count), (1, Some(1)));
        assert_eq!(entries[0].label, "工业");
        let all = legend(&styles, Layer::Well, Listed::All(&data), Language::Zh);
        assert_eq!(all.len(), categories);
        assert_eq!(all[0].count, Some(0));
    }

    #[test]
    fn what_is_not_drawn_at_this_scale_is_not_in_the_legend_of_the_map() {
        let sheet = StyleSheet::shipped().unwrap();
        let mut style = sheet.layer(Layer::Well).unwrap().clone();
        style.categories[1].scale.max = Some(20_000.0);
        let sheet = sheet.restyled(style);
        let counts = [0, 4, 2];
        let at = |denominator| -> Vec<usize> {
            let listed = Listed::OnMap {
                counts: &counts,
                denominator,
            };
            legend(&sheet, Layer::Well, listed, Language::Zh)
                .iter()
                .map(|entry| entry.category)
                .collect()
        };
        assert_eq!(at(10_000.0), [1, 2]);
        assert_eq!(at(50_000.0), [2]);
    }
}
