//! What can be wrong with a style, in words for whoever wrote it. Knows no file format.

/// More categories than this in one layer are no legend any more.
pub const MAX_OF_LAYER: usize = 96;
/// More categories than this in all do not fit the table that every graphics card can read.
pub const MAX_CATEGORIES: usize = 1024;

/// Why a style file is refused.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    /// Not TOML, or not the fields that a style has; the text names line and column.
    #[error("样式文件无法读取：{0}")]
    Syntax(#[from] toml::de::Error),
    /// A style that makes no sense.
    #[error("样式文件第 {line} 行：{problem}")]
    At {
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        problem: Problem,
    },
    /// A sheet that does not name every layer with geometry once, or too many categories in all.
    #[error("样式文件：{0}")]
    Whole(Problem),
    /// A style that could not be written as text; the tests keep this from happening.
    #[error("样式无法写成文本：{0}")]
    Write(#[from] toml::ser::Error),
}

/// What is wrong with a style.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A layer name that does not exist, or one without geometry.
    #[error("layer：图层 {0:?} 不存在或没有几何")]
    UnknownLayer(String),
    /// A field that the layer does not have.
    #[error("fields：图层 {layer} 没有字段 {field:?}")]
    UnknownField {
        /// Canonical layer name.
        layer: &'static str,
        /// The field as written.
        field: String,
    },
    /// A field that cannot be sorted into ranges.
    #[error("fields：图层 {layer} 的字段 {field:?} 不是数值，不能分级")]
    NotANumber {
        /// Canonical layer name.
        layer: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A value that none of the fields can have.
    #[error("value：图层 {layer} 的分类字段没有取值 {value:?}")]
    UnknownValue {
        /// Canonical layer name.
        layer: &'static str,
        /// The value as written.
        value: String,
    },
    /// A category without a value.
    #[error("value：类别还没有取值")]
    NoValue,
    /// A value that two categories take.
    #[error("value：取值 {0:?} 出现在两个类别中")]
    Twice(String),
    /// What a category takes does not go with the renderer.
    #[error("category：{renderer} 渲染的类别不能这样取要素")]
    WrongKind {
        /// The renderer as files call it.
        renderer: &'static str,
    },
    /// The last category must take all other features, and only the last one.
    #[error("category：图层 {0} 的最后一个类别(且只有它)必须接收其余要素，不带 value、range、when")]
    NoFallback(&'static str),
    /// Ranges with a gap, an overlap, or turned around.
    #[error("range：分级区间必须由小到大、首尾相接")]
    Ranges,
    /// A condition without a comparison, or with two that do not go together.
    #[error(
        "when：每个条件写一种比较，可用 is、not、below、at_most、above、at_least、contains、filled"
    )]
    Condition,
    /// A scale range turned around, or not of positive numbers.
    #[error("scale：比例尺范围应为正数，且 min 小于 max")]
    Scale,
    /// A size that cannot be drawn.
    #[error("symbol：{0} 应为 {1} 到 {2} 之间的数")]
    Size(&'static str, f32, f32),
    /// Offset or arrows on the boundary of an area.
    #[error("symbol.outline：偏移和箭头只用于线")]
    LineOnly,
    /// A symbol that would leave some features of the layer invisible.
    #[error("symbol：图层 {layer} 的类别 {category:?} 缺少该图层几何类型所需的符号")]
    Invisible {
        /// Canonical layer name.
        layer: &'static str,
        /// Chinese label of the category.
        category: String,
    },
    /// No category at all, or more than a legend can bear.
    #[error("category：图层 {layer} 有 {count} 个类别，应为 1 到 {MAX_OF_LAYER} 个")]
    Count {
        /// Canonical layer name.
        layer: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A layer with geometry that has no style, or one that has two.
    #[error("layer：应为图层 {0} 恰好给出一个样式")]
    NotOnce(&'static str),
    /// Too many categories in all.
    #[error("类别总数 {0} 超过上限 {MAX_CATEGORIES}")]
    TooMany(usize),
}
