//! XML as events, for the formats that are XML: text in the encoding that the file states, entities
//! never expanded, depth bounded. Knows no format.

use std::io::{self, BufRead, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::input::Input;
use crate::exchange::report::EncodingUsed;
use crate::exchange::text::{self, Text};

/// Elements within elements.
const MAX_DEPTH: usize = 256;
/// Bytes of one piece of markup or text, and of all the text of one element: what is never closed must not
/// fill the memory.
const MOST: usize = 64 << 20;

/// What a document is made of, names without their prefix.
pub(super) enum Piece<'a> {
    Start(&'a str, &'a BytesStart<'a>),
    /// The text that stood in the element, trimmed.
    End(&'a str, &'a str),
}

/// Opens a file as text: the user's encoding, then the mark, then the declaration, then the bytes.
pub(super) fn open(
    mut input: Input,
    asked: Option<&str>,
    path: &Path,
) -> Result<(Text, EncodingUsed), ExchangeError> {
    const HEAD: u64 = 200;
    let bytes = text::head(&mut input, HEAD).map_err(|source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    })?;
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let stated = head
        .split_once("?>")
        .and_then(|(declaration, _)| declaration.split_once("encoding="))
        .and_then(|(_, rest)| {
            let quote = rest.chars().next().filter(char::is_ascii)?;
            rest[1..].split(quote).next()
        })
        .filter(|name| encoding::by_name(name).is_ok());
    let marked = encoding_rs::Encoding::for_bom(&bytes).is_some();
    match (asked, stated) {
        (None, Some(name)) if !marked => {
            let (text, mut used) = Text::of(input, Some(name), path)?;
            used.how = format!("由 XML 声明({name})确定");
            Ok((text, used))
        }
        _ => Text::of(input, asked, path),
    }
}

/// Hands every start and end to `take`. The answer says in which line the document is broken and how,
/// `None` where it is not; what came before has been handed over.
pub(super) fn walk(
    text: &mut Text,
    path: &Path,
    take: impl FnMut(Piece<'_>) -> Result<(), ExchangeError>,
) -> Result<Option<String>, ExchangeError> {
    let failed = |source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    };
    let broken = pieces(text.reader().map_err(failed)?, MOST, take)?;
    broken
        .map(|(position, reason)| {
            let line = line_of(text, position).map_err(failed)?;
            Ok(format!("第 {line} 行 XML 有误：{reason}"))
        })
        .transpose()
}

/// Hands on only so much of a text at a time.
struct Bounded<R> {
    from: R,
    left: usize,
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let ready = self.from.fill_buf()?;
        Ok(&ready[..ready.len().min(self.left)])
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.from.consume(count);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(into.len());
        into[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// The same, with no piece of more than `most` bytes; the answer says at which byte.
fn pieces(
    from: impl BufRead,
    most: usize,
    mut take: impl FnMut(Piece<'_>) -> Result<(), ExchangeError>,
) -> Result<Option<(u64, String)>, ExchangeError> {
    let too_large = || format!("一个元素或一段内容超过 {} MB(可能没有结束)", MOST >> 20);
    let mut reader = Reader::from_reader(Bounded { from, left: most });
    reader.config_mut().check_end_names = true;
    let mut texts: Vec<String> = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().left = most;
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(_) if reader.get_ref().left == 0 => {
                return Ok(Some((reader.buffer_position(), too_large())));
            }
            Err(error) => return Ok(Some((reader.error_position(), error.to_string()))),
        };
        match event {
            Event::Start(start) => {
                if texts.len() == MAX_DEPTH {
                    let reason = format!("元素嵌套超过 {MAX_DEPTH} 层");
                    return Ok(Some((reader.buffer_position(), reason)));
                }
                texts.push(String::new());
                let name = start.local_name();
                take(Piece::Start(utf8(name.as_ref()), &start))?;
            }
            Event::Empty(start) => {
                let name = start.local_name();
                take(Piece::Start(utf8(name.as_ref()), &start))?;
                take(Piece::End(utf8(name.as_ref()), ""))?;
            }
            Event::End(end) => {
                let content = texts.pop().unwrap_or_default();
                take(Piece::End(utf8(end.local_name().as_ref()), content.trim()))?;
            }
            Event::Text(part) => append(&mut texts, &part.decode().unwrap_or_default()),
            Event::CData(part) => append(&mut texts, &part.decode().unwrap_or_default()),
            Event::GeneralRef(reference) => {
                let name = reference.decode().unwrap_or_default();
                let character = match name.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                match character {
                    Some(character) => append(&mut texts, character.encode_utf8(&mut [0; 4])),
                    // An entity of the file's own: never expanded, shown as it stands.
                    None => append(&mut texts, &format!("&{name};")),
                }
            }
            Event::Eof if texts.is_empty() => return Ok(None),
            Event::Eof => return Ok(Some((reader.buffer_position(), "内容不完整".to_owned()))),
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
        if texts.last().is_some_and(|text| text.len() > most) {
            return Ok(Some((reader.buffer_position(), too_large())));
        }
    }
}

/// The line, from 1, in which the byte at `position` stands.
fn line_of(text: &mut Text, position: u64) -> io::Result<usize> {
    let mut before = text.reader()?.take(position);
    let (mut line, mut piece) = (1, vec![0; 64 * 1024]);
    loop {
        let count = before.read(&mut piece)?;
        if count == 0 {
            return Ok(line);
        }
        line += memchr::memchr_iter(b'\n', &piece[..count]).count();
    }
}

/// The value of the attribute `name` (without prefix).
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())?;
    let raw = utf8(&found.value);
    Some(quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), Into::into))
}

fn append(texts: &mut [String], part: &str) {
    if let Some(text) = texts.last_mut() {
        text.push_str(part);
    }
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts that are handed over, and where the document is broken.
    fn cut(document: &str) -> (Vec<String>, Option<(u64, String)>) {
        let mut found = Vec::new();
        let broken = pieces(document.as_bytes(), 40, |piece| {
            if let Piece::End(_, text) = piece {
                found.push(text.to_owned());
            }
            Ok(())
        })
        .unwrap();
        (found, broken)
    }

    #[test]
    fn what_is_never_closed_or_grows_without_end_is_broken_off_and_said() {
        let (texts, broken) = cut("<a><b>one</b><b>two</b></a>");
        assert_eq!((texts.len(), broken), (3, None));
        let long = "x".repeat(100);
        let parts = "<![CDATA[0123456789]]>".repeat(6);
        for tail in [
            format!("<![CDATA[{long}"),
            format!("<b>{long}</b></a>"),
            format!("<b c='{long}'/></a>"),
            format!("<!-- {long} --></a>"),
            format!("<b>{parts}</b></a>"),
        ] {
            let (texts, broken) = cut(&format!("<a><b>one</b>{tail}"));
            assert_eq!(texts, ["one"], "{tail}");
            let (at, reason) = broken.unwrap();
            assert!(at > 0 && reason.contains("超过 64 MB"), "{reason}");
        }
    }
}
