//! Triangles and strokes of one chunk at one level of detail, in metres from a local origin, so that
//! 32-bit numbers hold millimetres.

use geo::{Coord, Geometry, LineString, Polygon};
use lyon_tessellation::{
    BuffersBuilder, FillOptions, FillTessellator, FillVertex as LyonVertex, FillVertexConstructor,
    VertexBuffers, geom::point, path::Path,
};

use crate::carto::arrows;
use crate::carto::chunk::Chunk;
use crate::carto::lod::{self, Level};
use crate::carto::miter;
use crate::carto::scene::SceneLayer;
use crate::carto::style::NOT_DRAWN;

/// Of the points in one square of so many tolerances one symbol is drawn: more would hide each other
/// and everything beneath them. On large scales, where two wells stand beside each other, squares are
/// two or three pixels wide; on small ones, where thousands would cover the map, ten to twenty.
const fn marker_cell(level: Level) -> f64 {
    match level {
        ..=2 => 4.0,
        3..=5 => 12.0,
        6.. => 28.0,
    }
}

/// What a chunk looks like at one level. The number beside a position is that of the feature in its
/// layer: which symbol it gets is looked up when it is drawn, so that no other style costs a new mesh.
#[derive(Clone, Debug, Default)]
pub struct ChunkMesh {
    /// Metric position of local (0, 0).
    pub origin: Coord<f64>,
    /// Corners of triangles.
    pub fill_vertices: Vec<([f32; 2], u32)>,
    /// Three per triangle.
    pub fill_indices: Vec<u32>,
    /// Centre lines of strokes, run after run.
    pub strokes: Vec<StrokePoint>,
    /// Places of point symbols.
    pub markers: Vec<([f32; 2], u32)>,
    /// Places for arrows along lines, the closest that any style can ask for.
    pub arrows: Vec<ArrowPoint>,
    /// Features whose interior could not be filled; their outline is there.
    pub unfilled: usize,
}

/// A vertex of a stroke's centre line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StrokePoint {
    /// Metres from the origin.
    pub at: [f32; 2],
    /// Sideways direction, longer than 1 at corners, so that the width stays constant.
    pub normal: [f32; 2],
    /// Metres along the line, for dashes.
    pub along: f32,
    /// Number of the feature in its layer.
    pub feature: u32,
    /// Whether the run starts here; else a segment joins the point before.
    pub starts: bool,
    /// Boundary of an area, or a line of its own.
    pub outline: bool,
}

/// A place for an arrow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrowPoint {
    /// Metres from the origin.
    pub at: [f32; 2],
    /// Unit vector along the line.
    pub along: [f32; 2],
    /// Number of the feature in its layer.
    pub feature: u32,
    /// Stays when only every 2ⁿ-th place is taken, up to this n.
    pub rank: u8,
}

impl ChunkMesh {
    /// Prepares the features of `chunk` at `level`.
    pub fn build(layer: &SceneLayer, chunk: &Chunk, level: Level) -> Self {
        let mut builder = Builder::new(chunk.bounds.center(), level);
        for index in &chunk.features {
            let feature = &layer.features[*index as usize];
            if layer.thinned_apart {
                if feature.category == NOT_DRAWN {
                    continue;
                }
                builder.crowd = feature.category;
            }
            builder.geometry(&feature.geometry.unpack(), *index);
        }
        builder.finish()
    }

    /// Bytes that the mesh takes, about.
    pub fn bytes(&self) -> usize {
        self.fill_vertices.len() * size_of::<([f32; 2], u32)>()
            + self.fill_indices.len() * size_of::<u32>()
            + self.strokes.len() * size_of::<StrokePoint>()
            + self.markers.len() * size_of::<([f32; 2], u32)>()
            + self.arrows.len() * size_of::<ArrowPoint>()
    }
}

struct Builder {
    mesh: ChunkMesh,
    tolerance: f64,
    marker_cell_m: f64,
    tessellator: FillTessellator,
    fills: VertexBuffers<([f32; 2], u32), u32>,
    line: Vec<Coord<f64>>,
    /// Points of other crowds do not thin this one out.
    crowd: u16,
    marker_cells: Vec<Crowded>,
}

