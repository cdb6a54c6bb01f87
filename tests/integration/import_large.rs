//! Files that are read piece by piece: where one breaks is named, what was read before a cancel leaves
//! nothing behind, and what does not fit into memory comes in as what does.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock};

use encoding_rs::GBK;
use shuijie::domain::{Layer, Progress};
use shuijie::exchange::{ExchangeError, ImportOptions};
use shuijie::services::{Clock, import::import_file};

use crate::import::{Desk, codes};

/// A collection of points with long remarks, larger than what is read at once and than what stays in
/// memory between reading and storing.
fn large(rows: usize, remark: &str) -> String {
    let mut text = r#"{"type":"FeatureCollection","features":["#.to_owned();
    for row in 1..=rows {
        let comma = if row == 1 { "" } else { ",\n" };
        let lon = 102.0 + row as f64 / 1e6;
        write!(
            text,
            r#"{comma}{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},25.1]}},"properties":{{"code":"P{row}","remark":"{row}{remark}"}}}}"#
        )
        .unwrap();
    }
    text + "],\n\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4490\"}}}"
}

#[test]
fn a_file_beyond_memory_comes_in_whole_in_any_encoding_and_its_system_may_stand_at_its_end() {
    let wide = large(700, &"x".repeat(50_000)).into_bytes();
    let gbk = GBK.encode(&large(4100, "滇池")).0.into_owned();
    for (name, rows, bytes) in [("u.geojson", 700, wide), ("g.geojson", 4100, gbk)] {
        let mut desk = Desk::new();
        let path = desk.write(name, bytes);
        let report = desk
            .import(&path, Layer::Well, &ImportOptions::default())
            .unwrap();
        assert_eq!((report.read, report.imported), (rows, rows), "{name}");
        assert_eq!(
            (report.issues.len(), report.crs.epsg),
            (0, Some(4490)),
            "{name}"
        );
        assert!(report.crs.how.contains("crs 成员"), "{}", report.crs.how);
        for row in [1, rows / 2, rows] {
            let feature = desk.project.by_code(Layer::Well, &format!("P{row}"));
            let feature = feature.unwrap().unwrap();
            let remark = feature.text("remark").unwrap();
            let rest = remark.strip_prefix(&row.to_string()).unwrap();
            assert!(rest == "滇池" || rest.len() == 50_000, "{name} {row}");
        }
    }
}

#[test]
fn where_a_geojson_breaks_is_named_by_line_byte_and_feature() {
    let mut desk = Desk::new();
    let whole = large(3, "x");
    let cut = whole.find("P2").unwrap() + 1;
    let third = whole.find("\"P3\"").unwrap();
    let mut wrong = whole.clone();
    wrong.replace_range(third..=third, "'");
    let mut tail = whole.clone();
    let crs = tail.rfind("\"name\":\"EPSG").unwrap();
    tail.replace_range(crs..=crs, "'");
    let listed = whole.replacen("},\n{", "}\n{", 1);
    for (name, text, parts) in [
        (
            "cut.geojson",
            whole[..cut].to_owned(),
            vec![
                "第 2 行".to_owned(),
                format!("第 {} 字节", cut + 1),
                "不完整".to_owned(),
                "第 2 个要素".to_owned(),
            ],
        ),
        (
            "wrong.geojson",
            wrong,
            vec![
                "第 3 行".to_owned(),
                "语法".to_owned(),
                "第 3 个要素".to_owned(),
            ],
        ),
        (
            "tail.geojson",
            tail,
            vec![
                "第 4 行".to_owned(),
                "语法".to_owned(),
                format!("第 {} 字节", crs + 1),
            ],
        ),
        (
            "comma.geojson",
            listed,
            vec!["第 2 行第 1 列".to_owned(), "第 1 个要素之后".to_owned()],
        ),
    ] {
        let path = desk.write(name, text);
        let error = desk
            .import(&path, Layer::Well, &ImportOptions::default())
            .unwrap_err()
            .to_string();
        for part in parts {
            assert!(error.contains(&part), "{name}: {error}");
        }
        assert_eq!(desk.project.count(Layer::Well).unwrap(), 0, "{name}");
    }
}

