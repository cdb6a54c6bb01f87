//! Every fixed text of the window that is not on an action, a layer or a field, in both languages.

use crate::domain::{Label, Language};

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Name of the program.
pub const APP: Label = text("水界", "Shuijie");
/// What the program is.
pub const APP_LINE: Label = text(
    "水功能区、排污口与地下水合规审查",
    "Compliance checks for water function zones, outfalls and groundwater",
);

// --- Menus
/// File menu.
pub const MENU_FILE: Label = text("文件", "File");
/// Submenu of recent projects.
pub const MENU_RECENT: Label = text("最近的项目", "Recent projects");
/// Tools menu.
pub const MENU_TOOLS: Label = text("工具", "Tools");
/// View menu.
pub const MENU_VIEW: Label = text("视图", "View");
/// Help menu.
pub const MENU_HELP: Label = text("帮助", "Help");

/// Mark of a project with sample data.
pub const SAMPLE_BADGE: Label = text("示例数据·非官方", "Sample data · not official");
/// Tooltip of the mark.
pub const SAMPLE_HINT: Label = text(
    "本项目含示例数据，不得作为审批依据",
    "This project holds sample data: no ground for any decision",
);

// --- Start page
/// Heading of the buttons.
pub const START: Label = text("开始", "Start");
/// Heading of the list.
pub const RECENT: Label = text("最近的项目", "Recent projects");
/// Empty list.
pub const NO_RECENT: Label = text(
    "还没有打开过项目。可先打开示例项目熟悉功能。",
    "No project opened yet. The sample project is a good place to begin.",
);
/// A recent project that is gone.
pub const MISSING_FILE: Label = text("文件不存在", "file not found");
/// Take off the list.
pub const FORGET: Label = text("从列表移除", "Remove from the list");
/// How to open by dragging.
pub const DRAG_HINT: Label = text(
    "也可将 .sqlite 项目文件拖到此窗口",
    "Or drag a .sqlite project file onto this window",
);
/// While dragging a file.
pub const DROP_HERE: Label = text("松开以打开文件", "Drop to open");
/// While a project opens.
pub const OPENING: Label = text("正在打开项目…", "Opening the project…");

// --- Map
/// A project without features.
pub const EMPTY_PROJECT: Label = text("项目中还没有数据", "This project has no data yet");
/// What to do about it.
pub const EMPTY_PROJECT_HINT: Label = text(
    "导入 Shapefile、GeoJSON、Excel、CSV、KML、DXF 等，或将文件拖到此窗口。",
    "Import shapefiles, GeoJSON, Excel, CSV, KML, DXF and others, or drag files onto this window.",
);

// --- Layers
/// Heading of the layer list.
pub const LAYERS: Label = text("图层", "Layers");
/// Menu entry.
pub const ZOOM_TO_LAYER: Label = text("缩放至图层", "Zoom to layer");
/// Menu entry.
pub const SHOW_ONLY: Label = text("仅显示此图层", "Show only this layer");
/// Menu entry.
pub const SHOW_ALL: Label = text("显示全部图层", "Show all layers");
/// Menu entry.
pub const MOVE_UP: Label = text("上移一层", "Move up");
/// Menu entry.
pub const MOVE_DOWN: Label = text("下移一层", "Move down");
/// Menu entry.
pub const MOVE_TOP: Label = text("置于顶层", "Move to top");
/// Slider.
pub const OPACITY: Label = text("不透明度", "Opacity");
/// Tooltip of the handle.
pub const DRAG_LAYER: Label = text("拖动以调整顺序", "Drag to reorder");
/// Tooltip of the arrow.
pub const LEGEND: Label = text("图例与不透明度", "Legend and opacity");
/// Tooltip of the box.
pub const VISIBLE: Label = text("显示或隐藏", "Show or hide");
/// A layer without features.
pub const EMPTY_LAYER: Label = text("没有要素", "No features");
/// Heading of the tables.
pub const TABLES: Label = text("数据表", "Tables");
/// Tooltip of the number in a layer row.
pub const FEATURES: Label = text("要素数", "Features");

