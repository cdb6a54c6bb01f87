//! The seams between areas that should meet, over the whole project: narrow gaps and overlaps with place
//! and size. Names them, changes nothing.

use std::ops::ControlFlow;

use serde::Serialize;

use crate::domain::{Cancelled, Layer, Progress};
use crate::exchange::{adjoin, sliver_text};
use crate::geodesy::slivers::slivers;
use crate::store::{Project, StoreError};

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

/// An area, or a whole layer, that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Canonical name of the layer.
    pub layer: String,
    /// Code of the area; `None` where the layer ended early.
    pub code: Option<String>,
    /// Why, in a sentence.
    pub message: String,
}

/// What looking at the seams came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What was found, by layer and in the order of the file.
    pub seams: Vec<Seam>,
    /// What was left out.
    pub unread: Vec<Unread>,
}

/// Every seam of every layer whose areas should meet. What cannot be read is said and hides no other.
pub fn check(project: &Project, progress: &Progress) -> Result<Checked, Cancelled> {
    let layers: Vec<Layer> = Layer::spatial().filter(|layer| adjoin(*layer)).collect();
    let mut checked = Checked::default();
    for (done, layer) in layers.iter().enumerate() {
        progress.step(done, layers.len())?;
        let (mut codes, mut shapes) = (Vec::new(), Vec::new());
        let unread = |code: Option<&str>, error: &StoreError| Unread {
            layer: layer.name().to_owned(),
            code: code.map(str::to_owned),
            message: error.to_string(),
        };
        let visited = project.visit_readable(*layer, &mut |code, shape| {
            match shape {
                Ok(shape) => {
                    codes.push(code.to_owned());
                    shapes.push(shape);
                }
                Err(error) => checked.unread.push(unread(Some(code), &error)),
            }
            progress
                .check()
                .map_or(ControlFlow::Break(()), ControlFlow::Continue)
        });
        if let Err(error) = visited {
            checked.unread.push(unread(None, &error));
        }
        let found = slivers(&shapes, &|_| true, progress)?;
        checked.seams.extend(found.iter().map(|sliver| {
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
    Ok(checked)
}
