//! Puts the blocks of a sheet in their places.

use crate::carto::display::build::{MapContent, MapSource, build};
use crate::carto::display::frame::{MapFrame, View};
use crate::carto::display::{Display, Group, Item, MmBox, Pen, SymbolArt};
use crate::carto::sheet::legend::{self, Row};
use crate::carto::sheet::pen::{Board, GREY, Hold, INK, Type, WHITE};
use crate::carto::sheet::ticks::{Marks, Side, marks};
use crate::carto::sheet::{
    Sheet, SheetField, SheetOptions, SheetWarning, Template, Ticks, focus, foot, furniture, inset,
    names,
};
use crate::carto::typeface::Faces;
use crate::domain::{Cancelled, Label, Language, Progress};
use crate::geodesy::angle::{Axis, format_dms};

const LEGEND: Label = Label::new("图例", "Legend");
const LOCATION: Label = Label::new("位置示意图", "Location");
const FOCUS: Label = Label::new("本图对象", "Subject");
const INTERNAL: Label = Label::new("内部使用", "For internal use");
/// What number and marking may take of the title's line on each side.
const SIDE_SHARE: f32 = 0.28;
/// Band around a map without ticks, in millimetres.
const PLAIN_BAND_MM: f32 = 1.6;
/// Half the length of a cross where grid lines meet.
const CROSS_MM: f32 = 1.6;
const TICK_MM: f32 = 1.3;

/// Where the blocks of a page are.
pub(super) struct Layout {
    pub(super) size: [f32; 2],
    pub(super) growth: f32,
    /// The title's line: left, top, right, bottom.
    title: MmBox,
    /// Outer line around map and ticks.
    outer: MmBox,
    /// The map itself.
    pub(super) map: MmBox,
    /// Legend and location map.
    panel: MmBox,
    foot: MmBox,
}

impl Layout {
    pub(super) fn new(options: &SheetOptions, template: &Template) -> Self {
        let size = options.paper.size_mm(options.landscape);
        let growth = template.growth(options.paper);
        let page = &template.page;
        let mm = |length: crate::carto::sheet::template::Length| length.0 * growth;
        let margin = mm(page.margin);
        let title_height = mm(template.text.title) * 1.5;
        let (left, right) = (margin, size[0] - margin);
        let title = [left, margin, right, margin + title_height];
        let foot = [
            left,
            size[1] - margin - mm(page.foot),
            right,
            size[1] - margin,
        ];
        let (top, bottom) = (title[3], foot[1] - mm(page.gap));
        let gap = mm(page.gap);
        let (outer, panel) = if options.landscape {
            let split = right - mm(page.side);
            (
                [left, top, split - gap, bottom],
                [split, top, right, bottom],
            )
        } else {
            let split = bottom - mm(page.strip);
            (
                [left, top, right, split - gap],
                [left, split, right, bottom],
            )
        };
        let band = if options.ticks == Ticks::None {
            PLAIN_BAND_MM * growth
        } else {
            mm(page.band)
        };
        let map = [
            outer[0] + band,
            outer[1] + band,
            outer[2] - band,
            outer[3] - band,
        ];
        Self {
            size,
            growth,
            title,
            outer,
            map,
            panel,
            foot,
        }
    }
}

impl Layout {
    /// Where the texts are that the user types.
    fn fields(&self, template: &Template) -> Vec<(SheetField, MmBox)> {
        let [left, top, right, bottom] = self.title;
        let small = template.text.small.0 * self.growth;
        let (third, line) = ((right - left) * SIDE_SHARE, bottom - 2.0 * small);
        let mut fields = vec![
            (
                SheetField::Title,
                [left + third / 2.0, top, right - third / 2.0, bottom],
            ),
            (SheetField::Number, [left, line, left + third, bottom]),
            (SheetField::Approval, [right - third, line, right, bottom]),
        ];
        fields.extend(foot::fields(template, self.growth, self.foot));
        fields
    }
}

