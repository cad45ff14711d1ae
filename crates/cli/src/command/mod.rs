//! One module for each command.

pub(crate) mod analyze;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod channels;
pub(crate) mod check;
pub(crate) mod disclose;
mod division;
pub(crate) mod export;
mod forecast;
pub(crate) mod gate;
pub(crate) mod import;
pub(crate) mod join;
pub(crate) mod keys;
pub(crate) mod meet;
pub(crate) mod moves;
pub(crate) mod new;
pub(crate) mod note;
pub(crate) mod record;
pub(crate) mod respond;
pub(crate) mod round;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod tell;
pub(crate) mod text;
pub(crate) mod tournament;
