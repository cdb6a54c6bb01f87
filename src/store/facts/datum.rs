//! Layers whose datum is unresolved: what rests on where their features lie is not known, and a rule on
//! it stays `undecided`, whatever the numbers would say.

use std::sync::Arc;

use crate::domain::layer::Layer;
use crate::rules::facts::FactId;
use crate::store::datum::{self, UnresolvedDatums};
use crate::store::facts::register::Register;
use crate::store::facts::{ProjectFacts, ReadError};

impl<R: Register> ProjectFacts<'_, R> {
    /// What is missing to answer `fact`: one sentence per layer that it reads and whose datum is
    /// unresolved, and for the row's own layer. Empty where nothing stands in the way.
    pub(super) fn unresolved(&self, fact: FactId) -> Result<Vec<String>, ReadError> {
        let marks = self.marks()?;
        if marks.is_empty() || needs_no_place(fact) {
            return Ok(Vec::new());
        }
        let mut read: Vec<Layer> = fact.fact().reads_about(self.subject.into()).collect();
        read.extend(self.own.as_ref().map(|own| own.layer));
        // Without counties the project covers what all its layers reach over.
        if fact == FactId::SiteInCoverage && self.register.is_empty(Layer::AdminArea)? {
            read.extend(Layer::spatial());
        }
        Ok(marks
            .iter()
            .filter(|(layer, _)| read.contains(layer))
            .map(|(layer, system)| datum::unresolved_sentence(*layer, system))
            .collect())
    }

    fn marks(&self) -> Result<Arc<UnresolvedDatums>, ReadError> {
        self.register.shared().unresolved.get((), || {
            Ok(datum::unresolved(|key| self.register.setting(key))?)
        })
    }
}

/// Facts that rows and applications answer by what is written in them, or by shapes alone: true wherever
/// the thing lies.
const fn needs_no_place(fact: FactId) -> bool {
    matches!(
        fact,
        FactId::OutfallAction
            | FactId::OutfallClass
            | FactId::OutfallAddsLoad
            | FactId::OutfallIndustry
            | FactId::WellAction
            | FactId::WellAddsUse
            | FactId::WellVolume
            | FactId::WellVolumeChange
            | FactId::WellPurpose
            | FactId::WellAssessment
            | FactId::WellSmallUse
            | FactId::WellExempt
            | FactId::WellPublicSupply
            | FactId::WellRole
            | FactId::WellStatus
            | FactId::WellMetered
            | FactId::WellSealed
            | FactId::WellListed
            | FactId::PermitDaysLeft
            | FactId::PermitUnusedYears
            | FactId::PermitApprovalAge
            | FactId::PermitUseRatio
            | FactId::PermitPlanRatio
            | FactId::RecordMissingField
            | FactId::RecordPermitMismatch
            | FactId::RecordGeometryProblem
            | FactId::MarkerKind
            | FactId::MarkerCondition
            | FactId::MarkerInspectionAge
            | FactId::MarkerInspectedOn
            | FactId::MarkerSameNumber
            | FactId::ObjectMustBeMarked
    )
}
