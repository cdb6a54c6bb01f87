use super::*;

const DAM: Coord<f64> = Coord {
    x: 102.783,
    y: 25.143,
};

fn by(
    wish: Wish<'_>,
    stated: &StatedCrs,
    x: f64,
    y: f64,
) -> Result<(Decided, Coord<f64>), ExchangeError> {
    let at = Coord { x, y };
    let decided = decide(wish, stated, &[at])?;
    let there = decided.locator()?.locate(at, false)?;
    Ok((decided, there))
}

fn metres(a: Coord<f64>, b: Coord<f64>) -> f64 {
    (a.x - b.x).hypot(a.y - b.y) * 111_000.0
}

#[test]
fn numbers_decide_and_turn_round_what_stands_north_first() {
    for (x, y, epsg, turned) in [
        (102.783, 25.143, 4490, false),
        (25.143, 102.783, 4490, true),
        (578_953.770, 2_782_124.071, 4543, false),
        (2_782_124.071, 578_953.770, 4543, true),
        (2_782_124.071, 34_578_953.770, 4522, true),
    ] {
        let (decided, there) = by(Wish::default(), &StatedCrs::Silent, x, y).unwrap();
        assert_eq!(
            (decided.used.epsg, decided.north_first),
            (Some(epsg), turned)
        );
        assert!(metres(there, DAM) < 0.01, "{x} {y}: {there:?}");
        assert_eq!(
            decided.used.how.contains("互换"),
            turned,
            "{}",
            decided.used.how
        );
    }
    let ask = by(Wish::default(), &StatedCrs::Silent, 276_418.0, 2_783_500.0).unwrap_err();
    assert!(ask.to_string().contains("EPSG:4544 或 EPSG:32648"), "{ask}");
    assert!(matches!(
        by(Wish::default(), &StatedCrs::Silent, 78_954.0, 12_124.0),
        Err(ExchangeError::UndecidedCrs { .. })
    ));
}

#[test]
fn a_stated_system_keeps_its_word_and_only_its_order_is_mended() {
    let stated = StatedCrs::Epsg(4543, "x");
    let (decided, there) = by(Wish::default(), &stated, 2_782_124.071, 578_953.770).unwrap();
    assert!(decided.north_first && metres(there, DAM) < 0.01);
    // A place outside of Kunming is left as it is: nothing says that it is turned.
    let (decided, _) = by(Wish::default(), &StatedCrs::Epsg(4490, "x"), 116.4, 39.9).unwrap();
    assert!(!decided.north_first);
}

#[test]
fn an_old_datum_without_parameters_is_marked_and_not_shifted() {
    for epsg in [2379, 2431, 4791] {
        let crs = format!("EPSG:{epsg}");
        let wish = Wish {
            crs: Some(&crs),
            ..Wish::default()
        };
        let (decided, _) = by(wish, &StatedCrs::Silent, 578_954.0, 2_782_124.0).unwrap();
        assert!(decided.used.datum_unresolved.is_some(), "{epsg}");
        assert!(decided.used.how.contains("基准待定"));
    }
    let (decided, there) = by(
        Wish {
            crs: Some("EPSG:4610"),
            ..Wish::default()
        },
        &StatedCrs::Silent,
        102.783,
        25.143,
    )
    .unwrap();
    assert!(decided.used.datum_unresolved.is_some());
    assert_eq!(there, DAM, "the numbers stay");
    assert!(definition(Some(2379)).is_err() && definition(Some(4543)).is_ok());
}

fn definition(epsg: Option<u32>) -> Result<Option<String>, ExchangeError> {
    crate::exchange::crs::definition(epsg, None)
}

#[test]
fn parameters_of_the_user_resolve_an_old_datum_from_any_of_its_layouts() {
    let params = DatumParams::parse(
        "source = \"EPSG:2379\"\ntarget = \"EPSG:4543\"\n[plane]\ndx_m = 100\ndy_m = -50\nrotation_s = 0\nscale_ppm = 0",
    )
    .unwrap();
    let expected = Transform::between(4543, 4490)
        .unwrap()
        .convert(579_054.0, 2_782_074.0)
        .unwrap();
    for (epsg, x) in [(2379, 578_954.0), (2358, 34_578_954.0)] {
        let crs = format!("EPSG:{epsg}");
        let wish = Wish {
            crs: Some(&crs),
            params: Some(&params),
            undo: None,
        };
        let (decided, there) = by(wish, &StatedCrs::Silent, x, 2_782_124.0).unwrap();
        assert_eq!(decided.used.datum_unresolved, None);
        assert!(metres(there, expected.into()) < 0.001, "{epsg} {there:?}");
    }
    for other in ["EPSG:2431", "EPSG:4543"] {
        let wish = Wish {
            crs: Some(other),
            params: Some(&params),
            undo: None,
        };
        assert!(
            matches!(
                by(wish, &StatedCrs::Silent, 578_954.0, 2_782_124.0),
                Err(ExchangeError::DatumParamsUnfit { .. })
            ),
            "{other}"
        );
    }
}

