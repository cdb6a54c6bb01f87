//! The audit of everything registered: the same bytes every time, sorted, honest about what it cannot
//! decide; its tables open elsewhere; a kept audit is compared with the next one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use serde_json::Value;
use shuijie::domain::{Layer, Outcome, Progress, value::Value as FieldValue};
use shuijie::rules::pack::PackSet;
use shuijie::services::Clock;
use shuijie::services::audit::{AuditError, AuditOptions, AuditReport, audit};
use shuijie::services::sample::create_sample;
use shuijie::store::{Access, NewFeature, Project};

const AS_OF: &str = "2026-11-23";

fn shuijie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn clock() -> Clock {
    Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap())
}

fn sample(folder: &Path) -> PathBuf {
    let path = folder.join("示例.sqlite");
    drop(create_sample(&path, clock(), &Progress::silent()).unwrap());
    path
}

fn options(layers: &[Layer]) -> AuditOptions {
    AuditOptions {
        as_of: AS_OF.parse().unwrap(),
        packs: Vec::new(),
        layers: layers.to_vec(),
    }
}

fn audited(project: &Project, layers: &[Layer]) -> AuditReport {
    let packs = PackSet::shipped().unwrap();
    let (report, _) = audit(project, &packs, &options(layers), &Progress::silent()).unwrap();
    report
}

fn json(arguments: &[&str]) -> Value {
    let output = shuijie(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Adds a feature without a place, and with the fields given.
fn add(project: &mut Project, layer: Layer, code: &str, fields: &[(&str, &str)]) {
    let mut values = vec![FieldValue::Null; layer.fields().len()];
    for (field, value) in fields {
        values[layer.field_index(field).unwrap()] = FieldValue::Text((*value).to_owned());
    }
    let feature = NewFeature::new(layer, code.to_owned(), None, values).unwrap();
    let mut insert = project.bulk_insert(layer).unwrap();
    insert.insert(&feature).unwrap();
    insert
        .commit(&clock().change("试验"), &Value::Null)
        .unwrap();
}

#[test]
fn two_runs_give_the_same_bytes_sorted_by_layer_and_code() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let run = || {
        let output = shuijie(&["audit", text(&path), "--as-of", AS_OF, "--json"]);
        assert_eq!(output.status.code(), Some(1), "the sample has findings");
        output.stdout
    };
    let first = run();
    assert_eq!(first, run());
    let report: Value = serde_json::from_slice(&first).unwrap();
    let keys: Vec<_> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            let part = |key: &str| result[key].as_str().unwrap().to_owned();
            (part("layer"), part("code"))
        })
        .collect();
    assert!(!keys.is_empty());
    assert!(keys.is_sorted());
    assert!(
        report["layers"]
            .as_array()
            .unwrap()
            .contains(&"outfall".into())
    );
    let zones = report["results"].as_array().unwrap().iter();
    assert!(
        zones.clone().any(|result| result["zone"].is_string()),
        "outfalls of the sample discharge into zones"
    );
}

#[test]
fn the_exit_code_tells_clean_findings_and_refusal_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (empty, full) = (folder.path().join("空.sqlite"), sample(folder.path()));
    assert_eq!(shuijie(&["new", text(&empty)]).status.code(), Some(0));
    assert_eq!(shuijie(&["audit", text(&empty)]).status.code(), Some(0));
    assert_eq!(shuijie(&["audit", text(&full)]).status.code(), Some(1));
    let out = folder.path().join("结果.txt");
    for wrong in [
        &["--layer", "nix"][..],
        &["--layer", "quality_sample"],
        &["--pack", "nix"],
        &["--as-of", "2026-02-30"],
        &["--out", text(&out)],
        &["--compare"],
    ] {
        let mut arguments = vec!["audit", text(&full)];
        arguments.extend(wrong);
        let output = shuijie(&arguments);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty(), "{wrong:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.starts_with("错误："), "{wrong:?}: {message}");
    }
    assert!(!out.exists());
}

#[test]
fn a_table_never_takes_the_place_of_a_project() {
    let folder = tempfile::tempdir().unwrap();
    let full = sample(folder.path());
    let disguised = folder.path().join("项目.xlsx");
    std::fs::copy(&full, &disguised).unwrap();
    let before = std::fs::read(&disguised).unwrap();
    let output = shuijie(&["audit", text(&full), "--out", text(&disguised)]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read(&disguised).unwrap(), before);
}

#[test]
fn a_cancelled_audit_stops_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::open(&sample(folder.path()), Access::ReadOnly).unwrap();
    let packs = PackSet::shipped().unwrap();
    let progress = Progress::silent();
    progress.cancel();
    let result = audit(&project, &packs, &options(&[]), &progress);
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), "已取消");
    assert!(!matches!(error, AuditError::Fact { .. }), "{error:?}");
}

#[test]
fn a_feature_without_a_place_is_undecided_and_never_passes() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = Project::open(&sample(folder.path()), Access::ReadWrite).unwrap();
    add(
        &mut project,
        Layer::Outfall,
        "ZZ-没有点位",
        &[("name", "无点位")],
    );
    let report = audited(&project, &[Layer::Outfall]);
    let result = report
        .results
        .iter()
        .find(|result| result.code == "ZZ-没有点位")
        .unwrap();
    assert!(result.verdict >= Outcome::Undecided, "{result:?}");
    assert_eq!(result.position, None);
    assert_eq!(result.zone, None);
    assert!(
        result
            .findings
            .iter()
            .any(|finding| !finding.missing.is_empty()),
        "{result:?}"
    );
}

