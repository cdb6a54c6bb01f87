//! The quality dialog: which year and method, the zones in the order of a column, the one on the map.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::domain::{Label, Layer};
use crate::jobs::JobId;
use crate::rules::quality::{Verdict, ZoneYear};
use crate::services::quality::{Choices, MethodLine, QualityReport};
use crate::services::quality_text::quality_text;
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::Effect;
use crate::state::notice::Weight;
use crate::state::view::Highlight;

const COPIED: Label = Label::new(
    "水质评价表已复制，可粘贴到电子表格",
    "Copied: paste it into a spreadsheet",
);

/// What is rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityRequest {
    /// The year; `None` for the latest one with samples.
    pub year: Option<i16>,
    /// Id of the method; `None` for the project's.
    pub method: Option<String>,
    /// No sample after this day counts.
    pub as_of: Date,
}

/// The zones as they were rated.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityView {
    /// What can be chosen.
    pub choices: Choices,
    /// The zones and the rates; `None` without samples or with a [`Self::problem`].
    pub report: Option<QualityReport>,
    /// Why the zones could not be rated.
    pub problem: Option<String>,
    /// Whether this follows a change of the project's method, so that answers given before are old.
    pub changed: bool,
}

/// A column of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QualityColumn {
    /// 名称.
    Name,
    /// 类型.
    Kind,
    /// 目标.
    Target,
    /// 年评价次数.
    Evaluated,
    /// 年达标次数.
    Passing,
    /// 年度达标率.
    Share,
    /// 结论.
    Verdict,
    /// 主要超标项目.
    Exceeded,
}

impl QualityColumn {
    /// All, left to right.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Kind,
        Self::Target,
        Self::Evaluated,
        Self::Passing,
        Self::Share,
        Self::Verdict,
        Self::Exceeded,
    ];

    /// Whether `zone` has nothing in this column; such zones stand last in either direction.
    fn is_blank(self, zone: &ZoneYear) -> bool {
        match self {
            Self::Name => zone.name.is_empty(),
            Self::Kind => zone.level1.is_none(),
            Self::Target => zone.target.is_none(),
            Self::Share => zone.share.is_none(),
            Self::Exceeded => zone.exceeded.is_empty(),
            Self::Evaluated | Self::Passing | Self::Verdict => false,
        }
    }

    fn compare(self, a: &ZoneYear, b: &ZoneYear) -> Ordering {
        match self {
            Self::Name => a.name.cmp(&b.name),
            Self::Kind => a.kind_text().cmp(&b.kind_text()),
            Self::Target => a.target.cmp(&b.target),
            Self::Evaluated => a.evaluated.cmp(&b.evaluated),
            Self::Passing => a.passing.cmp(&b.passing),
            Self::Share => {
                let share = |zone: &ZoneYear| zone.share.unwrap_or_default();
                share(a).total_cmp(&share(b))
            }
            Self::Verdict => urgency(a.verdict).cmp(&urgency(b.verdict)),
            Self::Exceeded => a.exceeded_text().cmp(&b.exceeded_text()),
        }
    }
}

/// What needs attention first.
const fn urgency(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Undecided => 1,
        Verdict::Pass => 2,
        Verdict::Dry => 3,
    }
}

/// What was chosen in the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QualityEdit {
    /// Another year.
    Year(i16),
    /// Another method, to look at; the project keeps its own.
    Method(String),
    /// Sort by this column; once more for the other direction.
    Sort(QualityColumn),
    /// The zone with this code.
    Select(String),
    /// Close the dialog, so that the chosen zone is seen on the map.
    ShowOnMap,
}

/// The dialog.
#[derive(Debug, Default)]
pub struct QualityDialog {
    /// What is there; `None` until it was rated.
    pub view: Option<QualityView>,
    /// The chosen year; `None` for the latest.
    pub year: Option<i16>,
    /// Id of the method on show; `None` for the project's.
    pub method: Option<String>,
    /// The column that the table is sorted by, and whether downwards; `None` for the order of codes.
    pub sort: Option<(QualityColumn, bool)>,
    /// Places in the report's list of zones, in the order of the table.
    pub order: Vec<usize>,
    /// Code of the chosen zone.
    pub selected: Option<String>,
    /// The rating under way.
    pub running: Option<JobId>,
    /// Why it gave no answer.
    pub failure: Option<String>,
}

impl QualityDialog {
    /// The zones and rates.
    pub fn report(&self) -> Option<&QualityReport> {
        self.view.as_ref()?.report.as_ref()
    }

    /// The chosen zone.
    pub fn zone(&self) -> Option<&ZoneYear> {
        let code = self.selected.as_ref()?;
        let zones = &self.report()?.zones;
        zones.iter().find(|zone| zone.code == *code)
    }

    /// Id of the method that is or would be rated by.
    pub fn method_id(&self) -> Option<&str> {
        let choices = &self.view.as_ref()?.choices;
        let stored = choices.project_method.as_deref();
        let chosen = self.method.as_deref().or(stored);
        let chosen = chosen.map(str::trim).filter(|id| !id.is_empty());
        Some(chosen.unwrap_or(&choices.default_method))
    }

