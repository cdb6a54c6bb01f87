//! What if the site were elsewhere: a site that is dragged with its verdict following, and the view
//! shaded by verdict. At most one question of each kind is under way; the latest one wins.

use std::sync::Arc;

use crate::domain::LonLat;
use crate::jobs::{JobError, JobId};
pub use crate::services::verdict_grid::{Cell, GridFrame, GridRule, VerdictGrid};
pub use crate::services::whatif::Sources;
use crate::state::app_state::{AppState, Inspector};
use crate::state::check::{CheckRequest, Site};
use crate::state::command::Effect;

/// Side of a finished cell in logical pixels.
const CELL_PX: f64 = 4.0;

/// Where the site was before it was dragged or nudged.
#[derive(Debug)]
pub struct Origin {
    coordinates: String,
    site: Site,
    /// Where the hand put it last: a site that is elsewhere was placed by other means.
    moved_to: LonLat,
}

/// What is asked of the worker for a picture of the view.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadeRequest {
    /// The application; its position means nothing.
    pub template: CheckRequest,
    /// What to cover, and how finely.
    pub frame: GridFrame,
}

/// The shading of the view.
#[derive(Debug, Default)]
pub struct Shade {
    /// What was asked last.
    pub asked: Option<ShadeRequest>,
    /// What came of it so far, or of the question before while nothing came of the last one.
    pub picture: Option<(ShadeRequest, Arc<VerdictGrid>)>,
    /// The question under way.
    pub running: Option<JobId>,
    /// Why there is no picture.
    pub failure: Option<String>,
    /// Whether the user stopped the question on show.
    pub stopped: bool,
}

/// Everything about other places.
#[derive(Debug, Default)]
pub struct WhatIfState {
    /// Whether the site is in the user's hand.
    pub held: bool,
    /// The question about the dragged site under way.
    pub running: Option<JobId>,
    /// Whether the site moved on after that question.
    behind: bool,
    origin: Option<Origin>,
    /// The shading; `None` when it is off.
    pub shade: Option<Shade>,
}

impl WhatIfState {
    /// After a failure or a stop nothing is asked again by itself.
    pub(super) const fn end_tries(&mut self) {
        self.behind = false;
    }
}

impl AppState {
    /// Whether the answer on show follows the site: it is the answer to it, or the site is in the
    /// user's hand and the answer a frame behind.
    pub fn answer_follows(&self) -> bool {
        self.check.is_current() || (self.what_if.held && self.check.answer.is_some())
    }

    /// Whether the site can go back to where it was before it was moved by hand.
    pub fn can_put_back(&self) -> bool {
        let origin = self.what_if.origin.as_ref();
        origin.is_some_and(|origin| self.check.site.position() == Some(origin.moved_to))
    }

    pub(super) fn drag_site(&mut self, to: LonLat) -> Option<Effect> {
        if !self.what_if.held {
            self.what_if.held = true;
            // Each drag can be taken back on its own.
            self.what_if.origin = None;
            self.show_inspector(Inspector::Check);
        }
        self.move_site(to)
    }

    /// The site was let go: what stands now is checked like any other site.
    pub(super) fn drop_site(&mut self) -> Option<Effect> {
        if !std::mem::take(&mut self.what_if.held) {
            return None;
        }
        self.run_check()
    }

    /// Moves the site by pixels of the view, y down.
    pub(super) fn nudge_site(&mut self, offset_px: [f64; 2]) -> Option<Effect> {
        let scene = &self.project.as_ref()?.scene;
        let mut at = scene.to_metric(self.check.site.position()?)?;
        at.x += offset_px[0] * self.camera.m_per_px();
        at.y -= offset_px[1] * self.camera.m_per_px();
        let to = scene.to_lon_lat(at)?;
        self.show_inspector(Inspector::Check);
        self.move_site(to)
    }

    fn move_site(&mut self, to: LonLat) -> Option<Effect> {
        self.check.site.position()?;
        let keep = self.can_put_back();
        let before = self.place_site(to);
        match &mut self.what_if.origin {
            Some(origin) if keep => origin.moved_to = to,
            origin => {
                *origin = Some(Origin {
                    coordinates: before.0,
                    site: before.1,
                    moved_to: to,
                });
            }
        }
        self.try_site()
    }

    /// Puts the site back to where it was before it was dragged or nudged.
    pub(super) fn put_site_back(&mut self) -> Option<Effect> {
        if !self.can_put_back() {
            return None;
        }
        let origin = self.what_if.origin.take()?;
        self.what_if.held = false;
        self.check.coordinates = origin.coordinates;
        self.check.site = origin.site;
        self.look_at_site();
        self.run_check()
    }

