//! Rules in plain words, for `rules list`, `rules explain` and `rules validate`: structures for JSON and
//! their text for a person. Says what a rule checks and, as plainly, what it does not.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::Outcome;
use crate::rules::condition::{Comparison, Condition, Test};
use crate::rules::facts::Fact;
use crate::rules::pack::{BasisEntry, Origin, Pack, PackError, PackSet, Rule, parse_all};

/// One line of `rules list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleLine {
    /// Rule id.
    pub rule: String,
    /// Pack id.
    pub pack: String,
    /// Title in Chinese.
    pub title: String,
    /// What it is about: `outfall`, `well`, `registered.LAYER`; joined by commas.
    pub subject: String,
    /// Outcomes that it may have, in the order of its cases.
    pub outcomes: Vec<&'static str>,
    /// Whether it runs on the day asked: its pack, itself and a citation are in force.
    pub in_force: bool,
    /// Whether no text that it rests on was read, of those in force on the day, or of all when none is.
    pub unverified: bool,
}

/// One rule of one pack, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Rule id.
    pub rule: String,
    /// Pack id.
    pub pack: String,
    /// Pack title.
    pub pack_title: String,
    /// `shipped`, `user` or `project`.
    pub origin: &'static str,
    /// The file of the pack.
    pub file: String,
    /// Whether the project has switched the pack off.
    pub off: bool,
    /// Title in Chinese.
    pub title: String,
    /// What it is about: `outfall`, `well`, `registered.LAYER`; joined by commas.
    pub subject: String,
    /// What it checks.
    pub checks: String,
    /// What it does not check.
    pub ignores: String,
    /// Branches in order.
    pub cases: Vec<Branch>,
    /// Exceptions in order.
    pub exceptions: Vec<Branch>,
    /// Facts that it reads.
    pub facts: Vec<FactLine>,
    /// Citations with their dates.
    pub basis: Vec<BasisLine>,
}

/// A case or an exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The condition in words.
    pub when: String,
    /// What follows.
    pub outcome: &'static str,
    /// When it applies; empty when always.
    pub valid: String,
    /// The reason of an exception; empty for cases.
    pub reason: String,
}

/// A fact with its description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactLine {
    /// Name in packs.
    pub fact: &'static str,
    /// Description.
    pub doc: &'static str,
    /// Layers that it reads.
    pub layers: Vec<&'static str>,
}

/// A citation with its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BasisLine {
    /// Law, rule or standard.
    pub document: String,
    /// Article; empty when cited as a whole.
    pub article: String,
    /// Whether the text was read.
    pub verified: bool,
    /// When it is in force; empty when always.
    pub valid: String,
}

/// What `rules validate` found in a good pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Validated {
    /// Pack id.
    pub pack: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Number of rules.
    pub rules: usize,
    /// Ids of rules that rest on unread texts only.
    pub unverified: Vec<String>,
}

fn subjects(rule: &Rule) -> String {
    let codes: Vec<_> = rule.subjects.iter().map(|subject| subject.code()).collect();
    codes.join(",")
}

/// Every rule of every pack, by rule id and pack, as it stands on `day`.
pub fn list(set: &PackSet, day: Date) -> Vec<RuleLine> {
    let mut lines: Vec<_> = set
        .packs()
        .iter()
        .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
        .map(|(pack, rule)| rule_line(pack, rule, day))
        .collect();
    lines.sort_by(|a, b| (&a.rule, &a.pack).cmp(&(&b.rule, &b.pack)));
    lines
}

/// One rule as it stands on `day`.
pub fn rule_line(pack: &Pack, rule: &Rule, day: Date) -> RuleLine {
    let mut cited: Vec<_> = rule.basis_on(day).collect();
    if cited.is_empty() {
        cited.extend(&rule.basis);
    }
    let mut outcomes: Vec<&'static str> = Vec::new();
    for case in &rule.cases {
        if !outcomes.contains(&case.outcome.code()) {
            outcomes.push(case.outcome.code());
        }
    }
    RuleLine {
        rule: rule.id.clone(),
        pack: pack.id.clone(),
        title: rule.title.clone(),
        subject: subjects(rule),
        outcomes,
        in_force: pack.edition(day).is_some() && rule.in_force(day),
        unverified: cited.iter().all(|basis| !basis.verified),
    }
}

