//! What the loader of packs refuses, with file, line and reason.

use shuijie::rules::{PackError, explain};

const GOOD: &str = r#"
[pack]
id = "t"
title = "试"
version = "1"
about = "试"
[[edition]]
id = "e"
title = "试"
valid_from = "2020-01-01"
[[rule]]
id = "T-01"
title = "试"
subject = "outfall"
checks = "试"
when = { fact = "protection_zone.grade", covers = "site", is = "1" }
outcome = "prohibit"
message = "{where}"
basis = [ { document = "试", article = "1", verified = true } ]
"#;

/// What is written in place of what, the line of the fault, and part of the reason.
const FAULTS: &[(&str, &str, usize, &str)] = &[
    (
        "protection_zone.grade",
        "protection_zone.grad",
        16,
        "没有事实",
    ),
    (
        "protection_zone.grade",
        "well.purpose",
        16,
        "与入河排污口无关",
    ),
    ("is = \"1\"", "is = \"9\"", 16, "没有值 9"),
    ("is = \"1\"", "above = 1", 16, "它是代码"),
    ("is = \"1\"", "iz = \"1\"", 16, "不认识键 iz"),
    (", is = \"1\"", "", 16, "恰好有一个比较"),
    ("covers = \"site\"", "covers = \"zone\"", 16, "covers"),
    (
        "outcome = \"prohibit\"",
        "outcome = \"pass\"",
        17,
        "outcome 不能是 pass",
    ),
    ("{where}", "{wher}", 18, "不认识 {wher}"),
    ("{where}", "{where", 18, "没有配对"),
    (
        "basis = [ { document = \"试\", article = \"1\", verified = true } ]",
        "",
        11,
        "没有依据",
    ),
    (
        "verified = true }",
        "verified = true, valid_to = \"2019-12-31\" }",
        19,
        "不生效",
    ),
    ("2020-01-01", "2020-02-30", 10, "不是日期"),
    ("subject = \"outfall\"", "subject = \"pipe\"", 14, "subject"),
    (
        "title = \"试\"\nsubject",
        "titel = \"试\"\nsubject",
        13,
        "不认识键 titel",
    ),
    ("[pack]", "[pack", 2, "TOML"),
    ("checks = \"试\"", "checks = \"试", 15, "引号"),
    (
        "checks = \"试\"",
        "checks = \"试\"\nchecks = \"试\"",
        16,
        "键重复",
    ),
    ("checks = \"试\"", "checks = \"\\u001b[2J\"", 15, "控制字符"),
    ("checks = \"试\"", "checks = 1", 15, "应是文字"),
    ("2020-01-01", "20200101", 10, "不是日期"),
    ("2020-01-01", "2020-01-01T00:00", 10, "不是日期"),
    ("id = \"t\"", "id = \"program\"", 3, "程序自用"),
    ("id = \"t\"", "id = \"a b\"", 3, "编号只能用"),
    ("id = \"T-01\"", "id = \"T 01\"", 12, "编号只能用"),
    (
        "when = {",
        "yields_to = [\"T-01\"]\nwhen = {",
        16,
        "不认识键 yields_to",
    ),
    ("is = \"1\"", "is = true", 16, "应是文字"),
    ("is = \"1\"", "in = []", 16, "至少有一个值"),
    (
        "is = \"1\" }",
        "is = \"1\", present = true }",
        16,
        "恰好有一个比较",
    ),
    (
        "protection_zone.grade\", covers = \"site\", is = \"1\"",
        "zone.load_ratio\", above = \"1\"",
        16,
        "有限的数字",
    ),
    (
        "protection_zone.grade\", covers = \"site\", is = \"1\"",
        "zone.load_ratio\", above = inf",
        16,
        "有限的数字",
    ),
    (
        "protection_zone.grade\", covers = \"site\", is = \"1\"",
        "function_zone.code\", is = \"Z\"",
        16,
        "只能用 present",
    ),
    (
        "{ fact = \"protection_zone.grade\", covers = \"site\", is = \"1\" }",
        "{ all = [] }",
        16,
        "至少有一个条件",
    ),
    (
        "{ fact = \"protection_zone.grade\", covers = \"site\", is = \"1\" }",
        "{ any = [{ fact = \"outfall.action\", is = \"new\" }, { fact = \"outfall.action\", is = \"新设\" }] }",
        16,
        "写了两遍",
    ),
    (
        "outcome = \"prohibit\"",
        "valid_to = \"2019-12-31\"\noutcome = \"prohibit\"",
        20,
        "不生效",
    ),
    (
        "outcome = \"prohibit\"",
        "valid_from = \"2021-01-02\"\nvalid_to = \"2021-01-01\"\noutcome = \"prohibit\"",
        11,
        "晚于",
    ),
];

