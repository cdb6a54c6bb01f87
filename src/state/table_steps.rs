//! What the attribute tables ask for and what their jobs bring: steps of [`AppState::apply`].

use std::sync::Arc;

use crate::domain::{GeometryKind, Label, Layer, LonLat};
use crate::jobs::{JobError, JobId};
use crate::state::app_state::{AppState, Inspector};
use crate::state::command::{Answer, Effect, Hit};
use crate::state::notice::Weight;
use crate::state::project::OpenProject;
use crate::state::selection::SelectMode;
use crate::state::table_layout::{self, ShownColumn, WIDTHS};
use crate::state::tables::{
    LayerTable, Pick, Shared, Side, TableAnswer, TableCommand, TableEffect, TableJob, Tables,
    column_name,
};

const COPIED: Label = Label::new(
    "行已复制，可粘贴到 Excel",
    "Rows copied; paste them into Excel",
);
const CELL_COPIED: Label = Label::new("已复制", "Copied");
const GONE: Label = Label::new(
    "该要素已不在项目中",
    "The feature is not in the project any more",
);

impl AppState {
    pub(super) fn table_command(&mut self, command: TableCommand) -> Option<Effect> {
        match command {
            TableCommand::Open(layer) => self.open_table(layer),
            TableCommand::Close(layer) => self.close_table(layer),
            TableCommand::Front(front) => self.tables.front = front,
            TableCommand::Refresh => return self.table_due().map(Effect::Table),
            TableCommand::Reload => self.tables.revision += 1,
            TableCommand::OnlySelected(on) => self.edit_table(|table| table.only_selected = on),
            TableCommand::OnlyInView(on) => self.edit_table(|table| table.only_in_view = on),
            TableCommand::ShowFilters(on) => self.edit_table(|table| table.shows_filters = on),
            TableCommand::Sort(column, also) => self.edit_table(|table| table.sort(column, also)),
            TableCommand::Filter(column, text) => self.edit_table(|table| {
                table.filters.insert(column, text);
            }),
            TableCommand::Expression(text) => self.edit_table(|table| {
                if text.trim().is_empty() {
                    table.expression.clear();
                }
                table.typed = text;
            }),
            TableCommand::ApplyExpression => self.edit_table(|table| {
                if table.problem().is_none() {
                    table.expression = table.typed.trim().to_owned();
                }
            }),
            TableCommand::ClearFilters => self.edit_table(|table| {
                table.filters.clear();
                table.typed.clear();
                table.expression.clear();
                table.only_selected = false;
                table.only_in_view = false;
            }),
            TableCommand::SelectExpression(mode) => return self.select_typed(mode),
            TableCommand::Pick(line, pick) => self.pick_line(line, pick),
            TableCommand::Step(by, range) => self.step_line(by, range),
            TableCommand::PickAll => self.pick_all(),
            TableCommand::Zoom(line) => self.zoom_to_line(line),
            TableCommand::Identify(line) => return self.identify_line(line),
            TableCommand::Copy => return self.copy_lines(),
            TableCommand::CopyText(text) => {
                self.notices
                    .add(Weight::Done, CELL_COPIED.get(self.language()));
                return Some(Effect::Copy(text));
            }
            TableCommand::ShowColumn(column, shown) => self.edit_columns(|columns| {
                for own in columns.iter_mut().filter(|own| own.column == column) {
                    own.shown = shown;
                }
            }),
            TableCommand::MoveColumn(column, to) => self.edit_columns(|columns| {
                if let Some(from) = columns.iter().position(|own| own.column == column) {
                    let own = columns.remove(from);
                    columns.insert(to.min(columns.len()), own);
                }
            }),
            TableCommand::Widths(widths) => self.edit_columns(|columns| {
                for (column, width) in widths {
                    for own in columns.iter_mut().filter(|own| own.column == column) {
                        own.width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
                    }
                }
            }),
            TableCommand::ResetColumns => {
                if let Some(layer) = self.tables.front {
                    self.settings.tables.remove(layer.name());
                }
            }
            TableCommand::Side(side) => self.tables.side = side,
            TableCommand::Statistics(column) => {
                self.tables.side = Some(Side::Statistics);
                self.edit_table(|table| table.statistics_column = column);
            }
        }
        None
    }

    fn edit_table(&mut self, edit: impl FnOnce(&mut LayerTable)) {
        if let Some(table) = self.tables.front_mut() {
            edit(table);
        }
    }

