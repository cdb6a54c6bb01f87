//! The attribute tables in the lower panel: what is read, listed, sorted, picked. Knows no toolkit. The
//! rows on show are an answer of the worker to a [`ViewRequest`]; whenever what is wanted differs from
//! what was asked last, the window asks again.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Rect;

pub use crate::services::table::{
    ColumnKind, ColumnStatistics, QuickFilter, SortKey, TableData, ViewRequest, column_kind,
    column_label, column_name, column_of, column_unit,
};
pub use crate::state::audit::Pick;

use crate::carto::scene::Scene;
use crate::domain::expression::{Expression, ExpressionError};
use crate::domain::{Feature, Language, Layer};
use crate::jobs::JobId;
use crate::state::selection::{Ids, LocationRequest, SelectMode, SelectionArea};

/// Something large that is handed around and only ever compared by being the same.
#[derive(Debug)]
pub struct Shared<T>(pub Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What stands beside the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Figures about a column.
    Statistics,
    /// Every field of one row.
    Detail,
}

/// Everything that the panel asks for.
#[derive(Clone, Debug)]
pub enum TableCommand {
    /// Open the table of a layer and show it.
    Open(Layer),
    /// Close it.
    Close(Layer),
    /// Show this table, or with `None` the audit.
    Front(Option<Layer>),
    /// Ask the worker for what is wanted now.
    Refresh,
    /// Read the project file again.
    Reload,
    /// Sort by this column; with `true`, after the columns that are sorted by already.
    Sort(usize, bool),
    /// What is typed above a column.
    Filter(usize, String),
    /// The condition as typed.
    Expression(String),
    /// List what meets the condition typed.
    ApplyExpression,
    /// Select what meets the condition typed.
    SelectExpression(SelectMode),
    /// Take all filters away.
    ClearFilters,
    /// List only selected rows.
    OnlySelected(bool),
    /// List only what lies in view.
    OnlyInView(bool),
    /// Show or hide the fields above the columns.
    ShowFilters(bool),
    /// Pick this line.
    Pick(usize, Pick),
    /// Move the picked line by this many lines; with `true`, select on the way.
    Step(isize, bool),
    /// Select all lines.
    PickAll,
    /// Show the feature of this line; `None` for the picked one.
    Zoom(Option<usize>),
    /// Show the feature of this line in the identify panel.
    Identify(usize),
    /// Put the selected rows, or else the picked one, on the clipboard.
    Copy,
    /// Put this text, a single cell, on the clipboard.
    CopyText(String),
    /// Show or hide a column.
    ShowColumn(usize, bool),
    /// Put a column at this place among all.
    MoveColumn(usize, usize),
    /// Columns have these widths in points.
    Widths(Vec<(usize, f32)>),
    /// Columns as they come.
    ResetColumns,
    /// What stands beside the rows.
    Side(Option<Side>),
    /// The column that the figures are about.
    Statistics(usize),
}

/// What is to be done on the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum TableEffect {
    /// List rows, reading the layer first where it is not there yet.
    View {
        /// The layer.
        layer: Layer,
        /// Its values, if they are there.
        data: Option<Shared<TableData>>,
        /// What lies in view.
        scene: Shared<Scene>,
        /// State of the data.
        revision: u64,
        /// What is listed.
        request: Box<ViewRequest>,
        /// Whether lengths and areas are on show.
        measured: bool,
    },
    /// Figures about a column.
    Statistics {
        /// The values.
        data: Shared<TableData>,
        /// The rows.
        rows: Arc<[u32]>,
        /// The column.
        column: usize,
        /// The language of the values.
        language: Language,
    },
    /// Rows as text.
    Text {
        /// The values.
        data: Shared<TableData>,
        /// The rows.
        rows: Arc<[u32]>,
        /// The columns.
        columns: Vec<usize>,
        /// The language of titles and values.
        language: Language,
    },
    /// Every field of one feature, for the identify panel.
    Feature(Layer, i64),
    /// What a box or polygon meets.
    Area {
        /// The features.
        scene: Shared<Scene>,
        /// In which layers.
        layers: Vec<Layer>,
        /// The box or polygon.
        area: SelectionArea,
        /// What becomes of them.
        mode: SelectMode,
    },
    /// What lies as asked to others.
    Location(LocationRequest, SelectMode),
    /// What meets a condition.
    Expression {
        /// The layer.
        layer: Layer,
        /// The condition.
        text: String,
        /// What becomes of the rows.
        mode: SelectMode,
    },
}

