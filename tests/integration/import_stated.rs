//! What files say of their system in their own words is taken at its word or quoted, never passed over;
//! what columns of tables are, whichever kind of file they stand in; what an update may touch.

use geo::{Coord, Geometry};
use rusqlite::Connection;
use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{AngleForm, ExchangeError, ExportOptions, ImportOptions, ImportReport};
use shuijie::services::Clock;
use shuijie::services::export::export_file;
use shuijie::store::ImportMode;

use crate::import::{Desk, SQUARE, codes, collection};
use crate::store::judge;

fn asked(epsg: u32) -> ImportOptions {
    ImportOptions {
        crs: Some(format!("EPSG:{epsg}")),
        ..ImportOptions::default()
    }
}

/// The system that the file was taken for, and whether its datum is unresolved.
fn understood(report: &ImportReport) -> (Option<u32>, bool) {
    (report.crs.epsg, report.crs.datum_unresolved.is_some())
}

fn quoted(error: &ExchangeError, words: &str) {
    let said = error.to_string();
    assert!(
        matches!(error, ExchangeError::UnreadableCrs { .. })
            && said.contains(words)
            && said.contains("--crs"),
        "{said}"
    );
}

#[test]
fn the_head_of_a_list_of_corner_points_says_the_system() {
    const BODY: &str = "[地块坐标]\n3,1.0,P1,甲地块,面,,,,@\nJ1,1,2782124.1,34578953.8\nJ2,1,2782224.1,34578953.8\nJ3,1,2782224.1,34579053.8\nJ1,1,2782124.1,34578953.8\n";
    let mut desk = Desk::new();
    let path = desk.write(
        "80.txt",
        format!("[属性描述]\n坐标系=80国家大地坐标系\n几度分带=3\n带号=34\n{BODY}"),
    );
    let report = desk
        .import(&path, Layer::SpecialArea, &ImportOptions::default())
        .unwrap();
    assert_eq!(understood(&report), (Some(2358), true));
    let mut said = report.issues.iter();
    assert!(said.any(|issue| issue.code == "datum_unresolved"));

    let path = desk.write(
        "own.txt",
        format!("[属性描述]\n坐标系=昆明87坐标系\n带号=34\n{BODY}"),
    );
    let error = desk
        .import(&path, Layer::SpecialArea, &ImportOptions::default())
        .unwrap_err();
    quoted(&error, "昆明87坐标系");
    let mode = ImportOptions {
        mode: ImportMode::Replace,
        ..asked(4522)
    };
    let report = desk.import(&path, Layer::SpecialArea, &mode).unwrap();
    assert_eq!(understood(&report), (Some(4522), false));
}

#[test]
fn the_srid_of_well_known_text_counts_and_a_row_with_another_is_refused() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        "编号,WKT\nA,SRID=4610;POINT (102.7 25)\nB,SRID=4490;POINT (102.7 25)\nC,POINT (102.8 25)\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!(understood(&report), (Some(4610), true));
    assert_eq!(report.imported, 2);
    assert!(
        codes(&report).contains(&(3, "geometry", "other_crs")),
        "{:?}",
        codes(&report)
    );
    let path = desk.write("b.csv", "编号,WKT\nA,SRID=KM87;POINT (102.7 25)\n");
    let error = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap_err();
    quoted(&error, "SRID=KM87");
    let path = desk.write("c.csv", "编号,WKT\nZ,SRID=0;POINT (102.7 25)\n");
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!(understood(&report), (Some(4490), false));
}

