//! Finds features while a name is being typed: by name, code, pinyin initials and full pinyin, over
//! all layers of a scene. The index is made once per project; a question reads through it from end to
//! end, which for a hundred thousand features takes a few milliseconds and needs no second structure.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, Rect};
use memchr::memmem;

use crate::carto::scene::Scene;
use crate::domain::pinyin::{Spelling, spellings};
use crate::domain::{Cancelled, Layer, Progress};

/// Hits listed of one layer; the rest is counted.
pub const LISTED: usize = 6;
/// Features between two looks at the progress.
const STEP: usize = 4096;
/// No hit.
const NONE: u8 = u8::MAX;

/// Everything that can be found in a scene.
#[derive(Debug)]
pub struct SearchIndex {
    scene: Arc<Scene>,
    /// Place of each feature: layer of the scene and feature of the layer.
    items: Vec<(u16, u32)>,
    names: Lines,
    codes: Lines,
    full: Lines,
    initials: Lines,
}

/// One found feature.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchHit {
    /// Its layer.
    pub layer: Layer,
    /// Primary key in the project.
    pub id: i64,
    /// Unique code within the layer.
    pub code: String,
    /// What it is called; empty when it has no name.
    pub name: String,
    /// Its box in metres of the project CRS; of a point, the point.
    pub bounds: Rect<f64>,
    /// Metres in the project CRS from the middle of the view to its box; 0 within.
    pub distance_m: f64,
}

/// The hits of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchGroup {
    /// The layer.
    pub layer: Layer,
    /// How many features were found.
    pub total: usize,
    /// The best of them, best first.
    pub hits: Vec<SearchHit>,
}

impl SearchIndex {
    /// Reads all names of `scene`. Progress counts features.
    pub fn build(scene: &Arc<Scene>, progress: &Progress) -> Result<Self, Cancelled> {
        let total = scene.layers.iter().map(|layer| layer.features.len()).sum();
        let mut index = Self {
            items: Vec::with_capacity(total),
            names: Lines::default(),
            codes: Lines::default(),
            full: Lines::default(),
            initials: Lines::default(),
            scene: Arc::clone(scene),
        };
        // Words repeat: the same county, the same kind of works.
        let mut spelt: BTreeMap<&str, Vec<Spelling>> = BTreeMap::new();
        for (slot, layer) in (0_u16..).zip(&scene.layers) {
            spelt.clear();
            for (place, feature) in (0_u32..).zip(&layer.features) {
                if index.items.len().is_multiple_of(STEP) {
                    progress.step(index.items.len(), total)?;
                }
                let item = index.items.len() as u32;
                index.items.push((slot, place));
                index.codes.push(item, &plain(&feature.code), None);
                if feature.name.is_empty() {
                    continue;
                }
                index.names.push(item, &plain(&feature.name), None);
                let spellings = spelt
                    .entry(&feature.name)
                    .or_insert_with(|| spellings(&feature.name));
                for spelling in spellings.iter() {
                    index.initials.push(item, &spelling.initials(), None);
                    index.full.push(item, &spelling.full(), Some(spelling));
                }
                if spelt.len() > STEP {
                    spelt.clear();
                }
            }
        }
        for lines in [
            &mut index.names,
            &mut index.codes,
            &mut index.full,
            &mut index.initials,
        ] {
            lines.text.shrink_to_fit();
            lines.begins.shrink_to_fit();
        }
        progress.step(total, total)?;
        Ok(index)
    }

    /// The features that `text` means, by layer, the layer with the best hit first. Every word of
    /// `text` must be found. Of equally good hits, those near `from` (metres) come first.
    pub fn find(&self, text: &str, from: Coord<f64>) -> Vec<SearchGroup> {
        let text = plain(text);
        let mut ranks: Option<Vec<u8>> = None;
        for word in text.split_whitespace() {
            let found = self.ranks(word);
            match &mut ranks {
                None => ranks = Some(found),
                Some(ranks) => {
                    for (rank, other) in ranks.iter_mut().zip(found) {
                        *rank = if other == NONE {
                            NONE
                        } else {
                            (*rank).max(other)
                        };
                    }
                }
            }
        }
        self.groups(&ranks.unwrap_or_default(), from)
    }

