//! The canvas as a user meets it: it shows, pans, zooms, tells clicks from drags, and rests.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui;
use egui::{Key, PointerButton, Pos2, Vec2, pos2};
use egui_kittest::{Harness, kittest::Queryable as _};
use geo::{Coord, Geometry, Translate as _, wkt};

use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::{StyleSheet, Theme};
use crate::domain::{Language, Layer, LonLat, Progress};
use crate::map::{Hand, MapCanvas, MapInput, Sketch};
use crate::services::base::{BaseEntry, BaseSource};
use crate::state::camera::Camera;
use crate::state::furniture::{BaseLayer, BaseStatus, Furniture};
use crate::state::view::{Highlight, LayerState};

mod paper;
mod symbols;

const SIZE: Vec2 = Vec2::new(400.0, 300.0);
const MIDDLE: Pos2 = pos2(200.0, 150.0);

/// A window with nothing but the map, and what the map said in the last frame.
struct Window {
    canvas: MapCanvas,
    scene: Arc<Scene>,
    styles: Arc<StyleSheet>,
    camera: Camera,
    layers: Vec<LayerState>,
    bases: Vec<BaseLayer>,
    highlights: Vec<Highlight>,
    hovered: Option<LonLat>,
    clicked: Option<LonLat>,
    complete: bool,
    hand: Hand,
    boxed: Option<geo::Rect<f64>>,
}

impl Window {
    fn new(canvas: MapCanvas) -> Self {
        let (grid, bounds) = Scene::grid(4543, None).unwrap();
        let origin = grid.project(Coord { x: 102.7, y: 25.0 });
        let square: Geometry<f64> =
            wkt!(POLYGON((-1000. -1000., 1000. -1000., 1000. 1000., -1000. 1000., -1000. -1000.)))
                .into();
        let lake = SceneFeature {
            id: 1,
            code: "L1".into(),
            name: "".into(),
            category: 0,
            geometry: square.translate(origin.x, origin.y).into(),
        };
        let layers = vec![SceneLayer::new(Layer::Lake, vec![lake], 1)];
        Self {
            canvas,
            scene: Arc::new(Scene::new(grid, bounds, layers)),
            styles: Arc::new(StyleSheet::shipped().unwrap()),
            camera: Camera::new(origin, 10.0),
            layers: LayerState::default_order(),
            bases: Vec::new(),
            highlights: Vec::new(),
            hovered: None,
            clicked: None,
            complete: false,
            hand: Hand::Free,
            boxed: None,
        }
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        let output = self.canvas.show(
            ui,
            MapInput {
                scene: &self.scene,
                styles: &self.styles,
                camera: &mut self.camera,
                layers: &self.layers,
                bases: &self.bases,
                furniture: Furniture::default(),
                highlights: &self.highlights,
                selected: super::SelectedInput {
                    parts: &std::collections::BTreeMap::new(),
                    revision: 0,
                    flash: None,
                },
                select_tool: None,
                outline: &[],
                shading: None,
                site: None,
                sketch: &Sketch::default(),
                hand: self.hand,
                language: Language::En,
                interactive: true,
            },
        );
        self.hovered = output.hovered;
        self.clicked = output.clicked.or(self.clicked);
        self.complete = output.complete;
        self.boxed = output.boxed.or(self.boxed);
    }
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }
}

fn plain() -> Harness<'static, Window> {
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_theme(egui::Theme::Light)
        .allow_missing_glyphs()
        .with_max_steps(64)
        .build_eframe(|creation| Window::new(MapCanvas::without_gpu(&creation.egui_ctx)));
    finish(&mut harness);
    harness
}

/// Steps until the picture is complete.
fn finish(harness: &mut Harness<'_, Window>) {
    let start = Instant::now();
    harness.step();
    while !harness.state().complete {
        assert!(start.elapsed() < Duration::from_secs(30), "never complete");
        std::thread::yield_now();
        harness.step();
    }
    harness.run();
}

/// Colours of the picture at the middle (lake) and near the left edge (paper).
fn colors(harness: &mut Harness<'_, Window>) -> Option<[[u8; 3]; 2]> {
    let image = match harness.render() {
        Ok(image) => image,
        Err(reason) => {
            eprintln!("skipped: no graphics adapter: {reason}");
            return None;
        }
    };
    Some([(200, 150), (30, 150)].map(|(x, y)| {
        let [r, g, b, _] = image.get_pixel(x, y).0;
        [r, g, b]
    }))
}

