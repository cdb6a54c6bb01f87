//! Which encoding text is in: what the user says, what the file says, strict UTF-8, GB18030, and only
//! then a detector. Decoding is strict: a byte that does not fit is counted, never replaced in silence.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use crate::exchange::error::ExchangeError;

/// The encoding called `name`, also under the spellings of `.cpg` files, code pages and language drivers
/// that WHATWG does not know.
pub(super) fn by_name(name: &str) -> Result<&'static Encoding, ExchangeError> {
    let unknown = || ExchangeError::UnknownEncoding {
        name: name.to_owned(),
    };
    let key = name
        .trim_matches(|char: char| char.is_whitespace() || matches!(char, '\0' | '"' | '\u{feff}'))
        .to_ascii_lowercase()
        .replace(['_', ' ', '.', ':'], "-");
    if let Some(encoding) = Encoding::for_label(key.as_bytes()).filter(|_| !key.is_empty()) {
        return Ok(encoding);
    }
    // What stands before the number says who wrote it, not what it is.
    let number = [
        "windows-",
        "ansi-",
        "oem-",
        "ldid-",
        "cp-",
        "ibm-",
        "ms-",
        "codepage-",
        "iso-8859-",
        "8859-",
        "iso8859-",
        "ansi",
        "oem",
        "cp",
        "ms",
        "ibm",
        "win",
        "iso-",
        "iso",
        "utf-",
        "x-",
    ]
    .iter()
    .find_map(|start| key.strip_prefix(start))
    .unwrap_or(&key);
    if key.starts_with("ldid") {
        let language: u8 = number
            .trim_start_matches("ldid")
            .trim_start_matches(['-', '/'])
            .parse()
            .map_err(|_not_a_number| unknown())?;
        return by_language(language).ok_or_else(unknown);
    }
    let known = match number {
        "65001" | "utf8" | "utf8mb4" | "unicode-utf-8" | "utf-8-sig" | "8-sig" => UTF_8,
        "936" | "euc-cn" | "euccn" | "gb2312-80" | "gb2312-1980" | "zh-cn" | "chinese-gbk"
        | "prc" => GBK,
        "54936" | "gb18030-2000" | "gb18030-2005" | "gb18030-2022" => GB18030,
        "950" | "big-5" | "zh-tw" => encoding_rs::BIG5,
        "932" => encoding_rs::SHIFT_JIS,
        "949" => encoding_rs::EUC_KR,
        "1250" => encoding_rs::WINDOWS_1250,
        "1251" => encoding_rs::WINDOWS_1251,
        "1252" | "88591" | "1" | "8859-1" | "88591-1" => encoding_rs::WINDOWS_1252,
        "1200" | "16le" => encoding_rs::UTF_16LE,
        "1201" | "16be" => encoding_rs::UTF_16BE,
        _ => return Err(unknown()),
    };
    Ok(known)
}

/// The encoding that the language byte of a `.dbf` means; `None` for those that say nothing reliable:
/// 0, and the Western ones, which programs write whatever the text is in.
pub(super) const fn by_language(language: u8) -> Option<&'static Encoding> {
    match language {
        0x4D | 0x7A => Some(GBK),
        0x4F | 0x78 => Some(encoding_rs::BIG5),
        0x13 | 0x7B => Some(encoding_rs::SHIFT_JIS),
        0x4E | 0x79 => Some(encoding_rs::EUC_KR),
        0xC9 => Some(encoding_rs::WINDOWS_1251),
        _ => None,
    }
}

/// How many places of `text` do not fit `encoding`.
pub(super) fn failures(encoding: &'static Encoding, text: &[u8]) -> usize {
    if encoding
        .decode_without_bom_handling_and_without_replacement(text)
        .is_some()
    {
        return 0;
    }
    let (decoded, _) = encoding.decode_without_bom_handling(text);
    decoded.matches('\u{fffd}').count()
}

/// How text fits an encoding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// Bytes that are not ASCII.
    pub(super) high: usize,
    /// Places that do not fit.
    pub(super) broken: usize,
    /// Whether all of it does.
    pub(super) fits: bool,
}

