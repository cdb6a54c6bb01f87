//! The map as a widget: allocates its place, moves the camera, draws, reports.

use std::sync::Arc;
use std::time::Instant;

use eframe::egui;
use egui::{Color32, Context, Painter, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::carto::color::Color;
use crate::carto::pick;
use crate::carto::scene::Scene;
use crate::carto::style::{StyleSheet, Theme};
use crate::domain::{GeometryKind, Label, Language, Layer, LonLat};
use crate::map::base::BasePainter;
use crate::map::grids::{self, Grids};
use crate::map::highlight::Highlights;
use crate::map::interact;
use crate::map::names::Names;
use crate::map::overlay;
use crate::map::overview::Overview;
use crate::map::picture::{Ground, PicturePainter};
use crate::map::select_tool::{SelectHand, SelectMove, SelectTool};
use crate::map::selected::{Selected, SelectedInput};
use crate::map::shade::{ShadePainter, Shading};
use crate::map::site_grab::{SiteGrab, SiteMove};
use crate::map::sketch::{self, BoxDrag, Sketch};
use crate::state::camera::Camera;
use crate::state::furniture::{BaseLayer, BaseStatus, Furniture};
use crate::state::view::{Highlight, LayerState};

/// Pixels from the pointer in which a symbol counts as meant.
const POINTER_REACH: f64 = 7.0;
const MAP_LABEL: Label = Label::new("地图", "Map");

/// What the map shows in this frame.
pub struct MapInput<'a> {
    /// The features.
    pub scene: &'a Arc<Scene>,
    /// How they look.
    pub styles: &'a Arc<StyleSheet>,
    /// Where the map looks; moved by the user's hand.
    pub camera: &'a mut Camera,
    /// Which layers are drawn, from the top of the picture to its bottom.
    pub layers: &'a [LayerState],
    /// Rasters beneath them, the uppermost first.
    pub bases: &'a [BaseLayer],
    /// Grids and overview over them.
    pub furniture: Furniture,
    /// Features drawn with a bright edge.
    pub highlights: &'a [Highlight],
    /// The selected features.
    pub selected: SelectedInput<'a>,
    /// The selection tool in hand; `None` when another tool is.
    pub select_tool: Option<SelectTool>,
    /// Corners of the polygon being drawn, in metres.
    pub outline: &'a [geo::Coord<f64>],
    /// Marked with a pin and its coordinates.
    pub site: Option<LonLat>,
    /// The verdicts in view, laid over the layers; `None` when that is off.
    pub shading: Option<Shading<'a>>,
    /// What a hand draws over the map.
    pub sketch: &'a Sketch,
    /// What dragging and double clicks do.
    pub hand: Hand,
    /// Language of texts on the map.
    pub language: Language,
    /// Whether pointer and keys move the camera.
    pub interactive: bool,
}

impl MapInput<'_> {
    /// The same for another look at the same things; its camera is to be replaced.
    pub(super) fn again<'b>(&'b self, camera: &'b mut Camera) -> MapInput<'b> {
        MapInput { camera, ..*self }
    }

    /// Whether a raster shows beneath the layers.
    fn has_base(&self) -> bool {
        let mut bases = self.bases.iter();
        bases.any(|base| base.entry.visible && matches!(base.status, BaseStatus::Ready(_)))
    }
}

/// What the pointer does on the map beside moving it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hand {
    /// Dragging moves the map, a double click zooms.
    #[default]
    Free,
    /// Clicks draw: a double click does not zoom.
    Draws,
    /// Dragging draws a box to be shown.
    Boxes,
}

/// What the hand did: to the site, with a box, and with a selection tool.
type HandMoves = (Option<SiteMove>, Option<geo::Rect<f64>>, Option<SelectMove>);

/// What happened on the map in this frame.
pub struct MapOutput {
    /// The map as a widget.
    pub response: Response,
    /// The map without the bands that bear the figures of grids.
    pub inner: Rect,
    /// Where the pointer is; `None` outside the map and far outside the data.
    pub hovered: Option<LonLat>,
    /// Where the user clicked without dragging.
    pub clicked: Option<LonLat>,
    /// Where the menu of the map was asked for.
    pub menu_at: Option<LonLat>,
    /// The box that the user drew, in metres of the project CRS.
    pub boxed: Option<geo::Rect<f64>>,
    /// What the user does to the site.
    pub site_move: Option<SiteMove>,
    /// What the user does with the selection tool.
    pub select_move: Option<SelectMove>,
    /// Whether the pointer holds the site or could take it.
    pub site_at_hand: bool,
    /// Where the site is drawn; `None` where it is not in view.
    pub site_pos: Option<Pos2>,
    /// Whether the picture is final: nothing is being refined.
    pub complete: bool,
    /// Milliseconds spent on this frame by the map.
    pub work_ms: f64,
}

