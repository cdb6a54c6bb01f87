//! The texts of the style editor, in both languages.

use crate::carto::style::{ArrowGap, HatchPattern, Method, Shape, Test};
use crate::domain::Label;

const fn text(zh: &'static str, en: &'static str) -> Label {
    Label::new(zh, en)
}

/// Title, menu entry, and before the layer's name on its swatch.
pub const STYLE: Label = text("样式", "Style");
/// Menu entry.
pub const EDIT: Label = text("编辑样式…", "Edit style…");
/// Menu entry.
pub const COPY: Label = text("复制样式", "Copy style");
/// Menu entry.
pub const PASTE: Label = text("粘贴样式", "Paste style");
/// Button.
pub const APPLY: Label = text("应用", "Apply");
/// Button.
pub const RESTORE: Label = text("恢复默认", "Restore default");
/// Menu with the rarer things.
pub const MORE: Label = text("更多", "More");
/// Menu entry.
pub const TO_FILE: Label = text("存为样式文件…", "Save as style file…");
/// Menu entry.
pub const FROM_FILE: Label = text("读取样式文件…", "Load style file…");
/// Renderer.
pub const SINGLE: Label = text("单一符号", "Single");
/// Renderer.
pub const CATEGORISED: Label = text("分类", "Categories");
/// Renderer.
pub const GRADUATED: Label = text("分级", "Classes");
/// Renderer.
pub const RULES: Label = text("规则", "Rules");
/// Field of the form.
pub const FIELD: Label = text("字段", "Field");
/// Field of the form.
pub const METHOD: Label = text("分级方法", "Method");
/// Field of the form.
pub const CLASSES: Label = text("级数", "Classes");
/// Field of the form.
pub const RAMP: Label = text("色带", "Ramp");
/// Button: categories from the values that occur.
pub const GENERATE: Label = text("按取值生成类别", "Make categories");
/// Heading.
pub const CATEGORIES: Label = text("类别", "Categories");
/// Button.
pub const ADD: Label = text("添加", "Add");
/// Button.
pub const REMOVE: Label = text("删除", "Remove");
/// Button.
pub const UP: Label = text("上移", "Up");
/// Button.
pub const DOWN: Label = text("下移", "Down");
/// Button.
pub const MERGE: Label = text("与下一类合并", "Merge with next");
/// Box of the rules.
pub const DRAW_REST: Label = text("绘制其余要素", "Draw all others");
/// Line of features that no rule takes.
pub const UNDRAWN: Label = text("未绘制", "Not drawn");
/// Field.
pub const LABEL_ZH: Label = text("中文名称", "Chinese label");
/// Field.
pub const LABEL_EN: Label = text("英文名称", "English label");
/// Field.
pub const VALUES: Label = text("取值", "Values");
/// Field.
pub const UPPER: Label = text("上限", "Upper bound");
/// Field.
pub const CONDITION: Label = text("条件", "Condition");
/// Field.
pub const COMPARE_WITH: Label = text("比较值", "Compared with");
/// Hint of a field that takes several values.
pub const SEVERAL: Label = text("多个值用逗号分开", "Several values with commas");
/// Nothing chosen yet.
pub const NONE: Label = text("(无)", "(none)");
/// Line: what has no value.
pub const EMPTY_VALUES: Label = text("没有填写的要素", "Features without a value");
/// Line: what no other takes.
pub const REST: Label = text("其余全部要素", "All other features");
/// Heading.
pub const SYMBOL: Label = text("符号", "Symbol");
/// Part of a symbol.
pub const FILL: Label = text("填充", "Fill");
/// Part of a symbol.
pub const HATCH: Label = text("花纹", "Hatch");
/// Part of a symbol.
pub const OUTLINE: Label = text("边线", "Outline");
/// Part of a symbol.
pub const LINE: Label = text("线", "Line");
/// Part of a symbol.
pub const CASING: Label = text("衬线", "Casing");
/// Part of a symbol.
pub const ARROWS: Label = text("方向箭头", "Arrows");
/// Part of a symbol.
pub const RIM: Label = text("描边", "Rim");
/// Field.
pub const SHAPE: Label = text("形状", "Shape");
/// Field.
pub const SIZE: Label = text("大小", "Size");
/// Field.
pub const ANGLE: Label = text("旋转", "Rotation");
/// Field.
pub const COLOR: Label = text("颜色", "Colour");
/// Field.
pub const WIDTH: Label = text("宽度", "Width");
/// Field.
pub const SPACING: Label = text("间距", "Spacing");
/// Field.
pub const DASH: Label = text("线型", "Dashes");
/// Field.
pub const DASH_LENGTHS: Label = text("线段与间隔", "Dash and gap");
/// Field.
pub const OFFSET: Label = text("偏移(左为正)", "Offset to the left");
/// Heading.
pub const SCALE: Label = text("显示比例尺", "Visible scales");
/// Field: not shown at larger scales.
pub const SCALE_MIN: Label = text("最大比例尺", "Largest scale");
/// Field: not shown at smaller scales.
pub const SCALE_MAX: Label = text("最小比例尺", "Smallest scale");
/// Switch of the layer list.
pub const LIST_ALL: Label = text("列出全部", "List all");
/// Tooltip of that switch.
pub const LIST_ALL_TIP: Label = text(
    "图例列出全部类别；关闭时只列出当前视图和比例尺下图上有的类别及其数量",
    "List every category; when off, only those on the map at this view and scale, with their numbers",
);
/// Nothing of the layer is on the map.
pub const NOT_IN_VIEW: Label = text("当前视图中没有", "None in view");
/// Why the button is grey.
pub const NOTHING_CHANGED: Label = text("样式没有改动", "Nothing has changed");

