//! What the commands and answers of the style editor do to the state. The map always shows a sheet
//! and features sorted by that very sheet: both change in the same step.

use std::sync::Arc;

use crate::carto::scene::SceneLayer;
use crate::carto::style::make::Recipe;
use crate::carto::style::{LayerStyle, Renderer};
use crate::domain::{Label, Layer};
use crate::jobs::JobError;
use crate::services::result_file::Destination;
use crate::state::app_state::AppState;
use crate::state::command::{Effect, FilePurpose};
use crate::state::notice::Weight;
use crate::state::style::{LayerRef, StyleAnswer, StyleCommand, StyleEditor, StyleEffect};

const SAVED: Label = Label::new("样式已保存到项目", "Style saved in the project");
const COPIED: Label = Label::new("样式已复制", "Style copied");
const WRITTEN: Label = Label::new("样式已写入文件", "Style written");
const OTHER_LAYER: Label = Label::new(
    "样式不能用于该图层，图层保持原样",
    "The style does not fit this layer, which stays as it was",
);

impl AppState {
    pub(super) fn style_command(&mut self, command: StyleCommand) -> Option<Effect> {
        match command {
            StyleCommand::Open(layer) => self.open_style(layer),
            StyleCommand::Copy(layer) => {
                let looked = self.project.as_ref()?.look.styles.layer(layer)?;
                self.style.copied = Some(looked.clone());
                self.notices.add(Weight::Done, COPIED.get(self.language()));
                None
            }
            StyleCommand::Paste(layer) => self.paste_style(layer),
            StyleCommand::Close => self.close_style(),
            StyleCommand::Edit(style) => self.edit_style(*style),
            StyleCommand::Make(recipe) => self.make_style(recipe),
            StyleCommand::Ramp(id) => self.choose_ramp(&id),
            StyleCommand::Select(index) => {
                self.style.editor.as_mut()?.selected = index;
                None
            }
            StyleCommand::Classes(count) => {
                self.style.editor.as_mut()?.classes = count;
                self.remake()
            }
            StyleCommand::Restore => {
                let layer = self.style.editor.as_ref()?.layer;
                let shipped = self.project.as_ref()?.look.shipped.layer(layer)?.clone();
                self.edit_style(shipped)
            }
            StyleCommand::Apply => {
                let editor = self.style.editor.as_mut()?;
                if editor.writing || !editor.is_sound() || !editor.is_changed() {
                    return None;
                }
                editor.writing = true;
                let style = Box::new(editor.draft.clone());
                Some(Effect::Styles(StyleEffect::Store(style)))
            }
            StyleCommand::ToFile => Some(Effect::ChooseFile(FilePurpose::SaveStyle)),
            StyleCommand::FromFile => Some(Effect::ChooseFile(FilePurpose::OpenStyle)),
        }
    }

    /// Opens the editor; one that is open for another layer is closed without saving.
    fn open_style(&mut self, layer: Layer) -> Option<Effect> {
        if self
            .style
            .editor
            .as_ref()
            .is_some_and(|editor| editor.layer == layer)
        {
            return None;
        }
        let closed = self.close_style();
        let project = self.project.as_ref()?;
        let style = project.look.styles.layer(layer)?;
        let before = project.scene.shared_layer(layer).map(Arc::clone);
        self.style.editor = Some(Box::new(StyleEditor::new(style, before)));
        closed
    }

    /// The map shows what was saved, and the editor is gone. What is being stored is stored to the end.
    fn close_style(&mut self) -> Option<Effect> {
        let editor = self.style.editor.take()?;
        let running = editor.running.filter(|_| !editor.writing);
        if !editor.writing {
            let project = self.project.as_mut()?;
            let shown = project.scene.shared_layer(editor.layer);
            match (&editor.before, shown) {
                (Some(before), Some(shown)) if before.has_shapes_of(shown) => {
                    if !Arc::ptr_eq(before, shown) && !editor.saved.sorts_like(&editor.sorted) {
                        project.scene = Arc::new(project.scene.with_layer(Arc::clone(before)));
                    }
                    project.show_style(editor.saved);
                }
                // The data were read anew meanwhile, with the saved styles.
                _ => {}
            }
        }
        running.map(Effect::Cancel)
    }

