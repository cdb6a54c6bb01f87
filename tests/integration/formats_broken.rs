//! Files as they arrive: odd, broken, hostile. What must come out of each is stated beside it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{ExchangeError, ImportOptions, ImportReport, OnInvalid, Unnamed, parts};
use shuijie::services::{Clock, import::import_file};
use shuijie::store::Project;

use crate::import::Desk;

fn import(
    project: &mut Project,
    path: &Path,
    layer: Layer,
    part: Option<&str>,
) -> Result<ImportReport, ExchangeError> {
    let options = ImportOptions {
        part: part.map(str::to_owned),
        ..ImportOptions::default()
    };
    import_file(
        project,
        path,
        layer,
        &options,
        Clock::System,
        &Progress::silent(),
    )
}

/// File, layer, content, rows read and imported, and what is said: (row, code).
type Case = (
    &'static str,
    Layer,
    &'static str,
    (u64, u64),
    &'static [(u32, &'static str)],
);

const CASES: &[Case] = &[
    (
        "lines.geojson",
        Layer::Well,
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[102.7,25]},\"properties\":{\"code\":\"A\"}}\n\n{\"type\":\"Feature\",\"geometry\":\n{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[102.8,25]},\"properties\":{\"code\":\"B\"}}\n",
        (3, 2),
        &[(3, "missing_code"), (3, "bad_feature")],
    ),
    (
        "titles.csv",
        Layer::Well,
        "昆明市取水井登记表,,,\n填报单位,水务局,,\n编号,名称,经度(°),纬度(°)\nW1,甲井,102.7,25.1\n,,,\nW2,乙井,abc,25.1\n",
        (2, 1),
        &[(6, "not_a_number")],
    ),
    (
        "wkt.txt",
        Layer::ProtectionZone,
        "code|wkt\nA|POLYGON ((102.5 25,102.6 25,102.6 25.1,102.5 25))\nB|POLYGON ((102.5 25,102.6\nC|\n",
        (3, 1),
        &[(3, "bad_wkt"), (4, "null_geometry")],
    ),
    (
        "corners.txt",
        Layer::ProtectionZone,
        "拐点坐标表\n点号 X Y\nJ1 578954.1 2782124.1\nJ2 579954.1 2782124.1\nJ3 579954.1 2783124.1\n\nJ1 588954.1 2782124.1\nJ2 588999.1 2782124.1\n",
        (2, 1),
        &[(3, "code_generated"), (7, "bad_vertex")],
    ),
    (
        "marks.kml",
        Layer::Well,
        "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY a \"aaaa\">]><kml><Document><Folder><Placemark><name>一 &amp; 二 &a;</name><Point><coordinates>102.7,25.1,1900</coordinates></Point></Placemark><Placemark><Point><coordinates>x,25</coordinates></Point></Placemark><Placemark><name>缺</name></Placemark></Folder>",
        (4, 1),
        &[
            (1, "code_generated"),
            (2, "bad_geometry"),
            (3, "null_geometry"),
            (4, "bad_geometry"),
        ],
    ),
    (
        "track.gpx",
        Layer::River,
        "<gpx><trk><name>河</name><trkseg><trkpt lat=\"25\" lon=\"102.7\"/><trkpt lat=\"25.1\" lon=\"102.7\"/></trkseg></trk><trk><trkseg><trkpt lat=\"25\"/></trkseg></trk><wpt lat=\"25\" lon=\"102.7\"/></gpx>",
        (3, 1),
        &[
            (1, "code_generated"),
            (2, "bad_geometry"),
            (3, "wrong_geometry_kind"),
        ],
    ),
    (
        "plan.dxf",
        Layer::ProtectionZone,
        "0\nSECTION\n2\nENTITIES\n0\nTEXT\n8\n0\n1\n注记\n0\nLWPOLYLINE\n8\n一级\n90\n3\n70\n1\n10\n578954.5\n20\n2782124.5\n10\n579954.5\n20\n2782124.5\n10\n579954.5\n20\n2783124.5\n0\nSPLINE\n8\n0\n0\nENDSEC\n0\nEOF\n",
        (2, 1),
        &[
            (1, "skipped_entities"),
            (1, "code_generated"),
            (2, "bad_geometry"),
        ],
    ),
];

#[test]
fn each_broken_file_gives_its_good_rows_and_names_its_bad_ones() {
    let folder = tempfile::tempdir().unwrap();
    for (name, layer, content, counts, said) in CASES {
        let mut project = Project::create(&folder.path().join(format!("{name}.sqlite"))).unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let report = import(&mut project, &path, *layer, None)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            (report.read, report.imported),
            *counts,
            "{name}: {:?}",
            report.issues
        );
        let mut found: Vec<_> = report
            .issues
            .iter()
            .map(|issue| (issue.row, issue.code))
            .collect();
        found.sort_unstable();
        let mut said = said.to_vec();
        said.sort_unstable();
        assert_eq!(found, said, "{name}: {:?}", report.issues);
    }
}