// --- Status bar
/// No pointer on the map.
pub const NO_POSITION: Label = text(
    "将指针移到地图上查看坐标",
    "Point at the map for coordinates",
);
/// Scale.
pub const SCALE: Label = text("比例尺", "Scale");
/// Tooltip of the scale.
pub const SCALE_HINT: Label = text(
    "输入比例尺分母后按回车，如 50000",
    "Type a scale denominator and press Enter, for example 50000",
);
/// What was entered is no scale.
pub const WRONG_SCALE: Label = text(
    "比例尺分母应为不小于 1 的数，如 50000",
    "The denominator must be a number of 1 or more, as 50000",
);
/// Cancel button.
pub const CANCEL: Label = text("取消", "Cancel");

// --- Inspector
/// Tab.
pub const CHECK_TAB: Label = text("合规审查", "Compliance check");
/// Tab.
pub const IDENTIFY_TAB: Label = text("要素识别", "Identify");
/// Identify, before the first click.
pub const IDENTIFY_EMPTY: Label = text(
    "选择“识别”工具，再点击地图，查看该处的要素及全部属性。",
    "Choose the identify tool and click the map to see the features there with all their fields.",
);
/// Identify, nothing there.
pub const IDENTIFY_NOTHING: Label = text(
    "此处没有可见图层的要素。可放大后再点击，或打开更多图层。",
    "No visible layer has a feature here. Zoom in and click again, or show more layers.",
);
/// The click was in this feature.
pub const INSIDE: Label = text("位于其内", "inside");
/// The click was this far from the feature.
pub const AWAY: Label = text("相距", "at");
/// Searching.
pub const SEARCHING: Label = text("正在查找…", "Searching…");
/// Code of a feature.
pub const CODE: Label = text("编号", "Code");
/// Value not known.
pub const UNKNOWN_VALUE: Label = text("未填", "not stated");
/// Flag.
pub const YES: Label = text("是", "Yes");
/// Flag.
pub const NO: Label = text("否", "No");
/// Button.
pub const ZOOM_HERE: Label = text("缩放至要素", "Zoom to feature");

