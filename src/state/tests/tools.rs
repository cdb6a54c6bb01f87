//! Palette, search, measuring, views and bookmarks, told in commands.

use geo::Rect;

use super::*;
use crate::domain::Progress;
use crate::domain::{Bookmark, BookmarkEdit};
use crate::services::search::SearchIndex;
use crate::state::app_state::Dialog;
use crate::state::find::SearchCommand;
use crate::state::measure::{MeasureCommand, MeasureKind};
use crate::state::palette::{Item, PaletteCommand};
use crate::state::tools::{
    BookmarkCommand, PlaceCommand, PlaceForm, ToolAnswer, ToolCommand, ToolEffect, ToolPurpose,
};

fn tools(state: &mut AppState, command: ToolCommand) -> Option<Effect> {
    state.apply(Command::Tools(command))
}

fn palette(state: &mut AppState, text: &str) -> Vec<String> {
    state.apply(Command::Run(Action::Palette));
    tools(
        state,
        ToolCommand::Palette(PaletteCommand::Edit(text.to_owned())),
    );
    let Some(Dialog::Palette(palette)) = &state.dialog else {
        panic!("the palette is open");
    };
    (0..palette.rows())
        .map(|row| palette.row(row).unwrap().title.clone())
        .collect()
}

#[test]
fn the_palette_finds_commands_by_chinese_pinyin_english_and_shortcut() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    for text in ["全图", "qt", "quantu", "zoom to all", "ctrl+0"] {
        assert_eq!(palette(&mut state, text)[0], "全图", "{text}");
    }
    assert_eq!(palette(&mut state, "sftcqsk")[0], "缩放至图层 取水口");
    assert!(palette(&mut state, "xyzxyz").is_empty());
}

#[test]
fn the_palette_runs_remembers_and_puts_first_what_was_run() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    palette(&mut state, "量面积");
    tools(&mut state, ToolCommand::Palette(PaletteCommand::Run(None)));
    assert!(state.dialog.is_none());
    assert_eq!(state.tool, Tool::Measure);
    assert_eq!(state.tools.measure.kind, MeasureKind::Area);
    assert_eq!(palette(&mut state, "")[0], "量面积");
}

#[test]
fn what_cannot_be_run_is_grey_has_a_reason_and_stays() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    assert_eq!(palette(&mut state, "复制审查结果")[0], "复制审查结果");
    tools(&mut state, ToolCommand::Palette(PaletteCommand::Run(None)));
    let Some(Dialog::Palette(shown)) = &state.dialog else {
        panic!("the palette stays");
    };
    assert_eq!(shown.row(0).unwrap().off.unwrap().zh, "需要先审查");
}

#[test]
fn every_action_that_cannot_be_started_says_why() {
    let mut next = job_ids();
    for state in [
        AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15)),
        open_state(&mut next),
    ] {
        for action in Action::ALL {
            assert_eq!(
                state.can(action),
                state.why_not(action).is_none(),
                "{action:?}"
            );
        }
    }
}

#[test]
fn every_action_of_the_palette_does_something_of_its_own() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    palette(&mut state, "");
    let Some(Dialog::Palette(shown)) = &state.dialog else {
        panic!("the palette is open");
    };
    let listed: Vec<Item> = (0..shown.rows())
        .map(|row| shown.row(row).unwrap().item.clone())
        .collect();
    for action in Action::ALL {
        let there = listed.contains(&Item::Action(action));
        assert_eq!(there, action != Action::Palette, "{action:?}");
    }
}

fn indexed(state: &mut AppState, next: &mut impl FnMut() -> JobId) {
    let effect = tools(state, ToolCommand::MakeIndex);
    let Some(Effect::Tools(ToolEffect::Index(scene))) = effect else {
        panic!("an index is asked for: {effect:?}");
    };
    assert_eq!(tools(state, ToolCommand::MakeIndex), None, "only once");
    let job = next();
    state.apply(Command::Started(Purpose::Tools(ToolPurpose::Index), job));
    let index = SearchIndex::build(&scene.0, &Progress::silent()).unwrap();
    let answer = Answer::Tools(ToolAnswer::Indexed(Arc::new(index)));
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
}

