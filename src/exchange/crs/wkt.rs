//! What a `.prj` says, in any of its dialects: ESRI, OGC WKT1, WKT2. Read by its numbers (central
//! meridian, false easting, ellipsoid) before its name, because names are written in many ways and
//! edited by hand. Knows text, no files.

use crate::exchange::crs::codes::{self, Datum, Grid};

/// Deeper nesting than any real definition has.
const MAX_DEPTH: usize = 32;
/// Metres and degrees that count as the same.
const SAME: f64 = 1e-6;

/// `KEYWORD["name", …]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    keyword: String,
    texts: Vec<String>,
    numbers: Vec<f64>,
    children: Vec<Self>,
}

/// What a definition means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// One of the systems with a code.
    Code(u32),
    /// A transverse Mercator plane of a known datum that has no code: PROJ definitions of the plane and
    /// of its degrees.
    Plane {
        datum: Datum,
        plane: String,
        degrees: String,
    },
    /// A plane without a place on the earth.
    Local,
    /// Something else, for PROJ to understand.
    Other,
}

impl Node {
    /// The outermost node of `text`; unclosed brackets are taken as closed at the end, because `.prj`
    /// files are cut off now and then.
    pub(super) fn read(text: &str) -> Self {
        let mut open: Vec<Self> = Vec::new();
        let mut word = String::new();
        let mut rest = text.chars();
        let finish = |word: &mut String, open: &mut Vec<Self>| {
            let text = std::mem::take(word);
            let text = text.trim();
            if text.is_empty() {
                return;
            }
            if let Some(node) = open.last_mut() {
                match text.parse() {
                    Ok(number) => node.numbers.push(number),
                    Err(_) => node.texts.push(text.to_owned()),
                }
            }
        };
        while let Some(char) = rest.next() {
            match char {
                '"' => {
                    let quoted: String = rest.by_ref().take_while(|char| *char != '"').collect();
                    if let Some(node) = open.last_mut() {
                        node.texts.push(quoted);
                    }
                }
                '[' | '(' => {
                    if open.len() == MAX_DEPTH {
                        break;
                    }
                    open.push(Self {
                        keyword: std::mem::take(&mut word).trim().to_ascii_uppercase(),
                        ..Self::default()
                    });
                }
                ']' | ')' => {
                    finish(&mut word, &mut open);
                    if open.len() > 1
                        && let Some(node) = open.pop()
                        && let Some(parent) = open.last_mut()
                    {
                        parent.children.push(node);
                    }
                }
                ',' => finish(&mut word, &mut open),
                other => word.push(other),
            }
        }
        while open.len() > 1 {
            if let Some(node) = open.pop()
                && let Some(parent) = open.last_mut()
            {
                parent.children.push(node);
            }
        }
        open.pop().unwrap_or_default()
    }

