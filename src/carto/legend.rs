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

/// The legend of `layer`: with `data` only what occurs in it, without it every category. Empty for
/// tables without geometry.
pub fn legend(
    styles: &StyleSheet,
    layer: Layer,
    data: Option<&SceneLayer>,
    language: Language,
) -> Vec<LegendEntry> {
    let (Some(style), Some(geometry)) = (styles.layer(layer), layer.geometry()) else {
        return Vec::new();
    };
    style
        .categories
        .iter()
        .enumerate()
        .map(|(category, entry)| LegendEntry {
            category,
            label: entry.label(language).to_owned(),
            symbol: entry.symbol,
            geometry,
            count: data.map(|data| data.category_counts.get(category).copied().unwrap_or(0)),
        })
        .filter(|entry| entry.count != Some(0))
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
                let entries = legend(&styles, layer, None, language);
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
        let entries = legend(&styles, Layer::Well, Some(&data), Language::Zh);
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].category, entries[0].count), (1, Some(1)));
        assert_eq!(entries[0].label, "工业");
    }
}
