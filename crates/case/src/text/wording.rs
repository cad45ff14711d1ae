//! Wordings: the words a draft lets its readers choose from, tied to the options of an issue.

use std::ops::Range;

use super::brackets::{adjacent, attribution, strokes};
use super::{Bracket, BracketKind, ClauseKind, Text};
use crate::normal;

/// One thing left open: several wordings of which one will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChoice {
    /// From the first bracket or option to the end of the last.
    pub span: Range<usize>,
    /// What can stand there, in the order of the draft. A single pair of brackets has one: it is in or out.
    pub wordings: Vec<Wording>,
}

/// Words that can stand in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The words, without brackets, names and escapes.
    pub words: String,
    /// Who asks for them, where the draft says so.
    pub by: Vec<String>,
}

impl Text {
    /// What a part of the text leaves open: groups of adjacent innermost brackets, lists with strokes, and the options
    /// of a clause, in the order of the text. Linear in the part.
    pub fn open_choices(&self, span: Range<usize>) -> Vec<OpenChoice> {
        let mut choices: Vec<OpenChoice> = Vec::new();
        let mut last: Option<&Bracket> = None;
        for bracket in self.brackets_in(span.clone()).iter().filter(|bracket| bracket.innermost) {
            let wordings = self.wordings(bracket);
            match (last, choices.last_mut()) {
                (Some(last), Some(choice)) if adjacent(&self.source, last, bracket) => {
                    choice.span.end = bracket.span.end;
                    choice.wordings.extend(wordings);
                }
                _ => choices.push(OpenChoice { span: bracket.span.clone(), wordings }),
            }
            last = Some(bracket);
        }
        let mut parents: Vec<(Option<usize>, OpenChoice)> = Vec::new();
        for option in self.clauses.iter().filter(|clause| clause.kind == ClauseKind::Option) {
            if !span.contains(&option.span.start) {
                continue;
            }
            let words = self.source[option.words..option.span.end].trim().to_string();
            let wording = Wording { words: unescaped(&words), by: Vec::new() };
            let end = self.source[..option.span.end].trim_end().len();
            match parents.last_mut().filter(|(parent, _)| *parent == option.parent) {
                Some((_, choice)) => {
                    choice.span.end = end;
                    choice.wordings.push(wording);
                }
                None => {
                    let choice = OpenChoice { span: option.span.start..end, wordings: vec![wording] };
                    parents.push((option.parent, choice));
                }
            }
        }
        choices.extend(parents.into_iter().map(|(_, choice)| choice));
        choices.sort_by_key(|choice| choice.span.start);
        choices
    }

    fn wordings(&self, bracket: &Bracket) -> Vec<Wording> {
        let inside = &self.source[bracket.span.start + 1..bracket.span.end - 1];
        let (words, by) = attribution(inside).unwrap_or((inside, Vec::new()));
        let parts = if bracket.kind == BracketKind::Placeholder { vec![words] } else { strokes(words) };
        let several = parts.len() > 1;
        let wording = |part: &str| {
            // Between strokes each part may have names of its own.
            let own = if several { attribution(part) } else { None };
            let (words, by) = own.unwrap_or_else(|| (part, by.clone()));
            Wording { words: unescaped(words.trim()), by }
        };
        parts.into_iter().map(wording).collect()
    }

    /// The clause with this number, the outermost where several have it: `4`, `3bis`, `2 bis`.
    pub fn clause(&self, number: &str) -> Option<&super::Clause> {
        let wanted =
            super::ClauseNumber::read(number.trim()).filter(|(_, end)| *end == number.trim().len())?.0;
        let depth = |clause: &super::Clause| {
            std::iter::successors(clause.parent, |parent| self.clauses[*parent].parent).count()
        };
        let numbered = self
            .clauses
            .iter()
            .filter(|clause| clause.number.as_ref() == Some(&wanted) && clause.kind != ClauseKind::Division);
        numbered.min_by_key(|clause| (depth(clause), clause.span.start))
    }

    /// The choice in a clause whose wordings are these options; `None` where a wording for one of them is missing.
    pub fn tie(&self, number: &str, options: &[String]) -> Option<OpenChoice> {
        let clause = self.clause(number)?;
        let choices = self.open_choices(clause.span.clone());
        choices.into_iter().find(|choice| {
            options.iter().all(|option| choice.wordings.iter().any(|wording| alike(&wording.words, option)))
        })
    }

    /// The draft with some choices made: in each place the words chosen, everything else as it stands. Places that
    /// overlap an earlier one are left alone.
    pub fn chosen(&self, picks: &[(Range<usize>, String)]) -> String {
        let mut picks: Vec<&(Range<usize>, String)> = picks.iter().collect();
        picks.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(self.source.len());
        let mut at = 0;
        for (span, words) in picks {
            if span.start >= at && span.end <= self.source.len() {
                out.push_str(&self.source[at..span.start]);
                out.push_str(words);
                at = span.end;
            }
        }
        out.push_str(&self.source[at..]);
        out
    }
}

/// Whether a wording is what an option's label says: the same words, whatever the white space, a last point or comma aside.
pub fn alike(words: &str, option: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    let option: Vec<&str> = option.split_whitespace().collect();
    let (words, option) = (normal(&words.join(" ")), normal(&option.join(" ")));
    words == option || words.trim_end_matches(['.', ';', ',']) == option
}

/// A text without the backslashes that keep a sign from meaning something.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let sign = |next: &char| next.is_ascii_punctuation() || matches!(next, '\u{2013}' | '\u{2014}');
        if c == '\\' && signs.peek().is_some_and(sign) {
            continue;
        }
        out.push(c);
    }
    out
}

impl OpenChoice {
    /// The words of the draft that an option's label stands for.
    pub fn words_of(&self, option: &str) -> Option<&str> {
        self.wordings
            .iter()
            .find(|wording| alike(&wording.words, option))
            .map(|wording| wording.words.as_str())
    }
}
