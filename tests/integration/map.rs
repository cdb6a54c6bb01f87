//! The print map from the outside: files, exit codes, sentences, the same bytes twice; and what is on
//! the page against the data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use geo::{Area as _, BoundingRect as _, Coord, Distance as _, Euclidean, Geometry, Rect};
use proptest::prelude::*;
use shuijie::carto::color::Color;
use shuijie::carto::display::build::{MapSource, ShownLayer, build};
use shuijie::carto::display::frame::{MapFrame, View};
use shuijie::carto::display::{Display, Group, Item, Runs};
use shuijie::carto::order::TOP_TO_BOTTOM;
use shuijie::carto::paint::pdf::{PdfKind, PdfPage};
use shuijie::carto::paint::png;
use shuijie::carto::scene::Scene;
use shuijie::carto::sheet::{self, Paper, SheetField, SheetOptions, SheetWarning, Template, Ticks};
use shuijie::carto::style::StyleSheet;
use shuijie::carto::typeface::Faces;
use shuijie::domain::{Language, Layer, Progress};
use shuijie::services::sample::create_sample;
use shuijie::services::{Clock, scene};

fn shuijie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

struct Sample {
    folder: tempfile::TempDir,
}

impl Sample {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
        drop(
            create_sample(
                &folder.path().join("昆明.sqlite"),
                clock,
                &Progress::silent(),
            )
            .unwrap(),
        );
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn map(&self, out: &str, more: &[&str]) -> Output {
        let (project, out) = (self.path("昆明.sqlite"), self.path(out));
        let mut arguments = vec!["map", text(&project), "--out", text(&out)];
        arguments.extend(["--date", "2026-11-23"]);
        arguments.extend(more);
        shuijie(&arguments)
    }

