//! Stories told in commands.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use geo::point;

use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::StyleSheet;
use crate::domain::{
    CheckReport, Evidence, Finding, Language, Layer, LonLat, Outcome, Relation, Subject,
};
use crate::jobs::{JobError, JobId, Worker};
use crate::state::Action;
use crate::state::app_state::{AppState, Inspector, Tool};
use crate::state::check::Site;
use crate::state::command::{Answer, Command, Effect, Purpose};
use crate::state::notice::Weight;
use crate::state::project::{OpenProject, Whereabouts};
use crate::state::settings::Settings;
use crate::state::style::ProjectLook;
use crate::state::view::{Highlight, HighlightTarget};

mod cases;
mod copies;
mod drop;
mod export;
mod furniture;
mod quality;
mod style;
mod tables;
mod tools;
mod whatif;

fn project() -> OpenProject {
    let (grid, bounds) = Scene::grid(4543, None).unwrap();
    let feature = |id: i64, code: &str, x: f64, y: f64| SceneFeature {
        id,
        code: code.into(),
        name: "".into(),
        category: 0,
        geometry: geo::Geometry::from(point!(x: x, y: y)).into(),
    };
    let intakes = SceneLayer::new(
        Layer::Intake,
        vec![
            feature(1, "QS-1", 560_000.0, 2_760_000.0),
            feature(2, "QS-2", 570_000.0, 2_770_000.0),
        ],
        1,
    );
    OpenProject {
        path: PathBuf::from("/data/kunming.sqlite"),
        whereabouts: Whereabouts::Here,
        scene: Arc::new(Scene::new(grid, bounds, vec![intakes])),
        counts: BTreeMap::from([(Layer::Intake, 2)]),
        sample: false,
        kept_audit: None,
        look: ProjectLook::plain(Arc::new(StyleSheet::shipped().unwrap())),
        bases: Vec::new(),
        bookmarks: Ok(Vec::new()),
    }
}

fn job_ids() -> impl FnMut() -> JobId {
    let mut worker: Worker<(), ()> = Worker::start("test", || {}).unwrap();
    move || worker.submit(crate::domain::Label::new("", ""), |(), _| Ok(()))
}

fn open_state(next: &mut impl FnMut() -> JobId) -> AppState {
    let mut state = AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15));
    let job = next();
    assert_eq!(state.apply(Command::Started(Purpose::Open, job)), None);
    let answer = Ok(Box::new(Answer::Opened(project())));
    assert_eq!(state.apply(Command::Finished(job, answer)), None);
    state.apply(Command::MapResized([800.0, 600.0]));
    state
}

fn here() -> LonLat {
    LonLat::try_new(102.6, 24.95).unwrap()
}

fn report(subject: Subject, verdict: Outcome) -> CheckReport {
    CheckReport {
        subject,
        verdict,
        findings: vec![Finding {
            rule: "OS-01".to_owned(),
            pack: "p".to_owned(),
            title: "t".to_owned(),
            outcome: verdict,
            basis: Vec::new(),
            message: "m".to_owned(),
            evidence: vec![Evidence {
                layer: "intake".to_owned(),
                code: "QS-2".to_owned(),
                name: String::new(),
                relation: Relation::Within,
                distance_m: Some(12.0),
            }],
            missing: Vec::new(),
        }],
        packs: Vec::new(),
        packs_off: Vec::new(),
        data: Vec::new(),
    }
}

#[test]
fn without_a_project_only_what_makes_sense_can_be_started() {
    let state = AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15));
    assert!(state.can(Action::OpenProject) && state.can(Action::OpenSample));
    for action in [Action::ImportFile, Action::RunCheck, Action::ZoomAll] {
        assert!(!state.can(action), "{action:?}");
    }
}

#[test]
fn opening_fits_the_view_and_remembers_the_project() {
    let state = open_state(&mut job_ids());
    let view = state.camera.visible(state.map_size);
    let bounds = state.project.as_ref().unwrap().scene.bounds;
    assert!(view.min().x < bounds.min().x && view.max().y > bounds.max().y);
    assert_eq!(state.settings.recent.len(), 1);
}

