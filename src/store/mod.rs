//! The project file: a true SpatiaLite database. The only place with SQL. Knows layers and geometry,
//! no file formats, no services, no windows.

pub mod audit_run;
pub mod blob;
pub mod calculation;
mod case_rows;
pub mod cases;
mod changes;
pub mod connection;
mod datum;
pub mod draft;
pub mod error;
pub mod facts;
pub mod foreign;
pub mod geopackage;
pub mod health;
mod holders;
mod import_run;
pub mod journal;
mod migrations;
pub mod project;
pub mod read;
mod rows;
mod setting;
pub mod sources;
mod styles;
mod table;
pub mod tiles;
pub mod wkb;
pub mod write;

pub use audit_run::{AuditRun, KeptVerdict, NewAuditRun};
pub use cases::NewCase;
pub use connection::{Access, spatialite_version};
pub use datum::{UnresolvedDatums, unresolved_sentence};
pub use error::StoreError;
pub use facts::{
    Item, Live, ProjectFacts, ReadError, Register, ShiftShares, Snapshot, SnapshotError,
    shift_shares,
};
pub use health::Health;
pub use import_run::{ImportMode, ImportRun, RunHead};
pub use journal::{Change, Operation};
pub use project::Project;
pub use read::{Shape, VisitReadable, VisitShape};
pub use styles::{QgisStyle, STYLE_OWNER};
pub use tiles::{Tiles, TilesError};
pub use write::{BulkInsert, Inserted, NewFeature, Unfit, Updated};
