//! Facts about wells and permits in small projects, read from the file and from the copy in memory:
//! both must answer alike.

use geo::{Geometry, Point};
use jiff::civil::date;
use shuijie::domain::{
    Assessment, Layer, LonLat, Outcome, Progress, Subject, Value, WellAction, WellApplication,
};
use shuijie::rules::{Answer, FactId, FactValue, Facts as _, PackSet, SubjectKind};
use shuijie::services::audit::{AuditOptions, audit, subject_of};
use shuijie::services::clock::Clock;
use shuijie::services::sample::create_sample;
use shuijie::store::{Access, Change, Live, NewFeature, Project, ProjectFacts, Register, Snapshot};

const COUNTY: &str = "530102";

struct Ground {
    project: Project,
    folder: tempfile::TempDir,
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(number: f64) -> Value {
    Value::Real(number)
}

#[expect(clippy::unnecessary_wraps, reason = "a row takes an optional geometry")]
fn at(lon: f64, lat: f64) -> Option<Geometry<f64>> {
    Some(Point::new(lon, lat).into())
}

#[expect(clippy::unnecessary_wraps, reason = "a row takes an optional geometry")]
fn square(west: f64, south: f64, side: f64) -> Option<Geometry<f64>> {
    let square = geo::Rect::new((west, south), (west + side, south + side));
    Some(square.to_polygon().into())
}

fn application() -> WellApplication {
    let position = LonLat::try_new(102.5, 25.0).unwrap();
    WellApplication {
        volume_m3a: Some(1000.0),
        ..WellApplication::at(position, "industry".to_owned())
    }
}

fn renewal(previous: Option<f64>, next: Option<f64>) -> WellApplication {
    WellApplication {
        action: WellAction::Renew,
        previous_volume_m3a: previous,
        volume_m3a: next,
        ..application()
    }
}

fn values(answer: &Answer) -> Vec<FactValue> {
    answer.0.iter().map(|seen| seen.value.clone()).collect()
}

fn note<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let notes = answer.0.iter().flat_map(|seen| &seen.notes);
    let mut named = notes.filter(|(note, _)| *note == name);
    named.next().map_or("", |(_, text)| text)
}

impl Ground {
    /// One county with 102.5, 25.0 in it.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("p.sqlite")).unwrap();
        let mut ground = Self { project, folder };
        ground.add(
            Layer::AdminArea,
            COUNTY,
            square(102.0, 24.5, 1.0),
            &[("name", text("甲区")), ("level", text("county"))],
        );
        ground
    }

    fn add(
        &mut self,
        layer: Layer,
        code: &str,
        geometry: Option<Geometry<f64>>,
        values: &[(&str, Value)],
    ) -> &mut Self {
        let mut row = vec![Value::Null; layer.fields().len()];
        for (field, value) in values {
            row[layer.field_index(field).unwrap()] = value.clone();
        }
        let feature = NewFeature::new(layer, code.to_owned(), geometry, row).unwrap();
        let mut bulk = self.project.bulk_insert(layer).unwrap();
        bulk.insert(&feature).unwrap();
        let change = Change {
            at: "2026-11-23T00:00:00Z".to_owned(),
            who: "test".to_owned(),
            why: "test".to_owned(),
        };
        bulk.commit(&change, &serde_json::Value::Null).unwrap();
        self
    }

    fn target(&mut self, indicator: &str, value: f64, unit: &str) -> &mut Self {
        self.add(
            Layer::ControlTarget,
            indicator,
            None,
            &[
                ("area_code", text(COUNTY)),
                ("indicator", text(indicator)),
                ("year", Value::Integer(2026)),
                ("value", number(value)),
                ("unit", text(unit)),
            ],
        )
    }

    /// A permit to take groundwater.
    fn permit(&mut self, code: &str, values: &[(&str, Value)]) -> &mut Self {
        let mut row = vec![("kind", text("groundwater_abstraction"))];
        row.extend_from_slice(values);
        self.add(Layer::Permit, code, None, &row)
    }

    /// What both registers answer alike about an application.
    fn applied(&self, fact: FactId, well: WellApplication) -> Answer {
        self.alike(&Subject::Well(well), None, fact)
    }

    /// What both registers answer alike about a registered row.
    fn registered(&self, fact: FactId, layer: Layer, code: &str) -> Answer {
        let register = Live::new(&self.project, date(2026, 11, 23));
        let subject = subject_of(&register.by_code(layer, code).unwrap().unwrap());
        self.alike(&subject, Some((layer, code)), fact)
    }

    fn alike(&self, subject: &Subject, own: Option<(Layer, &str)>, fact: FactId) -> Answer {
        let day = date(2026, 11, 23);
        let live = answer(&Live::new(&self.project, day), subject, own, fact);
        let copy = Snapshot::load(&self.project, day, &Progress::silent()).unwrap();
        assert_eq!(live, answer(&copy, subject, own, fact));
        live
    }
}

