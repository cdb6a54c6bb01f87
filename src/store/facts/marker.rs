//! One boundary marker: how far it stands from the boundary that it marks, its condition, its number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Unit;
use jiff::civil::Date;

use crate::domain::finding::{Evidence, Relation};
use crate::domain::layer::Layer;
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::record::{filled, millimetres, named};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{evidence, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// Codes of the markers of one object, by engraved number.
pub(super) type Numbers = BTreeMap<String, BTreeSet<String>>;

impl<R: Register> ProjectFacts<'_, R> {
    /// The marker that is asked about, while it is in force.
    fn own_marker(&self) -> Result<Arc<Item>, Answer> {
        let own = self.own_row()?;
        if in_force(&own, self.as_of) {
            Ok(own)
        } else {
            Err(Answer::absent())
        }
    }

    /// The object of a marker; the inner error says why there is none.
    fn object_of(&self, marker: &Item) -> Result<Result<Arc<Item>, String>, ReadError> {
        let layer = marker
            .known_choice("object_layer")
            .and_then(Layer::from_name);
        let (Some(layer), Some(code)) = (layer, filled(marker, "object_code")) else {
            return Ok(Err(format!(
                "标志“{}”没填所属图层或所属对象编码，不知道它标的是什么",
                marker.code
            )));
        };
        let found = self.register.by_code(layer, code)?;
        Ok(found.ok_or_else(|| {
            format!(
                "标志“{}”所属的对象“{code}”不在图层“{}”中",
                marker.code,
                layer.label().zh
            )
        }))
    }

    pub(super) fn marker_kind(&self) -> Answer {
        self.coded_marker("kind")
    }

    pub(super) fn marker_condition(&self) -> Answer {
        self.coded_marker("condition")
    }

    fn coded_marker(&self, field: &str) -> Answer {
        match self.own_marker() {
            Ok(own) => Answer(vec![Self::own_placed(own).coded(field)]),
            Err(answer) => answer,
        }
    }

    pub(super) fn boundary_distance(&self) -> Result<Answer, ReadError> {
        self.off_boundary(|_, metres| Some(metres))
    }

    pub(super) fn beyond_accuracy(&self) -> Result<Answer, ReadError> {
        self.off_boundary(|accuracy, metres| Some(metres - accuracy?))
    }

    /// A figure from the stated accuracy and the distance to the boundary.
    fn off_boundary(
        &self,
        figure: impl Fn(Option<f64>, f64) -> Option<f64>,
    ) -> Result<Answer, ReadError> {
        let marker = match self.own_marker() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let at = match self.own_point() {
            Ok((_, at)) => at,
            Err(answer) => return Ok(answer),
        };
        let object = match self.object_of(&marker)? {
            Ok(object) => object,
            Err(missing) => return Ok(Answer::missing(missing)),
        };
        let grid = match self.grid_at(at) {
            Ok(grid) => grid,
            Err(answer) => return Ok(answer),
        };
        let Some(metres) = object
            .distance_m(&grid, at)
            .filter(|metres| metres.is_finite())
        else {
            return Ok(Answer::missing(format!(
                "标志“{}”所属的对象“{}”没有几何，量不出距离",
                marker.code, object.code
            )));
        };
        let accuracy = marker
            .number("accuracy_m")
            .filter(|metres| metres.is_finite() && *metres >= 0.0);
        let stated = accuracy.map_or_else(
            || "未填".to_owned(),
            |metres| format!("{} m", plain_number(metres)),
        );
        Ok(
            figure(accuracy, metres).map_or_else(Answer::absent, |value| {
                Answer(vec![
                    Observation::new(FactValue::Number(millimetres(value)))
                        .with_evidence(evidence(&object, Relation::Within, Some(metres)))
                        .with_note("accuracy", stated),
                ])
            }),
        )
    }

    pub(super) fn inspection_age(&self) -> Answer {
        let marker = match self.own_marker() {
            Ok(own) => own,
            Err(answer) => return answer,
        };
        let Some(text) = filled(&marker, "inspected_on") else {
            return Answer::absent();
        };
        let Ok(day) = text.parse::<Date>() else {
            return Answer::missing(format!(
                "标志“{}”的最近巡查日期“{text}”不是日期",
                marker.code
            ));
        };
        if day > self.as_of {
            return Answer::missing(format!(
                "标志“{}”的最近巡查日期 {day} 晚于核查日期",
                marker.code
            ));
        }
        // Whole months, and days as parts of the longest month: twelve months and a day are above 12.
        let Ok(span) = day.until((Unit::Month, self.as_of)) else {
            return Answer::missing(format!("标志“{}”的最近巡查日期算不出月数", marker.code));
        };
        let months = f64::from(span.get_months()) + f64::from(span.get_days()) / 31.0;
        Answer::stated(FactValue::Number((months * 10.0).ceil() / 10.0))
    }

    pub(super) fn inspected_on(&self) -> Answer {
        match self.own_marker() {
            Ok(own) => filled(&own, "inspected_on").map_or_else(Answer::absent, |text| {
                Answer::stated(FactValue::Text(text.to_owned()))
            }),
            Err(answer) => answer,
        }
    }

    pub(super) fn same_number(&self) -> Result<Answer, ReadError> {
        let marker = match self.own_marker() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let (Some(number), Some(object)) = (
            filled(&marker, "engraved_no"),
            filled(&marker, "object_code"),
        ) else {
            return Ok(Answer::absent());
        };
        let layer = marker.text("object_layer").unwrap_or_default();
        let numbers = self.numbers(layer, object)?;
        let Some(codes) = numbers.get(number) else {
            return Ok(Answer::absent());
        };
        let others: BTreeSet<&str> = codes
            .iter()
            .map(String::as_str)
            .filter(|code| *code != marker.code)
            .take(ENOUGH)
            .collect();
        let Some(first) = others.first() else {
            return Ok(Answer::absent());
        };
        Ok(Answer(vec![
            Observation::new(FactValue::Text(named(&others)))
                .with_note("number", number)
                .with_evidence(Evidence {
                    layer: Layer::BoundaryMarker.name().to_owned(),
                    code: (*first).to_owned(),
                    name: String::new(),
                    relation: Relation::Within,
                    distance_m: None,
                }),
        ]))
    }

    fn numbers(&self, layer: &str, object: &str) -> Result<Arc<Numbers>, ReadError> {
        let find = || {
            let mut numbers = Numbers::new();
            for other in self.markers_of(layer, object)? {
                if let Some(number) = filled(&other, "engraved_no") {
                    let codes = numbers.entry(number.to_owned()).or_default();
                    codes.insert(other.code.clone());
                }
            }
            Ok(numbers)
        };
        self.register
            .shared()
            .marker_numbers
            .get((layer.to_owned(), object.to_owned()), find)
    }

    /// The markers in force of one object.
    pub(super) fn markers_of(
        &self,
        layer: &str,
        object: &str,
    ) -> Result<Vec<Arc<Item>>, ReadError> {
        let mut markers = self
            .register
            .rows_where(Layer::BoundaryMarker, "object_code", object)?;
        markers.retain(|marker| {
            marker.text("object_layer") == Some(layer) && in_force(marker, self.as_of)
        });
        Ok(markers)
    }

    pub(super) fn grade_mismatch(&self) -> Result<Answer, ReadError> {
        let marker = match self.own_marker() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let Some(shown) = marker.known_choice("object_grade") else {
            return Ok(Answer::absent());
        };
        let Ok(object) = self.object_of(&marker)? else {
            return Ok(Answer::absent());
        };
        if object.layer != Layer::ProtectionZone {
            return Ok(Answer::absent());
        }
        let label = |item: &Item, field: &str| {
            let field = &item.layer.fields()[item.layer.field_index(field)?];
            Some(field.choice(item.text(field.name)?)?.label.zh.to_owned())
        };
        let object = Self::own_placed(object);
        Ok(match object.feature.known_choice("grade") {
            None => Answer(vec![object.unfilled("grade")]),
            Some(grade) if grade == shown => Answer::absent(),
            Some(grade) => Answer(vec![
                object
                    .observation(FactValue::Text(
                        label(&object.feature, "grade").unwrap_or_else(|| grade.to_owned()),
                    ))
                    .with_note(
                        "shown",
                        label(&marker, "object_grade").unwrap_or_else(|| shown.to_owned()),
                    ),
            ]),
        })
    }
}

/// More than a message names.
const ENOUGH: usize = 8;
