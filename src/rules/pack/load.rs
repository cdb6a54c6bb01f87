//! From the text of a pack to the checked model. Whatever is wrong is refused with its line.

use std::collections::BTreeSet;

use toml::de::DeTable;

use crate::domain::outcome::Outcome;
use crate::rules::facts::SubjectKind;
use crate::rules::message::Template;
use crate::rules::pack::conditions::condition;
use crate::rules::pack::error::{Fault, PackError, line_of};
use crate::rules::pack::model::{BasisEntry, Case, Edition, Exception, Pack, Rule, Window};
use crate::rules::pack::reader::{Section, Text};

/// Reads the pack `text`; `file` names it in complaints.
pub fn parse(file: &str, text: &str) -> Result<Pack, PackError> {
    let root = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Fault::new(at, format!("不是正确的 TOML:{}", error.message())).locate(file, text)
    })?;
    let section = Section::new(root.get_ref(), 0..0, "规则包");
    pack(&section, file, text).map_err(|fault| fault.locate(file, text))
}

fn pack(root: &Section<'_, '_>, file: &str, text: &str) -> Result<Pack, Fault> {
    root.only(&["pack", "edition", "rule"])?;
    let head = root
        .get("pack")
        .ok_or_else(|| root.fault("缺少 [pack]"))
        .and_then(|value| Section::of(value, "[pack]"))?;
    head.only(&["id", "title", "version", "about"])?;
    let editions = editions(root)?;
    let mut rules = Vec::new();
    let mut ids = BTreeSet::new();
    for section in root.list("rule", "[[rule]]")? {
        let id = section.text("id")?;
        if !ids.insert(id.text.to_owned()) {
            return Err(Fault::new(id.at, format!("规则编号 {} 重复", id.text)));
        }
        rules.push(rule(&section, &editions, line_of(text, id.at))?);
    }
    if rules.is_empty() {
        return Err(root.fault("没有 [[rule]]"));
    }
    Ok(Pack {
        id: head.text("id")?.text.to_owned(),
        title: head.text("title")?.text.to_owned(),
        version: head.text("version")?.text.to_owned(),
        about: head.text("about")?.text.to_owned(),
        editions,
        rules,
        file: file.to_owned(),
    })
}

fn editions(root: &Section<'_, '_>) -> Result<Vec<Edition>, Fault> {
    let mut editions: Vec<Edition> = Vec::new();
    for section in root.list("edition", "[[edition]]")? {
        section.only(&["id", "title", "valid_from", "valid_to"])?;
        let window = window(&section)?;
        if let Some(previous) = editions.last() {
            let follows = previous
                .window
                .to
                .zip(window.from)
                .is_some_and(|(end, start)| end < start);
            if !follows {
                return Err(section.fault("与前一个版本的日期重叠，或没有按时间先后排列"));
            }
        }
        let id = section.text("id")?;
        if editions.iter().any(|edition| edition.id == id.text) {
            return Err(Fault::new(id.at, format!("版本编号 {} 重复", id.text)));
        }
        editions.push(Edition {
            id: id.text.to_owned(),
            title: section.text("title")?.text.to_owned(),
            window,
        });
    }
    if editions.is_empty() {
        return Err(root.fault("没有 [[edition]]"));
    }
    Ok(editions)
}

fn rule(section: &Section<'_, '_>, editions: &[Edition], line: usize) -> Result<Rule, Fault> {
    section.only(&[
        "id",
        "title",
        "subject",
        "checks",
        "ignores",
        "valid_from",
        "valid_to",
        "when",
        "outcome",
        "message",
        "case",
        "except",
        "basis",
    ])?;
    let subjects = subjects(section)?;
    let cases = cases(section, &subjects)?;
    let strictest = Outcome::strictest(cases.iter().map(|case| case.outcome));
    let basis = basis(section, editions)?;
    Ok(Rule {
        id: section.text("id")?.text.to_owned(),
        title: section.text("title")?.text.to_owned(),
        window: window(section)?,
        checks: section.text("checks")?.text.to_owned(),
        ignores: section
            .optional_text("ignores")?
            .map_or_else(String::new, |text| text.text.to_owned()),
        cases,
        exceptions: exceptions(section, &subjects, strictest)?,
        subjects,
        basis,
        line,
    })
}

/// Either one case written on the rule itself, or `[[rule.case]]` entries.
fn cases(section: &Section<'_, '_>, subjects: &[SubjectKind]) -> Result<Vec<Case>, Fault> {
    let listed = section.list("case", "[[rule.case]]")?;
    if listed.is_empty() {
        let mut only = case(section, subjects)?;
        // The dates on the rule itself are the rule's.
        only.window = Window::default();
        return Ok(vec![only]);
    }
    for key in ["when", "outcome", "message"] {
        if section.get(key).is_some() {
            return Err(section.fault(format!("有 [[rule.case]] 时，{key} 应写在各个 case 里")));
        }
    }
    listed
        .iter()
        .map(|entry| {
            entry.only(&["when", "outcome", "message", "valid_from", "valid_to"])?;
            case(entry, subjects)
        })
        .collect()
}

