//! A layer into each format and back: equal geometry, equal text; and GDAL reads the same files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use geo::orient::{Direction, Orient as _};
use geo::{Coord, Geometry, LineString, Polygon};
use shuijie::domain::{Feature, GeometryKind, Layer, Progress, Value};
use shuijie::exchange::{ExportError, ExportOptions, ExportReport, ImportOptions, OnInvalid};
use shuijie::services::export::export_file;
use shuijie::services::import::import_file;
use shuijie::services::{Clock, sample};
use shuijie::store::Project;
use tempfile::TempDir;

/// Texts that formats are known to spoil.
const ODD_NAMES: [&str; 6] = [
    "螳螂川,\"安宁\"段",
    "=1+1",
    "第一行\n第二行",
    "<西山> & 𠮷野家",
    "-5",
    "\\U+4E00 % ' ;",
];

fn filled(folder: &TempDir) -> Project {
    let path = folder.path().join("p.sqlite");
    let mut project = sample::create_sample(&path, Clock::System, &Progress::silent()).unwrap();
    let features: Vec<_> = ODD_NAMES
        .iter()
        .enumerate()
        .map(|(index, name)| {
            serde_json::json!({"type": "Feature",
                "geometry": {"type": "Point", "coordinates": [102.7 + index as f64 / 3e3, 25.0 + 1.0 / 3.0]},
                "properties": {"code": format!("奇-{index}"), "name": name, "valid_from": "2026-08-15",
                    "remark": "长".repeat(80)}})
        })
        .collect();
    let odd = folder.path().join("odd.geojson");
    let collection = serde_json::json!({"type": "FeatureCollection", "features": features});
    std::fs::write(&odd, collection.to_string()).unwrap();
    import(&mut project, &odd, Layer::Outfall, None);
    project
}

fn import(project: &mut Project, path: &Path, layer: Layer, crs: Option<&str>) {
    let options = ImportOptions {
        crs: crs.map(str::to_owned),
        on_invalid: OnInvalid::Keep,
        ..ImportOptions::default()
    };
    let report = import_file(
        project,
        path,
        layer,
        &options,
        Clock::System,
        &Progress::silent(),
    )
    .unwrap();
    assert_eq!(
        report.rejected,
        0,
        "{}: {:?}",
        path.display(),
        report.issues.first()
    );
}

fn export(
    project: &Project,
    layer: Layer,
    path: &Path,
    options: &ExportOptions,
) -> Result<ExportReport, ExportError> {
    export_file(
        project,
        layer,
        path,
        options,
        Clock::System,
        &Progress::silent(),
    )
}

/// A ring from its smallest vertex, so that where it starts does not matter.
fn turned(ring: &LineString<f64>) -> Vec<Coord<f64>> {
    let open = &ring.0[..ring.0.len().saturating_sub(1)];
    let first = (0..open.len())
        .min_by(|a, b| {
            open[*a]
                .x
                .total_cmp(&open[*b].x)
                .then(open[*a].y.total_cmp(&open[*b].y))
        })
        .unwrap_or_default();
    open[first..]
        .iter()
        .chain(&open[..first])
        .copied()
        .collect()
}

fn shape(area: &Polygon<f64>) -> String {
    let area = area.orient(Direction::Default);
    let mut holes: Vec<_> = area
        .interiors()
        .iter()
        .map(|ring| format!("{:?}", turned(ring)))
        .collect();
    holes.sort();
    format!("{:?}{holes:?}", turned(area.exterior()))
}

/// The same text for the same geometry, whatever the order of its parts.
fn normal(geometry: &Geometry<f64>) -> String {
    match geometry {
        Geometry::Polygon(area) => shape(area),
        Geometry::MultiPolygon(areas) => {
            let mut parts: Vec<_> = areas.iter().map(shape).collect();
            parts.sort();
            parts.join(";")
        }
        other => format!("{other:?}"),
    }
}

type Rows = BTreeMap<String, (Vec<Value>, Option<String>)>;

fn rows(features: &[Feature]) -> Rows {
    features
        .iter()
        .map(|feature| {
            let place = feature.geometry.as_ref().map(normal);
            (feature.code.clone(), (feature.values.clone(), place))
        })
        .collect()
}

/// Whether the format can hold the layer.
fn fits(ending: &str, layer: Layer) -> bool {
    match (ending, layer.geometry()) {
        ("csv" | "xlsx" | "gpkg", _) => true,
        (_, None) => false,
        ("gpx", Some(kind)) => matches!(kind, GeometryKind::Point | GeometryKind::Line),
        _ => true,
    }
}

const ENDINGS: [&str; 8] = ["geojson", "csv", "xlsx", "gpkg", "kml", "gpx", "dxf", "shp"];

