//! Files dropped on the window: which of them are one data set, what is opened at once and what waits for
//! its turn. Looks at no file.

use std::path::{Path, PathBuf};

use crate::domain::Label;
use crate::services::result_file::Destination;
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::{Effect, FilePurpose};
use crate::state::file_kind::{FileKind, is_part_of, kind_of};
use crate::state::notice::Weight;

const NO_PROJECT_FOR_FILE: Label = Label::new(
    "请先打开或新建项目，再导入数据文件或添加底图",
    "Open or create a project first, then import data files or add bases",
);
const UNKNOWN_FILE: Label = Label::new(
    "不能识别的文件类型。可打开 .sqlite 项目；可导入 Shapefile(.shp、.zip)、GeoJSON、CSV、Excel、GeoPackage、\
     KML、GPX、DXF；可添加底图 .mbtiles、.png、.jpg",
    "Unknown kind of file. Projects are .sqlite; Shapefile (.shp, .zip), GeoJSON, CSV, Excel, GeoPackage, KML, \
     GPX and DXF can be imported; bases are .mbtiles, .png and .jpg",
);
const PROJECT_ALONE: Label = Label::new(
    "已打开项目，其余文件请在打开后再拖入",
    "The project is opened; drop the other files once it is open",
);
const BUSY: Label = Label::new(
    "正在导入，请等它结束或取消后再拖入文件",
    "An import is under way; drop files when it has ended or was cancelled",
);
const IGNORED: Label = Label::new(
    "未处理（不能识别，或缺少同名的 .shp）",
    "Left alone (unknown, or without the .shp of that name)",
);
const SHAPE_MISSING: Label = Label::new(
    "这是 Shapefile 的附属文件，请拖入同名的 .shp 文件",
    "This is a part of a Shapefile; drop the .shp file of the same name",
);

impl AppState {
    /// Opens what was dropped. Of several data files the first is shown in the import window, and each of
    /// the others when the one before is done with.
    pub(super) fn dropped(&mut self, paths: &[PathBuf]) -> Option<Effect> {
        if matches!(&self.dialog, Some(Dialog::Import(import)) if import.running.is_some()) {
            self.warn(&BUSY);
            return None;
        }
        self.waiting.clear();
        let (sets, ignored) = data_sets(paths);
        let mut sets = sets.into_iter();
        let first = sets.next()?;
        let rest: Vec<PathBuf> = sets.collect();
        if !ignored.is_empty() {
            let text = format!("{}: {}", IGNORED.get(self.language()), ignored.join(", "));
            self.notices.add(Weight::Warning, text);
        }
        match kind_of(&first) {
            FileKind::Project => {
                if !rest.is_empty() {
                    self.warn(&PROJECT_ALONE);
                }
                Some(Effect::Open(first))
            }
            FileKind::Data | FileKind::Base if self.project.is_none() => {
                self.warn(&NO_PROJECT_FOR_FILE);
                None
            }
            FileKind::Data | FileKind::Base => {
                self.waiting.push_back(first);
                self.waiting.extend(rest);
                self.dialog = None;
                self.open_waiting()
            }
            FileKind::PartOfShape => {
                self.warn(&SHAPE_MISSING);
                None
            }
            FileKind::Unknown => {
                self.warn(&UNKNOWN_FILE);
                None
            }
        }
    }

    /// The next of the files that were dropped together, once nothing else is on show. To be asked after
    /// every command that brings nothing else about.
    pub(super) fn open_waiting(&mut self) -> Option<Effect> {
        if self.dialog.is_some() || self.project.is_none() {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.open_dropped(next)
    }

    /// How many of the dropped files wait.
    pub fn waiting_files(&self) -> usize {
        self.waiting.len()
    }

    fn open_dropped(&mut self, path: PathBuf) -> Option<Effect> {
        if matches!(kind_of(&path), FileKind::Base) {
            self.bases.replacing = None;
            return self.add_base(path);
        }
        self.chosen(FilePurpose::Import, Destination::unasked(path))
    }

    fn warn(&mut self, text: &Label) {
        let text = text.get(self.language());
        self.notices.add(Weight::Warning, text);
    }
}

/// One path for each data set, and the names of what is left alone beside it: the parts of a Shapefile that
/// come with it are no files of their own, and neither are the world files of pictures. A project comes
/// before all; what cannot be opened is only returned where nothing else is.
fn data_sets(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let belongs = |path: &Path| paths.iter().any(|whole| is_part_of(path, whole));
    let mut sets: Vec<PathBuf> = paths
        .iter()
        .filter(|path| !belongs(path))
        .cloned()
        .collect();
    let place = |path: &PathBuf| match kind_of(path) {
        FileKind::Project => 0,
        FileKind::Data | FileKind::Base => 1,
        FileKind::PartOfShape => 2,
        FileKind::Unknown => 3,
    };
    sets.sort_by_key(place);
    let usable = sets.partition_point(|path| place(path) < 2);
    if usable == 0 {
        return (sets, Vec::new());
    }
    let name = |path: &PathBuf| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let ignored = sets.split_off(usable).iter().map(name).collect();
    (sets, ignored)
}
