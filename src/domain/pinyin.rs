//! Chinese text as it is typed on a Latin keyboard: full pinyin and initials, without tones.

use pinyin::ToPinyinMulti as _;

/// Readings of a text beside its usual one, at most; names with more doubtful characters are rare.
const MOST_OTHERS: usize = 8;

/// One way to spell a text. Latin letters and digits stand for themselves, other marks are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// A syllable per character, lower case: `["dian", "chi"]`.
    pub syllables: Vec<String>,
}

impl Spelling {
    /// `dianchi`.
    pub fn full(&self) -> String {
        self.syllables.concat()
    }

    /// `dc`.
    pub fn initials(&self) -> String {
        self.syllables
            .iter()
            .filter_map(|syllable| syllable.chars().next())
            .collect()
    }
}

/// The ways to spell `text`: the usual one first, then those in which one character has another of its
/// readings. Empty for a text without Chinese characters, which is searched as it stands.
pub fn spellings(text: &str) -> Vec<Spelling> {
    let mut readings: Vec<Vec<String>> = Vec::new();
    let mut chinese = false;
    for char in text.chars() {
        if let Some(sounds) = char.to_pinyin_multi() {
            chinese = true;
            let mut syllables: Vec<String> = Vec::new();
            for sound in sounds {
                let plain = sound.plain().replace('ü', "v");
                if !syllables.contains(&plain) {
                    syllables.push(plain);
                }
            }
            readings.push(syllables);
        } else if char.is_ascii_alphanumeric() {
            readings.push(vec![char.to_ascii_lowercase().to_string()]);
        }
    }
    if !chinese {
        return Vec::new();
    }
    let usual = Spelling {
        syllables: readings
            .iter()
            .filter_map(|sounds| sounds.first().cloned())
            .collect(),
    };
    let mut all = vec![usual.clone()];
    for (place, sounds) in readings.iter().enumerate() {
        for other in sounds.iter().skip(1) {
            if all.len() > MOST_OTHERS {
                return all;
            }
            let mut spelling = usual.clone();
            spelling.syllables[place].clone_from(other);
            all.push(spelling);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelt_in_full_and_by_its_initials() {
        let usual = &spellings("滇池")[0];
        assert_eq!(
            (usual.full(), usual.initials()),
            ("dianchi".into(), "dc".into())
        );
        let mixed = &spellings("盘龙江3号（A）")[0];
        assert_eq!(mixed.full(), "panlongjiang3haoa");
        assert_eq!(mixed.initials(), "plj3ha");
    }

    #[test]
    fn a_character_with_two_sounds_is_found_under_both() {
        let all: Vec<String> = spellings("重庆").iter().map(Spelling::full).collect();
        assert!(all.contains(&"zhongqing".to_owned()), "{all:?}");
        assert!(all.contains(&"chongqing".to_owned()), "{all:?}");
    }

    #[test]
    fn latin_text_needs_no_spelling() {
        assert!(spellings("PWK-001").is_empty());
    }
}
