//! What can be typed. Names are the contract that scripts rely on.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::carto::sheet::{Paper, Ticks};
use crate::domain::case::DEFAULT_VALID_DAYS;
use crate::domain::{Assessment, OutfallAction, WellAction};

/// 水功能区、饮用水水源与地下水管控区的空间核查
#[derive(Debug, Parser)]
#[command(name = "shuijie-cli", version, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// 以 JSON 输出结果
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// 在标准错误输出各阶段毫秒数
    #[arg(long, global = true)]
    pub(super) timings: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 新建项目；不覆盖已有文件
    New { project: PathBuf },
    /// 新建项目并载入示例数据
    Sample { project: PathBuf },
    /// 图层、要素数、范围、坐标系与规则包版本
    Info { project: PathBuf },
    /// 导入文件到图层
    Import(ImportArgs),
    /// 导出图层到文件，格式由扩展名决定
    Export(ExportArgs),
    /// 核查一个拟设的排污口或取水井
    #[command(subcommand)]
    Check(Box<CheckCommand>),
    /// 案卷：存下的核查、审查意见、是否过时、重新核查
    Cases(CasesArgs),
    /// 全面核查登记的排污口、取水井和其他对象
    Audit(AuditArgs),
    /// 两个图层的空间关系，输出 CSV
    Relate(RelateArgs),
    /// 打印地图：PDF、PNG 或 SVG
    Map(Box<MapArgs>),
    /// 案卷的审查意见表和空间核查报告：PDF 或 DOCX；核对这样的文件
    Report(ReportArgs),
    /// 检查项目文件、空间索引和元数据
    Verify { project: PathBuf },
    /// 备份项目；不覆盖已有文件
    Backup { project: PathBuf, out: PathBuf },
    /// 水功能区年度水质评价与达标率
    Quality(QualityArgs),
    /// 纳污能力、负荷与混合段长度计算
    Calc(CalcArgs),
    /// 规则包
    #[command(subcommand)]
    Rules(RulesCommand),
    /// 本机具备什么、缺什么、怎么办
    Doctor,
}

/// What a parameter file holds.
const DATUM_HELP: &str = "\
转换参数文件(TOML)：西安80、北京54 或地方坐标系到 CGCS2000
  source = \"EPSG:2379\"   地方坐标系写 \"local\"
  target = \"EPSG:4543\"   七参数不写
  axes   = \"en\" 或 \"ne\"  只在 local 时写、必须写：东坐标在前或北坐标在前(数据与 from 都如此)
再写以下三者之一：
  [plane]     dx_m dy_m rotation_s scale_ppm
              E' = dx + k(E·cosα − N·sinα)，N' = dy + k(E·sinα + N·cosα)，k = 1 + scale_ppm·1e-6
  [helmert]   convention = \"position_vector\" 或 \"coordinate_frame\"
              dx_m dy_m dz_m rx_s ry_s rz_s scale_ppm
  [[control]] name = \"点名\" from = [东, 北](local 按 axes) to = [东, 北]，最小二乘拟合并报告残差
