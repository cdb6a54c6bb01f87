//! Every form of the domain facts, and the dangers that they warn of.

use proptest::prelude::*;

use super::*;
use crate::geodesy::angle::{Axis, format_dms};

fn clear(text: &str) -> Reading {
    match read_position(text) {
        Ok(Typed::Clear(reading)) => reading,
        other => panic!("{text:?} is not clear: {other:?}"),
    }
}

fn asked(text: &str) -> Vec<Reading> {
    match read_position(text) {
        Ok(Typed::Ask(readings)) => readings,
        other => panic!("{text:?} is not asked: {other:?}"),
    }
}

fn assert_near(text: &str, lon: f64, lat: f64) {
    let at = clear(text).position;
    assert!(
        (at.lon - lon).abs() < 1e-6 && (at.lat - lat).abs() < 1e-6,
        "{text:?} gave {at:?}"
    );
}

const LON: f64 = 102.0 + 42.0 / 60.0 + 36.5 / 3600.0;
const LAT: f64 = 25.0 + 2.0 / 60.0 + 11.0 / 3600.0;

#[test]
fn degrees_minutes_seconds_are_read_with_any_marks() {
    for text in [
        "102°42′36.5″ 25°02′11″",
        "102°42′36.5″,25°02′11″",
        "102°42'36.5\"E, 25°2'11\"N",
        "102 42 36.5 25 02 11",
        "102:42:36.5, 25:02:11",
        "102-42-36.5 25-02-11",
        "东经102度42分36.5秒 北纬25度2分11秒",
        "东经：102°42′36.5″；北纬：25°2′11″",
        "北纬25°2′11″,东经102°42′36.5″",
        "102°42’36.5” 25°02’11”",
        "102°42′36.5″25°02′11″",
        "１０２°４２′３６．５″，２５°０２′１１″",
        "1024236.5 250211",
        "E1024236.5 N250211",
        "25:02:11\t102:42:36.5",
        "经度102°42′36.5″ 纬度25°02′11″",
        "102°42''36.5 25°2'11",
    ] {
        if text.contains("42''") {
            assert!(
                read_position(text).is_err(),
                "{text}: seconds before minutes"
            );
        } else {
            assert_near(text, LON, LAT);
        }
    }
}

#[test]
fn decimal_degrees_are_read_in_either_order_and_with_either_comma() {
    for text in [
        "102.71, 25.08",
        "25.08,102.71",
        "E102.71 N25.08",
        "102.71E 25.08N",
        "N25.08, E102.71",
        "(102.71;25.08)",
        "102,71 25,08",
        "102,71, 25,08",
        "102,71;25,08",
        "lon 102.71 lat 25.08",
        "102.71°、25.08°",
        "１０２．７１，２５．０８",
    ] {
        assert_near(text, 102.71, 25.08);
    }
    assert_near(
        "102°42.608′ 25°2.5′",
        102.0 + 42.608 / 60.0,
        25.0 + 2.5 / 60.0,
    );
}

#[test]
fn a_number_that_may_be_dd_mmss_is_asked() {
    let readings = asked("102.4236, 25.0211");
    assert_eq!(readings.len(), 2);
    assert_eq!(readings[0].form, Form::DecimalDegrees);
    assert_eq!(readings[1].form, Form::DottedDms);
    assert!((readings[1].position.lon - (102.0 + 42.0 / 60.0 + 36.0 / 3600.0)).abs() < 1e-9);
    // A spreadsheet drops the last zero of 102.4230.
    assert_eq!(asked("102.423 25.021").len(), 2);
    // With a degree mark, or with 60 or more in a pair, there is one reading only.
    assert_eq!(clear("102.4236°, 25.0211°").form, Form::DecimalDegrees);
    assert_eq!(clear("102.4276, 25.0211").form, Form::DecimalDegrees);
}

