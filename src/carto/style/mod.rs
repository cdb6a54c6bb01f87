//! Styles as data: which colour, line, hatch and symbol a feature gets. One sheet serves the window,
//! print and the legend. Sizes are logical pixels at 96 dpi (1 px = 0.2646 mm on paper).

use crate::carto::color::Color;
use crate::domain::{Feature, Language, Layer};

mod arrange;
mod check;
pub mod classify;
mod file;
mod logic;
pub mod make;
mod problem;
pub mod qgis;
mod qgis_symbol;
mod ramp;
mod renderer;
pub mod sld;
mod symbol;

pub use problem::{MAX_CATEGORIES, MAX_OF_LAYER, Problem, StyleError};
pub use ramp::{Ramp, RampKind};
pub use renderer::{
    Bound, Condition, Method, NOT_DRAWN, Renderer, ScaleRange, Takes, Test, code_label, code_of,
    is_number,
};
pub use symbol::{
    ArrowGap, Arrows, Casing, DarkColors, Dash, Hatch, HatchPattern, Marker, Shape, Stroke, Symbol,
};

/// The sheet that ships with the program.
const SHIPPED: &str = include_str!("../../../assets/styles/default.toml");

/// Light or dark surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Paper-like, for offices and print.
    #[default]
    Light,
    /// For dim rooms.
    Dark,
}

/// The style of every layer with geometry, and of the paper beneath.
#[derive(Clone, Debug, PartialEq)]
pub struct StyleSheet {
    light: Canvas,
    dark: Canvas,
    layers: Vec<LayerStyle>,
}

/// Colours that belong to the picture as a whole.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canvas {
    /// What lies beneath all layers.
    pub paper: Color,
    /// Scale bar, north arrow, label text.
    pub ink: Color,
    /// Around text and symbols, so that they read on any ground.
    pub halo: Color,
    /// Around highlighted features.
    pub highlight: Color,
    /// Selected features.
    pub selection: Color,
    /// The marker of the proposed site.
    pub site: Color,
    /// Meridians and parallels.
    pub graticule: Color,
    /// The kilometre grid.
    pub plane_grid: Color,
    /// How far layer colours are mixed towards white, 0 to 1, unless the symbol has its own for dark.
    pub lift: f32,
    /// Which theme this is the canvas of.
    #[serde(skip)]
    pub theme: Theme,
}

/// How one layer is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerStyle {
    /// The layer.
    pub layer: Layer,
    /// How the category of a feature is chosen.
    pub renderer: Renderer,
    /// In legend order.
    pub categories: Vec<Category>,
    /// How its features are named on the map; `None` = not at all.
    pub label: Option<LabelStyle>,
}

/// One line of the legend: what it takes and how features of it look.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// What belongs to it.
    pub takes: Takes,
    /// Scales at which it is drawn.
    pub scale: ScaleRange,
    /// What the legend calls it in Chinese.
    pub zh: String,
    /// What the legend calls it in English.
    pub en: String,
    /// How it looks.
    pub symbol: Symbol,
}

/// How features of a layer are named on the map.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct LabelStyle {
    /// Text height in pixels.
    pub size: f32,
    /// Text colour on a light ground; lifted on a dark one.
    pub color: Color,
    /// Labels with a higher priority are placed first.
    pub priority: u8,
    /// Only at scales of 1 : this and larger.
    pub max_denominator: f64,
}

impl StyleSheet {
    /// The sheet that ships with the program.
    pub fn shipped() -> Result<Self, StyleError> {
        Self::parse(SHIPPED)
    }

    /// The style of `layer`; `None` only for tables without geometry.
    pub fn layer(&self, layer: Layer) -> Option<&LayerStyle> {
        self.layers.iter().find(|style| style.layer == layer)
    }

    /// Every layer style, in the order of the file.
    pub fn layers(&self) -> &[LayerStyle] {
        &self.layers
    }

