//! Documents that go out: every sentence has an origin, and the recipient may know it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Desk;
use crate::disclosure::{OUTSIDE, Origin, Preset};
use crate::event::Act;
use crate::item::is_item;
use crate::state::plain;

/// What such a check cannot do. Stands on every page that shows one.
pub const CANNOT: &str = "This compares words. It does not notice the same thing said in other words or in another language, \
                          a number changed a little, what is left out, or what a reader can infer.";

/// A document, sentence by sentence: the shape of `detente tell --document --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Document {
    /// `detente/document/1`.
    pub schema: &'static str,
    /// Full name of the recipient.
    pub to: String,
    /// Whether it may go.
    pub may_go: bool,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// What the check cannot do.
    pub cannot: &'static str,
}

/// A sentence of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sentence {
    /// From 1; the title is 0.
    pub nth: usize,
    /// Its words.
    pub words: String,
    /// Where it comes from, in words; nothing where nobody has said.
    pub origins: Vec<String>,
    /// Why it may not go, one reason each.
    pub stops: Vec<String>,
    /// What to look at, one sentence each.
    pub warnings: Vec<String>,
}

impl Sentence {
    /// Whether it may not go.
    pub fn stops(&self) -> bool {
        !self.stops.is_empty()
    }

    /// Why not.
    pub fn why(&self) -> String {
        self.stops.join("; ")
    }
}

