//! Reading and writing style files. Errors name the line and the key; whoever reads a file adds its name.

use toml::Spanned;

use crate::carto::style::problem::{Problem, StyleError};
use crate::carto::style::renderer::{Condition, Renderer, ScaleRange, Takes, Test, is_number};
use crate::carto::style::{
    Bound, Canvas, Category, LabelStyle, LayerStyle, Method, StyleSheet, Symbol, Theme, code_label,
};
use crate::domain::{FieldKind, Layer};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetFile {
    canvas: CanvasFile,
    layer: Vec<Spanned<LayerFile>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CanvasFile {
    light: Canvas,
    dark: Canvas,
}

/// A file with the style of one layer.
#[derive(serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct OneFile {
    layer: Vec<Spanned<LayerFile>>,
}

#[derive(serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct LayerFile {
    layer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renderer: Option<RendererFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Spanned<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<Method>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<LabelStyle>,
    category: Vec<Spanned<CategoryFile>>,
}

#[derive(Clone, Copy, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
enum RendererFile {
    Single,
    Categorised,
    Graduated,
    Rules,
}

impl RendererFile {
    const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Categorised => "categorised",
            Self::Graduated => "graduated",
            Self::Rules => "rules",
        }
    }
}

#[derive(Default, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
struct CategoryFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    empty: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    zh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<ConditionFile>,
    #[serde(skip_serializing_if = "ScaleRange::is_open")]
    scale: ScaleRange,
    symbol: Symbol,
}

#[derive(Default, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
struct ConditionFile {
    field: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    is: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    below: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    above: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filled: Option<bool>,
}

/// Turns places in a text into lines.
struct Lines<'a>(&'a str);

impl Lines<'_> {
    fn at<T>(&self, spanned: &Spanned<T>, problem: Problem) -> StyleError {
        let before = self.0.get(..spanned.span().start).unwrap_or(self.0);
        StyleError::At {
            line: before.matches('\n').count() + 1,
            problem,
        }
    }
}

impl StyleSheet {
    /// Reads a style file. Labels that it does not give come from the layer's own values.
    pub fn parse(text: &str) -> Result<Self, StyleError> {
        let file: SheetFile = toml::from_str(text)?;
        let lines = Lines(text);
        let layers = file
            .layer
            .into_iter()
            .map(|layer| layer_style(layer, &lines))
            .collect::<Result<Vec<_>, _>>()?;
        let sheet = Self {
            light: Canvas {
                theme: Theme::Light,
                ..file.canvas.light
            },
            dark: Canvas {
                theme: Theme::Dark,
                ..file.canvas.dark
            },
            layers,
        };
        sheet.check().map_err(StyleError::Whole)?;
        Ok(sheet)
    }
}

impl LayerStyle {
    /// Reads a file with the style of one layer, as [`LayerStyle::to_toml`] writes it.
    pub fn from_toml(text: &str) -> Result<Self, StyleError> {
        let mut file: OneFile = toml::from_str(text)?;
        match file.layer.pop() {
            Some(layer) if file.layer.is_empty() => layer_style(layer, &Lines(text)),
            _ => Err(StyleError::Whole(Problem::NotOnce("layer"))),
        }
    }

    /// The style as a file of its own.
    pub fn to_toml(&self) -> Result<String, StyleError> {
        let (renderer, method) = match &self.renderer {
            Renderer::Single => (RendererFile::Single, None),
            Renderer::Categorised { .. } => (RendererFile::Categorised, None),
            Renderer::Graduated { method, .. } => (RendererFile::Graduated, Some(*method)),
            Renderer::Rules => (RendererFile::Rules, None),
        };
        let fields = match &self.renderer {
            Renderer::Rules => Vec::new(),
            _ => self.fields(),
        };
        let file = LayerFile {
            layer: self.layer.name().to_owned(),
            renderer: Some(renderer),
            fields: fields
                .into_iter()
                .map(|name| Spanned::new(0..0, name.to_owned()))
                .collect(),
            method,
            label: self.label,
            category: self
                .categories
                .iter()
                .map(|category| Spanned::new(0..0, category_file(category)))
                .collect(),
        };
        let file = OneFile {
            layer: vec![Spanned::new(0..0, file)],
        };
        Ok(toml::to_string(&file)?)
    }
}

