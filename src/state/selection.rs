//! The selected features: kept by primary key, layer by layer, apart from the evidence that the map
//! highlights. Knows no toolkit and no database.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, LineString, Polygon};

pub use crate::services::select::{LocationRequest, Meeting, Reference, SelectionArea};

use crate::domain::expression::{Expression, ExpressionError};
use crate::domain::{Label, Layer};
use crate::jobs::JobId;

/// Primary keys, ascending. Shared with the worker and the map.
pub type Ids = Arc<[i64]>;

/// How what was found changes the selection. The keys are those of QGIS: none, Shift, Ctrl, both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelectMode {
    /// What was found is selected and nothing else.
    #[default]
    New,
    /// It is selected as well.
    Add,
    /// It is not selected any more.
    Remove,
    /// Only what was selected before and was found stays selected.
    Intersect,
}

impl SelectMode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::New, Self::Add, Self::Remove, Self::Intersect];

    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::New => Label::new("新建选择", "New selection"),
            Self::Add => Label::new("加入选择", "Add to selection"),
            Self::Remove => Label::new("从选择中移除", "Remove from selection"),
            Self::Intersect => Label::new("在选择中筛选", "Select within selection"),
        }
    }

    /// The mode for the keys that are held: Shift, Ctrl.
    pub const fn of_keys(held: [bool; 2]) -> Self {
        match (held[0], held[1]) {
            (false, false) => Self::New,
            (true, false) => Self::Add,
            (false, true) => Self::Remove,
            (true, true) => Self::Intersect,
        }
    }
}

/// Where the tools on the map select.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelectTarget {
    /// In all layers that are drawn.
    #[default]
    Visible,
    /// In this layer alone.
    Only(Layer),
}

/// A feature that shines up for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Its layer.
    pub layer: Layer,
    /// Its primary key.
    pub id: i64,
    /// Counts up, so that the same feature can shine up again.
    pub turn: u64,
}

/// The selection.
#[derive(Debug, Default)]
pub struct Selection {
    parts: BTreeMap<Layer, Ids>,
    /// Counts up with every change.
    pub revision: u64,
    /// Where the tools on the map select.
    pub target: SelectTarget,
    /// Corners of the polygon being drawn, in metres.
    pub sketch: Vec<Coord<f64>>,
    /// The search under way.
    pub running: Option<JobId>,
    /// What shines up.
    pub flash: Option<Flash>,
}

impl Selection {
    /// The selected features of all layers that have some.
    pub const fn parts(&self) -> &BTreeMap<Layer, Ids> {
        &self.parts
    }

    /// The selected features of `layer`.
    pub fn of(&self, layer: Layer) -> &[i64] {
        self.parts.get(&layer).map_or(&[], |ids| ids)
    }

    /// The same, shared.
    pub fn ids(&self, layer: Layer) -> Ids {
        self.parts
            .get(&layer)
            .map_or_else(|| Arc::from([]), Arc::clone)
    }

    /// Whether the feature is selected.
    pub fn contains(&self, layer: Layer, id: i64) -> bool {
        self.of(layer).binary_search(&id).is_ok()
    }

    /// Number of selected features.
    pub fn count(&self) -> usize {
        self.parts.values().map(|ids| ids.len()).sum()
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Selects `ids` of `layer`, in any order, and nothing else of it.
    pub fn set(&mut self, layer: Layer, mut ids: Vec<i64>) {
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            self.parts.remove(&layer);
        } else {
            self.parts.insert(layer, ids.into());
        }
        self.revision += 1;
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        self.parts.clear();
        self.revision += 1;
    }

    /// As in the beginning; the count of changes goes on.
    pub(super) fn forget(&mut self) {
        *self = Self {
            revision: self.revision + 1,
            ..Self::default()
        };
    }

    /// Changes the selection of `layer` by what was found there.
    pub fn combine(&mut self, layer: Layer, found: &[i64], mode: SelectMode) {
        let has = |ids: &[i64], id: &i64| ids.binary_search(id).is_ok();
        let before = self.ids(layer);
        let ids = match mode {
            SelectMode::New => found.to_vec(),
            SelectMode::Add => before.iter().chain(found).copied().collect(),
            SelectMode::Remove => before
                .iter()
                .filter(|id| !has(found, id))
                .copied()
                .collect(),
            SelectMode::Intersect => before.iter().filter(|id| has(found, id)).copied().collect(),
        };
        self.set(layer, ids);
    }

    /// Selects the feature, or not any more.
    pub fn toggle(&mut self, layer: Layer, id: i64) {
        let mode = if self.contains(layer, id) {
            SelectMode::Remove
        } else {
            SelectMode::Add
        };
        self.combine(layer, &[id], mode);
    }

    /// Drops what `keep` (layer and its ascending keys) does not have.
    pub fn retain(&mut self, keep: impl Fn(Layer, i64) -> bool) {
        for (layer, ids) in std::mem::take(&mut self.parts) {
            let kept: Vec<i64> = ids.iter().copied().filter(|id| keep(layer, *id)).collect();
            if kept.len() == ids.len() {
                self.parts.insert(layer, ids);
            } else {
                self.set(layer, kept);
            }
        }
    }

