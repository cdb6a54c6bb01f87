//! Small pictures of symbols for legends and layer lists, drawn by the same code as plain maps.

use eframe::egui;
use egui::{Painter, Pos2, Rect, Shape, StrokeKind};

use crate::carto::style::{Canvas, HatchPattern, Symbol};
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
    match geometry {
        GeometryKind::Point => point(&painter, rect, symbol, canvas),
        GeometryKind::Line => line(&painter, rect, symbol, canvas),
        GeometryKind::Area | GeometryKind::LineOrArea => area(&painter, rect, symbol, canvas),
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

fn line(painter: &Painter, rect: Rect, symbol: &Symbol, canvas: &Canvas) {
    let Some(stroke) = symbol.line else { return };
    let (middle, width) = (rect.center().y, stroke.width);
    let ends = [
        Pos2::new(rect.left() + 1.0, middle),
        Pos2::new(rect.right() - 1.0, middle),
    ];
    painter.line_segment(ends, (width, color32(canvas.adapt(stroke.color))));
}

fn area(painter: &Painter, rect: Rect, symbol: &Symbol, canvas: &Canvas) {
    let inner = rect.shrink(1.5);
    if let Some(fill) = symbol.fill {
        painter.rect_filled(inner, 1.0, color32(canvas.adapt(fill)));
    }
    if let Some(hatch) = symbol.hatch {
        let stroke = (hatch.width, color32(canvas.adapt(hatch.color)));
        // A swatch is small: lines stand closer than on the map, so that a few of them show.
        let spacing = hatch.spacing * 0.6;
        let painter = painter.with_clip_rect(inner);
        for ends in hatch_lines(inner, hatch.pattern, spacing) {
            painter.line_segment(ends, stroke);
        }
    }
    if let Some(outline) = symbol.outline {
        let color = color32(canvas.adapt(outline.color));
        match outline.dash {
            None => {
                painter.rect_stroke(inner, 1.0, (outline.width, color), StrokeKind::Middle);
            }
            Some(dash) => {
                let corners = [
                    inner.left_top(),
                    inner.right_top(),
                    inner.right_bottom(),
                    inner.left_bottom(),
                    inner.left_top(),
                ];
                let [on, off, ..] = dash.0.map(|length| length * 0.6);
                painter.extend(Shape::dashed_line(
                    &corners,
                    (outline.width, color),
                    on,
                    off,
                ));
            }
        }
    }
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
    match pattern {
        HatchPattern::Rising => slanted(true).collect(),
        HatchPattern::Falling => slanted(false).collect(),
        HatchPattern::Crossed => slanted(true).chain(slanted(false)).collect(),
        HatchPattern::Horizontal => (0..=(height / spacing) as usize)
            .map(|number| {
                let y = rect.top() + spacing * (number as f32 + 0.5);
                [Pos2::new(rect.left(), y), Pos2::new(rect.right(), y)]
            })
            .collect(),
    }
}
