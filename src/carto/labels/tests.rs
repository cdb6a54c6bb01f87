//! Placement as a reader of the map would judge it.

use std::sync::Arc;

use geo::{Coord, Geometry, LineString, Point, Polygon};
use proptest::prelude::*;

use super::*;
use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::StyleSheet;

/// Chinese characters are as wide as high, others half as wide.
pub(super) struct Monospaced;

impl Measure for Monospaced {
    fn advance(&self, char: char, size: f32) -> f32 {
        if wrap::is_wide(char) {
            size
        } else {
            size * 0.5
        }
    }

    fn line_height(&self, size: f32) -> f32 {
        size * 1.3
    }
}

const MIDDLE: Coord<f64> = Coord {
    x: 570_000.0,
    y: 2_770_000.0,
};
/// 1 : 18 900, where every layer but markers and wells is named.
const M_PER_PX: f64 = 5.0;

fn view(x_px: f64, y_px: f64) -> View {
    View {
        center: at_px(x_px, y_px),
        m_per_px: M_PER_PX,
        size_px: [800.0, 600.0],
    }
}

fn at_px(x: f64, y: f64) -> Coord<f64> {
    MIDDLE
        + Coord {
            x: x * M_PER_PX,
            y: -y * M_PER_PX,
        }
}

fn scene(features: &[(Layer, &str, Geometry<f64>)]) -> Scene {
    let (grid, bounds) = Scene::grid(4543, None).unwrap();
    let layers = Layer::spatial()
        .map(|layer| {
            let own: Vec<SceneFeature> = (1..)
                .zip(features)
                .filter(|(_, (of, ..))| *of == layer)
                .map(|(id, (_, name, geometry))| SceneFeature {
                    id,
                    code: id.to_string().into(),
                    name: (*name).into(),
                    category: 0,
                    geometry: geometry.into(),
                })
                .collect();
            SceneLayer::new(layer, own, 1)
        })
        .collect();
    Scene::new(grid, bounds, layers)
}

fn placed(scene: &Scene, view: View, previous: Option<&Placement>) -> Placement {
    let styles = Arc::new(StyleSheet::shipped().unwrap());
    let layers: Vec<Layer> = Layer::spatial().collect();
    let ask = Ask {
        scene,
        styles: &styles,
        layers: &layers,
        view,
        reserved: &[],
        previous,
    };
    place(&ask, &Monospaced, &mut Shapes::default())
}

fn river(corners: impl IntoIterator<Item = (f64, f64)>) -> Geometry<f64> {
    LineString::new(corners.into_iter().map(|(x, y)| at_px(x, y)).collect()).into()
}

fn block(left: f64, top: f64, right: f64, bottom: f64) -> Geometry<f64> {
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    let ring = corners.into_iter().map(|(x, y)| at_px(x, y)).collect();
    Polygon::new(LineString::new(ring), Vec::new()).into()
}

fn point(x: f64, y: f64) -> Geometry<f64> {
    Point(at_px(x, y)).into()
}

fn text(label: &Label) -> String {
    label.runs.iter().map(|run| &*run.text).collect()
}

/// Everything that a placement covers, in pixels from [`MIDDLE`], each with its label's number.
fn covered(placement: &Placement) -> Vec<(usize, TurnedBox)> {
    let home = view(0.0, 0.0);
    let labels = placement.labels.iter().enumerate();
    labels
        .flat_map(|(number, label)| {
            let at = home.to_px(label.anchor);
            let own = label.boxes.iter();
            own.map(move |own| (number, own.moved([at.x as f32, at.y as f32])))
        })
        .collect()
}