fn layer_style(file: Spanned<LayerFile>, lines: &Lines<'_>) -> Result<LayerStyle, StyleError> {
    let known = Layer::from_name(&file.get_ref().layer).filter(|layer| layer.geometry().is_some());
    let Some(layer) = known else {
        let problem = Problem::UnknownLayer(file.get_ref().layer.clone());
        return Err(lines.at(&file, problem));
    };
    let place = Spanned::new(file.span(), ());
    let file = file.into_inner();
    let mut fields = Vec::new();
    for name in &file.fields {
        let index = layer.field_index(name.get_ref()).ok_or_else(|| {
            let field = name.get_ref().clone();
            let layer = layer.name();
            lines.at(name, Problem::UnknownField { layer, field })
        })?;
        fields.push(layer.fields()[index].name);
    }
    let inferred = if fields.is_empty() {
        RendererFile::Single
    } else {
        RendererFile::Categorised
    };
    let renderer = match (file.renderer.unwrap_or(inferred), fields.first().copied()) {
        (RendererFile::Single, None) => Renderer::Single,
        (RendererFile::Rules, None) => Renderer::Rules,
        (RendererFile::Categorised, Some(_)) => Renderer::Categorised { fields },
        (RendererFile::Graduated, Some(field)) => {
            let index = layer.field_index(field).unwrap_or_default();
            if !is_number(layer.fields()[index].kind) {
                let layer = layer.name();
                return Err(lines.at(&file.fields[0], Problem::NotANumber { layer, field }));
            }
            let method = file.method.unwrap_or(Method::Manual);
            Renderer::Graduated { field, method }
        }
        (other, _) => {
            let renderer = other.name();
            return Err(lines.at(&place, Problem::WrongKind { renderer }));
        }
    };
    let places: Vec<_> = file
        .category
        .iter()
        .map(|category| Spanned::new(category.span(), ()))
        .collect();
    let mut categories = Vec::with_capacity(file.category.len());
    for category in file.category {
        let place = Spanned::new(category.span(), ());
        let made = category_of(layer, &renderer, category.into_inner());
        categories.push(made.map_err(|problem| lines.at(&place, problem))?);
    }
    let style = LayerStyle {
        layer,
        renderer,
        categories,
        label: file.label,
    };
    style.check().map_err(|(index, problem)| {
        let place = index.and_then(|index| places.get(index)).unwrap_or(&place);
        lines.at(place, problem)
    })?;
    Ok(style)
}

fn category_of(layer: Layer, renderer: &Renderer, file: CategoryFile) -> Result<Category, Problem> {
    let values: Vec<String> = file.value.into_iter().chain(file.values).collect();
    let mut known = layer.label();
    if let Renderer::Categorised { fields } = renderer {
        let closed = |field: &&str| {
            let index = layer.field_index(field).unwrap_or_default();
            matches!(
                layer.fields()[index].kind,
                FieldKind::Choice(_) | FieldKind::Flag
            )
        };
        let closed = fields.iter().all(closed);
        for (index, value) in values.iter().enumerate() {
            let label = fields
                .iter()
                .find_map(|field| code_label(layer, field, value));
            match label {
                Some(label) if index == 0 => known = label,
                None if closed => {
                    let (layer, value) = (layer.name(), value.clone());
                    return Err(Problem::UnknownValue { layer, value });
                }
                _ => {}
            }
        }
    }
    let first = values.first().cloned();
    let takes = match (values.is_empty(), file.range, file.empty, file.when) {
        (false, None, false, None) => Takes::Values(values),
        (true, Some([low, high]), false, None) => Takes::Range { low, high },
        (true, None, true, None) => Takes::Empty,
        (true, None, false, Some(when)) => Takes::When(condition(layer, when)?),
        (true, None, false, None) => Takes::Rest,
        _ => return Err(Problem::Condition),
    };
    // A value without a label of its own is called by itself.
    let own = first.filter(|_| known == layer.label());
    Ok(Category {
        takes,
        scale: file.scale,
        zh: file
            .zh
            .unwrap_or_else(|| own.clone().unwrap_or_else(|| known.zh.to_owned())),
        en: file
            .en
            .unwrap_or_else(|| own.unwrap_or_else(|| known.en.to_owned())),
        symbol: file.symbol,
    })
}

