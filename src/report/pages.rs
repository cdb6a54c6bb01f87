//! A document laid out on A4 pages: every page a display list, tables running over pages with their
//! header repeated. Knows no file format.

use crate::carto::color::Color;
use crate::carto::display::{Display, Group, Item, Pen, TextRun};
use crate::carto::typeface::Faces;
use crate::report::document::{Block, Cell, Document, Row, Table};

const PAGE: [f32; 2] = [210.0, 297.0];
const LEFT: f32 = 20.0;
const RIGHT: f32 = 190.0;
const TOP: f32 = 18.0;
const BOTTOM: f32 = 276.0;
const FOOT: f32 = 285.0;
const INK: Color = Color::rgb(0x1E, 0x24, 0x2B);
const GREY: Color = Color::rgb(0x5B, 0x65, 0x70);
const RULE: Color = Color::rgb(0x8A, 0x93, 0x9C);
const SHADE: Color = Color::rgb(0xEE, 0xF2, 0xF6);
const WARN: Color = Color::rgb(0x9A, 0x3B, 0x12);
const WARN_SHADE: Color = Color::rgb(0xFD, 0xF3, 0xEA);
/// Side of a QR code, rim included.
const CODE_MM: f32 = 27.0;
/// Room between a cell's edge and its text.
const PAD: f32 = 1.5;
/// From the top of the em to the baseline.
const ASCENT_EM: f32 = 0.86;
/// A row that is higher than this may be parted between pages.
const WHOLE_MM: f32 = 80.0;
/// Least size of the type of a table that must fit its page, against the usual one.
const SMALLEST: f32 = 0.7;
/// Room for the line below such a table.
const BELOW_FORM_MM: f32 = 10.0;

/// Height of the em and of a line in millimetres.
#[derive(Clone, Copy)]
struct Type {
    size: f32,
    line: f32,
    bold: bool,
    color: Color,
}

const TITLE: Type = look(6.6, 9.0, true);
const BELOW: Type = Type {
    color: GREY,
    ..look(3.5, 5.4, false)
};
const HEADING: Type = look(4.6, 7.0, true);
const BODY: Type = look(3.7, 5.8, false);
const WARNING: Type = Type {
    color: WARN,
    ..look(3.5, 5.4, true)
};
const CELL: Type = look(3.15, 4.5, false);
const HEAD_CELL: Type = look(3.15, 4.5, true);
const FOOTER: Type = Type {
    color: GREY,
    ..look(2.8, 4.0, false)
};

const fn look(size: f32, line: f32, bold: bool) -> Type {
    Type {
        size,
        line,
        bold,
        color: INK,
    }
}

/// A page as it is laid out.
#[derive(Clone, Debug)]
pub struct Page {
    /// What is on it.
    pub display: Display,
    /// Whether it is a map sheet, which has no footer.
    pub is_sheet: bool,
}

/// The pages of `document`.
pub fn lay_out(document: &Document, faces: &Faces) -> Vec<Page> {
    let mut layout = Layout {
        faces,
        pages: Vec::new(),
        items: Vec::new(),
        y: TOP,
        shrink: 1.0,
    };
    for (index, block) in document.blocks.iter().enumerate() {
        layout.block(block, document.blocks.get(index + 1));
    }
    layout.turn();
    let Layout { mut pages, .. } = layout;
    let count = pages.len();
    for (number, page) in (1..).zip(&mut pages) {
        if !page.is_sheet {
            let footer = footer(faces, &document.footer, number, count);
            page.display.groups.push(footer);
        }
    }
    pages
}

