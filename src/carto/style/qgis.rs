//! Layer styles as QGIS 3 stores them (QML): renderer, symbols, names on the map. The look is ours as
//! far as the format goes; sizes become millimetres at 96 dpi.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::carto::style::logic::{is_numeric, of_categories, quoted_field};
use crate::carto::style::qgis_symbol::symbol;
use crate::carto::style::{Category, LabelStyle, LayerStyle, Renderer, Takes};
use crate::domain::{GeometryKind, Layer};

/// Millimetres per logical pixel.
pub(super) const MM: f32 = 25.4 / 96.0;
/// Points per logical pixel.
const POINTS: f32 = 0.75;
/// What a number is taken for in QGIS when there is none.
const NO_NUMBER: f64 = -1e99;
/// The same for a text.
const NO_TEXT: &str = "∅";

pub(super) type Xml = Writer<Vec<u8>>;

/// The geometries for which a layer needs a style of its own, the default first: QGIS knows no symbol
/// that draws lines as well as areas, and most zones lie along rivers.
pub fn kinds(layer: Layer) -> &'static [GeometryKind] {
    match layer.geometry() {
        Some(GeometryKind::Point) => &[GeometryKind::Point],
        Some(GeometryKind::Line) => &[GeometryKind::Line],
        Some(GeometryKind::Area) => &[GeometryKind::Area],
        Some(GeometryKind::LineOrArea) => &[GeometryKind::Line, GeometryKind::Area],
        None => &[],
    }
}

/// The style document of `style` for features of `kind`.
pub fn qml(style: &LayerStyle, kind: GeometryKind) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::DocType(BytesText::from_escaped(
        "qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'",
    )))?;
    xml.create_element("qgis")
        .with_attributes([
            ("version", "3.22.0"),
            ("styleCategories", "Symbology|Labeling"),
        ])
        .write_inner_content(|xml| {
            renderer(xml, style, kind)?;
            if let Some(label) = style.label {
                labeling(xml, label)?;
            }
            xml.create_element("blendMode")
                .write_text_content(BytesText::new("0"))?;
            Ok(())
        })?;
    String::from_utf8(xml.into_inner()).map_err(io::Error::other)
}

fn renderer(xml: &mut Xml, style: &LayerStyle, kind: GeometryKind) -> io::Result<()> {
    let scaled = style
        .categories
        .iter()
        .any(|category| !category.scale.is_open());
    let symbols = |xml: &mut Xml| symbols(xml, style, kind);
    // Drawn level by level, so that no casing lies over a line.
    let element = |kind: &'static str| ("type", kind);
    match &style.renderer {
        _ if scaled => rules(xml, style, kind),
        Renderer::Rules => rules(xml, style, kind),
        Renderer::Single => {
            xml.create_element("renderer-v2")
                .with_attributes([element("singleSymbol"), ("symbollevels", "1")])
                .write_inner_content(symbols)?;
            Ok(())
        }
        Renderer::Categorised { fields } => {
            let attr = code_expression(style, fields);
            xml.create_element("renderer-v2")
                .with_attributes([element("categorizedSymbol"), ("symbollevels", "1")])
                .with_attribute(("attr", attr.as_str()))
                .write_inner_content(|xml| {
                    xml.create_element("categories")
                        .write_inner_content(|xml| {
                            for (index, category) in style.categories.iter().enumerate() {
                                category_element(xml, index, category)?;
                            }
                            Ok(())
                        })?;
                    symbols(xml)
                })?;
            Ok(())
        }
        Renderer::Graduated { field, .. } => {
            let attr = number_expression(style, field);
            xml.create_element("renderer-v2")
                .with_attributes([
                    element("graduatedSymbol"),
                    ("symbollevels", "1"),
                    ("graduatedMethod", "GraduatedColor"),
                ])
                .with_attribute(("attr", attr.as_str()))
                .write_inner_content(|xml| {
                    xml.create_element("ranges").write_inner_content(|xml| {
                        for (index, category) in style.categories.iter().enumerate() {
                            range_element(xml, index, category)?;
                        }
                        Ok(())
                    })?;
                    symbols(xml)
                })?;
            Ok(())
        }
    }
}

/// What decides the category: the first field with a value.
fn code_expression(style: &LayerStyle, fields: &[&'static str]) -> String {
    let numeric = |field: &&str| is_numeric(style, field);
    let has_empty = style.takes().any(|takes| *takes == Takes::Empty);
    if let [field] = fields
        && !has_empty
        && !numeric(field)
    {
        return quoted_field(field);
    }
    let mut parts: Vec<String> = fields
        .iter()
        .map(|field| {
            let quoted = quoted_field(field);
            if numeric(field) {
                format!("to_string({quoted})")
            } else {
                format!("nullif({quoted},'')")
            }
        })
        .collect();
    parts.push(format!("'{NO_TEXT}'"));
    format!("coalesce({})", parts.join(","))
}

/// The number within the classes: what lies beyond belongs to the outer ones, and what is unknown to a
/// class of its own.
fn number_expression(style: &LayerStyle, field: &str) -> String {
    let bounds = style.takes().filter_map(|takes| match takes {
        Takes::Range { low, high } => Some((*low, *high)),
        _ => None,
    });
    let (low, high) = bounds.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), bounds| {
        (low.min(bounds.0), high.max(bounds.1))
    });
    let field = quoted_field(field);
    if low > high {
        return format!("{NO_NUMBER}*coalesce({field},1)/coalesce({field},1)");
    }
    format!("coalesce(clamp({low},{field},{high}),{NO_NUMBER:e})")
}