    fn edit_columns(&mut self, edit: impl FnOnce(&mut Vec<ShownColumn>)) {
        let Some(layer) = self.tables.front else {
            return;
        };
        let mut columns = table_layout::columns(&self.settings.tables, layer);
        edit(&mut columns);
        // A table without any column could not be mended.
        if columns.iter().any(|own| own.shown) {
            let kept = table_layout::kept(layer, &columns);
            self.settings.tables.insert(layer.name().to_owned(), kept);
        }
    }

    /// The columns of a table that are on show.
    pub fn shown_columns(&self, layer: Layer) -> Vec<ShownColumn> {
        let mut columns = table_layout::columns(&self.settings.tables, layer);
        columns.retain(|own| own.shown);
        columns
    }

    fn open_table(&mut self, layer: Layer) {
        if self.project.is_none() {
            return;
        }
        if self.tables.table(layer).is_none() {
            self.tables.open.push(LayerTable::new(layer));
        }
        self.tables.front = Some(layer);
    }

    fn close_table(&mut self, layer: Layer) {
        let Some(place) = self
            .tables
            .open
            .iter()
            .position(|table| table.layer == layer)
        else {
            return;
        };
        self.tables.open.remove(place);
        if self.tables.front == Some(layer) {
            let next = self
                .tables
                .open
                .get(place.saturating_sub(1))
                .map(|table| table.layer);
            self.tables.front = next.filter(|_| !self.audit.shown);
        }
    }

    /// The button of the tool bar: the table in front goes behind the audit or away; else one comes.
    pub(super) fn toggle_tables(&mut self) {
        if self.tables.front.take().is_some() {
            return;
        }
        let before = self.tables.open.last().map(|table| table.layer);
        let filled = |layer: &Layer| {
            self.project
                .as_ref()
                .is_some_and(|project| project.count(*layer) > 0)
        };
        let selected = self.selection.parts().keys().next().copied();
        let layer = selected
            .or(before)
            .or_else(|| self.layers.iter().map(|entry| entry.layer).find(filled));
        self.open_table(layer.unwrap_or(Layer::Outfall));
    }

    /// What the worker should do for the table in front; `None` when all is there or under way.
    pub fn table_due(&self) -> Option<TableEffect> {
        let project = self.project.as_ref()?;
        let table = self.tables.front()?;
        if self.tables.viewing.is_none() {
            let view = self.camera.visible(self.map_size);
            let request = table.wanted(self.selection.ids(table.layer), view);
            let measured = self
                .shown_columns(table.layer)
                .iter()
                .any(|own| column_name(table.layer, own.column).starts_with('$'));
            let lacks_measures =
                measured && table.data.as_ref().is_some_and(|data| !data.is_measured());
            let revision = self.tables.revision;
            let asked = table
                .asked
                .as_ref()
                .is_some_and(|(own, asked)| *own == revision && *asked == request);
            if !asked || lacks_measures && table.failure.is_none() {
                let current = table
                    .data
                    .as_ref()
                    .filter(|_| table.data_revision == revision);
                return Some(TableEffect::View {
                    layer: table.layer,
                    data: current.map(|data| Shared(Arc::clone(data))),
                    scene: Shared(Arc::clone(&project.scene)),
                    revision,
                    request: Box::new(request),
                    measured,
                });
            }
        }
        if self.tables.side == Some(Side::Statistics)
            && self.tables.counting.is_none()
            && let Some(data) = &table.data
        {
            let (column, language) = (table.statistics_column, self.language());
            let same = table
                .statistics_of
                .as_ref()
                .is_some_and(|(rows, own, spoken)| {
                    Arc::ptr_eq(rows, &table.rows) && *own == column && *spoken == language
                });
            if !same {
                return Some(TableEffect::Statistics {
                    data: Shared(Arc::clone(data)),
                    rows: Arc::clone(&table.rows),
                    column,
                    language,
                });
            }
        }
        None
    }

    /// Notes what is asked, so that it is asked once.
    pub(super) fn note_table_effect(&mut self, effect: &TableEffect) {
        match effect {
            TableEffect::View {
                layer,
                revision,
                request,
                ..
            } => {
                let asked = Some((*revision, (**request).clone()));
                if let Some(table) = self.tables.table_mut(*layer) {
                    table.asked = asked;
                    table.failure = None;
                }
            }
            TableEffect::Statistics {
                rows,
                column,
                language,
                ..
            } => {
                let asked = Some((Arc::clone(rows), *column, *language));
                self.edit_table(|table| table.statistics_of = asked);
            }
            _ => {}
        }
    }

