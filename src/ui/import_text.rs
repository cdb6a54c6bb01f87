//! The texts of the import window and of the imports on file, in both languages.

use crate::domain::{Label, Language};

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Field.
pub const WAY: Label = text("已有要素", "What is there");
/// Field.
pub const PART: Label = text("部分", "Part");
/// All parts together.
pub const WHOLE: Label = text("全部", "All of it");
/// None chosen yet.
pub const CHOOSE_PART: Label = text("请选择", "Choose one");
/// Below the field.
pub const PART_NEEDED: Label = text(
    "文件中有多个工作表、图层或文件夹，请选择要导入的一个",
    "The file holds several sheets, layers or folders: choose the one to import",
);
/// Field.
pub const SHIFT: Label = text("地图偏移", "Map shift");
/// No shift.
pub const NO_SHIFT: Label = text("不处理", "Leave as it is");
/// Before the name of a shift.
pub const UNDO_SHIFT: Label = text("消除", "Undo");
/// Field.
pub const ANGLES: Label = text("坐标写法", "Degrees");
/// Field.
pub const PARAMS: Label = text("转换参数", "Datum parameters");
/// In the empty field.
pub const PARAMS_HINT: Label = text(
    "西安80、北京54、地方坐标系的参数文件路径",
    "Path of a parameter file",
);
/// Tooltip.
pub const PARAMS_HELP: Label = text(
    "TOML 文件：source、target，以及 [plane] 四参数、[helmert] 七参数或 [[control]] 控制点。不给参数的西安80/北京54 数据导入后标记为基准待定，依据其位置的规则一律无法判定。",
    "TOML: source, target and [plane], [helmert] or [[control]]. Without parameters, layers on Xi'an 80 or Beijing 54 are marked as unresolved and no rule decides by them.",
);
/// Heading over rarer choices.
pub const MORE: Label = text("更多选项", "More options");
/// Warning.
pub const UNRESOLVED: Label = text("基准待定", "Datum unresolved");
/// Button.
pub const SHOW_ALL: Label = text("在地图上看全部", "Show all on the map");
/// After a number.
pub const LEFT_OUT: Label = text("个图形未预览", "shapes are not shown");
/// Button.
pub const KEEP_TEMPLATE: Label = text("存为模板", "Keep as template");
/// Before the list of templates.
pub const TEMPLATE: Label = text("套用模板", "Use a template");
/// Tooltip of the button that forgets a template.
pub const FORGET: Label = text("删除该模板", "Forget this template");
/// Button of an import that is done.
pub const UNDO: Label = text("撤销导入", "Take back");
/// Button under way.
pub const CANCEL: Label = text("取消", "Cancel");
/// After the number of failures.
pub const FAILURES: Label = text("处无法解码", "places cannot be decoded");
/// Tooltip of an issue.
pub const SHOW_PLACE: Label = text("在地图上看这一处", "Show the place on the map");
/// Button.
pub const USE_ENCODING: Label = text("使用该编码", "Use this one");
/// Nothing to choose.
pub const NO_ENCODINGS: Label = text("该文件没有可选的编码", "There is no encoding to choose");

/// Title.
pub const LOG: Label = text("导入记录", "Imports on file");
/// None yet.
pub const LOG_EMPTY: Label = text(
    "还没有导入记录。导入一个文件后，它的逐行报告保存在这里。",
    "No imports on file yet. After an import, its row-by-row report is kept here.",
);
/// Mark.
pub const WAS_UNDONE: Label = text("已撤销", "Taken back");
/// Button.
pub const REPORT: Label = text("查看报告", "Report");

/// That more files were dropped together with this one.
pub fn waiting_files(count: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("其后还有 {count} 个文件"),
        Language::En => format!("{count} more to follow"),
    }
}
