//! Where the site lies: which areas cover it, whether the project covers it, what is in force.

use std::rc::Rc;

use geo::{Coord, Rect};
use jiff::civil::Date;

use crate::domain::feature::Feature;
use crate::domain::finding::{Evidence, Relation};
use crate::domain::layer::Layer;
use crate::geodesy::{Place, PreparedArea, boundary_distance_m};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::error::{Doing as _, StoreError};
use crate::store::facts::{ProjectFacts, ReadError};
use crate::store::project::Project;
use crate::store::table::quoted;

/// A feature with how it lies to the site.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) feature: Feature,
    pub(super) evidence: Evidence,
}

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

fn field_label(layer: Layer, field: &str) -> &'static str {
    layer
        .field_index(field)
        .map_or("字段", |index| layer.fields()[index].label.zh)
}

/// The sentence for a layer without features.
pub(super) fn empty_layer(layer: Layer) -> String {
    format!("图层“{}”({})没有数据", layer.label().zh, layer.name())
}

/// Whether the feature is in force on `day`. A date that cannot be read does not end a protection.
pub(super) fn in_force(feature: &Feature, day: Date) -> bool {
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

impl ProjectFacts<'_> {
    /// The areas of `layer` in force that cover the site, by id; read once.
    pub(super) fn covering(&mut self, layer: Layer) -> Result<Rc<[Placed]>, ReadError> {
        if let Some(found) = self.covering.get(&layer) {
            return Ok(Rc::clone(found));
        }
        let mut found = Vec::new();
        for feature in self
            .project
            .features_near(layer, Rect::new(self.site, self.site))?
        {
            if !in_force(&feature, self.as_of) {
                continue;
            }
            let Some(geometry) = &feature.geometry else {
                continue;
            };
            let relation = match PreparedArea::new(geometry).map(|area| area.locate(self.site)) {
                Some(Place::Inside) => Relation::Inside,
                Some(Place::Edge) => Relation::Edge,
                Some(Place::Outside) | None => continue,
            };
            let distance = match relation {
                Relation::Edge => Some(0.0),
                _ => boundary_distance_m(&*self.grid()?, geometry, self.site),
            };
            let evidence = evidence(&feature, relation, distance);
            found.push(Placed { feature, evidence });
        }
        let found: Rc<[Placed]> = found.into();
        self.covering.insert(layer, Rc::clone(&found));
        Ok(found)
    }

    /// One observation per area of `layer` that covers the site; unknown when the layer is empty.
    pub(super) fn observe_covering(
        &mut self,
        layer: Layer,
        observe: impl FnMut(&Placed) -> Option<Observation>,
    ) -> Result<Answer, ReadError> {
        let found = self.covering(layer)?;
        if found.is_empty() && self.project.is_empty(layer)? {
            return Ok(Answer::missing(empty_layer(layer)));
        }
        let mut answer: Answer = found.iter().filter_map(observe).collect();
        answer
            .0
            .extend(self.unplaced(layer)?.map(Observation::unknown));
        Ok(answer)
    }

    /// The sentence for features that no box query can find: they might cover the site.
    pub(super) fn unplaced(&self, layer: Layer) -> Result<Option<String>, ReadError> {
        let count = self.project.unplaced(layer)?;
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
        if !self.project.is_empty(Layer::AdminArea)? {
            let covered = !self.covering(Layer::AdminArea)?.is_empty();
            return Ok(Answer::stated(FactValue::Flag(covered)));
        }
        Ok(match self.project.extent_covers(self.site)? {
            Some(covered) => Answer::stated(FactValue::Flag(covered)),
            None => Answer::missing("项目中没有任何空间数据"),
        })
    }
}

impl Project {
    /// Whether the layer has no feature; also when the file has no table for it.
    pub fn is_empty(&self, layer: Layer) -> Result<bool, StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(true);
        };
        self.connection
            .prepare_cached(&format!(
                "SELECT NOT EXISTS (SELECT 1 FROM {})",
                quoted(&table.name)
            ))
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .doing("查看图层是否有要素")
    }

    /// How many features the R*-tree does not hold: without geometry, or with an index that is stale.
    /// Counts rows only, so that it costs next to nothing.
    fn unplaced(&self, layer: Layer) -> Result<u64, StoreError> {
        const DOING: &str = "核对空间索引";
        let Some(table) = self.table(layer) else {
            return Ok(0);
        };
        let (Some(index), Some(geometry)) = (&table.index, &table.geometry) else {
            return Ok(0);
        };
        let name = quoted(&table.name);
        let count = |sql: &str| -> Result<u64, StoreError> {
            self.connection
                .prepare_cached(sql)
                .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
                .doing(DOING)
        };
        let rows = count(&format!("SELECT count(*) FROM {name}"))?;
        let indexed = count(&format!(
            "SELECT count(*) FROM {}",
            quoted(&format!("{index}_rowid"))
        ))?;
        if indexed == rows {
            return Ok(0);
        }
        // Some programs index a missing geometry nowhere, some leave stale entries: look closely.
        let placed = count(&format!(
            "SELECT count(*) FROM {name} AS t JOIN {} AS i ON i.rowid = t.rowid WHERE t.{} IS NOT NULL",
            quoted(&format!("{index}_rowid")),
            quoted(geometry)
        ))?;
        Ok(rows - placed.min(rows))
    }

    /// Whether `at` lies in the box around all features of all layers; `None` for an empty project.
    /// Asks the R*-trees for one feature on each side instead of reading every box.
    fn extent_covers(&self, at: Coord<f64>) -> Result<Option<bool>, StoreError> {
        let (mut any, mut sides) = (false, [false; 4]);
        for layer in Layer::spatial() {
            if self.is_empty(layer)? {
                continue;
            }
            any = true;
            let Some(index) = self.table(layer).and_then(|table| table.index.as_deref()) else {
                // Without an index every box has to be read anyway.
                let Some(extent) = self.layer_extent(layer)? else {
                    continue;
                };
                sides[0] |= extent.min().x <= at.x;
                sides[1] |= extent.max().x >= at.x;
                sides[2] |= extent.min().y <= at.y;
                sides[3] |= extent.max().y >= at.y;
                continue;
            };
            let index = quoted(index);
            let found: [bool; 4] = self
                .connection
                .prepare_cached(&format!(
                    "SELECT EXISTS (SELECT 1 FROM {index} WHERE xmin <= ?1),
                            EXISTS (SELECT 1 FROM {index} WHERE xmax >= ?1),
                            EXISTS (SELECT 1 FROM {index} WHERE ymin <= ?2),
                            EXISTS (SELECT 1 FROM {index} WHERE ymax >= ?2)"
                ))
                .and_then(|mut statement| {
                    statement.query_row([at.x, at.y], |row| {
                        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
                    })
                })
                .doing("查看数据范围")?;
            for (side, found) in sides.iter_mut().zip(found) {
                *side |= found;
            }
        }
        Ok(any.then(|| sides.into_iter().all(|side| side)))
    }
}
