//! Broken shapes: what is said of them and where, what repairing makes of them, and what the journal keeps.

use shuijie::domain::Layer;
use shuijie::exchange::ImportOptions;

use crate::import::{BOW_TIE, Desk, SQUARE, codes, collection};
use crate::store::judge;

fn polygon(rings: &str) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#)
}

/// Name, rings, code of the issue, part of its message, its place.
const BROKEN: [(&str, &str, &str, &str, [f64; 2]); 6] = [
    (
        "bow tie",
        "[[102.5,25],[102.6,25.1],[102.6,25],[102.5,25.1],[102.5,25]]",
        "repaired_area_changed",
        "外环自相交，在 102.55",
        [102.55, 25.05],
    ),
    (
        "spike",
        "[[102.5,25],[102.6,25],[102.6,25.1],[102.6,25.3],[102.6,25.1],[102.5,25.1],[102.5,25]]",
        "repaired",
        "外环有尖刺，在 102.6",
        [102.6, 25.3],
    ),
    (
        "hole outside",
        "[[102.5,25],[102.6,25],[102.6,25.1],[102.5,25.1],[102.5,25]],[[103.5,26.5],[103.51,26.5],[103.51,26.51],[103.5,26.5]]",
        "repaired",
        "第 1 个内环不在外环之内",
        [103.5, 26.5],
    ),
    (
        "hole over the edge",
        "[[102.5,25],[102.6,25],[102.6,25.1],[102.5,25.1],[102.5,25]],[[102.55,25.05],[102.65,25.05],[102.65,25.06],[102.55,25.06],[102.55,25.05]]",
        "repaired_area_changed",
        "内环",
        [102.55, 25.05],
    ),
    (
        "loop on itself",
        "[[102.5,25],[102.6,25],[102.6,25.1],[102.55,25.05],[102.6,25],[102.5,25.1],[102.5,25]]",
        "repaired",
        "有尖刺",
        [102.6, 25.0],
    ),
    (
        "every vertex twice",
        "[[102.5,25],[102.5,25],[102.6,25],[102.6,25],[102.6,25.1],[102.6,25.1],[102.5,25],[102.5,25]]",
        "duplicate_vertices",
        "4 个顶点",
        [102.5, 25.0],
    ),
];

#[test]
fn every_kind_of_broken_shape_is_named_with_its_place_and_made_valid() {
    for (name, rings, code, part, at) in BROKEN {
        let mut desk = Desk::new();
        let text = collection(&[(&polygon(rings), r#"{"code":"A"}"#)]);
        let path = desk.write("a.geojson", text);
        let report = desk
            .import(&path, Layer::Lake, &ImportOptions::default())
            .unwrap();
        assert_eq!((report.imported, report.repaired), (1, 1), "{name}");
        let issue = &report.issues[0];
        assert_eq!(issue.code, code, "{name}: {issue:?}");
        assert!(issue.message.contains(part), "{name}: {}", issue.message);
        let there = issue.at.unwrap();
        assert!(
            (there[0] - at[0]).abs() < 1e-9 && (there[1] - at[1]).abs() < 1e-9,
            "{name}: {there:?}"
        );
        let file = desk.project.path().to_owned();
        let valid: i64 = judge(&file)
            .query_row("SELECT ST_IsValid(geom) FROM lake", [], |row| row.get(0))
            .unwrap();
        assert_eq!(valid, 1, "{name}: SpatiaLite judges");
    }
}

#[test]
fn repairing_gives_the_area_that_spatialite_gives() {
    for (name, rings, ..) in BROKEN {
        let mut desk = Desk::new();
        let text = collection(&[(&polygon(rings), r#"{"code":"A"}"#)]);
        let path = desk.write("a.geojson", text.as_bytes());
        desk.import(&path, Layer::Lake, &ImportOptions::default())
            .unwrap();
        let raw = ImportOptions {
            on_invalid: shuijie::exchange::OnInvalid::Keep,
            ..ImportOptions::default()
        };
        let kept = desk.write("kept.geojson", text.replace("\"A\"", "\"B\""));
        desk.import(&kept, Layer::Lake, &raw).unwrap();
        let file = desk.project.path().to_owned();
        let judge = judge(&file);
        let made: Result<Option<f64>, _> = judge.query_row(
            "SELECT ST_Area(ST_MakeValid(geom)) FROM lake WHERE code = 'B'",
            [],
            |row| row.get(0),
        );
        let Ok(Some(made)) = made else {
            eprintln!("skipped {name}: this SpatiaLite has no ST_MakeValid");
            continue;
        };
        let ours: f64 = judge
            .query_row(
                "SELECT ST_Area(geom) FROM lake WHERE code = 'A'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert!((ours - made).abs() < 1e-9, "{name}: {ours} against {made}");
    }
}

#[test]
fn the_journal_keeps_the_shape_as_the_file_had_it() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.geojson",
        collection(&[(SQUARE, r#"{"code":"A"}"#), (BOW_TIE, r#"{"code":"B"}"#)]),
    );
    let report = desk
        .import(&path, Layer::Lake, &ImportOptions::default())
        .unwrap();
    assert_eq!(codes(&report), [(2, "geometry", "repaired_area_changed")]);
    let file = desk.project.path().to_owned();
    let (code, before): (String, String) = judge(&file)
        .query_row(
            "SELECT lake.code, before FROM journal JOIN lake ON lake.id = feature_id WHERE operation = 'repaired'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(code, "B");
    let kept: serde_json::Value = serde_json::from_str(&before).unwrap();
    let tie: serde_json::Value = serde_json::from_str(BOW_TIE).unwrap();
    assert_eq!(
        kept["geometry"]["coordinates"][0][1],
        tie["coordinates"][0][1]
    );
    assert_eq!(kept["row"], 2);
}
