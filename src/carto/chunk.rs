//! Neighbouring features of a layer in groups of similar weight: the grain at which pictures are
//! prepared, drawn and left out.

use geo::{Coord, Rect};
use rayon::prelude::*;

use crate::carto::scene::SceneLayer;
use crate::geodesy::bounds::union;

/// Vertices per chunk. Large enough that a chunk costs far more than a draw call, small enough that
/// a close view does not prepare what is out of sight.
const VERTICES: usize = 24_000;
/// Points per chunk.
const POINTS: usize = 8_000;

/// Features that are prepared and drawn together.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Index of the layer in [`Scene::layers`](crate::carto::scene::Scene::layers).
    pub layer: usize,
    /// Indexes of the features in [`SceneLayer::features`], in drawing order.
    pub features: Vec<u32>,
    /// Box of all of them in metres.
    pub bounds: Rect<f64>,
}

/// All features of `layers` in chunks, layer by layer.
pub fn chunks(layers: &[SceneLayer]) -> Vec<Chunk> {
    layers
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, layer)| layer_chunks(index, layer))
        .collect()
}

fn layer_chunks(layer_index: usize, layer: &SceneLayer) -> Vec<Chunk> {
    let Some(bounds) = layer.bounds else {
        return Vec::new();
    };
    let mut order: Vec<(u32, u32)> = (0..layer.features.len())
        .map(|index| {
            let center = layer.feature_bounds(index).center();
            (curve_position(center, bounds), index as u32)
        })
        .collect();
    order.sort_unstable();
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut weight = f64::INFINITY;
    for (_, index) in order {
        let feature = &layer.features[index as usize];
        let feature_bounds = layer.feature_bounds(index as usize);
        let vertices = feature.geometry.vertices();
        let share = if vertices == 1 {
            1.0 / POINTS as f64
        } else {
            vertices as f64 / VERTICES as f64
        };
        match chunks.last_mut() {
            Some(chunk) if weight + share <= 1.0 => {
                chunk.features.push(index);
                chunk.bounds = union(chunk.bounds, feature_bounds);
                weight += share;
            }
            _ => {
                chunks.push(Chunk {
                    layer: layer_index,
                    features: vec![index],
                    bounds: feature_bounds,
                });
                weight = share;
            }
        }
    }
    for chunk in &mut chunks {
        draw_large_first(chunk, layer);
    }
    chunks
}

/// Small areas are drawn over large ones, so that none is hidden.
fn draw_large_first(chunk: &mut Chunk, layer: &SceneLayer) {
    let size = |index: &u32| {
        let bounds = layer.feature_bounds(*index as usize);
        bounds.width() * bounds.height()
    };
    // Features of one size, above all points, stay in the order of the curve: neighbours together.
    chunk.features.sort_by(|a, b| size(b).total_cmp(&size(a)));
}

/// Place of `at` on a Z-order curve through `bounds`.
fn curve_position(at: Coord<f64>, bounds: Rect<f64>) -> u32 {
    let cell = |value: f64, low: f64, length: f64| {
        if length > 0.0 {
            ((value - low) / length * 65_535.0).clamp(0.0, 65_535.0) as u32
        } else {
            0
        }
    };
    let x = cell(at.x, bounds.min().x, bounds.width());
    let y = cell(at.y, bounds.min().y, bounds.height());
    spread_bits(x) | (spread_bits(y) << 1)
}

/// Moves the 16 low bits apart, a zero between each two.
const fn spread_bits(value: u32) -> u32 {
    let mut spread = value & 0xFFFF;
    spread = (spread | (spread << 8)) & 0x00FF_00FF;
    spread = (spread | (spread << 4)) & 0x0F0F_0F0F;
    spread = (spread | (spread << 2)) & 0x3333_3333;
    (spread | (spread << 1)) & 0x5555_5555
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo::{Geometry, Point};

    use super::*;
    use crate::carto::scene::SceneFeature;
    use crate::domain::Layer;

    #[test]
    fn every_feature_is_in_one_chunk_and_inside_its_box() {
        let features: Vec<_> = (0..20_000)
            .map(|i| SceneFeature {
                id: i,
                code: i.to_string().into(),
                name: "".into(),
                category: 0,
                geometry: Geometry::Point(Point::new(
                    f64::from((i * 7919 % 1009) as i32),
                    f64::from((i * 104_729 % 997) as i32),
                ))
                .into(),
            })
            .collect();
        let layer = SceneLayer::new(Layer::Well, features, 1);
        let chunks = layer_chunks(0, &layer);
        assert!(chunks.len() >= 3, "{}", chunks.len());
        let mut seen = BTreeSet::new();
        for chunk in &chunks {
            for index in &chunk.features {
                assert!(seen.insert(*index));
                let at = layer.feature_bounds(*index as usize).center();
                assert!(chunk.bounds.min().x <= at.x && at.x <= chunk.bounds.max().x);
            }
        }
        assert_eq!(seen.len(), 20_000);
    }
}
