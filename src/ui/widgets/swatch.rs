//! A sample of a map symbol for the layer list and the legend.

use eframe::egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Sense, Shape as Drawn, Stroke, Ui, pos2, vec2,
};

use crate::carto::color::Color;
use crate::carto::style::{Dash, HatchPattern, Marker, Shape, Stroke as Pen, Symbol};
use crate::domain::GeometryKind;

/// Draws `symbol` as features of `kind` look.
pub fn swatch_ui(ui: &mut Ui, symbol: &Symbol, kind: GeometryKind) {
    let (rect, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
    let painter = ui.painter_at(rect);
    match kind {
        GeometryKind::Point => {
            if let Some(marker) = symbol.marker {
                paint_marker(&painter, rect.center(), marker);
            }
        }
        GeometryKind::Line => paint_line(&painter, rect, symbol),
        GeometryKind::Area | GeometryKind::LineOrArea => paint_area(&painter, rect, symbol),
    }
}

const fn color32(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied_const(color.r, color.g, color.b, color.a)
}

fn paint_line(painter: &Painter, rect: Rect, symbol: &Symbol) {
    if let Some(line) = symbol.line {
        let (left, right) = (rect.left_center(), rect.right_center());
        stroke(
            painter,
            &[left + vec2(1.0, 0.0), right - vec2(1.0, 0.0)],
            line,
        );
    }
}

fn paint_area(painter: &Painter, rect: Rect, symbol: &Symbol) {
    let rect = rect.shrink2(vec2(1.0, 1.0));
    if let Some(fill) = symbol.fill {
        painter.rect_filled(rect, CornerRadius::ZERO, color32(fill));
    }
    if let Some(hatch) = symbol.hatch {
        let clipped = painter.with_clip_rect(rect);
        let pen = Stroke::new(hatch.width.clamp(0.6, 1.2), color32(hatch.color));
        let step = hatch.spacing.clamp(4.0, 6.0);
        let mut offset = -rect.height();
        while offset < rect.width() {
            let (low, high) = (rect.left() + offset, rect.left() + offset + rect.height());
            if matches!(hatch.pattern, HatchPattern::Rising | HatchPattern::Crossed) {
                clipped.line_segment([pos2(low, rect.bottom()), pos2(high, rect.top())], pen);
            }
            if matches!(hatch.pattern, HatchPattern::Falling | HatchPattern::Crossed) {
                clipped.line_segment([pos2(low, rect.top()), pos2(high, rect.bottom())], pen);
            }
            offset += step;
        }
        if hatch.pattern == HatchPattern::Horizontal {
            let mut y = rect.top() + step / 2.0;
            while y < rect.bottom() {
                clipped.hline(rect.x_range(), y, pen);
                y += step;
            }
        }
    }
    if let Some(outline) = symbol.outline {
        let corners = [
            rect.left_top(),
            rect.right_top(),
            rect.right_bottom(),
            rect.left_bottom(),
            rect.left_top(),
        ];
        stroke(painter, &corners, outline);
    } else if symbol.fill.is_none() {
        paint_line(painter, rect, symbol);
    }
}

fn stroke(painter: &Painter, points: &[Pos2], pen: Pen) {
    let line = Stroke::new(pen.width.clamp(0.8, 3.0), color32(pen.color));
    match pen.dash {
        Some(Dash([on, off, _, _])) => {
            painter.extend(Drawn::dashed_line(points, line, on.min(5.0), off.min(3.0)));
        }
        None => {
            painter.add(Drawn::line(points.to_vec(), line));
        }
    }
}

fn paint_marker(painter: &Painter, center: Pos2, marker: Marker) {
    let radius = (marker.size / 2.0).clamp(3.5, 6.0);
    let (fill, rim) = (color32(marker.fill), Stroke::new(1.0, color32(marker.rim)));
    let polygon = |points: &[(f32, f32)]| {
        let points = points
            .iter()
            .map(|(x, y)| center + vec2(x * radius, y * radius))
            .collect();
        painter.add(Drawn::convex_polygon(points, fill, rim));
    };
    match marker.shape {
        Shape::Circle => {
            painter.circle(center, radius, fill, rim);
        }
        Shape::Ring => {
            painter.circle(center, radius, fill, rim);
            painter.circle_filled(center, radius * 0.35, rim.color);
        }
        Shape::Triangle => polygon(&[(0.0, -1.0), (0.95, 0.8), (-0.95, 0.8)]),
        Shape::TriangleDown => polygon(&[(-0.95, -0.8), (0.95, -0.8), (0.0, 1.0)]),
        Shape::Square => polygon(&[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]),
        Shape::Diamond => polygon(&[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
        Shape::Cross => {
            let pen = Stroke::new(2.2, fill);
            painter.hline(center.x - radius..=center.x + radius, center.y, pen);
            painter.vline(center.x, center.y - radius..=center.y + radius, pen);
        }
        Shape::Drop => polygon(&[
            (0.0, -1.15),
            (0.6, -0.1),
            (0.72, 0.35),
            (0.5, 0.8),
            (0.0, 1.0),
            (-0.5, 0.8),
            (-0.72, 0.35),
            (-0.6, -0.1),
        ]),
    }
}
