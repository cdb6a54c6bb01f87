//! The seams between areas that should meet: what comes in is compared with itself and with what is there.
//! Gaps and overlaps are named, never mended: where the boundary runs is the bureau's word.

use std::collections::HashSet;
use std::ops::ControlFlow;

use geo::{CoordsIter as _, Geometry};

use crate::domain::{Cancelled, Layer, Progress};
use crate::exchange::report::RowIssue;
use crate::geodesy::slivers::{Sliver, WIDEST_M, slivers};
use crate::store::{Project, StoreError};

/// Vertices that are looked at, so that an import of very many stays as quick as it is; of more areas the seams
/// are left to `verify`.
const MOST_VERTICES: usize = 250_000;

/// Areas whose seams are looked at when all are there.
#[derive(Default)]
pub(super) struct Seams {
    /// Row (0 for what was there), code and shape.
    areas: Vec<(u32, String, Geometry<f64>)>,
    vertices: usize,
    is_wanted: bool,
    /// Codes of what was there and cannot be read, and why.
    unread: Vec<(String, StoreError)>,
    /// Why what was there could not be gone through.
    failure: Option<StoreError>,
}

/// Whether areas of a layer should meet without gaps and overlaps.
pub const fn adjoin(layer: Layer) -> bool {
    matches!(
        layer,
        Layer::AdminArea | Layer::FunctionZone | Layer::GroundwaterArea | Layer::ProtectionZone
    )
}

impl Seams {
    /// With what `project` has in `layer` already, unless it `is_replaced`. What cannot be read is said with
    /// the other issues: an import that mends it must not fail of it.
    pub(super) fn new(
        project: &Project,
        layer: Layer,
        is_replaced: bool,
        progress: &Progress,
    ) -> Result<Self, Cancelled> {
        let mut seams = Self {
            is_wanted: adjoin(layer),
            ..Self::default()
        };
        if seams.is_wanted && !is_replaced {
            let visited = project.visit_readable(layer, &mut |code, shape| {
                match shape {
                    Ok(shape) => seams.take(0, code, shape),
                    Err(error) => seams.unread.push((code.to_owned(), error)),
                }
                if seams.is_wanted() && progress.check().is_ok() {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
            progress.check()?;
            seams.failure = visited.err();
        }
        Ok(seams)
    }

    /// Whether shapes are wanted.
    pub(super) const fn is_wanted(&self) -> bool {
        self.is_wanted && self.vertices <= MOST_VERTICES
    }

    /// Takes the shape of a row that was stored; it replaces what was there under its code.
    pub(super) fn take(&mut self, row: u32, code: &str, shape: Geometry<f64>) {
        let is_area = matches!(shape, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
        if !self.is_wanted() || !is_area {
            return;
        }
        self.vertices += shape.coords_count();
        if self.vertices > MOST_VERTICES {
            self.areas.clear();
            return;
        }
        self.areas.push((row, code.to_owned(), shape));
    }

    /// What was found. `updated` tells whether codes that were there were changed: their old shapes count no
    /// more.
    pub(super) fn issues(
        mut self,
        updated: bool,
        progress: &Progress,
    ) -> Result<Vec<RowIssue>, Cancelled> {
        if self.is_wanted && self.vertices > MOST_VERTICES {
            let message = format!(
                "面的顶点超过 {MOST_VERTICES} 个，没有检查相邻面之间的细缝和重叠；导入后可用 verify 检查"
            );
            return Ok(vec![unchecked(message)]);
        }
        if updated {
            let new: HashSet<String> = self
                .areas
                .iter()
                .filter(|(row, ..)| *row > 0)
                .map(|(_, code, _)| code.clone())
                .collect();
            self.areas
                .retain(|(row, code, _)| *row > 0 || !new.contains(code));
            self.unread.retain(|(code, _)| !new.contains(code));
        }
        let mut issues = Vec::new();
        if let Some(error) = &self.failure {
            issues.push(unchecked(format!(
                "没有与图层中已有的面比较细缝和重叠({error})；请用 verify 检查项目文件"
            )));
        }
        issues.extend(self.unread.iter().map(|(code, error)| {
            unchecked(format!(
                "没有与图层中已有的「{code}」比较细缝和重叠，它的几何无法使用({error})；可用更新方式重新导入该要素"
            ))
        }));
        let (keys, shapes): (Vec<(u32, String)>, Vec<Geometry<f64>>) = self
            .areas
            .into_iter()
            .map(|(row, code, shape)| ((row, code), shape))
            .unzip();
        let found = slivers(&shapes, &|index| keys[index].0 > 0, progress)?;
        issues.extend(found.iter().map(|sliver| {
            // Of two rows the later one is named.
            let (one, other) = sliver.areas;
            let (row, with) = if keys[one].0 > keys[other].0 {
                (keys[one].0, &keys[other].1)
            } else {
                (keys[other].0, &keys[one].1)
            };
            let code = if sliver.is_overlap {
                "sliver_overlap"
            } else {
                "sliver_gap"
            };
            RowIssue::new(row, "geometry", code, said(sliver, with)).at(Some(sliver.at))
        }));
        Ok(issues)
    }
}

fn unchecked(message: String) -> RowIssue {
    RowIssue::new(0, "geometry", "slivers_unchecked", message)
}

/// A sliver towards the area `with`, in words.
pub fn said(sliver: &Sliver, with: &str) -> String {
    let what = if sliver.is_overlap {
        "有狭窄的重叠"
    } else {
        "之间有细缝"
    };
    format!(
        "与「{with}」{what}：{} 处，共约 {:.0} m²，最大一处平均宽 {:.2} m(不足 {WIDEST_M} m 的才列出)，在 {:.6},{:.6}；未作改动，请核对边界",
        sliver.count, sliver.area_m2, sliver.width_m, sliver.at.x, sliver.at.y
    )
}
