//! The texts of the print dialog, in both languages.

use crate::domain::Label;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Title of the dialog.
pub const TITLE: Label = text("导出地图", "Export map");
/// Heading.
pub const PAGE: Label = text("版面", "Page");
/// Field.
pub const PAPER: Label = text("纸张", "Paper");
/// Choice.
pub const LANDSCAPE: Label = text("横版", "Landscape");
/// Choice.
pub const PORTRAIT: Label = text("竖版", "Portrait");
/// Field.
pub const SCALE: Label = text("比例尺 1 :", "Scale 1 :");
/// Button.
pub const FIT_WINDOW: Label = text("按窗口视图", "As in the window");
/// Button.
pub const FIT_ALL: Label = text("全部数据", "All data");
/// Field.
pub const TICKS: Label = text("图廓注记", "Edge marks");
/// Choice.
pub const GRATICULE: Label = text("经纬网", "Graticule");
/// Choice.
pub const GRID: Label = text("方里网", "Grid");
/// Choice.
pub const NO_TICKS: Label = text("不注", "None");
/// Switch.
pub const NAMES: Label = text("注记要素名称", "Names of features");
/// Switch.
pub const INSET: Label = text("位置示意图", "Location map");
/// Switch.
pub const SITE: Label = text("标出审查位置", "Mark the site");
/// Heading.
pub const WORDS: Label = text("文字", "Texts");
/// Field.
pub const DATUM: Label = text("高程基准", "Height datum");
/// Choice.
pub const ONE_MAP: Label = text("一张图", "One map");
/// Switch.
pub const FIT_EACH: Label = text("每张按要素大小取比例尺", "Each at the scale that suits it");
/// Choice.
pub const ONE_FILE: Label = text("合为一个 PDF", "One PDF");
/// Choice.
pub const MANY_FILES: Label = text("各存一个文件", "A file each");
/// Below the choice of a file each.
pub const TOKENS: Label = text(
    "文件名中的 {编码} 换成各要素的编码，也可用 {名称}、{序号}",
    "{code} in the file name becomes the code of each feature; {name} and {n} work too",
);
/// Button.
pub const SHEET_BEFORE: Label = text("上一张", "Previous");
/// Button.
pub const SHEET_AFTER: Label = text("下一张", "Next");
/// After the number of sheets.
pub const SHEETS: Label = text("幅图", "sheets");
/// After the number of files.
pub const FILES: Label = text("个文件", "files");
/// Hint in the field of the map approval number.
pub const APPROVAL_HINT: Label = text("不填则印“内部使用”", "Empty prints “For internal use”");
/// Heading.
pub const FILE: Label = text("文件", "File");
/// Field.
pub const FORMAT: Label = text("格式", "Format");
/// Field.
pub const DPI: Label = text("分辨率", "Resolution");
/// Switch.
pub const ARCHIVAL: Label = text("按 PDF/A-2b 存档", "PDF/A-2b for archives");
/// Field.
pub const PATH: Label = text("保存到", "Save as");
/// Button.
pub const EXPORT: Label = text("导出", "Export");
/// Name of the preview.
pub const PREVIEW: Label = text("地图预览", "Map preview");
/// Below the preview.
pub const DRAG_HINT: Label = text(
    "拖动地图调整图幅位置，方向键微调；点击图名、图号、签名等处可直接修改",
    "Drag the map to move the frame; arrow keys move it a little; click a text to edit it",
);
/// Before the first preview.
pub const DRAWING: Label = text("正在绘制预览", "Drawing the preview");
/// After the number of features.
pub const FEATURES: Label = text("个要素", "features");
