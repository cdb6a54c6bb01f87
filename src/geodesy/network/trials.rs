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

/// The made data that `SHUIJIE_BENCH_DATA` names; `None`, said, without it.
fn bench_data() -> Option<(Made, Made)> {
    let folder = std::env::var_os("SHUIJIE_BENCH_DATA");
    if folder.is_none() {
        eprintln!("skipped: SHUIJIE_BENCH_DATA does not name a folder with made data");
    }
    Some(made_data(std::path::Path::new(&folder?)))
}

/// Lines that meet, found by looking at every end and every segment, and the shortest ways between them
/// by relaxing every stretch until nothing changes: no index, no graph.
struct Plain {
    lines: Vec<Vec<Coord<f64>>>,
    /// Per line the metres and places (by number) where it can be left or entered, from its start down.
    stops: Vec<Vec<(f64, usize)>>,
    places: Vec<Coord<f64>>,
}

impl Plain {
    fn new(lines: Vec<Vec<Coord<f64>>>, snap_m: f64) -> Self {
        let end = |end: usize| -> Coord<f64> {
            let line = &lines[end / 2];
            line[if end.is_multiple_of(2) {
                0
            } else {
                line.len() - 1
            }]
        };
        // The group of each end: joined again and again until all that are near are one.
        let count = 2 * lines.len();
        let mut group: Vec<usize> = (0..count).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for a in 0..count {
                for b in 0..count {
                    let apart = end(a) - end(b);
                    if a / 2 != b / 2 && apart.x.hypot(apart.y) <= snap_m && group[b] < group[a] {
                        group[a] = group[b];
                        changed = true;
                    }
                }
            }
        }
        let mut own = Self {
            stops: vec![Vec::new(); lines.len()],
            places: (0..count).map(end).collect(),
            lines: Vec::new(),
        };
        for head in (0..count).filter(|end| group[*end] == *end) {
            let members: Vec<usize> = (0..count).filter(|end| group[*end] == head).collect();
            let starts = members.iter().filter(|end| end.is_multiple_of(2)).count();
            if starts != 0 && starts != members.len() {
                continue;
            }
            let mut best: Option<(f64, usize, f64, Coord<f64>)> = None;
            for member in &members {
                for (line, coords) in lines.iter().enumerate() {
                    if group[2 * line] == head || group[2 * line + 1] == head {
                        continue;
                    }
                    let (apart, along, at) = nearest(coords, end(*member));
                    if apart <= snap_m && best.is_none_or(|best| apart < best.0) {
                        best = Some((apart, line, along, at));
                    }
                }
            }
            if let Some((_, line, along, at)) = best {
                own.places[head] = at;
                own.stops[line].push((along, head));
            }
        }
        for (line, coords) in lines.iter().enumerate() {
            let stops = &mut own.stops[line];
            stops.sort_by(|a, b| a.0.total_cmp(&b.0));
            stops.insert(0, (0.0, group[2 * line]));
            stops.push((metres(coords), group[2 * line + 1]));
        }
        Self { lines, ..own }
    }

    /// Metres downstream from the middle of one line to the middle of each.
    fn between_middles(&self, from: usize) -> Vec<f64> {
        let jump = |line: usize, (along, place): (f64, usize)| {
            let away = point_at(&self.lines[line], along) - self.places[place];
            away.x.hypot(away.y)
        };
        let middle = |line: usize| metres(&self.lines[line]) / 2.0;
        let mut best = vec![f64::INFINITY; self.places.len()];
        let below = self.stops[from].iter().find(|stop| stop.0 >= middle(from));
        let (along, place) = *below.unwrap();
        best[place] = along - middle(from) + jump(from, (along, place));
        let mut changed = true;
        while changed {
            changed = false;
            for (line, stops) in self.stops.iter().enumerate() {
                for pair in stops.windows(2) {
                    let step = jump(line, pair[0]) + pair[1].0 - pair[0].0 + jump(line, pair[1]);
                    let through = best[pair[0].1] + step;
                    if through < best[pair[1].1] {
                        best[pair[1].1] = through;
                        changed = true;
                    }
                }
            }
        }
        (0..self.lines.len())
            .map(|line| {
                let last = self.stops[line].iter().rfind(|stop| stop.0 <= middle(line));
                let (along, place) = *last.unwrap();
                let through = best[place] + jump(line, (along, place)) + middle(line) - along;
                if line == from { 0.0 } else { through }
            })
            .collect()
    }
}

