//! The check of one proposed site: the form as typed, the position with its possible readings, the
//! report and whether it still belongs to what the form says.

use std::collections::BTreeMap;

use crate::domain::catalog::LOAD_ITEMS;
use crate::domain::{
    Assessment, CheckReport, Label, LonLat, OutfallAction, OutfallApplication, Subject, WellAction,
    WellApplication, parse_day,
};
use crate::geodesy::typed::{Form, Reading, Typed, TypedError, read_position};
use crate::jobs::JobId;

/// Which application is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubjectKind {
    /// A proposed outfall.
    #[default]
    Outfall,
    /// A proposed well.
    Well,
}

/// The application as typed. Empty text means "not stated".
#[derive(Clone, Debug, PartialEq)]
pub struct CheckForm {
    /// Outfall or well.
    pub kind: SubjectKind,
    /// New, relocated or expanded outfall.
    pub action: OutfallAction,
    /// Code of the outfall class.
    pub class: Option<&'static str>,
    /// Receiving water.
    pub water_body: String,
    /// Discharge in cubic metres per day.
    pub flow: String,
    /// Loads in tonnes per year, parallel to [`LOAD_ITEMS`].
    pub loads: [String; LOAD_ITEMS.len()],
    /// Code of what receives the sewage.
    pub receiver: Option<&'static str>,
    /// Code of the industry.
    pub industry: Option<&'static str>,
    /// Load cut elsewhere in the zone in tonnes per year, parallel to [`LOAD_ITEMS`].
    pub cuts: [String; LOAD_ITEMS.len()],
    /// Length of the mixing zone in metres.
    pub mixing_length: String,
    /// Code of the well's purpose.
    pub purpose: Option<&'static str>,
    /// Volume in cubic metres per year.
    pub volume: String,
    /// Aquifer.
    pub aquifer: String,
    /// New abstraction or renewal.
    pub well_action: WellAction,
    /// Volume of the permit that is renewed, in cubic metres per year; only asked of renewals.
    pub previous_volume: String,
    /// Whether the water-resource assessment is there.
    pub assessment: Option<Assessment>,
    /// Whether it is small household or animal use.
    pub small_use: Option<bool>,
    /// Whether the well belongs to public supply works.
    pub public_supply: Option<bool>,
    /// Code of the zone that receives the return water, `无` for none.
    pub return_zone: String,
    /// Decision date as `YYYY-MM-DD`.
    pub as_of: String,
}

/// A field of the form that a problem is shown beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormField {
    /// [`CheckForm::flow`].
    Flow,
    /// [`CheckForm::loads`] at this index.
    Load(usize),
    /// [`CheckForm::purpose`].
    Purpose,
    /// [`CheckForm::cuts`] at this index.
    Cut(usize),
    /// [`CheckForm::mixing_length`].
    MixingLength,
    /// [`CheckForm::volume`].
    Volume,
    /// [`CheckForm::previous_volume`].
    PreviousVolume,
    /// [`CheckForm::as_of`].
    AsOf,
}

impl FormField {
    /// Whether it stands among the further conditions, which are folded away at first.
    pub const fn is_further(self) -> bool {
        matches!(
            self,
            Self::Cut(_) | Self::MixingLength | Self::PreviousVolume
        )
    }
}

const NOT_A_NUMBER: Label = Label::new("应为不小于 0 的数值", "Must be a number of 0 or more");
const DECIMAL_COMMA: Label = Label::new(
    "小数点请用“.”，如 1.5；逗号只用于千位分隔，如 1,200",
    "Write decimals with a point, as 1.5; commas only between thousands, as 1,200",
);
const PURPOSE_NEEDED: Label = Label::new("请选择取水用途", "Choose the purpose of the well");
const NOT_A_DATE: Label = Label::new(
    "应为日期，如 2026-08-15",
    "Must be a date such as 2026-08-15",
);

/// What is checked and for which day.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRequest {
    /// The application.
    pub subject: Subject,
    /// The decision date, which chooses the law in force.
    pub as_of: jiff::civil::Date,
}

