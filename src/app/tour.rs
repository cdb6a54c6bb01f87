//! A scripted flight of the camera with a log of what each frame cost: how the map is measured.
//!
//! Per frame the application calls [`Tour::aim`] before it draws and [`Tour::record`] after; when
//! [`Tour::finished`] says so it calls [`Tour::write`] and closes the window. It must ask for a
//! repaint in every frame, since a tour never waits for the user.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::carto::scene::Scene;
use crate::domain::{InvalidPosition, LonLat};
use crate::state::camera::Camera;

/// A tour with more frames than this is taken for a mistake.
const MAX_FRAMES: u64 = 1_000_000;

/// Why a tour cannot be played or its log not be written.
#[derive(Debug, thiserror::Error)]
pub enum TourError {
    /// The file cannot be read.
    #[error("无法读取漫游脚本 {path:?}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Not JSON, or not a list of steps.
    #[error(
        "漫游脚本 {path:?} 不是 [{{\"center\":[经度，纬度],\"scale\":n,\"frames\":k}},…] 形式的 JSON"
    )]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        #[source]
        source: serde_json::Error,
    },
    /// A centre that is no position.
    #[error("漫游脚本第 {step} 步的中心点无效")]
    Center {
        /// 1-based number of the step.
        step: usize,
        /// Why.
        #[source]
        source: InvalidPosition,
    },
    /// A scale that is not positive, no frame at all, or too many.
    #[error("漫游脚本第 {step} 步的 scale 或 frames 无效(scale 应大于 0,frames 应为 1 以上的整数)")]
    Numbers {
        /// 1-based number of the step.
        step: usize,
    },
    /// No steps.
    #[error("漫游脚本 {path:?} 没有任何步骤")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A centre so far from the data that the project's grid does not reach it.
    #[error("漫游脚本第 {step} 步的中心点远离项目数据范围")]
    OutOfReach {
        /// 1-based number of the step.
        step: usize,
    },
    /// The log cannot be written.
    #[error("无法写入帧日志 {path:?}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// One line of a tour file.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    center: [f64; 2],
    scale: f64,
    frames: u64,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    center: LonLat,
    denominator: f64,
    frames: u64,
}

#[derive(Clone, Copy, Debug)]
struct FrameRecord {
    step: usize,
    work_ms: f64,
    complete: bool,
    at_ms: f64,
}

/// A flight under way.
#[derive(Debug)]
pub struct Tour {
    started: Instant,
    steps: Vec<Step>,
    log_path: PathBuf,
    step: usize,
    frame_in_step: u64,
    records: Vec<FrameRecord>,
}

impl Tour {
    /// Reads `script`; the log will go to `log_path`. Times count from now: call it before the window
    /// is opened.
    pub fn load(script: &Path, log_path: &Path) -> Result<Self, TourError> {
        let started = Instant::now();
        let text = std::fs::read_to_string(script).map_err(|source| TourError::Read {
            path: script.to_owned(),
            source,
        })?;
        let files: Vec<StepFile> =
            serde_json::from_str(&text).map_err(|source| TourError::Syntax {
                path: script.to_owned(),
                source,
            })?;
        if files.is_empty() {
            return Err(TourError::Empty {
                path: script.to_owned(),
            });
        }
        let steps = (1..)
            .zip(files)
            .map(|(number, file)| step(number, file))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            started,
            steps,
            log_path: log_path.to_owned(),
            step: 0,
            frame_in_step: 0,
            records: Vec::new(),
        })
    }

    /// Points `camera` at the current step. Call before the map is shown.
    pub fn aim(&self, camera: &mut Camera, scene: &Scene) -> Result<(), TourError> {
        let Some(step) = self.steps.get(self.step) else {
            return Ok(());
        };
        let center = scene.to_metric(step.center).ok_or(TourError::OutOfReach {
            step: self.step + 1,
        })?;
        camera.set_center(center);
        camera.set_scale_denominator(step.denominator);
        Ok(())
    }

    /// Notes what the frame just drawn cost, in milliseconds, and whether the picture was complete;
    /// moves on to the next frame.
    pub fn record(&mut self, work_ms: f64, complete: bool) {
        let Some(step) = self.steps.get(self.step) else {
            return;
        };
        self.records.push(FrameRecord {
            step: self.step,
            work_ms,
            complete,
            at_ms: self.started.elapsed().as_secs_f64() * 1e3,
        });
        self.frame_in_step += 1;
        if self.frame_in_step >= step.frames {
            self.step += 1;
            self.frame_in_step = 0;
        }
    }

    /// Whether every frame of every step has been drawn.
    pub fn finished(&self) -> bool {
        self.step >= self.steps.len()
    }

    /// Writes the log: `frame,step,work_ms,complete,at_ms`, both numbers from 0, one line per frame;
    /// `at_ms` is when its drawing ended, counted from the start of the program. The file appears whole
    /// or not at all.
    pub fn write(&self) -> Result<(), TourError> {
        self.write_log().map_err(|source| TourError::Write {
            path: self.log_path.clone(),
            source,
        })
    }

    fn write_log(&self) -> std::io::Result<()> {
        let folder = match self.log_path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(file, "frame,step,work_ms,complete,at_ms")?;
        for (frame, record) in self.records.iter().enumerate() {
            let FrameRecord {
                step,
                work_ms,
                complete,
                at_ms,
            } = record;
            writeln!(file, "{frame},{step},{work_ms:.3},{complete},{at_ms:.1}")?;
        }
        file.as_file().sync_all()?;
        file.persist(&self.log_path).map_err(|error| error.error)?;
        Ok(())
    }
}

