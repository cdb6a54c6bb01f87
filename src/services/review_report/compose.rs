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
use crate::services::review_report::sheet::Annex;
use crate::services::review_report::standing::Standing;
use crate::services::review_report::{ReportError, ReportRequest, form, sections, sheet, words};
use crate::store::Project;

/// Hours by which China is ahead of UTC.
const CHINA: i8 = 8;

/// The case, and what is said of it.
pub(super) struct Told<'a> {
    pub(super) case: &'a ReviewCase,
    pub(super) standing: &'a Standing,
    pub(super) mark: &'a Mark,
    /// The day of printing.
    pub(super) today: Date,
}

pub(super) fn document(
    project: &Project,
    tools: (&StyleSheet, &MapTools),
    told: &Told<'_>,
    request: &ReportRequest,
    progress: &Progress,
) -> Result<Document, ReportError> {
    let (case, standing, mark) = (told.case, told.standing, told.mark);
    let summary = &case.summary;
    let code = Code::of(&mark.text()).ok_or_else(|| ReportError::Code {
        number: summary.key.number.clone(),
    })?;
    let date = request.date.unwrap_or_else(|| own_day(case));
    let map = if request.map {
        sheet::sheet(project, tools, (told, date), progress)?
    } else {
        Annex::Without("出具时选择不附图。".to_owned())
    };
    let mut blocks = form::blocks(case, standing, code.clone());
    blocks.push(Block::PageBreak);
    blocks.push(Block::Title {
        text: format!("{}空间核查报告", words::kind(&summary.inputs.subject)),
        below: format!(
            "案卷编号 {}　第 {} 次核查　编制日期 {date}　案卷状态 {}",
            summary.key.number, summary.key.revision, standing.word
        ),
        code,
    });
    blocks.extend(standing.warning().map(Block::Warning));
    blocks.push(Block::Warning(words::STATEMENT.to_owned()));
    blocks.extend(sections::blocks(project, case, progress)?);
    let heading = "附件 1　附图".to_owned();
    match map {
        Annex::Sheet(page, said) => {
            let page = Arc::new(*page);
            blocks.push(Block::Sheet { heading, page });
            blocks.extend(said.into_iter().map(Block::Paragraph));
        }
        Annex::Without(why) => {
            blocks.push(Block::Heading(heading));
            blocks.push(Block::Paragraph(why));
        }
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
        footer: footer(case, standing),
        blocks,
    })
}

/// Every page says which case it is of and, if so, that it does not hold.
fn footer(case: &ReviewCase, standing: &Standing) -> String {
    let key = &case.summary.key;
    let invalid = if standing.holds() {
        String::new()
    } else {
        format!("【{}，不能作为依据】", standing.word)
    };
    format!(
        "{invalid}案卷 {} 第 {} 次核查　计算机筛查，不是行政决定",
        key.number, key.revision
    )
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
