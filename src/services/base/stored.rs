//! Which bases a project has: kept in its settings as paths relative to the project where that can be,
//! so that a folder with both can be moved.

use std::path::{Component, Path, PathBuf};

use crate::services::Clock;
use crate::store::{Project, StoreError};

/// The setting.
const KEY: &str = "base_maps";

/// One base of a project, as it is kept.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BaseEntry {
    /// The file: relative to the project's folder, with `/`, or absolute.
    pub path: String,
    /// The user's word on the system of a picture; `None` = the file says it.
    #[serde(default)]
    pub epsg: Option<u32>,
    /// Whether it is drawn.
    #[serde(default = "yes")]
    pub visible: bool,
    /// 0 = invisible, 1 = opaque.
    #[serde(default = "opaque")]
    pub opacity: f32,
}

const fn yes() -> bool {
    true
}

const fn opaque() -> f32 {
    1.0
}

impl BaseEntry {
    /// The file at `path` for the project at `project`, visible.
    pub fn new(project: &Path, path: &Path) -> Self {
        Self {
            path: path_text(project, path),
            epsg: None,
            visible: true,
            opacity: 1.0,
        }
    }

    /// The file's name, as lists show it.
    pub fn title(&self) -> &str {
        self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path)
    }
}

/// How the file at `path` is kept for the project at `project`: relative when it lies in the project's
/// folder or below the folder above it.
pub fn path_text(project: &Path, path: &Path) -> String {
    let parts = |path: &Path| -> Vec<String> {
        let components = path.components();
        components
            .map(|part| match part {
                Component::Normal(name) => name.to_string_lossy().into_owned(),
                other => other.as_os_str().to_string_lossy().into_owned(),
            })
            .collect()
    };
    if let Some(folder) = project.parent() {
        if let Ok(inside) = path.strip_prefix(folder) {
            return parts(inside).join("/");
        }
        if let Some(above) = folder.parent()
            && above.parent().is_some()
            && let Ok(inside) = path.strip_prefix(above)
        {
            return format!("../{}", parts(inside).join("/"));
        }
    }
    path.display().to_string()
}

/// Where the file of a kept path lies now.
pub fn located(project: &Path, kept: &str) -> PathBuf {
    let path = Path::new(kept);
    if path.is_absolute() {
        return path.to_owned();
    }
    let mut located = project.parent().map(Path::to_owned).unwrap_or_default();
    for part in kept.split('/') {
        if part == ".." {
            located.pop();
        } else {
            located.push(part);
        }
    }
    located
}

/// The bases of a project, the lowest last. An entry that cannot be read is left out: a base is a
/// convenience, and must not keep a project from being opened.
pub fn kept(project: &Project) -> Result<Vec<BaseEntry>, StoreError> {
    let Some(text) = project.setting(KEY)? else {
        return Ok(Vec::new());
    };
    let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    let read = |entry| serde_json::from_value::<BaseEntry>(entry).ok();
    Ok(entries.into_iter().filter_map(read).collect())
}

/// Keeps the bases of a project.
pub fn keep(project: &mut Project, bases: &[BaseEntry], clock: Clock) -> Result<(), StoreError> {
    let text = serde_json::to_string(bases).unwrap_or_default();
    let value = (!bases.is_empty()).then_some(text.as_str());
    project.set_setting(KEY, value, &clock.change("设置底图"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_beside_the_project_are_relative_and_come_back() {
        let drive = if cfg!(windows) { "C:" } else { "" };
        let project = PathBuf::from(format!("{drive}/data/昆明/审查/项目.sqlite"));
        let elsewhere = format!("{drive}/mnt/影像.jpg");
        for (path, text) in [
            ("/data/昆明/审查/底图/影像.mbtiles", "底图/影像.mbtiles"),
            ("/data/昆明/影像.jpg", "../影像.jpg"),
            ("/mnt/影像.jpg", &elsewhere),
        ] {
            let path = PathBuf::from(format!("{drive}{path}"));
            let kept = path_text(&project, &path);
            assert_eq!(kept, text);
            assert_eq!(located(&project, &kept), path);
        }
    }

    #[test]
    fn bases_are_kept_in_the_project_and_broken_ones_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("项目.sqlite");
        let mut project = Project::create(&path).unwrap();
        assert_eq!(kept(&project).unwrap(), []);
        let entry = BaseEntry {
            opacity: 0.5,
            ..BaseEntry::new(&path, &folder.path().join("影像.mbtiles"))
        };
        let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
        keep(&mut project, std::slice::from_ref(&entry), clock).unwrap();
        assert_eq!(kept(&project).unwrap(), [entry]);
        let change = clock.change("测试");
        let mixed = r#"[{"opacity":1},{"path":"好.png"}]"#;
        project.set_setting(KEY, Some(mixed), &change).unwrap();
        let titles: Vec<String> = kept(&project)
            .unwrap()
            .into_iter()
            .map(|entry| entry.path)
            .collect();
        assert_eq!(titles, ["好.png"]);
    }
}
