//! The proposed sites of `sample-data/sites.csv`: each ends as the person who wrote it down expects,
//! and for the reason given there.

use std::collections::BTreeMap;
use std::path::Path;

use shuijie::domain::{
    Assessment, LonLat, OutfallAction, OutfallApplication, Progress, Subject, WellAction,
    WellApplication,
};
use shuijie::rules::pack::PackSet;
use shuijie::services::check::{CheckOptions, check};
use shuijie::services::clock::Clock;
use shuijie::services::sample::create_sample;

type Site = BTreeMap<String, String>;

fn subject(site: &Site) -> Subject {
    let number = |key: &str| site[key].parse::<f64>().ok();
    let text = |key: &str| (!site[key].is_empty()).then(|| site[key].clone());
    let position = LonLat::try_new(number("lon").unwrap(), number("lat").unwrap()).unwrap();
    if site["kind"] == "well" {
        return Subject::Well(WellApplication {
            volume_m3a: number("volume_m3a"),
            action: WellAction::ALL
                .into_iter()
                .find(|action| action.code() == site["action"])
                .unwrap(),
            previous_volume_m3a: number("previous_m3a"),
            assessment: Assessment::ALL
                .into_iter()
                .find(|assessment| assessment.code() == site["assessment"]),
            small_use: text("small_use").map(|answer| answer == "yes"),
            return_zone: text("return_zone"),
            ..WellApplication::at(position, site["purpose"].clone())
        });
    }
    let loads = [("COD", "load_cod_t_a"), ("NH3N", "load_nh3n_t_a")];
    Subject::Outfall(OutfallApplication {
        action: OutfallAction::ALL
            .into_iter()
            .find(|action| action.code() == site["action"])
            .unwrap(),
        class: text("class"),
        water_body: text("water_body"),
        flow_m3d: number("flow_m3d"),
        loads_t_a: loads
            .into_iter()
            .filter_map(|(item, key)| Some((item.to_owned(), number(key)?)))
            .collect(),
        ..OutfallApplication::at(position)
    })
}

#[test]
fn every_proposed_site_ends_as_expected_and_for_the_reason_given() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::Fixed("2026-09-01T00:00:00Z".parse().unwrap());
    let path = folder.path().join("示例.sqlite");
    let project = create_sample(&path, clock, &Progress::silent()).unwrap();
    let packs = PackSet::shipped().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/sites.csv");
    let mut reader = csv::Reader::from_path(file).unwrap();
    let mut wrong = Vec::new();
    for site in reader.deserialize::<Site>().map(Result::unwrap) {
        let options = CheckOptions {
            as_of: site["as_of"].parse().unwrap(),
            packs: Vec::new(),
        };
        let report = check(&project, &packs, subject(&site), &options).unwrap();
        let expected = site["expected"].as_str();
        if report.verdict.code() != expected {
            wrong.push(format!(
                "{}: {} instead of {expected}",
                site["name"],
                report.verdict.code()
            ));
        }
        // A pass has no finding that could name a feature.
        let deciding: Vec<_> = report
            .findings
            .iter()
            .flat_map(|finding| &finding.evidence)
            .map(|evidence| evidence.code.as_str())
            .collect();
        for code in site["codes"]
            .split_whitespace()
            .filter(|_| expected != "pass")
        {
            if !deciding.contains(&code) {
                wrong.push(format!("{}: no finding rests on {code}", site["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
