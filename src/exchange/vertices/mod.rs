//! Lists of corner points (拐点坐标表): one vertex per line, rings by number or by a blank line.

mod reader;

pub(super) use reader::{is_list, read};
