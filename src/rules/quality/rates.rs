//! Compliance rates over many zones: by count, by river length, by lake area, never mixed. A zone that
//! cannot be decided stays in the denominator and is counted apart; a dry one leaves it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::rules::quality::rating::Verdict;
use crate::rules::quality::zone::ZoneYear;
use crate::rules::standard::WaterKind;

/// One rate with everything that it is made from. Numbers of zones, km or km².
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rate {
    /// All, dry ones too.
    pub total: f64,
    /// Meet their target.
    pub passing: f64,
    /// Fail it.
    pub failing: f64,
    /// Cannot be decided: in the denominator, not in the numerator.
    pub undecided: f64,
    /// Left out of the denominator.
    pub dry: f64,
    /// passing / (total − dry), 0 to 1; `None` when nothing is left to divide by.
    pub rate: Option<f64>,
    /// The rate if every undecided one passed.
    pub rate_at_most: Option<f64>,
    /// Codes of zones that should count here and whose length or area is not registered.
    pub unmeasured: Vec<String>,
}

impl Rate {
    fn add(&mut self, verdict: Verdict, amount: f64) {
        self.total += amount;
        *match verdict {
            Verdict::Pass => &mut self.passing,
            Verdict::Fail => &mut self.failing,
            Verdict::Undecided => &mut self.undecided,
            Verdict::Dry => &mut self.dry,
        } += amount;
    }

    fn close(&mut self) {
        let assessed = self.passing + self.failing + self.undecided;
        if assessed > 0.0 {
            self.rate = Some(self.passing / assessed);
            self.rate_at_most = Some((self.passing + self.undecided) / assessed);
        }
    }
}

/// The three rates of one group of zones.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// Basin or county as registered; empty for all zones together and for zones that state none.
    pub name: String,
    /// By number of zones.
    pub by_count: Rate,
    /// By registered length of river zones, km.
    pub by_length_km: Rate,
    /// By registered area of lake zones, km².
    pub by_area_km2: Rate,
}

/// Rates of all zones, per basin and per county.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rates {
    /// All together.
    pub all: Group,
    /// By water-resource region, sorted by name.
    pub by_basin: Vec<Group>,
    /// By county, sorted by code.
    pub by_county: Vec<Group>,
}

/// The rates of `zones`.
pub fn rates(zones: &[ZoneYear]) -> Rates {
    Rates {
        all: group(String::new(), zones.iter()),
        by_basin: grouped(zones, |zone| zone.basin.as_deref()),
        by_county: grouped(zones, |zone| zone.admin_code.as_deref()),
    }
}

fn grouped(zones: &[ZoneYear], key: impl Fn(&ZoneYear) -> Option<&str>) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Vec<&ZoneYear>> = BTreeMap::new();
    for zone in zones {
        let name = key(zone).unwrap_or_default().trim();
        groups.entry(name).or_default().push(zone);
    }
    groups
        .into_iter()
        .map(|(name, zones)| group(name.to_owned(), zones.into_iter()))
        .collect()
}

fn group<'a>(name: String, zones: impl Iterator<Item = &'a ZoneYear>) -> Group {
    let mut group = Group {
        name,
        ..Group::default()
    };
    for zone in zones {
        group.by_count.add(zone.verdict, 1.0);
        let (rate, amount) = match zone.water {
            Some(water) if water == WaterKind::Lake.label() => {
                (&mut group.by_area_km2, zone.area_km2)
            }
            Some(_) => (&mut group.by_length_km, zone.length_km),
            None => continue,
        };
        match amount {
            Some(amount) => rate.add(zone.verdict, amount),
            None => rate.unmeasured.push(zone.code.clone()),
        }
    }
    group.by_count.close();
    group.by_length_km.close();
    group.by_area_km2.close();
    group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Feature, Layer, Value};
    use crate::rules::quality::{MethodBook, Rules, Samples, rate_zone};
    use crate::rules::standard::Standard;

    fn zone(code: &str, verdict: Verdict, water: WaterKind, size: Option<f64>) -> ZoneYear {
        let (standard, book) = (Standard::gb3838().unwrap(), MethodBook::shipped().unwrap());
        let rules = Rules {
            standard: &standard,
            book: &book,
            method: book.find(None).unwrap(),
        };
        let feature = Feature {
            layer: Layer::FunctionZone,
            id: 1,
            code: code.to_owned(),
            geometry: None,
            values: vec![Value::Null; Layer::FunctionZone.fields().len()],
        };
        let day = jiff::civil::date(2025, 12, 31);
        let mut line = rate_zone(&feature, &Samples::default(), (2025, day), rules);
        assert_eq!(line.verdict, Verdict::Undecided, "nothing is known of it");
        line.verdict = verdict;
        line.water = Some(water.label());
        line.basin = Some(if code < "Z-3" { "长江" } else { "珠江" }.to_owned());
        match water {
            WaterKind::River => line.length_km = size,
            WaterKind::Lake => line.area_km2 = size,
        }
        line
    }

    #[test]
    fn dry_zones_leave_the_denominator_and_open_ones_stay_in_it() {
        let zones = [
            zone("Z-1", Verdict::Pass, WaterKind::River, Some(30.0)),
            zone("Z-2", Verdict::Fail, WaterKind::River, Some(10.0)),
            zone("Z-3", Verdict::Undecided, WaterKind::Lake, Some(300.0)),
            zone("Z-4", Verdict::Dry, WaterKind::River, Some(60.0)),
            zone("Z-5", Verdict::Pass, WaterKind::Lake, None),
        ];
        let rates = rates(&zones);
        assert_eq!(rates.all.by_count.rate, Some(0.5));
        assert_eq!(rates.all.by_count.rate_at_most, Some(0.75));
        assert_eq!(rates.all.by_length_km.rate, Some(0.75));
        assert_eq!(rates.all.by_length_km.dry, 60.0);
        assert_eq!(rates.all.by_area_km2.rate, Some(0.0));
        assert_eq!(rates.all.by_area_km2.unmeasured, ["Z-5"]);
        let names: Vec<_> = rates
            .by_basin
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        assert_eq!(names, ["珠江", "长江"]);
        assert_eq!(
            rates.by_basin[0].by_length_km.rate, None,
            "only a dry river"
        );
    }
}
