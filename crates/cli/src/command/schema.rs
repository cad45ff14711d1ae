//! `detente schema`

use crate::arguments::{Schema, SchemaOf};
use crate::failure::Failure;
use crate::output::say;

pub(crate) fn run(arguments: &Schema) -> Result<(), Failure> {
    let schema = match arguments.of {
        SchemaOf::Analysis => detente_deal::schema(),
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::Machine { what: "could not write JSON".into(), source: error.into() })?;
    say(&(text + "\n"))
}
