//! What every message to a person passes: the terminal's own streams, and text that cannot steer it.

use std::io::Write;

/// Writes to standard error; if that fails there is nobody left to tell.
pub(crate) fn complain(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Text without anything that could steer a terminal or turn the reading direction; every replaced character keeps
/// its length in bytes, so that places in the text stay where they are.
pub(crate) fn plain(text: &str) -> String {
    let safe = |c: char| match c {
        '\n' | '\t' => c,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{80}'..='\u{9f}' => '\u{bf}',
        c if c.is_control() => '?',
        c => c,
    };
    text.chars().map(safe).collect()
}

/// Whether people want colour on standard output.
pub(crate) fn coloured() -> bool {
    use std::io::IsTerminal;
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
