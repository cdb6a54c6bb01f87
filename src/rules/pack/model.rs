//! A pack as it is used: everything checked, every name resolved.

use jiff::civil::Date;

use crate::domain::finding::PackVersion;
use crate::domain::label::Label;
use crate::domain::outcome::Outcome;
use crate::rules::condition::Condition;
use crate::rules::facts::{FactId, SubjectKind};
use crate::rules::message::Template;

/// A span of days, both ends included; `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Window {
    /// Whether `day` lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether there is a day in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before =
            |a: &Self, b: &Self| a.from.zip(b.to).is_none_or(|(from, to)| from <= to);
        starts_before(self, other) && starts_before(other, self)
    }

    /// Whether every day of `other` lies in it.
    pub fn covers(&self, other: &Self) -> bool {
        self.from
            .is_none_or(|from| other.from.is_some_and(|other| from <= other))
            && self
                .to
                .is_none_or(|to| other.to.is_some_and(|other| other <= to))
    }

    /// The days in both; `None` when there is none.
    pub fn common(&self, other: &Self) -> Option<Self> {
        let earlier_end = match (self.to, other.to) {
            (Some(own), Some(other)) => Some(own.min(other)),
            (own, other) => own.or(other),
        };
        self.overlaps(other).then(|| Self {
            from: self.from.max(other.from),
            to: earlier_end,
        })
    }

    /// As a person reads it; empty when both ends are open.
    pub fn text(&self) -> String {
        match (self.from, self.to) {
            (None, None) => String::new(),
            (Some(from), None) => format!("{from} 起"),
            (None, Some(to)) => format!("至 {to}"),
            (Some(from), Some(to)) => format!("{from} 至 {to}"),
        }
    }
}

/// Name of the folder of packs beside a project and in the user's folder.
pub const RULES_FOLDER: &str = "rules";

/// Where a pack was found. Of two packs with one id, the later in this order is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Inside the program.
    Shipped,
    /// In the user's folder.
    User,
    /// In the folder `rules` beside the project file.
    Project,
}

impl Origin {
    /// As JSON says it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::User => "user",
            Self::Project => "project",
        }
    }

    /// As a person reads it.
    pub const fn label(self) -> Label {
        match self {
            Self::Shipped => Label::new("程序自带", "Shipped"),
            Self::User => Label::new("用户文件夹", "User's folder"),
            Self::Project => Label::new("项目旁", "Beside the project"),
        }
    }
}

/// A pack: rules of one origin, in dated editions.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Identity, as given to `--pack`.
    pub id: String,
    /// Title in Chinese.
    pub title: String,
    /// Version of the content; changes with every change of the file.
    pub version: String,
    /// Where it comes from and how far it goes.
    pub about: String,
    /// In the order of time; they do not overlap.
    pub editions: Vec<Edition>,
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// File as given: a bare name for a shipped pack, else a path.
    pub file: String,
    /// Where it was found.
    pub origin: Origin,
    /// Tells this text from any other: the start of its SHA-256.
    pub digest: String,
    /// The whole SHA-256 of its text, lower-case hex, for cases on file.
    pub sha256: String,
}

/// A named span of time in which the pack applies.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Short name.
    pub id: String,
    /// Title in Chinese.
    pub title: String,
    /// When it applies.
    pub window: Window,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// For example `OS-01`.
    pub id: String,
    /// Title in Chinese.
    pub title: String,
    /// What it is about; at least one.
    pub subjects: Vec<SubjectKind>,
    /// When it applies, beside its basis.
    pub window: Window,
    /// What it checks, in plain words.
    pub checks: String,
    /// What it does not check; empty when there is nothing to say.
    pub ignores: String,
    /// In order: the first that holds decides.
    pub cases: Vec<Case>,
    /// In order: the first that holds replaces the outcome.
    pub exceptions: Vec<Exception>,
    /// At least one.
    pub basis: Vec<BasisEntry>,
    /// 1-based line in the file.
    pub line: usize,
}

/// One branch of a rule.
#[derive(Clone, Debug)]
pub struct Case {
    /// When it applies.
    pub window: Window,
    /// What must hold.
    pub when: Condition,
    /// What follows.
    pub outcome: Outcome,
    /// What is said.
    pub message: Template,
}

/// A way out of a rule that the law names.
#[derive(Clone, Debug)]
pub struct Exception {
    /// When it applies.
    pub window: Window,
    /// What must hold.
    pub when: Condition,
    /// What follows instead; always milder than the case.
    pub outcome: Outcome,
    /// Why, printed in the finding.
    pub reason: String,
}

/// A citation with the time in which it is in force.
#[derive(Clone, Debug)]
pub struct BasisEntry {
    /// Law, rule or standard.
    pub document: String,
    /// Article; empty when cited as a whole.
    pub article: String,
    /// Whether the text was read.
    pub verified: bool,
    /// When it is in force.
    pub window: Window,
}

impl Pack {
    /// The version as a report names it: with the edition asked, if any, and with the digest where the
    /// pack is not the program's own.
    pub fn version_of(&self, edition: Option<&Edition>) -> PackVersion {
        let name = std::path::Path::new(&self.file)
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let (digest, file) = match self.origin {
            Origin::Shipped => (String::new(), None),
            Origin::User => (format!("#{}", self.digest), Some(self.file.clone())),
            // A project that is moved keeps its reports.
            Origin::Project => (
                format!("#{}", self.digest),
                Some(format!("{RULES_FOLDER}/{name}")),
            ),
        };
        PackVersion {
            id: self.id.clone(),
            version: match edition {
                Some(edition) => format!("{}/{}{digest}", self.version, edition.id),
                None => format!("{}{digest}", self.version),
            },
            origin: file.as_ref().map(|_| self.origin.code().to_owned()),
            file,
        }
    }

    /// The edition in force on `day`.
    pub fn edition(&self, day: Date) -> Option<&Edition> {
        self.editions
            .iter()
            .find(|edition| edition.window.contains(day))
    }
}

impl Rule {
    /// The citations in force on `day`.
    pub fn basis_on(&self, day: Date) -> impl Iterator<Item = &BasisEntry> {
        self.basis
            .iter()
            .filter(move |basis| basis.window.contains(day))
    }

    /// Whether it runs on `day`: it and at least one of its citations are in force.
    pub fn in_force(&self, day: Date) -> bool {
        self.window.contains(day) && self.basis_on(day).next().is_some()
    }

    /// Every fact that it may ask on `day`, with those of its messages.
    pub fn facts_on(&self, day: Date) -> std::collections::BTreeSet<FactId> {
        let cases = self.cases.iter().filter(|case| case.window.contains(day));
        let exceptions = self
            .exceptions
            .iter()
            .filter(|exception| exception.window.contains(day));
        cases
            .flat_map(|case| case.when.facts().into_iter().chain(case.message.facts()))
            .chain(exceptions.flat_map(|exception| exception.when.facts()))
            .collect()
    }
}
