//! Angles as people write them: degrees, minutes and seconds out of a number. Knows no projection;
//! reading typed text is the business of [`crate::geodesy::typed`].

/// Which of the two angles of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// East positive, up to 180°.
    Longitude,
    /// North positive, up to 90°.
    Latitude,
}

impl Axis {
    /// Largest absolute value in degrees.
    pub const fn limit_deg(self) -> f64 {
        match self {
            Self::Longitude => 180.0,
            Self::Latitude => 90.0,
        }
    }

    const fn letter(self, negative: bool) -> char {
        match (self, negative) {
            (Self::Longitude, false) => 'E',
            (Self::Longitude, true) => 'W',
            (Self::Latitude, false) => 'N',
            (Self::Latitude, true) => 'S',
        }
    }
}

/// `degrees` as `102°42′36.50″E`: hundredths of a second, about 0.3 m, carried over so that 60″ never
/// shows.
pub fn format_dms(degrees: f64, axis: Axis) -> String {
    const PER_SECOND: u64 = 100;
    const PER_MINUTE: u64 = 60 * PER_SECOND;
    const PER_DEGREE: u64 = 60 * PER_MINUTE;
    let hundredths = (degrees.abs() * PER_DEGREE as f64).round() as u64;
    let (whole, rest) = (hundredths / PER_DEGREE, hundredths % PER_DEGREE);
    let (minutes, rest) = (rest / PER_MINUTE, rest % PER_MINUTE);
    format!(
        "{whole}°{minutes:02}′{:02}.{:02}″{}",
        rest / PER_SECOND,
        rest % PER_SECOND,
        axis.letter(degrees < 0.0)
    )
}

/// Degrees of whole degrees, minutes and seconds, all without sign.
pub const fn from_dms(degrees: f64, minutes: f64, seconds: f64) -> f64 {
    degrees + minutes / 60.0 + seconds / 3600.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn seconds_carry_over_into_minutes() {
        assert_eq!(
            format_dms(102.999_999_999, Axis::Longitude),
            "103°00′00.00″E"
        );
        assert_eq!(format_dms(-25.5, Axis::Latitude), "25°30′00.00″S");
    }

    proptest! {
        #[test]
        fn a_formatted_angle_is_within_half_a_hundredth_of_a_second(degrees in 0.0..180.0_f64) {
            let text = format_dms(degrees, Axis::Longitude);
            let numbers: Vec<f64> = text
                .split(['°', '′', '″', 'E'])
                .filter_map(|part| part.parse().ok())
                .collect();
            let back = from_dms(numbers[0], numbers[1], numbers[2]);
            prop_assert!((back - degrees).abs() <= 0.005_001 / 3600.0, "{text}");
        }
    }
}
