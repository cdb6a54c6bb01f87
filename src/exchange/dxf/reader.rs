//! Reads the entities of a drawing's model space, group by group. What is no point, line or polyline is
//! named, not drawn.

use std::collections::BTreeMap;
use std::path::Path;

use geo::{Coord, Geometry, LineString, MapCoords as _, Point, Polygon};

use crate::exchange::crs::StatedCrs;
use crate::exchange::dxf::arc;
use crate::exchange::error::ExchangeError;
use crate::exchange::geometry;
use crate::exchange::input::{Input, Watch};
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{NamedRow, RawGeometry, Source};
use crate::exchange::spool::Sink;
use crate::exchange::table::GeometryColumns;
use crate::exchange::text::{self, Text};

/// Entities that carry words, not places.
const ANNOTATIONS: [&str; 10] = [
    "TEXT",
    "MTEXT",
    "DIMENSION",
    "LEADER",
    "MULTILEADER",
    "VIEWPORT",
    "ATTDEF",
    "TOLERANCE",
    "IMAGE",
    "SEQEND",
];

/// How far a plane may lean, as the tangent of the angle, before it is no plan any more.
const MOST_TILT: f64 = 1e-6;
/// Drawing layers that can be chosen.
const MOST_LAYERS: usize = 1000;
const LONE: &str = "多段线(LWPOLYLINE)有顶点只有一个坐标";

/// One group: code and value.
type Group<'a> = (i32, &'a str);

/// One entity with the groups that belong to it.
#[derive(Default)]
struct Entity<'a> {
    kind: &'a str,
    groups: Vec<Group<'a>>,
    /// Vertices of an old polyline.
    vertices: Vec<(Coord<f64>, f64)>,
    /// Whether a vertex of it has no coordinates that can be read.
    lacks_vertex: bool,
}

/// The text of a drawing.
fn open(
    path: &Path,
    asked: Option<&str>,
    watch: &Watch,
) -> Result<(String, EncodingUsed), ExchangeError> {
    let malformed = ExchangeError::malformed("DXF", path);
    let mut input = Input::open(path, watch)?;
    let begin = text::head(&mut input, 32).map_err(|source| ExchangeError::Read {
        source,
        path: path.to_owned(),
    })?;
    if begin.starts_with(b"AutoCAD Binary DXF") {
        return Err(malformed(
            "这是二进制 DXF，请在 CAD 中另存为文本(ASCII)DXF".to_owned(),
        ));
    }
    let (mut text, encoding) = Text::of(input, asked, path)?;
    Ok((text.whole(path)?, encoding))
}

