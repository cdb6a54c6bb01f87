//! One coordinate that stands alone, as in a cell of a table.

use crate::geodesy::angle::from_dms;
use crate::geodesy::typed::lexer::{self, Amount, Half};
use crate::geodesy::typed::{Form, TypedError, resolve};

/// How one coordinate is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// An angle by its marks, signed; `longitude` when a letter says which of the two it is.
    Angle {
        /// Degrees, west and south negative.
        degrees: f64,
        /// How it is written.
        form: Form,
        /// Whether a letter says longitude (`true`) or latitude; `None` without a letter.
        longitude: Option<bool>,
    },
    /// A number without marks: degrees or metres, by its size and by the other coordinate.
    Bare {
        /// The number.
        value: f64,
        /// Degrees when it is read as DD.MMSS; `None` where minutes or seconds would be 60 or more.
        dotted: Option<f64>,
        /// Degrees when it is read as DDDMMSS; `None` where it cannot be that.
        packed: Option<f64>,
        /// Whether it has as many decimals as DD.MMSS needs.
        is_long: bool,
    },
}

/// Reads `text` as one coordinate.
pub fn read_part(text: &str) -> Result<Part, TypedError> {
    if let Some(plain) = plain(text) {
        return Ok(plain);
    }
    let text = lexer::normalise(text)?;
    if text.is_empty() {
        return Err(TypedError::Empty);
    }
    let half = lexer::half(&whole(&text))?;
    part(&half)
}

/// The quick way for what nearly every cell of a table is: digits and a point. `None` for all else, and
/// for packed digits, which are looked at closely.
fn plain(text: &str) -> Option<Part> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || matches!(whole.len(), 6 | 7) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    let pair = |at: usize| {
        let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |byte| byte - b'0');
        digit(at) * 10 + digit(at + 1)
    };
    let dotted = if value < 1000.0 && pair(0) < 60 && pair(2) < 60 {
        let (degrees, seconds) = (value.trunc(), value.fract() * 1e4);
        let minutes = f64::from(pair(0));
        Some(from_dms(degrees, minutes, seconds - minutes * 100.0))
    } else {
        None
    };
    Some(Part::Bare {
        value,
        dotted,
        packed: None,
        is_long: fraction.len() >= 3,
    })
}

/// The text with a decimal point and without marks between thousands. `578,954` can only be metres, and
/// `102,713` only degrees.
fn whole(text: &str) -> String {
    let decimal = lexer::decimal_comma(text);
    let groups: Vec<&str> = text
        .split('.')
        .next()
        .unwrap_or_default()
        .split(',')
        .collect();
    let grouped = groups.len() > 1 && groups[1..].iter().all(|group| group.len() == 3);
    let beyond = decimal
        .parse::<f64>()
        .map_or(true, |value| value.abs() > 360.0);
    if grouped && beyond {
        text.replace(',', "")
    } else {
        decimal
    }
}

fn part(half: &Half) -> Result<Part, TypedError> {
    let sign = resolve::signed(half, 1.0)?;
    Ok(match &half.amount {
        Amount::Angle { degrees, form } => Part::Angle {
            degrees: sign * degrees,
            form: *form,
            longitude: half.hemisphere.map(lexer::Hemisphere::is_longitude),
        },
        Amount::Bare { value, .. } if half.hemisphere.is_some() && *value < 1000.0 => Part::Angle {
            degrees: sign * value,
            form: Form::DecimalDegrees,
            longitude: half.hemisphere.map(lexer::Hemisphere::is_longitude),
        },
        Amount::Bare { digits, value } => Part::Bare {
            value: sign * value,
            dotted: resolve::dotted(&half.amount)
                .map(|(degrees, _)| sign * degrees)
                .filter(|_| *value < 1000.0),
            packed: resolve::unpacked(digits).filter(|degrees| sign > 0.0 && *degrees <= 180.0),
            is_long: digits
                .split_once('.')
                .is_some_and(|(_, fraction)| fraction.len() >= 3),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_angle_in_a_cell_is_read() {
        for text in [
            "102°42′36.5″",
            "102°42'36.5\"",
            "102 42 36.5",
            "102:42:36.5",
            "102-42-36.5",
            "东经102度42分36.5秒",
            "E102°42′36.5″",
            "１０２°４２′３６．５″",
            "102°42′36,5″",
        ] {
            let Part::Angle { degrees, .. } = read_part(text).unwrap() else {
                panic!("{text} is an angle");
            };
            assert!(
                (degrees - 102.710_138_889).abs() < 1e-8,
                "{text}: {degrees}"
            );
        }
        for text in ["E102.71", "102.71E", "102°42.6′", "东经 102.71"] {
            let Part::Angle { degrees, .. } = read_part(text).unwrap() else {
                panic!("{text} is an angle");
            };
            assert!((degrees - 102.71).abs() < 1e-9, "{text}: {degrees}");
        }
    }

    #[test]
    fn the_quick_way_reads_what_the_slow_one_reads() {
        for text in [
            "102.4236",
            "25.0211",
            "102.71",
            "25",
            "102.783",
            "102.42365",
            "102.5959999",
            "34578954.12",
            "0.1",
        ] {
            let (
                Some(Part::Bare {
                    value: a,
                    dotted: b,
                    packed: c,
                    is_long: d,
                }),
                Part::Bare {
                    value,
                    dotted,
                    packed,
                    is_long,
                },
            ) = (plain(text), part(&lexer::half(text).unwrap()).unwrap())
            else {
                panic!("{text} is bare");
            };
            assert_eq!(
                (a, c, d, b.is_some()),
                (value, packed, is_long, dotted.is_some()),
                "{text}"
            );
            assert!(
                (b.unwrap_or(0.0) - dotted.unwrap_or(0.0)).abs() < 1e-9,
                "{text}: {b:?} {dotted:?}"
            );
        }
    }

    #[test]
    fn bare_numbers_keep_their_readings() {
        let bare = |text: &str| match read_part(text).unwrap() {
            Part::Bare {
                value,
                dotted,
                packed,
                ..
            } => (value, dotted.is_some(), packed.is_some()),
            other @ Part::Angle { .. } => panic!("{text}: {other:?}"),
        };
        assert_eq!(bare("102,71"), (102.71, false, false));
        assert_eq!(bare("102.4236"), (102.4236, true, false));
        assert_eq!(bare("1024236.5"), (1_024_236.5, false, true));
        assert_eq!(bare("578,954"), (578_954.0, false, false));
        assert_eq!(bare("2,782,124.07"), (2_782_124.07, false, false));
        assert_eq!(bare("34578954.12"), (34_578_954.12, false, false));
        for text in ["", "abc", "102°72′36″", "1.2.3"] {
            assert!(read_part(text).is_err(), "{text}");
        }
    }
}