/// The rules of `rules list` as text.
pub fn list_text(set: &PackSet, day: Date) -> String {
    let mut text = String::new();
    for line in list(set, day) {
        let mut marks = String::new();
        if !line.in_force {
            marks.push_str(" [当日不生效]");
        }
        if line.unverified {
            marks.push_str(" [依据待核]");
        }
        push(
            &mut text,
            format_args!(
                "{:<6} {:<13} {:<8} {}（{}）{marks}",
                line.rule,
                line.pack,
                line.subject,
                line.title,
                line.outcomes.join("/"),
            ),
        );
    }
    text
}

/// The rule called `id` in every pack that has it; empty when none has.
pub fn explain(set: &PackSet, id: &str) -> Vec<Explanation> {
    set.rules_called(id)
        .into_iter()
        .map(|(pack, rule)| explanation(set, pack, rule))
        .collect()
}

/// `rules explain ID` as text; `None` when no pack has such a rule.
pub fn explain_text(set: &PackSet, id: &str) -> Option<String> {
    let explanations = explain(set, id);
    (!explanations.is_empty()).then(|| {
        let texts: Vec<_> = explanations.iter().map(Explanation::text).collect();
        texts.join("\n")
    })
}

/// Checks the text of a pack file. The errors are all that is wrong, by line; never none of them.
pub fn validate(file: &str, text: &str) -> Result<Validated, Vec<PackError>> {
    let pack = parse_all(file, text)?;
    Ok(Validated {
        rules: pack.rules.len(),
        unverified: pack
            .rules
            .iter()
            .filter(|rule| rule.basis.iter().all(|basis| !basis.verified))
            .map(|rule| rule.id.clone())
            .collect(),
        pack: pack.id,
        title: pack.title,
        version: pack.version,
    })
}

impl Validated {
    /// As a person reads it.
    pub fn text(&self) -> String {
        let mut text = format!(
            "规则包 {}（{}）版本 {} 可用，共 {} 条规则\n",
            self.pack, self.title, self.version, self.rules
        );
        if !self.unverified.is_empty() {
            push(
                &mut text,
                format_args!("依据全部待核的规则：{}", self.unverified.join("、")),
            );
        }
        text
    }
}

/// One rule of one pack of `set`.
pub fn explanation(set: &PackSet, pack: &Pack, rule: &Rule) -> Explanation {
    let mut facts: Vec<_> = rule
        .cases
        .iter()
        .map(|case| &case.when)
        .chain(rule.exceptions.iter().map(|exception| &exception.when))
        .flat_map(Condition::facts)
        .collect();
    facts.sort_unstable();
    facts.dedup();
    Explanation {
        rule: rule.id.clone(),
        pack: pack.id.clone(),
        pack_title: pack.title.clone(),
        origin: pack.origin.code(),
        file: pack.file.clone(),
        off: set.off().iter().any(|off| off.id == pack.id),
        title: rule.title.clone(),
        subject: subjects(rule),
        checks: rule.checks.clone(),
        ignores: rule.ignores.clone(),
        cases: rule
            .cases
            .iter()
            .map(|case| Branch {
                when: condition_text(&case.when),
                outcome: case.outcome.code(),
                valid: case.window.text(),
                reason: String::new(),
            })
            .collect(),
        exceptions: rule
            .exceptions
            .iter()
            .map(|exception| Branch {
                when: condition_text(&exception.when),
                outcome: exception.outcome.code(),
                valid: exception.window.text(),
                reason: exception.reason.clone(),
            })
            .collect(),
        facts: facts
            .into_iter()
            .map(|fact| fact_line(fact.fact()))
            .collect(),
        basis: rule.basis.iter().map(basis_line).collect(),
    }
}

fn fact_line(fact: &'static Fact) -> FactLine {
    FactLine {
        fact: fact.name,
        doc: fact.doc,
        layers: fact.reads.iter().map(|layer| layer.name()).collect(),
    }
}

fn basis_line(basis: &BasisEntry) -> BasisLine {
    BasisLine {
        document: basis.document.clone(),
        article: basis.article.clone(),
        verified: basis.verified,
        valid: basis.window.text(),
    }
}