// --- Check form
/// Kind.
pub const OUTFALL: Label = text("入河排污口", "Outfall");
/// Kind.
pub const WELL: Label = text("取水井", "Well");
/// Section.
pub const SITE: Label = text("位置", "Site");
/// Hint in the field.
pub const SITE_HINT: Label = text("点击地图，或粘贴坐标", "Click the map or paste coordinates");
/// Tooltip of the field.
pub const SITE_FORMS: Label = text(
    "可用:102°42′36″ 25°02′11″;102.71, 25.04；东经102度42分36秒 北纬25度2分11秒；\
     1024236 250211；高斯坐标 578954 2782124 或带号 34578954 2782124",
    "Accepts 102°42′36″ 25°02′11″; 102.71, 25.04; 1024236 250211; \
     Gauss-Kruger 578954 2782124 or with zone prefix 34578954 2782124",
);
/// Several readings.
pub const ASK_READING: Label = text(
    "这组数有多种读法，请选择：",
    "These numbers can be read in several ways. Choose one:",
);
/// How the text was understood.
pub const READ_AS: Label = text("读作", "Read as");
/// The check was asked for without a site.
pub const SITE_NEEDED: Label = text(
    "请先给出位置：点击地图或输入坐标",
    "Give the site first: click the map or enter coordinates",
);
/// Latitude came first.
pub const LATITUDE_FIRST: Label = text("纬度在前，已调换", "latitude first, order turned");
/// Northing came first.
pub const NORTH_FIRST: Label = text("先北后东，已调换", "north first, order turned");
/// The datum is an assumption.
pub const DATUM_NOTE: Label = text(
    "按 CGCS2000 理解；西安 80、北京 54 或地方坐标须先转换",
    "Taken as CGCS2000; convert Xi'an 80, Beijing 54 or local grids first",
);
/// The site lies outside the data.
pub const OUTSIDE: Label = text(
    "该位置在项目数据范围之外，请核对坐标",
    "This site lies outside the project's data: check the coordinates",
);
/// Section.
pub const APPLICATION: Label = text("申请信息", "Application");
/// Field.
pub const ACTION: Label = text("设置类型", "Action");
/// Field.
pub const CLASS: Label = text("排污口类型", "Outfall class");
/// Field.
pub const WATER_BODY: Label = text("受纳水体", "Receiving water");
/// Field.
pub const FLOW: Label = text("排放量", "Discharge");
/// Field group.
pub const LOADS: Label = text("新增排放量", "New loads");
/// Field.
pub const PURPOSE: Label = text("取水用途", "Purpose");
/// Field.
pub const VOLUME: Label = text("申请水量", "Volume");
/// Field.
pub const AQUIFER: Label = text("含水层", "Aquifer");
/// Folded part of the form.
pub const FURTHER: Label = text("更多条件", "More conditions");
/// Field.
pub const RECEIVER: Label = text("受纳水体类型", "Kind of water");
/// Field.
pub const INDUSTRY: Label = text("行业", "Industry");
/// Field.
pub const MIXING_LENGTH: Label = text("混合区长度", "Mixing length");
/// Group of fields.
pub const CUTS: Label = text("区内削减量", "Cuts in the zone");
/// Field; the item follows.
pub const CUT: Label = text("削减", "Cut of");
/// Field.
pub const WELL_ACTION: Label = text("申请类型", "Application");
/// Field.
pub const PREVIOUS_VOLUME: Label = text("原许可水量", "Previous volume");
/// Field.
pub const ASSESSMENT: Label = text("水资源论证", "Assessment");
/// Field.
pub const SMALL_USE: Label = text("少量取水", "Small use");
/// Tooltip.
pub const SMALL_USE_HINT: Label = text(
    "家庭生活、零星散养畜禽饮用等少量取水，免办取水许可",
    "Household or a few animals: needs no permit",
);
/// Field.
pub const PUBLIC_SUPPLY: Label = text("公共供水工程", "Public supply");
/// Field.
pub const RETURN_ZONE: Label = text("退水水功能区", "Return zone");
/// Hint.
pub const RETURN_ZONE_HINT: Label = text("编码或名称，没有退水填“无”", "Code, or 无 for none");
/// Field.
pub const AS_OF: Label = text("决定日期", "Decision date");
/// Tooltip.
pub const AS_OF_HINT: Label = text(
    "决定适用哪一版法规，格式 2026-08-15",
    "Chooses the law in force, as 2026-08-15",
);
/// Nothing chosen.
pub const NOT_STATED: Label = text("未说明", "Not stated");
/// In the field above a list of names.
pub const FILTER: Label = text("输入文字筛选", "Type to filter");
/// No name contains the word.
pub const NO_MATCH: Label = text("没有匹配的名称", "No name contains this");
/// Choose from a list.
pub const CHOOSE: Label = text("选择…", "Choose…");
/// Check under way.
pub const CHECKING: Label = text("正在审查…", "Checking…");
/// Before the first check.
pub const CHECK_EMPTY: Label = text(
    "在地图上点击拟设位置，或在上方输入坐标后按“开始审查”。结果按严重程度列出，附条文、证据与距离。",
    "Click the proposed site on the map, or enter coordinates above and run the check. Findings are \
     listed by severity with article, evidence and distances.",
);
/// The report does not answer the form any more.
pub const OUTDATED: Label = text(
    "申请信息、位置、规则包或水质评价方法已变更，以下是变更前的结果，请重新审查。",
    "Application, site, rule packs or the method of quality changed: this is the earlier \
     result. Run the check again.",
);
/// No answer.
pub const CHECK_FAILED: Label = text(
    "审查未能完成，没有结论",
    "The check could not be done: no verdict",
);
/// Badge.
pub const UNVERIFIED: Label = text("依据待核", "basis not verified");
/// Tooltip of the badge.
pub const UNVERIFIED_HINT: Label = text(
    "该条文尚未与原文核对，作出决定前请查证。",
    "This article was not compared with its original text: verify it before deciding.",
);
/// What a rule needs and did not get.
pub const MISSING: Label = text("缺少", "Missing");
/// Verdict.
pub const VERDICT: Label = text("结论", "Verdict");
/// How distances are measured.
pub const MEASURED: Label = text("距离按投影平面量算", "Distances in the plane of");
/// Packs asked.
pub const PACKS: Label = text("规则包", "Rule packs");
/// Data asked.
pub const DATA: Label = text("数据", "Data");
/// Tooltip.
pub const SHOW_ON_MAP: Label = text("在地图上显示证据", "Show the evidence on the map");

