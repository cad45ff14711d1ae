//! Standard output.

use std::io::{ErrorKind, Write};

use crate::failure::Failure;

/// Writes to standard output. A reader that went away is no failure.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::Machine { what: "could not write the output".into(), source: error },
    })
}