impl Explanation {
    /// As a person reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        push(
            &mut text,
            format_args!(
                "{} {}（规则包：{} {}{}）",
                self.rule,
                self.title,
                self.pack,
                self.pack_title,
                if self.off {
                    "，本项目已停用"
                } else {
                    ""
                }
            ),
        );
        if self.origin != Origin::Shipped.code() {
            push(&mut text, format_args!("  规则包文件：{}", self.file));
        }
        push(&mut text, format_args!("  核查什么：{}", self.checks));
        if !self.ignores.is_empty() {
            push(&mut text, format_args!("  不核查什么：{}", self.ignores));
        }
        push(
            &mut text,
            format_args!("  何时得出什么结果（依次看，先成立者为准）："),
        );
        for case in &self.cases {
            push(&mut text, format_args!("    {}", case.text()));
        }
        if !self.exceptions.is_empty() {
            push(&mut text, format_args!("  例外："));
            for exception in &self.exceptions {
                push(&mut text, format_args!("    {}", exception.text()));
            }
        }
        push(&mut text, format_args!("  依据："));
        for basis in &self.basis {
            push(&mut text, format_args!("    {}", basis.text()));
        }
        push(&mut text, format_args!("  用到的事实："));
        for fact in &self.facts {
            push(&mut text, format_args!("    {}：{}", fact.fact, fact.doc));
        }
        text
    }
}

impl Branch {
    fn text(&self) -> String {
        let label = Outcome::STRICTEST_FIRST
            .into_iter()
            .find(|outcome| outcome.code() == self.outcome)
            .map_or("", |outcome| outcome.label().zh);
        let mut text = format!("{} ⇒ {label}（{}）", self.when, self.outcome);
        if !self.valid.is_empty() {
            text.push_str(&["（", &self.valid, "）"].concat());
        }
        if !self.reason.is_empty() {
            text.push_str(&["：", &self.reason].concat());
        }
        text
    }
}

impl BasisLine {
    fn text(&self) -> String {
        let mut text = format!("《{}》", self.document);
        if !self.article.is_empty() {
            let digits = self.article.starts_with(|char: char| char.is_ascii_digit());
            let (before, after) = if digits { ("第", "条") } else { ("", "") };
            text.push_str(&[before, &self.article, after].concat());
        }
        if !self.valid.is_empty() {
            text.push_str(&["，", &self.valid].concat());
        }
        if !self.verified {
            text.push_str(" [依据待核]");
        }
        text
    }
}

/// A condition in words.
pub fn condition_text(condition: &Condition) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let texts: Vec<_> = parts.iter().map(condition_text).collect();
        format!("（{}）", texts.join(word))
    };
    match condition {
        Condition::All(parts) => joined(parts, " 且 "),
        Condition::Any(parts) => joined(parts, " 或 "),
        Condition::Not(part) => format!("非 {}", condition_text(part)),
        Condition::Test(test) => test_text(test),
    }
}

fn test_text(test: &Test) -> String {
    let fact = test.fact.fact();
    let code = |code: &String| match fact.choice_label(code) {
        Some(label) => format!("{code}（{label}）"),
        None => code.clone(),
    };
    let comparison = match &test.comparison {
        Comparison::OneOf(codes) => {
            let codes: Vec<_> = codes.iter().map(code).collect();
            format!("为 {}", codes.join(" 或 "))
        }
        Comparison::Flag(true) => "为是".to_owned(),
        Comparison::Flag(false) => "为否".to_owned(),
        Comparison::Above(limit) => format!("大于 {limit}"),
        Comparison::AtLeast(limit) => format!("不小于 {limit}"),
        Comparison::Below(limit) => format!("小于 {limit}"),
        Comparison::AtMost(limit) => format!("不大于 {limit}"),
        Comparison::Present(true) => "存在".to_owned(),
        Comparison::Present(false) => "不存在".to_owned(),
    };
    let place = if test.covering {
        "（覆盖地点）"
    } else {
        ""
    };
    format!("{}{place} {comparison}", fact.name)
}

/// Writing to a `String` cannot fail.
fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _infallible = writeln!(text, "{line}");
}
