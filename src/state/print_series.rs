//! The print dialog as a series: a sheet for every selected feature.

use std::path::Path;
use std::sync::Arc;

use crate::carto::display::frame::View;
use crate::carto::paint::Format;
use crate::carto::scene::Scene;
use crate::carto::style::StyleSheet;
use crate::domain::{Label, Layer};
use crate::services::map_series::{self, Series};
use crate::services::placeholders;
use crate::services::result_file::Destination;
use crate::state::print::{MapRequest, PrintDialog, PrintForm};
use crate::state::selection::Selection;
use crate::state::typed_path::typed_path;

pub use crate::services::map_series::{SeriesItem, SeriesReport};

/// The placeholder that the dialog puts into names of files.
const CODE_MARK: &str = "-{编码}";
/// Why a title or a number cannot be used.
pub(super) const BAD_TOKEN: Label = Label::new(
    "花括号中只能写 编码、名称、序号、总数",
    "Braces may hold code, name, n or total",
);

/// How the selected features become sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesForm {
    /// A sheet for each of them, instead of one of what is chosen.
    pub on: bool,
    /// A file for each sheet; PDF alone can hold them all.
    pub split: bool,
    /// Each at the scale that suits it, instead of the typed one.
    pub fit: bool,
    /// The sheet on show, from 0.
    pub shown: usize,
}

impl Default for SeriesForm {
    fn default() -> Self {
        Self {
            on: false,
            split: false,
            fit: true,
            shown: 0,
        }
    }
}

/// A series for the worker.
#[derive(Clone, Debug)]
pub struct SeriesJob {
    /// The features, as the window has them.
    pub scene: Arc<Scene>,
    /// How the window shows them.
    pub styles: Arc<StyleSheet>,
    /// What to draw.
    pub series: Series,
    /// The selected features that have no shape, layer by layer.
    pub undrawn: Vec<(Layer, Vec<i64>)>,
    /// Where to.
    pub to: Destination,
}

impl PartialEq for SeriesJob {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scene, &other.scene)
            && Arc::ptr_eq(&self.styles, &other.styles)
            && self.series == other.series
            && self.undrawn == other.undrawn
            && self.to == other.to
    }
}

impl PrintForm {
    /// Whether every sheet is a file of its own.
    pub fn is_split(&self) -> bool {
        self.series.on && (self.series.split || self.settings.format != Format::Pdf)
    }

    /// Whether title and number can be filled in for every sheet.
    pub(super) fn has_good_tokens(&self) -> bool {
        let good = |text: &str| placeholders::check_pattern(text).is_ok();
        !self.series.on || good(&self.title) && good(&self.number)
    }

    /// Makes the file's name one that stands for as many files as there will be.
    pub(super) fn fit_name(&mut self) {
        let Some(path) = typed_path(&self.path) else {
            return;
        };
        let marked = placeholders::is_split(&path);
        if self.is_split() && marked == Ok(false) {
            self.path = placeholders::marked(&path).display().to_string();
        } else if !self.is_split() && self.path.contains(CODE_MARK) {
            self.path = self.path.replace(CODE_MARK, "");
        }
    }
}

impl PrintDialog {
    /// The series as chosen; `None` for a single map.
    pub fn series(&self) -> Option<Series> {
        let on = self.form.series.on && !self.items.is_empty();
        on.then(|| Series {
            shared: MapRequest {
                view: View::Full,
                shown: self.shown.clone(),
                options: self.options(),
                dpi: self.form.settings.dpi,
                archival: self.form.settings.is_archival(),
            },
            items: self.items.clone(),
            scale: self.form.denominator().filter(|_| !self.form.series.fit),
            left_out: Vec::new(),
        })
    }

    /// How many selected features get no sheet, because they have no shape.
    pub fn undrawn_count(&self) -> usize {
        self.undrawn.iter().map(|(_, ids)| ids.len()).sum()
    }

    /// What the sheet on show asks of the map.
    pub(super) fn series_request(&self) -> Option<MapRequest> {
        let shown = self.form.series.shown.min(self.items.len().max(1) - 1);
        let request = self.series()?.request(shown, &self.scene, &self.template)?;
        request.ok()
    }

    /// The sheet on show, counted from 1, of how many, and what it is about.
    pub fn shown_item(&self) -> Option<(usize, usize, &SeriesItem)> {
        let total = self.items.len();
        let shown = self.form.series.shown.min(total.max(1) - 1);
        let item = self.items.get(shown).filter(|_| self.form.series.on)?;
        Some((shown + 1, total, item))
    }
}

/// A sheet for each selected feature: layer by layer, by code.
pub(super) fn selected_items(scene: &Scene, selection: &Selection) -> Vec<SeriesItem> {
    selection
        .parts()
        .iter()
        .flat_map(|(layer, ids)| map_series::of_features(scene, *layer, ids))
        .collect()
}

/// The selected features that have no shape, layer by layer.
pub(super) fn undrawn_items(scene: &Scene, selection: &Selection) -> Vec<(Layer, Vec<i64>)> {
    let parts = selection.parts().iter();
    parts
        .map(|(layer, ids)| (*layer, map_series::undrawn(scene, *layer, ids)))
        .filter(|(_, ids)| !ids.is_empty())
        .collect()
}

/// The name of a file that the system's dialog gave, for as many files as there will be.
pub(super) fn named(path: &Path, form: &PrintForm) -> String {
    let split = form.is_split() && placeholders::is_split(path) == Ok(false);
    let path = if split {
        placeholders::marked(path)
    } else {
        path.to_owned()
    };
    path.display().to_string()
}
