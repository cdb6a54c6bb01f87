//! The sample data as it lies in `sample-data/`: what its README promises is what the files hold.
//! Reads the files themselves; the sample project built from them is tested with the services.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon, Rect, Validation as _};
use serde_json::Value;
use shuijie::domain::{FieldKind, GeometryKind, Layer, Outcome};
use shuijie::geodesy::{DEFAULT_METRIC_EPSG, MetricGrid, Place, PreparedArea, boundary_distance_m};

struct Row {
    code: String,
    properties: BTreeMap<String, String>,
    geometry: Option<Geometry<f64>>,
}

impl Row {
    fn text(&self, field: &str) -> &str {
        self.properties.get(field).map_or("", String::as_str)
    }

    fn geometry(&self) -> &Geometry<f64> {
        self.geometry.as_ref().unwrap()
    }

    fn line(&self) -> Option<&LineString<f64>> {
        match self.geometry() {
            Geometry::LineString(line) => Some(line),
            _ => None,
        }
    }

    fn rings(&self) -> Vec<&LineString<f64>> {
        match self.geometry() {
            Geometry::Polygon(polygon) => std::iter::once(polygon.exterior())
                .chain(polygon.interiors())
                .collect(),
            Geometry::MultiPolygon(areas) => areas
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("sample-data")
        .join(file)
}

/// A table with the heading of every cell, in the order of the file.
fn table(file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path(file)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn coord(value: &Value) -> Coord<f64> {
    Coord {
        x: value[0].as_f64().unwrap(),
        y: value[1].as_f64().unwrap(),
    }
}

fn line(value: &Value) -> LineString<f64> {
    value.as_array().unwrap().iter().map(coord).collect()
}

fn polygon(value: &Value) -> Polygon<f64> {
    let mut rings = value.as_array().unwrap().iter().map(line);
    let exterior = rings.next().unwrap();
    Polygon::new(exterior, rings.collect())
}

fn geometry(value: &Value) -> Geometry<f64> {
    let coordinates = &value["coordinates"];
    match value["type"].as_str().unwrap() {
        "Point" => Geometry::Point(coord(coordinates).into()),
        "LineString" => Geometry::LineString(line(coordinates)),
        "Polygon" => Geometry::Polygon(polygon(coordinates)),
        "MultiPolygon" => Geometry::MultiPolygon(MultiPolygon(
            coordinates
                .as_array()
                .unwrap()
                .iter()
                .map(polygon)
                .collect(),
        )),
        other => panic!("the sample has no {other}"),
    }
}

fn rows(layer: Layer) -> Vec<Row> {
    if layer.geometry().is_none() {
        let labels: BTreeMap<_, _> = layer
            .fields()
            .iter()
            .map(|field| (field.label.zh, field.name))
            .collect();
        return table(&format!("{}.csv", layer.name()))
            .into_iter()
            .map(|cells| Row {
                code: cells["编号"].clone(),
                properties: cells
                    .into_iter()
                    .filter(|(heading, cell)| heading != "编号" && !cell.is_empty())
                    .map(|(heading, cell)| {
                        let name = labels.get(heading.as_str());
                        (name.copied().unwrap_or("?").to_owned(), cell)
                    })
                    .collect(),
                geometry: None,
            })
            .collect();
    }
    let text = std::fs::read_to_string(path(&format!("{}.geojson", layer.name()))).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let crs = &file["crs"]["properties"]["name"];
    assert_eq!(crs, "urn:ogc:def:crs:EPSG::4490", "{}", layer.name());
    file["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let mut properties: BTreeMap<_, _> = feature["properties"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(key, value)| {
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    (key.clone(), text)
                })
                .collect();
            Row {
                code: properties.remove("code").unwrap(),
                properties,
                geometry: Some(geometry(&feature["geometry"])),
            }
        })
        .collect()
}

fn by_code(layer: Layer) -> BTreeMap<String, Row> {
    rows(layer)
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect()
}

