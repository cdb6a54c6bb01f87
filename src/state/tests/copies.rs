//! Backups, and the copy that is offered for a project on a share or one that is read-only.

use super::*;
use crate::state::FilePurpose;

fn opened(whereabouts: Whereabouts) -> AppState {
    let mut next = job_ids();
    let mut state = AppState::new(Settings::default(), jiff::civil::date(2026, 8, 15));
    let job = next();
    state.apply(Command::Started(Purpose::Open, job));
    let project = OpenProject {
        whereabouts,
        ..project()
    };
    state.apply(Command::Finished(
        job,
        Ok(Box::new(Answer::Opened(project))),
    ));
    state
}

#[test]
fn a_copy_is_offered_where_the_project_lies_badly() {
    let mut state = opened(Whereabouts::Here);
    assert!(state.notices.list().is_empty());
    assert!(!state.can(Action::OpenLocalCopy));
    assert_eq!(state.apply(Command::Run(Action::OpenLocalCopy)), None);
    for (whereabouts, said) in [
        (Whereabouts::Network, "网络共享"),
        (Whereabouts::ReadOnly, "只读"),
    ] {
        let mut state = opened(whereabouts);
        let notice = &state.notices.list()[0];
        assert!(notice.text.contains(said), "{}", notice.text);
        assert_eq!(notice.action, Some(Action::OpenLocalCopy));
        assert_eq!(
            state.apply(Command::Run(Action::OpenLocalCopy)),
            Some(Effect::OpenLocalCopy("/data/kunming.sqlite".into()))
        );
    }
}

#[test]
fn a_backup_goes_to_the_file_that_is_chosen_or_typed_and_what_came_of_it_is_said() {
    let mut next = job_ids();
    let mut state = open_state(&mut next);
    let purpose = FilePurpose::SaveBackup(jiff::civil::date(2026, 8, 15));
    assert_eq!(
        state.apply(Command::Run(Action::BackupProject)),
        Some(Effect::ChooseFile(purpose))
    );
    let chosen = Command::FileChosen(purpose, Some("/x/备份 8.15".into()));
    assert_eq!(
        state.apply(chosen),
        Some(Effect::Backup("/x/备份 8.15.sqlite".into()))
    );
    state.apply(Command::AskPath(purpose));
    state.apply(Command::EditPath("/x/b.db".to_owned()));
    assert_eq!(
        state.apply(Command::AcceptPath),
        Some(Effect::Backup("/x/b.db".into()))
    );
    assert!(state.dialog.is_none());
    let (first, second) = (next(), next());
    state.apply(Command::Started(Purpose::Backup, first));
    state.apply(Command::Started(Purpose::Backup, second));
    let done = Answer::BackedUp("/x/备份 8.15.sqlite".into());
    state.apply(Command::Finished(first, Ok(Box::new(done))));
    state.apply(Command::Finished(
        second,
        Err(JobError::Failed("磁盘已满".to_owned())),
    ));
    let said: Vec<_> = state
        .notices
        .list()
        .iter()
        .map(|notice| (notice.weight, notice.text.as_str()))
        .collect();
    assert!(
        said[0].0 == Weight::Done && said[0].1.contains("备份 8.15.sqlite"),
        "{said:?}"
    );
    assert_eq!(said[1], (Weight::Failure, "磁盘已满"));
    assert!(state.backups.is_empty());
}
