//! The law cases: `tests/cases/rules.toml` against facts from a table, `sites` against a project.

mod loader;
mod packs;
mod sites;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use jiff::civil::Date;
use shuijie::domain::{Evidence, Finding, Outcome, Relation};
use shuijie::rules::engine::{self, Question};
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
}

static SHIPPED: LazyLock<PackSet> = LazyLock::new(|| PackSet::shipped().unwrap());

/// Facts from a table; what is not in it is known not to be there.
#[derive(Clone, Debug, Default)]
struct Table(BTreeMap<FactId, Answer>);

impl Facts for Table {
    fn answer(&mut self, fact: FactId) -> Result<Answer, FactError> {
        Ok(self.0.get(&fact).cloned().unwrap_or_else(|| match fact {
            FactId::SiteInCoverage => Answer::stated(FactValue::Flag(true)),
            FactId::OutfallAction => Answer::stated(FactValue::Text("new".to_owned())),
            _ => Answer::absent(),
        }))
    }
}

fn observation(fact: &Fact, value: &toml::Value) -> Observation {
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
    let question = Question {
        subject,
        as_of,
        packs: pack,
        metric_epsg: 4543,
    };
    engine::check(&SHIPPED, &question, facts).unwrap()
}

fn run(case: &Case, pack: &str) -> Vec<Finding> {
    let rule = SHIPPED
        .rules_called(&case.rule)
        .into_iter()
        .find(|(own, _)| own.id == pack)
        .unwrap_or_else(|| panic!("{pack} has no rule {}", case.rule))
        .1;
    let day = case.as_of.unwrap_or_else(|| TODAY.parse().unwrap());
    let mut findings = ask(
        rule.subjects[0],
        &[pack.to_owned()],
        day,
        &mut table(&case.facts),
    )
    .findings;
    findings.retain(|finding| finding.rule == case.rule);
    findings
}

/// The cases of every file in `tests/cases`, by file name.
fn all_cases() -> Cases {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut cases = Cases { case: Vec::new() };
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let read: Cases =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        cases.case.extend(read.case);
    }
    cases
}

#[test]
fn every_law_case_comes_out_as_written() {
    let cases = all_cases();
    for (number, case) in cases.case.iter().enumerate() {
        for pack in &case.packs {
            let at = format!(
                "case {} ({} in {pack}, {:?})",
                number + 1,
                case.rule,
                case.facts
            );
            let findings = run(case, pack);
            let Some(finding) = findings.first() else {
                assert_eq!(case.outcome, "none", "{at}");
                continue;
            };
            assert_eq!(finding.outcome.code(), case.outcome, "{at}: {finding:?}");
            let second = findings.get(1).map(|finding| finding.outcome.code());
            assert_eq!(second, case.also.as_deref(), "{at}: {findings:?}");
            assert!(!finding.basis.is_empty(), "{at}");
            assert!(
                !finding.message.contains(['{', '}']),
                "{at}: {}",
                finding.message
            );
            if let Some(article) = &case.article {
                let printed: Vec<_> = finding.basis.iter().map(|basis| &basis.article).collect();
                assert!(printed.contains(&article), "{at}: {printed:?}");
            }
            assert_eq!(
                finding.message.contains("适用例外"),
                case.exception,
                "{at}: {}",
                finding.message
            );
            if let Some(part) = &case.missing {
                assert!(
                    finding.missing.iter().any(|text| text.contains(part)),
                    "{at}: {:?}",
                    finding.missing
                );
            }
            assert_eq!(
                finding.outcome == Outcome::Undecided,
                case.outcome == "undecided" && !finding.missing.is_empty(),
                "{at}: undecided says what is missing"
            );
        }
    }
}

#[test]
fn every_rule_has_a_hit_a_miss_a_case_of_missing_data_and_its_exceptions() {
    let cases = all_cases();
    let mut seen: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    for case in &cases.case {
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
