//! Geometry blobs of SpatiaLite and GeoPackage: refused, or read into what reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuijie::store::{blob, wkb};

fuzz_target!(|bytes: &[u8]| {
    drop(wkb::decode_geopackage(bytes));
    if let Ok((geometry, srid)) = blob::decode(bytes)
        && let Ok(written) = blob::encode(&geometry, srid)
    {
        let (again, same) = blob::decode(&written).expect("what we wrote");
        assert_eq!(srid, same);
        assert_eq!(format!("{geometry:?}"), format!("{again:?}"));
    }
});