/// A point with the square and the crowd in which one symbol is drawn: square, when it came, feature,
/// position.
type Crowded = ((i64, i64, u16), u32, u32, [f32; 2]);

struct OfFeature(u32);

impl FillVertexConstructor<([f32; 2], u32)> for OfFeature {
    fn new_vertex(&mut self, vertex: LyonVertex<'_>) -> ([f32; 2], u32) {
        (vertex.position().to_array(), self.0)
    }
}

impl Builder {
    fn new(origin: Coord<f64>, level: Level) -> Self {
        let tolerance = lod::tolerance_m(level);
        Self {
            marker_cell_m: tolerance * marker_cell(level),
            mesh: ChunkMesh {
                origin,
                ..ChunkMesh::default()
            },
            tolerance,
            tessellator: FillTessellator::new(),
            fills: VertexBuffers::new(),
            line: Vec::new(),
            crowd: 0,
            marker_cells: Vec::new(),
        }
    }

    fn geometry(&mut self, geometry: &Geometry<f64>, feature: u32) {
        match geometry {
            Geometry::Polygon(polygon) => self.area(polygon, feature),
            Geometry::MultiPolygon(areas) => {
                areas.iter().for_each(|area| self.area(area, feature));
            }
            Geometry::LineString(line) => self.line(line, feature),
            Geometry::MultiLineString(lines) => {
                lines.iter().for_each(|line| self.line(line, feature));
            }
            Geometry::Line(line) => self.line(&LineString(vec![line.start, line.end]), feature),
            Geometry::Point(at) => self.marker(at.0, feature),
            Geometry::MultiPoint(points) => {
                points.iter().for_each(|at| self.marker(at.0, feature));
            }
            Geometry::Rect(rect) => self.area(&rect.to_polygon(), feature),
            Geometry::Triangle(triangle) => self.area(&triangle.to_polygon(), feature),
            Geometry::GeometryCollection(parts) => {
                parts.iter().for_each(|part| self.geometry(part, feature));
            }
        }
    }

    fn area(&mut self, polygon: &Polygon<f64>, feature: u32) {
        let mut path = Path::builder();
        let mut line = std::mem::take(&mut self.line);
        let rings = std::iter::once((polygon.exterior(), true))
            .chain(polygon.interiors().iter().map(|ring| (ring, false)));
        for (ring, is_shell) in rings {
            lod::simplify_ring(ring, self.tolerance, is_shell, &mut line);
            let mut corners = line.iter().map(|coord| self.local(*coord));
            let Some(first) = corners.next() else {
                continue;
            };
            path.begin(point(first[0], first[1]));
            for corner in corners {
                path.line_to(point(corner[0], corner[1]));
            }
            path.end(true);
            self.stroke(&line, feature, true);
        }
        self.line = line;
        let (vertices, indices) = (self.fills.vertices.len(), self.fills.indices.len());
        let filled = self.tessellator.tessellate_path(
            &path.build(),
            &FillOptions::even_odd().with_tolerance(1.0),
            &mut BuffersBuilder::new(&mut self.fills, OfFeature(feature)),
        );
        if filled.is_err() {
            self.fills.vertices.truncate(vertices);
            self.fills.indices.truncate(indices);
            self.mesh.unfilled += 1;
        }
    }

    fn line(&mut self, line: &LineString<f64>, feature: u32) {
        let mut simplified = std::mem::take(&mut self.line);
        lod::simplify_line(line, self.tolerance, &mut simplified);
        self.stroke(&simplified, feature, false);
        self.arrows(&simplified, feature);
        self.line = simplified;
    }

    fn arrows(&mut self, line: &[Coord<f64>], feature: u32) {
        for place in arrows::places(line, self.tolerance) {
            let at = self.local(place.at);
            self.mesh.arrows.push(ArrowPoint {
                at,
                along: [place.along.x as f32, place.along.y as f32],
                feature,
                rank: place.rank,
            });
        }
    }