不给参数时，西安80/北京54 的图层标记为基准待定：依据其位置的规则一律无法判定，导入的退出码为 1";

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    pub(super) project: PathBuf,
    pub(super) file: PathBuf,
    /// 目标图层，例如 `function_zone`
    #[arg(long)]
    pub(super) layer: String,
    /// 文件的坐标系，例如 EPSG:4543
    #[arg(long)]
    pub(super) crs: Option<String>,
    /// 文件的字符编码，例如 GBK
    #[arg(long)]
    pub(super) encoding: Option<String>,
    /// 工作簿的表、数据库的图层或压缩包中的 Shapefile
    #[arg(long, value_name = "NAME")]
    pub(super) part: Option<String>,
    /// 列到字段的对应，例如 `zone_id=code`
    #[arg(long = "field", value_name = "SRC=DST", value_parser = pair)]
    pub(super) fields: Vec<(String, String)>,
    /// 几何无效时怎么办
    #[arg(long, value_enum, default_value_t = OnInvalidArg::Repair)]
    pub(super) on_invalid: OnInvalidArg,
    /// 转换参数文件(TOML)：西安80、北京54 或地方坐标系到 CGCS2000 的四参数、七参数或控制点
    #[arg(long, value_name = "FILE.toml", long_help = DATUM_HELP)]
    pub(super) datum_params: Option<PathBuf>,
    /// 表格中 102.4236 这样的坐标是十进制度还是 DD.MMSS；两者都可能时必须指明
    #[arg(long, value_enum)]
    pub(super) angles: Option<AnglesArg>,
    /// 消除地图偏移；只在确认坐标取自该地图时使用
    #[arg(long, value_enum)]
    pub(super) undo_shift: Option<ShiftArg>,
    /// 图层已有要素时：追加、按编码更新(空白不覆盖)、整体替换
    #[arg(long, value_enum, default_value_t = ModeArg::Append)]
    pub(super) mode: ModeArg,
    /// 只试导入，不写入
    #[arg(long)]
    pub(super) dry_run: bool,
    /// 信任文件中来源不明的触发器和视图
    #[arg(long)]
    pub(super) trust: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    pub(super) project: PathBuf,
    /// 要导出的图层，例如 `function_zone`
    #[arg(long)]
    pub(super) layer: String,
    /// .shp、.geojson、.csv、.xlsx、.gpkg、.kml、.gpx 或 .dxf
    pub(super) out: PathBuf,
    /// 文件的坐标系，例如 EPSG:4543
    #[arg(long)]
    pub(super) crs: Option<String>,
    /// Shapefile、CSV 的字符编码，例如 GBK；默认 UTF-8
    #[arg(long)]
    pub(super) encoding: Option<String>,
    /// 允许把编码中没有的字符写作「?」
    #[arg(long)]
    pub(super) lossy: bool,
    /// 允许覆盖已有文件
    #[arg(long)]
    pub(super) overwrite: bool,
    /// 字段名用中文
    #[arg(long)]
    pub(super) labels: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum AnglesArg {
    /// 十进制度
    Decimal,
    /// 度.分秒(DD.MMSS)
    Dms,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ShiftArg {
    /// 高德、腾讯地图(火星坐标)
    Gcj02,
    /// 百度地图
    Bd09,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ModeArg {
    /// 追加；编码已存在的行不导入
    Append,
    /// 编码相同的更新，其余追加
    Update,
    /// 删除原有要素后导入
    Replace,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum OnInvalidArg {
    /// 修复后导入
    Repair,
    /// 按原样导入
    Keep,
    /// 不导入该行
    Reject,
}

#[derive(Debug, Subcommand)]
pub(super) enum CheckCommand {
    /// 拟设的入河排污口
    Outfall(CheckOutfallArgs),
    /// 拟建的取水井
    Well(CheckWellArgs),
}

#[derive(Debug, Args)]
pub(super) struct SiteArgs {
    pub(super) project: PathBuf,
    /// 位置：经度，纬度；给出 --crs 时为该坐标系的 X(东),Y(北)
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true)]
    pub(super) at: String,
    /// --at 的坐标系
    #[arg(long)]
    pub(super) crs: Option<String>,
    /// 只用这些规则包(可多次给出)
    #[arg(long = "pack")]
    pub(super) packs: Vec<String>,
    /// 决定日期，默认今天
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<String>,
}

/// What turns a check into a case.
#[derive(Debug, Args)]
pub(super) struct SaveArgs {
    /// 存为案卷(会写入项目文件)
    #[arg(long)]
    pub(super) save: bool,
    /// 案卷号，默认由程序编号，例如 PK-2026-0001
    #[arg(long = "case", value_name = "NUMBER", requires = "save")]
    pub(super) number: Option<String>,
    /// 申请人
    #[arg(long, requires = "save", default_value = "", hide_default_value = true)]
    pub(super) applicant: String,
    /// 项目名称
    #[arg(long, requires = "save", default_value = "", hide_default_value = true)]
    pub(super) project_name: String,
    /// 审查人
    #[arg(long, requires = "save", default_value = "", hide_default_value = true)]
    pub(super) reviewer: String,
    /// 备注
    #[arg(long, requires = "save", default_value = "", hide_default_value = true)]
    pub(super) note: String,
    /// 有效天数
    #[arg(long, value_name = "N", requires = "save", default_value_t = DEFAULT_VALID_DAYS)]
    pub(super) valid_days: u32,
    /// 存为案卷时，信任文件中来源不明的触发器和视图
    #[arg(long, requires = "save")]
    pub(super) trust: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    pub(super) project: PathBuf,
    /// 案卷号；可以多个，以逗号分隔，这时文件名中要写 {code}
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) case: Vec<String>,
    /// 全部案卷，撤回的和已重新核查的除外；文件名中要写 {code}
    #[arg(long, conflicts_with_all = ["case", "revision"])]
    pub(super) all: bool,
    /// 第几次核查，默认最近一次
    #[arg(long, value_name = "N")]
    pub(super) revision: Option<u32>,
    /// 输出文件，.pdf 或 .docx
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// 编制日期，默认为意见日期或存档日期
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) date: Option<String>,
    /// 不附图
    #[arg(long)]
    pub(super) no_map: bool,
    /// PDF 按存档标准 PDF/A-2b 输出
    #[arg(long)]
    pub(super) pdfa: bool,
    /// 核对一个审查文件与项目中的案卷是否一致
    #[arg(long, value_name = "FILE", conflicts_with_all = ["case", "all", "revision", "out", "date", "no_map", "pdfa"])]
    pub(super) verify: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CasesArgs {
    pub(super) project: PathBuf,
    #[command(subcommand)]
    pub(super) command: Option<CasesCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum CasesCommand {
    /// 列出全部案卷(默认)
    List,
    /// 一个案卷的申请、结论与意见
    Show {
        number: String,
        /// 第几次核查，默认最近一次
        #[arg(long, value_name = "N")]
        revision: Option<u32>,
    },
    /// 用现在的数据和规则重新核查，与存下的结果对照
    Rerun {
        number: String,
        /// 决定日期，默认与存下的相同
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<String>,
        /// 把新结果存为该案卷的下一次核查
        #[arg(long)]
        save: bool,
    },
    /// 记录审查意见
    Decide {
        number: String,
        /// 意见：agree、conditional、refuse、supplement，或 同意、有条件同意、不同意、补充材料
        #[arg(long)]
        opinion: String,
        /// 条件或理由
        #[arg(long, default_value = "", hide_default_value = true)]
        conditions: String,
        /// 审查人
        #[arg(long, default_value = "", hide_default_value = true)]
        reviewer: String,
    },
    /// 撤回案卷；仍留在登记册中
    Withdraw {
        number: String,
        /// 原因
        #[arg(long)]
        why: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckOutfallArgs {
    #[command(flatten)]
    pub(super) site: SiteArgs,
    #[command(flatten)]
    pub(super) save: SaveArgs,
    /// 设置方式
    #[arg(long, value_enum, default_value_t = ActionArg::New)]
    pub(super) action: ActionArg,
    /// 排污口类型，例如 `urban_wwtp` 或 城镇污水处理厂
    #[arg(long)]
    pub(super) class: Option<String>,
    /// 受纳水体名称
    #[arg(long)]
    pub(super) water_body: Option<String>,
    /// 设计排放量，m³/d
    #[arg(long, allow_hyphen_values = true)]
    pub(super) flow: Option<f64>,
    /// 新增排放量，t/a，例如 COD=12.5(可多次给出)
    #[arg(long = "load", value_name = "ITEM=T_PER_YEAR", value_parser = pair)]
    pub(super) loads: Vec<(String, String)>,
    /// 同一水功能区内的削减量，t/a，例如 COD=5(可多次给出)
    #[arg(long = "cut", value_name = "ITEM=T_PER_YEAR", value_parser = pair)]
    pub(super) cuts: Vec<(String, String)>,
    /// 受纳水体类型：river、lake、canal、`irrigation_channel`
    #[arg(long)]
    pub(super) receiver: Option<String>,
    /// 行业：chemical、tailings、medical、`heavy_polluter`、other
    #[arg(long)]
    pub(super) industry: Option<String>,
    /// 论证报告给出的混合区长度，m
    #[arg(long, value_name = "M", allow_hyphen_values = true)]
    pub(super) mixing_length: Option<f64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ActionArg {
    /// 新设
    New,
    /// 改设
    Relocate,
    /// 扩大
    Expand,
}

impl From<ActionArg> for OutfallAction {
    fn from(action: ActionArg) -> Self {
        match action {
            ActionArg::New => Self::New,
            ActionArg::Relocate => Self::Relocate,
            ActionArg::Expand => Self::Expand,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct CheckWellArgs {
    #[command(flatten)]
    pub(super) site: SiteArgs,
    #[command(flatten)]
    pub(super) save: SaveArgs,
    /// 用途:domestic、industry、agriculture、geothermal、monitoring、emergency、dewatering
    #[arg(long)]
    pub(super) purpose: String,
    /// 申请取水量，m³/a
    #[arg(long, allow_hyphen_values = true)]
    pub(super) volume: Option<f64>,
    /// 含水层
    #[arg(long)]
    pub(super) aquifer: Option<String>,
    /// 申请类型
    #[arg(long, value_enum, default_value_t = WellActionArg::New)]
    pub(super) action: WellActionArg,
    /// 延续取水时原许可的水量，m³/a
    #[arg(long, value_name = "M3_PER_YEAR", allow_hyphen_values = true)]
    pub(super) previous_volume: Option<f64>,
    /// 水资源论证
    #[arg(long, value_enum)]
    pub(super) assessment: Option<AssessmentArg>,
    /// 是否家庭生活、零星散养畜禽饮用等少量取水：yes 或 no
    #[arg(long, value_enum)]
    pub(super) small_use: Option<YesNo>,
    /// 是否公共供水工程的水井：yes 或 no
    #[arg(long, value_enum)]
    pub(super) public_supply: Option<YesNo>,
    /// 退水排入的水功能区编码；没有退水的写 none
    #[arg(long, value_name = "ZONE_CODE")]
    pub(super) return_zone: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum WellActionArg {
    /// 新增取水
    New,
    /// 延续取水
    Renew,
}

impl From<WellActionArg> for WellAction {
    fn from(action: WellActionArg) -> Self {
        match action {
            WellActionArg::New => Self::New,
            WellActionArg::Renew => Self::Renew,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum AssessmentArg {
    /// 论证报告书
    Report,
    /// 论证报告表
    Card,
    /// 没有论证
    None,
}

impl From<AssessmentArg> for Assessment {
    fn from(assessment: AssessmentArg) -> Self {
        match assessment {
            AssessmentArg::Report => Self::Report,
            AssessmentArg::Card => Self::Card,
            AssessmentArg::None => Self::None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum YesNo {
    /// 是
    Yes,
    /// 否
    No,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    pub(super) project: PathBuf,
    /// 只核查这些图层(可多次给出)
    #[arg(long = "layer")]
    pub(super) layers: Vec<String>,
    /// 只用这些规则包(可多次给出)
    #[arg(long = "pack")]
    pub(super) packs: Vec<String>,
    /// 决定日期，默认今天
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<String>,
    /// 另存为表格，按扩展名 .xlsx 或 .csv
    #[arg(long, value_name = "FILE.xlsx|csv")]
    pub(super) out: Option<PathBuf>,
    /// 与上次用 --keep 保留的核查比较
    #[arg(long)]
    pub(super) compare: bool,
    /// 把本次结论保留在项目里，供以后比较
    #[arg(long)]
    pub(super) keep: bool,
}

#[derive(Debug, Args)]
pub(super) struct RelateArgs {
    pub(super) project: PathBuf,
    /// 点图层
    #[arg(long)]
    pub(super) layer: String,
    /// 对照图层
    #[arg(long)]
    pub(super) with: String,
    /// 另给出最近边界
    #[arg(long)]
    pub(super) nearest: bool,
    /// 写入文件而不是标准输出
    #[arg(long)]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct MapArgs {
    pub(super) project: PathBuf,
    /// 输出文件，按扩展名 .pdf、.png 或 .svg
    #[arg(long, value_name = "FILE.pdf|png|svg")]
    pub(super) out: PathBuf,
    /// 纸张
    #[arg(long, value_enum, default_value_t = PaperArg::A4)]
    pub(super) paper: PaperArg,
    /// 竖版，默认横版
    #[arg(long)]
    pub(super) portrait: bool,
    /// 比例尺分母，例如 50000；须同时给出 --center，成套输出(--each)时为各图共用
    #[arg(long, value_name = "N", conflicts_with_all = ["extent", "full"], allow_hyphen_values = true)]
    pub(super) scale: Option<f64>,
    /// 图幅中心：经度，纬度；给出 --crs 时为该坐标系的 X(东),Y(北)
    #[arg(
        long,
        value_name = "X,Y",
        requires = "scale",
        allow_hyphen_values = true
    )]
    pub(super) center: Option<String>,
    /// 图幅范围，全部显示在图内
    #[arg(
        long,
        value_name = "X0,Y0,X1,Y1",
        conflicts_with = "full",
        allow_hyphen_values = true
    )]
    pub(super) extent: Option<String>,
    /// 全部数据(默认)
    #[arg(long)]
    pub(super) full: bool,
    /// --center、--extent、--site 的坐标系
    #[arg(long)]
    pub(super) crs: Option<String>,
    /// 成套输出：该图层的每个要素(或 case，每个案卷)一幅图，合为一个带书签的 PDF；
    /// 文件名中写 {code}、{name} 或 {n} 时各存一个文件
    #[arg(long, value_name = "LAYER|case", conflicts_with_all = ["center", "extent", "full", "site"])]
    pub(super) each: Option<String>,
    /// 成套输出只要这些编码(或案卷号)，以逗号分隔，默认全部
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "each")]
    pub(super) codes: Vec<String>,
    /// 成套输出只要符合条件的要素，写法同属性表的筛选条件
    #[arg(
        long = "where",
        value_name = "EXPR",
        requires = "each",
        conflicts_with = "codes"
    )]
    pub(super) condition: Option<String>,
    /// 图名；成套输出时可含 {code}、{name}、{n}、{total}
    #[arg(long)]
    pub(super) title: Option<String>,
    /// 图号；成套输出时可含 {code}、{name}、{n}、{total}
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) number: String,
    /// PNG 的分辨率
    #[arg(long, default_value_t = 300)]
    pub(super) dpi: u32,
    /// PDF 按存档标准 PDF/A-2b 输出
    #[arg(long)]
    pub(super) pdfa: bool,
    /// 只画这些图层，以逗号分隔，例如 `lake,function_zone`
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(super) layers: Vec<String>,
    /// 拟设位置，标在图上并列出坐标
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true)]
    pub(super) site: Option<String>,
    /// 拟设位置的名称
    #[arg(long, requires = "site", default_value = "拟设位置")]
    pub(super) site_name: String,
    /// 图廓注记：经纬网、方里网或不注
    #[arg(long, value_enum, default_value_t = TicksArg::Graticule)]
    pub(super) ticks: TicksArg,
    /// 不注要素名称
    #[arg(long)]
    pub(super) no_names: bool,
    /// 不画位置示意图
    #[arg(long)]
    pub(super) no_inset: bool,
    /// 图幅说明
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) notes: String,
    /// 制图人
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) drafter: String,
    /// 审核人
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) reviewer: String,
    /// 审图号，照原样印出；不给出时印“内部使用”
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(super) approval: String,
    /// 制图日期，默认今天
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) date: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PaperArg {
    /// 210 × 297 mm
    A4,
    /// 297 × 420 mm
    A3,
    /// 420 × 594 mm
    A2,
}

