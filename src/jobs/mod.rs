//! Background work: one named worker thread, job ids, progress, cancel. Wakes the window through a
//! callback, so it knows no toolkit; what a job does and answers is the caller's.

mod worker;

pub use worker::{JobError, JobId, JobView, Worker};