/// Names of the drawing layers that hold anything but annotations, in the order of the file.
pub(in crate::exchange) fn layers(
    path: &Path,
    watch: &Watch,
) -> Result<Vec<String>, ExchangeError> {
    let (text, _) = open(path, None, watch)?;
    let mut names: Vec<String> = Vec::new();
    for entity in entities(&text).0 {
        let name = unescaped(layer_of(&entity));
        if !ANNOTATIONS.contains(&entity.kind)
            && names.len() < MOST_LAYERS
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    Ok(names)
}

/// Reads a `.dxf`: all of it, or the drawing layer that the second of `asked` names.
pub(in crate::exchange) fn read(
    path: &Path,
    (asked, part): (Option<&str>, Option<&str>),
    mut sink: Sink,
    watch: &Watch,
) -> Result<Source, ExchangeError> {
    let (text, encoding) = open(path, asked, watch)?;
    let (mut entities, broken) = entities(&text);
    if entities.is_empty() {
        let reason = broken.unwrap_or_else(|| "没有 ENTITIES 段，或其中没有图元".to_owned());
        return Err(ExchangeError::malformed("DXF", path)(reason));
    }
    if let Some(part) = part {
        entities.retain(|entity| unescaped(layer_of(entity)) == part);
        if entities.is_empty() {
            return Err(ExchangeError::NoSuchPart {
                part: part.to_owned(),
                names: layers(path, watch)?.join("、"),
                path: path.to_owned(),
            });
        }
    }
    let mut drawn: Vec<(String, NamedRow)> = Vec::new();
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    for entity in &entities {
        if ANNOTATIONS.contains(&entity.kind) {
            *skipped.entry(entity.kind).or_default() += 1;
        } else {
            drawn.push(row(entity));
        }
    }
    let mut rows = join_rings(drawn);
    if let Some(reason) = broken {
        rows.push(NamedRow::broken_off(&reason));
    }
    if let (Some(first), false) = (rows.first_mut(), skipped.is_empty()) {
        let list: Vec<String> = skipped
            .iter()
            .map(|(kind, count)| format!("{kind} {count} 个"))
            .collect();
        let message = format!("图中的注记等图元不导入：{}", list.join("、"));
        first
            .notes
            .push(("skipped_entities", "图元".to_owned(), message));
    }
    sink.column("layer")?;
    for row in rows {
        sink.next(row)?;
    }
    let (columns, rows) = sink.finish()?;
    Ok(Source {
        columns,
        rows,
        place: GeometryColumns::None,
        crs: StatedCrs::Silent,
        encoding,
        common: None,
        angles: None,
    })
}

/// Entities of the ENTITIES section, and why reading stopped early.
fn entities(text: &str) -> (Vec<Entity<'_>>, Option<String>) {
    let mut lines = (1..).zip(text.lines());
    let mut found: Vec<Entity<'_>> = Vec::new();
    let (mut is_entities, mut awaits_name) = (false, false);
    while let Some((line, code)) = lines.next() {
        if code.trim().is_empty() && lines.clone().next().is_none() {
            break;
        }
        let Ok(code) = code.trim().parse::<i32>() else {
            let shown: String = code.chars().take(20).collect();
            return (
                found,
                Some(format!("第 {line} 行应为组码，而不是「{shown}」")),
            );
        };
        let Some((_, value)) = lines.next() else {
            return (found, Some(format!("第 {line} 行的组码没有值，文件不完整")));
        };
        let value = value.trim();
        match (code, value) {
            (0, "SECTION") => awaits_name = true,
            (0, "ENDSEC" | "EOF") => is_entities = false,
            (2, name) if awaits_name => {
                is_entities = name == "ENTITIES";
                awaits_name = false;
            }
            // These belong to the entity before them.
            (0, "SEQEND" | "ATTRIB") => {}
            (0, kind) if is_entities => found.push(Entity {
                kind,
                ..Entity::default()
            }),
            (code, value) if is_entities => {
                if let Some(last) = found.last_mut() {
                    last.groups.push((code, value));
                }
            }
            _ => {}
        }
    }
    take_vertices(&mut found);
    (found, None)
}

/// Puts every run of vertices into the polyline before it.
fn take_vertices(found: &mut Vec<Entity<'_>>) {
    let mut kept: Vec<Entity<'_>> = Vec::with_capacity(found.len());
    for entity in found.drain(..) {
        match kept.last_mut() {
            Some(last) if entity.kind == "VERTEX" && last.kind == "POLYLINE" => {
                let number = |code| first(&entity.groups, code);
                // Control points of curves and faces of meshes are no vertices.
                let flags = number(70).unwrap_or_default() as i64;
                if flags & (16 | 128) == 0 {
                    match (number(10), number(20)) {
                        (Some(x), Some(y)) => last
                            .vertices
                            .push((Coord { x, y }, number(42).unwrap_or_default())),
                        _ => last.lacks_vertex = true,
                    }
                }
            }
            _ => kept.push(entity),
        }
    }
    *found = kept;
}

fn first(groups: &[Group<'_>], wanted: i32) -> Option<f64> {
    groups
        .iter()
        .find(|(code, _)| *code == wanted)
        .and_then(|(_, value)| value.parse::<f64>().ok())
        .filter(|number| number.is_finite())
}

/// The drawing layer of an entity, as it is written.
fn layer_of<'a>(entity: &Entity<'a>) -> &'a str {
    let mut groups = entity.groups.iter();
    groups
        .find(|(code, _)| *code == 8)
        .map_or("", |(_, value)| *value)
}