fn metres(line: &[Coord<f64>]) -> f64 {
    (line.windows(2))
        .map(|pair| (pair[1] - pair[0]).x.hypot((pair[1] - pair[0]).y))
        .sum()
}

fn point_at(line: &[Coord<f64>], along: f64) -> Coord<f64> {
    let mut left = along;
    for pair in line.windows(2) {
        let step = pair[1] - pair[0];
        let length = step.x.hypot(step.y);
        if left <= length && length > 0.0 {
            return pair[0] + step * (left / length);
        }
        left -= length;
    }
    line[line.len() - 1]
}

/// How far `point` is from a line, how far down the line the nearest place is, and where.
fn nearest(line: &[Coord<f64>], point: Coord<f64>) -> (f64, f64, Coord<f64>) {
    let mut best = (f64::INFINITY, 0.0, point);
    let mut along = 0.0;
    for pair in line.windows(2) {
        let step = pair[1] - pair[0];
        let (length, to) = (step.x.hypot(step.y), point - pair[0]);
        if length > 0.0 {
            let share = ((to.x * step.x + to.y * step.y) / (length * length)).clamp(0.0, 1.0);
            let at = pair[0] + step * share;
            let apart = (point - at).x.hypot((point - at).y);
            if apart < best.0 {
                best = (apart, along + share * length, at);
            }
        }
        along += length;
    }
    best
}

#[test]
fn the_synthetic_city_gives_the_distances_of_a_search_without_graph_and_index() {
    let Some((rivers, _)) = bench_data() else {
        return;
    };
    let grid = MetricGrid::new(4543, Rect::new((101.5, 23.5), (104.5, 27.5))).unwrap();
    // The made rivers never meet. So each is cut in three, and every other one flows on by a ditch of its
    // own: to a vertex in the middle of the next river, or to ten metres beside one of its cuts.
    let whole: Vec<Vec<Coord<f64>>> = (rivers.iter())
        .map(|(.., geometry)| {
            let Geometry::LineString(line) = geometry else {
                panic!("a made river is one line");
            };
            line.coords().map(|at| grid.project(*at)).collect()
        })
        .collect();
    let mut lines = Vec::new();
    for (index, river) in whole.iter().enumerate() {
        let (first, second) = (river.len() / 3, 2 * river.len() / 3);
        lines.extend([
            river[..=first].to_vec(),
            river[first..=second].to_vec(),
            river[second..].to_vec(),
        ]);
        let next = &whole[(index + 1) % whole.len()];
        let mouth = match index % 4 {
            0 => next[next.len() / 2],
            2 => next[next.len() / 3] + Coord { x: 6.0, y: 8.0 },
            _ => continue,
        };
        lines.push(vec![river[river.len() - 1], mouth]);
    }
    let geometries: Vec<Geometry<f64>> = (lines.iter())
        .map(|line| LineString(line.clone()).into())
        .collect();
    let names: Vec<String> = (0..lines.len()).map(|line| format!("R{line}")).collect();
    let registered: Vec<RiverLine<'_>> = (names.iter().zip(&geometries))
        .map(|(code, geometry)| RiverLine {
            code,
            name: Some(code),
            geometry: Some(geometry),
        })
        .collect();
    let tolerances = Tolerances::default();
    let network = RiverNetwork::build_with(|at| at, &registered, &[], tolerances);
    let plain = Plain::new(lines.clone(), tolerances.snap_m);
    let spots: Vec<Vec<Spot>> = (lines.iter().zip(&names))
        .map(|(line, name)| {
            let middle = point_at(line, metres(line) / 2.0);
            network.locate(middle, Some(name), 0.01).spots
        })
        .collect();
    let mut compared = 0;
    for from in 0..lines.len() {
        let walk = network.walk(&spots[from], Direction::Downstream, 1e7);
        for (to, expected) in plain.between_middles(from).into_iter().enumerate() {
            let own = (spots[to].iter())
                .filter_map(|spot| walk.reach(spot))
                .map(|reach| reach.distance_m)
                .min_by(f64::total_cmp);
            if expected.is_finite() {
                let own = own.unwrap_or(f64::NAN);
                assert!(
                    (own - expected).abs() < 1e-4,
                    "{from} to {to}: {own} is not {expected}"
                );
                compared += usize::from(from != to);
            } else {
                assert_eq!(own, None, "{from} to {to}");
            }
        }
    }
    eprintln!("{compared} distances on {} lines agree", lines.len());
    assert!(compared > lines.len());
}

#[test]
fn the_synthetic_city_is_built_and_asked() {
    let Some((rivers, lakes)) = bench_data() else {
        return;
    };
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
