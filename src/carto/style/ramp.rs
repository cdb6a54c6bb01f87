//! Colour ramps for classes, read from a file that ships with the program.

use crate::carto::color::Color;
use crate::carto::style::StyleError;
use crate::domain::{Label, Language};

const SHIPPED: &str = include_str!("../../../assets/styles/ramps.toml");

/// Colours in order.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ramp {
    /// What it is called in commands.
    pub id: String,
    /// What it is for.
    pub kind: RampKind,
    zh: String,
    en: String,
    /// Its stops.
    pub colors: Vec<Color>,
}

/// What a ramp is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RampKind {
    /// From little to much.
    Sequential,
    /// From one side of a middle to the other.
    Diverging,
    /// Kinds without an order.
    Qualitative,
}

impl RampKind {
    /// What a person reads.
    pub const fn label(self) -> Label {
        match self {
            Self::Sequential => Label::new("连续", "Sequential"),
            Self::Diverging => Label::new("发散", "Diverging"),
            Self::Qualitative => Label::new("定性", "Qualitative"),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RampFile {
    ramp: Vec<Ramp>,
}

impl Ramp {
    /// The ramps that ship with the program.
    pub fn shipped() -> Result<Vec<Self>, StyleError> {
        Ok(toml::from_str::<RampFile>(SHIPPED)?.ramp)
    }

    /// What a person reads.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// The colour at `share` of its length, 0 to 1, mixed between stops.
    pub fn at(&self, share: f32) -> Color {
        let last = self.colors.len() - 1;
        let place = share.clamp(0.0, 1.0) * last as f32;
        let below = (place.floor() as usize).min(last);
        self.colors[below].mixed(self.colors[(below + 1).min(last)], place.fract())
    }

    /// Colour of the class at `index` of `count`: spread over a ramp with an order, one after the
    /// other of one without. The ends that are almost white or black are left out of wide ramps.
    pub fn class(&self, index: usize, count: usize) -> Color {
        if self.kind == RampKind::Qualitative {
            return self.colors[index % self.colors.len()];
        }
        let share = if count < 2 {
            0.6
        } else {
            index as f32 / (count - 1) as f32
        };
        match self.kind {
            RampKind::Sequential => self.at(0.12 + 0.84 * share),
            _ => self.at(0.06 + 0.88 * share),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequential_ramps_grow_darker_from_class_to_class() {
        let ramps = Ramp::shipped().unwrap();
        for ramp in ramps
            .iter()
            .filter(|ramp| ramp.kind == RampKind::Sequential)
        {
            for count in 2..=9 {
                let light: Vec<f32> = (0..count)
                    .map(|index| ramp.class(index, count).luminance())
                    .collect();
                assert!(
                    light.windows(2).all(|pair| pair[0] > pair[1]),
                    "{} {light:?}",
                    ramp.id
                );
            }
        }
    }

    #[test]
    fn diverging_ramps_are_lightest_in_the_middle() {
        let ramps = Ramp::shipped().unwrap();
        for ramp in ramps.iter().filter(|ramp| ramp.kind == RampKind::Diverging) {
            let [low, middle, high] = [0.0, 0.5, 1.0].map(|share| ramp.at(share).luminance());
            assert!(middle > 3.0 * low && middle > 3.0 * high, "{}", ramp.id);
        }
    }

    /// As the eye without red cones (protan) or green cones (deutan) sees it: Viénot, Brettel and
    /// Mollon 1999, in linear light.
    fn seen_without(color: Color, missing_red: bool) -> [f32; 3] {
        let linear = [color.r, color.g, color.b].map(|part| (f32::from(part) / 255.0).powf(2.2));
        let [r, g, b] = linear;
        if missing_red {
            let yellow = 0.112_38 * r + 0.887_62 * g;
            [yellow, yellow, 0.004 * r - 0.004 * g + b]
        } else {
            let yellow = 0.292_75 * r + 0.707_25 * g;
            [yellow, yellow, -0.022_34 * r + 0.022_34 * g + b]
        }
    }

    #[test]
    fn neighbours_of_qualitative_ramps_differ_without_red_or_green() {
        let ramps = Ramp::shipped().unwrap();
        for ramp in ramps
            .iter()
            .filter(|ramp| ramp.kind == RampKind::Qualitative)
        {
            for pair in ramp.colors.windows(2) {
                for missing_red in [true, false] {
                    let [a, b] = [pair[0], pair[1]].map(|color| seen_without(color, missing_red));
                    let apart: f32 = a
                        .iter()
                        .zip(b)
                        .map(|(a, b)| (a.max(0.0).sqrt() - b.max(0.0).sqrt()).powi(2))
                        .sum();
                    assert!(
                        apart.sqrt() > 0.15,
                        "{} {pair:?}: {}",
                        ramp.id,
                        apart.sqrt()
                    );
                }
            }
        }
    }
}