/// Why findings are in Chinese in the English window; of no use in Chinese.
pub const CHINESE_RULES: Label = text(
    "",
    "Rule titles, messages and articles are in Chinese, because the law is.",
);
/// Source of findings that no rule pack makes.
pub const PROGRAM: Label = text("程序", "program");
/// Edition of a rule pack.
pub const EDITION: Label = text("版次", "edition");
/// Content version of a rule pack.
pub const PACK_VERSION: Label = text("规则包版本", "pack version");

// --- Audit
/// Tab of the right panel, and title of the audit panel.
pub const AUDIT_TAB: Label = text("全面核查", "Audit");
/// Title of the path dialog.
pub const AUDIT_EXPORT: Label = text("导出核查结果", "Export audit");
/// Tab.
pub const AUDIT_RESULTS: Label = text("结果", "Results");
/// Tab.
pub const AUDIT_CHANGES: Label = text("变化", "Changes");
/// Before the first audit.
pub const AUDIT_EMPTY: Label = text(
    "按“全面核查”，用现行规则逐个核查已登记的排污口、取水井和其他对象。结果可排序、筛选、分组，点击即在地图上显示。",
    "Run the audit to check every registered outfall, well and other feature. Results can be sorted, \
     filtered and grouped; a click shows the feature on the map.",
);
/// Under way.
pub const AUDITING: Label = text("正在核查…", "Auditing…");
/// Nothing to audit.
pub const AUDIT_NOTHING: Label = text(
    "没有可核查的登记对象。请先导入排污口、取水井等图层，再重新核查。",
    "There is nothing registered to audit. Import outfalls, wells or other layers and audit again.",
);
/// No rules.
pub const AUDIT_NO_RULES: Label = text(
    "所选决定日期没有核查登记对象的规则。请核对日期和规则包。",
    "On this date no rule is about registered features. Check date and rule packs.",
);
/// All is well.
pub const AUDIT_ALL_PASS: Label = text(
    "全部对象通过：没有规则提出意见，也没有缺少的数据。",
    "Everything passes: no rule objects and no data is missing.",
);
/// The filter lets nothing through.
pub const AUDIT_NO_MATCH: Label = text("没有符合筛选条件的对象", "No feature fits the filter");
/// Button.
pub const CLEAR_FILTER: Label = text("清除筛选", "Clear filter");
/// The answer is about older data or another date.
pub const AUDIT_OUTDATED: Label = text(
    "数据、规则包或决定日期已变更，以下是变更前的结果，请重新核查。",
    "Data, packs or date changed: this is the earlier result. Run the audit again.",
);
/// All values of a filter.
pub const ANY: Label = text("全部", "All");
/// Filter.
pub const AUDIT_LAYER: Label = text("图层", "Layer");
/// Filter.
pub const AUDIT_RULE: Label = text("规则", "Rule");
/// Grouping.
pub const GROUP_BY: Label = text("分组", "Group by");
/// Grouping.
pub const GROUP_NONE: Label = text("不分组", "None");
/// Grouping.
pub const GROUP_RULE: Label = text("规则", "Rule");
/// Grouping.
pub const GROUP_COUNTY: Label = text("行政区", "County");
/// Grouping.
pub const GROUP_ZONE: Label = text("所属分区", "Zone");
/// Group of features that no rule speaks of.
pub const NO_FINDINGS: Label = text("没有规则提出意见", "No findings");
/// Group of features outside every county.
pub const NO_COUNTY: Label = text("不在任何行政区内", "In no county");
/// Group of features without a zone.
pub const NO_ZONE: Label = text("没有所属分区", "In no zone");
/// Field above the list.
pub const AUDIT_FILTER: Label = text("筛选编号、名称、分区", "Filter code, name, zone");
/// Behind the number of rows on show.
pub const LISTED: Label = text("项", "listed");
/// Button.
pub const COPY_ROWS: Label = text("复制所选行", "Copy selected rows");
/// No feature selected.
pub const AUDIT_DETAIL_EMPTY: Label = text(
    "在核查列表中点击一行，查看该对象的全部核查意见。",
    "Click a row of the audit list to see all findings about it.",
);
/// A feature without findings.
pub const AUDIT_DETAIL_PASS: Label = text(
    "没有规则对该对象提出意见。",
    "No rule has anything to say about this feature.",
);
/// No audit was kept.
pub const NOTHING_KEPT: Label = text(
    "还没有保留过核查。按“保留本次核查”保留结论，分区或登记数据变更后再核查，即可看到哪些对象的结论改变。",
    "No audit was kept yet. Keep this one; after zones or registers changed, another audit shows which \
     verdicts are different.",
);
/// An audit was kept after the one on show.
pub const NOT_COMPARED: Label = text(
    "已有保留的核查。按“与上次核查比较”重新核查，并列出结论改变的对象。",
    "An audit is kept. Compare with it to audit again and list the verdicts that differ.",
);
/// No change.
pub const NOTHING_CHANGED: Label = text(
    "与上次保留的核查相比，没有结论改变。",
    "No verdict differs from the kept audit.",
);
/// Before the head of the kept audit.
pub const COMPARED_WITH: Label = text("与保留的核查比较", "Compared with the audit kept");
/// Nothing in a cell.
pub const NONE: Label = text("无", "none");
/// Before the packs that the project has switched off.
pub const PACKS_OFF: Label = text("未启用的规则包", "Rule packs switched off");

