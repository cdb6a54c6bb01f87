//! The style editor in commands: preview, late answers, closing.

use std::sync::Arc;

use super::*;
use crate::carto::style::make::Recipe;
use crate::carto::style::{LayerStyle, Renderer, Takes};
use crate::state::style::{StyleAnswer, StyleCommand, StyleEffect};

fn send(state: &mut AppState, command: StyleCommand) -> Option<StyleEffect> {
    match state.apply(Command::Style(command)) {
        Some(Effect::Styles(effect)) => Some(effect),
        None => None,
        other => panic!("{other:?}"),
    }
}

fn shown(state: &AppState) -> &LayerStyle {
    let look = &state.project.as_ref().unwrap().look;
    look.styles.layer(Layer::Intake).unwrap()
}

fn as_rules(state: &AppState) -> LayerStyle {
    let mut style = shown(state).clone();
    style.renderer = Renderer::Rules;
    style.categories[0].takes = Takes::Rest;
    style
}

/// The features of the map in the one category that there is.
fn sorted(state: &AppState, style: &LayerStyle) -> Answer {
    let scene = &state.project.as_ref().unwrap().scene;
    let layer = scene.layer(Layer::Intake).unwrap();
    let layer = Arc::new(layer.recategorised(style, |_| 0));
    Answer::Styles(StyleAnswer::Sorted(layer, Box::new(style.clone())))
}

#[test]
fn a_colour_needs_no_job_and_closing_takes_it_back() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let before = shown(&state).clone();
    assert_eq!(send(&mut state, StyleCommand::Open(Layer::Intake)), None);
    let mut edited = before.clone();
    edited.categories[0].symbol.marker.as_mut().unwrap().size = 20.0;
    let effect = send(&mut state, StyleCommand::Edit(Box::new(edited.clone())));
    assert_eq!(effect, None);
    assert_eq!(shown(&state), &edited);
    send(&mut state, StyleCommand::Close);
    assert_eq!(shown(&state), &before);
}

#[test]
fn the_map_changes_sheet_and_features_together() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    send(&mut state, StyleCommand::Open(Layer::Intake));
    let (before, rules) = (shown(&state).clone(), as_rules(&state));
    let effect = send(&mut state, StyleCommand::Edit(Box::new(rules.clone())));
    assert!(matches!(effect, Some(StyleEffect::Sort(..))));
    assert_eq!(shown(&state), &before, "not before the features are sorted");
    let job = next();
    state.apply(Command::Started(Purpose::Styles, job));
    // While that runs the hand goes on: no second job, the answer looks again.
    let mut further = rules.clone();
    further.categories[0].zh = "全部".to_owned();
    assert_eq!(
        send(&mut state, StyleCommand::Edit(Box::new(further.clone()))),
        None
    );
    let answer = sorted(&state, &rules);
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    assert_eq!(shown(&state), &further);
}

#[test]
fn an_answer_after_closing_changes_nothing() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    send(&mut state, StyleCommand::Open(Layer::Intake));
    let (before, rules) = (shown(&state).clone(), as_rules(&state));
    send(&mut state, StyleCommand::Edit(Box::new(rules.clone())));
    let job = next();
    state.apply(Command::Started(Purpose::Styles, job));
    let scene = Arc::clone(&state.project.as_ref().unwrap().scene);
    assert_eq!(
        state.apply(Command::Style(StyleCommand::Close)),
        Some(Effect::Cancel(job))
    );
    let answer = sorted(&state, &rules);
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    assert_eq!(shown(&state), &before);
    assert!(Arc::ptr_eq(&scene, &state.project.as_ref().unwrap().scene));
}

#[test]
fn what_is_stored_is_stored_to_the_end_and_only_once() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    send(&mut state, StyleCommand::Open(Layer::Intake));
    assert_eq!(
        send(&mut state, StyleCommand::Apply),
        None,
        "nothing changed"
    );
    let mut edited = shown(&state).clone();
    edited.categories[0].symbol.marker.as_mut().unwrap().size = 20.0;
    send(&mut state, StyleCommand::Edit(Box::new(edited.clone())));
    let effect = send(&mut state, StyleCommand::Apply);
    assert_eq!(effect, Some(StyleEffect::Store(Box::new(edited.clone()))));
    let job = next();
    state.apply(Command::Started(Purpose::Styles, job));
    assert_eq!(send(&mut state, StyleCommand::Apply), None);
    let recipe = Recipe::Single;
    assert_eq!(send(&mut state, StyleCommand::Make(recipe)), None);
    assert_eq!(state.apply(Command::Style(StyleCommand::Close)), None);
    assert_eq!(shown(&state), &edited, "it is being stored");
    let answer = Answer::Styles(StyleAnswer::Stored(Box::new(edited)));
    state.apply(Command::Finished(job, Ok(Box::new(answer))));
    let own = &state.project.as_ref().unwrap().look.own;
    assert!(own.contains(&Layer::Intake));
}

#[test]
fn a_failure_is_said_in_the_editor_and_the_draft_stays() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    send(&mut state, StyleCommand::Open(Layer::Intake));
    let mut edited = shown(&state).clone();
    edited.categories[0].zh = "新名称".to_owned();
    send(&mut state, StyleCommand::Edit(Box::new(edited.clone())));
    send(&mut state, StyleCommand::Apply);
    let job = next();
    state.apply(Command::Started(Purpose::Styles, job));
    let error = JobError::Failed("只读".to_owned());
    state.apply(Command::Finished(job, Err(error)));
    let editor = state.style.editor.as_ref().unwrap();
    assert_eq!(editor.failure.as_deref(), Some("只读"));
    assert!(editor.is_changed() && !editor.writing);
    assert_eq!(editor.draft, edited);
}
