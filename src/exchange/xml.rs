//! XML as events, for the formats that are XML: text in the encoding that the file states, entities
//! never expanded, depth bounded. Knows no format.

use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::exchange::encoding;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;

/// Elements within elements.
const MAX_DEPTH: usize = 256;

/// What a document is made of, names without their prefix.
pub(super) enum Piece<'a> {
    Start(&'a str, &'a BytesStart<'a>),
    /// The text that stood in the element, trimmed.
    End(&'a str, &'a str),
}

/// Reads a file as text: the user's encoding, then the mark, then the declaration, then the bytes.
pub(super) fn decode(
    bytes: &[u8],
    asked: Option<&str>,
    path: &Path,
) -> Result<(String, EncodingUsed), ExchangeError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let stated = head
        .split_once("?>")
        .and_then(|(declaration, _)| declaration.split_once("encoding="))
        .and_then(|(_, rest)| {
            let quote = rest.chars().next()?;
            rest[1..].split(quote).next()
        })
        .filter(|name| encoding::by_name(name).is_ok());
    let marked = encoding_rs::Encoding::for_bom(bytes).is_some();
    match (asked, stated) {
        (None, Some(name)) if !marked => {
            let (text, mut used) = encoding::decode_file(bytes, Some(name), path)?;
            used.how = format!("由 XML 声明({name})确定");
            Ok((text, used))
        }
        _ => encoding::decode_file(bytes, asked, path),
    }
}

/// Hands every start and end to `take`. `Err` says in which line the document is broken and how; what
/// came before has been handed over.
pub(super) fn walk(text: &str, mut take: impl FnMut(Piece<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut texts: Vec<String> = Vec::new();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(at_line(text, reader.error_position(), &error.to_string())),
        };
        match event {
            Event::Start(start) => {
                if texts.len() == MAX_DEPTH {
                    let reason = format!("元素嵌套超过 {MAX_DEPTH} 层");
                    return Err(at_line(text, reader.buffer_position(), &reason));
                }
                texts.push(String::new());
                let name = start.local_name();
                take(Piece::Start(utf8(name.as_ref()), &start));
            }
            Event::Empty(start) => {
                let name = start.local_name();
                take(Piece::Start(utf8(name.as_ref()), &start));
                take(Piece::End(utf8(name.as_ref()), ""));
            }
            Event::End(end) => {
                let content = texts.pop().unwrap_or_default();
                take(Piece::End(utf8(end.local_name().as_ref()), content.trim()));
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
            Event::Eof if texts.is_empty() => return Ok(()),
            Event::Eof => return Err(at_line(text, text.len() as u64, "内容不完整")),
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
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

fn at_line(text: &str, position: u64, reason: &str) -> String {
    let end = usize::try_from(position)
        .unwrap_or(usize::MAX)
        .min(text.len());
    let before = text.as_bytes()[..end].split(|byte| *byte == b'\n');
    let line = before.count();
    format!("第 {line} 行 XML 有误：{reason}")
}
