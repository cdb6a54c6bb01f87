//! A document as DOCX: real tables with repeated headers, styles and a page number that Word keeps up to
//! date, Chinese in 宋体 and 黑体, Latin in Times New Roman. The same document gives the same bytes. Knows
//! documents, not what they mean.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::carto::display::Display;
use crate::carto::paint::{self, PaintError, png};
use crate::carto::typeface::Faces;
use crate::domain::{Cancelled, Progress};
use crate::report::document::{Block, Cell, Document, Row, Table};
use crate::report::mark::DOCX_PROPERTIES;

/// Twentieths of a point per millimetre.
const TWIPS_PER_MM: f32 = 1440.0 / 25.4;
/// English metric units per millimetre.
const EMU_PER_MM: f32 = 36000.0;
/// Width of the text: A4 less two margins of 20 mm.
const TEXT_MM: f32 = 170.0;
/// Greatest height of a map sheet, so that its heading fits above it.
const SHEET_MM: f32 = 236.0;
const CODE_MM: f32 = 27.0;
const SHEET_DPI: f32 = 200.0;
const CODE_DPI: f32 = 300.0;
const PICTURES: &str = "word/media/";

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;
const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;
/// Without it Word opens the file in the mode of an old version and moves the tables to the left.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/><w:kern w:val="2"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:before="40" w:after="60" w:line="300" w:lineRule="auto"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="a"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="60"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/><w:sz w:val="36"/><w:szCs w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:next w:val="a"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="Below"><w:name w:val="Below title"/><w:basedOn w:val="a"/><w:rPr><w:color w:val="5B6570"/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="Notice"><w:name w:val="Notice box"/><w:basedOn w:val="a"/><w:pPr><w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="9A3B12"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FDF3EA"/><w:spacing w:before="120" w:after="120"/><w:ind w:left="160"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:color w:val="9A3B12"/></w:rPr></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="CellText"><w:name w:val="Cell text"/><w:basedOn w:val="a"/><w:pPr><w:spacing w:before="20" w:after="20" w:line="252" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="CellName"><w:name w:val="Cell name"/><w:basedOn w:val="CellText"/><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style></w:styles>"#;
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#;
const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// Why there is no DOCX.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocxError {
    /// A picture could not be drawn.
    #[error("无法绘制文件中的图")]
    Paint(#[source] PaintError),
    /// The parts could not be packed.
    #[error("无法生成 DOCX")]
    Zip(#[from] zip::result::ZipError),
    /// The same, by the system.
    #[error("无法生成 DOCX")]
    Io(#[from] std::io::Error),
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<PaintError> for DocxError {
    fn from(error: PaintError) -> Self {
        match error {
            PaintError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Paint(other),
        }
    }
}

/// The bytes of the file.
pub fn write(
    document: &Document,
    faces: &Faces,
    progress: &Progress,
) -> Result<Vec<u8>, DocxError> {
    let mut writer = Writer {
        about: paint::Document {
            title: document.title.clone(),
            description: String::new(),
            author: document.author.clone(),
            date: document.date,
        },
        faces,
        progress,
        body: String::new(),
        pictures: Vec::new(),
    };
    for block in &document.blocks {
        writer.block(block)?;
    }
    let Writer { body, pictures, .. } = writer;
    let section = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1020" w:right="1134" w:bottom="1020" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#;
    let main = format!(
        "{DECLARATION}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"
    );
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".to_owned(), CONTENT_TYPES.into()),
        ("_rels/.rels".to_owned(), PACKAGE_RELATIONS.into()),
        (DOCX_PROPERTIES.to_owned(), properties(document).into()),
        (
            "word/_rels/document.xml.rels".to_owned(),
            relations(pictures.len()).into(),
        ),
        ("word/document.xml".to_owned(), main.into()),
        ("word/styles.xml".to_owned(), STYLES.into()),
        ("word/settings.xml".to_owned(), SETTINGS.into()),
        (
            "word/footer1.xml".to_owned(),
            footer(&document.footer).into(),
        ),
    ];
    for (number, picture) in (1..).zip(pictures) {
        parts.push((format!("{PICTURES}image{number}.png"), picture));
    }
    packed(parts)
}

/// Parts in this order, all of the same moment: what the clock says must not change the bytes.
fn packed(parts: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, DocxError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // Pictures are packed already.
        let method = if name.starts_with(PICTURES) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        archive.start_file(name, options)?;
        archive.write_all(&bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn properties(document: &Document) -> String {
    let (title, author) = (clean(&document.title), clean(&document.author));
    let (mark, day) = (clean(&document.mark), document.date);
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:keywords>{mark}</cp:keywords><dc:language>zh-CN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>"#
    )
}

fn relations(pictures: usize) -> String {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut text = format!(
        r#"{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{OFFICE}/footer" Target="footer1.xml"/><Relationship Id="rId3" Type="{OFFICE}/settings" Target="settings.xml"/>"#
    );
    for number in 1..=pictures {
        // Writing to a String cannot fail.
        write!(
            text,
            r#"<Relationship Id="image{number}" Type="{OFFICE}/image" Target="media/image{number}.png"/>"#
        )
        .unwrap_or_default();
    }
    text.push_str("</Relationships>");
    text
}

fn footer(text: &str) -> String {
    let small = r#"<w:rPr><w:color w:val="5B6570"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>"#;
    let run = |text: &str| format!(r#"<w:r>{small}<w:t xml:space="preserve">{text}</w:t></w:r>"#);
    let field = |name: &str| {
        format!(r#"<w:fldSimple w:instr=" {name} "><w:r>{small}<w:t>1</w:t></w:r></w:fldSimple>"#)
    };
    format!(
        r#"{DECLARATION}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="8A939C"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs></w:pPr>{}<w:r><w:tab/></w:r>{}{}{}{}{}</w:p></w:ftr>"#,
        run(&clean(text)),
        run("第 "),
        field("PAGE"),
        run(" 页 共 "),
        field("NUMPAGES"),
        run(" 页"),
    )
}

/// Text for XML: escaped, and without the control characters that XML has no place for.
fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|char| !char.is_control() && !matches!(char, '\u{FFFE}' | '\u{FFFF}'))
        .collect();
    escape(kept).into_owned()
}

fn paragraph(style: &str, extra: &str, text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, clean(line)))
        .collect();
    let runs = lines.join("<w:br/>");
    // Signs that both scripts have, as □ and “, are set as Chinese ones.
    let hint = r#"<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>"#;
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr><w:r>{hint}{runs}</w:r></w:p>"#
    )
}

