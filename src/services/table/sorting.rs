//! The order of values within a column. Numbers come as numbers, choices in the order of their list,
//! texts by pinyin, and what is not known always last.
//!
//! Pinyin comes from the code chart of GB 2312, whose 3 755 common characters stand in that order; rarer
//! ones follow by radical, as in a printed dictionary's second part. That order is what Chinese
//! spreadsheets and databases with a GBK collation give, and needs no table of our own.

use std::cmp::Ordering;

use encoding_rs::GBK;

use crate::domain::ValueRef;
use crate::services::table::data::TableData;
use crate::services::table::shown::{ColumnKind, column_kind};

/// The place of rows without a value.
pub(super) const LAST: u32 = u32::MAX;

/// Where each row comes; equal values have the same place.
pub(super) fn ranks(data: &TableData, column: usize) -> Vec<u32> {
    if let Some((places, texts)) = data.text_places(column) {
        return text_ranks(places, texts, column_kind(data.layer(), column));
    }
    let mut known: Vec<(ValueRef<'_>, usize)> = (0..data.len())
        .map(|row| (data.value(row, column), row))
        .filter(|(value, _)| *value != ValueRef::Null)
        .collect();
    known.sort_by(|a, b| compare(a.0, b.0).then(a.1.cmp(&b.1)));
    let mut ranks = vec![LAST; data.len()];
    let mut place = 0;
    for (index, (value, row)) in known.iter().enumerate() {
        if index > 0 && compare(known[index - 1].0, *value) != Ordering::Equal {
            place += 1;
        }
        ranks[*row] = place;
    }
    ranks
}

/// Each different text is compared once, however many rows have it.
fn text_ranks(places: &[u32], texts: &[Box<str>], kind: ColumnKind) -> Vec<u32> {
    let mut used: Vec<u32> = places.to_vec();
    used.sort_unstable();
    used.dedup();
    let mut keys: Vec<(Key, u32)> = used
        .into_iter()
        .filter_map(|place| Some((key(texts.get(place as usize)?, kind), place)))
        .collect();
    keys.sort();
    let mut rank_of = vec![LAST; texts.len()];
    for (rank, (_, place)) in (0_u32..).zip(&keys) {
        rank_of[*place as usize] = rank;
    }
    let rank = |place: &u32| rank_of.get(*place as usize).copied().unwrap_or(LAST);
    places.iter().map(rank).collect()
}

/// Place in the list of choices, then the text in the order of GBK.
type Key = (usize, Vec<u8>, String);

fn key(text: &str, kind: ColumnKind) -> Key {
    let place = match kind {
        ColumnKind::Choice(choices) => choices
            .iter()
            .position(|choice| choice.code == text)
            .unwrap_or(choices.len()),
        _ => 0,
    };
    (place, pinyin(text), text.to_owned())
}

/// Behind every character of GB 2312.
const RARE: u8 = 0xFE;

/// Bytes that compare as pinyin does; capital letters beside small ones.
fn pinyin(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len());
    for char in text.chars().flat_map(char::to_lowercase) {
        let mut buffer = [0; 4];
        let char = char.encode_utf8(&mut buffer);
        let (bytes, _, unmapped) = GBK.encode(char);
        match *bytes {
            // The extensions of GBK lie before the common characters, in the order of radicals.
            [lead, trail] if !unmapped && lead >= 0xA1 && trail >= 0xA1 => {
                key.extend([lead, trail]);
            }
            [single] if !unmapped => key.push(single),
            _ => {
                key.push(RARE);
                key.extend_from_slice(char.as_bytes());
            }
        }
    }
    key
}

/// Numbers before texts.
fn compare(a: ValueRef<'_>, b: ValueRef<'_>) -> Ordering {
    let number = |value: ValueRef<'_>| match value {
        ValueRef::Integer(number) => Some(number as f64),
        ValueRef::Real(number) => Some(number),
        ValueRef::Text(_) | ValueRef::Null => None,
    };
    match (number(a), number(b), a, b) {
        (Some(a), Some(b), ..) => a.total_cmp(&b),
        (Some(_), None, ..) => Ordering::Less,
        (None, Some(_), ..) => Ordering::Greater,
        (None, None, ValueRef::Text(a), ValueRef::Text(b)) => {
            pinyin(a).cmp(&pinyin(b)).then_with(|| a.cmp(b))
        }
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::pinyin;

    #[test]
    fn common_characters_come_by_pinyin_and_rare_ones_last() {
        let mut names = [
            "盘龙江",
            "滇池",
            "嶍峨",
            "宝象河",
            "𠮷",
            "OF-2",
            "牛栏江",
            "of-1",
            "洱海",
        ];
        names.sort_by_key(|name| pinyin(name));
        let expected = [
            "of-1",
            "OF-2",
            "宝象河",
            "滇池",
            "洱海",
            "牛栏江",
            "盘龙江",
            "嶍峨",
            "𠮷",
        ];
        assert_eq!(names, expected);
    }
}
