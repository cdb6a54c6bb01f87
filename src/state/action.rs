//! Everything that a user can start from a menu, the tool bar or the keyboard: text, tooltip and
//! shortcut in one place. Knows no toolkit: shortcuts are texts that the window reads.

use crate::domain::Label;

/// One thing that the user can start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Choose a project file and open it.
    OpenProject,
    /// Choose a place and create an empty project.
    NewProject,
    /// Open the sample project, building it first if it is not there.
    OpenSample,
    /// Choose a data file and import it.
    ImportFile,
    /// Write a layer to a file.
    ExportLayer,
    /// Choose a place and copy the project there.
    BackupProject,
    /// Copy a project that lies on a share, or cannot be written, to this machine and open the copy.
    OpenLocalCopy,
    /// Back to the start page.
    CloseProject,
    /// End the program.
    Quit,
    /// Drag the map.
    PanTool,
    /// Click to see what is there.
    IdentifyTool,
    /// Click to place a proposed outfall.
    OutfallTool,
    /// Click to place a proposed well.
    WellTool,
    /// Check the site with the form as it stands.
    RunCheck,
    /// Shade the view by the verdict that the application would get there.
    ShadeView,
    /// Audit everything that is registered.
    RunAudit,
    /// Audit and show what changed since the audit that was kept.
    CompareAudit,
    /// Keep the verdicts of the audit for a later comparison.
    KeepAudit,
    /// Write the audit to a file.
    ExportAudit,
    /// Show or hide the audit panel.
    ToggleAudit,
    /// Show or hide the attribute tables.
    ToggleTables,
    /// Click or drag a box to select.
    SelectTool,
    /// Draw a polygon to select.
    SelectPolygonTool,
    /// Select by where features lie.
    SelectByLocation,
    /// Select by a condition.
    SelectByExpression,
    /// Select nothing.
    ClearSelection,
    /// Put the findings on the clipboard as text.
    CopyFindings,
    /// Take away highlights, site and results.
    ClearResults,
    /// Show everything.
    ZoomAll,
    /// Show what is highlighted.
    ZoomSelection,
    /// Closer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// Show or hide the layer list.
    ToggleLayers,
    /// Show or hide the check and identify panel.
    ToggleInspector,
    /// Chinese or English.
    SwitchLanguage,
    /// Light or dark.
    SwitchTheme,
    /// Capacity and load calculators.
    Calculators,
    /// Water quality of function zones in one year, with the rates.
    Quality,
    /// Rule packs: where they come from, their state, what each rule says.
    Rules,
    /// Put the check on show on file.
    SaveCase,
    /// The checks that are on file.
    Cases,
    /// The imports on file.
    ImportLog,
    /// Meridians and parallels over the map.
    ToggleGraticule,
    /// The kilometre grid over the map.
    TogglePlaneGrid,
    /// The small map of everything.
    ToggleOverview,
    /// Choose tiles or a picture to lie beneath the layers.
    AddBase,
    /// Put the map as it is seen on the clipboard.
    CopyMap,
    /// Write the map as it is seen to a file.
    SaveMap,
    /// Everything that can be started, found by a few letters.
    Palette,
    /// Bring the keyboard to the search box.
    Search,
    /// Click along a line to measure it.
    MeasureLength,
    /// Click around an area to measure it.
    MeasureArea,
    /// Drag a box to be shown.
    ZoomBox,
    /// The view before.
    ViewBack,
    /// The view after.
    ViewForward,
    /// Keep the view under a name.
    AddBookmark,
    /// The list of bookmarks.
    Bookmarks,
    /// Everything in the window larger.
    UiLarger,
    /// Everything in the window smaller.
    UiSmaller,
    /// Everything in the window in its usual size.
    UiUsual,
    /// Panels and window as they were at first.
    ResetLayout,
    /// The menu of the map, for the middle of the view.
    MapMenu,
    /// Bring the keyboard to the menu bar.
    FocusMenu,
    /// Bring the keyboard to the next part of the window.
    NextPane,
    /// The list of shortcuts.
    Shortcuts,
    /// Print the map to a file.
    ExportMap,
    /// Version, renderer, libraries.
    About,
}