    /// The same sheet with another style for one layer.
    pub fn restyled(&self, style: LayerStyle) -> Self {
        let mut sheet = self.clone();
        let mut layers = sheet.layers.iter_mut();
        if let Some(own) = layers.find(|own| own.layer == style.layer) {
            *own = style;
        }
        sheet
    }

    /// Paper and ink of `theme`.
    pub const fn canvas(&self, theme: Theme) -> &Canvas {
        match theme {
            Theme::Light => &self.light,
            Theme::Dark => &self.dark,
        }
    }
}

impl LayerStyle {
    /// Index of the category of `feature`; [`NOT_DRAWN`] when no rule takes it.
    pub fn category_of(&self, feature: &Feature) -> usize {
        self.renderer
            .choose(&self.takes(), feature)
            .unwrap_or_else(|| usize::from(NOT_DRAWN))
    }

    /// The symbol of the category with this index; what draws nothing for any other index.
    pub fn symbol(&self, category: usize) -> &Symbol {
        self.categories
            .get(category)
            .map_or(&Symbol::NOTHING, |category| &category.symbol)
    }

    /// The category that stands for the layer where there is room for one symbol only: the first, and of
    /// classes that grow the middle one.
    pub fn example(&self) -> usize {
        match self.renderer {
            Renderer::Graduated { .. } => self.categories.len() / 2,
            _ => 0,
        }
    }

    /// The fields that decide the category, none twice.
    pub fn fields(&self) -> Vec<&'static str> {
        self.renderer.fields(self.takes())
    }

    /// What each category takes.
    pub fn takes(&self) -> impl Iterator<Item = &Takes> + Clone {
        self.categories.iter().map(|category| &category.takes)
    }

    /// Whether features fall into the same categories as with `other`, so that only looks differ.
    pub fn sorts_like(&self, other: &Self) -> bool {
        let method_aside = |renderer: &Renderer| match renderer {
            Renderer::Graduated { field, .. } => Renderer::Graduated {
                field,
                method: Method::Manual,
            },
            other => other.clone(),
        };
        self.layer == other.layer
            && method_aside(&self.renderer) == method_aside(&other.renderer)
            && self.takes().eq(other.takes())
            && self.hides_some() == other.hides_some()
    }

    /// The same style for another layer, if that has the fields and the symbols draw its geometry.
    pub fn moved_to(&self, layer: Layer) -> Result<Self, Problem> {
        let own = |name: &'static str| {
            layer
                .field_index(name)
                .map(|index| layer.fields()[index].name)
                .ok_or_else(|| Problem::UnknownField {
                    layer: layer.name(),
                    field: name.to_owned(),
                })
        };
        let renderer = match &self.renderer {
            Renderer::Categorised { fields } => Renderer::Categorised {
                fields: fields
                    .iter()
                    .map(|name| own(name))
                    .collect::<Result<_, _>>()?,
            },
            Renderer::Graduated { field, method } => Renderer::Graduated {
                field: own(field)?,
                method: *method,
            },
            other => other.clone(),
        };
        for field in self.fields() {
            own(field)?;
        }
        let moved = Self {
            layer,
            renderer,
            ..self.clone()
        };
        match moved.check() {
            Ok(()) => Ok(moved),
            Err((_, problem)) => Err(problem),
        }
    }

    /// Whether features of this category are drawn at 1 : `denominator`.
    pub fn is_drawn(&self, category: u16, denominator: f64) -> bool {
        self.categories
            .get(usize::from(category))
            .is_some_and(|category| category.scale.holds(denominator))
    }

    /// Whether some features may be hidden while others are drawn: then a crowd of point symbols must
    /// be thinned category by category, for one that is hidden must not stand for one that is not.
    pub fn hides_some(&self) -> bool {
        matches!(self.renderer, Renderer::Rules)
            || self
                .categories
                .iter()
                .any(|category| !category.scale.is_open())
    }
}

impl Category {
    /// Whether features with the stored code `value` belong to it by name.
    pub fn has(&self, value: &str) -> bool {
        matches!(&self.takes, Takes::Values(values) if values.iter().any(|own| own == value))
    }

