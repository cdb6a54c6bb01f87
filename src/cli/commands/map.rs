//! `map`.

use anyhow::{Context as _, bail};
use geo::{Coord, Rect};

use crate::carto::display::build::ShownLayer;
use crate::carto::display::frame::View;
use crate::carto::order::TOP_TO_BOTTOM;
use crate::carto::paint::Format;
use crate::carto::scene::Scene;
use crate::carto::sheet::{SheetOptions, SheetSite};
use crate::carto::style::StyleSheet;
use crate::cli::Ending;
use crate::cli::args::MapArgs;
use crate::cli::commands::{self, Run, check, map_series};
use crate::cli::output;
use crate::domain::{Language, Layer, LonLat, Progress, parse_day};
use crate::exchange::{self, ExchangeError};
use crate::geodesy::{STORAGE_EPSG, Transform};
use crate::services::map::{self, MapError, MapReport, MapRequest, MapTools};
use crate::services::result_file::Destination;
use crate::services::{Clock, scene, styles};
use crate::store::{Access, Project};

pub(super) fn run(mut run: Run, args: &MapArgs) -> anyhow::Result<Ending> {
    if Format::of(&args.out).is_none() {
        return Err(MapError::Ending {
            path: args.out.clone(),
        }
        .into());
    }
    if args.scale.is_some() && args.center.is_none() && args.each.is_none() {
        bail!("--scale 须与 --center(图幅中心)同时给出；成套输出(--each)时可以单独给出");
    }
    let layers = shown_layers(&args.layers)?;
    let places = Places::read(args)?;
    let date = match args.date.as_deref() {
        None => Clock::System.today(),
        Some(text) => parse_day(text)
            .with_context(|| format!("--date 应写作 YYYY-MM-DD 的真实日期，而不是「{text}」"))?,
    };
    let tools = MapTools::load()?;
    let project = Project::open(&args.project, Access::ReadOnly)?;
    run.clock.opened();
    let look = styles::sheet_of(&project, &StyleSheet::shipped()?)?;
    for problem in &look.problems {
        output::message(problem);
    }
    let styles = look.sheet;
    let progress = Progress::silent();
    let scene = scene::load(&project, &styles, &progress)?;
    let mut listed: Vec<Layer> = layers.iter().map(|shown| shown.layer).collect();
    listed.reverse();
    let sources = map::source_lines(&project, &listed)?;
    run.clock.loaded();
    let request = MapRequest {
        view: if args.each.is_some() {
            View::Full
        } else {
            places.view(args.scale, &scene)?
        },
        shown: layers,
        options: SheetOptions {
            paper: args.paper.into(),
            landscape: !args.portrait,
            title: match &args.title {
                Some(title) => title.clone(),
                // Each sheet of a series is called by its feature.
                None if args.each.is_some() => String::new(),
                None => default_title(&project),
            },
            number: args.number.clone(),
            ticks: args.ticks.into(),
            names: !args.no_names,
            inset: !args.no_inset,
            notes: args.notes.clone(),
            sources,
            height_datum: map::HEIGHT_DATUM.to_owned(),
            crs_name: map::crs_name(project.metric_epsg(), Language::Zh),
            drafter: args.drafter.clone(),
            reviewer: args.reviewer.clone(),
            date,
            approval: args.approval.clone(),
            site: places.site.map(|position| SheetSite {
                position,
                label: args.site_name.clone(),
            }),
            focus: None,
            language: Language::Zh,
        },
        dpi: args.dpi,
        archival: args.pdfa,
    };
    if let Some(each) = &args.each {
        let drawn = (&scene, &styles, &tools);
        map_series::run(&mut run, (args, each), &project, drawn, request)?;
        run.clock.written(run.timings);
        return Ok(Ending::Clean);
    }
    let to = Destination::confirmed(&args.out);
    let report = map::export((&scene, &styles), &tools, &request, &to, &progress)?;
    run.clock.set_work(report.work_ms);
    tell(&run, &report)?;
    run.clock.written(run.timings);
    Ok(Ending::Clean)
}

fn tell(run: &Run, report: &MapReport) -> anyhow::Result<()> {
    let warnings: Vec<String> = report
        .warnings
        .iter()
        .map(|warning| map::warning_text(warning, Language::Zh))
        .collect();
    for warning in &warnings {
        output::message(&format!("注意：{warning}"));
    }
    if run.json {
        output::json(&serde_json::json!({
            "file": report.path, "world_file": report.world_file, "scale": report.denominator,
            "features": report.features, "bytes": report.bytes, "warnings": warnings,
        }))?;
    } else {
        output::result(&format!(
            "已写入 {}，1:{:.0}，{} 个要素，{:.1} KB\n",
            report.path.display(),
            report.denominator,
            report.features,
            report.bytes as f64 / 1000.0
        ))?;
    }
    Ok(())
}

