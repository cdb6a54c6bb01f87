//! The line or area that is being measured: its vertices, its figures and how they are written.

use crate::domain::{Label, Language, LonLat};
use crate::geodesy::measure::{AreaFigures, Leg, area, legs, total_m};

/// What every figure is measured on; printed with each result.
pub const METHOD: Label = Label::new(
    "CGCS2000 椭球，边按经纬度直线",
    "CGCS2000 ellipsoid, edges straight in longitude/latitude",
);
const SEGMENT: Label = Label::new("第", "Segment");
const CLOSING: Label = Label::new("闭合边", "Closing edge");
const TOTAL: Label = Label::new("总长", "Total length");
const AREA: Label = Label::new("面积", "Area");
const PERIMETER: Label = Label::new("周长", "Perimeter");
const AZIMUTH: Label = Label::new("方位角", "azimuth");
const CROSSES: Label = Label::new("边线相交，没有面积", "Edges cross: there is no area");
const METHOD_NAME: Label = Label::new("量算方法", "Method");

/// What is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MeasureKind {
    /// A line of several segments.
    #[default]
    Length,
    /// An area; its last vertex is joined to its first.
    Area,
}

/// Unit of lengths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LengthUnit {
    /// Metres up to a kilometre, kilometres beyond.
    #[default]
    Auto,
    /// Metres.
    Metre,
    /// Kilometres.
    Kilometre,
}

/// Unit of areas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AreaUnit {
    /// Square metres up to a hectare, hectares up to a square kilometre, square kilometres beyond.
    #[default]
    Auto,
    /// Square metres.
    SquareMetre,
    /// Hectares, 公顷.
    Hectare,
    /// Square kilometres.
    SquareKilometre,
}

/// Something that is done with the measured line or area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureCommand {
    /// Take the last vertex away.
    RemoveLast,
    /// No more vertices.
    Finish,
    /// Take everything away.
    Clear,
    /// Take everything away and the tool too.
    Close,
    /// Snap to vertices and edges of visible layers, or not.
    Snap(bool),
    /// Write lengths so.
    Length(LengthUnit),
    /// Write areas so.
    Area(AreaUnit),
    /// Put the figures on the clipboard.
    Copy,
}

/// The figures of what was drawn so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// From vertex to vertex; of an area, last the one that closes it.
    pub legs: Vec<Leg>,
    /// Metres along all legs.
    pub total_m: f64,
    /// The area; `None` for lines and for less than three vertices.
    pub area: Option<AreaFigures>,
}

/// What is being measured.
#[derive(Clone, Debug)]
pub struct MeasureState {
    /// Line or area.
    pub kind: MeasureKind,
    /// Vertices in the order of drawing.
    pub vertices: Vec<LonLat>,
    /// Whether it was ended: the next click begins anew.
    pub finished: bool,
    /// Whether vertices and edges of visible layers draw the hand.
    pub snap: bool,
    /// How lengths are written.
    pub length_unit: LengthUnit,
    /// How areas are written.
    pub area_unit: AreaUnit,
    /// The figures of [`Self::vertices`].
    pub figures: Figures,
}

impl Default for MeasureState {
    fn default() -> Self {
        Self {
            kind: MeasureKind::default(),
            vertices: Vec::new(),
            finished: false,
            snap: true,
            length_unit: LengthUnit::default(),
            area_unit: AreaUnit::default(),
            figures: Figures::default(),
        }
    }
}

impl MeasureState {
    /// Another kind begins anew; the same kind goes on.
    pub fn begin(&mut self, kind: MeasureKind) {
        if self.kind != kind {
            self.kind = kind;
            self.clear();
        }
    }

    /// Adds a vertex; one at the place of the last is left out.
    pub fn add(&mut self, at: LonLat) {
        if self.finished {
            self.clear();
        }
        if self.vertices.last() != Some(&at) {
            self.vertices.push(at);
            self.renew();
        }
    }

    /// Takes the last vertex away; what was ended goes on.
    pub fn remove_last(&mut self) {
        self.finished = false;
        self.vertices.pop();
        self.renew();
    }

