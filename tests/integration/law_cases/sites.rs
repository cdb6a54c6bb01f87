//! Checks against a small project: the position decides. Every figure in a finding comes from here.

use std::collections::BTreeMap;

use geo::{Geometry, wkt};
use jiff::civil::date;
use shuijie::domain::{
    Assessment, CheckReport, Finding, Layer, LonLat, Outcome, OutfallApplication, Relation,
    Subject, Value, WellApplication,
};
use shuijie::rules::PackSet;
use shuijie::services::check::{CheckOptions, check};
use shuijie::store::{Change, NewFeature, Project};

/// A project with one of everything around 102.5 E, 25 N.
pub(super) struct Site {
    pub(super) project: Project,
    _folder: tempfile::TempDir,
}

pub(super) fn square(west: f64, south: f64, side: f64) -> Geometry<f64> {
    geo::Rect::new((west, south), (west + side, south + side))
        .to_polygon()
        .into()
}

impl Site {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("p.sqlite")).unwrap();
        Self {
            project,
            _folder: folder,
        }
    }

    pub(super) fn add(
        &mut self,
        layer: Layer,
        code: &str,
        geometry: impl Into<Option<Geometry<f64>>>,
        values: &[(&str, Value)],
    ) -> &mut Self {
        let mut row = vec![Value::Null; layer.fields().len()];
        for (field, value) in values {
            row[layer.field_index(field).unwrap()] = value.clone();
        }
        let feature = NewFeature::new(layer, code.to_owned(), geometry.into(), row).unwrap();
        let mut bulk = self.project.bulk_insert(layer).unwrap();
        bulk.insert(&feature).unwrap();
        bulk.commit(&change(), &serde_json::Value::Null).unwrap();
        self
    }

    /// Everything known, nothing in the way at 102.5, 25.0 but a development zone for industry.
    pub(super) fn furnished() -> Self {
        let mut site = Self::empty();
        let river = wkt!(LINESTRING(102.4 25.0005, 102.6 25.0005));
        site.add(
            Layer::AdminArea,
            "530100",
            square(102.0, 24.5, 1.0),
            &[("name", text("某县")), ("level", text("county"))],
        )
        .add(
            Layer::ProtectionZone,
            "P-1",
            square(102.745, 25.0, 0.01),
            &[("name", text("甲水库一级区")), ("grade", text("1"))],
        )
        .add(
            Layer::SpecialArea,
            "S-1",
            square(102.9, 25.3, 0.05),
            &[("kind", text("wetland"))],
        )
        .add(
            Layer::FunctionZone,
            "Z-1",
            Geometry::from(river),
            &[
                ("name", text("盘龙江工业用水区")),
                ("level1", text("development")),
                ("level2", text("industry")),
                ("water_body", text("盘龙江")),
                ("basin", text("长江")),
                ("target_class", text("IV")),
            ],
        )
        .add(
            Layer::GroundwaterArea,
            "G-1",
            square(102.3, 25.2, 0.1),
            &[("kind", text("prohibited"))],
        )
        .add(Layer::SupplyArea, "W-1", square(102.1, 24.6, 0.05), &[])
        .add(
            Layer::Intake,
            "I-9",
            Geometry::from(geo::Point::new(102.9, 25.4)),
            &[],
        );
        site.fill_registers();
        site
    }

    /// Limits, samples, outfalls, targets and wells of the furnished site.
    #[expect(
        clippy::too_many_lines,
        reason = "one list of rows, best read in one piece"
    )]
    fn fill_registers(&mut self) {
        for (item, limit) in [("COD", 100.0), ("NH3N", 10.0)] {
            self.add(
                Layer::ZoneLimit,
                item,
                None,
                &[
                    ("zone_code", text("Z-1")),
                    ("item", text(item)),
                    ("year", Value::Integer(2020)),
                    ("limit_t_a", Value::Real(limit)),
                ],
            );
        }
        self.add(
            Layer::QualitySample,
            "Q-1",
            None,
            &[
                ("zone_code", text("Z-1")),
                ("sampled_on", text("2025-03-05")),
                ("item", text("NH3N")),
                ("value", Value::Real(0.8)),
            ],
        )
        .add(
            Layer::QualitySample,
            "Q-1a",
            None,
            &[
                ("zone_code", text("Z-1")),
                ("sampled_on", text("2025-03-05")),
                ("item", text("CODMn")),
                ("value", Value::Real(5.0)),
            ],
        )
        .add(
            Layer::Outfall,
            "O-1",
            Geometry::from(geo::Point::new(102.45, 25.0)),
            &[
                ("zone_code", text("Z-1")),
                ("status", text("active")),
                ("load_cod_t_a", Value::Real(60.0)),
                ("load_nh3n_t_a", Value::Real(2.0)),
            ],
        )
        .add(
            Layer::ControlTarget,
            "T-1",
            None,
            &[
                ("area_code", text("530100")),
                ("indicator", text("groundwater_use_m3")),
                ("year", Value::Integer(2025)),
                ("value", Value::Real(10.0)),
                ("unit", text("万m³")),
            ],
        )
        .add(
            Layer::ControlTarget,
            "T-2",
            None,
            &[
                ("area_code", text("530100")),
                ("indicator", text("approval_suspended")),
                ("year", Value::Integer(2026)),
                ("value", Value::Real(0.0)),
            ],
        )
        .add(
            Layer::ControlTarget,
            "T-3",
            None,
            &[
                ("area_code", text("530100")),
                ("indicator", text("total_use_m3")),
                ("year", Value::Integer(2025)),
                ("value", Value::Real(1.0)),
                ("unit", text("亿m³")),
            ],
        )
        .add(
            Layer::Permit,
            "X-1",
            None,
            &[
                ("kind", text("surface_abstraction")),
                ("admin_code", text("530100")),
                ("volume_m3a", Value::Real(2e7)),
            ],
        )
        .add(
            Layer::Well,
            "W-8",
            Geometry::from(geo::Point::new(102.501, 25.001)),
            &[
                ("status", text("active")),
                ("role", text("monitoring")),
                ("level_m", Value::Real(1890.0)),
                ("level_target_m", Value::Real(1889.0)),
            ],
        )
        .add(
            Layer::Well,
            "W-9",
            Geometry::from(geo::Point::new(102.2, 24.9)),
            &[
                ("status", text("active")),
                ("volume_m3a", Value::Real(80_000.0)),
            ],
        );
    }

    pub(super) fn check(&self, subject: Subject) -> CheckReport {
        let options = CheckOptions {
            as_of: date(2026, 11, 23),
            packs: Vec::new(),
        };
        check(
            &self.project,
            &PackSet::shipped().unwrap(),
            subject,
            &options,
        )
        .unwrap()
    }
}

