//! The scale bar: a round length and how long it is in the picture.

use crate::domain::Language;

/// A bar of a round length.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleBar {
    /// What it stands for, in metres of the projected plane.
    pub length_m: f64,
    /// Its length in the picture, in the pixels of the scale that was given.
    pub length_px: f64,
    /// The length as text, with its unit.
    pub label: String,
}

impl ScaleBar {
    /// The longest bar of 1, 2 or 5 times a power of ten metres that fits into `max_px`.
    pub fn fitting(m_per_px: f64, max_px: f64, language: Language) -> Self {
        let max_m = m_per_px * max_px;
        let power = 10_f64.powf(max_m.log10().floor());
        let length_m = [5.0, 2.0, 1.0]
            .into_iter()
            .map(|digit| digit * power)
            .find(|length| *length <= max_m)
            .unwrap_or(power);
        Self {
            length_m,
            length_px: length_m / m_per_px,
            label: length_text(length_m, language),
        }
    }
}

/// A length in metres or kilometres; centimetres below one metre.
fn length_text(length_m: f64, language: Language) -> String {
    let (number, zh, en) = if length_m >= 1000.0 {
        (length_m / 1000.0, "公里", "km")
    } else if length_m >= 1.0 {
        (length_m, "米", "m")
    } else {
        (length_m * 100.0, "厘米", "cm")
    };
    // Round lengths have at most two decimals; this drops the noise of the division.
    let number = (number * 100.0).round() / 100.0;
    match language {
        Language::Zh => format!("{number} {zh}"),
        Language::En => format!("{number} {en}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round_and_agree_with_the_scale() {
        for (m_per_px, length_m, label) in [
            (0.004, 0.5, "50 厘米"),
            (0.5, 50.0, "50 米"),
            (7.0, 1000.0, "1 公里"),
            (290.0, 20_000.0, "20 公里"),
        ] {
            let bar = ScaleBar::fitting(m_per_px, 144.0, Language::Zh);
            assert_eq!((bar.length_m, bar.label.as_str()), (length_m, label));
            assert!((bar.length_px * m_per_px - length_m).abs() < 1e-9 * length_m);
            assert!(bar.length_px <= 144.0 && bar.length_px > 144.0 / 2.6);
        }
    }
}
