//! The shapes of the JSON that commands of the talks print.

use schemars::{Schema, schema_for};

use crate::channels::{ChannelMap, Paths};
use crate::desk::{
    Agreement, CourtReport, Differing, Document, Done, Journal, Receipts, Telling, View, Waits,
};
use crate::gate::GateReport;
use crate::keeping::{Audit, KeyHolders, Notes};
use crate::step::StepReport;

/// The JSON Schema of everything that is shown of the talks, by name.
pub fn schemas() -> [(&'static str, Schema); 17] {
    [
        ("acts", schema_for!(Journal)),
        ("agreement", schema_for!(Agreement)),
        ("audit", schema_for!(Audit)),
        ("channels", schema_for!(ChannelMap)),
        ("court", schema_for!(CourtReport)),
        ("differs", schema_for!(Differing)),
        ("document", schema_for!(Document)),
        ("done", schema_for!(Done)),
        ("gate", schema_for!(GateReport)),
        ("keys", schema_for!(KeyHolders)),
        ("notes", schema_for!(Notes)),
        ("paths", schema_for!(Paths)),
        ("receipts", schema_for!(Receipts)),
        ("steps", schema_for!(StepReport)),
        ("tell", schema_for!(Telling)),
        ("view", schema_for!(View)),
        ("waits", schema_for!(Vec<Waits>)),
    ]
}
