//! Where the site lies: which areas cover it, whether the project covers it, what is in force.

use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::feature::Feature;
use crate::domain::finding::{Evidence, Relation};
use crate::domain::layer::{GeometryKind, Layer};
use crate::geodesy::{Place, bounds};
use crate::rules::facts::plain_number;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::{ProjectFacts, ReadError};

/// A feature with how it lies to the site.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) feature: Arc<Item>,
    pub(super) evidence: Evidence,
}

/// The areas of one layer at the site.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// Those that cover it, by id.
    pub(super) covering: Vec<Placed>,
    /// Those that do not cover it, but whose edge is nearer than the maps are accurate.
    pub(super) close: Vec<Placed>,
}

/// How far an edge may be off on the maps, in metres, unless the project says otherwise.
const EDGE_TOLERANCE_M: f64 = 20.0;
/// The project setting for it.
const EDGE_TOLERANCE_SETTING: &str = "edge_tolerance_m";

impl Placed {
    /// An observation proved by this feature.
    pub(super) fn observation(&self, value: FactValue) -> Observation {
        Observation::new(value).with_evidence(self.evidence.clone())
    }

    /// The code in `field`, or an unknown value that names the field when it is empty or not a code.
    pub(super) fn coded(&self, field: &str) -> Observation {
        match self.feature.known_choice(field) {
            Some(code) => self.observation(FactValue::Text(code.to_owned())),
            None => self.unfilled(field),
        }
    }

    /// An unknown value because `field` is empty.
    pub(super) fn unfilled(&self, field: &str) -> Observation {
        Observation::unknown(format!(
            "{}“{}”({})的{}({field}){}",
            self.feature.layer.label().zh,
            self.feature.name(),
            self.feature.code,
            field_label(self.feature.layer, field),
            match self
                .feature
                .text(field)
                .filter(|text| !text.trim().is_empty())
            {
                Some(text) => format!("“{text}”不是可用值"),
                None => "未填".to_owned(),
            },
        ))
        .with_evidence(self.evidence.clone())
    }

    /// `observation` with the texts of these fields as notes.
    pub(super) fn noted(
        &self,
        mut observation: Observation,
        fields: &[&'static str],
    ) -> Observation {
        for field in fields {
            let text = self.feature.text(field).unwrap_or("未填");
            observation = observation.with_note(field, text);
        }
        observation
    }
}

pub(super) fn field_label(layer: Layer, field: &str) -> &'static str {
    layer
        .field_index(field)
        .map_or("字段", |index| layer.fields()[index].label.zh)
}

/// The sentence for a layer without features.
pub(super) fn empty_layer(layer: Layer) -> String {
    format!("图层“{}”({})没有数据", layer.label().zh, layer.name())
}

/// Whether the feature is in force on `day`. A date that cannot be read does not end a protection.
/// Whether `feature` is in force on `day`, by its dates; a date that is not filled in does not end it.
pub fn in_force(feature: &Feature, day: Date) -> bool {
    let date = |field| {
        feature
            .text(field)
            .and_then(|text| text.parse::<Date>().ok())
    };
    date("valid_from").is_none_or(|from| from <= day) && date("valid_to").is_none_or(|to| day <= to)
}

pub(super) fn evidence(feature: &Feature, relation: Relation, distance_m: Option<f64>) -> Evidence {
    Evidence {
        layer: feature.layer.name().to_owned(),
        code: feature.code.clone(),
        name: feature.name().to_owned(),
        relation,
        // Tenths of a millimetre: more would be noise, and noise is not the same bytes everywhere.
        distance_m: distance_m.map(|metres| (metres * 1e4).round() / 1e4),
    }
}