impl From<PaperArg> for Paper {
    fn from(paper: PaperArg) -> Self {
        match paper {
            PaperArg::A4 => Self::A4,
            PaperArg::A3 => Self::A3,
            PaperArg::A2 => Self::A2,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum TicksArg {
    /// 经纬网
    Graticule,
    /// 方里网
    Grid,
    /// 不注
    None,
}

impl From<TicksArg> for Ticks {
    fn from(ticks: TicksArg) -> Self {
        match ticks {
            TicksArg::Graticule => Self::Graticule,
            TicksArg::Grid => Self::Grid,
            TicksArg::None => Self::None,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// 列出规则包（来源、状态）和全部规则
    List {
        /// 连同项目旁的规则包和项目的停用设置
        #[arg(long)]
        project: Option<PathBuf>,
        /// 哪一天的状态，默认今天
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<String>,
    },
    /// 说明一条规则查什么、不查什么、依据什么
    Explain {
        id: String,
        /// 连同项目旁的规则包和项目的停用设置
        #[arg(long)]
        project: Option<PathBuf>,
    },
    /// 检查规则包文件
    Validate { file: PathBuf },
    /// 列出规则可以用的全部事实
    Facts,
    /// 在项目里停用一个规则包
    Off {
        id: String,
        #[arg(long)]
        project: PathBuf,
    },
    /// 在项目里重新启用一个规则包
    On {
        id: String,
        #[arg(long)]
        project: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct QualityArgs {
    pub(super) project: PathBuf,
    /// 评价年度；默认为有监测数据的最近一年
    #[arg(long)]
    pub(super) year: Option<i16>,
    /// 评价方法；默认用项目设置 `quality_method`
    #[arg(long)]
    pub(super) method: Option<String>,
    /// 把 --method 存为项目设置
    #[arg(long, requires = "method")]
    pub(super) set: bool,
}

#[derive(Debug, Args)]
pub(super) struct CalcArgs {
    /// list 列出全部模型；explain MODEL 说明一个模型；saved PROJECT 列出已存的计算；或模型编号
    pub(super) what: String,
    /// 输入项，例如 cs=20 c0=15(explain、saved 时为模型编号、项目)
    pub(super) values: Vec<String>,
    /// 把结果存入项目
    #[arg(long, value_name = "PROJECT")]
    pub(super) save: Option<PathBuf>,
    /// 这项计算的用途，与结果一起存
    #[arg(long, requires = "save")]
    pub(super) note: Option<String>,
}

/// `A=B`, both not empty.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((left, right)) if !left.is_empty() && !right.is_empty() => {
            Ok((left.to_owned(), right.to_owned()))
        }
        _ => Err(format!("应写作 名称=值，而不是「{text}」")),
    }
}