fn twips(mm: f32) -> u32 {
    (mm * TWIPS_PER_MM).round() as u32
}

struct Writer<'a> {
    about: paint::Document,
    faces: &'a Faces,
    progress: &'a Progress,
    body: String,
    pictures: Vec<Vec<u8>>,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) -> Result<(), DocxError> {
        self.progress.step(0, 0)?;
        match block {
            Block::Title { text, below, code } => {
                let picture = self.picture(&code.page(CODE_MM), CODE_MM, CODE_DPI, "二维码")?;
                self.title(text, below, &picture);
            }
            Block::Heading(text) => self.body += &paragraph("Heading1", "", text),
            Block::Paragraph(text) => self.body += &paragraph("a", "", text),
            Block::Warning(text) => self.body += &paragraph("Notice", "", text),
            Block::Table(table) => self.table(table),
            Block::Sheet { heading, page } => {
                let [width, height] = page.size_mm;
                let width = TEXT_MM.min(width * SHEET_MM / height);
                let picture = self.picture(page, width, SHEET_DPI, heading)?;
                self.body += &paragraph("Heading1", "<w:pageBreakBefore/>", heading);
                write!(
                    self.body,
                    r#"<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{picture}</w:p>"#
                )
                .unwrap_or_default();
            }
            Block::PageBreak => self.body += r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#,
        }
        Ok(())
    }

    /// Title and code side by side, which Word does with a table without lines.
    fn title(&mut self, text: &str, below: &str, picture: &str) {
        let (wide, narrow) = (twips(TEXT_MM - CODE_MM - 4.0), twips(CODE_MM + 4.0));
        let words = paragraph("Title", "", text) + &paragraph("Below", "", below);
        write!(
            self.body,
            r#"<w:tbl><w:tblPr><w:tblW w:w="{0}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="{wide}"/><w:gridCol w:w="{narrow}"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{words}</w:tc><w:tc><w:tcPr><w:tcW w:w="{narrow}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="right"/></w:pPr>{picture}</w:p></w:tc></w:tr></w:tbl>{GAP}"#,
            wide + narrow
        )
        .unwrap_or_default();
    }

    fn table(&mut self, table: &Table) {
        let widths: Vec<u32> = table
            .widths
            .iter()
            .map(|share| twips(share * TEXT_MM))
            .collect();
        let line = |side: &str| {
            format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8A939C"/>"#)
        };
        let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(line)
            .concat();
        let columns: Vec<String> = widths
            .iter()
            .map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#))
            .collect();
        let columns = columns.concat();
        let total: u32 = widths.iter().sum();
        write!(
            self.body,
            r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"#
        )
        .unwrap_or_default();
        if !table.header.is_empty() {
            let titles = table.header.iter().map(|title| Cell::label(*title));
            self.row(&Row::new(titles.collect()), &widths, true);
        }
        for row in &table.rows {
            self.row(row, &widths, false);
        }
        self.body.push_str("</w:tbl>");
        self.body.push_str(GAP);
    }

    fn row(&mut self, row: &Row, widths: &[u32], header: bool) {
        let mut about = String::new();
        // Rows of ordinary height stay whole.
        if row.cells.iter().all(|cell| cell.text.chars().count() < 600) {
            about.push_str("<w:cantSplit/>");
        }
        if row.least_mm > 0.0 {
            let height = twips(row.least_mm);
            write!(about, r#"<w:trHeight w:val="{height}" w:hRule="atLeast"/>"#)
                .unwrap_or_default();
        }
        if header {
            about.push_str("<w:tblHeader/>");
        }
        write!(self.body, "<w:tr><w:trPr>{about}</w:trPr>").unwrap_or_default();
        let mut column = 0;
        for cell in &row.cells {
            let width: u32 = widths.iter().skip(column).take(cell.span).sum();
            column += cell.span;
            let (style, shade, place) = if cell.label {
                let shade = r#"<w:shd w:val="clear" w:color="auto" w:fill="EEF2F6"/>"#;
                ("CellName", shade, r#"<w:vAlign w:val="center"/>"#)
            } else {
                ("CellText", "", "")
            };
            let text = paragraph(style, "", &cell.text);
            write!(
                self.body,
                r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{}"/>{shade}{place}</w:tcPr>{text}</w:tc>"#,
                cell.span
            )
            .unwrap_or_default();
        }
        self.body.push_str("</w:tr>");
    }

    /// A run with the picture of `page`, `width_mm` wide.
    fn picture(
        &mut self,
        page: &Display,
        width_mm: f32,
        dpi: f32,
        name: &str,
    ) -> Result<String, DocxError> {
        let drawn = png::draw(page, self.faces, dpi, self.progress)?;
        self.pictures.push(png::encode(&drawn, dpi, &self.about)?);
        let number = self.pictures.len();
        let height_mm = width_mm * page.size_mm[1] / page.size_mm[0];
        let [wide, high] = [width_mm, height_mm].map(|mm| (mm * EMU_PER_MM).round() as u64);
        let name = clean(name);
        Ok(format!(
            r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="{name}" descr="{name}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="image{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
        ))
    }
}

/// Two tables that touch would become one.
const GAP: &str = r#"<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_xml_has_no_place_for_is_left_out_and_the_rest_is_escaped() {
        assert_eq!(
            clean("a<b>&\u{0}\u{7}\"水\""),
            "a&lt;b&gt;&amp;&quot;水&quot;"
        );
    }
}
