//! Facts about registered rows on small hand-made projects: from the file and from memory alike.

use std::sync::Arc;

use geo::{Geometry, wkt};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use shuijie::domain::{Finding, Layer, Outcome, Progress, Value};
use shuijie::geodesy::shifted::Shift;
use shuijie::geodesy::{ellipsoid, overlay};
use shuijie::rules::engine::{self, Question};
use shuijie::rules::{PackSet, SubjectKind};
use shuijie::services::audit::subject_of;
use shuijie::store::{Change, Item, Live, NewFeature, Project, ProjectFacts, Register, Snapshot};

const DAY: Date = date(2026, 11, 23);

struct Registers {
    project: Project,
    packs: PackSet,
    _folder: tempfile::TempDir,
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn point(x: f64, y: f64) -> Geometry<f64> {
    geo::Point::new(x, y).into()
}

fn square(west: f64, south: f64, side: f64) -> Geometry<f64> {
    geo::Rect::new((west, south), (west + side, south + side))
        .to_polygon()
        .into()
}

impl Registers {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            project: Project::create(&folder.path().join("p.sqlite")).unwrap(),
            packs: PackSet::shipped().unwrap(),
            _folder: folder,
        }
    }

    fn add(
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
        let change = Change {
            at: "2026-11-23T00:00:00Z".to_owned(),
            who: "test".to_owned(),
            why: "test".to_owned(),
        };
        bulk.commit(&change, &serde_json::Value::Null).unwrap();
        self
    }

    fn ask(&self, register: &impl Register, layer: Layer, code: &str) -> Vec<Finding> {
        let item: Arc<Item> = register.by_code(layer, code).unwrap().unwrap();
        let subject = subject_of(&item);
        let mut facts = ProjectFacts::registered(register, &subject, item);
        let question = Question {
            subject: SubjectKind::Registered(layer),
            as_of: DAY,
            packs: &["national".to_owned()],
            metric_epsg: self.project.metric_epsg(),
        };
        engine::check(&self.packs, &question, &mut facts)
            .unwrap()
            .findings
    }

    /// What `rule` says of the row; the file and the copy in memory must agree.
    fn said(&self, rule: &str, layer: Layer, code: &str) -> Option<Finding> {
        let snapshot = Snapshot::load(&self.project, DAY, &Progress::silent()).unwrap();
        let [live, copied] = [
            self.ask(&Live::new(&self.project, DAY), layer, code),
            self.ask(&snapshot, layer, code),
        ];
        let of = |findings: Vec<Finding>| {
            let mut own: Vec<_> = findings
                .into_iter()
                .filter(|said| said.rule == rule)
                .collect();
            assert!(own.len() < 2, "{own:?}");
            own.pop()
        };
        let (live, copied) = (of(live), of(copied));
        assert_eq!(live, copied, "{rule} {code}");
        live
    }

    fn outcome(&self, rule: &str, layer: Layer, code: &str) -> Option<Outcome> {
        self.said(rule, layer, code).map(|said| said.outcome)
    }

    fn message(&self, rule: &str, layer: Layer, code: &str) -> String {
        let said = self.said(rule, layer, code);
        let said = said.unwrap_or_else(|| panic!("{rule} says nothing of {code}"));
        assert!(!said.message.contains("(未知)"), "{}", said.message);
        said.message
    }
}

/// Two counties that meet at 102.5 E, and a river along 25 N with a zone on it.
fn two_counties() -> Registers {
    let mut registers = Registers::empty();
    let county = |name: &str| [("name", text(name)), ("level", text("county"))];
    registers
        .add(
            Layer::AdminArea,
            "530111",
            square(102.0, 24.5, 0.5),
            &county("官渡区"),
        )
        .add(
            Layer::AdminArea,
            "530112",
            square(102.5, 24.5, 0.5),
            &county("西山区"),
        )
        .add(
            Layer::River,
            "R-1",
            Geometry::from(wkt!(LINESTRING(102.1 24.8, 102.4 24.8))),
            &[("name", text("宝象河"))],
        )
        .add(
            Layer::FunctionZone,
            "Z-1",
            Geometry::from(wkt!(LINESTRING(102.1 24.8, 102.3 24.8))),
            &[
                ("name", text("上段")),
                ("water_body", text("宝象河")),
                ("level1", text("reserve")),
            ],
        );
    registers
}

