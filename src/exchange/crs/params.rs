//! Parameters from an old datum or a city's own grid to CGCS2000, in a small TOML file that the user
//! keeps: four in the plane, seven in space, or control points to fit four to. They are classified, so
//! the program ships none and guesses none.

use std::path::Path;

use geo::Coord;
use serde::Deserialize;

use crate::exchange::crs::codes::{self, Datum, Grid};
use crate::exchange::error::ExchangeError;
use crate::exchange::report::Residual;
use crate::geodesy::helmert::{Fit, Plane, Seven};

/// A larger file is no parameter file.
const MAX_BYTES: u64 = 1 << 20;
/// Control points that miss by more than this, metres, are not accepted unless the file says so.
const MAX_RESIDUAL_M: f64 = 1.0;
/// Changes of scale beyond this, parts per million, are typing errors.
const MAX_SCALE_PPM: f64 = 2000.0;

/// Where parameters lead from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A plane without a place on the earth, such as the grid of a city.
    Local,
    /// A system with a code.
    Code(u32),
}

/// What parameters do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Correction {
    /// From the plane of the source to the plane with this code.
    Plane(Plane, u32),
    /// From the degrees of the source datum to those of CGCS2000.
    Seven(Seven),
}

/// Parameters as the user gave them.
#[derive(Clone, Debug, PartialEq)]
pub struct DatumParams {
    pub(super) source: Frame,
    pub(super) correction: Correction,
    /// Whether northings stand first in data of a local grid, by the file's word.
    pub(super) north_first: bool,
    /// One sentence for the report.
    pub(super) how: String,
    /// How far each control point stays off; empty where parameters were given.
    pub(super) residuals: Vec<Residual>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    target: Option<String>,
    axes: Option<Axes>,
    plane: Option<PlaneText>,
    helmert: Option<SevenText>,
    #[serde(default)]
    control: Vec<Control>,
    max_residual_m: Option<f64>,
}

/// Which coordinate of a local grid stands first, in the data and in `from`: nothing about its numbers tells.
#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Axes {
    /// Easting, northing.
    En,
    /// Northing, easting.
    Ne,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaneText {
    dx_m: f64,
    dy_m: f64,
    rotation_s: f64,
    scale_ppm: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SevenText {
    convention: Convention,
    dx_m: f64,
    dy_m: f64,
    dz_m: f64,
    rx_s: f64,
    ry_s: f64,
    rz_s: f64,
    scale_ppm: f64,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Convention {
    PositionVector,
    CoordinateFrame,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    #[serde(default)]
    name: String,
    from: [f64; 2],
    to: [f64; 2],
}

impl DatumParams {
    /// Reads a parameter file.
    pub fn read(path: &Path) -> Result<Self, ExchangeError> {
        let broken = |reason: String| ExchangeError::BadDatumParams {
            reason,
            path: path.to_owned(),
        };
        let read = |source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        };
        let size = std::fs::metadata(path).map_err(read)?.len();
        if size > MAX_BYTES {
            return Err(broken("文件太大，不是参数文件".to_owned()));
        }
        let text = std::fs::read_to_string(path).map_err(read)?;
        Self::parse(&text).map_err(broken)
    }

    /// Reads the text of a parameter file; an error is one sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(0, |span| text[..span.start].matches('\n').count() + 1);
            format!("第 {line} 行：{}", error.message())
        })?;
        let source = frame(&file.source)?;
        match (source, file.axes) {
            (Frame::Local, None) => {
                return Err(
                    "source 为 local 时须写 axes，说明坐标的先后：axes = \"en\"(东坐标在前)或 axes = \"ne\"(北坐标在前，如测量的 X、Y)"
                        .to_owned(),
                );
            }
            (Frame::Code(_), Some(_)) => {
                return Err("axes 只用于 source = \"local\"".to_owned());
            }
            _ => {}
        }
        match (&file.plane, &file.helmert, file.control.is_empty()) {
            (Some(plane), None, true) => file.plane_of(source, plane),
            (None, Some(seven), true) => file.seven_of(source, seven),
            (None, None, false) => file.fitted(source),
            _ => Err(
                "须且只须写 [plane](四参数)、[helmert](七参数)、[[control]](控制点)三者之一"
                    .to_owned(),
            ),
        }
    }

    /// The datum of the source; `None` for a local grid.
    pub(super) fn datum(&self) -> Option<Datum> {
        match self.source {
            Frame::Local => None,
            Frame::Code(epsg) => codes::known(epsg).map(|(datum, _)| datum),
        }
    }
}

impl File {
    fn north_first(&self) -> bool {
        self.axes == Some(Axes::Ne)
    }

