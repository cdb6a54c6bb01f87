//! The seams between neighbouring areas, and codes that are made up where another has them already.

use std::fmt::Write as _;

use rusqlite::Connection;
use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{ImportOptions, ImportReport};
use shuijie::services::seams;
use shuijie::store::ImportMode;

use crate::cli::shuijie;
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
    assert_eq!(found.unread, []);
    let [one] = &found.seams[..] else {
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

/// Changes the stored shape of a zone as another program might, behind the back of the triggers.
fn spoil(desk: &Desk, code: &str, change: impl FnOnce(&mut Vec<u8>)) {
    let connection = Connection::open(desk.folder.path().join("p.sqlite")).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'function_zone'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER \"{name}\""))
            .unwrap();
    }
    let mut blob: Vec<u8> = connection
        .query_row(
            "SELECT geom FROM function_zone WHERE code = ?1",
            [code],
            |row| row.get(0),
        )
        .unwrap();
    change(&mut blob);
    let changed = connection
        .execute(
            "UPDATE function_zone SET geom = ?2 WHERE code = ?1",
            (code, blob),
        )
        .unwrap();
    assert_eq!(changed, 1);
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
}

/// A project with a sound zone and two that cannot be read: one says SRID 0, one ends early.
fn spoilt() -> Desk {
    let mut desk = Desk::new();
    let areas = [
        ("A", area(102.5, 0.0)),
        ("B", area(102.51, 0.0)),
        ("C", area(102.53, 0.0)),
    ];
    import(&mut desk, "a.geojson", &areas, ImportMode::Append);
    spoil(&desk, "A", |blob| blob[2..6].fill(0));
    spoil(&desk, "B", |blob| blob.truncate(50));
    desk
}

#[test]
fn a_shape_that_cannot_be_read_hinders_no_import_and_is_named() {
    let mut desk = spoilt();
    let fourth = [("D", area(102.52, NARROW)), ("E", area(102.54, NARROW))];
    let report = import(&mut desk, "b.geojson", &fourth, ImportMode::Append);
    assert_eq!((report.imported, report.rejected), (2, 0));
    assert_eq!(
        codes(&report),
        [
            (0, "geometry", "slivers_unchecked"),
            (0, "geometry", "slivers_unchecked"),
            (2, "geometry", "sliver_overlap"),
        ]
    );
    for (issue, code) in report.issues.iter().zip(["「A」", "「B」"]) {
        assert!(issue.message.contains(code), "{}", issue.message);
    }
    // What mends them is let in, and says nothing of them any more.
    let mended = [("A", area(102.5, 0.0)), ("B", area(102.51, 0.0))];
    let report = import(&mut desk, "c.geojson", &mended, ImportMode::Update);
    assert_eq!((report.updated, report.rejected), (2, 0));
    assert_eq!(codes(&report), [(2, "geometry", "sliver_overlap")]);
    let found = seams::check(&desk.project, &Progress::silent()).unwrap();
    assert_eq!((found.seams.len(), found.unread), (2, vec![]));
}

#[test]
fn verify_tells_the_health_of_a_file_with_shapes_that_cannot_be_read() {
    let mut desk = spoilt();
    let next = [("E", area(102.54, NARROW))];
    import(&mut desk, "b.geojson", &next, ImportMode::Append);
    let path = desk.folder.path().join("p.sqlite");
    let path = path.to_str().unwrap();
    let output = shuijie(&["verify", path, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["spatial_metadata"], 3);
    assert_eq!(told["seams"].as_array().unwrap().len(), 1);
    let unread: Vec<_> = told["seams_unread"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unread| (unread["layer"].as_str(), unread["code"].as_str()))
        .collect();
    let zone = Some("function_zone");
    assert_eq!(unread, [(zone, Some("A")), (zone, Some("B"))]);

    let output = shuijie(&["verify", path]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    for part in [
        "完好",
        "有 2 处面的几何无法使用",
        "function_zone「A」",
        "有 1 处细缝",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_water_that_cannot_be_read_hinders_no_import_of_outfalls() {
    let mut desk = Desk::new();
    let line = r#"{"type":"LineString","coordinates":[[102.5,25],[102.6,25]]}"#;
    let path = desk.write("r.geojson", collection(&[(line, r#"{"code":"R"}"#)]));
    desk.import(&path, Layer::River, &ImportOptions::default())
        .unwrap();
    let connection = Connection::open(desk.folder.path().join("p.sqlite")).unwrap();
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'river'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for name in &triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER \"{name}\""))
            .unwrap();
    }
    connection
        .execute("UPDATE river SET geom = x'00'", [])
        .unwrap();
    drop(connection);
    let mut table = "编号,经度,纬度\n".to_owned();
    for number in 0..30 {
        writeln!(table, "A{number},{},25", 102.51 + 0.001 * f64::from(number)).unwrap();
    }
    let path = desk.write("o.csv", table);
    let report = desk
        .import(&path, Layer::Outfall, &ImportOptions::default())
        .unwrap();
    assert_eq!(report.imported, 30);
    assert_eq!(codes(&report), [(2, "geometry", "shift_unchecked")]);
}

#[test]
fn a_code_that_is_made_up_leaves_those_of_later_rows_alone() {
    let mut desk = Desk::new();
    // The first would be well-2, which another row bears, and the next number is that of the last.
    let path = desk.write(
        "a.csv",
        "编号,名称,经度,纬度\n,甲,102.5,25\nX,乙,102.6,25\nwell-2,丙,102.7,25\nwell-6,丁,102.8,25\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.rejected), (4, 0), "{report:?}");
    let named = |code: &str| {
        let found = desk.project.by_code(Layer::Well, code).unwrap();
        found.map(|feature| feature.name().to_owned())
    };
    let name = |name: &str| Some(name.to_owned());
    assert_eq!(
        ["well-2", "well-6", "well-7"].map(named),
        [name("丙"), name("丁"), name("甲")]
    );
    let said = report.issues.iter().any(|issue| {
        issue.row == 2 && issue.message == "生成的编码「well-2」另有一行使用，改用「well-7」"
    });
    assert!(said, "{:?}", report.issues);
}

#[test]
fn a_constraint_of_another_program_is_told_from_a_code_that_is_taken() {
    let mut desk = Desk::new();
    let connection = Connection::open(desk.folder.path().join("p.sqlite")).unwrap();
    connection
        .execute_batch("CREATE UNIQUE INDEX one_name ON well (name)")
        .unwrap();
    drop(connection);
    // Without codes each would be tried under one number after the other.
    let path = desk.write(
        "a.csv",
        "名称,经度,纬度\n甲,102.5,25\n甲,102.6,25\n乙,102.7,25\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.rejected), (2, 1));
    let refused: Vec<_> = report
        .issues
        .iter()
        .filter(|issue| issue.code == "constraint")
        .collect();
    let [one] = refused[..] else {
        panic!("{:?}", report.issues)
    };
    assert_eq!(one.row, 3);
    assert!(one.message.contains("well.name"), "{}", one.message);
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
