//! Water quality and calculators from the command line and through the services.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use shuijie::domain::Progress;
use shuijie::services::sample::create_sample;
use shuijie::services::{Clock, calculate, quality};
use shuijie::store::{Access, Project};
use tempfile::TempDir;

fn clock() -> Clock {
    Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap())
}

fn sample() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("示例.sqlite");
    drop(create_sample(&path, clock(), &Progress::silent()).unwrap());
    (folder, path)
}

fn shuijie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn refused(arguments: &[&str]) -> String {
    let output = shuijie(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn rated(path: &Path, method: Option<&str>) -> quality::QualityReport {
    let project = Project::open(path, Access::ReadOnly).unwrap();
    let options = quality::QualityOptions {
        year: None,
        method: method.map(str::to_owned),
        as_of: jiff::civil::date(2026, 11, 23),
    };
    quality::quality(&project, &options).unwrap()
}

#[test]
fn the_rates_of_the_sample_add_up_and_open_zones_are_listed() {
    let (_folder, path) = sample();
    let report = rated(&path, None);
    assert_eq!(report.method, "measured");
    assert_eq!(report.method_chosen_by, "程序缺省");
    let count = &report.rates.all.by_count;
    assert_eq!(count.total, report.zones.len() as f64);
    assert_eq!(
        count.total,
        count.passing + count.failing + count.undecided + count.dry
    );
    assert!(count.failing >= 1.0 && count.undecided >= 1.0);
    let by_county: f64 = report
        .rates
        .by_county
        .iter()
        .map(|county| county.by_count.total)
        .sum();
    let by_basin: f64 = report
        .rates
        .by_basin
        .iter()
        .map(|basin| basin.by_count.total)
        .sum();
    assert_eq!((by_county, by_basin), (count.total, count.total));
    for zone in &report.zones {
        let open = zone.verdict == shuijie::rules::quality::Verdict::Undecided;
        assert_eq!(
            open,
            !zone.missing.is_empty(),
            "{}: {:?}",
            zone.code,
            zone.missing
        );
    }
    assert_eq!(report.without_target.len(), 2);
    assert_eq!(rated(&path, None), report);
}

#[test]
fn the_method_is_a_setting_of_the_project_and_is_printed() {
    let (_folder, path) = sample();
    let project = path.to_str().unwrap();
    let output = shuijie(&["quality", project, "--method", "two", "--set"]);
    assert_eq!(output.status.code(), Some(1), "some zones fail");
    let output = shuijie(&["quality", project, "--year", "2025"]);
    for part in [
        "双指标评价",
        "项目设置",
        "年评价次数",
        "主要超标项目",
        "氨氮(100%)",
    ] {
        assert!(said(&output).contains(part), "{part}");
    }
    assert!(
        !said(&output).contains("总磷("),
        "phosphorus is not one of the two"
    );
    assert!(refused(&["quality", project, "--method", "best"]).contains("two-cod"));
    assert!(refused(&["quality", project, "--method", "best", "--set"]).contains("best"));
    assert_eq!(
        rated(&path, None).method,
        "two",
        "a refused method changes nothing"
    );
    assert!(refused(&["quality", project, "--year", "20"]).contains("年度"));
}

#[test]
fn a_setting_that_names_no_method_is_an_error_and_never_another_method() {
    let (_folder, path) = sample();
    let mut project = Project::open(&path, Access::ReadWrite).unwrap();
    let change = clock().change("试");
    project
        .set_setting("quality_method", Some("best"), &change)
        .unwrap();
    drop(project);
    assert!(refused(&["quality", path.to_str().unwrap()]).contains("best"));
}

#[test]
fn a_calculation_is_stored_with_model_inputs_and_units() {
    let (_folder, path) = sample();
    let project = path.to_str().unwrap();
    let arguments = [
        "calc", "load", "q=100", "c=50", "--save", project, "--note", "某厂", "--json",
    ];
    let output = shuijie(&arguments);
    assert_eq!(output.status.code(), Some(0));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["results"][0]["value"], 50.0);
    assert_eq!(answer["saved"], 1);
    let stored = calculate::saved(&Project::open(&path, Access::ReadOnly).unwrap()).unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].note, "某厂");
    let entry = &stored[0].calculation;
    assert_eq!((entry.model.as_str(), entry.version), ("load", 1));
    assert_eq!(entry.inputs[0].unit, "万t/a");
    assert!(entry.inputs[2].default, "the entry ratio was not entered");
    assert!(said(&shuijie(&["calc", "saved", project])).contains("某厂"));
}

#[test]
fn calculators_are_listed_explained_and_refuse_what_is_wrong() {
    let list = shuijie(&["calc", "list"]);
    assert_eq!(said(&list).lines().count(), 16);
    let explained = shuijie(&["calc", "explain", "uniform"]);
    assert!(said(&explained).contains("依据待核") && said(&explained).contains("31.536"));
    for (arguments, part) in [
        (vec!["calc", "nothing"], "calc list"),
        (vec!["calc", "mix", "cs=1"], "来水浓度"),
        (vec!["calc", "mix", "cs"], "名称=数值"),
        (vec!["calc", "mix", "cs=1", "cs=2"], "两次"),
        (vec!["calc", "mix", "zz=1"], "没有输入项"),
        (vec!["calc", "mix", "cs=1", "c0=1", "q=0", "qp=1"], "大于 0"),
        (vec!["calc", "explain"], "calc explain MODEL"),
    ] {
        let message = refused(&arguments);
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}
