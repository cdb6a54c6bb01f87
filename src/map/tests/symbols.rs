//! Every kind of symbol is drawn alike on the graphics card and without one.

use std::sync::Arc;

use eframe::egui;
use egui_kittest::Harness;
use geo::{Coord, Geometry, Translate as _, wkt};

use super::{SIZE, Window, finish};
use crate::carto::color::Color;
use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::{
    ArrowGap, Arrows, Casing, Dash, Hatch, HatchPattern, Marker, Shape, Stroke, Symbol,
};
use crate::domain::Layer;
use crate::map::MapCanvas;

/// Mean colours of squares of the picture, in which soft edges and small shifts even out.
fn mosaic(harness: &mut Harness<'_, Window>) -> Option<Vec<[f32; 3]>> {
    const SIDE: u32 = 20;
    let image = harness.render().ok()?;
    let (columns, rows) = (image.width() / SIDE, image.height() / SIDE);
    let mut squares = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let mut sum = [0.0; 3];
            for y in 0..SIDE {
                for x in 0..SIDE {
                    let pixel = image.get_pixel(column * SIDE + x, row * SIDE + y).0;
                    for (sum, part) in sum.iter_mut().zip(pixel) {
                        *sum += f32::from(part);
                    }
                }
            }
            squares.push(sum.map(|sum| sum / (SIDE * SIDE) as f32));
        }
    }
    Some(squares)
}

fn symbols() -> Vec<(&'static str, Layer, Symbol)> {
    let ink = Color::rgb(0x20, 0x30, 0x90);
    let stroke = Stroke {
        color: ink,
        width: 4.0,
        dash: None,
        casing: None,
        offset: 0.0,
        arrows: None,
    };
    let casing = |dash| {
        Some(Casing {
            color: Color::rgb(0xD0, 0x60, 0x20),
            width: 12.0,
            dash,
        })
    };
    let ticks = Some(Dash([2.0, 10.0, 2.0, 10.0]));
    let river = |stroke| (Layer::River, Some(stroke));
    let strokes = [
        ("plain", river(stroke)),
        (
            "dashed",
            river(Stroke {
                dash: ticks,
                width: 9.0,
                ..stroke
            }),
        ),
        (
            "cased",
            river(Stroke {
                casing: casing(None),
                ..stroke
            }),
        ),
        (
            "ticks",
            river(Stroke {
                casing: casing(ticks),
                ..stroke
            }),
        ),
        (
            "offset",
            river(Stroke {
                offset: 30.0,
                width: 12.0,
                ..stroke
            }),
        ),
        (
            "arrows",
            river(Stroke {
                arrows: Some(Arrows {
                    size: 26.0,
                    gap: ArrowGap::Close,
                }),
                ..stroke
            }),
        ),
    ];
    let mut symbols: Vec<(&str, Layer, Symbol)> = strokes
        .into_iter()
        .map(|(name, (layer, line))| {
            (
                name,
                layer,
                Symbol {
                    line,
                    ..Symbol::NOTHING
                },
            )
        })
        .collect();
    symbols.extend(HatchPattern::ALL.map(|pattern| ("hatch", Layer::Lake, hatched(ink, pattern))));
    symbols.extend(markers(ink));
    symbols
}

fn hatched(ink: Color, pattern: HatchPattern) -> Symbol {
    Symbol {
        fill: Some(Color { a: 0x60, ..ink }),
        hatch: Some(Hatch {
            color: Color { a: 0xC0, ..ink },
            width: 4.0,
            spacing: 12.0,
            pattern,
        }),
        outline: Some(Stroke {
            color: ink,
            width: 4.0,
            dash: None,
            casing: Some(Casing {
                color: Color::rgb(0xD0, 0x60, 0x20),
                width: 12.0,
                dash: Some(Dash([2.0, 10.0, 2.0, 10.0])),
            }),
            offset: 0.0,
            arrows: None,
        }),
        ..Symbol::NOTHING
    }
}

