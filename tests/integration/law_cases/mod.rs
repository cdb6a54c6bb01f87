//! The law cases: every file of `tests/cases` against facts from a table, `sites` against a project.

mod dates;
mod loader;
mod mutants;
mod packs;
mod readme;
mod river;
mod sites;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::Date;
use shuijie::domain::{Evidence, Finding, Outcome, Relation};
use shuijie::rules::engine::{self, Question};
use shuijie::rules::pack::{Pack, Rule};
use shuijie::rules::{
    Answer, Fact, FactError, FactId, FactValue, Facts, Observation, PackSet, SubjectKind,
};

/// The day of cases that do not name one.
const TODAY: &str = "2026-11-23";

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// File and number, for messages.
    #[serde(skip)]
    at: String,
    rule: String,
    packs: Vec<String>,
    as_of: Option<Date>,
    facts: BTreeMap<String, toml::Value>,
    /// Outcome of the strictest finding of the rule, or `none`.
    outcome: String,
    /// Outcome of a second finding of the same rule.
    also: Option<String>,
    article: Option<String>,
    #[serde(default)]
    exception: bool,
    /// Part of what the strictest finding says is missing.
    missing: Option<String>,
    /// Part of the strictest finding's message.
    message: Option<String>,
}

static SHIPPED: LazyLock<PackSet> = LazyLock::new(|| PackSet::shipped().unwrap());

/// Facts from a table; what is not in it is known not to be there.
#[derive(Clone, Debug, Default)]
struct Table(BTreeMap<FactId, Answer>);

impl Facts for Table {
    fn answer(&mut self, fact: FactId) -> Result<Answer, FactError> {
        Ok(self.0.get(&fact).cloned().unwrap_or_else(|| match fact {
            FactId::SiteInCoverage | FactId::WellAddsUse => Answer::stated(FactValue::Flag(true)),
            FactId::OutfallAction | FactId::WellAction => {
                Answer::stated(FactValue::Text("new".to_owned()))
            }
            _ => Answer::absent(),
        }))
    }
}

fn observation(fact: &Fact, value: &toml::Value) -> Observation {
    if let Some(near) = value.get("near") {
        let mut seen = observation(fact, near);
        let evidence = seen.evidence.as_mut();
        evidence.unwrap().relation = Relation::Within;
        return seen;
    }
    let seen = match value {
        toml::Value::String(text) => {
            if let Some(choices) = fact.choices() {
                assert!(
                    choices.iter().any(|choice| choice.code == text),
                    "{} has no value {text}",
                    fact.name
                );
            }
            Observation::new(FactValue::Text(text.clone()))
        }
        toml::Value::Integer(number) => Observation::new(FactValue::Number(*number as f64)),
        toml::Value::Float(number) => Observation::new(FactValue::Number(*number)),
        toml::Value::Boolean(flag) => Observation::new(FactValue::Flag(*flag)),
        toml::Value::Table(table) => match (table.get("missing"), table.get("at_least")) {
            (Some(what), None) => Observation::unknown(what.as_str().unwrap()),
            (None, Some(low)) => Observation {
                missing: vec!["只知道下限".to_owned()],
                ..Observation::new(FactValue::AtLeast(low.as_float().unwrap()))
            },
            _ => panic!("{}: {table:?}", fact.name),
        },
        other => panic!("{}: {other:?}", fact.name),
    };
    if fact.reads.is_empty() {
        return seen;
    }
    seen.with_evidence(Evidence {
        layer: fact.reads[0].name().to_owned(),
        code: "T-1".to_owned(),
        name: "测试区".to_owned(),
        relation: Relation::Inside,
        distance_m: Some(35.24),
    })
}

fn table(facts: &BTreeMap<String, toml::Value>) -> Table {
    Table(
        facts
            .iter()
            .map(|(name, value)| {
                let fact = Fact::named(name).unwrap_or_else(|| panic!("no fact {name}"));
                let answer = match value {
                    toml::Value::Array(values) => values
                        .iter()
                        .map(|value| observation(fact, value))
                        .collect(),
                    value => Answer(vec![observation(fact, value)]),
                };
                (fact.id, answer)
            })
            .collect(),
    )
}

fn ask(subject: SubjectKind, pack: &[String], as_of: Date, facts: &mut Table) -> engine::Checked {
    try_ask(subject, pack, as_of, facts).unwrap()
}

fn try_ask(
    subject: SubjectKind,
    pack: &[String],
    as_of: Date,
    facts: &mut Table,
) -> Result<engine::Checked, engine::EngineError> {
    let question = Question {
        subject,
        as_of,
        packs: pack,
        metric_epsg: 4543,
    };
    engine::check(&SHIPPED, &question, facts)
}

