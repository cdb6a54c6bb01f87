//! The text of a file: its encoding found by looking at all of it, then decoded piece by piece as it is
//! read. Nothing holds the whole file.

use std::io::{BufRead, Read, Seek as _, SeekFrom};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding};

use crate::exchange::encoding::{self, Samples, Verdict};
use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Input, Watch};
use crate::exchange::report::EncodingUsed;

/// Bytes that are decoded at once.
const PIECE: usize = 128 * 1024;
/// Bytes of a format that has to be in memory as a whole.
const MOST_WHOLE: u64 = 512 << 20;

/// A text that can be read as often as wanted.
pub(super) struct Text {
    input: Input,
    encoding: &'static Encoding,
}

impl Text {
    /// The text of a file, in the encoding `asked` for or found, and how that was found.
    pub(super) fn open(
        path: &Path,
        asked: Option<&str>,
        watch: &Watch,
    ) -> Result<(Self, EncodingUsed), ExchangeError> {
        Self::of(Input::open(path, watch)?, asked, path)
    }

    /// The same of bytes from anywhere; `path` is what errors name.
    pub(super) fn of(
        mut input: Input,
        asked: Option<&str>,
        path: &Path,
    ) -> Result<(Self, EncodingUsed), ExchangeError> {
        let read = |source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        };
        let head = head(&mut input, 3).map_err(read)?;
        let mut known = None;
        let (encoding, how) = if let Some(name) = asked {
            (encoding::by_name(name)?, "由用户指定")
        } else if let Some((encoding, _)) = Encoding::for_bom(&head) {
            (encoding, "由字节顺序标记(BOM)确定")
        } else {
            let mut whole = Whole {
                input: &mut input,
                path,
                judged: Vec::new(),
            };
            let found = encoding::detect(&mut whole)?;
            known = found.and_then(|(encoding, _)| whole.known(encoding));
            found.ok_or_else(|| ExchangeError::UndecidedEncoding {
                path: path.to_owned(),
            })?
        };
        let judged = match known {
            Some(judged) => judged,
            // A mark at the beginning counts for more than what anybody says.
            None => judge(&mut input, encoding.new_decoder()).map_err(read)?,
        };
        let broken = judged.broken;
        // A text of which much does not fit is in another encoding, whoever said otherwise.
        if broken > 0 && broken * 20 > judged.high {
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
        let used = EncodingUsed {
            name: encoding.name().to_owned(),
            how,
        };
        Ok((Self { input, encoding }, used))
    }

    /// From the beginning.
    pub(super) fn reader(&mut self) -> std::io::Result<Decoded<'_>> {
        self.input.seek(SeekFrom::Start(0))?;
        Ok(Decoded {
            decoder: self.encoding.new_decoder(),
            input: &mut self.input,
            raw: vec![0; PIECE],
            waiting: (0, 0),
            is_last: false,
            text: vec![0; PIECE * 3],
            ready: (0, 0),
            is_ended: false,
        })
    }

    /// The beginning, at most `most` bytes of it, without a character that was cut.
    pub(super) fn head(&mut self, most: u64) -> std::io::Result<String> {
        let mut bytes = Vec::new();
        self.reader()?.take(most).read_to_end(&mut bytes)?;
        let whole = match std::str::from_utf8(&bytes) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        bytes.truncate(whole);
        String::from_utf8(bytes).map_err(std::io::Error::other)
    }

    /// All of it, for formats that cannot be read piece by piece.
    pub(super) fn whole(&mut self, path: &Path) -> Result<String, ExchangeError> {
        if self.input.len() > MOST_WHOLE {
            return Err(ExchangeError::TooLarge {
                what: format!("该格式的文件上限 {} MB，请分成几个文件", MOST_WHOLE >> 20),
                path: path.to_owned(),
            });
        }
        let mut text = String::new();
        let read = self
            .reader()
            .and_then(|mut from| from.read_to_string(&mut text));
        read.map_err(|source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        })?;
        Ok(text)
    }
}

/// The first bytes, at most `most`.
pub(super) fn head(input: &mut Input, most: u64) -> std::io::Result<Vec<u8>> {
    input.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    input.by_ref().take(most).read_to_end(&mut head)?;
    Ok(head)
}

/// Decodes all of `input` and counts what does not fit.
fn judge(input: &mut Input, mut decoder: Decoder) -> std::io::Result<Verdict> {
    input.seek(SeekFrom::Start(0))?;
    let (mut raw, mut text) = (vec![0; PIECE], vec![0; PIECE * 3]);
    let (mut high, mut marks, mut is_malformed) = (0, 0, false);
    let mark = memchr::memmem::Finder::new("\u{fffd}");
    loop {
        let count = input.read(&mut raw)?;
        let mut piece = &raw[..count];
        high += piece.iter().filter(|byte| !byte.is_ascii()).count();
        loop {
            let (result, read, written, malformed) =
                decoder.decode_to_utf8(piece, &mut text, count == 0);
            marks += mark.find_iter(&text[..written]).count();
            is_malformed |= malformed;
            piece = &piece[read..];
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        if count == 0 {
            return Ok(Verdict {
                high,
                broken: if is_malformed { marks } else { 0 },
                fits: !is_malformed,
            });
        }
    }
}

/// A whole file as one sample of its encoding.
struct Whole<'i> {
    input: &'i mut Input,
    path: &'i Path,
    /// What was found so far.
    judged: Vec<(&'static Encoding, Verdict)>,
}

impl Whole<'_> {
    fn known(&self, encoding: &'static Encoding) -> Option<Verdict> {
        let mut judged = self.judged.iter();
        judged.find_map(|(known, verdict)| (*known == encoding).then_some(*verdict))
    }

    fn failed(&self) -> impl Fn(std::io::Error) -> ExchangeError + use<> {
        let path = self.path.to_owned();
        move |source| ExchangeError::Read {
            source,
            path: path.clone(),
        }
    }
}

