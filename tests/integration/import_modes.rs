//! Append, update by code, replace; taking the last import back; the report that stays with the layer.

use shuijie::domain::Layer;
use shuijie::exchange::ImportOptions;
use shuijie::services::Clock;
use shuijie::services::import::undo_import;
use shuijie::store::{ImportMode, StoreError};

use crate::import::{Desk, codes};
use crate::store::judge;

const FIRST: &str = "编号,名称,经度,纬度,日排放量\nP1,甲,102.70,25.0,100\nP2,乙,102.71,25.0,200\n";

fn mode(mode: ImportMode) -> ImportOptions {
    ImportOptions {
        mode,
        fields: vec![("日排放量".to_owned(), "flow_m3d".to_owned())],
        ..ImportOptions::default()
    }
}

/// Code, name, flow, longitude of every outfall.
fn rows(desk: &Desk) -> Vec<(String, String, Option<f64>, f64)> {
    let mut rows: Vec<_> = desk
        .project
        .features(Layer::Outfall)
        .unwrap()
        .into_iter()
        .map(|row| {
            let Some(geo::Geometry::Point(point)) = row.geometry else {
                panic!("a point");
            };
            let name = row.text("name").unwrap_or_default().to_owned();
            (
                row.code.clone(),
                name,
                match row.value("flow_m3d") {
                    shuijie::domain::Value::Real(flow) => Some(*flow),
                    _ => None,
                },
                point.x(),
            )
        })
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

fn started() -> Desk {
    let mut desk = Desk::new();
    let path = desk.write("first.csv", FIRST);
    desk.import(&path, Layer::Outfall, &mode(ImportMode::Append))
        .unwrap();
    desk
}

fn undo(desk: &mut Desk) -> Result<(), StoreError> {
    let clock = Clock::Fixed("2026-11-24T00:00:00Z".parse().unwrap());
    let last = desk.project.import_runs()?.first().map_or(0, |run| run.id);
    undo_import(&mut desk.project, last, clock).map(|_run| ())
}

#[test]
fn update_changes_what_the_file_knows_and_leaves_the_rest() {
    let mut desk = started();
    let before = rows(&desk);
    // A blank name, a bad number, a new row, a row twice, and one that neither exists nor has a place.
    let path = desk.write(
        "second.csv",
        "编号,名称,经度,纬度,日排放量\nP1,,102.80,25.0,150\nP2,乙改,102.71,25.0,约二百\nP3,丙,102.9,25,1\nP1,又来,102.7,25,1\n",
    );
    let report = desk
        .import(&path, Layer::Outfall, &mode(ImportMode::Update))
        .unwrap();
    assert_eq!(
        (report.imported, report.updated, report.rejected),
        (3, 2, 1)
    );
    assert_eq!(
        codes(&report),
        [
            (3, "日排放量", "not_a_number"),
            (5, "code", "duplicate_code")
        ]
    );
    assert_eq!(
        rows(&desk),
        [
            ("P1".to_owned(), "甲".to_owned(), Some(150.0), 102.8),
            ("P2".to_owned(), "乙改".to_owned(), Some(200.0), 102.71),
            ("P3".to_owned(), "丙".to_owned(), Some(1.0), 102.9),
        ]
    );
    assert!(
        desk.project.health().unwrap().is_sound(),
        "the spatial index moved along"
    );
    undo(&mut desk).unwrap();
    assert_eq!(rows(&desk), before);
    assert!(desk.project.health().unwrap().is_sound());
}

#[test]
fn a_table_without_places_updates_attributes_and_adds_nothing() {
    let mut desk = started();
    let path = desk.write("t.csv", "编号,名称\nP1,甲改\nP9,没有位置\n");
    let options = ImportOptions {
        mode: ImportMode::Update,
        ..ImportOptions::default()
    };
    let report = desk.import(&path, Layer::Outfall, &options).unwrap();
    assert_eq!((report.updated, report.rejected), (1, 1));
    assert_eq!(codes(&report), [(3, "geometry", "null_geometry")]);
    let rows = rows(&desk);
    assert_eq!(
        (rows[0].1.as_str(), rows[0].3, rows.len()),
        ("甲改", 102.70, 2)
    );
}

#[test]
fn replace_is_taken_back_to_the_very_rows_that_were_there() {
    let mut desk = started();
    let before = rows(&desk);
    let ids = |desk: &Desk| -> Vec<i64> {
        let rows = desk.project.features(Layer::Outfall).unwrap();
        rows.iter().map(|row| row.id).collect()
    };
    let first = ids(&desk);
    let path = desk.write("new.csv", "编号,名称,经度,纬度\nP1,新,103,26\n");
    let options = ImportOptions {
        mode: ImportMode::Replace,
        ..ImportOptions::default()
    };
    let report = desk.import(&path, Layer::Outfall, &options).unwrap();
    assert_eq!((report.imported, report.replaced), (1, 2));
    assert_eq!(
        rows(&desk),
        [("P1".to_owned(), "新".to_owned(), None, 103.0)]
    );
    assert!(desk.project.health().unwrap().is_sound());
    undo(&mut desk).unwrap();
    assert_eq!((rows(&desk), ids(&desk)), (before, first));
    assert!(desk.project.health().unwrap().is_sound());
    let path = desk.project.path().to_owned();
    let check: (i64, i64) = judge(&path)
        .query_row(
            "SELECT CheckSpatialMetaData(), CheckSpatialIndex()",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(check, (3, 1));
}

#[test]
fn undo_takes_one_import_back_and_refuses_what_it_would_spoil() {
    let mut desk = started();
    undo(&mut desk).unwrap();
    assert_eq!(rows(&desk), []);
    assert!(matches!(
        undo(&mut desk),
        Err(StoreError::NothingToUndo { .. })
    ));
    let path = desk.write("again.csv", FIRST);
    desk.import(&path, Layer::Outfall, &mode(ImportMode::Append))
        .unwrap();
    // Somebody else's edit, as QGIS makes it.
    let file = desk.project.path().to_owned();
    judge(&file)
        .execute("UPDATE outfall SET name = '外部修改' WHERE code = 'P1'", [])
        .unwrap();
    assert!(matches!(
        undo(&mut desk),
        Err(StoreError::ChangedSince { .. })
    ));
    assert_eq!(rows(&desk).len(), 2, "nothing was taken back");
}

#[test]
fn undo_takes_back_the_very_import_that_is_named() {
    let mut desk = Desk::new();
    let clock = Clock::Fixed("2026-11-24T00:00:00Z".parse().unwrap());
    let path = desk.write("first.csv", FIRST);
    let first = desk
        .import(&path, Layer::Outfall, &mode(ImportMode::Append))
        .unwrap();
    let other = desk.write("other.csv", "编号,经度,纬度\nP3,102.9,25\n");
    let second = desk
        .import(&other, Layer::Outfall, &ImportOptions::default())
        .unwrap();
    assert_eq!((first.run, second.run), (Some(1), Some(2)));
    // Somebody imported in between: what was on show is not the last one any more.
    let error = undo_import(&mut desk.project, 1, clock).unwrap_err();
    assert!(matches!(error, StoreError::ImportedSince { .. }), "{error}");
    assert!(error.to_string().contains("other.csv"), "{error}");
    assert_eq!(rows(&desk).len(), 3);
    let error = undo_import(&mut desk.project, 9, clock).unwrap_err();
    assert!(
        matches!(error, StoreError::NoSuchImport { id: 9 }),
        "{error}"
    );
    undo_import(&mut desk.project, 2, clock).unwrap();
    assert_eq!(rows(&desk).len(), 2);
    let nothing = desk
        .import(
            &other,
            Layer::Outfall,
            &ImportOptions {
                dry_run: true,
                ..ImportOptions::default()
            },
        )
        .unwrap();
    assert_eq!(nothing.run, None);
}

#[test]
fn undo_brings_back_what_other_programs_keep_beside_our_columns() {
    let mut desk = started();
    let file = desk.project.path().to_owned();
    judge(&file)
        .execute_batch(
            "ALTER TABLE outfall ADD COLUMN \"备注 \"\"内部\"\"\" TEXT;
             ALTER TABLE outfall ADD COLUMN row_id REAL;
             UPDATE outfall SET \"备注 \"\"内部\"\"\" = '现场 ' || code, row_id = 1.5;",
        )
        .unwrap();
    desk.project = shuijie::store::Project::open(&file, shuijie::store::Access::ReadWrite).unwrap();
    let own = |desk: &Desk| -> Vec<(i64, String, Option<String>, Option<f64>)> {
        let judge = judge(desk.project.path());
        let mut select = judge
            .prepare("SELECT rowid, code, \"备注 \"\"内部\"\"\", row_id FROM outfall ORDER BY code")
            .unwrap();
        let found = select.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        });
        found.unwrap().map(Result::unwrap).collect()
    };
    let before = own(&desk);
    assert_eq!(before[0].2.as_deref(), Some("现场 P1"));
    for kind in [ImportMode::Update, ImportMode::Replace] {
        let path = desk.write("new.csv", "编号,名称,经度,纬度\nP1,新,103,26\n");
        let options = ImportOptions {
            mode: kind,
            ..ImportOptions::default()
        };
        desk.import(&path, Layer::Outfall, &options).unwrap();
        undo(&mut desk).unwrap();
        assert_eq!(own(&desk), before, "{kind:?}");
    }
    assert!(desk.project.health().unwrap().is_sound());
}

