//! Where the map looks: a point of the metric plane and a size of a pixel. Knows no window.

use geo::{Coord, Rect};

/// Metres on paper per logical pixel at 96 dpi, which makes a scale out of a pixel size.
const METRES_PER_LOGICAL_PIXEL: f64 = 0.0254 / 96.0;
/// Finest pixel: 1 : 19, well below any survey's accuracy.
const FINEST_M_PER_PX: f64 = 0.005;
/// Coarsest pixel: 1 : 38 million, the whole country in a small window.
const COARSEST_M_PER_PX: f64 = 10_000.0;
/// Share of the view left free around what is fitted into it.
const FIT_MARGIN: f64 = 0.06;

/// The visible part of the metric plane (project CRS, metres, y up). Screen offsets are logical
/// pixels from the centre of the view, y down. Invariant: all numbers finite, pixel size in range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    center: Coord<f64>,
    m_per_px: f64,
}

impl Camera {
    /// Looks at `center` (metres) with `m_per_px` metres per logical pixel, brought into range.
    pub fn new(center: Coord<f64>, m_per_px: f64) -> Self {
        let mut camera = Self {
            center: Coord { x: 0.0, y: 0.0 },
            m_per_px: 100.0,
        };
        camera.set_m_per_px(m_per_px);
        camera.set_center(center);
        camera
    }

    /// All of `bounds` (metres) in a view of `size_px`.
    pub fn fitting(bounds: Rect<f64>, size_px: [f64; 2]) -> Self {
        let mut camera = Self::new(bounds.center(), 100.0);
        camera.fit(bounds, size_px);
        camera
    }

    /// Centre of the view in metres.
    pub const fn center(&self) -> Coord<f64> {
        self.center
    }

    /// Metres per logical pixel.
    pub const fn m_per_px(&self) -> f64 {
        self.m_per_px
    }

    /// Looks at `center` (metres); ignored unless finite.
    pub fn set_center(&mut self, center: Coord<f64>) {
        if center.x.is_finite() && center.y.is_finite() {
            self.center = center;
        }
    }

    /// The `n` of the scale 1 : n on a screen of 96 dpi.
    pub fn scale_denominator(&self) -> f64 {
        self.m_per_px / METRES_PER_LOGICAL_PIXEL
    }

    /// Sets the scale 1 : `denominator`, keeping the centre.
    pub fn set_scale_denominator(&mut self, denominator: f64) {
        self.set_m_per_px(denominator * METRES_PER_LOGICAL_PIXEL);
    }

    /// Zooms by `factor` (above 1 = closer) so that what is under `offset_px` stays there.
    pub fn zoom_at(&mut self, offset_px: [f64; 2], factor: f64) {
        if !(factor.is_finite() && factor > 0.0) {
            return;
        }
        let anchor = self.to_map(offset_px);
        self.set_m_per_px(self.m_per_px / factor);
        let moved = self.to_map(offset_px);
        self.set_center(self.center + (anchor - moved));
    }

    /// Moves the picture by `delta_px`: what was under the pointer stays under it.
    pub fn pan(&mut self, delta_px: [f64; 2]) {
        self.set_center(Coord {
            x: self.center.x - delta_px[0] * self.m_per_px,
            y: self.center.y + delta_px[1] * self.m_per_px,
        });
    }

    /// Shows all of `bounds` (metres) in a view of `size_px`, with a little room around. A single
    /// point is shown at 1 : 5 000.
    pub fn fit(&mut self, bounds: Rect<f64>, size_px: [f64; 2]) {
        let room = 1.0 - 2.0 * FIT_MARGIN;
        let wanted = (bounds.width() / (size_px[0].max(1.0) * room))
            .max(bounds.height() / (size_px[1].max(1.0) * room));
        self.set_center(bounds.center());
        self.set_m_per_px(if wanted > 0.0 {
            wanted
        } else {
            5_000.0 * METRES_PER_LOGICAL_PIXEL
        });
    }