    /// How well each feature fits `word`: the lower, the better.
    fn ranks(&self, word: &str) -> Vec<u8> {
        let mut ranks = vec![NONE; self.items.len()];
        self.names.rank(word, [0, 2, 5], &mut ranks);
        self.codes.rank(word, [1, 3, 6], &mut ranks);
        if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.initials.rank(word, [1, 3, 7], &mut ranks);
            self.full.rank(word, [1, 3, 7], &mut ranks);
        }
        ranks
    }

    fn groups(&self, ranks: &[u8], from: Coord<f64>) -> Vec<SearchGroup> {
        let mut by_layer: BTreeMap<u16, Vec<(u8, u32, u32)>> = BTreeMap::new();
        for (rank, (slot, place)) in ranks.iter().zip(&self.items) {
            if *rank != NONE {
                let bounds = self.scene.layers[usize::from(*slot)].feature_bounds(*place as usize);
                // Whole metres keep the key small and the order stable.
                let away = distance(bounds, from).min(f64::from(u32::MAX)) as u32;
                by_layer
                    .entry(*slot)
                    .or_default()
                    .push((*rank, away, *place));
            }
        }
        let mut groups: Vec<(u8, SearchGroup)> = by_layer
            .into_iter()
            .filter_map(|(slot, mut found)| {
                let total = found.len();
                if total > LISTED {
                    found.select_nth_unstable(LISTED);
                    found.truncate(LISTED);
                }
                found.sort_unstable();
                let best = found.first()?.0;
                let layer = &self.scene.layers[usize::from(slot)];
                let hits = found
                    .into_iter()
                    .map(|(_, _, place)| {
                        let feature = &layer.features[place as usize];
                        let bounds = layer.feature_bounds(place as usize);
                        SearchHit {
                            layer: layer.layer,
                            id: feature.id,
                            code: feature.code.to_string(),
                            name: feature.name.to_string(),
                            bounds,
                            distance_m: distance(bounds, from),
                        }
                    })
                    .collect();
                let group = SearchGroup {
                    layer: layer.layer,
                    total,
                    hits,
                };
                Some((best, group))
            })
            .collect();
        groups.sort_by_key(|(best, group)| (*best, group.layer));
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

/// Metres from `from` to the box; 0 within.
fn distance(bounds: Rect<f64>, from: Coord<f64>) -> f64 {
    let beyond = |low: f64, high: f64, at: f64| (low - at).max(at - high).max(0.0);
    beyond(bounds.min().x, bounds.max().x, from.x).hypot(beyond(
        bounds.min().y,
        bounds.max().y,
        from.y,
    ))
}

/// Lower case, full-width letters and digits made narrow: what is compared.
fn plain(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
            '\u{3000}' | '\n' => ' ',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Many short texts in one, a line each, with whose they are.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    /// Where each line begins, and the item that it belongs to.
    begins: Vec<(u32, u32)>,
    /// Bytes at which a syllable begins, one bit each; empty where any place is a good beginning.
    starts: Vec<u64>,
}

impl Lines {
    fn push(&mut self, item: u32, line: &str, spelling: Option<&Spelling>) {
        let begin = self.text.len();
        self.begins.push((begin as u32, item));
        self.text.push_str(line);
        self.text.push('\n');
        let mut at = begin;
        for syllable in spelling.map_or(&[][..], |spelling| &spelling.syllables) {
            let (slot, bit) = (at / 64, at % 64);
            if self.starts.len() <= slot {
                self.starts.resize(slot + 1, 0);
            }
            self.starts[slot] |= 1 << bit;
            at += syllable.len();
        }
    }

    /// Whether a word may begin at this byte.
    fn is_start(&self, at: usize) -> bool {
        self.starts.is_empty()
            || self
                .starts
                .get(at / 64)
                .is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    /// Notes for every line with `word` in it, if it is better than what is there: `[whole, begin,
    /// inside]`.
    fn rank(&self, word: &str, [whole, begin, inside]: [u8; 3], ranks: &mut [u8]) {
        let bytes = self.text.as_bytes();
        let mut line = 0;
        for at in memmem::find_iter(bytes, word.as_bytes()) {
            if !self.is_start(at) {
                continue;
            }
            while self
                .begins
                .get(line + 1)
                .is_some_and(|(next, _)| *next as usize <= at)
            {
                line += 1;
            }
            let (first, item) = self.begins[line];
            let rank = match (first as usize == at, bytes.get(at + word.len())) {
                (true, Some(b'\n')) => whole,
                (true, _) => begin,
                (false, _) => inside,
            };
            let slot = &mut ranks[item as usize];
            *slot = (*slot).min(rank);
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::point;

    use super::*;
    use crate::carto::scene::{SceneFeature, SceneLayer};

    fn index() -> SearchIndex {
        let (grid, bounds) = Scene::grid(4543, None).unwrap();
        let feature = |id: i64, code: &str, name: &str, x: f64| SceneFeature {
            id,
            code: code.into(),
            name: name.into(),
            category: 0,
            geometry: geo::Geometry::from(point!(x: x, y: 2_760_000.0)).into(),
        };
        let lakes = vec![
            feature(1, "HK-01", "滇池", 570_000.0),
            feature(2, "HK-02", "滇池草海", 560_000.0),
            feature(3, "HK-03", "阳宗海", 610_000.0),
        ];
        let wells = (0..20)
            .map(|number| {
                let code = format!("QJ-{number:03}");
                feature(
                    number,
                    &code,
                    "滇池度假区取水井",
                    600_000.0 - number as f64 * 100.0,
                )
            })
            .collect();
        let layers = vec![
            SceneLayer::new(Layer::Lake, lakes, 1),
            SceneLayer::new(Layer::Well, wells, 1),
        ];
        let scene = Arc::new(Scene::new(grid, bounds, layers));
        SearchIndex::build(&scene, &Progress::silent()).unwrap()
    }

    fn found(text: &str) -> Vec<(Layer, usize, Vec<String>)> {
        let from = Coord {
            x: 570_000.0,
            y: 2_760_000.0,
        };
        index()
            .find(text, from)
            .into_iter()
            .map(|group| {
                let codes = group.hits.into_iter().map(|hit| hit.code).collect();
                (group.layer, group.total, codes)
            })
            .collect()
    }

    #[test]
    fn a_lake_is_found_by_name_initials_and_full_pinyin() {
        for text in ["滇池", "dc", "dianchi", "DianChi", "ｄｃ"] {
            let groups = found(text);
            assert_eq!(groups[0].0, Layer::Lake, "{text}");
            assert_eq!(groups[0].2, ["HK-01", "HK-02"], "{text}");
        }
        assert_eq!(found("caohai")[0].2, ["HK-02"]);
        assert_eq!(found("yzh")[0].2, ["HK-03"]);
    }

    #[test]
    fn a_word_begins_with_a_syllable_and_not_within_one() {
        // "an" is within "dian" only.
        assert!(found("anchi").is_empty());
        assert!(found("zzz").is_empty());
        assert!(found("  ").is_empty());
    }

    #[test]
    fn a_code_is_found_whole_before_others_and_all_words_must_fit() {
        assert_eq!(found("qj-003")[0].2, ["QJ-003"]);
        assert_eq!(found("滇池 003")[0].2, ["QJ-003"]);
        assert!(found("阳宗海 003").is_empty());
    }

    #[test]
    fn of_many_hits_the_nearest_are_listed_and_all_are_counted() {
        let groups = found("取水井");
        assert_eq!((groups[0].1, groups[0].2.len()), (20, LISTED));
        assert_eq!(groups[0].2[0], "QJ-019");
    }

    #[test]
    fn building_can_be_stopped() {
        let progress = Progress::silent();
        progress.cancel();
        let scene = Arc::clone(&index().scene);
        assert!(SearchIndex::build(&scene, &progress).is_err());
    }
}
