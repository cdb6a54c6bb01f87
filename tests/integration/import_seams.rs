//! The seams between neighbouring areas, and codes that are made up where another has them already.

use std::fmt::Write as _;

use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{ImportOptions, ImportReport};
use shuijie::services::seams;
use shuijie::store::ImportMode;

use crate::import::{Desk, codes, collection};

/// An area of 0.01 degrees whose left side is at `lon` and bulges by `bulge` degrees in its middle.
fn area(lon: f64, bulge: f64) -> String {
    let (left, right) = (lon - bulge, lon + 0.01);
    format!(
        r#"{{"type":"Polygon","coordinates":[[[{lon},25],[{right},25],[{right},25.005],[{right},25.01],[{lon},25.01],[{left},25.005],[{lon},25]]]}}"#
    )
}

/// About six metres.
const NARROW: f64 = 6e-5;

fn import(desk: &mut Desk, name: &str, areas: &[(&str, String)], mode: ImportMode) -> ImportReport {
    let properties: Vec<String> = areas
        .iter()
        .map(|(code, _)| format!(r#"{{"code":"{code}"}}"#))
        .collect();
    let features: Vec<(&str, &str)> = areas
        .iter()
        .zip(&properties)
        .map(|((_, area), properties)| (area.as_str(), properties.as_str()))
        .collect();
    let path = desk.write(name, collection(&features));
    let options = ImportOptions {
        mode,
        ..ImportOptions::default()
    };
    desk.import(&path, Layer::FunctionZone, &options).unwrap()
}

#[test]
fn narrow_gaps_and_overlaps_between_neighbours_are_named_and_not_mended() {
    let mut desk = Desk::new();
    let first = [
        ("A", area(102.5, 0.0)),
        ("B", area(102.51, NARROW)),
        ("C", area(102.52, 0.0)),
    ];
    let report = import(&mut desk, "a.geojson", &first, ImportMode::Append);
    assert_eq!(
        (report.imported, report.repaired, report.rejected),
        (3, 0, 0)
    );
    assert_eq!(codes(&report), [(2, "geometry", "sliver_overlap")]);
    let issue = &report.issues[0];
    assert!(
        issue.message.contains("与「A」有狭窄的重叠：1 处"),
        "{}",
        issue.message
    );
    assert!(issue.message.contains("未作改动"), "{}", issue.message);
    // A triangle 1108 m long and 6.05 m wide.
    let figure = issue.message.split("共约 ").nth(1).unwrap();
    let area_m2: f64 = figure.split(' ').next().unwrap().parse().unwrap();
    assert!((area_m2 - 3354.0).abs() < 40.0, "{area_m2}");
    let at = issue.at.unwrap();
    assert!(
        (at[0] - 102.51).abs() < 1e-4 && (at[1] - 25.005).abs() < 1e-6,
        "{at:?}"
    );

    // What comes later is compared with what is there, and a changed shape with the others.
    let fourth = [("D", area(102.53, -NARROW))];
    let report = import(&mut desk, "b.geojson", &fourth, ImportMode::Append);
    assert_eq!(codes(&report), [(1, "geometry", "sliver_gap")]);
    assert!(report.issues[0].message.contains("与「C」之间有细缝"));
    let mended = [("B", area(102.51, 0.0)), ("D", area(102.53, 0.0))];
    let report = import(&mut desk, "c.geojson", &mended, ImportMode::Update);
    assert_eq!((report.updated, codes(&report)), (2, vec![]));
}

#[test]
fn the_seams_of_a_project_are_checked_at_any_time() {
    let mut desk = Desk::new();
    let areas = [("A", area(102.5, 0.0)), ("B", area(102.51, -NARROW))];
    import(&mut desk, "a.geojson", &areas, ImportMode::Append);
    let found = seams::check(&desk.project, &Progress::silent()).unwrap();
    let [one] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(
        (one.layer.as_str(), one.code.as_str(), one.with.as_str()),
        ("function_zone", "A", "B")
    );
    assert_eq!(one.kind, "gap");
    assert!(one.message.contains("与「B」之间有细缝"), "{}", one.message);
    assert!((one.at[0] - 102.51).abs() < 1e-4);
}

#[test]
fn a_code_that_is_made_up_avoids_those_that_are_there() {
    let mut desk = Desk::new();
    // Two features bear the numbers that counting would come to.
    let path = desk.write(
        "a.csv",
        "编号,经度,纬度\nwell-4,102.5,25\nwell-5,102.6,25\n",
    );
    desk.import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    let path = desk.write(
        "b.csv",
        "名称,经度,纬度\n甲,102.7,25\n乙,102.8,25\n丙,102.9,25\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.rejected), (3, 0));
    let mut said = String::new();
    for issue in report
        .issues
        .iter()
        .filter(|issue| issue.code == "code_generated")
    {
        writeln!(said, "{} {}", issue.row, issue.message).unwrap();
    }
    assert!(
        said.contains("2 生成的编码「well-4」已有要素使用，改用「well-7」"),
        "{said}"
    );
    assert!(
        said.contains("3 生成的编码「well-5」已有要素使用，改用「well-8」"),
        "{said}"
    );
    let names = |code: &str| {
        let found = desk.project.by_code(Layer::Well, code).unwrap();
        found.map(|feature| feature.name().to_owned())
    };
    let names: Vec<_> = ["well-4", "well-6", "well-7", "well-8"]
        .into_iter()
        .map(names)
        .collect();
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(names, [name(""), name("丙"), name("甲"), name("乙")]);
}
