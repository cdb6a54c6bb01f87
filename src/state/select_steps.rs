//! What the selection tools and dialogs ask for and what their searches bring: steps of
//! [`AppState::apply`].

use geo::{Coord, Rect};

use crate::carto::pick;
use crate::domain::expression::Expression;
use crate::domain::{Label, Layer};
use crate::geodesy::bounds::union;
use crate::state::app_state::{AppState, Dialog, Tool};
use crate::state::command::Effect;
use crate::state::notice::Weight;
use crate::state::selection::{
    ExpressionForm, LocationForm, LocationRequest, Meeting, MeetingChoice, Reference,
    ReferenceChoice, SelectCommand, SelectDialog, SelectMode, SelectTarget, SelectionArea,
};
use crate::state::tables::{Shared, TableEffect};

/// How far from a click a feature is still meant, in pixels.
const REACH_PX: f64 = 5.0;

const NOTHING_FOUND: Label = Label::new("没有选中任何要素", "Nothing was selected");
const TOO_FEW_CORNERS: Label = Label::new(
    "多边形至少要三个不同的点",
    "A polygon needs three different corners",
);
const WRONG_DISTANCE: Label = Label::new(
    "距离请填 0 到 1000000 之间的数 (米)",
    "The distance is a number from 0 to 1000000 (metres)",
);
const NOTHING_SELECTED: Label = Label::new(
    "还没有选中的要素可作参照",
    "Nothing is selected that could be compared with",
);

impl AppState {
    pub(super) fn select_command(&mut self, command: SelectCommand) -> Option<Effect> {
        match command {
            SelectCommand::At(at, mode) => self.select_at(at, mode),
            SelectCommand::Area(area, mode) => return self.select_area(area, mode),
            SelectCommand::Corner(at) => self.selection.sketch.push(at),
            SelectCommand::Undo => {
                self.selection.sketch.pop();
            }
            SelectCommand::Abandon => self.selection.sketch.clear(),
            SelectCommand::Finish(mode) => return self.finish_polygon(mode),
            SelectCommand::Target(target) => {
                self.selection.target = target;
                if let SelectTarget::Only(layer) = target {
                    // What is selected on a hidden layer could not be seen.
                    for entry in self.layers.iter_mut().filter(|entry| entry.layer == layer) {
                        entry.visible = true;
                    }
                }
            }
            SelectCommand::All(layer) => {
                let ids = self.all_ids(layer);
                self.selection.set(layer, ids);
            }
            SelectCommand::Invert(layer) => {
                let ids = self.all_ids(layer);
                let selected = self.selection.ids(layer);
                let rest = ids
                    .into_iter()
                    .filter(|id| selected.binary_search(id).is_err());
                self.selection.set(layer, rest.collect());
            }
            SelectCommand::Nothing(layer) => self.selection.set(layer, Vec::new()),
            SelectCommand::EditLocation(form) => {
                if let Some(Dialog::SelectByLocation(dialog)) = &mut self.dialog {
                    dialog.edit(*form);
                }
            }
            SelectCommand::EditExpression(form) => {
                if let Some(Dialog::SelectByExpression(dialog)) = &mut self.dialog {
                    dialog.edit(*form);
                }
            }
            SelectCommand::Run => return self.run_selection(),
        }
        None
    }

    /// Every feature of a layer: of its table where that is read, else of the map.
    fn all_ids(&self, layer: Layer) -> Vec<i64> {
        let table = self
            .tables
            .table(layer)
            .and_then(|table| table.data.as_ref());
        if let Some(data) = table {
            return data.ids().to_vec();
        }
        let scene = self.project.as_ref().map(|project| &project.scene);
        let features = scene
            .and_then(|scene| scene.layer(layer))
            .map(|layer| &layer.features);
        features
            .into_iter()
            .flatten()
            .map(|feature| feature.id)
            .collect()
    }

    /// The layers that the tools on the map select in, topmost first.
    fn select_layers(&self) -> Vec<Layer> {
        match self.selection.target {
            SelectTarget::Only(layer) => vec![layer],
            SelectTarget::Visible => {
                let visible = self.layers.iter().filter(|entry| entry.visible);
                visible.map(|entry| entry.layer).collect()
            }
        }
    }

