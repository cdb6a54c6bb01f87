//! The review document from the outside: both kinds of file, what is in them against the case, the same
//! bytes twice, whether a file still says what the case says, and what is refused.

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use shuijie::domain::Progress;
use shuijie::services::{Clock, sample};

fn shuijie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// The sample with one case of an outfall and one of a well.
struct Office {
    folder: tempfile::TempDir,
    outfall: String,
    well: String,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed("2026-09-01T04:00:00Z".parse().unwrap());
        let project = folder.path().join("p.sqlite");
        sample::create_sample(&project, clock, &Progress::silent()).unwrap();
        let mut office = Self {
            folder,
            outfall: String::new(),
            well: String::new(),
        };
        let named = ["--applicant", "某水务<公司>&Co", "--reviewer", "张三"];
        let site = ["--at", "102.71,25.04", "--as-of", "2026-09-01"];
        office.outfall = office.check("outfall", &[&site[..], &named, &["--load", "COD=12.5"]]);
        office.well = office.check("well", &[&site[..], &named, &["--purpose", "industry"]]);
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn check(&self, kind: &str, more: &[&[&str]]) -> String {
        let project = self.path("p.sqlite");
        let mut arguments = vec!["check", kind, text(&project), "--save", "--json"];
        arguments.extend(more.iter().copied().flatten());
        let answer: Value = serde_json::from_slice(&shuijie(&arguments).stdout).unwrap();
        answer["case"]["number"].as_str().unwrap().to_owned()
    }

    fn cases(&self, arguments: &[&str]) -> Value {
        let project = self.path("p.sqlite");
        let mut all = vec!["cases", text(&project)];
        all.extend(arguments);
        all.push("--json");
        serde_json::from_slice(&shuijie(&all).stdout).unwrap()
    }

    fn report(&self, number: &str, out: &str, more: &[&str]) -> Output {
        let (project, out) = (self.path("p.sqlite"), self.path(out));
        let mut arguments = vec![
            "report",
            text(&project),
            "--case",
            number,
            "--out",
            text(&out),
        ];
        arguments.extend(more);
        shuijie(&arguments)
    }

    fn verify(&self, name: &str) -> (Option<i32>, String) {
        let (project, file) = (self.path("p.sqlite"), self.path(name));
        let output = shuijie(&["report", text(&project), "--verify", text(&file)]);
        let said = [output.stdout.clone(), output.stderr.clone()].concat();
        (code(&output), String::from_utf8(said).unwrap())
    }

    /// Exit code 2, one sentence, no file.
    fn refused(&self, number: &str, out: &str, more: &[&str]) -> String {
        let output = self.report(number, out, more);
        let message = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(code(&output), Some(2), "{out} {more:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(!self.path(out).exists(), "{out}");
        message
    }
}

/// What every document must say, without blanks and line ends, which depend on the layout.
fn must_say(case: &Value) -> Vec<String> {
    let mut all = vec![
        case["number"].as_str().unwrap().to_owned(),
        case["hash"].as_str().unwrap().to_owned(),
        case["created_at"].as_str().unwrap().to_owned(),
        "不是行政决定".to_owned(),
        "某水务<公司>&Co".to_owned(),
        "审查意见表".to_owned(),
        "空间核查报告".to_owned(),
    ];
    for pack in case["packs"].as_array().unwrap() {
        all.push(pack["version"].as_str().unwrap().to_owned());
        all.push(pack["sha256"].as_str().unwrap().to_owned());
    }
    for data in case["data"].as_array().unwrap() {
        all.push(data["version"].as_str().unwrap().to_owned());
    }
    let (mut open, mut unverified) = (0, 0);
    for finding in case["findings"].as_array().unwrap() {
        for part in ["rule", "title", "message"] {
            all.push(finding[part].as_str().unwrap().to_owned());
        }
        for basis in finding["basis"].as_array().unwrap() {
            all.push(basis["document"].as_str().unwrap().to_owned());
            all.push(basis["article"].as_str().unwrap().replace(", ", "、"));
            unverified += usize::from(basis["verified"] == false);
        }
        for evidence in finding["evidence"].as_array().unwrap() {
            all.push(evidence["code"].as_str().unwrap().to_owned());
        }
        for missing in finding["missing"].as_array().unwrap() {
            open += 1;
            all.push(missing.as_str().unwrap().to_owned());
        }
    }
    assert!(open > 0 && unverified > 0, "the sample must have both");
    all.push("依据待核".to_owned());
    all.into_iter().map(|said| squeezed(&said)).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

/// One part of a DOCX.
fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(name).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

/// The text of an XML part, cell by cell, and how often each element opens.
pub(super) fn read_xml(xml: &str) -> (String, std::collections::BTreeMap<String, usize>) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut text, mut seen) = (String::new(), std::collections::BTreeMap::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                *seen.entry(name).or_default() += 1;
            }
            Event::Text(part) => text.push_str(&part.decode().unwrap()),
            Event::GeneralRef(name) => {
                let name = name.decode().unwrap();
                text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }
            Event::Eof => return (text, seen),
            _ => {}
        }
    }
}