    pub(super) fn table_started(&mut self, purpose: TableJob, job: JobId) -> Option<Effect> {
        let front = self.tables.front;
        let slot = match purpose {
            TableJob::View => {
                let before = self.tables.viewing.take();
                self.tables.viewing = front.map(|layer| (job, layer));
                return before.map(|(job, _)| Effect::Cancel(job));
            }
            TableJob::Statistics => &mut self.tables.counting,
            TableJob::Text => &mut self.tables.copying,
            TableJob::Select => &mut self.selection.running,
        };
        slot.replace(job).map(Effect::Cancel)
    }

    /// What the job was for; `None` when nobody waits for it.
    pub(super) fn end_table_job(&mut self, job: JobId) -> Option<TableJob> {
        if self.tables.listing() == Some(job) {
            self.tables.viewing = None;
            return Some(TableJob::View);
        }
        let slots = [
            (TableJob::Statistics, &mut self.tables.counting),
            (TableJob::Text, &mut self.tables.copying),
            (TableJob::Select, &mut self.selection.running),
        ];
        for (purpose, slot) in slots {
            if *slot == Some(job) {
                *slot = None;
                return Some(purpose);
            }
        }
        None
    }

    pub(super) fn table_finished(
        &mut self,
        purpose: TableJob,
        result: Result<Box<Answer>, JobError>,
    ) -> Option<Effect> {
        let answer = match result.map(|answer| *answer) {
            Ok(Answer::Table(answer)) => answer,
            Ok(_) => return None,
            Err(error) => {
                self.table_failed(purpose, &error);
                return None;
            }
        };
        match answer {
            TableAnswer::View {
                layer,
                data,
                revision,
                rows,
                ..
            } => {
                let selected = self.selection.ids(layer);
                if let Some(table) = self.tables.table_mut(layer) {
                    let first = table.data.is_none();
                    table.listed(data, revision, rows);
                    if first {
                        table.follow(&selected);
                    }
                }
            }
            TableAnswer::Statistics(layer, figures) => {
                if let Some(table) = self.tables.table_mut(layer) {
                    table.statistics = Some(figures);
                }
            }
            TableAnswer::Text(text, rows) => {
                let language = self.language();
                let done = format!("{rows} {}", COPIED.get(language));
                self.notices.add(Weight::Done, done);
                return Some(Effect::Copy(text));
            }
            TableAnswer::Feature(Some(feature)) => self.identify_feature(*feature),
            TableAnswer::Feature(None) => {
                self.notices.add(Weight::Warning, GONE.get(self.language()));
            }
            TableAnswer::Found {
                found,
                warnings,
                everywhere,
                mode,
            } => {
                self.found(&found, everywhere, mode);
                for warning in warnings {
                    self.notices.add(Weight::Warning, warning);
                }
            }
        }
        None
    }

    fn table_failed(&mut self, purpose: TableJob, error: &JobError) {
        if purpose == TableJob::Select && *error == JobError::Cancelled {
            return;
        }
        let text = error.to_string();
        match purpose {
            TableJob::View | TableJob::Statistics => self.edit_table(|table| {
                table.failure = Some(text);
            }),
            TableJob::Text => self.notices.add(Weight::Failure, text),
            TableJob::Select => self.selection_failed(text),
        }
    }

    fn select_typed(&mut self, mode: SelectMode) -> Option<Effect> {
        let table = self.tables.front()?;
        if table.typed.trim().is_empty() || table.problem().is_some() {
            return None;
        }
        Some(Effect::Table(TableEffect::Expression {
            layer: table.layer,
            text: table.typed.clone(),
            mode,
        }))
    }

    fn pick_line(&mut self, line: usize, pick: Pick) {
        let Some(table) = self.tables.front_mut() else {
            return;
        };
        let Some(id) = table.id_at(line) else { return };
        let (layer, only_selected) = (table.layer, table.only_selected);
        table.cursor = Some(line);
        if pick != Pick::Range {
            table.anchor = line;
        }
        let anchor = table.anchor.min(table.rows.len().saturating_sub(1));
        match pick {
            // A list of the selected rows must not shrink to the one that is looked at.
            Pick::Only | Pick::Range if only_selected => {}
            Pick::Only => self.selection.set(layer, vec![id]),
            Pick::Toggle => self.selection.toggle(layer, id),
            Pick::Range => {
                let table = self.tables.front();
                let lines = anchor.min(line)..=anchor.max(line);
                let ids = lines.filter_map(|line| table?.id_at(line)).collect();
                self.selection.set(layer, ids);
            }
        }
        self.selection.flash(layer, id);
    }