    /// The name of the system.
    pub(super) fn name(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    fn find(&self, keywords: &[&str]) -> Option<&Self> {
        if keywords.contains(&self.keyword.as_str()) {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(keywords))
    }

    /// The parameter whose name, letters only, is one of `names`.
    fn parameter(&self, names: &[&str]) -> Option<f64> {
        if self.keyword == "PARAMETER" && names.contains(&letters(self.name()).as_str()) {
            return self.numbers.first().copied();
        }
        self.children
            .iter()
            .find_map(|child| child.parameter(names))
    }

    /// What the definition means.
    pub(super) fn meaning(&self) -> Meaning {
        if matches!(
            self.keyword.as_str(),
            "LOCAL_CS" | "ENGCRS" | "ENGINEERINGCRS" | "CS"
        ) {
            return Meaning::Local;
        }
        let datum = self.datum();
        let projected = matches!(self.keyword.as_str(), "PROJCS" | "PROJCRS" | "PROJECTEDCRS");
        if self.keyword == "COMPD_CS" || self.keyword == "COMPOUNDCRS" {
            return self.children.first().map_or(Meaning::Other, Self::meaning);
        }
        let whole = self.find(&["SPHEROID", "ELLIPSOID"]).is_some();
        match (datum, projected) {
            (Some(datum), true) if whole => self
                .plane(datum)
                .or_else(|| self.by_name(Some(datum)))
                .unwrap_or(Meaning::Other),
            (Some(datum), false) if whole => Meaning::Code(datum.geographic()),
            (datum, _) => self.by_name(datum).unwrap_or(Meaning::Other),
        }
    }

    /// The datum, by the names of datum and degrees, then by the name of the whole.
    fn datum(&self) -> Option<Datum> {
        let inner = self.find(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"]);
        let degrees = self.find(&["GEOGCS", "BASEGEOGCRS", "GEOGCRS", "GEODCRS", "BASEGEODCRS"]);
        [inner, degrees, Some(self)]
            .into_iter()
            .flatten()
            .find_map(|node| datum_of(node.name()))
    }

    /// A transverse Mercator plane, by its numbers.
    fn plane(&self, datum: Datum) -> Option<Meaning> {
        let method = letters(self.find(&["PROJECTION", "METHOD"])?.name());
        if !matches!(
            method.as_str(),
            "gausskruger" | "transversemercator" | "gausskruger3degree"
        ) {
            return None;
        }
        let east = self.parameter(&[
            "centralmeridian",
            "longitudeofnaturalorigin",
            "longitudeoforigin",
        ])?;
        let false_east = self.parameter(&["falseeasting"]).unwrap_or(0.0);
        let false_north = self.parameter(&["falsenorthing"]).unwrap_or(0.0);
        let scale = self
            .parameter(&["scalefactor", "scalefactoratnaturalorigin"])
            .unwrap_or(1.0);
        let origin = self
            .parameter(&["latitudeoforigin", "latitudeofnaturalorigin"])
            .unwrap_or(0.0);
        let plain = false_north.abs() < SAME
            && (scale - 1.0).abs() < 1e-12
            && origin.abs() < SAME
            && (east - east.round()).abs() < SAME;
        if plain && let Some(code) = self.zone(datum, east.round() as u32, false_east) {
            return Some(Meaning::Code(code));
        }
        if datum == Datum::Wgs84 {
            return None;
        }
        let (axis, flattening) = datum.ellipsoid();
        let ellipsoid = format!("+a={axis} +rf={flattening} +no_defs +type=crs");
        Some(Meaning::Plane {
            datum,
            plane: format!(
                "+proj=tmerc +lat_0={origin} +lon_0={east} +k={scale} +x_0={false_east} +y_0={false_north} +units=m {ellipsoid}"
            ),
            degrees: format!("+proj=longlat {ellipsoid}"),
        })
    }

    /// The code of a Gauss-Kruger zone. On 105°E and every second meridian the 3-degree and the 6-degree
    /// zone are the same plane; the name says which is meant, and nothing hangs on it.
    fn zone(&self, datum: Datum, east: u32, false_east: f64) -> Option<u32> {
        let three = letters(self.name()).contains("degree");
        let grids = if (false_east - 500_000.0).abs() < SAME {
            [Grid::ThreeMeridian(east), Grid::SixMeridian(east)]
        } else {
            let number = (false_east - 500_000.0) / 1e6;
            if (number - number.round()).abs() > SAME || number < 1.0 {
                return None;
            }
            let number = number.round() as u32;
            let by_three = (number * 3 == east).then_some(Grid::ThreeZone(number));
            let by_six = (number * 6 == east + 3).then_some(Grid::SixZone(number));
            let grid = by_three.or(by_six)?;
            [grid, grid]
        };
        let [first, second] = grids;
        let order = if three {
            [first, second]
        } else {
            [second, first]
        };
        order.into_iter().find_map(|grid| codes::code(datum, grid))
    }

    /// By its name alone, where the rest is missing or no transverse Mercator.
    fn by_name(&self, datum: Option<Datum>) -> Option<Meaning> {
        let name = letters_and_digits(self.name());
        match name.as_str() {
            "wgs1984webmercatorauxiliarysphere" | "wgs84pseudomercator" => {
                return Some(Meaning::Code(3857));
            }
            _ => {}
        }
        let datum = datum?;
        let number: u32 = {
            let digits: String = name
                .trim_end_matches(['e', 'n'])
                .chars()
                .rev()
                .take_while(char::is_ascii_digit)
                .collect();
            digits
                .chars()
                .rev()
                .collect::<String>()
                .parse()
                .unwrap_or(0)
        };
        let plane = name.contains("gk") || name.contains("gausskruger");
        let three = name.contains("3degree");
        let grid = match (plane, three, name.contains("zone")) {
            (false, ..) => match self.keyword.as_str() {
                "GEOGCS" | "GEOGCRS" | "GEODCRS" => Grid::Geographic,
                // A plane of this datum that neither numbers nor name tell.
                _ => return None,
            },
            (true, true, true) => Grid::ThreeZone(number),
            (true, true, false) => Grid::ThreeMeridian(number),
            // ESRI's `Beijing_1954_GK_Zone_18N` has no zone number in its eastings.
            (true, false, true) if name.ends_with('n') => {
                Grid::SixMeridian((number * 6).checked_sub(3)?)
            }
            (true, false, true) => Grid::SixZone(number),
            (true, false, false) => Grid::SixMeridian(number),
        };
        codes::code(datum, grid).map(Meaning::Code)
    }
}

/// The datum that a name means; `None` for any other.
pub(super) fn datum_of(name: &str) -> Option<Datum> {
    let key = letters_and_digits(name);
    let any = |parts: &[&str]| parts.iter().any(|part| key.contains(part));
    if any(&["newbeijing", "新北京", "新1954"]) {
        Some(Datum::NewBeijing)
    } else if any(&[
        "beijing1954",
        "beijing54",
        "bj54",
        "北京54",
        "北京1954",
        "1954北京",
        "1954年北京",
        "54北京",
        "54年北京",
    ]) || key == "beijing"
    {
        Some(Datum::Beijing54)
    } else if any(&[
        "xian1980",
        "xian80",
        "西安80",
        "西安1980",
        "1980西安",
        "1980年西安",
        "80西安",
        "80国家",
        "1980年国家",
    ]) || key == "xian"
    {
        Some(Datum::Xian80)
    } else if any(&[
        "cgcs2000",
        "china2000",
        "china2000",
        "chinageodeticcoordinatesystem2000",
        "国家2000",
        "2000国家",
        "2000年国家",
    ]) {
        Some(Datum::Cgcs2000)
    } else if any(&["wgs1984", "wgs84", "worldgeodeticsystem1984"]) {
        Some(Datum::Wgs84)
    } else {
        None
    }
}

/// The code of a Gauss-Kruger plane by its name alone; `None` for any other name.
pub(super) fn plane_by_name(name: &str) -> Option<u32> {
    let node = Node {
        keyword: "PROJCS".to_owned(),
        texts: vec![name.to_owned()],
        ..Node::default()
    };
    match node.by_name(datum_of(name))? {
        Meaning::Code(epsg) => Some(epsg),
        _ => None,
    }
}

fn letters(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_lowercase()
}

pub(super) fn letters_and_digits(name: &str) -> String {
    name.chars()
        .filter(|char| char.is_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(wkt: &str) -> Option<u32> {
        match Node::read(wkt).meaning() {
            Meaning::Code(code) => Some(code),
            _ => None,
        }
    }

    /// As ESRI writes its projected systems.
    fn esri(name: &str, degrees: &str, datum: &str, meridian: f64, easting: f64) -> String {
        format!(
            "PROJCS[\"{name}\",GEOGCS[\"{degrees}\",DATUM[\"{datum}\",SPHEROID[\"S\",6378140.0,298.257]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_Easting\",{easting:.1}],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",{meridian:.1}],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]"
        )
    }

    /// How ESRI calls a datum: degrees, datum, start of the planes.
    const ESRI: [(Datum, &str, &str, &str); 4] = [
        (
            Datum::Cgcs2000,
            "GCS_China_Geodetic_Coordinate_System_2000",
            "D_China_2000",
            "CGCS2000",
        ),
        (Datum::Xian80, "GCS_Xian_1980", "D_Xian_1980", "Xian_1980"),
        (
            Datum::Beijing54,
            "GCS_Beijing_1954",
            "D_Beijing_1954",
            "Beijing_1954",
        ),
        (
            Datum::NewBeijing,
            "GCS_New_Beijing",
            "D_New_Beijing",
            "New_Beijing",
        ),
    ];

    #[test]
    fn every_esri_spelling_of_every_zone_gives_its_code() {
        let mut seen = 0;
        for (epsg, datum, grid) in codes::all() {
            let Some((_, degrees, d, start)) = ESRI.into_iter().find(|(own, ..)| *own == datum)
            else {
                continue;
            };
            let (name, meridian, easting) = match grid {
                Grid::Geographic => {
                    let wkt = format!(
                        "GEOGCS[\"{degrees}\",DATUM[\"{d}\",SPHEROID[\"S\",6378140,298.257]]]"
                    );
                    assert_eq!(code(&wkt), Some(epsg));
                    continue;
                }
                Grid::ThreeZone(zone) => (
                    format!("{start}_3_Degree_GK_Zone_{zone}"),
                    zone * 3,
                    zone * 1_000_000 + 500_000,
                ),
                Grid::ThreeMeridian(east) => {
                    (format!("{start}_3_Degree_GK_CM_{east}E"), east, 500_000)
                }
                Grid::SixZone(zone) => (
                    format!("{start}_GK_Zone_{zone}"),
                    zone * 6 - 3,
                    zone * 1_000_000 + 500_000,
                ),
                Grid::SixMeridian(east) => (format!("{start}_GK_CM_{east}E"), east, 500_000),
            };
            let (meridian, easting) = (f64::from(meridian), f64::from(easting));
            assert_eq!(
                code(&esri(&name, degrees, d, meridian, easting)),
                Some(epsg),
                "{name}"
            );
            // Cut off behind its name.
            assert_eq!(
                code(&format!("PROJCS[\"{name}\",")),
                Some(epsg),
                "{name} alone"
            );
            // By hand: the name says nothing.
            let plain = code(&esri("自定义", degrees, d, meridian, easting));
            let same = plain.and_then(codes::known);
            assert!(
                same.is_some_and(|(own, other)| own == datum
                    && (other == grid
                        || matches!((other, grid), (Grid::SixMeridian(a), Grid::ThreeMeridian(b)) if a == b))),
                "{name}: {plain:?}"
            );
            seen += 1;
        }
        assert_eq!(seen, 4 * 64);
    }

    #[test]
    fn other_dialects_are_read_too() {
        for (wkt, epsg) in [
            ("PROJCS[\"CGCS2000 / 3-degree Gauss-Kruger CM 102E\",", 4543),
            ("PROJCS[\"CGCS2000 / Gauss-Kruger zone 18\",", 4496),
            ("PROJCS[\"Beijing_1954_GK_Zone_18N\",", 21458),
            ("PROJCS[\"Xian_1980_3_Degree_GK_CM_102E\"", 2379),
            (
                "PROJCRS[\"Xian 1980 / 3-degree Gauss-Kruger CM 102E\",BASEGEOGCRS[\"Xian 1980\",DATUM[\"Xian 1980\",ELLIPSOID[\"IAG 1975\",6378140,298.257]]],CONVERSION[\"x\",METHOD[\"Transverse Mercator\",ID[\"EPSG\",9807]],PARAMETER[\"Latitude of natural origin\",0],PARAMETER[\"Longitude of natural origin\",102],PARAMETER[\"Scale factor at natural origin\",1],PARAMETER[\"False easting\",500000],PARAMETER[\"False northing\",0]]]",
                2379,
            ),
            (
                "PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]]],PROJECTION[\"Mercator_Auxiliary_Sphere\"]]",
                3857,
            ),
        ] {
            assert_eq!(code(wkt), Some(epsg), "{wkt}");
        }
        assert_eq!(
            Node::read("LOCAL_CS[\"昆明87\",UNIT[\"m\",1]]").meaning(),
            Meaning::Local
        );
        assert_eq!(Node::read("").meaning(), Meaning::Other);
        assert_eq!(Node::read(&"A[".repeat(10_000)).meaning(), Meaning::Other);
    }

    #[test]
    fn a_plane_of_its_own_is_read_by_its_numbers() {
        let own = esri("x", "GCS_Xian_1980", "D_Xian_1980", 102.5, 500_000.0);
        let Meaning::Plane { datum, plane, .. } = Node::read(&own).meaning() else {
            panic!("a plane");
        };
        assert_eq!(datum, Datum::Xian80);
        assert!(
            plane.contains("+lon_0=102.5") && plane.contains("+a=6378140"),
            "{plane}"
        );
        // The name lies, the numbers count.
        let lie = esri(
            "CGCS2000_3_Degree_GK_CM_105E",
            "GCS_China_Geodetic_Coordinate_System_2000",
            "D_China_2000",
            102.0,
            500_000.0,
        );
        assert_eq!(code(&lie), Some(4543));
    }
}
