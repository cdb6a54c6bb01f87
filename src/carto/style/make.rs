//! New categories for a layer: from the values of a field, from ranges, or one for all. Classes never
//! differ by hue alone: sizes, widths, hatches or shapes differ with them.

use std::collections::BTreeMap;

use crate::carto::color::Color;
use crate::carto::style::classify::upper_bounds;
use crate::carto::style::{
    Bound, Category, Condition, Dash, Hatch, HatchPattern, LayerStyle, Marker, Method, Ramp,
    RampKind, Renderer, ScaleRange, Shape, Stroke, Symbol, Takes, Test, code_label, code_of,
};
use crate::domain::{FieldKind, Layer, Value};

/// A text field with more different values than this is no legend; the most frequent ones get a
/// category, the others share the last.
pub const MAX_VALUES: usize = 40;

/// Grey of what has no value.
const UNKNOWN: Color = Color::rgb(0x8A, 0x92, 0x99);

/// What to make.
#[derive(Clone, Debug, PartialEq)]
pub enum Recipe {
    /// One symbol for all.
    Single,
    /// A category per value of `field`.
    Categorised {
        /// The field.
        field: &'static str,
    },
    /// Ranges of `field`.
    Graduated {
        /// The field.
        field: &'static str,
        /// How to find bounds.
        method: Method,
        /// How many classes.
        classes: usize,
    },
    /// The classes that there are, as rules.
    Rules,
}

impl Recipe {
    /// The field whose values must be known to follow it.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Single | Self::Rules => None,
            Self::Categorised { field } | Self::Graduated { field, .. } => Some(field),
        }
    }
}

/// `old` made anew after `recipe`, in the colours of `ramp`. `values`: one per feature of the layer, for
/// the recipe's field. Looks start from the symbol of `old`; names on the map stay.
pub fn make(old: &LayerStyle, recipe: &Recipe, ramp: &Ramp, values: &[Value]) -> LayerStyle {
    let (renderer, categories) = match *recipe {
        Recipe::Single => (Renderer::Single, vec![single(old)]),
        Recipe::Categorised { field } => (
            Renderer::Categorised {
                fields: vec![field],
            },
            by_value(old, field, ramp, values),
        ),
        Recipe::Graduated {
            field,
            method,
            classes,
        } => (
            Renderer::Graduated { field, method },
            by_number(old, (method, classes), ramp, values),
        ),
        Recipe::Rules => (Renderer::Rules, as_rules(old)),
    };
    LayerStyle {
        layer: old.layer,
        renderer,
        categories,
        label: old.label,
    }
}

/// The symbol that new ones are varied from: that of the first category.
pub fn base(style: &LayerStyle) -> Symbol {
    let mut base = *style.symbol(0);
    base.dark = None;
    base
}

