//! Every calculator, in the order of the lists.

use crate::rules::capacity::model::Model;
use crate::rules::capacity::{
    dillon, junction, lake_mass, lake_mixed, lake_uniform, lake_unmixed, load, mid_reach, mix,
    mixing_length, plume, ratio, reach, temperature, uniform, velocity,
};

/// Every calculator.
pub static ALL: [&Model; 16] = [
    &mix::MODEL,
    &reach::MODEL,
    &mid_reach::MODEL,
    &uniform::MODEL,
    &plume::MODEL,
    &lake_mixed::MODEL,
    &lake_mass::MODEL,
    &lake_uniform::MODEL,
    &lake_unmixed::MODEL,
    &dillon::MODEL,
    &temperature::MODEL,
    &velocity::MODEL,
    &junction::MODEL,
    &load::MODEL,
    &ratio::MODEL,
    &mixing_length::MODEL,
];

/// The calculator called `id`.
pub fn find(id: &str) -> Option<&'static Model> {
    ALL.into_iter().find(|model| model.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::capacity::run::{CalcError, Calculation, calculate};

    /// A value within the range of every input, by symbol.
    fn usual(model: &Model) -> Vec<(&'static str, String)> {
        model
            .inputs
            .iter()
            .filter(|input| input.is_required())
            .map(|input| {
                let value = match input.symbol {
                    "cs" => "20",
                    "c0" => "15",
                    "k" | "k20" => "0.2",
                    "l" | "x" => "5000",
                    "v" => "1e7",
                    "wout" | "cut" => "1",
                    _ => "2",
                };
                (input.symbol, value.to_owned())
            })
            .collect()
    }

    fn worked(
        model: &'static Model,
        change: &[(&'static str, &str)],
    ) -> Result<Calculation, CalcError> {
        let mut given = usual(model);
        if model.id == "mixing-length" {
            given.push(("ey", "0.3".to_owned()));
            given.retain(|(symbol, _)| *symbol != "a");
            given.push(("a", "0".to_owned()));
        }
        for (symbol, value) in change {
            given.retain(|(known, _)| known != symbol);
            given.push((symbol, (*value).to_owned()));
        }
        calculate(model, &given)
    }

    #[test]
    fn ids_and_symbols_are_unique_and_every_model_says_where_it_comes_from() {
        let ids: BTreeSet<_> = ALL.iter().map(|model| model.id).collect();
        assert_eq!(ids.len(), ALL.len());
        for model in ALL {
            let symbols: BTreeSet<_> = model.inputs.iter().map(|input| input.symbol).collect();
            assert_eq!(symbols.len(), model.inputs.len(), "{}", model.id);
            assert!(!model.source.document.is_empty() && !model.formula.is_empty());
            assert!(
                model
                    .inputs
                    .iter()
                    .all(|input| input.default.is_none_or(|value| input.range.allows(value)))
            );
        }
    }

    #[test]
    fn every_model_works_with_usual_values() {
        for model in ALL {
            let result = worked(model, &[]).unwrap_or_else(|error| panic!("{}: {error}", model.id));
            assert!(!result.results.is_empty(), "{}", model.id);
            let text = result.text();
            assert!(text.contains(model.formula), "{text}");
            assert_eq!(text.contains("依据待核"), !model.source.verified, "{text}");
        }
    }

    #[test]
    fn every_bad_input_is_an_error_that_names_it() {
        for model in ALL {
            for input in model.inputs {
                for bad in ["-1", "nan", "inf", "1e400", "一", "1,5"] {
                    let error = worked(model, &[(input.symbol, bad)])
                        .unwrap_err()
                        .to_string();
                    assert!(
                        error.contains(input.label.zh),
                        "{} {bad}: {error}",
                        model.id
                    );
                }
                if input.is_required() {
                    let error = worked(model, &[(input.symbol, " ")]).unwrap_err();
                    assert!(
                        matches!(error, CalcError::Missing { symbol, .. } if symbol == input.symbol)
                    );
                }
            }
            assert!(worked(model, &[("zz", "1")]).is_err());
        }
    }

    #[test]
    fn a_stricter_target_never_gives_more() {
        for model in ALL.into_iter().filter(|model| model.input("cs").is_some()) {
            let of = |cs| {
                let result = worked(model, &[("cs", cs)]).unwrap();
                let main = result
                    .results
                    .iter()
                    .find(|result| result.symbol == "M")
                    .unwrap();
                main.value
            };
            assert!(of("20") < of("30"), "{}", model.id);
        }
    }

    #[test]
    fn a_river_below_its_target_has_no_capacity_and_that_is_said() {
        let result = worked(find("mix").unwrap(), &[("c0", "25")]).unwrap();
        assert!(result.results[0].value < 0.0);
        assert!(result.cautions[0].contains("没有可利用的纳污能力"));
    }

    #[test]
    fn one_dimensional_without_decay_is_the_mixing_model() {
        let mixed = worked(find("mix").unwrap(), &[]).unwrap();
        let reach = worked(find("reach").unwrap(), &[("k", "0")]).unwrap();
        assert_eq!(mixed.results[0].value, reach.results[0].value);
    }

    #[test]
    fn a_symbol_given_twice_is_refused() {
        let model = find("mix").unwrap();
        let error = calculate(model, &[("cs", "1"), ("CS", "2")]).unwrap_err();
        assert!(matches!(error, CalcError::Repeated { .. }));
    }

    #[test]
    fn a_cut_never_pays_for_what_is_new() {
        let error = worked(find("ratio").unwrap(), &[("cut", "3")]).unwrap_err();
        assert!(error.to_string().contains("削减量"));
    }
}
