//! A calculation and a model as text: for the clipboard, the command line and the file of a case.

use std::fmt::Write as _;

use crate::rules::capacity::model::Model;
use crate::rules::capacity::run::{Calculation, Quantity};

/// Six significant digits, without trailing zeros; very large and very small ones as powers of ten.
pub(super) fn figure(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor();
    if !(-5.0..12.0).contains(&magnitude) {
        return format!("{value:.5e}");
    }
    let decimals = (5.0 - magnitude).max(0.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

impl Quantity {
    /// Value and unit as a person reads them: six significant digits.
    pub fn text(&self) -> String {
        format!("{} {}", figure(self.value), self.unit)
            .trim_end()
            .to_owned()
    }
}

fn mark(verified: bool) -> &'static str {
    if verified { "" } else { " [依据待核]" }
}

impl Calculation {
    /// The source with its mark.
    pub fn source_text(&self) -> String {
        format!("{}{}", self.source, mark(self.verified))
    }

    /// Everything that a reader needs to work it out again.
    pub fn text(&self) -> String {
        let mut out = format!("{} ({} v{})\n", self.title, self.model, self.version);
        // Writing to a string does not fail.
        let mut line = |text: String| writeln!(out, "{text}").unwrap_or_default();
        line(format!("公式：{}", self.formula));
        line(format!("来源：{}", self.source_text()));
        line("输入：".to_owned());
        for input in &self.inputs {
            // What was entered is printed as entered, not rounded.
            let value = format!("{} {}", input.value, input.unit);
            let default = if input.default { "(缺省值)" } else { "" };
            let (label, symbol) = (&input.label, &input.symbol);
            line(format!(
                "  {label} {symbol} = {}{default}",
                value.trim_end()
            ));
        }
        line("结果：".to_owned());
        for result in &self.results {
            line(format!("  {} = {}", result.label, result.text()));
        }
        for caution in &self.cautions {
            line(format!("注意：{caution}"));
        }
        out
    }
}

impl Model {
    /// What it is, what it needs and where it comes from.
    pub fn text(&self) -> String {
        let mut out = format!("{}  {} (v{})\n", self.id, self.title.zh, self.version);
        let mut line = |text: String| writeln!(out, "{text}").unwrap_or_default();
        line(format!("适用：{}", self.applies));
        line(format!("公式：{}", self.formula));
        let source = self.source;
        line(format!(
            "来源：{}{}",
            source.document,
            mark(source.verified)
        ));
        line("输入：".to_owned());
        for input in self.inputs {
            let unit = if input.unit.is_empty() {
                "无量纲"
            } else {
                input.unit
            };
            let need = match input.default {
                Some(value) => format!("，缺省 {value}"),
                None if input.optional => "，可不填".to_owned(),
                None => String::new(),
            };
            let (symbol, label) = (input.symbol, input.label.zh);
            line(format!(
                "  {symbol}  {label}，{unit}，{}{need}",
                input.range.text()
            ));
            if let Some(source) = input.source {
                let hint = [input.hint, source.document]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("；");
                line(format!("      {hint}{}", mark(source.verified)));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn figures_keep_six_significant_digits() {
        assert_eq!(figure(0.0), "0");
        assert_eq!(figure(31.536), "31.536");
        assert_eq!(figure(1_234_567.8), "1234568");
        assert_eq!(figure(0.000_123_456_789), "0.000123457");
        assert_eq!(figure(100.0), "100");
        assert_eq!(figure(1e-9), "1.00000e-9");
    }
}