impl Desk<'_> {
    /// Looks at a document for a party, or for [`OUTSIDE`], sentence by sentence. Linear in its words times those of the
    /// items.
    pub fn document(&self, to: &str, words: &str) -> Document {
        self.document_beside(to, None, words, &[])
    }

    /// The same with a title, sentence 0, and looking also for words of notes: each with whose it is.
    pub fn document_beside(
        &self,
        to: &str,
        title: Option<&str>,
        words: &str,
        notes: &[(String, String)],
    ) -> Document {
        let sealed = self.sealed(to, notes);
        let numbered = split(words).into_iter().zip(1..).map(|(words, nth)| (nth, words));
        let title = title.map(split).unwrap_or_default().into_iter().map(|words| (0, words));
        let all = title.chain(numbered);
        let sentences: Vec<Sentence> =
            all.map(|(nth, words)| self.sentence(nth, words, to, &sealed)).collect();
        Document {
            schema: "detente/document/1",
            to: self.side_name(to).to_string(),
            may_go: !sentences.is_empty() && sentences.iter().all(|sentence| !sentence.stops()),
            sentences,
            cannot: CANNOT,
        }
    }

    fn sentence(&self, nth: usize, words: String, to: &str, sealed: &[(String, Words)]) -> Sentence {
        let found = self.origins_of(&words);
        let mut sentence =
            Sentence { nth, words, origins: Vec::new(), stops: Vec::new(), warnings: Vec::new() };
        if to == OUTSIDE && Preset::of(&self.state.case).hides_existence() {
            sentence.stops.push("not even that there are talks is told".into());
        }
        if found.is_empty() {
            sentence.stops.push("nobody has said where it comes from".into());
        }
        for origin in &found {
            sentence.origins.push(self.origin_words(origin));
            match self.may_know(origin, to) {
                Err(why) => sentence.stops.push(why),
                Ok(Some(warning)) => sentence.warnings.push(warning),
                Ok(None) => {}
            }
            if let (Origin::Item(number), OUTSIDE) = (origin, to)
                && self.item_words(*number).iter().all(|whole| plain(whole) != plain(&sentence.words))
            {
                let own = self.own_number(*number);
                sentence.warnings.push(format!(
                    "gives act {own} in part: whoever reveals a part may have to answer for what belongs to it"
                ));
            }
        }
        let own = Words::of(&sentence.words);
        for (of, words) in sealed {
            if own.near(words) {
                sentence.warnings.push(format!("is near to {of}, which is not for the recipient"));
            }
        }
        sentence.warnings.dedup();
        sentence
    }

    /// Where a sentence comes from: as declared; else the tabled texts, or an item that says exactly this.
    fn origins_of(&self, words: &str) -> Vec<Origin> {
        let sought = plain(words);
        // What an item says word for word comes from it, whatever else is said of it.
        let items = self.events.iter().map(|seen| seen.event).filter(|event| is_item(&event.act));
        let bare = |words: &str| plain(words).trim_end_matches(|c: char| !c.is_alphanumeric()).to_string();
        let says = |known: &str| {
            bare(known) == bare(&sought) || split(known).iter().any(|one| bare(one) == bare(&sought))
        };
        let same = items.filter(|event| self.item_words(event.number).into_iter().any(says));
        let same = same.map(|event| Origin::Item(event.number));
        if let Some(origins) = self.state.confidences.sources.get(&sought) {
            let mut all = origins.to_vec();
            all.extend(same);
            all.dedup();
            return all;
        }
        let mut tabled = self.state.texts.values().flatten();
        let clause = |known: &str| {
            // With its number or without.
            let (first, rest) = known.split_once(' ').unwrap_or((known, ""));
            plain(known) == sought || (first.ends_with(['.', ')']) && plain(rest) == sought)
        };
        if tabled.any(|revision| split(&revision.tabled.source).iter().any(|known| clause(known))) {
            return vec![Origin::Table];
        }
        same.collect()
    }

    /// Whether a recipient may know what comes from somewhere; with something to look at.
    fn may_know(&self, origin: &Origin, to: &str) -> Result<Option<String>, String> {
        let recipient = self.side_name(to);
        match origin {
            Origin::Own | Origin::Public(_) => Ok(None),
            Origin::Table if to != OUTSIDE => Ok(None),
            Origin::Table => {
                let adopted = self
                    .state
                    .proposals
                    .iter()
                    .any(|put| put.declared.is_some() && put.proposal.track.is_none());
                if adopted && Preset::of(&self.state.case).settlement_is_open() {
                    return Ok(None);
                }
                Err("it is of the text, which the rules agreed to keep inside the talks".into())
            }
            // Nobody is shown a verdict on another; nobody outside any verdict at all.
            Origin::Conduct(side) if side == to => Ok(None),
            Origin::Conduct(side) => Err(format!("it judges the conduct of {}", self.side_name(side))),
            Origin::Item(number) => {
                let event = self.events.iter().map(|seen| seen.event).find(|event| event.number == *number);
                let Some(event) = event else { return Err("it rests on what was erased".into()) };
                let known = if to == OUTSIDE { self.is_outside(event) } else { self.knows(event, to) };
                let own = self.own_number(*number);
                if !known {
                    let sides = crate::item::origins(&self.state.people, &self.state.case, event);
                    let sides: Vec<&str> = sides.iter().map(|side| self.side_name(side)).collect();
                    let of = if sides.is_empty() { "the mediators".into() } else { sides.join(" and ") };
                    return Err(format!("it rests on act {own} of {of}, which was not given to {recipient}"));
                }
                Ok(None)
            }
        }
    }

    /// The free words of an item.
    fn item_words(&self, number: u64) -> Vec<&str> {
        let event = self.events.iter().map(|seen| seen.event).find(|event| event.number == number);
        let words: Vec<Option<&str>> = match event.map(|event| &event.act) {
            Some(Act::Tell(told)) => vec![Some(&told.words), told.condition.as_deref()],
            Some(Act::Respond(response)) => vec![response.note.as_deref(), response.counter.as_deref()],
            Some(Act::Reserve { words, .. } | Act::Idea { words, .. }) => vec![Some(words)],
            Some(Act::Meet(meeting)) => vec![meeting.result.as_deref()],
            _ => Vec::new(),
        };
        words.into_iter().flatten().collect()
    }

    /// Everything a recipient does not know, with whose it is, in words to compare with.
    fn sealed(&self, to: &str, notes: &[(String, String)]) -> Vec<(String, Words)> {
        let items = self.events.iter().filter(|seen| is_item(&seen.event.act) && !self.knows(seen.event, to));
        let items = items.flat_map(|seen| {
            self.item_words(seen.event.number)
                .into_iter()
                .map(move |words| (format!("act {}", seen.number), Words::of(words)))
        });
        items.chain(notes.iter().map(|(of, words)| (of.clone(), Words::of(words)))).collect()
    }
}

/// A text to compare with: its words in order, and those of weight.
#[derive(Clone, Debug)]
struct Words {
    all: Vec<String>,
    heavy: BTreeSet<String>,
}