fn answer<R: Register>(
    register: &R,
    subject: &Subject,
    own: Option<(Layer, &str)>,
    fact: FactId,
) -> Answer {
    let mut facts = match own {
        Some((layer, code)) => {
            let own = register.by_code(layer, code).unwrap().unwrap();
            ProjectFacts::registered(register, subject, own)
        }
        None => ProjectFacts::new(register, subject),
    };
    facts.answer(fact).unwrap()
}

#[test]
fn a_registered_well_is_compared_with_its_own_target_only() {
    let level = |level: Value| [("level_m", level), ("level_target_m", number(1890.0))];
    let mut ground = Ground::new();
    ground
        .add(Layer::Well, "low", at(102.5, 25.0), &level(number(1889.9)))
        .add(Layer::Well, "high", at(102.5, 25.0), &level(number(1890.0)))
        .add(Layer::Well, "blank", at(102.5, 25.0), &level(Value::Null))
        .add(
            Layer::Well,
            "free",
            at(102.5, 25.0),
            &[("level_m", number(1.0))],
        );
    let fact = FactId::GroundwaterLevelBelowTarget;
    let of = |code: &str| ground.registered(fact, Layer::Well, code);
    assert_eq!(values(&of("low")), [FactValue::Flag(true)]);
    assert_eq!(note(&of("low"), "target"), "1890 m");
    assert_eq!(values(&of("high")), [FactValue::Flag(false)]);
    assert_eq!(values(&of("blank")), [FactValue::Unknown]);
    assert!(of("free").0.is_empty());
}

#[test]
fn an_application_looks_at_the_wells_of_its_area_and_then_within_two_kilometres() {
    let watching = |aquifer: &str, level: f64| {
        [
            ("aquifer", text(aquifer)),
            ("level_m", number(level)),
            ("level_target_m", number(1890.0)),
        ]
    };
    let mut ground = Ground::new();
    let fact = FactId::GroundwaterLevelBelowTarget;
    let of = |ground: &Ground| ground.applied(fact, application());
    assert!(of(&ground).0[0].missing[0].contains("没有数据"));
    // 2.2 km to the north.
    ground.add(
        Layer::Well,
        "far",
        at(102.5, 25.02),
        &watching("岩溶水", 1800.0),
    );
    assert!(of(&ground).0[0].missing[0].contains("2000 米以内"));
    ground.add(
        Layer::Well,
        "near",
        at(102.5, 25.01),
        &watching("岩溶水", 1895.0),
    );
    assert_eq!(values(&of(&ground)), [FactValue::Flag(false)]);
    let evidence = of(&ground).0[0].evidence.clone().unwrap();
    assert_eq!(evidence.code, "near");
    assert!((evidence.distance_m.unwrap() - 1108.0).abs() < 2.0);
    // In an area the wells of the area speak, however far.
    ground.add(
        Layer::GroundwaterArea,
        "G",
        square(102.45, 24.95, 0.1),
        &[("kind", text("overdraft"))],
    );
    assert_eq!(
        values(&of(&ground)),
        [FactValue::Flag(true), FactValue::Flag(false)]
    );
    let other = WellApplication {
        aquifer: Some("第四系孔隙水".to_owned()),
        ..application()
    };
    let answer = ground.applied(fact, other);
    assert_eq!(values(&answer), [FactValue::Unknown], "another aquifer");
}

