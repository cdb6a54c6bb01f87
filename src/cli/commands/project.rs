//! `new`, `info`, `verify`, `backup`.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::cli::Ending;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::domain::Progress;
use crate::rules::PackSet;
use crate::services::packs::{PacksError, Shelf, user_folder};
use crate::services::seams::{self, Checked, Seam, Unread};
use crate::services::{Clock, project, sample, styles};
use crate::store::{Access, Health, Project};

pub(super) fn new(mut run: Run, path: &Path) -> anyhow::Result<Ending> {
    let project = styles::create_project(path, Clock::System)?;
    run.clock.worked();
    if run.json {
        output::json(&project::summary(&project, &packs_of(&project)?)?)?;
    } else {
        output::result(&format!("已新建项目 {}\n", path.display()))?;
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

pub(super) fn sample(mut run: Run, path: &Path) -> anyhow::Result<Ending> {
    let project = sample::create_sample(path, Clock::System, &Progress::silent())?;
    run.clock.worked();
    if run.json {
        output::json(&project::summary(&project, &packs_of(&project)?)?)?;
    } else {
        output::result(&format!(
            "已新建示例项目 {}(示例数据，非官方)\n",
            path.display()
        ))?;
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

pub(super) fn info(mut run: Run, path: &Path) -> anyhow::Result<Ending> {
    let project = Project::open(path, Access::ReadOnly)?;
    run.clock.opened();
    let summary = project::summary(&project, &packs_of(&project)?)?;
    run.clock.worked();
    if run.json {
        output::json(&summary)?;
    } else {
        let mut text = format!(
            "项目 {}\n存储坐标系 {}，量算坐标系 {}，数据结构版本 {}\n",
            summary.path, summary.storage_crs, summary.metric_crs, summary.schema_version
        );
        for layer in &summary.layers {
            writeln!(
                text,
                "  {:<20} {:>8}  {}",
                layer.layer, layer.features, layer.label
            )?;
        }
        for pack in &summary.packs {
            writeln!(text, "规则包 {} {}", pack.id, pack.version)?;
        }
        let health = if summary.health.is_sound() {
            "完好"
        } else {
            "有问题，用 verify 查看"
        };
        writeln!(text, "文件{health}")?;
        output::result(&text)?;
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

/// The packs that can be used in `project`; those that cannot are the business of `rules list`.
fn packs_of(project: &Project) -> Result<PackSet, PacksError> {
    Shelf::of(project, user_folder())?.in_use()
}

/// What `verify --json` prints.
#[derive(Serialize)]
struct Verified<'a> {
    #[serde(flatten)]
    health: &'a Health,
    seams: &'a [Seam],
    /// Areas that were not compared.
    seams_unread: &'a [Unread],
}

/// Seams are the bureau's business and no fault of the file; shapes that cannot be read are one.
fn seams_text(Checked { seams, unread }: &Checked) -> String {
    let mut text = String::new();
    let mut list = |title: String, lines: &mut dyn Iterator<Item = String>| {
        const SHOWN: usize = 20;
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            return;
        }
        text.push_str(&title);
        text.extend(lines.by_ref().take(SHOWN).map(|line| format!("  {line}\n")));
        if lines.next().is_some() {
            text.push_str("  其余见 --json\n");
        }
    };
    list(
        format!(
            "有 {} 处面的几何无法使用，没有检查它们与相邻面之间的细缝和重叠；请用 QGIS 修正，或用更新方式重新导入\n",
            unread.len()
        ),
        &mut unread.iter().map(|unread| match &unread.code {
            Some(code) => format!("{}「{code}」{}", unread.layer, unread.message),
            None => format!("{} {}", unread.layer, unread.message),
        }),
    );
    list(
        format!(
            "相邻面之间有 {} 处细缝或狭窄重叠，请核对边界\n",
            seams.len()
        ),
        &mut seams
            .iter()
            .map(|seam| format!("{}「{}」{}", seam.layer, seam.code, seam.message)),
    );
    text
}

pub(super) fn verify(mut run: Run, path: &Path) -> anyhow::Result<Ending> {
    let project = Project::open(path, Access::ReadOnly)?;
    run.clock.opened();
    let health = project::health(&project)?;
    if !run.json {
        // What is known of the file is said before anything can go wrong with its shapes.
        output::result(&health_text(&health)?)?;
    }
    let checked = seams::check(&project, &Progress::silent())?;
    run.clock.worked();
    if run.json {
        output::json(&Verified {
            health: &health,
            seams: &checked.seams,
            seams_unread: &checked.unread,
        })?;
    } else {
        output::result(&seams_text(&checked))?;
    }
    run.clock.written(run.timings);
    Ok(if health.is_sound() && checked.unread.is_empty() {
        Ending::Clean
    } else {
        Ending::Findings
    })
}

fn health_text(health: &Health) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    if health.is_sound() {
        text.push_str("项目文件完好：数据库完整，SpatiaLite 元数据有效，空间索引与图层一致\n");
    } else {
        if health.spatial_metadata != 3 {
            writeln!(
                text,
                "SpatiaLite 元数据异常(CheckSpatialMetaData = {})",
                health.spatial_metadata
            )?;
        }
        for line in &health.integrity {
            writeln!(text, "数据库：{line}")?;
        }
        for layer in &health.bad_indexes {
            writeln!(
                text,
                "空间索引与图层 {layer} 不一致，可在 QGIS 或 spatialite 中执行 RecoverSpatialIndex('{layer}', 'geom')"
            )?;
        }
        for name in &health.foreign_objects {
            writeln!(text, "来源不明的触发器或视图：{name}")?;
        }
    }
    Ok(text)
}

pub(super) fn backup(mut run: Run, path: &Path, out: &Path) -> anyhow::Result<Ending> {
    let project = Project::open(path, Access::ReadOnly)?;
    run.clock.opened();
    project::backup(&project, out)?;
    run.clock.worked();
    if run.json {
        output::json(&serde_json::json!({ "backup": out.display().to_string() }))?;
    } else {
        output::result(&format!("已备份到 {}\n", out.display()))?;
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}