    fn target(&self) -> Result<u32, String> {
        let text = self
            .target
            .as_deref()
            .ok_or("缺少 target，例如 target = \"EPSG:4543\"")?;
        match frame(text)? {
            Frame::Code(epsg)
                if codes::known(epsg).is_some_and(|(datum, grid)| {
                    datum == Datum::Cgcs2000 && grid != Grid::Geographic
                }) =>
            {
                Ok(epsg)
            }
            _ => Err(format!(
                "target「{text}」应为 CGCS2000 高斯-克吕格投影，例如 EPSG:4543"
            )),
        }
    }

    fn plane_of(&self, source: Frame, text: &PlaneText) -> Result<DatumParams, String> {
        is_plane(source)?;
        let given = [text.dx_m, text.dy_m, text.rotation_s, text.scale_ppm];
        finite(&given, text.scale_ppm)?;
        let shift = Coord {
            x: text.dx_m,
            y: text.dy_m,
        };
        let plane = Plane::new(shift, text.rotation_s, text.scale_ppm);
        Ok(DatumParams {
            source,
            correction: Correction::Plane(plane, self.target()?),
            how: format!(
                "用户给出的四参数({} → EPSG:{})",
                self.source,
                self.target()?
            ),
            residuals: Vec::new(),
            north_first: self.north_first(),
        })
    }

    fn seven_of(&self, source: Frame, text: &SevenText) -> Result<DatumParams, String> {
        if !matches!(source, Frame::Code(epsg) if codes::known(epsg).is_some_and(|(datum, _)| datum.is_old()))
        {
            return Err(format!(
                "七参数的 source「{}」应为西安80或北京54的坐标系，例如 EPSG:4610",
                self.source
            ));
        }
        if self.target.is_some() {
            return Err("七参数直接到 CGCS2000，不写 target".to_owned());
        }
        let numbers = [
            text.dx_m, text.dy_m, text.dz_m, text.rx_s, text.ry_s, text.rz_s,
        ];
        finite(&numbers, text.scale_ppm)?;
        let sign = if text.convention == Convention::CoordinateFrame {
            -1.0
        } else {
            1.0
        };
        let seven = Seven {
            shift_m: [text.dx_m, text.dy_m, text.dz_m],
            rotation_s: [text.rx_s, text.ry_s, text.rz_s].map(|angle| sign * angle),
            scale_ppm: text.scale_ppm,
        };
        Ok(DatumParams {
            source,
            correction: Correction::Seven(seven),
            how: format!("用户给出的七参数({} → CGCS2000)", self.source),
            residuals: Vec::new(),
            north_first: self.north_first(),
        })
    }

    fn fitted(&self, source: Frame) -> Result<DatumParams, String> {
        is_plane(source)?;
        let target = self.target()?;
        let at = |[x, y]: [f64; 2]| Coord { x, y };
        let from = |[x, y]: [f64; 2]| at(if self.north_first() { [y, x] } else { [x, y] });
        let pairs: Vec<_> = self
            .control
            .iter()
            .map(|point| (from(point.from), at(point.to)))
            .collect();
        let all = self.control.iter().flat_map(|point| [point.from, point.to]);
        finite(&all.flatten().collect::<Vec<_>>(), 0.0)?;
        let fit = Fit::new(&pairs).ok_or("控制点不足：至少 2 个不同的点，3 个以上才能看出残差")?;
        let name = |index: usize| match self.control[index].name.as_str() {
            "" => format!("第 {} 点", index + 1),
            name => name.to_owned(),
        };
        let residuals: Vec<Residual> = fit
            .residuals_m
            .iter()
            .enumerate()
            .map(|(index, off)| Residual {
                point: name(index),
                residual_m: (off * 1e4).round() / 1e4,
            })
            .collect();
        let limit = self.max_residual_m.unwrap_or(MAX_RESIDUAL_M);
        if let Some(worst) = residuals
            .iter()
            .max_by(|a, b| a.residual_m.total_cmp(&b.residual_m))
            .filter(|worst| worst.residual_m > limit || !worst.residual_m.is_finite())
        {
            return Err(format!(
                "控制点拟合残差过大：{} 差 {:.3} 米(限 {limit} 米，可用 max_residual_m 放宽)；请核对该点坐标的先后(to 东在前，from 东在前，地方坐标系按 axes)",
                worst.point, worst.residual_m
            ));
        }
        let scale = fit.plane.scale_ppm();
        finite(&[], scale)?;
        let shift = fit.plane.shift_m();
        let check = if pairs.len() == 2 {
            "；只有 2 个控制点，没有多余观测，残差不能说明精度"
        } else {
            ""
        };
        Ok(DatumParams {
            source,
            correction: Correction::Plane(fit.plane, target),
            how: format!(
                "由 {} 个控制点最小二乘拟合的四参数({} → EPSG:{target})：平移 {:.3},{:.3} 米，旋转 {:.4}″，尺度 {scale:.3} ppm，中误差 {:.3} 米{check}",
                pairs.len(),
                self.source,
                shift.x,
                shift.y,
                fit.plane.rotation_s(),
                fit.rms_m()
            ),
            residuals,
            north_first: self.north_first(),
        })
    }
}

