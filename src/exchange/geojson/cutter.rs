//! Cuts the features out of a GeoJSON text while it is read, so that each can be parsed for itself and none
//! has to wait for the end of the file. Knows where values begin and end, and which list is that of the
//! features; whether what it hands over is JSON is the parser's business.

use std::io::Read;

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;
/// Bytes of one feature, and of all that stands outside of features.
const MOST: usize = 256 << 20;

/// A place in a text, as people count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// From 1.
    pub(super) line: u64,
    /// In bytes of UTF-8, from 1.
    pub(super) column: u64,
    /// Bytes of UTF-8 before it.
    pub(super) byte: u64,
}

impl Place {
    /// The beginning of a text.
    pub(super) const START: Self = Self {
        line: 1,
        column: 1,
        byte: 0,
    };

    /// The place behind `passed`, which begins here.
    pub(super) fn after(self, passed: &[u8]) -> Self {
        let lines = memchr::memchr_iter(b'\n', passed).count() as u64;
        let column = match memchr::memrchr(b'\n', passed) {
            Some(last) => (passed.len() - last) as u64,
            None => self.column + passed.len() as u64,
        };
        Self {
            line: self.line + lines,
            column,
            byte: self.byte + passed.len() as u64,
        }
    }
}

/// Why cutting stopped.
#[derive(Debug)]
pub(super) enum Stop<E> {
    /// The text cannot be read.
    Io(std::io::Error),
    /// One feature, or the rest, is larger than [`MOST`]; where it begins.
    TooLarge(Place),
    /// The text ends here, between the features.
    Ended(Place),
    /// The text ends within this feature, as far as it goes, that begins here.
    Cut(Vec<u8>, Place),
    /// This cannot stand here, in the list of features or behind everything.
    Unexpected(Place),
    /// Whoever takes the features stopped.
    Taker(E),
}

impl<E> From<std::io::Error> for Stop<E> {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// What is left of a text when the features are cut out.
#[derive(Debug)]
pub(super) struct Frame {
    /// The text; the list of features is empty in it.
    pub(super) text: Vec<u8>,
    /// Where the list was: its place in the frame, and the place in the text of what follows there.
    pub(super) gap: Option<(usize, Place)>,
    /// Something other than white space that stands behind the end.
    pub(super) behind: Option<Place>,
}

/// Reads a text and cuts it.
pub(super) struct Cutter<R> {
    from: R,
    bytes: Vec<u8>,
    /// The first byte that is kept.
    start: usize,
    /// The next byte that is looked at.
    at: usize,
    /// A byte, not behind `start` nor before the places asked for so far, and its place: lines are counted
    /// on from there, so that every byte is looked at once.
    known: (usize, Place),
}

impl<R: Read> Cutter<R> {
    pub(super) const fn new(from: R) -> Self {
        Self {
            from,
            bytes: Vec::new(),
            start: 0,
            at: 0,
            known: (0, Place::START),
        }
    }

    /// Hands over every element of the list `features` of the outermost object, with its place.
    pub(super) fn cut<E>(
        mut self,
        mut take: impl FnMut(&[u8], Place) -> Result<(), E>,
    ) -> Result<Frame, Stop<E>> {
        let mut frame = Frame {
            text: Vec::new(),
            gap: None,
            behind: None,
        };
        let is_whole = self.object(&mut frame, &mut take)?;
        // The byte that cannot stand here tells the parser what is wrong.
        self.at = (self.at + usize::from(!is_whole)).min(self.bytes.len());
        self.keep(&mut frame);
        if is_whole && self.space()?.is_some() {
            frame.behind = Some(self.place());
        }
        Ok(frame)
    }

    /// The outermost object. `false` where it ends early or is none.
    fn object<E>(
        &mut self,
        frame: &mut Frame,
        take: &mut impl FnMut(&[u8], Place) -> Result<(), E>,
    ) -> Result<bool, Stop<E>> {
        if self.space()? != Some(b'{') {
            return Ok(false);
        }
        self.at += 1;
        loop {
            self.keep(frame);
            match self.space()? {
                Some(b'"') => {}
                Some(b'}') => {
                    self.at += 1;
                    return Ok(true);
                }
                _ => return Ok(false),
            }
            self.keep(frame);
            if !self.value()? {
                return Ok(false);
            }
            let is_features = &self.bytes[self.start..self.at] == b"\"features\"";
            if self.space()? != Some(b':') {
                return Ok(false);
            }
            self.at += 1;
            if self.space()? == Some(b'[') && is_features && frame.gap.is_none() {
                self.at += 1;
                self.keep(frame);
                self.list(take)?;
                frame.gap = Some((frame.text.len(), self.place()));
                self.start = self.at;
                self.at += 1;
            } else if !self.value()? {
                return Ok(false);
            }
            match self.space()? {
                Some(b',') => self.at += 1,
                Some(b'}') => {}
                _ => return Ok(false),
            }
        }
    }

