//! One module for each command.

pub(crate) mod analyze;
pub(crate) mod check;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod new;
pub(crate) mod schema;
pub(crate) mod text;
