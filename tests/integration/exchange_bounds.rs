//! Exports that stand whole or not at all, and files of others that would take more than there is.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use geo::{BoundingRect as _, Geometry, Rect};
use rusqlite::Connection;
use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{ExportError, ExportOptions, ExportReport, ImportOptions};
use shuijie::services::Clock;
use shuijie::services::export::export_file;
use shuijie::store::ImportMode;

use crate::import::{Desk, SQUARE, codes, collection};

fn lakes() -> Desk {
    let mut desk = Desk::new();
    let path = desk.write("in.geojson", collection(&[(SQUARE, r#"{"code":"A"}"#)]));
    desk.import(&path, Layer::Lake, &ImportOptions::default())
        .unwrap();
    desk
}

fn export(
    desk: &Desk,
    layer: Layer,
    path: &Path,
    may_overwrite: bool,
    progress: &Progress,
) -> Result<ExportReport, ExportError> {
    let options = ExportOptions {
        may_overwrite,
        ..ExportOptions::default()
    };
    export_file(
        &desk.project,
        layer,
        path,
        &options,
        Clock::System,
        progress,
    )
}

fn quiet(
    desk: &Desk,
    layer: Layer,
    path: &Path,
    may_overwrite: bool,
) -> Result<ExportReport, ExportError> {
    export(desk, layer, path, may_overwrite, &Progress::silent())
}

/// Files of the folder whose names begin with `start`, sorted.
fn files(desk: &Desk, start: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(start) || name.starts_with(".shuijie-"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_replaced_shapefile_loses_the_indexes_of_the_old_one_and_says_so() {
    let desk = lakes();
    let path = desk.folder.path().join("湖.shp");
    quiet(&desk, Layer::Lake, &path, false).unwrap();
    let fresh = files(&desk, "湖");
    for name in ["湖.qix", "湖.sbn", "湖.sbx", "湖.shp.xml", "湖.qpj"] {
        desk.write(name, "old");
    }
    desk.write("湖.qml", "a style of the user's");
    let report = quiet(&desk, Layer::Lake, &path, true).unwrap();
    let mut expected = fresh;
    expected.push("湖.qml".to_owned());
    expected.sort();
    assert_eq!(files(&desk, "湖"), expected);
    let note = report
        .notes
        .iter()
        .find(|note| note.code == "outdated_removed");
    assert!(
        note.unwrap().message.contains("湖.qix"),
        "{:?}",
        report.notes
    );
}

#[test]
fn what_lies_beside_a_new_file_is_not_touched_unasked() {
    let desk = lakes();
    for (target, beside) in [
        ("a.shp", "a.dbf"),
        ("b.shp", "b.qix"),
        ("c.gpkg", "c.gpkg-journal"),
        ("d.gpkg", "d.gpkg-wal"),
    ] {
        let other = desk.write(beside, "somebody's");
        let path = desk.folder.path().join(target);
        let error = quiet(&desk, Layer::Lake, &path, false).unwrap_err();
        assert!(
            matches!(&error, ExportError::AlreadyExists { path } if *path == other),
            "{target}: {error}"
        );
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "somebody's");
        assert_eq!(files(&desk, &target[..1]), [beside]);
    }
}

#[test]
fn a_replaced_database_does_not_play_the_old_journal_back() {
    let desk = lakes();
    let path = desk.folder.path().join("a.gpkg");
    quiet(&desk, Layer::Lake, &path, false).unwrap();
    for end in ["-wal", "-shm", "-journal"] {
        desk.write(&format!("a.gpkg{end}"), "of the old one");
    }
    quiet(&desk, Layer::Lake, &path, true).unwrap();
    assert_eq!(files(&desk, "a.gpkg"), ["a.gpkg"]);
}

#[test]
fn a_shapefile_that_becomes_two_does_not_leave_the_old_one_under_its_name() {
    let mut desk = Desk::new();
    let line = r#"{"type":"LineString","coordinates":[[102.5,25],[102.6,25.1]]}"#;
    let path = desk.write("in.geojson", collection(&[(line, r#"{"code":"L"}"#)]));
    desk.import(&path, Layer::FunctionZone, &ImportOptions::default())
        .unwrap();
    let target = desk.folder.path().join("河.shp");
    quiet(&desk, Layer::FunctionZone, &target, false).unwrap();
    let path = desk.write("in.geojson", collection(&[(SQUARE, r#"{"code":"S"}"#)]));
    desk.import(&path, Layer::FunctionZone, &ImportOptions::default())
        .unwrap();
    quiet(&desk, Layer::FunctionZone, &target, true).unwrap();
    let names = files(&desk, "河");
    assert!(names.contains(&"河_line.shp".to_owned()) && names.contains(&"河_area.shp".to_owned()));
    assert!(
        !names.iter().any(|name| name.starts_with("河.")),
        "{names:?}"
    );
}

#[test]
fn a_folder_in_the_way_stops_the_export_and_everything_stays() {
    let desk = lakes();
    let path = desk.folder.path().join("a.shp");
    quiet(&desk, Layer::Lake, &path, false).unwrap();
    let before = std::fs::read(&path).unwrap();
    let table = desk.folder.path().join("a.dbf");
    std::fs::remove_file(&table).unwrap();
    std::fs::create_dir(&table).unwrap();
    std::fs::write(table.join("inside"), "kept").unwrap();
    std::fs::write(desk.folder.path().join("a.cpg"), "as it was").unwrap();
    let error = quiet(&desk, Layer::Lake, &path, true).unwrap_err();
    assert!(matches!(error, ExportError::Io { .. }), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let code_page = std::fs::read_to_string(desk.folder.path().join("a.cpg"));
    assert_eq!(code_page.unwrap(), "as it was");
    assert_eq!(
        std::fs::read_to_string(table.join("inside")).unwrap(),
        "kept"
    );
}

#[test]
fn who_cancels_when_the_files_are_there_is_told_that_they_are() {
    let desk = lakes();
    // The last thing that is reported before the files are moved, and all after it.
    let handle: Arc<OnceLock<Progress>> = Arc::default();
    let inside = Arc::clone(&handle);
    let progress = Progress::new(move |done, total| {
        if done == total
            && let Some(progress) = inside.get()
        {
            progress.cancel();
        }
    });
    handle.set(progress.clone()).unwrap();
    let path = desk.folder.path().join("late.geojson");
    let report = export(&desk, Layer::Lake, &path, false, &progress).unwrap();
    assert_eq!((report.written, path.exists()), (1, true));
    // Cancelled before, nothing is there.
    let path = desk.folder.path().join("early.geojson");
    let error = export(&desk, Layer::Lake, &path, false, &progress).unwrap_err();
    assert!(matches!(error, ExportError::Cancelled(_)) && !path.exists());
}

#[test]
fn a_file_whose_every_feature_has_columns_of_its_own_is_refused() {
    let mut desk = Desk::new();
    let names: Vec<String> = (0..5000)
        .map(|number| format!(r#"{{"k{number}":1}}"#))
        .collect();
    let features: Vec<(&str, &str)> = names.iter().map(|own| (SQUARE, own.as_str())).collect();
    let mut kml = r#"<kml xmlns="http://www.opengis.net/kml/2.2"><Document>"#.to_owned();
    for number in 0..5000 {
        write!(kml, "<Placemark><ExtendedData><Data name=\"k{number}\"><value>1</value></Data></ExtendedData><Point><coordinates>102.5,25</coordinates></Point></Placemark>").unwrap();
    }
    kml.push_str("</Document></kml>");
    for path in [
        desk.write("a.geojson", collection(&features)),
        desk.write("a.kml", kml),
    ] {
        let error = desk
            .import(&path, Layer::Lake, &ImportOptions::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains("上限 4096 列"), "{error}");
    }
}

/// A record of a binary workbook.
fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = if kind < 0x80 {
        vec![kind as u8]
    } else {
        vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]
    };
    bytes.push(u8::try_from(body.len()).unwrap());
    assert!(body.len() < 0x80, "one byte of length");
    bytes.extend(body);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u32).to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// A binary workbook of one sheet with these cells, by rows: row, column, text.
fn binary_workbook(desk: &Desk, name: &str, cells: &[(u32, u32, &str)]) -> PathBuf {
    use std::io::Write as _;
    let mut sheet = record(0x0081, &[]);
    sheet.extend(record(0x0094, &[0; 16]));
    sheet.extend(record(0x0091, &[]));
    for (row, column, text) in cells {
        sheet.extend(record(0x0000, &row.to_le_bytes()));
        let place = [column.to_le_bytes(), [0; 4]].concat();
        sheet.extend(record(0x0006, &[place, wide(text)].concat()));
    }
    sheet.extend(record(0x0092, &[]));
    let head = [vec![0; 8], wide("rId1"), wide("Sheet1")].concat();
    let book = [
        record(0x009c, &head),
        record(0x0090, &[]),
        record(0x0084, &[]),
    ]
    .concat();
    let links = br#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let path = desk.folder.path().join(name);
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (member, bytes) in [
        ("xl/_rels/workbook.bin.rels", links.as_slice()),
        ("xl/workbook.bin", &book),
        ("xl/worksheets/sheet1.bin", &sheet),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(member, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    path
}

#[test]
fn one_far_cell_of_a_binary_workbook_does_not_fill_memory() {
    let mut desk = Desk::new();
    let table = [
        (0, 0, "编号"),
        (0, 1, "经度"),
        (0, 2, "纬度"),
        (1, 0, "A"),
        (1, 1, "102.7"),
        (1, 2, "25"),
    ];
    let with = |far: (u32, u32, &'static str)| [&table[..], &[far]].concat();
    let path = binary_workbook(&desk, "row.xlsb", &with((1_048_575, 4000, "远")));
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.read, report.imported, report.rejected), (2, 1, 1));
    let path = binary_workbook(&desk, "column.xlsb", &with((1_048_575, 16_383, "远")));
    let error = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("4096 列"), "{error}");
}

#[test]
fn a_sheet_whose_rows_would_all_become_as_wide_as_one_is_refused() {
    let mut desk = Desk::new();
    let mut cells = vec![
        (0, 0, "编号"),
        (0, 1, "经度"),
        (0, 2, "纬度"),
        (1, 4000, "宽"),
    ];
    cells.extend((2..30_000).map(|row| (row, 0, "A")));
    let path = binary_workbook(&desk, "a.xlsb", &cells);
    let error = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("单元格"), "{error}");
}

fn database(desk: &Desk, name: &str, view: &str) -> PathBuf {
    let path = desk.folder.path().join(name);
    Connection::open(&path)
        .unwrap()
        .execute_batch(&format!(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
             CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
             INSERT INTO gpkg_contents VALUES ('v', 'attributes');
             CREATE VIEW v AS {view};"
        ))
        .unwrap();
    path
}

#[test]
fn a_view_without_end_is_stopped_and_named() {
    let mut desk = Desk::new();
    let path = database(
        &desk,
        "a.gpkg",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS code FROM n",
    );
    let error = desk
        .import(&path, Layer::Permit, &ImportOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("「v」") && error.contains("普通表"),
        "{error}"
    );
    // One that only gives very many rows.
    let path = database(
        &desk,
        "b.gpkg",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(100000000) AS x FROM n",
    );
    let error = desk
        .import(&path, Layer::Permit, &ImportOptions::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("「v」过大"), "{error}");
}

/// A drawing of these entities.
fn drawing(desk: &Desk, entities: &str) -> PathBuf {
    let groups = entities.replace(' ', "\n");
    desk.write(
        "a.dxf",
        format!("0\nSECTION\n2\nENTITIES\n{groups}\n0\nENDSEC\n0\nEOF\n"),
    )
}

#[test]
fn a_polyline_with_a_vertex_that_has_no_place_is_refused_not_cut_short() {
    let mut desk = Desk::new();
    let vertex = |at: &str| format!("0 VERTEX 8 0 {at}");
    let good = [
        "10 102.5 20 25.0",
        "10 102.6 20 25.0",
        "10 102.6 20 25.1",
        "10 102.5 20 25.1",
    ];
    let polyline = |at: [&str; 4]| {
        let all: Vec<String> = at.iter().map(|at| vertex(at)).collect();
        format!("0 POLYLINE 8 0 66 1 70 1 {} 0 SEQEND", all.join(" "))
    };
    let lame = [good[0], good[1], "10 102.6", good[3]];
    let light =
        "0 LWPOLYLINE 8 0 90 4 70 1 10 102.5 20 25.0 10 102.6 10 102.6 20 25.1 10 102.5 20 25.1";
    let path = drawing(
        &desk,
        &format!("{} {} {light}", polyline(good), polyline(lame)),
    );
    let report = desk
        .import(&path, Layer::Lake, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.rejected), (1, 2));
    let bad: Vec<_> = codes(&report)
        .into_iter()
        .filter(|(.., code)| *code == "bad_geometry")
        .collect();
    assert_eq!(
        bad,
        [
            (2, "geometry", "bad_geometry"),
            (3, "geometry", "bad_geometry")
        ]
    );
}

#[test]
fn what_is_drawn_from_below_is_turned_the_right_way_round() {
    let bounds = |entity: &str| -> Result<Rect<f64>, String> {
        let mut desk = Desk::new();
        let path = drawing(&desk, entity);
        let options = ImportOptions {
            crs: Some("EPSG:4490".to_owned()),
            mode: ImportMode::Replace,
            ..ImportOptions::default()
        };
        let report = desk.import(&path, Layer::River, &options).unwrap();
        let Some(issue) = report.issues.iter().find(|one| one.code == "bad_geometry") else {
            let rows = desk.project.features(Layer::River).unwrap();
            return Ok(rows[0]
                .geometry
                .as_ref()
                .and_then(Geometry::bounding_rect)
                .unwrap());
        };
        Err(issue.message.clone())
    };
    let below = "210 0.0 220 0.0 230 -1.0";
    let expected = bounds("0 LWPOLYLINE 8 0 70 0 10 102.5 20 25.0 10 102.6 20 25.1").unwrap();
    let mirrored = format!("0 LWPOLYLINE 8 0 70 0 10 -102.5 20 25.0 10 -102.6 20 25.1 {below}");
    assert_eq!(bounds(&mirrored).unwrap(), expected);
    // An arc bulges to the same side of the ground: its sign is seen from below, too.
    let arc = bounds("0 LWPOLYLINE 8 0 70 0 10 102.5 20 25.0 42 -1.0 10 102.6 20 25.0").unwrap();
    let from_below =
        format!("0 LWPOLYLINE 8 0 70 0 10 -102.5 20 25.0 42 1.0 10 -102.6 20 25.0 {below}");
    let turned = bounds(&from_below).unwrap();
    assert!((arc.max().y - turned.max().y).abs() < 1e-9 && arc.max().y > 25.04);
    let old = format!(
        "0 POLYLINE 8 0 66 1 70 0 {below} 0 VERTEX 8 0 10 -102.5 20 25.0 0 VERTEX 8 0 10 -102.6 20 25.1 0 SEQEND"
    );
    assert_eq!(bounds(&old).unwrap(), expected);
    // Lines stand in the coordinates of the world, whatever their extrusion.
    let line = format!("0 LINE 8 0 10 102.5 20 25.0 11 102.6 21 25.1 {below}");
    assert_eq!(bounds(&line).unwrap(), expected);
    let leaning = "0 LWPOLYLINE 8 0 70 0 10 102.5 20 25.0 10 102.6 20 25.1 210 0.0 220 0.7 230 0.7";
    let said = bounds(leaning).unwrap_err();
    assert!(said.contains("倾斜"), "{said}");
}
