//! What lies up and down the river decides along the river, in a small project: 盘龙江 runs from west to
//! east 55 m north of the site, and 0.01° of longitude are about 1 009 m of it.

use geo::{Geometry, LineString, Point};
use jiff::civil::date;
use shuijie::domain::{Layer, Outcome, Progress, Relation, Subject};
use shuijie::rules::facts::{About, FACTS};
use shuijie::rules::{Facts as _, SubjectKind};
use shuijie::store::{Live, ProjectFacts, Snapshot};

use super::sites::{Site, of, outfall, square, text};

const RIVER_LAT: f64 = 25.0005;

fn line(from: f64, to: f64) -> Geometry<f64> {
    LineString::from(vec![(from, RIVER_LAT), (to, RIVER_LAT)]).into()
}

fn with_river() -> Site {
    let mut site = Site::furnished();
    let values = [("name", text("盘龙江")), ("basin", text("长江"))];
    site.add(Layer::River, "R-1", line(102.4, 102.6), &values);
    site
}

fn intake(site: &mut Site, lon: f64) {
    let at = Geometry::from(Point::new(lon, 25.0));
    site.add(Layer::Intake, "I-1", at, &[("name", text("甲水厂"))]);
}

fn subject() -> Subject {
    Subject::Outfall(outfall(102.5, 25.0))
}

/// Outcomes of a rule at the site.
fn outcomes(site: &Site, subject: Subject, rule: &str) -> Vec<Outcome> {
    let report = site.check(subject);
    of(&report, rule)
        .iter()
        .map(|finding| finding.outcome)
        .collect()
}

#[test]
fn an_intake_below_the_site_counts_by_the_metres_of_the_river() {
    let mut site = with_river();
    intake(&mut site, 102.508);
    let report = site.check(subject());
    let finding = of(&report, "OS-04")[0];
    assert_eq!(finding.outcome, Outcome::Restrict);
    let proof = &finding.evidence[0];
    assert_eq!(
        (proof.code.as_str(), proof.relation),
        ("I-1", Relation::Downstream)
    );
    assert!((proof.distance_m.unwrap() - 807.0).abs() < 2.0, "{proof:?}");
    assert!(
        finding.message.contains("沿河下游 80"),
        "{}",
        finding.message
    );
    assert!(
        finding.message.contains("“盘龙江”(R-1)桩号 10"),
        "{}",
        finding.message
    );
    for (rule, outcome) in [
        ("OS-05", Outcome::Assess),
        ("OS-24", Outcome::Assess),
        ("OS-32", Outcome::Notice),
    ] {
        assert_eq!(outcomes(&site, subject(), rule), [outcome], "{rule}");
    }
}

#[test]
fn an_intake_above_the_site_counts_for_a_hundred_metres_only() {
    for (lon, expected) in [(102.492, vec![]), (102.4995, vec![Outcome::Restrict])] {
        let mut site = with_river();
        intake(&mut site, lon);
        assert_eq!(outcomes(&site, subject(), "OS-04"), expected, "{lon}");
        assert_eq!(outcomes(&site, subject(), "OS-32"), []);
    }
}

#[test]
fn a_far_intake_needs_no_river_and_a_near_one_without_a_river_is_open() {
    let mut site = Site::furnished();
    assert_eq!(outcomes(&site, subject(), "OS-05"), []);
    intake(&mut site, 102.508);
    let report = site.check(subject());
    let finding = of(&report, "OS-05")[0];
    assert_eq!(finding.outcome, Outcome::Undecided);
    assert!(
        finding.missing[0].contains("(river)没有数据"),
        "{finding:?}"
    );
    // Nearer than 2 000 m but farther than any mouth may be off the river: only the wider rule is open.
    let mut site = Site::furnished();
    intake(&mut site, 102.52);
    assert_eq!(outcomes(&site, subject(), "OS-04"), []);
    assert_eq!(outcomes(&site, subject(), "OS-05"), [Outcome::Undecided]);
}

#[test]
fn a_gap_between_the_site_and_the_intake_is_said_not_bridged() {
    let mut site = Site::furnished();
    let values = [("name", text("盘龙江"))];
    site.add(Layer::River, "R-1", line(102.4, 102.504), &values);
    site.add(Layer::River, "R-2", line(102.505, 102.6), &values);
    intake(&mut site, 102.508);
    let report = site.check(subject());
    let finding = of(&report, "OS-04")[0];
    assert_eq!(finding.outcome, Outcome::Undecided);
    assert!(
        finding.missing[0].contains("R-1、R-2 之间断开 101 米"),
        "{finding:?}"
    );
}

