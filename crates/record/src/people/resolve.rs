//! From a speaker's mention to an actor of the case: the first rule that gives exactly one.

use super::entities::Gathered;
use super::{ActorKind, Cast, Gender, Reading, read};
use crate::people::cast::lower;

/// Who a mention is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// Position in the cast.
    pub(crate) actor: Option<usize>,
    /// More than one of the cast at the same rule.
    pub(crate) candidates: Vec<usize>,
    /// Somebody of the document.
    pub(crate) entity: Option<usize>,
    pub(crate) rule: &'static str,
    /// In thousandths.
    pub(crate) confidence: u16,
    pub(crate) reading: Reading,
    pub(crate) pronoun: bool,
}

/// The statement before, as pronouns look back to it.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    pub(crate) resolved: Resolved,
    pub(crate) addressee: Option<Resolved>,
    pub(crate) paragraph: u32,
    /// Where what was said last ends, in bytes.
    pub(crate) end: u32,
}

/// Looks mentions up, in text order.
pub(crate) struct Resolver<'a> {
    pub(crate) cast: &'a Cast,
    pub(crate) text: &'a str,
    pub(crate) gathered: &'a Gathered,
    /// Position in the cast of the side where the outlet is at home.
    pub(crate) home: Option<usize>,
    pub(crate) earlier: Option<Earlier>,
    /// Actors that have spoken so far.
    pub(crate) spoken: Vec<usize>,
    /// What pronouns have told: "she" of somebody whose name does not.
    pub(crate) genders: Vec<(usize, Gender)>,
    /// Names with a title that were resolved, so that the same one means the same later: "Mr Wendel".
    pub(crate) forms: Vec<(Reading, usize)>,
}

/// Where a mention stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) paragraph: u32,
}

