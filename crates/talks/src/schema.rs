//! The shapes of the JSON that commands of the talks print.

use schemars::{Schema, schema_for};

use crate::channels::{ChannelMap, Paths};
use crate::desk::{Agreement, Done, Journal, View};
use crate::gate::GateReport;
use crate::step::StepReport;

/// The JSON Schema of everything that is shown of the talks, by name.
pub fn schemas() -> [(&'static str, Schema); 8] {
    [
        ("acts", schema_for!(Journal)),
        ("agreement", schema_for!(Agreement)),
        ("channels", schema_for!(ChannelMap)),
        ("done", schema_for!(Done)),
        ("gate", schema_for!(GateReport)),
        ("paths", schema_for!(Paths)),
        ("steps", schema_for!(StepReport)),
        ("view", schema_for!(View)),
    ]
}
