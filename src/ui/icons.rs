//! Small line icons, drawn and not loaded: they take the colour of their text and stay sharp at any
//! size.

use eframe::egui::{
    Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, epaint::CornerRadius,
    pos2,
};

use crate::state::Action;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A folder.
    Open,
    /// A sheet with a plus.
    New,
    /// A stack of map sheets.
    Layers,
    /// An arrow into a tray.
    Import,
    /// A printer.
    Print,
    /// Four arrows.
    Pan,
    /// A letter i in a circle.
    Identify,
    /// A drop below a pipe.
    Outfall,
    /// A shaft with water in it.
    Well,
    /// A chequered square.
    Shade,
    /// A list with a tick.
    Audit,
    /// Four corners.
    All,
    /// A target.
    Selection,
    /// A plus.
    Plus,
    /// A minus.
    Minus,
    /// Two columns of dots.
    Handle,
    /// Points right; down when open.
    Chevron {
        /// Whether what it opens is open.
        open: bool,
    },
    /// A cross.
    Close,
    /// Points up.
    Up,
    /// A ruler.
    Length,
    /// A ring of corners.
    Area,
    /// A box with a plus.
    ZoomBox,
    /// An arrow to the left.
    Back,
    /// An arrow to the right.
    Forward,
    /// A ribbon.
    Bookmark,
    /// A disc, one half dark.
    Theme,
    /// An arrow in a dashed box.
    SelectBox,
    /// A polygon with corners.
    SelectPolygon,
    /// A grid.
    Table,
}

impl Icon {
    /// The icon of an action that has one.
    pub const fn of(action: Action) -> Option<Self> {
        match action {
            Action::OpenProject => Some(Self::Open),
            Action::NewProject => Some(Self::New),
            Action::OpenSample => Some(Self::Layers),
            Action::ImportFile => Some(Self::Import),
            Action::ExportMap => Some(Self::Print),
            Action::PanTool => Some(Self::Pan),
            Action::IdentifyTool => Some(Self::Identify),
            Action::OutfallTool => Some(Self::Outfall),
            Action::WellTool => Some(Self::Well),
            Action::ShadeView => Some(Self::Shade),
            Action::RunAudit => Some(Self::Audit),
            Action::SelectTool => Some(Self::SelectBox),
            Action::SelectPolygonTool => Some(Self::SelectPolygon),
            Action::ToggleTables => Some(Self::Table),
            Action::ZoomAll => Some(Self::All),
            Action::ZoomSelection => Some(Self::Selection),
            Action::ZoomIn => Some(Self::Plus),
            Action::ZoomOut => Some(Self::Minus),
            Action::MeasureLength => Some(Self::Length),
            Action::MeasureArea => Some(Self::Area),
            Action::ZoomBox => Some(Self::ZoomBox),
            Action::ViewBack => Some(Self::Back),
            Action::ViewForward => Some(Self::Forward),
            Action::Bookmarks => Some(Self::Bookmark),
            Action::SwitchTheme => Some(Self::Theme),
            _ => None,
        }
    }