#[test]
fn a_docx_says_all_that_the_case_says_in_real_tables_with_chinese_fonts() {
    let office = Office::new();
    for number in [&office.outfall, &office.well] {
        let output = office.report(number, "r.docx", &["--no-map"]);
        assert_eq!(code(&output), Some(0), "{output:?}");
        let file = std::fs::read(office.path("r.docx")).unwrap();
        let (said, elements) = read_xml(&part(&file, "word/document.xml"));
        let said = squeezed(&said);
        for wanted in must_say(&office.cases(&["show", number])) {
            assert!(said.contains(&wanted), "{number}: {wanted}");
        }
        assert!(elements["w:tbl"] >= 8 && elements["w:tblHeader"] >= 4);
        assert_eq!(elements["pic:pic"], 2, "the code on form and report");
        let styles = part(&file, "word/styles.xml");
        for font in [
            "eastAsia=\"宋体\"",
            "eastAsia=\"黑体\"",
            "ascii=\"Times New Roman\"",
        ] {
            assert!(styles.contains(font), "{font}");
        }
        let (_, footer) = read_xml(&part(&file, "word/footer1.xml"));
        assert_eq!(footer["w:fldSimple"], 2, "page and pages");
        for name in [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/settings.xml",
        ] {
            read_xml(&part(&file, name));
        }
    }
}

#[test]
fn a_pdf_says_all_that_the_case_says_with_embedded_fonts_and_no_pictures() {
    let office = Office::new();
    let run = |tool: &str, arguments: &[&str]| Command::new(tool).args(arguments).output().ok();
    for number in [&office.outfall, &office.well] {
        let output = office.report(number, "r.pdf", &[]);
        assert_eq!(code(&output), Some(0), "{output:?}");
        let file = office.path("r.pdf");
        let pages = |range: [&str; 4]| {
            let arguments = [&range[..], &["-raw", text(&file), "-"]].concat();
            run("pdftotext", &arguments).map(|output| String::from_utf8(output.stdout).unwrap())
        };
        let Some(all) = pages(["-f", "1", "-l", "99"]) else {
            println!("skipped: pdftotext is not installed");
            return;
        };
        let said = squeezed(&all);
        // A row that is parted by the end of a page is read with the foot between its lines; what is
        // long is looked for by its beginning.
        for wanted in must_say(&office.cases(&["show", number])) {
            let start: String = wanted.chars().take(24).collect();
            assert!(said.contains(&start), "{number}: {wanted}");
        }
        let first = pages(["-f", "1", "-l", "1"]).unwrap();
        assert!(first.contains("审查意见表") && first.contains("单位（盖章）"));
        assert!(!first.contains("1　项目与申请"));
        let second = pages(["-f", "2", "-l", "2"]).unwrap();
        assert!(second.contains("空间核查报告") && second.contains("项目与申请"));
        if let Some(checked) = run("qpdf", &["--check", text(&file)]) {
            assert!(checked.status.success(), "{checked:?}");
        }
        if let Some(fonts) = run("pdffonts", &[text(&file)]) {
            let fonts = String::from_utf8(fonts.stdout).unwrap();
            let faces = fonts.lines().skip(2).count();
            assert!(
                faces >= 1 && fonts.matches("yes yes yes").count() == faces,
                "{fonts}"
            );
        }
        if let Some(pictures) = run("pdfimages", &["-list", text(&file)]) {
            assert_eq!(
                String::from_utf8(pictures.stdout).unwrap().lines().count(),
                2
            );
        }
    }
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let office = Office::new();
    for ending in ["pdf", "docx"] {
        let [first, second] = ["a", "b"].map(|name| {
            let name = format!("{name}.{ending}");
            assert_eq!(code(&office.report(&office.outfall, &name, &[])), Some(0));
            std::fs::read(office.path(&name)).unwrap()
        });
        assert!(first == second, "{ending}");
    }
}

