//! The legend of a sheet: exactly the symbols that are on the map, grouped by layer, in columns. When
//! there is no room for all of them even in small print, it says how many are missing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::carto::display::build::{MapContent, MapSource, Part, arrow_head, faded, pens};
use crate::carto::display::symbols::marker_scale;
use crate::carto::display::{Item, MM_PER_PX, Mm, MmBox, Pen, Runs, SymbolArt, hatch, symbols};
use crate::carto::sheet::pen::{Board, Hold, Type};
use crate::carto::sheet::{Template, focus};
use crate::carto::style::{Symbol, Theme};
use crate::domain::Layer;

/// Sizes that are tried, largest first.
const SIZES: [f32; 5] = [1.0, 0.92, 0.84, 0.76, 0.68];
/// Between a symbol's picture and its label, in ems.
const LABEL_GAP_EM: f32 = 0.6;
/// Between columns, in ems.
const COLUMN_GAP_EM: f32 = 1.4;
/// Between groups, in rows.
const GROUP_GAP_ROWS: f32 = 0.22;
/// Columns are no narrower than this many ems beside the picture, and labels beyond it are cut.
const LABEL_EMS: f32 = 15.0;

/// A line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// The name of a layer with several categories.
    Heading(String),
    /// A symbol.
    Entry {
        layer: Layer,
        category: usize,
        parts: BTreeSet<Part>,
        label: String,
        symbol: Box<Symbol>,
        /// Whether it stands for a whole layer, and not below a heading.
        alone: bool,
    },
    /// The feature that the sheet is about.
    Focus(String),
    /// The proposed site, with its coordinates on lines of their own.
    Site(Vec<String>),
}

/// What the legend of `content` lists, in reading order.
pub(super) fn rows(source: &MapSource<'_>, content: &MapContent) -> Vec<Row> {
    let canvas = source.styles.canvas(Theme::Light);
    let mut rows = Vec::new();
    for (layer, seen) in &content.seen {
        let (Some(style), Some(shown)) = (
            source.styles.layer(*layer),
            source.shown.iter().find(|shown| shown.layer == *layer),
        ) else {
            continue;
        };
        let name = layer.label().get(source.language);
        let grouped = style.categories.len() > 1;
        if grouped && !seen.is_empty() {
            rows.push(Row::Heading(name.to_owned()));
        }
        let categories: BTreeSet<usize> = seen.iter().map(|(category, _)| *category).collect();
        for category in categories {
            let entry = &style.categories[category];
            let parts = seen
                .iter()
                .filter(|(own, _)| *own == category)
                .map(|(_, part)| *part);
            let label = if grouped {
                entry.label(source.language)
            } else {
                name
            };
            rows.push(Row::Entry {
                layer: *layer,
                category,
                parts: parts.collect(),
                label: label.to_owned(),
                alone: !grouped,
                symbol: Box::new(faded(canvas.adapt(&entry.symbol), shown.opacity)),
            });
        }
    }
    rows
}

/// Draws `rows` into `place`; how many found no room.
pub(super) fn draw(
    board: &mut Board<'_>,
    (symbols, denominator): (&mut Vec<SymbolArt>, f64),
    rows: &[Row],
    (template, growth): (&Template, f32),
    place: MmBox,
) -> usize {
    let layout = SIZES
        .into_iter()
        .map(|size| Layout::new(board, rows, template, (growth * size, place)))
        .find(|layout| layout.fits)
        .unwrap_or_else(|| {
            let smallest = SIZES[SIZES.len() - 1];
            Layout::new(board, rows, template, (growth * smallest, place))
        });
    for (row, at) in rows.iter().zip(&layout.places) {
        if let Some(at) = at {
            layout.row(board, (symbols, denominator), row, *at);
        }
    }
    layout
        .places
        .iter()
        .zip(rows)
        .filter(|(at, row)| at.is_none() && !matches!(row, Row::Heading(_)))
        .count()
}

/// Where each row goes at one size.
struct Layout {
    body: f32,
    row_mm: f32,
    swatch: f32,
    column: f32,
    /// Upper left corners; `None` = no room.
    places: Vec<Option<Mm>>,
    fits: bool,
}

