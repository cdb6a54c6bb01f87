//! Rule packs as the user's data: where they are found, which of two with one id is used, which are
//! switched off in a project, and what state each is in. A pack that is found and cannot be used stops
//! every check until it is mended or switched off: a rule that is lost in silence would be a wrong pass.

mod files;
mod switch;
mod text;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

pub use files::{MAX_FILES, MAX_PACK_BYTES, PackFileError, read_pack_text};
pub use switch::{switch, switched_off};
pub use text::packs_text;

use crate::domain::Label;
use crate::rules::PackSet;
use crate::rules::pack::{OffPack, Origin, Pack, PackError, RULES_FOLDER};
use crate::services::folders::data_folder;
use crate::services::packs::files::{Found, Stamp};
use crate::store::{Project, StoreError};

/// The project setting that holds the ids of the packs that are switched off, as a JSON list.
pub const OFF_SETTING: &str = "packs_off";

/// Why the packs cannot be used for a check, or not be switched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PacksError {
    /// A pack that would have been used is wrong.
    #[error(
        "规则包不能用，核查没有进行：{reason}{}；请改正文件（rules validate 可逐条检查），\
         或用 rules off {key} --project 项目 停用它",
        also(*more)
    )]
    Bad {
        /// What to switch off: the id, or the file's name where the id cannot be read.
        key: String,
        /// What is wrong first, with file and line.
        reason: String,
        /// How many further packs are wrong.
        more: usize,
    },
    /// The list of packs in the project is not a list of texts.
    #[error(
        "项目设置 {OFF_SETTING} 应是规则包编号的 JSON 数组，而不是 {found}；请用 rules on 或 rules off 重新设置"
    )]
    BadSetting {
        /// As found.
        found: String,
    },
    /// There is no such pack to switch.
    #[error("没有规则包「{id}」，可用的：{known}")]
    NoSuchPack {
        /// As asked.
        id: String,
        /// What could be switched.
        known: String,
    },
    /// A shipped pack is broken; the tests keep this from happening.
    #[error(transparent)]
    Shipped(#[from] PackError),
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn also(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!("（另有 {more} 个规则包有误）"),
    }
}

/// The folders that are searched beside the program's own packs; `None` where there is none to search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackFolders {
    /// The user's.
    pub user: Option<PathBuf>,
    /// Beside the project file.
    pub project: Option<PathBuf>,
}

impl PackFolders {
    /// The user's folder with that beside the project file, if a project is meant.
    pub fn beside(project: Option<&Path>, user: Option<PathBuf>) -> Self {
        Self {
            user,
            project: project.map(|file| {
                let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
                file.with_file_name(RULES_FOLDER)
            }),
        }
    }
}

/// The user's folder of packs, whether it is there or not; `None` on a machine without a home.
pub fn user_folder() -> Option<PathBuf> {
    Some(data_folder()?.join(RULES_FOLDER))
}

/// One pack as `rules list` and the window show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackLine {
    /// Its id, or the file's name where the id cannot be read: what `rules off` takes.
    pub id: String,
    /// Title; empty where it cannot be read.
    pub title: String,
    /// Version; empty where it cannot be read.
    pub version: String,
    /// `shipped`, `user` or `project`.
    pub origin: &'static str,
    /// The file: a bare name for a shipped pack, else the whole path.
    pub file: String,
    /// In what state it is.
    pub state: PackState,
    /// The state in words, in Chinese: the edition in force, since when not, why not.
    pub detail: String,
    /// What is wrong with it, one sentence each with file and line; empty when it can be used.
    pub problems: Vec<String>,
    /// Number of rules; 0 where it cannot be read.
    pub rules: usize,
}

impl PackLine {
    /// Where it was found, in words.
    pub fn origin_label(&self) -> Label {
        [Origin::Shipped, Origin::User, Origin::Project]
            .into_iter()
            .find(|origin| origin.code() == self.origin)
            .unwrap_or(Origin::Shipped)
            .label()
    }
}

/// Whether a pack is used on a day, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PackState {
    /// An edition is in force on the day.
    InForce,
    /// The next edition begins later.
    NotYet,
    /// The last edition has ended.
    NoLonger,
    /// It cannot be read; checks are refused.
    Bad,
    /// Another pack of the same id is used.
    Replaced,
    /// The project has switched it off.
    Off,
}