fn condition(layer: Layer, file: ConditionFile) -> Result<Condition, Problem> {
    let index = layer
        .field_index(&file.field)
        .ok_or_else(|| Problem::UnknownField {
            layer: layer.name(),
            field: file.field.clone(),
        })?;
    let mut tests = Vec::new();
    if !file.is.is_empty() {
        tests.push(Test::Is(file.is));
    }
    if !file.not.is_empty() {
        tests.push(Test::IsNot(file.not));
    }
    tests.extend(file.contains.map(Test::Contains));
    tests.extend(file.filled.map(Test::Filled));
    tests.extend(file.below.map(Test::Below));
    tests.extend(file.above.map(Test::Above));
    match (file.at_least, file.at_most) {
        (Some(low), Some(high)) => tests.push(Test::Between(low, high)),
        (low, high) => {
            tests.extend(low.map(Test::AtLeast));
            tests.extend(high.map(Test::AtMost));
        }
    }
    match (tests.pop(), tests.is_empty()) {
        (Some(test), true) => Ok(Condition {
            field: layer.fields()[index].name,
            test,
        }),
        _ => Err(Problem::Condition),
    }
}

fn category_file(category: &Category) -> CategoryFile {
    let mut file = CategoryFile {
        zh: Some(category.zh.clone()),
        en: Some(category.en.clone()),
        scale: category.scale,
        symbol: category.symbol,
        ..CategoryFile::default()
    };
    match &category.takes {
        Takes::Values(values) => file.values.clone_from(values),
        Takes::Range { low, high } => file.range = Some([*low, *high]),
        Takes::When(condition) => file.when = Some(condition_file(condition)),
        Takes::Empty => file.empty = true,
        Takes::Rest => {}
    }
    file
}

