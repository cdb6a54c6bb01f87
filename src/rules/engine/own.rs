//! What the program itself says of a site, whatever the packs say.

use crate::domain::finding::{Evidence, Relation};
use crate::domain::outcome::Outcome;
use crate::rules::condition::Answers;
use crate::rules::engine::said::{Said, Speaker};
use crate::rules::facts::FactId;
use crate::rules::observation::{FactValue, Observation};

/// Id of the finding that the site lies outside of what the project covers.
pub const COVERAGE_RULE: &str = "DATA-01";
/// Id of the finding that the site is nearer to an edge than the maps are accurate.
pub const EDGE_RULE: &str = "DATA-02";

const COVERAGE: Speaker<'static> = Speaker::Program {
    id: COVERAGE_RULE,
    title: "地点在数据范围之外",
};
const EDGE: Speaker<'static> = Speaker::Program {
    id: EDGE_RULE,
    title: "边界复核",
};

impl Speaker<'static> {
    /// Everything that the program itself may say.
    pub const OWN: [Self; 2] = [COVERAGE, EDGE];
}

/// Outside of the data every silence is meaningless, so this is asked whatever the packs say.
pub(super) fn coverage<'a>(known: &Answers) -> Option<Said<'a>> {
    let answer = known.get(&FactId::SiteInCoverage)?;
    let covered = answer
        .0
        .iter()
        .any(|observation| observation.value == FactValue::Flag(true));
    if covered {
        return None;
    }
    let mut missing: Vec<_> = answer
        .0
        .iter()
        .flat_map(|observation| observation.missing.clone())
        .collect();
    if missing.is_empty() {
        missing.push("地点周围的空间数据：地点不在项目数据覆盖的范围内".to_owned());
    }
    Some(Said {
        speaker: COVERAGE,
        outcome: Outcome::Undecided,
        message: "地点不在项目数据覆盖的范围内，查不到管控区不等于没有管控区，不能据此通过"
            .to_owned(),
        evidence: Vec::new(),
        missing,
    })
}

/// Where the edges lie is not known, so the site may be on either side of one.
fn unknown_edge<'a>(seen: &[Observation]) -> Option<Said<'a>> {
    let missing: Vec<String> = seen.iter().flat_map(|at| at.missing.clone()).collect();
    let first = missing.first()?;
    Some(Said {
        speaker: EDGE,
        outcome: Outcome::Undecided,
        message: format!("无法判断地点距管控区边界多远：{first}"),
        evidence: Vec::new(),
        missing,
    })
}

/// Near an edge the maps do not tell on which side the site is, whatever the packs say.
pub(super) fn edge<'a>(known: &Answers, epsg: u32) -> Option<Said<'a>> {
    let seen = &known.get(&FactId::SiteEdgeReview)?.0;
    let close: Vec<&Evidence> = seen.iter().filter_map(|at| at.evidence.as_ref()).collect();
    if close.is_empty() {
        return unknown_edge(seen);
    }
    let tolerance = seen.first()?.notes.first().map_or("", |(_, text)| text);
    let places: Vec<_> = close
        .iter()
        .map(|area| {
            let side = match area.relation {
                Relation::Within => "区外",
                _ => "区内",
            };
            let distance = area.distance_m.unwrap_or_default();
            format!("{}({})边界 {distance:.1} 米({side})", area.name, area.code)
        })
        .collect();
    Some(Said {
        speaker: EDGE,
        outcome: Outcome::Assess,
        message: format!(
            "地点距{}(EPSG:{epsg} 平面距离)，小于图层精度 {tolerance}：图上分不清在区内还是区外，须现场复核边界",
            places.join("、")
        ),
        evidence: close.into_iter().cloned().collect(),
        missing: Vec::new(),
    })
}
