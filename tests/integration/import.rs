//! Import of what counties send, judged row by row.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use encoding_rs::GBK;
use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{ExchangeError, ImportOptions, ImportReport, OnInvalid};
use shuijie::services::{Clock, import::import_file};
use shuijie::store::Project;
use tempfile::TempDir;

pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    pub(crate) project: Project,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("p.sqlite")).unwrap();
        Self { folder, project }
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn import(
        &mut self,
        path: &Path,
        layer: Layer,
        options: &ImportOptions,
    ) -> Result<ImportReport, ExchangeError> {
        import_file(
            &mut self.project,
            path,
            layer,
            options,
            Clock::System,
            &Progress::silent(),
        )
    }
}

pub(crate) fn collection(features: &[(&str, &str)]) -> String {
    let mut text = r#"{"type":"FeatureCollection","features":["#.to_owned();
    for (index, (geometry, properties)) in features.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#
        )
        .unwrap();
    }
    text + "]}"
}

pub(crate) const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[102.5,25],[102.6,25],[102.6,25.1],[102.5,25.1],[102.5,25]]]}"#;
pub(crate) const BOW_TIE: &str = r#"{"type":"Polygon","coordinates":[[[102.5,25],[102.6,25.1],[102.6,25],[102.5,25.1],[102.5,25]]]}"#;

pub(crate) fn codes(report: &ImportReport) -> Vec<(u32, &str, &str)> {
    report
        .issues
        .iter()
        .map(|issue| (issue.row, issue.column.as_str(), issue.code))
        .collect()
}

