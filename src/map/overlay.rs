//! What lies over the map and not in it: scale bar, north arrow, the marker of the proposed site.

use eframe::egui;
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, vec2};

use crate::carto::scale_bar::ScaleBar;
use crate::carto::scene::Scene;
use crate::carto::style::Canvas;
use crate::domain::{Label, Language, LonLat};
use crate::map::canvas::{MapInput, color32};
use crate::map::overview;
use crate::state::camera::Camera;
use crate::state::furniture::Furniture;

/// From the edge of the map to its furniture.
pub(super) const INSET: f32 = 10.0;
/// Width of the band with the figures of a grid.
pub(super) const BAND: f32 = 16.0;
/// From the lower edge to what stands above the scale bar.
pub(super) const ABOVE_SCALE_BAR: f32 = INSET + TICK + TEXT_HEIGHT + 2.0 * 5.0 + 8.0;
/// Within the plates of furniture, on each side.
const PLATE_PADDING: Vec2 = vec2(8.0, 5.0);
const PLATE_STRENGTH: f32 = 0.86;
const PLATE_EDGE: f32 = 0.16;
/// The upright ends of the scale bar.
const TICK: f32 = 6.0;
const ARROW_HEIGHT: f32 = 23.0;
/// Of a line of text in [`TEXT_SIZE`].
const TEXT_HEIGHT: f32 = 16.0;
/// How far the site's marker and coordinates reach: left and up, right and down.
const SITE_REACH: [Vec2; 2] = [vec2(78.0, 19.0), vec2(78.0, 38.0)];
/// How far the plate beside the scale bar reaches, about: names keep clear of it.
const MEANING: Vec2 = vec2(350.0, 22.0);
const LONGEST_BAR: f64 = 150.0;
const TEXT_SIZE: f32 = 12.5;
/// Grid north is up: the plane's, which differs from true north by the meridian convergence.
const NORTH: Label = Label::new("北", "N");
/// Directions in which text is repeated beneath itself as a halo.
pub(super) const HALO: [Vec2; 8] = [
    vec2(-1.3, 0.0),
    vec2(1.3, 0.0),
    vec2(0.0, -1.3),
    vec2(0.0, 1.3),
    vec2(-0.9, -0.9),
    vec2(0.9, -0.9),
    vec2(-0.9, 0.9),
    vec2(0.9, 0.9),
];

/// Text that reads on any ground.
pub(super) fn halo_text(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    size: f32,
    colors: (Color32, Color32),
) -> Rect {
    let (ink, halo) = colors;
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), ink);
    let rect = anchor.anchor_size(at, galley.size());
    for shift in HALO {
        painter.galley_with_override_text_color(rect.min + shift, galley.clone(), halo);
    }
    painter.galley(rect.min, galley, ink);
    rect
}

/// What names must leave free: the plates of scale bar and north arrow, and the proposed site with
/// its coordinates.
pub(super) fn reserved(rect: Rect, input: &MapInput<'_>) -> Vec<Rect> {
    let bar = ScaleBar::fitting(input.camera.m_per_px(), LONGEST_BAR, input.language);
    let site = input
        .site
        .and_then(|site| input.scene.to_metric(site))
        .map(|at| to_pos(rect, input.camera, at))
        .map(|at| Rect::from_min_max(at - SITE_REACH[0], at + SITE_REACH[1]));
    let inner = inner(rect, input.furniture);
    let bands = [
        Rect::from_min_max(rect.min, Pos2::new(rect.right(), inner.top())),
        Rect::from_min_max(Pos2::new(rect.left(), inner.bottom()), rect.max),
        Rect::from_min_max(rect.min, Pos2::new(inner.left(), rect.bottom())),
        Rect::from_min_max(Pos2::new(inner.right(), rect.top()), rect.max),
    ];
    let scale = scale_plate(inner, &bar);
    let meaning = input
        .furniture
        .plane_grid
        .then(|| Rect::from_min_size(scale.right_bottom() - vec2(0.0, MEANING.y), MEANING));
    [scale, north_plate(inner)]
        .into_iter()
        .chain(meaning)
        .chain(bands.into_iter().filter(Rect::is_positive))
        .chain(overview::place(rect, input.scene, input.furniture))
        .chain(site)
        .collect()
}

/// The map without the bands that bear the figures of grids.
pub(super) fn inner(rect: Rect, furniture: Furniture) -> Rect {
    let band = |on| if on { BAND } else { 0.0 };
    let (degrees, plane) = (band(furniture.graticule), band(furniture.plane_grid));
    Rect::from_min_max(
        rect.min + Vec2::splat(degrees),
        rect.max - Vec2::splat(plane),
    )
}

