//! The system's Chinese fonts for the whole window.

use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily};

use crate::carto::fonts::{ChineseFont, NoChineseFont};

/// Family of headings and verdicts.
pub const STRONG: &str = "strong";

/// The fonts of the window.
#[derive(Clone, Debug)]
pub struct SystemFonts {
    definitions: FontDefinitions,
    /// Name of the family.
    pub family: String,
}

impl SystemFonts {
    /// Looks through the fonts of this machine, which takes tens of milliseconds.
    pub fn find() -> Result<Self, NoChineseFont> {
        let font = ChineseFont::find()?;
        let family = font.family.to_owned();
        Ok(Self {
            definitions: definitions(font),
            family,
        })
    }

    /// Makes `ctx` use them.
    pub fn install(&self, ctx: &Context) {
        ctx.set_fonts(self.definitions.clone());
    }
}

fn definitions(font: ChineseFont) -> FontDefinitions {
    let mut definitions = FontDefinitions::empty();
    for (name, face) in [("regular", font.regular), ("bold", font.bold)] {
        let (blob, _) = face.blob.into_raw_parts();
        let data = FontData::from_blob(blob, face.index);
        definitions
            .font_data
            .insert(name.to_owned(), Arc::new(data));
    }
    let regular_first = vec!["regular".to_owned(), "bold".to_owned()];
    let bold_first = vec!["bold".to_owned(), "regular".to_owned()];
    definitions.families.extend([
        (FontFamily::Proportional, regular_first.clone()),
        // The digits of Chinese sans-serif fonts all have one width, which is all that columns need.
        (FontFamily::Monospace, regular_first),
        (FontFamily::Name(STRONG.into()), bold_first),
    ]);
    definitions
}
