//! Checks from memory at many places: the same findings as one check from the file, and a raster of
//! them that can be stopped and that says where it knows nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use geo::{Coord, Rect};
use jiff::civil::{Date, date};
use shuijie::domain::{
    Layer, LonLat, Outcome, OutfallApplication, Progress, Subject, WellApplication,
};
use shuijie::geodesy::{MetricGrid, STORAGE_EPSG, Transform};
use shuijie::rules::PackSet;
use shuijie::services::check::{CheckOptions, check};
use shuijie::services::clock::Clock;
use shuijie::services::sample::create_sample;
use shuijie::services::verdict_grid::{GridFrame, VerdictGrid};
use shuijie::services::whatif::{WhatIf, WhatIfError};
use shuijie::store::{Access, Project};

/// A project file of any size to measure on.
const BIG_PROJECT: &str = "SHUIJIE_BIG_PROJECT";
const DAY: Date = date(2026, 9, 1);

/// The sample project, built once; tests only read it.
fn sample() -> Project {
    static SAMPLE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("示例.sqlite");
        let clock = Clock::Fixed("2026-09-01T00:00:00Z".parse().unwrap());
        drop(create_sample(&path, clock, &Progress::silent()).unwrap());
        (folder, path)
    });
    Project::open(path, Access::ReadOnly).unwrap()
}

fn what_if(project: &Project) -> WhatIf {
    let packs = Arc::new(PackSet::shipped().unwrap());
    WhatIf::load(project, packs, (DAY, Vec::new()), &Progress::silent()).unwrap()
}