    /// Adds the run through `coords`; an outline is closed.
    fn stroke(&mut self, coords: &[Coord<f64>], feature: u32, outline: bool) {
        let mut points: Vec<[f32; 2]> = coords.iter().map(|coord| self.local(*coord)).collect();
        points.dedup();
        if outline {
            while points.len() > 1 && points.first() == points.last() {
                points.pop();
            }
        }
        if points.len() < 2 {
            return;
        }
        let mut along = 0.0;
        let mut before: Option<usize> = None;
        for (at, normal) in miter::run(&points, outline) {
            if let Some(from) = before.map(|before| points[before]) {
                along += (points[at][0] - from[0]).hypot(points[at][1] - from[1]);
            }
            self.mesh.strokes.push(StrokePoint {
                at: points[at],
                normal,
                along,
                feature,
                starts: before.is_none(),
                outline,
            });
            before = Some(at);
        }
    }

    fn marker(&mut self, at: Coord<f64>, feature: u32) {
        let cell = self.marker_cell_m;
        let [x, y] = [at.x, at.y].map(|part| (part / cell).floor() as i64);
        let place = (x, y, self.crowd);
        let order = self.marker_cells.len() as u32;
        self.marker_cells
            .push((place, order, feature, self.local(at)));
    }

    fn local(&self, coord: Coord<f64>) -> [f32; 2] {
        [
            (coord.x - self.mesh.origin.x) as f32,
            (coord.y - self.mesh.origin.y) as f32,
        ]
    }