fn footer(faces: &Faces, text: &str, number: usize, count: usize) -> Group {
    let page = format!("第 {number} 页 共 {count} 页");
    let room = faces.width_em(&page, false) + 4.0;
    let text = faces.fitted(text, false, (RIGHT - LEFT) / FOOTER.size - room);
    let right = RIGHT - faces.width_em(&page, false) * FOOTER.size;
    Group {
        id: "footer".to_owned(),
        label: "页脚".to_owned(),
        clip: None,
        items: vec![
            Item::line(
                [LEFT, FOOT - 5.0],
                [RIGHT, FOOT - 5.0],
                Pen::solid(RULE, 0.15),
            ),
            run([LEFT, FOOT], text, FOOTER),
            run([right, FOOT], page, FOOTER),
        ],
    }
}

fn run(at: [f32; 2], text: String, look: Type) -> Item {
    Item::Text(TextRun {
        text,
        at,
        size_mm: look.size,
        bold: look.bold,
        color: look.color,
        halo: None,
        turn: 0.0,
    })
}

struct Layout<'a> {
    faces: &'a Faces,
    /// Finished pages, still without footers.
    pages: Vec<Page>,
    items: Vec<Item>,
    /// Where the next block begins.
    y: f32,
    /// Type of the table that is being laid out, against the usual one.
    shrink: f32,
}

/// A cell whose text is broken into lines.
struct Laid {
    left: f32,
    right: f32,
    lines: Vec<String>,
    look: Type,
    shaded: bool,
}