/// All layers in all formats: coordinates equal to the last bit, values equal.
#[test]
fn every_layer_comes_back_from_every_format_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let project = filled(&folder);
    for ending in ENDINGS {
        let copy = folder.path().join(format!("{ending}.sqlite"));
        let mut copy = Project::create(&copy).unwrap();
        for layer in Layer::ALL.into_iter().filter(|layer| fits(ending, *layer)) {
            let path = folder.path().join(format!("{}.{ending}", layer.name()));
            // A drawing is made in metres by itself; here every digit is to be compared.
            let crs = (ending == "dxf").then_some("EPSG:4490");
            let options = ExportOptions {
                crs: crs.map(str::to_owned),
                ..ExportOptions::default()
            };
            let report = export(&project, layer, &path, &options).unwrap();
            let before = project.features(layer).unwrap();
            assert_eq!(report.written as usize, before.len(), "{layer:?} {ending}");
            let shapes: Vec<_> = report
                .files
                .iter()
                .filter(|file| file.extension().is_some_and(|e| e == "shp"))
                .collect();
            if shapes.is_empty() {
                import(&mut copy, &path, layer, crs);
            }
            for file in shapes {
                import(&mut copy, file, layer, None);
            }
            let after = copy.features(layer).unwrap();
            let (before, after) = (rows(&before), rows(&after));
            for (code, row) in &before {
                let mut expected = row.clone();
                if ending == "dxf" {
                    // Four hexadecimal digits are all that the format has.
                    for value in &mut expected.0 {
                        if let Value::Text(text) = value {
                            *text = text.replace('𠮷', "?").replace("\\U+4E00", "一");
                        }
                    }
                }
                assert_eq!(
                    after.get(code),
                    Some(&expected),
                    "{layer:?} {ending} {code}"
                );
            }
            assert_eq!(before.len(), after.len(), "{layer:?} {ending}");
        }
    }
}

