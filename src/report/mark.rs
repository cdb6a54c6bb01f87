//! The mark of a review document: which case it shows and what that case said. It stands in the QR code
//! and in the file's keywords, in plain ASCII, so that it can be read back from any of them.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

/// Before every mark; the digit is the version of its form.
const HEAD: &str = "SHUIJIE1:";
const HASH_DIGITS: usize = 64;
/// The part of a DOCX that holds its keywords.
pub const DOCX_PROPERTIES: &str = "docProps/core.xml";
/// Parts longer than this are not read to their end.
const LONGEST_PART: u64 = 64 << 20;

/// Which case, and the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Case number.
    pub number: String,
    /// Revision.
    pub revision: u32,
    /// SHA-256 of the case's content, lower-case hex.
    pub hash: String,
}

impl Mark {
    /// `SHUIJIE1:NUMBER:REVISION:HASH`; what is not a letter, a digit or a hyphen is written `%XX`.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for byte in self.number.bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' {
                text.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                write!(text, "%{byte:02X}").unwrap_or_default();
            }
        }
        format!("{text}:{}:{}", self.revision, self.hash)
    }

    /// Every different mark in the bytes of a PDF or DOCX file, in the order of the file: whoever joins two
    /// documents, or adds to one, leaves several.
    pub fn find_all(file: &[u8]) -> Vec<Self> {
        let mut marks = Vec::new();
        if !file.starts_with(b"PK") {
            Self::find_plain(file, &mut marks);
            return marks;
        }
        let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(file)) else {
            return marks;
        };
        for index in 0..archive.len() {
            let Ok(part) = archive.by_index(index) else {
                continue;
            };
            let mut bytes = Vec::new();
            if part.take(LONGEST_PART).read_to_end(&mut bytes).is_ok() {
                Self::find_plain(&bytes, &mut marks);
            }
        }
        marks
    }

    fn find_plain(bytes: &[u8], marks: &mut Vec<Self>) {
        for at in memchr::memmem::find_iter(bytes, HEAD) {
            let mark = bytes.get(at + HEAD.len()..).and_then(Self::parse);
            marks.extend(mark.filter(|mark| !marks.contains(mark)));
        }
    }

    fn parse(rest: &[u8]) -> Option<Self> {
        let mut parts = rest.splitn(3, |byte| *byte == b':');
        let number = decoded(parts.next()?)?;
        let revision = std::str::from_utf8(parts.next()?).ok()?.parse().ok()?;
        let hash = std::str::from_utf8(parts.next()?.get(..HASH_DIGITS)?).ok()?;
        hash.bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| Self {
                number,
                revision,
                hash: hash.to_ascii_lowercase(),
            })
    }
}

fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        if *byte == b'%' {
            let digits = [*rest.next()?, *rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else if byte.is_ascii_alphanumeric() || *byte == b'-' {
            bytes.push(*byte);
        } else {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_again_among_other_bytes_whatever_the_number() {
        for number in ["PK-2026-0001", "昆水审〔2026〕12号", "a:b(c)%"] {
            let mark = Mark {
                number: number.to_owned(),
                revision: 3,
                hash: "0123456789abcdef".repeat(4),
            };
            let text = mark.text();
            assert!(text.is_ascii() && !text.contains(['(', ')', ' ']));
            let file = format!("%PDF-1.7 SHUIJIE1:broken:x /Keywords({text})>>");
            assert_eq!(Mark::find_all(file.as_bytes()), [mark]);
        }
        assert_eq!(Mark::find_all(b"PK\x03\x04 no archive"), []);
        assert_eq!(Mark::find_all(b"%PDF SHUIJIE1:A:1:00"), []);
    }

    #[test]
    fn a_second_mark_is_not_overlooked_and_the_same_one_is_told_once() {
        let mark = |revision| Mark {
            number: "PK-2026-0001".to_owned(),
            revision,
            hash: "0123456789abcdef".repeat(4),
        };
        let (first, second) = (mark(1), mark(2));
        let file = format!("%PDF {0} {0} {1} {0}", first.text(), second.text());
        assert_eq!(Mark::find_all(file.as_bytes()), [first, second]);
    }
}
