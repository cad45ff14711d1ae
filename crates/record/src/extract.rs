//! From a document to what its sentences give: paragraph by paragraph, one pass forward.

use crate::frames::{Found, Frame, Frames, Joined};
use crate::paragraphs::{dateline, paragraphs, promotional};
use crate::people::{Noted, gather};
use crate::phrase::Sentence;
use crate::scan::{First, Kind, Marks, Scanned, scan, sentences};
use crate::turns::{label, transcript};

/// What one pass over a document gives.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    /// Statements in the order of their sentences.
    pub(crate) found: Vec<Found>,
    /// Names outside quotations.
    pub(crate) noted: Vec<Noted>,
    /// The dateline of the report.
    pub(crate) dateline: Option<(u32, u32)>,
}

/// Reads a whole text. `beliefs`: what is thought and wished too.
pub(crate) fn read(text: &str, beliefs: bool) -> Pass {
    let mut reader = Reader {
        text,
        beliefs,
        marks: Marks::of(text),
        pass: Pass::default(),
        scanned: Scanned::default(),
        runs: Vec::new(),
        claimed: Vec::new(),
        before: Before::default(),
        paragraph: 0,
        sentence: 0,
    };
    let mut promo = false;
    let turns = transcript(text);
    for (from, to) in paragraphs(text) {
        if promotional(&text[from..to]) {
            promo = true;
            continue;
        }
        let begin = from + dateline(&text[from..to]);
        if begin > from && reader.pass.dateline.is_none() && reader.paragraph < 3 {
            reader.pass.dateline = u32::try_from(from).ok().zip(u32::try_from(begin).ok());
        }
        if !turns || !reader.turn(from, to) {
            reader.paragraph(begin, to, promo);
        }
        promo = false;
    }
    reader.pass
}

/// What a paragraph leaves to the next.
#[derive(Default)]
struct Before {
    /// Who speaks on if nobody else is named.
    speaker: Option<(u32, u32)>,
    /// The statement at its end.
    last: Option<usize>,
    quoted: bool,
    /// It ends in a colon: what comes was announced.
    colon: bool,
    /// Its last quotation is not closed.
    open: bool,
    /// Where its last sentence begins.
    sentence: u32,
}

struct Reader<'a> {
    text: &'a str,
    beliefs: bool,
    marks: Marks,
    pass: Pass,
    scanned: Scanned,
    runs: Vec<(usize, usize)>,
    claimed: Vec<bool>,
    before: Before,
    paragraph: u32,
    sentence: u32,
}