    fn finish(mut self) -> ChunkMesh {
        // The first feature of a square stays whatever else the chunk holds.
        self.marker_cells
            .sort_by_key(|(cell, order, ..)| (*cell, *order));
        self.marker_cells.dedup_by_key(|(cell, ..)| *cell);
        self.marker_cells
            .sort_unstable_by_key(|(_, order, ..)| *order);
        self.mesh.markers = self
            .marker_cells
            .into_iter()
            .map(|(_, _, feature, at)| (at, feature))
            .collect();
        self.mesh.fill_vertices = self.fills.vertices;
        self.mesh.fill_indices = self.fills.indices;
        self.mesh.fill_vertices.shrink_to_fit();
        self.mesh.fill_indices.shrink_to_fit();
        self.mesh.strokes.shrink_to_fit();
        self.mesh
    }
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, BoundingRect as _, MapCoords as _, wkt};

    use super::*;
    use crate::carto::scene::SceneFeature;
    use crate::domain::Layer;

    fn mesh(geometry: impl Into<Geometry<f64>>, level: Level) -> ChunkMesh {
        let geometry = geometry.into();
        let bounds = geometry.bounding_rect().unwrap();
        let feature = SceneFeature {
            id: 1,
            code: "A".into(),
            name: "".into(),
            category: 3,
            geometry: geometry.into(),
        };
        let layer = SceneLayer::new(Layer::Lake, vec![feature], 4);
        let chunk = Chunk {
            layer: 0,
            features: vec![0],
            bounds,
        };
        ChunkMesh::build(&layer, &chunk, level)
    }

    fn area(mesh: &ChunkMesh) -> f64 {
        mesh.fill_indices
            .chunks_exact(3)
            .map(|corners| {
                let [a, b, c] = [0, 1, 2].map(|corner| {
                    let [x, y] = mesh.fill_vertices[corners[corner] as usize].0;
                    (f64::from(x), f64::from(y))
                });
                ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() / 2.0
            })
            .sum()
    }

    #[test]
    fn a_fill_covers_the_area_and_leaves_holes_free() {
        let ring = wkt!(POLYGON((0. 0., 1000. 0., 1000. 800., 0. 800., 0. 0.), (200. 200., 600. 200., 600. 500., 200. 500., 200. 200.)));
        let mesh = mesh(ring.clone(), -3);
        assert!((area(&mesh) - ring.unsigned_area()).abs() < 1.0);
        assert_eq!(mesh.unfilled, 0);
        assert!(mesh.fill_vertices.iter().all(|(_, feature)| *feature == 0));
        assert_eq!(mesh.strokes.iter().filter(|point| point.starts).count(), 2);
    }

    #[test]
    fn far_from_the_origin_millimetres_survive() {
        let square = wkt!(POLYGON((35_578_954. 2_782_124., 35_578_955. 2_782_124., 35_578_955. 2_782_125., 35_578_954. 2_782_125., 35_578_954. 2_782_124.)));
        assert!((area(&mesh(square, -5)) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn dashes_are_measured_along_the_line() {
        let mesh = mesh(wkt!(LINESTRING(0. 0., 300. 0., 300. 400.)), -3);
        let along: Vec<f32> = mesh.strokes.iter().map(|point| point.along).collect();
        assert_eq!(along, [0.0, 300.0, 700.0]);
        assert!(mesh.strokes.iter().all(|point| !point.outline));
    }

    #[test]
    fn points_that_fall_together_are_drawn_once_and_far_ones_each() {
        let points = wkt!(MULTIPOINT(0. 0., 1. 1., 900. 900.));
        assert_eq!(mesh(points.clone(), 4).markers.len(), 2);
        assert_eq!(mesh(points, -5).markers.len(), 3);
    }

    #[test]
    fn points_that_may_be_hidden_do_not_stand_for_others() {
        let style = |hides: bool| {
            let sheet = crate::carto::style::StyleSheet::shipped().unwrap();
            let mut style = sheet.layer(Layer::Well).unwrap().clone();
            style.categories[0].scale.max = hides.then_some(1000.0);
            style
        };
        let feature = |id, category| SceneFeature {
            id,
            code: "A".into(),
            name: "".into(),
            category,
            geometry: Geometry::Point(geo::Point::new(1.0, 1.0)).into(),
        };
        let features = vec![feature(1, 0), feature(2, 1), feature(3, NOT_DRAWN)];
        let count = |hides| {
            let style = style(hides);
            let layer = SceneLayer::new(Layer::Well, features.clone(), style.categories.len());
            let layer = layer.thinned_for(Some(&style));
            let chunk = Chunk {
                layer: 0,
                features: vec![0, 1, 2],
                bounds: layer.bounds.unwrap(),
            };
            ChunkMesh::build(&layer, &chunk, 3).markers.len()
        };
        assert_eq!(count(false), 1);
        assert_eq!(count(true), 2);
    }

    /// The shapes that are hard for triangulators, moved to Kunming; not part of the repository.
    #[test]
    fn hard_shapes_are_filled_with_their_own_area() {
        let Some(text) = hard_shapes() else {
            eprintln!("skipped: the collection of hard shapes is not there");
            return;
        };
        let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut checked = 0;
        for feature in collection["features"].as_array().unwrap() {
            let name = &feature["properties"]["fixture"];
            let rings: Vec<Vec<[f64; 2]>> =
                serde_json::from_value(feature["geometry"]["coordinates"].clone()).unwrap();
            let mut rings = rings
                .into_iter()
                .map(|ring| LineString::from(ring).map_coords(|coord| coord * 100_000.0));
            let polygon = Polygon::new(rings.next().unwrap(), rings.collect());
            let mesh = mesh(polygon.clone(), lod::level_for(1e-3));
            assert_eq!(mesh.unfilled, 0, "{name}");
            let tolerance = lod::tolerance_m(lod::level_for(1e-3)) * perimeter(&polygon) + 1.0;
            let expected = even_odd_area(&polygon);
            let difference = (area(&mesh) - expected).abs();
            assert!(
                difference <= tolerance.max(1e-3 * expected),
                "{name}: {} instead of {expected}",
                area(&mesh)
            );
            checked += 1;
        }
        assert_eq!(checked, 59);
    }

    fn hard_shapes() -> Option<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        ["../shared", "../../shared"].iter().find_map(|shared| {
            let path = root
                .join(shared)
                .join("data/earcut_as_geojson_kunming.geojson");
            std::fs::read_to_string(path).ok()
        })
    }

    fn perimeter(polygon: &Polygon<f64>) -> f64 {
        use geo::{Euclidean, Length as _};
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(|ring| Euclidean.length(ring))
            .sum()
    }

    /// Area under the even-odd rule, which is defined for invalid shapes as well. The shapes with
    /// hundreds of holes are valid, and there the plain formula is far quicker.
    fn even_odd_area(polygon: &Polygon<f64>) -> f64 {
        use geo::BooleanOps as _;
        if polygon.interiors().len() > 100 {
            return polygon.unsigned_area();
        }
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(|ring| geo::MultiPolygon(vec![Polygon::new(ring.clone(), vec![])]))
            .fold(geo::MultiPolygon(vec![]), |sum, ring| sum.xor(&ring))
            .unsigned_area()
    }
}
