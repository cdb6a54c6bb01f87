//! Linux shows the open files of every process of the same user under `/proc`.

use std::path::Path;

use super::Holder;

pub(super) fn holders(path: &Path) -> Vec<Holder> {
    let Ok(path) = path.canonicalize() else {
        return Vec::new();
    };
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let holds = |process: &Path| {
        // Those of other users cannot be read.
        let files = std::fs::read_dir(process.join("fd")).into_iter().flatten();
        files
            .flatten()
            .any(|file| std::fs::read_link(file.path()).is_ok_and(|target| target == path))
    };
    processes
        .flatten()
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            if !holds(&entry.path()) {
                return None;
            }
            let name = std::fs::read_to_string(entry.path().join("comm")).ok()?;
            Some(Holder {
                name: name.trim().to_owned(),
                process,
            })
        })
        .collect()
}
