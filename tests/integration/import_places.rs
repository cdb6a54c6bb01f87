//! Where imported things come to lie: old datums, parameters, turned and shifted coordinates, and what a
//! rule may still say of a layer whose datum is unresolved.

use std::fmt::Write as _;

use geo::{Coord, Geometry};
use jiff::civil::date;
use shuijie::domain::{
    CheckReport, Layer, LonLat, Outcome, OutfallApplication, Progress, Subject, WellApplication,
};
use shuijie::exchange::{AngleForm, DatumParams, ExchangeError, ExportOptions, ImportOptions};
use shuijie::geodesy::Meeting;
use shuijie::geodesy::shifted::Shift;
use shuijie::rules::PackSet;
use shuijie::rules::engine::{COVERAGE_RULE, EDGE_RULE};
use shuijie::services::audit::{AuditOptions, audit};
use shuijie::services::check::{CheckOptions, check};
use shuijie::services::export::export_file;
use shuijie::services::import::undo_import;
use shuijie::services::relate::relate;
use shuijie::services::select::{LocationRequest, Reference, by_location};
use shuijie::services::{Clock, sample::create_sample};
use shuijie::store::ImportMode;

use crate::import::{Desk, codes};

fn lonlat(desk: &Desk, layer: Layer, code: &str) -> Coord<f64> {
    let feature = desk.project.by_code(layer, code).unwrap().unwrap();
    match feature.geometry {
        Some(Geometry::Point(point)) => point.0,
        other => panic!("a point, not {other:?}"),
    }
}

fn crs(epsg: u32) -> ImportOptions {
    ImportOptions {
        crs: Some(format!("EPSG:{epsg}")),
        ..ImportOptions::default()
    }
}

#[test]
fn northing_first_and_zone_numbers_of_a_table_are_understood_and_said() {
    let mut desk = Desk::new();
    let path = desk.write(
        "gk34.csv",
        "编号,X,Y\nA,2782124.071,34578953.770\nB,2782134.071,34578953.770\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!((report.imported, report.crs.epsg), (2, Some(4522)));
    assert_eq!(codes(&report), [(2, "geometry", "swapped_axes")]);
    let at = lonlat(&desk, Layer::Well, "A");
    assert!(
        (at.x - 102.783).abs() < 1e-8 && (at.y - 25.143).abs() < 1e-8,
        "{at:?}"
    );
}

#[test]
fn one_turned_row_among_good_ones_is_mended_and_named() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        "编号,经度,纬度\nA,102.7,25\nB,25,102.7\nC,102.8,25\n",
    );
    let report = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap();
    assert_eq!(report.repaired, 1);
    assert_eq!(codes(&report), [(3, "geometry", "swapped_axes")]);
    assert_eq!(report.issues[0].at, Some([102.7, 25.0]));
    assert_eq!(lonlat(&desk, Layer::Well, "B"), Coord { x: 102.7, y: 25.0 });
}

#[test]
fn what_the_digits_cannot_tell_is_asked() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "编号,X,Y\nA,276418,2783500\n");
    let error = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap_err();
    assert!(
        matches!(error, ExchangeError::AmbiguousCrs { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("--crs"));
    assert_eq!(
        desk.import(&path, Layer::Well, &crs(4544))
            .unwrap()
            .imported,
        1
    );
}

fn sample_desk() -> Desk {
    let desk = Desk::new();
    let path = desk.folder.path().join("示例.sqlite");
    let clock = Clock::Fixed("2026-11-23T00:00:00Z".parse().unwrap());
    let project = create_sample(&path, clock, &Progress::silent()).unwrap();
    Desk { project, ..desk }
}

/// Places all over the registered outfalls of the project.
fn places(desk: &Desk) -> Vec<LonLat> {
    let outfalls = desk.project.features(Layer::Outfall).unwrap();
    let places: Vec<LonLat> = outfalls
        .iter()
        .filter_map(|row| match &row.geometry {
            Some(Geometry::Point(point)) => LonLat::try_new(point.x() + 0.003, point.y()).ok(),
            _ => None,
        })
        .collect();
    assert!(places.len() > 10);
    places
}

fn checked(desk: &Desk, at: LonLat) -> CheckReport {
    let packs = PackSet::shipped().unwrap();
    let subject = Subject::Outfall(OutfallApplication {
        class: Some("industrial".to_owned()),
        ..OutfallApplication::at(at)
    });
    let options = CheckOptions {
        as_of: date(2026, 11, 23),
        packs: Vec::new(),
    };
    check(&desk.project, &packs, subject, &options).unwrap()
}

const OLD_ZONE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"OLD-1","grade":"1"},
 "geometry":{"type":"Polygon","coordinates":[[[102.5,25],[102.6,25],[102.6,25.1],[102.5,25.1],[102.5,25]]]}}]}"#;

