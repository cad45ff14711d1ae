//! The tree of clauses, and the units a draft is spoken of by.

use std::ops::Range;

use super::layout::{Block, Kind, Sort, title};
use super::number::ClauseNumber;

/// A numbered or headed part of a text. A clause spans what lies in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What sort of part it is.
    pub kind: ClauseKind,
    /// Its number, if it has one.
    pub number: Option<ClauseNumber>,
    /// Its title, or the label of an option or a note.
    pub title: String,
    /// From its number or heading to the end of what lies in it.
    pub span: Range<usize>,
    /// Where its words begin, after number or label.
    pub words: usize,
    /// The clause it lies in, by position in [`Text::clauses`](super::Text::clauses).
    pub parent: Option<usize>,
}

/// What sort of part a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// A chapter, a part, a heading without number.
    Division,
    /// An article or an annex, under a heading.
    Article,
    /// A numbered paragraph or list item.
    Paragraph,
    /// One of several wordings of the paragraphs around it: `**Option 2:** …`
    Option,
    /// The text of a footnote.
    Note,
}

/// Roman numbers of options.
const ROMAN: [&str; 10] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];

/// A clause while it is open: what a later block may end.
struct Open {
    at: usize,
    kind: ClauseKind,
    indent: usize,
    level: usize,
}

/// The tree, in reading order. Linear, but for the depth of nesting.
pub(super) fn clauses(source: &str, blocks: &[Block]) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let (mut unfinished, mut colon) = (false, false);
    // Notes after the last clause belong to none.
    let last = blocks.iter().rposition(|block| match block.kind {
        Kind::Heading { .. } => true,
        Kind::Item { .. } | Kind::Option { .. } => block.indent == 0,
        Kind::Paragraph | Kind::Note | Kind::Aside => false,
    });
    for (at, block) in blocks.iter().enumerate() {
        let indent = block.indent;
        let made = match &block.kind {
            Kind::Heading { level, sort, number, title } => {
                close(&mut open, &mut clauses, block, |o| o.level == 0 || o.level >= *level);
                let article = *sort == Sort::Article;
                Some((
                    if article { ClauseKind::Article } else { ClauseKind::Division },
                    number.clone(),
                    title.clone(),
                    *level,
                ))
            }
            Kind::Option { label } => {
                let options = |o: &Open| o.kind == ClauseKind::Option;
                let sibling = open
                    .iter()
                    .rposition(|o| options(o) && next(&clauses[o.at].title, label))
                    .or_else(|| {
                        open.iter().rposition(|o| {
                            options(o) && o.indent == indent && alike(&clauses[o.at].title, label)
                        })
                    });
                match sibling {
                    Some(depth) => shorten(&mut open, &mut clauses, block, depth),
                    None => {
                        // `… is settled by` goes on in its options; a finished paragraph does not.
                        let goes_on = unfinished && matches!(label.as_str(), "1" | "a" | "A" | "i" | "I");
                        close(&mut open, &mut clauses, block, |o| {
                            let ended = o.indent == indent && !goes_on && o.kind != ClauseKind::Option;
                            o.level == 0 && (o.indent > indent || ended)
                        });
                    }
                }
                Some((ClauseKind::Option, None, label.clone(), 0))
            }
            Kind::Item { number } => {
                let goes_on = |o: &Open| {
                    let before = clauses[o.at].number.as_ref();
                    o.kind == ClauseKind::Paragraph
                        && o.indent == indent
                        && before.is_some_and(|before| number.follows(before))
                };
                match open.iter().rposition(goes_on) {
                    Some(depth) => shorten(&mut open, &mut clauses, block, depth),
                    None => {
                        // `(a)` after `1.` lies in it, however it is set.
                        let below = |at: usize| {
                            let around = clauses[at].number.as_ref();
                            (number.lettered() || (colon && number.first()))
                                && clauses[at].kind == ClauseKind::Paragraph
                                && around.is_some_and(|around| !around.lettered())
                        };
                        let ends: Vec<bool> = open
                            .iter()
                            .map(|o| {
                                let beside =
                                    o.indent == indent && o.kind != ClauseKind::Option && !below(o.at);
                                o.level == 0 && (o.indent > indent || beside)
                            })
                            .collect();
                        let depth = ends.iter().rposition(|ends| !ends).map_or(0, |last| last + 1);
                        shorten(&mut open, &mut clauses, block, depth);
                    }
                }
                Some((
                    ClauseKind::Paragraph,
                    Some(number.clone()),
                    lead(&source[block.words..block.span.end]),
                    0,
                ))
            }
            Kind::Note => {
                let after = last.is_none_or(|last| at > last);
                close(&mut open, &mut clauses, block, |o| after || o.kind == ClauseKind::Note);
                let mark = source[block.span.start..block.words].trim_matches(['[', ']', '^', ':']);
                Some((ClauseKind::Note, None, mark.to_string(), 0))
            }
            Kind::Paragraph | Kind::Aside => {
                close(&mut open, &mut clauses, block, |o| {
                    o.level == 0 && (o.indent > indent || (o.indent == indent && o.kind == ClauseKind::Note))
                });
                None
            }
        };
        if let Some((kind, number, title, level)) = made {
            let parent = open.last().map(|o| o.at);
            open.push(Open { at: clauses.len(), kind, indent, level });
            let span = block.span.start..source.len();
            clauses.push(Clause { kind, number, title, span, words: block.words, parent });
        }
        unfinished = !source[block.span.clone()].ends_with(['.', ';']);
        colon = source[block.span.clone()].ends_with(':');
    }
    clauses
}

