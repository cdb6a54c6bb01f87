//! The foot of a sheet: on the left what the coordinates and data are, in the middle the scale, on the
//! right who drew and reviewed.

use crate::carto::display::frame::MapFrame;
use crate::carto::display::{Item, MmBox, Pen};
use crate::carto::scale_bar::ScaleBar;
use crate::carto::scene::Scene;
use crate::carto::sheet::pen::{Board, GREY, Hold, INK, Type, WHITE};
use crate::carto::sheet::{SheetField, SheetOptions, SheetWarning, Template, furniture};
use crate::domain::{Label, Language};

/// Distortion below this share is not printed.
const WORTH_SAYING: f64 = 0.001;
/// Longest scale bar as a share of the middle third.
const BAR_SHARE: f32 = 0.86;
const BAR_HEIGHT_MM: f32 = 1.3;
/// The notes end at this share of the width, the signatures begin at that.
const NOTES_SHARE: f32 = 0.37;
const SIGNED_SHARE: f32 = 0.74;
/// Height of a line to sign on, in ems.
const SIGNED_EM: f32 = 1.95;
/// Height of a line in ems.
const LINE_EM: f32 = 1.32;

/// Draws the foot into `place`.
pub(super) fn draw(
    board: &mut Board<'_>,
    (scene, frame): (&Scene, &MapFrame),
    options: &SheetOptions,
    (template, growth): (&Template, f32),
    (place, warnings): (MmBox, &mut Vec<SheetWarning>),
) {
    let [left, top, right, bottom] = place;
    let width = right - left;
    let small = Type::new(template.text.small.0 * growth);
    notes(
        board,
        &Notes::of(options, frame, scene),
        (small, warnings),
        [left, top, left + width * NOTES_SHARE, bottom],
    );
    scale(
        board,
        (scene, frame),
        (options.language, template, growth),
        [left + width * 0.39, top, left + width * 0.69, bottom],
    );
    signatures(
        board,
        options,
        (small, warnings),
        [left + width * SIGNED_SHARE, top, right, bottom],
    );
}

/// Where the texts of the foot are that the user types.
pub(super) fn fields(
    template: &Template,
    growth: f32,
    [left, top, right, bottom]: MmBox,
) -> Vec<(SheetField, MmBox)> {
    let width = right - left;
    let small = template.text.small.0 * growth;
    let signed = left + width * SIGNED_SHARE;
    let row = |index: f32, field: SheetField| {
        let y = top + index * small * SIGNED_EM;
        (field, [signed, y, right, y + small * SIGNED_EM])
    };
    // Notes are the last lines on the left.
    let notes = [
        left,
        f32::midpoint(top, bottom),
        left + width * NOTES_SHARE,
        bottom,
    ];
    vec![
        (SheetField::Notes, notes),
        row(0.0, SheetField::Drafter),
        row(1.0, SheetField::Reviewer),
        row(2.0, SheetField::Date),
    ]
}

/// What stands on the left of the foot, from top to bottom.
struct Notes {
    /// What the coordinates and heights are.
    systems: Vec<String>,
    sources: Vec<String>,
    /// As typed; `None` = nothing.
    typed: Option<String>,
}

impl Notes {
    fn of(options: &SheetOptions, frame: &MapFrame, scene: &Scene) -> Self {
        let say = |label: Label, what: &str| format!("{}  {what}", label.get(options.language));
        let mut systems = vec![say(
            Label::new("坐标系", "Coordinate system"),
            &options.crs_name,
        )];
        let datum = options.height_datum.trim();
        if !datum.is_empty() {
            systems.push(say(Label::new("高程基准", "Height datum"), datum));
        }
        if let Some(turn) = furniture::convergence_rad(scene, frame.center) {
            // To the minute; whose sign counts as in textbooks, east of the central meridian positive.
            let minutes = (turn.to_degrees().abs() * 60.0).round() as i64;
            if minutes > 0 {
                let sign = if turn > 0.0 { "+" } else { "-" };
                let angle = format!("{sign}{}°{:02}′", minutes / 60, minutes % 60);
                systems.push(say(
                    Label::new("子午线收敛角", "Meridian convergence"),
                    &angle,
                ));
            }
        }
        let source = |source: &String| say(Label::new("资料", "Data"), source);
        let typed = options.notes.trim();
        Self {
            systems,
            sources: options.sources.iter().map(source).collect(),
            typed: (!typed.is_empty()).then(|| say(SheetField::Notes.label(), typed)),
        }
    }

    /// In lines of at most `ems`, each part for itself.
    fn wrapped(&self, board: &Board<'_>, ems: f32) -> [Vec<String>; 3] {
        let wrap = |text: &String| board.faces.lines(text, false, ems);
        [
            self.systems.iter().flat_map(wrap).collect(),
            self.sources.iter().flat_map(wrap).collect(),
            self.typed.iter().flat_map(wrap).collect(),
        ]
    }
}

