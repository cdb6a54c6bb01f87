//! Dates and volumes of abstraction permits.

use std::sync::Arc;

use jiff::Unit;
use jiff::civil::Date;

use crate::domain::layer::Layer;
use crate::rules::observation::{Answer, FactValue, Observation};
use crate::store::facts::load::ratio;
use crate::store::facts::register::{Item, Register};
use crate::store::facts::site::{Placed, empty_layer, in_force};
use crate::store::facts::well::{volume, volume_text};
use crate::store::facts::{ProjectFacts, ReadError};

/// A date field of a row.
#[derive(Debug)]
pub(super) enum Day {
    /// Nothing is filled in.
    Blank,
    /// Something that is no date.
    Unreadable,
    /// The day.
    On(Date),
}

/// The date in `field`.
pub(super) fn day(item: &Item, field: &str) -> Day {
    match item.text(field).map(str::trim) {
        None | Some("") => Day::Blank,
        Some(text) => text
            .get(..10)
            .and_then(|day| day.parse().ok())
            .map_or(Day::Unreadable, Day::On),
    }
}

/// Whether the date in `field` is known and after `limit`.
pub(super) fn is_later(item: &Item, field: &str, limit: Date) -> bool {
    matches!(day(item, field), Day::On(day) if day > limit)
}

/// The permit with the latest date of issue; of undated ones the last entered.
pub(super) fn latest(permits: Vec<Arc<Item>>) -> Option<Arc<Item>> {
    permits.into_iter().max_by_key(|permit| {
        let issued = match day(permit, "issued_on") {
            Day::On(issued) => Some(issued),
            Day::Blank | Day::Unreadable => None,
        };
        (issued, permit.id)
    })
}

/// Years by the calendar: 1 on the same day of the next year, fractions in between.
fn years(from: Date, to: Date) -> Option<f64> {
    let span = from.until((Unit::Year, to)).ok()?;
    let rest = f64::from(span.get_months()) * 31.0 + f64::from(span.get_days());
    Some(f64::from(span.get_years()) + rest / 372.0)
}

