//! The feature that a sheet is about: a broad red line below its own symbol, which shows on both sides of it.

use std::sync::Arc;

use geo::{Geometry, LineString};

use crate::carto::color::Color;
use crate::carto::display::build::MapSource;
use crate::carto::display::frame::MapFrame;
use crate::carto::display::{Item, Pen, Runs, clip};
use crate::carto::lod;
use crate::carto::sheet::pen::Board;
use crate::domain::Layer;
use crate::geodesy::bounds::union;

/// The colour of what a sheet is about: the site, the feature.
pub(super) const FOCUS_RED: Color = Color::rgb(0xD7, 0x19, 0x1C);
/// Lets what lies below be read.
const ALPHA: u8 = 0xB8;
const WIDTH_MM: f32 = 2.2;
/// Lines are cut this far outside of the map.
const CUT_MM: f64 = 2.0;

/// A feature that a sheet is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFocus {
    /// Its layer.
    pub layer: Layer,
    /// Its primary key.
    pub id: i64,
    /// What the legend calls it.
    pub label: String,
}

/// The line along its edge.
pub(super) fn pen(growth: f32) -> Pen {
    let color = Color {
        a: ALPHA,
        ..FOCUS_RED
    };
    Pen {
        round: true,
        ..Pen::solid(color, WIDTH_MM * growth)
    }
}

/// Draws the line; whether any of it is on the map. Points have none: they are marked as sites.
pub(super) fn draw(
    board: &mut Board<'_>,
    (source, frame): (&MapSource<'_>, &MapFrame),
    focus: &SheetFocus,
    (tolerance_mm, growth): (f64, f32),
) -> bool {
    let scene = source.scene;
    let feature = scene
        .layer(focus.layer)
        .and_then(|layer| layer.by_id(focus.id));
    let Some(feature) = feature else {
        return false;
    };
    let mut lines = Vec::new();
    collect(&feature.geometry.unpack(), &mut lines);
    let area = frame.metric_bounds(CUT_MM);
    let mut runs = Runs::default();
    let mut simple = Vec::new();
    for piece in lines.iter().flat_map(|line| clip::line(&line.0, area)) {
        let cut = LineString(piece.coords);
        lod::simplify_line(&cut, tolerance_mm * frame.m_per_mm, &mut simple);
        let closed = simple.len() > 3 && cut.0.first() == cut.0.last();
        let corners = simple.len() - usize::from(closed);
        let corners = simple.iter().take(corners);
        runs.push(corners.map(|at| frame.to_page(*at)), closed);
    }
    let [left, top, right, bottom] = frame.place;
    let seen = runs
        .bounds()
        .is_some_and(|own| own[0] <= right && own[2] >= left && own[1] <= bottom && own[3] >= top);
    if seen {
        board.push(Item::Stroke {
            path: Arc::new(runs),
            pen: pen(growth),
        });
    }
    seen
}

/// Whether part of the feature lies outside of the map.
pub(super) fn is_cut((source, frame): (&MapSource<'_>, &MapFrame), focus: &SheetFocus) -> bool {
    let layer = source.scene.layer(focus.layer);
    let own = layer.and_then(|layer| layer.by_id(focus.id)?.geometry.bounds());
    let area = frame.metric_bounds(0.0);
    own.is_some_and(|own| union(own, area) != area)
}

fn collect(geometry: &Geometry<f64>, lines: &mut Vec<LineString<f64>>) {
    match geometry {
        Geometry::Polygon(area) => {
            lines.push(area.exterior().clone());
            lines.extend(area.interiors().iter().cloned());
        }
        Geometry::MultiPolygon(areas) => {
            for area in areas {
                collect(&Geometry::Polygon(area.clone()), lines);
            }
        }
        Geometry::LineString(line) => lines.push(line.clone()),
        Geometry::MultiLineString(own) => lines.extend(own.iter().cloned()),
        Geometry::Line(line) => lines.push(LineString(vec![line.start, line.end])),
        Geometry::Rect(rect) => lines.push(rect.to_polygon().exterior().clone()),
        Geometry::Triangle(triangle) => lines.push(triangle.to_polygon().exterior().clone()),
        Geometry::GeometryCollection(own) => {
            for part in own {
                collect(part, lines);
            }
        }
        Geometry::Point(_) | Geometry::MultiPoint(_) => {}
    }
}
