//! Checks on file: numbers, opinions, what makes them stale, and that the same question gives the same
//! bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::civil::{Date, date};
use rusqlite::Connection;
use serde_json::Value;
use shuijie::domain::case::{CaseSummary, Opinion, RuleChange, Stale};
use shuijie::domain::{
    CheckReport, Layer, LonLat, OutfallApplication, Progress, Subject, WellApplication,
};
use shuijie::rules::PackSet;
use shuijie::services::cases::{self, CaseError, CaseRequest};
use shuijie::services::check::{CheckOptions, check};
use shuijie::services::{Clock, sample};
use shuijie::store::{Access, Project, StoreError};

use crate::store::judge;

fn clock(day: &str) -> Clock {
    Clock::Fixed(format!("{day}T04:00:00Z").parse().unwrap())
}

const TODAY: &str = "2026-09-01";

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    packs: PackSet,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite");
        sample::create_sample(&path, clock(TODAY), &Progress::silent()).unwrap();
        Self {
            _folder: folder,
            path,
            packs: PackSet::shipped().unwrap(),
        }
    }

    fn open(&self) -> Project {
        Project::open(&self.path, Access::ReadWrite).unwrap()
    }

    fn checked(&self, subject: Subject, as_of: Date) -> (CheckReport, CheckOptions) {
        let options = CheckOptions {
            as_of,
            packs: Vec::new(),
        };
        let report = check(&self.open(), &self.packs, subject, &options).unwrap();
        (report, options)
    }

    fn save(&self, subject: Subject, number: Option<&str>) -> Result<CaseSummary, CaseError> {
        let (report, options) = self.checked(subject, date(2026, 9, 1));
        let request = CaseRequest {
            number: number.map(str::to_owned),
            ..CaseRequest::default()
        };
        cases::save(
            &mut self.open(),
            &self.packs,
            &report,
            &options,
            &request,
            clock(TODAY),
        )
    }

    fn stale(&self, number: &str, day: &str) -> Vec<Stale> {
        cases::load(&self.open(), &self.packs, number, None, clock(day))
            .unwrap()
            .stale
    }

    fn write(&self, sql: &str) {
        judge(&self.path).execute_batch(sql).unwrap();
    }
}

fn outfall() -> Subject {
    let mut outfall = OutfallApplication::at(LonLat::try_new(102.71, 25.04).unwrap());
    outfall.flow_m3d = Some(0.1 + 0.2);
    outfall.loads_t_a = BTreeMap::from([("COD".to_owned(), 1.0 / 3.0)]);
    Subject::Outfall(outfall)
}

fn well() -> Subject {
    let at = LonLat::try_new(102.71, 25.04).unwrap();
    Subject::Well(WellApplication::at(at, "industry".to_owned()))
}

#[test]
fn cases_are_numbered_by_year_and_kind_and_a_taken_number_is_refused() {
    let desk = Desk::new();
    let number = |subject, given| desk.save(subject, given).unwrap().key.number;
    assert_eq!(number(outfall(), None), "PK-2026-0001");
    assert_eq!(number(well(), None), "QS-2026-0001");
    assert_eq!(number(outfall(), Some("PK-2026-0007")), "PK-2026-0007");
    assert_eq!(number(outfall(), None), "PK-2026-0008");
    assert!(matches!(
        desk.save(well(), Some("PK-2026-0007")),
        Err(CaseError::Store(StoreError::CaseNumberTaken { .. }))
    ));
    assert_eq!(desk.open().cases().unwrap().len(), 4);
}

