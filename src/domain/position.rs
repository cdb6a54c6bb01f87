//! A position on the earth in the project's storage CRS.

/// A position in EPSG:4490 (CGCS2000), degrees, longitude first.
/// Invariant: both finite, longitude within ±180, latitude within ±90.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct LonLat {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

/// What a file says is a position.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    lon: f64,
    lat: f64,
}

impl TryFrom<Unchecked> for LonLat {
    type Error = InvalidPosition;

    fn try_from(unchecked: Unchecked) -> Result<Self, Self::Error> {
        Self::try_new(unchecked.lon, unchecked.lat)
    }
}

/// Why two numbers are not a position.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum InvalidPosition {
    /// Not a number, or infinite.
    #[error("坐标不是有限的数值")]
    NotFinite,
    /// Longitude or latitude beyond the globe; carries both as given.
    #[error("坐标 {lon},{lat} 超出经纬度范围(经度 -180~180，纬度 -90~90)")]
    OutOfRange {
        /// Longitude as given.
        lon: f64,
        /// Latitude as given.
        lat: f64,
    },
}

impl LonLat {
    /// Checks both numbers.
    pub fn try_new(lon: f64, lat: f64) -> Result<Self, InvalidPosition> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(InvalidPosition::NotFinite);
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            return Err(InvalidPosition::OutOfRange { lon, lat });
        }
        Ok(Self { lon, lat })
    }

    /// As a point with x = longitude.
    pub fn to_point(self) -> geo::Point<f64> {
        geo::Point::new(self.lon, self.lat)
    }
}