    /// Exit code 2, one sentence, no file.
    fn refused(&self, out: &str, more: &[&str]) -> String {
        let output = self.map(out, more);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{more:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{more:?}: {message}");
        assert!(message.starts_with("错误："), "{message}");
        assert!(!self.path(out).exists(), "{out} was left behind");
        message
    }

    fn scene(&self) -> Scene {
        let path = self.path("昆明.sqlite");
        let project =
            shuijie::store::Project::open(&path, shuijie::store::Access::ReadOnly).unwrap();
        let styles = StyleSheet::shipped().unwrap();
        scene::load(&project, &styles, &Progress::silent()).unwrap()
    }
}

#[test]
fn every_format_is_written_and_the_same_bytes_come_twice() {
    let sample = Sample::new();
    for (name, start) in [
        ("a.pdf", &b"%PDF-"[..]),
        ("a.png", &b"\x89PNG"[..]),
        ("a.svg", &b"<?xml"[..]),
    ] {
        let more = [
            "--title",
            "水功能区图",
            "--dpi",
            "96",
            "--site",
            "102.71,24.95",
        ];
        let output = sample.map(name, &more);
        assert_eq!(output.status.code(), Some(0), "{name}: {output:?}");
        let first = std::fs::read(sample.path(name)).unwrap();
        assert!(first.starts_with(start), "{name}");
        assert_eq!(sample.map(name, &more).status.code(), Some(0));
        assert_eq!(first, std::fs::read(sample.path(name)).unwrap(), "{name}");
    }
    let left: BTreeSet<String> = std::fs::read_dir(sample.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let wanted = ["a.pdf", "a.pgw", "a.png", "a.svg", "昆明.sqlite"];
    assert_eq!(left, wanted.map(str::to_owned).into(), "no drafts are left");
}

#[test]
fn what_cannot_be_printed_is_said_in_one_sentence_and_nothing_is_written() {
    let sample = Sample::new();
    let long = "图".repeat(500);
    for (out, more, part) in [
        ("a.jpg", &[][..], ".pdf"),
        ("a", &[], ".pdf"),
        ("no/where/a.pdf", &[], "不存在"),
        (
            "a.pdf",
            &["--scale", "0", "--center", "102.7,25.0"],
            "比例尺",
        ),
        (
            "a.pdf",
            &["--scale", "-5", "--center", "102.7,25.0"],
            "比例尺",
        ),
        (
            "a.pdf",
            &["--scale", "NaN", "--center", "102.7,25.0"],
            "比例尺",
        ),
        ("a.pdf", &["--scale", "50000"], "--center"),
        (
            "a.pdf",
            &["--scale", "50000", "--center", "25.0,102.7"],
            "互换",
        ),
        ("a.pdf", &["--extent", "116.0,39.0,117.0,40.0"], "没有要素"),
        ("a.pdf", &["--extent", "102.9,25.0,102.7,25.2"], "X0<X1"),
        ("a.pdf", &["--extent", "102.9,25.0"], "4 个"),
        (
            "a.pdf",
            &["--full", "--extent", "102.0,25.0,103.0,26.0"],
            "--full",
        ),
        ("a.png", &["--dpi", "5"], "分辨率"),
        ("a.png", &["--dpi", "1200", "--paper", "a2"], "太大"),
        ("a.pdf", &["--title", &long], "500"),
        ("a.pdf", &["--layers", "lake,sea"], "sea"),
        ("a.pdf", &["--layers", "permit"], "几何"),
        ("a.pdf", &["--date", "2026-02-30"], "YYYY-MM-DD"),
        ("a.pdf", &["--paper", "a5"], "a5"),
    ] {
        let more: Vec<&str> = more.to_vec();
        let message = if more.contains(&"--date") {
            let project = sample.path("昆明.sqlite");
            let out = sample.path(out);
            let mut arguments = vec!["map", text(&project), "--out", text(&out)];
            arguments.extend(&more);
            let output = shuijie(&arguments);
            assert_eq!(output.status.code(), Some(2));
            String::from_utf8(output.stderr).unwrap()
        } else {
            sample.refused(out, &more)
        };
        assert!(message.contains(part), "{more:?}: {message}");
    }
    let project = sample.path("昆明.sqlite");
    let output = shuijie(&["map", text(&project), "--out", text(&project)]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "a project is never overwritten"
    );
}

#[test]
fn an_empty_project_has_no_map() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("empty.sqlite");
    assert_eq!(shuijie(&["new", text(&project)]).status.code(), Some(0));
    let out = folder.path().join("a.pdf");
    let output = shuijie(&["map", text(&project), "--out", text(&out)]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(message.contains("导入"), "{message}");
    assert!(!out.exists());
}

/// What a sheet warns of, and all that is written in its foot.
fn composed(options: &SheetOptions) -> (Vec<SheetWarning>, String) {
    let sample = Sample::new();
    let (scene, styles) = (sample.scene(), StyleSheet::shipped().unwrap());
    let source = MapSource {
        scene: &scene,
        styles: &styles,
        shown: &[],
        language: Language::Zh,
    };
    let view = View::Scale {
        denominator: 500_000.0,
        center: scene.bounds.center(),
    };
    let tools = (&Template::shipped().unwrap(), &Faces::find().unwrap());
    let silent = Progress::silent();
    let sheet = sheet::compose(&source, options, tools, (view, 0.05), &silent).unwrap();
    let foot = sheet.display.groups.iter().find(|group| group.id == "foot");
    let texts = foot.unwrap().items.iter().filter_map(|item| match item {
        Item::Text(text) => Some(text.text.clone()),
        _ => None,
    });
    let texts: Vec<String> = texts.collect();
    (sheet.warnings, texts.join("\n"))
}

#[test]
fn a_text_that_finds_no_room_is_warned_of_and_sources_give_way_to_what_was_typed() {
    let plain = plain_sheet(Paper::A4);
    assert_eq!(composed(&plain).0, []);
    let sources: Vec<String> = (0..40)
        .map(|at| format!("某县水务局提供的第{at}批成果数据，2026-01-01 入库"))
        .collect();
    let notes = "案卷已撤回，本图不得用于许可".to_owned();
    let crowded = SheetOptions {
        sources,
        notes,
        ..plain.clone()
    };
    let (warnings, foot) = composed(&crowded);
    assert_eq!(warnings, [SheetWarning::SourcesCut]);
    assert!(foot.contains("本图不得用于许可"), "{foot}");
    let long = "很长".repeat(200);
    for (field, options) in [
        (
            SheetField::Notes,
            SheetOptions {
                notes: long.repeat(8),
                ..plain.clone()
            },
        ),
        (
            SheetField::Number,
            SheetOptions {
                number: long.clone(),
                ..plain.clone()
            },
        ),
        (
            SheetField::Approval,
            SheetOptions {
                approval: long.clone(),
                ..plain.clone()
            },
        ),
        (
            SheetField::Drafter,
            SheetOptions {
                drafter: long.clone(),
                ..plain.clone()
            },
        ),
        (
            SheetField::Title,
            SheetOptions {
                title: long.clone(),
                ..plain.clone()
            },
        ),
    ] {
        let (warnings, _) = composed(&options);
        assert_eq!(warnings, [SheetWarning::TextCut(field)]);
    }
}

#[test]
fn the_world_file_puts_the_picture_on_the_ground() {
    let sample = Sample::new();
    let more = [
        "--scale",
        "100000",
        "--center",
        "102.7,24.9",
        "--dpi",
        "150",
    ];
    assert_eq!(sample.map("a.png", &more).status.code(), Some(0));
    let world = std::fs::read_to_string(sample.path("a.pgw")).unwrap();
    let numbers: Vec<f64> = world.lines().map(|line| line.parse().unwrap()).collect();
    // 1 : 100 000 at 150 dpi is 16.93 m per pixel; the plane differs from that by its own scale only.
    assert!((numbers[0] / (100.0 * 25.4 / 150.0) - 1.0).abs() < 1e-3);
    assert_eq!(numbers[0], -numbers[3]);
    let scene = sample.scene();
    let center = scene
        .to_metric(shuijie::domain::LonLat::try_new(102.7, 24.9).unwrap())
        .unwrap();
    // The centre of the map is on the page, to the right of and below its upper left pixel.
    let (x, y) = (
        (center.x - numbers[4]) / numbers[0],
        (numbers[5] - center.y) / numbers[0],
    );
    assert!(
        (300.0..1000.0).contains(&x) && (300.0..800.0).contains(&y),
        "{x} {y}"
    );
}

/// A sheet with nothing typed on it but a title.
pub(super) fn plain_sheet(paper: Paper) -> SheetOptions {
    SheetOptions {
        paper,
        landscape: true,
        title: "图".to_owned(),
        number: String::new(),
        ticks: Ticks::Graticule,
        names: true,
        inset: true,
        notes: String::new(),
        sources: Vec::new(),
        height_datum: String::new(),
        crs_name: String::new(),
        drafter: String::new(),
        reviewer: String::new(),
        date: jiff::civil::date(2026, 11, 23),
        approval: String::new(),
        site: None,
        focus: None,
        language: Language::Zh,
    }
}

fn options(ticks: Ticks, landscape: bool) -> SheetOptions {
    SheetOptions {
        landscape,
        ticks,
        names: false,
        inset: false,
        ..plain_sheet(Paper::A3)
    }
}

/// How near to the frame's edge a feature may be before the test leaves the answer open, on the page.
const OPEN_MM: f64 = 2.5;

type Categories = BTreeSet<(Layer, usize)>;

/// Categories that must be on the map, and those that may be.
fn expected(scene: &Scene, frame: &MapFrame, shown: &[ShownLayer]) -> [Categories; 2] {
    let (mut sure, mut maybe) = (BTreeSet::new(), BTreeSet::new());
    let inner = frame.metric_bounds(-OPEN_MM).to_polygon();
    let outer = frame.metric_bounds(OPEN_MM).to_polygon();
    for layer in &scene.layers {
        if !shown.iter().any(|shown| shown.layer == layer.layer) {
            continue;
        }
        for feature in &layer.features {
            let geometry = feature.geometry.unpack();
            let key = (layer.layer, usize::from(feature.category));
            if distance(&geometry, &outer) == 0.0 {
                maybe.insert(key);
            }
            if distance(&geometry, &inner) == 0.0 {
                sure.insert(key);
            }
        }
    }
    [sure, maybe]
}

fn distance(geometry: &Geometry<f64>, area: &geo::Polygon<f64>) -> f64 {
    Euclidean.distance(geometry, &Geometry::Polygon(area.clone()))
}

#[test]
fn the_legend_lists_what_is_on_the_map_and_nothing_else() {
    let sample = Sample::new();
    let scene = sample.scene();
    let (styles, faces) = (StyleSheet::shipped().unwrap(), Faces::find().unwrap());
    let template = Template::shipped().unwrap();
    let bounds = scene.bounds;
    let strategy = (
        prop::collection::vec(any::<bool>(), TOP_TO_BOTTOM.len()),
        (0.1..0.9_f64, 0.1..0.9_f64),
        30_000.0..900_000.0_f64,
        any::<bool>(),
    );
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((visible, (x, y), denominator, landscape) in strategy)| {
        let shown: Vec<ShownLayer> = TOP_TO_BOTTOM
            .into_iter()
            .rev()
            .zip(visible)
            .filter(|(_, visible)| *visible)
            .map(|(layer, _)| ShownLayer { layer, opacity: 1.0 })
            .collect();
        let center = bounds.min() + Coord { x: bounds.width() * x, y: bounds.height() * y };
        let source = MapSource { scene: &scene, styles: &styles, shown: &shown, language: Language::Zh };
        let sheet = sheet::compose(
            &source,
            &options(Ticks::None, landscape),
            (&template, &faces),
            (View::Scale { denominator, center }, 0.05),
            &Progress::silent(),
        ).unwrap();
        prop_assert!(!sheet.warnings.iter().any(|warning| matches!(warning, SheetWarning::LegendCut(_))));
        let content = build(&source, &sheet.frame, 0.05, &Progress::silent()).unwrap();
        let listed: BTreeSet<(Layer, usize)> = content
            .seen
            .iter()
            .flat_map(|(layer, seen)| seen.iter().map(move |(category, _)| (*layer, *category)))
            .collect();
        let [sure, maybe] = expected(&scene, &sheet.frame, &shown);
        prop_assert!(sure.is_subset(&listed), "missing {:?}", sure.difference(&listed));
        prop_assert!(listed.is_subset(&maybe), "added {:?}", listed.difference(&maybe));
        // What the legend says is what was listed: one text per symbol, beside the headings.
        let legend = sheet.display.groups.iter().find(|group| group.id == "legend").unwrap();
        let texts: Vec<&str> = legend.items.iter().filter_map(|item| match item {
            Item::Text(run) if !run.bold => Some(run.text.as_str()),
            _ => None,
        }).collect();
        let mut wanted: Vec<String> = Vec::new();
        for (layer, category) in &listed {
            let style = styles.layer(*layer).unwrap();
            let label = if style.categories.len() > 1 {
                style.categories[*category].label(Language::Zh)
            } else {
                layer.label().zh
            };
            wanted.push(label.to_owned());
        }
        let mut found: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        wanted.sort();
        found.sort();
        prop_assert_eq!(found, wanted);
    });
}

#[test]
fn two_places_ten_kilometres_apart_are_right_in_the_pdf() {
    // Wells with square symbols would do as well; corners of areas are sharper.
    for lat in [21.5, 25.0, 28.5] {
        let (grid, bounds) = Scene::grid(
            4543,
            Some(Rect::new((101.0, lat - 1.0), (103.0, lat + 1.0))),
        )
        .unwrap();
        let scene = Scene::new(grid, bounds, Vec::new());
        let center = scene
            .to_metric(shuijie::domain::LonLat::try_new(102.9, lat).unwrap())
            .unwrap();
        for denominator in [50_000.0, 100_000.0, 400_000.0] {
            let place = [10.0, 10.0, 280.0, 200.0];
            let frame = MapFrame::new(
                &scene,
                place,
                View::Scale {
                    denominator,
                    center,
                },
            );
            // East by about ten kilometres.
            let (from, to) = ((102.9 - 0.05, lat), (102.9 + 0.05, lat));
            let true_m = shuijie::geodesy::ellipsoid::length_m(
                &geo::LineString::from(vec![from, to]).into(),
            );
            let ends = [from, to].map(|(lon, lat)| {
                let position = shuijie::domain::LonLat::try_new(lon, lat).unwrap();
                frame.to_page(scene.to_metric(position).unwrap())
            });
            let bar = [ends[0][0], ends[0][1] - 1.0, ends[1][0], ends[1][1] + 1.0];
            let display = Display {
                size_mm: [297.0, 210.0],
                symbols: Vec::new(),
                groups: vec![Group {
                    items: vec![Item::filled_box(bar, Color::rgb(0, 0, 0))],
                    ..Group::default()
                }],
            };
            let faces = Faces::find().unwrap();
            let pdf = shuijie::carto::paint::pdf::write(
                [PdfPage::sheet(&display, None)],
                &faces,
                (
                    &shuijie::carto::paint::Document::default(),
                    &PdfKind::default(),
                ),
                &Progress::silent(),
            )
            .unwrap();
            let width_mm = filled_width_mm(&pdf);
            let wanted_mm = true_m * 1000.0 / denominator;
            assert!(
                (width_mm / wanted_mm - 1.0).abs() < 1e-3,
                "{lat}° 1:{denominator}: {width_mm} instead of {wanted_mm}"
            );
        }
    }
}

/// Width of the only path of a document, from the operators of its content stream.
fn filled_width_mm(pdf: &[u8]) -> f64 {
    let content = streams(pdf)
        .into_iter()
        .find(|content| content.contains("f*"))
        .unwrap();
    let mut scale = 1.0;
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut numbers: Vec<f64> = Vec::new();
    for word in content.split_whitespace() {
        match (word.parse(), word) {
            (Ok(number), _) => {
                numbers.push(number);
                continue;
            }
            (_, "cm") => scale *= numbers[numbers.len() - 6],
            (_, "m" | "l") => {
                let x = numbers[numbers.len() - 2];
                (low, high) = (low.min(x), high.max(x));
            }
            _ => {}
        }
        numbers.clear();
    }
    (high - low) * scale * 25.4 / 72.0
}

/// The inflated streams of a document.
fn streams(pdf: &[u8]) -> Vec<String> {
    let find = |from: usize, what: &[u8]| {
        pdf[from..]
            .windows(what.len())
            .position(|window| window == what)
            .map(|at| from + at)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = find(at, b"stream\n") {
        let start = start + 7;
        let Some(end) = find(start, b"endstream") else {
            break;
        };
        let mut text = String::new();
        let mut reader = flate2::read::ZlibDecoder::new(&pdf[start..end]);
        if std::io::Read::read_to_string(&mut reader, &mut text).is_ok() {
            found.push(text);
        }
        at = end + 9;
    }
    found
}

/// Difficult shapes, moved to Kunming. Not part of the repository.
const SHAPES: &str = "../../shared/data/earcut_as_geojson_kunming.geojson";

#[test]
fn difficult_shapes_are_filled_by_the_even_odd_rule() {
    let path = [
        Path::new(env!("CARGO_MANIFEST_DIR")).join(SHAPES),
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/data/earcut_as_geojson_kunming.geojson"),
    ]
    .into_iter()
    .find(|path| path.exists());
    let Some(path) = path else {
        eprintln!("skipped: {SHAPES} is not there");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
    let faces = Faces::find().unwrap();
    let mut count = 0;
    for feature in collection["features"].as_array().unwrap() {
        let name = feature["properties"]["fixture"].to_string();
        assert_filled(&name, &geometry(&feature["geometry"]), &faces);
        count += 1;
    }
    assert!(count >= 50, "{count}");
}

/// A polygon or several out of GeoJSON.
fn geometry(json: &serde_json::Value) -> Geometry<f64> {
    let ring = |json: &serde_json::Value| -> geo::LineString<f64> {
        let corners = json.as_array().unwrap().iter();
        corners
            .map(|at| (at[0].as_f64().unwrap(), at[1].as_f64().unwrap()))
            .collect::<Vec<_>>()
            .into()
    };
    let polygon = |json: &serde_json::Value| {
        let mut rings = json.as_array().unwrap().iter().map(ring);
        geo::Polygon::new(rings.next().unwrap(), rings.collect())
    };
    let coordinates = &json["coordinates"];
    if json["type"] == "Polygon" {
        return polygon(coordinates).into();
    }
    let parts = coordinates.as_array().unwrap().iter().map(polygon);
    geo::MultiPolygon(parts.collect()).into()
}

/// Compares the pixels that a shape covers with a scan of its edges.
fn assert_filled(name: &str, geometry: &Geometry<f64>, faces: &Faces) {
    const SIDE_MM: f64 = 100.0;
    let bounds = geometry.bounding_rect().unwrap();
    let scale = SIDE_MM / bounds.width().max(bounds.height());
    let mut runs = Runs::default();
    let polygons: Vec<geo::Polygon<f64>> = match geometry.clone() {
        Geometry::Polygon(polygon) => vec![polygon],
        Geometry::MultiPolygon(many) => many.0,
        other => panic!("{name} is {other:?}"),
    };
    for polygon in &polygons {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let corners = ring.0.iter().map(|at| {
                [
                    ((at.x - bounds.min().x) * scale) as f32,
                    ((bounds.max().y - at.y) * scale) as f32,
                ]
            });
            runs.push(corners.skip(1), true);
        }
    }
    let wanted_mm2 = even_odd_mm2(&runs, SIDE_MM);
    let display = Display {
        size_mm: [SIDE_MM as f32, SIDE_MM as f32],
        symbols: Vec::new(),
        groups: vec![Group {
            items: vec![Item::Fill {
                path: runs.into(),
                color: Color::rgb(0, 0, 0),
            }],
            ..Group::default()
        }],
    };
    let picture = png::draw(&display, faces, 254.0, &Progress::silent()).unwrap();
    let dark: f64 = picture
        .rgba
        .chunks_exact(4)
        .map(|pixel| 1.0 - f64::from(pixel[0]) / 255.0)
        .sum();
    // Ten pixels per millimetre; soft edges of many thin parts round a little.
    let found_mm2 = dark / 100.0;
    assert!(
        (found_mm2 - wanted_mm2).abs() < 12.0 + wanted_mm2 * 0.004,
        "{name}: {found_mm2:.1} instead of {wanted_mm2:.1} mm²"
    );
    let whole: f64 = polygons.iter().map(geo::Polygon::unsigned_area).sum();
    assert!(whole * scale * scale < SIDE_MM * SIDE_MM * 1.001, "{name}");
}

/// Area by the even-odd rule: what lies between the crossings of many level lines.
fn even_odd_mm2(runs: &Runs, side_mm: f64) -> f64 {
    const LINES: usize = 1_200;
    let step = side_mm / LINES as f64;
    let mut area = 0.0;
    for line in 0..LINES {
        let y = (line as f64 + 0.5) * step;
        let mut crossings: Vec<f64> = Vec::new();
        for (run, _) in runs.iter() {
            for (index, to) in run.iter().enumerate() {
                let from = run[(index + run.len() - 1) % run.len()];
                let ([ax, ay], [bx, by]) = (from.map(f64::from), to.map(f64::from));
                if (ay <= y) != (by <= y) {
                    crossings.push(ax + (bx - ax) * (y - ay) / (by - ay));
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        area += crossings
            .chunks_exact(2)
            .map(|pair| pair[1] - pair[0])
            .sum::<f64>()
            * step;
    }
    area
}

/// GDAL reads the same; here the numbers in the file are followed by hand.
#[test]
fn a_pdf_says_where_on_the_ground_its_map_lies() {
    let sample = Sample::new();
    let scene = sample.scene();
    let center = [102.71, 25.04];
    for scale in ["2000", "50000", "1000000"] {
        let more = ["--scale", scale, "--center", "102.71,25.04"];
        let output = sample.map("图.pdf", &more);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let document = lopdf::Document::load(sample.path("图.pdf")).unwrap();
        let page = document.get_dictionary(document.page_iter().next().unwrap());
        let viewport = page
            .unwrap()
            .get(b"VP")
            .and_then(|all| all.as_array())
            .unwrap()[0]
            .as_dict();
        let viewport = viewport.unwrap();
        let measure = viewport
            .get(b"Measure")
            .and_then(|own| own.as_dict())
            .unwrap();
        let numbers = |dictionary: &lopdf::Dictionary, key: &[u8]| -> Vec<f64> {
            let all = dictionary.get(key).and_then(|own| own.as_array()).unwrap();
            // As a reader takes them: from their decimals.
            all.iter()
                .map(|own| format!("{}", own.as_float().unwrap()).parse().unwrap())
                .collect()
        };
        let sides = numbers(viewport, b"BBox");
        let (shares, degrees) = (numbers(measure, b"LPTS"), numbers(measure, b"GPTS"));
        let system = measure.get(b"GCS").and_then(|own| own.as_dict()).unwrap();
        assert_eq!(
            system.get(b"EPSG").and_then(lopdf::Object::as_i64).unwrap(),
            4543
        );
        let at = |lon, lat| {
            scene
                .to_metric(shuijie::domain::LonLat::try_new(lon, lat).unwrap())
                .unwrap()
        };
        let middle = at(center[0], center[1]);
        let m_per_pt = |axis: usize, (share, metre): (f64, f64)| {
            // From the middle of the map, which is the centre that was asked for.
            metre / ((share - 0.5) * (sides[axis + 2] - sides[axis]))
        };
        let wanted = scale.parse::<f64>().unwrap() * 0.0254 / 72.0;
        assert_eq!(degrees.len(), 8);
        for corner in 0..4 {
            let ground = at(degrees[2 * corner + 1], degrees[2 * corner]);
            for (axis, metre) in [(0, ground.x - middle.x), (1, ground.y - middle.y)] {
                let found = m_per_pt(axis, (shares[2 * corner + axis], metre));
                // The plane is longer or shorter than the ellipsoid by less than this.
                assert!(
                    (found / wanted - 1.0).abs() < 1e-3,
                    "1:{scale}, {corner}, {axis}: {found}, {wanted}"
                );
            }
        }
    }
}

#[test]
fn a_picture_and_its_world_file_are_replaced_together_or_not_at_all() {
    let sample = Sample::new();
    let more = ["--dpi", "50"];
    for blocked in ["a.png", "a.pgw"] {
        for name in ["a.png", "a.pgw"] {
            let path = sample.path(name);
            if name == blocked {
                std::fs::create_dir(&path).unwrap();
            } else {
                std::fs::write(&path, "old").unwrap();
            }
        }
        let output = sample.map("a.png", &more);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(blocked), "{message}");
        for name in ["a.png", "a.pgw"] {
            let path = sample.path(name);
            if name == blocked {
                std::fs::remove_dir(&path).unwrap();
            } else {
                assert_eq!(std::fs::read(&path).unwrap(), b"old", "{blocked} {name}");
                std::fs::remove_file(&path).unwrap();
            }
        }
        let left = std::fs::read_dir(sample.folder.path()).unwrap().count();
        assert_eq!(left, 1, "only the project is left");
    }
    std::fs::write(sample.path("a.pgw"), "old").unwrap();
    assert_eq!(sample.map("a.png", &more).status.code(), Some(0));
    assert_ne!(std::fs::read(sample.path("a.pgw")).unwrap(), b"old");
}
