//! Copies of the open project: a backup to a file that the user names, and one on this machine of a
//! project that lies on a share or cannot be written.

use std::path::{Path, PathBuf};

use crate::domain::Label;
use crate::state::action::Action;
use crate::state::app_state::{AppState, Dialog};
use crate::state::command::Effect;
use crate::state::notice::Weight;
use crate::state::project::Whereabouts;
use crate::state::typed_path::with_known_ending;

const BACKED_UP: Label = Label::new("项目已备份", "Project backed up");
const ON_NETWORK: Label = Label::new(
    "项目在网络共享上：多人同时写入或断网可能损坏文件，读取也慢。请复制到本机后打开，改完再复制回去",
    "The project lies on a network share: it is slow to read, and can be damaged when several write or the network fails. Work on a copy on this machine, then copy it back",
);
const READ_ONLY: Label = Label::new(
    "项目文件只读，只能查看和核查；要修改，请复制到本机后打开",
    "The project file is read-only: it can be looked at and checked. To change it, open a copy on this machine",
);

impl AppState {
    /// Says where the project lies, if that is not as good as this machine, and offers a copy.
    pub(super) fn tell_whereabouts(&mut self) {
        let Some(project) = &self.project else { return };
        let text = match project.whereabouts {
            Whereabouts::Here => return,
            Whereabouts::Network => ON_NETWORK,
            Whereabouts::ReadOnly => READ_ONLY,
        };
        let text = text.get(self.settings.language);
        self.notices.offer(text, Action::OpenLocalCopy);
    }

    /// Whether a copy on this machine would be of use.
    pub(super) fn wants_local_copy(&self) -> bool {
        self.project
            .as_ref()
            .is_some_and(|project| project.whereabouts != Whereabouts::Here)
    }

    pub(super) fn open_local_copy(&self) -> Option<Effect> {
        let project = self.project.as_ref()?;
        Some(Effect::OpenLocalCopy(project.path.clone()))
    }

    /// The file for the backup is chosen.
    pub(super) fn backup_file(&mut self, path: PathBuf) -> Effect {
        if matches!(self.dialog, Some(Dialog::Path { .. })) {
            self.dialog = None;
        }
        Effect::Backup(with_known_ending(path, &["sqlite", "db"], "sqlite"))
    }

    pub(super) fn backed_up(&mut self, path: &Path) {
        let text = format!("{}  {}", BACKED_UP.get(self.language()), path.display());
        self.notices.add(Weight::Done, text);
    }
}