/// So many equal words in a row are more than chance.
const RUN: usize = 4;
/// So many words of weight have to be shared, and so large a part of the shorter text: 3 of 5.
const SHARED: usize = 3;
const PART: (usize, usize) = (3, 5);

impl Words {
    fn of(text: &str) -> Self {
        let lower = plain(text);
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let all: Vec<String> = words.map(String::from).collect();
        let weighs = |word: &&String| word.chars().count() > 3 || word.chars().any(|c| c.is_ascii_digit());
        let heavy = all.iter().filter(weighs).cloned().collect();
        Self { all, heavy }
    }

    /// Whether one may have been written from the other.
    fn near(&self, other: &Self) -> bool {
        let runs: BTreeSet<&[String]> = other.all.windows(RUN).collect();
        if self.all.windows(RUN).any(|run| runs.contains(run)) {
            return true;
        }
        let shared = self.heavy.intersection(&other.heavy).count();
        let least = self.heavy.len().min(other.heavy.len());
        shared >= SHARED && shared * PART.1 >= least * PART.0
    }
}

/// The sentences of a text: ended by a mark and a blank, by an empty line, by a new item of a list or a heading.
pub fn split(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut now = String::new();
    let mut end = |now: &mut String| {
        let whole = now.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rest = whole.as_str();
        while let Some(at) = next_end(rest) {
            all.push(rest[..at].trim().to_string());
            rest = rest[at..].trim_start();
        }
        all.push(rest.to_string());
        now.clear();
    };
    for line in text.lines() {
        let bare = line.trim_start();
        // A mark of a list, a heading or a quotation is followed by a blank; a minus before a number is not.
        let mark = bare.trim_start_matches(['#', '>', '-', '*', '+', '|']);
        let marked = mark.len() < bare.len() && (mark.is_empty() || mark.starts_with(char::is_whitespace));
        let words = if marked { mark } else { bare };
        if bare.is_empty() || marked {
            end(&mut now);
        }
        now.push_str(words);
        now.push(' ');
        if marked && bare.starts_with('#') {
            end(&mut now);
        }
    }
    end(&mut now);
    // Signs that are no letters can say something too; rules between paragraphs do not.
    all.retain(|sentence| sentence.chars().any(|c| !c.is_whitespace() && !c.is_ascii_punctuation()));
    all
}

/// Where the first sentence of a paragraph ends, if it does: behind a mark that a blank and no small letter follows.
fn next_end(line: &str) -> Option<usize> {
    for (at, c) in line.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '。' | '؟' | '।') {
            continue;
        }
        let after = at + c.len_utf8();
        let rest = line[after..].trim_start_matches(['"', '\'', ')', '”', '’', '»', ']']);
        let gap = rest.starts_with(char::is_whitespace) || matches!(c, '。');
        // A clause's number or an initial ends no sentence.
        let before = line[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let short = c == '.' && (before.chars().count() <= 1 || before.chars().all(|c| c.is_ascii_digit()));
        let small = rest.trim_start().chars().next().is_none_or(char::is_lowercase);
        if gap && !short && !small {
            return Some(line.len() - rest.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_found() {
        let text = "# What we heard\n\nThe dam gives 250 m3/s. It could give more!\nIn flood\nalso more. \
                    Clause 4. stays.\n\n- first point\n- second point; with more\n\n\"Quoted.\" Then on.\n***\n";
        assert_eq!(
            split(text),
            [
                "What we heard",
                "The dam gives 250 m3/s.",
                "It could give more!",
                "In flood also more.",
                "Clause 4. stays.",
                "first point",
                "second point; with more",
                "\"Quoted.\"",
                "Then on.",
            ]
        );
        assert_eq!(split("...\n\n"), Vec::<String>::new());
        assert_eq!(split("第一句。第二句。"), ["第一句。", "第二句。"]);
    }

    #[test]
    fn near_is_near() {
        let near = |a: &str, b: &str| Words::of(a).near(&Words::of(b));
        let told = "We could live with 250 m3/s outside the flood season, if the engineers may look.";
        assert!(near("They could live with 250 m3/s.", told));
        assert!(near("Outside the flood season the engineers want to look", told));
        assert!(!near("The weather was fine in the valley.", told));
        assert!(!near("We could talk.", told));
    }
}
