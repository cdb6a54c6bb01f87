//! Which system coordinates are in when nobody says so: by their size, for data around Kunming, in the
//! order of the domain reference. What the digits cannot tell apart is not told apart.

use geo::Coord;

/// What one coordinate looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    /// The systems that it can be in; more than one: the digits do not tell.
    pub(super) systems: &'static [u32],
    /// Whether latitude or northing stands first.
    pub(super) north_first: bool,
}

/// What most of the coordinates look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) look: Look,
    /// How many of them look so, whichever way round.
    pub(super) agreeing: usize,
    /// How many there are.
    pub(super) total: usize,
}

/// Systems by easting, metres, where the northing is one of Kunming. A Gauss-Kruger zone on 105°E and
/// UTM zone 48N differ by a kilometre here, but not in their digits.
const SYSTEMS: [(f64, f64, &[u32]); 5] = [
    (480_000.0, 700_000.0, &[4543]),
    (200_000.0, 380_000.0, &[4544, 32648]),
    (34_480_000.0, 34_700_000.0, &[4522]),
    (35_200_000.0, 35_380_000.0, &[4523]),
    (18_200_000.0, 18_380_000.0, &[4496]),
];

/// Fewer than this share of the coordinates decide nothing.
const LEAST_SHARE: f64 = 0.6;

/// What `at` looks like; `None` for nothing known.
pub(super) fn look(at: Coord<f64>) -> Option<Look> {
    [(at.x, at.y, false), (at.y, at.x, true)]
        .into_iter()
        .find_map(|(east, north, north_first)| {
            systems(east, north).map(|systems| Look {
                systems,
                north_first,
            })
        })
}

fn systems(east: f64, north: f64) -> Option<&'static [u32]> {
    if (70.0..140.0).contains(&east) && (15.0..56.0).contains(&north) {
        return Some(&[4490]);
    }
    if (11_300_000.0..11_600_000.0).contains(&east) && (2_750_000.0..3_120_000.0).contains(&north) {
        return Some(&[3857]);
    }
    if !(2_600_000.0..3_000_000.0).contains(&north) {
        return None;
    }
    SYSTEMS
        .iter()
        .find(|(from, to, _)| (*from..*to).contains(&east))
        .map(|(.., systems)| *systems)
}

/// What most of `coords` look like; `None` when no system fits enough of them.
pub(super) fn verdict(coords: &[Coord<f64>]) -> Option<Verdict> {
    let mut counts: Vec<(Look, usize)> = Vec::new();
    for look in coords.iter().filter_map(|at| look(*at)) {
        match counts.iter_mut().find(|(known, _)| *known == look) {
            Some((_, count)) => *count += 1,
            None => counts.push((look, 1)),
        }
    }
    let &(best, _) = counts.iter().max_by_key(|(_, count)| *count)?;
    let agreeing = counts
        .iter()
        .filter(|(look, _)| look.systems == best.systems)
        .map(|(_, count)| count)
        .sum();
    let classified: usize = counts.iter().map(|(_, count)| count).sum();
    // Typing errors decide nothing, but two systems in one file are a question.
    (agreeing as f64 >= LEAST_SHARE * classified as f64).then_some(Verdict {
        look: best,
        agreeing,
        total: coords.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_tell_the_systems_of_the_domain_reference_apart() {
        for (x, y, systems, north_first) in [
            (102.7, 25.0, &[4490_u32][..], false),
            (25.0, 102.7, &[4490], true),
            (578_954.0, 2_782_124.0, &[4543], false),
            (2_782_124.0, 578_954.0, &[4543], true),
            (34_578_954.0, 2_782_124.0, &[4522], false),
            (2_782_124.0, 34_578_954.0, &[4522], true),
            (276_418.0, 2_783_500.0, &[4544, 32648], false),
            (35_276_418.0, 2_783_500.0, &[4523], false),
            (18_276_418.0, 2_783_500.0, &[4496], false),
            (11_441_700.0, 2_892_000.0, &[3857], false),
        ] {
            let look = look(Coord { x, y }).unwrap();
            assert_eq!(
                (look.systems, look.north_first),
                (systems, north_first),
                "{x} {y}"
            );
        }
        for (x, y) in [
            (0.0, 0.0),
            (78_954.0, 12_124.0),
            (1e9, 1e9),
            (f64::NAN, 25.0),
        ] {
            assert_eq!(look(Coord { x, y }), None, "{x} {y}");
        }
    }

    #[test]
    fn a_few_typing_errors_do_not_hide_the_system_but_two_systems_do() {
        let good = Coord { x: 102.7, y: 25.0 };
        let plane = Coord {
            x: 578_954.0,
            y: 2_782_124.0,
        };
        let wrong = Coord { x: 202.5, y: 95.0 };
        let many = verdict(&[good, good, wrong, good]).unwrap();
        assert_eq!(
            (many.look.systems, many.agreeing, many.total),
            (&[4490_u32][..], 3, 4)
        );
        assert_eq!(verdict(&[good, plane]), None);
        assert_eq!(verdict(&[wrong]), None);
        assert_eq!(verdict(&[]), None);
    }
}