#[test]
fn a_document_is_confirmed_until_the_case_says_something_else() {
    let office = Office::new();
    let number = office.outfall.as_str();
    for name in ["r.pdf", "r.docx"] {
        assert_eq!(code(&office.report(number, name, &["--no-map"])), Some(0));
        let (code, said) = office.verify(name);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.starts_with("一致"), "{said}");
    }
    office.cases(&[
        "decide",
        number,
        "--opinion",
        "refuse",
        "--conditions",
        "距离不足",
    ]);
    for name in ["r.pdf", "r.docx"] {
        let (code, said) = office.verify(name);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with("不一致"), "{said}");
    }
    // The new opinion is in the new document, which holds until the case is taken back.
    assert_eq!(
        code(&office.report(number, "r.docx", &["--no-map"])),
        Some(0)
    );
    let file = std::fs::read(office.path("r.docx")).unwrap();
    let (said, _) = read_xml(&part(&file, "word/document.xml"));
    assert!(said.contains("■不同意") && said.contains("□同意") && said.contains("距离不足"));
    assert_eq!(office.verify("r.docx").0, Some(0));
    office.cases(&["withdraw", number, "--why", "重复"]);
    let (code, said) = office.verify("r.docx");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("已撤回"), "{said}");
}

/// The text of a document as DOCX, without blanks.
fn read_docx(office: &Office, number: &str, more: &[&str]) -> String {
    let output = office.report(number, "state.docx", more);
    assert_eq!(code(&output), Some(0), "{output:?}");
    let file = std::fs::read(office.path("state.docx")).unwrap();
    squeezed(&read_xml(&part(&file, "word/document.xml")).0)
}