#[test]
fn no_rule_decides_by_a_layer_whose_datum_is_unresolved_and_undoing_the_import_lifts_that() {
    let mut desk = sample_desk();
    let places = places(&desk);
    let before: Vec<CheckReport> = places.iter().map(|at| checked(&desk, *at)).collect();
    let by_zone = |report: &CheckReport| {
        report.findings.iter().any(|one| {
            one.evidence
                .iter()
                .any(|seen| seen.layer == "protection_zone")
        })
    };
    assert!(
        before.iter().any(by_zone),
        "the sample has places in protection zones"
    );

    let path = desk.write("xian80.geojson", OLD_ZONE);
    let report = desk
        .import(&path, Layer::ProtectionZone, &crs(4610))
        .unwrap();
    assert_eq!(report.imported, 1);
    assert_eq!(codes(&report), [(1, "geometry", "datum_unresolved")]);
    assert!(report.crs.datum_unresolved.is_some());
    assert_eq!(
        desk.project
            .unresolved_datums()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        [&Layer::ProtectionZone]
    );
    for at in &places {
        let report = checked(&desk, *at);
        assert!(
            report.verdict >= Outcome::Undecided,
            "{at:?}: {:?}",
            report.verdict
        );
        assert!(!by_zone(&report), "nothing is proved by the layer");
        let said = report
            .findings
            .iter()
            .any(|one| one.missing.iter().any(|text| text.contains("基准待定")));
        assert!(said, "the reason is named");
    }

    let clock = Clock::Fixed("2026-11-24T00:00:00Z".parse().unwrap());
    undo_import(&mut desk.project, report.run.unwrap(), clock).unwrap();
    assert!(desk.project.unresolved_datums().unwrap().is_empty());
    for (at, before) in places.iter().zip(before) {
        let now = checked(&desk, *at);
        assert_eq!(
            (now.verdict, now.findings),
            (before.verdict, before.findings)
        );
    }
}

#[test]
fn positions_of_an_unresolved_datum_are_not_exported_and_relations_by_them_say_so() {
    let mut desk = sample_desk();
    let path = desk.write("xian80.geojson", OLD_ZONE);
    desk.import(&path, Layer::ProtectionZone, &crs(4610))
        .unwrap();
    for name in ["x.geojson", "x.csv", "x.gpkg"] {
        let path = desk.folder.path().join(name);
        let error = export_file(
            &desk.project,
            Layer::ProtectionZone,
            &path,
            &ExportOptions::default(),
            Clock::System,
            &Progress::silent(),
        )
        .unwrap_err()
        .to_string();
        assert!(
            error.contains(Layer::ProtectionZone.label().zh)
                && error.contains("4610")
                && !path.exists(),
            "{name}: {error}"
        );
    }
    let related = |with| {
        relate(
            &desk.project,
            Layer::Outfall,
            with,
            true,
            &Progress::silent(),
        )
        .unwrap()
        .warnings
    };
    let said = related(Layer::ProtectionZone);
    assert!(
        said.len() == 1 && said[0].contains("基准待定") && said[0].contains("4610"),
        "{said:?}"
    );
    assert_eq!(related(Layer::AdminArea), Vec::<String>::new());
    let request = LocationRequest {
        layer: Layer::Outfall,
        meeting: Meeting::Inside,
        references: vec![Reference {
            layer: Layer::ProtectionZone,
            ids: None,
        }],
    };
    let located = by_location(&desk.project, &request, &Progress::silent()).unwrap();
    assert_eq!(located.warnings, said);
}

/// Whether the finding of `rule` in `report` names a datum that is unresolved.
fn doubts(report: &CheckReport, rule: &str) -> bool {
    let mut findings = report.findings.iter();
    findings.any(|one| one.rule == rule && one.missing.iter().any(|text| text.contains("基准待定")))
}