#[test]
fn a_point_outside_all_counties_is_noticed_and_swapped_axes_are_named() {
    let mut registers = two_counties();
    registers
        .add(Layer::Outfall, "IN", point(102.2, 24.8), &[])
        .add(Layer::Outfall, "OUT", point(103.2, 24.8), &[])
        .add(Layer::Outfall, "SWAP", point(24.8, 102.2), &[])
        .add(Layer::Outfall, "NONE", None, &[]);
    let outfall = Layer::Outfall;
    assert_eq!(registers.outcome("DQ-01", outfall, "IN"), None);
    assert!(
        registers
            .message("DQ-01", outfall, "OUT")
            .contains("行政区图层")
    );
    assert!(
        registers
            .message("DQ-01", outfall, "SWAP")
            .contains("经纬度颠倒")
    );
    assert_eq!(
        registers.outcome("DQ-01", outfall, "NONE"),
        Some(Outcome::Undecided)
    );
    assert_eq!(
        registers.outcome("DQ-11", outfall, "NONE"),
        Some(Outcome::Undecided)
    );
    assert!(
        registers
            .message("DQ-11", outfall, "SWAP")
            .contains("经纬度")
    );
}

#[test]
fn without_counties_the_box_of_the_city_decides() {
    let mut registers = Registers::empty();
    registers
        .add(Layer::Well, "IN", point(102.7, 25.0), &[])
        .add(Layer::Well, "OUT", point(104.2, 25.0), &[]);
    assert_eq!(registers.outcome("DQ-01", Layer::Well, "IN"), None);
    assert!(
        registers
            .message("DQ-01", Layer::Well, "OUT")
            .contains("103.67")
    );
}

#[test]
fn a_batch_from_a_shifted_map_is_noticed_with_its_figures_and_a_true_one_is_not() {
    let mut registers = two_counties();
    for index in 0..12 {
        let at = geo::Coord {
            x: 102.12 + 0.02 * f64::from(index),
            y: 24.8003,
        };
        let shown = Shift::Gcj02.apply(at);
        let from = |source: &str| [("source", text(source))];
        registers
            .add(
                Layer::Outfall,
                &format!("G-{index}"),
                point(shown.x, shown.y),
                &from("网图"),
            )
            .add(
                Layer::Outfall,
                &format!("T-{index}"),
                point(at.x, at.y),
                &from("测量"),
            );
        if index < 9 {
            registers.add(
                Layer::Intake,
                &format!("F-{index}"),
                point(shown.x, shown.y),
                &from("网图"),
            );
        }
    }
    let said = registers.message("DQ-02", Layer::Outfall, "G-3");
    assert!(
        said.contains("12 个点中有 12 个") && said.contains("GCJ-02"),
        "{said}"
    );
    assert_eq!(registers.outcome("DQ-02", Layer::Outfall, "T-3"), None);
    assert_eq!(
        registers.outcome("DQ-02", Layer::Intake, "F-3"),
        None,
        "nine points tell nothing"
    );
}

#[test]
fn the_declared_county_may_be_a_code_or_a_name_and_fifty_metres_off() {
    let mut registers = two_counties();
    let says = |county: &str| [("admin_code", text(county))];
    registers
        .add(Layer::Well, "CODE", point(102.2, 24.8), &says("530111"))
        .add(
            Layer::Well,
            "NAME",
            point(102.2, 24.8),
            &says("昆明市官渡区"),
        )
        .add(Layer::Well, "TOWN", point(102.2, 24.8), &says("530111003"))
        .add(Layer::Well, "WRONG", point(102.2, 24.8), &says("西山区"))
        // 0.0004° of longitude is 40 m here, 0.0006° is 61 m.
        .add(Layer::Well, "EDGE", point(102.4996, 24.8), &says("530112"))
        .add(Layer::Well, "OFF", point(102.4994, 24.8), &says("530112"));
    for code in ["CODE", "NAME", "TOWN", "EDGE"] {
        assert_eq!(
            registers.outcome("DQ-03", Layer::Well, code),
            None,
            "{code}"
        );
    }
    assert!(
        registers
            .message("DQ-03", Layer::Well, "WRONG")
            .contains("官渡区(530111)")
    );
    assert_eq!(
        registers.outcome("DQ-03", Layer::Well, "OFF"),
        Some(Outcome::Notice)
    );
}

