//! Selecting by location against SpatiaLite's own SQL, and conditions against SQLite.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::Connection;
use shuijie::domain::expression::{Expression, Row};
use shuijie::domain::{Layer, Progress, Value, ValueRef};
use shuijie::geodesy::Meeting;
use shuijie::services::Clock;
use shuijie::services::sample::create_sample;
use shuijie::services::select::{Located, LocationRequest, Reference, by_location};
use shuijie::store::Project;

use crate::store::judge;

fn sample(folder: &std::path::Path) -> Project {
    let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
    create_sample(&folder.join("sample.sqlite"), clock, &Progress::silent()).unwrap()
}

fn found(project: &Project, layer: Layer, meeting: Meeting, with: Layer) -> BTreeSet<i64> {
    let request = LocationRequest {
        layer,
        meeting,
        references: vec![Reference {
            layer: with,
            ids: None,
        }],
    };
    let Located { ids, warnings } = by_location(project, &request, &Progress::silent()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(ids.is_sorted());
    ids.into_iter().collect()
}

fn by_sql(judge: &Connection, layer: Layer, with: Layer, test: &str) -> BTreeSet<i64> {
    let (a, b) = (geometry(judge, layer), geometry(judge, with));
    let itself = if layer == with {
        "AND a.rowid <> b.rowid"
    } else {
        ""
    };
    let sql = format!(
        "SELECT DISTINCT a.rowid FROM {} AS a, {} AS b WHERE {} {itself}",
        layer.name(),
        with.name(),
        test.replace("$A", &a.replace("t.", "a."))
            .replace("$B", &b.replace("t.", "b.")),
    );
    let mut select = judge.prepare(&sql).unwrap();
    let ids = select.query_map([], |row| row.get(0)).unwrap();
    ids.collect::<Result<_, _>>().unwrap()
}

fn geometry(judge: &Connection, layer: Layer) -> String {
    let column: String = judge
        .query_row(
            "SELECT f_geometry_column FROM geometry_columns WHERE f_table_name = ?1",
            [layer.name()],
            |row| row.get(0),
        )
        .unwrap();
    format!("t.\"{column}\"")
}

#[test]
fn selecting_by_location_agrees_with_spatialite() {
    let folder = tempfile::tempdir().unwrap();
    let project = sample(folder.path());
    let judge = judge(project.path());
    let mut any = 0;
    for (layer, with) in [
        (Layer::Outfall, Layer::FunctionZone),
        (Layer::Outfall, Layer::ProtectionZone),
        (Layer::Well, Layer::GroundwaterArea),
        (Layer::Well, Layer::AdminArea),
        (Layer::BoundaryMarker, Layer::ProtectionZone),
        (Layer::River, Layer::AdminArea),
        (Layer::FunctionZone, Layer::Lake),
        (Layer::FunctionZone, Layer::River),
        (Layer::ProtectionZone, Layer::SpecialArea),
        (Layer::ProtectionZone, Layer::ProtectionZone),
        (Layer::Well, Layer::Well),
    ] {
        let inside = found(&project, layer, Meeting::Inside, with);
        let touching = found(&project, layer, Meeting::Touching, with);
        assert_eq!(
            inside,
            by_sql(&judge, layer, with, "ST_CoveredBy($A, $B) = 1"),
            "{layer:?} inside {with:?}"
        );
        assert_eq!(
            touching,
            by_sql(&judge, layer, with, "ST_Intersects($A, $B) = 1"),
            "{layer:?} meets {with:?}"
        );
        assert!(inside.is_subset(&touching));
        any += inside.len();
        for metres in [0.0, 250.0, 3000.0] {
            let near = found(&project, layer, Meeting::Within(metres), with);
            let test =
                format!("ST_Distance(ST_Transform($A, 4543), ST_Transform($B, 4543)) <= {metres}");
            assert_eq!(
                near,
                by_sql(&judge, layer, with, &test),
                "{layer:?} within {metres} m of {with:?}"
            );
        }
    }
    assert!(any > 20, "the sample has features inside others");
}

#[test]
fn only_the_references_named_count_and_a_stop_is_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let project = sample(folder.path());
    let area = project.by_id(Layer::AdminArea, 1).unwrap().unwrap();
    let request = |ids: Vec<i64>| LocationRequest {
        layer: Layer::Well,
        meeting: Meeting::Inside,
        references: vec![Reference {
            layer: Layer::AdminArea,
            ids: Some(ids.into()),
        }],
    };
    let silent = Progress::silent();
    let some = by_location(&project, &request(vec![area.id]), &silent)
        .unwrap()
        .ids;
    let none = by_location(&project, &request(Vec::new()), &silent)
        .unwrap()
        .ids;
    assert!(none.is_empty());
    assert!(some.len() < project.count(Layer::Well).unwrap() as usize);
    silent.cancel();
    assert!(by_location(&project, &request(vec![area.id]), &silent).is_err());
}