#[test]
fn a_stated_river_that_is_not_there_is_not_replaced_by_the_nearest() {
    let mut site = with_river();
    intake(&mut site, 102.508);
    let mut named = outfall(102.5, 25.0);
    named.water_body = Some("别河".to_owned());
    let report = site.check(Subject::Outfall(named));
    let finding = of(&report, "OS-04")[0];
    assert_eq!(finding.outcome, Outcome::Undecided);
    assert!(
        finding.missing[0].contains("“别河”在 200 米内"),
        "{finding:?}"
    );
}

#[test]
fn an_intake_with_a_protection_zone_leaves_its_distance_to_the_zone() {
    let mut site = with_river();
    intake(&mut site, 102.508);
    let values = [("grade", text("2"))];
    site.add(
        Layer::ProtectionZone,
        "P-2",
        square(102.507, 24.999, 0.002),
        &values,
    );
    assert_eq!(outcomes(&site, subject(), "OS-04"), []);
    assert_eq!(outcomes(&site, subject(), "OS-24"), [Outcome::Assess]);
}

#[test]
fn the_stated_mixing_length_decides_and_the_default_is_said() {
    let mut site = with_river();
    intake(&mut site, 102.508);
    let report = site.check(subject());
    let message = &of(&report, "OS-24")[0].message;
    assert!(message.contains("1000 米(申请未填，按默认值)"), "{message}");
    let mut short = outfall(102.5, 25.0);
    short.mixing_length_m = Some(500.0);
    assert_eq!(outcomes(&site, Subject::Outfall(short), "OS-24"), []);
}

#[test]
fn outfalls_near_along_the_river_are_named_on_both_sides() {
    for (lon, found) in [(102.496, true), (102.504, true), (102.506, false)] {
        let mut site = with_river();
        let at = Geometry::from(Point::new(lon, 25.0));
        let values = [("zone_code", text("Z-1")), ("status", text("active"))];
        site.add(Layer::Outfall, "O-2", at, &values);
        let expected = if found { vec![Outcome::Notice] } else { vec![] };
        assert_eq!(outcomes(&site, subject(), "OS-28"), expected, "{lon}");
    }
}

#[test]
fn a_special_water_counts_when_the_river_flows_into_it() {
    for (west, found) in [(102.505, true), (102.49, false), (102.512, false)] {
        let mut site = with_river();
        let area = square(west, 24.999, 0.003);
        site.add(
            Layer::SpecialArea,
            "S-2",
            area,
            &[("kind", text("fishery"))],
        );
        let expected = if found { vec![Outcome::Assess] } else { vec![] };
        assert_eq!(outcomes(&site, subject(), "OS-30"), expected, "{west}");
    }
    let mut site = Site::furnished();
    let area = square(102.505, 24.999, 0.003);
    site.add(
        Layer::SpecialArea,
        "S-2",
        area,
        &[("kind", text("fishery"))],
    );
    assert_eq!(outcomes(&site, subject(), "OS-30"), [Outcome::Undecided]);
}

#[test]
fn the_mixing_zone_comes_to_the_next_zone_as_area_or_line_and_to_sections() {
    let protected = [("level1", text("protection"))];
    let mut site = with_river();
    site.add(
        Layer::FunctionZone,
        "Z-2",
        square(102.505, 24.999, 0.003),
        &protected,
    );
    assert_eq!(outcomes(&site, subject(), "OS-25"), [Outcome::Restrict]);
    let reserve = [("level1", text("reserve")), ("water_body", text("盘龙江"))];
    for (from, found) in [(102.505, true), (102.511, false)] {
        let mut site = with_river();
        site.add(Layer::FunctionZone, "Z-3", line(from, 102.55), &reserve);
        let expected = if found { vec![Outcome::Assess] } else { vec![] };
        assert_eq!(outcomes(&site, subject(), "OS-25"), expected, "{from}");
    }
    let mut site = with_river();
    let at = Geometry::from(Point::new(102.505, RIVER_LAT));
    site.add(
        Layer::MonitoringStation,
        "M-1",
        at,
        &[("kind", text("assessed_section"))],
    );
    let report = site.check(subject());
    let message = &of(&report, "OS-25")[0].message;
    assert!(
        message.contains("考核断面") && message.contains("沿河下游 50"),
        "{message}"
    );
}

