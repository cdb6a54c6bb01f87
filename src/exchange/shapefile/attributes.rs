//! Reads the attribute table of a shapefile record by record, its text in an encoding that is found, not
//! assumed.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use dbase::encoding::EncodingRs;
use dbase::{FieldError, FieldIterator, FieldValue, ReadableRecord, ReaderBuilder};
use encoding_rs::Encoding as TextEncoding;

use crate::exchange::encoding::{self, Samples, Verdict};
use crate::exchange::error::ExchangeError;
use crate::exchange::input::Input;
use crate::exchange::report::EncodingUsed;
use crate::exchange::shapefile::set::Set;
use crate::exchange::source::RawValue;

/// What was noticed about a record: code, column, message.
pub(super) type Notes = Vec<(&'static str, String, String)>;

/// An open table.
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) used: EncodingUsed,
    /// For every whole record whether it is not marked as deleted. The crate steps over deleted records,
    /// which would shift attributes against shapes.
    pub(super) live: Vec<bool>,
    reader: dbase::Reader<Input>,
    encoding: &'static TextEncoding,
    path: PathBuf,
}

/// A record as its values in file order.
struct Record(Vec<FieldValue>);

impl ReadableRecord for Record {
    fn read_using<S, M>(fields: &mut FieldIterator<'_, S, M>) -> Result<Self, FieldError>
    where
        S: std::io::Read + std::io::Seek,
        M: std::io::Read + std::io::Seek,
    {
        fields
            .map(|field| field.map(|field| field.value))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// The bytes behind a text that was read as `x-user-defined`. That encoding hands every byte through
/// (80–FF become U+F780–U+F7FF), so that the true one can be chosen when all text is known; the
/// crate's own choice falls back in silence.
fn bytes_of(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| (u32::from(character) & 0xFF) as u8)
        .collect()
}

impl Table {
    /// Opens the `.dbf` of `set`, whose shapes lie at `shapes`.
    pub(super) fn open(
        mut input: Input,
        shapes: &Path,
        set: &Set,
        asked: Option<&str>,
    ) -> Result<Self, ExchangeError> {
        let path = shapes.with_extension("dbf");
        let malformed = ExchangeError::malformed("DBF", &path);
        let layout = Layout::of(&mut input).map_err(malformed)?;
        let live = layout.live(&mut input).map_err(malformed)?;
        input
            .seek(SeekFrom::Start(0))
            .map_err(|error| malformed(error.to_string()))?;
        let head = ReaderBuilder::new()
            .with_encoding(EncodingRs::from(encoding_rs::X_USER_DEFINED))
            .build(&mut input)
            .map_err(|error| malformed(error.to_string()))?;
        let names: Vec<Vec<u8>> = head
            .fields()
            .iter()
            .map(|field| bytes_of(field.name()))
            .collect();
        drop(head);
        let mut texts = Texts {
            input: &mut input,
            layout: &layout,
            live: &live,
            path: &path,
        };
        let (encoding, how) = choose_encoding(set, asked, &names, &mut texts)?;
        input
            .seek(SeekFrom::Start(0))
            .map_err(|error| malformed(error.to_string()))?;
        let reader = ReaderBuilder::new()
            .with_encoding(EncodingRs::from(encoding_rs::X_USER_DEFINED))
            .build(input)
            .map_err(|error| malformed(error.to_string()))?;
        Ok(Self {
            columns: names
                .iter()
                .map(|name| encoding.decode_without_bom_handling(name).0.into_owned())
                .collect(),
            used: EncodingUsed {
                name: encoding.name().to_owned(),
                how,
            },
            live,
            reader,
            encoding,
            path,
        })
    }

    /// Whether a record is marked as deleted.
    pub(super) fn has_deleted(&self) -> bool {
        self.live.contains(&false)
    }

    /// The values of a record, and what was noticed.
    pub(super) fn cells(&mut self, record: usize) -> Result<(Vec<RawValue>, Notes), ExchangeError> {
        self.reader
            .seek(record)
            .map_err(|error| ExchangeError::malformed("DBF", &self.path)(error.to_string()))?;
        let record = self.reader.iter_records_as::<Record>().next();
        Ok(cells(record, self.columns.len(), self.encoding))
    }
}

/// The user's word, then `.cpg`, then the language byte, then the text itself.
fn choose_encoding(
    set: &Set,
    asked: Option<&str>,
    names: &[Vec<u8>],
    texts: &mut Texts<'_>,
) -> Result<(&'static TextEncoding, String), ExchangeError> {
    if let Some(name) = asked {
        return Ok((encoding::by_name(name)?, "由用户指定".to_owned()));
    }
    if let Some(bytes) = &set.code_page {
        let name = String::from_utf8_lossy(bytes)
            .trim_start_matches('\u{feff}')
            .trim()
            .to_owned();
        if let Ok(encoding) = encoding::by_name(&name) {
            return Ok((encoding, format!("由 .cpg 文件({name})确定")));
        }
    }
    // The byte is wrong now and then, so the text has to agree.
    let language = texts.layout.language;
    if let Some(encoding) = encoding::by_language(language)
        && texts.judge(encoding)?.fits
    {
        return Ok((encoding, format!("由 .dbf 的语言标记 {language:02X} 确定")));
    }
    // Names may be cut in the middle of a character, so they only speak when the text is silent.
    let found = if texts.judge(encoding_rs::UTF_8)?.high == 0 {
        encoding::detect(&mut { names })?
    } else {
        encoding::detect(texts)?
    };
    found
        .map(|(encoding, how)| (encoding, how.to_owned()))
        .ok_or_else(|| ExchangeError::UndecidedEncoding {
            path: texts.path.to_owned(),
        })
}

fn cells(
    record: Option<Result<Record, dbase::Error>>,
    columns: usize,
    encoding: &'static TextEncoding,
) -> (Vec<RawValue>, Notes) {
    let record = match record {
        Some(Ok(record)) => record.0,
        Some(Err(error)) => {
            let note = (
                "bad_record",
                "属性".to_owned(),
                format!("属性记录无法读取：{error}"),
            );
            return (vec![RawValue::Null; columns], vec![note]);
        }
        None => Vec::new(),
    };
    let mut notes = Vec::new();
    let mut values: Vec<RawValue> = record
        .into_iter()
        .map(|value| match value {
            FieldValue::Character(Some(text)) | FieldValue::Memo(text) => {
                let bytes = bytes_of(&text);
                let (text, malformed) = encoding.decode_without_bom_handling(&bytes);
                if malformed {
                    let message = format!("「{text}」中有字节不符合 {}", encoding.name());
                    notes.push(("undecodable_text", "属性".to_owned(), message));
                }
                RawValue::Text(text.into_owned())
            }
            FieldValue::Character(None)
            | FieldValue::Numeric(None)
            | FieldValue::Float(None)
            | FieldValue::Logical(None)
            | FieldValue::Date(None) => RawValue::Null,
            FieldValue::Numeric(Some(number))
            | FieldValue::Currency(number)
            | FieldValue::Double(number) => RawValue::Number(number),
            FieldValue::Float(Some(number)) => RawValue::Number(f64::from(number)),
            FieldValue::Integer(number) => RawValue::Number(f64::from(number)),
            FieldValue::Logical(Some(flag)) => RawValue::Flag(flag),
            FieldValue::Date(Some(date)) => iso(date),
            FieldValue::DateTime(time) => iso(time.date()),
        })
        .collect();
    values.resize(columns, RawValue::Null);
    (values, notes)
}

fn iso(date: dbase::Date) -> RawValue {
    RawValue::Text(format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        date.month(),
        date.day()
    ))
}

/// Where records and their texts lie.
struct Layout {
    first: u64,
    size: usize,
    count: u64,
    language: u8,
    /// Where the texts of a record begin and how long they are.
    texts: Vec<(usize, usize)>,
}

impl Layout {
    fn of(input: &mut Input) -> Result<Self, String> {
        let cut = || "文件头不完整".to_owned();
        let head =
            crate::exchange::text::head(input, 1 << 16).map_err(|error| error.to_string())?;
        let byte = |at: usize| head.get(at).copied().ok_or_else(cut);
        let short = |at: usize| Ok::<_, String>(u16::from_le_bytes([byte(at)?, byte(at + 1)?]));
        let count = u32::from_le_bytes([byte(4)?, byte(5)?, byte(6)?, byte(7)?]);
        let (first, size) = (short(8)?, usize::from(short(10)?));
        if size == 0 || u64::from(first) > input.len() {
            return Err(cut());
        }
        // The mark of deletion comes first.
        let (mut at, mut texts) = (1, Vec::new());
        let fields = head.get(32..).unwrap_or_default().chunks_exact(32);
        for field in fields.take_while(|field| field[0] != 0x0D) {
            let width = usize::from(field[16]);
            if field[11] == b'C' && at + width <= size {
                texts.push((at, width));
            }
            at += width;
        }
        Ok(Self {
            first: u64::from(first),
            size,
            count: u64::from(count),
            language: head.get(29).copied().unwrap_or_default(),
            texts,
        })
    }

