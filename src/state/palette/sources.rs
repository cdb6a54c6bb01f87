//! What the palette lists: actions, layers, bookmarks, recent projects, usual scales. A new kind of
//! entry is a variant of [`Item`], what it does in [`AppState::run_item`], and a line in [`SOURCES`].

use std::path::PathBuf;

use crate::domain::pinyin::spellings;
use crate::domain::{Label, Language, Layer};
use crate::state::action::Action;
use crate::state::app_state::AppState;
use crate::state::command::{Command, Effect};
use crate::state::layout::UI_SCALES;
use crate::state::palette::{Entry, title};
use crate::state::tools::{BookmarkCommand, ToolCommand};

/// The usual map scales, as the status bar lists them too.
pub const USUAL_SCALES: [u32; 10] = [
    1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
];

const NO_FEATURES: Label = Label::new("该图层没有要素", "This layer has no features");
const FILE_GONE: Label = Label::new("文件不存在", "The file is not there");

/// What an entry starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An action.
    Action(Action),
    /// Show the layer if it is hidden, and hide it if it is shown.
    ToggleLayer(Layer),
    /// Show the extent of the layer.
    ZoomToLayer(Layer),
    /// Show the bookmark with this name.
    Bookmark(String),
    /// Open this project.
    Recent(PathBuf),
    /// Show the map at 1 : this.
    Scale(u32),
    /// Draw everything in the window this large, in percent.
    UiScale(u16),
}

impl Item {
    /// Names the entry in the settings file.
    pub fn key(&self) -> String {
        match self {
            Self::Action(action) => format!("action:{action:?}"),
            Self::ToggleLayer(layer) => format!("layer:{}", layer.name()),
            Self::ZoomToLayer(layer) => format!("zoom:{}", layer.name()),
            Self::Bookmark(name) => format!("bookmark:{name}"),
            Self::Recent(path) => format!("open:{}", path.display()),
            Self::Scale(scale) => format!("scale:{scale}"),
            Self::UiScale(percent) => format!("ui-scale:{percent}"),
        }
    }
}

/// Where entries come from, in the order in which they are listed.
const SOURCES: [fn(&AppState) -> Vec<Entry>; 5] = [actions, layers, bookmarks, recent, scales];

/// Everything that there is.
pub(super) fn entries(state: &AppState) -> Vec<Entry> {
    SOURCES.iter().flat_map(|source| source(state)).collect()
}

fn actions(state: &AppState) -> Vec<Entry> {
    Action::ALL
        .into_iter()
        // The palette is open already.
        .filter(|action| *action != Action::Palette)
        .map(|action| {
            let label = action.text();
            let name = title(label, state.language());
            let mut entry = Entry::new(Item::Action(action), name, label);
            if let Some(shortcut) = action.shortcut() {
                entry.shortcut = shortcut;
                entry.keys.push(shortcut.to_lowercase());
            }
            entry.off = state.why_not(action);
            entry
        })
        .collect()
}

fn layers(state: &AppState) -> Vec<Entry> {
    let Some(project) = &state.project else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for shown in &state.layers {
        let layer = shown.layer;
        let (verb_zh, verb_en) = if shown.visible {
            ("隐藏图层", "Hide layer")
        } else {
            ("显示图层", "Show layer")
        };
        let item = Item::ToggleLayer(layer);
        entries.push(worded(
            item,
            (verb_zh, verb_en),
            layer.label(),
            state.language(),
        ));
        let item = Item::ZoomToLayer(layer);
        let words = ("缩放至图层", "Zoom to layer");
        let mut zoom = worded(item, words, layer.label(), state.language());
        zoom.off = (project.count(layer) == 0).then_some(NO_FEATURES);
        entries.push(zoom);
    }
    entries
}

fn bookmarks(state: &AppState) -> Vec<Entry> {
    let Some(Ok(list)) = state.project.as_ref().map(|project| &project.bookmarks) else {
        return Vec::new();
    };
    list.iter()
        .map(|bookmark| {
            let item = Item::Bookmark(bookmark.name.clone());
            named(
                item,
                ("转到书签", "Go to bookmark"),
                &bookmark.name,
                state.language(),
            )
        })
        .collect()
}

