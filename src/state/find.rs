//! The search box: what is typed, which coordinates and features it means, which row is chosen.

use std::sync::Arc;

use crate::carto::scene::Scene;
use crate::domain::LonLat;
use crate::geodesy::typed::{Reading, Typed, TypedError, read_position};
use crate::jobs::JobId;
use crate::services::search::{SearchGroup, SearchHit, SearchIndex};

/// Something in the search box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchCommand {
    /// The text changed.
    Edit(String),
    /// Go this many rows down, or up.
    Step(isize),
    /// Show what this row means; `None` for the row on which the keys are.
    Choose(Option<usize>),
    /// Empty the box.
    Clear,
}

/// A row of the results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'a> {
    /// A position, one of the readings of the text.
    Place(&'a Reading),
    /// A feature.
    Feature(&'a SearchHit),
}

/// The search box.
#[derive(Debug, Default)]
pub struct SearchState {
    /// As typed.
    pub text: String,
    /// The positions that the text means: none, one, or several to be asked about.
    pub readings: Vec<Reading>,
    /// Why the text is no position, where it looks like one.
    pub problem: Option<TypedError>,
    /// The features that the text means, by layer.
    pub groups: Vec<SearchGroup>,
    /// Whether [`Self::groups`] are those of the text.
    pub answered: bool,
    /// The row on which the keys are; `None` while the user must choose.
    pub selected: Option<usize>,
    /// The place that was shown last; marked on the map.
    pub place: Option<LonLat>,
    /// The index of the open project; `None` until the search is used for the first time, and while it is
    /// being made.
    pub index: Option<Arc<SearchIndex>>,
    /// The index that is being made.
    pub indexing: Option<JobId>,
    /// The question under way.
    pub running: Option<JobId>,
    /// The scene whose index was asked for.
    pub(super) scene: Option<Arc<Scene>>,
}

impl SearchState {
    /// Whether there is an index, or one under way, that is not of `scene` and keeps an older one in memory.
    pub fn is_outdated(&self, scene: &Arc<Scene>) -> bool {
        self.scene.is_some() && self.wants_index(scene)
    }

    /// Lets go of the index and the scene that it is of.
    pub(super) fn forget_index(&mut self) {
        self.index = None;
        self.scene = None;
    }

    /// Whether the index of `scene` must still be asked for.
    pub fn wants_index(&self, scene: &Arc<Scene>) -> bool {
        self.scene
            .as_ref()
            .is_none_or(|known| !Arc::ptr_eq(known, scene))
    }

    /// Takes another text. Coordinates are read at once; features are asked for.
    pub(super) fn edit(&mut self, text: String) {
        (self.readings, self.problem) = match read_position(&text) {
            Ok(Typed::Clear(reading)) => (vec![reading], None),
            Ok(Typed::Ask(readings)) => (readings, None),
            Err(error) => (Vec::new(), looks_like_coordinates(&text).then_some(error)),
        };
        self.answered = text.trim().is_empty();
        if self.answered {
            self.groups.clear();
        }
        self.text = text;
        self.select_first();
    }

    pub(super) fn found(&mut self, text: &str, groups: Vec<SearchGroup>) {
        if text == self.text {
            self.groups = groups;
            self.answered = true;
            self.select_first();
        }
    }

    /// What is meant in two ways is chosen by the user and never by us.
    fn select_first(&mut self) {
        self.selected = (self.readings.len() < 2 && self.row(0).is_some()).then_some(0);
    }

    pub(super) fn step(&mut self, by: isize) {
        let rows = self.rows();
        if rows == 0 {
            return;
        }
        let next = match self.selected {
            None if by < 0 => rows - 1,
            None => 0,
            Some(row) => row.saturating_add_signed(by).min(rows - 1),
        };
        self.selected = Some(next);
    }

    pub(super) fn clear(&mut self) {
        self.edit(String::new());
        self.place = None;
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        let hits: usize = self.groups.iter().map(|group| group.hits.len()).sum();
        self.readings.len() + hits
    }

    /// The row with this number, positions first.
    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        if let Some(reading) = self.readings.get(row) {
            return Some(Row::Place(reading));
        }
        self.groups
            .iter()
            .flat_map(|group| &group.hits)
            .nth(row - self.readings.len())
            .map(Row::Feature)
    }
}

/// Two numbers or more and no letters but those of coordinates: an error is worth telling.
fn looks_like_coordinates(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let other = text.chars().any(|char| {
        char.is_alphabetic() && !"EWNSewns东西南北经纬度分秒".contains(char)
            || char == '-' && digits < 4
    });
    digits >= 4 && !other && text.trim().contains([' ', ',', '，', '°', '度', ';', '；'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_position_is_the_first_row_and_an_unclear_one_is_asked() {
        let mut search = SearchState::default();
        search.edit("102.71, 25.04".to_owned());
        assert_eq!((search.rows(), search.selected), (1, Some(0)));
        search.edit("102.4236, 25.0224".to_owned());
        assert!(search.rows() >= 2);
        assert_eq!(search.selected, None);
        search.step(1);
        assert_eq!(search.selected, Some(0));
    }

    #[test]
    fn a_name_is_no_wrong_coordinate_but_half_a_position_is() {
        let mut search = SearchState::default();
        search.edit("滇池 3".to_owned());
        assert!(search.problem.is_none());
        search.edit("PWK-0012".to_owned());
        assert!(search.problem.is_none());
        search.edit("202.5, 95.25".to_owned());
        assert!(search.problem.is_some());
    }
}
