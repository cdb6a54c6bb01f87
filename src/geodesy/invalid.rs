//! Why a geometry is not valid, in Chinese. Rings and parts count from 1.

use geo::algorithm::validation::{
    InvalidGeometry, InvalidLineString, InvalidMultiLineString, InvalidMultiPolygon,
    InvalidPolygon, RingRole,
};
use geo::{Coord, CoordsIter as _, Geometry, Polygon};

use crate::geodesy::crossing::{self, Crossing};
use crate::geodesy::validity::Problem;

/// The reason with its place in `geometry`.
pub(super) fn problem(geometry: &Geometry<f64>, error: &InvalidGeometry) -> Problem {
    let at_part = |part: usize| match geometry {
        Geometry::MultiPolygon(areas) => areas.0.get(part),
        Geometry::Polygon(area) => Some(area),
        _ => None,
    };
    let start = |part: usize| at_part(part)?.exterior().0.first().copied();
    let (at, spike) = match error {
        InvalidGeometry::InvalidPolygon(problem) => {
            at_part(0).map_or((None, false), |area| place(area, problem))
        }
        InvalidGeometry::InvalidMultiPolygon(problem) => match problem {
            InvalidMultiPolygon::InvalidPolygon(part, problem) => {
                at_part(part.0).map_or((None, false), |area| place(area, problem))
            }
            InvalidMultiPolygon::ElementsOverlaps(_, other)
            | InvalidMultiPolygon::ElementsTouchOnALine(_, other) => (start(other.0), false),
        },
        _ => (
            geometry
                .coords_iter()
                .next()
                .filter(|at| at.x.is_finite() && at.y.is_finite()),
            false,
        ),
    };
    let reason = reason(error);
    Problem {
        reason: if spike {
            reason.replace("自相交", "有尖刺")
        } else {
            reason
        },
        at,
    }
}

/// Where a polygon shows its problem, and whether that is a spike.
fn place(area: &Polygon<f64>, problem: &InvalidPolygon) -> (Option<Coord<f64>>, bool) {
    let ring = |role: RingRole| match role {
        RingRole::Exterior => Some(area.exterior()),
        RingRole::Interior(index) => area.interiors().get(index),
    };
    let start = |role: RingRole| ring(role)?.0.first().copied();
    match problem {
        InvalidPolygon::SelfIntersection(role) => match ring(*role).and_then(crossing::first) {
            Some(Crossing::Sides(at)) => (Some(at), false),
            Some(Crossing::Spike(at)) => (Some(at), true),
            None => (None, false),
        },
        InvalidPolygon::TooFewPointsInRing(role)
        | InvalidPolygon::InteriorRingNotContainedInExteriorRing(role)
        | InvalidPolygon::IntersectingRingsOnALine(_, role)
        | InvalidPolygon::IntersectingRingsOnAnArea(_, role) => (start(*role), false),
        InvalidPolygon::NonFiniteCoord(..) => (None, false),
    }
}

/// The reason as one phrase.
pub(super) fn reason(problem: &InvalidGeometry) -> String {
    match problem {
        InvalidGeometry::InvalidPolygon(problem) => polygon(problem),
        InvalidGeometry::InvalidMultiPolygon(problem) => match problem {
            InvalidMultiPolygon::InvalidPolygon(part, problem) => {
                format!("第 {} 部分{}", part.0 + 1, polygon(problem))
            }
            InvalidMultiPolygon::ElementsOverlaps(a, b) => {
                format!("第 {} 与第 {} 部分重叠", a.0 + 1, b.0 + 1)
            }
            InvalidMultiPolygon::ElementsTouchOnALine(a, b) => {
                format!("第 {} 与第 {} 部分有公共边", a.0 + 1, b.0 + 1)
            }
        },
        InvalidGeometry::InvalidLineString(problem) => line(problem),
        InvalidGeometry::InvalidMultiLineString(InvalidMultiLineString::InvalidLineString(
            part,
            problem,
        )) => {
            format!("第 {} 部分{}", part.0 + 1, line(problem))
        }
        // Points, rectangles and the like can only have a coordinate that is no number.
        _ => "有坐标不是有限的数值".to_owned(),
    }
}

fn polygon(problem: &InvalidPolygon) -> String {
    match problem {
        InvalidPolygon::TooFewPointsInRing(ring) => format!("{}不足 3 个不同的点", name(*ring)),
        InvalidPolygon::SelfIntersection(ring) => format!("{}自相交", name(*ring)),
        InvalidPolygon::NonFiniteCoord(ring, at) => {
            format!("{}第 {} 个坐标不是有限的数值", name(*ring), at.0 + 1)
        }
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(ring) => {
            format!("{}不在外环之内", name(*ring))
        }
        InvalidPolygon::IntersectingRingsOnALine(a, b) => {
            format!("{}与{}有公共边", name(*a), name(*b))
        }
        InvalidPolygon::IntersectingRingsOnAnArea(a, b) => {
            format!("{}与{}重叠", name(*a), name(*b))
        }
    }
}

fn line(problem: &InvalidLineString) -> String {
    match problem {
        InvalidLineString::TooFewPoints => "线不足 2 个不同的点".to_owned(),
        InvalidLineString::NonFiniteCoord(at) => format!("线第 {} 个坐标不是有限的数值", at.0 + 1),
    }
}

fn name(ring: RingRole) -> String {
    match ring {
        RingRole::Exterior => "外环".to_owned(),
        RingRole::Interior(index) => format!("第 {} 个内环", index + 1),
    }
}
