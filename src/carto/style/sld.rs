//! Layer styles as SLD 1.1 (Styled Layer Descriptor with Symbology Encoding), for programs that read
//! that. What the format has no words for is left out: arrows, and dashes of the second line.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::carto::color::Color;
use crate::carto::style::logic::{Logic, of_categories};
use crate::carto::style::qgis::Xml;
use crate::carto::style::qgis_symbol::{base64, svg};
use crate::carto::style::{Bound, Category, Dash, Hatch, LayerStyle, Marker, Shape, Stroke};
use crate::domain::GeometryKind;

const NAMESPACES: [(&str, &str); 5] = [
    ("version", "1.1.0"),
    ("xmlns", "http://www.opengis.net/sld"),
    ("xmlns:se", "http://www.opengis.net/se"),
    ("xmlns:ogc", "http://www.opengis.net/ogc"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
];

/// The style document of `style` for features of `kind`.
pub fn sld(style: &LayerStyle, kind: GeometryKind) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let logic = of_categories(style);
    xml.create_element("StyledLayerDescriptor")
        .with_attributes(NAMESPACES)
        .write_inner_content(|xml| {
            xml.create_element("NamedLayer")
                .write_inner_content(|xml| {
                    text(xml, "se:Name", style.layer.name())?;
                    xml.create_element("UserStyle").write_inner_content(|xml| {
                        text(xml, "se:Name", style.layer.label().zh)?;
                        xml.create_element("se:FeatureTypeStyle")
                            .write_inner_content(|xml| {
                                for (category, logic) in style.categories.iter().zip(&logic) {
                                    rule(xml, category, logic, kind)?;
                                }
                                Ok(())
                            })?;
                        Ok(())
                    })?;
                    Ok(())
                })?;
            Ok(())
        })?;
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

fn text(xml: &mut Xml, element: &str, content: &str) -> io::Result<()> {
    xml.create_element(element)
        .write_text_content(BytesText::new(content))?;
    Ok(())
}

fn within(
    xml: &mut Xml,
    element: &str,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    xml.create_element(element).write_inner_content(content)?;
    Ok(())
}

fn parameter(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element("se:SvgParameter")
        .with_attribute(("name", name))
        .write_text_content(BytesText::new(value))?;
    Ok(())
}

fn rule(xml: &mut Xml, category: &Category, logic: &Logic, kind: GeometryKind) -> io::Result<()> {
    within(xml, "se:Rule", |xml| {
        text(xml, "se:Name", &category.zh)?;
        within(xml, "se:Description", |xml| {
            text(xml, "se:Title", &category.zh)
        })?;
        if *logic != Logic::Always {
            xml.create_element("ogc:Filter")
                .write_inner_content(|xml| filter(xml, logic))?;
        }
        let limits = [
            ("se:MinScaleDenominator", category.scale.min),
            ("se:MaxScaleDenominator", category.scale.max),
        ];
        for (element, limit) in limits {
            if let Some(limit) = limit {
                text(xml, element, &limit.to_string())?;
            }
        }
        let symbol = &category.symbol;
        match kind {
            GeometryKind::Point => symbol.marker.map_or(Ok(()), |marker| point(xml, &marker)),
            GeometryKind::Line => symbol.line.map_or(Ok(()), |stroke| line(xml, &stroke)),
            GeometryKind::Area | GeometryKind::LineOrArea => {
                if let Some(color) = symbol.fill {
                    within(xml, "se:PolygonSymbolizer", |xml| {
                        within(xml, "se:Fill", |xml| paint(xml, "fill", color))
                    })?;
                }
                if let Some(hatch) = &symbol.hatch {
                    hatches(xml, hatch)?;
                }
                symbol.outline.map_or(Ok(()), |stroke| line(xml, &stroke))
            }
        }
    })
}

fn filter(xml: &mut Xml, logic: &Logic) -> io::Result<()> {
    let all = |xml: &mut Xml, element: &str, parts: &[Logic]| {
        within(xml, element, |xml| {
            parts.iter().try_for_each(|part| filter(xml, part))
        })
    };
    match logic {
        // A filter of its own is left out where it always holds; inside others it does not occur.
        Logic::Always => Ok(()),
        Logic::And(parts) => all(xml, "ogc:And", parts),
        Logic::Or(parts) => all(xml, "ogc:Or", parts),
        Logic::Not(part) => all(xml, "ogc:Not", std::slice::from_ref(part)),
        Logic::Null(field) => within(xml, "ogc:PropertyIsNull", |xml| {
            text(xml, "ogc:PropertyName", field)
        }),
        Logic::Compare(field, operator, bound) => within(xml, operator.filter(), |xml| {
            text(xml, "ogc:PropertyName", field)?;
            let literal = match bound {
                Bound::Number(number) => number.to_string(),
                Bound::Text(text) => text.clone(),
            };
            text(xml, "ogc:Literal", &literal)
        }),
        Logic::Contains(field, part) => {
            let escaped = part
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            xml.create_element("ogc:PropertyIsLike")
                .with_attributes([("wildCard", "%"), ("singleChar", "_"), ("escapeChar", "\\")])
                .write_inner_content(|xml| {
                    text(xml, "ogc:PropertyName", field)?;
                    text(xml, "ogc:Literal", &format!("%{escaped}%"))
                })?;
            Ok(())
        }
    }
}

/// Colour and opacity as `fill` or `stroke`.
fn paint(xml: &mut Xml, what: &str, color: Color) -> io::Result<()> {
    parameter(xml, what, &Color { a: 255, ..color }.to_string())?;
    if color.a == 255 {
        return Ok(());
    }
    let opacity = format!("{:.3}", f32::from(color.a) / 255.0);
    parameter(xml, &format!("{what}-opacity"), &opacity)
}

fn pen(xml: &mut Xml, color: Color, width: f32, dash: Option<Dash>) -> io::Result<()> {
    within(xml, "se:Stroke", |xml| {
        paint(xml, "stroke", color)?;
        parameter(xml, "stroke-width", &width.to_string())?;
        match dash {
            Some(dash) => {
                let lengths = dash.0.map(|length| length.to_string()).join(" ");
                parameter(xml, "stroke-dasharray", &lengths)
            }
            None => Ok(()),
        }
    })
}

fn line(xml: &mut Xml, stroke: &Stroke) -> io::Result<()> {
    let mut symbolizer = |color, width, dash| {
        within(xml, "se:LineSymbolizer", |xml| {
            pen(xml, color, width, dash)?;
            if stroke.offset == 0.0 {
                return Ok(());
            }
            text(xml, "se:PerpendicularOffset", &stroke.offset.to_string())
        })
    };
    if let Some(casing) = stroke.casing {
        symbolizer(casing.color, casing.width, casing.dash)?;
    }
    symbolizer(stroke.color, stroke.width, stroke.dash)
}

fn hatches(xml: &mut Xml, hatch: &Hatch) -> io::Result<()> {
    let graphic = |xml: &mut Xml, name: &str, angle: f32| {
        within(xml, "se:PolygonSymbolizer", |xml| {
            within(xml, "se:Fill", |xml| {
                within(xml, "se:GraphicFill", |xml| {
                    within(xml, "se:Graphic", |xml| {
                        within(xml, "se:Mark", |xml| {
                            text(xml, "se:WellKnownName", name)?;
                            if name == "circle" {
                                within(xml, "se:Fill", |xml| paint(xml, "fill", hatch.color))
                            } else {
                                pen(xml, hatch.color, hatch.width, None)
                            }
                        })?;
                        let size = if name == "circle" {
                            hatch.width
                        } else {
                            hatch.spacing
                        };
                        text(xml, "se:Size", &size.to_string())?;
                        if angle == 0.0 {
                            return Ok(());
                        }
                        within(xml, "se:Rotation", |xml| {
                            text(xml, "ogc:Literal", &(-angle).to_string())
                        })
                    })
                })
            })
        })
    };
    for angle in hatch.pattern.angles() {
        graphic(xml, "horline", *angle)?;
    }
    if hatch.pattern.angles().is_empty() {
        graphic(xml, "circle", 0.0)?;
    }
    Ok(())
}

fn point(xml: &mut Xml, marker: &Marker) -> io::Result<()> {
    let (name, turn) = match marker.shape {
        Shape::Circle | Shape::Ring | Shape::Drop => ("circle", 0.0),
        Shape::Triangle => ("triangle", 0.0),
        Shape::TriangleDown | Shape::Bowl => ("triangle", 180.0),
        Shape::Square | Shape::Shield => ("square", 0.0),
        Shape::Diamond => ("square", 45.0),
        Shape::Cross => ("cross", 0.0),
    };
    let drawn = matches!(
        marker.shape,
        Shape::Drop | Shape::Bowl | Shape::Shield | Shape::Cross
    );
    within(xml, "se:PointSymbolizer", |xml| {
        within(xml, "se:Graphic", |xml| {
            if drawn {
                // Readers take the first that they can draw.
                within(xml, "se:ExternalGraphic", |xml| {
                    let picture = svg(marker, Some((marker.fill, marker.rim)));
                    xml.create_element("se:InlineContent")
                        .with_attribute(("encoding", "base64"))
                        .write_text_content(BytesText::new(&base64(picture.as_bytes())))?;
                    text(xml, "se:Format", "image/svg+xml")
                })?;
            }
            within(xml, "se:Mark", |xml| {
                text(xml, "se:WellKnownName", name)?;
                within(xml, "se:Fill", |xml| paint(xml, "fill", marker.fill))?;
                pen(xml, marker.rim, marker.rim_width, None)
            })?;
            text(xml, "se:Size", &marker.size.to_string())?;
            let angle = marker.angle + turn;
            if angle == 0.0 {
                return Ok(());
            }
            within(xml, "se:Rotation", |xml| {
                text(xml, "ogc:Literal", &angle.to_string())
            })
        })
    })
}