/// The rule of a case in a pack.
fn rule_of<'a>(case: &Case, pack: &'a Pack) -> &'a Rule {
    pack.rules
        .iter()
        .find(|rule| rule.id == case.rule)
        .unwrap_or_else(|| panic!("{}: {} has no rule {}", case.at, pack.id, case.rule))
}

/// A set with nothing but `rule`, as a rule of `pack`.
fn alone(pack: &Pack, rule: &Rule) -> PackSet {
    let mut set = PackSet::default();
    let alone = Pack {
        rules: vec![rule.clone()],
        ..pack.clone()
    };
    set.add(alone).unwrap();
    set
}

/// The decision date of a case.
fn day_of(case: &Case) -> Date {
    case.as_of.unwrap_or_else(|| TODAY.parse().unwrap())
}

/// What `rule` says of a case.
fn run(case: &Case, pack: &Pack, rule: &Rule) -> Vec<Finding> {
    let question = Question {
        subject: rule.subjects[0],
        as_of: day_of(case),
        packs: &[],
        metric_epsg: 4543,
    };
    let mut findings = engine::check(&alone(pack, rule), &question, &mut table(&case.facts))
        .unwrap()
        .findings;
    findings.retain(|finding| finding.rule == case.rule);
    findings
}

/// What is not as the case says; `None` when all is.
fn wrong(case: &Case, findings: &[Finding]) -> Option<String> {
    let Some(finding) = findings.first() else {
        return (case.outcome != "none").then(|| "no finding".to_owned());
    };
    let printed: Vec<_> = finding.basis.iter().map(|basis| &basis.article).collect();
    let second = findings.get(1).map(|finding| finding.outcome.code());
    let undecided = case.outcome == "undecided" && !finding.missing.is_empty();
    let right = finding.outcome.code() == case.outcome
        && second == case.also.as_deref()
        && !finding.basis.is_empty()
        && !finding.message.contains(['{', '}'])
        && case
            .message
            .as_ref()
            .is_none_or(|part| finding.message.contains(part))
        && case.article.as_ref().is_none_or(|article| printed.contains(&article))
        && finding.message.contains("适用例外") == case.exception
        && case.missing.as_ref().is_none_or(|part| {
            finding.missing.iter().any(|text| text.contains(part))
        })
        // An undecided finding says what is missing.
        && (finding.outcome == Outcome::Undecided) == undecided;
    (!right).then(|| format!("{findings:#?}"))
}

/// Every case of `tests/cases`, file by file.
fn law_cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let read: Cases =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for (number, case) in (1..).zip(read.case) {
            all.push(Case {
                at: format!("{name} case {number} ({})", case.rule),
                ..case
            });
        }
    }
    all
}

/// The file `path` of the repository holds `text`. With `SHUIJIE_BLESS` set it is written instead, to be
/// read through before it is committed.
fn assert_kept(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("SHUIJIE_BLESS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    for (number, (kept, now)) in kept.lines().zip(text.lines()).enumerate() {
        assert_eq!(now, kept, "{path} line {}", number + 1);
    }
    assert_eq!(
        text.lines().count(),
        kept.lines().count(),
        "{path} has other lines; SHUIJIE_BLESS=1 writes them anew"
    );
}

#[test]
fn every_law_case_comes_out_as_written() {
    for case in law_cases() {
        assert!(!case.packs.is_empty(), "{}", case.at);
        for id in &case.packs {
            let pack = SHIPPED.pack(id).unwrap();
            let findings = run(&case, pack, rule_of(&case, pack));
            if let Some(wrong) = wrong(&case, &findings) {
                panic!("{} in {id}, {:?}: {wrong}", case.at, case.facts);
            }
        }
    }
}

#[test]
fn every_rule_has_a_hit_a_miss_a_case_of_missing_data_and_its_exceptions() {
    let cases = law_cases();
    let mut seen: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    for case in &cases {
        for pack in &case.packs {
            let kind = match case.outcome.as_str() {
                "none" => "miss",
                "undecided" => "missing",
                _ => "hit",
            };
            seen.insert((&case.rule, pack, kind));
            if case.exception {
                seen.insert((&case.rule, pack, "exception"));
            }
        }
    }
    for pack in SHIPPED.packs() {
        for rule in &pack.rules {
            let mut wanted = vec!["miss", "missing"];
            if rule
                .cases
                .iter()
                .any(|case| case.outcome != Outcome::Undecided)
            {
                wanted.push("hit");
            }
            if !rule.exceptions.is_empty() {
                wanted.push("exception");
            }
            for kind in wanted {
                assert!(
                    seen.contains(&(&rule.id, &pack.id, kind)),
                    "no {kind} case for {} in {}",
                    rule.id,
                    pack.id
                );
            }
        }
    }
}
