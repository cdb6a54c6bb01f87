//! What each category takes, as logic that other programs can be told: they try every rule, ours stops
//! at the first that holds, so each says what the ones before it leave.

use crate::carto::style::{Bound, Condition, LayerStyle, Renderer, Takes, Test};
use crate::domain::FieldKind;

/// A test of fields.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Logic {
    /// Holds for all.
    Always,
    /// All hold.
    And(Vec<Self>),
    /// One holds.
    Or(Vec<Self>),
    /// It does not hold, or a field that it asks has no value.
    Not(Box<Self>),
    /// The field has no value.
    Null(&'static str),
    /// The field, the operator as SQL writes it, and what it is compared with.
    Compare(&'static str, Operator, Bound),
    /// The text has this in it.
    Contains(&'static str, String),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Operator {
    /// As in expressions.
    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// As in filters of the Open Geospatial Consortium.
    pub(super) const fn filter(self) -> &'static str {
        match self {
            Self::Equal => "ogc:PropertyIsEqualTo",
            Self::Less => "ogc:PropertyIsLessThan",
            Self::AtMost => "ogc:PropertyIsLessThanOrEqualTo",
            Self::Greater => "ogc:PropertyIsGreaterThan",
            Self::AtLeast => "ogc:PropertyIsGreaterThanOrEqualTo",
        }
    }
}

/// The logic of each category.
pub(super) fn of_categories(style: &LayerStyle) -> Vec<Logic> {
    let own: Vec<Option<Logic>> = own_logic(style);
    let exclusive = !matches!(style.renderer, Renderer::Rules);
    own.iter()
        .enumerate()
        .map(|(index, logic)| {
            let others = |logics: &[Option<Logic>]| -> Vec<Logic> {
                logics.iter().flatten().cloned().map(not).collect()
            };
            match logic {
                // What takes all takes what the others leave.
                None => and(others(&own)),
                Some(logic) if exclusive => logic.clone(),
                Some(logic) => {
                    let mut all = vec![logic.clone()];
                    all.extend(others(&own[..index]));
                    and(all)
                }
            }
        })
        .collect()
}

/// What each category asks by itself; `None` for what takes the rest.
fn own_logic(style: &LayerStyle) -> Vec<Option<Logic>> {
    let fields = style.fields();
    let ranges = style
        .takes()
        .filter(|takes| matches!(takes, Takes::Range { .. }))
        .count();
    let mut range = 0;
    style
        .takes()
        .map(|takes| match takes {
            Takes::Rest => None,
            Takes::Empty => Some(and(fields
                .iter()
                .map(|field| empty(style, field))
                .collect())),
            Takes::Values(values) => Some(one_of(style, &fields, values)),
            Takes::When(condition) => Some(of_condition(style, condition)),
            Takes::Range { low, high } => {
                range += 1;
                let field = fields.first().copied().unwrap_or_default();
                let mut all = vec![not(Logic::Null(field))];
                if range > 1 {
                    all.push(Logic::Compare(
                        field,
                        Operator::Greater,
                        Bound::Number(*low),
                    ));
                }
                if range < ranges {
                    all.push(Logic::Compare(
                        field,
                        Operator::AtMost,
                        Bound::Number(*high),
                    ));
                }
                Some(and(all))
            }
        })
        .collect()
}

/// Whether the field is stored as a number, also flags.
pub(super) fn is_numeric(style: &LayerStyle, field: &str) -> bool {
    let index = style.layer.field_index(field);
    index.is_some_and(|index| {
        matches!(
            style.layer.fields()[index].kind,
            FieldKind::Integer | FieldKind::Real { .. } | FieldKind::Flag
        )
    })
}

fn value(style: &LayerStyle, field: &'static str, value: &str) -> Logic {
    let bound = match value.parse::<f64>() {
        Ok(number) if is_numeric(style, field) => Bound::Number(number),
        _ => Bound::Text(value.to_owned()),
    };
    Logic::Compare(field, Operator::Equal, bound)
}

fn empty(style: &LayerStyle, field: &'static str) -> Logic {
    if is_numeric(style, field) {
        Logic::Null(field)
    } else {
        let blank = Logic::Compare(field, Operator::Equal, Bound::Text(String::new()));
        Logic::Or(vec![Logic::Null(field), blank])
    }
}

/// One of the values in the first field that has any.
fn one_of(style: &LayerStyle, fields: &[&'static str], values: &[String]) -> Logic {
    let ways = fields.iter().enumerate().map(|(index, field)| {
        let any = or(values
            .iter()
            .map(|text| value(style, field, text))
            .collect());
        let mut all: Vec<Logic> = fields[..index]
            .iter()
            .map(|before| empty(style, before))
            .collect();
        all.push(any);
        and(all)
    });
    or(ways.collect())
}

fn of_condition(style: &LayerStyle, condition: &Condition) -> Logic {
    let field = condition.field;
    let compare = |operator, bound: &Bound| Logic::Compare(field, operator, bound.clone());
    match &condition.test {
        Test::Is(values) => or(values
            .iter()
            .map(|text| value(style, field, text))
            .collect()),
        Test::IsNot(values) => {
            let mut all = vec![not(empty(style, field))];
            all.extend(values.iter().map(|text| not(value(style, field, text))));
            and(all)
        }
        Test::Below(bound) => compare(Operator::Less, bound),
        Test::AtMost(bound) => compare(Operator::AtMost, bound),
        Test::Above(bound) => compare(Operator::Greater, bound),
        Test::AtLeast(bound) => compare(Operator::AtLeast, bound),
        Test::Between(low, high) => and(vec![
            compare(Operator::AtLeast, low),
            compare(Operator::AtMost, high),
        ]),
        Test::Contains(part) => Logic::Contains(field, part.clone()),
        Test::Filled(true) => not(empty(style, field)),
        Test::Filled(false) => empty(style, field),
    }
}

fn not(logic: Logic) -> Logic {
    Logic::Not(Box::new(logic))
}

fn and(mut parts: Vec<Logic>) -> Logic {
    match parts.len() {
        0 => Logic::Always,
        1 => parts.remove(0),
        _ => Logic::And(parts),
    }
}

fn or(mut parts: Vec<Logic>) -> Logic {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        Logic::Or(parts)
    }
}

/// A text as expressions quote it.
pub(super) fn quoted_text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A field as expressions quote it.
pub(super) fn quoted_field(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(bound: &Bound) -> String {
    match bound {
        Bound::Number(number) => format!("{number}"),
        Bound::Text(text) => quoted_text(text),
    }
}

impl Logic {
    /// As an expression of QGIS. What asks a field without a value is unknown there; `NOT` makes it
    /// false first.
    pub(super) fn expression(&self) -> String {
        let all = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts.iter().map(Self::expression).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Self::Always => "TRUE".to_owned(),
            Self::And(parts) => all(parts, " AND "),
            Self::Or(parts) => all(parts, " OR "),
            Self::Not(part) => match &**part {
                Self::Null(field) => format!("{} IS NOT NULL", quoted_field(field)),
                part => format!("NOT coalesce({}, FALSE)", part.expression()),
            },
            Self::Null(field) => format!("{} IS NULL", quoted_field(field)),
            Self::Compare(field, operator, bound) => {
                format!(
                    "{} {} {}",
                    quoted_field(field),
                    operator.sign(),
                    literal(bound)
                )
            }
            Self::Contains(field, part) => {
                format!("strpos({}, {}) > 0", quoted_field(field), quoted_text(part))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::style::StyleSheet;
    use crate::domain::Layer;

    #[test]
    fn the_second_field_is_asked_only_where_the_first_is_empty() {
        let sheet = StyleSheet::shipped().unwrap();
        let style = sheet.layer(Layer::FunctionZone).unwrap();
        let logic = of_categories(style);
        let at = style
            .categories
            .iter()
            .position(|c| c.has("reserve"))
            .unwrap();
        let text = logic[at].expression();
        assert_eq!(
            text,
            "(\"level2\" = 'reserve' OR ((\"level2\" IS NULL OR \"level2\" = '') AND \"level1\" = 'reserve'))"
        );
    }

    #[test]
    fn a_rule_says_what_the_rules_before_it_leave() {
        let sheet = StyleSheet::shipped().unwrap();
        let mut style = sheet.layer(Layer::Well).unwrap().clone();
        style.renderer = Renderer::Rules;
        style.categories.truncate(2);
        for (category, test) in style.categories.iter_mut().zip([
            Test::Above(Bound::Number(100.0)),
            Test::Contains("O'Hara".to_owned()),
        ]) {
            let field = "name";
            category.takes = Takes::When(Condition { field, test });
        }
        let texts: Vec<String> = of_categories(&style)
            .iter()
            .map(Logic::expression)
            .collect();
        assert_eq!(texts[0], "\"name\" > 100");
        assert_eq!(
            texts[1],
            "(strpos(\"name\", 'O''Hara') > 0 AND NOT coalesce(\"name\" > 100, FALSE))"
        );
    }
}
