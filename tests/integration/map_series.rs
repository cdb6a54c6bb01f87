//! Series of sheets from the outside: one PDF with bookmarks or single files, all or none.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use lopdf::{Document, Object};
use shuijie::carto::display::frame::View;
use shuijie::carto::style::StyleSheet;
use shuijie::domain::{Layer, Progress};
use shuijie::services::map::{MapError, MapTools};
use shuijie::services::map_series::{ItemSubject, Series, export, of_features};
use shuijie::services::result_file::Destination;
use shuijie::services::scene;
use shuijie::store::{Access, Project};

use crate::map_pdf::{Desk, composing, judged_by_qpdf};

/// The answer of `--json`, of a command that did what it was asked.
fn told(output: &Output) -> serde_json::Value {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn names_in(desk: &Desk) -> BTreeSet<String> {
    std::fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

/// The bookmarks of a document with the number of the page that each goes to.
fn bookmarks(document: &Document) -> Vec<(String, u32)> {
    let pages = document.get_pages();
    let list = document.catalog().unwrap().get(b"Outlines").unwrap();
    let list = document.get_dictionary(list.as_reference().unwrap());
    let mut next = list.unwrap().get(b"First").ok();
    let mut found = Vec::new();
    while let Some(entry) = next {
        let entry = document.get_dictionary(entry.as_reference().unwrap());
        let entry = entry.unwrap();
        let goal = entry.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference();
        let goal = goal.unwrap();
        let page = pages.iter().find(|(_, page)| **page == goal).unwrap();
        let title = lopdf::decode_text_string(entry.get(b"Title").unwrap());
        found.push((title.unwrap(), *page.0));
        next = entry.get(b"Next").ok();
    }
    found
}

#[test]
fn a_series_is_one_pdf_with_a_bookmark_and_a_place_for_every_feature() {
    let desk = Desk::new();
    let more = ["--each", "outfall", "--json", "--pdfa"];
    let answer = told(&desk.map("册.pdf", &more));
    let sheets = answer["sheets"].as_array().unwrap();
    assert!(sheets.len() > 30);
    assert_eq!(answer["files"].as_array().unwrap().len(), 1);
    let document = Document::load(desk.path("册.pdf")).unwrap();
    assert_eq!(document.get_pages().len(), sheets.len());
    let wanted: Vec<(String, u32)> = (1..)
        .zip(sheets)
        .map(|(page, sheet)| {
            let [code, name] = ["code", "name"].map(|key| sheet[key].as_str().unwrap());
            assert_eq!(sheet["scale"], 10_000.0, "a point is shown at 1 : 10 000");
            (format!("{code}　{name}"), page)
        })
        .collect();
    assert_eq!(bookmarks(&document), wanted);
    for page in document.page_iter() {
        let page = document.get_dictionary(page).unwrap();
        assert!(page.has(b"VP"), "every sheet lies on the ground");
    }
    judged_by_qpdf(&desk.path("册.pdf"));
    let text = Command::new("pdftotext")
        .arg(desk.path("册.pdf"))
        .arg("-")
        .output();
    let Ok(text) = text else {
        println!("skipped: pdftotext is not installed");
        return;
    };
    let text = String::from_utf8(text.stdout).unwrap();
    for (page, sheet) in text.split('\u{c}').zip(sheets) {
        assert!(page.contains(sheet["code"].as_str().unwrap()), "{page}");
    }
    assert!(text.contains(&format!("3/{}", sheets.len())));
    // The same command makes the same bytes.
    let first = std::fs::read(desk.path("册.pdf")).unwrap();
    told(&desk.map("册.pdf", &more));
    assert_eq!(first, std::fs::read(desk.path("册.pdf")).unwrap());
}

#[test]
fn codes_and_conditions_choose_the_features_and_the_scale_is_nice_or_the_one_asked_for() {
    let desk = Desk::new();
    let each = ["--each", "function_zone", "--json"];
    let codes = |more: &[&str]| -> (Vec<String>, Vec<f64>) {
        let answer = told(&desk.map("z.pdf", &[&each[..], more].concat()));
        let sheets = answer["sheets"].as_array().unwrap();
        let code = |sheet: &serde_json::Value| sheet["code"].as_str().unwrap().to_owned();
        let scale = |sheet: &serde_json::Value| sheet["scale"].as_f64().unwrap();
        let codes = sheets.iter().map(code).collect();
        (codes, sheets.iter().map(scale).collect())
    };
    let (all, _) = codes(&[]);
    let chosen = all[3..5].join(",");
    let (some, scales) = codes(&["--codes", &chosen]);
    assert_eq!(some, all[3..5]);
    for scale in scales {
        let digits = scale / 10_f64.powf(scale.log10().floor());
        assert!((digits * 2.0).fract() < 1e-9 && scale >= 2_000.0, "{scale}");
    }
    let (reserved, scales) = codes(&["--where", "level1 = '保留区'", "--scale", "200000"]);
    assert!(!reserved.is_empty() && reserved.len() < all.len());
    assert!(scales.iter().all(|scale| *scale == 200_000.0));
}

#[test]
fn single_files_are_named_by_code_and_replaced_all_or_none() {
    let desk = Desk::new();
    let more = ["--each", "lake", "--dpi", "40", "--no-inset", "--json"];
    let answer = told(&desk.map("图-{code}.png", &more));
    let files = answer["files"].as_array().unwrap();
    assert!(files.len() > 1);
    let written = names_in(&desk);
    for sheet in answer["sheets"].as_array().unwrap() {
        let code = sheet["code"].as_str().unwrap();
        assert!(written.contains(&format!("图-{code}.png")), "{written:?}");
        assert!(written.contains(&format!("图-{code}.pgw")), "{written:?}");
    }
    assert_eq!(written.len(), 2 * files.len() + 1);
    // One of them cannot be replaced: none is.
    for name in written.iter().filter(|name| name.contains('图')) {
        std::fs::write(desk.path(name), "old").unwrap();
    }
    let blocked = written
        .iter()
        .rfind(|name| Path::new(name).extension().is_some_and(|own| own == "pgw"))
        .unwrap();
    std::fs::remove_file(desk.path(blocked)).unwrap();
    std::fs::create_dir(desk.path(blocked)).unwrap();
    let output = desk.map("图-{code}.png", &more);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(names_in(&desk), written);
    for name in written.iter().filter(|name| name.contains('图')) {
        if name != blocked {
            assert_eq!(std::fs::read(desk.path(name)).unwrap(), b"old", "{name}");
        }
    }
}

#[test]
fn what_cannot_be_a_series_is_refused_in_one_sentence_and_nothing_is_written() {
    let desk = Desk::new();
    for (out, more, part) in [
        ("a.png", &["--each", "lake"][..], "{编码}"),
        ("a-{foo}.pdf", &["--each", "lake"], "{foo}"),
        ("a.pdf", &["--each", "lake", "--title", "{bar}"], "{bar}"),
        ("a.pdf", &["--each", "sea"], "sea"),
        ("a.pdf", &["--each", "permit"], "几何"),
        ("a.pdf", &["--each", "lake", "--codes", "NO-1"], "NO-1"),
        ("a.pdf", &["--each", "lake", "--where", "code ="], "--where"),
        (
            "a.pdf",
            &["--each", "lake", "--where", "code = 'NO'"],
            "没有要出图",
        ),
        ("a.pdf", &["--each", "case"], "没有要出图"),
        ("a.pdf", &["--each", "case", "--codes", "PK-1"], "PK-1"),
        (
            "a.pdf",
            &["--each", "case", "--where", "code = 'x'"],
            "--codes",
        ),
        ("a.pdf", &["--each", "lake", "--scale", "1"], "比例尺"),
        (
            "a.pdf",
            &["--each", "lake", "--layers", "well"],
            "没有可以绘制",
        ),
        ("a.pdf", &["--codes", "NO-1"], "--each"),
    ] {
        let output = desk.map(out, more);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{more:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{more:?}: {message}");
        assert!(message.contains(part), "{more:?}: {message}");
    }
    assert_eq!(names_in(&desk).len(), 1, "only the project is there");
}

#[test]
fn a_line_or_area_is_drawn_red_and_listed_and_a_point_is_marked() {
    let desk = Desk::new();
    let project = Project::open(&desk.path("昆明.sqlite"), Access::ReadOnly).unwrap();
    let (styles, silent) = (StyleSheet::shipped().unwrap(), Progress::silent());
    let scene = scene::load(&project, &styles, &silent).unwrap();
    let tools = MapTools::load().unwrap();
    for layer in [Layer::FunctionZone, Layer::SpecialArea, Layer::Well] {
        let own = scene.layer(layer).unwrap();
        let mut ids: Vec<i64> = own.features.iter().map(|feature| feature.id).collect();
        ids.sort_unstable();
        let items = of_features(&scene, layer, &ids);
        assert_eq!(items.len(), ids.len());
        let series = Series {
            shared: composing(View::Full),
            items: items.into_iter().take(2).collect(),
            scale: None,
            left_out: Vec::new(),
        };
        let request = series
            .request(1, &scene, tools.template())
            .unwrap()
            .unwrap();
        let sheet = shuijie::services::map::sheet((&scene, &styles), &tools, &request, &silent);
        let groups = sheet.unwrap().display.groups;
        let has = |id: &str| groups.iter().any(|group| group.id == id);
        let legend = groups.iter().find(|group| group.id == "legend").unwrap();
        let listed = |label: &str| {
            legend.items.iter().any(|item| {
                matches!(item, shuijie::carto::display::Item::Text(run) if run.bold && run.text == label)
            })
        };
        match series.items[1].subject.as_ref().unwrap() {
            ItemSubject::Feature(focus) => {
                assert!(has("focus") && listed(&focus.label), "{focus:?}");
            }
            ItemSubject::Site(site) => assert!(!has("focus") && listed(&site.label), "{site:?}"),
        }
    }
}

#[test]
fn a_series_that_is_stopped_and_one_of_nothing_leave_no_file() {
    let desk = Desk::new();
    let (tools, styles) = (MapTools::load().unwrap(), StyleSheet::shipped().unwrap());
    let project = Project::open(&desk.path("昆明.sqlite"), Access::ReadOnly).unwrap();
    let scene = scene::load(&project, &styles, &Progress::silent()).unwrap();
    let lakes = scene.layer(Layer::Lake).unwrap();
    let mut ids: Vec<i64> = lakes.features.iter().map(|feature| feature.id).collect();
    ids.sort_unstable();
    let mut series = Series {
        shared: composing(View::Full),
        items: of_features(&scene, Layer::Lake, &ids),
        scale: None,
        left_out: Vec::new(),
    };
    let drawn = (&scene, &styles);
    for name in ["a.pdf", "a-{n}.pdf"] {
        // The user stops it at the second sheet.
        let slot: Arc<OnceLock<Progress>> = Arc::default();
        let hand = Arc::clone(&slot);
        let progress = Progress::new(move |done, _| {
            if let (1, Some(progress)) = (done, hand.get()) {
                progress.cancel();
            }
        });
        slot.set(progress.clone()).unwrap();
        let to = Destination::confirmed(desk.path(name));
        let result = export(drawn, &tools, &series, &to, &progress);
        assert!(matches!(result, Err(MapError::Cancelled(_))), "{result:?}");
    }
    let to = Destination::confirmed(desk.path("a.pdf"));
    series.items.clear();
    let result = export(drawn, &tools, &series, &to, &Progress::silent());
    assert!(matches!(result, Err(MapError::NoSheets)));
    assert_eq!(names_in(&desk).len(), 1, "only the project is there");
}

#[test]
fn cases_become_sheets_around_their_sites() {
    let desk = Desk::new();
    let cases = with_cases(&desk);
    let answer = told(&desk.map("案-{code}.pdf", &["--each", "case", "--json"]));
    let codes: Vec<&str> = answer["sheets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sheet| sheet["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, cases);
    for code in codes {
        let document = Document::load(desk.path(&format!("案-{code}.pdf"))).unwrap();
        let info = document.trailer.get(b"Info").and_then(Object::as_reference);
        let info = document.get_dictionary(info.unwrap()).unwrap();
        let title = lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap();
        assert_eq!(title, code);
    }
    let answer = told(&desk.map("b.pdf", &["--each", "案卷", "--codes", "K-2", "--json"]));
    assert_eq!(answer["sheets"].as_array().unwrap().len(), 1);
}

/// Two sites of outfalls on file.
fn with_cases(desk: &Desk) -> [&'static str; 2] {
    let project = desk.path("昆明.sqlite");
    let cases = ["K-1", "K-2"];
    for (number, at) in cases.into_iter().zip(["102.71,24.95", "102.75,25.10"]) {
        let saved = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
            .args(["check", "outfall", project.to_str().unwrap(), "--at", at])
            .args(["--save", "--case", number])
            .output()
            .unwrap();
        assert!(matches!(saved.status.code(), Some(0 | 1)), "{saved:?}");
    }
    cases
}

/// All that is written on the sheet of a series of one, as its SVG has it.
fn read_svg(desk: &Desk, code: &str) -> String {
    let text = std::fs::read_to_string(desk.path(&format!("s-{code}.svg"))).unwrap();
    let (text, _) = crate::report::read_xml(&text);
    text.split_whitespace().collect()
}

#[test]
fn the_sheet_of_a_case_that_does_not_hold_says_so_and_the_sheet_of_one_that_does_is_clean() {
    let desk = Desk::new();
    let [taken_back, good] = with_cases(&desk);
    let project = desk.path("昆明.sqlite");
    let withdrawn = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(["cases", project.to_str().unwrap(), "withdraw", taken_back])
        .args(["--why", "重复"])
        .output()
        .unwrap();
    assert_eq!(withdrawn.status.code(), Some(0), "{withdrawn:?}");
    let each = ["--each", "case", "--codes", "K-1,K-2", "--json"];
    let answer = told(&desk.map("s-{code}.svg", &each));
    let doubts = |code: &str| {
        let sheets = answer["sheets"].as_array().unwrap();
        let own = sheets.iter().find(|sheet| sheet["code"] == code).unwrap();
        own["warnings"]
            .to_string()
            .contains("不能再作为依据（已撤回）")
    };
    assert!(doubts(taken_back) && !doubts(good), "{answer}");
    let [said, clean] = [taken_back, good].map(|code| read_svg(&desk, code));
    assert!(
        said.contains("（已撤回）") && said.contains("该案卷已撤回"),
        "{said}"
    );
    assert!(
        !clean.contains("撤回") && clean.contains("附图数据"),
        "{clean}"
    );
    // A rule or layer that is another one since makes a case stale, also without a name given.
    rusqlite::Connection::open(&project)
        .unwrap()
        .execute("UPDATE review_case SET program = '0.0.1'", [])
        .unwrap();
    told(&desk.map("s-{code}.svg", &["--each", "case", "--json"]));
    let stale = read_svg(&desk, good);
    assert!(
        stale.contains("已过时）") && stale.contains("0.0.1"),
        "{stale}"
    );
}

#[test]
fn a_feature_that_reaches_beyond_its_sheet_is_told_and_one_that_fits_is_not() {
    let desk = Desk::new();
    let each = ["--each", "function_zone", "--json"];
    let sheets = |more: &[&str]| -> Vec<serde_json::Value> {
        let answer = told(&desk.map("c.pdf", &[&each[..], more].concat()));
        answer["sheets"].as_array().unwrap().clone()
    };
    let is_cut = |sheet: &serde_json::Value| sheet["warnings"].to_string().contains("超出图幅");
    let fitted = sheets(&["--where", "level1 = '保留区'"]);
    assert!(
        !fitted.is_empty() && !fitted.iter().any(is_cut),
        "{fitted:?}"
    );
    // Twice as large as the scale at which there is a little room around it.
    let code = fitted[0]["code"].as_str().unwrap();
    let scale = (fitted[0]["scale"].as_f64().unwrap() / 2.0).to_string();
    let large = sheets(&["--codes", code, "--scale", &scale]);
    assert!(large.len() == 1 && is_cut(&large[0]), "{large:?}");
}

#[test]
fn features_without_a_shape_and_cases_without_a_place_are_told() {
    let desk = Desk::new();
    let judge = crate::store::judge(&desk.path("昆明.sqlite"));
    let each = ["--each", "function_zone", "--json"];
    let condition = ["--where", "level1 = '保留区'"];
    let met = [&each[..], &condition].concat();
    let before = told(&desk.map("w.pdf", &met));
    assert_eq!(before["left_out"], serde_json::json!([]));
    let code = before["sheets"][0]["code"].as_str().unwrap();
    judge
        .execute(
            "UPDATE function_zone SET geom = NULL WHERE code = ?1",
            [code],
        )
        .unwrap();
    for more in [&met[..], &each] {
        let output = desk.map("w.pdf", more);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            message.contains(code) && message.contains("未出图"),
            "{message}"
        );
        assert_eq!(told(&output)["left_out"], serde_json::json!([code]));
    }
    let output = desk.map("w.pdf", &[&each[..], &["--codes", code]].concat());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
