//! Rule packs as scripts see them: found beside the project and in the user's folder, listed with their
//! state, switched, validated; a bad one stops every check.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PACK: &str = r#"[pack]
id = "county"
title = "县的补充规定"
version = "1"
about = "试"
[[edition]]
id = "2025"
title = "2025年起"
valid_from = "2025-01-01"
[[rule]]
id = "CT-01"
title = "县域排污口一律须论证"
subject = "outfall"
checks = "任何新设、改设、扩大。"
when = { fact = "outfall.action", in = ["new", "relocate", "expand"] }
outcome = "assess"
message = "本县{outfall.action}排污口一律须论证"
basis = [ { document = "县的补充规定", article = "3", verified = true } ]
"#;

/// A sample project with a folder of its own for the user's data.
struct Desk {
    root: tempfile::TempDir,
    project: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let project = root.path().join("work").join("p.sqlite");
        std::fs::create_dir_all(project.parent().unwrap()).unwrap();
        let desk = Self { root, project };
        assert_eq!(desk.run(&["sample", desk.path()]).status.code(), Some(0));
        desk
    }

    fn path(&self) -> &str {
        self.project.to_str().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
            .args(arguments)
            .env("SHUIJIE_DATA_DIR", self.root.path().join("data"))
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {said}"))
    }

    /// The one Chinese sentence of a refusal.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(message.lines().count(), 1, "{arguments:?}: {message}");
        message
    }

    fn put(folder: &Path, name: &str, text: &str) {
        let folder = folder.join("rules");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }

    fn beside(&self, name: &str, text: &str) {
        Self::put(self.project.parent().unwrap(), name, text);
    }

    fn of_user(&self, name: &str, text: &str) {
        Self::put(&self.root.path().join("data"), name, text);
    }

    fn check(&self, more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["check", "outfall", self.path(), "--at", "102.68,24.80"];
        arguments.extend(["--as-of", "2026-11-24"]);
        arguments.extend(more);
        arguments.into_iter().map(str::to_owned).collect()
    }
}

fn parts(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[test]
fn a_pack_beside_the_project_is_asked_and_named_with_its_file() {
    let desk = Desk::new();
    desk.beside("county.toml", PACK);
    let report = desk.json(&parts(&desk.check(&["--json"])));
    let pack = &report["packs"][0];
    assert_eq!(pack["id"], "county");
    assert_eq!(pack["origin"], "project");
    assert_eq!(pack["file"], "rules/county.toml");
    assert!(pack["version"].as_str().unwrap().starts_with("1/2025#"));
    let shipped = &report["packs"][1];
    assert_eq!(shipped.as_object().unwrap().len(), 2, "{shipped}");
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["rule"] == "CT-01"));
    let text = desk.run(&parts(&desk.check(&[]))).stdout;
    assert!(
        String::from_utf8(text)
            .unwrap()
            .contains("rules/county.toml")
    );
}