// --- Rules
/// Title.
pub const RULES: Label = text("规则包与规则", "Rule packs and rules");
/// Field.
pub const SEARCH_RULES: Label = text("查找规则", "Find rules");
/// Button.
pub const OPEN_RULES_FOLDER: Label = text("打开规则文件夹", "Open the folder of rules");
/// Button.
pub const RELOAD: Label = text("重新读取", "Read again");
/// Tooltip.
pub const RELOAD_HINT: Label = text(
    "改过规则包文件后，重新读取并检查",
    "Read and check the pack files again after a change",
);
/// Before a rule is chosen.
pub const RULES_HINT: Label = text(
    "点选左边的一条规则，看它查什么、不查什么、依据什么。",
    "Choose a rule on the left to see what it checks, what not, and on what ground.",
);
/// Nothing found.
pub const NO_RULE_MATCH: Label = text("没有匹配的规则", "No rule has this");
/// Tooltip of a pack's switch.
pub const SWITCH_HINT: Label = text(
    "在本项目启用或停用；停用的规则包会在每份结果里注明",
    "On or off in this project; packs that are off are named in every result",
);
/// Tooltip of a pack's switch without a project.
pub const SWITCH_NEEDS_PROJECT: Label = text(
    "打开项目后才能启用或停用规则包",
    "Packs are switched in a project: open one first",
);
/// State of a pack.
pub const PACK_IN_FORCE: Label = text("当日有效", "In force");
/// State of a pack.
pub const PACK_NOT_YET: Label = text("尚未生效", "Not yet in force");
/// State of a pack.
pub const PACK_NO_LONGER: Label = text("已经失效", "No longer in force");
/// State of a pack.
pub const PACK_BAD: Label = text("有误，核查会被拒绝", "Wrong: checks are refused");
/// State of a pack.
pub const PACK_REPLACED: Label = text("被代替", "Replaced");
/// State of a pack.
pub const PACK_OFF: Label = text("本项目停用", "Off in this project");
/// Mark of a rule.
pub const RULE_NOT_IN_FORCE: Label = text("当日不生效", "Not in force");

