//! The negotiating text: numbered clauses, words in square brackets that are not agreed, and who asks for them.
//!
//! [`Text::parse`] reads a draft as drafts are really written, in Markdown with the bracket conventions of United Nations
//! drafting: `[below 2 °C] [or] [well below 2 °C]`, `[shall/should]`, `[… — Upland]`, `[*Placeholder* for …]`, `**Option
//! 2:** No text`, `2bis`, footnotes. Nothing is changed and nothing refused: the source stays as it is, byte for byte,
//! and everything found is a place in it. Brackets that someone forgot to close or to open are found and told.
//!
//! ```
//! use detente_case::text::Text;
//!
//! let text = Text::parse("1. The Parties [shall/should] meet [twice — Upland] [four times] a year.\n");
//! assert_eq!(text.brackets.len(), 3);
//! assert_eq!(text.choices(0..text.source.len()), 2);
//! assert_eq!(text.brackets[1].by, ["Upland"]);
//! assert_eq!(text.units()[0].number.as_ref().unwrap().to_string(), "1");
//! ```

mod brackets;
mod clauses;
mod deal;
mod diff;
mod layout;
mod number;
mod pairing;
mod report;
mod wording;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::Problem;
pub use brackets::{Bracket, BracketKind};
pub use clauses::{Clause, ClauseKind, Unit};
pub use deal::Standing;
pub use diff::{Change, ChangeKind, ClauseDiff, TextDiff, diff_schema};
pub use number::ClauseNumber;
pub use report::{Before, BracketReport, ClauseCount, Place, bracket_schema};
pub use wording::{OpenChoice, Wording, alike};

/// Whether a file is a text to be read, by its name: Markdown or plain text. Anything else, a scan for example, is only
/// kept beside it.
pub fn readable(path: &str) -> bool {
    let end = path.rsplit_once('.').map_or("", |(_, end)| end);
    ["md", "markdown", "txt"].iter().any(|known| end.eq_ignore_ascii_case(known))
}

/// A draft, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The draft itself, unchanged.
    pub source: String,
    /// Where the body begins, after YAML front matter.
    pub body: usize,
    /// The tree of clauses, in reading order.
    pub clauses: Vec<Clause>,
    /// Pairs of brackets, in the order of their opening signs.
    pub brackets: Vec<Bracket>,
    /// Closing signs with nothing open, by place.
    pub stray: Vec<usize>,
    /// Opening signs never closed, by place.
    pub unclosed: Vec<usize>,
    /// Most brackets that are open at once.
    pub depth: usize,
}

impl Text {
    /// Reads a draft. Any text is one; linear in its length.
    pub fn parse(source: &str) -> Self {
        let body = layout::body(source);
        let blocks = layout::blocks(source, body);
        let labels: BTreeSet<&str> = blocks
            .iter()
            .filter(|block| block.kind == layout::Kind::Aside)
            .filter_map(|block| source[block.span.clone()].strip_prefix('[')?.split(']').next())
            .collect();
        let scan = brackets::scan(source, body..source.len(), &labels);
        Self {
            source: source.to_string(),
            body,
            clauses: clauses::clauses(source, &blocks),
            brackets: scan.pairs,
            stray: scan.stray,
            unclosed: scan.unclosed,
            depth: scan.depth,
        }
    }

    /// The parts reports and comparisons name; see [`Unit`].
    pub fn units(&self) -> Vec<Unit> {
        clauses::units(&self.source, self.body, &self.clauses)
    }

    /// Pairs that open in a part of the text.
    pub fn brackets_in(&self, span: Range<usize>) -> &[Bracket] {
        let from = self.brackets.partition_point(|bracket| bracket.span.start < span.start);
        let to = self.brackets.partition_point(|bracket| bracket.span.start < span.end);
        &self.brackets[from..to]
    }

    /// What is still to be chosen in a part of the text: innermost pairs, adjacent ones counted once.
    pub fn choices(&self, span: Range<usize>) -> usize {
        let innermost: Vec<&Bracket> =
            self.brackets_in(span).iter().filter(|bracket| bracket.innermost).collect();
        let joined = innermost.windows(2).filter(|two| brackets::adjacent(&self.source, two[0], two[1]));
        innermost.len() - joined.count()
    }

    /// Words, separated by white space, without front matter and without footnotes and link definitions.
    pub fn words(&self) -> usize {
        let lines = self.source[self.body..].lines().filter(|line| {
            line.strip_prefix('[')
                .and_then(|rest| rest.split_once(']'))
                .is_none_or(|(_, rest)| !rest.starts_with(':'))
        });
        lines.map(|line| line.split_whitespace().count()).sum()
    }

    /// How often a part of the text says that there is to be none.
    pub fn no_text(&self, span: Range<usize>) -> usize {
        self.source.get(span).map_or(0, |part| part.matches("No text").count())
    }

    /// Options in a part of the text: wordings for whole paragraphs.
    pub fn options(&self, span: Range<usize>) -> usize {
        let options = self.clauses.iter().filter(|clause| clause.kind == ClauseKind::Option);
        let headed = |option: &&Clause| self.source[option.span.start..].starts_with("**Option");
        options.filter(|option| span.contains(&option.span.start)).filter(headed).count()
    }

    /// A warning for every bracket that was never closed or never opened, and for every number that two clauses have. They
    /// hinder nothing.
    pub fn warnings(&self, file: &str) -> Vec<Problem> {
        let warn = |at: &usize, code, what: &str, help: &str| {
            Problem::warning(code, file, *at..at + 1, what).help(help)
        };
        let stray = self.stray.iter().map(|at| {
            warn(
                at,
                "bracket-not-opened",
                "nothing is open that this bracket closes",
                "open it, or write \\] for the sign itself",
            )
        });
        let unclosed = self.unclosed.iter().map(|at| {
            warn(
                at,
                "bracket-not-closed",
                "this bracket is never closed",
                "close it, or write \\[ for the sign itself",
            )
        });
        let mut all: Vec<Problem> = stray.chain(unclosed).collect();
        let units = self.units();
        let mut numbers: BTreeSet<String> = BTreeSet::new();
        for unit in &units {
            let Some(number) = unit.number.as_ref().map(ToString::to_string) else { continue };
            if !numbers.insert(number.clone()) {
                let line = self.source[unit.span.clone()].lines().next().map_or(0, str::len);
                let message = format!("there is a clause {number} already; this one cannot be named");
                all.push(
                    Problem::warning("same-number", file, unit.span.start..unit.span.start + line, message)
                        .help("give it a number of its own: an insertion after 3 is 3 bis"),
                );
            }
        }
        all.sort_by_key(|problem| problem.span.start);
        all
    }
}
