//! Raster bases: tiles and pictures of this machine that lie beneath all layers. A base is opened once
//! ([`BaseSource::open`]) and then hands out pieces that are decoded and laid on the project's plane.
//! Nothing is ever fetched from a network.

mod picture;
mod stored;
#[cfg(test)]
mod tests;
mod tiled;

use std::path::{Path, PathBuf};

use geo::{Coord, Rect};

use crate::carto::warp::WarpMesh;
use crate::domain::{Cancelled, Progress};
use crate::exchange::{ExchangeError, WorldFileError};
use crate::geodesy::{CrsError, Transform};
use crate::store::TilesError;

pub use stored::{BaseEntry, keep, kept, located, path_text};

/// Why a base cannot be shown, each with its remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaseError {
    /// The file is not there.
    #[error("找不到底图文件，请重新指定或移除：{}", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Neither tiles nor a picture that is read.
    #[error("不支持的底图格式，可用 .mbtiles、.png、.jpg：{}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A picture without `.prj` whose system nobody has said.
    #[error("图片没有 .prj 文件，请选择它的坐标系")]
    NoCrs,
    /// The system cannot be used.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// No way to the project's plane.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The tiles.
    #[error(transparent)]
    Tiles(#[from] TilesError),
    /// The world file.
    #[error(transparent)]
    World(#[from] WorldFileError),
    /// The file cannot be read, or not be prepared.
    #[error("无法读取底图 {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: std::io::Error,
    },
    /// The picture is broken.
    #[error("图片无法解码，文件可能已损坏：{}", path.display())]
    Decode {
        /// The file.
        path: PathBuf,
        /// The decoder's words.
        #[source]
        source: image::ImageError,
    },
    /// More pixels than this program takes at once.
    #[error("图片有 {megapixels} 百万像素，超过上限 {most}；请用 GDAL 或 QGIS 转成 MBTiles 后添加：{}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        megapixels: u64,
        /// The limit.
        most: u64,
    },
    /// Nothing of it lies where the project's plane can show it.
    #[error("底图不在项目坐标系能表示的范围内，请核对坐标系：{}", path.display())]
    Elsewhere {
        /// The file.
        path: PathBuf,
    },
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Names a piece of a base: a tile, or a square of a picture at a level of detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PieceKey {
    /// The larger the finer.
    pub level: u8,
    /// From the left.
    pub column: u32,
    /// From the top.
    pub row: u32,
}

/// A piece, decoded and laid on the plane.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Width and height in pixels.
    pub size: [usize; 2],
    /// Straight (not premultiplied) RGBA, row by row from the top.
    pub rgba: Vec<u8>,
    /// Where it lies.
    pub mesh: WarpMesh,
}

/// The ways between a base and the project's plane. PROJ contexts belong to one thread.
pub struct BasePlanes {
    to_metric: Transform,
    from_metric: Transform,
}

impl BasePlanes {
    fn metric(&self, x: f64, y: f64) -> Option<Coord<f64>> {
        let (x, y) = self.to_metric.convert(x, y).ok()?;
        Some(Coord { x, y })
    }

    /// The box around a metric area in the base's own system, from places all over it.
    fn area(&self, area: Rect<f64>) -> Option<Rect<f64>> {
        grid_of(area)
            .filter_map(|at| self.from_metric.convert(at.x, at.y).ok())
            .map(|(x, y)| Rect::new((x, y), (x, y)))
            .reduce(crate::geodesy::bounds::union)
    }
}

/// Places all over an area.
fn grid_of(area: Rect<f64>) -> impl Iterator<Item = Coord<f64>> {
    const STEPS: i32 = 6;
    let share = |step: i32| f64::from(step) / f64::from(STEPS);
    (0..=STEPS)
        .flat_map(|x| (0..=STEPS).map(move |y| (x, y)))
        .map(move |(x, y)| {
            area.min()
                + Coord {
                    x: area.width() * share(x),
                    y: area.height() * share(y),
                }
        })
}