fn case(section: &Section<'_, '_>, subjects: &[SubjectKind]) -> Result<Case, Fault> {
    let when = section
        .get("when")
        .ok_or_else(|| section.fault("缺少 when"))
        .and_then(|value| condition(value, subjects))?;
    let outcome = section.text("outcome")?;
    let message = section.text("message")?;
    Ok(Case {
        window: window(section)?,
        outcome: self::outcome(&outcome)?,
        message: Template::parse(message.text, subjects, &when)
            .map_err(|reason| Fault::new(message.at, reason))?,
        when,
    })
}

fn exceptions(
    section: &Section<'_, '_>,
    subjects: &[SubjectKind],
    strictest: Outcome,
) -> Result<Vec<Exception>, Fault> {
    section
        .list("except", "[[rule.except]]")?
        .iter()
        .map(|entry| {
            entry.only(&["when", "outcome", "reason", "valid_from", "valid_to"])?;
            let when = entry
                .get("when")
                .ok_or_else(|| entry.fault("缺少 when"))
                .and_then(|value| condition(value, subjects))?;
            let outcome = match entry.optional_text("outcome")? {
                Some(text) => {
                    let outcome = outcome(&text)?;
                    if outcome >= strictest || outcome == Outcome::Undecided {
                        return Err(Fault::new(
                            text.at,
                            "例外的结果必须比规则的结果宽，且不能是 undecided",
                        ));
                    }
                    outcome
                }
                None => Outcome::Notice,
            };
            Ok(Exception {
                window: window(entry)?,
                when,
                outcome,
                reason: entry.text("reason")?.text.to_owned(),
            })
        })
        .collect()
}

fn basis(section: &Section<'_, '_>, editions: &[Edition]) -> Result<Vec<BasisEntry>, Fault> {
    let mut entries = Vec::new();
    for entry in section.list("basis", "basis")? {
        entry.only(&["document", "article", "verified", "valid_from", "valid_to"])?;
        let window = window(&entry)?;
        entries.push(BasisEntry {
            document: entry.text("document")?.text.to_owned(),
            article: entry
                .optional_text("article")?
                .map_or_else(String::new, |text| text.text.to_owned()),
            verified: entry.flag("verified")?,
            window,
        });
    }
    if entries.is_empty() {
        return Err(section.fault("没有依据(basis)；没有依据的规则不能用"));
    }
    let used = entries.iter().any(|entry| {
        editions
            .iter()
            .any(|edition| edition.window.overlaps(&entry.window))
    });
    if !used {
        return Err(section.fault("的依据在任何版本的有效期内都不生效"));
    }
    Ok(entries)
}

fn window(section: &Section<'_, '_>) -> Result<Window, Fault> {
    let window = Window {
        from: section.date("valid_from")?,
        to: section.date("valid_to")?,
    };
    if window
        .from
        .zip(window.to)
        .is_some_and(|(from, to)| from > to)
    {
        return Err(section.fault("的 valid_from 晚于 valid_to"));
    }
    Ok(window)
}

/// `subject = "outfall"` or `subject = ["outfall", "registered.outfall"]`.
fn subjects(section: &Section<'_, '_>) -> Result<Vec<SubjectKind>, Fault> {
    let texts = section.texts("subject")?;
    let mut subjects = Vec::with_capacity(texts.len());
    for text in texts {
        let subject = SubjectKind::named(text.text).ok_or_else(|| {
            Fault::new(
                text.at,
                format!(
                    "subject 不认识 {}，可用的：outfall、well，以及 registered.图层(如 registered.outfall)",
                    text.text
                ),
            )
        })?;
        if subjects.contains(&subject) {
            return Err(Fault::new(
                text.at,
                format!("subject {} 写了两次", text.text),
            ));
        }
        subjects.push(subject);
    }
    Ok(subjects)
}

/// What a rule may answer. `pass` is not among them: nobody passes because a rule says so.
fn outcome(text: &Text<'_>) -> Result<Outcome, Fault> {
    Outcome::STRICTEST_FIRST
        .into_iter()
        .find(|outcome| outcome.code() == text.text && *outcome != Outcome::Pass)
        .ok_or_else(|| {
            Fault::new(
                text.at,
                format!(
                    "outcome 不能是 {}，可用的:prohibit、restrict、assess、undecided、notice",
                    text.text
                ),
            )
        })
}
