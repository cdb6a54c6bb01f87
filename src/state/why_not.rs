//! Why an action cannot be started now, for everything that shows it grey.

use crate::domain::Label;
use crate::state::action::Action;
use crate::state::app_state::AppState;

const NO_PROJECT: Label = Label::new("需要先打开项目", "Open a project first");
const NO_SITE: Label = Label::new(
    "需要先在地图上点击位置或输入坐标",
    "Click the map or enter coordinates first",
);
const NO_KEPT_AUDIT: Label = Label::new("还没有保留过核查结论", "No audit was kept yet");
const NO_AUDIT: Label = Label::new("需要先全面核查", "Run an audit first");
const OLD_AUDIT: Label = Label::new(
    "需要先按现在的数据全面核查",
    "Run an audit of the present data first",
);
const NO_CHECK: Label = Label::new("需要先审查", "Run a check first");
const OLD_CHECK: Label = Label::new(
    "需要先按现在的申请信息审查",
    "Run a check of the application as it stands first",
);
const NO_SELECTION: Label = Label::new("没有高亮的要素或审查位置", "Nothing is highlighted");
const NOTHING_TO_CLEAR: Label = Label::new("没有可清除的结果", "There are no results to clear");
const NO_EARLIER: Label = Label::new("没有更早的视图", "There is no earlier view");
const NO_LATER: Label = Label::new("没有更晚的视图", "There is no later view");
const AT_THE_END: Label = Label::new("已是最大或最小", "As large or as small as it gets");
const NOT_NOW: Label = Label::new("现在不能执行", "Not possible now");

impl AppState {
    /// Why `action` cannot be started now; `None` when it can.
    pub fn why_not(&self, action: Action) -> Option<Label> {
        if self.can(action) {
            return None;
        }
        let always = matches!(action, Action::UiLarger | Action::UiSmaller);
        if self.project.is_none() && !always {
            return Some(NO_PROJECT);
        }
        Some(match action {
            Action::RunCheck => NO_SITE,
            Action::CompareAudit => NO_KEPT_AUDIT,
            Action::ExportAudit => NO_AUDIT,
            Action::KeepAudit => OLD_AUDIT,
            Action::CopyFindings => NO_CHECK,
            Action::SaveCase => OLD_CHECK,
            Action::ZoomSelection => NO_SELECTION,
            Action::ClearResults => NOTHING_TO_CLEAR,
            Action::ViewBack => NO_EARLIER,
            Action::ViewForward => NO_LATER,
            Action::UiLarger | Action::UiSmaller => AT_THE_END,
            _ => NOT_NOW,
        })
    }
}
