//! "The minister": who of those that hold an office is meant.

use super::cast::lower;
use super::entities::Entity;
use super::resolve::{Place, Resolved, Resolver, one};
use super::{ActorKind, Reading};

impl Resolver<'_> {
    /// R5: "the minister", by the order of the field.
    pub(super) fn office(&self, reading: Reading, place: Place, actors: &[usize]) -> Resolved {
        let holds = |entity: &Entity| {
            !entity.other_office
                && reading.roles.iter().all(|role| {
                    entity.roles.contains(role)
                        || self.title_of(entity).is_some_and(|roles| roles.contains(role))
                })
        };
        let of_entity = |at: usize, reading: Reading| {
            let mut made = self
                .named(Reading { name: self.gathered.entities[at].name.clone(), ..Reading::default() }, "");
            made.rule = "R5";
            made.confidence = 800;
            made.reading = reading;
            made.entity = Some(at);
            made
        };
        // Two who hold it, brought in together since anyone spoke: either.
        let since = self.earlier.as_ref().map_or(0, |before| before.end);
        let upto = self.gathered.mentions.partition_point(|mention| mention.0.start < place.start);
        let fresh = self.gathered.mentions[..upto]
            .iter()
            .rev()
            .take(20)
            .take_while(|mention| mention.0.start >= since);
        let near =
            |noted: &super::Noted| !noted.within && place.paragraph.saturating_sub(noted.paragraph) == 0;
        let mut both: Vec<usize> = Vec::new();
        for (noted, entity) in fresh {
            if near(noted) && holds(&self.gathered.entities[*entity]) && !both.contains(entity) {
                both.push(*entity);
            }
        }
        if both.len() > 1 {
            let mut found: Vec<usize> =
                both.iter().filter_map(|entity| of_entity(*entity, reading.clone()).actor).collect();
            found.sort_unstable();
            if found.len() > 1 {
                return one("R5", 300, found, None, reading);
            }
        }
        // The speaker of the statement before.
        if let Some(before) = &self.earlier {
            let by_actor = before.resolved.actor.is_some_and(|at| actors.contains(&at));
            let by_entity = before.resolved.entity.is_some_and(|at| holds(&self.gathered.entities[at]));
            if (by_actor || by_entity) && place.paragraph.saturating_sub(before.paragraph) <= 3 {
                return Resolved {
                    rule: "R5",
                    confidence: 800,
                    reading,
                    pronoun: false,
                    ..before.resolved.clone()
                };
            }
        }
        // Who was brought in with that title.
        let introduced = self.gathered.mentions[..upto].iter().rev().take(400);
        let mut ranked: Vec<usize> = Vec::new();
        for (noted, entity) in introduced {
            if !noted.within && holds(&self.gathered.entities[*entity]) && !ranked.contains(entity) {
                ranked.push(*entity);
            }
        }
        if let Some(first) = ranked.first() {
            return of_entity(*first, reading);
        }
        if let Some(home) = self.home {
            let own: Vec<usize> =
                actors.iter().copied().filter(|at| self.cast.actors[*at].side == Some(home)).collect();
            if own.len() == 1 {
                return one("R5", 750, own, None, reading);
            }
        }
        if actors.is_empty() {
            return Resolved { rule: "none", confidence: 500, reading, ..Resolved::default() };
        }
        one("R5", 700, actors.to_vec(), None, reading)
    }

    /// The titles an entity has in the case.
    fn title_of(&self, entity: &Entity) -> Option<&Vec<String>> {
        let name = lower(&entity.name.join(" "));
        let found = self.cast.actors.iter().find(|actor| {
            actor.kind == ActorKind::Person
                && actor
                    .names
                    .iter()
                    .any(|known| *known == name || name.len() == 1 && known.last() == name.first())
        });
        found.map(|actor| &actor.roles)
    }
}
