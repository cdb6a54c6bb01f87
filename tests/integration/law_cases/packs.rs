//! The shipped packs as a whole, and what the engine guarantees.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use shuijie::domain::Outcome;
use shuijie::rules::engine::{self, COVERAGE_RULE, EngineError, Question};
use shuijie::rules::facts::FACTS;
use shuijie::rules::{
    Answer, Comparison, FactId, FactKind, FactValue, Observation, PackSet, SubjectKind, explain,
};

use super::{Table, ask};

fn question(subject: SubjectKind, as_of: Date, packs: &[String]) -> Question<'_> {
    Question {
        subject,
        as_of,
        packs,
        metric_epsg: 4543,
    }
}

#[test]
fn every_fact_named_in_a_shipped_pack_exists_and_every_rule_has_a_basis() {
    let set = PackSet::shipped().unwrap();
    assert!(set.rule_ids().len() >= 17);
    for pack in set.packs() {
        for rule in &pack.rules {
            assert!(!rule.basis.is_empty(), "{} in {}", rule.id, pack.id);
            let text = explain::explain_text(&set, &rule.id).unwrap();
            assert!(
                text.contains(&rule.title) && text.contains("核查什么"),
                "{text}"
            );
        }
    }
    for core in [
        "OS-01", "OS-02", "OS-03", "OS-06", "OS-07", "OS-08", "OS-09", "OS-16", "OS-17", "OS-18",
        "OS-26", "OS-27", "GW-01", "GW-02", "GW-04", "GW-05",
    ] {
        assert!(!set.rules_called(core).is_empty(), "{core}");
    }
}

/// A kind of area that no rule names would pass in silence.
#[test]
fn every_kind_of_area_is_named_by_a_rule() {
    let set = PackSet::shipped().unwrap();
    let named = |fact: FactId, code: &str| {
        set.packs()
            .iter()
            .flat_map(|pack| &pack.rules)
            .flat_map(|rule| &rule.cases)
            .flat_map(|case| case.when.tests())
            .any(|test| {
                test.fact == fact
                    && matches!(&test.comparison, Comparison::OneOf(codes) if codes.iter().any(|own| own == code))
            })
    };
    for fact in [
        FactId::ProtectionZoneGrade,
        FactId::SpecialAreaKind,
        FactId::NatureReserveGrade,
        FactId::GroundwaterAreaKind,
        FactId::FunctionZoneLevel2,
    ] {
        for choice in fact.fact().choices().unwrap() {
            // What a control unit forbids is in its access list, which has its own fact.
            assert!(
                choice.code == "control_unit" || named(fact, choice.code),
                "{} {}",
                fact.fact().name,
                choice.code
            );
        }
    }
}

#[test]
fn the_day_chooses_the_edition() {
    let set = PackSet::shipped().unwrap();
    let versions = |day| {
        let question = question(SubjectKind::Well, day, &[]);
        let checked = engine::check(&set, &question, &mut Table::default()).unwrap();
        let versions: Vec<_> = checked.packs.into_iter().map(|pack| pack.version).collect();
        versions.join(" ")
    };
    assert!(versions(date(2026, 8, 14)).ends_with("/wpcl"));
    assert!(versions(date(2026, 8, 15)).ends_with("/code"));
    assert!(versions(date(2015, 1, 1)).ends_with("/wpcl-2008"));
    assert!(
        !versions(date(2013, 1, 1)).contains("/2014"),
        "the plan is of 2014"
    );
}

#[test]
fn a_pack_that_was_named_must_exist_and_be_in_force() {
    let set = PackSet::shipped().unwrap();
    let check = |pack: &str, day| {
        let packs = [pack.to_owned()];
        let question = question(SubjectKind::Outfall, day, &packs);
        engine::check(&set, &question, &mut Table::default()).unwrap_err()
    };
    assert!(
        check("beijing", date(2026, 1, 1))
            .to_string()
            .contains("national")
    );
    assert!(matches!(
        check("kunming-2014", date(2013, 1, 1)),
        EngineError::NotInForce { .. }
    ));
}

#[test]
fn outside_the_data_nothing_passes() {
    let mut facts = Table::default();
    facts.0.insert(
        FactId::SiteInCoverage,
        Answer::stated(FactValue::Flag(false)),
    );
    let checked = ask(SubjectKind::Well, &[], date(2026, 11, 23), &mut facts);
    assert_eq!(checked.verdict, Outcome::Undecided);
    assert_eq!(checked.findings[0].rule, COVERAGE_RULE);
}