#[test]
fn the_declared_zone_and_water_are_held_against_the_map() {
    let mut registers = two_counties();
    let says = |zone: &str, water: &str| [("zone_code", text(zone)), ("water_body", text(water))];
    let outfall = Layer::Outfall;
    registers
        .add(
            outfall,
            "RIGHT",
            point(102.2, 24.8005),
            &says("Z-1", "宝象河(官渡段)"),
        )
        .add(
            outfall,
            "ZONE",
            point(102.2, 24.8005),
            &says("Z-9", "宝象河"),
        )
        .add(outfall, "FAR", point(102.2, 24.81), &says("Z-1", "宝象河"))
        .add(
            outfall,
            "STRANGE",
            point(102.2, 24.8005),
            &says("Z-1", "盘龙江"),
        );
    assert_eq!(registers.outcome("DQ-04", outfall, "RIGHT"), None);
    assert_eq!(registers.outcome("DQ-05", outfall, "RIGHT"), None);
    assert!(
        registers
            .message("DQ-04", outfall, "ZONE")
            .contains("上段(Z-1)")
    );
    let far = registers.message("DQ-05", outfall, "FAR");
    // 0.01° of latitude are 1107.7 m, less 7.4 m by which the plane's straight line from 102.1 to
    // 102.4 E bulges north of the parallel.
    assert!(far.contains("1100.3"), "{far}");
    assert_eq!(
        registers.outcome("DQ-05", outfall, "STRANGE"),
        Some(Outcome::Undecided)
    );
    assert_eq!(
        registers.outcome("DQ-04", outfall, "STRANGE"),
        Some(Outcome::Undecided)
    );
}

#[test]
fn twins_are_named_by_name_and_by_owner_on_one_spot() {
    let mut registers = two_counties();
    let of = |name: &str, owner: &str| [("name", text(name)), ("discharger", text(owner))];
    let outfall = Layer::Outfall;
    registers
        .add(outfall, "A", point(102.1, 24.8), &of("甲口", "甲厂"))
        .add(outfall, "B", point(102.3, 24.8), &of("甲口", "乙厂"))
        // 0.00015° of latitude is 16.6 m.
        .add(outfall, "C", point(102.2, 24.8), &of("丙口", "丙厂"))
        .add(outfall, "D", point(102.2, 24.80015), &of("丁口", "丙厂"))
        .add(outfall, "E", point(102.2, 24.80005), &of("戊口", "戊厂"))
        .add(outfall, "F", point(102.2, 24.8003), &of("己口", "丙厂"));
    assert!(registers.message("DQ-06", outfall, "A").contains("B 重复"));
    assert!(registers.message("DQ-06", outfall, "C").contains("16.6 米"));
    assert!(registers.message("DQ-06", outfall, "F").contains("D 重复"));
    assert_eq!(registers.outcome("DQ-06", outfall, "E"), None);
}

