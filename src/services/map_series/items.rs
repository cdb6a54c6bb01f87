//! What a series has sheets of, and what each sheet asks of the map.

use std::collections::HashSet;

use geo::Rect;

use crate::carto::display::frame::{MapFrame, View};
use crate::carto::scene::Scene;
use crate::carto::sheet::{self, SheetFocus, SheetSite, Template};
use crate::domain::case::CaseStatus;
use crate::domain::{GeometryKind, Language, Layer};
use crate::services::cases;
use crate::services::map::{MapError, MapRequest};
use crate::services::placeholders::{self as words, Named, Place, TokenError};
use crate::services::review_report::{
    ReportError, ReportSource, SiteWords, layer_days, map_scale, site_name, site_words,
};
use crate::store::{Project, StoreError};

/// Points are shown at this scale unless another is asked for.
const POINT_SCALE: f64 = 10_000.0;
/// No feature is shown larger than this.
const LARGEST_SCALE: f64 = 2_000.0;
/// Digits of the scales that are taken.
const NICE: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
/// Room around a feature, as a share of its extent on each side.
const ROOM: f64 = 0.15;

/// What a sheet of a series is about.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemSubject {
    /// A line or an area; its edge is drawn red.
    Feature(SheetFocus),
    /// A place; it is marked, and its coordinates are listed.
    Site(SheetSite),
}

/// A sheet of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesItem {
    /// Code of the feature, number of the case.
    pub code: String,
    /// What it is called; empty = nothing.
    pub name: String,
    /// Its box in metres of the project CRS.
    pub bounds: Rect<f64>,
    /// What is marked; `None` = nothing is.
    pub subject: Option<ItemSubject>,
    /// The `n` of 1 : n that suits it; `None` = as its box needs.
    pub suits: Option<f64>,
    /// How the case stands; `None` for what is no case.
    pub said: Option<SiteWords>,
}

/// The cases that become sheets.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenCases {
    /// By number.
    pub items: Vec<SeriesItem>,
    /// Numbers of those without a position that can be drawn.
    pub left_out: Vec<String>,
}

impl SeriesItem {
    /// Its name, or its code when it has none.
    pub fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.code
        } else {
            &self.name
        }
    }

    /// Code and name.
    pub(super) fn named(&self) -> Named<'_> {
        (&self.code, &self.name)
    }

    /// Name and code, as titles have them.
    fn both(&self) -> String {
        if self.name.is_empty() || self.name == self.code {
            self.code.clone()
        } else {
            format!("{}（{}）", self.name, self.code)
        }
    }

    /// Code and name, and that a case does not hold, as bookmarks have them.
    pub(super) fn bookmark(&self) -> String {
        let mark = self.said.as_ref().map_or("", |said| said.mark.as_str());
        if self.name.is_empty() || self.name == self.code {
            format!("{}{mark}", self.code)
        } else {
            format!("{}　{}{mark}", self.code, self.name)
        }
    }
}

/// A series to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What all sheets share. Title and number may have placeholders; what has none is followed by name and
    /// code, or by the number of the sheet. View, site and focus are those of each sheet.
    pub shared: MapRequest,
    /// The sheets.
    pub items: Vec<SeriesItem>,
    /// The `n` of 1 : n of all sheets; `None` = the round scale that suits each.
    pub scale: Option<f64>,
    /// Codes of what was asked for and cannot be drawn, so that it is told.
    pub left_out: Vec<String>,
}

impl Series {
    /// What sheet `index` asks of the map; `None` beyond the last.
    pub fn request(
        &self,
        index: usize,
        scene: &Scene,
        template: &Template,
    ) -> Option<Result<MapRequest, TokenError>> {
        let item = self.items.get(index)?;
        Some(self.sheet(item, (index + 1, self.items.len()), (scene, template)))
    }

    fn sheet(
        &self,
        item: &SeriesItem,
        place: Place,
        (scene, template): (&Scene, &Template),
    ) -> Result<MapRequest, TokenError> {
        let mut request = self.shared.clone();
        let options = &mut request.options;
        options.title = match options.title.trim() {
            "" => item.both(),
            title if words::has_tokens(title)? => words::filled(title, item.named(), place)?,
            title => format!("{title}　{}", item.both()),
        };
        options.number = match options.number.trim() {
            "" => format!("{}/{}", place.0, place.1),
            number if words::has_tokens(number)? => words::filled(number, item.named(), place)?,
            number => format!("{number}　{}/{}", place.0, place.1),
        };
        if let Some(said) = &item.said {
            options.title.push_str(&said.mark);
            // What speaks against the case comes before what was typed for all sheets.
            options.notes.insert_str(0, &said.notes);
        }
        (options.site, options.focus) = match &item.subject {
            Some(ItemSubject::Site(site)) => (Some(site.clone()), None),
            Some(ItemSubject::Feature(focus)) => (None, Some(focus.clone())),
            None => (None, None),
        };
        let denominator = self.scale.or(item.suits).unwrap_or_else(|| {
            let bounds = grown(item.bounds);
            let frame = sheet::map_place(options, template);
            let frame = MapFrame::new(scene, frame, View::Extent(bounds));
            if bounds.width() > 0.0 || bounds.height() > 0.0 {
                nice(frame.denominator).max(LARGEST_SCALE)
            } else {
                POINT_SCALE
            }
        });
        request.view = View::Scale {
            denominator,
            center: item.bounds.center(),
        };
        Ok(request)
    }
}

/// The next denominator that people are used to.
fn nice(denominator: f64) -> f64 {
    let power = 10_f64.powf(denominator.log10().floor());
    NICE.into_iter()
        .map(|digits| digits * power)
        .find(|nice| *nice >= denominator * 0.999)
        .unwrap_or(10.0 * power)
}

