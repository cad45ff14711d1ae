use crate::arguments::Export;
use crate::failure::Failure;
pub(crate) fn run(_: &Export) -> Result<(), Failure> {
    Err(Failure::input("not yet"))
}
