//! The mark of work under way: a wheel that moves by steps. Without a graphics card a picture costs as
//! much as the work that it tells of, so it asks for few.

use std::f32::consts::TAU;
use std::time::Duration;

use eframe::egui::{Response, Sense, Ui, Vec2, vec2};

/// From one step of the wheel to the next.
const STEP: Duration = Duration::from_millis(500);
const DOTS: u32 = 8;
const SIDE: f32 = 14.0;

/// The wheel, as high as a line of text.
pub fn busy_ui(ui: &mut Ui) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::hover());
    if ui.is_rect_visible(rect) {
        let step = (ui.input(|input| input.time) / STEP.as_secs_f64()) as u64 % u64::from(DOTS);
        for dot in 0..DOTS {
            let age = (u64::from(dot) + u64::from(DOTS) - step) % u64::from(DOTS);
            let strength = 0.2 + 0.8 * age as f32 / (DOTS - 1) as f32;
            let (sin, cos) = (TAU * dot as f32 / DOTS as f32).sin_cos();
            let at = rect.center() + vec2(cos, sin) * (SIDE / 2.0 - 2.0);
            let color = ui.visuals().strong_text_color();
            ui.painter()
                .circle_filled(at, 1.6, color.gamma_multiply(strength));
        }
        look_again(ui);
    }
    response
}

/// Asks for the next picture of work that goes on elsewhere.
pub fn look_again(ui: &Ui) {
    ui.ctx().request_repaint_after(STEP);
}