#[test]
fn the_same_question_gives_the_same_bytes_and_the_same_hash_at_any_time() {
    let desk = Desk::new();
    let first = desk.save(outfall(), None).unwrap();
    let (report, options) = desk.checked(outfall(), date(2026, 9, 1));
    let later = cases::save(
        &mut desk.open(),
        &desk.packs,
        &report,
        &options,
        &CaseRequest::default(),
        clock("2027-03-01"),
    )
    .unwrap();
    assert_ne!(first.created_at, later.created_at);
    assert_eq!(first.hash, later.hash);
    let stored: Vec<Vec<String>> = [1, 2]
        .map(|id| {
            let connection = Connection::open(&desk.path).unwrap();
            let mut select = connection
                .prepare("SELECT finding FROM review_finding WHERE case_id = ?1 ORDER BY position")
                .unwrap();
            let rows = select.query_map([id], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        })
        .into();
    assert!(!stored[0].is_empty());
    assert_eq!(stored[0], stored[1]);
    let loaded = desk.open().case(&first.key.number, None).unwrap();
    assert!(loaded.intact);
    assert_eq!(loaded.summary.inputs.subject, outfall());
    assert_eq!(loaded.findings, report.findings);
}

#[test]
fn a_rerun_of_an_untouched_case_is_identical_and_changes_nothing() {
    let desk = Desk::new();
    let case = desk.save(outfall(), None).unwrap();
    assert_eq!(desk.stale(&case.key.number, TODAY), Vec::new());
    let rerun = cases::rerun(
        &desk.open(),
        &desk.packs,
        &case.key.number,
        None,
        clock(TODAY),
    )
    .unwrap();
    assert!(rerun.comparison.identical);
    assert!(
        rerun
            .comparison
            .rules
            .iter()
            .all(|rule| rule.change == RuleChange::Same)
    );
    assert_eq!(desk.open().cases().unwrap().len(), 1);
}

#[test]
fn a_change_by_another_program_makes_a_case_stale_and_a_rerun_shows_what_it_does() {
    let desk = Desk::new();
    let case = desk.save(outfall(), None).unwrap();
    let number = case.key.number;
    // A table without geometry, an attribute, a geometry, a deletion: each by SQL alone.
    for (layer, sql) in [
        ("quality_sample", "UPDATE quality_sample SET remark = 'x'"),
        ("admin_area", "DELETE FROM admin_area"),
        (
            "special_area",
            "UPDATE special_area SET geom = geom WHERE rowid = 1",
        ),
    ] {
        let uses = case.data.iter().any(|data| data.layer == layer);
        desk.write(sql);
        let expected = Stale::DataChanged {
            layer: layer.to_owned(),
        };
        assert_eq!(
            desk.stale(&number, TODAY).contains(&expected),
            uses,
            "{layer}"
        );
    }
    let mut project = desk.open();
    let rerun = cases::rerun(&project, &desk.packs, &number, None, clock(TODAY)).unwrap();
    assert!(!rerun.comparison.identical);
    let saved = cases::save_rerun(&mut project, &rerun, clock(TODAY)).unwrap();
    assert_eq!(
        (saved.key.number.as_str(), saved.key.revision),
        ("PK-2026-0001", 2)
    );
    assert_eq!(desk.stale(&number, TODAY), Vec::new());
    let all = project.cases().unwrap();
    assert_eq!(all[0].status.code(), "superseded");
    assert!(matches!(
        cases::save_rerun(&mut project, &rerun, clock(TODAY)),
        Err(CaseError::Store(StoreError::CaseClosed { .. }))
    ));
}

#[test]
fn every_layer_has_another_version_after_a_change_by_plain_sqlite() {
    let desk = Desk::new();
    for layer in Layer::ALL {
        let before = desk.open().data_version(layer).unwrap();
        Connection::open(&desk.path)
            .unwrap()
            .execute_batch(&format!("UPDATE {} SET name = name", layer.name()))
            .or_else(|_| {
                Connection::open(&desk.path)
                    .unwrap()
                    .execute_batch(&format!("UPDATE {} SET code = code", layer.name()))
            })
            .unwrap();
        let after = desk.open().data_version(layer).unwrap();
        assert_eq!(before.features, after.features);
        assert_ne!(before.version, after.version, "{}", layer.name());
    }
    assert!(desk.open().health().unwrap().is_sound());
}

#[test]
fn a_check_that_was_overtaken_before_it_was_saved_is_not_saved() {
    let desk = Desk::new();
    let (report, options) = desk.checked(outfall(), date(2026, 9, 1));
    let layer = &report.data[0].layer;
    desk.write(&format!("DELETE FROM {layer}"));
    let saved = cases::save(
        &mut desk.open(),
        &desk.packs,
        &report,
        &options,
        &CaseRequest::default(),
        clock(TODAY),
    );
    assert!(matches!(
        saved,
        Err(CaseError::Store(StoreError::DataMoved { .. }))
    ));
    assert_eq!(desk.open().cases().unwrap(), Vec::new());
}

#[test]
fn a_case_expires_after_its_days() {
    let desk = Desk::new();
    let number = desk.save(outfall(), None).unwrap().key.number;
    let expired = |day| {
        desk.stale(&number, day)
            .iter()
            .any(|reason| matches!(reason, Stale::Expired { .. }))
    };
    assert!(!expired("2026-11-29"));
    assert!(expired("2026-12-02"));
}

#[test]
fn a_basis_of_another_day_than_the_decision_is_told() {
    let desk = Desk::new();
    // Before the code came into force, decided after.
    let (report, options) = desk.checked(outfall(), date(2026, 8, 1));
    let saved = cases::save(
        &mut desk.open(),
        &desk.packs,
        &report,
        &options,
        &CaseRequest::default(),
        clock("2026-08-01"),
    )
    .unwrap();
    let number = saved.key.number;
    assert_eq!(desk.stale(&number, "2026-08-10"), Vec::new());
    let reasons = desk.stale(&number, "2026-08-20");
    assert!(
        reasons
            .iter()
            .any(|reason| matches!(reason, Stale::PackChanged { pack, .. } if pack == "national")),
        "{reasons:?}"
    );
    assert!(
        reasons
            .iter()
            .any(|reason| matches!(reason, Stale::BasisChanged { .. })),
        "{reasons:?}"
    );
    // Decided in time, it stays as it was.
    cases::decide(
        &mut desk.open(),
        &number,
        Opinion::Refuse,
        "",
        "",
        clock("2026-08-02"),
    )
    .unwrap();
    assert_eq!(desk.stale(&number, "2026-08-20"), Vec::new());
}

#[test]
fn a_case_that_was_tampered_with_is_told_and_takes_no_opinion() {
    let desk = Desk::new();
    let number = desk.save(outfall(), None).unwrap().key.number;
    desk.write("UPDATE review_case SET verdict = 'pass'");
    assert!(desk.stale(&number, TODAY).contains(&Stale::Tampered));
    let decided = cases::decide(
        &mut desk.open(),
        &number,
        Opinion::Agree,
        "",
        "",
        clock(TODAY),
    );
    assert!(matches!(decided, Err(CaseError::Tampered { .. })));
    desk.write("UPDATE review_case SET inputs = '{}'");
    assert!(matches!(
        desk.open().case(&number, None),
        Err(StoreError::BadCase { .. })
    ));
}

#[test]
fn opinions_and_withdrawals_are_journalled_and_a_withdrawn_case_is_closed() {
    let desk = Desk::new();
    let number = desk.save(outfall(), None).unwrap().key.number;
    let mut project = desk.open();
    let mut decide = |opinion, conditions| {
        cases::decide(
            &mut project,
            &number,
            opinion,
            conditions,
            "张三",
            clock(TODAY),
        )
    };
    assert!(matches!(
        decide(Opinion::Conditional, " "),
        Err(CaseError::NoConditions)
    ));
    let decided = decide(Opinion::Conditional, "限期整改").unwrap();
    assert_eq!(decided.details.reviewer, "张三");
    assert_eq!(decided.decision.unwrap().conditions, "限期整改");
    decide(Opinion::Refuse, "").unwrap();
    assert!(matches!(
        cases::withdraw(&mut project, &number, "", clock(TODAY)),
        Err(CaseError::NoWhy)
    ));
    cases::withdraw(&mut project, &number, "申请人撤回", clock(TODAY)).unwrap();
    assert!(matches!(
        cases::decide(&mut project, &number, Opinion::Agree, "x", "", clock(TODAY)),
        Err(CaseError::Store(StoreError::CaseClosed { .. }))
    ));
    let connection = Connection::open(&desk.path).unwrap();
    let mut select = connection
        .prepare(
            "SELECT operation, why, before, after FROM journal WHERE layer = 'review_case' ORDER BY id",
        )
        .unwrap();
    let rows: Vec<(String, String, Option<String>, String)> = select
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let operations: Vec<_> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(
        operations,
        [
            "case_saved",
            "case_decided",
            "case_decided",
            "case_withdrawn"
        ]
    );
    assert!(rows[2].2.as_ref().unwrap().contains("限期整改"));
    assert_eq!(rows[3].1, "申请人撤回");
}

#[test]
fn two_savers_at_once_get_two_numbers() {
    let desk = Desk::new();
    let mut numbers: Vec<String> = std::thread::scope(|scope| {
        let savers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| desk.save(outfall(), None).unwrap().key.number))
            .collect();
        savers
            .into_iter()
            .map(|saver| saver.join().unwrap())
            .collect()
    });
    numbers.sort();
    assert_eq!(
        numbers,
        [
            "PK-2026-0001",
            "PK-2026-0002",
            "PK-2026-0003",
            "PK-2026-0004"
        ]
    );
}