/// See [`crate::carto::sheet::compose`].
pub(super) fn compose(
    source: &MapSource<'_>,
    options: &SheetOptions,
    (template, faces): (&Template, &Faces),
    (view, tolerance_mm): (View, f64),
    progress: &Progress,
) -> Result<Sheet, Cancelled> {
    let layout = Layout::new(options, template);
    let frame = MapFrame::new(source.scene, layout.map, view);
    let mut content = build(source, &frame, tolerance_mm, progress)?;
    let page = Page {
        source,
        options,
        template,
        faces,
        layout: &layout,
        frame: &frame,
        marks: marks(source.scene, &frame, options.ticks),
    };
    let mut warnings = Vec::new();
    let about = options.focus.as_ref();
    if about.is_some_and(|about| focus::is_cut((source, &frame), about)) {
        warnings.push(SheetWarning::FocusCut);
    }
    let mut symbols = std::mem::take(&mut content.symbols);
    let mut groups = vec![Group {
        id: "ground".to_owned(),
        label: "底色".to_owned(),
        clip: Some(layout.map),
        items: vec![Item::filled_box(layout.map, WHITE)],
    }];
    groups.append(&mut content.groups);
    let focus = page.focus(tolerance_mm);
    let has_focus = focus.is_some();
    if let (Some(drawn), Some(about)) = (focus, &options.focus) {
        // Below its own layer, whose symbols stay as the legend shows them.
        let own = |group: &Group| group.id == about.layer.name();
        let place = groups.iter().position(own).unwrap_or(groups.len());
        groups.insert(place, drawn);
    }
    groups.extend(page.on_map(&mut symbols, &mut warnings));
    groups.push(page.edge());
    groups.push(page.title(&mut warnings));
    let legend_place = page.panel(&mut groups, progress)?;
    let listed = Listed {
        content: &content,
        has_focus,
    };
    groups.push(page.legend(listed, &mut symbols, legend_place, &mut warnings));
    let mut board = Board::new(faces, "foot", "图幅说明", None);
    foot::draw(
        &mut board,
        (source.scene, &frame),
        options,
        (template, layout.growth),
        (layout.foot, &mut warnings),
    );
    groups.push(board.finish());
    Ok(Sheet {
        display: Display {
            size_mm: layout.size,
            symbols,
            groups,
        },
        frame,
        features: content.features,
        warnings,
        fields: layout.fields(template),
    })
}

/// What all blocks of a page need.
struct Page<'a> {
    source: &'a MapSource<'a>,
    options: &'a SheetOptions,
    template: &'a Template,
    faces: &'a Faces,
    layout: &'a Layout,
    frame: &'a MapFrame,
    marks: Marks,
}

/// What the legend must list.
#[derive(Clone, Copy)]
struct Listed<'a> {
    content: &'a MapContent,
    has_focus: bool,
}

