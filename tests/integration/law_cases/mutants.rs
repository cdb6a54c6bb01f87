//! Are there enough law cases? Every condition, place, comparison, case, exception and date of the shipped
//! packs is taken away, turned round or widened, one at a time; each time a law case must come out wrong.
//! Changes that no facts can tell from the rule as it is are none.

use std::collections::BTreeSet;

use jiff::civil::Date;
use shuijie::domain::{Evidence, Relation};
use shuijie::rules::engine::{self, Question};
use shuijie::rules::pack::{Pack, Rule, Window};
use shuijie::rules::{
    Answer, Comparison, Condition, FactId, FactKind, FactValue, Observation, Test,
};

use super::{Case, SHIPPED, Table, alone, day_of, law_cases, run, wrong};

/// A change in words, and what it makes of the thing.
type Mutant<T> = (String, T);

fn mutants(rule: &Rule) -> Vec<Mutant<Rule>> {
    let mut all = Vec::new();
    for index in 0..rule.cases.len() {
        let mut add = |what: String, change: &dyn Fn(&mut Rule)| {
            let mut mutant = rule.clone();
            change(&mut mutant);
            all.push((format!("case {}: {what}", index + 1), mutant));
        };
        let case = &rule.cases[index];
        add("removed".to_owned(), &|rule| {
            rule.cases.remove(index);
        });
        if case.window != Window::default() {
            add("on every day".to_owned(), &|rule| {
                rule.cases[index].window = Window::default();
            });
        }
        for (what, when) in changed(&case.when) {
            add(what, &|rule| rule.cases[index].when = when.clone());
        }
    }
    for index in 0..rule.exceptions.len() {
        let mut add = |what: String, change: &dyn Fn(&mut Rule)| {
            let mut mutant = rule.clone();
            change(&mut mutant);
            all.push((format!("exception {}: {what}", index + 1), mutant));
        };
        let exception = &rule.exceptions[index];
        add("removed".to_owned(), &|rule| {
            rule.exceptions.remove(index);
        });
        if exception.window != Window::default() {
            add("on every day".to_owned(), &|rule| {
                rule.exceptions[index].window = Window::default();
            });
        }
        for (what, when) in changed(&exception.when) {
            add(what, &|rule| rule.exceptions[index].when = when.clone());
        }
    }
    if rule.window != Window::default() {
        let mut mutant = rule.clone();
        mutant.window = Window::default();
        all.push(("rule on every day".to_owned(), mutant));
    }
    all
}

fn changed(condition: &Condition) -> Vec<Mutant<Condition>> {
    match condition {
        Condition::All(parts) => changed_parts(parts, Condition::All, Condition::Any),
        Condition::Any(parts) => changed_parts(parts, Condition::Any, Condition::All),
        Condition::Not(part) => {
            let mut all = vec![("not taken away".to_owned(), (**part).clone())];
            all.extend(
                changed(part)
                    .into_iter()
                    .map(|(what, part)| (what, Condition::Not(Box::new(part)))),
            );
            all
        }
        Condition::Test(test) => {
            let mut all = vec![(
                format!("{} turned round", name(test)),
                Condition::Not(Box::new(condition.clone())),
            )];
            if test.covering {
                let anywhere = Test {
                    covering: false,
                    ..test.clone()
                };
                all.push((
                    format!("{} anywhere", name(test)),
                    Condition::Test(anywhere),
                ));
            }
            all.extend(compared(&test.comparison).into_iter().map(|comparison| {
                let what = format!("{} becomes {comparison:?}", name(test));
                let test = Test {
                    comparison,
                    ..test.clone()
                };
                (what, Condition::Test(test))
            }));
            all
        }
    }
}

fn name(test: &Test) -> &'static str {
    test.fact.fact().name
}

fn changed_parts(
    parts: &[Condition],
    join: fn(Vec<Condition>) -> Condition,
    other: fn(Vec<Condition>) -> Condition,
) -> Vec<Mutant<Condition>> {
    let mut all = Vec::new();
    if parts.len() > 1 {
        all.push((
            "all for any, or any for all".to_owned(),
            other(parts.to_vec()),
        ));
    }
    for (index, part) in parts.iter().enumerate() {
        if parts.len() > 1 {
            let mut fewer = parts.to_vec();
            fewer.remove(index);
            all.push((format!("part {} removed", index + 1), join(fewer)));
        }
        for (what, part) in changed(part) {
            let mut changed = parts.to_vec();
            changed[index] = part;
            all.push((format!("part {}: {what}", index + 1), join(changed)));
        }
    }
    all
}

/// Wider, narrower, and the other side of the edge.
fn compared(comparison: &Comparison) -> Vec<Comparison> {
    use Comparison::{Above, AtLeast, AtMost, Below, OneOf, Present};
    match comparison {
        OneOf(codes) => {
            let mut all = vec![Present(true)];
            if codes.len() > 1 {
                all.extend((0..codes.len()).map(|index| {
                    let mut fewer = codes.clone();
                    fewer.remove(index);
                    OneOf(fewer)
                }));
            }
            all
        }
        Above(limit) => vec![AtLeast(*limit), Present(true)],
        AtLeast(limit) => vec![Above(*limit), Present(true)],
        Below(limit) => vec![AtMost(*limit), Present(true)],
        AtMost(limit) => vec![Below(*limit), Present(true)],
        Comparison::Flag(flag) => vec![Comparison::Flag(!flag), Present(true)],
        Present(present) => vec![Present(!present)],
    }
}

