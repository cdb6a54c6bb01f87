//! The map of a review document: one A4 sheet around the site, at a scale at which what the findings name
//! is on it.

use jiff::civil::Date;

use crate::carto::display::Display;
use crate::carto::display::build::ShownLayer;
use crate::carto::display::frame::View;
use crate::carto::order::TOP_TO_BOTTOM;
use crate::carto::sheet::{Paper, SheetOptions, SheetSite, Ticks};
use crate::carto::style::StyleSheet;
use crate::domain::case::ReviewCase;
use crate::domain::{Language, Layer, Progress, Relation, Subject};
use crate::services::map::{self, MapRequest, MapTools};
use crate::services::review_report::{ReportError, words};
use crate::services::scene;
use crate::store::Project;

/// Usual scales of such maps, largest first.
const SCALES: [f64; 3] = [25_000.0, 50_000.0, 100_000.0];
/// An area around the site that is too large for this scale is shown in part.
const LARGEST_AREA: f64 = 50_000.0;
/// Millimetres of paper from the site to the nearer edge of the map, less a little.
const REACH_MM: f64 = 72.0;
/// Resolution of pictures; the sheet itself is vectors.
const DPI: u32 = 200;

/// The sheet, or `None` when the case has no position or nothing of the project lies around it.
pub(super) fn sheet(
    project: &Project,
    (styles, tools): (&StyleSheet, &MapTools),
    (case, date): (&ReviewCase, Date),
    progress: &Progress,
) -> Result<Option<Display>, ReportError> {
    let summary = &case.summary;
    let Some(position) = summary.inputs.subject.position() else {
        return Ok(None);
    };
    let scene = scene::load(project, styles, progress)?;
    let Some(center) = scene.to_metric(position) else {
        return Ok(None);
    };
    let layers: Vec<Layer> = TOP_TO_BOTTOM
        .into_iter()
        .filter(|layer| belongs(*layer, case))
        .collect();
    let request = MapRequest {
        view: View::Scale {
            denominator: denominator(case),
            center,
        },
        shown: layers
            .iter()
            .rev()
            .map(|layer| ShownLayer {
                layer: *layer,
                opacity: 1.0,
            })
            .collect(),
        options: SheetOptions {
            paper: Paper::A4,
            landscape: false,
            title: format!("{}位置图", words::site_name(&summary.inputs.subject)),
            number: summary.key.number.clone(),
            ticks: Ticks::default(),
            names: true,
            inset: true,
            notes: String::new(),
            sources: map::source_lines(project, &layers)?,
            height_datum: map::HEIGHT_DATUM.to_owned(),
            crs_name: map::crs_name(project.metric_epsg(), Language::Zh),
            drafter: String::new(),
            reviewer: summary.details.reviewer.clone(),
            date,
            approval: String::new(),
            site: Some(SheetSite {
                position,
                label: words::site_name(&summary.inputs.subject).to_owned(),
            }),
            language: Language::Zh,
        },
        dpi: DPI,
    };
    let sheet = map::sheet((&scene, styles), tools, &request, progress)?;
    Ok((sheet.features > 0).then_some(sheet.display))
}

/// Groundwater has no place on the map of an outfall, unless a finding names it.
fn belongs(layer: Layer, case: &ReviewCase) -> bool {
    let other = matches!(
        layer,
        Layer::GroundwaterArea | Layer::SupplyArea | Layer::Well
    ) && matches!(case.summary.inputs.subject, Subject::Outfall(_));
    let mut evidence = case.findings.iter().flat_map(|finding| &finding.evidence);
    !other || evidence.any(|evidence| evidence.layer == layer.name())
}

/// The largest scale that shows every feature near the site and the nearest edge of the areas that it
/// lies in.
fn denominator(case: &ReviewCase) -> f64 {
    let distances = |relation: Relation| {
        case.findings
            .iter()
            .flat_map(|finding| &finding.evidence)
            .filter(move |evidence| evidence.relation == relation)
            .filter_map(|evidence| evidence.distance_m)
    };
    let near = distances(Relation::Within).fold(0.0, f64::max);
    let edge = distances(Relation::Inside).reduce(f64::min).unwrap_or(0.0);
    let reach = |scale: f64| scale / 1000.0 * REACH_MM;
    SCALES
        .into_iter()
        .find(|scale| near <= reach(*scale) && (edge <= reach(*scale) || *scale >= LARGEST_AREA))
        .unwrap_or(SCALES[SCALES.len() - 1])
}