    /// Ends the drawing, if there is something to measure.
    pub fn finish(&mut self) {
        let enough = match self.kind {
            MeasureKind::Length => 2,
            MeasureKind::Area => 3,
        };
        self.finished = self.vertices.len() >= enough;
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.vertices.clear();
        self.finished = false;
        self.renew();
    }

    fn renew(&mut self) {
        self.figures = figures(self.kind, &self.vertices);
    }

    /// The figures as they would be with a vertex at `next`, for the pointer.
    pub fn with(&self, next: LonLat) -> Figures {
        let mut vertices = self.vertices.clone();
        vertices.push(next);
        figures(self.kind, &vertices)
    }

    /// A length in the chosen unit.
    pub fn length_text(&self, metres: f64) -> String {
        let kilometres = match self.length_unit {
            LengthUnit::Auto => metres >= 1000.0,
            LengthUnit::Metre => false,
            LengthUnit::Kilometre => true,
        };
        if kilometres {
            format!("{} km", grouped(metres / 1000.0, 3))
        } else {
            format!("{} m", grouped(metres, 2))
        }
    }

    /// An area in the chosen unit.
    pub fn area_text(&self, square_metres: f64, language: Language) -> String {
        let unit = match (self.area_unit, square_metres) {
            (AreaUnit::Auto, area) if area < 10_000.0 => AreaUnit::SquareMetre,
            (AreaUnit::Auto, area) if area < 1_000_000.0 => AreaUnit::Hectare,
            (AreaUnit::Auto, _) => AreaUnit::SquareKilometre,
            (unit, _) => unit,
        };
        match unit {
            AreaUnit::Hectare => {
                let word = if language == Language::Zh {
                    "公顷"
                } else {
                    "ha"
                };
                format!("{} {word}", grouped(square_metres / 10_000.0, 4))
            }
            AreaUnit::SquareKilometre => {
                format!("{} km²", grouped(square_metres / 1_000_000.0, 4))
            }
            AreaUnit::SquareMetre | AreaUnit::Auto => {
                format!("{} m²", grouped(square_metres, 1))
            }
        }
    }

    /// Every segment in a line of its own: length and azimuth.
    pub fn leg_text(&self, number: usize, leg: &Leg, language: Language) -> String {
        let length = self.length_text(leg.length_m);
        let azimuth = azimuth_text(leg, language);
        if number == self.vertices.len() {
            return format!("{}  {length}  {azimuth}", CLOSING.get(language));
        }
        match language {
            Language::Zh => format!("{} {number} 段  {length}  {azimuth}", SEGMENT.zh),
            Language::En => format!("{} {number}  {length}  {azimuth}", SEGMENT.en),
        }
    }

    /// The results that stand first: total, or area and perimeter. `None` before there are any.
    pub fn results(&self, figures: &Figures, language: Language) -> Vec<(&'static str, String)> {
        let mut results = Vec::new();
        match (self.kind, &figures.area) {
            (MeasureKind::Length, _) if !figures.legs.is_empty() => {
                results.push((TOTAL.get(language), self.length_text(figures.total_m)));
            }
            (MeasureKind::Area, Some(area)) => {
                let value = area.area_m2.map_or_else(
                    || CROSSES.get(language).to_owned(),
                    |area_m2| self.area_text(area_m2, language),
                );
                results.push((AREA.get(language), value));
                let around = self.length_text(area.perimeter_m);
                results.push((PERIMETER.get(language), around));
            }
            _ => {}
        }
        results
    }

    /// Everything as text: results, segments, vertices, method.
    pub fn text(&self, language: Language) -> String {
        let mut lines: Vec<String> = self
            .results(&self.figures, language)
            .into_iter()
            .map(|(name, value)| format!("{name}\t{value}"))
            .collect();
        for (number, leg) in (1..).zip(&self.figures.legs) {
            lines.push(self.leg_text(number, leg, language).replace("  ", "\t"));
        }
        for (number, at) in (1..).zip(&self.vertices) {
            lines.push(format!("{number}\t{:.7}\t{:.7}", at.lon, at.lat));
        }
        let method = METHOD.get(language);
        lines.push(format!("{}\t{method}", METHOD_NAME.get(language)));
        lines.join("\n")
    }
}

