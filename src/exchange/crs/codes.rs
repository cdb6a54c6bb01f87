//! The coordinate systems that Chinese survey data comes in: four datums, each with geographic degrees
//! and Gauss-Kruger zones with and without zone number. Knows EPSG codes, no files.

/// A datum, or a pair of datums that are equal for this use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datum {
    /// 2000 国家大地坐标系.
    Cgcs2000,
    /// WGS 84: equal to CGCS2000 within decimetres.
    Wgs84,
    /// 1980 西安坐标系.
    Xian80,
    /// 1954 北京坐标系.
    Beijing54,
    /// 新 1954 北京坐标系.
    NewBeijing,
}

/// How coordinates are laid out on a datum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grid {
    /// Degrees.
    Geographic,
    /// 3-degree zone 25 to 45, the number before the easting.
    ThreeZone(u32),
    /// 3-degree zone without number, by its central meridian 75 to 135.
    ThreeMeridian(u32),
    /// 6-degree zone 13 to 23, the number before the easting.
    SixZone(u32),
    /// 6-degree zone without number, by its central meridian 75 to 135.
    SixMeridian(u32),
}

impl Datum {
    /// Every datum.
    pub const ALL: [Self; 5] = [
        Self::Cgcs2000,
        Self::Wgs84,
        Self::Xian80,
        Self::Beijing54,
        Self::NewBeijing,
    ];

    /// Its code in degrees.
    pub const fn geographic(self) -> u32 {
        match self {
            Self::Cgcs2000 => 4490,
            Self::Wgs84 => 4326,
            Self::Xian80 => 4610,
            Self::Beijing54 => 4214,
            Self::NewBeijing => 4555,
        }
    }

    /// What a person reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "CGCS2000",
            Self::Wgs84 => "WGS 84",
            Self::Xian80 => "西安80",
            Self::Beijing54 => "北京54",
            Self::NewBeijing => "新北京54",
        }
    }

    /// Whether no published way leads from it to CGCS2000.
    pub const fn is_old(self) -> bool {
        matches!(self, Self::Xian80 | Self::Beijing54 | Self::NewBeijing)
    }

    /// Half the long axis in metres, and the inverse of the flattening.
    pub const fn ellipsoid(self) -> (f64, f64) {
        match self {
            Self::Cgcs2000 => (6_378_137.0, 298.257_222_101),
            Self::Wgs84 => (6_378_137.0, 298.257_223_563),
            Self::Xian80 => (6_378_140.0, 298.257),
            Self::Beijing54 | Self::NewBeijing => (6_378_245.0, 298.3),
        }
    }

    /// First codes of the 3-degree zones 25, the 3-degree meridians 75E, the 6-degree zones 13 and the
    /// 6-degree meridians 75E; `None` where a datum has no such zones.
    const fn firsts(self) -> Option<[u32; 4]> {
        match self {
            Self::Cgcs2000 => Some([4513, 4534, 4491, 4502]),
            Self::Xian80 => Some([2349, 2370, 2327, 2338]),
            Self::Beijing54 => Some([2401, 2422, 21413, 21453]),
            Self::NewBeijing => Some([4652, 4782, 4568, 4579]),
            Self::Wgs84 => None,
        }
    }
}

/// The code of `grid` on `datum`; `None` when EPSG has none.
pub fn code(datum: Datum, grid: Grid) -> Option<u32> {
    if grid == Grid::Geographic {
        return Some(datum.geographic());
    }
    let [three_zone, three_meridian, six_zone, six_meridian] = datum.firsts()?;
    let code = match grid {
        Grid::Geographic => datum.geographic(),
        Grid::ThreeZone(zone) if (25..=45).contains(&zone) => three_zone + zone - 25,
        Grid::ThreeMeridian(east) if (75..=135).contains(&east) && east.is_multiple_of(3) => {
            three_meridian + (east - 75) / 3
        }
        Grid::SixZone(zone) if (13..=23).contains(&zone) => six_zone + zone - 13,
        Grid::SixMeridian(east) if (75..=135).contains(&east) && east % 6 == 3 => {
            six_meridian + (east - 75) / 6
        }
        _ => return None,
    };
    // EPSG gave New Beijing its numbers in three lots.
    Some(match (datum, code) {
        (Datum::NewBeijing, 4657..=4672) => code - 4657 + 4766,
        (Datum::NewBeijing, 4801) => 4812,
        (Datum::NewBeijing, 4802) => 4822,
        _ => code,
    })
}

