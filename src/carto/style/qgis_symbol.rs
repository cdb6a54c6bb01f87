//! Symbols as QGIS builds them: a stack of simple fills, line patterns, lines and markers.

use std::fmt::Write as _;
use std::io;

use crate::carto::color::Color;
use crate::carto::style::qgis::{MM, Xml};
use crate::carto::style::{Dash, Hatch, Marker, Shape, Stroke, Symbol};
use crate::domain::GeometryKind;

/// In which turn things are drawn, over all features: what lies beneath comes first.
const BENEATH: &str = "1";
const ABOVE: &str = "2";
const ON_TOP: &str = "3";
/// The rim of a symbol is no thicker than this share of half its size, as on the map.
const RIM_SHARE: f32 = 0.25;
/// Side of the box of drawn symbols, in half sizes.
const SVG_SIDE: f32 = 2.6;

/// A named symbol for features of `kind`.
pub(super) fn symbol(
    xml: &mut Xml,
    name: &str,
    symbol: &Symbol,
    kind: GeometryKind,
) -> io::Result<()> {
    let class = match kind {
        GeometryKind::Point => "marker",
        GeometryKind::Line => "line",
        GeometryKind::Area | GeometryKind::LineOrArea => "fill",
    };
    symbol_element(xml, name, class, |xml| match class {
        "marker" => symbol.marker.map_or(Ok(()), |marker| markers(xml, &marker)),
        "line" => symbol.line.map_or(Ok(()), |line| lines(xml, name, &line)),
        _ => areas(xml, name, symbol),
    })
}

fn symbol_element(
    xml: &mut Xml,
    name: &str,
    class: &str,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element("symbol")
        .with_attributes([
            ("name", name),
            ("type", class),
            ("alpha", "1"),
            ("clip_to_extent", "1"),
            ("force_rhr", "0"),
        ])
        .write_inner_content(content)?;
    Ok(())
}

/// One layer of a symbol: its class, the turn in which it is drawn, its properties, and a symbol
/// within it.
fn layer(
    xml: &mut Xml,
    (class, pass): (&str, &str),
    properties: &[(&str, String)],
    within: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element("layer")
        .with_attributes([
            ("class", class),
            ("pass", pass),
            ("enabled", "1"),
            ("locked", "0"),
        ])
        .write_inner_content(|xml| {
            xml.create_element("Option")
                .with_attribute(("type", "Map"))
                .write_inner_content(|xml| {
                    for (name, value) in properties {
                        xml.create_element("Option")
                            .with_attributes([
                                ("name", *name),
                                ("type", "QString"),
                                ("value", value.as_str()),
                            ])
                            .write_empty()?;
                    }
                    Ok(())
                })?;
            within(xml)
        })?;
    Ok(())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands where a symbol within is written"
)]
fn nothing(_: &mut Xml) -> io::Result<()> {
    Ok(())
}

fn rgba(color: Color) -> String {
    format!("{},{},{},{}", color.r, color.g, color.b, color.a)
}

