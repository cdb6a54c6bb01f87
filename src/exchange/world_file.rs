//! World files: six numbers beside a picture that say where its pixels lie.

use std::path::{Path, PathBuf};

/// Longer files are none.
const MAX_BYTES: u64 = 4096;

/// From pixels to coordinates: `x = a·column + b·row + c`, `y = d·column + e·row + f`, for the middles
/// of pixels counted from the upper left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldFile {
    /// Width of a pixel along x.
    pub a: f64,
    /// Change of x from row to row.
    pub b: f64,
    /// x of the middle of the upper left pixel.
    pub c: f64,
    /// Change of y from column to column.
    pub d: f64,
    /// Height of a pixel along y; negative where rows run southwards.
    pub e: f64,
    /// y of the middle of the upper left pixel.
    pub f: f64,
}

/// Why a world file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum WorldFileError {
    /// There is none.
    #[error("{} 没有坐标定位文件；请把同名的 {wanted} 放在图片旁边", path.display())]
    Missing {
        /// The picture.
        path: PathBuf,
        /// What it may be called.
        wanted: String,
    },
    /// It cannot be read.
    #[error("无法读取 {}", path.display())]
    Read {
        /// The world file.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: std::io::Error,
    },
    /// Not six numbers.
    #[error("{} 第 {line} 行不是数值；坐标定位文件应有六行数值", path.display())]
    NotNumbers {
        /// The world file.
        path: PathBuf,
        /// 1-based.
        line: usize,
    },
    /// A picture without extent.
    #[error("{} 的六个参数不构成平面(像元大小为零或两轴平行)", path.display())]
    Flat {
        /// The world file.
        path: PathBuf,
    },
}

impl WorldFile {
    /// Finds and reads the world file of the picture at `picture`.
    pub fn beside(picture: &Path) -> Result<Self, WorldFileError> {
        let names = names(picture);
        let Some(path) = names.iter().find(|path| path.is_file()) else {
            let short = |path: &PathBuf| {
                path.extension()
                    .map(|ending| format!(".{}", ending.to_string_lossy()))
            };
            let mut wanted: Vec<String> = names.iter().filter_map(short).collect();
            wanted.dedup_by_key(|name| name.to_lowercase());
            return Err(WorldFileError::Missing {
                path: picture.to_owned(),
                wanted: wanted.join("、"),
            });
        };
        let read = || -> std::io::Result<String> {
            let size = std::fs::metadata(path)?.len();
            if size > MAX_BYTES {
                return Ok(String::new());
            }
            // Some programs write a byte order mark or other bytes around the numbers.
            let bytes = std::fs::read(path)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        let text = read().map_err(|source| WorldFileError::Read {
            path: path.clone(),
            source,
        })?;
        Self::parse(&text, path)
    }

    /// Reads the six numbers; `path` is for messages.
    pub fn parse(text: &str, path: &Path) -> Result<Self, WorldFileError> {
        let mut lines = text
            .trim_start_matches('\u{feff}')
            .lines()
            .map(str::trim)
            .enumerate()
            .filter(|(_, line)| !line.is_empty());
        let mut numbers = [0.0; 6];
        for (slot, number) in numbers.iter_mut().enumerate() {
            let (line, text) = lines.next().unwrap_or((slot, ""));
            // Decimal commas come from programs in other languages.
            let value: Option<f64> = text.replace(',', ".").parse().ok();
            *number = value.filter(|value| value.is_finite()).ok_or_else(|| {
                WorldFileError::NotNumbers {
                    path: path.to_owned(),
                    line: line + 1,
                }
            })?;
        }
        let [a, d, b, e, c, f] = numbers;
        let world = Self { a, b, c, d, e, f };
        if world.determinant() == 0.0 {
            return Err(WorldFileError::Flat {
                path: path.to_owned(),
            });
        }
        Ok(world)
    }

    /// Coordinates of a place in the picture, in pixels from its upper left corner (not from the middle
    /// of its first pixel).
    pub fn place(&self, column: f64, row: f64) -> (f64, f64) {
        let (column, row) = (column - 0.5, row - 0.5);
        (
            self.a * column + self.b * row + self.c,
            self.d * column + self.e * row + self.f,
        )
    }

    /// The inverse of [`WorldFile::place`].
    pub fn pixel(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y, determinant) = (x - self.c, y - self.f, self.determinant());
        (
            (self.e * x - self.b * y) / determinant + 0.5,
            (self.a * y - self.d * x) / determinant + 0.5,
        )
    }

