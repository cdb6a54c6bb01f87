//! Bases of one picture with a world file. The picture is decoded once and cut into squares at several
//! levels of detail, which lie in a temporary file: however large it is, memory holds only what shows.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use geo::Rect;
use image::{DynamicImage, ImageDecoder as _, ImageReader, RgbaImage, imageops};

use crate::carto::warp::warp;
use crate::domain::Progress;
use crate::exchange::{self, WorldFile};
use crate::services::base::{BaseError, BasePlanes, Piece, PieceKey};

/// Side of a square in pixels.
const SIDE: u32 = 512;
/// Pixels that are decoded at once: 400 MB for a moment.
const MOST_PIXELS: u64 = 100_000_000;
/// Positions may be off by this part of a pixel.
const DEVIATION_PX: f64 = 0.3;
const BYTES: usize = (SIDE * SIDE * 4) as usize;

/// A picture in squares.
#[derive(Debug)]
pub(super) struct Picture {
    world: WorldFile,
    /// Finest first.
    levels: Vec<Level>,
    squares: Mutex<File>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    width: u32,
    height: u32,
    columns: u32,
    rows: u32,
    /// Squares of finer levels, which lie before its own.
    before: u32,
}

/// The system of the picture at `path`: the user's word, then the `.prj` beside it.
pub(super) fn definition(path: &Path, epsg: Option<u32>) -> Result<Option<String>, BaseError> {
    let prj = ["prj", "PRJ"].map(|ending| path.with_extension(ending));
    let prj = match prj.iter().find(|prj| prj.is_file()) {
        Some(prj) => {
            let bytes = std::fs::read(prj).map_err(|source| BaseError::Io {
                path: prj.clone(),
                source,
            })?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        None => None,
    };
    Ok(exchange::definition(epsg, prj.as_deref())?)
}

impl Picture {
    pub(super) fn open(path: &Path, progress: &Progress) -> Result<Self, BaseError> {
        let world = WorldFile::beside(path)?;
        let picture = decode(path)?;
        progress.step(1, 3)?;
        let write = |source| BaseError::Io {
            path: path.to_owned(),
            source,
        };
        let mut file = tempfile::tempfile().map_err(write)?;
        let levels = cut(picture, &mut file, progress)?.map_err(write)?;
        Ok(Self {
            world,
            levels,
            squares: Mutex::new(file),
        })
    }

    /// Places along the edge.
    pub(super) fn outline(&self) -> Vec<(f64, f64)> {
        let [width, height] = self.size();
        super::grid_of(Rect::new((0.0, 0.0), (width, height)))
            .map(|at| self.world.place(at.x, at.y))
            .collect()
    }

    fn size(&self) -> [f64; 2] {
        let finest = self.levels.first();
        finest.map_or([0.0; 2], |level| {
            [f64::from(level.width), f64::from(level.height)]
        })
    }

    pub(super) fn wanted(&self, area: Rect<f64>, pixel: f64) -> Vec<PieceKey> {
        // Pixels of the picture to one on the screen.
        let ratio = pixel / self.world.pixel_size();
        let coarser = ratio
            .log2()
            .floor()
            .clamp(0.0, (self.levels.len() - 1) as f64) as usize;
        let level = self.levels[coarser];
        let corners = super::grid_of(area).map(|at| {
            let (column, row) = self.world.pixel(at.x, at.y);
            Rect::new((column, row), (column, row))
        });
        let Some(window) = corners.reduce(crate::geodesy::bounds::union) else {
            return Vec::new();
        };
        let side = f64::from(SIDE << coarser);
        let range = |low: f64, high: f64, count: u32| {
            let low = (low / side).floor().max(0.0);
            let high = (high / side).ceil().min(f64::from(count));
            (low < high).then_some(low as u32..high as u32)
        };
        let (Some(columns), Some(rows)) = (
            range(window.min().x, window.max().x, level.columns),
            range(window.min().y, window.max().y, level.rows),
        ) else {
            return Vec::new();
        };
        let middle = window.center();
        let mut found: Vec<(f64, PieceKey)> = columns
            .flat_map(|column| rows.clone().map(move |row| (column, row)))
            .map(|(column, row)| {
                let x = (f64::from(column) + 0.5) * side - middle.x;
                let y = (f64::from(row) + 0.5) * side - middle.y;
                let key = PieceKey {
                    // The larger the finer.
                    level: (self.levels.len() - 1 - coarser) as u8,
                    column,
                    row,
                };
                (x.hypot(y), key)
            })
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().map(|(_, key)| key).collect()
    }

    pub(super) fn piece(
        &self,
        planes: &BasePlanes,
        key: PieceKey,
        path: &Path,
    ) -> Result<Option<Piece>, BaseError> {
        let Some(coarser) = (self.levels.len() - 1).checked_sub(usize::from(key.level)) else {
            return Ok(None);
        };
        let level = self.levels[coarser];
        if key.column >= level.columns || key.row >= level.rows {
            return Ok(None);
        }
        let number = u64::from(level.before + key.row * level.columns + key.column);
        let mut whole = vec![0; BYTES];
        let read = |whole: &mut Vec<u8>| -> std::io::Result<()> {
            let mut file = self.squares.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(number * BYTES as u64))?;
            file.read_exact(whole)
        };
        read(&mut whole).map_err(|source| BaseError::Io {
            path: path.to_owned(),
            source,
        })?;
        let (left, top) = (key.column * SIDE, key.row * SIDE);
        let width = (level.width - left).min(SIDE);
        let height = (level.height - top).min(SIDE);
        let rgba = whole
            .chunks_exact((SIDE * 4) as usize)
            .take(height as usize)
            .flat_map(|row| &row[..(width * 4) as usize])
            .copied()
            .collect();
        // Sizes are rounded up from level to level, so that a level is stretched a little.
        let [full_width, full_height] = self.size();
        let stretch = [
            full_width / f64::from(level.width),
            full_height / f64::from(level.height),
        ];
        let place = |u: f64, v: f64| {
            let column = (f64::from(left) + u * f64::from(width)) * stretch[0];
            let row = (f64::from(top) + v * f64::from(height)) * stretch[1];
            let (x, y) = self.world.place(column, row);
            planes.metric(x, y)
        };
        let tolerance = place(0.0, 0.0)
            .zip(place(1.0, 0.0))
            .map(|(a, b)| (b.x - a.x).hypot(b.y - a.y) / f64::from(width) * DEVIATION_PX);
        let mesh = tolerance.and_then(|tolerance| warp(place, tolerance));
        Ok(mesh.map(|mesh| Piece {
            size: [width as usize, height as usize],
            rgba,
            mesh,
        }))
    }
}

