//! Which column of a file goes into which field: the user's word first, then names, labels, aliases.

use crate::domain::Layer;
use crate::domain::catalog::CODE_ALIASES;
use crate::exchange::error::ExchangeError;

/// Where a column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The unique code.
    Code,
    /// Index into [`Layer::fields`].
    Field(usize),
}

impl Target {
    /// The field's name as a person reads it.
    pub(super) fn label(self, layer: Layer) -> &'static str {
        match self {
            Self::Code => "编号",
            Self::Field(index) => layer.fields()[index].label.zh,
        }
    }

    /// The field's name.
    pub(super) fn name(self, layer: Layer) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Field(index) => layer.fields()[index].name,
        }
    }
}

/// Where the columns of a file go.
pub(super) struct Mapping {
    /// One entry per column.
    pub(super) targets: Vec<Option<Target>>,
    /// Columns whose target was found by a similar name only: a proposal that is reported.
    pub(super) guessed: Vec<usize>,
}

/// A target is taken once, by the user's word or by the first column that fits. A column asked for with
/// an empty field is left out. `taken` columns became the geometry and are not looked at for likeness.
pub(super) fn map(
    layer: Layer,
    columns: &[String],
    asked: &[(String, String)],
    taken: &[String],
) -> Result<Mapping, ExchangeError> {
    let mut targets = vec![None; columns.len()];
    let mut left_out = vec![false; columns.len()];
    for (column, field) in asked {
        let index = columns
            .iter()
            .position(|name| name == column)
            .or_else(|| {
                columns
                    .iter()
                    .position(|name| name.eq_ignore_ascii_case(column))
            })
            .ok_or_else(|| ExchangeError::NoSuchColumn {
                column: column.clone(),
                available: columns.join("、"),
            })?;
        if field.is_empty() {
            left_out[index] = true;
            continue;
        }
        let target = named(layer, field).ok_or_else(|| ExchangeError::NoSuchField {
            layer: layer.name(),
            field: field.clone(),
            available: available(layer),
        })?;
        targets[index] = Some(target);
    }
    // Exact names first: an alias of one field must not take the column that bears another's name.
    for fits in [is_named as fn(Layer, Target, &str) -> bool, is_alias] {
        for (index, column) in columns.iter().enumerate() {
            if targets[index].is_some() || left_out[index] {
                continue;
            }
            targets[index] = all_targets(layer).find(|target| {
                !targets.contains(&Some(*target)) && fits(layer, *target, column.trim())
            });
        }
    }
    for (column, left_out) in columns.iter().zip(&mut left_out) {
        *left_out |= taken.contains(column);
    }
    let guessed = similar(layer, columns, &mut targets, &left_out);
    Ok(Mapping { targets, guessed })
}

/// Less alike than this is not proposed.
const LEAST_LIKENESS: f64 = 0.72;

/// Gives the columns that are left to the fields that are left, the most alike first. Where two fields
/// are as alike as each other, neither is proposed.
fn similar(
    layer: Layer,
    columns: &[String],
    targets: &mut [Option<Target>],
    left_out: &[bool],
) -> Vec<usize> {
    let mut scores: Vec<(f64, usize, Target)> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if targets[index].is_some() || left_out[index] {
            continue;
        }
        let free = all_targets(layer).filter(|target| !targets.contains(&Some(*target)));
        scores.extend(
            free.map(|target| (likeness(layer, target, column), index, target))
                .filter(|(score, ..)| *score >= LEAST_LIKENESS),
        );
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut guessed = Vec::new();
    for (score, index, target) in &scores {
        let rivals = scores.iter().filter(|(other, column, field)| {
            column == index && field != target && (score - other).abs() < 1e-9
        });
        if targets[*index].is_none() && !targets.contains(&Some(*target)) && rivals.count() == 0 {
            targets[*index] = Some(*target);
            guessed.push(*index);
        }
    }
    guessed.sort_unstable();
    guessed
}

