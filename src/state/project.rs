//! The open project as the window knows it: what is drawn and how many features there are.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::carto::scene::Scene;
use crate::carto::style::LayerStyle;
use crate::domain::{Bookmark, Layer};
use crate::state::audit::AuditRun;
use crate::state::furniture::BaseEntry;
use crate::state::style::ProjectLook;

/// Where the file lies, as far as it matters for working with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// On this machine, and it can be written.
    Here,
    /// On another machine: locks cannot be trusted.
    Network,
    /// It can be read and not written.
    ReadOnly,
}

/// An open project.
#[derive(Debug)]
pub struct OpenProject {
    /// The file.
    pub path: PathBuf,
    /// Where it lies.
    pub whereabouts: Whereabouts,
    /// Everything that is drawn.
    pub scene: Arc<Scene>,
    /// Features per layer, also of tables without geometry.
    pub counts: BTreeMap<Layer, u64>,
    /// Whether there is sample data in it, which is not official.
    pub sample: bool,
    /// The audit kept last; `None` when none was kept.
    pub kept_audit: Option<AuditRun>,
    /// How it looks on the map.
    pub look: ProjectLook,
    /// Raster bases that it keeps, the uppermost first.
    pub bases: Vec<BaseEntry>,
    /// Its bookmarks in the user's order, or why they cannot be read.
    pub bookmarks: Result<Vec<Bookmark>, String>,
}

impl OpenProject {
    /// The file name without its ending, as titles show it.
    pub fn title(&self) -> String {
        self.path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// The map shows `style` for its layer.
    pub(super) fn show_style(&mut self, style: LayerStyle) {
        self.look.styles = Arc::new(self.look.styles.restyled(style));
    }

    /// Number of features of `layer`.
    pub fn count(&self, layer: Layer) -> u64 {
        self.counts.get(&layer).copied().unwrap_or(0)
    }

    /// Whether there is nothing on the map.
    pub fn is_empty(&self) -> bool {
        self.scene
            .layers
            .iter()
            .all(|layer| layer.features.is_empty())
    }
}
