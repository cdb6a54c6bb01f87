//! `relate`.

use crate::cli::Ending;
use crate::cli::args::RelateArgs;
use crate::cli::commands::{self, Run};
use crate::cli::output;
use crate::domain::{Layer, Progress};
use crate::services::relate::{self, Relations, Row};
use crate::store::{Access, Project};

pub(super) fn run(mut run: Run, args: &RelateArgs) -> anyhow::Result<Ending> {
    let (layer, with) = (commands::layer(&args.layer)?, commands::layer(&args.with)?);
    let project = Project::open(&args.project, Access::ReadOnly)?;
    run.clock.opened();
    let relations = relate::relate(&project, layer, with, args.nearest, &Progress::silent())?;
    run.clock
        .set_load_and_work(relations.load_ms, relations.work_ms);
    for warning in &relations.warnings {
        output::message(warning);
    }
    let bytes = if run.json {
        as_json(layer, with, &relations)?
    } else {
        as_csv(layer, with, &relations.rows)?
    };
    match &args.out {
        Some(path) => output::file(path, &bytes)?,
        None => output::result(&String::from_utf8(bytes)?)?,
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

fn as_csv(layer: Layer, with: Layer, rows: &[Row]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(64 * rows.len()));
    writer.write_record([
        "layer",
        "code",
        "with_layer",
        "with_code",
        "relation",
        "distance_m",
    ])?;
    let mut distance = String::new();
    for row in rows {
        distance.clear();
        std::fmt::Write::write_fmt(&mut distance, format_args!("{:.4}", row.distance_m))?;
        writer.write_record([
            layer.name(),
            &row.code,
            with.name(),
            &row.with_code,
            row.kind.code(),
            &distance,
        ])?;
    }
    Ok(writer.into_inner()?)
}

/// Rows as JSON; each bears the warnings, where there are any, so that none is read without them.
fn as_json(layer: Layer, with: Layer, relations: &Relations) -> anyhow::Result<Vec<u8>> {
    let rows: Vec<_> = relations
        .rows
        .iter()
        .map(|row| {
            let mut line = serde_json::json!({
                "layer": layer.name(), "code": row.code, "with_layer": with.name(), "with_code": row.with_code,
                "relation": row.kind.code(), "distance_m": (row.distance_m * 1e4).round() / 1e4,
            });
            if !relations.warnings.is_empty() {
                line["warnings"] = relations.warnings.as_slice().into();
            }
            line
        })
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&rows)?;
    bytes.push(b'\n');
    Ok(bytes)
}
