//! What files say of their system in words: names, URNs, numbers of vendors, the head of the land
//! registers' form. What is not understood is kept as it stands, never taken for nothing.

use geo::Coord;

use crate::exchange::crs::codes::{self, Datum, Grid};
use crate::exchange::crs::{StatedCrs, wkt};

impl StatedCrs {
    /// By a name as GeoJSON and databases write it: `EPSG:4490`, a URN, `CRS84`, a number of ESRI, WKT, or
    /// words. `how` says where it stands.
    pub(in crate::exchange) fn named(text: &str, how: &'static str) -> Self {
        let name = text.trim();
        if name.is_empty() {
            return Self::Silent;
        }
        if name.contains('[') {
            return Self::Wkt(name.to_owned());
        }
        let upper = name.to_ascii_uppercase();
        if upper.ends_with("CRS84") || upper == "CRS:84" {
            return Self::Epsg(Datum::Wgs84.geographic(), how);
        }
        let head = upper.trim_end_matches(|char: char| char.is_ascii_digit());
        let code = upper[head.len()..].parse::<u32>().ok().filter(|_| {
            head.is_empty()
                || head.contains("EPSG") && head.ends_with([':', '/', '#', '='])
                || head.contains("ESRI") && head.ends_with([':', '/', '#'])
        });
        match code.or_else(|| by_words(name)) {
            Some(epsg) => Self::Epsg(epsg, how),
            None => Self::Unreadable(name.to_owned()),
        }
    }
}

/// The code of a system that bears its own name: a datum alone (its degrees), a Gauss-Kruger zone as EPSG
/// and ESRI call it, or a UTM zone of WGS 84.
fn by_words(name: &str) -> Option<u32> {
    let datum = wkt::datum_of(name)?;
    if datum == Datum::Wgs84
        && let Some(zone) = utm_zone(name)
    {
        return Some(32_600 + zone);
    }
    is_bare(name)
        .then(|| datum.geographic())
        .or_else(|| wkt::plane_by_name(name))
}

/// `48` of `WGS 84 / UTM zone 48N`; none south of the equator, where China is not.
fn utm_zone(name: &str) -> Option<u32> {
    let key = wkt::letters_and_digits(name);
    let (_, zone) = key.split_once("utmzone")?;
    let zone = zone.strip_suffix('n')?.parse().ok()?;
    (1..=60).contains(&zone).then_some(zone)
}

/// Whether a name holds nothing but that of a datum.
fn is_bare(name: &str) -> bool {
    const WORDS: [&str; 21] = [
        "chinageodeticcoordinatesystem",
        "worldgeodeticsystem",
        "大地坐标系",
        "地理坐标系",
        "坐标系",
        "坐标",
        "国家",
        "大地",
        "北京",
        "西安",
        "beijing",
        "cgcs",
        "xian",
        "china",
        "wgs",
        "gcs",
        "bj",
        "新",
        "new",
        "年",
        "系",
    ];
    let mut key = wkt::letters_and_digits(name);
    for word in WORDS {
        key = key.replace(word, "");
    }
    key.chars().all(|char| char.is_ascii_digit())
}

/// The head of a list of corner points: `坐标系=80国家大地坐标系`, `几度分带=3`, `带号=34`.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Head {
    lines: Vec<String>,
    system: String,
    degrees: Option<u32>,
    zone: Option<u32>,
    meridian: Option<u32>,
}

impl Head {
    /// Takes a line that says something about the system; others are passed over.
    pub(in crate::exchange) fn read(&mut self, line: &str) {
        let Some((key, value)) = line.split_once(['=', '＝', ':', '：']) else {
            return;
        };
        let (key, value) = (key.trim(), value.trim());
        let value = value.trim_end_matches([',', ';', '，', '；']);
        if value.is_empty() {
            return;
        }
        let number = || {
            let digits = value.trim_end_matches(|char: char| !char.is_ascii_digit());
            digits.parse::<u32>().ok()
        };
        match key {
            "坐标系" | "坐标系统" | "平面坐标系" | "平面坐标系统" => {
                value.clone_into(&mut self.system);
            }
            "几度分带" | "分带" => self.degrees = number(),
            "带号" => self.zone = number(),
            "中央子午线" | "中央经线" => self.meridian = number(),
            _ => return,
        }
        self.lines.push(format!("{key}={value}"));
    }

