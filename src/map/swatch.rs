//! Small pictures of symbols for legends and layer lists, drawn by the same code as plain maps.

use eframe::egui;
use egui::{Painter, Pos2, Rect, Shape};

use crate::carto::style::{Canvas, Dash, HatchPattern, Stroke, Symbol};
use crate::domain::GeometryKind;
use crate::map::canvas::color32;
use crate::map::plain;
use crate::map::rows;

/// Draws `symbol` into `rect` as a feature of `geometry` looks on the paper of `canvas`.
pub fn paint_swatch(
    painter: &Painter,
    rect: Rect,
    symbol: &Symbol,
    geometry: GeometryKind,
    canvas: &Canvas,
) {
    let painter = painter.with_clip_rect(rect);
    if geometry == GeometryKind::Point {
        point(&painter, rect, symbol, canvas);
        return;
    }
    let symbol = canvas.adapt(symbol);
    match geometry {
        GeometryKind::Point => {}
        GeometryKind::Line => line(&painter, rect, &symbol),
        GeometryKind::Area => area(&painter, rect, &symbol),
        // Features of such a layer look like either: both are shown, the area first.
        GeometryKind::LineOrArea => {
            let (left, right) = rect.split_left_right_at_fraction(0.5);
            area(&painter, left, &symbol);
            line(&painter, right, &symbol);
        }
    }
}

fn point(painter: &Painter, rect: Rect, symbol: &Symbol, canvas: &Canvas) {
    let mut mesh = egui::Mesh::default();
    plain::marker(
        &mut mesh,
        &rows::row(symbol, canvas, 1.0),
        rect.center(),
        1.0,
    );
    painter.add(Shape::mesh(mesh));
}

fn line(painter: &Painter, rect: Rect, symbol: &Symbol) {
    let Some(stroke) = symbol.line else { return };
    let y = rect.center().y
        - stroke
            .offset
            .clamp(-rect.height() / 3.0, rect.height() / 3.0);
    let ends = [
        Pos2::new(rect.left() + 1.0, y),
        Pos2::new(rect.right() - 1.0, y),
    ];
    strokes(painter, &ends, &stroke);
    if let Some(arrows) = stroke.arrows {
        let (half, middle) = (arrows.size.min(rect.height()) / 2.0, rect.center().x);
        let corner = |x: f32, side: f32| Pos2::new(middle + x, y + side);
        let corners = vec![
            corner(half, 0.0),
            corner(-half, -half * 0.84),
            corner(-half, half * 0.84),
        ];
        let color = color32(stroke.color);
        painter.add(Shape::convex_polygon(corners, color, egui::Stroke::NONE));
    }
}

/// The line through `points` with what lies beneath it.
fn strokes(painter: &Painter, points: &[Pos2], stroke: &Stroke) {
    let draw = |color, width: f32, dash: Option<Dash>| {
        let pen = egui::Stroke::new(width, color32(color));
        match dash {
            None => {
                painter.add(Shape::line(points.to_vec(), pen));
            }
            Some(dash) => dashes(painter, points, pen, dash),
        }
    };
    if let Some(casing) = stroke.casing {
        draw(casing.color, casing.width, casing.dash);
    }
    draw(stroke.color, stroke.width, stroke.dash);
}

/// A swatch is small: dashes are shorter than on the map, so that a few of them show.
fn dashes(painter: &Painter, points: &[Pos2], stroke: egui::Stroke, dash: Dash) {
    let [on, off, second_on, second_off] = dash.0.map(|length| (length * 0.6).max(0.5));
    painter.extend(Shape::dashed_line_with_offset(
        points,
        stroke,
        &[on, second_on],
        &[off, second_off],
        0.0,
    ));
}

fn area(painter: &Painter, rect: Rect, symbol: &Symbol) {
    let inner = rect.shrink(1.5);
    if let Some(fill) = symbol.fill {
        painter.rect_filled(inner, 1.0, color32(fill));
    }
    if let Some(hatch) = symbol.hatch {
        let stroke = (hatch.width, color32(hatch.color));
        // A swatch is small: lines stand closer than on the map, so that a few of them show.
        let spacing = hatch.spacing * 0.6;
        let painter = painter.with_clip_rect(inner);
        for ends in hatch_lines(inner, hatch.pattern, spacing) {
            painter.line_segment(ends, stroke);
        }
        if hatch.pattern == HatchPattern::Dotted {
            for at in hatch_dots(inner, spacing) {
                painter.circle_filled(at, hatch.width / 2.0, color32(hatch.color));
            }
        }
    }
    if let Some(outline) = symbol.outline {
        let corners = [
            inner.left_top(),
            inner.right_top(),
            inner.right_bottom(),
            inner.left_bottom(),
            inner.left_top(),
        ];
        strokes(painter, &corners, &outline);
    }
}

/// Places of dots, every other row shifted.
fn hatch_dots(rect: Rect, spacing: f32) -> Vec<Pos2> {
    let half = spacing / 2.0;
    let rows = (rect.height() / half) as usize + 1;
    let columns = (rect.width() / spacing) as usize + 1;
    (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (row, column)))
        .map(|(row, column)| {
            let shift = if row % 2 == 0 { 0.25 } else { 0.75 };
            let x = rect.left() + spacing * (column as f32 + shift);
            Pos2::new(x, rect.top() + half * (row as f32 + 0.5))
        })
        .collect()
}

fn hatch_lines(rect: Rect, pattern: HatchPattern, spacing: f32) -> Vec<[Pos2; 2]> {
    let step = spacing * std::f32::consts::SQRT_2;
    let height = rect.height();
    let slanted = |rising: bool| {
        let count = ((rect.width() + height) / step).ceil() as usize;
        (0..=count).map(move |number| {
            let x = rect.left() - height + step * (number as f32 + 0.5);
            if rising {
                [
                    Pos2::new(x, rect.bottom()),
                    Pos2::new(x + height, rect.top()),
                ]
            } else {
                [
                    Pos2::new(x, rect.top()),
                    Pos2::new(x + height, rect.bottom()),
                ]
            }
        })
    };
    let level = || {
        (0..=(height / spacing) as usize).map(|number| {
            let y = rect.top() + spacing * (number as f32 + 0.5);
            [Pos2::new(rect.left(), y), Pos2::new(rect.right(), y)]
        })
    };
    let upright = || {
        (0..=(rect.width() / spacing) as usize).map(|number| {
            let x = rect.left() + spacing * (number as f32 + 0.5);
            [Pos2::new(x, rect.top()), Pos2::new(x, rect.bottom())]
        })
    };
    match pattern {
        HatchPattern::Rising => slanted(true).collect(),
        HatchPattern::Falling => slanted(false).collect(),
        HatchPattern::Crossed => slanted(true).chain(slanted(false)).collect(),
        HatchPattern::Horizontal => level().collect(),
        HatchPattern::Vertical => upright().collect(),
        HatchPattern::Grid => level().chain(upright()).collect(),
        HatchPattern::Dotted => Vec::new(),
    }
}
