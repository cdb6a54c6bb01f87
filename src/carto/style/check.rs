//! Sizes and scales that can be drawn, whoever made the style: a file, the editor, another program.

use crate::carto::style::problem::Problem;
use crate::carto::style::{Dash, ScaleRange, Stroke, Symbol};

pub(super) fn check_scale(scale: ScaleRange) -> Result<(), Problem> {
    let sound = |bound: Option<f64>| bound.is_none_or(|bound| bound.is_finite() && bound > 0.0);
    let turned = matches!((scale.min, scale.max), (Some(min), Some(max)) if min >= max);
    if turned || !sound(scale.min) || !sound(scale.max) {
        return Err(Problem::Scale);
    }
    Ok(())
}

/// Widest stroke, largest symbol, longest dash.
const MOST_PX: f32 = 200.0;

pub(super) fn check_sizes(symbol: &Symbol) -> Result<(), Problem> {
    let within = |what, value: f32, low: f32, high: f32| {
        if (low..=high).contains(&value) {
            Ok(())
        } else {
            Err(Problem::Size(what, low, high))
        }
    };
    let dashes = |dash: Option<Dash>| {
        dash.iter()
            .flat_map(|dash| dash.0)
            .try_for_each(|length| within("dash", length, 0.0, MOST_PX))
    };
    for stroke in symbol.strokes() {
        within("width", stroke.width, 0.0, MOST_PX)?;
        within("offset", stroke.offset, -MOST_PX, MOST_PX)?;
        dashes(stroke.dash)?;
        if let Some(casing) = stroke.casing {
            within("casing.width", casing.width, 0.0, MOST_PX)?;
            dashes(casing.dash)?;
        }
        if let Some(arrows) = stroke.arrows {
            within("arrows.size", arrows.size, 1.0, 60.0)?;
        }
    }
    if let Some(hatch) = symbol.hatch {
        within("hatch.width", hatch.width, 0.1, 60.0)?;
        within("hatch.spacing", hatch.spacing, 2.0, MOST_PX)?;
    }
    if let Some(marker) = symbol.marker {
        within("marker.size", marker.size, 1.0, MOST_PX)?;
        within("marker.rim_width", marker.rim_width, 0.0, 20.0)?;
        within("marker.angle", marker.angle, -360.0, 360.0)?;
    }
    let plain = |stroke: Stroke| stroke.offset == 0.0 && stroke.arrows.is_none();
    if symbol.outline.is_none_or(plain) {
        Ok(())
    } else {
        Err(Problem::LineOnly)
    }
}
