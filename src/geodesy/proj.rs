//! Coordinate transforms by PROJ. Always x = longitude or easting, y = latitude or northing.

use proj::Proj;

/// CRS in which every project stores its geometry: CGCS2000, degrees.
pub const STORAGE_EPSG: u32 = 4490;

/// Why a transform could not be made or carried out.
#[derive(Debug, thiserror::Error)]
pub enum CrsError {
    /// PROJ does not know one of the two systems, or no way between them.
    #[error("PROJ 不支持从 {from} 到 {to} 的转换")]
    Unsupported {
        /// Source definition.
        from: String,
        /// Target definition.
        to: String,
        /// PROJ's own words.
        #[source]
        source: proj::ProjCreateError,
    },
    /// A coordinate lies where the transform is not defined.
    #[error("坐标 {x},{y} 无法转换")]
    Outside {
        /// First coordinate as given.
        x: f64,
        /// Second coordinate as given.
        y: f64,
        /// PROJ's own words.
        #[source]
        source: proj::ProjError,
    },
    /// PROJ would change the datum there, by a guess or by parameters that are not meant for the place.
    #[error("坐标 {x},{y} 处没有适用的基准转换，只有近似值，不能采用")]
    ChangesDatum {
        /// First coordinate.
        x: f64,
        /// Second coordinate.
        y: f64,
    },
    /// Distances in the system are not metres on the ground: degrees, feet, or a map such as Web Mercator.
    #[error(
        "EPSG:{epsg} 不能用来量距离(在项目范围内 1 米量得 {ratio:.4} 米)；请把项目设置 metric_epsg 改为本地的高斯-克吕格投影，如 4543"
    )]
    NotMetric {
        /// The code.
        epsg: u32,
        /// Measured over true length, along the meridian.
        ratio: f64,
    },
    /// PROJ answered, but not with finite numbers.
    #[error("坐标 {x},{y} 转换结果不是有限的数值")]
    NotFinite {
        /// First coordinate as given.
        x: f64,
        /// Second coordinate as given.
        y: f64,
    },
}

/// What PROJ's register calls a system: `WGS 84 / UTM zone 48N`; `None` for codes that it does not have.
pub fn epsg_name(epsg: u32) -> Option<String> {
    let crs = Proj::new(&format!("EPSG:{epsg}")).ok()?;
    let text = crs.to_projjson(None, None, None).ok()?;
    let crs: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(crs.get("name")?.as_str()?.to_owned())
}

/// A transform between two systems. PROJ contexts belong to one thread: make one per thread.
pub struct Transform {
    proj: Proj,
}

impl Transform {
    /// Between two EPSG codes.
    pub fn between(from_epsg: u32, to_epsg: u32) -> Result<Self, CrsError> {
        Self::from_definitions(&format!("EPSG:{from_epsg}"), &format!("EPSG:{to_epsg}"))
    }

    /// Between two definitions that PROJ understands: `EPSG:n`, WKT, PROJ strings.
    pub fn from_definitions(from: &str, to: &str) -> Result<Self, CrsError> {
        let proj = Proj::new_known_crs(from, to, None).map_err(|source| CrsError::Unsupported {
            from: from.to_owned(),
            to: to.to_owned(),
            source,
        })?;
        Ok(Self { proj })
    }

    /// Whether the last conversion changed the datum, be it by published parameters or by PROJ's
    /// "ballpark" shift of nothing. What PROJ did is known only once it has done it.
    pub fn crosses_datums(&self) -> bool {
        self.proj
            .proj_info()
            .description
            .is_some_and(|text| text.contains(" to ") || text.contains("allpark"))
    }

    /// Transforms one coordinate.
    pub fn convert(&self, x: f64, y: f64) -> Result<(f64, f64), CrsError> {
        let (x_out, y_out) = self
            .proj
            .convert((x, y))
            .map_err(|source| CrsError::Outside { x, y, source })?;
        if x_out.is_finite() && y_out.is_finite() {
            Ok((x_out, y_out))
        } else {
            Err(CrsError::NotFinite { x, y })
        }
    }
}