#[test]
fn a_renewal_adds_only_what_it_asks_for_beyond_the_old_permit() {
    let mut ground = Ground::new();
    ground.target("groundwater_use_m3", 10.0, "万m³").add(
        Layer::Well,
        "W",
        at(102.2, 24.9),
        &[("status", text("active")), ("volume_m3a", number(90_000.0))],
    );
    let fact = FactId::RegionGroundwaterRatio;
    let of = |well| ground.applied(fact, well);
    assert_eq!(values(&of(application())), [FactValue::Number(0.91)]);
    let same = renewal(Some(5000.0), Some(5000.0));
    assert_eq!(values(&of(same.clone())), [FactValue::Number(0.9)]);
    let more = renewal(Some(5000.0), Some(10_000.0));
    assert_eq!(values(&of(more.clone())), [FactValue::Number(0.95)]);
    let unknown = of(renewal(None, Some(5000.0)));
    assert_eq!(values(&unknown), [FactValue::Unknown]);
    assert!(unknown.0[0].missing[0].contains("原许可水量"));
    let adds = |well| values(&ground.applied(FactId::WellAddsUse, well));
    assert_eq!(adds(application()), [FactValue::Flag(true)]);
    assert_eq!(adds(same), [FactValue::Flag(false)]);
    assert_eq!(adds(more.clone()), [FactValue::Flag(true)]);
    assert_eq!(adds(renewal(Some(1.0), None)), [FactValue::Unknown]);
    let change = ground.applied(FactId::WellVolumeChange, more);
    assert_eq!(values(&change), [FactValue::Number(5000.0)]);
}

#[test]
fn the_total_of_a_county_counts_valid_permits_and_says_what_it_cannot_place() {
    let volume = |volume: f64| ("volume_m3a", number(volume));
    let county = |text_of: &str| ("admin_code", text(text_of));
    let mut ground = Ground::new();
    ground
        .target("total_use_m3", 1.0, "万m³")
        .permit("by code", &[county(COUNTY), volume(5000.0)])
        .permit("by name", &[county("甲区"), volume(2000.0)])
        .permit(
            "expired",
            &[
                county(COUNTY),
                volume(9000.0),
                ("expires_on", text("2026-11-22")),
            ],
        )
        .permit(
            "last day",
            &[
                county(COUNTY),
                volume(500.0),
                ("expires_on", text("2026-11-23")),
            ],
        )
        .permit(
            "not yet",
            &[
                county(COUNTY),
                volume(9000.0),
                ("issued_on", text("2026-11-24")),
            ],
        )
        .permit("of the city", &[county("530100"), volume(700.0)])
        .add(
            Layer::Permit,
            "outfall",
            None,
            &[("kind", text("outfall")), county(COUNTY)],
        );
    let fact = FactId::RegionTotalUseRatio;
    let answer = ground.applied(fact, application());
    assert_eq!(values(&answer), [FactValue::Number(0.85)]);
    assert_eq!(note(&answer, "existing"), "7500 m³/a(3 份许可)");
    assert_eq!(note(&answer, "elsewhere"), "1 份、700 m³/a");
    let unstated = WellApplication {
        volume_m3a: None,
        ..application()
    };
    assert_eq!(
        values(&ground.applied(fact, unstated)),
        [FactValue::AtLeast(0.75)]
    );
    ground.permit("lost", &[county("5301O2"), volume(1.0)]);
    ground.permit("nowhere", &[volume(1.0)]);
    let answer = ground.applied(fact, application());
    assert_eq!(values(&answer), [FactValue::AtLeast(0.85)]);
    assert!(
        answer.0[0].missing[0].contains("lost、nowhere"),
        "{answer:?}"
    );
    ground.permit("blank", &[county(COUNTY)]);
    let answer = ground.applied(fact, application());
    assert!(answer.0[0].missing[0].contains("blank"), "{answer:?}");
}

#[test]
fn without_a_target_or_permits_the_total_is_unknown() {
    let mut ground = Ground::new();
    let fact = FactId::RegionTotalUseRatio;
    let missing = |ground: &Ground| ground.applied(fact, application()).0[0].missing[0].clone();
    assert!(missing(&ground).contains("用水总量控制指标"));
    ground.target("total_use_m3", 1.0, "万m³");
    assert!(missing(&ground).contains("permit"));
}