    /// Draws it into `rect`.
    #[expect(
        clippy::too_many_lines,
        reason = "one drawing after the other, best compared in one piece"
    )]
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let pen = Pen {
            painter,
            rect,
            stroke: Stroke::new(1.4, color),
        };
        match self {
            Self::Open => pen.lines(&[&[
                (0.05, 0.85),
                (0.05, 0.2),
                (0.4, 0.2),
                (0.5, 0.35),
                (0.9, 0.35),
                (0.9, 0.85),
                (0.05, 0.85),
            ]]),
            Self::New => pen.lines(&[
                &[
                    (0.2, 0.08),
                    (0.2, 0.92),
                    (0.8, 0.92),
                    (0.8, 0.08),
                    (0.2, 0.08),
                ],
                &[(0.5, 0.32), (0.5, 0.68)],
                &[(0.32, 0.5), (0.68, 0.5)],
            ]),
            Self::Layers => pen.lines(&[
                &[
                    (0.5, 0.1),
                    (0.95, 0.35),
                    (0.5, 0.6),
                    (0.05, 0.35),
                    (0.5, 0.1),
                ],
                &[(0.05, 0.6), (0.5, 0.85), (0.95, 0.6)],
            ]),
            Self::Import => pen.lines(&[
                &[(0.5, 0.08), (0.5, 0.62)],
                &[(0.28, 0.4), (0.5, 0.62), (0.72, 0.4)],
                &[(0.1, 0.62), (0.1, 0.9), (0.9, 0.9), (0.9, 0.62)],
            ]),
            Self::Print => pen.lines(&[
                &[(0.25, 0.36), (0.25, 0.08), (0.75, 0.08), (0.75, 0.36)],
                &[
                    (0.25, 0.72),
                    (0.06, 0.72),
                    (0.06, 0.36),
                    (0.94, 0.36),
                    (0.94, 0.72),
                    (0.75, 0.72),
                ],
                &[
                    (0.25, 0.56),
                    (0.75, 0.56),
                    (0.75, 0.92),
                    (0.25, 0.92),
                    (0.25, 0.56),
                ],
            ]),
            Self::Pan => pen.lines(&[
                &[(0.5, 0.04), (0.5, 0.96)],
                &[(0.04, 0.5), (0.96, 0.5)],
                &[(0.36, 0.18), (0.5, 0.04), (0.64, 0.18)],
                &[(0.36, 0.82), (0.5, 0.96), (0.64, 0.82)],
                &[(0.18, 0.36), (0.04, 0.5), (0.18, 0.64)],
                &[(0.82, 0.36), (0.96, 0.5), (0.82, 0.64)],
            ]),
            Self::Identify => {
                pen.circle((0.5, 0.5), 0.44);
                pen.lines(&[&[(0.5, 0.45), (0.5, 0.75)]]);
                pen.dot((0.5, 0.28), 0.07);
            }
            Self::Outfall => pen.lines(&[
                &[(0.05, 0.12), (0.6, 0.12), (0.6, 0.4), (0.05, 0.4)],
                &[
                    (0.74, 0.42),
                    (0.6, 0.72),
                    (0.66, 0.88),
                    (0.82, 0.88),
                    (0.88, 0.72),
                    (0.74, 0.42),
                ],
            ]),
            Self::Well => {
                pen.circle((0.5, 0.5), 0.44);
                pen.circle((0.5, 0.5), 0.2);
                pen.dot((0.5, 0.5), 0.07);
            }
            Self::Shade => pen.lines(&[
                &[
                    (0.08, 0.08),
                    (0.92, 0.08),
                    (0.92, 0.92),
                    (0.08, 0.92),
                    (0.08, 0.08),
                ],
                &[(0.5, 0.08), (0.5, 0.92)],
                &[(0.08, 0.5), (0.92, 0.5)],
                &[(0.08, 0.36), (0.36, 0.08)],
                &[(0.16, 0.5), (0.5, 0.16)],
                &[(0.5, 0.78), (0.78, 0.5)],
                &[(0.58, 0.92), (0.92, 0.58)],
            ]),
            Self::Audit => pen.lines(&[
                &[(0.05, 0.2), (0.14, 0.3), (0.32, 0.1)],
                &[(0.46, 0.2), (0.95, 0.2)],
                &[(0.08, 0.52), (0.3, 0.52)],
                &[(0.46, 0.52), (0.95, 0.52)],
                &[(0.08, 0.84), (0.3, 0.84)],
                &[(0.46, 0.84), (0.95, 0.84)],
            ]),
            Self::All => pen.lines(&[
                &[(0.08, 0.34), (0.08, 0.08), (0.34, 0.08)],
                &[(0.66, 0.08), (0.92, 0.08), (0.92, 0.34)],
                &[(0.92, 0.66), (0.92, 0.92), (0.66, 0.92)],
                &[(0.34, 0.92), (0.08, 0.92), (0.08, 0.66)],
            ]),
            Self::Selection => {
                pen.circle((0.5, 0.5), 0.3);
                pen.dot((0.5, 0.5), 0.08);
                pen.lines(&[
                    &[(0.5, 0.0), (0.5, 0.2)],
                    &[(0.5, 0.8), (0.5, 1.0)],
                    &[(0.0, 0.5), (0.2, 0.5)],
                    &[(0.8, 0.5), (1.0, 0.5)],
                ]);
            }
            Self::Plus => pen.lines(&[&[(0.5, 0.15), (0.5, 0.85)], &[(0.15, 0.5), (0.85, 0.5)]]),
            Self::Minus => pen.lines(&[&[(0.15, 0.5), (0.85, 0.5)]]),
            Self::Handle => {
                for y in [0.2, 0.5, 0.8] {
                    pen.dot((0.36, y), 0.07);
                    pen.dot((0.64, y), 0.07);
                }
            }
            Self::Chevron { open: false } => {
                pen.lines(&[&[(0.38, 0.22), (0.66, 0.5), (0.38, 0.78)]]);
            }
            Self::Chevron { open: true } => {
                pen.lines(&[&[(0.22, 0.38), (0.5, 0.66), (0.78, 0.38)]]);
            }
            Self::Up => {
                pen.lines(&[&[(0.22, 0.62), (0.5, 0.34), (0.78, 0.62)]]);
            }
            Self::Length => pen.lines(&[
                &[
                    (0.04, 0.34),
                    (0.96, 0.34),
                    (0.96, 0.7),
                    (0.04, 0.7),
                    (0.04, 0.34),
                ],
                &[(0.27, 0.34), (0.27, 0.5)],
                &[(0.5, 0.34), (0.5, 0.56)],
                &[(0.73, 0.34), (0.73, 0.5)],
            ]),
            Self::Area => {
                let corners = [(0.16, 0.3), (0.62, 0.12), (0.9, 0.58), (0.36, 0.9)];
                let [a, b, c, d] = corners;
                pen.lines(&[&[a, b, c, d, a]]);
                for corner in corners {
                    pen.dot(corner, 0.09);
                }
            }
            Self::ZoomBox => pen.lines(&[
                &[(0.08, 0.3), (0.08, 0.08), (0.3, 0.08)],
                &[(0.7, 0.08), (0.92, 0.08), (0.92, 0.3)],
                &[(0.92, 0.7), (0.92, 0.92), (0.7, 0.92)],
                &[(0.3, 0.92), (0.08, 0.92), (0.08, 0.7)],
                &[(0.5, 0.3), (0.5, 0.7)],
                &[(0.3, 0.5), (0.7, 0.5)],
            ]),
            Self::Back => pen.lines(&[
                &[(0.92, 0.5), (0.1, 0.5)],
                &[(0.42, 0.18), (0.1, 0.5), (0.42, 0.82)],
            ]),
            Self::Forward => pen.lines(&[
                &[(0.08, 0.5), (0.9, 0.5)],
                &[(0.58, 0.18), (0.9, 0.5), (0.58, 0.82)],
            ]),
            Self::Bookmark => pen.lines(&[&[
                (0.24, 0.08),
                (0.76, 0.08),
                (0.76, 0.92),
                (0.5, 0.68),
                (0.24, 0.92),
                (0.24, 0.08),
            ]]),
            Self::Theme => {
                pen.circle((0.5, 0.5), 0.42);
                // Strokes close enough to be one dark half.
                for step in 0..7_u8 {
                    let x = 0.5 + 0.055 * f32::from(step);
                    let reach = (0.42_f32.powi(2) - (x - 0.5).powi(2)).max(0.0).sqrt();
                    pen.lines(&[&[(x, 0.5 - reach), (x, 0.5 + reach)]]);
                }
            }
            Self::Close => {
                pen.lines(&[&[(0.2, 0.2), (0.8, 0.8)], &[(0.8, 0.2), (0.2, 0.8)]]);
            }
            Self::SelectBox => pen.lines(&[
                &[(0.05, 0.3), (0.05, 0.05), (0.3, 0.05)],
                &[(0.6, 0.05), (0.85, 0.05), (0.85, 0.3)],
                &[(0.05, 0.6), (0.05, 0.85), (0.3, 0.85)],
                &[
                    (0.42, 0.38),
                    (0.42, 0.95),
                    (0.58, 0.78),
                    (0.84, 0.78),
                    (0.42, 0.38),
                ],
            ]),
            Self::SelectPolygon => {
                pen.lines(&[&[
                    (0.12, 0.4),
                    (0.55, 0.1),
                    (0.9, 0.5),
                    (0.7, 0.9),
                    (0.25, 0.82),
                    (0.12, 0.4),
                ]]);
                for corner in [
                    (0.12, 0.4),
                    (0.55, 0.1),
                    (0.9, 0.5),
                    (0.7, 0.9),
                    (0.25, 0.82),
                ] {
                    pen.dot(corner, 0.09);
                }
            }
            Self::Table => pen.lines(&[
                &[
                    (0.06, 0.12),
                    (0.94, 0.12),
                    (0.94, 0.88),
                    (0.06, 0.88),
                    (0.06, 0.12),
                ],
                &[(0.06, 0.38), (0.94, 0.38)],
                &[(0.06, 0.63), (0.94, 0.63)],
                &[(0.38, 0.12), (0.38, 0.88)],
            ]),
        }
    }
}

