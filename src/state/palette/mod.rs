//! The command palette: everything that can be started, found by a few letters in Chinese, pinyin or
//! English. Where the entries come from is in `sources`; a new kind of entry is added there.

mod fuzzy;
mod sources;

use crate::domain::{Label, Language};
use crate::state::app_state::AppState;

pub use sources::{Item, USUAL_SCALES};

/// What was started last is remembered, newest first.
pub const REMEMBERED: usize = 12;
/// Each place among what was started last counts this much against a better match.
const RECENT_BONUS: i32 = 2;

/// Something in the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaletteCommand {
    /// The text changed.
    Edit(String),
    /// Go this many rows down, or up; the list is a ring.
    Step(isize),
    /// Start this row; `None` for the row on which the keys are.
    Run(Option<usize>),
}

/// One thing that can be started.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it starts.
    pub item: Item,
    /// What it is called in the language of the window.
    pub title: String,
    /// The shortcut, as [`crate::state::Action::shortcut`] writes it; empty when it has none.
    pub shortcut: &'static str,
    /// Why it cannot be started now; `None` when it can.
    pub off: Option<Label>,
    /// Everything that it is found by, lower case.
    keys: Vec<String>,
}

/// The palette on show.
#[derive(Debug)]
pub struct Palette {
    /// As typed.
    pub text: String,
    /// Everything, as it could be started when the palette was opened.
    entries: Vec<Entry>,
    /// Places in [`Self::entries`] of what fits the text, best first.
    shown: Vec<usize>,
    /// The row on which the keys are.
    pub selected: usize,
    /// Places in what was started last, by entry.
    recent: Vec<Option<usize>>,
}

impl Palette {
    /// The palette over `state`, with everything in it.
    pub(super) fn open(state: &AppState) -> Self {
        let entries = sources::entries(state);
        let recent = entries
            .iter()
            .map(|entry| {
                let key = entry.item.key();
                let mut known = state.settings.recent_commands.iter();
                known.position(|other| *other == key)
            })
            .collect();
        let mut palette = Self {
            text: String::new(),
            entries,
            shown: Vec::new(),
            selected: 0,
            recent,
        };
        palette.arrange();
        palette
    }

    pub(super) fn edit(&mut self, text: String) {
        self.text = text;
        self.arrange();
    }

    pub(super) fn step(&mut self, by: isize) {
        let rows = self.shown.len().cast_signed();
        if rows > 0 {
            let row = (self.selected.cast_signed() + by).rem_euclid(rows);
            self.selected = row.cast_unsigned();
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.shown.len()
    }

    /// The entry of a row.
    pub fn row(&self, row: usize) -> Option<&Entry> {
        self.entries.get(*self.shown.get(row)?)
    }

    /// Whether the entry of a row was started not long ago.
    pub fn is_recent(&self, row: usize) -> bool {
        self.shown
            .get(row)
            .is_some_and(|entry| self.recent[*entry].is_some())
    }

    /// Finds what fits the text: without one everything, what was started last first.
    fn arrange(&mut self) {
        let word = fuzzy::normal(&self.text);
        let mut fitting: Vec<(bool, i32, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| {
                let fit = entry
                    .keys
                    .iter()
                    .filter_map(|key| fuzzy::score(&word, key))
                    .max()?;
                let recent = self.recent[place].map_or(0, |place| {
                    fuzzy::small(REMEMBERED.saturating_sub(place)) * RECENT_BONUS
                });
                Some((entry.off.is_some(), -(fit + recent), place))
            })
            .collect();
        fitting.sort_unstable();
        self.shown = fitting.into_iter().map(|(_, _, place)| place).collect();
        self.selected = 0;
    }
}

/// The label in `language`.
fn title(label: Label, language: Language) -> String {
    label.get(language).to_owned()
}
