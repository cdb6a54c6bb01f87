//! From two halves to positions: which is the longitude, which coordinate system, and whether there
//! is a second reading that only the user can exclude.

use crate::domain::LonLat;
use crate::geodesy::angle::from_dms;
use crate::geodesy::proj::{STORAGE_EPSG, Transform};
use crate::geodesy::typed::lexer::{Amount, Half, Hemisphere};
use crate::geodesy::typed::{Form, Reading, Typed, TypedError};

/// Longitudes and latitudes of Kunming and its neighbours, degrees.
const LOCAL_LON: std::ops::RangeInclusive<f64> = 102.0..=104.0;
const LOCAL_LAT: std::ops::RangeInclusive<f64> = 24.0..=27.0;
/// Northings of Kunming in every Gauss-Kruger and UTM system, metres, with a margin.
const NORTHING: std::ops::RangeInclusive<f64> = 2_600_000.0..=3_000_000.0;

/// Systems by easting: `(from, to, northing, candidates)`. More than one candidate means that the
/// numbers cannot tell them apart: the user is asked.
const SYSTEMS: [(f64, f64, &[u32]); 5] = [
    (490_000.0, 670_000.0, &[4543]),
    // A Gauss-Kruger zone on 105°E and UTM 48N differ by a kilometre here, but not in their digits.
    (205_000.0, 375_000.0, &[4544, 32648]),
    (34_490_000.0, 34_670_000.0, &[4522]),
    (35_205_000.0, 35_375_000.0, &[4523]),
    (18_205_000.0, 18_375_000.0, &[4496]),
];

pub(super) fn resolve(first: &Half, second: &Half) -> Result<Typed, TypedError> {
    if let (Amount::Bare { value: a, .. }, Amount::Bare { value: b, .. }) =
        (&first.amount, &second.amount)
        && a.max(*b) >= 1000.0
    {
        if let Some(readings) = packed(first, second)? {
            return Ok(clear_or_ask(readings));
        }
        return projected(first, second, *a, *b).map(clear_or_ask);
    }
    let mut readings = angles(first, second, decimal)?;
    if may_be_dotted(first) && may_be_dotted(second) && has_seconds(first, second) {
        readings.extend(angles(first, second, dotted)?);
    }
    Ok(clear_or_ask(readings))
}

fn clear_or_ask(mut readings: Vec<Reading>) -> Typed {
    if readings.len() == 1 {
        Typed::Clear(readings.remove(0))
    } else {
        Typed::Ask(readings)
    }
}

/// Two angles in the order that letters, ranges or (if neither helps) the user decides.
fn angles(
    first: &Half,
    second: &Half,
    read: fn(&Amount) -> Option<(f64, Form)>,
) -> Result<Vec<Reading>, TypedError> {
    let (Some((a, form_a)), Some((b, form_b))) = (read(&first.amount), read(&second.amount)) else {
        return Err(TypedError::OutOfRange);
    };
    let (a, b) = (signed(first, a)?, signed(second, b)?);
    let form = if form_a == Form::DecimalDegrees {
        form_b
    } else {
        form_a
    };
    let reading = |lon, lat, north_first| {
        LonLat::try_new(lon, lat).ok().map(|position| Reading {
            position,
            form,
            north_first,
        })
    };
    let lon_first = || reading(a, b, false);
    let lat_first = || reading(b, a, true);
    let orders = match (first.hemisphere, second.hemisphere) {
        (Some(letter), _) => {
            vec![if letter.is_longitude() {
                lon_first()
            } else {
                lat_first()
            }]
        }
        (None, Some(letter)) => {
            vec![if letter.is_longitude() {
                lat_first()
            } else {
                lon_first()
            }]
        }
        (None, None) if LOCAL_LON.contains(&a) && LOCAL_LAT.contains(&b) => vec![lon_first()],
        (None, None) if LOCAL_LON.contains(&b) && LOCAL_LAT.contains(&a) => vec![lat_first()],
        (None, None) => vec![lon_first(), lat_first()],
    };
    let readings: Vec<Reading> = orders.into_iter().flatten().collect();
    if readings.is_empty() {
        return Err(TypedError::OutOfRange);
    }
    Ok(readings)
}

pub(super) fn signed(half: &Half, degrees: f64) -> Result<f64, TypedError> {
    match half.hemisphere {
        // A letter and a minus sign say it twice, or contradict each other.
        Some(_) if half.negative => Err(TypedError::Hemispheres),
        Some(Hemisphere::West | Hemisphere::South) => Ok(-degrees),
        _ if half.negative => Ok(-degrees),
        _ => Ok(degrees),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one of the ways to read an amount that `angles` takes; the others can fail"
)]
fn decimal(amount: &Amount) -> Option<(f64, Form)> {
    match amount {
        Amount::Angle { degrees, form } => Some((*degrees, *form)),
        Amount::Bare { value, .. } => Some((*value, Form::DecimalDegrees)),
    }
}