/// Whether some case of the rule comes out wrong.
fn is_seen(cases: &[&Case], pack: &Pack, mutant: &Rule) -> bool {
    cases
        .iter()
        .any(|case| wrong(case, &run(case, pack, mutant)).is_some())
}

/// Values of a fact that tell its comparisons in the rule apart: none, unknown, every named code and one
/// other, both at the site and near it, both sides of every limit.
fn values(fact: FactId, tests: &[&Test]) -> Vec<Answer> {
    let mut seen: Vec<FactValue> = Vec::new();
    match fact.fact().kind {
        FactKind::Choice(_) | FactKind::Field(..) => {
            let is_named = |code: &str| {
                tests.iter().any(|test| {
                    matches!(&test.comparison, Comparison::OneOf(codes) if codes.iter().any(|own| own == code))
                })
            };
            let codes = || {
                fact.fact()
                    .choices()
                    .unwrap()
                    .iter()
                    .map(|choice| choice.code)
            };
            let named = codes().filter(|code| is_named(code));
            let other = codes().find(|code| !is_named(code));
            seen.extend(
                named
                    .chain(other)
                    .map(|code| FactValue::Text(code.to_owned())),
            );
        }
        FactKind::Flag => seen.extend([true, false].map(FactValue::Flag)),
        FactKind::Text => seen.push(FactValue::Text("Z-1".to_owned())),
        FactKind::Number { .. } => {
            for test in tests {
                use Comparison::{Above, AtLeast, AtMost, Below};
                if let Above(limit) | AtLeast(limit) | Below(limit) | AtMost(limit) =
                    test.comparison
                {
                    let around = [limit - 1e-3, limit, limit + 1e-3];
                    seen.extend(around.map(FactValue::Number));
                    seen.extend(around.map(FactValue::AtLeast));
                }
            }
        }
    }
    let mut answers = vec![Answer::absent(), Answer::missing("数据")];
    for value in seen {
        let at = |relation| {
            let seen = Observation::new(value.clone());
            let Some(layer) = fact.fact().reads.first() else {
                return seen;
            };
            seen.with_evidence(Evidence {
                layer: layer.name().to_owned(),
                code: "T-1".to_owned(),
                name: String::new(),
                relation,
                distance_m: None,
            })
        };
        answers.push(Answer(vec![at(Relation::Inside)]));
        if tests.iter().any(|test| test.covering) {
            answers.push(Answer(vec![at(Relation::Within)]));
        }
    }
    answers
}

/// Whether any facts, on any day that a case is of, tell the two apart. Tries them all.
fn can_be_told_apart(pack: &Pack, rule: &Rule, mutant: &Rule, days: &BTreeSet<Date>) -> bool {
    let conditions: Vec<&Condition> = rule
        .cases
        .iter()
        .map(|case| &case.when)
        .chain(rule.exceptions.iter().map(|exception| &exception.when))
        .collect();
    let facts: BTreeSet<FactId> = conditions.iter().flat_map(|when| when.facts()).collect();
    let domains: Vec<(FactId, Vec<Answer>)> = facts
        .into_iter()
        .map(|fact| {
            let tests = conditions.iter().flat_map(|when| when.tests());
            let tests: Vec<_> = tests.filter(|test| test.fact == fact).collect();
            (fact, values(fact, &tests))
        })
        .collect();
    let count: usize = domains.iter().map(|(_, answers)| answers.len()).product();
    let [own, other] = [rule, mutant].map(|rule| alone(pack, rule));
    (0..count).any(|number| {
        let mut rest = number;
        let mut known = Table::default();
        for (fact, answers) in &domains {
            known.0.insert(*fact, answers[rest % answers.len()].clone());
            rest /= answers.len();
        }
        days.iter().any(|day| {
            let [own, other] = [&own, &other].map(|set| {
                let question = Question {
                    subject: rule.subjects[0],
                    as_of: *day,
                    packs: &[],
                    metric_epsg: 4543,
                };
                engine::check(set, &question, &mut known.clone()).map(|checked| checked.findings)
            });
            own.ok() != other.ok()
        })
    })
}

#[test]
fn whatever_is_taken_from_a_rule_makes_a_law_case_fail() {
    let all = law_cases();
    let (mut tried, mut survivors) = (0, Vec::new());
    for pack in SHIPPED.packs() {
        for rule in &pack.rules {
            let cases: Vec<_> = all
                .iter()
                .filter(|case| case.rule == rule.id && case.packs.contains(&pack.id))
                .collect();
            let days = cases.iter().map(|case| day_of(case)).collect();
            for (what, mutant) in mutants(rule) {
                tried += 1;
                if !is_seen(&cases, pack, &mutant) && can_be_told_apart(pack, rule, &mutant, &days)
                {
                    survivors.push(format!("{} {}: {what}", pack.id, rule.id));
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(
        survivors.is_empty(),
        "{} of {tried} changes are seen by no law case:\n{}",
        survivors.len(),
        survivors.join("\n")
    );
}
