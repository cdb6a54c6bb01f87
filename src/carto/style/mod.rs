//! Styles as data: which colour, line, hatch and symbol a feature gets. One sheet serves the window,
//! print and the legend. Sizes are logical pixels at 96 dpi (1 px = 0.2646 mm on paper).

use crate::carto::color::Color;
use crate::domain::{Feature, FieldKind, GeometryKind, Language, Layer};

mod file;

pub use file::{MAX_CATEGORIES, StyleError};

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
    /// The fields whose values choose the category; the first one with a known value decides.
    pub fields: Vec<&'static str>,
    /// In legend order; the last one has no value and takes all features that no other takes.
    pub categories: Vec<Category>,
    /// How its features are named on the map; `None` = not at all.
    pub label: Option<LabelStyle>,
}

/// One line of the legend: its values and how features with one of them look.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Stored codes; empty for the category that takes everything else.
    pub values: Vec<String>,
    /// What the legend calls it in Chinese.
    pub zh: String,
    /// What the legend calls it in English.
    pub en: String,
    /// How it looks.
    pub symbol: Symbol,
}

/// How a feature looks; each geometry uses the parts that apply to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Symbol {
    /// Interior of areas.
    pub fill: Option<Color>,
    /// Ruled over the interior of areas, so that colour alone never tells them apart.
    pub hatch: Option<Hatch>,
    /// Boundary of areas.
    pub outline: Option<Stroke>,
    /// Lines.
    pub line: Option<Stroke>,
    /// Points.
    pub marker: Option<Marker>,
    /// Colours on dark paper where the lifted ones would be wrong.
    pub dark: Option<DarkColors>,
}

/// Colours that replace those of a symbol on dark paper; `None` = the lifted one.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DarkColors {
    /// Interior of areas.
    pub fill: Option<Color>,
    /// Boundary of areas.
    pub outline: Option<Color>,
    /// Lines.
    pub line: Option<Color>,
}

/// A line of constant width.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// Width in pixels.
    pub width: f32,
    /// Drawn and blank lengths in pixels: one pair, or two for dash-dot. `None` = solid.
    #[serde(default)]
    pub dash: Option<Dash>,
}

/// Lengths in pixels: drawn, blank, drawn, blank.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(from = "DashFile")]
pub struct Dash(pub [f32; 4]);

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum DashFile {
    Pair([f32; 2]),
    DashDot([f32; 4]),
}

impl From<DashFile> for Dash {
    fn from(file: DashFile) -> Self {
        match file {
            DashFile::Pair([on, off]) => Self([on, off, on, off]),
            DashFile::DashDot(lengths) => Self(lengths),
        }
    }
}

/// Parallel lines over an area, fixed to the screen.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hatch {
    /// Colour of the lines.
    pub color: Color,
    /// Their width in pixels.
    pub width: f32,
    /// From line to line in pixels.
    pub spacing: f32,
    /// Which way they run.
    pub pattern: HatchPattern,
}

/// Which way hatch lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HatchPattern {
    /// From lower left to upper right.
    Rising,
    /// From upper left to lower right.
    Falling,
    /// Both.
    Crossed,
    /// Level.
    Horizontal,
}

/// A point symbol.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Its outline.
    pub shape: Shape,
    /// Width and height in pixels.
    pub size: f32,
    /// Inside.
    pub fill: Color,
    /// Rim, outside of the inside.
    pub rim: Color,
    /// Width of the rim in pixels; small symbols have a thinner one.
    #[serde(default = "Marker::default_rim_width")]
    pub rim_width: f32,
}

impl Marker {
    const fn default_rim_width() -> f32 {
        1.2
    }
}

/// Outlines of point symbols, told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Round.
    Circle,
    /// Round with a dot: a well seen from above.
    Ring,
    /// Point up.
    Triangle,
    /// Point down: water leaving a pipe.
    TriangleDown,
    /// Upright square.
    Square,
    /// Square on its corner.
    Diamond,
    /// Plus sign.
    Cross,
    /// Water drop.
    Drop,
    /// Level above, roof-shaped below.
    Shield,
    /// Half a disc, level above.
    Bowl,
}

/// How features of a layer are named on the map.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
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

    /// Paper and ink of `theme`.
    pub const fn canvas(&self, theme: Theme) -> &Canvas {
        match theme {
            Theme::Light => &self.light,
            Theme::Dark => &self.dark,
        }
    }
}

impl LayerStyle {
    /// Index of the category of `feature`.
    pub fn category_of(&self, feature: &Feature) -> usize {
        self.fields
            .iter()
            .filter_map(|field| feature.text(field))
            .find(|value| !value.is_empty())
            .and_then(|value| {
                self.categories
                    .iter()
                    .position(|category| category.has(value))
            })
            .unwrap_or(self.categories.len() - 1)
    }

    /// The symbol of the category with this index; that of the last one for an index out of range.
    pub fn symbol(&self, category: usize) -> &Symbol {
        &self.categories[category.min(self.categories.len() - 1)].symbol
    }
}

impl Category {
    /// Whether features with the stored code `value` belong to it by name.
    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|own| own == value)
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

/// Label of a stored choice code, looked up in the layer's own fields.
fn choice_label(layer: Layer, fields: &[&str], value: &str) -> Option<crate::domain::Label> {
    fields.iter().find_map(|name| {
        let field = layer.fields().get(layer.field_index(name)?)?;
        match field.kind {
            FieldKind::Choice(choices) => choices
                .iter()
                .find(|choice| choice.code == value)
                .map(|choice| choice.label),
            _ => None,
        }
    })
}

/// Whether `symbol` draws every geometry that a layer of `kind` may hold.
fn draws(symbol: &Symbol, kind: GeometryKind) -> bool {
    let area = symbol.fill.is_some() || symbol.hatch.is_some() || symbol.outline.is_some();
    match kind {
        GeometryKind::Point => symbol.marker.is_some(),
        GeometryKind::Line => symbol.line.is_some(),
        GeometryKind::Area => area,
        GeometryKind::LineOrArea => area && symbol.line.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Value;

    fn refusal(change: impl Fn(&str) -> String) -> String {
        StyleSheet::parse(&change(SHIPPED)).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_sheet_has_a_category_for_every_value_that_it_classifies_by() {
        let styles = StyleSheet::shipped().unwrap();
        for style in styles.layers() {
            for name in &style.fields {
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
            .filter(|category| !category.values.is_empty())
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
            style.categories[style.category_of(&zone)]
                .values
                .first()
                .cloned()
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
        let message = refusal(|text| text.replacen("symbol.line = ", "symbol.outline = ", 1));
        assert!(message.contains("river"), "{message}");
    }
}
