//! Storing prepared rows in the layer, one after the other: what is inserted, updated or refused, and which
//! codes are made up.

use std::collections::HashSet;

use geo::Geometry;

use crate::domain::{Layer, Progress};
use crate::exchange::error::ExchangeError;
use crate::exchange::prepare::Prepared;
use crate::exchange::report::{ImportReport, RowIssue};
use crate::exchange::seams::Seams;
use crate::exchange::source::Source;
use crate::exchange::{original, prepare};
use crate::store::{BulkInsert, Change, ImportMode, Inserted, NewFeature, Updated};

/// Writes prepared rows and counts them.
pub(super) struct Storing<'a, 'p> {
    pub(super) insert: &'a mut BulkInsert<'p>,
    pub(super) change: &'a Change,
    pub(super) mode: ImportMode,
    pub(super) spatial: bool,
    pub(super) report: &'a mut ImportReport,
    pub(super) seams: Seams,
    pub(super) layer: Layer,
    pub(super) codes: Codes<'a>,
    pub(super) progress: &'a Progress,
}

/// Which codes can be made up.
pub(super) struct Codes<'a> {
    pub(super) source: &'a Source,
    /// Index of the column that holds the codes; `None` where the file has none.
    pub(super) column: Option<usize>,
    /// Codes of the file that look made up; `None` while nobody asked.
    pub(super) borne: Option<HashSet<String>>,
    /// The last number that a made-up code could bear so far.
    pub(super) spare: u64,
}

impl Codes<'_> {
    /// Whether a row of the file, maybe one that is still to come, bears `code`. Looks through the file once,
    /// when a row without a code is met.
    fn is_borne(
        &mut self,
        code: &str,
        layer: Layer,
        progress: &Progress,
    ) -> Result<bool, ExchangeError> {
        let Some(column) = self.column else {
            return Ok(false);
        };
        if self.borne.is_none() {
            let mut borne = HashSet::new();
            self.source.each(1, progress, |row| {
                let own = row.values.get(column).and_then(prepare::code_text);
                borne.extend(own.filter(|own| prepare::looks_counted(layer, own)));
            })?;
            self.borne = Some(borne);
        }
        Ok(self
            .borne
            .as_ref()
            .is_some_and(|borne| borne.contains(code)))
    }
}

impl Storing<'_, '_> {
    /// One row of the file: what was noticed goes into the report, what is good into the layer.
    pub(super) fn store(
        &mut self,
        row: u32,
        prepared: Prepared,
        shown: Option<Geometry<f64>>,
    ) -> Result<(), ExchangeError> {
        self.report.note(prepared.issues);
        let Some(mut feature) = prepared.feature else {
            self.report.rejected += 1;
            return Ok(());
        };
        let updated = if self.mode == ImportMode::Update {
            self.insert.update(&feature)?
        } else {
            Updated::NoSuchCode
        };
        let id = match updated {
            Updated::Yes(id) => {
                self.report.updated += 1;
                id
            }
            Updated::NoSuchCode if self.spatial && !feature.has_geometry() => {
                let message = format!(
                    "图层中没有编码「{}」，而该行没有几何，未导入",
                    feature.code()
                );
                self.reject(row, "geometry", "null_geometry", message);
                return Ok(());
            }
            Updated::NoSuchCode => match self.insert(row, &mut feature, prepared.is_counted)? {
                Inserted::Yes => self.insert.last_id().unwrap_or_default(),
                Inserted::DuplicateCode => {
                    let message = format!("编码「{}」在图层中已存在，该行未导入", feature.code());
                    self.reject(row, "code", "duplicate_code", message);
                    return Ok(());
                }
                Inserted::Refused(reason) => {
                    let message = format!(
                        "编码「{}」不合项目文件中该表的约束({reason})，该行未导入；请按约束修改，或在 QGIS 中去掉约束",
                        feature.code()
                    );
                    self.reject(row, "", "constraint", message);
                    return Ok(());
                }
            },
            Updated::Twice => {
                let message = format!("编码「{}」在文件中重复，该行未导入", feature.code());
                self.reject(row, "code", "duplicate_code", message);
                return Ok(());
            }
        };
        self.report.imported += 1;
        self.report.repaired += u64::from(prepared.repaired);
        if let Some(shown) = shown {
            self.seams.take(row, feature.code(), shown);
        }
        if let Some(original) = prepared.original {
            let original = serde_json::json!({
                "row": row, "code": feature.code(),
                "geometry": original::json(&original),
            });
            self.insert.journal_original(self.change, id, &original)?;
        }
        Ok(())
    }

    /// Stores a feature that is not there. One whose code `is_counted` gets the next code that neither the
    /// layer nor another row of the file bears.
    fn insert(
        &mut self,
        row: u32,
        feature: &mut NewFeature,
        is_counted: bool,
    ) -> Result<Inserted, ExchangeError> {
        if !is_counted {
            return Ok(self.insert.insert(feature)?);
        }
        let taken = feature.code().to_owned();
        let by = if self.codes.is_borne(&taken, self.layer, self.progress)? {
            "另有一行"
        } else {
            "已有要素"
        };
        // Ends: every code that is passed over is borne, and none is looked at twice.
        loop {
            self.progress.check()?;
            let is_borne = self
                .codes
                .is_borne(feature.code(), self.layer, self.progress)?;
            if !is_borne {
                match self.insert.insert(feature)? {
                    Inserted::Yes => break,
                    Inserted::DuplicateCode => {}
                    refused @ Inserted::Refused(_) => return Ok(refused),
                }
            }
            self.codes.spare += 1;
            feature.rename(prepare::counted(self.layer, self.codes.spare));
        }
        if feature.code() != taken {
            let message = format!("生成的编码「{taken}」{by}使用，改用「{}」", feature.code());
            self.report
                .note([RowIssue::new(row, "code", "code_generated", message)]);
        }
        Ok(Inserted::Yes)
    }

    fn reject(&mut self, row: u32, column: &str, code: &'static str, message: String) {
        let issue = RowIssue::new(row, column, code, message);
        self.report.note([issue]);
        self.report.rejected += 1;
    }
}
