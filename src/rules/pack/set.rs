//! The packs that a check asks.

use std::collections::BTreeSet;

use crate::rules::pack::error::PackError;
use crate::rules::pack::load::parse;
use crate::rules::pack::model::{Origin, Pack, Rule};

/// Packs that ship with the program: file name and text.
const SHIPPED: [(&str, &str); 2] = [
    (
        "kunming-2014.toml",
        include_str!("../../../assets/rules/kunming-2014.toml"),
    ),
    (
        "national.toml",
        include_str!("../../../assets/rules/national.toml"),
    ),
];

/// A pack that the project has switched off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OffPack {
    /// Its id, or the name of a file whose id cannot be read.
    pub id: String,
    /// Its title; empty when it cannot be read.
    pub title: String,
}

/// Packs with distinct ids, sorted by id, and those that are left out on purpose.
#[derive(Clone, Debug, Default)]
pub struct PackSet {
    packs: Vec<Pack>,
    off: Vec<OffPack>,
}

impl PackSet {
    /// The packs that ship with the program.
    pub fn shipped() -> Result<Self, PackError> {
        let mut set = Self::default();
        for (file, text) in SHIPPED {
            set.add(Pack {
                origin: Origin::Shipped,
                ..parse(file, text)?
            })?;
        }
        Ok(set)
    }

    /// The same with the packs that are switched off named, sorted.
    pub fn without(mut self, mut off: Vec<OffPack>) -> Self {
        off.sort();
        self.off = off;
        self
    }

    /// The packs that are switched off, by id. They are not among [`PackSet::packs`].
    pub fn off(&self) -> &[OffPack] {
        &self.off
    }

    /// Adds a pack; its id must be new.
    pub fn add(&mut self, pack: Pack) -> Result<(), PackError> {
        match self.packs.binary_search_by(|own| own.id.cmp(&pack.id)) {
            Ok(_) => Err(PackError::DuplicatePack {
                id: pack.id,
                file: pack.file,
            }),
            Err(slot) => {
                self.packs.insert(slot, pack);
                Ok(())
            }
        }
    }

    /// All packs, by id.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The pack with `id`.
    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.id == id)
    }

    /// The rules called `id`, one per pack that has it.
    pub fn rules_called(&self, id: &str) -> Vec<(&Pack, &Rule)> {
        self.packs
            .iter()
            .flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
            .filter(|(_, rule)| rule.id.eq_ignore_ascii_case(id))
            .collect()
    }

    /// Every rule id, sorted.
    pub fn rule_ids(&self) -> BTreeSet<&str> {
        self.packs
            .iter()
            .flat_map(|pack| pack.rules.iter().map(|rule| rule.id.as_str()))
            .collect()
    }
}