fn change() -> Change {
    Change {
        at: "2026-11-23T00:00:00Z".to_owned(),
        who: "test".to_owned(),
        why: "test".to_owned(),
    }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(super) fn outfall(lon: f64, lat: f64) -> OutfallApplication {
    OutfallApplication {
        class: Some("rural_sewage".to_owned()),
        loads_t_a: BTreeMap::from([("COD".to_owned(), 20.0), ("NH3N".to_owned(), 1.0)]),
        ..OutfallApplication::at(LonLat::try_new(lon, lat).unwrap())
    }
}

fn well(lon: f64, lat: f64, purpose: &str, volume_m3a: Option<f64>) -> Subject {
    Subject::Well(WellApplication {
        volume_m3a,
        ..WellApplication::at(LonLat::try_new(lon, lat).unwrap(), purpose.to_owned())
    })
}

pub(super) fn of<'a>(report: &'a CheckReport, rule: &str) -> Vec<&'a Finding> {
    report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule && finding.pack != "kunming-2014")
        .collect()
}

#[test]
fn a_site_with_all_data_and_nothing_in_the_way_is_decided() {
    let site = Site::furnished();
    let report = site.check(Subject::Outfall(outfall(102.5, 25.0)));
    assert_eq!(report.verdict, Outcome::Assess, "{:#?}", report.findings);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.outcome != Outcome::Undecided),
        "{:#?}",
        report.findings
    );
    let Subject::Well(application) = well(102.5, 25.0, "industry", Some(5000.0)) else {
        panic!("a well was made");
    };
    let quiet = site.check(Subject::Well(WellApplication {
        assessment: Some(Assessment::Report),
        return_zone: Some("无".to_owned()),
        ..application
    }));
    assert_eq!(quiet.verdict, Outcome::Pass, "{:#?}", quiet.findings);
    assert!(
        quiet
            .data
            .iter()
            .any(|data| data.layer == "groundwater_area")
    );
}

