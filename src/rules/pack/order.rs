//! When one condition makes another needless: whatever meets the second meets the first too. Sound, not
//! complete: `true` is certain, `false` only says that it could not be seen from the writing.

use crate::rules::condition::{Comparison, Condition, Test};

/// Whether `wide` holds wherever `narrow` holds.
pub(super) fn follows(wide: &Condition, narrow: &Condition) -> bool {
    if wide == narrow {
        return true;
    }
    match (wide, narrow) {
        (_, Condition::Any(parts)) => parts.iter().all(|part| follows(wide, part)),
        (Condition::All(parts), _) => parts.iter().all(|part| follows(part, narrow)),
        (Condition::Any(parts), _) if parts.iter().any(|part| follows(part, narrow)) => true,
        (_, Condition::All(parts)) => parts.iter().any(|part| follows(wide, part)),
        (Condition::Test(wide), Condition::Test(narrow)) => test_follows(wide, narrow),
        _ => false,
    }
}

fn test_follows(wide: &Test, narrow: &Test) -> bool {
    use Comparison::{Above, AtLeast, AtMost, Below, OneOf, Present};
    if wide.fact != narrow.fact {
        return false;
    }
    // What covers the site is seen at the site; nothing being there at all leaves nothing that covers it.
    let places = match (&wide.comparison, &narrow.comparison) {
        (Present(false), Present(false)) => wide.covering || !narrow.covering,
        _ => narrow.covering || !wide.covering,
    };
    places
        && match (&wide.comparison, &narrow.comparison) {
            (OneOf(wide), OneOf(narrow)) => narrow.iter().all(|code| wide.contains(code)),
            (Above(wide), Above(narrow) | AtLeast(narrow)) if narrow > wide => true,
            (AtLeast(wide), Above(narrow) | AtLeast(narrow)) => narrow >= wide,
            (Below(wide), Below(narrow) | AtMost(narrow)) if narrow < wide => true,
            (AtMost(wide), Below(narrow) | AtMost(narrow)) => narrow <= wide,
            (Present(true), narrow) => *narrow != Present(false),
            (wide, narrow) => wide == narrow,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::facts::FactId;

    fn test(fact: FactId, covering: bool, comparison: Comparison) -> Condition {
        Condition::Test(Test {
            fact,
            covering,
            comparison,
        })
    }

    fn grade(codes: &[&str], covering: bool) -> Condition {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        test(
            FactId::ProtectionZoneGrade,
            covering,
            Comparison::OneOf(codes),
        )
    }

    fn ratio(comparison: Comparison) -> Condition {
        test(FactId::ZoneLoadRatio, false, comparison)
    }

    #[test]
    fn fewer_codes_parts_and_places_follow_from_more() {
        let wide = grade(&["1", "2"], false);
        for narrow in [grade(&["1"], false), grade(&["2"], true)] {
            assert!(follows(&wide, &narrow));
            assert!(!follows(&narrow, &wide));
            let both = Condition::All(vec![narrow.clone(), ratio(Comparison::Above(1.0))]);
            assert!(follows(&wide, &both));
            assert!(!follows(&both, &wide));
            let either = Condition::Any(vec![narrow, ratio(Comparison::Above(1.0))]);
            assert!(!follows(&wide, &either));
        }
        let present = test(
            FactId::ProtectionZoneGrade,
            false,
            Comparison::Present(true),
        );
        assert!(follows(&present, &wide));
        assert!(!follows(&wide, &present));
    }

    #[test]
    fn limits_follow_by_their_numbers_and_their_edge() {
        use Comparison::{Above, AtLeast, AtMost, Below};
        for (wide, narrow, holds) in [
            (Above(0.9), Above(1.0), true),
            (Above(1.0), Above(1.0), true),
            (Above(1.0), AtLeast(1.0), false),
            (AtLeast(1.0), Above(1.0), true),
            (Above(1.0), Above(0.9), false),
            (Below(1.0), AtMost(0.9), true),
            (Below(1.0), AtMost(1.0), false),
            (AtMost(1.0), Below(1.0), true),
            (AtMost(1.0), Above(0.5), false),
        ] {
            assert_eq!(
                follows(&ratio(wide.clone()), &ratio(narrow.clone())),
                holds,
                "{wide:?} {narrow:?}"
            );
        }
    }
}