/// The layers named, or all, bottom to top.
fn shown_layers(names: &[String]) -> anyhow::Result<Vec<ShownLayer>> {
    let mut wanted = Vec::new();
    for name in names {
        let layer = commands::layer(name.trim())?;
        if layer.geometry().is_none() {
            bail!("图层「{}」没有几何，不能画在地图上", layer.name());
        }
        wanted.push(layer);
    }
    Ok(TOP_TO_BOTTOM
        .into_iter()
        .rev()
        .filter(|layer| wanted.is_empty() || wanted.contains(layer))
        .map(|layer| ShownLayer {
            layer,
            opacity: 1.0,
        })
        .collect())
}

fn default_title(project: &Project) -> String {
    let stem = project.path().file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// The positions of a command line in EPSG:4490 degrees.
struct Places {
    center: Option<LonLat>,
    extent: Option<[LonLat; 2]>,
    site: Option<LonLat>,
}

impl Places {
    fn read(args: &MapArgs) -> anyhow::Result<Self> {
        let crs = args.crs.as_deref();
        let one = |name: &str, text: &Option<String>| {
            text.as_deref()
                .map(|text| {
                    let [x, y] = numbers(name, text)?;
                    place(name, (x, y), crs)
                })
                .transpose()
        };
        let extent = args
            .extent
            .as_deref()
            .map(|text| {
                let [x0, y0, x1, y1] = numbers("--extent", text)?;
                if x0 >= x1 || y0 >= y1 {
                    bail!("--extent 应写作 X0,Y0,X1,Y1(左下角、右上角)，且 X0<X1、Y0<Y1");
                }
                Ok([
                    place("--extent", (x0, y0), crs)?,
                    place("--extent", (x1, y1), crs)?,
                ])
            })
            .transpose()?;
        Ok(Self {
            center: one("--center", &args.center)?,
            extent,
            site: one("--site", &args.site)?,
        })
    }

    fn view(&self, scale: Option<f64>, scene: &Scene) -> anyhow::Result<View> {
        let metric = |at: LonLat| scene.to_metric(at).ok_or(MapError::Outside);
        if let (Some(denominator), Some(center)) = (scale, self.center) {
            return Ok(View::Scale {
                denominator,
                center: metric(center)?,
            });
        }
        let Some([low, high]) = self.extent else {
            return Ok(View::Full);
        };
        // A box of degrees is no box on the plane: all of its corners must be inside.
        let corners = [
            (low.lon, low.lat),
            (high.lon, low.lat),
            (low.lon, high.lat),
            (high.lon, high.lat),
        ];
        let mut bounds: Option<Rect<f64>> = None;
        for (lon, lat) in corners {
            let at: Coord<f64> = metric(LonLat::try_new(lon, lat)?)?;
            let own = Rect::new(at, at);
            bounds = Some(bounds.map_or(own, |all| crate::geodesy::bounds::union(all, own)));
        }
        let bounds = bounds.context("--extent 没有范围")?;
        if !map::meets_data(scene, bounds) {
            return Err(MapError::Outside.into());
        }
        Ok(View::Extent(bounds))
    }
}

fn numbers<const N: usize>(name: &str, text: &str) -> anyhow::Result<[f64; N]> {
    let parts: Option<Vec<f64>> = text
        .split([',', '，'])
        .map(|part| {
            part.trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
        })
        .collect();
    parts
        .and_then(|parts| parts.try_into().ok())
        .with_context(|| format!("{name} 应写作 {N} 个以逗号分开的数，而不是「{text}」"))
}

/// A typed position in EPSG:4490 degrees.
fn place(name: &str, (x, y): (f64, f64), crs: Option<&str>) -> anyhow::Result<LonLat> {
    let (lon, lat) = match crs {
        None => (x, y),
        Some(crs) => {
            let epsg = exchange::parse_epsg(crs)?;
            if exchange::is_old_datum(epsg) {
                return Err(ExchangeError::DatumUnresolved {
                    name: format!("EPSG:{epsg}"),
                }
                .into());
            }
            Transform::between(epsg, STORAGE_EPSG)?.convert(x, y)?
        }
    };
    check::in_china(&format!("{name} {x},{y}"), lon, lat)
}
