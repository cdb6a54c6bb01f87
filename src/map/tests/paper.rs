//! The map on paper is the map on the screen: the window's own picture, read back, against the page
//! that the PNG painter draws for the same camera.

use std::sync::Arc;

use eframe::egui;
use egui::Vec2;
use egui_kittest::Harness;
use geo::{Coord, Geometry, Translate as _, wkt};

use super::{Window, finish};
use crate::carto::display::build::{MapSource, ShownLayer, build};
use crate::carto::display::frame::MapFrame;
use crate::carto::display::{Display, Group, Item, MM_PER_PX};
use crate::carto::paint::png::{self, Picture};
use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::{StyleSheet, Theme};
use crate::carto::typeface::Faces;
use crate::domain::{Language, Layer, Progress};
use crate::map::MapCanvas;
use crate::services::sample::create_sample;
use crate::services::{Clock, scene};
use crate::state::camera::Camera;
use crate::state::view::LayerState;

const SIZE: Vec2 = Vec2::new(640.0, 480.0);
const DPI: f32 = 96.0;
/// What lies over the map on the screen only: scale bar at the lower left, north arrow at the upper
/// right.
const OVERLAYS: [[u32; 4]; 2] = [[0, 420, 200, 480], [590, 0, 640, 70]];
/// Differences of a channel that soft edges explain, when the nearest of nine pixels is taken.
const SOFT: i32 = 56;
/// Share of pixels that may differ by more.
const STRAY: f64 = 0.0002;

/// The shipped styles, with the parts of a symbol that none of them has: a line to the side of a line.
fn styles() -> StyleSheet {
    let sheet = StyleSheet::shipped().unwrap();
    let mut river = sheet.layer(Layer::River).unwrap().clone();
    let line = river.categories[0].symbol.line.as_mut().unwrap();
    line.offset = 6.0;
    sheet.restyled(river)
}

/// The window's own picture; `None` where the machine has no graphics adapter at all.
fn on_screen(scene: &Arc<Scene>, camera: Camera) -> Option<image_rgba::Rgba> {
    let (scene, styles) = (Arc::clone(scene), styles());
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_theme(egui::Theme::Light)
        .allow_missing_glyphs()
        .with_max_steps(64)
        .wgpu()
        .build_eframe(|creation| Window {
            scene,
            styles: Arc::new(styles),
            camera,
            ..Window::new(MapCanvas::new(creation))
        });
    finish(&mut harness);
    match harness.render() {
        Ok(image) => Some(image_rgba::Rgba {
            width: image.width(),
            height: image.height(),
            bytes: image.into_raw(),
        }),
        Err(reason) => {
            eprintln!("skipped: no graphics adapter: {reason}");
            None
        }
    }
}

/// Pictures from either side in one shape.
mod image_rgba {
    pub(super) struct Rgba {
        pub(super) width: u32,
        pub(super) height: u32,
        pub(super) bytes: Vec<u8>,
    }

    impl Rgba {
        pub(super) fn at(&self, x: u32, y: u32) -> [i32; 3] {
            let index = (y * self.width + x) as usize * 4;
            [0, 1, 2].map(|channel| i32::from(self.bytes[index + channel]))
        }
    }
}

/// The same map as the painters for paper see it.
fn on_paper(scene: &Scene, camera: &Camera) -> Picture {
    let styles = styles();
    let shown: Vec<ShownLayer> = LayerState::default_order()
        .into_iter()
        .rev()
        .map(|state| ShownLayer {
            layer: state.layer,
            opacity: state.opacity,
        })
        .collect();
    let source = MapSource {
        scene,
        styles: &styles,
        shown: &shown,
        language: Language::En,
    };
    let size_mm = [SIZE.x * MM_PER_PX, SIZE.y * MM_PER_PX];
    let place = [0.0, 0.0, size_mm[0], size_mm[1]];
    let frame = MapFrame {
        place,
        center: camera.center(),
        denominator: camera.scale_denominator(),
        m_per_mm: camera.m_per_px() / f64::from(MM_PER_PX),
    };
    let content = build(&source, &frame, 0.02, &Progress::silent()).unwrap();
    let mut groups = vec![Group {
        items: vec![Item::filled_box(place, styles.canvas(Theme::Light).paper)],
        ..Group::default()
    }];
    groups.extend(content.groups);
    let display = Display {
        size_mm,
        symbols: content.symbols,
        groups,
    };
    png::draw(&display, &Faces::find().unwrap(), DPI, &Progress::silent()).unwrap()
}