impl CheckForm {
    /// An empty form with the decision date set to `today`.
    pub fn new(today: jiff::civil::Date) -> Self {
        Self {
            kind: SubjectKind::default(),
            action: OutfallAction::default(),
            class: None,
            water_body: String::new(),
            flow: String::new(),
            loads: std::array::from_fn(|_| String::new()),
            receiver: None,
            industry: None,
            cuts: std::array::from_fn(|_| String::new()),
            mixing_length: String::new(),
            purpose: None,
            volume: String::new(),
            aquifer: String::new(),
            well_action: WellAction::default(),
            previous_volume: String::new(),
            assessment: None,
            small_use: None,
            public_supply: None,
            return_zone: String::new(),
            as_of: today.to_string(),
        }
    }

    /// The request for `position`, or what must be mended first.
    pub fn request(&self, position: LonLat) -> Result<CheckRequest, BTreeMap<FormField, Label>> {
        let mut problems = BTreeMap::new();
        let as_of = parse_day(self.as_of.trim());
        if as_of.is_none() {
            problems.insert(FormField::AsOf, NOT_A_DATE);
        }
        let mut number = |text: &str, field| {
            amount(text).unwrap_or_else(|NotAnAmount| {
                let comma = text.contains([',', '，']);
                problems.insert(field, if comma { DECIMAL_COMMA } else { NOT_A_NUMBER });
                None
            })
        };
        let subject = match self.kind {
            SubjectKind::Outfall => {
                let flow_m3d = number(&self.flow, FormField::Flow);
                let mut by_item = |texts: &[String], field: fn(usize) -> FormField| {
                    let mut amounts = BTreeMap::new();
                    for (index, ((item, _), text)) in LOAD_ITEMS.iter().zip(texts).enumerate() {
                        if let Some(amount) = number(text, field(index)) {
                            amounts.insert((*item).to_owned(), amount);
                        }
                    }
                    amounts
                };
                let loads_t_a = by_item(&self.loads, FormField::Load);
                let cuts_t_a = by_item(&self.cuts, FormField::Cut);
                let mixing_length_m = number(&self.mixing_length, FormField::MixingLength);
                Some(Subject::Outfall(OutfallApplication {
                    action: self.action,
                    class: self.class.map(str::to_owned),
                    water_body: stated(&self.water_body),
                    flow_m3d,
                    loads_t_a,
                    cuts_t_a,
                    receiver: self.receiver.map(str::to_owned),
                    industry: self.industry.map(str::to_owned),
                    mixing_length_m,
                    ..OutfallApplication::at(position)
                }))
            }
            SubjectKind::Well => {
                let volume_m3a = number(&self.volume, FormField::Volume);
                // What is no longer on show is not asked for.
                let previous_volume_m3a = if self.well_action == WellAction::Renew {
                    number(&self.previous_volume, FormField::PreviousVolume)
                } else {
                    None
                };
                if self.purpose.is_none() {
                    problems.insert(FormField::Purpose, PURPOSE_NEEDED);
                }
                self.purpose.map(|purpose| {
                    Subject::Well(WellApplication {
                        volume_m3a,
                        aquifer: stated(&self.aquifer),
                        action: self.well_action,
                        previous_volume_m3a,
                        assessment: self.assessment,
                        small_use: self.small_use,
                        public_supply: self.public_supply,
                        return_zone: stated(&self.return_zone),
                        ..WellApplication::at(position, purpose.to_owned())
                    })
                })
            }
        };
        match (subject, as_of) {
            (Some(subject), Some(as_of)) if problems.is_empty() => {
                Ok(CheckRequest { subject, as_of })
            }
            _ => Err(problems),
        }
    }
}

struct NotAnAmount;

/// A number of zero or more; `None` when nothing was typed. Takes full-width digits and commas
/// between thousands; any other comma is refused, because `1,5` may mean one and a half.
fn amount(text: &str) -> Result<Option<f64>, NotAnAmount> {
    let plain: String = text
        .trim()
        .chars()
        .map(|char| match char {
            '\u{ff10}'..='\u{ff19}' => (b'0' + (char as u32 - 0xff10) as u8) as char,
            '．' => '.',
            '，' => ',',
            other => other,
        })
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let whole = plain.split('.').next().unwrap_or_default();
    let (first, thousands) = whole.split_once(',').unwrap_or((whole, "000"));
    let grouped = (1..=3).contains(&first.len()) || !whole.contains(',');
    if !grouped || thousands.split(',').any(|group| group.len() != 3) {
        return Err(NotAnAmount);
    }
    match plain.replace(',', "").parse::<f64>() {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(Some(value)),
        _ => Err(NotAnAmount),
    }
}

fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Where the proposed site is, as far as the text says.
#[derive(Debug, Default)]
pub enum Site {
    /// Nothing typed, nothing clicked.
    #[default]
    None,
    /// Known; `form` is `None` when it was clicked on the map.
    At {
        /// Where.
        position: LonLat,
        /// How the typed text was understood.
        form: Option<Form>,
        /// Whether the text gave latitude or northing first.
        north_first: bool,
    },
    /// The text has several readings: the user must choose.
    Ask(Vec<Reading>),
    /// The text is not a position.
    Wrong(TypedError),
}

impl Site {
    /// Understands `text`.
    pub fn typed(text: &str) -> Self {
        match read_position(text) {
            Ok(Typed::Clear(reading)) => Self::chosen(reading),
            Ok(Typed::Ask(readings)) => Self::Ask(readings),
            Err(TypedError::Empty) => Self::None,
            Err(error) => Self::Wrong(error),
        }
    }

    /// One of the readings, chosen by the user.
    pub const fn chosen(reading: Reading) -> Self {
        Self::At {
            position: reading.position,
            form: Some(reading.form),
            north_first: reading.north_first,
        }
    }

    /// The position, if it is known.
    pub const fn position(&self) -> Option<LonLat> {
        match self {
            Self::At { position, .. } => Some(*position),
            Self::None | Self::Ask(_) | Self::Wrong(_) => None,
        }
    }
}

/// The check panel's state.
#[derive(Debug)]
pub struct CheckState {
    /// The application as typed.
    pub form: CheckForm,
    /// The coordinates as typed or as the last click wrote them.
    pub coordinates: String,
    /// What the coordinates mean.
    pub site: Site,
    /// The check under way.
    pub running: Option<JobId>,
    /// The last answer with what was asked.
    pub answer: Option<(CheckRequest, CheckReport)>,
    /// Titles of the packs that answered, by id.
    pub pack_titles: BTreeMap<String, String>,
    /// What the check started last asks; `None` before the first.
    pub asked: Option<CheckRequest>,
    /// Why the check of [`Self::asked`] gave no answer.
    pub failure: Option<String>,
    /// Whether the highlights on the map are evidence of [`Self::answer`].
    pub marked: bool,
    /// Whether problems of the form are shown: not before the user tried to check.
    pub show_problems: bool,
    /// Index of the finding that is highlighted.
    pub selected: Option<usize>,
    /// Whether packs were switched or changed, or the method of quality was, since [`Self::answer`] was
    /// given.
    pub packs_changed: bool,
}

impl CheckState {
    /// Nothing checked yet.
    pub fn new(today: jiff::civil::Date) -> Self {
        Self {
            form: CheckForm::new(today),
            coordinates: String::new(),
            site: Site::None,
            running: None,
            answer: None,
            pack_titles: BTreeMap::new(),
            asked: None,
            failure: None,
            marked: false,
            show_problems: false,
            selected: None,
            packs_changed: false,
        }
    }

    /// Whether the report on show still answers what the form and the site say now.
    pub fn is_current(&self) -> bool {
        !self.packs_changed
            && self
                .answer
                .as_ref()
                .is_some_and(|(asked, _)| self.asks(asked))
    }

    /// Whether form and site say `request` now.
    pub(super) fn asks(&self, request: &CheckRequest) -> bool {
        self.site
            .position()
            .is_some_and(|position| self.form.request(position).is_ok_and(|now| now == *request))
    }

    /// Forgets a failure that belongs to another form or site than the one on show.
    pub(super) fn drop_old_failure(&mut self) {
        if self.failure.is_some() && !self.asked.as_ref().is_some_and(|asked| self.asks(asked)) {
            self.failure = None;
        }
    }