/// What a person reads.
pub const fn shape(shape: Shape) -> Label {
    match shape {
        Shape::Circle => text("圆", "Circle"),
        Shape::Ring => text("圆点", "Ring"),
        Shape::Triangle => text("三角", "Triangle"),
        Shape::TriangleDown => text("倒三角", "Triangle down"),
        Shape::Square => text("方", "Square"),
        Shape::Diamond => text("菱形", "Diamond"),
        Shape::Cross => text("十字", "Cross"),
        Shape::Drop => text("水滴", "Drop"),
        Shape::Shield => text("盾形", "Shield"),
        Shape::Bowl => text("半圆", "Bowl"),
    }
}

/// What a person reads.
pub const fn pattern(pattern: HatchPattern) -> Label {
    match pattern {
        HatchPattern::Rising => text("右斜线", "Rising lines"),
        HatchPattern::Falling => text("左斜线", "Falling lines"),
        HatchPattern::Crossed => text("斜网格", "Crossed lines"),
        HatchPattern::Horizontal => text("横线", "Level lines"),
        HatchPattern::Vertical => text("竖线", "Upright lines"),
        HatchPattern::Grid => text("方格", "Grid"),
        HatchPattern::Dotted => text("点", "Dots"),
    }
}

/// What a person reads.
pub const fn gap(gap: ArrowGap) -> Label {
    match gap {
        ArrowGap::Close => text("密", "Close"),
        ArrowGap::Medium => text("中", "Medium"),
        ArrowGap::Wide => text("疏", "Wide"),
    }
}

/// What a person reads.
pub const fn method(method: Method) -> Label {
    match method {
        Method::Quantile => text("等数量(分位数)", "Equal count (quantiles)"),
        Method::EqualInterval => text("等间隔", "Equal interval"),
        Method::NaturalBreaks => text("自然断点", "Natural breaks"),
        Method::Pretty => text("整数界限", "Pretty bounds"),
        Method::Manual => text("手工界限", "By hand"),
    }
}

/// What a person reads.
pub const fn test(test: &Test) -> Label {
    match test {
        Test::Is(_) => text("是", "is"),
        Test::IsNot(_) => text("不是", "is not"),
        Test::Below(_) => text("小于", "less than"),
        Test::AtMost(_) => text("不大于", "at most"),
        Test::Above(_) => text("大于", "greater than"),
        Test::AtLeast(_) => text("不小于", "at least"),
        Test::Between(..) => text("介于", "between"),
        Test::Contains(_) => text("包含", "contains"),
        Test::Filled(true) => text("已填写", "is filled in"),
        Test::Filled(false) => text("未填写", "is not filled in"),
    }
}