/// One file with what it holds.
#[derive(Clone, Debug)]
struct Entry {
    origin: Origin,
    file: String,
    /// Its id, or the file's name where the id cannot be read.
    key: String,
    content: Result<Pack, Vec<String>>,
}

/// Every pack that was found, good or bad, with the switches of the project.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// By origin, then file.
    entries: Vec<Entry>,
    off: Vec<String>,
    folders: PackFolders,
    stamp: Stamp,
}

impl Shelf {
    /// The packs for `project` with those of the user's folder `user`.
    pub fn of(project: &Project, user: Option<PathBuf>) -> Result<Self, PacksError> {
        let folders = PackFolders::beside(Some(project.path()), user);
        Self::read(folders, switched_off(project)?)
    }

    /// The packs in `folders` and the program's own; `off` are ids that are switched off.
    pub fn read(folders: PackFolders, off: Vec<String>) -> Result<Self, PacksError> {
        let stamp = Stamp::take(&folders);
        let mut entries: Vec<Entry> = PackSet::shipped()?
            .packs()
            .iter()
            .map(|pack| Entry {
                origin: Origin::Shipped,
                file: pack.file.clone(),
                key: pack.id.clone(),
                content: Ok(pack.clone()),
            })
            .collect();
        for (origin, folder) in [
            (Origin::User, &folders.user),
            (Origin::Project, &folders.project),
        ] {
            if let Some(folder) = folder {
                entries.extend(
                    files::packs_in(folder)
                        .into_iter()
                        .map(|found| entry(origin, found)),
                );
            }
        }
        refuse_twins(&mut entries);
        Ok(Self {
            entries,
            off,
            folders,
            stamp,
        })
    }

    /// Whether the folders still hold what was read, and the switches are still `off`.
    pub fn is_current(&self, folders: &PackFolders, off: &[String]) -> bool {
        self.folders == *folders && self.off == off && self.stamp == Stamp::take(folders)
    }

    /// The packs that checks ask. An error when one of them cannot be used.
    pub fn set(&self) -> Result<PackSet, PacksError> {
        let mut bad = self
            .entries
            .iter()
            .filter(|entry| !self.is_off(entry) && self.replaced_by(entry).is_none())
            .filter_map(|entry| Some((entry, entry.content.as_ref().err()?)));
        if let Some((first, problems)) = bad.next() {
            return Err(PacksError::Bad {
                key: first.key.clone(),
                reason: problems.first().cloned().unwrap_or_default(),
                more: bad.count(),
            });
        }
        Ok(self.in_use()?.without(self.named_off()))
    }

    /// The packs that can be used, without a word about those that cannot: to name versions, not to ask.
    pub fn in_use(&self) -> Result<PackSet, PacksError> {
        self.usable(|entry| !self.is_off(entry))
    }

    /// Every pack that can be read and is not replaced, whether it is switched off or not: to be listed
    /// and explained, not to be asked.
    pub fn readable(&self) -> Result<PackSet, PacksError> {
        Ok(self.usable(|_| true)?.without(self.named_off()))
    }

    fn usable(&self, wanted: impl Fn(&Entry) -> bool) -> Result<PackSet, PacksError> {
        let mut set = PackSet::default();
        for entry in &self.entries {
            if let Ok(pack) = &entry.content
                && wanted(entry)
                && self.replaced_by(entry).is_none()
            {
                set.add(pack.clone())?;
            }
        }
        Ok(set)
    }

