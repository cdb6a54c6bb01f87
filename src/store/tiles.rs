//! `MBTiles`: an SQLite file of map tiles, read only. Knows rows and columns of tiles, nothing of what is
//! in them beyond the kind of picture, and nothing of our own tables.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};

use crate::store::connection::open_foreign;

/// Deeper levels than this are no map of the earth.
const MAX_ZOOM: u8 = 24;

/// Why a file of tiles cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TilesError {
    /// It cannot be opened or is damaged.
    #[error("无法读取瓦片文件 {}；文件可能已损坏或不是 MBTiles", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The database's words.
        #[source]
        source: rusqlite::Error,
    },
    /// No table of tiles.
    #[error("{} 中没有 tiles 表，不是 MBTiles 瓦片文件", path.display())]
    NoTiles {
        /// The file.
        path: PathBuf,
    },
    /// A table without rows.
    #[error("{} 中没有任何瓦片", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Vector tiles, or pictures that are not read.
    #[error("{} 的瓦片格式是 {format}，只支持 PNG 和 JPEG 栅格瓦片", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What it is.
        format: String,
    },
}

/// A file of tiles.
#[derive(Debug)]
pub struct Tiles {
    connection: Connection,
    path: PathBuf,
    /// Coarsest level.
    pub min_zoom: u8,
    /// Finest level.
    pub max_zoom: u8,
    /// Longitudes and latitudes that it covers: west, south, east, north. From the file, or from its
    /// finest tiles.
    pub bounds: [f64; 4],
}

