//! What stands on the map itself: the north arrow and the proposed site.

use std::sync::Arc;

use geo::Coord;

use crate::carto::color::Color;
use crate::carto::display::frame::MapFrame;
use crate::carto::display::{Item, Mm, MmBox, Runs, SymbolArt};
use crate::carto::scene::Scene;
use crate::carto::sheet::focus::FOCUS_RED;
use crate::carto::sheet::pen::{Board, Hold, INK, Type, WHITE};
use crate::domain::{Label, Language, LonLat};

const NORTH: Label = Label::new("北", "N");
/// Half of the north arrow's room, across and along.
const NORTH_REACH_MM: [f32; 2] = [5.0, 8.5];
/// From the edge of the map.
const NORTH_INSET_MM: f32 = 3.0;
/// Step to the north over which its direction is measured.
const NORTHWARDS_DEG: f64 = 0.01;
const SITE_RED: Color = FOCUS_RED;
const CORNERS: usize = 40;

/// The room of the north arrow.
pub(super) fn north_place(map: MmBox, growth: f32) -> MmBox {
    let [half_width, half_height] = NORTH_REACH_MM.map(|reach| reach * growth);
    let inset = NORTH_INSET_MM * growth;
    let (right, top) = (map[2] - inset, map[1] + inset);
    [
        right - 2.0 * half_width,
        top,
        right,
        top + 2.0 * half_height,
    ]
}

/// Draws the north arrow; it points to true north at the centre of the map.
pub(super) fn north(
    board: &mut Board<'_>,
    (scene, frame): (&Scene, &MapFrame),
    growth: f32,
    language: Language,
) {
    let place = north_place(frame.place, growth);
    let [half_width, half_height] = NORTH_REACH_MM.map(|reach| reach * growth);
    let center = [place[0] + half_width, place[1] + half_height + 1.2 * growth];
    let turn = convergence_rad(scene, frame.center).unwrap_or(0.0) as f32;
    let at = |x: f32, y: f32| -> Mm {
        let (sin, cos) = turn.sin_cos();
        let (x, y) = (x * growth, y * growth);
        [center[0] + x * cos + y * sin, center[1] - x * sin + y * cos]
    };
    let halves: [[[f32; 2]; 3]; 2] = [
        [[0.0, -4.4], [2.3, 4.2], [0.0, 2.6]],
        [[0.0, -4.4], [-2.3, 4.2], [0.0, 2.6]],
    ];
    board.push(Item::filled_box(place, Color { a: 0xD8, ..WHITE }));
    for (half, color) in halves.into_iter().zip([INK, WHITE]) {
        let runs = Arc::new(Runs::one(half.map(|[x, y]| at(x, y)).to_vec(), true));
        board.push(Item::Fill {
            path: Arc::clone(&runs),
            color,
        });
        board.push(Item::Stroke {
            path: runs,
            pen: crate::carto::display::Pen::solid(INK, 0.18 * growth),
        });
    }
    let look = Type::bold(3.4 * growth);
    let text = NORTH.get(language);
    board.text(
        [place[0] + half_width, place[1] + 3.9 * growth],
        Hold::Middle,
        text,
        look,
    );
}

/// How far true north is turned to the left of the plane's north at a metric position, in radians.
pub(super) fn convergence_rad(scene: &Scene, at: Coord<f64>) -> Option<f64> {
    let here = scene.to_lon_lat(at)?;
    let north = scene.to_metric(LonLat::try_new(here.lon, here.lat + NORTHWARDS_DEG).ok()?)?;
    Some((at.x - north.x).atan2(north.y - at.y))
}

/// The mark of the proposed site at a share of its full size.
pub(super) fn site_art(scale: f32) -> SymbolArt {
    let circle = |radius: f32| -> Vec<Mm> {
        (0..CORNERS)
            .map(|corner| {
                let angle = std::f32::consts::TAU * corner as f32 / CORNERS as f32;
                [radius * scale * angle.cos(), radius * scale * angle.sin()]
            })
            .collect()
    };
    SymbolArt {
        parts: vec![
            (circle(2.7), WHITE),
            (circle(2.3), SITE_RED),
            (circle(1.5), WHITE),
            (circle(0.8), SITE_RED),
        ],
        reach_mm: 2.7 * scale,
    }
}

/// The name of the site beside its mark; the room that both take.
pub(super) fn site_room(board: &Board<'_>, at: Mm, label: &str, growth: f32) -> MmBox {
    let look = Type::bold(3.0 * growth);
    let width = board.width(label, look);
    [
        at[0] - 3.2 * growth,
        at[1] - 3.2 * growth,
        at[0] + 4.2 * growth + width,
        at[1] + 3.2 * growth,
    ]
}

/// Draws the site and its name; `symbol` is its mark.
pub(super) fn site(
    board: &mut Board<'_>,
    (at, symbol): (Mm, u16),
    (map, label): (MmBox, &str),
    growth: f32,
) {
    board.push(Item::Marker { symbol, at });
    let look = Type::bold(3.0 * growth).in_color(SITE_RED);
    let width = board.width(label, look);
    let beside = at[0] + 3.4 * growth;
    // At the right edge the name stands on the left.
    let x = if beside + width > map[2] - 1.0 {
        at[0] - 3.4 * growth - width
    } else {
        beside
    };
    let halo = Some((WHITE, 0.45 * growth));
    board.run([x, at[1] + 1.05 * growth], label, look, halo);
}