/// The share of pixels of `a` that no pixel of `b` beside the same place explains.
fn strays(a: &image_rgba::Rgba, b: &image_rgba::Rgba) -> f64 {
    let mut count = 0;
    let mut all = 0;
    for y in 1..a.height - 1 {
        for x in 1..a.width - 1 {
            let covered = |[left, top, right, bottom]: &[u32; 4]| {
                (*left..*right).contains(&x) && (*top..*bottom).contains(&y)
            };
            if OVERLAYS.iter().any(covered) {
                continue;
            }
            all += 1;
            let own = a.at(x, y);
            let nearest = (0..9)
                .map(|step| b.at(x + step % 3 - 1, y + step / 3 - 1))
                .map(|other| (0..3).map(|c| (own[c] - other[c]).abs()).max().unwrap_or(0))
                .min();
            count += usize::from(nearest > Some(SOFT));
        }
    }
    f64::from(u32::try_from(count).unwrap()) / f64::from(all)
}

fn assert_same(name: &str, scene: &Arc<Scene>, camera: Camera) {
    let Some(screen) = on_screen(scene, camera) else {
        return;
    };
    let paper = on_paper(scene, &camera);
    let paper = image_rgba::Rgba {
        width: paper.width,
        height: paper.height,
        bytes: paper.rgba,
    };
    assert_eq!(
        (screen.width, screen.height),
        (paper.width, paper.height),
        "{name}"
    );
    // Both ways: nothing is missing and nothing was added.
    let (missing, added) = (strays(&screen, &paper), strays(&paper, &screen));
    if missing.max(added) >= STRAY {
        keep(&format!("{name}, screen"), &screen);
        keep(&format!("{name}, paper"), &paper);
    }
    assert!(
        missing < STRAY,
        "{name}: {missing:.6} of the screen differs"
    );
    assert!(added < STRAY, "{name}: {added:.6} of the page differs");
}

/// Leaves a picture of a failed comparison beside the test program, to be looked at.
fn keep(name: &str, picture: &image_rgba::Rgba) {
    let program = std::env::current_exe().unwrap();
    let path = program.with_file_name(format!("{name}.png"));
    let (width, height) = (picture.width, picture.height);
    image::save_buffer(
        &path,
        &picture.bytes,
        width,
        height,
        image::ColorType::Rgba8,
    )
    .unwrap();
    eprintln!("kept {}", path.display());
}

