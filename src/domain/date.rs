//! Dates as people type them into forms, options and rule packs: `YYYY-MM-DD` and nothing else, because
//! a date read in another way than it was meant chooses another law.

use jiff::civil::Date;

/// The day written as `YYYY-MM-DD`; `None` for any other spelling and for days that do not exist.
pub fn parse_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let spelled = bytes.len() == 10
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if spelled { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parse_day;

    #[test]
    fn only_one_spelling_of_a_day_is_taken() {
        assert_eq!(parse_day("2026-08-15"), Some(date(2026, 8, 15)));
        for other in [
            "",
            "2026-8-15",
            "20260815",
            "2026-08-15T00:00",
            "2026-08-15Z",
            "2026-02-30",
            "2026-13-01",
            " 2026-08-15",
            "2026/08/15",
            "2026年8月",
            "+2026-8-15",
            "-026-08-15",
            "２０２６-08-15",
        ] {
            assert_eq!(parse_day(other), None, "{other}");
        }
    }
}