#[test]
fn edges_of_groundwater_areas_and_the_reach_of_all_layers_rest_on_their_datum_too() {
    let mut desk = sample_desk();
    let places = places(&desk);
    let path = desk.write(
        "area.geojson",
        OLD_ZONE.replace("\"grade\":\"1\"", "\"kind\":\"prohibited\""),
    );
    desk.import(&path, Layer::GroundwaterArea, &crs(4610))
        .unwrap();
    let packs = PackSet::shipped().unwrap();
    let options = CheckOptions {
        as_of: date(2026, 11, 23),
        packs: Vec::new(),
    };
    let well = |desk: &Desk, at| {
        let subject = Subject::Well(WellApplication::at(at, "industrial".to_owned()));
        check(&desk.project, &packs, subject, &options).unwrap()
    };
    assert!(doubts(&well(&desk, places[0]), EDGE_RULE));
    assert!(
        !doubts(&checked(&desk, places[0]), EDGE_RULE),
        "no business of an outfall"
    );

    // Without counties the project reaches as far as all of its layers.
    let mut bare = Desk::new();
    let path = bare.write("old.csv", "编号,经度,纬度\nA,102.7,25\nB,102.9,25.2\n");
    bare.import(&path, Layer::MonitoringStation, &crs(4214))
        .unwrap();
    let at = LonLat::try_new(102.8, 25.1).unwrap();
    assert!(doubts(&checked(&bare, at), COVERAGE_RULE));
    let county = bare.write(
        "county.geojson",
        OLD_ZONE.replace("\"grade\":\"1\"", "\"level\":\"county\""),
    );
    bare.import(&county, Layer::AdminArea, &crs(4490)).unwrap();
    let at = LonLat::try_new(102.55, 25.05).unwrap();
    assert!(!doubts(&checked(&bare, at), COVERAGE_RULE));
}

#[test]
fn an_audit_decides_nothing_by_the_place_of_rows_whose_datum_is_unresolved() {
    let mut desk = sample_desk();
    let packs = PackSet::shipped().unwrap();
    let options = AuditOptions {
        as_of: date(2026, 11, 23),
        packs: Vec::new(),
        layers: vec![Layer::Outfall],
    };
    let path = desk.write(
        "old.csv",
        "编号,名称,经度,纬度\nOLD-1,旧排口,102.71,24.95\n",
    );
    desk.import(&path, Layer::Outfall, &crs(4214)).unwrap();
    let (report, _) = audit(&desk.project, &packs, &options, &Progress::silent()).unwrap();
    assert!(report.results.len() > 10);
    for result in &report.results {
        assert!(result.verdict >= Outcome::Undecided, "{}", result.code);
    }
    // A replacement whose datum is known lifts the mark.
    let options = ImportOptions {
        mode: ImportMode::Replace,
        ..ImportOptions::default()
    };
    desk.import(&path, Layer::Outfall, &options).unwrap();
    assert!(desk.project.unresolved_datums().unwrap().is_empty());
}

#[test]
fn parameters_and_control_points_bring_an_old_layer_in_resolved_with_their_residuals() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "编号,X,Y\nA,578853.770,2782174.071\n");
    let params = DatumParams::parse(
        "source = \"EPSG:2379\"\ntarget = \"EPSG:4543\"\n\
         control = [{name=\"甲\",from=[560000,2760000],to=[560100,2759950]},{name=\"乙\",from=[600000,2760000],to=[600100,2759950]},{name=\"丙\",from=[560000,2800000],to=[560100,2799950.03]}]",
    )
    .unwrap();
    let options = ImportOptions {
        datum: Some(params),
        ..crs(2379)
    };
    let report = desk.import(&path, Layer::Well, &options).unwrap();
    assert_eq!(
        (report.imported, report.crs.datum_unresolved.clone()),
        (1, None)
    );
    assert_eq!(report.crs.residuals.len(), 3);
    assert!(
        report.crs.residuals.iter().all(|one| one.residual_m < 0.02),
        "{report:?}"
    );
    let at = lonlat(&desk, Layer::Well, "A");
    assert!(
        (at.x - 102.783).abs() < 5e-7 && (at.y - 25.143).abs() < 5e-7,
        "{at:?}"
    );
    assert!(desk.project.unresolved_datums().unwrap().is_empty());
}

