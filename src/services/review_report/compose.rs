//! Puts the parts of a review document together.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::domain::case::ReviewCase;
use crate::report::code::Code;
use crate::report::document::{Block, Document};
use crate::report::mark::Mark;
use crate::services::map::MapTools;
use crate::services::review_report::{ReportError, ReportRequest, form, sections, sheet, words};
use crate::store::Project;

/// Hours by which China is ahead of UTC.
const CHINA: i8 = 8;

pub(super) fn document(
    project: &Project,
    tools: (&StyleSheet, &MapTools),
    (case, mark, request): (&ReviewCase, &Mark, &ReportRequest),
    progress: &Progress,
) -> Result<Document, ReportError> {
    let summary = &case.summary;
    let code = Code::of(&mark.text()).ok_or_else(|| ReportError::Code {
        number: summary.key.number.clone(),
    })?;
    let date = request.date.unwrap_or_else(|| own_day(case));
    let map = if request.map {
        sheet::sheet(project, tools, (case, date), progress)?
    } else {
        None
    };
    let mut blocks = form::blocks(case, code.clone());
    blocks.push(Block::PageBreak);
    blocks.push(Block::Title {
        text: format!("{}空间核查报告", words::kind(&summary.inputs.subject)),
        below: format!(
            "案卷编号 {}　第 {} 次核查　编制日期 {date}",
            summary.key.number, summary.key.revision
        ),
        code,
    });
    blocks.push(Block::Warning(words::STATEMENT.to_owned()));
    blocks.extend(sections::blocks(project, case, progress)?);
    let heading = "附件 1　附图".to_owned();
    if let Some(page) = map {
        let page = Arc::new(page);
        blocks.push(Block::Sheet { heading, page });
    } else {
        blocks.push(Block::Heading(heading));
        let why = if request.map {
            "拟设位置周围没有可以绘制的要素，未附图。"
        } else {
            "出具时选择不附图。"
        };
        blocks.push(Block::Paragraph(why.to_owned()));
    }
    blocks.extend(sections::annexes(case, mark));
    Ok(Document {
        title: format!(
            "{}审查文件 {}",
            words::kind(&summary.inputs.subject),
            summary.key.number
        ),
        author: summary.details.reviewer.clone(),
        date,
        mark: mark.text(),
        footer: format!(
            "案卷 {} 第 {} 次核查　计算机筛查，不是行政决定",
            summary.key.number, summary.key.revision
        ),
        blocks,
    })
}

/// The day of the opinion, else the day in China on which the case was stored: the same on any machine.
fn own_day(case: &ReviewCase) -> Date {
    let summary = &case.summary;
    let stored = || {
        let moment: Timestamp = summary.created_at.parse().ok()?;
        let zone = jiff::tz::offset(CHINA).to_time_zone();
        Some(moment.to_zoned(zone).date())
    };
    summary
        .decision
        .as_ref()
        .map(|decision| decision.decided_on)
        .or_else(stored)
        .unwrap_or(summary.inputs.as_of)
}