    /// What the legend calls it.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl Canvas {
    /// `symbol` as it looks on this paper. Rims separate symbols from the ground: they stay.
    pub fn adapt(&self, symbol: &Symbol) -> Symbol {
        let own = match self.theme {
            Theme::Light => DarkColors::default(),
            Theme::Dark => symbol.dark.unwrap_or_default(),
        };
        let lifted = |color: Color| color.mixed(Color::rgb(255, 255, 255), self.lift);
        let stroke = |stroke: Option<Stroke>, own: Option<Color>| {
            stroke.map(|stroke| Stroke {
                color: own.unwrap_or_else(|| lifted(stroke.color)),
                casing: stroke.casing.map(|casing| Casing {
                    color: lifted(casing.color),
                    ..casing
                }),
                ..stroke
            })
        };
        Symbol {
            fill: symbol
                .fill
                .map(|fill| own.fill.unwrap_or_else(|| lifted(fill))),
            hatch: symbol.hatch.map(|hatch| Hatch {
                color: lifted(hatch.color),
                ..hatch
            }),
            outline: stroke(symbol.outline, own.outline),
            line: stroke(symbol.line, own.line),
            marker: symbol.marker.map(|marker| Marker {
                fill: lifted(marker.fill),
                ..marker
            }),
            dark: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FieldKind, GeometryKind, Value};

    fn refusal(change: impl Fn(&str) -> String) -> String {
        StyleSheet::parse(&change(SHIPPED)).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_sheet_has_a_category_for_every_value_that_it_classifies_by() {
        let styles = StyleSheet::shipped().unwrap();
        for style in styles.layers() {
            for name in &style.fields() {
                let field = &style.layer.fields()[style.layer.field_index(name).unwrap()];
                let FieldKind::Choice(choices) = field.kind else {
                    panic!("{name} is no choice");
                };
                for choice in choices {
                    assert!(
                        style
                            .categories
                            .iter()
                            .any(|category| category.has(choice.code)),
                        "{} has no symbol for {}",
                        style.layer.name(),
                        choice.code
                    );
                }
            }
        }
    }

    #[test]
    fn areas_of_different_meaning_differ_in_more_than_colour() {
        let styles = StyleSheet::shipped().unwrap();
        let patterns: Vec<_> = ["prohibited", "restricted", "overdraft", "hard_to_renew"]
            .into_iter()
            .map(|kind| {
                let style = styles.layer(Layer::GroundwaterArea).unwrap();
                let category = style.categories.iter().find(|category| category.has(kind));
                category.unwrap().symbol.hatch.unwrap().pattern
            })
            .collect();
        for (index, pattern) in patterns.iter().enumerate() {
            assert!(!patterns[index + 1..].contains(pattern));
        }
    }

    /// Relative luminance after WCAG 2.
    fn luminance(color: Color) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
    }

    /// What is left of a symbol in a grey copy, for one kind of geometry.
    fn grey(symbol: &Symbol, kind: GeometryKind) -> String {
        let stroke = |stroke: Option<Stroke>| {
            let casing = |casing: Casing| (casing.width.to_string(), casing.dash);
            stroke.map(|stroke| (stroke.dash, stroke.casing.map(casing)))
        };
        let outline = |stroke: Stroke| (stroke.dash, stroke.width > 2.0);
        match kind {
            GeometryKind::Point => format!(
                "{:?}",
                symbol.marker.map(|marker| {
                    let light = |color: Color| color.luminance() > 0.8;
                    let size = marker.size.round();
                    (marker.shape, light(marker.fill), light(marker.rim), size)
                })
            ),
            GeometryKind::Line => format!("{:?}", stroke(symbol.line)),
            _ => {
                let hatch = symbol.hatch.map(|hatch| (hatch.pattern, hatch.spacing));
                format!("{hatch:?} {:?}", symbol.outline.map(outline))
            }
        }
    }

    #[test]
    fn no_two_categories_that_ship_look_alike_without_colour() {
        let styles = StyleSheet::shipped().unwrap();
        for style in styles.layers() {
            for kind in qgis::kinds(style.layer) {
                let mut seen = std::collections::BTreeMap::new();
                for category in &style.categories {
                    let look = grey(&category.symbol, *kind);
                    let other = seen.insert(look, &category.zh);
                    assert_eq!(other, None, "{} {}", style.layer.name(), category.zh);
                }
            }
        }
    }

    #[test]
    fn water_is_dark_on_dark_paper_and_its_edge_shows() {
        let styles = StyleSheet::shipped().unwrap();
        let canvas = styles.canvas(Theme::Dark);
        let lake = canvas.adapt(styles.layer(Layer::Lake).unwrap().symbol(0));
        let (fill, outline) = (lake.fill.unwrap(), lake.outline.unwrap().color);
        let contrast = |a: Color, b: Color| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        assert!(contrast(fill, canvas.ink) >= 4.5, "names on water are read");
        assert!(contrast(fill, canvas.paper) < 2.5, "water is no lamp");
        assert!(contrast(outline, fill) >= 2.0 && contrast(outline, canvas.paper) >= 3.0);
    }

    #[test]
    fn outfall_groups_differ_in_shape_or_filling_and_not_in_colour_alone() {
        let styles = StyleSheet::shipped().unwrap();
        let style = styles.layer(Layer::Outfall).unwrap();
        let looks: Vec<_> = style
            .categories
            .iter()
            .filter(|category| matches!(category.takes, Takes::Values(_)))
            .map(|category| {
                let marker = category.symbol.marker.unwrap();
                (marker.shape, marker.fill == Color::rgb(255, 255, 255))
            })
            .collect();
        assert_eq!(looks.len(), 5);
        for (index, look) in looks.iter().enumerate() {
            assert!(!looks[index + 1..].contains(look), "{look:?}");
        }
    }

    #[test]
    fn the_second_level_decides_and_the_first_where_there_is_none() {
        let styles = StyleSheet::shipped().unwrap();
        let style = styles.layer(Layer::FunctionZone).unwrap();
        let value_of = |level1: Value, level2: Value| {
            let mut values = vec![Value::Null; Layer::FunctionZone.fields().len()];
            values[Layer::FunctionZone.field_index("level1").unwrap()] = level1;
            values[Layer::FunctionZone.field_index("level2").unwrap()] = level2;
            let zone = Feature {
                layer: Layer::FunctionZone,
                id: 1,
                code: "A".to_owned(),
                geometry: None,
                values,
            };
            match &style.categories[style.category_of(&zone)].takes {
                Takes::Values(values) => values.first().cloned(),
                _ => None,
            }
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let found = value_of(text("development"), text("fishery"));
        assert_eq!(found.as_deref(), Some("fishery"));
        assert_eq!(
            value_of(text("reserve"), Value::Null).as_deref(),
            Some("reserve")
        );
        assert_eq!(value_of(Value::Null, Value::Null), None);
    }

    #[test]
    fn a_bad_sheet_is_refused_with_the_place_and_the_reason() {
        let message = refusal(|text| text.replacen("#1B7837", "green", 1));
        assert!(
            message.contains("green") && message.contains("line"),
            "{message}"
        );
        let message = refusal(|text| text.replacen("value = \"buffer\"", "value = \"puffer\"", 1));
        assert!(message.contains("puffer"), "{message}");
        let message = refusal(|text| text.replacen("layer = \"lake\"", "layer = \"sea\"", 1));
        assert!(message.contains("sea"), "{message}");
        let line = "symbol.line = { color = \"#5A9BCB\", width = 1.3, arrows = { size = 6.0, gap = \"wide\" } }";
        let outline = "symbol.outline = { color = \"#5A9BCB\", width = 1.3 }";
        let message = refusal(|text| text.replacen(line, outline, 1));
        assert!(message.contains("river"), "{message}");
    }
}
