//! Runs every rule about registered features on everything registered: outfalls, wells, and whatever
//! else the packs speak of. Reads the project once into memory and asks on all cores.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::domain::finding::{Basis, DataVersion, Evidence, PackVersion};
use crate::domain::{
    Cancelled, Layer, LonLat, Outcome, OutfallAction, OutfallApplication, Progress, Record,
    Subject, WellAction, WellApplication,
};
use crate::rules::engine::{EngineError, Plan, Question, Said, Speaker};
use crate::rules::{FactError, PackSet, SubjectKind};
use crate::store::{Item, Project, ProjectFacts, Snapshot, SnapshotError, StoreError};

/// What may be chosen for an audit.
#[derive(Clone, Debug)]
pub struct AuditOptions {
    /// The decision date: chooses editions, citations and features in force.
    pub as_of: Date,
    /// Ids of the packs to ask; empty for all in force.
    pub packs: Vec<String>,
    /// The layers to audit; empty for every layer that a rule is about.
    pub layers: Vec<Layer>,
}

/// Why an audit could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// No rule is about the layer that was asked for.
    #[error("没有规则核查图层 {layer}，可以核查的：{usable}")]
    NoRules {
        /// The layer.
        layer: &'static str,
        /// Layers that rules are about.
        usable: String,
    },
    /// The packs.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A fact could not be found out.
    #[error("核查 {layer} {code} 时出错")]
    Fact {
        /// The layer.
        layer: &'static str,
        /// The feature.
        code: String,
        /// The cause.
        #[source]
        source: FactError,
    },
    /// The registers could not be read.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A rule that said something, printed once for all its findings.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct AuditRule {
    /// Rule id.
    pub rule: String,
    /// Pack id.
    pub pack: String,
    /// Title in Chinese.
    pub title: String,
    /// The articles in force on the decision date.
    pub basis: Vec<Basis>,
}

/// What one rule says of one feature.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct AuditFinding {
    /// Index into [`AuditReport::rules`].
    #[serde(skip)]
    pub speaker: usize,
    /// Rule id.
    pub rule: String,
    /// Pack id.
    pub pack: String,
    /// What it means.
    pub outcome: Outcome,
    /// One sentence with its figures.
    pub message: String,
    /// The features that prove it.
    pub evidence: Vec<Evidence>,
    /// What is missing to decide.
    pub missing: Vec<String>,
}

/// What all rules say of one feature.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct AuditResult {
    /// Layer name.
    pub layer: &'static str,
    /// The feature's code.
    pub code: String,
    /// The feature's name; empty when it has none.
    pub name: String,
    /// Code of the county that it lies in; `None` where no county covers it.
    pub county: Option<String>,
    /// Code of the zone that it belongs to: the receiving function zone of an outfall, the groundwater
    /// area that covers a well, the object of a marker. Several are joined with `、`; `None` where there
    /// is none.
    pub zone: Option<String>,
    /// Its point, or a point of it; `None` for tables.
    pub position: Option<LonLat>,
    /// The strictest finding.
    pub verdict: Outcome,
    /// Sorted by outcome (strictest first), then rule id, then pack.
    pub findings: Vec<AuditFinding>,
}

/// The answer of an audit.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct AuditReport {
    /// The decision date.
    pub as_of: Date,
    /// The packs that were asked.
    pub packs: Vec<PackVersion>,
    /// Names of the layers whose features were audited, sorted.
    pub layers: Vec<&'static str>,
    /// Ids of the packs that the project has switched off, sorted; left out of the JSON when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packs_off: Vec<String>,
    /// The layers that were read.
    pub data: Vec<DataVersion>,
    /// Number of features per verdict.
    pub counts: BTreeMap<&'static str, usize>,
    /// The rules that said something, by rule id and pack.
    pub rules: Vec<AuditRule>,
    /// Sorted by layer name, then code.
    pub results: Vec<AuditResult>,
}

impl AuditReport {
    /// The strictest verdict of all features.
    pub fn verdict(&self) -> Outcome {
        Outcome::strictest(self.results.iter().map(|result| result.verdict))
    }
}