fn rest(old: &LayerStyle, takes: Takes, (zh, en): (&str, &str)) -> Category {
    let mut symbol = tinted(&base(old), UNKNOWN);
    if let Some(hatch) = &mut symbol.hatch {
        hatch.pattern = HatchPattern::Dotted;
    }
    if let Some(marker) = &mut symbol.marker {
        marker.size = marker.size.clamp(4.0, 8.0);
    }
    Category {
        takes,
        scale: ScaleRange::default(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        symbol,
    }
}

fn single(old: &LayerStyle) -> Category {
    let label = old.layer.label();
    Category {
        takes: Takes::Rest,
        scale: ScaleRange::default(),
        zh: label.zh.to_owned(),
        en: label.en.to_owned(),
        symbol: *old.symbol(0),
    }
}

/// The categories that there are, as rules on the same fields; ranges and values say the same.
fn as_rules(old: &LayerStyle) -> Vec<Category> {
    let fields = old.fields();
    let Some(field) = fields.first().copied() else {
        return vec![single(old)];
    };
    let last_range = old
        .takes()
        .filter(|takes| matches!(takes, Takes::Range { .. }))
        .count();
    let mut ranges = 0;
    old.categories
        .iter()
        .map(|category| {
            let when = |test| Takes::When(Condition { field, test });
            let takes = match category.takes.clone() {
                // Several fields: a value says by itself in which it is found.
                Takes::Values(values) => Takes::When(Condition {
                    field: home_of(old.layer, &fields, &values).unwrap_or(field),
                    test: Test::Is(values),
                }),
                Takes::Range { low, high } => {
                    ranges += 1;
                    // The outer ranges are open, as before.
                    match (ranges == 1, ranges == last_range) {
                        (true, true) => when(Test::Filled(true)),
                        (true, false) => when(Test::AtMost(Bound::Number(high))),
                        (false, true) => when(Test::Above(Bound::Number(low))),
                        // The range before has taken the lower bound itself.
                        (false, false) => {
                            when(Test::Between(Bound::Number(low), Bound::Number(high)))
                        }
                    }
                }
                Takes::Empty => when(Test::Filled(false)),
                other => other,
            };
            Category {
                takes,
                ..category.clone()
            }
        })
        .collect()
}

fn home_of(layer: Layer, fields: &[&'static str], values: &[String]) -> Option<&'static str> {
    let first = values.first()?;
    fields
        .iter()
        .copied()
        .find(|field| code_label(layer, field, first).is_some())
}

fn by_value(old: &LayerStyle, field: &'static str, ramp: &Ramp, values: &[Value]) -> Vec<Category> {
    let layer = old.layer;
    let codes = codes(layer, field, values);
    // What was styled before by this field keeps its look.
    let known = |code: &str| {
        let same =
            matches!(&old.renderer, Renderer::Categorised { fields } if fields.contains(&field));
        old.categories
            .iter()
            .find(|category| same && category.has(code))
    };
    let count = codes.len();
    let base = base(old);
    let mut categories: Vec<Category> = codes
        .into_iter()
        .enumerate()
        .map(|(index, code)| {
            let label = code_label(layer, field, &code);
            let symbol = match known(&code) {
                Some(category) => category.symbol,
                None => varied(&tinted(&base, ramp.class(index, count)), index),
            };
            Category {
                scale: ScaleRange::default(),
                zh: label.map_or_else(|| code.clone(), |label| label.zh.to_owned()),
                en: label.map_or_else(|| code.clone(), |label| label.en.to_owned()),
                takes: Takes::Values(vec![code]),
                symbol,
            }
        })
        .collect();
    categories.push(rest(old, Takes::Empty, ("未填", "Not filled in")));
    categories.push(rest(old, Takes::Rest, ("其他", "Other")));
    categories
}

/// The values to make categories of: the choices of a choice, else those that occur, most frequent
/// first where there are too many, then in order.
fn codes(layer: Layer, field: &'static str, values: &[Value]) -> Vec<String> {
    let kind = layer
        .field_index(field)
        .map(|index| layer.fields()[index].kind);
    match kind {
        Some(FieldKind::Choice(choices)) => choices
            .iter()
            .map(|choice| choice.code.to_owned())
            .collect(),
        Some(FieldKind::Flag) => vec!["1".to_owned(), "0".to_owned()],
        _ => {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for code in values.iter().filter_map(code_of) {
                *counts.entry(code.into_owned()).or_default() += 1;
            }
            let mut counted: Vec<(String, usize)> = counts.into_iter().collect();
            counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            counted.truncate(MAX_VALUES);
            let mut codes: Vec<String> = counted.into_iter().map(|(code, _)| code).collect();
            let number = |code: &String| code.parse::<f64>().unwrap_or(f64::INFINITY);
            codes.sort_by(|a, b| number(a).total_cmp(&number(b)).then_with(|| a.cmp(b)));
            codes
        }
    }
}

fn by_number(
    old: &LayerStyle,
    (method, classes): (Method, usize),
    ramp: &Ramp,
    values: &[Value],
) -> Vec<Category> {
    let numbers: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
    let method_or = if method == Method::Manual {
        Method::Quantile
    } else {
        method
    };
    let bounds = upper_bounds(&numbers, method_or, classes);
    let mut low = numbers
        .iter()
        .copied()
        .filter(|number| number.is_finite())
        .fold(f64::INFINITY, f64::min);
    if method == Method::Pretty && bounds.len() > 1 {
        low = low.min(bounds[0] - (bounds[1] - bounds[0]));
    }
    let count = bounds.len();
    let base = base(old);
    let mut categories: Vec<Category> = bounds
        .into_iter()
        .enumerate()
        .map(|(index, high)| {
            let takes = Takes::Range { low, high };
            let text = range_text(low, high);
            low = high;
            Category {
                takes,
                scale: ScaleRange::default(),
                zh: text.clone(),
                en: text,
                symbol: graded(&base, ramp, (index, count)),
            }
        })
        .collect();
    categories.push(rest(old, Takes::Rest, ("未填", "Not filled in")));
    categories
}

/// What the legend calls a range.
pub fn range_text(low: f64, high: f64) -> String {
    format!("{} – {}", short(low), short(high))
}

/// A number in few characters: four figures are enough for a legend.
pub fn short(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return format!("{number}");
    }
    let decimals = (3 - number.abs().log10().floor() as i32).clamp(0, 6) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    // Long whole numbers in groups of three.
    let digits = text.trim_start_matches('-');
    let mut grouped = text[..text.len() - digits.len()].to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() > 4 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// `symbol` in another colour; see-through parts stay as see-through as they are.
pub fn tinted(symbol: &Symbol, color: Color) -> Symbol {
    let tint = |old: Color| Color { a: old.a, ..color };
    let dark = color.mixed(Color::rgb(0, 0, 0), 0.25);
    let stroke = |stroke: Stroke| Stroke {
        color: tint(stroke.color),
        ..stroke
    };
    Symbol {
        fill: symbol.fill.map(tint),
        hatch: symbol.hatch.map(|hatch| Hatch {
            color: Color {
                a: hatch.color.a,
                ..dark
            },
            ..hatch
        }),
        outline: symbol.outline.map(|outline| Stroke {
            color: Color {
                a: outline.color.a,
                ..dark
            },
            ..outline
        }),
        line: symbol.line.map(stroke),
        marker: symbol.marker.map(|marker| Marker {
            fill: tint(marker.fill),
            ..marker
        }),
        dark: None,
    }
}

/// A kind of its own without colour: shapes, hatches and dashes go round.
fn varied(symbol: &Symbol, index: usize) -> Symbol {
    const SHAPES: [Shape; 8] = [
        Shape::Circle,
        Shape::Square,
        Shape::Triangle,
        Shape::Diamond,
        Shape::TriangleDown,
        Shape::Cross,
        Shape::Ring,
        Shape::Shield,
    ];
    const DASHES: [Option<Dash>; 4] = [
        None,
        Some(Dash([8.0, 3.0, 8.0, 3.0])),
        Some(Dash([2.0, 3.0, 2.0, 3.0])),
        Some(Dash([9.0, 3.0, 1.5, 3.0])),
    ];
    let mut symbol = *symbol;
    if let Some(marker) = &mut symbol.marker {
        marker.shape = SHAPES[index % SHAPES.len()];
    }
    if let Some(line) = &mut symbol.line {
        line.dash = DASHES[index % DASHES.len()];
    }
    if let Some(outline) = symbol.outline {
        symbol.fill = symbol.fill.or(Some(Color {
            a: 0x40,
            ..outline.color
        }));
        let color = Color {
            a: 0xA0,
            ..outline.color
        };
        // Every eighth area has no hatch, so that the first is the plainest.
        let pattern = index % (HatchPattern::ALL.len() + 1);
        symbol.hatch = pattern.checked_sub(1).map(|pattern| Hatch {
            color,
            width: 0.9,
            spacing: 10.0,
            pattern: HatchPattern::ALL[pattern],
        });
    }
    symbol
}

/// Looks of the class at `index` of `count`: larger, wider or more densely hatched from class to class.
fn graded(base: &Symbol, ramp: &Ramp, (index, count): (usize, usize)) -> Symbol {
    let color = ramp.class(index, count);
    let share = if count < 2 {
        0.5
    } else {
        index as f32 / (count - 1) as f32
    };
    let mut symbol = tinted(base, color);
    if let Some(marker) = &mut symbol.marker {
        marker.shape = Shape::Circle;
        marker.angle = 0.0;
        marker.size = 6.0 + 12.0 * share;
        marker.rim = Color::rgb(0x2B, 0x34, 0x40);
        marker.rim_width = 0.8;
    }
    if let Some(line) = &mut symbol.line {
        line.width = 1.2 + 4.0 * share;
        line.dash = None;
    }
    if let Some(outline) = &mut symbol.outline {
        outline.dash = None;
    }
    if symbol.fill.is_some() || symbol.outline.is_some() || symbol.hatch.is_some() {
        symbol.fill = Some(Color { a: 0xB0, ..color });
        let ink = color.mixed(Color::rgb(0, 0, 0), 0.45);
        // A hatch that grows denser says in grey what the colour says; on a ramp with a middle only
        // one side is hatched.
        let hatched = ramp.kind != RampKind::Diverging || share < 0.45;
        let dense = if ramp.kind == RampKind::Diverging {
            1.0 - share / 0.45
        } else {
            share
        };
        symbol.hatch =
            (hatched && (index > 0 || ramp.kind == RampKind::Diverging)).then_some(Hatch {
                color: Color { a: 0x90, ..ink },
                width: 0.9,
                spacing: 18.0 - 11.0 * dense,
                pattern: HatchPattern::Rising,
            });
    }
    symbol
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::style::StyleSheet;

    fn ramp(id: &str) -> Ramp {
        let ramps = Ramp::shipped().unwrap();
        ramps.into_iter().find(|ramp| ramp.id == id).unwrap()
    }

    fn shipped(layer: Layer) -> LayerStyle {
        StyleSheet::shipped().unwrap().layer(layer).unwrap().clone()
    }

    #[test]
    fn whatever_is_made_of_a_shipped_style_is_a_sound_style() {
        let numbers: Vec<Value> = (0..50).map(|n| Value::Real(f64::from(n * n))).collect();
        for layer in Layer::spatial() {
            let old = shipped(layer);
            for field in layer.fields() {
                let mut recipes = vec![
                    Recipe::Single,
                    Recipe::Rules,
                    Recipe::Categorised { field: field.name },
                ];
                if crate::carto::style::is_number(field.kind) {
                    recipes.extend(Method::ALL.map(|method| Recipe::Graduated {
                        field: field.name,
                        method,
                        classes: 5,
                    }));
                }
                for recipe in recipes {
                    for id in ["blues", "brbg", "okabe_ito"] {
                        let made = make(&old, &recipe, &ramp(id), &numbers);
                        made.check().unwrap_or_else(|(_, problem)| {
                            panic!("{} {recipe:?}: {problem}", layer.name())
                        });
                        let rules = make(&made, &Recipe::Rules, &ramp(id), &[]);
                        assert!(
                            rules.check().is_ok(),
                            "{} {recipe:?} as rules",
                            layer.name()
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn classes_without_a_value_have_a_line_of_their_own() {
        let old = shipped(Layer::Well);
        let recipe = Recipe::Graduated {
            field: "volume_m3a",
            method: Method::EqualInterval,
            classes: 3,
        };
        let made = make(&old, &recipe, &ramp("blues"), &[Value::Null]);
        assert_eq!(made.categories.len(), 1);
        assert_eq!(made.categories[0].zh, "未填");
        assert!(made.check().is_ok());
    }

    #[test]
    fn classes_of_points_grow_and_those_of_areas_are_hatched_more_densely() {
        let numbers: Vec<Value> = (0..9).map(Value::Integer).collect();
        let recipe = |field| Recipe::Graduated {
            field,
            method: Method::EqualInterval,
            classes: 4,
        };
        let wells = make(
            &shipped(Layer::Well),
            &recipe("volume_m3a"),
            &ramp("ylgnbu"),
            &numbers,
        );
        let sizes: Vec<f32> = (0..4)
            .map(|at| wells.symbol(at).marker.unwrap().size)
            .collect();
        assert!(sizes.windows(2).all(|pair| pair[0] < pair[1]), "{sizes:?}");
        let zones = make(
            &shipped(Layer::FunctionZone),
            &recipe("length_km"),
            &ramp("ylgnbu"),
            &numbers,
        );
        let spacing: Vec<f32> = (1..4)
            .map(|at| zones.symbol(at).hatch.unwrap().spacing)
            .collect();
        assert!(
            spacing.windows(2).all(|pair| pair[0] > pair[1]),
            "{spacing:?}"
        );
    }

    #[test]
    fn rules_made_of_classes_take_the_same_features() {
        use crate::domain::Feature;
        let numbers: Vec<Value> = (0..40).map(Value::Integer).collect();
        let recipe = Recipe::Graduated {
            field: "volume_m3a",
            method: Method::Quantile,
            classes: 4,
        };
        let classes = make(&shipped(Layer::Well), &recipe, &ramp("blues"), &numbers);
        let rules = make(&classes, &Recipe::Rules, &ramp("blues"), &[]);
        let index = Layer::Well.field_index("volume_m3a").unwrap();
        for value in numbers
            .into_iter()
            .chain([Value::Null, Value::Integer(-3), Value::Real(1e6)])
        {
            let mut values = vec![Value::Null; Layer::Well.fields().len()];
            values[index] = value.clone();
            let feature = Feature {
                layer: Layer::Well,
                id: 1,
                code: String::new(),
                geometry: None,
                values,
            };
            assert_eq!(
                classes.category_of(&feature),
                rules.category_of(&feature),
                "{value:?}"
            );
        }
    }

    #[test]
    fn numbers_in_legends_are_short() {
        assert_eq!(short(1234.567), "1235");
        assert_eq!(short(12.0), "12");
        assert_eq!(short(0.012_345), "0.01235");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(-120_000.0), "-120 000");
    }
}