#[test]
fn both_painters_show_the_lake_in_its_colour_on_the_paper() {
    let styles = StyleSheet::shipped().unwrap();
    let fill = styles.layer(Layer::Lake).unwrap().symbol(0).fill.unwrap();
    let paper = styles.canvas(Theme::Light).paper;
    let expected = [[fill.r, fill.g, fill.b], [paper.r, paper.g, paper.b]];
    let gpu = Harness::builder()
        .with_size(SIZE)
        .with_theme(egui::Theme::Light)
        .allow_missing_glyphs()
        .wgpu()
        .build_eframe(|creation| {
            assert!(creation.wgpu_render_state.is_some());
            Window::new(MapCanvas::new(creation))
        });
    for mut harness in [gpu, plain()] {
        finish(&mut harness);
        let Some(found) = colors(&mut harness) else {
            continue;
        };
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!(found.abs_diff(*expected) <= 2, "{found} is not {expected}");
        }
    }
}

/// A red picture all around the lake.
fn red_base(folder: &std::path::Path, at: Coord<f64>) -> BaseLayer {
    let path = folder.join("red.png");
    image::RgbImage::from_pixel(64, 64, image::Rgb([200, 30, 30]))
        .save(&path)
        .unwrap();
    let world = format!("200\n0\n0\n-200\n{}\n{}\n", at.x - 6_400.0, at.y + 6_400.0);
    std::fs::write(path.with_extension("pgw"), world).unwrap();
    let source = BaseSource::open(&path, Some(4543), 4543, &Progress::silent()).unwrap();
    BaseLayer {
        id: 1,
        entry: BaseEntry::new(folder, &path),
        path,
        status: BaseStatus::Ready(Arc::new(source)),
    }
}

#[test]
fn a_base_lies_beneath_the_layers_in_both_painters() {
    let folder = tempfile::tempdir().unwrap();
    let styles = StyleSheet::shipped().unwrap();
    let fill = styles.layer(Layer::Lake).unwrap().symbol(0).fill.unwrap();
    let expected = [[fill.r, fill.g, fill.b], [200, 30, 30]];
    let gpu = Harness::builder()
        .with_size(SIZE)
        .with_theme(egui::Theme::Light)
        .allow_missing_glyphs()
        .wgpu()
        .build_eframe(|creation| Window::new(MapCanvas::new(creation)));
    for mut harness in [gpu, plain()] {
        let at = harness.state().camera.center();
        harness.state_mut().bases = vec![red_base(folder.path(), at)];
        finish(&mut harness);
        let Some(found) = colors(&mut harness) else {
            continue;
        };
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!(found.abs_diff(*expected) <= 2, "{found} is not {expected}");
        }
        harness.state_mut().bases[0].entry.visible = false;
        finish(&mut harness);
        let paper = styles.canvas(Theme::Light).paper;
        if let Some([_, found]) = colors(&mut harness) {
            assert!(found[1].abs_diff(paper.g) <= 2, "hidden: the paper is back");
        }
    }
}

#[test]
fn a_hidden_layer_is_not_drawn() {
    let mut harness = plain();
    for state in &mut harness.state_mut().layers {
        state.visible = false;
    }
    finish(&mut harness);
    if let Some([lake, paper]) = colors(&mut harness) {
        assert_eq!(lake, paper);
    }
}

#[test]
fn dragging_pans_and_is_no_click() {
    let mut harness = plain();
    let before = harness.state().camera;
    harness.drag_at(MIDDLE);
    harness.step();
    harness.hover_at(MIDDLE + Vec2::new(60.0, 20.0));
    harness.step();
    harness.drop_at(MIDDLE + Vec2::new(60.0, 20.0));
    harness.step();
    let after = harness.state().camera;
    assert!((before.center().x - after.center().x - 600.0).abs() < 1.0);
    assert!((after.center().y - before.center().y - 200.0).abs() < 1.0);
    assert_eq!(harness.state().clicked, None);
}