/// Text whose encoding is to be found, looked at as often as needed.
pub(super) trait Samples {
    /// How all of it fits `encoding`.
    fn judge(&mut self, encoding: &'static Encoding) -> Result<Verdict, ExchangeError>;
    /// What a detector takes it for by its statistics.
    fn guess(&mut self) -> Result<&'static Encoding, ExchangeError>;
}

/// Short texts, each whole.
impl Samples for &[Vec<u8>] {
    fn judge(&mut self, encoding: &'static Encoding) -> Result<Verdict, ExchangeError> {
        let broken = self.iter().map(|text| failures(encoding, text)).sum();
        Ok(Verdict {
            high: self.iter().map(|text| high(text)).sum(),
            broken,
            fits: broken == 0,
        })
    }

    fn guess(&mut self) -> Result<&'static Encoding, ExchangeError> {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        for text in *self {
            detector.feed(text, false);
        }
        Ok(detector.guess(None, Utf8Detection::Deny))
    }
}

/// Bytes that are not ASCII.
pub(super) fn high(text: &[u8]) -> usize {
    text.iter().filter(|byte| !byte.is_ascii()).count()
}

/// The encoding of `samples` of text when nobody states it; `None` when no candidate fits.
pub(super) fn detect(
    samples: &mut impl Samples,
) -> Result<Option<(&'static Encoding, &'static str)>, ExchangeError> {
    let utf8 = samples.judge(UTF_8)?;
    if utf8.high == 0 {
        return Ok(Some((UTF_8, "全部为 ASCII 字符")));
    }
    if utf8.fits {
        return Ok(Some((UTF_8, "全部文字符合 UTF-8")));
    }
    if samples.judge(GBK)?.fits {
        let how = "没有说明编码；不是 UTF-8，全部文字符合 GBK";
        return Ok(Some((GBK, how)));
    }
    let chinese = samples.judge(GB18030)?;
    if chinese.fits {
        let how = "没有说明编码；不是 UTF-8，全部文字符合 GB18030";
        return Ok(Some((GB18030, how)));
    }
    let guess = samples.guess()?;
    if samples.judge(guess)?.fits {
        return Ok(Some((guess, "由字符统计推断")));
    }
    Ok(mostly(utf8, chinese))
}

/// A file with a few broken bytes: the candidate with the fewest, when they are few enough to be damage
/// and not another encoding.
fn mostly(utf8: Verdict, chinese: Verdict) -> Option<(&'static Encoding, &'static str)> {
    const MOST_SHARE: f64 = 0.005;
    let (encoding, verdict, how) = if utf8.broken <= chinese.broken {
        (UTF_8, utf8, "除少数损坏的字节外符合 UTF-8")
    } else {
        let how = "没有说明编码；除少数损坏的字节外符合 GB18030";
        (GB18030, chinese, how)
    };
    let (broken, high) = (verdict.broken, verdict.high);
    (broken as f64 <= (MOST_SHARE * high as f64).max(1.0) && high > 4 * broken)
        .then_some((encoding, how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_cpg_files_are_known() {
        for (name, encoding) in [
            ("GB2312", GBK),
            ("GB18030", GB18030),
            ("ANSI 936", GBK),
            ("ANSI936", GBK),
            ("OEM 936", GBK),
            ("MS936", GBK),
            ("windows-936", GBK),
            ("LDID/77", GBK),
            ("LDID/122", GBK),
            ("x-gbk", GBK),
            ("GBK\0", GBK),
            ("\u{feff}936", GBK),
            ("54936", GB18030),
            ("UTF8", UTF_8),
            ("utf-8", UTF_8),
            ("UTF_8", UTF_8),
            ("65001", UTF_8),
            ("CP65001", UTF_8),
            ("CP936\n", GBK),
            ("950", encoding_rs::BIG5),
            ("Big-5", encoding_rs::BIG5),
            ("88591", encoding_rs::WINDOWS_1252),
            ("ISO-8859-1", encoding_rs::WINDOWS_1252),
            ("CP1252", encoding_rs::WINDOWS_1252),
        ] {
            assert_eq!(by_name(name).unwrap(), encoding, "{name}");
        }
        for name in ["klingon", "", "LDID/0", "LDID/x", "12345"] {
            assert!(by_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn chinese_is_told_apart_from_utf8() {
        let found = |text: &[u8]| {
            let texts = [text.to_owned()];
            detect(&mut texts.as_slice()).unwrap().unwrap().0
        };
        let (gbk, ..) = GBK.encode("滇池水功能区");
        assert_eq!(found(&gbk), GBK);
        assert_eq!(found("滇池".as_bytes()), UTF_8);
        assert_eq!(found("Dianchi".as_bytes()), UTF_8);
    }
}
