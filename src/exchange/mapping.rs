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
    /// The field's name.
    pub(super) fn name(self, layer: Layer) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Field(index) => layer.fields()[index].name,
        }
    }
}

/// One entry per column; a target is taken once, by the user's word or by the first column that fits.
/// A column asked for with an empty field is left out.
pub(super) fn map(
    layer: Layer,
    columns: &[String],
    asked: &[(String, String)],
) -> Result<Vec<Option<Target>>, ExchangeError> {
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
    Ok(targets)
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
