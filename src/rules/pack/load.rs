//! From the text of a pack to the checked model. Whatever is wrong is refused with its line.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use toml::de::DeTable;

use crate::domain::outcome::Outcome;
use crate::rules::engine::OWN_PACK;
use crate::rules::facts::SubjectKind;
use crate::rules::message::Template;
use crate::rules::pack::conditions::condition;
use crate::rules::pack::error::{Fault, PackError, line_of};
use crate::rules::pack::model::{BasisEntry, Case, Edition, Exception, Origin, Pack, Rule, Window};
use crate::rules::pack::order::follows;
use crate::rules::pack::reader::{Section, Text};

/// Ids that findings of the program itself carry.
const RESERVED_PACK: &str = OWN_PACK;
/// Ids are typed on command lines.
const MAX_ID_CHARS: usize = 64;

/// Reads the pack `text`; `file` names it in complaints. The first thing that is wrong is the error.
pub fn parse(file: &str, text: &str) -> Result<Pack, PackError> {
    read(file, text).map_err(|faults| faults.first.locate(file, text))
}

/// As [`parse`], with everything that is wrong, in the order of the lines. Never an empty list.
pub fn parse_all(file: &str, text: &str) -> Result<Pack, Vec<PackError>> {
    read(file, text).map_err(|faults| {
        let mut all: Vec<_> = std::iter::once(faults.first).chain(faults.more).collect();
        all.sort_by_key(|fault| fault.at);
        all.into_iter()
            .map(|fault| fault.locate(file, text))
            .collect()
    })
}

/// The id that `text` gives its pack, however wrong the rest is; `None` when it is no id.
pub fn declared_id(text: &str) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let head = root.get_ref().get("pack")?.get_ref().as_table()?;
    let id = head.get("id")?.get_ref().as_str()?;
    is_plain(id).then(|| id.to_owned())
}

/// The first 32 bits of the SHA-256 of a text, in hexadecimal: enough to tell the versions of one file.
fn digest(text: &str) -> String {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
}

/// What is wrong with a pack: at least one thing.
struct Faults {
    first: Fault,
    more: Vec<Fault>,
}

impl From<Fault> for Faults {
    fn from(first: Fault) -> Self {
        Self {
            first,
            more: Vec::new(),
        }
    }
}

fn read(file: &str, text: &str) -> Result<Pack, Faults> {
    let root = DeTable::parse(text).map_err(|error| syntax(text, &error))?;
    let section = Section::new(root.get_ref(), 0..0, "规则包");
    pack(&section, file, text)
}

/// The parser speaks English; the line says more to whoever wrote it.
fn syntax(text: &str, error: &toml::de::Error) -> Fault {
    const SHOWN_CHARS: usize = 40;
    // A fault at the very end is one of the last line that has something on it.
    let end = text.trim_end().len();
    let at = error.span().map_or(0, |span| span.start).min(end);
    let line = text
        .lines()
        .nth(line_of(text, at).saturating_sub(1))
        .unwrap_or_default();
    let shown: String = line.trim().chars().take(SHOWN_CHARS).collect();
    let what = if error.message().contains("duplicate key") {
        "同一处的键重复了"
    } else {
        "请检查引号、括号、等号和逗号是否成对、齐全"
    };
    Fault::new(at, format!("不是正确的 TOML，{what}：{shown}"))
}