/// Draws in a box from (0, 0), top left, to (1, 1).
struct Pen<'a> {
    painter: &'a Painter,
    rect: Rect,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        pos2(
            self.rect.left() + x * self.rect.width(),
            self.rect.top() + y * self.rect.height(),
        )
    }

    fn lines(&self, lines: &[&[(f32, f32)]]) {
        for line in lines {
            let points = line.iter().map(|point| self.at(*point)).collect();
            self.painter.add(Shape::line(points, self.stroke));
        }
    }

    fn circle(&self, center: (f32, f32), radius: f32) {
        self.painter
            .circle_stroke(self.at(center), radius * self.rect.width(), self.stroke);
    }

    fn dot(&self, center: (f32, f32), radius: f32) {
        self.painter.circle_filled(
            self.at(center),
            radius * self.rect.width(),
            self.stroke.color,
        );
    }
}

/// A square button that shows only an icon; `name` is its accessible name and tooltip.
pub fn icon_button_ui(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    const SIDE: f32 = 20.0;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::click());
    response.widget_info(|| {
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, ui.is_enabled(), name)
    });
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(
            rect,
            CornerRadius::same(4),
            ui.visuals().widgets.hovered.bg_fill,
        );
    }
    let color = if response.hovered() {
        ui.visuals().text_color()
    } else {
        ui.visuals().weak_text_color()
    };
    icon.paint(ui.painter(), rect.shrink(4.5), color);
    response.on_hover_text(name)
}
