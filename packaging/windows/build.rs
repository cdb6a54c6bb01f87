//! Gives the Windows programs their icon, version and manifest: per-monitor DPI, long paths, UTF-8. Does
//! nothing for other systems.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Each binary with the word that program.rc tells it by.
const PROGRAMS: [(&str, &str); 2] = [("shuijie", "WINDOW"), ("shuijie-cli", "CLI")];

fn main() -> Result<(), String> {
    for file in ["program.rc", "shuijie.ico", "shuijie.manifest"] {
        println!("cargo:rerun-if-changed=packaging/windows/{file}");
    }
    println!("cargo:rerun-if-changed=packaging/windows/build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") != "windows" || target("ENV") != "gnu" {
        return Ok(());
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let gui = std::env::var_os("CARGO_FEATURE_GUI").is_some();
    for (program, word) in PROGRAMS {
        if program == "shuijie" && !gui {
            continue;
        }
        let object = out.join(format!("{program}.res.o"));
        compile(word, &object)?;
        println!("cargo:rustc-link-arg-bin={program}={}", object.display());
    }
    Ok(())
}

/// Runs MinGW's resource compiler, under its own name and its name on other systems.
fn compile(word: &str, object: &Path) -> Result<(), String> {
    let version = env!("CARGO_PKG_VERSION");
    let numbers: Vec<_> = version.split(['.', '-', '+']).take(3).collect();
    let mut failures = Vec::new();
    for windres in ["x86_64-w64-mingw32-windres", "windres"] {
        let status = Command::new(windres)
            .current_dir("packaging/windows")
            .arg(format!("-D{word}"))
            .arg(format!("-DVERSION=\\\"{version}\\\""))
            .arg(format!("-DVERSION_LIST={},0", numbers.join(",")))
            .args(["-O", "coff", "-i", "program.rc", "-o"])
            .arg(object)
            .status();
        match status {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => failures.push(format!("{windres}: {status}")),
            Err(error) => failures.push(format!("{windres}: {error}")),
        }
    }
    Err(format!(
        "the resource compiler did not work ({}): install binutils-mingw-w64-x86-64",
        failures.join("; ")
    ))
}