#[test]
fn a_click_with_the_check_tool_checks_and_the_finding_highlights_its_evidence() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a click with the check tool starts a check");
    };
    assert_eq!(request.subject.position(), Some(here()));
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    let answer = Answer::Checked {
        report: Box::new(report(request.subject.clone(), Outcome::Prohibit)),
        request: Box::new(request),
        pack_titles: BTreeMap::new(),
    };
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    assert!(state.check.is_current());
    state.apply(Command::ShowEvidence(0, None));
    assert_eq!(
        state.highlights,
        [Highlight::by_code(Layer::Intake, "QS-2")]
    );
    // Both the evidence and the site are in view.
    let view = state.camera.visible(state.map_size);
    let bounds = state.selection_bounds().unwrap();
    assert!(view.min().x < bounds.min().x && view.max().x > bounds.max().x);
}

#[test]
fn what_the_click_writes_is_read_back_as_the_same_place() {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::Run(Action::OutfallTool));
    state.apply(Command::MapClicked(
        LonLat::try_new(102.4236, 25.0211).unwrap(),
    ));
    let text = state.check.coordinates.clone();
    state.apply(Command::EditCoordinates(text));
    let at = state.check.site.position().unwrap();
    assert!((at.lon - 102.4236).abs() < 1e-7 && (at.lat - 25.0211).abs() < 1e-7);
}

#[test]
fn a_text_with_two_readings_checks_nothing_until_the_user_chose() {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::EditCoordinates("102.4236, 25.0211".to_owned()));
    assert!(matches!(state.check.site, Site::Ask(_)));
    assert!(!state.can(Action::RunCheck));
    assert_eq!(state.apply(Command::Run(Action::RunCheck)), None);
    state.apply(Command::ChooseReading(1));
    assert!(matches!(
        state.apply(Command::Run(Action::RunCheck)),
        Some(Effect::Check(_))
    ));
}

#[test]
fn a_check_that_fails_takes_the_old_verdict_away() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a check");
    };
    state.check.answer = Some((request.clone(), report(request.subject, Outcome::Pass)));
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    let failed = JobError::Failed("disk gone".to_owned());
    state.apply(Command::Finished(job, Err(failed)));
    assert!(state.check.answer.is_none());
    assert_eq!(state.check.failure.as_deref(), Some("disk gone"));
}

#[test]
fn a_newer_check_replaces_the_older_one_and_late_answers_are_ignored() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a check");
    };
    let (old, new) = (next(), next());
    state.apply(Command::Started(Purpose::Check, old));
    assert_eq!(
        state.apply(Command::Started(Purpose::Check, new)),
        Some(Effect::Cancel(old))
    );
    let late = Answer::Checked {
        report: Box::new(report(request.subject.clone(), Outcome::Pass)),
        request: Box::new(request),
        pack_titles: BTreeMap::new(),
    };
    state.apply(Command::Finished(old, Ok(Box::new(late))));
    assert!(state.check.answer.is_none());
    assert_eq!(state.check.running, Some(new));
}

#[test]
fn evidence_on_a_hidden_layer_is_made_visible() {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::ShowLayer(Layer::Intake, false));
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a check");
    };
    state.check.answer = Some((request.clone(), report(request.subject, Outcome::Prohibit)));
    state.apply(Command::ShowEvidence(0, Some(0)));
    assert!(
        state
            .layers
            .iter()
            .any(|entry| entry.layer == Layer::Intake && entry.visible)
    );
    assert_eq!(
        state.highlights[0].target,
        HighlightTarget::Code("QS-2".to_owned())
    );
}

#[test]
fn layers_keep_their_number_when_they_are_moved() {
    let mut state = open_state(&mut job_ids());
    let before = state.layers.len();
    state.apply(Command::MoveLayer(Layer::AdminArea, 0));
    assert_eq!(state.layers[0].layer, Layer::AdminArea);
    state.apply(Command::MoveLayer(Layer::AdminArea, 999));
    assert_eq!(state.layers.last().unwrap().layer, Layer::AdminArea);
    assert_eq!(state.layers.len(), before);
}

#[test]
fn a_dropped_data_file_asks_for_a_project_first() {
    let mut state = AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15));
    assert_eq!(
        state.apply(Command::Dropped(vec![PathBuf::from("a.geojson")])),
        None
    );
    assert_eq!(state.notices.list()[0].weight, Weight::Warning);
    assert_eq!(
        state.apply(Command::Dropped(vec![PathBuf::from("a.SQLITE")])),
        Some(Effect::Open(PathBuf::from("a.SQLITE")))
    );
}

