//! The foot of a sheet: on the left what the coordinates and data are, in the middle the scale, on the
//! right who drew and reviewed.

use crate::carto::display::frame::MapFrame;
use crate::carto::display::{Item, MmBox, Pen};
use crate::carto::scale_bar::ScaleBar;
use crate::carto::scene::Scene;
use crate::carto::sheet::pen::{Board, GREY, Hold, INK, Type, WHITE};
use crate::carto::sheet::{SheetField, SheetOptions, Template, furniture};
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
    place: MmBox,
) {
    let [left, top, right, bottom] = place;
    let width = right - left;
    let small = Type::new(template.text.small.0 * growth);
    notes(
        board,
        &note_lines(options, frame, scene),
        small,
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
        small,
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

fn note_lines(options: &SheetOptions, frame: &MapFrame, scene: &Scene) -> Vec<String> {
    let say = |label: Label, what: &str| format!("{}  {what}", label.get(options.language));
    let mut lines = vec![say(
        Label::new("坐标系", "Coordinate system"),
        &options.crs_name,
    )];
    let datum = options.height_datum.trim();
    if !datum.is_empty() {
        lines.push(say(Label::new("高程基准", "Height datum"), datum));
    }
    if let Some(turn) = furniture::convergence_rad(scene, frame.center) {
        // To the minute; whose sign counts as in textbooks, east of the central meridian positive.
        let minutes = (turn.to_degrees().abs() * 60.0).round() as i64;
        if minutes > 0 {
            let sign = if turn > 0.0 { "+" } else { "-" };
            let angle = format!("{sign}{}°{:02}′", minutes / 60, minutes % 60);
            lines.push(say(
                Label::new("子午线收敛角", "Meridian convergence"),
                &angle,
            ));
        }
    }
    for source in &options.sources {
        lines.push(say(Label::new("资料", "Data"), source));
    }
    let notes = options.notes.trim();
    if !notes.is_empty() {
        lines.push(say(Label::new("说明", "Notes"), notes));
    }
    lines
}

/// As many of the lines as find room, in smaller print where that helps.
fn notes(board: &mut Board<'_>, lines: &[String], look: Type, [left, top, right, bottom]: MmBox) {
    let mut size = look.size_mm;
    let wrapped = loop {
        let ems = (right - left) / size;
        let wrapped: Vec<String> = lines
            .iter()
            .flat_map(|line| board.faces.lines(line, false, ems))
            .collect();
        let fits = wrapped.len() as f32 * size * LINE_EM <= bottom - top;
        if fits || size < look.size_mm * 0.72 {
            break wrapped;
        }
        size *= 0.94;
    };
    let room = ((bottom - top) / (size * LINE_EM)).floor().max(1.0) as usize;
    for (index, line) in wrapped.iter().take(room).enumerate() {
        let cut = index + 1 == room && wrapped.len() > room;
        let line = if cut {
            format!("{line}…")
        } else {
            line.clone()
        };
        let y = top + index as f32 * size * LINE_EM;
        board.line_at(
            [left, y],
            Hold::Left,
            &line,
            Type {
                size_mm: size,
                ..look
            },
        );
    }
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

fn signatures(board: &mut Board<'_>, options: &SheetOptions, look: Type, place: MmBox) {
    let [left, top, right, _] = place;
    let date = options.date.to_string();
    let rows = [
        (Label::new("制图", "Drawn by"), options.drafter.as_str()),
        (Label::new("审核", "Reviewed by"), options.reviewer.as_str()),
        (Label::new("日期", "Date"), date.as_str()),
    ];
    let labels = rows.map(|(label, _)| label.get(options.language));
    let widest = labels
        .iter()
        .map(|label| board.width(label, look))
        .fold(0.0, f32::max);
    for (index, (label, (_, value))) in labels.into_iter().zip(rows).enumerate() {
        let y = top + index as f32 * look.size_mm * SIGNED_EM;
        board.line_at([left, y], Hold::Left, label, look);
        let x = left + widest + look.size_mm * 0.8;
        let value = board
            .faces
            .fitted(value.trim(), false, (right - x) / look.size_mm);
        board.line_at([x, y], Hold::Left, &value, look);
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