impl Tiles {
    /// Opens the file at `path` and looks whether it has tiles that can be drawn.
    pub fn open(path: &Path) -> Result<Self, TilesError> {
        let fail = |source| TilesError::Database {
            path: path.to_owned(),
            source,
        };
        let connection = open_foreign(path).map_err(fail)?;
        let exists: bool = connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'tiles')",
                [],
                |row| row.get(0),
            )
            .map_err(fail)?;
        if !exists {
            return Err(TilesError::NoTiles {
                path: path.to_owned(),
            });
        }
        let zooms: (Option<u8>, Option<u8>) = connection
            .query_row(
                "SELECT min(zoom_level), max(zoom_level) FROM tiles",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(fail)?;
        let (Some(min_zoom), Some(max_zoom)) = zooms else {
            return Err(TilesError::Empty {
                path: path.to_owned(),
            });
        };
        let mut tiles = Self {
            connection,
            path: path.to_owned(),
            min_zoom: min_zoom.min(MAX_ZOOM),
            max_zoom: max_zoom.min(MAX_ZOOM),
            bounds: [0.0; 4],
        };
        tiles.check_format()?;
        tiles.bounds = match tiles.stated_bounds() {
            Some(bounds) => bounds,
            None => tiles.covered()?,
        };
        Ok(tiles)
    }

    /// The picture of a tile as the file has it, `row` counted from the north; `None` where the file has
    /// none.
    pub fn tile(&self, zoom: u8, column: u32, row: u32) -> Result<Option<Vec<u8>>, TilesError> {
        self.connection
            .prepare_cached(
                "SELECT tile_data FROM tiles
                 WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3",
            )
            .and_then(|mut select| {
                select
                    .query_row((zoom, column, flipped(zoom, row)), |row| row.get(0))
                    .optional()
            })
            .map_err(|source| self.failed(source))
    }

    /// Whether the file has a tile, without reading it.
    pub fn has(&self, zoom: u8, column: u32, row: u32) -> Result<bool, TilesError> {
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM tiles
                 WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3)",
            )
            .and_then(|mut select| {
                select.query_row((zoom, column, flipped(zoom, row)), |row| row.get(0))
            })
            .map_err(|source| self.failed(source))
    }

    fn failed(&self, source: rusqlite::Error) -> TilesError {
        TilesError::Database {
            path: self.path.clone(),
            source,
        }
    }

    fn metadata(&self, name: &str) -> Option<String> {
        // Files without the table are common; what it says is a convenience.
        self.connection
            .query_row(
                "SELECT value FROM metadata WHERE name = ?1",
                [name],
                |row| row.get(0),
            )
            .ok()
    }

    fn check_format(&self) -> Result<(), TilesError> {
        let refused = |format: &str| {
            Err(TilesError::Format {
                path: self.path.clone(),
                format: format.to_owned(),
            })
        };
        let first: Option<Vec<u8>> = self
            .connection
            .query_row(
                "SELECT tile_data FROM tiles WHERE length(tile_data) > 0 LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()
            .map_err(|source| self.failed(source))?;
        let stated = self.metadata("format").unwrap_or_default();
        match first.as_deref() {
            Some([0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..]) => Ok(()),
            Some([b'R', b'I', b'F', b'F', ..]) => refused("WebP"),
            Some([0x1F, 0x8B, ..] | [0x1A, ..]) => refused("PBF (矢量瓦片)"),
            Some(_) if stated.is_empty() => refused("未知"),
            Some(_) => refused(&stated),
            None => Err(TilesError::Empty {
                path: self.path.clone(),
            }),
        }
    }

    fn stated_bounds(&self) -> Option<[f64; 4]> {
        let text = self.metadata("bounds")?;
        let mut numbers = text.split(',').map(|part| part.trim().parse::<f64>().ok());
        let mut next = || numbers.next().flatten().filter(|value| value.is_finite());
        let bounds = [next()?, next()?, next()?, next()?];
        let [west, south, east, north] = bounds;
        (west < east && south < north && west >= -180.0 && east <= 180.0).then_some(bounds)
    }

    /// What the finest tiles cover.
    fn covered(&self) -> Result<[f64; 4], TilesError> {
        let (left, right, low, high): (u32, u32, u32, u32) = self
            .connection
            .query_row(
                "SELECT min(tile_column), max(tile_column), min(tile_row), max(tile_row)
                 FROM tiles WHERE zoom_level = ?1",
                [self.max_zoom],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .map_err(|source| self.failed(source))?;
        let side = f64::from(2_u32.pow(u32::from(self.max_zoom)));
        let lon = |column: f64| column / side * 360.0 - 180.0;
        // Rows of the file run from the south.
        let lat = |row: f64| {
            let y = std::f64::consts::PI * (2.0 * row / side - 1.0);
            y.sinh().atan().to_degrees()
        };
        Ok([
            lon(f64::from(left)),
            lat(f64::from(low)),
            lon(f64::from(right) + 1.0),
            lat(f64::from(high) + 1.0),
        ])
    }
}

/// `MBTiles` count rows from the south, everybody else from the north.
fn flipped(zoom: u8, row: u32) -> i64 {
    (1_i64 << zoom) - 1 - i64::from(row)
}

/// Makes a file of tiles (zoom, column, row from the north, picture) for tests.
#[cfg(test)]
pub(crate) fn make(path: &Path, tiles: &[(u8, u32, u32, Vec<u8>)]) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test makes a file that is not ours"
    )]
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,
             tile_data BLOB);",
        )
        .unwrap();
    for (zoom, column, row, data) in tiles {
        connection
            .execute(
                "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)",
                (zoom, column, flipped(*zoom, *row), data),
            )
            .unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one tile of 1 byte more than the head of a PNG.
    fn file(folder: &Path, sql: &str) -> PathBuf {
        let path = folder.join("底图.mbtiles");
        #[expect(
            clippy::disallowed_methods,
            reason = "the test makes a file that is not ours"
        )]
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(sql).unwrap();
        path
    }

    const TILES: &str = "CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);";

    #[test]
    fn rows_are_counted_from_the_north() {
        let folder = tempfile::tempdir().unwrap();
        let sql = format!("{TILES} INSERT INTO tiles VALUES (3, 6, 4, x'89504E470D');");
        let tiles = Tiles::open(&file(folder.path(), &sql)).unwrap();
        assert!(tiles.has(3, 6, 3).unwrap() && !tiles.has(3, 6, 4).unwrap());
        assert_eq!(tiles.tile(3, 6, 3).unwrap().unwrap().len(), 5);
        assert_eq!(tiles.tile(3, 0, 0).unwrap(), None);
        assert_eq!((tiles.min_zoom, tiles.max_zoom), (3, 3));
        let [west, south, east, north] = tiles.bounds;
        assert_eq!((west, east), (90.0, 135.0));
        assert!(south.abs() < 1e-9 && (north - 40.979_898).abs() < 1e-6);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_by_name() {
        let refusal = |sql: &str| {
            let folder = tempfile::tempdir().unwrap();
            Tiles::open(&file(folder.path(), sql))
                .unwrap_err()
                .to_string()
        };
        assert!(refusal("CREATE TABLE other (a)").contains("tiles"));
        assert!(refusal(TILES).contains("没有任何瓦片"));
        let vector = format!("{TILES} INSERT INTO tiles VALUES (0, 0, 0, x'1F8B08');");
        assert!(refusal(&vector).contains("矢量"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("坏.mbtiles");
        std::fs::write(
            &path,
            "not a database at all, but long enough to be looked at",
        )
        .unwrap();
        let message = Tiles::open(&path).unwrap_err().to_string();
        assert!(
            message.contains("坏.mbtiles") && message.contains("损坏"),
            "{message}"
        );
    }
}