#[test]
fn a_case_that_was_overtaken_says_so_at_the_top_and_is_not_confirmed() {
    let office = Office::new();
    let judge = crate::store::judge(&office.path("p.sqlite"));
    let (number, well) = (office.outfall.as_str(), office.well.as_str());
    let top = |said: &str| said.split("申请单位").next().unwrap().to_owned();
    let fresh = read_docx(&office, number, &["--no-map"]);
    assert!(!fresh.contains("不能再作为依据") && top(&fresh).contains("案卷状态待定"));
    assert_eq!(office.verify("state.docx").0, Some(0));
    // Another program, other data, days that are over, each by itself.
    for (harm, mend, part) in [
        (
            "UPDATE review_case SET program = '0.0.1'",
            format!(
                "UPDATE review_case SET program = '{}'",
                env!("CARGO_PKG_VERSION")
            ),
            "0.0.1",
        ),
        (
            "UPDATE layer_change SET changes = changes + 1 WHERE layer = 'protection_zone'",
            "UPDATE layer_change SET changes = changes - 1 WHERE layer = 'protection_zone'"
                .to_owned(),
            "水源保护区",
        ),
    ] {
        assert_eq!(
            code(&office.report(number, "r.docx", &["--no-map"])),
            Some(0)
        );
        judge.execute_batch(harm).unwrap();
        let said = read_docx(&office, number, &["--no-map"]);
        assert!(
            top(&said).contains("不能再作为依据") && top(&said).contains(part),
            "{said}"
        );
        let (code, said) = office.verify("state.docx");
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.starts_with("不再有效") && said.contains(part),
            "{said}"
        );
        let (project, file) = (office.path("p.sqlite"), office.path("state.docx"));
        let json = shuijie(&["report", text(&project), "--verify", text(&file), "--json"]);
        let json: Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(
            (&json["holds"], &json["same"]),
            (&Value::Bool(false), &Value::Bool(true))
        );
        assert_eq!(json["stale"].as_array().unwrap().len(), 1, "{json}");
        judge.execute_batch(&mend).unwrap();
    }
    office.cases(&["rerun", number, "--save"]);
    let said = read_docx(&office, number, &["--no-map", "--revision", "1"]);
    assert!(top(&said).contains("已被第2次核查取代"), "{said}");
    let (code, said) = office.verify("state.docx");
    assert!(
        code == Some(1) && said.contains("第 2 次核查取代"),
        "{said}"
    );
    office.cases(&["withdraw", well, "--why", "重复"]);
    let said = read_docx(&office, well, &["--no-map"]);
    assert!(top(&said).contains("该案卷已撤回"), "{said}");
}

#[test]
fn the_program_that_checked_and_the_one_that_prints_are_told_apart() {
    let office = Office::new();
    let judge = crate::store::judge(&office.path("p.sqlite"));
    judge
        .execute_batch("UPDATE review_case SET program = '0.0.1'")
        .unwrap();
    let said = read_docx(&office, &office.outfall, &["--no-map"]);
    let now = env!("CARGO_PKG_VERSION");
    assert!(said.contains("核查所用程序水界0.0.1"), "{said}");
    assert!(said.contains(&format!("出具所用程序水界{now}")), "{said}");
    judge
        .execute_batch("UPDATE review_case SET program = NULL")
        .unwrap();
    let said = read_docx(&office, &office.outfall, &["--no-map"]);
    assert!(said.contains("核查所用程序案卷未载明"), "{said}");
}

#[test]
fn the_form_names_whatever_leaves_the_verdict_open() {
    let office = Office::new();
    let said = read_docx(&office, &office.outfall, &["--no-map"]);
    let form = said.split("空间核查报告").next().unwrap();
    let case = office.cases(&["show", &office.outfall]);
    let unverified = case["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| {
            let basis = finding["basis"].as_array().unwrap();
            basis.iter().any(|basis| basis["verified"] == false)
        })
        .count();
    assert!(unverified > 0);
    assert!(
        form.contains(&format!("所引依据待核{unverified}条")),
        "{form}"
    );
}

#[test]
fn the_annexed_map_says_its_scale_its_data_and_that_they_are_newer_than_the_check() {
    let office = Office::new();
    let said = read_docx(&office, &office.outfall, &[]);
    assert!(
        said.contains("附图比例尺1:") && said.contains("附图数据截至2026-09-01"),
        "{said}"
    );
    assert!(!said.contains("附图按出具日"), "{said}");
    crate::store::judge(&office.path("p.sqlite"))
        .execute_batch(
            "UPDATE layer_change SET changes = changes + 1 WHERE layer = 'protection_zone'",
        )
        .unwrap();
    let said = read_docx(&office, &office.outfall, &[]);
    assert!(
        said.contains("附图按出具日") && said.contains("水源保护区在核查后有改动"),
        "{said}"
    );
}

#[test]
fn a_file_with_two_marks_is_refused() {
    let office = Office::new();
    for (number, name) in [(&office.outfall, "a.pdf"), (&office.well, "b.pdf")] {
        assert_eq!(code(&office.report(number, name, &["--no-map"])), Some(0));
    }
    let mut joined = std::fs::read(office.path("a.pdf")).unwrap();
    joined.extend(std::fs::read(office.path("b.pdf")).unwrap());
    std::fs::write(office.path("joined.pdf"), joined).unwrap();
    let (code, said) = office.verify("joined.pdf");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("互不相同") && said.contains(&office.well),
        "{said}"
    );
}

