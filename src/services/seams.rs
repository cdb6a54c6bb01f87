//! The seams between areas that should meet, over the whole project: narrow gaps and overlaps with place
//! and size. Names them, changes nothing.

use serde::Serialize;

use crate::domain::{Layer, Progress};
use crate::exchange::{ExchangeError, adjoin, sliver_text};
use crate::geodesy::slivers::slivers;
use crate::store::Project;

/// A narrow gap or overlap between two areas of a layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seam {
    /// Canonical name of the layer.
    pub layer: String,
    /// Code of the one area.
    pub code: String,
    /// Code of the other.
    pub with: String,
    /// `gap` or `overlap`.
    pub kind: &'static str,
    /// Area of all strips between the two, m².
    pub area_m2: f64,
    /// Mean width of the largest strip, metres.
    pub width_m: f64,
    /// A place in it, EPSG:4490 longitude and latitude.
    pub at: [f64; 2],
    /// The same in a sentence.
    pub message: String,
}

/// Every seam of every layer whose areas should meet, by layer and in the order of the file.
pub fn check(project: &Project, progress: &Progress) -> Result<Vec<Seam>, ExchangeError> {
    let layers: Vec<Layer> = Layer::spatial().filter(|layer| adjoin(*layer)).collect();
    let mut found = Vec::new();
    for (done, layer) in layers.iter().enumerate() {
        progress.step(done, layers.len())?;
        let (mut codes, mut shapes) = (Vec::new(), Vec::new());
        project.visit_features(*layer, &[], &mut |feature| {
            if let Some(shape) = feature.geometry {
                codes.push(feature.code);
                shapes.push(shape);
            }
        })?;
        found.extend(slivers(&shapes, &|_| true).iter().map(|sliver| {
            let (one, other) = sliver.areas;
            Seam {
                layer: layer.name().to_owned(),
                code: codes[one].clone(),
                with: codes[other].clone(),
                kind: if sliver.is_overlap { "overlap" } else { "gap" },
                area_m2: sliver.area_m2,
                width_m: sliver.width_m,
                at: [sliver.at.x, sliver.at.y],
                message: sliver_text(sliver, &codes[other]),
            }
        }));
    }
    Ok(found)
}
