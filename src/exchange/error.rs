//! Why a file as a whole could not be imported.

use std::path::{Path, PathBuf};

use crate::geodesy::CrsError;
use crate::store::StoreError;

/// An import that could not be done at all; nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The file, or a part that belongs to it, cannot be read.
    #[error("无法读取 {}", path.display())]
    Read {
        /// The system's words.
        #[source]
        source: std::io::Error,
        /// Which file.
        path: PathBuf,
    },
    /// The ending is none that can be imported.
    #[error("不支持的文件格式「{extension}」，可导入 .shp、.zip、.geojson、.json、.csv、.txt、.tsv、.xlsx、.xls、.ods、.gpkg、.sqlite、.kml、.kmz、.gpx、.dxf(DWG 请先另存为 DXF):{}", path.display())]
    UnknownFormat {
        /// The ending.
        extension: String,
        /// Which file.
        path: PathBuf,
    },
    /// The content is not what the ending promises.
    #[error("{} 不是有效的 {format}:{reason}", path.display())]
    Malformed {
        /// Name of the format.
        format: &'static str,
        /// What is wrong and where.
        reason: String,
        /// Which file.
        path: PathBuf,
    },
    /// The file holds several tables and none was named.
    #[error("{} 中有多个可导入的部分，请用 --part 指定其一(窗口中选定“部分”)：{names}", path.display())]
    ChoosePart {
        /// What there is.
        names: String,
        /// Which file.
        path: PathBuf,
    },
    /// The named part is not in the file.
    #[error("{} 中没有「{part}」，现有：{names}", path.display())]
    NoSuchPart {
        /// As given.
        part: String,
        /// What there is.
        names: String,
        /// Which file.
        path: PathBuf,
    },
    /// The file holds nothing that can be imported.
    #[error("{} 中没有可导入的数据(压缩包中应有 .shp，数据库中应有登记的图层)", path.display())]
    NothingInside {
        /// Which file.
        path: PathBuf,
    },
    /// The file is larger than is read.
    #[error("{} 超过读取上限：{what}", path.display())]
    TooLarge {
        /// What is too large, and the limit.
        what: String,
        /// Which file.
        path: PathBuf,
    },
    /// A reader did not come on.
    #[error("{} 读了 {seconds} 秒没有进展，已停止读取：文件可能损坏或是特意构造的，请用原来的软件打开后另存为新文件再导入", path.display())]
    Stuck {
        /// How long.
        seconds: u64,
        /// Which file.
        path: PathBuf,
    },
    /// A reader broke down.
    #[error("{} 的内部结构损坏，读取程序无法处理，请用原来的软件打开后另存为新文件再导入", path.display())]
    Panicked {
        /// Which file.
        path: PathBuf,
    },
    /// What was read could not be put by until it is stored.
    #[error("无法使用临时文件夹暂存读入的内容，请检查系统临时文件夹所在磁盘的空间和权限")]
    Spool {
        /// The system's words.
        #[source]
        source: std::io::Error,
    },
    /// The encoding asked for is not known.
    #[error("未知的字符编码「{name}」，可用 UTF-8、GBK、GB18030、Big5 等")]
    UnknownEncoding {
        /// As given.
        name: String,
    },
    /// The text could not be decoded with any candidate.
    #[error("无法判断 {} 的字符编码，请用 --encoding 指定", path.display())]
    UndecidedEncoding {
        /// Which file.
        path: PathBuf,
    },
    /// `--crs` is not an EPSG code.
    #[error("坐标系应写作 EPSG:编号，例如 EPSG:4490，而不是「{text}」")]
    BadCrs {
        /// As given.
        text: String,
    },
    /// The file states a CRS whose datum has no published transform to CGCS2000.
    #[error(
        "坐标系「{name}」的基准与 CGCS2000 之间没有公开的转换参数，直接转换会偏移数十米；请先用本地参数转换为 CGCS2000"
    )]
    DatumUnresolved {
        /// Name or code of the CRS.
        name: String,
    },
    /// The file states a local system without any place on the earth.
    #[error(
        "文件的坐标系「{name}」是没有地理基准的本地坐标系，无法转换；请用 --crs EPSG:编号 指定真实的坐标系"
    )]
    LocalCrs {
        /// Name of the CRS.
        name: String,
    },
    /// The file states a CRS that is not understood.
    #[error(
        "文件说明的坐标系「{text}」无法识别，没有当作默认坐标系导入；请核实后用 --crs EPSG:编号 指定(窗口中选定“坐标系”)"
    )]
    UnreadableCrs {
        /// As the file has it.
        text: String,
    },
    /// No CRS is stated and the numbers do not tell.
    #[error("文件没有说明坐标系，坐标数值(如 {x},{y})也不足以判断，请用 --crs EPSG:编号 指定")]
    UndecidedCrs {
        /// First coordinate of the first feature.
        x: f64,
        /// Second coordinate of the first feature.
        y: f64,
    },
    /// No CRS is stated, and several fit the numbers.
    #[error(
        "文件没有说明坐标系，坐标数值(如 {x},{y})可能是 {candidates}，两者相差约一公里，不能代为猜测，请用 --crs 指定其一"
    )]
    AmbiguousCrs {
        /// First coordinate of the first feature.
        x: f64,
        /// Second coordinate of the first feature.
        y: f64,
        /// The systems that fit.
        candidates: String,
    },
    /// Every coordinate of a table can be decimal degrees and DD.MMSS.
    #[error(
        "坐标(如第 {row} 行 {x},{y})既可能是十进制度，也可能是 DD.MMSS(度.分秒)，相差可达数十公里，不能代为猜测；请用 --angles decimal 或 --angles dms 指明"
    )]
    AmbiguousAngles {
        /// The first row that can be both, as the user counts.
        row: u32,
        /// Its first coordinate.
        x: f64,
        /// Its second coordinate.
        y: f64,
    },
    /// The parameter file for a change of datum is wrong.
    #[error("转换参数文件 {} 有误：{reason}", path.display())]
    BadDatumParams {
        /// What is wrong and where.
        reason: String,
        /// Which file.
        path: PathBuf,
    },
    /// The parameters lead from another system than the file's.
    #[error(
        "转换参数适用于{of}，而文件的坐标系是「{file}」，不能套用；请核对 --crs 与参数文件的 source"
    )]
    DatumParamsUnfit {
        /// What the parameters are for.
        of: String,
        /// What the file is in.
        file: String,
    },
    /// A transform failed.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// `--field` names a column that the file lacks.
    #[error("文件中没有列「{column}」，现有列：{available}")]
    NoSuchColumn {
        /// As given.
        column: String,
        /// What there is.
        available: String,
    },
    /// `--field` names a field that the layer lacks.
    #[error("图层 {layer} 没有字段「{field}」，可用字段：{available}")]
    NoSuchField {
        /// The layer.
        layer: &'static str,
        /// As given.
        field: String,
        /// What there is.
        available: String,
    },
    /// The report could not be written as JSON.
    #[error("无法生成导入报告")]
    Report(#[from] serde_json::Error),
    /// The project file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller cancelled; nothing was written.
    #[error(transparent)]
    Cancelled(#[from] crate::domain::Cancelled),
}

impl ExchangeError {
    /// What a reader of `format` says of the file at `path`, given the reason.
    pub(super) fn malformed(format: &'static str, path: &Path) -> impl Fn(String) -> Self + Copy {
        move |reason| Self::Malformed {
            format,
            reason,
            path: path.to_owned(),
        }
    }
}
