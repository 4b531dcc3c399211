//! How days changed after they were told.
//!
//! A day is told once its outlet has begun a later one. A fact that moves it from then on is summed here in the fact's own
//! transaction ([`Restatements`], by the ingest group), and so is an outlet's row of the day that was wrong and was healed. So the
//! figure as it was told and the restatements of the day always add up to the figure now; a newcomer who changes a told day by another
//! way breaks that.
//! What an import or a fill brings of days before the outlet began its first is no restatement: nobody had been told of them.
//!
//! With each goes who was told the old figure in a file ([`carrier_store`]), as `exports` has it written down.

pub mod carrier_store;
pub mod http;
pub mod list;
pub mod model;
pub mod page;
pub mod store;

pub use carrier_store::{Carrier, Carriers};
pub use model::{Reason, Restated, RestatementKey, Restatements, StartedDays};
