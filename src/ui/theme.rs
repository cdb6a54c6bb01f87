//! Colours, spacing and text sizes of the window: the only place where they are chosen. Map colours
//! come from the style sheet of [`crate::carto`] instead.

use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, RichText, Shadow, Stroke, Style,
    TextStyle, Theme, Ui, Vec2, Visuals,
    style::{ScrollStyle, WidgetVisuals, Widgets},
    vec2,
};

use crate::domain::Outcome;
use crate::state::notice::Weight;
use crate::state::settings::ThemeChoice;
use crate::ui::fonts::STRONG;

/// Height of the rows of lists.
pub const ROW_HEIGHT: f32 = 26.0;
/// Room between the edge of a panel and what is in it.
pub const PANEL_MARGIN: i8 = 10;
/// Room on the right of what scrolls, where the scroll bar lies.
pub const SCROLL_MARGIN: f32 = 10.0;
/// Room between groups of things.
pub const GROUP_GAP: f32 = 12.0;
/// Width of the style editor.
pub const STYLE_WIDTH: f32 = 400.0;

const RADIUS: CornerRadius = CornerRadius::same(4);

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Behind panels.
    pub window: Color32,
    /// Panels.
    pub panel: Color32,
    /// Cards and headers on panels.
    pub raised: Color32,
    /// Text fields.
    pub field: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Second-rank text.
    pub weak: Color32,
    /// Water blue: what is active, links, the main button.
    pub accent: Color32,
    /// Behind what is active.
    pub accent_soft: Color32,
    /// Text on [`Palette::accent`].
    pub on_accent: Color32,
    hover: Color32,
    press: Color32,
    dark: bool,
}

const LIGHT: Palette = Palette {
    window: rgb(0x00E9_EDF1),
    panel: rgb(0x00F7_F9FA),
    raised: rgb(0x00FF_FFFF),
    field: rgb(0x00FF_FFFF),
    line: rgb(0x00D3_DAE0),
    text: rgb(0x001E_2A33),
    weak: rgb(0x0057_6673),
    accent: rgb(0x0000_6A93),
    accent_soft: rgb(0x00D8_EBF3),
    on_accent: rgb(0x00FF_FFFF),
    hover: rgb(0x00E6_EDF2),
    press: rgb(0x00D5_E1E8),
    dark: false,
};

const DARK: Palette = Palette {
    window: rgb(0x0014_191E),
    panel: rgb(0x001D_2329),
    raised: rgb(0x0025_2C33),
    field: rgb(0x0016_1B20),
    line: rgb(0x0038_424B),
    text: rgb(0x00E3_E9EE),
    weak: rgb(0x009D_ABB6),
    accent: rgb(0x004F_B6DC),
    accent_soft: rgb(0x001C_4256),
    on_accent: rgb(0x0008_2230),
    hover: rgb(0x002D_363E),
    press: rgb(0x0035_404A),
    dark: true,
};

#[expect(
    clippy::disallowed_methods,
    reason = "this is the place where colours are chosen"
)]
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Palette {
    /// The colours that `ui` is drawn in.
    pub fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode {
            &DARK
        } else {
            &LIGHT
        }
    }

    /// The colours that the window is drawn in.
    pub fn of_context(ctx: &Context) -> &'static Self {
        match ctx.theme() {
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
        }
    }

    /// Colour of an outcome, readable as text on a panel; its word is always shown beside it.
    pub const fn outcome(&self, outcome: Outcome) -> Color32 {
        let (light, dark) = match outcome {
            Outcome::Prohibit => (0x00B0_1E1E, 0x00FF_8A80),
            Outcome::Restrict => (0x00B6_4A00, 0x00FF_A95E),
            Outcome::Assess => (0x0085_6100, 0x00E8_C24C),
            Outcome::Undecided => (0x005A_4A9C, 0x00B9_A9F5),
            Outcome::Notice => (0x0000_6A93, 0x006C_C4E6),
            Outcome::Pass => (0x001F_7A3A, 0x0077_D394),
        };
        rgb(if self.dark { dark } else { light })
    }

    /// Colour of a notice's edge.
    pub const fn weight(&self, weight: Weight) -> Color32 {
        match weight {
            Weight::Done => self.outcome(Outcome::Pass),
            Weight::Warning => self.outcome(Outcome::Assess),
            Weight::Failure => self.outcome(Outcome::Prohibit),
        }
    }

    /// `color` as a ground that text reads on.
    pub fn soft(&self, color: Color32) -> Color32 {
        self.raised
            .lerp_to_gamma(color, if self.dark { 0.20 } else { 0.10 })
    }
}

