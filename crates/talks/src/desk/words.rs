//! Acts in words.

use std::collections::BTreeMap;

use super::{ActSeen, Desk};
use crate::disclosure::{Origin, Request};
use crate::event::Act;
use crate::response::{Substance, Target, WordingView};

impl Desk<'_> {
    pub(super) fn act_seen(&self, seen: &crate::Seen<'_>) -> ActSeen {
        let event = seen.event;
        if let (Some(_), Act::Erase { said, .. }) = (seen.erased, &event.act) {
            let what = "erased what stood here".into();
            return ActSeen {
                number: seen.number,
                at: said.to_string(),
                by: self.name(&event.by).to_string(),
                what,
            };
        }
        let mut what = match seen.asked {
            Some(Request::Release { event, to }) if !self.seat.mediates() => self.gave(*event, to),
            Some(Request::Outside { event, to, ground }) if !self.seat.mediates() => {
                format!(
                    "gave act {} to {to}, outside the talks; ground: {}",
                    self.own_number(*event),
                    ground.word()
                )
            }
            _ => match &event.act {
                Act::Renew { person } if *person == event.by => "asked for a new access".into(),
                act => self.words(act),
            },
        };
        if let Some(instrument) = &event.instrument {
            let means = match instrument.means {
                crate::event::Means::Paper => "signed paper",
                crate::event::Means::Letter => "letter",
                crate::event::Means::Call => "call",
            };
            let state = if seen.attested || self.state.attested.contains(&event.number) {
                "attested"
            } else if self.state.waiting.contains_key(&event.number) {
                "not attested yet: does not count"
            } else {
                "taken back before it was attested"
            };
            what =
                format!("{what} (by {means}, recorded by {}; {state})", self.name(&instrument.recorded_by));
        }
        if let Some(release) = seen.release {
            what = format!("{what} (given by {})", self.name(&release.by));
        }
        ActSeen { number: seen.number, at: event.at.to_string(), by: self.name(&event.by).to_string(), what }
    }

    /// An act in words.
    pub fn words(&self, act: &Act) -> String {
        let why = |why: &Option<String>| why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let list = |options: &BTreeMap<String, String>| {
            options.iter().map(|(issue, option)| format!("{issue} = {option}")).collect::<Vec<_>>().join("; ")
        };
        match act {
            Act::Open { .. } => "told all parties the shared facts".into(),
            Act::Agree => "agreed to the mediation".into(),
            Act::Begin => "began the mediation".into(),
            Act::Join(newcomer) => format!("gave {} a seat as {}", newcomer.name, newcomer.role),
            Act::Suspend { why: reason } => format!("interrupted the side's part{}", why(reason)),
            Act::Resume => "went on".into(),
            Act::Leave { why: reason } => format!("left{}", why(reason)),
            Act::Table(tabled) => format!("tabled {} Rev.{}", tabled.text, tabled.revision),
            Act::OpenRound { .. } => "opened a round".into(),
            Act::CloseRound => "closed the round".into(),
            Act::Respond(response) => response_words(response),
            Act::Withdraw { event } => format!("withdrew act {}", self.own_number(*event)),
            Act::Reserve { clause, words } => format!("made a reservation on clause {clause}: {words}"),
            Act::Prefer { .. } => "said what its side wants".into(),
            Act::Invite { person } => format!("gave {} a first key", self.name(person)),
            Act::Renew { person } => format!("had the access of {} made anew", self.name(person)),
            Act::Idea { id, words, to } => format!("put an idea, {id}: {words}{}", self.told(to)),
            Act::Package { id, options, to } => {
                format!("put a package, {id}: {}{}", list(options), self.told(to))
            }
            Act::Offer { options, concession } => {
                format!("offered {}{}", list(options), if *concession { ", as a concession" } else { "" })
            }
            // Who else was told is the mediators' to know.
            Act::Release { event, to } if self.seat.mediates() => {
                format!("gave act {} to {}", self.own_number(*event), to.join(", "))
            }
            Act::Release { event, to } => self.gave(*event, to),
            Act::Declare { interests } => format!("declared its interests in the matter: {interests}"),
            Act::Tell(told) => {
                let from = self.side_name(&told.from);
                // What a side asks for in exchange is between it and the mediators.
                let own = self.seat.mediates() || self.seat.side == told.from;
                let condition = told
                    .condition
                    .as_ref()
                    .filter(|_| own)
                    .map(|words| format!("; on the condition: {words}"))
                    .unwrap_or_default();
                let known = if told.known_before { "; known before the talks" } else { "" };
                format!("wrote down what {from} said apart: {}{condition}{known}", told.words)
            }
            Act::Consent { event, to } => {
                format!("agreed that act {} be given to {}", self.own_number(*event), self.side_names(to))
            }
            Act::Revoke { event, to } => {
                format!("took back that act {} be given to {}", self.own_number(*event), self.side_names(to))
            }
            Act::Condition { event, words } => {
                format!("set a condition on giving act {} on: {words}", self.own_number(*event))
            }
            Act::Ask(request) => format!("asked for {}", self.request_words(request)),
            Act::Second { event } => match self.state.confidences.asked.get(event) {
                Some(asked) => {
                    format!("agreed, as the second person, to {}", self.request_words(asked.request))
                }
                None => "agreed, as the second person".into(),
            },
            Act::Source { sentence, origins } => {
                let all: Vec<String> = origins.iter().map(|origin| self.origin_words(origin)).collect();
                format!("said where \"{sentence}\" comes from: {}", all.join(", "))
            }
            Act::Send(sent) if self.seat.mediates() => {
                format!("sent \"{}\" to {}", sent.title, self.side_names(&sent.to))
            }
            Act::Send(sent) => format!("sent \"{}\"", sent.title),
            Act::Erase { event, why: reason, .. } => {
                format!("erased act {}: {reason}", self.own_number(*event))
            }
            Act::Hold { on: true, why: reason } => format!("ordered a legal hold: {reason}"),
            Act::Hold { on: false, why: reason } => format!("lifted the legal hold: {reason}"),
            Act::Blind { id, issue, tries } => {
                format!(
                    "offered to look whether what all could take on {issue} overlaps, {id}; at most {tries} times"
                )
            }
            Act::Bid { id, options } => {
                format!("said what its side could take, {id}: {}", options.join("; "))
            }
            Act::Overlap { id, options } if options.is_empty() => format!("looked, {id}: no overlap"),
            Act::Overlap { id, options } => format!("looked, {id}: all could take {}", options.join("; ")),
            Act::Carried { event } => match self.state.confidences.asked.get(event) {
                Some(asked) => format!("did what was agreed to: {}", self.request_words(asked.request)),
                None => "did what was agreed to".into(),
            },
            Act::Mark { clause, mark } => match mark {
                Some(mark) => format!("set clause {clause} aside: {}", mark_words(*mark)),
                None => format!("took clause {clause} up again"),
            },
            Act::OpenSilence { clauses, until } => {
                format!(
                    "opened a silence procedure on {} until {}",
                    clauses_words(clauses),
                    until.strftime("%Y-%m-%d %H:%M UTC")
                )
            }
            Act::BreakSilence { clause, why: reason } => {
                format!("broke the silence on clause {clause}{}", why(reason))
            }
            Act::PutForAdoption(proposal) => {
                let track =
                    proposal.track.as_ref().map(|track| format!("track {track} of ")).unwrap_or_default();
                format!("put {track}Rev.{} for adoption, code {}", proposal.revision, proposal.code)
            }
            Act::Adopt { code } => format!("adopted the text with the code {code}"),
            Act::DeclareAdopted { code } => format!("declared the text with the code {code} adopted"),
            Act::Attest { event } => format!("attested act {}", self.own_number(*event)),
            Act::Meet(meeting) => self.meeting_words(meeting),
            Act::Fact { before, need, holds, .. } => {
                format!(
                    "stated, for the gate before {before}: \"{need}\" {}",
                    if *holds { "holds" } else { "does not hold" }
                )
            }
            Act::Reach(channel) => {
                let end = if channel.ended { "no longer reaches" } else { "reaches" };
                format!(
                    "wrote down: {} {end} {} by {}, {} of 5{}",
                    self.name(&channel.from),
                    self.name(&channel.to),
                    channel.means,
                    channel.quality,
                    if channel.open { "" } else { ", not known to others" }
                )
            }
        }
    }

    /// To whom, for a mediator.
    fn told(&self, to: &[String]) -> String {
        if self.seat.mediates() { format!(" (to {})", to.join(", ")) } else { String::new() }
    }

    /// What a release says to one who received it, or whose item it was.
    fn gave(&self, item: u64, to: &[String]) -> String {
        match self.own_number(item) {
            // The item stands before its release where it is the seat's own.
            number if number > 0 && !to.contains(&self.seat.side) => {
                format!("gave act {number} to {}", self.side_names(to))
            }
            _ => "gave what follows".into(),
        }
    }

    fn side_names(&self, sides: &[String]) -> String {
        sides.iter().map(|side| self.side_name(side)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn request_words(&self, request: &Request) -> String {
        match request {
            Request::Release { event, to } => {
                format!("giving act {} to {}", self.own_number(*event), self.side_names(to))
            }
            Request::Outside { event, to, ground } => {
                format!(
                    "giving act {} to {to}, outside the talks; ground: {}",
                    self.own_number(*event),
                    ground.word()
                )
            }
            Request::Export => "exporting the whole case, once".into(),
            Request::Destroy => "destroying the whole log, for good".into(),
            Request::Research => "exporting the case without names, for teaching or research".into(),
        }
    }

    pub(super) fn origin_words(&self, origin: &Origin) -> String {
        match origin {
            Origin::Item(number) => format!("act {}", self.own_number(*number)),
            Origin::Own => "the mediators' own words".into(),
            Origin::Table => "told to all".into(),
            Origin::Public(source) => format!("public: {source}"),
            Origin::Conduct(side) => {
                format!("what the mediators think of the conduct of {}", self.side_name(side))
            }
        }
    }

    /// The seat's own number for an event.
    pub(super) fn own_number(&self, event: u64) -> usize {
        let of_it = |seen: &&crate::Seen<'_>| seen.erased.unwrap_or(seen.event.number) == event;
        self.events.iter().find(of_it).map_or(0, |seen| seen.number)
    }

    fn meeting_words(&self, meeting: &crate::meeting::Meeting) -> String {
        use crate::meeting::Sort;
        let sort = match meeting.sort {
            Sort::Session => "session",
            Sort::Caucus => "caucus",
            Sort::Bilateral => "meeting without mediators",
            Sort::Consultation => "consultation",
        };
        let people: Vec<&str> = meeting.people.iter().map(|person| self.name(person)).collect();
        let mut words = format!("recorded a {sort} on {}: {}", meeting.on, people.join(", "));
        if meeting.off_record {
            return words + "; off the record";
        }
        if let Some(minutes) = meeting.minutes {
            words += &format!("; {minutes} minutes");
        }
        if !meeting.clauses.is_empty() {
            words += &format!("; on {}", clauses_words(&meeting.clauses));
        }
        if let Some(level) = &meeting.level {
            words += &format!("; level {level}");
        }
        if let Some(track) = &meeting.track {
            words += &format!("; track {track}");
        }
        if meeting.failed {
            words += "; it failed";
        }
        if let Some(result) = &meeting.result {
            words += &format!("; {result}");
        }
        words
    }
}

fn mark_words(mark: crate::event::Mark) -> &'static str {
    match mark {
        crate::event::Mark::Referred => "referred",
        crate::event::Mark::Postponed => "postponed",
        crate::event::Mark::Dropped => "dropped",
    }
}

