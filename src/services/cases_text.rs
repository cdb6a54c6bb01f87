//! A case, and a re-run beside what is on file, as plain text for the terminal and the clipboard.

use std::fmt::Write as _;

use crate::domain::case::{CaseComparison, ReviewCase, RuleChange, Stale};
use crate::domain::finding::{CheckReport, Finding, PackVersion};
use crate::domain::label::Language;
use crate::services::cases::Listed;
use crate::services::findings_text::findings_text;

/// The whole case: who, what, whether it still holds, the opinion, the findings.
pub fn case_text(listed: &Listed<ReviewCase>, language: Language) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    write_case(&mut text, listed, language).unwrap_or_default();
    text
}

/// Old and new answer, rule by rule; rules that say the same are only counted.
pub fn comparison_text(comparison: &CaseComparison, language: Language) -> String {
    let mut text = String::new();
    write_comparison(&mut text, comparison, language).unwrap_or_default();
    text
}

/// The answer that is on file, as a check would give it.
pub fn report_of(case: &ReviewCase) -> CheckReport {
    let summary = &case.summary;
    CheckReport {
        subject: summary.inputs.subject.clone(),
        verdict: summary.verdict,
        findings: case.findings.clone(),
        packs: summary
            .packs
            .iter()
            .map(|pack| PackVersion {
                id: pack.id.clone(),
                version: pack.version.clone(),
                origin: None,
                file: None,
            })
            .collect(),
        packs_off: summary.inputs.packs_off.clone(),
        data: summary.data.clone(),
    }
}

fn say(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

fn write_case(
    out: &mut String,
    listed: &Listed<ReviewCase>,
    language: Language,
) -> std::fmt::Result {
    let say = |zh, en| say(language, zh, en);
    let case = &listed.case.summary;
    writeln!(
        out,
        "{}: {} ({} {})",
        say("案卷", "Case"),
        case.key.number,
        say("核查次数", "revision"),
        case.key.revision
    )?;
    writeln!(
        out,
        "{}: {}",
        say("状态", "Status"),
        case.status.label().get(language)
    )?;
    for (label, value) in [
        (say("申请人", "Applicant"), &case.details.applicant),
        (say("项目名称", "Project"), &case.details.project_name),
        (say("审查人", "Reviewer"), &case.details.reviewer),
        (say("备注", "Note"), &case.details.note),
    ] {
        if !value.is_empty() {
            writeln!(out, "{label}: {value}")?;
        }
    }
    writeln!(
        out,
        "{}: {} (UTC)",
        say("存档时间", "Saved at"),
        case.created_at
    )?;
    if let Some(until) = listed.valid_until {
        writeln!(out, "{}: {until}", say("有效期至", "Valid until"))?;
    }
    for reason in &listed.stale {
        writeln!(out, "{}: {}", say("已过时", "Stale"), reason.text())?;
    }
    if listed.stale.iter().any(is_basis) {
        writeln!(
            out,
            "{}",
            say(
                "依据的版本与决定日期不符，请用新的决定日期重新核查",
                "The basis is not that of the decision date: run it again with the new date"
            )
        )?;
    }
    if let Some(decision) = &case.decision {
        writeln!(
            out,
            "{}: {} ({})",
            say("意见", "Opinion"),
            decision.opinion.label().get(language),
            decision.decided_on
        )?;
        if !decision.conditions.is_empty() {
            writeln!(
                out,
                "{}: {}",
                say("条件或理由", "Conditions or reason"),
                decision.conditions
            )?;
        }
    }
    writeln!(out, "{}: {}", say("校验值", "Hash"), case.hash)?;
    writeln!(out)?;
    out.push_str(&findings_text(
        &report_of(&listed.case),
        case.inputs.as_of,
        language,
    ));
    Ok(())
}

const fn is_basis(reason: &Stale) -> bool {
    matches!(
        reason,
        Stale::BasisChanged { .. } | Stale::PackChanged { .. }
    )
}

fn write_comparison(
    out: &mut String,
    comparison: &CaseComparison,
    language: Language,
) -> std::fmt::Result {
    let say = |zh, en| say(language, zh, en);
    writeln!(out, "{}: {}", say("案卷", "Case"), comparison.key.number)?;
    writeln!(
        out,
        "{}: {} ({})",
        say("存档结论", "On file"),
        comparison.old_verdict.label().get(language),
        comparison.old_as_of
    )?;
    writeln!(
        out,
        "{}: {} ({})",
        say("现在结论", "Now"),
        comparison.new_verdict.label().get(language),
        comparison.new_as_of
    )?;
    let same = comparison
        .rules
        .iter()
        .filter(|rule| rule.change == RuleChange::Same)
        .count();
    writeln!(out, "{}: {same}", say("不变的规则", "Rules unchanged"))?;
    for rule in &comparison.rules {
        if rule.change == RuleChange::Same {
            continue;
        }
        writeln!(
            out,
            "\n[{}] {} ({})",
            rule.change.label().get(language),
            rule.rule,
            rule.pack
        )?;
        for (label, finding) in [(say("原", "Old"), &rule.old), (say("新", "New"), &rule.new)] {
            match finding {
                Some(finding) => finding_line(out, label, finding, language)?,
                None => writeln!(out, "   {label}: {}", say("无", "none"))?,
            }
        }
    }
    if comparison.identical {
        writeln!(
            out,
            "{}",
            say(
                "申请内容、规则包、数据和结论与存档逐字节相同",
                "Inputs, packs, data and findings are the same to the byte"
            )
        )?;
    }
    Ok(())
}

fn finding_line(
    out: &mut String,
    label: &str,
    finding: &Finding,
    language: Language,
) -> std::fmt::Result {
    writeln!(
        out,
        "   {label}: {} {}",
        finding.outcome.label().get(language),
        finding.message
    )
}
