//! Texts of the quality dialog, in both languages.

use crate::domain::Label;
use crate::rules::quality::Verdict;
use crate::state::quality::QualityColumn;

pub(super) const TITLE: Label = Label::new("水功能区水质", "Water quality of function zones");
pub(super) const YEAR: Label = Label::new("年度", "Year");
pub(super) const METHOD: Label = Label::new("评价方法", "Method");
pub(super) const SET: Label = Label::new("设为本项目的方法", "Make it the project's method");
pub(super) const SET_HINT: Label = Label::new(
    "审查和核查从此按这个方法判断水质；写入修改记录，以前的结论标为过期",
    "Checks and audits judge quality by it from now on; it is journalled, and earlier answers are \
     marked as outdated",
);
pub(super) const SET_ALREADY: Label =
    Label::new("已是本项目的方法", "It is the project's method already");
pub(super) const OF_PROJECT: Label = Label::new("本项目的方法", "the project's method");
pub(super) const OF_PROGRAM: Label = Label::new("程序缺省", "default");
pub(super) const ONLY_LOOKED: Label = Label::new(
    "仅供查看，本项目未采用",
    "only looked at, the project has another",
);
pub(super) const UNVERIFIED_HINT: Label = Label::new(
    "该方法尚未与来源原文核对，引用前请查证。",
    "This method was not compared with its source: verify it before use.",
);
pub(super) const CHINESE: Label = Label::new(
    "",
    "Methods, sources and items are in Chinese, because the standards are.",
);
pub(super) const SOURCE: Label = Label::new("方法来源", "Source of the method");
pub(super) const STANDARD: Label = Label::new("标准", "Standard");
pub(super) const UNTIL: Label = Label::new("数据截至", "Samples up to");
pub(super) const COPY: Label = Label::new("复制表格", "Copy table");
pub(super) const COPY_HINT: Label = Label::new(
    "复制评价表、达标率和说明，可粘贴到电子表格",
    "Copy table, rates and remarks as text for a spreadsheet",
);
pub(super) const SHOW_ON_MAP: Label = Label::new("在地图上查看", "Show on the map");
pub(super) const SHOW_HINT: Label = Label::new(
    "关闭此窗口并显示选中的功能区；再次打开时仍停在这里",
    "Close this dialog and show the chosen zone; opened again, the dialog is as it was",
);
pub(super) const IMPORT_HINT: Label = Label::new(
    "请用“导入数据…”把监测结果导入图层“水质监测数据”，每行一个测值：所属功能区编码、采样日期、监测项目、测值。",
    "Import monitoring results into the layer of quality samples: one value per row with zone code, \
     day, item and value.",
);
pub(super) const NO_SAMPLES: Label = Label::new(
    "项目中没有水质监测数据，无法评价",
    "The project has no quality samples, so nothing can be rated",
);
pub(super) const NO_DAYS: Label = Label::new(
    "条监测数据都没有可读的采样日期，或日期在今天之后，无法评价",
    "samples have no readable day, or one after today, so nothing can be rated",
);
pub(super) const NO_ZONES: Label = Label::new(
    "该年度没有参加评价的水功能区。请先导入水功能区，并填写水质目标和是否考核。",
    "No zone is rated in this year. Import function zones with their targets first.",
);
pub(super) const NOT_STATED: Label = Label::new("未填", "not stated");
pub(super) const RATES: Label = Label::new("达标率", "Compliance rates");
pub(super) const ALL: Label = Label::new("全部", "All");
pub(super) const BASIN: Label = Label::new("流域", "Basin");
pub(super) const COUNTY: Label = Label::new("行政区", "County");
pub(super) const BY_COUNT: Label = Label::new("按个数(个)", "by number");
pub(super) const BY_LENGTH: Label = Label::new("按河长(km)", "by river length (km)");
pub(super) const BY_AREA: Label = Label::new("按湖库面积(km²)", "by lake area (km²)");
pub(super) const UNMEASURED_HINT: Label = Label::new(
    "未填长度或面积，没有计入",
    "Length or area is not stated: not counted",
);
pub(super) const CHOOSE_ZONE: Label = Label::new(
    "点选一个功能区，看它的逐月结果、缺少的数据和方法；地图同时移到该区。",
    "Choose a zone to see its months, what is missing and the method; the map moves there.",
);
pub(super) const MONTHS: Label = Label::new("逐月", "Months");
pub(super) const MISSING: Label = Label::new("缺少", "Missing");
pub(super) const CLASS: Label = Label::new("年度类别", "Class of the year");
pub(super) const STATIONS: Label = Label::new("监测断面", "Stations");
pub(super) const BY: Label = Label::new("评价依据", "Rated by");

/// Heads of the table of rates.
pub(super) const RATE_HEADS: [Label; 10] = [
    Label::new("范围", "Scope"),
    Label::new("口径", "Measure"),
    Label::new("达标率", "Rate"),
    Label::new("最高可能", "At most"),
    Label::new("达标", "Pass"),
    Label::new("不达标", "Fail"),
    Label::new("无法判定", "Undecided"),
    Label::new("干涸不评", "Dry"),
    Label::new("合计", "Total"),
    Label::new("未计入", "Left out"),
];
/// Tooltip of the fourth of them.
pub(super) const AT_MOST_HINT: Label = Label::new(
    "无法判定的若全部达标时的达标率；无法判定的计入分母，干涸不评的不计入",
    "The rate if all undecided ones passed. Undecided ones are in the denominator, dry ones are not",
);

/// Zones and samples that have no line in the table.
pub(super) const NOT_ASSESSED: Label = Label::new("不考核、未评价", "Not assessed by the register");
pub(super) const WITHOUT_TARGET: Label = Label::new(
    "排污控制区没有水质目标、未评价",
    "Discharge control zones without a target, not rated",
);
pub(super) const ASSESSED_UNKNOWN: Label = Label::new(
    "未填是否考核、已按考核评价",
    "Not stated whether assessed, rated all the same",
);
pub(super) const STRAY: Label = Label::new(
    "监测数据找不到所属水功能区、未采用",
    "Samples whose zone is unknown, not used",
);

pub(super) const fn column(column: QualityColumn) -> Label {
    match column {
        QualityColumn::Name => Label::new("名称", "Name"),
        QualityColumn::Kind => Label::new("类型", "Type"),
        QualityColumn::Target => Label::new("目标", "Target"),
        QualityColumn::Evaluated => Label::new("年评价次数", "Rated"),
        QualityColumn::Passing => Label::new("年达标次数", "Passed"),
        QualityColumn::Share => Label::new("年度达标率", "Share"),
        QualityColumn::Verdict => Label::new("结论", "Verdict"),
        QualityColumn::Exceeded => Label::new("主要超标项目", "Items over the limit"),
    }
}

pub(super) const fn verdict(verdict: Verdict) -> Label {
    match verdict {
        Verdict::Pass => Label::new("达标", "Pass"),
        Verdict::Fail => Label::new("不达标", "Fail"),
        Verdict::Undecided => Label::new("无法判定", "Undecided"),
        Verdict::Dry => Label::new("干涸不评", "Dry, not rated"),
    }
}
