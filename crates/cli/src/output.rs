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

/// Writes a result as JSON.
pub(crate) fn say_json(result: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(result)
        .map_err(|error| Failure::Machine { what: "could not write JSON".into(), source: error.into() })?;
    say(&(text + "\n"))
}
