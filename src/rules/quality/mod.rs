//! Water quality against the targets of function zones: class of a sample, verdict of a year, rates
//! over many zones. The limits are data of the standard, the methods are data of this program's
//! `assets/standards/methods.toml`; every answer names its method.

pub mod class;
pub mod method;
pub mod rates;
pub mod rating;
#[cfg(test)]
mod tests;
pub mod year;
pub mod zone;

pub use class::{Classed, classify};
pub use method::{Method, MethodBook, MethodError};
pub use rates::{Group, Rate, Rates, rates};
pub use rating::{Exceeded, MonthRating, Rating, Rules, Sample, Target, Verdict};
pub use year::rate;
pub use zone::{Samples, ZoneYear, rate_zone};
