//! Styles in the project file: the project's own, and those that QGIS reads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use shuijie::carto::style::make::{Recipe, make};
use shuijie::carto::style::{
    ArrowGap, Arrows, Bound, Casing, Condition, HatchPattern, LayerStyle, Method, NOT_DRAWN, Ramp,
    Renderer, Shape, StyleSheet, Takes, Test, qgis, sld,
};
use shuijie::domain::{GeometryKind, Layer, Progress, Value};
use shuijie::services::result_file::Destination;
use shuijie::services::sample::create_sample;
use shuijie::services::{Clock, scene, styles};
use shuijie::store::{Access, Project};
use tempfile::TempDir;

fn clock() -> Clock {
    Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap())
}

fn sample() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("样式.sqlite");
    drop(create_sample(&path, clock(), &Progress::silent()).unwrap());
    (folder, path)
}

fn open(path: &Path) -> Project {
    Project::open(path, Access::ReadOnly).unwrap()
}

fn shipped() -> StyleSheet {
    StyleSheet::shipped().unwrap()
}

fn ramp() -> Ramp {
    Ramp::shipped().unwrap().remove(0)
}

/// The wells of `project` in classes of their volume.
fn graded(project: &Project) -> LayerStyle {
    let sheet = shipped();
    let recipe = Recipe::Graduated {
        field: "volume_m3a",
        method: Method::NaturalBreaks,
        classes: 4,
    };
    styles::remake(project, sheet.layer(Layer::Well).unwrap(), &recipe, &ramp()).unwrap()
}

