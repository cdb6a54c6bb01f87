//! Reading a style file and refusing what would draw nothing or the wrong thing.

use crate::carto::style::{
    Canvas, Category, LabelStyle, LayerStyle, StyleSheet, Symbol, Theme, choice_label, draws,
};
use crate::domain::Layer;

/// More categories than this do not fit the table that every graphics card can read (16 KiB).
pub const MAX_CATEGORIES: usize = 96;

/// Why a style file is refused.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    /// Not TOML, or not the fields that a style has; the text names line and column.
    #[error("样式文件无法读取：{0}")]
    Syntax(#[from] toml::de::Error),
    /// A layer name that does not exist, or one without geometry.
    #[error("样式文件中的图层 {0:?} 不存在或没有几何")]
    UnknownLayer(String),
    /// A field that the layer does not have.
    #[error("图层 {layer} 没有字段 {field:?}")]
    UnknownField {
        /// Canonical layer name.
        layer: &'static str,
        /// The field as written.
        field: String,
    },
    /// A value that none of the fields can have.
    #[error("图层 {layer} 的分类字段没有取值 {value:?}")]
    UnknownValue {
        /// Canonical layer name.
        layer: &'static str,
        /// The value as written.
        value: String,
    },
    /// The last category must take all other features, and only the last one.
    #[error("图层 {0} 的最后一个分类(且只有它)必须不带 value")]
    NoFallback(&'static str),
    /// A symbol that would leave some features of the layer invisible.
    #[error("图层 {layer} 的分类 {category:?} 缺少该图层几何类型所需的符号")]
    Invisible {
        /// Canonical layer name.
        layer: &'static str,
        /// Chinese label of the category.
        category: String,
    },
    /// A layer with geometry that has no style, or one that has two.
    #[error("样式文件应为图层 {0} 恰好给出一个样式")]
    NotOnce(&'static str),
    /// Too many categories in all.
    #[error("样式文件的分类总数 {0} 超过上限 {MAX_CATEGORIES}")]
    TooMany(usize),
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SheetFile {
    canvas: CanvasFile,
    layer: Vec<LayerFile>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CanvasFile {
    light: Canvas,
    dark: Canvas,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerFile {
    layer: String,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    label: Option<LabelStyle>,
    category: Vec<CategoryFile>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    value: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    zh: Option<String>,
    en: Option<String>,
    symbol: Symbol,
}

impl StyleSheet {
    /// Reads a style file. Labels that it does not give come from the layer's own values.
    pub fn parse(text: &str) -> Result<Self, StyleError> {
        let file: SheetFile = toml::from_str(text)?;
        let layers = file
            .layer
            .into_iter()
            .map(layer_style)
            .collect::<Result<Vec<_>, _>>()?;
        for layer in Layer::spatial() {
            if layers.iter().filter(|style| style.layer == layer).count() != 1 {
                return Err(StyleError::NotOnce(layer.name()));
            }
        }
        let total = layers.iter().map(|style| style.categories.len()).sum();
        // The last row of the table is the selection's.
        if total >= MAX_CATEGORIES {
            return Err(StyleError::TooMany(total));
        }
        Ok(Self {
            light: Canvas {
                theme: Theme::Light,
                ..file.canvas.light
            },
            dark: Canvas {
                theme: Theme::Dark,
                ..file.canvas.dark
            },
            layers,
        })
    }
}

fn layer_style(file: LayerFile) -> Result<LayerStyle, StyleError> {
    let Some((layer, kind)) =
        Layer::from_name(&file.layer).and_then(|layer| Some((layer, layer.geometry()?)))
    else {
        return Err(StyleError::UnknownLayer(file.layer));
    };
    let fields = file
        .fields
        .into_iter()
        .map(|name| match layer.field_index(&name) {
            Some(index) => Ok(layer.fields()[index].name),
            None => Err(StyleError::UnknownField {
                layer: layer.name(),
                field: name,
            }),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let categories = file
        .category
        .into_iter()
        .map(|category| category_of(layer, &fields, category))
        .collect::<Result<Vec<_>, _>>()?;
    let fallback = categories
        .iter()
        .position(|category| category.values.is_empty());
    if fallback.is_none_or(|at| at + 1 != categories.len()) {
        return Err(StyleError::NoFallback(layer.name()));
    }
    for category in &categories {
        if !draws(&category.symbol, kind) {
            return Err(StyleError::Invisible {
                layer: layer.name(),
                category: category.zh.clone(),
            });
        }
    }
    Ok(LayerStyle {
        layer,
        fields,
        categories,
        label: file.label,
    })
}

fn category_of(
    layer: Layer,
    fields: &[&'static str],
    file: CategoryFile,
) -> Result<Category, StyleError> {
    let values: Vec<String> = file.value.into_iter().chain(file.values).collect();
    let labels = values
        .iter()
        .map(|value| {
            choice_label(layer, fields, value).ok_or_else(|| StyleError::UnknownValue {
                layer: layer.name(),
                value: value.clone(),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let known = labels.first().copied().unwrap_or_else(|| layer.label());
    Ok(Category {
        values,
        zh: file.zh.unwrap_or_else(|| known.zh.to_owned()),
        en: file.en.unwrap_or_else(|| known.en.to_owned()),
        symbol: file.symbol,
    })
}
