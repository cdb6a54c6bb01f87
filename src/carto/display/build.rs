//! The map itself as display groups: every visible layer from the bottom to the top, in it fills, what
//! lies beneath lines, lines, arrows and symbols, each in the order of the screen. All features are drawn from their
//! exact geometry; chunks of them are prepared side by side.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use geo::{Coord, Geometry, LineString, Polygon, Rect};
use rayon::prelude::*;

use crate::carto::arrows;
use crate::carto::chunk::Chunk;
use crate::carto::display::frame::MapFrame;
use crate::carto::display::hidden::leave_out_hidden;
use crate::carto::display::symbols::{art, marker_scale};
use crate::carto::display::{Group, Item, MM_PER_PX, Mm, Pen, Runs, SymbolArt, clip, hatch};
use crate::carto::lod;
use crate::carto::miter;
use crate::carto::scene::{Scene, SceneLayer};
use crate::carto::style::{Arrows, Casing, Dash, Stroke, StyleSheet, Symbol, Theme};
use crate::domain::{Cancelled, Language, Layer, Progress};
use crate::geodesy::bounds::{overlap, union};

/// Areas and lines are cut this far outside of half their line's width, so that no cut shows.
const CUT_MARGIN_MM: f64 = 0.1;
/// How wide the head of an arrow is, for its length.
const HEAD_BREADTH: f32 = 0.84;
/// Less area than this in square millimetres does not count as being on the map.
const SEEN_MM2: f64 = 1e-4;

/// A layer that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShownLayer {
    /// The layer.
    pub layer: Layer,
    /// 0 = invisible, 1 = as the style says.
    pub opacity: f32,
}

/// What the map shows and how it looks.
#[derive(Clone, Copy, Debug)]
pub struct MapSource<'a> {
    /// The features.
    pub scene: &'a Scene,
    /// How they look.
    pub styles: &'a StyleSheet,
    /// The visible layers, bottom to top.
    pub shown: &'a [ShownLayer],
    /// Language of the groups' names.
    pub language: Language,
}

/// Which part of a symbol a feature shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Fill, hatch and outline.
    Area,
    /// The line.
    Line,
    /// The point symbol.
    Point,
}

/// A map as groups.
#[derive(Debug, Default)]
pub struct MapContent {
    /// One group per layer with something in the frame, bottom to top, clipped to the frame.
    pub groups: Vec<Group>,
    /// The symbols that markers name.
    pub symbols: Vec<SymbolArt>,
    /// The layers and categories that are on the map, top to bottom, and which parts of their symbols
    /// show; what the legend lists.
    pub seen: Vec<(Layer, BTreeSet<(usize, Part)>)>,
    /// Features in the frame.
    pub features: usize,
}

/// One category of a layer, ready to draw.
struct Look {
    symbol: Symbol,
    /// Index of its point symbol.
    art: Option<u16>,
    /// How far beyond the frame it can still be seen, in millimetres.
    reach_mm: f64,
    /// The frame grown by that, in metres.
    area: Rect<f64>,
}

/// What came of a chunk.
#[derive(Default)]
struct Drawn {
    fills: Vec<Item>,
    casings: Vec<Item>,
    strokes: Vec<Item>,
    arrows: Vec<Item>,
    markers: Vec<Item>,
    seen: BTreeSet<(usize, Part)>,
    features: usize,
}

/// Draws the map of `source` into `frame`; lines deviate by at most `tolerance_mm`.
pub fn build(
    source: &MapSource<'_>,
    frame: &MapFrame,
    tolerance_mm: f64,
    progress: &Progress,
) -> Result<MapContent, Cancelled> {
    let (mut looks, symbols) = looks(source, frame);
    let chunks: Vec<&Chunk> = source
        .scene
        .chunks
        .iter()
        .filter(|chunk| {
            let layer = source.scene.layers[chunk.layer].layer;
            looks.iter().any(|(own, looks)| {
                *own == layer && looks.iter().any(|look| overlap(look.area, chunk.bounds))
            })
        })
        .collect();
    let done = AtomicUsize::new(0);
    let drawn = chunks
        .par_iter()
        .with_max_len(1)
        .map(|chunk| {
            let layer = &source.scene.layers[chunk.layer];
            let looks = looks
                .iter()
                .find(|(own, _)| *own == layer.layer)
                .map_or(&[][..], |(_, looks)| looks);
            let drawn = Drawing {
                frame,
                looks,
                tolerance_m: tolerance_mm * frame.m_per_mm,
                anchor: frame.to_page_exact(source.scene.bounds.center()),
                out: Drawn::default(),
                line: Vec::new(),
            }
            .chunk(layer, chunk);
            progress.step(done.fetch_add(1, Ordering::Relaxed) + 1, chunks.len())?;
            Ok((chunk.layer, drawn))
        })
        .collect::<Result<Vec<_>, Cancelled>>()?;
    looks.clear();
    Ok(assemble(source, frame, drawn, symbols))
}

