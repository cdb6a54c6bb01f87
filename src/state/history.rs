//! Where the map looked before: back and forward as in a browser.

use crate::state::camera::Camera;

/// Views kept in each direction.
const LONGEST: usize = 100;

/// Views in order of time, and where in them the map is.
#[derive(Debug, Default)]
pub struct ViewHistory {
    past: Vec<Camera>,
    now: Option<Camera>,
    future: Vec<Camera>,
}

impl ViewHistory {
    /// Notes that the map rests at `camera`; a new view ends the way forward.
    pub fn note(&mut self, camera: Camera) {
        if self.now == Some(camera) {
            return;
        }
        if let Some(before) = self.now.replace(camera) {
            self.past.push(before);
            if self.past.len() > LONGEST {
                self.past.remove(0);
            }
            self.future.clear();
        }
    }

    /// Whether there is a view before `camera`, where the map is.
    pub fn can_go_back(&self, camera: Camera) -> bool {
        !self.past.is_empty() || self.now.is_some_and(|now| now != camera)
    }

    /// Whether there is a view after `camera`, where the map is.
    pub fn can_go_forward(&self, camera: Camera) -> bool {
        !self.future.is_empty() && self.now == Some(camera)
    }

    /// The view before `camera`, where the map is; that becomes the one to come back to.
    pub fn back(&mut self, camera: Camera) -> Option<Camera> {
        self.note(camera);
        let before = self.past.pop()?;
        self.future.extend(self.now.replace(before));
        Some(before)
    }

    /// The view after `camera`, where the map is.
    pub fn forward(&mut self, camera: Camera) -> Option<Camera> {
        self.note(camera);
        let after = self.future.pop()?;
        self.past.extend(self.now.replace(after));
        Some(after)
    }
}

#[cfg(test)]
mod tests {
    use geo::Coord;

    use super::*;

    fn view(x: f64) -> Camera {
        Camera::new(Coord { x, y: 0.0 }, 10.0)
    }

    #[test]
    fn back_and_forward_walk_the_same_way() {
        let mut history = ViewHistory::default();
        for x in [1.0, 2.0, 2.0, 3.0] {
            history.note(view(x));
        }
        // The map was moved and has not rested yet: that view is not lost.
        assert_eq!(history.back(view(4.0)), Some(view(3.0)));
        assert_eq!(history.back(view(3.0)), Some(view(2.0)));
        assert!(history.can_go_forward(view(2.0)));
        assert_eq!(history.forward(view(2.0)), Some(view(3.0)));
        assert_eq!(history.forward(view(3.0)), Some(view(4.0)));
        assert_eq!(history.forward(view(4.0)), None);
    }

    #[test]
    fn a_new_view_ends_the_way_forward() {
        let mut history = ViewHistory::default();
        history.note(view(1.0));
        history.note(view(2.0));
        history.back(view(2.0));
        history.note(view(9.0));
        assert!(!history.can_go_forward(view(9.0)));
        assert_eq!(history.back(view(9.0)), Some(view(1.0)));
        assert!(!history.can_go_back(view(1.0)));
    }

    #[test]
    fn the_oldest_views_are_let_go() {
        let mut history = ViewHistory::default();
        for number in 0..500 {
            history.note(view(f64::from(number)));
        }
        assert_eq!(history.past.len(), LONGEST);
    }
}
