//! Reads lists of corner points as surveyors hand them over: a point number, perhaps a ring number, two
//! coordinates; a blank line or another ring number ends a ring; also the land registers' form, whose
//! plots begin with a line that ends in `@`.

use std::path::Path;

use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::exchange::crs::Head;
use crate::exchange::error::ExchangeError;
use crate::exchange::report::EncodingUsed;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::spool::Sink;
use crate::exchange::table::GeometryColumns;
use crate::geodesy::rings::assemble;

/// Words that only a list of corner points has in its first lines.
const WORDS: [&str; 6] = ["拐点", "界址点", "顶点", "地块坐标", "vertex", "角点"];

/// One ring with the line of its first vertex.
#[derive(Default)]
struct Ring {
    line: u32,
    number: String,
    coords: Vec<Coord<f64>>,
    /// Why it cannot be used.
    bad: Option<String>,
}

/// One plot of the land registers' form: its rings become one feature.
struct Plot {
    line: u32,
    code: String,
    name: String,
    rings: Vec<Ring>,
}

impl Plot {
    /// By the line before its first ring, without the mark at its end.
    fn starting(line: u32, head: &str) -> Self {
        let mut cells = head.split(',').map(|cell| cell.trim().to_owned()).skip(2);
        Self {
            line,
            code: cells.next().unwrap_or_default(),
            name: cells.next().unwrap_or_default(),
            rings: Vec::new(),
        }
    }
}

/// Whether `text` is a list of corner points rather than a table of features: it says so, or it has no
/// header at all and nothing but numbers.
pub(in crate::exchange) fn is_list(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let head: String = lines()
        .take(5)
        .collect::<Vec<_>>()
        .join("\n")
        .to_lowercase();
    let numbers = |line: &str| {
        let numbers = tokens(line)
            .iter()
            .filter(|token| number(token).is_some())
            .count();
        let all = tokens(line).len();
        (2..=4).contains(&all) && numbers >= 2 && numbers + 1 >= all
    };
    let mut first = lines().take(4).peekable();
    let bare = first.peek().is_some() && first.all(numbers);
    WORDS.iter().any(|word| head.contains(word)) || bare && lines().nth(2).is_some()
}

fn tokens(line: &str) -> Vec<&str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、'))
        .map(str::trim)
        .filter(|token| !token.is_empty())
        .collect()
}

fn number(token: &str) -> Option<f64> {
    token
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

/// Reads the list. Rows are the lines of the first vertex.
pub(in crate::exchange) fn read(
    text: &str,
    encoding: EncodingUsed,
    mut sink: Sink,
    path: &Path,
) -> Result<Source, ExchangeError> {
    let mut plots: Vec<Plot> = Vec::new();
    let mut rings = vec![Ring::default()];
    let mut started = false;
    let mut head = Head::default();
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim();
        if !started {
            head.read(content);
        }
        if let Some(plot) = content.strip_suffix('@') {
            let fresh = Plot::starting(line, plot);
            if let Some(plot) = plots.last_mut() {
                plot.rings.append(&mut rings);
            }
            rings = vec![Ring::default()];
            plots.push(fresh);
            started = true;
            continue;
        }
        if content.is_empty() {
            rings.push(Ring::default());
        } else if let Some((ring, coord)) = vertex(content) {
            started = true;
            let fresh = rings.last().is_none_or(|last| {
                !last.coords.is_empty() && !ring.is_empty() && last.number != ring
            });
            if fresh {
                rings.push(Ring::default());
            }
            if let Some(last) = rings.last_mut() {
                if last.coords.is_empty() {
                    last.line = line;
                    ring.clone_into(&mut last.number);
                }
                last.coords.push(coord);
            }
        } else if started && let Some(last) = rings.last_mut() {
            if last.coords.is_empty() {
                last.line = line;
            }
            last.bad.get_or_insert_with(|| {
                format!("第 {line} 行「{content}」不是拐点：应为点号、东坐标、北坐标")
            });
        }
        if let Some(plot) = plots.last_mut() {
            let ended = rings.len().saturating_sub(1);
            plot.rings.extend(rings.drain(..ended));
        }
    }
    if let Some(plot) = plots.last_mut() {
        plot.rings.append(&mut rings);
    }
    let first = plots
        .iter()
        .flat_map(|plot| &plot.rings)
        .chain(&rings)
        .find_map(|ring| ring.coords.first().copied());
    let is_plots = !plots.is_empty();
    let rows = if is_plots {
        plots.into_iter().map(plot_row).collect()
    } else {
        loose(rings)
    };
    if rows.is_empty() {
        let reason = "拐点坐标表中没有坐标".to_owned();
        return Err(ExchangeError::malformed("分隔文本", path)(reason));
    }
    for row in &rows {
        sink.row(row)?;
    }
    // Only plots bear codes and names.
    let columns: &[&str] = if is_plots { &["code", "name"] } else { &[] };
    Ok(Source {
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        rows: sink.finish()?.1,
        place: GeometryColumns::None,
        crs: head.stated(first),
        encoding,
        common: None,
        angles: None,
    })
}