/// The map widget with what it keeps between frames.
pub struct MapCanvas {
    picture: PicturePainter,
    highlights: Highlights,
    names: Names,
    shade: ShadePainter,
    base: BasePainter,
    grids: Grids,
    overview: Overview,
    grab: SiteGrab,
    box_drag: BoxDrag,
    selected: Selected,
    hand: SelectHand,
    measuring: bool,
}

impl MapCanvas {
    /// Draws on the graphics card where the window has one through wgpu, else with plain meshes.
    pub fn new(creation: &eframe::CreationContext<'_>) -> Self {
        let picture = match &creation.wgpu_render_state {
            Some(state) => PicturePainter::gpu(state),
            None => PicturePainter::plain(),
        };
        Self::with(picture, &creation.egui_ctx)
    }

    /// Draws with plain meshes on any egui backend.
    pub fn without_gpu(context: &Context) -> Self {
        Self::with(PicturePainter::plain(), context)
    }

    fn with(picture: PicturePainter, context: &Context) -> Self {
        Self {
            picture,
            highlights: Highlights::default(),
            names: Names::new(context),
            shade: ShadePainter::default(),
            base: BasePainter::new(context),
            grids: Grids::new(context),
            overview: Overview::default(),
            grab: SiteGrab::default(),
            box_drag: BoxDrag::default(),
            selected: Selected::default(),
            hand: SelectHand::default(),
            measuring: false,
        }
    }

    /// Draws every frame anew and waits for the graphics card, so that `work_ms` holds the whole cost
    /// of drawing even while the camera stands still.
    pub fn set_measuring(&mut self, measuring: bool) {
        self.measuring = measuring;
    }

    /// Fills the rest of `ui` with the map.
    pub fn show(&mut self, ui: &mut Ui, mut input: MapInput<'_>) -> MapOutput {
        if self.measuring {
            self.picture.settle();
        }
        let start = Instant::now();
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Canvas, true, MAP_LABEL.get(input.language)));
        let on_overview = self.overview.read(ui, rect, &mut input);
        let on_overview = on_overview.is_some_and(|own| own.contains_pointer());
        let (site_move, boxed, select_move) = if input.interactive && !on_overview {
            self.move_by_hand(ui, rect, &response, &mut input)
        } else {
            (None, None, None)
        };
        let theme = if ui.visuals().dark_mode {
            Theme::Dark
        } else {
            Theme::Light
        };
        let painter = ui.painter_at(rect);
        let has_base = input.has_base();
        if has_base {
            let paper = input.styles.canvas(theme).paper;
            painter.rect_filled(rect, 0.0, color32(paper));
        }
        let based = self.base.paint(&painter, rect, &input);
        let on = Ground {
            theme,
            see_through: has_base,
        };
        let selected = self.selected.scene(ui.ctx(), input.scene, &input.selected);
        let what = (&input, selected.as_ref());
        let complete = self.picture.paint(&painter, rect, what, on, self.measuring);
        let named = self.paint_overlays(&painter, rect, &input, theme);
        self.box_drag
            .paint(ui, &painter, rect, input.styles.canvas(theme));
        if input.interactive && !response.dragged() && !on_overview && input.sketch.next.is_none() {
            name_under_pointer(&response, &input);
        }
        let at = |pos: Pos2| place_of(&input, rect, pos);
        MapOutput {
            inner: overlay::inner(rect, input.furniture),
            hovered: response.hover_pos().and_then(at),
            clicked: response
                .clicked()
                .then(|| response.interact_pointer_pos().and_then(at))
                .flatten(),
            menu_at: response
                .secondary_clicked()
                .then(|| response.interact_pointer_pos().and_then(at))
                .flatten(),
            boxed,
            site_move,
            select_move,
            site_at_hand: input.interactive && self.grab.is_at_hand(),
            site_pos: site_pos(&input, rect).filter(|pos| rect.contains(*pos)),
            response,
            complete: complete && named && based,
            work_ms: start.elapsed().as_secs_f64() * 1000.0,
        }
    }

    /// Pointer and keys: the site first, a box then, the camera with what is left.
    fn move_by_hand(
        &mut self,
        ui: &Ui,
        rect: Rect,
        response: &Response,
        input: &mut MapInput<'_>,
    ) -> HandMoves {
        let pin = site_pos(input, rect);
        let site_move = self
            .grab
            .read(ui, response, pin, |pos| place_of(input, rect, pos));
        let mut held = self.grab.is_held() || site_move == Some(SiteMove::Drop);
        let mut boxed = None;
        if !held {
            let drawn = self.box_drag.read(ui, response, input.hand == Hand::Boxes);
            held = self.box_drag.is_held() || drawn.is_some();
            let metric = |pos: Pos2| input.camera.to_map(interact::pair(pos - rect.center()));
            boxed = drawn.map(|area| geo::Rect::new(metric(area.min), metric(area.max)));
        }
        let select_move = if held {
            None
        } else {
            self.hand.read(ui, response, input)
        };
        held |= self.hand.is_drawing() || matches!(select_move, Some(SelectMove::Box(..)));
        let zooms = input.hand != Hand::Draws && input.select_tool.is_none();
        interact::move_camera(ui, response, input.camera, (held, zooms));
        (site_move, boxed, select_move)
    }

    /// Everything over the picture; whether the names are those of this view.
    fn paint_overlays(
        &mut self,
        painter: &Painter,
        rect: Rect,
        input: &MapInput<'_>,
        theme: Theme,
    ) -> bool {
        let canvas = input.styles.canvas(theme);
        let dark = theme == Theme::Dark;
        self.shade
            .paint(painter, rect, input.camera, input.shading.as_ref(), dark);
        let gridded = self.grids.paint(painter, rect, input, canvas);
        let named = self.names.paint(painter, rect, input, canvas);
        let color = color32(canvas.selection);
        self.selected.paint_flash(painter, rect, input, color);
        self.highlights.paint(painter, rect, input, canvas);
        self.hand
            .paint(painter, rect, input, (color, color32(canvas.halo)));
        if let Some(site) = input.site {
            overlay::site_marker(painter, rect, input.camera, input.scene, site, canvas);
        }
        sketch::paint(
            painter,
            rect,
            (input.camera, input.scene),
            input.sketch,
            canvas,
        );
        let inner = overlay::inner(rect, input.furniture);
        let bar = overlay::scale_bar(painter, inner, input.camera, canvas, input.language);
        overlay::north_arrow(painter, inner, canvas, input.language);
        if input.furniture.plane_grid {
            let at = bar.right_bottom() + egui::vec2(8.0, 0.0);
            grids::meaning(painter, at, input, canvas);
        }
        let surveyed = self.overview.paint(painter, rect, input, theme);
        named && gridded && surveyed
    }
}