    /// Takes `value`, that stands under `name`, for the system.
    pub(in crate::exchange) fn system(&mut self, name: &str, value: &str) {
        value.clone_into(&mut self.system);
        self.lines.push(format!("{name}={value}"));
    }

    /// What the lines mean for coordinates like `at`.
    pub(in crate::exchange) fn stated(&self, at: Option<Coord<f64>>) -> StatedCrs {
        const HOW: &str = "由文件中的「坐标系」说明确定";
        if self.system.is_empty() {
            return StatedCrs::Silent;
        }
        let unreadable = || StatedCrs::Unreadable(self.lines.join("，"));
        let Some(datum) = wkt::datum_of(&self.system).filter(|_| is_bare(&self.system)) else {
            return match StatedCrs::named(&self.system, HOW) {
                StatedCrs::Unreadable(_) => unreadable(),
                stated => stated,
            };
        };
        let Some(at) = at else {
            return StatedCrs::Silent;
        };
        if at.x.abs() <= 180.0 && at.y.abs() <= 180.0 {
            return StatedCrs::Epsg(datum.geographic(), HOW);
        }
        match self.grid(at) {
            // The size of the numbers tells the zones of this datum.
            Ok(None) if datum == Datum::Cgcs2000 => StatedCrs::Silent,
            Ok(grid) => grid
                .and_then(|grid| codes::code(datum, grid))
                .map_or_else(unreadable, |epsg| StatedCrs::Epsg(epsg, HOW)),
            Err(Contradiction) => unreadable(),
        }
    }

    /// The zone, by the number before the easting and by what the lines say; `None` where neither tells.
    fn grid(&self, at: Coord<f64>) -> Result<Option<Grid>, Contradiction> {
        // Eastings without a number and northings stay below 6000 kilometres in China.
        let largest = at.x.max(at.y);
        let prefix = (largest >= 1.3e7).then(|| (largest / 1e6) as u32);
        let is_three = |zone: u32| (25..=45).contains(&zone);
        if let Some(prefix) = prefix {
            let wide = if is_three(prefix) { 3 } else { 6 };
            if self.zone.is_some_and(|zone| zone != prefix)
                || self.degrees.is_some_and(|degrees| degrees != wide)
            {
                return Err(Contradiction);
            }
            return Ok(Some(if wide == 3 {
                Grid::ThreeZone(prefix)
            } else {
                Grid::SixZone(prefix)
            }));
        }
        let by_zone = match (self.zone, self.degrees) {
            (Some(zone), None | Some(3)) if is_three(zone) => Some((zone * 3, 3)),
            (Some(zone), None | Some(6)) if (13..=23).contains(&zone) => Some((zone * 6 - 3, 6)),
            (Some(_), _) => return Err(Contradiction),
            (None, _) => None,
        };
        let (east, wide) = match (by_zone, self.meridian) {
            (None, None) => return Ok(None),
            (Some((east, _)), Some(stated)) if east != stated => return Err(Contradiction),
            (Some(zone), _) => zone,
            (None, Some(stated)) => (stated, self.degrees.unwrap_or(3)),
        };
        match wide {
            3 => Ok(Some(Grid::ThreeMeridian(east))),
            6 => Ok(Some(Grid::SixMeridian(east))),
            _ => Err(Contradiction),
        }
    }
}