fn search(state: &mut AppState, next: &mut impl FnMut() -> JobId, text: &str) {
    let edit = SearchCommand::Edit(text.to_owned());
    let effect = tools(state, ToolCommand::Search(edit));
    let Some(Effect::Tools(ToolEffect::Find { index, text, from })) = effect else {
        panic!("the index is asked: {effect:?}");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Tools(ToolPurpose::Find), job));
    let groups = index.0.find(&text, from);
    let answer = Answer::Tools(ToolAnswer::Found { text, groups });
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
}

#[test]
fn a_found_feature_is_shown_highlighted_and_made_visible() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    indexed(&mut state, &mut next);
    state.apply(Command::ShowLayer(Layer::Intake, false));
    search(&mut state, &mut next, "qs-2");
    tools(&mut state, ToolCommand::Search(SearchCommand::Choose(None)));
    assert_eq!(state.highlights, [Highlight::by_id(Layer::Intake, 2)]);
    assert!((state.camera.center().x - 570_000.0).abs() < 1.0);
    let shown = state
        .layers
        .iter()
        .find(|entry| entry.layer == Layer::Intake);
    assert!(shown.unwrap().visible);
    // And back again.
    state.apply(Command::Run(Action::ViewBack));
    assert!((state.camera.center().x - 570_000.0).abs() > 1.0);
}

#[test]
fn an_answer_to_an_older_text_is_not_shown() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    indexed(&mut state, &mut next);
    search(&mut state, &mut next, "qs");
    let rows = state.tools.search.rows();
    tools(
        &mut state,
        ToolCommand::Search(SearchCommand::Edit("qs-9".to_owned())),
    );
    let job = next();
    state.apply(Command::Started(Purpose::Tools(ToolPurpose::Find), job));
    let late = Answer::Tools(ToolAnswer::Found {
        text: "qs".to_owned(),
        groups: Vec::new(),
    });
    state.apply(Command::Finished(job, Ok(Box::new(late))));
    assert_eq!(
        state.tools.search.rows(),
        rows,
        "old rows stay until the answer comes"
    );
    assert!(!state.tools.search.answered);
}

#[test]
fn a_position_is_shown_and_an_unclear_one_waits_for_a_choice() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let type_in = |state: &mut AppState, text: &str| {
        tools(
            state,
            ToolCommand::Search(SearchCommand::Edit(text.to_owned())),
        );
        tools(state, ToolCommand::Search(SearchCommand::Choose(None)));
    };
    type_in(&mut state, "102.4236, 25.0224");
    assert_eq!(state.tools.search.place, None, "asked, never guessed");
    tools(
        &mut state,
        ToolCommand::Search(SearchCommand::Choose(Some(1))),
    );
    assert!(state.tools.search.place.is_some());
    type_in(&mut state, "102.71, 25.04");
    let place = state.tools.search.place.unwrap();
    assert!((place.lon - 102.71).abs() < 1e-9);
    assert!(state.camera.scale_denominator() < 10_001.0);
    // Beyond what the project's grid converts: said, and the map stays.
    let before = state.camera;
    type_in(&mut state, "120.5, 31.2");
    assert_eq!(state.camera, before);
    assert_eq!(state.notices.list().len(), 1);
}

#[test]
fn a_line_is_measured_by_clicks_and_ended_by_the_second_click() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::MeasureLength));
    for (lon, lat) in [(102.71, 25.04), (102.78, 25.10), (102.78, 25.10)] {
        let at = LonLat::try_new(lon, lat).unwrap();
        assert_eq!(state.apply(Command::MapClicked(at)), None);
    }
    let measure = &state.tools.measure;
    assert!(measure.finished);
    assert!((measure.figures.total_m - 9_698.142_583).abs() < 0.001);
    let copied = tools(&mut state, ToolCommand::Measure(MeasureCommand::Copy));
    let Some(Effect::Copy(text)) = copied else {
        panic!("a text is copied");
    };
    assert!(
        text.contains("9.698 km") && text.contains("方位角 46.72°"),
        "{text}"
    );
    state.apply(Command::Run(Action::ClearResults));
    assert!(state.tools.measure.vertices.is_empty());
}

#[test]
fn a_vertex_near_the_pointer_is_taken_unless_snapping_is_off() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::MeasureLength));
    let scene = Arc::clone(&state.project.as_ref().unwrap().scene);
    let intake = geo::Coord {
        x: 560_000.0,
        y: 2_760_000.0,
    };
    let near = geo::Coord {
        x: intake.x + 4.0 * state.camera.m_per_px(),
        ..intake
    };
    let near = scene.to_lon_lat(near).unwrap();
    let (at, snap) = state.measured_place(near);
    assert!(snap.unwrap().vertex);
    let back = scene.to_metric(at).unwrap();
    assert!((back.x - intake.x).abs() < 0.01);
    tools(
        &mut state,
        ToolCommand::Measure(MeasureCommand::Snap(false)),
    );
    assert_eq!(state.measured_place(near), (near, None));
}

