//! Opens the window: with wgpu, if that fails with OpenGL, and if that fails too, says what is missing
//! and what to do.

use std::cell::{LazyCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::ViewportBuilder;
use eframe::egui_wgpu::{WgpuConfiguration, WgpuSetup, wgpu};
use eframe::{NativeOptions, Renderer};

use crate::app::early::Early;
use crate::app::settings_file::SettingsFile;
use crate::app::shuijie_app::{ShuijieApp, Start};
use crate::app::tour::{Tour, TourError};
use crate::carto::fonts::NoChineseFont;
use crate::domain::sentence;
use crate::services::Clock;
use crate::services::packs::user_folder;
use crate::ui::fonts::SystemFonts;

/// Size of the window at first, in logical pixels.
pub(super) const WINDOW_SIZE: [f32; 2] = [1280.0, 800.0];
const ICON: &[u8] = include_bytes!("../../assets/icons/shuijie.png");
/// Names the window to the desktop, and the folder of its size and position.
const APP_ID: &str = "shuijie";
/// Set to `sample` by `cargo run`: begin with the sample project.
const START_VARIABLE: &str = "SHUIJIE_START";
/// By which the user names wgpu's interfaces.
const BACKEND_VARIABLE: &str = "WGPU_BACKEND";

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RendererChoice {
    /// The graphics card through wgpu.
    Wgpu,
    /// OpenGL.
    Glow,
}

/// What was asked for on the command line.
#[derive(Debug, Default)]
pub struct LaunchOptions {
    /// The project to open.
    pub project: Option<PathBuf>,
    /// A tour script and the log of its frames.
    pub tour: Option<(PathBuf, PathBuf)>,
    /// Only this renderer; `None` tries all.
    pub renderer: Option<RendererChoice>,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The tour cannot be played.
    #[error(transparent)]
    Tour(#[from] TourError),
    /// A tour was asked for that stopped early.
    #[error("{0}")]
    TourStopped(String),
    /// The program itself cannot start: a font is missing, a style is wrong.
    #[error("{0}")]
    Unusable(String),
    /// No way of drawing works.
    #[error(
        "无法打开窗口：本机没有可用的图形接口。请更新显卡驱动；远程桌面或虚拟机可安装软件渲染\
         (Windows 自带 WARP;Debian/Ubuntu:apt install libgl1-mesa-dri mesa-vulkan-drivers)。\
         命令行程序 shuijie-cli 不需要图形接口。详情：{0}"
    )]
    NoRenderer(String),
}

/// Runs the window until it is closed.
pub fn launch(options: &LaunchOptions) -> Result<(), LaunchError> {
    let candidates = match options.renderer {
        Some(RendererChoice::Wgpu) => vec![Renderer::Wgpu],
        Some(RendererChoice::Glow) => vec![Renderer::Glow],
        None => vec![Renderer::Wgpu, Renderer::Glow],
    };
    // Beside the start of the graphics, which takes longer.
    let fonts = std::thread::Builder::new()
        .name("shuijie-fonts".to_owned())
        .spawn(SystemFonts::find)
        .map_err(|error| LaunchError::Unusable(error.to_string()))?;
    let fonts: SharedFonts = Rc::new(LazyCell::new(Box::new(move || {
        fonts.join().unwrap_or(Err(NoChineseFont))
    })));
    let mut early = options.project.as_deref().and_then(Early::start);
    let mut reasons = Vec::new();
    for renderer in candidates {
        let tour = match &options.tour {
            Some((script, log)) => Some(Tour::load(script, log)?),
            None => None,
        };
        match run(renderer, options, (tour, early.take()), &fonts) {
            Ok(()) => return Ok(()),
            Err(Ended::Tour(reason)) => return Err(LaunchError::TourStopped(reason)),
            Err(Ended::Unusable(reason)) => return Err(LaunchError::Unusable(reason)),
            Err(Ended::NoGraphics(reason)) => {
                tracing::warn!("{renderer} does not work here: {reason}");
                reasons.push(format!("{renderer}: {reason}"));
            }
        }
    }
    Err(LaunchError::NoRenderer(reasons.join("; ")))
}

/// Tells the user in a message box why there is no window.
pub fn show_failure(error: &LaunchError) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("水界 Shuijie")
        .set_description(error.to_string())
        .show();
}

enum Ended {
    Tour(String),
    Unusable(String),
    NoGraphics(String),
}

/// Found once, on their own thread, for every renderer that is tried.
type SharedFonts = Rc<LazyCell<Found, Box<dyn FnOnce() -> Found>>>;
type Found = Result<SystemFonts, NoChineseFont>;