/// Every layout that has a code on some datum.
fn grids() -> impl Iterator<Item = Grid> {
    std::iter::once(Grid::Geographic)
        .chain((25..=45).map(Grid::ThreeZone))
        .chain((75..=135).step_by(3).map(Grid::ThreeMeridian))
        .chain((13..=23).map(Grid::SixZone))
        .chain((75..=135).step_by(6).map(Grid::SixMeridian))
}

/// Every system of the four Chinese datums and WGS 84 in degrees, with its code.
pub fn all() -> impl Iterator<Item = (u32, Datum, Grid)> {
    Datum::ALL.into_iter().flat_map(|datum| {
        grids().filter_map(move |grid| code(datum, grid).map(|code| (code, datum, grid)))
    })
}

/// The code in use now for one that older programs and ESRI write for the map of the web.
pub fn current(epsg: u32) -> u32 {
    match epsg {
        900_913 | 3785 | 102_100 | 102_113 => 3857,
        _ => epsg,
    }
}

/// Datum and layout of a code; `None` for systems that are not of China.
pub fn known(epsg: u32) -> Option<(Datum, Grid)> {
    if matches!(epsg, 4479 | 4480) {
        return Some((Datum::Cgcs2000, Grid::Geographic));
    }
    if matches!(epsg, 4978 | 4979) {
        return Some((Datum::Wgs84, Grid::Geographic));
    }
    // Codes that EPSG has withdrawn, still written by older programs: Beijing 1954 / Gauss-Kruger 13N.
    if let 21473..=21483 = epsg {
        return Some((Datum::Beijing54, Grid::SixMeridian(75 + (epsg - 21473) * 6)));
    }
    all()
        .find(|(code, ..)| *code == epsg)
        .map(|(_, datum, grid)| (datum, grid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_domain_reference() {
        for (epsg, datum, grid) in [
            (4543, Datum::Cgcs2000, Grid::ThreeMeridian(102)),
            (4522, Datum::Cgcs2000, Grid::ThreeZone(34)),
            (4507, Datum::Cgcs2000, Grid::SixMeridian(105)),
            (4496, Datum::Cgcs2000, Grid::SixZone(18)),
            (2379, Datum::Xian80, Grid::ThreeMeridian(102)),
            (2358, Datum::Xian80, Grid::ThreeZone(34)),
            (2332, Datum::Xian80, Grid::SixZone(18)),
            (2343, Datum::Xian80, Grid::SixMeridian(105)),
            (2431, Datum::Beijing54, Grid::ThreeMeridian(102)),
            (2410, Datum::Beijing54, Grid::ThreeZone(34)),
            (21418, Datum::Beijing54, Grid::SixZone(18)),
            (21458, Datum::Beijing54, Grid::SixMeridian(105)),
            (4791, Datum::NewBeijing, Grid::ThreeMeridian(102)),
            (4770, Datum::NewBeijing, Grid::ThreeZone(34)),
            (4656, Datum::NewBeijing, Grid::ThreeZone(29)),
            (4781, Datum::NewBeijing, Grid::ThreeZone(45)),
            (4822, Datum::NewBeijing, Grid::ThreeMeridian(135)),
            (4610, Datum::Xian80, Grid::Geographic),
        ] {
            assert_eq!(known(epsg), Some((datum, grid)), "{epsg}");
            assert_eq!(code(datum, grid), Some(epsg));
        }
        assert_eq!(all().count(), 4 * 65 + 1);
        assert_eq!(known(4657), None, "Reykjavik 1900");
        assert_eq!(known(4801), None, "Bern 1898");
        assert_eq!(known(32648), None);
    }
}