#[test]
fn a_style_of_the_project_comes_back_and_the_journal_keeps_it() {
    let (_folder, path) = sample();
    let style = graded(&open(&path));
    styles::store_in_file(&path, &style, &shipped(), clock()).unwrap();
    let project = open(&path);
    let found = styles::sheet_of(&project, &shipped()).unwrap();
    assert_eq!(found.sheet.layer(Layer::Well), Some(&style));
    assert_eq!(found.own, BTreeSet::from([Layer::Well]));
    assert!(found.problems.is_empty());
    drop(project);
    // Back to the shipped style: none of the project's own is left, and both changes are journalled.
    let original = shipped().layer(Layer::Well).unwrap().clone();
    styles::store_in_file(&path, &original, &shipped(), clock()).unwrap();
    let found = styles::sheet_of(&open(&path), &shipped()).unwrap();
    assert!(found.own.is_empty());
    assert_eq!(found.sheet, shipped());
    let texts: Vec<String> = Connection::open(&path)
        .unwrap()
        .prepare("SELECT after FROM journal WHERE operation = 'setting' ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(texts.len(), 2);
    let last: serde_json::Value = serde_json::from_str(&texts[1]).unwrap();
    assert_eq!(last["key"], "style.well");
    assert_eq!(
        LayerStyle::from_toml(last["before"].as_str().unwrap()).unwrap(),
        style,
        "what undo needs"
    );
    assert!(last["after"].is_null());
}

#[test]
fn a_stored_style_that_cannot_be_read_leaves_the_layer_as_shipped() {
    let (_folder, path) = sample();
    Connection::open(&path)
        .unwrap()
        .execute(
            "INSERT INTO project_setting VALUES ('style.well', 'layer = 3'), ('style.lake', ?1)",
            [shipped().layer(Layer::River).unwrap().to_toml().unwrap()],
        )
        .unwrap();
    let found = styles::sheet_of(&open(&path), &shipped()).unwrap();
    assert_eq!(found.sheet, shipped());
    assert_eq!(found.problems.len(), 2);
    assert!(found.problems.iter().any(|text| text.contains("取水井")));
    assert!(found.problems.iter().any(|text| text.contains("river")));
}

#[test]
fn features_are_sorted_anew_without_their_geometry() {
    let (_folder, path) = sample();
    let project = open(&path);
    let loaded = scene::load(&project, &shipped(), &Progress::silent()).unwrap();
    let wells = loaded.layer(Layer::Well).unwrap();
    let style = graded(&project);
    let sorted = styles::sort(&project, wells, &style).unwrap();
    assert!(sorted.has_shapes_of(wells));
    let total: usize = sorted.category_counts.iter().sum();
    assert_eq!(total, wells.features.len());
    assert_eq!(sorted.undrawn, 0, "what is not filled in has its own class");
    // The same as when the project is opened with that style.
    let anew = scene::load(&project, &shipped().restyled(style), &Progress::silent()).unwrap();
    assert_eq!(
        anew.layer(Layer::Well).unwrap().category_counts,
        sorted.category_counts
    );
}

#[test]
fn what_no_rule_takes_is_counted_as_not_drawn() {
    let (_folder, path) = sample();
    let project = open(&path);
    let loaded = scene::load(&project, &shipped(), &Progress::silent()).unwrap();
    let wells = loaded.layer(Layer::Well).unwrap();
    let mut style = shipped().layer(Layer::Well).unwrap().clone();
    style.renderer = Renderer::Rules;
    style.categories.truncate(1);
    style.categories[0].takes = Takes::When(Condition {
        field: "purpose",
        test: Test::Is(vec!["industry".to_owned()]),
    });
    let sorted = styles::sort(&project, wells, &style).unwrap();
    let industry = sorted.category_counts[0];
    assert!(industry > 0 && sorted.undrawn > 0);
    assert_eq!(industry + sorted.undrawn, wells.features.len());
    let hidden = |category: u16| category == NOT_DRAWN;
    let count = sorted
        .features
        .iter()
        .filter(|f| hidden(f.category))
        .count();
    assert_eq!(count, sorted.undrawn);
}

type Row = (String, String, Option<String>, bool, String);

fn rows(path: &Path, table: &str) -> Vec<Row> {
    Connection::open(path)
        .unwrap()
        .prepare(
            "SELECT styleName, styleQML, styleSLD, useAsDefault, coalesce(owner, '')
             FROM layer_styles WHERE f_table_name = ?1 AND f_geometry_column = 'geom'
                 AND f_table_schema IS NULL ORDER BY id",
        )
        .unwrap()
        .query_map([table], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// Fails on what is no well-formed XML.
fn parse(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_i32;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(start) => {
                depth += 1;
                for attribute in start.attributes() {
                    attribute.unwrap();
                }
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

#[test]
fn every_layer_of_a_new_project_has_a_style_for_qgis_that_is_xml() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.sqlite");
    drop(styles::create_project(&path, clock()).unwrap());
    for layer in Layer::spatial() {
        let rows = rows(&path, layer.name());
        assert_eq!(rows.len(), qgis::kinds(layer).len(), "{}", layer.name());
        assert_eq!(rows.iter().filter(|row| row.3).count(), 1);
        for (_, qml, sld, _, owner) in &rows {
            assert_eq!(owner, "shuijie");
            parse(qml);
            parse(sld.as_ref().unwrap());
        }
    }
    assert!(open(&path).health().unwrap().is_sound());
}

#[test]
fn styles_of_others_are_left_alone_and_stay_the_default() {
    let (_folder, path) = sample();
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "DELETE FROM layer_styles WHERE f_table_name = 'well';
             INSERT INTO layer_styles (f_table_name, f_geometry_column, styleName, styleQML, useAsDefault, owner)
             VALUES ('well', 'geom', '井', '<qgis/>', 1, 'somebody'), ('well', 'geom', '二', '<qgis/>', 0, NULL)",
        )
        .unwrap();
    let style = graded(&open(&path));
    for _ in 0..2 {
        styles::store_in_file(&path, &style, &shipped(), clock()).unwrap();
    }
    let rows = rows(&path, "well");
    let names: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(names, ["井", "二", "水界"]);
    let defaults: Vec<bool> = rows.iter().map(|row| row.3).collect();
    assert_eq!(defaults, [true, false, false]);
}

/// What a symbol's parts are called in QGIS.
fn classes_of(style: &LayerStyle, kind: GeometryKind) -> BTreeSet<&'static str> {
    let mut classes = BTreeSet::new();
    for category in &style.categories {
        let symbol = &category.symbol;
        match kind {
            GeometryKind::Point => {
                classes.extend(symbol.marker.map(|marker| match marker.shape {
                    Shape::Cross | Shape::Drop | Shape::Shield | Shape::Bowl => "SvgMarker",
                    _ => "SimpleMarker",
                }));
            }
            GeometryKind::Line => {
                classes.extend(symbol.line.map(|_| "SimpleLine"));
                classes.extend(
                    symbol
                        .line
                        .and_then(|line| line.arrows)
                        .map(|_| "MarkerLine"),
                );
            }
            _ => {
                classes.extend(symbol.fill.map(|_| "SimpleFill"));
                classes.extend(symbol.outline.map(|_| "SimpleLine"));
                classes.extend(symbol.hatch.map(|hatch| match hatch.pattern {
                    HatchPattern::Dotted => "PointPatternFill",
                    _ => "LinePatternFill",
                }));
            }
        }
    }
    classes
}

#[test]
fn every_kind_of_drawing_that_ships_is_in_what_qgis_reads() {
    for style in shipped().layers() {
        for kind in qgis::kinds(style.layer) {
            let qml = qgis::qml(style, *kind).unwrap();
            for class in classes_of(style, *kind) {
                let named = format!("class=\"{class}\"");
                assert!(qml.contains(&named), "{}: {class}", style.layer.name());
            }
            let dashed = style.categories.iter().any(|category| {
                let symbol = &category.symbol;
                let stroke = match kind {
                    GeometryKind::Point => None,
                    GeometryKind::Line => symbol.line,
                    _ => symbol.outline,
                };
                stroke.is_some_and(|stroke| stroke.dash.is_some())
            });
            assert_eq!(qml.contains("customdash"), dashed, "{}", style.layer.name());
            let symbols = qml.matches("<symbol ").count();
            assert!(symbols >= style.categories.len(), "{}", style.layer.name());
        }
    }
}

#[test]
fn each_renderer_is_the_one_of_qgis_that_says_the_same() {
    let sheet = shipped();
    let wells = sheet.layer(Layer::Well).unwrap();
    let numbers: Vec<Value> = (0..30).map(Value::Integer).collect();
    let renderer = |style: &LayerStyle| {
        let qml = qgis::qml(style, GeometryKind::Point).unwrap();
        parse(&qml);
        let start = qml.find("renderer-v2 type=\"").unwrap() + 18;
        qml[start..].split('"').next().unwrap().to_owned()
    };
    let made = |recipe| make(wells, &recipe, &ramp(), &numbers);
    assert_eq!(renderer(wells), "categorizedSymbol");
    assert_eq!(renderer(&made(Recipe::Single)), "singleSymbol");
    assert_eq!(renderer(&made(Recipe::Rules)), "RuleRenderer");
    let graded = made(Recipe::Graduated {
        field: "volume_m3a",
        method: Method::Quantile,
        classes: 3,
    });
    assert_eq!(renderer(&graded), "graduatedSymbol");
    // Only rules of QGIS have ranges of scale.
    let mut scaled = graded;
    scaled.categories[0].scale.max = Some(50_000.0);
    assert_eq!(renderer(&scaled), "RuleRenderer");
    let qml = qgis::qml(&scaled, GeometryKind::Point).unwrap();
    assert!(qml.contains("scalemaxdenom=\"50000\""));
}

#[test]
fn texts_that_xml_must_quote_stay_texts() {
    let mut style = shipped().layer(Layer::River).unwrap().clone();
    style.renderer = Renderer::Rules;
    let category = &mut style.categories[0];
    category.zh = "<\"一\" & '二'>".to_owned();
    category.takes = Takes::When(Condition {
        field: "name",
        test: Test::Contains("a<'b'&\"c\">".to_owned()),
    });
    let line = category.symbol.line.as_mut().unwrap();
    line.casing = Some(Casing {
        color: line.color,
        width: 6.0,
        dash: None,
    });
    line.arrows = Some(Arrows {
        size: 8.0,
        gap: ArrowGap::Wide,
    });
    let mut below = category.clone();
    below.takes = Takes::When(Condition {
        field: "order",
        test: Test::Between(Bound::Number(1.0), Bound::Number(3.0)),
    });
    style.categories.push(below);
    let qml = qgis::qml(&style, GeometryKind::Line).unwrap();
    parse(&qml);
    parse(&sld::sld(&style, GeometryKind::Line).unwrap());
    assert!(qml.contains("MarkerLine"));
    assert_eq!(qml.matches("class=\"SimpleLine\"").count(), 4);
}

#[test]
fn a_style_file_comes_back_and_a_bad_one_is_refused_by_name_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let style = shipped().layer(Layer::Lake).unwrap().clone();
    let path =
        styles::write_file(&Destination::unasked(folder.path().join("湖库")), &style).unwrap();
    assert!(path.ends_with("湖库.toml"));
    assert_eq!(styles::read_file(&path).unwrap(), style);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"lake\"", "\"sea\"")).unwrap();
    let message = styles::read_file(&path).unwrap_err().to_string();
    assert!(
        message.contains("湖库.toml") && message.contains("第 1 行"),
        "{message}"
    );
    assert!(message.contains("sea"), "{message}");
    let missing = styles::read_file(&folder.path().join("none.toml")).unwrap_err();
    assert!(missing.to_string().contains("none.toml"));
}

#[test]
fn the_printed_map_shows_the_projects_own_styles() {
    let (folder, path) = sample();
    let style = graded(&open(&path));
    let print = || {
        let out = folder.path().join("图.svg");
        let output = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
            .args(["map", path.to_str().unwrap(), "--layers", "well", "--out"])
            .arg(&out)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        std::fs::read_to_string(out).unwrap()
    };
    let labels = |printed: &str| {
        let shown = style
            .categories
            .iter()
            .filter(|category| printed.contains(&category.zh));
        shown.count()
    };
    assert_eq!(labels(&print()), 0);
    styles::store_in_file(&path, &style, &shipped(), clock()).unwrap();
    assert!(labels(&print()) > 1, "{:?}", style.categories);
}