impl<R: Register> ProjectFacts<'_, R> {
    /// The checked row, when it is an abstraction permit that still counts; else the answer.
    fn own_permit(&self) -> Result<Result<Placed, Answer>, ReadError> {
        let Some(own) = self.own_of(Layer::Permit) else {
            return Ok(Err(Answer::absent()));
        };
        if own.feature.known_choice("kind") == Some("outfall")
            || !in_force(&own.feature, self.as_of)
            || self.is_replaced(&own.feature)?
        {
            return Ok(Err(Answer::absent()));
        }
        Ok(match own.feature.known_choice("kind") {
            Some(_) => Ok(own),
            None => Err(Answer(vec![own.unfilled("kind")])),
        })
    }

    /// Whether another permit of the same kind was issued later for the same object, up to the day.
    fn is_replaced(&self, own: &Item) -> Result<bool, ReadError> {
        let Some(object) = own.text("object_code").filter(|code| !code.is_empty()) else {
            return Ok(false);
        };
        let Day::On(issued) = day(own, "issued_on") else {
            return Ok(false);
        };
        Ok(self
            .register
            .rows_where(Layer::Permit, "object_code", object)?
            .iter()
            .any(|other| {
                other.known_choice("kind") == own.known_choice("kind")
                    && in_force(other, self.as_of)
                    && is_later(other, "issued_on", issued)
                    && !is_later(other, "issued_on", self.as_of)
            }))
    }

    pub(super) fn permit_days_left(&self) -> Result<Answer, ReadError> {
        let own = match self.own_permit()? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        Ok(Answer(vec![match day(&own.feature, "expires_on") {
            Day::On(end) => match self.as_of.until((Unit::Day, end)) {
                Ok(span) => noted(
                    &own,
                    own.observation(FactValue::Number(f64::from(span.get_days())))
                        .with_note("expires_on", end.to_string()),
                ),
                Err(_) => own.unfilled("expires_on"),
            },
            Day::Blank | Day::Unreadable => own.unfilled("expires_on"),
        }]))
    }

    pub(super) fn permit_unused_years(&self) -> Result<Answer, ReadError> {
        let own = match self.own_permit()? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let permit = &own.feature;
        Ok(match day(permit, "last_used_on") {
            Day::On(last) => self.age(&own, "last_used_on", last),
            // An approval whose works have not begun was never used: its age is another fact.
            Day::Blank if awaits_works(permit) => Answer::absent(),
            Day::Blank if volume(permit, "actual_m3a").is_some_and(|taken| taken > 0.0) => {
                Answer::absent()
            }
            Day::Blank | Day::Unreadable => Answer(vec![own.unfilled("last_used_on")]),
        })
    }

    pub(super) fn permit_approval_age(&self) -> Result<Answer, ReadError> {
        let own = match self.own_permit()? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        if !awaits_works(&own.feature) {
            return Ok(Answer::absent());
        }
        Ok(match day(&own.feature, "approved_on") {
            Day::On(approved) => self.age(&own, "approved_on", approved),
            Day::Blank | Day::Unreadable => Answer(vec![own.unfilled("approved_on")]),
        })
    }

    fn age(&self, own: &Placed, field: &'static str, from: Date) -> Answer {
        Answer(vec![match years(from, self.as_of) {
            Some(years) => noted(
                own,
                own.observation(FactValue::Number(years))
                    .with_note(field, from.to_string()),
            ),
            None => own.unfilled(field),
        }])
    }

    pub(super) fn permit_use_ratio(&self) -> Result<Answer, ReadError> {
        if self.own_of(Layer::Permit).is_none() {
            return self.object_use_ratio();
        }
        Ok(match self.own_permit()? {
            Ok(own) => {
                let taken = volume(&own.feature, "actual_m3a").ok_or("actual_m3a");
                let permitted = volume(&own.feature, "volume_m3a").ok_or("volume_m3a");
                let number = own.feature.text("permit_no").unwrap_or("未填").to_owned();
                compared(&own, taken, (permitted, "permitted"), Some(number))
            }
            Err(answer) => answer,
        })
    }

    pub(super) fn permit_plan_ratio(&self) -> Result<Answer, ReadError> {
        Ok(match self.own_permit()? {
            Ok(own) => {
                let taken = volume(&own.feature, "actual_m3a").ok_or("actual_m3a");
                let planned = volume(&own.feature, "plan_m3a").ok_or("plan_m3a");
                compared(&own, taken, (planned, "plan"), None)
            }
            Err(answer) => answer,
        })
    }

    /// What the register of intakes or wells says is taken against the permit of the object.
    fn object_use_ratio(&self) -> Result<Answer, ReadError> {
        let own = self
            .own_of(Layer::Intake)
            .or_else(|| self.own_of(Layer::Well));
        let Some(own) = own else {
            return Ok(Answer::absent());
        };
        if matches!(
            own.feature.known_choice("status"),
            Some("sealed" | "scrapped")
        ) || !in_force(&own.feature, self.as_of)
        {
            return Ok(Answer::absent());
        }
        if self.register.is_empty(Layer::Permit)? {
            return Ok(Answer::missing(empty_layer(Layer::Permit)));
        }
        let Some(permit) = self.valid_permit(&own.feature)? else {
            return Ok(Answer::absent());
        };
        let number = permit.text("permit_no").unwrap_or(&permit.code).to_owned();
        let Some(permitted) = volume(&permit, "volume_m3a") else {
            return Ok(Answer(vec![
                Observation::unknown(format!("取水许可 {number} 未填许可水量"))
                    .with_evidence(own.evidence.clone()),
            ]));
        };
        let taken = volume(&own.feature, "volume_m3a").ok_or("volume_m3a");
        Ok(compared(
            &own,
            taken,
            (Ok(permitted), "permitted"),
            Some(number),
        ))
    }
}

/// Approved, but neither begun nor used nor issued as a permit.
fn awaits_works(permit: &Item) -> bool {
    ["started_on", "issued_on", "last_used_on"]
        .iter()
        .all(|field| matches!(day(permit, field), Day::Blank))
}

fn noted(own: &Placed, observation: Observation) -> Observation {
    own.noted(observation, &["holder", "object_code"])
}

/// `taken` over `limit`, or the fields that are not filled in.
fn compared(
    own: &Placed,
    taken: Result<f64, &'static str>,
    (limit, note): (Result<f64, &'static str>, &'static str),
    permit_no: Option<String>,
) -> Answer {
    let (taken, limit) = match (taken, limit) {
        (Ok(taken), Ok(limit)) => (taken, limit),
        (taken, limit) => {
            let blank = [taken.err(), limit.err()];
            return blank
                .into_iter()
                .flatten()
                .map(|field| own.unfilled(field))
                .collect();
        }
    };
    let mut observation = own
        .observation(FactValue::Number(ratio(taken, limit)))
        .with_note("actual", volume_text(taken))
        .with_note(note, volume_text(limit));
    if let Some(number) = permit_no {
        observation = observation.with_note("permit_no", number);
    }
    Answer(vec![observation])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::years;

    #[test]
    fn years_are_whole_on_the_anniversary_and_less_the_day_before() {
        let from = date(2024, 2, 29);
        assert!(years(from, date(2026, 2, 27)).is_some_and(|years| years < 2.0));
        assert!(years(from, date(2026, 3, 1)).is_some_and(|years| years >= 2.0));
        assert_eq!(years(date(2024, 11, 23), date(2026, 11, 23)), Some(2.0));
        assert!(years(date(2024, 11, 24), date(2026, 11, 23)).is_some_and(|years| years < 2.0));
        assert!(years(date(2027, 1, 1), date(2026, 1, 1)).is_some_and(|years| years < 0.0));
    }
}
