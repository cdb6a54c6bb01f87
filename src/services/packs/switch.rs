//! Switching packs on and off in a project.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::services::clock::Clock;
use crate::services::packs::{OFF_SETTING, PackFolders, PacksError, Shelf};
use crate::store::Project;

/// The ids that are switched off in `project`, sorted.
pub fn switched_off(project: &Project) -> Result<Vec<String>, PacksError> {
    let Some(text) = project.setting(OFF_SETTING)? else {
        return Ok(Vec::new());
    };
    let ids: BTreeSet<String> = serde_json::from_str(&text)
        .map_err(|_not_a_list| PacksError::BadSetting { found: text })?;
    Ok(ids.into_iter().collect())
}

/// Switches the pack `id` on or off. It must be there to be switched off; a switch that has lost its pack
/// can still be turned on. Returns whether anything changed.
pub fn switch(
    project: &mut Project,
    user: Option<PathBuf>,
    (id, on): (&str, bool),
    clock: Clock,
) -> Result<bool, PacksError> {
    // A setting that nobody can read is replaced: that is the remedy its message names.
    let (mut off, broken) = match switched_off(project) {
        Ok(off) => (off.into_iter().collect::<BTreeSet<_>>(), false),
        Err(PacksError::BadSetting { .. }) => (BTreeSet::new(), true),
        Err(error) => return Err(error),
    };
    let folders = PackFolders::beside(Some(project.path()), user);
    let shelf = Shelf::read(folders, off.iter().cloned().collect())?;
    if !shelf.keys().contains(&id) && !off.contains(id) {
        return Err(PacksError::NoSuchPack {
            id: id.to_owned(),
            known: shelf.keys().join("、"),
        });
    }
    let changed = if on {
        off.remove(id)
    } else {
        off.insert(id.to_owned())
    };
    if !changed && !broken {
        return Ok(false);
    }
    let word = if on { "启用" } else { "停用" };
    let list = serde_json::Value::from(off.iter().cloned().collect::<Vec<_>>());
    let value = (!off.is_empty()).then(|| list.to_string());
    let change = clock.change(format!("{word}规则包 {id}"));
    project.set_setting(OFF_SETTING, value.as_deref(), &change)?;
    Ok(true)
}
