//! `calc list`, `calc explain MODEL`, `calc saved PROJECT`, `calc MODEL name=value…`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::cli::Ending;
use crate::cli::args::CalcArgs;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::rules::capacity::{self, Calculation, Model};
use crate::services::{Clock, calculate};
use crate::store::{Access, Project};

pub(super) fn run(run: Run, args: &CalcArgs) -> anyhow::Result<Ending> {
    let values = args.values.as_slice();
    match (args.what.as_str(), values) {
        ("list", []) => list(&run)?,
        ("explain", [id]) => explain(&run, model(id)?)?,
        ("saved", [project]) => saved(&run, Path::new(project))?,
        ("list" | "explain" | "saved", _) => {
            bail!("应写作 calc list、calc explain MODEL 或 calc saved PROJECT")
        }
        (id, _) => work(&run, model(id)?, args)?,
    }
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

fn model(id: &str) -> anyhow::Result<&'static Model> {
    capacity::find(id).with_context(|| format!("没有模型「{id}」，用 calc list 查看全部模型"))
}

fn list(run: &Run) -> anyhow::Result<()> {
    if run.json {
        let models: Vec<_> = capacity::ALL.into_iter().map(as_json).collect();
        return output::json(&models);
    }
    let mut out = String::new();
    for model in capacity::ALL {
        writeln!(out, "{:<18}  {}", model.id, model.title.zh)?;
    }
    Ok(output::result(&out)?)
}

fn explain(run: &Run, model: &Model) -> anyhow::Result<()> {
    if run.json {
        output::json(&as_json(model))
    } else {
        Ok(output::result(&model.text())?)
    }
}

fn as_json(model: &Model) -> serde_json::Value {
    let inputs: Vec<_> = model
        .inputs
        .iter()
        .map(|input| {
            serde_json::json!({
                "symbol": input.symbol, "label": input.label.zh, "unit": input.unit,
                "range": input.range.text(), "required": input.is_required(), "default": input.default,
                "hint": input.hint, "source": input.source.map(|source| source.document),
                "verified": input.source.map(|source| source.verified),
            })
        })
        .collect();
    serde_json::json!({
        "id": model.id, "version": model.version, "title": model.title.zh, "applies": model.applies,
        "formula": model.formula, "source": model.source.document, "verified": model.source.verified,
        "inputs": inputs,
    })
}

fn work(run: &Run, model: &'static Model, args: &CalcArgs) -> anyhow::Result<()> {
    let given = args
        .values
        .iter()
        .map(|text| match text.split_once('=') {
            Some((symbol, value)) if !symbol.trim().is_empty() => Ok((symbol, value)),
            _ => bail!("输入项应写作 名称=数值，而不是「{text}」"),
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let calculation = capacity::calculate(model, &given)?;
    let saved = match &args.save {
        Some(path) => Some(save(path, &calculation, args.note.as_deref())?),
        None => None,
    };
    if run.json {
        let mut value = serde_json::to_value(&calculation)?;
        if let Some(id) = saved {
            value["saved"] = id.into();
        }
        return output::json(&value);
    }
    let mut text = calculation.text();
    if let (Some(id), Some(path)) = (saved, &args.save) {
        writeln!(text, "已存入 {}，编号 {id}", path.display())?;
    }
    Ok(output::result(&text)?)
}

fn save(path: &Path, calculation: &Calculation, note: Option<&str>) -> anyhow::Result<i64> {
    let mut project = Project::open(path, Access::ReadWrite)?;
    let note = note.unwrap_or_default();
    Ok(calculate::save(
        &mut project,
        calculation,
        note,
        Clock::System,
    )?)
}

fn saved(run: &Run, path: &Path) -> anyhow::Result<()> {
    let project = Project::open(path, Access::ReadOnly)?;
    let stored = calculate::saved(&project)?;
    if run.json {
        return output::json(&stored);
    }
    let mut out = String::new();
    for entry in &stored {
        writeln!(
            out,
            "第 {} 号  {}  {}  {}",
            entry.id, entry.at, entry.who, entry.note
        )?;
        out.push_str(&entry.calculation.text());
        out.push('\n');
    }
    if stored.is_empty() {
        out.push_str("项目中还没有存过计算\n");
    }
    Ok(output::result(&out)?)
}