#[test]
fn a_shifted_map_is_suspected_by_the_waters_of_the_project_and_undone_on_request_only() {
    let mut desk = sample_desk();
    let outfalls = desk.project.features(Layer::Outfall).unwrap();
    let points: Vec<Coord<f64>> = outfalls
        .iter()
        .filter_map(|row| match &row.geometry {
            Some(Geometry::Point(point)) => Some(point.0),
            _ => None,
        })
        .collect();
    let table = |shift: Option<Shift>| {
        let mut text = "编号,经度,纬度\n".to_owned();
        for (index, at) in points.iter().enumerate() {
            let at = shift.map_or(*at, |shift| shift.apply(*at));
            writeln!(text, "S-{index},{:.8},{:.8}", at.x, at.y).unwrap();
        }
        text
    };
    let trial = ImportOptions {
        dry_run: true,
        ..ImportOptions::default()
    };
    let suspected = |desk: &mut Desk, text: String, options: &ImportOptions| {
        let path = desk.write("s.csv", text);
        let report = desk.import(&path, Layer::Outfall, options).unwrap();
        let found = report
            .issues
            .iter()
            .find(|one| one.code == "shift_suspected");
        found.map(|issue| issue.message.clone())
    };
    assert_eq!(suspected(&mut desk, table(None), &trial), None);
    for shift in Shift::ALL {
        let said = suspected(&mut desk, table(Some(shift)), &trial).unwrap();
        assert!(
            said.contains(shift.label()) && said.contains(shift.code()),
            "{said}"
        );
    }
    let options = ImportOptions {
        undo_shift: Some(Shift::Gcj02),
        ..ImportOptions::default()
    };
    assert_eq!(
        suspected(&mut desk, table(Some(Shift::Gcj02)), &options),
        None
    );
    let at = lonlat(&desk, Layer::Outfall, "S-0");
    assert!((at.x - points[0].x).abs() < 2e-8 && (at.y - points[0].y).abs() < 2e-8);
}

#[test]
fn degrees_minutes_seconds_of_a_table_are_read_in_any_writing() {
    for (name, x, y) in [
        ("marks", "102°42′36.5″", "25°02′11″"),
        ("ascii", "102°42'36.5''", "25°2'11''"),
        ("colons", "102:42:36.5", "25:02:11"),
        ("words", "东经102度42分36.5秒", "北纬25度2分11秒"),
        ("turned letters", "N25°02′11″", "E102°42′36.5″"),
        ("packed", "1024236.5", "250211"),
        ("full width", "１０２°４２′３６．５″", "２５°０２′１１″"),
        ("turned", "25°02′11″", "102°42′36.5″"),
    ] {
        let mut desk = Desk::new();
        let path = desk.write("a.csv", format!("编号,经度,纬度\nA,{x},{y}\n"));
        let report = desk
            .import(&path, Layer::Well, &ImportOptions::default())
            .unwrap();
        assert_eq!(report.imported, 1, "{name}: {:?}", report.issues);
        let at = lonlat(&desk, Layer::Well, "A");
        assert!(
            (at.x - 102.710_138_889).abs() < 1e-8 && (at.y - 25.036_388_889).abs() < 1e-8,
            "{name}: {at:?}"
        );
        assert!(report.crs.how.contains("度分秒"), "{}", report.crs.how);
    }
}

#[test]
fn numbers_that_may_be_surveyors_shorthand_are_asked_and_then_read_as_told() {
    let mut desk = Desk::new();
    let path = desk.write(
        "a.csv",
        "编号,经度,纬度\nA,102.4236,25.0211\nB,102.3045,25.1\n",
    );
    let error = desk
        .import(&path, Layer::Well, &ImportOptions::default())
        .unwrap_err();
    assert!(
        matches!(error, ExchangeError::AmbiguousAngles { row: 2, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("--angles"));
    for (form, x) in [(AngleForm::Decimal, 102.4236), (AngleForm::Dotted, 102.71)] {
        let mut desk = Desk::new();
        let path = desk.write("a.csv", "编号,经度,纬度\nA,102.4236,25.0211\n");
        let options = ImportOptions {
            angles: Some(form),
            ..ImportOptions::default()
        };
        desk.import(&path, Layer::Well, &options).unwrap();
        let at = lonlat(&desk, Layer::Well, "A");
        assert!((at.x - x).abs() < 1e-8, "{form:?}: {at:?}");
    }
    // One row that cannot be shorthand tells for all.
    let path = desk.write(
        "b.csv",
        "编号,经度,纬度\nA,102.4236,25.0211\nB,102.783,25.143\n",
    );
    assert_eq!(
        desk.import(&path, Layer::Well, &ImportOptions::default())
            .unwrap()
            .imported,
        2
    );
}
