//! The parts of a symbol, those that its geometry uses.

use eframe::egui::Ui;

use crate::carto::color::Color;
use crate::carto::style::{
    ArrowGap, Arrows, Casing, DarkColors, Hatch, HatchPattern, Marker, Shape, Stroke, Symbol,
};
use crate::domain::{GeometryKind, Language};
use crate::ui::panels::style::inputs::{
    choice_ui, color_ui, dash_lengths_ui, dash_ui, number_ui, part_ui, row_ui,
};
use crate::ui::style_text as words;

const INK: Color = Color::rgb(0x33, 0x3F, 0x4D);
const NEW_FILL: Color = Color {
    r: 0x6A,
    g: 0xAA,
    b: 0xD6,
    a: 0x60,
};
const NEW_HATCH: Hatch = Hatch {
    color: INK,
    width: 0.9,
    spacing: 12.0,
    pattern: HatchPattern::Rising,
};
const NEW_STROKE: Stroke = Stroke {
    color: INK,
    width: 1.2,
    dash: None,
    casing: None,
    offset: 0.0,
    arrows: None,
};
const NEW_CASING: Casing = Casing {
    color: Color::rgb(0xFF, 0xFF, 0xFF),
    width: 5.0,
    dash: None,
};
const NEW_ARROWS: Arrows = Arrows {
    size: 8.0,
    gap: ArrowGap::Medium,
};
const WIDTHS: std::ops::RangeInclusive<f32> = 0.1..=20.0;

/// Whether `symbol` changed.
pub(super) fn symbol_ui(
    ui: &mut Ui,
    symbol: &mut Symbol,
    kind: GeometryKind,
    language: Language,
) -> bool {
    let before = *symbol;
    let (areas, lines) = match kind {
        GeometryKind::Point => (false, false),
        GeometryKind::Line => (false, true),
        GeometryKind::Area => (true, false),
        GeometryKind::LineOrArea => (true, true),
    };
    let mut changed = false;
    if areas {
        changed |= area_ui(ui, symbol, language);
    }
    if lines && let Some(line) = &mut symbol.line {
        let name = words::LINE.get(language);
        changed |= row_ui(ui, name, |ui, _| pen_ui(ui, name, line, language));
        changed |= dash_lengths_ui(ui, name, &mut line.dash, language);
        changed |= casing_ui(ui, name, line, language);
        changed |= line_ui(ui, line, language);
    }
    if let (GeometryKind::Point, Some(marker)) = (kind, &mut symbol.marker) {
        changed |= marker_ui(ui, marker, language);
    }
    if changed {
        forget_dark(symbol, &before);
    }
    changed
}

/// A colour that was chosen now is the colour on dark paper too.
fn forget_dark(symbol: &mut Symbol, before: &Symbol) {
    let Some(dark) = &mut symbol.dark else { return };
    if symbol.fill != before.fill {
        dark.fill = None;
    }
    let color = |stroke: Option<Stroke>| stroke.map(|stroke| stroke.color);
    if color(symbol.outline) != color(before.outline) {
        dark.outline = None;
    }
    if color(symbol.line) != color(before.line) {
        dark.line = None;
    }
    if *dark == DarkColors::default() {
        symbol.dark = None;
    }
}

fn area_ui(ui: &mut Ui, symbol: &mut Symbol, language: Language) -> bool {
    let name = words::FILL.get(language);
    let mut changed = part_ui(ui, (name, &mut symbol.fill, NEW_FILL), |ui, fill| {
        color_ui(ui, &named_color(name, language), fill)
    });
    let name = words::HATCH.get(language);
    changed |= part_ui(ui, (name, &mut symbol.hatch, NEW_HATCH), |ui, hatch| {
        color_ui(ui, &named_color(name, language), &mut hatch.color)
            | choice_ui(
                ui,
                (name, 84.0),
                &mut hatch.pattern,
                (&HatchPattern::ALL, words::pattern, language),
            )
    });
    if let Some(hatch) = &mut symbol.hatch {
        changed |= row_ui(ui, "", |ui, _| {
            let spacing = words::SPACING.get(language);
            ui.label(spacing);
            let spaced = number_ui(ui, spacing, &mut hatch.spacing, (2.0..=60.0, ""));
            let width = words::WIDTH.get(language);
            ui.label(width);
            let name = format!("{name} {width}");
            spaced | number_ui(ui, &name, &mut hatch.width, (0.1..=20.0, ""))
        });
    }
    let name = words::OUTLINE.get(language);
    changed |= part_ui(
        ui,
        (name, &mut symbol.outline, NEW_STROKE),
        |ui, outline| pen_ui(ui, name, outline, language),
    );
    if let Some(outline) = &mut symbol.outline {
        changed |= dash_lengths_ui(ui, name, &mut outline.dash, language);
        changed |= casing_ui(ui, name, outline, language);
    }
    changed
}

