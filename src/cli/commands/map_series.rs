//! `map --each`: a series of sheets.

use anyhow::{Context as _, bail};

use crate::carto::scene::Scene;
use crate::carto::style::StyleSheet;
use crate::cli::args::MapArgs;
use crate::cli::commands::{self, Run};
use crate::cli::output;
use crate::domain::expression::Expression;
use crate::domain::{Language, Layer, Progress};
use crate::services::Clock;
use crate::services::map::{MapRequest, MapTools};
use crate::services::map_series::{self, ChosenCases, Series, SeriesItem, SeriesReport};
use crate::services::packs::{Shelf, user_folder};
use crate::services::result_file::Destination;
use crate::services::review_report::ReportSource;
use crate::services::select::by_expression;
use crate::services::table::TableData;
use crate::store::Project;

/// The name by which cases are asked for, in both languages.
const CASES: [&str; 2] = ["case", "案卷"];

/// Writes the sheets; `shared` is what all of them have.
pub(super) fn run(
    run: &mut Run,
    (args, each): (&MapArgs, &str),
    project: &Project,
    (scene, styles, tools): (&Scene, &StyleSheet, &MapTools),
    shared: MapRequest,
) -> anyhow::Result<()> {
    let layers: Vec<Layer> = shared.shown.iter().map(|shown| shown.layer).collect();
    let chosen = items(args, each, project, (scene, &layers))?;
    if let Some(left_out) = map_series::left_out_text(&chosen.left_out, Language::Zh) {
        output::message(&format!("注意：{left_out}"));
    }
    let series = Series {
        items: chosen.items,
        left_out: chosen.left_out,
        scale: args.scale,
        shared,
    };
    let to = Destination::confirmed(&args.out);
    let progress = Progress::silent();
    let report = map_series::export((scene, styles), tools, &series, &to, &progress)?;
    run.clock.set_work(report.work_ms);
    tell(run, &report)
}

/// What has a sheet, and the codes of what was asked for and has none.
struct Chosen {
    items: Vec<SeriesItem>,
    left_out: Vec<String>,
}

fn items(
    args: &MapArgs,
    each: &str,
    project: &Project,
    (scene, layers): (&Scene, &[Layer]),
) -> anyhow::Result<Chosen> {
    let codes: Vec<String> = args
        .codes
        .iter()
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .collect();
    if CASES.contains(&each) {
        if args.condition.is_some() {
            bail!("--where 是图层要素的条件，案卷请用 --codes 指明案卷号");
        }
        let packs = Shelf::of(project, user_folder())?.set()?;
        let source = ReportSource {
            project,
            packs: &packs,
            clock: Clock::System,
        };
        let ChosenCases { items, left_out } =
            map_series::of_cases(source, (scene, layers), &codes)?;
        return Ok(Chosen { items, left_out });
    }
    let layer = commands::layer(each)
        .with_context(|| format!("--each 应为图层名或 case，而不是「{each}」"))?;
    if layer.geometry().is_none() {
        bail!("图层「{each}」没有几何，不能逐个出图");
    }
    let (ids, wanted) = match &args.condition {
        Some(condition) => (met(project, layer, condition)?, true),
        None => (chosen(scene, layer, &codes)?, !codes.is_empty()),
    };
    let wanted = wanted.then_some(ids.as_slice());
    Ok(Chosen {
        left_out: map_series::without_shape(project, scene, (layer, wanted))?,
        items: map_series::of_features(scene, layer, &ids),
    })
}

/// The features that meet a condition.
fn met(project: &Project, layer: Layer, condition: &str) -> anyhow::Result<Vec<i64>> {
    let expression = Expression::parse(condition, layer)
        .with_context(|| format!("--where「{condition}」不能用于图层「{}」", layer.name()))?;
    let progress = Progress::silent();
    let data = TableData::read(project, layer, &progress)?;
    if expression.needs_geometry() {
        data.measured(project, &progress)?;
    }
    Ok(by_expression(&data, &expression, &progress)?)
}

/// The features with these codes, or all.
fn chosen(scene: &Scene, layer: Layer, codes: &[String]) -> anyhow::Result<Vec<i64>> {
    let own = scene.layer(layer);
    let mut ids: Vec<i64> = if codes.is_empty() {
        let features = own.into_iter().flat_map(|layer| &layer.features);
        features.map(|feature| feature.id).collect()
    } else {
        codes
            .iter()
            .map(|code| {
                let found = own.and_then(|layer| layer.by_code(code));
                found.map(|feature| feature.id).with_context(|| {
                    format!(
                        "图层「{}」没有编码为「{code}」且有图形的要素，请核对 --codes",
                        layer.name()
                    )
                })
            })
            .collect::<Result<_, _>>()?
    };
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

fn tell(run: &Run, report: &SeriesReport) -> anyhow::Result<()> {
    let mut sheets = Vec::new();
    for sheet in &report.sheets {
        let warnings = sheet.told(Language::Zh);
        for warning in &warnings {
            output::message(&format!("注意：{}  {warning}", sheet.code));
        }
        sheets.push(serde_json::json!({
            "code": sheet.code, "name": sheet.name, "file": sheet.file,
            "scale": sheet.denominator, "features": sheet.features, "warnings": warnings,
        }));
    }
    if run.json {
        return output::json(&serde_json::json!({
            "files": report.files, "sheets": sheets, "bytes": report.bytes, "left_out": report.left_out,
        }));
    }
    let kb = report.bytes as f64 / 1000.0;
    let what = match report.files.as_slice() {
        [one] => one.display().to_string(),
        files => format!("{} 个文件", files.len()),
    };
    let count = report.sheets.len();
    output::result(&format!("已写入 {what}，共 {count} 幅图，{kb:.1} KB\n"))?;
    Ok(())
}