impl Reader<'_> {
    /// A paragraph of a transcript: who speaks, and all of what is said; what follows without a label goes on with it. Whether it was one.
    fn turn(&mut self, from: usize, to: usize) -> bool {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let line = &self.text[from..to];
        let speaking = self.pass.found.last().is_some_and(|found| found.frame == Frame::Turn);
        let end = from + line.trim_end().len();
        let Some((label, said)) = label(line) else {
            let aside = line.trim_start().starts_with(['(', '[']);
            if let Some(last) = self.pass.found.last_mut().filter(|_| speaking && !aside) {
                let begin = from + line.len() - line.trim_start().len();
                go_on(last, [(position(begin), position(end))], self.paragraph + 1);
            }
            self.paragraph += u32::from(speaking);
            return speaking;
        };
        self.paragraph += 1;
        self.sentence += 1;
        let begin = from + line.len() - line.trim_start().len();
        let written = &self.text[begin..from + label];
        let mut made = Found::new(Frame::Turn, vec![(position(from + said), position(end))]);
        // "Q" and "A" name nobody.
        made.speaker = (written.chars().count() > 1).then_some((position(begin), position(from + label)));
        made.full = true;
        made.question = line.trim_end().ends_with('?');
        (made.paragraph, made.until, made.sentence) = (self.paragraph, self.paragraph, self.sentence);
        made.before =
            self.pass.found.last().and_then(|last| last.spans.first()).map_or(position(from), |span| span.0);
        self.pass.found.push(made);
        true
    }

    fn paragraph(&mut self, from: usize, to: usize, promo: bool) {
        scan(self.text, from, to, self.marks, &mut self.scanned);
        sentences(self.text, &mut self.scanned, &mut self.runs);
        self.claimed.clear();
        self.claimed.resize(self.scanned.items.len(), false);
        self.paragraph += 1;
        let first = self.pass.found.len();
        // Quotations before the first attribution of the paragraph.
        let mut waiting: Vec<(u32, u32)> = Vec::new();
        // The statement that quotations without a cue go on with.
        let mut anchor: Option<usize> = None;
        let mut announced = None;
        let mut sentence_before = self.before.sentence;
        let runs = std::mem::take(&mut self.runs);
        for (from, to) in runs.iter().copied() {
            let of = Sentence {
                text: self.text,
                items: &self.scanned.items,
                quotes: &self.scanned.quotes,
                from,
                to,
            };
            self.sentence += 1;
            if only_quotations(&of) {
                let spans = (from..to).filter_map(|at| of.quote(at)).map(|quote| (quote.start, quote.end));
                match anchor {
                    Some(anchor) => go_on(&mut self.pass.found[anchor], spans, self.paragraph),
                    None => waiting.extend(spans),
                }
                continue;
            }
            gather(&of, self.paragraph, &mut self.pass.noted);
            let mut frames =
                Frames { of, claimed: &mut self.claimed, found: Vec::new(), beliefs: self.beliefs };
            frames.run();
            announced = frames.announced();
            let mut made = frames.found;
            // A quotation that opens a sentence without a cue goes on with the one before it.
            if made.is_empty() {
                let opening = (from..to.min(from + 3))
                    .find_map(|at| of.quote(at))
                    .filter(|quote| quote.words >= 4 && quote.first != First::Small);
                if let (Some(quote), Some(anchor)) = (opening, anchor) {
                    go_on(&mut self.pass.found[anchor], [(quote.start, quote.end)], self.paragraph);
                    continue;
                }
            }
            if let Some(attributed) = made.iter_mut().find(|found| found.full && quotes_first(found.frame))
                && !waiting.is_empty()
            {
                waiting.append(&mut attributed.spans);
                attributed.spans = std::mem::take(&mut waiting);
                attributed.joined = Joined::Sentence;
            }
            let begin = self.scanned.items.get(from).map_or(0, |item| item.start);
            for found in &mut made {
                found.paragraph = self.paragraph;
                found.sentence = self.sentence;
                found.until = self.paragraph;
                found.before = sentence_before;
                found.near_promo = promo;
            }
            sentence_before = begin;
            let start = self.pass.found.len();
            let quoted = |found: &Found| {
                found.full
                    || found
                        .spans
                        .first()
                        .is_some_and(|span| self.text[span.0 as usize..].starts_with(['“', '"']))
            };
            let last = made.iter().rposition(quoted).or(made.len().checked_sub(1));
            if let Some(position) = last {
                anchor = Some(start + position);
            }
            self.pass.found.append(&mut made);
        }
        let alone = !waiting.is_empty()
            && runs.iter().all(|run| {
                let (items, quotes) = (&self.scanned.items, &self.scanned.quotes);
                only_quotations(&Sentence { text: self.text, items, quotes, from: run.0, to: run.1 })
            });
        self.unattributed(waiting, alone, first);
        self.leave(first, alone, announced, &runs, sentence_before);
        self.runs = runs;
    }

    /// Quotations that no cue of the paragraph claims: they go on with the paragraph before, or float.
    fn unattributed(&mut self, mut waiting: Vec<(u32, u32)>, alone: bool, first: usize) {
        if waiting.is_empty() {
            return;
        }
        let words: u32 = self.scanned.quotes.iter().map(|quote| quote.words).sum();
        let before =
            self.before.last.filter(|_| alone && !self.before.colon && (words >= 4 || self.before.open));
        if let Some(last) = before.and_then(|last| self.pass.found.get_mut(last)) {
            last.spans.append(&mut waiting);
            last.joined = Joined::Paragraph;
            last.until = self.paragraph;
            return;
        }
        let speaker = self.before.speaker.filter(|speaker| nameable(self.text, *speaker));
        if words < 4 || speaker.is_none() {
            return;
        }
        let frame = if self.before.quoted { Frame::ContP } else { Frame::Float };
        let mut made = Found::new(frame, waiting);
        made.speaker = speaker;
        made.inherited = true;
        made.full = true;
        made.joined = Joined::Paragraph;
        made.paragraph = self.paragraph;
        made.sentence = self.sentence;
        made.until = self.paragraph;
        made.before = self.before.sentence;
        self.pass.found.insert(first, made);
    }

    /// What the next paragraph can take over.
    fn leave(
        &mut self,
        first: usize,
        alone: bool,
        announced: Option<(u32, u32)>,
        runs: &[(usize, usize)],
        sentence: u32,
    ) {
        let found = &mut self.pass.found;
        let open = self.scanned.quotes.last().is_some_and(|quote| quote.unclosed);
        if let Some(last) = found.last_mut().filter(|_| open) {
            last.unclosed = true;
        }
        let last = (first..found.len()).rev().find(|at| found[*at].full);
        if let Some(latest) = found.last().filter(|_| found.len() > first) {
            self.before.speaker = last.map_or(latest.speaker, |at| found[at].speaker);
        }
        self.before.colon = announced.is_some();
        if announced.is_some() {
            self.before.speaker = announced;
        }
        self.before.quoted = last.is_some() || alone && self.before.quoted;
        let ending = runs.last().map_or(0, |run| self.scanned.items[run.0].start);
        let late = (first..found.len()).rev().find(|at| {
            found[*at].spans.iter().any(|span| span.1 > ending)
                || found[*at].cue.is_some_and(|cue| cue.0 >= ending)
        });
        // Where the report says something of its own after it, a quotation that follows is another one.
        let narrated = last.zip(late).is_none_or(|(last, late)| late < last)
            && last.is_some_and(|at| found[at].sentence < self.sentence)
            && !alone;
        self.before.last = last.filter(|_| !narrated).or(late).or(self.before.last.filter(|_| alone));
        self.before.open = open;
        self.before.sentence = sentence;
    }
}

fn go_on(found: &mut Found, spans: impl IntoIterator<Item = (u32, u32)>, paragraph: u32) {
    found.until = paragraph;
    found.spans.extend(spans);
    found.joined = found.joined.max(Joined::Sentence);
}

/// Whether a mention can stand for somebody: a pronoun or a name, not a mere description.
fn nameable(text: &str, span: (u32, u32)) -> bool {
    let written = &text[span.0 as usize..span.1 as usize];
    let known = ["he", "she", "they", "it", "who"].iter().any(|word| written.eq_ignore_ascii_case(word));
    known
        || written.split(' ').skip(1).any(|word| word.starts_with(char::is_uppercase))
        || !written.contains(' ')
}

fn quotes_first(frame: Frame) -> bool {
    matches!(
        frame,
        Frame::QVNp | Frame::QNpV | Frame::QAcc | Frame::NpVQ | Frame::CNpV | Frame::CVNp | Frame::CMid
    )
}

fn only_quotations(of: &Sentence<'_>) -> bool {
    let quotes = (of.from..of.to).filter(|at| of.quote(*at).is_some()).count();
    quotes > 0 && (of.from..of.to).all(|at| !of.word(at) && of.kind(at) != Some(Kind::Number))
}