/// Where the site is drawn, also out of view; `None` without a site.
fn site_pos(input: &MapInput<'_>, rect: Rect) -> Option<Pos2> {
    let at = input.scene.to_metric(input.site?)?;
    Some(overlay::to_pos(rect, input.camera, at))
}

/// The place under a position of the window.
fn place_of(input: &MapInput<'_>, rect: Rect, pos: Pos2) -> Option<LonLat> {
    let offset = interact::pair(pos - rect.center());
    input.scene.to_lon_lat(input.camera.to_map(offset))
}

/// Tells the name of the point symbol under the resting pointer: symbols are too many to label all.
fn name_under_pointer(response: &Response, input: &MapInput<'_>) {
    let Some(pointer) = response.hover_pos() else {
        return;
    };
    let offset = interact::pair(pointer - response.rect.center());
    let is_point = |layer: Layer| layer.geometry() == Some(GeometryKind::Point);
    let visible = input.layers.iter().filter(|state| state.visible);
    let layers = visible
        .map(|state| state.layer)
        .filter(|layer| is_point(*layer));
    let reach_m = POINTER_REACH * input.camera.m_per_px();
    let hits = pick::pick(input.scene, layers, input.camera.to_map(offset), reach_m);
    let is_drawn = |hit: &&pick::Hit| {
        let layer = input.scene.layer(hit.layer);
        let feature = layer.and_then(|layer| layer.features.get(hit.index));
        let style = input.styles.layer(hit.layer);
        let denominator = input.camera.scale_denominator();
        feature
            .zip(style)
            .is_some_and(|(feature, style)| style.is_drawn(feature.category, denominator))
    };
    let Some(hit) = hits.iter().find(is_drawn) else {
        return;
    };
    let Some(feature) = input
        .scene
        .layer(hit.layer)
        .and_then(|l| l.features.get(hit.index))
    else {
        return;
    };
    let name = if feature.name.is_empty() {
        &feature.code
    } else {
        &feature.name
    };
    let kind = hit.layer.label().get(input.language);
    response
        .clone()
        .on_hover_text_at_pointer(format!("{kind} · {name}"));
}

/// A colour as egui knows it.
pub(super) fn color32(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}
