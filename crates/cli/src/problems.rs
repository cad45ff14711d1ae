//! Drawing mistakes: the offending line, underlined, with what is wrong and what to do.

use std::fmt::Write as _;
use std::io::IsTerminal;

use detente_case::{Files, Problem, Severity, line_and_column};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use schemars::JsonSchema;
use serde::Serialize;

use crate::console::plain;

/// Most problems drawn in full; further ones get a line each.
const DRAWN: usize = 50;
/// Longest line of a file that is drawn; places in longer ones are only named.
const LONGEST_LINE: usize = 400;

/// Problems and the files they are in.
#[derive(Debug)]
pub(crate) struct Findings {
    pub(crate) problems: Vec<Problem>,
    pub(crate) files: Files,
    /// What stands before a file's name so that a person finds it.
    pub(crate) folder: String,
}

/// The shape of `detente check --format json`.
#[derive(Debug, Serialize, JsonSchema)]
struct List<'a> {
    /// `detente/problems/1`.
    schema: &'static str,
    /// Mistakes and warnings, by file, then by place.
    problems: Vec<Listed<'a>>,
}

/// The JSON Schema of the problems.
pub(crate) fn schema() -> schemars::Schema {
    schemars::schema_for!(List<'static>)
}

/// A problem as JSON.
#[derive(Debug, Serialize, JsonSchema)]
struct Listed<'a> {
    /// `error` or `warning`.
    severity: &'static str,
    /// What sort of problem, in one word.
    code: &'a str,
    /// Path inside the folder.
    file: &'a str,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    /// What is wrong.
    message: &'a str,
    /// What to do.
    help: Option<&'a str>,
}

#[derive(Debug)]
struct Drawing<'a> {
    problem: &'a Problem,
    source: Option<NamedSource<String>>,
}

impl std::fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&plain(&self.problem.message))
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn std::fmt::Display + 'b>> {
        Some(Box::new(self.problem.code))
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }
    fn help<'b>(&'b self) -> Option<Box<dyn std::fmt::Display + 'b>> {
        self.problem.help.as_ref().map(|help| Box::new(plain(help)) as Box<dyn std::fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.problem.span.clone()))))
    }
}

impl Findings {
    pub(crate) fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    fn text(&self, problem: &Problem) -> Option<String> {
        let bytes = self.files.get(&problem.file)?;
        let text = String::from_utf8_lossy(bytes);
        Some(plain(text.strip_prefix('\u{feff}').unwrap_or(&text)))
    }

    fn place(&self, problem: &Problem) -> (usize, usize) {
        self.text(problem).map_or((1, 1), |text| line_and_column(&text, problem.span.start))
    }

    /// All problems as a person reads them, at 80 columns.
    pub(crate) fn drawn(&self) -> String {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(80).with_context_lines(1);
        let mut out = String::new();
        for problem in self.problems.iter().take(DRAWN) {
            let name = plain(&format!("{}{}", self.folder, problem.file));
            // A message about a whole file underlines nothing.
            let text = self.text(problem).filter(|text| problem.span != (0..0) && fits(text, problem));
            let source = text.map(|text| NamedSource::new(&name, text));
            let unplaced = source.is_none();
            let drawing = Drawing { problem, source };
            if handler.render_report(&mut out, &drawing).is_err() {
                let _ = writeln!(out, "{name}: {}", plain(&problem.message));
            } else if unplaced {
                let _ = match (self.place(problem), problem.span != (0..0)) {
                    ((line, column), true) => writeln!(out, "  in {name}, line {line}, column {column}"),
                    _ if problem.file.is_empty() => Ok(()),
                    _ => writeln!(out, "  in {name}"),
                };
            }
            out.push('\n');
        }
        for problem in self.problems.iter().skip(DRAWN) {
            let (line, column) = self.place(problem);
            let name = plain(&format!("{}{}", self.folder, problem.file));
            let _ = writeln!(out, "{name}:{line}:{column}: {} [{}]", plain(&problem.message), problem.code);
        }
        let (errors, warnings) = (self.errors(), self.problems.len() - self.errors());
        let _ = match (errors, warnings) {
            (0, warnings) => writeln!(out, "{}", many(warnings, "warning")),
            (errors, 0) => writeln!(out, "{}", many(errors, "mistake")),
            (errors, warnings) => writeln!(out, "{}, {}", many(errors, "mistake"), many(warnings, "warning")),
        };
        out
    }

    /// All problems as JSON.
    pub(crate) fn json(&self) -> impl Serialize {
        let list: Vec<Listed<'_>> = self
            .problems
            .iter()
            .map(|problem| {
                let (line, column) = self.place(problem);
                Listed {
                    severity: match problem.severity {
                        Severity::Error => "error",
                        Severity::Warning => "warning",
                    },
                    code: problem.code,
                    file: &problem.file,
                    line,
                    column,
                    message: &problem.message,
                    help: problem.help.as_deref(),
                }
            })
            .collect();
        List { schema: "detente/problems/1", problems: list }
    }
}

/// `1 mistake`, `2 mistakes`.
pub(crate) fn many(count: usize, what: &str) -> String {
    if count == 1 { format!("{count} {what}") } else { format!("{count} {what}s") }
}

/// Whether the place lies in the text, on a character boundary, in a line short enough to draw.
fn fits(text: &str, problem: &Problem) -> bool {
    let span = &problem.span;
    if text.get(span.clone()).is_none() {
        return false;
    }
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
    end - start <= LONGEST_LINE
}