#[test]
fn the_journal_says_how_many_features_were_changed_or_replaced() {
    let mut desk = started();
    let path = desk.write(
        "new.csv",
        "编号,名称,经度,纬度\nP1,新,103,26\nP9,新,103,26\n",
    );
    for kind in [ImportMode::Update, ImportMode::Replace] {
        let options = ImportOptions {
            mode: kind,
            ..ImportOptions::default()
        };
        desk.import(&path, Layer::Outfall, &options).unwrap();
    }
    let judge = judge(desk.project.path());
    let mut select = judge
        .prepare("SELECT after FROM journal WHERE operation = 'import' ORDER BY id DESC LIMIT 2")
        .unwrap();
    let origins: Vec<(u64, u64)> = select
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .map(|text| {
            let entry: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
            let count = |key: &str| entry["origin"][key].as_u64().unwrap();
            (count("updated"), count("replaced"))
        })
        .collect();
    assert_eq!(origins, [(0, 3), (1, 0)]);
}

#[test]
fn a_dry_run_in_any_mode_leaves_rows_and_register_as_they_are() {
    let mut desk = started();
    let before = (rows(&desk), desk.project.import_runs().unwrap());
    let path = desk.write("new.csv", "编号,名称,经度,纬度\nP1,新,103,26\n");
    for kind in ImportMode::ALL {
        let options = ImportOptions {
            mode: kind,
            dry_run: true,
            ..ImportOptions::default()
        };
        desk.import(&path, Layer::Outfall, &options).unwrap();
        assert_eq!(
            (rows(&desk), desk.project.import_runs().unwrap()),
            before,
            "{kind:?}"
        );
    }
}

#[test]
fn the_report_stays_with_the_layer_and_can_be_read_later() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "编号,经度,纬度\nA,102.7,25\nB,abc,25\n");
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    let runs = desk.project.import_runs().unwrap();
    assert_eq!(
        runs.iter()
            .map(|run| (run.layer.as_str(), run.file.as_str(), run.mode.as_str()))
            .collect::<Vec<_>>(),
        [("well", "a.csv", "append")]
    );
    let kept = desk.project.import_report(runs[0].id).unwrap().unwrap();
    assert_eq!(kept, serde_json::to_string(&report).unwrap());
    assert_eq!(desk.project.import_report(99).unwrap(), None);
}
