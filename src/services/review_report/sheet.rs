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
use crate::services::cases::Listed;
use crate::services::map::{self, MapRequest, MapTools};
use crate::services::review_report::compose::Told;
use crate::services::review_report::standing::Standing;
use crate::services::review_report::{ReportError, ReportSource, words};
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

/// The map of the document.
pub(super) enum Annex {
    /// The sheet, and what is said below it.
    Sheet(Box<Display>, Vec<String>),
    /// None, and why.
    Without(String),
}

/// The sheet, or why there is none: no position, a plane that does not reach, or nothing around the site.
pub(super) fn sheet(
    project: &Project,
    (styles, tools): (&StyleSheet, &MapTools),
    (told, date): (&Told<'_>, Date),
    progress: &Progress,
) -> Result<Annex, ReportError> {
    let case = told.case;
    let summary = &case.summary;
    let Some(position) = summary.inputs.subject.position() else {
        return Ok(Annex::Without("案卷没有位置，未附图。".to_owned()));
    };
    let scene = scene::load(project, styles, progress)?;
    let Some(center) = scene.to_metric(position) else {
        return Ok(Annex::Without(format!(
            "案卷的位置不能换算到项目的量算坐标系 EPSG:{}，未附图。",
            project.metric_epsg()
        )));
    };
    let layers: Vec<Layer> = TOP_TO_BOTTOM
        .into_iter()
        .filter(|layer| belongs(*layer, case))
        .collect();
    let days = layer_days(project, &layers)?;
    let said = data_days(&days, (case, told.standing), told.today);
    let invalid = told.standing.mark();
    let request = MapRequest {
        view: View::Scale {
            denominator: map_scale(case),
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
            title: format!(
                "{}位置图{invalid}",
                words::site_name(&summary.inputs.subject)
            ),
            number: summary.key.number.clone(),
            ticks: Ticks::default(),
            names: true,
            inset: true,
            notes: said.join(""),
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
            focus: None,
            language: Language::Zh,
        },
        dpi: DPI,
        // Of the document, not of its sheet.
        archival: false,
    };
    let sheet = map::sheet((&scene, styles), tools, &request, progress)?;
    if sheet.features == 0 {
        let why = "拟设位置周围没有可以绘制的要素，未附图。";
        return Ok(Annex::Without(why.to_owned()));
    }
    let mut below = vec![format!("附图比例尺 1:{:.0}。", sheet.frame.denominator)];
    below.extend(said);
    below.extend(
        sheet
            .warnings
            .iter()
            .map(|warning| format!("附图注意：{}。", map::warning_text(warning, Language::Zh))),
    );
    Ok(Annex::Sheet(Box::new(sheet.display), below))
}

/// What a sheet around the site of a case says of the case, beside where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWords {
    /// Ends the title: how the case stands, in brackets; empty while it holds.
    pub mark: String,
    /// Why it cannot be relied on, and of which day the data on the map are.
    pub notes: String,
    /// That it cannot be relied on, for who prints the sheet; `None` while it holds.
    pub doubt: Option<String>,
}

/// What sheets of `layers` around the sites of cases say of each; a case that was changed by another program
/// is refused, as its document is.
pub fn site_words(
    source: ReportSource<'_>,
    (listed, days): (&Listed<ReviewCase>, &[LayerDay]),
) -> Result<SiteWords, ReportError> {
    if !listed.case.intact {
        return Err(ReportError::Tampered {
            number: listed.case.summary.key.number.clone(),
        });
    }
    let standing = Standing::of(source.project, listed)?;
    let case = (&listed.case, &standing);
    let doubt = (!standing.holds()).then(|| {
        let why = standing.reasons.join("；");
        format!("案卷不能再作为依据（{}）：{why}", standing.word)
    });
    let mut notes = doubt.clone().map_or_else(String::new, |said| said + "。");
    notes.push_str(&data_days(days, case, source.clock.today()).concat());
    Ok(SiteWords {
        mark: standing.mark(),
        notes,
        doubt,
    })
}

/// A layer and the day of its last change, as `YYYY-MM-DD`; `None` = not recorded.
pub type LayerDay = (Layer, Option<String>);

/// When each of `layers` was changed last.
pub fn layer_days(project: &Project, layers: &[Layer]) -> Result<Vec<LayerDay>, ReportError> {
    let day = |layer: &Layer| Ok((*layer, project.sources(*layer)?.changed));
    layers.iter().map(day).collect()
}

/// Of which day the data on the map are, and that they are not those of the check where that is so.
fn data_days(
    days: &[LayerDay],
    (case, standing): (&ReviewCase, &Standing),
    today: Date,
) -> Vec<String> {
    let checked = case.summary.created_at.get(..10).unwrap_or_default();
    let mut latest: Option<&str> = None;
    let mut newer = Vec::new();
    for (layer, day) in days {
        let is_changed = standing.changed.iter().any(|name| name == layer.name());
        if is_changed || day.as_deref().is_some_and(|day| day > checked) {
            newer.push(layer.label().zh);
        }
        latest = latest.max(day.as_deref());
    }
    let mut said = vec![latest.map_or_else(
        || "附图数据的入库日期未记录。".to_owned(),
        |day| format!("附图数据截至 {day} 入库。"),
    )];
    if !newer.is_empty() {
        said.push(format!(
            "附图按出具日 {} 项目中的数据绘制，晚于 {checked} 的核查：{}在核查后有改动，图上内容可能与核查时不同。",
            today,
            newer.join("、")
        ));
    }
    said
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
pub fn map_scale(case: &ReviewCase) -> f64 {
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
