//! Tiny bases made on the spot: what comes out of them, and where it lies.

use std::path::PathBuf;

use geo::{Coord, Rect};
use image::{Rgb, RgbImage};
use tempfile::TempDir;

use super::*;
use crate::store::tiles::make;

/// A tile whose upper left quarter is red.
fn tile(side: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(side, side, |x, y| {
        if x < side / 2 && y < side / 2 {
            Rgb([200, 0, 0])
        } else {
            Rgb([0, 0, 200])
        }
    });
    let mut bytes = Vec::new();
    let mut cursor = std::io::Cursor::new(&mut bytes);
    picture
        .write_to(&mut cursor, image::ImageFormat::Png)
        .unwrap();
    bytes
}

fn tiles(list: &[(u8, u32, u32)]) -> (TempDir, BaseSource) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("影像.mbtiles");
    let list: Vec<_> = list
        .iter()
        .map(|(z, x, y)| (*z, *x, *y, tile(256)))
        .collect();
    make(&path, &list);
    let source = BaseSource::open(&path, None, 4543, &Progress::silent()).unwrap();
    (folder, source)
}

/// A view of 100 × 100 pixels around Kunming, 102.71°E 25.04°N.
fn view(m_per_px: f64) -> Rect<f64> {
    let half = 50.0 * m_per_px;
    let at = Coord {
        x: 571_700.0,
        y: 2_770_600.0,
    };
    Rect::new(
        at - Coord { x: half, y: half },
        at + Coord { x: half, y: half },
    )
}

const KUNMING_Z9: (u32, u32) = (402, 219);

#[test]
fn a_tile_lies_where_web_mercator_puts_it() {
    let (column, row) = KUNMING_Z9;
    let (_folder, source) = tiles(&[(9, column, row)]);
    let planes = source.planes().unwrap();
    let key = PieceKey {
        level: 9,
        column,
        row,
    };
    let piece = source.piece(&planes, key).unwrap().unwrap();
    assert_eq!(piece.size, [256, 256]);
    assert_eq!(piece.rgba[..4], [200, 0, 0, 255]);
    let exact = Transform::between(4326, 4543).unwrap();
    let lon = f64::from(column) / 512.0 * 360.0 - 180.0;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * f64::from(row) / 512.0))
        .sinh()
        .atan()
        .to_degrees();
    let (x, y) = exact.convert(lon, lat).unwrap();
    let [left, top] = piece.mesh.points[0].map(f64::from);
    let corner = piece.mesh.origin + Coord { x: left, y: top };
    assert!(
        (corner.x - x).hypot(corner.y - y) < 0.05,
        "{corner:?} {x} {y}"
    );
}

#[test]
fn levels_follow_the_scale_and_coarser_tiles_stand_in_for_missing_ones() {
    let (column, row) = KUNMING_Z9;
    let (_folder, source) = tiles(&[(8, column / 2, row / 2), (9, column, row)]);
    let planes = source.planes().unwrap();
    let wanted = |m_per_px: f64| source.wanted(&planes, view(m_per_px), m_per_px).unwrap();
    let level = |m_per_px: f64| wanted(m_per_px).first().map(|key| key.level);
    assert_eq!(level(280.0), Some(9));
    assert_eq!(level(560.0), Some(8));
    assert_eq!(level(0.2), Some(9), "closer than the finest tile");
    let far = Rect::new((571_700.0, 4_000_000.0), (571_800.0, 4_000_100.0));
    assert!(source.wanted(&planes, far, 1.0).unwrap().is_empty());
    // Beside the one fine tile there is only the coarse one.
    let keys = wanted(330.0);
    let beside = Rect::new((400_000.0, 2_760_000.0), (700_000.0, 2_790_000.0));
    let around = source.wanted(&planes, beside, 280.0).unwrap();
    assert!(keys.iter().all(|key| key.level >= 8));
    assert!(around.iter().any(|key| key.level == 8) && around.iter().any(|key| key.level == 9));
}

#[test]
fn a_broken_tile_is_an_error_of_that_tile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("坏.mbtiles");
    let mut broken = tile(64);
    broken.truncate(60);
    make(&path, &[(0, 0, 0, broken)]);
    let source = BaseSource::open(&path, None, 4543, &Progress::silent()).unwrap();
    let planes = source.planes().unwrap();
    let key = PieceKey {
        level: 0,
        column: 0,
        row: 0,
    };
    let message = source.piece(&planes, key).unwrap_err().to_string();
    assert!(message.contains("无法解码"), "{message}");
}