#[test]
fn a_gap_in_the_river_zones_is_reported_not_bridged_and_so_is_an_overlap() {
    let mut registers = two_counties();
    let on = |level: &str| {
        [
            ("water_body", text("宝象河")),
            ("level1", text(level)),
            ("name", text("段")),
        ]
    };
    let zone = Layer::FunctionZone;
    // 0.001° of longitude is 101 m here. The second is drawn upstream.
    registers
        .add(
            zone,
            "Z-2",
            Geometry::from(wkt!(LINESTRING(102.35 24.8, 102.301 24.8))),
            &on("buffer"),
        )
        .add(
            zone,
            "Z-3",
            Geometry::from(wkt!(LINESTRING(102.349 24.8, 102.37 24.8))),
            &on("reserve"),
        )
        .add(
            zone,
            "Z-4",
            Geometry::from(wkt!(LINESTRING(102.37 24.8, 102.4 24.8))),
            &on("reserve"),
        )
        .add(
            zone,
            "Z-5",
            Geometry::from(wkt!(LINESTRING(102.37 24.9, 102.4 24.9))),
            &on("reserve"),
        )
        .add(
            zone,
            "Z-6",
            Geometry::from(wkt!(LINESTRING(102.1 24.6, 102.2 24.6))),
            &[("water_body", text("无线河"))],
        )
        .add(
            zone,
            "Z-7",
            Geometry::from(wkt!(LINESTRING(102.2 24.6, 102.3 24.6))),
            &[("water_body", text("无线河"))],
        );
    let gap = registers.message("DQ-07", zone, "Z-1");
    assert!(gap.contains("Z-2") && gap.contains("空隙 101."), "{gap}");
    assert!(registers.message("DQ-07", zone, "Z-2").contains("空隙"));
    let overlap = registers.message("DQ-07", zone, "Z-3");
    assert!(
        overlap.contains("Z-2") && overlap.contains("重叠 101."),
        "{overlap}"
    );
    assert_eq!(registers.outcome("DQ-07", zone, "Z-4"), None);
    assert_eq!(
        registers.outcome("DQ-07", zone, "Z-5"),
        Some(Outcome::Undecided),
        "off the line"
    );
    assert_eq!(
        registers.outcome("DQ-07", zone, "Z-6"),
        Some(Outcome::Undecided),
        "no line"
    );
}

#[test]
fn a_development_zone_that_others_divide_is_no_neighbour() {
    let mut registers = two_counties();
    let zone = Layer::FunctionZone;
    let on = |level1: &str, level2: Value| {
        [
            ("water_body", text("宝象河")),
            ("level1", text(level1)),
            ("level2", level2),
        ]
    };
    registers
        .add(
            zone,
            "DEV",
            Geometry::from(wkt!(LINESTRING(102.3 24.8, 102.4 24.8))),
            &on("development", Value::Null),
        )
        .add(
            zone,
            "D-1",
            Geometry::from(wkt!(LINESTRING(102.3 24.8, 102.35 24.8))),
            &on("development", text("industry")),
        )
        .add(
            zone,
            "D-2",
            Geometry::from(wkt!(LINESTRING(102.35 24.8, 102.4 24.8))),
            &on("development", text("fishery")),
        );
    for code in ["Z-1", "DEV", "D-1", "D-2"] {
        assert_eq!(registers.outcome("DQ-07", zone, code), None, "{code}");
    }
}

#[test]
fn stated_lengths_and_areas_are_measured_on_the_ellipsoid() {
    let mut registers = two_counties();
    let zone = Layer::FunctionZone;
    // 0.1° of longitude at 24.6° N is 10.12 km; a square of 0.01° at 24.7° N is 1.12 km².
    let line = || Geometry::from(wkt!(LINESTRING(102.1 24.6, 102.2 24.6)));
    registers
        .add(zone, "OK", line(), &[("length_km", Value::Real(10.2))])
        .add(zone, "LONG", line(), &[("length_km", Value::Real(11.0))])
        .add(
            zone,
            "AREA",
            square(102.1, 24.7, 0.01),
            &[("area_km2", Value::Real(2.0))],
        );
    assert_eq!(registers.outcome("DQ-07", zone, "OK"), None);
    let long = registers.message("DQ-07", zone, "LONG");
    assert!(long.contains("11 km") && long.contains("10.12"), "{long}");
    assert!(registers.message("DQ-07", zone, "AREA").contains("面积"));
}