// --- What if
/// Title of the legend.
pub const SHADE_TITLE: Label = text("可设区域(筛查)", "Permitted where? (screening)");
/// What the picture is, and is not.
pub const SHADE_HINT: Label = text(
    "每格只审查中心一点，格内其他位置可能不同。用于筛选位置，不是审批结论；定点后请单独审查。",
    "Only the centre of each cell is checked: elsewhere in a cell it may differ. For screening; no \
     decision. Check the chosen site itself.",
);
/// Why there is no picture.
pub const SHADE_FORM: Label = text(
    "申请信息有误，无法试算：请先在右侧更正。",
    "The application has errors: mend it on the right first.",
);
/// Nothing to show yet.
pub const SHADE_WAIT: Label = text("正在准备…", "Preparing…");
/// Under way.
pub const SHADE_RUNNING: Label = text("正在细化", "Refining");
/// The user stopped it.
pub const SHADE_STOPPED: Label = text(
    "已停止，图未完成；移动地图后重新试算。",
    "Stopped, not complete. Move the map to try again.",
);
/// The picture is of another view.
pub const SHADE_OLD_VIEW: Label = text("视图已变，正在更新", "The view changed: updating");
/// Side of a cell.
pub const SHADE_CELL: Label = text("单元", "Cell");
/// Side of the blocks while it is being refined.
pub const SHADE_BLOCK: Label = text("当前", "now");
/// Under the pointer.
pub const SHADE_HERE: Label = text("指针处", "Here");
/// No rule says anything.
pub const SHADE_NO_RULE: Label = text("没有规则提出异议", "no rule objects");
/// The pointer is not over the picture.
pub const SHADE_NOWHERE: Label = text("移到图上查看", "point at the map");
/// Button of the legend.
pub const SHADE_OFF: Label = text("关闭可设区域", "Turn the shading off");
/// Under the pin while it is dragged.
pub const PIN_ESCAPE: Label = text("Esc 放回原处", "Esc puts it back");

// --- Import
/// Dialog.
pub const IMPORT: Label = text("导入数据", "Import data");
/// Field.
pub const FILE: Label = text("文件", "File");
/// Field.
pub const LAYER: Label = text("目标图层", "Into layer");
/// Field.
pub const CRS: Label = text("坐标系", "Coordinate system");
/// Field.
pub const ENCODING: Label = text("文字编码", "Text encoding");
/// Find out from the file.
pub const AUTOMATIC: Label = text("自动识别", "Detect");
/// Button.
pub const TRY: Label = text("试运行（不写入）", "Try without writing");
/// Button.
pub const IMPORT_NOW: Label = text("导入", "Import");
/// Behind a project's name in the title of the window.
pub const READ_ONLY: Label = text(" [只读]", " [read-only]");
/// Title of the dialog that takes the path of a backup.
pub const BACKUP_TITLE: Label = text("备份项目", "Back up project");
/// Button.
pub const BROWSE: Label = text("浏览…", "Browse…");
/// Button.
pub const OPEN_FOLDER: Label = text("打开所在文件夹", "Open folder");
/// Button.
pub const CLOSE: Label = text("关闭", "Close");
/// Button under several notices.
pub const CLOSE_ALL: Label = text("全部关闭", "Close all");
/// Counts.
pub const READ: Label = text("读取", "Read");
/// Counts.
pub const TAKEN: Label = text("可导入", "To import");
/// Counts.
pub const IMPORTED: Label = text("已导入", "Imported");
/// Counts.
pub const REJECTED: Label = text("拒收", "Rejected");
/// Counts.
pub const REPAIRED: Label = text("修复", "Repaired");
/// Heading of the table of columns.
pub const COLUMNS: Label = text("列与字段对应", "Columns and fields");
/// A column that goes nowhere.
pub const NOT_IMPORTED: Label = text("不导入", "Not imported");
/// No layer chosen yet.
pub const CHOOSE_LAYER: Label = text("请选择图层", "Choose a layer");
/// Why a layer must be chosen.
pub const LAYER_NEEDED: Label = text(
    "不能从文件名判断图层，请选择",
    "The file name does not tell the layer: choose one",
);
/// Field.
pub const INVALID_SHAPES: Label = text("无效几何", "Invalid shapes");
/// Button.
pub const COPY_REPORT: Label = text("复制报告", "Copy report");
/// Under a list that is cut.
pub const MORE_ISSUES: Label = text(
    "仅列出前 500 条，复制的报告含全部",
    "Only the first 500 are listed; the copied report has them all",
);
/// No issues.
pub const NO_ISSUES: Label = text("没有发现问题", "No issues found");
/// Column.
pub const PROBLEM: Label = text("问题", "Problem");
/// Under way.
pub const READING_FILE: Label = text("正在读取文件…", "Reading the file…");
/// Before the trial.
pub const TRY_HINT: Label = text(
    "先试运行，查看逐行报告，再导入。",
    "Try first and read the row-by-row report, then import.",
);

