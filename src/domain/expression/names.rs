//! The names that an expression may use on a layer, and which of them a misspelt one may mean.

use crate::domain::{Field, Layer};

/// The label of the code, which is no [`Field`].
const CODE: [&str; 4] = ["code", "编号", "编码", "Code"];
const LENGTH: [&str; 2] = ["$length_m", "图形长度"];
const AREA: [&str; 2] = ["$area_m2", "图形面积"];
/// Names offered for one that is not known.
const MOST_OFFERED: usize = 4;

/// Functions, each with what it makes of its arguments.
pub const FUNCTIONS: [(&str, &str); 4] = [
    ("length", "字符数 characters"),
    ("lower", "小写 lower case"),
    ("upper", "大写 upper case"),
    ("coalesce", "第一个非空值 first known value"),
];

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The code.
    Code,
    /// A field, by its place in [`Layer::fields`].
    Field(usize),
    /// Metres of the geometry.
    Length,
    /// Square metres of the geometry.
    Area,
}

/// Looks `name` up: canonical name (without case), Chinese or English label. A field goes before the
/// measures of the geometry, which also have names of their own.
pub(super) fn find(layer: Layer, name: &str) -> Option<Named> {
    let is = |own: &str| own.eq_ignore_ascii_case(name);
    let fields = layer.fields();
    let by = |key: fn(&Field) -> &'static str| fields.iter().position(|field| is(key(field)));
    if let Some(index) = by(|field| field.name)
        .or_else(|| by(|field| field.label.zh))
        .or_else(|| by(|field| field.label.en))
    {
        return Some(Named::Field(index));
    }
    if CODE.iter().any(|own| is(own)) {
        return Some(Named::Code);
    }
    let measured = layer.geometry().is_some();
    if measured && (LENGTH.iter().any(|own| is(own)) || name == "长度") {
        return Some(Named::Length);
    }
    (measured && (AREA.iter().any(|own| is(own)) || name == "面积")).then_some(Named::Area)
}

/// How people read a column: 0 is the code, `n` field `n - 1`.
pub fn column_name(layer: Layer, column: usize) -> &'static str {
    match column.checked_sub(1) {
        Some(index) => layer.fields().get(index).map_or("", |field| field.label.zh),
        None => CODE[1],
    }
}

/// `name` as it can stand in an expression: quoted where it is no plain word.
pub fn written(name: &str) -> String {
    let plain = name
        .chars()
        .enumerate()
        .all(|(place, char)| is_word(char) && (place > 0 || !char.is_ascii_digit()));
    if plain && !name.is_empty() {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// Whether `char` can be part of a word.
pub(super) fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$'
}

/// Names of the layer that are much like `name`, nearest first.
pub(super) fn near(layer: Layer, name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let shown = |field: &Field| format!("{} ({})", field.label.zh, field.name);
    let mut found: Vec<(usize, String)> = layer
        .fields()
        .iter()
        .filter_map(|field| {
            let words = [field.name, field.label.zh, field.label.en];
            let best = words
                .iter()
                .filter_map(|word| likeness(&name, word))
                .min()?;
            Some((best, shown(field)))
        })
        .collect();
    if let Some(best) = CODE.iter().filter_map(|word| likeness(&name, word)).min() {
        found.push((best, format!("{} ({})", CODE[1], CODE[0])));
    }
    found.sort();
    found
        .into_iter()
        .take(MOST_OFFERED)
        .map(|(_, shown)| shown)
        .collect()
}

/// Steps from `name` to `word`; `None` when they have little in common.
fn likeness(name: &str, word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let length = name.chars().count();
    if length == 0 {
        return None;
    }
    let steps = strsim::osa_distance(name, &word);
    let close = steps <= (length / 3).max(1) && steps < length;
    let within = length > 1 && (word.contains(name) || name.contains(&word));
    // Chinese names share characters rather than spelling.
    let shared = name.chars().filter(|char| word.contains(*char)).count();
    let akin = !name.is_ascii() && shared * 2 > length;
    (close || within || akin).then_some(steps)
}