/// `102.4236` read as 102°42′36″.
pub(super) fn dotted(amount: &Amount) -> Option<(f64, Form)> {
    let Amount::Bare { digits, .. } = amount else {
        return None;
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<4}");
    let minutes: f64 = padded.get(..2)?.parse().ok()?;
    let seconds: f64 = format!("{}.{}", padded.get(2..4)?, padded.get(4..)?)
        .trim_end_matches('.')
        .parse()
        .ok()?;
    (minutes < 60.0 && seconds < 60.0).then_some((
        from_dms(whole.parse().ok()?, minutes, seconds),
        Form::DottedDms,
    ))
}

fn may_be_dotted(half: &Half) -> bool {
    dotted(&half.amount).is_some()
}

/// Nobody writes DD.MMSS with less than three digits in both numbers; spreadsheets drop one zero.
fn has_seconds(first: &Half, second: &Half) -> bool {
    [first, second].into_iter().any(|half| {
        matches!(&half.amount, Amount::Bare { digits, .. }
            if digits.split_once('.').is_some_and(|(_, fraction)| fraction.len() >= 3))
    })
}

/// Digits without marks, `1024236.5` and `250211`; `None` when the pair cannot be that.
fn packed(first: &Half, second: &Half) -> Result<Option<Vec<Reading>>, TypedError> {
    let unpack = |half: &Half| match &half.amount {
        Amount::Bare { digits, .. } => unpacked(digits),
        Amount::Angle { .. } => None,
    };
    let (Some(a), Some(b)) = (unpack(first), unpack(second)) else {
        return Ok(None);
    };
    if !(LOCAL_LON.contains(&a) && LOCAL_LAT.contains(&b)
        || LOCAL_LON.contains(&b) && LOCAL_LAT.contains(&a))
    {
        return Ok(None);
    }
    let read = |amount: &Amount| match amount {
        Amount::Bare { digits, .. } => Some((unpacked(digits)?, Form::PackedDms)),
        Amount::Angle { .. } => None,
    };
    angles(first, second, read).map(Some)
}

/// Degrees of `DDDMMSS.s` or `DDMMSS.s`.
pub(super) fn unpacked(digits: &str) -> Option<f64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if !matches!(whole.len(), 6 | 7) {
        return None;
    }
    let cut = whole.len() - 4;
    let degrees: f64 = whole.get(..cut)?.parse().ok()?;
    let minutes: f64 = whole.get(cut..cut + 2)?.parse().ok()?;
    let seconds: f64 = format!("{}.{fraction}", whole.get(cut + 2..)?)
        .parse()
        .ok()?;
    (minutes < 60.0 && seconds < 60.0).then(|| from_dms(degrees, minutes, seconds))
}

/// Metres: the number that can be a northing of Kunming is one.
fn projected(first: &Half, second: &Half, a: f64, b: f64) -> Result<Vec<Reading>, TypedError> {
    let unknown = || TypedError::UnknownSystem { east: a, north: b };
    if first.negative || second.negative {
        return Err(unknown());
    }
    let mut readings = Vec::new();
    for (east, north, north_first) in [(a, b, false), (b, a, true)] {
        let half = if north_first { first } else { second };
        if half.hemisphere.is_some_and(Hemisphere::is_longitude) {
            continue;
        }
        for &epsg in candidates(east, north) {
            let (lon, lat) = Transform::between(epsg, STORAGE_EPSG)?.convert(east, north)?;
            let position = LonLat::try_new(lon, lat).map_err(|_range| TypedError::OutOfRange)?;
            readings.push(Reading {
                position,
                form: Form::Projected { epsg },
                north_first,
            });
        }
    }
    if readings.is_empty() {
        return Err(unknown());
    }
    Ok(readings)
}

fn candidates(east: f64, north: f64) -> &'static [u32] {
    if (11_350_000.0..=11_590_000.0).contains(&east) && (2_750_000.0..=3_120_000.0).contains(&north)
    {
        return &[3857];
    }
    if !NORTHING.contains(&north) {
        return &[];
    }
    SYSTEMS
        .iter()
        .find(|(from, to, _)| (*from..=*to).contains(&east))
        .map_or(&[], |(_, _, candidates)| candidates)
}
