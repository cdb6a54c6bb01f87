//! The packs of `rules list` as text.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::services::packs::{PackLine, PackState};

/// Every pack with its place and its state on `day`.
pub fn packs_text(lines: &[PackLine], day: Date) -> String {
    let mut text = format!("规则包（{day} 的状态）\n");
    for line in lines {
        // Writing to a String cannot fail.
        write_line(&mut text, line).unwrap_or_default();
    }
    text
}

fn write_line(out: &mut String, line: &PackLine) -> std::fmt::Result {
    write!(out, "{}", line.id)?;
    for part in [&line.title, &line.version] {
        if !part.is_empty() {
            write!(out, " {part}")?;
        }
    }
    writeln!(out, "（{}：{}）", line.origin_label().zh, line.file)?;
    match line.state {
        PackState::Bad => {
            writeln!(out, "    有误，核查会被拒绝，直到改正或停用：")?;
            line.problems
                .iter()
                .try_for_each(|problem| writeln!(out, "      {problem}"))
        }
        _ => writeln!(out, "    {}，共 {} 条规则", line.detail, line.rules),
    }
}
