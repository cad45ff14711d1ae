//! What a seat may do now. Every rule looks at what the seat sees and at nothing else.

use super::Desk;
use crate::adoption;
use crate::event::{Act, Newcomer, Tabled};
use crate::meeting::{Meeting, Sort};
use crate::refusal::Refusal;
use crate::response::{Response, Target};
use crate::seat::{Kind, Seat};
use crate::status::Status;

type Allowed = Result<(), Refusal>;

fn refuse(what: impl Into<String>, next: impl Into<String>) -> Allowed {
    Err(Refusal::new(what, next))
}

impl Desk<'_> {
    /// Whether a seat may do something now.
    pub(super) fn may(&self, seat: &Seat, act: &Act) -> Allowed {
        self.present(seat, act)?;
        match act {
            Act::Open { .. } => mediates(seat, "tell all parties the shared facts"),
            Act::Agree => self.agree(seat),
            Act::Begin => self.begin(seat),
            Act::Join(newcomer) => self.join(seat, newcomer),
            Act::Suspend { .. } | Act::Resume | Act::Leave { .. } => self.come_and_go(seat, act),
            Act::Table(tabled) => self.table(seat, tabled),
            Act::OpenRound { clauses, .. } => self.open_round(seat, clauses),
            Act::CloseRound => self.close_round(seat),
            Act::Respond(response) => self.respond(seat, response),
            Act::Withdraw { event } => self.withdraw(seat, *event),
            Act::Reserve { clause, .. } => {
                self.delegate(seat, "make a reservation")?;
                self.clause(clause)
            }
            Act::Idea { id, to, .. } => {
                mediates(seat, "put an idea to the parties")?;
                self.parties(to)?;
                fresh(self.state.ideas.contains_key(id.as_str()), "idea", id)
            }
            Act::Package { id, options, to } => {
                mediates(seat, "put a package to the parties")?;
                self.parties(to)?;
                self.options(options)?;
                fresh(self.state.packages.contains_key(id.as_str()), "package", id)
            }
            Act::Offer { options, .. } => {
                self.delegate(seat, "make an offer")?;
                self.begun()?;
                self.options(options)
            }
            Act::Release { event, to } => self.release(seat, *event, to),
            Act::Mark { clause, .. } => {
                mediates(seat, "set a clause aside")?;
                self.clause(clause)
            }
            Act::OpenSilence { clauses, until } => self.silence(seat, clauses, *until),
            Act::BreakSilence { clause, .. } => self.break_silence(seat, clause),
            Act::PutForAdoption(proposal) => {
                mediates(seat, "put a text for adoption")?;
                self.begun()?;
                let expected = adoption::propose(&self.state, proposal.track.as_deref())?;
                if expected == *proposal {
                    Ok(())
                } else {
                    refuse("the digest is not that of the tabled text", "put the text for adoption again")
                }
            }
            Act::Adopt { code } => self.adopt(seat, code),
            Act::DeclareAdopted { code } => self.declare(seat, code),
            Act::Attest { event } => self.attest(seat, *event),
            Act::Meet(meeting) => self.meet(seat, meeting),
            Act::Fact { before, need, .. } => self.fact(seat, before, need),
            Act::Reach(channel) => {
                mediates(seat, "write down who can reach whom")?;
                self.person(&channel.from)?;
                self.person(&channel.to)?;
                if channel.from == channel.to || !(1..=5).contains(&channel.quality) {
                    return refuse(
                        "a channel leads from one person to another and has a quality from 1 to 5",
                        "for example: 4",
                    );
                }
                Ok(())
            }
        }
    }

    /// Whether a side is there at all.
    fn present(&self, seat: &Seat, act: &Act) -> Allowed {
        let Some(away) = self.state.away.get(&seat.side) else { return Ok(()) };
        match act {
            _ if away.left => refuse(
                format!("{} has left the talks", self.side_name(&seat.side)),
                "nothing more can be done for it here",
            ),
            Act::Resume | Act::Leave { .. } | Act::Withdraw { .. } => Ok(()),
            _ => refuse(
                format!("{} has interrupted its part in the talks", self.side_name(&seat.side)),
                "`detente join --resume` goes on",
            ),
        }
    }

    fn side_name<'d>(&'d self, side: &'d str) -> &'d str {
        let case = &self.state.case;
        let parties = case.parties.iter().map(|party| (&party.id, &party.name));
        let mut all = parties.chain(case.third_parties.iter().map(|third| (&third.id, &third.name)));
        all.find(|(id, _)| *id == side).map_or(side, |(_, name)| name)
    }

    /// Whether the seat is of a party's delegation.
    fn delegate(&self, seat: &Seat, what: &str) -> Allowed {
        if seat.delegate() {
            return Ok(());
        }
        refuse(
            format!("{} may not {what}", seat.name),
            "principals, plenipotentiaries, representatives and advisers of a party may",
        )
    }

    fn begun(&self) -> Allowed {
        if self.state.begun.is_some() {
            return Ok(());
        }
        refuse(
            "the mediation has not begun",
            "each party agrees to it first (`detente join --agree`), then a mediator opens the first round",
        )
    }

    fn agree(&self, seat: &Seat) -> Allowed {
        if !seat.party.is_some_and(|_| seat.principal()) {
            return refuse(
                format!("{} cannot agree to the mediation for a party", seat.name),
                "a principal or a plenipotentiary of the party does",
            );
        }
        match seat.party.and_then(|party| self.state.agreed.get(&party)) {
            Some(by) => refuse(
                format!(
                    "{} has agreed already, by {}",
                    self.side_name(&seat.side),
                    self.state.people.name(by)
                ),
                "nothing more is needed",
            ),
            None => Ok(()),
        }
    }

    fn begin(&self, seat: &Seat) -> Allowed {
        mediates(seat, "begin the mediation")?;
        if self.state.begun.is_some() {
            return refuse("the mediation has begun already", "go on");
        }
        let parties = self.state.case.parties.iter().enumerate();
        let missing = parties.filter(|(at, _)| !self.state.agreed.contains_key(at));
        let missing: Vec<&str> = missing.map(|(_, party)| party.name.as_str()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        refuse(
            format!("the agreement to mediate is not agreed by {}", missing.join(", ")),
            "a principal or plenipotentiary of each agrees with `detente join --agree`",
        )
    }

    fn join(&self, seat: &Seat, newcomer: &Newcomer) -> Allowed {
        mediates(seat, "give someone a seat")?;
        fresh(self.state.people.seat(&newcomer.id).is_some(), "person", &newcomer.id)?;
        let sides: Vec<&str> = self
            .state
            .case
            .parties
            .iter()
            .map(|party| party.id.as_str())
            .chain(self.state.case.third_parties.iter().map(|third| third.id.as_str()))
            .collect();
        if !sides.contains(&newcomer.speaks_for.as_str()) {
            return refuse(
                format!("there is no side \"{}\"", newcomer.speaks_for),
                format!("sides: {}", sides.join(", ")),
            );
        }
        let words: Vec<&str> = detente_case::Role::WORDS.iter().map(|(word, _)| *word).collect();
        if !words.contains(&newcomer.role.as_str()) {
            return refuse(
                format!("there is no role \"{}\"", newcomer.role),
                format!("roles: {}", words.join(", ")),
            );
        }
        newcomer.caucus.as_ref().map_or(Ok(()), |caucus| self.parties(std::slice::from_ref(caucus)))
    }

    fn come_and_go(&self, seat: &Seat, act: &Act) -> Allowed {
        let leads = seat.mediates() || (seat.party.is_some() && seat.decides());
        if !leads {
            return refuse(
                format!("{} cannot do that for {}", seat.name, self.side_name(&seat.side)),
                "a principal, plenipotentiary or representative of the party, or a mediator, can",
            );
        }
        match (act, self.state.away.contains_key(&seat.side)) {
            (Act::Resume, false) => refuse("nothing is interrupted", "go on"),
            _ => Ok(()),
        }
    }

    fn table(&self, seat: &Seat, tabled: &Tabled) -> Allowed {
        mediates(seat, "table a revision")?;
        let texts = &self.state.case.texts;
        if !texts.iter().any(|text| text.path == tabled.text) {
            let known: Vec<&str> = texts.iter().map(|text| text.path.as_str()).collect();
            return refuse(
                format!("case.toml names no text {}", tabled.text),
                format!("it names: {}", if known.is_empty() { "none".into() } else { known.join(", ") }),
            );
        }
        let revisions = self.state.texts.get(tabled.text.as_str()).map_or(0, Vec::len);
        if tabled.revision as usize != revisions + 1 {
            return refuse(
                format!("the next revision of {} is {}", tabled.text, revisions + 1),
                "look at what is tabled and table again",
            );
        }
        let last = self.state.texts.get(tabled.text.as_str()).and_then(|revisions| revisions.last());
        // Numbers never change while the talks last: a number that stood for other words may not come back for these.
        if let Some(last) =
            last.filter(|last| last.tabled.source == tabled.source && last.tabled.status == tabled.status)
        {
            return refuse(
                format!("it is the same as Rev.{}", last.tabled.revision),
                "change the text, or wait until a status has changed",
            );
        }
        Ok(())
    }

    fn open_round(&self, seat: &Seat, clauses: &[String]) -> Allowed {
        mediates(seat, "open a round")?;
        self.begun()?;
        if self.state.round(self.now).is_some() {
            return refuse("a round is open", "`detente round close` closes it");
        }
        if self.state.main().is_none() {
            return refuse("no text is tabled", "`detente text table` tables one");
        }
        clauses.iter().try_for_each(|clause| self.clause(clause))
    }

    fn close_round(&self, seat: &Seat) -> Allowed {
        mediates(seat, "close a round")?;
        match self.state.round(self.now) {
            Some(_) => Ok(()),
            None => refuse("no round is open", "`detente round open` opens one"),
        }
    }

    fn respond(&self, seat: &Seat, response: &Response) -> Allowed {
        self.delegate(seat, "respond")?;
        self.begun()?;
        let Some(round) = self.state.round(self.now) else {
            return refuse("no round is open", "responses are taken when a mediator opens the next round");
        };
        if response.strength.is_some_and(|strength| !(1..=5).contains(&strength)) {
            return refuse("a strength goes from 1 to 5", "for example: 4");
        }
        for condition in &response.only_if {
            self.clause(&condition.clause)?;
            self.option(&condition.clause, condition.option.as_deref())?;
        }
        match &response.to {
            Target::Clause { clause, option } => {
                self.clause(clause)?;
                let asked = round.clauses.is_empty()
                    || round.clauses.iter().any(|known| crate::seat::same_clause(known, clause));
                if !asked {
                    return refuse(
                        format!("this round does not ask about clause {clause}"),
                        format!("it asks about: {}", round.clauses.join(", ")),
                    );
                }
                self.option(clause, option.as_deref())
            }
            Target::Idea { id } => known(self.state.ideas.contains_key(id.as_str()), "idea", id),
            Target::Package { id } => known(self.state.packages.contains_key(id.as_str()), "package", id),
        }
    }

    fn withdraw(&self, seat: &Seat, event: u64) -> Allowed {
        let given = self.state.responses.iter().find(|given| given.event.number == event);
        let offered = self.state.offers.iter().find(|offer| offer.event.number == event);
        let made = given
            .map(|given| (&given.event.by, given.party, given.withdrawn, given.subject))
            .or(offered.map(|offer| (&offer.event.by, offer.party, offer.withdrawn, None)));
        let Some((by, party, withdrawn, subject)) = made else {
            return refuse(
                "that is no response or offer of your side",
                "`detente round show` lists them with their numbers",
            );
        };
        let kind = self.state.people.seat(by).map(|other| other.kind);
        let outranks = seat.party == Some(party) && kind.is_some_and(|kind| seat.kind < kind);
        if *by != seat.person && !outranks {
            return refuse(
                format!(
                    "{} gave it; only the one who did, or one above, may take it back",
                    self.state.people.name(by)
                ),
                "ask that person",
            );
        }
        if withdrawn {
            return refuse("it is withdrawn already", "nothing more is needed");
        }
        let adopted = subject.is_some_and(|subject| {
            self.standings().iter().any(|clause| {
                clause.status == Status::Adopted
                    && self.state.main().and_then(|main| main.clause(&clause.number)).is_some_and(|clause| {
                        clause.whole == subject
                            || clause.choices.iter().flatten().any(|(_, about)| *about == subject)
                    })
            })
        });
        if adopted {
            return refuse("the clause is adopted", "consent can be withdrawn until adoption, not after");
        }
        Ok(())
    }

    fn release(&self, seat: &Seat, event: u64, to: &[String]) -> Allowed {
        mediates(seat, "give what one side said to another")?;
        self.parties(to)?;
        let released = self.events.iter().find(|seen| seen.event.number == event).map(|seen| &seen.event.act);
        match released {
            Some(
                Act::Respond(_)
                | Act::Offer { .. }
                | Act::Reserve { .. }
                | Act::Meet(_)
                | Act::Idea { .. }
                | Act::Package { .. },
            ) => Ok(()),
            Some(_) => refuse(
                "only a response, an offer, a reservation, a meeting, an idea or a package is given to others",
                "what is told to all is known already",
            ),
            None => refuse("there is no such act", "`detente round show` lists them with their numbers"),
        }
    }

    fn silence(&self, seat: &Seat, clauses: &[String], until: jiff::Timestamp) -> Allowed {
        mediates(seat, "open a silence procedure")?;
        self.begun()?;
        if !self.state.case.mediation.silence {
            return refuse(
                "the agreement to mediate allows no silence procedure",
                "it needs `silence = true` under [mediation] in case.toml, agreed by all parties",
            );
        }
        if until <= self.now || clauses.is_empty() {
            return refuse(
                "a silence procedure names clauses and a time to come",
                "for example: --clauses 12,13",
            );
        }
        for number in clauses {
            self.clause(number)?;
            let open = self.state.revision_with(number).is_some_and(|(_, clause)| !clause.choices.is_empty());
            if open {
                return refuse(
                    format!("clause {number} has words in brackets; silence cannot choose between them"),
                    "clear the brackets and table the text first",
                );
            }
        }
        Ok(())
    }

    fn break_silence(&self, seat: &Seat, clause: &str) -> Allowed {
        self.delegate(seat, "break a silence")?;
        if !seat.decides() {
            return refuse(
                format!("{} may not break a silence", seat.name),
                "a representative, plenipotentiary or principal may",
            );
        }
        let running = self.state.silences.iter().filter(|silence| self.now <= silence.until);
        let mut about = running.flat_map(|silence| &silence.clauses);
        if about.any(|(number, ..)| crate::seat::same_clause(number, clause)) {
            return Ok(());
        }
        refuse(format!("no silence procedure on clause {clause} is running"), "respond to it in a round")
    }

    fn adopt(&self, seat: &Seat, code: &str) -> Allowed {
        if seat.kind != Kind::Principal || seat.party.is_none() {
            return refuse(format!("{} cannot adopt a text", seat.name), "only the principal of a party can");
        }
        let put = self.state.proposals.iter().rev().find(|put| put.proposal.code == code);
        let Some(put) = put else {
            return refuse(
                format!("nothing with the code {code} is put for adoption"),
                "the code stands on the text that was put; look at it letter by letter",
            );
        };
        let last = self.state.main().is_some_and(|main| {
            (&main.tabled.text, main.tabled.revision) == (&put.proposal.text, put.proposal.revision)
        });
        if !last {
            return refuse(
                format!("Rev.{} is no longer the text on the table", put.proposal.revision),
                "a mediator puts the last revision for adoption",
            );
        }
        if seat.party.is_some_and(|party| put.adopted.contains_key(&party)) {
            return refuse("your side has adopted it already", "nothing more is needed");
        }
        Ok(())
    }

    fn declare(&self, seat: &Seat, code: &str) -> Allowed {
        mediates(seat, "declare a text adopted")?;
        let put = self.state.proposals.iter().rev().find(|put| put.proposal.code == code);
        let Some(put) = put else {
            return refuse(
                format!("nothing with the code {code} is put for adoption"),
                "`detente text adopt --put` puts a text",
            );
        };
        if put.declared.is_some() {
            return refuse("it is declared adopted already", "nothing more is needed");
        }
        let parties = self.state.case.parties.iter().enumerate();
        let missing: Vec<&str> = parties
            .filter(|(at, _)| !put.adopted.contains_key(at))
            .map(|(_, party)| party.name.as_str())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        refuse(
            format!("it is not adopted by {}", missing.join(", ")),
            "the principal of each adopts it with its code, or by a signed paper that two people record",
        )
    }

    fn attest(&self, seat: &Seat, event: u64) -> Allowed {
        let waiting = self.state.waiting.get(&event).map(|seen| seen.event);
        let Some((waiting, instrument)) = waiting.and_then(|event| Some((event, event.instrument.as_ref()?)))
        else {
            return refuse(
                "nothing with that number waits to be attested",
                "`detente round show` lists what waits",
            );
        };
        let side = self.state.people.seat(&waiting.by).map(|other| other.side.as_str());
        if !seat.mediates() && side != Some(seat.side.as_str()) {
            return refuse("it is another side's", "a mediator, or someone of that side, attests it");
        }
        if instrument.recorded_by == seat.person || waiting.by == seat.person {
            return refuse(
                "who acted or recorded it cannot attest it",
                "a second person who has seen the paper or heard the call does",
            );
        }
        Ok(())
    }

    fn meet(&self, seat: &Seat, meeting: &Meeting) -> Allowed {
        if meeting.people.len() < 2 {
            return refuse("a meeting is between at least two people", "name them with --with");
        }
        meeting.people.iter().try_for_each(|person| self.person(person))?;
        if !seat.mediates() && !meeting.people.contains(&seat.person) {
            return refuse("you were not there", "one who was, or a mediator, records a meeting");
        }
        if let Some(level) = &meeting.level
            && !self.state.case.levels.iter().any(|known| known.id == *level)
        {
            let known: Vec<&str> = self.state.case.levels.iter().map(|level| level.id.as_str()).collect();
            return refuse(
                format!("there is no level \"{level}\""),
                format!("levels in case.toml: {}", known.join(", ")),
            );
        }
        let sides = |of: fn(&Seat) -> bool| {
            let seats = meeting.people.iter().filter_map(|person| self.state.people.seat(person));
            seats
                .filter(|seat| of(seat))
                .map(|seat| seat.side.as_str())
                .collect::<std::collections::BTreeSet<_>>()
        };
        let (parties, mediators) = (sides(|seat| seat.party.is_some()), sides(Seat::mediates));
        match meeting.sort {
            Sort::Caucus => {
                if self.state.begun.is_none() {
                    return refuse(
                        "there is no caucus before the agreement to mediate is agreed by all",
                        "record an earlier contact as a consultation",
                    );
                }
                if parties.len() != 1 || mediators.is_empty() {
                    return refuse("a caucus is between mediators and one party", "record it as a session");
                }
                Ok(())
            }
            Sort::Bilateral if !mediators.is_empty() => {
                refuse("a bilateral meeting is without mediators", "record it as a session")
            }
            Sort::Consultation if self.state.begun.is_some() => {
                refuse("consultations end when the mediation begins", "record it as a caucus or a session")
            }
            _ => Ok(()),
        }
    }

    fn fact(&self, seat: &Seat, before: &str, need: &str) -> Allowed {
        mediates(seat, "state whether a condition holds")?;
        let gates: Vec<_> = self.state.case.gates.iter().filter(|gate| gate.before == before).collect();
        if gates.iter().any(|gate| gate.needs.iter().any(|known| known == need)) {
            if crate::gate::Need::read(need) == crate::gate::Need::Fact {
                return Ok(());
            }
            return refuse(
                format!("\"{need}\" is tested on the text and the mandates"),
                "it needs no statement",
            );
        }
        let needs: Vec<String> =
            gates.iter().flat_map(|gate| &gate.needs).map(|need| format!("\"{need}\"")).collect();
        refuse(
            format!("the gate before \"{before}\" has no condition \"{need}\""),
            format!("its conditions: {}", if needs.is_empty() { "none".into() } else { needs.join("; ") }),
        )
    }

    /// Whether a tabled text has a clause.
    fn clause(&self, number: &str) -> Allowed {
        if self.state.revision_with(number).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = self
            .state
            .main()
            .into_iter()
            .flat_map(|main| &main.clauses)
            .map(|clause| clause.number.as_str())
            .collect();
        let next = match known.as_slice() {
            [] => "no text is tabled".to_string(),
            all if all.len() <= 40 => format!("its clauses: {}", all.join(", ")),
            all => format!("its clauses go from {} to {}", all[0], all[all.len() - 1]),
        };
        refuse(format!("the tabled text has no clause {number}"), next)
    }

    /// Whether a clause has an option.
    fn option(&self, number: &str, option: Option<&str>) -> Allowed {
        let Some((_, clause)) = self.state.revision_with(number) else { return Ok(()) };
        if clause.subject(option).is_some() {
            return Ok(());
        }
        let words: Vec<String> =
            clause.choices.iter().flatten().map(|(words, _)| format!("\"{words}\"")).collect();
        refuse(
            format!("clause {number} has no wording \"{}\"", option.unwrap_or_default()),
            if words.is_empty() {
                "nothing is open in it; respond to the clause as it stands".to_string()
            } else {
                format!("its wordings: {}", words.join(", "))
            },
        )
    }

    fn parties(&self, ids: &[String]) -> Allowed {
        let known: Vec<&str> = self.state.case.parties.iter().map(|party| party.id.as_str()).collect();
        match ids.iter().find(|id| !known.contains(&id.as_str())) {
            _ if ids.is_empty() => refuse("no party is named", format!("parties: {}", known.join(", "))),
            Some(id) => {
                refuse(format!("there is no party \"{id}\""), format!("parties: {}", known.join(", ")))
            }
            None => Ok(()),
        }
    }

    fn person(&self, id: &str) -> Allowed {
        if self.state.people.seat(id).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = self.state.people.seats().map(|seat| seat.person.as_str()).collect();
        refuse(format!("there is no person \"{id}\""), format!("people: {}", known.join(", ")))
    }

    fn options(&self, options: &std::collections::BTreeMap<String, String>) -> Allowed {
        if options.is_empty() {
            return refuse("no option is named", "for example: fees=\"half the tariff\"");
        }
        for (id, option) in options {
            let issues = &self.state.case.issues;
            let Some(issue) = issues.iter().find(|issue| issue.id == *id) else {
                let known: Vec<&str> = issues.iter().map(|issue| issue.id.as_str()).collect();
                return refuse(
                    format!("there is no issue \"{id}\""),
                    format!("issues: {}", known.join(", ")),
                );
            };
            if issue.domain.find(option).is_none() {
                let known: Vec<String> = match &issue.domain {
                    detente_case::Domain::Options(labels) => {
                        labels.iter().map(|label| format!("\"{label}\"")).collect()
                    }
                    _ => vec!["a number in its range".into()],
                };
                return refuse(
                    format!("issue \"{id}\" has no option \"{option}\""),
                    format!("options: {}", known.join(", ")),
                );
            }
        }
        Ok(())
    }
}

fn mediates(seat: &Seat, what: &str) -> Allowed {
    if seat.mediates() { Ok(()) } else { refuse(format!("only a mediator may {what}"), "ask a mediator") }
}

fn fresh(taken: bool, what: &str, id: &str) -> Allowed {
    if taken {
        refuse(format!("there is {what} \"{id}\" already"), "choose another short name")
    } else {
        Ok(())
    }
}

fn known(there: bool, what: &str, id: &str) -> Allowed {
    if there {
        Ok(())
    } else {
        refuse(format!("there is no {what} \"{id}\""), "`detente round show` lists what was put to you")
    }
}