/// Where the scale bar stands: at the lower left.
fn scale_plate(rect: Rect, bar: &ScaleBar) -> Rect {
    let size = vec2(bar.length_px as f32, TICK + TEXT_HEIGHT) + 2.0 * PLATE_PADDING;
    Rect::from_min_size(rect.left_bottom() + vec2(INSET, -INSET - size.y), size)
}

/// Where the north arrow stands: at the upper right.
fn north_plate(rect: Rect) -> Rect {
    let size = vec2(18.0, ARROW_HEIGHT + TEXT_HEIGHT) + 2.0 * PLATE_PADDING;
    Rect::from_min_size(rect.right_top() + vec2(-INSET - size.x, INSET), size)
}

/// Paper under furniture, so that it reads on any map.
pub(super) fn plate(painter: &Painter, rect: Rect, canvas: &Canvas) {
    let paper = color32(canvas.paper.faded(PLATE_STRENGTH));
    let edge = color32(canvas.ink.faded(PLATE_EDGE));
    painter.rect(rect, 4.0, paper, Stroke::new(1.0, edge), StrokeKind::Inside);
}

/// Scale bar at the lower left; its plate.
pub(super) fn scale_bar(
    painter: &Painter,
    rect: Rect,
    camera: &Camera,
    canvas: &Canvas,
    language: Language,
) -> Rect {
    let bar = ScaleBar::fitting(camera.m_per_px(), LONGEST_BAR, language);
    let place = scale_plate(rect, &bar);
    plate(painter, place, canvas);
    let ink = color32(canvas.ink);
    let inner = place.shrink2(PLATE_PADDING);
    let (left, right) = (inner.left_bottom(), inner.right_bottom());
    let tick = vec2(0.0, -TICK);
    let line = vec![left + tick, left, right, right + tick];
    painter.line(line, Stroke::new(1.6, ink));
    painter.text(
        inner.center_bottom() + tick * 0.5,
        Align2::CENTER_BOTTOM,
        &bar.label,
        FontId::proportional(TEXT_SIZE),
        ink,
    );
    place
}

/// North arrow at the upper right.
pub(super) fn north_arrow(painter: &Painter, rect: Rect, canvas: &Canvas, language: Language) {
    let place = north_plate(rect);
    plate(painter, place, canvas);
    let ink = color32(canvas.ink);
    let inner = place.shrink2(PLATE_PADDING);
    let tip = inner.center_top();
    let (left, right, notch) = (vec2(-7.0, 22.0), vec2(7.0, 22.0), vec2(0.0, 16.0));
    for (side, color) in [(left, ink), (right, ink.gamma_multiply(0.45))] {
        let half = vec![tip, tip + side, tip + notch];
        painter.add(Shape::convex_polygon(half, color, Stroke::NONE));
    }
    painter.text(
        inner.center_bottom(),
        Align2::CENTER_BOTTOM,
        NORTH.get(language),
        FontId::proportional(TEXT_SIZE),
        ink,
    );
}

/// The proposed site: a ring with cross hairs, and its coordinates.
pub(super) fn site_marker(
    painter: &Painter,
    rect: Rect,
    camera: &Camera,
    scene: &Scene,
    site: LonLat,
    canvas: &Canvas,
) {
    let Some(at) = scene.to_metric(site).map(|at| to_pos(rect, camera, at)) else {
        return;
    };
    if !rect.expand(40.0).contains(at) {
        return;
    }
    let (color, halo) = (color32(canvas.site), color32(canvas.halo));
    for (stroke, reach) in [
        (Stroke::new(5.0, halo), 17.0),
        (Stroke::new(2.2, color), 16.0),
    ] {
        painter.circle_stroke(at, 9.0, stroke);
        for direction in [
            vec2(1.0, 0.0),
            vec2(-1.0, 0.0),
            vec2(0.0, 1.0),
            vec2(0.0, -1.0),
        ] {
            painter.line_segment([at + direction * 5.0, at + direction * reach], stroke);
        }
    }
    painter.circle_filled(at, 1.8, color);
    let text = format!("{:.6}°, {:.6}°", site.lon, site.lat);
    halo_text(
        painter,
        at + vec2(0.0, 20.0),
        Align2::CENTER_TOP,
        &text,
        TEXT_SIZE,
        (color, halo),
    );
}

/// Screen position of a metric position.
pub(super) fn to_pos(rect: Rect, camera: &Camera, at: geo::Coord<f64>) -> Pos2 {
    let [x, y] = camera.to_screen(at);
    rect.center() + vec2(x as f32, y as f32)
}
