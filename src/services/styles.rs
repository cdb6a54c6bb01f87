//! Styles of a project: the sheet that it is shown with, features sorted by a style, new categories
//! from the data, storing, style files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::carto::scene::SceneLayer;
use crate::carto::style::make::{Recipe, make};
use crate::carto::style::{LayerStyle, NOT_DRAWN, Ramp, StyleError, StyleSheet, qgis, sld};
use crate::domain::{Layer, Value, sentence};
use crate::services::clock::Clock;
use crate::services::result_file::{Destination, ResultFileError, write_result};
use crate::store::{Access, Project, QgisStyle, StoreError};

/// What our styles are called in QGIS.
const STYLE_NAME: &str = "水界";
/// Those of the areas of a layer that holds lines and areas.
const AREA_STYLE_NAME: &str = "水界 (面)";

/// Why styles could not be read or stored.
#[derive(Debug, thiserror::Error)]
pub enum StylesError {
    /// The project cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A style makes no sense.
    #[error(transparent)]
    Style(#[from] StyleError),
    /// A style file makes no sense.
    #[error("{}：{source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: StyleError,
    },
    /// A style file cannot be read.
    #[error("无法读取样式文件 {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// A style file cannot be written.
    #[error(transparent)]
    Write(#[from] ResultFileError),
    /// A style could not be written for QGIS; the tests keep this from happening.
    #[error("无法为 QGIS 写出样式")]
    Qgis(#[from] std::io::Error),
}

/// The sheet of a project.
#[derive(Debug)]
pub struct ProjectSheet {
    /// The shipped sheet with the project's own styles over it.
    pub sheet: StyleSheet,
    /// Layers with a style of the project's own.
    pub own: BTreeSet<Layer>,
    /// Stored styles that cannot be used, one sentence each; those layers look as shipped.
    pub problems: Vec<String>,
}

/// The sheet of `project`. A stored style that this version cannot read leaves its layer as shipped.
pub fn sheet_of(project: &Project, shipped: &StyleSheet) -> Result<ProjectSheet, StoreError> {
    let mut found = ProjectSheet {
        sheet: shipped.clone(),
        own: BTreeSet::new(),
        problems: Vec::new(),
    };
    for (layer, text) in project.own_styles()? {
        let read = LayerStyle::from_toml(&text).map_err(|error| sentence(&error));
        let read = read.and_then(|style| {
            if style.layer == layer {
                Ok(style)
            } else {
                Err(format!("样式属于图层 {}", style.layer.name()))
            }
        });
        match read {
            Ok(style) => {
                let changed = found.sheet.restyled(style);
                if let Err(problem) = changed.check() {
                    found.problems.push(unusable(layer, &problem.to_string()));
                } else {
                    found.sheet = changed;
                    found.own.insert(layer);
                }
            }
            Err(reason) => found.problems.push(unusable(layer, &reason)),
        }
    }
    Ok(found)
}

fn unusable(layer: Layer, reason: &str) -> String {
    let label = layer.label().zh;
    format!("项目中图层“{label}”的样式不能使用，暂按默认样式显示；可在样式面板中重新设置。{reason}")
}

/// The features of `layer` in the categories of `style`. Reads its fields and no geometry.
pub fn sort(
    project: &Project,
    layer: &SceneLayer,
    style: &LayerStyle,
) -> Result<SceneLayer, StoreError> {
    let mut categories: Vec<(i64, u16)> = Vec::with_capacity(layer.features.len());
    project.visit_values(layer.layer, &style.fields(), &mut |feature| {
        let category = u16::try_from(style.category_of(&feature)).unwrap_or(NOT_DRAWN);
        categories.push((feature.id, category));
    })?;
    Ok(layer.recategorised(style, |id| {
        categories
            .binary_search_by_key(&id, |(own, _)| *own)
            .map_or(NOT_DRAWN, |at| categories[at].1)
    }))
}

/// `style` made anew after `recipe` from what the layer holds.
pub fn remake(
    project: &Project,
    style: &LayerStyle,
    recipe: &Recipe,
    ramp: &Ramp,
) -> Result<LayerStyle, StoreError> {
    let mut values: Vec<Value> = Vec::new();
    if let Some(field) = recipe.field() {
        project.visit_values(style.layer, &[field], &mut |feature| {
            values.push(feature.value(field).clone());
        })?;
    }
    Ok(make(style, recipe, ramp, &values))
}

/// Stores `style` in the project, and for QGIS; a style that is as shipped is none of the project's own.
pub fn store(
    project: &mut Project,
    style: &LayerStyle,
    shipped: &StyleSheet,
    clock: Clock,
) -> Result<(), StylesError> {
    let layer = style.layer;
    let text = if shipped.layer(layer) == Some(style) {
        None
    } else {
        Some(style.to_toml()?)
    };
    let qgis = qgis_styles(style)?;
    let why = format!("修改图层“{}”的样式", layer.label().zh);
    project.save_styles(&[(layer, text)], &qgis, &clock.change(why))?;
    Ok(())
}

/// Brings what QGIS reads up to date for every layer of `sheet`.
pub fn write_for_qgis(
    project: &mut Project,
    sheet: &StyleSheet,
    clock: Clock,
) -> Result<(), StylesError> {
    let mut rows = Vec::new();
    for style in sheet.layers() {
        rows.extend(qgis_styles(style)?);
    }
    project.save_styles(&[], &rows, &clock.change("为 QGIS 写出样式"))?;
    Ok(())
}

/// Creates an empty project that looks the same in QGIS.
pub fn create_project(path: &Path, clock: Clock) -> Result<Project, StylesError> {
    let mut project = Project::create(path)?;
    write_for_qgis(&mut project, &StyleSheet::shipped()?, clock)?;
    Ok(project)
}

fn qgis_styles(style: &LayerStyle) -> Result<Vec<QgisStyle>, StylesError> {
    let kinds = qgis::kinds(style.layer);
    kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| {
            let second = index > 0;
            Ok(QgisStyle {
                layer: style.layer,
                name: if second { AREA_STYLE_NAME } else { STYLE_NAME }.to_owned(),
                qml: qgis::qml(style, *kind)?,
                sld: sld::sld(style, *kind)?,
                default: !second,
                description: format!("水界自动写出的图层样式：{}", style.layer.label().zh),
            })
        })
        .collect()
}

/// The style in a file.
pub fn read_file(path: &Path) -> Result<LayerStyle, StylesError> {
    let text = std::fs::read_to_string(path).map_err(|source| StylesError::Read {
        path: path.to_owned(),
        source,
    })?;
    LayerStyle::from_toml(&text).map_err(|source| StylesError::File {
        path: path.to_owned(),
        source,
    })
}

/// Writes a style to a file, whole or not at all; gives the file the ending `.toml` if it has none, and
/// then nobody was asked about an older one.
pub fn write_file(to: &Destination, style: &LayerStyle) -> Result<PathBuf, StylesError> {
    let to = if to.path.extension().is_some() {
        to.clone()
    } else {
        Destination::unasked(to.path.with_extension("toml"))
    };
    write_result(&to, style.to_toml()?.as_bytes())?;
    Ok(to.path)
}

/// The project at `path` opened for writing, to store `style`.
pub fn store_in_file(
    path: &Path,
    style: &LayerStyle,
    shipped: &StyleSheet,
    clock: Clock,
) -> Result<(), StylesError> {
    let mut project = Project::open(path, Access::ReadWrite)?;
    store(&mut project, style, shipped, clock)
}