#[test]
fn gauss_kruger_metres_are_recognised_by_their_size() {
    // domain facts 8.1: the Songhua dam
    for (text, epsg) in [
        ("578954 2782124", 4543),
        ("2782124, 578954", 4543),
        ("X=2782124 Y=578954", 4543),
        ("34578954,2782124", 4522),
        ("2782124.3 34578954.1", 4522),
    ] {
        let reading = clear(text);
        assert_eq!(reading.form, Form::Projected { epsg }, "{text}");
        assert!(
            (reading.position.lon - 102.783).abs() < 2e-5
                && (reading.position.lat - 25.143).abs() < 2e-5,
            "{text}: {reading:?}"
        );
    }
}

#[test]
fn a_zone_on_105_east_cannot_be_told_from_utm_and_is_asked() {
    let forms: Vec<Form> = asked("276418 2783500").iter().map(|one| one.form).collect();
    assert_eq!(
        forms,
        [
            Form::Projected { epsg: 4544 },
            Form::Projected { epsg: 32648 }
        ]
    );
}

#[test]
fn wrong_texts_are_refused_with_their_reason() {
    assert!(matches!(read_position("  "), Err(TypedError::Empty)));
    assert!(matches!(
        read_position("102.71"),
        Err(TypedError::Count { found: 1 })
    ));
    assert!(matches!(
        read_position("102.7 25.0 3.0"),
        Err(TypedError::Count { found: 3 })
    ));
    assert!(matches!(
        read_position("滇池"),
        Err(TypedError::Character { found: '滇' })
    ));
    assert!(matches!(
        read_position("102°72′36″ 25°02′11″"),
        Err(TypedError::Sexagesimal { .. })
    ));
    assert!(matches!(
        read_position("102.5°30′ 25°02′11″"),
        Err(TypedError::Sexagesimal { .. })
    ));
    assert!(matches!(
        read_position("E102.7 E25.0"),
        Err(TypedError::Hemispheres)
    ));
    assert!(matches!(
        read_position("200.7 95.7"),
        Err(TypedError::OutOfRange)
    ));
    assert!(matches!(
        read_position("78954 12124"),
        Err(TypedError::UnknownSystem { .. })
    ));
    assert!(matches!(
        read_position("1.2.3 4.5"),
        Err(TypedError::Sexagesimal { .. })
    ));
}

#[test]
fn two_angles_that_could_be_either_way_round_are_asked() {
    assert_eq!(asked("50.7 30.7").len(), 2);
    assert_eq!(clear("120.7 30.7").position.lat, 30.7);
}

proptest! {
    #[test]
    fn any_text_is_answered_without_panic(text in "\\PC{0,40}") {
        drop(read_position(&text));
    }

    #[test]
    fn any_run_of_coordinate_characters_is_answered_without_panic(
        text in "[0-9 .,;:°′″ENWS-]{0,30}"
    ) {
        drop(read_position(&text));
    }

    #[test]
    fn what_we_print_we_read(lon in 102.1..103.7_f64, lat in 24.3..26.6_f64) {
        let text = format!("{} {}", format_dms(lon, Axis::Longitude), format_dms(lat, Axis::Latitude));
        let at = clear(&text).position;
        prop_assert!((at.lon - lon).abs() < 2e-6 && (at.lat - lat).abs() < 2e-6, "{text}");
    }

    #[test]
    fn decimal_degrees_keep_every_digit_or_are_asked(lon in 102.0..104.0_f64, lat in 24.0..27.0_f64) {
        let text = format!("{lat:.7},{lon:.7}");
        let readings = match read_position(&text) {
            Ok(Typed::Clear(reading)) => vec![reading],
            Ok(Typed::Ask(readings)) => readings,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        prop_assert!(readings.iter().any(|one| one.form == Form::DecimalDegrees
            && (one.position.lon - lon).abs() < 1e-6 && (one.position.lat - lat).abs() < 1e-6));
    }
}