/// Puts the chunks of each layer together.
fn assemble(
    source: &MapSource<'_>,
    frame: &MapFrame,
    mut drawn: Vec<(usize, Drawn)>,
    symbols: Vec<SymbolArt>,
) -> MapContent {
    let mut content = MapContent::default();
    let mut layers = Vec::new();
    let mut markers = Vec::new();
    for shown in source.shown {
        let mut layer = Drawn::default();
        let parts = drawn
            .iter_mut()
            .filter(|(index, _)| source.scene.layers[*index].layer == shown.layer);
        for (_, part) in parts {
            layer.fills.append(&mut part.fills);
            layer.casings.append(&mut part.casings);
            layer.strokes.append(&mut part.strokes);
            layer.arrows.append(&mut part.arrows);
            layer.markers.append(&mut part.markers);
            layer.seen.append(&mut part.seen);
            layer.features += part.features;
        }
        markers.push(std::mem::take(&mut layer.markers));
        layers.push((shown.layer, layer));
    }
    leave_out_hidden(&mut markers, &symbols, frame.place);
    for ((layer, drawn), markers) in layers.into_iter().zip(markers) {
        if drawn.features == 0 {
            continue;
        }
        let mut items = drawn.fills;
        items.extend(drawn.casings);
        items.extend(drawn.strokes);
        items.extend(drawn.arrows);
        items.extend(markers);
        content.features += drawn.features;
        content.seen.insert(0, (layer, drawn.seen));
        content.groups.push(Group {
            id: layer.name().to_owned(),
            label: layer.label().get(source.language).to_owned(),
            clip: Some(frame.place),
            items,
        });
    }
    content.symbols = symbols;
    content
}

/// The looks of every category of the shown layers, and their point symbols.
fn looks(source: &MapSource<'_>, frame: &MapFrame) -> (Vec<(Layer, Vec<Look>)>, Vec<SymbolArt>) {
    let canvas = source.styles.canvas(Theme::Light);
    let scale = marker_scale(frame.denominator);
    let mut symbols = Vec::new();
    let mut looks = Vec::new();
    for shown in source.shown.iter().filter(|shown| shown.opacity > 0.0) {
        let Some(style) = source.styles.layer(shown.layer) else {
            continue;
        };
        let categories = style
            .categories
            .iter()
            .map(|category| {
                // What is not shown at this scale draws nothing.
                let symbol = if category.scale.holds(frame.denominator) {
                    faded(canvas.adapt(&category.symbol), shown.opacity)
                } else {
                    Symbol::NOTHING
                };
                let art = symbol.marker.map(|marker| {
                    symbols.push(art(&marker, scale));
                    (symbols.len() - 1) as u16
                });
                let widest = symbol.strokes().map(breadth).fold(0.0, f32::max);
                let marker = art.map_or(0.0, |index| symbols[usize::from(index)].reach_mm);
                let reach_mm = f64::from((widest * MM_PER_PX / 2.0).max(marker)) + CUT_MARGIN_MM;
                Look {
                    symbol,
                    art,
                    reach_mm,
                    area: frame.metric_bounds(reach_mm),
                }
            })
            .collect();
        looks.push((shown.layer, categories));
    }
    (looks, symbols)
}

