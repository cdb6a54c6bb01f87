//! The style sheet as a table of numbers that the painters read: one row per category of every layer,
//! and for every feature of the scene the number of its row. Row 0 draws nothing, row 1 what is selected.

use crate::carto::color::Color;
use crate::carto::miter;
use crate::carto::scene::Scene;
use crate::carto::style::{
    Canvas, Casing, Dash, HatchPattern, MAX_CATEGORIES, Shape, Stroke, StyleSheet, Symbol, Theme,
};
use crate::domain::Layer;
use crate::state::view::LayerState;

/// One category; the layout is that of the shader's `TEXELS` and the functions around it. Colours are
/// straight sRGB from 0 to 1, lengths logical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Row {
    pub(super) fill: [f32; 4],
    pub(super) hatch: [f32; 4],
    /// Pattern (0 = none), spacing, width; width of a symbol's rim.
    pub(super) hatch_shape: [f32; 4],
    pub(super) outline: [f32; 4],
    pub(super) line: [f32; 4],
    /// Width of outline, width of line, offset of line; one unused.
    pub(super) widths: [f32; 4],
    pub(super) outline_dash: [f32; 4],
    pub(super) line_dash: [f32; 4],
    pub(super) marker_fill: [f32; 4],
    pub(super) marker_rim: [f32; 4],
    pub(super) outline_casing: [f32; 4],
    pub(super) line_casing: [f32; 4],
    pub(super) outline_casing_dash: [f32; 4],
    pub(super) line_casing_dash: [f32; 4],
    /// Width of outline's casing, width of line's casing, offset of line; turn of symbol in radians.
    pub(super) casing_widths: [f32; 4],
    /// Size of symbol, shape of symbol; size of arrows, every how many places one stands.
    pub(super) symbols: [f32; 4],
}

/// Four numbers each, in a row.
pub(super) const TEXELS: usize = size_of::<Row>() / size_of::<[f32; 4]>();

/// The row of selected features.
const SELECTION_ROW: u16 = 1;
/// The row of the first category.
const FIRST_ROW: usize = 2;

/// Which row every feature of a scene has. Made anew when features change their categories or the
/// sheet its rows, never for a colour.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Slots {
    /// Row numbers of all features, layer by layer.
    pub(super) rows: Vec<u16>,
    /// Where each layer of the scene starts.
    bases: Vec<u32>,
    /// Where the features of a selection start: as many as the largest layer has, all of one row.
    selection: u32,
}

impl Slots {
    pub(super) fn new(scene: &Scene, styles: &StyleSheet) -> Self {
        let mut slots = Self::default();
        for layer in &scene.layers {
            slots.bases.push(slots.rows.len() as u32);
            let (first, count) = rows_of(styles, layer.layer);
            slots.rows.extend(layer.features.iter().map(|feature| {
                if feature.category < count {
                    first + feature.category
                } else {
                    0
                }
            }));
        }
        slots.selection = slots.rows.len() as u32;
        let layers = scene.layers.iter();
        let most = layers.map(|layer| layer.features.len()).max().unwrap_or(0);
        slots.rows.extend(std::iter::repeat_n(SELECTION_ROW, most));
        slots
    }

    /// Where the layer with this place in the scene starts; without a place, the selection.
    pub(super) fn base_of(&self, place: Option<(usize, Layer)>) -> u32 {
        place.map_or(self.selection, |(index, _)| self.base(index))
    }

    /// Where the layer at `index` of the scene starts.
    fn base(&self, index: usize) -> u32 {
        self.bases.get(index).copied().unwrap_or(0)
    }

    /// The row of a feature of the layer that starts at `base`.
    pub(super) fn row(&self, base: u32, feature: u32) -> usize {
        let place = base as usize + feature as usize;
        self.rows.get(place).copied().map_or(0, usize::from)
    }
}

/// The table for a theme, the layers' opacities and a scale of 1 : `denominator`: what is not shown at
/// that scale draws nothing.
pub(super) fn table(
    styles: &StyleSheet,
    theme: Theme,
    layers: &[LayerState],
    denominator: f64,
) -> Vec<Row> {
    let canvas = styles.canvas(theme);
    let mut table = vec![Row::default(), selection_row(canvas)];
    for style in styles.layers() {
        let opacity = layers
            .iter()
            .find(|state| state.layer == style.layer)
            .map_or(1.0, |state| state.opacity);
        table.extend(style.categories.iter().map(|category| {
            if category.scale.holds(denominator) {
                row(&category.symbol, canvas, opacity)
            } else {
                Row::default()
            }
        }));
    }
    table.truncate(MAX_CATEGORIES + FIRST_ROW);
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
        widths: [WIDTH, WIDTH + 0.6, 0.0, 0.0],
        symbols: [SIZE, shape_number(Shape::Circle), 0.0, 0.0],
        hatch_shape: [0.0, 0.0, 0.0, RIM],
        marker_fill: floats(canvas.selection),
        marker_rim: floats(canvas.halo),
        ..Row::default()
    }
}

