use proptest::prelude::*;

use super::*;
use crate::domain::{Language, Value};

/// A row of outfalls or of any layer: values by field name, and a code.
struct Given {
    layer: Layer,
    code: Value,
    values: Vec<(&'static str, Value)>,
}

impl Row for Given {
    fn value(&self, column: usize) -> ValueRef<'_> {
        let Some(index) = column.checked_sub(1) else {
            return (&self.code).into();
        };
        let name = self.layer.fields()[index].name;
        let found = self.values.iter().find(|(field, _)| *field == name);
        found.map_or(ValueRef::Null, |(_, value)| value.into())
    }

    fn length_m(&self) -> Option<f64> {
        Some(1200.0)
    }

    fn area_m2(&self) -> Option<f64> {
        None
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn zone() -> Given {
    Given {
        layer: Layer::FunctionZone,
        code: text("FZ-1"),
        values: vec![
            ("name", text("盘龙江开发利用区")),
            ("level1", text("development")),
            ("target_class", text("III")),
            ("length_km", Value::Real(12.5)),
            ("assessed", Value::Integer(1)),
            ("valid_from", text("2020-01-01")),
        ],
    }
}

fn holds(expression: &str) -> Option<bool> {
    Expression::parse(expression, Layer::FunctionZone)
        .unwrap_or_else(|error| panic!("{expression}: {error}"))
        .holds(&zone())
}

fn refused(expression: &str) -> (usize, String) {
    let error = Expression::parse(expression, Layer::FunctionZone)
        .map(|_| ())
        .expect_err(expression);
    (error.at.start, error.text(Language::Zh))
}

#[test]
fn fields_are_named_in_either_language_bare_or_quoted() {
    for expression in [
        "length_km > 12",
        "长度 > 12",
        "\"长度\" > 12",
        "[长度]>12 and \"code\"='FZ-1'",
        "编号 = 'FZ-1' 且 名称 LIKE '盘龙%'",
        "长度 ＞ １２ 且 （名称 ≠ '滇池'）",
        "长度>12且名称不为空",
        "LENGTH_KM BETWEEN 12 AND 13",
        "长度 not in (1, 2, 3)",
        "length(code) = 4 and upper('a') = 'A'",
        "图形长度 = 1200 and $length_m / 2 = 600",
    ] {
        assert_eq!(holds(expression), Some(true), "{expression}");
    }
}

#[test]
fn a_choice_is_meant_by_code_or_label_and_classes_have_an_order() {
    for expression in [
        "level1 = 'development'",
        "level1 = '开发利用区'",
        "level1 <> '保留区'",
        "level1 in ('保护区', '开发利用区')",
        "target_class <= 'Ⅲ'",
        "target_class < 'IV' and target_class > '2类'",
        "target_class between 'II' and 'III'",
        "level1 like '%利用%'",
    ] {
        assert_eq!(holds(expression), Some(true), "{expression}");
    }
    let (at, said) = refused("level1 = '工业区'");
    assert_eq!(at, 9);
    assert!(said.contains("保护区"), "{said}");
}

#[test]
fn what_is_unknown_stays_unknown() {
    assert_eq!(holds("dominant_function = dominant_function"), None);
    assert_eq!(holds("area_km2 > 1"), None);
    assert_eq!(holds("not area_km2 > 1"), None);
    assert_eq!(holds("area_km2 > 1 or length_km > 1"), Some(true));
    assert_eq!(holds("area_km2 > 1 and length_km > 100"), Some(false));
    assert_eq!(holds("area_km2 is null and 面积为空"), Some(true));
    assert_eq!(holds("length_km is not null"), Some(true));
    assert_eq!(holds("length_km in (1, null)"), None);
    assert_eq!(holds("length_km / 0 > 1"), None);
    assert_eq!(holds("coalesce(area_km2, 0) = 0"), Some(true));
    assert_eq!(holds("图形面积 > 1"), None);
}

#[test]
fn yes_and_no_and_dates_are_read_as_people_write_them() {
    assert_eq!(holds("assessed"), Some(true));
    assert_eq!(holds("assessed = 是"), Some(true));
    assert_eq!(holds("assessed = 1 and not assessed = false"), Some(true));
    assert_eq!(holds("valid_from >= '2020-01-01'"), Some(true));
    assert_eq!(holds("valid_from < date '2020-01-01'"), Some(false));
    assert_eq!(holds("valid_from like '2020-%'"), Some(true));
    assert_eq!(refused("valid_from > '2020年'").0, 13);
    assert!(refused("valid_from > 2020-01-01").1.contains("2026-08-15"));
}

#[test]
fn an_error_says_where_and_what_is_expected() {
    let (at, said) = refused("长渡 > 1");
    assert_eq!(at, 0);
    assert!(said.contains("长度 (length_km)"), "{said}");
    let (at, said) = refused("lenght_km > 1");
    assert_eq!(at, 0);
    assert!(said.contains("length_km"), "{said}");
    for (expression, place) in [
        ("", 0),
        ("length_km >", 11),
        ("length_km > 'a'", 12),
        ("name = 3", 7),
        ("(length_km > 1", 14),
        ("length_km > 1 name", 14),
        ("name = 'open", 7),
        ("name like 3", 10),
        ("name = null", 7),
        ("length_km", 0),
        ("name in ()", 9),
        ("length(1) = 1", 7),
        ("sqrt(length_km) = 1", 0),
        ("length_km between 1 or 2", 20),
        ("name = 'a' ; drop table x", 11),
        ("1..2 = 1", 0),
        ("name not 'a'", 9),
    ] {
        assert_eq!(
            refused(expression).0,
            place,
            "{expression}: {}",
            refused(expression).1
        );
    }
    let (_, said) = refused("name = 开发");
    assert!(said.contains("单引号") || said.contains("相近"), "{said}");
}

#[test]
fn length_and_depth_have_limits() {
    let chain = vec!["length_km > 1"; 500].join(" and ");
    assert_eq!(holds(&chain), Some(true));
    let sum = format!("1{} = 401", "+1".repeat(400));
    assert_eq!(holds(&sum), Some(true));
    let deep = format!(
        "{}1=1{}",
        "(".repeat(MAX_DEPTH + 1),
        ")".repeat(MAX_DEPTH + 1)
    );
    assert!(refused(&deep).1.contains("嵌套"));
    let nots = format!("{} assessed", "not ".repeat(MAX_DEPTH + 1));
    assert!(refused(&nots).1.contains("嵌套"));
    let minus = format!("{}1 = 1", "- ".repeat(MAX_DEPTH + 1));
    assert!(refused(&minus).1.contains("嵌套"));
    assert!(refused(&" ".repeat(MAX_CHARS + 1)).1.contains("超过"));
}

#[test]
fn a_value_of_the_wrong_kind_says_nothing_but_is_there() {
    let mut row = zone();
    row.values.push(("area_km2", text("约三平方公里")));
    let asked = |expression| {
        Expression::parse(expression, Layer::FunctionZone)
            .unwrap()
            .holds(&row)
    };
    assert_eq!(asked("area_km2 > 1"), None);
    assert_eq!(asked("area_km2 is null"), Some(false));
}

#[test]
fn every_field_of_every_layer_can_be_named_as_it_is_offered() {
    for layer in Layer::ALL {
        for field in layer.fields() {
            for name in [field.name, field.label.zh] {
                let expression = format!("{} is null", written(name));
                let parsed = Expression::parse(&expression, layer);
                assert!(
                    parsed.is_ok(),
                    "{expression} of {}: {parsed:?}",
                    layer.name()
                );
            }
        }
    }
}

#[test]
fn patterns_match_in_time_in_proportion_to_their_length() {
    let pattern: Vec<char> = "%a%a%a%a%a%a%a%a%b".chars().collect();
    assert!(!eval::is_like(&"a".repeat(5000), &pattern));
    let like =
        |text: &str, pattern: &str| eval::is_like(text, &pattern.chars().collect::<Vec<_>>());
    assert!(like("滇池", "滇_") && like("", "%") && like("ABC", "a%c") && like("a%", "a%"));
    assert!(!like("滇池", "滇") && !like("", "_") && !like("abc", "a%b"));
}

proptest! {
    #[test]
    fn nothing_typed_makes_it_panic(text in ".{0,80}") {
        if let Ok(read) = Expression::parse(&text, Layer::FunctionZone) {
            read.holds(&zone());
        }
    }

    #[test]
    fn nothing_made_of_its_own_words_makes_it_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "name", "长度", "length_km", "level1", "assessed", "valid_from", "(", ")", ",", "=", "<",
            ">=", "<>", "and", "or", "not", "in", "like", "between", "is", "null", "为空", "非", "+",
            "-", "*", "/", "||", "'III'", "'2020-01-01'", "1", "2.5", "date", "length", "coalesce",
            "true", "'", "\"", "图形面积",
        ]), 0..24),
    ) {
        for joined in [words.join(" "), words.concat()] {
            match Expression::parse(&joined, Layer::FunctionZone) {
                Ok(read) => {
                    read.holds(&zone());
                }
                Err(error) => {
                    let length = joined.chars().count();
                    prop_assert!(error.at.start <= length && error.at.end <= length, "{error:?}");
                }
            }
        }
    }
}
