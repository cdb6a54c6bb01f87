//! A line that is measured along: where on it a point lies, counted from its start.

use geo::Coord;

use crate::geodesy::metric::MetricPoint;

/// A line in metric coordinates with the distance of every vertex from its start.
#[derive(Clone, Debug)]
pub struct Ruler {
    coords: Vec<MetricPoint>,
    along: Vec<f64>,
}

/// The point of a line that is nearest to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Metres from the start of the line.
    pub along_m: f64,
    /// Metres from the line.
    pub off_m: f64,
    /// The point of the line.
    pub at: MetricPoint,
}

impl Ruler {
    /// `None` for less than two different vertices.
    pub fn new(coords: impl IntoIterator<Item = MetricPoint>) -> Option<Self> {
        let mut kept: Vec<Coord<f64>> = coords.into_iter().collect();
        kept.dedup();
        if kept.len() < 2 {
            return None;
        }
        let mut sum = 0.0;
        let mut along = vec![0.0];
        for leg in kept.windows(2) {
            sum += (leg[1].x - leg[0].x).hypot(leg[1].y - leg[0].y);
            along.push(sum);
        }
        sum.is_finite().then_some(Self {
            coords: kept,
            along,
        })
    }

    /// Metres from start to end.
    pub fn length_m(&self) -> f64 {
        self.along.last().copied().unwrap_or_default()
    }

    /// Where `point` lies; of several equally near places the first.
    pub fn mark(&self, point: MetricPoint) -> Mark {
        let mut best = Mark {
            along_m: 0.0,
            off_m: f64::INFINITY,
            at: point,
        };
        for (leg, start) in self.coords.windows(2).zip(&self.along) {
            let step = leg[1] - leg[0];
            let length_2 = step.x * step.x + step.y * step.y;
            let to = point - leg[0];
            let share = ((to.x * step.x + to.y * step.y) / length_2).clamp(0.0, 1.0);
            let off_m = (to.x - step.x * share).hypot(to.y - step.y * share);
            if off_m < best.off_m {
                best = Mark {
                    along_m: start + share * length_2.sqrt(),
                    off_m,
                    at: leg[0] + step * share,
                };
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_measured_from_the_start_round_the_corner() {
        let at = |x: f64, y: f64| Coord { x, y };
        let ruler = Ruler::new([at(0., 0.), at(100., 0.), at(100., 0.), at(100., 50.)]).unwrap();
        assert_eq!(ruler.length_m(), 150.0);
        let mark = ruler.mark(at(103., 20.));
        assert_eq!((mark.along_m, mark.off_m), (120.0, 3.0));
        assert_eq!(mark.at, at(100., 20.));
        assert_eq!(ruler.mark(at(-5., 0.)).along_m, 0.0);
        assert!(Ruler::new([at(1., 1.), at(1., 1.)]).is_none());
        assert!(Ruler::new([at(1., 1.), at(f64::NAN, 1.)]).is_none());
    }
}