/// Colour of an outcome in the dark or the light theme.
pub const fn outcome_color(outcome: Outcome, dark: bool) -> Color32 {
    if dark {
        DARK.outcome(outcome)
    } else {
        LIGHT.outcome(outcome)
    }
}

/// A colour of a map style, for showing it in panels.
pub fn color_of(color: crate::carto::color::Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}

/// Text in the bold family.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).family(FontFamily::Name(STRONG.into()))
}

/// Second-rank text.
pub fn weak(text: impl Into<String>) -> RichText {
    RichText::new(text).small().weak()
}

/// Sets both themes once and chooses one.
pub fn install(ctx: &Context) {
    ctx.set_style_of(Theme::Light, style(&LIGHT));
    ctx.set_style_of(Theme::Dark, style(&DARK));
    // The map has the zoom keys.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

/// Chooses a theme.
pub fn choose(ctx: &Context, choice: ThemeChoice) {
    let theme = match choice {
        ThemeChoice::Light => Theme::Light,
        ThemeChoice::Dark => Theme::Dark,
    };
    if ctx.theme() != theme {
        ctx.set_theme(theme);
        // The frame that has begun is drawn half in the old theme.
        ctx.request_repaint();
    }
}

/// Draws everything at `percent` of its usual size.
pub fn scale(ctx: &Context, percent: u16) {
    let factor = f32::from(percent) / 100.0;
    if (ctx.zoom_factor() - factor).abs() > 1e-3 {
        ctx.set_zoom_factor(factor);
    }
}

fn style(palette: &Palette) -> Style {
    let mut style = Style {
        visuals: visuals(palette),
        ..Style::default()
    };
    let size = |size| FontId::new(size, FontFamily::Proportional);
    style.text_styles = [
        (TextStyle::Small, size(11.5)),
        (TextStyle::Body, size(13.0)),
        (TextStyle::Button, size(13.0)),
        (
            TextStyle::Monospace,
            FontId::new(12.5, FontFamily::Monospace),
        ),
        (
            TextStyle::Heading,
            FontId::new(16.0, FontFamily::Name(STRONG.into())),
        ),
    ]
    .into();
    style.animation_time = 0.08;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(9.0, 4.0);
    spacing.interact_size = Vec2::new(36.0, ROW_HEIGHT);
    spacing.window_margin = Margin::same(14);
    spacing.menu_margin = Margin::same(6);
    spacing.combo_height = 320.0;
    spacing.tooltip_width = 360.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 9.0;
    spacing.scroll = ScrollStyle {
        // Room for the bar is in SCROLL_MARGIN, so that nothing moves when it appears.
        floating: true,
        floating_allocated_width: 0.0,
        floating_width: 5.0,
        bar_width: 8.0,
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.1,
        interact_background_opacity: 0.2,
        dormant_handle_opacity: 0.22,
        active_handle_opacity: 0.4,
        interact_handle_opacity: 0.6,
        ..ScrollStyle::floating()
    };
    style
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if palette.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let widget = |fill, edge, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: RADIUS,
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets = Widgets {
        noninteractive: widget(palette.panel, palette.line, palette.text),
        inactive: widget(palette.raised, palette.line, palette.text),
        hovered: widget(palette.hover, palette.accent, palette.text),
        active: widget(palette.press, palette.accent, palette.text),
        open: widget(palette.press, palette.accent, palette.text),
    };
    visuals.weak_text_color = Some(palette.weak);
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, palette.accent);
    visuals.hyperlink_color = palette.accent;
    visuals.faint_bg_color = palette.hover;
    visuals.extreme_bg_color = palette.field;
    visuals.code_bg_color = palette.hover;
    visuals.warn_fg_color = palette.outcome(Outcome::Assess);
    visuals.error_fg_color = palette.outcome(Outcome::Prohibit);
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.raised;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(6);
    visuals.menu_corner_radius = CornerRadius::same(5);
    let shadow = Shadow {
        offset: [0, 3],
        blur: 14,
        spread: 0,
        color: Color32::from_black_alpha(if palette.dark { 110 } else { 40 }),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.slider_trailing_fill = true;
    visuals.indent_has_left_vline = false;
    visuals.disabled_alpha = 0.45;
    visuals
}