#[test]
fn a_local_grid_comes_in_by_its_control_points_only() {
    let params = DatumParams::parse(
        "source = \"local\"\naxes = \"en\"\ntarget = \"EPSG:4543\"\n\
         control = [{from=[10000, 20000], to=[560000, 2760000]}, {from=[30000, 20000], to=[580000, 2760000]}, {from=[10000, 50000], to=[560000, 2790000]}]",
    )
    .unwrap();
    let wish = Wish {
        params: Some(&params),
        ..Wish::default()
    };
    let (decided, there) = by(wish, &StatedCrs::Silent, 28_953.770, 42_124.071).unwrap();
    assert!(metres(there, DAM) < 0.01, "{there:?}");
    assert_eq!(decided.used.residuals.len(), 3);
    assert!(matches!(
        by(wish, &StatedCrs::Epsg(4543, "x"), 28_953.0, 42_124.0),
        Err(ExchangeError::DatumParamsUnfit { .. })
    ));
    let local = StatedCrs::Wkt("LOCAL_CS[\"昆明87\",UNIT[\"m\",1]]".to_owned());
    assert!(by(wish, &local, 28_953.770, 42_124.071).is_ok());
    assert!(matches!(
        by(Wish::default(), &local, 28_953.0, 42_124.0),
        Err(ExchangeError::LocalCrs { .. })
    ));
}

#[test]
fn which_coordinate_of_a_local_grid_stands_first_is_the_users_word() {
    let text = "source = \"local\"\naxes = \"AXES\"\ntarget = \"EPSG:4543\"\n\
         control = [{from=[20000, 10000], to=[560000, 2760000]}, {from=[20000, 30000], to=[580000, 2760000]}, {from=[50000, 10000], to=[560000, 2790000]}]";
    let params = DatumParams::parse(&text.replace("AXES", "ne")).unwrap();
    let wish = Wish {
        params: Some(&params),
        ..Wish::default()
    };
    let (decided, there) = by(wish, &StatedCrs::Silent, 42_124.071, 28_953.770).unwrap();
    assert!(decided.north_first && decided.used.how.contains("axes"));
    assert!(metres(there, DAM) < 0.01, "{there:?}");
    assert!(!decided.locator().unwrap().may_turn());
    // The same points the other way round are no turned and shifted grid.
    let wrong = DatumParams::parse(&text.replace("AXES", "en")).unwrap_err();
    assert!(wrong.contains("残差过大"), "{wrong}");
}

#[test]
fn a_stated_system_that_is_not_understood_is_refused_with_its_words() {
    for stated in [
        StatedCrs::Unreadable("昆明城建坐标系".to_owned()),
        StatedCrs::Epsg(999_999, "x"),
        StatedCrs::Wkt("PROJCS[\"坏的定义\",1]".to_owned()),
    ] {
        let error = by(Wish::default(), &stated, 102.783, 25.143).unwrap_err();
        let said = error.to_string();
        assert!(
            matches!(error, ExchangeError::UnreadableCrs { .. }) && said.contains("--crs"),
            "{said}"
        );
        let quoted = ["昆明城建坐标系", "EPSG:999999", "坏的定义"];
        assert!(quoted.iter().any(|part| said.contains(part)), "{said}");
        let wish = Wish {
            crs: Some("EPSG:4490"),
            ..Wish::default()
        };
        assert_eq!(by(wish, &stated, 102.783, 25.143).unwrap().1, DAM);
    }
    let old = StatedCrs::Epsg(900_913, "x");
    let (decided, _) = by(Wish::default(), &old, 11_441_700.0, 2_892_000.0).unwrap();
    assert_eq!(decided.used.epsg, Some(3857));
}