fn recent(state: &AppState) -> Vec<Entry> {
    let open = state.project.as_ref().map(|project| &project.path);
    state
        .settings
        .recent
        .iter()
        .filter(|path| Some(*path) != open)
        .map(|path| {
            let name = path
                .file_stem()
                .unwrap_or(path.as_os_str())
                .to_string_lossy();
            let item = Item::Recent(path.clone());
            let words = ("打开最近的项目", "Open recent project");
            let mut entry = named(item, words, &name, state.language());
            entry.off = state.missing.contains(path).then_some(FILE_GONE);
            entry
        })
        .collect()
}

fn scales(state: &AppState) -> Vec<Entry> {
    let language = state.language();
    let mut entries = Vec::new();
    if state.project.is_some() {
        for scale in USUAL_SCALES {
            let words = ("比例尺", "Map scale");
            let name = format!("1:{scale}");
            entries.push(named(Item::Scale(scale), words, &name, language));
        }
    }
    for percent in UI_SCALES {
        let words = ("界面缩放", "Interface size");
        let name = format!("{percent}%");
        entries.push(named(Item::UiScale(percent), words, &name, language));
    }
    entries
}

impl Entry {
    /// Found by both names and by the pinyin of the Chinese one.
    fn new(item: Item, name: String, label: Label) -> Self {
        let mut keys = vec![label.zh.to_lowercase(), label.en.to_lowercase()];
        keys.extend(pinyin_keys(label.zh));
        Self {
            item,
            title: name,
            shortcut: "",
            off: None,
            keys,
        }
    }
}

fn pinyin_keys(text: &str) -> impl Iterator<Item = String> {
    spellings(text)
        .into_iter()
        .flat_map(|spelling| [spelling.initials(), spelling.full()])
}

/// An entry made of words and the label of a layer.
fn worded(item: Item, (zh, en): (&str, &str), label: Label, language: Language) -> Entry {
    let (whole_zh, whole_en) = (format!("{zh} {}", label.zh), format!("{en} {}", label.en));
    let name = match language {
        Language::Zh => whole_zh.clone(),
        Language::En => whole_en.clone(),
    };
    let mut keys = vec![whole_zh.to_lowercase(), whole_en.to_lowercase()];
    keys.extend(pinyin_keys(&whole_zh));
    // Often only the layer is typed.
    keys.extend(pinyin_keys(label.zh));
    Entry {
        item,
        title: name,
        shortcut: "",
        off: None,
        keys,
    }
}

/// An entry made of words and a name that somebody gave.
fn named(item: Item, (zh, en): (&str, &str), name: &str, language: Language) -> Entry {
    let (whole_zh, whole_en) = (format!("{zh} {name}"), format!("{en} {name}"));
    let mut keys = vec![whole_zh.to_lowercase(), whole_en.to_lowercase()];
    keys.extend(pinyin_keys(&whole_zh));
    keys.extend(pinyin_keys(name));
    Entry {
        item,
        title: match language {
            Language::Zh => whole_zh,
            Language::En => whole_en,
        },
        shortcut: "",
        off: None,
        keys,
    }
}

impl AppState {
    /// Starts what an entry of the palette stands for.
    pub(in crate::state) fn run_item(&mut self, item: Item) -> Option<Effect> {
        self.apply(match item {
            Item::Action(action) => Command::Run(action),
            Item::ToggleLayer(layer) => {
                let shown = self.layers.iter().find(|entry| entry.layer == layer);
                let visible = shown.is_some_and(|entry| entry.visible);
                Command::ShowLayer(layer, !visible)
            }
            Item::ZoomToLayer(layer) => Command::ZoomToLayer(layer),
            Item::Bookmark(name) => {
                Command::Tools(ToolCommand::Bookmark(BookmarkCommand::GoTo(name)))
            }
            Item::Recent(path) => Command::Open(path),
            Item::Scale(scale) => Command::SetScale(f64::from(scale)),
            Item::UiScale(percent) => Command::Tools(ToolCommand::SetUiScale(percent)),
        })
    }
}