    fn select_at(&mut self, at: Coord<f64>, mode: SelectMode) {
        let Some(project) = &self.project else { return };
        let scene = &project.scene;
        let reach_m = REACH_PX * self.camera.m_per_px();
        let hits = pick::pick(scene, self.select_layers(), at, reach_m);
        let first = hits.first().and_then(|hit| {
            let feature = scene.layer(hit.layer)?.features.get(hit.index)?;
            Some((hit.layer, vec![feature.id]))
        });
        self.found(&first.into_iter().collect::<Vec<_>>(), true, mode);
    }

    fn select_area(&mut self, area: SelectionArea, mode: SelectMode) -> Option<Effect> {
        let scene = Shared(std::sync::Arc::clone(&self.project.as_ref()?.scene));
        Some(Effect::Table(TableEffect::Area {
            scene,
            layers: self.select_layers(),
            area,
            mode,
        }))
    }

    fn finish_polygon(&mut self, mode: SelectMode) -> Option<Effect> {
        let Some(polygon) = self.selection.drawn() else {
            if !self.selection.sketch.is_empty() {
                let text = TOO_FEW_CORNERS.get(self.language());
                self.notices.add(Weight::Warning, text);
            }
            return None;
        };
        self.selection.sketch.clear();
        self.select_area(SelectionArea::Polygon(polygon), mode)
    }

    /// Changes the selection by what a search found.
    pub(super) fn found(
        &mut self,
        found: &[(Layer, Vec<i64>)],
        everywhere: bool,
        mode: SelectMode,
    ) {
        let count = found.iter().map(|(_, ids)| ids.len()).sum();
        if everywhere {
            match mode {
                SelectMode::New => self.selection.clear(),
                SelectMode::Intersect => {
                    let searched = |layer| found.iter().any(|(own, _)| *own == layer);
                    self.selection.retain(|layer, _| searched(layer));
                }
                SelectMode::Add | SelectMode::Remove => {}
            }
        }
        for (layer, ids) in found {
            self.selection.combine(*layer, ids, mode);
        }
        self.follow_selection();
        let shown = match &mut self.dialog {
            Some(Dialog::SelectByLocation(dialog)) => Some(&mut dialog.found),
            Some(Dialog::SelectByExpression(dialog)) => Some(&mut dialog.found),
            _ => None,
        };
        match shown {
            Some(shown) => *shown = Some(count),
            None if count == 0 && !everywhere => {
                self.notices
                    .add(Weight::Done, NOTHING_FOUND.get(self.language()));
            }
            None => {}
        }
    }

    /// The tables scroll to what was selected elsewhere.
    fn follow_selection(&mut self) {
        for table in &mut self.tables.open {
            table.follow(self.selection.of(table.layer));
        }
    }

    /// Box in metres of the selected features; `None` when none has a place on the map.
    pub(super) fn selected_bounds(&self) -> Option<Rect<f64>> {
        let scene = &self.project.as_ref()?.scene;
        let parts = self.selection.parts().iter();
        let boxes = parts.filter_map(|(layer, ids)| {
            let layer = scene.layer(*layer)?;
            let places = layer.features.iter().enumerate();
            let own = places.filter(|(_, feature)| ids.binary_search(&feature.id).is_ok());
            own.map(|(index, _)| layer.feature_bounds(index))
                .reduce(union)
        });
        boxes.reduce(union)
    }

    /// Selected features that the data do not have any more are forgotten.
    pub(super) fn prune_selection(&mut self) {
        let Some(project) = &self.project else {
            self.selection.clear();
            return;
        };
        let mut ids: Vec<(Layer, Vec<i64>)> = Vec::new();
        for layer in self.selection.parts().keys() {
            if let Some(entry) = project.scene.layer(*layer) {
                let mut own: Vec<i64> = entry.features.iter().map(|own| own.id).collect();
                own.sort_unstable();
                ids.push((*layer, own));
            }
        }
        self.selection.retain(|layer, id| {
            let own = ids.iter().find(|(own, _)| *own == layer);
            own.is_none_or(|(_, own)| own.binary_search(&id).is_ok())
        });
    }

