//! Cuts a typed condition into words. Full-width signs count as the plain ones, and Chinese written
//! without spaces (`流量>100且状态为空`) is cut where names and words are known.

use std::ops::Range;

use crate::domain::Layer;
use crate::domain::expression::error::ExpressionError;
use crate::domain::expression::names::{find, is_word};

/// One piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name, bare or in double quotes.
    Name(String),
    /// A text in single quotes.
    Text(String),
    Number(f64),
    Key(Key),
    Sign(Sign),
    End,
}

/// Words with a meaning of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    And,
    Or,
    Not,
    In,
    Like,
    Between,
    Is,
    Null,
    True,
    False,
    Date,
    /// `为空`, which is `IS NULL` in one word.
    Empty,
    /// `不为空`.
    NotEmpty,
}

/// Signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    Times,
    Over,
    Join,
    Open,
    Close,
    Comma,
}

const KEYS: [(&str, Key); 11] = [
    ("and", Key::And),
    ("or", Key::Or),
    ("not", Key::Not),
    ("in", Key::In),
    ("like", Key::Like),
    ("between", Key::Between),
    ("is", Key::Is),
    ("null", Key::Null),
    ("true", Key::True),
    ("false", Key::False),
    ("date", Key::Date),
];

/// Longer ones first, so that `不为空` is not taken apart.
const CHINESE_KEYS: [(&str, Key); 10] = [
    ("不为空", Key::NotEmpty),
    ("并且", Key::And),
    ("或者", Key::Or),
    ("为空", Key::Empty),
    ("非空", Key::NotEmpty),
    ("且", Key::And),
    ("或", Key::Or),
    ("非", Key::Not),
    ("是", Key::True),
    ("否", Key::False),
];

/// A token with its place in characters.
pub(super) type Placed = (Token, Range<usize>);

/// All tokens of `text`, the last one [`Token::End`].
pub(super) fn tokens(text: &str, layer: Layer) -> Result<Vec<Placed>, ExpressionError> {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
        layer,
        tokens: Vec::new(),
    };
    while lexer.next()? {}
    let end = lexer.chars.len();
    lexer.tokens.push((Token::End, end..end));
    Ok(lexer.tokens)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    layer: Layer,
    tokens: Vec<Placed>,
}

