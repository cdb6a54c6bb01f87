//! Texts for paper: how wide they are, which glyphs they take and how those are drawn, out of the
//! system's Chinese fonts. Characters are set one after the other, which is all that Chinese, digits
//! and Latin names need. Knows no window.

use std::sync::Arc;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use crate::carto::fonts::{ChineseFont, NoChineseFont};

/// The bytes of a font file, shared and memory-mapped.
pub type FontBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The faces of a page.
#[derive(Clone, Debug)]
pub struct Faces {
    /// Name of the family.
    pub family: &'static str,
    /// Running text.
    pub regular: Face,
    /// Titles and headings.
    pub bold: Face,
}

/// One face of a font file.
#[derive(Clone)]
pub struct Face {
    /// The file.
    pub bytes: FontBytes,
    /// Which face of a collection.
    pub index: u32,
}

/// A glyph in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Number of the glyph in the face; 0 where the face lacks the character.
    pub glyph: u32,
    /// The bytes of the text that it stands for.
    pub bytes: (usize, usize),
    /// From the start of the text, in ems.
    pub x: f32,
    /// Width in ems.
    pub advance: f32,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Face")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

impl Faces {
    /// Looks through the fonts of this machine, which takes tens of milliseconds.
    pub fn find() -> Result<Self, NoChineseFont> {
        let font = ChineseFont::find()?;
        let [regular, bold] = [font.regular, font.bold].map(|face| {
            let index = face.index;
            let (bytes, _) = face.blob.into_raw_parts();
            Face { bytes, index }
        });
        Ok(Self {
            family: font.family,
            regular,
            bold,
        })
    }

    /// The bold or the regular face.
    pub const fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.regular }
    }

    /// Width of `text` at a size of 1, in the same unit.
    pub fn width_em(&self, text: &str, bold: bool) -> f32 {
        self.face(bold)
            .set(text)
            .last()
            .map_or(0.0, |glyph| glyph.x + glyph.advance)
    }

    /// `text` cut so that it is at most `ems` wide, with `…` where something is missing.
    pub fn fitted(&self, text: &str, bold: bool, ems: f32) -> String {
        if self.width_em(text, bold) <= ems {
            return text.to_owned();
        }
        let room = ems - self.width_em("…", bold);
        let glyphs = self.face(bold).set(text);
        let kept = glyphs
            .iter()
            .take_while(|glyph| glyph.x + glyph.advance <= room)
            .last()
            .map_or(0, |glyph| glyph.bytes.1);
        format!("{}…", text[..kept].trim_end())
    }

    /// `text` in lines of at most `ems`, broken between Chinese characters and after spaces.
    pub fn lines(&self, text: &str, bold: bool, ems: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut rest = paragraph.trim_end();
            while self.width_em(rest, bold) > ems {
                let glyphs = self.face(bold).set(rest);
                let fits = glyphs
                    .iter()
                    .take_while(|glyph| glyph.x + glyph.advance <= ems)
                    .last()
                    .map_or(0, |glyph| glyph.bytes.1);
                let first = rest.chars().next().map_or(0, char::len_utf8);
                let cut = break_before(rest, fits.max(first));
                lines.push(rest[..cut].trim_end().to_owned());
                rest = rest[cut..].trim_start();
            }
            lines.push(rest.to_owned());
        }
        lines
    }
}

/// The last place up to `fits` where a line may end; `fits` itself where a word is too long.
fn break_before(text: &str, fits: usize) -> usize {
    const NEVER_FIRST: [char; 12] = [
        '，', '。', '；', '、', '）', '》', '”', '：', ')', ',', '.', ';',
    ];
    const NEVER_LAST: [char; 4] = ['（', '(', '《', '“'];
    let wide = |char: char| char >= '\u{2E80}';
    let mut best = 0;
    let mut before: Option<char> = None;
    for (at, char) in text.char_indices().take_while(|(at, _)| *at <= fits) {
        if let Some(before) = before
            && (before == ' ' || wide(before) || wide(char))
            && !NEVER_FIRST.contains(&char)
            && !NEVER_LAST.contains(&before)
        {
            best = at;
        }
        before = Some(char);
    }
    if best == 0 { fits } else { best }
}

impl Face {
    /// The glyphs of `text`, one per character.
    pub fn set(&self, text: &str) -> Vec<Placed> {
        let Some(font) = self.font() else {
            return Vec::new();
        };
        let charmap = font.charmap();
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let mut x = 0.0;
        text.char_indices()
            // Line breaks and other control characters have no picture.
            .filter(|(_, char)| !char.is_control())
            .map(|(at, char)| {
                let glyph = charmap.map(char).unwrap_or_default();
                let advance = metrics.advance_width(glyph).unwrap_or(1.0);
                let placed = Placed {
                    glyph: glyph.to_u32(),
                    bytes: (at, at + char.len_utf8()),
                    x,
                    advance,
                };
                x += advance;
                placed
            })
            .collect()
    }

    /// Draws a glyph at a size of 1, y up.
    pub fn draw(&self, glyph: u32, pen: &mut impl OutlinePen) {
        let Some(font) = self.font() else { return };
        if let Some(outline) = font.outline_glyphs().get(GlyphId::new(glyph)) {
            let settings = DrawSettings::unhinted(Size::new(1.0), LocationRef::default());
            // A glyph that cannot be drawn leaves its place empty.
            drop(outline.draw(settings, pen));
        }
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.bytes.as_ref().as_ref(), self.index).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_are_one_em_wide_and_digits_narrower() {
        let faces = Faces::find().unwrap();
        assert!((faces.width_em("水功能区", false) - 4.0).abs() < 0.01);
        let digits = faces.width_em("1234", false);
        assert!(digits < 3.0, "{} in {}", digits, faces.family);
        assert_eq!(faces.width_em("", true), 0.0);
    }

    #[test]
    fn a_long_title_is_cut_and_says_so() {
        let faces = Faces::find().unwrap();
        let long = "昆明市水功能区划图".repeat(60);
        let cut = faces.fitted(&long, true, 20.0);
        assert!(cut.ends_with('…') && faces.width_em(&cut, true) <= 20.0);
        assert_eq!(faces.fitted("短", true, 20.0), "短");
    }

    #[test]
    fn lines_break_between_characters_and_never_before_a_comma() {
        let faces = Faces::find().unwrap();
        let text = "坐标系 CGCS2000，高程基准 1985国家高程基准，资料截至二〇二五年";
        let lines = faces.lines(text, false, 10.0);
        assert!(lines.len() > 2);
        for line in &lines {
            assert!(faces.width_em(line, false) <= 10.0 + 1e-3, "{line}");
            assert!(!line.starts_with('，'), "{line}");
        }
        let joined: String = lines.concat();
        let bare = |text: &str| text.replace(' ', "");
        assert_eq!(bare(&joined), bare(text));
    }
}
