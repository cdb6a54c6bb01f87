//! Layers whose datum is unresolved (基准待定): their positions may be off by tens of metres, so nothing
//! that rests on where their features lie can be decided. Kept as settings, one per layer.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::layer::Layer;
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;

const DOING: &str = "标记基准待定的图层";

/// Layers and the system that their positions are in.
pub type UnresolvedDatums = BTreeMap<Layer, String>;

/// What is to be said wherever the positions of such a layer would be used.
pub fn unresolved_sentence(layer: Layer, system: &str) -> String {
    format!(
        "图层「{}」基准待定({system})，位置可能偏移数十至一百多米，不能据以判断；请用转换参数重新导入",
        layer.label().zh
    )
}

/// Where the mark of a layer is kept.
pub(super) fn key(layer: Layer) -> String {
    format!("datum_unresolved.{}", layer.name())
}

/// The marks, read by `setting`.
pub(super) fn unresolved<E>(
    setting: impl Fn(&str) -> Result<Option<String>, E>,
) -> Result<UnresolvedDatums, E> {
    let mut found = UnresolvedDatums::new();
    for layer in Layer::ALL {
        if let Some(system) = setting(&key(layer))? {
            found.insert(layer, system);
        }
    }
    Ok(found)
}

/// The mark of one layer.
pub(super) fn get(connection: &Connection, layer: Layer) -> Result<Option<String>, StoreError> {
    connection
        .query_row(
            "SELECT value FROM project_setting WHERE key = ?1",
            [key(layer)],
            |row| row.get(0),
        )
        .optional()
        .doing(DOING)
}

/// Sets or takes away the mark inside the caller's transaction; gives back what it was.
pub(super) fn mark(
    connection: &Connection,
    layer: Layer,
    system: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let key = key(layer);
    let before = get(connection, layer)?;
    match system {
        Some(system) => connection.execute(
            "INSERT INTO project_setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (&key, system),
        ),
        None => connection.execute("DELETE FROM project_setting WHERE key = ?1", [&key]),
    }
    .doing(DOING)?;
    Ok(before)
}

impl Project {
    /// What is to be said where positions of `layers` are used; empty where all of their datums are known.
    pub fn unresolved_warnings(&self, layers: &[Layer]) -> Result<Vec<String>, StoreError> {
        let marks = self.unresolved_datums()?;
        let marks = marks.iter().filter(|(marked, _)| layers.contains(marked));
        Ok(marks
            .map(|(marked, system)| unresolved_sentence(*marked, system))
            .collect())
    }

    /// The layers whose datum is unresolved, and the system that their positions are in.
    pub fn unresolved_datums(&self) -> Result<UnresolvedDatums, StoreError> {
        unresolved(|key| self.setting(key))
    }
}