    /// Writes the site as a click does; what it was before.
    pub(super) fn place_site(&mut self, at: LonLat) -> (String, Site) {
        // With degree marks, so that the text can be read in one way only.
        let text = format!("{:.7}°, {:.7}°", at.lon, at.lat);
        let site = Site::At {
            position: at,
            form: None,
            north_first: false,
        };
        (
            std::mem::replace(&mut self.check.coordinates, text),
            std::mem::replace(&mut self.check.site, site),
        )
    }

    /// Asks about the site as it stands, or after the question under way.
    fn try_site(&mut self) -> Option<Effect> {
        if self.what_if.running.is_some() {
            self.what_if.behind = true;
            return None;
        }
        let position = self.check.site.position()?;
        let request = self.check.form.request(position).ok()?;
        self.check.asked = Some(request.clone());
        let path = self.project.as_ref()?.path.clone();
        Some(Effect::TrySite(path, request))
    }

    /// Whether an answer about a moved site is still of use: the site is there, or still under way.
    pub(super) fn wants_try(&self, request: &CheckRequest) -> bool {
        self.what_if.held || self.check.asks(request)
    }

    /// After an answer about the dragged site: asks again if it moved on meanwhile.
    pub(super) fn tried(&mut self) -> Option<Effect> {
        let behind = std::mem::take(&mut self.what_if.behind);
        if behind && self.can_put_back() && !self.check.is_current() {
            self.try_site()
        } else {
            None
        }
    }

    pub(super) fn toggle_shade(&mut self) -> Option<Effect> {
        if let Some(shade) = self.what_if.shade.take() {
            return shade.running.map(Effect::Cancel);
        }
        self.what_if.shade = Some(Shade::default());
        self.shade_view()
    }

    /// The picture that the view and the form ask for; `None` when the form must be mended first or
    /// nothing is in view.
    pub fn wanted_shade(&self) -> Option<ShadeRequest> {
        self.project.as_ref()?;
        if self.map_size.iter().any(|side| *side <= 1.0) {
            return None;
        }
        let anywhere = LonLat { lon: 0.0, lat: 0.0 };
        Some(ShadeRequest {
            template: self.check.form.request(anywhere).ok()?,
            frame: GridFrame {
                bounds: self.camera.visible(self.map_size),
                cell_m: CELL_PX * self.camera.m_per_px(),
            },
        })
    }

    /// The shading to draw: of the application as it stands, never of an earlier one.
    pub fn shown_shade(&self) -> Option<&Arc<VerdictGrid>> {
        let (request, grid) = self.what_if.shade.as_ref()?.picture.as_ref()?;
        let wanted = self.wanted_shade()?;
        (wanted.template == request.template).then_some(grid)
    }

    /// Asks for the picture of the view as it stands, unless it was asked for already.
    pub(super) fn shade_view(&mut self) -> Option<Effect> {
        let wanted = self.wanted_shade();
        let path = self.project.as_ref()?.path.clone();
        let shade = self.what_if.shade.as_mut()?;
        if shade.asked == wanted {
            return None;
        }
        shade.asked.clone_from(&wanted);
        shade.failure = None;
        shade.stopped = false;
        match wanted {
            Some(wanted) => Some(Effect::Shade(path, wanted)),
            // What is under way answers a form that does not stand any more.
            None => shade.running.take().map(Effect::Cancel),
        }
    }

    /// A part of the picture, or all of it.
    pub(super) fn shaded(&mut self, request: ShadeRequest, grid: Arc<VerdictGrid>) {
        if let Some(shade) = &mut self.what_if.shade
            && shade.asked.as_ref() == Some(&request)
            && !shade.stopped
        {
            shade.picture = Some((request, grid));
        }
    }

    pub(super) fn shade_failed(&mut self, error: &JobError) {
        if let Some(shade) = &mut self.what_if.shade {
            match error {
                JobError::Cancelled => shade.stopped = true,
                JobError::Failed(_) | JobError::Panicked(_) => {
                    shade.failure = Some(error.to_string());
                    shade.picture = None;
                }
            }
        }
    }

    /// Data or packs changed: pictures of the old data go, and the view is asked for anew.
    pub(super) fn forget_shade(&mut self) {
        if let Some(shade) = &mut self.what_if.shade {
            shade.asked = None;
            shade.picture = None;
        }
    }
}
