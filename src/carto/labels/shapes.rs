//! The shapes of features as naming needs them: simplified to what shows, and kept while the scale
//! stays, because unpacking them is most of the work.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, Geometry};

use crate::carto::labels::pole::{self, Pole, Rings};
use crate::carto::lod::{self, Level};
use crate::carto::scene::SceneFeature;

/// Vertices kept at most; beyond that everything is forgotten and read again as it is needed.
const MAX_VERTICES: usize = 1_500_000;
/// A name does not show what a pixel and a half would change.
const COARSER: Level = 1;
/// The pole is found to within this many tolerances.
const POLE_PRECISION: f64 = 1.5;

/// What a name clings to, in metres.
#[derive(Debug)]
pub(super) enum Shape {
    Point(Coord<f64>),
    Lines(Vec<Vec<Coord<f64>>>),
    Area { rings: Rings, pole: Option<Pole> },
}

/// Simplified shapes between one placement and the next. Belongs to one scene: make a new one for
/// another.
#[derive(Debug, Default)]
pub struct Shapes {
    shapes: BTreeMap<(usize, usize, Level), Option<Arc<Shape>>>,
    vertices: usize,
}

impl Shapes {
    /// The shape of the feature at `key` (layer and feature of the scene) for pixels of `m_per_px`
    /// metres; `None` for a feature without any vertex.
    pub(super) fn get(
        &mut self,
        key: (usize, usize),
        feature: &SceneFeature,
        m_per_px: f64,
    ) -> Option<Arc<Shape>> {
        let level = lod::level_for(m_per_px) + COARSER;
        if let Some(kept) = self.shapes.get(&(key.0, key.1, level)) {
            return kept.clone();
        }
        if self.vertices > MAX_VERTICES {
            *self = Self::default();
        }
        let (shape, vertices) = simplified(&feature.geometry.unpack(), lod::tolerance_m(level));
        self.vertices += vertices;
        let shape = shape.map(Arc::new);
        self.shapes.insert((key.0, key.1, level), shape.clone());
        shape
    }
}

fn simplified(geometry: &Geometry<f64>, tolerance: f64) -> (Option<Shape>, usize) {
    let mut parts = Parts {
        tolerance,
        point: None,
        lines: Vec::new(),
        rings: Vec::new(),
    };
    parts.add(geometry);
    let count = |lines: &[Vec<Coord<f64>>]| lines.iter().map(Vec::len).sum::<usize>();
    let vertices = count(&parts.lines) + count(&parts.rings);
    let shape = if !parts.rings.is_empty() {
        let pole = pole::pole(&parts.rings, tolerance * POLE_PRECISION);
        Some(Shape::Area {
            rings: parts.rings,
            pole,
        })
    } else if !parts.lines.is_empty() {
        Some(Shape::Lines(parts.lines))
    } else {
        parts.point.map(Shape::Point)
    };
    (shape, vertices)
}

struct Parts {
    tolerance: f64,
    point: Option<Coord<f64>>,
    lines: Vec<Vec<Coord<f64>>>,
    rings: Rings,
}

impl Parts {
    fn add(&mut self, geometry: &Geometry<f64>) {
        let mut line = Vec::new();
        match geometry {
            Geometry::Point(at) => self.point = self.point.or(Some(at.0)),
            Geometry::MultiPoint(points) => {
                self.point = self.point.or_else(|| points.0.first().map(|at| at.0));
            }
            Geometry::LineString(path) => {
                lod::simplify_line(path, self.tolerance, &mut line);
                if line.len() > 1 {
                    self.lines.push(line);
                }
            }
            Geometry::MultiLineString(paths) => {
                for path in paths {
                    self.add(&Geometry::LineString(path.clone()));
                }
            }
            Geometry::Polygon(area) => {
                lod::simplify_ring(area.exterior(), self.tolerance, true, &mut line);
                self.ring(line);
                for hole in area.interiors() {
                    let mut line = Vec::new();
                    lod::simplify_ring(hole, self.tolerance, false, &mut line);
                    self.ring(line);
                }
            }
            Geometry::MultiPolygon(areas) => {
                for area in areas {
                    self.add(&Geometry::Polygon(area.clone()));
                }
            }
            Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| self.add(part)),
            // Packed geometry comes back as one of the kinds above.
            Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {}
        }
    }

    fn ring(&mut self, ring: Vec<Coord<f64>>) {
        if ring.len() > 2 {
            self.rings.push(ring);
        }
    }
}