#[test]
fn inside_a_protection_zone_is_prohibited_with_the_distance_and_its_source() {
    let report = Site::furnished().check(Subject::Outfall(outfall(102.75, 25.001)));
    let findings = of(&report, "OS-01");
    let finding = findings[0];
    assert_eq!(report.verdict, Outcome::Prohibit);
    assert_eq!(finding.evidence[0].relation, Relation::Inside);
    let metres = finding.evidence[0].distance_m.unwrap();
    // 0.001° of latitude is 110.8 m at 25° N; the plane of zone 102E stretches it by 0.007 %.
    assert!((metres - 110.78).abs() < 0.2, "{metres}");
    let printed = format!("距边界 {metres:.1} 米(EPSG:4543 平面距离)");
    assert!(finding.message.contains(&printed), "{}", finding.message);
    assert!(finding.message.contains("甲水库一级区(P-1)"));
    assert!(
        finding
            .basis
            .iter()
            .any(|basis| basis.article == "318、319")
    );
}

#[test]
fn a_point_exactly_on_an_edge_counts_as_inside_and_says_so() {
    let report = Site::furnished().check(Subject::Outfall(outfall(102.75, 25.0)));
    let findings = of(&report, "OS-01");
    assert_eq!(findings[0].outcome, Outcome::Prohibit);
    assert_eq!(findings[0].evidence[0].relation, Relation::Edge);
    assert!(
        findings[0].message.contains("边界上"),
        "{}",
        findings[0].message
    );
}

#[test]
fn an_empty_layer_is_missing_and_never_absent() {
    let mut site = Site::empty();
    site.add(
        Layer::AdminArea,
        "530100",
        square(102.0, 24.5, 1.0),
        &[("level", text("county"))],
    );
    let report = site.check(Subject::Outfall(outfall(102.5, 25.0)));
    assert_eq!(report.verdict, Outcome::Undecided);
    let finding = of(&report, "OS-01")[0];
    assert!(
        finding.missing[0].contains("protection_zone"),
        "{finding:?}"
    );
    let report = site.check(well(102.5, 25.0, "industry", Some(1.0)));
    assert_eq!(report.verdict, Outcome::Undecided);
}

#[test]
fn outside_of_the_administrative_areas_nothing_can_be_said() {
    let site = Site::furnished();
    let report = site.check(well(104.5, 25.0, "industry", Some(1.0)));
    assert_eq!(
        report
            .findings
            .iter()
            .filter(|f| f.rule == "DATA-01")
            .count(),
        1
    );
    assert_eq!(report.verdict, Outcome::Undecided);
}

#[test]
fn an_unfilled_grade_or_kind_is_open_never_harmless() {
    let mut site = Site::furnished();
    site.add(
        Layer::ProtectionZone,
        "P-2",
        square(102.45, 24.95, 0.1),
        &[],
    )
    .add(
        Layer::GroundwaterArea,
        "G-2",
        square(102.45, 24.95, 0.1),
        &[],
    );
    let report = site.check(Subject::Outfall(outfall(102.5, 25.0)));
    let finding = of(&report, "OS-01")[0];
    assert_eq!(finding.outcome, Outcome::Undecided);
    assert!(finding.missing[0].contains("P-2") && finding.missing[0].contains("grade"));
    let report = site.check(well(102.5, 25.0, "industry", Some(1.0)));
    assert_eq!(of(&report, "GW-01")[0].outcome, Outcome::Undecided);
}

#[test]
fn a_feature_counts_only_while_it_is_in_force() {
    let mut site = Site::furnished();
    for (code, from, to) in [("P-3", "", "2020-12-31"), ("P-4", "2027-01-01", "")] {
        let day = |text: &str| {
            if text.is_empty() {
                Value::Null
            } else {
                Value::Text(text.to_owned())
            }
        };
        site.add(
            Layer::ProtectionZone,
            code,
            square(102.45, 24.95, 0.1),
            &[
                ("grade", text("1")),
                ("valid_from", day(from)),
                ("valid_to", day(to)),
            ],
        );
    }
    let report = site.check(Subject::Outfall(outfall(102.5, 25.0)));
    assert!(of(&report, "OS-01").is_empty(), "{:#?}", report.findings);
}

