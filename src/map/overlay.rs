//! What lies over the map and not in it: scale bar, north arrow, the marker of the proposed site.

use eframe::egui;
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

use crate::carto::scale_bar::ScaleBar;
use crate::carto::scene::Scene;
use crate::carto::style::Canvas;
use crate::domain::{Label, Language, LonLat};
use crate::map::canvas::color32;
use crate::state::camera::Camera;

/// From the edge of the map to its furniture.
const INSET: f32 = 16.0;
const LONGEST_BAR: f64 = 150.0;
const TEXT_SIZE: f32 = 12.5;
/// Grid north is up: the plane's, which differs from true north by the meridian convergence.
const NORTH: Label = Label::new("北", "N");
/// Directions in which text is repeated beneath itself as a halo.
const HALO: [Vec2; 8] = [
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

/// Scale bar at the lower left.
pub(super) fn scale_bar(
    painter: &Painter,
    rect: Rect,
    camera: &Camera,
    canvas: &Canvas,
    language: Language,
) {
    let bar = ScaleBar::fitting(camera.m_per_px(), LONGEST_BAR, language);
    let (ink, halo) = (color32(canvas.ink), color32(canvas.halo));
    let left = pos2(rect.left() + INSET, rect.bottom() - INSET);
    let right = left + vec2(bar.length_px as f32, 0.0);
    let tick = vec2(0.0, -6.0);
    let line = vec![left + tick, left, right, right + tick];
    painter.line(line.clone(), Stroke::new(4.5, halo));
    painter.line(line, Stroke::new(1.6, ink));
    let middle = left + vec2(bar.length_px as f32 / 2.0, -4.0);
    halo_text(
        painter,
        middle,
        Align2::CENTER_BOTTOM,
        &bar.label,
        TEXT_SIZE,
        (ink, halo),
    );
}

/// North arrow at the upper right.
pub(super) fn north_arrow(painter: &Painter, rect: Rect, canvas: &Canvas, language: Language) {
    let (ink, halo) = (color32(canvas.ink), color32(canvas.halo));
    let tip = pos2(rect.right() - INSET - 8.0, rect.top() + INSET);
    let (left, right, notch) = (vec2(-7.0, 22.0), vec2(7.0, 22.0), vec2(0.0, 16.0));
    let outline = vec![tip, tip + right, tip + notch, tip + left];
    painter.add(Shape::closed_line(outline, Stroke::new(4.0, halo)));
    for (side, color) in [(left, ink), (right, ink.gamma_multiply(0.45))] {
        let half = vec![tip, tip + side, tip + notch];
        painter.add(Shape::convex_polygon(half, color, Stroke::NONE));
    }
    halo_text(
        painter,
        tip + vec2(0.0, 24.0),
        Align2::CENTER_TOP,
        NORTH.get(language),
        TEXT_SIZE,
        (ink, halo),
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