    /// The same with title and source; `None` where the project names a method that nobody knows.
    pub fn method_line(&self) -> Option<&MethodLine> {
        let id = self.method_id()?;
        let methods = &self.view.as_ref()?.choices.methods;
        methods.iter().find(|method| method.id == id)
    }

    /// Whether the method on show can be made the project's.
    pub fn can_set(&self) -> bool {
        let stored = self.view.as_ref().map(|view| &view.choices.project_method);
        self.running.is_none()
            && self.method_line().is_some_and(|line| {
                stored.is_some_and(|stored| stored.as_deref() != Some(line.id.as_str()))
            })
    }

    fn request(&self, as_of: Date) -> QualityRequest {
        QualityRequest {
            year: self.year,
            method: self.method.clone(),
            as_of,
        }
    }

    fn arrange(&mut self) {
        let zones = self
            .report()
            .map_or(&[][..], |report| report.zones.as_slice());
        let mut order: Vec<usize> = (0..zones.len()).collect();
        if let Some((column, down)) = self.sort {
            order.sort_by(|a, b| {
                let (a, b) = (&zones[*a], &zones[*b]);
                let known = column.compare(a, b);
                let known = if down { known.reverse() } else { known };
                column
                    .is_blank(a)
                    .cmp(&column.is_blank(b))
                    .then(known)
                    .then_with(|| a.code.cmp(&b.code))
            });
        }
        self.order = order;
    }
}

impl AppState {
    /// As it was closed last, and rated anew.
    pub(super) fn open_quality(&mut self) -> Effect {
        let dialog = self.kept_quality.take().unwrap_or_default();
        let request = dialog.request(self.today);
        self.dialog = Some(Dialog::Quality(dialog));
        Effect::RateQuality(request)
    }

    /// A job goes on when its dialog is closed: it may be storing.
    pub(super) fn keep_quality(&mut self, mut dialog: Box<QualityDialog>) {
        dialog.running = None;
        dialog.failure = None;
        self.kept_quality = Some(dialog);
    }

    pub(super) fn edit_quality(&mut self, edit: QualityEdit) -> Option<Effect> {
        let as_of = self.today;
        let Some(Dialog::Quality(dialog)) = &mut self.dialog else {
            return None;
        };
        match edit {
            QualityEdit::Year(year) => {
                dialog.year = Some(year);
                return Some(Effect::RateQuality(dialog.request(as_of)));
            }
            QualityEdit::Method(id) => {
                dialog.method = Some(id);
                return Some(Effect::RateQuality(dialog.request(as_of)));
            }
            QualityEdit::Sort(column) => {
                let down = dialog.sort == Some((column, false));
                dialog.sort = Some((column, down));
                dialog.arrange();
            }
            QualityEdit::Select(code) => {
                dialog.selected = Some(code.clone());
                self.look_at_zone(code);
            }
            QualityEdit::ShowOnMap => {
                if let Some(code) = dialog.selected.clone() {
                    let closed = self.close_dialog();
                    self.look_at_zone(code);
                    return closed;
                }
            }
        }
        None
    }

    /// Highlights the zone and shows it in the whole view, also where zones are hidden.
    fn look_at_zone(&mut self, code: String) {
        for entry in &mut self.layers {
            entry.visible |= entry.layer == Layer::FunctionZone;
        }
        let bounds = self.project.as_ref().and_then(|project| {
            let zones = project.scene.layer(Layer::FunctionZone)?;
            zones.by_code(&code)?.geometry.bounds()
        });
        self.highlight(vec![Highlight::by_code(Layer::FunctionZone, code)]);
        if let Some(bounds) = bounds {
            self.camera.fit(bounds, self.map_size);
        }
    }

    pub(super) fn set_quality_method(&mut self) -> Option<Effect> {
        let as_of = self.today;
        let Some(Dialog::Quality(dialog)) = &mut self.dialog else {
            return None;
        };
        if !dialog.can_set() {
            return None;
        }
        let method = dialog.method_id().map(str::to_owned);
        Some(Effect::SetQualityMethod(QualityRequest {
            method,
            ..dialog.request(as_of)
        }))
    }

    pub(super) fn copy_quality(&mut self) -> Option<Effect> {
        let Some(Dialog::Quality(dialog)) = &self.dialog else {
            return None;
        };
        let text = quality_text(dialog.report()?).ok()?;
        self.notices.add(Weight::Done, COPIED.get(self.language()));
        Some(Effect::Copy(text))
    }

    /// The zones as they are now. What was answered by another method is no answer any more.
    pub(super) fn quality_rated(&mut self, view: QualityView, awaited: bool) {
        if view.changed {
            self.check.packs_changed = self.check.answer.is_some();
            self.forget_shade();
            self.audit.outdated = true;
        }
        if let Some(Dialog::Quality(dialog)) = &mut self.dialog
            && awaited
        {
            if view.changed {
                // The project's is the one on show now.
                dialog.method = None;
            }
            dialog.failure = None;
            dialog.view = Some(view);
            if dialog.zone().is_none() {
                dialog.selected = None;
            }
            dialog.arrange();
        }
    }
}
