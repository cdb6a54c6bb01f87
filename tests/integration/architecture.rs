//! A layer uses only the layers below it: one crate does not enforce that, this test does.

use std::path::{Path, PathBuf};

/// Lowest first. `cli` stands beside the window: it uses services and below, and nothing uses it.
const LAYERS: [&str; 14] = [
    "domain", "geodesy", "rules", "store", "exchange", "carto", "report", "services", "jobs",
    "state", "map", "ui", "app", "cli",
];

/// Banned although the order allows it: (user, used).
const FORBIDDEN: [(&str, &str); 11] = [
    ("state", "store"),
    ("state", "exchange"),
    ("map", "store"),
    ("map", "exchange"),
    ("ui", "store"),
    ("ui", "exchange"),
    ("cli", "jobs"),
    ("cli", "state"),
    ("cli", "map"),
    ("cli", "ui"),
    ("cli", "app"),
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The modules that `text` names through `crate::`, in code or in docs.
fn used_modules(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).map(|rest| {
        let end =
            rest.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

fn violations(layer: &str, text: &str) -> Vec<String> {
    let rank = |name: &str| LAYERS.iter().position(|known| *known == name);
    used_modules(text)
        .filter(|used| {
            rank(used).is_some_and(|used_rank| Some(used_rank) > rank(layer))
                || FORBIDDEN.contains(&(layer, used))
                || used.is_empty()
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_layer_uses_a_higher_one() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for layer in LAYERS {
        let mut files = Vec::new();
        rust_files(&source.join(layer), &mut files);
        assert!(!files.is_empty(), "the layer {layer} has no files");
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for used in violations(layer, &text) {
                found.push(format!("{} uses crate::{used}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_scan_sees_a_violation() {
    assert_eq!(
        violations("geodesy", "use crate::store::Project;"),
        ["store"]
    );
    assert_eq!(
        violations("ui", "let x = crate::store::Project::open(path);"),
        ["store"]
    );
    assert_eq!(violations("store", "use crate::{domain, services};"), [""]);
    assert!(violations("store", "use crate::domain::Layer;").is_empty());
}
