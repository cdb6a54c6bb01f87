//! Random networks against a search without graphs, and the synthetic city.

use std::time::Instant;

use geo::{Coord, Geometry, LineString, Rect};
use proptest::prelude::*;

use super::*;
use crate::geodesy::metric::MetricGrid;

const SIDE: usize = 4;

/// Lines along a street grid of 1 000 m, each in either direction, some with a bend, some with a
/// tributary that meets the bend: vertices by number, lines as lists of them.
#[derive(Clone, Debug)]
struct Streets {
    places: Vec<Coord<f64>>,
    lines: Vec<Vec<usize>>,
}

fn streets() -> impl Strategy<Value = Streets> {
    let count = 2 * SIDE * (SIDE - 1);
    prop::collection::vec((0_u8..5, -200_i32..200), count).prop_map(|choices| {
        let mut streets = Streets {
            places: (0..SIDE * SIDE)
                .map(|index| Coord {
                    x: (index % SIDE) as f64 * 1000.0,
                    y: (index / SIDE) as f64 * 1000.0,
                })
                .collect(),
            lines: Vec::new(),
        };
        let pairs = (0..SIDE * SIDE).flat_map(|a| {
            let right = (a % SIDE + 1 < SIDE).then_some((a, a + 1));
            let upper = (a / SIDE + 1 < SIDE).then_some((a, a + SIDE));
            right.into_iter().chain(upper)
        });
        for ((a, b), (choice, bend)) in pairs.zip(choices) {
            if choice == 0 {
                continue;
            }
            let (from, to) = if choice % 2 == 0 { (a, b) } else { (b, a) };
            let middle = (streets.places[a] + streets.places[b]) / 2.0;
            let across = if b == a + 1 {
                Coord {
                    x: 0.0,
                    y: f64::from(bend),
                }
            } else {
                Coord {
                    x: f64::from(bend),
                    y: 0.0,
                }
            };
            let knee = streets.places.len();
            streets.places.push(middle + across);
            streets.lines.push(vec![from, knee, to]);
            if choice > 2 {
                let source = streets.places.len();
                streets
                    .places
                    .push(middle + across + Coord { x: 150.0, y: 150.0 });
                streets.lines.push(vec![source, knee]);
            }
        }
        streets
    })
}

/// Bellman and Ford over all vertices.
fn plain_distances(streets: &Streets, from: usize) -> Vec<f64> {
    let mut metres = vec![f64::INFINITY; streets.places.len()];
    metres[from] = 0.0;
    for _ in 0..streets.places.len() {
        for line in &streets.lines {
            for pair in line.windows(2) {
                let step = streets.places[pair[1]] - streets.places[pair[0]];
                metres[pair[1]] = metres[pair[1]].min(metres[pair[0]] + step.x.hypot(step.y));
            }
        }
    }
    metres
}

proptest! {
    #[test]
    fn distances_agree_with_a_plain_search(streets in streets(), from in 0_usize..200, max_m in 500.0..6000.0) {
        let geometries: Vec<Geometry<f64>> = streets.lines.iter()
            .map(|line| LineString(line.iter().map(|place| streets.places[*place]).collect()).into())
            .collect();
        let rivers: Vec<RiverLine<'_>> = geometries.iter()
            .map(|geometry| RiverLine { code: "R", name: Some("河"), geometry: Some(geometry) })
            .collect();
        let network = RiverNetwork::build_with(|at| at, &rivers, &[], Tolerances::default());
        let from = from % streets.places.len();
        let locate = |place: usize| network.locate(streets.places[place], None, 1.0).spots;
        let expected = plain_distances(&streets, from);
        let walk = network.walk(&locate(from), Direction::Downstream, max_m);
        for (place, plain) in expected.iter().enumerate() {
            if locate(from).is_empty() || (plain - max_m).abs() < 1e-6 {
                continue;
            }
            let own = locate(place).iter().filter_map(|spot| walk.reach(spot)).map(|reach| reach.distance_m).min_by(f64::total_cmp);
            if *plain <= max_m {
                let own = own.unwrap_or(f64::NAN);
                prop_assert!((own - plain).abs() < 1e-6, "{} to {}: {} is not {}", from, place, own, plain);
                let back = network.walk(&locate(place), Direction::Upstream, max_m);
                let back = locate(from).iter().filter_map(|spot| back.reach(spot)).map(|reach| reach.distance_m).min_by(f64::total_cmp);
                prop_assert!((back.unwrap_or(f64::NAN) - plain).abs() < 1e-6);
            } else {
                prop_assert!(own.is_none(), "{} to {}: {:?}, but {}", from, place, own, plain);
            }
        }
    }
}