impl Layout {
    fn new(
        board: &Board<'_>,
        rows: &[Row],
        template: &Template,
        (scale, place): (f32, MmBox),
    ) -> Self {
        let body = template.text.body.0 * scale;
        let (row_mm, swatch) = (
            template.legend.row.0 * scale,
            template.legend.swatch.0 * scale,
        );
        let room = (place[2] - place[0], place[3] - place[1]);
        let widest = rows
            .iter()
            .map(|row| match row {
                Row::Heading(text) => board.width(text, Type::bold(body)),
                Row::Entry { label, .. } | Row::Focus(label) => {
                    swatch + LABEL_GAP_EM * body + board.width(label, Type::new(body))
                }
                Row::Site(lines) => {
                    lines
                        .iter()
                        .map(|line| board.width(line, Type::new(body * 0.86)))
                        .fold(0.0, f32::max)
                        + swatch
                        + LABEL_GAP_EM * body
                }
            })
            .fold(0.0, f32::max)
            .min(swatch + LABEL_EMS * body)
            .min(room.0);
        let gap = COLUMN_GAP_EM * body;
        let columns = ((room.0 + gap) / (widest + gap)).floor().max(1.0);
        let column = (room.0 + gap) / columns;
        let mut layout = Self {
            body,
            row_mm,
            swatch,
            column: column - gap,
            places: Vec::with_capacity(rows.len()),
            fits: true,
        };
        let (mut x, mut y) = (0, 0.0);
        for (index, row) in rows.iter().enumerate() {
            let height = layout.height(row);
            let before = index.checked_sub(1).map(|before| &rows[before]);
            if y > 0.0 && before.is_some_and(|before| parts(before, row)) {
                y += GROUP_GAP_ROWS * row_mm;
            }
            // A heading never stands alone at the foot of a column.
            let follower = match row {
                Row::Heading(_) => rows.get(index + 1).map_or(0.0, |next| layout.height(next)),
                Row::Entry { .. } | Row::Focus(_) | Row::Site(_) => 0.0,
            };
            if y > 0.0 && y + height + follower > room.1 {
                x += 1;
                y = 0.0;
            }
            if x as f32 >= columns || y + height > room.1 {
                layout.places.push(None);
                layout.fits = false;
            } else {
                layout
                    .places
                    .push(Some([place[0] + x as f32 * column, place[1] + y]));
                y += height;
            }
        }
        layout
    }

    fn height(&self, row: &Row) -> f32 {
        match row {
            Row::Heading(_) | Row::Entry { .. } | Row::Focus(_) => self.row_mm,
            Row::Site(lines) => self.row_mm * (0.35 + 0.72 * lines.len() as f32),
        }
    }

    fn row(
        &self,
        board: &mut Board<'_>,
        (symbols, denominator): (&mut Vec<SymbolArt>, f64),
        row: &Row,
        [x, y]: Mm,
    ) {
        let baseline = y + self.row_mm / 2.0 + self.body * 0.36;
        let label_x = x + self.swatch + LABEL_GAP_EM * self.body;
        let ems = |width: f32, size: f32| width / size;
        match row {
            Row::Heading(text) => {
                let text = board.faces.fitted(text, true, ems(self.column, self.body));
                board.text([x, baseline], Hold::Left, &text, Type::bold(self.body));
            }
            Row::Entry {
                parts,
                label,
                symbol,
                ..
            } => {
                let room = self.column - (label_x - x);
                let label = board.faces.fitted(label, false, ems(room, self.body));
                let height = self.row_mm * 0.68;
                let top = y + (self.row_mm - height) / 2.0;
                let place = [x, top, x + self.swatch, top + height];
                swatch(board, (symbols, denominator), symbol, parts, place);
                board.text(
                    [label_x, baseline],
                    Hold::Left,
                    &label,
                    Type::new(self.body),
                );
            }
            Row::Focus(label) => {
                let y = y + self.row_mm / 2.0;
                let pen = focus::pen(1.0);
                board.push(Item::line([x, y], [x + self.swatch, y], pen));
                let room = self.column - (label_x - x);
                let label = board.faces.fitted(label, true, ems(room, self.body));
                let look = Type::bold(self.body);
                board.text([label_x, baseline], Hold::Left, &label, look);
            }
            Row::Site(lines) => {
                let center = [x + self.swatch / 2.0, y + self.row_mm / 2.0];
                let mark = super::furniture::site_art(0.7);
                symbols.push(mark);
                board.push(Item::Marker {
                    symbol: (symbols.len() - 1) as u16,
                    at: center,
                });
                for (index, line) in lines.iter().enumerate() {
                    let look = if index == 0 {
                        Type::bold(self.body)
                    } else {
                        Type::new(self.body * 0.86)
                    };
                    let at = baseline + index as f32 * self.row_mm * 0.72;
                    board.text([label_x, at], Hold::Left, line, look);
                }
            }
        }
    }
}

