//! The kinds of the parts of a condition: what may stand beside what, and what a literal means beside a
//! choice or a date.

use std::ops::Range;

use crate::domain::expression::error::ExpressionError;
use crate::domain::expression::eval::rank;
use crate::domain::expression::tree::{Comparison, Function, Tree};
use crate::domain::field::{Choice, find_choice};
use crate::domain::parse_day;

/// A result of reading.
pub(super) type Parsed<T> = Result<T, ExpressionError>;

/// What a part of an expression yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Date,
    /// Yes or no, stored or computed.
    Truth,
    /// Only `NULL` itself.
    Nothing,
}

impl Kind {
    const fn zh(self) -> &'static str {
        match self {
            Self::Number => "数字",
            Self::Text => "文字",
            Self::Date => "日期",
            Self::Truth => "是或否",
            Self::Nothing => "空值",
        }
    }

    const fn en(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Truth => "yes or no",
            Self::Nothing => "NULL",
        }
    }
}

/// A part with its kind and place.
pub(super) struct Part {
    pub(super) tree: Tree,
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
    /// The list of values, where the part is a choice field.
    pub(super) choices: &'static [Choice],
}

impl Part {
    pub(super) const fn new(tree: Tree, kind: Kind, at: Range<usize>) -> Self {
        Self {
            tree,
            kind,
            at,
            choices: &[],
        }
    }
}

pub(super) fn called(
    function: Function,
    mut arguments: Vec<Part>,
    at: Range<usize>,
) -> Parsed<Part> {
    let count = arguments.len();
    let wrong_count = |zh: &str, en: &str| {
        ExpressionError::new(
            at.clone(),
            format!("这个函数要有{zh}"),
            format!("Needs {en}"),
        )
    };
    if function == Function::Coalesce {
        if count < 2 {
            return Err(wrong_count("两个以上的参数", "two arguments or more"));
        }
        let kinds = arguments.iter().map(|argument| argument.kind);
        let kind = kinds
            .filter(|kind| *kind != Kind::Nothing)
            .max_by_key(|kind| *kind == Kind::Date);
        let kind = kind.unwrap_or(Kind::Nothing);
        for argument in &mut arguments {
            if kind == Kind::Date && argument.kind == Kind::Text {
                dated(argument)?;
            }
            if argument.kind != kind && argument.kind != Kind::Nothing {
                return Err(wrong(argument, kind));
            }
        }
        let trees = arguments
            .into_iter()
            .map(|argument| argument.tree)
            .collect();
        return Ok(Part::new(Tree::Call(function, trees), kind, at));
    }
    let only = arguments.pop().filter(|_| count == 1);
    let Some(only) = only else {
        return Err(wrong_count("一个参数", "one argument"));
    };
    let kind = if function == Function::Length {
        Kind::Number
    } else {
        Kind::Text
    };
    Ok(Part::new(Tree::Call(function, vec![text(only)?]), kind, at))
}

pub(super) fn is_null(subject: Part, negated: bool) -> Tree {
    Tree::IsNull {
        subject: Box::new(subject.tree),
        negated,
    }
}

pub(super) fn truth(part: Part) -> Parsed<Tree> {
    if part.kind == Kind::Truth {
        return Ok(part.tree);
    }
    Err(ExpressionError::new(
        part.at,
        format!("这里是{}，应为条件，例如 … = …", part.kind.zh()),
        format!(
            "This is {}; a condition such as … = … is needed",
            part.kind.en()
        ),
    ))
}

pub(super) fn number(part: Part) -> Parsed<Tree> {
    if part.kind == Kind::Number {
        return Ok(part.tree);
    }
    Err(wrong(&part, Kind::Number))
}

pub(super) fn text(part: Part) -> Parsed<Tree> {
    if matches!(part.kind, Kind::Text | Kind::Date) {
        return Ok(part.tree);
    }
    Err(wrong(&part, Kind::Text))
}

pub(super) fn wrong(part: &Part, wanted: Kind) -> ExpressionError {
    ExpressionError::new(
        part.at.clone(),
        format!("这里是{}，应为{}", part.kind.zh(), wanted.zh()),
        format!("This is {}; {} is needed", part.kind.en(), wanted.en()),
    )
}