/// What belongs together (a feature number of our own drawings, else empty), and the row.
fn row(entity: &Entity<'_>) -> (String, NamedRow) {
    let mut values = vec![("layer".to_owned(), unescaped(layer_of(entity)))];
    let mut feature = String::new();
    let mut is_ours = false;
    for (code, value) in &entity.groups {
        match code {
            1001 => is_ours = *value == "SHUIJIE",
            1000 if is_ours => {
                let value = unescaped(value);
                match value.split_once('=') {
                    Some(("#", number)) => number.clone_into(&mut feature),
                    Some((name, text)) => append(&mut values, name, text),
                    None => {}
                }
            }
            _ => {}
        }
    }
    let geometry = match shape(entity) {
        Ok(geometry) => RawGeometry::Some(geometry),
        Err(reason) => RawGeometry::Bad("bad_geometry", reason),
    };
    let row = NamedRow {
        values,
        geometry,
        notes: Vec::new(),
    };
    (feature, row)
}

/// A text longer than a group stands in several under the same name.
fn append(values: &mut Vec<(String, String)>, name: &str, text: &str) {
    match values.iter_mut().find(|(known, _)| known == name) {
        Some((_, value)) => value.push_str(text),
        None => values.push((name.to_owned(), text.to_owned())),
    }
}

/// The shape in the drawing's own coordinates. Flat entities are drawn in a system of their own: seen from
/// below (extrusion 0,0,-1, as mirroring in a CAD leaves it) its x runs the other way.
fn shape(entity: &Entity<'_>) -> Result<Geometry<f64>, String> {
    let shape = flat_shape(entity)?;
    let flags = first(&entity.groups, 70).unwrap_or_default() as i64;
    let is_flat = match entity.kind {
        "LWPOLYLINE" | "CIRCLE" | "INSERT" => true,
        "POLYLINE" => flags & 8 == 0,
        _ => false,
    };
    if !is_flat {
        return Ok(shape);
    }
    let part = |code, default| first(&entity.groups, code).unwrap_or(default);
    let (x, y, z) = (part(210, 0.0), part(220, 0.0), part(230, 1.0));
    let level = x.hypot(y) <= MOST_TILT * z.abs();
    match (level, z > 0.0) {
        (true, true) => Ok(shape),
        (true, false) => Ok(shape.map_coords(|at| Coord { x: -at.x, y: at.y })),
        (false, _) => Err(format!(
            "图元 {} 画在倾斜的平面上(拉伸方向 {x},{y},{z})，请在 CAD 中压平后再导入",
            entity.kind
        )),
    }
}

fn flat_shape(entity: &Entity<'_>) -> Result<Geometry<f64>, String> {
    let number = |code| first(&entity.groups, code);
    let at = |x: i32| match (number(x), number(x + 10)) {
        (Some(x), Some(y)) => Ok(Coord { x, y }),
        _ => Err(format!("{} 的坐标缺失或不是数值", entity.kind)),
    };
    let flags = number(70).unwrap_or_default() as i64;
    match entity.kind {
        "POINT" | "INSERT" => Ok(Point(at(10)?).into()),
        "LINE" => Ok(LineString(vec![at(10)?, at(11)?]).into()),
        "LWPOLYLINE" => path(&light(entity)?, flags & 1 == 1),
        "POLYLINE" if flags & (16 | 64) != 0 => Err("三维网格(POLYLINE MESH)不能导入".to_owned()),
        "POLYLINE" if entity.lacks_vertex => {
            Err("多段线(POLYLINE)有顶点(VERTEX)的坐标缺失或不是数值".to_owned())
        }
        "POLYLINE" => path(&entity.vertices, flags & 1 == 1),
        "CIRCLE" => {
            let (centre, radius) = (at(10)?, number(40).unwrap_or_default());
            let east = Coord {
                x: centre.x + radius,
                y: centre.y,
            };
            let west = Coord {
                x: centre.x - radius,
                y: centre.y,
            };
            path(&[(east, 1.0), (west, 1.0)], true)
        }
        kind => Err(format!(
            "图元 {kind} 不能导入，请在 CAD 中转换(分解)为多段线"
        )),
    }
}