fn step(number: usize, file: StepFile) -> Result<Step, TourError> {
    let [lon, lat] = file.center;
    let center = LonLat::try_new(lon, lat).map_err(|source| TourError::Center {
        step: number,
        source,
    })?;
    let scale_is_good = file.scale.is_finite() && file.scale > 0.0;
    if !scale_is_good || !(1..=MAX_FRAMES).contains(&file.frames) {
        return Err(TourError::Numbers { step: number });
    }
    Ok(Step {
        center,
        denominator: file.scale,
        frames: file.frames,
    })
}

#[cfg(test)]
mod tests {
    use geo::{Coord, Rect};

    use super::*;

    fn tour(script: &str) -> (tempfile::TempDir, Result<Tour, TourError>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tour.json");
        std::fs::write(&path, script).unwrap();
        let tour = Tour::load(&path, &folder.path().join("frames.csv"));
        (folder, tour)
    }

    fn scene() -> Scene {
        let extent = Rect::new((102.5, 24.8), (102.9, 25.2));
        let (grid, bounds) = Scene::grid(4543, Some(extent)).unwrap();
        Scene::new(grid, bounds, Vec::new())
    }

    #[test]
    fn plays_every_frame_and_writes_one_line_for_each() {
        let (folder, tour) = tour(
            r#"[{"center":[102.7,25.0],"scale":50000,"frames":2},{"center":[102.6,24.9],"scale":10000,"frames":1}]"#,
        );
        let mut tour = tour.unwrap();
        let mut camera = Camera::new(Coord { x: 0.0, y: 0.0 }, 1.0);
        let mut scales = Vec::new();
        while !tour.finished() {
            tour.aim(&mut camera, &scene()).unwrap();
            scales.push(camera.scale_denominator().round());
            tour.record(1.5, scales.len() == 3);
        }
        tour.write().unwrap();
        assert_eq!(scales, [50_000.0, 50_000.0, 10_000.0]);
        let log = std::fs::read_to_string(folder.path().join("frames.csv")).unwrap();
        let (lines, times): (Vec<&str>, Vec<&str>) =
            log.lines().filter_map(|line| line.rsplit_once(',')).unzip();
        assert_eq!(
            lines,
            [
                "frame,step,work_ms,complete",
                "0,0,1.500,false",
                "1,0,1.500,false",
                "2,1,1.500,true"
            ]
        );
        assert_eq!(times[0], "at_ms");
        let times: Vec<f64> = times[1..]
            .iter()
            .map(|time| time.parse().unwrap())
            .collect();
        assert!(times.is_sorted(), "{times:?}");
    }

    #[test]
    fn bad_scripts_are_refused_with_the_reason() {
        for (script, word) in [
            ("{", "JSON"),
            ("[]", "没有任何步骤"),
            (
                r#"[{"center":[102.7,95],"scale":1,"frames":1}]"#,
                "第 1 步的中心点",
            ),
            (r#"[{"center":[102.7,25],"scale":0,"frames":1}]"#, "scale"),
            (r#"[{"center":[102.7,25],"scale":1,"frames":0}]"#, "frames"),
            (r#"[{"center":[102.7,25],"scale":1}]"#, "JSON"),
        ] {
            let (_folder, tour) = tour(script);
            let message = tour.unwrap_err().to_string();
            assert!(message.contains(word), "{script}: {message}");
        }
    }

    #[test]
    fn a_step_far_from_the_data_is_an_error_and_not_a_guess() {
        let (_folder, tour) = tour(r#"[{"center":[10.0,50.0],"scale":1000,"frames":1}]"#);
        let mut camera = Camera::new(Coord { x: 0.0, y: 0.0 }, 1.0);
        let error = tour.unwrap().aim(&mut camera, &scene()).unwrap_err();
        assert!(
            matches!(error, TourError::OutOfReach { step: 1 }),
            "{error}"
        );
    }
}