/// Drags from the middle by 100 and 75 points, with `modifiers`.
fn drag(harness: &mut Harness<'_, Window>, modifiers: egui::Modifiers) {
    let end = MIDDLE + Vec2::new(100.0, 75.0);
    for (pos, pressed) in [(MIDDLE, true), (end, false)] {
        harness.event(egui::Event::ModifiersChanged(modifiers));
        harness.hover_at(pos);
        harness.step();
        harness.event(egui::Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        });
        harness.step();
    }
    harness.step();
}

#[test]
fn shift_and_dragging_draws_a_box_and_the_tool_does_so_without() {
    for (hand, modifiers) in [
        (Hand::Free, egui::Modifiers::SHIFT),
        (Hand::Boxes, egui::Modifiers::NONE),
    ] {
        let mut harness = plain();
        harness.state_mut().hand = hand;
        let before = harness.state().camera;
        drag(&mut harness, modifiers);
        assert_eq!(harness.state().camera, before, "the map stays");
        let area = harness.state().boxed.unwrap();
        assert!((area.width() - 1000.0).abs() < 1.0, "{area:?}");
        assert!((area.height() - 750.0).abs() < 1.0, "{area:?}");
    }
    let mut harness = plain();
    drag(&mut harness, egui::Modifiers::NONE);
    assert_eq!(harness.state().boxed, None);
}

#[test]
fn a_click_gives_the_position_under_the_pointer() {
    let mut harness = plain();
    harness.hover_at(MIDDLE);
    harness.step();
    let hovered = harness.state().hovered.unwrap();
    harness.drag_at(MIDDLE);
    harness.drop_at(MIDDLE);
    harness.step();
    let clicked = harness.state().clicked.unwrap();
    assert!((clicked.lon - 102.7).abs() < 1e-6 && (clicked.lat - 25.0).abs() < 1e-6);
    assert_eq!(clicked, hovered);
}

#[test]
fn the_wheel_zooms_at_the_pointer() {
    let mut harness = plain();
    let at = MIDDLE + Vec2::new(100.0, -50.0);
    harness.hover_at(at);
    harness.step();
    let before = harness.state().hovered.unwrap();
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: Vec2::new(0.0, 3.0),
        source: egui::MouseWheelSource::Wheel,
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
    });
    finish(&mut harness);
    let window = harness.state();
    assert!(window.camera.m_per_px() < 9.0);
    let after = window.hovered.unwrap();
    assert!((before.lon - after.lon).abs() < 1e-7 && (before.lat - after.lat).abs() < 1e-7);
}

#[test]
fn keys_zoom_and_pan_once_the_map_has_the_focus() {
    let mut harness = plain();
    let start = harness.state().camera;
    harness.key_press(Key::Plus);
    harness.run();
    assert_eq!(harness.state().camera, start, "no focus yet");
    harness.get_by_label("Map").focus();
    harness.run();
    harness.key_press(Key::Plus);
    harness.key_press(Key::ArrowRight);
    harness.run();
    let camera = harness.state().camera;
    assert!((camera.m_per_px() - start.m_per_px() / 2.0).abs() < 1e-9);
    assert!(camera.center().x > start.center().x);
}

#[test]
fn a_highlight_is_seen_and_an_unknown_one_does_no_harm() {
    let mut harness = plain();
    let shapes = |harness: &Harness<'_, Window>| harness.output().shapes.len();
    let before = shapes(&harness);
    harness.state_mut().highlights = vec![Highlight::by_code(Layer::Well, "nowhere")];
    harness.run();
    assert_eq!(shapes(&harness), before);
    harness.state_mut().highlights = vec![Highlight::by_code(Layer::Lake, "L1")];
    harness.run();
    assert!(shapes(&harness) > before);
}

#[test]
fn a_map_at_rest_asks_for_no_frames() {
    let mut harness = plain();
    harness.step();
    harness.step();
    let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert_eq!(delay, Duration::MAX);
}

#[test]
fn the_middle_button_pans_too() {
    let mut harness = plain();
    let before = harness.state().camera.center();
    for (pos, pressed) in [(MIDDLE, true), (MIDDLE + Vec2::new(40.0, 0.0), false)] {
        harness.hover_at(pos);
        harness.step();
        harness.event(egui::Event::PointerButton {
            pos,
            button: PointerButton::Middle,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        harness.step();
    }
    assert!(before.x - harness.state().camera.center().x > 300.0);
}
