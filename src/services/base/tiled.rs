//! Bases of Web Mercator tiles.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use geo::Rect;

use crate::carto::warp::warp;
use crate::services::base::{BaseError, BasePlanes, Piece, PieceKey};
use crate::store::Tiles;

/// The system of all `MBTiles`.
pub(super) const DEFINITION: &str = "EPSG:3857";
/// Half of the side of the Web Mercator square in its metres: π times the radius 6 378 137.
const HALF: f64 = 20_037_508.342_789_244;
/// Pixels of a tile, as far as the choice of the level goes.
const TILE_PX: f64 = 256.0;
/// A tile may be drawn this much larger before the next level is taken.
const ENLARGE: f64 = 1.35;
/// Pieces of one view at most.
const MAX_PIECES: f64 = 400.0;
/// Positions may be off by this part of a pixel.
const DEVIATION_PX: f64 = 0.3;
/// Levels up in which a coarser tile is looked for.
const MAX_UP: u8 = 8;
/// No tile has a longer side.
const MAX_SIDE: u32 = 2048;

/// A file of tiles that any thread may ask.
#[derive(Debug)]
pub(super) struct Tiled {
    tiles: Mutex<Tiles>,
}

impl Tiled {
    pub(super) fn open(path: &Path) -> Result<Self, BaseError> {
        Ok(Self {
            tiles: Mutex::new(Tiles::open(path)?),
        })
    }

    fn tiles(&self) -> MutexGuard<'_, Tiles> {
        self.tiles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Places along the edge of what it covers.
    pub(super) fn outline(&self) -> Vec<(f64, f64)> {
        let [west, south, east, north] = self.tiles().bounds;
        let (low, high) = (mercator(west, south), mercator(east, north));
        super::grid_of(Rect::new(low, high))
            .map(|at| (at.x, at.y))
            .collect()
    }

    pub(super) fn wanted(&self, area: Rect<f64>, pixel: f64) -> Result<Vec<PieceKey>, BaseError> {
        let tiles = self.tiles();
        let exact = (2.0 * HALF / (TILE_PX * pixel * ENLARGE)).log2().ceil();
        let mut zoom = exact.clamp(f64::from(tiles.min_zoom), f64::from(tiles.max_zoom)) as u8;
        let [west, south, east, north] = tiles.bounds;
        let (low, high) = (mercator(west, south), mercator(east, north));
        let window = [
            area.min().x.max(low.0),
            area.min().y.max(low.1),
            area.max().x.min(high.0),
            area.max().y.min(high.1),
        ];
        if window[0] >= window[2] || window[1] >= window[3] {
            return Ok(Vec::new());
        }
        let count = |zoom: u8| {
            let side = 2.0 * HALF / f64::from(1_u32 << zoom);
            ((window[2] - window[0]) / side + 1.0) * ((window[3] - window[1]) / side + 1.0)
        };
        while count(zoom) > MAX_PIECES && zoom > tiles.min_zoom {
            zoom -= 1;
        }
        let side = 2.0 * HALF / f64::from(1_u32 << zoom);
        let last = f64::from((1_u32 << zoom) - 1);
        let index = |value: f64| (value / side).floor().clamp(0.0, last) as u32;
        let columns = index(window[0] + HALF)..=index(window[2] + HALF);
        let rows = index(HALF - window[3])..=index(HALF - window[1]);
        let middle = area.center();
        let mut found: Vec<(f64, PieceKey)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (column, row) in columns.flat_map(|column| rows.clone().map(move |row| (column, row))) {
            let Some(key) = existing(&tiles, [u32::from(zoom), column, row])? else {
                continue;
            };
            if seen.insert(key) {
                let x = (f64::from(column) + 0.5) * side - HALF - middle.x;
                let y = HALF - (f64::from(row) + 0.5) * side - middle.y;
                found.push((x.hypot(y), key));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Ok(found.into_iter().map(|(_, key)| key).collect())
    }

    pub(super) fn piece(
        &self,
        planes: &BasePlanes,
        key: PieceKey,
        path: &Path,
    ) -> Result<Option<Piece>, BaseError> {
        let Some(bytes) = self.tiles().tile(key.level, key.column, key.row)? else {
            return Ok(None);
        };
        let fail = |source| BaseError::Decode {
            path: path.to_owned(),
            source,
        };
        let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| fail(image::ImageError::IoError(error)))?;
        let mut limits = image::Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        reader.limits(limits);
        let picture = reader.decode().map_err(fail)?.into_rgba8();
        let side = 2.0 * HALF / f64::from(1_u32 << key.level);
        let left = f64::from(key.column) * side - HALF;
        let top = HALF - f64::from(key.row) * side;
        let place = |u: f64, v: f64| planes.metric(left + u * side, top - v * side);
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let tolerance = DEVIATION_PX * side / width.max(1) as f64;
        Ok(warp(place, tolerance).map(|mesh| Piece {
            size: [width, height],
            rgba: picture.into_raw(),
            mesh,
        }))
    }
}

/// The tile itself, or the nearest coarser one that holds its place.
fn existing(tiles: &Tiles, [zoom, column, row]: [u32; 3]) -> Result<Option<PieceKey>, BaseError> {
    for up in 0..=u32::from(MAX_UP) {
        let Some(zoom) = zoom.checked_sub(up) else {
            break;
        };
        let (zoom, column, row) = (zoom as u8, column >> up, row >> up);
        if zoom < tiles.min_zoom {
            break;
        }
        if tiles.has(zoom, column, row)? {
            return Ok(Some(PieceKey {
                level: zoom,
                column,
                row,
            }));
        }
    }
    Ok(None)
}

/// Web Mercator metres of degrees.
fn mercator(lon: f64, lat: f64) -> (f64, f64) {
    let lat = lat.clamp(-85.051_128, 85.051_128).to_radians();
    let y = (std::f64::consts::FRAC_PI_4 + lat / 2.0).tan().ln();
    (lon / 180.0 * HALF, y / std::f64::consts::PI * HALF)
}
