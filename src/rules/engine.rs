//! Asks every pack about one subject: which rules run on the day, what each says, the strictest verdict.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::domain::finding::{Basis, Evidence, Finding, PackVersion, Relation};
use crate::domain::layer::Layer;
use crate::domain::outcome::Outcome;
use crate::rules::condition::Answers;
use crate::rules::facts::{FactError, FactId, Facts, SubjectKind};
use crate::rules::observation::{FactValue, Observation};
use crate::rules::pack::{Case, Edition, Exception, Pack, PackSet, Rule};
use crate::rules::truth::Truth;

/// Pack id of the findings that the program itself makes.
pub const OWN_PACK: &str = "program";
/// Id of the finding that the site lies outside of what the project covers.
pub const COVERAGE_RULE: &str = "DATA-01";

/// Id of the finding that the site is nearer to an edge than the maps are accurate.
pub const EDGE_RULE: &str = "DATA-02";

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
    /// A pack that was named is not in force on the day.
    #[error("规则包 {id}({title})在 {day} 不生效；它的有效期：{windows}")]
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

/// Runs every rule about the subject that is in force on the day.
pub fn check(
    set: &PackSet,
    question: &Question<'_>,
    facts: &mut dyn Facts,
) -> Result<Checked, EngineError> {
    let asked = packs_in_force(set, question)?;
    let mut known = Answers::new();
    let mut findings = Vec::new();
    if question.subject.has_site() {
        ask(FactId::SiteInCoverage, facts, &mut known)?;
        ask(FactId::SiteEdgeReview, facts, &mut known)?;
        findings.extend(coverage_finding(&known));
        findings.extend(edge_finding(&known, question.metric_epsg));
    }
    for (pack, _) in &asked {
        let rules = pack.rules.iter().filter(|rule| {
            rule.subjects.contains(&question.subject) && rule.in_force(question.as_of)
        });
        for rule in rules {
            for fact in rule.facts_on(question.as_of) {
                ask(fact, facts, &mut known)?;
            }
            findings.extend(Inquiry::new(pack, rule, question, &known).findings());
        }
    }
    findings.sort_by(|a, b| {
        (b.outcome, &a.rule, &a.pack, &a.message).cmp(&(a.outcome, &b.rule, &b.pack, &b.message))
    });
    Ok(Checked {
        verdict: Outcome::strictest(findings.iter().map(|finding| finding.outcome)),
        findings,
        packs: asked
            .iter()
            .map(|(pack, edition)| PackVersion {
                id: pack.id.clone(),
                version: format!("{}/{}", pack.version, edition.id),
            })
            .collect(),
        layers: known
            .keys()
            .flat_map(|fact| fact.fact().reads.iter().copied())
            .collect(),
    })
}

fn ask(fact: FactId, facts: &mut dyn Facts, known: &mut Answers) -> Result<(), FactError> {
    if let std::collections::btree_map::Entry::Vacant(slot) = known.entry(fact) {
        slot.insert(facts.answer(fact)?);
    }
    Ok(())
}

