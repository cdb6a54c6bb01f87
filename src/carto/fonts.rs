//! The system's Chinese fonts, in regular and bold. Found by name through the system's own font list
//! and memory-mapped, not copied. Without any Chinese font nothing can be read, so that is an error
//! with its remedy. Knows no window.

use fontique::{
    Attributes, Collection, CollectionOptions, FontWeight, Query, QueryFont, QueryStatus,
    SourceCache,
};

/// Chinese sans-serif families, best first: Windows, macOS, Linux, then what may be there.
const CHINESE: [&str; 13] = [
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
];

/// Characters that any usable Chinese font has. Figures and units too: fonts that only stand in for others
/// lack them, and a page is set in one font.
const PROBE: [char; 6] = ['水', '界', '区', '0', 'm', '°'];

/// No font on this machine has Chinese characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "本机没有中文字体，界面无法显示。Windows:在“可选功能”中安装“中文(简体)补充字体”；\
     Debian/Ubuntu:运行 apt install fonts-noto-cjk。\
     (No Chinese font on this machine: install Noto Sans CJK or Microsoft YaHei.)"
)]
pub struct NoChineseFont;

/// One Chinese family of this machine.
#[derive(Clone, Debug)]
pub struct ChineseFont {
    /// Name of the family.
    pub family: &'static str,
    /// The face of running text.
    pub regular: QueryFont,
    /// The face of headings; the regular one where the family has no bold.
    pub bold: QueryFont,
}

impl ChineseFont {
    /// Looks through the fonts of this machine, which takes tens of milliseconds.
    pub fn find() -> Result<Self, NoChineseFont> {
        // On a machine without a single font, the search itself panics.
        std::panic::catch_unwind(search).unwrap_or(Err(NoChineseFont))
    }
}

fn search() -> Result<ChineseFont, NoChineseFont> {
    let mut collection = Collection::new(CollectionOptions {
        shared: false,
        system_fonts: true,
    });
    let mut sources = SourceCache::default();
    for family in CHINESE {
        let mut query = collection.query(&mut sources);
        query.set_families([family]);
        if let Some(regular) = chinese(&mut query, FontWeight::NORMAL) {
            let bold = chinese(&mut query, FontWeight::BOLD).unwrap_or_else(|| regular.clone());
            return Ok(ChineseFont {
                family,
                regular,
                bold,
            });
        }
    }
    Err(NoChineseFont)
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