#[test]
fn the_workbook_holds_every_finding_and_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let mut project = Project::open(&path, Access::ReadWrite).unwrap();
    let evil = "=HYPERLINK(\"http://x\",\"点\")";
    add(&mut project, Layer::Outfall, "+SUM(1)", &[("name", evil)]);
    let report = audited(&project, &[]);
    drop(project);
    let (book, list) = (
        folder.path().join("核查.xlsx"),
        folder.path().join("核查.csv"),
    );
    for out in [&book, &list] {
        let output = shuijie(&["audit", text(&path), "--as-of", AS_OF, "--out", text(out)]);
        assert_eq!(output.status.code(), Some(1));
    }

    let mut workbook: Xlsx<_> = open_workbook(&book).unwrap();
    assert_eq!(workbook.sheet_names(), ["汇总", "对象", "结论"]);
    for sheet in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&sheet).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{sheet}");
    }
    let features = workbook.worksheet_range("对象").unwrap();
    assert_eq!(features.height(), report.results.len() + 1);
    let named = |text: &str| {
        features
            .rows()
            .any(|row| row.contains(&Data::String(text.to_owned())))
    };
    assert!(named(evil) && named("+SUM(1)"), "text stays text");
    let findings = workbook.worksheet_range("结论").unwrap();
    let expected: usize = report.results.iter().map(|one| one.findings.len()).sum();
    assert_eq!(findings.height(), expected + 1);

    let bytes = std::fs::read(&list).unwrap();
    assert!(
        bytes.starts_with(b"\xef\xbb\xbf"),
        "spreadsheets need the mark"
    );
    let mut rows = csv::Reader::from_reader(&bytes[3..]);
    let mut count = 0;
    for row in rows.records().map(Result::unwrap) {
        count += 1;
        for cell in &row {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
    assert_eq!(count, expected);
}

/// A first-grade zone of about 200 m around a place.
fn zone_around(file: &Path, lon: f64, lat: f64) {
    let (west, east, south, north) = (lon - 1e-3, lon + 1e-3, lat - 1e-3, lat + 1e-3);
    let ring = serde_json::json!([[
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south]
    ]]);
    let zones = serde_json::json!({
        "type": "FeatureCollection",
        "features": [{
            "type": "Feature",
            "properties": {"code": "PZ-NEW", "name": "新划一级区", "grade": "一级保护区"},
            "geometry": {"type": "Polygon", "coordinates": ring},
        }],
    });
    std::fs::write(file, zones.to_string()).unwrap();
}

#[test]
fn a_new_zone_shows_as_a_changed_verdict_against_the_kept_audit() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let audit = ["audit", text(&path), "--as-of", AS_OF, "--json"];
    let with = |more: &[&'static str]| [&audit[..], more].concat();
    let before = json(&with(&["--keep"]));
    let outfall = before["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| {
            one["layer"] == "outfall" && one["verdict"] != "prohibit" && one["position"].is_object()
        })
        .unwrap();
    let same = json(&with(&["--compare"]));
    assert_eq!(same["changes"]["changes"], Value::Array(Vec::new()));
    assert_eq!(same["results"], before["results"]);

    let place = |key: &str| outfall["position"][key].as_f64().unwrap();
    let file = folder.path().join("新区.geojson");
    zone_around(&file, place("lon"), place("lat"));
    let imported = shuijie(&[
        "import",
        text(&path),
        text(&file),
        "--layer",
        "protection_zone",
        "--crs",
        "EPSG:4490",
    ]);
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");

    let after = json(&with(&["--compare", "--keep"]));
    let changes = after["changes"]["changes"].as_array().unwrap();
    let change = changes
        .iter()
        .find(|change| change["code"] == outfall["code"])
        .unwrap();
    assert_eq!(change["kind"], "verdict");
    assert_eq!(change["before"], outfall["verdict"]);
    assert_eq!(change["after"], "prohibit");
    let came = change["came"].as_array().unwrap();
    assert!(came.iter().any(|said| said["rule"] == "OS-01"), "{change}");
    assert_eq!(after["changes"]["notes"], Value::Array(Vec::new()));

    let layers: BTreeSet<_> = changes
        .iter()
        .map(|change| change["layer"].as_str().unwrap())
        .collect();
    assert!(layers.contains("outfall"));
    let again = json(&with(&["--compare"]));
    assert_eq!(
        again["changes"]["changes"],
        Value::Array(Vec::new()),
        "the last kept audit is the one compared with"
    );
    assert_eq!(again["changes"]["kept"]["run"], 2);
}

#[test]
fn keeping_is_in_the_journal_and_another_date_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    shuijie(&["audit", text(&path), "--as-of", AS_OF, "--keep"]);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let after: String = connection
        .query_row(
            "SELECT after FROM journal WHERE operation = 'keep_audit'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&after).unwrap()["as_of"],
        AS_OF
    );
    let later = json(&[
        "audit",
        text(&path),
        "--as-of",
        "2026-11-24",
        "--layer",
        "outfall",
        "--compare",
        "--json",
    ]);
    let notes = later["changes"]["notes"].to_string();
    assert!(notes.contains("决定日期"), "{notes}");
}

#[test]
fn a_project_of_an_older_version_has_no_kept_audit() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TABLE audit_verdict; DROP TABLE audit_run;")
        .unwrap();
    drop(connection);
    let project = Project::open(&path, Access::ReadOnly).unwrap();
    assert_eq!(project.kept_audit().unwrap(), None);
}

#[test]
fn a_damaged_kept_verdict_is_an_error_and_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path());
    shuijie(&["audit", text(&path), "--as-of", AS_OF, "--keep"]);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute("UPDATE audit_verdict SET verdict = 'fine'", [])
        .unwrap();
    drop(connection);
    let output = shuijie(&["audit", text(&path), "--as-of", AS_OF, "--compare"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("fine"));
}
