//! Which encoding text is in: what the user says, what the file says, strict UTF-8, GB18030, and only
//! then a detector. Decoding is strict: a byte that does not fit is counted, never replaced in silence.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::bytes_of;

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

/// The encoding of `samples` of text when nobody states it; `None` when no candidate fits.
pub(super) fn detect<'a>(
    samples: &(impl Iterator<Item = &'a [u8]> + Clone),
) -> Option<(&'static Encoding, &'static str)> {
    let mut samples_left = samples
        .clone()
        .filter(|sample| !sample.is_ascii())
        .peekable();
    if samples_left.peek().is_none() {
        return Some((UTF_8, "全部为 ASCII 字符"));
    }
    let fits = |encoding: &'static Encoding| {
        samples.clone().all(|sample| {
            encoding
                .decode_without_bom_handling_and_without_replacement(sample)
                .is_some()
        })
    };
    if fits(UTF_8) {
        return Some((UTF_8, "全部文字符合 UTF-8"));
    }
    if fits(GBK) {
        return Some((GBK, "没有说明编码；不是 UTF-8，全部文字符合 GBK"));
    }
    if fits(GB18030) {
        return Some((GB18030, "没有说明编码；不是 UTF-8，全部文字符合 GB18030"));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for sample in samples.clone() {
        detector.feed(sample, false);
    }
    let guess = detector.guess(None, Utf8Detection::Deny);
    if fits(guess) {
        return Some((guess, "由字符统计推断"));
    }
    mostly(samples)
}

/// A file with a few broken bytes: the candidate with the fewest, when they are few enough to be damage
/// and not another encoding.
fn mostly<'a>(
    samples: &(impl Iterator<Item = &'a [u8]> + Clone),
) -> Option<(&'static Encoding, &'static str)> {
    const MOST_SHARE: f64 = 0.005;
    let count = |encoding| {
        samples
            .clone()
            .map(|sample| failures(encoding, sample))
            .sum::<usize>()
    };
    let high: usize = samples
        .clone()
        .flatten()
        .filter(|byte| !byte.is_ascii())
        .count();
    let (encoding, broken) = [UTF_8, GB18030]
        .into_iter()
        .map(|encoding| (encoding, count(encoding)))
        .min_by_key(|(_, broken)| *broken)?;
    let how = if encoding == UTF_8 {
        "除少数损坏的字节外符合 UTF-8"
    } else {
        "没有说明编码；除少数损坏的字节外符合 GB18030"
    };
    (broken as f64 <= (MOST_SHARE * high as f64).max(1.0) && high > 4 * broken)
        .then_some((encoding, how))
}

/// A whole text file without byte order mark, and its encoding.
pub(super) fn read_file(
    path: &Path,
    asked: Option<&str>,
) -> Result<(String, EncodingUsed), ExchangeError> {
    decode_file(&bytes_of(path)?, asked, path)
}

/// The same of bytes that were read already.
pub(super) fn decode_file(
    bytes: &[u8],
    asked: Option<&str>,
    path: &Path,
) -> Result<(String, EncodingUsed), ExchangeError> {
    let (encoding, how) = if let Some(name) = asked {
        (by_name(name)?, "由用户指定")
    } else if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        (encoding, "由字节顺序标记(BOM)确定")
    } else {
        detect(&std::iter::once(bytes)).ok_or_else(|| ExchangeError::UndecidedEncoding {
            path: path.to_owned(),
        })?
    };
    let (text, _used, malformed) = encoding.decode(bytes);
    let broken = if malformed {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    // A text of which much does not fit is in another encoding, whoever said otherwise.
    if broken > 0 && broken * 20 > bytes.iter().filter(|byte| !byte.is_ascii()).count() {
        return Err(ExchangeError::Malformed {
            format: encoding.name(),
            reason: format!("有 {broken} 处字节不符合该编码，请用 --encoding 指定正确的编码"),
            path: path.to_owned(),
        });
    }
    let how = if broken > 0 {
        format!("{how}；有 {broken} 处字节无法解码，已标为 \u{fffd}")
    } else {
        how.to_owned()
    };
    Ok((
        text.into_owned(),
        EncodingUsed {
            name: encoding.name().to_owned(),
            how,
        },
    ))
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
    fn a_few_broken_bytes_are_counted_and_not_hidden() {
        let path = Path::new("a.csv");
        let text = "滇池水功能区".repeat(200);
        for (encoding, name) in [(GB18030, "gb18030"), (UTF_8, "UTF-8")] {
            let mut bytes = encoding.encode(&text).0.into_owned();
            let at = bytes.len() / 2 / 6 * 6;
            bytes.splice(at..at, [0xFF]);
            let (decoded, used) = decode_file(&bytes, None, path).unwrap();
            assert_eq!(used.name.to_ascii_lowercase(), name.to_ascii_lowercase());
            assert!(used.how.contains("1 处"), "{}", used.how);
            assert!(decoded.contains('\u{fffd}'));
        }
        let gbk = GBK.encode(&text).0.into_owned();
        assert!(
            decode_file(&gbk, Some("UTF-8"), path).is_err(),
            "asked for the wrong one"
        );
    }

    #[test]
    fn chinese_is_told_apart_from_utf8() {
        let (gbk, ..) = GBK.encode("滇池水功能区");
        assert_eq!(detect(&std::iter::once(&*gbk)).unwrap().0, GBK);
        assert_eq!(
            detect(&std::iter::once("滇池".as_bytes())).unwrap().0,
            UTF_8
        );
        assert_eq!(
            detect(&std::iter::once("Dianchi".as_bytes())).unwrap().0,
            UTF_8
        );
    }
}