#[test]
fn small_use_is_exempt_up_to_its_limit_and_only_when_it_is_claimed() {
    let ground = Ground::new();
    let exempt = |purpose: &str, volume_m3a: Option<f64>, small_use: Option<bool>| {
        let well = WellApplication {
            purpose: Some(purpose.to_owned()),
            volume_m3a,
            small_use,
            ..application()
        };
        let answer = ground.applied(FactId::WellExempt, well);
        values(&answer)[0].clone()
    };
    let (yes, no, open) = (
        FactValue::Flag(true),
        FactValue::Flag(false),
        FactValue::Unknown,
    );
    assert_eq!(exempt("domestic", Some(360.0), Some(true)), yes);
    assert_eq!(exempt("domestic", Some(360.5), Some(true)), no);
    assert_eq!(exempt("domestic", Some(360.5), None), no);
    assert_eq!(exempt("domestic", Some(300.0), None), open);
    assert_eq!(exempt("domestic", None, Some(true)), open);
    assert_eq!(exempt("domestic", None, Some(false)), no);
    assert_eq!(exempt("agriculture", Some(720.0), Some(true)), yes);
    assert_eq!(exempt("agriculture", Some(720.5), Some(true)), no);
    assert_eq!(exempt("industry", Some(1.0), Some(true)), no);
    assert_eq!(exempt("purpose?", Some(1.0), Some(true)), open);
}

#[test]
fn what_an_application_does_not_state_is_named() {
    let ground = Ground::new();
    for (fact, part) in [
        (FactId::WellAssessment, "水资源论证"),
        (FactId::ReturnZoneLoadRatio, "退水"),
        (FactId::ReturnZoneQualityVerdict, "退水"),
    ] {
        let answer = ground.applied(fact, application());
        assert!(answer.0[0].missing[0].contains(part), "{answer:?}");
    }
    let card = WellApplication {
        assessment: Some(Assessment::Card),
        ..application()
    };
    assert_eq!(
        values(&ground.applied(FactId::WellAssessment, card)),
        [FactValue::Text("card".to_owned())]
    );
    let supply = |purpose: &str, public_supply| {
        let well = WellApplication {
            purpose: Some(purpose.to_owned()),
            public_supply,
            ..application()
        };
        values(&ground.applied(FactId::WellPublicSupply, well))
    };
    assert_eq!(supply("domestic", None), [FactValue::Unknown]);
    assert_eq!(supply("domestic", Some(true)), [FactValue::Flag(true)]);
    assert_eq!(supply("industry", None), [FactValue::Flag(false)]);
}

#[test]
fn the_days_of_a_permit_end_on_its_last_day_and_a_newer_permit_takes_its_place() {
    let expires = |day: &str| ("expires_on", text(day));
    let mut ground = Ground::new();
    ground
        .permit("today", &[expires("2026-11-23")])
        .permit("past", &[expires("2026-11-22")])
        .permit("soon", &[expires("2027-01-07")])
        .permit("blank", &[])
        .permit("unreadable", &[expires("2026年")])
        .permit(
            "old",
            &[
                expires("2025-01-01"),
                ("object_code", text("W")),
                ("issued_on", text("2020-01-01")),
            ],
        )
        .permit(
            "new",
            &[
                expires("2030-01-01"),
                ("object_code", text("W")),
                ("issued_on", text("2025-01-01")),
            ],
        )
        .permit(
            "cancelled",
            &[expires("2026-01-01"), ("valid_to", text("2025-01-01"))],
        )
        .add(
            Layer::Permit,
            "outfall",
            None,
            &[("kind", text("outfall")), expires("2020-01-01")],
        )
        .add(Layer::Permit, "kind?", None, &[expires("2020-01-01")]);
    let of = |code: &str| values(&ground.registered(FactId::PermitDaysLeft, Layer::Permit, code));
    assert_eq!(of("today"), [FactValue::Number(0.0)]);
    assert_eq!(of("past"), [FactValue::Number(-1.0)]);
    assert_eq!(of("soon"), [FactValue::Number(45.0)]);
    assert_eq!(of("new"), [FactValue::Number(1135.0)]);
    for code in ["blank", "unreadable", "kind?"] {
        assert_eq!(of(code), [FactValue::Unknown], "{code}");
    }
    for code in ["old", "cancelled", "outfall"] {
        assert_eq!(of(code), [], "{code}");
    }
}

