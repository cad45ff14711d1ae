//! `detente schema`

use crate::arguments::{Schema, SchemaOf};
use crate::failure::Failure;
use crate::output::say_json;

pub(crate) fn run(arguments: &Schema) -> Result<(), Failure> {
    let schema = match arguments.of {
        SchemaOf::Analysis => detente_deal::schema(),
        SchemaOf::Brackets => detente_case::text::bracket_schema(),
        SchemaOf::TextDiff => detente_case::text::diff_schema(),
    };
    say_json(&schema)
}