impl Resolver<'_> {
    pub(crate) fn resolve(&self, place: Place) -> Resolved {
        self.joint(place).unwrap_or_else(|| self.alone(place))
    }

    /// Of one mention, whoever may speak beside it.
    pub(super) fn alone(&self, place: Place) -> Resolved {
        let written = &self.text[place.start as usize..place.end as usize];
        if let Some(pronoun) = pronoun(written) {
            return self.pronoun(pronoun, place);
        }
        // Whoever speaks of themselves is named elsewhere.
        if ["I", "we", "We", "you", "You", "me", "us"].contains(&written) {
            return Resolved { rule: "none", pronoun: true, ..Resolved::default() };
        }
        let reading = read(written);
        if reading.anonymous && reading.name.is_empty() {
            return Resolved { rule: "anonymous", confidence: 900, reading, ..Resolved::default() };
        }
        if reading.name.is_empty() {
            self.description(reading, place, written)
        } else {
            self.named(reading, written)
        }
    }

    /// R1 to R3: names.
    pub(super) fn named(&self, reading: Reading, written: &str) -> Resolved {
        let words = lower(&reading.name.join(" "));
        // Without what stands in apposition: "the Federation of Thessen, which mediates".
        let whole = lower(written.split(',').next().unwrap_or(written));
        let entity = self.gathered.find(&reading.name);
        let full = entity.map(|at| lower(&self.gathered.entities[at].name.join(" ")));
        let made = |rule, confidence, found: Vec<usize>, reading: Reading| {
            one(rule, confidence, found, entity, reading)
        };
        let exact = self.all(|actor| actor.names.iter().any(|name| *name == words || *name == whole));
        if !exact.is_empty() {
            return made("R1", 990, exact, reading);
        }
        // "Hydrologist Mira Dunn", "Special Envoy Lev Ost": a full name with more before it.
        if words.len() > 2 {
            let ends = self.all(|actor| {
                let person = actor.kind == ActorKind::Person;
                person && actor.names.iter().any(|name| name.len() > 1 && words.ends_with(name))
            });
            if !ends.is_empty() {
                return made("R2", 930, ends, reading);
            }
        }
        // The document's own full name tells which Dunn this is.
        if let Some(full) = full.filter(|full| full.len() > words.len()) {
            let known = self.all(|actor| actor.names.contains(&full));
            if !known.is_empty() {
                return made("R2", 970, known, reading);
            }
            // A full name of somebody else.
            if full.len() > 1 && words.len() == 1 {
                return Resolved { entity, rule: "new", confidence: 900, reading, ..Resolved::default() };
            }
        }
        if words.len() == 1 {
            let known = self.all(|actor| {
                actor.kind == ActorKind::Person
                    && actor.names.iter().any(|name| name.len() > 1 && name.last() == words.first())
            });
            let fits: Vec<usize> = known
                .iter()
                .copied()
                .filter(|at| reading.gender.fits(self.cast.actors[*at].gender))
                .collect();
            let form = self.forms.iter().find(|form| form.0 == reading).map(|form| form.1);
            if let Some(actor) = form.filter(|actor| fits.len() > 1 && fits.contains(actor)) {
                return made("R2", 850, vec![actor], reading);
            }
            // Of two of one surname, the one who alone has spoken so far.
            let heard: Vec<usize> = fits.iter().copied().filter(|at| self.spoken.contains(at)).collect();
            if fits.len() > 1 && heard.len() == 1 && !reading.roles.is_empty() {
                return made("R2", 850, heard, reading);
            }
            if !fits.is_empty() {
                return made(if reading.roles.is_empty() { "R3" } else { "R2" }, 930, fits, reading);
            }
        }
        // "Orsk's government", "the Veldan delegation" with a name read out of them.
        if (reading.body || self.cast.sides(&words).len() == 1)
            && let Some(found) = self.metonym(&reading, written)
        {
            return Resolved { entity, ..found };
        }
        Resolved { entity, rule: "new", confidence: 900, reading, ..Resolved::default() }
    }

    /// Keeps who a name with a title turned out to be, and what a pronoun tells of its actor.
    pub(crate) fn remember(&mut self, resolved: &Resolved) {
        if let Some(actor) = resolved.actor.filter(|_| resolved.pronoun)
            && resolved.reading.gender != Gender::Unknown
            && !self.genders.iter().any(|known| known.0 == actor)
        {
            self.genders.push((actor, resolved.reading.gender));
        }
        let titled = resolved.reading.name.len() == 1 && !resolved.reading.roles.is_empty();
        if let Some(actor) = resolved.actor.filter(|_| titled && self.forms.len() < 1000)
            && !self.forms.iter().any(|form| form.0 == resolved.reading)
        {
            self.forms.push((resolved.reading.clone(), actor));
        }
    }

    fn all(&self, fits: impl Fn(&super::Actor) -> bool) -> Vec<usize> {
        (0..self.cast.actors.len()).filter(|at| fits(&self.cast.actors[*at])).collect()
    }

    /// The sides that a reading names as its own.
    fn sides(&self, reading: &Reading) -> Vec<usize> {
        let mut found: Vec<usize> = reading
            .affiliations
            .iter()
            .chain(&reading.adjectives)
            .flat_map(|name| self.cast.sides(&lower(name)))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// R4, R5, R7, R8: descriptions.
    fn description(&self, reading: Reading, place: Place, written: &str) -> Resolved {
        let whole = lower(written.split(',').next().unwrap_or(written));
        let sides = self.sides(&reading);
        let exact = self.cast.sides(&whole);
        if exact.len() == 1 {
            return one("R1", 990, exact, None, reading);
        }
        let called = self.all(|actor| actor.kind == ActorKind::Person && actor.names.contains(&whole));
        if called.len() == 1 {
            return one("R1", 990, called, None, reading);
        }
        if reading.plural && sides.len() == 1 {
            return one("R8", 750, sides, None, reading);
        }
        if reading.plural || reading.thing {
            return Resolved {
                rule: if reading.thing { "thing" } else { "R8" },
                confidence: 750,
                reading,
                ..Resolved::default()
            };
        }
        if let Some(found) = self.metonym(&reading, written) {
            return found;
        }
        if reading.roles.is_empty() {
            return Resolved { rule: "none", confidence: 500, reading, ..Resolved::default() };
        }
        let holds = |roles: &[String]| {
            let bare = |word: &&String| !matches!(word.as_str(), "the" | "a");
            reading.roles.iter().filter(bare).all(|role| roles.contains(role))
        };
        let office = |at: &usize| {
            let actor = &self.cast.actors[*at];
            actor.kind == ActorKind::Person && holds(&actor.roles) && !reading.other_office
        };
        let actors: Vec<usize> = (0..self.cast.actors.len()).filter(office).collect();
        if !sides.is_empty() {
            let of_side = |at: &usize| self.cast.actors[*at].side.is_some_and(|side| sides.contains(&side));
            let own: Vec<usize> = actors.iter().copied().filter(of_side).collect();
            if !own.is_empty() && (reading.definite || own.len() == 1 && !reading.on_behalf) {
                return one("R4", 920, own, None, reading);
            }
            return Resolved { rule: "none", confidence: 600, reading, ..Resolved::default() };
        }
        // "the Ostrellian president", of a side that is none of the case: nobody of it.
        if !self.cast.actors.is_empty() && !reading.adjectives.is_empty() {
            return Resolved { rule: "none", confidence: 600, reading, ..Resolved::default() };
        }
        if !reading.definite {
            return Resolved { rule: "anonymous", confidence: 800, reading, ..Resolved::default() };
        }
        self.office(reading, place, &actors)
    }

    /// R7: a ministry, a palace, a delegation stands for its side.
    fn metonym(&self, reading: &Reading, written: &str) -> Option<Resolved> {
        const HOUSES: [&str; 9] = [
            "government",
            "ministry",
            "palace",
            "delegation",
            "cabinet",
            "parliament",
            "side",
            "team",
            "capital",
        ];
        let words = lower(written);
        let house = words.iter().any(|word| HOUSES.contains(&word.as_str()));
        if !house
            || reading.roles.iter().any(|role| {
                matches!(
                    role.as_str(),
                    "spokesman"
                        | "spokeswoman"
                        | "spokesperson"
                        | "official"
                        | "source"
                        | "minister"
                        | "head"
                        | "leader"
                )
            })
        {
            return None;
        }
        let mut found = self.sides(reading);
        if found.is_empty() {
            found = (0..words.len()).flat_map(|at| self.cast.sides(&words[at..=at])).collect();
            found.dedup();
        }
        (found.len() == 1).then(|| one("R7", 750, found, None, reading.clone()))
    }

    /// R6: pronouns.
    fn pronoun(&self, pronoun: Pronoun, place: Place) -> Resolved {
        let mut found: Vec<Resolved> = Vec::new();
        let fits = |resolved: &Resolved| match pronoun {
            Pronoun::One(gender) => {
                let reading_fits = !resolved.reading.plural
                    && !resolved.reading.thing
                    && gender.fits(resolved.reading.gender);
                let entity_fits = resolved.entity.is_none_or(|at| {
                    let entity = &self.gathered.entities[at];
                    !entity.body && gender.fits(entity.gender)
                });
                let actor_fits = resolved.actor.is_none_or(|at| {
                    let actor = &self.cast.actors[at];
                    let told = self.genders.iter().find(|known| known.0 == at).map(|known| known.1);
                    actor.kind == ActorKind::Person
                        && gender.fits(actor.gender)
                        && told.is_none_or(|told| gender.fits(told))
                });
                reading_fits && entity_fits && actor_fits
            }
            Pronoun::Many => resolved.reading.plural,
            Pronoun::It => {
                resolved.reading.thing
                    || resolved.reading.body
                    || resolved.actor.is_some_and(|at| self.cast.actors[at].kind != ActorKind::Person)
            }
        };
        if let Some(before) =
            self.earlier.as_ref().filter(|before| place.paragraph.saturating_sub(before.paragraph) <= 1)
            && fits(&before.resolved)
            && !before.resolved.rule.is_empty()
        {
            found.push(before.resolved.clone());
        }
        if matches!(pronoun, Pronoun::One(_)) {
            let upto = self.gathered.mentions.partition_point(|mention| mention.0.start < place.start);
            let near = self.gathered.mentions[..upto].iter().rev().take(60);
            let close = near.filter(|(noted, _)| place.paragraph.saturating_sub(noted.paragraph) <= 1);
            let (mut subjects, mut others, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
            let mut ahead = 0;
            let elsewhere = self.earlier.as_ref().is_some_and(|before| before.paragraph < place.paragraph);
            let end = self.earlier.as_ref().map_or(0, |before| before.end);
            for (noted, entity) in close {
                if noted.within || noted.start >= place.start {
                    continue;
                }
                if noted.subject && elsewhere && noted.paragraph == place.paragraph && noted.start > end {
                    fresh.push(*entity);
                }
                if noted.subject { subjects.push(*entity) } else { others.push(*entity) }
            }
            for entity in subjects.into_iter().chain(others) {
                let name = self.gathered.entities[entity].name.clone();
                let mut resolved = self.named(Reading { name, ..Reading::default() }, "");
                resolved.entity = Some(entity);
                if fits(&resolved) && !self.addressed(&resolved) {
                    // Somebody this paragraph brought in since goes before who spoke in the one before it.
                    if fresh.contains(&entity) {
                        found.insert(ahead, resolved)
                    } else {
                        found.push(resolved)
                    }
                    ahead += usize::from(fresh.contains(&entity));
                }
            }
        }
        if let Some(addressee) = self
            .earlier
            .as_ref()
            .and_then(|before| before.addressee.as_ref())
            .filter(|addressee| fits(addressee))
            && (addressee.actor.is_some() || addressee.entity.is_some())
        {
            found.push(addressee.clone());
        }
        let Some(first) = found.first().cloned() else {
            return Resolved { rule: "none", pronoun: true, ..Resolved::default() };
        };
        let same = |other: &&Resolved| {
            other.actor == first.actor && (other.actor.is_some() || other.entity == first.entity)
        };
        let alone = found.iter().all(|other| same(&other));
        let confidence = if alone { 850 } else { 600 };
        let mut made = Resolved { rule: "R6", confidence, pronoun: true, ..first };
        if let Pronoun::One(gender) = pronoun
            && made.reading.gender == Gender::Unknown
        {
            made.reading.gender = gender;
        }
        made
    }

    /// Whether somebody was the addressee of the statement before: an interviewer comes last.
    fn addressed(&self, resolved: &Resolved) -> bool {
        let addressee = self.earlier.as_ref().and_then(|before| before.addressee.as_ref());
        addressee.is_some_and(|addressee| addressee.entity.is_some() && addressee.entity == resolved.entity)
    }
}

#[derive(Clone, Copy)]
pub(super) enum Pronoun {
    One(Gender),
    Many,
    It,
}

pub(super) fn pronoun(written: &str) -> Option<Pronoun> {
    let word = written.split(['’', '\'']).next().unwrap_or(written).to_ascii_lowercase();
    Some(match word.as_str() {
        "he" => Pronoun::One(Gender::Masculine),
        "she" => Pronoun::One(Gender::Feminine),
        "who" => Pronoun::One(Gender::Unknown),
        "they" => Pronoun::Many,
        "it" | "which" => Pronoun::It,
        _ => return None,
    })
}

/// The one actor a rule gives; more than one is nobody.
pub(super) fn one(
    rule: &'static str,
    confidence: u16,
    mut found: Vec<usize>,
    entity: Option<usize>,
    reading: Reading,
) -> Resolved {
    found.dedup();
    match found.as_slice() {
        [actor] => Resolved { actor: Some(*actor), entity, rule, confidence, reading, ..Resolved::default() },
        _ => Resolved {
            candidates: found,
            entity,
            rule: "ambiguous",
            confidence: 300,
            reading,
            ..Resolved::default()
        },
    }
}