#[test]
fn level_one_within_level_two_is_right_whether_it_covers_or_rings_it() {
    let mut registers = Registers::empty();
    let zone = Layer::ProtectionZone;
    let of = |source: &str, grade: &str| [("source_code", text(source)), ("grade", text(grade))];
    let ring = wkt!(POLYGON((102.2 24.8, 102.3 24.8, 102.3 24.9, 102.2 24.9, 102.2 24.8), (102.24 24.84, 102.25 24.84, 102.25 24.85, 102.24 24.85, 102.24 24.84)));
    registers
        .add(zone, "A-1", square(102.13, 24.83, 0.01), &of("A", "1"))
        .add(zone, "A-2", square(102.1, 24.8, 0.05), &of("A", "2"))
        .add(zone, "B-1", square(102.24, 24.84, 0.01), &of("B", "1"))
        .add(zone, "B-2", Geometry::from(ring), &of("B", "2"))
        .add(zone, "C-1", square(102.445, 24.8, 0.01), &of("C", "1"))
        .add(zone, "C-2", square(102.4, 24.8, 0.05), &of("C", "2"))
        .add(zone, "D-1", square(102.6, 24.8, 0.01), &of("D", "1"))
        .add(zone, "E-2", square(102.14, 24.8, 0.05), &of("E", "2"))
        .add(
            zone,
            "F-1",
            square(102.7, 24.8, 0.01),
            &[("grade", text("1"))],
        )
        .add(zone, "G-1", None, &of("C", "1"));
    for code in ["A-1", "B-1", "B-2", "D-1"] {
        assert_eq!(registers.outcome("DQ-08", zone, code), None, "{code}");
    }
    assert!(registers.message("DQ-08", zone, "C-1").contains("伸出"));
    assert!(registers.message("DQ-08", zone, "A-2").contains("E-2"));
    assert!(registers.message("DQ-08", zone, "E-2").contains("A-2"));
    assert_eq!(
        registers.outcome("DQ-08", zone, "F-1"),
        Some(Outcome::Undecided)
    );
    assert_eq!(
        registers.outcome("DQ-08", zone, "G-1"),
        Some(Outcome::Undecided)
    );
}

#[test]
fn blank_fields_signs_and_permits_are_listed() {
    let mut registers = two_counties();
    let outfall = Layer::Outfall;
    let full = |sign: i64, permit: &str| {
        [
            ("name", text("口")),
            ("class", text("industrial")),
            ("water_body", text("宝象河")),
            ("discharger", text("厂")),
            ("status", text("active")),
            ("admin_code", text("530111")),
            ("has_sign", Value::Integer(sign)),
            ("approval_no", text(permit)),
        ]
    };
    registers
        .add(outfall, "FULL", point(102.2, 24.8), &full(1, "P-1"))
        .add(outfall, "SIGN", point(102.2, 24.8), &full(0, "P-2"))
        .add(
            outfall,
            "BLANK",
            point(102.2, 24.8),
            &[("class", text("什么口"))],
        );
    assert_eq!(
        registers.outcome("DQ-10", outfall, "FULL"),
        Some(Outcome::Undecided),
        "no permits at all"
    );
    let permit = |number: &str, object: &str| {
        [
            ("permit_no", text(number)),
            ("kind", text("outfall")),
            ("object_code", text(object)),
        ]
    };
    registers
        .add(Layer::Permit, "X-1", None, &permit("P-1", "FULL"))
        .add(Layer::Permit, "X-3", None, &permit("P-3", "GONE"))
        .add(Layer::Permit, "X-4", None, &[("kind", text("outfall"))]);
    assert_eq!(registers.outcome("DQ-09", outfall, "FULL"), None);
    assert!(
        registers
            .message("DQ-09", outfall, "SIGN")
            .contains("标志牌(登记为没有)")
    );
    let blank = registers.message("DQ-09", outfall, "BLANK");
    assert!(
        blank.contains("名称、排污口类型、受纳水体") && blank.contains("有标志牌"),
        "{blank}"
    );
    assert_eq!(registers.outcome("DQ-10", outfall, "FULL"), None);
    assert!(registers.message("DQ-10", outfall, "SIGN").contains("P-2"));
    assert_eq!(registers.outcome("DQ-10", Layer::Permit, "X-1"), None);
    assert!(
        registers
            .message("DQ-10", Layer::Permit, "X-3")
            .contains("GONE")
    );
    assert_eq!(
        registers.outcome("DQ-10", Layer::Permit, "X-4"),
        Some(Outcome::Undecided)
    );
}