#[test]
fn a_crs_member_that_is_not_understood_is_no_wgs_84() {
    let mut desk = Desk::new();
    let features = collection(&[(SQUARE, r#"{"code":"A"}"#)]);
    let with = |crs: &str| features.replacen('{', &format!(r#"{{"crs":{crs},"#), 1);
    for (crs, epsg, old) in [
        (
            r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4610"}}"#,
            4610,
            true,
        ),
        (
            r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#,
            4326,
            false,
        ),
        (r#"{"type":"EPSG","properties":{"code":4490}}"#, 4490, false),
        ("null", 4326, false),
    ] {
        let path = desk.write("a.geojson", with(crs));
        let options = ImportOptions {
            mode: ImportMode::Replace,
            ..ImportOptions::default()
        };
        let report = desk.import(&path, Layer::Lake, &options).unwrap();
        assert_eq!(understood(&report), (Some(epsg), old), "{crs}");
    }
    for (crs, words) in [
        (
            r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:KM::87"}}"#,
            "urn:ogc:def:crs:KM::87",
        ),
        (
            r#"{"type":"link","properties":{"href":"http://example.com/km87.prj"}}"#,
            "km87.prj",
        ),
        (
            r#"{"type":"name","properties":{"name":"EPSG:999999"}}"#,
            "EPSG:999999",
        ),
    ] {
        let path = desk.write("b.geojson", with(crs));
        let error = desk
            .import(&path, Layer::Lake, &ImportOptions::default())
            .unwrap_err();
        quoted(&error, words);
        let options = ImportOptions {
            mode: ImportMode::Replace,
            ..asked(4490)
        };
        assert_eq!(
            desk.import(&path, Layer::Lake, &options).unwrap().imported,
            1
        );
    }
}

#[test]
fn a_column_that_names_the_system_counts_and_a_row_with_another_is_refused() {
    let mut desk = Desk::new();
    let mut import = |text: &str| {
        let path = desk.write("a.csv", text);
        let options = ImportOptions {
            mode: ImportMode::Replace,
            ..ImportOptions::default()
        };
        desk.import(&path, Layer::Well, &options)
    };
    let report = import(
        "编号,经度,纬度,坐标系\nA,102.7,25,西安80\nB,102.8,25,\nC,102.7,25,CGCS2000\nD,102.9,25,西安80\n",
    )
    .unwrap();
    assert_eq!(understood(&report), (Some(4610), true));
    assert_eq!((report.imported, report.rejected), (3, 1));
    assert!(codes(&report).contains(&(4, "geometry", "other_crs")));
    for (text, epsg) in [
        (
            "编号,经度,纬度,坐标系\nA,102.7,25,2000国家大地坐标系\n",
            4490,
        ),
        (
            "编号,经度,纬度,坐标系\nA,102°42′36″,25°02′11″,WGS84\n",
            4326,
        ),
        ("编号,X,Y,EPSG\nA,578954,2782124,4543\n", 4543),
        ("编号,X,Y,坐标系统\nA,578954,2782124,CGCS2000\n", 4543),
        ("编号,X,Y,坐标系\nA,34578954,2782124,CGCS2000\n", 4522),
    ] {
        assert_eq!(
            understood(&import(text).unwrap()),
            (Some(epsg), false),
            "{text}"
        );
    }
    let error = import("编号,X,Y,坐标系\nA,578954,2782124,昆明87\n").unwrap_err();
    quoted(&error, "坐标系=昆明87");
    let error = import("编号,X,Y,坐标系\nA,578954,2782124,北京54\n").unwrap_err();
    quoted(&error, "坐标系=北京54");
}

/// A GeoPackage of one lake, whose system `sql` then changes.
fn geopackage(desk: &mut Desk, name: &str, sql: &str) -> std::path::PathBuf {
    let square = desk.write("square.geojson", collection(&[(SQUARE, r#"{"code":"A"}"#)]));
    let replace = ImportOptions {
        mode: ImportMode::Replace,
        ..asked(4490)
    };
    desk.import(&square, Layer::Lake, &replace).unwrap();
    let path = desk.folder.path().join(name);
    export_file(
        &desk.project,
        Layer::Lake,
        &path,
        &ExportOptions::default(),
        Clock::System,
        &Progress::silent(),
    )
    .unwrap();
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    path
}

#[test]
fn a_database_layer_in_a_system_of_its_own_is_refused_with_its_name() {
    let mut desk = Desk::new();
    let own = geopackage(
        &mut desk,
        "own.gpkg",
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('昆明87坐标系', 990001, 'NONE', 990001, 'undefined', NULL);
         UPDATE gpkg_geometry_columns SET srs_id = 990001;",
    );
    let dangling = geopackage(
        &mut desk,
        "dangling.gpkg",
        "UPDATE gpkg_geometry_columns SET srs_id = 990002;",
    );
    for (path, words) in [(&own, "昆明87坐标系"), (&dangling, "SRID 990002")] {
        let error = desk
            .import(path, Layer::River, &ImportOptions::default())
            .unwrap_err();
        quoted(&error, words);
    }
    let replace = ImportOptions {
        mode: ImportMode::Replace,
        ..asked(4490)
    };
    assert_eq!(
        desk.import(&own, Layer::Lake, &replace).unwrap().imported,
        1
    );
    for (name, sql, epsg) in [
        ("esri.gpkg", "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 104100, 'ESRI', 4490, 'undefined', NULL);
             UPDATE gpkg_geometry_columns SET srs_id = 104100;", 4490),
        ("undefined.gpkg", "UPDATE gpkg_geometry_columns SET srs_id = 0;", 4490),
    ] {
        let path = geopackage(&mut desk, name, sql);
        let options = ImportOptions {
            mode: ImportMode::Replace,
            ..ImportOptions::default()
        };
        let report = desk.import(&path, Layer::Lake, &options).unwrap();
        assert_eq!(understood(&report), (Some(epsg), false), "{name}");
    }
}

#[test]
fn a_spatialite_layer_says_its_system_with_and_without_names() {
    let mut desk = Desk::new();
    for (name, columns, words) in [
        ("named.sqlite", ", ref_sys_name TEXT", "昆明87坐标系"),
        ("bare.sqlite", "", "SRID 990001"),
    ] {
        let path = desk.folder.path().join(name);
        let value = if columns.is_empty() {
            ""
        } else {
            ", '昆明87坐标系'"
        };
        let sql = format!(
            "CREATE TABLE spatial_ref_sys (srid INTEGER, auth_name TEXT, auth_srid INTEGER{columns});
             INSERT INTO spatial_ref_sys VALUES (990001, 'NONE', 990001{value});
             CREATE TABLE geometry_columns (f_table_name TEXT, f_geometry_column TEXT, srid INTEGER);
             INSERT INTO geometry_columns VALUES ('t', 'g', 990001);
             CREATE TABLE t (code TEXT, g BLOB);
             INSERT INTO t VALUES ('A', NULL);"
        );
        Connection::open(&path)
            .unwrap()
            .execute_batch(&sql)
            .unwrap();
        let error = desk
            .import(&path, Layer::Lake, &ImportOptions::default())
            .unwrap_err();
        quoted(&error, words);
    }
}

#[test]
fn two_columns_of_well_known_text_are_no_coordinates() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        "编号,WKT,WKT2\nA,\"POLYGON ((102.5 25,102.6 25,\",\"102.6 25.1,102.5 25))\"\nB,\"POLYGON ((102.5 25,102.6 25,102.6 25.1,102.5 25))\",\n",
    );
    for angles in [None, Some(AngleForm::Decimal)] {
        let options = ImportOptions {
            angles,
            mode: ImportMode::Replace,
            ..ImportOptions::default()
        };
        let report = desk.import(&path, Layer::Lake, &options).unwrap();
        assert_eq!(
            (report.imported, report.rejected),
            (2, 0),
            "{:?}",
            report.issues
        );
        assert_eq!(report.unmapped, Vec::<String>::new());
    }
}

/// A GeoPackage with a table of attributes: code and two columns of text.
fn attributes(desk: &Desk, name: &str, rows: &str) -> std::path::PathBuf {
    let path = desk.folder.path().join(name);
    let sql = format!(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
         CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
         INSERT INTO gpkg_contents VALUES ('t', 'attributes');
         CREATE TABLE t (编号 TEXT, 经度 TEXT, 纬度 TEXT);
         INSERT INTO t VALUES {rows};"
    );
    Connection::open(&path)
        .unwrap()
        .execute_batch(&sql)
        .unwrap();
    path
}

#[test]
fn coordinate_columns_of_a_database_are_read_and_asked_about_like_those_of_a_table() {
    let mut desk = Desk::new();
    let path = attributes(&desk, "a.gpkg", "('A', '102°42′36″', '25°02′11″')");
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!(
        (report.imported, report.rejected),
        (1, 0),
        "{:?}",
        report.issues
    );
    assert_eq!(
        report.unmapped,
        Vec::<String>::new(),
        "the place needs no field"
    );
    let well = desk.project.by_code(Layer::Well, "A").unwrap().unwrap();
    let Some(Geometry::Point(point)) = well.geometry else {
        panic!("a point");
    };
    assert!((point.x() - 102.71).abs() < 1e-9 && (point.y() - 25.036_388_889).abs() < 1e-8);
    let path = attributes(&desk, "b.gpkg", "('B', '102.4236', '25.0211')");
    let error = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap_err();
    assert!(
        matches!(error, ExchangeError::AmbiguousAngles { .. }),
        "{error}"
    );
}

#[test]
fn what_cannot_be_degrees_minutes_seconds_is_refused_by_row_not_taken_for_decimal() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        "编号,经度,纬度\nA,102.4236,25.0211\nB,102.7512,25.0211\nC,102.4236,25.0275\nD,578954.1,2782124.1\n",
    );
    let options = ImportOptions {
        angles: Some(AngleForm::Dotted),
        ..ImportOptions::default()
    };
    let report = desk.import(&path, Layer::Well, &options).unwrap();
    assert_eq!((report.imported, report.rejected), (1, 3));
    assert_eq!(
        codes(&report),
        [
            (3, "geometry", "bad_dms"),
            (4, "geometry", "bad_dms"),
            (5, "geometry", "bad_dms"),
        ]
    );
    assert!(report.issues[0].message.contains("经度「102.7512」"));
    assert!(report.issues[1].message.contains("纬度「25.0275」"));
}

#[test]
fn an_update_never_touches_a_feature_that_the_row_does_not_name() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "名称,经度,纬度\n甲,102.7,25\n乙,102.8,25\n");
    desk.import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    let names = |desk: &Desk| -> Vec<(String, String)> {
        let rows = desk.project.features(Layer::Well).unwrap();
        rows.iter()
            .map(|row| {
                (
                    row.code.clone(),
                    row.text("name").unwrap_or_default().to_owned(),
                )
            })
            .collect()
    };
    let before = names(&desk);
    assert_eq!(before.len(), 2);
    let update = ImportOptions {
        mode: ImportMode::Update,
        ..ImportOptions::default()
    };
    // One code is written out as the program made it, the others are blank.
    let (first, second) = (&before[0].0, &before[1].0);
    let path = desk.write(
        "b.csv",
        format!(
            "编号,名称,经度,纬度\n{second},乙改,102.8,25\n,丙,102.9,25\n\u{3000},丁,102.95,25\n"
        ),
    );
    let report = desk.import(&path, Layer::Well, &update).unwrap();
    assert_eq!(
        (report.updated, report.imported, report.rejected),
        (1, 1, 2)
    );
    assert_eq!(
        codes(&report),
        [(3, "code", "missing_code"), (4, "code", "missing_code")]
    );
    let path = desk.write("c.csv", "名称,经度,纬度\n戊,102.9,25\n己,102.95,25\n");
    let report = desk.import(&path, Layer::Well, &update).unwrap();
    assert_eq!(
        (report.updated, report.imported, report.rejected),
        (0, 0, 2)
    );
    assert_eq!(
        codes(&report),
        [(2, "code", "missing_code"), (3, "code", "missing_code")]
    );
    assert_eq!(
        names(&desk),
        [
            (first.clone(), "甲".to_owned()),
            (second.clone(), "乙改".to_owned())
        ]
    );
    // Rows of a table are named by their keys.
    let path = desk.write("d.csv", "zone_code,item,year,limit_t\nZ1,COD,2024,5\n");
    let limits = |desk: &mut Desk| desk.import(&path, Layer::ZoneLimit, &update).unwrap();
    limits(&mut desk);
    let again = limits(&mut desk);
    assert_eq!((again.updated, again.rejected), (1, 0));
    let path = desk.write("e.csv", "zone_code,item,year,limit_t\nZ1,,2024,7\n");
    let report = desk.import(&path, Layer::ZoneLimit, &update).unwrap();
    assert_eq!((report.imported, report.rejected), (0, 1));
}

#[test]
fn parts_that_overlap_are_joined_as_geos_joins_them() {
    const PARTS: [&str; 3] = [
        "((102.5 25,102.6 25,102.6 25.1,102.5 25.1,102.5 25),(102.51 25.01,102.51 25.02,102.52 25.02,102.51 25.01))",
        "((102.55 25.05,102.7 25.05,102.7 25.2,102.55 25.2,102.55 25.05))",
        "((102.56 25.06,102.58 25.06,102.58 25.08,102.56 25.06))",
    ];
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        format!("编号,WKT\nA,\"MULTIPOLYGON ({})\"\n", PARTS.join(",")),
    );
    let report = desk
        .import(&path, Layer::Lake, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.repaired), (1, 1));
    let file = desk.project.path().to_owned();
    let judge = judge(&file);
    let [a, b, c] = PARTS.map(|part| format!("ST_GeomFromText('POLYGON {part}', 4490)"));
    let union = format!("ST_Union(ST_Union({a}, {b}), {c})");
    let (own, geos, apart, valid): (f64, f64, f64, i64) = judge
        .query_row(
            &format!(
                "SELECT ST_Area(geom), ST_Area({union}), ST_Area(ST_SymDifference(geom, {union})), ST_IsValid(geom) FROM lake"
            ),
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    assert!(
        (own - geos).abs() < 1e-9 && apart.abs() < 1e-9,
        "{own} {geos} {apart}"
    );
    assert_eq!(valid, 1);
    for (at, is_inside) in [
        (
            Coord {
                x: 102.57,
                y: 25.07,
            },
            true,
        ),
        (
            Coord {
                x: 102.575,
                y: 25.064,
            },
            true,
        ),
        (
            Coord {
                x: 102.513,
                y: 25.018,
            },
            false,
        ),
    ] {
        let inside: bool = judge
            .query_row(
                "SELECT ST_Contains(geom, MakePoint(?1, ?2, 4490)) FROM lake",
                (at.x, at.y),
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(inside, is_inside, "{at:?}");
    }
}
