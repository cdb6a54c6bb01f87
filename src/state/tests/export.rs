//! The dialog that exports a layer.

use std::path::PathBuf;

use crate::domain::Layer;
use crate::jobs::JobError;
use crate::state::app_state::{AppState, Dialog};
use crate::state::export::{ExportCommand, ExportCrs, ExportDialog, ExportForm, Format};
use crate::state::selection::Selection;
use crate::state::tests::{job_ids, open_state};
use crate::state::{Action, Command, Effect, FilePurpose, Purpose, Settings};

fn dialog(state: &AppState) -> &ExportDialog {
    match &state.dialog {
        Some(Dialog::Export(dialog)) => dialog,
        other => panic!("no export dialog but {other:?}"),
    }
}

fn edit(state: &mut AppState, change: impl FnOnce(&mut ExportForm)) {
    let mut form = dialog(state).form.clone();
    change(&mut form);
    state.apply(Command::Export(ExportCommand::Edit(Box::new(form))));
}

fn opened() -> AppState {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::Run(Action::ExportLayer));
    state
}

#[test]
fn without_a_project_no_layer_is_exported() {
    let mut state = AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15));
    assert!(!state.can(Action::ExportLayer));
    assert!(state.why_not(Action::ExportLayer).is_some());
    state.apply(Command::Run(Action::ExportLayer));
    state.apply(Command::Export(ExportCommand::Open(Layer::Well)));
    assert!(state.dialog.is_none());
}

#[test]
fn the_dialog_starts_with_the_layer_at_work_and_names_the_file_after_it() {
    let state = opened();
    let form = &dialog(&state).form;
    assert_eq!(form.layer, Layer::Intake, "the only layer with features");
    let expected = PathBuf::from("/data/kunming.sqlite").with_file_name("取水口.shp");
    assert_eq!(form.path, expected.display().to_string());
    let mut state = state;
    state.apply(Command::Export(ExportCommand::Open(Layer::Permit)));
    assert_eq!(
        dialog(&state).form.format,
        Format::Xlsx,
        "a table without geometry"
    );
}

#[test]
fn format_ending_and_layer_follow_one_another() {
    let mut state = opened();
    edit(&mut state, |form| form.format = Format::Dxf);
    assert!(dialog(&state).form.path.ends_with("取水口.dxf"));
    assert_eq!(dialog(&state).form.crs, ExportCrs::Metric);
    edit(&mut state, |form| form.path = "/x/一.gpx".to_owned());
    assert_eq!(dialog(&state).form.format, Format::Gpx);
    assert_eq!(dialog(&state).form.crs, ExportCrs::Stored);
    edit(&mut state, |form| form.layer = Layer::Lake);
    assert_eq!(
        dialog(&state).form.format,
        Format::Kml,
        "GPX holds no areas"
    );
    edit(&mut state, |form| form.path = "/x/一.gpx".to_owned());
    assert!(dialog(&state).form.problem().is_some());
    let run = state.apply(Command::Export(ExportCommand::Run));
    assert_eq!(run, None);
}

#[test]
fn a_typed_code_must_be_one() {
    let mut state = opened();
    edit(&mut state, |form| form.crs = ExportCrs::Typed);
    for (typed, epsg) in [("", None), ("米", None), ("EPSG：4544", Some(4544))] {
        edit(&mut state, |form| typed.clone_into(&mut form.epsg));
        assert_eq!(dialog(&state).form.typed_epsg(), epsg, "{typed}");
        assert_eq!(dialog(&state).form.problem().is_none(), epsg.is_some());
    }
    let Some(Effect::ExportLayer(export)) = state.apply(Command::Export(ExportCommand::Run)) else {
        panic!("the export starts");
    };
    assert_eq!(export.epsg, Some(4544));
    assert_eq!((export.encoding, export.ids), (Some("UTF-8"), None));
}

#[test]
fn only_what_is_selected_can_be_asked_for() {
    let mut state = opened();
    edit(&mut state, |form| form.selected_only = true);
    assert!(!dialog(&state).form.selected_only, "nothing is selected");
    state.selection.set(Layer::Intake, vec![2]);
    edit(&mut state, |form| form.selected_only = true);
    let Some(Effect::ExportLayer(export)) = state.apply(Command::Export(ExportCommand::Run)) else {
        panic!("the export starts");
    };
    assert_eq!(export.ids.as_deref(), Some([2].as_slice()));
    state.selection = Selection::default();
    let run = state.apply(Command::Export(ExportCommand::Run));
    assert_eq!(run, None, "the whole layer is not what was asked for");
}

#[test]
fn only_a_file_that_the_systems_dialog_asked_about_is_replaced() {
    let mut state = opened();
    let overwrites = |state: &mut AppState| {
        let Some(Effect::ExportLayer(export)) = state.apply(Command::Export(ExportCommand::Run))
        else {
            panic!("the export starts");
        };
        export.overwrite
    };
    assert!(!overwrites(&mut state));
    let choose = state.apply(Command::Export(ExportCommand::ChooseFile));
    let purpose = FilePurpose::SaveLayer(Layer::Intake, Format::Shapefile);
    assert_eq!(choose, Some(Effect::ChooseFile(purpose)));
    let chosen = |name: &str| Command::FileChosen(purpose, Some(PathBuf::from(name)));
    state.apply(chosen("/x/甲.shp"));
    assert!(overwrites(&mut state));
    assert!(!overwrites(&mut state), "each time it is asked anew");
    state.apply(chosen("/x/甲"));
    assert_eq!(dialog(&state).form.path, "/x/甲.shp");
    assert!(!overwrites(&mut state), "it asked about another name");
    state.apply(chosen("/x/甲.shp"));
    edit(&mut state, |form| form.path = "/x/乙.shp".to_owned());
    assert!(!overwrites(&mut state));
}

#[test]
fn a_failure_is_said_in_the_dialog_and_closing_it_stops_the_job() {
    let mut state = opened();
    let mut next = job_ids();
    let job = next();
    state.apply(Command::Started(Purpose::ExportLayer, job));
    let again = state.apply(Command::Export(ExportCommand::Run));
    assert_eq!(again, None, "one at a time");
    let failed = Err(JobError::Failed("文件已存在".to_owned()));
    state.apply(Command::Finished(job, failed));
    assert_eq!(dialog(&state).failure.as_deref(), Some("文件已存在"));
    let job = next();
    state.apply(Command::Started(Purpose::ExportLayer, job));
    let closed = state.apply(Command::CloseDialog);
    assert_eq!(closed, Some(Effect::Cancel(job)));
}