fn packs_in_force<'a>(
    set: &'a PackSet,
    question: &Question<'_>,
) -> Result<Vec<(&'a Pack, &'a Edition)>, EngineError> {
    let day = question.as_of;
    for id in question.packs {
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
            .collect();
        return Err(EngineError::NothingInForce {
            day,
            windows: all.join(";"),
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

/// Outside of the data every silence is meaningless, so this is asked whatever the packs say.
fn coverage_finding(known: &Answers) -> Option<Finding> {
    let answer = known.get(&FactId::SiteInCoverage)?;
    let covered = answer
        .0
        .iter()
        .any(|observation| observation.value == FactValue::Flag(true));
    if covered {
        return None;
    }
    let mut missing: Vec<_> = answer
        .0
        .iter()
        .flat_map(|observation| observation.missing.clone())
        .collect();
    if missing.is_empty() {
        missing.push("地点周围的空间数据：地点不在项目数据覆盖的范围内".to_owned());
    }
    Some(Finding {
        rule: COVERAGE_RULE.to_owned(),
        pack: OWN_PACK.to_owned(),
        title: "地点在数据范围之外".to_owned(),
        outcome: Outcome::Undecided,
        basis: Vec::new(),
        message: "地点不在项目数据覆盖的范围内，查不到管控区不等于没有管控区，不能据此通过"
            .to_owned(),
        evidence: Vec::new(),
        missing,
    })
}

/// Near an edge the maps do not tell on which side the site is, whatever the packs say.
fn edge_finding(known: &Answers, epsg: u32) -> Option<Finding> {
    let seen = &known.get(&FactId::SiteEdgeReview)?.0;
    let close: Vec<&Evidence> = seen.iter().filter_map(|at| at.evidence.as_ref()).collect();
    let tolerance = seen.first()?.notes.first().map_or("", |(_, text)| text);
    let places: Vec<_> = close
        .iter()
        .map(|area| {
            let side = match area.relation {
                Relation::Within => "区外",
                _ => "区内",
            };
            let distance = area.distance_m.unwrap_or_default();
            format!("{}({})边界 {distance:.1} 米({side})", area.name, area.code)
        })
        .collect();
    Some(Finding {
        rule: EDGE_RULE.to_owned(),
        pack: OWN_PACK.to_owned(),
        title: "边界复核".to_owned(),
        outcome: Outcome::Assess,
        basis: Vec::new(),
        message: format!(
            "地点距{}(EPSG:{epsg} 平面距离)，小于图层精度 {tolerance}：图上分不清在区内还是区外，须现场复核边界",
            places.join("、")
        ),
        evidence: close.into_iter().cloned().collect(),
        missing: Vec::new(),
    })
}

/// One rule of one pack against what is known.
struct Inquiry<'a> {
    pack: &'a Pack,
    rule: &'a Rule,
    day: Date,
    epsg: u32,
    known: &'a Answers,
}

impl<'a> Inquiry<'a> {
    fn new(pack: &'a Pack, rule: &'a Rule, question: &Question<'_>, known: &'a Answers) -> Self {
        Self {
            pack,
            rule,
            day: question.as_of,
            epsg: question.metric_epsg,
            known,
        }
    }

    /// Cases in order: the first that holds decides. Stricter ones before it that are open stay
    /// visible as `undecided`, and so does a rule of which nothing could be decided.
    fn findings(&self) -> Vec<Finding> {
        let mut open: Vec<(FactId, &Observation)> = Vec::new();
        let mut findings = Vec::new();
        for case in &self.rule.cases {
            if !case.window.contains(self.day) {
                continue;
            }
            let verdict = case.when.evaluate(self.known);
            match verdict.truth {
                Truth::False => {}
                Truth::Unknown => open.extend(verdict.open),
                Truth::True => {
                    findings.push(self.decided(case, &verdict.proof));
                    break;
                }
            }
        }
        if !open.is_empty() {
            findings.push(self.undecided(&open));
        }
        findings
    }

    fn decided(&self, case: &Case, proof: &[(FactId, &Observation)]) -> Finding {
        let mut message = case.message.fill(proof, self.known, self.epsg);
        let mut outcome = case.outcome;
        let mut missing = Vec::new();
        let exceptions = self
            .rule
            .exceptions
            .iter()
            .filter(|exception| exception.window.contains(self.day));
        for exception in exceptions {
            if exception.outcome >= outcome {
                continue;
            }
            let verdict = exception.when.evaluate(self.known);
            match verdict.truth {
                Truth::False => {}
                Truth::Unknown => missing.extend(open_exception(exception, &verdict.open)),
                Truth::True => {
                    message.push_str(";适用例外:");
                    message.push_str(&exception.reason);
                    outcome = exception.outcome;
                    break;
                }
            }
        }
        if outcome == Outcome::Undecided {
            missing.extend(proof.iter().flat_map(|(_, seen)| seen.missing.clone()));
            if missing.is_empty() {
                missing.push(message.clone());
            }
        }
        self.finding(outcome, message, proof, distinct(missing))
    }

    fn undecided(&self, open: &[(FactId, &Observation)]) -> Finding {
        let missing = distinct(open.iter().flat_map(|(fact, observation)| {
            if observation.missing.is_empty() {
                // Whoever answers should say what is missing; the fact's name is the least.
                vec![format!("事实 {} 的数据", fact.fact().name)]
            } else {
                observation.missing.clone()
            }
        }));
        let first = missing.first().map_or("", String::as_str);
        let message = match missing.len() {
            0 | 1 => format!("无法判定“{}”，缺少：{first}", self.rule.title),
            count => format!("无法判定“{}”，缺少 {count} 项：{first} 等", self.rule.title),
        };
        self.finding(Outcome::Undecided, message, open, missing)
    }

    fn finding(
        &self,
        outcome: Outcome,
        message: String,
        seen: &[(FactId, &Observation)],
        missing: Vec<String>,
    ) -> Finding {
        let mut evidence: Vec<Evidence> = Vec::new();
        for proof in seen.iter().filter_map(|(_, seen)| seen.evidence.as_ref()) {
            if !evidence.contains(proof) {
                evidence.push(proof.clone());
            }
        }
        Finding {
            rule: self.rule.id.clone(),
            pack: self.pack.id.clone(),
            title: self.rule.title.clone(),
            outcome,
            basis: self
                .rule
                .basis_on(self.day)
                .map(|basis| Basis {
                    document: basis.document.clone(),
                    article: basis.article.clone(),
                    verified: basis.verified,
                })
                .collect(),
            message,
            evidence,
            missing,
        }
    }
}

/// An exception that cannot be decided leaves the rule as it is, and says what would be needed.
fn open_exception(exception: &Exception, open: &[(FactId, &Observation)]) -> Option<String> {
    let what = distinct(
        open.iter()
            .flat_map(|(_, observation)| observation.missing.clone()),
    );
    (!what.is_empty()).then(|| {
        format!(
            "是否适用例外({}),缺少：{}",
            exception.reason,
            what.join(";")
        )
    })
}

fn distinct(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}