fn markers(ink: Color) -> Vec<(&'static str, Layer, Symbol)> {
    // Turning is the same for all; one pointed shape and one square one show it.
    let turned = [(Shape::Drop, 30.0), (Shape::Square, 30.0)];
    let upright = Shape::ALL.map(|shape| (shape, 0.0));
    upright
        .into_iter()
        .chain(turned)
        .map(|(shape, angle)| {
            let marker = Some(Marker {
                shape,
                size: 60.0,
                fill: ink,
                rim: Color::rgb(0xD0, 0x60, 0x20),
                rim_width: 4.0,
                angle,
            });
            let symbol = Symbol {
                marker,
                ..Symbol::NOTHING
            };
            ("marker", Layer::Well, symbol)
        })
        .collect()
}

/// A window with one feature of the layer that `symbol` is for.
fn window_with(canvas: MapCanvas, layer: Layer, symbol: Symbol) -> Window {
    let mut window = Window::new(canvas);
    let (grid, bounds) = Scene::grid(4543, None).unwrap();
    let origin = grid.project(Coord { x: 102.7, y: 25.0 });
    let geometry: Geometry<f64> = match layer {
        Layer::River => wkt!(LINESTRING(-1900. -700., -300. -200., 200. 500., 1900. 900.)).into(),
        Layer::Lake => {
            wkt!(POLYGON((-1500. -1000., 1400. -900., 1500. 1000., -1300. 1100., -1500. -1000.)))
                .into()
        }
        _ => wkt!(POINT(0. 0.)).into(),
    };
    let feature = SceneFeature {
        id: 1,
        code: "A".into(),
        name: "".into(),
        category: 0,
        geometry: geometry.translate(origin.x, origin.y).into(),
    };
    let mut style = window.styles.layer(layer).unwrap().clone();
    style.categories[0].symbol = symbol;
    window.styles = Arc::new(window.styles.restyled(style));
    let layer = SceneLayer::new(layer, vec![feature], 1);
    window.scene = Arc::new(Scene::new(grid, bounds, vec![layer]));
    window
}

#[test]
fn both_painters_draw_every_kind_of_symbol_alike() {
    let build = |gpu: bool, layer, symbol| {
        let builder = Harness::builder()
            .with_size(SIZE)
            .with_theme(egui::Theme::Light)
            .allow_missing_glyphs()
            .with_max_steps(64);
        let mut harness = if gpu {
            builder
                .wgpu()
                .build_eframe(|creation| window_with(MapCanvas::new(creation), layer, symbol))
        } else {
            builder.build_eframe(|creation| {
                window_with(MapCanvas::without_gpu(&creation.egui_ctx), layer, symbol)
            })
        };
        finish(&mut harness);
        mosaic(&mut harness)
    };
    for (name, layer, symbol) in symbols() {
        let (Some(gpu), Some(plain)) = (build(true, layer, symbol), build(false, layer, symbol))
        else {
            eprintln!("skipped: no graphics adapter");
            return;
        };
        let apart = |a: &[f32; 3], b: &[f32; 3]| {
            let off = a.iter().zip(b).map(|(a, b)| (a - b).abs());
            off.fold(0.0, f32::max)
        };
        let worst = gpu
            .iter()
            .zip(&plain)
            .map(|(a, b)| apart(a, b))
            .fold(0.0, f32::max);
        // Rims of point symbols are mitred by one painter and grown evenly by the other.
        let limit = if layer == Layer::Well { 45.0 } else { 24.0 };
        assert!(worst < limit, "{name} {layer:?} {symbol:?}: {worst}");
        // It is drawn at all: the picture is not the bare paper.
        let paper = gpu[0];
        let drawn = gpu
            .iter()
            .map(|square| apart(square, &paper))
            .fold(0.0, f32::max);
        assert!(drawn > 20.0, "{name} {layer:?}: {drawn}");
    }
}
