//! The texts of attribute tables and selection, in both languages.

use crate::domain::Label;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Menu entry of a layer.
pub const OPEN_TABLE: Label = text("打开属性表", "Open attribute table");
/// Tab of the audit.
pub const AUDIT: Label = text("核查", "Audit");
/// On the cross of a tab.
pub const CLOSE_TABLE: Label = text("关闭属性表", "Close attribute table");
/// Choice of a layer.
pub const OTHER_TABLE: Label = text("打开其他属性表", "Open another table");
/// Field.
pub const CONDITION: Label = text("筛选条件", "Condition");
/// In the empty field.
pub const CONDITION_HINT: Label = text(
    "例如 名称 LIKE '%江%' 且 长度 > 10",
    "for example name LIKE '%江%' and length_km > 10",
);
/// Button.
pub const APPLY: Label = text("筛选", "Filter");
/// Tooltip.
pub const APPLY_HINT: Label = text(
    "只列出满足条件的行 (回车)",
    "List only rows that meet it (Enter)",
);
/// Button.
pub const SELECT_ROWS: Label = text("按条件选择", "Select by condition");
/// Tooltip.
pub const SELECT_HINT: Label = text(
    "选中满足条件的行。按住 Shift 加入，Ctrl 移除，Ctrl+Shift 在选择中筛选",
    "Select rows that meet it. Shift adds, Ctrl removes, Ctrl+Shift selects within the selection",
);
/// Toggle.
pub const ONLY_SELECTED: Label = text("仅所选", "Selected only");
/// Toggle.
pub const ONLY_IN_VIEW: Label = text("仅视图内", "In view only");
/// Toggle.
pub const FILTER_ROW: Label = text("列筛选", "Column filters");
/// Tooltip.
pub const FILTER_ROW_HINT: Label = text(
    "在列名下输入：文字的一部分；数字可写 >100、10..20；空、非空",
    "Type below a title: part of a text; numbers as >100 or 10..20; null, !null",
);
/// Button.
pub const CLEAR_FILTERS: Label = text("清除筛选", "Clear filters");
/// Menu.
pub const COLUMNS: Label = text("列", "Columns");
/// Entry.
pub const RESET_COLUMNS: Label = text("恢复默认列", "Usual columns");
/// Button.
pub const COPY: Label = text("复制所选行", "Copy selected rows");
/// Tooltip.
pub const COPY_HINT: Label = text(
    "连同列名复制为表格，可粘贴到 Excel (Ctrl+C)",
    "With titles, as a table for Excel (Ctrl+C)",
);
/// Tab of the side.
pub const STATISTICS: Label = text("统计", "Statistics");
/// Tab of the side.
pub const DETAIL: Label = text("详情", "Detail");
/// Menu.
pub const SELECTION: Label = text("选择", "Selection");
/// Entry.
pub const SELECT_ALL: Label = text("全选图层", "Select the whole layer");
/// Entry.
pub const INVERT: Label = text("反选", "Invert");
/// Entry.
pub const SELECT_NONE: Label = text("取消选择", "Select none");
/// Button.
pub const RELOAD: Label = text("重新读取", "Read again");
/// After a number of rows.
pub const ROWS: Label = text("行", "rows");
/// Before a number of features.
pub const SELECTED: Label = text("已选", "Selected");
/// The layer is empty.
pub const EMPTY: Label = text(
    "这个图层还没有要素。用“文件 → 导入数据…”导入，或将文件拖到窗口。",
    "This layer has no features yet. Use “File → Import data…”, or drop files onto the window.",
);
/// Nothing is listed.
pub const NO_MATCH: Label = text("没有符合筛选的行", "No row passes the filters");
/// Nothing is selected.
pub const NO_SELECTED: Label = text(
    "这个图层没有选中的要素。用选择工具在地图上点选，或关闭“仅所选”。",
    "Nothing of this layer is selected. Use the selection tools on the map, or switch “Selected only” off.",
);
/// The layer is being read.
pub const READING: Label = text("正在读取属性表", "Reading the table");
/// Tooltip of a title.
pub const SORT_HINT: Label = text(
    "点击排序，按住 Shift 点击加为次级排序。文字按拼音，选项按其固有顺序，空值总在最后",
    "Click to sort, Shift-click to sort by it next. Texts by pinyin, choices in their own order, empty ones last",
);
/// Menu entry of a title.
pub const SORT: Label = text("排序", "Sort");
/// Menu entry of a title.
pub const HIDE_COLUMN: Label = text("隐藏此列", "Hide column");
/// Menu entry of a title.
pub const MOVE_LEFT: Label = text("左移", "Move left");
/// Menu entry of a title.
pub const MOVE_RIGHT: Label = text("右移", "Move right");
/// Menu entry of a row.
pub const ZOOM: Label = text("缩放至要素", "Zoom to feature");
/// Menu entry of a row.
pub const SELECT_ROW: Label = text("只选此行", "Select this row only");
/// Menu entry of a row.
pub const TOGGLE_ROW: Label = text("加入或移出选择", "Add to or take off the selection");
/// Menu entry of a row.
pub const IDENTIFY: Label = text("识别", "Identify");
/// Menu entry of a row.
pub const COPY_CELL: Label = text("复制单元格", "Copy cell");
/// Field.
pub const COLUMN: Label = text("列", "Column");
/// Line of the figures.
pub const COUNT: Label = text("有值", "Known");
/// Line of the figures.
pub const UNKNOWN: Label = text("空值", "Empty");
/// Line of the figures.
pub const DISTINCT: Label = text("不同值", "Distinct");
/// Line of the figures.
pub const MINIMUM: Label = text("最小值", "Minimum");
/// Line of the figures.
pub const MAXIMUM: Label = text("最大值", "Maximum");
/// Line of the figures.
pub const MEAN: Label = text("平均值", "Mean");
/// Line of the figures.
pub const MEDIAN: Label = text("中位数", "Median");
/// Line of the figures.
pub const SUM: Label = text("合计", "Sum");
/// Heading.
pub const FREQUENT: Label = text("最常见的值", "Most frequent values");
/// What the figures are about.
pub const ABOUT_LISTED: Label = text("按列出的行统计", "Of the rows listed");
/// No row is picked.
pub const NO_ROW: Label = text("点选一行查看全部字段", "Pick a row to see all fields");
/// Before the choice of the layers that tools select in.
pub const TARGET: Label = text("选择图层", "Select in");
/// Choice.
pub const VISIBLE_LAYERS: Label = text("全部可见图层", "All visible layers");
/// Under the tools.
pub const BOX_HINT: Label = text(
    "点击或拖框，Shift 加入，Ctrl 移除",
    "Click or drag a box; Shift adds, Ctrl removes",
);
/// Under the tools.
pub const POLYGON_HINT: Label = text(
    "逐点点击，双击或回车结束，退格撤点，Esc 放弃",
    "Click corners; double click or Enter ends, Backspace undoes, Esc gives up",
);
/// Title.
pub const LOCATION_TITLE: Label = text("按位置选择", "Select by location");
/// Field.
pub const FROM_LAYER: Label = text("从图层选择", "Select from");
/// Field.
pub const RELATION: Label = text("位置关系", "Which");
/// Choice.
pub const INSIDE: Label = text("位于其内 (含边界)", "lie inside (edge included)");
/// Choice.
pub const TOUCHING: Label = text("与其相交", "meet");
/// Choice.
pub const WITHIN: Label = text("在距离以内", "are within a distance of");
/// Field.
pub const DISTANCE: Label = text("距离", "Distance");
/// Field.
pub const REFERENCE: Label = text("参照要素", "Features of");
/// Choice.
pub const SELECTED_FEATURES: Label = text("当前选中的要素", "the current selection");
/// Field.
pub const MODE: Label = text("结果", "Result");
/// Button.
pub const SELECT: Label = text("选择", "Select");
/// After a search.
pub const FOUND: Label = text("找到要素", "Features found");
/// Below the form.
pub const LOCATION_HINT: Label = text(
    "包含与相交按经纬度直线边精确判断，距离在项目的投影平面内量算。同一图层时不与自身比较。",
    "Inside and meeting are judged exactly on edges straight in degrees, distances in the project's plane. \
     A feature is not compared with itself.",
);
/// Title.
pub const EXPRESSION_TITLE: Label = text("按表达式选择", "Select by expression");
/// Heading.
pub const FIELDS: Label = text("字段 (点击插入)", "Fields (click to insert)");
/// Below the field.
pub const EXPRESSION_HINT: Label = text(
    "= <> < <= > >=，AND OR NOT (且 或 非)，IN、LIKE (% 与 _)、BETWEEN、IS NULL (为空)，+ - * /，\
     length lower upper coalesce，图形长度、图形面积。文字和日期写在单引号里",
    "= <> < <= > >=, AND OR NOT, IN, LIKE (% and _), BETWEEN, IS NULL, + - * /, \
     length lower upper coalesce, $length_m, $area_m2. Texts and dates stand in single quotes",
);