/// `方位角 46.72°`.
pub fn azimuth_text(leg: &Leg, language: Language) -> String {
    // 359.996 must not become 360.00.
    let azimuth = (leg.azimuth_deg * 100.0).round() / 100.0 % 360.0;
    format!("{} {azimuth:.2}°", AZIMUTH.get(language))
}

fn figures(kind: MeasureKind, vertices: &[LonLat]) -> Figures {
    let mut legs = legs(vertices);
    let area = (kind == MeasureKind::Area)
        .then(|| area(vertices))
        .flatten();
    if let (Some(_), Some(first), Some(last)) = (&area, vertices.first(), vertices.last()) {
        legs.extend(crate::geodesy::measure::legs(&[*last, *first]));
    }
    Figures {
        total_m: total_m(&legs),
        area,
        legs,
    }
}

/// A number with commas between thousands.
fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rest.is_empty() {
        grouped
    } else {
        format!("{grouped}.{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::try_new(lon, lat).unwrap()
    }

    #[test]
    fn a_line_grows_shrinks_and_begins_anew_after_its_end() {
        let mut measure = MeasureState::default();
        measure.add(at(102.71, 25.04));
        measure.finish();
        assert!(!measure.finished, "one vertex is no line");
        measure.add(at(102.78, 25.10));
        // The second click of a double click.
        measure.add(at(102.78, 25.10));
        measure.finish();
        assert!(measure.finished);
        assert_eq!(measure.figures.legs.len(), 1);
        let results = measure.results(&measure.figures, Language::Zh);
        assert_eq!(results, [("总长", "9.698 km".to_owned())]);
        measure.remove_last();
        assert!(!measure.finished && measure.figures.legs.is_empty());
        measure.add(at(102.72, 25.04));
        measure.finish();
        measure.add(at(102.60, 25.00));
        assert_eq!(measure.vertices.len(), 1);
    }

    #[test]
    fn figures_are_written_in_the_chosen_unit() {
        let mut measure = MeasureState::default();
        assert_eq!(measure.length_text(999.994), "999.99 m");
        assert_eq!(measure.length_text(12_345.678), "12.346 km");
        assert_eq!(measure.area_text(9_999.0, Language::Zh), "9,999.0 m²");
        assert_eq!(measure.area_text(123_456.0, Language::Zh), "12.3456 公顷");
        assert_eq!(measure.area_text(4_472_657.0, Language::En), "4.4727 km²");
        measure.length_unit = LengthUnit::Metre;
        measure.area_unit = AreaUnit::SquareMetre;
        assert_eq!(measure.length_text(1_234_567.891), "1,234,567.89 m");
        assert_eq!(
            measure.area_text(4_472_657.0, Language::Zh),
            "4,472,657.0 m²"
        );
        measure.area_unit = AreaUnit::Hectare;
        assert_eq!(measure.area_text(4_472_657.0, Language::En), "447.2657 ha");
    }

    #[test]
    fn a_copied_area_names_its_method_and_its_vertices() {
        let mut measure = MeasureState::default();
        measure.begin(MeasureKind::Area);
        for (lon, lat) in [
            (102.70, 25.00),
            (102.72, 25.00),
            (102.72, 25.02),
            (102.70, 25.02),
        ] {
            measure.add(at(lon, lat));
        }
        let text = measure.text(Language::Zh);
        assert!(text.contains("面积\t4.4727 km²"), "{text}");
        assert!(text.contains("周长\t8.469 km"), "{text}");
        assert!(text.contains("量算方法\tCGCS2000 椭球"), "{text}");
        assert!(text.contains("4\t102.7000000\t25.0200000"), "{text}");
    }

    #[test]
    fn an_azimuth_just_west_of_north_is_zero_and_not_a_full_circle() {
        let leg = Leg {
            length_m: 1.0,
            azimuth_deg: 359.999,
        };
        assert_eq!(azimuth_text(&leg, Language::Zh), "方位角 0.00°");
    }
}