/// File, content, and a part of the one sentence that refuses it.
const REFUSED: &[(&str, &[u8], &str)] = &[
    (
        "a.topojson",
        b"{\"type\":\"Topology\",\"objects\":{}}",
        "TopoJSON",
    ),
    ("b.kml", b"<html><body/></html>", "kml"),
    ("c.gpx", b"<gpx", "GPX"),
    ("d.dxf", b"AutoCAD Binary DXF\r\n\x1a\0", "ASCII"),
    ("e.dxf", b"hello", "DXF"),
    ("f.dwg", b"AC1032", "DWG"),
    ("g.xlsx", b"PK\x03\x04 no archive", "ZIP"),
    ("h.xls", b"no workbook", "工作簿"),
    (
        "i.gpkg",
        b"no database at all, but long enough to have a header",
        "SQLite",
    ),
    ("j.zip", b"", "ZIP"),
    ("k.shp", b"\0\0\x27\x0a", "Shapefile"),
    ("l.kmz", b"", "ZIP"),
];

#[test]
fn what_cannot_be_read_says_why_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::create(&folder.path().join("p.sqlite")).unwrap();
    for (name, content, part) in REFUSED {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let error = import(&mut project, &path, Layer::Well, None)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(part) && error.lines().count() == 1,
            "{name}: {error}"
        );
    }
    let deep = folder.path().join("deep.kml");
    std::fs::write(&deep, format!("<kml>{}", "<a>".repeat(100_000))).unwrap();
    let error = import(&mut project, &deep, Layer::Well, None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("嵌套"), "{error}");
}

#[test]
fn an_archive_of_several_shapefiles_asks_which() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::create(&folder.path().join("p.sqlite")).unwrap();
    let shp = folder.path().join("x.shp");
    let mut writer = shapefile::ShapeWriter::from_path(&shp).unwrap();
    writer
        .write_shape(&shapefile::Point::new(102.7, 25.1))
        .unwrap();
    drop(writer);
    let archive = folder.path().join("a.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
    for name in ["官渡/井.shp", "../西山.SHP", "说明.txt"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&std::fs::read(&shp).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    assert_eq!(parts(&archive).unwrap().0, ["../西山", "官渡/井"]);
    let error = import(&mut project, &archive, Layer::Well, None).unwrap_err();
    assert!(matches!(error, ExchangeError::ChoosePart { .. }), "{error}");
    let error = import(&mut project, &archive, Layer::Well, Some("呈贡")).unwrap_err();
    assert!(matches!(error, ExchangeError::NoSuchPart { .. }), "{error}");
    let report = import(&mut project, &archive, Layer::Well, Some("官渡/井")).unwrap();
    assert_eq!(report.imported, 1);
}

#[test]
fn a_workbook_finds_its_sheet_its_header_and_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::create(&folder.path().join("p.sqlite")).unwrap();
    let book = folder.path().join("井.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook
        .add_worksheet()
        .set_name("填表说明")
        .unwrap()
        .write(0, 0, "说明")
        .unwrap()
        .write(1, 0, "一")
        .unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 8, 15).unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    let sheet = workbook.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 3, "取水井登记表", &rust_xlsxwriter::Format::new())
        .unwrap();
    for (column, title) in ["编号", "生效日期", "经度", "纬度"].into_iter().enumerate() {
        sheet.write(2, column as u16, title).unwrap();
    }
    sheet
        .write(3, 0, "W1")
        .unwrap()
        .write_with_format(3, 1, &day, &format)
        .unwrap();
    sheet
        .write_formula(
            3,
            2,
            rust_xlsxwriter::Formula::new("=102+0.5").set_result("102.5"),
        )
        .unwrap();
    sheet.write(3, 3, 25.1).unwrap();
    sheet
        .write(5, 0, "W2")
        .unwrap()
        .write(5, 2, "坏")
        .unwrap()
        .write(5, 3, 25.1)
        .unwrap();
    // A cell at the far corner must not make a table of billions.
    sheet.write(1_048_575, 0, "W3").unwrap();
    workbook.save(&book).unwrap();
    let report = import(&mut project, &book, Layer::Well, None).unwrap();
    let found: Vec<_> = report
        .issues
        .iter()
        .map(|issue| (issue.row, issue.code))
        .collect();
    assert_eq!(
        (report.read, report.imported),
        (3, 1),
        "{:?}",
        report.issues
    );
    assert_eq!(
        found,
        [(6, "not_a_number"), (1_048_576, "missing_coordinate")]
    );
    let well = project.by_code(Layer::Well, "W1").unwrap().unwrap();
    assert_eq!(well.text("valid_from"), Some("2026-08-15"));
}

