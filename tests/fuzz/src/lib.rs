//! What the fuzz targets share: bytes become files, as they come from a county.

use std::cell::RefCell;
use std::path::PathBuf;

use shuijie::exchange;
use tempfile::TempDir;

thread_local! {
    static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
}

/// Where files of this process lie; deleted when it ends.
pub fn folder() -> PathBuf {
    FOLDER.with_borrow_mut(|folder| {
        let new = || tempfile::tempdir().expect("a temporary folder");
        folder.get_or_insert_with(new).path().to_owned()
    })
}

/// Writes a file and gives its path.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

/// Reads a file as an import does. What it answers does not matter, only that it does.
pub fn read(name: &str, bytes: &[u8]) {
    let path = file(name, bytes);
    drop(exchange::read_all(&path));
}

/// Splits off what a length of two bytes says, or all there is.
pub fn part<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let all: &'a [u8] = bytes;
    let Some((size, rest)) = all.split_first_chunk() else {
        *bytes = &[];
        return all;
    };
    let size = usize::from(u16::from_le_bytes(*size)).min(rest.len());
    let (part, rest) = rest.split_at(size);
    *bytes = rest;
    part
}