/// An open base.
#[derive(Debug)]
pub struct BaseSource {
    path: PathBuf,
    /// What PROJ takes for its system.
    definition: String,
    metric_epsg: u32,
    /// The box around it in metres.
    bounds: Rect<f64>,
    inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Tiled(tiled::Tiled),
    Picture(picture::Picture),
}

impl BaseSource {
    /// Opens the file of `path` for a project in the CRS `metric_epsg`; `epsg` is the user's word on the
    /// system of a picture. A picture is decoded and cut into pieces here, which may take seconds.
    pub fn open(
        path: &Path,
        epsg: Option<u32>,
        metric_epsg: u32,
        progress: &Progress,
    ) -> Result<Self, BaseError> {
        if !path.is_file() {
            return Err(BaseError::Missing {
                path: path.to_owned(),
            });
        }
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        let (inner, definition) = match ending.as_deref() {
            Some("mbtiles") => (
                Inner::Tiled(tiled::Tiled::open(path)?),
                tiled::DEFINITION.to_owned(),
            ),
            Some("png" | "jpg" | "jpeg") => {
                let definition = picture::definition(path, epsg)?.ok_or(BaseError::NoCrs)?;
                let picture = picture::Picture::open(path, progress)?;
                (Inner::Picture(picture), definition)
            }
            _ => {
                return Err(BaseError::UnknownFormat {
                    path: path.to_owned(),
                });
            }
        };
        let mut source = Self {
            path: path.to_owned(),
            definition,
            metric_epsg,
            bounds: Rect::new((0.0, 0.0), (0.0, 0.0)),
            inner,
        };
        let planes = source.planes()?;
        let corners: Vec<(f64, f64)> = match &source.inner {
            Inner::Tiled(tiled) => tiled.outline(),
            Inner::Picture(picture) => picture.outline(),
        };
        source.bounds = corners
            .into_iter()
            .filter_map(|(x, y)| planes.metric(x, y))
            .map(|at| Rect::new(at, at))
            .reduce(crate::geodesy::bounds::union)
            .ok_or_else(|| BaseError::Elsewhere {
                path: path.to_owned(),
            })?;
        Ok(source)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The box around it in metres.
    pub const fn bounds(&self) -> Rect<f64> {
        self.bounds
    }

    /// The transforms that the thread which asks for pieces needs.
    pub fn planes(&self) -> Result<BasePlanes, CrsError> {
        let metric = format!("EPSG:{}", self.metric_epsg);
        Ok(BasePlanes {
            to_metric: Transform::from_definitions(&self.definition, &metric)?,
            from_metric: Transform::from_definitions(&metric, &self.definition)?,
        })
    }

    /// The pieces that show `view` (metres) with pixels of `m_per_px` metres, nearest to the middle
    /// first. Where a fine one is missing, the coarser one that the file has.
    pub fn wanted(
        &self,
        planes: &BasePlanes,
        view: Rect<f64>,
        m_per_px: f64,
    ) -> Result<Vec<PieceKey>, BaseError> {
        let Some(area) = planes.area(view) else {
            return Ok(Vec::new());
        };
        // How long a pixel is in the base's own system, here.
        let per_m = area.width().max(area.height()) / view.width().max(view.height());
        match &self.inner {
            Inner::Tiled(tiled) => tiled.wanted(area, m_per_px * per_m),
            Inner::Picture(picture) => Ok(picture.wanted(area, m_per_px * per_m)),
        }
    }

    /// Decodes a piece and lays it on the plane; `None` where the base has none, or none that can be
    /// placed.
    pub fn piece(&self, planes: &BasePlanes, key: PieceKey) -> Result<Option<Piece>, BaseError> {
        match &self.inner {
            Inner::Tiled(tiled) => tiled.piece(planes, key, &self.path),
            Inner::Picture(picture) => picture.piece(planes, key, &self.path),
        }
    }
}
