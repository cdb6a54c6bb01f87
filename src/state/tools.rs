//! The tools of the window: palette, search, measuring, view history, bookmarks, layout. What they are
//! told, what they ask of the window, what comes back. Pure data.

use std::sync::Arc;

use geo::{Coord, Rect};

use crate::carto::scene::Scene;
use crate::domain::{Bookmark, BookmarkEdit, LonLat};
use crate::jobs::JobId;
use crate::services::search::{SearchGroup, SearchIndex};
use crate::state::check::SubjectKind;
use crate::state::find::{SearchCommand, SearchState};
use crate::state::history::ViewHistory;
use crate::state::layout::Layout;
use crate::state::measure::{MeasureCommand, MeasureState};
use crate::state::palette::PaletteCommand;

/// What the tools remember while a project is open.
#[derive(Debug, Default)]
pub struct ToolsState {
    /// The search box.
    pub search: SearchState,
    /// What is being measured.
    pub measure: MeasureState,
    /// Where the map looked.
    pub history: ViewHistory,
    /// Changes of bookmarks under way.
    pub(super) bookmarking: Vec<JobId>,
    /// Where the keyboard is wanted, with a number that grows with every wish.
    pub focus: (u64, FocusTarget),
    /// Grows whenever the usual layout is asked for: sizes kept by panels belong to one number.
    pub layout_round: u64,
}

impl ToolsState {
    /// What belonged to the project goes with it.
    pub(super) fn forget_project(&mut self) {
        self.search = SearchState::default();
        self.measure.clear();
        self.history = ViewHistory::default();
        self.bookmarking.clear();
    }

    pub(super) const fn want_focus(&mut self, target: FocusTarget) {
        self.focus = (self.focus.0 + 1, target);
    }
}

/// What the keyboard is brought to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FocusTarget {
    /// The search box.
    #[default]
    Search,
    /// The first menu.
    Menu,
    /// The menu of the middle of the map.
    MapMenu,
    /// The part of the window after the one that has the keyboard.
    NextPane,
}

/// Something that is done with the tools.
#[derive(Debug)]
pub enum ToolCommand {
    /// In the command palette.
    Palette(PaletteCommand),
    /// In the search box.
    Search(SearchCommand),
    /// With the drawn line or area.
    Measure(MeasureCommand),
    /// In the list of bookmarks.
    Bookmark(BookmarkCommand),
    /// From the menu of a place on the map.
    Place(LonLat, PlaceCommand),
    /// Show this box, in metres of the project CRS.
    ZoomBox(Rect<f64>),
    /// The camera has stood still for a while.
    ViewRests,
    /// A panel has another size or was shown or hidden.
    SetLayout(Layout),
    /// Everything in the window this large, in percent.
    SetUiScale(u16),
    /// The word in the list of shortcuts.
    SearchShortcuts(String),
    /// Put this on the clipboard.
    CopyText(String),
    /// Make the search index of the open project: the search is about to be used.
    MakeIndex,
    /// Let go of a search index that is of another scene than the one shown.
    ForgetIndex,
}

/// What can be done with a place on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceCommand {
    /// Which features are there?
    Identify,
    /// Is this allowed there?
    Check(SubjectKind),
    /// Begin a line there.
    MeasureFrom,
    /// Put its coordinates on the clipboard.
    Copy(PlaceForm),
    /// Keep it as a bookmark.
    Bookmark,
    /// Twice as close, with it in the middle.
    ZoomHere,
    /// Bring it to the middle.
    CenterHere,
}

/// How coordinates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceForm {
    /// 102.712345, 25.040123.
    Decimal,
    /// 102°42′44.44″E 25°02′24.44″N.
    Dms,
    /// Metres in the project CRS.
    Grid,
}

impl PlaceForm {
    /// All, as menus list them.
    pub const ALL: [Self; 3] = [Self::Decimal, Self::Dms, Self::Grid];
}

/// Something in the list of bookmarks.
#[derive(Clone, Debug, PartialEq)]
pub enum BookmarkCommand {
    /// Show the bookmark with this name.
    GoTo(String),
    /// The name for the new bookmark changed.
    EditName(String),
    /// Add what the dialog offers.
    Add,
    /// Begin to rename this one.
    BeginRename(String),
    /// The new name changed.
    EditRename(String),
    /// Take the new name.
    Rename,
    /// Leave the old name.
    CancelRename,
    /// Take this one away.
    Delete(String),
    /// Put this one at this place, 0 = first.
    Move(String, usize),
}

/// The bookmarks dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct BookmarksDialog {
    /// Name for the new bookmark, as typed.
    pub name: String,
    /// Centre of the new bookmark; `None` where the map has no longitude and latitude.
    pub center: Option<LonLat>,
    /// The `n` of its scale 1 : n.
    pub scale: f64,
    /// The one that is being renamed and its new name as typed.
    pub renaming: Option<(String, String)>,
    /// Why the last change was refused.
    pub failure: Option<String>,
}

/// What the window must do for the tools.
#[derive(Clone, Debug, PartialEq)]
pub enum ToolEffect {
    /// Make the search index of this scene.
    Index(Shared<Scene>),
    /// Look a text up; of equally good hits those near `from` (metres) first.
    Find {
        /// Where to look.
        index: Shared<SearchIndex>,
        /// As typed.
        text: String,
        /// The middle of the view.
        from: Coord<f64>,
    },
    /// Change the bookmarks of the open project.
    Bookmark(BookmarkEdit),
    /// Give the window its usual size.
    ResetWindow,
}

/// What the tools' jobs are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolPurpose {
    /// [`ToolEffect::Index`].
    Index,
    /// [`ToolEffect::Find`].
    Find,
    /// [`ToolEffect::Bookmark`].
    Bookmark,
}

/// What the tools' jobs answer.
#[derive(Debug)]
pub enum ToolAnswer {
    /// The index is made.
    Indexed(Arc<SearchIndex>),
    /// What a text means.
    Found {
        /// The text.
        text: String,
        /// The hits.
        groups: Vec<SearchGroup>,
    },
    /// The bookmarks as they are stored now.
    Bookmarks(Vec<Bookmark>),
}

/// Something large that effects pass on; the same one is equal, a copy is not.
#[derive(Debug)]
pub struct Shared<T>(pub Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