#[test]
fn a_file_of_another_project_or_of_another_program_is_not_confirmed() {
    let (office, empty) = (Office::new(), Office::new());
    assert_eq!(
        code(&office.report(&office.outfall, "r.pdf", &["--no-map"])),
        Some(0)
    );
    crate::store::judge(&empty.path("p.sqlite"))
        .execute_batch("DELETE FROM review_finding; DELETE FROM review_case")
        .unwrap();
    std::fs::copy(office.path("r.pdf"), empty.path("r.pdf")).unwrap();
    let (code, said) = empty.verify("r.pdf");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("没有案卷") && said.contains(&office.outfall),
        "{said}"
    );
    std::fs::write(office.path("x.pdf"), b"%PDF-1.7 of another hand").unwrap();
    let (code, said) = office.verify("x.pdf");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("没有案卷标记"), "{said}");
    assert_eq!(office.verify("nowhere.pdf").0, Some(2));
}

#[test]
fn what_cannot_be_written_is_refused_in_one_sentence_and_leaves_no_file() {
    let office = Office::new();
    let number = office.outfall.as_str();
    assert!(
        office
            .refused("PK-1999-0001", "r.pdf", &[])
            .contains("没有案卷")
    );
    assert!(office.refused(number, "r.txt", &[]).contains(".docx"));
    assert!(
        office
            .refused(number, "no/such/r.pdf", &["--no-map"])
            .contains("无法写入")
    );
    assert!(
        office
            .refused(number, "r.pdf", &["--date", "2026-2-30"])
            .contains("--date")
    );
    assert!(
        office
            .refused(number, "r.pdf", &["--revision", "9"])
            .contains("没有案卷")
    );
    let project = office.path("p.sqlite");
    let bare = shuijie(&["report", text(&project)]);
    assert_eq!(code(&bare), Some(2));
    crate::store::judge(&project)
        .execute_batch("UPDATE review_case SET verdict = 'pass'")
        .unwrap();
    assert!(
        office
            .refused(number, "r.pdf", &["--no-map"])
            .contains("校验值")
    );
}

#[test]
fn a_cancelled_report_leaves_no_file() {
    use shuijie::carto::style::StyleSheet;
    use shuijie::services::map::MapTools;
    use shuijie::services::packs::Shelf;
    use shuijie::services::result_file::Destination;
    use shuijie::services::review_report::{ReportError, ReportRequest, ReportSource, write};
    use shuijie::store::{Access, Project};

    let office = Office::new();
    let project = Project::open(&office.path("p.sqlite"), Access::ReadOnly).unwrap();
    let tools = (StyleSheet::shipped().unwrap(), MapTools::load().unwrap());
    let packs = Shelf::of(&project, None).unwrap().set().unwrap();
    let progress = Progress::silent();
    progress.cancel();
    for name in ["r.pdf", "r.docx"] {
        let request = ReportRequest {
            number: office.outfall.clone(),
            revision: None,
            date: None,
            map: true,
            archival: false,
        };
        let out = office.path(name);
        let source = ReportSource {
            project: &project,
            packs: &packs,
            clock: Clock::System,
        };
        let to = Destination::unasked(&out);
        let result = write(source, (&tools.0, &tools.1), &request, &to, &progress);
        assert!(
            matches!(result, Err(ReportError::Cancelled(_))),
            "{result:?}"
        );
        assert!(!out.exists());
    }
}

