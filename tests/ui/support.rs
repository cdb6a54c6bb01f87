//! The real application over a real project, stepped until it answers.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use shuijie::app::{SettingsFile, ShuijieApp, Start};
use shuijie::domain::{LonLat, Progress};
use shuijie::services::Clock;
use shuijie::services::sample::create_sample;
use shuijie::ui::fonts::SystemFonts;
use tempfile::TempDir;

/// Long enough for a slow machine; a test that needs it has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// A window with a folder of its own for settings and projects.
pub(crate) struct Window {
    pub(crate) harness: Harness<'static, ShuijieApp>,
    pub(crate) folder: TempDir,
}

/// 2026-11-23, noon in UTC: both editions of the law are decided by it.
pub(crate) fn clock() -> Clock {
    Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap())
}

/// The sample project, built once and copied for each test.
fn sample_bytes() -> &'static [u8] {
    static SAMPLE: OnceLock<Vec<u8>> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.sqlite");
        drop(create_sample(&path, clock(), &Progress::silent()).unwrap());
        std::fs::read(path).unwrap()
    })
}

/// Searched once: the list of a machine's fonts is long.
fn fonts() -> &'static SystemFonts {
    static FONTS: OnceLock<SystemFonts> = OnceLock::new();
    FONTS.get_or_init(|| SystemFonts::find().expect("a Chinese font is installed"))
}

impl Window {
    /// The start page.
    pub(crate) fn start_page() -> Self {
        Self::new(tempfile::tempdir().unwrap(), None)
    }

    /// The sample project, open and drawn.
    pub(crate) fn with_sample() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("昆明示意.sqlite");
        std::fs::write(&path, sample_bytes()).unwrap();
        let mut window = Self::new(folder, Some(path));
        window.until("the project is open", |window| {
            window.app().state().project.is_some() && window.app().state().map_size[0] > 1.0
        });
        window.harness.run_steps(3);
        window
    }

    pub(crate) fn new(folder: TempDir, project: Option<PathBuf>) -> Self {
        let start = Start {
            project,
            sample: false,
            tour: None,
            settings: SettingsFile::in_folder(&settings_folder(folder.path())),
            clock: clock(),
            renderer: "test".to_owned(),
            rules_folder: Some(folder.path().join("user").join("rules")),
            fonts: fonts().clone(),
            early: None,
        };
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .build_eframe(|creation| ShuijieApp::new(creation, start).expect("the window starts"));
        Self { harness, folder }
    }

    pub(crate) fn app(&self) -> &ShuijieApp {
        self.harness.state()
    }

    /// Steps frames until `done`, and a few more so that everything shows.
    pub(crate) fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain until {what}");
            self.harness.step();
            std::thread::yield_now();
        }
        self.harness.run_steps(4);
    }

    /// Clicks the only button, tab or link with this label.
    pub(crate) fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(3);
    }

    /// Types into the field with this label, as a paste would.
    pub(crate) fn type_into(&mut self, label: &str, text: &str) {
        let field = self
            .harness
            .get_by_role_and_label(eframe::egui::Role::TextInput, label);
        field.focus();
        field.type_text(text);
        self.harness.run_steps(3);
    }

    /// Clicks the map at a position.
    pub(crate) fn click_map(&mut self, lon: f64, lat: f64) {
        let state = self.app().state();
        let scene = &state.project.as_ref().unwrap().scene;
        let metric = scene.to_metric(LonLat::try_new(lon, lat).unwrap()).unwrap();
        let [x, y] = state.camera.to_screen(metric);
        let rect = self.app().map_rect();
        let at = rect.center() + eframe::egui::vec2(x as f32, y as f32);
        assert!(rect.contains(at), "{lon},{lat} is not in view");
        self.harness.hover_at(at);
        self.harness.step();
        self.harness.drag_at(at);
        self.harness.step();
        self.harness.drop_at(at);
        self.harness.run_steps(2);
    }

    /// Shows the map at 1 : `denominator`.
    pub(crate) fn send_scale(&mut self, denominator: f64) {
        self.app()
            .send(shuijie::state::Command::SetScale(denominator));
        self.harness.run_steps(3);
    }

    /// Whether any label contains `text`.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.harness
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }
}

pub(crate) fn settings_folder(folder: &Path) -> PathBuf {
    folder.join("settings")
}
