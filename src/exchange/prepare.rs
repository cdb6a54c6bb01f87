//! One row made ready to be stored: values, code, geometry, and everything that was noticed.

use crate::domain::{Layer, Value};
use crate::exchange::crs::Locator;
use crate::exchange::mapping::Target;
use crate::exchange::normalise;
use crate::exchange::report::RowIssue;
use crate::exchange::shape::{self, Shaper};
use crate::exchange::source::{RawGeometry, RawValue, SourceRow};
use crate::store::NewFeature;

const NO_CODE: &str =
    "缺少编码，按编号更新时不知道改哪个要素，该行未导入；请补上编码，新增的要素用追加方式导入";

/// What every row needs to know.
pub(super) struct Preparation<'a> {
    pub(super) columns: &'a [String],
    pub(super) targets: &'a [Option<Target>],
    pub(super) shaper: Shaper,
    /// Features that are there already, so that generated codes go on counting.
    pub(super) code_base: u64,
    /// Whether a row without geometry may still change a feature that is there.
    pub(super) updates: bool,
    /// Whether shapes are wanted for showing.
    pub(super) shows: bool,
}

/// A row made ready; without `feature` it is rejected and `issues` say why.
pub(super) struct Prepared {
    pub(super) feature: Option<NewFeature>,
    pub(super) repaired: bool,
    /// Whether its code was made by counting, so that any other would do.
    pub(super) is_counted: bool,
    pub(super) issues: Vec<RowIssue>,
    /// The shape before its repair, EPSG:4490; `None` when it was not repaired.
    pub(super) original: Option<geo::Geometry<f64>>,
    /// The shape as it would be stored, where it is wanted for showing.
    pub(super) shown: Option<geo::Geometry<f64>>,
}

