//! The project file, judged by SpatiaLite itself.

use geo::{Geometry, wkt};
use proptest::prelude::*;
use rusqlite::{Connection, LoadExtensionGuard};
use shuijie::domain::{Layer, Value};
use shuijie::store::{Access, Change, Inserted, NewFeature, Project, StoreError, blob};

/// A plain connection with SpatiaLite: the judge.
#[expect(unsafe_code, reason = "loading native code is unsafe by nature")]
pub(crate) fn judge(path: &std::path::Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    // SAFETY: the system's SpatiaLite, loaded once under the guard.
    unsafe {
        let _guard = LoadExtensionGuard::new(&connection).unwrap();
        connection
            .load_extension("mod_spatialite", None::<&str>)
            .unwrap();
    }
    connection
}

fn change() -> Change {
    Change {
        at: "2026-08-15T00:00:00Z".to_owned(),
        who: "测试".to_owned(),
        why: "测试".to_owned(),
    }
}

fn feature(layer: Layer, code: &str, geometry: impl Into<Geometry<f64>>) -> NewFeature {
    let values = vec![Value::Null; layer.fields().len()];
    NewFeature::new(layer, code.to_owned(), Some(geometry.into()), values).unwrap()
}

#[test]
fn a_new_project_and_a_bulk_insert_satisfy_spatialite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("项目 一.sqlite");
    let mut project = Project::create(&path).unwrap();
    assert!(project.health().unwrap().is_sound());

    let zone = wkt!(POLYGON((102.5 25.0, 102.6 25.0, 102.6 25.1, 102.5 25.0)));
    let mut insert = project.bulk_insert(Layer::ProtectionZone).unwrap();
    assert_eq!(
        insert
            .insert(&feature(Layer::ProtectionZone, "A", zone.clone()))
            .unwrap(),
        Inserted::Yes
    );
    assert_eq!(
        insert
            .insert(&feature(Layer::ProtectionZone, "A", zone))
            .unwrap(),
        Inserted::DuplicateCode
    );
    assert_eq!(
        insert
            .commit(&change(), &serde_json::json!("test"))
            .unwrap(),
        1
    );
    assert!(project.health().unwrap().is_sound());
    drop(project);

    let judge = judge(&path);
    let answers: (i64, i64, i64) = judge
        .query_row(
            "SELECT CheckSpatialMetaData(), CheckSpatialIndex(), (SELECT count(*) FROM journal)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(answers, (3, 1, 1));
    // The triggers are back: SpatiaLite refuses a point in an area layer and indexes a new area.
    judge
        .execute(
            "INSERT INTO protection_zone (code, geom) VALUES ('B', MakePoint(102, 25, 4490))",
            [],
        )
        .unwrap_err();
    judge
        .execute("INSERT INTO protection_zone (code, geom) VALUES ('C', CastToMulti(BuildMbr(102, 25, 103, 26, 4490)))", [])
        .unwrap();
    let indexed: i64 = judge
        .query_row("SELECT count(*) FROM idx_protection_zone_geom", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(indexed, 2);
}

#[test]
fn an_insert_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.sqlite");
    let mut project = Project::create(&path).unwrap();
    let mut insert = project.bulk_insert(Layer::Outfall).unwrap();
    insert
        .insert(&feature(Layer::Outfall, "A", wkt!(POINT(102.7 25.0))))
        .unwrap();
    drop(insert);
    assert_eq!(project.count(Layer::Outfall).unwrap(), 0);
    assert!(project.health().unwrap().is_sound());
    assert_eq!(
        project.data_version(Layer::Outfall).unwrap().version,
        "0.0.0"
    );
}

#[test]
fn what_is_not_a_project_is_refused_with_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let refuse = |name: &str| Project::open(&at(name), Access::ReadOnly).unwrap_err();

    assert!(matches!(
        refuse("missing.sqlite"),
        StoreError::NotFound { .. }
    ));

    std::fs::write(at("text.sqlite"), "编号,名称\n").unwrap();
    assert!(matches!(
        refuse("text.sqlite"),
        StoreError::NotADatabase { .. }
    ));

    Connection::open(at("other.sqlite"))
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    assert!(matches!(
        refuse("other.sqlite"),
        StoreError::NotAProject { .. }
    ));

    Project::create(&at("newer.sqlite")).unwrap();
    Connection::open(at("newer.sqlite"))
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    assert!(matches!(
        refuse("newer.sqlite"),
        StoreError::TooNew { found: 999, .. }
    ));

    Project::create(&at("cut.sqlite")).unwrap();
    let bytes = std::fs::read(at("cut.sqlite")).unwrap();
    std::fs::write(at("cut.sqlite"), &bytes[..bytes.len() / 3]).unwrap();
    assert!(matches!(refuse("cut.sqlite"), StoreError::Damaged { .. }));

    assert!(matches!(
        Project::create(&at("newer.sqlite")).unwrap_err(),
        StoreError::AlreadyExists { .. }
    ));
}

