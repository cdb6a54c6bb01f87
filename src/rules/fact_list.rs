//! Every fact of the registry in plain words, for `rules facts` and for the README of the packs: what it
//! is called, what it says, how it may be compared, which values it has.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::Layer;
use crate::rules::facts::{About, FACTS, Fact, FactKind};

/// One fact as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FactEntry {
    /// Name used in packs.
    pub fact: &'static str,
    /// Which subjects it can be asked about, in Chinese.
    pub about: String,
    /// `code`, `number`, `flag` or `text`.
    pub kind: &'static str,
    /// Unit of a number; empty when it has none.
    pub unit: &'static str,
    /// Codes with their Chinese labels; empty when the values are no codes.
    pub values: Vec<(&'static str, &'static str)>,
    /// Comparisons that it takes.
    pub comparisons: &'static [&'static str],
    /// Layers that it reads.
    pub layers: Vec<&'static str>,
    /// Placeholders of its own.
    pub placeholders: &'static [&'static str],
    /// What it says, how it is found out and when it is unknown.
    pub doc: &'static str,
}

/// Every fact, in the order of the registry.
pub fn fact_entries() -> Vec<FactEntry> {
    FACTS.iter().copied().map(entry).collect()
}

fn entry(fact: &'static Fact) -> FactEntry {
    let (kind, unit, comparisons): (_, _, &[&str]) = match fact.kind {
        FactKind::Choice(_) | FactKind::Field(..) => ("code", "", &["is", "in", "present"]),
        FactKind::Number { unit } => (
            "number",
            unit,
            &["above", "at_least", "below", "at_most", "present"],
        ),
        FactKind::Flag => ("flag", "", &["is", "present"]),
        FactKind::Text => ("text", "", &["present"]),
    };
    FactEntry {
        fact: fact.name,
        about: about_text(fact.about),
        kind,
        unit,
        values: fact
            .choices()
            .unwrap_or_default()
            .iter()
            .map(|choice| (choice.code, choice.label.zh))
            .collect(),
        comparisons,
        layers: fact.reads.iter().map(|layer| layer.name()).collect(),
        placeholders: fact.notes,
        doc: fact.doc,
    }
}

/// All facts as Markdown.
pub fn fact_list() -> String {
    let mut text = String::new();
    for (number, fact) in FACTS.iter().copied().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        // Writing to a String cannot fail.
        write_fact(&mut text, fact).unwrap_or_default();
    }
    text
}

fn write_fact(out: &mut String, fact: &'static Fact) -> std::fmt::Result {
    let entry = entry(fact);
    writeln!(out, "### `{}`\n", entry.fact)?;
    writeln!(out, "{}\n", fact.doc)?;
    let about = &entry.about;
    let kind = match entry.kind {
        "code" => "代码".to_owned(),
        "number" if entry.unit.is_empty() => "数字（没有单位）".to_owned(),
        "number" => format!("数字（{}）", entry.unit),
        "flag" => "是非".to_owned(),
        _ => "文字".to_owned(),
    };
    let comparisons: Vec<_> = entry
        .comparisons
        .iter()
        .map(|word| format!("`{word}`"))
        .collect();
    writeln!(
        out,
        "- 用于：{about}；类型：{kind}；比较：{}",
        comparisons.join("、")
    )?;
    let values: Vec<_> = entry
        .values
        .iter()
        .map(|(code, label)| format!("`{code}` {label}"))
        .collect();
    if !values.is_empty() {
        writeln!(out, "- 值：{}", values.join("、"))?;
    }
    let layers: Vec<_> = fact.reads.iter().copied().map(layer_text).collect();
    if layers.is_empty() {
        writeln!(out, "- 数据：申请表或登记本身")?;
    } else {
        writeln!(out, "- 数据：{}", layers.join("、"))?;
    }
    if !entry.placeholders.is_empty() {
        let own: Vec<_> = entry
            .placeholders
            .iter()
            .map(|name| format!("`{{{name}}}`"))
            .collect();
        writeln!(out, "- 占位符：{}", own.join("、"))?;
    }
    Ok(())
}

/// Which `subject` of a rule it goes with.
fn about_text(about: About) -> String {
    match about {
        About::Any => "全部 subject".to_owned(),
        About::Outfalls => "`outfall`、`registered.outfall`".to_owned(),
        About::Wells => "`well`、`registered.well`".to_owned(),
        About::Registered([]) => "全部 `registered.…`".to_owned(),
        About::Registered(layers) => {
            let codes: Vec<_> = layers
                .iter()
                .map(|layer| format!("`registered.{}`", layer.name()))
                .collect();
            codes.join("、")
        }
    }
}

fn layer_text(layer: Layer) -> String {
    format!("{}（`{}`）", layer.label().zh, layer.name())
}
