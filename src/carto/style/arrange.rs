//! Adding, removing, joining and moving categories, so that the style stays one that makes sense.

use crate::carto::style::make::range_text;
use crate::carto::style::{
    Bound, Category, Condition, LayerStyle, Method, Renderer, ScaleRange, Takes, Test,
};

impl LayerStyle {
    /// How many categories lie before the one that takes the rest, or in all where there is none.
    fn named(&self) -> usize {
        let mut takes = self.takes();
        takes
            .position(|takes| *takes == Takes::Rest)
            .unwrap_or(self.categories.len())
    }

    /// Whether a category can be added at all.
    pub fn can_add(&self) -> bool {
        !matches!(self.renderer, Renderer::Single)
    }

    /// Whether the category at `index` can be taken away.
    pub fn can_remove(&self, index: usize) -> bool {
        let ranges = self
            .takes()
            .filter(|takes| matches!(takes, Takes::Range { .. }))
            .count();
        match (&self.renderer, self.categories.get(index)) {
            (Renderer::Single, _) | (_, None) => false,
            (Renderer::Rules, Some(_)) => self.categories.len() > 1,
            (Renderer::Graduated { .. }, Some(category)) => {
                matches!(category.takes, Takes::Range { .. }) && ranges > 1
            }
            (Renderer::Categorised { .. }, Some(category)) => category.takes != Takes::Rest,
        }
    }

    /// Whether the category at `index` and the next one can become one.
    pub fn can_merge(&self, index: usize) -> bool {
        let next = self.categories.get(index + 1).map(|next| &next.takes);
        let own = self.categories.get(index).map(|own| &own.takes);
        matches!(
            (own, next),
            (Some(Takes::Range { .. }), Some(Takes::Range { .. }))
                | (Some(Takes::Values(_)), Some(Takes::Values(_) | Takes::Rest))
        )
    }

    /// Whether the category at `index` can change places with the one before it, or after it.
    pub fn can_move(&self, index: usize, down: bool) -> bool {
        let other = if down {
            Some(index + 1)
        } else {
            index.checked_sub(1)
        };
        let sorted = matches!(self.renderer, Renderer::Graduated { .. });
        !sorted && index < self.named() && other.is_some_and(|other| other < self.named())
    }