    fn step_line(&mut self, by: isize, range: bool) {
        let Some(table) = self.tables.front_mut() else {
            return;
        };
        let Some(last) = table.rows.len().checked_sub(1) else {
            return;
        };
        let line = match table.cursor {
            Some(line) => line.saturating_add_signed(by).min(last),
            None if by < 0 => last,
            None => 0,
        };
        table.scroll += 1;
        let pick = if range { Pick::Range } else { Pick::Only };
        self.pick_line(line, pick);
    }

    fn pick_all(&mut self) {
        let Some(table) = self.tables.front() else {
            return;
        };
        let ids = (0..table.rows.len())
            .filter_map(|line| table.id_at(line))
            .collect();
        let layer = table.layer;
        self.selection.set(layer, ids);
    }

    fn zoom_to_line(&mut self, line: Option<usize>) {
        let found = self.tables.front().and_then(|table| {
            let id = table.id_at(line.or(table.cursor)?)?;
            Some((table.layer, id))
        });
        let Some((layer, id)) = found else { return };
        let bounds = self.project.as_ref().and_then(|project| {
            let layer = project.scene.layer(layer)?;
            let place = layer.features.iter().position(|feature| feature.id == id)?;
            Some(layer.feature_bounds(place))
        });
        for entry in self.layers.iter_mut().filter(|entry| entry.layer == layer) {
            entry.visible = true;
        }
        if let Some(bounds) = bounds {
            self.camera.fit(bounds, self.map_size);
            self.selection.flash(layer, id);
        }
    }

    fn identify_line(&self, line: usize) -> Option<Effect> {
        let table = self.tables.front()?;
        let id = table.id_at(line)?;
        Some(Effect::Table(TableEffect::Feature(table.layer, id)))
    }

    fn identify_feature(&mut self, feature: crate::domain::Feature) {
        let scene = self.project.as_ref().map(|project| &project.scene);
        let at = scene.and_then(|scene| {
            let layer = scene.layer(feature.layer)?;
            let place = layer.features.iter().position(|own| own.id == feature.id)?;
            scene.to_lon_lat(layer.feature_bounds(place).center())
        });
        let inside = matches!(feature.layer.geometry(), Some(GeometryKind::Area));
        self.selection.flash(feature.layer, feature.id);
        self.show_identified(
            at,
            Hit {
                feature,
                distance_m: 0.0,
                inside,
            },
        );
    }

    fn show_identified(&mut self, at: Option<LonLat>, hit: Hit) {
        self.identify.at = at;
        self.identify.hits = vec![hit];
        self.identify.selected = 0;
        if at.is_some() {
            self.show_inspector(Inspector::Identify);
        } else {
            // Without a place the panel of the map has nothing to say; the table has.
            self.tables.side = Some(Side::Detail);
        }
    }

    fn copy_lines(&self) -> Option<Effect> {
        let table = self.tables.front()?;
        let data = table.data.as_ref()?;
        let selected = self.selection.of(table.layer);
        let ids = data.ids();
        let mut rows: Vec<u32> = table
            .rows
            .iter()
            .copied()
            .filter(|row| selected.binary_search(&ids[*row as usize]).is_ok())
            .collect();
        if rows.is_empty() {
            rows.extend(table.cursor.and_then(|line| table.rows.get(line)));
        }
        if rows.is_empty() {
            return None;
        }
        let columns = self.shown_columns(table.layer);
        Some(Effect::Table(TableEffect::Text {
            data: Shared(Arc::clone(data)),
            rows: rows.into(),
            columns: columns.iter().map(|own| own.column).collect(),
            language: self.language(),
        }))
    }

    /// After every command: where the data are others than before, tables are read again and what is
    /// gone is not selected any more.
    pub(super) fn settle_tables(&mut self) {
        let scene = self
            .project
            .as_ref()
            .map(|project: &OpenProject| Shared(Arc::clone(&project.scene)));
        if scene == self.tables.scene {
            return;
        }
        let had = self.tables.scene.is_some();
        self.tables.scene = scene;
        self.tables.revision += 1;
        if had {
            self.prune_selection();
        }
    }

    /// The project is another one, or none.
    pub(super) fn forget_tables(&mut self) {
        self.tables = Tables {
            revision: self.tables.revision + 1,
            ..Tables::default()
        };
        self.selection.forget();
    }
}