fn response_words(response: &crate::response::Response) -> String {
    let mut words = match &response.to {
        Target::Clause { clause, option: None } => format!("on clause {clause}"),
        Target::Clause { clause, option: Some(option) } => {
            format!("on clause {clause}, \"{}\"", option.trim())
        }
        Target::Idea { id } => format!("on idea {id}"),
        Target::Package { id } => format!("on package {id}"),
    };
    let substance = match response.substance {
        Substance::Acceptable => ": acceptable",
        Substance::InPrinciple => ": acceptable in principle",
        Substance::Rejected => ": rejected",
        Substance::None => ": nothing on the substance",
    };
    let wording = match response.wording {
        WordingView::Works => "; the wording works",
        WordingView::Fails => "; the wording does not work",
        WordingView::NotConsidered if response.substance == Substance::Acceptable => {
            "; wording not considered, so it counts as in principle"
        }
        WordingView::NotConsidered => "; wording not considered",
    };
    words += substance;
    words += wording;
    if response.discuss {
        words += "; discussion asked";
    }
    if let Some(strength) = response.strength {
        words += &format!("; strength {strength} of 5");
    }
    for condition in &response.only_if {
        let option = condition
            .option
            .as_ref()
            .map(|option| format!(" takes \"{option}\""))
            .unwrap_or_else(|| " is agreed".into());
        words += &format!("; if clause {}{option}", condition.clause);
    }
    if let Some(counter) = &response.counter {
        words += &format!("; would take \"{counter}\"");
    }
    if response.principals_only {
        words += "; for principals only";
    }
    if let Some(note) = &response.note {
        words += &format!("; remark: {note}");
    }
    words
}

/// `clause 4`, `clauses 4, 5`.
pub(super) fn clauses_words<S: AsRef<str>>(numbers: &[S]) -> String {
    let all: Vec<&str> = numbers.iter().map(AsRef::as_ref).collect();
    format!("{} {}", if all.len() == 1 { "clause" } else { "clauses" }, all.join(", "))
}
