//! The system's Chinese fonts for the whole window, in regular and bold. Found by name through the
//! system's own font list and memory-mapped, not copied. Without any Chinese font the program cannot
//! be read, so that is an error with its remedy.

use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily};
use fontique::{
    Attributes, Collection, CollectionOptions, FontWeight, Query, QueryFont, QueryStatus,
    SourceCache,
};

/// Family of headings and verdicts.
pub const STRONG: &str = "strong";

/// Chinese sans-serif families, best first: Windows, macOS, Linux, then what may be there.
const CHINESE: [&str; 14] = [
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "DengXian",
    "SimHei",
    "SimSun",
    "Droid Sans Fallback",
];

/// Characters that any usable Chinese font has.
const PROBE: [char; 3] = ['水', '界', '区'];

/// No font on this machine has Chinese characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "本机没有中文字体，界面无法显示。Windows:在“可选功能”中安装“中文(简体)补充字体”；\
     Debian/Ubuntu:运行 apt install fonts-noto-cjk。\
     (No Chinese font on this machine: install Noto Sans CJK or Microsoft YaHei.)"
)]
pub struct NoChineseFont;

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
        // On a machine without a single font, the search itself panics.
        let found = std::panic::catch_unwind(definitions).unwrap_or(Err(NoChineseFont))?;
        let (definitions, family) = found;
        Ok(Self {
            definitions,
            family,
        })
    }

    /// Makes `ctx` use them.
    pub fn install(&self, ctx: &Context) {
        ctx.set_fonts(self.definitions.clone());
    }
}

fn definitions() -> Result<(FontDefinitions, String), NoChineseFont> {
    let mut collection = Collection::new(CollectionOptions {
        shared: false,
        system_fonts: true,
    });
    let mut sources = SourceCache::default();
    let mut found = None;
    for family in CHINESE {
        let mut query = collection.query(&mut sources);
        query.set_families([family]);
        if let Some(regular) = chinese(&mut query, FontWeight::NORMAL) {
            let bold = chinese(&mut query, FontWeight::BOLD).unwrap_or_else(|| regular.clone());
            found = Some((family, regular, bold));
            break;
        }
    }
    let (family, regular, bold) = found.ok_or(NoChineseFont)?;
    let mut definitions = FontDefinitions::empty();
    for (name, font) in [("regular", regular), ("bold", bold)] {
        let (blob, _) = font.blob.into_raw_parts();
        let data = FontData::from_blob(blob, font.index);
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
    Ok((definitions, family.to_owned()))
}

fn chinese(query: &mut Query<'_>, weight: FontWeight) -> Option<QueryFont> {
    query.set_attributes(Attributes {
        weight,
        ..Attributes::default()
    });
    let mut found = None;
    query.matches_with(|font| {
        let covers = font.charmap().is_some_and(|charmap| {
            PROBE
                .iter()
                .all(|char| charmap.map(*char).is_some_and(|glyph| glyph != 0))
        });
        if covers {
            found = Some(font.clone());
            QueryStatus::Stop
        } else {
            QueryStatus::Continue
        }
    });
    found
}
