//! The documents of several cases, all or none.

use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::domain::case::{CaseKey, CaseStatus};
use crate::services::map::MapTools;
use crate::services::placeholders;
use crate::services::result_file::Destination;
use crate::services::result_set::ResultSet;
use crate::services::review_report::write::{checked_format, made};
use crate::services::review_report::{ReportError, ReportRequest, ReportSource, ReportWritten};
use crate::store::{Project, StoreError};

/// The latest revisions of all cases that are good for something, by number.
pub fn good_cases(project: &Project) -> Result<Vec<CaseKey>, StoreError> {
    let open = [CaseStatus::Draft, CaseStatus::Decided];
    let cases = project.cases()?.into_iter();
    let mut keys: Vec<CaseKey> = cases
        .filter(|case| open.contains(&case.status))
        .map(|case| case.key)
        .collect();
    keys.sort();
    Ok(keys)
}

/// Writes the documents of `cases` to files named by `to`, which has a placeholder where there are several.
/// `shared` says how; its case is that of each. Progress counts cases.
pub fn write_all(
    source: ReportSource<'_>,
    drawn: (&StyleSheet, &MapTools),
    (cases, shared): (&[(String, Option<u32>)], &ReportRequest),
    to: &Destination,
    progress: &Progress,
) -> Result<Vec<ReportWritten>, ReportError> {
    checked_format(&to.path, shared.archival)?;
    if cases.is_empty() {
        return Err(ReportError::NoCases);
    }
    if cases.len() > 1 && !placeholders::is_split(&to.path)? {
        return Err(ReportError::OneFileEach {
            path: to.path.clone(),
        });
    }
    let names: Vec<_> = cases
        .iter()
        .map(|(number, _)| (number.as_str(), ""))
        .collect();
    // The file of one case is called what the user calls it.
    let files = if cases.len() == 1 && !placeholders::is_split(&to.path).unwrap_or(false) {
        vec![to.path.clone()]
    } else {
        placeholders::files(&to.path, &names)?
    };
    let places: Vec<Destination> = files
        .into_iter()
        .map(|path| Destination {
            path,
            may_overwrite: to.may_overwrite,
        })
        .collect();
    places.iter().try_for_each(Destination::check)?;
    let (mut files, mut all) = (ResultSet::default(), Vec::with_capacity(cases.len()));
    let quiet = progress.quiet();
    for (index, ((number, revision), place)) in cases.iter().zip(&places).enumerate() {
        progress.step(index, cases.len())?;
        let request = ReportRequest {
            number: number.clone(),
            revision: *revision,
            ..shared.clone()
        };
        let asked = (&request, place.path.as_path());
        let (bytes, written) = made(source, drawn, asked, &quiet).map_err(|error| match error {
            ReportError::Cancelled(cancelled) => cancelled.into(),
            other if cases.len() == 1 => other,
            other => ReportError::OfCase {
                number: number.clone(),
                source: Box::new(other),
            },
        })?;
        files.add(place, &bytes)?;
        all.push(written);
    }
    progress.step(cases.len(), cases.len())?;
    files.commit()?;
    Ok(all)
}