/// Cancels once `share` of the work is reported; gives the shares that were.
fn cancelled_at(
    desk: &mut Desk,
    name: &str,
    text: &[u8],
    share: f64,
) -> (Vec<f64>, Result<u64, ExchangeError>) {
    let path = desk.write(name, text);
    let handle: Arc<OnceLock<Progress>> = Arc::default();
    let seen: Arc<Mutex<Vec<f64>>> = Arc::default();
    let (inside, shares) = (Arc::clone(&handle), Arc::clone(&seen));
    let progress = Progress::new(move |done, total| {
        let now = done as f64 / total.max(1) as f64;
        shares.lock().unwrap().push(now);
        if now >= share
            && let Some(own) = inside.get()
        {
            own.cancel();
        }
    });
    handle.set(progress.clone()).unwrap();
    let result = import_file(
        &mut desk.project,
        &path,
        Layer::Well,
        &ImportOptions::default(),
        Clock::System,
        &progress,
    );
    let shares = seen.lock().unwrap().clone();
    (shares, result.map(|report| report.imported))
}

#[test]
fn reading_is_half_of_the_work_and_a_cancel_within_it_leaves_nothing() {
    let text = large(9000, &"x".repeat(300));
    let table = {
        let mut table = "编号,经度,纬度,备注\n".to_owned();
        for row in 0..9000 {
            writeln!(table, "P{row},102.5,25.1,{}", "x".repeat(350)).unwrap();
        }
        table
    };
    let lines = text
        .lines()
        .map(|line| {
            line.trim_end_matches(',')
                .replace(r#"{"type":"FeatureCollection","features":["#, "")
        })
        .take(9000)
        .collect::<Vec<_>>()
        .join("\n");
    for (name, text) in [
        ("a.geojson", &text),
        ("a.geojsonl", &lines),
        ("a.csv", &table),
    ] {
        let mut desk = Desk::new();
        let (shares, result) = cancelled_at(&mut desk, name, text.as_bytes(), 0.1);
        assert!(
            matches!(result, Err(ExchangeError::Cancelled(_))),
            "{name}: {result:?}"
        );
        assert!(
            shares.iter().all(|share| *share < 0.4),
            "{name}: {shares:?}"
        );
        assert_eq!(desk.project.count(Layer::Well).unwrap(), 0, "{name}");

        let (shares, result) = cancelled_at(&mut desk, name, text.as_bytes(), 0.8);
        assert!(
            matches!(result, Err(ExchangeError::Cancelled(_))),
            "{name}: {result:?}"
        );
        assert_eq!(desk.project.count(Layer::Well).unwrap(), 0, "{name}");
        assert!(shares.is_sorted(), "{name}: {shares:?}");

        let (shares, result) = cancelled_at(&mut desk, name, text.as_bytes(), 2.0);
        assert!(result.unwrap() >= 8999, "{name}");
        assert_eq!(shares.last(), Some(&1.0), "{name}");
        assert!(desk.project.health().unwrap().is_sound());
    }
}

#[test]
fn of_many_problems_of_a_kind_so_many_are_listed_as_a_person_reads_and_all_are_counted() {
    let mut desk = Desk::new();
    let rows = 20_005;
    let mut table = "编号,经度,纬度,水量\n".to_owned();
    for row in 0..rows {
        writeln!(
            table,
            "P{row},102.5,{},多",
            if row == 7 { "x" } else { "25.1" }
        )
        .unwrap();
    }
    let path = desk.write("a.csv", table);
    let options = ImportOptions {
        fields: vec![("水量".to_owned(), "volume_m3a".to_owned())],
        ..ImportOptions::default()
    };
    let report = desk.import(&path, Layer::Well, &options).unwrap();
    assert_eq!((report.imported, report.rejected), (rows - 1, 1));
    let count = |code: &str| {
        codes(&report)
            .iter()
            .filter(|(.., own)| *own == code)
            .count()
    };
    // The row that is rejected says both.
    assert_eq!(report.counts.get("not_a_number"), Some(&(rows + 1)));
    assert_eq!(count("not_a_number"), 20_000);
    let last = report.issues.last().unwrap();
    assert_eq!(last.code, "issues_cut");
    assert!(
        last.message.contains("20006") && last.message.contains("另有 6 条"),
        "{}",
        last.message
    );
}