#[test]
fn years_without_use_and_without_a_start_are_counted_by_the_calendar() {
    let mut ground = Ground::new();
    ground
        .permit("two", &[("last_used_on", text("2024-11-23"))])
        .permit("less", &[("last_used_on", text("2024-11-24"))])
        .permit(
            "in use",
            &[
                ("issued_on", text("2020-01-01")),
                ("actual_m3a", number(5.0)),
            ],
        )
        .permit(
            "idle?",
            &[
                ("issued_on", text("2020-01-01")),
                ("actual_m3a", number(0.0)),
            ],
        )
        .permit("waiting", &[("approved_on", text("2023-11-22"))])
        .permit(
            "begun",
            &[
                ("approved_on", text("2020-01-01")),
                ("started_on", text("2021-01-01")),
            ],
        )
        .permit("nothing", &[]);
    let of = |fact, code: &str| values(&ground.registered(fact, Layer::Permit, code));
    let unused = |code: &str| of(FactId::PermitUnusedYears, code);
    assert_eq!(unused("two"), [FactValue::Number(2.0)]);
    assert!(matches!(unused("less")[..], [FactValue::Number(years)] if years < 2.0));
    assert_eq!(unused("idle?"), [FactValue::Unknown]);
    assert_eq!(unused("in use"), []);
    assert_eq!(unused("waiting"), []);
    let age = |code: &str| of(FactId::PermitApprovalAge, code);
    assert!(matches!(age("waiting")[..], [FactValue::Number(years)] if years > 3.0 && years < 3.1));
    assert_eq!(age("begun"), []);
    assert_eq!(age("two"), []);
    assert_eq!(age("nothing"), [FactValue::Unknown]);
}

#[test]
fn what_is_taken_is_compared_with_the_permit_in_force() {
    let volume = |volume: f64| ("volume_m3a", number(volume));
    let mut ground = Ground::new();
    ground
        .permit(
            "P",
            &[
                volume(100.0),
                ("actual_m3a", number(110.0)),
                ("plan_m3a", number(220.0)),
                ("object_code", text("W")),
            ],
        )
        .permit("blank", &[volume(100.0)])
        .permit(
            "of the intake",
            &[
                volume(50.0),
                ("permit_no", text("No 7")),
                ("expires_on", text("2027-01-01")),
            ],
        )
        .add(
            Layer::Well,
            "W",
            at(102.5, 25.0),
            &[volume(120.0), ("status", text("active"))],
        )
        .add(
            Layer::Well,
            "sealed",
            at(102.5, 25.0),
            &[volume(1.0), ("status", text("sealed"))],
        )
        .add(Layer::Well, "none", at(102.5, 25.0), &[volume(120.0)])
        .add(
            Layer::Intake,
            "I",
            at(102.5, 25.0),
            &[volume(25.0), ("permit_no", text("No 7"))],
        );
    let of = |fact, layer, code: &str| values(&ground.registered(fact, layer, code));
    let used = |layer, code: &str| of(FactId::PermitUseRatio, layer, code);
    assert_eq!(used(Layer::Permit, "P"), [FactValue::Number(1.1)]);
    assert_eq!(used(Layer::Permit, "blank"), [FactValue::Unknown]);
    assert_eq!(used(Layer::Well, "W"), [FactValue::Number(1.2)]);
    assert_eq!(used(Layer::Well, "sealed"), []);
    assert_eq!(used(Layer::Well, "none"), []);
    assert_eq!(used(Layer::Intake, "I"), [FactValue::Number(0.5)]);
    let planned = |layer, code: &str| of(FactId::PermitPlanRatio, layer, code);
    assert_eq!(planned(Layer::Permit, "P"), [FactValue::Number(0.5)]);
    assert_eq!(planned(Layer::Permit, "blank").len(), 2, "both are named");
    assert_eq!(planned(Layer::Well, "W"), []);
}