#[test]
fn a_cut_shapefile_gives_the_shapes_before_the_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::create(&folder.path().join("p.sqlite")).unwrap();
    let shp = folder.path().join("x.shp");
    let mut writer = shapefile::ShapeWriter::from_path(&shp).unwrap();
    for lon in [102.7, 102.8, 102.9] {
        writer
            .write_shape(&shapefile::Point::new(lon, 25.1))
            .unwrap();
    }
    drop(writer);
    let bytes = std::fs::read(&shp).unwrap();
    std::fs::write(&shp, &bytes[..bytes.len() - 5]).unwrap();
    std::fs::remove_file(shp.with_extension("shx")).unwrap();
    let report = import(&mut project, &shp, Layer::Well, None).unwrap();
    assert_eq!(
        (report.read, report.imported),
        (3, 2),
        "{:?}",
        report.issues
    );
    assert!(
        report
            .issues
            .iter()
            .any(|issue| (issue.row, issue.code) == (3, "bad_record")),
        "{:?}",
        report.issues
    );
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every file of the corpora, whole and cut in half, into every layer kind: rows or a sentence.
#[test]
fn the_corpora_are_read_or_refused_but_never_break_anything() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(data) = root
        .ancestors()
        .map(|folder| folder.join("shared/data"))
        .find(|data| data.is_dir())
    else {
        eprintln!("skipped: no shared/data beside the repository");
        return;
    };
    let mut found = Vec::new();
    files(&data, &mut found);
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::create(&folder.path().join("p.sqlite")).unwrap();
    let endings = ["geojson", "shp", "zip"];
    let mut read = 0;
    for path in found.iter().filter(|path| {
        path.extension()
            .is_some_and(|e| endings.iter().any(|known| e == *known))
    }) {
        let bytes = std::fs::read(path).unwrap();
        let half = folder.path().join(path.file_name().unwrap());
        std::fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
        for path in [path, &half] {
            for part in std::iter::once(None).chain(
                parts(path)
                    .unwrap_or_default()
                    .0
                    .iter()
                    .map(|part| Some(part.as_str())),
            ) {
                let options = ImportOptions {
                    crs: Some("EPSG:4490".to_owned()),
                    part: part.map(str::to_owned),
                    // Repairing the earcut shapes takes most of a minute in a debug build.
                    on_invalid: OnInvalid::Keep,
                    dry_run: true,
                    ..ImportOptions::default()
                };
                match import_file(
                    &mut project,
                    path,
                    Layer::AdminArea,
                    &options,
                    Clock::System,
                    &Progress::silent(),
                ) {
                    Ok(report) => {
                        read += 1;
                        assert_eq!(
                            report.read,
                            report.imported + report.rejected,
                            "{}",
                            path.display()
                        );
                        assert!(
                            report.rejected == 0 || !report.issues.is_empty(),
                            "{}",
                            path.display()
                        );
                    }
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
        }
    }
    assert!(read > 40, "only {read} files of the corpora were read");
}

#[test]
fn one_folder_of_a_kml_and_one_layer_of_a_drawing_are_imported_alone() {
    let point = |code: &str, lon: f64| {
        format!(
            "<Placemark><name>{code}</name><ExtendedData><Data name=\"code\"><value>{code}</value></Data></ExtendedData><Point><coordinates>{lon},25</coordinates></Point></Placemark>"
        )
    };
    let kml = format!(
        "<kml><Document><name>全部</name>{}<Folder><name>甲县</name><GroundOverlay><name>图</name></GroundOverlay>{}<Folder><name>乙镇</name>{}</Folder></Folder><Folder><name>空</name></Folder><Folder>{}<name>丙县</name></Folder></Document></kml>",
        point("0", 102.5),
        point("A", 102.6),
        point("B", 102.7),
        point("C", 102.8)
    );
    let entity = |layer: &str, x: f64| format!("0\nPOINT\n8\n{layer}\n10\n{x}\n20\n25\n");
    let dxf = format!(
        "0\nSECTION\n2\nENTITIES\n{}{}{}0\nTEXT\n8\n注记\n1\nx\n0\nENDSEC\n0\nEOF\n",
        entity("井", 102.6),
        entity("\\U+6CC9", 102.7),
        entity("井", 102.8)
    );
    let mut desk = Desk::new();
    let (kml, dxf) = (desk.write("a.kml", kml), desk.write("a.dxf", dxf));
    let names = |path: &Path| {
        let (names, unnamed) = parts(path).unwrap();
        assert_eq!(unnamed, Unnamed::Whole);
        names
    };
    assert_eq!(
        names(&kml),
        ["甲县", "乙镇"],
        "a name behind its placemarks comes too late"
    );
    assert_eq!(names(&dxf), ["井", "泉"]);
    for (path, part, read) in [
        (&kml, None, 4),
        (&kml, Some("甲县"), 2),
        (&kml, Some("乙镇"), 1),
        (&dxf, None, 3),
        (&dxf, Some("井"), 2),
        (&dxf, Some("泉"), 1),
    ] {
        let options = ImportOptions {
            part: part.map(str::to_owned),
            crs: Some("EPSG:4490".to_owned()),
            dry_run: true,
            ..ImportOptions::default()
        };
        let report = desk.import(path, Layer::Well, &options).unwrap();
        assert_eq!((report.read, report.rejected), (read, 0), "{part:?}");
    }
    for path in [&kml, &dxf] {
        let options = ImportOptions {
            part: Some("无".to_owned()),
            ..ImportOptions::default()
        };
        let error = desk
            .import(path, Layer::Well, &options)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("没有「无」") && error.contains(&names(path)[0]),
            "{error}"
        );
    }
}
