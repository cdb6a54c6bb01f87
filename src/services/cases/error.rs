//! Why something could not be done with a case, as sentences for the user.

use crate::services::check::CheckError;
use crate::store::StoreError;

/// Why something could not be done with a case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check of a re-run.
    #[error("案卷「{number}」不能重新核查")]
    Check {
        /// Its number.
        number: String,
        /// The cause.
        #[source]
        source: CheckError,
    },
    /// A check that cannot become a case.
    #[error("只有拟设排污口和拟建取水井的核查可以存为案卷")]
    NotAnApplication,
    /// A number that cannot be one.
    #[error("案卷号「{number}」不可用：应为 1 至 64 个字，不含空白、换行和控制字符")]
    BadNumber {
        /// As given.
        number: String,
    },
    /// A text that is too long.
    #[error("{what}超过 2000 字，请缩短")]
    TooLong {
        /// Which one.
        what: &'static str,
    },
    /// A number of days that makes no sense.
    #[error("有效天数应为 1 至 3660，而不是 {days}")]
    BadDays {
        /// As given.
        days: u32,
    },
    /// The program has no text of a pack that the report names.
    #[error("规则包 {pack} 已不是核查时的版本，没有存为案卷；请重新核查后再存")]
    PackMoved {
        /// Pack id.
        pack: String,
    },
    /// Conditions are missing.
    #[error("意见为有条件同意时，须写明条件")]
    NoConditions,
    /// Consent against the verdict without a word of reason.
    #[error("审查结论为「{verdict}」，同意时须写明理由或条件")]
    NoReason {
        /// The verdict in Chinese.
        verdict: &'static str,
    },
    /// Withdrawn without a reason.
    #[error("撤回案卷须写明原因")]
    NoWhy,
    /// The case that the user saw is not the latest any more.
    #[error("案卷「{number}」已有第 {revision} 次核查，请先查看新的一次")]
    Overtaken {
        /// Its number.
        number: String,
        /// The latest revision.
        revision: u32,
    },
    /// What is stored was changed by another program.
    #[error("案卷「{number}」的存档内容与其校验值不符，可能被其他程序改动；请重新核查并另存新案卷")]
    Tampered {
        /// Its number.
        number: String,
    },
}
