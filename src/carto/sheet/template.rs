//! Sheet templates: lengths and sizes as data. A bad file is refused with its line and the reason.

use serde::Deserialize;

use crate::carto::sheet::Paper;

/// The template that ships with the program.
const SHIPPED: &str = include_str!("../../../assets/sheets/standard.toml");
/// No length of a template is longer than this, in millimetres.
const LONGEST_MM: f32 = 200.0;

/// Why a template is refused.
#[derive(Debug, thiserror::Error)]
#[error("图幅模板 {name} 无法读取：{source}")]
pub struct TemplateError {
    /// The file.
    name: String,
    /// Names line and column.
    source: toml::de::Error,
}

/// Lengths and sizes of a sheet, in millimetres.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What the user chooses it by, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How much larger everything is on larger papers.
    pub growth: Growth,
    /// Parts of the page.
    pub page: PageLengths,
    /// Heights of texts.
    pub text: TextSizes,
    /// The legend.
    pub legend: LegendLengths,
    /// The location map.
    pub inset: InsetLengths,
    /// Widths of lines.
    pub line: LineWidths,
}

/// Factors by paper.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// On A4.
    pub a4: Length,
    /// On A3.
    pub a3: Length,
    /// On A2.
    pub a2: Length,
}

/// Parts of the page.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageLengths {
    /// Free edge of the paper.
    pub margin: Length,
    /// Between the map's edge and the outer line.
    pub band: Length,
    /// Between blocks.
    pub gap: Length,
    /// Width of the column beside the map, landscape.
    pub side: Length,
    /// Height of the strip below the map, portrait.
    pub strip: Length,
    /// Height of the foot.
    pub foot: Length,
}

/// Heights of texts.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSizes {
    /// The title.
    pub title: Length,
    /// Headings.
    pub heading: Length,
    /// Legend entries.
    pub body: Length,
    /// Notes at the foot.
    pub small: Length,
    /// Numbers along the edge.
    pub tick: Length,
    /// The scale.
    pub scale: Length,
}

/// The legend.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegendLengths {
    /// Height of a row.
    pub row: Length,
    /// Width of the picture of a symbol.
    pub swatch: Length,
}

/// The location map.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InsetLengths {
    /// Its width.
    pub width: Length,
    /// Its height.
    pub height: Length,
}

/// Widths of lines.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineWidths {
    /// Outer line.
    pub outer: Length,
    /// Neat line.
    pub inner: Length,
    /// Ticks and crosses.
    pub thin: Length,
}

/// A length above zero that fits on paper.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "f32")]
pub struct Length(pub f32);

impl TryFrom<f32> for Length {
    type Error = String;

    fn try_from(length: f32) -> Result<Self, String> {
        if length > 0.0 && length <= LONGEST_MM {
            Ok(Self(length))
        } else {
            Err(format!("长度应大于 0 且不超过 {LONGEST_MM}，不是 {length}"))
        }
    }
}

impl Template {
    /// The template that ships with the program.
    pub fn shipped() -> Result<Self, TemplateError> {
        Self::parse("standard.toml", SHIPPED)
    }

    /// Reads a template; `name` is the file's, for the message.
    pub fn parse(name: &str, text: &str) -> Result<Self, TemplateError> {
        toml::from_str(text).map_err(|source| TemplateError {
            name: name.to_owned(),
            source,
        })
    }

    /// How much larger everything is on `paper`.
    pub const fn growth(&self, paper: Paper) -> f32 {
        match paper {
            Paper::A4 => self.growth.a4.0,
            Paper::A3 => self.growth.a3.0,
            Paper::A2 => self.growth.a2.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_template_is_read() {
        assert!(Template::shipped().is_ok());
    }

    #[test]
    fn a_bad_template_is_refused_with_its_line_and_the_reason() {
        for (from, to, reason) in [
            ("margin = 9.0", "margin = -9.0", "大于 0"),
            ("margin = 9.0", "margin = \"wide\"", "invalid type"),
            ("band = 4.6", "bandd = 4.6", "unknown field"),
        ] {
            let text = SHIPPED.replacen(from, to, 1);
            let message = Template::parse("mine.toml", &text).unwrap_err().to_string();
            assert!(
                message.contains("mine.toml")
                    && message.contains("line")
                    && message.contains(reason),
                "{message}"
            );
        }
    }
}
