//! From text to two halves: marks and full-width characters are made one, the text is cut between
//! the two coordinates, each half is read as one number or as degrees, minutes, seconds.

use crate::geodesy::angle::from_dms;
use crate::geodesy::typed::{Form, TypedError};

/// Signs that say which way the half points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hemisphere {
    East,
    West,
    North,
    South,
}

impl Hemisphere {
    const fn of(letter: char) -> Option<Self> {
        match letter {
            'E' => Some(Self::East),
            'W' => Some(Self::West),
            'N' => Some(Self::North),
            'S' => Some(Self::South),
            _ => None,
        }
    }

    pub(super) const fn is_longitude(self) -> bool {
        matches!(self, Self::East | Self::West)
    }
}

/// One coordinate as written.
#[derive(Clone, Debug)]
pub(super) struct Half {
    pub(super) hemisphere: Option<Hemisphere>,
    pub(super) negative: bool,
    pub(super) amount: Amount,
}

/// The amount of one coordinate, without its sign.
#[derive(Clone, Debug)]
pub(super) enum Amount {
    /// Marks said that it is an angle.
    Angle { degrees: f64, form: Form },
    /// A bare number: what it means depends on its size and on the other half.
    Bare { digits: String, value: f64 },
}

/// Words that may stand in a pasted text, longest first, and what they become.
const WORDS: [(&str, &str); 24] = [
    ("东坐标", " "),
    ("北坐标", " "),
    ("横坐标", " "),
    ("纵坐标", " "),
    ("坐标", " "),
    ("longitude", "E"),
    ("latitude", "N"),
    ("东经", "E"),
    ("西经", "W"),
    ("北纬", "N"),
    ("南纬", "S"),
    ("经度", "E"),
    ("纬度", "N"),
    ("东", "E"),
    ("西", "W"),
    ("北", "N"),
    ("南", "S"),
    ("lon", "E"),
    ("lat", "N"),
    ("度", "°"),
    ("分", "′"),
    ("秒", "″"),
    ("米", " "),
    // Two apostrophes, made primes before this list is gone through.
    ("′′", "″"),
];

/// Cuts `text` into its two coordinates.
pub(super) fn halves(text: &str) -> Result<[Half; 2], TypedError> {
    let text = normalise(text)?;
    if text.is_empty() {
        return Err(TypedError::Empty);
    }
    let parts = split(&text)?;
    Ok([half(&parts[0])?, half(&parts[1])?])
}

/// One spelling for every mark: `° ′ ″ E W N S . , ; : -`, digits and spaces.
pub(super) fn normalise(text: &str) -> Result<String, TypedError> {
    let mut plain: String = text.chars().map(half_width).collect();
    for (word, short) in WORDS {
        plain = plain.replace(word, short);
    }
    let mut out = String::with_capacity(plain.len());
    for char in plain.chars() {
        match char {
            '0'..='9' | '.' | ',' | ';' | ':' | '-' | '°' | '′' | '″' | ' ' => out.push(char),
            'e' | 'w' | 'n' | 's' | 'E' | 'W' | 'N' | 'S' => out.push(char.to_ascii_uppercase()),
            // Brackets, plus, equals and the letters of X=, Y= say nothing that the numbers do not.
            '(' | ')' | '[' | ']' | '+' | '=' | 'x' | 'X' | 'y' | 'Y' | 'm' => out.push(' '),
            found => return Err(TypedError::Character { found }),
        }
    }
    let mut joined = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for letter in ["E", "W", "N", "S"] {
        // 东经: 102.7
        joined = joined
            .replace(&format!("{letter} :"), letter)
            .replace(&format!("{letter}:"), letter);
    }
    Ok(joined.trim_matches([',', ';', ':', ' ']).to_owned())
}

const fn half_width(char: char) -> char {
    match char {
        '\u{ff10}'..='\u{ff19}' => (b'0' + (char as u32 - 0xff10) as u8) as char,
        '．' | '。' => '.',
        '，' | '、' | '；' | '/' | '|' | '\n' | '\t' | '\r' => ';',
        '：' | '∶' => ':',
        '－' | '–' | '—' | '−' | '‐' => '-',
        'º' | '˚' | '゜' | '⁰' => '°',
        '\'' | '’' | '‘' | '＇' | '`' | '´' | 'ʹ' => '′',
        '"' | '”' | '“' | '＂' | 'ʺ' | '〃' => '″',
        '（' => '(',
        '）' => ')',
        '＋' => '+',
        '＝' => '=',
        'Ｅ' | 'ｅ' => 'E',
        'Ｎ' | 'ｎ' => 'N',
        'Ｗ' => 'W',
        'Ｓ' => 'S',
        '\u{3000}' | '\u{a0}' | '\u{feff}' => ' ',
        other => other,
    }
}

/// The two halves of the normalised text.
fn split(text: &str) -> Result<[String; 2], TypedError> {
    if let Some(parts) = split_at_letters(text)? {
        return Ok(parts);
    }
    let parts: Vec<&str> = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if let [first, second] = parts[..] {
        return Ok([decimal_comma(first), decimal_comma(second)]);
    }
    if parts.len() > 2 {
        return Err(count(text));
    }
    split_at_commas(text)
        .or_else(|| split_at_degrees(text))
        .or_else(|| split_at_spaces(text))
        .ok_or_else(|| count(text))
}

