//! Positions as people type or paste them: degrees, minutes and seconds with any marks, packed digits,
//! Gauss-Kruger metres. Never guesses: where the text has two readings, both come back and the user
//! is asked. Which coordinate system is recognised follows the size of the numbers around Kunming.

mod lexer;
mod part;
mod resolve;

pub use part::{Part, read_part};

use crate::domain::Language;
use crate::domain::LonLat;
use crate::geodesy::proj::CrsError;

/// How a text was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 102.71.
    DecimalDegrees,
    /// 102°42.608′.
    DegreesMinutes,
    /// 102°42′36.5″.
    DegreesMinutesSeconds,
    /// 1024236.5, digits without marks.
    PackedDms,
    /// 102.4236 meaning 102°42′36″, the surveyors' shorthand.
    DottedDms,
    /// Metres in a projected system.
    Projected {
        /// The system that the numbers point to.
        epsg: u32,
    },
}

impl Form {
    /// What a person reads.
    pub fn text(self, language: Language) -> String {
        let zh = language == Language::Zh;
        let fixed = match self {
            Self::DecimalDegrees => ("十进制度", "decimal degrees"),
            Self::DegreesMinutes => ("度分", "degrees and minutes"),
            Self::DegreesMinutesSeconds => ("度分秒", "degrees, minutes, seconds"),
            Self::PackedDms => ("度分秒(无分隔)", "packed degrees, minutes, seconds"),
            Self::DottedDms => ("度.分秒(DD.MMSS)", "DD.MMSS shorthand"),
            Self::Projected { epsg } => return projected_name(epsg, zh),
        };
        (if zh { fixed.0 } else { fixed.1 }).to_owned()
    }
}

/// Name of a system that [`read_position`] can recognise.
fn projected_name(epsg: u32, zh: bool) -> String {
    let name = match (epsg, zh) {
        (4543, true) => "CGCS2000 高斯 3°带，中央经线 102°",
        (4543, false) => "CGCS2000 Gauss-Kruger 3°, CM 102°E",
        (4544, true) => "CGCS2000 高斯 3°带，中央经线 105°",
        (4544, false) => "CGCS2000 Gauss-Kruger 3°, CM 105°E",
        (4522, true) => "CGCS2000 高斯 3°带 34 带(带号)",
        (4522, false) => "CGCS2000 Gauss-Kruger 3°, zone 34 prefix",
        (4523, true) => "CGCS2000 高斯 3°带 35 带(带号)",
        (4523, false) => "CGCS2000 Gauss-Kruger 3°, zone 35 prefix",
        (4496, true) => "CGCS2000 高斯 6°带 18 带(带号)",
        (4496, false) => "CGCS2000 Gauss-Kruger 6°, zone 18 prefix",
        (32648, true) => "WGS 84 UTM 48N 带",
        (32648, false) => "WGS 84 UTM zone 48N",
        (3857, true) => "WGS 84 网络墨卡托",
        (3857, false) => "WGS 84 web Mercator",
        (_, true) => "投影坐标",
        (_, false) => "projected coordinates",
    };
    format!("{name} (EPSG:{epsg})")
}

/// One way to understand the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Where it is, EPSG:4490.
    pub position: LonLat,
    /// How the text was understood.
    pub form: Form,
    /// Whether the text gave latitude (or northing) first.
    pub north_first: bool,
}

/// A text understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// In exactly one way.
    Clear(Reading),
    /// In several ways: ask, never guess. At least two.
    Ask(Vec<Reading>),
}

/// Why a text is not a position.
#[derive(Debug, thiserror::Error)]
pub enum TypedError {
    /// Nothing was typed.
    #[error("请输入坐标")]
    Empty,
    /// A character that belongs to no coordinate.
    #[error("坐标中有不能识别的字符“{found}”")]
    Character {
        /// The character.
        found: char,
    },
    /// Not two coordinates.
    #[error("需要两个坐标(经度和纬度，或东、北坐标)，读到 {found} 个数")]
    Count {
        /// How many numbers there were.
        found: usize,
    },
    /// Minutes or seconds of 60 or more, or a fraction before the last part.
    #[error("“{part}”不是有效的度分秒：分和秒应小于 60，只有最后一位可带小数")]
    Sexagesimal {
        /// The half of the text that is wrong.
        part: String,
    },
    /// Two longitudes or two latitudes, or a sign against its letter.
    #[error("方位标记相互矛盾：需要一个东经(E)和一个北纬(N)")]
    Hemispheres,
    /// Beyond the globe.
    #[error("坐标超出范围：经度应在 -180~180，纬度应在 -90~90")]
    OutOfRange,
    /// Metres that match no system used around Kunming.
    #[error(
        "{east} 与 {north} 不像昆明附近的任何坐标系：请核对位数与带号，地方坐标系须先转换为 CGCS2000"
    )]
    UnknownSystem {
        /// The smaller number as typed.
        east: f64,
        /// The larger number as typed.
        north: f64,
    },
    /// PROJ could not convert.
    #[error("坐标换算失败")]
    Crs {
        /// What PROJ said.
        #[from]
        source: CrsError,
    },
}

impl TypedError {
    /// The sentence for the user.
    pub fn text(&self, language: Language) -> String {
        if language == Language::Zh {
            return self.to_string();
        }
        match self {
            Self::Empty => "Enter coordinates".to_owned(),
            Self::Character { found } => format!("“{found}” does not belong to a coordinate"),
            Self::Count { found } => format!(
                "Two coordinates are needed (longitude and latitude, or easting and northing); read {found} numbers"
            ),
            Self::Sexagesimal { part } => format!(
                "“{part}” is not degrees, minutes, seconds: minutes and seconds must be below 60, only the last part may have a fraction"
            ),
            Self::Hemispheres => {
                "The marks contradict each other: one E (or W) and one N (or S) are needed"
                    .to_owned()
            }
            Self::OutOfRange => {
                "Out of range: longitude within ±180, latitude within ±90".to_owned()
            }
            Self::UnknownSystem { east, north } => format!(
                "{east} and {north} match no coordinate system used around Kunming: check digits and zone prefix; convert a local grid to CGCS2000 first"
            ),
            Self::Crs { source } => format!("The coordinates could not be converted: {source}"),
        }
    }
}

/// Reads `text` as one position.
pub fn read_position(text: &str) -> Result<Typed, TypedError> {
    let [first, second] = lexer::halves(text)?;
    resolve::resolve(&first, &second)
}

#[cfg(test)]
mod tests;