/// All lines, in smaller print where that helps. What still finds no room is left out with a warning, of the
/// sources first: the typed notes may say that a case no longer holds.
fn notes(
    board: &mut Board<'_>,
    texts: &Notes,
    (look, warnings): (Type, &mut Vec<SheetWarning>),
    [left, top, right, bottom]: MmBox,
) {
    let mut size = look.size_mm;
    let ([systems, mut sources, mut typed], room) = loop {
        let room = ((bottom - top) / (size * LINE_EM)).floor().max(1.0) as usize;
        let parts = texts.wrapped(board, (right - left) / size);
        let fits = parts.iter().map(Vec::len).sum::<usize>() <= room;
        if fits || size < look.size_mm * 0.72 {
            break (parts, room);
        }
        size *= 0.94;
    };
    let room = room.saturating_sub(systems.len());
    if cut(&mut sources, room.saturating_sub(typed.len())) {
        warnings.push(SheetWarning::SourcesCut);
    }
    if cut(&mut typed, room.saturating_sub(sources.len())) {
        warnings.push(SheetWarning::TextCut(SheetField::Notes));
    }
    let lines = systems.iter().chain(&sources).chain(&typed);
    for (index, line) in lines.enumerate() {
        let y = top + index as f32 * size * LINE_EM;
        let look = Type {
            size_mm: size,
            ..look
        };
        board.line_at([left, y], Hold::Left, line, look);
    }
}

/// Keeps `room` lines, the last one marked where lines are lost; whether some are.
fn cut(lines: &mut Vec<String>, room: usize) -> bool {
    let lost = lines.len() > room;
    lines.truncate(room);
    if let (true, Some(last)) = (lost, lines.last_mut()) {
        last.push('…');
    }
    lost
}

fn scale(
    board: &mut Board<'_>,
    (scene, frame): (&Scene, &MapFrame),
    (language, template, growth): (Language, &Template, f32),
    [left, top, right, _]: MmBox,
) {
    let middle = f32::midpoint(left, right);
    let large = Type::bold(template.text.scale.0 * growth);
    let small = Type::new(template.text.small.0 * growth);
    let text = format!("1 : {}", grouped(frame.denominator));
    board.line_at([middle, top], Hold::Middle, &text, large);
    // True at the map's centre, as the numeric scale is: both speak of metres on the ellipsoid.
    let m_per_mm = frame.denominator / 1000.0;
    let most = f64::from((right - left) * BAR_SHARE);
    let bar = ScaleBar::fitting(m_per_mm, most, language);
    let length = bar.length_px as f32;
    let x = middle - length / 2.0;
    let y = top + large.size_mm * 1.5 + small.size_mm * 1.15;
    let height = BAR_HEIGHT_MM * growth;
    let parts = 4;
    for part in 0..parts {
        let from = x + length * part as f32 / parts as f32;
        let area = [from, y, from + length / parts as f32, y + height];
        let color = if part % 2 == 0 { INK } else { WHITE };
        board.push(Item::filled_box(area, color));
    }
    board.push(Item::boxed(
        [x, y, x + length, y + height],
        Pen::solid(INK, 0.15 * growth),
    ));
    let unit = bar.label.split(' ').next_back().unwrap_or_default();
    let whole: f64 = bar
        .label
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0.0);
    for (share, text) in [
        (0.0, "0".to_owned()),
        (0.5, format!("{}", whole / 2.0)),
        (1.0, format!("{whole} {unit}")),
    ] {
        let at = [x + length * share, y - 0.55 * growth];
        if share < 1.0 {
            board.text(at, Hold::Middle, &text, small);
        } else {
            // The unit hangs over, so that the number stands over its mark.
            let number = board.width(&format!("{whole}"), small);
            board.text([at[0] - number / 2.0, at[1]], Hold::Left, &text, small);
        }
    }
    let distortion = frame
        .distortion(scene)
        .filter(|share| *share > WORTH_SAYING);
    if let Some(share) = distortion {
        let percent = share * 100.0;
        let text = match language {
            Language::Zh => format!("以图幅中心为准，边缘比例尺最大相差 {percent:.2} %"),
            Language::En => {
                format!("True at the centre; up to {percent:.2} % off towards the edge")
            }
        };
        let ems = (right - left) / small.size_mm;
        let text = board.faces.fitted(&text, false, ems * 1.15);
        let look = Type {
            size_mm: small.size_mm * 0.86,
            ..small.in_color(GREY)
        };
        board.line_at(
            [middle, y + height + 1.2 * growth],
            Hold::Middle,
            &text,
            look,
        );
    }
}

fn signatures(
    board: &mut Board<'_>,
    options: &SheetOptions,
    (look, warnings): (Type, &mut Vec<SheetWarning>),
    [left, top, right, _]: MmBox,
) {
    let date = options.date.to_string();
    let rows = [
        (SheetField::Drafter, options.drafter.trim()),
        (SheetField::Reviewer, options.reviewer.trim()),
        (SheetField::Date, date.as_str()),
    ];
    let labels = rows.map(|(field, _)| field.label().get(options.language));
    let widest = labels
        .iter()
        .map(|label| board.width(label, look))
        .fold(0.0, f32::max);
    for (index, (label, (field, value))) in labels.into_iter().zip(rows).enumerate() {
        let y = top + index as f32 * look.size_mm * SIGNED_EM;
        board.line_at([left, y], Hold::Left, label, look);
        let x = left + widest + look.size_mm * 0.8;
        let shown = board.faces.fitted(value, false, (right - x) / look.size_mm);
        if shown != value {
            warnings.push(SheetWarning::TextCut(field));
        }
        board.line_at([x, y], Hold::Left, &shown, look);
        let rule = y + look.size_mm * 1.22;
        board.line([x, rule], [right, rule], GREY, 0.12);
    }
}

/// `250 000`: thousands apart, as on printed maps.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(50_000.0), "50 000");
        assert_eq!(grouped(1_250_000.0), "1 250 000");
        assert_eq!(grouped(500.0), "500");
    }
}