fn run(
    renderer: Renderer,
    options: &LaunchOptions,
    (tour, early): (Option<Tour>, Option<Early>),
    fonts: &SharedFonts,
) -> Result<(), Ended> {
    let fonts = Rc::clone(fonts);
    let tour_failure = Rc::new(RefCell::new(None));
    let reported = Rc::clone(&tour_failure);
    let project = options.project.clone();
    let settings = SettingsFile::of_user();
    let factor = f32::from(settings.ui_scale()) / 100.0;
    let native = NativeOptions {
        viewport: viewport(),
        // The size is remembered in points of the interface's own size, which is not chosen yet when
        // the window is made: without this a large interface would begin in an ever smaller window.
        window_builder: Some(Box::new(move |mut builder| {
            builder.inner_size = builder.inner_size.map(|size| size * factor);
            builder
        })),
        renderer,
        // A tour measures the same window every time.
        persist_window: tour.is_none(),
        // Beside the settings, so that a portable installation carries it along. Where a monitor is
        // gone, eframe brings the window back onto one that is there.
        persistence_path: settings
            .path()
            .map(|path| path.with_file_name("window.ron")),
        wgpu_options: graphics(),
        ..NativeOptions::default()
    };
    let ended = eframe::run_native(
        APP_ID,
        native,
        Box::new(move |creation| {
            let sample = std::env::var(START_VARIABLE).is_ok_and(|start| start == "sample");
            let start = Start {
                project,
                sample,
                tour,
                settings,
                clock: Clock::System,
                renderer: renderer_text(renderer, creation),
                rules_folder: user_folder(),
                fonts: (**fonts).clone()?,
                early,
            };
            let app = ShuijieApp::new(creation, start)?;
            Ok(Box::new(Reporting {
                app,
                tour_failure: reported,
            }))
        }),
    );
    if let Some(reason) = tour_failure.take() {
        return Err(Ended::Tour(reason));
    }
    ended.map_err(|error| match error {
        eframe::Error::AppCreation(reason) => Ended::Unusable(sentence(reason.as_ref())),
        other => Ended::NoGraphics(sentence(&other)),
    })
}

/// wgpu as eframe sets it up, but with graphics memory in small pieces: a map is not a game, and where
/// there is no card it is the machine's own memory, of which 64 MiB would be taken at once.
fn graphics() -> WgpuConfiguration {
    let mut graphics = WgpuConfiguration::default();
    if let WgpuSetup::CreateNew(setup) = &mut graphics.wgpu_setup {
        if std::env::var_os(BACKEND_VARIABLE).is_none() && !may_have_card() {
            let backends = &mut setup.instance_descriptor.backends;
            backends.remove(wgpu::Backends::GL);
        }
        let describe = Arc::clone(&setup.device_descriptor);
        setup.device_descriptor = Arc::new(move |adapter| wgpu::DeviceDescriptor {
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..describe(adapter)
        });
    }
    graphics
}

/// Whether OpenGL may have a graphics card where Vulkan has none, as with old cards. Without any card both
/// draw by software, and asking OpenGL as well would only cost its memory and its time.
fn may_have_card() -> bool {
    !cfg!(target_os = "linux") || Path::new("/dev/dri").exists()
}

fn viewport() -> ViewportBuilder {
    let viewport = ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("水界")
        .with_inner_size(WINDOW_SIZE)
        .with_min_inner_size([960.0, 600.0])
        .with_drag_and_drop(true);
    match eframe::icon_data::from_png_bytes(ICON) {
        Ok(icon) => viewport.with_icon(icon),
        Err(error) => {
            tracing::warn!("the window has no icon: {error}");
            viewport
        }
    }
}

/// The renderer with the name of what it draws on.
fn renderer_text(renderer: Renderer, creation: &eframe::CreationContext<'_>) -> String {
    match (&creation.wgpu_render_state, renderer) {
        (Some(state), _) => {
            let adapter = state.adapter.get_info();
            format!("wgpu · {} · {}", adapter.backend, adapter.name)
        }
        (None, Renderer::Glow) => "OpenGL (glow)".to_owned(),
        (None, other) => other.to_string(),
    }
}

/// Carries the reason of a stopped tour out of the event loop.
struct Reporting {
    app: ShuijieApp,
    tour_failure: Rc<RefCell<Option<String>>>,
}

impl eframe::App for Reporting {
    fn logic(&mut self, context: &eframe::egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(context, frame);
    }

    fn ui(&mut self, ui: &mut eframe::egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        if let Some(reason) = self.app.tour_error() {
            self.tour_failure.replace(Some(reason.to_owned()));
        }
    }

    fn persist_egui_memory(&self) -> bool {
        self.app.persist_egui_memory()
    }

    fn clear_color(&self, visuals: &eframe::egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }
}
