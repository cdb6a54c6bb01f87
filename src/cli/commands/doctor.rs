//! `doctor`: what this machine has, and what to do about what is missing.

use serde::Serialize;

use crate::cli::Ending;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::geodesy::{STORAGE_EPSG, Transform};
use crate::store;

#[derive(Serialize)]
struct Item {
    name: &'static str,
    ok: bool,
    /// What is there, or what is missing and what to do.
    detail: String,
}

pub(super) fn run(mut run: Run) -> anyhow::Result<Ending> {
    let items = [spatialite(), proj()];
    run.clock.worked();
    if run.json {
        output::json(&items)?;
    } else {
        let text: Vec<_> = items
            .iter()
            .map(|item| {
                format!(
                    "{} {}:{}\n",
                    if item.ok { "[正常]" } else { "[缺少]" },
                    item.name,
                    item.detail
                )
            })
            .collect();
        output::result(&text.concat())?;
    }
    run.clock.written(run.timings);
    Ok(if items.iter().all(|item| item.ok) {
        Ending::Clean
    } else {
        Ending::Findings
    })
}

fn spatialite() -> Item {
    let (ok, detail) = match store::spatialite_version() {
        Ok(version) => (true, version),
        Err(error) => (false, output::sentence(&error)),
    };
    Item {
        name: "SpatiaLite",
        ok,
        detail,
    }
}

/// PROJ is inside the program; a known point shows that its data is, too.
fn proj() -> Item {
    let (ok, detail) = match Transform::between(STORAGE_EPSG, 4543)
        .and_then(|transform| transform.convert(102.783, 25.143))
    {
        Ok((x, y)) => (
            true,
            format!("EPSG:4490 → EPSG:4543 可用(102.783,25.143 → {x:.3},{y:.3})"),
        ),
        Err(error) => (false, output::sentence(&error)),
    };
    Item {
        name: "PROJ",
        ok,
        detail,
    }
}