    fn paste_style(&mut self, layer: Layer) -> Option<Effect> {
        let language = self.language();
        let moved = self.style.copied.as_ref()?.moved_to(layer);
        match moved {
            Ok(mut style) => {
                let closed = self.open_style(layer);
                // Names on the map belong to the layer, not to the symbols.
                style.label = self.style.editor.as_ref()?.draft.label;
                self.edit_style(style).or(closed)
            }
            Err(problem) => {
                let text = format!("{}：{problem}", OTHER_LAYER.get(language));
                self.notices.add(Weight::Warning, text);
                None
            }
        }
    }

    fn edit_style(&mut self, style: LayerStyle) -> Option<Effect> {
        let editor = self.style.editor.as_mut()?;
        if style.layer != editor.layer {
            return None;
        }
        editor.selected = editor
            .selected
            .min(style.categories.len().saturating_sub(1));
        editor.draft = style;
        self.preview()
    }

    /// Shows the draft: at once where only looks differ, else when the worker has sorted the features.
    fn preview(&mut self) -> Option<Effect> {
        let editor = self.style.editor.as_mut()?;
        let project = self.project.as_mut()?;
        if let Err((index, problem)) = editor.draft.check() {
            let place = index.and_then(|index| editor.draft.categories.get(index));
            let place = place.map(|category| format!("{}：", category.zh));
            editor.failure = Some(format!("{}{problem}", place.unwrap_or_default()));
            return None;
        }
        editor.failure = None;
        if editor.draft.sorts_like(&editor.sorted) {
            project.show_style(editor.draft.clone());
            return None;
        }
        if editor.running.is_some() {
            // Its answer looks again: a hand on a slider must not stop one sorting after the other.
            return None;
        }
        let layer = LayerRef(Arc::clone(project.scene.shared_layer(editor.layer)?));
        let style = Box::new(editor.draft.clone());
        Some(Effect::Styles(StyleEffect::Sort(layer, style)))
    }

    fn make_style(&mut self, recipe: Recipe) -> Option<Effect> {
        let editor = self.style.editor.as_mut()?;
        if editor.writing {
            return None;
        }
        let ramp = editor.ramp_for(&recipe)?.clone();
        let layer = LayerRef(Arc::clone(
            self.project.as_ref()?.scene.shared_layer(editor.layer)?,
        ));
        editor.selected = 0;
        editor.failure = None;
        Some(Effect::Styles(StyleEffect::Make {
            layer,
            style: Box::new(editor.draft.clone()),
            recipe,
            ramp,
        }))
    }

    fn choose_ramp(&mut self, id: &str) -> Option<Effect> {
        let editor = self.style.editor.as_mut()?;
        if !editor.ramps.iter().any(|ramp| ramp.id == id) {
            return None;
        }
        if matches!(editor.draft.renderer, Renderer::Graduated { .. }) {
            id.clone_into(&mut editor.ordered_ramp);
            self.remake()
        } else {
            id.clone_into(&mut editor.kinds_ramp);
            None
        }
    }

    /// Makes ranges anew after the way or the number of them changed.
    fn remake(&mut self) -> Option<Effect> {
        let editor = self.style.editor.as_ref()?;
        let Renderer::Graduated { field, method } = editor.draft.renderer else {
            return None;
        };
        self.make_style(Recipe::Graduated {
            field,
            method,
            classes: editor.classes,
        })
    }

    /// After the data were read anew: the draft is shown again.
    pub(super) fn restyle_after_reading(&mut self) -> Option<Effect> {
        let layer = self.style.editor.as_ref()?.layer;
        let project = self.project.as_ref()?;
        let stored = project.look.styles.layer(layer)?.clone();
        let before = project.scene.shared_layer(layer).map(Arc::clone);
        let editor = self.style.editor.as_mut()?;
        editor.sorted.clone_from(&stored);
        editor.saved = stored;
        editor.before = before;
        self.preview()
    }