impl Page<'_> {
    /// The line along the feature that the sheet is about, where it is on the map.
    fn focus(&self, tolerance_mm: f64) -> Option<Group> {
        let focus = self.options.focus.as_ref()?;
        let label = FOCUS.get(self.options.language);
        let mut board = Board::new(self.faces, "focus", label, Some(self.layout.map));
        let drawn = (self.source, self.frame);
        let how = (tolerance_mm, self.layout.growth);
        focus::draw(&mut board, drawn, focus, how).then(|| board.finish())
    }

    /// Crosses, names, site and north arrow.
    fn on_map(&self, symbols: &mut Vec<SymbolArt>, warnings: &mut Vec<SheetWarning>) -> Vec<Group> {
        let (map, growth) = (self.layout.map, self.layout.growth);
        let mut crosses = Board::new(self.faces, "grid", "坐标网", Some(map));
        let thin = self.template.line.thin.0 * growth;
        let half = CROSS_MM * growth;
        for [x, y] in &self.marks.crosses {
            crosses.line([x - half, *y], [x + half, *y], GREY, thin);
            crosses.line([*x, y - half], [*x, y + half], GREY, thin);
        }
        let mut over = Board::new(self.faces, "marks", "指北针与位置", Some(map));
        let mut taken = vec![furniture::north_place(map, growth)];
        let site = self.options.site.as_ref().and_then(|site| {
            let at = self.source.scene.to_metric(site.position);
            let at = at.map(|at| self.frame.to_page(at));
            let inside =
                at.filter(|[x, y]| (map[0]..=map[2]).contains(x) && (map[1]..=map[3]).contains(y));
            if inside.is_none() {
                warnings.push(SheetWarning::SiteOutside);
            }
            Some((inside?, site.label.as_str()))
        });
        if let Some((at, label)) = site {
            taken.push(furniture::site_room(&over, at, label, growth));
            symbols.push(furniture::site_art(growth));
            let mark = (at, (symbols.len() - 1) as u16);
            furniture::site(&mut over, mark, (map, label), growth);
        }
        furniture::north(
            &mut over,
            (self.source.scene, self.frame),
            growth,
            self.options.language,
        );
        let mut groups = vec![crosses.finish()];
        if self.options.names {
            let mut board = Board::new(self.faces, "names", "注记", Some(map));
            let names = names::place(self.source, self.frame, self.faces, &taken);
            names::draw(&mut board, (self.source, self.frame), &names);
            groups.push(board.finish());
        }
        groups.push(over.finish());
        groups
    }

    /// Neat line, outer line, ticks and their numbers.
    fn edge(&self) -> Group {
        let (map, outer) = (self.layout.map, self.layout.outer);
        let growth = self.layout.growth;
        let line = &self.template.line;
        let mut board = Board::new(self.faces, "frame", "图廓", None);
        let inner = line.inner.0 * growth;
        board.push(Item::boxed(map, Pen::solid(INK, inner)));
        board.push(Item::boxed(outer, Pen::solid(INK, line.outer.0 * growth)));
        let look = Type::new(self.template.text.tick.0 * growth);
        let tick = TICK_MM * growth;
        for mark in &self.marks.ticks {
            let [x, y] = mark.at;
            let half = board.width(&mark.label, look) / 2.0;
            // A number that would hang over the corner is left out; its tick stays.
            let fits = match mark.side {
                Side::Top | Side::Bottom => x - half > outer[0] && x + half < outer[2],
                Side::Left | Side::Right => y - half > outer[1] && y + half < outer[3],
            };
            let label = if fits { mark.label.as_str() } else { "" };
            match mark.side {
                Side::Top => {
                    board.line([x, y], [x, y - tick], INK, inner);
                    board.text([x, y - tick - 0.35 * growth], Hold::Middle, label, look);
                }
                Side::Bottom => {
                    board.line([x, y], [x, y + tick], INK, inner);
                    let baseline = y + tick + 0.3 * growth + look.size_mm * 0.78;
                    board.text([x, baseline], Hold::Middle, label, look);
                }
                Side::Left => {
                    board.line([x, y], [x - tick, y], INK, inner);
                    if !label.is_empty() {
                        board.upwards([x - tick - 0.35 * growth, y], label, look);
                    }
                }
                Side::Right => {
                    board.line([x, y], [x + tick, y], INK, inner);
                    if !label.is_empty() {
                        let baseline = x + tick + 0.3 * growth + look.size_mm * 0.78;
                        board.upwards([baseline, y], label, look);
                    }
                }
            }
        }
        board.finish()
    }

    fn title(&self, warnings: &mut Vec<SheetWarning>) -> Group {
        let growth = self.layout.growth;
        let [left, top, right, bottom] = self.layout.title;
        let language = self.options.language;
        let mut board = Board::new(self.faces, "title", "图名", None);
        let small = Type::new(self.template.text.small.0 * growth);
        let marking = match self.options.approval.trim() {
            "" => INTERNAL.get(language).to_owned(),
            number => match language {
                Language::Zh => format!("审图号  {number}"),
                Language::En => format!("Map approval  {number}"),
            },
        };
        let baseline = bottom - 2.0 * growth;
        let third = (right - left) * SIDE_SHARE / small.size_mm;
        let mut fitted = |text: &str, bold: bool, field| {
            let shown = self.faces.fitted(text, bold, third);
            if shown != text {
                warnings.push(SheetWarning::TextCut(field));
            }
            shown
        };
        let marking = fitted(&marking, true, SheetField::Approval);
        let number = fitted(&self.number(), false, SheetField::Number);
        let bold = Type::bold(small.size_mm);
        let side = board
            .text([right, baseline], Hold::Right, &marking, bold)
            .max(board.text([left, baseline], Hold::Left, &number, small));
        let room = right - left - 2.0 * (side + 4.0 * growth);
        let wanted = self.template.text.title.0 * growth;
        let title = self.options.title.trim().replace(['\n', '\r'], " ");
        let ems = self.faces.width_em(&title, true).max(0.1);
        // Long titles get smaller before they get shorter.
        let size = wanted.min(room / ems).max(wanted * 0.55);
        let shown = self.faces.fitted(&title, true, room / size);
        if shown != title {
            warnings.push(SheetWarning::TextCut(SheetField::Title));
        }
        let middle = f32::midpoint(left, right);
        let baseline = top + (bottom - top) * 0.42 + size * 0.36;
        board.text([middle, baseline], Hold::Middle, &shown, Type::bold(size));
        board.finish()
    }

    /// The number of the sheet as it is printed; empty where it has none.
    fn number(&self) -> String {
        match (self.options.number.trim(), self.options.language) {
            ("", _) => String::new(),
            (number, Language::Zh) => format!("图号  {number}"),
            (number, Language::En) => format!("Sheet  {number}"),
        }
    }

    /// The location map; the room that is left for the legend.
    fn panel(&self, groups: &mut Vec<Group>, progress: &Progress) -> Result<MmBox, Cancelled> {
        let growth = self.layout.growth;
        let [left, top, right, bottom] = self.layout.panel;
        let gap = self.template.page.gap.0 * growth;
        let heading = self.template.text.heading.0 * growth;
        let pad = 2.2 * growth;
        let mut legend = [left + pad, top + pad, right - pad, bottom - pad];
        let mut board = Board::new(self.faces, "panel", "图例框", None);
        let line = Pen::solid(GREY, self.template.line.inner.0 * growth);
        let mut legend_frame = self.layout.panel;
        if self.options.inset {
            let caption = heading * 1.5;
            let (width, height) = (
                self.template.inset.width.0 * growth,
                self.template.inset.height.0 * growth,
            );
            let place = if self.options.landscape {
                legend_frame[3] = bottom - height - caption - gap;
                legend[3] = legend_frame[3] - pad;
                [left, bottom - height, right, bottom]
            } else {
                legend_frame[2] = right - width - gap;
                legend[2] = legend_frame[2] - pad;
                [right - width, top + caption, right, bottom]
            };
            groups.push(inset::draw(self.source, self.frame, place, progress)?);
            board.push(Item::boxed(place, line));
            let at = [f32::midpoint(place[0], place[2]), place[1] - heading * 0.42];
            let text = LOCATION.get(self.options.language);
            board.text(at, Hold::Middle, text, Type::bold(heading * 0.9));
        }
        board.push(Item::boxed(legend_frame, line));
        let middle = f32::midpoint(legend_frame[0], legend_frame[2]);
        board.line_at(
            [middle, legend[1]],
            Hold::Middle,
            LEGEND.get(self.options.language),
            Type::bold(heading),
        );
        groups.push(board.finish());
        legend[1] += heading * 1.55;
        Ok(legend)
    }

    fn legend(
        &self,
        listed: Listed<'_>,
        symbols: &mut Vec<SymbolArt>,
        place: MmBox,
        warnings: &mut Vec<SheetWarning>,
    ) -> Group {
        let mut board = Board::new(self.faces, "legend", "图例", None);
        let mut rows = legend::rows(self.source, listed.content);
        if let Some(focus) = self.options.focus.as_ref().filter(|_| listed.has_focus) {
            rows.insert(0, Row::Focus(focus.label.clone()));
        }
        let outside = warnings.contains(&SheetWarning::SiteOutside);
        if let Some(site) = self.options.site.as_ref().filter(|_| !outside) {
            let position = site.position;
            let mut lines = vec![
                site.label.clone(),
                format_dms(position.lon, Axis::Longitude),
                format_dms(position.lat, Axis::Latitude),
            ];
            if let Some(at) = self.source.scene.to_metric(position) {
                lines.push(format!("X {:.2}", at.y));
                lines.push(format!("Y {:.2}", at.x));
            }
            rows.insert(0, Row::Site(lines));
        }
        let growth = self.layout.growth;
        let foot = self.template.text.small.0 * growth;
        let missing = legend::draw(
            &mut board,
            (symbols, self.frame.denominator),
            &rows,
            (self.template, growth),
            place,
        );
        if missing > 0 {
            warnings.push(SheetWarning::LegendCut(missing));
            let text = match self.options.language {
                Language::Zh => format!("另有 {missing} 项未列出"),
                Language::En => format!("{missing} more not listed"),
            };
            board.text(
                [place[2], place[3] + foot * 0.5],
                Hold::Right,
                &text,
                Type::new(foot).in_color(GREY),
            );
        }
        board.finish()
    }
}