/// What a job of the tables is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableJob {
    /// [`TableEffect::View`].
    View,
    /// [`TableEffect::Statistics`].
    Statistics,
    /// [`TableEffect::Text`] and [`TableEffect::Feature`].
    Text,
    /// [`TableEffect::Area`], [`TableEffect::Location`], [`TableEffect::Expression`].
    Select,
}

impl TableEffect {
    /// What the job is for.
    pub const fn job(&self) -> TableJob {
        match self {
            Self::View { .. } => TableJob::View,
            Self::Statistics { .. } => TableJob::Statistics,
            Self::Text { .. } | Self::Feature(..) => TableJob::Text,
            Self::Area { .. } | Self::Location(..) | Self::Expression { .. } => TableJob::Select,
        }
    }
}

/// What a job of the tables answers.
#[derive(Debug)]
pub enum TableAnswer {
    /// Rows are listed.
    View {
        /// The layer.
        layer: Layer,
        /// Its values.
        data: Arc<TableData>,
        /// State of the data.
        revision: u64,
        /// What was asked.
        request: Box<ViewRequest>,
        /// The rows.
        rows: Arc<[u32]>,
    },
    /// Figures about a column.
    Statistics(Layer, Box<ColumnStatistics>),
    /// Rows as text, and how many.
    Text(String, usize),
    /// One feature; `None` when it is gone.
    Feature(Option<Box<Feature>>),
    /// Features that are meant: for each layer that was searched its keys, ascending.
    Found {
        /// Keys by layer.
        found: Vec<(Layer, Vec<i64>)>,
        /// What is to be known about the answer, one sentence each.
        warnings: Vec<String>,
        /// Whether the search was about the whole map, so that a new selection clears other layers.
        everywhere: bool,
        /// What becomes of them.
        mode: SelectMode,
    },
}

/// The table of one layer.
#[derive(Debug)]
pub struct LayerTable {
    /// The layer.
    pub layer: Layer,
    /// Its values; `None` until they are read.
    pub data: Option<Arc<TableData>>,
    /// State of the data that was read.
    pub(super) data_revision: u64,
    /// The rows on show: places in [`Self::data`].
    pub rows: Arc<[u32]>,
    /// Sorted by these.
    pub sort: Vec<SortKey>,
    /// Typed above columns.
    pub filters: BTreeMap<usize, String>,
    /// Whether the fields above columns are on show.
    pub shows_filters: bool,
    /// The condition as typed.
    pub typed: String,
    /// The condition that rows are listed by; empty for none.
    pub expression: String,
    /// List only selected rows.
    pub only_selected: bool,
    /// List only what lies in view.
    pub only_in_view: bool,
    /// What was asked last, and of which data.
    pub(super) asked: Option<(u64, ViewRequest)>,
    /// Why the last question failed.
    pub failure: Option<String>,
    /// The line picked last.
    pub cursor: Option<usize>,
    /// Where a range of lines begins.
    pub(super) anchor: usize,
    /// Counts up whenever the list should scroll to [`Self::cursor`].
    pub scroll: u64,
    /// The column that the figures are about.
    pub statistics_column: usize,
    /// The figures.
    pub statistics: Option<Box<ColumnStatistics>>,
    /// The rows, column and language that figures were asked about last.
    pub(super) statistics_of: Option<(Arc<[u32]>, usize, Language)>,
}

impl LayerTable {
    pub(super) fn new(layer: Layer) -> Self {
        Self {
            layer,
            data: None,
            data_revision: 0,
            rows: Arc::from([]),
            sort: Vec::new(),
            filters: BTreeMap::new(),
            shows_filters: false,
            typed: String::new(),
            expression: String::new(),
            only_selected: false,
            only_in_view: false,
            asked: None,
            failure: None,
            cursor: None,
            anchor: 0,
            scroll: 0,
            statistics_column: 0,
            statistics: None,
            statistics_of: None,
        }
    }

    /// Primary key of the feature at a line.
    pub fn id_at(&self, line: usize) -> Option<i64> {
        let row = *self.rows.get(line)?;
        self.data.as_ref()?.ids().get(row as usize).copied()
    }

    /// The line of a feature.
    pub fn line_of(&self, id: i64) -> Option<usize> {
        let row = self.data.as_ref()?.row_of(id)? as u32;
        self.rows.iter().position(|own| *own == row)
    }

    /// Whether anything keeps rows from being listed.
    pub fn is_filtered(&self) -> bool {
        self.only_selected
            || self.only_in_view
            || !self.expression.is_empty()
            || self.filters.values().any(|text| !text.trim().is_empty())
    }

