//! Areas of every shape, on a grid so that edges meet and cross: named as invalid or not, and repaired into
//! what is valid.
#![no_main]

use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use libfuzzer_sys::fuzz_target;
use shuijie::geodesy::validity;

fuzz_target!(|bytes: &[u8]| {
    let ring = |bytes: &[u8]| {
        LineString::from_iter(bytes.as_chunks::<2>().0.iter().map(|[x, y]| Coord {
            x: 102.0 + f64::from(x % 32) / 7.0,
            y: 25.0 + f64::from(y % 32) / 7.0,
        }))
    };
    // 255 ends a ring, 254 an area.
    let areas = bytes.split(|byte| *byte == 254).map(|area| {
        let mut rings = area.split(|byte| *byte == 255).map(ring);
        let shell = rings.next().unwrap_or_else(LineString::empty);
        Polygon::new(shell, rings.collect())
    });
    let geometry = Geometry::from(MultiPolygon::from_iter(areas));
    let problems = validity::problems(&geometry);
    assert_eq!(problems.is_empty(), validity::problem(&geometry).is_none());
    if let Some(repaired) = validity::repair(&geometry) {
        assert_eq!(validity::problem(&repaired.geometry), None);
    }
});
