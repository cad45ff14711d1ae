//! The public ledger of a case: statements that a person accepted, each with its public source, and proposals that wait.

mod decision;
mod entry;
mod evidence;
mod line;
mod propose;
mod same;
mod shown;

pub use decision::{
    CORRECTABLE, Correction, Decision, Measured, NotCorrected, Proposal, Share, Verdict, measured,
};
pub use entry::{Elsewhere, Entry, LedgerError, Says, read_entries, read_proposals, write_lines};
pub use evidence::{Counted, with_public};
pub use line::{Point, PublicLine, Trend, public_lines, timeline};
pub use propose::{Report as ReportIn, propose};
pub use same::same;
pub use shown::{Shown, Waiting, schemas};