    /// Title of the pack with this id; the id itself where the title is not known.
    pub fn pack_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.pack_titles.get(id).map_or(id, String::as_str)
    }

    /// What must be mended before the check can run.
    pub fn problems(&self) -> BTreeMap<FormField, Label> {
        let anywhere = LonLat { lon: 0.0, lat: 0.0 };
        self.form
            .request(self.site.position().unwrap_or(anywhere))
            .err()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> CheckForm {
        CheckForm::new(jiff::civil::date(2026, 8, 15))
    }

    fn site() -> LonLat {
        LonLat::try_new(102.7, 25.0).unwrap()
    }

    #[test]
    fn an_empty_form_states_nothing() {
        let request = form().request(site()).unwrap();
        let Subject::Outfall(outfall) = request.subject else {
            panic!("{request:?}");
        };
        assert_eq!(outfall.class, None);
        assert_eq!(outfall.water_body, None);
        assert_eq!(outfall.flow_m3d, None);
        assert!(outfall.loads_t_a.is_empty());
    }

    #[test]
    fn a_wrong_number_is_a_problem_of_its_field_and_never_a_blank() {
        for text in ["abc", "-3", "1e999", "NaN", "3 t", "1,5", "1,2345", "12 5"] {
            let mut form = form();
            form.loads[1] = text.to_owned();
            let problems = form.request(site()).unwrap_err();
            assert!(problems.contains_key(&FormField::Load(1)), "{text}");
        }
        let mut form = form();
        form.flow = "１,２００.5".to_owned();
        let Subject::Outfall(outfall) = form.request(site()).unwrap().subject else {
            panic!("an outfall was asked for");
        };
        assert_eq!(outfall.flow_m3d, Some(1200.5));
    }

    #[test]
    fn a_well_needs_its_purpose_stated() {
        let mut form = form();
        form.kind = SubjectKind::Well;
        assert!(
            form.request(site())
                .unwrap_err()
                .contains_key(&FormField::Purpose)
        );
        form.purpose = Some("industry");
        assert_eq!(form.request(site()).unwrap().subject.kind(), "well");
    }

    #[test]
    fn further_conditions_reach_the_application() {
        let mut form = form();
        form.receiver = Some("canal");
        form.industry = Some("medical");
        form.cuts[1] = "2.5".to_owned();
        form.mixing_length = "800".to_owned();
        let Subject::Outfall(outfall) = form.request(site()).unwrap().subject else {
            panic!("an outfall was asked for");
        };
        assert_eq!(outfall.receiver.as_deref(), Some("canal"));
        assert_eq!(outfall.industry.as_deref(), Some("medical"));
        assert_eq!(outfall.cuts_t_a, BTreeMap::from([("NH3N".to_owned(), 2.5)]));
        assert_eq!(outfall.mixing_length_m, Some(800.0));
        form.cuts[0] = "much".to_owned();
        form.mixing_length = "-1".to_owned();
        let problems = form.request(site()).unwrap_err();
        assert!(problems.keys().all(|field| field.is_further()));
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn only_a_renewal_states_the_old_volume() {
        let mut form = form();
        form.kind = SubjectKind::Well;
        form.purpose = Some("industry");
        form.previous_volume = "what was typed before".to_owned();
        form.return_zone = " 无 ".to_owned();
        form.small_use = Some(false);
        let well = |form: &CheckForm| match form.request(site()).unwrap().subject {
            Subject::Well(well) => well,
            other => panic!("{other:?}"),
        };
        assert_eq!(well(&form).previous_volume_m3a, None);
        assert_eq!(well(&form).return_zone.as_deref(), Some("无"));
        assert_eq!(well(&form).small_use, Some(false));
        form.well_action = WellAction::Renew;
        assert!(
            form.request(site())
                .unwrap_err()
                .contains_key(&FormField::PreviousVolume)
        );
        form.previous_volume = "1,200".to_owned();
        assert_eq!(well(&form).previous_volume_m3a, Some(1200.0));
        assert_eq!(well(&form).action, WellAction::Renew);
    }

    #[test]
    fn the_report_is_outdated_as_soon_as_the_form_or_the_site_changes() {
        let mut state = CheckState::new(jiff::civil::date(2026, 8, 15));
        state.site = Site::At {
            position: site(),
            form: None,
            north_first: false,
        };
        let request = state.form.request(site()).unwrap();
        let report = CheckReport {
            subject: request.subject.clone(),
            verdict: crate::domain::Outcome::Pass,
            findings: Vec::new(),
            packs: Vec::new(),
            packs_off: Vec::new(),
            data: Vec::new(),
        };
        state.answer = Some((request, report));
        assert!(state.is_current());
        state.form.as_of = "2026-08-14".to_owned();
        assert!(!state.is_current());
        state.form.as_of = "2026-08-15".to_owned();
        state.site = Site::typed("102.8°, 25.1°");
        assert!(!state.is_current());
    }
}