#[test]
fn the_latest_two_permits_of_a_well_tell_its_change() {
    let issued = |object: &str, day: &str, volume: f64| {
        [
            ("object_code", text(object)),
            ("issued_on", text(day)),
            ("volume_m3a", number(volume)),
        ]
    };
    let mut ground = Ground::new();
    for well in ["W", "one", "undated"] {
        ground.add(Layer::Well, well, at(102.5, 25.0), &[]);
    }
    ground
        .permit("1", &issued("W", "2015-01-01", 900.0))
        .permit("3", &issued("W", "2025-01-01", 150.0))
        .permit("2", &issued("W", "2020-01-01", 100.0))
        .permit("4", &issued("one", "2020-01-01", 100.0))
        .permit("5", &issued("undated", "2020-01-01", 100.0))
        .permit("6", &issued("undated", "", 100.0));
    let of = |code: &str| ground.registered(FactId::WellVolumeChange, Layer::Well, code);
    assert_eq!(values(&of("W")), [FactValue::Number(50.0)]);
    assert_eq!(note(&of("W"), "previous"), "100 m³/a");
    assert!(of("one").0.is_empty());
    assert_eq!(values(&of("undated")), [FactValue::Unknown]);
    let listed = |code: &str| values(&ground.registered(FactId::WellListed, Layer::Well, code));
    assert_eq!(listed("one"), [FactValue::Flag(true)]);
}

#[test]
fn the_zone_of_the_return_water_is_found_by_code_or_name_and_never_guessed() {
    let mut ground = Ground::new();
    ground
        .add(
            Layer::FunctionZone,
            "Z",
            Some(geo::LineString::from(vec![(102.4, 25.2), (102.6, 25.2)]).into()),
            &[
                ("name", text("乙河农业用水区")),
                ("target_class", text("IV")),
            ],
        )
        .add(
            Layer::QualitySample,
            "Q",
            None,
            &[
                ("zone_code", text("Z")),
                ("sampled_on", text("2026-03-05")),
                ("item", text("NH3N")),
                ("value", number(3.0)),
            ],
        )
        .add(
            Layer::Outfall,
            "O",
            at(102.5, 25.2),
            &[
                ("zone_code", text("Z")),
                ("status", text("active")),
                ("load_cod_t_a", number(12.0)),
                ("load_nh3n_t_a", number(1.0)),
            ],
        );
    for (item, limit) in [("COD", 10.0), ("NH3N", 4.0)] {
        ground.add(
            Layer::ZoneLimit,
            item,
            None,
            &[
                ("zone_code", text("Z")),
                ("item", text(item)),
                ("year", Value::Integer(2025)),
                ("limit_t_a", number(limit)),
            ],
        );
    }
    let of = |fact, zone: &str| {
        let well = WellApplication {
            return_zone: Some(zone.to_owned()),
            ..application()
        };
        ground.applied(fact, well)
    };
    for zone in ["Z", "乙河农业用水区"] {
        let loads = of(FactId::ReturnZoneLoadRatio, zone);
        assert_eq!(
            values(&loads),
            [FactValue::Number(1.2), FactValue::Number(0.25)]
        );
        assert_eq!(note(&loads, "item"), "化学需氧量");
        let quality = of(FactId::ReturnZoneQualityVerdict, zone);
        assert_eq!(values(&quality), [FactValue::Text("fail".to_owned())]);
    }
    for zone in ["无", "none", " 无 "] {
        assert!(of(FactId::ReturnZoneLoadRatio, zone).0.is_empty());
        assert!(of(FactId::ReturnZoneQualityVerdict, zone).0.is_empty());
    }
    let wrong = of(FactId::ReturnZoneLoadRatio, "Z-1");
    assert!(wrong.0[0].missing[0].contains("Z-1"), "{wrong:?}");
}

#[test]
fn a_supply_emergency_is_known_only_where_the_year_has_an_entry() {
    let mut ground = Ground::new();
    ground.add(Layer::Well, "W", at(102.5, 25.0), &[]);
    let of = |ground: &Ground| ground.registered(FactId::RegionEmergency, Layer::Well, "W");
    assert!(of(&ground).0[0].missing[0].contains("供水应急状态"));
    ground.target("supply_emergency", 0.0, "");
    assert_eq!(values(&of(&ground)), [FactValue::Flag(false)]);
}