/// Ring number (empty when there is none) and coordinates of one line.
fn vertex(line: &str) -> Option<(String, Coord<f64>)> {
    let tokens = tokens(line);
    let at = |index: usize| number(tokens.get(index)?);
    let (ring, x, y) = match tokens.len() {
        2 => ("", at(0)?, at(1)?),
        // A point number before, or a height behind: coordinates have decimals or are large.
        3 if at(2).is_some_and(|z| z.abs() < 9000.0)
            && coordinate(tokens[0])
            && coordinate(tokens[1])
            && !coordinate(tokens[2]) =>
        {
            ("", at(0)?, at(1)?)
        }
        3 => ("", at(1)?, at(2)?),
        4 => (tokens[1], at(2)?, at(3)?),
        _ => return None,
    };
    Some((ring.to_owned(), Coord { x, y }))
}

/// Whether a token can be a coordinate and not a number of a point or a height near 1900 m.
fn coordinate(token: &str) -> bool {
    number(token)
        .is_some_and(|value| value.abs() > 10_000.0 || value.abs() < 180.0 && token.contains('.'))
}

fn ring_problem(ring: &Ring) -> Option<String> {
    let mut distinct: Vec<_> = ring
        .coords
        .iter()
        .map(|c| (c.x.to_bits(), c.y.to_bits()))
        .collect();
    distinct.sort_unstable();
    distinct.dedup();
    ring.bad.clone().or_else(|| {
        (distinct.len() < 3).then(|| {
            format!(
                "第 {} 行起的环只有 {} 个不同的拐点，至少要 3 个",
                ring.line,
                distinct.len()
            )
        })
    })
}

fn bad_row(line: u32, reason: String) -> SourceRow {
    SourceRow {
        row: line,
        values: Vec::new(),
        geometry: RawGeometry::Bad("bad_vertex", reason),
        notes: Vec::new(),
    }
}

/// Rings without plots: every outer ring with its holes is one feature.
fn loose(rings: Vec<Ring>) -> Vec<SourceRow> {
    let rings = rings
        .into_iter()
        .filter(|ring| !ring.coords.is_empty() || ring.bad.is_some());
    let (mut rows, mut good) = (Vec::new(), Vec::new());
    for ring in rings {
        match ring_problem(&ring) {
            Some(reason) => rows.push(bad_row(ring.line, reason)),
            None => good.push((ring.line, LineString(ring.coords))),
        }
    }
    let areas = assemble(good.iter().map(|(_, ring)| ring.clone()).collect());
    for area in areas {
        let first = area.exterior().0.first();
        let line = good
            .iter()
            .find(|(_, ring)| ring.0.first() == first)
            .map_or(1, |(line, _)| *line);
        rows.push(area_row(line, area));
    }
    rows.sort_by_key(|row| row.row);
    rows
}

fn area_row(line: u32, area: Polygon<f64>) -> SourceRow {
    SourceRow {
        row: line,
        values: Vec::new(),
        geometry: RawGeometry::Some(area.into()),
        notes: Vec::new(),
    }
}