#[test]
fn the_list_says_where_each_pack_came_from_and_in_what_state_it_is() {
    let desk = Desk::new();
    desk.beside("a.toml", PACK);
    desk.of_user("b.toml", PACK);
    desk.of_user(
        "c.toml",
        &PACK
            .replace("\"county\"", "\"wrong\"")
            .replace("new\"", "nwe\""),
    );
    let list = desk.json(&[
        "rules",
        "list",
        "--project",
        desk.path(),
        "--as-of",
        "2024-12-31",
        "--json",
    ]);
    let packs: Vec<_> = list["packs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pack| {
            let word = |key: &str| pack[key].as_str().unwrap().to_owned();
            (word("id"), word("origin"), word("state"))
        })
        .collect();
    let wanted = [
        ("county", "project", "not_yet"),
        ("county", "user", "replaced"),
        ("kunming-2014", "shipped", "in_force"),
        ("national", "shipped", "in_force"),
        ("wrong", "user", "bad"),
    ];
    assert_eq!(
        packs,
        wanted.map(|(id, origin, state)| (id.to_owned(), origin.to_owned(), state.to_owned()))
    );
    let county = list["rules"].as_array().unwrap();
    let rule = county.iter().find(|rule| rule["rule"] == "CT-01").unwrap();
    assert_eq!(rule["in_force"], false);
    let text = desk
        .run(&["rules", "list", "--project", desk.path()])
        .stdout;
    let text = String::from_utf8(text).unwrap();
    for part in [
        "项目旁",
        "用户文件夹",
        "程序自带",
        "c.toml 第 15 行",
        "有误",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_bad_pack_refuses_every_check_until_it_is_switched_off() {
    let desk = Desk::new();
    desk.beside("bad.toml", &PACK.replace("in = [", "inn = ["));
    let said = desk.refused(&parts(&desk.check(&[])));
    for part in ["bad.toml 第 15 行", "rules off county"] {
        assert!(said.contains(part), "{said}");
    }
    let off = desk.run(&["rules", "off", "county", "--project", desk.path()]);
    assert_eq!(off.status.code(), Some(0));
    let report = desk.json(&parts(&desk.check(&["--json"])));
    assert_eq!(report["packs_off"], serde_json::json!(["county"]));
}

#[test]
fn a_pack_that_is_switched_off_is_named_and_not_asked() {
    let desk = Desk::new();
    let before = desk.json(&parts(&desk.check(&["--json"])));
    assert!(before.get("packs_off").is_none());
    let off = desk.run(&["rules", "off", "kunming-2014", "--project", desk.path()]);
    assert_eq!(off.status.code(), Some(0));
    let output = desk.run(&parts(&desk.check(&[])));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("未启用的规则包: kunming-2014"), "{text}");
    let said = desk.refused(&parts(&desk.check(&["--pack", "kunming-2014"])));
    assert!(said.contains("rules on kunming-2014"), "{said}");
    let off = desk.run(&["rules", "off", "national", "--project", desk.path()]);
    assert_eq!(off.status.code(), Some(0));
    let said = desk.refused(&parts(&desk.check(&[])));
    assert!(said.contains("停用了全部规则包"), "{said}");
    for id in ["kunming-2014", "national"] {
        let on = desk.run(&["rules", "on", id, "--project", desk.path()]);
        assert_eq!(on.status.code(), Some(0));
    }
    let after = desk.json(&parts(&desk.check(&["--json"])));
    // The switches are settings, no data of a layer: the answer is the old one to the byte.
    assert_eq!(before, after);
    let said = desk.refused(&["rules", "off", "beijing", "--project", desk.path()]);
    assert!(
        said.contains("「beijing」") && said.contains("national"),
        "{said}"
    );
}

#[test]
fn validate_names_every_fault_with_its_line() {
    let desk = Desk::new();
    let second = &PACK[PACK.find("[[rule]]").unwrap()..];
    let second = second.replace("CT-01", "CT-02").replace("new\"", "nwe\"");
    let bad = format!(
        "{}{second}",
        PACK.replace("outcome = \"assess\"", "outcome = \"pass\"")
    );
    desk.beside("bad.toml", &bad);
    let file = desk.project.with_file_name("rules").join("bad.toml");
    let output = desk.run(&["rules", "validate", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].contains("第 16 行") && lines[0].contains("pass"),
        "{said}"
    );
    assert!(
        lines[1].contains("第 24 行") && lines[1].contains("nwe"),
        "{said}"
    );
    desk.beside("bad.toml", PACK);
    let output = desk.run(&["rules", "validate", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let missing = desk.refused(&["rules", "validate", "/nowhere/x.toml"]);
    assert!(missing.contains("无法读取"), "{missing}");
}

#[test]
fn a_decision_date_has_one_spelling() {
    let desk = Desk::new();
    for loose in [
        "2026-8-15",
        "20260815",
        "2026-08-15T00:00",
        "2026-02-30",
        "today",
    ] {
        let mut arguments = vec!["check", "outfall", desk.path(), "--at", "102.68,24.80"];
        arguments.extend(["--as-of", loose]);
        let said = desk.refused(&arguments);
        assert!(
            said.contains("YYYY-MM-DD") && said.contains(loose),
            "{said}"
        );
        let tail: Vec<_> = said.split("YYYY-MM-DD").collect();
        let words = tail[1].replace(loose, "");
        assert!(
            !words.contains(|char: char| char.is_ascii_alphabetic()),
            "{said}"
        );
    }
}

#[test]
fn every_fact_is_listed() {
    let desk = Desk::new();
    let facts = desk.json(&["rules", "facts", "--json"]);
    let text = String::from_utf8(desk.run(&["rules", "facts"]).stdout).unwrap();
    let facts = facts.as_array().unwrap();
    assert!(facts.len() > 20);
    for fact in facts {
        assert!(text.contains(fact["fact"].as_str().unwrap()));
    }
}
