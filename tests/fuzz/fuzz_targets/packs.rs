//! Rule packs: refused with file, line and reason, or explained.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shuijie::rules::explain;

fuzz_target!(|text: &str| {
    if let Ok(valid) = explain::validate("a.toml", text) {
        drop(valid.text());
    }
});