#[test]
fn the_language_switches_and_the_tool_brings_its_panel() {
    let mut state = open_state(&mut job_ids());
    state.apply(Command::Run(Action::SwitchLanguage));
    assert_eq!(state.language(), Language::En);
    state.apply(Command::Run(Action::ToggleInspector));
    state.apply(Command::Run(Action::IdentifyTool));
    assert_eq!(
        (state.tool, state.inspector),
        (Tool::Identify, Inspector::Identify)
    );
    assert!(state.settings.show_inspector);
}

/// A state whose check of `here` found evidence.
fn prohibited(next: &mut impl FnMut() -> JobId) -> AppState {
    let mut state = open_state(next);
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a check");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    let answer = Answer::Checked {
        report: Box::new(report(request.subject.clone(), Outcome::Prohibit)),
        request: Box::new(request),
        pack_titles: BTreeMap::new(),
    };
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    state
}

#[test]
fn the_map_shows_no_evidence_for_a_site_that_was_not_checked() {
    let mut next = job_ids();
    let mut state = prohibited(&mut next);
    assert_eq!(state.highlights.len(), 1);
    state.apply(Command::EditCoordinates("102.8°, 25.1°".to_owned()));
    assert!(state.highlights.is_empty());
    state.apply(Command::ShowEvidence(0, None));
    assert!(state.highlights.is_empty(), "not from the list either");

    let mut state = prohibited(&mut next);
    let job = next();
    state.apply(Command::Run(Action::RunCheck));
    state.apply(Command::Started(Purpose::Check, job));
    state.apply(Command::Finished(
        job,
        Err(JobError::Failed("x".to_owned())),
    ));
    assert!(state.highlights.is_empty(), "a failed check proves nothing");
}

#[test]
fn an_answer_that_comes_after_the_site_moved_marks_nothing() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    state.apply(Command::Run(Action::OutfallTool));
    let Some(Effect::Check(request)) = state.apply(Command::MapClicked(here())) else {
        panic!("a check");
    };
    let job = next();
    state.apply(Command::Started(Purpose::Check, job));
    state.apply(Command::EditCoordinates("102.8°, 25.1°".to_owned()));
    let answer = Answer::Checked {
        report: Box::new(report(request.subject.clone(), Outcome::Prohibit)),
        request: Box::new(request),
        pack_titles: BTreeMap::new(),
    };
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    assert!(!state.check.is_current());
    assert!(state.highlights.is_empty());
}

#[test]
fn a_failure_goes_when_the_form_or_the_site_changes() {
    let mut next = job_ids();
    for change in [
        Command::EditCoordinates("102.8°, 25.1°".to_owned()),
        Command::Run(Action::WellTool),
    ] {
        let mut state = open_state(&mut next);
        state.apply(Command::Run(Action::OutfallTool));
        state.apply(Command::MapClicked(here()));
        let job = next();
        state.apply(Command::Started(Purpose::Check, job));
        let failed = JobError::Failed("disk gone".to_owned());
        state.apply(Command::Finished(job, Err(failed)));
        assert!(state.check.failure.is_some());
        state.apply(change);
        assert_eq!(state.check.failure, None);
    }
}

#[test]
fn a_check_without_a_site_says_what_is_missing() {
    let mut state = open_state(&mut job_ids());
    assert_eq!(state.apply(Command::Run(Action::RunCheck)), None);
    assert!(state.check.show_problems);
}

#[test]
fn imported_zones_offer_the_comparison_with_the_kept_audit_and_wells_do_not() {
    let mut next = job_ids();
    for (layer, kept, offered) in [
        (Layer::ProtectionZone, true, true),
        (Layer::ProtectionZone, false, false),
        (Layer::Well, true, false),
    ] {
        let mut state = open_state(&mut next);
        if kept {
            state.audit_kept(crate::state::audit::AuditRun {
                run: 1,
                at: "2026-08-01T00:00:00Z".to_owned(),
                who: "t".to_owned(),
                as_of: "2026-08-01".to_owned(),
                packs: String::new(),
                layers: Vec::new(),
                features: 0,
            });
        }
        state.offer_comparison(Some(layer));
        assert!(state.audit.outdated, "verdicts about older data are marked");
        let actions = state.notices.list().iter().filter_map(|one| one.action);
        let found = actions.filter(|own| *own == Action::CompareAudit).count() > 0;
        assert_eq!(found, offered, "{layer:?}, kept {kept}");
    }
}
