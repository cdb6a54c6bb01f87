//! Facts about one registered row: where it says it is, what it leaves out, which permit it names.

use std::collections::BTreeSet;
use std::sync::Arc;

use geo::{BoundingRect as _, Coord, Geometry};

use crate::domain::feature::Feature;
use crate::domain::field::FieldKind;
use crate::domain::finding::Relation;
use crate::domain::layer::Layer;
use crate::geodesy::{MetricGrid, Place, bounds, ellipsoid, validity};
use crate::rules::facts::{REQUIRED, plain_number};
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, evidence, field_label, in_force};
use crate::store::facts::{ProjectFacts, ReadError};

/// The box around Kunming (domain facts 8.1): west, south, east, north in EPSG:4490 degrees.
const CITY: [f64; 4] = [102.17, 24.38, 103.67, 26.56];

/// A county whose border is this near may be the declared one: county maps are no better.
const COUNTY_TOLERANCE_M: f64 = 50.0;

/// Metres to the millimetre: more would be noise, and noise is not the same bytes everywhere.
pub(super) fn millimetres(metres: f64) -> f64 {
    (metres * 1e3).round() / 1e3
}

/// The text of a field without surrounding space; `None` when nothing is left.
pub(super) fn filled<'a>(feature: &'a Feature, field: &str) -> Option<&'a str> {
    feature
        .text(field)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