impl Samples for Whole<'_> {
    fn judge(&mut self, encoding: &'static Encoding) -> Result<Verdict, ExchangeError> {
        let failed = self.failed();
        let decoder = encoding.new_decoder_without_bom_handling();
        let verdict = judge(self.input, decoder).map_err(failed)?;
        self.judged.push((encoding, verdict));
        Ok(verdict)
    }

    fn guess(&mut self) -> Result<&'static Encoding, ExchangeError> {
        let failed = self.failed();
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut raw = vec![0; PIECE];
        self.input.seek(SeekFrom::Start(0)).map_err(&failed)?;
        loop {
            let count = self.input.read(&mut raw).map_err(&failed)?;
            if count == 0 {
                return Ok(detector.guess(None, Utf8Detection::Deny));
            }
            detector.feed(&raw[..count], false);
        }
    }
}

/// A text as UTF-8, without byte order mark.
pub(super) struct Decoded<'t> {
    input: &'t mut Input,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` waits to be decoded.
    waiting: (usize, usize),
    /// Whether the input has ended.
    is_last: bool,
    text: Vec<u8>,
    /// What of `text` waits to be taken.
    ready: (usize, usize),
    is_ended: bool,
}

impl BufRead for Decoded<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        while self.ready.0 == self.ready.1 && !self.is_ended {
            if self.waiting.0 == self.waiting.1 && !self.is_last {
                let count = self.input.read(&mut self.raw)?;
                self.waiting = (0, count);
                self.is_last = count == 0;
            }
            let (result, read, written, _) = self.decoder.decode_to_utf8(
                &self.raw[self.waiting.0..self.waiting.1],
                &mut self.text,
                self.is_last,
            );
            self.waiting.0 += read;
            self.ready = (0, written);
            self.is_ended = self.is_last && result == CoderResult::InputEmpty;
        }
        Ok(&self.text[self.ready.0..self.ready.1])
    }

    fn consume(&mut self, count: usize) {
        self.ready.0 = (self.ready.0 + count).min(self.ready.1);
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(into.len());
        into[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, GBK, UTF_8, UTF_16LE};

    use super::*;
    use crate::domain::Progress;

    fn open(bytes: &[u8], asked: Option<&str>) -> Result<(Text, EncodingUsed), ExchangeError> {
        let watch = Watch::new(&Progress::silent());
        Text::of(
            Input::memory(bytes.to_owned(), &watch),
            asked,
            Path::new("a.csv"),
        )
    }

    #[test]
    fn a_few_broken_bytes_are_counted_and_not_hidden() {
        let path = Path::new("a.csv");
        let text = "滇池水功能区".repeat(200);
        for (encoding, name) in [(GB18030, "gb18030"), (UTF_8, "UTF-8")] {
            let mut bytes = encoding.encode(&text).0.into_owned();
            let at = bytes.len() / 2 / 6 * 6;
            bytes.splice(at..at, [0xFF]);
            let (mut decoded, used) = open(&bytes, None).unwrap();
            assert_eq!(used.name.to_ascii_lowercase(), name.to_ascii_lowercase());
            assert!(used.how.contains("1 处"), "{}", used.how);
            assert!(decoded.whole(path).unwrap().contains('\u{fffd}'));
        }
        let gbk = GBK.encode(&text).0.into_owned();
        assert!(
            open(&gbk, Some("UTF-8")).is_err(),
            "asked for the wrong one"
        );
    }

    #[test]
    fn a_text_longer_than_a_piece_is_decoded_as_one() {
        let text = "a滇池\n".repeat(PIECE / 5);
        let marked: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let kinds = [
            (text.clone().into_bytes(), UTF_8),
            (GBK.encode(&text).0.into_owned(), GBK),
            (["\u{feff}", &text].concat().into_bytes(), UTF_8),
            (marked, UTF_16LE),
        ];
        for (bytes, encoding) in kinds {
            let (mut read, used) = open(&bytes, None).unwrap();
            assert_eq!(used.name, encoding.name());
            assert_eq!(read.whole(Path::new("a.csv")).unwrap(), text);
            // Cut inside a character.
            assert_eq!(read.head(3).unwrap(), "a");
            assert_eq!(read.head(4).unwrap(), "a滇");
        }
    }
}