/// Holes, hatches of all directions, dashes, lines and symbols.
#[expect(
    clippy::too_many_lines,
    reason = "a list of shapes, best read in one piece"
)]
fn synthetic() -> (Arc<Scene>, Coord<f64>) {
    let (grid, bounds) = Scene::grid(4543, None).unwrap();
    let origin = grid.project(Coord { x: 102.7, y: 25.0 });
    let styles = StyleSheet::shipped().unwrap();
    let layer = |layer: Layer, shapes: Vec<(u16, Geometry<f64>)>| {
        let features = shapes
            .into_iter()
            .zip(0_i64..)
            .map(|((category, geometry), id)| SceneFeature {
                id,
                code: id.to_string().into(),
                name: "".into(),
                category,
                geometry: geometry.translate(origin.x, origin.y).into(),
            })
            .collect();
        let categories = styles.layer(layer).unwrap().categories.len();
        SceneLayer::new(layer, features, categories)
    };
    let hole: Geometry<f64> = wkt!(POLYGON(
        (
            -2800. - 2200.,
            -400. - 2200.,
            -400. - 200.,
            -2800. - 200.,
            -2800. - 2200.
        ),
        (
            -2200. - 1700.,
            -2200. - 700.,
            -1000. - 700.,
            -1000. - 1700.,
            -2200. - 1700.
        )
    ))
    .into();
    let box_at = |x: f64, y: f64| -> Geometry<f64> {
        geo::Rect::new((x, y), (x + 1200.0, y + 1000.0))
            .to_polygon()
            .into()
    };
    let layers = vec![
        layer(Layer::Lake, vec![(0, hole.clone())]),
        layer(
            Layer::GroundwaterArea,
            vec![
                (0, box_at(200.0, -2200.0)),
                (1, box_at(1600.0, -2200.0)),
                (2, box_at(200.0, -1000.0)),
                (3, box_at(1600.0, -1000.0)),
                (1, hole.translate(0.0, 2400.0)),
                // Dotted, and cut by the frame.
                (4, box_at(3000.0, -2200.0)),
            ],
        ),
        layer(
            Layer::River,
            vec![(
                0,
                // With a corner too sharp for a miter.
                wkt!(LINESTRING(-3900. 500., -1000. 300., 0. 1500., 4000. 900., 1500. 1050.))
                    .into(),
            )],
        ),
        layer(
            Layer::FunctionZone,
            vec![
                (4, wkt!(LINESTRING(200. 600., 2800. 600.)).into()),
                (
                    3,
                    wkt!(POLYGON((300. 1800., 2600. 2000., 1500. 2400., 300. 1800.))).into(),
                ),
            ],
        ),
        layer(
            Layer::Outfall,
            (0..6_u16)
                .map(|index| {
                    let x = -2500.0 + 900.0 * f64::from(index);
                    (index, geo::Point::new(x, 1200.0).into())
                })
                .collect(),
        ),
        layer(Layer::Well, vec![(1, wkt!(POINT(-3300. - 2000.)).into())]),
        layer(
            Layer::DrinkingSource,
            vec![(0, wkt!(POINT(3200. 2000.)).into())],
        ),
        layer(
            Layer::MonitoringStation,
            vec![(1, wkt!(POINT(3300. 0.)).into())],
        ),
    ];
    (Arc::new(Scene::new(grid, bounds, layers)), origin)
}

#[test]
fn holes_hatches_dashes_and_symbols_look_the_same_on_paper() {
    let (scene, origin) = synthetic();
    assert_same("synthetic", &scene, Camera::new(origin, 12.0));
    assert_same("synthetic, near", &scene, Camera::new(origin, 5.0));
}

#[test]
fn the_sample_looks_the_same_on_paper() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.sqlite");
    let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
    let project = create_sample(&path, clock, &Progress::silent()).unwrap();
    let styles = StyleSheet::shipped().unwrap();
    let loaded = scene::load(&project, &styles, &Progress::silent()).unwrap();
    // Names are set by other means on either side.
    let layers = loaded
        .layers
        .iter()
        .map(|layer| {
            let unnamed = layer.features.iter().map(|feature| SceneFeature {
                name: "".into(),
                ..feature.clone()
            });
            let categories = layer.category_counts.len();
            SceneLayer::new(layer.layer, unnamed.collect(), categories)
        })
        .collect();
    let (grid, bounds) = Scene::grid(loaded.metric_epsg, project.extent().unwrap()).unwrap();
    let scene = Arc::new(Scene::new(grid, bounds, layers));
    let lake = scene
        .layer(Layer::Lake)
        .and_then(|lake| lake.bounds)
        .unwrap()
        .center();
    // Near enough that the screen does not thin out symbols.
    assert_same("sample, 滇池", &scene, Camera::new(lake, 22.0));
    assert_same(
        "sample, shore",
        &scene,
        Camera::new(
            lake + Coord {
                x: 0.0,
                y: 12_000.0,
            },
            9.0,
        ),
    );
}
