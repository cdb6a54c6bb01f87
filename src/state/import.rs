//! An import in preparation: the file, the choices, the report of the trial run.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::{Label, Language, Layer, LonLat, row_text};
use crate::geodesy::shifted::Shift;
use crate::jobs::JobId;
use crate::state::import_log::ImportPage;

/// What the user chose for one file. `None` means "find out from the file".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRequest {
    /// The file.
    pub path: PathBuf,
    /// The sheet, layer or folder of a file that holds several.
    pub part: Option<String>,
    /// Where its rows go; `None` until the user chose, where the file's name suggests nothing.
    pub layer: Option<Layer>,
    /// EPSG code of its coordinates.
    pub epsg: Option<u32>,
    /// Encoding of its texts, for example `GBK`.
    pub encoding: Option<&'static str>,
    /// What to do with an invalid shape.
    pub invalid: InvalidShape,
    /// How rows go into a layer that has some already.
    pub way: ImportWay,
    /// The map shift that the coordinates bear, by the user's word.
    pub shift: Option<Shift>,
    /// How bare degrees of a table are written.
    pub angles: Option<Angles>,
    /// The file with parameters from an old datum or a local grid; empty for none.
    pub params: String,
    /// Column to field name, where the user says otherwise than the names of the columns; an empty
    /// field leaves the column out.
    pub fields: Vec<(String, String)>,
}

/// What a file holds several of: sheets, layers, folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportParts {
    /// Their names; empty for a file that is one table, and before they are known.
    pub names: Vec<String>,
    /// What comes in when none is chosen.
    pub unnamed: UnnamedPart,
}

/// What of a file of several parts comes in when none is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnnamedPart {
    /// All of it.
    #[default]
    Whole,
    /// The part that looks like a register.
    Found,
    /// Nothing: one has to be chosen.
    Refused,
}

/// How rows go into a layer that has some already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportWay {
    /// Add them.
    #[default]
    Append,
    /// Change what has the same code, add the rest.
    Update,
    /// Delete what is there first.
    Replace,
}

impl ImportWay {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Append, Self::Update, Self::Replace];

    /// What a person chooses.
    pub const fn label(self) -> Label {
        match self {
            Self::Append => Label::new("追加，编号重复的拒收", "Append, refuse known codes"),
            Self::Update => Label::new(
                "按编号更新，空白不覆盖，其余追加",
                "Update by code, blanks change nothing, append the rest",
            ),
            Self::Replace => Label::new("替换图层的全部要素", "Replace everything in the layer"),
        }
    }
}

/// How bare degrees of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Angles {
    /// Decimal degrees.
    Decimal,
    /// DD.MMSS.
    Dotted,
}

impl Angles {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Decimal, Self::Dotted];

    /// What a person chooses.
    pub const fn label(self) -> Label {
        match self {
            Self::Decimal => Label::new("十进制度", "Decimal degrees"),
            Self::Dotted => Label::new("度.分秒 (DD.MMSS)", "DD.MMSS"),
        }
    }
}

/// What a trial shows before anything is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportPreview {
    /// Per shape its lines and rings; a point is a line of one place.
    pub shapes: Vec<Vec<Vec<LonLat>>>,
    /// Shapes that there was no room for.
    pub left_out: usize,
    /// Columns of the file.
    pub columns: Vec<String>,
    /// The first rows: number and a text per column.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// The beginning of the file under one encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingSample {
    /// Its name.
    pub name: &'static str,
    /// Places that do not fit.
    pub failures: usize,
    /// The first rows.
    pub rows: Vec<String>,
}

/// What to do with a row whose shape is invalid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvalidShape {
    /// Take what repairing gives; refuse what cannot be repaired.
    #[default]
    Repair,
    /// Take it as it is, with an issue.
    Keep,
    /// Refuse the row.
    Refuse,
}

impl InvalidShape {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Repair, Self::Keep, Self::Refuse];

    /// What a person chooses.
    pub const fn label(self) -> Label {
        match self {
            Self::Repair => Label::new("修复，不能修复的拒收", "Repair, refuse what cannot be"),
            Self::Keep => Label::new("原样保留并列出", "Keep as it is and list it"),
            Self::Refuse => Label::new("拒收该行", "Refuse the row"),
        }
    }
}

impl ImportRequest {
    /// Sends `column` into the field called `field`, or nowhere when that is empty. A column that
    /// the user sent there before goes nowhere.
    pub fn assign(&mut self, column: &str, field: &str) {
        self.fields.retain(|(other, _)| other != column);
        for (_, taken) in &mut self.fields {
            if !field.is_empty() && taken == field {
                taken.clear();
            }
        }
        self.fields.push((column.to_owned(), field.to_owned()));
    }

    /// The field that the user chose for `column`; `None` when he left it to the names.
    pub fn assigned(&self, column: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(other, _)| other == column)
            .map(|(_, field)| field.as_str())
    }
}