/// Milliseconds of the two steps.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditTimes {
    /// Reading the registers.
    pub load_ms: f64,
    /// Asking the rules.
    pub work_ms: f64,
}

/// Audits the project. The same project, packs and options give the same report, byte for byte.
pub fn audit(
    project: &Project,
    packs: &PackSet,
    options: &AuditOptions,
    progress: &Progress,
) -> Result<(AuditReport, AuditTimes), AuditError> {
    let plans = plans(project, packs, options)?;
    let started = Instant::now();
    let snapshot = Snapshot::load(project, options.as_of, progress)?;
    let loaded = Instant::now();
    let report = audit_snapshot(project, &snapshot, &plans, options, progress)?;
    let times = AuditTimes {
        load_ms: (loaded - started).as_secs_f64() * 1e3,
        work_ms: loaded.elapsed().as_secs_f64() * 1e3,
    };
    Ok((report, times))
}

/// One plan per layer that rules are about, sorted by layer name.
fn plans<'a>(
    project: &Project,
    packs: &'a PackSet,
    options: &'a AuditOptions,
) -> Result<Vec<(Layer, Plan<'a>)>, AuditError> {
    let mut plans = Vec::new();
    for layer in Layer::ALL {
        let question = Question {
            subject: SubjectKind::Registered(layer),
            as_of: options.as_of,
            packs: &options.packs,
            metric_epsg: project.metric_epsg(),
        };
        let plan = Plan::new(packs, question)?;
        if !plan.is_empty() {
            plans.push((layer, plan));
        }
    }
    plans.sort_by_key(|(layer, _)| layer.name());
    for layer in &options.layers {
        if !plans.iter().any(|(own, _)| own == layer) {
            let usable: Vec<_> = plans.iter().map(|(layer, _)| layer.name()).collect();
            return Err(AuditError::NoRules {
                layer: layer.name(),
                usable: usable.join("、"),
            });
        }
    }
    if !options.layers.is_empty() {
        plans.retain(|(layer, _)| options.layers.contains(layer));
    }
    Ok(plans)
}

