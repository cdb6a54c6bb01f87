//! The style editor: the style being edited, what the map shows of it meanwhile, and what goes to the
//! worker. Knows no toolkit and no database.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::carto::scene::SceneLayer;
use crate::carto::style::make::Recipe;
use crate::carto::style::{LayerStyle, Ramp, RampKind, StyleSheet};
use crate::domain::Layer;
use crate::jobs::JobId;
use crate::services::result_file::Destination;

/// How the open project looks.
#[derive(Clone, Debug)]
pub struct ProjectLook {
    /// The sheet that the map shows: the shipped one with the project's own styles over it.
    pub styles: Arc<StyleSheet>,
    /// The sheet that ships with the program.
    pub shipped: Arc<StyleSheet>,
    /// Layers with a style of the project's own.
    pub own: BTreeSet<Layer>,
    /// Why stored styles could not be used, one sentence each.
    pub problems: Vec<String>,
}

impl ProjectLook {
    /// A project without styles of its own.
    pub fn plain(shipped: Arc<StyleSheet>) -> Self {
        Self {
            styles: Arc::clone(&shipped),
            shipped,
            own: BTreeSet::new(),
            problems: Vec::new(),
        }
    }
}

/// Styles in the window.
#[derive(Debug, Default)]
pub struct StyleState {
    /// The editor; `None` while it is closed.
    pub editor: Option<Box<StyleEditor>>,
    /// The style copied last.
    pub copied: Option<LayerStyle>,
}

/// One layer's style being edited. The map shows the draft; the project keeps what was saved.
#[derive(Debug)]
pub struct StyleEditor {
    /// The layer.
    pub layer: Layer,
    /// As edited.
    pub draft: LayerStyle,
    /// As the project has it.
    pub saved: LayerStyle,
    /// The category whose symbol is shown.
    pub selected: usize,
    /// Ramps to choose from.
    pub ramps: Vec<Ramp>,
    /// The ramp for ranges.
    pub ordered_ramp: String,
    /// The ramp for kinds.
    pub kinds_ramp: String,
    /// How many ranges are wanted.
    pub classes: usize,
    /// The style by which the features on the map are sorted.
    pub(super) sorted: LayerStyle,
    /// The features as they were when the editor was opened.
    pub(super) before: Option<Arc<SceneLayer>>,
    /// Why the draft cannot be shown or what went wrong.
    pub failure: Option<String>,
    /// The job under way.
    pub running: Option<JobId>,
    /// Whether that job writes to the project.
    pub writing: bool,
}

impl StyleEditor {
    /// An editor for `style` as it is.
    pub fn new(style: &LayerStyle, before: Option<Arc<SceneLayer>>) -> Self {
        // The tests keep the shipped ramps readable.
        let ramps = Ramp::shipped().unwrap_or_default();
        let first = |kind| {
            let mut fitting = ramps.iter().filter(|ramp| ramp.kind == kind);
            fitting
                .next()
                .map(|ramp| ramp.id.clone())
                .unwrap_or_default()
        };
        Self {
            layer: style.layer,
            draft: style.clone(),
            saved: style.clone(),
            selected: 0,
            ordered_ramp: first(RampKind::Sequential),
            kinds_ramp: first(RampKind::Qualitative),
            ramps,
            classes: 5,
            sorted: style.clone(),
            before,
            failure: None,
            running: None,
            writing: false,
        }
    }

    /// Whether there is something to apply.
    pub fn is_changed(&self) -> bool {
        self.draft != self.saved
    }

    /// Whether the draft could be stored.
    pub fn is_sound(&self) -> bool {
        self.draft.check().is_ok()
    }

    /// The ramp that `recipe` takes its colours from.
    pub fn ramp_for(&self, recipe: &Recipe) -> Option<&Ramp> {
        let id = match recipe {
            Recipe::Graduated { .. } => &self.ordered_ramp,
            _ => &self.kinds_ramp,
        };
        self.ramps.iter().find(|ramp| ramp.id == *id)
    }
}

/// Something in the style editor or about styles in the layer list.
#[derive(Clone, Debug, PartialEq)]
pub enum StyleCommand {
    /// Edit the style of this layer.
    Open(Layer),
    /// The draft changed by hand.
    Edit(Box<LayerStyle>),
    /// Show the symbol of the category at this index.
    Select(usize),
    /// Make categories anew.
    Make(Recipe),
    /// Take the colours of this ramp from now on, and make what is made by a ramp anew.
    Ramp(String),
    /// So many ranges.
    Classes(usize),
    /// Store the draft in the project.
    Apply,
    /// Close the editor; the map shows again what was saved.
    Close,
    /// The draft becomes the shipped style.
    Restore,
    /// Remember the style of this layer.
    Copy(Layer),
    /// Edit this layer with the style that was copied.
    Paste(Layer),
    /// Write the draft to a file to be chosen.
    ToFile,
    /// Read a file to be chosen into the draft.
    FromFile,
}

/// What the worker does for the editor.
#[derive(Clone, Debug, PartialEq)]
pub enum StyleEffect {
    /// Sort the features of a layer by a style.
    Sort(LayerRef, Box<LayerStyle>),
    /// Make categories anew, then sort.
    Make {
        /// The features.
        layer: LayerRef,
        /// What they are made from.
        style: Box<LayerStyle>,
        /// How.
        recipe: Recipe,
        /// In which colours.
        ramp: Ramp,
    },
    /// Store a style in the project.
    Store(Box<LayerStyle>),
    /// Write a style to a file.
    Write(Destination, Box<LayerStyle>),
    /// Read the style of a file.
    Read(PathBuf),
}

/// What the worker answers.
#[derive(Debug)]
pub enum StyleAnswer {
    /// The features in the categories of the style.
    Sorted(Arc<SceneLayer>, Box<LayerStyle>),
    /// The same for categories that the worker made.
    Made(Arc<SceneLayer>, Box<LayerStyle>),
    /// The project has this style.
    Stored(Box<LayerStyle>),
    /// The file is written.
    Written(PathBuf),
    /// What the file holds.
    Read(Box<LayerStyle>),
}

/// Features of a layer as the worker gets them; the same only where it is the very same.
#[derive(Clone, Debug)]
pub struct LayerRef(pub Arc<SceneLayer>);

impl PartialEq for LayerRef {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
