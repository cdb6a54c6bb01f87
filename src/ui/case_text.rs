//! The texts of the case register, in both languages.

use crate::domain::Label;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Title of the register.
pub const CASES: Label = text("案卷", "Cases");
/// After the number of cases.
pub const COUNT: Label = text("条", "entries");
/// Field.
pub const SEARCH: Label = text("查找案卷", "Find cases");
/// Before the columns.
pub const SORT: Label = text("排序", "Sort by");
/// Button.
pub const RELOAD: Label = text("重新读取", "Read again");
/// Button; the number of documents follows.
pub const EXPORT_ALL: Label = text("批量出具…", "Documents of all…");
/// What the button does.
pub const EXPORT_ALL_HINT: Label = text(
    "为列表中每个有效案卷各出具一份审查文件，放在同一文件夹",
    "Write the review document of every listed case that is not withdrawn or superseded",
);
/// The register is empty.
pub const EMPTY: Label = text(
    "还没有案卷。审查一个拟设排污口或取水井后，在结果上方按“存为案卷…”，申请内容、依据、数据版本和结论就会存进本项目。",
    "No cases yet. Check a proposed outfall or well, then choose “Save as case…” above the findings: \
     application, basis, data versions and findings are kept in this project.",
);
/// Nothing found.
pub const NO_MATCH: Label = text("没有匹配的案卷", "No case has this");
/// Before a case is chosen.
pub const HINT: Label = text(
    "点选左边的一个案卷，看它的申请内容、结论、依据版本和审查意见。",
    "Choose a case on the left to see its application, findings, versions and opinion.",
);
/// Badge.
pub const STALE: Label = text("已过时", "Stale");
/// Heading of the reasons.
pub const STALE_BECAUSE: Label = text("已过时，请重新核查：", "Stale, run it again:");
/// After the number of a revision: `第 2 次`.
pub const REVISION: Label = text("次", "revision");
/// Field.
pub const NUMBER: Label = text("案卷号", "Case number");
/// Behind the proposed number.
pub const AUTOMATIC: Label = text("自动编号", "given automatically");
/// Field.
pub const APPLICANT: Label = text("申请人", "Applicant");
/// Field.
pub const PROJECT_NAME: Label = text("项目名称", "Project name");
/// Field.
pub const REVIEWER: Label = text("审查人", "Reviewer");
/// Field.
pub const NOTE: Label = text("备注", "Note");
/// Field.
pub const VALID_DAYS: Label = text("有效天数", "Valid days");
/// Unit.
pub const DAYS: Label = text("天", "days");
/// Line.
pub const KIND: Label = text("类型", "Kind");
/// Line.
pub const STATUS: Label = text("状态", "Status");
/// Line; the time is UTC.
pub const SAVED_AT: Label = text("存档时间 (UTC)", "Saved at (UTC)");
/// Line.
pub const VALID_UNTIL: Label = text("有效期至", "Valid until");
/// The date of a case cannot be read.
pub const NO_DATE: Label = text("无法读出", "cannot be read");
/// Line.
pub const HASH: Label = text("校验值", "Hash");
/// Heading.
pub const FILED: Label = text("存档信息", "On file");
/// Heading.
pub const INPUTS: Label = text("申请内容", "Application");
/// Heading.
pub const OPINION: Label = text("审查意见", "Opinion");
/// No opinion yet.
pub const NO_OPINION: Label = text("尚未出具", "None yet");
/// Field.
pub const CONDITIONS: Label = text("条件或理由", "Conditions or reason");
/// Heading.
pub const FINDINGS: Label = text("存档的结论", "Findings on file");
/// No rule spoke.
pub const NO_FINDINGS: Label = text("没有一条规则提出意见", "No rule had anything to say");
/// Heading.
pub const PACKS_USED: Label = text("所用规则包", "Rule packs used");
/// Heading.
pub const DATA_USED: Label = text("所用数据", "Data used");
/// Line.
pub const POSITION: Label = text("位置 (CGCS2000)", "Position (CGCS2000)");
/// Line.
pub const MEASURED: Label = text("量算坐标系", "Measured in");
/// Button.
pub const SHOW_ON_MAP: Label = text("在地图上显示", "Show on map");
/// Tooltip.
pub const SHOW_ON_MAP_HINT: Label = text(
    "关闭案卷，把地图移到该位置并标出；申请信息表不变",
    "Close the register, move the map there and mark the site; the form stays as it is",
);
/// Button.
pub const RERUN: Label = text("重新核查…", "Run again…");
/// Tooltip.
pub const RERUN_HINT: Label = text(
    "用存档的申请内容和现在的数据、规则包再核查一次，新旧结论并排对比",
    "Ask the same question with today's data and packs; old and new findings side by side",
);
/// Button.
pub const DECIDE: Label = text("记录意见…", "Record opinion…");
/// Button.
pub const WITHDRAW: Label = text("撤回…", "Withdraw…");
/// Button.
pub const COPY: Label = text("复制文本", "Copy as text");
/// Button.
pub const EXPORT: Label = text("导出审查文件…", "Export review document…");
/// Tooltip.
pub const EXPORT_HINT: Label = text(
    "审查意见表和空间核查报告，PDF 或可编辑的 Word 文件；附位置图和可核对的二维码",
    "Opinion form and screening report as PDF or as an editable Word file, with a map and a code to verify",
);
/// Beside the progress.
pub const EXPORTING: Label = text("正在导出审查文件", "Writing the review document");
/// Before the name of the file.
pub const EXPORTED: Label = text("已写入", "Written:");
/// Title of the question for a path.
pub const EXPORT_TITLE: Label = text("导出审查文件", "Export review document");
/// Tooltip of what cannot be done with a closed case.
pub const CLOSED: Label = text(
    "已撤回或已被重新核查代替的案卷不能再改",
    "Withdrawn and superseded cases cannot be changed any more",
);
/// Button.
pub const RECORD: Label = text("记录意见", "Record opinion");
/// Button.
pub const TAKE_BACK: Label = text("撤回案卷", "Withdraw case");
/// Field.
pub const WHY: Label = text("撤回原因", "Reason");
/// Button.
pub const BACK: Label = text("返回案卷", "Back to the case");
/// Field; the label of the check form is too much like it for a screen reader.
pub const RERUN_AS_OF: Label = text("重新核查的决定日期", "Decision date of the re-run");
/// Button.
pub const RUN: Label = text("重新核查并对比", "Run again and compare");
/// Button.
pub const SAVE_RERUN: Label = text("存为新一次核查", "Save as next revision");
/// Tooltip.
pub const SAVE_RERUN_HINT: Label = text(
    "新结论存为同一案卷号的下一次核查，旧的一次保留",
    "The new findings become the next revision of this number; the old one is kept",
);
/// Button.
pub const COPY_COMPARISON: Label = text("复制对比", "Copy comparison");
/// Before the comparison.
pub const RERUN_EMPTY: Label = text(
    "按上面的决定日期重新核查后，这里并排列出每条规则的存档结论与现在结论。",
    "After the re-run, the findings on file and those of today stand here side by side, rule by rule.",
);
/// Column.
pub const OLD: Label = text("存档结论", "On file");
/// Column.
pub const NEW: Label = text("现在结论", "Now");
/// Empty cell.
pub const ABSENT: Label = text("无此结论", "No such finding");
/// Everything is the same.
pub const IDENTICAL: Label = text(
    "申请内容、规则包、数据和结论与存档逐字节相同。",
    "Inputs, packs, data and findings are the same to the byte.",
);
/// The findings are the same, what they stand on is not.
pub const SAME_FINDINGS: Label = text(
    "每条规则的结论都不变；规则包版本、数据版本或决定日期与存档不同。",
    "All findings are the same; pack versions, data versions or the decision date differ.",
);
/// Heading; the number follows.
pub const SAME: Label = text("不变的规则", "Rules unchanged");
/// Title of the dialog that saves.
pub const SAVE_TITLE: Label = text("存为案卷", "Save as case");
/// What is stored.
pub const SAVE_HINT: Label = text(
    "存入：申请内容、决定日期、规则包与数据版本、全部结论。审查后数据若有改动，会拒绝存档。",
    "Kept: application, decision date, pack and data versions, all findings. Refused when data changed \
     since the check.",
);
/// Button.
pub const SAVE: Label = text("存档", "Save");