fn light(entity: &Entity<'_>) -> Result<Vec<(Coord<f64>, f64)>, String> {
    let mut vertices: Vec<(Coord<f64>, f64)> = Vec::new();
    let mut x = None;
    for (code, value) in &entity.groups {
        let number = || {
            value
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
        };
        match code {
            10 | 20 if number().is_none() => return Err(format!("坐标「{value}」不是数值")),
            10 if x.is_some() => return Err(LONE.to_owned()),
            10 => x = number(),
            20 => match (x.take(), number()) {
                (Some(x), Some(y)) => vertices.push((Coord { x, y }, 0.0)),
                _ => return Err(LONE.to_owned()),
            },
            42 => {
                if let (Some(last), Some(bulge)) = (vertices.last_mut(), number()) {
                    last.1 = bulge;
                }
            }
            _ => {}
        }
    }
    if x.is_some() {
        return Err(LONE.to_owned());
    }
    Ok(vertices)
}

/// A line, or an area when it is closed by its mark or by its last vertex.
fn path(vertices: &[(Coord<f64>, f64)], is_closed: bool) -> Result<Geometry<f64>, String> {
    let (Some((head, _)), Some((tail, bulge))) = (vertices.first(), vertices.last()) else {
        return Err("多段线没有顶点".to_owned());
    };
    let mut coords = vec![*head];
    for pair in vertices.windows(2) {
        coords.extend(arc::between(pair[0].0, pair[1].0, pair[0].1));
        coords.push(pair[1].0);
    }
    if is_closed && head != tail {
        coords.extend(arc::between(*tail, *head, *bulge));
        coords.push(*head);
    }
    let is_ring = coords.len() >= 4 && coords.first() == coords.last();
    Ok(if is_ring {
        Polygon::new(LineString(coords), Vec::new()).into()
    } else if coords.len() < 2 {
        return Err("多段线只有一个顶点".to_owned());
    } else {
        LineString(coords).into()
    })
}

/// Entities with the same feature number are the parts and rings of one feature.
fn join_rings(drawn: Vec<(String, NamedRow)>) -> Vec<NamedRow> {
    let mut rows: Vec<NamedRow> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    let mut parts: BTreeMap<usize, Vec<Geometry<f64>>> = BTreeMap::new();
    for (feature, row) in drawn {
        let known = at.get(&feature).copied().filter(|_| !feature.is_empty());
        match (known, row.geometry) {
            (Some(index), RawGeometry::Some(part)) => parts.entry(index).or_default().push(part),
            (_, RawGeometry::Some(part)) if !feature.is_empty() => {
                at.insert(feature, rows.len());
                parts.insert(rows.len(), vec![part]);
                rows.push(NamedRow {
                    values: row.values,
                    geometry: RawGeometry::Null,
                    notes: row.notes,
                });
            }
            (_, geometry) => rows.push(NamedRow {
                values: row.values,
                geometry,
                notes: row.notes,
            }),
        }
    }
    for (index, parts) in parts {
        rows[index].geometry = RawGeometry::Some(geometry::from_rings(parts));
    }
    rows
}

/// `\U+6EC7` as the character it stands for.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split("\\U+");
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let character = part
            .get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        if let Some(character) = character {
            plain.push(character);
            plain.push_str(&part[4..]);
        } else {
            plain.push_str("\\U+");
            plain.push_str(part);
        }
    }
    plain
}
