//! Long names in several lines of about the same width.

use crate::carto::labels::Measure;

/// Never at the start of a line.
const NOT_FIRST: [char; 14] = [
    '）', ')', '》', '，', '。', '、', '·', '：', '；', '”', '-', '—', '~', '号',
];
/// Never at the end of a line.
const NOT_LAST: [char; 5] = ['（', '(', '《', '“', '第'];

/// `text` in at most `lines` lines, broken where lines come out about equal: between Chinese characters
/// or at spaces, never within a Latin word or a number.
pub(super) fn wrap(text: &str, lines: usize, size: f32, measure: &dyn Measure) -> Vec<String> {
    let chars: Vec<char> = text.trim().chars().collect();
    let total: f32 = chars.iter().map(|char| measure.advance(*char, size)).sum();
    let mut result = Vec::new();
    let (mut start, mut done) = (0, 0.0);
    for line in 1..lines {
        let wanted = total * line as f32 / lines as f32;
        let (mut best, mut best_miss, mut width) = (None, f32::INFINITY, done);
        for at in start + 1..chars.len() {
            width += measure.advance(chars[at - 1], size);
            let miss = (width - wanted).abs();
            if may_break(chars[at - 1], chars[at]) && miss < best_miss {
                (best, best_miss) = (Some((at, width)), miss);
            }
        }
        let Some((at, width)) = best else { break };
        result.push(line_of(&chars[start..at]));
        (start, done) = (at, width);
    }
    result.push(line_of(&chars[start..]));
    result.retain(|line| !line.is_empty());
    result
}

fn line_of(chars: &[char]) -> String {
    let line: String = chars.iter().collect();
    line.trim().to_owned()
}

fn may_break(before: char, after: char) -> bool {
    if NOT_LAST.contains(&before) || NOT_FIRST.contains(&after) {
        return false;
    }
    before == ' ' || after == ' ' || is_wide(before) || is_wide(after)
}

/// Characters between which Chinese text may be broken anywhere.
pub(super) const fn is_wide(char: char) -> bool {
    matches!(char as u32, 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::labels::tests::Monospaced;

    fn lines(text: &str, count: usize) -> Vec<String> {
        wrap(text, count, 10.0, &Monospaced)
    }

    #[test]
    fn chinese_breaks_into_equal_lines_and_latin_words_stay_whole() {
        assert_eq!(
            lines("滇池草海西岸饮用水水源保护区", 2),
            ["滇池草海西岸饮", "用水水源保护区"]
        );
        assert_eq!(lines("Dianchi North Zone", 2), ["Dianchi", "North Zone"]);
        assert_eq!(lines("Panlongjiang", 3), ["Panlongjiang"]);
        assert_eq!(lines("清水海", 1), ["清水海"]);
        assert_eq!(lines("", 2), Vec::<String>::new());
    }

    #[test]
    fn closing_marks_do_not_begin_a_line() {
        for line in lines("盘龙江（松华坝）保留区", 2) {
            assert!(!line.starts_with('）') && !line.ends_with('（'), "{line}");
        }
    }
}
