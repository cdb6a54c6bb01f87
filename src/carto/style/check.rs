//! What would draw nothing or the wrong thing is refused, whoever made the style: a file, the editor,
//! another program.

use crate::carto::style::problem::{MAX_CATEGORIES, MAX_OF_LAYER, Problem};
use crate::carto::style::renderer::{Renderer, Takes};
use crate::carto::style::{Dash, LayerStyle, ScaleRange, Stroke, StyleSheet, Symbol};
use crate::domain::Layer;

impl StyleSheet {
    /// Whether every layer with geometry has one style, and all fit the table.
    pub fn check(&self) -> Result<(), Problem> {
        for layer in Layer::spatial() {
            if self
                .layers
                .iter()
                .filter(|style| style.layer == layer)
                .count()
                != 1
            {
                return Err(Problem::NotOnce(layer.name()));
            }
        }
        let total = self.layers.iter().map(|style| style.categories.len()).sum();
        if total > MAX_CATEGORIES {
            return Err(Problem::TooMany(total));
        }
        Ok(())
    }
}

impl LayerStyle {
    /// Whether the style makes sense; the index is that of the category at fault, if it is one.
    pub fn check(&self) -> Result<(), (Option<usize>, Problem)> {
        let layer = self.layer;
        let Some(kind) = layer.geometry() else {
            return Err((None, Problem::UnknownLayer(layer.name().to_owned())));
        };
        let count = self.categories.len();
        if count == 0 || count > MAX_OF_LAYER {
            let layer = layer.name();
            return Err((None, Problem::Count { layer, count }));
        }
        self.check_kinds()?;
        for (index, category) in self.categories.iter().enumerate() {
            let fault = |problem| (Some(index), problem);
            check_scale(category.scale).map_err(fault)?;
            check_sizes(&category.symbol).map_err(fault)?;
            if !category.symbol.draws(kind) {
                return Err(fault(Problem::Invisible {
                    layer: layer.name(),
                    category: category.zh.clone(),
                }));
            }
        }
        Ok(())
    }

    fn check_kinds(&self) -> Result<(), (Option<usize>, Problem)> {
        let layer = self.layer.name();
        let last = self.categories.len() - 1;
        let rest = self.takes().position(|takes| *takes == Takes::Rest);
        let needs_rest = !matches!(self.renderer, Renderer::Rules);
        match rest {
            Some(at) if at != last => return Err((Some(at), Problem::NoFallback(layer))),
            None if needs_rest => return Err((Some(last), Problem::NoFallback(layer))),
            _ => {}
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut reached: Option<f64> = None;
        for (index, takes) in self.takes().enumerate() {
            let fault = |problem| Err((Some(index), problem));
            match (&self.renderer, takes) {
                (_, Takes::Rest)
                | (Renderer::Rules, Takes::When(_))
                | (Renderer::Categorised { .. }, Takes::Empty) => {}
                (Renderer::Categorised { .. }, Takes::Values(values)) => {
                    if values.is_empty() {
                        return fault(Problem::NoValue);
                    }
                    for value in values {
                        if seen.contains(&value.as_str()) {
                            return fault(Problem::Twice(value.clone()));
                        }
                        seen.push(value);
                    }
                }
                (Renderer::Graduated { .. }, Takes::Range { low, high }) => {
                    let joined = reached.is_none_or(|reached| reached == *low);
                    if !(joined && low <= high && low.is_finite() && high.is_finite()) {
                        return fault(Problem::Ranges);
                    }
                    reached = Some(*high);
                }
                _ => {
                    let renderer = match self.renderer {
                        Renderer::Single => "single",
                        Renderer::Categorised { .. } => "categorised",
                        Renderer::Graduated { .. } => "graduated",
                        Renderer::Rules => "rules",
                    };
                    return fault(Problem::WrongKind { renderer });
                }
            }
        }
        Ok(())
    }
}

fn check_scale(scale: ScaleRange) -> Result<(), Problem> {
    let sound = |bound: Option<f64>| bound.is_none_or(|bound| bound.is_finite() && bound > 0.0);
    let turned = matches!((scale.min, scale.max), (Some(min), Some(max)) if min >= max);
    if turned || !sound(scale.min) || !sound(scale.max) {
        return Err(Problem::Scale);
    }
    Ok(())
}

/// Widest stroke, largest symbol, longest dash.
const MOST_PX: f32 = 200.0;

fn check_sizes(symbol: &Symbol) -> Result<(), Problem> {
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
