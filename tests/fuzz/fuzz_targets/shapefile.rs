//! The files of a shapefile: `.shp`, `.dbf`, `.prj` and `.cpg`, one after the other with their lengths;
//! a missing one is not there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuijie_fuzz::{file, folder, part, read};

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let shapes = part(&mut rest);
    for ending in ["dbf", "prj", "cpg"] {
        let name = format!("a.{ending}");
        let bytes = part(&mut rest);
        if bytes.is_empty() {
            drop(std::fs::remove_file(folder().join(name)));
        } else {
            file(&name, bytes);
        }
    }
    read("a.shp", shapes);
});