#[test]
fn chemical_works_keep_a_kilometre_from_rivers_of_the_yangtze() {
    let works = |lat: f64| {
        let mut works = outfall(102.5, lat);
        works.industry = Some("chemical".to_owned());
        Subject::Outfall(works)
    };
    let site = with_river();
    assert_eq!(outcomes(&site, works(24.995), "OS-21"), [Outcome::Prohibit]);
    // The line is 1 100 m off: its shore may be within the kilometre.
    assert_eq!(
        outcomes(&site, works(24.990_57), "OS-21"),
        [Outcome::Undecided]
    );
    assert_eq!(outcomes(&site, works(24.985), "OS-21"), []);
    assert_eq!(
        outcomes(&Site::furnished(), works(24.985), "OS-21"),
        [Outcome::Undecided]
    );
}

/// Rivers are joined once for all checks of a run; that must not change any answer.
#[test]
fn a_copy_in_memory_answers_as_the_file_does() {
    let mut site = with_river();
    intake(&mut site, 102.508);
    let reserve = [("level1", text("reserve"))];
    site.add(Layer::FunctionZone, "Z-3", line(102.505, 102.55), &reserve);
    site.add(
        Layer::SpecialArea,
        "S-2",
        square(102.505, 24.999, 0.003),
        &[],
    );
    let (day, subject) = (date(2026, 11, 23), subject());
    let live = Live::new(&site.project, day);
    let copy = Snapshot::load(&site.project, day, &Progress::silent()).unwrap();
    let mut from_file = ProjectFacts::new(&live, &subject);
    let mut from_copy = ProjectFacts::new(&copy, &subject);
    for fact in FACTS {
        let asked = fact.about.includes(SubjectKind::Outfall);
        if asked && !matches!(fact.about, About::Wells) && fact.reads.contains(&Layer::River) {
            let (a, b) = (from_file.answer(fact.id), from_copy.answer(fact.id));
            assert_eq!(a.unwrap(), b.unwrap(), "{}", fact.name);
        }
    }
}

#[test]
fn an_outfall_on_a_line_cut_off_above_the_site_is_open() {
    let mut site = Site::furnished();
    let values = [("name", text("盘龙江"))];
    // 353 m apart: too far to be seen as a gap from below, but the upper line ends in nothing.
    site.add(Layer::River, "R-1", line(102.4, 102.4955), &values);
    site.add(Layer::River, "R-2", line(102.499, 102.6), &values);
    let at = Geometry::from(Point::new(102.4953, 25.0));
    let outfall = [("zone_code", text("Z-1")), ("status", text("active"))];
    site.add(Layer::Outfall, "O-2", at, &outfall);
    assert_eq!(outcomes(&site, subject(), "OS-28"), [Outcome::Undecided]);
}

#[test]
fn a_zone_of_river_type_says_how_far_along_its_line_the_mouth_is() {
    let project = tempfile::tempdir().unwrap();
    let path = project.path().join("s.sqlite");
    let clock = shuijie::services::Clock::Fixed("2026-09-01T00:00:00Z".parse().unwrap());
    let silent = Progress::silent();
    let project = shuijie::services::sample::create_sample(&path, clock, &silent).unwrap();
    let zone = project
        .features(Layer::FunctionZone)
        .unwrap()
        .into_iter()
        .find(|zone| {
            zone.text("level2") == Some("agriculture")
                && matches!(&zone.geometry, Some(Geometry::MultiLineString(lines)) if lines.0.len() == 1)
        })
        .unwrap();
    let Some(Geometry::MultiLineString(lines)) = &zone.geometry else {
        unreachable!("found above");
    };
    // At the first vertex of the line nothing has been passed yet.
    let start = lines.0[0].0[0];
    let at = shuijie::domain::LonLat::try_new(start.x, start.y).unwrap();
    let subject = Subject::Outfall(shuijie::domain::OutfallApplication {
        water_body: zone.text("water_body").map(str::to_owned),
        ..shuijie::domain::OutfallApplication::at(at)
    });
    let options = shuijie::services::check::CheckOptions {
        as_of: "2026-09-01".parse().unwrap(),
        packs: Vec::new(),
    };
    let packs = shuijie::rules::PackSet::shipped().unwrap();
    let report = shuijie::services::check::check(&project, &packs, subject, &options).unwrap();
    let said = report
        .findings
        .iter()
        .find(|finding| finding.rule == "OS-12" && finding.message.contains(&zone.code))
        .unwrap();
    assert!(
        said.message.contains("距功能区线起点 0 米(投影点 "),
        "{}",
        said.message
    );
}