    /// Lets a feature shine up.
    pub fn flash(&mut self, layer: Layer, id: i64) {
        let turn = self.flash.map_or(0, |flash| flash.turn) + 1;
        self.flash = Some(Flash { layer, id, turn });
    }

    /// The polygon drawn so far; `None` with fewer than three corners.
    pub fn drawn(&self) -> Option<Polygon<f64>> {
        let mut corners = self.sketch.clone();
        corners.dedup();
        (corners.len() >= 3).then(|| Polygon::new(LineString(corners), Vec::new()))
    }
}

/// What the selection tools and dialogs ask for.
#[derive(Clone, Debug)]
pub enum SelectCommand {
    /// The topmost feature here, in metres.
    At(Coord<f64>, SelectMode),
    /// What this meets.
    Area(SelectionArea, SelectMode),
    /// One more corner of the polygon.
    Corner(Coord<f64>),
    /// Take the last corner back.
    Undo,
    /// Give the polygon up.
    Abandon,
    /// The polygon is whole.
    Finish(SelectMode),
    /// Where the tools select.
    Target(SelectTarget),
    /// Everything in a layer.
    All(Layer),
    /// What is not selected in a layer instead of what is.
    Invert(Layer),
    /// Nothing in a layer.
    Nothing(Layer),
    /// The dialog by location was edited.
    EditLocation(Box<LocationForm>),
    /// The dialog by expression was edited.
    EditExpression(Box<ExpressionForm>),
    /// The dialog on show: select.
    Run,
}

/// What a feature is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceChoice {
    /// Every feature of the layer.
    All(Layer),
    /// The selected features of all layers.
    Selected,
}

/// How features must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingChoice {
    /// Inside or on the edge.
    Inside,
    /// Sharing a point.
    Touching,
    /// Within a distance.
    Within,
}

/// The choices of the dialog by location.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationForm {
    /// Where features are looked for.
    pub layer: Layer,
    /// How they must lie.
    pub meeting: MeetingChoice,
    /// The distance as typed, in metres.
    pub metres: String,
    /// To what.
    pub reference: ReferenceChoice,
    /// What becomes of them.
    pub mode: SelectMode,
}

impl LocationForm {
    /// The distance; `None` when what is typed is none.
    pub fn metres(&self) -> Option<f64> {
        let metres: f64 = self.metres.trim().parse().ok()?;
        (metres.is_finite() && (0.0..=1e6).contains(&metres)).then_some(metres)
    }
}

/// The choices of the dialog by expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionForm {
    /// Where features are looked for.
    pub layer: Layer,
    /// The condition as typed.
    pub text: String,
    /// What becomes of them.
    pub mode: SelectMode,
}

impl ExpressionForm {
    /// What is wrong with the condition; `None` when nothing is, and before anything is typed.
    pub fn problem(&self) -> Option<ExpressionError> {
        if self.text.trim().is_empty() {
            return None;
        }
        Expression::parse(&self.text, self.layer).err()
    }
}

/// A dialog that selects: its choices, and how the last search ended.
#[derive(Debug)]
pub struct SelectDialog<F> {
    /// The choices.
    pub form: F,
    /// Number of features found last; `None` before, and when the choices changed.
    pub found: Option<usize>,
    /// Why the last search failed.
    pub failure: Option<String>,
}

impl<F> SelectDialog<F> {
    pub(super) const fn new(form: F) -> Self {
        Self {
            form,
            found: None,
            failure: None,
        }
    }

    pub(super) fn edit(&mut self, form: F) {
        *self = Self::new(form);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_change_the_selection_as_their_names_say() {
        let after = |mode| {
            let mut selection = Selection::default();
            selection.set(Layer::Well, vec![3, 1, 2, 3]);
            selection.combine(Layer::Well, &[2, 5], mode);
            selection.of(Layer::Well).to_vec()
        };
        assert_eq!(after(SelectMode::New), [2, 5]);
        assert_eq!(after(SelectMode::Add), [1, 2, 3, 5]);
        assert_eq!(after(SelectMode::Remove), [1, 3]);
        assert_eq!(after(SelectMode::Intersect), [2]);
    }

    #[test]
    fn features_that_are_gone_are_not_selected_any_more() {
        let mut selection = Selection::default();
        selection.set(Layer::Well, vec![1, 2]);
        selection.set(Layer::Lake, vec![1]);
        let revision = selection.revision;
        selection.retain(|_, _| true);
        assert_eq!(selection.revision, revision);
        selection.retain(|layer, id| layer == Layer::Well && id == 2);
        assert_eq!(
            (selection.count(), selection.of(Layer::Well)),
            (1, &[2][..])
        );
        selection.toggle(Layer::Well, 2);
        assert!(selection.is_empty());
    }
}