impl Preparation<'_> {
    const fn layer(&self) -> Layer {
        self.shaper.layer
    }

    pub(super) fn row(&self, row: &SourceRow, locator: &Locator) -> Prepared {
        let mut issues: Vec<RowIssue> = row
            .notes
            .iter()
            .map(|(code, column, message)| RowIssue::new(row.row, column, code, message))
            .collect();
        let rejected = |issues| Prepared {
            feature: None,
            repaired: false,
            is_counted: false,
            issues,
            original: None,
            shown: None,
        };
        let Some((code, is_counted, values)) = self.values(row, &mut issues) else {
            return rejected(issues);
        };
        let mut repaired = row.notes.iter().any(|(code, ..)| shape::is_change(code));
        let mut original = None;
        let bare = self.updates && matches!(row.geometry, RawGeometry::Null);
        let geometry = if self.layer().geometry().is_none() || bare {
            None
        } else {
            match self.shaper.shape(&row.geometry, locator) {
                Ok(shaped) => {
                    repaired |= shaped
                        .issues
                        .iter()
                        .any(|issue| shape::is_change(issue.code));
                    let noticed = shaped.issues.into_iter().map(|issue| {
                        RowIssue::new(row.row, "geometry", issue.code, issue.message).at(issue.at)
                    });
                    issues.extend(noticed);
                    original = shaped.original;
                    Some(shaped.geometry)
                }
                Err(issue) => {
                    let message = format!("{}，该行未导入", issue.message);
                    issues
                        .push(RowIssue::new(row.row, "geometry", issue.code, message).at(issue.at));
                    return rejected(issues);
                }
            }
        };
        place_issues(&mut issues, geometry.as_ref());
        let shown = geometry.as_ref().filter(|_| self.shows).cloned();
        match NewFeature::new(self.layer(), code, geometry, values) {
            Ok(feature) => Prepared {
                feature: Some(feature),
                repaired,
                is_counted,
                issues,
                original,
                shown,
            },
            Err(unfit) => {
                let message = format!("{unfit}，该行未导入");
                issues.push(RowIssue::new(
                    row.row,
                    "geometry",
                    "wrong_geometry_kind",
                    message,
                ));
                rejected(issues)
            }
        }
    }

    /// The code, whether it was made by counting, and one value per field of the layer; `None` for a row that says of no feature that it
    /// changes it: a code made up by counting would hit any.
    fn values(
        &self,
        row: &SourceRow,
        issues: &mut Vec<RowIssue>,
    ) -> Option<(String, bool, Vec<Value>)> {
        let mut code = None;
        let mut values = vec![Value::Null; self.layer().fields().len()];
        for ((column, target), raw) in self.columns.iter().zip(self.targets).zip(&row.values) {
            match target {
                None => {}
                Some(Target::Code) => code = code_text(raw),
                Some(Target::Field(index)) => {
                    match normalise::value(&self.layer().fields()[*index], raw) {
                        Ok(value) => values[*index] = value,
                        Err((issue, message)) => {
                            issues.push(RowIssue::new(row.row, column, issue, message));
                        }
                    }
                }
            }
        }
        let keys = self.keys(&values);
        if self.updates && code.is_none() && keys.is_none() {
            issues.push(RowIssue::new(row.row, "code", "missing_code", NO_CODE));
            return None;
        }
        let mut is_counted = false;
        let code = code.unwrap_or_else(|| {
            let code = self.generated_code(row, &values);
            is_counted = self.key_texts(&values).is_empty();
            if self.targets.contains(&Some(Target::Code)) {
                issues.push(RowIssue::new(
                    row.row,
                    "code",
                    "missing_code",
                    format!("缺少编码，已生成「{code}」"),
                ));
            }
            code
        });
        Some((code, is_counted, values))
    }

    /// What a row of a table without geometry is known by, when all of it is filled in.
    fn keys(&self, values: &[Value]) -> Option<Vec<String>> {
        let names = key_fields(self.layer());
        let keys = self.key_texts(values);
        (!names.is_empty() && keys.len() == names.len()).then_some(keys)
    }

    fn key_texts(&self, values: &[Value]) -> Vec<String> {
        let layer = self.layer();
        key_fields(layer)
            .iter()
            .filter_map(|key| layer.field_index(key))
            .map(|index| values[index].to_string())
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// Tables without geometry are known by their keys; features are counted.
    fn generated_code(&self, row: &SourceRow, values: &[Value]) -> String {
        let layer = self.layer();
        let parts = self.key_texts(values);
        if parts.is_empty() {
            counted(layer, self.code_base + u64::from(row.row))
        } else {
            parts.join("-")
        }
    }
}

/// The code of a feature that is only counted.
pub(super) fn counted(layer: Layer, number: u64) -> String {
    format!("{}-{number}", layer.name())
}

/// Whether `code` could be one of [`counted`].
pub(super) fn looks_counted(layer: Layer, code: &str) -> bool {
    code.strip_prefix(layer.name())
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The fields that make up the code of a row in a table without geometry; none for features.
pub(super) const fn key_fields(layer: Layer) -> &'static [&'static str] {
    match layer {
        Layer::ZoneLimit => &["zone_code", "item", "year"],
        Layer::QualitySample => &["zone_code", "station_code", "sampled_on", "item"],
        Layer::ControlTarget => &["area_code", "indicator", "year"],
        Layer::Permit => &["permit_no"],
        _ => &[],
    }
}

/// Issues of values are shown where their feature is.
fn place_issues(issues: &mut [RowIssue], geometry: Option<&geo::Geometry<f64>>) {
    use geo::CoordsIter as _;
    if issues.iter().all(|issue| issue.at.is_some()) {
        return;
    }
    let at = geometry.and_then(|geometry| geometry.coords_iter().next());
    for issue in issues.iter_mut().filter(|issue| issue.at.is_none()) {
        issue.at = at.map(|at| [at.x, at.y]);
    }
}

/// The code that a cell holds; `None` for a blank one.
pub(super) fn code_text(raw: &RawValue) -> Option<String> {
    match raw {
        RawValue::Null => None,
        RawValue::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        RawValue::Number(number) => Some(number.to_string()),
        RawValue::Flag(flag) => Some(i32::from(*flag).to_string()),
    }
}
