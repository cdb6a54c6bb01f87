//! Conversions between the units that forms speak and those that formulas need.

/// Seconds of one day.
pub const SECONDS_PER_DAY: f64 = 86_400.0;
/// Tonnes per year of one gram per second: 365 days of 86 400 s, 10⁶ g to the tonne.
pub const T_A_PER_G_S: f64 = 31.536;
/// Grams of one tonne.
pub const GRAMS_PER_TONNE: f64 = 1e6;

/// A rate in 1/d as 1/s.
pub fn per_second(per_day: f64) -> f64 {
    per_day / SECONDS_PER_DAY
}

/// A rate in 1/s as 1/d.
pub fn per_day(per_second: f64) -> f64 {
    per_second * SECONDS_PER_DAY
}

/// A load in g/s as t/a.
pub fn tonnes_per_year(grams_per_second: f64) -> f64 {
    grams_per_second * T_A_PER_G_S
}

/// A load in t/a as g/s.
pub fn grams_per_second(tonnes_per_year: f64) -> f64 {
    tonnes_per_year / T_A_PER_G_S
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_gram_per_second_is_31_536_tonnes_per_year() {
        let year_s = 365.0 * SECONDS_PER_DAY;
        assert!((year_s / GRAMS_PER_TONNE - T_A_PER_G_S).abs() < 1e-12);
        assert!((tonnes_per_year(2.0) - 63.072).abs() < 1e-12);
        assert!((grams_per_second(31.536) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_rate_per_day_and_back_is_the_same() {
        assert!((per_second(86_400.0) - 1.0).abs() < 1e-12);
        assert!((per_day(per_second(0.2)) - 0.2).abs() < 1e-12);
    }
}