/// Pixels as millimetres, to the micrometre.
fn mm(pixels: f32) -> String {
    let text = format!("{:.3}", pixels * MM);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn areas(xml: &mut Xml, name: &str, symbol: &Symbol) -> io::Result<()> {
    if let Some(fill) = symbol.fill {
        let properties = [
            ("color", rgba(fill)),
            ("style", "solid".to_owned()),
            ("outline_style", "no".to_owned()),
        ];
        layer(xml, ("SimpleFill", "0"), &properties, nothing)?;
    }
    if let Some(hatch) = symbol.hatch {
        hatches(xml, name, &hatch)?;
    }
    if let Some(outline) = symbol.outline {
        strokes(xml, &outline)?;
    }
    Ok(())
}

fn hatches(xml: &mut Xml, name: &str, hatch: &Hatch) -> io::Result<()> {
    for (index, angle) in hatch.pattern.angles().iter().enumerate() {
        let properties = [
            ("angle", angle.to_string()),
            ("color", rgba(hatch.color)),
            ("distance", mm(hatch.spacing)),
            ("distance_unit", "MM".to_owned()),
            ("line_width", mm(hatch.width)),
        ];
        let within = format!("@{name}@{}", index + 1);
        layer(xml, ("LinePatternFill", "0"), &properties, |xml| {
            symbol_element(xml, &within, "line", |xml| {
                line(xml, "0", (hatch.color, hatch.width, None), 0.0)
            })
        })?;
    }
    if hatch.pattern.angles().is_empty() {
        let properties = [
            ("distance_x", mm(hatch.spacing)),
            ("distance_y", mm(hatch.spacing / 2.0)),
            ("displacement_x", mm(hatch.spacing / 2.0)),
            ("displacement_y", "0".to_owned()),
        ];
        let within = format!("@{name}@1");
        layer(xml, ("PointPatternFill", "0"), &properties, |xml| {
            symbol_element(xml, &within, "marker", |xml| {
                let dot = [
                    ("name", "circle".to_owned()),
                    ("color", rgba(hatch.color)),
                    ("outline_style", "no".to_owned()),
                    ("size", mm(hatch.width)),
                    ("size_unit", "MM".to_owned()),
                ];
                layer(xml, ("SimpleMarker", "0"), &dot, nothing)
            })
        })?;
    }
    Ok(())
}

/// What lies beneath, then the stroke itself.
fn strokes(xml: &mut Xml, stroke: &Stroke) -> io::Result<()> {
    if let Some(casing) = stroke.casing {
        let pen = (casing.color, casing.width, casing.dash);
        line(xml, BENEATH, pen, stroke.offset)?;
    }
    let pen = (stroke.color, stroke.width, stroke.dash);
    line(xml, ABOVE, pen, stroke.offset)
}

fn lines(xml: &mut Xml, name: &str, stroke: &Stroke) -> io::Result<()> {
    strokes(xml, stroke)?;
    let Some(arrows) = stroke.arrows else {
        return Ok(());
    };
    let properties = [
        ("placement", "interval".to_owned()),
        ("interval", mm(arrows.gap.pixels())),
        ("interval_unit", "MM".to_owned()),
        ("offset_along_line", mm(arrows.gap.pixels() / 2.0)),
        ("offset_along_line_unit", "MM".to_owned()),
        ("offset", offset(stroke.offset)),
        ("offset_unit", "MM".to_owned()),
        ("rotate", "1".to_owned()),
    ];
    let within = format!("@{name}@arrow");
    layer(xml, ("MarkerLine", ON_TOP), &properties, |xml| {
        symbol_element(xml, &within, "marker", |xml| {
            // The triangle of QGIS points up, the line runs to the right.
            let head = [
                ("name", "triangle".to_owned()),
                ("angle", "90".to_owned()),
                ("color", rgba(stroke.color)),
                ("outline_style", "no".to_owned()),
                ("size", mm(arrows.size)),
                ("size_unit", "MM".to_owned()),
            ];
            layer(xml, ("SimpleMarker", "0"), &head, nothing)
        })
    })
}

/// QGIS counts to the right of the line.
fn offset(pixels: f32) -> String {
    if pixels == 0.0 {
        "0".to_owned()
    } else {
        mm(-pixels)
    }
}

fn line(
    xml: &mut Xml,
    pass: &str,
    (color, width, dash): (Color, f32, Option<Dash>),
    shift: f32,
) -> io::Result<()> {
    let mut properties = vec![
        ("line_color", rgba(color)),
        ("line_style", "solid".to_owned()),
        ("line_width", mm(width)),
        ("line_width_unit", "MM".to_owned()),
        ("capstyle", "flat".to_owned()),
        ("joinstyle", "miter".to_owned()),
        ("offset", offset(shift)),
        ("offset_unit", "MM".to_owned()),
    ];
    if let Some(dash) = dash {
        properties.push(("use_custom_dash", "1".to_owned()));
        properties.push(("customdash", dash.0.map(mm).join(";")));
        properties.push(("customdash_unit", "MM".to_owned()));
    }
    layer(xml, ("SimpleLine", pass), &properties, nothing)
}

fn markers(xml: &mut Xml, marker: &Marker) -> io::Result<()> {
    let half = marker.size / 2.0;
    let rim = (half * RIM_SHARE).max(0.5).min(marker.rim_width);
    let mut properties = vec![
        ("color", rgba(marker.fill)),
        ("outline_color", rgba(marker.rim)),
        ("outline_style", "solid".to_owned()),
        // Half of the rim lies within: twice as wide it shows as wide as ours, which lies outside.
        ("outline_width", mm(rim)),
        ("outline_width_unit", "MM".to_owned()),
        ("size_unit", "MM".to_owned()),
    ];
    // QGIS draws these with the full size; ours are a little smaller than their box.
    let known = match marker.shape {
        Shape::Circle | Shape::Ring => Some(("circle", 0.92, 0.0)),
        Shape::Triangle => Some(("triangle", 0.9, 0.0)),
        Shape::TriangleDown => Some(("triangle", 0.9, 180.0)),
        Shape::Square => Some(("square", 0.82, 0.0)),
        Shape::Diamond => Some(("diamond", 1.0, 0.0)),
        Shape::Cross | Shape::Drop | Shape::Shield | Shape::Bowl => None,
    };
    let Some((name, share, turn)) = known else {
        properties.push((
            "name",
            format!("base64:{}", base64(svg(marker, None).as_bytes())),
        ));
        properties.push(("size", mm(half * SVG_SIDE)));
        properties.push(("angle", marker.angle.to_string()));
        return layer(xml, ("SvgMarker", "0"), &properties, nothing);
    };
    properties.push(("name", name.to_owned()));
    properties.push(("size", mm(marker.size * share + rim)));
    properties.push(("angle", (marker.angle + turn).to_string()));
    layer(xml, ("SimpleMarker", "0"), &properties, nothing)?;
    if marker.shape == Shape::Ring {
        let dot = [
            ("name", "circle".to_owned()),
            ("color", rgba(marker.rim)),
            ("outline_style", "no".to_owned()),
            ("size", mm(half * 0.6)),
            ("size_unit", "MM".to_owned()),
        ];
        layer(xml, ("SimpleMarker", "1"), &dot, nothing)?;
    }
    Ok(())
}

/// A symbol as a small picture; with `colors` (inside, rim) they are drawn in, else QGIS fills them in.
pub(super) fn svg(marker: &Marker, colors: Option<(Color, Color)>) -> String {
    let middle = SVG_SIDE * 5.0;
    let mut path = String::new();
    for (index, [x, y]) in marker.shape.corners().into_iter().enumerate() {
        let step = if index == 0 { 'M' } else { 'L' };
        // Writing into a string does not fail.
        write!(
            path,
            "{step}{:.2} {:.2}",
            middle + 10.0 * x,
            middle + 10.0 * y
        )
        .unwrap_or_default();
    }
    let paint = match colors {
        Some((fill, rim)) => {
            let opacity = |color: Color| f32::from(color.a) / 255.0;
            let width = marker.rim_width * 10.0 / (marker.size / 2.0);
            let [fill_text, rim_text] = [fill, rim].map(|color| Color { a: 255, ..color });
            format!(
                "fill=\"{fill_text}\" fill-opacity=\"{:.2}\" stroke=\"{rim_text}\" \
                 stroke-opacity=\"{:.2}\" stroke-width=\"{width:.2}\"",
                opacity(fill),
                opacity(rim)
            )
        }
        None => "fill=\"param(fill)\" fill-opacity=\"param(fill-opacity)\" \
                 stroke=\"param(outline)\" stroke-opacity=\"param(outline-opacity)\" \
                 stroke-width=\"param(outline-width)\""
            .to_owned(),
    };
    let side = SVG_SIDE * 10.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" \
         viewBox=\"0 0 {side} {side}\"><path d=\"{path}Z\" stroke-linejoin=\"round\" {paint}/></svg>"
    )
}

/// The usual base 64 with padding (RFC 4648).
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let part = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let number = part(0) << 16 | part(1) << 8 | part(2);
        for digit in 0..4 {
            if digit > chunk.len() {
                text.push('=');
            } else {
                let index = number >> (18 - 6 * digit) & 63;
                text.push(char::from(DIGITS[index as usize]));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