#[test]
fn broken_geometry_is_undecided_with_its_reason() {
    let mut registers = Registers::empty();
    let tie = wkt!(POLYGON((102. 25., 102.2 25.2, 102.2 25., 102. 25.2, 102. 25.)));
    registers
        .add(Layer::Lake, "TIE", Geometry::from(tie), &[])
        .add(Layer::Lake, "GOOD", square(102.5, 25.0, 0.1), &[])
        .add(
            Layer::FunctionZone,
            "NONE",
            None,
            &[
                ("assessed", Value::Integer(1)),
                ("length_km", Value::Real(1.0)),
            ],
        );
    let said = registers.said("DQ-11", Layer::Lake, "TIE").unwrap();
    assert!(
        said.outcome == Outcome::Undecided && said.missing[0].contains("自相交"),
        "{said:?}"
    );
    assert_eq!(registers.outcome("DQ-11", Layer::Lake, "GOOD"), None);
    for rule in ["DQ-07", "DQ-11", "BM-02", "BM-03"] {
        assert_eq!(
            registers.outcome(rule, Layer::FunctionZone, "NONE"),
            Some(Outcome::Undecided),
            "{rule}"
        );
    }
}

/// A square of 0.01° with markers of it, each a few metres north of its south edge.
fn marked(stands: &[(&str, f64, f64, Option<f64>, &str)]) -> Registers {
    let mut registers = Registers::empty();
    registers
        .add(
            Layer::ProtectionZone,
            "P",
            square(102.5, 25.0, 0.01),
            &[("grade", text("1")), ("source_code", text("S"))],
        )
        .add(
            Layer::ProtectionZone,
            "BARE",
            square(102.6, 25.0, 0.01),
            &[("grade", text("2"))],
        );
    for (code, east, north_m, accuracy, kind) in stands {
        registers.add(
            Layer::BoundaryMarker,
            code,
            point(102.5 + east, 25.0 + north_m / 110_780.0),
            &[
                ("object_layer", text("protection_zone")),
                ("object_code", text("P")),
                ("object_grade", text("1")),
                ("kind", text(kind)),
                ("accuracy_m", accuracy.map_or(Value::Null, Value::Real)),
            ],
        );
    }
    registers
}

#[test]
fn a_marker_off_its_boundary_is_judged_by_its_accuracy() {
    let mut registers = marked(&[
        ("NEAR", 0.001, 1.0, Some(0.1), "stake"),
        ("OFF", 0.002, 12.0, Some(0.1), "stake"),
        ("HAND", 0.003, 12.0, Some(20.0), "stake"),
        ("OPEN", 0.004, 12.0, None, "stake"),
        ("FAR", 0.005, 40.0, None, "stele"),
        ("SIGN", 0.006, 40.0, None, "warning_sign"),
    ]);
    let marker = Layer::BoundaryMarker;
    registers
        .add(
            marker,
            "LOST",
            point(102.5, 25.0),
            &[("object_layer", text("lake")), ("object_code", text("P"))],
        )
        .add(marker, "BLANK", point(102.5, 25.0), &[]);
    for code in ["NEAR", "HAND", "SIGN"] {
        assert_eq!(registers.outcome("BM-01", marker, code), None, "{code}");
    }
    let off = registers.message("BM-01", marker, "OFF");
    assert!(off.contains("11.99") && off.contains("0.1 m"), "{off}");
    assert_eq!(
        registers.outcome("BM-01", marker, "FAR"),
        Some(Outcome::Notice)
    );
    for code in ["OPEN", "LOST", "BLANK"] {
        assert_eq!(
            registers.outcome("BM-01", marker, code),
            Some(Outcome::Undecided),
            "{code}"
        );
    }
}

#[test]
fn the_largest_gap_runs_over_the_start_of_the_ring() {
    let registers = marked(&[
        ("A", 0.002, 0.5, None, "stake"),
        ("B", 0.003, 0.5, None, "stake"),
        ("C", 0.0035, 0.5, None, "stake"),
        ("SIGN", 0.009, 0.5, None, "warning_sign"),
    ]);
    // The ring is 2 × (1009 + 1108) m; between A and C lie 151 m of it.
    let said = registers.message("BM-02", Layer::ProtectionZone, "P");
    assert!(said.contains("4082.") || said.contains("4083."), "{said}");
    assert!(said.contains("3 个标志"), "{said}");
    assert_eq!(
        registers.outcome("BM-02", Layer::ProtectionZone, "BARE"),
        None
    );
    let one = marked(&[("A", 0.002, 0.5, None, "stake")]);
    assert!(
        one.message("BM-02", Layer::ProtectionZone, "P")
            .contains("从 A 到 A")
    );
}