impl Action {
    /// Every action, in menu order.
    pub const ALL: [Self; 67] = [
        Self::OpenProject,
        Self::NewProject,
        Self::OpenSample,
        Self::ImportFile,
        Self::ExportLayer,
        Self::ExportMap,
        Self::BackupProject,
        Self::OpenLocalCopy,
        Self::CloseProject,
        Self::Quit,
        Self::PanTool,
        Self::IdentifyTool,
        Self::OutfallTool,
        Self::WellTool,
        Self::RunCheck,
        Self::ShadeView,
        Self::CopyFindings,
        Self::ClearResults,
        Self::RunAudit,
        Self::CompareAudit,
        Self::KeepAudit,
        Self::ExportAudit,
        Self::ToggleAudit,
        Self::ToggleTables,
        Self::SelectTool,
        Self::SelectPolygonTool,
        Self::SelectByLocation,
        Self::SelectByExpression,
        Self::ClearSelection,
        Self::ZoomAll,
        Self::ZoomSelection,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ToggleLayers,
        Self::ToggleInspector,
        Self::SwitchLanguage,
        Self::SwitchTheme,
        Self::Calculators,
        Self::Quality,
        Self::Rules,
        Self::SaveCase,
        Self::Cases,
        Self::ImportLog,
        Self::ToggleGraticule,
        Self::TogglePlaneGrid,
        Self::ToggleOverview,
        Self::AddBase,
        Self::CopyMap,
        Self::SaveMap,
        Self::Palette,
        Self::Search,
        Self::MeasureLength,
        Self::MeasureArea,
        Self::ZoomBox,
        Self::ViewBack,
        Self::ViewForward,
        Self::AddBookmark,
        Self::Bookmarks,
        Self::UiLarger,
        Self::UiSmaller,
        Self::UiUsual,
        Self::ResetLayout,
        Self::MapMenu,
        Self::FocusMenu,
        Self::NextPane,
        Self::Shortcuts,
        Self::About,
    ];

    /// The label; it ends in `…` when a dialog follows.
    pub const fn text(self) -> Label {
        match self {
            Self::OpenProject => Label::new("打开项目…", "Open project…"),
            Self::NewProject => Label::new("新建项目…", "New project…"),
            Self::OpenSample => Label::new("打开示例项目", "Open sample project"),
            Self::ImportFile => Label::new("导入数据…", "Import data…"),
            Self::ExportLayer => Label::new("导出图层…", "Export layer…"),
            Self::CloseProject => Label::new("关闭项目", "Close project"),
            Self::Quit => Label::new("退出", "Quit"),
            Self::PanTool => Label::new("浏览", "Browse"),
            Self::IdentifyTool => Label::new("识别", "Identify"),
            Self::OutfallTool => Label::new("排污口审查", "Check outfall"),
            Self::WellTool => Label::new("取水井审查", "Check well"),
            Self::RunCheck => Label::new("开始审查", "Run check"),
            Self::ShadeView => Label::new("可设区域", "Permitted where?"),
            Self::RunAudit => Label::new("全面核查", "Audit all"),
            Self::CompareAudit => Label::new("与上次核查比较", "Compare with kept audit"),
            Self::KeepAudit => Label::new("保留本次核查", "Keep this audit"),
            Self::ExportAudit => Label::new("导出核查结果…", "Export audit…"),
            Self::ToggleAudit => Label::new("核查面板", "Audit panel"),
            Self::ToggleTables => Label::new("属性表", "Attribute table"),
            Self::SelectTool => Label::new("选择", "Select"),
            Self::SelectPolygonTool => Label::new("多边形选择", "Select by polygon"),
            Self::SelectByLocation => Label::new("按位置选择…", "Select by location…"),
            Self::SelectByExpression => Label::new("按表达式选择…", "Select by expression…"),
            Self::ClearSelection => Label::new("清除选择", "Clear selection"),
            Self::CopyFindings => Label::new("复制审查结果", "Copy findings"),
            Self::ClearResults => Label::new("清除结果", "Clear results"),
            Self::ZoomAll => Label::new("全图", "Zoom to all"),
            Self::ZoomSelection => Label::new("缩放至所选", "Zoom to selection"),
            Self::ZoomIn => Label::new("放大", "Zoom in"),
            Self::ZoomOut => Label::new("缩小", "Zoom out"),
            Self::ToggleLayers => Label::new("图层面板", "Layer panel"),
            Self::ToggleInspector => Label::new("审查与识别面板", "Check and identify panel"),
            Self::SwitchLanguage => Label::new("English", "中文"),
            Self::SwitchTheme => Label::new("浅色/深色", "Light/dark"),
            Self::Calculators => Label::new("计算…", "Calculators…"),
            Self::Quality => Label::new("水质…", "Water quality…"),
            Self::Rules => Label::new("规则…", "Rules…"),
            Self::SaveCase => Label::new("存为案卷…", "Save as case…"),
            Self::Cases => Label::new("案卷…", "Cases…"),
            Self::ImportLog => Label::new("导入记录…", "Imports on file…"),
            Self::BackupProject => Label::new("备份项目…", "Back up project…"),
            Self::OpenLocalCopy => Label::new("复制到本机后打开", "Open a copy on this machine"),
            Self::ToggleGraticule => Label::new("经纬网", "Graticule"),
            Self::TogglePlaneGrid => Label::new("公里网", "Kilometre grid"),
            Self::ToggleOverview => Label::new("鹰眼图", "Overview map"),
            Self::AddBase => Label::new("添加底图…", "Add base map…"),
            Self::CopyMap => Label::new("复制地图图片", "Copy map as picture"),
            Self::SaveMap => Label::new("保存地图图片…", "Save map as picture…"),
            Self::Palette => Label::new("命令面板…", "Command palette…"),
            Self::Search => Label::new("查找要素与坐标", "Find features and coordinates"),
            Self::MeasureLength => Label::new("量距离", "Measure distance"),
            Self::MeasureArea => Label::new("量面积", "Measure area"),
            Self::ZoomBox => Label::new("框选放大", "Zoom to box"),
            Self::ViewBack => Label::new("上一视图", "Previous view"),
            Self::ViewForward => Label::new("下一视图", "Next view"),
            Self::AddBookmark => Label::new("添加书签…", "Add bookmark…"),
            Self::Bookmarks => Label::new("管理书签…", "Manage bookmarks…"),
            Self::UiLarger => Label::new("界面放大", "Larger interface"),
            Self::UiSmaller => Label::new("界面缩小", "Smaller interface"),
            Self::UiUsual => Label::new("界面恢复 100%", "Interface at 100%"),
            Self::ResetLayout => Label::new("恢复默认布局", "Restore default layout"),
            Self::MapMenu => Label::new("地图中心的菜单", "Menu of the map's centre"),
            Self::FocusMenu => Label::new("转到菜单栏", "Go to the menu bar"),
            Self::NextPane => Label::new("转到下一窗格", "Go to the next pane"),
            Self::Shortcuts => Label::new("快捷键…", "Keyboard shortcuts…"),
            Self::ExportMap => Label::new("导出地图…", "Export map…"),
            Self::About => Label::new("关于水界…", "About Shuijie…"),
        }
    }

