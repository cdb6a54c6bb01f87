//! Where on the ground the map of a PDF lies, as a viewport with a geographic measure (ISO 32000-2, 12.10), so
//! that a reader that knows it shows coordinates and measures, and GIS programs open the file in its place.
//! Set when the pages are bound: the library that writes them has no such thing.

use lopdf::{Dictionary, Object, dictionary, text_string};

use crate::carto::display::MmBox;
use crate::carto::display::frame::MapFrame;
use crate::carto::paint::pdf::PT_PER_MM;
use crate::carto::scene::Scene;
use crate::domain::LonLat;

/// Degrees between places: with three digits before the point, seven in all.
const STEP_DEG: f64 = 1e-4;

/// The ground under a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The map on its page.
    pub place: MmBox,
    /// Four places near the corners of the map, from the lower left clockwise: where they are in the map,
    /// from 0, 0 in its lower left to 1, 1, and in degrees of the system that the projected one is based on.
    pub points: [([f64; 2], LonLat); 4],
    /// The projected system in which the map's edges are straight.
    pub epsg: u32,
    /// What readers call the viewport.
    pub name: String,
}

impl Ground {
    /// Under `frame` of `scene`; `None` where the frame reaches beyond what can be converted, or is so small
    /// that there are no four such places.
    pub fn under(scene: &Scene, frame: &MapFrame, name: &str) -> Option<Self> {
        let [left, top, right, bottom] = frame.place.map(f64::from);
        let (width, height) = (right - left, bottom - top);
        let mut points = Vec::new();
        for (corner, inward) in [
            ([left, bottom], [1.0, 1.0]),
            ([left, top], [1.0, -1.0]),
            ([right, top], [-1.0, -1.0]),
            ([right, bottom], [-1.0, 1.0]),
        ] {
            let at = scene.to_lon_lat(frame.to_metric(corner))?;
            // The library writes seven digits: a place is taken whose degrees have no more.
            let [lon, lat] = [(at.lon, inward[0]), (at.lat, inward[1])]
                .map(|(degrees, inward)| ((degrees / STEP_DEG).round() + inward) * STEP_DEG);
            let at = LonLat::try_new(lon, lat).ok()?;
            let [x, y] = frame.to_page_exact(scene.to_metric(at)?);
            points.push(([(x - left) / width, (bottom - y) / height], at));
        }
        let points: [([f64; 2], LonLat); 4] = points.try_into().ok()?;
        let inside = |share: f64| (0.0..=1.0).contains(&share);
        let apart = points[2].0[0] - points[0].0[0] > 0.5 && points[2].0[1] - points[0].0[1] > 0.5;
        let fit = apart && points.iter().all(|([x, y], _)| inside(*x) && inside(*y));
        fit.then(|| Self {
            place: frame.place,
            points,
            epsg: scene.metric_epsg,
            name: name.to_owned(),
        })
    }
}

/// The viewport of `ground` on a page of this height in points.
pub(super) fn viewport(ground: &Ground, height: f32) -> Dictionary {
    let [left, top, right, bottom] = ground.place.map(|side| side * PT_PER_MM);
    let sides = [left, height - bottom, right, height - top];
    let real = |value: f64| Object::Real(value as f32);
    let shares = ground.points.iter().flat_map(|(share, _)| *share);
    let degrees = ground.points.iter().flat_map(|(_, at)| [at.lat, at.lon]);
    dictionary! {
        "Type" => "Viewport",
        "Name" => text_string(&ground.name),
        "BBox" => sides.map(Object::Real).to_vec(),
        "Measure" => dictionary! {
            "Type" => "Measure",
            "Subtype" => "GEO",
            "Bounds" => [0, 0, 0, 1, 1, 1, 1, 0].map(Object::Integer).to_vec(),
            "LPTS" => shares.map(real).collect::<Vec<_>>(),
            "GPTS" => degrees.map(real).collect::<Vec<_>>(),
            "GCS" => dictionary! { "Type" => "PROJCS", "EPSG" => i64::from(ground.epsg) },
            "PDU" => ["M", "SQM", "DEG"].map(|unit| Object::Name(unit.into())).to_vec(),
        },
    }
}