/// A picture of 1200 × 700 pixels of 2 m, turned a little, with a red square around one place.
fn picture(epsg: Option<u32>, world: &str) -> (TempDir, PathBuf, Result<BaseSource, BaseError>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("地形图.png");
    let red = |at: u32, middle: u32| at.abs_diff(middle) < 12;
    RgbImage::from_fn(1200, 700, |x, y| {
        if red(x, 900) && red(y, 300) {
            Rgb([255, 0, 0])
        } else {
            Rgb([250, 250, 240])
        }
    })
    .save(&path)
    .unwrap();
    std::fs::write(path.with_extension("pgw"), world).unwrap();
    let source = BaseSource::open(&path, epsg, 4543, &Progress::silent());
    (folder, path, source)
}

const TURNED: &str = "2.0\n0.3\n0.3\n-2.0\n570000\n2780000\n";

#[test]
fn a_turned_picture_lies_where_its_world_file_says_at_every_level() {
    let (_folder, _, source) = picture(Some(4543), TURNED);
    let source = source.unwrap();
    let planes = source.planes().unwrap();
    // The middle of the red square.
    let at = Coord {
        x: 2.0 * 899.5 + 0.3 * 299.5 + 570_000.0,
        y: 0.3 * 899.5 - 2.0 * 299.5 + 2_780_000.0,
    };
    for m_per_px in [1.0, 4.5, 9.0] {
        let half = Coord {
            x: 20.0 * m_per_px,
            y: 20.0 * m_per_px,
        };
        let view = Rect::new(at - half, at + half);
        let keys = source.wanted(&planes, view, m_per_px).unwrap();
        let piece = source.piece(&planes, keys[0]).unwrap().unwrap();
        // The nearest node of the net tells which pixel lies there.
        let [width, height] = piece.size.map(|side| side as f64);
        let cells = piece.mesh.cells as f64;
        let local = at - piece.mesh.origin;
        let corner = |index: usize| piece.mesh.points[index].map(f64::from);
        let (first, right) = (corner(0), corner(piece.mesh.cells));
        let below = corner(piece.mesh.points.len() - 1 - piece.mesh.cells);
        let along = |end: [f64; 2]| {
            let (x, y) = (end[0] - first[0], end[1] - first[1]);
            ((local.x - first[0]) * x + (local.y - first[1]) * y) / (x * x + y * y)
        };
        let (column, row) = (along(right) * width, along(below) * height);
        assert!(
            cells >= 1.0 && column < width && row < height,
            "{column} {row}"
        );
        let pixel = ((row as usize) * piece.size[0] + column as usize) * 4;
        let [r, g, b] = [0, 1, 2].map(|part| piece.rgba[pixel + part]);
        assert!(r > 240 && g < 60 && b < 60, "{m_per_px}: {r} {g} {b}");
    }
}

#[test]
fn what_is_missing_is_said_with_its_remedy() {
    let (_folder, _, source) = picture(None, TURNED);
    assert!(matches!(source.unwrap_err(), BaseError::NoCrs));
    let (_folder, path, source) = picture(Some(4543), "2.0\n0.3\n");
    let message = source.unwrap_err().to_string();
    assert!(
        message.contains("地形图.pgw") && message.contains("六行"),
        "{message}"
    );
    std::fs::remove_file(path.with_extension("pgw")).unwrap();
    let open = |path: &Path| BaseSource::open(path, Some(4543), 4543, &Progress::silent());
    let message = open(&path).unwrap_err().to_string();
    assert!(
        message.contains(".pgw") && message.contains("图片旁边"),
        "{message}"
    );
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(
        open(&path).unwrap_err(),
        BaseError::Missing { .. }
    ));
    let text = path.with_extension("txt");
    std::fs::write(&text, "").unwrap();
    assert!(matches!(
        open(&text).unwrap_err(),
        BaseError::UnknownFormat { .. }
    ));
    let (_folder, _, source) = picture(Some(2379), TURNED);
    let message = source.unwrap_err().to_string();
    assert!(message.contains("没有公开的转换参数"), "{message}");
}

#[test]
fn the_prj_beside_a_picture_is_its_system() {
    let (_folder, path, _) = picture(None, TURNED);
    std::fs::write(
        path.with_extension("prj"),
        "PROJCS[\"CGCS2000_3_Degree_GK_CM_102E\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\"]]",
    )
    .unwrap();
    let source = BaseSource::open(&path, None, 4543, &Progress::silent()).unwrap();
    let middle = source.bounds().center();
    assert!(
        (middle.x - 571_300.0).abs() < 50.0 && (middle.y - 2_779_480.0).abs() < 50.0,
        "{middle:?}"
    );
}
