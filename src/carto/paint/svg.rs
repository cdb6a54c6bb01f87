//! Vectors as SVG: one group per layer under a name that drawing programs show, each symbol once, texts
//! as text. Coordinates are whole hundredths of a millimetre, from corner to corner.

use std::fmt::Write as _;

use crate::carto::color::Color;
use crate::carto::display::{Display, Group, Item, Mm, Pen, Runs, SymbolArt, TextRun};
use crate::carto::paint::{Document, PaintError};
use crate::domain::Progress;

/// Units per millimetre.
const UNITS: f32 = 100.0;

/// Writes a page as an SVG document. `family` is the font that its texts were measured in.
pub fn write(
    display: &Display,
    family: &str,
    about: &Document,
    progress: &Progress,
) -> Result<String, PaintError> {
    let mut out = Svg::default();
    let [width, height] = display.size_mm;
    out.raw(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"",
    );
    out.raw(" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"");
    out.push(format_args!(
        " width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {} {}\"",
        units(width),
        units(height)
    ));
    out.push(format_args!(
        " font-family=\"'{}','Noto Sans CJK SC','Microsoft YaHei',sans-serif\">\n<title>{}</title>\n<desc>{}</desc>\n<defs>\n",
        Escaped(family),
        Escaped(&about.title),
        Escaped(&about.description)
    ));
    for (index, art) in display.symbols.iter().enumerate() {
        out.symbol(index, art);
    }
    for (index, group) in display.groups.iter().enumerate() {
        if let Some([left, top, right, bottom]) = group.clip.map(|clip| clip.map(units)) {
            out.push(format_args!(
                "<clipPath id=\"c{index}\"><path d=\"M{left} {top}H{right}V{bottom}H{left}z\"/></clipPath>\n"
            ));
        }
    }
    out.raw("</defs>\n");
    out.push(format_args!(
        "<rect width=\"{}\" height=\"{}\" fill=\"#fff\"/>\n",
        units(width),
        units(height)
    ));
    for (index, group) in display.groups.iter().enumerate() {
        progress.step(0, 0)?;
        out.group(index, group);
    }
    out.raw("</svg>\n");
    Ok(out.text)
}

fn units(mm: f32) -> i64 {
    (mm * UNITS).round() as i64
}

#[derive(Default)]
struct Svg {
    text: String,
}

impl Svg {
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        self.text.write_fmt(text).unwrap_or_default();
    }

    fn symbol(&mut self, index: usize, art: &SymbolArt) {
        self.push(format_args!("<g id=\"s{index}\">"));
        for (outline, color) in &art.parts {
            self.raw("<path d=\"");
            self.runs(&Runs::one(outline.clone(), true));
            self.raw("\"");
            self.color("fill", *color);
            self.raw("/>");
        }
        self.raw("</g>\n");
    }

    fn group(&mut self, index: usize, group: &Group) {
        self.push(format_args!(
            "<g id=\"{}\" inkscape:groupmode=\"layer\" inkscape:label=\"{}\"",
            Escaped(&group.id),
            Escaped(&group.label)
        ));
        if group.clip.is_some() {
            self.push(format_args!(" clip-path=\"url(#c{index})\""));
        }
        self.raw(">\n");
        for item in &group.items {
            match item {
                Item::Fill { path, color } => {
                    self.raw("<path d=\"");
                    self.runs(path);
                    self.raw("\" fill-rule=\"evenodd\"");
                    self.color("fill", *color);
                    self.raw("/>\n");
                }
                Item::Stroke { path, pen } => self.stroke(path, pen),
                Item::Marker { symbol, at } => {
                    let [x, y] = at.map(units);
                    self.push(format_args!(
                        "<use href=\"#s{symbol}\" x=\"{x}\" y=\"{y}\"/>\n"
                    ));
                }
                Item::Text(run) => self.text_run(run),
            }
        }
        self.raw("</g>\n");
    }

    fn stroke(&mut self, path: &Runs, pen: &Pen) {
        self.raw("<path d=\"");
        self.runs(path);
        self.push(format_args!(
            "\" fill=\"none\" stroke-width=\"{}\" stroke-miterlimit=\"{}\"",
            tenths(pen.width_mm),
            Pen::MITER_LIMIT
        ));
        self.color("stroke", pen.color);
        if pen.round {
            self.raw(" stroke-linecap=\"round\"");
        }
        if let Some([a, b, c, d]) = pen.dash_mm.map(|lengths| lengths.map(tenths)) {
            self.push(format_args!(" stroke-dasharray=\"{a} {b} {c} {d}\""));
            if pen.dash_start_mm != 0.0 {
                let start = tenths(pen.dash_start_mm);
                self.push(format_args!(" stroke-dashoffset=\"{start}\""));
            }
        }
        self.raw("/>\n");
    }

    fn text_run(&mut self, run: &TextRun) {
        let [x, y] = run.at.map(units);
        self.push(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"",
            tenths(run.size_mm)
        ));
        if run.turn != 0.0 {
            let turn = (run.turn * 10.0).round() / 10.0;
            self.push(format_args!(" transform=\"rotate({turn} {x} {y})\""));
        }
        if run.bold {
            self.raw(" font-weight=\"bold\"");
        }
        self.color("fill", run.color);
        if let Some((color, width_mm)) = run.halo {
            self.color("stroke", color);
            self.push(format_args!(
                " stroke-width=\"{}\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                tenths(2.0 * width_mm)
            ));
        }
        self.push(format_args!(">{}</text>\n", Escaped(&run.text)));
    }

    /// Path data: absolute starts, then steps.
    fn runs(&mut self, runs: &Runs) {
        for (run, closed) in runs.iter() {
            let mut last: Option<[i64; 2]> = None;
            for at in run {
                let here: [i64; 2] = (*at as Mm).map(units);
                match last {
                    None => self.push(format_args!("M{} {}", here[0], here[1])),
                    Some(last) if last == here => continue,
                    Some(last) => {
                        let [dx, dy] = [here[0] - last[0], here[1] - last[1]];
                        // A minus sign also parts two numbers.
                        let gap = if dy < 0 { "" } else { " " };
                        self.push(format_args!("l{dx}{gap}{dy}"));
                    }
                }
                last = Some(here);
            }
            if closed {
                self.raw("z");
            }
        }
    }

    fn color(&mut self, part: &str, color: Color) {
        self.push(format_args!(
            " {part}=\"#{:02x}{:02x}{:02x}\"",
            color.r, color.g, color.b
        ));
        if color.a < 255 {
            let alpha = (f32::from(color.a) / 255.0 * 1000.0).round() / 1000.0;
            self.push(format_args!(" {part}-opacity=\"{alpha}\""));
        }
    }
}