#[test]
fn long_names_and_conditions_leave_the_form_on_one_page_and_stand_in_full_in_the_report() {
    let office = Office::new();
    let long = "长".repeat(1900);
    let site = [
        "--at",
        "102.4019,25.8797",
        "--load",
        "COD=1",
        "--load",
        "NH3N=1",
    ];
    let named = [
        "--applicant",
        &long,
        "--project-name",
        &long,
        "--reviewer",
        &long,
    ];
    let number = office.check("outfall", &[&site, &named]);
    let conditions = "条".repeat(1900);
    office.cases(&[
        "decide",
        &number,
        "--opinion",
        "conditional",
        "--conditions",
        &conditions,
    ]);
    let output = office.report(&number, "r.pdf", &["--no-map"]);
    assert_eq!(code(&output), Some(0), "{output:?}");
    let file = office.path("r.pdf");
    let read = |from: &str, to: &str| {
        let arguments = ["-f", from, "-l", to, text(&file), "-"];
        let output = Command::new("pdftotext").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    let Some(first) = read("1", "1") else {
        println!("skipped: pdftotext is not installed");
        return;
    };
    assert!(first.contains("单位（盖章）") && first.contains("不是行政决定"));
    assert!(read("2", "2").unwrap().contains("空间核查报告"));
    let rest = read("2", "99").unwrap();
    assert!(rest.matches('长').count() >= 3 * 1900);
    assert!(rest.matches('条').count() >= 1900);
}

#[test]
#[cfg(target_os = "linux")]
fn a_machine_without_chinese_fonts_is_told_what_to_install() {
    let office = Office::new();
    let config = office.path("fonts.conf");
    std::fs::write(&config, "<?xml version=\"1.0\"?><fontconfig></fontconfig>").unwrap();
    let (project, out) = (office.path("p.sqlite"), office.path("r.pdf"));
    let output = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args([
            "report",
            text(&project),
            "--case",
            &office.outfall,
            "--out",
            text(&out),
        ])
        .env("FONTCONFIG_FILE", &config)
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(code(&output), Some(2), "{message}");
    // Before it, the font library may say on its own that it found nothing.
    let said = message.lines().last().unwrap_or_default();
    assert!(said.starts_with("错误：本机没有中文字体"), "{message}");
    assert!(!out.exists());
}

#[test]
fn the_documents_of_several_cases_are_written_all_or_none() {
    let office = Office::new();
    let both = format!("{},{}", office.outfall, office.well);
    let output = office.report(&both, "审-{code}.docx", &["--no-map", "--json"]);
    assert_eq!(code(&output), Some(0), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let documents = told["documents"].as_array().unwrap();
    assert_eq!(documents.len(), 2);
    for (document, number) in documents.iter().zip([&office.outfall, &office.well]) {
        assert_eq!(document["number"].as_str().unwrap(), number);
        let name = format!("审-{number}.docx");
        let (code, said) = office.verify(&name);
        assert_eq!(code, Some(0), "{said}");
    }
    // One file holds one document, and one case that is not there stops them all.
    let message = office.refused(&both, "审.pdf", &["--no-map"]);
    assert!(message.contains("{编码}"), "{message}");
    let missing = format!("{},PK-1999-0001", office.outfall);
    let message = office.refused(&missing, "b-{code}.pdf", &["--no-map"]);
    assert!(message.contains("PK-1999-0001"), "{message}");
    assert!(!office.path(&format!("b-{}.pdf", office.outfall)).exists());
    let message = office.refused(&both, "b-{code}.pdf", &["--no-map", "--revision", "1"]);
    assert!(message.contains("--revision"), "{message}");
}

#[test]
fn all_cases_that_are_good_for_something_are_written_on_request() {
    let office = Office::new();
    let project = office.path("p.sqlite");
    let out = office.path("全-{n}.pdf");
    let output = Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args([
            "report",
            text(&project),
            "--all",
            "--no-map",
            "--out",
            text(&out),
        ])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{output:?}");
    let cases = office.cases(&[]);
    let cases = cases["cases"].as_array().unwrap().iter();
    let good =
        cases.filter(|case| ["draft", "decided"].contains(&case["status"].as_str().unwrap()));
    let count = good.count();
    assert!(count > 1);
    assert!(office.path(&format!("全-{count}.pdf")).exists());
    assert!(!office.path(&format!("全-{}.pdf", count + 1)).exists());
}
