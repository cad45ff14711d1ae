//! Two who speak at once: neither alone.

use super::cast::lower;
use super::resolve::{Place, Resolved, Resolver, pronoun};

impl Resolver<'_> {
    /// "Dunn and Reyl", or "the dockers" where a frame took the last of "The operator and the dockers": both are candidates.
    pub(super) fn joint(&self, place: Place) -> Option<Resolved> {
        let written = &self.text[place.start as usize..place.end as usize];
        if pronoun(written).is_some() {
            return None;
        }
        let (one, other) = self.within(written, place).or_else(|| self.before(place))?;
        let named = !other.reading.name.is_empty() || other.reading.definite || other.reading.plural;
        let actor = one.actor.filter(|_| (named || other.actor.is_some()) && one.actor != other.actor)?;
        let mut reading = one.reading;
        reading.plural = true;
        reading.name.clear();
        let candidates = [Some(actor), other.actor].into_iter().flatten().collect();
        Some(Resolved { candidates, rule: "joint", confidence: 900, reading, ..Resolved::default() })
    }

    fn within(&self, written: &str, place: Place) -> Option<(Resolved, Resolved)> {
        let first = written.split(',').next()?;
        let (left, right) = first.split_once(" and ")?;
        // One name with "and" in it.
        let whole = lower(first);
        if self.cast.actors.iter().any(|actor| actor.names.contains(&whole)) {
            return None;
        }
        let of = |from: usize, part: &str| {
            let at = |offset: usize| place.start + u32::try_from(offset).unwrap_or_default();
            self.alone(Place { start: at(from), end: at(from + part.len()), ..place })
        };
        Some((of(0, left), of(left.len() + " and ".len(), right)))
    }

    fn before(&self, place: Place) -> Option<(Resolved, Resolved)> {
        let before = self.text.get(..place.start as usize)?.strip_suffix(" and ")?;
        // A phrase of three words at most that begins its sentence.
        let near = before.char_indices().rev().map(|(at, _)| at).take(60).last()?;
        let mark =
            before[near..].rfind(|c: char| !c.is_alphanumeric() && !matches!(c, ' ' | '-' | '’' | '\''));
        let begins =
            mark.map_or(near, |at| near + at + before[near + at..].chars().next().map_or(1, char::len_utf8));
        let part = before[begins..].trim_start();
        let short =
            part.split(' ').count() <= 3 && part.starts_with(char::is_uppercase) && pronoun(part).is_none();
        if !short || mark.is_none() && near > 0 {
            return None;
        }
        let start = u32::try_from(before.len() - part.len()).ok()?;
        let end = u32::try_from(before.len()).ok()?;
        Some((self.alone(Place { start, end, ..place }), self.alone(place)))
    }
}
