//! The place of a feature as cells of a table: two coordinates for points, well-known text otherwise.

use geo::Geometry;

use crate::domain::{Feature, GeometryKind};
use crate::exchange::export::{Sheet, is_geographic};
use crate::exchange::wkt;

/// Characters that a piece may fall short of its limit: one coordinate pair.
const SLACK: usize = 64;

/// How a table shows places.
pub(in crate::exchange) struct PlaceCells {
    /// Titles of the columns.
    pub(in crate::exchange) titles: Vec<String>,
    /// Characters that a cell holds.
    limit: usize,
    is_point: bool,
}

impl PlaceCells {
    /// As many columns of text as the longest needs when a cell holds `limit` characters.
    pub(in crate::exchange) fn new(sheet: &Sheet<'_>, limit: usize) -> Self {
        let is_point = sheet.layer.geometry() == Some(GeometryKind::Point);
        let titles = match sheet.layer.geometry() {
            None => Vec::new(),
            Some(GeometryKind::Point) if is_geographic(sheet.epsg) => {
                vec!["经度".to_owned(), "纬度".to_owned()]
            }
            Some(GeometryKind::Point) => vec!["东坐标".to_owned(), "北坐标".to_owned()],
            Some(_) => {
                let longest = sheet
                    .features
                    .iter()
                    .filter_map(|feature| feature.geometry.as_ref())
                    .map(|geometry| wkt::write(geometry).len())
                    .max()
                    .unwrap_or_default();
                let more =
                    (2..=longest.div_ceil(limit - SLACK)).map(|number| format!("WKT{number}"));
                std::iter::once("WKT".to_owned()).chain(more).collect()
            }
        };
        Self {
            titles,
            limit,
            is_point,
        }
    }

    /// The two coordinates, for layers of points.
    pub(in crate::exchange) fn point(&self, feature: &Feature) -> Option<[f64; 2]> {
        match feature.geometry {
            Some(Geometry::Point(point)) if self.is_point => Some([point.x(), point.y()]),
            _ => None,
        }
    }

    /// The text in pieces that fit a cell, for the other layers.
    pub(in crate::exchange) fn text(&self, feature: &Feature) -> Vec<String> {
        let Some(geometry) = feature.geometry.as_ref().filter(|_| !self.is_point) else {
            return Vec::new();
        };
        // All of it is ASCII, so bytes are characters. A piece must not end in a space: readers trim.
        let text = wkt::write(geometry);
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while rest.len() > self.limit {
            let end = rest[..self.limit]
                .rfind(',')
                .map_or(self.limit, |at| at + 1);
            pieces.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        pieces.push(rest.to_owned());
        pieces
    }
}