/// Whether both are numbers or both letters.
fn alike(a: &str, b: &str) -> bool {
    let number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    number(a) == number(b)
}

/// Whether an option's label comes right after another's: 2 after 1, b after a, II after I.
fn next(before: &str, label: &str) -> bool {
    let roman = |label: &str| ROMAN.iter().position(|known| label.eq_ignore_ascii_case(known));
    let letter = |label: &str| match label.as_bytes() {
        [one] if one.is_ascii_alphabetic() => Some(usize::from(*one)),
        _ => None,
    };
    let digits = |label: &str| label.parse::<usize>().ok();
    let after = |a: Option<usize>, b: Option<usize>| a.zip(b).is_some_and(|(a, b)| a + 1 == b);
    after(digits(before), digits(label))
        || after(letter(before), letter(label))
        || after(roman(before), roman(label))
}

/// Ends open clauses from the innermost one on while they are to end.
fn close(open: &mut Vec<Open>, clauses: &mut [Clause], block: &Block, ends: impl Fn(&Open) -> bool) {
    let depth = open.iter().rposition(|o| !ends(o)).map_or(0, |last| last + 1);
    shorten(open, clauses, block, depth);
}

fn shorten(open: &mut Vec<Open>, clauses: &mut [Clause], block: &Block, depth: usize) {
    for o in open.drain(depth..) {
        clauses[o.at].span.end = block.span.start;
    }
}

/// The strong words a paragraph begins with, as its title: `**Timing** …`
fn lead(text: &str) -> String {
    let strong = text.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    strong.map_or_else(String::new, |(title, _)| title.trim_matches([':', '.', ' ']).to_string())
}

/// A part that reports and comparisons name: an article, or a numbered paragraph where there are no articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its number, if it has one.
    pub number: Option<ClauseNumber>,
    /// Its title, if it has one.
    pub title: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// The units: headings that no other heading lies in, if articles have headings or nothing is numbered; else the
/// outermost numbered paragraphs. What stands before, between and after them is a unit of its own, named by the heading
/// it begins with, so that together they are the whole body.
pub(super) fn units(source: &str, body: usize, clauses: &[Clause]) -> Vec<Unit> {
    let heading = |clause: &Clause| matches!(clause.kind, ClauseKind::Article | ClauseKind::Division);
    let articles = clauses.iter().any(|clause| clause.kind == ClauseKind::Article);
    let outermost = |clause: &&Clause| {
        clause.kind == ClauseKind::Paragraph && clause.parent.is_none_or(|parent| heading(&clauses[parent]))
    };
    let numbered = clauses.iter().any(|clause| outermost(&clause));
    let named: Vec<&Clause> = if articles || !numbered {
        let mut inner = vec![false; clauses.len()];
        for parent in clauses.iter().filter(|clause| heading(clause)).filter_map(|clause| clause.parent) {
            inner[parent] = true;
        }
        let leaves = clauses.iter().zip(&inner).filter(|(clause, inner)| heading(clause) && !**inner);
        leaves.map(|(clause, _)| clause).collect()
    } else {
        clauses.iter().filter(outermost).collect()
    };
    let mut units: Vec<Unit> = Vec::with_capacity(2 * named.len() + 1);
    let mut at = body;
    for clause in named {
        units.extend(between(source, at..clause.span.start, at == body));
        at = clause.span.end;
        units.push(Unit {
            number: clause.number.clone(),
            title: clause.title.clone(),
            span: clause.span.clone(),
        });
    }
    units.extend(between(source, at..source.len(), at == body));
    if units.is_empty() {
        units.push(Unit { number: None, title: PREAMBLE.into(), span: body..source.len() });
    }
    units
}

/// What the words before the first clause are called.
const PREAMBLE: &str = "Preamble";

/// What stands between two clauses, if it says something.
fn between(source: &str, span: Range<usize>, first: bool) -> Option<Unit> {
    let part = source.get(span.clone()).filter(|part| !part.trim().is_empty())?;
    let headed = part.lines().rev().find(|line| line.starts_with('#'));
    let title = match headed.map(|line| title(line.trim_start_matches('#'))) {
        _ if first => PREAMBLE.into(),
        Some(title) => title,
        None if part.trim_start().starts_with("[^") => "Notes".into(),
        None => String::new(),
    };
    Some(Unit { number: None, title, span })
}