type Made = Vec<(String, String, Geometry<f64>)>;

/// Rivers, and the lakes among the function zones, of a folder with made data.
fn made_data(folder: &std::path::Path) -> (Made, Made) {
    let read = |name: &str| -> Vec<serde_json::Value> {
        let path = folder.join("geojson").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
        whole["features"].as_array().unwrap().clone()
    };
    let line = |coords: &serde_json::Value| -> LineString<f64> {
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let pairs = coords.as_array().unwrap().iter();
        pairs
            .map(|at| Coord {
                x: number(&at[0]),
                y: number(&at[1]),
            })
            .collect()
    };
    let text = |feature: &serde_json::Value, key: &str| {
        feature["properties"][key]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let rivers: Made = (read("rivers.geojson").iter())
        .map(|feature| {
            let geometry = line(&feature["geometry"]["coordinates"]).into();
            (text(feature, "river_id"), text(feature, "name"), geometry)
        })
        .collect();
    let lakes: Made = (read("function_zones.geojson").iter())
        .filter(|feature| text(feature, "kind") == "湖库")
        .filter(|feature| feature["geometry"]["type"] == "Polygon")
        .map(|feature| {
            let rings = feature["geometry"]["coordinates"].as_array().unwrap();
            let mut rings = rings.iter().map(line);
            let shell = rings.next().unwrap();
            let area = geo::Polygon::new(shell, rings.collect()).into();
            (text(feature, "zone_id"), text(feature, "water"), area)
        })
        .collect();
    (rivers, lakes)
}

#[test]
fn the_synthetic_city_is_built_and_asked() {
    let Some(folder) = std::env::var_os("SHUIJIE_BENCH_DATA") else {
        eprintln!("skipped: SHUIJIE_BENCH_DATA does not name a folder with made data");
        return;
    };
    let (rivers, lakes) = made_data(std::path::Path::new(&folder));
    let rivers: Vec<_> = rivers
        .iter()
        .map(|(code, name, geometry)| RiverLine {
            code,
            name: Some(name),
            geometry: Some(geometry),
        })
        .collect();
    let lakes: Vec<_> = lakes
        .iter()
        .map(|(code, name, geometry)| LakeArea {
            code,
            name: Some(name),
            geometry: Some(geometry),
        })
        .collect();
    let grid = MetricGrid::new(4543, Rect::new((101.5, 23.5), (104.5, 27.5))).unwrap();
    let started = Instant::now();
    let network = RiverNetwork::build(&grid, &rivers, &lakes, Tolerances::default());
    eprintln!(
        "{} lines built in {:?}, {} issues",
        network.lines.len(),
        started.elapsed(),
        network.issues().len()
    );
    assert_eq!(network.lines.len(), rivers.len());
    let started = Instant::now();
    for line in 0..network.lines.len() {
        let middle = network
            .lines
            .point_at(line, network.lines.get(line).length_m / 2.0);
        let spots = network.locate(middle, None, 200.0).spots;
        let walk = network.walk(&spots, Direction::Downstream, 3000.0);
        assert!(spots.iter().all(|spot| walk.reach(spot).is_some()));
    }
    eprintln!(
        "{:?} for each search",
        started.elapsed() / network.lines.len() as u32
    );
}