fn plot_row(plot: Plot) -> SourceRow {
    let text = |text: String| {
        if text.is_empty() {
            RawValue::Null
        } else {
            RawValue::Text(text)
        }
    };
    let rings = plot
        .rings
        .into_iter()
        .filter(|ring| !ring.coords.is_empty() || ring.bad.is_some());
    let (mut lines, mut problem) = (Vec::new(), None);
    for ring in rings {
        problem = problem.or_else(|| ring_problem(&ring));
        lines.push(LineString(ring.coords));
    }
    let geometry = match problem {
        Some(reason) => RawGeometry::Bad("bad_vertex", reason),
        None if lines.is_empty() => RawGeometry::Null,
        None => RawGeometry::Some(match assemble(lines).0.as_slice() {
            [area] => area.clone().into(),
            areas => MultiPolygon(areas.to_vec()).into(),
        }),
    };
    SourceRow {
        row: plot.line,
        values: vec![text(plot.code), text(plot.name)],
        geometry,
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Progress;
    use crate::exchange::input::Watch;

    fn read_list(text: &str) -> Vec<(u32, String)> {
        assert!(is_list(text), "{text}");
        let used = EncodingUsed {
            name: String::new(),
            how: String::new(),
        };
        let describe = |geometry: &RawGeometry| match geometry {
            RawGeometry::Some(geometry) => crate::exchange::wkt::write(geometry),
            RawGeometry::Bad(_, reason) => reason.clone(),
            RawGeometry::Null => "-".to_owned(),
        };
        let path = Path::new("a.txt");
        let sink = Sink::new(path, &Watch::new(&Progress::silent()));
        let source = read(text, used, sink, path).unwrap();
        let mut rows = Vec::new();
        source
            .each(1, &Progress::silent(), |row| {
                rows.push((row.row, describe(&row.geometry)));
            })
            .unwrap();
        rows
    }

    #[test]
    fn rings_end_at_blank_lines_and_new_numbers_and_nested_ones_are_holes() {
        let list =
            "拐点号,X,Y\n1,0.5,0.5\n2,9.5,0.5\n3,9.5,9.5\n\n1,2.5,1.5\n2,3.5,1.5\n3,3.5,2.5\n";
        assert_eq!(
            read_list(list),
            [(
                2,
                "POLYGON ((0.5 0.5,9.5 0.5,9.5 9.5,0.5 0.5),(2.5 1.5,3.5 1.5,3.5 2.5,2.5 1.5))"
                    .to_owned()
            )]
        );
        let list = "102.1 25.1\n102.2 25.1\n102.2 25.2\n\n103.1 25.1\n103.2 25.1\n";
        assert_eq!(
            read_list(list),
            [
                (
                    1,
                    "POLYGON ((102.1 25.1,102.2 25.1,102.2 25.2,102.1 25.1))".to_owned()
                ),
                (
                    5,
                    "第 5 行起的环只有 2 个不同的拐点，至少要 3 个".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn the_land_registers_form_gives_one_feature_per_plot() {
        let list = "[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n4,1.0,P1,甲地块,面,,农业,,@\nJ1,1,500.5,10.5\nJ2,1,600.5,10.5\nJ3,1,600.5,90.5\nJ1,1,500.5,10.5\n3,1.0,P2,乙地块,面,,,,@\nJ1,1,1.5,1.5\nJ2,1,x,1.5\n";
        let rows = read_list(list);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(
            rows[0],
            (
                4,
                "POLYGON ((500.5 10.5,600.5 10.5,600.5 90.5,500.5 10.5))".to_owned()
            )
        );
        assert!(rows[1].1.contains("第 11 行"), "{rows:?}");
    }

    #[test]
    fn tables_of_features_are_no_lists() {
        assert!(!is_list(
            "编号,名称,经度,纬度\n1,甲,102.1,25.1\n2,乙,102.2,25.2\n"
        ));
        assert!(!is_list("code,name\nA,1\n"));
    }
}
