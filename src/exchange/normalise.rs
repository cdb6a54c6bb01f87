//! Foreign spellings into stored values. A value that is not known is an issue of its row, never a
//! silent blank.

use jiff::civil::Date;

use crate::domain::{Field, FieldKind, Value};
use crate::exchange::source::RawValue;

/// A value that could not be understood: issue code and message.
pub(super) type Misfit = (&'static str, String);

/// The stored form of `raw` for `field`.
pub(super) fn value(field: &Field, raw: &RawValue) -> Result<Value, Misfit> {
    let text = match raw {
        RawValue::Null => return Ok(Value::Null),
        RawValue::Text(text) => text.trim().to_owned(),
        RawValue::Flag(flag) => i32::from(*flag).to_string(),
        RawValue::Number(number) => number.to_string(),
    };
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let label = field.label.zh;
    match field.kind {
        FieldKind::Text => Ok(Value::Text(text)),
        FieldKind::Integer => number(&text)
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
            .map(|number| Value::Integer(number as i64))
            .ok_or_else(|| ("not_a_number", format!("{label}「{text}」不是整数，未读入"))),
        FieldKind::Real { .. } => number(&text)
            .map(Value::Real)
            .ok_or_else(|| ("not_a_number", format!("{label}「{text}」不是数值，未读入"))),
        FieldKind::Date => date(&text)
            .map(|date| Value::Text(date.to_string()))
            .ok_or_else(|| ("bad_date", format!("{label}「{text}」不是日期，未读入"))),
        FieldKind::Flag => flag(&text)
            .map(|flag| Value::Integer(flag.into()))
            .ok_or_else(|| {
                (
                    "unknown_value",
                    format!("{label}「{text}」不是「是」或「否」，未读入"),
                )
            }),
        FieldKind::Choice(choices) => field
            .choice(&text)
            .map(|choice| Value::Text(choice.code.to_owned()))
            .ok_or_else(|| {
                let known: Vec<_> = choices.iter().map(|choice| choice.label.zh).collect();
                (
                    "unknown_value",
                    format!(
                        "{label}「{text}」不在可用值之中，未读入；可用：{}",
                        known.join("、")
                    ),
                )
            }),
    }
}

/// A number, also with thousands separators.
fn number(text: &str) -> Option<f64> {
    text.replace([',', '，'], "")
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "是" | "有" | "true" | "t" | "yes" | "y" => Some(true),
        "0" | "否" | "无" | "false" | "f" | "no" | "n" => Some(false),
        _ => None,
    }
}

/// `2024-05-01`, `2024/5/1`, `2024.5.1`, `20240501`, `2024年5月1日`, also with a time behind.
fn date(text: &str) -> Option<Date> {
    let text = text.split(['T', ' ']).next()?.trim_end_matches('日');
    if text.len() == 8
        && let Ok(packed) = text.parse::<i32>()
    {
        return Date::new(
            (packed / 10_000) as i16,
            (packed / 100 % 100) as i8,
            (packed % 100) as i8,
        )
        .ok();
    }
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Layer;

    fn normal(layer: Layer, field: &str, text: &str) -> Result<Value, Misfit> {
        value(
            &layer.fields()[layer.field_index(field).unwrap()],
            &RawValue::Text(text.to_owned()),
        )
    }

    #[test]
    fn labels_numerals_and_codes_mean_the_same() {
        for (layer, field, code, spellings) in [
            (
                Layer::GroundwaterArea,
                "kind",
                "prohibited",
                ["禁采区", "prohibited", "地下水禁采区"],
            ),
            (
                Layer::ProtectionZone,
                "grade",
                "1",
                ["一级保护区", "1", "Ⅰ级"],
            ),
            (
                Layer::FunctionZone,
                "target_class",
                "III",
                ["Ⅲ", "3类", "III"],
            ),
            (
                Layer::FunctionZone,
                "level1",
                "development",
                ["开发利用区", " development ", "Development zone"],
            ),
        ] {
            for spelling in spellings {
                assert_eq!(
                    normal(layer, field, spelling),
                    Ok(Value::Text(code.to_owned())),
                    "{spelling}"
                );
            }
        }
        assert_eq!(
            normal(Layer::FunctionZone, "target_class", "Ⅵ")
                .unwrap_err()
                .0,
            "unknown_value"
        );
    }

    #[test]
    fn dates_and_numbers_are_read_as_people_write_them() {
        for text in [
            "2024-05-01",
            "2024/5/1",
            "20240501",
            "2024年5月1日",
            "2024-05-01T00:00:00",
        ] {
            assert_eq!(
                normal(Layer::Outfall, "approved_on", text),
                Ok(Value::Text("2024-05-01".to_owned())),
                "{text}"
            );
        }
        assert_eq!(
            normal(Layer::Outfall, "approved_on", "2024-13-01")
                .unwrap_err()
                .0,
            "bad_date"
        );
        assert_eq!(
            normal(Layer::Outfall, "flow_m3d", "1,250.5"),
            Ok(Value::Real(1250.5))
        );
        assert_eq!(
            normal(Layer::Outfall, "flow_m3d", "约一千").unwrap_err().0,
            "not_a_number"
        );
    }
}