fn audit_snapshot(
    project: &Project,
    snapshot: &Snapshot,
    plans: &[(Layer, Plan<'_>)],
    options: &AuditOptions,
    progress: &Progress,
) -> Result<AuditReport, AuditError> {
    let speakers = Speakers::new(plans, options.as_of);
    let total = plans
        .iter()
        .map(|(layer, _)| snapshot.items(*layer).len())
        .sum();
    let done = AtomicUsize::new(0);
    let mut results = Vec::with_capacity(total);
    for (layer, plan) in plans {
        let mut own: Vec<AuditResult> = snapshot
            .items(*layer)
            .par_iter()
            .map(|item| {
                let count = done.fetch_add(1, Ordering::Relaxed);
                if count.is_multiple_of(REPORT_EVERY) {
                    progress.step(count, total)?;
                }
                result(snapshot, plan, item, &speakers)
            })
            .collect::<Result<_, AuditError>>()?;
        own.par_sort_by(|a, b| a.code.cmp(&b.code));
        results.append(&mut own);
    }
    progress.step(total, total)?;
    let mut counts = BTreeMap::new();
    for result in &results {
        *counts.entry(result.verdict.code()).or_insert(0) += 1;
    }
    let layers: std::collections::BTreeSet<Layer> = plans
        .iter()
        .flat_map(|(layer, plan)| plan.layers().into_iter().chain([*layer]))
        .collect();
    Ok(AuditReport {
        as_of: options.as_of,
        packs: plans
            .first()
            .map(|(_, plan)| plan.packs())
            .unwrap_or_default(),
        layers: plans.iter().map(|(layer, _)| layer.name()).collect(),
        packs_off: plans
            .first()
            .map(|(_, plan)| plan.off().to_vec())
            .unwrap_or_default(),
        data: layers
            .into_iter()
            .map(|layer| project.data_version(layer))
            .collect::<Result<_, _>>()?,
        counts,
        rules: speakers.heard(&mut results),
        results,
    })
}

/// Features between two reports of progress and two looks at whether to stop.
const REPORT_EVERY: usize = 256;

/// The rules that may speak, in the order in which they are printed.
struct Speakers {
    rules: Vec<AuditRule>,
}

impl Speakers {
    fn new(plans: &[(Layer, Plan<'_>)], as_of: Date) -> Self {
        let own = Speaker::OWN.map(|speaker| audit_rule(&speaker, as_of));
        let mut rules: Vec<AuditRule> = plans
            .iter()
            .flat_map(|(_, plan)| plan.rules())
            .map(|(pack, rule)| audit_rule(&Speaker::Rule(pack, rule), as_of))
            .chain(own)
            .collect();
        rules.sort_by(|a, b| (&a.rule, &a.pack).cmp(&(&b.rule, &b.pack)));
        rules.dedup_by(|a, b| (&a.rule, &a.pack) == (&b.rule, &b.pack));
        Self { rules }
    }

    /// The rules that said something; the indexes of `results` follow.
    fn heard(self, results: &mut [AuditResult]) -> Vec<AuditRule> {
        let mut heard = vec![None; self.rules.len()];
        for finding in results.iter().flat_map(|result| &result.findings) {
            heard[finding.speaker] = Some(0);
        }
        for (number, slot) in heard.iter_mut().flatten().enumerate() {
            *slot = number;
        }
        for finding in results.iter_mut().flat_map(|result| &mut result.findings) {
            finding.speaker = heard[finding.speaker].unwrap_or_default();
        }
        self.rules
            .into_iter()
            .zip(heard)
            .filter_map(|(rule, heard)| heard.map(|_| rule))
            .collect()
    }

    fn finding(&self, said: Said<'_>) -> AuditFinding {
        let key = (said.rule(), said.pack());
        let found = self
            .rules
            .binary_search_by(|rule| (rule.rule.as_str(), rule.pack.as_str()).cmp(&key));
        AuditFinding {
            speaker: found.unwrap_or_default(),
            rule: key.0.to_owned(),
            pack: key.1.to_owned(),
            outcome: said.outcome,
            message: said.message,
            evidence: said.evidence,
            missing: said.missing,
        }
    }
}

fn audit_rule(speaker: &Speaker<'_>, as_of: Date) -> AuditRule {
    AuditRule {
        rule: speaker.rule().to_owned(),
        pack: speaker.pack().to_owned(),
        title: speaker.title().to_owned(),
        basis: speaker.basis(as_of),
    }
}

fn result(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    item: &std::sync::Arc<Item>,
    speakers: &Speakers,
) -> Result<AuditResult, AuditError> {
    let subject = subject_of(item);
    let mut facts = ProjectFacts::registered(snapshot, &subject, std::sync::Arc::clone(item));
    let failed = |source| AuditError::Fact {
        layer: item.layer.name(),
        code: item.code.clone(),
        source,
    };
    let said = plan.ask(&mut facts).map_err(failed)?;
    let county = facts.county().map_err(failed)?;
    let zone = facts.zone().map_err(failed)?;
    Ok(AuditResult {
        layer: item.layer.name(),
        code: item.code.clone(),
        name: item.name().to_owned(),
        county,
        zone,
        position: subject.position(),
        verdict: Outcome::strictest(said.iter().map(|said| said.outcome)),
        findings: said
            .into_iter()
            .map(|said| speakers.finding(said))
            .collect(),
    })
}

/// A registered feature as a subject: outfalls and wells as if they were applied for as they stand.
pub fn subject_of(item: &Item) -> Subject {
    let position = item.point().and_then(|at| LonLat::try_new(at.x, at.y).ok());
    let text = |field: &str| {
        item.text(field)
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    match (item.layer, position) {
        (Layer::Outfall, Some(position)) => Subject::Outfall(OutfallApplication {
            action: OutfallAction::Registered,
            class: text("class"),
            water_body: text("water_body"),
            flow_m3d: item.number("flow_m3d"),
            ..OutfallApplication::at(position)
        }),
        (Layer::Well, Some(position)) => Subject::Well(WellApplication {
            action: WellAction::Registered,
            purpose: text("purpose"),
            volume_m3a: item.number("volume_m3a"),
            aquifer: text("aquifer"),
            ..WellApplication::at(position, String::new())
        }),
        (layer, position) => Subject::Record(Record {
            layer,
            code: item.code.clone(),
            position,
        }),
    }
}