/// Units with one decimal, for widths.
fn tenths(mm: f32) -> f32 {
    (mm * UNITS * 10.0).round() / 10.0
}

/// Text within XML, without the characters that XML cannot hold.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\'' => formatter.write_str("&#39;")?,
                char if char.is_control() => formatter.write_char(' ')?,
                char => formatter.write_char(char)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::display::Group;

    #[test]
    fn texts_are_escaped_and_paths_are_steps() {
        let mut group = Group {
            id: "a".to_owned(),
            label: "水<&\"界".to_owned(),
            clip: Some([0.0, 0.0, 10.0, 10.0]),
            items: Vec::new(),
        };
        group.items.push(Item::filled_box(
            [1.0, 2.0, 3.0, 4.5],
            Color {
                a: 128,
                ..Color::rgb(1, 2, 3)
            },
        ));
        let display = Display {
            size_mm: [210.0, 297.0],
            symbols: Vec::new(),
            groups: vec![group],
        };
        let text = write(&display, "黑体", &Document::default(), &Progress::silent()).unwrap();
        assert!(
            text.contains("inkscape:label=\"水&lt;&amp;&quot;界\""),
            "{text}"
        );
        assert!(text.contains("M100 200l200 0l0 250l-200 0z"), "{text}");
        assert!(text.contains("fill-opacity=\"0.502\""), "{text}");
    }
}