fn condition_file(condition: &Condition) -> ConditionFile {
    let mut file = ConditionFile {
        field: condition.field.to_owned(),
        ..ConditionFile::default()
    };
    match condition.test.clone() {
        Test::Is(values) => file.is = values,
        Test::IsNot(values) => file.not = values,
        Test::Below(bound) => file.below = Some(bound),
        Test::AtMost(bound) => file.at_most = Some(bound),
        Test::Above(bound) => file.above = Some(bound),
        Test::AtLeast(bound) => file.at_least = Some(bound),
        Test::Between(low, high) => {
            file.at_least = Some(low);
            file.at_most = Some(high);
        }
        Test::Contains(part) => file.contains = Some(part),
        Test::Filled(filled) => file.filled = Some(filled),
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::color::Color;
    use crate::carto::style::Stroke;
    use crate::carto::style::{ArrowGap, Arrows, Casing, Dash, Hatch, HatchPattern, Marker, Shape};

    /// A symbol with every part there is.
    fn everything() -> Symbol {
        let stroke = Stroke {
            color: Color::rgb(1, 2, 3),
            width: 2.5,
            dash: Some(Dash([9.0, 3.0, 1.5, 3.0])),
            casing: Some(Casing {
                color: Color::rgb(255, 255, 255),
                width: 5.0,
                dash: Some(Dash([1.0, 7.0, 1.0, 7.0])),
            }),
            offset: 0.0,
            arrows: None,
        };
        Symbol {
            fill: Some(Color {
                r: 9,
                g: 8,
                b: 7,
                a: 60,
            }),
            hatch: Some(Hatch {
                color: Color::rgb(4, 5, 6),
                width: 0.9,
                spacing: 12.0,
                pattern: HatchPattern::Dotted,
            }),
            outline: Some(stroke),
            line: Some(Stroke {
                offset: -3.0,
                arrows: Some(Arrows {
                    size: 7.0,
                    gap: ArrowGap::Wide,
                }),
                ..stroke
            }),
            marker: Some(Marker {
                shape: Shape::Bowl,
                size: 11.5,
                fill: Color::rgb(1, 1, 1),
                rim: Color::rgb(2, 2, 2),
                rim_width: 1.1,
                angle: 30.0,
            }),
            dark: None,
        }
    }

    fn category(takes: Takes) -> Category {
        Category {
            takes,
            scale: ScaleRange {
                min: Some(500.0),
                max: None,
            },
            zh: "甲".to_owned(),
            en: "A".to_owned(),
            symbol: everything(),
        }
    }

    #[test]
    fn every_renderer_comes_back_from_its_own_text() {
        let layer = Layer::FunctionZone;
        let test = |field, test| Takes::When(Condition { field, test });
        let styles = [
            (Renderer::Single, vec![Takes::Rest]),
            (
                Renderer::Categorised {
                    fields: vec!["level2", "level1"],
                },
                vec![
                    Takes::Values(vec!["drinking".to_owned(), "fishery".to_owned()]),
                    Takes::Empty,
                    Takes::Rest,
                ],
            ),
            (
                Renderer::Graduated {
                    field: "length_km",
                    method: Method::NaturalBreaks,
                },
                vec![
                    Takes::Range {
                        low: -1.5,
                        high: 0.25,
                    },
                    Takes::Range {
                        low: 0.25,
                        high: 8.0,
                    },
                    Takes::Rest,
                ],
            ),
            (
                Renderer::Rules,
                vec![
                    test("level1", Test::Is(vec!["buffer".to_owned()])),
                    test("level1", Test::IsNot(vec!["reserve".to_owned()])),
                    test(
                        "length_km",
                        Test::Between(Bound::Number(1.0), Bound::Number(2.0)),
                    ),
                    test("length_km", Test::Below(Bound::Number(1.0))),
                    test("length_km", Test::AtMost(Bound::Number(1.0))),
                    test(
                        "valid_to",
                        Test::Above(Bound::Text("2026-01-01".to_owned())),
                    ),
                    test("length_km", Test::AtLeast(Bound::Number(1.0))),
                    test("name", Test::Contains("湖".to_owned())),
                    test("name", Test::Filled(false)),
                ],
            ),
        ];
        for (renderer, takes) in styles {
            let style = LayerStyle {
                layer,
                renderer,
                categories: takes.into_iter().map(category).collect(),
                label: Some(LabelStyle {
                    size: 11.0,
                    color: Color::rgb(0, 0, 0),
                    priority: 3,
                    max_denominator: 5000.0,
                }),
            };
            let text = style.to_toml().unwrap();
            assert_eq!(LayerStyle::from_toml(&text).unwrap(), style, "{text}");
            assert!(!text.contains("0.8999"), "numbers stay short: {text}");
        }
    }

    #[test]
    fn the_shipped_styles_come_back_from_their_own_text() {
        for style in StyleSheet::shipped().unwrap().layers() {
            let text = style.to_toml().unwrap();
            assert_eq!(&LayerStyle::from_toml(&text).unwrap(), style);
        }
    }

    #[test]
    fn refusals_name_the_line_and_the_key() {
        let text = "[[layer]]\nlayer = \"well\"\nfields = [\"purpose\"]\n\n[[layer.category]]\n\
                    value = \"industry\"\nsymbol.marker = { shape = \"ring\", size = 8.0, fill = \"#112233\", rim = \"#FFFFFF\" }\n\n\
                    [[layer.category]]\nsymbol.marker = { shape = \"ring\", size = 8.0, fill = \"#112233\", rim = \"#FFFFFF\" }\n";
        LayerStyle::from_toml(text).unwrap();
        let refusal = |from: &str, to: &str| {
            LayerStyle::from_toml(&text.replacen(from, to, 1))
                .unwrap_err()
                .to_string()
        };
        let message = refusal("\"industry\"", "\"fun\"");
        assert!(
            message.contains("第 5 行") && message.contains("value"),
            "{message}"
        );
        let message = refusal("\"purpose\"", "\"colour\"");
        assert!(
            message.contains("第 3 行") && message.contains("colour"),
            "{message}"
        );
        let message = refusal("size = 8.0", "size = 900.0");
        assert!(
            message.contains("第 5 行") && message.contains("marker.size"),
            "{message}"
        );
        let message = refusal("value = \"industry\"", "range = [1.0, 2.0]");
        assert!(message.contains("categorised"), "{message}");
        let message = refusal(
            "value = \"industry\"\n",
            "value = \"industry\"\nscale = { min = 9.0, max = 3.0 }\n",
        );
        assert!(message.contains("scale"), "{message}");
        let message = refusal(
            "fields = [\"purpose\"]",
            "fields = [\"purpose\"]\nrenderer = \"graduated\"",
        );
        assert!(
            message.contains("第 3 行") && message.contains("不是数值"),
            "{message}"
        );
    }
}