/// How alike a column's name is to the names of a target, from 0 to 1.
fn likeness(layer: Layer, target: Target, column: &str) -> f64 {
    let column = plain(column);
    let names: Vec<&str> = match target {
        Target::Code => std::iter::once("code")
            .chain(CODE_ALIASES.iter().copied())
            .collect(),
        Target::Field(index) => {
            let field = &layer.fields()[index];
            [field.name, field.label.zh, field.label.en]
                .into_iter()
                .chain(field.aliases.iter().copied())
                .collect()
        }
    };
    names
        .into_iter()
        .map(|name| alike(&plain(name), &column))
        .fold(0.0, f64::max)
}

fn alike(name: &str, column: &str) -> f64 {
    if name == column {
        return 1.0;
    }
    let (name_len, column_len) = (name.chars().count(), column.chars().count());
    // Two letters say little, two characters much.
    let least = if name.is_ascii() { 4 } else { 2 };
    if name_len.min(column_len) < least {
        return 0.0;
    }
    // 排污口名称 ends in 名称: what stands before says of what.
    let within = if column.ends_with(name) || name.ends_with(column) {
        let (short, long) = (
            name_len.min(column_len) as f64,
            name_len.max(column_len) as f64,
        );
        0.6 + 0.4 * short / long
    } else {
        0.0
    };
    strsim::sorensen_dice(name, column).max(within)
}

/// Without case, spaces, underscores, and what stands in brackets, which is mostly a unit.
fn plain(name: &str) -> String {
    name.split(['(', '\u{ff08}', '[', '\u{3010}'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '_' | '-' | '.' | '/'))
        .collect::<String>()
        .to_lowercase()
}

fn all_targets(layer: Layer) -> impl Iterator<Item = Target> {
    std::iter::once(Target::Code).chain((0..layer.fields().len()).map(Target::Field))
}

fn named(layer: Layer, name: &str) -> Option<Target> {
    all_targets(layer).find(|target| is_named(layer, *target, name))
}

fn is_named(layer: Layer, target: Target, name: &str) -> bool {
    match target {
        Target::Code => name.eq_ignore_ascii_case("code"),
        Target::Field(index) => {
            let field = &layer.fields()[index];
            field.name.eq_ignore_ascii_case(name) || field.label.zh == name
        }
    }
}

fn is_alias(layer: Layer, target: Target, name: &str) -> bool {
    let aliases = match target {
        Target::Code => CODE_ALIASES,
        Target::Field(index) => layer.fields()[index].aliases,
    };
    aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
}

fn available(layer: Layer) -> String {
    let mut names = vec!["code"];
    names.extend(layer.fields().iter().map(|field| field.name));
    names.join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(columns: &[&str]) -> (Vec<Option<&'static str>>, Vec<usize>) {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        let mapping = map(Layer::Outfall, &columns, &[], &["经度".to_owned()]).unwrap();
        let names = mapping.targets.iter();
        (
            names
                .map(|target| target.map(|target| target.name(Layer::Outfall)))
                .collect(),
            mapping.guessed,
        )
    }

    #[test]
    fn similar_names_are_proposed_in_both_languages_and_unlike_ones_are_not() {
        let (found, guessed) = fields(&[
            "排污口编号",
            "排污口名称",
            "Water_Body",
            "经度",
            "备用列三",
            "x",
        ]);
        assert_eq!(
            found,
            [
                Some("code"),
                Some("name"),
                Some("water_body"),
                None,
                None,
                None
            ]
        );
        assert_eq!(guessed, [0, 1]);
    }

    #[test]
    fn a_field_is_proposed_to_its_best_column_only() {
        let (found, guessed) = fields(&["单位名称全称", "排污口名称", "编号"]);
        assert_eq!(
            found.iter().filter(|field| **field == Some("name")).count(),
            1,
            "{found:?}"
        );
        assert!(!guessed.contains(&2), "an alias is no guess");
    }
}
