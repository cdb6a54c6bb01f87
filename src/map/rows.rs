//! The style sheet as a table of numbers that the shaders read: one row per category of every layer.

use crate::carto::color::Color;
use crate::carto::style::{
    Canvas, HatchPattern, LayerStyle, MAX_CATEGORIES, Shape, Stroke, StyleSheet, Symbol, Theme,
};
use crate::domain::Layer;
use crate::state::view::LayerState;

/// One category; the layout is that of `Row` in the shader. Colours are straight sRGB from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Row {
    pub(super) fill: [f32; 4],
    pub(super) hatch: [f32; 4],
    pub(super) hatch_shape: [f32; 4],
    pub(super) outline: [f32; 4],
    pub(super) line: [f32; 4],
    pub(super) sizes: [f32; 4],
    pub(super) outline_dash: [f32; 4],
    pub(super) line_dash: [f32; 4],
    pub(super) marker_fill: [f32; 4],
    pub(super) marker_rim: [f32; 4],
}

/// The whole table; unused rows draw nothing.
pub(super) type Table = [Row; MAX_CATEGORIES];

/// The row of selected features; no style reaches it.
pub(super) const SELECTION_ROW: u16 = MAX_CATEGORIES as u16 - 1;

/// The table for a theme and the layers' opacities.
pub(super) fn table(styles: &StyleSheet, theme: Theme, layers: &[LayerState]) -> Box<Table> {
    let mut table = Box::new([Row::default(); MAX_CATEGORIES]);
    let canvas = styles.canvas(theme);
    let mut slots = table.iter_mut();
    for style in styles.layers() {
        let opacity = layers
            .iter()
            .find(|state| state.layer == style.layer)
            .map_or(1.0, |state| state.opacity);
        for category in &style.categories {
            if let Some(slot) = slots.next() {
                *slot = row(&category.symbol, canvas, opacity);
            }
        }
    }
    table[usize::from(SELECTION_ROW)] = selection_row(canvas);
    table
}

/// How selected features look, drawn over their own symbol.
fn selection_row(canvas: &Canvas) -> Row {
    const FILL: f32 = 0.16;
    const WIDTH: f32 = 2.2;
    const SIZE: f32 = 15.0;
    const RIM: f32 = 1.6;
    Row {
        fill: floats(canvas.selection.faded(FILL)),
        outline: floats(canvas.selection),
        line: floats(canvas.selection),
        sizes: [WIDTH, WIDTH + 0.6, SIZE, shape_number(Shape::Circle)],
        hatch_shape: [0.0, 0.0, 0.0, RIM],
        marker_fill: floats(canvas.selection),
        marker_rim: floats(canvas.halo),
        ..Row::default()
    }
}

/// Number of the first row of `layer`; 0 for a layer without style, which has no features to draw.
pub(super) fn first_row(styles: &StyleSheet, layer: Layer) -> u16 {
    let before: usize = styles
        .layers()
        .iter()
        .take_while(|style| style.layer != layer)
        .map(|style: &LayerStyle| style.categories.len())
        .sum();
    if before < MAX_CATEGORIES {
        before as u16
    } else {
        0
    }
}

/// The row of one symbol.
pub(super) fn row(symbol: &Symbol, canvas: &Canvas, opacity: f32) -> Row {
    let symbol = canvas.adapt(symbol);
    let paint = |color: Color| floats(color.faded(opacity));
    let stroke_color = |stroke: Option<Stroke>| stroke.map_or([0.0; 4], |s| paint(s.color));
    let width = |stroke: Option<Stroke>| stroke.map_or(0.0, |stroke| stroke.width);
    let dash = |stroke: Option<Stroke>| {
        stroke
            .and_then(|stroke| stroke.dash)
            .map_or([0.0; 4], |dash| dash.0)
    };
    Row {
        fill: symbol.fill.map_or([0.0; 4], paint),
        hatch: symbol.hatch.map_or([0.0; 4], |hatch| paint(hatch.color)),
        hatch_shape: hatch_shape(&symbol),
        outline: stroke_color(symbol.outline),
        line: stroke_color(symbol.line),
        sizes: [
            width(symbol.outline),
            width(symbol.line),
            symbol.marker.map_or(0.0, |marker| marker.size),
            symbol
                .marker
                .map_or(0.0, |marker| shape_number(marker.shape)),
        ],
        outline_dash: dash(symbol.outline),
        line_dash: dash(symbol.line),
        marker_fill: symbol.marker.map_or([0.0; 4], |marker| paint(marker.fill)),
        marker_rim: symbol.marker.map_or([0.0; 4], |marker| paint(marker.rim)),
    }
}

/// Pattern, spacing and width of the hatch; in the room that is left, the width of a marker's rim.
fn hatch_shape(symbol: &Symbol) -> [f32; 4] {
    let [pattern, spacing, width] = symbol.hatch.map_or([0.0; 3], |hatch| {
        [pattern_number(hatch.pattern), hatch.spacing, hatch.width]
    });
    let rim_width = symbol.marker.map_or(0.0, |marker| marker.rim_width);
    [pattern, spacing, width, rim_width]
}

/// How the shader knows a pattern; 0 = none.
pub(super) const fn pattern_number(pattern: HatchPattern) -> f32 {
    match pattern {
        HatchPattern::Rising => 1.0,
        HatchPattern::Falling => 2.0,
        HatchPattern::Crossed => 3.0,
        HatchPattern::Horizontal => 4.0,
    }
}

/// How the shader knows a shape.
const fn shape_number(shape: Shape) -> f32 {
    match shape {
        Shape::Circle => 0.0,
        Shape::Ring => 1.0,
        Shape::Triangle => 2.0,
        Shape::TriangleDown => 3.0,
        Shape::Square => 4.0,
        Shape::Diamond => 5.0,
        Shape::Cross => 6.0,
        Shape::Drop => 7.0,
        Shape::Shield => 8.0,
        Shape::Bowl => 9.0,
    }
}

fn floats(color: Color) -> [f32; 4] {
    [color.r, color.g, color.b, color.a].map(|part| f32::from(part) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layer_finds_its_own_rows_and_opacity_reaches_them() {
        let styles = StyleSheet::shipped().unwrap();
        let faded = [LayerState {
            layer: Layer::Lake,
            visible: true,
            opacity: 0.5,
        }];
        let (full, half) = (
            table(&styles, Theme::Light, &[]),
            table(&styles, Theme::Light, &faded),
        );
        let lake = usize::from(first_row(&styles, Layer::Lake));
        assert!((half[lake].fill[3] * 2.0 - full[lake].fill[3]).abs() < 0.01);
        let zone = usize::from(first_row(&styles, Layer::FunctionZone));
        assert_eq!(full[zone], half[zone]);
        let green = Color::rgb(0x1B, 0x78, 0x37);
        assert_eq!(full[zone].line, floats(green));
    }

    #[test]
    fn the_table_fits_the_smallest_uniform_buffer() {
        assert!(size_of::<Table>() <= 16_384);
        assert!(include_str!("gpu/shader.wgsl").contains(&format!("array<Row, {MAX_CATEGORIES}>")));
    }
}