    /// Side of a pixel in the unit of the coordinates, about.
    pub fn pixel_size(&self) -> f64 {
        self.determinant().abs().sqrt()
    }

    fn determinant(&self) -> f64 {
        self.a * self.e - self.b * self.d
    }
}

/// What the world file of a picture may be called: `.jgw`, `.jpgw`, `.wld`, in either case.
fn names(picture: &Path) -> Vec<PathBuf> {
    let ending = picture
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let short = match (ending.chars().next(), ending.chars().last()) {
        (Some(first), Some(last)) => format!("{first}{last}w"),
        _ => String::new(),
    };
    let mut names = Vec::new();
    for ending in [short, format!("{ending}w"), "wld".to_owned()] {
        names.push(picture.with_extension(&ending));
        names.push(picture.with_extension(ending.to_uppercase()));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<WorldFile, WorldFileError> {
        WorldFile::parse(text, Path::new("图.jgw"))
    }

    #[test]
    fn pixels_and_coordinates_undo_each_other_also_when_turned() {
        let world = parse("0.5\n0.1\n-0.1\n-0.5\n578000.25\n2782999.75\n").unwrap();
        assert_eq!(world.place(0.5, 0.5), (578_000.25, 2_782_999.75));
        let (x, y) = world.place(120.0, 77.5);
        let (column, row) = world.pixel(x, y);
        assert!((column - 120.0).abs() < 1e-6 && (row - 77.5).abs() < 1e-6);
        assert!((world.pixel_size() - 0.24_f64.sqrt()).abs() < 1e-9);
    }

    #[test]
    fn the_order_is_that_of_the_file_and_not_that_of_the_formula() {
        let world = parse("1\n2\n3\n-4\n5\n6").unwrap();
        assert_eq!(
            (world.a, world.d, world.b, world.e, world.c, world.f),
            (1.0, 2.0, 3.0, -4.0, 5.0, 6.0)
        );
    }

    #[test]
    fn a_turned_picture_begins_where_gdal_says() {
        // gdalinfo on these six lines: origin 578000.1, 2782999.95; axes 0.5, 0.1 and -0.2, -0.5.
        let world = parse("0.5\n0.1\n-0.2\n-0.5\n578000.25\n2782999.75").unwrap();
        let near = |(x, y): (f64, f64), (east, north): (f64, f64)| {
            assert!(
                (x - east).abs() < 1e-6 && (y - north).abs() < 1e-6,
                "{x} {y}"
            );
        };
        near(world.place(0.0, 0.0), (578_000.1, 2_782_999.95));
        // Corners of a picture of 1754 by 1240 pixels.
        near(world.place(1754.0, 0.0), (578_877.1, 2_783_175.35));
        near(world.place(0.0, 1240.0), (577_752.1, 2_782_379.95));
    }

    #[test]
    fn odd_files_are_refused_with_the_line() {
        let message = parse("1\n0\n0\n北\n5\n6").unwrap_err().to_string();
        assert!(message.contains("第 4 行"), "{message}");
        let message = parse("1\n0\n0").unwrap_err().to_string();
        assert!(message.contains("第 4 行"), "{message}");
        assert!(matches!(
            parse("1\n0\n0\n0\n5\n6"),
            Err(WorldFileError::Flat { .. })
        ));
        assert!(parse("\u{feff}1,5\n0\n0\n-1,5\n5\n6").is_ok());
        assert!(parse("1\n0\n0\nNaN\n5\n6").is_err());
    }

    #[test]
    fn the_world_file_is_found_under_its_usual_names() {
        let folder = tempfile::tempdir().unwrap();
        let picture = folder.path().join("图.jpg");
        let error = WorldFile::beside(&picture).unwrap_err().to_string();
        assert!(error.contains(".jgw") && error.contains(".wld"), "{error}");
        for name in ["图.jgw", "图.jpgw", "图.wld"] {
            let path = folder.path().join(name);
            std::fs::write(&path, "1\n0\n0\n-1\n5\n6").unwrap();
            assert!(WorldFile::beside(&picture).is_ok(), "{name}");
            std::fs::remove_file(path).unwrap();
        }
    }
}