fn grown(bounds: Rect<f64>) -> Rect<f64> {
    let room = geo::Coord {
        x: bounds.width() * ROOM,
        y: bounds.height() * ROOM,
    };
    Rect::new(bounds.min() - room, bounds.max() + room)
}

/// A sheet for each feature of `layer` whose key is among the ascending `ids`, by code.
pub fn of_features(scene: &Scene, layer: Layer, ids: &[i64]) -> Vec<SeriesItem> {
    let is_point = layer.geometry() == Some(GeometryKind::Point);
    let features = scene.layer(layer).into_iter().flat_map(|own| &own.features);
    let mut items: Vec<SeriesItem> = features
        .filter(|feature| ids.binary_search(&feature.id).is_ok())
        .filter_map(|feature| {
            let bounds = feature.geometry.bounds()?;
            let subject = if is_point {
                let position = scene.to_lon_lat(bounds.center());
                position.map(|position| {
                    ItemSubject::Site(SheetSite {
                        position,
                        label: feature.code.to_string(),
                    })
                })
            } else {
                let name = [&feature.name, &feature.code];
                let label = name.into_iter().find(|name| !name.is_empty());
                Some(ItemSubject::Feature(SheetFocus {
                    layer,
                    id: feature.id,
                    label: label.map(ToString::to_string).unwrap_or_default(),
                }))
            };
            Some(SeriesItem {
                code: feature.code.to_string(),
                name: feature.name.to_string(),
                bounds,
                subject,
                suits: None,
                said: None,
            })
        })
        .collect();
    items.sort_by(|a, b| a.code.cmp(&b.code));
    items
}

/// Those of the ascending `ids` that the scene cannot draw.
pub fn undrawn(scene: &Scene, layer: Layer, ids: &[i64]) -> Vec<i64> {
    let drawn = drawn(scene, layer);
    ids.iter()
        .copied()
        .filter(|id| !drawn.contains(id))
        .collect()
}

fn drawn(scene: &Scene, layer: Layer) -> HashSet<i64> {
    let features = scene.layer(layer).into_iter().flat_map(|own| &own.features);
    features.map(|feature| feature.id).collect()
}

/// Codes of the features that the scene cannot draw, sorted: of those with the ascending `ids`, or of the whole
/// layer.
pub fn without_shape(
    project: &Project,
    scene: &Scene,
    (layer, ids): (Layer, Option<&[i64]>),
) -> Result<Vec<String>, StoreError> {
    let drawn = drawn(scene, layer);
    let mut codes = Vec::new();
    let all_drawn = match ids {
        Some(ids) => ids.iter().all(|id| drawn.contains(id)),
        None => project.count(layer)? == drawn.len() as u64,
    };
    if all_drawn {
        return Ok(codes);
    }
    project.visit_shapes(layer, &[], &mut |feature, _| {
        let wanted = ids.is_none_or(|ids| ids.binary_search(&feature.id).is_ok());
        if wanted && !drawn.contains(&feature.id) {
            codes.push(feature.code);
        }
        Ok(())
    })?;
    codes.sort_unstable();
    Ok(codes)
}

/// A sheet of `layers` for each case: those of `numbers`, or all that are good for something when none is named.
/// The latest revision counts. A case that does not hold any more says so on its sheet. A named case without a
/// position that can be drawn is an error; of the others such a one is left out.
pub fn of_cases(
    source: ReportSource<'_>,
    (scene, layers): (&Scene, &[Layer]),
    numbers: &[String],
) -> Result<ChosenCases, MapError> {
    let project = source.project;
    let failed = |error| MapError::Cases(Box::new(error));
    let store = |error| failed(ReportError::Store(error));
    let days = layer_days(project, layers).map_err(failed)?;
    let wanted: Vec<String> = if numbers.is_empty() {
        let open = [CaseStatus::Draft, CaseStatus::Decided];
        let cases = project.cases().map_err(store)?.into_iter();
        cases
            .filter(|case| open.contains(&case.status))
            .map(|case| case.key.number)
            .collect()
    } else {
        numbers.to_vec()
    };
    let (mut items, mut left_out) = (Vec::new(), Vec::new());
    for number in &wanted {
        let listed = cases::load(project, source.packs, number, None, source.clock)
            .map_err(|error| failed(ReportError::Case(error)))?;
        let case = &listed.case;
        let subject = &case.summary.inputs.subject;
        let place = subject
            .position()
            .and_then(|position| Some((position, scene.to_metric(position)?)));
        let Some((position, at)) = place else {
            if numbers.is_empty() {
                left_out.push(number.clone());
                continue;
            }
            return Err(MapError::CaseWithoutPlace {
                number: number.clone(),
            });
        };
        items.push(SeriesItem {
            code: case.summary.key.number.clone(),
            name: case.summary.details.project_name.clone(),
            bounds: Rect::new(at, at),
            subject: Some(ItemSubject::Site(SheetSite {
                position,
                label: site_name(subject).to_owned(),
            })),
            suits: Some(map_scale(case)),
            said: Some(site_words(source, (&listed, &days)).map_err(failed)?),
        });
    }
    items.sort_by(|a, b| a.code.cmp(&b.code));
    items.dedup_by(|a, b| a.code == b.code);
    Ok(ChosenCases { items, left_out })
}

/// What the whole series is called: its title without placeholders, or what it has sheets of.
pub(super) fn series_title(series: &Series, language: Language) -> String {
    let title = series.shared.options.title.trim();
    if !title.is_empty() && words::has_tokens(title) == Ok(false) {
        return title.to_owned();
    }
    match language {
        Language::Zh => "地图册".to_owned(),
        Language::En => "Map series".to_owned(),
    }
}
