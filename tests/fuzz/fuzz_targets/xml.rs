//! KML and GPX.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuijie_fuzz::read;

fuzz_target!(|bytes: &[u8]| {
    read("a.kml", bytes);
    read("a.gpx", bytes);
});
