//! Colours of styles, as a style file writes them.

/// A colour with straight (not premultiplied) alpha, sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// 255 = opaque.
    pub a: u8,
}

impl Color {
    /// An opaque colour.
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }

    /// The same colour, its alpha times `factor` (0 to 1).
    pub fn faded(self, factor: f32) -> Self {
        Self {
            a: (f32::from(self.a) * factor.clamp(0.0, 1.0)).round() as u8,
            ..self
        }
    }

    /// A mixture: 0 = this colour, 1 = `other`. Alpha stays.
    pub fn mixed(self, other: Self, share: f32) -> Self {
        let mix = |from: u8, to: u8| {
            let (from, to) = (f32::from(from), f32::from(to));
            (from + (to - from) * share.clamp(0.0, 1.0)).round() as u8
        };
        Self {
            r: mix(self.r, other.r),
            g: mix(self.g, other.g),
            b: mix(self.b, other.b),
            a: self.a,
        }
    }

    /// Relative luminance after WCAG 2, 0 (black) to 1; alpha aside.
    pub fn luminance(self) -> f32 {
        let linear = |part: u8| {
            let part = f32::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Reads `#RRGGBB` or `#RRGGBBAA`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.is_ascii() || !matches!(digits.len(), 6 | 8) {
            return None;
        }
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self {
            r: byte(0)?,
            g: byte(2)?,
            b: byte(4)?,
            a: if digits.len() == 8 { byte(6)? } else { 255 },
        })
    }
}

impl<'de> serde::Deserialize<'de> for Color {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("{text:?} is no colour like #1B7837 or #1B783780"))
        })
    }
}

impl std::fmt::Display for Color {
    /// As [`Color::parse`] reads it; alpha only where it is not opaque.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { r, g, b, a } = self;
        write!(formatter, "#{r:02X}{g:02X}{b:02X}")?;
        if *a == 255 {
            Ok(())
        } else {
            write!(formatter, "{a:02X}")
        }
    }
}

impl serde::Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn reads_both_spellings_and_refuses_others() {
        assert_eq!(Color::parse("#1B7837"), Some(Color::rgb(0x1B, 0x78, 0x37)));
        assert_eq!(Color::parse("#1b783780").map(|color| color.a), Some(0x80));
        for wrong in ["1B7837", "#1B78", "#GGGGGG", "#12345水", ""] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["#1B7837", "#1B783780"] {
            assert_eq!(Color::parse(text).unwrap().to_string(), text);
        }
    }
}