fn pack(root: &Section<'_, '_>, file: &str, text: &str) -> Result<Pack, Faults> {
    root.only(&["pack", "edition", "rule"])?;
    let head = root
        .get("pack")
        .ok_or_else(|| root.fault("缺少 [pack]"))
        .and_then(|value| Section::of(value, "[pack]"))?;
    head.only(&["id", "title", "version", "about"])?;
    let id = id(&head)?;
    if id.text == RESERVED_PACK {
        let reason = format!("规则包编号 {RESERVED_PACK} 是程序自用的，请换一个");
        return Err(Fault::new(id.at, reason).into());
    }
    let mut pack = Pack {
        id: id.text.to_owned(),
        title: head.text("title")?.text.to_owned(),
        version: head.text("version")?.text.to_owned(),
        about: head.text("about")?.text.to_owned(),
        editions: editions(root)?,
        rules: Vec::new(),
        file: file.to_owned(),
        origin: Origin::User,
        digest: digest(text),
        sha256: format!("{:x}", Sha256::digest(text)),
    };
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for section in root.list("rule", "[[rule]]")? {
        match named_rule(&section, &pack.editions, text, &mut ids) {
            Ok(rule) => pack.rules.push(rule),
            Err(fault) => faults.push(fault),
        }
    }
    let mut faults = faults.into_iter();
    match faults.next() {
        Some(first) => Err(Faults {
            first,
            more: faults.collect(),
        }),
        None if pack.rules.is_empty() => Err(root.fault("没有 [[rule]]").into()),
        None => Ok(pack),
    }
}

fn named_rule(
    section: &Section<'_, '_>,
    editions: &[Edition],
    text: &str,
    ids: &mut BTreeSet<String>,
) -> Result<Rule, Fault> {
    let id = id(section)?;
    // As they are looked up: whoever asks for os-01 means OS-01.
    if !ids.insert(id.text.to_ascii_uppercase()) {
        return Err(Fault::new(id.at, format!("规则编号 {} 重复", id.text)));
    }
    rule(section, editions, line_of(text, id.at))
}

fn is_plain(id: &str) -> bool {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.');
    !id.is_empty() && id.chars().count() <= MAX_ID_CHARS && id.chars().all(plain)
}

/// An id that can be typed, and that looks like nothing else in a list or a message.
fn id<'a>(section: &Section<'a, '_>) -> Result<Text<'a>, Fault> {
    let id = section.text("id")?;
    if !is_plain(id.text) {
        return Err(Fault::new(
            id.at,
            format!("编号只能用文字、数字和 - _ .，不超过 {MAX_ID_CHARS} 个字"),
        ));
    }
    Ok(id)
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
    let window = window(section)?;
    let basis = basis(section, editions, window)?;
    let in_force = in_force(editions, &basis, window);
    if in_force.is_empty() {
        return Err(section.fault("的依据在规则和规则包各版本的有效期内都不生效"));
    }
    let cases = cases(section, &subjects, &in_force)?;
    let strictest = Outcome::strictest(cases.iter().map(|case| case.outcome));
    Ok(Rule {
        id: section.text("id")?.text.to_owned(),
        title: section.text("title")?.text.to_owned(),
        window,
        checks: section.text("checks")?.text.to_owned(),
        ignores: section
            .optional_text("ignores")?
            .map_or_else(String::new, |text| text.text.to_owned()),
        exceptions: exceptions(section, &subjects, (strictest, &cases), &in_force)?,
        cases,
        subjects,
        basis,
        line,
    })
}

/// The days on which a rule with this `window` runs: an edition and a citation are in force.
fn in_force(editions: &[Edition], basis: &[BasisEntry], window: Window) -> Vec<Window> {
    editions
        .iter()
        .filter_map(|edition| edition.window.common(&window))
        .flat_map(|days| {
            basis
                .iter()
                .filter_map(move |entry| entry.window.common(&days))
        })
        .collect()
}

/// Refuses a part of a rule whose dates leave it no day.
fn some_day(section: &Section<'_, '_>, window: &Window, days: &[Window]) -> Result<(), Fault> {
    if days.iter().any(|span| span.overlaps(window)) {
        Ok(())
    } else {
        Err(section.fault("的日期落在规则、依据和规则包各版本的有效期之外，永远不会用到"))
    }
}