    /// The packs that are switched off, as reports name them: those that are there.
    fn named_off(&self) -> Vec<OffPack> {
        let mut off: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| self.is_off(entry))
            .map(|entry| OffPack {
                id: entry.key.clone(),
                title: entry
                    .content
                    .as_ref()
                    .map_or_else(|_| String::new(), |pack| pack.title.clone()),
            })
            .collect();
        off.sort();
        off.dedup_by(|a, b| a.id == b.id);
        off
    }

    /// What can be switched, sorted.
    fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<_> = self
            .entries
            .iter()
            .map(|entry| entry.key.as_str())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn is_off(&self, entry: &Entry) -> bool {
        self.off.contains(&entry.key)
    }

    /// The pack of the same id that is used in place of `entry`.
    fn replaced_by(&self, entry: &Entry) -> Option<&Entry> {
        self.entries
            .iter()
            .rfind(|other| other.key == entry.key && other.origin > entry.origin)
    }

    /// Every pack in its state on `day`, by id, the one that is used first.
    pub fn lines(&self, day: Date) -> Vec<PackLine> {
        let mut lines: Vec<_> = self.entries.iter().collect();
        lines.sort_by(|a, b| (&a.key, b.origin, &a.file).cmp(&(&b.key, a.origin, &b.file)));
        lines
            .into_iter()
            .map(|entry| self.line(entry, day))
            .collect()
    }

    fn line(&self, entry: &Entry, day: Date) -> PackLine {
        let (state, detail) = self.state(entry, day);
        let pack = entry.content.as_ref().ok();
        PackLine {
            id: entry.key.clone(),
            title: pack.map(|pack| pack.title.clone()).unwrap_or_default(),
            version: pack.map(|pack| pack.version.clone()).unwrap_or_default(),
            origin: entry.origin.code(),
            file: entry.file.clone(),
            state,
            detail,
            problems: entry.content.as_ref().err().cloned().unwrap_or_default(),
            rules: pack.map_or(0, |pack| pack.rules.len()),
        }
    }

    fn state(&self, entry: &Entry, day: Date) -> (PackState, String) {
        if let Some(other) = self.replaced_by(entry) {
            let by = format!(
                "被{}的同号规则包代替：{}",
                other.origin.label().zh,
                other.file
            );
            return (PackState::Replaced, by);
        }
        if self.is_off(entry) {
            return (PackState::Off, "本项目已停用".to_owned());
        }
        match &entry.content {
            Err(problems) => (
                PackState::Bad,
                format!("有误：{}", problems.first().map_or("", String::as_str)),
            ),
            Ok(pack) => dated(pack, day),
        }
    }
}

/// Which edition is in force on `day`, or when there will be or was one.
fn dated(pack: &Pack, day: Date) -> (PackState, String) {
    if let Some(edition) = pack.edition(day) {
        return (
            PackState::InForce,
            format!("当日有效的版本：{}", edition.title),
        );
    }
    let next = pack
        .editions
        .iter()
        .filter_map(|edition| edition.window.from)
        .find(|from| *from > day);
    if let Some(from) = next {
        return (PackState::NotYet, format!("{from} 起才生效"));
    }
    let last = pack
        .editions
        .iter()
        .filter_map(|edition| edition.window.to)
        .max();
    let last = last.map_or_else(String::new, |to| format!("（至 {to}）"));
    (PackState::NoLonger, format!("已经失效{last}"))
}

fn entry(origin: Origin, found: Found) -> Entry {
    let Found {
        file,
        name,
        content,
    } = found;
    match content {
        Ok(text) => {
            let key = crate::rules::pack::declared_id(&text).unwrap_or(name);
            let content = crate::rules::pack::parse_all(&file, &text)
                .map(|pack| Pack { origin, ..pack })
                .map_err(|errors| errors.iter().map(ToString::to_string).collect());
            Entry {
                origin,
                file,
                key,
                content,
            }
        }
        Err(error) => Entry {
            origin,
            key: name,
            content: Err(vec![crate::domain::sentence(&error)]),
            file,
        },
    }
}

/// Two packs of one id in one folder: nobody can tell which is meant, so the later file is refused.
fn refuse_twins(entries: &mut [Entry]) {
    for later in 1..entries.len() {
        let (before, rest) = entries.split_at_mut(later);
        let Some(entry) = rest.first_mut() else {
            return;
        };
        let twin = before
            .iter()
            .find(|other| other.origin == entry.origin && other.key == entry.key);
        if let Some(twin) = twin {
            let reason = format!(
                "{}：规则包编号 {} 与 {} 重复，请改编号或删去一个",
                entry.file, entry.key, twin.file
            );
            match &mut entry.content {
                Ok(_) => entry.content = Err(vec![reason]),
                Err(problems) => problems.push(reason),
            }
        }
    }
}

#[cfg(test)]
mod tests;
