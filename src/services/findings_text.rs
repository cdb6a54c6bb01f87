//! The findings of a check as plain text, for the terminal and the clipboard: complete enough to be
//! pasted into an opinion, with the basis and what is not verified.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::domain::{CheckReport, Evidence, Finding, Label, Language, Layer};
use crate::geodesy::angle::{Axis, format_dms};

/// The whole answer as text.
pub fn findings_text(report: &CheckReport, as_of: Date, language: Language) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    write_findings(&mut text, report, as_of, language).unwrap_or_default();
    text
}

fn write_findings(
    out: &mut String,
    report: &CheckReport,
    as_of: Date,
    language: Language,
) -> std::fmt::Result {
    let zh = language == Language::Zh;
    let say = |chinese: &'static str, english: &'static str| if zh { chinese } else { english };
    let subject = match report.subject.kind() {
        "outfall" => say("拟设入河排污口", "Proposed outfall"),
        "well" => say("拟建取水井", "Proposed well"),
        _ => say("登记对象", "Registered feature"),
    };
    writeln!(
        out,
        "{}: {}",
        say("审查结论", "Verdict"),
        report.verdict.label().get(language)
    )?;
    if let Some(at) = report.subject.position() {
        writeln!(
            out,
            "{subject}: {} {} ({:.7}, {:.7}, CGCS2000)",
            format_dms(at.lon, Axis::Longitude),
            format_dms(at.lat, Axis::Latitude),
            at.lon,
            at.lat
        )?;
    }
    writeln!(out, "{}: {}", say("决定日期", "Decision date"), as_of)?;
    for (number, finding) in (1..).zip(&report.findings) {
        writeln!(out)?;
        write!(out, "{number}. ")?;
        write_finding(out, finding, language)?;
    }
    writeln!(out)?;
    write_packs(out, report, language)?;
    writeln!(
        out,
        "{}",
        say(
            "本结果是计算机筛查，不是行政决定。",
            "This is a computer screening, not an administrative decision."
        )
    )
}

/// One finding with basis, evidence and what is missing, as text.
pub fn finding_text(finding: &Finding, language: Language) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    write_finding(&mut text, finding, language).unwrap_or_default();
    text
}

fn write_finding(out: &mut String, finding: &Finding, language: Language) -> std::fmt::Result {
    let zh = language == Language::Zh;
    let say = |chinese: &'static str, english: &'static str| if zh { chinese } else { english };
    writeln!(
        out,
        "[{}] {} ({} {})",
        finding.outcome.label().get(language),
        finding.title,
        finding.pack,
        finding.rule
    )?;
    writeln!(out, "   {}", finding.message)?;
    for basis in &finding.basis {
        let mark = if basis.verified {
            ""
        } else {
            say(" [依据待核]", " [basis not verified]")
        };
        writeln!(
            out,
            "   {}: {}{mark}",
            say("依据", "Basis"),
            citation(&basis.document, &basis.article, language)
        )?;
    }
    for evidence in &finding.evidence {
        writeln!(
            out,
            "   {}: {}",
            say("证据", "Evidence"),
            evidence_line(evidence, language)
        )?;
    }
    for missing in &finding.missing {
        writeln!(out, "   {}: {missing}", say("缺少", "Missing"))?;
    }
    Ok(())
}

/// The packs that were asked, where those that are not the program's own came from, and which packs the
/// project has switched off.
fn write_packs(out: &mut String, report: &CheckReport, language: Language) -> std::fmt::Result {
    let say = |label: Label| label.get(language);
    let packs: Vec<String> = report
        .packs
        .iter()
        .map(|pack| match &pack.file {
            Some(file) => format!("{} {} ({file})", pack.id, pack.version),
            None => format!("{} {}", pack.id, pack.version),
        })
        .collect();
    let title = say(Label::new("规则包", "Rule packs"));
    writeln!(out, "{title}: {}", packs.join("; "))?;
    if report.packs_off.is_empty() {
        return Ok(());
    }
    let title = say(Label::new("未启用的规则包", "Rule packs switched off"));
    writeln!(out, "{title}: {}", report.packs_off.join("; "))
}

/// `《文件》第 n 条`, or the document alone when it is cited as a whole.
pub fn citation(document: &str, article: &str, language: Language) -> String {
    let document = if document.starts_with('《') {
        document.to_owned()
    } else {
        format!("《{document}》")
    };
    match (article.is_empty(), language) {
        (true, _) => document,
        (false, Language::Zh) if article.starts_with(|char: char| char.is_ascii_digit()) => {
            format!("{document}第{}条", article.replace(", ", "、"))
        }
        (false, Language::Zh) => format!("{document}{article}"),
        (false, Language::En) if article.starts_with(|char: char| char.is_ascii_digit()) => {
            format!("{document} art. {article}")
        }
        (false, Language::En) => format!("{document} {article}"),
    }
}

/// Layer, name, code, relation and distance of a piece of evidence.
pub fn evidence_line(evidence: &Evidence, language: Language) -> String {
    let layer = Layer::from_name(&evidence.layer)
        .map_or(evidence.layer.as_str(), |layer| layer.label().get(language));
    let mut line = format!("{layer} ");
    if !evidence.name.is_empty() {
        line.push_str(&evidence.name);
        line.push(' ');
    }
    line.push_str(&evidence.code);
    line.push_str(", ");
    line.push_str(relation(evidence, language));
    if let Some(distance) = evidence.distance_m {
        line.push(' ');
        line.push_str(&distance_text(distance, language));
    }
    line
}

/// How the feature lies to the site, and what the distance that follows is measured to.
pub const fn relation(evidence: &Evidence, language: Language) -> &'static str {
    use crate::domain::Relation;
    let (zh, en) = match (evidence.relation, evidence.distance_m.is_some()) {
        (Relation::Inside, true) => ("位于其内，距边界", "inside, to the boundary"),
        (Relation::Inside, false) => ("位于其内", "inside"),
        (Relation::Edge, _) => ("位于边界上(按在内处理)", "on its edge (counts as inside)"),
        (Relation::Within, _) => ("相距", "at a distance of"),
        (Relation::Upstream, true) => ("在上游，沿河", "upstream, along the river"),
        (Relation::Upstream, false) => ("在上游", "upstream"),
        (Relation::Downstream, true) => ("在下游，沿河", "downstream, along the river"),
        (Relation::Downstream, false) => ("在下游", "downstream"),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// Metres with one decimal up to ten kilometres, as the messages of the rules say them; kilometres
/// with three decimals above: always to the metre.
pub fn distance_text(metres: f64, language: Language) -> String {
    match (language, metres < 10_000.0) {
        (Language::Zh, true) => format!("{metres:.1} 米"),
        (Language::Zh, false) => format!("{:.3} 公里", metres / 1000.0),
        (Language::En, true) => format!("{metres:.1} m"),
        (Language::En, false) => format!("{:.3} km", metres / 1000.0),
    }
}