fn frame(text: &str) -> Result<Frame, String> {
    if matches!(text.trim(), "local" | "地方") {
        return Ok(Frame::Local);
    }
    let epsg = super::parse_epsg(text).map_err(|error| error.to_string())?;
    codes::known(epsg)
        .map(|_| Frame::Code(epsg))
        .ok_or_else(|| {
            format!("「{text}」不是西安80、北京54或 CGCS2000 的坐标系；地方坐标系写 local")
        })
}

fn is_plane(source: Frame) -> Result<(), String> {
    match source {
        Frame::Local => Ok(()),
        Frame::Code(epsg) => match codes::known(epsg) {
            Some((datum, grid)) if datum.is_old() && grid != Grid::Geographic => Ok(()),
            _ => Err(format!(
                "四参数的 source「EPSG:{epsg}」应为西安80或北京54的高斯-克吕格投影，或 local"
            )),
        },
    }
}

fn finite(numbers: &[f64], scale_ppm: f64) -> Result<(), String> {
    if numbers.iter().any(|number| !number.is_finite()) || !scale_ppm.is_finite() {
        return Err("参数应为有限的数".to_owned());
    }
    if scale_ppm.abs() > MAX_SCALE_PPM {
        return Err(format!(
            "尺度变化 {scale_ppm:.1} ppm 过大，请核对单位(ppm)与坐标先后"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_ways_to_write_parameters_are_read() {
        let plane = DatumParams::parse(
            "source = \"EPSG:2379\"\ntarget = \"EPSG:4543\"\n[plane]\ndx_m = 116.2\ndy_m = -3.4\nrotation_s = 0.8\nscale_ppm = 1.5",
        )
        .unwrap();
        assert_eq!(plane.datum(), Some(Datum::Xian80));
        let seven = |convention: &str| {
            DatumParams::parse(&format!(
                "source = \"EPSG:4214\"\n[helmert]\nconvention = \"{convention}\"\ndx_m = 1\ndy_m = 2\ndz_m = 3\nrx_s = 0.5\nry_s = 0\nrz_s = 0\nscale_ppm = 1"
            ))
        };
        let (one, other) = (
            seven("position_vector").unwrap(),
            seven("coordinate_frame").unwrap(),
        );
        assert_ne!(
            one.correction, other.correction,
            "the sign of a rotation is a convention"
        );
        assert!(seven("bursa").is_err(), "which of the two must be said");
        let fitted = DatumParams::parse(
            "source = \"local\"\naxes = \"en\"\ntarget = \"EPSG:4543\"\n\
             control = [{name=\"A\", from=[0, 0], to=[500000, 2700000]}, {from=[1000, 0], to=[501000.01, 2700000]}, {from=[0, 1000], to=[500000, 2701000]}]",
        )
        .unwrap();
        assert_eq!(fitted.residuals.len(), 3);
        assert_eq!(
            (
                fitted.residuals[0].point.as_str(),
                fitted.residuals[1].point.as_str()
            ),
            ("A", "第 2 点")
        );
        assert!(fitted.how.contains("3 个控制点"), "{}", fitted.how);
    }

    #[test]
    fn wrong_parameters_are_refused_with_the_reason() {
        for (text, part) in [
            ("source = \"EPSG:2379\"", "三者之一"),
            ("source = \"EPSG:2379\"\nnix = 1", "第 2 行"),
            (
                "source = \"EPSG:32648\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "32648",
            ),
            (
                "source = \"EPSG:2379\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "target",
            ),
            (
                "source = \"EPSG:2379\"\ntarget=\"EPSG:2380\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "CGCS2000",
            ),
            (
                "source = \"EPSG:4610\"\ntarget=\"EPSG:4543\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "高斯",
            ),
            (
                "source = \"EPSG:2379\"\ntarget=\"EPSG:4543\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=9000",
                "ppm",
            ),
            (
                "source = \"local\"\ntarget=\"EPSG:4543\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "axes",
            ),
            (
                "source = \"EPSG:2379\"\naxes=\"ne\"\ntarget=\"EPSG:4543\"\n[plane]\ndx_m=1\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "local",
            ),
            (
                "source = \"EPSG:2379\"\ntarget=\"EPSG:4543\"\n[plane]\ndx_m=nan\ndy_m=1\nrotation_s=0\nscale_ppm=0",
                "有限",
            ),
            (
                "source = \"local\"\naxes=\"en\"\ntarget=\"EPSG:4543\"\ncontrol=[{from=[0,0],to=[5e5,27e5]}]",
                "控制点不足",
            ),
            (
                "source = \"local\"\naxes=\"en\"\ntarget=\"EPSG:4543\"\ncontrol=[{name=\"甲\",from=[0,0],to=[5e5,27e5]},{name=\"乙\",from=[1000,0],to=[501000,27e5]},{name=\"丙\",from=[0,1000],to=[500000,2701900]}]",
                "残差过大",
            ),
        ] {
            let error = DatumParams::parse(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
