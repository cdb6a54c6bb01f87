//! Figures about one column of the listed rows.

use std::collections::HashMap;

use crate::domain::{Cancelled, Language, Progress, ValueRef};
use crate::services::table::data::TableData;
use crate::services::table::shown::{ColumnKind, column_kind};

/// Values listed with how often they occur.
const MOST_FREQUENT: usize = 12;
/// Rows between two looks at whether the user cancelled.
const STEP: usize = 4096;

/// Figures about a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnStatistics {
    /// The column.
    pub column: usize,
    /// Rows looked at.
    pub rows: usize,
    /// Rows without a value.
    pub unknown: usize,
    /// Different values.
    pub distinct: usize,
    /// Figures of the numbers among them; `None` when there is none.
    pub numbers: Option<NumberStatistics>,
    /// Smallest and largest text, for dates; `None` for other columns and without a value.
    pub span: Option<(String, String)>,
    /// The most frequent values as people read them, with how often they occur.
    pub frequent: Vec<(String, usize)>,
}

/// Figures about numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberStatistics {
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// All together.
    pub sum: f64,
    /// Sum over count.
    pub mean: f64,
    /// The middle one; the mean of the middle two.
    pub median: f64,
}

/// Looks at `column` of the `rows` of `data`.
pub fn statistics(
    data: &TableData,
    rows: &[u32],
    column: usize,
    language: Language,
    progress: &Progress,
) -> Result<ColumnStatistics, Cancelled> {
    let kind = column_kind(data.layer(), column);
    let (mut unknown, mut numbers) = (0, Vec::new());
    // Numbers are told apart by their bits, so that what reads the same is the same.
    let (mut texts, mut figures): (HashMap<&str, usize>, HashMap<u64, usize>) = Default::default();
    for (index, row) in rows.iter().enumerate() {
        if index % STEP == 0 {
            progress.step(index, rows.len())?;
        }
        match data.value(*row as usize, column) {
            ValueRef::Null => unknown += 1,
            ValueRef::Text(text) => *texts.entry(text).or_default() += 1,
            ValueRef::Integer(number) => numbers.push(number as f64),
            ValueRef::Real(number) => numbers.push(number),
        }
    }
    for number in &numbers {
        *figures.entry((number + 0.0).to_bits()).or_default() += 1;
    }
    let distinct = texts.len() + figures.len();
    let span = match kind {
        ColumnKind::Date => {
            let first = texts.keys().min().map(|text| (*text).to_owned());
            first.zip(texts.keys().max().map(|text| (*text).to_owned()))
        }
        _ => None,
    };
    let mut frequent: Vec<(String, usize)> = texts
        .into_iter()
        .map(|(text, count)| (kind.shown(ValueRef::Text(text), language), count))
        .chain(figures.into_iter().map(|(bits, count)| {
            let number = f64::from_bits(bits);
            let value = if number == number.trunc() && number.abs() < 9e15 {
                ValueRef::Integer(number as i64)
            } else {
                ValueRef::Real(number)
            };
            (kind.shown(value, language), count)
        }))
        .collect();
    frequent.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    frequent.truncate(MOST_FREQUENT);
    progress.step(rows.len(), rows.len())?;
    Ok(ColumnStatistics {
        column,
        rows: rows.len(),
        unknown,
        distinct,
        // Yes and no are no figures.
        numbers: if kind.is_number() {
            figures_of(numbers)
        } else {
            None
        },
        span,
        frequent,
    })
}

pub(super) fn figures_of(mut numbers: Vec<f64>) -> Option<NumberStatistics> {
    numbers.sort_unstable_by(f64::total_cmp);
    let (min, max) = (*numbers.first()?, *numbers.last()?);
    // Small ones first, and what each addition drops is carried along: a sum of 100 000 figures must not
    // depend on their order.
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for number in &numbers {
        let next = sum + number;
        lost += if sum.abs() >= number.abs() {
            (sum - next) + number
        } else {
            (number - next) + sum
        };
        sum = next;
    }
    let sum = sum + lost;
    let middle = numbers.len() / 2;
    let median = if numbers.len() % 2 == 1 {
        numbers[middle]
    } else {
        f64::midpoint(numbers[middle - 1], numbers[middle])
    };
    Some(NumberStatistics {
        min,
        max,
        sum,
        mean: sum / numbers.len() as f64,
        median,
    })
}