impl<R: Register> ProjectFacts<'_, R> {
    /// The registered row; the error is the answer for a subject that is none.
    pub(super) fn own_row(&self) -> Result<Arc<Item>, Answer> {
        self.own
            .clone()
            .ok_or_else(|| Answer::missing("核查的不是登记在册的记录"))
    }

    /// The registered row with its point; the error is the answer for one without.
    pub(super) fn own_point(&self) -> Result<(Arc<Item>, Coord<f64>), Answer> {
        let own = self.own_row()?;
        let at = own
            .point()
            .filter(|at| at.x.is_finite() && at.y.is_finite())
            .ok_or_else(|| Answer::missing("该记录没有点位，无法判断它在哪里"))?;
        Ok((own, at))
    }

    /// The grid in which distances at `at` are measured; the error is the answer for a place where the
    /// projected CRS of the project means nothing, such as swapped axes.
    pub(super) fn grid_at(&self, at: Coord<f64>) -> Result<Arc<MetricGrid>, Answer> {
        let on_earth = at.x.abs() <= 180.0 && at.y.abs() <= 90.0;
        match self.register.grid(at) {
            Ok(grid) if on_earth => Ok(grid),
            _ => Err(Answer::missing(
                "坐标超出项目投影坐标系能用的范围，量不出距离：请先核对坐标",
            )),
        }
    }

    /// Whether `at` lies in the area of the registers, and what that area is called.
    pub(super) fn in_area(&self, at: Coord<f64>) -> Result<(bool, &'static str), ReadError> {
        if self.register.is_empty(Layer::AdminArea)? {
            let [west, south, east, north] = CITY;
            let inside = (west..=east).contains(&at.x) && (south..=north).contains(&at.y);
            return Ok((inside, "昆明市外接范围(东经102.17—103.67，北纬24.38—26.56)"));
        }
        let covered = self
            .register
            .near(Layer::AdminArea, bounds::around(at, 1.0))?
            .iter()
            .any(|area| area.locate(at).is_some_and(|place| place != Place::Outside));
        Ok((covered, "行政区图层的范围"))
    }

    pub(super) fn off_area(&self) -> Result<Answer, ReadError> {
        let at = match self.own_point() {
            Ok((_, at)) => at,
            Err(answer) => return Ok(answer),
        };
        let (covered, area) = self.in_area(at)?;
        if covered {
            return Ok(Answer::absent());
        }
        let (swapped, _) = self.in_area(Coord { x: at.y, y: at.x })?;
        let place = if swapped { "swapped" } else { "outside" };
        let mut observations = vec![
            Observation::new(FactValue::Text(place.to_owned()))
                .with_note("position", format!("{:.6}, {:.6}", at.x, at.y))
                .with_note("area", area),
        ];
        // A county without geometry may be the one.
        if let Some(missing) = self.unplaced(Layer::AdminArea)? {
            observations = vec![Observation::unknown(missing)];
        }
        Ok(Answer(observations))
    }

    pub(super) fn county_mismatch(&self) -> Result<Answer, ReadError> {
        let (own, at) = match self.own_point() {
            Ok(found) => found,
            Err(answer) => return Ok(answer),
        };
        let Some(declared) = filled(&own, "admin_code") else {
            return Ok(Answer::absent());
        };
        if self.register.is_empty(Layer::AdminArea)? {
            return Ok(Answer::missing(empty_layer(Layer::AdminArea)));
        }
        let grid = match self.grid_at(at) {
            Ok(grid) => grid,
            Err(answer) => return Ok(answer),
        };
        let around = bounds::around(at, COUNTY_TOLERANCE_M);
        let mut covering = None;
        for area in self.register.near(Layer::AdminArea, around)? {
            // An area of unknown level may be a county.
            if !matches!(area.known_choice("level"), Some("county") | None)
                || !in_force(&area, self.as_of)
            {
                continue;
            }
            let inside = area.locate(at).is_some_and(|place| place != Place::Outside);
            let near = || area.distance_m(&grid, at);
            if is_county(&area, declared)
                && (inside || near().is_some_and(|metres| metres <= COUNTY_TOLERANCE_M))
            {
                return Ok(Answer::absent());
            }
            if inside && covering.is_none() {
                covering = Some(area);
            }
        }
        Ok(covering.map_or_else(Answer::absent, |area| {
            let distance = area.distance_m(&grid, at);
            Answer(vec![
                Observation::new(FactValue::Text(format!("{}({})", area.name(), area.code)))
                    .with_evidence(evidence(&area, Relation::Inside, distance))
                    .with_note("declared", declared),
            ])
        }))
    }

    pub(super) fn zone_mismatch(&mut self) -> Result<Answer, ReadError> {
        let own = match self.own_point() {
            Ok((own, _)) if self.placed => own,
            Ok(_) => return Ok(Answer::missing("点位不是经纬度，算不出受纳的水功能区")),
            Err(answer) => return Ok(answer),
        };
        let Some(declared) = filled(&own, "zone_code") else {
            return Ok(Answer::absent());
        };
        let receiving = self.receiving()?;
        if receiving
            .zones
            .iter()
            .any(|zone| zone.feature.code == declared)
        {
            return Ok(Answer::absent());
        }
        let open = self.observe_zones(|_| None)?;
        if !open.0.is_empty() {
            return Ok(open);
        }
        let seen = |value: String| {
            Observation::new(FactValue::Text(value)).with_note("declared", declared)
        };
        if receiving.zones.is_empty() {
            return Ok(Answer(vec![seen("无".to_owned())]));
        }
        Ok(receiving
            .zones
            .iter()
            .map(|zone| {
                let name = format!("{}({})", zone.feature.name(), zone.feature.code);
                seen(name).with_evidence(zone.evidence.clone())
            })
            .collect())
    }

    /// Everything blank in one observation, so that a row gives one finding.
    pub(super) fn missing_field(&self) -> Answer {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return answer,
        };
        let required = REQUIRED
            .iter()
            .find(|(layer, _)| *layer == own.layer)
            .map_or(&[] as &[_], |(_, fields)| *fields);
        let choice = |field: &str| own.known_choice(field);
        let no_sign_needed = matches!(choice("status"), Some("closed" | "planned"));
        let excused = |field: &str| match (own.layer, field) {
            (Layer::FunctionZone, "target_class") => choice("level2") == Some("discharge_control"),
            (Layer::Outfall, "has_sign") => no_sign_needed,
            _ => false,
        };
        let mut labels: Vec<&str> = required
            .iter()
            .filter(|field| !excused(field) && is_blank(&own, field))
            .map(|field| field_label(own.layer, field))
            .collect();
        if own.layer == Layer::FunctionZone
            && choice("level1") == Some("development")
            && is_blank(&own, "level2")
        {
            labels.push(field_label(own.layer, "level2"));
        }
        if own.value("has_sign").as_flag() == Some(false) && !no_sign_needed {
            labels.push("标志牌(登记为没有)");
        }
        if labels.is_empty() {
            return Answer::absent();
        }
        Answer::stated(FactValue::Text(labels.join("、")))
    }

    /// `record.permit_mismatch`, from either side.
    pub(super) fn permit_mismatch(&self) -> Result<Answer, ReadError> {
        match self.own_row() {
            Ok(own) if own.layer == Layer::Permit => self.permit_without_object(&own),
            Ok(own) => self.unknown_permit(&own),
            Err(answer) => Ok(answer),
        }
    }

    fn permit_without_object(&self, own: &Item) -> Result<Answer, ReadError> {
        let registers: &[(Layer, &'static str)] = match own.known_choice("kind") {
            Some("outfall") => &[(Layer::Outfall, "approval_no")],
            Some("surface_abstraction") => &[(Layer::Intake, "permit_no")],
            Some("groundwater_abstraction") => &[(Layer::Well, "permit_no")],
            _ => &[
                (Layer::Outfall, "approval_no"),
                (Layer::Intake, "permit_no"),
                (Layer::Well, "permit_no"),
            ],
        };
        let (number, object) = (filled(own, "permit_no"), filled(own, "object_code"));
        if number.is_none() && object.is_none() {
            return Ok(Answer::missing(format!(
                "许可证“{}”没填证号和对象编码，找不到它的对象",
                own.code
            )));
        }
        for (layer, field) in registers {
            for (field, value) in [("code", object), (*field, number)] {
                if let Some(value) = value
                    && !self.register.rows_where(*layer, field, value)?.is_empty()
                {
                    return Ok(Answer::absent());
                }
            }
        }
        let named: Vec<_> = registers
            .iter()
            .map(|(layer, _)| layer.label().zh)
            .collect();
        Ok(Answer(vec![
            Observation::new(FactValue::Text(number.unwrap_or("未填").to_owned())).with_note(
                "why",
                format!(
                    "许可证的对象(编码 {})不在{}登记中，也没有登记填写这个证号",
                    object.unwrap_or("未填"),
                    named.join("、")
                ),
            ),
        ]))
    }

    fn unknown_permit(&self, own: &Item) -> Result<Answer, ReadError> {
        let field = match own.layer {
            Layer::Outfall => "approval_no",
            _ => "permit_no",
        };
        let Some(number) = filled(own, field) else {
            return Ok(Answer::absent());
        };
        if self.register.is_empty(Layer::Permit)? {
            return Ok(Answer::missing(empty_layer(Layer::Permit)));
        }
        let known = !self
            .register
            .rows_where(Layer::Permit, "permit_no", number)?
            .is_empty();
        Ok(if known {
            Answer::absent()
        } else {
            let seen = Observation::new(FactValue::Text(number.to_owned()));
            Answer(vec![seen.with_note("why", "登记填写的证号不在许可证表中")])
        })
    }

    pub(super) fn geometry_problem(&self) -> Result<Answer, ReadError> {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        Ok(match self.problem(&own)?.as_ref() {
            None => Answer::absent(),
            Some(problem) => {
                let mut seen = Observation::new(FactValue::Text(problem.clone()));
                seen.missing.push(format!(
                    "{}“{}”的有效几何：{problem}",
                    own.layer.label().zh,
                    own.code
                ));
                Answer(vec![seen])
            }
        })
    }

    /// What is wrong with the geometry of `item`; looked at once per run.
    pub(super) fn problem(&self, item: &Item) -> Result<Arc<Option<String>>, ReadError> {
        let find = || Ok(problem(item.geometry.as_ref()));
        // Points are cheaper to look at than to remember.
        if matches!(item.geometry, None | Some(Geometry::Point(_))) {
            return find().map(Arc::new);
        }
        self.register
            .shared()
            .problems
            .get((item.layer, item.id), find)
    }

    pub(super) fn size_deviation(&self) -> Answer {
        let own = match self.own_row() {
            Ok(own) => own,
            Err(answer) => return answer,
        };
        let (what, field, unit) = match &own.geometry {
            Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_)) => ("面积", "area_km2", "km²"),
            Some(_) => ("长度", "length_km", "km"),
            None if own.number("length_km").is_some() || own.number("area_km2").is_some() => {
                return Answer::missing(format!(
                    "水功能区“{}”没有几何，无法核对长度、面积",
                    own.code
                ));
            }
            None => return Answer::absent(),
        };
        let Some(stated) = own.number(field).filter(|stated| *stated > 0.0) else {
            return Answer::absent();
        };
        let measured = own.geometry.as_ref().map_or(0.0, |geometry| match unit {
            "km" => ellipsoid::length_m(geometry) / 1e3,
            _ => ellipsoid::area_m2(geometry) / 1e6,
        });
        let percent = (stated - measured).abs() / measured * 100.0;
        if !percent.is_finite() {
            return Answer::missing(format!("水功能区“{}”的几何量不出{what}", own.code));
        }
        let figure = |value: f64| format!("{} {unit}", plain_number(value));
        Answer(vec![
            Observation::new(FactValue::Number(millimetres(percent)))
                .with_note("what", what)
                .with_note("stated", figure(stated))
                .with_note("measured", figure(measured)),
        ])
    }

    /// The registered row as its own proof; it has no place relative to itself.
    pub(super) fn own_placed(own: Arc<Item>) -> Placed {
        let evidence = evidence(&own, Relation::Edge, None);
        Placed {
            feature: own,
            evidence,
        }
    }
}