#[test]
fn bookmarks_are_asked_for_stored_and_gone_to() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::AddBookmark));
    let edit = BookmarkCommand::EditName("松华坝".to_owned());
    tools(&mut state, ToolCommand::Bookmark(edit));
    let effect = tools(&mut state, ToolCommand::Bookmark(BookmarkCommand::Add));
    let Some(Effect::Tools(ToolEffect::Bookmark(BookmarkEdit::Add(bookmark)))) = effect else {
        panic!("it is stored: {effect:?}");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Tools(ToolPurpose::Bookmark), job));
    let list = vec![Bookmark {
        scale: 25_000.0,
        ..bookmark
    }];
    let answer = Answer::Tools(ToolAnswer::Bookmarks(list));
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    state.apply(Command::CloseDialog);
    assert_eq!(palette(&mut state, "shb")[0], "转到书签 松华坝");
    tools(&mut state, ToolCommand::Palette(PaletteCommand::Run(None)));
    assert!((state.camera.scale_denominator() - 25_000.0).abs() < 1e-6);
}

#[test]
fn a_refused_bookmark_says_why_in_its_dialog() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::Bookmarks));
    let job = next();
    state.apply(Command::Started(Purpose::Tools(ToolPurpose::Bookmark), job));
    let error = JobError::Failed("已有名为“a”的书签".to_owned());
    state.apply(Command::Finished(job, Err(error)));
    let Some(Dialog::Bookmarks(dialog)) = &state.dialog else {
        panic!("the dialog stays");
    };
    assert_eq!(dialog.failure.as_deref(), Some("已有名为“a”的书签"));
}

#[test]
fn a_place_of_the_map_is_checked_measured_and_copied_with_its_system() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let place = |state: &mut AppState, command| tools(state, ToolCommand::Place(here(), command));
    assert!(matches!(
        place(&mut state, PlaceCommand::Identify),
        Some(Effect::Identify { .. })
    ));
    place(&mut state, PlaceCommand::MeasureFrom);
    assert_eq!(state.tools.measure.vertices, [here()]);
    for (form, system) in [
        (
            PlaceForm::Decimal,
            "102.6000000, 24.9500000 (CGCS2000, EPSG:4490)",
        ),
        (PlaceForm::Dms, "102°36′00.00″E 24°57′00.00″N"),
        (PlaceForm::Grid, "EPSG:4543"),
    ] {
        let Some(Effect::Copy(text)) = place(&mut state, PlaceCommand::Copy(form)) else {
            panic!("a text is copied");
        };
        assert!(text.contains(system), "{text}");
    }
    place(&mut state, PlaceCommand::CenterHere);
    let center = state
        .project
        .as_ref()
        .unwrap()
        .scene
        .to_lon_lat(state.camera.center());
    assert!((center.unwrap().lon - 102.6).abs() < 1e-6);
}

#[test]
fn a_box_is_shown_as_large_as_the_view_and_a_slip_is_none() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let area = Rect::new((560_000.0, 2_760_000.0), (560_800.0, 2_760_600.0));
    tools(&mut state, ToolCommand::ZoomBox(area));
    assert!((state.camera.m_per_px() - 1.0).abs() < 1e-9);
    let before = state.camera;
    let slip = Rect::new((1.0, 1.0), (1.0, 1.0));
    tools(&mut state, ToolCommand::ZoomBox(slip));
    assert_eq!(state.camera, before);
}

#[test]
fn the_usual_layout_comes_back_and_the_interface_has_two_ends() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::ToggleLayers));
    let effect = state.apply(Command::Run(Action::ResetLayout));
    assert_eq!(effect, Some(Effect::Tools(ToolEffect::ResetWindow)));
    assert!(state.settings.show_layers);
    for _ in 0..20 {
        state.apply(Command::Run(Action::UiLarger));
    }
    assert_eq!(state.settings.ui_scale, 200);
    assert!(!state.can(Action::UiLarger) && state.can(Action::UiUsual));
}
