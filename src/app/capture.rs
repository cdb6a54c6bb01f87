//! The map as a picture: what was asked for, the frame in which the window is clean, and what becomes
//! of the pixels.

use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::{ColorImage, Context, Rect};
use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};

use crate::domain::{Label, Language, sentence};
use crate::services::result_file::{Destination, write_result};
use crate::state::notice::Weight;
use crate::state::{Command, CommandSender};

/// Frames until menus and notices are gone.
const CLEAN_AFTER: u8 = 3;
const COPIED: Label = Label::new("地图图片已复制", "Map copied as picture");
const SAVED: Label = Label::new("地图图片已保存", "Map picture saved");
const FAILED: Label = Label::new("无法保存地图图片", "The map picture could not be saved");

/// Where a picture goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Clipboard,
    File(Destination),
}

/// A picture on its way.
#[derive(Default)]
pub(super) struct Capture {
    wanted: Option<(Target, u8)>,
    /// The window's pixels, once they are there.
    taken: Arc<Mutex<Option<Arc<ColorImage>>>>,
    awaited: Option<Target>,
}

impl Capture {
    /// Asks for a picture.
    pub(super) fn want(&mut self, target: Target) {
        self.wanted = Some((target, CLEAN_AFTER));
    }

    /// Whether notices and tips are to stay away from the map in this frame.
    pub(super) const fn is_under_way(&self) -> bool {
        self.wanted.is_some() || self.awaited.is_some()
    }

    /// Once per frame, at its end: counts down, takes the picture, hands it on. `map` is where the map
    /// was drawn.
    pub(super) fn look(
        &mut self,
        context: &Context,
        map: Rect,
        language: Language,
        commands: &CommandSender,
    ) {
        self.hand_on(context, map, language, commands);
        let Some((target, left)) = self.wanted.take() else {
            return;
        };
        context.request_repaint();
        if left > 0 {
            self.wanted = Some((target, left - 1));
            return;
        }
        let (slot, wake) = (Arc::clone(&self.taken), context.clone());
        context.request_screenshot(move |picture| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(picture);
            wake.request_repaint();
        });
        self.awaited = Some(target);
    }

    fn hand_on(
        &mut self,
        context: &Context,
        map: Rect,
        language: Language,
        commands: &CommandSender,
    ) {
        let taken = self
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let (Some(window), Some(target)) = (taken, self.awaited.clone()) else {
            return;
        };
        self.awaited = None;
        let picture = cut(&window, map, context.pixels_per_point());
        match target {
            Target::Clipboard => {
                context.copy_image(picture);
                let text = COPIED.get(language).to_owned();
                commands.send(Command::Notify(Weight::Done, text));
            }
            Target::File(to) => save(context, picture, to, language, commands),
        }
        context.request_repaint();
    }
}

/// Writes on a thread of its own: compressing a large window takes a while.
fn save(
    context: &Context,
    picture: ColorImage,
    to: Destination,
    language: Language,
    commands: &CommandSender,
) {
    let (answers, wake) = (commands.clone(), context.clone());
    let started = std::thread::Builder::new()
        .name("shuijie-picture".to_owned())
        .spawn(move || {
            let written = png(&picture)
                .map_err(|error| sentence(&error))
                .and_then(|bytes| write_result(&to, &bytes).map_err(|error| sentence(&error)));
            answers.send(match written {
                Ok(()) => {
                    let text = format!("{}：{}", SAVED.get(language), to.path.display());
                    Command::Notify(Weight::Done, text)
                }
                Err(reason) => {
                    let text = format!("{}：{reason}", FAILED.get(language));
                    Command::Notify(Weight::Failure, text)
                }
            });
            wake.request_repaint();
        });
    if let Err(error) = started {
        commands.send(Command::Notify(Weight::Failure, sentence(&error)));
    }
}

/// The part of the window where the map is.
fn cut(window: &ColorImage, map: Rect, pixels_per_point: f32) -> ColorImage {
    let [width, height] = window.size;
    let pixel = |points: f32, most: usize| {
        ((points * pixels_per_point).round().max(0.0) as usize).min(most)
    };
    let (left, top) = (pixel(map.left(), width), pixel(map.top(), height));
    let (right, bottom) = (pixel(map.right(), width), pixel(map.bottom(), height));
    window.region_by_pixels(
        [left, top],
        [right.saturating_sub(left), bottom.saturating_sub(top)],
    )
}

/// The picture as a PNG file, without transparency.
fn png(picture: &ColorImage) -> Result<Vec<u8>, image::ImageError> {
    let [width, height] = picture.size;
    let pixels: Vec<u8> = picture
        .pixels
        .iter()
        .flat_map(|pixel| [pixel.r(), pixel.g(), pixel.b()])
        .collect();
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(
        &pixels,
        width as u32,
        height as u32,
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Color32, pos2};

    use super::*;

    #[test]
    fn the_picture_is_the_map_and_nothing_else_also_at_double_scale() {
        let mut window = ColorImage::filled([200, 100], Color32::BLACK);
        for y in 20..80 {
            for x in 40..140 {
                window.pixels[y * 200 + x] = Color32::WHITE;
            }
        }
        let map = Rect::from_min_max(pos2(20.0, 10.0), pos2(70.0, 40.0));
        let picture = cut(&window, map, 2.0);
        assert_eq!(picture.size, [100, 60]);
        assert!(picture.pixels.iter().all(|pixel| *pixel == Color32::WHITE));
        let outside = Rect::from_min_max(pos2(90.0, 45.0), pos2(500.0, 500.0));
        assert_eq!(cut(&window, outside, 2.0).size, [20, 10]);
        let bytes = png(&picture).unwrap();
        let back = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(back.dimensions(), (100, 60));
        assert!(back.pixels().all(|pixel| pixel.0 == [255; 3]));
    }
}