    /// Shows `bounds` (metres) as large as a view of `size_px` holds it: what a hand drew has its own
    /// room around.
    pub fn fit_exactly(&mut self, bounds: Rect<f64>, size_px: [f64; 2]) {
        let wanted =
            (bounds.width() / size_px[0].max(1.0)).max(bounds.height() / size_px[1].max(1.0));
        self.set_center(bounds.center());
        if wanted > 0.0 {
            self.set_m_per_px(wanted);
        }
    }

    /// Metres of the position that is drawn `offset_px` from the centre of the view.
    pub fn to_map(&self, offset_px: [f64; 2]) -> Coord<f64> {
        Coord {
            x: self.center.x + offset_px[0] * self.m_per_px,
            y: self.center.y - offset_px[1] * self.m_per_px,
        }
    }

    /// Where `position` (metres) is drawn, in pixels from the centre of the view.
    pub fn to_screen(&self, position: Coord<f64>) -> [f64; 2] {
        [
            (position.x - self.center.x) / self.m_per_px,
            (self.center.y - position.y) / self.m_per_px,
        ]
    }

    /// What a view of `size_px` shows, in metres.
    pub fn visible(&self, size_px: [f64; 2]) -> Rect<f64> {
        let half = Coord {
            x: size_px[0].max(0.0) * self.m_per_px / 2.0,
            y: size_px[1].max(0.0) * self.m_per_px / 2.0,
        };
        Rect::new(self.center - half, self.center + half)
    }

    fn set_m_per_px(&mut self, m_per_px: f64) {
        if m_per_px.is_finite() {
            self.m_per_px = m_per_px.clamp(FINEST_M_PER_PX, COARSEST_M_PER_PX);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn camera() -> Camera {
        Camera::new(
            Coord {
                x: 578_954.0,
                y: 2_782_124.0,
            },
            20.0,
        )
    }

    proptest! {
        #[test]
        fn zooming_keeps_what_is_under_the_pointer(x in -900.0..900.0, y in -500.0..500.0, factor in 0.2..5.0) {
            let mut camera = camera();
            let before = camera.to_map([x, y]);
            camera.zoom_at([x, y], factor);
            let after = camera.to_map([x, y]);
            prop_assert!((before.x - after.x).abs() < 1e-6 && (before.y - after.y).abs() < 1e-6);
        }

        #[test]
        fn screen_and_map_undo_each_other(x in -900.0..900.0, y in -500.0..500.0) {
            let [back_x, back_y] = camera().to_screen(camera().to_map([x, y]));
            prop_assert!((back_x - x).abs() < 1e-6 && (back_y - y).abs() < 1e-6);
        }
    }

    #[test]
    fn panning_moves_the_picture_with_the_pointer() {
        let mut camera = camera();
        let grabbed = camera.to_map([10.0, 20.0]);
        camera.pan([30.0, -40.0]);
        let [x, y] = camera.to_screen(grabbed);
        assert!((x - 40.0).abs() < 1e-6 && (y + 20.0).abs() < 1e-6);
    }

    #[test]
    fn fitting_shows_everything_and_not_much_more() {
        let bounds = Rect::new((500_000.0, 2_700_000.0), (650_000.0, 2_930_000.0));
        let view = Camera::fitting(bounds, [1200.0, 800.0]).visible([1200.0, 800.0]);
        assert!(view.min().y < bounds.min().y && view.max().y > bounds.max().y);
        assert!(view.min().x < bounds.min().x && view.max().x > bounds.max().x);
        assert!(view.height() < bounds.height() * 1.2);
    }

    #[test]
    fn a_single_point_is_fitted_at_a_readable_scale() {
        let point = Rect::new((1.0, 2.0), (1.0, 2.0));
        let camera = Camera::fitting(point, [800.0, 600.0]);
        assert!((camera.scale_denominator() - 5_000.0).abs() < 1e-6);
    }

    #[test]
    fn nonsense_never_gets_in() {
        let mut camera = camera();
        camera.zoom_at([0.0, 0.0], f64::NAN);
        camera.zoom_at([0.0, 0.0], 0.0);
        camera.pan([f64::INFINITY, 0.0]);
        camera.set_scale_denominator(f64::NAN);
        assert_eq!(camera, self::camera());
        camera.zoom_at([0.0, 0.0], 1e300);
        assert!(camera.m_per_px() >= FINEST_M_PER_PX);
    }
}