    /// One sentence that says what happens.
    #[expect(
        clippy::too_many_lines,
        reason = "one sentence per action, best read in one list"
    )]
    pub const fn tooltip(self) -> Label {
        match self {
            Self::OpenProject => Label::new(
                "打开本机的项目文件 (.sqlite)",
                "Open a project file (.sqlite)",
            ),
            Self::NewProject => Label::new("创建空的项目文件", "Create an empty project file"),
            Self::OpenSample => Label::new(
                "打开昆明示意数据(非官方)，没有时先生成",
                "Open the illustrative Kunming data (not official), building it first if needed",
            ),
            Self::ImportFile => Label::new(
                "把 GeoJSON 或 Shapefile 导入到项目图层",
                "Import GeoJSON or Shapefile into a project layer",
            ),
            Self::ExportLayer => Label::new(
                "把图层或所选要素导出为 Shapefile、GeoJSON、CSV、Excel、GeoPackage、KML、GPX 或 DXF",
                "Write a layer or its selected features as Shapefile, GeoJSON, CSV, Excel, GeoPackage, KML, GPX or DXF",
            ),
            Self::CloseProject => Label::new(
                "关闭项目，回到开始页",
                "Close the project and show the start page",
            ),
            Self::Quit => Label::new("退出程序", "Quit the program"),
            Self::PanTool => Label::new("拖动地图，滚轮缩放", "Drag the map, zoom with the wheel"),
            Self::IdentifyTool => Label::new(
                "点击地图，查看该处的要素与属性",
                "Click the map to see the features there and their fields",
            ),
            Self::OutfallTool => Label::new(
                "点击地图或输入坐标，审查拟设入河排污口",
                "Click the map or enter coordinates to check a proposed outfall",
            ),
            Self::WellTool => Label::new(
                "点击地图或输入坐标，审查拟建取水井",
                "Click the map or enter coordinates to check a proposed well",
            ),
            Self::RunCheck => Label::new(
                "按当前申请信息审查该位置",
                "Check the site with the application as entered",
            ),
            Self::ShadeView => Label::new(
                "按当前申请信息逐格试算视图范围，以结论着色(筛查，不是决定)",
                "Try the application all over the view and shade it by verdict (a screening)",
            ),
            Self::RunAudit => Label::new(
                "核查全部已登记的排污口、取水井和其他对象",
                "Check every registered outfall, well and other feature",
            ),
            Self::CompareAudit => Label::new(
                "重新核查，列出结论与上次保留的核查不同的对象",
                "Audit again and list features whose verdict differs from the kept audit",
            ),
            Self::KeepAudit => Label::new(
                "把本次结论保留在项目里，供以后比较；替换上次保留的结论",
                "Keep these verdicts in the project for a later comparison, instead of those kept before",
            ),
            Self::ExportAudit => Label::new(
                "把核查结果写成 XLSX 或 CSV",
                "Write the audit as XLSX or CSV",
            ),
            Self::ToggleAudit => Label::new("显示或隐藏核查面板", "Show or hide the audit panel"),
            Self::ToggleTables => {
                Label::new("显示或隐藏属性表", "Show or hide the attribute table")
            }
            Self::SelectTool => Label::new(
                "点击或拖框选择要素。按住 Shift 加入，Ctrl 移除，Ctrl+Shift 在选择中筛选",
                "Click, or drag a box. Shift adds, Ctrl removes, Ctrl+Shift selects within the selection",
            ),
            Self::SelectPolygonTool => Label::new(
                "逐点画多边形选择要素，双击或回车结束，退格删去上一点，Esc 放弃。按住 Shift 加入，Ctrl 移除，Ctrl+Shift 在选择中筛选",
                "Click corners; double click or Enter ends, Backspace takes the last back, Esc gives up. Shift adds, Ctrl removes, Ctrl+Shift selects within the selection",
            ),
            Self::SelectByLocation => Label::new(
                "选出位于、相交或邻近另一图层要素的要素",
                "Select what lies inside, meets or is near features of another layer",
            ),
            Self::SelectByExpression => Label::new(
                "按字段条件选择，例如 状态 = '在用' 且 流量 > 100",
                "Select by a condition on fields",
            ),
            Self::ClearSelection => Label::new("取消所有图层的选择", "Select nothing in any layer"),
            Self::CopyFindings => Label::new(
                "以文本形式复制审查结论与依据",
                "Copy verdict and findings as text",
            ),
            Self::ClearResults => {
                Label::new("清除位置、结果和高亮", "Clear site, results and highlights")
            }
            Self::ZoomAll => Label::new("显示全部数据范围", "Show the extent of all data"),
            Self::ZoomSelection => Label::new(
                "显示高亮要素与审查位置",
                "Show the highlighted features and the site",
            ),
            Self::ZoomIn => Label::new("以地图中心放大一倍", "Zoom in twice around the centre"),
            Self::ZoomOut => Label::new("以地图中心缩小一半", "Zoom out by half around the centre"),
            Self::ToggleLayers => Label::new("显示或隐藏图层面板", "Show or hide the layer panel"),
            Self::ToggleInspector => {
                Label::new("显示或隐藏右侧面板", "Show or hide the right panel")
            }
            Self::SwitchLanguage => Label::new("Switch to English", "切换为中文"),
            Self::SwitchTheme => Label::new("切换浅色与深色界面", "Switch between light and dark"),
            Self::Calculators => Label::new(
                "纳污能力、负荷、总量核算与混合段长度计算",
                "Capacity, load, limit and mixing-length calculators",
            ),
            Self::Quality => Label::new(
                "水功能区年度水质达标评价与达标率",
                "Yearly water quality of function zones against their targets, with the rates",
            ),
            Self::Rules => Label::new(
                "规则包的来源、状态与开关，每条规则查什么、依据什么",
                "Where rule packs come from, their state and switches, and what each rule says",
            ),
            Self::SaveCase => Label::new(
                "把当前审查的申请内容、依据、数据版本和结论存入项目的案卷",
                "Put application, basis, data versions and findings of this check on file",
            ),
            Self::BackupProject => Label::new(
                "把整个项目复制到另一个文件；别的程序正在写入时，副本也是完整的",
                "Copy the whole project to another file; it is whole also while another program writes",
            ),
            Self::OpenLocalCopy => Label::new(
                "项目在网络共享上或只读时，复制到本机再打开，原文件不变",
                "For a project on a share or one that is read-only: copy it to this machine and open the copy; the original stays as it is",
            ),
            Self::ImportLog => Label::new(
                "每次导入的报告；撤销图层最近一次导入",
                "The report of every import; take the last one of a layer back",
            ),
            Self::Cases => Label::new(
                "已存档的审查：是否仍然有效、重新核查对比、审查意见",
                "Checks on file: whether they still hold, re-run and compare, opinion",
            ),
            Self::ToggleGraticule => Label::new(
                "显示或隐藏经线和纬线，间隔随比例尺变化",
                "Show or hide meridians and parallels; their step follows the scale",
            ),
            Self::TogglePlaneGrid => Label::new(
                "显示或隐藏项目投影坐标的公里网",
                "Show or hide the grid of the project's plane coordinates",
            ),
            Self::ToggleOverview => Label::new(
                "显示或隐藏全区小图；在图上点击或拖动方框来移动地图",
                "Show or hide the small map of everything; click it or drag its frame to move the map",
            ),
            Self::AddBase => Label::new(
                "在所有图层之下添加本机的 MBTiles 瓦片，或带坐标定位文件的 PNG、JPG 图片",
                "Add MBTiles, or a PNG or JPG with a world file, beneath all layers",
            ),
            Self::CopyMap => Label::new(
                "把看到的地图连同注记、指北针和比例尺复制为图片",
                "Copy the map as it is seen, with names, north arrow and scale bar",
            ),
            Self::SaveMap => Label::new(
                "把看到的地图保存为 PNG 图片",
                "Save the map as it is seen as a PNG file",
            ),
            Self::Palette => Label::new(
                "按中文、拼音或英文查找并执行任何命令",
                "Find and run any command by Chinese, pinyin or English",
            ),
            Self::Search => Label::new(
                "按名称、编码、拼音查找各图层要素，或转到坐标",
                "Find features of all layers by name, code or pinyin, or go to coordinates",
            ),
            Self::MeasureLength => Label::new(
                "沿线逐点点击，量各段长度、方位角与总长(椭球)",
                "Click along a line: length and azimuth of each segment, total (ellipsoid)",
            ),
            Self::MeasureArea => Label::new(
                "沿边界逐点点击，量面积与周长(椭球)",
                "Click around an area: area and perimeter (ellipsoid)",
            ),
            Self::ZoomBox => Label::new(
                "在地图上拖出矩形并放大到该范围；任何工具下按住 Shift 拖动也可",
                "Drag a box to zoom to it; with any tool, hold Shift and drag",
            ),
            Self::ViewBack => Label::new("回到上一个地图视图", "Back to the map view before"),
            Self::ViewForward => Label::new("前进到下一个地图视图", "On to the map view after"),
            Self::AddBookmark => Label::new(
                "把当前视图以名称存入项目",
                "Keep the present view in the project under a name",
            ),
            Self::Bookmarks => Label::new(
                "转到、改名、排序和删除项目里的书签",
                "Go to, rename, reorder and delete the project's bookmarks",
            ),
            Self::UiLarger => Label::new(
                "放大文字、图标、地图符号与注记",
                "Text, icons, map symbols and labels larger",
            ),
            Self::UiSmaller => Label::new(
                "缩小文字、图标、地图符号与注记",
                "Text, icons, map symbols and labels smaller",
            ),
            Self::UiUsual => Label::new("按 100% 显示界面", "Show the interface at 100%"),
            Self::ResetLayout => Label::new(
                "面板大小、面板显示与窗口大小恢复为初始状态",
                "Panels and window as they were at first",
            ),
            Self::MapMenu => Label::new(
                "在地图中心打开右键菜单：识别、审查、量算、复制坐标、添加书签",
                "The menu of a right click, for the middle of the view: identify, check, measure, copy",
            ),
            Self::FocusMenu => Label::new(
                "用键盘操作菜单：方向键移动，回车打开",
                "Menus by keyboard: arrows move, Enter opens",
            ),
            Self::NextPane => Label::new(
                "键盘焦点依次转到工具栏、图层、地图、右侧面板、核查面板、状态栏",
                "The keyboard goes to tool bar, layers, map, right panel, audit and status bar in turn",
            ),
            Self::Shortcuts => Label::new(
                "全部命令的快捷键，可查找",
                "The shortcuts of all commands, searchable",
            ),
            Self::ExportMap => Label::new(
                "按图幅打印地图:PDF、PNG 或 SVG，带图廓、图例、比例尺与说明",
                "Print the map on a sheet as PDF, PNG or SVG, with frame, legend, scale and notes",
            ),
            Self::About => Label::new(
                "版本、渲染方式与运行环境",
                "Version, renderer and environment",
            ),
        }
    }

    /// The keyboard shortcut, modifiers first: `Ctrl+O`. On a Mac, `Ctrl` is the command key.
    pub const fn shortcut(self) -> Option<&'static str> {
        match self {
            Self::OpenProject => Some("Ctrl+O"),
            Self::NewProject => Some("Ctrl+N"),
            Self::ImportFile => Some("Ctrl+I"),
            Self::CloseProject => Some("Ctrl+W"),
            Self::Quit => Some("Ctrl+Q"),
            Self::PanTool => Some("F2"),
            Self::IdentifyTool => Some("F3"),
            Self::OutfallTool => Some("F4"),
            Self::WellTool => Some("F6"),
            Self::RunCheck => Some("F5"),
            Self::ShadeView => Some("Ctrl+T"),
            Self::CopyFindings => Some("Ctrl+Shift+C"),
            Self::ClearResults => Some("Shift+Escape"),
            Self::ZoomAll => Some("Ctrl+0"),
            Self::ZoomSelection => Some("Ctrl+J"),
            Self::ZoomIn => Some("Ctrl+Plus"),
            Self::ZoomOut => Some("Ctrl+Minus"),
            Self::ToggleLayers => Some("F7"),
            Self::ToggleInspector => Some("F8"),
            Self::SwitchLanguage => Some("Ctrl+L"),
            Self::RunAudit => Some("Shift+F5"),
            Self::ToggleAudit => Some("F9"),
            Self::ToggleTables => Some("Shift+F9"),
            Self::SelectTool => Some("Shift+F3"),
            Self::SelectPolygonTool => Some("Shift+F4"),
            Self::SelectByLocation => Some("Ctrl+Shift+F3"),
            Self::SelectByExpression => Some("Ctrl+F3"),
            Self::ClearSelection => Some("Ctrl+Shift+A"),
            Self::CompareAudit
            | Self::KeepAudit
            | Self::ExportAudit
            | Self::OpenSample
            | Self::AddBase
            | Self::ImportLog
            | Self::ExportLayer
            | Self::BackupProject
            | Self::OpenLocalCopy
            | Self::SaveMap
            | Self::UiUsual
            | Self::ResetLayout
            | Self::About
            | Self::SwitchTheme => None,
            Self::ToggleGraticule => Some("Ctrl+G"),
            Self::TogglePlaneGrid => Some("Ctrl+Shift+G"),
            Self::ToggleOverview => Some("F11"),
            Self::CopyMap => Some("Ctrl+Shift+E"),
            Self::Calculators => Some("Ctrl+K"),
            Self::Quality => Some("Ctrl+U"),
            Self::Rules => Some("Ctrl+R"),
            Self::SaveCase => Some("Ctrl+S"),
            Self::Cases => Some("Ctrl+D"),
            Self::Palette => Some("Ctrl+P"),
            Self::Search => Some("Ctrl+F"),
            Self::MeasureLength => Some("Ctrl+M"),
            Self::MeasureArea => Some("Ctrl+Shift+M"),
            Self::ZoomBox => Some("Shift+F2"),
            Self::ViewBack => Some("Alt+ArrowLeft"),
            Self::ViewForward => Some("Alt+ArrowRight"),
            Self::AddBookmark => Some("Ctrl+Shift+B"),
            Self::Bookmarks => Some("Ctrl+B"),
            Self::UiLarger => Some("Ctrl+Shift+Plus"),
            Self::UiSmaller => Some("Ctrl+Shift+Minus"),
            Self::MapMenu => Some("Shift+F10"),
            Self::FocusMenu => Some("F10"),
            Self::NextPane => Some("Ctrl+F6"),
            Self::Shortcuts => Some("F1"),
            Self::ExportMap => Some("Ctrl+E"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_two_actions_share_a_shortcut_or_a_label() {
        let mut shortcuts = BTreeMap::new();
        let mut labels = BTreeMap::new();
        for action in Action::ALL {
            if let Some(shortcut) = action.shortcut() {
                let taken = shortcuts.insert(shortcut, action);
                assert_eq!(taken, None, "{shortcut} is also {action:?}");
            }
            assert_eq!(labels.insert(action.text().zh, action), None, "{action:?}");
        }
        assert_eq!(labels.len(), Action::ALL.len());
    }
}
