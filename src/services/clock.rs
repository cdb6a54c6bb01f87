//! The time and the user, taken from the system in one place so that tests can fix both.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::store::Change;

/// Where "now" comes from.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always this moment.
    Fixed(Timestamp),
}

impl Clock {
    /// The moment.
    pub fn now(self) -> Timestamp {
        match self {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the one place that reads the clock"
            )]
            Self::System => Timestamp::now(),
            Self::Fixed(moment) => moment,
        }
    }

    /// The calendar day where the machine stands: the default decision date.
    pub fn today(self) -> Date {
        self.now().to_zoned(TimeZone::system()).date()
    }

    /// A journal entry's head for something done now by the machine's user.
    pub fn change(self, why: impl Into<String>) -> Change {
        let who = ["USER", "USERNAME", "LOGNAME"]
            .into_iter()
            .find_map(|variable| std::env::var(variable).ok().filter(|name| !name.is_empty()));
        Change {
            at: self.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            who: who.unwrap_or_else(|| "未知".to_owned()),
            why: why.into(),
        }
    }
}
