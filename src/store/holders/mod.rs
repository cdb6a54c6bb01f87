//! Which other programs have a file open, as far as the system tells: for the sentence that says why it cannot
//! be written. Asked only after that has failed.

use std::path::Path;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

/// Programs that are named; more are only noise.
const MAX_NAMED: usize = 5;

/// Another program that has the file open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Holder {
    name: String,
    process: u32,
}

/// `：name（进程 id）、…` to go into a sentence; empty where the system names none.
pub(super) fn named(path: &Path) -> String {
    listed(holders(path))
}

fn listed(mut holders: Vec<Holder>) -> String {
    let own = std::process::id();
    holders.retain(|holder| holder.process != own);
    holders.sort();
    holders.dedup();
    if holders.is_empty() {
        return String::new();
    }
    let more = if holders.len() > MAX_NAMED { "等" } else { "" };
    holders.truncate(MAX_NAMED);
    let names: Vec<String> = holders
        .iter()
        .map(|holder| format!("{}（进程 {}）", holder.name, holder.process))
        .collect();
    format!("：{}{more}", names.join("、"))
}

#[cfg(target_os = "linux")]
fn holders(path: &Path) -> Vec<Holder> {
    linux::holders(path)
}

#[cfg(windows)]
fn holders(path: &Path) -> Vec<Holder> {
    // Without the answer the sentence is still right, so a failure is only logged.
    windows::holders(path).unwrap_or_else(|code| {
        tracing::debug!(code, "the restart manager does not answer");
        Vec::new()
    })
}

#[cfg(not(any(target_os = "linux", windows)))]
fn holders(_path: &Path) -> Vec<Holder> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(name: &str, process: u32) -> Holder {
        Holder {
            name: name.to_owned(),
            process,
        }
    }

    #[test]
    fn other_programs_are_named_once_and_this_one_never() {
        let own = std::process::id();
        let twice = vec![
            holder("b", 2),
            holder("a", 9),
            holder("b", 2),
            holder("水界", own),
        ];
        assert_eq!(listed(twice), "：a（进程 9）、b（进程 2）");
        assert_eq!(listed(vec![holder("水界", own)]), "");
        let many = (0..8)
            .map(|process| holder("x", 4_000_000_000 + process))
            .collect();
        let text = listed(many);
        assert!(
            text.matches("进程").count() == MAX_NAMED && text.ends_with('等'),
            "{text}"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_that_has_the_file_open_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("昆明 1.sqlite");
        std::fs::write(&path, "x").unwrap();
        assert_eq!(named(&path), "");
        let mut other = std::process::Command::new("sleep")
            .arg("60")
            .stdin(std::fs::File::open(&path).unwrap())
            .spawn()
            .unwrap();
        let text = named(&path);
        other.kill().unwrap();
        other.wait().unwrap();
        assert!(text.contains(&format!("（进程 {}）", other.id())), "{text}");
    }
}