#[test]
fn a_trigger_of_unknown_origin_stops_writing_until_the_user_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.sqlite");
    Project::create(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TRIGGER evil AFTER INSERT ON well BEGIN DELETE FROM outfall; END")
        .unwrap();
    let refused = Project::open(&path, Access::ReadWrite).unwrap_err();
    assert!(
        matches!(&refused, StoreError::Untrusted { names } if names == "evil"),
        "{refused}"
    );
    Project::open(&path, Access::ReadOnly).unwrap();
    Project::open(&path, Access::ReadWriteTrusted).unwrap();
}

fn coordinate() -> impl Strategy<Value = geo::Coord<f64>> {
    (-180.0..180.0_f64, -90.0..90.0_f64).prop_map(|(x, y)| geo::Coord { x, y })
}

fn line() -> impl Strategy<Value = geo::LineString<f64>> {
    prop::collection::vec(coordinate(), 2..8).prop_map(geo::LineString)
}

fn polygon() -> impl Strategy<Value = geo::Polygon<f64>> {
    (
        prop::collection::vec(coordinate(), 4..8),
        prop::collection::vec(
            prop::collection::vec(coordinate(), 4..8).prop_map(geo::LineString),
            0..3,
        ),
    )
        .prop_map(|(shell, holes)| geo::Polygon::new(geo::LineString(shell), holes))
}

fn geometry() -> impl Strategy<Value = Geometry<f64>> {
    prop_oneof![
        coordinate().prop_map(|coord| Geometry::Point(geo::Point(coord))),
        line().prop_map(Geometry::LineString),
        polygon().prop_map(Geometry::Polygon),
        prop::collection::vec(line(), 1..4)
            .prop_map(|lines| Geometry::MultiLineString(geo::MultiLineString(lines))),
        prop::collection::vec(polygon(), 1..4)
            .prop_map(|areas| Geometry::MultiPolygon(geo::MultiPolygon(areas))),
    ]
}

/// Same kind, same structure, coordinates within `tolerance` degrees.
fn alike(a: &Geometry<f64>, b: &Geometry<f64>, tolerance: f64) -> bool {
    use geo::{CoordsIter as _, MapCoords as _};
    let shape = |geometry: &Geometry<f64>| geometry.map_coords(|_| geo::Coord { x: 0.0, y: 0.0 });
    shape(a) == shape(b)
        && a.coords_iter()
            .zip(b.coords_iter())
            .all(|(a, b)| (a.x - b.x).abs() <= tolerance && (a.y - b.y).abs() <= tolerance)
}

#[test]
fn blobs_are_the_ones_that_spatialite_writes_and_reads() {
    let folder = tempfile::tempdir().unwrap();
    let judge = judge(&folder.path().join("judge.sqlite"));
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&geometry(), |geometry| {
            let ours = blob::encode(&geometry, 4490).unwrap();
            let (through_text, through_wkb, compressed): (Vec<u8>, Vec<u8>, Vec<u8>) = judge
                .query_row(
                    "SELECT ST_GeomFromText(ST_AsText(?1), 4490), ST_GeomFromWKB(ST_AsBinary(?1), 4490), CompressGeometry(?1)",
                    [&ours],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .unwrap();
            prop_assert_eq!(blob::decode(&through_wkb).unwrap(), (geometry.clone(), 4490));
            // Text carries six decimals.
            let (back, _) = blob::decode(&through_text).unwrap();
            prop_assert!(alike(&back, &geometry, 1e-6), "{:?}", back);
            // The compressed form keeps inner vertices as single-precision differences.
            let (rough, _) = blob::decode(&compressed).unwrap();
            prop_assert!(alike(&rough, &geometry, 1e-3), "{:?}", rough);
            Ok(())
        })
        .unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_in_a_folder_that_cannot_be_written_is_refused_for_writing_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.sqlite");
    Project::create(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    Project::open(&path, Access::ReadOnly).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        eprintln!("skipped: this user may write everything");
        return;
    }
    let refused = Project::open(&path, Access::ReadWrite).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
}
