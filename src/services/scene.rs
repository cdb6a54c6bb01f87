//! Reads a project into the scene that the map draws.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::carto::packed::Packer;
use crate::carto::scene::{Scene, SceneFeature, SceneLayer};
use crate::carto::style::StyleSheet;
use crate::domain::{Cancelled, Layer, Progress};
use crate::geodesy::{CrsError, MetricGrid};
use crate::store::{Access, Project, StoreError};

/// More connections than this do not read faster.
const WORKERS: usize = 8;

/// Why a project cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The project cannot be read.
    #[error("无法读取图层数据")]
    Store(#[from] StoreError),
    /// The project's metric CRS does not work where its data lies.
    #[error("项目的投影坐标系不适用于数据范围")]
    Crs(#[from] CrsError),
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Reads every layer of `project` and projects it. Progress counts layers. Large layers come first,
/// and each worker reads through its own connection, so that decoding uses all cores.
pub fn load(
    project: &Project,
    styles: &StyleSheet,
    progress: &Progress,
) -> Result<Scene, SceneError> {
    let (grid, grid_bounds) = Scene::grid(project.metric_epsg(), project.extent()?)?;
    let spatial: Vec<Layer> = Layer::spatial().collect();
    let mut queue = spatial
        .iter()
        .enumerate()
        .map(|(slot, layer)| Ok((project.count(*layer)?, slot)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    queue.sort_unstable_by_key(|(count, slot)| (std::cmp::Reverse(*count), *slot));
    let (next, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let path = project.path();
    let worker = || -> Result<Vec<(usize, SceneLayer)>, SceneError> {
        let mut layers = Vec::new();
        let mut own = None;
        while let Some((_, slot)) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
            progress.step(finished.load(Ordering::Relaxed), spatial.len())?;
            let connection = match &own {
                Some(connection) => connection,
                None => own.insert(Project::open(path, Access::ReadOnly)?),
            };
            let layer = read_layer(connection, spatial[*slot], styles, &grid)?;
            layers.push((*slot, layer));
            finished.fetch_add(1, Ordering::Relaxed);
        }
        Ok(layers)
    };
    let mut layers = (0..rayon::current_num_threads().min(WORKERS))
        .into_par_iter()
        .with_max_len(1)
        .map(|_| worker())
        .try_reduce(Vec::new, |mut all, some| {
            all.extend(some);
            Ok(all)
        })?;
    layers.sort_unstable_by_key(|(slot, _)| *slot);
    progress.step(spatial.len(), spatial.len())?;
    let layers = layers.into_iter().map(|(_, layer)| layer).collect();
    Ok(Scene::new(grid, grid_bounds, layers))
}

/// Reads what drawing needs of one layer: geometry, name, and the fields that choose the symbol.
fn read_layer(
    project: &Project,
    layer: Layer,
    styles: &StyleSheet,
    grid: &MetricGrid,
) -> Result<SceneLayer, StoreError> {
    let style = styles.layer(layer);
    let mut fields = vec!["name"];
    fields.extend(style.iter().flat_map(|style| style.fields()));
    let mut features = Vec::with_capacity(project.count(layer)? as usize);
    let mut projector = grid.projector();
    let mut packer = Packer::new(|coord| projector.project(coord));
    let mut line = Vec::new();
    project.visit_shapes(layer, &fields, &mut |feature, shape| {
        if let Some(shape) = shape {
            shape.walk(&mut line, &mut packer)?;
            features.push(SceneFeature::new(feature, style, packer.take()));
        }
        Ok(())
    })?;
    drop(packer);
    let categories = style.map_or(1, |style| style.categories.len());
    Ok(SceneLayer::new(layer, features, categories).thinned_for(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_project_shows_kunming_and_every_layer_without_features() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("empty.sqlite")).unwrap();
        let styles = StyleSheet::shipped().unwrap();
        let scene = load(&project, &styles, &Progress::silent()).unwrap();
        let listed: Vec<Layer> = scene.layers.iter().map(|layer| layer.layer).collect();
        assert_eq!(listed, Layer::spatial().collect::<Vec<_>>());
        assert!(scene.layers.iter().all(|layer| layer.features.is_empty()));
        let center = scene.to_lon_lat(scene.bounds.center()).unwrap();
        assert!((center.lon - 102.95).abs() < 0.1 && (center.lat - 25.5).abs() < 0.1);
    }

    #[test]
    fn a_cancelled_load_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("empty.sqlite")).unwrap();
        let progress = Progress::silent();
        progress.cancel();
        let error = load(&project, &StyleSheet::shipped().unwrap(), &progress).unwrap_err();
        assert!(matches!(error, SceneError::Cancelled(_)), "{error}");
    }
}
