//! Conditions as they are written: `{ fact = "…", is = "…" }`, `{ all = […] }`, `{ any = […] }`,
//! `{ not = {…} }`. Checked against the registry of facts.

use toml::Spanned;
use toml::de::DeValue;

use crate::rules::condition::{Comparison, Condition, Test};
use crate::rules::facts::{FACTS, Fact, FactKind, SubjectKind};
use crate::rules::pack::error::Fault;
use crate::rules::pack::reader::Section;

/// Conditions are written by people: more nesting than this is a mistake, not a law.
const MAX_DEPTH: usize = 16;

const COMPARISONS: [&str; 7] = [
    "is", "in", "above", "at_least", "below", "at_most", "present",
];

/// Reads one condition for rules about `subjects`.
pub(super) fn condition(
    value: &Spanned<DeValue<'_>>,
    subjects: &[SubjectKind],
) -> Result<Condition, Fault> {
    nested(value, subjects, 0)
}

fn nested(
    value: &Spanned<DeValue<'_>>,
    subjects: &[SubjectKind],
    depth: usize,
) -> Result<Condition, Fault> {
    if depth > MAX_DEPTH {
        return Err(Fault::new(
            value.span().start,
            format!("条件嵌套超过 {MAX_DEPTH} 层"),
        ));
    }
    let section = Section::of(value, "条件")?;
    for (key, join) in [
        ("all", Condition::All as fn(Vec<Condition>) -> Condition),
        ("any", Condition::Any),
    ] {
        if let Some(parts) = section.get(key) {
            section.only(&[key])?;
            return parts_of(parts, key, subjects, depth).map(join);
        }
    }
    if let Some(part) = section.get("not") {
        section.only(&["not"])?;
        return nested(part, subjects, depth + 1).map(|part| Condition::Not(Box::new(part)));
    }
    test(&section, subjects).map(Condition::Test)
}

fn parts_of(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    subjects: &[SubjectKind],
    depth: usize,
) -> Result<Vec<Condition>, Fault> {
    let parts = value
        .get_ref()
        .as_array()
        .filter(|parts| !parts.is_empty())
        .ok_or_else(|| {
            Fault::new(
                value.span().start,
                format!("{key} 应是至少有一个条件的数组"),
            )
        })?;
    let mut read: Vec<Condition> = Vec::new();
    for part in parts {
        let condition = nested(part, subjects, depth + 1)?;
        if read.contains(&condition) {
            return Err(Fault::new(
                part.span().start,
                format!("{key} 里同一个条件写了两遍"),
            ));
        }
        read.push(condition);
    }
    Ok(read)
}

fn test(section: &Section<'_, '_>, subjects: &[SubjectKind]) -> Result<Test, Fault> {
    let mut known = vec!["fact", "covers"];
    known.extend(COMPARISONS);
    section.only(&known)?;
    let name = section.text("fact")?;
    let fact = Fact::named(name.text).ok_or_else(|| {
        let usable: Vec<_> = FACTS
            .iter()
            .filter(|fact| fact.is_about(subjects))
            .map(|fact| fact.name)
            .collect();
        Fault::new(
            name.at,
            format!("没有事实 {}，可用的：{}", name.text, usable.join("、")),
        )
    })?;
    if let Some(stranger) = subjects.iter().find(|kind| !fact.is_about(&[**kind])) {
        return Err(Fault::new(
            name.at,
            format!(
                "事实 {} 与{}无关，不能用在 subject = \"{}\" 的规则里",
                fact.name,
                stranger.label(),
                stranger.code()
            ),
        ));
    }
    let covering = match section.optional_text("covers")? {
        None => false,
        Some(text) if text.text == "site" => true,
        Some(text) => return Err(Fault::new(text.at, "covers 只能是 \"site\"")),
    };
    let mut comparisons = section
        .entries()
        .filter(|(key, _)| COMPARISONS.contains(key));
    let (Some((key, value)), None) = (comparisons.next(), comparisons.next()) else {
        return Err(section.fault(format!(
            "对 {} 应恰好有一个比较：{}",
            fact.name,
            COMPARISONS.join("、")
        )));
    };
    Ok(Test {
        fact: fact.id,
        covering,
        comparison: comparison(fact, key, value)?,
    })
}

fn comparison(
    fact: &'static Fact,
    key: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<Comparison, Fault> {
    let at = value.span().start;
    let value = value.get_ref();
    let wrong = |needs: &str| {
        Fault::new(
            at,
            format!("事实 {} 不能与 {key} 这样比较：{needs}", fact.name),
        )
    };
    match (key, fact.kind) {
        ("present", _) => value
            .as_bool()
            .map(Comparison::Present)
            .ok_or_else(|| wrong("present 应是 true 或 false")),
        ("is", FactKind::Flag) => value
            .as_bool()
            .map(Comparison::Flag)
            .ok_or_else(|| wrong("应是 true 或 false")),
        ("is", FactKind::Choice(_) | FactKind::Field(..)) => {
            let text = value.as_str().ok_or_else(|| wrong("应是文字(加引号)"))?;
            Ok(Comparison::OneOf(vec![code(fact, text, at)?]))
        }
        ("in", FactKind::Choice(_) | FactKind::Field(..)) => {
            let list = value
                .as_array()
                .filter(|list| !list.is_empty())
                .ok_or_else(|| wrong("应是至少有一个值的数组"))?;
            list.iter()
                .map(|entry| {
                    let text = entry
                        .get_ref()
                        .as_str()
                        .ok_or_else(|| wrong("数组里应是文字(加引号)"))?;
                    code(fact, text, entry.span().start)
                })
                .collect::<Result<_, _>>()
                .map(Comparison::OneOf)
        }
        ("above" | "at_least" | "below" | "at_most", FactKind::Number { .. }) => {
            let number = number(value).ok_or_else(|| wrong("应是有限的数字"))?;
            Ok(match key {
                "above" => Comparison::Above(number),
                "at_least" => Comparison::AtLeast(number),
                "below" => Comparison::Below(number),
                _ => Comparison::AtMost(number),
            })
        }
        (_, FactKind::Number { .. }) => Err(wrong(
            "它是数字，用 above、at_least、below、at_most 或 present",
        )),
        (_, FactKind::Flag) => Err(wrong("它是是非，用 is = true/false 或 present")),
        (_, FactKind::Text) => Err(wrong("它是自由文字，只能用 present")),
        (_, FactKind::Choice(_) | FactKind::Field(..)) => {
            Err(wrong("它是代码，用 is、in 或 present"))
        }
    }
}

/// The canonical code of a value written as code or Chinese label.
fn code(fact: &Fact, text: &str, at: usize) -> Result<String, Fault> {
    let choices = fact.choices().unwrap_or_default();
    choices
        .iter()
        .find(|choice| choice.code == text || choice.label.zh == text)
        .map(|choice| choice.code.to_owned())
        .ok_or_else(|| {
            let usable: Vec<_> = choices
                .iter()
                .map(|choice| format!("{}（{}）", choice.code, choice.label.zh))
                .collect();
            Fault::new(
                at,
                format!(
                    "事实 {} 没有值 {text}，可用的：{}",
                    fact.name,
                    usable.join("、")
                ),
            )
        })
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let number: f64 = match value {
        DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok()?,
        DeValue::Float(float) => float.as_str().replace('_', "").parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}