// --- Calculators
/// Title.
pub const CALCULATORS: Label = text("纳污能力与负荷计算", "Capacity and load calculators");
/// Why models are explained in Chinese in the English window; of no use in Chinese.
pub const CHINESE_CALCULATORS: Label = text(
    "",
    "Names of results, formulas and sources are in Chinese, because the standards are.",
);
/// Before the source of a formula.
pub const FORMULA_SOURCE: Label = text("公式来源", "Formula from");
/// Tooltip of the mark.
pub const FORMULA_UNVERIFIED_HINT: Label = text(
    "该公式尚未与标准原文核对，引用前请查证。",
    "This formula was not compared with the printed standard: verify it before use.",
);
/// Hint in a field.
pub const DEFAULT_VALUE: Label = text("缺省", "default");
/// Hint in a field.
pub const OPTIONAL: Label = text("可不填", "optional");
/// Heading.
pub const RESULT: Label = text("计算结果", "Result");
/// Before the inputs that are blank.
pub const STILL_NEEDED: Label = text("还需填写：", "Still needed:");
/// Between names.
pub const LIST_COMMA: Label = text("、", ", ");
/// Button.
pub const COPY_CALCULATION: Label = text("复制结果", "Copy result");
/// Field.
pub const CALCULATION_NOTE: Label = text("用途", "Purpose");
/// Button.
pub const SAVE_CALCULATION: Label = text("存入项目", "Save in project");
/// Tooltip while it cannot be saved.
pub const SAVE_CALCULATION_HINT: Label = text(
    "有结果且打开了项目时可存入；已存的结果不重复存",
    "Needs a result and an open project; a stored result is not stored twice",
);
/// Before the number of a stored calculation.
pub const CALCULATION_SAVED: Label = text("已存入，编号", "Saved as number");

// --- Path dialog
/// Title.
pub const OPEN_TITLE: Label = text("打开项目", "Open project");
/// Title.
pub const CREATE_TITLE: Label = text("新建项目", "New project");
/// Before an example.
pub const EXAMPLE: Label = text("例如", "For example");
/// Why a path is asked for.
pub const PATH_HINT: Label = text(
    "本机没有可用的文件对话框，请输入文件的完整路径：",
    "This machine has no file dialog. Enter the full path of the file:",
);
/// Button.
pub const OK: Label = text("确定", "OK");

// --- About
/// Row.
pub const VERSION: Label = text("版本", "Version");
/// Row.
pub const RENDERER: Label = text("渲染方式", "Renderer");
/// Row.
pub const FONT: Label = text("界面字体", "Interface font");
/// Row.
pub const SETTINGS_FILE: Label = text("设置文件", "Settings file");
/// Row.
pub const LICENSE: Label = text("许可证", "License");

/// `12345` as `12 345`: thin groups read the same in both languages.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// How much data of which state was asked.
pub fn data_line(layer: &str, features: u64, version: &str, language: Language) -> String {
    let features = thousands(features);
    match language {
        Language::Zh => format!("{layer}：{features} 个要素，数据版本 {version}"),
        Language::En => format!("{layer}: {features} features, data version {version}"),
    }
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn counts_are_grouped_by_three() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1234), "1 234");
        assert_eq!(thousands(1_234_567), "1 234 567");
    }
}