/// Halves all lines and takes hatches away: for a picture of the whole in a corner.
pub(super) fn make_thin(table: &mut [Row]) {
    for row in table {
        row.widths[0] *= 0.5;
        row.widths[1] *= 0.6;
        row.hatch_shape[0] = 0.0;
    }
}

/// Number of the first row of `layer` and how many it has; none beyond the table.
pub(super) fn rows_of(styles: &StyleSheet, layer: Layer) -> (u16, u16) {
    let mut first = FIRST_ROW;
    for style in styles.layers() {
        let count = style.categories.len();
        if style.layer == layer && first + count <= MAX_CATEGORIES + FIRST_ROW {
            return (first as u16, count as u16);
        }
        first += count;
    }
    (0, 0)
}

/// The row of one symbol.
pub(super) fn row(symbol: &Symbol, canvas: &Canvas, opacity: f32) -> Row {
    let symbol = canvas.adapt(symbol);
    let paint = |color: Color| floats(color.faded(opacity));
    let stroke_color = |stroke: Option<Stroke>| stroke.map_or([0.0; 4], |s| paint(s.color));
    let width = |stroke: Option<Stroke>| stroke.map_or(0.0, |stroke| stroke.width);
    let dash = |dash: Option<Dash>| dash.map_or([0.0; 4], |dash| dash.0);
    let casing = |stroke: Option<Stroke>| stroke.and_then(|stroke| stroke.casing);
    let casing_color = |of: Option<Casing>| of.map_or([0.0; 4], |casing| paint(casing.color));
    let casing_width = |of: Option<Casing>| of.map_or(0.0, |casing| casing.width);
    let casing_dash = |of: Option<Casing>| dash(of.and_then(|casing| casing.dash));
    let (around, under) = (casing(symbol.outline), casing(symbol.line));
    let marker = symbol.marker;
    let arrows = symbol.line.and_then(|line| line.arrows);
    let offset = symbol.line.map_or(0.0, |line| line.offset);
    Row {
        fill: symbol.fill.map_or([0.0; 4], paint),
        hatch: symbol.hatch.map_or([0.0; 4], |hatch| paint(hatch.color)),
        hatch_shape: hatch_shape(&symbol),
        outline: stroke_color(symbol.outline),
        line: stroke_color(symbol.line),
        widths: [width(symbol.outline), width(symbol.line), offset, 0.0],
        outline_dash: dash(symbol.outline.and_then(|outline| outline.dash)),
        line_dash: dash(symbol.line.and_then(|line| line.dash)),
        marker_fill: marker.map_or([0.0; 4], |marker| paint(marker.fill)),
        marker_rim: marker.map_or([0.0; 4], |marker| paint(marker.rim)),
        outline_casing: casing_color(around),
        line_casing: casing_color(under),
        outline_casing_dash: casing_dash(around),
        line_casing_dash: casing_dash(under),
        casing_widths: [
            casing_width(around),
            casing_width(under),
            offset,
            marker.map_or(0.0, |marker| marker.angle.to_radians()),
        ],
        symbols: [
            marker.map_or(0.0, |marker| marker.size),
            marker.map_or(0.0, |marker| shape_number(marker.shape)),
            arrows.map_or(0.0, |arrows| arrows.size),
            arrows.map_or(0.0, |arrows| f32::from(arrows.gap.step())),
        ],
    }
}

impl Row {
    /// How far from a feature's corners anything of it is drawn, in logical pixels.
    pub(super) fn reach(&self) -> f32 {
        let [outline, line, offset, _] = self.widths;
        let [around, under, ..] = self.casing_widths;
        let widest = outline.max(line).max(around).max(under) / 2.0;
        let strokes = (widest + offset.abs()) * miter::LIMIT;
        // Turned symbols reach into their corners, and have a rim.
        let [symbol, _, arrow, _] = self.symbols;
        let symbol = symbol * std::f32::consts::FRAC_1_SQRT_2 + self.hatch_shape[3];
        strokes.max(symbol).max(arrow + offset.abs())
    }

