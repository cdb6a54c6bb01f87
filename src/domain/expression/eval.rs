//! Evaluates a condition on one row, with SQL's three-valued logic: what compares with something
//! unknown is unknown.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::domain::ValueRef;
use crate::domain::expression::Row;
use crate::domain::expression::tree::{Function, Tree, Want};
use crate::domain::field::{Choice, find_choice};

/// A computed value.
enum Val<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
}

/// Whether the condition holds; `None` when that is unknown.
pub(super) fn truth(tree: &Tree, row: &dyn Row) -> Option<bool> {
    match tree {
        Tree::Not(inner) => truth(inner, row).map(|held| !held),
        Tree::All(parts) => fold(parts, row, false),
        Tree::Any(parts) => fold(parts, row, true),
        Tree::Compare(left, comparison, right) => {
            compare(&value(left, row), &value(right, row)).map(|order| comparison.holds(order))
        }
        Tree::In {
            subject,
            list,
            negated,
        } => within(&value(subject, row), list, row).map(|held| held != *negated),
        Tree::Between {
            subject,
            bounds,
            negated,
        } => {
            let subject = value(subject, row);
            let above = compare(&subject, &value(&bounds[0], row)).map(Ordering::is_ge);
            let below = compare(&subject, &value(&bounds[1], row)).map(Ordering::is_le);
            both(above, below).map(|held| held != *negated)
        }
        Tree::Like {
            subject,
            pattern,
            choices,
            negated,
        } => {
            let (Val::Text(subject), Val::Text(pattern)) =
                (value(subject, row), value(pattern, row))
            else {
                return None;
            };
            let pattern: Vec<char> = pattern.chars().collect();
            let held = is_like(&subject, &pattern)
                || find_choice(choices, &subject).is_some_and(|choice| {
                    is_like(choice.label.zh, &pattern) || is_like(choice.label.en, &pattern)
                });
            Some(held != *negated)
        }
        Tree::IsNull { subject, negated } => Some(is_null(subject, row) != *negated),
        other => match value(other, row) {
            Val::Bool(held) => Some(held),
            Val::Number(number) => Some(number != 0.0),
            Val::Null | Val::Text(_) => None,
        },
    }
}

/// AND stops at the first `false`, OR at the first `true`.
fn fold(parts: &[Tree], row: &dyn Row, stop: bool) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match truth(part, row) {
            Some(held) if held == stop => return Some(stop),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!stop)
}

const fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn within(subject: &Val<'_>, list: &[Tree], row: &dyn Row) -> Option<bool> {
    if matches!(subject, Val::Null) {
        return None;
    }
    let mut known = true;
    for entry in list {
        match compare(subject, &value(entry, row)) {
            Some(Ordering::Equal) => return Some(true),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(false)
}

/// A stored value that another program left in a column of the wrong kind is there, though it says
/// nothing.
fn is_null(tree: &Tree, row: &dyn Row) -> bool {
    match tree {
        Tree::Column(column, _) => matches!(row.value(*column), ValueRef::Null),
        other => matches!(value(other, row), Val::Null),
    }
}

fn value<'a>(tree: &'a Tree, row: &'a dyn Row) -> Val<'a> {
    match tree {
        Tree::Null => Val::Null,
        Tree::Bool(held) => Val::Bool(*held),
        Tree::Number(number) => Val::Number(*number),
        Tree::Text(text) => Val::Text(Cow::Borrowed(text)),
        Tree::Column(column, want) => stored(row.value(*column), *want),
        Tree::Length => row.length_m().map_or(Val::Null, Val::Number),
        Tree::Area => row.area_m2().map_or(Val::Null, Val::Number),
        Tree::Rank(inner, choices) => match value(inner, row) {
            Val::Text(text) => rank(choices, &text).map_or(Val::Null, Val::Number),
            _ => Val::Null,
        },
        Tree::Sum(terms) => arithmetic(terms, row, 0.0, |sum, off, term| {
            Some(if off { sum - term } else { sum + term })
        }),
        Tree::Product(factors) => arithmetic(factors, row, 1.0, |product, over, factor| {
            if !over {
                return Some(product * factor);
            }
            (factor != 0.0).then(|| product / factor)
        }),
        Tree::Negate(inner) => match value(inner, row) {
            Val::Number(number) => Val::Number(-number),
            _ => Val::Null,
        },
        Tree::Join(parts) => {
            let mut joined = String::new();
            for part in parts {
                let Val::Text(text) = value(part, row) else {
                    return Val::Null;
                };
                joined.push_str(&text);
            }
            Val::Text(Cow::Owned(joined))
        }
        Tree::Call(function, arguments) => call(*function, arguments, row),
        condition => truth(condition, row).map_or(Val::Null, Val::Bool),
    }
}

fn arithmetic<'a>(
    parts: &'a [(bool, Tree)],
    row: &'a dyn Row,
    start: f64,
    step: impl Fn(f64, bool, f64) -> Option<f64>,
) -> Val<'a> {
    let mut result = start;
    for (inverse, part) in parts {
        let Val::Number(number) = value(part, row) else {
            return Val::Null;
        };
        match step(result, *inverse, number) {
            // What overflows is no figure.
            Some(next) if next.is_finite() => result = next,
            _ => return Val::Null,
        }
    }
    Val::Number(result)
}

