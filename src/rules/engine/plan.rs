//! Which rules run about a subject on a day, and what they say. Made once, asked for every subject.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use jiff::civil::Date;

use crate::domain::finding::{Finding, PackVersion};
use crate::domain::layer::Layer;
use crate::domain::outcome::Outcome;
use crate::rules::condition::Answers;
use crate::rules::engine::inquiry::Inquiry;
use crate::rules::engine::own;
use crate::rules::engine::said::Said;
use crate::rules::facts::{FactError, FactId, Facts, SubjectKind};
use crate::rules::pack::{Edition, Pack, PackSet, Rule};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What kind of application it is.
    pub subject: SubjectKind,
    /// The decision date.
    pub as_of: Date,
    /// Ids of the packs to ask; empty for all that are in force.
    pub packs: &'a [String],
    /// The projected CRS in which the facts measure.
    pub metric_epsg: u32,
}

/// The answer of all packs.
#[derive(Debug)]
pub struct Checked {
    /// The strictest finding; `Pass` when there is none.
    pub verdict: Outcome,
    /// Sorted by outcome (strictest first), then rule id, then pack.
    pub findings: Vec<Finding>,
    /// The packs that were asked, by id.
    pub packs: Vec<PackVersion>,
    /// Ids of the packs that are switched off, sorted.
    pub off: Vec<String>,
    /// The layers that the asked facts read.
    pub layers: BTreeSet<Layer>,
}

/// Why nothing can be said at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// There is no such pack.
    #[error("没有规则包 {id}，可用的：{known}")]
    NoSuchPack {
        /// As asked.
        id: String,
        /// Ids that exist.
        known: String,
    },
    /// A pack that was named is switched off in the project.
    #[error(
        "规则包 {id} 在本项目中已停用；要用它，先执行 rules on {id} --project 项目，或在窗口的“规则”里启用"
    )]
    SwitchedOff {
        /// The pack.
        id: String,
    },
    /// Every pack is switched off in the project.
    #[error(
        "本项目停用了全部规则包（{off}），没有规则可用；请用 rules on 编号 --project 项目 启用，或在窗口的“规则”里启用"
    )]
    AllOff {
        /// The ids.
        off: String,
    },
    /// A pack that was named is not in force on the day.
    #[error("规则包 {id}（{title}）在 {day} 不生效；它的有效期：{windows}")]
    NotInForce {
        /// The pack.
        id: String,
        /// Its title.
        title: String,
        /// The decision date.
        day: Date,
        /// When its editions apply.
        windows: String,
    },
    /// No pack at all is in force on the day.
    #[error("{day} 没有任何规则包生效；各包的有效期：{windows}")]
    NothingInForce {
        /// The decision date.
        day: Date,
        /// When the packs apply.
        windows: String,
    },
    /// A fact could not be found out.
    #[error(transparent)]
    Fact(#[from] FactError),
}

/// The rules about one kind of subject that are in force on one day.
#[derive(Debug)]
pub struct Plan<'a> {
    question: Question<'a>,
    packs: Vec<(&'a Pack, &'a Edition)>,
    off: Vec<String>,
    rules: Vec<(&'a Pack, &'a Rule)>,
    /// What the rules ask, each once, in the order of the registry.
    facts: Vec<FactId>,
}

impl<'a> Plan<'a> {
    /// Chooses packs and rules; refuses packs that are not there or not in force.
    pub fn new(set: &'a PackSet, question: Question<'a>) -> Result<Self, EngineError> {
        let packs = packs_in_force(set, &question)?;
        let rules: Vec<_> = packs
            .iter()
            .flat_map(|(pack, _)| pack.rules.iter().map(|rule| (*pack, rule)))
            .filter(|(_, rule)| {
                rule.subjects.contains(&question.subject) && rule.in_force(question.as_of)
            })
            .collect();
        let mut facts: BTreeSet<FactId> = rules
            .iter()
            .flat_map(|(_, rule)| rule.facts_on(question.as_of))
            .collect();
        if question.subject.has_site() {
            facts.extend([FactId::SiteInCoverage, FactId::SiteEdgeReview]);
        }
        Ok(Self {
            question,
            packs,
            off: set.off().iter().map(|pack| pack.id.clone()).collect(),
            rules,
            facts: facts.into_iter().collect(),
        })
    }