#[test]
fn packs_that_differ_are_both_shown_and_the_stricter_decides() {
    let mut facts = Table::default();
    let text = |code: &str| Answer::stated(FactValue::Text(code.to_owned()));
    facts
        .0
        .insert(FactId::GroundwaterAreaKind, text("prohibited"));
    facts.0.insert(FactId::WellPurpose, text("domestic"));
    let checked = ask(SubjectKind::Well, &[], date(2026, 11, 23), &mut facts);
    let shown: Vec<_> = checked
        .findings
        .iter()
        .map(|finding| {
            (
                finding.rule.as_str(),
                finding.pack.as_str(),
                finding.outcome,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("GW-01", "national", Outcome::Prohibit),
            ("GW-01", "kunming-2014", Outcome::Restrict),
        ]
    );
    assert_eq!(checked.verdict, Outcome::Prohibit);
}

/// Some answer to `fact`: absent, unknown, or one of its values.
fn any_answer(fact: FactId) -> BoxedStrategy<Answer> {
    let known = match fact.fact().kind {
        FactKind::Choice(_) | FactKind::Field(..) => {
            let codes: Vec<_> = fact
                .fact()
                .choices()
                .unwrap()
                .iter()
                .map(|c| c.code)
                .collect();
            prop::sample::select(codes)
                .prop_map(|code| FactValue::Text(code.to_owned()))
                .boxed()
        }
        FactKind::Number { .. } => prop_oneof![
            (0.0..1.5).prop_map(FactValue::Number),
            (0.0..1.5).prop_map(FactValue::AtLeast)
        ]
        .boxed(),
        FactKind::Text => Just(FactValue::Text("Z-1".to_owned())).boxed(),
        FactKind::Flag => any::<bool>().prop_map(FactValue::Flag).boxed(),
    };
    let observation = known.prop_map(Observation::new);
    prop_oneof![
        2 => Just(Answer::absent()),
        1 => Just(Answer::missing("数据")),
        3 => prop::collection::vec(observation, 1..3).prop_map(Answer),
    ]
    .boxed()
}

fn any_table() -> impl Strategy<Value = Table> {
    let answers: Vec<_> = FACTS
        .iter()
        .map(|fact| any_answer(fact.id).prop_map(move |answer| (fact.id, answer)))
        .collect();
    answers.prop_map(|answers| Table(answers.into_iter().collect()))
}

proptest! {
    #[test]
    fn more_missing_data_never_turns_a_verdict_into_pass(
        facts in any_table(),
        index in 0..FACTS.len(),
        add in any::<bool>(),
        well in any::<bool>(),
    ) {
        let subject = if well { SubjectKind::Well } else { SubjectKind::Outfall };
        let day = date(2026, 11, 23);
        let before = ask(subject, &[], day, &mut facts.clone());
        let mut fewer = facts;
        let answer = fewer.0.entry(FACTS[index].id).or_default();
        if !add {
            // The value is lost instead of a further one being unknown.
            answer.0.clear();
        }
        answer.0.push(Observation::unknown("数据"));
        let after = ask(subject, &[], day, &mut fewer);
        if before.verdict != Outcome::Pass {
            prop_assert_ne!(after.verdict, Outcome::Pass);
        }
        if before.verdict == Outcome::Undecided {
            prop_assert!(after.verdict >= Outcome::Undecided);
        }
    }

    #[test]
    fn findings_are_sorted_repeatable_and_undecided_ones_say_what_is_missing(facts in any_table()) {
        for subject in SubjectKind::APPLICATIONS {
            let day = date(2026, 11, 23);
            let first = ask(subject, &[], day, &mut facts.clone());
            let second = ask(subject, &[], day, &mut facts.clone());
            prop_assert_eq!(&first.findings, &second.findings);
            let strictest = first.findings.first().map_or(Outcome::Pass, |finding| finding.outcome);
            prop_assert_eq!(first.verdict, strictest);
            for pair in first.findings.windows(2) {
                let key = |finding: &shuijie::domain::Finding| {
                    (std::cmp::Reverse(finding.outcome), finding.rule.clone(), finding.pack.clone())
                };
                prop_assert!(key(&pair[0]) <= key(&pair[1]));
            }
            for finding in &first.findings {
                prop_assert!(finding.outcome != Outcome::Undecided || !finding.missing.is_empty());
                prop_assert!(!finding.message.contains(['{', '}']), "{}", finding.message);
            }
        }
    }
}