#[test]
fn what_is_wrong_in_a_pack_is_refused_with_its_line_and_reason() {
    assert!(explain::validate("t.toml", GOOD).is_ok());
    for (from, to, line, reason) in FAULTS {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let PackError::Invalid {
            file,
            line: found,
            reason: said,
        } = explain::validate("t.toml", &text).unwrap_err().remove(0)
        else {
            panic!("{from} → {to}");
        };
        assert_eq!(file, "t.toml");
        assert!(said.contains(reason), "{from} → {to}: {said}");
        assert_eq!(found, *line, "{from} → {to}: {said}");
    }
    let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[rule]]").unwrap()..]);
    let error = explain::validate("t.toml", &twice).unwrap_err().remove(0);
    assert!(error.to_string().contains("T-01 重复"), "{error}");
}

/// `GOOD` with these cases in place of its own, and what is wrong with them.
fn refusal_of_cases(cases: &str) -> (usize, String) {
    let only = "when = { fact = \"protection_zone.grade\", covers = \"site\", is = \"1\" }\noutcome = \"prohibit\"\nmessage = \"{where}\"\n";
    let text = format!("{}{cases}", GOOD.replacen(only, "", 1));
    assert!(text.len() < GOOD.len() + cases.len());
    match explain::validate("t.toml", &text) {
        Ok(_) => (0, String::new()),
        Err(errors) => match errors.into_iter().next() {
            Some(PackError::Invalid { line, reason, .. }) => (line, reason),
            other => panic!("{other:?}"),
        },
    }
}

fn case(condition: &str, outcome: &str, dates: &str) -> String {
    format!(
        "[[rule.case]]\nwhen = {{ {condition} }}\noutcome = \"{outcome}\"\nmessage = \"试\"\n{dates}\n"
    )
}

#[test]
fn cases_stand_from_strict_to_mild_and_none_hides_another() {
    let grade = |code: &str| format!("fact = \"protection_zone.grade\", is = \"{code}\"");
    let any = "fact = \"protection_zone.grade\", in = [\"1\", \"2\"]";
    let good = case(&grade("1"), "prohibit", "") + &case(any, "restrict", "");
    assert_eq!(refusal_of_cases(&good), (0, String::new()));
    let milder_first = case(any, "restrict", "") + &case(&grade("quasi"), "prohibit", "");
    let (line, said) = refusal_of_cases(&milder_first);
    assert_eq!(line, 22, "{said}");
    assert!(said.contains("从严到宽"), "{said}");
    let hidden = case(any, "prohibit", "") + &case(&grade("1"), "restrict", "");
    let (line, said) = refusal_of_cases(&hidden);
    assert_eq!(line, 22, "{said}");
    assert!(said.contains("永远不会成立"), "{said}");
    // On other days there is nothing to hide.
    let in_turn = case(any, "restrict", "valid_to = \"2020-12-31\"")
        + &case(&grade("1"), "prohibit", "valid_from = \"2021-01-01\"");
    assert_eq!(refusal_of_cases(&in_turn), (0, String::new()));
    let never = case(any, "restrict", "valid_to = \"2019-12-31\"");
    let (line, said) = refusal_of_cases(&never);
    assert_eq!(line, 17, "{said}");
    assert!(said.contains("永远不会用到"), "{said}");
}

#[test]
fn an_exception_that_always_or_never_applies_is_refused() {
    let exception = |condition: &str, dates: &str| {
        format!(
            "[[rule.except]]\nwhen = {{ {condition} }}\noutcome = \"assess\"\nreason = \"试\"\n{dates}\n"
        )
    };
    let refusal = |text: String| {
        let errors = explain::validate("t.toml", &format!("{GOOD}{text}")).unwrap_err();
        errors[0].to_string()
    };
    let new = "fact = \"outfall.action\", is = \"new\"";
    for (exceptions, reason) in [
        (
            exception("fact = \"protection_zone.grade\", present = true", ""),
            "总成立",
        ),
        (exception(new, "") + &exception(new, ""), "已经包括"),
        (exception(new, "valid_to = \"2019-12-31\""), "永远不会用到"),
    ] {
        let said = refusal(exceptions);
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn an_exception_may_only_soften() {
    let text = format!(
        "{GOOD}[[rule.except]]\nwhen = {{ fact = \"outfall.action\", is = \"new\" }}\noutcome = \"prohibit\"\nreason = \"试\"\n"
    );
    let error = explain::validate("t.toml", &text).unwrap_err().remove(0);
    assert!(error.to_string().contains("比规则的结果宽"), "{error}");
}
