//! The mark of a review document: which case it shows and what that case said. It stands in the QR code
//! and in the file's keywords, in plain ASCII, so that it can be read back from any of them.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

/// Before every mark; the digit is the version of its form.
const HEAD: &str = "SHUIJIE1:";
const HASH_DIGITS: usize = 64;
/// The part of a DOCX that holds its keywords.
pub const DOCX_PROPERTIES: &str = "docProps/core.xml";
/// Properties longer than this are not ours.
const LONGEST_PROPERTIES: u64 = 1 << 20;

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

    /// The first mark in the bytes of a PDF or DOCX file; `None` where there is none.
    pub fn find(file: &[u8]) -> Option<Self> {
        if !file.starts_with(b"PK") {
            return Self::find_plain(file);
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).ok()?;
        let part = archive.by_name(DOCX_PROPERTIES).ok()?;
        let mut properties = Vec::new();
        part.take(LONGEST_PROPERTIES)
            .read_to_end(&mut properties)
            .ok()?;
        Self::find_plain(&properties)
    }

    fn find_plain(bytes: &[u8]) -> Option<Self> {
        memchr::memmem::find_iter(bytes, HEAD)
            .find_map(|at| Self::parse(bytes.get(at + HEAD.len()..)?))
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
            assert_eq!(Mark::find(file.as_bytes()), Some(mark));
        }
        assert_eq!(Mark::find(b"PK\x03\x04 no archive"), None);
        assert_eq!(Mark::find(b"%PDF SHUIJIE1:A:1:00"), None);
    }
}