pub(super) fn no_date(at: Range<usize>) -> ExpressionError {
    ExpressionError::new(
        at,
        "日期请写成 '2026-08-15'",
        "Dates are written '2026-08-15'",
    )
}

pub(super) fn compared(mut left: Part, comparison: Comparison, mut right: Part) -> Parsed<Tree> {
    if comparison.is_ordering()
        && !(ranked(&mut left, &mut right)? || ranked(&mut right, &mut left)?)
        || !comparison.is_ordering()
    {
        agree(&mut left, &mut right)?;
    }
    Ok(Tree::Compare(
        Box::new(left.tree),
        comparison,
        Box::new(right.tree),
    ))
}

/// Turns a choice field and a literal into places of the list, which has an order that the letters of
/// codes have not: water class Ⅲ is before Ⅳ. Whether it did.
pub(super) fn ranked(field: &mut Part, other: &mut Part) -> Parsed<bool> {
    if field.choices.is_empty() {
        return Ok(false);
    }
    let Some(text) = literal(&other.tree) else {
        return Ok(false);
    };
    let Some(place) = rank(field.choices, text) else {
        return Err(no_choice(other, field.choices));
    };
    let inner = std::mem::replace(&mut field.tree, Tree::Null);
    field.tree = Tree::Rank(Box::new(inner), field.choices);
    field.kind = Kind::Number;
    *other = Part::new(Tree::Number(place), Kind::Number, other.at.clone());
    Ok(true)
}

pub(super) const fn literal(tree: &Tree) -> Option<&str> {
    match tree {
        Tree::Text(text) => Some(text),
        _ => None,
    }
}

/// Makes two parts comparable, or says why they are not.
pub(super) fn agree(left: &mut Part, right: &mut Part) -> Parsed<()> {
    for part in [&*left, &*right] {
        if part.kind == Kind::Nothing {
            return Err(ExpressionError::new(
                part.at.clone(),
                "与空值比较没有结果，请用 IS NULL (为空)",
                "Comparing with NULL says nothing: use IS NULL",
            ));
        }
    }
    coded(left, right)?;
    coded(right, left)?;
    if left.kind == Kind::Date && right.kind == Kind::Text {
        dated(right)?;
    } else if right.kind == Kind::Date && left.kind == Kind::Text {
        dated(left)?;
    }
    for (date, other) in [(left.kind, &*right), (right.kind, &*left)] {
        if date == Kind::Date && other.kind == Kind::Number {
            return Err(no_date(other.at.clone()));
        }
    }
    let flag = |part: &Part| {
        part.kind == Kind::Truth
            || matches!(part.tree, Tree::Number(number) if number == 0.0 || number == 1.0)
    };
    if left.kind == right.kind || flag(left) && flag(right) {
        return Ok(());
    }
    Err(wrong(right, left.kind))
}

/// A literal beside a choice field: code or label, as its code.
fn coded(field: &Part, other: &mut Part) -> Parsed<()> {
    if field.choices.is_empty() {
        return Ok(());
    }
    let Some(text) = literal(&other.tree) else {
        return Ok(());
    };
    let Some(choice) = find_choice(field.choices, text) else {
        return Err(no_choice(other, field.choices));
    };
    other.tree = Tree::Text(choice.code.into());
    Ok(())
}

pub(super) fn no_choice(part: &Part, choices: &[Choice]) -> ExpressionError {
    const MOST: usize = 12;
    let zh: Vec<&str> = choices
        .iter()
        .take(MOST)
        .map(|choice| choice.label.zh)
        .collect();
    let en: Vec<&str> = choices
        .iter()
        .take(MOST)
        .map(|choice| choice.code)
        .collect();
    let more = if choices.len() > MOST { " …" } else { "" };
    ExpressionError::new(
        part.at.clone(),
        format!("不是这个字段的取值，可用的有 {}{more}", zh.join("、")),
        format!(
            "Not a value of the field, which are {}{more}",
            en.join(", ")
        ),
    )
}

/// A text that must be a date.
fn dated(part: &mut Part) -> Parsed<()> {
    match literal(&part.tree) {
        Some(text) if parse_day(text).is_none() => Err(no_date(part.at.clone())),
        _ => {
            part.kind = Kind::Date;
            Ok(())
        }
    }
}