fn decode(path: &Path) -> Result<DynamicImage, BaseError> {
    let fail = |source| BaseError::Decode {
        path: path.to_owned(),
        source,
    };
    let file = ImageReader::open(path).and_then(ImageReader::with_guessed_format);
    let mut reader = file.map_err(|source| BaseError::Io {
        path: path.to_owned(),
        source,
    })?;
    reader.no_limits();
    let decoder = reader.into_decoder().map_err(fail)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS {
        return Err(BaseError::TooLarge {
            path: path.to_owned(),
            megapixels: pixels / 1_000_000,
            most: MOST_PIXELS / 1_000_000,
        });
    }
    DynamicImage::from_decoder(decoder).map_err(fail)
}

/// Writes the squares of every level, from the finest to the first that is one square.
fn cut(
    picture: DynamicImage,
    file: &mut File,
    progress: &Progress,
) -> Result<std::io::Result<Vec<Level>>, BaseError> {
    let mut picture = picture.into_rgba8();
    let mut levels: Vec<Level> = Vec::new();
    let mut before = 0;
    loop {
        progress.step(2, 3)?;
        let (width, height) = picture.dimensions();
        let level = Level {
            width,
            height,
            columns: width.div_ceil(SIDE),
            rows: height.div_ceil(SIDE),
            before,
        };
        if let Err(error) = write_level(&picture, level, file) {
            return Ok(Err(error));
        }
        before += level.columns * level.rows;
        levels.push(level);
        if width <= SIDE && height <= SIDE {
            return Ok(Ok(levels));
        }
        picture = halved(&picture);
    }
}

fn write_level(picture: &RgbaImage, level: Level, file: &mut File) -> std::io::Result<()> {
    let mut square = vec![0; BYTES];
    let row_bytes = (SIDE * 4) as usize;
    for row in 0..level.rows {
        for column in 0..level.columns {
            let (left, top) = (column * SIDE, row * SIDE);
            let width = (level.width - left).min(SIDE) as usize * 4;
            let height = (level.height - top).min(SIDE);
            for line in 0..height {
                let from = ((top + line) as usize * level.width as usize + left as usize) * 4;
                let to = line as usize * row_bytes;
                square[to..to + width].copy_from_slice(&picture.as_raw()[from..from + width]);
            }
            file.write_all(&square)?;
        }
    }
    Ok(())
}

/// Half as wide and high, rounded up; each pixel the mean of the four that it covers.
fn halved(picture: &RgbaImage) -> RgbaImage {
    let (width, height) = picture.dimensions();
    imageops::thumbnail(picture, width.div_ceil(2), height.div_ceil(2))
}