/// Twice the farthest that anything of a stroke lies from its line, in pixels.
fn breadth(stroke: &Stroke) -> f32 {
    let casing = stroke.casing.map_or(0.0, |casing| casing.width);
    let arrows = stroke.arrows.map_or(0.0, |arrows| arrows.size);
    // Sharp corners of a shifted line lie farther off.
    stroke.width.max(casing).max(arrows) + 2.0 * Pen::MITER_LIMIT * stroke.offset.abs()
}

/// The symbol at an opacity.
pub fn faded(symbol: Symbol, opacity: f32) -> Symbol {
    let stroke = |stroke: Option<Stroke>| {
        stroke.map(|stroke| Stroke {
            color: stroke.color.faded(opacity),
            casing: stroke.casing.map(|casing| Casing {
                color: casing.color.faded(opacity),
                ..casing
            }),
            ..stroke
        })
    };
    Symbol {
        fill: symbol.fill.map(|color| color.faded(opacity)),
        hatch: symbol.hatch.map(|hatch| crate::carto::style::Hatch {
            color: hatch.color.faded(opacity),
            ..hatch
        }),
        outline: stroke(symbol.outline),
        line: stroke(symbol.line),
        marker: symbol.marker.map(|marker| crate::carto::style::Marker {
            fill: marker.fill.faded(opacity),
            rim: marker.rim.faded(opacity),
            ..marker
        }),
        dark: None,
    }
}

/// A style's stroke as pens: what lies beneath it, if anything does, and itself.
pub fn pens(stroke: &Stroke) -> [Option<Pen>; 2] {
    let pen = |color, width: f32, dash: Option<Dash>| Pen {
        dash_mm: dash.map(|Dash(lengths)| lengths.map(|length| length * MM_PER_PX)),
        ..Pen::solid(color, width * MM_PER_PX)
    };
    let casing = stroke
        .casing
        .map(|casing| pen(casing.color, casing.width, casing.dash));
    [casing, Some(pen(stroke.color, stroke.width, stroke.dash))]
}

/// The head of an arrow of `size` pixels, middle at `at`, that points along a unit vector of the page.
pub fn arrow_head([x, y]: Mm, [dx, dy]: Mm, size: f32) -> [Mm; 3] {
    let half = size / 2.0 * MM_PER_PX;
    let wide = half * HEAD_BREADTH;
    [
        [x + dx * half, y + dy * half],
        [x - dx * half + dy * wide, y - dy * half - dx * wide],
        [x - dx * half - dy * wide, y - dy * half + dx * wide],
    ]
}

/// Draws the features of one chunk.
struct Drawing<'a> {
    frame: &'a MapFrame,
    looks: &'a [Look],
    tolerance_m: f64,
    anchor: [f64; 2],
    out: Drawn,
    line: Vec<Coord<f64>>,
}

