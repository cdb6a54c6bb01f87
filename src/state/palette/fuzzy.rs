//! How well a few letters fit a text: they must stand in it in order, and the closer together and the
//! nearer to the beginnings of words, the better. A few hundred short texts are compared per key, so
//! nothing cleverer is needed.

/// A letter that follows the one before.
const TOGETHER: i32 = 8;
/// A letter at the beginning of a word.
const AT_WORD: i32 = 6;
/// Everything in one piece at the very beginning.
const PREFIX: i32 = 30;
/// Everything in one piece.
const PIECE: i32 = 16;
/// A letter that is skipped.
const SKIPPED: i32 = -1;

/// What is compared: lower case, full-width marks made narrow, no blanks.
pub(super) fn normal(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
            other => other,
        })
        .filter(|char| !char.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How well `word` fits `key` (lower case); `None` when it does not. Both without accents. An empty
/// word fits everything equally.
pub(super) fn score(word: &str, key: &str) -> Option<i32> {
    if word.is_empty() {
        return Some(0);
    }
    let compact = normal(key);
    if let Some(at) = compact.find(word) {
        let whole = i32::from(compact.len() == word.len()) * PREFIX;
        let begin = if at == 0 { PREFIX } else { 0 };
        return Some(PIECE + whole + begin + TOGETHER * small(word.chars().count()) - small(at));
    }
    let mut wanted = word.chars().peekable();
    let mut sum = 0;
    let (mut at_word, mut followed, mut skipped) = (true, false, 0);
    for char in key.chars() {
        if wanted.peek() == Some(&char) {
            wanted.next();
            sum += if followed { TOGETHER } else { 0 } + if at_word { AT_WORD } else { 0 };
            followed = true;
        } else if !char.is_whitespace() {
            followed = false;
            skipped += 1;
        }
        at_word = !char.is_alphanumeric();
    }
    // Letters strewn over a long text are no match that anybody meant.
    let fits = wanted.peek().is_none();
    let sum = sum + skipped * SKIPPED;
    (fits && sum > 0).then_some(sum)
}

/// A number of letters; texts are short.
pub(super) fn small(letters: usize) -> i32 {
    i32::try_from(letters.min(1_000)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_together_and_at_the_beginning_fits_best() {
        let whole = score("zoom", "zoom to all").unwrap();
        let inside = score("all", "zoom to all").unwrap();
        let strewn = score("zta", "zoom to all").unwrap();
        assert!(
            whole > inside && inside > strewn,
            "{whole} {inside} {strewn}"
        );
        assert_eq!(score("xyz", "zoom to all"), None);
        assert_eq!(score("", "zoom to all"), Some(0));
    }

    #[test]
    fn blanks_and_wide_letters_do_not_matter() {
        assert_eq!(normal("Ｃtrl + O"), "ctrl+o");
        assert!(score("zoomto", "zoom to all").is_some());
    }

    #[test]
    fn letters_strewn_over_a_long_text_are_no_match() {
        assert_eq!(
            score("oua", "show or hide the layer of outlets and areas"),
            None
        );
    }
}
