//! Wherever the sample draws a ban, a site inside it is banned, with article and evidence.

use std::collections::BTreeMap;

use geo::{Coord, Geometry, InteriorPoint as _, InterpolatableLine as _};
use shuijie::domain::{
    CheckReport, Feature, Layer, LonLat, Outcome, OutfallApplication, Progress, Relation, Subject,
    WellApplication,
};
use shuijie::rules::PackSet;
use shuijie::services::check::{CheckOptions, check};
use shuijie::services::{Clock, sample::create_sample};
use shuijie::store::Project;

struct Bench {
    _folder: tempfile::TempDir,
    project: Project,
    packs: PackSet,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = create_sample(
            &folder.path().join("s.sqlite"),
            Clock::System,
            &Progress::silent(),
        )
        .unwrap();
        Self {
            _folder: folder,
            project,
            packs: PackSet::shipped().unwrap(),
        }
    }

    fn check(&self, subject: Subject) -> CheckReport {
        let options = CheckOptions {
            as_of: "2026-09-01".parse().unwrap(),
            packs: Vec::new(),
        };
        check(&self.project, &self.packs, subject, &options).unwrap()
    }

    fn outfall(&self, at: Coord<f64>, water_body: Option<&str>) -> CheckReport {
        self.check(Subject::Outfall(OutfallApplication {
            class: Some("industrial".to_owned()),
            water_body: water_body.map(str::to_owned),
            flow_m3d: Some(100.0),
            loads_t_a: BTreeMap::from([("COD".to_owned(), 1.0), ("NH3N".to_owned(), 0.1)]),
            ..OutfallApplication::at(LonLat::try_new(at.x, at.y).unwrap())
        }))
    }

    fn well(&self, at: Coord<f64>) -> CheckReport {
        self.check(Subject::Well(WellApplication {
            volume_m3a: Some(1000.0),
            ..WellApplication::at(LonLat::try_new(at.x, at.y).unwrap(), "industry".to_owned())
        }))
    }

    fn features(&self, layer: Layer, field: &str, values: &[&str]) -> Vec<Feature> {
        let mut features = self.project.features(layer).unwrap();
        features.retain(|feature| {
            feature
                .text(field)
                .is_some_and(|value| values.contains(&value))
        });
        assert!(!features.is_empty(), "the sample has no {field} {values:?}");
        features
    }
}

/// A position inside an area or half-way along a line.
fn site(feature: &Feature) -> Coord<f64> {
    match feature.geometry.as_ref().unwrap() {
        Geometry::MultiLineString(lines) => {
            lines.0[0]
                .point_at_ratio_from_start(&geo::Euclidean, 0.5)
                .unwrap()
                .0
        }
        area => area.interior_point().unwrap().0,
    }
}

/// A finding prohibits, cites an article and shows the feature as its evidence.
fn assert_banned(report: &CheckReport, feature: &Feature) {
    assert_eq!(
        report.verdict,
        Outcome::Prohibit,
        "{} {}",
        feature.code,
        feature.name()
    );
    let proof = report.findings.iter().find(|finding| {
        finding.outcome == Outcome::Prohibit
            && finding.evidence.iter().any(|evidence| {
                evidence.layer == feature.layer.name()
                    && evidence.code == feature.code
                    && evidence.distance_m.is_some()
            })
            && finding.basis.iter().any(|basis| !basis.document.is_empty())
    });
    assert!(
        proof.is_some(),
        "{} is not the evidence of any ban: {:#?}",
        feature.code,
        report.findings
    );
}

#[test]
fn every_first_and_second_grade_zone_bans_outfalls() {
    let bench = Bench::new();
    for zone in bench.features(Layer::ProtectionZone, "grade", &["1", "2"]) {
        assert_banned(&bench.outfall(site(&zone), None), &zone);
    }
}

#[test]
fn every_quasi_zone_restricts_outfalls_at_least() {
    let bench = Bench::new();
    for zone in bench.features(Layer::ProtectionZone, "grade", &["quasi"]) {
        let report = bench.outfall(site(&zone), None);
        assert!(
            report.verdict >= Outcome::Restrict,
            "{}: {:?}",
            zone.code,
            report.verdict
        );
    }
}

#[test]
fn every_protection_function_zone_bans_outfalls() {
    let bench = Bench::new();
    for zone in bench.features(Layer::FunctionZone, "level1", &["protection"]) {
        assert_banned(&bench.outfall(site(&zone), zone.text("water_body")), &zone);
    }
}

#[test]
fn every_prohibited_groundwater_area_bans_wells_and_every_restricted_one_new_wells() {
    let bench = Bench::new();
    for area in bench.features(
        Layer::GroundwaterArea,
        "kind",
        &["prohibited", "restricted"],
    ) {
        assert_banned(&bench.well(site(&area)), &area);
    }
}

#[test]
fn a_corner_of_an_area_is_on_its_edge_and_banned() {
    let bench = Bench::new();
    for area in bench.features(Layer::GroundwaterArea, "kind", &["prohibited"]) {
        let Some(Geometry::MultiPolygon(parts)) = &area.geometry else {
            panic!("{} is no area", area.code)
        };
        let report = bench.well(parts.0[0].exterior().0[0]);
        assert_eq!(report.verdict, Outcome::Prohibit);
        let evidence = report.findings.iter().flat_map(|finding| &finding.evidence);
        let relations: Vec<_> = evidence
            .filter(|evidence| evidence.code == area.code)
            .map(|evidence| evidence.relation)
            .collect();
        assert!(
            relations.contains(&Relation::Edge),
            "{}: {relations:?}",
            area.code
        );
    }
}

#[test]
fn missing_limits_are_undecided_and_never_pass() {
    let bench = Bench::new();
    let limited: Vec<String> = bench
        .project
        .features(Layer::ZoneLimit)
        .unwrap()
        .iter()
        .filter_map(|limit| limit.text("zone_code").map(str::to_owned))
        .collect();
    let zones = bench.features(
        Layer::FunctionZone,
        "level1",
        &["protection", "reserve", "development", "buffer"],
    );
    let without: Vec<_> = zones
        .iter()
        .filter(|zone| !limited.contains(&zone.code))
        .collect();
    assert!(!without.is_empty(), "the sample has no zone without limits");
    for zone in without {
        let report = bench.outfall(site(zone), zone.text("water_body"));
        assert!(report.verdict >= Outcome::Undecided, "{}", zone.code);
        assert!(
            report.findings.iter().any(|finding| finding.outcome == Outcome::Undecided && !finding.missing.is_empty()),
            "{}: {:#?}",
            zone.code,
            report.findings
        );
    }
}
