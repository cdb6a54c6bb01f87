//! Map sheets as PDF, read as other programs read them: layers that can be switched, files for archives.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lopdf::{Dictionary, Document, Object, ObjectId};
use shuijie::carto::display::build::ShownLayer;
use shuijie::carto::display::frame::View;
use shuijie::carto::order::TOP_TO_BOTTOM;
use shuijie::carto::sheet::Paper;
use shuijie::carto::style::StyleSheet;
use shuijie::domain::Progress;
use shuijie::services::map::{self, MapRequest, MapTools};
use shuijie::services::sample::create_sample;
use shuijie::services::{Clock, scene};
use shuijie::store::{Access, Project};

use crate::map::plain_sheet;

pub(super) struct Desk {
    pub(super) folder: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let path = folder.path().join("昆明.sqlite");
        drop(create_sample(&path, clock, &Progress::silent()).unwrap());
        Self { folder }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn map(&self, out: &str, more: &[&str]) -> Output {
        let (project, out) = (self.path("昆明.sqlite"), self.path(out));
        let mut arguments = vec!["map", project.to_str().unwrap()];
        arguments.extend(["--out", out.to_str().unwrap(), "--date", "2026-11-23"]);
        arguments.extend(more);
        Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
            .args(arguments)
            .output()
            .unwrap()
    }

    fn made(&self, out: &str, more: &[&str]) -> Document {
        let output = self.map(out, more);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        Document::load(self.path(out)).unwrap()
    }
}

#[expect(clippy::print_stdout, reason = "a judge that is not there is told")]
pub(super) fn judged_by_qpdf(file: &Path) {
    match Command::new("qpdf").arg("--check").arg(file).output() {
        Ok(checked) => assert!(checked.status.success(), "{checked:?}"),
        Err(_) => println!("skipped: qpdf is not installed"),
    }
}

fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap()
}

fn followed<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Object {
    dictionary.get_deref(key.as_bytes(), document).unwrap()
}

/// The switches of a document with their names, in the order of the list that readers show.
fn switches(document: &Document) -> Vec<(ObjectId, String)> {
    let properties = followed(document, document.catalog().unwrap(), "OCProperties");
    let properties = properties.as_dict().unwrap();
    let list = |dictionary: &Dictionary, key: &str| -> Vec<ObjectId> {
        let all = followed(document, dictionary, key).as_array().unwrap();
        all.iter().map(|own| own.as_reference().unwrap()).collect()
    };
    let all = list(properties, "OCGs");
    let shown = followed(document, properties, "D").as_dict().unwrap();
    let order = list(shown, "Order");
    let sorted = |ids: &[ObjectId]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(&all), sorted(&order), "all are listed, each once");
    assert!(!text(followed(document, shown, "Name")).is_empty());
    assert!(!shown.has(b"AS") && !shown.has(b"OFF"));
    order
        .into_iter()
        .map(|id| {
            let own = document.get_dictionary(id).unwrap();
            assert_eq!(own.get_type().unwrap(), b"OCG");
            (id, text(own.get(b"Name").unwrap()))
        })
        .collect()
}

/// What is drawn on a page: the switch of each form in turn; there is nothing beside forms.
fn drawn(document: &Document, page: ObjectId) -> Vec<ObjectId> {
    let page_own = document.get_dictionary(page).unwrap();
    let resources = followed(document, page_own, "Resources").as_dict().unwrap();
    let forms = followed(document, resources, "XObject").as_dict().unwrap();
    let content = document.get_page_content(page);
    String::from_utf8(content)
        .unwrap()
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let name = line.strip_prefix('/').unwrap().strip_suffix(" Do").unwrap();
            let form = followed(document, forms, name).as_stream().unwrap();
            form.dict.get(b"OC").and_then(Object::as_reference).unwrap()
        })
        .collect()
}

/// A sheet of all layers.
pub(super) fn composing(view: View) -> MapRequest {
    MapRequest {
        view,
        shown: TOP_TO_BOTTOM
            .into_iter()
            .rev()
            .map(|layer| ShownLayer {
                layer,
                opacity: 1.0,
            })
            .collect(),
        options: plain_sheet(Paper::A4),
        dpi: 300,
        archival: false,
    }
}