    pub(super) fn take_select_tool(&mut self, tool: Tool) {
        self.tool = tool;
        self.selection.sketch.clear();
    }

    /// The layer that dialogs begin with: that of the table in front, else the target of the tools.
    fn layer_in_mind(&self) -> Layer {
        if let Some(front) = self.tables.front {
            return front;
        }
        if let SelectTarget::Only(layer) = self.selection.target {
            return layer;
        }
        let has_features = |layer: &Layer| {
            self.project
                .as_ref()
                .is_some_and(|project| project.count(*layer) > 0)
        };
        let mut layers = self.layers.iter().map(|entry| entry.layer);
        layers.find(has_features).unwrap_or(Layer::Outfall)
    }

    pub(super) fn open_select_by_location(&mut self) {
        let layer = self.layer_in_mind();
        let form = LocationForm {
            layer: if layer.geometry().is_some() {
                layer
            } else {
                Layer::Outfall
            },
            meeting: MeetingChoice::Inside,
            metres: "1000".to_owned(),
            reference: ReferenceChoice::All(Layer::ProtectionZone),
            mode: SelectMode::New,
        };
        self.dialog = Some(Dialog::SelectByLocation(Box::new(SelectDialog::new(form))));
    }

    pub(super) fn open_select_by_expression(&mut self) {
        let layer = self.layer_in_mind();
        let typed = self.tables.table(layer).map(|table| table.typed.clone());
        let form = ExpressionForm {
            layer,
            text: typed.unwrap_or_default(),
            mode: SelectMode::New,
        };
        self.dialog = Some(Dialog::SelectByExpression(Box::new(SelectDialog::new(
            form,
        ))));
    }

    fn run_selection(&mut self) -> Option<Effect> {
        let language = self.language();
        let selected: Vec<Reference> = self
            .selection
            .parts()
            .iter()
            .map(|(layer, ids)| Reference {
                layer: *layer,
                ids: Some(std::sync::Arc::clone(ids)),
            })
            .collect();
        match &mut self.dialog {
            Some(Dialog::SelectByLocation(dialog)) => {
                let form = &dialog.form;
                let meeting = match (form.meeting, form.metres()) {
                    (MeetingChoice::Inside, _) => Meeting::Inside,
                    (MeetingChoice::Touching, _) => Meeting::Touching,
                    (MeetingChoice::Within, Some(metres)) => Meeting::Within(metres),
                    (MeetingChoice::Within, None) => {
                        dialog.failure = Some(WRONG_DISTANCE.get(language).to_owned());
                        return None;
                    }
                };
                let references = match form.reference {
                    ReferenceChoice::All(layer) => vec![Reference { layer, ids: None }],
                    ReferenceChoice::Selected if selected.is_empty() => {
                        dialog.failure = Some(NOTHING_SELECTED.get(language).to_owned());
                        return None;
                    }
                    ReferenceChoice::Selected => selected,
                };
                let request = LocationRequest {
                    layer: form.layer,
                    meeting,
                    references,
                };
                let mode = form.mode;
                dialog.failure = None;
                Some(Effect::Table(TableEffect::Location(request, mode)))
            }
            Some(Dialog::SelectByExpression(dialog)) => {
                let form = &dialog.form;
                if let Err(error) = Expression::parse(&form.text, form.layer) {
                    dialog.failure = Some(error.text(language));
                    return None;
                }
                let (layer, text, mode) = (form.layer, form.text.clone(), form.mode);
                dialog.failure = None;
                Some(Effect::Table(TableEffect::Expression { layer, text, mode }))
            }
            _ => None,
        }
    }

    /// A search failed.
    pub(super) fn selection_failed(&mut self, text: String) {
        match &mut self.dialog {
            Some(Dialog::SelectByLocation(dialog)) => dialog.failure = Some(text),
            Some(Dialog::SelectByExpression(dialog)) => dialog.failure = Some(text),
            _ => self.notices.add(Weight::Failure, text),
        }
    }
}