fn call<'a>(function: Function, arguments: &'a [Tree], row: &'a dyn Row) -> Val<'a> {
    if function == Function::Coalesce {
        return arguments
            .iter()
            .map(|argument| value(argument, row))
            .find(|value| !matches!(value, Val::Null))
            .unwrap_or(Val::Null);
    }
    let Some(Val::Text(text)) = arguments.first().map(|argument| value(argument, row)) else {
        return Val::Null;
    };
    match function {
        Function::Length => Val::Number(text.chars().count() as f64),
        // As in SQLite: letters beyond ASCII stay as they are.
        Function::Lower => Val::Text(Cow::Owned(text.to_ascii_lowercase())),
        Function::Upper => Val::Text(Cow::Owned(text.to_ascii_uppercase())),
        Function::Coalesce => Val::Null,
    }
}

fn stored(value: ValueRef<'_>, want: Want) -> Val<'_> {
    match (value, want) {
        (ValueRef::Integer(number), Want::Number) => Val::Number(number as f64),
        (ValueRef::Real(number), Want::Number) => Val::Number(number),
        (ValueRef::Text(text), Want::Text) => Val::Text(Cow::Borrowed(text)),
        (ValueRef::Integer(number), Want::Text) => Val::Text(Cow::Owned(number.to_string())),
        (ValueRef::Real(number), Want::Text) => Val::Text(Cow::Owned(number.to_string())),
        (ValueRef::Integer(number), Want::Flag) => Val::Bool(number != 0),
        (ValueRef::Real(number), Want::Flag) => Val::Bool(number != 0.0),
        (ValueRef::Null, _) | (ValueRef::Text(_), Want::Number | Want::Flag) => Val::Null,
    }
}

/// The place of `text` in the list of choices.
pub(super) fn rank(choices: &'static [Choice], text: &str) -> Option<f64> {
    let found = find_choice(choices, text)?;
    let place = choices
        .iter()
        .position(|choice| choice.code == found.code)?;
    Some(place as f64)
}

fn compare(a: &Val<'_>, b: &Val<'_>) -> Option<Ordering> {
    match (a, b) {
        (Val::Number(a), Val::Number(b)) => a.partial_cmp(b),
        (Val::Text(a), Val::Text(b)) => Some(a.cmp(b)),
        (Val::Bool(a), Val::Bool(b)) => Some(a.cmp(b)),
        (Val::Bool(a), Val::Number(b)) => f64::from(*a).partial_cmp(b),
        (Val::Number(a), Val::Bool(b)) => a.partial_cmp(&f64::from(*b)),
        _ => None,
    }
}

/// `%` stands for any characters, `_` for one; letters of ASCII match without case, as in SQLite.
/// Takes time in proportion to text × pattern, whatever the pattern.
pub(super) fn is_like(text: &str, pattern: &[char]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut place) = (0, 0);
    // Where the last `%` stands, and how much of the text it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(place) {
            Some('%') => {
                star = Some((place, at));
                place += 1;
            }
            Some(wanted) if *wanted == '_' || wanted.eq_ignore_ascii_case(&text[at]) => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((star_place, taken)) = &mut star else {
                    return false;
                };
                *taken += 1;
                at = *taken;
                place = *star_place + 1;
            }
        }
    }
    pattern[place.min(pattern.len())..]
        .iter()
        .all(|rest| *rest == '%')
}
