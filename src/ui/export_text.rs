//! The texts of the dialog that exports a layer, in both languages.

use crate::domain::Label;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Title of the dialog.
pub const TITLE: Label = text("导出图层", "Export layer");
/// In the menu of a layer.
pub const OF_LAYER: Label = text("导出…", "Export…");
/// Field.
pub const LAYER: Label = text("图层", "Layer");
/// Field.
pub const SCOPE: Label = text("要素", "Features");
/// Choice.
pub const WHOLE: Label = text("整个图层", "Whole layer");
/// Choice.
pub const SELECTED: Label = text("所选要素", "Selected");
/// Field.
pub const FORMAT: Label = text("格式", "Format");
/// Field.
pub const CRS: Label = text("坐标系", "Coordinates");
/// Choice.
pub const STORED: Label = text(
    "2000国家大地坐标系，经纬度（EPSG:4490）",
    "CGCS2000 longitude, latitude (EPSG:4490)",
);
/// What KML and GPX fix.
pub const WGS84: Label = text(
    "WGS 84 经纬度（EPSG:4326），由格式规定",
    "WGS 84 (EPSG:4326), as the format demands",
);
/// Choice.
pub const OTHER_CRS: Label = text("其他 EPSG 代码", "Another EPSG code");
/// Field.
pub const EPSG: Label = text("EPSG 代码", "EPSG code");
/// Field.
pub const ENCODING: Label = text("文字编码", "Encoding");
/// Switch.
pub const LOSSY: Label = text("缺字以 ? 代替", "Replace what it lacks by ?");
/// Tooltip.
pub const LOSSY_HELP: Label = text(
    "该编码没有的字会丢失，每一处都列在导出结果里",
    "Characters that the encoding lacks are lost; each place is listed afterwards",
);
/// Switch.
pub const LABELS: Label = text("字段名用中文", "Chinese column names");
/// Tooltip.
pub const LABELS_HELP: Label = text(
    "不勾选时用英文字段名，便于程序读取",
    "Otherwise columns have English names, which programs read easily",
);
/// Field.
pub const PATH: Label = text("保存到", "Save as");
/// Button.
pub const EXPORT: Label = text("导出", "Export");
/// Before a number of features.
pub const WRITTEN: Label = text("已写入", "Written");
/// Before a number of features.
pub const SKIPPED: Label = text("略过", "Left out");
/// Heading of the notes.
pub const NOTES: Label = text("与项目数据的差别", "What differs from the project");
/// After a number of notes that are not listed.
pub const MORE: Label = text("条未列出", "more");