/// Numbers between 0 and 1 that are the same in every run.
fn shares() -> impl FnMut() -> f64 {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn applications(at: LonLat) -> [Subject; 3] {
    let loads = [("COD".to_owned(), 20.0), ("NH3N".to_owned(), 1.5)];
    [
        Subject::Outfall(OutfallApplication::at(at)),
        Subject::Outfall(OutfallApplication {
            class: Some("urban_wwtp".to_owned()),
            flow_m3d: Some(2_000.0),
            loads_t_a: loads.into_iter().collect(),
            ..OutfallApplication::at(at)
        }),
        Subject::Well(WellApplication {
            volume_m3a: Some(30_000.0),
            ..WellApplication::at(at, "industry".to_owned())
        }),
    ]
}

/// Places all over the data and a little beyond, half of them near registered points.
fn places(project: &Project, count: usize) -> Vec<LonLat> {
    let extent = project.extent().unwrap().unwrap();
    let points: Vec<Coord<f64>> = [Layer::Outfall, Layer::Intake, Layer::Well]
        .into_iter()
        .flat_map(|layer| project.features(layer).unwrap())
        .filter_map(|feature| match feature.geometry {
            Some(geo::Geometry::Point(point)) => Some(point.0),
            _ => None,
        })
        .collect();
    let mut share = shares();
    (0..count)
        .map(|index| {
            let at = if index % 2 == 0 || points.is_empty() {
                Coord {
                    x: extent.min().x + (share() * 1.1 - 0.05) * extent.width(),
                    y: extent.min().y + (share() * 1.1 - 0.05) * extent.height(),
                }
            } else {
                let near = points[(share() * points.len() as f64) as usize];
                Coord {
                    x: near.x + (share() - 0.5) * 0.01,
                    y: near.y + (share() - 0.5) * 0.01,
                }
            };
            LonLat::try_new(at.x, at.y).unwrap()
        })
        .collect()
}

#[test]
fn a_check_from_memory_says_byte_for_byte_what_a_check_from_the_file_says() {
    let project = sample();
    let what_if = what_if(&project);
    let packs = PackSet::shipped().unwrap();
    let options = CheckOptions {
        as_of: DAY,
        packs: Vec::new(),
    };
    let mut verdicts = std::collections::BTreeSet::new();
    for place in places(&project, 60) {
        for subject in applications(place) {
            let from_file = check(&project, &packs, subject.clone(), &options).unwrap();
            let elsewhere = subject.moved_to(LonLat::try_new(100.0, 20.0).unwrap());
            let from_memory = what_if.check_at(&elsewhere, place).unwrap();
            assert_eq!(
                serde_json::to_string(&from_file).unwrap(),
                serde_json::to_string(&from_memory).unwrap(),
                "{subject:?}"
            );
            verdicts.insert(from_file.verdict);
        }
    }
    assert!(
        verdicts.len() >= 3,
        "the places are all alike: {verdicts:?}"
    );
}

/// A view of `width_m` by `height_m` around a place.
fn frame(project: &Project, center: LonLat, size_m: (f64, f64), cell_m: f64) -> GridFrame {
    let plane = Transform::between(STORAGE_EPSG, project.metric_epsg()).unwrap();
    let (x, y) = plane.convert(center.lon, center.lat).unwrap();
    let at = Coord { x, y };
    let half = Coord {
        x: size_m.0 / 2.0,
        y: size_m.1 / 2.0,
    };
    GridFrame {
        bounds: Rect::new(at - half, at + half),
        cell_m,
    }
}

/// 云龙水库 with its protection zones.
fn reservoir() -> LonLat {
    LonLat::try_new(102.4019, 25.8797).unwrap()
}

fn outfall() -> Subject {
    applications(reservoir())[0].clone()
}

#[test]
fn every_cell_has_the_verdict_of_a_check_at_its_centre() {
    let project = sample();
    let what_if = what_if(&project);
    let frame = frame(&project, reservoir(), (20_000.0, 12_000.0), 300.0);
    let silent = Progress::silent();
    let grid = what_if
        .verdict_grid(&outfall(), frame, &silent, |_| {})
        .unwrap();
    assert!(grid.bounds().min().x <= frame.bounds.min().x);
    assert!(grid.bounds().max().y >= frame.bounds.max().y);
    assert_eq!(grid.step, Some(1));

    let packs = PackSet::shipped().unwrap();
    let options = CheckOptions {
        as_of: DAY,
        packs: Vec::new(),
    };
    let around = Rect::new((101.4, 24.9), (103.4, 26.9));
    let plane = MetricGrid::new(project.metric_epsg(), around).unwrap();
    let mut share = shares();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..80 {
        let column = (share() * f64::from(grid.columns)).floor();
        let row = (share() * f64::from(grid.rows)).floor();
        let center = Coord {
            x: grid.corner.x + (column + 0.5) * grid.cell_m,
            y: grid.corner.y - (row + 0.5) * grid.cell_m,
        };
        let cell = grid.at(center).unwrap();
        assert_eq!(cell.step, 1);
        let degrees = plane.unproject(center);
        let place = LonLat::try_new(degrees.x, degrees.y).unwrap();
        let report = check(&project, &packs, outfall().moved_to(place), &options).unwrap();
        assert_eq!(cell.outcome, report.verdict, "{place:?}");
        let rule = grid.rule(cell).map(|rule| rule.rule.clone());
        let first = report.findings.first();
        assert_eq!(rule, first.map(|finding| finding.rule.clone()), "{place:?}");
        seen.insert(cell.outcome);
    }
    assert!(
        seen.contains(&Outcome::Prohibit) && seen.len() > 1,
        "{seen:?}"
    );
    let counted: usize = grid.counts().iter().map(|(_, count)| count).sum();
    assert_eq!(counted, grid.cells.len());
}

#[test]
fn the_picture_comes_coarse_first_and_a_finer_one_keeps_what_was_found() {
    let project = sample();
    let what_if = what_if(&project);
    let frame = frame(&project, reservoir(), (9_000.0, 9_000.0), 250.0);
    let mut parts: Vec<VerdictGrid> = Vec::new();
    let silent = Progress::silent();
    let last = what_if
        .verdict_grid(&outfall(), frame, &silent, |part| parts.push(part.clone()))
        .unwrap();
    let mut steps: Vec<_> = parts.iter().filter_map(|part| part.step).collect();
    steps.dedup();
    assert_eq!(steps, [9, 3, 1]);
    assert_eq!(parts.last(), Some(&last));
    let coarse = parts.iter().find(|part| part.step == Some(9)).unwrap();
    assert!(
        coarse.cells.iter().all(Option::is_some),
        "nothing is left blank"
    );
    for row in (4..last.rows).step_by(9) {
        for column in (4..last.columns).step_by(9) {
            let index = (row * last.columns + column) as usize;
            let (before, after) = (coarse.cells[index].unwrap(), last.cells[index].unwrap());
            assert_eq!(before.outcome, after.outcome);
            assert_eq!(coarse.rule(before), last.rule(after));
        }
    }
}

#[test]
fn places_beyond_the_data_are_undecided_and_never_pass() {
    let project = sample();
    let what_if = what_if(&project);
    let silent = Progress::silent();
    for (lon, lat) in [(101.0, 24.0), (110.0, 30.0), (60.0, -40.0)] {
        let center = LonLat::try_new(lon, lat).unwrap();
        let frame = frame(&project, center, (40_000.0, 40_000.0), 2_000.0);
        let grid = what_if
            .verdict_grid(&outfall(), frame, &silent, |_| {})
            .unwrap();
        for cell in grid.cells.iter().flatten() {
            assert!(cell.outcome >= Outcome::Undecided, "{lon},{lat}: {cell:?}");
        }
        assert_eq!(grid.rules.last().unwrap().rule, "DATA-01");
    }
}

#[test]
fn a_stopped_picture_ends_at_its_next_batch() {
    let project = sample();
    let what_if = what_if(&project);
    let progress = Progress::silent();
    let frame = frame(&project, reservoir(), (40_000.0, 40_000.0), 200.0);
    let stop = progress.clone();
    let mut parts = 0;
    let result = what_if.verdict_grid(&outfall(), frame, &progress, |_| {
        parts += 1;
        stop.cancel();
    });
    assert!(
        matches!(result, Err(WhatIfError::Cancelled(_))),
        "{result:?}"
    );
    assert_eq!(parts, 1);
}

#[test]
fn a_view_without_size_is_refused_and_a_huge_one_gets_larger_cells() {
    let project = sample();
    let what_if = what_if(&project);
    let silent = Progress::silent();
    let one = frame(&project, reservoir(), (5_000.0, 5_000.0), 500.0);
    for cell_m in [0.0, -1.0, f64::NAN] {
        let frame = GridFrame { cell_m, ..one };
        let result = what_if.verdict_grid(&outfall(), frame, &silent, |_| {});
        assert!(matches!(result, Err(WhatIfError::NoArea)), "{result:?}");
    }
    let progress = Progress::silent();
    let stop = progress.clone();
    let frame = GridFrame {
        cell_m: 0.01,
        ..one
    };
    let mut cells = 0;
    let result = what_if.verdict_grid(&outfall(), frame, &progress, |part| {
        cells = part.cells.len();
        stop.cancel();
    });
    assert!(
        matches!(result, Err(WhatIfError::Cancelled(_))),
        "{result:?}"
    );
    assert!(cells < 300_000, "{cells}");
}

#[test]
fn a_change_of_the_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.sqlite");
    sample().backup(&path).unwrap();
    let project = Project::open(&path, Access::ReadOnly).unwrap();
    let what_if = what_if(&project);
    assert!(what_if.is_current(&project).unwrap());
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE touched (id INTEGER)")
        .unwrap();
    assert!(!what_if.is_current(&project).unwrap());
}

