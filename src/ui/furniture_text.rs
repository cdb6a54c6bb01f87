//! The texts of raster bases, in both languages.

use crate::domain::Label;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Heading below the layers.
pub const BASES: Label = text("底图", "Base maps");
/// Short label of the button; its tooltip is that of the action.
pub const ADD: Label = text("底图…", "Base map…");
/// No base yet.
pub const NONE: Label = text(
    "可添加本机的 MBTiles 瓦片或带坐标的 PNG、JPG，也可拖到窗口。",
    "Add MBTiles, or PNG and JPG with a world file, or drag one onto the window.",
);
/// While a base is opened.
pub const OPENING: Label = text("正在准备…", "Preparing…");
/// The file is gone.
pub const MISSING: Label = text("文件不存在", "File not found");
/// Button.
pub const REPLACE: Label = text("重新指定…", "Choose again…");
/// A picture without system.
pub const NO_CRS: Label = text(
    "图片没有 .prj，请选择坐标系",
    "The picture has no .prj: choose its system",
);
/// Field.
pub const CRS: Label = text("底图坐标系", "System of the base map");
/// Entry: the project's own plane.
pub const PROJECT_CRS: Label = text("项目投影", "Project plane");
/// Menu entry.
pub const REMOVE: Label = text("移除底图", "Remove base map");
/// Menu entry.
pub const RAISE: Label = text("上移底图", "Move base map up");
/// Menu entry.
pub const ZOOM: Label = text("缩放至底图", "Zoom to base map");
/// Slider.
pub const OPACITY: Label = text("底图不透明度", "Opacity of the base map");
/// Title of the path dialog.
pub const CHOOSE: Label = text("添加底图", "Add a base map");
/// Title of the path dialog.
pub const SAVE_PICTURE: Label = text("保存地图图片", "Save map as picture");
