//! The features that meet a box or polygon drawn on the map, as the scene has them: to the millimetre.

use geo::{BoundingRect as _, Geometry, Intersects as _, Polygon, Rect};
use rayon::prelude::*;

use crate::carto::scene::{Scene, SceneLayer};
use crate::domain::{Cancelled, Layer, Progress};

/// What was drawn, in metres of the scene.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectionArea {
    /// A box along the axes.
    Box(Rect<f64>),
    /// A polygon; where its line crosses itself, the even-odd rule of the eye does not hold exactly.
    Polygon(Polygon<f64>),
}

impl SelectionArea {
    fn bounds(&self) -> Option<Rect<f64>> {
        match self {
            Self::Box(rect) => Some(*rect),
            Self::Polygon(polygon) => polygon.bounding_rect(),
        }
    }

    fn meets(&self, layer: &SceneLayer, index: usize) -> bool {
        let geometry = layer.features[index].geometry.unpack();
        match self {
            Self::Box(rect) => {
                let own = layer.feature_bounds(index);
                let whole = own.min().x >= rect.min().x
                    && own.min().y >= rect.min().y
                    && own.max().x <= rect.max().x
                    && own.max().y <= rect.max().y;
                whole || geometry.intersects(rect)
            }
            Self::Polygon(polygon) => match &geometry {
                Geometry::Point(point) => polygon.intersects(point),
                other => polygon.intersects(other),
            },
        }
    }
}

/// Primary keys, ascending, of the features that `area` meets, layer by layer; layers without any are
/// left out. Progress counts layers.
pub fn in_area(
    scene: &Scene,
    layers: &[Layer],
    area: &SelectionArea,
    progress: &Progress,
) -> Result<Vec<(Layer, Vec<i64>)>, Cancelled> {
    let Some(bounds) = area.bounds() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (done, layer) in layers.iter().enumerate() {
        progress.step(done, layers.len())?;
        let Some(entry) = scene.layer(*layer) else {
            continue;
        };
        let near: Vec<usize> = entry.in_box(bounds).collect();
        let mut ids = near
            .into_par_iter()
            .filter_map(|index| match progress.step(done, layers.len()) {
                Ok(()) => area
                    .meets(entry, index)
                    .then(|| Ok(entry.features[index].id)),
                Err(cancelled) => Some(Err(cancelled)),
            })
            .collect::<Result<Vec<i64>, Cancelled>>()?;
        ids.sort_unstable();
        if !ids.is_empty() {
            found.push((*layer, ids));
        }
    }
    Ok(found)
}