/// Prints what a check costs in the project that an environment variable names.
#[test]
fn the_cost_of_a_check_in_a_big_project_is_printed() {
    let Some(path) = std::env::var_os(BIG_PROJECT) else {
        println!("skipped: {BIG_PROJECT} names no project");
        return;
    };
    let project = Project::open(Path::new(&path), Access::ReadOnly).unwrap();
    let start = Instant::now();
    let what_if = what_if(&project);
    println!("load: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let packs = PackSet::shipped().unwrap();
    let options = CheckOptions {
        as_of: DAY,
        packs: Vec::new(),
    };
    let mut from_file: Vec<f64> = Vec::new();
    for place in places(&project, 40) {
        for subject in applications(place) {
            let from_memory = what_if.check(subject.clone()).unwrap();
            let start = Instant::now();
            let report = check(&project, &packs, subject, &options).unwrap();
            from_file.push(start.elapsed().as_secs_f64() * 1e3);
            assert_eq!(report, from_memory);
        }
    }
    from_file.sort_by(f64::total_cmp);
    println!(
        "from the file: median {:.2} ms, most {:.2} ms per check",
        from_file[from_file.len() / 2],
        from_file[from_file.len() - 1]
    );
    for round in ["first", "again"] {
        for subject in applications(reservoir()) {
            let places = places(&project, 2_000);
            let mut micros: Vec<f64> = places
                .iter()
                .map(|place| {
                    let start = Instant::now();
                    what_if.check_at(&subject, *place).unwrap();
                    start.elapsed().as_secs_f64() * 1e6
                })
                .collect();
            micros.sort_by(f64::total_cmp);
            println!(
                "{round} {}: median {:.0} µs, 99 % {:.0} µs, most {:.0} µs per check",
                subject.kind(),
                micros[micros.len() / 2],
                micros[micros.len() * 99 / 100],
                micros[micros.len() - 1]
            );
        }
    }
    let extent = project.extent().unwrap().unwrap();
    let center = LonLat::try_new(extent.center().x, extent.center().y).unwrap();
    for (size_m, cell_m) in [
        ((240_000.0, 180_000.0), 800.0),
        ((24_000.0, 18_000.0), 80.0),
    ] {
        let frame = frame(&project, center, size_m, cell_m);
        let start = Instant::now();
        let mut first = None;
        let grid = what_if
            .verdict_grid(&applications(center)[1], frame, &Progress::silent(), |_| {
                first.get_or_insert_with(|| start.elapsed());
            })
            .unwrap();
        println!(
            "grid of {} cells: first part {:.0} ms, all {:.0} ms, {:?}",
            grid.cells.len(),
            first.unwrap().as_secs_f64() * 1e3,
            start.elapsed().as_secs_f64() * 1e3,
            grid.counts()
        );
    }
}
