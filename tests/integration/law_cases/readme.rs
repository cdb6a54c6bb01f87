//! The README of the packs says what the program does.

use std::path::Path;

use shuijie::rules::{explain, fact_list};

use super::assert_kept;

const README: &str = "assets/rules/README.md";
const FACTS: &str = "<!-- facts -->\n";

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(README)).unwrap()
}

#[test]
fn the_readme_lists_every_fact_as_the_program_does() {
    let readme = readme();
    let (before, _) = readme.split_once(FACTS).unwrap();
    assert_kept(
        README,
        &format!("{before}{FACTS}\n{}", fact_list::fact_list()),
    );
}

#[test]
fn the_worked_example_of_the_readme_is_a_good_pack() {
    let readme = readme();
    let example = readme.split("```toml\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let validated = explain::validate("county.toml", example).unwrap();
    assert_eq!(validated.unverified, ["CT-02"]);
    let said = validated.text();
    let said = said.lines().next().unwrap();
    assert!(readme.contains(said), "{said}");
    // The mistake that the README shows is said as it shows it.
    let wrong = example.replacen("\"new\"", "\"nwe\"", 1);
    let errors = explain::validate("rules/county.toml", &wrong).unwrap_err();
    let shown = readme
        .lines()
        .find_map(|line| line.trim().strip_prefix("错误："))
        .unwrap();
    let shown = shown.trim_end_matches('…');
    assert!(errors[0].to_string().starts_with(shown), "{}", errors[0]);
}

#[test]
fn the_readme_names_every_key_comparison_and_outcome() {
    let readme = readme();
    for word in [
        "id",
        "title",
        "version",
        "about",
        "valid_from",
        "valid_to",
        "subject",
        "checks",
        "ignores",
        "when",
        "outcome",
        "message",
        "basis",
        "document",
        "article",
        "verified",
        "reason",
        "is",
        "in",
        "above",
        "at_least",
        "below",
        "at_most",
        "present",
        "covers",
        "all",
        "any",
        "not",
        "prohibit",
        "restrict",
        "assess",
        "undecided",
        "notice",
    ] {
        let named = readme.contains(&format!("`{word}`")) || readme.contains(&format!("{word} ="));
        assert!(named, "{word}");
    }
}
