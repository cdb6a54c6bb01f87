//! GeoJSON, as one document and as one feature per line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuijie_fuzz::read;

fuzz_target!(|bytes: &[u8]| {
    read("a.geojson", bytes);
    read("a.geojsonl", bytes);
});