#[test]
fn the_register_of_wells_answers_for_wells_without_a_point_too() {
    let mut ground = Ground::new();
    ground
        .add(
            Layer::Well,
            "scrapped",
            None,
            &[("status", text("scrapped")), ("purpose", text("industry"))],
        )
        .add(
            Layer::Well,
            "filled",
            at(102.5, 25.0),
            &[
                ("status", text("scrapped")),
                ("sealed_on", text("2020-05-01")),
                ("metered", Value::Integer(0)),
            ],
        );
    let of = |fact, code: &str| values(&ground.registered(fact, Layer::Well, code));
    assert_eq!(of(FactId::WellSealed, "scrapped"), [FactValue::Flag(false)]);
    assert_eq!(of(FactId::WellSealed, "filled"), [FactValue::Flag(true)]);
    assert_eq!(of(FactId::WellMetered, "filled"), [FactValue::Flag(false)]);
    assert_eq!(of(FactId::WellMetered, "scrapped"), [FactValue::Unknown]);
    assert_eq!(of(FactId::WellRole, "scrapped"), [FactValue::Unknown]);
    let purpose = of(FactId::WellPurpose, "scrapped");
    assert_eq!(purpose, [FactValue::Text("industry".to_owned())]);
    assert_eq!(
        of(FactId::GroundwaterAreaKind, "scrapped"),
        [FactValue::Unknown]
    );
}

#[test]
fn an_older_file_gets_the_indexes_and_checks_use_them() {
    let ground = Ground::new();
    let path = ground.folder.path().join("p.sqlite");
    drop(ground.project);
    let judge = rusqlite::Connection::open(&path).unwrap();
    let indexes = || -> Vec<String> {
        let mut statement = judge
            .prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE '%\\_by\\_%\\_code' ESCAPE '\\' ORDER BY name")
            .unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    let made = indexes();
    assert!(
        made.contains(&"permit_by_object_code".to_owned()),
        "{made:?}"
    );
    for name in &made {
        judge
            .execute_batch(&format!("DROP INDEX \"{name}\""))
            .unwrap();
    }
    judge.pragma_update(None, "user_version", 2).unwrap();
    drop(Project::open(&path, Access::ReadWrite).unwrap());
    assert_eq!(indexes(), made);
    let plan: String = judge
        .query_row(
            "EXPLAIN QUERY PLAN SELECT * FROM permit AS t WHERE t.\"object_code\" = 'x' ORDER BY t.rowid",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.contains("permit_by_object_code"), "{plan}");
}

/// The sample is made so that a reviewer sees every rule about wells and permits at work.
#[test]
fn every_rule_about_registered_wells_and_permits_speaks_of_something_in_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::Fixed("2026-11-23T00:00:00Z".parse().unwrap());
    let path = folder.path().join("示例.sqlite");
    let project = create_sample(&path, clock, &Progress::silent()).unwrap();
    let packs = PackSet::shipped().unwrap();
    let options = AuditOptions {
        as_of: date(2026, 11, 23),
        packs: Vec::new(),
        layers: Vec::new(),
    };
    let (report, _) = audit(&project, &packs, &options, &Progress::silent()).unwrap();
    let registered = [Layer::Well, Layer::Permit, Layer::Intake].map(SubjectKind::Registered);
    let mut silent = Vec::new();
    for pack in packs.packs() {
        for rule in &pack.rules {
            let ours = rule.id.starts_with("GW-") || rule.id.starts_with("WP-");
            if !ours || !rule.subjects.iter().any(|own| registered.contains(own)) {
                continue;
            }
            let mut findings = report.results.iter().flat_map(|result| &result.findings);
            let hit = findings.any(|finding| {
                finding.rule == rule.id
                    && finding.pack == pack.id
                    && finding.outcome != Outcome::Undecided
            });
            if !hit {
                silent.push(format!("{} in {}", rule.id, pack.id));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
}