#[test]
fn import_keeps_going_after_bad_rows_and_names_each() {
    let mut desk = Desk::new();
    let text = collection(&[
        (SQUARE, r#"{"code":"A","grade":"一级保护区"}"#),
        (
            r#"{"type":"Polygon","coordinates":[[[102.5,25],[102.6,25],[102.6,25.1]]]}"#,
            r#"{"code":"B","grade":"2"}"#,
        ),
        (BOW_TIE, r#"{"code":"C","grade":"准保护区"}"#),
        ("null", r#"{"code":"D"}"#),
        (r#"{"type":"Polygon","coordinates":[]}"#, r#"{"code":"E"}"#),
        (
            r#"{"type":"Point","coordinates":[102.5,25]}"#,
            r#"{"code":"F"}"#,
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[25,102.5],[25,102.6],[25.1,102.6],[25,102.5]]]}"#,
            r#"{"code":"G"}"#,
        ),
        (SQUARE, r#"{"code":"A"}"#),
        (SQUARE, r#"{"code":"H","grade":"特级"}"#),
        (r#"{"type":"Polygon","coordinates":[["x"]]}"#, "null"),
        (r#"{"type":"Nonsense"}"#, "[1]"),
    ]);
    let path = desk.write("坏 数据.geojson", text);
    let report = desk
        .import(&path, Layer::ProtectionZone, &ImportOptions::default())
        .unwrap();
    assert_eq!(
        (
            report.read,
            report.imported,
            report.rejected,
            report.repaired
        ),
        (11, 5, 6, 3)
    );
    assert_eq!(
        codes(&report),
        [
            (2, "geometry", "unclosed_ring"),
            (3, "geometry", "repaired_area_changed"),
            (4, "geometry", "null_geometry"),
            (5, "geometry", "empty_geometry"),
            (6, "geometry", "wrong_geometry_kind"),
            (7, "geometry", "swapped_axes"),
            (8, "code", "duplicate_code"),
            (9, "grade", "unknown_value"),
            (10, "code", "missing_code"),
            (10, "geometry", "bad_geometry"),
            (11, "properties", "bad_properties"),
            (11, "code", "missing_code"),
            (11, "geometry", "bad_geometry"),
        ]
    );
    let grades: Vec<_> = desk
        .project
        .features(Layer::ProtectionZone)
        .unwrap()
        .iter()
        .map(|feature| {
            (
                feature.code.clone(),
                feature.text("grade").map(str::to_owned),
            )
        })
        .collect();
    let grade = |code: &str, grade: Option<&str>| (code.to_owned(), grade.map(str::to_owned));
    assert_eq!(
        grades,
        [
            grade("A", Some("1")),
            grade("B", Some("2")),
            grade("C", Some("quasi")),
            grade("G", None),
            grade("H", None)
        ]
    );
    assert!(desk.project.health().unwrap().is_sound());
}

#[test]
fn invalid_geometry_is_repaired_kept_or_rejected_as_asked() {
    for (on_invalid, imported, repaired) in [
        (OnInvalid::Repair, 1, 1),
        (OnInvalid::Keep, 1, 0),
        (OnInvalid::Reject, 0, 0),
    ] {
        let mut desk = Desk::new();
        let path = desk.write("a.geojson", collection(&[(BOW_TIE, r#"{"code":"A"}"#)]));
        let options = ImportOptions {
            on_invalid,
            ..ImportOptions::default()
        };
        let report = desk.import(&path, Layer::Lake, &options).unwrap();
        assert_eq!(
            (report.imported, report.repaired),
            (imported, repaired),
            "{on_invalid:?}"
        );
        assert_eq!(report.issues.len(), 1);
    }
}

#[test]
fn a_dry_run_reports_everything_and_writes_nothing() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.geojson",
        collection(&[(SQUARE, r#"{"code":"A"}"#), ("null", r#"{"code":"B"}"#)]),
    );
    let options = ImportOptions {
        dry_run: true,
        ..ImportOptions::default()
    };
    let report = desk.import(&path, Layer::Lake, &options).unwrap();
    assert_eq!(
        (report.imported, report.rejected, report.dry_run),
        (1, 1, true)
    );
    assert_eq!(desk.project.count(Layer::Lake).unwrap(), 0);
    assert_eq!(
        desk.project.data_version(Layer::Lake).unwrap().version,
        "0.0.0"
    );
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let mut desk = Desk::new();
    let path = desk.write("a.geojson", collection(&[(SQUARE, r#"{"code":"A"}"#)]));
    let progress = Progress::silent();
    progress.cancel();
    let result = import_file(
        &mut desk.project,
        &path,
        Layer::Lake,
        &ImportOptions::default(),
        Clock::System,
        &progress,
    );
    assert!(matches!(result, Err(ExchangeError::Cancelled(_))));
    assert_eq!(desk.project.count(Layer::Lake).unwrap(), 0);
}

#[test]
fn chinese_in_gbk_and_utf8_reads_the_same() {
    let text = "编号,名称,经度,纬度,类型\nP1,滇池排口,102.7,24.95,工业\n";
    for (name, bytes) in [
        ("u.csv", text.as_bytes().to_vec()),
        ("g.csv", GBK.encode(text).0.into_owned()),
        (
            "b.csv",
            [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat(),
        ),
    ] {
        let mut desk = Desk::new();
        let path = desk.write(name, bytes);
        let report = desk
            .import(&path, Layer::Outfall, &ImportOptions::default())
            .unwrap();
        assert_eq!(report.issues, [], "{name}");
        let feature = desk.project.by_code(Layer::Outfall, "P1").unwrap().unwrap();
        assert_eq!(
            (feature.name(), feature.text("class")),
            ("滇池排口", Some("industrial")),
            "{name}"
        );
    }
}

#[test]
fn rows_of_a_table_count_from_the_header() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        "编号,经度,纬度\nA,102.7,25\nB,abc,25\nC,,\nD,202.5,95\nE\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.rejected), (1, 4));
    let rows: Vec<_> = codes(&report)
        .into_iter()
        .map(|(row, _, code)| (row, code))
        .collect();
    assert_eq!(
        rows,
        [
            (3, "not_a_number"),
            (4, "missing_coordinate"),
            (5, "outside_crs"),
            (6, "column_count"),
            (6, "missing_coordinate")
        ]
    );
}

#[test]
fn projected_metres_are_understood_when_stated_and_when_the_numbers_tell() {
    let geometry = r#"{"type":"Point","coordinates":[578953.770,2782124.071]}"#;
    for crs in [None, Some("EPSG:4543".to_owned())] {
        let mut desk = Desk::new();
        let path = desk.write("a.geojson", collection(&[(geometry, r#"{"code":"A"}"#)]));
        let options = ImportOptions {
            crs,
            ..ImportOptions::default()
        };
        desk.import(&path, Layer::Well, &options).unwrap();
        let feature = desk.project.by_code(Layer::Well, "A").unwrap().unwrap();
        let Some(geo::Geometry::Point(point)) = feature.geometry else {
            panic!("not a point")
        };
        assert!(
            (point.x() - 102.783).abs() < 1e-8 && (point.y() - 25.143).abs() < 1e-8,
            "{point:?}"
        );
    }
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let mut desk = Desk::new();
    let cases = [
        ("a.geojson", "", "空"),
        (
            "b.geojson",
            r#"{"type":"FeatureCollection","features":[{"ty"#,
            "第 1 行",
        ),
        ("c.geojson", r#"{"type":"Topology"}"#, "TopoJSON"),
        ("d.geojson", "[1,2]", "GeoJSON"),
        ("e.xyz", "x", "格式"),
        ("f.shp", "no shapefile", "Shapefile"),
        ("g.csv", "", "空"),
    ];
    for (name, text, part) in cases {
        let path = desk.write(name, text);
        let error = desk
            .import(&path, Layer::Lake, &ImportOptions::default())
            .unwrap_err();
        assert!(error.to_string().contains(part), "{name}: {error}");
    }
    let path = desk.write("h.geojson", collection(&[(SQUARE, r#"{"zone":"A"}"#)]));
    for (column, field, part) in [("nix", "code", "没有列"), ("zone", "nix", "没有字段")] {
        let fields = vec![(column.to_owned(), field.to_owned())];
        let error = desk
            .import(
                &path,
                Layer::Lake,
                &ImportOptions {
                    fields,
                    ..ImportOptions::default()
                },
            )
            .unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_shapefile_without_cpg_is_read_as_what_its_text_fits() {
    use dbase::{TableWriterBuilder, encoding::EncodingRs};
    let mut desk = Desk::new();
    let path = desk.folder.path().join("县级 数据.shp");
    let table = TableWriterBuilder::with_encoding(EncodingRs::from(GBK))
        .add_character_field("code".try_into().unwrap(), 20)
        .add_character_field("name".try_into().unwrap(), 40);
    let mut writer = shapefile::Writer::from_path(&path, table).unwrap();
    let mut record = dbase::Record::default();
    record.insert("code".to_owned(), "P1".to_owned().into());
    record.insert("name".to_owned(), "螳螂川安宁段".to_owned().into());
    writer
        .write_shape_and_record(&shapefile::Point::new(102.45, 24.93), &record)
        .unwrap();
    drop(writer);
    // Many exports leave the language byte empty.
    let dbf = path.with_extension("dbf");
    let mut bytes = std::fs::read(&dbf).unwrap();
    bytes[29] = 0;
    std::fs::write(&dbf, bytes).unwrap();

    let report = desk
        .import(&path, Layer::Outfall, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.encoding.name.as_str()), (1, "GBK"));
    assert_eq!(
        desk.project
            .by_code(Layer::Outfall, "P1")
            .unwrap()
            .unwrap()
            .name(),
        "螳螂川安宁段"
    );
}

#[test]
fn the_real_counties_come_in_with_their_two_invalid_ones_repaired() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/kunming_counties_530100.geojson");
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return;
    }
    let mut desk = Desk::new();
    let report = desk
        .import(&path, Layer::AdminArea, &ImportOptions::default())
        .unwrap();
    assert_eq!(
        (report.imported, report.rejected, report.repaired),
        (14, 0, 2)
    );
    assert!(desk.project.health().unwrap().is_sound());
}