#[test]
fn what_must_be_marked_and_is_not_is_restricted() {
    let mut registers = marked(&[("A", 0.002, 0.5, None, "stake")]);
    let assessed = |flag: Value| [("assessed", flag)];
    let line = || Geometry::from(wkt!(LINESTRING(102.1 24.8, 102.3 24.8)));
    registers
        .add(
            Layer::FunctionZone,
            "YES",
            line(),
            &assessed(Value::Integer(1)),
        )
        .add(
            Layer::FunctionZone,
            "NO",
            line(),
            &assessed(Value::Integer(0)),
        )
        .add(Layer::FunctionZone, "MAYBE", line(), &assessed(Value::Null));
    assert_eq!(registers.outcome("BM-03", Layer::ProtectionZone, "P"), None);
    assert_eq!(
        registers.outcome("BM-03", Layer::ProtectionZone, "BARE"),
        Some(Outcome::Restrict)
    );
    assert_eq!(
        registers.outcome("BM-03", Layer::FunctionZone, "YES"),
        Some(Outcome::Restrict)
    );
    assert_eq!(registers.outcome("BM-03", Layer::FunctionZone, "NO"), None);
    assert_eq!(
        registers.outcome("BM-03", Layer::FunctionZone, "MAYBE"),
        Some(Outcome::Undecided)
    );
    let bare = marked(&[]);
    assert_eq!(
        bare.outcome("BM-03", Layer::ProtectionZone, "P"),
        Some(Outcome::Undecided),
        "no register of markers"
    );
}

#[test]
fn condition_inspection_number_and_grade_of_markers() {
    let mut registers = marked(&[]);
    let marker = Layer::BoundaryMarker;
    let state = |condition: &str, day: Value, number: &str, grade: &str| {
        [
            ("object_layer", text("protection_zone")),
            ("object_code", text("P")),
            ("condition", text(condition)),
            ("inspected_on", day),
            ("engraved_no", text(number)),
            ("object_grade", text(grade)),
        ]
    };
    let at = || point(102.5, 25.0);
    registers
        .add(
            marker,
            "GOOD",
            at(),
            &state("good", text("2025-11-23"), "1", "1"),
        )
        .add(
            marker,
            "OLD",
            at(),
            &state("good", text("2025-11-22"), "2", "2"),
        )
        .add(marker, "NEVER", at(), &state("good", Value::Null, "3", "1"))
        .add(
            marker,
            "BROKEN",
            at(),
            &state("damaged", text("2026-11-01"), "3", "1"),
        )
        .add(
            marker,
            "LATER",
            at(),
            &state("good", text("2027-01-01"), "4", "1"),
        )
        .add(
            marker,
            "BLANK",
            at(),
            &[("inspected_on", text("2026-11-01"))],
        );
    assert_eq!(registers.outcome("BM-04", marker, "GOOD"), None);
    for code in ["OLD", "NEVER", "BROKEN"] {
        assert_eq!(
            registers.outcome("BM-04", marker, code),
            Some(Outcome::Notice),
            "{code}"
        );
    }
    for code in ["LATER", "BLANK"] {
        assert_eq!(
            registers.outcome("BM-04", marker, code),
            Some(Outcome::Undecided),
            "{code}"
        );
    }
    assert_eq!(registers.outcome("BM-05", marker, "GOOD"), None);
    assert!(
        registers
            .message("BM-05", marker, "NEVER")
            .contains("BROKEN")
    );
    let grade = registers.message("BM-05", marker, "OLD");
    assert!(
        grade.contains("所示级别为二级保护区") && grade.contains("是一级保护区"),
        "{grade}"
    );
}