    /// Hands over every whole record.
    fn records(&self, input: &mut Input, mut take: impl FnMut(&[u8])) -> std::io::Result<()> {
        let whole = ((input.len() - self.first) / self.size as u64).min(self.count);
        input.seek(SeekFrom::Start(self.first))?;
        let mut record = vec![0; self.size];
        for _ in 0..whole {
            input.read_exact(&mut record)?;
            take(&record);
        }
        Ok(())
    }

    fn live(&self, input: &mut Input) -> Result<Vec<bool>, String> {
        let mut live = Vec::new();
        self.records(input, |record| live.push(record[0] != b'*'))
            .map_err(|error| error.to_string())?;
        Ok(live)
    }
}

/// The texts of the records that are not deleted, as samples of their encoding.
struct Texts<'t> {
    input: &'t mut Input,
    layout: &'t Layout,
    live: &'t [bool],
    path: &'t Path,
}

impl Texts<'_> {
    fn each(&mut self, mut take: impl FnMut(&[u8])) -> Result<(), ExchangeError> {
        let mut live = self.live.iter();
        let visited = self.layout.records(self.input, |record| {
            if live.next() == Some(&true) {
                for (at, width) in &self.layout.texts {
                    let text = &record[*at..at + width];
                    // What stands behind the first zero is nobody's.
                    let end = text.iter().position(|byte| *byte == 0);
                    take(text[..end.unwrap_or(text.len())].trim_ascii());
                }
            }
        });
        visited.map_err(|source| ExchangeError::Read {
            source,
            path: self.path.to_owned(),
        })
    }
}

impl Samples for Texts<'_> {
    fn judge(&mut self, encoding: &'static TextEncoding) -> Result<Verdict, ExchangeError> {
        let (mut high, mut broken) = (0, 0);
        self.each(|text| {
            high += encoding::high(text);
            broken += encoding::failures(encoding, text);
        })?;
        Ok(Verdict {
            high,
            broken,
            fits: broken == 0,
        })
    }

    fn guess(&mut self) -> Result<&'static TextEncoding, ExchangeError> {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        self.each(|text| {
            detector.feed(text, false);
        })?;
        Ok(detector.guess(None, Utf8Detection::Deny))
    }
}