/// Whether a new group begins with `row`.
const fn parts(before: &Row, row: &Row) -> bool {
    match (before, row) {
        (_, Row::Heading(_) | Row::Site(_)) | (Row::Site(_) | Row::Focus(_), _) => true,
        (Row::Entry { alone: false, .. }, Row::Entry { alone, .. }) => *alone,
        (Row::Heading(_) | Row::Entry { .. }, Row::Entry { .. } | Row::Focus(_)) => false,
    }
}

/// The picture of a symbol, drawn with what the map is drawn with.
fn swatch(
    board: &mut Board<'_>,
    (symbols, denominator): (&mut Vec<SymbolArt>, f64),
    symbol: &Symbol,
    parts: &BTreeSet<Part>,
    [left, top, right, bottom]: MmBox,
) {
    let middle = f32::midpoint(left, right);
    let both = parts.contains(&Part::Area) && parts.contains(&Part::Line);
    if parts.contains(&Part::Area) {
        let right = if both { middle - 0.3 } else { right };
        let edge = symbol
            .outline
            .map_or(0.0, |stroke| stroke.width * MM_PER_PX / 2.0);
        let area = [left + edge, top + edge, right - edge, bottom - edge];
        let runs = Arc::new(Runs::of_box(area));
        if let Some(color) = symbol.fill {
            board.push(Item::Fill {
                path: Arc::clone(&runs),
                color,
            });
        }
        if let Some(own) = symbol.hatch {
            let anchor = [f64::from(middle), f64::from(top)];
            board.push(Item::Stroke {
                path: Arc::new(hatch::lines(&runs, &own, anchor)),
                pen: hatch::pen(&own),
            });
        }
        for pen in symbol.outline.iter().flat_map(pens).flatten() {
            board.push(Item::Stroke {
                path: Arc::clone(&runs),
                pen: shortened(pen, right - left),
            });
        }
    }
    if let (true, Some(stroke)) = (parts.contains(&Part::Line), symbol.line) {
        let left = if both { middle + 0.3 } else { left };
        let y = f32::midpoint(top, bottom);
        for pen in pens(&stroke).into_iter().flatten() {
            let pen = shortened(pen, right - left);
            board.push(Item::line([left, y], [right, y], pen));
        }
        if let Some(arrows) = stroke.arrows {
            let middle = [f32::midpoint(left, right), y];
            board.push(Item::Fill {
                path: Arc::new(Runs::one(
                    arrow_head(middle, [1.0, 0.0], arrows.size).to_vec(),
                    true,
                )),
                color: stroke.color,
            });
        }
    }
    if let (true, Some(marker)) = (parts.contains(&Part::Point), symbol.marker) {
        symbols.push(symbols::art(&marker, marker_scale(denominator).max(0.75)));
        board.push(Item::Marker {
            symbol: (symbols.len() - 1) as u16,
            at: [middle, f32::midpoint(top, bottom)],
        });
    }
}

/// Pictures are small: dashes are shortened until at least two of them show.
fn shortened(pen: Pen, width: f32) -> Pen {
    let dash_mm = pen.dash_mm.map(|lengths| {
        let total: f32 = lengths.iter().take(2).sum();
        let factor = (width / (2.5 * total)).min(1.0);
        lengths.map(|length| length * factor)
    });
    Pen { dash_mm, ..pen }
}