/// Either one case written on the rule itself, or `[[rule.case]]` entries.
fn cases(
    section: &Section<'_, '_>,
    subjects: &[SubjectKind],
    days: &[Window],
) -> Result<Vec<Case>, Fault> {
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
    let mut cases: Vec<Case> = Vec::new();
    for entry in &listed {
        entry.only(&["when", "outcome", "message", "valid_from", "valid_to"])?;
        let next = case(entry, subjects)?;
        some_day(entry, &next.window, days)?;
        for earlier in &cases {
            follows_in_order(entry, earlier, &next)?;
        }
        cases.push(next);
    }
    Ok(cases)
}

/// The first case that holds decides, so a milder one must not stand before a stricter one, and no case
/// may hide a later one whole.
fn follows_in_order(entry: &Section<'_, '_>, earlier: &Case, next: &Case) -> Result<(), Fault> {
    if next.outcome > earlier.outcome && next.window.overlaps(&earlier.window) {
        return Err(entry.fault(format!(
            "的结果 {} 比前面的 {} 严，会被先成立的挡住；请从严到宽排列",
            next.outcome.code(),
            earlier.outcome.code()
        )));
    }
    if earlier.window.covers(&next.window) && follows(&earlier.when, &next.when) {
        return Err(
            entry.fault("永远不会成立：它的条件成立时，前面的一个 [[rule.case]] 已经先成立")
        );
    }
    Ok(())
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
    (strictest, cases): (Outcome, &[Case]),
    days: &[Window],
) -> Result<Vec<Exception>, Fault> {
    let mut exceptions: Vec<Exception> = Vec::new();
    for entry in section.list("except", "[[rule.except]]")? {
        let next = exception(&entry, subjects, strictest)?;
        some_day(&entry, &next.window, days)?;
        let hidden = exceptions.iter().any(|earlier| {
            earlier.window.covers(&next.window)
                && earlier.outcome <= next.outcome
                && follows(&earlier.when, &next.when)
        });
        if hidden {
            return Err(entry.fault("永远不会用到：前面的一个 [[rule.except]] 已经包括它"));
        }
        let swallowed = cases.iter().any(|case| {
            next.outcome < case.outcome
                && next.window.covers(&case.window)
                && follows(&next.when, &case.when)
        });
        if swallowed {
            return Err(entry.fault(
                "的条件在规则成立时总成立，规则的结果永远用不上；请收窄例外的条件，或直接改规则的结果",
            ));
        }
        exceptions.push(next);
    }
    Ok(exceptions)
}

fn exception(
    entry: &Section<'_, '_>,
    subjects: &[SubjectKind],
    strictest: Outcome,
) -> Result<Exception, Fault> {
    entry.only(&["when", "outcome", "reason", "valid_from", "valid_to"])?;
    let when = entry
        .get("when")
        .ok_or_else(|| entry.fault("缺少 when"))
        .and_then(|value| condition(value, subjects))?;
    let (outcome, at) = match entry.optional_text("outcome")? {
        Some(text) => (outcome(&text)?, text.at),
        None => (Outcome::Notice, entry.span.start),
    };
    if outcome >= strictest || outcome == Outcome::Undecided {
        return Err(Fault::new(
            at,
            "例外的结果必须比规则的结果宽，且不能是 undecided",
        ));
    }
    Ok(Exception {
        window: window(entry)?,
        when,
        outcome,
        reason: entry.text("reason")?.text.to_owned(),
    })
}

fn basis(
    section: &Section<'_, '_>,
    editions: &[Edition],
    rule: Window,
) -> Result<Vec<BasisEntry>, Fault> {
    let mut entries = Vec::new();
    for entry in section.list("basis", "basis")? {
        entry.only(&["document", "article", "verified", "valid_from", "valid_to"])?;
        let window = window(&entry)?;
        let used = editions
            .iter()
            .filter_map(|edition| edition.window.common(&rule))
            .any(|days| days.overlaps(&window));
        if !used {
            return Err(entry.fault("在规则和规则包各版本的有效期内都不生效，永远不会印出"));
        }
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
                    "outcome 不能是 {}，可用的：prohibit、restrict、assess、undecided、notice",
                    text.text
                ),
            )
        })
}