#[test]
fn every_coordinate_is_watched_for_a_change_of_datum_not_only_the_first() {
    // Nothing can be said of the first.
    let nowhere = Coord {
        x: f64::NAN,
        y: 0.0,
    };
    let wish = Wish {
        crs: Some("EPSG:4267"),
        ..Wish::default()
    };
    let at = Coord { x: 102.7, y: 25.0 };
    assert!(matches!(
        decide(wish, &StatedCrs::Silent, &[nowhere, at]),
        Err(ExchangeError::DatumUnresolved { .. })
    ));
    // No sample at all, or a row that no sample showed: the row is refused then.
    let step = Step::Watched {
        from: "EPSG:4267".to_owned(),
        to: "EPSG:4326".to_owned(),
    };
    let locator = Locator::new(&[step], false).unwrap();
    assert!(matches!(
        locator.locate(at, false),
        Err(crate::geodesy::CrsError::ChangesDatum { .. })
    ));
}

#[test]
fn ballpark_ways_of_proj_are_refused_and_wgs_84_is_none() {
    let asked = |crs: &'static str, x, y| {
        by(
            Wish {
                crs: Some(crs),
                ..Wish::default()
            },
            &StatedCrs::Silent,
            x,
            y,
        )
    };
    // NAD27, and Pulkovo 1942: no way to CGCS2000 that is made for Kunming.
    for crs in ["EPSG:4267", "EPSG:4284"] {
        assert!(
            matches!(
                asked(crs, 102.7, 25.0),
                Err(ExchangeError::DatumUnresolved { .. })
            ),
            "{crs}"
        );
    }
    let (_, there) = asked("EPSG:32648", 276_600.0, 2_782_390.0).unwrap();
    assert!(
        (there.x - 102.78).abs() < 0.02 && (there.y - 25.14).abs() < 0.02,
        "{there:?}"
    );
    assert!(asked("EPSG:3857", 11_441_700.0, 2_892_000.0).is_ok());
    assert!(asked("EPSG:999999", 1.0, 1.0).is_err());
}

#[test]
fn a_shift_is_undone_only_when_the_user_says_so() {
    let shown = Shift::Gcj02.apply(DAM);
    let wish = Wish {
        undo: Some(Shift::Gcj02),
        ..Wish::default()
    };
    let (decided, there) = by(wish, &StatedCrs::Silent, shown.x, shown.y).unwrap();
    assert!(metres(there, DAM) < 0.01 && decided.used.how.contains("GCJ-02"));
    let (_, there) = by(Wish::default(), &StatedCrs::Silent, shown.x, shown.y).unwrap();
    assert_eq!(there, shown);
}