fn ogr(arguments: &[&str]) -> Option<String> {
    let output = Command::new("ogr2ogr").args(arguments).output().ok()?;
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {message}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn gdal_reads_the_same_features_from_our_files() {
    let folder = tempfile::tempdir().unwrap();
    let project = filled(&folder);
    for (layer, ending) in ENDINGS
        .into_iter()
        .flat_map(|ending| {
            [
                (Layer::Outfall, ending),
                (Layer::River, ending),
                (Layer::ProtectionZone, ending),
            ]
        })
        .filter(|(layer, ending)| fits(ending, *layer))
    {
        let path = folder
            .path()
            .join(format!("gdal_{}.{ending}", layer.name()));
        export(&project, layer, &path, &ExportOptions::default()).unwrap();
        let mut arguments = vec![
            "-f",
            "GeoJSON",
            "-lco",
            "COORDINATE_PRECISION=15",
            "/vsistdout/",
            path.to_str().unwrap(),
        ];
        let wanted = if layer == Layer::Outfall {
            "waypoints"
        } else {
            "tracks"
        };
        match ending {
            "gpx" => arguments.push(wanted),
            "csv" if layer == Layer::Outfall => arguments.extend([
                "-oo",
                "X_POSSIBLE_NAMES=经度",
                "-oo",
                "Y_POSSIBLE_NAMES=纬度",
            ]),
            _ => {}
        }
        let Some(text) = ogr(&arguments) else {
            eprintln!("skipped: ogr2ogr is not installed");
            return;
        };
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let features = json["features"].as_array().unwrap();
        let own = project.features(layer).unwrap();
        if ending == "dxf" {
            // GDAL keeps every ring of an area as an entity of its own.
            assert!(features.len() >= own.len(), "{}", path.display());
            continue;
        }
        // Where every column is text, GDAL takes the titles of a sheet for a row.
        let titles = usize::from(ending == "xlsx" && features.len() > own.len());
        assert_eq!(features.len(), own.len() + titles, "{}", path.display());
        for feature in &own {
            assert!(
                text.contains(&feature.code),
                "{}: {}",
                path.display(),
                feature.code
            );
        }
        if layer == Layer::Outfall && ending != "xlsx" {
            let Some(Geometry::Point(point)) = &own[0].geometry else {
                panic!("outfalls are points")
            };
            let at = &features[0]["geometry"]["coordinates"];
            assert!(
                (at[0].as_f64().unwrap() - point.x()).abs() < 1e-12,
                "{}",
                path.display()
            );
            assert!(
                (at[1].as_f64().unwrap() - point.y()).abs() < 1e-12,
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn a_gbk_shapefile_cuts_at_characters_and_says_so_and_loses_no_text_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let project = filled(&folder);
    let path = folder.path().join("排污口.shp");
    let mut options = ExportOptions {
        encoding: Some("GBK".to_owned()),
        has_labels: true,
        ..ExportOptions::default()
    };
    // GBK has no 𠮷.
    let error = export(&project, Layer::Outfall, &path, &options).unwrap_err();
    assert!(
        matches!(
            error,
            ExportError::LossyText {
                character: '𠮷',
                ..
            }
        ),
        "{error}"
    );
    assert!(!path.exists() && !path.with_extension("dbf").exists());

    options.is_lossy = true;
    let report = export(&project, Layer::Outfall, &path, &options).unwrap();
    let endings: Vec<_> = report
        .files
        .iter()
        .map(|file| file.extension().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(endings, ["cpg", "dbf", "csv", "prj", "shp", "shx"]);
    let codes: Vec<_> = report.notes.iter().map(|note| note.code).collect();
    assert!(
        codes.contains(&"lossy_text") && codes.contains(&"cut_name"),
        "{codes:?}"
    );
    assert_eq!(
        std::fs::read_to_string(path.with_extension("cpg")).unwrap(),
        "936"
    );
    let dbf = std::fs::read(path.with_extension("dbf")).unwrap();
    let names: Vec<_> = dbf[32..]
        .chunks(32)
        .take_while(|field| field[0] != 0x0D)
        .map(|field| {
            let end = field[..11].iter().position(|byte| *byte == 0).unwrap();
            encoding_rs::GBK
                .decode_without_bom_handling_and_without_replacement(&field[..end])
                .unwrap()
                .into_owned()
        })
        .collect();
    assert_eq!(names[..3], ["编码", "名称", "备注"]);
    // The full names come back from the table beside it.
    let mut copy = Project::create(&folder.path().join("c.sqlite")).unwrap();
    import(&mut copy, &path, Layer::Outfall, None);
    let (before, after) = (
        project.features(Layer::Outfall).unwrap(),
        copy.features(Layer::Outfall).unwrap(),
    );
    assert_eq!(before[0].values, after[0].values);

    // 100 characters are 300 bytes: cut at 254, which is no multiple of three.
    let error = export(&project, Layer::Outfall, &path, &options).unwrap_err();
    assert!(
        matches!(error, ExportError::AlreadyExists { .. }),
        "{error}"
    );
    options.may_overwrite = true;
    export(&project, Layer::Outfall, &path, &options).unwrap();
}

#[test]
fn metres_and_refusals() {
    let folder = tempfile::tempdir().unwrap();
    let project = filled(&folder);
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    let with = |crs: &str| ExportOptions {
        crs: Some(crs.to_owned()),
        ..ExportOptions::default()
    };
    for ending in ["shp", "geojson", "gpkg", "csv", "dxf"] {
        let path = at(&format!("m.{ending}"));
        export(&project, Layer::Outfall, &path, &with("EPSG:4543")).unwrap();
        let mut copy = Project::create(&at(&format!("m-{ending}.sqlite"))).unwrap();
        import(&mut copy, &path, Layer::Outfall, None);
        for feature in project.features(Layer::Outfall).unwrap() {
            let back = copy
                .by_code(Layer::Outfall, &feature.code)
                .unwrap()
                .unwrap();
            let (Some(Geometry::Point(a)), Some(Geometry::Point(b))) =
                (feature.geometry, back.geometry)
            else {
                panic!("points");
            };
            // 1e-9 degrees are 0.1 mm.
            assert!(
                (a.x() - b.x()).abs() < 1e-9 && (a.y() - b.y()).abs() < 1e-9,
                "{ending}"
            );
        }
    }
    let refused = |layer, name: &str, options: &ExportOptions, part: &str| {
        let error = export(&project, layer, &at(name), options)
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "{name}: {error}");
        assert!(!at(name).exists(), "{name}");
    };
    let plain = ExportOptions::default();
    refused(Layer::Outfall, "a.dwg", &plain, "dwg");
    refused(Layer::Permit, "a.shp", &plain, "没有几何");
    refused(Layer::ProtectionZone, "a.gpx", &plain, "GPX");
    refused(Layer::Outfall, "a.kml", &with("EPSG:4543"), "WGS 84");
    refused(Layer::Outfall, "a.geojson", &with("EPSG:2379"), "基准");
    refused(Layer::Outfall, "b.shp", &with("EPSG:2154"), ".prj");
    let cancelled = Progress::silent();
    cancelled.cancel();
    let error = export_file(
        &project,
        Layer::Outfall,
        &at("c.csv"),
        &plain,
        Clock::System,
        &cancelled,
    )
    .unwrap_err();
    assert!(matches!(error, ExportError::Cancelled(_)), "{error}");
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            (name.starts_with(".shuijie") || name == "c.csv").then_some(name)
        })
        .collect();
    assert_eq!(left, Vec::<String>::new());
}
