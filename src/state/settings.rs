//! What the program remembers between runs. Pure data; reading and writing the file is the window's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize as _, Deserializer};

use crate::domain::Language;
use crate::state::furniture::Furniture;
use crate::state::import_log::ImportTemplate;
use crate::state::layout::{Layout, sane_ui_scale};
use crate::state::print::PrintSettings;
use crate::state::table_layout::Layouts;
use crate::state::view::LayerState;

/// How many projects the start page remembers.
const MAX_RECENT: usize = 12;

/// Light or dark surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// For offices.
    #[default]
    Light,
    /// For dim rooms.
    Dark,
}

/// The settings file. Unknown entries are ignored and missing ones take their default, so that
/// versions of the program can share it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Language of texts.
    pub language: Language,
    /// Colours.
    pub theme: ThemeChoice,
    /// Projects opened last, newest first.
    pub recent: Vec<PathBuf>,
    /// Whether the layer list is shown.
    pub show_layers: bool,
    /// Whether the check and identify panel is shown.
    pub show_inspector: bool,
    /// Grids and overview over the map.
    pub furniture: Furniture,
    /// The layer list as the user left it, top first; empty before it was ever changed.
    #[serde(deserialize_with = "known_layers")]
    pub layers: Vec<LayerState>,
    /// The choices of the last map that was printed.
    pub print: PrintSettings,
    /// Sizes of the panels and what they show.
    pub layout: Layout,
    /// How large everything is drawn, in percent.
    pub ui_scale: u16,
    /// What was started from the palette last, newest first.
    pub recent_commands: Vec<String>,
    /// The columns of attribute tables as the user left them, by layer.
    #[serde(deserialize_with = "known_layouts")]
    pub tables: Layouts,
    /// Choices of fields kept from earlier imports, newest first.
    #[serde(deserialize_with = "known_templates")]
    pub import_templates: Vec<ImportTemplate>,
}

/// Templates that this version does not understand are left out.
fn known_templates<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<ImportTemplate>, D::Error> {
    let entries = Vec::<serde_json::Value>::deserialize(deserializer)?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect())
}

/// Tables that this version does not understand are left out.
fn known_layouts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Layouts, D::Error> {
    let entries = BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
    Ok(entries
        .into_iter()
        .filter_map(|(layer, columns)| Some((layer, serde_json::from_value(columns).ok()?)))
        .collect())
}

/// Entries that this version does not understand are left out.
fn known_layers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<LayerState>, D::Error> {
    let entries = Vec::<serde_json::Value>::deserialize(deserializer)?;
    Ok(entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect())
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: ThemeChoice::default(),
            recent: Vec::new(),
            show_layers: true,
            show_inspector: true,
            furniture: Furniture::default(),
            layers: Vec::new(),
            layout: Layout::default(),
            ui_scale: 100,
            recent_commands: Vec::new(),
            tables: Layouts::new(),
            print: PrintSettings::default(),
            import_templates: Vec::new(),
        }
    }
}

impl Settings {
    /// With sizes that make sense, whatever the file said.
    pub fn sane(mut self) -> Self {
        self.layout = self.layout.sane();
        self.ui_scale = sane_ui_scale(self.ui_scale);
        self
    }

    /// Puts `path` first among the recent projects.
    pub fn remember(&mut self, path: &Path) {
        self.forget(path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(MAX_RECENT);
    }

    /// The layer list to begin with: as it was left, with layers that it does not name at their usual
    /// place at the end, and none twice.
    pub fn layer_list(&self) -> Vec<LayerState> {
        let mut list: Vec<LayerState> = Vec::new();
        for entry in self
            .layers
            .iter()
            .copied()
            .chain(LayerState::default_order())
        {
            if list.iter().all(|other| other.layer != entry.layer) {
                list.push(LayerState {
                    opacity: entry.opacity.clamp(0.0, 1.0),
                    ..entry
                });
            }
        }
        list
    }

    /// Takes `path` off the recent projects.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_projects_are_newest_first_without_doubles() {
        let mut settings = Settings::default();
        for number in 0..20 {
            settings.remember(Path::new(&format!("p{number}.sqlite")));
        }
        settings.remember(Path::new("p15.sqlite"));
        assert_eq!(settings.recent.len(), MAX_RECENT);
        assert_eq!(settings.recent[0], Path::new("p15.sqlite"));
        assert_eq!(settings.recent[1], Path::new("p19.sqlite"));
    }

    #[test]
    fn the_layer_list_comes_back_whole_whatever_the_file_says() {
        let settings: Settings = serde_json::from_str(
            r#"{"layers":[{"layer":"well","visible":false,"opacity":0.5},
                {"layer":"well","visible":true,"opacity":1.0},
                {"layer":"moon","visible":true,"opacity":1.0}]}"#,
        )
        .unwrap();
        let list = settings.layer_list();
        assert_eq!(list.len(), LayerState::default_order().len());
        assert_eq!(list[0].layer, crate::domain::Layer::Well);
        assert!(!list[0].visible);
    }

    #[test]
    fn a_file_of_another_version_is_read_as_far_as_it_goes() {
        let settings: Settings =
            serde_json::from_str(r#"{"language":"en","colour_of_the_sky":"blue"}"#).unwrap();
        assert_eq!(settings.language, Language::En);
        assert!(settings.show_layers);
    }
}