/// For every code: a grid of points over its zone, and the definition in three dialects.
const JUDGE: &str = r#"
import json, sys
from pyproj import CRS, Transformer
for line in sys.stdin:
    epsg, geographic, west, east = map(int, line.split())
    crs = CRS.from_epsg(epsg)
    way = Transformer.from_crs(geographic, epsg, always_xy=True)
    points = []
    for i in range(7):
        for lat in (18.2, 24.4, 26.5, 39.9, 53.3):
            lon = west + (east - west) * i / 6
            points.append([lon, lat, *way.transform(lon, lat)])
    print(json.dumps({"epsg": epsg, "points": points, "wkt": [crs.to_wkt(v) for v in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019")]}))
"#;

#[derive(serde::Deserialize)]
struct Judged {
    epsg: u32,
    points: Vec<[f64; 4]>,
    wkt: Vec<String>,
}

/// What pyproj says of every code; `None` with the reason printed where there is no pyproj.
fn judged() -> Option<Vec<Judged>> {
    use std::fmt::Write as _;
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut python = match Command::new("python3")
        .args(["-c", JUDGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
    {
        Ok(python) => python,
        Err(error) => {
            eprintln!("skipped: no python3 ({error})");
            return None;
        }
    };
    let mut asked = String::new();
    for (epsg, datum, grid) in codes::all() {
        use crate::exchange::crs::codes::Grid;
        let (middle, half) = match grid {
            Grid::Geographic => (103, 2),
            Grid::ThreeZone(zone) => (zone * 3, 2),
            Grid::ThreeMeridian(east) => (east, 2),
            Grid::SixZone(zone) => (zone * 6 - 3, 3),
            Grid::SixMeridian(east) => (east, 3),
        };
        let (datum, west, east) = (datum.geographic(), middle - half, middle + half);
        writeln!(asked, "{epsg} {datum} {west} {east}").unwrap();
    }
    // A python without pyproj closes its end at once.
    drop(python.stdin.take()?.write_all(asked.as_bytes()));
    let output = python.wait_with_output().ok()?;
    if !output.status.success() {
        eprintln!("skipped: python3 has no pyproj");
        return None;
    }
    let text = String::from_utf8(output.stdout).ok()?;
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// The 3-degree and the 6-degree zone on one meridian are the same plane.
fn is_same_plane(own: u32, epsg: u32) -> bool {
    use crate::exchange::crs::codes::Grid::{SixMeridian, ThreeMeridian};
    own == epsg
        || match (codes::known(own), codes::known(epsg)) {
            (Some((a, ThreeMeridian(one))), Some((b, SixMeridian(other))))
            | (Some((a, SixMeridian(one))), Some((b, ThreeMeridian(other)))) => {
                a == b && one == other
            }
            _ => false,
        }
}

#[test]
fn every_code_offered_agrees_with_pyproj_within_a_millimetre_and_in_every_dialect() {
    let Some(judged) = judged() else { return };
    assert_eq!(judged.len(), codes::all().count());
    let mut worst: f64 = 0.0;
    for Judged { epsg, points, wkt } in judged {
        for wkt in wkt {
            let own = from_wkt(&wkt).unwrap().epsg;
            assert!(
                own.is_some_and(|own| is_same_plane(own, epsg)),
                "{epsg}: {own:?} {wkt}"
            );
        }
        // No sample: points of other parts of China must not be turned round by what they look like.
        let decided = decide(Wish::default(), &StatedCrs::Epsg(epsg, "x"), &[]).unwrap();
        let locator = decided.locator().unwrap();
        for [lon, lat, x, y] in points {
            let there = locator.locate(Coord { x, y }, false).unwrap();
            let off = metres(there, Coord { x: lon, y: lat });
            worst = worst.max(off);
            assert!(off < 0.001, "EPSG:{epsg} {lon} {lat}: {off} m");
        }
    }
    assert!(worst < 0.001, "{worst}");
}

/// `(code, easting, northing, longitude, latitude)`, computed apart from this program with pyproj; old
/// datums in degrees of their own.
const TABLE: [(u32, f64, f64, f64, f64); 20] = [
    (4543, 578_953.770_0, 2_782_124.071_0, 102.783, 25.143),
    (4522, 34_525_358.753_1, 2_699_615.956_4, 102.250, 24.400),
    (4544, 360_425.451_5, 2_932_991.459_8, 103.600, 26.500),
    (4523, 35_360_425.451_5, 2_932_991.459_8, 103.600, 26.500),
    (4507, 276_417.483_2, 2_783_733.332_4, 102.783, 25.143),
    (4496, 18_276_417.483_2, 2_783_733.332_4, 102.783, 25.143),
    (4534, 534_405.421_6, 4_374_090.505_6, 75.400, 39.500),
    (4554, 470_323.358_6, 5_351_862.912_8, 134.600, 48.300),
    (2379, 578_953.807_1, 2_782_125.366_9, 102.783, 25.143),
    (2358, 34_525_358.765_1, 2_699_617.213_8, 102.250, 24.400),
    (2332, 18_360_425.385_8, 2_932_992.826_1, 103.600, 26.500),
    (2343, 276_417.378_0, 2_783_734.629_1, 102.783, 25.143),
    (2431, 578_955.100_0, 2_782_173.617_1, 102.783, 25.143),
    (2410, 34_525_359.180_5, 2_699_664.046_8, 102.250, 24.400),
    (21418, 18_360_423.101_4, 2_933_043.664_5, 103.600, 26.500),
    (21458, 276_413.716_7, 2_783_782.905_7, 102.783, 25.143),
    (4791, 578_955.100_0, 2_782_173.617_1, 102.783, 25.143),
    (4770, 34_525_359.180_5, 2_699_664.046_8, 102.250, 24.400),
    (4573, 18_360_423.101_4, 2_933_043.664_5, 103.600, 26.500),
    (4584, 276_413.716_7, 2_783_782.905_7, 102.783, 25.143),
];

#[test]
fn fixed_values_of_every_kind_of_zone_are_met_within_a_millimetre() {
    for (epsg, x, y, lon, lat) in TABLE {
        let crs = format!("EPSG:{epsg}");
        let wish = Wish {
            crs: Some(&crs),
            ..Wish::default()
        };
        let (_, there) = by(wish, &StatedCrs::Silent, x, y).unwrap();
        assert!(
            metres(there, Coord { x: lon, y: lat }) < 0.001,
            "{epsg}: {there:?}"
        );
    }
}
