//! Projects that other programs have edited: whatever was written, missing or unreadable data never
//! lets a banned site pass.

use std::process::Command;

use shuijie::domain::Progress;
use shuijie::services::{Clock, sample::create_sample};

/// A well in the prohibited area GA-01 and in a public supply area.
const WELL: &[&str] = &[
    "check",
    "well",
    "--at",
    "102.713249500077,25.04207",
    "--purpose",
    "industry",
    "--volume",
    "100",
];
/// An outfall into the assessed river zone F0401002010.
const OUTFALL: &[&str] = &[
    "check",
    "outfall",
    "--at",
    "102.756159,25.105274",
    "--class",
    "industrial",
];

/// Exit code of the check on a sample edited with `sql`.
fn exit_code(sql: &str, arguments: &[&str]) -> Option<i32> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.sqlite");
    create_sample(&path, Clock::System, &Progress::silent()).unwrap();
    crate::store::judge(&path).execute_batch(sql).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"));
    command
        .args(&arguments[..2])
        .arg(&path)
        .args(&arguments[2..]);
    command.output().unwrap().status.code()
}

#[test]
fn no_edit_of_a_restriction_layer_lets_a_banned_well_pass() {
    for sql in [
        "UPDATE groundwater_area SET kind = '禁采区'; DELETE FROM supply_area",
        "UPDATE groundwater_area SET kind = ''; DELETE FROM supply_area WHERE code = 'SU-01'",
        "UPDATE groundwater_area SET kind = 'x'; DELETE FROM supply_area WHERE code = 'SU-01'",
        "UPDATE groundwater_area SET geom = NULL; UPDATE supply_area SET geom = NULL",
        "UPDATE groundwater_area SET geom = NULL WHERE code = 'GA-01';
         DELETE FROM supply_area WHERE code = 'SU-01'",
        "DELETE FROM groundwater_area WHERE code = 'GA-01'; DELETE FROM supply_area WHERE code = 'SU-01';
         UPDATE well SET geom = NULL, volume_m3a = 1e9",
        "DELETE FROM idx_groundwater_area_geom; DELETE FROM supply_area WHERE code = 'SU-01'",
    ] {
        assert_eq!(exit_code(sql, WELL), Some(1), "{sql}");
    }
}

#[test]
fn no_edit_of_a_zone_or_its_samples_ends_in_a_panic_or_a_clean_answer() {
    for sql in [
        "UPDATE quality_sample SET sampled_on = '19二月2025年'",
        "UPDATE function_zone SET level1 = '保护区', level2 = 'x'; DELETE FROM special_area WHERE code <> 'SA-15'",
        "UPDATE function_zone SET geom = NULL; DELETE FROM special_area WHERE code <> 'SA-15'",
        "UPDATE protection_zone SET grade = '一级'",
    ] {
        assert_eq!(exit_code(sql, OUTFALL), Some(1), "{sql}");
    }
}

#[test]
fn coordinates_of_another_system_are_refused_not_misread() {
    for sql in [
        // A layer that says it is in metres.
        "UPDATE geometry_columns SET srid = 4543 WHERE f_table_name = 'groundwater_area'",
        // A project that would measure in degrees, or on a stretched map.
        "INSERT OR REPLACE INTO project_setting (key, value) VALUES ('metric_epsg', '4326')",
        "INSERT OR REPLACE INTO project_setting (key, value) VALUES ('metric_epsg', '3857')",
    ] {
        assert_eq!(exit_code(sql, WELL), Some(2), "{sql}");
    }
}

#[test]
fn a_dropped_index_is_searched_around_not_an_error() {
    // The triggers of the layer write to the index, so they go with it.
    let sql = "DROP TABLE idx_groundwater_area_geom; DELETE FROM supply_area WHERE code = 'SU-01'";
    assert_eq!(exit_code(sql, WELL), Some(1), "{sql}");
}

#[test]
fn an_empty_register_of_outfalls_is_no_proof_of_room() {
    // Only the load ratio of this zone is asked: everything else that could object is gone.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.sqlite");
    create_sample(&path, Clock::System, &Progress::silent()).unwrap();
    crate::store::judge(&path)
        .execute_batch("DELETE FROM outfall")
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(["check", "outfall"])
        .arg(&path)
        .args(["--at", "102.756159,25.105274", "--class", "industrial"])
        .args(["--load", "COD=1", "--load", "NH3N=0.1", "--json"])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let load = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "OS-17")
        .unwrap();
    assert_eq!(load["outcome"], "undecided", "{load}");
}

#[test]
fn a_layer_with_swapped_coordinates_leaves_its_bans_undecided() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.sqlite");
    create_sample(&path, Clock::System, &Progress::silent()).unwrap();
    crate::store::judge(&path)
        .execute_batch("UPDATE special_area SET geom = SwapCoords(geom)")
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(["check", "outfall"])
        .arg(&path)
        .args([
            "--at",
            "103.2225205,25.5179625",
            "--class",
            "domestic",
            "--json",
        ])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let ban = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "OS-20")
        .unwrap();
    assert_eq!(ban["outcome"], "undecided", "{ban}");
}
