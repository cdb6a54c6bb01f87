//! Project files that somebody changed: a new project with pieces overwritten (a place of three bytes, a
//! length, and what stands there now), opened and read.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use shuijie::domain::Layer;
use shuijie::store::{Access, Project};
use shuijie_fuzz::{file, folder, part};

fn base() -> &'static [u8] {
    static BASE: OnceLock<Vec<u8>> = OnceLock::new();
    BASE.get_or_init(|| {
        let path = folder().join("base.sqlite");
        drop(Project::create(&path).expect("a project"));
        std::fs::read(&path).expect("the project")
    })
}

fuzz_target!(|bytes: &[u8]| {
    let mut project = base().to_vec();
    let mut rest = bytes;
    while let Some((place, after)) = rest.split_first_chunk::<3>() {
        rest = after;
        let piece = part(&mut rest);
        let place = u32::from_le_bytes([place[0], place[1], place[2], 0]) as usize % project.len();
        let size = piece.len().min(project.len() - place);
        project[place..place + size].copy_from_slice(&piece[..size]);
    }
    let path = file("a.sqlite", &project);
    if let Ok(project) = Project::open(&path, Access::ReadOnly) {
        for layer in Layer::ALL {
            drop(project.features(layer));
        }
        drop(project.import_runs());
        drop(project.health());
    }
});