/// A river that winds, from its start to the right.
fn winding(x: f64, y: f64, bend: f64) -> Geometry<f64> {
    river((0..120).map(|step| {
        let along = f64::from(step) * 6.0;
        (x + along, y + bend * (along / 70.0).sin())
    }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_two_names_overlap_whether_straight_or_curved(
        rivers in prop::collection::vec((-700.0_f64..100.0, -300.0_f64..300.0, 0.0_f64..45.0), 1..9),
        lakes in prop::collection::vec((-400.0_f64..300.0, -300.0_f64..200.0, 20.0_f64..260.0), 0..12),
        outfalls in prop::collection::vec((-450.0_f64..450.0, -330.0_f64..330.0), 0..60),
    ) {
        let mut features = Vec::new();
        for (x, y, bend) in rivers {
            features.push((Layer::River, "盘龙江上游段", winding(x, y, bend)));
        }
        for (x, y, size) in lakes {
            features.push((Layer::Lake, "松华坝水库饮用水源地", block(x, y, x + size, y + size * 0.6)));
        }
        for (x, y) in outfalls {
            features.push((Layer::Outfall, "第七污水处理厂排口", point(x, y)));
        }
        let placement = placed(&scene(&features), view(0.0, 0.0), None);
        prop_assert!(!placement.labels.is_empty());
        let boxes = covered(&placement);
        for (index, (label, own)) in boxes.iter().enumerate() {
            for (other_label, other) in &boxes[index + 1..] {
                prop_assert!(label == other_label || !own.meets(other), "{:?} {:?}", own, other);
            }
        }
    }

    #[test]
    fn names_in_view_stay_put_while_the_map_is_moved(
        points in prop::collection::vec((-800.0_f64..800.0, -600.0_f64..600.0), 10..80),
        steps in prop::collection::vec((-60.0_f64..60.0, -60.0_f64..60.0), 1..6),
    ) {
        let mut features: Vec<_> = points
            .iter()
            .map(|(x, y)| (Layer::Outfall, "排污口", point(*x, *y)))
            .collect();
        features.push((Layer::River, "宝象河", winding(-360.0, 40.0, 30.0)));
        features.push((Layer::Lake, "滇池", block(-900.0, -500.0, 200.0, 900.0)));
        let scene = scene(&features);
        let (mut x, mut y) = (0.0, 0.0);
        let mut before = placed(&scene, view(x, y), None);
        for (step_x, step_y) in steps {
            (x, y) = (x + step_x, y + step_y);
            let now_view = view(x, y);
            let now = placed(&scene, now_view, Some(&before));
            for label in &before.labels {
                let at = now_view.to_px(label.anchor);
                let [left, top, right, bottom] = label.bounds();
                let shows = at.x + f64::from(left) > -397.0 && at.x + f64::from(right) < 397.0
                    && at.y + f64::from(top) > -297.0 && at.y + f64::from(bottom) < 297.0;
                prop_assert!(!shows || now.labels.contains(label), "{:?}", label);
            }
            before = now;
        }
    }
}

#[test]
fn a_river_is_named_along_its_course_again_and_again() {
    let scene = scene(&[(
        Layer::River,
        "盘龙江",
        river((0..400).map(|step| {
            let along = f64::from(step) * 4.0 - 800.0;
            (along, 40.0 * (along / 120.0).sin())
        })),
    )]);
    let placement = placed(&scene, view(0.0, 0.0), None);
    assert!(placement.labels.len() >= 3, "{}", placement.labels.len());
    for label in &placement.labels {
        assert_eq!(text(label), "盘龙江");
        assert_eq!(label.runs.len(), 3, "glyph by glyph");
        assert!(label.runs.iter().all(|run| run.angle.abs() < 1.2));
    }
    assert!(
        placement
            .labels
            .iter()
            .any(|label| label.runs.iter().any(|run| run.angle.abs() > 0.05)),
        "the text turns with the river"
    );
}

#[test]
fn the_name_of_a_large_area_stands_in_the_part_that_is_seen() {
    let scene = scene(&[(Layer::Lake, "滇池", block(300.0, -5000.0, 9000.0, 5000.0))]);
    let view = view(0.0, 0.0);
    let placement = placed(&scene, view, None);
    let label = &placement.labels[0];
    let at = view.to_px(label.anchor);
    assert!((300.0..400.0).contains(&at.x), "{at:?}");
    let right = at.x + f64::from(label.bounds()[2]);
    assert!(right <= 397.0, "wholly in view, {right}");
    assert_eq!(placement.labels.len(), 1, "once per feature");
}

#[test]
fn crowded_points_push_names_away_on_leaders_and_never_onto_symbols() {
    let features: Vec<_> = (0..7)
        .map(|step| {
            let angle = f64::from(step);
            let at = point(14.0 * angle.cos(), 14.0 * angle.sin());
            (Layer::Outfall, "入河排污口", at)
        })
        .collect();
    let placement = placed(&scene(&features), view(0.0, 0.0), None);
    let with_leader = placement
        .labels
        .iter()
        .filter(|label| label.leader.is_some());
    assert!(with_leader.count() >= 1);
    let boxes = covered(&placement);
    for step in 0..7 {
        let angle = f64::from(step);
        let symbol = [14.0 * angle.cos(), 14.0 * angle.sin()].map(|part| part as f32);
        let symbol = TurnedBox {
            middle: symbol,
            half: [SYMBOL_SIDE / 2.0; 2],
            angle: 0.0,
        };
        assert!(boxes.iter().all(|(_, own)| !own.meets(&symbol)));
    }
}

const SYMBOL_SIDE: f32 = 7.0;

#[test]
fn layers_are_named_only_within_their_scales_and_the_important_one_wins() {
    let features = vec![
        (Layer::Lake, "阳宗海", block(-60.0, -20.0, 60.0, 20.0)),
        (
            Layer::SupplyArea,
            "城东供水区",
            block(-60.0, -20.0, 60.0, 20.0),
        ),
        (Layer::BoundaryMarker, "界桩一", point(200.0, 0.0)),
    ];
    let placement = placed(&scene(&features), view(0.0, 0.0), None);
    let texts: Vec<String> = placement.labels.iter().map(text).collect();
    assert_eq!(texts[0], "阳宗海", "{texts:?}");
    assert!(
        !texts.contains(&"界桩一".to_owned()),
        "markers are named from 1 : 6 000"
    );
    let close = View {
        m_per_px: 1.0,
        center: at_px(200.0, 0.0),
        ..view(0.0, 0.0)
    };
    let features = vec![(Layer::BoundaryMarker, "界桩一", point(200.0, 0.0))];
    assert_eq!(placed(&scene(&features), close, None).labels.len(), 1);
}

#[test]
fn what_is_reserved_stays_free() {
    let styles = StyleSheet::shipped().unwrap();
    let scene = scene(&[(Layer::DrinkingSource, "云龙水库", point(0.0, 0.0))]);
    let layers = [Layer::DrinkingSource];
    let reserved = [[5.0, -50.0, 300.0, 50.0]];
    let ask = Ask {
        scene: &scene,
        styles: &styles,
        layers: &layers,
        view: view(0.0, 0.0),
        reserved: &reserved,
        previous: None,
    };
    let placement = place(&ask, &Monospaced, &mut Shapes::default());
    assert!(
        placement.labels[0].bounds()[2] <= 5.0,
        "it stands on the left"
    );
}