fn problem(geometry: Option<&Geometry<f64>>) -> Option<String> {
    let Some(geometry) = geometry else {
        return Some("没有几何".to_owned());
    };
    if let Some(problem) = validity::problem(geometry) {
        return Some(problem);
    }
    let reach = geometry.bounding_rect()?;
    let on_earth = reach.min().x >= -180.0
        && reach.max().x <= 180.0
        && reach.min().y >= -90.0
        && reach.max().y <= 90.0;
    (!on_earth).then(|| "坐标超出经纬度的范围，可能是经纬度颠倒或没有换算的投影坐标".to_owned())
}

/// Whether `declared` means this county: its code (a longer code of a town in it too), its name, or a
/// full name that ends with it.
fn is_county(area: &Item, declared: &str) -> bool {
    let (code, name) = (area.code.trim(), area.name().trim());
    (!code.is_empty() && declared.starts_with(code))
        || (!name.is_empty() && declared.ends_with(name))
}

/// Whether nothing usable stands in the field: a choice must be one of its codes.
fn is_blank(row: &Item, field: &str) -> bool {
    let kind = row
        .layer
        .field_index(field)
        .map(|index| row.layer.fields()[index].kind);
    match kind {
        Some(FieldKind::Choice(_)) => row.known_choice(field).is_none(),
        Some(FieldKind::Text | FieldKind::Date) => filled(row, field).is_none(),
        _ => row.number(field).is_none_or(|number| !number.is_finite()),
    }
}

/// The first few codes, and how many there are.
pub(super) fn named(codes: &BTreeSet<&str>) -> String {
    const NAMED: usize = 3;
    let first: Vec<_> = codes.iter().take(NAMED).copied().collect();
    if codes.len() > NAMED {
        format!("{} 等 {} 个", first.join("、"), codes.len())
    } else {
        first.join("、")
    }
}