    pub(super) fn style_file_chosen(
        &mut self,
        purpose: FilePurpose,
        to: Destination,
    ) -> Option<Effect> {
        let editor = self.style.editor.as_ref()?;
        Some(Effect::Styles(match purpose {
            FilePurpose::SaveStyle => StyleEffect::Write(to, Box::new(editor.draft.clone())),
            _ => StyleEffect::Read(to.path),
        }))
    }

    /// `waited`: whether the editor asked for it.
    pub(super) fn style_answered(&mut self, answer: StyleAnswer, waited: bool) -> Option<Effect> {
        let language = self.language();
        match answer {
            StyleAnswer::Sorted(layer, style) if waited => {
                let draft = self
                    .style
                    .editor
                    .as_ref()
                    .map(|editor| editor.draft.clone());
                if draft.is_some_and(|draft| draft.sorts_like(&style)) {
                    self.style_sorted(layer, *style)
                } else {
                    self.preview()
                }
            }
            StyleAnswer::Made(layer, style) if waited => {
                self.style.editor.as_mut()?.draft.clone_from(&style);
                self.style_sorted(layer, *style)
            }
            StyleAnswer::Sorted(..) | StyleAnswer::Made(..) => None,
            StyleAnswer::Stored(style) => {
                self.notices.add(Weight::Done, SAVED.get(language));
                self.style_stored(*style)
            }
            StyleAnswer::Written(path) => {
                let text = format!("{} {}", WRITTEN.get(language), path.display());
                self.notices.add(Weight::Done, text);
                None
            }
            StyleAnswer::Read(style) => {
                let layer = self.style.editor.as_ref()?.layer;
                match style.moved_to(layer) {
                    Ok(style) => self.edit_style(style),
                    Err(problem) => {
                        let text = format!("{}：{problem}", OTHER_LAYER.get(language));
                        self.style.editor.as_mut()?.failure = Some(text);
                        None
                    }
                }
            }
        }
    }

    fn style_sorted(&mut self, layer: Arc<SceneLayer>, style: LayerStyle) -> Option<Effect> {
        let editor = self.style.editor.as_mut()?;
        let project = self.project.as_mut()?;
        let shown = project.scene.shared_layer(style.layer)?;
        if editor.layer != style.layer || !shown.has_shapes_of(&layer) {
            return None;
        }
        project.scene = Arc::new(project.scene.with_layer(layer));
        editor.selected = editor
            .selected
            .min(style.categories.len().saturating_sub(1));
        // Looks may have changed while the features were sorted.
        project.show_style(editor.draft.clone());
        editor.sorted = style;
        None
    }

    /// The editor's job has ended, one way or the other.
    pub(super) fn style_job_ended(&mut self) {
        if let Some(editor) = &mut self.style.editor {
            editor.writing = false;
        }
    }

    fn style_stored(&mut self, style: LayerStyle) -> Option<Effect> {
        let project = self.project.as_mut()?;
        let layer = style.layer;
        if project.look.shipped.layer(layer) == Some(&style) {
            project.look.own.remove(&layer);
        } else {
            project.look.own.insert(layer);
        }
        let shown = project.scene.shared_layer(layer).map(Arc::clone);
        if let Some(editor) = &mut self.style.editor
            && editor.layer == layer
        {
            editor.saved = style;
            editor.before = shown.filter(|_| editor.saved.sorts_like(&editor.sorted));
            return self.preview();
        }
        None
    }

    pub(super) fn style_failed(&mut self, error: &JobError) {
        if let Some(editor) = &mut self.style.editor {
            editor.failure = Some(error.to_string());
        } else {
            self.notices.add(Weight::Failure, error.to_string());
        }
    }
}