    /// Colour, width and dash of the outline or the line.
    pub(super) const fn stroke(&self, outline: bool) -> ([f32; 4], f32, [f32; 4]) {
        if outline {
            (self.outline, self.widths[0], self.outline_dash)
        } else {
            (self.line, self.widths[1], self.line_dash)
        }
    }

    /// The same of what lies beneath.
    pub(super) const fn casing(&self, outline: bool) -> ([f32; 4], f32, [f32; 4]) {
        if outline {
            (
                self.outline_casing,
                self.casing_widths[0],
                self.outline_casing_dash,
            )
        } else {
            (
                self.line_casing,
                self.casing_widths[1],
                self.line_casing_dash,
            )
        }
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
        HatchPattern::Vertical => 5.0,
        HatchPattern::Grid => 6.0,
        HatchPattern::Dotted => 7.0,
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

/// The shape of that number; a circle for any other.
pub(super) fn shape_of(number: f32) -> Shape {
    let known = |shape: &Shape| shape_number(*shape) == number;
    Shape::ALL.into_iter().find(known).unwrap_or(Shape::Circle)
}

fn floats(color: Color) -> [f32; 4] {
    [color.r, color.g, color.b, color.a].map(|part| f32::from(part) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::scene::{SceneFeature, SceneLayer};
    use crate::carto::style::NOT_DRAWN;

    fn rows(styles: &StyleSheet, layers: &[LayerState]) -> Vec<Row> {
        table(styles, Theme::Light, layers, 50_000.0)
    }

    #[test]
    fn each_layer_finds_its_own_rows_and_opacity_reaches_them() {
        let styles = StyleSheet::shipped().unwrap();
        let faded = [LayerState {
            layer: Layer::Lake,
            visible: true,
            opacity: 0.5,
        }];
        let (full, half) = (rows(&styles, &[]), rows(&styles, &faded));
        let lake = usize::from(rows_of(&styles, Layer::Lake).0);
        assert!((half[lake].fill[3] * 2.0 - full[lake].fill[3]).abs() < 0.01);
        let zone = usize::from(rows_of(&styles, Layer::FunctionZone).0);
        assert_eq!(full[zone], half[zone]);
        let style = styles.layer(Layer::FunctionZone).unwrap();
        assert_eq!(full[zone].line, floats(style.symbol(0).line.unwrap().color));
        assert_eq!(full[0], Row::default(), "row 0 draws nothing");
    }

    #[test]
    fn features_that_no_rule_takes_have_the_row_that_draws_nothing() {
        let styles = StyleSheet::shipped().unwrap();
        let (grid, bounds) = Scene::grid(4543, None).unwrap();
        let feature = |category| SceneFeature {
            id: 1,
            code: "W".into(),
            name: "".into(),
            category,
            geometry: geo::Geometry::Point(geo::Point::new(1.0, 1.0)).into(),
        };
        let layers = [Layer::Intake, Layer::Well].map(|layer| {
            SceneLayer::new(layer, vec![feature(0), feature(2), feature(NOT_DRAWN)], 8)
        });
        let scene = Scene::new(grid, bounds, layers.into());
        let slots = Slots::new(&scene, &styles);
        let (well, _) = rows_of(&styles, Layer::Well);
        let base = slots.base(1);
        assert_eq!(slots.row(base, 0), usize::from(well));
        assert_eq!(slots.row(base, 1), usize::from(well) + 2);
        assert_eq!(slots.row(base, 2), 0);
        assert_eq!(slots.row(base, 99), 0, "beyond the scene there is nothing");
        // The layer of intakes has one category: what claims another is not drawn as a neighbour.
        assert_eq!(slots.row(slots.base(0), 1), 0);
    }

    #[test]
    fn what_is_out_of_its_range_of_scales_draws_nothing() {
        let sheet = StyleSheet::shipped().unwrap();
        let mut style = sheet.layer(Layer::Well).unwrap().clone();
        style.categories[0].scale.max = Some(10_000.0);
        let sheet = sheet.restyled(style);
        let first = usize::from(rows_of(&sheet, Layer::Well).0);
        let at = |denominator| table(&sheet, Theme::Light, &[], denominator)[first];
        assert_ne!(at(10_000.0), Row::default());
        assert_eq!(at(10_001.0), Row::default());
    }

    #[test]
    fn the_shader_reads_the_rows_as_they_are_written() {
        let shader = include_str!("gpu/shader.wgsl");
        assert!(shader.contains(&format!("const TEXELS: u32 = {TEXELS}u;")));
    }

    #[test]
    fn every_shape_has_a_number_of_its_own() {
        for shape in Shape::ALL {
            assert_eq!(shape_of(shape_number(shape)), shape);
        }
    }
}