    /// Whether no rule is about the subject.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules with their packs.
    pub fn rules(&self) -> &[(&'a Pack, &'a Rule)] {
        &self.rules
    }

    /// The packs with their versions.
    pub fn packs(&self) -> Vec<PackVersion> {
        self.packs
            .iter()
            .map(|(pack, edition)| pack.version_of(Some(edition)))
            .collect()
    }

    /// Ids of the packs that are switched off, sorted.
    pub fn off(&self) -> &[String] {
        &self.off
    }

    /// The layers that the facts read.
    pub fn layers(&self) -> BTreeSet<Layer> {
        self.facts
            .iter()
            .flat_map(|fact| fact.fact().reads_about(self.question.subject))
            .collect()
    }

    /// What the rules say, sorted by outcome (strictest first), then rule id, then pack.
    pub fn ask(&self, facts: &mut dyn Facts) -> Result<Vec<Said<'a>>, FactError> {
        let mut known = Answers::new();
        for fact in &self.facts {
            if let Entry::Vacant(slot) = known.entry(*fact) {
                slot.insert(facts.answer(*fact)?);
            }
        }
        let mut said = Vec::new();
        said.extend(own::coverage(&known));
        said.extend(own::edge(&known, self.question.metric_epsg));
        for (pack, rule) in &self.rules {
            let inquiry = Inquiry {
                pack,
                rule,
                day: self.question.as_of,
                epsg: self.question.metric_epsg,
                known: &known,
            };
            inquiry.say(&mut said);
        }
        said.sort_by(|a, b| {
            (b.outcome, a.rule(), a.pack(), &a.message).cmp(&(
                a.outcome,
                b.rule(),
                b.pack(),
                &b.message,
            ))
        });
        Ok(said)
    }
}

/// Runs every rule about the subject that is in force on the day.
pub fn check(
    set: &PackSet,
    question: &Question<'_>,
    facts: &mut dyn Facts,
) -> Result<Checked, EngineError> {
    let plan = Plan::new(set, *question)?;
    let said = plan.ask(facts)?;
    let layers = plan.layers();
    Ok(Checked {
        verdict: Outcome::strictest(said.iter().map(|said| said.outcome)),
        findings: said
            .into_iter()
            .map(|said| said.into_finding(question.as_of))
            .collect::<Vec<Finding>>(),
        packs: plan.packs(),
        off: plan.off,
        layers,
    })
}

fn packs_in_force<'a>(
    set: &'a PackSet,
    question: &Question<'a>,
) -> Result<Vec<(&'a Pack, &'a Edition)>, EngineError> {
    let day = question.as_of;
    let off = || -> Vec<&str> { set.off().iter().map(|pack| pack.id.as_str()).collect() };
    if set.packs().is_empty() && !set.off().is_empty() {
        return Err(EngineError::AllOff {
            off: off().join("、"),
        });
    }
    for id in question.packs {
        if set.off().iter().any(|pack| pack.id == *id) {
            return Err(EngineError::SwitchedOff { id: id.clone() });
        }
        let pack = set.pack(id).ok_or_else(|| EngineError::NoSuchPack {
            id: id.clone(),
            known: ids(set),
        })?;
        if pack.edition(day).is_none() {
            return Err(EngineError::NotInForce {
                id: pack.id.clone(),
                title: pack.title.clone(),
                day,
                windows: windows(pack),
            });
        }
    }
    let asked: Vec<_> = set
        .packs()
        .iter()
        .filter(|pack| question.packs.is_empty() || question.packs.contains(&pack.id))
        .filter_map(|pack| Some((pack, pack.edition(day)?)))
        .collect();
    if asked.is_empty() {
        let all: Vec<_> = set
            .packs()
            .iter()
            .map(|pack| format!("{} {}", pack.id, windows(pack)))
            .chain(off().iter().map(|id| format!("{id}（已停用）")))
            .collect();
        return Err(EngineError::NothingInForce {
            day,
            windows: all.join("；"),
        });
    }
    Ok(asked)
}

fn ids(set: &PackSet) -> String {
    let ids: Vec<_> = set.packs().iter().map(|pack| pack.id.as_str()).collect();
    ids.join("、")
}

fn windows(pack: &Pack) -> String {
    let windows: Vec<_> = pack
        .editions
        .iter()
        .map(|edition| edition.window.text())
        .collect();
    windows.join("、")
}