/// The plain sign for a full-width one.
fn plain(char: char) -> char {
    match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        '\u{3000}' => ' ',
        '、' => ',',
        other => other,
    }
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied().map(plain)
    }

    /// Reads one token; `false` at the end.
    fn next(&mut self) -> Result<bool, ExpressionError> {
        let Some(char) = self.peek(0) else {
            return Ok(false);
        };
        let start = self.at;
        match char {
            char if char.is_whitespace() => self.at += 1,
            '\'' | '‘' | '’' => {
                let text = self.quoted(&['\'', '’', '‘'])?;
                self.push(start, Token::Text(text));
            }
            '"' | '“' | '”' => {
                let name = self.quoted(&['"', '”', '“'])?;
                self.push(start, Token::Name(name));
            }
            '[' | '`' => {
                let close = if char == '[' { ']' } else { '`' };
                let name = self.quoted(&[close])?;
                self.push(start, Token::Name(name));
            }
            char if char.is_ascii_digit()
                || char == '.' && self.peek(1).is_some_and(|next| next.is_ascii_digit()) =>
            {
                self.number()?;
            }
            char if is_word(char) => self.word(),
            _ => self.sign(char)?,
        }
        Ok(true)
    }

    fn push(&mut self, start: usize, token: Token) {
        self.tokens.push((token, start..self.at));
    }

    /// The text up to one of the signs that close it; a doubled one stands for itself.
    fn quoted(&mut self, close: &[char]) -> Result<String, ExpressionError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(char) = self.chars.get(self.at).copied() {
            self.at += 1;
            if !close.contains(&plain(char)) {
                text.push(char);
            } else if close[0] == plain(char) && self.peek(0) == Some(close[0]) && close[0] != ']' {
                text.push(close[0]);
                self.at += 1;
            } else {
                return Ok(text);
            }
        }
        Err(ExpressionError::new(
            start..self.at,
            "引号没有结束",
            "The quotation is not closed",
        ))
    }

    fn number(&mut self) -> Result<(), ExpressionError> {
        let start = self.at;
        let mut text = String::new();
        while let Some(char) = self.peek(0) {
            let exponent = matches!(char, 'e' | 'E') && !text.contains(['e', 'E']);
            let sign = matches!(char, '+' | '-') && text.ends_with(['e', 'E']);
            if !(char.is_ascii_digit() || char == '.' || exponent || sign) {
                break;
            }
            text.push(char);
            self.at += 1;
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.push(start, Token::Number(number));
                Ok(())
            }
            _ => Err(ExpressionError::new(
                start..self.at,
                format!("「{text}」不是数字"),
                format!("“{text}” is no number"),
            )),
        }
    }

    /// A word, cut where it is several known ones written together.
    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(is_word) {
            self.at += 1;
        }
        let word: Vec<char> = self.chars[start..self.at]
            .iter()
            .copied()
            .map(plain)
            .collect();
        let mut place = start;
        for length in self.cuts(&word) {
            let piece: String = word[place - start..place - start + length].iter().collect();
            let token = match key(&piece) {
                // A field that is called like a word of the language is still a field.
                Some(key) if find(self.layer, &piece).is_none() => Token::Key(key),
                _ => Token::Name(piece),
            };
            self.tokens.push((token, place..place + length));
            place += length;
        }
    }

    /// Lengths of the pieces of `word`; all of it where it cannot be cut into known ones.
    fn cuts(&self, word: &[char]) -> Vec<usize> {
        const LONGEST_CUT: usize = 64;
        let known = |piece: &[char]| {
            let piece: String = piece.iter().collect();
            key(&piece).is_some() || find(self.layer, &piece).is_some()
        };
        if word.len() > LONGEST_CUT || word.iter().all(char::is_ascii) || known(word) {
            return vec![word.len()];
        }
        // From the end: the longest known piece at each place behind which the rest is known as well.
        // Digits are known, too: `100且`.
        let mut best: Vec<Option<usize>> = vec![None; word.len()];
        for start in (0..word.len()).rev() {
            best[start] = (1..=word.len() - start).rev().find(|length| {
                let end = start + length;
                (end == word.len() || best[end].is_some()) && known(&word[start..end])
            });
        }
        let mut cuts = Vec::new();
        let mut place = 0;
        while let Some(length) = best.get(place).copied().flatten() {
            cuts.push(length);
            place += length;
        }
        if place == word.len() {
            cuts
        } else {
            vec![word.len()]
        }
    }

    fn sign(&mut self, char: char) -> Result<(), ExpressionError> {
        let start = self.at;
        let (sign, length) = match (char, self.peek(1)) {
            ('=', Some('=')) => (Sign::Equal, 2),
            ('=', _) => (Sign::Equal, 1),
            ('<', Some('>')) | ('!', Some('=')) => (Sign::Unequal, 2),
            ('≠', _) => (Sign::Unequal, 1),
            ('<', Some('=')) => (Sign::LessEqual, 2),
            ('≤', _) => (Sign::LessEqual, 1),
            ('>', Some('=')) => (Sign::GreaterEqual, 2),
            ('≥', _) => (Sign::GreaterEqual, 1),
            ('<', _) => (Sign::Less, 1),
            ('>', _) => (Sign::Greater, 1),
            ('+', _) => (Sign::Plus, 1),
            ('-', _) => (Sign::Minus, 1),
            ('*' | '×', _) => (Sign::Times, 1),
            ('/' | '÷', _) => (Sign::Over, 1),
            ('|', Some('|')) => (Sign::Join, 2),
            ('(', _) => (Sign::Open, 1),
            (')', _) => (Sign::Close, 1),
            (',', _) => (Sign::Comma, 1),
            _ => {
                return Err(ExpressionError::new(
                    start..start + 1,
                    format!("不能识别的符号「{char}」"),
                    format!("“{char}” means nothing here"),
                ));
            }
        };
        self.at += length;
        self.push(start, Token::Sign(sign));
        Ok(())
    }
}

fn key(word: &str) -> Option<Key> {
    let by_name = KEYS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    by_name
        .or_else(|| CHINESE_KEYS.iter().find(|(name, _)| *name == word))
        .map(|(_, key)| *key)
}
