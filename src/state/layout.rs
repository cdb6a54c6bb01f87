//! How the window is arranged: sizes of its panels, what they show, how large everything is drawn.

use serde::{Deserialize, Serialize};

use crate::state::app_state::Inspector;

/// Choices for the size of everything, in percent.
pub const UI_SCALES: [u16; 7] = [90, 100, 110, 125, 150, 175, 200];

/// Sizes of the panels in logical pixels and what was shown in them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Width of the layer list.
    pub layers_width: f32,
    /// Width of the check and identify panel.
    pub inspector_width: f32,
    /// Height of the audit panel.
    pub audit_height: f32,
    /// Whether the audit panel is shown.
    pub audit_shown: bool,
    /// What the right panel shows.
    pub tab: Tab,
}

/// What the right panel shows when a project is opened; the audit has nothing to show by then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    /// The check of a site.
    #[default]
    Check,
    /// The features at a clicked place.
    Identify,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            layers_width: 292.0,
            inspector_width: 384.0,
            audit_height: 280.0,
            audit_shown: false,
            tab: Tab::Check,
        }
    }
}

impl Layout {
    /// Sizes that make sense, whatever the file says.
    pub fn sane(self) -> Self {
        let usual = Self::default();
        let size = |size: f32, usual: f32| {
            if size.is_finite() {
                size.clamp(120.0, 1200.0)
            } else {
                usual
            }
        };
        Self {
            layers_width: size(self.layers_width, usual.layers_width),
            inspector_width: size(self.inspector_width, usual.inspector_width),
            audit_height: size(self.audit_height, usual.audit_height),
            ..self
        }
    }
}

impl From<Inspector> for Tab {
    fn from(inspector: Inspector) -> Self {
        match inspector {
            Inspector::Check | Inspector::Audit => Self::Check,
            Inspector::Identify => Self::Identify,
        }
    }
}

impl From<Tab> for Inspector {
    fn from(tab: Tab) -> Self {
        match tab {
            Tab::Check => Self::Check,
            Tab::Identify => Self::Identify,
        }
    }
}

/// The choice next to `percent`, larger or smaller; the same one at the end of the list.
pub fn next_ui_scale(percent: u16, larger: bool) -> u16 {
    let next = if larger {
        UI_SCALES.into_iter().find(|choice| *choice > percent)
    } else {
        UI_SCALES.into_iter().rev().find(|choice| *choice < percent)
    };
    next.unwrap_or(percent)
}

/// One of the choices, whatever the file says.
pub fn sane_ui_scale(percent: u16) -> u16 {
    if UI_SCALES.contains(&percent) {
        percent
    } else {
        100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_of_nonsense_is_made_usable() {
        let layout = Layout {
            layers_width: f32::NAN,
            inspector_width: 1e9,
            audit_height: -3.0,
            ..Layout::default()
        };
        let sane = layout.sane();
        assert_eq!(sane.layers_width, Layout::default().layers_width);
        assert_eq!((sane.inspector_width, sane.audit_height), (1200.0, 120.0));
    }

    #[test]
    fn scales_are_walked_one_by_one_and_end_at_both_ends() {
        assert_eq!(next_ui_scale(100, true), 110);
        assert_eq!(next_ui_scale(100, false), 90);
        assert_eq!(next_ui_scale(200, true), 200);
        assert_eq!(next_ui_scale(90, false), 90);
        assert_eq!(sane_ui_scale(7), 100);
    }
}
