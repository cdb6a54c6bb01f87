//! All permitted abstraction of a county against its control target for total use.

use crate::domain::layer::Layer;
use crate::domain::subject::WellAction;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::groundwater::Indicator;
use crate::store::facts::load::{missing_text, ratio};
use crate::store::facts::permit::{Day, day, is_later};
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, in_force};
use crate::store::facts::well::{volume, volume_text};
use crate::store::facts::{ProjectFacts, ReadError};

/// What is read of the permits of a county.
const FIELDS: &[&str] = &[
    "valid_from",
    "valid_to",
    "kind",
    "admin_code",
    "volume_m3a",
    "issued_on",
    "expires_on",
];

/// Permitted abstraction of a county.
#[derive(Debug, Default)]
pub(super) struct TotalUse {
    cubic_metres: f64,
    permits: usize,
    /// Codes of permits without a usable volume or kind.
    blank: Vec<String>,
}

/// Permits that belong to no county.
#[derive(Debug, Default)]
pub(super) struct OtherPermits {
    /// Codes of permits of which nobody knows where they belong.
    lost: Vec<String>,
    /// Permits of a prefecture or province: how many and how much.
    wider: TotalUse,
}

impl<R: Register> ProjectFacts<'_, R> {
    pub(super) fn region_total_use_ratio(&mut self) -> Result<Answer, ReadError> {
        self.observe_county(Self::total_use_ratio)
    }

    fn total_use_ratio(&self, county: &Placed) -> Result<Observation, ReadError> {
        let unknown =
            |missing: String| Observation::unknown(missing).with_evidence(county.evidence.clone());
        let cap = match self.cap(county, Indicator::TOTAL_USE)? {
            Ok(cap) => cap,
            Err(missing) => return Ok(unknown(missing)),
        };
        if self.register.is_empty(Layer::Permit)? {
            return Ok(unknown(empty_layer(Layer::Permit)));
        }
        let shared = self.register.shared();
        let permitted = shared
            .total_use
            .get(county.feature.id, || self.total_use(&county.feature))?;
        let other = shared.other_permits.get((), || self.other_permits())?;
        let applied = self.applied_volume();
        let mut missing = Vec::new();
        missing.extend(applied.as_ref().err().cloned());
        missing.extend(missing_text(&permitted.blank, "取水许可", "许可水量或类型"));
        missing.extend(missing_text(&other.lost, "取水许可", "认得出的行政区代码"));
        let existing = permitted.cubic_metres;
        let ratio = ratio(
            existing + applied.as_ref().unwrap_or(&0.0),
            cap.cubic_metres,
        );
        // An unknown change of a renewal may also be less than nothing.
        let value = match (missing.is_empty(), &applied, self.action()) {
            (true, ..) => FactValue::Number(ratio),
            (false, Err(_), Some(WellAction::Renew)) => FactValue::Unknown,
            (false, ..) => FactValue::AtLeast(ratio),
        };
        let mut observation = county
            .observation(value)
            .with_note(
                "existing",
                format!("{}({} 份许可)", volume_text(existing), permitted.permits),
            )
            .with_note(
                "applied",
                applied.map_or_else(|_| "未填".to_owned(), volume_text),
            )
            .with_note("limit", volume_text(cap.cubic_metres))
            .with_note("year", cap.year.to_string())
            .with_note("permits", permitted.permits.to_string())
            .with_note("headroom", volume_text(cap.cubic_metres - existing))
            .with_note(
                "elsewhere",
                if other.wider.permits == 0 {
                    "无".to_owned()
                } else {
                    format!(
                        "{} 份、{}",
                        other.wider.permits,
                        volume_text(other.wider.cubic_metres)
                    )
                },
            );
        observation.missing = missing;
        Ok(observation)
    }

    /// By code and by name: registers are filled in either way.
    fn total_use(&self, county: &Item) -> Result<TotalUse, ReadError> {
        let mut sum = TotalUse::default();
        let name = county.name();
        let keys = [county.code.as_str(), name];
        let keys = if name.is_empty() || name == county.code {
            &keys[..1]
        } else {
            &keys[..]
        };
        for key in keys {
            for permit in self
                .register
                .rows_where_with(Layer::Permit, "admin_code", key, FIELDS)?
            {
                self.add(&mut sum, &permit);
            }
        }
        Ok(sum)
    }

    fn add(&self, sum: &mut TotalUse, permit: &Item) {
        if !self.counts(permit) {
            return;
        }
        sum.permits += 1;
        match (volume(permit, "volume_m3a"), permit.known_choice("kind")) {
            (Some(volume), Some(_)) => sum.cubic_metres += volume,
            _ => sum.blank.push(permit.code.clone()),
        }
    }

    /// A permit to take water that is valid on the day. One without a date may be.
    fn counts(&self, permit: &Item) -> bool {
        permit.known_choice("kind") != Some("outfall")
            && in_force(permit, self.as_of)
            && !is_later(permit, "issued_on", self.as_of)
            && !matches!(day(permit, "expires_on"), Day::On(end) if end < self.as_of)
    }

    /// Permits whose administrative code is no county: of a wider area, or of nobody knows where.
    fn other_permits(&self) -> Result<OtherPermits, ReadError> {
        let mut other = OtherPermits::default();
        for code in self.register.distinct(Layer::Permit, "admin_code")? {
            let text = code.as_deref().unwrap_or_default();
            if !text.is_empty() && self.is_county(text)? {
                continue;
            }
            let wider = is_wider(text.trim());
            let rows = match &code {
                Some(code) => {
                    self.register
                        .rows_where_with(Layer::Permit, "admin_code", code, FIELDS)?
                }
                None => self.register.rows_without(Layer::Permit, "admin_code")?,
            };
            for permit in rows {
                if wider {
                    self.add(&mut other.wider, &permit);
                } else if self.counts(&permit) {
                    other.lost.push(permit.code.clone());
                }
            }
        }
        other.lost.sort();
        Ok(other)
    }

    /// Whether [`Self::total_use`] of some county finds permits under exactly this text.
    fn is_county(&self, text: &str) -> Result<bool, ReadError> {
        for field in ["code", "name"] {
            let found = self.register.rows_where(Layer::AdminArea, field, text)?;
            if found
                .iter()
                .any(|area| area.known_choice("level") == Some("county"))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Six digits that end in `00`: a prefecture or province (GB/T 2260).
fn is_wider(code: &str) -> bool {
    code.len() == 6 && code.ends_with("00") && code.bytes().all(|byte| byte.is_ascii_digit())
}