fn shuijie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = shuijie(arguments);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn refused(arguments: &[&str]) -> String {
    let output = shuijie(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty());
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

fn check_args(path: &Path) -> [&str; 7] {
    let path = path.to_str().unwrap();
    [
        "check",
        "outfall",
        path,
        "--at",
        "102.71,25.04",
        "--as-of",
        "2026-09-01",
    ]
}

#[test]
fn the_command_line_saves_lists_shows_reruns_decides_and_withdraws() {
    let desk = Desk::new();
    let path = desk.path.to_str().unwrap();
    let asked = check_args(&desk.path);
    let plain = shuijie(&[&asked[..], &["--json"]].concat());
    let saved = json(
        &[
            &asked[..],
            &["--json", "--save", "--case", "K-1", "--applicant", "某厂"],
        ]
        .concat(),
    );
    assert_eq!(saved["case"]["number"], "K-1");
    let hash = saved["case"]["hash"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    // Saving changes no answer, and an answer that is not saved has no case.
    assert_eq!(
        shuijie(&[&asked[..], &["--json"]].concat()).stdout,
        plain.stdout
    );
    let listed = json(&["cases", path, "--json"]);
    assert_eq!(listed, json(&["cases", path, "list", "--json"]));
    assert_eq!(listed["cases"][0]["applicant"], "某厂");
    let shown = json(&["cases", path, "show", "K-1", "--json"]);
    assert_eq!(shown["findings"], saved["findings"]);
    assert_eq!(shown["hash"], hash);
    let text = String::from_utf8(shuijie(&["cases", path, "show", "K-1"]).stdout).unwrap();
    assert!(text.contains("某厂") && text.contains("审查结论"), "{text}");
    let rerun = json(&["cases", path, "rerun", "K-1", "--json"]);
    assert_eq!(rerun["identical"], true);
    let stored = json(&["cases", path, "rerun", "K-1", "--save", "--json"]);
    assert_eq!(stored["case"]["revision"], 2);
    let decided = json(&[
        "cases",
        path,
        "decide",
        "K-1",
        "--opinion",
        "不同意",
        "--reviewer",
        "李四",
        "--json",
    ]);
    assert_eq!(decided["status"], "decided");
    assert_eq!(
        shuijie(&["cases", path, "withdraw", "K-1", "--why", "重复"])
            .status
            .code(),
        Some(0)
    );
}

#[test]
fn what_cannot_be_done_with_a_case_ends_with_2_and_one_sentence() {
    let desk = Desk::new();
    let path = desk.path.to_str().unwrap();
    let asked = check_args(&desk.path);
    let save = |more: &[&'static str]| [&asked[..], &["--save"], more].concat();
    shuijie(&save(&["--case", "K-1"]));
    assert!(refused(&save(&["--case", "K-1"])).contains("已被使用"));
    refused(&save(&["--case", "K 1"]));
    refused(&save(&["--valid-days", "0"]));
    refused(&[&asked[..], &["--case", "K-2"]].concat());
    assert!(refused(&["cases", path, "show", "没有"]).contains("没有案卷"));
    refused(&["cases", path, "show", "K-1", "--revision", "9"]);
    refused(&["cases", path, "rerun", "没有", "--save"]);
    refused(&["cases", path, "rerun", "K-1", "--as-of", "昨天"]);
    refused(&["cases", path, "decide", "K-1", "--opinion", "好"]);
    refused(&["cases", path, "withdraw", "K-1"]);
    refused(&["cases", path, "withdraw", "K-1", "--why", " "]);
    refused(&["cases", "没有.sqlite"]);
    assert_eq!(desk.open().cases().unwrap().len(), 1);
}

#[test]
fn a_file_of_an_older_version_has_no_cases_until_one_is_saved() {
    let desk = Desk::new();
    let path = desk.path.to_str().unwrap();
    let connection = judge(&desk.path);
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'shuijie%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    connection
        .execute_batch("DROP TABLE review_finding; DROP TABLE review_case; DROP TABLE layer_change")
        .unwrap();
    connection
        // The version before cases; later steps run again and find their tables.
        .pragma_update(None, "user_version", 4)
        .unwrap();
    drop(connection);
    assert_eq!(
        json(&["cases", path, "--json"])["cases"],
        Value::Array(Vec::new())
    );
    assert!(refused(&["cases", path, "show", "K-1"]).contains("没有案卷"));
    // What was answered before the upgrade is no longer what is there: asked again, it is saved.
    let saved = json(&[&check_args(&desk.path)[..], &["--save", "--json"]].concat());
    assert!(saved["case"]["number"].as_str().unwrap().starts_with("PK-"));
    assert_eq!(desk.open().cases().unwrap().len(), 1);
}

#[test]
fn a_copy_by_another_program_and_a_trigger_that_only_looks_like_ours_are_seen() {
    let desk = Desk::new();
    desk.write(
        "DROP TRIGGER shuijie_insert_well;
         CREATE TRIGGER shuijie_insert_well AFTER INSERT ON well BEGIN DELETE FROM journal; END",
    );
    assert!(matches!(
        Project::open(&desk.path, Access::ReadWrite),
        Err(StoreError::Untrusted { names }) if names.contains("shuijie_insert_well")
    ));
    assert!(refused(&[&check_args(&desk.path)[..], &["--save"]].concat()).contains("--trust"));
}
