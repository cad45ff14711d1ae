//! What was said of items: consents, conditions, what was asked for and agreed to, where sentences come from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;

use crate::disclosure::{Origin, Request, Sent};
use crate::event::{Act, Event};
use crate::seat::{People, Seat};

/// Consents and everything else that decides what may be told to whom.
#[derive(Clone, Debug, Default)]
pub struct Confidences<'e> {
    /// Interests declared by mediators, in order: person, words.
    pub declared: Vec<(&'e str, &'e str)>,
    /// Consents in force, by item, side that gave it, and recipient: the event.
    pub consents: BTreeMap<(u64, String, &'e str), &'e Event>,
    /// The last condition set on an item.
    pub conditions: BTreeMap<u64, &'e str>,
    /// What was asked for, by its number.
    pub asked: BTreeMap<u64, Asked<'e>>,
    /// Where sentences come from, by their plain words.
    pub sources: BTreeMap<String, &'e [Origin]>,
    /// Documents that went out.
    pub sent: Vec<(&'e Event, &'e Sent)>,
    /// Items that were erased: number, event.
    pub erased: BTreeMap<u64, &'e Event>,
    /// What ordered a legal hold, while there is one.
    pub hold: Option<&'e Event>,
    /// Offers to look for an overlap, by id.
    pub blinds: BTreeMap<&'e str, Blind<'e>>,
}

/// Something that needs a second person.
#[derive(Clone, Debug)]
pub struct Asked<'e> {
    /// The event.
    pub event: &'e Event,
    /// What was asked for.
    pub request: &'e Request,
    /// Those who agreed.
    pub seconds: Vec<&'e Event>,
    /// Whether it was done.
    pub carried: bool,
}

/// An offer to look whether what all could take overlaps.
#[derive(Clone, Debug)]
pub struct Blind<'e> {
    /// Id of the issue.
    pub issue: &'e str,
    /// How often it may still be looked.
    pub left: u8,
    /// What each party could take, by its position, since the last look.
    pub bids: BTreeMap<usize, &'e [String]>,
}

impl<'e> Confidences<'e> {
    /// One event more.
    pub(super) fn apply(&mut self, people: &People, event: &'e Event) {
        let side = || people.seat(&event.by).map(|seat| seat.side.clone());
        match &event.act {
            Act::Declare { interests } => self.declared.push((&event.by, interests)),
            Act::Tell(told) => {
                if let Some(condition) = &told.condition {
                    self.conditions.insert(event.number, condition);
                }
            }
            Act::Consent { event: item, to } => {
                if let Some(side) = side() {
                    for to in to {
                        self.consents.insert((*item, side.clone(), to), event);
                    }
                }
            }
            Act::Revoke { event: item, to } => {
                if let Some(side) = side() {
                    self.consents.retain(|(known, by, recipient), _| {
                        !(known == item && *by == side && to.iter().any(|to| to == recipient))
                    });
                }
            }
            Act::Condition { event: item, words } => drop(self.conditions.insert(*item, words)),
            Act::Ask(request) => {
                let asked = Asked { event, request, seconds: Vec::new(), carried: false };
                self.asked.insert(event.number, asked);
            }
            Act::Second { event: number } => {
                if let Some(asked) = self.asked.get_mut(number) {
                    asked.seconds.push(event);
                }
            }
            Act::Carried { event: number } => {
                if let Some(asked) = self.asked.get_mut(number) {
                    asked.carried = true;
                }
            }
            Act::Source { sentence, origins } => drop(self.sources.insert(plain(sentence), origins)),
            Act::Send(sent) => self.sent.push((event, sent)),
            Act::Erase { event: item, .. } => drop(self.erased.insert(*item, event)),
            Act::Hold { on, .. } => self.hold = on.then_some(event),
            Act::Blind { id, issue, tries } => {
                self.blinds.insert(id, Blind { issue, left: *tries, bids: BTreeMap::new() });
            }
            Act::Bid { id, options } => {
                let party = people.seat(&event.by).filter(|seat| seat.decides()).and_then(|seat| seat.party);
                if let (Some(party), Some(blind)) = (party, self.blinds.get_mut(id.as_str())) {
                    blind.bids.insert(party, options);
                }
            }
            Act::Overlap { id, .. } => {
                if let Some(blind) = self.blinds.get_mut(id.as_str()) {
                    blind.left = blind.left.saturating_sub(1);
                    blind.bids.clear();
                }
            }
            _ => {}
        }
    }

    /// Since when a side agrees that an item be given to a recipient, and by which event.
    pub fn consent(&self, item: u64, side: &str, to: &str) -> Option<&'e Event> {
        let known = self
            .consents
            .iter()
            .find(|((known, by, recipient), _)| *known == item && by == side && *recipient == to);
        known.map(|(_, event)| *event)
    }
}

impl Asked<'_> {
    /// Whether enough others have agreed.
    pub fn agreed(&self, people: &People, parties: usize) -> bool {
        match self.request {
            Request::Research => {
                let sides = self.seconds.iter().filter_map(|second| people.seat(&second.by)?.party);
                sides.collect::<BTreeSet<usize>>().len() == parties
            }
            _ => self.seconds.iter().any(|second| {
                second.by != self.event.by && people.seat(&second.by).is_some_and(Seat::mediates)
            }),
        }
    }

    /// When the last of them did.
    pub fn at(&self) -> Option<Timestamp> {
        self.seconds.last().map(|second| second.at)
    }
}

/// A sentence without what does not change what it says: blanks, capitals, the full stop, signs that nobody sees.
pub fn plain(sentence: &str) -> String {
    let mut words = folded(sentence);
    // Small letters of compatible forms may have such forms again.
    for _ in 0..4 {
        let again = folded(&words);
        if again == words {
            break;
        }
        words = again;
    }
    words
}

fn folded(sentence: &str) -> String {
    let seen: String = sentence.nfkc().filter(|c| !unseen(*c)).collect();
    let words = seen.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.trim_end_matches(|c: char| c == '.' || c.is_whitespace()).to_string()
}

/// Signs that are not seen and only hide words from being compared.
fn unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
        )
}
