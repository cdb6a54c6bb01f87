//! `doctor`: what this machine has, and what to do about what is missing.

use serde::Serialize;

use crate::cli::Ending;
use crate::cli::commands::Run;
use crate::cli::output;
use crate::domain::sentence;
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
    let items = machine();
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

fn machine() -> Vec<Item> {
    vec![
        spatialite(),
        proj(),
        #[cfg(feature = "gui")]
        graphics(),
        font(),
    ]
}

fn spatialite() -> Item {
    let (ok, detail) = match store::spatialite_version() {
        Ok(version) => (true, version),
        Err(error) => (false, sentence(&error)),
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
        Err(error) => (false, sentence(&error)),
    };
    Item {
        name: "PROJ",
        ok,
        detail,
    }
}

/// What the window would draw with. OpenGL without wgpu is only known once a window opens.
#[cfg(feature = "gui")]
fn graphics() -> Item {
    use wgpu::{Backends, DeviceType, Instance, InstanceDescriptor};
    let instance = Instance::new(InstanceDescriptor::new_without_display_handle_from_env());
    let adapters: Vec<_> = pollster::block_on(instance.enumerate_adapters(Backends::all()))
        .iter()
        .map(|adapter| {
            let info = adapter.get_info();
            let software = if info.device_type == DeviceType::Cpu {
                ",软件渲染"
            } else {
                ""
            };
            format!("{}({}{software})", info.name, info.backend)
        })
        .collect();
    let detail = if adapters.is_empty() {
        "没有可用的图形接口，窗口可能无法打开；请更新显卡驱动，Debian/Ubuntu 可安装 mesa-vulkan-drivers \
         和 libgl1-mesa-dri;命令行程序不受影响"
            .to_owned()
    } else {
        adapters.join("、")
    };
    Item {
        name: "图形接口",
        ok: !adapters.is_empty(),
        detail,
    }
}

fn font() -> Item {
    let (ok, detail) = match crate::carto::fonts::ChineseFont::find() {
        Ok(font) => (true, font.family.to_owned()),
        Err(error) => (false, error.to_string()),
    };
    Item {
        name: "中文字体",
        ok,
        detail,
    }
}
