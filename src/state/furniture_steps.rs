//! Steps of [`AppState::apply`] for furniture and raster bases.

use std::path::{Path, PathBuf};

use crate::domain::Label;
use crate::services::base::{located, path_text};
use crate::services::result_file::Destination;
use crate::state::action::Action;
use crate::state::app_state::AppState;
use crate::state::command::{Effect, FilePurpose};
use crate::state::furniture::{
    BaseEntry, BaseLayer, BaseRequest, BaseStatus, FurnitureCommand, FurnitureEffect,
};
use crate::state::notice::Weight;
use crate::state::typed_path::to_known_ending;

const NO_PROJECT: Label = Label::new(
    "请先打开或新建项目，再添加底图",
    "Open or create a project first, then add a base",
);
const TWICE: Label = Label::new("这个底图已经在项目里", "The project has this base already");

impl AppState {
    /// Actions about furniture.
    pub(super) fn run_furniture(&mut self, action: Action) -> Option<Effect> {
        let furniture = &mut self.settings.furniture;
        match action {
            Action::ToggleGraticule => furniture.graticule = !furniture.graticule,
            Action::TogglePlaneGrid => furniture.plane_grid = !furniture.plane_grid,
            Action::ToggleOverview => furniture.overview = !furniture.overview,
            Action::AddBase => {
                self.bases.replacing = None;
                return Some(Effect::ChooseFile(FilePurpose::Base));
            }
            Action::CopyMap => return Some(Effect::Furniture(FurnitureEffect::CopyPicture)),
            Action::SaveMap => return Some(Effect::ChooseFile(FilePurpose::SavePicture)),
            _ => {}
        }
        None
    }

    /// Commands about furniture.
    pub(super) fn furniture_command(&mut self, command: FurnitureCommand) -> Option<Effect> {
        match command {
            FurnitureCommand::RemoveBase(id) => {
                self.bases.layers.retain(|base| base.id != id);
                self.keep_bases()
            }
            FurnitureCommand::ShowBase(id, visible) => {
                self.base_mut(id)?.entry.visible = visible;
                self.keep_bases()
            }
            FurnitureCommand::SetBaseOpacity(id, opacity) => {
                // Kept when the slider is let go.
                self.base_mut(id)?.entry.opacity = opacity.clamp(0.0, 1.0);
                None
            }
            FurnitureCommand::KeepBases => self.keep_bases(),
            FurnitureCommand::SetBaseCrs(id, epsg) => {
                let base = self.base_mut(id)?;
                base.entry.epsg = Some(epsg);
                base.status = BaseStatus::Opening;
                self.open_and_keep(id)
            }
            FurnitureCommand::ReplaceBase(id) => {
                self.bases.replacing = Some(id);
                Some(Effect::ChooseFile(FilePurpose::Base))
            }
            FurnitureCommand::RaiseBase(id) => {
                let mut layers = self.bases.layers.iter();
                let place = layers.position(|base| base.id == id)?;
                self.bases.layers.swap(place.checked_sub(1)?, place);
                self.keep_bases()
            }
            FurnitureCommand::ZoomToBase(id) => {
                if let BaseStatus::Ready(source) = &self.base_mut(id)?.status {
                    let bounds = source.bounds();
                    self.camera.fit(bounds, self.map_size);
                }
                None
            }
            FurnitureCommand::BaseOpened(id, result) => {
                let base = self.base_mut(id)?;
                base.status = match result {
                    Ok(source) => BaseStatus::Ready(source),
                    Err(problem) => BaseStatus::Failed(problem),
                };
                // One step opens, the next one keeps: also what could not be opened, so that its
                // remedy can be taken later.
                let pending = self.bases.keep_pending;
                if pending { self.keep_bases() } else { None }
            }
        }
    }

    /// A file was chosen or dropped.
    pub(super) fn add_base(&mut self, path: PathBuf) -> Option<Effect> {
        let language = self.language();
        let Some(project) = &self.project else {
            self.notices.add(Weight::Warning, NO_PROJECT.get(language));
            return None;
        };
        let project = project.path.clone();
        self.dialog = None;
        let replaced = self.bases.replacing.take();
        if let Some(base) = replaced.and_then(|id| self.base_mut(id)) {
            base.entry.path = path_text(&project, &path);
            base.path = path;
            base.status = BaseStatus::Opening;
            let id = base.id;
            return self.open_and_keep(id);
        }
        if self.bases.layers.iter().any(|base| base.path == path) {
            self.notices.add(Weight::Warning, TWICE.get(language));
            return None;
        }
        let id = self.push_base(BaseEntry::new(&project, &path), 0, &project);
        self.open_and_keep(id)
    }

    /// A file for the picture of the map was chosen.
    pub(super) fn save_picture(&mut self, to: Destination) -> Effect {
        self.dialog = None;
        let to = to_known_ending(to, &["png"], "png");
        Effect::Furniture(FurnitureEffect::SavePicture(to))
    }

    /// The bases that an opened project keeps.
    pub(super) fn open_kept_bases(&mut self) -> Option<Effect> {
        let project = self.project.as_ref()?;
        let (path, entries) = (project.path.clone(), project.bases.clone());
        let ids: Vec<u64> = (0..)
            .zip(entries)
            .map(|(place, entry)| self.push_base(entry, place, &path))
            .collect();
        self.open_bases(&ids)
    }

    /// Everything that belonged to the project goes with it.
    pub(super) fn forget_bases(&mut self) {
        self.bases.layers.clear();
        self.bases.replacing = None;
    }

    fn push_base(&mut self, entry: BaseEntry, place: usize, project: &Path) -> u64 {
        self.bases.last_id += 1;
        let id = self.bases.last_id;
        let base = BaseLayer {
            id,
            path: located(project, &entry.path),
            entry,
            status: BaseStatus::Opening,
        };
        self.bases.layers.insert(place, base);
        id
    }

    fn base_mut(&mut self, id: u64) -> Option<&mut BaseLayer> {
        self.bases.layers.iter_mut().find(|base| base.id == id)
    }

    fn open_and_keep(&mut self, id: u64) -> Option<Effect> {
        self.bases.keep_pending = true;
        self.open_bases(&[id])
    }

    fn open_bases(&mut self, ids: &[u64]) -> Option<Effect> {
        let metric_epsg = self.project.as_ref()?.scene.metric_epsg;
        let layers = self.bases.layers.iter();
        let requests: Vec<BaseRequest> = layers
            .filter(|base| ids.contains(&base.id))
            .map(|base| BaseRequest {
                id: base.id,
                path: base.path.clone(),
                epsg: base.entry.epsg,
                metric_epsg,
            })
            .collect();
        let any = !requests.is_empty();
        any.then_some(Effect::Furniture(FurnitureEffect::OpenBases(requests)))
    }

    fn keep_bases(&mut self) -> Option<Effect> {
        self.bases.keep_pending = false;
        self.project.as_ref()?;
        let layers = self.bases.layers.iter();
        let entries = layers.map(|base| base.entry.clone()).collect();
        Some(Effect::Furniture(FurnitureEffect::KeepBases(entries)))
    }
}
