//! How registers and audits print, read from the workbooks themselves.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::map_pdf::Desk;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuijie-cli"))
        .args(arguments)
        .output()
        .unwrap()
}

fn part(file: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The attribute `name` of the first element called `element`.
fn attribute(xml: &str, element: &str, name: &str) -> String {
    let from = xml.find(&format!("<{element} ")).unwrap_or_else(|| {
        panic!("no <{element}> in {}", &xml[..xml.len().min(600)]);
    });
    let tag = &xml[from..from + xml[from..].find('>').unwrap()];
    let from = tag
        .find(&format!(" {name}=\""))
        .map(|at| at + name.len() + 3);
    let rest = &tag[from.unwrap_or_else(|| panic!("no {name} in {tag}"))..];
    rest[..rest.find('"').unwrap()].to_owned()
}

/// The places that a name of the workbook stands for.
fn named(workbook: &str, name: &str) -> Vec<String> {
    workbook
        .split("<definedName ")
        .filter(|part| part.contains(&format!("name=\"_xlnm.{name}\"")))
        .map(|part| {
            let from = part.find('>').unwrap() + 1;
            part[from..part.find('<').unwrap()].to_owned()
        })
        .collect()
}

#[test]
fn a_register_prints_on_paper_that_it_fits_with_header_title_and_page_numbers() {
    let desk = Desk::new();
    let project = desk.path("昆明.sqlite");
    for (layer, label, way, is_point) in [
        ("outfall", "入河排污口", "landscape", true),
        ("lake", "湖库", "portrait", false),
    ] {
        let file = desk.path(&format!("{layer}.xlsx"));
        let output = run(&[
            "export",
            project.to_str().unwrap(),
            "--layer",
            layer,
            file.to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let (sheet, workbook) = (
            part(&file, "xl/worksheets/sheet1.xml"),
            part(&file, "xl/workbook.xml"),
        );
        assert_eq!(attribute(&sheet, "pageSetup", "orientation"), way);
        assert!(["8", "9"].contains(&attribute(&sheet, "pageSetup", "paperSize").as_str()));
        assert_eq!(attribute(&sheet, "pageSetup", "fitToHeight"), "0");
        assert_eq!(attribute(&sheet, "pageSetUpPr", "fitToPage"), "1");
        assert!(sheet.contains(&format!(
            "<oddHeader>&amp;C&amp;B&amp;14{label}台账</oddHeader>"
        )));
        assert!(sheet.contains("<oddFooter>&amp;L共 "), "{layer}");
        assert!(sheet.contains("第 &amp;P 页 共 &amp;N 页"), "{layer}");
        assert_eq!(named(&workbook, "Print_Titles"), [format!("{label}!$1:$1")]);
        let [area] = named(&workbook, "Print_Area").try_into().unwrap();
        assert!(area.starts_with(&format!("{label}!$A$1:$")), "{area}");
        // Coordinates of points are printed, the corners of areas are not.
        let last = area.rsplit('$').nth(1).unwrap().to_owned();
        let header = &sheet[sheet.find("<row r=\"1\"").unwrap()..];
        let header = &header[..header.find("</row>").unwrap()];
        let beyond = format!("r=\"{}1\"", next_column(&last));
        assert_eq!(header.contains(&beyond), !is_point, "{layer}: {area}");
    }
}

/// The numbers of the rows of a sheet in their order.
fn rows(sheet: &str) -> Vec<u32> {
    sheet
        .split("<row r=\"")
        .skip(1)
        .map(|row| row[..row.find('"').unwrap()].parse().unwrap())
        .collect()
}

#[test]
fn every_row_of_a_sheet_is_there_once() {
    let desk = Desk::new();
    let project = desk.path("昆明.sqlite");
    for layer in ["protection_zone", "function_zone", "outfall", "lake"] {
        let file = desk.path(&format!("{layer}.xlsx"));
        let project = project.to_str().unwrap();
        let output = run(&["export", project, "--layer", layer, file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let rows = rows(&part(&file, "xl/worksheets/sheet1.xml"));
        let all: Vec<u32> = (1..).take(rows.len()).collect();
        assert_eq!(rows, all, "{layer}");
    }
}

/// The name of the column after `column`.
fn next_column(column: &str) -> String {
    let number = column.bytes().fold(0_u32, |number, byte| {
        number * 26 + u32::from(byte - b'A') + 1
    });
    let (mut rest, mut name) = (number + 1, String::new());
    while rest > 0 {
        name.insert(0, char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap()));
        rest = (rest - 1) / 26;
    }
    name
}

#[test]
fn every_sheet_of_an_audit_prints_with_header_title_and_page_numbers() {
    let desk = Desk::new();
    let project = desk.path("昆明.sqlite");
    let file = desk.path("核查.xlsx");
    let output = run(&[
        "audit",
        project.to_str().unwrap(),
        "--as-of",
        "2026-11-23",
        "--out",
        file.to_str().unwrap(),
    ]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    let workbook = part(&file, "xl/workbook.xml");
    for (number, (name, paper, way)) in [
        ("汇总", "9", "portrait"),
        ("对象", "9", "landscape"),
        ("结论", "8", "landscape"),
    ]
    .into_iter()
    .enumerate()
    {
        let sheet = part(&file, &format!("xl/worksheets/sheet{}.xml", number + 1));
        assert_eq!(attribute(&sheet, "pageSetup", "paperSize"), paper, "{name}");
        assert_eq!(attribute(&sheet, "pageSetUpPr", "fitToPage"), "1");
        if way == "landscape" {
            assert_eq!(attribute(&sheet, "pageSetup", "orientation"), way, "{name}");
        }
        let rows = rows(&sheet);
        let all: Vec<u32> = (1..).take(rows.len()).collect();
        assert_eq!(rows, all, "{name}");
        assert!(sheet.contains(&format!("登记库全面核查　{name}</oddHeader>")));
        if name == "结论" {
            // Long texts stand in rows that are high enough for them, said in the file.
            assert!(sheet.contains(" ht=\"45\" customHeight=\"1\""), "{name}");
        }
        assert!(sheet.contains("<oddFooter>&amp;L 2026-11-23&amp;C第 &amp;P 页 共 &amp;N 页"));
        assert!(named(&workbook, "Print_Titles").contains(&format!("{name}!$1:$1")));
    }
    assert_eq!(named(&workbook, "Print_Area").len(), 3);
}