fn category_element(xml: &mut Xml, index: usize, category: &Category) -> io::Result<()> {
    let number = index.to_string();
    let element = xml.create_element("category").with_attributes([
        ("symbol", number.as_str()),
        ("label", category.zh.as_str()),
        ("render", "true"),
    ]);
    match &category.takes {
        Takes::Values(values) if values.len() > 1 => {
            element
                .with_attribute(("type", "List"))
                .write_inner_content(|xml| {
                    for value in values {
                        xml.create_element("val")
                            .with_attributes([("type", "QString"), ("value", value.as_str())])
                            .write_empty()?;
                    }
                    Ok(())
                })?;
        }
        takes => {
            let value = match takes {
                Takes::Values(values) => values.first().map_or("", String::as_str),
                Takes::Empty => NO_TEXT,
                // QGIS takes the empty text for all other values.
                _ => "",
            };
            element
                .with_attributes([("type", "string"), ("value", value)])
                .write_empty()?;
        }
    }
    Ok(())
}

fn range_element(xml: &mut Xml, index: usize, category: &Category) -> io::Result<()> {
    let (low, high) = match category.takes {
        Takes::Range { low, high } => (low, high),
        _ => (NO_NUMBER, NO_NUMBER),
    };
    let (number, low, high) = (index.to_string(), low.to_string(), high.to_string());
    xml.create_element("range")
        .with_attributes([
            ("symbol", number.as_str()),
            ("label", category.zh.as_str()),
            ("render", "true"),
            ("lower", low.as_str()),
            ("upper", high.as_str()),
        ])
        .write_empty()?;
    Ok(())
}

/// Any style as rules: the only renderer of QGIS whose classes have ranges of scale.
fn rules(xml: &mut Xml, style: &LayerStyle, kind: GeometryKind) -> io::Result<()> {
    let logic = of_categories(style);
    xml.create_element("renderer-v2")
        .with_attributes([("type", "RuleRenderer"), ("symbollevels", "1")])
        .write_inner_content(|xml| {
            xml.create_element("rules")
                .with_attribute(("key", "shuijie"))
                .write_inner_content(|xml| {
                    for (index, category) in style.categories.iter().enumerate() {
                        let number = index.to_string();
                        let key = format!("shuijie-{index}");
                        let filter = logic[index].expression();
                        let limits = [category.scale.min, category.scale.max]
                            .map(|limit| limit.map(|limit| limit.to_string()));
                        let mut rule = xml.create_element("rule").with_attributes([
                            ("key", key.as_str()),
                            ("symbol", number.as_str()),
                            ("label", category.zh.as_str()),
                            ("filter", filter.as_str()),
                        ]);
                        for (name, limit) in ["scalemindenom", "scalemaxdenom"].iter().zip(&limits)
                        {
                            if let Some(limit) = limit {
                                rule = rule.with_attribute((*name, limit.as_str()));
                            }
                        }
                        rule.write_empty()?;
                    }
                    Ok(())
                })?;
            symbols(xml, style, kind)
        })?;
    Ok(())
}

fn symbols(xml: &mut Xml, style: &LayerStyle, kind: GeometryKind) -> io::Result<()> {
    xml.create_element("symbols").write_inner_content(|xml| {
        for (index, category) in style.categories.iter().enumerate() {
            symbol(xml, &index.to_string(), &category.symbol, kind)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn labeling(xml: &mut Xml, label: LabelStyle) -> io::Result<()> {
    let color = label.color;
    let color = format!("{},{},{},{}", color.r, color.g, color.b, color.a);
    let size = (label.size * POINTS).to_string();
    let most = label.max_denominator.to_string();
    let priority = (label.priority / 10).min(10).to_string();
    xml.create_element("labeling")
        .with_attribute(("type", "simple"))
        .write_inner_content(|xml| {
            xml.create_element("settings").write_inner_content(|xml| {
                xml.create_element("text-style")
                    .with_attributes([
                        ("fieldName", "name"),
                        ("fontSize", size.as_str()),
                        ("fontSizeUnit", "Point"),
                        ("textColor", color.as_str()),
                    ])
                    .write_inner_content(|xml| {
                        xml.create_element("text-buffer")
                            .with_attributes([
                                ("bufferDraw", "1"),
                                ("bufferSize", "0.6"),
                                ("bufferSizeUnits", "MM"),
                                ("bufferColor", "255,255,255,230"),
                            ])
                            .write_empty()?;
                        Ok(())
                    })?;
                xml.create_element("placement")
                    .with_attribute(("priority", priority.as_str()))
                    .write_empty()?;
                xml.create_element("rendering")
                    .with_attributes([
                        ("drawLabels", "1"),
                        ("scaleVisibility", "1"),
                        ("scaleMin", "0"),
                        ("scaleMax", most.as_str()),
                    ])
                    .write_empty()?;
                Ok(())
            })?;
            Ok(())
        })?;
    Ok(())
}
