//! What can go wrong with a project file, each as one sentence with the remedy.

use std::path::PathBuf;

/// An error of the project file. The `source` carries the database's own words.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    #[error("找不到项目文件，请核对路径，或用 new 新建：{}", path.display())]
    NotFound {
        /// As given.
        path: PathBuf,
    },
    /// The file to be created is there already.
    #[error("文件已存在，不会覆盖，请换一个文件名：{}", path.display())]
    AlreadyExists {
        /// As given.
        path: PathBuf,
    },
    /// The file could not be read, written or created.
    #[error("无法{doing} {}", path.display())]
    File {
        /// What was attempted, as a verb.
        doing: &'static str,
        /// The system's words.
        #[source]
        source: std::io::Error,
        /// As given.
        path: PathBuf,
    },
    /// The file is something else than a database.
    #[error("不是水界项目文件(不是 SQLite 数据库)；要导入数据请先新建项目再导入：{}", path.display())]
    NotADatabase {
        /// As given.
        path: PathBuf,
    },
    /// The file is a database without any of our layers.
    #[error("数据库中没有水界的图层(例如 function_zone)，不是水界项目：{}", path.display())]
    NotAProject {
        /// As given.
        path: PathBuf,
    },
    /// The database is damaged.
    #[error("项目文件已损坏，请用最近的备份恢复：{}", path.display())]
    Damaged {
        /// As given.
        path: PathBuf,
    },
    /// Another program holds the file.
    #[error("项目文件正被其他程序占用{}，请关闭该程序后重试：{}", holders, path.display())]
    Busy {
        /// As given.
        path: PathBuf,
        /// The programs, as the sentence names them; empty where the system does not tell.
        holders: String,
    },
    /// The file can be read but not written.
    #[error("项目文件是只读的，只能查看和核查；要修改请取消只读属性，或用 backup 复制一份：{}", path.display())]
    ReadOnly {
        /// As given.
        path: PathBuf,
    },
    /// The file was written by a newer version.
    #[error("项目的数据结构版本是 {found}，本程序只支持到 {supported}，请升级程序：{}", path.display())]
    TooNew {
        /// In the file.
        found: u32,
        /// What this program knows.
        supported: u32,
        /// As given.
        path: PathBuf,
    },
    /// The SpatiaLite extension could not be loaded.
    #[error(
        "无法加载 SpatiaLite 扩展({tried})；请安装 libsqlite3-mod-spatialite,\
         或把 mod_spatialite 放在程序旁边，或用环境变量 SHUIJIE_SPATIALITE 指明其位置"
    )]
    NoSpatialite {
        /// What was tried, for the message.
        tried: String,
        /// Why the last one failed.
        #[source]
        source: rusqlite::Error,
    },
    /// The file holds triggers or views of unknown origin.
    #[error(
        "项目文件含有来源不明的触发器或视图({names}),为安全起见拒绝写入；确认无害后用 --trust 打开"
    )]
    Untrusted {
        /// Their names.
        names: String,
    },
    /// The file has no table for a layer.
    #[error("项目中没有图层 {layer} 的表")]
    NoTable {
        /// The layer's name.
        layer: &'static str,
    },
    /// No import of the layer stands.
    #[error("图层 {layer} 没有可以撤销的导入")]
    NothingToUndo {
        /// The layer's name.
        layer: &'static str,
    },
    /// A view in a file of another program gives no row in any reasonable time.
    #[error(
        "{} 中的视图「{table}」算不出结果(可能无穷递归)；请在原程序中把它另存为普通表后再导入", path.display()
    )]
    ForeignEndless {
        /// The file.
        path: PathBuf,
        /// The view, or the list of layers.
        table: String,
    },
    /// A layer in a file of another program is larger than is read.
    #[error(
        "{} 中的「{table}」过大，读到第 {rows} 行已超过上限；请在原程序中裁剪或分成几个图层后再导入", path.display()
    )]
    ForeignTooLarge {
        /// The file.
        path: PathBuf,
        /// The layer.
        table: String,
        /// The row at which reading stopped.
        rows: u64,
    },
    /// There is no import with this number.
    #[error("项目中没有第 {id} 号导入")]
    NoSuchImport {
        /// As asked for.
        id: i64,
    },
    /// Another import into the layer came after the one that is to be taken back.
    #[error("「{file}」导入之后，同一图层又导入过「{later}」，只能撤销最后一次导入")]
    ImportedSince {
        /// The file that is to be taken back.
        file: String,
        /// The file that came after it.
        later: String,
    },
    /// The layer was changed after its last import.
    #[error("图层 {layer} 在导入之后又被修改过，不能整体撤销；请用备份恢复，或逐条修改")]
    ChangedSince {
        /// The layer's name.
        layer: &'static str,
    },
    /// A layer is stored in another coordinate system than ours: its positions would be misread.
    #[error(
        "图层 {layer} 的坐标系是 EPSG:{srid}，项目的几何必须存为 EPSG:4490；请把该图层转换后重新导入"
    )]
    WrongCrs {
        /// The layer's name.
        layer: &'static str,
        /// What the file says.
        srid: i64,
    },
    /// A geometry says that it is in another coordinate system than its layer.
    #[error(
        "图层 {layer} 第 {id} 号要素的几何标明坐标系 EPSG:{srid}，与图层不符；请用 QGIS 修正后重试"
    )]
    StrayCrs {
        /// The layer's name.
        layer: &'static str,
        /// Primary key.
        id: i64,
        /// What the geometry says.
        srid: i32,
    },
    /// A stored geometry cannot be read.
    #[error("图层 {layer} 第 {id} 号要素的几何无法读取：{reason}")]
    BadGeometry {
        /// The layer's name.
        layer: &'static str,
        /// Primary key.
        id: i64,
        /// What is wrong with it.
        reason: crate::store::blob::BlobError,
    },
    /// There is no such case.
    #[error("项目中没有案卷「{number}」，可用 cases 列出全部案卷")]
    NoCase {
        /// As asked for.
        number: String,
    },
    /// Another case has this number.
    #[error("案卷号「{number}」已被使用，请换一个，或不填由程序编号")]
    CaseNumberTaken {
        /// As given.
        number: String,
    },
    /// The case can no longer be changed.
    #[error("案卷「{number}」{status}，不能再{doing}")]
    CaseClosed {
        /// Its number.
        number: String,
        /// Its status in Chinese.
        status: &'static str,
        /// What was attempted.
        doing: &'static str,
    },
    /// What is stored of a case is not what this version writes.
    #[error(
        "案卷「{number}」的{what}无法读取：可能由更新版本的程序写入，请升级程序，或曾被其他程序改动"
    )]
    BadCase {
        /// Its number.
        number: String,
        /// Which part.
        what: &'static str,
        /// What is wrong with it; `None` for a code that is not known.
        #[source]
        source: Option<serde_json::Error>,
    },
    /// A value could not be written as JSON.
    #[error("无法写出{what}")]
    Json {
        /// Which value.
        what: &'static str,
        /// The cause.
        #[source]
        source: serde_json::Error,
    },
    /// A layer changed between the check and its saving.
    #[error("图层 {layer} 在核查之后有改动，没有存为案卷；请重新核查后再存")]
    DataMoved {
        /// The layer's name.
        layer: String,
    },
    /// The caller cancelled; nothing was written.
    #[error(transparent)]
    Cancelled(#[from] crate::domain::Cancelled),
    /// Any other database error.
    #[error("{doing}时数据库出错")]
    Sql {
        /// What was attempted.
        doing: &'static str,
        /// The database's words.
        #[source]
        source: rusqlite::Error,
    },
}

/// Names what a database call was for.
pub(super) trait Doing<T> {
    /// Wraps the error with what was attempted.
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Sql { doing, source })
    }
}

impl StoreError {
    /// Turns a plain database error into the sentence for a damaged, foreign or busy file.
    pub(super) fn about(self, path: &std::path::Path) -> Self {
        use rusqlite::ErrorCode;

        use crate::store::holders;
        let Self::Sql { doing, source } = self else {
            return self;
        };
        // The sentence says it all; the database's own words go to the log.
        tracing::debug!(%source, doing, path = %path.display(), "database error");
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase { path },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                let holders = holders::named(&path);
                Self::Busy { path, holders }
            }
            _ => Self::Sql { doing, source },
        }
    }
}
