//! Rows between the reading of a file and the storing of what it holds. What a row means hangs on all of
//! them (which columns there are, which system the coordinates are in), so all are read first; and a file
//! may be larger than memory, so they wait in blocks that go to a temporary file once there are many.

mod codec;
mod rows;
mod sink;
mod storage;

pub(super) use rows::{Packed, Rows};
pub(super) use sink::Sink;
