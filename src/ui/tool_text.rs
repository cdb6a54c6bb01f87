//! Texts of palette, search, measuring, bookmarks, map menu and shortcuts, in both languages.

use crate::domain::Label;
use crate::state::tools::PlaceForm;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

// --- Palette
/// Name of the palette's field.
pub const PALETTE: Label = text("命令面板", "Command palette");
/// Hint in the empty field.
pub const PALETTE_HINT: Label = text(
    "输入命令、图层、书签或项目的名称、拼音首字母或英文",
    "Type a command, layer, bookmark or project, in Chinese, pinyin or English",
);
/// Mark of what was started not long ago.
pub const RECENT_MARK: Label = text("最近", "recent");
/// Nothing fits.
pub const NO_COMMAND: Label = text("没有符合的命令", "No command fits");
/// How the list is used.
pub const PALETTE_KEYS: Label = text(
    "↑↓ 选择　Enter 执行　Esc 关闭",
    "↑↓ choose   Enter run   Esc close",
);

// --- Search
/// Name of the search box.
pub const SEARCH: Label = text("查找", "Find");
/// Hint in the empty box.
pub const SEARCH_HINT: Label = text(
    "名称、编码、拼音或坐标",
    "Name, code, pinyin or coordinates",
);
/// Empties the box.
pub const SEARCH_CLEAR: Label = text("清空查找", "Clear search");
/// The index is being made.
pub const SEARCH_INDEXING: Label = text("正在建立查找索引…", "Indexing names…");
/// Nothing was found.
pub const SEARCH_NOTHING: Label = text("没有找到", "Nothing found");
/// Heading of positions.
pub const COORDINATES: Label = text("坐标", "Coordinates");
/// Several readings.
pub const ASK_COORDINATES: Label = text(
    "该坐标有几种理解，请选择",
    "These coordinates can be read in several ways: choose one",
);
/// Before a distance.
pub const FROM_CENTER: Label = text("距中心", "from centre");
/// Instead of a distance.
pub const IN_VIEW_CENTER: Label = text("在图中心", "at centre");
/// More hits than listed; the number comes first.
pub const MORE_HITS: Label = text("个，仅列最接近的", "found, the nearest are listed");

// --- Measuring
/// Title of the panel.
pub const MEASURE: Label = text("量算", "Measure");
/// Choice.
pub const LENGTH: Label = text("距离", "Distance");
/// Choice.
pub const AREA: Label = text("面积", "Area");
/// What to do first.
pub const MEASURE_HINT: Label = text(
    "在地图上逐点点击；双击或回车结束，退格删除上一点，Esc 清除",
    "Click the map point by point; double-click or Enter ends, Backspace removes the last, Esc clears",
);
/// Box.
pub const SNAP: Label = text(
    "捕捉可见图层的顶点与边",
    "Snap to vertices and edges of visible layers",
);
/// Unit field.
pub const LENGTH_UNIT: Label = text("长度单位", "Length unit");
/// Unit field.
pub const AREA_UNIT: Label = text("面积单位", "Area unit");
/// Choice of units.
pub const UNIT_AUTO: Label = text("自动", "auto");
/// Unit.
pub const HECTARE: Label = text("公顷", "ha");
/// Button.
pub const COPY_RESULT: Label = text("复制结果", "Copy result");
/// Button.
pub const REMOVE_LAST: Label = text("删除上一点", "Remove last");
/// Button.
pub const FINISH: Label = text("结束", "Finish");
/// Button.
pub const CLEAR: Label = text("清除", "Clear");
/// Button.
pub const CLOSE_MEASURE: Label = text("关闭量算", "Close measuring");
/// Heading.
pub const SEGMENTS: Label = text("各段", "Segments");

// --- Map menu
/// Name of the menu.
pub const MAP_MENU: Label = text("地图菜单", "Map menu");
/// Entry.
pub const IDENTIFY_HERE: Label = text("识别此处", "What is here");
/// Entry.
pub const OUTFALL_HERE: Label = text("在此审查排污口", "Check an outfall here");
/// Entry.
pub const WELL_HERE: Label = text("在此审查取水井", "Check a well here");
/// Entry.
pub const MEASURE_HERE: Label = text("从此处量距离", "Measure from here");
/// Submenu.
pub const COPY_COORDINATES: Label = text("复制坐标", "Copy coordinates");
/// Entry.
pub const BOOKMARK_HERE: Label = text("在此添加书签…", "Add bookmark here…");
/// Entry.
pub const ZOOM_IN_HERE: Label = text("以此处放大", "Zoom in here");
/// Entry.
pub const CENTER_HERE: Label = text("以此处居中", "Centre here");