impl Drawing<'_> {
    fn chunk(mut self, layer: &SceneLayer, chunk: &Chunk) -> Drawn {
        for index in &chunk.features {
            let index = *index as usize;
            let feature = &layer.features[index];
            let category = usize::from(feature.category);
            let Some(look) = self.looks.get(category) else {
                continue;
            };
            let bounds = layer.feature_bounds(index);
            if !overlap(bounds, look.area) {
                continue;
            }
            let whole = union(bounds, look.area) == look.area;
            let mut parts = Vec::new();
            self.geometry(&feature.geometry.unpack(), (look, whole), &mut parts);
            if !parts.is_empty() {
                self.out.features += 1;
                let parts = parts.into_iter().map(|part| (category, part));
                self.out.seen.extend(parts);
            }
        }
        self.out
    }

    /// Draws a geometry, all of which is inside if `whole`; adds to `parts` what of it is on the map.
    fn geometry(
        &mut self,
        geometry: &Geometry<f64>,
        (look, whole): (&Look, bool),
        parts: &mut Vec<Part>,
    ) {
        let mut see = |seen: bool, part: Part| parts.extend(seen.then_some(part));
        match geometry {
            Geometry::Polygon(area) => see(self.area(area, look, whole), Part::Area),
            Geometry::MultiPolygon(areas) => {
                for area in areas {
                    see(self.area(area, look, whole), Part::Area);
                }
            }
            Geometry::LineString(line) => see(self.line(line, look, whole), Part::Line),
            Geometry::MultiLineString(lines) => {
                for line in lines {
                    see(self.line(line, look, whole), Part::Line);
                }
            }
            Geometry::Line(line) => {
                let line = LineString(vec![line.start, line.end]);
                see(self.line(&line, look, whole), Part::Line);
            }
            Geometry::Point(at) => see(self.marker(at.0, look), Part::Point),
            Geometry::MultiPoint(points) => {
                for at in points {
                    see(self.marker(at.0, look), Part::Point);
                }
            }
            Geometry::Rect(rect) => see(self.area(&rect.to_polygon(), look, whole), Part::Area),
            Geometry::Triangle(triangle) => {
                see(self.area(&triangle.to_polygon(), look, whole), Part::Area);
            }
            Geometry::GeometryCollection(own) => {
                for part in own {
                    self.geometry(part, (look, whole), parts);
                }
            }
        }
    }

    fn area(&mut self, polygon: &Polygon<f64>, look: &Look, whole: bool) -> bool {
        let mut runs = Runs::default();
        let mut visible_m2 = 0.0;
        let rings = std::iter::once((polygon.exterior(), true))
            .chain(polygon.interiors().iter().map(|ring| (ring, false)));
        for (ring, is_shell) in rings.clone() {
            if whole {
                self.push_ring(ring, is_shell, &mut runs);
                continue;
            }
            let mut cut = clip::ring(&ring.0, look.area);
            let m2 = shoelace(&cut).abs();
            visible_m2 += if is_shell { m2 } else { -m2 };
            if let Some(first) = cut.first().copied() {
                cut.push(first);
                self.push_ring(&LineString(cut), is_shell, &mut runs);
            }
        }
        let runs = Arc::new(runs);
        let mut seen = whole || visible_m2 > SEEN_MM2 * self.frame.m_per_mm.powi(2);
        if let Some(outline) = look.symbol.outline {
            if whole {
                self.stroke(&runs, pens(&outline));
            } else {
                for (ring, _) in rings {
                    seen |= self.pieces(ring, look, (pens(&outline), 0.0));
                }
            }
        }
        if !seen || runs.corners.is_empty() {
            return seen;
        }
        if let Some(hatch) = look.symbol.hatch {
            let lines = hatch::lines(&runs, &hatch, self.anchor);
            self.fill(&runs, look);
            if !lines.ends.is_empty() {
                self.out.fills.push(Item::Stroke {
                    path: Arc::new(lines),
                    pen: hatch::pen(&hatch),
                });
            }
        } else {
            self.fill(&runs, look);
        }
        true
    }

    fn fill(&mut self, runs: &Arc<Runs>, look: &Look) {
        if let Some(color) = look.symbol.fill {
            self.out.fills.push(Item::Fill {
                path: Arc::clone(runs),
                color,
            });
        }
    }

    fn push_ring(&mut self, ring: &LineString<f64>, is_shell: bool, runs: &mut Runs) {
        lod::simplify_ring(ring, self.tolerance_m, is_shell, &mut self.line);
        if !self.line.is_empty() {
            let frame = self.frame;
            runs.push(self.line.iter().map(|at| frame.to_page(*at)), true);
        }
    }

    fn line(&mut self, line: &LineString<f64>, look: &Look, whole: bool) -> bool {
        let Some(stroke) = look.symbol.line else {
            return false;
        };
        let pens = pens(&stroke);
        let offset_mm = stroke.offset * MM_PER_PX;
        let seen = if whole {
            lod::simplify_line(line, self.tolerance_m, &mut self.line);
            let corners = self.line.iter().map(|at| self.frame.to_page(*at)).collect();
            self.stroke(
                &Arc::new(Runs::one(shifted(corners, offset_mm), false)),
                pens,
            );
            true
        } else {
            self.pieces(line, look, (pens, offset_mm))
        };
        if let (true, Some(arrows)) = (seen, stroke.arrows) {
            self.arrows(line, look, (arrows, stroke));
        }
        seen
    }

    /// Draws what is inside of a line or closed ring; whether there is anything.
    fn pieces(
        &mut self,
        line: &LineString<f64>,
        look: &Look,
        (pens, offset_mm): ([Option<Pen>; 2], f32),
    ) -> bool {
        let pieces = clip::line(&line.0, look.area);
        let any = !pieces.is_empty();
        let dashed = pens.iter().flatten().any(|pen| pen.dash_mm.is_some());
        let mut runs = Runs::default();
        for piece in pieces {
            let cut = LineString(piece.coords);
            lod::simplify_line(&cut, self.tolerance_m, &mut self.line);
            let mut corners: Vec<Mm> = self.line.iter().map(|at| self.frame.to_page(*at)).collect();
            let closed = corners.len() > 3 && cut.0.first() == cut.0.last();
            if closed {
                corners.pop();
            }
            let corners = shifted(corners, offset_mm);
            if dashed {
                // Dashes run on from outside of the frame, as they do on the screen.
                let dash_start_mm = (piece.along / self.frame.m_per_mm) as f32;
                let started = |pen: Pen| Pen {
                    dash_start_mm: pen.dash_mm.map_or(0.0, |_| dash_start_mm),
                    ..pen
                };
                let path = Arc::new(Runs::one(corners, closed));
                self.stroke(&path, pens.map(|pen| pen.map(started)));
            } else {
                runs.push(corners, closed);
            }
        }
        if !runs.ends.is_empty() {
            self.stroke(&Arc::new(runs), pens);
        }
        any
    }

    fn stroke(&mut self, path: &Arc<Runs>, [casing, own]: [Option<Pen>; 2]) {
        let item = |pen: Pen| Item::Stroke {
            path: Arc::clone(path),
            pen,
        };
        self.out.casings.extend(casing.map(item));
        self.out.strokes.extend(own.map(item));
    }

    /// Arrows along a line, at the places that they have on a screen of the same scale.
    fn arrows(&mut self, line: &LineString<f64>, look: &Look, (arrows, stroke): (Arrows, Stroke)) {
        let level = lod::level_for(self.frame.m_per_mm * f64::from(MM_PER_PX));
        let tolerance_m = lod::tolerance_m(level);
        lod::simplify_line(line, tolerance_m, &mut self.line);
        let (min, max) = (look.area.min(), look.area.max());
        let mut heads = Runs::default();
        for place in arrows::places(&self.line, tolerance_m) {
            let inside = (min.x..=max.x).contains(&place.at.x)
                && (min.y..=max.y).contains(&place.at.y)
                && 1 << place.rank >= arrows.gap.step();
            if inside {
                let along = [place.along.x as f32, -place.along.y as f32];
                // To the left of the way, with y downwards.
                let shift = stroke.offset * MM_PER_PX;
                let [x, y] = self.frame.to_page(place.at);
                let at = [x + along[1] * shift, y - along[0] * shift];
                heads.push(arrow_head(at, along, arrows.size), true);
            }
        }
        if !heads.ends.is_empty() {
            self.out.arrows.push(Item::Fill {
                path: Arc::new(heads),
                color: stroke.color,
            });
        }
    }

    fn marker(&mut self, at: Coord<f64>, look: &Look) -> bool {
        let (min, max) = (look.area.min(), look.area.max());
        let inside = (min.x..=max.x).contains(&at.x)
            && (min.y..=max.y).contains(&at.y)
            && look.reach_mm > 0.0;
        if let (true, Some(symbol)) = (inside, look.art) {
            let at = self.frame.to_page(at);
            self.out.markers.push(Item::Marker { symbol, at });
        }
        inside && look.art.is_some()
    }
}

/// A line moved to its left by `by_mm`, y down.
fn shifted(line: Vec<Mm>, by_mm: f32) -> Vec<Mm> {
    if by_mm == 0.0 {
        return line;
    }
    // The rule is for y up: on the page it gives the right side.
    miter::run(&line, false)
        .into_iter()
        .map(|(at, normal)| [0, 1].map(|axis| line[at][axis] - normal[axis] * by_mm))
        .collect()
}

/// Signed area of a ring.
fn shoelace(ring: &[Coord<f64>]) -> f64 {
    let Some(origin) = ring.first().copied() else {
        return 0.0;
    };
    let shifted = ring.iter().map(|at| *at - origin);
    let next = shifted.clone().cycle().skip(1);
    shifted
        .zip(next)
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum::<f64>()
        / 2.0
}