/// Where letters mark both halves, they also say where the cut is.
fn split_at_letters(text: &str) -> Result<Option<[String; 2]>, TypedError> {
    let letters: Vec<(usize, Hemisphere)> = text
        .char_indices()
        .filter_map(|(at, char)| Some((at, Hemisphere::of(char)?)))
        .collect();
    let [(first, one), (second, other)] = letters[..] else {
        return if letters.len() > 2 {
            Err(TypedError::Hemispheres)
        } else {
            Ok(None)
        };
    };
    if one.is_longitude() == other.is_longitude() {
        return Err(TypedError::Hemispheres);
    }
    let cut = if first == 0 { second } else { first + 1 };
    let clean = |part: &str| decimal_comma(part.trim_matches([',', ';', ' ']));
    Ok(Some([clean(&text[..cut]), clean(&text[cut..])]))
}

/// `102,71` is a decimal comma when nothing else in the half is one.
pub(super) fn decimal_comma(part: &str) -> String {
    let part = part.trim();
    if part.matches(',').count() == 1 && !part.contains('.') {
        part.replace(',', ".")
    } else {
        part.to_owned()
    }
}

fn split_at_commas(text: &str) -> Option<[String; 2]> {
    match text.matches(',').count() {
        1 => {
            let (first, second) = text.split_once(',')?;
            Some([first.trim().to_owned(), second.trim().to_owned()])
        }
        // 102,71 25,04
        2 => match text.split(' ').collect::<Vec<_>>()[..] {
            [first, second] if first.contains(',') && second.contains(',') => {
                Some([decimal_comma(first), decimal_comma(second)])
            }
            _ => None,
        },
        // 102,71, 25,04
        3 => match text.split(", ").collect::<Vec<_>>()[..] {
            [first, second] => Some([decimal_comma(first), decimal_comma(second)]),
            _ => None,
        },
        _ => None,
    }
}

/// `102°42′36″25°02′11″`: the second half begins with the number before the second degree mark.
fn split_at_degrees(text: &str) -> Option<[String; 2]> {
    let marks: Vec<usize> = text.match_indices('°').map(|(at, _)| at).collect();
    let [_, second] = marks[..] else { return None };
    let cut = text[..second]
        .rfind(|char: char| !char.is_ascii_digit() && char != '.' && char != '-')
        .map(|at| at + text[at..].chars().next().map_or(0, char::len_utf8))?;
    Some([text[..cut].trim().to_owned(), text[cut..].trim().to_owned()])
}

/// Two, four or six numbers with spaces between them.
fn split_at_spaces(text: &str) -> Option<[String; 2]> {
    let parts: Vec<&str> = text.split(' ').filter(|part| !part.is_empty()).collect();
    if matches!(parts.len(), 2 | 4 | 6) {
        let (first, second) = parts.split_at(parts.len() / 2);
        Some([first.join(" "), second.join(" ")])
    } else {
        None
    }
}

fn count(text: &str) -> TypedError {
    let found = text
        .split(|char: char| !char.is_ascii_digit() && char != '.')
        .filter(|part| part.contains(|char: char| char.is_ascii_digit()))
        .count();
    TypedError::Count { found }
}

/// Reads one coordinate.
pub(super) fn half(part: &str) -> Result<Half, TypedError> {
    let wrong = || TypedError::Sexagesimal {
        part: part.to_owned(),
    };
    let mut hemisphere = None;
    for letter in part.chars().filter_map(Hemisphere::of) {
        if hemisphere.replace(letter).is_some() {
            return Err(TypedError::Hemispheres);
        }
    }
    let body = part.replace(['E', 'W', 'N', 'S'], " ");
    let body = body.trim();
    let (negative, body) = match body.strip_prefix('-') {
        Some(rest) => (true, rest.trim()),
        None => (false, body),
    };
    if !body.contains(|char: char| char.is_ascii_digit()) {
        return Err(TypedError::Count { found: 1 });
    }
    let marked = body.contains(['°', '′', '″']);
    let numbers: Vec<&str> = body
        .split(['°', '′', '″', ':', '-', ' '])
        .filter(|number| !number.is_empty())
        .collect();
    let amount = match (&numbers[..], marked) {
        ([single], false) => Amount::Bare {
            digits: (*single).to_owned(),
            value: single.parse().map_err(|_ignored| wrong())?,
        },
        (parts, _) if marks_in_order(body) => angle(parts).ok_or_else(wrong)?,
        _ => return Err(wrong()),
    };
    Ok(Half {
        hemisphere,
        negative,
        amount,
    })
}

/// `°` before `′` before `″`, none twice, and minutes only after degrees.
fn marks_in_order(body: &str) -> bool {
    let marks: Vec<char> = body
        .chars()
        .filter(|char| matches!(char, '°' | '′' | '″'))
        .collect();
    matches!(marks[..], [] | ['°'] | ['°', '′'] | ['°', '′', '″'])
}

/// One to three numbers as degrees, minutes, seconds; `None` when they are not.
fn angle(parts: &[&str]) -> Option<Amount> {
    let (last, before) = parts.split_last()?;
    if before.iter().any(|part| part.contains('.')) {
        return None;
    }
    let mut numbers = Vec::with_capacity(3);
    for part in before.iter().chain([last]) {
        numbers.push(part.parse::<f64>().ok()?);
    }
    if numbers.iter().skip(1).any(|number| *number >= 60.0) {
        return None;
    }
    let (degrees, form) = match numbers[..] {
        [degrees] => (degrees, Form::DecimalDegrees),
        [degrees, minutes] => (from_dms(degrees, minutes, 0.0), Form::DegreesMinutes),
        [degrees, minutes, seconds] => (
            from_dms(degrees, minutes, seconds),
            Form::DegreesMinutesSeconds,
        ),
        _ => return None,
    };
    Some(Amount::Angle { degrees, form })
}
