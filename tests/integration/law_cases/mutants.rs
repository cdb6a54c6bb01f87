//! Are there enough law cases? Every condition, place, comparison, case, exception and date of the shipped
//! packs is taken away, turned round or widened, one at a time; each time a law case must come out wrong.

use shuijie::rules::pack::{Case as Branch, Pack, Rule, Window};
use shuijie::rules::{Comparison, Condition, Test};

use super::{Case, SHIPPED, law_cases, run, wrong};

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
            if is_the_same(&rule.cases[..=index], &when) {
                continue;
            }
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

/// Whether `when` only asks for any value at all of a fact whose every value the cases so far name: what the
/// earlier cases leave over is what the case had named.
fn is_the_same(cases: &[Branch], when: &Condition) -> bool {
    let Condition::Test(Test {
        fact,
        comparison: Comparison::Present(true),
        ..
    }) = when
    else {
        return false;
    };
    let tests = || cases.iter().flat_map(|case| case.when.tests());
    let named = |code: &str| {
        tests().any(|test| {
            test.fact == *fact
                && matches!(&test.comparison, Comparison::OneOf(codes) if codes.iter().any(|own| own == code))
        })
    };
    fact.fact()
        .choices()
        .is_some_and(|choices| choices.iter().all(|choice| named(choice.code)))
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
            for (what, mutant) in mutants(rule) {
                tried += 1;
                if !is_seen(&cases, pack, &mutant) {
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