fn segments(row: &Row) -> Vec<[(u64, u64); 2]> {
    let key = |c: Coord<f64>| (c.x.to_bits(), c.y.to_bits());
    row.rings()
        .into_iter()
        .flat_map(|ring| {
            ring.lines()
                .map(|line| [key(line.start), key(line.end)])
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_layer_has_rows_whose_fields_and_values_the_catalog_knows() {
    for layer in Layer::ALL {
        let rows = rows(layer);
        assert!(!rows.is_empty(), "{} is empty", layer.name());
        let codes: BTreeSet<_> = rows.iter().map(|row| &row.code).collect();
        assert_eq!(codes.len(), rows.len(), "{} repeats a code", layer.name());
        for row in &rows {
            let marked = format!("{}{}", row.text("source"), row.text("remark"));
            assert!(
                marked.contains("非官方") || marked.contains("方案"),
                "{} {} does not say where it comes from",
                layer.name(),
                row.code
            );
            for (name, text) in &row.properties {
                let field = layer.field_index(name).map(|index| &layer.fields()[index]);
                let place = format!("{} {} {name}={text}", layer.name(), row.code);
                let known = match field
                    .unwrap_or_else(|| panic!("no such field: {place}"))
                    .kind
                {
                    FieldKind::Text => true,
                    FieldKind::Choice(_) => field.is_some_and(|field| field.choice(text).is_some()),
                    FieldKind::Integer => text.parse::<i64>().is_ok(),
                    FieldKind::Real { .. } => text.parse::<f64>().is_ok_and(f64::is_finite),
                    FieldKind::Flag => matches!(text.as_str(), "0" | "1"),
                    FieldKind::Date => text.parse::<jiff::civil::Date>().is_ok(),
                };
                assert!(known, "not a value of its field: {place}");
            }
        }
    }
}

#[test]
fn every_geometry_is_valid_and_of_its_layers_kind() {
    for layer in Layer::spatial() {
        for row in rows(layer) {
            let place = format!("{} {}", layer.name(), row.code);
            assert!(row.geometry().is_valid(), "{place} is not valid");
            let fits = match layer.geometry().unwrap() {
                GeometryKind::Point => matches!(row.geometry(), Geometry::Point(_)),
                GeometryKind::Line => row.line().is_some(),
                GeometryKind::Area => !row.rings().is_empty(),
                GeometryKind::LineOrArea => row.line().is_some() || !row.rings().is_empty(),
            };
            assert!(fits, "{place} is of another kind");
        }
    }
}

#[test]
fn counties_cover_the_city_without_gap_or_overlap() {
    let counties = rows(Layer::AdminArea);
    assert_eq!(counties.len(), 14);
    let mut directed = BTreeSet::new();
    for county in &counties {
        for segment in segments(county) {
            assert!(
                directed.insert(segment),
                "{} overlaps a neighbour",
                county.code
            );
        }
    }
    // What no neighbour has the other way round is the border of the city: one closed loop.
    let outer: BTreeMap<_, _> = directed
        .iter()
        .filter(|[a, b]| !directed.contains(&[*b, *a]))
        .map(|[a, b]| (*a, *b))
        .collect();
    let start = *outer.keys().next().unwrap();
    let (mut at, mut steps) = (outer[&start], 1);
    while at != start {
        at = outer[&at];
        steps += 1;
    }
    assert_eq!(steps, outer.len(), "the border of the city is not one loop");
}

#[test]
fn rivers_end_on_a_vertex_of_their_mouth() {
    let (rivers, lakes) = (rows(Layer::River), rows(Layer::Lake));
    let mut leaving = Vec::new();
    for river in &rivers {
        let end = *river.line().unwrap().0.last().unwrap();
        let ends_on_river = rivers
            .iter()
            .any(|other| other.code != river.code && other.line().unwrap().0.contains(&end));
        let ends_on_shore = lakes
            .iter()
            .any(|lake| lake.rings().iter().any(|ring| ring.0.contains(&end)));
        if !ends_on_river && !ends_on_shore {
            leaving.push(river.text("name"));
        }
    }
    assert_eq!(
        leaving,
        ["金沙江", "牛栏江", "南盘江"],
        "only these leave the city"
    );
}

#[test]
fn river_zones_follow_each_other_along_the_whole_river() {
    let rivers: BTreeMap<_, _> = rows(Layer::River)
        .into_iter()
        .map(|river| (river.text("name").to_owned(), river))
        .collect();
    let mut zoned: BTreeMap<String, Vec<Coord<f64>>> = BTreeMap::new();
    for zone in rows(Layer::FunctionZone) {
        let Some(line) = zone.line() else { continue };
        let run = zoned.entry(zone.text("water_body").to_owned()).or_default();
        if let Some(last) = run.pop() {
            assert_eq!(
                last, line.0[0],
                "{} does not start where the one above ends",
                zone.code
            );
        }
        run.extend(&line.0);
    }
    assert!(
        zoned.len() > 10 && zoned.len() < rivers.len(),
        "some rivers stay without zones"
    );
    for (river, run) in zoned {
        assert_eq!(&run, &rivers[&river].line().unwrap().0, "{river}");
    }
}

#[test]
fn every_type_of_function_zone_occurs() {
    let zones = rows(Layer::FunctionZone);
    for (field, choices) in [
        ("level1", shuijie::domain::catalog::LEVEL_ONE),
        ("level2", shuijie::domain::catalog::LEVEL_TWO),
    ] {
        for choice in choices {
            let found = zones.iter().any(|zone| zone.text(field) == choice.label.zh);
            assert!(found, "no zone is a {}", choice.label.zh);
        }
    }
}

#[test]
fn the_ring_zone_of_a_source_shares_its_edge_with_the_zone_inside() {
    let zones = by_code(Layer::ProtectionZone);
    let (inner, ring) = (&zones["SY-530103-01-1"], &zones["SY-530103-01-2"]);
    assert_eq!((inner.rings().len(), ring.rings().len()), (1, 2));
    let outside: BTreeSet<_> = segments(inner).into_iter().collect();
    let hole: BTreeSet<_> = ring.rings()[1]
        .lines()
        .map(|line| {
            let key = |c: Coord<f64>| (c.x.to_bits(), c.y.to_bits());
            [key(line.end), key(line.start)]
        })
        .collect();
    assert_eq!(hole, outside);
    let prepared = PreparedArea::new(ring.geometry()).unwrap();
    let middle = by_code(Layer::Lake)["LK-SHB"].rings()[0].0[0];
    assert_eq!(
        prepared.locate(middle),
        Place::Outside,
        "grade 1 is no part of grade 2"
    );
}

#[test]
fn markers_stand_as_far_from_their_boundary_as_intended() {
    let bounds = Rect::new((102.0, 24.2), (103.9, 26.8));
    let grid = MetricGrid::new(DEFAULT_METRIC_EPSG, bounds).unwrap();
    let objects: BTreeMap<_, _> = [
        Layer::ProtectionZone,
        Layer::GroundwaterArea,
        Layer::SpecialArea,
        Layer::FunctionZone,
    ]
    .into_iter()
    .map(|layer| (layer.name(), by_code(layer)))
    .collect();
    let (mut near, mut astray) = (0, 0);
    for marker in rows(Layer::BoundaryMarker) {
        let object = &objects[marker.text("object_layer")][marker.text("object_code")];
        let Geometry::Point(point) = marker.geometry() else {
            panic!("{} is no point", marker.code);
        };
        let metres = boundary_distance_m(&grid, object.geometry(), point.0).unwrap();
        match metres {
            0.0..2.0 => near += 1,
            10.0..60.0 => astray += 1,
            _ => panic!("{} is {metres} m from its boundary", marker.code),
        }
    }
    assert_eq!((near, astray), (54, 7));
}

#[test]
fn references_between_the_registers_lead_somewhere() {
    let zones = by_code(Layer::FunctionZone);
    let sources = by_code(Layer::DrinkingSource);
    let stations = by_code(Layer::MonitoringStation);
    let counties = by_code(Layer::AdminArea);
    for (layer, field, known) in [
        (Layer::Outfall, "zone_code", &zones),
        (Layer::MonitoringStation, "zone_code", &zones),
        (Layer::ZoneLimit, "zone_code", &zones),
        (Layer::QualitySample, "zone_code", &zones),
        (Layer::QualitySample, "station_code", &stations),
        (Layer::ProtectionZone, "source_code", &sources),
        (Layer::Intake, "source_code", &sources),
        (Layer::FunctionZone, "admin_code", &counties),
    ] {
        for row in rows(layer) {
            let code = row.text(field);
            let place = format!("{} {} {field}={code}", layer.name(), row.code);
            assert!(code.is_empty() || known.contains_key(code), "{place}");
        }
    }
}

#[test]
fn the_proposed_sites_name_known_features_and_every_outcome() {
    let known: BTreeSet<String> = Layer::spatial()
        .flat_map(rows)
        .map(|row| row.code)
        .collect();
    let sites = table("sites.csv");
    assert!(sites.len() >= 12);
    let mut expected = BTreeSet::new();
    for site in &sites {
        for code in site["codes"].split_whitespace() {
            assert!(
                known.contains(code),
                "{}: {code} is not in the sample",
                site["name"]
            );
        }
        assert!(matches!(site["kind"].as_str(), "outfall" | "well"));
        assert!(!site["why"].is_empty());
        expected.insert(site["expected"].clone());
    }
    let all: BTreeSet<_> = Outcome::STRICTEST_FIRST
        .iter()
        .map(|outcome| outcome.code().to_owned())
        .collect();
    assert_eq!(expected, all);
}

/// The sample shows what an audit finds. DQ-02 needs a batch of ten, DQ-08 zones drawn
/// wrong and DQ-11 what the import refuses: these have their own tests.
#[test]
fn every_data_quality_and_marker_rule_finds_something_in_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let project = shuijie::services::sample::create_sample(
        &folder.path().join("s.sqlite"),
        shuijie::services::Clock::System,
        &shuijie::domain::Progress::silent(),
    )
    .unwrap();
    let options = shuijie::services::audit::AuditOptions {
        as_of: "2026-11-23".parse().unwrap(),
        packs: Vec::new(),
        layers: Vec::new(),
    };
    let packs = shuijie::rules::PackSet::shipped().unwrap();
    let silent = shuijie::domain::Progress::silent();
    let (report, _) = shuijie::services::audit::audit(&project, &packs, &options, &silent).unwrap();
    let heard: BTreeSet<_> = report.rules.iter().map(|rule| rule.rule.as_str()).collect();
    for rule in [
        "DQ-01", "DQ-03", "DQ-04", "DQ-05", "DQ-06", "DQ-07", "DQ-09", "DQ-10", "BM-01", "BM-02",
        "BM-03", "BM-04", "BM-05",
    ] {
        assert!(heard.contains(rule), "{rule} finds nothing");
    }
    for result in &report.results {
        for finding in &result.findings {
            assert!(
                !finding.message.contains("(未知)"),
                "{} {}: {}",
                finding.rule,
                result.code,
                finding.message
            );
        }
    }
}