/// Two statements about one file that cannot both be true.
struct Contradiction;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_programs_write_them_are_read_and_others_are_kept_as_they_stand() {
        for (name, epsg) in [
            ("EPSG:4490", 4490),
            ("epsg:4543", 4543),
            ("4490", 4490),
            ("urn:ogc:def:crs:EPSG::4490", 4490),
            ("urn:ogc:def:crs:EPSG:9.8.5:4543", 4543),
            ("http://www.opengis.net/def/crs/EPSG/0/4490", 4490),
            ("http://www.opengis.net/gml/srs/epsg.xml#4490", 4490),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326),
            ("CRS:84", 4326),
            ("ESRI:102100", 102_100),
            ("WGS 84", 4326),
            ("GCS_WGS_1984", 4326),
            ("CGCS2000", 4490),
            ("2000国家大地坐标系", 4490),
            ("西安80坐标系", 4610),
            ("CGCS2000_3_Degree_GK_CM_102E", 4543),
            ("CGCS2000 / 3-degree Gauss-Kruger CM 102E", 4543),
            ("Xian 1980 / 3-degree Gauss-Kruger zone 34", 2358),
            ("WGS 84 / UTM zone 48N", 32_648),
        ] {
            assert_eq!(
                StatedCrs::named(name, "x"),
                StatedCrs::Epsg(epsg, "x"),
                "{name}"
            );
        }
        for name in [
            "昆明87坐标系",
            "昆明城建坐标系(基于西安80)",
            "urn:ogc:def:crs:OGC::CRS83",
            "IGNF:LAMB93",
            "SRID 990001",
            "+proj=tmerc +lat_0=0 +lon_0=102.5",
            "CGCS2000 高斯投影",
        ] {
            assert_eq!(
                StatedCrs::named(name, "x"),
                StatedCrs::Unreadable(name.to_owned())
            );
        }
        assert_eq!(StatedCrs::named(" ", "x"), StatedCrs::Silent);
    }

    #[test]
    fn the_head_of_a_list_gives_its_zone_or_is_quoted() {
        const METRES: Coord<f64> = Coord {
            x: 2_782_124.0,
            y: 578_954.0,
        };
        const ZONED: Coord<f64> = Coord {
            x: 2_782_124.0,
            y: 34_578_954.0,
        };
        const DEGREES: Coord<f64> = Coord { x: 102.7, y: 25.0 };
        let stated = |lines: &[&str], at| {
            let mut head = Head::default();
            for line in lines {
                head.read(line);
            }
            match head.stated(Some(at)) {
                StatedCrs::Epsg(epsg, _) => Ok(Some(epsg)),
                StatedCrs::Silent => Ok(None),
                StatedCrs::Unreadable(text) => Err(text),
                other => panic!("{other:?}"),
            }
        };
        for (lines, at, epsg) in [
            (
                &["坐标系=80国家大地坐标系", "几度分带=3", "带号=34"][..],
                ZONED,
                2358,
            ),
            (
                &["坐标系=80国家大地坐标系", "几度分带=3", "带号=34"],
                METRES,
                2379,
            ),
            (&["坐标系：北京54", "带号：18"], METRES, 21458),
            (
                &["坐标系=1954年北京坐标系", "中央子午线=102°"],
                METRES,
                2431,
            ),
            (&["坐标系=2000国家大地坐标系", "带号=34"], ZONED, 4522),
            (&["坐标系=西安80"], DEGREES, 4610),
            (&["坐标系=EPSG:4544"], METRES, 4544),
        ] {
            assert_eq!(stated(lines, at), Ok(Some(epsg)), "{lines:?}");
        }
        assert_eq!(stated(&["坐标系=2000国家大地坐标系"], METRES), Ok(None));
        assert_eq!(stated(&["带号=34"], METRES), Ok(None));
        assert_eq!(
            stated(&["坐标系=西安80"], METRES),
            Err("坐标系=西安80".to_owned())
        );
        assert_eq!(
            stated(&["坐标系=昆明87", "带号=34"], METRES),
            Err("坐标系=昆明87，带号=34".to_owned())
        );
        for lines in [
            &["坐标系=西安80", "带号=35"][..],
            &["坐标系=西安80", "几度分带=6"],
        ] {
            assert!(stated(lines, ZONED).is_err(), "{lines:?}");
        }
    }
}