#[test]
fn the_stated_water_decides_before_distance_and_is_never_replaced() {
    let mut site = Site::furnished();
    // Nearer than 盘龙江, but another water.
    let ditch = wkt!(LINESTRING(102.4 25.0001, 102.6 25.0001));
    site.add(
        Layer::FunctionZone,
        "Z-2",
        Geometry::from(ditch),
        &[
            ("level1", text("protection")),
            ("water_body", text("老盘龙江")),
        ],
    );
    let nearest = site.check(Subject::Outfall(outfall(102.5, 25.0)));
    assert_eq!(of(&nearest, "OS-06")[0].outcome, Outcome::Prohibit);
    let mut application = outfall(102.5, 25.0);
    application.water_body = Some("盘龙江".to_owned());
    let named = site.check(Subject::Outfall(application.clone()));
    assert!(of(&named, "OS-06").is_empty(), "{:#?}", named.findings);
    application.water_body = Some("宝象河".to_owned());
    let wrong = site.check(Subject::Outfall(application));
    let finding = of(&wrong, "OS-06")[0];
    assert_eq!(finding.outcome, Outcome::Undecided);
    assert!(
        finding.missing[0].contains("宝象河") && finding.missing[0].contains("老盘龙江"),
        "{finding:?}"
    );
}

#[test]
fn loads_are_summed_and_what_is_missing_is_a_lower_bound() {
    let site = Site::furnished();
    let mut application = outfall(102.5, 25.0);
    application.loads_t_a = BTreeMap::from([("COD".to_owned(), 41.0), ("NH3N".to_owned(), 1.0)]);
    let report = site.check(Subject::Outfall(application.clone()));
    let over = of(&report, "OS-17")[0];
    assert_eq!(over.outcome, Outcome::Restrict);
    assert!(
        over.message
            .contains("已登记 60 t/a(1 个排污口) + 申请 41 t/a")
            && over.message.contains("比值 1.01"),
        "{}",
        over.message
    );
    application.loads_t_a.remove("NH3N");
    application.loads_t_a.insert("COD".to_owned(), 1.0);
    let report = site.check(Subject::Outfall(application.clone()));
    let open = of(&report, "OS-17")[0];
    assert_eq!(open.outcome, Outcome::Undecided);
    assert_eq!(open.missing, ["申请未填写氨氮的负荷"]);
    application.loads_t_a.insert("TP".to_owned(), 0.1);
    let report = site.check(Subject::Outfall(application));
    assert!(of(&report, "OS-18")[0].message.contains("总磷"));
}

#[test]
fn a_failing_zone_is_restricted_with_the_method_in_the_message() {
    let mut site = Site::furnished();
    site.add(
        Layer::QualitySample,
        "Q-2",
        None,
        &[
            ("zone_code", text("Z-1")),
            ("sampled_on", text("2026-01-05")),
            ("item", text("NH3N")),
            ("value", Value::Real(2.0)),
        ],
    );
    let mut application = outfall(102.5, 25.0);
    application.class = Some("industrial".to_owned());
    let report = site.check(Subject::Outfall(application));
    let finding = of(&report, "OS-16")[0];
    assert_eq!(finding.outcome, Outcome::Restrict);
    for part in ["2026年", "氨氮 2(限值 ≤1.5)", "均值法", "GB 3838-2002"] {
        assert!(
            finding.message.contains(part),
            "{part}: {}",
            finding.message
        );
    }
}

#[test]
fn the_county_total_decides_on_a_well() {
    let site = Site::furnished();
    let near = site.check(well(102.5, 25.0, "industry", Some(10_000.0)));
    assert_eq!(of(&near, "GW-05")[0].outcome, Outcome::Restrict);
    let over = site.check(well(102.5, 25.0, "industry", Some(20_001.0)));
    let finding = of(&over, "GW-05")[0];
    assert_eq!(finding.outcome, Outcome::Prohibit);
    assert!(
        finding.message.contains("控制指标 100000 m³/a"),
        "{}",
        finding.message
    );
    let open = site.check(well(102.5, 25.0, "industry", None));
    assert_eq!(of(&open, "GW-05")[0].outcome, Outcome::Undecided);
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let site = Site::furnished();
    let ask = || {
        let report = site.check(Subject::Outfall(outfall(102.75, 25.0)));
        serde_json::to_string(&report).unwrap()
    };
    assert_eq!(ask(), ask());
}