proptest! {
    #[test]
    fn overlays_of_rectangles_are_what_plain_arithmetic_says(
        a in (0_u32..20, 0_u32..20, 1_u32..15, 1_u32..15),
        b in (0_u32..20, 0_u32..20, 1_u32..15, 1_u32..15),
    ) {
        let rect = |(x, y, w, h): (u32, u32, u32, u32)| {
            let at = |x: u32, y: u32| geo::Coord { x: 102.0 + f64::from(x) * 1e-3, y: 25.0 + f64::from(y) * 1e-3 };
            Geometry::from(geo::Rect::new(at(x, y), at(x + w, y + h)).to_polygon())
        };
        let common = |a0: u32, al: u32, b0: u32, bl: u32| (a0 + al).min(b0 + bl).saturating_sub(a0.max(b0));
        let (w, h) = (common(a.0, a.2, b.0, b.2), common(a.1, a.3, b.1, b.3));
        let expected = if w == 0 || h == 0 { 0.0 } else {
            ellipsoid::area_m2(&rect((a.0.max(b.0), a.1.max(b.1), w, h)))
        };
        let (one, other) = (rect(a), rect(b));
        let shared = overlay::shared_m2(&one, &other).unwrap();
        prop_assert!((shared - expected).abs() < 1.0, "{} is not {}", shared, expected);
        let outside = overlay::outside_m2(&one, &[&other]).unwrap();
        prop_assert!((outside + expected - ellipsoid::area_m2(&one)).abs() < 1.0);
    }
}

/// A star of integer corners around a centre, in WKT and as a geometry.
fn star(radii: &[u32], at: (f64, f64)) -> (String, geo::Polygon<f64>) {
    let count = radii.len() as f64;
    let corner = |(index, radius): (usize, &u32)| {
        let (sin, cos) = (std::f64::consts::TAU * index as f64 / count).sin_cos();
        let radius = f64::from(*radius) * 1e-4;
        let tidy = |degrees: f64| (degrees * 1e7).round() / 1e7;
        geo::Coord {
            x: tidy(at.0 + radius * cos),
            y: tidy(at.1 + radius * sin),
        }
    };
    let polygon = geo::Polygon::new(radii.iter().enumerate().map(corner).collect(), vec![]);
    let corners: Vec<_> = polygon
        .exterior()
        .coords()
        .map(|at| format!("{} {}", at.x, at.y))
        .collect();
    (format!("POLYGON(({}))", corners.join(",")), polygon)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn overlays_agree_with_geos(
        a in prop::collection::vec(10_u32..60, 6..40),
        b in prop::collection::vec(10_u32..60, 6..40),
        (east, north) in (0_u32..80, 0_u32..80),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let judge = crate::store::judge(&folder.path().join("j.sqlite"));
        let (a_wkt, a) = star(&a, (102.7, 25.0));
        let (b_wkt, b) = star(&b, (102.7 + f64::from(east) * 1e-4, 25.0 + f64::from(north) * 1e-4));
        prop_assume!(geo::Validation::is_valid(&a) && geo::Validation::is_valid(&b));
        let area = |sql: &str| -> f64 {
            let wrapped = format!("SELECT coalesce(ST_Area({sql}), 0.0)");
            judge.query_row(&wrapped, [&a_wkt, &b_wkt], |row| row.get(0)).unwrap()
        };
        let (a, b) = (Geometry::from(a), Geometry::from(b));
        // GEOS counts square degrees: over a kilometre they are of one size to a few parts in ten thousand.
        let scale = ellipsoid::area_m2(&a) / area("CASE WHEN ?2 IS NULL THEN NULL ELSE GeomFromText(?1) END");
        let close = |ours: f64, theirs: f64| (ours - theirs * scale).abs() <= ours * 1e-3 + 2.0;
        let shared = overlay::shared_m2(&a, &b).unwrap();
        let theirs = area("ST_Intersection(GeomFromText(?1), GeomFromText(?2))");
        prop_assert!(close(shared, theirs), "{} is not {}", shared, theirs * scale);
        let outside = overlay::outside_m2(&a, &[&b]).unwrap();
        let theirs = area("ST_Difference(GeomFromText(?1), GeomFromText(?2))");
        prop_assert!(close(outside, theirs), "{} is not {}", outside, theirs * scale);
    }
}