fn named_color(name: &str, language: Language) -> String {
    format!("{name} {}", words::COLOR.get(language))
}

/// Colour, width and dashes of a stroke.
fn pen_ui(ui: &mut Ui, name: &str, stroke: &mut Stroke, language: Language) -> bool {
    let width = format!("{name} {}", words::WIDTH.get(language));
    let dash = format!("{name} {}", words::DASH.get(language));
    color_ui(ui, &named_color(name, language), &mut stroke.color)
        | number_ui(ui, &width, &mut stroke.width, (WIDTHS, ""))
        | dash_ui(ui, &dash, &mut stroke.dash, language)
}

/// What lies beneath a stroke.
fn casing_ui(ui: &mut Ui, of: &str, stroke: &mut Stroke, language: Language) -> bool {
    ui.push_id(("casing", of), |ui| {
        let name = words::CASING.get(language);
        let fresh = Casing {
            width: stroke.width + 3.0,
            ..NEW_CASING
        };
        let said = format!("{of} {name}");
        let mut changed = part_ui(ui, (name, &mut stroke.casing, fresh), |ui, casing| {
            let width = format!("{said} {}", words::WIDTH.get(language));
            let dash = format!("{said} {}", words::DASH.get(language));
            color_ui(ui, &named_color(&said, language), &mut casing.color)
                | number_ui(ui, &width, &mut casing.width, (0.1..=40.0, ""))
                | dash_ui(ui, &dash, &mut casing.dash, language)
        });
        if let Some(casing) = &mut stroke.casing {
            changed |= dash_lengths_ui(ui, &said, &mut casing.dash, language);
        }
        changed
    })
    .inner
}

/// What only lines have.
fn line_ui(ui: &mut Ui, line: &mut Stroke, language: Language) -> bool {
    let name = words::ARROWS.get(language);
    let mut changed = part_ui(ui, (name, &mut line.arrows, NEW_ARROWS), |ui, arrows| {
        let size = format!("{name} {}", words::SIZE.get(language));
        number_ui(ui, &size, &mut arrows.size, (3.0..=30.0, ""))
            | choice_ui(
                ui,
                (name, 64.0),
                &mut arrows.gap,
                (&ArrowGap::ALL, words::gap, language),
            )
    });
    let name = words::OFFSET.get(language);
    changed |= row_ui(ui, name, |ui, _| {
        number_ui(ui, name, &mut line.offset, (-30.0..=30.0, ""))
    });
    changed
}

fn marker_ui(ui: &mut Ui, marker: &mut Marker, language: Language) -> bool {
    let name = words::SHAPE.get(language);
    let mut changed = row_ui(ui, name, |ui, _| {
        let shaped = choice_ui(
            ui,
            (name, 92.0),
            &mut marker.shape,
            (&Shape::ALL, words::shape, language),
        );
        let size = words::SIZE.get(language);
        ui.label(size);
        shaped | number_ui(ui, size, &mut marker.size, (2.0..=60.0, ""))
    });
    let name = words::FILL.get(language);
    changed |= row_ui(ui, name, |ui, _| {
        color_ui(ui, &named_color(name, language), &mut marker.fill)
    });
    let name = words::RIM.get(language);
    changed |= row_ui(ui, name, |ui, _| {
        let width = format!("{name} {}", words::WIDTH.get(language));
        color_ui(ui, &named_color(name, language), &mut marker.rim)
            | number_ui(ui, &width, &mut marker.rim_width, (0.0..=8.0, ""))
    });
    let name = words::ANGLE.get(language);
    changed |= row_ui(ui, name, |ui, _| {
        number_ui(ui, name, &mut marker.angle, (-180.0..=180.0, "°"))
    });
    changed
}