/// Name of a way to write coordinates.
pub const fn place_form(form: PlaceForm) -> Label {
    match form {
        PlaceForm::Decimal => text("十进制度", "Decimal degrees"),
        PlaceForm::Dms => text("度分秒", "Degrees, minutes, seconds"),
        PlaceForm::Grid => text("高斯平面坐标", "Gauss-Kruger metres"),
    }
}

// --- Rows of lists
/// Entry.
pub const SHOW_LAYER: Label = text("显示此图层", "Show this layer");
/// Entry.
pub const HIDE_LAYER: Label = text("隐藏此图层", "Hide this layer");
/// Entry.
pub const MOVE_BOTTOM: Label = text("置于底层", "Move to bottom");
/// Entry.
pub const FULL_OPACITY: Label = text("不透明度恢复 100%", "Full opacity");
/// Entry.
pub const SHOW_EVIDENCE: Label = text("在地图上显示", "Show on the map");
/// Entry.
pub const COPY_FINDING: Label = text("复制此条结论", "Copy this finding");
/// Entry.
pub const COPY_LINE: Label = text("复制此行", "Copy this line");
/// Entry.
pub const COPY_NAME: Label = text("复制名称", "Copy name");
/// Entry.
pub const COPY_CODE: Label = text("复制编码", "Copy code");
/// Entry.
pub const COPY_FIELDS: Label = text("复制全部字段", "Copy all fields");

// --- Bookmarks
/// Menu and title.
pub const BOOKMARKS: Label = text("书签", "Bookmarks");
/// Empty list.
pub const NO_BOOKMARKS: Label = text("项目里还没有书签", "This project has no bookmarks yet");
/// Field.
pub const BOOKMARK_NAME: Label = text("新书签名称", "Name of the new bookmark");
/// Button.
pub const ADD: Label = text("添加", "Add");
/// Where the new one is; the place follows.
pub const WILL_ADD: Label = text("位置", "Place");
/// Button; the name follows.
pub const GO_TO: Label = text("转到", "Go to");
/// Button; the name follows.
pub const RENAME: Label = text("改名", "Rename");
/// Field.
pub const NEW_NAME: Label = text("新名称", "New name");
/// Button; the name follows.
pub const DELETE: Label = text("删除", "Delete");
/// Button; the name follows.
pub const UP: Label = text("上移", "Move up");
/// Button; the name follows.
pub const DOWN: Label = text("下移", "Move down");
/// Button.
pub const CLOSE: Label = text("关闭", "Close");

// --- Interface size, scales
/// Menu.
pub const UI_SCALE: Label = text("界面缩放", "Interface size");
/// Button beside the scale.
pub const USUAL_SCALES: Label = text("常用比例尺", "Usual scales");

// --- Shortcuts
/// Title.
pub const SHORTCUTS: Label = text("快捷键", "Keyboard shortcuts");
/// Field.
pub const SEARCH_SHORTCUTS: Label = text("查找命令或按键", "Find a command or a key");
/// An action without keys.
pub const NO_KEYS: Label = text("命令面板", "palette only");
/// Heading.
pub const ON_THE_MAP: Label = text("在地图上", "On the map");

/// What pointer and keys do on the map itself: keys, then what they do.
pub const MAP_KEYS: [(Label, Label); 8] = [
    (
        text("拖动 / 方向键", "Drag / arrows"),
        text("移动地图", "Move the map"),
    ),
    (text("滚轮 / + −", "Wheel / + −"), text("缩放", "Zoom")),
    (
        text("Shift + 拖动", "Shift + drag"),
        text("框选放大", "Zoom to box"),
    ),
    (text("双击", "Double click"), text("放大", "Zoom in")),
    (
        text("鼠标侧键", "Mouse buttons 4, 5"),
        text("上一视图、下一视图", "Previous and next view"),
    ),
    (
        text("右键", "Right click"),
        text("该处的菜单", "Menu of the place"),
    ),
    (
        text("Ctrl + 方向键", "Ctrl + arrows"),
        text("移动审查位置", "Move the site"),
    ),
    (
        text("回车、退格、Esc", "Enter, Backspace, Esc"),
        text(
            "量算时结束、删除上一点、清除",
            "While measuring: end, remove last, clear",
        ),
    ),
];

// --- Panes
/// Part of the window.
pub const PANE_TOOLS: Label = text("工具栏", "Tool bar");
/// Part of the window.
pub const PANE_LAYERS: Label = text("图层窗格", "Layers pane");
/// Part of the window.
pub const PANE_INSPECTOR: Label = text("审查与识别窗格", "Check and identify pane");
/// Part of the window.
pub const PANE_AUDIT: Label = text("核查窗格", "Audit pane");
/// Part of the window.
pub const PANE_STATUS: Label = text("状态栏", "Status bar");
