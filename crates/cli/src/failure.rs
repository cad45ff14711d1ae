//! How a command ends when it does not end well.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::console;
use crate::problems::Findings;

/// Why a command stopped, and by that with which exit code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Files with mistakes, each with its place: exit code 2.
    #[error("the input has mistakes")]
    Mistakes(Box<Findings>),
    /// The input is wrong in some other way: exit code 2.
    #[error("{what}")]
    Input { what: String, help: Option<String> },
    /// The machine failed: exit code 3.
    #[error("{what}: {source}")]
    Machine { what: String, source: std::io::Error },
    /// The answer is no where a command asks yes or no: exit code 1.
    #[error("no")]
    No,
    /// Whoever read the output has closed it: exit code 0.
    #[error("the output was closed")]
    Closed,
}

impl Failure {
    pub(crate) fn input(what: impl Into<String>) -> Self {
        Self::Input { what: what.into(), help: None }
    }

    pub(crate) fn help(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Input { what: what.into(), help: Some(help.into()) }
    }

    pub(crate) fn write(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path: PathBuf = path.into();
        move |source| Self::Machine { what: format!("could not write {}", path.display()), source }
    }

    /// Says on standard error what went wrong, and with which code to end.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::No => ExitCode::from(1),
            Self::Mistakes(findings) => {
                console::complain(&findings.drawn());
                ExitCode::from(2)
            }
            Self::Input { what, help } => {
                let help = help.map(|help| format!("  help: {help}\n")).unwrap_or_default();
                console::complain(&format!("error: {}\n{}", brief(&what), brief(&help)));
                ExitCode::from(2)
            }
            machine @ Self::Machine { .. } => {
                console::complain(&format!("error: {}\n", brief(&machine.to_string())));
                ExitCode::from(3)
            }
        }
    }
}

/// Safe to print, and not longer than a person reads.
fn brief(text: &str) -> String {
    const LONGEST: usize = 2_000;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push_str("…\n");
    }
    console::plain(&shown)
}
