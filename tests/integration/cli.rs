//! The command line as scripts see it: JSON, exit codes, one sentence on standard error.

use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn shuijie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Exit code 2, nothing on standard output, one line of Chinese on standard error.
fn assert_refused(arguments: &[&str]) -> String {
    let output = shuijie(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(message.lines().count(), 1, "{arguments:?}: {message}");
    assert!(message.starts_with("错误："), "{arguments:?}: {message}");
    message
}

#[test]
fn a_project_is_made_filled_inspected_and_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("示例 项目.sqlite");
    assert_eq!(shuijie(&["sample", text(&path)]).status.code(), Some(0));

    let info = json(&shuijie(&["info", text(&path), "--json"]));
    let empty: Vec<_> = info["layers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|layer| layer["features"] == 0)
        .collect();
    assert_eq!(
        empty,
        Vec::<&serde_json::Value>::new(),
        "every layer of the sample has features"
    );

    let verified = json(&shuijie(&["verify", text(&path), "--json"]));
    assert_eq!(verified["spatial_metadata"], 3);

    let copy = folder.path().join("副本.sqlite");
    assert_eq!(
        shuijie(&["backup", text(&path), text(&copy)]).status.code(),
        Some(0)
    );
    assert_eq!(
        json(&shuijie(&["info", text(&copy), "--json"]))["layers"],
        info["layers"]
    );
    assert_refused(&["backup", text(&path), text(&copy)]);
    assert_refused(&["sample", text(&path)]);
    assert_refused(&["new", text(&path)]);
}

#[test]
fn import_ends_with_1_when_rows_were_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let (project, file) = (folder.path().join("p.sqlite"), folder.path().join("a.csv"));
    assert_eq!(shuijie(&["new", text(&project)]).status.code(), Some(0));
    std::fs::write(&file, "编号,经度,纬度\nA,102.7,25\nB,abc,25\n").unwrap();
    let output = shuijie(&[
        "import",
        text(&project),
        text(&file),
        "--layer",
        "well",
        "--json",
        "--timings",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(
        (&report["imported"], &report["rejected"]),
        (&1.into(), &1.into())
    );
    assert_eq!(report["issues"][0]["row"], 3);
    let timings: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(timings["work_ms"].is_number());
}

#[test]
fn what_cannot_be_done_ends_with_2_and_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (project, words) = (at("p.sqlite"), at("words.sqlite"));
    shuijie(&["new", text(&project)]);
    std::fs::write(&words, "这不是数据库").unwrap();

    assert_refused(&["info", text(&at("missing.sqlite"))]);
    assert_refused(&["info", text(&words)]);
    assert_refused(&["info", text(folder.path())]);
    assert_refused(&[
        "import",
        text(&project),
        text(&at("missing.geojson")),
        "--layer",
        "well",
    ]);
    assert_refused(&["import", text(&project), text(&words), "--layer", "nix"]);
    assert_refused(&[
        "relate",
        text(&project),
        "--layer",
        "lake",
        "--with",
        "river",
    ]);
    assert_refused(&["new", text(&at("no/such/folder/p.sqlite"))]);
    let relate = [
        "relate",
        text(&project),
        "--layer",
        "well",
        "--with",
        "lake",
        "--out",
        text(&project),
    ];
    assert_refused(&relate);
    assert_eq!(
        shuijie(&["info", text(&project)]).status.code(),
        Some(0),
        "the project is whole"
    );
    let old_datum = [
        "check",
        "well",
        text(&project),
        "--purpose",
        "industry",
        "--crs",
        "EPSG:2379",
        "--at",
        "500000,2824000",
    ];
    assert_refused(&old_datum);
}

#[test]
fn without_spatialite_the_remedy_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.sqlite");
    let output = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(["new", text(&path)])
        .env("SHUIJIE_SPATIALITE", folder.path().join("nix.so"))
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(
        message.contains("libsqlite3-mod-spatialite") && message.lines().count() == 1,
        "{message}"
    );
    assert!(!path.exists());
}

#[test]
fn relate_writes_the_csv_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let (project, out) = (
        folder.path().join("p.sqlite"),
        folder.path().join("关系.csv"),
    );
    shuijie(&["sample", text(&project)]);
    let arguments = [
        "relate",
        text(&project),
        "--layer",
        "well",
        "--with",
        "groundwater_area",
        "--nearest",
        "--out",
        text(&out),
    ];
    assert_eq!(shuijie(&arguments).status.code(), Some(0));
    let written = std::fs::read_to_string(&out).unwrap();
    let mut lines = written.lines();
    assert_eq!(
        lines.next(),
        Some("layer,code,with_layer,with_code,relation,distance_m")
    );
    let wells = json(&shuijie(&["info", text(&project), "--json"]))["layers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|layer| layer["layer"] == "well")
        .unwrap()["features"]
        .as_u64();
    assert_eq!(
        lines.filter(|line| line.contains(",nearest,")).count() as u64,
        wells.unwrap()
    );
}