    /// What is wrong with the condition typed; `None` when nothing is.
    pub fn problem(&self) -> Option<ExpressionError> {
        let text = self.typed.trim();
        if text.is_empty() {
            return None;
        }
        Expression::parse(&self.typed, self.layer).err()
    }

    /// How the column is sorted: its place among the keys, and whether largest first.
    pub fn sorting(&self, column: usize) -> Option<(usize, bool)> {
        let place = self.sort.iter().position(|key| key.column == column)?;
        Some((place, self.sort[place].descending))
    }

    /// What should be listed.
    pub(super) fn wanted(&self, selected: Ids, view: Rect<f64>) -> ViewRequest {
        ViewRequest {
            sort: self.sort.clone(),
            filters: self
                .filters
                .iter()
                .filter(|(column, text)| {
                    // What is half typed lists what was listed before.
                    QuickFilter::parse(text, self.layer, **column).is_ok_and(|read| read.is_some())
                })
                .map(|(column, text)| (*column, text.clone()))
                .collect(),
            expression: self.expression.clone(),
            only: self.only_selected.then_some(selected),
            bounds: self.only_in_view.then_some(view),
        }
    }

    /// Ascending, then descending, then not at all; `also` keeps the columns sorted by before.
    pub(super) fn sort(&mut self, column: usize, also: bool) {
        let now = self.sorting(column);
        if !also {
            self.sort.retain(|key| key.column == column);
        }
        match now {
            None => self.sort.push(SortKey {
                column,
                descending: false,
            }),
            Some((_, false)) => {
                for key in self.sort.iter_mut().filter(|key| key.column == column) {
                    key.descending = true;
                }
            }
            Some((_, true)) => self.sort.retain(|key| key.column != column),
        }
    }

    /// Takes over listed rows; the picked feature stays picked.
    pub(super) fn listed(&mut self, data: Arc<TableData>, revision: u64, rows: Arc<[u32]>) {
        let picked = self.cursor.and_then(|line| self.id_at(line));
        self.data = Some(data);
        self.data_revision = revision;
        self.rows = rows;
        self.cursor = picked.and_then(|id| self.line_of(id));
        self.anchor = self.cursor.unwrap_or(0);
        self.failure = None;
    }

    /// Picks the first selected line, if there is one, and scrolls there.
    pub(super) fn follow(&mut self, selected: &[i64]) {
        let Some(data) = &self.data else { return };
        let ids = data.ids();
        let first = self.rows.iter().position(|row| {
            ids.get(*row as usize)
                .is_some_and(|id| selected.binary_search(id).is_ok())
        });
        if let Some(line) = first {
            self.cursor = Some(line);
            self.anchor = line;
            self.scroll += 1;
        }
    }
}

/// All tables that are open.
#[derive(Debug, Default)]
pub struct Tables {
    /// In the order of their tabs.
    pub open: Vec<LayerTable>,
    /// The one in front; `None` when the audit is, or nothing.
    pub front: Option<Layer>,
    /// What stands beside the rows.
    pub side: Option<Side>,
    /// State of the data; counts up whenever they change.
    pub(super) revision: u64,
    /// The scene that [`Self::revision`] is about.
    pub(super) scene: Option<Shared<Scene>>,
    /// Listing under way.
    pub(super) viewing: Option<(JobId, Layer)>,
    /// Figures under way.
    pub(super) counting: Option<JobId>,
    /// Text under way.
    pub(super) copying: Option<JobId>,
}

impl Tables {
    /// The table of `layer`, if it is open.
    pub fn table(&self, layer: Layer) -> Option<&LayerTable> {
        self.open.iter().find(|table| table.layer == layer)
    }

    pub(super) fn table_mut(&mut self, layer: Layer) -> Option<&mut LayerTable> {
        self.open.iter_mut().find(|table| table.layer == layer)
    }

    /// The table in front.
    pub fn front(&self) -> Option<&LayerTable> {
        self.table(self.front?)
    }

    pub(super) fn front_mut(&mut self) -> Option<&mut LayerTable> {
        let front = self.front?;
        self.table_mut(front)
    }

    /// Whether rows of `layer` are being listed.
    pub fn is_listing(&self, layer: Layer) -> bool {
        self.viewing.is_some_and(|(_, own)| own == layer)
    }

    /// The job that lists rows.
    pub fn listing(&self) -> Option<JobId> {
        self.viewing.map(|(job, _)| job)
    }
}