    /// The elements of a list, up to its closing bracket.
    fn list<E>(
        &mut self,
        take: &mut impl FnMut(&[u8], Place) -> Result<(), E>,
    ) -> Result<(), Stop<E>> {
        let mut is_first = true;
        loop {
            match self.space()? {
                Some(b']') if is_first => return Ok(()),
                Some(b']' | b',' | b'}' | b':') => return Err(Stop::Unexpected(self.place())),
                Some(_) => {}
                None => return Err(Stop::Ended(self.place())),
            }
            is_first = false;
            self.start = self.at;
            let place = self.place();
            if !self.value()? {
                let left = self.bytes[self.start..].to_owned();
                return Err(Stop::Cut(left, place));
            }
            take(&self.bytes[self.start..self.at], place).map_err(Stop::Taker)?;
            self.start = self.at;
            match self.space()? {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.start = self.at;
                    return Ok(());
                }
                Some(_) => return Err(Stop::Unexpected(self.place())),
                None => return Err(Stop::Ended(self.place())),
            }
            self.start = self.at;
        }
    }

    /// Puts what was passed into the frame.
    fn keep(&mut self, frame: &mut Frame) {
        frame.text.extend(&self.bytes[self.start..self.at]);
        self.start = self.at;
    }

    /// The next byte that is no white space.
    fn space<E>(&mut self) -> Result<Option<u8>, Stop<E>> {
        loop {
            while let Some(byte) = self.bytes.get(self.at) {
                if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                    return Ok(Some(*byte));
                }
                self.at += 1;
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Passes over the value that begins here. `false` where the text ends within it.
    fn value<E>(&mut self) -> Result<bool, Stop<E>> {
        match self.bytes.get(self.at) {
            Some(b'"') => self.string(),
            Some(b'{' | b'[') => self.nested(),
            _ => self.plain(),
        }
    }

    fn nested<E>(&mut self) -> Result<bool, Stop<E>> {
        let mut depth = 0_usize;
        loop {
            let is_mark = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']');
            let Some(next) = self.bytes[self.at..].iter().position(is_mark) else {
                self.at = self.bytes.len();
                if self.fill()? {
                    continue;
                }
                return Ok(false);
            };
            self.at += next;
            match self.bytes[self.at] {
                b'"' => {
                    if !self.string()? {
                        return Ok(false);
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                _ => depth -= 1,
            }
            self.at += 1;
            if depth == 0 {
                return Ok(true);
            }
        }
    }

    fn string<E>(&mut self) -> Result<bool, Stop<E>> {
        self.at += 1;
        loop {
            match memchr::memchr2(b'"', b'\\', &self.bytes[self.at.min(self.bytes.len())..]) {
                Some(next) if self.bytes[self.at + next] == b'"' => {
                    self.at += next + 1;
                    return Ok(true);
                }
                // With the character that it protects.
                Some(next) => self.at += next + 2,
                None => {
                    // One byte of what was not read yet may be protected.
                    let ahead = self.at.saturating_sub(self.bytes.len());
                    self.at = self.bytes.len();
                    if !self.fill()? {
                        return Ok(false);
                    }
                    self.at += ahead;
                }
            }
        }
    }

    /// A number or a word.
    fn plain<E>(&mut self) -> Result<bool, Stop<E>> {
        loop {
            let ends =
                |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
            if let Some(next) = self.bytes[self.at..].iter().position(ends) {
                self.at += next;
                return Ok(true);
            }
            self.at = self.bytes.len();
            if !self.fill()? {
                return Ok(true);
            }
        }
    }

    /// Reads on. `false` at the end.
    fn fill<E>(&mut self) -> Result<bool, Stop<E>> {
        if self.at - self.start > MOST {
            self.at = self.start;
            return Err(Stop::TooLarge(self.place()));
        }
        self.known = (0, self.place_of(self.start));
        self.bytes.drain(..self.start);
        self.at -= self.start;
        self.start = 0;
        let size = self.bytes.len();
        self.bytes.resize(size + PIECE, 0);
        let count = loop {
            match self.from.read(&mut self.bytes[size..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.bytes.truncate(size + *count.as_ref().unwrap_or(&0));
        Ok(count? > 0)
    }

    /// The place of the byte that is looked at next; what comes before it is done with.
    fn place(&mut self) -> Place {
        self.place_of(self.at)
    }

    fn place_of(&mut self, at: usize) -> Place {
        let (from, place) = self.known;
        let at = at.min(self.bytes.len()).max(from);
        self.known = (at, place.after(&self.bytes[from..at]));
        self.known.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a text in pieces, so that every value is cut somewhere.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    type Cut = (Vec<(String, Place)>, Result<Frame, Stop<()>>);

    fn cut(text: &str, size: usize) -> Cut {
        let mut found = Vec::new();
        let frame = Cutter::new(Drops(text.as_bytes(), size)).cut(|bytes, place| {
            found.push((String::from_utf8(bytes.to_owned()).unwrap(), place));
            Ok(())
        });
        (found, frame)
    }

    const ODD: &str = "{\"name\": \"a\\\\\", \"bbox\":[1,2],\n \"features\" :[ {\"a\":\"]}\\\"\\\\\"} ,\n\t5, [[]],null,\"x\\n\"\n],\n\"features\": [7], \"type\":\"FeatureCollection\"} \n";

    #[test]
    fn elements_are_cut_out_wherever_the_pieces_end() {
        for size in 1..=ODD.len() {
            let (found, frame) = cut(ODD, size);
            let texts: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
            assert_eq!(
                texts,
                [r#"{"a":"]}\"\\"}"#, "5", "[[]]", "null", r#""x\n""#],
                "{size}"
            );
            for (text, place) in &found {
                let at = place.byte as usize;
                assert_eq!(&ODD[at..at + text.len()], text);
                let before = &ODD[..at];
                assert_eq!(place.line as usize, before.matches('\n').count() + 1);
                let line = before.rfind('\n').map_or(0, |at| at + 1);
                assert_eq!(place.column as usize, at - line + 1);
            }
            let frame = frame.unwrap();
            let gap = frame.gap.unwrap();
            assert!(frame.behind.is_none());
            let text = String::from_utf8(frame.text).unwrap();
            let (head, tail) = text.split_at(gap.0);
            assert!(head.ends_with("\"features\" :["), "{head}");
            assert_eq!(tail, &ODD[gap.1.byte as usize..ODD.len() - 2]);
        }
    }

    #[test]
    fn what_is_broken_is_named_by_its_place() {
        for size in [1, 3, 1000] {
            let (found, frame) = cut("{\"features\":[{},\n {\"a\":[1", size);
            assert_eq!(found.len(), 1);
            let Err(Stop::Cut(left, place)) = frame else {
                panic!("{frame:?}")
            };
            assert_eq!(
                (left.as_slice(), place.line, place.byte),
                (b"{\"a\":[1".as_slice(), 2, 18)
            );
            let (_, frame) = cut("{\"features\":[{},", size);
            assert!(
                matches!(frame, Err(Stop::Ended(Place { byte: 16, .. }))),
                "{frame:?}"
            );
            for text in [
                "{\"features\":[,]}",
                "{\"features\":[{},]}",
                "{\"features\":[{}}",
            ] {
                assert!(
                    matches!(cut(text, size).1, Err(Stop::Unexpected(_))),
                    "{text}"
                );
            }
            let (_, frame) = cut("{\"type\":\"Point\"}\n{\"type\":\"Point\"}", size);
            assert_eq!(frame.unwrap().behind.map(|place| place.line), Some(2));
            for text in [
                "",
                " [1]",
                "{\"a\"}",
                "{\"a\":",
                "{1:2}",
                "{\"a\":1 x",
                "{\"a",
                "{",
            ] {
                let (found, frame) = cut(text, size);
                assert_eq!(found, []);
                let frame = frame.unwrap();
                let left = String::from_utf8(frame.text).unwrap();
                assert!(text.starts_with(&left), "{text}: {left}");
                assert!(
                    serde_json::from_str::<serde_json::Value>(&left).is_err(),
                    "{left}"
                );
            }
        }
    }
}