impl<R: Register> ProjectFacts<'_, R> {
    /// How far an edge may be off on the maps, in metres.
    pub(super) fn edge_tolerance_m(&self) -> Result<f64, ReadError> {
        let stated = self.register.setting(EDGE_TOLERANCE_SETTING)?;
        let stated = stated
            .and_then(|text| text.trim().parse::<f64>().ok())
            .filter(|metres| metres.is_finite() && *metres >= 0.0);
        Ok(stated.unwrap_or(EDGE_TOLERANCE_M))
    }

    /// The areas of `layer` in force at the site; read once.
    pub(super) fn around(&mut self, layer: Layer) -> Result<Rc<Around>, ReadError> {
        if let Some(found) = self.around.get(&layer) {
            return Ok(Rc::clone(found));
        }
        let tolerance = self.edge_tolerance_m()?;
        let grid = self.grid()?;
        let mut found = Around::default();
        let bounds = bounds::around(self.site, tolerance);
        for feature in self.register.near(layer, bounds)? {
            if !in_force(&feature, self.as_of) {
                continue;
            }
            let Some(place) = feature.locate(self.site) else {
                continue;
            };
            let distance = match place {
                Place::Edge => Some(0.0),
                _ => feature.distance_m(&grid, self.site),
            };
            let relation = match place {
                Place::Inside => Relation::Inside,
                Place::Edge => Relation::Edge,
                Place::Outside if distance.is_some_and(|metres| metres <= tolerance) => {
                    Relation::Within
                }
                Place::Outside => continue,
            };
            let evidence = evidence(&feature, relation, distance);
            let placed = Placed { feature, evidence };
            if relation == Relation::Within {
                found.close.push(placed);
            } else {
                found.covering.push(placed);
            }
        }
        let found = Rc::new(found);
        self.around.insert(layer, Rc::clone(&found));
        Ok(found)
    }

    /// One observation per area of `layer` that covers the site; unknown when the layer is empty.
    pub(super) fn observe_covering(
        &mut self,
        layer: Layer,
        observe: impl FnMut(&Placed) -> Option<Observation>,
    ) -> Result<Answer, ReadError> {
        let found = self.around(layer)?;
        if found.covering.is_empty() && self.register.is_empty(layer)? {
            return Ok(Answer::missing(empty_layer(layer)));
        }
        let mut answer: Answer = found.covering.iter().filter_map(observe).collect();
        answer
            .0
            .extend(self.unplaced(layer)?.map(Observation::unknown));
        Ok(answer)
    }

    /// `site.edge_review`. Function zones are not among them: a mouth stands on their bank anyway.
    pub(super) fn edge_review(&mut self) -> Result<Answer, ReadError> {
        let mut layers = vec![Layer::ProtectionZone, Layer::SpecialArea];
        if self.well().is_some() {
            layers.extend([Layer::GroundwaterArea, Layer::SupplyArea]);
        }
        let tolerance = self.edge_tolerance_m()?;
        let mut observations = Vec::new();
        for layer in layers {
            let found = self.around(layer)?;
            for area in found.covering.iter().chain(&found.close) {
                let Some(distance) = area.evidence.distance_m.filter(|at| *at <= tolerance) else {
                    continue;
                };
                observations.push(
                    area.observation(FactValue::Number(distance))
                        .with_note("tolerance", format!("{} 米", plain_number(tolerance))),
                );
            }
        }
        Ok(Answer(observations))
    }

    /// The sentence for features that no box query can find: they might cover the site.
    pub(super) fn unplaced(&self, layer: Layer) -> Result<Option<String>, ReadError> {
        // A single swapped point is the register's business (DQ-01); an area or river that lies
        // elsewhere leaves a hole where it should be.
        if layer.geometry() != Some(GeometryKind::Point) && self.register.has_strays(layer)? {
            return Ok(Some(format!(
                "图层“{}”({})有要素不在中国范围内，疑似经纬度互换或坐标系不对，不知道是否与该地点有关；请修正后重新导入",
                layer.label().zh,
                layer.name()
            )));
        }
        let count = self.register.unplaced(layer)?;
        Ok((count > 0).then(|| {
            format!(
                "图层“{}”({})有 {count} 个要素没有几何或不在空间索引中，不知道是否与该地点有关；请用 verify 检查",
                layer.label().zh,
                layer.name()
            )
        }))
    }

    /// `site.in_coverage`.
    pub(super) fn in_coverage(&mut self) -> Result<Answer, ReadError> {
        if !self.register.is_empty(Layer::AdminArea)? {
            let covered = !self.around(Layer::AdminArea)?.covering.is_empty();
            return Ok(Answer::stated(FactValue::Flag(covered)));
        }
        Ok(match self.register.extent_covers(self.site)? {
            Some(covered) => Answer::stated(FactValue::Flag(covered)),
            None => Answer::missing("项目中没有任何空间数据"),
        })
    }
}