    /// Adds a category after the one at `index` and says where it is. A range is cut in the middle.
    pub fn add(&mut self, index: usize) -> usize {
        let Some(own) = self.categories.get(index).cloned() else {
            return index;
        };
        let fresh = |takes, zh: &str, en: &str| Category {
            takes,
            scale: ScaleRange::default(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            symbol: own.symbol,
        };
        let at = (index + 1).min(self.named());
        match (&mut self.renderer, own.takes.clone()) {
            (Renderer::Graduated { method, .. }, Takes::Range { low, high }) => {
                *method = Method::Manual;
                let middle = f64::midpoint(low, high);
                let upper = range_text(middle, high);
                self.set_range(index, low, middle);
                let takes = Takes::Range { low: middle, high };
                self.categories.insert(at, fresh(takes, &upper, &upper));
                at
            }
            (Renderer::Single | Renderer::Graduated { .. }, _) => index,
            (Renderer::Categorised { .. }, _) => {
                let takes = Takes::Values(Vec::new());
                self.categories
                    .insert(at, fresh(takes, "新类别", "New category"));
                at
            }
            (Renderer::Rules, _) => {
                let field = match &own.takes {
                    Takes::When(condition) => condition.field,
                    _ => self.layer.fields()[0].name,
                };
                let test = Test::Filled(true);
                let takes = Takes::When(Condition { field, test });
                self.categories
                    .insert(at, fresh(takes, "新规则", "New rule"));
                at
            }
        }
    }

    /// Takes the category at `index` away. The neighbours of a range take it over.
    pub fn remove(&mut self, index: usize) {
        if !self.can_remove(index) {
            return;
        }
        let gone = self.categories.remove(index);
        let (Takes::Range { low, high }, Renderer::Graduated { method, .. }) =
            (gone.takes, &mut self.renderer)
        else {
            return;
        };
        *method = Method::Manual;
        match index
            .checked_sub(1)
            .map(|before| &self.categories[before].takes)
        {
            Some(Takes::Range { low: first, .. }) => {
                let first = *first;
                self.set_range(index - 1, first, high);
            }
            _ => {
                if let Some(Takes::Range { high: last, .. }) =
                    self.categories.get(index).map(|next| &next.takes)
                {
                    let last = *last;
                    self.set_range(index, low, last);
                }
            }
        }
    }

    /// Makes the category at `index` and the next one into one, which looks like the first.
    pub fn merge(&mut self, index: usize) {
        if !self.can_merge(index) {
            return;
        }
        let next = self.categories[index + 1].takes.clone();
        match (&mut self.categories[index].takes, next) {
            (Takes::Range { low, .. }, Takes::Range { high, .. }) => {
                let low = *low;
                self.categories.remove(index + 1);
                self.set_range(index, low, high);
                if let Renderer::Graduated { method, .. } = &mut self.renderer {
                    *method = Method::Manual;
                }
            }
            (Takes::Values(own), Takes::Values(more)) => {
                own.extend(more);
                let next = self.categories.remove(index + 1);
                let own = &mut self.categories[index];
                own.zh = format!("{}、{}", own.zh, next.zh);
                own.en = format!("{}, {}", own.en, next.en);
            }
            // The rest takes what has no category of its own.
            (_, Takes::Rest) => {
                self.categories.remove(index);
            }
            _ => {}
        }
    }

    /// Moves the category at `index` and says where it is.
    pub fn shift(&mut self, index: usize, down: bool) -> usize {
        if !self.can_move(index, down) {
            return index;
        }
        let other = if down { index + 1 } else { index - 1 };
        self.categories.swap(index, other);
        other
    }

    /// Moves the upper bound of the range at `index`; the next range begins there. The bound stays
    /// between its neighbours.
    pub fn set_upper(&mut self, index: usize, bound: f64) {
        let Some(Takes::Range { low, .. }) = self.categories.get(index).map(|own| &own.takes)
        else {
            return;
        };
        let low = *low;
        let next = match self.categories.get(index + 1).map(|next| &next.takes) {
            Some(Takes::Range { high, .. }) => Some(*high),
            _ => None,
        };
        let bound = bound.max(low).min(next.unwrap_or(f64::INFINITY));
        self.set_range(index, low, bound);
        if let Some(high) = next {
            self.set_range(index + 1, bound, high);
        }
        if let Renderer::Graduated { method, .. } = &mut self.renderer {
            *method = Method::Manual;
        }
    }

    /// A label that says the old range says the new one; any other was written by hand and stays.
    fn set_range(&mut self, index: usize, low: f64, high: f64) {
        let category = &mut self.categories[index];
        if let Takes::Range {
            low: old_low,
            high: old_high,
        } = category.takes
        {
            let (old, new) = (range_text(old_low, old_high), range_text(low, high));
            for label in [&mut category.zh, &mut category.en] {
                if *label == old {
                    label.clone_from(&new);
                }
            }
        }
        category.takes = Takes::Range { low, high };
    }

    /// Whether rules leave features over that are then not drawn.
    pub fn draws_rest(&self) -> bool {
        self.named() < self.categories.len()
    }

    /// Draws what no rule takes, or leaves it out.
    pub fn set_draws_rest(&mut self, draws: bool) {
        if !matches!(self.renderer, Renderer::Rules) || draws == self.draws_rest() {
            return;
        }
        if draws {
            let symbol = self.categories.last().map(|last| last.symbol);
            self.categories.push(Category {
                takes: Takes::Rest,
                scale: ScaleRange::default(),
                zh: "其余".to_owned(),
                en: "All others".to_owned(),
                symbol: symbol.unwrap_or_default(),
            });
        } else if self.categories.len() > 1 {
            self.categories.pop();
        }
    }
}

impl Test {
    /// The same comparison with what was typed; numbers where they are ones.
    pub fn with_text(&self, text: &str) -> Self {
        let list = || -> Vec<String> {
            text.split([',', '，', ';', '；'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let mut bounds = list().into_iter().map(|part| {
            part.parse()
                .map_or_else(|_| Bound::Text(part.clone()), Bound::Number)
        });
        let mut bound = || bounds.next().unwrap_or(Bound::Number(0.0));
        match self {
            Self::Is(_) => Self::Is(list()),
            Self::IsNot(_) => Self::IsNot(list()),
            Self::Below(_) => Self::Below(bound()),
            Self::AtMost(_) => Self::AtMost(bound()),
            Self::Above(_) => Self::Above(bound()),
            Self::AtLeast(_) => Self::AtLeast(bound()),
            Self::Between(..) => Self::Between(bound(), bound()),
            Self::Contains(_) => Self::Contains(text.trim().to_owned()),
            Self::Filled(filled) => Self::Filled(*filled),
        }
    }

    /// What it compares with, as [`Test::with_text`] reads it.
    pub fn text(&self) -> String {
        let bound = |bound: &Bound| match bound {
            Bound::Number(number) => number.to_string(),
            Bound::Text(text) => text.clone(),
        };
        match self {
            Self::Is(values) | Self::IsNot(values) => values.join("，"),
            Self::Below(of) | Self::AtMost(of) | Self::Above(of) | Self::AtLeast(of) => bound(of),
            Self::Between(low, high) => format!("{}，{}", bound(low), bound(high)),
            Self::Contains(part) => part.clone(),
            Self::Filled(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::style::Ramp;
    use crate::carto::style::StyleSheet;
    use crate::carto::style::make::{Recipe, make};
    use crate::domain::{Layer, Value};

    fn wells() -> LayerStyle {
        let sheet = StyleSheet::shipped().unwrap();
        sheet.layer(Layer::Well).unwrap().clone()
    }

    fn graded() -> LayerStyle {
        let numbers: Vec<Value> = (0..=8).map(Value::Integer).collect();
        let recipe = Recipe::Graduated {
            field: "volume_m3a",
            method: Method::EqualInterval,
            classes: 4,
        };
        make(&wells(), &recipe, &Ramp::shipped().unwrap()[0], &numbers)
    }

    fn bounds(style: &LayerStyle) -> Vec<(f64, f64)> {
        style
            .takes()
            .filter_map(|takes| match takes {
                Takes::Range { low, high } => Some((*low, *high)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn ranges_stay_joined_whatever_is_done_to_them() {
        let mut style = graded();
        assert_eq!(
            bounds(&style),
            [(0.0, 2.0), (2.0, 4.0), (4.0, 6.0), (6.0, 8.0)]
        );
        assert_eq!(style.add(1), 2);
        assert_eq!(style.categories[1].zh, "2 – 3");
        style.remove(0);
        style.merge(2);
        style.set_upper(0, 99.0);
        assert!(style.check().is_ok());
        let found = bounds(&style);
        assert_eq!((found[0].0, found.last().unwrap().1), (0.0, 8.0));
        assert_eq!(found[0].1, found[1].0);
        while style.can_remove(0) {
            style.remove(0);
            assert!(style.check().is_ok());
        }
        assert_eq!(bounds(&style), [(0.0, 8.0)]);
        assert!(
            !style.can_remove(1),
            "what is not filled in keeps its class"
        );
    }

    #[test]
    fn the_rest_stays_last_and_cannot_be_taken_away() {
        let mut style = wells();
        let last = style.categories.len() - 1;
        assert!(!style.can_remove(last) && !style.can_move(last, false));
        assert!(!style.can_move(last - 1, true));
        assert_eq!(style.shift(1, false), 0);
        let count = style.categories.len();
        style.merge(0);
        assert_eq!(style.categories.len(), count - 1);
        assert_eq!(style.categories[0].zh, "工业、生活");
        style.merge(style.categories.len() - 2);
        assert!(style.check().is_ok());
        let new = style.add(style.categories.len() - 1);
        assert_eq!(new, style.categories.len() - 2, "before the rest");
        assert!(
            style.check().is_err(),
            "a category without a value takes nothing"
        );
    }

    #[test]
    fn rules_may_leave_features_out() {
        let mut style = make(&wells(), &Recipe::Rules, &Ramp::shipped().unwrap()[0], &[]);
        assert!(style.draws_rest());
        style.set_draws_rest(false);
        assert!(!style.draws_rest() && style.check().is_ok());
        style.set_draws_rest(true);
        assert!(style.draws_rest() && style.check().is_ok());
    }

    #[test]
    fn comparisons_come_back_from_their_text() {
        for test in [
            Test::Is(vec!["a".to_owned(), "b".to_owned()]),
            Test::Between(Bound::Number(1.5), Bound::Number(3.0)),
            Test::Below(Bound::Text("2026-01-01".to_owned())),
            Test::Contains("滇池".to_owned()),
        ] {
            assert_eq!(test.with_text(&test.text()), test);
        }
    }
}