impl Layout<'_> {
    fn block(&mut self, block: &Block, next: Option<&Block>) {
        match block {
            Block::Title { text, below, code } => {
                let at = [RIGHT - CODE_MM, self.y - 3.0];
                self.items.push(code.item(at, CODE_MM));
                let top = self.y;
                let width = RIGHT - LEFT - CODE_MM - 4.0;
                self.y += 4.0;
                self.lines(text, TITLE, LEFT, width);
                self.y += 1.0;
                self.lines(below, BELOW, LEFT, width);
                self.y = self.y.max(top + CODE_MM - 2.0);
            }
            Block::Heading(text) => {
                // A heading stays with what it is the heading of.
                let follows = match next {
                    Some(Block::Table(_)) => 24.0,
                    _ => 12.0,
                };
                self.y += 3.0;
                self.room(HEADING.line + follows);
                self.lines(text, HEADING, LEFT, RIGHT - LEFT);
                self.y += 1.2;
            }
            Block::Paragraph(text) => {
                self.lines(text, BODY, LEFT, RIGHT - LEFT);
                self.y += 1.6;
            }
            Block::Warning(text) => self.warning(text),
            Block::Table(table) => self.table(table),
            Block::Sheet { page, .. } => {
                self.turn();
                self.pages.push(Page {
                    display: (**page).clone(),
                    is_sheet: true,
                });
            }
            Block::PageBreak => self.turn(),
        }
    }

    /// Ends the page, if anything is on it.
    fn turn(&mut self) {
        if !self.items.is_empty() {
            let items = std::mem::take(&mut self.items);
            let group = Group {
                id: "text".to_owned(),
                label: "正文".to_owned(),
                clip: None,
                items,
            };
            let display = Display {
                size_mm: PAGE,
                symbols: Vec::new(),
                groups: vec![group],
            };
            self.pages.push(Page {
                display,
                is_sheet: false,
            });
        }
        self.y = TOP;
    }

    /// Turns the page when less than `height` is left on it.
    fn room(&mut self, height: f32) -> bool {
        let turns = self.y + height > BOTTOM && self.y > TOP;
        if turns {
            self.turn();
        }
        turns
    }

    fn broken(&self, text: &str, look: Type, width: f32) -> Vec<String> {
        self.faces.lines(text, look.bold, width / look.size)
    }

    fn lines(&mut self, text: &str, look: Type, left: f32, width: f32) {
        for line in self.broken(text, look, width) {
            self.room(look.line);
            self.line(line, look, left);
        }
    }

    fn line(&mut self, line: String, look: Type, left: f32) {
        let spare = (look.line - look.size) / 2.0;
        let at = [left, self.y + spare + look.size * ASCENT_EM];
        if !line.is_empty() {
            self.items.push(run(at, line, look));
        }
        self.y += look.line;
    }

    fn warning(&mut self, text: &str) {
        let lines = self.broken(text, WARNING, RIGHT - LEFT - 8.0);
        let height = lines.len() as f32 * WARNING.line + 3.0;
        self.y += 1.5;
        self.room(height);
        let (top, bottom) = (self.y, self.y + height);
        self.items
            .push(Item::filled_box([LEFT, top, RIGHT, bottom], WARN_SHADE));
        self.items
            .push(Item::filled_box([LEFT, top, LEFT + 0.9, bottom], WARN));
        self.y += 1.5;
        for line in lines {
            self.line(line, WARNING, LEFT + 4.0);
        }
        self.y = bottom + 2.5;
    }

    /// A table that must stay on its page is set smaller, as far as can be read.
    fn fit(&mut self, table: &Table) {
        self.shrink = 1.0;
        let room = BOTTOM - self.y - BELOW_FORM_MM;
        while table.one_page && self.shrink > SMALLEST {
            let rows = table.rows.iter();
            let whole: f32 = rows
                .map(|row| self.height(&self.laid(table, row)).max(row.least_mm))
                .sum();
            if whole <= room {
                break;
            }
            self.shrink -= 0.05;
        }
    }

    fn table(&mut self, table: &Table) {
        self.fit(table);
        let header: Vec<Laid> = self.laid(
            table,
            &Row::new(
                table
                    .header
                    .iter()
                    .map(|title| Cell::label(*title))
                    .collect(),
            ),
        );
        if !header.is_empty() {
            self.room(self.height(&header) + 14.0);
            self.row(&header, 0..usize::MAX, 0.0);
        }
        for row in &table.rows {
            let cells = self.laid(table, row);
            let whole = self.height(&cells).max(row.least_mm);
            if whole <= WHOLE_MM {
                if self.room(whole) && !header.is_empty() {
                    self.row(&header, 0..usize::MAX, 0.0);
                }
                self.row(&cells, 0..usize::MAX, row.least_mm);
            } else {
                self.parted(&header, &cells);
            }
        }
        self.y += 3.0;
    }

    /// A row that is too high to be kept whole: as many lines as fit, the rest on the next page.
    fn parted(&mut self, header: &[Laid], cells: &[Laid]) {
        let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        let mut from = 0;
        while from < most {
            if self.room(3.0 * self.line_mm() + 2.0 * PAD) && !header.is_empty() {
                self.row(header, 0..usize::MAX, 0.0);
            }
            let fit = ((BOTTOM - self.y - 2.0 * PAD) / self.line_mm()).max(1.0) as usize;
            let to = most.min(from + fit);
            self.row(cells, from..to, 0.0);
            from = to;
        }
    }

    fn laid(&self, table: &Table, row: &Row) -> Vec<Laid> {
        let mut column = 0;
        let mut left = LEFT;
        row.cells
            .iter()
            .map(|cell| {
                let share: f32 = table.widths.iter().skip(column).take(cell.span).sum();
                column += cell.span;
                let right = left + share * (RIGHT - LEFT);
                let usual = if cell.label { HEAD_CELL } else { CELL };
                let look = Type {
                    size: usual.size * self.shrink,
                    line: usual.line * self.shrink,
                    ..usual
                };
                let laid = Laid {
                    left,
                    right,
                    lines: self.broken(&cell.text, look, right - left - 2.0 * PAD),
                    look,
                    shaded: cell.label,
                };
                left = right;
                laid
            })
            .collect()
    }

    /// Height of a line of the table.
    fn line_mm(&self) -> f32 {
        CELL.line * self.shrink
    }

    fn height(&self, cells: &[Laid]) -> f32 {
        let lines = cells.iter().map(|cell| cell.lines.len()).max();
        lines.map_or(0.0, |lines| lines as f32 * self.line_mm() + 2.0 * PAD)
    }

    /// Draws these lines of a row and its frame.
    fn row(&mut self, cells: &[Laid], range: std::ops::Range<usize>, least: f32) {
        let shown = |cell: &Laid| cell.lines.len().min(range.end).saturating_sub(range.start);
        let most = cells.iter().map(shown).max().unwrap_or(0);
        let bottom = self.y + (most as f32 * self.line_mm() + 2.0 * PAD).max(least);
        let top = self.y;
        for cell in cells {
            let bounds = [cell.left, top, cell.right, bottom];
            if cell.shaded {
                self.items.push(Item::filled_box(bounds, SHADE));
            }
            self.items.push(Item::boxed(bounds, Pen::solid(RULE, 0.2)));
        }
        for cell in cells {
            // Names stand in the middle of what they name, texts at its top.
            let spare = bottom - top - 2.0 * PAD - shown(cell) as f32 * self.line_mm();
            self.y = top + PAD + if cell.shaded { spare / 2.0 } else { 0.0 };
            let lines = cell.lines.iter().skip(range.start).take(shown(cell));
            for line in lines {
                self.line(line.clone(), cell.look, cell.left + PAD);
            }
        }
        self.y = bottom;
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn texts(page: &Page) -> Vec<&str> {
        page.display
            .groups
            .iter()
            .flat_map(|group| &group.items)
            .filter_map(|item| match item {
                Item::Text(run) => Some(run.text.as_str()),
                _ => None,
            })
            .collect()
    }

    fn document(blocks: Vec<Block>) -> Document {
        Document {
            title: String::new(),
            author: String::new(),
            date: date(2026, 1, 1),
            mark: String::new(),
            footer: "脚".to_owned(),
            blocks,
        }
    }

    #[test]
    fn a_long_table_repeats_its_header_and_loses_no_row_and_nothing_leaves_the_page() {
        let faces = Faces::find().unwrap();
        let mut rows: Vec<Row> = (0..90)
            .map(|row| Row::of([format!("行{row}"), "水".repeat(40)]))
            .collect();
        // Higher than a page.
        rows.push(Row::of(["长".to_owned(), "水".repeat(4000)]));
        let table = Table {
            widths: vec![0.3, 0.7],
            header: vec!["编号", "说明"],
            rows,
            one_page: false,
        };
        let pages = lay_out(&document(vec![Block::Table(table)]), &faces);
        assert!(pages.len() > 3);
        for (index, page) in pages.iter().enumerate() {
            let texts = texts(page);
            assert_eq!(texts[0], "编号", "page {index}");
            assert!(texts.contains(&format!("第 {} 页 共 {} 页", index + 1, pages.len()).as_str()));
            for item in page.display.groups.iter().flat_map(|group| &group.items) {
                if let Item::Text(run) = item {
                    assert!(run.at[1] < FOOT + 0.1, "{run:?}");
                    let end = run.at[0] + faces.width_em(&run.text, run.bold) * run.size_mm;
                    assert!(end < RIGHT + 0.1, "{run:?}");
                }
            }
        }
        let all: Vec<&str> = pages.iter().flat_map(texts).collect();
        for row in 0..90 {
            assert_eq!(
                all.iter()
                    .filter(|text| **text == format!("行{row}"))
                    .count(),
                1
            );
        }
        let waters: usize = all.iter().map(|text| text.matches('水').count()).sum();
        assert_eq!(waters, 90 * 40 + 4000);
    }

    #[test]
    fn a_heading_is_not_left_alone_at_the_foot() {
        let faces = Faces::find().unwrap();
        for lines in 30..48 {
            let blocks = vec![
                Block::Paragraph(vec!["字"; lines].join("\n")),
                Block::Heading("标题".to_owned()),
                Block::Paragraph("正文".to_owned()),
            ];
            let pages = lay_out(&document(blocks), &faces);
            let page = pages.iter().find(|page| texts(page).contains(&"标题"));
            assert!(texts(page.unwrap()).contains(&"正文"), "{lines}");
        }
    }
}