/// One row of function zones: name, `length_km`, `area_km2`.
#[derive(Clone, Debug)]
struct Zone {
    name: Option<String>,
    length: Option<f64>,
    area: Option<f64>,
}

struct ZoneRow([(usize, Value); 3]);

impl Row for ZoneRow {
    fn value(&self, column: usize) -> ValueRef<'_> {
        let found = self.0.iter().find(|(own, _)| *own == column);
        found.map_or(ValueRef::Null, |(_, value)| value.into())
    }

    fn length_m(&self) -> Option<f64> {
        None
    }

    fn area_m2(&self) -> Option<f64> {
        None
    }
}

fn row(zone: &Zone) -> ZoneRow {
    let column = |name| Layer::FunctionZone.field_index(name).unwrap() + 1;
    let number = |value: Option<f64>| value.map_or(Value::Null, Value::Real);
    ZoneRow([
        (
            column("name"),
            zone.name.clone().map_or(Value::Null, Value::Text),
        ),
        (column("length_km"), number(zone.length)),
        (column("area_km2"), number(zone.area)),
    ])
}

fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("length_km".to_owned()),
        Just("area_km2".to_owned()),
        (-4_i32..5).prop_map(|value| format!("{value}.0")),
        (0_i32..4).prop_map(|value| format!("{value}.5")),
        Just("length(name)".to_owned()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["+", "-", "*"]),
                inner.clone()
            )
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            // As real numbers: whole ones divide as real ones here, but not in SQLite.
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} / ({b} * 1.0))")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("coalesce({a}, {b})")),
        ]
    })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("name".to_owned()),
        Just("upper(name)".to_owned()),
        Just("lower(name)".to_owned()),
        Just("(name || 'b')".to_owned()),
        "[aAbB滇_%]{0,3}".prop_map(|text| format!("'{text}'")),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    let compare = prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let not = prop::sample::select(vec!["", "NOT "]);
    let leaf = prop_oneof![
        (number(), compare.clone(), number()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (word(), compare, word()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (number(), not.clone(), number(), number())
            .prop_map(|(a, not, b, c)| format!("{a} {not}IN ({b}, {c}, NULL)")),
        (word(), not.clone(), word(), word())
            .prop_map(|(a, not, b, c)| format!("{a} {not}IN ({b}, {c})")),
        (number(), not.clone(), number(), number())
            .prop_map(|(a, not, b, c)| format!("{a} {not}BETWEEN {b} AND {c}")),
        (word(), not.clone(), word()).prop_map(|(a, not, b)| format!("{a} {not}LIKE {b}")),
        (number(), not.clone()).prop_map(|(a, not)| format!("{a} IS {not}NULL")),
        (word(), not).prop_map(|(a, not)| format!("{a} IS {not}NULL")),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} AND {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

fn zone() -> impl Strategy<Value = Zone> {
    let figure = || prop::option::of((-4_i32..5).prop_map(|value| f64::from(value) / 2.0));
    (prop::option::of("[aAbB滇]{0,3}"), figure(), figure()).prop_map(|(name, length, area)| Zone {
        name,
        length,
        area,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_condition_says_what_sqlite_says(
        text in condition(),
        zones in prop::collection::vec(zone(), 1..5),
    ) {
        let judge = Connection::open_in_memory().unwrap();
        judge
            .execute("CREATE TABLE z (name TEXT, length_km REAL, area_km2 REAL)", [])
            .unwrap();
        let read = Expression::parse(&text, Layer::FunctionZone);
        let read = read.unwrap_or_else(|error| panic!("{text}: {error}"));
        for zone in &zones {
            judge.execute("DELETE FROM z", []).unwrap();
            judge
                .execute(
                    "INSERT INTO z VALUES (?1, ?2, ?3)",
                    rusqlite::params![zone.name, zone.length, zone.area],
                )
                .unwrap();
            let expected: Option<bool> = judge
                .query_row(&format!("SELECT {text} FROM z"), [], |row| row.get(0))
                .unwrap();
            prop_assert_eq!(read.holds(&row(zone)), expected, "{} of {:?}", text, zone);
        }
    }
}
