//! `detente record`

mod add;
mod compare;
mod extract;
mod review;
mod show;

use crate::arguments::{Record, Recorded};
use crate::failure::Failure;

pub(crate) fn run(arguments: &Record) -> Result<(), Failure> {
    match &arguments.what {
        Recorded::Extract(extract) => extract::run(extract),
        Recorded::Add(add) => add::run(add),
        Recorded::Review(review) => review::run(review),
        Recorded::Show(show) => show::run(show),
        Recorded::Compare(compare) => compare::run(compare),
    }
}
