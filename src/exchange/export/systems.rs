//! The text of coordinate systems as ESRI writes it, for `.prj` files and GeoPackage: those systems that
//! data here is exchanged in.

const CGCS2000: &str = "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
const WGS84: &str = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

/// Whether coordinates of the code are degrees, as far as codes are known here.
pub(in crate::exchange) const fn is_geographic(epsg: u32) -> bool {
    matches!(epsg, 4490 | 4326 | 4480 | 4979)
}

/// What a person calls the system.
pub(in crate::exchange) fn name(epsg: u32) -> String {
    match epsg {
        4490 => "CGCS2000".to_owned(),
        4326 => "WGS 84".to_owned(),
        _ => gauss_kruger(epsg).map_or_else(
            || format!("EPSG:{epsg}"),
            |zone| zone.name.replace('_', " "),
        ),
    }
}

/// The text of the `.prj`; `None` for codes not known here.
pub(in crate::exchange) fn prj(epsg: u32) -> Option<String> {
    let projected = |name: &str, base: &str, projection: &str, parameters: &str| {
        format!(
            "PROJCS[\"{name}\",{base},PROJECTION[\"{projection}\"],{parameters},UNIT[\"Meter\",1.0]]"
        )
    };
    match epsg {
        4490 => Some(CGCS2000.to_owned()),
        4326 => Some(WGS84.to_owned()),
        3857 => Some(projected(
            "WGS_1984_Web_Mercator_Auxiliary_Sphere",
            WGS84,
            "Mercator_Auxiliary_Sphere",
            "PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",0.0],PARAMETER[\"Standard_Parallel_1\",0.0],PARAMETER[\"Auxiliary_Sphere_Type\",0.0]",
        )),
        32601..=32660 => {
            let zone = epsg - 32600;
            let meridian = f64::from(zone) * 6.0 - 183.0;
            let parameters = format!(
                "PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",{meridian:.1}],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0]"
            );
            Some(projected(
                &format!("WGS_1984_UTM_Zone_{zone}N"),
                WGS84,
                "Transverse_Mercator",
                &parameters,
            ))
        }
        _ => {
            let zone = gauss_kruger(epsg)?;
            let parameters = format!(
                "PARAMETER[\"False_Easting\",{}.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",{}.0],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0]",
                zone.false_easting, zone.meridian
            );
            Some(projected(&zone.name, CGCS2000, "Gauss_Kruger", &parameters))
        }
    }
}

struct Zone {
    name: String,
    meridian: u32,
    false_easting: u32,
}

/// CGCS2000 Gauss-Kruger zones: of 6 and of 3 degrees, with and without the zone before the easting.
fn gauss_kruger(epsg: u32) -> Option<Zone> {
    let zone = |name: String, meridian: u32, prefix: u32| Zone {
        name,
        meridian,
        false_easting: prefix * 1_000_000 + 500_000,
    };
    match epsg {
        4491..=4501 => {
            let number = epsg - 4491 + 13;
            Some(zone(
                format!("CGCS2000_GK_Zone_{number}"),
                number * 6 - 3,
                number,
            ))
        }
        4502..=4512 => {
            let meridian = 75 + 6 * (epsg - 4502);
            Some(zone(format!("CGCS2000_GK_CM_{meridian}E"), meridian, 0))
        }
        4513..=4533 => {
            let number = epsg - 4513 + 25;
            Some(zone(
                format!("CGCS2000_3_Degree_GK_Zone_{number}"),
                number * 3,
                number,
            ))
        }
        4534..=4554 => {
            let meridian = 75 + 3 * (epsg - 4534);
            Some(zone(
                format!("CGCS2000_3_Degree_GK_CM_{meridian}E"),
                meridian,
                0,
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Transform;

    #[test]
    fn the_text_of_every_code_is_what_proj_says_of_the_code() {
        let codes = (4491..=4554).chain([4490, 4326, 3857, 32648]);
        for epsg in codes {
            let text = prj(epsg).unwrap();
            let (there, back) = (
                Transform::between(4490, epsg).unwrap(),
                Transform::from_definitions(&text, "EPSG:4490").unwrap(),
            );
            let (lon, lat) = (
                f64::from(gauss_kruger(epsg).map_or(102, |zone| zone.meridian)) + 0.7,
                25.1,
            );
            let (x, y) = there.convert(lon, lat).unwrap();
            let (lon_back, lat_back) = back.convert(x, y).unwrap();
            assert!(
                (lon - lon_back).abs() < 1e-9 && (lat - lat_back).abs() < 1e-8,
                "{epsg}: {lon_back},{lat_back}"
            );
        }
    }
}
