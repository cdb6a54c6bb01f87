//! Which encoding text is in: what the user says, what the file says, strict UTF-8, GB18030, and only
//! then a detector. Decoding is strict: a byte that does not fit is counted, never replaced in silence.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;

/// The encoding called `name`, also under the spellings of `.cpg` files that WHATWG does not know.
pub(super) fn by_name(name: &str) -> Result<&'static Encoding, ExchangeError> {
    let key = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let known = match key.as_str() {
        "65001" | "utf8" | "cp65001" => Some(UTF_8),
        "936" | "cp936" | "ansi-936" | "oem-936" | "ms936" | "windows-936" | "euc-cn"
        | "ansi936" => Some(GBK),
        "54936" | "cp54936" => Some(GB18030),
        "950" | "cp950" | "ansi-950" | "oem-950" => Some(encoding_rs::BIG5),
        "1252" | "cp1252" | "ansi-1252" | "88591" | "iso88591" => Some(encoding_rs::WINDOWS_1252),
        other => Encoding::for_label(other.as_bytes()),
    };
    known.ok_or_else(|| ExchangeError::UnknownEncoding {
        name: name.to_owned(),
    })
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
    fits(guess).then_some((guess, "由字符统计推断"))
}

/// The encoding of a whole text file and its content without byte order mark.
pub(super) fn decode_file(
    bytes: &[u8],
    asked: Option<&str>,
    path: &std::path::Path,
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
    if malformed {
        return Err(ExchangeError::Malformed {
            format: encoding.name(),
            reason: "有字节不符合该编码，请用 --encoding 指定正确的编码".to_owned(),
            path: path.to_owned(),
        });
    }
    Ok((
        text.into_owned(),
        EncodingUsed {
            name: encoding.name().to_owned(),
            how: how.to_owned(),
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
            ("OEM 936", GBK),
            ("UTF8", UTF_8),
            ("utf-8", UTF_8),
            ("CP936\n", GBK),
        ] {
            assert_eq!(by_name(name).unwrap(), encoding, "{name}");
        }
        assert!(by_name("klingon").is_err());
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
