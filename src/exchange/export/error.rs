//! Why a layer was not exported; nothing was written then.

use std::path::PathBuf;

use crate::exchange::error::ExchangeError;
use crate::geodesy::CrsError;
use crate::store::StoreError;
use crate::store::geopackage::GeopackageError;

/// An export that could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The ending is none that can be written.
    #[error("不支持导出为「{extension}」，可用：.shp、.geojson、.csv、.xlsx、.gpkg、.kml、.gpx、.dxf:{}", path.display())]
    UnknownFormat {
        /// The ending.
        extension: String,
        /// As given.
        path: PathBuf,
    },
    /// There is a file under the name already.
    #[error("文件已存在，不会覆盖，请换一个文件名，或用 --overwrite 允许覆盖：{}", path.display())]
    AlreadyExists {
        /// Which one.
        path: PathBuf,
    },
    /// The name is that of the open project.
    #[error("{} 是正在使用的项目文件，不能被导出结果覆盖，请换一个文件名", path.display())]
    IsProject {
        /// As given.
        path: PathBuf,
    },
    /// The positions are in no system that could be named in the file.
    #[error("不能导出：{sentence}")]
    DatumUnresolved {
        /// Layer and system, and the remedy.
        sentence: String,
    },
    /// The format holds no such geometry.
    #[error("{format} 不能保存图层「{layer}」：{reason}")]
    Unfit {
        /// The format.
        format: &'static str,
        /// The layer's Chinese name.
        layer: &'static str,
        /// Why, and what to do.
        reason: &'static str,
    },
    /// The format allows one system only.
    #[error("{format} 标准只允许 WGS 84 经纬度，请去掉 --crs，或改用其他格式")]
    FixedCrs {
        /// The format.
        format: &'static str,
    },
    /// No `.prj` text is known for the code.
    #[error(
        "EPSG:{epsg} 没有可写入 .prj 的定义；可用 4490、4326、3857、CGCS2000 高斯-克吕格(4491–4554)和 WGS 84 UTM(32601–32660)"
    )]
    NoProjectionText {
        /// The code.
        epsg: u32,
    },
    /// A character does not exist in the encoding.
    #[error(
        "编码「{code}」的{field}含有 {encoding} 没有的字符「{character}」，为避免丢字没有导出；请改用 UTF-8，或用 --lossy 以「?」代替"
    )]
    LossyText {
        /// Code of the feature.
        code: String,
        /// The field's Chinese name.
        field: &'static str,
        /// The first such character.
        character: char,
        /// Name of the encoding.
        encoding: &'static str,
    },
    /// The encoding cannot be used for the format.
    #[error("{format} 只能用 UTF-8 编码，请去掉 --encoding")]
    FixedEncoding {
        /// The format.
        format: &'static str,
    },
    /// More rows or columns than the format holds.
    #[error("{format} 最多容纳 {limit}，图层超出；请改用 GeoPackage 或 CSV")]
    TooLarge {
        /// The format.
        format: &'static str,
        /// What fits.
        limit: &'static str,
    },
    /// The system refused.
    #[error("无法写入 {}", path.display())]
    Io {
        /// The system's words.
        #[source]
        source: std::io::Error,
        /// Which file.
        path: PathBuf,
    },
    /// Writing failed, and what was there before could not all be put back either.
    #[error("导出失败，且原有文件未能全部放回原处；它们保存在 {}，请手工移回", aside.display())]
    NotPutBack {
        /// The folder that holds them.
        aside: PathBuf,
    },
    /// The writer of the format refused.
    #[error("生成 {format} 失败：{reason}")]
    Writer {
        /// The format.
        format: &'static str,
        /// Its words.
        reason: String,
    },
    /// The CRS or the encoding asked for is none.
    #[error(transparent)]
    Option(#[from] ExchangeError),
    /// A transform failed.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] crate::domain::Cancelled),
}

impl From<GeopackageError> for ExportError {
    fn from(error: GeopackageError) -> Self {
        match error {
            GeopackageError::Store(error) => Self::Store(error),
            GeopackageError::Cancelled(error) => Self::Cancelled(error),
        }
    }
}