/// The labels of the groups that such a map is composed of, bottom to top, without empty ones.
fn composed(desk: &Desk) -> Vec<String> {
    let project = Project::open(&desk.path("昆明.sqlite"), Access::ReadOnly).unwrap();
    let (styles, silent) = (StyleSheet::shipped().unwrap(), Progress::silent());
    let scene = scene::load(&project, &styles, &silent).unwrap();
    let request = composing(View::Full);
    let tools = MapTools::load().unwrap();
    let sheet = map::sheet((&scene, &styles), &tools, &request, &silent).unwrap();
    let groups = sheet.display.groups.into_iter();
    groups
        .filter(|group| !group.items.is_empty())
        .map(|group| group.label)
        .collect()
}

#[test]
fn every_layer_and_block_of_a_sheet_can_be_switched_by_its_name_and_nothing_else() {
    let desk = Desk::new();
    let document = desk.made("图.pdf", &[]);
    assert_eq!(document.get_pages().len(), 1);
    let switches = switches(&document);
    let mut names: Vec<&str> = switches.iter().map(|(_, name)| name.as_str()).collect();
    names.reverse();
    let wanted = composed(&desk);
    assert_eq!(names, wanted);
    for name in [
        "水功能区",
        "入河排污口",
        "图例",
        "坐标网",
        "图名",
        "位置示意图",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    let page = document.page_iter().next().unwrap();
    let mut upwards = drawn(&document, page);
    upwards.reverse();
    let listed: Vec<ObjectId> = switches.iter().map(|(id, _)| *id).collect();
    assert_eq!(upwards, listed, "each is drawn once, in its place");
    judged_by_qpdf(&desk.path("图.pdf"));
}

#[test]
fn a_reader_shows_nothing_when_all_is_switched_off_and_one_layer_when_it_is_on() {
    let desk = Desk::new();
    let document = desk.made("图.pdf", &[]);
    let ink = |on: &str| -> Option<usize> {
        let mut document = document.clone();
        let off: Vec<Object> = switches(&document)
            .into_iter()
            .filter(|(_, name)| name != on)
            .map(|(id, _)| id.into())
            .collect();
        let properties = document.catalog_mut().unwrap().get_mut(b"OCProperties");
        let shown = properties.unwrap().as_dict_mut().unwrap().get_mut(b"D");
        shown.unwrap().as_dict_mut().unwrap().set("OFF", off);
        let path = desk.path("off.pdf");
        document.save(&path).unwrap();
        let picture = Command::new("pdftoppm")
            .args(["-r", "50", "-gray"])
            .arg(&path)
            .output();
        let picture = picture.ok()?.stdout;
        // After the head of a PGM: grey values.
        let pixels = picture.splitn(4, |byte| *byte == b'\n').last()?;
        Some(pixels.iter().filter(|grey| **grey < 250).count())
    };
    let Some(nothing) = ink("none of them") else {
        println!("skipped: pdftoppm is not installed");
        return;
    };
    assert_eq!(nothing, 0);
    assert!(ink("图名").unwrap() > 50);
    assert!(ink("水功能区").unwrap() > 50);
}

/// What a checker of PDF/A-2b asks first; it is no full check.
fn assert_archival(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    let metadata = followed(&document, catalog, "Metadata")
        .as_stream()
        .unwrap();
    assert!(!metadata.dict.has(b"Filter"));
    let xmp = String::from_utf8(metadata.content.clone()).unwrap();
    let pages = format!(
        "<xmpTPg:NPages>{}</xmpTPg:NPages>",
        document.get_pages().len()
    );
    assert!(xmp.contains(&pages), "{xmp}");
    assert!(xmp.contains("<pdfaid:part>2</pdfaid:part>"), "{xmp}");
    assert!(xmp.contains("<pdfaid:conformance>B</pdfaid:conformance>"));
    let info = followed(&document, &document.trailer, "Info");
    let title = text(info.as_dict().unwrap().get(b"Title").unwrap());
    assert!(xmp.contains(&title), "{title}");
    let intents = followed(&document, catalog, "OutputIntents").as_array();
    let intent = document.dereference(&intents.unwrap()[0]).unwrap().1;
    let intent = intent.as_dict().unwrap();
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFA1");
    let profile = followed(&document, intent, "DestOutputProfile");
    let profile = profile.as_stream().unwrap();
    assert_eq!(profile.dict.get(b"N").unwrap().as_i64().unwrap(), 3);
    let id = document.trailer.get(b"ID").unwrap().as_array().unwrap();
    assert_eq!(id.len(), 2);
    assert!(!document.trailer.has(b"Encrypt"));
    // A mark of four bytes above 127 follows the head, nothing the end.
    let second = bytes.split(|byte| *byte == b'\n').nth(1).unwrap();
    assert!(second[0] == b'%' && second[1..5].iter().all(|byte| *byte > 127));
    assert!(bytes.ends_with(b"%%EOF"));
    let mut fonts = 0;
    for object in document.objects.values() {
        let dictionary = match object {
            Object::Dictionary(own) => own,
            Object::Stream(stream) => {
                let names = stream.filters().unwrap_or_default();
                assert!(!names.contains(&&b"LZWDecode"[..]));
                &stream.dict
            }
            _ => continue,
        };
        for banned in [&b"JS"[..], b"EF", b"AA", b"OPI", b"Alternates", b"TR"] {
            assert!(!dictionary.has(banned), "{dictionary:?}");
        }
        if dictionary.has_type(b"FontDescriptor") {
            fonts += 1;
            let files = [&b"FontFile"[..], b"FontFile2", b"FontFile3"];
            assert!(files.iter().any(|key| dictionary.has(key)));
        }
    }
    assert!(fonts > 0);
    judged_by_qpdf(path);
}

#[test]
fn a_map_for_the_archive_says_so_and_keeps_its_layers_and_its_ground() {
    let desk = Desk::new();
    let more = [
        "--pdfa",
        "--site",
        "102.71,24.95",
        "--title",
        "入河排污口位置图",
    ];
    let document = desk.made("档.pdf", &more);
    assert_archival(&desk.path("档.pdf"));
    assert!(switches(&document).len() > 10);
    let page = document.page_iter().next().unwrap();
    assert!(document.get_dictionary(page).unwrap().has(b"VP"));
    let first = std::fs::read(desk.path("档.pdf")).unwrap();
    desk.made("档.pdf", &more);
    assert_eq!(first, std::fs::read(desk.path("档.pdf")).unwrap());
}

#[test]
fn what_an_archive_does_not_take_is_refused_in_one_sentence() {
    let desk = Desk::new();
    for (out, more, part) in [
        ("a.png", &["--pdfa"][..], "PDF/A"),
        ("a.svg", &["--pdfa"], "PDF/A"),
        // A character that no font has.
        ("a.pdf", &["--pdfa", "--title", "图\u{10_FFFD}"], "字形"),
    ] {
        let output = desk.map(out, more);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{more:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.contains(part), "{message}");
        assert!(!desk.path(out).exists());
    }
    // Without the wish for an archive such a title is printed.
    desk.made("a.pdf", &["--title", "图\u{10_FFFD}"]);
}

#[test]
fn a_review_document_for_the_archive_is_confirmed_like_any_other() {
    let desk = Desk::new();
    let project = desk.path("昆明.sqlite");
    let project = project.to_str().unwrap();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
            .args(arguments)
            .output()
            .unwrap()
    };
    let check = ["check", "outfall", project, "--at", "102.71,24.95"];
    let saved = run(&[&check[..], &["--save", "--case", "PK-2026-0001"]].concat());
    assert!(matches!(saved.status.code(), Some(0 | 1)), "{saved:?}");
    let report = |out: &str| {
        let out = desk.path(out);
        let out = out.to_str().unwrap();
        let case = ["report", project, "--case", "PK-2026-0001"];
        run(&[&case[..], &["--out", out, "--pdfa"]].concat())
    };
    let written = report("档.pdf");
    assert_eq!(written.status.code(), Some(0), "{written:?}");
    assert_archival(&desk.path("档.pdf"));
    let document = Document::load(desk.path("档.pdf")).unwrap();
    // The sheet has its layers; the pages of text have none.
    let names: Vec<String> = switches(&document).into_iter().map(|own| own.1).collect();
    assert!(names.iter().any(|name| name == "图例") && !names.iter().any(|name| name == "正文"));
    let file = desk.path("档.pdf");
    let confirmed = run(&["report", project, "--verify", file.to_str().unwrap()]);
    assert_eq!(confirmed.status.code(), Some(0), "{confirmed:?}");
    let refused = report("档.docx");
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(!desk.path("档.docx").exists());
}
