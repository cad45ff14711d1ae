//! Beginning and end: the shared facts, the agreement to mediate, seats, coming and going, meetings.

use super::{Allowed, fresh, mediates, refuse, said};
use crate::desk::{Desk, terms};
use crate::event::{Act, Newcomer};
use crate::meeting::{Meeting, Sort};
use crate::seat::{Kind, Seat};

impl Desk<'_> {
    /// Whether the shared facts may change so. Sides stay as they are: what was said in confidence belongs to a side by
    /// the one who said it.
    pub(super) fn reopen(&self, seat: &Seat, source: &str) -> Allowed {
        let case = crate::state::shared_case(source).ok_or_else(crate::desk::unreadable)?;
        if source == self.state.source {
            return refuse("case.toml is as it was told already", "change it first");
        }
        self.own_people(seat, &case)?;
        let ids = |case: &detente_case::Case| -> Vec<String> {
            case.parties.iter().map(|party| party.id.clone()).collect()
        };
        if ids(&case) != ids(&self.state.case) {
            return refuse(
                "the parties, or their order, are not those the talks were opened with",
                "talks between other parties are another case",
            );
        }
        let roles = |case: &detente_case::Case| -> std::collections::BTreeMap<String, String> {
            case.third_parties.iter().map(|third| (third.id.clone(), format!("{:?}", third.role))).collect()
        };
        let (before, after) = (roles(&self.state.case), roles(&case));
        if let Some((id, _)) = before.iter().find(|(id, role)| after.get(*id) != Some(*role)) {
            return refuse(
                format!("{} is gone from case.toml or has another role there", self.side_name(id)),
                "a third party keeps its role; one that goes leaves with `detente join --leave`",
            );
        }
        let people = self.state.people_in(&case);
        for known in self.state.people.seats() {
            let joined = self.state.newcomer(&known.person);
            if known.party.is_none() && people.seat(&known.person).is_some_and(|now| now.kind != known.kind) {
                return refuse(
                    format!("{} has another role in case.toml", known.name),
                    "whoever acts for a third party keeps the role; others take other seats",
                );
            }
            let now = people.seat(&known.person);
            if now.is_some_and(|now| now.side != known.side) || (now.is_none() && !joined) {
                return refuse(
                    format!("{} is gone from case.toml or speaks for another side there", known.name),
                    "whoever spoke for a side stays named; end the mandate with `until` instead",
                );
            }
        }
        let texts: Vec<&str> = case.texts.iter().map(|text| text.path.as_str()).collect();
        let main = |case: &detente_case::Case| {
            case.texts.iter().find(|text| text.main).map(|text| text.path.clone())
        };
        let gone = self.state.texts.keys().find(|path| !texts.contains(path));
        if gone.is_some() || (!self.state.texts.is_empty() && main(&case) != main(&self.state.case)) {
            return refuse(
                "a text that is tabled is gone from case.toml, or another is the main one",
                "a tabled text keeps its path and its place",
            );
        }
        if self.state.begun.is_some() && terms(&case) != terms(&self.state.case) {
            return refuse(
                "the terms in case.toml (title, parties, mediators, [mediation]) are not what all parties agreed to",
                "put them back; other terms are a new case, agreed by all again",
            );
        }
        Ok(())
    }

    /// Once the mediation has begun, who speaks for a party and how far is the party's own to say; all else is a mediator's.
    fn own_people(&self, seat: &Seat, case: &detente_case::Case) -> Allowed {
        let before = &self.state.case;
        let of = |case: &detente_case::Case, side: &str| -> Vec<detente_case::Person> {
            case.people.iter().filter(|person| person.speaks_for == side).cloned().collect()
        };
        // Mandates name issues by place: compare what they cover.
        let reach = |case: &detente_case::Case, side: &str| -> Vec<Seat> {
            crate::seat::People::of(case).seats().filter(|seat| seat.side == side).cloned().collect()
        };
        let parties = before.parties.iter().filter(|party| {
            reach(before, &party.id) != reach(case, &party.id)
                || of(before, &party.id).len() != of(case, &party.id).len()
        });
        let changed: Vec<&str> = parties.map(|party| party.id.as_str()).collect();
        if seat.mediates() {
            return match changed.as_slice() {
                [] => Ok(()),
                _ if changed.iter().all(|side| !self.bound(side)) => Ok(()),
                [side, ..] => refuse(
                    format!("who speaks for {}, or how far, is changed in case.toml", self.side_name(side)),
                    "a principal of that side submits it, or signs it: `detente join --for PERSON --by paper`",
                ),
            };
        }
        if seat.party.is_none() || seat.kind != Kind::Principal {
            return mediates(seat, "tell all parties the shared facts");
        }
        let mut rest = case.clone();
        rest.people.retain(|person| person.speaks_for != seat.side);
        let mut known = before.clone();
        known.people.retain(|person| person.speaks_for != seat.side);
        if rest == known {
            return Ok(());
        }
        refuse(
            format!("more is changed in case.toml than who speaks for {}", self.side_name(&seat.side)),
            "a mediator tells all parties the rest",
        )
    }

    pub(super) fn agree(&self, seat: &Seat) -> Allowed {
        if !self.leads(seat) {
            return refuse(
                format!("{} cannot agree to the mediation for a party", seat.name),
                "a principal of the party does, or a plenipotentiary whose mandate is for everything and in force",
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

    pub(super) fn begin(&self, seat: &Seat) -> Allowed {
        mediates(seat, "begin the mediation")?;
        if self.state.begun.is_some() {
            return refuse("the mediation has begun already", "go on");
        }
        let away = self.state.case.parties.iter().find(|party| self.state.away.contains_key(&party.id));
        if let Some(party) = away {
            return refuse(format!("{} is away", party.name), "nothing begins without a party");
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

    pub(super) fn join(&self, seat: &Seat, newcomer: &Newcomer) -> Allowed {
        said(&newcomer.id, "the short name of a person")?;
        said(&newcomer.name, "the name of a person")?;
        let role = detente_case::Role::WORDS.iter().find(|(word, _)| *word == newcomer.role);
        let binds = role.is_some_and(|(_, role)| {
            use detente_case::Role::{Plenipotentiary, Principal, Representative};
            matches!(role, Principal | Plenipotentiary | Representative)
        });
        let party = self.state.case.parties.iter().any(|party| party.id == newcomer.speaks_for);
        if party && binds {
            // Whose word binds a party is for the party to say.
            if seat.side != newcomer.speaks_for || seat.kind != Kind::Principal {
                return refuse(
                    format!("only {} can say whose word binds it", self.side_name(&newcomer.speaks_for)),
                    "its principal gives that seat, or signs for it: --for PERSON --by paper",
                );
            }
        } else if !(party && seat.side == newcomer.speaks_for && self.leads(seat)) {
            mediates(seat, "give someone a seat")?;
        }
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

    /// Whether a party has agreed to the mediation: from then on its people are its own to name.
    fn bound(&self, side: &str) -> bool {
        let party = self.state.case.parties.iter().position(|party| party.id == side);
        party.is_some_and(|party| self.state.agreed.contains_key(&party))
    }

    /// Whether a seat may speak for all of a party: its principal, or a plenipotentiary for everything.
    fn leads(&self, seat: &Seat) -> bool {
        seat.party.is_some()
            && seat.principal()
            && seat.reach.clauses.is_none()
            && seat.reach.in_force(self.now)
    }

    pub(super) fn come_and_go(&self, seat: &Seat, act: &Act) -> Allowed {
        let may = seat.mediates()
            || self.leads(seat)
            || (seat.party.is_some()
                && seat.decides()
                && seat.reach.in_force(self.now)
                && !matches!(act, Act::Leave { .. }));
        if !may {
            return refuse(
                format!("{} cannot do that for {}", seat.name, self.side_name(&seat.side)),
                "a principal of the party, or a mediator, can; others whose word counts and whose mandate is in force may \
                 interrupt and go on",
            );
        }
        if seat.mediates() && matches!(act, Act::Leave { .. }) {
            // For good only by one who leads the mediating side, where somebody does.
            let of = |person: &&detente_case::Person| person.speaks_for == seat.side;
            let principal = |person: &detente_case::Person| person.role == detente_case::Role::Principal;
            let mut leading =
                self.state.case.people.iter().filter(of).filter(|person| principal(person)).peekable();
            if leading.peek().is_some() && !leading.any(|person| person.id == seat.person) {
                return refuse(
                    format!("{} cannot do that for {}", seat.name, self.side_name(&seat.side)),
                    "its principal can; a mediator may interrupt the mediation",
                );
            }
        }
        match (act, self.state.away.contains_key(&seat.side)) {
            (Act::Resume, false) => refuse("nothing is interrupted", "go on"),
            _ => Ok(()),
        }
    }

    pub(super) fn meet(&self, seat: &Seat, meeting: &Meeting) -> Allowed {
        let distinct: std::collections::BTreeSet<&String> = meeting.people.iter().collect();
        if distinct.len() < 2 || distinct.len() != meeting.people.len() {
            return refuse(
                "a meeting is between at least two people, each named once",
                "name them with --with",
            );
        }
        meeting.people.iter().try_for_each(|person| self.person(person))?;
        if !seat.mediates() && !meeting.people.contains(&seat.person) {
            return refuse("you were not there", "one who was, or a mediator, records a meeting");
        }
        if let Some(level) = &meeting.level
            && !self.state.case.levels.iter().any(|known| known.id == *level)
        {
            let known: Vec<&str> = self.state.case.levels.iter().map(|level| level.id.as_str()).collect();
            return refuse(format!("there is no level \"{level}\""), super::levels(&known));
        }
        if let Some(track) = &meeting.track
            && !self.state.case.tracks.iter().any(|known| known.id == *track)
        {
            let known: Vec<&str> = self.state.case.tracks.iter().map(|track| track.id.as_str()).collect();
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            return refuse(format!("there is no track \"{track}\""), format!("tracks in case.toml: {known}"));
        }
        if self.state.main().is_some() {
            meeting.clauses.iter().try_for_each(|clause| self.clause(clause))?;
        }
        // A day ahead may be today elsewhere.
        let today = jiff::tz::Offset::UTC.to_datetime(self.now).date();
        if meeting
            .on
            .parse::<jiff::civil::Date>()
            .is_ok_and(|on| today.tomorrow().is_ok_and(|next| on > next))
        {
            return refuse(
                format!("{} is still to come", meeting.on),
                "a meeting is recorded when it was held",
            );
        }
        let sides = |of: fn(&Seat) -> bool| {
            let seats = meeting.people.iter().filter_map(|person| self.state.people.seat(person));
            seats
                .filter(|seat| of(seat))
                .map(|seat| seat.side.as_str())
                .collect::<std::collections::BTreeSet<_>>()
        };
        let mediating =
            |seat: &Seat| matches!(seat.kind, Kind::Mediator | Kind::CoMediator(_) | Kind::Undeclared);
        let (parties, mediators) = (sides(|seat| seat.party.is_some()), sides(mediating));
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
            Sort::Session if parties.len() == 1 && !mediators.is_empty() && self.state.begun.is_some() => {
                refuse("mediators with one party alone are a caucus", "record it with --sort caucus")
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

    pub(super) fn fact(&self, seat: &Seat, before: &str, need: &str, own: bool) -> Allowed {
        mediates(seat, "state whether a condition holds")?;
        if own {
            return match crate::gate::Need::read(need) {
                crate::gate::Need::Fact => Ok(()),
                _ => refuse(format!("\"{need}\" is tested"), "it needs no statement"),
            };
        }
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

    /// Whether a person may be given its first key by this seat.
    pub(super) fn invite(&self, seat: &Seat, person: &str) -> Allowed {
        self.person(person)?;
        let side = self.state.people.seat(person).map(|other| other.side.as_str());
        let leads = seat.party.is_some() && seat.kind == Kind::Principal && side == Some(seat.side.as_str());
        if leads {
            return Ok(());
        }
        mediates(seat, "give someone of another side a key")
    }

    /// Whether a person's access may be made anew by this seat.
    pub(super) fn renew(&self, seat: &Seat, person: &str) -> Allowed {
        self.person(person)?;
        let Some(other) = self.state.people.seat(person).filter(|other| other.party.is_some()) else {
            return refuse(
                "only the access of a party's people is made anew here",
                "whoever runs the server gives others a new key: `detente keys --give`",
            );
        };
        if seat.mediates() {
            if self.state.renewals.contains(person) {
                return Ok(());
            }
            return refuse(
                format!("{} has not asked for it, or nobody of its delegation has attested that", other.name),
                "record that the person asked for it in person; then a second person of its delegation attests it",
            );
        }
        if seat.person == person {
            return Ok(());
        }
        // Of one's own height or below; of the principal, one who reads as much.
        let high =
            seat.kind <= other.kind || (seat.kind == Kind::Plenipotentiary && other.kind == Kind::Principal);
        if seat.delegate() && seat.side == other.side && high {
            return Ok(());
        }
        refuse(
            format!("{} may not have the access of {} made anew", seat.name, other.name),
            "a second person of the same delegation does, who reads as much; or the person asks a mediator for it in person",
        )
    }
}