/// One row that was not taken as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportIssue {
    /// 1-based, as the user counts rows.
    pub row: u32,
    /// The column; empty when the whole row is meant.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// Where; `None` where the row has no place.
    pub at: Option<LonLat>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSummary {
    /// What was asked.
    pub request: ImportRequest,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The number of the import in the project; `None` for a trial, or when nothing was changed.
    pub run: Option<i64>,
    /// Rows read.
    pub read: u64,
    /// Rows taken.
    pub imported: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Rows taken with mended geometry.
    pub repaired: u64,
    /// Coordinate system and how it was found.
    pub crs: String,
    /// Encoding and how it was found.
    pub encoding: String,
    /// Columns of the file and the field that each went into; `None` for those not taken.
    pub columns: Vec<(String, Option<String>)>,
    /// Row by row.
    pub issues: Vec<ImportIssue>,
    /// The system of a datum that is unresolved; `None` where positions are what they say.
    pub unresolved: Option<String>,
    /// What to look at; `None` after the import itself.
    pub preview: Option<Arc<ImportPreview>>,
    /// The file under each encoding; empty where there is nothing to choose.
    pub encodings: Vec<EncodingSample>,
}

const CODE: Label = Label::new("编号", "Code");

/// The import dialog.
#[derive(Debug)]
pub struct ImportDialog {
    /// The choices.
    pub request: ImportRequest,
    /// What the file holds several of.
    pub parts: ImportParts,
    /// The run under way.
    pub running: Option<JobId>,
    /// The last report.
    pub summary: Option<ImportSummary>,
    /// Why the last run gave no report.
    pub failure: Option<String>,
    /// The place of the issue that is looked at.
    pub place: Option<LonLat>,
    /// What lies below the choices.
    pub page: ImportPage,
}

impl ImportDialog {
    /// A dialog for `path`, with the layer that its name suggests.
    pub fn new(path: PathBuf) -> Self {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let layer = Layer::ALL
            .into_iter()
            .find(|layer| stem.contains(layer.name()) || stem.contains(layer.label().zh));
        Self {
            request: ImportRequest {
                path,
                part: None,
                layer,
                epsg: None,
                encoding: None,
                invalid: InvalidShape::default(),
                way: ImportWay::default(),
                shift: None,
                angles: None,
                params: String::new(),
                fields: Vec::new(),
            },
            parts: ImportParts::default(),
            running: None,
            summary: None,
            failure: None,
            place: None,
            page: ImportPage::default(),
        }
    }

    /// Whether a part has to be chosen first.
    pub fn lacks_part(&self) -> bool {
        self.request.part.is_none()
            && self.parts.names.len() > 1
            && self.parts.unnamed == UnnamedPart::Refused
    }

    /// Whether the trial run on show belongs to the choices as they stand, so that importing does
    /// what the report says.
    pub fn is_tried(&self) -> bool {
        self.summary
            .as_ref()
            .is_some_and(|summary| summary.dry_run && summary.request == self.request)
    }
}

impl ImportSummary {
    /// The name of a column of the report: fields and shapes in the user's words, else as it is.
    pub fn column_label<'a>(&self, column: &'a str, language: Language) -> &'a str {
        let Some(layer) = self.request.layer else {
            return column;
        };
        match column {
            "geometry" => Label::new("几何", "Geometry").get(language),
            "code" => CODE.get(language),
            _ => layer
                .field_index(column)
                .map_or(column, |index| layer.fields()[index].label.get(language)),
        }
    }

    /// The report as text, row by row.
    pub fn text(&self, language: Language) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        self.write(&mut text, language).unwrap_or_default();
        text
    }

    fn write(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let zh = language == Language::Zh;
        let say = |chinese: &'static str, english: &'static str| if zh { chinese } else { english };
        writeln!(out, "{}", self.request.path.display())?;
        if let Some(part) = &self.request.part {
            writeln!(out, "{} {part}", say("部分", "Part"))?;
        }
        if let Some(layer) = self.request.layer {
            writeln!(out, "{}", layer.label().get(language))?;
        }
        writeln!(
            out,
            "{} {} · {} {} · {} {} · {} {}",
            say("读取", "Read"),
            self.read,
            if self.dry_run {
                say("可导入", "To import")
            } else {
                say("已导入", "Imported")
            },
            self.imported,
            say("修复", "Repaired"),
            self.repaired,
            say("拒收", "Rejected"),
            self.rejected
        )?;
        writeln!(out, "{}\n{}", self.crs, self.encoding)?;
        for (column, field) in &self.columns {
            let field = field.as_deref().map_or_else(
                || say("不导入", "not imported"),
                |field| self.column_label(field, language),
            );
            writeln!(out, "{column} -> {field}")?;
        }
        for issue in &self.issues {
            let column = self.column_label(&issue.column, language);
            let row = row_text(issue.row, language);
            writeln!(out, "{row}\t{column}\t{}", issue.message)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_name_suggests_the_layer() {
        let layer = |name: &str| ImportDialog::new(PathBuf::from(name)).request.layer;
        assert_eq!(layer("2024_outfall.shp"), Some(Layer::Outfall));
        assert_eq!(layer("昆明水源保护区.geojson"), Some(Layer::ProtectionZone));
        assert_eq!(layer("数据.geojson"), None, "nothing is guessed");
    }

    #[test]
    fn a_field_takes_one_column_only() {
        let mut request = ImportDialog::new(PathBuf::from("well.csv")).request;
        request.assign("甲", "name");
        request.assign("乙", "name");
        assert_eq!(request.assigned("甲"), Some(""));
        assert_eq!(request.assigned("乙"), Some("name"));
        assert_eq!(request.assigned("丙"), None);
    }
}
